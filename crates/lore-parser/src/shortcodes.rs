//! Finds the links of static sites: Jekyll's `{% post_url x %}` and `{% link x %}`, Hugo's
//! `{{< ref "x" >}}` and `{{% relref "x" %}}`. Leaves out every other tag of theirs.

use std::ops::Range;

use lore_core::{LinkKind, Span};

use crate::window;

/// One such link.
#[derive(Debug, PartialEq)]
pub(crate) struct Shortcode {
    /// What it is.
    pub(crate) kind: LinkKind,
    /// The tag with its braces.
    pub(crate) span: Range<usize>,
    /// Its first argument without quotes.
    pub(crate) target: Range<usize>,
}

/// Longest tag that is looked at.
pub(crate) const LONGEST: usize = 400;

/// The shortcodes of `text` from `from` on, except inside `opaque` spans (in the order of the file).
pub(crate) fn find(text: &str, from: usize, opaque: &[Span]) -> Vec<Shortcode> {
    let mut found = Vec::new();
    let mut opaque = opaque.iter().copied().peekable();
    let mut end = from;
    for (at, _) in text.get(from..).unwrap_or("").match_indices('{') {
        let at = from + at;
        if at < end {
            continue;
        }
        let Some(shortcode) = read(text, at) else { continue };
        while opaque.next_if(|span| span.end as usize <= at).is_some() {}
        if opaque.peek().is_some_and(|span| span.start as usize <= at) {
            continue;
        }
        end = shortcode.span.end;
        found.push(shortcode);
    }
    found
}

/// The shortcode that begins at `at`.
pub(crate) fn read(text: &str, at: usize) -> Option<Shortcode> {
    let rest = &text.as_bytes()[at..];
    let (open, close): (usize, &str) = match rest {
        [b'{', b'{', b'<', ..] => (3, ">}}"),
        [b'{', b'{', b'%', ..] => (3, "%}}"),
        [b'{', b'%', ..] => (2, "%}"),
        _ => return None,
    };
    let hugo = open == 3;
    let window = window(text, at + open, LONGEST - open);
    let inner = &window[..window.find(close)?];
    let words = inner.trim_start_matches('-').trim_start();
    let name_end = words.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let kind = match (&words[..name_end], hugo) {
        ("post_url", false) => LinkKind::PostUrl,
        ("link", false) => LinkKind::JekyllLink,
        ("ref", true) => LinkKind::HugoRef,
        ("relref", true) => LinkKind::HugoRelref,
        _ => return None,
    };
    let argument = words[name_end..].trim_start();
    let argument = argument.strip_prefix("path=").unwrap_or(argument);
    let quote = argument.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let value = match quote {
        Some(quote) => argument[1..].split(quote).next()?,
        None => argument.split_whitespace().next()?.trim_end_matches('-'),
    };
    // A variable is no name of a file.
    if value.trim().is_empty() || value.contains('{') {
        return None;
    }
    let start = offset(text, value);
    let end = at + open + inner.len() + close.len();
    Some(Shortcode { kind, span: at..end, target: start..start + value.len() })
}

/// Where `part`, a piece of `text`, begins.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_link_are_found() {
        for (text, kind, target) in [
            ("{% post_url 2024-01-02-x %}", LinkKind::PostUrl, "2024-01-02-x"),
            ("{%- link _posts/x.md -%}", LinkKind::JekyllLink, "_posts/x.md"),
            ("{{< ref \"x.md#h\" >}}", LinkKind::HugoRef, "x.md#h"),
            ("{{% relref 'a b' %}}", LinkKind::HugoRelref, "a b"),
            ("{{<ref path=\"x\" lang=\"de\">}}", LinkKind::HugoRef, "x"),
        ] {
            let found = find(text, 0, &[]);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].kind, &text[found[0].target.clone()]), (kind, target));
            assert_eq!(&text[found[0].span.clone()], text);
        }
        for text in ["{% include x %}", "{{ x }}", "{% link {{ x }} %}", "{% link", "{{< ref >}}"] {
            assert_eq!(find(text, 0, &[]), [], "{text}");
        }
    }
}
