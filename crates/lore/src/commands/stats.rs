//! `lore stats`: shows the vault in numbers, as text or JSON. Leaves out the counting, which the engine
//! does, and the size of what is stored, which `lore index status` tells.

use std::cmp::Reverse;
use std::fmt;

use lore_engine::{
    Growth, Language, LinkedNote, Month, OrphanKind, ProfileChoice, RecentNote, Stats,
};
use serde::Serialize;

use super::orphans::{OrphanCounts, in_numbers, orphans_of};
use super::{Context, Outcome, count, thousands, with_sign};
use crate::cli::StatsArgs;
use crate::json;
use crate::screen::{Screen, Style};

/// Column at which the numbers begin.
const NAME: usize = 14;
/// How many months are shown.
const MONTHS: i32 = 48;
/// The notes of a month, by eighths of the fullest one.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const NO_NOTES: char = '·';

#[derive(Serialize)]
struct Answer<'a> {
    profile: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_shown_by: Option<&'a str>,
    notes: usize,
    files: usize,
    sections: usize,
    words: u64,
    links: usize,
    resolved_links: usize,
    dead_links: usize,
    unread_links: usize,
    comment_links: usize,
    placeholder_links: usize,
    dead_anchors: usize,
    ambiguous_links: usize,
    external_links: usize,
    topics: usize,
    tags: usize,
    orphans: usize,
    isolated: usize,
    orphans_by_kind: OrphanCounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions_at_most: Option<usize>,
    tags_used_once: usize,
    open_tasks: usize,
    tasks: usize,
    most_linked: Vec<Linked<'a>>,
    most_recent: Vec<Recent<'a>>,
    growth: Vec<InMonth>,
    growth_by: GrowthBy,
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
struct Recent<'a> {
    title: &'a str,
    path: &'a str,
    date: String,
}

/// A month of which there are notes.
#[derive(Serialize)]
struct InMonth {
    month: String,
    notes: usize,
}

/// By which day how many notes count.
#[derive(Serialize)]
struct GrowthBy {
    own: usize,
    file: usize,
    unknown: usize,
}

#[derive(Serialize)]
struct Sized<'a> {
    name: &'a str,
    count: usize,
}

pub(crate) fn run(context: &mut Context<'_>, args: &StatsArgs) -> anyhow::Result<Outcome> {
    let stats = context.engine.stats(args.mentions);
    if context.json {
        context.screen.json(&json::line(&to_json(&stats, context.engine.profile()))?)?;
    } else {
        let root = context.engine.root().display().to_string();
        show(context, &root, &stats)?;
    }
    Ok(Outcome::Answer)
}

fn to_json(stats: &Stats, profile: ProfileChoice) -> Answer<'_> {
    fn sized(list: &[(String, usize)]) -> Vec<Sized<'_>> {
        list.iter().map(|(name, count)| Sized { name, count: *count }).collect()
    }
    let linked = stats.most_linked.iter().map(|LinkedNote { title, path, incoming }| Linked {
        title,
        path,
        incoming: *incoming,
    });
    let recent = stats.most_recent.iter().map(|RecentNote { title, path, date }| Recent {
        title,
        path,
        date: date.to_string(),
    });
    let months = stats.growth.months.iter();
    let months = months.map(|&(month, notes)| InMonth { month: named(month), notes });
    let &Growth { by_own_day, by_file, unknown, .. } = &stats.growth;
    Answer {
        profile: profile.profile.as_str(),
        profile_shown_by: profile.shown_by,
        notes: stats.notes,
        files: stats.files,
        sections: stats.sections,
        words: stats.words,
        links: stats.links,
        resolved_links: stats.resolved_links,
        dead_links: stats.dead_links,
        unread_links: stats.unread_links,
        comment_links: stats.comment_links,
        placeholder_links: stats.placeholder_links,
        dead_anchors: stats.dead_anchors,
        ambiguous_links: stats.ambiguous_links,
        external_links: stats.external_links,
        topics: stats.topics,
        tags: stats.tags,
        orphans: orphans_of(&stats.orphans, OrphanKind::Unreferenced).unwrap_or_default(),
        isolated: orphans_of(&stats.orphans, OrphanKind::Isolated).unwrap_or_default(),
        orphans_by_kind: OrphanCounts::of(&stats.orphans),
        mentions_at_most: stats.mentions,
        tags_used_once: stats.tags_used_once,
        open_tasks: stats.open_tasks,
        tasks: stats.tasks,
        most_linked: linked.collect(),
        most_recent: recent.collect(),
        growth: months.collect(),
        growth_by: GrowthBy { own: by_own_day, file: by_file, unknown },
        largest_topics: stats
            .largest_topics
            .iter()
            .map(|topic| Sized { name: &topic.name, count: topic.sections })
            .collect(),
        types: sized(&stats.kinds),
        languages: stats
            .languages
            .iter()
            .map(|&(language, count)| Sized { name: language.as_str(), count })
            .collect(),
    }
}

