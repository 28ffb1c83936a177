//! Whether what is stored is still what was written, and what the last look at the vault found beside the notes.
//! All of it only saves work. Leaves out the stored state itself.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tantivy::Index;
use tantivy::index::SegmentComponent;
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_64_with_seed};

use super::{Store, StorePlace, modified_ns, open_index};
use crate::directory::{CacheDirectory, NEW, replace_file};

/// What was found whole at a certain time, so that it need not be checked again.
#[derive(Serialize, Deserialize, Default, Clone, PartialEq)]
pub(super) struct Checked {
    /// Hash over names, sizes and times of the stored files, and the machine's boot.
    pub(super) files: u64,
    /// Since when the notes were last read or compared with their bytes, in ns since 1970.
    pub(super) notes_ns: i64,
}

/// Begins like the file that vouches for the others, since it needs no vouching: it has a hash.
const FOLDERS_FILE: &str = "checked-folders";

/// Needs no vouching either: it is a part of what watchers vouch for.
const LEFT_OUT_FILE: &str = "checked-left-out";

impl Store {
    /// When the notes were last known to have the bytes that are indexed, in ns since 1970.
    pub fn notes_checked_ns(&self) -> i64 {
        match &self.place {
            StorePlace::Folder { path, .. } => checked(path).notes_ns,
            StorePlace::Memory(_) => 0,
        }
    }

    /// Notes that all notes were compared with their bytes at `notes_ns`.
    pub fn set_notes_checked_ns(&self, notes_ns: i64) {
        if let StorePlace::Folder { path, .. } = &self.place {
            self.set_checked(path, Checked { notes_ns, ..checked(path) });
        }
    }

    /// What was kept by [`Store::keep_folders`] under the same `key`, if it is whole.
    pub fn folders(&self, key: u64) -> Option<Vec<u8>> {
        let StorePlace::Folder { path, .. } = &self.place else { return None };
        read_hashed(&path.join(FOLDERS_FILE), key)
    }

    /// Keeps what is known of the vault's folders, for as long as `key` says the same of its notes.
    pub fn keep_folders(&self, key: u64, folders: &[u8]) {
        if let StorePlace::Folder { path, .. } = &self.place {
            // Only saves work: without it the next command reads every folder.
            let _ = replace_file(&path.join(FOLDERS_FILE), &with_hash(folders, key));
        }
    }

    /// What was kept by [`Store::keep_left_out`]; empty if nothing is, or it is not whole.
    pub fn left_out(&self) -> Vec<u8> {
        let StorePlace::Folder { path, .. } = &self.place else { return Vec::new() };
        read_hashed(&path.join(LEFT_OUT_FILE), 0).unwrap_or_default()
    }

    /// Keeps what the last look at the vault left out; empty bytes if it was nothing.
    pub fn keep_left_out(&self, bytes: &[u8]) {
        let StorePlace::Folder { path, .. } = &self.place else { return };
        if self.left_out() == bytes {
            return;
        }
        let file = path.join(LEFT_OUT_FILE);
        // Nobody vouches for anything else than what the last look found.
        let _ = match bytes {
            [] => fs::remove_file(&file),
            bytes => replace_file(&file, &with_hash(bytes, 0)),
        };
    }

    /// Whether the text index that is stored can be read, every byte of it. Reads it all, whoever vouched
    /// for it.
    pub fn is_whole(&self) -> bool {
        let StorePlace::Folder { path, .. } = &self.place else { return true };
        let folder = path.join("text");
        let opened = CacheDirectory::open(&folder).and_then(open_index);
        opened.is_ok_and(|(index, _)| has_whole_files(&index, &folder))
    }

    pub(super) fn is_known_whole(&self, path: &Path) -> bool {
        checked(path).files == file_hash(path)
    }

    /// Notes that what is stored is whole, as far as it was not vouched for: [`Store::load`] read every
    /// byte of the text index, and whoever calls this every byte of the graph.
    pub fn vouch(&self) {
        if let StorePlace::Folder { path, .. } = &self.place {
            self.set_checked(path, Checked { files: file_hash(path), ..checked(path) });
        }
    }

