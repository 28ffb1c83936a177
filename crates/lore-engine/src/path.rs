//! `path`: how two things connect, step by step, each with the line that says so. Leaves out the search for
//! the cheapest way and what a step costs, which are the graph's.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::Span;
use lore_graph::path::{self, Way};
use lore_graph::{ConceptId, LinkId, LinkView, NoteId, SectionId, Target, UnitId};
use rustc_hash::FxHashMap;

use crate::lookup::Sought;
use crate::mentions::{GraphNames, Mention, TheseNames, Where, is_form_of, mentions_in};
use crate::reading::{Reading, SectionSource};
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
    /// What connects it with the stop before; nothing for the first.
    pub via: Option<Via>,
}

/// What connects two stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// `link`, `topic`, `tag`, `title`, `broader`, `narrower`, `mention` or a field's name.
    pub kind: String,
    /// The note that says so; empty where only names connect.
    pub path: String,
    /// Line, counting from 1; 0 where only names connect.
    pub line: u32,
    /// Whether the later stop is the one that says so.
    pub backwards: bool,
    /// The words of a mention, as written; empty for anything else.
    pub text: String,
}

/// How many sections that name an end are read.
const MOST_SECTIONS: usize = 100;

/// One end of a path.
struct End {
    /// Its nodes: units first, then concepts. There is at least one.
    nodes: Vec<usize>,
    /// What it is called in running text.
    concept: Option<ConceptId>,
    /// The sections that are its own text.
    sections: Vec<SectionId>,
}

/// A place at which one node names another without linking it.
struct MentionEdge {
    mentioning: usize,
    mentioned: usize,
    mention: Mention,
}

