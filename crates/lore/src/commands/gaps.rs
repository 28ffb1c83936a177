//! `lore gaps`: shows the names that have no note, with what asks for one, as text or JSON. Leaves out
//! which these are and their order, which the engine says.

use lore_engine::{Gap, GapKind, Gaps};
use serde::Serialize;

use super::{Context, JsonPlace, Outcome, count, thousands};
use crate::cli::GapsArgs;
use crate::json;
use crate::screen::Style;

/// Places shown of one gap.
const PLACES: usize = 3;

#[derive(Serialize)]
struct Answer<'a> {
    total: usize,
    gaps: Vec<JsonGap<'a>>,
}

#[derive(Serialize)]
struct JsonGap<'a> {
    name: &'a str,
    kind: &'a str,
    linked_from: usize,
    stated_in: usize,
    headings: usize,
    mentioned_in: usize,
    #[serde(rename = "where")]
    places: Vec<JsonPlace<'a>>,
}

pub(crate) fn run(context: &mut Context<'_>, args: &GapsArgs) -> anyhow::Result<Outcome> {
    let kind = args.kind;
    let Gaps { gaps, total } = context.engine.gaps(args.limit as usize, kind);
    if context.json {
        let answer = Answer { total, gaps: gaps.iter().map(to_json).collect() };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        show(context, &gaps, total, kind)?;
    }
    Ok(Outcome::answer_if(!gaps.is_empty()))
}

fn to_json(gap: &Gap) -> JsonGap<'_> {
    JsonGap {
        name: &gap.name,
        kind: gap.kind.as_str(),
        linked_from: gap.linked_from,
        stated_in: gap.stated_in,
        headings: gap.headings,
        mentioned_in: gap.mentioned_in,
        places: gap.places.iter().map(JsonPlace::from).collect(),
    }
}

fn show(
    context: &mut Context<'_>,
    gaps: &[Gap],
    total: usize,
    kind: Option<GapKind>,
) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    for gap in gaps {
        screen.styled(Style::Title, &gap.name)?;
        screen.styled(Style::Faint, &format!("  {}", wanted(gap)))?;
        screen.end_line()?;
        for place in gap.places.iter().take(PLACES) {
            screen.text("  ")?;
            screen.place(&place.path, place.line)?;
            screen.styled(Style::Faint, &format!("  {}", place.how))?;
            screen.end_line()?;
        }
        if gap.places.len() > PLACES {
            let more = thousands((gap.places.len() - PLACES) as u64);
            screen.remark(2, &format!("{more} more"))?;
        }
    }
    let summary = match (gaps.len(), kind) {
        (0, None) => "every topic and every linked name has a note".to_owned(),
        (0, Some(kind)) => format!("no gap of the kind {}", kind.as_str()),
        (shown, _) => {
            let shown = thousands(shown as u64);
            format!("{shown} of {} without a note", count(total, "name"))
        }
    };
    screen.remark(0, &summary)?;
    Ok(())
}

/// What asks for the note, in words.
fn wanted(gap: &Gap) -> String {
    let headed = match gap.kind {
        GapKind::Missing | GapKind::Topic | GapKind::Heading => "heading of",
        GapKind::Phrase => "in the heading or title of",
    };
    let parts = [
        (gap.linked_from, "linked from", "note"),
        (gap.stated_in, "topic of", "section"),
        (gap.headings, headed, "section"),
        (gap.mentioned_in, "its words stand in", "more section"),
    ];
    let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
    let words: Vec<String> =
        parts.map(|(number, how, what)| format!("{how} {}", count(number, what))).collect();
    words.join(", ")
}
