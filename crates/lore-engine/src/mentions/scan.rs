//! What counts as a mention: whole words of running text that are a name, the longest at each place.
//!
//! Running text is neither code nor math, link, URL, comment nor front matter, and no heading unless
//! asked for; the head of a table labels its columns. What a tag or a topic field names is stated, not mentioned, and what stands in a file's
//! name or an address (`airflow.cfg`, `src/dags/airflow`) names the file, and a piece of a number or date (`2024-01` of
//! `2024-01-20`, `March` of `9 March 2024`) nothing; the key of a citation (`[@bishop2006]`) names the note of the work. Case, accents and
//! plurals do not count; a character of a script without spaces is a word.

use std::ops::Range;

use lore_core::words::{self, Word};
use lore_core::{Field, FieldOrigin, ParsedNote, Run, RunKind, Span, character_start, days};
use rustc_hash::FxHashSet;

/// How far around a name it is looked whether it is part of an address, in bytes.
const LONGEST_ADDRESS: usize = 2_000;

/// Names that can be looked up in text.
pub(crate) trait Names {
    /// What stands for a name.
    type Name;

    /// The longest name that the words begin with: its number of words, and the name.
    fn longest(&self, words: &[Word<'_>]) -> Option<(usize, Self::Name)>;
}

/// Which text counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Where {
    /// Headings, too.
    pub(crate) headings: bool,
}

impl Where {
    /// Running text alone.
    pub(crate) const TEXT: Where = Where { headings: false };
}

/// Where a text says a name, in its order.
pub(crate) fn mentions_in<N: Names>(
    parsed: &ParsedNote,
    text: &str,
    names: &N,
    place: Where,
) -> Vec<(Span, N::Name)> {
    let stated = Stretches::stated(parsed);
    let mut found = Vec::new();
    let counts = |kind: RunKind| match kind {
        RunKind::Prose => true,
        RunKind::Heading => place.headings,
        RunKind::Link | RunKind::Code | RunKind::Math | RunKind::Comment => false,
    };
    let labels_column =
        |span: Span| parsed.table_around(span).is_some_and(|table| table.head.contains(span));
    let wanted = |run: &&Run| counts(run.kind) && !labels_column(run.span);
    for run in parsed.runs.iter().filter(wanted) {
        let Some(source) = run.span.slice(text) else { continue };
        let terms: Vec<_> = words::plain(source).collect();
        let mut at = 0;
        while at < terms.len() {
            let Some((length, name)) = names.longest(&terms[at..]) else {
                at += 1;
                continue;
            };
            let offset = run.span.start as usize;
            let (first, last) = (&terms[at].range, &terms[at + length - 1].range);
            let end = last.end + closed_behind(&source[first.start..last.end], &source[last.end..]);
            let span = Span::new(offset + first.start..offset + end);
            at += length;
            let span = with_sign(text, span);
            let is_piece = is_in_address(text, span)
                || is_in_number(text, span)
                || days::is_piece_of_date(text, span.range());
            if !stated.touch(span) && !is_piece {
                found.push((span, name));
            }
        }
    }
    found
}

/// How many bytes close what a name opens: `Amazon Resource Name (ARN)` ends in no word.
fn closed_behind(named: &str, behind: &str) -> usize {
    let opened =
        |open: char, close: char| named.matches(open).count() > named.matches(close).count();
    let closes = |&(open, close): &(char, char)| opened(open, close) && behind.starts_with(close);
    let pairs = [('(', ')'), ('“', '”'), ('«', '»')];
    pairs.iter().find(|pair| closes(pair)).map_or(0, |(_, close)| close.len_utf8())
}

/// Stretches of a text.
struct Stretches {
    /// Where each begins, rising, with where it or one before it ends last.
    ends: Vec<(u32, u32)>,
}

impl Stretches {
    /// What is declared: the values of topic fields, and tags. What another field names could be a link as well.
    fn stated(parsed: &ParsedNote) -> Stretches {
        let note = &parsed.note;
        let lines: FxHashSet<u32> = note.topics.iter().map(|topic| topic.line).collect();
        let fields = note.fields.iter().filter(|field| lines.contains(&field.line));
        let spans = fields.map(|field| field.span).chain(note.tags.iter().map(|tag| tag.span));
        let mut ends: Vec<(u32, u32)> = spans.map(|span| (span.start, span.end)).collect();
        ends.sort_unstable();
        let mut last = 0;
        for (_, end) in &mut ends {
            last = last.max(*end);
            *end = last;
        }
        Stretches { ends }
    }

