//! The cache folder of one vault: the text index and the graph's bytes behind one commit point.
//!
//! tantivy's `meta.json` is that point. Its payload names the graph's files, so one rename switches
//! both. Whatever does not fit together (another version, a damaged file, a
//! missing one) reads as "nothing stored" and is rebuilt; nothing here is ever repaired.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lore_core::{Image, since_1970_ns};
use serde::{Deserialize, Serialize};
use tantivy::directory::RamDirectory;
use tantivy::index::SegmentComponent;
use tantivy::{Index, ReloadPolicy, TantivyError};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_64_with_seed};

use crate::batch::Batch;
use crate::directory::{CacheDirectory, private_file, replace_file};
use crate::lock::{self, Lock, LockError};
use crate::schema::{self, Fields};
use crate::terms::TextIndex;
use crate::writer::Writer;

/// What can go wrong with the stored state; a damaged state is not among it, that is rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The cache folder cannot be used.
    #[error("cannot use the cache folder {path}")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has begun to write and does not go on.
    #[error(
        "another lore process{} holds the index in {path} and gives no sign; continue or end it, then try again",
        lock::in_brackets(holder)
    )]
    Locked {
        /// The cache folder.
        path: PathBuf,
        /// The other process, if it left its number.
        holder: Option<String>,
    },
    /// What is stored does not belong together; only a rebuild helps.
    #[error(
        "what is stored of the vault{} is incomplete; run `lore index --rebuild`",
        in_folder(path)
    )]
    Incomplete {
        /// The cache folder, unless it is in memory.
        path: Option<PathBuf>,
    },
    /// What was stored just now is not there, as where somebody else removes or changes it.
    #[error("what was just written{} cannot be read back", in_folder(path))]
    Lost {
        /// The cache folder, unless it is in memory.
        path: Option<PathBuf>,
    },
    /// The system starts no more threads.
    #[error(
        "the system lets this program start no more threads; raise the limit of processes, as with \
         `ulimit -u` or that of the container"
    )]
    Threads,
    /// The text index failed.
    #[error("the text index{} failed; `lore index --rebuild` makes it anew", in_folder(path))]
    Text {
        /// The cache folder, unless it is in memory.
        path: Option<PathBuf>,
        /// What is wrong.
        source: TantivyError,
    },
}

/// ` in /cache/1f`, or nothing.
fn in_folder(path: &Option<PathBuf>) -> String {
    path.as_ref().map(|path| format!(" in {}", path.display())).unwrap_or_default()
}

impl StoreError {
    /// What an error of the text index in a folder, or in memory, comes to.
    pub(crate) fn of_text(error: TantivyError, path: Option<&Path>) -> StoreError {
        match &error {
            TantivyError::SystemError(what) if what.starts_with("Failed to spawn") => {
                StoreError::Threads
            }
            // What starting a thread comes to; nothing here waits for files.
            TantivyError::IoError(what) if what.kind() == io::ErrorKind::WouldBlock => {
                StoreError::Threads
            }
            _ => StoreError::Text { path: path.map(Path::to_owned), source: error },
        }
    }
}

/// Why the bytes of a graph could not be written.
#[derive(Debug)]
pub enum GraphError {
    /// They could not be kept.
    Write(io::Error),
    /// What they follow from is not stored whole.
    Incomplete,
}

impl From<io::Error> for GraphError {
    fn from(error: io::Error) -> GraphError {
        GraphError::Write(error)
    }
}

impl GraphError {
    fn at(self, path: Option<&Path>) -> StoreError {
        match (self, path.map(Path::to_owned)) {
            (GraphError::Write(source), Some(path)) => StoreError::Folder { path, source },
            (GraphError::Write(_) | GraphError::Incomplete, path) => {
                StoreError::Incomplete { path }
            }
        }
    }
}

/// One committed moment: text index and graph of the same generation.
pub struct State {
    /// Counts commits.
    pub generation: u64,
    /// The files of the graph with the generations that they were written in, the newest last.
    pub graph: Vec<(u64, Image)>,
    /// Whether the graph's bytes were found whole before and cannot have changed since.
    pub vouched: bool,
    /// The text index.
    pub text: TextIndex,
    /// The files of the graph on disk, as they were when they were mapped.
    mapped: Vec<Mapped>,
}

