//! What links ask the table of names for, so that only those are resolved again that may lead elsewhere.
//! Leaves out which links these are.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::graph::hash;

use super::called::last_names;
use super::without_note_extension;

/// How many last words are told apart: as many as three bytes hold. Where two are taken for one, a link
/// more is resolved again.
const LAST_WORDS: u32 = 0xff_fffe;

/// Stands for several last words, or any.
pub(crate) const SEVERAL_WORDS: u32 = u32::MAX;

/// The name that a key ends in, as a number; of the note that stands for a folder that of the folder.
/// Of all keys that a link asks for, and all that lead to a note, it is nearly always the same one. So
/// it tells which links may lead elsewhere when a note is made, moved or gone.
pub(super) fn last_word(key: &str) -> u32 {
    let mut key = without_note_extension(key.trim_matches('/'));
    while let Some((folder, "index" | "_index" | "readme" | "content")) = key.rsplit_once('/') {
        key = folder;
    }
    hash(last_names(key, 1)) as u32 % LAST_WORDS + 1
}

/// The last words of the keys that one link asks for: none yet, which is 0, the one, or several.
#[derive(Debug, Default)]
pub(crate) struct AskedFor(AtomicU32);

impl AskedFor {
    pub(super) fn add(&self, key: &str) {
        let word = last_word(key);
        let before = self.0.load(Ordering::Relaxed);
        if before != word {
            self.0.store(if before == 0 { word } else { SEVERAL_WORDS }, Ordering::Relaxed);
        }
    }

    pub(super) fn add_several(&self) {
        self.0.store(SEVERAL_WORDS, Ordering::Relaxed);
    }

    /// The one word, [`SEVERAL_WORDS`], or 0 for none.
    pub(crate) fn word(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}
