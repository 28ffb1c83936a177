//! The names of a vault as links use them: one sorted table of hashes from which every rule of
//! resolution looks up notes and files. Leaves out which rules there are and their order.

mod addresses;
mod asked_for;
mod called;
mod crowds;
mod parts;

use std::ops::Range;
use std::sync::Arc;

use lore_core::name;
use lore_core::path::{self, end_of_bare};

use crate::columns::{Ints, Longs, Strings, partition_point};
use crate::graph::{FileId, NoteId, column};
use crate::profiles::Reading;

use self::called::{last_names, path_key};
use self::crowds::{MANY, Wanted, Way};

pub(crate) use self::addresses::{address_key, without_numbers};
pub(crate) use self::asked_for::{AskedFor, SEVERAL_WORDS};
pub(crate) use self::called::{Called, Key, NameTable};
pub(crate) use self::crowds::{Crowds, Places};
pub(crate) use lore_core::path::without_note_extension;

/// A note or another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A note.
    Note(NoteId),
    /// A file that is no note.
    File(FileId),
}

impl Place {
    pub(crate) fn note(self) -> Option<NoteId> {
        match self {
            Place::Note(note) => Some(note),
            Place::File(_) => None,
        }
    }

    pub(crate) fn is_file(self) -> bool {
        self.note().is_none()
    }
}

/// What resolution needs to know of a vault; borrowed from a stored graph or one being built. Cheap to
/// clone.
#[derive(Clone)]
pub struct Names<'a> {
    pub(crate) reading: Reading,
    pub(crate) site_folder: &'a str,
    pub(crate) notes: Strings<'a>,
    pub(crate) files: Strings<'a>,
    /// Sorted hashes of [`Key`]s.
    pub(crate) keys: Longs<'a>,
    /// Note ids, then file ids counted on from the number of notes.
    pub(crate) key_ids: Ints<'a>,
    /// Note ids in the order of their file names' keys; empty where no rule needs it.
    pub(crate) name_order: Ints<'a>,
    pub(crate) note_sections: Ints<'a>,
    pub(crate) section_parents: Ints<'a>,
    pub(crate) section_keys: Longs<'a>,
    pub(crate) section_slugs: Longs<'a>,
    pub(crate) note_blocks: Ints<'a>,
    pub(crate) block_keys: Longs<'a>,
    pub(crate) block_sections: Ints<'a>,
    /// Where it is noted what is asked for.
    pub(crate) asked_for: Option<&'a AskedFor>,
    pub(crate) crowds: Arc<Crowds>,
}

/// The keys of one kind that a target may mean.
struct Run {
    /// The name with its folders, as it is compared.
    key: String,
    /// Whether it is the target without its extension, or has none.
    is_bare: bool,
    /// Whether it is the target as written.
    is_written: bool,
    /// The places in the table.
    places: Range<usize>,
}

impl<'a> Names<'a> {
    /// The names in the columns of a graph, found by their numbers.
    pub(crate) fn in_columns(reading: Reading, bytes: impl Fn(usize) -> &'a [u8]) -> Names<'a> {
        let ints = |number| Ints::new(bytes(number));
        let longs = |number| Longs(bytes(number));
        let strings = |number| Strings { offsets: ints(number), bytes: bytes(number + 1) };
        Names {
            reading,
            site_folder: std::str::from_utf8(bytes(column::SITE_FOLDER)).unwrap_or_default(),
            notes: strings(column::NOTE_PATH),
            files: strings(column::FILE_PATH),
            keys: longs(column::NAME_KEY),
            key_ids: ints(column::NAME_ID),
            name_order: ints(column::NAME_ORDER),
            note_sections: ints(column::NOTE_SECTION),
            section_parents: ints(column::SECTION_PARENT),
            section_keys: longs(column::SECTION_KEY),
            section_slugs: longs(column::SECTION_SLUG),
            note_blocks: ints(column::BLOCK_NOTE),
            block_keys: longs(column::BLOCK_KEY),
            block_sections: ints(column::BLOCK_SECTION),
            asked_for: None,
            crowds: Arc::default(),
        }
    }
}

impl Names<'_> {
    /// The notes whose path ends in `name`, shortest first: those a person can mean by it.
    pub fn notes_called(&self, name: &str) -> Vec<NoteId> {
        let places = self.ending_in(name.trim_start_matches("./"), false);
        places.iter().copied().filter_map(Place::note).collect()
    }

    /// The notes with this title or alias, case aside.
    pub fn notes_titled(&self, title: &str) -> Vec<NoteId> {
        let key = name::link_key(title);
        let mut notes: Vec<NoteId> = [Key::Title, Key::Alias]
            .into_iter()
            .flat_map(|kind| self.having(kind, &key))
            .filter_map(Place::note)
            .collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }

