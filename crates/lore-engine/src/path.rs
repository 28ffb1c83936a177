//! `path`: how two things connect, step by step, each with the line that says so. Leaves out the search for
//! the cheapest way and what a step costs, which are the graph's.

mod nearest;

use std::collections::{BTreeMap, BTreeSet};

use lore_core::Span;
use lore_graph::path::{self, Added, Walk, Way};
use lore_graph::{ConceptId, How, LinkView, NoteId, SectionId, Statement, Target, UnitId};
use rustc_hash::FxHashMap;

use self::nearest::NearestFirst;
use crate::lookup::Sought;
use crate::mentions::{
    GraphNames, MOST_IN_VAIN, Mention, TheseNames, Where, is_form_of, mentions_in,
};
use crate::reading::{Reading, SectionSource};
use crate::related::source::name_of_heading;
use crate::{Engine, Subject, Unknown};

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
/// How many mentions of an end, and headings that are its name, are looked for.
const MOST_MENTIONS: usize = 100;

/// How two things connect.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The stops from one to the other, both included; nothing if nothing that was read connects them.
    pub stops: Option<Vec<Hop>>,
    /// Where there are none, how many places that may mention one of the two were left unread.
    pub unread: usize,
}

/// One end of a path.
struct End {
    /// Its nodes: units first, then concepts. There is at least one.
    nodes: Vec<usize>,
    /// What it is called in running text.
    concept: Option<ConceptId>,
    /// The heading that it is, if that is inside of a unit: a node of its own behind those of the graph.
    heading: Option<SectionId>,
    /// The sections that are its own text.
    sections: Vec<SectionId>,
}

/// Both ends of a path, with the steps that only they know of.
struct Ends<'a> {
    engine: &'a Engine,
    ends: [End; 2],
    steps: Vec<Step>,
}

/// A step between two nodes, of which one says so.
struct Step {
    saying: usize,
    said: usize,
    via: Via,
}

impl Step {
    fn edge(&self) -> Added {
        // What is called alike is no more than that.
        let is_mention = matches!(self.via.kind.as_str(), "mention" | "heading");
        Added { ends: (self.saying, self.said), is_mention }
    }
}

impl Engine {
    /// How one thing connects with another.
    ///
    /// Where links, fields and topics connect the two badly or not at all, the ends may also be
    /// left and reached by what is mentioned there without a link. A heading inside of a unit is an end of
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
        let (from, to) = (self.find_subject(from)?, self.find_subject(to)?);
        let beyond = self.graph.unit_count() + self.graph.concept_count();
        let other = if from == to { beyond } else { beyond + 1 };
        let ends = [self.path_end(from, beyond)?, self.path_end(to, other)?];
        let mut ends = Ends { engine: self, ends, steps: Vec::new() };
        ends.add_steps_of_headings();
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
        }
        if way.is_some() {
            unread = 0;
        }
        Ok(Connection { stops: way.map(|way| ends.stops(&way.nodes)), unread })
    }

    /// An end; `beyond` is its node if the graph has none for it.
    fn path_end(&self, subject: Subject, beyond: usize) -> Result<End, Unknown> {
        let graph = &self.graph;
        let concept_node = |concept: ConceptId| graph.unit_count() + concept.0 as usize;
        Ok(match subject {
            Subject::Note(note) => End {
                nodes: self.note_nodes(note),
                concept: Some(graph.concept_of(note)),
                heading: None,
                sections: graph.sections_of(note).collect(),
            },
            Subject::Section(section) if self.unit_around(section).is_some() => {
                let of_note = graph.sections_of(graph.note_of(section));
                let sections = of_note.filter(|&other| self.is_within(other, section)).collect();
                End { nodes: vec![beyond], concept: None, heading: Some(section), sections }
            }
            Subject::Section(section) => {
                let unit = graph.unit_of(section);
                let sections = graph.unit_sections(unit).collect();
                End { nodes: vec![unit.0 as usize], concept: None, heading: None, sections }
            }
            Subject::Concept(concept) => {
                let notes = || graph.concept_notes(concept);
                let mut nodes = vec![concept_node(concept)];
                nodes.extend(notes().flat_map(|note| self.note_nodes(note)));
                let sections = notes().flat_map(|note| graph.sections_of(note)).collect();
                End { nodes, concept: Some(concept), heading: None, sections }
            }
            Subject::Phrase(name) => return Err(self.not_found(Sought::Anything, &name)),
        })
    }

    /// A note's beginning and its entries; parts hang on the beginning.
    fn note_nodes(&self, note: NoteId) -> Vec<usize> {
        let graph = &self.graph;
        let units = graph.sections_of(note).map(|section| graph.unit_of(section));
        let mut nodes: Vec<usize> =
            units.filter(|&unit| graph.whole(unit).is_none()).map(|unit| unit.0 as usize).collect();
        nodes.dedup();
        nodes
    }

    /// The notes and topics whose names stand in a section's text, with the first place of each and the
    /// number of all.
    fn named_in(&self, source: &SectionSource) -> BTreeMap<ConceptId, (Span, usize)> {
        let found = mentions_in(&source.parsed, &source.source, &GraphNames(self), Where::TEXT);
        let mut names: FxHashMap<ConceptId, Vec<String>> = FxHashMap::default();
        let mut named = BTreeMap::new();
        for (span, concept) in found {
            let names = names.entry(concept).or_insert_with(|| self.names_in_text(concept));
            let said = span.slice(&source.source).unwrap_or_default();
            // What links to it are called elsewhere is no name of it.
            if names.iter().any(|name| is_form_of(said, name)) {
                named.entry(concept).or_insert((span, 0)).1 += 1;
            }
        }
        named
    }
}

