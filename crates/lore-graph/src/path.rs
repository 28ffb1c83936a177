//! How two things connect: the path of least cost between units and concepts, where passing
//! through what everything links to costs more than through what few do.

use petgraph::algo::astar;
use petgraph::graph::{NodeIndex, UnGraph};

use crate::graph::{ConceptId, Graph, Kinds};

/// The nodes from one of `sources` to one of `goals`, both included; units are numbered first, then
/// concepts. Nothing comes back if no edges connect them.
pub fn between(graph: &Graph, sources: &[usize], goals: &[usize]) -> Option<Vec<usize>> {
    let nodes = graph.unit_count() + graph.concept_count();
    // Two notes with one tag have less to do with each other than two that link.
    let units = graph.unit_count();
    let is_tag = |node: usize| {
        node.checked_sub(units).is_some_and(|concept| {
            let kinds = graph.concept_kinds(ConceptId(concept as u32));
            kinds.any(Kinds::TAG) && !kinds.any(Kinds::TITLE | Kinds::TOPIC)
        })
    };
    let cost = |node: usize| {
        let tag = if is_tag(node) { 2.0 } else { 0.0 };
        1.0 + tag + (1.0 + graph.neighbours(node).len() as f32).ln() / 2.0
    };
    let mut edges = UnGraph::<(), f32, u32>::with_capacity(nodes + 1, nodes * 2);
    for _ in 0..=nodes {
        edges.add_node(());
    }
    let index = |node: usize| NodeIndex::new(node);
    for node in 0..nodes {
        for next in graph.neighbours(node).map(|next| next as usize).filter(|&next| next > node) {
            edges.add_edge(index(node), index(next), cost(node) + cost(next));
        }
    }
    // One start for all sources.
    let start = index(nodes);
    for &source in sources {
        edges.add_edge(start, index(source), 0.0);
    }
    let is_goal = |node: NodeIndex<u32>| goals.contains(&node.index());
    let (_, path) = astar(&edges, start, is_goal, |edge| *edge.weight(), |_| 0.0)?;
    Some(path.into_iter().skip(1).map(NodeIndex::index).collect())
}
