//! The one type for "a file of this vault", and the parts of such paths where they are but text. Leaves
//! out whether the file exists.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A path below the vault's root: relative, `/`-separated, UTF-8, without `.` or `..`.
///
/// Values come from listing the folder or from untrusted text (a link, an argument). Both
/// pass [`VaultPath::new`], so that no later step can leave the vault. Cheap to clone: where there are a
/// million notes, their paths are in memory once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VaultPath(Arc<str>);

/// Why a text is no path of a vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Nothing is named.
    #[error("the path is empty")]
    Empty,
    /// An absolute path or a Windows drive.
    #[error("{0:?} is not relative to the vault")]
    Absolute(String),
    /// A component that is empty, `.` or `..`.
    #[error("{0:?} has an empty, `.` or `..` component")]
    Component(String),
    /// A NUL byte, which no file system takes.
    #[error("{0:?} holds a NUL character")]
    Nul(String),
}

impl VaultPath {
    /// Validates `path`.
    ///
    /// # Errors
    ///
    /// When it is empty, absolute, or holds a NUL character or a part that is empty, `.` or `..`. What was
    /// written by somebody is brought into shape by [`VaultPath::join`] first.
    pub fn new(path: impl Into<String>) -> Result<VaultPath, PathError> {
        let path = path.into();
        if path.is_empty() {
            return Err(PathError::Empty);
        }
        if path.contains('\0') {
            return Err(PathError::Nul(path));
        }
        let drive =
            path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
        if path.starts_with('/')
            || (drive && path.as_bytes().get(2).is_none_or(|b| b"/\\".contains(b)))
        {
            return Err(PathError::Absolute(path));
        }
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(PathError::Component(path));
        }
        Ok(VaultPath(path.into()))
    }

    /// The path that `relative`, which may use `.` and `..`, names as seen from the folder `base`;
    /// `""` is the root, in both. Nothing comes back when the result would leave the vault.
    pub fn join(base: &str, relative: &str) -> Option<String> {
        let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component, with its extension.
    pub fn file_name(&self) -> &str {
        file_name(&self.0)
    }

    /// The last component without its extension.
    pub fn stem(&self) -> &str {
        stem(&self.0)
    }

    /// The extension without its dot, or `""`.
    pub fn extension(&self) -> &str {
        self.file_name().get(self.stem().len() + 1..).unwrap_or("")
    }

    /// The folder, or `""` for a file in the root.
    pub fn folder(&self) -> &str {
        folder(&self.0)
    }
}

/// The extensions of notes, in any case.
pub const NOTE_EXTENSIONS: [&str; 3] = ["md", "markdown", "mdx"];

/// Folders of notes that are there to be copied, without numbers and signs in front: `99 Templates`, `_templates`.
const TEMPLATE_FOLDERS: [&str; 9] = [
    "plantillas", "template", "templates", "vorlage", "vorlagen", "шаблоны", "テンプレート",
    "模板", "範本",
];
/// Folders of what a vault needs itself, in which they may lie.
const OWN_FOLDERS: [&str; 8] =
    ["admin", "assets", "config", "extra", "extras", "meta", "settings", "system"];

/// Whether a note lies in a folder of notes to be copied, and so is a form and about nothing. The folder lies in the
/// vault's root, or in one of what the vault needs itself: deeper down it may be about templates of another kind.
pub fn is_template(path: &str) -> bool {
    let mut folders = folder(path).split('/');
    let is_named = |folder: &str, names: &[&str]| {
        let name = folder.trim_start_matches(|c: char| !c.is_alphabetic());
        names.iter().any(|known| *known == name || *known == name.to_lowercase())
    };
    let first = folders.next().unwrap_or("");
    let is_own = !first.starts_with(char::is_alphabetic) || is_named(first, &OWN_FOLDERS);
    is_named(first, &TEMPLATE_FOLDERS)
        || is_own && folders.next().is_some_and(|second| is_named(second, &TEMPLATE_FOLDERS))
}

/// Names of the note that stands for its folder, as most tools have them, the likeliest first. Other lists differ on
/// purpose: which of them a tool knows is in the graph's profiles, which notes lead on (`home` and `contents`, too)
/// in its signposts, and of which file a site's page is in its rules of sites.
pub const FOLDER_NOTES: [&str; 3] = ["index", "README", "_index"];

/// Whether the name of a file without its extension stands for the folder, in any case.
pub fn is_folder_note(stem: &str) -> bool {
    FOLDER_NOTES.iter().any(|name| stem.eq_ignore_ascii_case(name))
}

