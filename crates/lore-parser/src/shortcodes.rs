//! Finds the links of static sites: Jekyll's `{% post_url x %}`, `{% link x %}` and, of a note, `{% include x.md %}`,
//! Hugo's `{{< ref "x" >}}` and `{{% relref "x" %}}`; and what Liquid shows as it is written, in `{% raw %}`.
//! Leaves out every other tag of theirs.

use std::ops::Range;

use lore_core::path::without_note_extension;
use lore_core::{LinkKind, Span};

use crate::window;

/// One such link.
#[derive(Debug, PartialEq)]
pub(crate) struct Shortcode {
    /// What it is.
    pub(crate) kind: LinkKind,
    /// It puts what it names in its place.
    pub(crate) embed: bool,
    /// The tag with its braces.
    pub(crate) span: Range<usize>,
    /// Its first argument without quotes.
    pub(crate) target: Range<usize>,
    /// The language that a reference of Hugo's names beside it: `lang="de"`.
    pub(crate) language: Option<Range<usize>>,
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
        // What is included in an address is a part of it.
        if shortcode.embed && text[..at].ends_with(['(', '<', '"', '\'']) {
            continue;
        }
        while opaque.next_if(|span| span.end as usize <= at).is_some() {}
        if opaque.peek().is_some_and(|span| span.start as usize <= at) {
            continue;
        }
        end = shortcode.span.end;
        found.push(shortcode);
    }
    found
}

/// Whether a link is one of Liquid's tags.
pub(crate) fn is_liquid(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::PostUrl | LinkKind::JekyllLink)
}

/// What stands between `{% raw %}` and `{% endraw %}`: tags there are shown and not run.
pub(crate) fn shown(text: &str, from: usize, opaque: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut opaque = opaque.iter().copied().peekable();
    let mut open: Option<usize> = None;
    for (at, _) in text.get(from..).unwrap_or("").match_indices("{%") {
        let at = from + at;
        let Some(inner) = window(text, at + 2, LONGEST).split_once("%}").map(|tag| tag.0) else {
            continue;
        };
        while opaque.next_if(|span| span.end as usize <= at).is_some() {}
        let is_code = opaque.peek().is_some_and(|span| span.start as usize <= at);
        let word = inner.strip_prefix('-').unwrap_or(inner);
        match (word.strip_suffix('-').unwrap_or(word).trim(), open) {
            // Liquid knows of no code, but a text about it does.
            ("raw", None) if !is_code => open = Some(at),
            ("endraw", Some(start)) => {
                found.push(Span::new(start..at));
                open = None;
            }
            _ => {}
        }
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
        ("link" | "include", false) => LinkKind::JekyllLink,
        ("ref", true) => LinkKind::HugoRef,
        ("relref", true) => LinkKind::HugoRelref,
        _ => return None,
    };
    let arguments = &words[name_end..];
    // Hugo's arguments may have names, in any order.
    let named = |name: &str| value(named(arguments, name).filter(|_| hugo)?);
    let value = match named("path") {
        Some(path) => path,
        None => value(arguments.trim_start())?,
    };
    // A variable is no name of a file.
    if value.trim().is_empty() || value.contains('{') {
        return None;
    }
    // What else is included is part of a page's frame, and often of a theme that lies elsewhere.
    let embed = &words[..name_end] == "include";
    if embed && without_note_extension(value) == value {
        return None;
    }
    let start = offset(text, value);
    let end = at + open + inner.len() + close.len();
    let language = named("lang").filter(|language| !language.trim().is_empty());
    let language = language.map(|language| {
        let start = offset(text, language);
        start..start + language.len()
    });
    Some(Shortcode { kind, embed, span: at..end, target: start..start + value.len(), language })
}

/// The value at the beginning of a text, without its quotes.
fn value(text: &str) -> Option<&str> {
    match text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) {
        Some(quote) => text[1..].split(quote).next(),
        None => Some(text.split_whitespace().next()?.trim_end_matches('-')),
    }
}

/// What follows `name=` among the arguments of a tag, outside of quotes.
fn named<'a>(arguments: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = arguments.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if let Some(given) = after.trim_start().strip_prefix('=').filter(|_| !word.is_empty()) {
            let given = given.trim_start();
            if word == name {
                return Some(given);
            }
            rest = given;
        }
        // Past a value, quotes and all.
        let length = match rest.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => {
                rest[1..].find(quote).map_or(rest.len(), |at| at + 2)
            }
            Some(_) | None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        rest = rest[length..].trim_start();
    }
    None
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
            ("{% include a/b.md x=1 %}", LinkKind::JekyllLink, "a/b.md"),
            ("{{< ref \"x.md#h\" >}}", LinkKind::HugoRef, "x.md#h"),
            ("{{% relref 'a b' %}}", LinkKind::HugoRelref, "a b"),
            ("{{<ref path=\"x\" lang=\"de\">}}", LinkKind::HugoRef, "x"),
        ] {
            let found = find(text, 0, &[]);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].kind, &text[found[0].target.clone()]), (kind, target));
            assert_eq!(&text[found[0].span.clone()], text);
            assert_eq!(found[0].embed, text.contains("include"));
        }
        for (text, target, language) in [
            ("{{< ref path=\"x.md\" lang=\"de\" >}}", "x.md", Some("de")),
            ("{{< ref lang=de path='a b' >}}", "a b", Some("de")),
            ("{{< ref path=`path=x` outputFormat=\"lang=fr\" >}}", "path=x", None),
            ("{{< ref \"x\" >}}", "x", None),
            ("{{< ref path=\"x\" lang=\"\" >}}", "x", None),
        ] {
            let found = read(text, 0).unwrap();
            assert_eq!(&text[found.target], target, "{text}");
            assert_eq!(found.language.map(|language| &text[language]), language, "{text}");
        }
        for text in ["{% include x %}", "{{ x }}", "{% link {{ x }} %}", "{% link", "{{< ref >}}"] {
            assert_eq!(find(text, 0, &[]), [], "{text}");
        }
    }

    #[test]
    fn what_is_raw_is_shown() {
        for (text, wanted) in [
            ("{% raw %}a{% b %}{% endraw %}c", vec!["{% raw %}a{% b %}"]),
            ("{%- raw -%}a{%- endraw -%} {% raw %}{%endraw%}", vec!["{%- raw -%}a", "{% raw %}"]),
            ("{% raw %} a", vec![]),
            ("{% endraw %} {% raws %} {% endraw %}", vec![]),
        ] {
            let found = shown(text, 0, &[]);
            let found: Vec<&str> = found.iter().map(|span| &text[span.range()]).collect();
            assert_eq!(found, wanted, "{text}");
        }
        let code = [Span::new(0..9)];
        assert_eq!(shown("{% raw %}{% endraw %}", 0, &code), []);
    }
}
