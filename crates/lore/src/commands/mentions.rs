//! `lore mentions`: shows unlinked mentions by what they could be linked to, as text or JSON, and passes on
//! and lists what the user rejects. Leaves out what a mention is worth and where rejections are kept, which
//! are the engine's.

use std::collections::HashMap;

use lore_engine::{
    Mention, MentionOptions, MentionTarget, MentionTargetKind, Mentions, RankedMention, Rejection,
    RejectionChange,
};
use serde::Serialize;

use super::{Context, Outcome, count, thousands, times};
use crate::cli::{MentionsArgs, joined};
use crate::json;
use crate::screen::{Screen, Style};
use crate::shell::Shell;

/// Mentions of one note in the list of the whole vault, so that no note fills it.
const OF_EACH: usize = 3;

/// More mentions are asked for than anybody reads where all places are to be read.
const MANY: usize = 10_000;

/// No more mentions can be asked for.
const MOST: usize = 1_000_000;

#[derive(Serialize)]
struct Answer<'a> {
    at_most: usize,
    /// There if not all places that hold a name were read, and fewer mentions found than asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<usize>,
    mentions: Vec<JsonMention<'a>>,
}

/// An unlinked mention in JSON.
#[derive(Serialize)]
pub(super) struct JsonMention<'a> {
    path: &'a str,
    section: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
    context: &'a str,
    count: usize,
    score: f64,
    links: usize,
    sections: usize,
    target: JsonTarget<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonTarget<'a> {
    name: &'a str,
    kind: &'a str,
    path: &'a str,
    heading: &'a [String],
    line: u32,
}

#[derive(Serialize)]
struct Rejections<'a> {
    rejected: Vec<JsonRejection<'a>>,
}

#[derive(Serialize)]
struct JsonRejection<'a> {
    note: &'a str,
    phrase: &'a str,
    /// Whether `lore.toml` says so, rather than the user's data folder.
    in_settings: bool,
}

impl JsonRejection<'_> {
    fn of(rejection: &Rejection, in_settings: bool) -> JsonRejection<'_> {
        JsonRejection { note: &rejection.target, phrase: &rejection.phrase, in_settings }
    }
}

pub(crate) fn run(context: &mut Context<'_>, args: &MentionsArgs) -> anyhow::Result<Outcome> {
    if let Some([note, phrase]) = args.reject.as_deref() {
        let RejectionChange { rejection, changed } = context.engine.reject_mention(note, phrase)?;
        let change = if changed { "rejected" } else { "rejected before" };
        say(context, change, &rejection)?;
        return Ok(Outcome::Answer);
    }
    if let Some([note, phrase]) = args.unreject.as_deref() {
        let RejectionChange { rejection, changed } =
            context.engine.unreject_mention(note, phrase)?;
        say(context, if changed { "no longer rejected" } else { "was not rejected" }, &rejection)?;
        return Ok(Outcome::answer_if(changed));
    }
    if args.rejected {
        return list_rejected(context);
    }
    let limit = args.limit as usize;
    let note = joined(&args.note);
    let options = MentionOptions {
        limit,
        of_each: if note.is_some() { limit } else { OF_EACH },
        min_score: args.min_score,
        headings: args.headings,
    };
    let found = context.engine.mentions(note.as_deref(), &options)?;
    let mentions = by_target(&found.mentions);
    if context.json {
        let mentions = mentions.iter().flatten().map(|mention| to_json(mention)).collect();
        let answer = Answer { at_most: found.at_most, unread: some_unread(found.unread), mentions };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        show(context, args, note.as_deref(), &mentions, &found)?;
    }
    Ok(Outcome::answer_if(!found.mentions.is_empty()))
}

/// Mentions grouped by what they could be linked to, the best group first, best first in each.
fn by_target(mentions: &[RankedMention]) -> Vec<Vec<&RankedMention>> {
    let mut groups: Vec<Vec<&RankedMention>> = Vec::new();
    let mut places: HashMap<&MentionTarget, usize> = HashMap::new();
    for mention in mentions {
        let place = *places.entry(&mention.target).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(mention);
    }
    groups
}

