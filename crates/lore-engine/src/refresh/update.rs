//! Reads what changed, replaces it in the text index, makes the graph, and commits both together. Leaves
//! out how it is seen what changed.

use std::ops::Range;
use std::time::{Duration, Instant};

use lore_core::{Problem, VaultPath, now_ns};
use lore_graph::{Entry, Graph, GraphBytes, NoteId, STAMP, note_key, stamp_of_record, with_stamp};
use lore_index::{
    Base, GraphError, NoteText, Records, State, Store, StoreError, Unfinished, Writer,
};
use lore_vault::{Changes, Listing, RACY_WINDOW_NS, ReadError, ReadNote, StatKey, Vault};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::second_look::SecondLook;
use super::{
    Progress, Refresh, Seen, There, UnreadableNote, Warning, changes, has_files, keep_folders,
    keep_folders_of, list, load, open_graph, record_of, stat_of, stored_generation,
};
use crate::config::Settings;
use crate::texts::note_text;
use crate::{Error, OnProgress};

/// How many notes, and about how many bytes of them, are read and parsed before their sections go to the
/// text index. Bounds what is in memory at once.
const BATCH: usize = 256;
const BATCH_BYTES: u64 = 4 << 20;

/// How often a first batch keeps what it has: at most so much work is lost when it is interrupted.
const KEEP_EVERY: Duration = Duration::from_secs(20);

/// Notes as they are now, each at most once; nothing where one is gone.
type Fresh = Vec<(VaultPath, Option<Entry>)>;

/// What the graph keeps of the state of a note's file.
type Stamp = [u64; STAMP];

/// The stored notes whose files have another state now and the same bytes.
type Touched = Vec<(NoteId, Stamp)>;

/// Reads what changed and commits the new state. Holds the writers' lock throughout.
pub(super) fn update(
    vault: &Vault,
    store: &Store,
    settings: Settings<'_>,
    seen: &mut Seen,
    report: Option<&OnProgress>,
    rebuild: bool,
) -> Result<(State, Graph, Refresh), Error> {
    let store = store.locked(|holder| {
        if let Some(report) = report {
            report.tell(Progress::Waiting(holder));
        }
    })?;
    // Another process may have done the work while this one waited.
    let loaded = if rebuild { None } else { load(&store) };
    let stored = stored_generation(&store, loaded.as_ref());
    // What was seen before others committed may be behind what they saw.
    if seen.stored != stored || (loaded.is_none() && seen.listing().is_none()) {
        let graph = loaded.as_ref().map(|(_, graph)| graph);
        let since_ns = now_ns();
        let there = list(vault, graph, &settings.config.files.ignore);
        *seen = Seen { stored, since_ns, there };
    }
    let unfinished = if loaded.is_none() && !rebuild { store.unfinished() } else { None };
    let mut plan = Plan::new(vault, &store, loaded.as_ref(), unfinished, seen);
    let kept = std::mem::take(&mut plan.kept);
    let base = match (&loaded, &plan.unfinished) {
        (Some((state, _)), _) => Base::State(state),
        (None, Some(unfinished)) => Base::Unfinished(unfinished),
        (None, None) => Base::Nothing,
    };
    let mut writer = store.writer(base, plan.work.len())?.since(seen.since_ns);
    let mut refresh = Refresh::default();
    let second_look = SecondLook::begin(vault);
    let graph = loaded.as_ref().map(|(_, graph)| graph);
    let reader = Reader { vault, graph, settings, report, second_look: &second_look };
    let (fresh, touched) = reader.read_into(&mut writer, &plan, kept, &mut refresh)?;
    let listing = seen.listing();
    if fresh.is_empty()
        && touched.is_empty()
        && let Some((_, graph)) = &loaded
        && listing.is_none_or(|listing| has_files(graph, listing))
        && let Some((state, graph)) = load(&store)
    {
        return Ok((state, graph, refresh));
    }
    let Plan { files, is_first, work, .. } = plan;
    // These lists are as long as the vault: they are gone before the graph is made.
    drop(work);
    let listed = if is_first { seen.forget_notes() } else { None };
    // The records of a whole vault are many: they are read from where they were written.
    let records = if is_first { Some(writer.records()?) } else { None };
    let state = writer.commit(|out| {
        let bytes = match &loaded {
            Some(loaded) => next_graph(loaded, fresh, touched, files, settings)?,
            None => first_graph(records, fresh, files, settings)?,
        };
        bytes.write_to(out)?;
        Ok(bytes.other_files())
    })?;
    refresh.written_on = second_look.written_on();
    let graph = open_graph(&store, &state);
    let graph = graph.ok_or_else(|| StoreError::Lost { path: store.path() })?;
    match (listed, seen.listing()) {
        // It was made of listed notes alone.
        (Some(listed), Some(listing)) if graph.note_count() == listed => {
            keep_folders(&store, &graph, &listing.folders);
        }
        (None, Some(listing)) => keep_folders_of(&store, &graph, listing),
        _ => {}
    }
    Ok((state, graph, refresh))
}

