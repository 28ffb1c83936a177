//! The independent pieces of evidence that two things belong together, each a score per unit, and the
//! one rule by which they are added up. Leaves out what they are called in words.
//!
//! Each signal is divided by its largest value first (the text around links by the likeness of the text most
//! like the source), so that each has the same say whatever it counts in, and then shaped: likeness by its
//! square root, since a single near copy would otherwise leave all others at nothing; the text around links
//! and titles, of which only the best tells something, by its square.

mod links;
mod names;
mod words;

use lore_core::Date;
use lore_graph::{ConceptId, NodeId, SectionId, rank};
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::related::pieces::{Piece, Pieces};
use crate::related::repeated::RepeatedInNotes;
use crate::related::source::Source;
use links::{adjacent, link_contexts, neighbours_links, shared_concepts, stated};
use names::{mentioned_by, mentioning};
use words::{Frequencies, source_stems, telling_terms, text_likeness, title_overlap};

pub(crate) use links::HUB;
pub(crate) use words::StemAt;

/// Scores by unit.
pub(crate) type Scores = FxHashMap<Piece, f64>;

/// One kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// TF-IDF likeness of the texts.
    Likeness,
    /// BM25 of the source's most telling words.
    Telling,
    /// TF-IDF likeness of the one section that is most like the source.
    Passage,
    /// Personalised PageRank over links and concepts.
    Nearness,
    /// What units like the source link to.
    Neighbours,
    /// How like the source the text around links to it is.
    Contexts,
    /// How likely a person would link the phrase by which the source names it.
    Mentioned,
    /// Its names in the source, by rarity.
    Named,
    /// Its title's words in the source.
    Title,
    /// Whether a field, a topic or the hierarchy of names connects the two.
    Stated,
    /// Concepts and link targets both state, by rarity.
    Shared,
    /// It names the source.
    Mentions,
    /// The entry before or after the source's in a journal, or one of the same day.
    Adjacent,
}

/// How a signal enters the sum, once its largest value is 1.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Root,
    Plain,
    Square,
}

/// Every signal with its weight and shape; in the order of [`Signal`]. What repeats much of what
/// others say has a smaller weight.
const SIGNALS: [(Signal, f64, Shape); 13] = [
    (Signal::Likeness, 1.0, Shape::Root),
    (Signal::Telling, 1.0, Shape::Root),
    (Signal::Passage, 1.0, Shape::Root),
    (Signal::Nearness, 0.3, Shape::Root),
    (Signal::Neighbours, 1.0, Shape::Plain),
    (Signal::Contexts, 1.0, Shape::Square),
    (Signal::Mentioned, 1.0, Shape::Plain),
    (Signal::Named, 1.0, Shape::Plain),
    (Signal::Title, 1.0, Shape::Square),
    (Signal::Stated, 1.0, Shape::Plain),
    (Signal::Shared, 0.3, Shape::Plain),
    (Signal::Mentions, 0.3, Shape::Plain),
    (Signal::Adjacent, 0.3, Shape::Plain),
];

impl Signal {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Signal::Likeness => "likeness",
            Signal::Telling => "telling",
            Signal::Passage => "passage",
            Signal::Nearness => "nearness",
            Signal::Neighbours => "neighbours",
            Signal::Contexts => "contexts",
            Signal::Mentioned => "mentioned",
            Signal::Named => "named",
            Signal::Title => "title",
            Signal::Stated => "stated",
            Signal::Shared => "shared",
            Signal::Mentions => "mentions",
            Signal::Adjacent => "adjacent",
        }
    }
}

/// All evidence for one question.
pub(crate) struct Evidence<'a> {
    /// By signal.
    scores: [ByUnit; SIGNALS.len()],
    /// The largest value of each signal.
    largest: [f64; SIGNALS.len()],
    /// The stems of the source's telling words, with their rank: 0 tells most.
    pub(crate) term_ranks: FxHashMap<String, usize>,
    /// The stems of all of the source's words.
    pub(crate) stems: FxHashMap<String, StemAt>,
    /// How like the source each section is, of those that are at all, in the order of sections.
    like_sections: Vec<(SectionId, f64)>,
    /// Those of them that share more than one word that many texts have, and the units that do, in their order.
    sections_alike: Vec<(SectionId, f64)>,
    alike: Vec<(Piece, f64)>,
    /// How near each node is that the walk along links comes to.
    rank: FxHashMap<NodeId, f64>,
    /// What repeats in the notes that reasons are looked for in.
    pub(crate) repeated: RepeatedInNotes<'a>,
}

