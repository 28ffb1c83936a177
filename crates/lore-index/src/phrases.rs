//! Many phrases looked up in all texts at once, for whoever asks about all names of a vault: one pass
//! over the words that stand in them, however many phrases share a word. Leaves out single phrases,
//! which [`TextIndex::phrase`] finds sooner.
//!
//! A text index knows for each word where it stands. Written down word by word, each at its place, the
//! postings are the texts again, as far as phrases are made of their words; these are read once, along
//! a tree of all phrases.

use std::ops::Range;

use lore_core::words::{self, WordKind};
use rustc_hash::FxHashMap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, Term};

use crate::terms::{Addresses, Posting, TextIndex};

/// Phrases as one tree of words.
#[derive(Debug, Default)]
pub struct Phrases {
    /// The words by their numbers, which count from 1.
    words: FxHashMap<String, u32>,
    /// The node behind a word that phrases begin with, by the word's number; 0 for none.
    first: Vec<u32>,
    /// From a node and a word to the next node. The root is 0.
    steps: FxHashMap<(u32, u32), u32>,
    /// The phrase that ends at a node, by the node's number.
    ends: Vec<Option<usize>>,
    count: usize,
    /// Whether any of them leaves a place open.
    has_gaps: bool,
}

/// Some sections that are read together.
#[derive(Clone, Debug)]
pub struct Stretch {
    segment: usize,
    documents: Range<u32>,
}

/// In the place of a word: whatever stands there. Between pieces of scripts without spaces.
const ANY: u32 = 0;
/// What a [`Page`] has room for, but for its last text: 1 MiB.
const WORDS_OF_A_PAGE: usize = 1 << 18;
/// In a place with several words, beside their number.
const SEVERAL: u32 = 1 << 31;

impl Phrases {
    /// Adds a phrase. Says its number, which is the same for the same words; nothing if it has none.
    pub fn add(&mut self, phrase: &str) -> Option<usize> {
        let mut node = 0;
        let mut next_position = 0;
        words::indexed(phrase, |word| {
            if word.kind != WordKind::Word {
                return;
            }
            for _ in next_position..word.position {
                self.has_gaps = true;
                node = self.step_to(node, ANY);
            }
            next_position = word.position + 1;
            let word = self.number(&word.term);
            node = self.step_to(node, word);
        });
        if node == 0 {
            return None;
        }
        let end = &mut self.ends[node as usize];
        if end.is_none() {
            *end = Some(self.count);
            self.count += 1;
        }
        *end
    }

    /// How many different phrases there are: their numbers are smaller.
    pub fn count(&self) -> usize {
        self.count
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let number = self.words.len() as u32 + 1;
        self.words.insert(word.to_owned(), number);
        number
    }

    fn step_to(&mut self, node: u32, word: u32) -> u32 {
        let new = self.ends.len().max(1) as u32;
        let next = *self.steps.entry((node, word)).or_insert(new);
        if next == new {
            self.ends.resize(new as usize + 1, None);
            if node == 0 {
                self.first.resize(self.first.len().max(word as usize + 1), 0);
                self.first[word as usize] = new;
            }
        }
        next
    }

    /// Visits the phrases in a text, at each place where they begin.
    fn in_text(&self, texts: &Texts, places: Range<usize>, visit: &mut impl FnMut(usize)) {
        for at in places.clone() {
            for &word in texts.words_at(at) {
                let first = self.first.get(word as usize).copied().unwrap_or(0);
                if first != 0 {
                    self.follow(texts, first, at + 1..places.end, visit);
                }
            }
        }
    }

    /// Visits the phrases that begin with the words before `places`, which lead to a node, and go on
    /// there. Without recursion, since a name may be as long as its author likes.
    fn follow(
        &self,
        texts: &Texts,
        node: u32,
        places: Range<usize>,
        visit: &mut impl FnMut(usize),
    ) {
        let any: &[u32] = if self.has_gaps { &[ANY] } else { &[] };
        let mut way = Some((node, places.start));
        let mut other_ways = Vec::new();
        while let Some((node, place)) = way.take() {
            if let Some(phrase) = self.ends[node as usize] {
                visit(phrase);
            }
            if place < places.end {
                for &word in texts.words_at(place).iter().chain(any) {
                    if let Some(&next) = self.steps.get(&(node, word)) {
                        other_ways.extend(way.replace((next, place + 1)));
                    }
                }
            }
            way = way.or_else(|| other_ways.pop());
        }
    }
}

