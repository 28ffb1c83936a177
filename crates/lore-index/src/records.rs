//! What was stored with each note, read again from where it is stored: by its key, as often as need be.
//! Leaves out what a record says.

use tantivy::DocId;
use tantivy::store::StoreReader;

use crate::store::StoreError;
use crate::stored::record_at;
use crate::terms::{Addresses, Posting, TextIndex};

/// Blocks of records that stay unpacked in each segment: who asks in the order of storing, in a few
/// stretches at a time, unpacks each once.
const UNPACKED: usize = 16;

/// The records of all notes at one moment. Takes sixteen bytes of memory for each.
pub struct Records {
    segments: Vec<StoreReader>,
    /// The notes' keys, each with its segment and document, rising.
    places: Vec<(u64, u32, DocId)>,
}

impl TextIndex {
    /// The records of all notes.
    ///
    /// # Errors
    ///
    /// When it cannot be read where they are.
    pub fn records(&self) -> Result<Records, StoreError> {
        let mut segments = Vec::new();
        let mut places = Vec::new();
        for (segment, number) in self.searcher.segment_readers().iter().zip(0..) {
            let addresses = Addresses::new(segment).map_err(|error| self.failed(error))?;
            let store = segment.get_store_reader(UNPACKED);
            segments.push(store.map_err(|error| self.failed(error.into()))?);
            let mut last = None;
            for document in segment.doc_ids_alive() {
                // The documents of a note stand together, and the first holds the record.
                let Posting { note, .. } = addresses.get(document);
                if last.replace(note) != Some(note) {
                    places.push((note, number, document));
                }
            }
        }
        places.sort_unstable();
        Ok(Records { segments, places })
    }
}

impl Records {
    /// What was stored with a note: the `record` of [`Writer::replace`](crate::Writer::replace). Nothing if
    /// there is no such note, or it cannot be read.
    pub fn get(&self, note: u64) -> Option<Vec<u8>> {
        let at = self.places.binary_search_by_key(&note, |place| place.0).ok()?;
        let (_, segment, document) = self.places[at];
        record_at(&self.segments[segment as usize], document).ok()?
    }

    /// The keys of all notes, rising.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        self.places.iter().map(|place| place.0)
    }
}
