//! `lore orphans`: shows what is cut off, why, and where it could be linked from, as text or JSON. Leaves
//! out what makes an orphan of each kind, which the engine decides.

use lore_engine::{Orphan, OrphanKind, OrphanOptions, OrphanSort, Orphans};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::OrphansArgs;
use crate::json;
use crate::screen::{Screen, Style};

/// So many daily notes are shown in one line.
const MANY_DAILY: usize = 4;
/// How many index notes are named.
const INDEX_NOTES: usize = 3;

#[derive(Serialize)]
struct Answer<'a> {
    kind: &'a str,
    counts: OrphanCounts,
    index_notes: &'a [String],
    total: usize,
    left_out: usize,
    ignored: usize,
    orphans: Vec<JsonOrphan<'a>>,
}

/// How many there are of each kind; null where it cannot be told.
#[derive(Serialize)]
pub(super) struct OrphanCounts {
    unreferenced: Option<usize>,
    dead_end: Option<usize>,
    isolated: Option<usize>,
    unreachable: Option<usize>,
    only_from_hubs: Option<usize>,
    sections: Option<usize>,
}

#[derive(Serialize)]
struct JsonOrphan<'a> {
    path: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    heading: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    incoming: usize,
    outgoing: usize,
    words: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    daily: bool,
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

impl OrphanCounts {
    pub(super) fn of(counts: &[(OrphanKind, Option<usize>)]) -> OrphanCounts {
        let of = |kind: OrphanKind| orphans_of(counts, kind);
        OrphanCounts {
            unreferenced: of(OrphanKind::Unreferenced),
            dead_end: of(OrphanKind::DeadEnd),
            isolated: of(OrphanKind::Isolated),
            unreachable: of(OrphanKind::Unreachable),
            only_from_hubs: of(OrphanKind::OnlyFromHubs),
            sections: of(OrphanKind::Sections),
        }
    }
}

/// How many there are of a kind; nothing where it cannot be told.
pub(super) fn orphans_of(
    counts: &[(OrphanKind, Option<usize>)],
    kind: OrphanKind,
) -> Option<usize> {
    counts.iter().find(|(counted, _)| *counted == kind).and_then(|(_, number)| *number)
}

/// How many there are of each kind, in one sentence.
pub(super) fn in_numbers(counts: &[(OrphanKind, Option<usize>)]) -> String {
    let parts = counts.iter().map(|&(kind, number)| {
        let shown = number.map_or("–".to_owned(), |number| thousands(number as u64));
        format!("{shown} {}", in_counts(kind, number))
    });
    parts.collect::<Vec<_>>().join(", ")
}

pub(crate) fn run(context: &mut Context<'_>, args: &OrphansArgs) -> anyhow::Result<Outcome> {
    let sort = args.sort;
    let suggest = args.suggest || sort == OrphanSort::Suggested;
    let limit = args.limit.map(|limit| limit as usize);
    let kind = kind(args);
    let found = context.engine.orphans(&OrphanOptions { kind, sort, limit, suggest });
    if context.json {
        context.screen.json(&json::line(&to_json(&found, kind, suggest))?)?;
    } else {
        show(context, args, kind, &found)?;
    }
    Ok(Outcome::answer_if(!found.orphans.is_empty()))
}

/// The kind that is asked for.
fn kind(args: &OrphansArgs) -> OrphanKind {
    if args.isolated { OrphanKind::Isolated } else { args.kind }
}

fn to_json(found: &Orphans, kind: OrphanKind, suggest: bool) -> Answer<'_> {
    let orphans = found.orphans.iter().map(|orphan| JsonOrphan {
        path: &orphan.path,
        title: &orphan.title,
        heading: &orphan.heading,
        line: orphan.line,
        incoming: orphan.incoming,
        outgoing: orphan.outgoing,
        words: orphan.words,
        date: orphan.date.map(|date| date.to_string()),
        daily: orphan.is_daily,
        remarks: &orphan.remarks,
        suggestions: suggest.then(|| suggestions(orphan)),
    });
    Answer {
        kind: kind.as_str(),
        counts: OrphanCounts::of(&found.counts),
        index_notes: &found.starts,
        total: found.total,
        left_out: found.total - found.orphans.len(),
        ignored: found.ignored,
        orphans: orphans.collect(),
    }
}

