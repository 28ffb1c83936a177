//! Phrases of two or three words that different headings and titles have in common and no note bears.
//! Leaves out headings that are the same as a whole, which are in `headings`.
//!
//! Headings have very many words and few different ones, so what there is to know of a word is found
//! out once, and phrases are compared by the hashes of their words.

use lore_core::{name, words};
use lore_graph::{Graph, NoteId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::headings::{Common, REPEATED, has_note_or_topic, is_telling, most_common, most_notes};
use super::texts::{Grouped, Texts};

/// Most words of a phrase; the fewest are two.
const LONGEST: usize = 3;
/// What joins words to a path or address.
const PATH_SIGNS: [char; 4] = ['/', '_', '=', '@'];
/// So many texts or notes at least are read by one core: each finds out anew what there is to know of
/// words.
const LEAST_SHARE: usize = 2_000;

/// What there is to know of a word, wherever it stands.
#[derive(Clone, Copy)]
struct Known {
    /// The hash of its singular.
    hash: u64,
    is_stop_word: bool,
    /// Whether it says something as the first or last of a phrase.
    is_telling: bool,
}

/// The different words of headings and titles, by how they are written.
#[derive(Default)]
struct Vocabulary<'a>(FxHashMap<&'a str, Known>);

/// Phrases as they are found, text by text.
#[derive(Default)]
struct Found<'a> {
    known: FxHashMap<u64, u32>,
    /// Each as the first text writes it, with the number of texts that hold it, and the last of them.
    phrases: Vec<(&'a str, usize, u32)>,
    /// Which phrase stands in which text, each pair once.
    stands: Vec<(u32, u32)>,
}

/// Phrases that different headings and titles of several notes hold, without a note or topic of
/// their name. Of phrases in each other that stand in as many notes the longest.
pub(super) fn repeated_phrases<'a>(graph: &'a Graph, mut texts: Texts<'a>) -> Vec<Common<'a>> {
    texts.add_titles();
    let sections = texts.sections();
    let mut order: Vec<u32> = (0..texts.texts.len() as u32).collect();
    order.sort_unstable_by_key(|&at| sections.of(at as usize).first());
    let in_texts = |order: &[u32]| {
        let mut vocabulary = Vocabulary::default();
        let mut phrases: Vec<(u64, &str, u32)> = Vec::new();
        for &at in order {
            let visit = |key, phrase| phrases.push((key, phrase, at));
            vocabulary.visit_phrases(texts.texts[at as usize], visit);
        }
        phrases
    };
    let in_texts: Vec<Vec<(u64, &str, u32)>> =
        order.par_chunks(share(order.len())).map(in_texts).collect();
    let mut found = Found::default();
    for (key, phrase, at) in in_texts.into_iter().flatten() {
        found.add(key, phrase, at);
    }
    let repeated = found.phrases.iter().map(|(_, number, _)| *number >= REPEATED);
    let mut is_wanted: Vec<bool> = repeated.collect();
    for key in names_but_for_a_word(graph) {
        if let Some(&at) = found.known.get(&key) {
            is_wanted[at as usize] = false;
        }
    }
    found.stands.retain(|(phrase, _)| is_wanted[*phrase as usize]);
    let stands_in = Grouped::new(found.phrases.len(), &found.stands);
    let most = most_notes(graph);
    let common = found.phrases.iter().zip(is_wanted).enumerate();
    let common =
        common.filter(|(_, (_, is_wanted))| *is_wanted).filter_map(|(at, ((name, ..), _))| {
            let sections = stands_in.of(at).iter().flat_map(|&at| sections.of(at as usize));
            Common::of(graph, name, sections.copied().collect())
        });
    let common: Vec<Common<'_>> = common.filter(|common| common.notes <= most).collect();
    without_parts(most_common(common, |common| !has_note_or_topic(graph, common.name)))
}