impl State {
    /// Whether the files that the graph is read from are what they were when it was loaded. Somebody may
    /// have cut or overwritten them since, and what reads on would read anything, or end the program.
    pub fn is_as_loaded(&self) -> bool {
        self.mapped.iter().all(Mapped::is_as_mapped)
    }
}

/// A file that is mapped. It stays open, as its name is soon that of no file or of another one.
struct Mapped {
    file: File,
    size: u64,
    modified_ns: i64,
}

impl Mapped {
    fn is_as_mapped(&self) -> bool {
        let now = self.file.metadata();
        now.is_ok_and(|now| (now.len(), modified_ns(&now)) == (self.size, self.modified_ns))
    }
}

#[derive(Serialize, Deserialize)]
struct Payload {
    fingerprint: String,
    generation: u64,
    /// The graph's files: the generations that they were written in, and their sizes in bytes.
    graph: Vec<(u64, u64)>,
    /// Since when the notes of a batch that is not finished were read, in ns since 1970; it has no graph then.
    unfinished_ns: Option<i64>,
}

/// What a batch is written upon.
#[derive(Clone, Copy)]
pub enum Base<'a> {
    /// Nothing: what is stored goes.
    Nothing,
    /// What is stored.
    State(&'a State),
    /// What a first batch kept before it was interrupted.
    Unfinished(&'a Unfinished),
}

/// What a first batch kept before it was interrupted: notes without a graph.
pub struct Unfinished {
    /// The notes' sections and records.
    pub text: TextIndex,
    /// Since when its notes were read, in ns since 1970.
    pub since_ns: i64,
    generation: u64,
}

/// What was found whole at a certain time, so that it need not be checked again.
#[derive(Serialize, Deserialize, Default, Clone, PartialEq)]
struct Checked {
    /// Hash over names, sizes and times of the stored files, and the machine's boot.
    files: u64,
    /// Since when the notes were last read or compared with their bytes, in ns since 1970.
    notes_ns: i64,
}

/// Where the state of one vault is kept. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    place: StorePlace,
    fingerprint: String,
    /// Generations begin behind this one.
    last: u64,
}

#[derive(Clone)]
enum StorePlace {
    Folder {
        path: PathBuf,
        lock: Option<Arc<Lock>>,
    },
    /// For a cache folder that cannot be written: lasts as long as the process.
    Memory(Arc<Mutex<Option<InMemory>>>),
}

/// The text index, its generation, and the files of the graph.
type InMemory = (RamDirectory, u64, Vec<(u64, Image)>);

impl Store {
    /// The store in a folder, which is made if need be, readable by its owner alone. State written
    /// under another `fingerprint` (versions and settings) does not count.
    ///
    /// # Errors
    ///
    /// [`StoreError::Folder`] when the folder cannot be made; a store in memory can do its work.
    pub fn in_folder(path: &Path, fingerprint: &str) -> Result<Store, StoreError> {
        let refused = |source| StoreError::Folder { path: path.to_owned(), source };
        make_private_folder(path).map_err(refused)?;
        let place = StorePlace::Folder { path: path.to_owned(), lock: None };
        Ok(Store { place, fingerprint: fingerprint.to_owned(), last: 0 })
    }

    /// A store that ends with the process.
    pub fn in_memory(fingerprint: &str) -> Store {
        let place = StorePlace::Memory(Arc::default());
        Store { place, fingerprint: fingerprint.to_owned(), last: 0 }
    }

    /// The same store for somebody who knows of a generation that may be stored no more: what is written
    /// has a higher one.
    pub fn counting_from(self, generation: u64) -> Store {
        Store { last: generation, ..self }
    }

    /// What is stored, if it is whole and of this fingerprint.
    pub fn load(&self) -> Option<State> {
        // A commit between two reads may remove what the first one named.
        (0..3).find_map(|_| self.try_load())
    }

