//! What kramdown and its kin write behind blocks: `{: #id .class}` anywhere, `{#id}` at the end of a
//! heading. Of them only ids count, by which links can reach a place. Leaves out HTML's `id="…"`
//! (see [`crate::html`]).

use std::ops::Range;

use lore_core::Span;

use crate::{lies_in, window};

/// One list of attributes.
#[derive(Debug, PartialEq)]
pub(crate) struct Attributes {
    /// The list with its braces.
    pub(crate) span: Range<usize>,
    /// The id in it, without `#`.
    pub(crate) id: Option<Range<usize>>,
}

/// Longest list that is looked at.
const LONGEST: usize = 200;

/// The attributes in `text` from `from` on, except inside `opaque` spans; `headings` are in the
/// order of the file, like those.
pub(crate) fn find(text: &str, from: usize, headings: &[Span], opaque: &[Span]) -> Vec<Attributes> {
    let mut found = Vec::new();
    for (at, _) in text.get(from..).unwrap_or("").match_indices('{') {
        let at = from + at;
        let anywhere = text[at..].starts_with("{:");
        if !(anywhere || text[at..].starts_with("{#") && lies_in(headings, at)) {
            continue;
        }
        if let Some(attributes) = read(text, at)
            && (anywhere || ends_heading(text, headings, attributes.span.end))
            && !lies_in(opaque, at)
        {
            found.push(attributes);
        }
    }
    found
}

/// Where the `{#id}` at the end of a heading's text begins.
pub(crate) fn at_end(heading: &str) -> Option<usize> {
    let heading = heading.trim_end();
    let at = heading.rfind('{')?;
    let attributes = read(heading, at)?;
    (attributes.span.end == heading.len()).then_some(at)
}

/// Whether nothing but closing marks follows in the line of the heading.
fn ends_heading(text: &str, headings: &[Span], at: usize) -> bool {
    let nth = headings.partition_point(|heading| heading.range().end < at);
    let rest = headings.get(nth).and_then(|heading| text.get(at..heading.range().end));
    let behind = rest.unwrap_or("").trim_start_matches(['#', ' ', '\t', '\r']);
    behind.is_empty() || behind.starts_with('\n')
}

fn read(text: &str, at: usize) -> Option<Attributes> {
    let window = window(text, at, LONGEST);
    let close = window.find(['}', '\n']).filter(|&close| window[close..].starts_with('}'))?;
    let list = window[1..close].strip_prefix(':').unwrap_or(&window[1..close]);
    let mut id = None;
    let mut words = list.split_whitespace().peekable();
    words.peek()?;
    for word in words {
        if let Some(name) = word.strip_prefix('#').filter(|name| !name.is_empty()) {
            let start = name.as_ptr() as usize - text.as_ptr() as usize;
            id = Some(start..start + name.len());
        } else if !(word.starts_with('.') || word.contains('=')) {
            return None;
        }
    }
    Some(Attributes { span: at..at + close + 1, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found() {
        for (text, wanted) in [
            ("# H {#a-b}", "{#a-b}=a-b"),
            ("# H {#a .b c=d} #\n", "{#a .b c=d}=a"),
            ("H {: .x #a}", "{: .x #a}=a"),
            ("{:.x}", "{:.x}="),
            ("H {#a}", ""),
            ("# {#a} H", ""),
            ("# H {#}", ""),
            ("{:keys [a]} {: } {: #a\n}", ""),
        ] {
            let headings: Vec<Span> =
                text.starts_with('#').then(|| Span::new(0..text.len())).into_iter().collect();
            let found: Vec<String> = find(text, 0, &headings, &[])
                .into_iter()
                .map(|found| {
                    let id = found.id.map_or("", |id| &text[id]);
                    format!("{}={id}", &text[found.span])
                })
                .collect();
            assert_eq!(found.join(" "), wanted, "{text}");
        }
        assert_eq!(find("{: #a}", 0, &[], &[Span::new(0..6)]), []);
        assert_eq!(at_end("H {#a} "), Some(2));
        assert_eq!(at_end("H {a}"), None);
    }
}
