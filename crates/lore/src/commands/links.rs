//! `lore links`: shows the links of a note in both directions, or those it could have, as text or JSON.
//! Leaves out which these are, which the engine answers, and how a mention is shown, which is in
//! `mentions`.

use lore_engine::{LeftOut, Links, RankedMention};
use serde::Serialize;

use super::mentions::{self, JsonMention, evidence, show_context, show_target};
use super::{Context, Leads, Outcome, leads_nowhere, place_of, thousands};
use crate::cli::LinksArgs;
use crate::json;
use crate::screen::Style;

#[derive(Serialize)]
struct Answer<'a> {
    note: Note<'a>,
    outgoing: Vec<Outgoing<'a>>,
    backlinks: Vec<Backlink<'a>>,
    mentions: Vec<Mention<'a>>,
    /// There, as `false`, if there can be none: mentions are of whole notes and topics.
    #[serde(skip_serializing_if = "Clone::clone")]
    mentions_sought: bool,
    /// There if there are more of these.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    has_more_mentions: bool,
    /// There if not all places that may mention it were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<Vec<JsonMention<'a>>>,
}

/// Links worth adding, if no number was asked for.
const SUGGESTIONS: u32 = 10;

#[derive(Serialize)]
struct Note<'a> {
    path: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct Outgoing<'a> {
    line: u32,
    text: &'a str,
    target: &'a str,
    kind: &'a str,
    embed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(flatten)]
    leads: Leads<'a>,
    /// Why it is not dead although it leads nowhere, in the words of `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<&'a str>,
}

#[derive(Serialize)]
struct Backlink<'a> {
    path: &'a str,
    title: &'a str,
    section: &'a str,
    line: u32,
    context: &'a str,
}

#[derive(Serialize)]
struct Mention<'a> {
    path: &'a str,
    section: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
    context: &'a str,
}

pub(crate) fn run(context: &mut Context<'_>, args: &LinksArgs) -> anyhow::Result<Outcome> {
    let note = args.note.join(" ");
    let links = context.engine.links(&note)?;
    let limit = args.limit.unwrap_or(SUGGESTIONS) as usize;
    let suggest = || context.engine.link_suggestions(&note, limit);
    let suggestions = args.suggest.then(suggest).transpose()?;
    if context.json {
        let answer = to_json(&links, suggestions.as_deref());
        context.screen.json(&json::line(&answer)?)?;
    } else {
        show(context, &links, &note)?;
        if let Some(suggestions) = &suggestions {
            show_suggestions(context, suggestions)?;
        }
    }
    let any = !links.outgoing.is_empty()
        || !links.backlinks.is_empty()
        || !links.mentions.is_empty()
        || suggestions.is_some_and(|suggestions| !suggestions.is_empty());
    Ok(Outcome::answer_if(any))
}

fn to_json<'a>(links: &'a Links, suggestions: Option<&'a [RankedMention]>) -> Answer<'a> {
    let outgoing = links.outgoing.iter().map(|link| Outgoing {
        line: link.line,
        text: &link.text,
        target: &link.target,
        kind: link.kind.as_str(),
        embed: link.embed,
        field: link.field.as_deref(),
        leads: Leads::from(&link.destination),
        left_out: link.left_out.map(LeftOut::as_str),
    });
    let backlinks = links.backlinks.iter().map(|link| Backlink {
        path: &link.path,
        title: &link.title,
        section: &link.section,
        line: link.line,
        context: &link.context,
    });
    let unlinked = links.mentions.iter().map(|mention| Mention {
        path: &mention.path,
        section: &mention.label,
        line: mention.line,
        column: mention.column,
        text: &mention.text,
        context: &mention.context,
    });
    Answer {
        note: Note {
            path: &links.path,
            title: &links.title,
            section: links.section.as_ref().map(|section| section.label.as_str()),
            heading: links.section.as_ref().map(|section| section.heading.as_slice()),
            line: links.section.as_ref().map(|section| section.line),
        },
        outgoing: outgoing.collect(),
        backlinks: backlinks.collect(),
        mentions: unlinked.collect(),
        mentions_sought: links.mentions_sought,
        has_more_mentions: links.has_more_mentions,
        unread: mentions::some_unread(links.unread),
        suggestions: suggestions.map(|each| each.iter().map(mentions::to_json).collect()),
    }
}

