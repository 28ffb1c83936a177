//! `lore index` and `lore index status`: say what was brought up to date and what is stored. Leave out
//! doing it: the state is brought up to date when the engine is opened, as before every command.

use std::path::Path;

use lore_engine::{Error, Freshness, Refresh};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::{Cli, IndexAction, IndexArgs};
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Default, Serialize)]
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
    let refresh = context.engine.refreshed();
    let looked = !matches!(context.freshness, Freshness::AsStored | Freshness::OnlyStored);
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
    let (sections, notes) = (count(status.sections, "section"), count(status.notes, "note"));
    screen.text(&format!("{sections} in {notes}: {}", what_changed(refresh, looked)))?;
    screen
        .styled(Style::Faint, &format!("  {} ms", thousands(refresh.elapsed.as_millis() as u64)))?;
    screen.end_line()?;
    if matches!(args.action, Some(IndexAction::Status)) {
        let stored = match folder {
            Some(folder) => {
                let size = thousands(status.bytes.div_ceil(1024));
                format!("stored in {folder}: {size} KiB, generation {}", status.generation)
            }
            None => "stored nowhere: kept in memory until the answer is given".to_owned(),
        };
        screen.text(&stored)?;
        screen.end_line()?;
    }
    Ok(Outcome::Answer)
}

/// Answers `lore index status --no-refresh` where there is nothing to tell of.
pub(crate) fn nothing_stored(cli: &Cli) -> anyhow::Result<Outcome> {
    let mut screen = Screen::stdout(cli.color, Path::new(""));
    if cli.json {
        screen.json(&json::line(&Answer::default())?)?;
    } else {
        screen.remark(0, &Error::NothingStored.to_string())?;
    }
    screen.finish()?;
    Ok(Outcome::Nothing)
}

/// What was brought up to date, in words.
fn what_changed(refresh: &Refresh, looked: bool) -> String {
    let all = [
        (refresh.added, "added"),
        (refresh.changed, "changed"),
        (refresh.removed, "removed"),
        (refresh.skipped, "could not be read"),
    ];
    let all = all.into_iter().filter(|(number, _)| *number > 0);
    let told: Vec<String> =
        all.map(|(number, what)| format!("{} {what}", thousands(number as u64))).collect();
    match (told.is_empty(), looked) {
        (false, _) => told.join(", "),
        (true, true) => "nothing has changed".to_owned(),
        (true, false) => "as stored, without a look at the files".to_owned(),
    }
}
