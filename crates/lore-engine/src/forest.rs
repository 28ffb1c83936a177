//! The hierarchy of concepts as a forest: what is broader stands above, and fields such as `up` may close
//! circles in it. Leaves out which concepts a question lists, and what it tells of each.

use std::collections::BTreeSet;

use lore_graph::ConceptId;

use crate::Engine;

impl Engine {
    /// All narrower concepts, each once, without the concept itself.
    pub(crate) fn below(&self, concept: ConceptId) -> Vec<ConceptId> {
        // Most have nothing below them.
        if self.graph.narrower(concept).len() == 0 {
            return Vec::new();
        }
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

    /// Adds to some concepts all that is broader than those `from` which it goes up.
    pub(crate) fn add_above(&self, concepts: &mut BTreeSet<ConceptId>, from: Vec<ConceptId>) {
        let mut from = from;
        while let Some(concept) = from.pop() {
            from.extend(self.graph.broader(concept).filter(|&broader| concepts.insert(broader)));
        }
    }

    /// Those of some concepts that nothing is above, rising. What is above any of them is one of them as well.
    pub(crate) fn tops(&self, concepts: &BTreeSet<ConceptId>) -> Vec<ConceptId> {
        let is_top = |concept: &ConceptId| self.graph.broader(*concept).len() == 0;
        concepts.iter().copied().filter(is_top).collect()
    }

    /// The concepts from each of `roots` down, in the order of reading: each once, with how deep it stands, and
    /// before what is `below` it. A root that was come to before begins nothing.
    pub(crate) fn downwards(
        &self,
        roots: impl IntoIterator<Item = ConceptId>,
        mut below: impl FnMut(ConceptId, usize) -> Vec<ConceptId>,
    ) -> Vec<(ConceptId, usize)> {
        let mut order = Vec::new();
        let mut seen = vec![false; self.graph.concept_count()];
        let mut stack: Vec<(ConceptId, usize)> = Vec::new();
        for root in roots {
            stack.push((root, 0));
            while let Some((concept, depth)) = stack.pop() {
                if std::mem::replace(&mut seen[concept.at()], true) {
                    continue;
                }
                order.push((concept, depth));
                let below = below(concept, depth).into_iter().rev();
                stack.extend(below.map(|below| (below, depth + 1)));
            }
        }
        order
    }
}
