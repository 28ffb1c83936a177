//! The independent pieces of evidence that two things belong together, each a score per unit, and the
//! one rule by which they are added up. Leaves out what they are called in words.
//!
//! Each signal is divided by its largest value first, so that each has the same say whatever it
//! counts in, and then shaped: likeness by its square root, since a single near copy would otherwise
//! leave all others at nothing; the text around links and titles, of which only the best tells
//! something, by its square.

use std::collections::BTreeSet;
use std::ops::Range;

use lore_core::{Date, words};
use lore_graph::{ConceptId, How, NoteId, PHRASE_WORDS, SectionId, UnitId, phrase_hash, rank};
use lore_index::{Posting, TextIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
use crate::related::source::Source;

/// Scores by unit.
pub(crate) type Scores = FxHashMap<UnitId, f64>;

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
    /// What it is called.
    pub fn name(self) -> &'static str {
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

/// Number of the source's most telling words that are compared.
const TERMS: usize = 70;
/// What the most telling word of the first answers weighs beside the least one asked for.
const LEARNED: f64 = 0.5;
/// A line in so many sections, and in this share of all, is a template's.
const TEMPLATE: (u64, f64) = (5, 0.02);
/// A line of a template has at least so many words.
const TEMPLATE_WORDS: usize = 4;
/// A word in more than this share of all sections says nothing.
const COMMON: f64 = 0.2;
/// How many sections are compared, counted once for each word they share.
const POSTINGS: u64 = 30_000;
/// Number of similar units whose links are looked at.
const NEIGHBOURS: usize = 20;
/// Number of similar sections whose links are looked at.
const CONTEXTS: usize = 300;
/// What more than so many share says nothing about any of them.
pub(crate) const HUB: usize = 2_000;
/// Added to squared lengths, so that a line of three words is not the likest of all.
const SHORT: f64 = 30.0;
/// BM25's saturation and length normalisation (Robertson, Zaragoza 2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// From this probability on a text of links counts as a name of what they lead to.
const LIKELY: f64 = 0.3;
/// How many different phrases are weighed.
const MOST_PHRASES: usize = 400;
/// How many titles that share words with the source are compared with it.
const TITLES: usize = 1_000;
/// How many notes are looked at for words of their titles, those of rarer words first.
const TITLE_POSTINGS: u64 = 20_000;

/// All evidence for one question.
pub(crate) struct Evidence {
    /// By signal.
    scores: [Scores; SIGNALS.len()],
    /// The largest value of each signal.
    largest: [f64; SIGNALS.len()],
    /// The stems of the source's telling words, with their rank: 0 tells most.
    pub(crate) term_ranks: FxHashMap<String, usize>,
    /// The stems of all of the source's words.
    pub(crate) stems: FxHashMap<String, StemAt>,
    /// Where the source names other concepts.
    pub(crate) places: FxHashMap<ConceptId, NamedAt>,
    /// How like the source each section is, of those that are at all.
    pub(crate) like_sections: FxHashMap<SectionId, f64>,
    /// The nodes' nearness: units first, then concepts.
    rank: FxHashMap<usize, f64>,
}

impl Evidence {
    pub(crate) fn measure(engine: &Engine, source: &Source) -> Evidence {
        let rank = rank::personalised(&engine.graph, &source.nodes(engine));
        let units = engine.graph.unit_count();
        let nearness = rank
            .iter()
            .filter(|&(&node, _)| node < units)
            .map(|(&node, &score)| (unit(node), score));
        let stems = source_stems(engine, source);
        let terms = telling_terms(engine, source, &stems);
        let text = text_likeness(engine, source, &terms);
        let mentioned = mentioned_by(engine, source);
        let mut scores = SIGNALS.map(|_| Scores::default());
        let mut put = |signal: Signal, measured| scores[signal as usize] = measured;
        put(Signal::Neighbours, neighbours_links(engine, &text.units));
        put(Signal::Likeness, text.units);
        put(Signal::Telling, text.telling);
        put(Signal::Passage, text.passages);
        put(Signal::Nearness, nearness.collect());
        put(Signal::Contexts, link_contexts(engine, &text.sections));
        put(Signal::Mentioned, mentioned.likely);
        put(Signal::Named, mentioned.rare);
        put(Signal::Title, title_overlap(engine, &stems));
        put(Signal::Stated, stated(engine, source));
        put(Signal::Shared, shared_concepts(engine, source));
        put(Signal::Mentions, mentioning(engine, source));
        put(Signal::Adjacent, adjacent(engine, source));
        for scores in &mut scores {
            scores.retain(|&unit, score| *score > 0.0 && !source.excludes(engine, unit));
        }
        let mut largest =
            scores.each_ref().map(|scores: &Scores| scores.values().copied().fold(0.0, f64::max));
        // A share already: where no title is like the source, none becomes so by being the best.
        largest[Signal::Title as usize] = 1.0;
        Evidence {
            scores,
            largest,
            term_ranks: terms.into_iter().map(|(stem, _)| stem).zip(0..).collect(),
            stems,
            places: mentioned.places,
            like_sections: text.sections,
            rank,
        }
    }

    /// The units that anything speaks for, each with the sum of its signals.
    pub(crate) fn totals(&self) -> Scores {
        let mut totals = Scores::default();
        for (signal, ..) in SIGNALS {
            for &unit in self.scores[signal as usize].keys() {
                *totals.entry(unit).or_default() += self.contribution(signal, unit);
            }
        }
        totals
    }

    /// What a signal adds to a unit's sum.
    pub(crate) fn contribution(&self, signal: Signal, unit: UnitId) -> f64 {
        let at = signal as usize;
        let Some(score) = self.scores[at].get(&unit) else { return 0.0 };
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
    pub(crate) fn contributions(&self, unit: UnitId) -> Vec<(Signal, f64)> {
        let all = SIGNALS.iter().map(|&(signal, ..)| (signal, self.contribution(signal, unit)));
        let mut some: Vec<(Signal, f64)> = all.filter(|&(_, score)| score > 0.0).collect();
        some.sort_by(|left, right| right.1.total_cmp(&left.1));
        some
    }

    /// The units that a signal speaks for.
    pub(crate) fn scores(&self, signal: Signal) -> &Scores {
        &self.scores[signal as usize]
    }

    /// The concepts that are near by links, with how near between 0 and 1.
    pub(crate) fn near_concepts(&self, engine: &Engine) -> impl Iterator<Item = (ConceptId, f64)> {
        let units = engine.graph.unit_count();
        let largest = self.largest[Signal::Nearness as usize];
        let nodes = self.rank.iter().filter(move |_| largest > 0.0);
        nodes.filter_map(move |(&node, &score)| {
            let concept = ConceptId(u32::try_from(node.checked_sub(units)?).ok()?);
            Some((concept, (score / largest).min(1.0) * 0.5))
        })
    }
}

fn unit(node: usize) -> UnitId {
    UnitId(node as u32)
}

/// How often a stem stands in the source, and where first.
#[derive(Clone, Debug, Default)]
pub(crate) struct StemAt {
    /// Those of titles count three times.
    count: u32,
    /// Whether it stands in its titles or text, not in the names of what it links to alone.
    pub(crate) written: bool,
    /// Passage and bytes; nothing if it stands in its titles alone.
    pub(crate) first: Option<(usize, Range<usize>)>,
}

/// The stems of the source's words.
fn source_stems(engine: &Engine, source: &Source) -> FxHashMap<String, StemAt> {
    let mut stems: FxHashMap<String, StemAt> = FxHashMap::default();
    let titles: Vec<&str> = source.titles.iter().map(String::as_str).collect();
    let names: Vec<&str> = named_by(engine, source).into_iter().collect();
    for (names, times, written) in [(titles, 3, true), (names, 1, false)] {
        // A topic is in no language.
        engine.state.text.query_words(&names, |_, of_word| {
            for stem in of_word {
                let at = stems.entry(stem.clone()).or_default();
                at.count += times;
                at.written |= written;
            }
        });
    }
    let mut templates = Templates::new(engine);
    for (nth, passage) in source.passages.iter().enumerate() {
        let language = engine.graph.language(engine.graph.note_of(passage.section));
        for line in passage.lines() {
            let mut of_line: Vec<(String, Range<usize>)> = Vec::new();
            TextIndex::stems(&passage.text[line.clone()], language, |stem, range| {
                let range = line.start + range.start..line.start + range.end;
                of_line.push((stem.to_owned(), range));
            });
            if templates.has(&passage.text[line], of_line.iter().map(|(stem, _)| stem)) {
                continue;
            }
            for (stem, range) in of_line {
                let at = stems.entry(stem).or_default();
                at.count += 1;
                at.written = true;
                at.first.get_or_insert((nth, range));
            }
        }
    }
    stems
}

/// Lines that many sections share, which say nothing about any of them.
struct Templates<'a> {
    engine: &'a Engine,
    /// A line in so many sections is a template's.
    many: u64,
    /// Whether so many sections hold a stem.
    common: FxHashMap<String, bool>,
}

impl<'a> Templates<'a> {
    fn new(engine: &'a Engine) -> Templates<'a> {
        let (fewest, share) = TEMPLATE;
        let share = (engine.state.text.section_count() as f64 * share) as u64;
        Templates { engine, many: share.max(fewest), common: FxHashMap::default() }
    }

    /// Whether a line with these stems is a template's.
    fn has<'s>(&mut self, line: &str, mut stems: impl Iterator<Item = &'s String>) -> bool {
        let text = &self.engine.state.text;
        // A word that few sections hold cannot stand in a line of many, and most lines have one.
        let all_common = stems.all(|stem| match self.common.get(stem) {
            Some(&common) => common,
            None => {
                let common = text.stem_frequency(stem) >= self.many;
                self.common.insert(stem.clone(), common);
                common
            }
        });
        // Fewer words often stand together without being a line.
        all_common
            && words::plain(line).nth(TEMPLATE_WORDS - 1).is_some()
            && text.phrase_frequency(line) >= self.many
    }
}

/// The names of what the source states and links to, each once: its text may call them otherwise.
fn named_by<'e>(engine: &'e Engine, source: &Source) -> BTreeSet<&'e str> {
    let graph = &engine.graph;
    let mut names = BTreeSet::new();
    for &unit in &source.units {
        for section in graph.unit_sections(unit) {
            let stated = graph.statements(section).filter(|each| each.how != How::Title);
            names.extend(stated.map(|each| graph.concept_name(each.concept)));
        }
        let linked = links_from(engine, unit).into_iter();
        names.extend(linked.map(|target| graph.title(graph.unit_note(target))));
    }
    names
}

