//! `lore review`: shows what to look at again and why, as text or JSON. Leaves out what is due and wanted,
//! which the engine works out.

use anyhow::bail;
use lore_engine::{
    AsOf, Days, Review, ReviewItem, ReviewOptions, ReviewReason, Touched, TouchedBy,
};
use serde::Serialize;

use super::{Context, Outcome, count, thousands};
use crate::cli::ReviewArgs;
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'a str>,
    days: u32,
    total: usize,
    current: Vec<Current<'a>>,
    review: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Current<'a> {
    name: &'a str,
    kind: &'a str,
    path: &'a str,
    line: u32,
    age: u32,
}

#[derive(Serialize)]
struct Item<'a> {
    name: &'a str,
    kind: &'a str,
    path: &'a str,
    line: u32,
    /// Days since it was touched.
    age: u32,
    interval: u32,
    touched: JsonTouched<'a>,
    score: f64,
    reasons: Vec<JsonReason<'a>>,
}

/// What says when it was touched.
#[derive(Serialize)]
struct JsonTouched<'a> {
    by: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    kind: &'a str,
    detail: String,
    path: &'a str,
    line: u32,
    age: u32,
    more: usize,
}

/// Reasons shown of one item.
const REASONS: usize = 3;

pub(crate) fn run(context: &mut Context<'_>, args: &ReviewArgs) -> anyhow::Result<Outcome> {
    let as_of = match args.as_of.as_deref().map(|text| (text, read_day(text))) {
        Some((text, None)) => {
            bail!("--as-of: “{text}” is not a day; write 2024-06-30, today or \"Day 30\"")
        }
        Some((_, day)) => day,
        None => None,
    };
    if let Some(AsOf::Number(number)) = as_of
        && !context.engine.counts_days()
    {
        bail!(
            "--as-of: there is no “Day {number}” here, as no journal counts its days by headings such as “Day 7”; \
             write 2024-06-30 or today"
        )
    }
    let options = ReviewOptions { as_of, current_days: args.days, limit: args.limit as usize };
    let review = context.engine.review(&options);
    if context.json {
        let answer = Answer {
            as_of: review.as_of.as_deref(),
            days: args.days,
            total: review.total,
            current: review.current.iter().map(current).collect(),
            review: review.items.iter().map(to_json).collect(),
        };
        context.screen.json(&json::line(&answer)?)?;
    } else if review.items.is_empty() {
        context.screen.remark(0, &nothing(&review, args))?;
    } else {
        show(context.screen, &review, args)?;
    }
    Ok(Outcome::answer_if(!review.items.is_empty()))
}

/// A day of the calendar, the last one if several are named; or a number.
fn read_day(text: &str) -> Option<AsOf> {
    let text = text.trim();
    let word = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let is_numbered = text[..word].eq_ignore_ascii_case("day");
    let number = if is_numbered { text[word..].trim() } else { text };
    // Four digits alone are a year.
    if (is_numbered || number.len() < 4)
        && let Ok(number) = number.parse()
    {
        return Some(AsOf::Number(number));
    }
    Days::read(text, lore_engine::today())?.to.map(AsOf::Date)
}

fn current(touched: &Touched) -> Current<'_> {
    Current {
        name: &touched.name,
        kind: &touched.kind,
        path: &touched.path,
        line: touched.line,
        age: touched.days,
    }
}

fn to_json(item: &ReviewItem) -> Item<'_> {
    let touched = &item.touched;
    let (name, path, line) = match &touched.by {
        TouchedBy::Itself | TouchedBy::File => (None, None, None),
        TouchedBy::Entry { name, path, line } => (Some(&**name), Some(&**path), Some(*line)),
    };
    let by = JsonTouched { by: touched.by.as_str(), name, path, line };
    let reasons = item.reasons.iter().map(|reason| JsonReason {
        kind: reason.kind.as_str(),
        detail: in_words(reason),
        path: &reason.path,
        line: reason.line,
        age: reason.days,
        more: reason.more,
    });
    Item {
        name: &touched.name,
        kind: &touched.kind,
        path: &touched.path,
        line: touched.line,
        age: touched.days,
        interval: item.interval,
        touched: by,
        score: item.score as f64 / 1000.0,
        reasons: reasons.collect(),
    }
}

