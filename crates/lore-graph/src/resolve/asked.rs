//! What a link asks for: its target taken apart, and whether that is the name of a note. Leaves out where what it
//! asks for is.

use lore_core::{Link, LinkKind, Profile, path};

use super::sites::{content_folder, is_relative_address, page_of};
use crate::graph::NoteId;
use crate::names::without_note_extension;
use crate::profiles::{Conventions, Wanted};
use crate::translations::without_language;

/// A target taken apart once for all rules.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The linking note, its path and its folder.
    pub(super) note: NoteId,
    pub(super) path: &'a str,
    pub(super) folder: &'a str,
    pub(super) kind: LinkKind,
    pub(super) embed: bool,
    pub(super) target: &'a str,
    /// The target without slashes at its end.
    pub(super) name: &'a str,
    pub(super) start: Start,
    /// A Markdown path: where it names a folder, the folder's note is meant.
    pub(super) is_path: bool,
    /// The linking note is a Hugo page that is a folder: its `index.md`.
    pub(super) is_bundle: bool,
    /// Where relative addresses begin, if the target may be one and the site serves `a/b.md` as `a/b/`.
    pub(super) page: Option<&'a str>,
    /// The target may be relative to where its page is served: on a site, all but what names a note's file.
    pub(super) is_served: bool,
    /// The folder of pages that one of Hugo's references is looked up in: that of the linking page.
    pub(super) content: Option<&'a str>,
    /// The vault that a link of Dendron's names: `dendron://vault/note`.
    pub(super) vault: Option<&'a str>,
    pub(super) files_first: bool,
    /// The linking note, if it may be a page that there is in several languages.
    pub(super) translated: Option<&'a str>,
    /// The language that the link says.
    pub(super) language: Option<&'a str>,
}

/// How a target begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// `./` or `../`
    Dots,
    /// `/`, and `@/` of Zola in Markdown links
    Root,
    /// `:/` of Joplin in Markdown links
    Id,
    Name,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        note: NoteId,
        path: &'a str,
        link: &'a Link,
        conventions: Conventions<'_>,
    ) -> Asked<'a> {
        let hugo = matches!(link.kind, LinkKind::HugoRef | LinkKind::HugoRelref);
        let Wanted { vault, name: target } = conventions.wanted(link);
        let profile = conventions.profile;
        let start = match target {
            "." | ".." => Start::Dots,
            _ if target.starts_with("./") || target.starts_with("../") => Start::Dots,
            _ if target.starts_with('/') => Start::Root,
            _ if target.starts_with(ID) && link.kind.is_destination() => Start::Id,
            _ if target.starts_with("@/") && link.kind.is_destination() => Start::Root,
            _ => Start::Name,
        };
        let names_a_file = without_note_extension(target) != target;
        Asked {
            note,
            path,
            folder: path::folder(path),
            kind: link.kind,
            embed: link.embed,
            target,
            name: target.trim_end_matches('/'),
            start,
            is_path: !matches!(
                link.kind,
                LinkKind::Wiki | LinkKind::PostUrl | LinkKind::JekyllLink
            ),
            is_bundle: hugo && without_language(path).ends_with("/index"),
            page: (profile.serves_folders() && is_relative_address(link)).then(|| page_of(path)),
            is_served: profile.makes_site()
                && link.kind.is_destination()
                && start != Start::Root
                && !names_a_file,
            content: content_folder(path).filter(|_| hugo),
            vault,
            files_first: !names_a_note(link.kind, target),
            translated: (profile == Profile::Hugo
                && link.kind != LinkKind::Wiki
                && names_a_note(link.kind, target))
            .then_some(path),
            language: link.language.as_deref(),
        }
    }
}

/// What ids of Joplin begin with in Markdown links.
pub(super) const ID: &str = ":/";

/// Whether a missing target is the name of a note rather than of another kind of file or a page.
pub(crate) fn names_a_note(kind: LinkKind, target: &str) -> bool {
    if target.starts_with(ID) {
        return false;
    }
    let last = target.rsplit('/').next().unwrap_or(target);
    let bare = without_note_extension(last);
    if bare != last {
        return true;
    }
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    match kind {
        LinkKind::Wiki => {
            !is_file || KNOWN_FILES.binary_search(&&*extension.to_lowercase()).is_err()
        }
        LinkKind::BlockReference => false,
        _ => !is_file,
    }
}

/// Extensions that make a wiki-link's target a file even though a note's name may hold a dot.
const KNOWN_FILES: &[&str] = &[
    "avif", "base", "bmp", "canvas", "csv", "doc", "docx", "excalidraw", "flac", "gif", "html",
    "jpeg", "jpg", "json", "m4a", "mkv", "mov", "mp3", "mp4", "ogg", "pdf", "png", "ppt", "pptx",
    "svg", "txt", "wav", "webm", "webp", "xls", "xlsx", "zip",
];
