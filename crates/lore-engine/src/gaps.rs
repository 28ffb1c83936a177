//! `gaps`: what the notes talk about without a note of its own: targets of links that nobody has
//! written yet, and topics that are stated and linked, but only in passing. Leaves out tags, which
//! sort notes rather than name what one would write about.

use std::collections::BTreeSet;

use lore_graph::{ConceptId, How, Kinds, NoteId};

use crate::Engine;
use crate::topics::Place;

/// A concept that no note is about.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What it is called most often.
    pub name: String,
    /// `missing` if links want it, else `topic`.
    pub kind: &'static str,
    /// Number of notes with a link to it.
    pub linked_from: usize,
    /// Number of sections that state it as their topic or in a field.
    pub stated_in: usize,
    /// Number of headings that are called so.
    pub headings: usize,
    /// Number of further sections that name it in their text.
    pub mentioned_in: usize,
    /// The places that link to or state it, in the order of paths and lines.
    pub places: Vec<Place>,
}

impl Gap {
    /// How much it is wanted: a link asks for a note, a topic nearly does, a mention hints at one.
    fn weight(&self) -> usize {
        10 * self.linked_from + 5 * self.stated_in + 2 * self.headings + self.mentioned_in.min(20)
    }
}

/// How many gaps are compared by headings and mentions, for each one wanted; each costs a look at all
/// headings and at the text index.
const COMPARED: usize = 4;

impl Engine {
    /// The `limit` concepts that most want a note, most wanted first, and how many there are in all.
    pub fn gaps(&self, limit: usize) -> (Vec<Gap>, usize) {
        let mut gaps: Vec<(Gap, ConceptId)> = self
            .graph
            .concepts()
            .filter_map(|concept| Some((self.gap(concept)?, concept)))
            .collect();
        let by_weight = |left: &(Gap, ConceptId), right: &(Gap, ConceptId)| {
            let weights = right.0.weight().cmp(&left.0.weight());
            weights.then_with(|| left.0.name.cmp(&right.0.name))
        };
        let total = gaps.len();
        gaps.sort_by(by_weight);
        gaps.truncate(limit.saturating_mul(COMPARED));
        for (gap, concept) in &mut gaps {
            gap.headings = self.graph.sections_headed(&gap.name).count();
            gap.mentioned_in = self.sections_mentioning(*concept);
        }
        gaps.sort_by(by_weight);
        (gaps.into_iter().take(limit).map(|(gap, _)| gap).collect(), total)
    }

    fn gap(&self, concept: ConceptId) -> Option<Gap> {
        let graph = &self.graph;
        let kinds = graph.concept_kinds(concept);
        let is_named = kinds.any(Kinds::MISSING | Kinds::TOPIC);
        if !is_named || graph.concept_notes(concept).next().is_some() {
            return None;
        }
        let name = graph.concept_name(concept);
        // `[[<title>]]` and `{{name}}` stand for something to be filled in.
        if name.contains(['<', '{']) {
            return None;
        }
        let mut linking: BTreeSet<NoteId> = BTreeSet::new();
        let mut stated_in = 0;
        let mut places = Vec::new();
        for statement in graph.concept_statements(concept) {
            match statement.how {
                How::MissingLink => {
                    linking.insert(graph.note_of(statement.section));
                }
                How::Topic | How::Field => stated_in += 1,
                How::Title | How::Tag => continue,
            }
            let how = statement.word().to_owned();
            places.push(self.place(statement.section, statement.line, how));
        }
        Some(Gap {
            name: name.to_owned(),
            kind: if linking.is_empty() { "topic" } else { "missing" },
            linked_from: linking.len(),
            stated_in,
            headings: 0,
            mentioned_in: 0,
            places,
        })
    }

    /// The sections that name a concept in their text and do not state it.
    fn sections_mentioning(&self, concept: ConceptId) -> usize {
        let graph = &self.graph;
        let naming = self.sections_naming(&self.names_in_text(concept)).into_iter();
        naming
            .filter(|&section| {
                !graph.statements(section).any(|statement| statement.concept == concept)
            })
            .count()
    }
}
