//! From notes to the stored graph, in one pure step: the same notes give the same bytes, in
//! whatever order and history they came. Leaves out reading and parsing.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, OnceLock};
use std::thread;

use lore_core::{Link, LinkKind, Note, Profile, TitleSource, VaultPath, name, path, words};
use rustc_hash::FxHashMap;

use crate::columns::{self, GraphBytes, Ints, Strings, Writer};
use crate::concepts::{self, Concepts, Named};
use crate::derived::Base;
use crate::graph::phrase_hash;
use crate::graph::{FORMAT, NONE, Naming, NoteId, STAMP, column, hash};
use crate::names::{self, Called, NameTable, Names, without_note_extension};
use crate::profiles::{Conventions, Reading};
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Rows, title_line};
use crate::statements;

/// One note on its way into the graph.
pub struct Entry {
    pub(crate) path: VaultPath,
    /// Nothing where it is stored already: of a million notes each byte here is a megabyte.
    record: Option<Vec<u8>>,
}

impl Entry {
    /// A note as just parsed; `stamp` is what the vault noted of the file.
    pub fn new(path: &VaultPath, stamp: [u64; STAMP], note: &Note) -> Entry {
        let record: Vec<u8> = stamp.into_iter().flat_map(u64::to_le_bytes).collect();
        // Encoding into memory fails for no value of this type.
        let mut record = postcard::to_extend(note, record).unwrap_or_default();
        record.shrink_to_fit();
        Entry { path: path.clone(), record: Some(record) }
    }

    /// A note whose record is stored, for [`build`] to ask for.
    pub fn stored(path: VaultPath) -> Entry {
        Entry { path, record: None }
    }

    /// What is to be kept of the note beside the graph: its stamp and all it states. Empty where it
    /// is stored already.
    pub fn record(&self) -> &[u8] {
        self.record.as_deref().unwrap_or_default()
    }

    /// The same note once its record is stored.
    pub fn into_stored(self) -> Entry {
        Entry { record: None, ..self }
    }

    /// The note and its stamp, if they are here.
    pub(crate) fn read(&self) -> Option<(Note, [u64; STAMP])> {
        read(self.record.as_ref()?)
    }
}

fn read(record: &[u8]) -> Option<(Note, [u64; STAMP])> {
    Some((note_of_record(record)?, stamp_of_record(record)?))
}

/// Notes on their way into the graph, in the order of their paths. What they state is read as often as
/// it is needed: a vault's notes take several times the memory of their records, and these more than
/// the graph.
struct Entries<'a> {
    entries: Vec<Entry>,
    /// What is stored of the note at a path.
    stored: &'a (dyn Fn(&VaultPath) -> Option<Vec<u8>> + Sync),
    /// Whether something was not there.
    incomplete: AtomicBool,
}

impl Entries<'_> {
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        self.entries.iter().map(|entry| entry.path.as_str())
    }

    fn note(&self, entry: &Entry) -> Note {
        self.read(entry).0
    }

    fn read(&self, entry: &Entry) -> (Note, [u64; STAMP]) {
        let stored = || read(&(self.stored)(&entry.path)?);
        entry.read().or_else(stored).unwrap_or_else(|| {
            self.incomplete.store(true, Ordering::Relaxed);
            (Note::default(), [0; STAMP])
        })
    }

    /// Makes something of each note on all cores, and takes it here in their order.
    fn for_each<T: Send>(
        &self,
        make: impl Fn(usize, &Entry) -> T + Sync,
        take: impl FnMut(usize, T),
    ) {
        for_each(&self.entries, make, take);
    }
}

/// The note whose [`Entry::record`] this is; nothing if it is none.
pub fn note_of_record(record: &[u8]) -> Option<Note> {
    postcard::from_bytes(record.get(STAMP * 8..)?).ok()
}