/// The source's words by weight, (1 + ln tf) · idf, and those of the first answers to it, which weigh
/// less than any word asked for.
fn telling_terms(
    engine: &Engine,
    source: &Source,
    stems: &FxHashMap<String, StemAt>,
) -> Vec<(String, f64)> {
    let sections = engine.state.text.section_count() as f64;
    let mut terms: Vec<(String, f64)> = stems
        .iter()
        .filter_map(|(stem, at)| {
            let frequency = engine.state.text.stem_frequency(stem) as f64;
            let known = frequency > 0.0 && (sections < 50.0 || frequency <= COMMON * sections);
            let telling = stem.chars().count() > 1 && !stem.bytes().all(|b| b.is_ascii_digit());
            let weight = (1.0 + f64::from(at.count).ln()) * (1.0 + sections / frequency).ln();
            (known && telling).then(|| (stem.clone(), weight))
        })
        .collect();
    let least = terms.iter().map(|term| term.1).fold(f64::INFINITY, f64::min);
    let learned = source.answers.iter().filter(|(stem, _)| !stems.contains_key(stem));
    let learned =
        learned.map(|(stem, weight)| (stem.clone(), least * LEARNED * f64::from(*weight)));
    terms.extend(learned);
    terms.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    terms.truncate(TERMS);
    terms
}

