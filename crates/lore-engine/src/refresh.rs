//! Loads the stored state and looks whether the vault is still as it says; if not, it is brought up to
//! date ([`update`]). Where nothing changed, nothing is written. Leaves out the look itself, which is the
//! vault's, and when it is time for one again, which a watcher says.

mod not_read;
mod second_look;
mod update;

use std::time::{Duration, Instant};

use lore_core::{Code, Note, VaultPath, now_ns};
use lore_graph::{Graph, NoteId, STAMP, note_key, note_of_record};
use lore_index::{Claim, State, Store, StoreError};
use lore_vault::{
    Changes, Folders, Known, Listing, Look, RACY_WINDOW_NS, ReadError, StatKey, Vault, compare,
};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::config::{ConfigProblem, Settings};
use crate::{Engine, Error, Freshness, Options};
use not_read::NotRead;
use update::update;

/// How far bringing the state up to date has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Another process is at it, `process 123` if it left its number; what it does need not be done again.
    Waiting(Option<String>),
    /// The notes are read. Once all are, they are put together.
    Reading {
        /// Number of notes that are read.
        done: usize,
        /// Number of notes that are to be read in all.
        total: usize,
    },
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
    /// Folders and files that could not be looked at: there may be notes here and below.
    pub unseen: Vec<String>,
    /// Symbolic links in the vault, none of which is followed.
    pub(crate) links: Vec<String>,
    /// Tells what was left out from everything else that may be.
    pub(crate) not_read: u64,
    /// What the person should know.
    pub warnings: Vec<Warning>,
    /// The notes that somebody was still writing when they were read.
    written_on: Vec<VaultPath>,
}

impl Refresh {
    /// Counts and tells of a note that could not be read.
    fn leave_out(&mut self, note: UnreadableNote) {
        self.skipped += 1;
        let (path, message) = (note.path.as_str().to_owned(), note.message.clone());
        self.warnings.push(Warning::File { path, message });
        self.unreadable.push(note);
    }

    /// Counts and tells of what a look left out.
    fn leave_out_all(&mut self, not_read: NotRead) {
        self.not_read = xxh3_64(&not_read.to_bytes());
        self.skipped += not_read.skipped.len();
        let unseen = not_read.skipped.iter().filter(|skipped| skipped.may_hide_notes);
        self.unseen = unseen.map(|skipped| skipped.path.clone()).collect();
        let warnings = not_read.skipped.into_iter().map(|skipped| {
            // The vault's own folder has no name in it.
            let path = if skipped.path.is_empty() { "./".to_owned() } else { skipped.path };
            Warning::File { path, message: skipped.why }
        });
        self.warnings.splice(0..0, warnings);
        self.links = not_read.links;
    }

    /// What this and another one before took, after which the vault's notes are those of `graph`. What was
    /// read again counts once, and what was wrong with it then is forgotten.
    fn after(mut self, before: Refresh, graph: &Graph) -> Refresh {
        let unreadable = before.unreadable.iter().map(|note| &note.path);
        let again: FxHashSet<&str> =
            before.written_on.iter().chain(unreadable).map(VaultPath::as_str).collect();
        let counts_still = |warning: &Warning| match warning {
            Warning::File { path, .. } => !again.contains(path.as_str()),
            Warning::Config(_)
            | Warning::NoCache(_)
            | Warning::Held(_)
            | Warning::Decisions(_)
            | Warning::Moved(_)
            | Warning::OfAnotherFolder { .. } => true,
        };
        let told = before.warnings.into_iter().filter(counts_still);
        let told: Vec<Warning> = told.filter(|warning| !self.warnings.contains(warning)).collect();
        self.warnings.splice(0..0, told);
        let is_there = |path: &&VaultPath| graph.note_at(path.as_str()).is_some();
        let counted = before.written_on.iter().filter(is_there).count();
        Refresh {
            added: before.added + self.added,
            changed: before.changed + self.changed.saturating_sub(counted),
            removed: before.removed + self.removed,
            elapsed: before.elapsed + self.elapsed,
            ..self
        }
    }
}