/// What is to be done.
struct Plan {
    /// Whether nothing is stored yet.
    is_first: bool,
    /// What an interrupted first batch left, if it is gone on with.
    unfinished: Option<Unfinished>,
    /// Which of its notes are still the same, and the keys of the others.
    kept: Fresh,
    outdated: Vec<u64>,
    /// The notes that are to be read.
    work: Vec<Work>,
    removed: Vec<VaultPath>,
    /// All files that are no notes.
    files: Vec<VaultPath>,
}

/// A note that is to be read.
struct Work {
    path: VaultPath,
    is_new: bool,
    /// In bytes, as far as it is known.
    size: u64,
}

impl Plan {
    fn new(
        vault: &Vault,
        store: &Store,
        loaded: Option<&(State, Graph)>,
        unfinished: Option<Unfinished>,
        seen: &Seen,
    ) -> Plan {
        let graph = loaded.map(|(_, graph)| graph);
        let listing = seen.listing();
        let kept = unfinished
            .and_then(|unfinished| Some((kept_before(&unfinished, listing?)?, unfinished)));
        let ((kept, outdated), unfinished) = match kept {
            Some((kept, unfinished)) => (kept, Some(unfinished)),
            None => (<(Fresh, Vec<u64>)>::default(), None),
        };
        let changes = match (graph, &seen.there) {
            (Some(graph), There::Listing(listing)) => changes(vault, store, graph, listing),
            (_, There::SamePlaces(changed)) => {
                Changes { changed: changed.clone(), ..Changes::default() }
            }
            (None, There::Listing(listing)) => {
                let kept: FxHashSet<&VaultPath> = kept.iter().map(|(path, _)| path).collect();
                let paths = listing.notes.iter().map(|entry| &entry.path);
                let added = paths.filter(|path| !kept.contains(path)).cloned();
                Changes { added: added.collect(), ..Changes::default() }
            }
        };
        let files = match (graph, listing) {
            (_, Some(listing)) => listing.files.clone(),
            (Some(graph), None) => {
                graph.files().filter_map(|file| VaultPath::new(file).ok()).collect()
            }
            (None, None) => Vec::new(),
        };
        let listed = |path: &VaultPath| {
            let notes = &listing?.notes;
            let at = notes.binary_search_by(|note| note.path.cmp(path)).ok()?;
            Some(notes[at].stat.size)
        };
        let stored = |path: &VaultPath| {
            let graph = graph?;
            Some(stat_of(graph.stamp(graph.note_at(path.as_str())?)).size)
        };
        let work = |path: VaultPath, is_new| {
            let size = listed(&path).or_else(|| stored(&path)).unwrap_or(0);
            Work { path, is_new, size }
        };
        let Changes { added, changed, removed, .. } = changes;
        let added = added.into_iter().map(|path| work(path, true));
        let changed = changed.into_iter().map(|path| work(path, false));
        let work = added.chain(changed).collect();
        Plan { is_first: loaded.is_none(), unfinished, kept, outdated, work, removed, files }
    }
}

/// How the notes of a plan are read.
struct Reader<'a> {
    vault: &'a Vault,
    /// What is stored of the notes, if anything is.
    graph: Option<&'a Graph>,
    settings: Settings<'a>,
    report: Option<&'a OnProgress>,
    second_look: &'a SecondLook,
}

