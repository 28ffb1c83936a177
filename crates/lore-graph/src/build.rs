//! From notes to the stored graph, in one pure step: the same notes give the same bytes, in
//! whatever order and history they came. Leaves out reading and parsing.

mod entries;
mod in_order;
mod phrases;

use std::num::NonZeroU64;

use lore_core::{Link, Note, Profile, TitleSource, VaultPath, name, path};
use rustc_hash::FxHashMap;

use crate::columns::{self, GraphBytes, Ints, Strings, Writer};
use crate::concepts::{self, Concepts, Named};
use crate::derived::Base;
use crate::graph::{ConceptId, FORMAT, Naming, NoteId, column, hash};
use crate::names::{self, Called, NameTable, Names, bare_file_name};
use crate::profiles::{Conventions, Reading};
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Rows, title_line};
use crate::statements;

use self::entries::Entries;
use self::phrases::{links_to_concepts, phrase_columns};

pub use self::entries::{Entry, note_of_record, stamp_of_record, with_stamp};
pub use self::phrases::PHRASE_WORDS;
pub(crate) use self::phrases::phrase_key;

/// Builds the graph of a vault: its notes and the paths of its other files, with links as these
/// conventions have them; `stored` gives the records of notes that do not hold them. Returns the bytes that
/// [`Graph::open`](crate::Graph::open) reads, or nothing if a record is not there.
pub fn build(
    entries: Vec<Entry>,
    mut files: Vec<VaultPath>,
    conventions: Conventions<'_>,
    stored: impl Fn(&VaultPath) -> Option<Vec<u8>> + Sync,
) -> Option<GraphBytes<'static>> {
    let profile = conventions.profile;
    files.sort();
    let entries = Entries::new(entries, &stored);
    let Notes { mut rows, titles, names, first_section } = Notes::read(&entries, profile);
    let lookup = Lookup::new(names, &entries, &files, conventions);
    let namings = namings(&titles, rows.strings(column::NOTE_TITLE), entries.paths());
    let mut concepts =
        concepts_of_notes(&entries, &titles, &namings, &rows, &first_section, profile);
    let phrase_keys =
        put_links(&mut rows, &entries, &lookup, profile, &first_section, &mut concepts);
    state_values(&rows, &entries, &titles, &first_section, &mut concepts);

    let mut writer = Writer::default();
    put_note_keys(&mut writer, &entries);
    if entries.is_incomplete() {
        return None;
    }
    // What is left to do needs no note.
    drop((titles, entries));
    let mut concepts = concepts.finish();
    number_missing_targets(&mut rows, &concepts);
    rows.narrow(rows::LINKS, &[]);
    let links = links_to_concepts(&rows, &phrase_keys, &concepts, &first_section);
    for (number, bytes) in phrase_columns(&concepts.names, links) {
        writer.put(number, bytes);
    }
    drop(phrase_keys);
    writer.put_ints(column::NOTE_NAMING, namings.into_iter().map(Naming::pack));
    lookup.put(&mut writer);
    for statement in std::mem::take(&mut concepts.statements) {
        rows.statement(&statement);
    }
    rows.narrow(rows::STATEMENTS, &[]);
    for (number, bytes) in concepts.columns() {
        writer.put(number, bytes);
    }
    // What is left to do needs the rows alone.
    drop(concepts);
    put_derived(&mut writer, &rows);
    for table in rows::TABLES {
        for (number, bytes) in rows.take_table(table) {
            writer.put(number, bytes);
        }
    }
    for number in [column::NOTE_SECTION, column::NOTE_LINK, column::BLOCK_NOTE] {
        writer.put(number, rows.take_ints(number));
    }
    writer.put_ints(
        column::PROFILE,
        [Profile::ALL.iter().position(|&each| each == profile).unwrap_or(0) as u32],
    );
    Some(writer.finish(FORMAT))
}

/// What is known of all notes before links are resolved.
struct Notes {
    rows: Rows,
    titles: Vec<Title>,
    names: NameTable,
    /// Where the sections of each note begin.
    first_section: Vec<u32>,
}

