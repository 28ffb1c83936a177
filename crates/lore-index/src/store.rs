//! The cache folder of one vault: the text index and the graph's bytes behind one commit point.
//!
//! tantivy's `meta.json` is that point. Its payload names the graph's files, so one rename switches
//! both. Whatever does not fit together (another version, a damaged file, a
//! missing one) reads as "nothing stored" and is rebuilt; nothing here is ever repaired.

mod checked;
mod errors;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lore_core::{Image, since_1970_ns};
use serde::{Deserialize, Serialize};
use tantivy::directory::RamDirectory;
use tantivy::{Index, ReloadPolicy};

use self::checked::{Checked, file_hash, has_whole_files, is_left_behind};
pub use self::errors::{GraphError, StoreError};
use crate::batch::Batch;
use crate::directory::{CacheDirectory, private_file};
use crate::lock::{self, Lock, LockError};
use crate::schema::{self, Fields};
use crate::terms::TextIndex;
use crate::writer::Writer;

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
                if is_graph && !used.contains(&entry.path()) || is_left_behind(&entry) {
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
}

/// Makes a folder for its owner alone, unless it is there.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
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

/// Opens a reader that stays at the moment it was opened.
pub(crate) fn searcher(index: &Index) -> tantivy::Result<tantivy::Searcher> {
    // The default policy starts a thread that polls for commits.
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(reader.searcher())
}
