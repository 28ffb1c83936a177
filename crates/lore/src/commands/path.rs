//! `lore path`: shows how two things connect, stop by stop, as text or JSON. Leaves out which way that is,
//! which the engine answers.

use lore_engine::{Connection, Hop, Via};
use serde::Serialize;

use super::mentions::some_unread;
use super::{Context, JsonNamed, Outcome, count, kind_in_words, with_sign};
use crate::cli::PathArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    path: Vec<JsonHop<'a>>,
    /// There if nothing was found, and not all places that may mention one of the two were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<usize>,
}

#[derive(Serialize)]
struct JsonHop<'a> {
    #[serde(flatten)]
    named: JsonNamed<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<JsonVia<'a>>,
}

#[derive(Serialize)]
struct JsonVia<'a> {
    kind: &'a str,
    path: &'a str,
    line: u32,
}

pub(crate) fn run(context: &mut Context<'_>, args: &PathArgs) -> anyhow::Result<Outcome> {
    let Connection { stops, unread } = context.engine.path(&args.from, &args.to)?;
    let found = stops.is_some();
    let hops = stops.unwrap_or_default();
    if context.json {
        let path = hops.iter().map(|hop| JsonHop {
            named: JsonNamed {
                name: &hop.name,
                kind: &hop.kind,
                path: hop.path.as_deref(),
                heading: &hop.heading,
                line: hop.line,
            },
            via: hop.via.as_ref().map(|via| JsonVia {
                kind: &via.kind,
                path: &via.path,
                line: via.line,
            }),
        });
        context
            .screen
            .json(&json::line(&Answer { path: path.collect(), unread: some_unread(unread) })?)?;
    } else if found {
        for hop in &hops {
            show(context, hop)?;
        }
    } else {
        let mut nothing = format!("nothing connects “{}” and “{}”", args.from, args.to);
        if unread > 0 {
            let places = count(unread, "place");
            nothing.push_str(&format!("; {places} that may mention one of them were not checked"));
        }
        context.screen.paragraph(0, &nothing, &[], None)?;
    }
    Ok(Outcome::answer_if(found))
}

fn show(context: &mut Context<'_>, hop: &Hop) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    if let Some(via) = &hop.via {
        screen.styled(Style::Faint, &format!("  {}", in_words(via)))?;
        if !via.path.is_empty() {
            screen.text("  ")?;
            screen.place(&via.path, via.line)?;
        }
        screen.end_line()?;
    }
    screen.styled(Style::Title, &with_sign(&hop.name, &hop.kind))?;
    screen.styled(Style::Faint, &format!("  {}", kind_in_words(&hop.kind)))?;
    if let Some(path) = &hop.path {
        screen.text("  ")?;
        screen.place(path, hop.line)?;
    }
    screen.end_line()?;
    Ok(())
}

fn in_words(via: &Via) -> String {
    match (via.kind.as_str(), via.backwards) {
        ("link", false) => "↓ links to".to_owned(),
        ("link", true) => "↑ is linked from".to_owned(),
        ("dead link", false) => "↓ names in a dead link".to_owned(),
        ("dead link", true) => "↑ is named in a dead link of".to_owned(),
        ("topic", false) => "↓ is about".to_owned(),
        ("topic", true) => "↑ is the topic of".to_owned(),
        ("tag", false) => "↓ is tagged".to_owned(),
        ("tag", true) => "↑ tags".to_owned(),
        ("broader", _) => "↓ is part of".to_owned(),
        ("narrower", _) => "↓ has the part".to_owned(),
        ("title", _) => "↓ has the same name as".to_owned(),
        ("mention", false) => format!("↓ mentions “{}” without linking it", via.text),
        ("mention", true) => format!("↑ is mentioned as “{}”, without a link, in", via.text),
        ("heading", false) => format!("↓ has the heading “{}”", via.text),
        ("heading", true) => format!("↑ is the name of the heading “{}” in", via.text),
        (field, false) => format!("↓ names in its field “{field}”"),
        (field, true) => format!("↑ is named by the field “{field}” in"),
    }
}
