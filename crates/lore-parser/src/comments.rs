//! Finds Obsidian's `%%comments%%`, inline and over several blocks, and Liquid's `{% comment %}`. Leaves
//! out HTML comments, which are the Markdown parser's.

use std::ops::Range;

use lore_core::{Profile, Span};

use crate::{lies_in, window};

/// What readers of a note do not see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Comment {
    /// All of it.
    pub(crate) span: Span,
    /// What stands between its marks.
    pub(crate) inner: Span,
}

/// The comments of `text` from `from` on. Marks inside `opaque` spans (code, math, HTML comments; in the
/// order of the file) do not count.
pub(crate) fn find(text: &str, from: usize, opaque: &[Span], profile: Profile) -> Vec<Comment> {
    let mut comments = between_signs(text, from, opaque);
    if profile == Profile::Jekyll {
        comments.extend(between_tags(text, from, opaque));
        comments.sort_by_key(|comment| comment.span.start);
        // Of two that overlap, the one that begins first hides the marks of the other.
        let mut end = 0;
        comments.retain(|comment| {
            let keep = comment.span.start >= end;
            if keep {
                end = comment.span.end;
            }
            keep
        });
    }
    comments
}

/// A stretch of text without the comments, which are in the order of the file, and the space that it begins and ends
/// with. One within it stays: what the text says is to be found where it stands.
pub(crate) fn trimmed(text: &str, range: Range<usize>, comments: &[Span]) -> Range<usize> {
    let Range { mut start, mut end } = range;
    let behind = comments.partition_point(|comment| (comment.start as usize) < start);
    // The stretch may begin in one.
    if let Some(before) = behind.checked_sub(1).and_then(|before| comments.get(before)) {
        start = start.max(before.range().end).min(end);
    }
    let mut within = comments[behind..].iter().map(|comment| comment.range()).peekable();
    loop {
        let written = text.get(start..end).unwrap_or("");
        start += written.len() - written.trim_start().len();
        match within.next_if(|comment| comment.start <= start && start < end) {
            Some(comment) => start = start.max(comment.end).min(end),
            None => break,
        }
    }
    let mut before = comments.partition_point(|comment| (comment.start as usize) < end);
    loop {
        let written = text.get(start..end).unwrap_or("");
        end = start + written.trim_end().len();
        let last = before.checked_sub(1).and_then(|before| comments.get(before));
        match last.filter(|comment| comment.end as usize >= end && comment.start as usize >= start)
        {
            Some(comment) if start < end => end = end.min(comment.start as usize),
            Some(_) | None => break,
        }
        before -= 1;
    }
    start..end
}

/// Where a text goes on behind the comment, and the space before it, that begin at `at`.
pub(crate) fn skip(text: &str, at: usize, comments: &[Span]) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let begin = at + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    let found = comments.binary_search_by_key(&begin, |comment| comment.start as usize);
    found.map_or(at, |nth| comments[nth].range().end)
}

/// `{% comment %}…{% endcomment %}`, which Jekyll takes out before it reads the Markdown.
fn between_tags(text: &str, from: usize, opaque: &[Span]) -> Vec<Comment> {
    /// Longer tags are none of these.
    const LONGEST: usize = 100;
    let mut comments = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    // What tells of tags stands between two more of them.
    let mut raw = false;
    for (found, _) in text.get(from..).unwrap_or("").match_indices("{%") {
        let at = from + found;
        let tag = window(text, at + 2, LONGEST);
        let Some(length) = tag.find("%}") else { continue };
        let name = tag[..length].trim_matches('-').trim();
        let end = at + 2 + length + 2;
        if open.is_none() && matches!(name, "raw" | "endraw") {
            raw = name == "raw";
        }
        match open {
            _ if raw => {}
            // Whatever follows the name says more to people alone.
            None if name.split_whitespace().next() == Some("comment") && !lies_in(opaque, at) => {
                open = Some((at, end));
            }
            Some((start, inner)) if name == "endcomment" => {
                let (span, inner) = (Span::new(start..end), Span::new(inner..at));
                comments.push(Comment { span, inner });
                open = None;
            }
            _ => {}
        }
    }
    comments
}

