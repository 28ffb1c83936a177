//! What a way can go along, and what each step costs: less through what few things have to do with. Leaves out
//! finding the way.

use rustc_hash::FxHashMap;

use super::Added;
use crate::graph::{ConceptId, Graph, Kinds, NoteId, UnitId};

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
    beside: FxHashMap<usize, Vec<(usize, u32)>>,
}

impl Edges<'_> {
    pub(super) fn of<'a>(graph: &'a Graph, added: &[Added]) -> Edges<'a> {
        let mut beside: FxHashMap<usize, Vec<(usize, u32)>> = FxHashMap::default();
        for &Added { ends: (left, right), is_mention } in added {
            let cost = if is_mention { MENTION } else { 0 };
            beside.entry(left).or_default().push((right, cost));
            beside.entry(right).or_default().push((left, cost));
        }
        Edges { graph, costs: Costs::of(graph), beside }
    }

    /// More than the number of any node that a search from some may meet.
    pub(super) fn nodes<'n>(&self, sources: impl IntoIterator<Item = &'n usize>) -> usize {
        let others = self.beside.keys().copied().chain(sources.into_iter().copied());
        nodes_in(self.graph).max(others.max().map_or(0, |node| node + 1))
    }

    /// Visits what is beside a node, with what the edge costs.
    pub(super) fn each(&mut self, node: usize, mut visit: impl FnMut(usize, u32)) {
        let own = self.costs.node(node);
        // A note and its own name are one thing.
        let same = other_side(self.graph, node);
        let mut edge = |next| if same == Some(next) { 0 } else { own + self.costs.node(next) };
        for next in neighbours(self.graph, node).chain(parts(self.graph, node)) {
            visit(next, edge(next));
        }
        for next in pages_beside(self.graph, node) {
            visit(next, edge(next) + NAVIGATION);
        }
        for &(next, cost) in self.beside.get(&node).into_iter().flatten() {
            visit(next, cost + edge(next));
        }
    }
}

/// Number of units and concepts of the graph.
pub(super) fn nodes_in(graph: &Graph) -> usize {
    graph.unit_count() + graph.concept_count()
}

/// Whether a node is a unit or a concept of the graph.
fn is_in_graph(graph: &Graph, node: usize) -> bool {
    node < nodes_in(graph)
}

/// The nodes beside one of the graph.
fn neighbours(graph: &Graph, node: usize) -> impl Iterator<Item = usize> {
    let neighbours = is_in_graph(graph, node).then(|| graph.neighbours(node));
    neighbours.into_iter().flatten().map(|next| next as usize)
}

/// The notes of days, weeks, months and years that one of them leads to or that lead to it.
fn pages_beside(graph: &Graph, node: usize) -> impl Iterator<Item = usize> {
    let note = (node < graph.unit_count()).then(|| graph.unit_note(UnitId(node as u32)));
    let beginning = |note: NoteId| graph.unit_of(graph.section_of(note, 0)).0 as usize;
    let note = note.filter(|&note| graph.is_of_period(note) && beginning(note) == node);
    let pages = note.into_iter().flat_map(move |note| {
        let to = graph.links_of(note).map(|link| (link.id, graph.target_note(link.target)));
        let from = graph.backlinks(note).map(|link| (link.id, Some(graph.note_of(link.section))));
        let pages = to.chain(from).filter(|&(link, _)| graph.is_navigation(link));
        pages.filter_map(move |(_, other)| other.filter(|&other| other != note))
    });
    pages.map(beginning)
}

/// The parts of a long note at its beginning, and the beginning at each part.
fn parts(graph: &Graph, node: usize) -> impl Iterator<Item = usize> {
    let unit = (node < graph.unit_count()).then_some(UnitId(node as u32));
    let whole = unit.and_then(|unit| graph.whole(unit));
    let is_beginning = |unit: &UnitId| graph.place_of(graph.unit_section(*unit)) == 0;
    let parts = unit.filter(is_beginning).into_iter().flat_map(move |unit| {
        let note = graph.unit_note(unit);
        let behind = (unit.0 + 1..graph.unit_count() as u32).map(UnitId);
        let of_note = behind.take_while(move |&other| graph.unit_note(other) == note);
        of_note.filter(move |&part| graph.whole(part) == Some(unit))
    });
    whole.into_iter().chain(parts).map(|unit| unit.0 as usize)
}

/// The concept that is a note's name, the note that a concept is the name of; nothing where
/// several notes have one name.
pub(super) fn other_side(graph: &Graph, node: usize) -> Option<usize> {
    if !is_in_graph(graph, node) {
        return None;
    }
    let beginning = |note| graph.unit_of(graph.section_of(note, 0));
    let concept = match node.checked_sub(graph.unit_count()) {
        Some(concept) => ConceptId(concept as u32),
        None => {
            let unit = UnitId(node as u32);
            let note = graph.unit_note(unit);
            (beginning(note) == unit).then(|| graph.concept_of(note))?
        }
    };
    let mut notes = graph.concept_notes(concept);
    let unit = notes.next().map(beginning).filter(|_| notes.next().is_none())?.0 as usize;
    Some(if unit == node { graph.unit_count() + concept.0 as usize } else { unit })
}

/// What nodes add to the edges at them.
pub(super) struct Costs<'a> {
    graph: &'a Graph,
    /// By node; 0 is not known yet, as no node is without cost.
    known: Vec<u32>,
}

impl Costs<'_> {
    pub(super) fn of(graph: &Graph) -> Costs<'_> {
        Costs { graph, known: vec![0; nodes_in(graph)] }
    }

    pub(super) fn node(&mut self, node: usize) -> u32 {
        match self.known.get(node) {
            None => NODE,
            Some(0) => {
                self.known[node] = self.counted(node);
                self.known[node]
            }
            Some(&cost) => cost,
        }
    }

    /// What a node of the graph adds.
    fn counted(&self, node: usize) -> u32 {
        let around = |side: usize| self.graph.neighbours(side).len();
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

    fn nature(&self, node: usize) -> Nature {
        let graph = self.graph;
        let signpost =
            |unit| if graph.is_signpost(unit) { Nature::Signpost } else { Nature::Subject };
        let Some(concept) = node.checked_sub(graph.unit_count()) else {
            return signpost(UnitId(node as u32));
        };
        let concept = ConceptId(concept as u32);
        if let Some(note) = graph.concept_notes(concept).next() {
            return signpost(graph.unit_of(graph.section_of(note, 0)));
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
