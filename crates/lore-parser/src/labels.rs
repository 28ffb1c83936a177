//! Finds the labels of MyST, which Jupyter Book and Sphinx read: `(my-label)=` on a line of its own names what
//! follows, and links lead there as to HTML's ids. Leaves out what leads to headings without one (see
//! [`crate::anchors`]).

use std::ops::Range;

use lore_core::Span;

use crate::lies_in;

/// One label.
#[derive(Debug, PartialEq)]
pub(crate) struct Label {
    /// All of it, its brackets and sign included.
    pub(crate) span: Range<usize>,
    /// What it is called.
    pub(crate) id: Range<usize>,
    /// Where what it names begins.
    pub(crate) names: usize,
}

/// Longest name that is looked at.
const LONGEST: usize = 100;
/// So many spaces may stand before it; behind more, Markdown begins code.
const MOST_SPACES: usize = 3;

/// The labels in `text` from `from` on, in the order of the file; in `opaque` stretches there are none.
pub(crate) fn find(text: &str, from: usize, opaque: &[Span]) -> Vec<Label> {
    let body = text.get(from..).unwrap_or("");
    let ends = body.match_indices(")=").map(|(at, _)| from + at);
    let mut labels: Vec<Label> = ends
        .filter_map(|close| label(text, from, close))
        .filter(|label| !lies_in(opaque, label.span.start))
        .collect();
    // Of several, each names what the last one does.
    let mut next: Option<(usize, usize)> = None;
    for label in labels.iter_mut().rev() {
        let behind = &text[label.span.end..];
        let begin = label.span.end + (behind.len() - behind.trim_start().len());
        label.names = match next {
            Some((start, names)) if start == begin => names,
            _ if begin == text.len() => label.span.start,
            _ => begin,
        };
        next = Some((label.span.start, label.names));
    }
    labels
}

/// The label whose brackets close at `close`, if it fills its line.
fn label(text: &str, from: usize, close: usize) -> Option<Label> {
    let bytes = text.as_bytes();
    let lowest = from.max(close.saturating_sub(LONGEST));
    let open = lowest + bytes[lowest..close].iter().rposition(|&byte| byte == b'(')?;
    let spaces = bytes[from..open].iter().rev().take(MOST_SPACES).take_while(|&&byte| byte == b' ');
    let line = open - spaces.count();
    let begins = line == from || bytes[line - 1] == b'\n';
    let behind = text[close + 2..].trim_start_matches([' ', '\t', '\r']);
    let ends = behind.is_empty() || behind.starts_with('\n');
    let is_name_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:./+@<>|*".contains(byte);
    let id = open + 1..close;
    let is_name = bytes[id.clone()].iter().all(|byte| is_name_byte(byte) || !byte.is_ascii());
    let fits = begins && ends && is_name && !id.is_empty();
    fits.then_some(Label { span: open..close + 2, id, names: open })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fill_their_line() {
        for (text, wanted) in [
            ("(my-label)=\n# A\n", vec![("my-label", "# A")]),
            ("x\n\n  (a)= \r\n\n(b)=\n\n  Text", vec![("a", "Text"), ("b", "Text")]),
            ("(größe)=\nx\n(b)=", vec![("größe", "x"), ("b", "(b)=")]),
            ("f(x)=\n", vec![]),
            ("(x)=1\n", vec![]),
            ("(a b)=\n", vec![]),
            ("()=\n", vec![]),
            ("    (a)=\n", vec![]),
            (")=\n", vec![]),
        ] {
            let found = find(text, 0, &[]);
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|label| (&text[label.id.clone()], text[label.names..].lines().next().unwrap()))
                .collect();
            assert_eq!(found, wanted, "{text}");
        }
        assert_eq!(find("---\n(a)=\n(b)=\n", 9, &[Span::new(9..10)]), []);
    }
}
