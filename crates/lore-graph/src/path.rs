//! How two things connect: the path of least cost between units and concepts, where passing
//! through what leads everywhere costs more than through what few lead to. Leaves out finding mentions,
//! which whoever asks brings along, and the words for a step.
//!
//! Dijkstra: "A note on two problems in connexion with graphs" (1959), over the stored edges as
//! they are met, and from both ends at once (Pohl: "Bi-directional search", 1971), so that a question
//! about near things touches little of a large vault. Of ways that cost the same, the one is taken that
//! a search from the first end alone would find.

mod costs;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use self::costs::{Costs, Edges, MENTION, NODE, other_side};
use crate::graph::{Graph, NodeId, UnitId};

/// An edge that the graph does not have. A node that is not the graph's either has these alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// The nodes it connects.
    pub ends: (NodeId, NodeId),
    /// Whether a name in a text is all that connects them, which no one linked.
    pub is_mention: bool,
}

/// A way from one thing to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The nodes on it, both ends included.
    pub nodes: Vec<NodeId>,
    /// What it costs.
    pub cost: u32,
}

impl Way {
    /// Whether mentions could make a cheaper one: a single one may cost more than all of this.
    pub fn may_be_beaten_by_mentions(&self) -> bool {
        self.cost > MENTION + 2 * NODE
    }

    /// How far from one end a unit may be, at most, if its mention of the other is to make a way that costs no
    /// more than this one. Nothing is said where two mentions in a row may make one, if those of the first end
    /// are `still_to_come`.
    pub fn reach_of_mention(&self, still_to_come: bool) -> Option<u32> {
        // It stands between two nodes.
        let step = MENTION + 2 * NODE;
        let left = self.cost.saturating_sub(step);
        (!still_to_come || left < step).then_some(left)
    }

    /// In which units of one of its ends, which has these nodes, a mention could make a cheaper one.
    pub fn beaten_from<'a>(&self, graph: &'a Graph, nodes: &[NodeId]) -> BeatenFrom<'a> {
        let mut costs = Costs::of(graph);
        let least = nodes.iter().map(|&node| costs.node(node)).min().unwrap_or(NODE);
        BeatenFrom { cost: self.cost, nodes: nodes.iter().copied().collect(), least, costs }
    }
}

/// In which units of an end mentions could make a cheaper way.
pub struct BeatenFrom<'a> {
    cost: u32,
    nodes: FxHashSet<NodeId>,
    /// What the cheapest of the end's nodes adds to a way.
    least: u32,
    costs: Costs<'a>,
}

impl BeatenFrom<'_> {
    /// Whether a mention in a unit could: before it there is the way to the unit, and behind it at least
    /// what is mentioned.
    pub fn by_mention_in(&mut self, unit: UnitId) -> bool {
        let node = self.costs.graph.node_of(unit);
        let own = self.costs.node(node);
        let to_unit = if self.nodes.contains(&node) { 0 } else { self.least + own };
        self.cost > to_unit + own + MENTION + NODE
    }
}

/// The nodes from one of `sources` to one of `goals`, both included. Between the two, a note and its own name
/// are one node. Nothing comes back if no edges connect them.
pub fn between(graph: &Graph, sources: &[NodeId], goals: &[NodeId]) -> Option<Vec<NodeId>> {
    // What everything has in common leads everywhere: the search begins where less is around.
    let around =
        |nodes: &[NodeId]| nodes.iter().map(|&node| graph.neighbours(node).len()).sum::<usize>();
    let way = if around(goals) < around(sources) {
        let mut way = cheapest(graph, goals, sources, &[])?.nodes;
        way.reverse();
        way
    } else {
        cheapest(graph, sources, goals, &[])?.nodes
    };
    Some(with_one_name(graph, way))
}

/// A way on which, between its ends, a note and its own name are one node.
fn with_one_name(graph: &Graph, way: Vec<NodeId>) -> Vec<NodeId> {
    let [source, between @ .., goal] = way.as_slice() else { return way };
    let mut nodes = between.to_vec();
    nodes.dedup_by(|next, last| {
        let one_thing = other_side(graph, *last) == Some(*next);
        // The note's, as units come before concepts.
        if one_thing {
            *last = (*last).min(*next);
        }
        one_thing
    });
    nodes.insert(0, *source);
    nodes.push(*goal);
    nodes
}

/// The cheapest ways from one thing to what is near it, for questions about many of these.
pub struct Ways(Met);

impl Ways {
    /// Nodes farther away than so many others are not near.
    const MOST: usize = 20_000;

    /// The ways from `sources`.
    pub fn from(graph: &Graph, sources: &[NodeId]) -> Ways {
        let mut walk = Walk::from(graph, sources, &[]);
        walk.by_ref().take(Ways::MOST).for_each(drop);
        Ways(walk.search.met)
    }

    /// The nodes on the way to one that is near, as of [`between`].
    pub fn to(&self, graph: &Graph, goal: NodeId) -> Option<Vec<NodeId>> {
        self.0.cost(goal).map(|_| with_one_name(graph, self.0.way_to(goal)))
    }
}

