//! What the user decided about a vault and cannot be computed again: one small JSON file per vault, in
//! the user's data folder rather than the cache. Leaves out what the decisions mean.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::directory::replace_file_durably;
use crate::store::make_private_folder;

/// Why decisions cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The file cannot be read or written.
    #[error("cannot use {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what was written there.
    #[error("{path} is damaged; correct it, or move it away to begin anew")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// The file that keeps what was decided about one vault.
#[derive(Clone, Debug)]
pub struct Kept {
    file: PathBuf,
}

impl Kept {
    /// Decisions kept in this file, which need not be there.
    pub fn in_file(file: &Path) -> Kept {
        Kept { file: file.to_owned() }
    }

    /// Where they are kept.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// What is kept; the default if nothing is.
    ///
    /// # Errors
    ///
    /// When there is something that cannot be read. It is not replaced: nobody else knows it.
    pub fn load<T: DeserializeOwned + Default>(&self) -> Result<T, KeptError> {
        match std::fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| KeptError::Damaged { path: self.file.clone(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
            Err(source) => Err(KeptError::File { path: self.file.clone(), source }),
        }
    }

    /// Keeps `value` instead of what was kept, readable by the user alone.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; what was there is there still.
    pub fn save<T: Serialize>(&self, value: &T) -> Result<(), KeptError> {
        let refused = |source| KeptError::File { path: self.file.clone(), source };
        let mut bytes =
            serde_json::to_vec_pretty(value).map_err(io::Error::other).map_err(refused)?;
        bytes.push(b'\n');
        if let Some(folder) = self.file.parent() {
            make_private_folder(folder).map_err(refused)?;
        }
        replace_file_durably(&self.file, &bytes).map_err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_damage_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kept = Kept::in_file(&folder.path().join("below/vault.json"));
        assert_eq!(kept.load::<Vec<String>>().expect("nothing there"), Vec::<String>::new());
        let value = vec!["a".to_owned(), "ü\n".to_owned()];
        kept.save(&value).expect("a folder that can be written");
        assert_eq!(kept.load::<Vec<String>>().expect("what was saved"), value);
        let damaged = Kept::in_file(&folder.path().join("below"));
        assert!(matches!(damaged.load::<Vec<String>>(), Err(KeptError::File { .. })));
        let other = kept.load::<Vec<u32>>();
        assert!(matches!(other, Err(KeptError::Damaged { .. })), "{other:?}");
        assert!(kept.path().exists(), "what cannot be read is not thrown away");
    }
}
