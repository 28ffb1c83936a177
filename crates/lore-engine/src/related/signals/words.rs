//! What the words of texts and titles tell: how like the source they are. Leaves out what links and
//! fields say.

use std::collections::BTreeSet;
use std::ops::Range;

use lore_core::words;
use lore_graph::{How, SectionId};
use lore_index::TextIndex;
use rustc_hash::FxHashMap;

use super::links::links_from;
use crate::Engine;
use crate::rarity::{rarity, rarity_with_one_more};
use crate::related::best_first::best_first;
use crate::related::pieces::{Piece, Pieces};
use crate::related::source::Source;
use crate::section_finder::SectionFinder;

/// Number of the source's most telling words that are compared.
const TERMS: usize = 70;
/// What the most telling word of the first answers weighs beside the least one asked for.
const LEARNED: f64 = 0.5;
/// A line in so many sections, and in this share of all, is a template's.
const TEMPLATE: (u64, f64) = (5, 0.02);
/// A line of a template has at least so many words.
const TEMPLATE_WORDS: usize = 4;
/// Of lines of so many words in all it is asked whether they are a template's: each word of each is looked
/// for wherever the line's others stand.
const TEMPLATE_WORDS_ASKED: usize = 5_000;
/// A word in more than this share of all sections says nothing.
const COMMON: f64 = 0.2;
/// How many sections are compared, counted once for each word they share.
const POSTINGS: u64 = 30_000;
/// Added to squared lengths, so that a line of three words is not the likest of all.
const SHORT: f64 = 30.0;
/// A word that two texts share by chance is not as rare as this; less rare ones count if they share several.
const RARE: f64 = 4.6;
/// BM25's saturation and length normalisation (Robertson, Zaragoza 2009).
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// How many titles that share words with the source are compared with it.
const TITLES: usize = 300;
/// How many notes are looked at for words of their titles, those of rarer words first.
const TITLE_POSTINGS: u64 = 20_000;

/// How often a stem stands in the source, and where first.
#[derive(Clone, Debug, Default)]
pub(crate) struct StemAt {
    /// Those of titles count three times.
    count: u32,
    /// Whether it stands in its titles or text, not in the names of what it links to alone.
    pub(crate) written: bool,
    /// Whether it is told as a reason: it stands elsewhere than in headings and labels of which other
    /// sections of the note have the same.
    pub(crate) is_telling: bool,
    /// Passage and bytes; nothing if it stands in its titles alone.
    pub(crate) first: Option<(usize, Range<usize>)>,
}

/// In how many sections stems stand, each looked up once.
#[derive(Clone)]
pub(super) struct Frequencies<'a> {
    text: &'a TextIndex,
    known: FxHashMap<String, u64>,
}

impl<'a> Frequencies<'a> {
    pub(super) fn new(text: &'a TextIndex) -> Frequencies<'a> {
        Frequencies { text, known: FxHashMap::default() }
    }

    fn of(&mut self, stem: &str) -> u64 {
        if let Some(&known) = self.known.get(stem) {
            return known;
        }
        let frequency = self.text.stem_frequency(stem);
        self.known.insert(stem.to_owned(), frequency);
        frequency
    }
}

/// The stems of the source's words.
pub(super) fn source_stems(
    pieces: &Pieces<'_>,
    source: &Source,
    frequencies: &mut Frequencies<'_>,
) -> FxHashMap<String, StemAt> {
    let engine = pieces.engine;
    let mut stems: FxHashMap<String, StemAt> = FxHashMap::default();
    let titles: Vec<&str> = source.titles.iter().map(String::as_str).collect();
    let names: Vec<&str> = named_by(pieces, source).into_iter().collect();
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
    let telling: Vec<&str> = source.telling_titles.iter().map(String::as_str).collect();
    engine.state.text.query_words(&telling, |_, of_word| {
        for stem in of_word {
            stems.entry(stem.clone()).and_modify(|at| at.is_telling = true);
        }
    });
    let mut templates = Templates::new(engine);
    for (nth, passage) in source.passages.iter().enumerate() {
        let language = engine.graph.language(engine.graph.note_of(passage.section));
        for line in passage.lines() {
            let mut of_line: Vec<(String, Range<usize>)> = Vec::new();
            TextIndex::stems(&passage.text[line.clone()], language, |stem, range| {
                let range = line.start + range.start..line.start + range.end;
                of_line.push((stem.to_owned(), range));
            });
            // A word that few sections hold cannot stand in a line of many, and most lines have one. A line
            // without any tells nothing in any case.
            let all_common = of_line.iter().all(|(stem, _)| frequencies.of(stem) >= templates.many);
            if of_line.is_empty() || all_common && templates.hold(&passage.text[line]) {
                continue;
            }
            for (stem, range) in of_line {
                let at = stems.entry(stem).or_default();
                at.count += 1;
                at.written = true;
                at.is_telling |= !passage.is_label(&range);
                at.first.get_or_insert((nth, range));
            }
        }
    }
    stems
}

/// Which lines are those of a template, which say nothing about any of the sections that have them.
struct Templates<'a> {
    text: &'a TextIndex,
    /// A line in so many sections is a template's.
    many: u64,
    /// Words of lines that may still be asked for.
    left: usize,
}