impl<'a> Ends<'a> {
    fn cheapest(&self) -> Option<Way> {
        let [from, to] = &self.ends;
        path::cheapest(&self.engine.graph, &from.nodes, &to.nodes, &self.edges())
    }

    /// The nodes from one end to the other, one of which is part of the other; nothing if neither is.
    fn way_to_whole(&self) -> Option<Vec<usize>> {
        self.upwards(0).or_else(|| {
            let mut nodes = self.upwards(1)?;
            nodes.reverse();
            Some(nodes)
        })
    }

    /// The nodes from an end up to the other, if that is what it is part of.
    fn upwards(&self, nth: usize) -> Option<Vec<usize>> {
        let graph = &self.engine.graph;
        let mut nodes = vec![self.ends[nth].nodes[0]];
        while let Some(&node) = nodes.last()
            && !self.ends[1 - nth].nodes.contains(&node)
        {
            let whole = match self.step_to_whole(node) {
                Some(step) => step.said,
                None if node < graph.unit_count() => graph.whole(UnitId(node as u32))?.0 as usize,
                None => return None,
            };
            nodes.push(whole);
        }
        Some(nodes)
    }

    /// The step from a heading inside of a unit to what it is part of.
    fn step_to_whole(&self, node: usize) -> Option<&Step> {
        let is_end = self.ends.iter().any(|end| end.heading.is_some() && end.nodes[0] == node);
        // The last: a field of it may be called so as well.
        let is_to_whole = |step: &&Step| step.saying == node && step.via.kind == PART;
        is_end.then(|| self.steps.iter().rfind(is_to_whole))?
    }

    fn edges(&self) -> Vec<Added> {
        self.steps.iter().map(Step::edge).collect()
    }

    /// The node of a section, which is an end if it is a heading that the section is below.
    fn node(&self, section: SectionId) -> usize {
        let is_below =
            |end: &&End| end.heading.is_some_and(|heading| self.engine.is_within(section, heading));
        // Of two that are, the one that is below the other.
        let end = self.ends.iter().filter(is_below).max_by_key(|end| end.heading);
        end.map_or_else(|| self.engine.graph.unit_of(section).0 as usize, |end| end.nodes[0])
    }

