//! Small queries that others are made of. Leaves out which fields are asked, and what each counts.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, RangeQuery, TermQuery};
use tantivy::schema::{Field as SchemaField, IndexRecordOption};

use super::Boxed;
use crate::among::Gathered;
use crate::beginning::PhraseBeginning;
use crate::schema::Keys;
use crate::terms::phrase_terms;

/// A query that counts as if it were asked so often.
pub(super) fn often(query: Boxed, times: u16) -> Boxed {
    if times > 1 { Box::new(BoostQuery::new(query, f32::from(times))) } else { query }
}

/// The sections with a term, however often.
pub(super) fn whole_query(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

pub(super) fn key_query(keys: Keys, key: &str) -> Boxed {
    whole_query(keys.term(key))
}

pub(super) fn word_term(field: SchemaField, word: &str) -> Term {
    Term::from_field_text(field, word)
}

/// The sections with a term that begins so.
pub(super) fn terms_from(term: impl Fn(&str) -> Term, beginning: &str) -> Boxed {
    // No term has the last character there is.
    terms_between(term(beginning), term(&format!("{beginning}{}", char::MAX)))
}

pub(super) fn terms_between(from: Term, to: Term) -> Boxed {
    Box::new(RangeQuery::new(Bound::Included(from), Bound::Included(to)))
}

/// Words one after another of which the last only begins so.
pub(super) fn phrase_beginning(field: SchemaField, text: &str) -> Option<Boxed> {
    let mut terms = phrase_terms(text);
    let (place, last) = terms.pop()?;
    if terms.is_empty() {
        return Some(terms_from(|word| word_term(field, word), &last));
    }
    let terms = terms.into_iter().map(|(place, word)| (place, word_term(field, &word))).collect();
    Some(Box::new(PhraseBeginning::new(field, terms, place, &last)))
}

pub(super) fn excluded(query: Boxed) -> (Occur, Boxed) {
    (Occur::MustNot, Box::new(Gathered::matches(query)))
}

/// Picks sections without a say in their order.
pub(super) fn filter(query: Boxed) -> Boxed {
    constant(query, 0.0)
}

/// Picks all sections of the notes with a section that matches.
pub(super) fn whole_notes(query: Boxed) -> Boxed {
    filter(Box::new(Gathered::whole_notes(query)))
}

pub(super) fn constant(query: Boxed, score: f32) -> Boxed {
    Box::new(ConstScoreQuery::new(query, score))
}

pub(super) fn either(queries: impl IntoIterator<Item = Boxed>) -> Option<Boxed> {
    let queries: Vec<Boxed> = queries.into_iter().collect();
    (!queries.is_empty()).then(|| Box::new(BooleanQuery::union(queries)) as Boxed)
}
