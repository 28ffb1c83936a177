//! Which fields each segment has at all. tantivy answers for a field that none of a segment's sections
//! has with an empty list of terms, for which it fills a table of a megabyte once in each process: a
//! seventh of a small question. Leaves out whether a term is in a field, which is tantivy's to say.

use std::sync::Arc;

use tantivy::directory::CompositeFile;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Score, Searcher, SeekDangerResult, SegmentReader};

/// The segments, each with whether it has a field, by the number of the field. A segment that cannot be read
/// has no list: tantivy is asked about it and says why.
#[derive(Clone, Debug)]
pub(crate) struct Present(Arc<Vec<(SegmentId, Option<Vec<bool>>)>>);

impl Present {
    pub(crate) fn of(searcher: &Searcher) -> Present {
        let fields = |segment: &SegmentReader| {
            let file = segment.open_read(SegmentComponent::Postings).ok()?;
            let lists = CompositeFile::open(&file).ok()?;
            let fields = segment.schema().fields();
            Some(fields.map(|(field, _)| lists.open_read(field).is_some()).collect())
        };
        let listed = |segment: &SegmentReader| (segment.segment_id(), fields(segment));
        Present(Arc::new(searcher.segment_readers().iter().map(listed).collect()))
    }

    /// Whether any section of a segment, which is the nth, has a field.
    pub(crate) fn is_in(&self, nth: usize, field: Field) -> bool {
        self.0[nth].1.as_ref().is_none_or(|fields| fields[field.field_id() as usize])
    }

    /// A query that looks into one field, and only into segments that have it.
    pub(crate) fn only(&self, field: Field, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(WherePresent { present: self.clone(), field, query })
    }
}

#[derive(Debug)]
struct WherePresent {
    present: Present,
    field: Field,
    query: Box<dyn Query>,
}

impl Clone for WherePresent {
    fn clone(&self) -> WherePresent {
        let (present, query) = (self.present.clone(), self.query.box_clone());
        WherePresent { present, field: self.field, query }
    }
}

impl Query for WherePresent {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (present, weight) = (self.present.clone(), self.query.weight(scoring)?);
        Ok(Box::new(WeightWherePresent { present, field: self.field, weight }))
    }
}

struct WeightWherePresent {
    present: Present,
    field: Field,
    weight: Box<dyn Weight>,
}

impl WeightWherePresent {
    fn is_in(&self, segment: &SegmentReader) -> bool {
        let id = segment.segment_id();
        let nth = self.present.0.iter().position(|(known, _)| *known == id);
        nth.is_none_or(|nth| self.present.is_in(nth, self.field))
    }
}

impl Weight for WeightWherePresent {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        match self.is_in(segment) {
            true => self.weight.scorer(segment, boost),
            false => Ok(Box::new(EmptyScorer)),
        }
    }

    fn scorer_danger(
        &self,
        segment: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        match self.is_in(segment) {
            true => self.weight.scorer_danger(segment, target, boost),
            false => {
                let nowhere = SeekDangerResult::SeekLowerBound(tantivy::TERMINATED);
                Ok((nowhere, Box::new(EmptyScorer)))
            }
        }
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(segment, document)
    }
}