    /// The steps at headings inside of units: their links, both ways, what they state, and what they are
    /// part of.
    fn add_steps_of_headings(&mut self) {
        let engine = self.engine;
        let graph = &engine.graph;
        let mut steps = Vec::new();
        for (nth, end) in self.ends.iter().enumerate() {
            let (Some(heading), own) = (end.heading, end.nodes[0]) else { continue };
            let mut say = |saying, said, kind: &str, section, line| {
                let via = engine.said(kind, section, line, false);
                steps.push(Step { saying, said, via });
            };
            let is_outside = |section: SectionId| !engine.is_within(section, heading);
            for &section in &end.sections {
                for stated in graph.statements(section) {
                    let concept = graph.unit_count() + stated.concept.0 as usize;
                    say(own, concept, stated.word(), section, stated.line);
                }
                for link in engine.section_links(section) {
                    let target = engine.target_section(link.target);
                    if let Some(target) = target.filter(|&target| is_outside(target)) {
                        let word = engine.link_word(link, target);
                        say(own, self.node(target), word, section, link.line);
                    }
                }
            }
            let note = graph.note_of(heading);
            for link in graph.backlinks(note).filter(|link| is_outside(link.section)) {
                let target = engine.target_section(link.target);
                if target.is_some_and(|target| !is_outside(target)) {
                    say(self.node(link.section), own, "link", link.section, link.line);
                }
            }
            // What it is part of may be the other end.
            let other = self.ends[1 - nth].heading;
            let whole = match other.filter(|&other| is_outside(other)) {
                Some(other) if engine.is_within(heading, other) => self.ends[1 - nth].nodes[0],
                Some(_) | None => graph.unit_of(heading).0 as usize,
            };
            say(own, whole, PART, heading, graph.line(heading));
        }
        // A heading's own unit says nothing of it but that it is part of it.
        let units: Vec<(usize, usize)> = self
            .ends
            .iter()
            .filter_map(|end| Some((end.nodes[0], graph.unit_of(end.heading?).0 as usize)))
            .collect();
        steps.retain(|step| {
            step.via.kind == PART
                || !units.contains(&(step.saying, step.said))
                    && !units.contains(&(step.said, step.saying))
        });
        self.steps.extend(steps);
    }

    /// What an end's own text names without linking it, where that could beat the way there is.
    fn add_mentions_by(&mut self, reading: &Reading<'_>, nth: usize, way: Option<&Way>) {
        let (engine, end) = (self.engine, &self.ends[nth]);
        let graph = &engine.graph;
        let mut beaten = way.map(|way| way.beaten_from(graph, &end.nodes));
        let is_one_unit =
            |&left: &SectionId, &right: &SectionId| graph.unit_of(left) == graph.unit_of(right);
        let mut steps = Vec::new();
        for sections in end.sections.chunk_by(is_one_unit) {
            let unit = graph.unit_of(sections[0]);
            // The unit around a heading is not where its mentions are.
            let is_unit = end.heading.is_none();
            if beaten.as_mut().is_some_and(|beaten| is_unit && !beaten.by_mention_in(unit)) {
                continue;
            }
            for &section in sections {
                let Some(source) = reading.section(section) else { continue };
                let named = engine.named_in(&source).into_iter();
                let others = named.filter(|(concept, _)| end.concept != Some(*concept));
                steps.extend(others.filter_map(|(concept, (first, count))| {
                    let mention = engine.mention(section, &source, first, count)?;
                    let via = Via {
                        text: mention.text,
                        ..engine.said("mention", section, mention.line, false)
                    };
                    let said = graph.unit_count() + concept.0 as usize;
                    Some(Step { saying: self.node(section), said, via })
                }));
            }
        }
        self.steps.extend(steps);
    }

