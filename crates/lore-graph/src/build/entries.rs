//! Notes on their way into the graph, with their records as they are stored. Leaves out what is made of
//! them.

use std::sync::atomic::{AtomicBool, Ordering};

use lore_core::{Note, VaultPath};

use crate::graph::STAMP;

use super::in_order::for_each;

/// One note on its way into the graph.
pub struct Entry {
    pub(crate) path: VaultPath,
    /// Nothing where it is stored already: of a million notes each byte here is a megabyte.
    record: Option<Vec<u8>>,
}

impl Entry {
    /// A note as just parsed; `stamp` is what the vault noted of the file.
    pub fn new(path: &VaultPath, stamp: [u64; STAMP], note: &Note) -> Entry {
        let record: Vec<u8> = stamp.into_iter().flat_map(u64::to_le_bytes).collect();
        // Encoding into memory fails for no value of this type.
        let mut record = postcard::to_extend(note, record).unwrap_or_default();
        record.shrink_to_fit();
        Entry { path: path.clone(), record: Some(record) }
    }

    /// A note whose record is stored, for [`build`](super::build()) to ask for.
    pub fn stored(path: VaultPath) -> Entry {
        Entry { path, record: None }
    }

    /// What is to be kept of the note beside the graph: its stamp and all it states. Empty where it
    /// is stored already.
    pub fn record(&self) -> &[u8] {
        self.record.as_deref().unwrap_or_default()
    }

    /// The same note once its record is stored.
    pub fn into_stored(self) -> Entry {
        Entry { record: None, ..self }
    }

    /// The note and its stamp, if they are here.
    pub(crate) fn read(&self) -> Option<(Note, [u64; STAMP])> {
        read(self.record.as_ref()?)
    }
}

fn read(record: &[u8]) -> Option<(Note, [u64; STAMP])> {
    Some((note_of_record(record)?, stamp_of_record(record)?))
}

/// Notes on their way into the graph, in the order of their paths. What they state is read as often as
/// it is needed: a vault's notes take several times the memory of their records, and these more than
/// the graph.
pub(super) struct Entries<'a> {
    entries: Vec<Entry>,
    /// What is stored of the note at a path.
    stored: &'a (dyn Fn(&VaultPath) -> Option<Vec<u8>> + Sync),
    /// Whether something was not there.
    incomplete: AtomicBool,
}

impl<'a> Entries<'a> {
    /// The entries in the order of their paths; `stored` gives the records that they do not hold.
    pub(super) fn new(
        mut entries: Vec<Entry>,
        stored: &'a (dyn Fn(&VaultPath) -> Option<Vec<u8>> + Sync),
    ) -> Entries<'a> {
        entries.shrink_to_fit();
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        Entries { entries, stored, incomplete: AtomicBool::new(false) }
    }

    /// Whether the record of a note that was read was not there.
    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete.load(Ordering::Relaxed)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        self.entries.iter().map(|entry| entry.path.as_str())
    }

    pub(super) fn note(&self, entry: &Entry) -> Note {
        self.read(entry).0
    }

    pub(super) fn read(&self, entry: &Entry) -> (Note, [u64; STAMP]) {
        let stored = || read(&(self.stored)(&entry.path)?);
        entry.read().or_else(stored).unwrap_or_else(|| {
            self.incomplete.store(true, Ordering::Relaxed);
            (Note::default(), [0; STAMP])
        })
    }

    /// Makes something of each note on all cores, and takes it here in their order.
    pub(super) fn for_each<T: Send>(
        &self,
        make: impl Fn(usize, &Entry) -> T + Sync,
        take: impl FnMut(usize, T),
    ) {
        for_each(&self.entries, make, take);
    }
}

/// The note whose [`Entry::record`] this is; nothing if it is none.
pub fn note_of_record(record: &[u8]) -> Option<Note> {
    postcard::from_bytes(record.get(STAMP * 8..)?).ok()
}

/// The stamp of the note whose [`Entry::record`] this is; nothing if it is none.
pub fn stamp_of_record(record: &[u8]) -> Option<[u64; STAMP]> {
    let words = record.get(..STAMP * 8)?.chunks_exact(8);
    let mut stamp = [0; STAMP];
    for (word, bytes) in stamp.iter_mut().zip(words) {
        *word = u64::from_le_bytes(bytes.try_into().ok()?);
    }
    Some(stamp)
}

/// The [`Entry::record`] of a note with another stamp: as it is now, where the record tells of its file before
/// somebody touched it.
pub fn with_stamp(mut record: Vec<u8>, stamp: [u64; STAMP]) -> Vec<u8> {
    for (bytes, word) in record.chunks_exact_mut(8).zip(stamp) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    record
}
