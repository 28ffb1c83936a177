//! Where a destination leads that holds what other languages write: Liquid's `{{ site.baseurl }}/x`, Hugo's
//! `{{< ref "x" >}}` and Logseq's `[[page]]`. Leaves out what stands in for it while the Markdown is read.

use std::ops::Range;

use lore_core::{LinkKind, Profile};

use super::tag_end;
use crate::{links, shortcodes, wiki};

/// What a destination says that is not Markdown alone.
#[derive(Debug, PartialEq)]
pub(crate) struct Destination {
    pub(crate) kind: LinkKind,
    /// The target in the file; with its sub-path if that is next to it.
    pub(crate) span: Range<usize>,
    pub(crate) target: String,
    pub(crate) fragment: Option<String>,
    /// The language that a reference of Hugo's says.
    pub(crate) language: Option<String>,
}

/// Variables of Jekyll that hold the address of the site and stand before a path.
const ROOTS: [&str; 3] = ["site.baseurl", "site.url", "site.github.url"];

/// Reads the destination that stands at `written` in the note.
///
/// Nothing comes back for one that only the site itself can know, as `{{ post.url }}`.
pub(crate) fn read(text: &str, written: Range<usize>, profile: Profile) -> Option<Destination> {
    let source = text.get(written.clone())?;
    if source.starts_with("[[") && source.ends_with("]]") {
        let parts = wiki::parts(text, written, profile)?;
        return Some(Destination {
            kind: LinkKind::Wiki,
            span: parts.target_span,
            target: parts.target.to_owned(),
            fragment: parts.fragment.map(str::to_owned),
            language: None,
        });
    }
    // Template code says where it leads when it has run.
    if source.contains("<%") {
        return None;
    }
    let mut at = written.start;
    let mut rooted = false;
    let mut known = true;
    while let Some(end) = tag_end(text, at, written.end) {
        let rest = &text[end..written.end];
        if let Some(tag) = shortcodes::read(text, at).filter(|tag| !tag.embed) {
            let (target, fragment) = links::split_fragment(&text[tag.target.clone()]);
            let fragment = fragment.or_else(|| links::split_fragment(rest).1);
            return Some(Destination {
                kind: tag.kind,
                target: target.to_owned(),
                fragment: fragment.map(str::to_owned),
                span: tag.target,
                language: tag.language.map(|language| text[language].to_owned()),
            });
        }
        match output(text, at..end) {
            Output::Root => rooted = true,
            Output::Path { path, from_root } => {
                let is_whole = rest.is_empty() || rest.starts_with(['#', '?']);
                let found = markdown(text, path, rooted || from_root);
                return found.filter(|_| known && is_whole).map(|found| Destination {
                    fragment: found.fragment.or_else(|| links::target(rest).1),
                    ..found
                });
            }
            Output::Unknown => known = false,
        }
        at = end;
    }
    if !known {
        return None;
    }
    if rooted && at == written.end {
        let target = "/".to_owned();
        return Some(Destination {
            kind: LinkKind::Markdown,
            span: written,
            target,
            language: None,
            fragment: None,
        });
    }
    markdown(text, at..written.end, rooted)
}

/// What a tag puts into a destination.
enum Output {
    /// The address of the site.
    Root,
    /// A path that stands in the tag.
    Path { path: Range<usize>, from_root: bool },
    /// Something that only the site knows.
    Unknown,
}

/// What `{{ value | filter | filter }}` puts out.
fn output(text: &str, tag: Range<usize>) -> Output {
    let inner = text[tag.clone()].strip_prefix("{{").and_then(|tag| tag.strip_suffix("}}"));
    let Some(inner) = inner else { return Output::Unknown };
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('-').unwrap_or(inner).trim();
    let quote = inner.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (value, filters) = match quote.and_then(|quote| inner[1..].split_once(quote)) {
        Some((value, filters)) => (value, filters.trim_start()),
        None => {
            let end = inner.find('|').unwrap_or(inner.len());
            (inner[..end].trim_end(), &inner[end..])
        }
    };
    let mut from_root = false;
    let mut parts = filters.split('|').map(str::trim);
    let mut understood = parts.next() == Some("");
    for filter in parts {
        let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
        match name.trim() {
            "relative_url" | "absolute_url" => from_root = true,
            "prepend" if ROOTS.contains(&argument.trim()) => from_root = true,
            _ => understood = false,
        }
    }
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    match quote {
        _ if !understood => Output::Unknown,
        Some(_) => Output::Path { path: start..start + value.len(), from_root },
        None if ROOTS.contains(&value) => Output::Root,
        None => Output::Unknown,
    }
}

