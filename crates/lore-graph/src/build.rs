//! From notes to the stored graph, in one pure step: the same notes give the same bytes, in
//! whatever order and history they came. Leaves out reading and parsing.

use std::sync::mpsc::{self, Receiver};
use std::thread;

use lore_core::{Link, LinkKind, Note, Profile, TitleSource, VaultPath, name, words};
use rustc_hash::FxHashMap;

use crate::columns::{self, GraphBytes, Ints, Writer};
use crate::concepts::{self, Concepts, Named};
use crate::derived::Base;
use crate::graph::phrase_hash;
use crate::graph::{FORMAT, NONE, NoteId, STAMP, column, hash};
use crate::names::{self, NameTable, Names, without_note_extension};
use crate::profiles::Reading;
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Rows, title_line};
use crate::statements;

/// One note on its way into the graph.
pub struct Entry {
    pub(crate) path: String,
    pub(crate) stamp: [u64; STAMP],
    record: Vec<u8>,
}

impl Entry {
    /// A note as just parsed; `stamp` is what the vault noted of the file.
    pub fn new(path: &VaultPath, stamp: [u64; STAMP], note: &Note) -> Entry {
        let record = stamp.into_iter().flat_map(u64::to_le_bytes).collect();
        // Encoding into memory fails for no value of this type.
        let record = postcard::to_extend(note, record).unwrap_or_default();
        Entry { path: path.as_str().to_owned(), stamp, record }
    }

    /// A note as it was kept: its path and the [`Entry::record`] of the entry it was; nothing if
    /// that is no record.
    pub fn stored(path: &str, record: &[u8]) -> Option<Entry> {
        let stamp = stamp_of_record(record)?;
        Some(Entry { path: path.to_owned(), stamp, record: record.to_vec() })
    }

    /// What is to be kept of the note beside the graph: its stamp and all it states.
    pub fn record(&self) -> &[u8] {
        &self.record
    }

