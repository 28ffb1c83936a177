//! Queries of tantivy's that know all their documents before the first is asked for: sections that
//! somebody else has found, and what a query excludes.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use crate::terms::Addresses;

/// Matches the sections by note and place.
#[derive(Clone, Debug)]
pub(crate) struct SectionsAmong(pub(crate) Arc<HashSet<(u64, u32)>>);

impl Query for SectionsAmong {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SectionsAmong {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let addresses = Addresses::new(segment)?;
        let found: Vec<DocId> = (0..segment.max_doc())
            .filter(|&document| self.0.contains(&addresses.get(document)))
            .collect();
        Ok(Box::new(ConstScorer::new(Documents { found, at: 0 }, boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        match self.0.contains(&Addresses::new(segment)?.get(document)) {
            true => Ok(Explanation::new("among the sections", 1.0)),
            false => Err(TantivyError::InvalidArgument(format!("no match: {document}"))),
        }
    }
}

/// A query with its documents found at once.
///
/// tantivy 0.27 asks what is excluded about documents before its first one, which phrases do not
/// allow.
#[derive(Debug)]
pub(crate) struct Excluded(pub(crate) Box<dyn Query>);

struct ExcludedWeight(Box<dyn Weight>);

impl Clone for Excluded {
    fn clone(&self) -> Excluded {
        Excluded(self.0.box_clone())
    }
}

impl Query for Excluded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let schema = scoring.schema().clone();
        let without = EnableScoring::Disabled { schema: &schema, searcher_opt: scoring.searcher() };
        Ok(Box::new(ExcludedWeight(self.0.weight(without)?)))
    }
}

impl Weight for ExcludedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found: Vec<DocId> = Vec::new();
        self.0.for_each_no_score(segment, &mut |documents| found.extend_from_slice(documents))?;
        found.sort_unstable();
        Ok(Box::new(ConstScorer::new(Documents { found, at: 0 }, boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(segment, document)
    }
}

/// Documents of one segment, rising.
struct Documents {
    found: Vec<DocId>,
    at: usize,
}

impl DocSet for Documents {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.found.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|&document| document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.found.len()).unwrap_or(u32::MAX)
    }
}
