//! How two things connect: the path of least cost between units and concepts, where passing
//! through what leads everywhere costs more than through what few lead to. Leaves out finding mentions,
//! which whoever asks brings along, and the words for a step.
//!
//! Dijkstra: "A note on two problems in connexion with graphs" (1959), over the stored edges as
//! they are met, so that a question about near things touches little of a large vault.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use lore_core::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{ConceptId, Graph, How, Kinds, SectionId, UnitId};

/// What a node adds to each edge at it, in hundredths of a note that nothing links to.
const NODE: u32 = 100;
/// What it adds by the logarithm of what is around it: what leads everywhere says little.
const CROWD: f64 = 50.0;
/// A tag or the value of a field sorts notes more than it connects them, the more so the more bear
/// it.
const SHARED: u32 = 200;
const SHARED_CROWD: f64 = 100.0;
/// An index or a daily note costs more than two notes about the subject.
const SIGNPOST: u32 = 400;
/// A mention costs about three notes between and less than an index: it is what remains where nobody
/// set a link.
const MENTION: u32 = 1_100;

/// An edge that the graph does not have. A node that is not the graph's either has these alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// The nodes it connects.
    pub ends: (usize, usize),
    /// Whether a name in a text is all that connects them, which no one linked.
    pub is_mention: bool,
}

/// A way from one thing to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The nodes on it, both ends included; units are numbered first, then concepts.
    pub nodes: Vec<usize>,
    /// What it costs.
    pub cost: u32,
}

impl Way {
    /// Whether mentions could make a cheaper one: a single one may cost more than all of this.
    pub fn may_be_beaten_by_mentions(&self) -> bool {
        self.cost > MENTION + 2 * NODE
    }

    /// In which units of one of its ends, which has these nodes, a mention could make a cheaper one.
    pub fn beaten_from<'a>(&self, graph: &'a Graph, nodes: &[usize]) -> BeatenFrom<'a> {
        let mut costs = Costs { graph, known: FxHashMap::default() };
        let least = nodes.iter().map(|&node| costs.node(node)).min().unwrap_or(NODE);
        BeatenFrom { cost: self.cost, nodes: nodes.iter().copied().collect(), least, costs }
    }
}

/// In which units of an end mentions could make a cheaper way.
pub struct BeatenFrom<'a> {
    cost: u32,
    nodes: FxHashSet<usize>,
    /// What the cheapest of the end's nodes adds to a way.
    least: u32,
    costs: Costs<'a>,
}

impl BeatenFrom<'_> {
    /// Whether a mention in a unit could: before it there is the way to the unit, and behind it at least
    /// what is mentioned.
    pub fn by_mention_in(&mut self, unit: UnitId) -> bool {
        let node = unit.0 as usize;
        let own = self.costs.node(node);
        let to_unit = if self.nodes.contains(&node) { 0 } else { self.least + own };
        self.cost > to_unit + own + MENTION + NODE
    }
}

