//! Nearness by links: personalised PageRank over units and concepts.
//!
//! Page, Brin, Motwani, Winograd: "The PageRank Citation Ranking" (1999), section 6. Computed by
//! pushing (Andersen, Chung, Lang: "Local Graph Partitioning using PageRank Vectors", 2006), which
//! visits only what is near, so that it costs the same in a vault of any size.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::graph::Graph;

/// How often the walk returns to where it began.
const RESTART: f64 = 0.3;
/// What waits at a node is passed on while it is more than this for each of its neighbours. At most
/// 1 / (RESTART · PRECISION) neighbours are visited.
const PRECISION: f64 = 1e-5;

/// The share of time a random walk that keeps returning to `sources` spends on each node that it
/// reaches. Nodes are numbered units first, then concepts; a step prefers neighbours that few others
/// share.
pub fn personalised(graph: &Graph, sources: &[usize]) -> FxHashMap<usize, f64> {
    let degree = |node: usize| graph.neighbours(node).len() as f64;
    // A hub leads everywhere and so says little: neighbours count by rarity.
    let weight = |node: usize| 1.0 / (2.0 + degree(node)).ln();
    let mut scores: FxHashMap<usize, f64> = FxHashMap::default();
    let mut waiting: FxHashMap<usize, f64> = FxHashMap::default();
    for &source in sources {
        *waiting.entry(source).or_default() += 1.0 / sources.len() as f64;
    }
    let mut queue: VecDeque<usize> = sources.iter().copied().collect();
    while let Some(node) = queue.pop_front() {
        let amount = waiting.insert(node, 0.0).unwrap_or_default();
        *scores.entry(node).or_default() += RESTART * amount;
        let total: f64 = graph.neighbours(node).map(|next| weight(next as usize)).sum();
        for next in graph.neighbours(node) {
            let next = next as usize;
            let there = waiting.entry(next).or_default();
            let limit = PRECISION * degree(next);
            let was_queued = *there > limit;
            *there += (1.0 - RESTART) * amount * weight(next) / total;
            if *there > limit && !was_queued {
                queue.push_back(next);
            }
        }
    }
    // What still waits would have returned from where it is as often as anything else.
    for (node, amount) in waiting {
        *scores.entry(node).or_default() += RESTART * amount;
    }
    scores
}
