//! A batch that is being written to a cache folder: what the system refused of it, and that nothing of
//! it stays when it ends without a commit, as on a full disk. Leaves out what is written.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::{Index, TantivyError};

use crate::directory::CacheDirectory;
use crate::store::{Store, StoreError, graph_path};

/// The first write that the system refused. tantivy's threads end with it, and whoever waits for them is
/// told only that they ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refusal(Arc<Mutex<Option<io::Error>>>);

impl Refusal {
    /// Notes what a write came to.
    pub(crate) fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert_with(|| same(error));
        }
        result
    }

    fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The same error once more.
fn same(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// A batch on its way. Must be dropped behind those who write it.
pub(crate) struct Batch {
    store: Store,
    refusal: Refusal,
    /// The generation that it is to be.
    generation: u64,
    /// Whether nothing is stored yet.
    is_first: bool,
    progress: Progress,
}

/// How far a batch has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Written,
    /// It is what is stored, and its segments are put together.
    Committed,
    Finished,
}

impl Batch {
    pub(crate) fn new(store: Store, generation: u64, is_first: bool) -> Batch {
        let refusal = Refusal::default();
        Batch { store, refusal, generation, is_first, progress: Progress::Written }
    }

    pub(crate) fn refusal(&self) -> Refusal {
        self.refusal.clone()
    }

    /// What it wrote so far is kept for a batch that goes on with it.
    pub(crate) fn is_kept(&mut self) {
        self.is_first = false;
    }

    /// What it wrote is what is stored from now on.
    pub(crate) fn is_committed(&mut self) {
        self.progress = Progress::Committed;
    }

    /// Nothing more is written.
    pub(crate) fn is_finished(&mut self) {
        self.progress = Progress::Finished;
    }

    /// Why it could not be written: what the system refused, if that is the reason.
    pub(crate) fn why(&self, error: TantivyError) -> StoreError {
        match (self.refusal.take(), self.store.path()) {
            (Some(source), Some(path)) => StoreError::Folder { path, source },
            (_, path) => StoreError::of_text(error, path.as_deref()),
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        let Some(folder) = self.store.path() else { return };
        // What cannot be removed is removed by the next batch.
        let _ = match self.progress {
            Progress::Written if self.is_first => remove_all(&folder),
            Progress::Written => remove_graph(&folder, self.generation)
                .and_then(|()| remove_unnamed_segments(&folder.join("text"))),
            Progress::Committed => remove_unnamed_segments(&folder.join("text")),
            Progress::Finished => Ok(()),
        };
    }
}

/// Removes text index and graphs.
fn remove_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("graph-") {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(folder.join("text"))
}

/// Removes the graph of a generation that did not come to be.
fn remove_graph(folder: &Path, generation: u64) -> io::Result<()> {
    let graph = graph_path(folder, generation);
    for left in [graph.with_extension("new"), graph] {
        if left.exists() {
            fs::remove_file(left)?;
        }
    }
    Ok(())
}

/// Removes the segments of the text index that the last commit does not name.
fn remove_unnamed_segments(text: &Path) -> io::Result<()> {
    let metas = CacheDirectory::open(text)
        .and_then(Index::open)
        .and_then(|index| index.load_metas())
        .map_err(io::Error::other)?;
    let named: HashSet<String> =
        metas.segments.iter().map(|meta| meta.id().uuid_string()).collect();
    for entry in fs::read_dir(text)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_left = segment_of(&name.to_string_lossy()).is_some_and(|id| !named.contains(id));
        if is_left {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The number of the segment that a file belongs to; nothing for those of the whole index.
fn segment_of(name: &str) -> Option<&str> {
    let (id, _) = name.split_once('.')?;
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}