/// The folder that `path` is in, or `""` for the root, which is in none, and what is in it.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// The last component of `path`, with its extension.
pub fn file_name(path: &str) -> &str {
    path.rfind('/').map_or(path, |slash| &path[slash + 1..])
}

/// The last component of `path` without its extension. A dot at its beginning begins none.
pub fn stem(path: &str) -> &str {
    let name = file_name(path);
    match name.rfind('.') {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name,
    }
}

/// A path without the extension of a note, if it has one.
pub fn without_note_extension(path: &str) -> &str {
    &path[..end_of_bare(path.as_bytes())]
}

/// Where a path without the extension of a note ends.
pub fn end_of_bare(path: &[u8]) -> usize {
    let ends = NOTE_EXTENSIONS.iter().filter_map(|extension| {
        let at = path.len().checked_sub(extension.len() + 1).filter(|&at| at > 0)?;
        let fits = path[at] == b'.' && path[at + 1..].eq_ignore_ascii_case(extension.as_bytes());
        (fits && path[at - 1] != b'/').then_some(at)
    });
    ends.min().unwrap_or(path.len())
}

impl fmt::Display for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for VaultPath {
    type Error = PathError;

    fn try_from(path: String) -> Result<VaultPath, PathError> {
        VaultPath::new(path)
    }
}

impl From<VaultPath> for String {
    fn from(path: VaultPath) -> String {
        path.as_str().to_owned()
    }
}

impl AsRef<str> for VaultPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_could_leave_the_vault_are_refused() {
        for bad in ["", "/etc/passwd", "..", "a/../b", "a//b", "./a", "C:/x", "C:\\x", "a\0b"] {
            assert!(VaultPath::new(bad).is_err(), "{bad:?}");
        }
        for good in ["a.md", "a/b c.md", "a:b.md", "a: b.md", "..a/b", "…"] {
            assert!(VaultPath::new(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn join_resolves_dots_and_stops_at_the_root() {
        let join = VaultPath::join;
        assert_eq!(join("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("a", "./c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("", "c.md").as_deref(), Some("c.md"));
        assert_eq!(join("a", "../../c.md"), None);
        assert_eq!(join("a", "..").as_deref(), Some(""));
    }

    #[test]
    fn parts_of_a_path() {
        let path = VaultPath::new("a/b.c/d.e.md").unwrap();
        assert_eq!((path.folder(), path.file_name()), ("a/b.c", "d.e.md"));
        assert_eq!((path.stem(), path.extension()), ("d.e", "md"));
        let hidden = VaultPath::new(".md").unwrap();
        assert_eq!((hidden.stem(), hidden.extension(), hidden.folder()), (".md", "", ""));
        assert_eq!((folder("a/b/"), file_name("a/b/"), stem("a/b/")), ("a/b", "", ""));
        assert_eq!((folder(""), file_name(""), stem("")), ("", "", ""));
    }

    #[test]
    fn notes_to_be_copied_are_known_by_their_folder() {
        for (path, wanted) in [
            ("Templates/Daily.md", true),
            ("_templates/a.md", true),
            ("99 - Templates/a.md", true),
            ("🗂 Templates/sub/a.md", true),
            ("Extras/Template/a.md", true),
            ("archetypes/default.md", false),
            ("99 - Meta/01 - Templates/a.md", true),
            ("_system/templates/a.md", true),
            ("ai/Tools/LangChain/Templates/Prompt.md", false),
            ("cpp/templates/SFINAE.md", false),
            ("Vorlagen/Tag.md", true),
            ("模板/日记.md", true),
            ("Templates.md", false),
            ("Template engines/a.md", false),
            ("content/en/templates/lookup.md", false),
            ("docs/templates/intro.md", false),
            ("a.md", false),
        ] {
            assert_eq!(is_template(path), wanted, "{path}");
        }
    }

    #[test]
    fn notes_of_folders_are_known_by_their_names() {
        assert!(["index", "Readme", "_INDEX"].into_iter().all(is_folder_note));
        assert!(
            !["", "home", "index 2", "docs/index", "readme.md"].into_iter().any(is_folder_note)
        );
    }

    #[test]
    fn only_extensions_of_notes_are_taken_off() {
        for (path, bare) in [
            ("a/b.md", "a/b"),
            ("a/b.MarkDown", "a/b"),
            ("b.mdx", "b"),
            ("b.md.md", "b.md"),
            ("b.txt", "b.txt"),
            ("md", "md"),
            ("a/.md", "a/.md"),
            (".md", ".md"),
            ("é.md", "é"),
            ("", ""),
        ] {
            assert_eq!(without_note_extension(path), bare);
        }
    }
}