/// The notes of postings, found once for all sections of a note that follow each other.
struct SectionFinder<'a> {
    engine: &'a Engine,
    last: Option<(u64, NoteId)>,
}

impl SectionFinder<'_> {
    fn section(&mut self, posting: Posting) -> Option<SectionId> {
        let note = match self.last {
            Some((key, note)) if key == posting.note => note,
            _ => {
                let note = self.engine.graph.note_by_key(posting.note)?;
                self.last = Some((posting.note, note));
                note
            }
        };
        Some(self.engine.graph.section_of(note, posting.place))
    }
}

/// How like the source the texts are.
struct Likeness {
    /// TF-IDF cosine by unit.
    units: Scores,
    /// BM25 by unit.
    telling: Scores,
    /// TF-IDF cosine of a unit's likest section.
    passages: Scores,
    /// TF-IDF cosine by section.
    sections: FxHashMap<SectionId, f64>,
}

/// TF-IDF cosine and BM25. The norm leaves rarity out: it then depends on the text alone, so that no
/// note is touched when another changes, and it measured as well as the true one.
fn text_likeness(engine: &Engine, source: &Source, terms: &[(String, f64)]) -> Likeness {
    let graph = &engine.graph;
    let (mut units, mut telling) = (Scores::default(), Scores::default());
    let mut sections: FxHashMap<SectionId, f64> = FxHashMap::default();
    let section_count = engine.state.text.section_count() as f64;
    let words: f64 = graph.units().map(|unit| f64::from(graph.unit_words(unit))).sum();
    let average = words / graph.unit_count().max(1) as f64;
    let mut finder = SectionFinder { engine, last: None };
    let mut visited = 0;
    for (stem, weight) in terms {
        // A large vault has so many that hold a common word that it picks none of them out.
        let frequency = engine.state.text.stem_frequency(stem);
        if visited + frequency > POSTINGS {
            continue;
        }
        visited += frequency;
        let mut counts: FxHashMap<UnitId, u32> = FxHashMap::default();
        let mut in_sections: Vec<(SectionId, u32)> = Vec::new();
        engine.state.text.postings(stem, |posting| {
            if let Some(section) = finder.section(posting) {
                *counts.entry(graph.unit_of(section)).or_default() += posting.count;
                in_sections.push((section, posting.count));
            }
        });
        let idf = (1.0 + section_count / in_sections.len().max(1) as f64).ln();
        let product = |count: u32| weight * (1.0 + f64::from(count).ln()) * idf;
        for (section, count) in in_sections {
            *sections.entry(section).or_default() += product(count);
        }
        for (unit, count) in counts {
            *units.entry(unit).or_default() += product(count);
            let norm = K1 * (1.0 - B + B * f64::from(graph.unit_words(unit)) / average.max(1.0));
            let count = f64::from(count);
            *telling.entry(unit).or_default() += idf * count * (K1 + 1.0) / (count + norm);
        }
    }
    let norm = |squared: u32| (f64::from(squared) + SHORT).sqrt();
    for (&unit, score) in &mut units {
        *score /= norm(graph.unit_squared_norm(unit));
    }
    let mut passages = Scores::default();
    sections.retain(|section, _| !source.units.contains(&graph.unit_of(*section)));
    for (&section, score) in &mut sections {
        *score /= norm(graph.squared_norm(section));
        let best = passages.entry(graph.unit_of(section)).or_default();
        *best = f64::max(*best, *score);
    }
    units.retain(|unit, _| !source.units.contains(unit));
    Likeness { units, telling, passages, sections }
}