pub(super) fn to_json(ranked: &RankedMention) -> JsonMention<'_> {
    let RankedMention { mention, target, .. } = ranked;
    JsonMention {
        path: &mention.path,
        section: &mention.label,
        line: mention.line,
        column: mention.column,
        text: &mention.text,
        context: &mention.context,
        count: mention.count,
        score: json::thousandths(ranked.score),
        links: ranked.links,
        sections: ranked.sections,
        target: JsonTarget {
            name: &target.name,
            kind: target.kind.as_str(),
            path: &target.path,
            heading: &target.heading,
            line: target.line,
        },
        link: ranked.link.as_deref(),
    }
}

fn show(
    context: &mut Context<'_>,
    args: &MentionsArgs,
    note: Option<&str>,
    groups: &[Vec<&RankedMention>],
    found: &Mentions,
) -> anyhow::Result<()> {
    let (screen, shell) = (&mut *context.screen, context.shell);
    for group in groups {
        show_target(screen, &group[0].target)?;
        screen.end_line()?;
        for ranked in group {
            let mention = &ranked.mention;
            screen.text("  ")?;
            let place = format!("{}:{}:{}", mention.path, mention.line, mention.column);
            screen.link(&place, &mention.path)?;
            screen.styled(Style::Faint, &format!("  {:.2}  {}", ranked.score, evidence(ranked)))?;
            screen.end_line()?;
            show_context(screen, mention)?;
        }
        screen.end_line()?;
    }
    let shown = found.mentions.len();
    let all_read = found.unread == 0;
    let some = thousands(shown as u64);
    let summary = match (shown, note) {
        (0, _) if context.engine.refreshed().notes == 0 => "no notes here to look at".to_owned(),
        (0, _) if args.min_score > 0.0 && all_read => {
            format!("no unlinked mention has a score of {} or more", args.min_score)
        }
        (0, note) if all_read => none(context.engine.rejection_count(note)?, note.is_some(), shell),
        (_, Some(_)) if shown < args.limit as usize && all_read => count(shown, "unlinked mention"),
        (_, Some(_)) => format!("{some} of at most {}", count(found.at_most, "unlinked mention")),
        (_, None) => format!(
            "{some} of at most {}, no more than {OF_EACH} of each note; `{}` has all of one",
            count(found.at_most, "unlinked mention"),
            shell.line("mentions", &["NOTE"]),
        ),
    };
    screen.remark(0, &summary)?;
    if !all_read {
        let all = asking_for_all(shell, args, note, found.unread);
        screen.remark(0, &not_all_read(found.unread, args.min_score, Some(all)))?;
    }
    Ok(())
}

/// How many places were not read, for JSON.
pub(super) fn some_unread(unread: usize) -> Option<usize> {
    (unread > 0).then_some(unread)
}

/// That there may be more mentions than were found, and the command that reads all, if there is one.
pub(super) fn not_all_read(unread: usize, min_score: f64, reads_all: Option<String>) -> String {
    let places = count(unread, "place");
    let were = if unread == 1 { "was" } else { "were" };
    let mut said =
        format!("{places} {were} not checked, because too many before proved not to be mentions");
    if min_score > 0.0 {
        said.push_str(&format!(" with a score of {min_score} or more"));
    }
    if let Some(command) = reads_all {
        said.push_str(&format!("; `{command}` checks all"));
    }
    said
}

/// The command that reads all places that may mention what bears a name.
pub(super) fn reading_all(shell: Shell<'_>, name: &str, unread: usize) -> String {
    shell.command("mentions", &[&to_read_all(unread)], name)
}

/// How many mentions to ask for, so that all places are read: for each, more are read than one.
fn to_read_all(unread: usize) -> String {
    format!("-n {}", unread.clamp(MANY, MOST))
}

/// The same for a question that was asked, with its options.
fn asking_for_all(
    shell: Shell<'_>,
    args: &MentionsArgs,
    note: Option<&str>,
    unread: usize,
) -> String {
    let number = to_read_all(unread);
    let score = format!("--min-score {}", args.min_score);
    let mut options = vec![number.as_str()];
    options.extend((args.min_score > 0.0).then_some(score.as_str()));
    options.extend(args.headings.then_some("--headings"));
    match note {
        Some(note) => shell.command("mentions", &options, note),
        None => shell.line("mentions", &options),
    }
}