impl<'a> Templates<'a> {
    fn new(engine: &'a Engine) -> Templates<'a> {
        let (fewest, share) = TEMPLATE;
        let text = &engine.state.text;
        let share = (text.section_count() as f64 * share) as u64;
        Templates { text, many: share.max(fewest), left: TEMPLATE_WORDS_ASKED }
    }

    fn hold(&mut self, line: &str) -> bool {
        let count = words::plain(line).take(self.left + 1).count();
        // Fewer words often stand together without being a line.
        if count < TEMPLATE_WORDS || count > self.left {
            return false;
        }
        self.left -= count;
        self.text.phrase_frequency(line, self.many) >= self.many
    }
}

/// The names of what the source states and links to, each once: its text may call them otherwise.
pub(super) fn named_by<'e>(pieces: &Pieces<'e>, source: &Source) -> BTreeSet<&'e str> {
    let graph = &pieces.engine.graph;
    let mut names = BTreeSet::new();
    for &unit in &source.units {
        for section in pieces.sections(unit) {
            let stated = graph.statements(section).filter(|each| each.how != How::Title);
            names.extend(stated.map(|each| graph.concept_name(each.concept)));
        }
        let linked = links_from(pieces, unit).into_iter();
        names.extend(linked.map(|target| graph.title(pieces.note(target))));
    }
    names
}

/// The source's words by weight, (1 + ln tf) · idf, and those of the first answers to it, which weigh
/// less than any word asked for.
pub(super) fn telling_terms(
    engine: &Engine,
    source: &Source,
    stems: &FxHashMap<String, StemAt>,
    frequencies: &mut Frequencies<'_>,
) -> Vec<(String, f64)> {
    let sections = engine.state.text.section_count();
    let mut terms: Vec<(String, f64)> = stems
        .iter()
        .filter_map(|(stem, at)| {
            let frequency = frequencies.of(stem);
            let is_rare = sections < 50 || frequency as f64 <= COMMON * sections as f64;
            let known = frequency > 0 && is_rare;
            let telling = says_something(stem);
            let weight = (1.0 + f64::from(at.count).ln()) * rarity(sections, frequency);
            (known && telling).then(|| (stem.clone(), weight))
        })
        .collect();
    // Of words that nearly all sections hold, none is left.
    let least = terms.iter().map(|term| term.1).reduce(f64::min).unwrap_or(1.0);
    let learned = source.answers.iter();
    let learned = learned.filter(|(stem, _)| says_something(stem) && !stems.contains_key(stem));
    let learned =
        learned.map(|(stem, weight)| (stem.clone(), least * LEARNED * f64::from(*weight)));
    terms.extend(learned);
    terms.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    terms.truncate(TERMS);
    terms
}