    /// Where other notes name an end without linking it, in a text or as a heading. Says how many places that
    /// may do so were left unread.
    fn add_mentions_of(&mut self, reading: &Reading<'_>, nth: usize, way: Option<&Way>) -> usize {
        let (engine, end) = (self.engine, &self.ends[nth]);
        let graph = &engine.graph;
        let these = match (end.concept, end.heading) {
            (Some(concept), _) => TheseNames::of_concept(engine, concept),
            (None, Some(heading)) => {
                TheseNames::new(name_of_heading(engine, heading).into_iter().collect())
            }
            (None, None) => return 0,
        };
        let own: BTreeSet<NoteId> =
            end.sections.iter().map(|&section| graph.note_of(section)).collect();
        let is_other = |section: &SectionId| !own.contains(&graph.note_of(*section));
        let mut steps = Vec::new();
        let mut naming = engine.sections_naming(these.names());
        naming.retain(is_other);
        let mut unread = naming.len();
        let mut naming: Box<dyn Iterator<Item = SectionId>> = if naming.len() > MOST_MENTIONS {
            Box::new(self.nearest_first(nth, way, naming))
        } else {
            Box::new(naming.into_iter())
        };
        let mut in_vain = 0;
        while steps.len() < MOST_MENTIONS
            && in_vain < MOST_IN_VAIN
            && let Some(section) = naming.next()
        {
            unread -= 1;
            let source = reading.section(section);
            match source.and_then(|source| engine.mention_in(section, &source, &these)) {
                None => in_vain += 1,
                Some(Mention { text, line, .. }) => {
                    let via = Via { text, ..engine.said("mention", section, line, false) };
                    steps.push(Step { saying: self.node(section), said: end.nodes[0], via });
                }
            }
        }
        let headed = end.concept.into_iter().flat_map(|topic| engine.sections_called(topic));
        for section in headed.filter(is_other).take(MOST_MENTIONS) {
            let via = Via {
                text: graph.heading(section).to_owned(),
                ..engine.said("heading", section, graph.line(section), false)
            };
            steps.push(Step { saying: self.node(section), said: end.nodes[0], via });
        }
        self.steps.extend(steps);
        unread
    }

    /// Sections that may mention the `nth` end by how near the other they are: the first that does makes
    /// the cheapest way. Where there is a `way` already, those that cannot beat it are left out.
    fn nearest_first(
        &self,
        nth: usize,
        way: Option<&Way>,
        sections: Vec<SectionId>,
    ) -> NearestFirst<'a> {
        let (engine, other) = (self.engine, &self.ends[1 - nth]);
        // What mentions a heading need not be as far as the unit around it.
        let are_units = self.ends.iter().all(|end| end.heading.is_none());
        let reach = way.map(|way| {
            // Those of the other end are looked for later.
            let reach = if are_units { way.reach_of_mention(nth == 0) } else { None };
            reach.unwrap_or(way.cost - 1)
        });
        let names = other.concept.map(|concept| engine.names_in_text(concept));
        let names_other = names.map(|names| engine.sections_naming(&names)).unwrap_or_default();
        let walk = Walk::from(&engine.graph, &other.nodes, &self.edges());
        NearestFirst::new(&engine.graph, walk, reach, sections, &names_other)
    }

    /// The stops of a way: a note and the concept of its own name are one for a person.
    fn stops(&self, nodes: &[usize]) -> Vec<Hop> {
        let units = self.engine.graph.unit_count();
        let concepts = units..units + self.engine.graph.concept_count();
        let mut stops: Vec<Hop> = Vec::with_capacity(nodes.len());
        // Whether the last stop is a concept only, so far.
        let mut only_named = false;
        for (nth, &node) in nodes.iter().enumerate() {
            let headings = self.ends.iter().filter(|end| end.nodes[0] == node);
            let mut hop = match headings.filter_map(|end| end.heading).next() {
                Some(heading) => self.engine.section_hop(heading),
                None => self.engine.hop(node),
            };
            let is_concept = concepts.contains(&node);
            hop.via = nth.checked_sub(1).and_then(|last| self.via(nodes[last], node));
            let is_name = hop.via.as_ref().is_some_and(|via| via.kind == "title");
            match stops.last_mut() {
                Some(_) if is_name && is_concept => {}
                Some(last) if is_name && only_named => {
                    let via = last.via.take();
                    *last = Hop { via, ..hop };
                }
                _ => stops.push(hop),
            }
            only_named = is_concept && !is_name;
        }
        stops
    }

    /// What made the edge between two nodes: what the graph knows of, or a step of an end.
    fn via(&self, from: usize, to: usize) -> Option<Via> {
        let said = |saying, said| {
            self.steps.iter().find(|step| (step.saying, step.said) == (saying, said))
        };
        let is_part = |part, whole| self.step_to_whole(part).filter(|step| step.said == whole);
        if let Some(step) = is_part(from, to) {
            return Some(step.via.clone());
        }
        // Only the part says so, and both are told as the way leads.
        if let Some(step) = is_part(to, from) {
            return Some(Via { kind: "narrower".to_owned(), ..step.via.clone() });
        }
        self.engine.via(from, to).or_else(|| {
            if let Some(step) = said(from, to) {
                return Some(step.via.clone());
            }
            Some(Via { backwards: true, ..said(to, from)?.via.clone() })
        })
    }
}