impl Engine {
    /// The stops from one thing to another, both included; nothing if nothing connects them.
    ///
    /// Where links, fields and topics connect the two badly or not at all, the ends may also be
    /// left and reached by what is mentioned there without a link.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n-- Milk.md --\nFrom a [[Cow]].\n-- Cow.md --\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let hops = engine.path("Tea", "Cow")?.unwrap_or_default();
    /// let names: Vec<&str> = hops.iter().map(|hop| hop.name.as_str()).collect();
    /// assert_eq!(names, ["Tea", "Milk", "Cow"]);
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`], of either end: words that name nothing are no end.
    pub fn path(&self, from: &str, to: &str) -> Result<Option<Vec<Hop>>, Unknown> {
        let (from, to) = (self.path_end(from)?, self.path_end(to)?);
        let mut way = path::cheapest(&self.graph, &from.nodes, &to.nodes, &[]);
        let mut mentions = Vec::new();
        if way.as_ref().is_none_or(Way::may_be_beaten_by_mentions) {
            let reading = Reading::new(self);
            for end in [&from, &to] {
                self.add_mentions_by(&reading, end, way.as_ref(), &mut mentions);
                self.add_mentions_of(&reading, end, &mut mentions);
            }
            let edges: Vec<(usize, usize)> =
                mentions.iter().map(|edge| (edge.mentioning, edge.mentioned)).collect();
            way = path::cheapest(&self.graph, &from.nodes, &to.nodes, &edges);
        }
        Ok(way.map(|way| self.stops(&way.nodes, &mentions)))
    }

    fn path_end(&self, name: &str) -> Result<End, Unknown> {
        let graph = &self.graph;
        let concept_node = |concept: ConceptId| graph.unit_count() + concept.0 as usize;
        Ok(match self.find_subject(name)? {
            Subject::Note(note) => End {
                nodes: self.note_nodes(note),
                concept: Some(graph.concept_of(note)),
                sections: graph.sections_of(note).collect(),
            },
            Subject::Section(section) => {
                let unit = graph.unit_of(section);
                let sections = graph.unit_sections(unit).collect();
                End { nodes: vec![unit.0 as usize], concept: None, sections }
            }
            Subject::Concept(concept) => {
                let notes = || graph.concept_notes(concept);
                let mut nodes = vec![concept_node(concept)];
                nodes.extend(notes().flat_map(|note| self.note_nodes(note)));
                let sections = notes().flat_map(|note| graph.sections_of(note)).collect();
                End { nodes, concept: Some(concept), sections }
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

    /// What an end's own text names without linking it, where that could beat the way there is.
    fn add_mentions_by(
        &self,
        reading: &Reading<'_>,
        end: &End,
        way: Option<&Way>,
        edges: &mut Vec<MentionEdge>,
    ) {
        let graph = &self.graph;
        let mut beaten = way.map(|way| way.beaten_from(graph, &end.nodes));
        let is_one_unit =
            |&left: &SectionId, &right: &SectionId| graph.unit_of(left) == graph.unit_of(right);
        for sections in end.sections.chunk_by(is_one_unit) {
            let unit = graph.unit_of(sections[0]);
            if beaten.as_mut().is_some_and(|beaten| !beaten.by_mention_in(unit)) {
                continue;
            }
            for &section in sections {
                let Some(source) = reading.section(section) else { continue };
                let named = self.named_in(&source).into_iter();
                let others = named.filter(|(concept, _)| end.concept != Some(*concept));
                edges.extend(others.filter_map(|(concept, (first, count))| {
                    Some(MentionEdge {
                        mentioning: unit.0 as usize,
                        mentioned: graph.unit_count() + concept.0 as usize,
                        mention: self.mention(section, &source, first, count)?,
                    })
                }));
            }
        }
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

    /// Where other notes name an end without linking it.
    fn add_mentions_of(&self, reading: &Reading<'_>, end: &End, edges: &mut Vec<MentionEdge>) {
        let graph = &self.graph;
        let Some(concept) = end.concept else { return };
        let these = TheseNames::of_concept(self, concept);
        let own: BTreeSet<NoteId> =
            end.sections.iter().map(|&section| graph.note_of(section)).collect();
        let sections = self.sections_naming(these.names()).into_iter();
        let others = sections.filter(|&section| !own.contains(&graph.note_of(section)));
        for section in others.take(MOST_SECTIONS) {
            let Some(source) = reading.section(section) else { continue };
            edges.extend(self.mention_in(section, &source, &these).map(|mention| MentionEdge {
                mentioning: graph.unit_of(section).0 as usize,
                mentioned: end.nodes[0],
                mention,
            }));
        }
    }

    /// The stops of a way: a note and the concept of its own name are one for a person.
    fn stops(&self, nodes: &[usize], mentions: &[MentionEdge]) -> Vec<Hop> {
        let units = self.graph.unit_count();
        let mut stops: Vec<Hop> = Vec::with_capacity(nodes.len());
        // Whether the last stop is a concept only, so far.
        let mut only_named = false;
        for (nth, &node) in nodes.iter().enumerate() {
            let mut hop = self.hop(node);
            hop.via = nth.checked_sub(1).and_then(|last| self.via(nodes[last], node, mentions));
            let is_name = hop.via.as_ref().is_some_and(|via| via.kind == "title");
            match stops.last_mut() {
                Some(_) if is_name && node >= units => {}
                Some(last) if is_name && only_named => {
                    let via = last.via.take();
                    *last = Hop { via, ..hop };
                }
                _ => stops.push(hop),
            }
            only_named = node >= units && !is_name;
        }
        stops
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
                via: None,
            };
        }
        let unit = UnitId(node as u32);
        let section = self.graph.unit_section(unit);
        Hop {
            name: self.graph.label(section),
            kind: self.unit_kind(unit),
            path: Some(self.graph.path(self.graph.note_of(section)).to_owned()),
            via: None,
        }
    }

    /// What made the edge between two nodes: a statement, a link, one file, a name or a mention.
    fn via(&self, from: usize, to: usize, mentions: &[MentionEdge]) -> Option<Via> {
        let units = self.graph.unit_count();
        let stored = match (from.checked_sub(units), to.checked_sub(units)) {
            (None, None) => self.via_units(UnitId(from as u32), UnitId(to as u32)),
            (Some(from), Some(to)) => self.via_names(ConceptId(from as u32), ConceptId(to as u32)),
            (None, Some(to)) => {
                self.via_statement(UnitId(from as u32), ConceptId(to as u32), false)
            }
            (Some(from), None) => {
                self.via_statement(UnitId(to as u32), ConceptId(from as u32), true)
            }
        };
        stored.or_else(|| {
            let edge = mentions.iter().find(|edge| {
                (edge.mentioning, edge.mentioned) == (from, to)
                    || (edge.mentioning, edge.mentioned) == (to, from)
            })?;
            Some(Via {
                kind: "mention".to_owned(),
                path: edge.mention.path.clone(),
                line: edge.mention.line,
                backwards: edge.mentioning == to,
                text: edge.mention.text.clone(),
            })
        })
    }

    /// What one of two units says of the other in a field, a link between them, or that one is a
    /// part of the other.
    fn via_units(&self, from: UnitId, to: UnitId) -> Option<Via> {
        let graph = &self.graph;
        let stated = self.via_name(from, to, false).or_else(|| self.via_name(to, from, true));
        if stated.is_some() {
            return stated;
        }
        if let Some((section, line)) = self.unit_link(from, to) {
            return Some(self.said("link", section, line, false));
        }
        if let Some((section, line)) = self.unit_link(to, from) {
            return Some(self.said("link", section, line, true));
        }
        let (kind, part) = if graph.whole(from) == Some(to) {
            ("broader", from)
        } else if graph.whole(to) == Some(from) {
            ("narrower", to)
        } else {
            return None;
        };
        let section = graph.unit_section(part);
        Some(self.said(kind, section, graph.line(section), false))
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
        let kind = if self.graph.broader(from).any(|broader| broader == to) {
            "broader"
        } else if self.graph.broader(to).any(|broader| broader == from) {
            "narrower"
        } else {
            return None;
        };
        let (path, text) = (String::new(), String::new());
        Some(Via { kind: kind.to_owned(), path, line: 0, backwards: false, text })
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

    /// The links that stand in a section's own text. A note of thousands of sections is not searched
    /// from its beginning for each.
    pub(crate) fn section_links(&self, section: SectionId) -> impl Iterator<Item = LinkView> {
        let graph = &self.graph;
        let mut of_note = graph.links_of(graph.note_of(section));
        let count = of_note.len() as u32;
        let start = of_note.next().map_or(0, |link| link.id.0);
        let link = move |nth: u32| graph.link(LinkId(start + nth));
        // In the order of sections.
        let (mut first, mut end) = (0, count);
        while first < end {
            let middle = first + (end - first) / 2;
            if link(middle).section < section {
                first = middle + 1;
            } else {
                end = middle;
            }
        }
        (first..count).map(link).take_while(move |link| link.section == section)
    }

    /// The unit a link leads to.
    pub(crate) fn target_unit(&self, target: Target) -> Option<UnitId> {
        match target {
            Target::Section(section) => Some(self.graph.unit_of(section)),
            target => {
                let note = self.graph.target_note(target)?;
                Some(self.graph.unit_of(self.graph.section_of(note, 0)))
            }
        }
    }
}
