//! From notes to the stored graph, in one pure step: the same notes give the same bytes, in
//! whatever order and history they came. Leaves out reading and parsing.

use std::borrow::Cow;

use lore_core::{LinkKind, Note, Profile, TitleSource, VaultPath, name, status_name, words};
use rustc_hash::FxHashMap;

use crate::columns::{self, Ints, Longs, Strings, Writer};
use crate::concepts::{self, Concepts, Named};
use crate::graph::phrase_hash;
use crate::graph::{FORMAT, Graph, LINK_KINDS, NONE, NoteId, STAMP, column, hash, pack_date};
use crate::names::{self, NameTable, Names, without_note_extension};
use crate::profiles::Reading;
use crate::resolve::{Resolution, Target};
use crate::units;

/// One note on its way into the graph.
pub struct Entry<'a> {
    pub(crate) path: String,
    pub(crate) stamp: [u64; STAMP],
    pub(crate) note: Note,
    pub(crate) record: Cow<'a, [u8]>,
}

impl Entry<'static> {
    /// A note as just parsed; `stamp` is what the vault noted of the file.
    pub fn new(path: &VaultPath, stamp: [u64; STAMP], note: Note) -> Entry<'static> {
        // Encoding into memory fails for no value of this type.
        let record = postcard::to_stdvec(&note).unwrap_or_default();
        Entry { path: path.as_str().to_owned(), stamp, note, record: Cow::Owned(record) }
    }
}

impl<'a> Entry<'a> {
    /// A note as an older graph stored it.
    pub fn stored(graph: &'a Graph, note: NoteId) -> Entry<'a> {
        Entry {
            path: graph.path(note).to_owned(),
            stamp: graph.stamp(note),
            note: graph.record(note),
            record: Cow::Borrowed(graph.record_bytes(note)),
        }
    }

    /// The same note with a new stamp: the file was touched, its bytes are the same.
    pub fn with_stamp(mut self, stamp: [u64; STAMP]) -> Entry<'a> {
        self.stamp = stamp;
        self
    }
}

/// Builds the graph of a vault: its notes and the paths of its other files, with links as `profile`
/// reads them. Returns the bytes that [`Graph::open`] reads.
pub fn build(mut entries: Vec<Entry<'_>>, mut files: Vec<VaultPath>, profile: Profile) -> Vec<u8> {
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    files.sort();
    let notes: Vec<&Note> = entries.iter().map(|entry| &entry.note).collect();
    let titles = titles(&entries);
    let mut writer = Writer::default();

    let lookup = Lookup::new(&entries, &files, profile);
    let names = lookup.names(profile);
    let mut resolutions: Vec<Vec<Resolution>> = notes
        .iter()
        .enumerate()
        .map(|(at, note)| {
            let from = NoteId(at as u32);
            note.links.iter().map(|link| names.resolve(from, link)).collect()
        })
        .collect();

    let first_section = &lookup.first_section;
    let named: Vec<Named<'_>> = entries
        .iter()
        .zip(&titles)
        .map(|(entry, title)| Named { path: &entry.path, title, note: &entry.note })
        .collect();
    let mut concepts = Concepts::collect(&named, first_section);
    concepts.add_missing_targets(&notes, first_section, &mut resolutions);
    concepts.add_fields(&notes, first_section, &resolutions);
    if let Some(separator) = profile.hierarchy() {
        concepts.add_name_hierarchy(&named, separator);
    }
    let concepts = concepts.finish(&notes);
    for resolution in resolutions.iter_mut().flatten() {
        if let Target::Missing(provisional) = resolution.target
            && provisional != NONE
        {
            resolution.target = Target::Missing(concepts.id_of[provisional as usize]);
        }
    }
    let units = units::divide(&notes, first_section);

    put_notes(&mut writer, &entries, &titles);
    put_sections(&mut writer, &notes, &units);
    put_links(&mut writer, &notes, first_section, &resolutions);
    put_edges(&mut writer, &notes, first_section, &resolutions, &concepts, &units);
    put_phrases(&mut writer, &notes, &resolutions, &concepts, &lookup);
    drop(resolutions);
    concepts.put(&mut writer, *first_section.last().unwrap_or(&0));
    drop(concepts);
    lookup.put(&mut writer);
    // The records and the finished bytes are most of the graph: what else takes memory goes first.
    let records: Vec<Cow<'_, [u8]>> = entries.into_iter().map(|entry| entry.record).collect();
    writer.put_strings(column::NOTE_RECORD, records);
    writer.put_ints(
        column::PROFILE,
        [Profile::ALL.iter().position(|&each| each == profile).unwrap_or(0) as u32],
    );
    writer.finish(FORMAT)
}