fn show(screen: &mut Screen, review: &Review, args: &ReviewArgs) -> anyhow::Result<()> {
    screen.remark(0, &as_of(review, args))?;
    for item in &review.items {
        let touched = &item.touched;
        screen.styled(Style::Title, &touched.name)?;
        screen.styled(Style::Faint, &format!("  {}", touched.kind))?;
        screen.text("  ")?;
        screen.place(&touched.path, touched.line)?;
        screen.end_line()?;
        let (age, place) = age(touched);
        screen.remark_with_place(2, &age, &place, None)?;
        for reason in item.reasons.iter().take(REASONS) {
            let place = if reason.path == touched.path {
                format!("line {}", reason.line)
            } else {
                format!("{}:{}", reason.path, reason.line)
            };
            screen.remark_with_place(2, &in_words(reason), &place, Some(Style::Faint))?;
        }
    }
    let shown = thousands(review.items.len() as u64);
    let summary = format!("{shown} of {} to review", things(review.total));
    screen.remark(0, &summary)?;
    Ok(())
}

/// The day taken for now, and why.
fn as_of(review: &Review, args: &ReviewArgs) -> String {
    let Some(day) = &review.as_of else { return String::new() };
    let why = if args.as_of.is_some() { "" } else { ", when something was written last" };
    format!("as of {day}{why}")
}

/// When something was touched, in words, and where that stands if it is elsewhere.
fn age(touched: &Touched) -> (String, String) {
    let ago = ago(touched.days);
    let age = match &touched.by {
        TouchedBy::Itself if touched.is_entry => format!("written {ago}"),
        TouchedBy::Itself => format!("last touched {ago}"),
        TouchedBy::File => format!("file last changed {ago}"),
        TouchedBy::Entry { name, path, line } => {
            return (format!("last came up {ago} in “{name}”"), format!("{path}:{line}"));
        }
    };
    (age, String::new())
}

fn in_words(reason: &ReviewReason) -> String {
    let more = match reason.more {
        0 => String::new(),
        1 => " (and 1 other)".to_owned(),
        more => format!(" (and {} others)", thousands(more as u64)),
    };
    format!("{}, written {}{more}", reason.detail, ago(reason.days))
}

fn ago(days: u32) -> String {
    match days {
        0 => "on that day".to_owned(),
        days => format!("{} earlier", count(days as usize, "day")),
    }
}

/// Why nothing is due, and what would make something.
fn nothing(review: &Review, args: &ReviewArgs) -> String {
    let Some(day) = &review.as_of else {
        return "nothing here says when it was written: an entry does by its heading, as in \
                “2024-03-01” or “Day 7”, a note by `date:` or `updated:` in its front matter, or by the time of its file \
                unless most files are of the same day"
            .to_owned();
    };
    let days = count(args.days as usize, "day");
    if review.current.is_empty() {
        return format!(
            "nothing was written in the {days} up to {day}, so nothing leads back to what is older; \
             --days takes more of the last days"
        );
    }
    let current = things(review.current.len());
    let lead = if review.current.len() == 1 { "leads" } else { "lead" };
    format!(
        "nothing to review as of {day}: {current} of the last {days} {lead} back to nothing \
         that has just passed 1, 3, 7, 14, 30, 60 … days; --days takes more of the last days"
    )
}

/// `1 note or entry`, `2 notes and entries`
fn things(number: usize) -> String {
    match number {
        1 => "1 note or entry".to_owned(),
        number => format!("{} notes and entries", thousands(number as u64)),
    }
}
