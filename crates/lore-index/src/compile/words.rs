//! The words of a query: which of them tell what is looked for, and what finds one of them, or several side by
//! side, in every field. Leaves out what the whole query matches.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::Language;
use lore_core::words::{self, WordKind};
use tantivy::query::{BooleanQuery, BoostQuery, EmptyQuery, TermQuery};
use tantivy::schema::{Field as SchemaField, IndexRecordOption};

use super::queries::{
    constant, either, filter, key_query, often, phrase_beginning, terms_from, whole_query,
    word_term,
};
use super::weights::OF_PART;
use super::{Boxed, Compiler, Part, union_of};
use crate::address::Address;
use crate::query::{self, Clause};
use crate::schema::KeyKind;
use crate::stems;
use crate::terms::{phrase_query, phrase_terms};

/// Written without spaces, more pairs of characters than this are no name, but several words.
const NAME_PAIRS: usize = 3;

/// The words among clauses. What is written without spaces is as many words as it has pairs of
/// characters, if these are more than a name has.
pub(super) fn words_of(clauses: &[Clause]) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    for typed in clauses.iter().filter_map(Clause::word) {
        let mut pieces: Vec<&str> = Vec::new();
        let mut pairs = 0;
        words::indexed(typed, |word| {
            if word.kind == WordKind::Word {
                let piece = &typed[word.range];
                pairs += usize::from(words::is_dense(piece));
                pieces.push(piece);
            }
        });
        if pairs <= NAME_PAIRS {
            words.push(typed);
            continue;
        }
        let telling = |piece: &&&str| !words::has_grammar(piece);
        let only_telling = pieces.iter().filter(telling).count() > 1;
        words.extend(pieces.iter().filter(|piece| !only_telling || telling(piece)));
    }
    words
}

/// Different items in their order, each with how often it comes.
pub(super) fn counted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<(T, u16)> {
    let mut times: BTreeMap<T, (usize, u16)> = BTreeMap::new();
    for (nth, item) in items.into_iter().enumerate() {
        let (_, times) = times.entry(item).or_insert((nth, 0));
        *times = times.saturating_add(1);
    }
    let mut counted: Vec<(T, (usize, u16))> = times.into_iter().collect();
    counted.sort_by_key(|(_, (nth, _))| *nth);
    counted.into_iter().map(|(item, (_, times))| (item, times)).collect()
}

/// The words that say what is looked for: stop words only if there is nothing else.
pub(super) fn content_words<'a>(words: &[&'a str], languages: &[Language]) -> BTreeSet<&'a str> {
    let telling = telling_words(words, languages);
    if telling.is_empty() { words.iter().copied().collect() } else { telling }
}

/// The words that are no stop words.
pub(super) fn telling_words<'a>(words: &[&'a str], languages: &[Language]) -> BTreeSet<&'a str> {
    let language = stems::query_language(words, languages);
    words.iter().copied().filter(|word| !stems::is_stop_word(word, language)).collect()
}