fn show(context: &mut Context<'_>, root: &str, stats: &Stats) -> anyhow::Result<()> {
    let (profile, shell) = (context.engine.profile(), context.shell);
    let screen = &mut *context.screen;
    screen.styled(Style::Title, root)?;
    screen.end_line()?;
    let numbers = format!(
        "{}, {}, {}, {}",
        count(stats.notes, "note"),
        count(stats.sections, "section"),
        count(stats.words as usize, "word"),
        count(stats.files, "other file")
    );
    line(screen, "vault", &numbers)?;
    line(screen, "links", &links(stats, profile))?;
    line(screen, "orphans", &in_numbers(&stats.orphans))?;
    if let Some(mentions) = stats.mentions.filter(|&mentions| mentions > 0) {
        let mentions = thousands(mentions as u64);
        let command = shell.line("mentions", &["--min-score 0.5"]);
        line(
            screen,
            "mentions",
            &format!("up to {mentions} with a score of 0.5 or more (`{command}`)"),
        )?;
    }
    line(screen, "topics", &topics(stats))?;
    if stats.tasks > 0 {
        let (all, open) = (thousands(stats.tasks as u64), thousands(stats.open_tasks as u64));
        let tasks = format!("{all}, {open} open");
        line(screen, "tasks", &tasks)?;
    }
    let largest = stats.largest_topics.iter();
    let largest =
        largest.map(|topic| (with_sign(&topic.name, topic.kind.as_str()), topic.sections));
    list(screen, "largest", counted(largest))?;
    let linked = stats.most_linked.iter().map(|note| (note.title.clone(), note.incoming));
    list(screen, "most linked", counted(linked))?;
    list(screen, "most recent", stats.most_recent.iter().map(|note| (&note.title, note.date)))?;
    if let Some(growth) = growth(&stats.growth) {
        line(screen, "growth", &growth)?;
    }
    list(screen, "types", counted(stats.kinds.iter().map(|(name, n)| (name.clone(), *n))))?;
    if stats.languages.iter().any(|&(language, _)| language != Language::English) {
        let languages = stats.languages.iter().map(|&(language, n)| match language {
            Language::English => ("english or not known".to_owned(), n),
            language => (language.as_str().to_owned(), n),
        });
        list(screen, "languages", counted(languages))?;
    }
    Ok(())
}

/// A program by its name, of which settings have the letters alone.
fn known_as(profile: impl fmt::Display) -> String {
    let name = profile.to_string();
    match name.as_str() {
        "commonmark" => "CommonMark".to_owned(),
        "vitepress" => "VitePress".to_owned(),
        "zk" => name,
        _ => name[..1].to_uppercase() + &name[1..],
    }
}

