//! `key: value` statements in text, in the four ways people write them. Leaves out front matter, whose
//! properties are fields, too (see [`crate::properties`]), and the topics that fields name (see
//! [`crate::topics`]).

use std::ops::Range;

use lore_core::{Field, FieldOrigin, LineIndex, Link, Span, is_placeholder};

use crate::markdown::{Piece, PieceKind};

/// The block that fields are looked for in.
pub(crate) struct Content<'a> {
    pub(crate) text: &'a str,
    pub(crate) pieces: &'a [Piece],
    /// The links of the note.
    pub(crate) links: &'a [Link],
    /// Where its text begins, behind the marks of tasks and callouts.
    pub(crate) from: usize,
    /// Where its text ends, before a block id.
    pub(crate) until: usize,
    /// Whether it is a paragraph or list item, and not the cell of a table.
    pub(crate) opens: bool,
}

/// Longest key between brackets.
pub(crate) const LONGEST_KEY: usize = 60;
/// Longest value between brackets.
const LONGEST_VALUE: usize = 2000;

/// What a line opens with.
struct Opening {
    origin: FieldOrigin,
    key: Range<usize>,
    /// Where the value is, if it is known to be all of that.
    value: Option<Range<usize>>,
    /// Where the value begins.
    after: usize,
}

/// Adds the fields of one block.
pub(crate) fn read(
    content: &Content<'_>,
    section: u32,
    lines: &LineIndex,
    is_hidden: impl Fn(usize) -> bool,
    fields: &mut Vec<Field>,
) {
    let before = fields.len();
    let line = |at: usize| lines.line(Span::new(at..at).start);
    let mut add = |origin, key: Range<usize>, value: Range<usize>| {
        let (Some(name), Some(written)) =
            (content.text.get(key.clone()), content.text.get(value.clone()))
        else {
            return;
        };
        let value_start = value.start + (written.len() - written.trim_start().len());
        // A backslash at the end of a line breaks it and is no part of the value.
        let written = written.trim().trim_end_matches('\\').trim_end();
        if written.is_empty() || is_placeholder(written) || is_hidden(key.start) {
            return;
        }
        fields.push(Field {
            origin,
            key: name.trim().to_owned(),
            values: vec![written.to_owned()],
            span: Span::new(value_start..value_start + written.len()),
            section,
            line: line(key.start),
        });
    };
    if content.opens {
        let openings: Vec<(usize, Option<Opening>)> = content.lines();
        for (nth, (_, opening)) in openings.iter().enumerate() {
            let Some(opening) = opening else { continue };
            if let Some(value) = &opening.value {
                add(opening.origin, opening.key.clone(), value.clone());
                continue;
            }
            let mut value = opening.after..content.line_end(opening.after);
            let rest = content.text.get(value.clone()).unwrap_or("");
            if rest.trim().is_empty() && opening.origin == FieldOrigin::Bold {
                let next = openings[nth + 1..].iter().find(|(_, opening)| opening.is_some());
                value.end = next.map_or(content.until, |&(start, _)| start);
            }
            add(opening.origin, opening.key.clone(), value);
        }
    }
    content.bracketed(|key, value| add(FieldOrigin::Inline, key, value));
    if fields.len() > before + 1 {
        fields[before..].sort_by_key(|field| field.span.start);
    }
}

