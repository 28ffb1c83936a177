//! The rows that notes fill in the tables of the graph: of notes, sections, units, blocks, links and
//! statements. A build fills one set of rows with all notes, a splice one for each changed note, and
//! both put them where they belong, as a splice does with concepts. Leaves out the columns that follow
//! from others.

use lore_core::{Link, Note, TaskState, TitleSource, name, path, status_name};

use crate::columns::{self, Ints, Strings};
use crate::concepts::Concept;
use crate::graph::{NONE, STAMP, column, hash, pack_date, pack_link_kind, with_target_kind};
use crate::navigation;
use crate::resolve::{Resolution, Target};
use crate::statements::Statement;
use crate::units;
use lore_core::periods::is_period;

/// What the rows of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// An integer that means the same in every graph.
    Int,
    /// The number of a section.
    Section,
    /// The number of a concept.
    Concept,
    /// The number of a field.
    Field,
    /// Where a link leads: the number of a section, note, file or concept as the kind of target says.
    Target,
    /// So many 64-bit integers.
    Longs(usize),
    /// A text; its bytes are the next column.
    Text,
}

/// A table: its columns, and what they hold.
pub(crate) type Table = &'static [(usize, Cell)];

pub(crate) const NOTES: Table = &[
    (column::NOTE_PATH, Cell::Text),
    (column::NOTE_TITLE, Cell::Text),
    (column::NOTE_ALIAS, Cell::Text),
    (column::NOTE_KIND, Cell::Text),
    (column::NOTE_STAMP, Cell::Longs(STAMP)),
    (column::NOTE_LANGUAGE, Cell::Int),
    (column::NOTE_DATE, Cell::Int),
    (column::NOTE_PERIOD, Cell::Int),
    (column::NOTE_MODIFIED, Cell::Int),
    (column::NOTE_REMARKS, Cell::Int),
    (column::NOTE_STATUS, Cell::Int),
    (column::NOTE_TASKS, Cell::Int),
    (column::NOTE_OPEN_TASKS, Cell::Int),
];

pub(crate) const SECTIONS: Table = &[
    (column::SECTION_PARENT, Cell::Int),
    (column::SECTION_LEVEL, Cell::Int),
    (column::SECTION_HEADING, Cell::Text),
    (column::SECTION_KEY, Cell::Longs(1)),
    (column::SECTION_SLUG, Cell::Longs(1)),
    (column::SECTION_LINE, Cell::Int),
    (column::SECTION_START, Cell::Int),
    (column::SECTION_END, Cell::Int),
    (column::SECTION_OWN_END, Cell::Int),
    (column::SECTION_WORDS, Cell::Int),
    (column::SECTION_ORDER, Cell::Int),
    (column::SECTION_DATE, Cell::Int),
    (column::SECTION_SQUARED_NORM, Cell::Int),
    (column::SECTION_CONTENTS, Cell::Int),
];

pub(crate) const UNITS: Table = &[
    (column::UNIT_SECTION, Cell::Section),
    (column::UNIT_WORDS, Cell::Int),
    (column::UNIT_SQUARED_NORM, Cell::Int),
];

pub(crate) const BLOCKS: Table = &[
    (column::BLOCK_KEY, Cell::Longs(1)),
    (column::BLOCK_SECTION, Cell::Section),
    (column::BLOCK_LINE, Cell::Int),
];

pub(crate) const LINKS: Table = &[
    (column::LINK_SECTION, Cell::Section),
    (column::LINK_KIND, Cell::Int),
    (column::LINK_TARGET, Cell::Target),
    (column::LINK_CANDIDATES, Cell::Int),
    (column::LINK_OTHERS, Cell::Int),
    (column::LINK_LINE, Cell::Int),
    (column::LINK_LAST_WORD, Cell::Int),
    (column::LINK_BESIDE, Cell::Int),
];

pub(crate) const STATEMENTS: Table = &[
    (column::STATEMENT_SECTION, Cell::Section),
    (column::STATEMENT_CONCEPT, Cell::Concept),
    (column::STATEMENT_HOW, Cell::Int),
    (column::STATEMENT_LINE, Cell::Int),
    (column::STATEMENT_FIELD, Cell::Field),
];

pub(crate) const CONCEPTS: Table = &[
    (column::CONCEPT_NAME, Cell::Text),
    (column::CONCEPT_FLAGS, Cell::Int),
    (column::CONCEPT_SPELLING, Cell::Text),
];

/// The tables that are filled note by note.
pub(crate) const TABLES: [Table; 6] = [NOTES, SECTIONS, UNITS, BLOCKS, LINKS, STATEMENTS];

/// Rows of all tables, by the number of their column.
pub(crate) struct Rows(Vec<Vec<u8>>);

impl Rows {
    pub(crate) fn new() -> Rows {
        Rows(vec![Vec::new(); column::LAST + 1])
    }