/// What each note is called. A first heading that several notes share (`Overview`) names none of
/// them: their files' names do.
fn titles<'a>(entries: &'a [Entry<'_>]) -> Vec<&'a str> {
    let heading = |entry: &Entry<'_>| entry.note.title_source == TitleSource::Heading;
    let mut shared: FxHashMap<String, u32> = FxHashMap::default();
    for entry in entries.iter().filter(|entry| heading(entry)) {
        *shared.entry(name::link_key(&entry.note.title)).or_default() += 1;
    }
    entries
        .iter()
        .map(|entry| {
            let title = entry.note.title.as_str();
            if heading(entry) && shared[&name::link_key(title)] > 1 {
                let file_name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
                without_note_extension(file_name)
            } else {
                title
            }
        })
        .collect()
}

/// The columns that link resolution reads.
struct Lookup {
    paths: (Vec<u8>, Vec<u8>),
    files: (Vec<u8>, Vec<u8>),
    keys: (Vec<u8>, Vec<u8>),
    name_order: Vec<u8>,
    /// Number of the first section of each note, and the number of sections.
    first_section: Vec<u32>,
    note_sections: Vec<u8>,
    section_parents: Vec<u8>,
    section_keys: Vec<u8>,
    section_slugs: Vec<u8>,
    note_blocks: Vec<u8>,
    block_keys: Vec<u8>,
    block_sections: Vec<u8>,
    block_lines: Vec<u8>,
}

impl Lookup {
    fn new(entries: &[Entry<'_>], files: &[VaultPath], profile: Profile) -> Lookup {
        let mut first_section = vec![0];
        let mut parents = Vec::new();
        let mut keys: Vec<u64> = Vec::new();
        let mut slugs: Vec<u64> = Vec::new();
        let mut note_blocks = vec![0];
        let mut blocks: Vec<(u64, u32, u32)> = Vec::new();
        for entry in entries {
            let first = keys.len() as u32;
            for section in &entry.note.sections {
                parents.push(section.parent.map_or(NONE, |parent| first + parent));
                keys.push(hash(&name::heading_key(&section.heading)));
                slugs.push(hash(&section.slug));
            }
            first_section.push(keys.len() as u32);
            for block in &entry.note.blocks {
                blocks.push((hash(&block.id.to_lowercase()), first + block.section, block.line));
            }
            note_blocks.push(blocks.len() as u32);
        }
        let longs = |values: &[u64]| -> Vec<u8> {
            values.iter().copied().flat_map(u64::to_le_bytes).collect()
        };
        let block_keys: Vec<u64> = blocks.iter().map(|block| block.0).collect();
        let named = entries.iter().map(|entry| (entry.path.as_str(), &entry.note));
        Lookup {
            paths: columns::strings(entries.iter().map(|entry| &entry.path)),
            files: columns::strings(files.iter().map(VaultPath::as_str)),
            keys: NameTable::of(named, files).columns(),
            name_order: match profile {
                Profile::Zk => {
                    columns::ints(names::name_order(entries.iter().map(|entry| &*entry.path)))
                }
                _ => Vec::new(),
            },
            note_sections: columns::ints(first_section.iter().copied()),
            first_section,
            section_parents: columns::ints(parents),
            section_keys: longs(&keys),
            section_slugs: longs(&slugs),
            note_blocks: columns::ints(note_blocks),
            block_keys: longs(&block_keys),
            block_sections: columns::ints(blocks.iter().map(|block| block.1)),
            block_lines: columns::ints(blocks.iter().map(|block| block.2)),
        }
    }

    fn names(&self, profile: Profile) -> Names<'_> {
        Names {
            reading: Reading { profile, tool_only: false },
            notes: Strings { offsets: Ints(&self.paths.0), bytes: &self.paths.1 },
            files: Strings { offsets: Ints(&self.files.0), bytes: &self.files.1 },
            keys: Longs(&self.keys.0),
            key_ids: Ints(&self.keys.1),
            name_order: Ints(&self.name_order),
            note_sections: Ints(&self.note_sections),
            section_parents: Ints(&self.section_parents),
            section_keys: Longs(&self.section_keys),
            section_slugs: Longs(&self.section_slugs),
            note_blocks: Ints(&self.note_blocks),
            block_keys: Longs(&self.block_keys),
            block_sections: Ints(&self.block_sections),
        }
    }

    fn put(self, writer: &mut Writer<'_>) {
        for (column, bytes) in [
            (column::NOTE_PATH, self.paths.0),
            (column::NOTE_PATH + 1, self.paths.1),
            (column::FILE_PATH, self.files.0),
            (column::FILE_PATH + 1, self.files.1),
            (column::NAME_KEY, self.keys.0),
            (column::NAME_ID, self.keys.1),
            (column::NAME_ORDER, self.name_order),
            (column::NOTE_SECTION, self.note_sections),
            (column::SECTION_PARENT, self.section_parents),
            (column::SECTION_KEY, self.section_keys),
            (column::SECTION_SLUG, self.section_slugs),
            (column::BLOCK_NOTE, self.note_blocks),
            (column::BLOCK_KEY, self.block_keys),
            (column::BLOCK_SECTION, self.block_sections),
            (column::BLOCK_LINE, self.block_lines),
        ] {
            writer.put(column, bytes);
        }
    }
}

fn put_notes(writer: &mut Writer<'_>, entries: &[Entry<'_>], titles: &[&str]) {
    writer.put_strings(column::NOTE_TITLE, titles);
    let kinds =
        entries.iter().map(|entry| entry.note.kind.as_deref().unwrap_or("").trim().to_lowercase());
    writer.put_strings(column::NOTE_KIND, kinds);
    let languages = entries.iter().map(|entry| entry.note.language as u32);
    writer.put_ints(column::NOTE_LANGUAGE, languages);
    let remarks = entries.iter().map(|entry| u32::from(has_remarks(&entry.note)));
    writer.put_ints(column::NOTE_REMARKS, remarks);
    let statuses = entries.iter().map(|entry| u32::from(has_statuses(&entry.note)));
    writer.put_ints(column::NOTE_STATUS, statuses);
    writer.put_longs(column::NOTE_STAMP, entries.iter().flat_map(|entry| entry.stamp));
    writer.put_ints(column::NOTE_DATE, entries.iter().map(|entry| pack_date(entry.note.date)));
    let modified = entries.iter().map(|entry| pack_date(entry.note.modified));
    writer.put_ints(column::NOTE_MODIFIED, modified);
    let mut keys: Vec<(u64, u32)> =
        entries.iter().zip(0..).map(|(entry, id)| (hash(&entry.path), id)).collect();
    keys.sort_unstable();
    writer.put_longs(column::NOTE_KEY, keys.iter().map(|key| key.0));
    writer.put_ints(column::NOTE_KEY_ID, keys.iter().map(|key| key.1));
}

