//! `[[target#heading|text]]`, for Dendron `[[text|target#heading]]`: what stands between the
//! brackets. Leaves out finding wiki-links in Markdown, which is the Markdown parser's; in front
//! matter they are found here.

use std::ops::Range;

use lore_core::Profile;

use crate::links::split_fragment;

/// The parts of one wiki-link.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts<'a> {
    /// The target with its sub-path, in the file.
    pub(crate) target_span: Range<usize>,
    /// The target without its sub-path.
    pub(crate) target: &'a str,
    /// The sub-path.
    pub(crate) fragment: Option<&'a str>,
    /// Where the text shown instead stands in the file, if there is a bar.
    pub(crate) shown: Option<Range<usize>>,
}

/// Takes the wiki-link apart that is written at `range`, brackets and `!` included.
///
/// Nothing comes back for a target over several lines or of nothing but spaces.
pub(crate) fn parts(text: &str, range: Range<usize>, profile: Profile) -> Option<Parts<'_>> {
    let source = text.get(range.clone())?;
    let open = if source.starts_with('!') { 3 } else { 2 };
    let inner = range.start + open..range.end.checked_sub(2)?;
    let (written, shown) = match text.get(inner.clone())?.find('|').map(|bar| inner.start + bar) {
        Some(bar) => {
            // In a table the bar is written `\|`.
            let before = text[inner.start..bar].strip_suffix('\\').map_or(bar, |_| bar - 1);
            let (first, second) = (inner.start..before, bar + 1..inner.end);
            if profile.label_first() && !is_picture(&text[first.clone()], profile) {
                (second, Some(first))
            } else {
                (first, Some(second))
            }
        }
        None => (inner, None),
    };
    if text[written.clone()].contains(['\n', '\r']) {
        return None;
    }
    let mut target_span = trimmed(text, written);
    // Only Dendron has several vaults.
    if profile != Profile::Dendron {
        target_span = without_vault(text, target_span);
    }
    if target_span.is_empty() {
        return None;
    }
    let (target, mut fragment) = split_fragment(&text[target_span.clone()]);
    if profile == Profile::Dendron {
        fragment = fragment.and_then(range_start);
    }
    let shown = shown.map(|shown| trimmed(text, shown));
    Some(Parts { target_span, target, fragment, shown })
}

/// Whether what stands before a bar is a picture of Gollum's, behind which stands how it is shown:
/// `[[logo.png|width=80px]]`.
fn is_picture(first: &str, profile: Profile) -> bool {
    const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "svg", "bmp"];
    let extension = first.trim().rsplit_once('.').map_or("", |(_, extension)| extension);
    profile == Profile::Gollum && PICTURES.iter().any(|it| extension.eq_ignore_ascii_case(it))
}

/// What an embed shows before the size it asks for: nothing of `300` and `300x200`, `text` of
/// `text|300`. Nothing comes back where there is no size.
pub(crate) fn without_size(text: &str, shown: Range<usize>) -> Option<Range<usize>> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let source = &text[shown.clone()];
    let (caption, size) = source.rsplit_once('|').unwrap_or(("", source));
    let is_size = match size.trim().split_once('x') {
        Some((width, height)) => is_number(width) && is_number(height),
        None => is_number(size.trim()),
    };
    is_size.then(|| trimmed(text, shown.start..shown.start + caption.len()))
}

/// The range without spaces at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let source = &text[range.clone()];
    let start = range.start + (source.len() - source.trim_start().len());
    start..start + source.trim().len()
}

/// What follows `dendron://vault/`, by which Dendron names a note of one of several vaults.
fn without_vault(text: &str, target: Range<usize>) -> Range<usize> {
    let named = text[target.clone()].strip_prefix("dendron://");
    match named.and_then(|named| named.split_once('/')) {
        Some((_, name)) if !name.trim().is_empty() => target.end - name.len()..target.end,
        _ => target,
    }
}

/// Where a range of Dendron begins: `from` in `from:#to`, `from,1:#to` and `from:#*`.
fn range_start(fragment: &str) -> Option<&str> {
    let from = fragment.split_once(":#").map_or(fragment, |(from, _)| from);
    let from = match from.rsplit_once(',') {
        Some((heading, lines)) if lines.bytes().all(|byte| byte.is_ascii_digit()) => heading,
        _ => from,
    };
    Some(from.trim()).filter(|from| !from.is_empty())
}

/// The name that a value of nothing but one wiki-link says: that of its target, without folders and the section.
pub(crate) fn only_name(value: &str, profile: Profile) -> Option<&str> {
    let value = value.trim();
    let link = find(value).next().filter(|link| *link == (0..value.len()))?;
    let target = parts(value, link, profile)?.target;
    // Where names are hierarchies, the levels are part of them.
    let name = match profile.hierarchy() {
        Some("/") => target,
        Some(_) | None => target.rsplit('/').next().unwrap_or(target),
    };
    let name = name.strip_suffix(".md").unwrap_or(name).trim();
    (!name.is_empty()).then_some(name)
}

