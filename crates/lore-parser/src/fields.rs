//! `key: value` statements in text, in the ways people write them. Leaves out front matter, whose
//! properties are fields, too (see [`crate::properties`]), and the topics that fields name (see
//! [`crate::topics`]).

use std::ops::Range;

use lore_core::{
    Field, FieldOrigin, LineIndex, Link, Span, StatusName, is_placeholder, status_name,
};

use crate::markdown::{Piece, PieceKind};
use crate::{comments, properties};

/// The block that fields are looked for in.
pub(crate) struct Content<'a> {
    pub(crate) text: &'a str,
    pub(crate) pieces: &'a [Piece],
    /// The links of the note.
    pub(crate) links: &'a [Link],
    /// Comments of the note, which are no part of a value.
    pub(crate) comments: &'a [Span],
    /// Where its text begins, behind the marks of tasks and callouts.
    pub(crate) from: usize,
    /// Where its text ends, before a block id.
    pub(crate) until: usize,
    /// Whether it is a paragraph or list item, and not the cell of a table.
    pub(crate) opens: bool,
    /// Whether each of its lines is a field.
    pub(crate) is_run: bool,
    /// Names of fields, in lower case, whose values are topics.
    pub(crate) topic_fields: &'a [String],
}

/// The colons that divide a key from its value.
const COLONS: [char; 2] = [':', WIDE_COLON];
/// That of Chinese and Japanese, which needs no space behind it …
const WIDE_COLON: char = '：';
/// … so that a key before it, written without spaces as well, is told from a clause by its length.
const LONGEST_DENSE_KEY: usize = 8;

/// Words for topics and tags in Chinese and Japanese.
const KNOWN_KEYS: [&str; 9] =
    ["主题", "主題", "话题", "話題", "テーマ", "トピック", "标签", "標籤", "タグ"];

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

/// How the label of a field is written.
#[derive(Clone, Copy)]
struct Label {
    /// Not in italics.
    is_bold: bool,
    /// As in `**Key:**`.
    holds_colon: bool,
}