/// What notes are called, without what stands in brackets, as it is, and without the first or the
/// last word, as far as it may be a phrase: `AWS Elastic Beanstalk` is where Elastic Beanstalk has its
/// place.
fn names_but_for_a_word(graph: &Graph) -> Vec<u64> {
    fn bare(name: &str) -> &str {
        name.split('(').next().unwrap_or(name)
    }
    let notes: Vec<NoteId> = graph.notes().collect();
    let of_notes = |notes: &[NoteId]| {
        let mut vocabulary = Vocabulary::default();
        let mut keys: Vec<u64> = Vec::new();
        let mut hashes: Vec<u64> = Vec::with_capacity(LONGEST + 1);
        for &note in notes {
            let (title, stem) = (bare(graph.title(note)), bare(graph.stem(note)));
            let stem = Some(stem).filter(|&stem| stem != title);
            for name in std::iter::once(title).chain(stem) {
                // Of a longer name each part is longer than a phrase.
                if words::plain_ranges(name).nth(LONGEST + 1).is_some() {
                    continue;
                }
                hashes.clear();
                let words = words::plain_ranges(name);
                hashes.extend(words.map(|range| vocabulary.word(&name[range]).hash));
                let but_first = hashes.get(1..);
                let but_last = hashes.split_last().map(|(_, rest)| rest);
                let parts = [Some(&hashes[..]), but_first, but_last].into_iter().flatten();
                let phrases = parts.filter(|part| (2..=LONGEST).contains(&part.len()));
                keys.extend(phrases.map(phrase_key));
            }
        }
        keys
    };
    notes.par_chunks(share(notes.len())).flat_map_iter(of_notes).collect()
}

/// How many of all texts or notes one core reads.
fn share(all: usize) -> usize {
    all.div_ceil(rayon::current_num_threads()).max(LEAST_SHARE)
}

/// What a phrase is compared by, of the hashes of its words.
fn phrase_key(hashes: &[u64]) -> u64 {
    let mut bytes = [0; 8 * LONGEST];
    for (hash, place) in hashes.iter().zip(bytes.chunks_exact_mut(8)) {
        place.copy_from_slice(&hash.to_le_bytes());
    }
    xxh3_64(&bytes[..8 * hashes.len()])
}

impl<'a> Vocabulary<'a> {
    fn word(&mut self, written: &'a str) -> Known {
        *self.0.entry(written).or_insert_with(|| {
            let term = words::fold(written);
            Known {
                hash: xxh3_64(name::singular(&term).as_bytes()),
                is_stop_word: words::is_stop_word(&term),
                is_telling: is_telling(&term),
            }
        })
    }

    /// The phrases in a text, as they are compared and as they are written: words beside each other
    /// without stop words, of which the first and the last say something.
    fn visit_phrases(&mut self, text: &'a str, mut visit: impl FnMut(u64, &'a str)) {
        // The words before this one that it may make a phrase with, and where each begins.
        let mut before: [Option<(Known, usize)>; LONGEST - 1] = [None; LONGEST - 1];
        let mut last_end = 0;
        for range in words::plain_ranges(text) {
            let (start, end) = (range.start, range.end);
            let word = self.word(&text[range]);
            if !matches!(text.get(last_end..start), Some(" " | "-")) || word.is_stop_word {
                before = [None; LONGEST - 1];
            }
            let ends_here = word.is_telling && !text[end..].starts_with(PATH_SIGNS);
            let begins = |first: Known, start: usize| {
                ends_here && first.is_telling && !text[..start].ends_with(PATH_SIGNS)
            };
            let [first, second] = before;
            if let Some((second, start)) = second {
                if begins(second, start) {
                    visit(phrase_key(&[second.hash, word.hash]), &text[start..end]);
                }
                if let Some((first, start)) = first.filter(|&(first, start)| begins(first, start)) {
                    let hashes = [first.hash, second.hash, word.hash];
                    visit(phrase_key(&hashes), &text[start..end]);
                }
            }
            before = [second, Some((word, start)).filter(|(word, _)| !word.is_stop_word)];
            last_end = end;
        }
    }
}

impl<'a> Found<'a> {
    fn add(&mut self, key: u64, phrase: &'a str, text: u32) {
        let next = self.phrases.len() as u32;
        let at = *self.known.entry(key).or_insert(next);
        if at == next {
            self.phrases.push((phrase, 1, text));
        } else {
            let (_, number, last) = &mut self.phrases[at as usize];
            if *last == text {
                return;
            }
            *number += 1;
            *last = text;
        }
        self.stands.push((at, text));
    }
}