/// The cheapest way from one of `sources` to one of `goals`, over the edges of the graph, the parts
/// of long notes, and what is `added`.
pub fn cheapest(
    graph: &Graph,
    sources: &[NodeId],
    goals: &[NodeId],
    added: &[Added],
) -> Option<Way> {
    let mut edges = Edges::of(graph, added);
    let nodes = edges.nodes(sources.iter().chain(goals));
    let is_goal: FxHashSet<NodeId> = goals.iter().copied().collect();
    let mut from = Search::from(sources, nodes);
    let mut back = Search::from(goals, nodes);
    // What a way costs at most, once the two have met.
    let mut most = if sources.iter().any(|source| is_goal.contains(source)) { 0 } else { u32::MAX };
    // Until all of every cheapest way is behind one of the two, the one goes on that has done less.
    while from.next_cost().saturating_add(back.next_cost()) <= most {
        if back.work < from.work {
            let Some((cost, node)) = back.next() else { break };
            back.look_around(&mut edges, node, cost, &from, &mut most);
        } else {
            let (cost, node) = from.next()?;
            if is_goal.contains(&node) {
                return Some(Way { nodes: from.met.way_to(node), cost });
            }
            from.look_around(&mut edges, node, cost, &back, &mut most);
        }
    }
    if most == u32::MAX {
        return None;
    }
    // The rest of the way, in the order of the search from the sources.
    loop {
        let (cost, node) = from.next()?;
        if is_goal.contains(&node) {
            return Some(Way { nodes: from.met.way_to(node), cost });
        }
        if cost.saturating_add(back.least_to(node)) <= most {
            from.look_around(&mut edges, node, cost, &back, &mut most);
        }
    }
}

/// A walk to ever costlier nodes, over the same edges as the ways that [`cheapest`] finds: each node once, with
/// what the way there costs.
pub struct Walk<'a> {
    edges: Edges<'a>,
    search: Search,
    /// The last node, of which nobody has looked around.
    last: Option<(u32, NodeId)>,
}

impl<'a> Walk<'a> {
    /// The walk that begins at all of `sources`.
    pub fn from(graph: &'a Graph, sources: &[NodeId], added: &[Added]) -> Walk<'a> {
        let edges = Edges::of(graph, added);
        let search = Search::from(sources, edges.nodes(sources));
        Walk { edges, search, last: None }
    }
}

impl Iterator for Walk<'_> {
    type Item = (NodeId, u32);

    fn next(&mut self) -> Option<(NodeId, u32)> {
        if let Some((cost, node)) = self.last.take() {
            self.edges.each(node, |next, step| self.search.meet(next, cost + step, node));
        }
        self.last = self.search.next();
        self.last.map(|(cost, node)| (node, cost))
    }
}

/// A search from some nodes to ever costlier ones.
struct Search {
    met: Met,
    /// The nodes that were met and not yet reached, by what they cost; some cost less by now.
    ahead: BinaryHeap<Reverse<(u32, NodeId)>>,
    /// How many edges were looked at.
    work: usize,
}

impl Search {
    /// Nothing is looked at yet. All nodes have numbers below `nodes`.
    fn from(sources: &[NodeId], nodes: usize) -> Search {
        let mut search = Search { met: Met::of(nodes), ahead: BinaryHeap::new(), work: 0 };
        for &source in sources {
            search.meet(source, 0, source);
        }
        search
    }

    /// What the next node costs at least; more than any if there is none.
    fn next_cost(&self) -> u32 {
        self.ahead.peek().map_or(u32::MAX, |&Reverse((cost, _))| cost)
    }

    /// The cheapest of the nodes that were met and not yet reached. Of those that cost the same, it is the
    /// one with the lowest number.
    fn next(&mut self) -> Option<(u32, NodeId)> {
        loop {
            let Reverse((cost, node)) = self.ahead.pop()?;
            if self.met.cost(node) == Some(cost) {
                return Some((cost, node));
            }
        }
    }

    /// A node is met at this cost, from another.
    fn meet(&mut self, node: NodeId, cost: u32, from: NodeId) {
        if self.met.cost(node).is_none_or(|least| cost < least) {
            self.met.put(node, cost, from);
            self.ahead.push(Reverse((cost, node)));
        }
    }

    /// What the way between a node and where the search began costs at least, as far as it knows.
    fn least_to(&self, node: NodeId) -> u32 {
        self.met.cost(node).unwrap_or(u32::MAX).min(self.next_cost())
    }

    /// Meets what is beside a node, unless the way on to where the `other` search began costs more than
    /// `most`, which falls with each way that is found.
    fn look_around(
        &mut self,
        edges: &mut Edges<'_>,
        node: NodeId,
        cost: u32,
        other: &Search,
        most: &mut u32,
    ) {
        edges.each(node, |next, step| {
            self.work += 1;
            let cost = cost + step;
            if cost.saturating_add(other.least_to(next)) <= *most {
                self.meet(next, cost, node);
                if let Some(rest) = other.met.cost(next) {
                    *most = (*most).min(cost + rest);
                }
            }
        });
    }
}

