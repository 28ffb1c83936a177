//! Notes and other files as the graph holds them. Leaves out what stands in them.

use lore_core::{Date, Language};

use crate::columns;
use crate::names::Place;

use super::packed::unpack_date;
use super::{ConceptId, FileId, Graph, Naming, NoteId, STAMP, SectionId, column};

impl Graph {
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

    /// The note whose path has this [`note_key`](crate::note_key).
    pub fn note_by_key(&self, key: u64) -> Option<NoteId> {
        let range = self.longs(column::NOTE_KEY).equal_range(key);
        (!range.is_empty()).then(|| NoteId(self.ints(column::NOTE_KEY_ID).get(range.start)))
    }

    /// What the note is called.
    pub fn title(&self, note: NoteId) -> &str {
        let naming = Naming::unpack(self.ints(column::NOTE_NAMING).get(note.at()));
        naming.title(self.strings(column::NOTE_TITLE).get(note.at()), self.path(note))
    }

    /// What the note is called as a subject among others: a form is called by its path.
    pub(crate) fn name_of(&self, note: NoteId) -> &str {
        let naming = Naming::unpack(self.ints(column::NOTE_NAMING).get(note.at()));
        naming.name(self.strings(column::NOTE_TITLE).get(note.at()), self.path(note))
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

    /// The section at a place in the note whose path has this [`note_key`](crate::note_key).
    pub fn section_by_key(&self, key: u64, nth: u32) -> Option<SectionId> {
        self.note_by_key(key).map(|note| self.section_of(note, nth))
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
}