/// Whether something is wrong with the note, or it says what to pass over.
pub(crate) fn has_remarks(note: &Note) -> bool {
    !note.problems.is_empty() || !note.ignores.is_empty()
}

/// Whether the note says how far something has come.
pub(crate) fn has_statuses(note: &Note) -> bool {
    !note.status_tables.is_empty()
        || note.fields.iter().any(|field| status_name(&field.key).is_some())
}

fn put_sections(writer: &mut Writer<'_>, notes: &[&Note], units: &units::Units) {
    let counted = notes
        .iter()
        .enumerate()
        .flat_map(|(note, entry)| std::iter::repeat_n(note as u32, entry.sections.len()));
    writer.put_ints(column::SECTION_NOTE, counted);
    let sections = || notes.iter().flat_map(|note| &note.sections);
    writer.put_ints(column::SECTION_LEVEL, sections().map(|section| u32::from(section.level)));
    writer.put_strings(column::SECTION_HEADING, sections().map(|section| &section.heading));
    writer.put_ints(column::SECTION_LINE, sections().map(|section| section.line));
    writer.put_ints(column::SECTION_START, sections().map(|section| section.span.start));
    writer.put_ints(column::SECTION_END, sections().map(|section| section.span.end));
    writer.put_ints(column::SECTION_OWN_END, sections().map(|section| section.own_end));
    writer.put_ints(column::SECTION_WORDS, sections().map(|section| section.words));
    writer.put_ints(column::SECTION_ORDER, sections().map(|section| section.order.unwrap_or(NONE)));
    writer.put_ints(column::SECTION_DATE, sections().map(|section| pack_date(section.date)));
    writer.put_ints(column::SECTION_UNIT, units.of_section.iter().copied());
    writer.put_ints(column::UNIT_SECTION, units.first_section.iter().copied());
    let norms = || sections().map(|section| section.squared_norm);
    writer.put_ints(column::SECTION_SQUARED_NORM, norms());
    for (column, of_sections) in [
        (column::UNIT_WORDS, sections().map(|section| section.words).collect::<Vec<u32>>()),
        (column::UNIT_SQUARED_NORM, norms().collect()),
    ] {
        let mut sums = vec![0u32; units.first_section.len()];
        for (&unit, of_section) in units.of_section.iter().zip(of_sections) {
            sums[unit as usize] = sums[unit as usize].saturating_add(of_section);
        }
        writer.put_ints(column, sums);
    }
}

