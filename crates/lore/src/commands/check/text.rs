//! What was found for people: note by note, with a summary at the end, where one looks first. Leaves out
//! the meaning of codes, which the help of `check` lists.

use lore_engine::{Check, Code, Finding, LeftOut, Severity};
use unicode_width::UnicodeWidthStr;

use crate::commands::{Context, count, thousands, vault_in_words};
use crate::screen::{Screen, Style};

/// Messages narrower than this get lines of their own.
const NARROWEST_MESSAGE: usize = 36;
/// How many suggestions are shown for one problem.
const MOST_SUGGESTIONS: usize = 4;

/// How wide the columns are.
struct Columns {
    place: usize,
    code: usize,
}

pub(super) fn show(context: &mut Context<'_>, check: &Check, limit: usize) -> anyhow::Result<()> {
    let limited = &check.findings[..check.findings.len().min(limit)];
    let screen = &mut *context.screen;
    let columns = Columns {
        place: limited.iter().map(|each| place(each).len()).max().unwrap_or(0),
        code: limited.iter().map(|each| each.code.as_str().len()).max().unwrap_or(0),
    };
    let mut last = "";
    for finding in limited {
        if finding.path != last {
            if !last.is_empty() {
                screen.end_line()?;
            }
            screen.place(&finding.path, None)?;
            screen.end_line()?;
            last = &finding.path;
        }
        show_finding(screen, finding, &columns)?;
    }
    if !check.findings.is_empty() {
        screen.end_line()?;
    }
    let mut summary = summary(check, context.engine.refreshed().notes);
    let more = check.findings.len() - limited.len();
    if more > 0 {
        summary.push_str(&format!("; {} not shown", thousands(more as u64)));
    }
    screen.remark(0, &summary)?;
    let is_dead = |finding: &Finding| finding.code == Code::DeadLink;
    if let Some(folder) = context.bare_folder
        && check.findings.iter().any(is_dead)
    {
        screen.remark(
            0,
            &format!(
                "{}; if it is not the whole vault, name that with --vault DIR",
                vault_in_words(folder, true)
            ),
        )?;
    }
    Ok(())
}

fn show_finding(screen: &mut Screen, finding: &Finding, columns: &Columns) -> anyhow::Result<()> {
    screen.text("  ")?;
    screen.styled(Style::Faint, &format!("{:<1$}", place(finding), columns.place))?;
    screen.text("  ")?;
    let style = match finding.severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Hint => Style::Faint,
    };
    screen.styled(style, finding.code.as_str())?;
    let mut indent = 2 + columns.place + 2 + columns.code + 2;
    if screen.width().is_some_and(|width| width < indent + NARROWEST_MESSAGE) {
        indent = 6;
        screen.end_line()?;
    }
    let advice = advice(finding);
    let width = finding.message.width() + advice.width();
    if screen.width().is_none_or(|columns| indent + width <= columns) {
        screen.indent_to(indent)?;
        screen.text(&finding.message)?;
        screen.styled(Style::Advice, &advice)?;
        return Ok(screen.end_line()?);
    }
    screen.paragraph(indent, &finding.message, &[], None)?;
    for suggestion in shown(finding) {
        let line = format!("→ {suggestion}");
        screen.paragraph(indent, &line, &[], Some(Style::Advice))?;
    }
    Ok(())
}

fn place(finding: &Finding) -> String {
    format!("{}:{}", finding.line, finding.column)
}

/// What to write instead, to stand behind the message; empty if nobody knows.
pub(super) fn advice(finding: &Finding) -> String {
    let shown = shown(finding);
    if shown.is_empty() { String::new() } else { format!("  → {}", shown.join(" or ")) }
}

/// The suggestions, or as many as one reads and how many more there are.
fn shown(finding: &Finding) -> Vec<String> {
    let all = &finding.suggestions;
    let mut shown: Vec<String> = all.iter().take(MOST_SUGGESTIONS).cloned().collect();
    if all.len() > shown.len() {
        shown.push(format!("{} more", thousands((all.len() - shown.len()) as u64)));
    }
    shown
}

/// `5 errors, 2 warnings in 90 notes: 4 dead-link, 2 ambiguous-link, 1 dead-anchor; 3 more links lead
/// nowhere and are not reported: 3 to pages that the site's generator makes`
fn summary(check: &Check, all_notes: usize) -> String {
    let number =
        |severity| check.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut counts: Vec<String> = Severity::ALL
        .into_iter()
        .filter(|&severity| number(severity) > 0)
        .map(|severity| count(number(severity), severity.as_str()))
        .collect();
    if number(Severity::Error) + number(Severity::Warning) == 0 {
        counts.insert(0, "no problems".to_owned());
    }
    let mut summary = format!("{} in ", counts.join(", "));
    if check.notes < all_notes {
        summary.push_str(&format!("{} of ", thousands(check.notes as u64)));
    }
    summary.push_str(&count(all_notes, "note"));
    let mut codes: Vec<(usize, Code)> = Code::ALL
        .into_iter()
        .map(|code| (check.findings.iter().filter(|each| each.code == code).count(), code))
        .filter(|&(number, _)| number > 0)
        .collect();
    codes.sort_by_key(|&(number, _)| std::cmp::Reverse(number));
    let codes: Vec<String> = codes
        .into_iter()
        .map(|(number, code)| format!("{} {code}", thousands(number as u64)))
        .collect();
    if !codes.is_empty() {
        summary.push_str(&format!(": {}", codes.join(", ")));
    }
    if check.ignored > 0 {
        let ignored = thousands(check.ignored as u64);
        summary.push_str(&format!("; {ignored} ignored by lore.toml or comments"));
    }
    if !check.left_out.is_empty() {
        let reasons = check.left_out.iter();
        let reasons: Vec<String> =
            reasons.map(|(&reason, &links)| left_out(reason, links)).collect();
        summary.push_str(&format!("; links not reported: {}", reasons.join(", ")));
    }
    summary
}

/// What is said of so many links that are not reported.
fn left_out(reason: LeftOut, links: usize) -> String {
    let what = match reason {
        LeftOut::Comment => "in comments (--hints shows them)",
        LeftOut::SitePage => "to pages that the site's generator makes",
        LeftOut::OutsideVault => "to what is outside the vault",
        LeftOut::NotRead => "to what exists, but is not read",
        LeftOut::Placeholder if links == 1 => "placeholder of a template",
        LeftOut::Placeholder => "placeholders of templates",
        LeftOut::PlaceOfViewers => "to places that viewers make (#top, #L10)",
        LeftOut::Unreadable => "to what cannot be read",
    };
    format!("{} {what}", thousands(links as u64))
}