    pub(super) fn set_checked(&self, path: &Path, checked: Checked) {
        let bytes = serde_json::to_vec(&checked).unwrap_or_default();
        // Only saves work: without it the next command checks again.
        let _ = replace_file(&path.join("checked"), &bytes);
    }
}

/// Bytes with a hash behind them, which counts for one `key`.
fn with_hash(bytes: &[u8], key: u64) -> Vec<u8> {
    [bytes, &xxh3_64_with_seed(bytes, key).to_le_bytes()].concat()
}

/// The bytes of a file that was written with a hash for this `key`, if it is whole.
fn read_hashed(file: &Path, key: u64) -> Option<Vec<u8>> {
    let mut bytes = fs::read(file).ok()?;
    let body = bytes.len().checked_sub(8)?;
    let hash = bytes.split_off(body);
    (hash == xxh3_64_with_seed(&bytes, key).to_le_bytes()).then_some(bytes)
}

/// So long ago nobody who is still at it began to write a file.
const LONG_AGO: Duration = Duration::from_secs(60);

/// Whether a file beside the state is one that nobody will write to its end: whoever began it was stopped.
pub(super) fn is_left_behind(file: &fs::DirEntry) -> bool {
    let name = file.file_name();
    let name = name.to_string_lossy();
    let began = || file.metadata().and_then(|metadata| metadata.modified()).ok();
    name.starts_with("checked")
        && Path::new(&*name).extension().is_some_and(|extension| extension == NEW)
        && began().is_some_and(|began| began.elapsed().is_ok_and(|ago| ago > LONG_AGO))
}

fn checked(path: &Path) -> Checked {
    let bytes = fs::read(path.join("checked")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Bytes at the end of every file of tantivy's, which say how long what stands before is.
const FILE_END: u64 = 8;

/// Whether every file of the index in a folder is there with the bytes that were written.
pub(super) fn has_whole_files(index: &Index, folder: &Path) -> bool {
    let Ok(segments) = index.searchable_segment_metas() else { return false };
    let parts = [
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FastFields,
        SegmentComponent::FieldNorms,
        SegmentComponent::Terms,
        SegmentComponent::Store,
    ];
    segments.iter().all(|segment| {
        let deleted = segment.has_deletes().then_some(SegmentComponent::Delete);
        parts.iter().chain(&deleted).all(|part| {
            let path = segment.relative_path(part.clone());
            // tantivy reads the lengths at the end of a file before it looks whether there is so much.
            let file = fs::metadata(folder.join(&path));
            let has_end = file.is_ok_and(|file| file.len() >= FILE_END);
            has_end && index.directory().validate_checksum(&path).unwrap_or(false)
        })
    })
}

/// A hash over what `stat` says of the stored files, and over the machine's boot: as long as it
/// stays, nothing can have damaged them unseen.
pub(super) fn file_hash(path: &Path) -> u64 {
    let mut files: Vec<(String, u64, i64, i64)> = Vec::new();
    for folder in [path.to_owned(), path.join("text")] {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let stored = !name.ends_with("lock") && !name.starts_with("checked");
            if let (true, Ok(metadata)) = (stored, entry.metadata())
                && metadata.is_file()
            {
                let changed = modified_ns(&metadata);
                files.push((name, metadata.len(), changed, state_changed_ns(&metadata)));
            }
        }
    }
    files.sort();
    let mut hash = Xxh3::new();
    for (name, size, changed, state_changed) in files {
        hash.update(name.as_bytes());
        hash.update(&size.to_le_bytes());
        hash.update(&changed.to_le_bytes());
        hash.update(&state_changed.to_le_bytes());
    }
    let boot = fs::read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    hash.update(&xxh3_64(&boot).to_le_bytes());
    hash.digest()
}

/// When the system last noted a change of a file, which no program can set; 0 where it does not tell.
fn state_changed_ns(metadata: &fs::Metadata) -> i64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        metadata.ctime().wrapping_mul(1_000_000_000).wrapping_add(metadata.ctime_nsec())
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}
