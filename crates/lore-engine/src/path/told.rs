//! A way in words: its stops, and what connects each with the one before. Leaves out how the way is found.

use lore_graph::{ConceptId, How, LinkView, Node, NodeId, SectionId, Statement, UnitId};

use super::ends::Ends;
use super::{Hop, PART, Via};
use crate::Engine;

/// The kind of what a link says that leads nowhere, though notes bear what it names.
const DEAD_LINK: &str = "dead link";

impl Ends<'_> {
    /// The stops of a way: a note and the concept of its own name are one for a person.
    pub(super) fn stops(&self, nodes: &[NodeId]) -> Vec<Hop> {
        let graph = &self.engine.graph;
        let mut stops: Vec<Hop> = Vec::with_capacity(nodes.len());
        // Whether the last stop is a concept only, so far.
        let mut only_named = false;
        for (nth, &node) in nodes.iter().enumerate() {
            let Some(mut hop) = self.hop(node) else { continue };
            let is_concept = matches!(graph.node(node), Ok(Node::Concept(_)));
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

    /// The stop that a node is.
    fn hop(&self, node: NodeId) -> Option<Hop> {
        match self.engine.graph.node(node) {
            Ok(thing) => Some(self.engine.hop(thing)),
            Err(_) => {
                let mut added = self.ends.iter().filter(|end| end.nodes[0] == node);
                added.find_map(|end| end.heading).map(|heading| self.engine.section_hop(heading))
            }
        }
    }

    /// What made the edge between two nodes: what the graph knows of, or a step of an end.
    fn via(&self, from: NodeId, to: NodeId) -> Option<Via> {
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
    /// The stop that a unit or a concept is.
    pub(crate) fn hop(&self, node: Node) -> Hop {
        let concept = match node {
            Node::Unit(unit) => return self.section_hop(self.graph.unit_section(unit)),
            Node::Concept(concept) => concept,
        };
        let note = self.graph.concept_notes(concept).next();
        Hop {
            name: self.graph.concept_name(concept).to_owned(),
            kind: note.map_or_else(
                || self.graph.concept_kinds(concept).word().to_owned(),
                |note| self.note_kind(note),
            ),
            path: note.map(|note| self.graph.path(note).to_owned()),
            heading: Vec::new(),
            line: None,
            via: None,
        }
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
    fn via(&self, from: NodeId, to: NodeId) -> Option<Via> {
        match (self.graph.node(from).ok()?, self.graph.node(to).ok()?) {
            (Node::Unit(from), Node::Unit(to)) => self.via_units(from, to),
            (Node::Concept(from), Node::Concept(to)) => self.via_names(from, to),
            (Node::Unit(from), Node::Concept(to)) => self.via_statement(from, to, false),
            (Node::Concept(from), Node::Unit(to)) => self.via_statement(to, from, true),
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
        (!matches!(via.kind.as_str(), "tag" | "title" | "link" | DEAD_LINK)).then_some(via)
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
        let stated = self.graph.concept_statements(concept);
        let stated = stated.filter(|statement| self.graph.unit_of(statement.section) == unit);
        // A field tells more than that there is a link in it.
        let statement = stated.min_by_key(|statement| statement.how == How::MissingLink)?;
        let is_dead = statement.how == How::MissingLink && self.is_borne(concept);
        let kind = if is_dead { DEAD_LINK } else { statement.word() };
        Some(self.said(kind, statement.section, statement.line, backwards))
    }

    pub(super) fn said(&self, kind: &str, section: SectionId, line: u32, backwards: bool) -> Via {
        Via {
            kind: kind.to_owned(),
            path: self.graph.path(self.graph.note_of(section)).to_owned(),
            line,
            backwards,
            text: String::new(),
        }
    }

    /// The first link from one unit to another.
    fn unit_link(&self, from: UnitId, to: UnitId) -> Option<(SectionId, u32)> {
        let graph = &self.graph;
        let leads_there = |link: &LinkView| {
            graph.target_section(link.target).is_some_and(|target| graph.unit_of(target) == to)
        };
        let mut links =
            graph.unit_sections(from).flat_map(|section| graph.links_of_section(section));
        links.find(leads_there).map(|link| (link.section, link.line))
    }
}