    fn try_load(&self) -> Option<State> {
        match &self.place {
            StorePlace::Memory(memory) => {
                let memory = memory.lock().ok()?;
                let (directory, generation, graph) = memory.as_ref()?;
                let (index, fields) = open_index(directory.clone()).ok()?;
                let text = TextIndex::new(&index, fields, None).ok()?;
                let (generation, graph) = (*generation, graph.clone());
                Some(State { generation, graph, vouched: true, text, mapped: Vec::new() })
            }
            StorePlace::Folder { path, .. } => {
                let folder = path.join("text");
                let (index, fields) = CacheDirectory::open(&folder).and_then(open_index).ok()?;
                let payload = self.payload(&index)?;
                if payload.unfinished_ns.is_some() {
                    return None;
                }
                let vouched = self.is_known_whole(path);
                if !vouched && !has_whole_files(&index, &folder) {
                    return None;
                }
                let file = |&(generation, bytes): &(u64, u64)| {
                    let (image, mapped) = map(&graph_path(path, generation)).ok()?;
                    (mapped.size == bytes && (*image).as_ref().len() as u64 == bytes)
                        .then_some(((generation, image), mapped))
                };
                let files = payload.graph.iter().map(file).collect::<Option<Vec<_>>>()?;
                let (graph, mapped) = files.into_iter().unzip();
                let text = TextIndex::new(&index, fields, Some(path)).ok()?;
                let now = self.payload(&index)?;
                (now.generation == payload.generation).then_some(State {
                    generation: payload.generation,
                    graph,
                    vouched,
                    text,
                    mapped,
                })
            }
        }
    }

    fn payload(&self, index: &Index) -> Option<Payload> {
        let payload: Payload = serde_json::from_str(&index.load_metas().ok()?.payload?).ok()?;
        (payload.fingerprint == self.fingerprint).then_some(payload)
    }

    /// What an interrupted first batch kept, if it is whole and of this fingerprint.
    pub fn unfinished(&self) -> Option<Unfinished> {
        let StorePlace::Folder { path, .. } = &self.place else { return None };
        let folder = path.join("text");
        let (index, fields) = CacheDirectory::open(&folder).and_then(open_index).ok()?;
        let payload = self.payload(&index)?;
        let since_ns = payload.unfinished_ns?;
        let text = has_whole_files(&index, &folder)
            .then(|| TextIndex::new(&index, fields, Some(path)).ok())??;
        Some(Unfinished { text, since_ns, generation: payload.generation })
    }

    /// The generation of what is stored, of whatever fingerprint, whole or not; nothing if nothing is.
    pub fn generation(&self) -> Option<u64> {
        match &self.place {
            StorePlace::Memory(memory) => Some(memory.lock().ok()?.as_ref()?.1),
            StorePlace::Folder { path, .. } => {
                let index = Index::open(CacheDirectory::open(&path.join("text")).ok()?).ok()?;
                let payload = index.load_metas().ok()?.payload?;
                Some(serde_json::from_str::<Payload>(&payload).ok()?.generation)
            }
        }
    }

    /// The highest generation that there was, as far as it can be told. Counting goes on from there when
    /// everything is read anew, as somebody may vouch for an earlier one.
    fn last_generation(&self) -> u64 {
        let files = self.path().and_then(|path| fs::read_dir(path).ok());
        let names = files.into_iter().flatten().flatten().map(|entry| entry.file_name());
        let of_file = |name: std::ffi::OsString| {
            name.to_str()?.strip_prefix("graph-")?.strip_suffix(".bin")?.parse().ok()
        };
        names.filter_map(of_file).chain(self.generation()).max().unwrap_or(0)
    }

    /// The payload of a batch that is not finished.
    pub(crate) fn unfinished_payload(&self, generation: u64, since_ns: i64) -> String {
        let payload = Payload {
            fingerprint: self.fingerprint.clone(),
            generation,
            graph: Vec::new(),
            unfinished_ns: Some(since_ns),
        };
        serde_json::to_string(&payload).unwrap_or_default()
    }