fn put_links(
    writer: &mut Writer<'_>,
    notes: &[&Note],
    first_section: &[u32],
    resolutions: &[Vec<Resolution>],
) {
    let mut first_link = vec![0u32];
    let mut columns: [Vec<u32>; 8] = Default::default();
    let mut backlinks: Vec<Vec<u32>> = vec![Vec::new(); notes.len()];
    let note_of = |section: u32| first_section.partition_point(|&first| first <= section) - 1;
    for (at, note) in notes.iter().enumerate() {
        for (link, resolution) in note.links.iter().zip(&resolutions[at]) {
            let id = columns[0].len() as u32;
            let kind = LINK_KINDS.iter().position(|&kind| kind == link.kind).unwrap_or(0) as u32;
            let (target_kind, target) = resolution.target.pack();
            let values = [
                first_section[at] + link.section,
                kind << 1 | u32::from(link.embed),
                target_kind,
                target,
                resolution.rule as u32,
                resolution.candidates.len() as u32,
                resolution.others.len() as u32,
                link.line,
            ];
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value);
            }
            match resolution.target {
                Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => {
                    backlinks[note.at()].push(id);
                }
                Target::Section(section) => backlinks[note_of(section.0)].push(id),
                _ => {}
            }
        }
        first_link.push(columns[0].len() as u32);
    }
    writer.put_ints(column::NOTE_LINK, first_link);
    for (number, values) in [
        column::LINK_SECTION,
        column::LINK_KIND,
        column::LINK_TARGET_KIND,
        column::LINK_TARGET,
        column::LINK_RULE,
        column::LINK_CANDIDATES,
        column::LINK_OTHERS,
        column::LINK_LINE,
    ]
    .into_iter()
    .zip(columns)
    {
        writer.put_ints(number, values);
    }
    writer.put_lists(column::BACKLINK, &backlinks);
}

