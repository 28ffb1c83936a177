//! `[[target#heading|text]]`: what stands between the brackets. Leaves out finding wiki-links in
//! Markdown, which is the Markdown parser's; in front matter they are found here.

use std::ops::Range;

use crate::links::split_fragment;

/// The parts of one wiki-link.
#[derive(Debug, PartialEq)]
pub(crate) struct Parts<'a> {
    /// The target with its sub-path, in the file.
    pub(crate) target_span: Range<usize>,
    /// The target without its sub-path.
    pub(crate) target: &'a str,
    /// The sub-path.
    pub(crate) fragment: Option<&'a str>,
    /// What follows the first `|`.
    pub(crate) shown: Option<&'a str>,
}

/// Takes the wiki-link apart that is written at `range`, brackets and `!` included.
///
/// Nothing comes back for a target over several lines or of nothing but spaces.
pub(crate) fn parts(text: &str, range: Range<usize>) -> Option<Parts<'_>> {
    let source = text.get(range.clone())?;
    let open = if source.starts_with('!') { 3 } else { 2 };
    let inner = source.get(open..source.len().checked_sub(2)?)?;
    let (written, shown) = match inner.split_once('|') {
        // In a table the bar is written `\|`.
        Some((target, shown)) => (target.strip_suffix('\\').unwrap_or(target), Some(shown)),
        None => (inner, None),
    };
    let trimmed = written.trim();
    if trimmed.is_empty() || written.contains(['\n', '\r']) {
        return None;
    }
    let start = range.start + open + (written.len() - written.trim_start().len());
    let (target, fragment) = split_fragment(trimmed);
    Some(Parts { target_span: start..start + trimmed.len(), target, fragment, shown })
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
        ] {
            let parts = parts(source, 0..source.len()).unwrap();
            assert_eq!((parts.target, parts.fragment, parts.shown), (target, fragment, shown));
            assert!(source[parts.target_span].starts_with(target), "{source}");
        }
        for source in ["[[ ]]", "[[a\nb]]", "[[|x]]", "[[]]", "[["] {
            assert_eq!(parts(source, 0..source.len()), None, "{source}");
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
