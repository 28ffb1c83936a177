//! The shape of a vault: what hangs together, what belongs together, what all of it hangs on.
//!
//! [`Map`] turns units and concepts into the things a person would put on a map, [`Network`] finds
//! pieces, clusters and bridges in it. Leaves out names and wording.

mod bridges;
mod clusters;
mod network;

use crate::columns::{Ints, Lists};
use crate::graph::{ConceptId, Graph, How, UnitId, column};

pub use bridges::Bridge;
pub use clusters::Clusters;
pub use network::Network;

/// What stands on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A note, an entry of a journal or a part of a long note, with the concept of its own name.
    Unit(UnitId),
    /// A topic, tag or missing note that several things have in common.
    Concept(ConceptId),
}

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
        let all = Network::new(
            graph.unit_count() + graph.concept_count(),
            edges(graph, &stands_for(graph)),
        );
        let kept = kept(graph, &all);
        let nodes: Vec<Node> = kept.iter().map(|&node| as_node(graph, node)).collect();
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

    /// What stands on the map; the place of each is its number in the network.
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

fn as_node(graph: &Graph, node: u32) -> Node {
    match (node as usize).checked_sub(graph.unit_count()) {
        Some(concept) => Node::Concept(ConceptId(concept as u32)),
        None => Node::Unit(UnitId(node)),
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
/// is, else the concept itself. Units are numbered first, then concepts.
fn stands_for(graph: &Graph) -> Vec<u32> {
    let units = graph.unit_count() as u32;
    let stated = Stated::of(graph);
    let of = |concept: ConceptId| -> u32 {
        if let Some(note) = graph.concept_notes(concept).next() {
            return graph.unit_of(graph.section_of(note, 0)).0;
        }
        let mut statements = stated.about(concept);
        let Some((first, how)) = statements.next() else { return units + concept.0 };
        let mut is_topic = how == How::Topic;
        for (unit, how) in statements {
            if unit != first {
                return units + concept.0;
            }
            is_topic |= how == How::Topic;
        }
        if is_topic { first } else { units + concept.0 }
    };
    graph.concepts().map(of).collect()
}

/// Everything that connects two things, with what it is worth. What so many state that it says nothing connects none.
fn edges(graph: &Graph, stands_for: &[u32]) -> Vec<(u32, u32, f64)> {
    let units = graph.unit_count() as u32;
    let neighbours = graph.lists(column::UNIT_EDGE);
    let stated = Stated::of(graph);
    let mut edges = Vec::new();
    for unit in graph.units() {
        let links = neighbours.get(unit.0 as usize).take_while(|&end| end < units);
        edges.extend(links.filter(|&end| end > unit.0).map(|end| (unit.0, end, SAID)));
        if let Some(whole) = graph.whole(unit) {
            edges.push((unit.0, whole.0, PART));
        }
    }
    for concept in graph.concepts().filter(|&concept| !graph.is_commonplace(concept)) {
        let node = stands_for[concept.0 as usize];
        for (unit, how) in stated.about(concept) {
            let weight = match how {
                // Notes that happen to have one name do not belong together.
                How::Title => continue,
                How::Tag => TAGGED,
                How::Topic | How::MissingLink | How::Field => SAID,
            };
            edges.push((unit, node, weight));
        }
        for broader in graph.broader(concept) {
            edges.push((node, stands_for[broader.0 as usize], SAID));
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
    fn about(&self, concept: ConceptId) -> impl Iterator<Item = (u32, How)> {
        self.of_concept.get(concept.0 as usize).map(|at| {
            let section = self.section.get(at as usize);
            let how = How::unpack(self.how.get(at as usize));
            (self.unit.get(section as usize), how)
        })
    }
}

/// The nodes that belong on a map, rising: all but the concepts with fewer than two edges, those
/// that have so few once these are gone, and the bare beginnings of journals.
fn kept(graph: &Graph, network: &Network) -> Vec<u32> {
    let nodes = 0..network.len() as u32;
    let mut degree: Vec<usize> = nodes.clone().map(|node| network.degree(node)).collect();
    let mut gone = vec![false; network.len()];
    let mut loose = Vec::new();
    for node in nodes.clone() {
        loose.push(node);
        while let Some(node) = loose.pop() {
            let at = node as usize;
            if at < graph.unit_count() || degree[at] > 1 || std::mem::replace(&mut gone[at], true) {
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
            gone[before.0 as usize] = degree[before.0 as usize] == 0;
        }
    }
    nodes.filter(|&node| !gone[node as usize]).collect()
}
