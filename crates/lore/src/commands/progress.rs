//! `lore progress`: shows how far things have come, kind by kind, as text or JSON. Leaves out what a status
//! means and what is one thing, which the engine says.

use lore_engine::{OtherStatus, Portion, ProgressGroup, ProgressItem, ProgressOptions, State};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::{ProgressArgs, ProgressState, joined};
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    total: usize,
    done: usize,
    kinds: Vec<JsonGroup<'a>>,
}

#[derive(Serialize)]
struct JsonGroup<'a> {
    kind: &'a str,
    total: usize,
    done: usize,
    in_progress: usize,
    planned: usize,
    stopped: usize,
    other: usize,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    name: &'a str,
    kind: &'a str,
    state: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Share>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<Share>,
    path: &'a str,
    line: u32,
    details: Vec<Detail<'a>>,
    also: Vec<JsonOther<'a>>,
}

/// How many of how many.
#[derive(Serialize)]
struct Share {
    done: usize,
    total: usize,
}

#[derive(Serialize)]
struct Detail<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct JsonOther<'a> {
    state: &'a str,
    status: &'a str,
    path: &'a str,
    line: u32,
}

pub(crate) fn run(context: &mut Context<'_>, args: &ProgressArgs) -> anyhow::Result<Outcome> {
    let state = args.state.map(state_of);
    let name = joined(&args.name);
    let options = ProgressOptions { name: name.as_deref(), kind: args.kind.as_deref(), state };
    let groups = context.engine.progress(&options)?;
    let limit = args.limit as usize;
    if context.json {
        let answer = Answer {
            total: groups.iter().map(ProgressGroup::total).sum(),
            done: groups.iter().map(|group| group.count(State::Done)).sum(),
            kinds: groups.iter().map(|group| to_json(group, limit)).collect(),
        };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        for (nth, group) in groups.iter().enumerate() {
            if nth > 0 {
                context.screen.end_line()?;
            }
            show(context.screen, group, limit)?;
        }
        if groups.is_empty() {
            let nothing = nothing(context, args)?;
            context.screen.remark(0, &nothing)?;
        }
    }
    Ok(Outcome::answer_if(!groups.is_empty()))
}

fn state_of(state: ProgressState) -> State {
    match state {
        ProgressState::Done => State::Done,
        ProgressState::InProgress => State::InProgress,
        ProgressState::Planned => State::Planned,
        ProgressState::Stopped => State::Stopped,
        ProgressState::Other => State::Other,
    }
}

/// Why nothing is shown, and what would be.
fn nothing(context: &Context<'_>, args: &ProgressArgs) -> anyhow::Result<String> {
    let all = context.engine.progress(&ProgressOptions::default())?;
    if all.is_empty() {
        return Ok("nothing here has a status: `status: reading` in the front matter of a note, \
                   `**Status:** done` in its text, or a table with a column “Status”"
            .to_owned());
    }
    let kinds: Vec<&str> = all.iter().map(|group| group.kind.as_str()).collect();
    let state = args.state.map(state_of);
    let wanted = match (&args.kind, state) {
        (Some(kind), None) => format!("nothing of the kind “{kind}” has a status"),
        (None, Some(state)) => format!("nothing is {}", state.as_str()),
        (Some(kind), Some(state)) => format!("nothing of the kind “{kind}” is {}", state.as_str()),
        (None, None) => "nothing here has a status".to_owned(),
    };
    Ok(format!("{wanted}; kinds with a status: {}", kinds.join(", ")))
}

fn to_json(group: &ProgressGroup, limit: usize) -> JsonGroup<'_> {
    JsonGroup {
        kind: &group.kind,
        total: group.total(),
        done: group.count(State::Done),
        in_progress: group.count(State::InProgress),
        planned: group.count(State::Planned),
        stopped: group.count(State::Stopped),
        other: group.count(State::Other),
        items: group.items.iter().take(limit).map(item_to_json).collect(),
    }
}