    /// Begins a batch of about `notes` notes. Who does not hold the lock yet takes it with
    /// [`Store::locked`].
    ///
    /// # Errors
    ///
    /// [`StoreError::Folder`] when the folder refuses, and [`StoreError::Text`] when the text index there
    /// cannot be opened. What was stored may be gone if the batch has [`Base::Nothing`].
    pub fn writer(&self, base: Base<'_>, notes: usize) -> Result<Writer, StoreError> {
        let generation = match base {
            Base::Nothing => self.last_generation(),
            Base::State(state) => state.generation,
            Base::Unfinished(unfinished) => unfinished.generation,
        };
        let generation = generation.max(self.last);
        let files: Vec<u64> = match base {
            Base::State(state) => state.graph.iter().map(|(file, _)| *file).collect(),
            Base::Nothing | Base::Unfinished(_) => Vec::new(),
        };
        let begins_anew = matches!(base, Base::Nothing);
        let store = self.clone();
        let batch = Batch::new(self.clone(), generation + 1, begins_anew);
        match &self.place {
            StorePlace::Memory(memory) => {
                let held = memory.lock().ok().and_then(|held| held.clone());
                let directory = match held {
                    Some((directory, ..)) if !begins_anew => directory,
                    _ => RamDirectory::create(),
                };
                if let Ok(mut held) = memory.lock() {
                    let files = held.take().map_or_else(Vec::new, |held| held.2);
                    *held = Some((directory.clone(), generation, files));
                }
                let opened = open_or_create_index(directory);
                let (index, fields) = opened.map_err(|error| batch.why(error))?;
                Writer::new(store, batch, &index, fields, (generation, files), begins_anew, notes)
            }
            StorePlace::Folder { path, .. } => {
                let text = path.join("text");
                let refused = |source| StoreError::Folder { path: path.clone(), source };
                if begins_anew && text.exists() {
                    fs::remove_dir_all(&text).map_err(refused)?;
                }
                make_private_folder(&text).map_err(refused)?;
                let opened = CacheDirectory::open_and_note(&text, batch.refusal())
                    .and_then(open_or_create_index);
                let (index, fields) = opened.map_err(|error| batch.why(error))?;
                Writer::new(store, batch, &index, fields, (generation, files), begins_anew, notes)
            }
        }
    }

    /// This store with the writers' lock held, which the clones share and the last one frees. Waits for another
    /// process as long as that one goes on; `waits` is told its name, `process 123`, if it takes a while.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] when another process holds the lock and does not go on, and
    /// [`StoreError::Folder`] when it cannot be asked for. Nothing was changed.
    pub fn locked(&self, waits: impl Fn(Option<String>)) -> Result<Store, StoreError> {
        let StorePlace::Folder { path, lock: None } = &self.place else { return Ok(self.clone()) };
        let lock = lock::hold(&path.join("lock"), waits).map_err(|error| match error {
            LockError::Held(holder) => StoreError::Locked { path: path.clone(), holder },
            LockError::System(source) => StoreError::Folder { path: path.clone(), source },
        })?;
        let place = StorePlace::Folder { path: path.clone(), lock: Some(Arc::new(lock)) };
        Ok(Store { place, fingerprint: self.fingerprint.clone(), last: self.last })
    }

    /// Writes the graph of a generation under its own name and returns the commit's payload and the
    /// graph's files. `graph` tells in which older files it leaves something.
    pub(crate) fn write_graph(
        &self,
        generation: u64,
        graph: impl FnOnce(&mut dyn Write) -> Result<Vec<u64>, GraphError>,
    ) -> Result<(String, Vec<u64>), StoreError> {
        let files: Vec<(u64, u64)> = match &self.place {
            StorePlace::Memory(memory) => {
                let mut bytes = Vec::new();
                let older = graph(&mut bytes).map_err(|error| error.at(None))?;
                if let Ok(mut held) = memory.lock()
                    && let Some(held) = held.as_mut()
                {
                    held.1 = generation;
                    held.2.retain(|(file, _)| older.contains(file));
                    held.2.push((generation, bytes.into()));
                }
                Vec::new()
            }
            StorePlace::Folder { path: folder, .. } => {
                let path = graph_path(folder, generation);
                let refused = |source| StoreError::Folder { path: folder.clone(), source };
                // Somebody may still read an older file of this name: it is replaced, never cut.
                let new = path.with_extension("new");
                let file = private_file().truncate(true).open(&new).map_err(refused)?;
                let mut file = BufWriter::new(file);
                let older = graph(&mut file).map_err(|error| error.at(Some(folder)))?;
                file.into_inner().map_err(|error| refused(error.into_error()))?;
                fs::rename(&new, &path).map_err(refused)?;
                let size = |generation: u64| {
                    let metadata = fs::metadata(graph_path(folder, generation)).map_err(refused)?;
                    Ok((generation, metadata.len()))
                };
                older
                    .into_iter()
                    .chain([generation])
                    .map(size)
                    .collect::<Result<_, StoreError>>()?
            }
        };
        let numbers = files.iter().map(|(file, _)| *file).collect();
        let payload = Payload {
            fingerprint: self.fingerprint.clone(),
            generation,
            graph: files,
            unfinished_ns: None,
        };
        Ok((serde_json::to_string(&payload).unwrap_or_default(), numbers))
    }

