//! What can go wrong with a vault or with one of its notes. Every error carries the path. Leaves out what a
//! listing passes over, which is no error (`skip`).

use std::fmt;
use std::io;
use std::path::PathBuf;

use lore_core::{Code, Problem, VaultPath};

use crate::stat::StatKey;

/// Where the name of the vault's folder came from, so that a message can say what to correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The caller named it.
    Argument,
    /// The environment names it.
    Environment,
    /// Nobody named it: it is the current folder or one above.
    Place,
}

impl fmt::Display for NamedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NamedBy::Argument => "given as the vault",
            NamedBy::Environment => "named by LORE_VAULT",
            NamedBy::Place => "the current folder",
        })
    }
}

/// Why a folder cannot serve as a vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is nothing at the path.
    #[error("{path} ({named_by}) does not exist: name an existing folder")]
    Missing {
        /// The path as it was looked for.
        path: PathBuf,
        /// Who named it.
        named_by: NamedBy,
    },
    /// There is something else at the path.
    #[error("{path} ({named_by}) is not a folder: name the folder that holds the notes")]
    NotAFolder {
        /// The path as it was looked for.
        path: PathBuf,
        /// Who named it.
        named_by: NamedBy,
    },
    /// The system refuses to look.
    #[error("cannot open the folder {path} ({named_by})")]
    Unreadable {
        /// The path as it was looked for.
        path: PathBuf,
        /// Who named it.
        named_by: NamedBy,
        /// What the system says.
        source: io::Error,
    },
    /// The vault has a configuration file that cannot be read.
    #[error("cannot read the configuration in {root}")]
    Config {
        /// The vault's folder.
        root: PathBuf,
        /// Why not.
        source: ReadError,
    },
    /// The vault has a configuration file that is not UTF-8.
    #[error("{path}: line {line} is not UTF-8: save the file as UTF-8")]
    ConfigNotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first bad line, counting from 1.
        line: u32,
    },
}

/// Why a note has no text to give.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing is at the path, or the way there leads over a symbolic link.
    #[error("{path} is not there")]
    Gone {
        /// The note.
        path: VaultPath,
    },
    /// The path leads to something that Lore does not open.
    #[error("{path} is {kind}, not a file; Lore leaves it alone")]
    NotAFile {
        /// The note.
        path: VaultPath,
        /// What it is, with its article: `a symbolic link`.
        kind: &'static str,
    },
    /// The file is above the limit.
    #[error(
        "{path} has {size} bytes, and Lore reads files of up to {limit}: split it, or list it in .loreignore"
    )]
    TooLarge {
        /// The note.
        path: VaultPath,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is not text, or text in an encoding of two bytes per character.
    #[error("{path} is not text in UTF-8: save it as UTF-8, or list it in .loreignore")]
    BinaryFile {
        /// The note.
        path: VaultPath,
        /// The state of the file.
        stat: StatKey,
        /// XXH3 (64 bits) of its bytes, as far as they were read.
        hash: u64,
    },
    /// The file changed during each of several attempts.
    #[error("{path} changes while it is being read: try again when its writer is done")]
    Changing {
        /// The note.
        path: VaultPath,
    },
    /// The system refuses.
    #[error("cannot read {path}")]
    Unreadable {
        /// The note.
        path: VaultPath,
        /// What the system says.
        source: io::Error,
    },
}

impl ReadError {
    /// The note that this is about.
    pub fn path(&self) -> &VaultPath {
        match self {
            ReadError::Gone { path }
            | ReadError::NotAFile { path, .. }
            | ReadError::TooLarge { path, .. }
            | ReadError::BinaryFile { path, .. }
            | ReadError::Changing { path }
            | ReadError::Unreadable { path, .. } => path,
        }
    }

    /// Whether the note does not exist any more; after every other error it still does.
    pub fn is_gone(&self) -> bool {
        matches!(self, ReadError::Gone { .. })
    }

    /// Whether the note is there and has no text now: what was known of it before may still hold. Not
    /// where it is binary, which it is until it changes.
    pub fn is_unreadable(&self) -> bool {
        match self {
            ReadError::Gone { .. } | ReadError::BinaryFile { .. } => false,
            ReadError::NotAFile { .. }
            | ReadError::TooLarge { .. }
            | ReadError::Changing { .. }
            | ReadError::Unreadable { .. } => true,
        }
    }

    /// The error as something that is wrong with the note, placed at its beginning.
    pub fn problem(&self) -> Problem {
        let code = match self {
            ReadError::TooLarge { .. } => Code::TooLarge,
            ReadError::BinaryFile { .. } => Code::BinaryFile,
            ReadError::Gone { .. }
            | ReadError::NotAFile { .. }
            | ReadError::Changing { .. }
            | ReadError::Unreadable { .. } => Code::Unreadable,
        };
        let message = match self {
            ReadError::Gone { .. } => "is not there".to_owned(),
            ReadError::NotAFile { kind, .. } => format!("is {kind}, which Lore leaves alone"),
            ReadError::TooLarge { size, limit, .. } => {
                format!("has {size} bytes, and Lore reads files of up to {limit}")
            }
            ReadError::BinaryFile { .. } => "is not text in UTF-8".to_owned(),
            ReadError::Changing { .. } => "changes while it is being read".to_owned(),
            ReadError::Unreadable { source, .. } => format!("cannot be read: {source}"),
        };
        Problem { code, line: 1, column: 1, message }
    }
}