/// The undirected graph of units and concepts: links, statements and the hierarchy.
fn put_edges(
    writer: &mut Writer<'_>,
    notes: &[&Note],
    first_section: &[u32],
    resolutions: &[Vec<Resolution>],
    concepts: &concepts::Finished,
    units: &units::Units,
) {
    let unit_count = units.first_section.len() as u32;
    let mut edges: Vec<Vec<u32>> = vec![Vec::new(); unit_count as usize + concepts.len()];
    let mut connect = |left: u32, right: u32| {
        if left != right {
            edges[left as usize].push(right);
            edges[right as usize].push(left);
        }
    };
    for (at, note) in notes.iter().enumerate() {
        for (link, resolution) in note.links.iter().zip(&resolutions[at]) {
            let from = units.of_section[(first_section[at] + link.section) as usize];
            match resolution.target {
                Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                    connect(from, units.of_section[first_section[to.at()] as usize]);
                }
                Target::Section(to) => connect(from, units.of_section[to.at()]),
                Target::Missing(concept) if concept != NONE => connect(from, unit_count + concept),
                _ => {}
            }
        }
    }
    for statement in &concepts.statements {
        connect(units.of_section[statement.section as usize], unit_count + statement.concept);
    }
    for (concept, broader) in concepts.broader.iter().enumerate() {
        for &broader in broader {
            connect(unit_count + concept as u32, unit_count + broader);
        }
    }
    for list in &mut edges {
        list.sort_unstable();
        list.dedup();
    }
    writer.put_lists(column::UNIT_EDGE, &edges);
}

/// What concepts are called in running text: their names and the texts of links to them.
fn put_phrases(
    writer: &mut Writer<'_>,
    notes: &[&Note],
    resolutions: &[Vec<Resolution>],
    concepts: &concepts::Finished,
    lookup: &Lookup,
) {
    let mut phrases: FxHashMap<(u64, u32), (u32, bool)> = FxHashMap::default();
    let key = |text: &str| -> Option<u64> {
        let terms: Vec<_> = words::plain(text).take(PHRASE_WORDS + 1).collect();
        let fits = (1..=PHRASE_WORDS).contains(&terms.len());
        fits.then(|| phrase_hash(terms.iter().map(|word| &*word.term)))
    };
    for (name, concept) in &concepts.names {
        if let Some(key) = key(name) {
            phrases.entry((key, *concept)).or_default().1 = true;
        }
    }
    let note_of =
        |section: u32| lookup.first_section.partition_point(|&first| first <= section) - 1;
    for (at, note) in notes.iter().enumerate() {
        for (link, resolution) in note.links.iter().zip(&resolutions[at]) {
            let concept = match resolution.target {
                Target::Note(to) => concepts.of_note[to.at()],
                Target::Section(to) => concepts.of_note[note_of(to.0)],
                Target::Missing(concept) if concept != NONE => concept,
                _ => continue,
            };
            if let Some(key) = key(&link.text) {
                phrases.entry((key, concept)).or_default().0 += 1;
            }
        }
    }
    let mut phrases: Vec<_> = phrases.into_iter().collect();
    phrases.sort_unstable();
    writer.put_longs(column::PHRASE_HASH, phrases.iter().map(|phrase| phrase.0.0));
    writer.put_ints(column::PHRASE_CONCEPT, phrases.iter().map(|phrase| phrase.0.1));
    let links = phrases.iter().map(|phrase| phrase.1.0 << 1 | u32::from(phrase.1.1));
    writer.put_ints(column::PHRASE_LINKS, links);
}

/// The longest phrase, in words, that is looked for in text.
pub const PHRASE_WORDS: usize = 8;

/// The line of a note's title, counting from 1.
pub(crate) fn title_line(note: &Note) -> u32 {
    match note.title_source {
        TitleSource::FrontMatter => note
            .fields
            .iter()
            .find(|field| field.key.eq_ignore_ascii_case("title"))
            .map_or(1, |field| field.line),
        TitleSource::Heading => note.sections.get(1).map_or(1, |section| section.line),
        TitleSource::FileStem => 1,
    }
}

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
