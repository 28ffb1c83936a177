//! `lore resolve`: shows where links lead and by which rule, as text or JSON. Leaves out the rules and
//! their names, which come with the answer.

use std::collections::HashMap;

use lore_engine::{
    Candidate, Destination, Explanation, Profile, ResolvedLink, ResolvedLinks, Step,
};
use serde::Serialize;

use super::{Context, Leads, Outcome, leads_nowhere, place_of, thousands};
use crate::cli::ResolveArgs;
use crate::json;
use crate::screen::{Screen, Style};

#[derive(Serialize)]
struct Answer<'a> {
    profile: &'a str,
    total: usize,
    left_out: usize,
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    written: &'a str,
    target: &'a str,
    kind: &'a str,
    #[serde(flatten)]
    leads: Leads<'a>,
    candidates: Vec<JsonCandidate<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<JsonStep<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialects: Option<Vec<JsonDialect<'a>>>,
}

#[derive(Serialize)]
struct JsonCandidate<'a> {
    path: &'a str,
    rule: &'a str,
}

#[derive(Serialize)]
struct JsonStep<'a> {
    rule: &'a str,
    paths: &'a [String],
}

#[derive(Serialize)]
struct JsonDialect<'a> {
    profile: &'a str,
    link: bool,
    #[serde(flatten)]
    leads: Option<Leads<'a>>,
}

pub(crate) fn run(context: &mut Context<'_>, args: &ResolveArgs) -> anyhow::Result<Outcome> {
    let limit = args.limit as usize;
    let found = context.engine.resolve(&args.note, args.link.as_deref(), limit, args.explain)?;
    let ResolvedLinks { links, total } = &found;
    let left_out = total - links.len();
    if context.json {
        let profile = context.engine.profile().profile.as_str();
        let links = links.iter().map(to_json).collect();
        let answer = Answer { profile, total: *total, left_out, links };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        show(context, links)?;
        if left_out > 0 {
            let more = format!("{} more with --limit", thousands(left_out as u64));
            context.screen.end_line()?;
            context.screen.remark(0, &more)?;
        }
    }
    let leads_somewhere = |link: &ResolvedLink| link.destination.resolved;
    Ok(Outcome::answer_if(match args.link {
        Some(_) => links.iter().any(leads_somewhere),
        None => !links.is_empty(),
    }))
}

fn to_json(link: &ResolvedLink) -> Link<'_> {
    let candidates = link
        .candidates
        .iter()
        .map(|Candidate { path, rule }| JsonCandidate { path, rule: rule.describe() });
    let explanation = link.explanation.as_ref();
    let steps = explanation.map(|explanation| {
        explanation
            .steps
            .iter()
            .map(|Step { rule, paths }| JsonStep { rule: rule.describe(), paths })
            .collect()
    });
    let dialects = explanation.map(|explanation| {
        let dialects = explanation.dialects.iter().map(|dialect| JsonDialect {
            profile: dialect.profile.as_str(),
            link: dialect.destination.is_some(),
            leads: dialect.destination.as_ref().map(Leads::from),
        });
        dialects.collect()
    });
    Link {
        note: &link.path,
        line: link.line,
        column: link.column,
        written: &link.written,
        target: &link.target,
        kind: link.kind.as_str(),
        leads: Leads::from(&link.destination),
        candidates: candidates.collect(),
        steps,
        dialects,
    }
}