/// That there are more mentions of what bears a name.
pub(super) fn these_are_the_most_likely(shell: Shell<'_>, name: &str) -> String {
    let more = shell.command("mentions", &["-n 1000"], name);
    format!("these are the most likely links; `{more}` lists more")
}

/// That there is no mention, of one note or at all.
fn none(rejected: usize, of_one: bool, shell: Shell<'_>) -> String {
    match rejected {
        0 if of_one => "nothing names it alone without linking to it".to_owned(),
        0 => "nothing names a note alone without linking to it".to_owned(),
        number => format!(
            "no unlinked mentions ({} rejected; `{}` lists them)",
            thousands(number as u64),
            shell.line("mentions", &["--rejected"])
        ),
    }
}

/// What a mention could be linked to, without the end of the line.
pub(super) fn show_target(screen: &mut Screen, target: &MentionTarget) -> std::io::Result<()> {
    screen.styled(Style::Title, &target.name)?;
    screen.text("  ")?;
    if target.kind == MentionTargetKind::Note {
        return screen.place(&target.path, None);
    }
    let Some(heading) = target.heading.last() else {
        screen.place(&target.path, None)?;
        return screen.styled(Style::Faint, "  as its topic");
    };
    screen.place(&target.path, target.line)?;
    screen.styled(Style::Faint, &format!("  {heading}"))
}

/// The line that a mention stands in, with the mention marked.
pub(super) fn show_context(screen: &mut Screen, mention: &Mention) -> std::io::Result<()> {
    screen.paragraph(6, &mention.context, std::slice::from_ref(&mention.place), None)
}

/// What the vault itself says of the phrase.
pub(super) fn evidence(ranked: &RankedMention) -> String {
    let said = &ranked.mention.text;
    let sections = count(ranked.sections, "section");
    match ranked.links {
        0 if ranked.sections <= 1 => format!("“{said}” occurs nowhere else"),
        0 => format!("“{said}” stands in {sections}, never as this link"),
        links => {
            let have = if ranked.sections == 1 { "has" } else { "have" };
            format!("“{said}” is linked {}; {sections} {have} the phrase", times(links))
        }
    }
}

fn list_rejected(context: &mut Context<'_>) -> anyhow::Result<Outcome> {
    let kept = context.engine.rejections()?;
    let set = context.engine.rejections_of_settings();
    let all = || kept.iter().map(|each| (each, false)).chain(set.iter().map(|each| (each, true)));
    if context.json {
        let rejected = all().map(|(each, in_settings)| JsonRejection::of(each, in_settings));
        let answer = Rejections { rejected: rejected.collect() };
        context.screen.json(&json::line(&answer)?)?;
    } else {
        let screen = &mut *context.screen;
        for (each, in_settings) in all() {
            screen.text(&format!("“{}”", each.phrase))?;
            screen.styled(Style::Faint, "  is not  ")?;
            screen.text(&each.target)?;
            if in_settings {
                screen.styled(Style::Faint, "  (lore.toml)")?;
            }
            screen.end_line()?;
        }
        let mut places = Vec::new();
        if let Some(file) = context.engine.rejections_file().filter(|_| !kept.is_empty()) {
            places.push(format!("{}, kept in {}", count(kept.len(), "rejection"), file.display()));
        }
        if !set.is_empty() {
            places.push(format!("{} in lore.toml", count(set.len(), "rejection")));
        }
        if places.is_empty() {
            places.push("nothing is rejected".to_owned());
        }
        screen.remark(0, &places.join("; "))?;
    }
    Ok(Outcome::answer_if(all().next().is_some()))
}

fn say(context: &mut Context<'_>, change: &str, rejection: &Rejection) -> anyhow::Result<()> {
    let Rejection { target, phrase, .. } = rejection;
    if context.json {
        let rejected = vec![JsonRejection::of(rejection, false)];
        context.screen.json(&json::line(&Rejections { rejected })?)?;
    } else {
        context.screen.text(&format!("{change}: “{phrase}” as a mention of {target}"))?;
        context.screen.end_line()?;
    }
    Ok(())
}