impl TextIndex {
    /// All sections, in stretches of about so many words of text. A stretch takes twelve bytes of
    /// memory for each while it is read.
    pub fn stretches(&self, words: usize) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let lengths = self.unless_damaged(lengths(reader, self.fields.body)).flatten();
            let cuts = cut(0..reader.max_doc(), lengths.as_ref(), words);
            stretches.extend(cuts.into_iter().map(|(documents, _)| Stretch { segment, documents }));
        }
        stretches
    }

    /// Visits which of the phrases stand in the text of which sections, headings aside, each once: the
    /// phrase's number, the key of the note and the section's place in it. The sections of a stretch
    /// come one after the other.
    pub fn phrases_in(
        &self,
        stretch: &Stretch,
        phrases: &Phrases,
        visit: impl FnMut(usize, u64, u32),
    ) {
        self.visit_phrases(self.fields.body, stretch, phrases, visit);
    }

    /// The same for the headings of sections, and those around them.
    pub fn phrases_in_headings(
        &self,
        stretch: &Stretch,
        phrases: &Phrases,
        visit: impl FnMut(usize, u64, u32),
    ) {
        self.visit_phrases(self.fields.heading, stretch, phrases, visit);
    }

    fn visit_phrases(
        &self,
        field: Field,
        stretch: &Stretch,
        phrases: &Phrases,
        mut visit: impl FnMut(usize, u64, u32),
    ) {
        let segment = self.searcher.segment_reader(stretch.segment as u32);
        let Some(addresses) = self.unless_damaged(Addresses::new(segment)) else { return };
        let pages = pages(segment, field, &stretch.documents, phrases);
        let Some(pages) = self.unless_damaged(pages) else { return };
        let alive = segment.alive_bitset();
        let mut found_in = vec![None; phrases.count()];
        for page in pages {
            let texts = Texts::of(&page);
            for (document, places) in page.documents.clone().zip(&texts.of_documents) {
                if alive.is_some_and(|alive| alive.is_deleted(document)) {
                    continue;
                }
                phrases.in_text(&texts, places.clone(), &mut |phrase| {
                    if found_in[phrase].replace(document) != Some(document) {
                        let Posting { note, place } = addresses.get(document);
                        visit(phrase, note, place);
                    }
                });
            }
        }
    }
}

/// How long the texts of a segment are, by order of magnitude.
fn lengths(segment: &SegmentReader, field: Field) -> tantivy::Result<Option<FieldNormReader>> {
    segment.fieldnorms_readers().get_field(field)
}

/// Cuts documents into ranges of about so many words, each with how many it has.
fn cut(
    documents: Range<u32>,
    lengths: Option<&FieldNormReader>,
    words: usize,
) -> Vec<(Range<u32>, usize)> {
    let mut ranges = Vec::new();
    let (mut start, mut length) = (documents.start, 0);
    for document in documents.clone() {
        length += lengths.map_or(0, |lengths| lengths.fieldnorm(document) as usize);
        if length >= words {
            ranges.push((start..document + 1, length));
            (start, length) = (document + 1, 0);
        }
    }
    if start < documents.end {
        ranges.push((start..documents.end, length));
    }
    ranges
}

/// Where the words of phrases stand in some documents of a segment.
fn pages(
    segment: &SegmentReader,
    field: Field,
    documents: &Range<u32>,
    phrases: &Phrases,
) -> tantivy::Result<Vec<Page>> {
    let inverted = segment.inverted_index(field)?;
    let lengths = lengths(segment, field)?;
    let cuts = cut(documents.clone(), lengths.as_ref(), WORDS_OF_A_PAGE);
    let mut pages: Vec<Page> =
        cuts.into_iter().map(|(documents, words)| Page::of(documents, words)).collect();
    for (word, &number) in &phrases.words {
        let term = Term::from_field_text(field, word);
        let option = IndexRecordOption::WithFreqsAndPositions;
        if let Some(mut postings) = inverted.read_postings(&term, option)? {
            note_down(number, &mut postings, documents.start, &mut pages);
        }
    }
    Ok(pages)
}