impl Engine {
    /// The sections headed by the name of a topic, in their order. None for one with a note of its own: what a
    /// note is about is found there.
    pub(crate) fn sections_called(&self, topic: ConceptId) -> Vec<SectionId> {
        if self.graph.concept_notes(topic).len() > 0 {
            return Vec::new();
        }
        self.graph.sections_headed(self.graph.concept_name(topic)).collect()
    }

    pub(crate) fn hop(&self, node: usize) -> Hop {
        let units = self.graph.unit_count();
        if let Some(concept) = node.checked_sub(units) {
            let concept = ConceptId(concept as u32);
            let note = self.graph.concept_notes(concept).next();
            return Hop {
                name: self.graph.concept_name(concept).to_owned(),
                kind: note.map_or_else(
                    || self.graph.concept_kinds(concept).word().to_owned(),
                    |note| self.note_kind(note),
                ),
                path: note.map(|note| self.graph.path(note).to_owned()),
                heading: Vec::new(),
                line: None,
                via: None,
            };
        }
        self.section_hop(self.graph.unit_section(UnitId(node as u32)))
    }

    /// The stop that a section is, which stands for its note if that begins with it.
    fn section_hop(&self, section: SectionId) -> Hop {
        let graph = &self.graph;
        let is_part = graph.place_of(section) > 0;
        Hop {
            name: graph.label(section),
            kind: self.section_kind(section),
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            heading: if is_part { self.headings_to(section) } else { Vec::new() },
            line: is_part.then(|| graph.line(section)),
            via: None,
        }
    }

    /// What made an edge of the graph: a statement, a link, one file or a name.
    fn via(&self, from: usize, to: usize) -> Option<Via> {
        let units = self.graph.unit_count();
        if from.max(to) >= units + self.graph.concept_count() {
            return None;
        }
        match (from.checked_sub(units), to.checked_sub(units)) {
            (None, None) => self.via_units(UnitId(from as u32), UnitId(to as u32)),
            (Some(from), Some(to)) => self.via_names(ConceptId(from as u32), ConceptId(to as u32)),
            (None, Some(to)) => {
                self.via_statement(UnitId(from as u32), ConceptId(to as u32), false)
            }
            (Some(from), None) => {
                self.via_statement(UnitId(to as u32), ConceptId(from as u32), true)
            }
        }
    }

    /// What one of two units says of the other in a field, a link between them, or that one is a
    /// part of the other.
    fn via_units(&self, from: UnitId, to: UnitId) -> Option<Via> {
        let graph = &self.graph;
        let stated = self.via_name(from, to, false).or_else(|| self.via_name(to, from, true));
        if stated.is_some() {
            return stated;
        }
        let part = if graph.whole(from) == Some(to) {
            Some((PART, from))
        } else if graph.whole(to) == Some(from) {
            Some(("narrower", to))
        } else {
            None
        };
        if let Some((kind, part)) = part {
            let section = graph.unit_section(part);
            return Some(self.said(kind, section, graph.line(section), false));
        }
        if let Some((section, line)) = self.unit_link(from, to) {
            return Some(self.said("link", section, line, false));
        }
        let (section, line) = self.unit_link(to, from)?;
        Some(self.said("link", section, line, true))
    }

