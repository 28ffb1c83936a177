//! How notes enter the text index: replaced note by note, and made visible by a commit. Leaves out what
//! a document holds.

use std::io::Write;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{self, ScopedJoinHandle};

use lore_core::now_ns;
use rustc_hash::FxHashSet;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{IndexWriter, Term};

use crate::batch::Batch;
use crate::document::{NoteText, SectionDocument, documents};
use crate::queue::Queue;
use crate::records::Records;
use crate::schema::Fields;
use crate::store::{GraphError, State, Store, StoreError};
use crate::terms::TextIndex;

/// Memory for the terms of a few notes, and for those of a vault on all threads. tantivy wants 15 MB or more
/// for each, and touching fresh pages is most of what a small commit costs.
const SMALL_BATCH_BYTES: usize = 15_000_000;
const LARGE_BATCH_BYTES: usize = 200_000_000;
/// A large batch has two threads, and on machines with more cores one for so many notes: each makes a segment at
/// least, which every question then asks.
const NOTES_OF_THREAD: usize = 10_000;
/// More threads find nothing to do while notes are read and parsed on all cores, too.
const MOST_THREADS: usize = 4;
/// A batch of more notes than this is large.
const LARGE_BATCH_NOTES: usize = 500;
/// More small segments than this slow every question: the smallest of them are merged, so that half as
/// many remain. What was merged is larger than what comes next, and rests. A segment is small that has
/// fewer sections than this, or beside one with so many times as many; a first index of a large vault makes
/// many, and none is small.
const MANY_SMALL_SEGMENTS: usize = 8;
const SMALL_SEGMENT: u32 = 2_000;
const SMALL_SHARE: u32 = 10;
/// Each question passes over replaced sections: when their share is this large, all is merged.
const MANY_DELETED: f64 = 0.2;

/// The one writer of a store; holds its lock.
pub struct Writer {
    store: Store,
    fields: Fields,
    writer: IndexWriter<SectionDocument>,
    /// Behind the one who writes, so that it is dropped last.
    batch: Batch,
    queue: Queue,
    is_large: bool,
    /// The notes of a first batch: only what is there can be replaced.
    first: Option<FxHashSet<u64>>,
    /// Since when notes were read, in ns since 1970.
    since_ns: i64,
    generation: u64,
    /// The graph files of that generation, which somebody may be about to open.
    graph_files: Vec<u64>,
}

impl Writer {
    /// Begins a batch of about `notes` notes on top of a generation and its graph files; a first one on
    /// top of nothing.
    pub(crate) fn new(
        store: Store,
        batch: Batch,
        index: &tantivy::Index,
        fields: Fields,
        (generation, graph_files): (u64, Vec<u64>),
        is_first: bool,
        notes: usize,
    ) -> Result<Writer, StoreError> {
        let is_large = notes > LARGE_BATCH_NOTES;
        let (threads, bytes) = if is_large {
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            let most = cores.clamp(2, MOST_THREADS);
            ((notes / NOTES_OF_THREAD).clamp(2, most), LARGE_BATCH_BYTES)
        } else {
            (1, SMALL_BATCH_BYTES)
        };
        let options = tantivy::indexer::IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(bytes / threads)
            .num_merge_threads(1)
            .build();
        let writer = index.writer_with_options(options).map_err(|error| batch.why(error))?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let first = is_first.then(FxHashSet::default);
        Ok(Writer {
            store,
            fields,
            writer,
            batch,
            queue: Queue::default(),
            is_large,
            first,
            since_ns: now_ns(),
            generation,
            graph_files,
        })
    }

    /// Says that the vault was looked at so early, in ns since 1970. What changed after that may have been read
    /// before: where times are coarse, nothing but the bytes of such notes will tell.
    pub fn since(self, since_ns: i64) -> Writer {
        Writer { since_ns, ..self }
    }

    /// Replaces all sections of a note.
    ///
    /// # Errors
    ///
    /// [`StoreError::Folder`] when the system refuses to write, and [`StoreError::Text`] when the text index
    /// fails; the batch is lost, and what was stored is stored still.
    pub fn replace(&mut self, note: NoteText) -> Result<(), StoreError> {
        let key = note.key;
        let is_new = self.first.as_mut().is_some_and(|notes| notes.insert(key));
        let delete = UserOperation::Delete(Term::from_field_u64(self.fields.note, key));
        let mut operations: Vec<UserOperation<SectionDocument>> = Vec::new();
        operations.extend((!is_new).then_some(delete));
        let documents = documents(self.fields, note, &self.queue);
        operations.extend(documents.into_iter().map(UserOperation::Add));
        // One batch per note keeps its sections together in one segment.
        self.writer.run(operations).map_err(|error| self.batch.why(error))?;
        Ok(())
    }

