//! The answer of `lore search` for people. Leaves out cutting excerpts, which the engine does, and breaking
//! lines, which the screen does.

use lore_engine::{Correction, FacetCounts, SearchAnswer, SearchHit, Share};

use super::super::{Context, count, thousands};
use crate::cli::SearchArgs;
use crate::screen::{Screen, Style};

/// Number of values shown of one facet.
const FACET_VALUES: usize = 12;
/// Number of parts shown of one score.
const SHARES: usize = 8;

pub(super) fn show(
    context: &mut Context<'_>,
    query: &str,
    answer: &SearchAnswer,
    args: &SearchArgs,
) -> anyhow::Result<()> {
    if args.explain {
        context.screen.remark(0, &format!("read as: {}", answer.read_as))?;
    }
    remarks(context.screen, answer)?;
    if answer.total == 0 {
        return nothing(context, query, answer);
    }
    let screen = &mut *context.screen;
    for hit in &answer.hits {
        show_hit(screen, hit)?;
    }
    for counts in &answer.facets {
        show_facet(screen, counts)?;
    }
    let shown = match (args.offset as usize, answer.hits.len()) {
        (0, shown) => thousands(shown as u64),
        (offset, 0) => format!("none after {}", thousands(offset as u64)),
        (offset, 1) => format!("number {}", thousands(offset as u64 + 1)),
        (offset, shown) => {
            format!("{} to {}", thousands(offset as u64 + 1), thousands((offset + shown) as u64))
        }
    };
    let sections = count(answer.total, "section");
    let mut summary = format!("{shown} of {sections} in {}", count(answer.notes, "note"));
    if answer.complete < answer.total {
        summary.push_str(&format!(", {} with every word", thousands(answer.complete as u64)));
    }
    screen.remark(0, &summary)?;
    Ok(())
}

/// What was not read or searched as it stands.
pub(super) fn remarks(screen: &mut Screen, answer: &SearchAnswer) -> anyhow::Result<()> {
    for remark in &answer.remarks {
        screen.remark(0, remark)?;
    }
    for Correction { from, to } in &answer.corrections {
        screen.remark(0, &format!("no note says “{from}”; showing “{to}”"))?;
    }
    for part in answer.missing.iter().filter(|_| answer.total > 0) {
        screen.remark(0, &format!("no note says “{part}”"))?;
    }
    Ok(())
}

pub(super) fn nothing(
    context: &mut Context<'_>,
    query: &str,
    answer: &SearchAnswer,
) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    screen.paragraph(0, &format!("nothing found for “{query}”"), &[], None)?;
    // If each part is found somewhere, they never meet in one section.
    if !answer.missing.is_empty() {
        let parts: Vec<String> = answer.missing.iter().map(|part| format!("“{part}”")).collect();
        screen.paragraph(0, &format!("no section has {}", parts.join(" or ")), &[], None)?;
    }
    if !answer.suggestions.is_empty() {
        let names = answer.suggestions.join(", ");
        screen.paragraph(0, &format!("similar: {names}"), &[], None)?;
    }
    Ok(())
}

/// The line in which a hit is best opened.
pub(super) fn line(hit: &SearchHit) -> u32 {
    if hit.excerpt.line > 0 { hit.excerpt.line } else { hit.line }
}

fn show_hit(screen: &mut Screen, hit: &SearchHit) -> anyhow::Result<()> {
    screen.styled(Style::Title, &hit.label)?;
    screen.text("  ")?;
    screen.place(&hit.path, line(hit))?;
    screen.end_line()?;
    let mut trail: Vec<&str> = vec![&hit.title];
    let inner = hit.heading.len().saturating_sub(1);
    trail.extend(hit.heading[..inner].iter().map(String::as_str));
    trail.dedup();
    if !hit.heading.is_empty() && trail != [hit.label.as_str()] {
        screen.remark(2, &trail.join(" › "))?;
    }
    if !hit.excerpt.text.is_empty() {
        screen.paragraph(2, &hit.excerpt.text, &hit.excerpt.marks, None)?;
    }
    if !hit.shares.is_empty() {
        show_shares(screen, hit.score, &hit.shares)?;
    }
    screen.end_line()?;
    Ok(())
}

fn show_shares(screen: &mut Screen, score: f32, shares: &[Share]) -> anyhow::Result<()> {
    screen.remark(0, &format!("{score:10.2}  score"))?;
    for share in shares.iter().take(SHARES) {
        let Share { what, place, score } = share;
        screen.remark(0, &format!("{score:10.2}  {place}: {what}"))?;
    }
    let rest = shares.iter().skip(SHARES);
    let (number, sum) = rest.fold((0, 0.0), |(n, sum), share| (n + 1, sum + share.score));
    if number > 0 {
        screen.remark(0, &format!("{sum:10.2}  {number} more"))?;
    }
    Ok(())
}

fn show_facet(screen: &mut Screen, counts: &FacetCounts) -> anyhow::Result<()> {
    let shown = counts.values.iter().take(FACET_VALUES);
    let mut values: Vec<String> =
        shown.map(|(value, sections)| format!("{value} {}", thousands(*sections as u64))).collect();
    if counts.values.len() > FACET_VALUES {
        values.push(format!("{} more", thousands((counts.values.len() - FACET_VALUES) as u64)));
    }
    if values.is_empty() {
        values.push("none".to_owned());
    }
    let name = counts.facet.as_str();
    screen.styled(Style::Group, name)?;
    screen.text(&" ".repeat(8 - name.len()))?;
    screen.paragraph(8, &values.join(" · "), &[], None)?;
    Ok(())
}
