//! What an entry of a journal is, and of which day: an entry is a section whose heading names a day
//! (`2024-03-01`) or a place in a sequence (`Day 7`), or that says its day in a field, or that has a topic of its
//! own and stands among such (`Dya 7`), or a note that is of a day. What stands in a section within belongs to the entry around it. Leaves out when files were changed, which
//! `days` says, and which numbers count the days of a vault, which `review` does.

use std::collections::BTreeMap;

use lore_core::Date;
use lore_graph::{How, NoteId, SectionId};
use lore_parser::{entry_name, entry_number};

use crate::Engine;

/// When entries were written, as far as they and those beside them say: of a journal that dates some of its numbers,
/// the others come beside these. Asked note by note, since it remembers what the last note says.
pub(crate) struct Calendar<'a> {
    engine: &'a Engine,
    note: Option<NoteId>,
    /// The entries of the note that have a number and a day: by what they count, and their number.
    dated: BTreeMap<(&'static str, u32), Date>,
}

/// Where an entry comes in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct When {
    /// The day that it says, else that of the entry beside it.
    pub(crate) day: Option<Date>,
    /// Its place in a sequence, else that of the entry before it.
    pub(crate) order: Option<u32>,
}

impl<'a> Calendar<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Calendar<'a> {
        Calendar { engine, note: None, dated: BTreeMap::new() }
    }

    pub(crate) fn when(&mut self, entry: SectionId) -> When {
        let graph = &self.engine.graph;
        let (day, order) = (self.engine.own_day(entry), graph.order(entry));
        match (day, order) {
            (Some(_), _) => When { day, order },
            (None, Some(order)) => When { day: self.day_beside(entry, order), order: Some(order) },
            // Of an entry that says neither, what those beside it say.
            (None, None) => {
                let before = self.engine.before(entry).filter(|&at| self.engine.says_when(at));
                before.map(|before| self.when(before)).unwrap_or_default()
            }
        }
    }

    /// The day of the entry of the note that counts the same and comes before a number, else of the one after.
    fn day_beside(&mut self, entry: SectionId, order: u32) -> Option<Date> {
        let graph = &self.engine.graph;
        let note = graph.note_of(entry);
        let number = |at: SectionId| entry_number(graph.heading(at));
        if self.note != Some(note) {
            self.note = Some(note);
            let dated = graph.sections_of(note);
            let dated = dated.filter_map(|at| Some((number(at)?, graph.section_date(at)?)));
            self.dated = dated.collect();
        }
        if self.dated.is_empty() {
            return None;
        }
        let (word, _) = number(entry)?;
        let before = self.dated.range((word, 0)..=(word, order)).next_back();
        let after = || self.dated.range((word, order)..=(word, u32::MAX)).next();
        before.or_else(after).map(|(_, &day)| day)
    }
}

impl Engine {
    /// The sections that are entries, in the order of notes and of their text.
    pub(crate) fn entries(&self) -> Vec<SectionId> {
        let graph = &self.graph;
        let all: Vec<SectionId> = graph.headed_by_day_or_number().collect();
        let of_notes = all.chunk_by(|&left, &right| graph.note_of(left) == graph.note_of(right));
        let among = of_notes.filter(|headed| headed.len() > 1).flat_map(|headed| {
            let sections = graph.sections_of(graph.note_of(headed[0]));
            sections.filter(|&section| self.stands_among_entries(section))
        });
        let headed = all.iter().copied().chain(among);
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
        let is_entry = |&at: &SectionId| self.says_when(at) || self.stands_among_entries(at);
        let note = graph.note_of(section);
        let of_note = || graph.date(note).map(|_| graph.section_of(note, 0));
        self.around(section).find(is_entry).or_else(of_note)
    }

    /// Whether a section names a day or number of its own.
    fn says_when(&self, section: SectionId) -> bool {
        self.is_dated_apart(section) || self.graph.order(section).is_some()
    }

    /// Whether a section names no day or number and is an entry all the same: it has a topic of its own, as the
    /// entries before and after it have.
    fn stands_among_entries(&self, section: SectionId) -> bool {
        let graph = &self.graph;
        let has_topic = |at: SectionId| graph.statements(at).any(|each| each.how == How::Topic);
        if graph.level(section) == 0 || self.says_when(section) || !has_topic(section) {
            return false;
        }
        let beside = [self.before(section), self.after(section)];
        let mut beside = beside.into_iter().flatten().peekable();
        beside.peek().is_some() && beside.all(|at| self.says_when(at) && has_topic(at))
    }

    /// The section before of the same level below the same heading.
    fn before(&self, section: SectionId) -> Option<SectionId> {
        let first = self.graph.section_of(self.graph.note_of(section), 0);
        self.next_beside(section, (first.0..section.0).rev().map(SectionId))
    }

    /// The one after.
    fn after(&self, section: SectionId) -> Option<SectionId> {
        let of_note = self.graph.sections_of(self.graph.note_of(section));
        self.next_beside(section, of_note.skip_while(|&at| at <= section))
    }

    /// The first of some sections with its level, unless one of a higher heading comes first.
    fn next_beside(
        &self,
        section: SectionId,
        mut sections: impl Iterator<Item = SectionId>,
    ) -> Option<SectionId> {
        let level = self.graph.level(section);
        let next = sections.find(|&at| self.graph.level(at) <= level)?;
        (self.graph.level(next) == level).then_some(next)
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