/// A letter or a number says little of what stands around it.
fn says_something(stem: &str) -> bool {
    stem.chars().count() > 1 && !stem.bytes().all(|byte| byte.is_ascii_digit())
}

/// How like the source the texts are.
pub(super) struct Likeness {
    /// TF-IDF cosine by unit.
    pub(super) units: Vec<(Piece, f64)>,
    /// BM25 by unit.
    pub(super) telling: Vec<(Piece, f64)>,
    /// TF-IDF cosine of sections, each for its unit.
    pub(super) passages: Vec<(Piece, f64)>,
    /// TF-IDF cosine by section, in the order of sections.
    pub(super) sections: Vec<(SectionId, f64)>,
    /// Of the units those that share more with the source than a word that many texts have, in their order.
    pub(super) alike: Vec<(Piece, f64)>,
    /// Of the sections the same.
    pub(super) sections_alike: Vec<(SectionId, f64)>,
}

/// TF-IDF cosine and BM25. The norm leaves rarity out: it then depends on the text alone, so that no
/// note is touched when another changes, and it measured as well as the true one.
pub(super) fn text_likeness(
    pieces: &Pieces<'_>,
    source: &Source,
    own_stems: &FxHashMap<String, StemAt>,
    terms: &[(String, f64)],
    frequencies: &mut Frequencies<'_>,
) -> Likeness {
    let engine = pieces.engine;
    let graph = &engine.graph;
    let text = &engine.state.text;
    let mut visited = 0;
    let compared = terms.iter().filter(|(stem, _)| {
        // A large vault has so many that hold a common word that it picks none of them out.
        let frequency = frequencies.of(stem);
        let is_compared = visited + frequency <= POSTINGS;
        visited += if is_compared { frequency } else { 0 };
        is_compared
    });
    let (stems, weights): (Vec<&str>, Vec<f64>) =
        compared.map(|(stem, weight)| (stem.as_str(), *weight)).unzip();
    let holders = text.holders(&stems);
    let section_count = text.section_count();
    let rarities = (0..stems.len()).map(|stem| rarity(section_count, holders.count(stem)));
    let rarities: Vec<f64> = rarities.collect();
    let words = graph.word_count() as f64;
    let average = words / graph.unit_count().max(1) as f64;

    let product = |stem: u32, count: u32| {
        let stem = stem as usize;
        weights[stem] * (1.0 + f64::from(count).ln()) * rarities[stem]
    };
    let norm = |squared: u32| (f64::from(squared) + SHORT).sqrt();
    let mut finder = SectionFinder::new(graph);
    let mut in_units: Vec<(Piece, u32, u32)> = Vec::new();
    let (mut passages, mut sections) = (Vec::new(), Vec::new());
    let mut sections_alike = Vec::new();
    // What the source only links to, and labels that its sections have, are no words of its own.
    let is_told = |stem: &&str| own_stems.get(*stem).is_none_or(|at| at.written && at.is_telling);
    let told: Vec<bool> = stems.iter().map(is_told).collect();
    // Of a question with one word nothing shares more.
    let enough = told.iter().filter(|told| **told).count().min(2);
    let is_alike = |shared: usize, rarest: f64| shared >= enough || rarest >= RARE;
    for (posting, held) in holders.sections() {
        let Some(section) = finder.section(posting.note, posting.place) else { continue };
        let unit = pieces.of(section);
        if source.units.contains(&unit) {
            continue;
        }
        let (mut score, mut shared, mut rarest) = (0.0, 0, 0.0);
        for (stem, count) in held {
            score += product(stem, count);
            if told[stem as usize] {
                shared += 1;
                rarest = f64::max(rarest, rarities[stem as usize]);
            }
            in_units.push((unit, stem, count));
        }
        score /= norm(graph.squared_norm(section));
        passages.push((unit, score));
        sections.push((section, score));
        if is_alike(shared, rarest) {
            sections_alike.push((section, score));
        }
    }
    // Mostly in order already, as far as the index is in the order of the vault.
    sections.sort_by_key(|&(section, _)| section);
    in_units.sort_by_key(|&(unit, ..)| unit);
    let (mut units, mut telling, mut alike) = (Vec::new(), Vec::new(), Vec::new());
    for of_unit in in_units.chunk_by_mut(|left, right| left.0 == right.0) {
        of_unit.sort_unstable();
        let unit = of_unit[0].0;
        let length = K1 * (1.0 - B + B * f64::from(pieces.words(unit)) / average.max(1.0));
        let (mut cosine, mut bm25) = (0.0, 0.0);
        let (mut shared, mut rarest) = (0, 0.0);
        for of_stem in of_unit.chunk_by(|left, right| left.1 == right.1) {
            let stem = of_stem[0].1;
            let count: u32 = of_stem.iter().map(|&(.., count)| count).sum();
            cosine += product(stem, count);
            if told[stem as usize] {
                shared += 1;
                rarest = f64::max(rarest, rarities[stem as usize]);
            }
            let count = f64::from(count);
            bm25 += rarities[stem as usize] * count * (K1 + 1.0) / (count + length);
        }
        let likeness = cosine / norm(pieces.squared_norm(unit));
        units.push((unit, likeness));
        telling.push((unit, bm25));
        if is_alike(shared, rarest) {
            alike.push((unit, likeness));
        }
    }
    sections_alike.sort_by_key(|&(section, _)| section);
    Likeness { units, telling, passages, sections, alike, sections_alike }
}

