//! Values that so much of a vault states that they tell its notes no more apart than a common word does: `Mood: good`
//! in most entries of a journal, `author: me` in all notes. Leaves out what each question makes of it.

use crate::graph::{ConceptId, Graph, Kinds, Node, NodeId};

/// What no more units than this state may tell them apart, however few there are.
const FEW: usize = 6;
/// One in so many units may state it.
const ONE_IN: usize = 3;

impl Graph {
    /// Whether fields alone name a concept, and in so many units that it says nothing about any of them. It goes by
    /// their number, whatever the field is called. What somebody links to, tags, declares as a topic or calls a note
    /// was meant to connect, however often.
    pub fn is_commonplace(&self, concept: ConceptId) -> bool {
        let meant = Kinds::TITLE | Kinds::TOPIC | Kinds::TAG | Kinds::MISSING | Kinds::SHARED;
        let is_too_much = |units: usize| units > FEW && units * ONE_IN > self.unit_count();
        let kinds = self.concept_kinds(concept);
        let around = || self.neighbours(self.node_of(concept));
        let is_unit = |&node: &NodeId| matches!(self.node(node), Ok(Node::Unit(_)));
        // What is broader and narrower is around it as well.
        kinds.any(Kinds::HELD)
            && !kinds.any(meant)
            && is_too_much(around().len())
            && is_too_much(around().filter(is_unit).count())
    }

    /// The same of a node; no unit is.
    pub fn is_commonplace_node(&self, node: NodeId) -> bool {
        matches!(self.node(node), Ok(Node::Concept(concept)) if self.is_commonplace(concept))
    }
}
