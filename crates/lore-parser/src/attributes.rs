//! What pandoc, kramdown and their kin write behind what they describe: `{: #id .class}` anywhere, `{#id .class}`
//! at the end of a heading or line and right behind spans, links, pictures and code. Of them only ids count, by which
//! links can reach a place. Leaves out HTML's `id="…"` (see [`crate::html`]).

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
    /// The brackets of the span before it that it describes, `[` and `]`.
    pub(crate) brackets: Option<[Range<usize>; 2]>,
}

impl Attributes {
    /// What of it is no text, in the order of the file.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = Range<usize>> {
        let brackets = self.brackets.clone().into_iter().flatten();
        brackets.chain([self.span.clone()])
    }
}

/// Longest list that is looked at.
const LONGEST: usize = 1000;
/// Longest text between the brackets of a span.
const LONGEST_SPAN: usize = 200;

/// What a text is read with.
pub(crate) struct Around<'a> {
    /// The headings, in the order of the file.
    pub(crate) headings: &'a [Span],
    /// Where nothing of ours is looked for, in the order of the file.
    pub(crate) opaque: &'a [Span],
    /// Where links end, in the order of the file.
    pub(crate) link_ends: &'a [u32],
}

/// The attributes in `text` from `from` on.
pub(crate) fn find(text: &str, from: usize, around: &Around<'_>) -> Vec<Attributes> {
    let mut found = Vec::new();
    for (at, _) in text.get(from..).unwrap_or("").match_indices('{') {
        let at = from + at;
        // Two braces are those of templates.
        if text[..at].ends_with('{') || lies_in(around.opaque, at) {
            continue;
        }
        let Some(list) = read(text, at) else { continue };
        if text[list.end..].starts_with('}') {
            continue;
        }
        let anywhere = text[at..].starts_with("{:");
        let in_heading = lies_in(around.headings, at) && ends_heading(text, around, list.end);
        let ends_heading = in_heading && (list.describes || list.is_unnumbered || anywhere);
        let is_behind = is_behind(text, at, &list, around);
        let fits = anywhere
            || ends_heading
            || is_behind && !list.is_unnumbered
            || list.describes && ends_block(text, &list, at);
        if !fits {
            continue;
        }
        let brackets = if is_behind { brackets(text, from, at, around) } else { None };
        found.push(Attributes { span: at..list.end, id: list.id, brackets });
    }
    found
}

/// Whether a list stands right behind what it describes: a link or picture, code or a formula, or a span, which
/// needs an id or a class to be one.
fn is_behind(text: &str, at: usize, list: &List, around: &Around<'_>) -> bool {
    let behind_link = || around.link_ends.binary_search(&Span::new(at..at).start).is_ok();
    let behind_opaque = || {
        let nth = around.opaque.partition_point(|span| span.range().end < at);
        around.opaque.get(nth).is_some_and(|span| span.range().end == at)
    };
    match text[..at].chars().next_back() {
        Some(')') => behind_link(),
        Some('`' | '$') => behind_opaque(),
        Some(']') => list.describes || behind_link(),
        _ => false,
    }
}

/// Whether nothing but closing marks follows in the line of the heading.
fn ends_heading(text: &str, around: &Around<'_>, at: usize) -> bool {
    let nth = around.headings.partition_point(|heading| heading.range().end < at);
    let rest = around.headings.get(nth).and_then(|heading| text.get(at..heading.range().end));
    let behind = rest.unwrap_or("").trim_start_matches(['#', ' ', '\t', '\r']);
    behind.is_empty() || behind.starts_with('\n')
}

/// Whether a list ends its line and describes the block: it has an id, as that of a caption, or the line
/// holds nothing else, or opens a block between colons.
fn ends_block(text: &str, list: &List, at: usize) -> bool {
    let behind = text[list.end..].trim_start_matches([' ', '\t', '\r', ':']);
    if !(behind.is_empty() || behind.starts_with('\n')) {
        return false;
    }
    // A look at a few bytes: lines may be long, and there may be many lists in one.
    let from = at.saturating_sub(64);
    let before = &text.as_bytes()[from..at];
    let line = before.iter().rposition(|&byte| byte == b'\n').map(|newline| &before[newline + 1..]);
    let line = line.or((from == 0).then_some(before));
    let alone = line.is_some_and(|line| {
        let line = line.trim_ascii_start();
        line.iter().all(|byte| b" \t>".contains(byte)) || line.starts_with(b":::")
    });
    alone || list.id.is_some() && text[..at].ends_with([' ', '\t'])
}