    /// After a commit: forgets the graph files but for the `used` ones, and notes that what is stored is
    /// whole, and of notes that were read since `since_ns`.
    pub(crate) fn finish_commit(&self, used: &[u64], since_ns: i64) -> Result<State, StoreError> {
        if let StorePlace::Folder { path, .. } = &self.place {
            let used: Vec<PathBuf> = used.iter().map(|&file| graph_path(path, file)).collect();
            for entry in fs::read_dir(path).into_iter().flatten().flatten() {
                let is_graph = entry.file_name().to_string_lossy().starts_with("graph-");
                if is_graph && !used.contains(&entry.path()) {
                    // Left behind, it is removed after the next commit.
                    let _ = fs::remove_file(entry.path());
                }
            }
            self.set_checked(path, Checked { files: file_hash(path), notes_ns: since_ns });
        }
        self.load().ok_or_else(|| StoreError::Lost { path: self.path() })
    }

    /// The folder, unless the store is in memory.
    pub fn path(&self) -> Option<PathBuf> {
        match &self.place {
            StorePlace::Folder { path, .. } => Some(path.clone()),
            StorePlace::Memory(_) => None,
        }
    }

    /// Bytes that the state takes on disk.
    pub fn bytes(&self) -> u64 {
        let StorePlace::Folder { path, .. } = &self.place else { return 0 };
        let size = |folder: &Path| -> u64 {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries
                .filter_map(|entry| entry.metadata().ok())
                .filter(fs::Metadata::is_file)
                .map(|metadata| metadata.len())
                .sum()
        };
        size(path) + size(&path.join("text"))
    }

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
        let mut bytes = fs::read(path.join(FOLDERS_FILE)).ok()?;
        let body = bytes.len().checked_sub(8)?;
        let hash = bytes.split_off(body);
        (hash == folders_hash(key, &bytes).to_le_bytes()).then_some(bytes)
    }

    /// Keeps what is known of the vault's folders, for as long as `key` says the same of its notes.
    pub fn keep_folders(&self, key: u64, folders: &[u8]) {
        if let StorePlace::Folder { path, .. } = &self.place {
            let hash = folders_hash(key, folders).to_le_bytes();
            // Only saves work: without it the next command reads every folder.
            let _ = replace_file(&path.join(FOLDERS_FILE), &[folders, &hash].concat());
        }
    }

    /// What was kept by [`Store::keep_left_out`]; empty if nothing is.
    pub fn left_out(&self) -> Vec<u8> {
        let StorePlace::Folder { path, .. } = &self.place else { return Vec::new() };
        fs::read(path.join(LEFT_OUT_FILE)).unwrap_or_default()
    }

    /// Keeps what the last look at the vault left out; empty bytes if it was nothing.
    pub fn keep_left_out(&self, bytes: &[u8]) {
        let StorePlace::Folder { path, .. } = &self.place else { return };
        if self.left_out() == bytes {
            return;
        }
        let file = path.join(LEFT_OUT_FILE);
        // Nobody vouches for anything else than what the last look found.
        let _ = if bytes.is_empty() { fs::remove_file(&file) } else { replace_file(&file, bytes) };
    }

    /// Whether the text index that is stored can be read, every byte of it. Reads it all, whoever vouched
    /// for it.
    pub fn is_whole(&self) -> bool {
        let StorePlace::Folder { path, .. } = &self.place else { return true };
        let folder = path.join("text");
        let opened = CacheDirectory::open(&folder).and_then(open_index);
        opened.is_ok_and(|(index, _)| has_whole_files(&index, &folder))
    }

    fn is_known_whole(&self, path: &Path) -> bool {
        checked(path).files == file_hash(path)
    }

    /// Notes that what is stored is whole, as far as it was not vouched for: [`Store::load`] read every
    /// byte of the text index, and whoever calls this every byte of the graph.
    pub fn vouch(&self) {
        if let StorePlace::Folder { path, .. } = &self.place {
            self.set_checked(path, Checked { files: file_hash(path), ..checked(path) });
        }
    }

    fn set_checked(&self, path: &Path, checked: Checked) {
        let bytes = serde_json::to_vec(&checked).unwrap_or_default();
        // Only saves work: without it the next command checks again.
        let _ = replace_file(&path.join("checked"), &bytes);
    }
}

