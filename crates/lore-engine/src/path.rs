//! `path`: how two things connect, step by step, each with the line that says so. `ends` gathers what only the
//! two ends know of, and `told` says a way in words. Leaves out the search for the cheapest way and what a step
//! costs, which are the graph's.

mod ends;
mod nearest;
mod told;

use lore_graph::path::Way;

use self::ends::Ends;
use crate::reading::Reading;
use crate::{Engine, Unknown};

/// One stop on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What it is called.
    pub name: String,
    /// `note`, `section`, `topic`, `tag` or `missing`.
    pub kind: String,
    /// The note, if it is one or part of one.
    pub path: Option<String>,
    /// The headings down to the section, if it is part of a note.
    pub heading: Vec<String>,
    /// The line it begins at, if it is part of a note.
    pub line: Option<u32>,
    /// What connects it with the stop before; nothing for the first.
    pub via: Option<Via>,
}

/// What connects two stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// `link`, `topic`, `tag`, `title`, `broader`, `narrower`, `mention`, `heading` or a field's name.
    pub kind: String,
    /// The note that says so; where names alone connect, the one that has the narrower name; empty if none
    /// has it.
    pub path: String,
    /// Line, counting from 1; 0 where there is no such note.
    pub line: u32,
    /// Whether the later stop is the one that says so.
    pub backwards: bool,
    /// The words of a mention, as written, or the heading; empty for anything else.
    pub text: String,
}

/// What connects a part with what it is part of.
const PART: &str = "broader";

/// How two things connect.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The stops from one to the other, both included; nothing if nothing that was read connects them.
    pub stops: Option<Vec<Hop>>,
    /// Where there are none, how many places that may mention one of the two were left unread.
    pub unread: usize,
}

impl Engine {
    /// How one thing connects with another.
    ///
    /// Where links, fields and topics connect the two badly or not at all, the ends may also be
    /// left and reached by what is mentioned there without a link; where that does not connect them either, by
    /// what is mentioned where one of them is the topic. A heading inside of a unit is an end of
    /// its own, with its own links; what else its unit says, it is a step away from. That one end is part of
    /// the other comes before any way that is no shorter.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n-- Milk.md --\nFrom a [[Cow]].\n-- Cow.md --\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let hops = engine.path("Tea", "Cow")?.stops.unwrap_or_default();
    /// let names: Vec<&str> = hops.iter().map(|hop| hop.name.as_str()).collect();
    /// assert_eq!(names, ["Tea", "Milk", "Cow"]);
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`], of either end: words that name nothing are no end.
    pub fn path(&self, from: &str, to: &str) -> Result<Connection, Unknown> {
        let mut ends = Ends::new(self, [self.find_subject(from)?, self.find_subject(to)?])?;
        let mut way = ends.cheapest();
        if let Some(part) = ends.way_to_whole() {
            let stops = ends.stops(&part);
            if way.as_ref().is_none_or(|way| stops.len() <= ends.stops(&way.nodes).len()) {
                return Ok(Connection { stops: Some(stops), unread: 0 });
            }
        }
        let mut unread = 0;
        if way.as_ref().is_none_or(Way::may_be_beaten_by_mentions) {
            let reading = Reading::new(self);
            for nth in 0..2 {
                ends.add_mentions_by(&reading, nth, way.as_ref());
            }
            for nth in 0..2 {
                unread += ends.add_mentions_of(&reading, nth, way.as_ref());
            }
            way = ends.cheapest();
            if way.is_none() {
                let mut is_any = false;
                for nth in 0..2 {
                    is_any |= ends.add_mentions_by_stating(&reading, nth);
                }
                way = if is_any { ends.cheapest() } else { None };
            }
        }
        if way.is_some() {
            unread = 0;
        }
        Ok(Connection { stops: way.map(|way| ends.stops(&way.nodes)), unread })
    }
}
