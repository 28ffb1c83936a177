//! The independent pieces of evidence that two things belong together, each a score per unit.
//! Leaves out how they are added up and what they are called in words.

use std::ops::Range;

use lore_core::words;
use lore_graph::{ConceptId, How, NoteId, PHRASE_WORDS, SectionId, UnitId, phrase_hash, rank};
use lore_index::{Posting, TextIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
use crate::related::source::Source;

/// Scores by unit.
pub(crate) type Scores = FxHashMap<UnitId, f64>;

/// Number of the source's most telling words that are compared.
const TERMS: usize = 70;
/// A word in more than this share of all sections says nothing.
const COMMON: f64 = 0.2;
/// Number of similar units whose links are looked at.
const NEIGHBOURS: usize = 20;
/// Number of similar sections whose links are looked at.
const CONTEXTS: usize = 300;
/// The weight of evidence that repeats what nearness by links says already.
const FAINT: f64 = 0.3;
/// BM25's saturation and length normalisation (Robertson, Zaragoza 2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// From this probability on a text of links counts as a name of what they lead to.
const LIKELY: f64 = 0.3;
/// How many different phrases are weighed.
const MOST_PHRASES: usize = 400;

/// All evidence for one question.
pub(crate) struct Signals {
    /// TF-IDF likeness of the texts.
    pub(crate) likeness: Scores,
    /// BM25 of the source's most telling words.
    pub(crate) telling: Scores,
    /// Personalised PageRank over links and concepts.
    pub(crate) nearness: Scores,
    /// Concepts and link targets both state, by rarity.
    pub(crate) shared: Scores,
    /// How likely a person would link the phrase by which the source names it.
    pub(crate) mentioned: Scores,
    /// It names the source.
    pub(crate) mentions: Scores,
    /// What units like the source link to.
    pub(crate) neighbours: Scores,
    /// Its title's words in the source.
    pub(crate) title: Scores,
    /// Its names in the source, by rarity.
    pub(crate) named: Scores,
    /// How like the source the text around links to it is.
    pub(crate) contexts: Scores,
    /// Whether a field, a topic or the hierarchy of names connects the two.
    pub(crate) stated: Scores,
    /// The stems of the source's telling words, with their rank: 0 tells most.
    pub(crate) term_ranks: FxHashMap<String, usize>,
    /// Where the source names other concepts.
    pub(crate) places: FxHashMap<ConceptId, NamedAt>,
    /// The nodes' nearness: units first, then concepts.
    rank: Vec<f64>,
}

impl Signals {
    pub(crate) fn measure(engine: &Engine, source: &Source) -> Signals {
        let rank = rank::personalised(&engine.graph, &source.nodes(engine));
        let nearness = engine
            .graph
            .units()
            .map(|unit| (unit, rank[unit.0 as usize]))
            .filter(|&(unit, score)| score > 0.0 && !source.units.contains(&unit))
            .collect();
        let terms = telling_terms(engine, source);
        let Likeness { units: likeness, telling, sections } = text_likeness(engine, source, &terms);
        let contexts = link_contexts(engine, source, &sections);
        let neighbours = neighbours_links(engine, source, &likeness);
        let Mentioned { likely: mentioned, rare: named, places } = mentioned_by(engine, source);
        Signals {
            nearness,
            shared: shared_concepts(engine, source),
            mentions: mentioning(engine, source),
            title: title_overlap(engine, source, &terms),
            stated: stated(engine, source),
            contexts,
            named,
            term_ranks: terms.iter().enumerate().map(|(at, term)| (term.0.clone(), at)).collect(),
            likeness,
            telling,
            neighbours,
            mentioned,
            places,
            rank,
        }
    }

    /// The signals added up, each divided by its largest value.
    pub(crate) fn totals(&self) -> Scores {
        let mut totals = Scores::default();
        for (signal, weight) in [
            (&self.likeness, 1.0),
            (&self.telling, 1.0),
            (&self.nearness, 1.0),
            (&self.neighbours, 1.0),
            (&self.contexts, 1.0),
            (&self.mentioned, 1.0),
            (&self.named, 1.0),
            (&self.title, 1.0),
            (&self.stated, 1.0),
            (&self.shared, FAINT),
            (&self.mentions, FAINT),
        ] {
            let largest = signal.values().copied().fold(0.0, f64::max);
            if largest > 0.0 {
                for (&unit, &score) in signal {
                    *totals.entry(unit).or_default() += weight * score / largest;
                }
            }
        }
        totals
    }

    /// How near a concept is by links, between 0 and 1.
    pub(crate) fn concept_nearness(&self, engine: &Engine, concept: ConceptId) -> f64 {
        let units = engine.graph.unit_count();
        let largest = self.nearness.values().copied().fold(0.0, f64::max);
        let score = self.rank[units + concept.0 as usize];
        if largest > 0.0 { (score / largest).min(1.0) * 0.5 } else { 0.0 }
    }
}

/// The source's words by weight, (1 + ln tf) · idf; those of titles count three times.
fn telling_terms(engine: &Engine, source: &Source) -> Vec<(String, f64)> {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    for title in &source.titles {
        // A topic is in no language.
        engine.state.text.query_words(&[title], |_, stems| {
            for stem in stems {
                *counts.entry(stem.clone()).or_default() += 3;
            }
        });
    }
    for passage in &source.passages {
        let language = engine.graph.language(engine.graph.note_of(passage.section));
        TextIndex::stems(&passage.text, language, |stem, _| {
            *counts.entry(stem.to_owned()).or_default() += 1;
        });
    }
    let sections = engine.state.text.section_count() as f64;
    let mut terms: Vec<(String, f64)> = counts
        .into_iter()
        .filter_map(|(stem, count)| {
            let frequency = engine.state.text.stem_frequency(&stem) as f64;
            let known = frequency > 0.0 && (sections < 50.0 || frequency <= COMMON * sections);
            let telling = stem.chars().count() > 1 && !stem.bytes().all(|b| b.is_ascii_digit());
            let weight = (1.0 + f64::from(count).ln()) * (1.0 + sections / frequency).ln();
            (known && telling).then_some((stem, weight))
        })
        .collect();
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

fn unit_words(engine: &Engine) -> Vec<f64> {
    let mut words = vec![0.0; engine.graph.unit_count()];
    for note in engine.graph.notes() {
        for section in engine.graph.sections_of(note) {
            words[engine.graph.unit_of(section).0 as usize] +=
                f64::from(engine.graph.words(section));
        }
    }
    words
}

/// How like the source the texts are.
struct Likeness {
    /// TF-IDF cosine by unit.
    units: Scores,
    /// BM25 by unit.
    telling: Scores,
    /// TF-IDF cosine by section.
    sections: FxHashMap<SectionId, f64>,
}

/// TF-IDF cosine, with the square root of the length for the unknown norm, and BM25.
fn text_likeness(engine: &Engine, source: &Source, terms: &[(String, f64)]) -> Likeness {
    let (mut likeness, mut telling) = (Scores::default(), Scores::default());
    let mut by_section: FxHashMap<SectionId, f64> = FxHashMap::default();
    let words = unit_words(engine);
    let average = words.iter().sum::<f64>() / words.len().max(1) as f64;
    let sections = engine.state.text.section_count() as f64;
    let mut finder = SectionFinder { engine, last: None };
    for (stem, weight) in terms {
        let mut counts: FxHashMap<UnitId, u32> = FxHashMap::default();
        let mut in_sections: Vec<(SectionId, u32)> = Vec::new();
        engine.state.text.postings(stem, |posting| {
            if let Some(section) = finder.section(posting) {
                *counts.entry(engine.graph.unit_of(section)).or_default() += posting.count;
                in_sections.push((section, posting.count));
            }
        });
        let idf = (1.0 + sections / in_sections.len().max(1) as f64).ln();
        for (section, count) in in_sections {
            let length = f64::from(engine.graph.words(section));
            *by_section.entry(section).or_default() +=
                weight * (1.0 + f64::from(count).ln()) * idf / (length + 30.0).sqrt();
        }
        for (unit, count) in counts {
            if source.units.contains(&unit) {
                continue;
            }
            let count = f64::from(count);
            let length = words[unit.0 as usize];
            *likeness.entry(unit).or_default() +=
                weight * (1.0 + count.ln()) * idf / (length + 30.0).sqrt();
            let norm = K1 * (1.0 - B + B * length / average.max(1.0));
            *telling.entry(unit).or_default() += idf * count * (K1 + 1.0) / (count + norm);
        }
    }
    Likeness { units: likeness, telling, sections: by_section }
}

/// What the units most like the source link to.
fn neighbours_links(engine: &Engine, source: &Source, likeness: &Scores) -> Scores {
    let mut nearest: Vec<(UnitId, f64)> =
        likeness.iter().map(|(&unit, &score)| (unit, score)).collect();
    nearest.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut scores = Scores::default();
    for (unit, likeness) in nearest.into_iter().take(NEIGHBOURS) {
        for target in links_from(engine, unit) {
            if !source.units.contains(&target) {
                *scores.entry(target).or_default() += likeness;
            }
        }
    }
    scores
}

/// How like the source the sections are that link to a unit, the best of them.
fn link_contexts(engine: &Engine, source: &Source, likeness: &FxHashMap<SectionId, f64>) -> Scores {
    let graph = &engine.graph;
    let mut nearest: Vec<(SectionId, f64)> =
        likeness.iter().map(|(&section, &score)| (section, score)).collect();
    nearest.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut scores = Scores::default();
    for (section, likeness) in nearest.into_iter().take(CONTEXTS) {
        if source.units.contains(&graph.unit_of(section)) {
            continue;
        }
        for link in graph.links_of(graph.note_of(section)).filter(|link| link.section == section) {
            if let Some(target) = engine.target_unit(link.target)
                && !source.units.contains(&target)
            {
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
            let rarity = 1.0 / (1.0 + around.len() as f64).ln().max(0.7);
            for other in around {
                let other = UnitId(other);
                if (other.0 as usize) < units && !source.units.contains(&other) {
                    *scores.entry(other).or_default() += rarity;
                }
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
                            let found = engine.state.text.phrase(&passage.text[range.clone()]);
                            weighed.insert(key, found.len() as f64);
                            found.len() as f64
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
            for unit in units.into_iter().filter(|unit| !source.units.contains(unit)) {
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
        let unit = engine.graph.unit_of(section);
        if !source.units.contains(&unit) {
            scores.insert(unit, rarity);
        }
    }
    scores
}

/// The share of a note's title, by rarity of its words, that stands in the source.
fn title_overlap(engine: &Engine, source: &Source, terms: &[(String, f64)]) -> Scores {
    let text = &engine.state.text;
    let sections = text.section_count() as f64;
    let known: FxHashSet<&str> = terms.iter().map(|(stem, _)| stem.as_str()).collect();
    let mut idf: FxHashMap<String, f64> = FxHashMap::default();
    let mut scores = Scores::default();
    let graph = &engine.graph;
    for note in graph.notes() {
        let unit = graph.unit_of(graph.section_of(note, 0));
        if source.units.contains(&unit) {
            continue;
        }
        let (mut shared, mut total) = (0.0, 0.0);
        TextIndex::stems(graph.title(note), graph.language(note), |stem, _| {
            let weight = *idf.entry(stem.to_owned()).or_insert_with(|| {
                (1.0 + sections / (1.0 + text.stem_frequency(stem) as f64)).ln()
            });
            total += weight;
            if known.contains(stem) {
                shared += weight;
            }
        });
        if shared > 0.0 {
            scores.insert(unit, shared / total);
        }
    }
    scores
}

/// Units that a field, a topic or the hierarchy of names connects with the source.
fn stated(engine: &Engine, source: &Source) -> Scores {
    let graph = &engine.graph;
    let mut scores = Scores::default();
    let mut add = |unit: UnitId, score: f64| {
        if !source.units.contains(&unit) {
            let entry = scores.entry(unit).or_default();
            *entry = f64::max(*entry, score);
        }
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