    /// Whether one of them holds a part of a span: the tag `#c` ends within the word `c++`.
    fn touch(&self, span: Span) -> bool {
        let next = self.ends.partition_point(|&(start, _)| start < span.end);
        next > 0 && span.start < self.ends[next - 1].1
    }
}

/// The names that fields in a text state, each as it stands there: for who knows by the fields already what they
/// name. The words of a sentence in a field are text like any other.
#[derive(Debug)]
pub(crate) struct NamedInFields(FxHashSet<(u32, u32)>);

impl NamedInFields {
    pub(crate) fn of(parsed: &ParsedNote, text: &str) -> NamedInFields {
        let fields = parsed.note.fields.iter();
        let written = fields.filter(|field| field.origin != FieldOrigin::FrontMatter);
        NamedInFields(written.flat_map(|field| spans_named(field, text)).collect())
    }

    /// Whether a span is one of these names.
    pub(crate) fn hold(&self, span: Span) -> bool {
        self.0.contains(&(span.start, span.end))
    }
}

/// Where the names begin and end that a field's values are or list.
fn spans_named(field: &Field, text: &str) -> Vec<(u32, u32)> {
    /// Each that is not written as it reads is looked for to the field's end.
    const MOST_MISSED: usize = 8;
    let written = field.span.slice(text).unwrap_or_default();
    let in_text = |at: usize| field.span.start + at as u32;
    let mut spans = Vec::new();
    let (mut from, mut missed) = (0, 0);
    for name in lore_graph::names_in_field(field) {
        let Some(place) = place_from(from, written, name) else {
            missed += 1;
            if missed > MOST_MISSED {
                break;
            }
            continue;
        };
        spans.push((in_text(place.start), in_text(place.end)));
        from = place.start;
    }
    spans
}

/// Where the words of a name stand in a text behind a place, with what closes what they open.
fn place_from(from: usize, text: &str, name: &str) -> Option<Range<usize>> {
    let mut words = words::plain_ranges(name);
    let first = words.next()?;
    let end = words.last().map_or(first.end, |last| last.end);
    let said = &name[first.start..end];
    let is_apart = |start: &usize| {
        let (before, behind) = (&text[..*start], &text[start + said.len()..]);
        !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
    };
    let mut places = text.get(from..)?.match_indices(said).map(|(at, _)| from + at);
    let start = places.find(is_apart)?;
    let end = start + said.len();
    Some(start..end + closed_behind(said, &text[end..]))
}

/// A name, with the sign that makes it the key of a citation (pandoc's `@bishop2006`), which ends in the year, or the
/// name of a package (`@acme/auth`), unlike what people and programs are called (`@airflow`, `@param`).
fn with_sign(text: &str, span: Span) -> Span {
    let (before, said) = (&text[..span.start as usize], &text[span.range()]);
    let year = said.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let letters = year.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_key = year.len() >= letters.len() + 2 && letters.ends_with(char::is_alphabetic);
    let is_package = said.contains('/') && !said.contains(char::is_whitespace);
    match before.strip_suffix('@') {
        Some(before) if (is_key || is_package) && !before.ends_with(char::is_alphanumeric) => {
            Span { start: span.start - 1, ..span }
        }
        Some(_) | None => span,
    }
}

/// Whether the words are a piece of something longer that is made of numbers, such as a day.
fn is_in_number(text: &str, span: Span) -> bool {
    let (before, said, after) =
        (&text[..span.start as usize], &text[span.range()], &text[span.end as usize..]);
    let is_digit = |c: char| c.is_ascii_digit();
    let joins = ['-', '/', ':'];
    said.starts_with(is_digit)
        && before.strip_suffix(joins).is_some_and(|before| before.ends_with(is_digit))
        || said.ends_with(is_digit)
            && after.strip_prefix(joins).is_some_and(|after| after.starts_with(is_digit))
}

/// Whether the words are part of something longer without spaces that is a path, a file's name, an
/// identifier or an address.
fn is_in_address(text: &str, span: Span) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    if matches!(before, Some('_' | '\\' | '@')) || matches!(after, Some('_' | '\\' | '@')) {
        return true;
    }
    if before == Some('.') && text[..start - 1].ends_with(is_letter)
        || after == Some('.') && text[end + 1..].starts_with(is_letter)
    {
        return true;
    }
    if before != Some('/') && after != Some('/') {
        return false;
    }
    let reach = character_start(text, start.saturating_sub(LONGEST_ADDRESS));
    let head = text[reach..start].rsplit(char::is_whitespace).next().map_or(0, str::len);
    let reach = character_start(text, end + LONGEST_ADDRESS).max(end);
    let tail = text[end..reach].split(char::is_whitespace).next().map_or(0, str::len);
    let word = text[start - head..end + tail].trim_start_matches(['(', '"', '\'']);
    let word = word.trim_end_matches([')', '"', '\'', '.', ',', ';', ':']);
    // `TCP/IP` and `and/or` are words; a path begins or ends at a slash, or has several or a dot.
    word.starts_with(['/', '.', '~'])
        || word.ends_with('/')
        || word.matches('/').count() > 1
        || word.contains('.')
}
