//! What a way can go along, and what each step costs: less through what few things have to do with. Leaves out
//! finding the way.

use rustc_hash::FxHashMap;

use super::Added;
use crate::graph::{Graph, Kinds, Node, NodeId, UnitId};

/// What a node adds to each edge at it, in hundredths of a note that nothing links to.
pub(super) const NODE: u32 = 100;
/// What it adds by the logarithm of what is around it: what leads everywhere says little.
const CROWD: f64 = 50.0;
/// A tag or the value of a field sorts notes more than it connects them, the more so the more bear
/// it.
const SHARED: u32 = 200;
const SHARED_CROWD: f64 = 100.0;
/// What tells notes no more apart than a common word is the last way that is taken, if there is no other.
const COMMONPLACE: u32 = 3_000;
/// An index or a daily note costs more than two notes about the subject.
const SIGNPOST: u32 = 400;
/// What only helps to turn pages is a way where nothing else is.
const NAVIGATION: u32 = 3_000;
/// A mention costs about three notes between and less than an index: it is what remains where nobody
/// set a link.
pub(super) const MENTION: u32 = 1_100;

/// What searches go along: the edges of the graph, the parts of long notes, and edges that were added.
pub(super) struct Edges<'a> {
    graph: &'a Graph,
    costs: Costs<'a>,
    /// What is added beside a node, and at which cost.
    beside: FxHashMap<NodeId, Vec<(NodeId, u32)>>,
}

impl Edges<'_> {
    pub(super) fn of<'a>(graph: &'a Graph, added: &[Added]) -> Edges<'a> {
        let mut beside: FxHashMap<NodeId, Vec<(NodeId, u32)>> = FxHashMap::default();
        for &Added { ends: (left, right), is_mention } in added {
            let cost = if is_mention { MENTION } else { 0 };
            beside.entry(left).or_default().push((right, cost));
            beside.entry(right).or_default().push((left, cost));
        }
        Edges { graph, costs: Costs::of(graph), beside }
    }

    /// More than the number of any node that a search from some may meet.
    pub(super) fn nodes<'n>(&self, sources: impl IntoIterator<Item = &'n NodeId>) -> usize {
        let others = self.beside.keys().copied().chain(sources.into_iter().copied());
        self.graph.node_count().max(others.max().map_or(0, |node| node.at() + 1))
    }

    /// Visits what is beside a node, with what the edge costs.
    pub(super) fn each(&mut self, node: NodeId, mut visit: impl FnMut(NodeId, u32)) {
        let graph = self.graph;
        let own = self.costs.node(node);
        // A note and its own name are one thing.
        let same = other_side(graph, node);
        let mut edge = |next| if same == Some(next) { 0 } else { own + self.costs.node(next) };
        if let Ok(thing) = graph.node(node) {
            for next in graph.neighbours(node) {
                visit(next, edge(next));
            }
            if let Node::Unit(unit) = thing {
                for next in parts(graph, unit).map(|part| graph.node_of(part)) {
                    visit(next, edge(next));
                }
                for next in pages_beside(graph, unit).map(|page| graph.node_of(page)) {
                    visit(next, edge(next) + NAVIGATION);
                }
            }
        }
        for &(next, cost) in self.beside.get(&node).into_iter().flatten() {
            visit(next, cost + edge(next));
        }
    }
}

/// The notes of days, weeks, months and years that one of them leads to or that lead to it.
fn pages_beside(graph: &Graph, unit: UnitId) -> impl Iterator<Item = UnitId> {
    let note = graph.unit_note(unit);
    let is_page = graph.is_of_period(note) && graph.beginning(note) == unit;
    let note = is_page.then_some(note);
    let pages = note.into_iter().flat_map(move |note| {
        let to = graph.links_of(note).map(|link| (link.id, graph.target_note(link.target)));
        let from = graph.backlinks(note).map(|link| (link.id, Some(graph.note_of(link.section))));
        let pages = to.chain(from).filter(|&(link, _)| graph.is_navigation(link));
        pages.filter_map(move |(_, other)| other.filter(|&other| other != note))
    });
    pages.map(|page| graph.beginning(page))
}