impl<'a> Evidence<'a> {
    pub(crate) fn measure(pieces: &Pieces<'a>, source: &Source) -> Evidence<'a> {
        let engine = pieces.engine;
        let mut frequencies = Frequencies::new(&engine.state.text);
        let stems = source_stems(pieces, source, &mut frequencies);
        let terms = telling_terms(engine, source, &stems, &mut frequencies);
        let mut frequencies_of_titles = frequencies.clone();
        // Each takes about as long as the other.
        let ((text, neighbours, contexts, rank), (mentioned, title, stated, shared, mentions)) =
            rayon::join(
                || {
                    let text = text_likeness(pieces, source, &stems, &terms, &mut frequencies);
                    let neighbours = neighbours_links(pieces, &text.alike);
                    let contexts = link_contexts(pieces, &text.sections_alike);
                    let nodes = pieces.in_graph(&source.nodes(pieces));
                    let rank = rank::personalised(&engine.graph, &nodes);
                    (text, neighbours, contexts, rank)
                },
                || {
                    (
                        mentioned_by(pieces, source),
                        title_overlap(pieces, &stems, &mut frequencies_of_titles),
                        stated(pieces, source),
                        shared_concepts(pieces, source),
                        mentioning(pieces, source),
                    )
                },
            );
        let nearness = nearness(pieces, source, &rank);
        let mut scores = SIGNALS.map(|_| ByUnit::default());
        let mut put = |signal: Signal, measured| scores[signal as usize] = measured;
        put(Signal::Likeness, ByUnit::new(text.units));
        put(Signal::Telling, ByUnit::new(text.telling));
        put(Signal::Passage, ByUnit::new(text.passages));
        put(Signal::Nearness, ByUnit::new(nearness));
        put(Signal::Neighbours, ByUnit::new(neighbours));
        put(Signal::Contexts, ByUnit::new(contexts));
        put(Signal::Mentioned, ByUnit::new(mentioned.likely));
        put(Signal::Named, ByUnit::new(mentioned.rare));
        put(Signal::Title, ByUnit::new(title));
        put(Signal::Stated, ByUnit::new(stated));
        put(Signal::Shared, ByUnit::new(shared));
        put(Signal::Mentions, ByUnit::new(mentions));
        put(Signal::Adjacent, ByUnit::new(adjacent(pieces, source)));
        let excluded = source.excluded(pieces);
        for scores in &mut scores {
            scores.0.retain(|(unit, _)| !excluded.contains(unit));
        }
        let mut largest = scores.each_ref().map(ByUnit::largest);
        // A share already: where no title is like the source, none becomes so by being the best.
        largest[Signal::Title as usize] = 1.0;
        // Nor does a list that leads there become a text like the source by being the only one.
        let most_alike = text.sections.iter().map(|&(_, likeness)| likeness);
        let contexts = &mut largest[Signal::Contexts as usize];
        *contexts = most_alike.fold(*contexts, f64::max);
        Evidence {
            scores,
            largest,
            term_ranks: terms.into_iter().map(|(stem, _)| stem).zip(0..).collect(),
            stems,
            like_sections: text.sections,
            sections_alike: text.sections_alike,
            alike: text.alike,
            rank,
            repeated: RepeatedInNotes::default(),
        }
    }

    /// The units that anything speaks for, each with the sum of its signals.
    pub(crate) fn totals(&self, pieces: &Pieces<'_>) -> impl Iterator<Item = (Piece, f64)> {
        let mut totals = vec![0.0; pieces.count()];
        for (signal, ..) in SIGNALS {
            for &(Piece(unit), score) in &self.scores[signal as usize].0 {
                totals[unit as usize] += self.adds(signal, score);
            }
        }
        (0..).map(Piece).zip(totals).filter(|&(_, total)| total > 0.0)
    }

    /// What a signal adds to a unit's sum.
    pub(crate) fn contribution(&self, signal: Signal, unit: Piece) -> f64 {
        self.score(signal, unit).map_or(0.0, |score| self.adds(signal, score))
    }

    /// What a signal's score adds to a sum.
    fn adds(&self, signal: Signal, score: f64) -> f64 {
        let at = signal as usize;
        let share = score / self.largest[at];
        let (_, weight, shape) = SIGNALS[at];
        weight
            * match shape {
                Shape::Root => share.sqrt(),
                Shape::Plain => share,
                Shape::Square => share * share,
            }
    }

    /// The signals that add to a unit's sum, with what they add, most first.
    pub(crate) fn contributions(&self, unit: Piece) -> Vec<(Signal, f64)> {
        let all = SIGNALS.iter().map(|&(signal, ..)| (signal, self.contribution(signal, unit)));
        let mut some: Vec<(Signal, f64)> = all.filter(|&(_, score)| score > 0.0).collect();
        some.sort_by(|left, right| right.1.total_cmp(&left.1));
        some
    }

    /// What a signal says of a unit, if anything.
    pub(crate) fn score(&self, signal: Signal, unit: Piece) -> Option<f64> {
        self.scores[signal as usize].get(unit)
    }

    /// How like the source a section is, if at all.
    pub(crate) fn section_likeness(&self, section: SectionId) -> Option<f64> {
        let place = self.like_sections.binary_search_by_key(&section, |&(section, _)| section);
        place.ok().map(|place| self.like_sections[place].1)
    }

    /// How like the source a section is that shares more with it than a word that many texts have.
    pub(crate) fn section_alike(&self, section: SectionId) -> Option<f64> {
        let alike = &self.sections_alike;
        let place = alike.binary_search_by_key(&section, |&(section, _)| section);
        place.ok().map(|place| alike[place].1)
    }

    /// The same of a unit.
    pub(crate) fn unit_alike(&self, unit: Piece) -> Option<f64> {
        let place = self.alike.binary_search_by_key(&unit, |&(unit, _)| unit);
        place.ok().map(|place| self.alike[place].1)
    }

    /// The concepts that are near by links, with how near between 0 and 1.
    pub(crate) fn near_concepts(&self, engine: &Engine) -> impl Iterator<Item = (ConceptId, f64)> {
        let largest = self.largest[Signal::Nearness as usize];
        let nodes = self.rank.iter().filter(move |_| largest > 0.0);
        nodes.filter_map(move |(&node, &score)| {
            let concept = engine.graph.node(node).ok()?.concept()?;
            Some((concept, (score / largest).min(1.0) * 0.5))
        })
    }
}

/// Scores in the order of units, each with one.
#[derive(Default)]
struct ByUnit(Vec<(Piece, f64)>);

impl ByUnit {
    /// Of several scores of a unit the best.
    fn new(scores: impl IntoIterator<Item = (Piece, f64)>) -> ByUnit {
        let mut scores: Vec<(Piece, f64)> = scores.into_iter().collect();
        scores.sort_by_key(|&(unit, _)| unit);
        scores.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            if is_same {
                first.1 = first.1.max(next.1);
            }
            is_same
        });
        ByUnit(scores)
    }

    fn get(&self, unit: Piece) -> Option<f64> {
        let place = self.0.binary_search_by_key(&unit, |&(unit, _)| unit);
        place.ok().map(|place| self.0[place].1)
    }

    fn largest(&self) -> f64 {
        self.0.iter().map(|&(_, score)| score).fold(0.0, f64::max)
    }
}

