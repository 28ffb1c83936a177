//! `lore timeline`: shows entries in the order of their days or numbers, as text or JSON. Leaves out what
//! an entry is and which days a text names, which the engine says.

use anyhow::bail;
use lore_engine::{Days, TimelineEntry};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::{TimelineArgs, joined};
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    /// How many earlier ones `--limit` left out.
    left_out: usize,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// Of an entry without a day, the one under which it is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<u32>,
    label: &'a str,
    path: &'a str,
    line: u32,
    topics: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

pub(crate) fn run(context: &mut Context<'_>, args: &TimelineArgs) -> anyhow::Result<Outcome> {
    let days = match &args.date {
        Some(text) => match Days::read(text, lore_engine::today()) {
            Some(days) => Some(days),
            None => {
                bail!("--date: “{text}” names no days; write 2024-03, 2023.. or last-week")
            }
        },
        None => None,
    };
    let topic = joined(&args.topic);
    let topic = topic.as_deref();
    let mut entries = context.engine.timeline(topic, days)?;
    let limit = args.limit.map_or(usize::MAX, |limit| limit as usize);
    let left_out = entries.len().saturating_sub(limit);
    entries.drain(..left_out);
    if context.json {
        let answer = Answer { topic, left_out, entries: entries.iter().map(to_json).collect() };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        show(context, topic, days, &entries, left_out)?;
    }
    Ok(Outcome::answer_if(!entries.is_empty()))
}

fn to_json(entry: &TimelineEntry) -> Entry<'_> {
    Entry {
        date: entry.date.map(|date| date.to_string()),
        near: entry.near.filter(|_| entry.date.is_none()).map(|near| near.to_string()),
        order: entry.order,
        label: &entry.label,
        path: &entry.path,
        line: entry.line,
        topics: &entry.topics,
        how: entry.why.as_ref().map(|why| why.how.as_str()),
        name: entry.why.as_ref().map(|why| why.name.as_str()),
    }
}

fn show(
    context: &mut Context<'_>,
    topic: Option<&str>,
    days: Option<Days>,
    entries: &[TimelineEntry],
    left_out: usize,
) -> anyhow::Result<()> {
    let summary = match entries.len() {
        0 => nothing(context, topic, days)?,
        number if left_out > 0 => {
            let all = count(number + left_out, "entry");
            match number {
                1 => format!("the latest of {all}"),
                number => format!("the latest {} of {all}", thousands(number as u64)),
            }
        }
        number => count(number, "entry"),
    };
    let screen = &mut *context.screen;
    let has_days = entries.iter().any(|entry| entry.near.is_some());
    let mut group = None;
    for entry in entries {
        let year = entry.near.map(|date| date.year());
        if has_days && group != Some(year) {
            let name = year.map_or_else(|| "without a date".to_owned(), |year| year.to_string());
            screen.styled(Style::Group, &name)?;
            screen.end_line()?;
            group = Some(year);
        }
        match (entry.date, entry.near) {
            (Some(date), _) => {
                screen.text(&format!("{:02}-{:02}  ", date.month(), date.day()))?;
            }
            (None, Some(_)) => screen.text("       ")?,
            (None, None) => {}
        }
        screen.hang_here();
        screen.styled(Style::Title, &entry.label)?;
        screen.text("  ")?;
        screen.place(&entry.path, entry.line)?;
        if let Some(why) = &entry.why {
            screen.styled(Style::Faint, &format!("  {} {}", why.how, why.name))?;
        }
        screen.end_line()?;
    }
    screen.remark(0, &summary)?;
    Ok(())
}

/// Why there is no entry: of what days those are that were not asked for, else that there is none.
fn nothing(
    context: &Context<'_>,
    topic: Option<&str>,
    days: Option<Days>,
) -> anyhow::Result<String> {
    let others = if days.is_some() { context.engine.timeline(topic, None)? } else { Vec::new() };
    let of_days = || others.iter().filter_map(|entry| entry.date);
    let about = topic.map(|topic| format!(" about “{topic}”")).unwrap_or_default();
    Ok(match (topic, days, of_days().min(), of_days().max()) {
        (_, Some(days), Some(first), Some(last)) if first == last => {
            format!("no entry{about} is dated {days}; the only date is {first}")
        }
        (_, Some(days), Some(first), Some(last)) => {
            format!("no entry{about} is dated {days}; the dates run from {first} to {last}")
        }
        (_, Some(_), ..) if !others.is_empty() => {
            format!("no entry{about} names a day; they have numbers, as in “Day 7”")
        }
        (Some(topic), ..) => format!("no entry of a day or number has to do with “{topic}”"),
        (None, ..) => "no heading or note here names a day or a number, as in “Day 7”".to_owned(),
    })
}
