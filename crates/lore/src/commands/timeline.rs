//! `lore timeline`.

use anyhow::bail;
use lore_engine::{Days, TimelineEntry};
use serde::Serialize;

use super::{Context, Outcome, count};
use crate::cli::TimelineArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
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
                bail!("--date knows no “{text}”; it is given as in 2024-03, 2023.. or last-week")
            }
        },
        None => None,
    };
    let topic = args.topic.as_deref();
    let entries = context.engine.timeline(topic, days)?;
    if context.json {
        let answer = Answer { topic, entries: entries.iter().map(to_json).collect() };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        show(context, topic, &entries)?;
    }
    Ok(Outcome::answer_if(!entries.is_empty()))
}

fn to_json(entry: &TimelineEntry) -> Entry<'_> {
    Entry {
        date: entry.date.map(|date| date.to_string()),
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
    entries: &[TimelineEntry],
) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    let has_days = entries.iter().any(|entry| entry.date.is_some());
    let mut group = None;
    for entry in entries {
        let year = entry.date.map(|date| date.year());
        if has_days && group != Some(year) {
            let name = year.map_or_else(|| "without a day".to_owned(), |year| year.to_string());
            screen.styled(Style::Group, &name)?;
            screen.end_line()?;
            group = Some(year);
        }
        if let Some(date) = entry.date {
            screen.text(&format!("{:02}-{:02}  ", date.month(), date.day()))?;
        }
        screen.styled(Style::Title, &entry.label)?;
        screen.text("  ")?;
        screen.place(&format!("{}:{}", entry.path, entry.line), &entry.path)?;
        if let Some(why) = &entry.why {
            screen.styled(Style::Faint, &format!("  {} {}", why.how, why.name))?;
        }
        screen.end_line()?;
    }
    let summary = match (topic, entries.len()) {
        (Some(topic), 0) => format!("no entry of a day or number has to do with “{topic}”"),
        (None, 0) => "no heading or note here names a day or a number, as in “Day 7”".to_owned(),
        (_, number) => count(number, "entry").replace("entrys", "entries"),
    };
    screen.styled(Style::Faint, &summary)?;
    screen.end_line()?;
    Ok(())
}