/// What the units most like the source link to.
fn neighbours_links(engine: &Engine, likeness: &Scores) -> Scores {
    let mut nearest: Vec<(UnitId, f64)> =
        likeness.iter().map(|(&unit, &score)| (unit, score)).collect();
    nearest.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut scores = Scores::default();
    for (unit, likeness) in nearest.into_iter().take(NEIGHBOURS) {
        for target in links_from(engine, unit) {
            *scores.entry(target).or_default() += likeness;
        }
    }
    scores
}

/// How like the source the sections are that link to a unit, the best of them.
fn link_contexts(engine: &Engine, likeness: &FxHashMap<SectionId, f64>) -> Scores {
    let graph = &engine.graph;
    let mut nearest: Vec<(SectionId, f64)> =
        likeness.iter().map(|(&section, &score)| (section, score)).collect();
    nearest.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut scores = Scores::default();
    for (section, likeness) in nearest.into_iter().take(CONTEXTS) {
        for link in graph.links_of(graph.note_of(section)).filter(|link| link.section == section) {
            if let Some(target) = engine.target_unit(link.target) {
                let score = scores.entry(target).or_default();
                *score = f64::max(*score, likeness);
            }
        }
    }
    scores
}

/// The units that a unit links to, each once.
pub(crate) fn links_from(engine: &Engine, unit: UnitId) -> FxHashSet<UnitId> {
    let graph = &engine.graph;
    graph
        .links_of(graph.unit_note(unit))
        .filter(|link| graph.unit_of(link.section) == unit)
        .filter_map(|link| engine.target_unit(link.target))
        .filter(|&target| target != unit)
        .collect()
}