fn suggestions(orphan: &Orphan) -> Vec<JsonSuggestion<'_>> {
    let suggestions = orphan.suggestions.iter().map(|suggestion| JsonSuggestion {
        path: &suggestion.path,
        line: suggestion.line,
        score: json::thousandths(suggestion.score),
        reason: &suggestion.reason,
    });
    suggestions.collect()
}

fn show(
    context: &mut Context<'_>,
    args: &OrphansArgs,
    kind: OrphanKind,
    found: &Orphans,
) -> anyhow::Result<()> {
    let notes = context.engine.refreshed().notes;
    let screen = &mut *context.screen;
    screen.remark(0, &in_numbers(&found.counts))?;
    if found.orphans.is_empty() {
        return nothing(screen, kind, found, notes);
    }
    screen.end_line()?;
    let daily = found.orphans.iter().filter(|orphan| orphan.is_daily).count();
    let (daily, others): (Vec<&Orphan>, Vec<&Orphan>) = found
        .orphans
        .iter()
        .partition(|orphan| orphan.is_daily && !args.all && daily >= MANY_DAILY);
    for orphan in others {
        show_orphan(screen, orphan, kind, args.sort)?;
    }
    show_daily(screen, &daily)?;
    let mut summary =
        format!("{} {}", what(kind, found.total, notes), definition(kind, found.total));
    if kind == OrphanKind::Unreachable {
        summary.push_str(&format!(" {}", index_notes(&found.starts)));
    }
    let left_out = found.total - found.orphans.len();
    if left_out > 0 {
        summary.push_str(&format!("; {} more with --limit", thousands(left_out as u64)));
    }
    if found.ignored > 0 {
        let ignored = count(found.ignored, "note");
        summary.push_str(&format!("; [orphans] ignore leaves out {ignored}"));
    }
    screen.end_line()?;
    screen.remark(0, &summary)?;
    Ok(())
}

fn show_orphan(
    screen: &mut Screen,
    orphan: &Orphan,
    kind: OrphanKind,
    order: OrphanSort,
) -> anyhow::Result<()> {
    screen.place(&orphan.path, orphan.line)?;
    screen.text(&format!("  {}", orphan.title))?;
    screen.styled(Style::Faint, &format!("  {}", about(orphan, kind)))?;
    if order == OrphanSort::Oldest {
        let date = orphan.date.map_or("of unknown age".to_owned(), |date| date.to_string());
        screen.styled(Style::Faint, &format!(", {date}"))?;
    }
    screen.end_line()?;
    for remark in &orphan.remarks {
        screen.remark(4, remark)?;
    }
    for suggestion in &orphan.suggestions {
        let place = suggestion
            .line
            .map_or_else(|| suggestion.path.clone(), |line| format!("{}:{line}", suggestion.path));
        let text = match kind {
            OrphanKind::DeadEnd => format!("it could link to {place}: {}", suggestion.reason),
            _ => format!("link it from {place}: {}", suggestion.reason),
        };
        screen.paragraph(4, &text, &[], None)?;
    }
    Ok(())
}

/// What one would like to know of an orphan before opening it.
fn about(orphan: &Orphan, kind: OrphanKind) -> String {
    let links = match orphan.outgoing {
        0 => "links to no note".to_owned(),
        outgoing => format!("links to {}", count(outgoing, "note")),
    };
    let words = count(orphan.words as usize, "word");
    match kind {
        OrphanKind::DeadEnd => {
            let from = match orphan.incoming {
                0 => "linked from no note".to_owned(),
                incoming => format!("linked from {}", count(incoming, "note")),
            };
            format!("{from}, {words}")
        }
        OrphanKind::Unreferenced
        | OrphanKind::Isolated
        | OrphanKind::Unreachable
        | OrphanKind::OnlyFromHubs
        | OrphanKind::Sections => format!("{links}, {words}"),
    }
}

