//! What the words of texts and titles tell: how like the source they are. Leaves out what links and
//! fields say.

use std::collections::BTreeSet;
use std::ops::Range;

use lore_core::words;
use lore_graph::{How, NoteId, SectionId, UnitId};
use lore_index::{Posting, TextIndex};
use rustc_hash::FxHashMap;

use super::Scores;
use super::links::links_from;
use crate::Engine;
use crate::related::source::Source;

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
/// Added to squared lengths, so that a line of three words is not the likest of all.
const SHORT: f64 = 30.0;
/// BM25's saturation and length normalisation (Robertson, Zaragoza 2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// How many titles that share words with the source are compared with it.
const TITLES: usize = 1_000;
/// How many notes are looked at for words of their titles, those of rarer words first.
const TITLE_POSTINGS: u64 = 20_000;

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
pub(super) fn source_stems(engine: &Engine, source: &Source) -> FxHashMap<String, StemAt> {
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
pub(super) fn named_by<'e>(engine: &'e Engine, source: &Source) -> BTreeSet<&'e str> {
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
pub(super) fn telling_terms(
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
pub(super) struct Likeness {
    /// TF-IDF cosine by unit.
    pub(super) units: Scores,
    /// BM25 by unit.
    pub(super) telling: Scores,
    /// TF-IDF cosine of a unit's likest section.
    pub(super) passages: Scores,
    /// TF-IDF cosine by section.
    pub(super) sections: FxHashMap<SectionId, f64>,
}

/// TF-IDF cosine and BM25. The norm leaves rarity out: it then depends on the text alone, so that no
/// note is touched when another changes, and it measured as well as the true one.
pub(super) fn text_likeness(engine: &Engine, source: &Source, terms: &[(String, f64)]) -> Likeness {
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

/// The share of a note's title, by rarity of its words, that stands in the source.
pub(super) fn title_overlap(engine: &Engine, stems: &FxHashMap<String, StemAt>) -> Scores {
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
