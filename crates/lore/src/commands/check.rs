//! `lore check`.

use lore_engine::{CheckOptions, Finding, Severity};
use serde::Serialize;

use super::{Context, Outcome, count};
use crate::cli::CheckArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: Severity,
    path: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'a str>,
}

pub(crate) fn run(context: &mut Context<'_>, args: &CheckArgs) -> anyhow::Result<Outcome> {
    let findings = context.engine.check(CheckOptions { hints: args.hints });
    if context.json {
        let problems = findings.iter().map(|finding| Problem {
            code: finding.code.as_str(),
            severity: finding.severity,
            path: &finding.path,
            line: finding.line,
            column: finding.column,
            message: &finding.message,
            suggestion: finding.suggestion.as_deref(),
        });
        context.screen.json(&json::line(&Answer { problems: problems.collect() })?)?;
    } else {
        show(context, &findings)?;
    }
    // Hints are no problems.
    let problems = findings.iter().any(|finding| finding.severity != Severity::Hint);
    Ok(if problems { Outcome::Nothing } else { Outcome::Answer })
}

fn show(context: &mut Context<'_>, findings: &[Finding]) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    let mut last = "";
    for finding in findings {
        if finding.path != last {
            if !last.is_empty() {
                screen.end_line()?;
            }
            screen.styled(Style::Path, &finding.path)?;
            screen.end_line()?;
            last = &finding.path;
        }
        screen.text("  ")?;
        let place = format!("{}:{}", finding.line, finding.column);
        screen.styled(Style::Faint, &format!("{place:<8}"))?;
        let style = match finding.severity {
            Severity::Error => Style::Error,
            Severity::Warning => Style::Warning,
            Severity::Hint => Style::Faint,
        };
        screen.styled(style, finding.code.as_str())?;
        screen.text(&format!("  {}", finding.message))?;
        if let Some(suggestion) = &finding.suggestion {
            screen.styled(Style::Faint, &format!("  → {suggestion}"))?;
        }
        screen.end_line()?;
    }
    if !findings.is_empty() {
        screen.end_line()?;
    }
    let number = |severity| findings.iter().filter(|each| each.severity == severity).count();
    let mut summary = format!(
        "{}, {}",
        count(number(Severity::Error), "error"),
        count(number(Severity::Warning), "warning")
    );
    let hints = number(Severity::Hint);
    if hints > 0 {
        summary.push_str(&format!(", {}", count(hints, "hint")));
    }
    screen
        .styled(Style::Faint, &format!("{summary} in {}", count(context.refresh.notes, "note")))?;
    screen.end_line()?;
    Ok(())
}