impl Notes {
    fn read(entries: &Entries<'_>, profile: Profile) -> Notes {
        let mut rows = Rows::new();
        let mut titles = Vec::with_capacity(entries.len());
        let mut names = NameTable::default();
        let mut first_section = vec![0];
        rows.int(column::NOTE_SECTION, 0);
        rows.int(column::BLOCK_NOTE, 0);
        let read = |_: usize, entry: &Entry| {
            let (note, stamp) = entries.read(entry);
            (Called::of_note(entry.path.as_str(), &note, profile), entry.path.clone(), note, stamp)
        };
        entries.for_each(read, |at, (called, path, note, stamp)| {
            rows.note(path.as_str(), &stamp, &note);
            rows.sections(&note, first_section[at], entries.len());
            first_section.push(rows.count(column::SECTION_LEVEL));
            rows.int(column::NOTE_SECTION, rows.count(column::SECTION_LEVEL));
            rows.int(column::BLOCK_NOTE, rows.count(column::BLOCK_LINE));
            names.add(at as u32, &called);
            titles.push(Title::of(&note));
        });
        for table in [rows::NOTES, rows::SECTIONS, rows::UNITS, rows::BLOCKS] {
            rows.narrow(table, &[]);
        }
        Notes { rows, titles, names, first_section }
    }
}

/// Begins the concepts with what notes are called.
fn concepts_of_notes<'a>(
    entries: &Entries<'_>,
    titles: &[Title],
    namings: &[Naming],
    rows: &Rows,
    first_section: &'a [u32],
    profile: Profile,
) -> Concepts<'a> {
    let [aliases, written] =
        [column::NOTE_ALIAS, column::NOTE_TITLE].map(|column| rows.strings(column));
    let named: Vec<Named<'_>> = entries
        .paths()
        .enumerate()
        .map(|(at, path)| Named {
            path,
            title: namings[at].name(written.get(at), path),
            is_template: namings[at] == Naming::Path,
            aliases: aliases.get(at).split_terminator('\0').collect(),
        })
        .collect();
    let mut concepts = Concepts::of(&named, first_section);
    for (at, title) in titles.iter().enumerate() {
        let id = NoteId(at as u32);
        statements::state_title(id, title.line, first_section[at], &mut concepts);
    }
    if let Some(separator) = profile.hierarchy() {
        concepts.add_name_hierarchy(&named, separator);
    }
    concepts
}

/// States what is read by the names that all notes know; their links are resolved.
fn state_values(
    rows: &Rows,
    entries: &Entries<'_>,
    titles: &[Title],
    first_section: &[u32],
    concepts: &mut Concepts<'_>,
) {
    let read = |at: usize, entry: &Entry| titles[at].has_values.then(|| entries.note(entry));
    entries.for_each(read, |at, note| {
        let Some(note) = note else { return };
        let links = rows.ints(column::NOTE_LINK);
        let targets: Vec<Target> =
            (links.get(at)..links.get(at + 1)).map(|link| rows.target(link as usize)).collect();
        let id = NoteId(at as u32);
        statements::state_values(id, &note, first_section[at], &targets, concepts);
    });
}

/// Gives links that lead nowhere the final numbers of the concepts that they name.
fn number_missing_targets(rows: &mut Rows, concepts: &concepts::Finished) {
    for link in 0..rows.count(column::LINK_LINE) as usize {
        if let Target::Missing(Some(provisional)) = rows.target(link) {
            let id = concepts.id_of[provisional.at()];
            rows.set_target(link, Target::Missing(Some(ConceptId(id))));
        }
    }
}

/// Puts the columns that follow from others.
fn put_derived(writer: &mut Writer<'_>, rows: &Rows) {
    let put = [column::CONCEPT_BROADER, column::CONCEPT_BROADER + 1, column::NOTE_NAMING];
    let columns = put.map(|number| (number, writer.bytes(number).to_vec()));
    let base = Base::new(|number| match columns.iter().find(|(put, _)| *put == number) {
        Some((_, bytes)) => Ints::new(bytes),
        None => rows.ints(number),
    });
    for (number, bytes) in [base.word_count()].into_iter().chain(base.relations()) {
        writer.put(number, bytes);
    }
}

