//! A second look at notes that were young when they were read, beside what is made of them meanwhile: did
//! somebody write on? Leaves out when a note is young, which is the vault's, and what follows if one was
//! written on.

use std::panic::resume_unwind;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use lore_core::VaultPath;
use lore_vault::{ReadError, ReadNote, Vault, YoungNote};

/// Looks a few milliseconds after each first look. What is written later is a change like any other, however
/// long the work takes: were it looked at behind that, a note that grows all the time would never do.
pub(super) enum SecondLook {
    /// On a thread that is sent the notes.
    Beside(Sender<YoungNote>, JoinHandle<Vec<VaultPath>>),
    /// At the end, where the system starts no thread.
    Behind(Vault, Mutex<Vec<YoungNote>>),
}

impl SecondLook {
    pub(super) fn begin(vault: &Vault) -> SecondLook {
        let (send, notes) = channel();
        let own = vault.clone();
        match thread::Builder::new().spawn(move || written_on(&own, notes)) {
            Ok(thread) => SecondLook::Beside(send, thread),
            Err(_) => SecondLook::Behind(vault.clone(), Mutex::default()),
        }
    }

    /// Sees to a note that was read just now.
    pub(super) fn follows(&self, path: &VaultPath, read: &Result<ReadNote, ReadError>) {
        let (stat, hash) = match read {
            Ok(read) => (read.stat, read.hash),
            // What has no text yet may be room for one.
            Err(ReadError::BinaryFile { stat, hash, .. }) => (*stat, *hash),
            Err(_) => return,
        };
        let Some(note) = YoungNote::of(path, stat, hash) else { return };
        match self {
            // Whoever looks ends behind those who send.
            SecondLook::Beside(send, _) => drop(send.send(note)),
            SecondLook::Behind(_, notes) => {
                notes.lock().unwrap_or_else(PoisonError::into_inner).push(note);
            }
        }
    }

    /// The notes that were written on. Waits for the last look.
    pub(super) fn written_on(self) -> Vec<VaultPath> {
        match self {
            SecondLook::Beside(send, thread) => {
                drop(send);
                thread.join().unwrap_or_else(|panic| resume_unwind(panic))
            }
            SecondLook::Behind(vault, notes) => {
                written_on(&vault, notes.into_inner().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }
}

fn written_on(vault: &Vault, notes: impl IntoIterator<Item = YoungNote>) -> Vec<VaultPath> {
    notes.into_iter().filter(|note| !vault.is_as_read(note)).map(|note| note.path).collect()
}