fn links(stats: &Stats, profile: ProfileChoice) -> String {
    let read_as = match profile.shown_by {
        Some(file) => format!("read by {}'s rules (shown by {file})", known_as(profile.profile)),
        None => format!("read by {}'s rules", known_as(profile.profile)),
    };
    let unread = match stats.unread_links {
        0 => String::new(),
        links => format!(", {} to what is not read", thousands(links as u64)),
    };
    let comments = match stats.comment_links {
        0 => String::new(),
        links => format!(", {} in comments", thousands(links as u64)),
    };
    let placeholders = match stats.placeholder_links {
        0 => String::new(),
        links => format!(", {}", count(links, "placeholder")),
    };
    let aside = [comments, placeholders].concat();
    format!(
        "{}: {} resolved{unread}, {} dead, {}{aside}, {} ambiguous; {} external; {read_as}",
        thousands(stats.links as u64),
        thousands(stats.resolved_links as u64),
        thousands(stats.dead_links as u64),
        count(stats.dead_anchors, "dead anchor"),
        thousands(stats.ambiguous_links as u64),
        thousands(stats.external_links as u64),
    )
}

fn topics(stats: &Stats) -> String {
    let mut topics = format!("{}; {}", thousands(stats.topics as u64), count(stats.tags, "tag"));
    let (once, some) = (stats.tags_used_once, &stats.some_tags_used_once);
    if once > 0 {
        let names: Vec<String> = some.iter().map(|name| format!("#{name}")).collect();
        let more = if once > some.len() { " …" } else { "" };
        let once = thousands(once as u64);
        topics.push_str(&format!(", {once} used once: {}{more}", names.join(", ")));
    }
    topics
}

/// The notes of each month up to the last as a line of bars, and by which days.
fn growth(growth: &Growth) -> Option<String> {
    let number = |Month { year, month }| i32::from(year) * 12 + i32::from(month) - 1;
    let (first, _) = *growth.months.first()?;
    let (last, _) = *growth.months.last()?;
    let from = number(first).max(number(last) - (MONTHS - 1));
    let shown = || growth.months.iter().filter(|(month, _)| number(*month) >= from);
    let (fullest, most) = *shown().max_by_key(|(month, notes)| (*notes, Reverse(*month)))?;
    let mut bars = vec![NO_NOTES; (number(last) - from + 1) as usize];
    for &(month, notes) in shown() {
        bars[(number(month) - from) as usize] = BARS[(notes * BARS.len()).div_ceil(most) - 1];
    }
    let bars: String = bars.into_iter().collect();
    let begin = shown().next().map_or(first, |(month, _)| *month);
    let most = thousands(most as u64);
    let &Growth { by_own_day, by_file, unknown, .. } = growth;
    let mut text = format!(
        "{bars} {} to {} by month, most {most} in {}; {} dated",
        named(begin),
        named(last),
        named(fullest),
        thousands(by_own_day as u64),
    );
    if by_file > 0 {
        text.push_str(&format!(", {} by their file's", thousands(by_file as u64)));
    }
    if unknown > 0 {
        text.push_str(&format!(", {} undated", thousands(unknown as u64)));
    }
    Some(text)
}

/// `2024-03`
fn named(Month { year, month }: Month) -> String {
    format!("{year:04}-{month:02}")
}

fn line(screen: &mut Screen, name: &str, text: &str) -> anyhow::Result<()> {
    screen.styled(Style::Faint, &format!("  {name:<width$}", width = NAME - 2))?;
    Ok(screen.hint(NAME, text, None)?)
}

/// Names with how many there are of each.
fn counted(items: impl Iterator<Item = (String, usize)>) -> impl Iterator<Item = (String, String)> {
    items.map(|(name, number)| (name, thousands(number as u64)))
}

fn list(
    screen: &mut Screen,
    name: &str,
    items: impl Iterator<Item = (impl fmt::Display, impl fmt::Display)>,
) -> anyhow::Result<()> {
    let items: Vec<String> = items.map(|(name, number)| format!("{name} ({number})")).collect();
    if items.is_empty() { Ok(()) } else { line(screen, name, &items.join(", ")) }
}
