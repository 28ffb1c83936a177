//! What an entry of a journal is, and of which day: an entry is a section whose heading names a day
//! (`2024-03-01`) or a place in a sequence (`Day 7`), or that says its day in a field, or a note that is of a
//! day. What stands in a section within belongs to the entry around it. Leaves out when files were changed, which
//! `days` says, and which numbers count the days of a vault, which `review` does.

use lore_core::Date;
use lore_graph::{NoteId, SectionId};
use lore_parser::entry_name;

use crate::Engine;

impl Engine {
    /// The sections that are entries, in the order of notes and of their text.
    pub(crate) fn entries(&self) -> Vec<SectionId> {
        let graph = &self.graph;
        let headed = graph.headed_by_day_or_number();
        let headed = headed.filter(|&section| self.entry_of(section) == Some(section));
        let dated = graph.notes().filter(|&note| graph.date(note).is_some());
        let mut entries: Vec<SectionId> =
            headed.chain(dated.map(|note| graph.section_of(note, 0))).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// The entry that a section belongs to.
    pub(crate) fn entry_of(&self, section: SectionId) -> Option<SectionId> {
        let graph = &self.graph;
        let is_entry = |&at: &SectionId| self.is_dated_apart(at) || graph.order(at).is_some();
        let note = graph.note_of(section);
        let of_note = || graph.date(note).map(|_| graph.section_of(note, 0));
        self.around(section).find(is_entry).or_else(of_note)
    }

    /// Whether a section is of another day than its whole note: a daily note that names its day in a heading, too,
    /// is one entry.
    pub(crate) fn is_dated_apart(&self, section: SectionId) -> bool {
        let date = self.graph.section_date(section);
        date.is_some() && date != self.graph.date(self.graph.note_of(section))
    }

    /// The day that a section says itself, and for the first of a note, which stands for all of it, that of the note.
    pub(crate) fn own_day(&self, section: SectionId) -> Option<Date> {
        let graph = &self.graph;
        let is_note = graph.place_of(section) == 0;
        let of_note = || graph.date(graph.note_of(section)).filter(|_| is_note);
        graph.section_date(section).or_else(of_note)
    }

    /// The day of the innermost section around that says one, itself included.
    pub(crate) fn day_around(&self, section: SectionId) -> Option<Date> {
        self.around(section).find_map(|section| self.graph.section_date(section))
    }

    /// The entries, of a note or of all, of the day or number that a name is: `Day 4: Kafka` for `Day 4`. What
    /// stands inside of one belongs to it.
    pub(crate) fn entries_named(&self, name: &str, note: Option<NoteId>) -> Vec<SectionId> {
        let Some(wanted) = entry_name(name) else { return Vec::new() };
        let graph = &self.graph;
        let is_it = |&section: &SectionId| {
            note.is_none_or(|note| graph.note_of(section) == note)
                && wanted.fits(graph.heading(section), graph.section_date(section))
        };
        let all: Vec<SectionId> = graph.headed_by_day_or_number().filter(is_it).collect();
        let is_outermost = |&section: &SectionId| {
            !self.around(section).skip(1).any(|at| all.binary_search(&at).is_ok())
        };
        let outermost = all.iter().copied().filter(is_outermost);
        // Of `Day 2` and `2日目` the one that is spelt so.
        let spelling = name.trim().to_lowercase();
        let is_spelt_so =
            |section: &SectionId| graph.heading(*section).to_lowercase().contains(&spelling);
        let (spelt, others): (Vec<SectionId>, Vec<SectionId>) = outermost.partition(is_spelt_so);
        if spelt.is_empty() { others } else { spelt }
    }

    /// A section and those around it, the innermost first.
    fn around(&self, section: SectionId) -> impl Iterator<Item = SectionId> {
        std::iter::successors(Some(section), |&section| self.graph.parent(section))
    }
}
