//! `lore check`: chooses the format of what was found, one file for each, and says whether there is a
//! problem. Leaves out what is wrong and what to write instead, which the engine says.

mod github;
mod json;
mod sarif;
mod text;

use lore_engine::{CheckOptions, Severity};

use clap::ColorChoice;

use super::{Context, Outcome, thousands};
use crate::cli::{CheckArgs, CheckFormat};
use crate::screen::Screen;

pub(crate) fn run(context: &mut Context<'_>, args: &CheckArgs) -> anyhow::Result<Outcome> {
    let format = match args.format {
        None if context.json => CheckFormat::Json,
        None => CheckFormat::Text,
        Some(format) => format,
    };
    let mut check =
        context.engine.check(&CheckOptions { hints: args.hints, paths: args.paths.clone() })?;
    // Hints are no problems.
    let problems = check.findings.iter().any(|finding| finding.severity != Severity::Hint);
    let limit = args.limit.map_or(usize::MAX, |limit| limit as usize);
    if format == CheckFormat::Text {
        text::show(context, &check, limit)?;
    }
    let more = check.findings.len().saturating_sub(limit);
    check.findings.truncate(limit);
    if more > 0 && matches!(format, CheckFormat::Github | CheckFormat::Sarif) {
        // What is printed is for a program: it is said to who started that.
        let mut screen = Screen::stderr(ColorChoice::Auto);
        screen.remark(0, &format!("{} more not shown", thousands(more as u64)))?;
        screen.finish()?;
    }
    match format {
        CheckFormat::Text => {}
        CheckFormat::Json => json::show(context, &check, more)?,
        CheckFormat::Github => github::show(context, &check)?,
        CheckFormat::Sarif => sarif::show(context, &check)?,
    }
    Ok(if problems { Outcome::Nothing } else { Outcome::Answer })
}

/// A path in the vault as programs that look at the whole repository know it.
fn path_in_repository(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
