//! Finds Obsidian's `%%comments%%`, inline and over several blocks. Leaves out HTML comments,
//! which are the Markdown parser's.

use lore_core::Span;

/// The comments of `text` from `from` on, with their marks. Marks inside `opaque` spans (code,
/// math, HTML comments; in the order of the file) do not count.
///
/// A comment that begins a line may hold blank lines; another ends in its own paragraph.
pub(crate) fn find(text: &str, from: usize, opaque: &[Span]) -> Vec<Span> {
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
                comments.push(Span::new(start..at + 2));
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
            let found = find(text, 0, &[]);
            let found: Vec<_> = found.iter().filter_map(|span| span.slice(text)).collect();
            assert_eq!(found, wanted, "{text}");
        }
        assert_eq!(find("`%%` a %%", 0, &[Span::new(0..4)]), []);
    }
}
