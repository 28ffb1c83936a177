//! The readable sentence or two that show why a section matches: markup stripped, cut at words,
//! the matched words marked, never longer than [`LONGEST`].

use std::collections::HashSet;
use std::ops::Range;

use lore_core::{FieldOrigin, Language, Run, RunKind, Span, words};
use lore_graph::SectionId;
use lore_index::{Query, TextIndex};
use regex::Regex;

use crate::reading::{PlainText, Reading, SectionSource};

/// Longest excerpt, in bytes.
const LONGEST: usize = 260;
/// More matches in one section are not looked at.
const MOST_MATCHES: usize = 2_000;
/// How far back an excerpt may reach to begin with its sentence, in bytes.
const RUN_UP: usize = 90;

/// A piece of a section's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The text on one line, with `…` where it was cut.
    pub text: String,
    /// The matched words, as bytes of `text`; rising, not touching.
    pub marks: Vec<Range<usize>>,
    /// The line of the file in which the first matched word stands, else in which the text begins;
    /// 0 if the section has no text.
    pub line: u32,
}

impl Excerpt {
    /// The text with each marked stretch between `open` and `close`.
    pub fn marked(&self, open: &str, close: &str) -> String {
        let mut marked = String::with_capacity(self.text.len() + 16);
        let mut at = 0;
        for mark in &self.marks {
            marked.push_str(&self.text[at..mark.start]);
            marked.push_str(open);
            marked.push_str(&self.text[mark.clone()]);
            marked.push_str(close);
            at = mark.end;
        }
        marked.push_str(&self.text[at..]);
        marked
    }
}

/// The words that count as matches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    terms: HashSet<String>,
    stems: HashSet<String>,
    prefixes: Vec<String>,
    regexes: Vec<Regex>,
}

impl Wanted {
    /// The words of a query's texts that say what is looked for.
    pub(crate) fn new(texts: &[&str], index: &TextIndex) -> Wanted {
        let mut wanted = Wanted::default();
        index.query_words(texts, |term, stems| {
            wanted.terms.insert(term.to_owned());
            wanted.stems.extend(stems.iter().cloned());
        });
        wanted
    }

    /// What a match of a query shows.
    pub(crate) fn of_query(query: &Query, regexes: &[Regex], index: &TextIndex) -> Wanted {
        let (mut texts, mut prefixes) = (Vec::new(), Vec::new());
        query.shown_texts(|text, prefix| match prefix {
            true => prefixes.push(words::fold(text).into_owned()),
            false => texts.push(text),
        });
        Wanted { prefixes, regexes: regexes.to_vec(), ..Wanted::new(&texts, index) }
    }

    /// Whether a text holds anything wanted.
    pub(crate) fn is_in(&self, text: &str, language: Language) -> bool {
        !self.matches(text, language).is_empty()
    }

    /// Which wanted word stands at each matching place of `text`.
    fn matches(&self, text: &str, language: Language) -> Vec<(Range<usize>, String)> {
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        words::indexed(text, |word| {
            let exact = self.terms.contains(&*word.term)
                || self.prefixes.iter().any(|prefix| word.term.starts_with(prefix));
            if exact {
                found.push((word.range, word.term.into_owned()));
            }
        });
        TextIndex::stems(text, language, |stem, range| {
            if self.stems.contains(stem) {
                found.push((range, stem.to_owned()));
            }
        });
        for regex in &self.regexes {
            let matches = regex.find_iter(text).filter(|found| !found.is_empty());
            let matches = matches.take(MOST_MATCHES);
            found.extend(matches.map(|each| (each.range(), regex.as_str().to_owned())));
        }
        found.sort_by_key(|(range, _)| (range.start, range.end));
        found.truncate(MOST_MATCHES);
        found
    }
}

impl Reading<'_> {
    /// The stretch of a section that shows best why it matches.
    pub(crate) fn excerpt(&self, section: SectionId, wanted: &Wanted) -> Excerpt {
        self.section(section).map_or_else(Excerpt::default, |source| source.excerpt(wanted))
    }
}

impl SectionSource {
    fn excerpt(&self, wanted: &Wanted) -> Excerpt {
        // Code blocks and fields are shown only if nothing else matches.
        let fields = self.field_spans();
        let reads_well = |run: &Run| match run.kind {
            RunKind::Prose | RunKind::Link | RunKind::Math => true,
            RunKind::Code => self.source[..run.span.start as usize].ends_with('`'),
            RunKind::Heading | RunKind::Comment => false,
        };
        let well: Vec<Run> = self
            .parsed
            .runs
            .iter()
            .filter(|run| reads_well(run))
            .flat_map(|run| outside(run, &fields))
            .collect();
        let is_text = |run: &&Run| !matches!(run.kind, RunKind::Heading | RunKind::Comment);
        let mut plain = PlainText::new(self, &well);
        let mut matches = wanted.matches(&plain.text, self.language);
        if matches.is_empty() {
            plain = PlainText::new(self, self.parsed.runs.iter().filter(is_text));
            matches = wanted.matches(&plain.text, self.language);
        }
        let range = best_range(&plain.text, &matches);
        if range.is_empty() {
            return Excerpt::default();
        }
        let first = matches.iter().map(|(mark, _)| mark.start).find(|at| range.contains(at));
        let line = self.line(plain.offset(first.unwrap_or(range.start)));
        let mut excerpt = Excerpt { line, ..cut(&plain.text, range, &matches) };
        merge_neighbours(&mut excerpt);
        excerpt
    }
}

