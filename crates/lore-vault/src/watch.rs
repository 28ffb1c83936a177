//! Waits until it is time to look at the vault again. Where the system tells of changes, every folder
//! that a listing visits is watched. What it tells are hints: which notes changed, and whether any did,
//! the next look finds. Leaves out that look, and how long to wait for more hints.
//!
//! Only Linux is asked. Elsewhere, on file systems that others may write to unseen, and where no more
//! folders may be watched, [`NoEvents`] says why one has to look now and then instead.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{Stop, Until, Watch, wait};
#[cfg(target_os = "linux")]
pub use linux::{Stop, Until, Watch, wait};

use std::io;

/// What the system told since it was asked last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Something may have changed that a look would see.
    pub changed: bool,
    /// Other folders may be part of the vault now: [`Watch::follow`] is due.
    pub folders: bool,
}

impl Hints {
    /// Adds other hints to these.
    pub fn add(&mut self, other: Hints) {
        self.changed |= other.changed;
        self.folders |= other.folders;
    }
}

/// What ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The time is over.
    Time,
    /// The system told something, or what else was waited for can be read.
    Told,
    /// That until which was to be waited has come.
    Over,
}

/// Why the system cannot be relied on to tell of changes.
#[derive(Debug, thiserror::Error)]
pub enum NoEvents {
    /// The user may not watch more folders.
    #[error(
        "the system watches no more folders for you; raise fs.inotify.max_user_watches, as in `sudo sysctl fs.inotify.max_user_watches=524288`"
    )]
    TooManyFolders,
    /// The user may not have another watcher.
    #[error(
        "too many programs watch folders for you; raise fs.inotify.max_user_instances, as in `sudo sysctl fs.inotify.max_user_instances=512`"
    )]
    TooManyWatchers,
    /// Others may write there, and the system would not know.
    #[error("{} on a file system that may change without this machine knowing", if folder.is_empty() { "the vault is".to_owned() } else { format!("{folder} is") })]
    FileSystem {
        /// The folder in the vault; `""` is the root.
        folder: String,
    },
    /// The system refuses.
    #[error("the system cannot watch folders: {0}")]
    Refused(io::Error),
    /// Lore does not know how to ask this system.
    #[error("changes are not announced to Lore on this system")]
    OtherSystem,
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