/// The wiki-links in one line or value of front matter: where they stand, brackets and `!` included.
///
/// `[["a"]]` is a list in a list and no link.
pub(crate) fn find(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + text.get(at..)?.find("[[")?;
            let close = open + 2 + text.get(open + 2..)?.find("]]")?;
            // The inner one of nested brackets is the link.
            let open = text[..close].rfind("[[").filter(|&inner| inner >= open).unwrap_or(open);
            at = close + 2;
            let inner = text.get(open + 2..close).unwrap_or("");
            let quoted = inner.trim_start().starts_with(['"', '\'', '[', '{']);
            if quoted || inner.trim().is_empty() || inner.contains('\n') {
                continue;
            }
            let start = if text[..open].ends_with('!') { open - 1 } else { open };
            return Some(start..at);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_wiki_link() {
        for (source, target, fragment, shown) in [
            ("[[a]]", "a", None, None),
            ("[[ a b |c|d]]", "a b", None, Some("c|d")),
            ("[[a#H1#H2|b]]", "a", Some("H1#H2"), Some("b")),
            ("[[#H]]", "", Some("H"), None),
            ("[[a#^id]]", "a", Some("^id"), None),
            ("![[x.png|100]]", "x.png", None, Some("100")),
            ("[[a\\|b]]", "a", None, Some("b")),
            ("[[a|]]", "a", None, Some("")),
            ("[[dendron://vault/a.b#h]]", "a.b", Some("h"), None),
            ("[[dendron://vault/]]", "dendron://vault/", None, None),
            ("[[a#x:#y]]", "a", Some("x:#y"), None),
        ] {
            let parts = parts(source, 0..source.len(), Profile::Obsidian).unwrap();
            let label = parts.shown.map(|shown| &source[shown]);
            assert_eq!((parts.target, parts.fragment, label), (target, fragment, shown));
            assert!(source[parts.target_span].starts_with(target), "{source}");
        }
        for source in ["[[ ]]", "[[a\nb]]", "[[|x]]", "[[]]", "[["] {
            assert_eq!(parts(source, 0..source.len(), Profile::Obsidian), None, "{source}");
        }
    }

    #[test]
    fn a_size_is_no_text() {
        for (shown, caption) in [
            ("300", Some("")),
            ("300x200", Some("")),
            ("a map|300", Some("a map")),
            ("a map | 300x200 ", Some("a map")),
            ("a map", None),
            ("x", None),
            ("300x", None),
            ("300 maps", None),
            ("", None),
        ] {
            let range = without_size(shown, 0..shown.len());
            assert_eq!(range.map(|range| &shown[range]), caption, "{shown}");
        }
    }

    #[test]
    fn dendron_writes_the_label_first() {
        for (source, written, target, fragment, shown) in [
            ("[[a.b]]", "a.b", "a.b", None, None),
            ("[[ the label | a.b#h ]]", "a.b#h", "a.b", Some("h"), Some("the label")),
            ("[[label\\|a.b]]", "a.b", "a.b", None, Some("label")),
            ("[[|a]]", "a", "a", None, Some("")),
            ("[[#h]]", "#h", "", Some("h"), None),
            (
                "[[x|dendron://notes/a.b#^id]]",
                "dendron://notes/a.b#^id",
                "dendron://notes/a.b",
                Some("^id"),
                Some("x"),
            ),
            ("![[a#from,1:#to]]", "a#from,1:#to", "a", Some("from"), None),
            ("![[a#^one:#*]]", "a#^one:#*", "a", Some("^one"), None),
            ("[[a#b, 2c]]", "a#b, 2c", "a", Some("b, 2c"), None),
        ] {
            let parts = parts(source, 0..source.len(), Profile::Dendron).unwrap();
            let label = parts.shown.map(|shown| &source[shown]);
            assert_eq!((parts.target, parts.fragment, label), (target, fragment, shown));
            assert_eq!(&source[parts.target_span], written, "{source}");
        }
        for source in ["[[a|]]", "[[a| ]]", "[[a|b\nc]]"] {
            assert_eq!(parts(source, 0..source.len(), Profile::Dendron), None, "{source}");
        }
    }
    #[test]
    fn wiki_links_are_found_in_front_matter() {
        let found = |text: &'static str| find(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(found("[[A]], \"![[B|c]]\" [[D"), ["[[A]]", "![[B|c]]"]);
        assert_eq!(found("[[\"a\"], [1]] [[]] [[ ]]"), [""; 0]);
        assert_eq!(found("[[x [[y]] z"), ["[[y]]"]);
    }
}
