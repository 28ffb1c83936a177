//! Units, and what of the text is theirs. Leaves out how notes are cut into them.

use super::{Graph, How, NoteId, SectionId, UnitId, column};

impl Graph {
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

    /// The unit that a note begins with.
    pub fn beginning(&self, note: NoteId) -> UnitId {
        self.unit_of(self.section_of(note, 0))
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

    /// The beginning of the note that a unit is a part of. Nothing for a note, nor for an entry
    /// with a topic of its own, which is a thing by itself.
    pub fn whole(&self, unit: UnitId) -> Option<UnitId> {
        let section = self.unit_section(unit);
        let whole = self.beginning(self.note_of(section));
        let has_topic = |section: SectionId| {
            self.statements(section).any(|statement| statement.how == How::Topic)
        };
        (whole != unit && !has_topic(section)).then_some(whole)
    }
}
