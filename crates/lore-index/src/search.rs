//! Ranking: from a query to the sections that answer it. Leaves out fields and weights, which are in
//! `compile`, and the order of equal scores, which the engine settles.
//!
//! Words score by BM25 in title, headings, topics, text and stems, added up. Above that stand steps
//! that no sum of words can climb: a note or section that is called exactly what was asked, and a
//! section that has all the words.

use lore_core::Date;
use tantivy::collector::Count;
use tantivy::query::{EnableScoring, Query as TantivyQuery};
use tantivy::{DocAddress, DocId, TERMINATED};

use crate::compile::{LEAST_STEP, Part, compile};
use crate::query::{Clause, Query};
use crate::schema::day_of_number;
use crate::store::StoreError;
use crate::terms::{Addresses, Posting, TextIndex};

/// A section that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Key of the note.
    pub note: u64,
    /// Place of the section in the note.
    pub place: u32,
    /// Higher is better; comparable within one answer only. Rounded, so that it does not tell in which
    /// order it was added up.
    pub score: f32,
    address: DocAddress,
}

impl Hit {
    /// What it reached of what counts more than all words: to be called what was asked, to have every word.
    /// Higher is better.
    pub fn step(&self) -> u32 {
        (self.score / LEAST_STEP) as u32
    }
}

/// A word that nothing holds, with the one that was searched instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// As it stands in the notes, in lower case and without accents.
    pub to: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// All sections that match, those of one note beside each other, else in no order.
    pub hits: Vec<Hit>,
    /// Number of sections that have everything that was asked for.
    pub complete: usize,
}

/// What a score is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// What was asked for.
    pub what: String,
    /// Where it was found.
    pub place: &'static str,
    /// Its part of the score; all parts together are the score.
    pub score: f32,
}

impl TextIndex {
    /// The sections that a query finds; `likely` are stems that answers probably hold, with their
    /// weights. Words are taken as they are: [`TextIndex::correct`] comes first.
    ///
    /// # Errors
    ///
    /// [`StoreError::Text`] when the index cannot be read; then only a rebuild helps.
    pub fn search(&self, query: &Query, likely: &[(String, f32)]) -> Result<Answer, StoreError> {
        let Some(compiled) = compile(self, query, likely) else {
            return Ok(Answer::default());
        };
        let hits = self.hits(&*compiled.any).map_err(|error| self.failed(error))?;
        let complete = match &compiled.all {
            Some(all) => {
                self.searcher.search(&**all, &Count).map_err(|error| self.failed(error))?
            }
            None => hits.len(),
        };
        Ok(Answer { hits, complete })
    }

    /// The sections that match a clause, in no order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Text`] when the index cannot be read; then only a rebuild helps.
    pub fn matching(&self, clause: Clause) -> Result<Vec<Posting>, StoreError> {
        let query = Query { clauses: vec![clause], remarks: Vec::new() };
        let Some(compiled) = compile(self, &query, &[]) else {
            return Ok(Vec::new());
        };
        let mut sections = Vec::new();
        self.visit_matches(&*compiled.any, |posting| sections.push(posting))
            .map_err(|error| self.failed(error))?;
        Ok(sections)
    }

