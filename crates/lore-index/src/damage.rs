//! What of a text index turns out to be damaged after it was opened as whole: noted where it is met, deep in a
//! question, which goes on without it, and told where the question ends. Leaves out what a load checks, which is
//! in `store`.

use std::sync::OnceLock;

use tantivy::TantivyError;

use crate::store::StoreError;
use crate::terms::TextIndex;

/// The first damage that was met, if any.
#[derive(Default)]
pub(crate) struct Damage(OnceLock<Met>);

enum Met {
    Unreadable(TantivyError),
    /// It can be read, and is not what belongs there.
    Incomplete,
}

impl TextIndex {
    /// What was read of it; nothing if it cannot be, of which [`TextIndex::intact`] tells.
    pub(crate) fn unless_damaged<T>(&self, read: Result<T, impl Into<TantivyError>>) -> Option<T> {
        let damage = |error| self.damage.0.set(Met::Unreadable(error));
        read.map_err(|error| damage(error.into())).ok()
    }

    /// Notes that a record is not there, or is none: only who wrote it can tell.
    pub fn note_incomplete(&self) {
        // What was met first is told.
        let _ = self.damage.0.set(Met::Incomplete);
    }

    /// Whether all could be read that was asked for up to now. Where it could not, no answer holds.
    ///
    /// # Errors
    ///
    /// [`StoreError::Text`] or [`StoreError::Incomplete`]; then only a rebuild helps.
    pub fn intact(&self) -> Result<(), StoreError> {
        match self.damage.0.get() {
            None => Ok(()),
            Some(Met::Unreadable(error)) => Err(self.failed(error.clone())),
            Some(Met::Incomplete) => Err(StoreError::Incomplete { path: self.folder.clone() }),
        }
    }
}