fn item_to_json(item: &ProgressItem) -> JsonItem<'_> {
    let details = item.details.iter().map(|(name, value)| Detail { name, value });
    let also = item.also.iter().map(|OtherStatus { state, status, path, line }| JsonOther {
        state: state.as_str(),
        status,
        path,
        line: *line,
    });
    let share = |Portion { done, total }: Portion| Share { done, total };
    JsonItem {
        name: &item.name,
        kind: &item.kind,
        state: item.state.as_str(),
        status: &item.status,
        measure: item.measure.map(share),
        parts: item.parts.map(share),
        tasks: item.tasks.map(share),
        path: &item.path,
        line: item.line,
        details: details.collect(),
        also: also.collect(),
    }
}

fn show(screen: &mut Screen, group: &ProgressGroup, limit: usize) -> anyhow::Result<()> {
    screen.styled(Style::Group, &group.kind)?;
    screen.styled(Style::Faint, &format!("  {}", counts(group)))?;
    screen.end_line()?;
    let shown = &group.items[..group.items.len().min(limit)];
    let mut before = None;
    for item in shown {
        if before != Some(item.state) {
            screen.styled(Style::Faint, &format!("  {}", item.state.as_str()))?;
            screen.end_line()?;
            before = Some(item.state);
        }
        show_item(screen, item)?;
    }
    if group.items.len() > shown.len() {
        let more = thousands((group.items.len() - shown.len()) as u64);
        screen.remark(2, &format!("{more} more; --limit shows them"))?;
    }
    Ok(())
}

/// `2 of 7 done, 3 in progress`
fn counts(group: &ProgressGroup) -> String {
    let done = thousands(group.count(State::Done) as u64);
    let mut counts = format!("{done} of {} done", thousands(group.total() as u64));
    for state in State::ALL.into_iter().filter(|&state| state != State::Done) {
        let number = group.count(state);
        if number > 0 {
            counts.push_str(&format!(", {} {}", thousands(number as u64), state.as_str()));
        }
    }
    counts
}

fn show_item(screen: &mut Screen, item: &ProgressItem) -> anyhow::Result<()> {
    screen.text("    ")?;
    screen.styled(Style::Title, &item.name)?;
    screen.text("  ")?;
    screen.place(&item.path, item.line)?;
    let mut remarks: Vec<String> = Vec::new();
    if says_more(&item.status, item.state) {
        remarks.push(shortened(&item.status));
    }
    if let Some(Portion { done, total }) = item.parts {
        remarks.push(format!("{} of {} done", thousands(done as u64), count(total, "part")));
    }
    if let Some(Portion { done, total }) = item.tasks {
        remarks.push(format!("{} of {} done", thousands(done as u64), count(total, "task")));
    }
    if !remarks.is_empty() {
        screen.styled(Style::Faint, &format!("  {}", remarks.join(", ")))?;
    }
    screen.end_line()?;
    if !item.details.is_empty() {
        let details = item.details.iter().map(|(name, value)| format!("{name}: {value}"));
        let details = details.collect::<Vec<_>>().join("; ");
        screen.remark(6, &details)?;
    }
    let differs = |other: &&OtherStatus| other.state != item.state && other.state != State::Other;
    for other in item.also.iter().filter(differs) {
        let place = format!("but {} in {}:{}", other.state.as_str(), other.path, other.line);
        screen.remark(6, &place)?;
    }
    Ok(())
}

/// The beginning of a status on which somebody went on writing.
fn shortened(status: &str) -> String {
    const LONGEST: usize = 40;
    match status.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", status[..end].trim_end()),
        None => status.to_owned(),
    }
}

/// Whether a status as written says more than the state it stands for: a sign does not.
fn says_more(status: &str, state: State) -> bool {
    let is_code = status.starts_with(':') && status.ends_with(':') && !status.contains(' ');
    let has_words = status.chars().any(char::is_alphanumeric);
    let spaced = status.to_lowercase().replace(['-', '_'], " ");
    has_words && !is_code && !status.starts_with('[') && spaced != state.as_str()
}