/// The brackets of the span that ends at `at`, if they are not those of a link.
fn brackets(text: &str, from: usize, at: usize, around: &Around<'_>) -> Option<[Range<usize>; 2]> {
    let is_link = around.link_ends.binary_search(&Span::new(at..at).start).is_ok();
    if is_link || !text[from..at].ends_with(']') {
        return None;
    }
    let mut depth = 0_u32;
    let bytes = &text.as_bytes()[from.max(at.saturating_sub(LONGEST_SPAN))..at];
    for (back, byte) in bytes.iter().rev().enumerate() {
        match byte {
            b']' => depth += 1,
            b'[' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
        if depth == 0 {
            let open = at - 1 - back;
            // Both brackets of a wiki-link are not ours.
            let is_span = !text[open..].starts_with("[[") && !text[..open].ends_with(['!', '\\']);
            return is_span.then(|| [open..open + 1, at - 1..at]);
        }
    }
    None
}

/// A list of attributes as it is written.
struct List {
    /// Where it ends.
    end: usize,
    id: Option<Range<usize>>,
    /// Whether it has an id or a class.
    describes: bool,
    /// `{-}`, pandoc's class of headings without a number.
    is_unnumbered: bool,
}

/// The list whose brace is at `at`; it ends in its line.
fn read(text: &str, at: usize) -> Option<List> {
    let window = window(text, at, LONGEST);
    let mut rest = window[1..].strip_prefix(':').unwrap_or(&window[1..]);
    let mut list = List { end: at, id: None, describes: false, is_unnumbered: false };
    let mut is_empty = true;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let here = at + window.len() - rest.len();
        if rest.starts_with('}') {
            list.end = here + 1;
            return (!is_empty).then_some(list);
        }
        let word = word(rest)?;
        match word.as_bytes()[0] {
            b'#' => list.id = Some(here + 1..here + word.len()),
            b'-' => list.is_unnumbered = true,
            _ => {}
        }
        list.describes |= word.starts_with(['#', '.']);
        is_empty = false;
        rest = &rest[word.len()..];
    }
}

/// The attribute that a text begins with: `#id`, `.class`, `key=value` with or without quotes, `-`.
fn word(text: &str) -> Option<&str> {
    let mut quote = None;
    let end = text.char_indices().find_map(|(at, c)| match quote {
        _ if c == '\n' => Some(at),
        Some(open) => {
            if c == open {
                quote = None;
            }
            None
        }
        None if matches!(c, '"' | '\'') && text[..at].ends_with('=') => {
            quote = Some(c);
            None
        }
        None => (c.is_whitespace() || c == '}').then_some(at),
    })?;
    let word = &text[..end];
    let is_name = |name: &str| !name.is_empty() && !name.contains(['{', '#', '(', '[', '<']);
    let is_attribute = match word.chars().next()? {
        '#' | '.' => is_name(&word[1..]),
        '-' => word == "-",
        _ => word.split_once('=').is_some_and(|(key, _)| key.is_empty() || is_name(key)),
    };
    is_attribute.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found() {
        for (text, wanted) in [
            ("# H {#a-b}", "{#a-b}=a-b"),
            ("# H {#a .b c=d} #\n", "{#a .b c=d}=a"),
            ("# H { #a .b }", "{ #a .b }=a"),
            ("# H {.b #a}", "{.b #a}=a"),
            ("# H {.b}", "{.b}="),
            ("# H {-}", "{-}="),
            ("# C {x} {a=b}", ""),
            ("H {: .x #a}", "{: .x #a}=a"),
            ("{:.x}", "{:.x}="),
            ("# {#a} H", ""),
            ("# H {#}", ""),
            ("{:keys [a]} {: } {: #a\n}", ""),
            ("# []{#a .b}H", "[]{#a .b}=a"),
            ("[t]{.b} and [u [v]]{#a} x", "[]{.b}= []{#a}=a"),
            ("![t](u){#a width=50% cap=\"x y} z\"}", "{#a width=50% cap=\"x y} z\"}=a"),
            ("![t](u){width=50%} [[x]]{.b} ![t]{.b}", "{width=50%}= {.b}= {.b}="),
            ("`x`{.rust} $$x$$ {#eq}", "{.rust}= {#eq}=eq"),
            ("::: {#a .b}\nx\n::: note {.b}\n:::", "{#a .b}=a {.b}="),
            ("> {.b}\n\n: Cap {#a}\ntext {.b}\n{#c}", "{.b}= {#a}=a {#c}=c"),
            ("f(x){y=2} a[i]{b=c} (see){#foo} k$x${k=v}", ""),
            ("{{#a}} {{#if x}} {#if x} {#a} x f{#a}\n{a} {a=b}\n{#a.b{c}", ""),
        ] {
            let headings: Vec<Span> =
                text.starts_with("# ").then(|| Span::new(0..text.len())).into_iter().collect();
            let opaque: Vec<Span> = text
                .match_indices("`x`")
                .map(|(at, code)| Span::new(at..at + code.len()))
                .collect();
            let link_ends: Vec<u32> =
                text.match_indices("(u)").map(|(at, link)| (at + link.len()) as u32).collect();
            let around = Around { headings: &headings, opaque: &opaque, link_ends: &link_ends };
            let found: Vec<String> = find(text, 0, &around)
                .into_iter()
                .map(|found| {
                    let hidden: String = found.hidden().map(|range| &text[range]).collect();
                    format!("{hidden}={}", found.id.map_or("", |id| &text[id]))
                })
                .collect();
            assert_eq!(found.join(" "), wanted, "{text}");
        }
        let opaque = [Span::new(0..6)];
        let around = Around { headings: &[], opaque: &opaque, link_ends: &[] };
        assert_eq!(find("{: #a}", 0, &around), []);
        let around = Around { headings: &[], opaque: &[], link_ends: &[3] };
        assert_eq!(find("[t]{.b}", 0, &around)[0].brackets, None);
    }
}
