//! `topics`: the concepts of the vault, what is broader and narrower, and where each is stated.

use std::collections::BTreeSet;

use lore_graph::{ConceptId, How, Kinds, NoteId, SectionId};

use crate::{Engine, Unknown};

/// A concept as the answer to `topics`.
#[derive(Clone, Debug)]
pub struct Topic {
    /// What it is called.
    pub name: String,
    /// `note`, `topic`, `tag` or `missing`.
    pub kind: &'static str,
    /// Number of notes that state it.
    pub notes: usize,
    /// Number of sections that state it.
    pub sections: usize,
    /// Names of what it is part of.
    pub broader: Vec<String>,
    /// Names of its parts.
    pub narrower: Vec<String>,
    /// The notes that bear its name.
    pub about: Vec<String>,
    /// Where it is stated, in the order of notes and of their text.
    pub places: Vec<Place>,
    /// How many levels of broader topics are above it.
    pub depth: usize,
}

/// A place that states a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The note.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
    /// The headings from the note's top to the section.
    pub heading: Vec<String>,
    /// What the section is called.
    pub label: String,
    /// `title`, `topic`, `tag`, `link` or the field's name.
    pub how: String,
}

impl Engine {
    /// The declared topics and tags of the vault with what is broader, as a forest read from the top:
    /// each topic is followed by its parts. With `all`, every concept, names of notes included.
    pub fn topics(&self, all: bool) -> Vec<Topic> {
        let listed = |concept: ConceptId| {
            let kinds = self.graph.concept_kinds(concept);
            all && kinds.any(!Kinds::VALUE) || kinds.any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED)
        };
        let mut shown: BTreeSet<ConceptId> =
            self.graph.concepts().filter(|&concept| listed(concept)).collect();
        // What is above a topic belongs to its landscape even if it is only a note's name.
        let mut above: Vec<ConceptId> = shown.iter().copied().collect();
        while let Some(concept) = above.pop() {
            above.extend(self.graph.broader(concept).filter(|&broader| shown.insert(broader)));
        }
        let size = |concept: ConceptId| self.graph.concept_statements(concept).count();
        let mut tops: Vec<ConceptId> = shown
            .iter()
            .copied()
            .filter(|&concept| !self.graph.broader(concept).any(|broader| shown.contains(&broader)))
            .collect();
        let total = |concept: ConceptId| -> usize {
            size(concept) + self.below(concept).into_iter().map(size).sum::<usize>()
        };
        tops.sort_by_cached_key(|&concept| (std::cmp::Reverse(total(concept)), concept));
        let mut topics = Vec::with_capacity(shown.len());
        let mut seen = BTreeSet::new();
        let roots = tops.into_iter().map(|concept| (concept, 0));
        let mut stack: Vec<(ConceptId, usize)> = roots.rev().collect();
        loop {
            while let Some((concept, depth)) = stack.pop() {
                if !seen.insert(concept) {
                    continue;
                }
                topics.push(Topic { depth, ..self.topic(concept) });
                let narrower: Vec<ConceptId> =
                    self.graph.narrower(concept).filter(|below| shown.contains(below)).collect();
                stack.extend(narrower.into_iter().rev().map(|below| (below, depth + 1)));
            }
            // Circles of `up::` fields have no top: any of them begins.
            match shown.iter().find(|concept| !seen.contains(concept)) {
                Some(&concept) => stack.push((concept, 0)),
                None => return topics,
            }
        }
    }

    /// One concept and everything below it, the concept first.
    pub fn topic_named(&self, name: &str) -> Result<Vec<Topic>, Unknown> {
        let concept = self.find_concept(name)?;
        let mut topics = vec![self.topic(concept)];
        topics.extend(self.below(concept).into_iter().map(|below| self.topic(below)));
        Ok(topics)
    }

    /// All narrower concepts, each once, without the concept itself.
    pub(crate) fn below(&self, concept: ConceptId) -> Vec<ConceptId> {
        let mut seen = BTreeSet::from([concept]);
        let mut stack = vec![concept];
        let mut below = Vec::new();
        while let Some(concept) = stack.pop() {
            for narrower in self.graph.narrower(concept) {
                if seen.insert(narrower) {
                    below.push(narrower);
                    stack.push(narrower);
                }
            }
        }
        below.sort_unstable();
        below
    }

    pub(crate) fn topic(&self, concept: ConceptId) -> Topic {
        let graph = &self.graph;
        let names = |concepts: Vec<ConceptId>| -> Vec<String> {
            concepts.into_iter().map(|concept| graph.concept_name(concept).to_owned()).collect()
        };
        let mut sections: BTreeSet<SectionId> = BTreeSet::new();
        let mut notes: BTreeSet<NoteId> = BTreeSet::new();
        let mut places: Vec<Place> = Vec::new();
        for statement in graph.concept_statements(concept) {
            sections.insert(statement.section);
            notes.insert(graph.note_of(statement.section));
            places.push(Place {
                path: graph.path(graph.note_of(statement.section)).to_owned(),
                line: statement.line,
                heading: graph
                    .heading_path(statement.section)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                label: graph.label(statement.section),
                how: match statement.how {
                    How::Title => "title".to_owned(),
                    How::Topic => "topic".to_owned(),
                    How::Tag => "tag".to_owned(),
                    How::MissingLink => "link".to_owned(),
                    How::Field => statement.field.to_owned(),
                },
            });
        }
        Topic {
            name: graph.concept_name(concept).to_owned(),
            kind: graph.concept_kinds(concept).word(),
            notes: notes.len(),
            sections: sections.len(),
            broader: names(graph.broader(concept).collect()),
            narrower: names(graph.narrower(concept).collect()),
            about: graph.concept_notes(concept).map(|note| graph.path(note).to_owned()).collect(),
            places,
            depth: 0,
        }
    }
}