/// The nodes from one of `sources` to one of `goals`, both included; units are numbered first, then
/// concepts. Between the two, a note and its own name are one node. Nothing comes back if no edges
/// connect them.
pub fn between(graph: &Graph, sources: &[usize], goals: &[usize]) -> Option<Vec<usize>> {
    // What everything has in common leads everywhere: the search begins where less is around.
    let around =
        |nodes: &[usize]| nodes.iter().map(|&node| graph.neighbours(node).len()).sum::<usize>();
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
fn with_one_name(graph: &Graph, way: Vec<usize>) -> Vec<usize> {
    let [source, between @ .., goal] = way.as_slice() else { return way };
    let mut nodes = between.to_vec();
    nodes.dedup_by(|next, last| {
        let one_thing = other_side(graph, *last) == Some(*next);
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
pub struct Ways(FxHashMap<usize, (u32, usize)>);

impl Ways {
    /// Nodes farther away than so many others are not near.
    const MOST: usize = 20_000;

    /// The ways from `sources`, units first, then concepts.
    pub fn from(graph: &Graph, sources: &[usize]) -> Ways {
        let mut left = Ways::MOST;
        Ways(search(graph, sources, &[], |_, _| {
            left -= 1;
            left == 0
        }))
    }

    /// The nodes on the way to one that is near, as of [`between`].
    pub fn to(&self, graph: &Graph, goal: usize) -> Option<Vec<usize>> {
        self.0.contains_key(&goal).then(|| with_one_name(graph, way_back(&self.0, goal)))
    }
}

/// The cheapest way from one of `sources` to one of `goals`, over the edges of the graph, the parts
/// of long notes, and what is `added`.
pub fn cheapest(graph: &Graph, sources: &[usize], goals: &[usize], added: &[Added]) -> Option<Way> {
    let goals: FxHashSet<usize> = goals.iter().copied().collect();
    let mut goal = None;
    let met = search(graph, sources, added, |node, cost| {
        goal = goals.contains(&node).then_some((node, cost));
        goal.is_some()
    });
    goal.map(|(node, cost)| Way { nodes: way_back(&met, node), cost })
}

/// What the ways that [`cheapest`] knows cost from one of `sources` to each of some units; nothing for those
/// that no way leads to at a cost below `most`.
pub fn costs(
    graph: &Graph,
    sources: &[usize],
    units: &FxHashSet<UnitId>,
    added: &[Added],
    most: u32,
) -> FxHashMap<UnitId, u32> {
    let mut costs = FxHashMap::default();
    search(graph, sources, added, |node, cost| {
        if cost >= most {
            return true;
        }
        let unit = UnitId(node as u32);
        if node < graph.unit_count() && units.contains(&unit) {
            costs.insert(unit, cost);
        }
        costs.len() == units.len()
    });
    costs
}

/// Walks from `sources` to ever costlier nodes until `is_last` says so of one: for each node that was met
/// the least cost so far, and from where it was met at that cost.
fn search(
    graph: &Graph,
    sources: &[usize],
    added: &[Added],
    mut is_last: impl FnMut(usize, u32) -> bool,
) -> FxHashMap<usize, (u32, usize)> {
    let mut beside: FxHashMap<usize, Vec<(usize, u32)>> = FxHashMap::default();
    for &Added { ends: (left, right), is_mention } in added {
        let cost = if is_mention { MENTION } else { 0 };
        beside.entry(left).or_default().push((right, cost));
        beside.entry(right).or_default().push((left, cost));
    }
    let mut costs = Costs { graph, known: FxHashMap::default() };
    let mut met: FxHashMap<usize, (u32, usize)> = FxHashMap::default();
    let mut ahead = BinaryHeap::new();
    for &source in sources {
        met.insert(source, (0, source));
        ahead.push(Reverse((0, source)));
    }
    while let Some(Reverse((cost, node))) = ahead.pop() {
        if met[&node].0 < cost {
            continue;
        }
        if is_last(node, cost) {
            break;
        }
        let mut meet = |next: usize, step: u32| {
            let total = cost + step;
            if met.get(&next).is_none_or(|&(least, _)| total < least) {
                met.insert(next, (total, node));
                ahead.push(Reverse((total, next)));
            }
        };
        for next in neighbours(graph, node).chain(parts(graph, node)) {
            meet(next, costs.edge(node, next));
        }
        for &(next, cost) in beside.get(&node).into_iter().flatten() {
            meet(next, cost + costs.edge(node, next));
        }
    }
    met
}

/// Whether a node is a unit or a concept of the graph.
fn is_in_graph(graph: &Graph, node: usize) -> bool {
    node < graph.unit_count() + graph.concept_count()
}

/// The nodes beside one of the graph.
fn neighbours(graph: &Graph, node: usize) -> impl Iterator<Item = usize> {
    let neighbours = is_in_graph(graph, node).then(|| graph.neighbours(node));
    neighbours.into_iter().flatten().map(|next| next as usize)
}

fn way_back(met: &FxHashMap<usize, (u32, usize)>, goal: usize) -> Vec<usize> {
    let mut nodes = vec![goal];
    let mut node = goal;
    while met[&node].1 != node {
        node = met[&node].1;
        nodes.push(node);
    }
    nodes.reverse();
    nodes
}

/// The parts of a long note at its beginning, and the beginning at each part.
fn parts(graph: &Graph, node: usize) -> Vec<usize> {
    if node >= graph.unit_count() {
        return Vec::new();
    }
    let unit = UnitId(node as u32);
    if graph.place_of(graph.unit_section(unit)) > 0 {
        return graph.whole(unit).map(|whole| whole.0 as usize).into_iter().collect();
    }
    let mut parts: Vec<usize> = graph
        .sections_of(graph.unit_note(unit))
        .map(|section| graph.unit_of(section))
        .filter(|&part| graph.whole(part) == Some(unit))
        .map(|part| part.0 as usize)
        .collect();
    parts.dedup();
    parts
}

/// The concept that is a note's name, the note that a concept is the name of; nothing where
/// several notes have one name.
fn other_side(graph: &Graph, node: usize) -> Option<usize> {
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

/// What edges cost.
struct Costs<'a> {
    graph: &'a Graph,
    known: FxHashMap<usize, u32>,
}

impl Costs<'_> {
    fn edge(&mut self, left: usize, right: usize) -> u32 {
        // A note and its own name are one thing.
        if other_side(self.graph, left) == Some(right) {
            return 0;
        }
        self.node(left) + self.node(right)
    }

    fn node(&mut self, node: usize) -> u32 {
        if let Some(&cost) = self.known.get(&node) {
            return cost;
        }
        if !is_in_graph(self.graph, node) {
            return NODE;
        }
        let around = |side: usize| self.graph.neighbours(side).len();
        // The edge between a note and its name leads to nothing else.
        let crowd = match other_side(self.graph, node) {
            Some(other) => (around(node) + around(other)).saturating_sub(2),
            None => around(node),
        };
        let crowd = (crowd as f64).ln_1p();
        let cost = NODE
            + match self.nature(node) {
                Nature::Subject => (CROWD * crowd) as u32,
                Nature::Shared => (SHARED_CROWD * crowd) as u32 + SHARED,
                Nature::Signpost => (CROWD * crowd) as u32 + SIGNPOST,
            };
        self.known.insert(node, cost);
        cost
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
        if kinds.any(Kinds::TAG | Kinds::VALUE) && !kinds.any(Kinds::TOPIC) {
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
    /// An index or a daily note.
    Signpost,
}

impl Graph {
    /// The beginning of the note that a unit is a part of. Nothing for a note, nor for an entry
    /// with a topic of its own, which is a thing by itself.
    pub fn whole(&self, unit: UnitId) -> Option<UnitId> {
        let section = self.unit_section(unit);
        let whole = self.unit_of(self.section_of(self.note_of(section), 0));
        let has_topic = |section: SectionId| {
            self.statements(section).any(|statement| statement.how == How::Topic)
        };
        (whole != unit && !has_topic(section)).then_some(whole)
    }

    /// Whether a unit is an index or a daily note: it leads to many things and is about none.
    pub(crate) fn is_signpost(&self, unit: UnitId) -> bool {
        let section = self.unit_section(unit);
        let stem = self.stem(self.note_of(section));
        let is_entry = self.place_of(section) > 0;
        if is_entry && self.whole(unit).is_none() {
            return false;
        }
        is_index(stem) || is_day(stem) || (is_entry && is_day(self.heading(section)))
    }
}

/// Names of files that are there to lead on, by their words without numbers.
const INDEX_NAMES: [&[&str]; 8] = [
    &["index"],
    &["readme"],
    &["home"],
    &["start"],
    &["toc"],
    &["contents"],
    &["start", "here"],
    &["table", "of", "contents"],
];
/// The most words of one.
const LONGEST_INDEX_NAME: usize = 3;

/// Whether the name of a file without its extension says that it is there to lead on: `index`, `00 Index`,
/// `_index`, `README`, `Home`, `Start here`, `Contents`, `Physics MOC`.
pub fn is_index(stem: &str) -> bool {
    // This is asked of every note of a vault: words are cut once, and no more than can be a name.
    let mut first = [""; LONGEST_INDEX_NAME + 1];
    let mut count = 0;
    for word in stem.split(|c: char| !c.is_alphanumeric()) {
        if word.eq_ignore_ascii_case("moc") {
            return true;
        }
        if count < first.len() && !word.bytes().all(|byte| byte.is_ascii_digit()) {
            first[count] = word;
            count += 1;
        }
    }
    let is_word = |(name, word): (&&str, &&str)| name.eq_ignore_ascii_case(word);
    let is_named = |name: &&[&str]| name.len() == count && name.iter().zip(&first).all(is_word);
    INDEX_NAMES.iter().any(is_named)
}

/// Whether a name is a day and nothing else: `2024-01-31`, `2024_01_31`, `20240131`, `31.01.2024`.
pub fn is_day(name: &str) -> bool {
    if !name.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' ')) {
        return false;
    }
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits[range].parse::<i16>().unwrap_or_default();
    let is_day = |year: i16, month: i16, day: i16| {
        (1000..=2999).contains(&year) && Date::new(year, month as i8, day as i8).is_ok()
    };
    digits.len() == 8
        && (is_day(number(0..4), number(4..6), number(6..8))
            || is_day(number(4..8), number(2..4), number(0..2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_leads_on_is_known_by_its_name() {
        for (stem, index, day) in [
            ("index", true, false),
            ("_index", true, false),
            ("00 - Index", true, false),
            ("README", true, false),
            ("Home", true, false),
            ("Physics MOC", true, false),
            ("MOC_physics", true, false),
            ("Table of Contents", true, false),
            ("00 - Start here", true, false),
            ("Hash Index", false, false),
            ("Home cooking", false, false),
            ("Democracy", false, false),
            ("2024-01-31", false, true),
            ("2024_01_31", false, true),
            ("20240131", false, true),
            ("31.01.2024", false, true),
            ("2024-13-31", false, false),
            ("2023-04-02-white-tea", false, false),
            ("202401311530", false, false),
            ("2024", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_index(stem), is_day(stem)), (index, day), "{stem}");
        }
    }
}
