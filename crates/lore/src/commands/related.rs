//! `lore related`: shows what belongs with a thing, with the reasons, as text or JSON. Leaves out the
//! reasons' words and the scores, which are the engine's.

use std::collections::BTreeMap;

use anyhow::bail;
use lore_engine::{Correction, Date, Days, Reason, Related, RelatedItem, RelatedOptions};
use serde::Serialize;

use super::{Context, JsonNamed, Outcome, count, kind_in_words, with_sign};
use crate::cli::RelatedArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    of: JsonNamed<'a>,
    related: Vec<Item<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<JsonCorrection<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    missing: &'a [String],
}

#[derive(Serialize)]
struct JsonCorrection<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(flatten)]
    named: JsonNamed<'a>,
    score: f64,
    linked: bool,
    reasons: Vec<JsonReason<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signals: Option<BTreeMap<&'static str, f64>>,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    kind: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

pub(crate) fn run(context: &mut Context<'_>, args: &RelatedArgs) -> anyhow::Result<Outcome> {
    let linked = match (args.linked, args.unlinked) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    };
    let options = RelatedOptions {
        limit: args.limit as usize,
        kind: args.kind.clone(),
        linked,
        depth: args.depth,
        since: args.since.as_deref().map(first_day).transpose()?,
    };
    let related = context.engine.related(&args.name.join(" "), &options)?;
    let Related { of, items, corrections, missing, unknown_kind } = &related;
    if context.json {
        let answer = Answer {
            of: JsonNamed {
                name: &of.name,
                kind: &of.kind,
                path: of.path.as_deref(),
                heading: &of.heading,
                line: of.line,
            },
            related: items.iter().map(|each| item(each, args.explain)).collect(),
            corrections: corrections
                .iter()
                .map(|each| JsonCorrection { from: &each.from, to: &each.to })
                .collect(),
            missing,
        };
        context.screen.json(&json::line(&answer)?)?;
        return Ok(Outcome::answer_if(!items.is_empty()));
    }
    for Correction { from, to } in corrections {
        context.screen.remark(0, &format!("no note says “{from}”; showing “{to}”"))?;
    }
    for word in missing {
        context.screen.remark(0, &format!("no note says “{word}”"))?;
    }
    if let Some(unknown) = unknown_kind {
        context.screen.paragraph(0, &unknown.to_string(), &[], None)?;
        for hint in crate::did_you_mean(&unknown.name, &unknown.suggestions) {
            context.screen.remark(0, &hint)?;
        }
    } else if items.is_empty() {
        context.screen.paragraph(0, &nothing(&of.name, args), &[], None)?;
    } else {
        for item in items {
            show(context, item)?;
            if args.explain {
                explain(context, item)?;
            }
        }
    }
    Ok(Outcome::answer_if(!items.is_empty()))
}

/// That nothing is related, as far as that was asked.
fn nothing(name: &str, args: &RelatedArgs) -> String {
    let of_kind =
        args.kind.as_deref().map(|kind| format!(" of the kind “{kind}”")).unwrap_or_default();
    let conditions = [
        args.linked.then(|| "is linked to it".to_owned()),
        args.unlinked.then(|| "is not linked to it yet".to_owned()),
        args.depth.map(|depth| format!("is at most {} away", count(depth as usize, "link"))),
        args.since.as_deref().map(|since| format!("is dated {since} or later")),
    ];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    let conditions = conditions.join(" and ");
    if conditions.is_empty() {
        format!("nothing{of_kind} is related to “{name}”")
    } else if args.unlinked {
        // One “not” is enough before the verb.
        format!("nothing{of_kind} is related to “{name}” and {conditions}")
    } else {
        format!("nothing{of_kind} related to “{name}” {conditions}")
    }
}

/// The day with which the days begin that a text names.
fn first_day(text: &str) -> anyhow::Result<Date> {
    match Days::read(text, lore_engine::today()).and_then(|days| days.from) {
        Some(day) => Ok(day),
        None => {
            bail!("--since: “{text}” is not a date; write 2024-03-31, 2024-03 or last-month")
        }
    }
}

fn item(item: &RelatedItem, explain: bool) -> Item<'_> {
    fn reason(reason: &Reason) -> JsonReason<'_> {
        JsonReason {
            kind: reason.kind.as_str(),
            detail: &reason.detail,
            path: reason.path.as_deref(),
            line: reason.line,
        }
    }
    Item {
        named: JsonNamed {
            name: &item.name,
            kind: &item.kind,
            path: item.path.as_deref(),
            heading: &item.heading,
            line: item.line,
        },
        score: json::thousandths(item.score),
        linked: item.linked,
        reasons: item.reasons.iter().map(reason).collect(),
        signals: explain.then(|| {
            item.signals
                .iter()
                .map(|(signal, score)| (signal.as_str(), json::thousandths(*score)))
                .collect()
        }),
    }
}

/// The score as the sum that it is.
fn explain(context: &mut Context<'_>, item: &RelatedItem) -> anyhow::Result<()> {
    let parts: Vec<String> = item
        .signals
        .iter()
        .map(|(signal, score)| format!("{} {score:.2}", signal.as_str()))
        .collect();
    let sum = if parts.is_empty() { "nearness by links".to_owned() } else { parts.join(" + ") };
    let text = format!("score {:.2} = {sum}", item.score);
    Ok(context.screen.remark(2, &text)?)
}

fn show(context: &mut Context<'_>, item: &RelatedItem) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    screen.styled(Style::Title, &with_sign(&item.name, &item.kind))?;
    screen.styled(Style::Faint, &format!("  {}", kind_in_words(&item.kind)))?;
    if let Some(path) = &item.path {
        screen.text("  ")?;
        screen.place(path, item.line)?;
    }
    if item.linked {
        screen.styled(Style::Faint, "  (linked)")?;
    }
    screen.end_line()?;
    for reason in &item.reasons {
        let place = match (&reason.path, reason.line) {
            (Some(path), Some(line)) if item.path.as_ref() == Some(path) => {
                format!("line {line}")
            }
            (Some(path), Some(line)) => format!("{path}:{line}"),
            _ => String::new(),
        };
        screen.remark_with_place(2, &reason.detail, &place, Some(Style::Faint))?;
    }
    Ok(())
}
