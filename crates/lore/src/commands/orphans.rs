//! `lore orphans`.

use lore_engine::Orphan;
use serde::Serialize;

use super::{Context, Outcome, count};
use crate::cli::OrphansArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    orphans: Vec<JsonOrphan<'a>>,
}

#[derive(Serialize)]
struct JsonOrphan<'a> {
    path: &'a str,
    title: &'a str,
    incoming: usize,
    outgoing: usize,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    remarks: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<Vec<JsonSuggestion<'a>>>,
}

#[derive(Serialize)]
struct JsonSuggestion<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    score: f64,
    reason: &'a str,
}

pub(crate) fn run(context: &mut Context<'_>, args: &OrphansArgs) -> anyhow::Result<Outcome> {
    let orphans = context.engine.orphans(args.isolated, args.suggest);
    if context.json {
        let orphans = orphans.iter().map(|orphan| to_json(orphan, args.suggest)).collect();
        context.screen.json(&json::line(&Answer { orphans })?)?;
    } else {
        show(context, args, &orphans)?;
    }
    Ok(Outcome::answer_if(!orphans.is_empty()))
}

fn to_json(orphan: &Orphan, suggest: bool) -> JsonOrphan<'_> {
    let suggestions = orphan.suggestions.iter().map(|suggestion| JsonSuggestion {
        path: &suggestion.path,
        line: suggestion.line,
        score: (suggestion.score * 1000.0).round() / 1000.0,
        reason: &suggestion.reason,
    });
    JsonOrphan {
        path: &orphan.path,
        title: &orphan.title,
        incoming: orphan.incoming,
        outgoing: orphan.outgoing,
        remarks: &orphan.remarks,
        suggestions: suggest.then(|| suggestions.collect()),
    }
}

fn show(context: &mut Context<'_>, args: &OrphansArgs, orphans: &[Orphan]) -> anyhow::Result<()> {
    let notes = context.refresh.notes;
    let screen = &mut *context.screen;
    if orphans.is_empty() {
        screen.text(&format!("no orphans among {}", count(notes, "note")))?;
        screen.end_line()?;
        return Ok(());
    }
    for orphan in orphans {
        screen.place(&orphan.path, &orphan.path)?;
        screen.text(&format!("  {}", orphan.title))?;
        let outgoing = if orphan.outgoing == 0 {
            "  links to no note".to_owned()
        } else {
            format!("  links to {}", count(orphan.outgoing, "note"))
        };
        screen.styled(Style::Faint, &outgoing)?;
        screen.end_line()?;
        for remark in &orphan.remarks {
            screen.paragraph(4, remark, &[], Some(Style::Faint))?;
        }
        for suggestion in &orphan.suggestions {
            let place = suggestion.line.map_or_else(
                || suggestion.path.clone(),
                |line| format!("{}:{line}", suggestion.path),
            );
            let text = format!("link it from {place}: {}", suggestion.reason);
            screen.paragraph(4, &text, &[], None)?;
        }
    }
    let rest = if args.isolated { " and that link to no note either" } else { "" };
    let summary = format!(
        "{} that no other note links to{rest}, of {}",
        count(orphans.len(), "note"),
        count(notes, "note")
    );
    screen.end_line()?;
    screen.styled(Style::Faint, &summary)?;
    screen.end_line()?;
    Ok(())
}