    /// Removes all sections of a note.
    ///
    /// # Errors
    ///
    /// As [`Writer::replace`].
    pub fn remove(&mut self, key: u64) -> Result<(), StoreError> {
        self.replace(NoteText { key, ..NoteText::default() })
    }

    /// Keeps what a first batch holds so far, for [`Store::unfinished`]: nothing of it can be asked
    /// for yet.
    ///
    /// # Errors
    ///
    /// As [`Writer::replace`].
    pub fn keep(&mut self) -> Result<(), StoreError> {
        self.flush()?;
        self.batch.is_kept();
        Ok(())
    }

    /// Writes all of a first batch, and gives its records. The batch takes no memory then. A command that is
    /// interrupted from here on leaves what [`Writer::keep`] keeps; what fails takes it back.
    ///
    /// # Errors
    ///
    /// As [`Writer::replace`].
    pub fn records(&mut self) -> Result<Records, StoreError> {
        self.flush()?;
        let folder = self.store.path();
        TextIndex::new(self.writer.index(), self.fields, folder.as_deref())
            .map_err(|error| self.batch.why(error))?
            .records()
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let why = |error| self.batch.why(error);
        let mut prepared = self.writer.prepare_commit().map_err(why)?;
        prepared.set_payload(&self.store.unfinished_payload(self.generation, self.since_ns));
        prepared.commit().map_err(why)?;
        Ok(())
    }

    /// Makes the batch and the graph's bytes visible together, and returns what is now stored.
    ///
    /// `graph` writes the bytes, and tells in which older files of the graph it leaves something. The text
    /// index writes a small batch meanwhile, as of one note both take about as long, and a large one before, as
    /// that takes memory.
    ///
    /// # Errors
    ///
    /// When either cannot be kept, or `graph` says so; what was stored is stored still.
    pub fn commit(
        mut self,
        graph: impl FnOnce(&mut dyn Write) -> Result<Vec<u64>, GraphError>,
    ) -> Result<State, StoreError> {
        let generation = self.generation + 1;
        let (writer, store) = (&mut self.writer, &self.store);
        let (prepared, written) = if self.is_large {
            (Ok(writer.prepare_commit()), store.write_graph(generation, graph))
        } else {
            thread::scope(|scope| {
                let thread = thread::Builder::new().spawn_scoped(scope, || writer.prepare_commit());
                let written = store.write_graph(generation, graph);
                let join = |thread: ScopedJoinHandle<'_, _>| {
                    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
                };
                (thread.map(join), written)
            })
        };
        let why = |error| self.batch.why(error);
        let prepared = match prepared {
            Ok(prepared) => prepared,
            // Where the system starts no thread for it, it is done one after the other.
            Err(_) => self.writer.prepare_commit(),
        };
        let (mut prepared, (payload, files)) = (prepared.map_err(why)?, written?);
        prepared.set_payload(&payload);
        prepared.commit().map_err(why)?;
        self.batch.is_committed();
        let why = |error| self.batch.why(error);
        // As long as somebody holds the metas of segments, their files stay.
        let segments = self.writer.index().searchable_segment_metas().map_err(why)?;
        let merge = segments_to_merge(&segments);
        if !merge.is_empty() {
            self.writer.merge(&merge).wait().map_err(why)?;
        }
        self.writer.wait_merging_threads().map_err(why)?;
        self.batch.is_finished();
        self.store.finish_commit(&[files, self.graph_files].concat(), self.since_ns)
    }
}

/// Which segments to merge after a commit: none, the smallest ones, or all where many sections were
/// replaced.
fn segments_to_merge(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    let total: u32 = segments.iter().map(SegmentMeta::max_doc).sum();
    let deleted: u32 = segments.iter().map(SegmentMeta::num_deleted_docs).sum();
    if f64::from(deleted) > MANY_DELETED * f64::from(total) {
        return segments.iter().map(SegmentMeta::id).collect();
    }
    // The large ones stay as they are: merging them would cost in proportion to the vault.
    let largest = segments.iter().map(SegmentMeta::num_docs).max().unwrap_or(0);
    let small_size = (largest / SMALL_SHARE).max(SMALL_SEGMENT);
    let is_small = |segment: &&SegmentMeta| segment.num_docs() < small_size;
    let mut small: Vec<&SegmentMeta> = segments.iter().filter(is_small).collect();
    if small.len() <= MANY_SMALL_SEGMENTS {
        return Vec::new();
    }
    small.sort_by_key(|segment| segment.num_docs());
    let merged = small.len() - MANY_SMALL_SEGMENTS / 2 + 1;
    small[..merged].iter().map(|segment| segment.id()).collect()
}