/// What is remembered of a note beside its row while all are read again and again.
struct Title {
    is_heading: bool,
    line: u32,
    has_values: bool,
}

impl Title {
    fn of(note: &Note) -> Title {
        Title {
            is_heading: note.title_source == TitleSource::Heading,
            line: title_line(note),
            has_values: statements::has_values(note),
        }
    }
}

/// By what each note is called, by its title as `written` and whether that is its first heading. A first
/// heading that several notes share (`Overview`) names none of them: their files' names do, if they tell them
/// apart ([`SharedHeadings::naming`]). Where there are notes beside them, templates are called by their paths.
fn namings<'a>(
    titles: &[Title],
    written: Strings<'_>,
    paths: impl Iterator<Item = &'a str> + Clone,
) -> Vec<Naming> {
    let has_subjects = has_subjects(paths.clone());
    let paths: Vec<&str> = paths.collect();
    let is_template = |at: usize| has_subjects && path::is_template(paths[at]);
    let key = |at: usize| hash(&name::link_key(written.get(at)));
    let mut shared = SharedHeadings::default();
    let headed = titles.iter().enumerate().filter(|(_, title)| title.is_heading);
    for (at, _) in headed.filter(|&(at, _)| !is_template(at)) {
        shared.add(key(at), paths[at]);
    }
    let naming = |(at, title): (usize, &Title)| match title.is_heading {
        _ if is_template(at) => Naming::Path,
        false => Naming::Title,
        true => shared.naming(key(at), paths[at]),
    };
    titles.iter().enumerate().map(naming).collect()
}

/// How many notes have the same first heading, by the hash of it, and how many of these the same name of a file.
#[derive(Default)]
pub(crate) struct SharedHeadings {
    notes: FxHashMap<u64, u32>,
    files: FxHashMap<(u64, u64), u32>,
}

impl SharedHeadings {
    pub(crate) fn add(&mut self, heading: u64, path: &str) {
        *self.notes.entry(heading).or_default() += 1;
        *self.files.entry((heading, file_key(path))).or_default() += 1;
    }

    /// By what the note at `path` with this heading is called, which was added. A heading that several notes share
    /// says more than the name of a file that stands for its folder, or that another of these notes has as well.
    pub(crate) fn naming(&self, heading: u64, path: &str) -> Naming {
        let is_alone = self.notes.get(&heading).is_none_or(|&count| count <= 1);
        let is_one_of_many =
            self.files.get(&(heading, file_key(path))).is_some_and(|&count| count > 1);
        match is_alone || is_one_of_many || path::is_folder_note(path::stem(path)) {
            true => Naming::Heading,
            false => Naming::FileName,
        }
    }
}

/// A hash by which the names of notes' files are the same.
pub(crate) fn file_key(path: &str) -> u64 {
    hash(&name::link_key(bare_file_name(path)))
}

/// Whether some notes are no templates. Templates alone are what somebody keeps notes about.
pub(crate) fn has_subjects<'a>(mut paths: impl Iterator<Item = &'a str>) -> bool {
    paths.any(|path| !path::is_template(path))
}

/// The columns that link resolution reads beside the rows.
struct Lookup {
    files: (Vec<u8>, Vec<u8>),
    keys: Vec<u8>,
    key_ids: Vec<u8>,
    name_order: Vec<u8>,
    site_folder: Vec<u8>,
}

impl Lookup {
    fn new(
        mut names: NameTable,
        entries: &Entries<'_>,
        files: &[VaultPath],
        conventions: Conventions<'_>,
    ) -> Lookup {
        for (id, file) in (entries.len() as u32..).zip(files) {
            names.add(id, &Called::of_file(file.as_str()));
        }
        let (keys, key_ids) = names.columns();
        let files = columns::strings(files.iter().map(VaultPath::as_str));
        let name_order = match conventions.profile {
            Profile::Zk => columns::ints(names::name_order(entries.paths())),
            _ => Vec::new(),
        };
        let site_folder = conventions.site_folder.as_bytes().to_vec();
        Lookup { files, keys, key_ids, name_order, site_folder }
    }

