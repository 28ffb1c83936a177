//! Nearness by links: personalised PageRank over units and concepts. Leaves out what nearness counts beside
//! other evidence, which `related` says.
//!
//! Page, Brin, Motwani, Winograd: "The PageRank Citation Ranking" (1999), section 6. Computed by
//! pushing (Andersen, Chung, Lang: "Local Graph Partitioning using PageRank Vectors", 2006), which
//! visits only what is near, so that it costs the same in a vault of any size.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::graph::{Graph, Node, NodeId};

/// How often the walk returns to where it began.
const RESTART: f64 = 0.3;
/// What waits at a node is passed on while it is more than this for each of its neighbours. At most
/// 1 / (RESTART · PRECISION) neighbours are visited.
const PRECISION: f64 = 1e-5;

/// The share of time a random walk that keeps returning to `sources` spends on each node that it
/// reaches. A step prefers neighbours that few others share.
pub fn personalised(graph: &Graph, sources: &[NodeId]) -> FxHashMap<NodeId, f64> {
    let mut nodes = Nodes { graph, places: FxHashMap::default(), met: Vec::new() };
    for &source in sources {
        let source = nodes.place(source);
        nodes.met[source].waiting += 1.0 / sources.len() as f64;
    }
    let mut queue: VecDeque<usize> = sources.iter().map(|&source| nodes.place(source)).collect();
    let mut around: Vec<usize> = Vec::new();
    while let Some(at) = queue.pop_front() {
        let amount = std::mem::take(&mut nodes.met[at].waiting);
        nodes.met[at].score += RESTART * amount;
        around.clear();
        let neighbours = graph.neighbours(nodes.met[at].node);
        around.extend(neighbours.map(|next| nodes.place(next)));
        // What says nothing of any is no step from one to another.
        around.retain(|&next| !nodes.met[next].is_commonplace);
        let total: f64 = around.iter().map(|&next| nodes.met[next].weight).sum();
        for &next in &around {
            let there = &mut nodes.met[next];
            let was_queued = there.waiting > there.limit;
            there.waiting += (1.0 - RESTART) * amount * there.weight / total;
            if there.waiting > there.limit && !was_queued {
                queue.push_back(next);
            }
        }
    }
    // What still waits would have returned from where it is as often as anything else.
    let scores = nodes.met.iter().map(|met| (met.node, met.score + RESTART * met.waiting));
    scores.collect()
}

/// The nodes that the walk has met. What is common to many is met from each of them: what is to know of
/// it is looked up once.
struct Nodes<'a> {
    graph: &'a Graph,
    /// Where each stands in `met`.
    places: FxHashMap<NodeId, usize>,
    met: Vec<Met>,
}

/// A node that the walk has met.
struct Met {
    node: NodeId,
    /// How likely a step leads here, beside others: a hub leads everywhere and so says little.
    weight: f64,
    /// What may wait here without being passed on.
    limit: f64,
    is_commonplace: bool,
    waiting: f64,
    score: f64,
}

impl Nodes<'_> {
    fn place(&mut self, node: NodeId) -> usize {
        *self.places.entry(node).or_insert_with(|| {
            let degree = self.graph.neighbours(node).len() as f64;
            let (weight, limit) = (1.0 / (2.0 + degree).ln(), PRECISION * degree);
            let concept = self.graph.node(node).ok().and_then(Node::concept);
            let is_name_of_many = concept.is_some_and(|name| self.graph.is_name_of_many(name));
            let is_commonplace = self.graph.is_commonplace_node(node) || is_name_of_many;
            self.met.push(Met { node, weight, limit, is_commonplace, waiting: 0.0, score: 0.0 });
            self.met.len() - 1
        })
    }
}
