//! The folders of a vault as a listing found them. As long as a folder's times stay the same, its
//! entries do, and the next listing need not read it. Leaves out the looking, which `again` does.

use std::collections::BTreeMap;
#[cfg(target_os = "linux")]
use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3;

use crate::compare::RACY_WINDOW_NS;
use crate::stat::StatKey;

/// The folders that a listing visited, each in the state it was in before it was read.
///
/// Empty where the next listing has to read every folder. What is in the folders is not said here:
/// whoever keeps this keeps the paths of the listing, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Hash of the patterns of the settings and of the rules of this version of Lore.
    pub(crate) rules: u64,
    /// In the byte order of their paths, so that a folder stands before those in it.
    pub(crate) folders: Vec<Folder>,
}

/// One folder that was visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folder {
    /// Relative to the root, which is `""`.
    pub(crate) path: String,
    pub(crate) stat: StatKey,
    /// Whether the same times mean the same entries: the folder had been left alone for a while when
    /// it was read, and nothing in it needs a look each time.
    pub(crate) settled: bool,
    /// Its ignore files, the weakest first.
    pub(crate) ignore_files: IgnoreFiles,
}

/// The states of a folder's ignore files, in the order of `IGNORE_FILES`.
pub(crate) type IgnoreFiles = [Option<StatKey>; 3];

/// What a walk notes of the folders it visits.
#[derive(Debug, Default)]
pub(crate) struct Visited {
    pub(crate) folders: BTreeMap<String, (StatKey, IgnoreFiles)>,
    /// Folders with something in them that has to be looked at each time, such as a symbolic link.
    pub(crate) odd: Vec<String>,
    /// Whether there is something whose effect on other folders cannot be told from times.
    pub(crate) unclear: bool,
}

impl Visited {
    /// The folders as of a walk that began at `began_ns`, and those `kept` from before.
    pub(crate) fn settle(self, rules: u64, began_ns: i64, kept: Vec<Folder>) -> Folders {
        let is_old = |stat: &StatKey| {
            began_ns.checked_sub(RACY_WINDOW_NS).is_some_and(|since| stat.since_ns() < since)
        };
        let mut ignore_files = self.folders.values().flat_map(|(_, files)| files.iter().flatten());
        // An ignore file that may change unseen may hide or show anything below.
        if self.unclear || !ignore_files.all(is_old) {
            return Folders::default();
        }
        let mut folders = kept;
        for (path, (stat, ignore_files)) in self.folders {
            let settled = is_old(&stat) && !self.odd.contains(&path);
            folders.push(Folder { path, stat, settled, ignore_files });
        }
        folders.sort_by(|a, b| a.path.cmp(&b.path));
        Folders { rules, folders }
    }
}

impl Folders {
    /// Whether there is anything to keep.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// Has the next listing read a folder, whatever its times say: one by its path, in which something has
    /// to be looked at each time.
    pub fn unsettle(&mut self, path: &str) {
        if let Ok(at) = self.folders.binary_search_by(|folder| folder.path.as_str().cmp(path)) {
            self.folders[at].settled = false;
        }
    }

    /// The place of each folder by its path.
    #[cfg(target_os = "linux")]
    pub(crate) fn places(&self) -> HashMap<&str, usize> {
        self.folders.iter().enumerate().map(|(at, folder)| (folder.path.as_str(), at)).collect()
    }