/// Makes a folder for its owner alone, unless it is there.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Begins like the file that vouches for the others, since it needs no vouching: it has a hash.
const FOLDERS_FILE: &str = "checked-folders";

/// Needs no vouching either: it is a part of what watchers vouch for.
const LEFT_OUT_FILE: &str = "checked-left-out";

fn folders_hash(key: u64, folders: &[u8]) -> u64 {
    xxh3_64_with_seed(folders, key)
}

fn checked(path: &Path) -> Checked {
    let bytes = fs::read(path.join("checked")).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

pub(crate) fn graph_path(folder: &Path, generation: u64) -> PathBuf {
    folder.join(format!("graph-{generation}.bin"))
}

fn open_index(
    directory: impl Into<Box<dyn tantivy::Directory>>,
) -> tantivy::Result<(Index, Fields)> {
    let index = Index::open(directory)?;
    let (wanted, fields) = schema::schema();
    if index.schema() != wanted {
        return Err(tantivy::TantivyError::SchemaError("another schema".to_owned()));
    }
    schema::register_tokenizers(&index);
    Ok((index, fields))
}

/// Bytes at the end of every file of tantivy's, which say how long what stands before is.
const FILE_END: u64 = 8;

/// Whether every file of the index in a folder is there with the bytes that were written.
fn has_whole_files(index: &Index, folder: &Path) -> bool {
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

fn open_or_create_index(
    directory: impl Into<Box<dyn tantivy::Directory>>,
) -> tantivy::Result<(Index, Fields)> {
    let (wanted, fields) = schema::schema();
    let index = Index::open_or_create(directory, wanted)?;
    schema::register_tokenizers(&index);
    Ok((index, fields))
}

/// Maps a graph file.
#[allow(unsafe_code)]
fn map(path: &Path) -> io::Result<(Image, Mapped)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let (size, modified_ns) = (metadata.len(), modified_ns(&metadata));
    // SAFETY: the file is ours, below a folder of the user's alone; each is written once under a
    // name of its own and never changed or truncated, only unlinked.
    let mapped = unsafe { memmap2::Mmap::map(&file)? };
    Ok((Image::from_owner(mapped), Mapped { file, size, modified_ns }))
}

fn modified_ns(metadata: &fs::Metadata) -> i64 {
    metadata.modified().map_or(0, since_1970_ns)
}

/// A hash over what `stat` says of the stored files, and over the machine's boot: as long as it
/// stays, nothing can have damaged them unseen.
fn file_hash(path: &Path) -> u64 {
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

/// Opens a reader that stays at the moment it was opened.
pub(crate) fn searcher(index: &Index) -> tantivy::Result<tantivy::Searcher> {
    // The default policy starts a thread that polls for commits.
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_folder_and_the_next_step() {
        let folder = Path::new("/cache/1f");
        let text = |path| {
            StoreError::of_text(TantivyError::SystemError("broken".to_owned()), path).to_string()
        };
        let incomplete = |path| GraphError::Incomplete.at(path).to_string();
        assert_eq!(
            [text(Some(folder)), incomplete(Some(folder))],
            [
                "the text index in /cache/1f failed; `lore index --rebuild` makes it anew",
                "what is stored of the vault in /cache/1f is incomplete; run `lore index --rebuild`",
            ]
        );
        assert_eq!(text(None), "the text index failed; `lore index --rebuild` makes it anew");
        // Nobody writes to memory in vain, and no folder is made up for it.
        let in_memory = GraphError::Write(io::Error::other("none")).at(None).to_string();
        assert_eq!(in_memory, incomplete(None));
        let lost = StoreError::Lost { path: Some(folder.to_owned()) }.to_string();
        assert_eq!(lost, "what was just written in /cache/1f cannot be read back");
    }
}
