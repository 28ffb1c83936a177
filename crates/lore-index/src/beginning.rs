//! A query of tantivy's: words one after another of which the last only begins so. tantivy's own opens all
//! words that begin so at once, and therefore leaves out those behind the fiftieth. Leaves out scores: all
//! that is found is equally good.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocId, DocSet, InvertedIndexReader, Score, SegmentReader, TERMINATED, TantivyError, Term,
};

use crate::among::Documents;

/// Matches the sections with such words in a field.
#[derive(Clone, Debug)]
pub(crate) struct PhraseBeginning {
    /// The words before the last, each with how far before it stands; at least one.
    words: Vec<(u32, Term)>,
    field: Field,
    /// What the last word begins with.
    beginning: String,
}

/// A section that holds all words before the last, with the places at which the last one must stand.
struct Candidate {
    document: DocId,
    places: Vec<u32>,
    found: bool,
}

impl PhraseBeginning {
    /// Words as terms of a field with their places, which rise, and what the word behind them at `place`
    /// begins with.
    pub(crate) fn new(
        field: Field,
        words: Vec<(usize, Term)>,
        place: usize,
        beginning: &str,
    ) -> PhraseBeginning {
        let before = |at: usize| u32::try_from(place.saturating_sub(at)).unwrap_or(u32::MAX);
        let words = words.into_iter().map(|(at, term)| (before(at), term)).collect();
        PhraseBeginning { words, field, beginning: beginning.to_owned() }
    }

    fn documents(&self, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let inverted = segment.inverted_index(self.field)?;
        let mut candidates = self.candidates(&inverted)?;
        if !candidates.is_empty() {
            // No word has the last character there is.
            let end = format!("{}{}", self.beginning, char::MAX);
            let range = inverted.terms().range().ge(&self.beginning).lt(&end);
            let mut terms = range.into_stream()?;
            while terms.advance() {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let postings = inverted.read_postings_from_terminfo(terms.value(), option)?;
                find(&mut candidates, postings);
            }
        }
        let found = candidates.into_iter().filter(|candidate| candidate.found);
        Ok(found.map(|candidate| candidate.document).collect())
    }

    /// The sections that hold the words before the last one after another, rising.
    fn candidates(&self, inverted: &InvertedIndexReader) -> tantivy::Result<Vec<Candidate>> {
        let mut words: Vec<(u32, SegmentPostings)> = Vec::with_capacity(self.words.len());
        for (before, term) in &self.words {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(postings) = inverted.read_postings(term, option)? else {
                return Ok(Vec::new());
            };
            words.push((*before, postings));
        }
        // The rarest first: the others are asked about its sections alone.
        words.sort_by_key(|(_, postings)| postings.doc_freq());
        let mut words = words.into_iter();
        let mut candidates: Vec<Candidate> = Vec::new();
        if let Some((before, mut postings)) = words.next() {
            while postings.doc() != TERMINATED {
                let mut places = Vec::new();
                postings.positions_with_offset(before, &mut places);
                candidates.push(Candidate { document: postings.doc(), places, found: false });
                postings.advance();
            }
        }
        let mut places = Vec::new();
        for (before, mut postings) in words {
            candidates.retain_mut(|candidate| {
                if !reaches(&mut postings, candidate.document) {
                    return false;
                }
                postings.positions_with_offset(before, &mut places);
                candidate.places.retain(|place| places.binary_search(place).is_ok());
                !candidate.places.is_empty()
            });
        }
        Ok(candidates)
    }
}

/// Marks the candidates that hold a word at one of their places.
fn find(candidates: &mut [Candidate], mut postings: SegmentPostings) {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(candidate) = candidates.get_mut(at) {
        if reaches(&mut postings, candidate.document) {
            if !candidate.found {
                postings.positions(&mut places);
                let stands = |place| places.binary_search(place).is_ok();
                candidate.found = candidate.places.iter().any(stands);
            }
            at += 1;
        } else {
            let next = postings.doc();
            at += candidates[at..].partition_point(|candidate| candidate.document < next);
        }
    }
}

/// Goes on to a document; whether it is among these.
fn reaches(postings: &mut SegmentPostings, document: DocId) -> bool {
    if postings.doc() < document {
        postings.seek(document);
    }
    postings.doc() == document
}

impl Query for PhraseBeginning {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for PhraseBeginning {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = Documents::new(self.documents(segment)?);
        Ok(Box::new(ConstScorer::new(found, boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        match self.documents(segment)?.binary_search(&document) {
            Ok(_) => Ok(Explanation::new("the words one after another", 1.0)),
            Err(_) => Err(TantivyError::InvalidArgument(format!("no match: {document}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Base, NoteText, Query, SectionText, Store};

    /// Of very many words that begin so none is left out, in whatever segment and order they are.
    #[test]
    fn all_words_that_begin_so_count_behind_the_others() {
        let store = Store::in_memory("beginnings");
        let mut state = None;
        for batch in [0..300_u64, 300..600] {
            let base = state.as_ref().map_or(Base::Nothing, Base::State);
            let mut writer = store.writer(base, 300).expect("memory");
            for key in batch {
                let body = match key % 3 {
                    0 => format!("the hash index{key} is old"),
                    1 => format!("an index{key} of the hash"),
                    _ => format!("the hash of an index{key}, hash the inn"),
                };
                let sections = vec![SectionText { body, ..SectionText::default() }];
                writer.replace(NoteText { key, sections, ..NoteText::default() }).expect("memory");
            }
            state = Some(writer.commit(|_| Ok(Vec::new())).expect("memory"));
        }
        let text = state.expect("it was written").text;
        let count = |query: &str| {
            let query = Query::parse(query, lore_core::Date::constant(2024, 3, 1));
            text.search(&query, &[]).expect("a search in memory").hits.len()
        };
        for (query, sections) in [
            ("\"hash ind\"*", 200),
            ("\"the hash ind\"*", 200),
            ("\"the hash index29\"*", 3),
            ("\"hash the in\"*", 200),
            ("\"the hash\"*", 600),
            ("\"ind hash\"*", 0),
            ("\"nowhere ind\"*", 0),
            ("\"hash nowhere\"*", 0),
            ("hash -\"hash ind\"*", 400),
        ] {
            assert_eq!(count(query), sections, "{query}");
        }
    }
}
