//! Brings the stored state up to date: what changed is read, parsed and replaced, and text index and
//! graph are committed together. Where nothing changed, nothing is written.

use std::ops::Range;
use std::time::{Duration, Instant};

use lore_core::{Note, Problem, VaultPath};
use lore_graph::{Entry, Graph, NoteId, STAMP, note_key, note_of_record, stamp_of_record};
use lore_index::{Base, Claim, GraphError, NoteText, State, Store, StoreError, Unfinished};
use lore_vault::{
    Changes, Entry as ListedNote, Folders, Known, Listing, Look, RACY_WINDOW_NS, ReadError,
    StatKey, Vault, compare,
};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{ConfigProblem, Settings};
use crate::texts::note_text;
use crate::{Error, Options};

/// How many notes, and about how many bytes of them, are read and parsed before their sections go to the
/// text index. Bounds what is in memory at once.
const BATCH: usize = 1024;
const BATCH_BYTES: u64 = 16 << 20;

/// How often a first batch keeps what it has: at most so much work is lost when it is interrupted.
const KEEP_EVERY: Duration = Duration::from_secs(20);

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
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// Something that did not stop the answer and should be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A setting without effect.
    Config(ConfigProblem),
    /// The state cannot be kept, so every command reads the whole vault.
    NoCache(String),
    /// A file or folder that is not, or not wholly, in the answer.
    File {
        /// The path in the vault, as far as it can be shown.
        path: String,
        /// What is wrong, as a clause.
        message: String,
    },
}

