//! Sections: their headings, places and extents, and the concepts they state themselves. Leaves out units.

use lore_core::{Date, name};
use rustc_hash::FxHashMap;

use crate::columns::{self, Ints, Strings};

use super::packed::unpack_date;
use super::{ConceptId, Graph, How, NONE, NoteId, SectionId, Statement, column, hash, parent_of};

impl Graph {
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

    pub(super) fn statement_columns(&self) -> StatementColumns<'_> {
        StatementColumns {
            section: self.ints(column::STATEMENT_SECTION),
            concept: self.ints(column::STATEMENT_CONCEPT),
            how: self.ints(column::STATEMENT_HOW),
            line: self.ints(column::STATEMENT_LINE),
            field: self.ints(column::STATEMENT_FIELD),
            names: self.strings(column::FIELD_NAME),
        }
    }
}

/// The columns of statements, found once for many of them.
pub(super) struct StatementColumns<'a> {
    section: Ints<'a>,
    concept: Ints<'a>,
    how: Ints<'a>,
    line: Ints<'a>,
    field: Ints<'a>,
    names: Strings<'a>,
}

impl<'a> StatementColumns<'a> {
    pub(super) fn get(&self, at: u32) -> Statement<'a> {
        let at = at as usize;
        let field = self.field.get(at);
        Statement {
            section: SectionId(self.section.get(at)),
            concept: ConceptId(self.concept.get(at)),
            how: How::unpack(self.how.get(at)),
            line: self.line.get(at),
            field: if field == NONE { "" } else { self.names.get(field as usize) },
        }
    }
}