/// Daily notes in one line, as they would hide the others.
fn show_daily(screen: &mut Screen, daily: &[&Orphan]) -> anyhow::Result<()> {
    let paths = || daily.iter().map(|orphan| orphan.path.as_str());
    let (Some(first), Some(last)) = (paths().min(), paths().max()) else { return Ok(()) };
    screen.place(first, None)?;
    let notes = count(daily.len(), "daily note");
    screen.styled(Style::Faint, &format!(" … {last}  {notes}; --all lists each"))?;
    screen.end_line()?;
    Ok(())
}

fn in_counts(kind: OrphanKind, number: Option<usize>) -> &'static str {
    match (kind, number) {
        (OrphanKind::Unreferenced, _) => "unreferenced",
        (OrphanKind::DeadEnd, Some(1)) => "dead end",
        (OrphanKind::DeadEnd, _) => "dead ends",
        (OrphanKind::Isolated, _) => "isolated",
        (OrphanKind::Unreachable, _) => "unreachable",
        (OrphanKind::OnlyFromHubs, _) => "only from hubs",
        (OrphanKind::Sections, Some(1)) => "section",
        (OrphanKind::Sections, _) => "sections",
    }
}

/// `3 of 90 notes`, `1 section or entry in 90 notes`.
fn what(kind: OrphanKind, number: usize, notes: usize) -> String {
    let among = count(notes, "note");
    match (kind, number) {
        (OrphanKind::Sections, 1) => format!("1 section or entry in {among}"),
        (OrphanKind::Sections, number) => {
            format!("{} sections and entries in {among}", thousands(number as u64))
        }
        (
            OrphanKind::Unreferenced
            | OrphanKind::DeadEnd
            | OrphanKind::Isolated
            | OrphanKind::Unreachable
            | OrphanKind::OnlyFromHubs,
            number,
        ) => format!("{} of {among}", thousands(number as u64)),
    }
}

/// What is the matter with so many orphans of a kind.
fn definition(kind: OrphanKind, number: usize) -> &'static str {
    match (kind, number) {
        (OrphanKind::Unreferenced, 1) => "is not linked from any other note",
        (OrphanKind::Unreferenced, _) => "are not linked from any other note",
        (OrphanKind::DeadEnd, 1) => "links to no other note",
        (OrphanKind::DeadEnd, _) => "link to no other note",
        (OrphanKind::Isolated, 1) => "neither links to another note nor is linked from one",
        (OrphanKind::Isolated, _) => "neither link to another note nor are linked from one",
        (OrphanKind::Unreachable, _) => "cannot be reached by links from",
        (OrphanKind::OnlyFromHubs, 1) => {
            "is linked only from index notes, daily notes or lists of links"
        }
        (OrphanKind::OnlyFromHubs, _) => {
            "are linked only from index notes, daily notes or lists of links"
        }
        (OrphanKind::Sections, 1) => "has no link, topic or tag in common with anything else",
        (OrphanKind::Sections, _) => "have no link, topic or tag in common with anything else",
    }
}

/// Where notes are reached from.
fn index_notes(starts: &[String]) -> String {
    let named = starts[..starts.len().min(INDEX_NOTES)].join(", ");
    match starts.len().saturating_sub(INDEX_NOTES) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn nothing(
    screen: &mut Screen,
    kind: OrphanKind,
    found: &Orphans,
    notes: usize,
) -> anyhow::Result<()> {
    let among = count(notes, "note");
    let text = match kind {
        OrphanKind::Unreachable if orphans_of(&found.counts, kind).is_none() => {
            "no index note is found from which notes could be reached: [orphans] index in lore.toml \
             names them, as in index = [\"Start.md\"]"
                .to_owned()
        }
        OrphanKind::Unreferenced => format!("no orphans among {among}"),
        OrphanKind::DeadEnd => format!("no dead ends among {among}"),
        OrphanKind::Isolated => format!("no isolated notes among {among}"),
        OrphanKind::Unreachable => {
            format!("each of {among} is reached from {}", index_notes(&found.starts))
        }
        OrphanKind::OnlyFromHubs => format!("no notes linked only from hubs among {among}"),
        OrphanKind::Sections => format!("no orphan sections or entries in {among}"),
    };
    screen.paragraph(0, &text, &[], None)?;
    Ok(())
}
