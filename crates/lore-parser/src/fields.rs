//! `key: value` statements in text, in the four ways people write them, and the topics that fields
//! declare. Leaves out front matter, whose properties are fields, too (see [`crate::properties`]).

use std::ops::Range;

use lore_core::{Field, FieldOrigin, LineIndex, Link, Profile, Span, Topic};

use crate::markdown::{Piece, PieceKind};
use crate::wiki;

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
        if written.is_empty() || is_hidden(key.start) {
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

/// The topics that a field's values name.
pub(crate) fn topics(field: &Field, profile: Profile) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for value in &field.values {
        let pieces = split(value);
        let names = pieces.iter().map(|piece| topic_name(piece, profile)).collect::<Vec<_>>();
        let short = names.iter().all(|name| name.split_whitespace().count() <= 6);
        let names = if short { names } else { vec![topic_name(value, profile)] };
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            topics.push(Topic { name, section: field.section, line: field.line });
        }
    }
    topics
}

/// Cuts at `,` and `;` outside of brackets.
fn split(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (at, c) in value.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = (depth - 1).max(0),
            ',' | ';' | '，' | '；' | '、' if depth == 0 => {
                pieces.push(&value[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&value[start..]);
    pieces
}

/// The name without markup: `[[a|b]]` is `a`, `[t](x)` is `t`, `#tag` is `tag`.
fn topic_name(piece: &str, profile: Profile) -> String {
    let mut name = String::with_capacity(piece.len());
    let mut rest = piece;
    // What is not there once is not looked for behind each bracket.
    let (mut has_wiki_links, mut has_links) = (true, true);
    while let Some(open) = rest.find('[') {
        name.push_str(rest[..open].trim_end_matches('!'));
        let link = &rest[open..];
        let wiki_link = link.starts_with("[[") && has_wiki_links;
        let wiki_end = if wiki_link { link.find("]]") } else { None };
        has_wiki_links &= !wiki_link || wiki_end.is_some();
        if let Some(close) = wiki_end {
            match wiki::parts(link, 0..close + 2, profile) {
                Some(parts) if !parts.target.is_empty() => name.push_str(parts.target),
                Some(parts) => name.push_str(parts.fragment.unwrap_or("")),
                None => {}
            }
            rest = &link[close + 2..];
            continue;
        }
        let parts = if has_links { link_parts(link) } else { None };
        has_links = parts.is_some();
        if let Some((middle, end)) = parts {
            name.push_str(&link[1..middle]);
            rest = &link[end..];
        } else {
            name.push('[');
            rest = &link[1..];
        }
    }
    name.push_str(rest);
    let trimmed = name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '`' | '"' | '\'' | '“' | '”' | '‘' | '’')
    });
    let untagged = match trimmed.strip_prefix('#') {
        Some(tag) if !tag.starts_with([' ', '#']) => tag,
        _ => trimmed,
    };
    untagged.trim_end_matches(['_', '.']).trim_start_matches('_').trim().to_owned()
}

/// Where the text of the next `[text](destination)` ends, and where all of it does.
fn link_parts(link: &str) -> Option<(usize, usize)> {
    let middle = link.find("](")?;
    Some((middle, middle + link[middle..].find(')')? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_split_and_stripped() {
        for (value, wanted) in [
            ("Docker", vec!["Docker"]),
            ("[[Docker|x]], `K8s`; *Helm*", vec!["Docker", "K8s", "Helm"]),
            ("[Docker](https://x.y/a,b)", vec!["Docker"]),
            (
                "DDIA Chapter 3 #1 - Databases and Indexing",
                vec!["DDIA Chapter 3 #1 - Databases and Indexing"],
            ),
            ("#data/pipelines, \"x\"", vec!["data/pipelines", "x"]),
            ("Storage (disks, tapes), RAM", vec!["Storage (disks, tapes)", "RAM"]),
            (
                "A sentence that goes on for long, and more",
                vec!["A sentence that goes on for long, and more"],
            ),
            ("[[a#b]]", vec!["a"]),
            ("[[a [b](c) d", vec!["[a [b d"]),
            ("[x [[y]] z [w", vec!["[x y z [w"]),
            ("[a](b [[c]]", vec!["[a](b c"]),
            (", ,", vec![]),
        ] {
            let field = Field {
                origin: FieldOrigin::Plain,
                key: String::new(),
                values: vec![value.to_owned()],
                span: Span::default(),
                section: 0,
                line: 1,
            };
            let names: Vec<String> =
                topics(&field, Profile::Obsidian).into_iter().map(|topic| topic.name).collect();
            assert_eq!(names, wanted, "{value}");
        }
    }
}