/// A path in Markdown's own spelling.
fn markdown(text: &str, path: Range<usize>, from_root: bool) -> Option<Destination> {
    let (mut target, mut fragment) = links::target(&text[path.clone()]);
    let is_external = links::is_external(&target);
    let is_open = (target.contains("{{") || target.contains("{%")) && !is_external;
    if is_open || target.is_empty() && fragment.is_none() {
        return None;
    }
    // A sub-path that only the site knows leaves the page.
    fragment = fragment.filter(|fragment| !fragment.contains("{{") && !fragment.contains("{%"));
    if from_root && !target.starts_with('/') && !is_external {
        target.insert(0, '/');
    }
    Some(Destination { kind: LinkKind::Markdown, span: path, target, fragment, language: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_say_where_they_lead() {
        use LinkKind::*;
        let read = |text: &str| read(text, 0..text.len(), Profile::Obsidian);
        for (text, kind, written, target, fragment) in [
            ("{{ site.baseurl }}/about/", Markdown, "/about/", "/about/", None),
            ("{{site.url}}{{site.baseurl}}/a%20b#c", Markdown, "/a%20b#c", "/a b", Some("c")),
            ("{{ site.baseurl }}about", Markdown, "about", "/about", None),
            ("{{ site.url }}", Markdown, "{{ site.url }}", "/", None),
            ("{{ site.baseurl }}#top", Markdown, "#top", "/", Some("top")),
            ("{{ \"/about/\" | relative_url }}", Markdown, "/about/", "/about/", None),
            ("{{ '/a#b' | absolute_url }}", Markdown, "/a#b", "/a", Some("b")),
            ("{{- 'a' | relative_url -}}#b", Markdown, "a", "/a", Some("b")),
            (
                "{{ \"/a\" | prepend: site.baseurl | prepend: site.url }}",
                Markdown,
                "/a",
                "/a",
                None,
            ),
            ("{{ site.url }}{{ '/a|b' }}", Markdown, "/a|b", "/a|b", None),
            ("{{ 'a.md' }}", Markdown, "a.md", "a.md", None),
            (
                "{{ site.baseurl }}{% link _posts/x.md %}#h",
                JekyllLink,
                "_posts/x.md",
                "_posts/x.md",
                Some("h"),
            ),
            ("{{ page.root }}{% post_url x %}", PostUrl, "x", "x", None),
            ("{{< relref \"y#h\" >}}", HugoRelref, "y#h", "y", Some("h")),
            ("{{% ref \"y\" %}}#h", HugoRef, "y", "y", Some("h")),
            ("/tags/#{{ tag }}", Markdown, "/tags/#{{ tag }}", "/tags/", None),
            ("https://x.y/{{ z }}", Markdown, "https://x.y/{{ z }}", "https://x.y/{{ z }}", None),
            ("[[a b#c]]", Wiki, "a b#c", "a b", Some("c")),
        ] {
            let found = read(text).unwrap();
            assert_eq!((found.kind, found.target.as_str()), (kind, target), "{text}");
            assert_eq!(found.fragment.as_deref(), fragment, "{text}");
            assert_eq!(&text[found.span], written, "{text}");
        }
        for text in [
            "{{ post.url }}",
            "{{ post.url }}/a",
            "{{ site.github.repository_url }}/issues",
            "/tags/{{ tag }}",
            "{{ '/a' | append: '.html' }}",
            "{{ '/a' | relative_url }}/b",
            "{{ '/a' x | relative_url }}",
            "{{ '' | relative_url }}",
            "{% include x %}/a",
            "{{< param \"x\" >}}",
            "[[{{ x }}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