/// How near the walk comes to each piece. It knows whole units alone: of those in the unit that is divided,
/// the ones beside what was asked about are near.
fn nearness(pieces: &Pieces<'_>, source: &Source, rank: &FxHashMap<NodeId, f64>) -> Scores {
    let of_unit = |(&node, &score): (&NodeId, &f64)| {
        let unit = pieces.at_node(node).ok()?;
        let is_divided = pieces.divided().is_some() && pieces.divided() == pieces.unit(unit);
        (!is_divided).then_some((unit, score))
    };
    let mut scores: Scores = rank.iter().filter_map(of_unit).collect();
    if pieces.divided().is_some() {
        let nearest = scores.values().copied().fold(0.0, f64::max);
        let own = source.units.iter().map(|&own| pieces.node(own));
        let beside = own.flat_map(|own| pieces.neighbours(own));
        let beside = beside.filter_map(|node| pieces.at_node(node).ok());
        let beside: Vec<Piece> = beside.filter(|&piece| pieces.unit(piece).is_none()).collect();
        scores.extend(
            beside.into_iter().map(|piece| (piece, if nearest > 0.0 { nearest } else { 1.0 })),
        );
    }
    scores
}

impl Pieces<'_> {
    /// The day that a piece is of, as its heading or its note says.
    pub(crate) fn stated_day(&self, piece: Piece) -> Option<Date> {
        self.engine.own_day(self.section(piece))
    }

    /// The day that a piece is of, else that on which its file was changed.
    pub(crate) fn day(&self, piece: Piece) -> Option<Date> {
        self.stated_day(piece).or_else(|| self.engine.changed_day(self.note(piece)))
    }
}