impl Reader<'_> {
    /// Brings the text index to what the plan says. Returns the notes that are not as they were, with the
    /// `fresh` ones that need not be read, and those of which only the files are not as they were.
    fn read_into(
        &self,
        writer: &mut Writer,
        plan: &Plan,
        mut fresh: Fresh,
        refresh: &mut Refresh,
    ) -> Result<(Fresh, Touched), Error> {
        let mut touched = Touched::new();
        let parser = self.settings.parser_options();
        refresh.added = fresh.len();
        for &key in &plan.outdated {
            writer.remove(key)?;
        }
        for path in &plan.removed {
            fresh.push((path.clone(), None));
            writer.remove(note_key(path.as_str()))?;
            refresh.removed += 1;
        }
        let total = fresh.len() + plan.work.len();
        let mut done = fresh.len();
        let report = |done| {
            if let Some(report) = self.report {
                report.tell(Progress::Reading { done, total });
            }
        };
        let mut kept = Instant::now();
        for batch in batches(&plan.work) {
            report(done);
            if plan.is_first && kept.elapsed() > KEEP_EVERY {
                writer.keep()?;
                kept = Instant::now();
            }
            done += batch.len();
            let batch = &plan.work[batch];
            let read = |Work { path, .. }: &Work| {
                let read = self.vault.read(path);
                self.second_look.follows(path, &read);
                self.touched(path, &read).unwrap_or_else(|| made_of(read, path, &parser))
            };
            let read: Vec<Read> = batch.par_iter().map(read).collect();
            for (Work { path, is_new, .. }, read) in batch.iter().zip(read) {
                match read {
                    Read::Note(entry, text, problems) => {
                        writer.replace(*text)?;
                        let entry = if plan.is_first { entry.into_stored() } else { entry };
                        fresh.push((path.clone(), Some(entry)));
                        *(if *is_new { &mut refresh.added } else { &mut refresh.changed }) += 1;
                        refresh.warnings.extend(problems.into_iter().map(|problem| {
                            Warning::File {
                                path: path.as_str().to_owned(),
                                message: problem.message,
                            }
                        }));
                    }
                    Read::Touched(note, stamp) => touched.push((note, stamp)),
                    Read::Gone => {
                        writer.remove(note_key(path.as_str()))?;
                        fresh.push((path.clone(), None));
                        refresh.removed += usize::from(!is_new);
                    }
                    Read::Unreadable(message) => {
                        refresh.leave_out(UnreadableNote { path: path.clone(), message });
                    }
                }
            }
        }
        if total > 0 {
            report(done);
        }
        Ok((fresh, touched))
    }

    /// A note that has the bytes that are stored of it: nothing of it need be made anew.
    fn touched(&self, path: &VaultPath, read: &Result<ReadNote, ReadError>) -> Option<Read> {
        let graph = self.graph?;
        let (read, note) = (read.as_ref().ok()?, graph.note_at(path.as_str())?);
        let stored = graph.stamp(note);
        let stamp = stamp(read.stat, read.hash);
        let is_same = (stamp[0], stamp[STAMP - 1]) == (stored[0], stored[STAMP - 1]);
        is_same.then_some(Read::Touched(note, stamp))
    }
}

/// The graph of the stored notes with the `fresh` ones in their places: spliced where that can be, else
/// built from the records of all.
fn next_graph<'a>(
    (state, graph): &'a (State, Graph),
    fresh: Fresh,
    touched: Touched,
    files: Vec<VaultPath>,
    settings: Settings<'_>,
) -> Result<GraphBytes<'a>, GraphError> {
    let changed: Vec<&Entry> = fresh.iter().filter_map(|(_, entry)| entry.as_ref()).collect();
    let gone = fresh.iter().filter(|(_, entry)| entry.is_none());
    let removed: Vec<&str> = gone.map(|(path, _)| path.as_str()).collect();
    let record = |note| record_of(state, graph, note);
    let spliced = lore_graph::splice(graph, &changed, &removed, &touched, &files, record);
    if let Some(bytes) = spliced {
        return Ok(bytes);
    }
    let others: FxHashSet<&str> = fresh.iter().map(|(path, _)| path.as_str()).collect();
    let stay = graph.notes().filter(|&note| !others.contains(graph.path(note)));
    let stored = |note| Some(Entry::stored(VaultPath::new(graph.path(note)).ok()?));
    let mut entries: Vec<Entry> = stay.filter_map(stored).collect();
    drop(others);
    entries.extend(fresh.into_iter().filter_map(|(_, entry)| entry));
    let records = state.text.records().map_err(|_| GraphError::Incomplete)?;
    // The record of a note is as old as its text.
    let touched: FxHashMap<NoteId, Stamp> = touched.into_iter().collect();
    let stamped = |path: &VaultPath| {
        let (record, note) = (records.get(note_key(path.as_str()))?, graph.note_at(path.as_str())?);
        let stamp = touched.get(&note).copied().unwrap_or_else(|| graph.stamp(note));
        Some(with_stamp(record, stamp))
    };
    build(entries, files, settings, stamped)
}