/// How often one looks for notes that somebody wrote on while they were read. What never rests is taken as
/// it was at the last look.
const MOST_LOOKS: usize = 4;

/// A note that could not be read. What was stored of it before, if anything, stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableNote {
    /// Its path in the vault.
    pub path: VaultPath,
    /// What is wrong, as a clause.
    pub message: String,
}

/// Something that did not stop the answer and should be known, in words that name what helps. They hold names
/// of files as they are: whoever shows them makes them inert.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// A setting without effect.
    #[error("lore.toml:{line}: {message}", line = .0.line, message = .0.message)]
    Config(ConfigProblem),
    /// The state cannot be kept, so every command reads the whole vault.
    #[error(
        "{0}; nothing is kept, so every command reads the whole vault (set LORE_CACHE_DIR to a folder \
         that can be written)"
    )]
    NoCache(String),
    /// Another process keeps the state from being written, so the answer is made in memory.
    #[error(
        "{0}; until then nothing is kept, and every command that finds changes reads the whole vault"
    )]
    Held(String),
    /// What the user decided cannot be read, so nothing counts as rejected.
    #[error("{0}; until then nothing counts as rejected")]
    Decisions(String),
    /// What the user decided of the vault counts again, which was here before: its folder was moved.
    #[error(
        "the vault was in {0}: what was rejected as mentions there is rejected here from now on"
    )]
    Moved(String),
    /// What the user decided of another folder, which had the vault's path before, is kept elsewhere.
    #[error(
        "another folder was here before: what was rejected as mentions there is kept in {aside}; to \
         reject it here, remove the line “folder” from that file and rename it to {path}"
    )]
    OfAnotherFolder {
        /// The file where it is kept now.
        aside: String,
        /// The file where it was, which is the vault's.
        path: String,
    },
    /// A file or folder that is not, or not wholly, in the answer.
    #[error("{path}: {message}")]
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
    let mut refreshed = look_once(vault, store, settings, options, options.freshness)?;
    for _ in 1..MOST_LOOKS {
        let (.., before) = &mut refreshed;
        if before.written_on.is_empty() {
            break;
        }
        // What was committed is an answer, too, where it cannot be looked at again.
        let Ok((state, graph, again)) =
            look_once(vault, store, settings, options, Freshness::Current)
        else {
            break;
        };
        if again.vouched {
            // Somebody else looked.
            (refreshed.0, refreshed.1, refreshed.2.notes) = (state, graph, again.notes);
            break;
        }
        let refresh = again.after(std::mem::take(before), &graph);
        refreshed = (state, graph, refresh);
    }
    Ok(refreshed)
}