/// For each node that was met, the least that the way there cost so far, and the number of the node from which
/// it was met at that cost. Costs are one higher than they are, so that what nobody writes to is what was not
/// met: of memory that is all zeros, only what is touched is there.
struct Met(Vec<(u32, u32)>);

impl Met {
    fn of(nodes: usize) -> Met {
        Met(vec![(0, 0); nodes])
    }

    fn cost(&self, node: NodeId) -> Option<u32> {
        self.0[node.at()].0.checked_sub(1)
    }

    fn put(&mut self, node: NodeId, cost: u32, from: NodeId) {
        self.0[node.at()] = (cost + 1, from.0);
    }

    /// The node from which one was met: itself, where the search began.
    fn before(&self, node: NodeId) -> NodeId {
        NodeId(self.0[node.at()].1)
    }

    fn way_to(&self, goal: NodeId) -> Vec<NodeId> {
        let mut nodes = vec![goal];
        let mut node = goal;
        while self.before(node) != node {
            node = self.before(node);
            nodes.push(node);
        }
        nodes.reverse();
        nodes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

    use lore_core::VaultPath;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;
    use crate::{Conventions, Entry, build};

    /// Notes that link to each other, to names and to what is in a journal.
    fn graph(texts: &[Vec<&str>]) -> Graph {
        const PATHS: [&str; 7] =
            ["index.md", "2024-01-31.md", "Raft.md", "a/Note.md", "b/Note.md", "Log.md", "Tea.md"];
        let entry = |(path, text): (&&str, &Vec<&str>)| {
            let path = VaultPath::new(*path).unwrap();
            let options = lore_parser::Options::default();
            let note = lore_parser::parse(&path, &text.join("\n\n"), &options).note;
            Entry::new(&path, [0; 5], &note)
        };
        let entries = PATHS.iter().zip(texts).map(entry).collect();
        let image = build(entries, Vec::new(), Conventions::default(), |_| None).unwrap();
        Graph::open(image.to_vec().into()).unwrap()
    }

    const PIECES: [&str; 13] = [
        "[[Raft]]", "[[a/Note]]", "[[b/Note]]", "[[Log]]", "[[2024-01-31]]", "[[Tea]]",
        "[[Missing]]", "[[Log#Day 1]]", "#tag/sub", "#raft", "author:: Ada Lovelace",
        "# Day 1\n\n**Topic:** Raft", "# Day 2\n\ntext",
    ];

    /// The way that a search from the sources alone finds.
    fn one_sided(
        graph: &Graph,
        sources: &[NodeId],
        goals: &[NodeId],
        added: &[Added],
    ) -> Option<Way> {
        let mut edges = Edges::of(graph, added);
        let nodes = edges.nodes(sources.iter().chain(goals));
        let mut search = Search::from(sources, nodes);
        while let Some((cost, node)) = search.next() {
            if goals.contains(&node) {
                return Some(Way { nodes: search.met.way_to(node), cost });
            }
            edges.each(node, |next, step| search.meet(next, cost + step, node));
        }
        None
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1024,
            // What fails becomes a named test, not a file of seeds.
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn from_both_ends_is_the_way_from_one(
            texts in prop::collection::vec(prop::collection::vec(select(&PIECES[..]), 0..6), 1..8),
            sources in prop::collection::vec(any::<Index>(), 1..4),
            goals in prop::collection::vec(any::<Index>(), 1..4),
            added in prop::collection::vec((any::<Index>(), any::<Index>(), any::<bool>()), 0..5),
        ) {
            let graph = graph(&texts);
            // One of them is not the graph's.
            let all: Vec<NodeId> = graph.nodes().chain([graph.added_node(0)]).collect();
            let node = |index: &Index| *index.get(&all);
            let nodes = |of: &[Index]| of.iter().map(node).collect::<Vec<_>>();
            let (sources, goals) = (nodes(&sources), nodes(&goals));
            let added: Vec<Added> = added
                .iter()
                .map(|(left, right, is_mention)| Added {
                    ends: (node(left), node(right)),
                    is_mention: *is_mention,
                })
                .collect();
            let way = cheapest(&graph, &sources, &goals, &added);
            prop_assert_eq!(&way, &one_sided(&graph, &sources, &goals, &added));
            // A walk comes to each node once, and to the costlier ones later.
            let reached: Vec<(NodeId, u32)> = Walk::from(&graph, &sources, &added).collect();
            prop_assert!(reached.is_sorted_by_key(|&(_, cost)| cost));
            for node in all {
                let mut costs = reached.iter().filter(|reached| reached.0 == node);
                let cost = costs.next().map(|&(_, cost)| cost);
                prop_assert_eq!(costs.next(), None);
                let way = cheapest(&graph, &sources, &[node], &added);
                prop_assert_eq!(cost, way.map(|way| way.cost));
            }
        }
    }
}
