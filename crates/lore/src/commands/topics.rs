//! `lore topics`: lists topics, or shows all about one, as text or JSON. Leaves out the tree of `--map`,
//! which is in `tree`, and what is a topic, which the engine says.

mod tree;

use anyhow::bail;
use lore_engine::{ConceptKind, Engine, Place, Topic, TopicPage};
use serde::Serialize;

use super::mentions::{
    not_all_read, reading_all, show_context, some_unread, these_are_the_most_likely,
};
use super::{Context, JsonPlace, Outcome, count, kind_in_words, thousands, with_sign};
use crate::cli::{TopicsArgs, joined};
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    topics: Vec<JsonTopic<'a>>,
    /// How many the options left out, if they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
    #[serde(flatten)]
    page: Option<Page<'a>>,
}

/// What is said of one topic alone.
#[derive(Serialize)]
struct Page<'a> {
    kinds: Vec<Kind<'a>>,
    relations: Vec<JsonRelation<'a>>,
    links: Vec<JsonPlace<'a>>,
    mentions: Vec<JsonMention<'a>>,
    /// There if there are more of these.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    has_more_mentions: bool,
    /// There if not all places that may mention it were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<usize>,
}

#[derive(Serialize)]
struct Kind<'a> {
    name: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct JsonRelation<'a> {
    field: &'a str,
    name: &'a str,
    incoming: bool,
    path: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct JsonMention<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
    context: &'a str,
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

/// Where topics are listed together, each shows this many places.
const PLACES: usize = 3;

pub(crate) fn run(context: &mut Context<'_>, args: &TopicsArgs) -> anyhow::Result<Outcome> {
    if args.map {
        return tree::run(context, args);
    }
    if let Some(name) = &joined(&args.name) {
        if args.depth.is_some() || args.limit.is_some() {
            bail!("--depth and --limit cut a tree; add --map for the one of “{name}”");
        }
        let page = context.engine.topic_named(name)?;
        if context.json {
            let places = places_of(context.engine, &page.topics);
            let topics = page.topics.iter().zip(&places).map(to_json).collect();
            let answer = Answer { topics, more: None, page: Some(page_to_json(&page)) };
            context.screen.json(&json::line(&answer)?)?;
        } else {
            show_page(context, &page)?;
        }
        return Ok(Outcome::Answer);
    }
    let mut topics = context.engine.topics(args.all);
    let all = topics.len();
    cut(&mut topics, args);
    let more = all - topics.len();
    if context.json {
        let places = places_of(context.engine, &topics);
        let topics = topics.iter().zip(&places).map(to_json).collect();
        let answer = Answer { topics, more: (more > 0).then_some(more), page: None };
        context.screen.json(&json::line(&answer)?)?;
    } else if topics.is_empty() {
        show_none(context.screen)?;
    } else {
        show_all(context, &topics)?;
        if more > 0 {
            let more = format!("{} not shown", count(more, "more topic"));
            context.screen.remark(0, &more)?;
        }
    }
    Ok(Outcome::answer_if(!topics.is_empty()))
}

/// Leaves of a tree, read from the top, the levels and as many at the top and below each as were asked for.
fn cut(topics: &mut Vec<Topic>, args: &TopicsArgs) {
    let depth = args.depth.map_or(usize::MAX, |depth| depth as usize);
    let limit = args.limit.map_or(usize::MAX, |limit| limit as usize);
    // How many stood so far on each level below the same broader topic.
    let mut beside: Vec<usize> = Vec::new();
    // What is left out goes with all below it.
    let mut left_out: Option<usize> = None;
    topics.retain(|topic| {
        if left_out.is_some_and(|above| topic.depth > above) {
            return false;
        }
        beside.resize(topic.depth + 1, 0);
        beside[topic.depth] += 1;
        let keeps = topic.depth <= depth && beside[topic.depth] <= limit;
        left_out = (!keeps).then_some(topic.depth);
        keeps
    });
}

fn page_to_json(page: &TopicPage) -> Page<'_> {
    let kinds = page.kinds.iter().map(|(name, count)| Kind { name, count: *count });
    let relations = page.relations.iter().map(|relation| JsonRelation {
        field: &relation.field,
        name: &relation.name,
        incoming: relation.incoming,
        path: &relation.path,
        line: relation.line,
    });
    let mentions = page.mentions.iter().map(|mention| JsonMention {
        path: &mention.path,
        line: mention.line,
        column: mention.column,
        text: &mention.text,
        context: &mention.context,
    });
    Page {
        kinds: kinds.collect(),
        relations: relations.collect(),
        links: page.links.iter().map(JsonPlace::from).collect(),
        mentions: mentions.collect(),
        has_more_mentions: page.has_more_mentions,
        unread: some_unread(page.unread),
    }
}

/// Where each of some topics is stated.
fn places_of<'a>(engine: &Engine, topics: impl IntoIterator<Item = &'a Topic>) -> Vec<Vec<Place>> {
    topics.into_iter().map(|topic| engine.places_stating(topic).collect()).collect()
}

fn to_json<'a>((topic, places): (&'a Topic, &'a Vec<Place>)) -> JsonTopic<'a> {
    JsonTopic {
        name: &topic.name,
        kind: topic.kind.as_str(),
        notes: topic.notes,
        sections: topic.sections,
        broader: &topic.broader,
        narrower: &topic.narrower,
        about: &topic.about,
        places: places.iter().map(JsonPlace::from).collect(),
    }
}

fn show_none(screen: &mut Screen) -> anyhow::Result<()> {
    let none = "no topics: notes declare them by `topic:`, `**Topic:** …` or #tags";
    screen.paragraph(0, none, &[], None)?;
    Ok(())
}