/// Without phrases that a longer one of as many notes holds.
fn without_parts(common: Vec<Common<'_>>) -> Vec<Common<'_>> {
    let keys: Vec<String> = common.iter().map(|common| name::heading_key(common.name)).collect();
    // In how many notes a longer phrase stands at most that holds some words.
    let mut in_longer: FxHashMap<&str, usize> = FxHashMap::default();
    for (key, common) in keys.iter().zip(&common) {
        let starts = || std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
        let ends = || key.match_indices(' ').map(|(at, _)| at).chain([key.len()]);
        for start in starts() {
            for end in ends().filter(|&end| end >= start && end - start < key.len()) {
                let most = in_longer.entry(&key[start..end]).or_default();
                *most = common.notes.max(*most);
            }
        }
    }
    let is_part = |key: &str, notes| in_longer.get(key).is_some_and(|&most| most >= notes);
    let kept: Vec<bool> =
        keys.iter().zip(&common).map(|(key, common)| !is_part(key, common.notes)).collect();
    common.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(common, _)| common).collect()
}

#[cfg(test)]
mod tests {
    use lore_core::words::Word;
    use proptest::prelude::*;

    use super::*;

    /// The phrases of a text, each as its words and as it is written, found one window after another.
    fn plain_phrases(text: &str) -> Vec<(Vec<String>, &str)> {
        let terms: Vec<Word<'_>> = words::plain(text).collect();
        let mut phrases = Vec::new();
        for window in (2..=LONGEST).flat_map(|length| terms.windows(length)) {
            let (first, last) = (&window[0], &window[window.len() - 1]);
            let (start, end) = (first.range.start, last.range.end);
            let are_beside = |pair: &[Word<'_>]| {
                matches!(&text[pair[0].range.end..pair[1].range.start], " " | "-")
            };
            if is_telling(&first.term)
                && is_telling(&last.term)
                && !window.iter().any(|word| words::is_stop_word(&word.term))
                && window.windows(2).all(are_beside)
                && !text[..start].ends_with(PATH_SIGNS)
                && !text[end..].starts_with(PATH_SIGNS)
            {
                let singulars = window.iter().map(|word| name::singular(&word.term).into_owned());
                phrases.push((singulars.collect(), &text[start..end]));
            }
        }
        phrases
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            // What fails becomes a named test, not a file of seeds.
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn phrases_are_found_as_by_looking_at_each_window(
            text in "((Tea|teas|Milk|of|the|oat|Notes|C\\+\\+|x|9|茶|Été)( |-|/|_|, |  )){0,9}",
        ) {
            let mut vocabulary = Vocabulary::default();
            let mut found: Vec<(u64, &str)> = Vec::new();
            vocabulary.visit_phrases(&text, |key, phrase| found.push((key, phrase)));
            let key = |words: &[String]| {
                let hashes = words.iter().map(|word| xxh3_64(word.as_bytes()));
                phrase_key(&hashes.collect::<Vec<u64>>())
            };
            let phrases = plain_phrases(&text).into_iter();
            let mut wanted: Vec<(u64, &str)> =
                phrases.map(|(words, phrase)| (key(&words), phrase)).collect();
            found.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn parts_are_left_out_as_by_comparing_all_with_all(
            names in prop::collection::btree_set("(tea|milk|oat)( (tea|milk|oat)){0,3}", 0..9),
            notes in prop::collection::vec(3..6_usize, 9),
        ) {
            let all: Vec<(&str, usize)> = names.iter().map(String::as_str).zip(notes).collect();
            let common = all.iter().map(|&(name, notes)| Common { name, sections: vec![], notes });
            let kept = without_parts(common.collect()).into_iter().map(|common| common.name);
            let is_part = |name: &str, notes: usize| {
                all.iter().any(|&(other, of_other)| {
                    let holds = format!(" {other} ").contains(&format!(" {name} "));
                    of_other >= notes && other.len() > name.len() && holds
                })
            };
            let wanted = all.iter().filter(|&&(name, notes)| !is_part(name, notes));
            prop_assert!(kept.eq(wanted.map(|&(name, _)| name)));
        }
    }
}
