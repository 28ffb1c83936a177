//! Comments that say where problems are not to be reported: `<!-- lore-ignore dead-link -->`,
//! `%% lore-ignore-file %%`, `{/* lore-ignore */}`. Leaves out which codes there are.

use std::ops::Range;

use lore_core::{Ignore, LineIndex, Span};

use crate::line_end;

/// Reads the directives in `comments`, which are in the order of the file.
pub(crate) fn find(text: &str, comments: &[Span], lines: &LineIndex) -> Vec<Ignore> {
    let directives: Vec<Directive> =
        comments.iter().filter_map(|comment| Directive::read(text, comment.range())).collect();
    let next_lines = next_lines(text, &directives);
    let line = |at: usize| lines.line(Span::new(at..at).start);
    let mut ignores: Vec<Ignore> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (directive, next_line) in directives.into_iter().zip(next_lines) {
        let own = (line(directive.span.start), line(directive.span.end.saturating_sub(1)));
        let (first_line, last_line) = match directive.reach {
            Reach::File => (1, u32::MAX),
            Reach::Start => {
                open.push(ignores.len());
                (own.0, u32::MAX)
            }
            Reach::End => {
                for started in open.drain(..) {
                    ignores[started].last_line = own.1;
                }
                continue;
            }
            Reach::Line if !directive.alone => own,
            Reach::Line => match next_line {
                Some(at) => (line(at), line(at)),
                None => continue,
            },
        };
        ignores.push(Ignore { codes: directive.codes, first_line, last_line });
    }
    ignores
}

/// One comment that says so.
struct Directive {
    span: Range<usize>,
    reach: Reach,
    codes: Vec<String>,
    /// Whether its lines hold nothing else but marks of quotes and lists.
    alone: bool,
}

/// What a directive is about.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    /// Its own line or the next.
    Line,
    /// All from here on.
    Start,
    /// The end of that.
    End,
    /// The whole file.
    File,
}

impl Directive {
    fn read(text: &str, span: Range<usize>) -> Option<Directive> {
        let comment = text.get(span.clone())?;
        let html =
            comment.strip_prefix("<!--").map(|rest| rest.strip_suffix("-->").unwrap_or(rest));
        let inner = html
            .or_else(|| comment.strip_prefix("%%")?.strip_suffix("%%"))
            .or_else(|| comment.strip_prefix("{/*")?.strip_suffix("*/}"))?;
        let mut words =
            inner.split([',', ' ', '\t', '\r', '\n', '>']).filter(|word| !word.is_empty());
        let reach = match words.next()? {
            "lore-ignore" => Reach::Line,
            "lore-ignore-start" => Reach::Start,
            "lore-ignore-end" => Reach::End,
            "lore-ignore-file" => Reach::File,
            _ => return None,
        };
        let codes = words.map(str::to_lowercase).collect();
        let alone = stands_alone(text, &span);
        Some(Directive { span, reach, codes, alone })
    }
}

fn stands_alone(text: &str, span: &Range<usize>) -> bool {
    // Marks and spaces only are looked at: a line may be long and hold many comments.
    let before = &text[..span.start];
    let line = before.trim_end_matches(|c: char| {
        c != '\n' && (is_mark(c) || c.is_ascii_digit() || matches!(c, '.' | ')'))
    });
    let after = text[span.end..].trim_start_matches([' ', '\t', '\r']);
    (line.is_empty() || line.ends_with('\n'))
        && is_blank(&before[line.len()..])
        && (after.is_empty() || after.starts_with('\n'))
}

/// For each directive that stands alone, where the first line below begins that is not blank and
/// holds more than another directive.
fn next_lines(text: &str, directives: &[Directive]) -> Vec<Option<usize>> {
    let mut next_lines = vec![None; directives.len()];
    for (nth, directive) in directives.iter().enumerate().rev().filter(|(_, one)| one.alone) {
        let mut at = line_end(text, directive.span.end);
        while at < text.len() && is_blank(&text[at..line_end(text, at)]) {
            at = line_end(text, at);
        }
        let below = directives.get(nth + 1).filter(|below| below.alone);
        next_lines[nth] = match below {
            Some(below) if below.span.start < line_end(text, at) => next_lines[nth + 1],
            _ => (at < text.len()).then_some(at),
        };
    }
    next_lines
}

/// Whether there are only spaces and marks of quotes and lists.
fn is_blank(line: &str) -> bool {
    let rest = line.trim_start_matches(is_mark);
    let unnumbered = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = unnumbered.len() < rest.len() && unnumbered.starts_with(['.', ')']);
    rest.is_empty() || numbered && unnumbered[1..].trim().is_empty()
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '>' | '-' | '*' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: u32 = u32::MAX;

    #[test]
    fn directives_say_for_which_lines_they_are() {
        for (text, wanted) in [
            ("a <!-- lore-ignore --> b", vec![("", 1, 1)]),
            ("a %% lore-ignore dead-link %%", vec![("dead-link", 1, 1)]),
            (
                "a\n<!-- lore-ignore Dead-Link,dead-anchor  x -->\n\n \nb",
                vec![("dead-link dead-anchor x", 5, 5)],
            ),
            ("> <!-- lore-ignore -->\r\n>\r\n> b", vec![("", 3, 3)]),
            ("- 1. <!--lore-ignore-->\nb", vec![("", 2, 2)]),
            ("5 <!-- lore-ignore -->\nb", vec![("", 1, 1)]),
            ("<!-- lore-ignore a -->\n%%lore-ignore b%%\nc", vec![("a", 3, 3), ("b", 3, 3)]),
            ("<!-- lore-ignore a -->\nb <!-- lore-ignore c -->\nd", vec![("a", 2, 2), ("c", 2, 2)]),
            ("<!--\nlore-ignore\na\n-->\nb", vec![("a", 5, 5)]),
            ("x <!--\nlore-ignore\n--> y", vec![("", 1, 3)]),
            ("a\n%% lore-ignore %%\n", vec![]),
            ("%%lore-ignore-start a%%\nb\n%%lore-ignore-end%%\nc", vec![("a", 1, 3)]),
            ("a\n<!-- lore-ignore-start -->\nb", vec![("", 2, ALL)]),
            (
                "%%lore-ignore-start a%%\n%%lore-ignore-start b%%\nc\n%%lore-ignore-end%%",
                vec![("a", 1, 4), ("b", 2, 4)],
            ),
            ("%%lore-ignore-end%%\n%%lore-ignore-start%%", vec![("", 2, ALL)]),
            ("a\n\n%% lore-ignore-file dead-link %%", vec![("dead-link", 1, ALL)]),
            ("<!-- lore-ignored -->\n%% ignore %%\n%% Lore-ignore %%\nx", vec![]),
        ] {
            let mut comments: Vec<Span> = Vec::new();
            for (open, close) in [("<!--", "-->"), ("%%", "%%")] {
                let mut at = 0;
                while let Some(start) = text[at..].find(open).map(|found| at + found) {
                    let inner = start + open.len();
                    at = inner + text[inner..].find(close).unwrap() + close.len();
                    comments.push(Span::new(start..at));
                }
            }
            comments.sort();
            let found = find(text, &comments, &LineIndex::new(text));
            let found: Vec<_> = found
                .iter()
                .map(|ignore| (ignore.codes.join(" "), ignore.first_line, ignore.last_line))
                .collect();
            let wanted: Vec<_> = wanted
                .into_iter()
                .map(|(codes, first, last)| (codes.to_owned(), first, last))
                .collect();
            assert_eq!(found, wanted, "{text:?}");
        }
    }
}
