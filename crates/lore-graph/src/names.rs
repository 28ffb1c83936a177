//! The names of a vault as links use them: one sorted table of hashes from which every rule of
//! resolution looks up notes and files. Leaves out which rules there are and their order.

mod crowds;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use lore_core::path::{self, end_of_bare};
use lore_core::{Field, FieldOrigin, Note, VaultPath, is_uuid, name};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::columns::{self, Ints, Longs, Strings, partition_point};
use crate::graph::{FileId, NoteId, SectionId, column, hash, parent_of};
use crate::profiles::Reading;
use crate::resolve::{below_content, content_folder, page_of};

use crowds::{MANY, PartKey, Parts, Wanted, Way};

pub(crate) use crowds::{Crowds, Places};
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

/// What a key of the table is. One name may be several keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// The whole path; notes without their extension.
    Path = 1,
    /// The path's last name.
    Name,
    /// The path's last two names.
    Tail,
    /// A note's title.
    Title,
    /// A note's alias.
    Alias,
    /// The id of a block, unique in the world.
    Block,
    /// The address of a page on a site.
    Address,
    /// What a post is called in its address.
    Post,
}

impl Key {
    fn hash(self, text: &str) -> u64 {
        // xxh3 gives short texts the same hash under different small seeds, so the kind of key is spread over
        // all 64 bits of the seed.
        xxh3_64_with_seed(text.as_bytes(), (self as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

/// The table while it is filled.
#[derive(Default)]
pub(crate) struct NameTable {
    entries: Vec<(u64, u32)>,
}

impl NameTable {
    /// Adds what one note or file is called; files that are no notes are numbered on from the notes.
    pub(crate) fn add(&mut self, id: u32, called: &Called) {
        self.entries.extend(called.keys.iter().map(|&key| (key, id)));
    }

    /// Adds what a stored table says of a note or file that has this number now.
    pub(crate) fn add_key(&mut self, id: u32, key: u64) {
        self.entries.push((key, id));
    }

    /// The two columns of the table: hashes and ids.
    pub(crate) fn columns(mut self) -> (Vec<u8>, Vec<u8>) {
        self.entries.sort_unstable();
        self.entries.dedup();
        let hashes = self.entries.iter().flat_map(|entry| entry.0.to_le_bytes()).collect();
        (hashes, columns::ints(self.entries.iter().map(|entry| entry.1)))
    }
}

/// What one note or file is called by links.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct Called {
    /// Hashes of [`Key`]s, each once and rising.
    keys: Vec<u64>,
    /// The [`last_word`] of each.
    last_words: BTreeSet<u32>,
}

impl Called {
    pub(crate) fn of_note(path: &str, note: &Note) -> Called {
        let mut called = Called::default();
        called.add_path(without_note_extension(path));
        called.add(Key::Title, &name::link_key(&note.title));
        for alias in &note.aliases {
            called.add(Key::Alias, &name::link_key(alias));
        }
        for block in note.blocks.iter().filter(|block| is_uuid(&block.id)) {
            called.add(Key::Block, &block.id.to_lowercase());
        }
        called.add_addresses(path, note);
        called.in_order()
    }

    /// What a file that is no note is called.
    pub(crate) fn of_file(path: &str) -> Called {
        let mut called = Called::default();
        called.add_path(path);
        called.in_order()
    }

    /// The last words of the names: a link can lead here only if it asks for one of them.
    pub(crate) fn last_words(&self) -> impl Iterator<Item = u32> {
        self.last_words.iter().copied()
    }

    fn in_order(mut self) -> Called {
        self.keys.sort_unstable();
        self.keys.dedup();
        self
    }

    fn add(&mut self, kind: Key, key: &str) {
        self.keys.push(kind.hash(key));
        self.last_words.insert(last_word(key));
    }

    fn add_path(&mut self, path: &str) {
        let key = path_key(path);
        self.add(Key::Path, &key);
        self.add(Key::Name, last_names(&key, 1));
        if key.contains('/') {
            self.add(Key::Tail, last_names(&key, 2));
        }
    }

    /// Where a site's generator puts the note: what the front matter says, and Jekyll's default for
    /// posts and collections.
    fn add_addresses(&mut self, path: &str, note: &Note) {
        let front = |field: &&Field| field.origin == FieldOrigin::FrontMatter;
        for field in note.fields.iter().filter(front) {
            if matches!(field.key.as_str(), "permalink" | "url" | "slug" | "redirect_from") {
                for address in field.values.iter().filter(|value| !value.contains(':')) {
                    let kind = if field.key == "slug" { Key::Post } else { Key::Address };
                    self.add(kind, &address_key(address));
                }
            }
        }
        // Hugo's aliases are the page's former addresses, those without a slash from the folder it is
        // served in.
        for alias in &note.aliases {
            if alias.starts_with('/') {
                self.add(Key::Address, &address_key(alias));
            } else if content_folder(path).is_some() {
                let folder = path::folder(below_content(page_of(path)));
                if let Some(address) = VaultPath::join(folder, alias) {
                    self.add(Key::Address, &address_key(&address));
                }
            }
        }
        let bare = without_note_extension(path);
        let file = last_names(bare, 1);
        if let Some((date, post)) = dated(file) {
            let day = format!("{}/{post}", date.replace('-', "/"));
            let categories = note
                .fields
                .iter()
                .filter(front)
                .filter(|field| matches!(field.key.as_str(), "category" | "categories"));
            let folder: Vec<String> = categories
                .flat_map(|field| field.values.iter().flat_map(|value| value.split([' ', ','])))
                .filter(|category| !category.is_empty())
                .map(|category| category.to_lowercase())
                .collect();
            if !folder.is_empty() {
                self.add(Key::Address, &address_key(&format!("{}/{day}", folder.join("/"))));
            }
            self.add(Key::Address, &address_key(&day));
            self.add(Key::Post, &address_key(post));
        } else if let Some(collection) = bare.strip_prefix('_') {
            self.add(Key::Address, &address_key(collection));
        }
    }
}

/// How many last words are told apart: as many as three bytes hold. Where two are taken for one, a link
/// more is resolved again.
const LAST_WORDS: u32 = 0xff_fffe;

/// Stands for several last words, or any.
pub(crate) const SEVERAL_WORDS: u32 = u32::MAX;

/// The name that a key ends in, as a number; of the note that stands for a folder that of the folder.
/// Of all keys that a link asks for, and all that lead to a note, it is nearly always the same one. So
/// it tells which links may lead elsewhere when a note is made, moved or gone.
fn last_word(key: &str) -> u32 {
    let mut key = without_note_extension(key.trim_matches('/'));
    while let Some((folder, "index" | "_index" | "readme" | "content")) = key.rsplit_once('/') {
        key = folder;
    }
    hash(last_names(key, 1)) as u32 % LAST_WORDS + 1
}

/// The last words of the keys that one link asks for: none yet, which is 0, the one, or several.
#[derive(Debug, Default)]
pub(crate) struct AskedFor(AtomicU32);

impl AskedFor {
    fn add(&self, key: &str) {
        let word = last_word(key);
        let before = self.0.load(Ordering::Relaxed);
        if before != word {
            self.0.store(if before == 0 { word } else { SEVERAL_WORDS }, Ordering::Relaxed);
        }
    }

    fn add_several(&self) {
        self.0.store(SEVERAL_WORDS, Ordering::Relaxed);
    }

    /// The one word, [`SEVERAL_WORDS`], or 0 for none.
    pub(crate) fn word(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
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

    pub(crate) fn block(&self, note: NoteId, id: &str) -> Option<SectionId> {
        let key = hash(&id.to_lowercase());
        let mut blocks = self.note_blocks.get(note.at())..self.note_blocks.get(note.at() + 1);
        let row = if blocks.len() < MANY {
            blocks.find(|&at| self.block_keys.get(at as usize) == key)
        } else {
            let read = || Parts::of(blocks, |at| self.block_keys.get(at));
            let parts = self.crowds.parts(note, PartKey::Block, read);
            parts.with(key).first().map(|part| part.1)
        };
        row.map(|at| SectionId(self.block_sections.get(at as usize)))
    }

    /// The first section whose heading fits; of `A#B`, the B below A. An anchor such as `setup-1`
    /// may be the second heading `Setup` or the heading `Setup 1`; no anchor has a space.
    pub(crate) fn heading(
        &self,
        note: NoteId,
        fragment: &str,
        anchor_first: bool,
    ) -> Option<SectionId> {
        let mut parts: Vec<u64> = fragment
            .split('#')
            .filter(|part| !part.trim().is_empty())
            .map(|part| hash(&name::heading_key(part)))
            .collect();
        let last = parts.pop()?;
        let by_key = || self.section_below(note, last, &parts);
        // As written, or as the anchor of a heading that is written so.
        let slugs = [hash(&fragment.to_lowercase()), hash(&name::slug(fragment))];
        let by_anchor = || self.section_with_slug(note, slugs);
        let is_anchor = anchor_first && !fragment.contains(char::is_whitespace);
        let section =
            if is_anchor { by_anchor().or_else(by_key) } else { by_key().or_else(by_anchor) };
        section.map(SectionId)
    }

    /// The sections of a note behind its first, which has no heading.
    fn headed(&self, note: NoteId) -> Range<u32> {
        self.note_sections.get(note.at()) + 1..self.note_sections.get(note.at() + 1)
    }

    /// The first section of a note that has a key, below others that have `above`, outermost first.
    fn section_below(&self, note: NoteId, key: u64, above: &[u64]) -> Option<u32> {
        let mut sections = self.headed(note);
        if sections.len() < MANY {
            return sections.find(|&section| {
                self.section_keys.get(section as usize) == key && self.is_below(section, above)
            });
        }
        let all = sections.start - 1..sections.end;
        let read = || Parts::of(all, |section| self.section_keys.get(section));
        let parts = self.crowds.parts(note, PartKey::Heading, read);
        let own = parts.with(key);
        let first_from =
            |section: u32| own.get(own.partition_point(|part| part.1 < section)).map(|part| part.1);
        let is_below = |section: &u32| self.is_below(*section, above);
        let outer = above.last().map(|&key| parts.with(key));
        match outer.filter(|outer| outer.len() < own.len()) {
            // Where each day has a `Notes`, of `[[#Day#Notes]]` the days are fewer. What stands below
            // a section follows it at once: if the first one behind does not, none does.
            Some(outer) => outer.iter().filter_map(|part| first_from(part.1 + 1)).find(is_below),
            None => own
                .iter()
                .map(|part| part.1)
                .filter(|&section| section >= sections.start)
                .find(is_below),
        }
    }

    /// The first section of a note that has one of two anchors.
    fn section_with_slug(&self, note: NoteId, slugs: [u64; 2]) -> Option<u32> {
        let mut sections = self.headed(note);
        if sections.len() < MANY {
            return sections.find(|&at| slugs.contains(&self.section_slugs.get(at as usize)));
        }
        let read = || Parts::of(sections, |section| self.section_slugs.get(section));
        let parts = self.crowds.parts(note, PartKey::Slug, read);
        slugs.iter().filter_map(|&slug| parts.with(slug).first()).map(|part| part.1).min()
    }

    /// Whether the section's ancestors bear the keys, outermost first.
    fn is_below(&self, section: u32, keys: &[u64]) -> bool {
        let mut keys = keys.iter().rev().peekable();
        let mut parent = parent_of(self.section_parents, section);
        while let Some(at) = parent
            && keys.peek().is_some()
        {
            if keys.peek() == Some(&&self.section_keys.get(at as usize)) {
                keys.next();
            }
            parent = parent_of(self.section_parents, at);
        }
        keys.peek().is_none()
    }
}

/// The key by which paths compare: each name on its own, so that spaces at the ends of any do not
/// count.
fn path_key(path: &str) -> String {
    if !path.contains("/ ") && !path.contains(" /") {
        return name::link_key(path);
    }
    let names: Vec<String> = path.split('/').map(name::link_key).collect();
    names.join("/")
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

/// The last names of a path.
fn last_names(path: &str, count: usize) -> &str {
    path.rmatch_indices('/').nth(count - 1).map_or(path, |(slash, _)| &path[slash + 1..])
}

/// The key by which addresses on a site compare: no slashes at the ends, no `.html`, no `index`.
pub(crate) fn address_key(address: &str) -> String {
    let key = name::link_key(address.trim_matches('/'));
    let key = key.strip_suffix(".html").or_else(|| key.strip_suffix(".htm")).unwrap_or(&key);
    key.strip_suffix("/index").unwrap_or(key).to_owned()
}

/// The day and the rest of a file name such as `2024-01-02-world`.
fn dated(name: &str) -> Option<(&str, &str)> {
    let (date, rest) = (name.get(..10)?, name.get(10..)?.strip_prefix('-')?);
    let is_date = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (is_date && !rest.is_empty()).then_some((date, rest))
}

/// The name of a path's file without a note's extension.
pub(crate) fn bare_file_name(path: &str) -> &str {
    without_note_extension(path::file_name(path))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// `aws` as a file's name was `awp` as a title.
    #[test]
    fn short_names_of_different_kinds_are_told_apart() {
        let kinds = [
            Key::Path,
            Key::Name,
            Key::Tail,
            Key::Title,
            Key::Alias,
            Key::Block,
            Key::Address,
            Key::Post,
        ];
        let letters = || 'a'..='z';
        let two = letters().flat_map(|first| letters().map(move |next| format!("{first}{next}")));
        let three = two.clone().flat_map(|two| letters().map(move |last| format!("{two}{last}")));
        let han = ('\u{4e00}'..'\u{4f00}').map(String::from);
        let names: Vec<String> = two.chain(three).chain(han).collect();
        let hashes: HashSet<u64> =
            kinds.iter().flat_map(|kind| names.iter().map(|name| kind.hash(name))).collect();
        assert_eq!(hashes.len(), kinds.len() * names.len());
    }
}