impl SectionSource {
    /// The short `key: value` statements of the text, keys included.
    fn field_spans(&self) -> Vec<Span> {
        let fields = self.parsed.note.fields.iter();
        let mut spans: Vec<Span> = fields
            .filter(|field| field.origin != FieldOrigin::FrontMatter && field.span.len() <= 100)
            .filter_map(|field| {
                let before = self.source.get(..field.span.start as usize)?;
                let key = before.rfind(&field.key)?;
                let start = before[..key].trim_end_matches(['*', '_', '[', '(']).len();
                Some(Span::new(start..field.span.end as usize))
            })
            .collect();
        spans.sort();
        spans
    }
}

/// The parts of a run that lie in none of the spans.
fn outside(run: &Run, spans: &[Span]) -> Vec<Run> {
    let mut parts = Vec::new();
    let mut start = run.span.start;
    let part = |start: u32, end: u32| Run { span: Span { start, end }, ..run.clone() };
    for span in spans.iter().filter(|span| span.end > run.span.start && span.start < run.span.end) {
        if span.start > start {
            parts.push(part(start, span.start));
        }
        start = start.max(span.end);
    }
    if start < run.span.end {
        parts.push(part(start, run.span.end));
    }
    parts
}

/// The stretch that holds most of the different wanted words, from the start of its sentence if
/// that is near.
fn best_range(text: &str, matches: &[(Range<usize>, String)]) -> Range<usize> {
    let mut best = (0, 0..0);
    for (nth, (first, _)) in matches.iter().enumerate() {
        let inside = matches[nth..]
            .iter()
            .take_while(|(mark, _)| mark.end <= first.start + LONGEST - RUN_UP);
        let mut different = HashSet::new();
        let mut end = first.end;
        let mut count = 0;
        for (mark, term) in inside {
            different.insert(term.as_str());
            end = end.max(mark.end);
            count += 1;
        }
        let score = different.len() * 100 + count.min(99);
        if score > best.0 {
            best = (score, first.start..end);
        }
    }
    let anchor = best.1;
    let from = floor_boundary(text, anchor.start.saturating_sub(RUN_UP));
    let before = &text[from..anchor.start];
    let sentence = [". ", "? ", "! ", "。", "？", "！"]
        .iter()
        .filter_map(|mark| before.rfind(mark).map(|at| from + at + mark.len()))
        .max();
    let start = match sentence {
        Some(start) => start,
        None if from == 0 => 0,
        None => before.find(' ').map_or(anchor.start, |space| from + space + 1),
    };
    let start = start + (text[start..].len() - text[start..].trim_start().len());
    let mut end = floor_boundary(text, (start + LONGEST).min(text.len()));
    if end < text.len() {
        // Whole words, if the script has spaces.
        if let Some(space) = text[start..end].rfind(' ')
            && start + space >= anchor.end
        {
            end = start + space;
        }
    }
    start.min(end)..end
}

/// Copies a stretch with its marks, single spaces between words, and `…` where text is left out.
fn cut(text: &str, range: Range<usize>, matches: &[(Range<usize>, String)]) -> Excerpt {
    let mut excerpt = Excerpt::default();
    if text[..range.start].chars().any(|c| !c.is_whitespace())
        && !text[..range.start].trim_end().ends_with(['.', '?', '!', '。', '？', '！'])
    {
        excerpt.text.push('…');
    }
    let mut marks = matches.iter().map(|(mark, _)| mark).peekable();
    let mut open: Option<(usize, usize)> = None;
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        while let Some(mark) = marks.peek()
            && mark.start <= at
        {
            if mark.start == at && mark.end <= range.end {
                let end = open.map_or(mark.end, |(_, end)| end.max(mark.end));
                let start = open.map_or(excerpt.text.len(), |(start, _)| start);
                open = Some((start, end));
            }
            marks.next();
        }
        if !(c == ' ' && excerpt.text.ends_with(' ')) {
            excerpt.text.push(c);
        }
        if let Some((start, end)) = open
            && at + c.len_utf8() >= end
        {
            excerpt.marks.push(start..excerpt.text.len());
            open = None;
        }
    }
    let trimmed = excerpt.text.trim_end().len();
    excerpt.text.truncate(trimmed);
    if !text[range.end..].trim().is_empty() {
        excerpt.text.push('…');
    }
    excerpt
}

/// Joins marks with only a space between: `hash index` is one match.
fn merge_neighbours(excerpt: &mut Excerpt) {
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(excerpt.marks.len());
    for mark in excerpt.marks.drain(..) {
        match merged.last_mut() {
            Some(last) if excerpt.text[last.end..mark.start].trim().is_empty() => {
                last.end = mark.end;
            }
            _ => merged.push(mark),
        }
    }
    excerpt.marks = merged;
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