/// The share of a note's title, by rarity of its words, that stands in the source.
pub(super) fn title_overlap(
    pieces: &Pieces<'_>,
    stems: &FxHashMap<String, StemAt>,
    frequencies: &mut Frequencies<'_>,
) -> Vec<(Piece, f64)> {
    let engine = pieces.engine;
    let text = &engine.state.text;
    let graph = &engine.graph;
    let sections = text.section_count();
    let mut rarity = |stem: &str| rarity_with_one_more(sections, frequencies.of(stem));
    // Words that few names have tell their notes apart; those of all others come too late to matter.
    let is_written = |stem: &str| stems.get(stem).is_some_and(|at| at.written);
    let mut rarest: Vec<(u64, &str)> = stems
        .keys()
        .filter(|stem| is_written(stem))
        .map(|stem| (text.name_frequency(stem), stem.as_str()))
        .filter(|&(frequency, _)| frequency > 0)
        .collect();
    rarest.sort_unstable();
    let mut visited = 0;
    let rarest = rarest.into_iter().take_while(|(frequency, _)| {
        visited += frequency;
        visited <= TITLE_POSTINGS
    });
    let (rarest, weights): (Vec<&str>, Vec<f64>) =
        rarest.map(|(_, stem)| (stem, rarity(stem))).unzip();
    let holders = text.name_holders(&rarest);
    let by_note = holders.sections().map(|(posting, held)| {
        let weight: f64 = held.map(|(stem, _)| weights[stem as usize]).sum();
        (posting.note, weight)
    });
    let mut shared: Vec<(u64, f64)> = by_note.collect();
    if shared.len() > TITLES {
        let (_, &mut (_, least), _) =
            shared.select_nth_unstable_by(TITLES - 1, |left, right| right.1.total_cmp(&left.1));
        shared.retain(|&(_, weight)| weight >= least);
    }
    let candidates =
        shared.into_iter().filter_map(|(key, weight)| Some((graph.note_by_key(key)?, weight)));
    let candidates = candidates.filter(|&(note, _)| engine.may_be_meant(note));
    let mut scores = Vec::new();
    for (note, _) in best_first(candidates).take(TITLES) {
        let (mut shared, mut total) = (0.0, 0.0);
        TextIndex::stems(graph.title(note), graph.language(note), |stem, _| {
            let weight = rarity(stem);
            total += weight;
            if is_written(stem) {
                shared += weight;
            }
        });
        if shared > 0.0 {
            scores.push((pieces.beginning(note), shared / total));
        }
    }
    scores
}
