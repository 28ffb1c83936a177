//! `lore topics --map`: shows the tree of topics, and which stand together, as text or JSON. Leaves out how
//! the tree is made and cut, which is the engine's.

use lore_engine::{Place, RelatedTopic, TopicMap, TopicMapOptions, TopicNode};
use serde::Serialize;

use super::super::{Context, Outcome, count, thousands, times};
use super::{JsonTopic, named};
use crate::cli::{TopicsArgs, joined};
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    topics: Vec<JsonNode<'a>>,
    more: usize,
    relations: Vec<JsonRelation<'a>>,
    around: Vec<JsonRelated<'a>>,
}

#[derive(Serialize)]
struct JsonNode<'a> {
    #[serde(flatten)]
    topic: JsonTopic<'a>,
    depth: usize,
    sections_in_all: usize,
    more: usize,
    related: Vec<JsonRelated<'a>>,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    name: &'a str,
    kind: &'a str,
    together: usize,
    named: usize,
    path: &'a str,
    line: u32,
}

/// Two topics of the tree, the broader or the one that was asked first.
#[derive(Serialize)]
struct JsonRelation<'a> {
    kind: &'a str,
    from: &'a str,
    to: &'a str,
}

/// Levels below the first, if not said.
const DEPTH: u32 = 2;
/// Topics at the top and below each, if not said.
const LIMIT: u32 = 10;

pub(super) fn run(context: &mut Context<'_>, args: &TopicsArgs) -> anyhow::Result<Outcome> {
    let options = TopicMapOptions {
        depth: args.depth.unwrap_or(DEPTH) as usize,
        limit: args.limit.unwrap_or(LIMIT) as usize,
        all: args.all,
    };
    let name = joined(&args.name);
    let map = match &name {
        Some(name) => context.engine.topic_map_of(name, &options)?,
        None => context.engine.topic_map(&options),
    };
    if context.json {
        let places = super::places_of(context.engine, map.nodes.iter().map(|node| &node.topic));
        context.screen.json(&json::line(&to_json(&map, &places))?)?;
    } else if map.nodes.is_empty() {
        super::show_none(context.screen)?;
    } else {
        show(context.screen, &map, name.is_some())?;
    }
    Ok(Outcome::answer_if(!map.nodes.is_empty()))
}

fn to_json<'a>(map: &'a TopicMap, places: &'a [Vec<Place>]) -> Answer<'a> {
    let mut relations = Vec::new();
    for node in &map.nodes {
        let from = node.topic.name.as_str();
        let narrower = node.topic.narrower.iter();
        relations.extend(narrower.map(|to| JsonRelation { kind: "narrower", from, to }));
        let related = node.related.iter();
        relations.extend(related.map(|to| JsonRelation { kind: "related", from, to: &to.name }));
    }
    let nodes = map.nodes.iter().zip(places).map(|(node, places)| JsonNode {
        topic: super::to_json((&node.topic, places)),
        depth: node.topic.depth,
        sections_in_all: node.sections_in_all,
        more: node.more,
        related: node.related.iter().map(related_to_json).collect(),
    });
    Answer {
        topics: nodes.collect(),
        more: map.more,
        relations,
        around: map.around.iter().map(related_to_json).collect(),
    }
}

fn related_to_json(related: &RelatedTopic) -> JsonRelated<'_> {
    JsonRelated {
        name: &related.name,
        kind: related.kind.as_str(),
        together: related.together,
        named: related.named,
        path: &related.place.path,
        line: related.place.line,
    }
}

fn show(screen: &mut Screen, map: &TopicMap, is_of_one: bool) -> anyhow::Result<()> {
    if let Some(top) = map.nodes.first()
        && is_of_one
        && !top.topic.broader.is_empty()
    {
        let broader = format!("broader: {}", top.topic.broader.join(", "));
        screen.remark(0, &broader)?;
    }
    // What is left out below a topic is told behind what is shown.
    let mut open: Vec<&TopicNode> = Vec::new();
    for node in &map.nodes {
        close(screen, &mut open, node.topic.depth)?;
        show_node(screen, node)?;
        open.push(node);
    }
    close(screen, &mut open, 0)?;
    if map.more > 0 {
        let more = thousands(map.more as u64);
        screen.remark(0, &format!("{more} more beside these; --limit shows them"))?;
    }
    if !map.around.is_empty() {
        super::group(screen, "around")?;
        for related in &map.around {
            screen.text("  ")?;
            screen.styled(Style::Title, &named(&related.name, related.kind))?;
            screen.styled(Style::Faint, &format!("  {}  ", in_words(related)))?;
            let place = &related.place;
            screen.place(&place.path, place.line)?;
            screen.text(&format!("  {}", place.label))?;
            screen.end_line()?;
        }
    }
    Ok(())
}

fn show_node(screen: &mut Screen, node: &TopicNode) -> anyhow::Result<()> {
    let indent = 2 * node.topic.depth;
    screen.text(&" ".repeat(indent))?;
    screen.styled(Style::Title, &named(&node.topic.name, node.topic.kind))?;
    let mut line = format!("  {}", size(node));
    if !node.related.is_empty() {
        let related = node.related.iter().map(|related| {
            let number = thousands((related.together + related.named) as u64);
            format!("{} ({number})", named(&related.name, related.kind))
        });
        line.push_str(&format!("  ↔ {}", related.collect::<Vec<_>>().join(", ")));
    }
    screen.remark(indent + 4, &line)?;
    Ok(())
}

/// Ends the topics that stand as deep as the next one or deeper.
fn close(screen: &mut Screen, open: &mut Vec<&TopicNode>, depth: usize) -> anyhow::Result<()> {
    while let Some(node) = open.pop_if(|node| node.topic.depth >= depth) {
        if node.more > 0 {
            let more = format!("{} more", thousands(node.more as u64));
            screen.remark(2 * node.topic.depth + 2, &more)?;
        }
    }
    Ok(())
}

/// `2 sections, 5 with those below`
fn size(node: &TopicNode) -> String {
    let (own, all) = (node.topic.sections, node.sections_in_all);
    match own {
        own if own == all => count(own, "section"),
        0 => format!("{} below", count(all, "section")),
        own => format!("{}, {} with those below", count(own, "section"), thousands(all as u64)),
    }
}

/// In how many units both stand, in words.
fn in_words(related: &RelatedTopic) -> String {
    match (related.together, related.named) {
        (0, named) => format!("named together {}", times(named)),
        (together, 0) => format!("together {}", times(together)),
        (together, named) => {
            format!("together {}, named {} more", times(together), times(named))
        }
    }
}
