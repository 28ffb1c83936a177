//! `lore stats`.

use std::fmt;

use lore_engine::{Language, Profile, ProfileChoice, Stats};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    profile: Profile,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_shown_by: Option<&'a str>,
    notes: usize,
    files: usize,
    sections: usize,
    words: u64,
    links: usize,
    resolved_links: usize,
    dead_links: usize,
    dead_anchors: usize,
    ambiguous_links: usize,
    external_links: usize,
    topics: usize,
    tags: usize,
    orphans: usize,
    isolated: usize,
    open_tasks: usize,
    tasks: usize,
    most_linked: Vec<Linked<'a>>,
    largest_topics: Vec<Sized<'a>>,
    types: Vec<Sized<'a>>,
    languages: Vec<Sized<'a>>,
}

#[derive(Serialize)]
struct Linked<'a> {
    title: &'a str,
    path: &'a str,
    incoming: usize,
}

#[derive(Serialize)]
struct Sized<'a> {
    name: &'a str,
    count: usize,
}

pub(crate) fn run(context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let stats = context.engine.stats();
    if context.json {
        context.screen.json(&json::line(&to_json(&stats, context.engine.profile()))?)?;
    } else {
        let root = context.engine.root().display().to_string();
        show(context.screen, &root, context.engine.profile(), &stats)?;
    }
    Ok(Outcome::Answer)
}

fn to_json(stats: &Stats, profile: ProfileChoice) -> Answer<'_> {
    fn sized(list: &[(String, usize)]) -> Vec<Sized<'_>> {
        list.iter().map(|(name, count)| Sized { name, count: *count }).collect()
    }
    let linked = stats.most_linked.iter().map(|(title, path, incoming)| Linked {
        title,
        path,
        incoming: *incoming,
    });
    Answer {
        profile: profile.profile,
        profile_shown_by: profile.shown_by,
        notes: stats.notes,
        files: stats.files,
        sections: stats.sections,
        words: stats.words,
        links: stats.links,
        resolved_links: stats.resolved_links,
        dead_links: stats.dead_links,
        dead_anchors: stats.dead_anchors,
        ambiguous_links: stats.ambiguous_links,
        external_links: stats.external_links,
        topics: stats.topics,
        tags: stats.tags,
        orphans: stats.orphans,
        isolated: stats.isolated,
        open_tasks: stats.tasks.0,
        tasks: stats.tasks.1,
        most_linked: linked.collect(),
        largest_topics: sized(&stats.largest_topics),
        types: sized(&stats.kinds),
        languages: stats
            .languages
            .iter()
            .map(|&(language, count)| Sized { name: language.as_str(), count })
            .collect(),
    }
}

fn show(
    screen: &mut Screen,
    root: &str,
    profile: ProfileChoice,
    stats: &Stats,
) -> anyhow::Result<()> {
    screen.styled(Style::Title, root)?;
    screen.end_line()?;
    let links = format!(
        "{} ({} resolved, {} dead, {}, {} ambiguous), {} to the outside",
        count(stats.links, "link"),
        thousands(stats.resolved_links as u64),
        thousands(stats.dead_links as u64),
        count(stats.dead_anchors, "dead anchor"),
        thousands(stats.ambiguous_links as u64),
        thousands(stats.external_links as u64),
    );
    let lines = [
        format!(
            "{}, {}, {} words, {}",
            count(stats.notes, "note"),
            count(stats.sections, "section"),
            thousands(stats.words),
            count(stats.files, "other file")
        ),
        links,
        match profile.shown_by {
            Some(file) => format!("links as in {} (shown by {file})", profile.profile),
            None => format!("links as in {}", profile.profile),
        },
        format!(
            "{}, {} without links of their own",
            count(stats.orphans, "orphan"),
            thousands(stats.isolated as u64)
        ),
        format!("{}, {}", count(stats.topics, "topic"), count(stats.tags, "tag")),
        format!("{}, {} open", count(stats.tasks.1, "task"), thousands(stats.tasks.0 as u64)),
    ];
    for line in lines {
        screen.paragraph(2, &line, &[], None)?;
    }
    list(screen, "most linked", stats.most_linked.iter().map(|(title, _, n)| (title, *n)))?;
    list(screen, "largest topics", stats.largest_topics.iter().map(|(name, n)| (name, *n)))?;
    list(screen, "types of notes", stats.kinds.iter().map(|(name, n)| (name, *n)))?;
    if stats.languages.iter().any(|&(language, _)| language != Language::English) {
        let languages = stats.languages.iter().map(|&(language, n)| match language {
            Language::English => ("english or not known", n),
            language => (language.as_str(), n),
        });
        list(screen, "languages", languages)?;
    }
    Ok(())
}

fn list(
    screen: &mut Screen,
    name: &str,
    items: impl Iterator<Item = (impl fmt::Display, usize)>,
) -> anyhow::Result<()> {
    let items: Vec<String> = items.map(|(name, number)| format!("{name} ({number})")).collect();
    if !items.is_empty() {
        screen.paragraph(2, &format!("{name}: {}", items.join(", ")), &[], None)?;
    }
    Ok(())
}