/// Concepts that the source and a unit both state, and targets that both link to, by rarity.
fn shared_concepts(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let units = graph.unit_count();
    let mut scores = Scores::default();
    let mut seen = FxHashSet::default();
    for &unit in &source.units {
        for between in graph.neighbours(unit.0 as usize) {
            if !seen.insert(between) {
                continue;
            }
            let around = graph.neighbours(between as usize);
            if around.len() > HUB {
                continue;
            }
            let rarity = 1.0 / (1.0 + around.len() as f64).ln().max(0.7);
            for other in around.filter(|&other| (other as usize) < units) {
                *scores.entry(UnitId(other)).or_default() += rarity;
            }
        }
    }
    scores
}

/// Where the source names a concept.
#[derive(Clone, Debug)]
pub(crate) struct NamedAt {
    /// The first passage that does, by its place among all.
    pub(crate) passage: usize,
    /// The words in its text.
    pub(crate) range: Range<usize>,
    /// How often the source does.
    pub(crate) count: u32,
}

/// What the source names.
struct Mentioned {
    /// By how likely a person would link the phrase.
    likely: Scores,
    /// By how rare the name is.
    rare: Scores,
    places: FxHashMap<ConceptId, NamedAt>,
}

/// The concepts that the source names in its text outside links.
fn mentioned_by(engine: &Engine, source: &Source) -> Mentioned {
    let sections = engine.state.text.section_count() as f64;
    let mut rarity: FxHashMap<ConceptId, f64> = FxHashMap::default();
    let mut best: FxHashMap<ConceptId, f64> = FxHashMap::default();
    let mut places: FxHashMap<ConceptId, NamedAt> = FxHashMap::default();
    let mut weighed: FxHashMap<u64, f64> = FxHashMap::default();
    for (nth, passage) in source.passages.iter().enumerate() {
        let terms: Vec<_> = words::plain(&passage.text).collect();
        for start in 0..terms.len() {
            for end in start + 1..=(start + PHRASE_WORDS).min(terms.len()) {
                let window = &terms[start..end];
                if end == start + 1 && words::is_stop_word(&window[0].term) {
                    continue;
                }
                let range = window[0].range.start..window[window.len() - 1].range.end;
                if passage.is_link(&range) {
                    continue;
                }
                let key = phrase_hash(window.iter().map(|word| &*word.term));
                for reference in engine.graph.phrase(key) {
                    let range = range.clone();
                    let occurrences = match weighed.get(&key) {
                        Some(&occurrences) => occurrences,
                        None if weighed.len() >= MOST_PHRASES => continue,
                        None => {
                            let phrase = &passage.text[range.clone()];
                            let found = engine.state.text.phrase_frequency(phrase) as f64;
                            weighed.insert(key, found);
                            found
                        }
                    };
                    let half = if reference.is_name { 0.5 } else { 0.0 };
                    let probability = (f64::from(reference.links) + half)
                        / (occurrences.max(f64::from(reference.links)) + 1.5);
                    let score = best.entry(reference.concept).or_default();
                    *score = score.max(probability);
                    if reference.is_name {
                        let idf = (1.0 + sections / (1.0 + occurrences)).ln();
                        let rarest = rarity.entry(reference.concept).or_default();
                        *rarest = rarest.max(idf);
                    }
                    if !reference.is_name && probability < LIKELY {
                        continue;
                    }
                    places
                        .entry(reference.concept)
                        .and_modify(|place| place.count += 1)
                        .or_insert(NamedAt { passage: nth, range, count: 1 });
                }
            }
        }
    }
    let by_unit = |by_concept: &FxHashMap<ConceptId, f64>| {
        let mut scores = Scores::default();
        for (&concept, &score) in by_concept {
            let units = engine.units_of_concept(concept);
            let share = score / (units.len().max(1) as f64).sqrt();
            for unit in units {
                let entry = scores.entry(unit).or_default();
                *entry = f64::max(*entry, share);
            }
        }
        scores
    };
    Mentioned { likely: by_unit(&best), rare: by_unit(&rarity), places }
}