/// A topic's name, with the sign of a tag.
fn named(name: &str, kind: ConceptKind) -> String {
    with_sign(name, kind.as_str())
}

fn show_all(context: &mut Context<'_>, topics: &[Topic]) -> anyhow::Result<()> {
    let (engine, screen) = (context.engine, &mut *context.screen);
    for topic in topics {
        screen.text(&"  ".repeat(topic.depth))?;
        screen.styled(Style::Title, &named(&topic.name, topic.kind))?;
        if topic.sections > 0 {
            screen.styled(Style::Faint, &format!("  {}", count(topic.sections, "section")))?;
        }
        if topic.kind != ConceptKind::Tag
            && let Some(places) = few_places(engine, topic)
        {
            screen.styled(Style::Path, &format!("  {}", places.join(", ")))?;
        }
        screen.end_line()?;
    }
    Ok(())
}

/// What the places are called that state a topic, where they are few and not called like it.
fn few_places(engine: &Engine, topic: &Topic) -> Option<Vec<String>> {
    let mut labels: Vec<String> = Vec::new();
    for place in engine.places_stating(topic) {
        let label = if place.heading.is_empty() { place.path } else { place.label };
        if label == topic.name || labels.last() == Some(&label) {
            continue;
        }
        if labels.len() == PLACES {
            return None;
        }
        labels.push(label);
    }
    (!labels.is_empty()).then_some(labels)
}

fn show_page(context: &mut Context<'_>, page: &TopicPage) -> anyhow::Result<()> {
    let (engine, screen, shell) = (context.engine, &mut *context.screen, context.shell);
    let Some(topic) = page.topics.first() else { return Ok(()) };
    screen.styled(Style::Title, &named(&topic.name, topic.kind))?;
    let size = match topic.sections {
        0 => "stated nowhere".to_owned(),
        sections => {
            format!("stated in {} of {}", count(sections, "section"), count(topic.notes, "note"))
        }
    };
    let kind = kind_in_words(topic.kind.as_str());
    screen.styled(Style::Faint, &format!("  {kind}  {size}"))?;
    screen.end_line()?;
    for (word, names) in [("broader", &topic.broader), ("narrower", &topic.narrower)] {
        if !names.is_empty() {
            screen.paragraph(2, &format!("{word}: {}", names.join(", ")), &[], None)?;
        }
    }
    if !page.kinds.is_empty() {
        let kinds: Vec<String> =
            page.kinds.iter().map(|(kind, number)| count(*number, kind)).collect();
        let notes =
            format!("notes that are about it, state it or link to it: {}", kinds.join(", "));
        screen.paragraph(2, &notes, &[], None)?;
    }
    if !page.relations.is_empty() {
        group(screen, "related by fields")?;
        for relation in &page.relations {
            screen.text("  ")?;
            let arrow = if relation.incoming { "←" } else { "→" };
            screen.styled(Style::Faint, &format!("{} {arrow} ", relation.field))?;
            screen.text(&relation.name)?;
            screen.text("  ")?;
            screen.place(&relation.path, relation.line)?;
            screen.end_line()?;
        }
    }
    for (topic, places) in page.topics.iter().zip(places_of(engine, &page.topics)) {
        if !places.is_empty() {
            group(screen, &named(&topic.name, topic.kind))?;
            show_places(screen, &places)?;
        }
    }
    if !page.links.is_empty() {
        group(screen, &format!("linked from ({})", thousands(page.links.len() as u64)))?;
        show_places(screen, &page.links)?;
    }
    if !page.mentions.is_empty() || page.unread > 0 {
        let size = thousands(page.mentions.len() as u64);
        let first = if page.has_more_mentions { "the first " } else { "" };
        group(screen, &format!("mentioned without a link ({first}{size})"))?;
        for mention in &page.mentions {
            let place = format!("{}:{}:{}", mention.path, mention.line, mention.column);
            screen.text("  ")?;
            screen.link(&place, &mention.path)?;
            screen.end_line()?;
            show_context(screen, mention)?;
        }
        // Of what no link can lead to, mentions are listed nowhere else.
        let name = page.mentions_name.as_deref();
        if page.has_more_mentions {
            let more = match name {
                Some(name) => these_are_the_most_likely(shell, name),
                None => format!(
                    "these are the first of them; `{}` lists more",
                    shell.command("search", &["-n 1000"], &as_phrase(&topic.name))
                ),
            };
            screen.remark(2, &more)?;
        }
        if page.unread > 0 {
            let all = name.map(|name| reading_all(shell, name, page.unread));
            screen.remark(2, &not_all_read(page.unread, 0.0, all))?;
        }
    }
    Ok(())
}

/// A name as a search takes it whole, whatever signs are in it; in capitals it may be an operator.
fn as_phrase(name: &str) -> String {
    let is_word = name.chars().all(char::is_alphanumeric) && name.chars().any(char::is_lowercase);
    if is_word { name.to_owned() } else { format!("\"{}\"", name.replace('"', " ")) }
}

fn group(screen: &mut Screen, name: &str) -> anyhow::Result<()> {
    screen.end_line()?;
    screen.styled(Style::Group, name)?;
    screen.end_line()?;
    Ok(())
}

fn show_places(screen: &mut Screen, places: &[Place]) -> anyhow::Result<()> {
    for place in places {
        screen.text("  ")?;
        screen.place(&place.path, place.line)?;
        screen.text(&format!("  {}", place.label))?;
        screen.styled(Style::Faint, &format!("  {}", place.how))?;
        screen.end_line()?;
    }
    Ok(())
}
