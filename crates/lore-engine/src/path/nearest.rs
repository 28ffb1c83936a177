//! Sections in the order of how near something they are, found one after the other: whoever needs few of very
//! many walks no farther than to these. Leaves out what is sought in them.

use std::cmp::Reverse;
use std::iter::Peekable;

use lore_graph::path::Walk;
use lore_graph::{Graph, NodeId, SectionId, UnitId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Sections by how much the way to their units costs. Of equally far ones, those whose units name where the walk
/// began come first.
pub(super) struct NearestFirst<'a> {
    graph: &'a Graph,
    walk: Peekable<Walk<'a>>,
    /// Sections farther away than this are left out, but for those of units that name where the walk began;
    /// where nothing is left out, those that no way leads to come last.
    reach: Option<u32>,
    /// Those that the walk has not come to, by the nodes of their units.
    ahead: FxHashMap<NodeId, Vec<SectionId>>,
    /// The units that name where the walk began.
    naming: FxHashSet<UnitId>,
    /// Those that come next, the first at the end.
    next: Vec<SectionId>,
}

impl<'a> NearestFirst<'a> {
    /// Of these sections, those within reach of where the walk begins; which name that is told by `naming`.
    pub(super) fn new(
        graph: &'a Graph,
        walk: Walk<'a>,
        reach: Option<u32>,
        sections: Vec<SectionId>,
        naming: &[SectionId],
    ) -> NearestFirst<'a> {
        let mut ahead: FxHashMap<NodeId, Vec<SectionId>> = FxHashMap::default();
        for section in sections {
            let node = graph.node_of(graph.unit_of(section));
            ahead.entry(node).or_default().push(section);
        }
        let naming = naming.iter().map(|&section| graph.unit_of(section)).collect();
        NearestFirst { graph, walk: walk.peekable(), reach, ahead, naming, next: Vec::new() }
    }

    /// All that are as far away as the next; nothing if the walk leads to no more.
    fn walk_on(&mut self) -> Option<()> {
        let &(_, cost) = self.walk.peek().filter(|_| !self.ahead.is_empty())?;
        if self.reach.is_some_and(|reach| cost > reach) {
            return None;
        }
        while let Some((node, _)) = self.walk.next_if(|&(_, other)| other == cost) {
            self.next.extend(self.ahead.remove(&node).into_iter().flatten());
        }
        Some(())
    }
}

impl Iterator for NearestFirst<'_> {
    type Item = SectionId;

    fn next(&mut self) -> Option<SectionId> {
        if self.next.is_empty() {
            while self.next.is_empty() && self.walk_on().is_some() {}
            let (graph, naming) = (self.graph, &self.naming);
            if self.next.is_empty() {
                // What names where the walk began is near it, though no way may lead there yet.
                let names_it = |section: &SectionId| naming.contains(&graph.unit_of(*section));
                // Those of a node are of one unit.
                let left = self.ahead.extract_if(|_, sections| {
                    self.reach.is_none() || sections.first().is_some_and(names_it)
                });
                self.next.extend(left.flat_map(|(_, sections)| sections));
            }
            self.next.sort_unstable_by_key(|&section| {
                Reverse((!naming.contains(&graph.unit_of(section)), section))
            });
        }
        self.next.pop()
    }
}
