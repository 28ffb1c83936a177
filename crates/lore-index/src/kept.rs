//! What the user decided about a vault and cannot be computed again: one small JSON file per vault, in
//! the user's data folder rather than the cache. Leaves out what the decisions mean.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::directory::private_file;
use crate::lock::{self, Lock, LockError};
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
    /// Another process keeps changing it.
    #[error(
        "another lore process{} is changing {path}; try again when it is done",
        lock::in_brackets(holder)
    )]
    Locked {
        /// The file.
        path: PathBuf,
        /// The other process, if it left its number.
        holder: Option<String>,
    },
}

/// So many files of one owner are set aside from one place; more are no accident.
const MOST_ASIDE: usize = 100;

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
        Ok(self.read()?.unwrap_or_default())
    }

    fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, KeptError> {
        match std::fs::read(&self.file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|source| KeptError::Damaged { path: self.file.clone(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.refused(source)),
        }
    }

    /// Loads what is kept, and keeps what `change` makes of it if that says so; nobody else changes it
    /// in between. Says whether it was changed. The file is readable by the user alone.
    ///
    /// # Errors
    ///
    /// When there is something that cannot be read, the file cannot be written, or somebody else does not
    /// stop changing it; what was there is there still.
    pub fn update<T: DeserializeOwned + Default + Serialize>(
        &self,
        change: impl FnOnce(&mut T) -> bool,
    ) -> Result<bool, KeptError> {
        let _lock = self.lock()?;
        let mut value = self.load()?;
        let changed = change(&mut value);
        if changed {
            self.save(&value).map_err(|source| self.refused(source))?;
        }
        Ok(changed)
    }

    /// Where nothing is kept, has the file beside it of which `is_its_own` holds be this one, as that of a vault
    /// which was moved; of several, the one that was changed last. Tells what is in it.
    ///
    /// # Errors
    ///
    /// When it cannot be moved, or somebody else does not stop changing it; it is there still.
    pub fn take_over<T: DeserializeOwned>(
        &self,
        is_its_own: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, KeptError> {
        let is_there = || self.file.symlink_metadata().is_ok();
        let Some(folder) = self.file.parent().filter(|_| !is_there()) else { return Ok(None) };
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let files =
            files.map(|file| file.path()).filter(|path| path.extension() == self.file.extension());
        let of_vault = |path: PathBuf| {
            // What is damaged says whose it is to nobody but the vault of its name.
            let its_own = Kept::in_file(&path).read::<T>().ok()?.filter(&is_its_own)?;
            let changed = path.metadata().and_then(|metadata| metadata.modified()).ok()?;
            Some((changed, path, its_own))
        };
        let Some((_, path, _)) = files.filter_map(of_vault).max_by_key(|found| found.0) else {
            return Ok(None);
        };
        let _lock = self.lock()?;
        let old = Kept::in_file(&path);
        let _old_lock = old.lock()?;
        // Another process may have done it meanwhile.
        let Some(its_own) = old.read()?.filter(|value| !is_there() && is_its_own(value)) else {
            return Ok(None);
        };
        std::fs::rename(&path, &self.file).map_err(|source| old.refused(source))?;
        Ok(Some(its_own))
    }

    /// Where `whose` says that what is kept is another's, has a file beside this one keep it, which is named after
    /// that one too and is none that is there: nobody else knows it. Tells which file.
    ///
    /// # Errors
    ///
    /// When there is something that cannot be read or moved, or somebody else does not stop changing it; it is
    /// there still.
    pub fn set_aside<T: DeserializeOwned>(
        &self,
        whose: impl Fn(&T) -> Option<String>,
    ) -> Result<Option<PathBuf>, KeptError> {
        let owner = || Ok(self.read()?.as_ref().and_then(&whose));
        if owner()?.is_none() {
            return Ok(None);
        }
        let _lock = self.lock()?;
        // Another process may have done it meanwhile.
        let Some(owner) = owner()? else { return Ok(None) };
        let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let (stem, extension) = (part(self.file.file_stem()), part(self.file.extension()));
        let owner = owner.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let path = |nth: usize| match nth {
            1 => self.file.with_file_name(format!("{stem}.{owner}.{extension}")),
            _ => self.file.with_file_name(format!("{stem}.{owner}.{nth}.{extension}")),
        };
        let is_free = |path: &PathBuf| {
            path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let Some(aside) = (1..MOST_ASIDE).map(path).find(is_free) else {
            return Err(self.refused(io::ErrorKind::AlreadyExists.into()));
        };
        std::fs::rename(&self.file, &aside).map_err(|source| self.refused(source))?;
        Ok(Some(aside))
    }

    fn lock(&self) -> Result<Lock, KeptError> {
        if let Some(folder) = self.file.parent() {
            make_private_folder(folder).map_err(|source| self.refused(source))?;
        }
        // What is waited for takes no longer than writing one file.
        lock::hold(&self.file.with_extension("lock"), |_| {}).map_err(|error| match error {
            LockError::Held(holder) => KeptError::Locked { path: self.file.clone(), holder },
            LockError::System(source) => self.refused(source),
        })
    }

    /// Replaces the file as a whole, with the new bytes on the disk before the old ones go: nobody could
    /// write them again.
    fn save<T: Serialize>(&self, value: &T) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(value).map_err(io::Error::other)?;
        bytes.push(b'\n');
        let temporary = self.file.with_extension(format!("{}.new", std::process::id()));
        // A process of the same number may have been stopped while it wrote.
        let _ = std::fs::remove_file(&temporary);
        let write = || {
            let mut file = private_file().create_new(true).open(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            std::fs::rename(&temporary, &self.file)
        };
        write().inspect_err(|_| {
            let _ = std::fs::remove_file(&temporary);
        })
    }

    fn refused(&self, source: io::Error) -> KeptError {
        KeptError::File { path: self.file.clone(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keeps another value, whatever was kept.
    fn keep(kept: &Kept, value: &[String]) -> Result<bool, KeptError> {
        kept.update(|kept: &mut Vec<String>| {
            *kept = value.to_vec();
            true
        })
    }

    #[test]
    fn what_is_kept_comes_back_and_damage_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kept = Kept::in_file(&folder.path().join("below/vault.json"));
        assert_eq!(kept.load::<Vec<String>>().expect("nothing there"), Vec::<String>::new());
        let value = vec!["a".to_owned(), "ü\n".to_owned()];
        assert!(keep(&kept, &value).expect("a folder that can be written"));
        assert_eq!(kept.load::<Vec<String>>().expect("what was saved"), value);
        let damaged = Kept::in_file(&folder.path().join("below"));
        assert!(matches!(damaged.load::<Vec<String>>(), Err(KeptError::File { .. })));
        let other = kept.load::<Vec<u32>>();
        assert!(matches!(other, Err(KeptError::Damaged { .. })), "{other:?}");
        assert!(kept.path().exists(), "what cannot be read is not thrown away");
    }

    #[test]
    fn what_many_keep_at_once_is_all_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("below/vault.json");
        let add = |number: usize| {
            Kept::in_file(&file).update(|numbers: &mut Vec<usize>| {
                numbers.push(number);
                true
            })
        };
        let added: Vec<bool> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..20).map(|number| scope.spawn(move || add(number))).collect();
            threads.into_iter().map(|each| each.join().expect("no panic").expect("kept")).collect()
        });
        assert_eq!(added, [true; 20]);
        let mut numbers: Vec<usize> = Kept::in_file(&file).load().expect("what was kept");
        numbers.sort_unstable();
        assert_eq!(numbers, Vec::from_iter(0..20));
    }

    #[test]
    fn what_another_file_keeps_of_the_same_is_taken_over_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let in_file = |name: &str| Kept::in_file(&folder.path().join(name));
        let value = |name: &str| vec![name.to_owned()];
        for name in ["old", "other"] {
            keep(&in_file(&format!("{name}.json")), &value(name)).expect("kept");
        }
        std::fs::write(folder.path().join("damaged.json"), "{").expect("written");
        let new = in_file("new.json");
        let nothing = new.take_over(|_: &Vec<String>| false).expect("nothing to do");
        assert!(nothing.is_none() && !new.path().exists());
        let taken = new.take_over(|kept| *kept == value("old")).expect("taken over");
        assert_eq!((taken, new.load().expect("kept")), (Some(value("old")), value("old")));
        assert!(!in_file("old.json").path().exists());
        let again = new.take_over(|_: &Vec<String>| true).expect("nothing to do");
        assert!(again.is_none() && in_file("other.json").path().exists());
    }

    #[test]
    fn what_is_another_s_is_set_aside_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kept = Kept::in_file(&folder.path().join("vault.json"));
        let whose = |kept: &Vec<String>| (kept[0] != "own").then(|| format!("{} of 1", kept[0]));
        assert_eq!(kept.set_aside(whose).expect("nothing there"), None);
        for (value, aside) in [
            ("a", Some("vault.a-of-1.json")),
            ("a", Some("vault.a-of-1.2.json")),
            ("b", Some("vault.b-of-1.json")),
            ("own", None),
        ] {
            let value = [value.to_owned()];
            keep(&kept, &value).expect("kept");
            let path = aside.map(|name| folder.path().join(name));
            assert_eq!(kept.set_aside(whose).expect("moved"), path);
            let kept = path.map_or(kept.clone(), |path| Kept::in_file(&path));
            assert_eq!(kept.load::<Vec<String>>().expect("what was kept"), value);
        }
        std::fs::write(kept.path(), "{").expect("written");
        assert!(matches!(kept.set_aside(whose), Err(KeptError::Damaged { .. })));
    }

    #[test]
    fn what_is_not_changed_is_not_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kept = Kept::in_file(&folder.path().join("vault.json"));
        let changed = kept.update(|_: &mut Vec<String>| false).expect("nothing there");
        assert!(!changed && !kept.path().exists());
        keep(&kept, &["a".to_owned()]).expect("a folder that can be written");
        let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
        let mut left: Vec<_> = left.iter().map(std::fs::DirEntry::file_name).collect();
        left.sort();
        assert_eq!(left, ["vault.json", "vault.lock"]);
    }
}
