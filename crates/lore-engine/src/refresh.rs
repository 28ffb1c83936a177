//! Loads the stored state and looks whether the vault is still as it says; if not, it is brought up to
//! date ([`update`]). Where nothing changed, nothing is written.

mod update;

use std::time::{Duration, Instant};

use lore_core::{Note, VaultPath};
use lore_graph::{Graph, NoteId, STAMP, note_key, note_of_record};
use lore_index::{Claim, State, Store, StoreError};
use lore_vault::{Changes, Folders, Known, Listing, Look, RACY_WINDOW_NS, StatKey, Vault, compare};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::config::{ConfigProblem, Settings};
use crate::{Error, Freshness, Options};
use update::update;

/// How far reading the notes has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Number of notes that are read.
    pub done: usize,
    /// Number of notes that are to be read in all.
    pub total: usize,
}

/// What bringing the state up to date took.
#[derive(Clone, Debug, Default)]
pub struct Refresh {
    /// Number of notes now.
    pub notes: usize,
    /// Number of notes that are new.
    pub added: usize,
    /// Number of notes whose text changed.
    pub changed: usize,
    /// Number of notes that are gone.
    pub removed: usize,
    /// Number of files and folders that could not be taken in.
    pub skipped: usize,
    /// How long it took.
    pub elapsed: Duration,
    /// Whether nobody looked, as a [`Watcher`](crate::Watcher) vouched for what is stored.
    pub vouched: bool,
    /// The notes that are there and could not be read now.
    pub unreadable: Vec<UnreadableNote>,
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// A note that could not be read. What was stored of it before, if anything, stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableNote {
    /// Its path in the vault.
    pub path: VaultPath,
    /// What is wrong, as a clause.
    pub message: String,
}

/// Something that did not stop the answer and should be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A setting without effect.
    Config(ConfigProblem),
    /// The state cannot be kept, so every command reads the whole vault.
    NoCache(String),
    /// What the user decided cannot be read, so nothing counts as rejected.
    Decisions(String),
    /// A file or folder that is not, or not wholly, in the answer.
    File {
        /// The path in the vault, as far as it can be shown.
        path: String,
        /// What is wrong, as a clause.
        message: String,
    },
}

/// Loads the state, and brings it to the freshness that `options` ask for.
pub(crate) fn refresh(
    vault: &Vault,
    store: &Store,
    settings: Settings<'_>,
    options: &Options,
) -> Result<(State, Graph, Refresh), Error> {
    let began = Instant::now();
    let freshness = options.freshness;
    let mut loaded = if freshness == Freshness::Rebuilt { None } else { load(store) };
    let vouched = freshness == Freshness::Current
        && loaded
            .as_ref()
            .is_some_and(|(state, _)| store.is_vouched_for(claim(vault, settings, state)));
    let is_answer = vouched || freshness == Freshness::AsStored;
    if let Some((state, graph)) = loaded.take_if(|_| is_answer) {
        let refresh = Refresh { notes: graph.note_count(), vouched, ..Refresh::default() };
        return Ok((state, graph, refresh));
    }
    let ignore = &settings.config.files.ignore;
    let mut seen = match &loaded {
        Some((state, graph)) => look(vault, store, graph, state, ignore),
        None => Seen::Listing(vault.list(ignore)),
    };
    let current = loaded.filter(|(_, graph)| match &seen {
        Seen::SamePlaces(changed) => changed.notes.is_empty(),
        Seen::Listing(listing) => {
            let changes = changes(vault, store, graph, listing);
            let is_current = changes.is_empty() && has_files(graph, listing);
            if is_current {
                keep_folders(store, graph, listing);
            }
            is_current
        }
    });
    let (state, graph, mut refresh) = match current {
        Some((state, graph)) => (state, graph, Refresh::default()),
        None => {
            let report = options.progress.as_ref();
            let mut update = |rebuild| update(vault, store, settings, &mut seen, report, rebuild);
            match update(freshness == Freshness::Rebuilt) {
                Err(Error::Store(StoreError::Incomplete)) => update(true),
                updated => updated,
            }?
        }
    };
    let skipped = match seen {
        Seen::SamePlaces(_) => Vec::new(),
        Seen::Listing(listing) => listing.skipped,
    };
    refresh.skipped += skipped.len();
    let skipped = skipped.into_iter().map(|skipped| {
        // The vault's own folder has no name in it.
        let path = if skipped.path.is_empty() { "./".to_owned() } else { skipped.path };
        Warning::File { path, message: skipped.why.to_string() }
    });
    refresh.warnings.splice(0..0, skipped);
    refresh.notes = graph.note_count();
    refresh.elapsed = began.elapsed();
    Ok((state, graph, refresh))
}

/// By what somebody who watches the vault vouches for a state.
pub(crate) fn claim(vault: &Vault, settings: Settings<'_>, state: &State) -> Claim {
    let (vault, settings) = (vault.identity(), settings.fingerprint());
    let key = xxhash_rust::xxh3::xxh3_64_with_seed(settings.as_bytes(), vault);
    Claim { key, generation: state.generation }
}