impl Content<'_> {
    /// The lines of the block: where each begins, and what field it opens.
    fn lines(&self) -> Vec<(usize, Option<Opening>)> {
        let mut lines = Vec::new();
        let mut begins = true;
        for (nth, piece) in self.pieces.iter().enumerate() {
            if piece.kind == PieceKind::Break {
                begins = true;
                continue;
            }
            let (start, end) = (piece.span.start as usize, piece.span.end as usize);
            // The pieces of a mark in front of the text.
            if !begins || end <= self.from || start >= self.until {
                continue;
            }
            begins = false;
            let mut at = start.max(self.from);
            at += self.text[at..end].len() - self.text[at..end].trim_start().len();
            let opening = match piece.kind {
                PieceKind::Strong => self.bold(nth),
                PieceKind::Text => self.written_out(at, lines.is_empty()),
                _ => None,
            };
            lines.push((at, opening));
        }
        lines
    }

    /// `**Key:** value`, `**Key**: value`, `**[Key](url)**`.
    fn bold(&self, nth: usize) -> Option<Opening> {
        let strong = self.pieces.get(nth)?.span.range();
        let inner = strong.start + 2..strong.end.checked_sub(2)?;
        let shown = self.text.get(inner.clone())?;
        let rest = self.text.get(strong.end..self.until.max(strong.end))?;
        let origin = FieldOrigin::Bold;
        if let Some(next) = self.pieces.get(nth + 1)
            && next.kind == PieceKind::Link
            && next.span.range() == inner
            && ends_line(rest)
        {
            let link = self.link(next.span)?;
            let label = shown.find('[')? + 1..shown.find("](")?;
            let key = inner.start + label.start..inner.start + label.end;
            return Some(Opening { origin, key, value: Some(link.target_span.range()), after: 0 });
        }
        let key = shown.trim_end().trim_end_matches(':');
        let (key, after, inline) = if key.len() < shown.trim_end().len() {
            (key, strong.end, shown.trim_end().ends_with("::"))
        } else {
            let marks = rest.len() - rest.trim_start_matches(':').len();
            if marks == 0 || marks > 2 {
                return None;
            }
            (shown, strong.end + marks, marks == 2)
        };
        let fits = !key.trim().is_empty()
            && key.len() <= 2 * LONGEST_KEY
            && key.chars().any(char::is_alphanumeric)
            && !key.contains(['\n', '`', '[', '*']);
        let origin = if inline { FieldOrigin::Inline } else { origin };
        fits.then(|| Opening {
            origin,
            key: inner.start..inner.start + key.len(),
            value: None,
            after,
        })
    }

    /// The link at `span`; links are in the order of their ends.
    fn link(&self, span: Span) -> Option<&Link> {
        let at = self.links.partition_point(|link| link.span.end < span.end);
        self.links[at..]
            .iter()
            .take_while(|link| link.span.end == span.end)
            .find(|link| link.span == span)
    }

    /// `key:: value` at the start of a line, `Key: value` at the start of a block.
    fn written_out(&self, at: usize, opens: bool) -> Option<Opening> {
        let line = self.text.get(at..self.line_end(at))?;
        // Most lines have none.
        let colon = line.find(':')?;
        inline(line, at, colon).or_else(|| if opens { plain(line, at, colon) } else { None })
    }

    /// `[key:: value]` and `(key:: value)` anywhere.
    fn bracketed(&self, mut found: impl FnMut(Range<usize>, Range<usize>)) {
        let Some(source) = self.text.get(self.from..self.until) else { return };
        // Most blocks have none, which `contains` finds out faster than a search for all.
        if !source.contains("::") {
            return;
        }
        let bytes = source.as_bytes();
        let mut piece = 0;
        let mut floor = 0;
        for (at, _) in source.match_indices("::") {
            if at < floor {
                continue;
            }
            let begin = bytes[floor.max(at.saturating_sub(LONGEST_KEY))..at]
                .iter()
                .rposition(|&byte| matches!(byte, b'[' | b'(' | b'\n'));
            let Some(open) = begin.map(|begin| floor.max(at.saturating_sub(LONGEST_KEY)) + begin)
            else {
                continue;
            };
            let close = match bytes[open] {
                b'[' => b']',
                b'(' => b')',
                _ => continue,
            };
            let Some(key) = source.get(open + 1..at) else { continue };
            let place = self.from + at;
            // Only text counts, and pieces of text never overlap.
            while self.pieces.get(piece).is_some_and(|piece| {
                piece.kind != PieceKind::Text || piece.span.end as usize <= place
            }) {
                piece += 1;
            }
            let in_text =
                self.pieces.get(piece).is_some_and(|piece| piece.span.start as usize <= place);
            let spaced = matches!(bytes.get(at + 2), Some(b' ' | b'\t' | b'['));
            if !in_text || !spaced || !is_inline_key(key) {
                continue;
            }
            let mut depth = 0_u32;
            let end = bytes[at + 2..].iter().take(LONGEST_VALUE).position(|&byte| {
                if byte == bytes[open] {
                    depth += 1;
                } else if byte == close {
                    if depth == 0 {
                        return true;
                    }
                    depth -= 1;
                }
                byte == b'\n'
            });
            if let Some(end) = end.map(|end| at + 2 + end).filter(|&end| bytes[end] == close) {
                found(self.from + open + 1..place, place + 2..self.from + end);
                floor = end;
            }
        }
    }

    /// Where the line of `at` ends within the block.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..self.until).unwrap_or("");
        rest.find('\n').map_or(self.until.max(at), |newline| at + newline)
    }
}

/// Whether nothing but spaces stands before the end of the line.
fn ends_line(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    rest.is_empty() || rest.starts_with('\n')
}

/// `key:: value`; the line begins at `at` in the file and has its first colon at `colon`.
fn inline(line: &str, at: usize, colon: usize) -> Option<Opening> {
    let end = colon + line[colon..].find("::")?;
    let key = &line[..end];
    let rest = &line[end + 2..];
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t', '[']);
    if !spaced || !is_inline_key(key) {
        return None;
    }
    let origin = FieldOrigin::Inline;
    Some(Opening { origin, key: at..at + end, value: None, after: at + end + 2 })
}

/// `Key: value`, likewise.
fn plain(line: &str, at: usize, end: usize) -> Option<Opening> {
    let key = &line[..end];
    let after = &line[end + 1..];
    let fits = after.starts_with([' ', '\t'])
        && !after.trim().is_empty()
        && key.len() <= 120
        && key.chars().count() <= 30
        && (1..=3).contains(&key.split_whitespace().count())
        && key.starts_with(char::is_alphabetic)
        && !key.ends_with(char::is_whitespace)
        && key.chars().all(|c| {
            c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '&' | '\'' | '’' | '#')
        });
    let origin = FieldOrigin::Plain;
    fits.then(|| Opening { origin, key: at..at + end, value: None, after: at + end + 1 })
}

/// Whether a text may be the key of `key:: value`.
fn is_inline_key(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty()
        && key.len() <= LONGEST_KEY
        && key.split_whitespace().count() <= 5
        && key.starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii())
        && key.chars().all(|c| {
            c.is_alphanumeric() || !c.is_ascii() || matches!(c, ' ' | '-' | '_' | '/' | '.' | '\'')
        })
}
