//! How to write a link so that it leads to a certain place and to no other: in the syntax of the
//! link that is there, as short as it can be. What is suggested has been resolved before. Leaves out which
//! place was meant.

use lore_core::{Link, LinkKind, Profile, VaultPath, path};
use lore_graph::{Graph, NoteId, Place, Target, is_relative_address, page_of};

/// What a link to `place` with `fragment` looks like in the note `from`, written like `link`;
/// nothing if no way of writing it leads there alone.
///
/// Wiki-links and template tags come whole, without the text they show; of Markdown links the
/// destination.
pub(super) fn link_to(
    graph: &Graph,
    from: NoteId,
    link: &Link,
    place: Place,
    fragment: Option<&str>,
) -> Option<String> {
    let leads_there = |target: &String| {
        let trial = Link { target: target.clone(), encoded: None, fragment: None, ..link.clone() };
        let resolution = graph.names().resolve(from, &trial);
        resolution.place == Some(place) && resolution.candidates == 1
    };
    let target = targets(graph, from, link, place).into_iter().find(leads_there)?;
    Some(written(link, &target, fragment))
}

/// What a link to `place` looks like that leads there here and in the tools of all `profiles`, with
/// the sub-path of `link`; nothing if there is no such way of writing it.
pub(super) fn link_for_all(
    graph: &Graph,
    from: NoteId,
    link: &Link,
    place: Place,
    profiles: &[Profile],
) -> Option<String> {
    let here = graph.names();
    let readings =
        || profiles.iter().map(|&profile| here.as_read_by(profile)).chain([here.clone()]);
    let leads_there = |target: &String| {
        let trial = Link { target: target.clone(), encoded: None, fragment: None, ..link.clone() };
        readings().all(|names| names.resolve(from, &trial).place == Some(place))
    };
    let target = targets(graph, from, link, place).into_iter().find(leads_there)?;
    Some(written(link, &target, link.fragment.as_deref()))
}

/// The words of a mention that are to be a link.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) text: &'a str,
    /// Whether they stand in a table, where a bare `|` would begin the next cell.
    pub(crate) in_table: bool,
}

/// What the note `from` says as a link to another note, as a wiki-link or in Markdown;
/// nothing if no way of writing it leads there alone.
pub(crate) fn mention_as_link(
    graph: &Graph,
    wiki: bool,
    from: NoteId,
    to: NoteId,
    said: Said<'_>,
) -> Option<String> {
    let link = Link::new(if wiki { LinkKind::Wiki } else { LinkKind::Markdown }, "");
    let target = link_to(graph, from, &link, Place::Note(to), None)?;
    let Said { text, in_table } = said;
    Some(match target.strip_suffix("]]").filter(|_| wiki) {
        Some(open) if open.strip_prefix("[[") == Some(text) => target,
        Some(open) if graph.profile().label_first() => {
            let bar = if in_table { "\\|" } else { "|" };
            format!("[[{text}{bar}{}]]", open.trim_start_matches("[["))
        }
        Some(open) if in_table => format!("{open}\\|{text}]]"),
        Some(open) => format!("{open}|{text}]]"),
        None => format!("[{text}]({target})"),
    })
}

/// A link with another target and sub-path.
pub(crate) fn written(link: &Link, target: &str, fragment: Option<&str>) -> String {
    let embed = if link.embed { "!" } else { "" };
    let part = fragment.map_or(String::new(), |fragment| format!("#{fragment}"));
    match link.kind {
        LinkKind::Wiki => format!("{embed}[[{target}{part}]]"),
        LinkKind::Markdown | LinkKind::Reference => {
            format!("{}{}", escaped(target), part.replace(' ', "%20"))
        }
        LinkKind::BlockReference => format!("(({target}))"),
        LinkKind::PostUrl => format!("{{% post_url {target} %}}{part}"),
        LinkKind::JekyllLink => match target.strip_prefix("_includes/") {
            Some(name) if link.embed && link.text.is_empty() => format!("{{% include {name} %}}"),
            _ => format!("{{% link {target} %}}{part}"),
        },
        LinkKind::HugoRef | LinkKind::HugoRelref => {
            let name = if link.kind == LinkKind::HugoRef { "ref" } else { "relref" };
            match &link.language {
                Some(language) => {
                    format!("{{{{< {name} path=\"{target}{part}\" lang=\"{language}\" >}}}}")
                }
                None => format!("{{{{< {name} \"{target}{part}\" >}}}}"),
            }
        }
    }
}