/// Signs that part two fields of one line.
const SEPARATORS: [char; 8] = ['|', '·', '•', ',', ';', '，', '；', '、'];
/// They do so with a space before them.
const DASHES: [char; 4] = ['-', '–', '—', '/'];

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
        let Some(name) = content.text.get(key.clone()) else { return };
        let value = comments::trimmed(content.text, value, content.comments);
        // A backslash at the end of a line breaks it and is no part of the value.
        let written = content.text.get(value.clone()).unwrap_or("");
        let written = written.trim_end_matches('\\').trim_end();
        if written.is_empty() || is_placeholder(written) || is_hidden(key.start) {
            return;
        }
        fields.push(Field {
            origin,
            key: name.trim().to_owned(),
            values: vec![written.to_owned()],
            span: Span::new(value.start..value.start + written.len()),
            section,
            line: line(key.start),
        });
    };
    if content.opens {
        let openings = content.openings();
        for (nth, (_, opening)) in openings.iter().enumerate() {
            if let Some(value) = &opening.value {
                add(opening.origin, opening.key.clone(), value.clone());
                continue;
            }
            let next = openings.get(nth + 1).map(|&(start, _)| start);
            // No further than the next one: a line may have very many.
            let bound = next.unwrap_or(content.until);
            let mut value = opening.after..content.line_end(opening.after, bound);
            if let Some(next) = next.filter(|&next| next <= value.end) {
                value.end = next;
                let written = content.text.get(value.clone()).unwrap_or("");
                value.end = value.start + without_separator(written).len();
            } else if opening.origin == FieldOrigin::Bold
                && content.text.get(value.clone()).unwrap_or("").trim().is_empty()
            {
                value.end = next.unwrap_or(content.until);
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
    /// The fields that the lines of the block open with, each followed by those that labels like
    /// it open further on in its line, and where each begins.
    fn openings(&self) -> Vec<(usize, Opening)> {
        let mut openings = Vec::new();
        let mut begins = true;
        let mut is_first = true;
        // Of the field that the line opens with.
        let mut label: Option<Label> = None;
        for (nth, piece) in self.pieces.iter().enumerate() {
            if piece.kind == PieceKind::Break {
                (begins, label) = (true, None);
                continue;
            }
            let (start, end) = (piece.span.start as usize, piece.span.end as usize);
            // The pieces of a mark in front of the text.
            if end <= self.from || start >= self.until {
                continue;
            }
            if !begins {
                if let Some(label) = label
                    && let Some(opening) = self.label_within(nth, label)
                {
                    openings.push((start, opening));
                }
                continue;
            }
            begins = false;
            let mut at = start.max(self.from);
            at += self.text[at..end].len() - self.text[at..end].trim_start().len();
            let opening = match piece.kind {
                PieceKind::Strong => self.linked(nth).or_else(|| self.emphasised(nth)),
                PieceKind::Nothing => self.emphasised(nth),
                PieceKind::Text => self.written_out(at, is_first),
                _ => None,
            };
            is_first = false;
            if let Some(opening) = opening {
                label = match piece.kind {
                    // The value of `key::` is all of the line.
                    PieceKind::Text if opening.origin == FieldOrigin::Inline => None,
                    PieceKind::Text => Some(Label { is_bold: true, holds_colon: true }),
                    kind => {
                        let is_bold = kind == PieceKind::Strong;
                        Some(Label { is_bold, holds_colon: opening.after == end })
                    }
                };
                openings.push((at, opening));
            }
        }
        openings
    }

    /// The field that a label begins inside the value of another. Emphasis in front of a colon is mostly
    /// none: only what looks like the label that the line opens with.
    fn label_within(&self, nth: usize, first: Label) -> Option<Opening> {
        let piece = self.pieces.get(nth)?;
        let span = piece.span.range();
        let is_bold = piece.kind == PieceKind::Strong;
        let opening = self.emphasised(nth)?;
        let holds_colon = opening.after == span.end;
        let before = self.text.get(..span.start)?.chars().next_back()?;
        let is_apart = before.is_whitespace() || SEPARATORS.contains(&before);
        let is_alike = (is_bold || !first.is_bold) && (holds_colon || !first.holds_colon);
        (is_apart && is_alike).then_some(opening)
    }

    /// `**[Key](url)**`, alone in its line.
    fn linked(&self, nth: usize) -> Option<Opening> {
        let strong = self.pieces.get(nth)?.span.range();
        let inner = strong.start + 2..strong.end.checked_sub(2)?;
        let shown = self.text.get(inner.clone())?;
        let rest = self.text.get(strong.end..self.until.max(strong.end))?;
        let next = self.pieces.get(nth + 1)?;
        if next.kind != PieceKind::Link || next.span.range() != inner || !ends_line(rest) {
            return None;
        }
        // A link to another place of the page helps to turn pages.
        let link = self.link(next.span).filter(|link| !link.target.is_empty())?;
        let label = shown.find('[')? + 1..shown.find("](")?;
        let key = inner.start + label.start..inner.start + label.end;
        let value = Some(link.target_span.range());
        Some(Opening { origin: FieldOrigin::Bold, key, value, after: 0 })
    }

    /// `**Key:** value`, `**Key**: value`, likewise in italics.
    fn emphasised(&self, nth: usize) -> Option<Opening> {
        let span = self.pieces.get(nth)?.span.range();
        let written = self.text.get(span.clone())?;
        let marks = written.len() - written.trim_start_matches(['*', '_']).len();
        if !(1..=3).contains(&marks) {
            return None;
        }
        let inner = span.start + marks..span.end.checked_sub(marks)?;
        let shown = self.text.get(inner.clone())?;
        let rest = self.text.get(span.end..self.until.max(span.end))?;
        let key = shown.trim_end().trim_end_matches(COLONS);
        let (key, after, inline) = if key.len() < shown.trim_end().len() {
            (key, span.end, shown.trim_end().ends_with("::"))
        } else {
            let colons = &rest[..rest.len() - rest.trim_start_matches(COLONS).len()];
            if !matches!(colons, ":" | "::" | "：") {
                return None;
            }
            (shown, span.end + colons.len(), colons == "::")
        };
        let fits = !key.trim().is_empty()
            && key.len() <= 2 * LONGEST_KEY
            && key.chars().any(char::is_alphanumeric)
            && !key.contains(['\n', '`', '[', '*']);
        let origin = if inline { FieldOrigin::Inline } else { FieldOrigin::Bold };
        let key = inner.start..inner.start + key.len();
        fits.then_some(Opening { origin, key, value: None, after })
    }

    /// The link at `span`; links are in the order of their ends.
    fn link(&self, span: Span) -> Option<&Link> {
        let at = self.links.partition_point(|link| link.span.end < span.end);
        self.links[at..]
            .iter()
            .take_while(|link| link.span.end == span.end)
            .find(|link| link.span == span)
    }

    /// `key:: value` at the start of a line, `Key: value` at the start of a block or in a run of such lines.
    fn written_out(&self, at: usize, is_first: bool) -> Option<Opening> {
        let line = self.text.get(at..self.line_end(at, self.until))?;
        // Most lines have none.
        let colon = first_colon(line)?;
        let is_told = || !line[colon..].starts_with(WIDE_COLON) || self.is_known(&line[..colon]);
        let is_field = || self.is_run || is_first && is_told();
        inline(line, at, colon).or_else(|| if is_field() { plain(line, at, colon) } else { None })
    }

    /// Whether a key is that of a field wherever it stands. Before a wide colon stands as well who speaks:
    /// `他说：明天再见`.
    fn is_known(&self, key: &str) -> bool {
        key.len() <= 2 * LONGEST_KEY
            && (KNOWN_KEYS.contains(&key)
                || properties::names_day(key)
                || status_name(key) == Some(StatusName::Sure)
                || self.topic_fields.contains(&key.to_lowercase()))
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

    /// Where the line of `at` ends before `bound`.
    fn line_end(&self, at: usize, bound: usize) -> usize {
        let rest = self.text.get(at..bound).unwrap_or("");
        rest.find('\n').map_or(bound.max(at), |newline| at + newline)
    }
}

/// Where the first colon of a line stands. One alone is found faster than either, and most lines are ASCII.
fn first_colon(line: &str) -> Option<usize> {
    let narrow = line.find(':');
    let wide = if line.is_ascii() { None } else { line.find(WIDE_COLON) };
    narrow.into_iter().chain(wide).min()
}

/// A value without the sign that parts it from the next field of its line.
fn without_separator(value: &str) -> &str {
    let value = value.trim_end();
    let parted = value.strip_suffix(DASHES).filter(|rest| rest.ends_with(char::is_whitespace));
    parted.or_else(|| value.strip_suffix(SEPARATORS)).unwrap_or(value)
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

/// The two of a line that is `Key: value`.
pub(crate) fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let opening = plain(line, 0, first_colon(line)?)?;
    Some((&line[opening.key], &line[opening.after..]))
}

/// `Key: value`, likewise.
fn plain(line: &str, at: usize, end: usize) -> Option<Opening> {
    let (key, behind) = line.split_at(end);
    let after = behind.trim_start_matches(COLONS);
    let is_wide = behind.starts_with(WIDE_COLON);
    let colon = if is_wide { WIDE_COLON.len_utf8() } else { 1 };
    let is_divided = match is_wide {
        true => key.chars().count() <= LONGEST_DENSE_KEY,
        false => after.starts_with([' ', '\t']),
    };
    let fits = is_divided
        && after.len() + colon == behind.len()
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
    fits.then(|| Opening { origin, key: at..at + end, value: None, after: at + end + colon })
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
