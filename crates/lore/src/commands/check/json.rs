//! What was found as one JSON object. Leaves out what a path is called in a repository around the vault,
//! which `github` and `sarif` tell.

use std::collections::BTreeMap;

use lore_engine::{Check, Finding};
use serde::Serialize;

use crate::commands::Context;
use crate::json;

#[derive(Serialize)]
struct Answer<'a> {
    problems: Vec<Problem<'a>>,
    /// How many more there are than `--limit` lets through.
    more: usize,
    /// Number of notes checked.
    notes: usize,
    /// Number of errors and warnings that settings or comments say not to report.
    ignored: usize,
    /// Number of links that lead nowhere and are not reported, by the reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    left_out: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
    /// The first of the suggestions.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'a str>,
    /// All of them, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<&'a [String]>,
}

pub(super) fn show(context: &mut Context<'_>, check: &Check, more: usize) -> anyhow::Result<()> {
    let problems = check.findings.iter().map(problem).collect();
    let left_out = check.left_out.iter().map(|(reason, &links)| (reason.as_str(), links)).collect();
    let answer = Answer { problems, more, notes: check.notes, ignored: check.ignored, left_out };
    context.screen.json(&json::line(&answer)?)?;
    Ok(())
}

fn problem(finding: &Finding) -> Problem<'_> {
    let suggestions = finding.suggestions.as_slice();
    Problem {
        code: finding.code.as_str(),
        severity: finding.severity.as_str(),
        path: &finding.path,
        line: finding.line,
        column: finding.column,
        message: &finding.message,
        suggestion: suggestions.first().map(String::as_str),
        suggestions: (suggestions.len() > 1).then_some(suggestions),
    }
}
