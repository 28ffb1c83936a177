//! Nodes: what edges run between, units and concepts in one numbering. Nobody else needs to know how they
//! are numbered. Leaves out what connects two of them, which is worked out in `derived`.

use super::{ConceptId, Graph, UnitId, column};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A note, an entry of a journal or a part of a long note.
    Unit(UnitId),
    /// Anything with a name that notes can be about.
    Concept(ConceptId),
}

impl Node {
    /// Its number in a graph of so many units: these come first.
    pub(crate) fn id(self, unit_count: impl Fn() -> usize) -> NodeId {
        match self {
            Node::Unit(unit) => NodeId(unit.0),
            Node::Concept(concept) => NodeId(unit_count() as u32 + concept.0),
        }
    }

    /// The unit that it is, if it is one.
    pub fn unit(self) -> Option<UnitId> {
        match self {
            Node::Unit(unit) => Some(unit),
            Node::Concept(_) => None,
        }
    }

    /// The concept that it is, if it is one.
    pub fn concept(self) -> Option<ConceptId> {
        match self {
            Node::Unit(_) => None,
            Node::Concept(concept) => Some(concept),
        }
    }
}

impl From<UnitId> for Node {
    fn from(unit: UnitId) -> Node {
        Node::Unit(unit)
    }
}

impl From<ConceptId> for Node {
    fn from(concept: ConceptId) -> Node {
        Node::Concept(concept)
    }
}

/// A node: its place among all units in their order, then all concepts in theirs; behind these, nodes that
/// whoever asks has added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

impl Graph {
    /// Number of nodes.
    pub fn node_count(&self) -> usize {
        self.unit_count() + self.concept_count()
    }

    /// All nodes.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeId> + use<> {
        (0..self.node_count() as u32).map(NodeId)
    }

    /// The node of a unit or a concept.
    pub fn node_of(&self, thing: impl Into<Node>) -> NodeId {
        thing.into().id(|| self.unit_count())
    }

    /// What a node is.
    ///
    /// # Errors
    ///
    /// Of a node that was added, the `nth` that it is.
    pub fn node(&self, node: NodeId) -> Result<Node, usize> {
        let Some(behind_units) = node.at().checked_sub(self.unit_count()) else {
            return Ok(Node::Unit(UnitId(node.0)));
        };
        match behind_units.checked_sub(self.concept_count()) {
            None => Ok(Node::Concept(ConceptId(behind_units as u32))),
            Some(nth) => Err(nth),
        }
    }

    /// The `nth` node that whoever asks adds to those of the graph, which knows nothing of it.
    pub fn added_node(&self, nth: usize) -> NodeId {
        NodeId((self.node_count() + nth) as u32)
    }

    /// The nodes beside one of the graph, rising; edges lead both ways.
    pub fn neighbours(&self, node: NodeId) -> impl ExactSizeIterator<Item = NodeId> + '_ {
        self.lists(column::UNIT_EDGE).get(node.at()).map(NodeId)
    }
}