fn show_suggestions(
    context: &mut Context<'_>,
    suggestions: &[RankedMention],
) -> anyhow::Result<()> {
    let screen = &mut *context.screen;
    screen.end_line()?;
    screen.styled(
        Style::Group,
        &format!("worth linking ({})", thousands(suggestions.len() as u64)),
    )?;
    screen.end_line()?;
    for ranked in suggestions {
        let mention = &ranked.mention;
        screen.text("  ")?;
        screen.link(&format!("{}:{}", mention.line, mention.column), &mention.path)?;
        screen.text("  ")?;
        show_target(screen, &ranked.target)?;
        screen.styled(Style::Faint, &format!("  {:.2}  {}", ranked.score, evidence(ranked)))?;
        screen.end_line()?;
        show_context(screen, mention)?;
    }
    Ok(())
}

/// `asked` is the name that these are the links of, as it was given.
fn show(context: &mut Context<'_>, links: &Links, asked: &str) -> anyhow::Result<()> {
    let (screen, shell) = (&mut *context.screen, context.shell);
    let (title, line) = match &links.section {
        Some(section) => (&section.label, Some(section.line)),
        None => (&links.title, None),
    };
    screen.styled(Style::Title, title)?;
    screen.text("  ")?;
    screen.place(&links.path, line)?;
    screen.end_line()?;

    let group = |screen: &mut crate::screen::Screen, name: &str, size: usize| {
        screen.end_line()?;
        screen.styled(Style::Group, &format!("{name} ({})", thousands(size as u64)))?;
        screen.end_line()
    };
    group(screen, "links to", links.outgoing.len())?;
    for link in &links.outgoing {
        screen.text("  ")?;
        screen.styled(Style::Faint, &format!("{:>4}  ", link.line))?;
        screen.hang_here();
        if let Some(field) = &link.field {
            screen.styled(Style::Faint, &format!("{field}: "))?;
        }
        screen.text(if link.text.is_empty() { &link.target } else { &link.text })?;
        let aside = match link.left_out {
            Some(LeftOut::Comment) => Some((Style::Faint, "in a comment")),
            Some(LeftOut::Placeholder) => Some((Style::Faint, "placeholder")),
            Some(_) | None => None,
        };
        match &link.destination.path {
            _ if link.destination.external => {
                screen.styled(Style::Faint, &format!("  {}", link.target))?
            }
            Some(path) if !link.destination.resolved => {
                screen.text("  ")?;
                screen.place(path, None)?;
                let (style, why) = aside.unwrap_or((Style::Error, "no such place in it"));
                screen.styled(style, &format!("  {why}: {}", link.target))?;
            }
            Some(path) => {
                screen.text("  ")?;
                screen.link(&place_of(&link.destination, path), path)?;
            }
            None => {
                let style = if link.destination.unread { Style::Faint } else { Style::Error };
                let (style, why) = match aside {
                    Some((style, why)) => (style, format!("{why}: {}", link.target)),
                    None => (style, leads_nowhere(&link.destination, &link.target)),
                };
                screen.styled(style, &format!("  {why}"))?
            }
        }
        screen.end_line()?;
    }
    group(screen, "linked from", links.backlinks.len())?;
    for link in &links.backlinks {
        screen.text("  ")?;
        screen.place(&link.path, link.line)?;
        if link.section != link.title {
            screen.styled(Style::Faint, &format!("  {}", link.section))?;
        }
        screen.end_line()?;
        screen.paragraph(6, &link.context, &[], None)?;
    }
    if links.mentions_sought {
        group(screen, "mentioned without a link", links.mentions.len())?;
    } else {
        screen.end_line()?;
        let whole = format!(
            "mentions are of whole notes and topics; `{}` looks for those of this note",
            shell.command("mentions", &[], &links.path)
        );
        screen.remark(0, &whole)?;
    }
    for mention in &links.mentions {
        screen.text("  ")?;
        let place = format!("{}:{}:{}", mention.path, mention.line, mention.column);
        screen.link(&place, &mention.path)?;
        screen.end_line()?;
        show_context(screen, mention)?;
    }
    if links.has_more_mentions {
        screen.remark(2, &mentions::these_are_the_most_likely(shell, asked))?;
    }
    if links.unread > 0 {
        let all = mentions::reading_all(shell, asked, links.unread);
        screen.remark(2, &mentions::not_all_read(links.unread, 0.0, Some(all)))?;
    }
    Ok(())
}
