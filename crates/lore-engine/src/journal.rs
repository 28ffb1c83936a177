//! What an entry of a journal is, and of which day: an entry is a section whose heading names a day
//! (`2024-03-01`) or a place in a sequence (`Day 7`), or that says its day in a field, or that is headed by such with
//! a slip (`Dya 7`), or a note that is of a day. What stands in a section within belongs to the entry around it.
//! Leaves out when files were changed, which `days` says, and which numbers count the days of a vault, which
//! `review` does.

use std::collections::BTreeMap;
use std::time::Duration;

use lore_core::Date;
use lore_graph::{Graph, How, NoteId, SectionId};
use lore_parser::{entry_name, entry_number};

use crate::Engine;

/// When entries were written that count, and say no day: in a journal that dates some of its numbers, the others are of
/// the days that these leave for them. Asked note by note, since it remembers what the last note says.
pub(crate) struct Calendar<'a> {
    engine: &'a Engine,
    note: Option<NoteId>,
    /// The entries of the note that have a number and a day, in its order, by the heading that they stand below and
    /// what they count: below the next heading, counting may begin anew.
    dated: BTreeMap<(Option<SectionId>, &'static str), Vec<Dated>>,
}

/// An entry with a number and a day.
#[derive(Clone, Copy)]
struct Dated {
    section: SectionId,
    number: u32,
    day: Date,
}

/// Where an entry comes in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct When {
    /// The day that it says, else the one that those around it leave for it.
    pub(crate) day: Option<Date>,
    /// Its place in a sequence, else that of the entry before it.
    pub(crate) order: Option<u32>,
}

impl<'a> Calendar<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Calendar<'a> {
        Calendar { engine, note: None, dated: BTreeMap::new() }
    }

    pub(crate) fn when(&mut self, entry: SectionId) -> When {
        let engine = self.engine;
        let order = engine.graph.order(entry);
        let day = engine.own_day(entry).or_else(|| self.counted(entry));
        match (day, order) {
            // Of an entry that says neither, what the one before it says.
            (None, None) => {
                let before = engine.before(entry).filter(|&at| engine.says_when(at));
                before.map(|before| self.when(before)).unwrap_or_default()
            }
            // The days of a week are in it.
            _ => When { day: day.or_else(|| engine.day_around(entry)), order },
        }
    }

    /// The day that the number of an entry comes to, counted from the dated entry before it, else from the one after;
    /// not after that.
    pub(crate) fn counted(&mut self, entry: SectionId) -> Option<Date> {
        let graph = &self.engine.graph;
        let note = graph.note_of(entry);
        if self.note != Some(note) {
            self.note = Some(note);
            self.dated = dated_of(graph, note);
        }
        if self.dated.is_empty() {
            return None;
        }
        let (word, number) = entry_number(graph.heading(entry))?;
        let dated = self.dated.get(&(graph.parent(entry), word))?;
        let next = dated.partition_point(|dated| dated.section < entry);
        let [above, below] = [next.checked_sub(1), Some(next)].map(|at| dated.get(at?).copied());
        // Some write the newest entry first.
        let falls = above.is_some_and(|above| above.number > number)
            && below.is_some_and(|below| below.number < number);
        let [before, after] = if falls { [below, above] } else { [above, below] };
        let before = before.filter(|before| before.number <= number);
        let after = after.filter(|after| after.number >= number);
        let days = |from: u32, to: u32| {
            let days = days_of(word).saturating_mul(to.abs_diff(from));
            Duration::from_secs(u64::from(days) * 24 * 60 * 60)
        };
        match (before, after) {
            (Some(before), after) => {
                let day = before.day.checked_add(days(before.number, number)).ok()?;
                let last = after.map(|after| after.day).filter(|&last| last >= before.day);
                Some(last.map_or(day, |last| day.min(last)))
            }
            (None, Some(after)) => after.day.checked_sub(days(after.number, number)).ok(),
            (None, None) => None,
        }
    }
}

fn dated_of(
    graph: &Graph,
    note: NoteId,
) -> BTreeMap<(Option<SectionId>, &'static str), Vec<Dated>> {
    let mut all: BTreeMap<_, Vec<Dated>> = BTreeMap::new();
    for section in graph.sections_of(note) {
        let Some(day) = graph.section_date(section) else { continue };
        if let Some((word, number)) = entry_number(graph.heading(section)) {
            let dated = Dated { section, number, day };
            all.entry((graph.parent(section), word)).or_default().push(dated);
        }
    }
    all
}

/// How many days pass from one number to the next, of what headings count; none where nobody knows.
pub(crate) fn days_of(word: &str) -> u32 {
    match word {
        "day" => 1,
        "week" => 7,
        _ => 0,
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

    /// Whether a section names no day or number and is an entry all the same: something is counted in its heading, and
    /// it has a topic of its own, as the entries before and after it have.
    fn stands_among_entries(&self, section: SectionId) -> bool {
        let graph = &self.graph;
        let has_topic = |at: SectionId| graph.statements(at).any(|each| each.how == How::Topic);
        if graph.level(section) == 0 || self.says_when(section) || !has_topic(section) {
            return false;
        }
        let is_entry = |at: SectionId| self.says_when(at) && has_topic(at);
        let counts = graph.heading(section).contains(|c: char| c.is_ascii_digit());
        counts
            && self.before(section).is_some_and(is_entry)
            && self.after(section).is_some_and(is_entry)
    }

    /// The section before of the same level below the same heading: what ends where it begins, or what that is in.
    fn before(&self, section: SectionId) -> Option<SectionId> {
        let level = self.graph.level(section);
        let last = section.0.checked_sub(1).map(SectionId)?;
        let before = self.around(last).find(|&at| self.graph.level(at) <= level)?;
        self.is_beside(before, section).then_some(before)
    }

    /// The one after: what begins where it ends, with all that is in it.
    fn after(&self, section: SectionId) -> Option<SectionId> {
        let graph = &self.graph;
        let (_, _, end) = graph.extent(section);
        let last = graph.sections_of(graph.note_of(section)).last()?;
        // Sections are in the order of the file.
        let (mut after, mut until) = (section.0 + 1, last.0 + 1);
        while after < until {
            let middle = after + (until - after) / 2;
            match graph.extent(SectionId(middle)).0 < end {
                true => after = middle + 1,
                false => until = middle,
            }
        }
        let after = Some(SectionId(after)).filter(|&after| after <= last)?;
        self.is_beside(after, section).then_some(after)
    }

    /// Whether two sections of one note are of one level below one heading.
    fn is_beside(&self, one: SectionId, other: SectionId) -> bool {
        let graph = &self.graph;
        let place = |at: SectionId| (graph.note_of(at), graph.parent(at), graph.level(at));
        place(one) == place(other)
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