    /// The form to keep it in.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.rules.to_le_bytes().to_vec();
        for folder in &self.folders {
            bytes.extend((folder.path.len() as u64).to_le_bytes());
            bytes.extend(folder.path.as_bytes());
            put_stat(&mut bytes, &folder.stat);
            bytes.push(u8::from(folder.settled));
            for file in &folder.ignore_files {
                bytes.push(u8::from(file.is_some()));
                if let Some(stat) = file {
                    put_stat(&mut bytes, stat);
                }
            }
        }
        bytes
    }

    /// Reads what [`Folders::to_bytes`] wrote; nothing comes back if it is anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Folders> {
        let mut rest = bytes;
        let rules = take_long(&mut rest)?;
        let mut folders = Vec::new();
        while !rest.is_empty() {
            let length = usize::try_from(take_long(&mut rest)?).ok()?;
            let path = std::str::from_utf8(take(&mut rest, length)?).ok()?.to_owned();
            let stat = take_stat(&mut rest)?;
            let settled = take(&mut rest, 1)? == [1];
            let mut ignore_files = IgnoreFiles::default();
            for file in &mut ignore_files {
                if take(&mut rest, 1)? == [1] {
                    *file = Some(take_stat(&mut rest)?);
                }
            }
            folders.push(Folder { path, stat, settled, ignore_files });
        }
        Some(Folders { rules, folders })
    }
}

/// A hash of what decides, beside the files, what a listing holds.
pub(crate) fn rules_hash(ignore: &[String]) -> u64 {
    let mut hash = Xxh3::new();
    for text in std::iter::once(env!("CARGO_PKG_VERSION")).chain(ignore.iter().map(String::as_str))
    {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.digest()
}

fn put_stat(bytes: &mut Vec<u8>, stat: &StatKey) {
    bytes.extend(stat.size.to_le_bytes());
    bytes.extend(stat.modified_ns.to_le_bytes());
    bytes.extend(stat.changed_ns.to_le_bytes());
    bytes.extend(stat.inode.to_le_bytes());
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn take_long(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(take(rest, 8)?.try_into().ok()?))
}

fn take_stat(rest: &mut &[u8]) -> Option<StatKey> {
    Some(StatKey {
        size: take_long(rest)?,
        modified_ns: take_long(rest)? as i64,
        changed_ns: take_long(rest)? as i64,
        inode: take_long(rest)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_nothing_else_does() {
        let stat = StatKey { size: 1, modified_ns: -2, changed_ns: 3, inode: 4 };
        let folder = |path: &str, settled, ignore_files| {
            let path = path.to_owned();
            Folder { path, stat, settled, ignore_files }
        };
        let folders = vec![
            folder("", true, [None, Some(stat), None]),
            folder("a/é", false, [None, None, Some(StatKey::default())]),
        ];
        let folders = Folders { rules: 7, folders };
        let bytes = folders.to_bytes();
        assert_eq!(Folders::from_bytes(&bytes), Some(folders.clone()));
        for length in 0..bytes.len() {
            let shorter = Folders::from_bytes(&bytes[..length]);
            assert_ne!(shorter, Some(folders.clone()), "{length}");
        }
        assert_eq!(Folders::from_bytes(b""), None);
    }

    #[test]
    fn what_is_young_or_odd_is_not_settled_and_a_young_ignore_file_says_nothing() {
        let old = StatKey { modified_ns: 1, changed_ns: 2, ..StatKey::default() };
        let young = StatKey { changed_ns: RACY_WINDOW_NS, ..StatKey::default() };
        let settled = |stat, ignore_files, odd: &[&str], unclear| {
            let visited = Visited {
                folders: BTreeMap::from([("a".to_owned(), (stat, ignore_files))]),
                odd: odd.iter().map(ToString::to_string).collect(),
                unclear,
            };
            let folders = visited.settle(0, 2 * RACY_WINDOW_NS, Vec::new());
            folders.folders.first().map(|folder| folder.settled)
        };
        assert_eq!(settled(old, [None; 3], &["b"], false), Some(true));
        assert_eq!(settled(old, [None, Some(old), None], &[], false), Some(true));
        assert_eq!(settled(young, [None; 3], &[], false), Some(false));
        assert_eq!(settled(old, [None; 3], &["a"], false), Some(false));
        assert_eq!(settled(old, [None, Some(young), None], &[], false), None);
        assert_eq!(settled(old, [None; 3], &[], true), None);
    }
}
