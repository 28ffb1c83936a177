//! `lore index` and `lore index status`.

use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::{IndexAction, IndexArgs};
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer {
    notes: usize,
    sections: usize,
    added: usize,
    changed: usize,
    removed: usize,
    skipped: usize,
    elapsed_ms: u128,
    index_bytes: u64,
    generation: u64,
    folder: Option<String>,
}

pub(crate) fn run(context: &mut Context<'_>, args: &IndexArgs) -> anyhow::Result<Outcome> {
    let status = context.engine.index_status();
    let refresh = context.refresh;
    let folder = status.folder.as_ref().map(|folder| folder.display().to_string());
    if context.json {
        let answer = Answer {
            notes: status.notes,
            sections: status.sections,
            added: refresh.added,
            changed: refresh.changed,
            removed: refresh.removed,
            skipped: refresh.skipped,
            elapsed_ms: refresh.elapsed.as_millis(),
            index_bytes: status.bytes,
            generation: status.generation,
            folder,
        };
        context.screen.json(&json::line(&answer)?)?;
        return Ok(Outcome::Answer);
    }
    let screen = &mut *context.screen;
    screen.text(&format!(
        "{} in {}: {} added, {} changed, {} removed, {} skipped",
        count(status.sections, "section"),
        count(status.notes, "note"),
        thousands(refresh.added as u64),
        thousands(refresh.changed as u64),
        thousands(refresh.removed as u64),
        thousands(refresh.skipped as u64),
    ))?;
    screen
        .styled(Style::Faint, &format!("  {} ms", thousands(refresh.elapsed.as_millis() as u64)))?;
    screen.end_line()?;
    if matches!(args.action, Some(IndexAction::Status)) {
        let folder = folder.as_deref().unwrap_or("in memory");
        let size = thousands(status.bytes / 1024);
        screen.text(&format!("{folder}: {size} KiB, commit {}", status.generation))?;
        screen.end_line()?;
    }
    Ok(Outcome::Answer)
}
