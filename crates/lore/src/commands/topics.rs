//! `lore topics`.

use lore_engine::{Place, Topic};
use serde::Serialize;

use super::{Context, Outcome, count};
use crate::cli::TopicsArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    topics: Vec<JsonTopic<'a>>,
}

#[derive(Serialize)]
struct JsonTopic<'a> {
    name: &'a str,
    kind: &'a str,
    notes: usize,
    sections: usize,
    broader: &'a [String],
    narrower: &'a [String],
    about: &'a [String],
    #[serde(rename = "where")]
    places: Vec<JsonPlace<'a>>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    path: &'a str,
    line: u32,
    heading: &'a [String],
    how: &'a str,
}

/// Where topics are listed together, each shows this many places.
const PLACES: usize = 3;

pub(crate) fn run(context: &mut Context<'_>, args: &TopicsArgs) -> anyhow::Result<Outcome> {
    let topics = match &args.name {
        Some(name) => context.engine.topic_named(name)?,
        None => context.engine.topics(args.all),
    };
    if context.json {
        let answer = Answer { topics: topics.iter().map(to_json).collect() };
        context.screen.json(&json::line(&answer)?)?;
    } else if topics.is_empty() {
        context
            .screen
            .text("no topics: notes declare them by `topic:`, `**Topic:** …` or #tags")?;
        context.screen.end_line()?;
    } else if args.name.is_some() {
        show_one(context, &topics)?;
    } else {
        show_all(context, &topics)?;
    }
    Ok(Outcome::answer_if(!topics.is_empty()))
}

fn to_json(topic: &Topic) -> JsonTopic<'_> {
    fn place(place: &Place) -> JsonPlace<'_> {
        JsonPlace { path: &place.path, line: place.line, heading: &place.heading, how: &place.how }
    }
    JsonTopic {
        name: &topic.name,
        kind: topic.kind,
        notes: topic.notes,
        sections: topic.sections,
        broader: &topic.broader,
        narrower: &topic.narrower,
        about: &topic.about,
        places: topic.places.iter().map(place).collect(),
    }
}

fn show_all(context: &mut Context<'_>, topics: &[Topic]) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    for topic in topics {
        screen.text(&"  ".repeat(topic.depth))?;
        let name =
            if topic.kind == "tag" { format!("#{}", topic.name) } else { topic.name.clone() };
        screen.styled(Style::Title, &name)?;
        if topic.sections > 0 {
            screen.styled(Style::Faint, &format!("  {}", count(topic.sections, "section")))?;
        }
        let mut places: Vec<String> = topic
            .places
            .iter()
            .map(|place| if place.heading.is_empty() { &place.path } else { &place.label })
            .filter(|label| **label != topic.name)
            .cloned()
            .collect();
        places.dedup();
        if topic.kind != "tag" && (1..=PLACES).contains(&places.len()) {
            screen.styled(Style::Path, &format!("  {}", places.join(", ")))?;
        }
        screen.end_line()?;
    }
    Ok(())
}

fn show_one(context: &mut Context<'_>, topics: &[Topic]) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    let topic = &topics[0];
    screen.styled(Style::Title, &topic.name)?;
    screen.styled(
        Style::Faint,
        &format!(
            "  {}  {} in {}",
            topic.kind,
            count(topic.sections, "section"),
            count(topic.notes, "note")
        ),
    )?;
    screen.end_line()?;
    for (word, names) in [("broader", &topic.broader), ("narrower", &topic.narrower)] {
        if !names.is_empty() {
            screen.paragraph(2, &format!("{word}: {}", names.join(", ")), &[], None)?;
        }
    }
    for topic in topics {
        if topic.places.is_empty() {
            continue;
        }
        screen.end_line()?;
        screen.styled(Style::Group, &topic.name)?;
        screen.end_line()?;
        for place in &topic.places {
            screen.text("  ")?;
            screen.styled(Style::Path, &format!("{}:{}", place.path, place.line))?;
            screen.text(&format!("  {}", place.label))?;
            screen.styled(Style::Faint, &format!("  {}", place.how))?;
            screen.end_line()?;
        }
    }
    Ok(())
}
