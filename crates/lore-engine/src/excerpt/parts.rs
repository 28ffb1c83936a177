//! What of a section is worth reading: running text before code, and both before what only says
//! where the section belongs. Leaves out which of it matches, which `wanted` says, and the cutting, which
//! `stretch` does.

use lore_core::{Field, FieldOrigin, Joint, Link, Run, RunKind, Span, words};

use crate::reading::SectionSource;

/// What a run is worth to a reader; the first is worth most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worth {
    /// Running text.
    Text,
    /// A block of code, shown only if no text matches.
    Code,
    /// A short field, a line of tags, the name of a picture: shown only if code does not match either.
    Aside,
    /// A comment, which no reader sees: shown only if nothing else matches.
    Hidden,
}

/// A field with more words than this, links aside, is a sentence.
const FIELD_WORDS: usize = 4;

/// The runs with what they are worth to a reader. Headings are shown beside excerpts.
pub(super) fn parts(source: &SectionSource) -> Vec<(Run, Worth)> {
    let mut asides: Vec<Span> = fields(source);
    asides.extend(tag_lines(source));
    asides.extend(template_tags(source));
    asides.sort();
    let mut parts = Vec::new();
    for run in runs_with_addresses(source) {
        let is_block = !source.source[..run.span.start as usize].ends_with('`');
        let worth = match run.kind {
            _ if source.parsed.is_in_heading(&run) => continue,
            RunKind::Comment => Worth::Hidden,
            RunKind::Link if is_name_of_embed(source, &run) => Worth::Aside,
            RunKind::Code if is_block => Worth::Code,
            RunKind::Prose | RunKind::Link | RunKind::Math | RunKind::Code | RunKind::Heading => {
                Worth::Text
            }
        };
        split(source, &run, worth, &asides, &mut parts);
    }
    parts
}

/// Adds a run, what lies in one of the spans, which are in order, as an aside.
fn split(
    source: &SectionSource,
    run: &Run,
    worth: Worth,
    asides: &[Span],
    parts: &mut Vec<(Run, Worth)>,
) {
    let mut start = run.span.start;
    let mut joint = run.joint;
    let mut add = |start: u32, end: u32, joint, worth| {
        let part = Run { span: Span { start, end }, joint, ..run.clone() };
        parts.extend((start < end).then_some((part, worth)));
    };
    let first = asides.partition_point(|aside| aside.end <= run.span.start);
    for aside in asides[first..].iter().take_while(|aside| aside.start < run.span.end) {
        let (from, until) = (aside.start.max(start), aside.end.min(run.span.end));
        if from >= until {
            continue;
        }
        add(start, from, std::mem::take(&mut joint), worth);
        add(from, until, Joint::Spaced, worth.max(Worth::Aside));
        let ends_line = source.source[until as usize..].trim_start_matches(' ').starts_with('\n');
        joint = if ends_line { Joint::Block } else { Joint::Spaced };
        start = until;
    }
    add(start, run.span.end, joint, worth);
}

/// The `key: value` statements of the text that name topics or are short, keys included.
fn fields(source: &SectionSource) -> Vec<Span> {
    let note = &source.parsed.note;
    let in_text = note.fields.iter().filter(|field| field.origin != FieldOrigin::FrontMatter);
    let names_topics =
        |field: &Field| note.topics.binary_search_by_key(&field.line, |topic| topic.line).is_ok();
    let mut spans: Vec<Span> = in_text
        .filter(|field| names_topics(field) || !is_sentence(source, field.span))
        .filter_map(|field| {
            let before = source.source.get(..field.span.start as usize)?;
            let key = &before[..before.rfind(&field.key)?];
            let start = key.trim_end_matches(['*', '_', '[', '(']);
            let is_bracketed = key.len() > start.len() && key.ends_with(['[', '(']);
            let end = field.span.end as usize;
            let closes = is_bracketed && source.source[end..].starts_with([']', ')']);
            Some(Span::new(start.len()..end + usize::from(closes)))
        })
        .collect();
    // What parts two fields of a line goes with them.
    for nth in 1..spans.len() {
        let (before, next) = (spans[nth - 1], spans[nth]);
        let between = source.source.get(before.end as usize..next.start as usize);
        if between.is_some_and(|sign| !sign.contains(|c: char| c == '\n' || c.is_alphanumeric())) {
            spans[nth - 1].end = next.start;
        }
    }
    spans
}

fn is_sentence(source: &SectionSource, value: Span) -> bool {
    let runs = &source.parsed.runs;
    let first = runs.partition_point(|run| run.span.end <= value.start);
    let own = runs[first..].iter().take_while(|run| run.span.start < value.end);
    let texts = own.filter(|run| run.kind != RunKind::Link).filter_map(|run| {
        let (start, end) = (run.span.start.max(value.start), run.span.end.min(value.end));
        Span { start, end }.slice(&source.source)
    });
    texts.flat_map(words::plain).nth(FIELD_WORDS).is_some()
}

