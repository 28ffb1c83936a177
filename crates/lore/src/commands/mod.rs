//! One file per verb: asks the engine, renders the answer as text or JSON, and says whether there
//! was one. Leaves out the exit status that follows, warnings and errors, which are in `main`, and what can
//! be asked, which is in `cli`.

mod check;
mod gaps;
mod index;
mod links;
mod map;
mod mentions;
mod orphans;
mod path;
mod progress;
mod related;
mod resolve;
mod review;
mod search;
mod stats;
mod timeline;
mod topics;
mod watch;

use std::io::Write;
use std::path::Path;

use clap::CommandFactory;
use lore_core::name::{self, thousands, times};
use lore_engine::{Destination, Engine, Freshness, Place, Rule};
use serde::Serialize;

use crate::cli::{Cli, Question};
use crate::screen::Screen;
use crate::shell::Shell;

pub(crate) use index::nothing_stored;
pub(crate) use watch::run as watch;

/// Whether the question had an answer, which decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answer,
    Nothing,
}

impl Outcome {
    fn answer_if(there_is_one: bool) -> Outcome {
        if there_is_one { Outcome::Answer } else { Outcome::Nothing }
    }
}

/// What a verb needs to answer.
pub(crate) struct Context<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) screen: &'a mut Screen,
    pub(crate) json: bool,
    pub(crate) freshness: Freshness,
    /// For commands that an answer proposes.
    pub(crate) shell: Shell<'a>,
    /// The vault's folder if nothing but being the current one says that it is one.
    pub(crate) bare_folder: Option<&'a Path>,
}

/// Which folder was taken for the vault, in words.
pub(crate) fn vault_in_words(folder: &Path, is_bare: bool) -> String {
    let how = if is_bare { ", the current folder" } else { "" };
    format!("the vault is {}{how}", folder.display())
}

pub(crate) fn answer(context: &mut Context, question: &Question) -> anyhow::Result<Outcome> {
    match question {
        Question::Search(args) => search::run(context, args),
        Question::Related(args) => related::run(context, args),
        Question::Topics(args) => topics::run(context, args),
        Question::Orphans(args) => orphans::run(context, args),
        Question::Gaps(args) => gaps::run(context, args),
        Question::Mentions(args) => mentions::run(context, args),
        Question::Links(args) => links::run(context, args),
        Question::Resolve(args) => resolve::run(context, args),
        Question::Check(args) => check::run(context, args),
        Question::Path(args) => path::run(context, args),
        Question::Map(args) => map::run(context, args),
        Question::Timeline(args) => timeline::run(context, args),
        Question::Progress(args) => progress::run(context, args),
        Question::Review(args) => review::run(context, args),
        Question::Stats(args) => stats::run(context, args),
        Question::Index(args) => index::run(context, args),
    }
}

/// Where a link leads, in JSON.
#[derive(Serialize)]
struct Leads<'a> {
    resolved: bool,
    external: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<&'a [String]>,
    /// Where that heading stands; `line` is that of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    target_line: Option<u32>,
    rule: &'a str,
}

impl<'a> From<&'a Destination> for Leads<'a> {
    fn from(destination: &'a Destination) -> Leads<'a> {
        Leads {
            resolved: destination.resolved,
            external: destination.external,
            path: destination.path.as_deref(),
            heading: destination.heading.as_deref(),
            target_line: destination.line,
            rule: destination.describe(),
        }
    }
}

/// `path:line › heading › heading`, or the path alone.
fn place_of(destination: &Destination, path: &str) -> String {
    let line = destination.line.map(|line| format!(":{line}")).unwrap_or_default();
    let headings = destination.heading.iter().flatten().map(|heading| format!(" › {heading}"));
    format!("{path}{line}{}", headings.collect::<String>())
}

/// A place that states a concept, in JSON.
#[derive(Serialize)]
struct JsonPlace<'a> {
    path: &'a str,
    line: u32,
    heading: &'a [String],
    how: &'a str,
}

impl<'a> From<&'a Place> for JsonPlace<'a> {
    fn from(place: &'a Place) -> JsonPlace<'a> {
        JsonPlace { path: &place.path, line: place.line, heading: &place.heading, how: &place.how }
    }
}

/// Something with a name, what it is and where, in JSON.
#[derive(Serialize)]
struct JsonNamed<'a> {
    name: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    heading: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

/// Prints the completion script; needs no vault.
pub(crate) fn completions(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    // The generator panics where it cannot write: it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lore", &mut script);
    let mut stdout = std::io::stdout();
    stdout.write_all(&script)?;
    stdout.flush()?;
    Ok(Outcome::Answer)
}

/// What kind of thing something is, for people: JSON has the word as it is.
fn kind_in_words(kind: &str) -> &str {
    if kind == "missing" { "no note yet" } else { kind }
}

/// A name as people know it, with the sign of a tag.
fn with_sign(name: &str, kind: &str) -> String {
    if kind == "tag" && !name.starts_with('#') { format!("#{name}") } else { name.to_owned() }
}

/// Why a link that leads nowhere does so, for people: JSON has the rule as it is.
fn leads_nowhere(destination: &Destination, target: &str) -> String {
    match destination.rule {
        Rule::Nothing if !destination.unread && is_file(target) => {
            format!("no file is at “{target}”")
        }
        Rule::Nothing if !destination.unread => format!("no note is called “{target}”"),
        _ => format!("{}: {target}", destination.describe()),
    }
}

/// Whether what a link names has the extension of a file that is no note: `map.png`, but not `v1.2` or `St. Ives`.
fn is_file(target: &str) -> bool {
    let name = lore_core::path::file_name(target);
    let is_extension = |end: &str| {
        (2..=5).contains(&end.len())
            && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && end.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    lore_core::path::without_note_extension(name) == name
        && name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && is_extension(end))
}

/// `1 note`, `2 notes`.
fn count(number: usize, singular: &str) -> String {
    let mut counted = thousands(number as u64);
    counted.push(' ');
    match number {
        1 => counted.push_str(singular),
        _ => counted.push_str(&name::plural(singular)),
    }
    counted
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_read_well() {
        assert_eq!(super::count(1, "note"), "1 note");
        assert_eq!(super::count(1000, "note"), "1,000 notes");
        assert_eq!(super::count(2, "library"), "2 libraries");
    }
}