fn show(context: &mut Context<'_>, links: &[ResolvedLink]) -> anyhow::Result<()> {
    let profile = context.engine.profile().profile;
    let screen = &mut *context.screen;
    if links.is_empty() {
        screen.text("no links")?;
        screen.end_line()?;
    }
    // Links to one target are decided alike: a table of thousands of links explains each target once.
    let mut explained: HashMap<&str, &ResolvedLink> = HashMap::new();
    for (nth, link) in links.iter().enumerate() {
        if nth > 0 && link.explanation.is_some() {
            screen.end_line()?;
        }
        screen.styled(Style::Title, &link.written)?;
        let place = match (link.line, link.column) {
            (Some(line), Some(column)) => format!("{}:{line}:{column}", link.path),
            _ => format!("in {}", link.path),
        };
        screen.text("  ")?;
        screen.link(&place, &link.path)?;
        screen.end_line()?;
        show_destination(screen, 2, &link.destination, &link.target)?;
        if let Some(explanation) = &link.explanation {
            let first = explained.entry(&link.target).or_insert(link);
            let is_alike = !std::ptr::eq(*first, link)
                && (&first.destination, &first.explanation)
                    == (&link.destination, &link.explanation);
            match first.line.filter(|_| is_alike) {
                Some(line) => {
                    screen.remark(2, &format!("as in line {line}"))?;
                }
                None => show_explanation(screen, profile, explanation, &link.destination)?,
            }
        } else {
            for candidate in &link.candidates {
                let line = format!("not {}: {}", candidate.path, candidate.rule.describe());
                screen.remark(4, &line)?;
            }
        }
    }
    Ok(())
}

/// `→ path:line › heading  rule` and the end of the line.
fn show_destination(
    screen: &mut Screen,
    indent: usize,
    destination: &Destination,
    target: &str,
) -> anyhow::Result<()> {
    screen.text(&" ".repeat(indent))?;
    let style = if destination.resolved { Style::Path } else { Style::Error };
    screen.styled(style, &format!("→ {}", place(destination, Some(target))))?;
    if destination.path.is_some() {
        screen.styled(Style::Faint, &format!("  {}", destination.rule.describe()))?;
    }
    screen.end_line()?;
    Ok(())
}

/// Where a link leads; why it leads nowhere if its target is given.
fn place(destination: &Destination, target: Option<&str>) -> String {
    match &destination.path {
        _ if destination.external => "outside the vault".to_owned(),
        Some(path) if destination.resolved => place_of(destination, path),
        Some(path) => format!("{path}, which has no such heading or block"),
        None => match target {
            Some(target) => format!("nowhere: {}", leads_nowhere(destination, target)),
            None => "nowhere".to_owned(),
        },
    }
}

fn show_explanation(
    screen: &mut Screen,
    profile: Profile,
    explanation: &Explanation,
    destination: &Destination,
) -> anyhow::Result<()> {
    if !explanation.steps.is_empty() {
        screen.styled(Style::Group, &format!("  rules of {profile}, in this order"))?;
        screen.end_line()?;
    }
    let width = explanation
        .steps
        .iter()
        .map(|step| step.rule.describe().chars().count())
        .max()
        .unwrap_or(0);
    for step in &explanation.steps {
        screen.text(&format!("    {:<width$}  ", step.rule.describe()))?;
        screen.hang_here();
        match step.paths.split_first() {
            None => screen.styled(Style::Faint, "nothing")?,
            Some((first, rest)) => {
                // What an earlier rule found may have been passed over.
                let chosen = destination
                    .path
                    .as_ref()
                    .filter(|path| step.rule == destination.rule && step.paths.contains(path));
                let style = |path| if Some(path) == chosen { Style::Path } else { Style::Faint };
                screen.styled(style(first), first)?;
                for path in rest {
                    screen.styled(Style::Faint, ", ")?;
                    screen.styled(style(path), path)?;
                }
                if chosen.is_some() {
                    screen.text("  ← decided")?;
                }
            }
        }
        screen.end_line()?;
    }
    screen.styled(Style::Group, "  in other tools")?;
    screen.end_line()?;
    for dialect in &explanation.dialects {
        screen.text(&format!("    {:<10}  ", dialect.profile.as_str()))?;
        screen.hang_here();
        match &dialect.destination {
            None => screen.styled(Style::Faint, "no link, only text")?,
            Some(there) if there.path.is_none() && !there.external => {
                screen.styled(Style::Faint, "nowhere")?;
            }
            Some(there) => {
                let same = there.path == destination.path && there.line == destination.line;
                screen
                    .styled(if same { Style::Faint } else { Style::Path }, &place(there, None))?;
                screen.styled(Style::Faint, &format!("  {}", there.rule.describe()))?;
            }
        }
        screen.end_line()?;
    }
    Ok(())
}