/// The units that name the source.
fn mentioning(engine: &Engine, source: &Source) -> Scores {
    let sections = engine.sections_naming(&source.names);
    let rarity =
        (1.0 + engine.state.text.section_count() as f64 / (1.0 + sections.len() as f64)).ln();
    let mut scores = Scores::default();
    for section in sections {
        scores.insert(engine.graph.unit_of(section), rarity);
    }
    scores
}

/// The share of a note's title, by rarity of its words, that stands in the source.
fn title_overlap(engine: &Engine, stems: &FxHashMap<String, StemAt>) -> Scores {
    let text = &engine.state.text;
    let graph = &engine.graph;
    let sections = text.section_count() as f64;
    let idf = |stem: &str| (1.0 + sections / (1.0 + text.stem_frequency(stem) as f64)).ln();
    // Words that few names have tell their notes apart; those of all others come too late to matter.
    let is_written = |stem: &str| stems.get(stem).is_some_and(|at| at.written);
    let mut rarest: Vec<(u64, &str)> = stems
        .keys()
        .filter(|stem| is_written(stem))
        .map(|stem| (text.name_frequency(stem), stem.as_str()))
        .filter(|&(frequency, _)| frequency > 0)
        .collect();
    rarest.sort_unstable();
    let mut shared: FxHashMap<u64, f64> = FxHashMap::default();
    let mut visited = 0;
    for (frequency, stem) in rarest {
        visited += frequency;
        if visited > TITLE_POSTINGS {
            break;
        }
        let weight = idf(stem);
        text.name_postings(stem, |posting| *shared.entry(posting.note).or_default() += weight);
    }
    let mut candidates: Vec<(f64, NoteId)> = shared
        .into_iter()
        .filter_map(|(key, weight)| Some((weight, graph.note_by_key(key)?)))
        .collect();
    candidates.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    let mut scores = Scores::default();
    for (_, note) in candidates.into_iter().take(TITLES) {
        let (mut shared, mut total) = (0.0, 0.0);
        TextIndex::stems(graph.title(note), graph.language(note), |stem, _| {
            let weight = idf(stem);
            total += weight;
            if is_written(stem) {
                shared += weight;
            }
        });
        if shared > 0.0 {
            scores.insert(graph.unit_of(graph.section_of(note, 0)), shared / total);
        }
    }
    scores
}

