//! What a listing leaves out, and why. Leaves out what the user hides on purpose.

use std::io;

use lore_core::PathError;

/// One thing in the vault that the listing had to leave out.
#[derive(Debug)]
pub struct Skipped {
    /// Where it is, relative to the root and as readable as its bytes allow; `""` is the root.
    pub path: String,
    /// Why it is left out.
    pub why: SkipReason,
}

/// Why something in the vault is left out of the listing.
#[derive(Debug, thiserror::Error)]
pub enum SkipReason {
    /// The system refuses to look at it.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// The folder has an ignore file that cannot be read, so what it hides is unknown.
    #[error("its {file} cannot be read, so what to leave out is unknown: {error}")]
    IgnoreFile {
        /// The name of the ignore file.
        file: &'static str,
        /// What is wrong with it.
        error: io::Error,
    },
    /// Not a note, but patterns: the folder's notes are listed as if it were not there.
    #[error(
        "is a symbolic link out of the vault, which Lore does not follow, so it hides nothing: put a copy \
         in its place"
    )]
    IgnoreLink,
    /// Not the file, but some line in it is left out: the pattern means nothing.
    #[error("holds a pattern that cannot be used: {0}")]
    Pattern(String),
    /// The name is not UTF-8.
    #[error("its name is not UTF-8: rename it")]
    NameNotUtf8,
    /// The name would mean another place.
    #[error("its name cannot be a path of a vault: {0}: rename it")]
    Name(PathError),
    /// A symbolic link to a folder, or one that is named like a note.
    #[error("is a symbolic link, which Lore does not follow")]
    Link,
    /// A pipe, socket or device that is named like a note.
    #[error("is a special file, which Lore does not open")]
    SpecialFile,
}

impl SkipReason {
    /// Whether there can be notes, here or below, that the listing could not see.
    ///
    /// If not, the listing looked, and there is no note.
    pub fn may_hide_notes(&self) -> bool {
        matches!(self, SkipReason::Unreadable(_) | SkipReason::IgnoreFile { .. })
    }
}