/// Loads the state, and updates it unless `options` say not to look or somebody vouches for it.
pub(crate) fn refresh(
    vault: &Vault,
    store: &Store,
    settings: Settings<'_>,
    options: &Options,
) -> Result<(State, Graph, Refresh), Error> {
    let began = Instant::now();
    let mut loaded = if options.rebuild { None } else { load(store) };
    let vouched = !options.no_refresh
        && !options.look
        && loaded
            .as_ref()
            .is_some_and(|(state, _)| store.is_vouched_for(claim(vault, settings, state)));
    if let Some((state, graph)) = loaded.take_if(|_| vouched || options.no_refresh) {
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
            let mut update =
                |rebuild| update(vault, store, settings, &mut seen, options.progress, rebuild);
            match update(options.rebuild) {
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
    let skipped = skipped
        .into_iter()
        .map(|skipped| Warning::File { message: skipped.why.to_string(), path: skipped.path });
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

/// A note as read: its place in the graph and the text of its sections, or why there is none.
enum Read {
    Note(Entry, Box<NoteText>, Vec<Problem>),
    /// It disappeared meanwhile.
    Gone,
    /// It is there and could not be read now; what is stored of it stays.
    Unreadable(String),
}

/// Reads what changed and commits the new state. Holds the writers' lock throughout.
fn update(
    vault: &Vault,
    store: &Store,
    settings: Settings<'_>,
    seen: &mut Seen,
    report: Option<fn(Progress)>,
    rebuild: bool,
) -> Result<(State, Graph, Refresh), Error> {
    let store = store.locked()?;
    // Another process may have done the work while this one waited.
    let loaded = if rebuild { None } else { load(&store) };
    let stored = loaded.as_ref().map(|(state, _)| state.generation);
    if matches!(&*seen, Seen::SamePlaces(changed) if stored != Some(changed.generation)) {
        *seen = Seen::Listing(vault.list(&settings.config.files.ignore));
    }
    let listing = match &*seen {
        Seen::SamePlaces(_) => None,
        Seen::Listing(listing) => Some(listing),
    };
    let mut refresh = Refresh::default();
    let graph = loaded.as_ref().map(|(_, graph)| graph);
    let unfinished = if loaded.is_none() && !rebuild { store.unfinished() } else { None };
    let kept =
        unfinished.and_then(|unfinished| Some((kept_before(&unfinished, listing?)?, unfinished)));
    let ((mut fresh, gone), unfinished) = match kept {
        Some((kept, unfinished)) => (kept, Some(unfinished)),
        None => (Kept::default(), None),
    };
    refresh.added = fresh.len();
    let changes = match (graph, &*seen) {
        (Some(graph), Seen::Listing(listing)) => changes(vault, &store, graph, listing),
        (_, Seen::SamePlaces(changed)) => {
            Changes { changed: changed.notes.clone(), ..Changes::default() }
        }
        (None, Seen::Listing(listing)) => {
            let paths = listing.notes.iter().map(|entry| &entry.path);
            let added = paths.filter(|path| !fresh.contains_key(path.as_str())).cloned();
            Changes { added: added.collect(), ..Changes::default() }
        }
    };
    let files: Vec<VaultPath> = match (graph, listing) {
        (_, Some(listing)) => listing.files.clone(),
        (Some(graph), None) => graph.files().filter_map(|file| VaultPath::new(file).ok()).collect(),
        (None, None) => Vec::new(),
    };
    let work: Vec<(&VaultPath, bool)> = changes
        .added
        .iter()
        .map(|path| (path, true))
        .chain(changes.changed.iter().map(|path| (path, false)))
        .collect();
    let parser = settings.parser_options();

    let base = match (&loaded, &unfinished) {
        (Some((state, _)), _) => Base::State(state),
        (None, Some(unfinished)) => Base::Unfinished(unfinished),
        (None, None) => Base::Nothing,
    };
    let mut writer = store.writer(base, work.len())?;
    for key in gone {
        writer.remove(key)?;
    }
    for path in &changes.removed {
        fresh.insert(path.as_str(), None);
        writer.remove(note_key(path.as_str()))?;
        refresh.removed += 1;
    }
    let mut progress = Progress { done: fresh.len(), total: fresh.len() + work.len() };
    let mut kept = Instant::now();
    let size = |path: &VaultPath| match listing {
        Some(listing) => {
            let listed = listing.notes.binary_search_by(|note| note.path.cmp(path));
            listed.map_or(0, |at| listing.notes[at].stat.size)
        }
        None => {
            let note = graph.and_then(|graph| Some((graph, graph.note_at(path.as_str())?)));
            note.map_or(0, |(graph, note)| stat_of(graph.stamp(note)).size)
        }
    };
    let sizes: Vec<u64> = work.iter().map(|(path, _)| size(path)).collect();
    for batch in batches(&sizes).into_iter().map(|batch| &work[batch]) {
        if let Some(report) = report {
            report(progress);
        }
        if loaded.is_none() && kept.elapsed() > KEEP_EVERY {
            writer.keep()?;
            kept = Instant::now();
        }
        progress.done += batch.len();
        let read: Vec<Read> =
            batch.par_iter().map(|(path, _)| read(vault, path, &parser)).collect();
        for (&(path, added), read) in batch.iter().zip(read) {
            match read {
                Read::Note(entry, text, problems) => {
                    writer.replace(*text)?;
                    fresh.insert(path.as_str(), Some(entry));
                    *(if added { &mut refresh.added } else { &mut refresh.changed }) += 1;
                    refresh.warnings.extend(problems.into_iter().map(|problem| Warning::File {
                        path: path.as_str().to_owned(),
                        message: problem.message,
                    }));
                }
                Read::Gone => {
                    writer.remove(note_key(path.as_str()))?;
                    fresh.insert(path.as_str(), None);
                    refresh.removed += usize::from(!added);
                }
                Read::Unreadable(message) => {
                    refresh.skipped += 1;
                    let path = path.as_str().to_owned();
                    refresh.warnings.push(Warning::File { path, message });
                }
            }
        }
    }
    if fresh.is_empty()
        && let Some(graph) = graph
        && listing.is_none_or(|listing| has_files(graph, listing))
        && let Some((state, graph)) = load(&store)
    {
        return Ok((state, graph, refresh));
    }
    if let Some(report) = report {
        report(progress);
    }
    let state = writer.commit(|out| {
        if let Some((state, graph)) = &loaded {
            let changed: Vec<&Entry> = fresh.values().flatten().collect();
            let gone = fresh.iter().filter(|(_, entry)| entry.is_none());
            let removed: Vec<&str> = gone.map(|(path, _)| *path).collect();
            let record = |note| record_of(state, graph, note);
            let spliced = lore_graph::splice(graph, &changed, &removed, &files, record);
            if let Some(bytes) = spliced {
                bytes.write_to(out)?;
                return Ok(bytes.other_files());
            }
        }
        let entries = all_entries(loaded.as_ref(), fresh)?;
        let bytes = lore_graph::build(entries, files, settings.profile);
        bytes.write_to(out)?;
        Ok(bytes.other_files())
    })?;
    let graph = open_graph(&store, &state).ok_or_else(|| unreadable_graph(&store))?;
    if let Some(listing) = listing {
        keep_folders(&store, &graph, listing);
    }
    Ok((state, graph, refresh))
}

/// Stretches of notes that are read together, by the sizes of all in bytes.
fn batches(sizes: &[u64]) -> Vec<Range<usize>> {
    let (mut batches, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, &size) in sizes.iter().enumerate() {
        if at > start && (at - start == BATCH || bytes + size > BATCH_BYTES) {
            batches.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    batches.extend((start < sizes.len()).then_some(start..sizes.len()));
    batches
}

/// Notes with their entries, and keys of others.
type Kept<'a> = (FxHashMap<&'a str, Option<Entry>>, Vec<u64>);

/// What an interrupted first batch kept of notes that are still the same, and the keys of the others;
/// nothing if it cannot be read.
fn kept_before<'a>(unfinished: &Unfinished, listing: &'a Listing) -> Option<Kept<'a>> {
    let listed: FxHashMap<u64, &ListedNote> =
        listing.notes.iter().map(|note| (note_key(note.path.as_str()), note)).collect();
    let racy_since = unfinished.kept_ns.saturating_sub(RACY_WINDOW_NS);
    let (mut kept, mut gone) = (FxHashMap::default(), Vec::new());
    let read = unfinished.text.records(|key, record| {
        let same = listed.get(&key).and_then(|note| {
            let entry = Entry::stored(note.path.as_str(), record)?;
            let is_same = stamp_of_record(record).map(stat_of) == Some(note.stat)
                && note.stat.newest_ns() < racy_since;
            is_same.then_some((note.path.as_str(), Some(entry)))
        });
        match same {
            Some((path, entry)) => drop(kept.insert(path, entry)),
            None => gone.push(key),
        }
    });
    read.is_ok().then_some((kept, gone))
}

/// What a note was when the state was written.
pub(crate) fn record_of(state: &State, graph: &Graph, note: NoteId) -> Option<Note> {
    let record = state.text.record(note_key(graph.path(note)))?;
    note_of_record(&record)
}

/// The `fresh` notes, and the stored ones that are not among them.
fn all_entries(
    stored: Option<&(State, Graph)>,
    fresh: FxHashMap<&str, Option<Entry>>,
) -> Result<Vec<Entry>, GraphError> {
    let mut entries: Vec<Entry> = Vec::new();
    if let Some((state, graph)) = stored {
        let kept = graph.notes().filter(|&note| !fresh.contains_key(graph.path(note))).count();
        let read = state.text.records(|key, record| {
            if let Some(note) = graph.note_by_key(key)
                && !fresh.contains_key(graph.path(note))
            {
                entries.extend(Entry::stored(graph.path(note), record));
            }
        });
        if read.is_err() || entries.len() != kept {
            return Err(GraphError::Incomplete);
        }
    }
    entries.extend(fresh.into_values().flatten());
    Ok(entries)
}

fn unreadable_graph(store: &Store) -> Error {
    Error::Store(lore_index::StoreError::Folder {
        path: store.path().unwrap_or_default(),
        source: std::io::Error::other("the graph just written cannot be read back"),
    })
}

fn read(vault: &Vault, path: &VaultPath, parser: &lore_parser::Options) -> Read {
    let read = match vault.read(path) {
        Ok(read) => read,
        Err(error) if error.is_gone() => return Read::Gone,
        // What is no text stays so until the file changes: the note is known by its name.
        Err(error @ ReadError::BinaryFile { stat, .. }) => {
            let problem = error.problem();
            let mut parsed = lore_parser::parse(path, "", parser);
            parsed.note.problems.push(problem.clone());
            let entry = Entry::new(path, stamp(stat, 0), &parsed.note);
            let text = note_text(path, "", &parsed, &entry);
            return Read::Note(entry, Box::new(text), vec![problem]);
        }
        Err(error) => return Read::Unreadable(error.problem().message),
    };
    let mut parsed = lore_parser::parse(path, &read.text, parser);
    parsed.note.problems.splice(0..0, read.problems.iter().cloned());
    let entry = Entry::new(path, stamp(read.stat, read.hash), &parsed.note);
    let text = note_text(path, &read.text, &parsed, &entry);
    Read::Note(entry, Box::new(text), read.problems)
}

/// What the graph keeps of a file's state: size, times, number, hash of the bytes.
fn stamp(stat: StatKey, hash: u64) -> [u64; STAMP] {
    [stat.size, stat.modified_ns as u64, stat.changed_ns as u64, stat.inode, hash]
}

pub(crate) fn stat_of(stamp: [u64; STAMP]) -> StatKey {
    let [size, modified, changed, inode, _] = stamp;
    StatKey { size, modified_ns: modified as i64, changed_ns: changed as i64, inode }
}

fn now_ns() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;

    use super::*;
    use crate::Config;

    #[test]
    fn no_more_is_read_at_once_than_fits() {
        let large = BATCH_BYTES + 1;
        for (sizes, wanted) in [
            (vec![], vec![]),
            (vec![0], vec![1]),
            (vec![10; BATCH + 1], vec![BATCH, 1]),
            (vec![large; 3], vec![1, 1, 1]),
            (vec![1, large, 1, 1], vec![1, 1, 2]),
            (vec![BATCH_BYTES / 2; 3], vec![2, 1]),
        ] {
            let batches = batches(&sizes);
            let lengths: Vec<usize> = batches.iter().map(Range::len).collect();
            assert_eq!(lengths, wanted, "{} notes", sizes.len());
            assert!(batches.into_iter().flatten().eq(0..sizes.len()));
        }
    }

    #[test]
    fn an_interrupted_first_index_goes_on_where_it_was() {
        let fixture = VaultFixture::from_str(
            "-- a.md --\nSee [[b]].\n-- b.md --\n#data old\n-- c.md --\nGone soon [[a]].\n-- d.md --\nlast\n",
        );
        let vault = Vault::find(Some(fixture.root()), None, fixture.root()).expect("a vault");
        let cache = tempfile::tempdir().expect("a temporary folder");
        let config = Config::default();
        let settings = Settings { config: &config, profile: lore_core::Profile::default() };
        let store = Store::in_folder(cache.path(), &settings.fingerprint()).expect("a store");

        // Notes are believed to be the same once their times are old enough; three of four are in when
        // it stops.
        std::thread::sleep(Duration::from_nanos(RACY_WINDOW_NS as u64 + 50_000_000));
        let listing = vault.list(&[]);
        let mut writer =
            store.locked().and_then(|store| store.writer(Base::Nothing, 4)).expect("a writer");
        for note in &listing.notes[..3] {
            let Read::Note(_, text, _) = read(&vault, &note.path, &settings.parser_options())
            else {
                panic!("{} was not read", note.path.as_str());
            };
            writer.replace(*text).expect("replaced");
        }
        writer.keep().expect("kept");
        drop(writer);
        assert!(store.load().is_none(), "half a vault answers nothing");
        let unfinished = store.unfinished().expect("what was kept");

        fixture.write("b.md", "#data new [[d]]\n");
        fixture.remove("c.md");
        let listing = vault.list(&[]);
        let (kept, gone) = kept_before(&unfinished, &listing).expect("whole");
        assert_eq!(kept.into_keys().collect::<Vec<_>>(), ["a.md"]);
        assert_eq!(gone.len(), 2, "one changed, one is gone");

        let options = Options::default();
        let (_, graph, refreshed) = refresh(&vault, &store, settings, &options).expect("refreshed");
        assert_eq!((refreshed.notes, refreshed.added), (3, 3));
        let memory = Store::in_memory(&settings.fingerprint());
        let (_, rebuilt, _) = refresh(&vault, &memory, settings, &options).expect("rebuilt");
        assert!(graph == rebuilt, "gone on with is not as begun anew");
        let state = store.load().expect("a whole state");
        assert_eq!(state.text.section_count(), 3);
        assert_eq!(state.text.phrase("old").len() + state.text.phrase("gone soon").len(), 0);
        assert_eq!(state.text.phrase("new").len(), 1);
    }
}