    /// Whether any section matches a clause; it is not asked how many.
    pub fn is_found(&self, clause: &Clause) -> bool {
        let query = Query { clauses: vec![clause.clone()], remarks: Vec::new() };
        let Some(compiled) = compile(self, &query, &[]) else { return false };
        let unscored = EnableScoring::disabled_from_searcher(&self.searcher);
        let Some(weight) = self.unless_damaged(compiled.any.weight(unscored)) else { return false };
        self.searcher.segment_readers().iter().any(|segment| {
            let Some(mut scorer) = self.unless_damaged(weight.scorer(segment, 1.0)) else {
                return false;
            };
            let alive = segment.alive_bitset();
            while scorer.doc() != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(scorer.doc())) {
                    return true;
                }
                scorer.advance();
            }
            false
        })
    }

    /// The sections that link to an address of the web which is so, or has such words, in no order.
    pub fn linking_to_address(&self, typed: &str) -> Vec<Posting> {
        let mut sections = Vec::new();
        if let Some(query) = crate::compile::in_address(self, typed) {
            self.unless_damaged(self.visit_matches(&*query, |posting| sections.push(posting)));
        }
        sections
    }

    /// Every section that matches, with its score.
    fn hits(&self, query: &dyn TantivyQuery) -> tantivy::Result<Vec<Hit>> {
        let weight = query.weight(self.scoring())?;
        let mut hits = Vec::new();
        for (at, segment) in (0..).zip(self.searcher.segment_readers()) {
            let (addresses, alive) = (Addresses::new(segment)?, segment.alive_bitset());
            weight.for_each(segment, &mut |document, score| {
                if alive.is_none_or(|alive| alive.is_alive(document)) {
                    let Posting { note, place } = addresses.get(document);
                    let address = DocAddress::new(at, document);
                    hits.push(Hit { note, place, score: rounded(score), address });
                }
            })?;
        }
        Ok(hits)
    }

    fn scoring(&self) -> EnableScoring<'_> {
        EnableScoring::enabled_from_statistics_provider(self, &self.searcher)
    }

    /// Visits every section that matches, in no order.
    pub(crate) fn visit_matches(
        &self,
        query: &dyn TantivyQuery,
        mut visit: impl FnMut(Posting),
    ) -> tantivy::Result<()> {
        let segments = self.searcher.segment_readers().iter();
        let addresses: Vec<Addresses> = segments.map(Addresses::new).collect::<Result<_, _>>()?;
        self.visit_documents(query, |segment, document| {
            visit(addresses[segment].get(document));
        })
    }

    /// Visits every document that matches, each with the place of its segment.
    pub(crate) fn visit_documents(
        &self,
        query: &dyn TantivyQuery,
        mut visit: impl FnMut(usize, DocId),
    ) -> tantivy::Result<()> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        for (nth, segment) in self.searcher.segment_readers().iter().enumerate() {
            let alive = segment.alive_bitset();
            weight.for_each_no_score(segment, &mut |documents| {
                let is_alive = |at: &&DocId| alive.is_none_or(|alive| alive.is_alive(**at));
                documents.iter().filter(is_alive).for_each(|&document| visit(nth, document));
            })?;
        }
        Ok(())
    }

    /// What the score of a hit of [`TextIndex::search`] is made of, greatest first, for the same query
    /// and stems.
    ///
    /// # Errors
    ///
    /// [`StoreError::Text`] when the index cannot be read; then only a rebuild helps.
    pub fn shares(
        &self,
        query: &Query,
        likely: &[(String, f32)],
        hit: &Hit,
    ) -> Result<Vec<Share>, StoreError> {
        let mut shares: Vec<Share> = Vec::new();
        let compiled = compile(self, query, likely);
        for part in compiled.map_or_else(Vec::new, |compiled| compiled.parts) {
            let score = self.score(&part, hit.address).map_err(|error| self.failed(error))?;
            let Part { what, place, .. } = part;
            if score != 0.0 {
                shares.push(Share { what, place, score });
            }
        }
        shares.sort_by(|left, right| right.score.total_cmp(&left.score));
        Ok(shares)
    }

    /// When the note of a hit was changed, as it says itself.
    pub fn modified(&self, hit: &Hit) -> Option<Date> {
        self.day("modified", hit)
    }

    /// When the note of a hit was made, as it says itself; else the day the hit is of. What
    /// [`Day::Created`](crate::Day::Created) asks for.
    pub fn created(&self, hit: &Hit) -> Option<Date> {
        self.day("created", hit).or_else(|| self.day("date", hit))
    }

    fn day(&self, column: &str, hit: &Hit) -> Option<Date> {
        let segment = self.searcher.segment_reader(hit.address.segment_ord);
        let days = self.unless_damaged(segment.fast_fields().column_opt::<i64>(column))??;
        day_of_number(days.first(hit.address.doc_id)?)
    }

    /// What a part of the query adds to the score of a section.
    fn score(&self, part: &Part, address: DocAddress) -> tantivy::Result<f32> {
        let weight = part.query.weight(self.scoring())?;
        let mut scorer = weight.scorer(self.searcher.segment_reader(address.segment_ord), 1.0)?;
        let mut document = scorer.doc();
        while document < address.doc_id && document != TERMINATED {
            document = scorer.advance();
        }
        Ok(if document == address.doc_id { scorer.score() } else { 0.0 })
    }
}

/// A score without its last five of 24 bits, a few parts in a million. tantivy adds up what stands
/// together beginning with what is rarest in a segment, so the last bits depend on which notes were
/// indexed together, and equal sections would not be equally good.
fn rounded(score: f32) -> f32 {
    const LAST_BITS: u32 = 0x1f;
    // Half of the last place that is kept, which carries over as in any sum.
    let half = LAST_BITS / 2 + 1;
    f32::from_bits(score.to_bits().saturating_add(half) & !LAST_BITS)
}

#[cfg(test)]
mod tests {
    use super::rounded;
    use crate::{NoteText, Query, SectionText, Store};

    #[test]
    fn scores_that_differ_by_more_than_the_way_they_were_added_up_stay_apart() {
        let cases = [(0.0, 0.0), (1.0, 1.0), (1.000_000_1, 1.0), (5004.001, 5004.0)];
        for (score, wanted) in cases {
            assert_eq!(rounded(score), wanted, "{score}");
        }
        for score in [0.3_f32, 17.123, 1_000.7, 5_432.1] {
            assert!((rounded(score) / score - 1.0).abs() < 3e-6, "{score}");
            assert!(rounded(score * 1.000_005) > rounded(score), "{score}");
        }
    }

    #[test]
    fn a_word_said_twice_counts_twice() {
        let store = Store::in_memory("repeated");
        let mut writer = store.writer(crate::Base::Nothing, 1).expect("memory");
        for (key, body) in [(1, "cheese rind"), (2, "cheese 数据库系统"), (3, "mould")] {
            let body = body.to_owned();
            let sections = vec![SectionText { body, ..SectionText::default() }];
            writer.replace(NoteText { key, sections, ..NoteText::default() }).expect("memory");
        }
        let text = writer.commit(|_| Ok(Vec::new())).expect("memory").text;
        let today = lore_core::Date::constant(2024, 3, 1);
        // In a sentence no step is added for words that all are there.
        let sentence = "what is the matter with this now ";
        let score = |typed: &str, note: u64| {
            let query = Query::parse(&format!("{sentence}{typed}"), today);
            let answer = text.search(&query, &[]).expect("a search in memory");
            answer.hits.iter().find(|hit| hit.note == note).map_or(0.0, |hit| hit.score)
        };
        for (once, thrice, note) in [("rind", "rind rind rind", 1), ("数据", "数据 数据 数据", 2)]
        {
            let (once, thrice) = (score(once, note), score(thrice, note));
            assert!(once > 0.0 && (thrice / once - 3.0).abs() < 0.01, "{once} {thrice}");
        }
    }
}
