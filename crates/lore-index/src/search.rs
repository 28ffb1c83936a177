//! Ranking: from a query to the sections that answer it, best first.
//!
//! Words score by BM25 in title, headings, topics, text and stems, added up. Above that stand steps
//! that no sum of words can climb: a note or section that is called exactly what was asked, and a
//! section that has all the words.

use tantivy::DocAddress;
use tantivy::collector::{Count, TopDocs};

use crate::compile::compile;
use crate::query::Query;
use crate::store::StoreError;
use crate::terms::{Addresses, TextIndex};

/// A section that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Key of the note.
    pub note: u64,
    /// Place of the section in the note.
    pub place: u32,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
}

/// A word that nothing holds, with the one that was searched instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// As it stands in the notes.
    pub to: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The best sections, best first.
    pub hits: Vec<Hit>,
    /// Number of sections that match at all.
    pub total: usize,
    /// Number of sections that have everything that was asked for.
    pub complete: usize,
    /// Words that were corrected because no section holds them.
    pub corrections: Vec<Correction>,
}

impl TextIndex {
    /// The best `limit` sections for a query; `likely` are stems that answers probably hold, with
    /// their weights. Ties go by note key and place, so that the answer
    /// does not depend on how segments lie.
    pub fn search(
        &self,
        query: &Query,
        limit: usize,
        likely: &[(String, f32)],
    ) -> Result<Answer, StoreError> {
        let (query, corrections) = self.correct(query);
        let Some(compiled) = compile(self.fields, &query, likely) else {
            return Ok(Answer::default());
        };
        let (total, mut ranked) = self.searcher.search(
            &*compiled.any,
            &(Count, TopDocs::with_limit(limit.max(1) + 64).order_by_score()),
        )?;
        let complete = match &compiled.all {
            Some(all) => self.searcher.search(&**all, &Count)?,
            None => total,
        };
        let mut hits = self.addresses(&ranked)?;
        ranked.clear();
        hits.sort_by(|left, right| {
            right
                .score
                .total_cmp(&left.score)
                .then_with(|| (left.note, left.place).cmp(&(right.note, right.place)))
        });
        hits.truncate(limit);
        Ok(Answer { hits, total, complete, corrections })
    }

    fn addresses(&self, ranked: &[(f32, DocAddress)]) -> tantivy::Result<Vec<Hit>> {
        let segments: Vec<Addresses> =
            self.searcher.segment_readers().iter().map(Addresses::new).collect::<Result<_, _>>()?;
        let hit = |&(score, address): &(f32, DocAddress)| {
            let (note, place) = segments[address.segment_ord as usize].get(address.doc_id);
            Hit { note, place, score }
        };
        Ok(ranked.iter().map(hit).collect())
    }
}
