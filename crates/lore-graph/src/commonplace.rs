//! What so much of a vault states that it tells its notes no more apart than a common word does: `Mood: good` in
//! most entries of a journal, `author: me` in all notes. Leaves out what each question makes of it.

use crate::graph::{ConceptId, Graph, Kinds};

/// What no more units than this state may be told of each, however few there are.
const FEW: usize = 6;
/// One in so many units may state it.
const ONE_IN: usize = 3;

impl Graph {
    /// Whether tags, fields and links without a note state a concept in so many units that it says nothing about
    /// any of them. It goes by their number alone, whatever the field is called. What a note is called or declares
    /// as its topic is what somebody wrote about, however often.
    pub fn is_commonplace(&self, concept: ConceptId) -> bool {
        let around = self.neighbours(self.unit_count() + concept.at()).len();
        around > FEW
            && around * ONE_IN > self.unit_count()
            && !self.concept_kinds(concept).any(Kinds::TITLE | Kinds::TOPIC)
    }

    /// The same of a node, units first, then concepts; no unit is.
    pub fn is_commonplace_node(&self, node: usize) -> bool {
        let concept = node.checked_sub(self.unit_count()).filter(|&at| at < self.concept_count());
        concept.is_some_and(|at| self.is_commonplace(ConceptId(at as u32)))
    }
}
