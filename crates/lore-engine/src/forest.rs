//! The hierarchy of concepts as a forest: what is broader stands above, and fields such as `up` may close
//! circles in it. Leaves out which concepts a question lists, and what it tells of each.

use std::collections::BTreeSet;

use lore_graph::{ConceptId, SectionId};
use rustc_hash::FxHashSet;

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

/// What one pass tells of the concepts that stand in trees: where each is below one other at most, and nothing
/// closes a circle. Of all others nothing is known, and whoever asks goes up or down from each.
pub(crate) struct Trees {
    /// Where each concept stands in the order of reading, and where what is below it ends; nothing of one that stands
    /// in no tree.
    extents: Vec<Option<(usize, usize)>>,
    /// How many sections state it or something below it.
    sections: Vec<usize>,
}

impl Trees {
    pub(crate) fn of(engine: &Engine) -> Trees {
        let graph = &engine.graph;
        let count = graph.concept_count();
        let mut trees = Trees { extents: vec![None; count], sections: vec![0; count] };
        let mut reached = vec![false; count];
        let mut next = 0;
        for concept in graph.concepts() {
            if reached[concept.at()] {
                continue;
            }
            // All that hangs together with it, however.
            reached[concept.at()] = true;
            let (mut all, mut at) = (vec![concept], 0);
            let (mut tops, mut is_tree) = (Vec::new(), true);
            while let Some(&concept) = all.get(at) {
                at += 1;
                let broader = graph.broader(concept).len();
                is_tree &= broader < 2;
                tops.extend((broader == 0).then_some(concept));
                let beside = graph.broader(concept).chain(graph.narrower(concept));
                all.extend(
                    beside.filter(|other| !std::mem::replace(&mut reached[other.at()], true)),
                );
            }
            if let ([top], true) = (&tops[..], is_tree) {
                trees.add(engine, *top, &mut next);
            }
        }
        trees
    }

    /// Adds the tree below a concept, which begins at a place in the order of reading.
    fn add(&mut self, engine: &Engine, top: ConceptId, next: &mut usize) {
        let (mut order, mut stack) = (Vec::new(), vec![(top, None)]);
        while let Some((concept, above)) = stack.pop() {
            let nth = order.len();
            order.push((concept, above));
            stack.extend(engine.graph.narrower(concept).map(|below| (below, Some(nth))));
        }
        let first = *next;
        *next += order.len();
        let mut ends: Vec<usize> = (first..*next).collect();
        let mut stating: Vec<FxHashSet<SectionId>> = vec![FxHashSet::default(); order.len()];
        for (nth, &(concept, above)) in order.iter().enumerate().rev() {
            let mut sections = std::mem::take(&mut stating[nth]);
            sections.extend(engine.sections_stating(concept));
            self.extents[concept.at()] = Some((first + nth, ends[nth]));
            self.sections[concept.at()] = sections.len();
            if let Some(above) = above {
                ends[above] = ends[above].max(ends[nth]);
                // The fewer go to the more: each goes up only a few times.
                let there = &mut stating[above];
                if there.len() < sections.len() {
                    std::mem::swap(there, &mut sections);
                }
                there.extend(sections);
            }
        }
    }

    /// How many sections state a concept or something below it.
    pub(crate) fn sections_in_all(&self, concept: ConceptId) -> Option<usize> {
        self.extents[concept.at()].map(|_| self.sections[concept.at()])
    }

    /// Whether one of two concepts is below the other, or is the other.
    pub(crate) fn are_of_one_line(&self, left: ConceptId, right: ConceptId) -> Option<bool> {
        let (begin, end) = self.extents[left.at()]?;
        // What stands in another tree, or in none, hangs together with nothing of this one.
        let Some((other_begin, other_end)) = self.extents[right.at()] else { return Some(false) };
        let is_inside = |at: usize, begin: usize, end: usize| (begin..=end).contains(&at);
        Some(is_inside(other_begin, begin, end) || is_inside(begin, other_begin, other_end))
    }
}
