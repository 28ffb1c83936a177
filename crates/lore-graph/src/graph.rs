//! The graph as it is read: an immutable view over the columns of its files. Answers what stands
//! where; the questions with an algorithm of their own have files of their own.

pub(crate) mod column;
mod packed;
mod views;

use std::fmt;
use std::sync::Arc;

use lore_core::{Date, Language, Profile, name};
use rustc_hash::FxHashMap;

use crate::columns::{self, Image, Ints, Lists, Longs, Place as ColumnPlace, Strings};
use crate::concepts::Concept;
use crate::names::{Crowds, Names, Place};
use crate::profiles::Reading;
use crate::resolve::Target;

use self::packed::{unpack_date, unpack_link_kind};

pub(crate) use packed::{NONE, pack_date, pack_link_kind, parent_of, with_target_kind};
pub(crate) use views::Naming;
pub use views::{How, Kinds, LinkView, Reference, Statement};

/// Version of the stored form. Raise it whenever a column's meaning changes.
pub const FORMAT: u32 = 17;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            pub(crate) fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A note: its place among all notes in path order.
    NoteId
    /// A section: its place among all sections, in the order of notes and of their text.
    SectionId
    /// A concept: its place among all concepts in key order.
    ConceptId
    /// A unit: what a person would call one piece: a note, an entry of a journal, or a part of a
    /// long note. Its place among all units in the order of their first sections.
    UnitId
    /// A link: its place among all links, in the order of notes and of their text.
    LinkId
    /// A file that is no note: its place among all such files in path order.
    FileId
}

/// Number of words in a note's stamp: what the vault knows of the file, opaque here.
pub const STAMP: usize = 5;

/// The notes, sections, concepts and edges of one vault at one moment.
///
/// Cheap to clone; every access reads the stored bytes in place.
#[derive(Clone)]
pub struct Graph {
    files: Arc<[(u64, Image)]>,
    places: Arc<[ColumnPlace]>,
    /// The bytes at these places, found once: a question asks for columns a million times.
    columns: Arc<[Image]>,
    /// What its names were asked for and is much.
    crowds: Arc<Crowds>,
}

/// Graphs are the same if all they hold is, in whatever files.
impl PartialEq for Graph {
    fn eq(&self, other: &Graph) -> bool {
        (0..=column::LAST).all(|number| self.bytes(number) == other.bytes(number))
    }
}

impl Eq for Graph {}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph").field("notes", &self.note_count()).finish_non_exhaustive()
    }
}

impl Graph {
    /// Reads a graph that is in one file; nothing comes back if its bytes are damaged or of another
    /// version.
    pub fn open(image: Image) -> Option<Graph> {
        Graph::open_files(&[(1, image)])
    }

    /// Reads a graph from its files with their numbers, the newest last; nothing comes back if their
    /// bytes are damaged, of another version, or not all of them.
    pub fn open_files(files: &[(u64, Image)]) -> Option<Graph> {
        Graph::open_vouched(files).filter(|graph| graph.is_whole())
    }

    /// Reads a stored graph whose bytes were found whole before, which saves reading them all.
    pub fn open_vouched(files: &[(u64, Image)]) -> Option<Graph> {
        let places = columns::open(files, FORMAT)?;
        (places.len() > column::LAST).then(|| Graph {
            files: files.into(),
            columns: places.iter().map(|&place| columns::at_place(files, place)).collect(),
            places: places.into(),
            crowds: Arc::default(),
        })
    }