fn look_once(
    vault: &Vault,
    store: &Store,
    settings: Settings<'_>,
    options: &Options,
    freshness: Freshness,
) -> Result<(State, Graph, Refresh), Error> {
    let began = Instant::now();
    let mut loaded = if freshness == Freshness::Rebuilt { None } else { load(store) };
    let left_out = if freshness == Freshness::LookedAt { Vec::new() } else { store.left_out() };
    let is_vouched_for = |(state, _): &(State, Graph)| {
        let not_read = xxh3_64(&left_out);
        let claim = vault.identity().map(|vault| claim(vault, settings, state, not_read));
        claim.is_some_and(|claim| store.is_vouched_for(claim))
    };
    let vouched = freshness == Freshness::Current && loaded.as_ref().is_some_and(is_vouched_for);
    let is_as_stored = matches!(freshness, Freshness::AsStored | Freshness::OnlyStored);
    let is_answer = vouched || is_as_stored;
    if let Some((state, graph)) = loaded.take_if(|_| is_answer) {
        let mut refresh = Refresh { notes: graph.note_count(), vouched, ..Refresh::default() };
        refresh.leave_out_all(NotRead::from_bytes(&left_out));
        return Ok((state, graph, refresh));
    }
    if freshness == Freshness::OnlyStored {
        return Err(Error::NothingStored);
    }
    let ignore = &settings.config.files.ignore;
    let stored = stored_generation(store, loaded.as_ref());
    let since_ns = now_ns();
    let there = match &loaded {
        Some((_, graph)) => look(vault, store, graph, ignore),
        None => There::Listing(vault.list(ignore)),
    };
    let mut seen = Seen { stored, since_ns, there };
    let current = loaded.and_then(|(state, graph)| {
        let unreadable = only_unreadable(vault, store, &graph, &seen)?;
        if let Some(listing) = seen.listing() {
            keep_folders_of(store, &graph, listing);
        }
        Some((state, graph, unreadable))
    });
    let (state, graph, mut refresh) = match current {
        Some((state, graph, unreadable)) => {
            let mut refresh = Refresh::default();
            unreadable.into_iter().for_each(|note| refresh.leave_out(note));
            (state, graph, refresh)
        }
        None => {
            let report = options.progress.as_ref();
            let rebuild = freshness == Freshness::Rebuilt;
            match update(vault, store, settings, &mut seen, report, rebuild) {
                Err(Error::Store(StoreError::Incomplete { .. })) => {
                    seen.since_ns = now_ns();
                    seen.there = list(vault, None, ignore);
                    update(vault, store, settings, &mut seen, report, true)
                }
                updated => updated,
            }?
        }
    };
    let not_read = match seen.there {
        // A folder in which something is left out is read each time.
        There::SamePlaces(_) => NotRead::default(),
        There::Listing(mut listing) => NotRead::of(&mut listing),
    };
    store.keep_left_out(&not_read.to_bytes());
    refresh.leave_out_all(not_read);
    refresh.notes = graph.note_count();
    refresh.elapsed = began.elapsed();
    Ok((state, graph, refresh))
}

impl Engine {
    /// What is wrong with notes that are stored, and not wholly as their files have them: those that are
    /// no text, not UTF-8 or too large. A command that reads such a note warns of it; this is for one that
    /// tells of all, since it costs a record for each note of which there is anything to say.
    pub fn not_wholly_read(&self) -> Vec<Warning> {
        let notes = self.graph.notes().filter(|&note| self.graph.has_remarks(note));
        let problems = notes.flat_map(|note| {
            let problems = self.record(note).problems.into_iter();
            let of_file = problems.filter(|problem| {
                matches!(problem.code, Code::BinaryFile | Code::InvalidUtf8 | Code::TooLarge)
            });
            of_file.map(move |problem| (note, problem.message))
        });
        let path = |note| self.graph.path(note).to_owned();
        problems.map(|(note, message)| Warning::File { path: path(note), message }).collect()
    }
}

