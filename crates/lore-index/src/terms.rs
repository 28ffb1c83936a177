//! One committed moment of the text index: the statistics of its words, for likeness and mentions, and the
//! records of its notes. Leaves out ranking, which is in `search`, and many stems or phrases at once, which
//! are in `holders` and `phrases`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use lore_core::Language;
use lore_core::words::{self, WordKind};
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, Index, Searcher, SegmentReader, TERMINATED, Term};

use crate::damage::Damage;
use crate::present::Present;
use crate::properties;
use crate::schema::{Fields, KeyKind};
use crate::statistics::Length;
use crate::stems;
use crate::store::{StoreError, searcher};
use crate::stored::record_at;

/// The text index at one moment.
pub struct TextIndex {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    /// Words in the text of all sections.
    pub(crate) words: u64,
    pub(crate) words_of_titles: Length,
    pub(crate) words_of_headings: Length,
    languages: OnceLock<Vec<Language>>,
    present: OnceLock<Present>,
    /// For each segment the sections in it that were replaced since, rising.
    replaced: Vec<OnceLock<Vec<DocId>>>,
    /// For each segment its records.
    stores: Vec<OnceLock<StoreReader>>,
    /// The cache folder, unless it is in memory.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) damage: Damage,
}

/// Blocks of records that stay unpacked in each segment: notes asked for in their order are often in one.
const UNPACKED: usize = 100;

/// Words of a section where nobody told.
const USUAL_WORDS: u64 = 100;

/// A section that holds what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting {
    /// Key of the note.
    pub note: u64,
    /// Place of the section in the note.
    pub place: u32,
}

/// The note and place columns of one segment.
pub(crate) struct Addresses {
    note: Column<u64>,
    place: Column<u64>,
}

impl Addresses {
    pub(crate) fn new(segment: &SegmentReader) -> tantivy::Result<Addresses> {
        Ok(Addresses {
            note: segment.fast_fields().u64("note")?,
            place: segment.fast_fields().u64("place")?,
        })
    }

    pub(crate) fn get(&self, document: u32) -> Posting {
        let note = self.note.first(document).unwrap_or_default();
        let place = self.place.first(document).unwrap_or_default();
        Posting { note, place: u32::try_from(place).unwrap_or(u32::MAX) }
    }
}

impl TextIndex {
    /// The text index in a cache folder, or in memory.
    pub(crate) fn new(
        index: &Index,
        fields: Fields,
        folder: Option<&Path>,
    ) -> tantivy::Result<TextIndex> {
        let searcher = searcher(index)?;
        let replaced = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        let stores = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        // What sections hold is told by whoever counted it; until then they are of a usual length.
        let words = searcher.num_docs() * USUAL_WORDS;
        Ok(TextIndex {
            searcher,
            fields,
            words,
            words_of_titles: Length::default(),
            words_of_headings: Length::default(),
            languages: OnceLock::new(),
            present: OnceLock::new(),
            replaced,
            stores,
            folder: folder.map(Path::to_owned),
            damage: Damage::default(),
        })
    }

    /// What went wrong, with the place where.
    pub(crate) fn failed(&self, error: tantivy::TantivyError) -> StoreError {
        StoreError::of_text(error, self.folder.as_deref())
    }

    /// Which fields each segment has.
    pub(crate) fn present(&self) -> &Present {
        self.present.get_or_init(|| Present::of(&self.searcher))
    }

    /// Tells how many words the text of all sections has, by which long sections are told from short
    /// ones.
    pub fn set_words(&mut self, words: u64) {
        self.words = words.max(1);
    }

