//! What goes wrong with what is stored, with the folder and the next step. Leaves out damage, which is rebuilt
//! without a word.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;

use crate::lock;

/// What can go wrong with the stored state; a damaged state is not among it, that is rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The cache folder cannot be used.
    #[error("cannot use the cache folder {path}")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has begun to write and does not go on.
    #[error(
        "another lore process{} holds the lock on {path} but is not responding; resume or stop it",
        lock::in_brackets(holder)
    )]
    Locked {
        /// The cache folder.
        path: PathBuf,
        /// The other process, if it left its number.
        holder: Option<String>,
    },
    /// What is stored does not belong together; only a rebuild helps.
    #[error(
        "what is stored of the vault{} is incomplete; run `lore index --rebuild`",
        in_folder(path)
    )]
    Incomplete {
        /// The cache folder, unless it is in memory.
        path: Option<PathBuf>,
    },
    /// What was stored just now is not there, as where somebody else removes or changes it.
    #[error("what was just written{} cannot be read back", in_folder(path))]
    Lost {
        /// The cache folder, unless it is in memory.
        path: Option<PathBuf>,
    },
    /// The system starts no more threads.
    #[error(
        "the system lets this program start no more threads; raise the limit of processes, as with \
         `ulimit -u` or that of the container"
    )]
    Threads,
    /// The text index failed.
    #[error("the text index{} failed; `lore index --rebuild` makes it anew", in_folder(path))]
    Text {
        /// The cache folder, unless it is in memory.
        path: Option<PathBuf>,
        /// What is wrong.
        source: TantivyError,
    },
}

/// ` in /cache/1f`, or nothing.
fn in_folder(path: &Option<PathBuf>) -> String {
    path.as_ref().map(|path| format!(" in {}", path.display())).unwrap_or_default()
}

impl StoreError {
    /// What an error of the text index in a folder, or in memory, comes to.
    pub(crate) fn of_text(error: TantivyError, path: Option<&Path>) -> StoreError {
        match &error {
            TantivyError::SystemError(what) if what.starts_with("Failed to spawn") => {
                StoreError::Threads
            }
            // What starting a thread comes to; nothing here waits for files.
            TantivyError::IoError(what) if what.kind() == io::ErrorKind::WouldBlock => {
                StoreError::Threads
            }
            _ => StoreError::Text { path: path.map(Path::to_owned), source: error },
        }
    }
}

/// Why the bytes of a graph could not be written.
#[derive(Debug)]
pub enum GraphError {
    /// They could not be kept.
    Write(io::Error),
    /// What they follow from is not stored whole.
    Incomplete,
}

impl From<io::Error> for GraphError {
    fn from(error: io::Error) -> GraphError {
        GraphError::Write(error)
    }
}

impl GraphError {
    pub(super) fn at(self, path: Option<&Path>) -> StoreError {
        match (self, path.map(Path::to_owned)) {
            (GraphError::Write(source), Some(path)) => StoreError::Folder { path, source },
            (GraphError::Write(_) | GraphError::Incomplete, path) => {
                StoreError::Incomplete { path }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_folder_and_the_next_step() {
        let folder = Path::new("/cache/1f");
        let text = |path| {
            StoreError::of_text(TantivyError::SystemError("broken".to_owned()), path).to_string()
        };
        let incomplete = |path| GraphError::Incomplete.at(path).to_string();
        assert_eq!(
            [text(Some(folder)), incomplete(Some(folder))],
            [
                "the text index in /cache/1f failed; `lore index --rebuild` makes it anew",
                "what is stored of the vault in /cache/1f is incomplete; run `lore index --rebuild`",
            ]
        );
        assert_eq!(text(None), "the text index failed; `lore index --rebuild` makes it anew");
        // Nobody writes to memory in vain, and no folder is made up for it.
        let in_memory = GraphError::Write(io::Error::other("none")).at(None).to_string();
        assert_eq!(in_memory, incomplete(None));
        let lost = StoreError::Lost { path: Some(folder.to_owned()) }.to_string();
        assert_eq!(lost, "what was just written in /cache/1f cannot be read back");
    }
}