/// By what somebody who watches the `vault` of this identity vouches for a state, and for what was left out
/// when it came about.
pub(crate) fn claim(vault: u64, settings: Settings<'_>, state: &State, not_read: u64) -> Claim {
    let key = xxh3_64_with_seed(settings.fingerprint().as_bytes(), vault);
    let key = xxh3_64_with_seed(&not_read.to_le_bytes(), key);
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

/// What one saw of the vault.
struct Seen {
    /// The generation that was stored before one looked.
    stored: Option<u64>,
    /// When one looked, in ns since 1970.
    since_ns: i64,
    there: There,
}

/// What is in the vault now.
enum There {
    /// Notes and files are where they are stored to be; these notes changed.
    SamePlaces(Vec<VaultPath>),
    Listing(Listing),
}

impl Seen {
    /// What was listed, if a list was needed.
    fn listing(&self) -> Option<&Listing> {
        match &self.there {
            There::SamePlaces(_) => None,
            There::Listing(listing) => Some(listing),
        }
    }

    /// Lets go of the notes that were listed, if a list was needed, and tells how many there were.
    fn forget_notes(&mut self) -> Option<usize> {
        match &mut self.there {
            There::SamePlaces(_) => None,
            There::Listing(listing) => Some(std::mem::take(&mut listing.notes).len()),
        }
    }
}

/// The generation that is stored, which may be of no use.
fn stored_generation(store: &Store, loaded: Option<&(State, Graph)>) -> Option<u64> {
    loaded.map(|(state, _)| state.generation).or_else(|| store.generation())
}

/// Lists the vault. Of what cannot be looked at now, what is stored stays.
fn list(vault: &Vault, graph: Option<&Graph>, ignore: &[String]) -> There {
    let mut listing = vault.list(ignore);
    listing.keep_unseen(graph.into_iter().flat_map(Graph::files));
    There::Listing(listing)
}

/// Looks at the vault, and only at what may have changed where it is known what was in each folder.
fn look(vault: &Vault, store: &Store, graph: &Graph, ignore: &[String]) -> There {
    let folders = store.folders(graph.paths_hash());
    let Some(folders) = folders.and_then(|bytes| Folders::from_bytes(&bytes)) else {
        return list(vault, Some(graph), ignore);
    };
    let known: Vec<Known<'_>> = known(graph).collect();
    let files: Vec<&str> = graph.files().collect();
    let differing: FxHashSet<usize> = match vault.look_again(ignore, &folders, &known, &files) {
        Look::Listing(mut listing) => {
            listing.keep_unseen(graph.files());
            return There::Listing(listing);
        }
        Look::SamePlaces(differing) => differing.into_iter().map(|(at, _)| at).collect(),
    };
    let racy_since = store.notes_checked_ns().saturating_sub(RACY_WINDOW_NS);
    let racy = (0..)
        .zip(&known)
        .filter(|(at, note)| note.stat.since_ns() >= racy_since && !differing.contains(at));
    let path = |note: &Known<'_>| VaultPath::new(note.path).ok();
    let racy = racy.filter_map(|(_, note)| path(note)).collect();
    let mut notes = changed_among(racy, vault, store, graph);
    notes.extend(differing.iter().filter_map(|&at| path(&known[at])));
    notes.sort();
    There::SamePlaces(notes)
}

fn known(graph: &Graph) -> impl Iterator<Item = Known<'_>> {
    graph.notes().map(|note| Known { path: graph.path(note), stat: stat_of(graph.stamp(note)) })
}

/// Nothing if something is to be brought up to date. Else the notes that differ: none of them can be read
/// now, so that what is stored of them stays.
fn only_unreadable(
    vault: &Vault,
    store: &Store,
    graph: &Graph,
    seen: &Seen,
) -> Option<Vec<UnreadableNote>> {
    let differing = match &seen.there {
        There::SamePlaces(changed) => changed.clone(),
        There::Listing(listing) => {
            let Changes { added, changed, removed, .. } = changes(vault, store, graph, listing);
            if !removed.is_empty() || !has_files(graph, listing) {
                return None;
            }
            [added, changed].concat()
        }
    };
    differing.into_iter().map(|path| unreadable(vault, path)).collect()
}

/// A note that is there and cannot be read now.
fn unreadable(vault: &Vault, path: VaultPath) -> Option<UnreadableNote> {
    let error = vault.read(&path).err().filter(ReadError::is_unreadable)?;
    Some(UnreadableNote { path, message: error.problem().message })
}

/// Keeps the folders of a listing for the next look, if they hold all that the graph does. Those with more
/// notes, which could not be read, are read again each time.
fn keep_folders_of(store: &Store, graph: &Graph, listing: &Listing) {
    let mut folders = listing.folders.clone();
    let mut notes = graph.paths().peekable();
    for listed in &listing.notes {
        let path = listed.path.as_str();
        if notes.next_if(|&note| note == path).is_none() {
            folders.unsettle(lore_core::path::folder(path));
        }
    }
    if notes.next().is_none() && has_files(graph, listing) {
        keep_folders(store, graph, &folders);
    }
}

fn keep_folders(store: &Store, graph: &Graph, folders: &Folders) {
    if folders.is_empty() {
        return;
    }
    let (key, folders) = (graph.paths_hash(), folders.to_bytes());
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
        match vault.read(path) {
            Ok(read) => Some(read.hash) != hash,
            // Of what is no text no hash is kept.
            Err(ReadError::BinaryFile { .. }) => hash != Some(0),
            Err(_) => false,
        }
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