    /// Whether a name may be that of several notes and files: none of [`Names::notes_called`] and
    /// [`Names::notes_titled`] is another one where it is not. Takes less than asking them.
    pub fn is_shared(&self, name: &str) -> bool {
        let path = name.trim_start_matches("./");
        let kind = if path.contains('/') { Key::Tail } else { Key::Name };
        let called = self.runs(kind, path).into_iter().map(|run| run.places);
        let key = name::link_key(name);
        let titled = [Key::Title, Key::Alias].map(|kind| self.places_having(kind, &key));
        let mut bearers = called.chain(titled).flatten().map(|at| self.key_ids.get(at));
        let first = bearers.next();
        bearers.any(|other| Some(other) != first)
    }

    /// The notes and files that have a key.
    pub(crate) fn having(&self, kind: Key, key: &str) -> impl Iterator<Item = Place> + use<'_> {
        self.places_having(kind, key).map(|at| self.place(at))
    }

    /// The places in the table of what has a key.
    fn places_having(&self, kind: Key, key: &str) -> Range<usize> {
        if let Some(asked_for) = self.asked_for {
            asked_for.add(key);
        }
        self.keys.equal_range(kind.hash(key))
    }

    fn place(&self, at: usize) -> Place {
        let id = self.key_ids.get(at);
        match (id as usize).checked_sub(self.notes.len()) {
            None => Place::Note(NoteId(id)),
            Some(file) => Place::File(FileId(file as u32)),
        }
    }

    /// The one note that has a key.
    pub(crate) fn only(&self, kind: Key, key: &str) -> Option<Place> {
        let mut places = self.having(kind, key);
        let place = places.next()?;
        places.all(|other| other == place).then_some(place)
    }

    /// The notes and files whose path ends in `target` at a `/`: shortest path first, then
    /// bytewise. Of the two kinds, the one that the target probably means goes first.
    pub(crate) fn ending_in(&self, target: &str, files_first: bool) -> Places {
        self.ending(Way::Shortest, target, files_first)
    }

    /// The same in Foam's order: those written exactly so if there are any, then bytewise.
    pub(crate) fn first_ending_in(&self, target: &str, files_first: bool) -> Places {
        self.ending(Way::First, target, files_first)
    }

    fn ending(&self, way: Way, target: &str, files_first: bool) -> Places {
        let runs = self.runs(if target.contains('/') { Key::Tail } else { Key::Name }, target);
        let number = runs.iter().map(|run| run.places.len()).sum();
        self.kept(way, number, target, files_first, || {
            let mut places = self.matching(&runs, target, false);
            let order = |place: &Place| {
                let path = self.path(*place);
                (place.is_file() != files_first, name::length(path), path)
            };
            places.sort_by(|left, right| order(left).cmp(&order(right)));
            places.dedup();
            if way == Way::First {
                let written = without_note_extension(target);
                let exact = |place| without_note_extension(self.path(place)).ends_with(written);
                places.sort_by_cached_key(|&place| {
                    (!exact(place), name::link_key(self.path(place)), self.path(place))
                });
            }
            places
        })
    }

    /// The notes whose file name is one of some spellings: shortest path first, then bytewise.
    pub(crate) fn notes_spelled(&self, target: &str, spellings: &[String]) -> Places {
        let keys = spellings.iter().map(|name| name::link_key(without_note_extension(name)));
        let runs: Vec<Range<usize>> = keys.map(|key| self.places_having(Key::Name, &key)).collect();
        let number = runs.iter().map(Range::len).sum();
        self.kept(Way::Page, number, target, false, || {
            let all = runs.into_iter().flatten().map(|at| self.place(at));
            let mut places: Vec<Place> = all.filter(|place| !place.is_file()).collect();
            self.sort_by_length(&mut places);
            places.dedup();
            places
        })
    }

    /// What a look-up finds among so many, which is kept if it is much.
    fn kept(
        &self,
        way: Way,
        number: usize,
        target: &str,
        files_first: bool,
        find: impl FnOnce() -> Vec<Place>,
    ) -> Places {
        if number < MANY {
            return Places::Few(find());
        }
        let (reading, target) = (self.reading, target.to_owned());
        self.crowds.places(Wanted { way, reading, files_first, target }, find)
    }

    fn sort_by_length(&self, places: &mut [Place]) {
        let order = |place: Place| (name::length(self.path(place)), self.path(place));
        places.sort_by(|&left, &right| order(left).cmp(&order(right)));
    }

    /// The notes whose file name begins with the last name of `target`, and whose folders end in its
    /// others: shortest path first, then bytewise.
    pub(crate) fn beginning_with(&self, target: &str) -> Places {
        if let Some(asked_for) = self.asked_for {
            asked_for.add_several();
        }
        self.kept(Way::Beginning, MANY, target, false, || self.all_beginning_with(target))
    }

    fn all_beginning_with(&self, target: &str) -> Vec<Place> {
        let key = path_key(target);
        let beginning = last_names(&key, 1);
        let folder = &key[..key.len() - beginning.len()];
        let stem = |note: u32| path_key(last_names(self.bare_path(Place::Note(NoteId(note))), 1));
        let ordered = self.name_order.len();
        let notes: Vec<u32> = if ordered > 0 {
            let place = |at: usize| self.name_order.get(at);
            let first = partition_point(ordered, |at| stem(place(at)).as_str() < beginning);
            (first..ordered)
                .map(place)
                .take_while(|&note| stem(note).starts_with(beginning))
                .collect()
        } else {
            (0..self.notes.len() as u32).filter(|&note| stem(note).starts_with(beginning)).collect()
        };
        let mut places: Vec<Place> = notes
            .into_iter()
            .map(|note| Place::Note(NoteId(note)))
            .filter(|&place| {
                let path = path_key(self.bare_path(place));
                let folders = &path[..path.len() - last_names(&path, 1).len()];
                folders.ends_with(folder)
                    && (folders.len() == folder.len()
                        || folders[..folders.len() - folder.len()].ends_with('/'))
            })
            .collect();
        self.sort_by_length(&mut places);
        places
    }

    /// The notes and files at a path from the root, case aside.
    pub(crate) fn at(&self, path: &str, files_first: bool) -> Vec<Place> {
        let mut places = self.matching(&self.runs(Key::Path, path), path, true);
        // Of paths that differ in case alone, the one written like the link goes first.
        let bare = without_note_extension(path);
        places.sort_by_key(|&place| {
            let there = self.path(place);
            let same = there.ends_with(path) || without_note_extension(there).ends_with(bare);
            (place.is_file() != files_first, !same, there)
        });
        places.dedup();
        places
    }

    /// Where the table may hold what a target means: with its extension, and without.
    fn runs(&self, kind: Key, target: &str) -> Vec<Run> {
        let bare = without_note_extension(target);
        let names = [bare, target].into_iter().skip(usize::from(bare == target));
        let run = |name: &str| {
            let key = path_key(name);
            let looked_up = match kind {
                Key::Tail => last_names(&key, 2),
                Key::Name => last_names(&key, 1),
                _ => key.as_str(),
            };
            let places = self.places_having(kind, looked_up);
            Run { is_bare: name == bare, is_written: name == target, places, key }
        };
        names.map(run).collect()
    }

    /// What has a path or the end of one, a note with or without its extension. An extension that is
    /// written down is meant.
    fn matching(&self, runs: &[Run], target: &str, whole: bool) -> Vec<Place> {
        let written = &target[without_note_extension(target).len()..];
        let mut matches = Vec::new();
        for run in runs {
            for place in run.places.clone().map(|at| self.place(at)) {
                let fits = match place {
                    Place::Note(note) if run.is_bare => {
                        let path = self.notes.bytes(note.at());
                        let extension = &path[end_of_bare(path)..];
                        let optional = written.is_empty() && !self.reading.needs_extension();
                        optional || extension.eq_ignore_ascii_case(written.as_bytes())
                    }
                    Place::Note(_) => true,
                    // A file needs its whole name: `[[notes.md]]` is not the file `notes`.
                    Place::File(_) => run.is_written,
                };
                if fits && self.ends_in(place, &run.key, whole) {
                    matches.push(place);
                }
            }
        }
        matches
    }

    /// Whether a place's path ends in a key at a `/`, or is it. Hashes alone could lie.
    fn ends_in(&self, place: Place, key: &str, whole: bool) -> bool {
        let ends = |path: &[u8]| {
            path.len().checked_sub(key.len()).is_some_and(|at| {
                path[at..].eq_ignore_ascii_case(key.as_bytes())
                    && (at == 0 || !whole && path[at - 1] == b'/')
            })
        };
        // Where all pages are called `index.md` this runs for each of them.
        let path = match place {
            Place::Note(note) => {
                let path = self.notes.bytes(note.at());
                &path[..end_of_bare(path)]
            }
            Place::File(file) => self.files.bytes(file.at()),
        };
        let is_plain = path.is_ascii() && !path.contains(&b' ');
        ends(path) || !is_plain && ends(path_key(self.bare_path(place)).as_bytes())
    }

    /// The path of a note or file.
    pub(crate) fn path(&self, place: Place) -> &str {
        match place {
            Place::Note(note) => self.notes.get(note.at()),
            Place::File(file) => self.files.get(file.at()),
        }
    }

    /// The path as links name it: notes without their extension.
    fn bare_path(&self, place: Place) -> &str {
        match place {
            Place::Note(note) => without_note_extension(self.notes.get(note.at())),
            Place::File(file) => self.files.get(file.at()),
        }
    }
}

/// The note ids `0..` of paths in the order in which [`Names::beginning_with`] searches.
pub(crate) fn name_order<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut order: Vec<(String, u32)> = paths
        .zip(0..)
        .map(|(path, note)| (path_key(last_names(without_note_extension(path), 1)), note))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, note)| note).collect()
}

/// The name of a path's file without a note's extension.
pub(crate) fn bare_file_name(path: &str) -> &str {
    without_note_extension(path::file_name(path))
}