/// The stamp of the note whose [`Entry::record`] this is; nothing if it is none.
pub fn stamp_of_record(record: &[u8]) -> Option<[u64; STAMP]> {
    let words = record.get(..STAMP * 8)?.chunks_exact(8);
    let mut stamp = [0; STAMP];
    for (word, bytes) in stamp.iter_mut().zip(words) {
        *word = u64::from_le_bytes(bytes.try_into().ok()?);
    }
    Some(stamp)
}

/// The [`Entry::record`] of a note with another stamp: as it is now, where the record tells of its file before
/// somebody touched it.
pub fn with_stamp(mut record: Vec<u8>, stamp: [u64; STAMP]) -> Vec<u8> {
    for (bytes, word) in record.chunks_exact_mut(8).zip(stamp) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    record
}

/// Builds the graph of a vault: its notes and the paths of its other files, with links as these
/// conventions have them; `stored` gives the records of notes that do not hold them. Returns the bytes that
/// [`Graph::open`](crate::Graph::open) reads, or nothing if a record is not there.
pub fn build<'c>(
    mut entries: Vec<Entry>,
    mut files: Vec<VaultPath>,
    conventions: impl Into<Conventions<'c>>,
    stored: impl Fn(&VaultPath) -> Option<Vec<u8>> + Sync,
) -> Option<GraphBytes<'static>> {
    let conventions = conventions.into();
    let profile = conventions.profile;
    entries.shrink_to_fit();
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    files.sort();
    let entries = Entries { entries, stored: &stored, incomplete: AtomicBool::new(false) };
    let Notes { mut rows, titles, names, first_section } = Notes::read(&entries);
    let lookup = Lookup::new(names, &entries, &files, conventions);
    let namings = namings(&titles, rows.strings(column::NOTE_TITLE), entries.paths());
    let mut concepts =
        concepts_of_notes(&entries, &titles, &namings, &rows, &first_section, profile);
    let phrase_keys =
        put_links(&mut rows, &entries, &lookup, profile, &first_section, &mut concepts);
    state_values(&rows, &entries, &titles, &first_section, &mut concepts);

    let mut writer = Writer::default();
    put_note_keys(&mut writer, &entries);
    if entries.incomplete.load(Ordering::Relaxed) {
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
    fn read(entries: &Entries<'_>) -> Notes {
        let mut rows = Rows::new();
        let mut titles = Vec::with_capacity(entries.len());
        let mut names = NameTable::default();
        let mut first_section = vec![0];
        rows.int(column::NOTE_SECTION, 0);
        rows.int(column::BLOCK_NOTE, 0);
        let read = |_: usize, entry: &Entry| {
            let (note, stamp) = entries.read(entry);
            (Called::of_note(entry.path.as_str(), &note), note, stamp)
        };
        entries.for_each(read, |at, (called, note, stamp)| {
            rows.note(entries.entries[at].path.as_str(), &stamp, &note);
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
            title: namings[at].title(written.get(at), path),
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
        if let Target::Missing(provisional) = rows.target(link)
            && provisional != NONE
        {
            rows.set_target(link, Target::Missing(concepts.id_of[provisional as usize]));
        }
    }
}

/// Puts the columns that follow from others.
fn put_derived(writer: &mut Writer<'_>, rows: &Rows) {
    let broader = [column::CONCEPT_BROADER, column::CONCEPT_BROADER + 1];
    let [offsets, values] = broader.map(|number| writer.bytes(number).to_vec());
    let base = Base::new(|number| match number {
        column::CONCEPT_BROADER => Ints::new(&offsets),
        _ if number == column::CONCEPT_BROADER + 1 => Ints::new(&values),
        _ => rows.ints(number),
    });
    for (number, bytes) in [base.word_count()].into_iter().chain(base.relations()) {
        writer.put(number, bytes);
    }
}

/// Entries that one thread reads at a time: what they state is in memory until it is taken.
const SHARE: usize = 32;

/// Makes something of each entry on all cores, and takes it here in their order. Only a few shares of
/// them are in memory at a time.
fn for_each<T: Send>(
    entries: &[Entry],
    make: impl Fn(usize, &Entry) -> T + Sync,
    mut take: impl FnMut(usize, T),
) {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get().min(8));
    let threads = if cores == 1 || entries.len() <= SHARE { 0 } else { cores };
    thread::scope(|scope| {
        let make = &make;
        // Where the system starts fewer threads, each has more shares: how many there are they learn before
        // they begin.
        let started = Arc::new(OnceLock::new());
        let mut made: Vec<Receiver<Vec<T>>> = Vec::new();
        for thread in 0..threads {
            let (send, receive) = mpsc::sync_channel(2);
            let started = started.clone();
            let work = move || {
                let shares = entries.chunks(SHARE).enumerate();
                for (nth, share) in shares.skip(thread).step_by(*started.wait()) {
                    let entries = (nth * SHARE..).zip(share);
                    let made = entries.map(|(at, entry)| make(at, entry)).collect();
                    if send.send(made).is_err() {
                        return;
                    }
                }
            };
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
            made.push(receive);
        }
        if made.is_empty() {
            return entries.iter().enumerate().for_each(|(at, entry)| take(at, make(at, entry)));
        }
        // Nobody else sets it.
        let _ = started.set(made.len());
        let mut at = 0;
        for receive in made.iter().cycle().take(entries.len().div_ceil(SHARE)) {
            // A thread that panicked sends nothing more; the scope passes its panic on.
            for made in receive.recv().into_iter().flatten() {
                take(at, made);
                at += 1;
            }
        }
    });
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
/// heading that several notes share (`Overview`) names none of them: their files' names do. Where there are notes
/// beside them, templates are called by their paths.
fn namings<'a>(
    titles: &[Title],
    written: Strings<'_>,
    paths: impl Iterator<Item = &'a str> + Clone,
) -> Vec<Naming> {
    let has_subjects = has_subjects(paths.clone());
    let paths: Vec<&str> = paths.collect();
    let is_template = |at: usize| has_subjects && path::is_template(paths[at]);
    let key = |at: usize| hash(&name::link_key(written.get(at)));
    let mut shared: FxHashMap<u64, u32> = FxHashMap::default();
    let headed = titles.iter().enumerate().filter(|(_, title)| title.is_heading);
    for (at, _) in headed.filter(|&(at, _)| !is_template(at)) {
        *shared.entry(key(at)).or_default() += 1;
    }
    let naming = |(at, title): (usize, &Title)| match title.is_heading {
        _ if is_template(at) => Naming::Path,
        false => Naming::Title,
        true if shared[&key(at)] > 1 => Naming::FileName,
        true => Naming::Heading,
    };
    titles.iter().enumerate().map(naming).collect()
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
        let (path, conventions) = (entries.entries[at].path.as_str(), names.conventions());
        state_missing(&note, path, first_section[at], &mut resolutions, conventions, concepts);
        for (link, resolution) in note.links.iter().zip(&resolutions) {
            links.link(link, first_section[at], resolution);
        }
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
    path: &str,
    first_section: u32,
    resolutions: &mut [Resolution],
    conventions: Conventions<'_>,
    namer: &mut impl statements::Namer,
) {
    let mut targets: Vec<Target> = resolutions.iter().map(|resolution| resolution.target).collect();
    statements::state_missing_targets(note, path, first_section, &mut targets, conventions, namer);
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

/// The concepts that links from other notes lead to, each with the key of the link's text.
fn links_to_concepts(
    rows: &Rows,
    phrase_keys: &[Option<NonZeroU64>],
    concepts: &concepts::Finished,
    first_section: &[u32],
) -> impl Iterator<Item = (u64, u32)> {
    phrase_keys.iter().enumerate().filter_map(|(link, key)| {
        let concept = concepts.of_target(rows.target(link), |section| {
            first_section.partition_point(|&first| first <= section.0) - 1
        })?;
        Some(((*key)?.get(), concept))
    })
}

/// What concepts are called in running text: their names, and the texts of links to them, each by its key
/// and concept.
fn phrase_columns(
    names: &[(u64, u32)],
    links: impl Iterator<Item = (u64, u32)>,
) -> [(usize, Vec<u8>); 3] {
    // Each with twice as many as the links it stands for, and one more if it is a name, as it is stored.
    let mut phrases: Vec<(u64, u32, u32)> = Vec::with_capacity(names.len());
    phrases.extend(names.iter().map(|&(key, concept)| (key, concept, 1)));
    phrases.extend(links.map(|(key, concept)| (key, concept, 2)));
    phrases.sort_unstable();
    phrases.dedup_by(|other, kept| {
        let is_same = (other.0, other.1) == (kept.0, kept.1);
        if is_same {
            kept.2 = ((kept.2 & !1) + (other.2 & !1)) | (kept.2 | other.2) & 1;
        }
        is_same
    });
    [
        (column::PHRASE_HASH, columns::longs(phrases.iter().map(|phrase| phrase.0))),
        (column::PHRASE_CONCEPT, columns::ints(phrases.iter().map(|phrase| phrase.1))),
        (column::PHRASE_LINKS, columns::ints(phrases.iter().map(|phrase| phrase.2))),
    ]
}

/// The key of a text that can stand for what it leads to; nothing if it is empty or too long.
pub(crate) fn phrase_key(text: &str) -> Option<u64> {
    let terms: Vec<_> = words::plain(text).take(PHRASE_WORDS + 1).collect();
    // Text names `a/🚀` by no words: those of it name `a`.
    let fits = (1..=PHRASE_WORDS).contains(&terms.len()) && !name::has_level_of_symbols(text);
    fits.then(|| phrase_hash(terms.iter().map(|word| &*word.term)))
}

/// The longest phrase, in words, that is looked for in text.
pub const PHRASE_WORDS: usize = 8;

/// Whether a missing target is the name of a note rather than of another kind of file or a page.
pub(crate) fn names_a_note(kind: LinkKind, target: &str) -> bool {
    let last = target.rsplit('/').next().unwrap_or(target);
    let bare = without_note_extension(last);
    if bare != last {
        return true;
    }
    let extension = last.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = (1..=5).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    match kind {
        LinkKind::Wiki => {
            !is_file || KNOWN_FILES.binary_search(&&*extension.to_lowercase()).is_err()
        }
        LinkKind::BlockReference => false,
        _ => !is_file,
    }
}

/// Extensions that make a wiki-link's target a file even though a note's name may hold a dot.
const KNOWN_FILES: &[&str] = &[
    "avif",
    "base",
    "bmp",
    "canvas",
    "csv",
    "doc",
    "docx",
    "excalidraw",
    "flac",
    "gif",
    "html",
    "jpeg",
    "jpg",
    "json",
    "m4a",
    "mkv",
    "mov",
    "mp3",
    "mp4",
    "ogg",
    "pdf",
    "png",
    "ppt",
    "pptx",
    "svg",
    "txt",
    "wav",
    "webm",
    "webp",
    "xls",
    "xlsx",
    "zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_taken_in_their_order_on_any_number_of_threads() {
        for count in [0, 1, SHARE, SHARE + 1, 5 * SHARE + 7] {
            let path = |at| VaultPath::new(format!("{at}.md")).expect("a path");
            let entries: Vec<Entry> = (0..count).map(|at| Entry::stored(path(at))).collect();
            let mut taken = Vec::new();
            let make = |at: usize, entry: &Entry| (at, entry.path.clone());
            for_each(&entries, make, |at, made| taken.push((at, made)));
            let wanted = entries.iter().enumerate();
            let wanted = wanted.map(|(at, entry)| (at, (at, entry.path.clone())));
            assert!(taken.into_iter().eq(wanted), "{count}");
        }
    }
}