impl Compiler<'_> {
    pub(super) fn phrase(&self, phrase: &str, moves: u32) -> Option<Boxed> {
        let values = (self.fields.value, "property", self.weights.value);
        either(self.places().into_iter().chain([values]).filter_map(|(field, _, weight)| {
            let query = self.phrase_query(field, phrase, moves)?;
            Some(Box::new(BoostQuery::new(query, weight)) as Boxed)
        }))
    }

    /// The fields that words are looked for in, with their names and weights.
    pub(super) fn places(&self) -> [(SchemaField, &'static str, f32); 4] {
        [
            (self.fields.title, "title", self.weights.title),
            (self.fields.heading, "headings", self.weights.heading),
            (self.fields.topic, "topics and tags", self.weights.topic),
            (self.fields.body, "text", self.weights.body),
        ]
    }

    /// A word as typed: in any field, exact before stemmed. Text that is cut into several words
    /// (`event-driven`, a Chinese sentence) needs each of them; one that is written in parts (`BigQuery`) is
    /// found where these stand apart, too.
    pub(super) fn word(&self, typed: &str) -> Vec<Part> {
        // Each as the index has it and as typed.
        let mut terms: Vec<(String, &str)> = Vec::new();
        let mut whole: Option<(String, &str)> = None;
        words::indexed(typed, |word| {
            let (start, written) = (word.range.start, &typed[word.range.clone()]);
            match word.kind {
                WordKind::Word => terms.push((word.term.into_owned(), written)),
                WordKind::Joined if start == 0 => whole = Some((word.term.into_owned(), written)),
                WordKind::Joined | WordKind::Last | WordKind::Part => {}
            }
        });
        let is_dense = terms.last().is_some_and(|(term, _)| !term.is_ascii());
        let union = |(term, typed): &(String, &str)| union_of(&self.term(term, typed));
        let one = |query| vec![Part { what: typed.to_owned(), place: "anywhere", query }];
        match &terms[..] {
            [] => Vec::new(),
            // One character of a script without spaces begins longer terms.
            [(term, _)] if whole.is_none() && is_dense && term.chars().count() == 1 => {
                one(self.prefix(term))
            }
            [(term, typed)] => {
                let mut parts = self.term(term, typed);
                if let Some(apart) = words::apart(typed)
                    && let Some(query) = self.phrase(&apart, 0)
                {
                    parts.push(Part { what: apart, place: "its parts", query });
                }
                parts
            }
            several => {
                let parts = counted(several).into_iter();
                let parts = parts.map(|(part, times)| often(union(part), times)).collect();
                let parts: Boxed = Box::new(BooleanQuery::intersection(parts));
                let whole = whole.as_ref().map(union);
                let literal = self.phrase(typed, 0).filter(|_| self.weights.as_typed > 0.0);
                let literal = literal.map(|phrase| constant(phrase, self.weights.as_typed));
                let queries = whole.into_iter().chain(literal).chain([parts.box_clone()]);
                one(either(queries).unwrap_or(parts))
            }
        }
    }

    /// Sections with an address that is what was typed, or has all its words.
    pub(super) fn in_address(&self, typed: &str) -> Option<Boxed> {
        if !self.addresses {
            return None;
        }
        let keys = self.fields.keys(KeyKind::Address);
        let mut words: Vec<String> = Vec::new();
        let address = Address::read(typed);
        match &address {
            // `node.js` is no address with `node` in it.
            Some(address) if address.is_host() => {}
            Some(address) => {
                let mut any_behind_host = false;
                address.words_of_path(|word| {
                    any_behind_host = true;
                    words.push(word.to_owned());
                });
                // Else every address of the host would be this one.
                if any_behind_host {
                    address.words_of_host(|word| words.push(word.to_owned()));
                }
            }
            None => words.extend(phrase_terms(typed).into_iter().map(|(_, word)| word)),
        }
        let whole = address.map(|address| key_query(keys, &address.key()));
        let words: Vec<Boxed> = words.iter().map(|word| key_query(keys, word)).collect();
        let all: Option<Boxed> = match words.is_empty() {
            true => None,
            false => Some(Box::new(BooleanQuery::intersection(words))),
        };
        either(whole.into_iter().chain(all)).map(filter)
    }

    /// A word as the index has it and as typed, in each place.
    pub(super) fn term(&self, term: &str, typed: &str) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut add = |field: SchemaField, place, weight: f32, text: &str, what: String| {
            let query = Box::new(BoostQuery::new(self.term_query(field, text), weight));
            parts.push(Part { what, place, query });
        };
        for (field, place, weight) in self.places() {
            add(field, place, weight, term, term.to_owned());
        }
        for stem in stems::stems_of_word(typed, self.languages) {
            for (field, place, weight) in self.places_of_stems() {
                add(field, place, weight, &stem, stem.clone());
                add(field, place, OF_PART * weight, &stems::of_part(&stem), format!("…{stem}…"));
            }
        }
        parts
    }

    /// The fields that stems are looked for in, with their names and weights.
    pub(super) fn places_of_stems(&self) -> impl Iterator<Item = (SchemaField, &'static str, f32)> {
        let places = [
            (self.fields.stem, "stems", self.weights.stem),
            (self.fields.value_words, "property", self.weights.value),
            (self.fields.name_words, "name", self.weights.name),
            (self.fields.folder_words, "folder", self.weights.name),
        ];
        places.into_iter().filter(|(.., weight)| *weight > 0.0)
    }

    pub(super) fn term_query(&self, field: SchemaField, text: &str) -> Boxed {
        let query = TermQuery::new(word_term(field, text), IndexRecordOption::WithFreqs);
        self.present.only(field, Box::new(query))
    }

    pub(super) fn phrase_query(
        &self,
        field: SchemaField,
        phrase: &str,
        moves: u32,
    ) -> Option<Boxed> {
        Some(self.present.only(field, phrase_query(field, phrase, moves)?))
    }

    /// Words of which the last only begins so, anywhere.
    pub(super) fn beginning(&self, text: &str) -> Option<Boxed> {
        match &phrase_terms(text)[..] {
            [(_, word)] if !text.contains('_') => Some(self.prefix(word)),
            // What underscores join is one word, which may go on with one.
            all if text.contains('_')
                && query::is_bare_beginning(text)
                && !all.iter().any(|(_, word)| words::is_dense(word)) =>
            {
                Some(self.prefix(&words::fold(text)))
            }
            _ => {
                let places = self.places().map(|(field, ..)| field).into_iter();
                either(places.chain([self.fields.value]).filter_map(|field| {
                    Some(self.present.only(field, phrase_beginning(field, text)?))
                }))
            }
        }
    }

    /// One word that begins so, anywhere.
    pub(super) fn prefix(&self, prefix: &str) -> Boxed {
        let stem_term = |stem: &str| word_term(self.fields.stem, stem);
        // Of parts the stems alone are there: what is a whole word may have one that begins otherwise.
        let stems = stems::stems_of_word(prefix, self.languages).into_iter();
        let stems = stems.filter(|stem| !stem.starts_with(prefix));
        let of_parts =
            stems.map(|stem| constant(whole_query(stem_term(&stems::of_part(&stem))), 1.0));
        let of_parts = of_parts.chain([terms_from(stem_term, &stems::of_part(prefix))]);
        let fields = self.places().map(|(field, ..)| field).into_iter().chain([self.fields.value]);
        let queries = fields.map(|field| {
            self.present.only(field, terms_from(|word| word_term(field, word), prefix))
        });
        let keys = self.fields.keys(KeyKind::Address);
        let addresses = self.addresses.then(|| filter(terms_from(|key| keys.term(key), prefix)));
        either(queries.chain(of_parts).chain(addresses)).unwrap_or_else(|| Box::new(EmptyQuery))
    }
}