/// Lines that hold tags and nothing else.
fn tag_lines(source: &SectionSource) -> Vec<Span> {
    let body = source.parsed.note.front_matter.map_or(0, |front_matter| front_matter.end);
    let mut lines: Vec<Span> = Vec::new();
    let mut line_end = 0;
    for tag in source.parsed.note.tags.iter().filter(|tag| tag.span.start > body) {
        if (tag.span.start as usize) < line_end {
            continue;
        }
        let (start, end) = line_around(&source.source, tag.span.start as usize);
        line_end = end;
        let is_tag = |word: &str| word.len() > 1 && word.starts_with('#');
        if source.source[start..end]
            .split([' ', '\t', ',', '\r'])
            .all(|word| word.is_empty() || is_tag(word))
        {
            lines.push(Span::new(start..end));
        }
    }
    lines
}

/// `{% … %}` of Jekyll.
fn template_tags(source: &SectionSource) -> Vec<Span> {
    let mut tags = Vec::new();
    for run in source.parsed.runs.iter().filter(|run| run.kind == RunKind::Prose) {
        let Some(text) = run.span.slice(&source.source) else { continue };
        let mut at = 0;
        while let Some(open) = text[at..].find("{%").map(|open| at + open)
            && let Some(close) = text[open..].find("%}").map(|close| open + close + 2)
        {
            let start = run.span.start as usize;
            tags.push(Span::new(start + open..start + close));
            at = close;
        }
    }
    tags
}

/// Whether a link's text is only the name or size of what is shown in place.
fn is_name_of_embed(source: &SectionSource, run: &Run) -> bool {
    let links = &source.parsed.note.links;
    let next = links.partition_point(|link| link.span.start <= run.span.start);
    let Some(link) = links[..next].last().filter(|link| link.embed) else { return false };
    let text = run.span.slice(&source.source).unwrap_or_default().trim();
    let is_size = text.chars().all(|c| c.is_ascii_digit() || c == 'x');
    let is_file_name = !text.contains(char::is_whitespace) && text.contains('.');
    let is_target = link.target_span.slice(&source.source).map(str::trim) == Some(text);
    link.span.contains(run.span) && (is_size || is_file_name || is_target)
}

/// The runs with the hosts of addresses that stand bare in the text and are no runs: without them
/// sentences have holes.
fn runs_with_addresses(source: &SectionSource) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(source.parsed.runs.len());
    let mut addresses = addresses(source).into_iter().peekable();
    for run in &source.parsed.runs {
        let mut joint = run.joint;
        while let Some(link) = addresses.next_if(|link| link.span.start < run.span.start) {
            runs.push(address(source, link, &runs, run.section));
            if link.span.end == run.span.start {
                joint = Joint::Attached;
            }
        }
        runs.push(Run { joint, ..run.clone() });
    }
    for link in addresses {
        runs.push(address(source, link, &runs, 0));
    }
    runs
}

/// The addresses that stand bare in the text, outside comments.
fn addresses(source: &SectionSource) -> Vec<&Link> {
    let note = &source.parsed.note;
    let mut counted = note.front_matter.map_or(0, |front_matter| front_matter.end as usize);
    let mut marks = 0;
    let is_bare = |link: &&Link| link.is_bare_address() && link.span.start as usize >= counted;
    let bare: Vec<&Link> = note.links.iter().filter(is_bare).collect();
    let mut outside = Vec::new();
    for link in bare {
        let start = link.span.start as usize;
        // Every second mark ends a comment.
        marks += source.source[counted..start].matches("%%").count();
        counted = start;
        outside.extend((marks % 2 == 0).then_some(link));
    }
    outside
}

fn address(source: &SectionSource, link: &Link, before: &[Run], section: u32) -> Run {
    let written = link.span.slice(&source.source).unwrap_or_default();
    let scheme = written.find("//").map_or(0, |slashes| slashes + 2);
    let host = written[scheme..].find(['/', '?', '#']).map_or(written.len(), |end| scheme + end);
    let start = link.span.start as usize;
    let end = before.last().map_or(0, |run| run.span.end as usize);
    let gap = source.source.get(end..start).unwrap_or_default();
    let joint = if gap.contains('\n') {
        Joint::Block
    } else if gap.contains(char::is_whitespace) {
        Joint::Spaced
    } else {
        Joint::Attached
    };
    Run { kind: RunKind::Link, span: Span::new(start + scheme..start + host), section, joint }
}

/// Where the line of a byte begins and ends.
fn line_around(source: &str, at: usize) -> (usize, usize) {
    let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (start, source[at..].find('\n').map_or(source.len(), |newline| at + newline))
}