    /// Whether the bytes of all columns are those that were written. Reads them all.
    fn is_whole(&self) -> bool {
        self.places.iter().zip(&*self.columns).all(|(place, bytes)| place.holds(bytes))
    }

    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        &self.columns[column]
    }

    /// The number of the file that a column is in, and where it is there.
    pub(crate) fn place_of_column(&self, column: usize) -> (u64, ColumnPlace) {
        let place = self.places[column];
        (self.files[place.file].0, place)
    }

    /// The size of one of its files, in bytes.
    pub(crate) fn file_size(&self, number: u64) -> usize {
        let file = self.files.iter().find(|(other, _)| *other == number);
        file.map_or(0, |(_, image)| image.len())
    }

    pub(crate) fn ints(&self, column: usize) -> Ints<'_> {
        Ints::new(self.bytes(column))
    }

    pub(crate) fn longs(&self, column: usize) -> Longs<'_> {
        Longs(self.bytes(column))
    }

    pub(crate) fn strings(&self, column: usize) -> Strings<'_> {
        Strings { offsets: self.ints(column), bytes: self.bytes(column + 1) }
    }

    pub(crate) fn lists(&self, column: usize) -> Lists<'_> {
        Lists { offsets: self.ints(column), values: self.ints(column + 1) }
    }

    /// Whose conventions the links were read by.
    pub fn profile(&self) -> Profile {
        let number = self.ints(column::PROFILE).get(0);
        Profile::ALL.get(number as usize).copied().unwrap_or_default()
    }

    /// What a resolver needs to know of all notes and files.
    pub fn names(&self) -> Names<'_> {
        let reading = Reading { profile: self.profile(), tool_only: false };
        let names = Names::in_columns(reading, |number| self.bytes(number));
        Names { crowds: self.crowds.clone(), ..names }
    }

    // ---- notes

    /// Number of notes.
    pub fn note_count(&self) -> usize {
        self.strings(column::NOTE_PATH).len()
    }

    /// All notes in path order.
    pub fn notes(&self) -> impl ExactSizeIterator<Item = NoteId> + use<> {
        (0..self.note_count() as u32).map(NoteId)
    }

    /// The note's path below the vault's root.
    pub fn path(&self, note: NoteId) -> &str {
        self.strings(column::NOTE_PATH).get(note.at())
    }

    /// The paths of all notes, in order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        let paths = self.strings(column::NOTE_PATH);
        (0..paths.len()).map(move |at| paths.get(at))
    }

    /// The name of the note's file without its extension.
    pub fn stem(&self, note: NoteId) -> &str {
        lore_core::path::stem(self.path(note))
    }

    /// The note at a path.
    pub fn note_at(&self, path: &str) -> Option<NoteId> {
        let place = self.place_of_path(path);
        let is_there = (place as usize) < self.note_count() && self.path(NoteId(place)) == path;
        is_there.then_some(NoteId(place))
    }

    /// Whether a note or another file of the vault is at this path.
    pub fn is_listed(&self, path: &str) -> bool {
        let files = self.strings(column::FILE_PATH);
        let goes_before = |at: usize| files.bytes(at) < path.as_bytes();
        let file = columns::partition_point(files.len(), goes_before);
        self.note_at(path).is_some() || file < files.len() && files.get(file) == path
    }

    /// The place of a path among those of all notes, whether or not it is one of them.
    pub(crate) fn place_of_path(&self, path: &str) -> u32 {
        let paths = self.strings(column::NOTE_PATH);
        let goes_before = |at: usize| paths.bytes(at) < path.as_bytes();
        columns::partition_point(paths.len(), goes_before) as u32
    }

    /// The note whose path has this [`note_key`].
    pub fn note_by_key(&self, key: u64) -> Option<NoteId> {
        let range = self.longs(column::NOTE_KEY).equal_range(key);
        (!range.is_empty()).then(|| NoteId(self.ints(column::NOTE_KEY_ID).get(range.start)))
    }

    /// What the note is called.
    pub fn title(&self, note: NoteId) -> &str {
        let naming = Naming::unpack(self.ints(column::NOTE_NAMING).get(note.at()));
        naming.title(self.strings(column::NOTE_TITLE).get(note.at()), self.path(note))
    }

    /// Whether the note is a form for others, in a vault that has others.
    pub fn is_template(&self, note: NoteId) -> bool {
        Naming::unpack(self.ints(column::NOTE_NAMING).get(note.at())) == Naming::Path
    }

    /// What the note says it is, in lower case; empty if it does not say.
    pub fn kind(&self, note: NoteId) -> &str {
        self.strings(column::NOTE_KIND).get(note.at())
    }

    /// The language the note is written in.
    pub fn language(&self, note: NoteId) -> Language {
        let number = self.ints(column::NOTE_LANGUAGE).get(note.at());
        Language::ALL.get(number as usize).copied().unwrap_or_default()
    }

    /// What the vault noted of the file.
    pub fn stamp(&self, note: NoteId) -> [u64; STAMP] {
        let stamps = self.longs(column::NOTE_STAMP);
        std::array::from_fn(|nth| stamps.get(note.at() * STAMP + nth))
    }

    /// The day the note is of.
    pub fn date(&self, note: NoteId) -> Option<Date> {
        unpack_date(self.ints(column::NOTE_DATE).get(note.at()))
    }

    /// The day on which the note was last changed, as it says itself.
    pub fn modified(&self, note: NoteId) -> Option<Date> {
        unpack_date(self.ints(column::NOTE_MODIFIED).get(note.at()))
    }

    /// The note's other names.
    pub fn aliases(&self, note: NoteId) -> impl Iterator<Item = &str> {
        self.strings(column::NOTE_ALIAS).get(note.at()).split_terminator('\0')
    }

    /// Number of tasks in the note that are open, and of all.
    pub fn tasks(&self, note: NoteId) -> (usize, usize) {
        let number = |column| self.ints(column).get(note.at()) as usize;
        (number(column::NOTE_OPEN_TASKS), number(column::NOTE_TASKS))
    }

    /// Whether the note's record holds problems, or says where not to report any.
    pub fn has_remarks(&self, note: NoteId) -> bool {
        self.ints(column::NOTE_REMARKS).get(note.at()) == 1
    }

    /// Whether the note's record has tables or fields that say how far something has come.
    pub fn has_statuses(&self, note: NoteId) -> bool {
        self.ints(column::NOTE_STATUS).get(note.at()) == 1
    }

    /// The concept that the note's name is.
    pub fn concept_of(&self, note: NoteId) -> ConceptId {
        ConceptId(self.ints(column::NOTE_CONCEPT).get(note.at()))
    }

    /// The note's sections; the first is the text before any heading.
    pub fn sections_of(&self, note: NoteId) -> impl ExactSizeIterator<Item = SectionId> + use<> {
        let starts = self.ints(column::NOTE_SECTION);
        (starts.get(note.at())..starts.get(note.at() + 1)).map(SectionId)
    }

    /// A note's section by its place in the note.
    pub fn section_of(&self, note: NoteId, nth: u32) -> SectionId {
        SectionId(self.ints(column::NOTE_SECTION).get(note.at()) + nth)
    }

    /// Number of files that are no notes.
    pub fn file_count(&self) -> usize {
        self.strings(column::FILE_PATH).len()
    }

    /// The path of a note or another file.
    pub fn place_path(&self, place: Place) -> &str {
        match place {
            Place::Note(note) => self.path(note),
            Place::File(file) => self.file_path(file),
        }
    }

    /// The paths of the files that are no notes, in order.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let files = self.strings(column::FILE_PATH);
        (0..files.len()).map(move |at| files.get(at))
    }

    /// The path of a file that is no note.
    pub fn file_path(&self, file: FileId) -> &str {
        self.strings(column::FILE_PATH).get(file.at())
    }

    /// A hash of the paths of all notes and other files.
    pub fn paths_hash(&self) -> u64 {
        let columns = [column::NOTE_PATH, column::FILE_PATH];
        let columns = columns.into_iter().flat_map(|column| [column, column + 1]);
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        for bytes in columns.map(|column| self.bytes(column)) {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        hash.digest()
    }

    // ---- sections

    /// Number of sections.
    pub fn section_count(&self) -> usize {
        self.ints(column::SECTION_NOTE).len()
    }

    /// The sections of all notes, note by note.
    pub fn sections(&self) -> impl ExactSizeIterator<Item = SectionId> + use<> {
        (0..self.section_count() as u32).map(SectionId)
    }

    /// The note a section is part of.
    pub fn note_of(&self, section: SectionId) -> NoteId {
        NoteId(self.ints(column::SECTION_NOTE).get(section.at()))
    }

    /// The section's place in its note.
    pub fn place_of(&self, section: SectionId) -> u32 {
        section.0 - self.ints(column::NOTE_SECTION).get(self.note_of(section).at())
    }

    /// The section this one is part of.
    pub fn parent(&self, section: SectionId) -> Option<SectionId> {
        parent_of(self.ints(column::SECTION_PARENT), section.0).map(SectionId)
    }

    /// The heading's text; empty for text before any heading.
    pub fn heading(&self, section: SectionId) -> &str {
        self.strings(column::SECTION_HEADING).get(section.at())
    }

    /// A number that sections share whose headings are the same, case and punctuation aside.
    pub fn heading_hash(&self, section: SectionId) -> u64 {
        self.longs(column::SECTION_KEY).get(section.at())
    }

    /// Heading level 1 to 6; 0 for text before any heading.
    pub fn level(&self, section: SectionId) -> u32 {
        self.ints(column::SECTION_LEVEL).get(section.at())
    }

    /// The sections with this heading, case and punctuation aside.
    pub fn sections_headed(&self, heading: &str) -> impl Iterator<Item = SectionId> {
        let wanted = hash(&name::heading_key(heading));
        let keys = self.longs(column::SECTION_KEY).iter().zip(0..);
        let alike = keys.filter(move |&(key, _)| key == wanted);
        self.headings_among(alike.map(|(_, section)| SectionId(section)))
    }

    /// The sections of a note with this heading.
    pub fn sections_of_headed(
        &self,
        note: NoteId,
        heading: &str,
    ) -> impl Iterator<Item = SectionId> {
        let wanted = hash(&name::heading_key(heading));
        let keys = self.longs(column::SECTION_KEY);
        let alike = move |section: &SectionId| keys.get(section.at()) == wanted;
        self.headings_among(self.sections_of(note).filter(alike))
    }

    /// Those of some sections that have a heading.
    fn headings_among(
        &self,
        sections: impl Iterator<Item = SectionId>,
    ) -> impl Iterator<Item = SectionId> {
        sections.filter(|&section| self.level(section) > 0)
    }

    /// How many sections have each of these headings, case and punctuation aside: one look at all sections,
    /// however many headings are asked for.
    pub fn count_headed<'h>(&self, headings: impl IntoIterator<Item = &'h str>) -> Vec<usize> {
        let wanted: Vec<u64> =
            headings.into_iter().map(|heading| hash(&name::heading_key(heading))).collect();
        let mut counts: FxHashMap<u64, usize> = wanted.iter().map(|&key| (key, 0)).collect();
        let keys = self.longs(column::SECTION_KEY);
        let levels = self.ints(column::SECTION_LEVEL);
        for (at, level) in levels.iter().enumerate().filter(|_| !wanted.is_empty()) {
            if let Some(count) = counts.get_mut(&keys.get(at)) {
                *count += usize::from(level > 0);
            }
        }
        wanted.iter().map(|key| counts[key]).collect()
    }

    /// The headings that head no entries of journals, each with the number of [`Graph::heading_hash`].
    pub fn headings_of_no_entries(&self) -> impl Iterator<Item = (SectionId, u64)> {
        let keys = self.longs(column::SECTION_KEY);
        let levels = self.ints(column::SECTION_LEVEL);
        let orders = self.ints(column::SECTION_ORDER);
        let dates = self.ints(column::SECTION_DATE);
        let is_wanted = move |&at: &usize| {
            let is_entry = || orders.get(at) != NONE || unpack_date(dates.get(at)).is_some();
            levels.get(at) > 0 && !is_entry()
        };
        let headings = (0..self.section_count()).filter(is_wanted);
        headings.map(move |at| (SectionId(at as u32), keys.get(at)))
    }

    /// The sections whose headings tell a day or a place in a sequence.
    pub fn headed_by_day_or_number(&self) -> impl Iterator<Item = SectionId> {
        let (orders, dates) = (self.ints(column::SECTION_ORDER), self.ints(column::SECTION_DATE));
        let says_when = move |&at: &usize| orders.get(at) != NONE || dates.get(at) != NONE;
        (0..self.section_count()).filter(says_when).map(|at| SectionId(at as u32))
    }

    /// The headings from the note's top to this section, outermost first.
    pub fn heading_path(&self, section: SectionId) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = Some(section);
        while let Some(section) = at {
            let heading = self.heading(section);
            if !heading.is_empty() {
                path.push(heading);
            }
            at = self.parent(section);
        }
        path.reverse();
        path
    }

    /// The heading's line, counting from 1.
    pub fn line(&self, section: SectionId) -> u32 {
        self.ints(column::SECTION_LINE).get(section.at())
    }

    /// Byte offsets in the file: start, end of the own text, end of the last part.
    pub fn extent(&self, section: SectionId) -> (u32, u32, u32) {
        let get = |column| self.ints(column).get(section.at());
        (get(column::SECTION_START), get(column::SECTION_OWN_END), get(column::SECTION_END))
    }

    /// Number of words in the section's own text.
    pub fn words(&self, section: SectionId) -> u32 {
        self.ints(column::SECTION_WORDS).get(section.at())
    }

    /// The squared length of the section's own text as a vector of words.
    pub fn squared_norm(&self, section: SectionId) -> u32 {
        self.ints(column::SECTION_SQUARED_NORM).get(section.at())
    }

    /// `7` for an entry headed `Day 7`.
    pub fn order(&self, section: SectionId) -> Option<u32> {
        let order = self.ints(column::SECTION_ORDER).get(section.at());
        (order != NONE).then_some(order)
    }

    /// The day in the section's heading.
    pub fn section_date(&self, section: SectionId) -> Option<Date> {
        unpack_date(self.ints(column::SECTION_DATE).get(section.at()))
    }

    /// What people would call the section: the note's title for the text before any heading, the
    /// heading, and for an entry of a journal its topic, too: `Day 7 · Docker`.
    pub fn label(&self, section: SectionId) -> String {
        let heading = self.heading(section);
        if heading.is_empty() {
            return self.title(self.note_of(section)).to_owned();
        }
        if self.order(section).is_none() && self.section_date(section).is_none() {
            return heading.to_owned();
        }
        let mut label = heading.to_owned();
        let mut separator = " · ";
        // What stands in the heading's own line is said already.
        let line = self.line(section);
        let is_told = |stated: &Statement<'_>| stated.how == How::Topic && stated.line != line;
        for statement in self.statements(section).filter(is_told) {
            label.push_str(separator);
            label.push_str(self.concept_name(statement.concept));
            separator = ", ";
        }
        label
    }

    /// The concepts a section states itself.
    pub fn statements(&self, section: SectionId) -> impl Iterator<Item = Statement<'_>> {
        let (starts, note) = (self.ints(column::NOTE_STATEMENT), self.note_of(section).at());
        let of_note = starts.get(note)..starts.get(note + 1);
        let sections = self.ints(column::STATEMENT_SECTION);
        let section_at = move |at: u32| sections.get(at as usize);
        let goes_before = |nth: usize| section_at(of_note.start + nth as u32) < section.0;
        let first = of_note.start + columns::partition_point(of_note.len(), goes_before) as u32;
        let of_section = (first..of_note.end).take_while(move |&at| section_at(at) == section.0);
        let columns = self.statement_columns();
        of_section.map(move |at| columns.get(at))
    }

    /// The concepts that sections state themselves, in the order of notes and of their text.
    pub fn all_statements(&self) -> impl Iterator<Item = Statement<'_>> {
        let columns = self.statement_columns();
        (0..columns.section.len() as u32).map(move |at| columns.get(at))
    }

    fn statement_columns(&self) -> StatementColumns<'_> {
        StatementColumns {
            section: self.ints(column::STATEMENT_SECTION),
            concept: self.ints(column::STATEMENT_CONCEPT),
            how: self.ints(column::STATEMENT_HOW),
            line: self.ints(column::STATEMENT_LINE),
            field: self.ints(column::STATEMENT_FIELD),
            names: self.strings(column::FIELD_NAME),
        }
    }

    // ---- units

    /// Number of units.
    pub fn unit_count(&self) -> usize {
        self.ints(column::UNIT_SECTION).len()
    }

    /// All units.
    pub fn units(&self) -> impl ExactSizeIterator<Item = UnitId> + use<> {
        (0..self.unit_count() as u32).map(UnitId)
    }

    /// The unit a section belongs to.
    pub fn unit_of(&self, section: SectionId) -> UnitId {
        UnitId(self.ints(column::SECTION_UNIT).get(section.at()))
    }

    /// The section a unit begins with; it gives the unit its name.
    pub fn unit_section(&self, unit: UnitId) -> SectionId {
        SectionId(self.ints(column::UNIT_SECTION).get(unit.at()))
    }

    /// The note a unit is, or is part of.
    pub fn unit_note(&self, unit: UnitId) -> NoteId {
        self.note_of(self.unit_section(unit))
    }

    /// Number of words in a unit's text.
    pub fn unit_words(&self, unit: UnitId) -> u32 {
        self.ints(column::UNIT_WORDS).get(unit.at())
    }

    /// Number of words in the text of all units.
    pub fn word_count(&self) -> u64 {
        self.longs(column::WORD_COUNT).get(0)
    }

    /// The squared length of a unit's text as a vector of words, as if no two of its sections had a
    /// word in common.
    pub fn unit_squared_norm(&self, unit: UnitId) -> u32 {
        self.ints(column::UNIT_SQUARED_NORM).get(unit.at())
    }

    /// The sections that belong to a unit.
    pub fn unit_sections(&self, unit: UnitId) -> impl Iterator<Item = SectionId> {
        let first = self.unit_section(unit);
        let end = self.extent(first).2;
        // What belongs to it stands below its first heading; so may other units.
        let below = (first.0 + 1..self.section_count() as u32).map(SectionId);
        let note = self.note_of(first);
        let below = below
            .take_while(move |&section| self.note_of(section) == note)
            .take_while(move |&section| self.extent(section).0 < end);
        std::iter::once(first).chain(below.filter(move |&section| self.unit_of(section) == unit))
    }

    // ---- links

    /// Number of links, external ones included.
    pub fn link_count(&self) -> usize {
        self.ints(column::LINK_SECTION).len()
    }

    /// All links, in the order of notes and of their text.
    pub fn links(&self) -> impl Iterator<Item = LinkView> {
        let columns = self.link_columns();
        (0..self.link_count() as u32).map(move |at| columns.get(LinkId(at)))
    }

    /// Where links lead, with the sections they stand in, in the order of notes and of their text.
    pub fn targets(&self) -> impl Iterator<Item = (SectionId, Target)> {
        let LinkColumns { section, kind, target, .. } = self.link_columns();
        let target = move |at: usize| Target::unpack(kind.get(at), target.get(at));
        section.iter().enumerate().map(move |(at, section)| (SectionId(section), target(at)))
    }

    /// The notes that links lead from and to, links to oneself included, in the order of notes and of their
    /// text.
    pub fn links_between_notes(&self) -> impl Iterator<Item = (NoteId, NoteId)> {
        let note_of = self.ints(column::SECTION_NOTE);
        let note = move |section: SectionId| NoteId(note_of.get(section.at()));
        self.targets().filter_map(move |(section, target)| match target {
            Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                Some((note(section), to))
            }
            Target::Section(to) => Some((note(section), note(to))),
            Target::File(_) | Target::External | Target::Missing(_) => None,
        })
    }

    /// The links of a note in the order of its text, as in its record.
    pub fn links_of(&self, note: NoteId) -> impl ExactSizeIterator<Item = LinkView> {
        let (starts, columns) = (self.ints(column::NOTE_LINK), self.link_columns());
        let links = starts.get(note.at())..starts.get(note.at() + 1);
        links.map(move |at| columns.get(LinkId(at)))
    }

    /// A link's place in its note's record.
    pub fn link_place(&self, link: LinkView) -> usize {
        let note = self.note_of(link.section);
        (link.id.0 - self.ints(column::NOTE_LINK).get(note.at())) as usize
    }

    /// One link.
    pub fn link(&self, id: LinkId) -> LinkView {
        self.link_columns().get(id)
    }

    fn link_columns(&self) -> LinkColumns<'_> {
        LinkColumns {
            section: self.ints(column::LINK_SECTION),
            kind: self.ints(column::LINK_KIND),
            target: self.ints(column::LINK_TARGET),
            candidates: self.ints(column::LINK_CANDIDATES),
            others: self.ints(column::LINK_OTHERS),
            line: self.ints(column::LINK_LINE),
        }
    }

    /// The links that reach a note or a part of it, links from itself included.
    pub fn backlinks(&self, note: NoteId) -> impl ExactSizeIterator<Item = LinkView> {
        let columns = self.link_columns();
        self.lists(column::BACKLINK).get(note.at()).map(move |at| columns.get(LinkId(at)))
    }

    /// The note a link reaches, whether or not the part of it that is named exists.
    pub fn target_note(&self, target: Target) -> Option<NoteId> {
        match target {
            Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => Some(note),
            Target::Section(section) => Some(self.note_of(section)),
            Target::File(_) | Target::External | Target::Missing(_) => None,
        }
    }

    // ---- concepts

    /// Number of concepts.
    pub fn concept_count(&self) -> usize {
        self.ints(column::CONCEPT_FLAGS).len()
    }

    /// All concepts in key order.
    pub fn concepts(&self) -> impl ExactSizeIterator<Item = ConceptId> + use<> {
        (0..self.concept_count() as u32).map(ConceptId)
    }

    /// What the concept is called: a note's title, else the spelling most used.
    pub fn concept_name(&self, concept: ConceptId) -> &str {
        self.strings(column::CONCEPT_NAME).get(concept.at())
    }

    /// All that the concept is called where it is named, each once and in byte order.
    pub fn concept_spellings(&self, concept: ConceptId) -> Vec<&str> {
        match self.strings(column::CONCEPT_SPELLING).get(concept.at()) {
            "" => vec![self.concept_name(concept)],
            spellings => spellings.split_terminator('\0').collect(),
        }
    }

    /// What the concept is called as a tag: of what it is called beside titles the spelling most used,
    /// one without spaces if there is one; its name if nothing but titles names it.
    pub fn tag_name(&self, concept: ConceptId) -> String {
        let titles = self.concept_notes(concept).map(|note| self.title(note));
        Concept::stored(self, concept).tag_name(titles).to_owned()
    }

    /// What made it a concept.
    pub fn concept_kinds(&self, concept: ConceptId) -> Kinds {
        Kinds(self.ints(column::CONCEPT_FLAGS).get(concept.at()))
    }

    /// The concepts this one is part of.
    pub fn broader(
        &self,
        concept: ConceptId,
    ) -> impl ExactSizeIterator<Item = ConceptId> + Clone + '_ {
        self.lists(column::CONCEPT_BROADER).get(concept.at()).map(ConceptId)
    }

    /// The concepts that are part of this one.
    pub fn narrower(&self, concept: ConceptId) -> impl ExactSizeIterator<Item = ConceptId> + '_ {
        self.lists(column::CONCEPT_NARROWER).get(concept.at()).map(ConceptId)
    }

    /// The notes that bear the concept's name.
    pub fn concept_notes(&self, concept: ConceptId) -> impl ExactSizeIterator<Item = NoteId> + '_ {
        self.lists(column::CONCEPT_NOTE).get(concept.at()).map(NoteId)
    }

    /// Where the concept is stated, in the order of notes and of their text.
    pub fn concept_statements(
        &self,
        concept: ConceptId,
    ) -> impl ExactSizeIterator<Item = Statement<'_>> {
        let columns = self.statement_columns();
        self.lists(column::CONCEPT_STATEMENT).get(concept.at()).map(move |at| columns.get(at))
    }

    /// The concept of a name, whatever its case, punctuation or plural.
    pub fn concept_named(&self, name: &str) -> Option<ConceptId> {
        self.concept_by_hash(hash(&name::concept_key(name)))
    }

    pub(crate) fn concept_by_hash(&self, key: u64) -> Option<ConceptId> {
        let range = self.longs(column::CONCEPT_KEY_HASH).equal_range(key);
        (!range.is_empty()).then(|| ConceptId(self.ints(column::CONCEPT_KEY_ID).get(range.start)))
    }

    /// What a phrase refers to in this vault. The key is [`phrase_hash`]'s.
    pub fn phrase(&self, key: u64) -> impl Iterator<Item = Reference> {
        self.longs(column::PHRASE_HASH).equal_range(key).map(|at| {
            let concept = ConceptId(self.ints(column::PHRASE_CONCEPT).get(at));
            let packed = self.ints(column::PHRASE_LINKS).get(at);
            Reference { concept, links: packed >> 1, is_name: packed & 1 == 1 }
        })
    }

    /// Neighbours of a node in the undirected graph of units and concepts. Nodes are numbered
    /// units first, then concepts.
    pub fn neighbours(&self, node: usize) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.lists(column::UNIT_EDGE).get(node)
    }
}