    /// Number of sections.
    pub fn section_count(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// What was stored with a note: the `record` of [`Writer::replace`](crate::Writer::replace).
    pub fn record(&self, note: u64) -> Option<Vec<u8>> {
        let term = Term::from_field_u64(self.fields.note, note);
        let segments = self.searcher.segment_readers().iter().zip(0..);
        segments.filter_map(|(segment, at)| self.record_in(segment, at, &term)).next()
    }

    fn record_in(&self, segment: &SegmentReader, at: u32, term: &Term) -> Option<Vec<u8>> {
        let inverted = self.unless_damaged(segment.inverted_index(self.fields.note))?;
        let postings = inverted.read_postings(term, IndexRecordOption::Basic);
        let mut postings = self.unless_damaged(postings)??;
        let records = self.records_of(at, segment)?;
        let alive = segment.alive_bitset();
        let mut document = postings.doc();
        while document != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(document)) {
                let stored = self.unless_damaged(record_at(records, document))?;
                if stored.is_some() {
                    return stored;
                }
            }
            document = postings.advance();
        }
        None
    }

    /// Where the records of a segment are.
    fn records_of(&self, at: u32, segment: &SegmentReader) -> Option<&StoreReader> {
        let records = &self.stores[at as usize];
        if records.get().is_none() {
            let opened = segment.get_store_reader(UNPACKED);
            // Whoever opened it sooner has it for all.
            let _ = records.set(self.unless_damaged(opened)?);
        }
        records.get()
    }

    /// The languages that sections are in, that of most sections first.
    pub fn languages(&self) -> &[Language] {
        self.languages.get_or_init(|| {
            let mut sections: BTreeMap<Language, u32> = BTreeMap::new();
            for language in Language::ALL {
                let term = self.fields.keys(KeyKind::Language).term(language.as_str());
                sections.insert(language, self.living_sections(&term).sum());
            }
            let mut languages: Vec<Language> = sections.keys().copied().collect();
            languages.retain(|language| sections[language] > 0);
            languages.sort_by_key(|language| std::cmp::Reverse(sections[language]));
            languages
        })
    }

    /// The stems of a text in its language as the index holds them, with their bytes; stop words
    /// left out.
    pub fn stems(text: &str, language: Language, visit: impl FnMut(&str, Range<usize>)) {
        stems::stems_of(text, language, visit);
    }

    /// Whether the stem of every word of a language begins with the letter that the word begins with,
    /// accents and case aside.
    pub fn stems_keep_beginnings(language: Language) -> bool {
        stems::keep_beginnings(language)
    }

    /// The words of texts whose language is not known, as terms, each with the stems it has in the
    /// languages that sections are in; stop words left out.
    pub fn query_words(&self, texts: &[&str], mut visit: impl FnMut(&str, &BTreeSet<String>)) {
        let typed: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
        let language = stems::query_language(&typed, self.languages());
        for text in texts {
            words::indexed(text, |word| {
                let typed = &text[word.range];
                if word.kind != WordKind::Part && !stems::is_stop_word(typed, language) {
                    visit(&word.term, &stems::stems_of_word(typed, self.languages()));
                }
            });
        }
    }

    /// Whether any note or section has a property or field of this name.
    pub fn has_property(&self, name: &str) -> bool {
        let key = properties::key(name);
        [KeyKind::NoteProperty, KeyKind::Property].into_iter().any(|kind| {
            let term = self.fields.keys(kind).term(&key);
            self.living_sections(&term).any(|sections| sections > 0)
        })
    }

    /// In how many sections a stem stands.
    pub fn stem_frequency(&self, stem: &str) -> u64 {
        self.frequency(self.fields.stem, stem)
    }

    /// In how many notes' names a stem stands.
    pub fn name_frequency(&self, stem: &str) -> u64 {
        self.frequency(self.fields.name_words, stem)
    }

    fn frequency(&self, field: Field, term: &str) -> u64 {
        self.living_sections(&Term::from_field_text(field, term)).map(u64::from).sum()
    }

    /// In how many sections a term stands, segment by segment; replaced sections left out.
    pub(crate) fn living_sections(&self, term: &Term) -> impl Iterator<Item = u32> {
        (0..self.replaced.len()).map(move |segment| self.living_sections_in(segment, term))
    }

    /// In how many sections of a segment a term stands, replaced sections left out.
    pub(crate) fn living_sections_in(&self, segment: usize, term: &Term) -> u32 {
        if !self.present().is_in(segment, term.field()) {
            return 0;
        }
        let reader = self.searcher.segment_reader(segment as u32);
        let inverted = self.unless_damaged(reader.inverted_index(term.field()));
        let Some(inverted) = inverted else { return 0 };
        let all = self.unless_damaged(inverted.doc_freq(term)).unwrap_or(0);
        let Some(alive) = reader.alive_bitset().filter(|_| all > 0) else { return all };
        let postings = inverted.read_postings(term, IndexRecordOption::Basic);
        let postings = self.unless_damaged(postings).flatten();
        let Some(mut postings) = postings else { return 0 };
        // Mostly few were replaced: whether they held the term is asked of them alone.
        let replaced = self.replaced[segment].get_or_init(|| {
            (0..reader.max_doc()).filter(|&document| alive.is_deleted(document)).collect()
        });
        if replaced.len() < all as usize {
            let holds = |&&document: &&DocId| {
                postings.doc() <= document
                    && (postings.doc() == document || postings.seek(document) == document)
            };
            return all - replaced.iter().filter(holds).count() as u32;
        }
        let mut living = 0;
        while postings.doc() != TERMINATED {
            living += u32::from(alive.is_alive(postings.doc()));
            postings.advance();
        }
        living
    }

    /// In how many sections the text, headings aside, holds the words of `phrase` one after another. The
    /// rest is not counted once there are `most`.
    pub fn phrase_frequency(&self, phrase: &str, most: u64) -> u64 {
        let mut words = words::plain(phrase);
        if let (Some(word), None) = (words.next(), words.next())
            && !words::is_dense(&word.term)
        {
            return self.frequency(self.fields.body, &word.term);
        }
        let Some(query) = phrase_query(self.fields.body, phrase, 0) else { return 0 };
        let unscored = EnableScoring::disabled_from_searcher(&self.searcher);
        let Some(weight) = self.unless_damaged(query.weight(unscored)) else { return 0 };
        let mut found = 0;
        for segment in self.searcher.segment_readers() {
            let sections = self.unless_damaged(weight.scorer(segment, 1.0));
            let Some(mut sections) = sections else { continue };
            let alive = segment.alive_bitset();
            let mut document = sections.doc();
            while document != TERMINATED && found < most {
                found += u64::from(alive.is_none_or(|alive| alive.is_alive(document)));
                document = sections.advance();
            }
        }
        found
    }

    /// The sections whose text, headings aside, holds the words of `phrase` one after another.
    pub fn phrase(&self, phrase: &str) -> Vec<Posting> {
        self.phrase_in(self.fields.body, phrase)
    }

    /// The sections whose heading, or that of a section around them, holds the words of `phrase` one
    /// after another.
    pub fn phrase_in_headings(&self, phrase: &str) -> Vec<Posting> {
        self.phrase_in(self.fields.heading, phrase)
    }

    fn phrase_in(&self, field: Field, phrase: &str) -> Vec<Posting> {
        // Most names are nowhere in the text: looking up their words costs less than beginning a search.
        let stands_somewhere = |(_, term): &(usize, Term)| {
            self.unless_damaged(self.searcher.doc_freq(term)).is_some_and(|number| number > 0)
        };
        if !terms_of_phrase(field, phrase).iter().all(stands_somewhere) {
            return Vec::new();
        }
        let Some(query) = phrase_query(field, phrase, 0) else { return Vec::new() };
        let mut postings: Vec<Posting> = Vec::new();
        self.unless_damaged(self.visit_matches(&*query, |posting| postings.push(posting)));
        postings.sort_unstable();
        postings
    }
}

/// The words of a phrase in their order, or up to so many moves away from it; one word is a plain
/// term, none is nothing.
pub(crate) fn phrase_query(field: Field, phrase: &str, moves: u32) -> Option<Box<dyn Query>> {
    let mut terms = terms_of_phrase(field, phrase);
    match terms.len() {
        0 => None,
        1 => {
            let (_, term) = terms.remove(0);
            Some(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        }
        _ => Some(Box::new(PhraseQuery::new_with_offset_and_slop(terms, moves))),
    }
}

/// The words of a phrase as terms of a field, with their places in it.
fn terms_of_phrase(field: Field, phrase: &str) -> Vec<(usize, Term)> {
    let words = phrase_terms(phrase).into_iter();
    words.map(|(place, word)| (place, Term::from_field_text(field, &word))).collect()
}

/// The words of a phrase as the index has them, with their places in it.
pub(crate) fn phrase_terms(phrase: &str) -> Vec<(usize, String)> {
    let mut terms: Vec<(usize, String)> = Vec::new();
    words::indexed(phrase, |word| {
        if word.kind == WordKind::Word {
            terms.push((word.position as usize, word.term.into_owned()));
        }
    });
    terms
}
