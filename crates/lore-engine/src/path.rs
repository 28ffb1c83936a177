//! `path`: how two things connect, step by step, each with the line that says so.

use lore_graph::{ConceptId, How, SectionId, Target, UnitId};

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
    /// `link`, `topic`, `tag`, `title`, `broader`, `narrower` or a field's name.
    pub kind: String,
    /// The note that says so; empty where only names connect.
    pub path: String,
    /// Line, counting from 1; 0 where only names connect.
    pub line: u32,
    /// Whether the later stop is the one that says so.
    pub backwards: bool,
}

impl Engine {
    /// The stops from one thing to another, both included; nothing if nothing connects them.
    pub fn path(&self, from: &str, to: &str) -> Result<Option<Vec<Hop>>, Unknown> {
        let sources = self.path_nodes(from)?;
        let goals = self.path_nodes(to)?;
        let Some(nodes) = lore_graph::path::between(&self.graph, &sources, &goals) else {
            return Ok(None);
        };
        let mut hops: Vec<Hop> = nodes.iter().map(|&node| self.hop(node)).collect();
        for (nth, pair) in nodes.windows(2).enumerate() {
            hops[nth + 1].via = self.via(pair[0], pair[1]);
        }
        // A note and the concept of its own name are one stop for a person.
        let is_name = |hop: &Hop| hop.via.as_ref().is_some_and(|via| via.kind == "title");
        let mut merged: Vec<Hop> = Vec::with_capacity(hops.len());
        for hop in hops {
            match merged.last_mut() {
                Some(last) if is_name(&hop) => {
                    if last.path.is_none() {
                        let via = last.via.take();
                        *last = Hop { via, ..hop };
                    }
                }
                _ => merged.push(hop),
            }
        }
        Ok(Some(merged))
    }

    fn path_nodes(&self, name: &str) -> Result<Vec<usize>, Unknown> {
        let units = self.graph.unit_count();
        Ok(match self.find_subject(name)? {
            Subject::Note(note) => {
                let mut nodes: Vec<usize> = self
                    .graph
                    .sections_of(note)
                    .map(|section| self.graph.unit_of(section).0 as usize)
                    .collect();
                nodes.dedup();
                nodes
            }
            Subject::Section(section) => vec![self.graph.unit_of(section).0 as usize],
            Subject::Concept(concept) => vec![units + concept.0 as usize],
            Subject::Phrase(name) => return Err(self.not_found("the name", &name, true)),
        })
    }

    fn hop(&self, node: usize) -> Hop {
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

    /// The statement or link that made the edge between two nodes.
    fn via(&self, from: usize, to: usize) -> Option<Via> {
        let units = self.graph.unit_count();
        let via = |kind: String, section: SectionId, line: u32, backwards: bool| Via {
            kind,
            path: self.graph.path(self.graph.note_of(section)).to_owned(),
            line,
            backwards,
        };
        match (from.checked_sub(units), to.checked_sub(units)) {
            (None, None) => {
                let (from, to) = (UnitId(from as u32), UnitId(to as u32));
                self.unit_link(from, to)
                    .map(|(section, line)| via("link".to_owned(), section, line, false))
                    .or_else(|| {
                        self.unit_link(to, from)
                            .map(|(section, line)| via("link".to_owned(), section, line, true))
                    })
            }
            (Some(from), Some(to)) => {
                let (from, to) = (ConceptId(from as u32), ConceptId(to as u32));
                let up = self.graph.broader(from).any(|broader| broader == to);
                let kind = if up { "broader" } else { "narrower" };
                let path = String::new();
                Some(Via { kind: kind.to_owned(), path, line: 0, backwards: false })
            }
            (unit, concept) => {
                let backwards = unit.is_some();
                let concept = ConceptId(concept.or(unit)? as u32);
                let unit = UnitId(if backwards { to } else { from } as u32);
                let statement = self
                    .graph
                    .concept_statements(concept)
                    .find(|statement| self.graph.unit_of(statement.section) == unit)?;
                let kind = match statement.how {
                    How::Title => "title",
                    How::Topic => "topic",
                    How::Tag => "tag",
                    How::MissingLink => "link",
                    How::Field => statement.field,
                };
                Some(via(kind.to_owned(), statement.section, statement.line, backwards))
            }
        }
    }

    /// The first link from one unit to another.
    pub(crate) fn unit_link(&self, from: UnitId, to: UnitId) -> Option<(SectionId, u32)> {
        let graph = &self.graph;
        graph
            .links_of(graph.unit_note(from))
            .filter(|link| graph.unit_of(link.section) == from)
            .find(|link| self.target_unit(link.target) == Some(to))
            .map(|link| (link.section, link.line))
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