    /// What a unit says in a field of the note that another is.
    fn via_name(&self, unit: UnitId, other: UnitId, backwards: bool) -> Option<Via> {
        let graph = &self.graph;
        if graph.place_of(graph.unit_section(other)) > 0 {
            return None;
        }
        let concept = graph.concept_of(graph.unit_note(other));
        let one_note = graph.concept_notes(concept).len() == 1;
        let via = one_note.then(|| self.via_statement(unit, concept, backwards))??;
        (!matches!(via.kind.as_str(), "tag" | "title" | "link")).then_some(via)
    }

    /// A name that is part of another.
    fn via_names(&self, from: ConceptId, to: ConceptId) -> Option<Via> {
        let (kind, part, whole) = if self.graph.broader(from).any(|broader| broader == to) {
            (PART, from, to)
        } else if self.graph.broader(to).any(|broader| broader == from) {
            ("narrower", to, from)
        } else {
            return None;
        };
        Some(match self.declaration(part, whole).or_else(|| self.place_of_name(part)) {
            Some(place) => self.said(kind, place.section, place.line, false),
            None => {
                let (path, text) = (String::new(), String::new());
                Via { kind: kind.to_owned(), path, line: 0, backwards: false, text }
            }
        })
    }

    /// Where a name stands: as a title, else as whatever it is; of a beginning that names share, where one of
    /// these does.
    fn place_of_name(&self, concept: ConceptId) -> Option<Statement<'_>> {
        let place = |concept| {
            let stated = || self.graph.concept_statements(concept);
            stated().find(|each| each.how == How::Title).or_else(|| stated().next())
        };
        place(concept).or_else(|| self.below(concept).into_iter().find_map(place))
    }

    /// What a unit states about a concept.
    fn via_statement(&self, unit: UnitId, concept: ConceptId, backwards: bool) -> Option<Via> {
        let statement = self
            .graph
            .concept_statements(concept)
            .find(|statement| self.graph.unit_of(statement.section) == unit)?;
        Some(self.said(statement.word(), statement.section, statement.line, backwards))
    }

    fn said(&self, kind: &str, section: SectionId, line: u32, backwards: bool) -> Via {
        Via {
            kind: kind.to_owned(),
            path: self.graph.path(self.graph.note_of(section)).to_owned(),
            line,
            backwards,
            text: String::new(),
        }
    }

    /// The first link from one unit to another.
    pub(crate) fn unit_link(&self, from: UnitId, to: UnitId) -> Option<(SectionId, u32)> {
        self.unit_links(from)
            .find(|link| self.target_unit(link.target) == Some(to))
            .map(|link| (link.section, link.line))
    }

    /// The links that stand in a unit.
    pub(crate) fn unit_links(&self, unit: UnitId) -> impl Iterator<Item = LinkView> {
        self.graph.unit_sections(unit).flat_map(|section| self.section_links(section))
    }

    /// The links that stand in a section's own text.
    pub(crate) fn section_links(&self, section: SectionId) -> impl Iterator<Item = LinkView> {
        self.graph.links_of_section(section)
    }

    /// The unit a link leads to.
    pub(crate) fn target_unit(&self, target: Target) -> Option<UnitId> {
        self.target_section(target).map(|section| self.graph.unit_of(section))
    }

    /// The field that a link to a note stands in, else that it is a link.
    fn link_word(&self, link: LinkView, target: SectionId) -> &str {
        let graph = &self.graph;
        let is_whole = graph.place_of(target) == 0;
        let concept = is_whole.then(|| graph.concept_of(graph.note_of(target)));
        let says_so = |stated: &Statement<'_>| {
            stated.how == How::Field && stated.line == link.line && Some(stated.concept) == concept
        };
        graph.statements(link.section).find(says_so).map_or("link", |stated| stated.word())
    }

    /// The section a link leads to; the first of a note that it leads to as a whole.
    fn target_section(&self, target: Target) -> Option<SectionId> {
        match target {
            Target::Section(section) => Some(section),
            target => self.graph.target_note(target).map(|note| self.graph.section_of(note, 0)),
        }
    }
}