    /// Takes over the columns that `other` has.
    pub(crate) fn adopt(&mut self, other: Rows) {
        for (bytes, others) in self.0.iter_mut().zip(other.0) {
            if !others.is_empty() {
                *bytes = others;
            }
        }
    }

    /// Number of rows in a column of integers.
    pub(crate) fn count(&self, column: usize) -> u32 {
        self.ints(column).len() as u32
    }

    pub(crate) fn ints(&self, column: usize) -> Ints<'_> {
        Ints::new(&self.0[column])
    }

    pub(crate) fn strings(&self, column: usize) -> Strings<'_> {
        Strings { offsets: self.ints(column), bytes: &self.0[column + 1] }
    }

    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        &self.0[column]
    }

    /// The bytes of a column, which is empty afterwards.
    fn take(&mut self, column: usize) -> Vec<u8> {
        std::mem::take(&mut self.0[column])
    }

    /// The bytes of a column of integers as it is stored, which is empty afterwards.
    pub(crate) fn take_ints(&mut self, column: usize) -> Vec<u8> {
        columns::narrowed(self.take(column))
    }

    pub(crate) fn int(&mut self, column: usize, value: u32) {
        columns::push(&mut self.0[column], value);
    }

    fn set_int(&mut self, column: usize, at: usize, value: u32) {
        columns::put(&mut self.0[column], at, value);
    }

    pub(crate) fn long(&mut self, column: usize, value: u64) {
        self.0[column].extend_from_slice(&value.to_le_bytes());
    }

    fn text(&mut self, column: usize, pieces: &[&str]) {
        // Offsets begin with a zero.
        if self.0[column].is_empty() {
            self.int(column, 0);
        }
        let pieces = pieces.iter().map(|piece| piece.as_bytes());
        let end = columns::add_string(&mut self.0[column + 1], pieces);
        self.int(column, end);
    }

    /// The row of a note.
    pub(crate) fn note(&mut self, at: &str, stamp: &[u64; STAMP], note: &Note) {
        self.text(column::NOTE_PATH, &[at]);
        self.text(column::NOTE_TITLE, &[&note.title]);
        let aliases: Vec<&str> =
            note.aliases.iter().flat_map(|alias| [alias.as_str(), "\0"]).collect();
        self.text(column::NOTE_ALIAS, &aliases);
        self.text(column::NOTE_KIND, &[&note.kind.as_deref().unwrap_or("").trim().to_lowercase()]);
        for &word in stamp {
            self.long(column::NOTE_STAMP, word);
        }
        self.int(column::NOTE_LANGUAGE, note.language as u32);
        self.int(column::NOTE_DATE, pack_date(note.date));
        self.int(column::NOTE_PERIOD, u32::from(is_period(path::stem(at))));
        self.int(column::NOTE_MODIFIED, pack_date(note.modified));
        self.int(column::NOTE_REMARKS, u32::from(has_remarks(note)));
        self.int(column::NOTE_STATUS, u32::from(has_statuses(note)));
        self.int(column::NOTE_TASKS, note.tasks.len() as u32);
        let open = note.tasks.iter().filter(|task| task.state() == TaskState::Open).count();
        self.int(column::NOTE_OPEN_TASKS, open as u32);
    }

    /// The rows of a note's sections, units and blocks, in a vault of `note_count` notes. Its first
    /// section is `first_section`.
    pub(crate) fn sections(&mut self, note: &Note, first_section: u32, note_count: usize) {
        let begins = units::beginnings_in(note, note_count);
        // The unit of each section among those of the note, and the numbers of words of each.
        let mut unit_of: Vec<usize> = Vec::with_capacity(note.sections.len());
        let mut units: Vec<(u32, u32)> = Vec::new();
        for ((section, begins), at) in note.sections.iter().zip(begins).zip(first_section..) {
            let before = section.parent.map_or(NONE, |parent| at - first_section - parent);
            self.int(column::SECTION_PARENT, before);
            self.int(column::SECTION_LEVEL, u32::from(section.level));
            self.text(column::SECTION_HEADING, &[&section.heading]);
            self.long(column::SECTION_KEY, hash(&name::heading_key(&section.heading)));
            self.long(column::SECTION_SLUG, hash(&section.slug));
            self.int(column::SECTION_LINE, section.line);
            self.int(column::SECTION_START, section.span.start);
            self.int(column::SECTION_END, section.span.end);
            self.int(column::SECTION_OWN_END, section.own_end);
            self.int(column::SECTION_WORDS, section.words);
            self.int(column::SECTION_ORDER, section.order.unwrap_or(NONE));
            self.int(column::SECTION_DATE, pack_date(section.date));
            self.int(column::SECTION_SQUARED_NORM, section.squared_norm);
            let unit = match section.parent {
                Some(parent) if !begins => unit_of[parent as usize],
                Some(_) | None => {
                    self.int(column::UNIT_SECTION, at);
                    units.push((0, 0));
                    units.len() - 1
                }
            };
            let (words, squared_norm) = &mut units[unit];
            *words = words.saturating_add(section.words);
            *squared_norm = squared_norm.saturating_add(section.squared_norm);
            unit_of.push(unit);
        }
        for (words, squared_norm) in units {
            self.int(column::UNIT_WORDS, words);
            self.int(column::UNIT_SQUARED_NORM, squared_norm);
        }
        for is_contents in navigation::contents(note) {
            self.int(column::SECTION_CONTENTS, u32::from(is_contents));
        }
        for block in &note.blocks {
            self.long(column::BLOCK_KEY, hash(&block.id.to_lowercase()));
            self.int(column::BLOCK_SECTION, first_section + block.section);
            self.int(column::BLOCK_LINE, block.line);
        }
    }

    /// The rows of a note's links.
    pub(crate) fn links<'r>(
        &mut self,
        note: &Note,
        first_section: u32,
        resolutions: impl Iterator<Item = &'r Resolution>,
    ) {
        let lines = note.links.chunk_by(|left, right| left.line == right.line);
        let beside = lines.flat_map(|line| line.iter().map(|_| line.len() > 1));
        for ((link, resolution), is_beside) in note.links.iter().zip(resolutions).zip(beside) {
            self.link(link, first_section, resolution);
            self.int(column::LINK_BESIDE, u32::from(is_beside));
        }
    }

    fn link(&mut self, link: &Link, first_section: u32, resolution: &Resolution) {
        let (target_kind, target) = resolution.target.pack();
        self.int(column::LINK_SECTION, first_section + link.section);
        self.int(column::LINK_KIND, pack_link_kind(target_kind, link, resolution.rule));
        self.int(column::LINK_TARGET, target);
        self.int(column::LINK_CANDIDATES, resolution.candidates);
        self.int(column::LINK_OTHERS, resolution.others);
        self.int(column::LINK_LINE, link.line);
        self.int(column::LINK_LAST_WORD, resolution.last_word);
    }

    /// Where a link leads.
    pub(crate) fn target(&self, link: usize) -> Target {
        let value = |column| self.ints(column).get(link);
        Target::unpack(value(column::LINK_KIND), value(column::LINK_TARGET))
    }

    pub(crate) fn set_target(&mut self, link: usize, target: Target) {
        let (kind, target) = target.pack();
        let kind = with_target_kind(self.ints(column::LINK_KIND).get(link), kind);
        self.set_int(column::LINK_KIND, link, kind);
        self.set_int(column::LINK_TARGET, link, target);
    }

    /// The row of a statement.
    pub(crate) fn statement(&mut self, statement: &Statement) {
        self.int(column::STATEMENT_SECTION, statement.section);
        self.int(column::STATEMENT_CONCEPT, statement.concept);
        self.int(column::STATEMENT_HOW, statement.how as u32);
        self.int(column::STATEMENT_LINE, statement.line);
        self.int(column::STATEMENT_FIELD, statement.field);
    }

    /// The row of a concept.
    pub(crate) fn concept(&mut self, concept: &Concept) {
        self.text(column::CONCEPT_NAME, &[concept.name()]);
        self.int(column::CONCEPT_FLAGS, concept.kinds());
        self.text(column::CONCEPT_SPELLING, &[&concept.stored_spellings()]);
    }

    /// Makes the columns of a table as small as they are stored: no rows follow, and of these columns but for
    /// `still_set` no row changes.
    pub(crate) fn narrow(&mut self, table: Table, still_set: &[usize]) {
        for &(number, cell) in table {
            if !matches!(cell, Cell::Longs(_)) && !still_set.contains(&number) {
                self.0[number] = self.take_ints(number);
            }
        }
    }

    /// The columns of a table with their bytes as they are stored, which are taken.
    pub(crate) fn take_table(&mut self, table: Table) -> Vec<(usize, Vec<u8>)> {
        let mut columns = Vec::new();
        for &(number, cell) in table {
            let bytes = match cell {
                Cell::Int | Cell::Section | Cell::Concept | Cell::Field | Cell::Target => {
                    self.take_ints(number)
                }
                Cell::Longs(_) => self.take(number),
                Cell::Text => {
                    columns.push((number + 1, self.take(number + 1)));
                    if self.0[number].is_empty() {
                        self.int(number, 0);
                    }
                    self.take_ints(number)
                }
            };
            columns.push((number, bytes));
        }
        columns
    }
}

/// Whether something is wrong with the note, or it says what to pass over.
fn has_remarks(note: &Note) -> bool {
    !note.problems.is_empty() || !note.ignores.is_empty()
}

/// Whether the note says how far something has come.
fn has_statuses(note: &Note) -> bool {
    !note.status_tables.is_empty()
        || note.fields.iter().any(|field| status_name(&field.key).is_some())
}

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