    fn names<'a>(&'a self, rows: &'a Rows, profile: Profile) -> Names<'a> {
        let reading = Reading { profile, tool_only: false };
        Names::in_columns(reading, |number| match number {
            column::FILE_PATH => &self.files.0,
            _ if number == column::FILE_PATH + 1 => &self.files.1,
            column::NAME_KEY => &self.keys,
            column::NAME_ID => &self.key_ids,
            column::NAME_ORDER => &self.name_order,
            column::SITE_FOLDER => &self.site_folder,
            _ => rows.bytes(number),
        })
    }

    fn put(self, writer: &mut Writer<'_>) {
        writer.put(column::FILE_PATH, self.files.0);
        writer.put(column::FILE_PATH + 1, self.files.1);
        writer.put(column::NAME_KEY, self.keys);
        writer.put(column::NAME_ID, self.key_ids);
        writer.put(column::NAME_ORDER, self.name_order);
        writer.put(column::SITE_FOLDER, self.site_folder);
    }
}

/// Resolves all links, and states the topics, tags and missing targets on the way. Missing targets
/// have provisional concepts then. Returns the key of each link's text.
fn put_links(
    rows: &mut Rows,
    entries: &Entries<'_>,
    lookup: &Lookup,
    profile: Profile,
    first_section: &[u32],
    concepts: &mut Concepts<'_>,
) -> Vec<Option<NonZeroU64>> {
    let mut phrase_keys = Vec::new();
    let mut links = Rows::new();
    links.int(column::NOTE_LINK, 0);
    let names = lookup.names(rows, profile);
    let resolve = |at: usize, entry: &Entry| {
        let note = entries.note(entry);
        let own = first_section[at]..first_section[at + 1];
        let of_link = |link: &Link| {
            let resolution = names.resolve(NoteId(at as u32), link);
            let leads_home = match resolution.target {
                Target::Note(to) => to.0 as usize == at,
                Target::Section(to) => own.contains(&to.0),
                Target::DeadAnchor(_)
                | Target::DeadBlock(_)
                | Target::Missing(_)
                | Target::File(_)
                | Target::External => false,
            };
            // A list of contents calls parts of the note, not the note.
            let key = phrase_key(&link.text).filter(|_| !leads_home);
            (resolution, key.and_then(NonZeroU64::new))
        };
        let (resolutions, keys): (Vec<_>, Vec<_>) = note.links.iter().map(of_link).unzip();
        (note, resolutions, keys)
    };
    entries.for_each(resolve, |at, (note, mut resolutions, keys)| {
        statements::state_topics_and_tags(&note, first_section[at], concepts);
        let conventions = names.conventions();
        state_missing(&note, first_section[at], &mut resolutions, conventions, concepts);
        links.links(&note, first_section[at], resolutions.iter());
        phrase_keys.extend(keys);
        links.int(column::NOTE_LINK, links.count(column::LINK_LINE));
    });
    // What the missing ones lead to has no final number yet.
    links.narrow(rows::LINKS, &[column::LINK_TARGET]);
    rows.adopt(links);
    phrase_keys
}

/// Gives the links of a note that lead nowhere the concepts of what they name.
pub(crate) fn state_missing(
    note: &Note,
    first_section: u32,
    resolutions: &mut [Resolution],
    conventions: Conventions<'_>,
    namer: &mut impl statements::Namer,
) {
    let mut targets: Vec<Target> = resolutions.iter().map(|resolution| resolution.target).collect();
    statements::state_missing_targets(note, first_section, &mut targets, conventions, namer);
    for (resolution, target) in resolutions.iter_mut().zip(targets) {
        resolution.target = target;
    }
}

fn put_note_keys(writer: &mut Writer<'_>, entries: &Entries<'_>) {
    let mut keys: Vec<(u64, u32)> =
        entries.paths().zip(0..).map(|(path, id)| (hash(path), id)).collect();
    keys.sort_unstable();
    writer.put_longs(column::NOTE_KEY, keys.iter().map(|key| key.0));
    writer.put_ints(column::NOTE_KEY_ID, keys.iter().map(|key| key.1));
}
