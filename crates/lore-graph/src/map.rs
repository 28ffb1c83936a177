//! The shape of a vault: what hangs together, what belongs together, what all of it hangs on.
//!
//! [`Map`] turns units and concepts into the things a person would put on a map, [`Network`] finds
//! pieces, clusters and bridges in it. Leaves out names and wording.

mod bridges;
mod clusters;
mod network;

use crate::columns::{Ints, Lists};
use crate::graph::{ConceptId, Graph, How, Node, NodeId, UnitId, column};

pub use bridges::Bridge;
pub use clusters::Clusters;
pub use network::Network;

/// A link, a topic, a field and a name's beginning say that two things belong together …
const SAID: f64 = 1.0;
/// … a tag says less, and so does standing in one file.
const TAGGED: f64 = 0.5;
const PART: f64 = 0.5;
/// What an index or a daily note leads to need not belong together.
const SIGNPOST: f64 = 0.5;

/// The things of a vault and what connects them.
pub struct Map {
    nodes: Vec<Node>,
    units: usize,
    network: Network,
}

impl Map {
    /// Draws the map of a vault: its units in their order, then the concepts that have no note and
    /// connect at least two things. A journal is its entries: what stands before them is on the map
    /// only if something connects it.
    pub fn of(graph: &Graph) -> Map {
        let all = Network::new(graph.node_count(), edges(graph, &stands_for(graph)));
        let kept = kept(graph, &all);
        let nodes: Vec<Node> =
            kept.iter().filter_map(|&node| graph.node(NodeId(node)).ok()).collect();
        let signpost: Vec<bool> = nodes.iter().map(|&node| is_signpost(graph, node)).collect();
        let network = all.part(&kept);
        let crowd: Vec<f64> =
            (0..network.len() as u32).map(|node| (network.degree(node) as f64).sqrt()).collect();
        let network = network.weighed(|left, right, weight| {
            let (left, right) = (left as usize, right as usize);
            let either = signpost[left] || signpost[right];
            weight * if either { SIGNPOST } else { 1.0 } / crowd[left].max(crowd[right])
        });
        let units = nodes.partition_point(|node| matches!(node, Node::Unit(_)));
        Map { nodes, units, network }
    }

    /// What stands on the map, a unit with the concept of its own name; the place of each is its number in
    /// the network.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Number of units, which are the first nodes.
    pub fn units(&self) -> usize {
        self.units
    }

    /// What connects the nodes. A link weighs more than a tag, and an edge of what everything
    /// leads to less than one of what few do.
    pub fn network(&self) -> &Network {
        &self.network
    }
}

/// Whether a node leads to many things because of what it is: an index, a daily note.
fn is_signpost(graph: &Graph, node: Node) -> bool {
    match node {
        Node::Unit(unit) => graph.is_signpost(unit),
        Node::Concept(_) => false,
    }
}

/// The node that stands for each concept: the first note of its name, the one entry whose topic it
/// is, else the concept itself.
fn stands_for(graph: &Graph) -> Vec<NodeId> {
    let stated = Stated::of(graph);
    let only_entry = |concept: ConceptId| {
        let mut statements = stated.about(concept);
        let (first, how) = statements.next()?;
        let mut is_topic = how == How::Topic;
        for (unit, how) in statements {
            if unit != first {
                return None;
            }
            is_topic |= how == How::Topic;
        }
        is_topic.then_some(first)
    };
    let first_note = |concept| graph.concept_notes(concept).next();
    let thing = |concept| {
        let unit = first_note(concept).map(|note| graph.beginning(note));
        unit.or_else(|| only_entry(concept)).map_or(Node::Concept(concept), Node::Unit)
    };
    graph.concepts().map(|concept| graph.node_of(thing(concept))).collect()
}

/// Everything that connects two nodes, with what it is worth. What so many state that it says nothing connects none.
fn edges(graph: &Graph, stands_for: &[NodeId]) -> Vec<(u32, u32, f64)> {
    let stated = Stated::of(graph);
    let mut edges = Vec::new();
    let mut connect = |left: NodeId, right: NodeId, worth| edges.push((left.0, right.0, worth));
    // Those of units come before it.
    let first_concept = graph.node_of(ConceptId(0));
    for unit in graph.units() {
        let node = graph.node_of(unit);
        let linked = graph.neighbours(node).take_while(|&other| other < first_concept);
        linked.filter(|&other| other > node).for_each(|other| connect(node, other, SAID));
        if let Some(whole) = graph.whole(unit) {
            connect(node, graph.node_of(whole), PART);
        }
    }
    for concept in graph.concepts().filter(|&concept| !graph.is_commonplace(concept)) {
        let node = stands_for[concept.at()];
        for (unit, how) in stated.about(concept) {
            let weight = match how {
                // Notes that happen to have one name do not belong together.
                How::Title => continue,
                How::Tag => TAGGED,
                How::Topic | How::MissingLink | How::Field => SAID,
            };
            connect(graph.node_of(unit), node, weight);
        }
        for broader in graph.broader(concept) {
            connect(node, stands_for[broader.at()], SAID);
        }
    }
    edges
}

/// What a map needs of all statements, in columns found once.
struct Stated<'a> {
    of_concept: Lists<'a>,
    section: Ints<'a>,
    how: Ints<'a>,
    unit: Ints<'a>,
}

impl Stated<'_> {
    fn of(graph: &Graph) -> Stated<'_> {
        Stated {
            of_concept: graph.lists(column::CONCEPT_STATEMENT),
            section: graph.ints(column::STATEMENT_SECTION),
            how: graph.ints(column::STATEMENT_HOW),
            unit: graph.ints(column::SECTION_UNIT),
        }
    }

    /// The units that state a concept, and how.
    fn about(&self, concept: ConceptId) -> impl Iterator<Item = (UnitId, How)> {
        self.of_concept.get(concept.at()).map(|at| {
            let section = self.section.get(at as usize);
            let how = How::unpack(self.how.get(at as usize));
            (UnitId(self.unit.get(section as usize)), how)
        })
    }
}

/// The numbers of the nodes that belong on a map, rising: all but the concepts with fewer than two edges, those
/// that have so few once these are gone, and the bare beginnings of journals.
fn kept(graph: &Graph, network: &Network) -> Vec<u32> {
    let nodes = 0..network.len() as u32;
    let mut degree: Vec<usize> = nodes.clone().map(|node| network.degree(node)).collect();
    let mut gone = vec![false; network.len()];
    let mut loose = Vec::new();
    let is_unit = |node: u32| matches!(graph.node(NodeId(node)), Ok(Node::Unit(_)));
    for node in nodes.clone() {
        loose.push(node);
        while let Some(node) = loose.pop() {
            let at = node as usize;
            if is_unit(node) || degree[at] > 1 || std::mem::replace(&mut gone[at], true) {
                continue;
            }
            for end in network.neighbours(node) {
                degree[end as usize] -= usize::from(!gone[end as usize]);
                loose.push(end);
            }
        }
    }
    for unit in graph.units().skip(1) {
        let before = UnitId(unit.0 - 1);
        let begins_note = graph.place_of(graph.unit_section(before)) == 0;
        if begins_note && graph.unit_note(before) == graph.unit_note(unit) {
            let node = graph.node_of(before).at();
            gone[node] = degree[node] == 0;
        }
    }
    nodes.filter(|&node| !gone[node as usize]).collect()
}