/// Notes down on their pages all places of a word from a document on.
fn note_down(word: u32, postings: &mut SegmentPostings, first: u32, pages: &mut [Page]) {
    let mut positions = Vec::new();
    let mut document = postings.doc();
    if document < first {
        document = postings.seek(first);
    }
    for page in pages {
        while document < page.documents.end {
            postings.positions(&mut positions);
            page.note_down(word, document, &positions);
            document = postings.advance();
        }
    }
}

/// What stands where in some texts, word by word. So few of them that to write them as they read is
/// to write into memory that is at hand.
struct Page {
    documents: Range<u32>,
    /// The number of places in the text of each document.
    lengths: Vec<u32>,
    words: Vec<Noted>,
}

struct Noted {
    /// Counted from the first of the page.
    document: u32,
    position: u32,
    word: u32,
}

impl Page {
    /// An empty page with room for so many words, of which what is not needed takes no memory.
    fn of(documents: Range<u32>, words: usize) -> Page {
        let lengths = vec![0; documents.len()];
        Page { documents, lengths, words: Vec::with_capacity(words) }
    }

    /// Notes down where a word stands in the text of a document; the positions rise.
    fn note_down(&mut self, word: u32, document: u32, positions: &[u32]) {
        let document = document - self.documents.start;
        let length = &mut self.lengths[document as usize];
        *length = (*length).max(positions.last().map_or(0, |last| last + 1));
        let noted = positions.iter().map(|&position| Noted { document, position, word });
        self.words.extend(noted);
    }
}

/// The words of the texts of a page, each in its place.
struct Texts {
    /// The places of each document.
    of_documents: Vec<Range<usize>>,
    /// The number of the word in each place; 0 for none or one that no phrase has.
    places: Vec<u32>,
    /// What stands in places with several words: whole and parts of `snake_case`.
    several: Vec<Vec<u32>>,
}

impl Texts {
    fn of(page: &Page) -> Texts {
        let mut end = 0;
        let of_documents: Vec<Range<usize>> = page
            .lengths
            .iter()
            .map(|&length| {
                let start = end;
                end += length as usize;
                start..end
            })
            .collect();
        let mut texts = Texts { of_documents, places: vec![0; end], several: Vec::new() };
        for noted in &page.words {
            let start = texts.of_documents[noted.document as usize].start;
            texts.write(noted.word, start + noted.position as usize);
        }
        texts
    }

    fn words_at(&self, place: usize) -> &[u32] {
        match &self.places[place] {
            0 => &[],
            several if several & SEVERAL != 0 => &self.several[(several & !SEVERAL) as usize],
            only => std::slice::from_ref(only),
        }
    }