/// Entries of a journal beside the source's, and what is of the same day.
fn adjacent(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let mut scores = Scores::default();
    for &own in &source.units {
        let note = graph.unit_note(own);
        let is_entry = |unit: UnitId| {
            let section = graph.unit_section(unit);
            graph.order(section).is_some() || graph.section_date(section).is_some()
        };
        if is_entry(own) {
            let beside = own.0.checked_sub(1).into_iter().chain([own.0 + 1]).map(UnitId);
            let known = beside.filter(|unit| (unit.0 as usize) < graph.unit_count());
            for entry in known.filter(|&unit| graph.unit_note(unit) == note && is_entry(unit)) {
                scores.insert(entry, 1.0);
            }
        }
    }
    let day = |unit| engine.stated_day(unit);
    let days: BTreeSet<Date> = source.units.iter().copied().filter_map(day).collect();
    if !days.is_empty() {
        let of_days =
            graph.units().filter(|&unit| day(unit).is_some_and(|day| days.contains(&day)));
        scores.extend(of_days.map(|unit| (unit, 1.0)));
    }
    scores
}

/// Units that a field, a topic or the hierarchy of names connects with the source.
fn stated(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let mut scores = Scores::default();
    let mut add = |unit: UnitId, score: f64| {
        let entry = scores.entry(unit).or_default();
        *entry = f64::max(*entry, score);
    };
    for &concept in &source.concepts {
        for statement in graph.concept_statements(concept) {
            let score = match statement.how {
                How::Field | How::MissingLink | How::Topic => 1.0,
                How::Tag | How::Title => 0.7,
            };
            add(graph.unit_of(statement.section), score);
        }
        for other in graph.broader(concept).chain(graph.narrower(concept)) {
            for unit in engine.units_of_concept(other) {
                add(unit, 1.0);
            }
        }
    }
    for &unit in &source.units {
        for section in graph.unit_sections(unit) {
            for statement in graph.statements(section).filter(|each| each.how == How::Field) {
                for unit in engine.units_of_concept(statement.concept) {
                    add(unit, 0.9);
                }
            }
        }
    }
    scores
}

impl Engine {
    /// The day that a unit is of, as its heading or its note says.
    pub(crate) fn stated_day(&self, unit: UnitId) -> Option<Date> {
        let section = self.graph.unit_section(unit);
        let is_note = self.graph.place_of(section) == 0;
        let of_note = || self.graph.date(self.graph.note_of(section)).filter(|_| is_note);
        self.graph.section_date(section).or_else(of_note)
    }

    /// The day that a unit is of, else that on which its file was changed.
    pub(crate) fn unit_day(&self, unit: UnitId) -> Option<Date> {
        self.stated_day(unit).or_else(|| self.changed_day(self.graph.unit_note(unit)))
    }

    /// The units that a concept is the name or topic of: its notes, else the entries that declare it.
    pub(crate) fn units_of_concept(&self, concept: ConceptId) -> Vec<UnitId> {
        let graph = &self.graph;
        let mut units: Vec<UnitId> = graph
            .concept_notes(concept)
            .map(|note| graph.unit_of(graph.section_of(note, 0)))
            .collect();
        if units.is_empty() {
            units.extend(
                graph
                    .concept_statements(concept)
                    .filter(|statement| statement.how == How::Topic)
                    .map(|statement| graph.unit_of(statement.section)),
            );
        }
        units
    }
}