/// The parts of a long note at its beginning, and the beginning at each part.
fn parts(graph: &Graph, unit: UnitId) -> impl Iterator<Item = UnitId> {
    let is_beginning = graph.place_of(graph.unit_section(unit)) == 0;
    let parts = is_beginning.then(|| {
        let note = graph.unit_note(unit);
        let behind = (unit.0 + 1..graph.unit_count() as u32).map(UnitId);
        let of_note = behind.take_while(move |&other| graph.unit_note(other) == note);
        of_note.filter(move |&part| graph.whole(part) == Some(unit))
    });
    graph.whole(unit).into_iter().chain(parts.into_iter().flatten())
}

/// The concept that is a note's name, the note that a concept is the name of; nothing where
/// several notes have one name.
pub(super) fn other_side(graph: &Graph, node: NodeId) -> Option<NodeId> {
    let concept = match graph.node(node).ok()? {
        Node::Concept(concept) => concept,
        Node::Unit(unit) => {
            let note = graph.unit_note(unit);
            (graph.beginning(note) == unit).then(|| graph.concept_of(note))?
        }
    };
    let mut notes = graph.concept_notes(concept);
    let unit = notes.next().map(|note| graph.beginning(note)).filter(|_| notes.next().is_none())?;
    let unit = graph.node_of(unit);
    Some(if unit == node { graph.node_of(concept) } else { unit })
}

/// What nodes add to the edges at them.
pub(super) struct Costs<'a> {
    pub(super) graph: &'a Graph,
    /// By node; 0 is not known yet, as no node is without cost.
    known: Vec<u32>,
}

impl Costs<'_> {
    pub(super) fn of(graph: &Graph) -> Costs<'_> {
        Costs { graph, known: vec![0; graph.node_count()] }
    }

    pub(super) fn node(&mut self, node: NodeId) -> u32 {
        match self.known.get(node.at()) {
            None => NODE,
            Some(0) => {
                let cost = self.counted(node);
                self.known[node.at()] = cost;
                cost
            }
            Some(&cost) => cost,
        }
    }

    /// What a node of the graph adds.
    fn counted(&self, node: NodeId) -> u32 {
        let around = |side: NodeId| self.graph.neighbours(side).len();
        // The edge between a note and its name leads to nothing else.
        let crowd = match other_side(self.graph, node) {
            Some(other) => (around(node) + around(other)).saturating_sub(2),
            None => around(node),
        };
        let crowd = (crowd as f64).ln_1p();
        NODE + match self.nature(node) {
            Nature::Subject => (CROWD * crowd) as u32,
            Nature::Shared => (SHARED_CROWD * crowd) as u32 + SHARED,
            Nature::Commonplace => (SHARED_CROWD * crowd) as u32 + COMMONPLACE,
            Nature::Signpost => (CROWD * crowd) as u32 + SIGNPOST,
        }
    }

    fn nature(&self, node: NodeId) -> Nature {
        let graph = self.graph;
        let signpost =
            |unit| if graph.is_signpost(unit) { Nature::Signpost } else { Nature::Subject };
        let concept = match graph.node(node) {
            Ok(Node::Unit(unit)) => return signpost(unit),
            Ok(Node::Concept(concept)) => concept,
            Err(_) => return Nature::Subject,
        };
        if graph.is_name_of_many(concept) {
            return Nature::Commonplace;
        }
        if let Some(note) = graph.concept_notes(concept).next() {
            return signpost(graph.beginning(note));
        }
        let kinds = graph.concept_kinds(concept);
        if graph.is_commonplace(concept) {
            Nature::Commonplace
        } else if kinds.any(Kinds::TAG | Kinds::VALUE) && !kinds.any(Kinds::TOPIC) {
            Nature::Shared
        } else {
            Nature::Subject
        }
    }
}

/// How much it says that two things both have to do with a third.
enum Nature {
    /// It is about something.
    Subject,
    /// A tag or a value of a field.
    Shared,
    /// What so many state that it says nothing.
    Commonplace,
    /// An index or a daily note.
    Signpost,
}