/// The number that stands for a note outside the graph, whatever else the vault holds: the xxh3 of
/// its path.
pub fn note_key(path: &str) -> u64 {
    hash(path)
}

/// The hash of a text, stable across runs and machines.
pub(crate) fn hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// The key of a phrase under which [`Graph::phrase`] finds what it refers to: its words as
/// [`lore_core::words::plain`] cuts them, plurals folded.
pub fn phrase_hash<'a>(words: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut key = String::new();
    for word in words {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&name::singular(word));
    }
    hash(&key)
}

/// [`phrase_hash`] of one word, of two, and so on, up to all.
pub fn phrase_hashes<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let mut key = String::new();
    let each = words.into_iter().map(|word| {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&name::singular(word));
        hash(&key)
    });
    each.collect()
}

/// The columns of links, found once for many of them.
struct LinkColumns<'a> {
    section: Ints<'a>,
    kind: Ints<'a>,
    target: Ints<'a>,
    candidates: Ints<'a>,
    others: Ints<'a>,
    line: Ints<'a>,
}

impl LinkColumns<'_> {
    fn get(&self, id: LinkId) -> LinkView {
        let get = |column: Ints<'_>| column.get(id.at());
        let packed = get(self.kind);
        let (kind, embed, rule) = unpack_link_kind(packed);
        LinkView {
            id,
            section: SectionId(get(self.section)),
            kind,
            embed,
            target: Target::unpack(packed, get(self.target)),
            rule,
            candidates: get(self.candidates),
            others: get(self.others),
            line: get(self.line),
        }
    }
}

/// The columns of statements, found once for many of them.
struct StatementColumns<'a> {
    section: Ints<'a>,
    concept: Ints<'a>,
    how: Ints<'a>,
    line: Ints<'a>,
    field: Ints<'a>,
    names: Strings<'a>,
}

impl<'a> StatementColumns<'a> {
    fn get(&self, at: u32) -> Statement<'a> {
        let at = at as usize;
        let field = self.field.get(at);
        Statement {
            section: SectionId(self.section.get(at)),
            concept: ConceptId(self.concept.get(at)),
            how: How::ALL[self.how.get(at) as usize],
            line: self.line.get(at),
            field: if field == NONE { "" } else { self.names.get(field as usize) },
        }
    }
}
