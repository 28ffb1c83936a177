//! What notes and files are called, when some come, go or are called otherwise; and which notes this
//! concerns that did not change: those with links that may lead elsewhere now, and those that had, or get,
//! the same first heading as another. Leaves out concepts.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lore_core::{Profile, TitleSource, VaultPath, name, path};
use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::{AllMoves, Columns, Files};
use super::{Change, MOST_SOURCES};
use crate::build::{SharedHeadings, file_key, has_subjects};
use crate::columns::{ints, strings};
use crate::graph::{Graph, NONE, Naming, NoteId, SectionId, column, hash};
use crate::names::{Called, NameTable, SEVERAL_WORDS, name_order};
use crate::resolve::Target;

/// The notes of a graph whose first headings are those that changed notes have or had, each with the hash
/// of the heading.
pub(super) struct SameHeadings(Vec<(u64, NoteId)>);

/// The notes of one heading, or of one heading and one name of a file, that are not renamed themselves.
type Others<K> = FxHashMap<K, Vec<NoteId>>;

impl SameHeadings {
    pub(super) fn new(graph: &Graph, changes: &[Change<'_>]) -> SameHeadings {
        let renamed = changes.iter().filter(|change| change.is_renamed);
        let notes = renamed.flat_map(|change| [&change.old, &change.new]);
        let headed = notes.filter(|note| note.title_source == TitleSource::Heading);
        let keys: FxHashSet<u64> = headed.map(|note| heading_key(&note.title)).collect();
        if keys.is_empty() {
            return SameHeadings(Vec::new());
        }
        let (titles, namings) =
            (graph.strings(column::NOTE_TITLE), graph.ints(column::NOTE_NAMING));
        let headed = (0..titles.len())
            .filter(|&at| {
                matches!(Naming::unpack(namings.get(at)), Naming::Heading | Naming::FileName)
            })
            .map(|at| (heading_key(titles.get(at)), NoteId(at as u32)));
        SameHeadings(headed.filter(|(key, _)| keys.contains(key)).collect())
    }

    /// The notes with the same first heading as before that are called otherwise now, perhaps: what two of them
    /// share, a heading or the name of a file under it, does not become shared or cease to be.
    pub(super) fn of_one_other(&self, graph: &Graph, changes: &[Change<'_>]) -> BTreeSet<NoteId> {
        let renamed = changes.iter().filter(|change| change.is_renamed);
        let renamed: FxHashSet<u32> = renamed.flat_map(Change::place).collect();
        let files: FxHashSet<u64> = changes.iter().map(|change| file_key(change.path)).collect();
        let (mut of_heading, mut of_file): (Others<u64>, Others<(u64, u64)>) = Default::default();
        for &(key, note) in self.0.iter().filter(|(_, note)| !renamed.contains(&note.0)) {
            of_heading.entry(key).or_default().push(note);
            let file = file_key(graph.path(note));
            if files.contains(&file) {
                of_file.entry((key, file)).or_default().push(note);
            }
        }
        let all = of_heading.into_values().chain(of_file.into_values());
        all.filter(|notes| notes.len() == 1).flatten().collect()
    }
}

fn heading_key(title: &str) -> u64 {
    hash(&name::link_key(title))
}

/// The other notes with links that may lead elsewhere; nothing if they are too many.
pub(super) fn sources(
    graph: &Graph,
    changes: &[Change<'_>],
    files: Option<&Files>,
) -> Option<BTreeSet<NoteId>> {
    let mut words: FxHashSet<u32> = FxHashSet::default();
    if let Some(files) = files {
        let gone = graph.files().zip(&files.moved).filter(|(_, now)| **now == NONE);
        let others = gone.map(|(file, _)| file).chain(files.added().map(|file| file.1.as_str()));
        others.for_each(|file| words.extend(Called::of_file(file).last_words()));
    }
    for change in changes {
        let [old, new] = change.called(graph.profile());
        if old != new {
            words.extend(old.last_words().chain(new.last_words()));
        }
    }
    let mut sources = BTreeSet::new();
    let asked_for = graph.ints(column::LINK_LAST_WORD);
    let sections = graph.ints(column::LINK_SECTION);
    let source = |link: usize| graph.note_of(SectionId(sections.get(link)));
    if !words.is_empty() {
        words.insert(SEVERAL_WORDS);
        let may_move = (0..asked_for.len()).filter(|&link| words.contains(&asked_for.get(link)));
        sources.extend(may_move.map(source));
    }
    for change in changes.iter().filter(|each| each.is_renamed || !each.has_same_anchors()) {
        let note = change.place().next().map(NoteId);
        let backlinks = note.into_iter().flat_map(|note| graph.backlinks(note));
        // Links to what has another name count for another concept, though they lead where they led.
        let moves =
            backlinks.filter(|link| change.is_renamed || !matches!(link.target, Target::Note(_)));
        sources.extend(moves.map(|link| graph.note_of(link.section)));
    }
    for note in changes.iter().flat_map(Change::place) {
        sources.remove(&NoteId(note));
    }
    let most = MOST_SOURCES.max(graph.note_count() / 16);
    (sources.len() <= most).then_some(sources)
}

impl Columns<'_> {
    /// Puts the tables of what notes and files are called.
    pub(super) fn set_names(&mut self, changes: &[Change<'_>], moves: &AllMoves) {
        let graph = self.graph;
        let (count_before, count) =
            (graph.note_count() as u32, self.strings(column::NOTE_PATH).len() as u32);
        let changed: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
        let stays = |id: &u32| !changed.contains(id);
        let (keys, ids) = (graph.longs(column::NAME_KEY), graph.ints(column::NAME_ID));
        let mut table = NameTable::default();
        for (key, id) in (0..keys.len()).map(|at| (keys.get(at), ids.get(at))) {
            match id.checked_sub(count_before) {
                Some(file) => {
                    let now = moves.files.as_ref().map_or(file, |files| files.moved[file as usize]);
                    if now != NONE {
                        table.add_key(count + now, key);
                    }
                }
                None if stays(&id) => table.add_key(moves.notes.moved(id), key),
                None => {}
            }
        }
        let there = || changes.iter().filter(|change| change.is_there);
        for change in there() {
            table.add(change.id.0, &Called::of_note(change.path, &change.new, graph.profile()));
        }
        if let Some(files) = &moves.files {
            for (number, file) in files.added() {
                table.add(count + number, &Called::of_file(file.as_str()));
            }
            let (offsets, bytes) = strings(files.paths.iter().map(VaultPath::as_str));
            self.bytes[column::FILE_PATH] = Cow::Owned(offsets);
            self.bytes[column::FILE_PATH + 1] = Cow::Owned(bytes);
        }
        let (keys, ids) = table.columns();
        self.bytes[column::NAME_KEY] = Cow::Owned(keys);
        self.bytes[column::NAME_ID] = Cow::Owned(ids);

        let (keys, ids) = (graph.longs(column::NOTE_KEY), graph.ints(column::NOTE_KEY_ID));
        let mut paths: Vec<(u64, u32)> = (0..keys.len())
            .filter(|&at| stays(&ids.get(at)))
            .map(|at| (keys.get(at), moves.notes.moved(ids.get(at))))
            .collect();
        paths.extend(there().map(|change| (hash(change.path), change.id.0)));
        paths.sort_unstable();
        let keys = paths.iter().flat_map(|path| path.0.to_le_bytes()).collect();
        self.bytes[column::NOTE_KEY] = Cow::Owned(keys);
        self.bytes[column::NOTE_KEY_ID] = Cow::Owned(ints(paths.iter().map(|path| path.1)));
        if graph.profile() == Profile::Zk {
            let paths = self.strings(column::NOTE_PATH);
            let order = name_order((0..paths.len()).map(|at| paths.get(at)));
            self.bytes[column::NAME_ORDER] = Cow::Owned(ints(order));
        }
    }

    /// Puts by what each note is called.
    pub(super) fn set_namings(&mut self, changes: &[Change<'_>], headings: &SameHeadings) {
        let before = self.graph.ints(column::NOTE_NAMING);
        let changed: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
        let paths = self.strings(column::NOTE_PATH);
        let has_subjects = has_subjects((0..paths.len()).map(|at| paths.get(at)));
        let is_template = |change: &Change<'_>| has_subjects && path::is_template(change.path);
        let is_headed = |change: &&Change<'_>| {
            change.is_there
                && change.new.title_source == TitleSource::Heading
                && !is_template(change)
        };
        let others = headings.0.iter().filter(|(_, note)| !changed.contains(&note.0));
        let headed = changes.iter().filter(is_headed);
        let headed = headed.map(|change| (heading_key(&change.new.title), change.path));
        let mut shared = SharedHeadings::default();
        for (key, path) in others.map(|(key, note)| (*key, self.graph.path(*note))).chain(headed) {
            shared.add(key, path);
        }
        let naming = |change: &Change<'_>| match change.new.title_source {
            _ if is_template(change) => Naming::Path.pack(),
            TitleSource::Heading if !change.is_renamed => before.get(change.place as usize),
            TitleSource::Heading => {
                shared.naming(heading_key(&change.new.title), change.path).pack()
            }
            TitleSource::FrontMatter | TitleSource::FileStem => Naming::Title.pack(),
        };
        let mut namings = Vec::with_capacity(before.len() + changes.len());
        let mut next = 0;
        let stays = |range: std::ops::Range<u32>| range.map(|note| before.get(note as usize));
        for change in changes {
            let place = change.place();
            namings.extend(stays(next..place.start));
            namings.extend(change.is_there.then(|| naming(change)));
            next = place.end;
        }
        namings.extend(stays(next..before.len() as u32));
        let namings = ints(namings);
        if *self.bytes[column::NOTE_NAMING] != namings {
            self.bytes[column::NOTE_NAMING] = Cow::Owned(namings);
        }
    }
}