    /// The note. Costs in proportion to it: a vault's notes as such take several times the memory of
    /// their records.
    pub(crate) fn note(&self) -> Note {
        note_of_record(&self.record).unwrap_or_default()
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

/// Builds the graph of a vault: its notes and the paths of its other files, with links as `profile`
/// reads them. Returns the bytes that [`Graph::open`](crate::Graph::open) reads.
pub fn build(
    mut entries: Vec<Entry>,
    mut files: Vec<VaultPath>,
    profile: Profile,
) -> GraphBytes<'static> {
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    files.sort();
    let mut writer = Writer::default();
    let mut rows = Rows::new();
    let mut called: Vec<Called> = Vec::with_capacity(entries.len());
    let mut names = NameTable::default();
    let mut first_section = vec![0];
    rows.int(column::NOTE_SECTION, 0);
    rows.int(column::BLOCK_NOTE, 0);
    let read = |_: usize, entry: &Entry| {
        let note = entry.note();
        (NameTable::of_note(&entry.path, &note), note)
    };
    for_each(&entries, read, |at, (keys, note)| {
        rows.note(&entries[at].path, &entries[at].stamp, &note);
        rows.sections(&note, first_section[at], entries.len());
        first_section.push(rows.count(column::SECTION_LEVEL));
        rows.int(column::NOTE_SECTION, rows.count(column::SECTION_LEVEL));
        rows.int(column::BLOCK_NOTE, rows.count(column::BLOCK_LINE));
        names.add_keys(at as u32, &keys);
        called.push(Called::of(note));
    });
    for (id, file) in (entries.len() as u32..).zip(&files) {
        names.add_file(id, file);
    }
    let (keys, key_ids) = names.columns();
    let lookup = Lookup {
        files: columns::strings(files.iter().map(VaultPath::as_str)),
        keys,
        key_ids,
        name_order: match profile {
            Profile::Zk => {
                columns::ints(names::name_order(entries.iter().map(|entry| &*entry.path)))
            }
            _ => Vec::new(),
        },
    };

    let titles = titles(&entries, &called);
    let aliases = rows.strings(column::NOTE_ALIAS);
    let named: Vec<Named<'_>> = (0..entries.len())
        .map(|at| Named {
            path: &entries[at].path,
            title: titles[at],
            title_line: called[at].line,
            aliases: aliases.get(at).split_terminator('\0').collect(),
        })
        .collect();
    let mut concepts = Concepts::of(&named, &first_section);
    if let Some(separator) = profile.hierarchy() {
        concepts.add_name_hierarchy(&named, separator);
    }
    drop(named);
    let phrase_keys =
        put_links(&mut rows, &entries, &lookup, profile, &first_section, &mut concepts);
    let read = |at: usize, entry: &Entry| called[at].has_fields.then(|| entry.note());
    for_each(&entries, read, |at, note| {
        let Some(note) = note else { return };
        let links = rows.ints(column::NOTE_LINK);
        let targets: Vec<Target> =
            (links.get(at)..links.get(at + 1)).map(|link| rows.target(link as usize)).collect();
        let id = NoteId(at as u32);
        statements::state_fields(id, &note, first_section[at], &targets, &mut concepts);
    });
    let concepts = concepts.finish();
    for link in 0..phrase_keys.len() {
        if let Target::Missing(provisional) = rows.target(link)
            && provisional != NONE
        {
            rows.set_target(link, Target::Missing(concepts.id_of[provisional as usize]));
        }
    }
    put_phrases(&mut writer, &rows, &phrase_keys, &concepts, &first_section);
    writer.put_strings(column::NOTE_TITLE, &titles);
    put_note_keys(&mut writer, &entries);
    lookup.put(&mut writer);
    concepts.put(&mut writer, &mut rows);
    // What is left to do needs the rows alone.
    drop((concepts, phrase_keys, called, entries));
    let (offsets, broader) = (
        writer.bytes(column::CONCEPT_BROADER).to_vec(),
        writer.bytes(column::CONCEPT_BROADER + 1).to_vec(),
    );
    let base = Base::new(|number| match number {
        column::CONCEPT_BROADER => Ints(&offsets),
        _ if number == column::CONCEPT_BROADER + 1 => Ints(&broader),
        _ => rows.ints(number),
    });
    for (number, bytes) in base.sums_of_units().into_iter().chain(base.relations()) {
        writer.put(number, bytes);
    }
    for table in rows::TABLES {
        for (number, bytes) in rows.take_table(table) {
            writer.put(number, bytes);
        }
    }
    for number in [column::NOTE_SECTION, column::NOTE_LINK, column::BLOCK_NOTE] {
        writer.put(number, rows.take(number));
    }
    writer.put_ints(
        column::PROFILE,
        [Profile::ALL.iter().position(|&each| each == profile).unwrap_or(0) as u32],
    );
    writer.finish(FORMAT)
}

/// Entries that one thread reads at a time.
const SHARE: usize = 256;

/// Makes something of each entry on all cores, and takes it here in their order. Only a few shares of
/// them are in memory at a time.
fn for_each<T: Send>(
    entries: &[Entry],
    make: impl Fn(usize, &Entry) -> T + Sync,
    mut take: impl FnMut(usize, T),
) {
    let threads = thread::available_parallelism().map_or(1, |cores| cores.get().min(8));
    if threads == 1 || entries.len() <= SHARE {
        entries.iter().enumerate().for_each(|(at, entry)| take(at, make(at, entry)));
        return;
    }
    thread::scope(|scope| {
        let make = &make;
        let made: Vec<Receiver<Vec<T>>> = (0..threads)
            .map(|thread| {
                let (send, receive) = mpsc::sync_channel(2);
                scope.spawn(move || {
                    let shares = entries.chunks(SHARE).enumerate();
                    for (nth, share) in shares.skip(thread).step_by(threads) {
                        let entries = (nth * SHARE..).zip(share);
                        let made = entries.map(|(at, entry)| make(at, entry)).collect();
                        if send.send(made).is_err() {
                            return;
                        }
                    }
                });
                receive
            })
            .collect();
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

/// What is remembered of a note while all are read again and again: how it is called, and what it has.
struct Called {
    title: String,
    is_heading: bool,
    line: u32,
    has_fields: bool,
}

impl Called {
    fn of(note: Note) -> Called {
        Called {
            is_heading: note.title_source == TitleSource::Heading,
            line: title_line(&note),
            has_fields: !note.fields.is_empty(),
            title: note.title,
        }
    }
}

/// What each note is called. A first heading that several notes share (`Overview`) names none of
/// them: their files' names do.
fn titles<'a>(entries: &'a [Entry], called: &'a [Called]) -> Vec<&'a str> {
    let mut shared: FxHashMap<String, u32> = FxHashMap::default();
    for called in called.iter().filter(|called| called.is_heading) {
        *shared.entry(name::link_key(&called.title)).or_default() += 1;
    }
    entries
        .iter()
        .zip(called)
        .map(|(entry, called)| {
            let title = called.title.as_str();
            if called.is_heading && shared[&name::link_key(title)] > 1 {
                let file_name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
                without_note_extension(file_name)
            } else {
                title
            }
        })
        .collect()
}

/// The columns that link resolution reads beside the rows.
struct Lookup {
    files: (Vec<u8>, Vec<u8>),
    keys: Vec<u8>,
    key_ids: Vec<u8>,
    name_order: Vec<u8>,
}

impl Lookup {
    fn names<'a>(&'a self, rows: &'a Rows, profile: Profile) -> Names<'a> {
        let reading = Reading { profile, tool_only: false };
        Names::in_columns(reading, |number| match number {
            column::FILE_PATH => &self.files.0,
            _ if number == column::FILE_PATH + 1 => &self.files.1,
            column::NAME_KEY => &self.keys,
            column::NAME_ID => &self.key_ids,
            column::NAME_ORDER => &self.name_order,
            _ => rows.bytes(number),
        })
    }

    fn put(self, writer: &mut Writer<'_>) {
        writer.put(column::FILE_PATH, self.files.0);
        writer.put(column::FILE_PATH + 1, self.files.1);
        writer.put(column::NAME_KEY, self.keys);
        writer.put(column::NAME_ID, self.key_ids);
        writer.put(column::NAME_ORDER, self.name_order);
    }
}

/// Resolves all links, and states the topics, tags and missing targets on the way. Missing targets
/// have provisional concepts then. Returns the key of each link's text.
fn put_links(
    rows: &mut Rows,
    entries: &[Entry],
    lookup: &Lookup,
    profile: Profile,
    first_section: &[u32],
    concepts: &mut Concepts<'_>,
) -> Vec<Option<u64>> {
    let mut phrase_keys = Vec::new();
    let mut links = Rows::new();
    links.int(column::NOTE_LINK, 0);
    let names = lookup.names(rows, profile);
    let resolve = |at: usize, entry: &Entry| {
        let note = entry.note();
        let of_link =
            |link: &Link| (names.resolve(NoteId(at as u32), link), phrase_key(&link.text));
        let (resolutions, keys): (Vec<_>, Vec<_>) = note.links.iter().map(of_link).unzip();
        (note, resolutions, keys)
    };
    for_each(entries, resolve, |at, (note, mut resolutions, keys)| {
        statements::state_topics_and_tags(&note, first_section[at], concepts);
        state_missing(&note, first_section[at], &mut resolutions, concepts);
        for (link, resolution) in note.links.iter().zip(&resolutions) {
            links.link(link, first_section[at], resolution);
        }
        phrase_keys.extend(keys);
        links.int(column::NOTE_LINK, links.count(column::LINK_LINE));
    });
    rows.adopt(links);
    phrase_keys
}

/// Gives the links of a note that lead nowhere the concepts of what they name.
pub(crate) fn state_missing(
    note: &Note,
    first_section: u32,
    resolutions: &mut [Resolution],
    namer: &mut impl statements::Namer,
) {
    let mut targets: Vec<Target> = resolutions.iter().map(|resolution| resolution.target).collect();
    statements::state_missing_targets(note, first_section, &mut targets, namer);
    for (resolution, target) in resolutions.iter_mut().zip(targets) {
        resolution.target = target;
    }
}

fn put_note_keys(writer: &mut Writer<'_>, entries: &[Entry]) {
    let mut keys: Vec<(u64, u32)> =
        entries.iter().zip(0..).map(|(entry, id)| (hash(&entry.path), id)).collect();
    keys.sort_unstable();
    writer.put_longs(column::NOTE_KEY, keys.iter().map(|key| key.0));
    writer.put_ints(column::NOTE_KEY_ID, keys.iter().map(|key| key.1));
}

/// What concepts are called in running text: their names and the texts of links to them.
fn put_phrases(
    writer: &mut Writer<'_>,
    rows: &Rows,
    phrase_keys: &[Option<u64>],
    concepts: &concepts::Finished,
    first_section: &[u32],
) {
    let mut phrases: FxHashMap<(u64, u32), (u32, bool)> = FxHashMap::default();
    for (name, concept) in &concepts.names {
        if let Some(key) = phrase_key(name) {
            phrases.entry((key, *concept)).or_default().1 = true;
        }
    }
    for (link, key) in phrase_keys.iter().enumerate() {
        let concept = match rows.target(link) {
            Target::Note(to) => concepts.of_note[to.at()],
            Target::Section(to) => {
                let note = first_section.partition_point(|&first| first <= to.0) - 1;
                concepts.of_note[note]
            }
            Target::Missing(concept) if concept != NONE => concept,
            _ => continue,
        };
        if let Some(key) = *key {
            phrases.entry((key, concept)).or_default().0 += 1;
        }
    }
    let mut phrases: Vec<_> = phrases.into_iter().collect();
    phrases.sort_unstable();
    writer.put_longs(column::PHRASE_HASH, phrases.iter().map(|phrase| phrase.0.0));
    writer.put_ints(column::PHRASE_CONCEPT, phrases.iter().map(|phrase| phrase.0.1));
    let links = phrases.iter().map(|phrase| phrase.1.0 << 1 | u32::from(phrase.1.1));
    writer.put_ints(column::PHRASE_LINKS, links);
}

/// The key of a text that can stand for what it leads to; nothing if it is empty or too long.
pub(crate) fn phrase_key(text: &str) -> Option<u64> {
    let terms: Vec<_> = words::plain(text).take(PHRASE_WORDS + 1).collect();
    let fits = (1..=PHRASE_WORDS).contains(&terms.len());
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
            let entries: Vec<Entry> = (0..count)
                .filter_map(|at| Entry::stored(&format!("{at}.md"), &[0; STAMP * 8]))
                .collect();
            let mut taken = Vec::new();
            let make = |at: usize, entry: &Entry| (at, entry.path.clone());
            for_each(&entries, make, |at, made| taken.push((at, made)));
            let wanted = entries.iter().enumerate();
            let wanted = wanted.map(|(at, entry)| (at, (at, entry.path.clone())));
            assert!(taken.into_iter().eq(wanted), "{count}");
        }
    }
}