/// `%%…%%`; a comment that begins a line may hold blank lines, another ends in its own paragraph.
fn between_signs(text: &str, from: usize, opaque: &[Span]) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut opaque = opaque.iter().copied().peekable();
    let mut open: Option<usize> = None;
    let mut next = from;
    while let Some(found) = text.get(next..).and_then(|rest| rest.find('%')) {
        let at = next + found;
        let doubled = text.as_bytes().get(at + 1) == Some(&b'%');
        next = at + if doubled { 2 } else { 1 };
        if !doubled {
            continue;
        }
        while opaque.next_if(|span| span.end as usize <= at).is_some() {}
        if opaque.peek().is_some_and(|span| span.start as usize <= at) {
            continue;
        }
        let closes = open.filter(|&start| begins_line(text, start) || !has_gap(&text[start..at]));
        match closes {
            Some(start) => {
                let (span, inner) = (Span::new(start..at + 2), Span::new(start + 2..at));
                comments.push(Comment { span, inner });
                open = None;
            }
            None => open = Some(at),
        }
    }
    comments
}

/// Whether only spaces and marks of quotes and lists stand before `at` in its line.
fn begins_line(text: &str, at: usize) -> bool {
    // A look at a few bytes: lines may be long, and there may be many marks in one.
    let before = &text.as_bytes()[at.saturating_sub(32)..at];
    match before.iter().rposition(|byte| !b" \t>-".contains(byte)) {
        Some(last) => before[last] == b'\n',
        None => before.len() == at,
    }
}

/// Whether there is a blank line.
fn has_gap(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() && lines.peek().is_some() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_end_in_their_paragraph_unless_they_begin_a_line() {
        for (text, wanted) in [
            ("a %%b%% c", vec!["%%b%%"]),
            ("%%\na\n\nb\n%%\nc", vec!["%%\na\n\nb\n%%"]),
            ("50%% of\n\nall %%x%%", vec!["%%x%%"]),
            ("a %%b\nc%%", vec!["%%b\nc%%"]),
            ("%%a%% %%b%%", vec!["%%a%%", "%%b%%"]),
            ("a %% b", vec![]),
        ] {
            let found = find(text, 0, &[], Profile::Obsidian);
            let found: Vec<_> =
                found.iter().filter_map(|comment| comment.span.slice(text)).collect();
            assert_eq!(found, wanted, "{text}");
        }
        assert_eq!(find("`%%` a %%", 0, &[Span::new(0..4)], Profile::Obsidian), []);
    }

    #[test]
    fn tags_of_jekyll_hide_what_is_between_them() {
        for (text, wanted) in [
            ("a {% comment %}b{% endcomment %} c", vec!["b"]),
            ("{%- comment -%}\na\n\nb\n{%- endcomment -%}", vec!["\na\n\nb\n"]),
            ("{% comment why %}a %%b{% if c %}{%endcomment%} d%%", vec!["a %%b{% if c %}"]),
            ("%%a {% comment %} b%% {% endcomment %}", vec!["a {% comment %} b"]),
            ("{% comment %} a", vec![]),
            ("{% comments %}a{% endcomment %}", vec![]),
            ("{% raw %}{% comment %}{% endraw %} a {% endcomment %}", vec![]),
            ("{% raw %}a{% endraw %}{% comment %}{% raw %}b{% endcomment %}", vec!["{% raw %}b"]),
        ] {
            let found = find(text, 0, &[], Profile::Jekyll);
            let found: Vec<_> =
                found.iter().filter_map(|comment| comment.inner.slice(text)).collect();
            assert_eq!(found, wanted, "{text}");
        }
        let text = "`{% comment %}` a {% endcomment %}";
        assert_eq!(find(text, 0, &[Span::new(0..15)], Profile::Jekyll), []);
        assert_eq!(find("{% comment %}a{% endcomment %}", 0, &[], Profile::Obsidian), []);
    }
}
