//! The answer of `lore search` for scripts. Leaves out lines in a form of one's own, which `template` fills
//! in.

use std::collections::BTreeMap;

use lore_engine::{FacetCounts, SearchAnswer, SearchHit};
use serde::Serialize;

use crate::json::line;

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    read_as: &'a str,
    remarks: &'a [String],
    total: usize,
    notes: usize,
    complete: usize,
    corrections: Vec<Correction<'a>>,
    hits: Vec<Hit<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facets: BTreeMap<&'a str, Vec<FacetValue<'a>>>,
    missing: &'a [String],
    suggestions: &'a [String],
}

#[derive(Serialize)]
struct Correction<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct FacetValue<'a> {
    value: &'a str,
    sections: usize,
}

#[derive(Serialize)]
struct Hit<'a> {
    path: &'a str,
    title: &'a str,
    label: &'a str,
    heading: &'a [String],
    line: u32,
    score: f32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explanation: Vec<Share<'a>>,
    snippet: String,
    snippet_line: u32,
    topics: &'a [String],
    tags: &'a [String],
}

#[derive(Serialize)]
struct Share<'a> {
    what: &'a str,
    place: &'a str,
    score: f32,
}

pub(super) fn answer(query: &str, answer: &SearchAnswer) -> anyhow::Result<String> {
    let corrections = answer.corrections.iter();
    line(&Answer {
        query,
        read_as: &answer.read_as,
        remarks: &answer.remarks,
        total: answer.total,
        notes: answer.notes,
        complete: answer.complete,
        corrections: corrections
            .map(|each| Correction { from: &each.from, to: &each.to })
            .collect(),
        hits: answer.hits.iter().map(to_json).collect(),
        facets: answer.facets.iter().map(facet).collect(),
        missing: &answer.missing,
        suggestions: &answer.suggestions,
    })
}

fn facet(counts: &FacetCounts) -> (&'static str, Vec<FacetValue<'_>>) {
    let values = counts.values.iter();
    let values = values.map(|(value, sections)| FacetValue { value, sections: *sections });
    (counts.facet.as_str(), values.collect())
}

/// A hit by itself, for one line of many.
pub(super) fn hit(hit: &SearchHit) -> anyhow::Result<String> {
    line(&to_json(hit))
}

fn to_json(hit: &SearchHit) -> Hit<'_> {
    let shares = hit.shares.iter();
    Hit {
        path: &hit.path,
        title: &hit.title,
        label: &hit.label,
        heading: &hit.heading,
        line: hit.line,
        score: hit.score,
        explanation: shares
            .map(|share| Share { what: &share.what, place: share.place, score: share.score })
            .collect(),
        snippet: hit.excerpt.marked("**", "**"),
        snippet_line: hit.excerpt.line,
        topics: &hit.topics,
        tags: &hit.tags,
    }
}