    fn write(&mut self, word: u32, at: usize) {
        let place = &mut self.places[at];
        if *place == 0 {
            *place = word;
        } else if *place & SEVERAL != 0 {
            self.several[(*place & !SEVERAL) as usize].push(word);
        } else {
            self.several.push(vec![*place, word]);
            *place = SEVERAL | (self.several.len() as u32 - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Base, NoteText, SectionText, Store};

    /// Notes as headings and the text below the last of them, the first ones in a segment of their own;
    /// the second note is removed afterwards.
    fn index(notes: &[(String, String)]) -> TextIndex {
        let store = Store::in_memory("phrases");
        let mut writer = store.writer(Base::Nothing, 1).expect("memory");
        let (early, late) = notes.split_at(notes.len() / 2);
        for (nth, (heading, body)) in early.iter().enumerate() {
            writer.replace(note(nth as u64, heading, body)).expect("memory");
        }
        let state = writer.commit(|_| Ok(Vec::new())).expect("memory");
        let mut writer = store.writer(Base::State(&state), 1).expect("memory");
        for (nth, (heading, body)) in late.iter().enumerate() {
            let key = (early.len() + nth) as u64;
            writer.replace(note(key, heading, body)).expect("memory");
        }
        writer.remove(1).expect("memory");
        writer.commit(|_| Ok(Vec::new())).expect("memory").text
    }

    fn note(key: u64, heading: &str, body: &str) -> NoteText {
        let headings: Vec<&str> = heading.split('/').collect();
        let last = headings.len() - 1;
        let section = |(at, heading): (usize, &&str)| SectionText {
            place: if at == last { 3 } else { at as u32 },
            parent: at.checked_sub(1),
            heading: (*heading).to_owned(),
            body: if at == last { body.to_owned() } else { String::new() },
            ..SectionText::default()
        };
        let sections = headings.iter().enumerate().map(section).collect();
        NoteText { key, sections, ..NoteText::default() }
    }

    /// Where each phrase is found, by note and place, in text and in headings.
    fn found(text: &TextIndex, phrases: &[String], words: usize) -> Vec<[Vec<(u64, u32)>; 2]> {
        let mut tree = Phrases::default();
        let numbers: Vec<Option<usize>> = phrases.iter().map(|phrase| tree.add(phrase)).collect();
        let mut each = vec![<[Vec<(u64, u32)>; 2]>::default(); tree.count()];
        for stretch in text.stretches(words) {
            text.phrases_in(&stretch, &tree, |phrase, note, place| {
                each[phrase][0].push((note, place))
            });
            text.phrases_in_headings(&stretch, &tree, |phrase, note, place| {
                each[phrase][1].push((note, place));
            });
        }
        each.iter_mut().flatten().for_each(|sections| sections.sort_unstable());
        numbers
            .into_iter()
            .map(|at| at.map_or_else(Default::default, |at| each[at].clone()))
            .collect()
    }

    #[test]
    fn phrases_go_from_word_to_word_within_one_text() {
        let note = |heading: &str, body: &str| (heading.to_owned(), body.to_owned());
        let text = index(&[
            note("log", "a merge tree, a merge"),
            note("gone", "merge tree"),
            note("log/merge", "tree of snake_case and BigQuery"),
            note("", "数据库 tree"),
        ]);
        for (phrase, in_text, in_headings) in [
            ("merge tree", &[(0, 3)][..], &[][..]),
            ("Merge", &[(0, 3)], &[(2, 3)]),
            ("tree of", &[(2, 3)], &[]),
            ("log merge", &[], &[]),
            ("case and", &[(2, 3)], &[]),
            ("bigquery", &[(2, 3)], &[]),
            ("数据", &[(3, 3)], &[]),
            ("数据库 tree", &[(3, 3)], &[]),
            ("据库 tree", &[(3, 3)], &[]),
            ("数据 tree", &[], &[]),
            ("…", &[], &[]),
        ] {
            let found = found(&text, &[phrase.to_owned()], 1000);
            assert_eq!(found, [[in_text.to_vec(), in_headings.to_vec()]], "{phrase}");
        }
    }

    #[test]
    fn the_same_words_are_the_same_phrase() {
        let mut phrases = Phrases::default();
        let numbers = ["Merge-tree", "…", "merge tree", "merge"].map(|phrase| phrases.add(phrase));
        assert_eq!(numbers, [Some(0), None, Some(0), Some(1)]);
        assert_eq!(phrases.count(), 2);
    }

    /// Words that meet often, some of them with parts or without spaces.
    fn some_text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "a", "b", "B", "c", "snake_case", "snake", "case", "GCSToBigQuery", "bigquery",
            "query", "数据库", "数据", "库", "/", "-", "它", "ไทย",
        ]);
        prop::collection::vec((word, prop::sample::select(vec![" ", " ", ""])), words)
            .prop_map(|words| words.into_iter().flat_map(|(word, space)| [word, space]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn all_at_once_find_what_each_finds(
            notes in prop::collection::vec((some_text(0..4), some_text(0..12)), 2..7),
            phrases in prop::collection::vec(some_text(1..4), 1..12),
            words in 1usize..30,
        ) {
            let text = index(&notes);
            let sections = |postings: Vec<crate::Posting>| -> Vec<(u64, u32)> {
                postings.into_iter().map(|posting| (posting.note, posting.place)).collect()
            };
            let each: Vec<[Vec<(u64, u32)>; 2]> = phrases
                .iter()
                .map(|phrase| {
                    [sections(text.phrase(phrase)), sections(text.phrase_in_headings(phrase))]
                })
                .collect();
            prop_assert_eq!(found(&text, &phrases, words), each);
        }
    }
}