/// The graph of notes that are all `fresh`.
fn first_graph<'a>(
    records: Option<Records>,
    fresh: Fresh,
    files: Vec<VaultPath>,
    settings: Settings<'_>,
) -> Result<GraphBytes<'a>, GraphError> {
    let entries = fresh.into_iter().filter_map(|(_, entry)| entry).collect();
    let records = records.ok_or(GraphError::Incomplete)?;
    build(entries, files, settings, |path| records.get(note_key(path.as_str())))
}

fn build<'a>(
    entries: Vec<Entry>,
    files: Vec<VaultPath>,
    settings: Settings<'_>,
    record: impl Fn(&VaultPath) -> Option<Vec<u8>> + Sync,
) -> Result<GraphBytes<'a>, GraphError> {
    lore_graph::build(entries, files, settings.conventions(), record).ok_or(GraphError::Incomplete)
}

/// Stretches of notes that are read together.
fn batches(work: &[Work]) -> Vec<Range<usize>> {
    let (mut batches, mut start, mut bytes) = (Vec::new(), 0, 0);
    for (at, &Work { size, .. }) in work.iter().enumerate() {
        if at > start && (at - start == BATCH || bytes + size > BATCH_BYTES) {
            batches.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += size;
    }
    batches.extend((start < work.len()).then_some(start..work.len()));
    batches
}

/// What an interrupted first batch kept of notes that are still the same, and the keys of the others;
/// nothing if it cannot be read.
fn kept_before(unfinished: &Unfinished, listing: &Listing) -> Option<(Fresh, Vec<u64>)> {
    let records = unfinished.text.records().ok()?;
    let racy_since = unfinished.since_ns.saturating_sub(RACY_WINDOW_NS);
    let mut same: FxHashSet<u64> = FxHashSet::default();
    let mut kept = Fresh::new();
    for note in &listing.notes {
        let key = note_key(note.path.as_str());
        let Some(stamp) = records.get(key).and_then(|record| stamp_of_record(&record)) else {
            continue;
        };
        if stat_of(stamp) == note.stat && note.stat.since_ns() < racy_since {
            kept.push((note.path.clone(), Some(Entry::stored(note.path.clone()))));
            same.insert(key);
        }
    }
    let outdated = records.keys().filter(|key| !same.contains(key)).collect();
    Some((kept, outdated))
}

/// A note as read: its place in the graph and the text of its sections, or why there is none.
enum Read {
    Note(Entry, Box<NoteText>, Vec<Problem>),
    /// Its file has another state and the bytes that are stored.
    Touched(NoteId, Stamp),
    /// It disappeared meanwhile.
    Gone,
    /// It is there and could not be read now; what is stored of it stays.
    Unreadable(String),
}

/// What becomes of a note that was read, or could not be.
fn made_of(
    read: Result<ReadNote, ReadError>,
    path: &VaultPath,
    parser: &lore_parser::Options,
) -> Read {
    let read = match read {
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
fn stamp(stat: StatKey, hash: u64) -> Stamp {
    [stat.size, stat.modified_ns as u64, stat.changed_ns as u64, stat.inode, hash]
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;

    use super::super::{look, refresh};
    use super::*;
    use crate::{Config, Options};

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
            let path = VaultPath::new("a.md").expect("a path");
            let work = |&size: &u64| Work { path: path.clone(), is_new: true, size };
            let batches = batches(&sizes.iter().map(work).collect::<Vec<_>>());
            let lengths: Vec<usize> = batches.iter().map(Range::len).collect();
            assert_eq!(lengths, wanted, "{} notes", sizes.len());
            assert!(batches.into_iter().flatten().eq(0..sizes.len()));
        }
    }

    /// A list from before another process committed would take back what that one saw.
    #[test]
    fn what_another_committed_meanwhile_is_looked_at_again() {
        for rebuild in [false, true] {
            let fixture = VaultFixture::from_str("-- a.md --\n-- p.png --\n");
            let vault = Vault::find(Some(fixture.root()), None, fixture.root()).expect("a vault");
            let cache = tempfile::tempdir().expect("a temporary folder");
            let config = Config::default();
            let settings = Settings { config: &config, profile: lore_core::Profile::default() };
            let store = Store::in_folder(cache.path(), &settings.fingerprint()).expect("a store");
            let ask = || refresh(&vault, &store, settings, &Options::default()).expect("refreshed");
            let stored = Some(ask().0.generation);
            let there = There::Listing(vault.list(&[]));
            let mut seen = Seen { stored, since_ns: now_ns(), there };
            fixture.write("b.md", "new");
            fixture.remove("p.png");
            let (other, ..) = ask();
            let (state, graph, _) =
                update(&vault, &store, settings, &mut seen, None, rebuild).expect("updated");
            let notes: Vec<&str> = graph.notes().map(|note| graph.path(note)).collect();
            assert_eq!((notes, graph.file_count()), (vec!["a.md", "b.md"], 0), "{rebuild}");
            // Somebody may vouch for a generation that was: it never comes again.
            assert_eq!(state.generation, other.generation + u64::from(rebuild));
        }
    }

    /// Else a note that could not be read when its folder was would have to wait until something else came to
    /// be there.
    #[test]
    fn folders_with_notes_that_are_not_stored_are_read_each_time() {
        let fixture = VaultFixture::from_str("-- a.md --\n-- b/c.md --\n-- d/e.md --\n");
        let vault = Vault::find(Some(fixture.root()), None, fixture.root()).expect("a vault");
        let cache = tempfile::tempdir().expect("a temporary folder");
        let config = Config::default();
        let settings = Settings { config: &config, profile: lore_core::Profile::default() };
        let store = Store::in_folder(cache.path(), &settings.fingerprint()).expect("a store");
        let (_, graph, _) =
            refresh(&vault, &store, settings, &Options::default()).expect("refreshed");
        fixture.write("b/locked.md", "not to be read");
        // Younger folders may have got more since they were read.
        std::thread::sleep(Duration::from_nanos(RACY_WINDOW_NS as u64 + 50_000_000));
        keep_folders_of(&store, &graph, &vault.list(&[]));
        if store.folders(graph.paths_hash()).is_none() {
            // Here all folders are read each time.
            return;
        }
        let There::Listing(listing) = look(&vault, &store, &graph, &[]) else {
            panic!("it is passed over");
        };
        assert!(listing.notes.iter().any(|note| note.path.as_str() == "b/locked.md"));

        fixture.remove("a.md");
        let fewer = vault.list(&[]);
        let before = store.folders(graph.paths_hash());
        keep_folders_of(&store, &graph, &fewer);
        assert_eq!(store.folders(graph.paths_hash()), before, "a stored note is not there");
    }

    /// A note that changes behind the one who read it may keep its times where they are coarse.
    #[test]
    fn notes_count_as_read_since_one_began_to_look() {
        let fixture = VaultFixture::from_str("-- a.md --\n");
        let vault = Vault::find(Some(fixture.root()), None, fixture.root()).expect("a vault");
        let cache = tempfile::tempdir().expect("a temporary folder");
        let config = Config::default();
        let settings = Settings { config: &config, profile: lore_core::Profile::default() };
        let store = Store::in_folder(cache.path(), &settings.fingerprint()).expect("a store");
        for (since_ns, text) in [(7, "one"), (8, "two")] {
            fixture.write("a.md", text);
            let there = There::Listing(vault.list(&[]));
            let stored = store.load().map(|state| state.generation);
            let mut seen = Seen { stored, since_ns, there };
            update(&vault, &store, settings, &mut seen, None, false).expect("updated");
            assert_eq!(store.notes_checked_ns(), since_ns);
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
        let mut writer = store
            .locked(|_| {})
            .and_then(|store| store.writer(Base::Nothing, 4))
            .expect("a writer");
        for note in &listing.notes[..3] {
            let read = vault.read(&note.path);
            let read = made_of(read, &note.path, &settings.parser_options());
            let Read::Note(_, text, _) = read else {
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
        assert_eq!(kept.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["a.md"]);
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
