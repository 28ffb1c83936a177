//! Nearness by links: personalised PageRank over units and concepts.
//!
//! Page, Brin, Motwani, Winograd: "The PageRank Citation Ranking" (1999), section 6, by power
//! iteration. petgraph's own version compares all pairs of nodes and has no restart vector.

use crate::graph::Graph;

/// How often the walk returns to where it began.
const RESTART: f64 = 0.3;
/// Enough for the order of the first hundred to settle at this restart.
const ITERATIONS: usize = 12;

/// The share of time a random walk that keeps returning to `sources` spends on each node. Nodes are
/// numbered units first, then concepts; a step prefers neighbours that few others share.
pub fn personalised(graph: &Graph, sources: &[usize]) -> Vec<f64> {
    let nodes = graph.unit_count() + graph.concept_count();
    let mut scores = vec![0.0; nodes];
    if sources.is_empty() {
        return scores;
    }
    // A hub leads everywhere and so says little: neighbours count by rarity.
    let weight: Vec<f64> =
        (0..nodes).map(|node| 1.0 / (2.0 + graph.neighbours(node).len() as f64).ln()).collect();
    let total: Vec<f64> = (0..nodes)
        .map(|node| graph.neighbours(node).map(|next| weight[next as usize]).sum())
        .collect();
    let restart = 1.0 / sources.len() as f64;
    for &source in sources {
        scores[source] = restart;
    }
    let mut next = vec![0.0; nodes];
    for _ in 0..ITERATIONS {
        next.fill(0.0);
        for node in 0..nodes {
            if scores[node] == 0.0 || total[node] == 0.0 {
                continue;
            }
            let flow = (1.0 - RESTART) * scores[node] / total[node];
            for neighbour in graph.neighbours(node) {
                next[neighbour as usize] += flow * weight[neighbour as usize];
            }
        }
        for &source in sources {
            next[source] += RESTART * restart;
        }
        std::mem::swap(&mut scores, &mut next);
    }
    scores
}