fn open_graph(store: &Store, state: &State) -> Option<Graph> {
    if state.vouched {
        return Graph::open_vouched(&state.graph);
    }
    let graph = Graph::open_files(&state.graph)?;
    store.vouch();
    Some(graph)
}

fn load(store: &Store) -> Option<(State, Graph)> {
    let state = store.load()?;
    let graph = open_graph(store, &state)?;
    Some((state, graph))
}

/// What is in the vault now.
enum Seen {
    /// Notes and files are where they are stored to be.
    SamePlaces(Changed),
    Listing(Listing),
}

impl Seen {
    /// What was listed, if a list was needed.
    fn listing(&self) -> Option<&Listing> {
        match self {
            Seen::SamePlaces(_) => None,
            Seen::Listing(listing) => Some(listing),
        }
    }
}

/// The notes that changed since a generation was stored, where nothing came or went.
struct Changed {
    generation: u64,
    notes: Vec<VaultPath>,
}

/// Looks at the vault, and only at what may have changed where it is known what was in each folder.
fn look(vault: &Vault, store: &Store, graph: &Graph, state: &State, ignore: &[String]) -> Seen {
    let folders = store.folders(graph.paths_hash());
    let Some(folders) = folders.and_then(|bytes| Folders::from_bytes(&bytes)) else {
        return Seen::Listing(vault.list(ignore));
    };
    let known: Vec<Known<'_>> = known(graph).collect();
    let files: Vec<&str> = graph.files().collect();
    let differing: FxHashSet<usize> = match vault.look_again(ignore, &folders, &known, &files) {
        Look::Listing(listing) => return Seen::Listing(listing),
        Look::SamePlaces(differing) => differing.into_iter().map(|(at, _)| at).collect(),
    };
    let racy_since = store.notes_checked_ns().saturating_sub(RACY_WINDOW_NS);
    let racy = (0..)
        .zip(&known)
        .filter(|(at, note)| note.stat.newest_ns() >= racy_since && !differing.contains(at));
    let path = |note: &Known<'_>| VaultPath::new(note.path).ok();
    let racy = racy.filter_map(|(_, note)| path(note)).collect();
    let mut notes = changed_among(racy, vault, store, graph);
    notes.extend(differing.iter().filter_map(|&at| path(&known[at])));
    notes.sort();
    Seen::SamePlaces(Changed { generation: state.generation, notes })
}

fn known(graph: &Graph) -> impl Iterator<Item = Known<'_>> {
    graph.notes().map(|note| Known { path: graph.path(note), stat: stat_of(graph.stamp(note)) })
}

/// Keeps the folders of a listing for the next look, if the graph holds just what is listed.
fn keep_folders(store: &Store, graph: &Graph, listing: &Listing) {
    let notes = || graph.notes().map(|note| graph.path(note));
    let listed = || listing.notes.iter().map(|note| note.path.as_str());
    if listing.folders.is_empty() || !notes().eq(listed()) || !has_files(graph, listing) {
        return;
    }
    let (key, folders) = (graph.paths_hash(), listing.folders.to_bytes());
    if store.folders(key).as_ref() != Some(&folders) {
        store.keep_folders(key, &folders);
    }
}

/// What differs between the stored notes and those in the folder. Notes whose times say nothing are
/// decided by their bytes.
fn changes(vault: &Vault, store: &Store, graph: &Graph, listing: &Listing) -> Changes {
    let checked = store.notes_checked_ns();
    let mut changes = compare(known(graph), listing, checked.saturating_sub(RACY_WINDOW_NS));
    let racy = std::mem::take(&mut changes.racy);
    changes.changed.extend(changed_among(racy, vault, store, graph));
    changes.changed.sort();
    changes
}

/// Those of some notes whose bytes are not what is stored of them.
fn changed_among(
    notes: Vec<VaultPath>,
    vault: &Vault,
    store: &Store,
    graph: &Graph,
) -> Vec<VaultPath> {
    if notes.is_empty() {
        return notes;
    }
    let now = now_ns();
    let differs = |path: &VaultPath| {
        let hash = graph.note_at(path.as_str()).map(|note| graph.stamp(note)[STAMP - 1]);
        vault.read(path).is_ok_and(|read| Some(read.hash) != hash)
    };
    let changed: Vec<VaultPath> = notes.into_par_iter().filter(differs).collect();
    if changed.is_empty() {
        store.set_notes_checked_ns(now);
    }
    changed
}

fn has_files(graph: &Graph, listing: &Listing) -> bool {
    graph.file_count() == listing.files.len()
        && graph.files().zip(&listing.files).all(|(stored, file)| stored == file.as_str())
}

/// What a note was when the state was written.
pub(crate) fn record_of(state: &State, graph: &Graph, note: NoteId) -> Option<Note> {
    let record = state.text.record(note_key(graph.path(note)))?;
    note_of_record(&record)
}

pub(crate) fn stat_of(stamp: [u64; STAMP]) -> StatKey {
    let [size, modified, changed, inode, _] = stamp;
    StatKey { size, modified_ns: modified as i64, changed_ns: changed as i64, inode }
}

fn now_ns() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