/// The section as a sub-path of a link like `link`: its anchor in Markdown, its heading elsewhere.
pub(super) fn fragment_of(link: &Link, heading: &str, anchor: &str) -> String {
    match link.kind {
        LinkKind::Wiki => {
            // What would end the link or begin another part does not count in headings.
            let plain = heading.replace(['#', '|', '^', '[', ']'], " ");
            plain.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        LinkKind::Markdown
        | LinkKind::Reference
        | LinkKind::BlockReference
        | LinkKind::PostUrl
        | LinkKind::JekyllLink
        | LinkKind::HugoRef
        | LinkKind::HugoRelref => anchor.to_owned(),
    }
}

/// The sub-path of `link`, if the note at `place` has such a part.
pub(super) fn kept_fragment<'l>(graph: &Graph, link: &'l Link, place: Place) -> Option<&'l str> {
    let fragment = link.fragment.as_deref()?;
    match place {
        Place::File(_) => Some(fragment),
        Place::Note(note) => matches!(graph.names().part(note, Some(fragment)), Target::Section(_))
            .then_some(fragment),
    }
}

/// The ways to name a place, the shortest first.
fn targets(graph: &Graph, from: NoteId, link: &Link, place: Place) -> Vec<String> {
    let path = graph.place_path(place);
    let names = graph.names();
    let site = names.conventions();
    // As the link is written, with the folder that the site is served in or without.
    let wanted = site.wanted(link).name;
    let root = site.root(link);
    let bare = match place {
        Place::Note(_) => path.rsplit_once('.').map_or(path, |(bare, _)| bare),
        Place::File(_) => path,
    };
    let name = |path: &str| path::file_name(path).to_owned();
    match link.kind {
        LinkKind::Wiki => {
            let mut ways = vec![name(bare), bare.to_owned(), path.to_owned()];
            ways.retain(|way| !way.contains(['#', '|', '[', ']']));
            ways
        }
        LinkKind::Markdown | LinkKind::Reference => {
            let last = wanted.rsplit('/').next().unwrap_or_default();
            let path = if last.contains('.') || wanted.is_empty() { path } else { bare };
            let beside = relative(graph.path(from), path);
            let whole = relative(graph.path(from), graph.place_path(place));
            let mut ways =
                vec![beside.clone(), format!("./{beside}"), whole, format!("{root}/{path}")];
            if graph.profile().serves_folders() && is_relative_address(link) {
                // As the page is served, and not where its file is.
                let page = format!("{}/", page_of(graph.path(from)));
                let way = relative(page.trim_start_matches('/'), page_of(path));
                let end = if link.target.ends_with('/') { "/" } else { "" };
                ways.insert(0, format!("{way}{end}"));
            }
            if wanted.starts_with('/') {
                ways.rotate_right(1);
            }
            ways
        }
        LinkKind::PostUrl => vec![name(bare), bare.to_owned()],
        LinkKind::JekyllLink => vec![path.to_owned()],
        LinkKind::HugoRef | LinkKind::HugoRelref => {
            vec![relative(graph.path(from), path), path.to_owned()]
        }
        LinkKind::BlockReference => Vec::new(),
    }
}

/// The way from the folder of the note at `from` to `path`.
pub(super) fn relative(from: &str, path: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let names: Vec<&str> = path.split('/').collect();
    let shared = folder.iter().zip(&names).take_while(|(left, right)| left == right).count();
    let shared = shared.min(names.len() - 1);
    let up = std::iter::repeat_n("..", folder.len() - shared);
    up.chain(names[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// A path as the destination of a Markdown link.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_whitespace()
            || matches!(c, '(' | ')' | '<' | '>' | '%' | '?' | '#' | '\\' | '"' | '|')
        {
            escaped.push_str(&format!("%{:02X}", c as u32));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// What the path of a link names from the folder of the note at `from`, and from the root; nothing
/// where it would leave the vault.
pub(super) fn places_named(from: &str, target: &str) -> Vec<VaultPath> {
    paths_named(from, target).filter_map(|path| VaultPath::new(path).ok()).collect()
}

/// Whether the path of a link may name the root of the vault, which is no place in it.
pub(super) fn names_root(from: &str, target: &str) -> bool {
    paths_named(from, target).any(|path| path.is_empty())
}

fn paths_named(from: &str, target: &str) -> impl Iterator<Item = String> {
    let folder = path::folder(from);
    let rooted = target.starts_with('/');
    let bases = if rooted { ["", ""] } else { [folder, ""] };
    bases.into_iter().filter_map(move |base| VaultPath::join(base, target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_from_a_note_to_a_file() {
        for (from, path, way) in [
            ("a.md", "b.md", "b.md"),
            ("a.md", "x/b.md", "x/b.md"),
            ("x/a.md", "b.md", "../b.md"),
            ("x/a.md", "x/b.md", "b.md"),
            ("x/y/a.md", "x/z/b.md", "../z/b.md"),
            ("x/a.md", "x", "../x"),
        ] {
            assert_eq!(relative(from, path), way, "{from} {path}");
        }
    }

    #[test]
    fn destinations_are_escaped() {
        assert_eq!(escaped("a b/c (1).md"), "a%20b/c%20%281%29.md");
        assert_eq!(escaped("日本/ü.md"), "日本/ü.md");
        // It would end a cell of a table.
        assert_eq!(escaped("a|b.md"), "a%7Cb.md");
    }
}
