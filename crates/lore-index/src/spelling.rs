//! Spelling: words that nothing holds, and the nearest words that something does. Only sections that
//! are there now count; the index still lists the words of replaced ones.

use std::collections::BTreeMap;

use lore_core::words;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use crate::query::{Clause, Query};
use crate::schema;
use crate::search::Correction;
use crate::terms::TextIndex;

impl TextIndex {
    /// Replaces words that nothing holds by the nearest that something does.
    pub(crate) fn correct(&self, query: &Query) -> (Query, Vec<Correction>) {
        let mut corrections = Vec::new();
        let clauses = query
            .clauses
            .iter()
            .map(|clause| {
                let Clause::Word(word) = clause else { return clause.clone() };
                match self.nearest_word(word) {
                    Some(to) => {
                        corrections.push(Correction { from: word.clone(), to: to.clone() });
                        Clause::Word(to)
                    }
                    None => clause.clone(),
                }
            })
            .collect();
        (Query { clauses }, corrections)
    }

    /// The word most sections hold among those nearest to one that none holds.
    fn nearest_word(&self, typed: &str) -> Option<String> {
        let mut terms = Vec::new();
        words::indexed(typed, |word| terms.push(word.term.into_owned()));
        let [term] = &terms[..] else { return None };
        let length = term.chars().count();
        let searchable = term.chars().all(char::is_alphabetic) && (4..=32).contains(&length);
        if !searchable || self.is_known(term) {
            return None;
        }
        let distances = if length >= 8 { 1..=2 } else { 1..=1 };
        distances.into_iter().find_map(|distance| self.nearest_within(term, distance))
    }

    /// The word that most sections hold among those within so many edits; of several the first in
    /// byte order.
    fn nearest_within(&self, term: &str, distance: u8) -> Option<String> {
        let mut sections: BTreeMap<String, u32> = BTreeMap::new();
        for field in [self.fields.body, self.fields.title] {
            let query = FuzzyTermQuery::new(Term::from_field_text(field, term), distance, true);
            let automaton = query.automaton().ok()?;
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(field).ok()?;
                let mut stream = inverted.terms().search(&automaton).into_stream().ok()?;
                while stream.advance() {
                    if let Ok(found) = std::str::from_utf8(stream.key()) {
                        let living = living_sections(segment, field, found);
                        if living > 0 {
                            *sections.entry(found.to_owned()).or_default() += living;
                        }
                    }
                }
            }
        }
        let most = *sections.values().max()?;
        sections.into_iter().find(|(_, count)| *count == most).map(|(word, _)| word)
    }

    fn is_known(&self, term: &str) -> bool {
        let in_field = |field, text: &str| {
            let segments = self.searcher.segment_readers().iter();
            segments.map(|segment| living_sections(segment, field, text)).any(|count| count > 0)
        };
        let fields = &self.fields;
        let exact = [fields.body, fields.title, fields.heading, fields.topic]
            .into_iter()
            .any(|field| in_field(field, term));
        let mut stemmed = false;
        schema::stems_of(term, |stem, _| stemmed |= in_field(fields.stem, stem));
        exact || stemmed || words::is_stop_word(term)
    }
}

/// In how many sections of a segment a term stands, replaced sections left out.
fn living_sections(segment: &SegmentReader, field: Field, text: &str) -> u32 {
    let term = Term::from_field_text(field, text);
    let Ok(inverted) = segment.inverted_index(field) else { return 0 };
    let Some(alive) = segment.alive_bitset() else { return inverted.doc_freq(&term).unwrap_or(0) };
    let Ok(Some(mut postings)) = inverted.read_postings(&term, IndexRecordOption::Basic) else {
        return 0;
    };
    let mut count = 0;
    let mut document = postings.doc();
    while document != TERMINATED {
        count += u32::from(alive.is_alive(document));
        document = postings.advance();
    }
    count
}
