//! `lore search`.

use lore_engine::{SearchAnswer, SearchHit, SearchOptions};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::{EXCLUSION, SearchArgs};
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    read_as: &'a str,
    total: usize,
    complete: usize,
    corrections: Vec<Correction<'a>>,
    hits: Vec<Hit<'a>>,
    suggestions: &'a [String],
}

#[derive(Serialize)]
struct Correction<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Hit<'a> {
    path: &'a str,
    title: &'a str,
    label: &'a str,
    heading: &'a [String],
    line: u32,
    score: f32,
    snippet: String,
    snippet_line: u32,
    topics: &'a [String],
    tags: &'a [String],
}

pub(crate) fn run(context: &mut Context<'_>, args: &SearchArgs) -> anyhow::Result<Outcome> {
    let query = args.query.join(" ").replace(EXCLUSION, "-");
    let options = SearchOptions { limit: args.limit as usize };
    let answer = context.engine.search(&query, options)?;
    if context.json {
        context.screen.json(&json::line(&to_json(&query, &answer))?)?;
    } else {
        show(context, &query, &answer)?;
    }
    Ok(Outcome::answer_if(!answer.hits.is_empty()))
}

fn to_json<'a>(query: &'a str, answer: &'a SearchAnswer) -> Answer<'a> {
    let hit = |hit: &'a SearchHit| Hit {
        path: &hit.path,
        title: &hit.title,
        label: &hit.label,
        heading: &hit.heading,
        line: hit.line,
        score: hit.score,
        snippet: hit.excerpt.marked("**", "**"),
        snippet_line: hit.excerpt.line,
        topics: &hit.topics,
        tags: &hit.tags,
    };
    Answer {
        query,
        read_as: &answer.read_as,
        total: answer.total,
        complete: answer.complete,
        corrections: answer.corrections.iter().map(|(from, to)| Correction { from, to }).collect(),
        hits: answer.hits.iter().map(hit).collect(),
        suggestions: &answer.suggestions,
    }
}

fn show(context: &mut Context<'_>, query: &str, answer: &SearchAnswer) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    for (from, to) in &answer.corrections {
        screen.styled(Style::Faint, &format!("no note says “{from}”; showing “{to}”"))?;
        screen.end_line()?;
    }
    if answer.hits.is_empty() {
        screen.text(&format!("nothing found for “{query}”"))?;
        screen.end_line()?;
        if !answer.suggestions.is_empty() {
            screen.text(&format!("similar names: {}", answer.suggestions.join(", ")))?;
            screen.end_line()?;
        }
        return Ok(());
    }
    for hit in &answer.hits {
        screen.styled(Style::Title, &hit.label)?;
        screen.text("  ")?;
        let line = if hit.excerpt.line > 0 { hit.excerpt.line } else { hit.line };
        screen.styled(Style::Path, &format!("{}:{line}", hit.path))?;
        screen.end_line()?;
        let mut trail: Vec<&str> = vec![&hit.title];
        let inner = hit.heading.len().saturating_sub(1);
        trail.extend(hit.heading[..inner].iter().map(String::as_str));
        trail.dedup();
        if !hit.heading.is_empty() && trail != [hit.label.as_str()] {
            screen.paragraph(2, &trail.join(" › "), &[], Some(Style::Faint))?;
        }
        if !hit.excerpt.text.is_empty() {
            screen.paragraph(2, &hit.excerpt.text, &hit.excerpt.marks, None)?;
        }
        screen.end_line()?;
    }
    let shown = thousands(answer.hits.len() as u64);
    let mut summary = format!("{shown} of {}", count(answer.total, "section"));
    if answer.complete < answer.total {
        summary.push_str(&format!(", {} with every word", thousands(answer.complete as u64)));
    }
    screen.styled(Style::Faint, &summary)?;
    screen.end_line()?;
    Ok(())
}
