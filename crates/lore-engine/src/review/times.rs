//! When notes and entries were touched, and the day taken for now. Leaves out when something is due again,
//! and the days of notes for other questions, which are in `days`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use lore_core::{Date, days};
use lore_graph::{How, NoteId, SectionId};
use rustc_hash::FxHashSet;

use super::AsOf;
use crate::Engine;
use crate::days::without_most_common;
use crate::journal::{Calendar, days_of};

/// An entry or a note without entries, by its first section.
pub(super) type Thing = SectionId;

/// Days since 1970, or numbers where a vault only counts.
pub(super) type Day = i32;

/// How the vault divides into notes and entries.
pub(super) struct Things {
    /// All of them, in the order of notes and of their text.
    pub(super) all: Vec<Thing>,
    of_section: Vec<Thing>,
}

/// Which numbered headings count the days of the vault.
#[derive(Default)]
pub(super) struct Counting {
    /// What they count; nothing where none do.
    word: Option<&'static str>,
    /// The notes whose weeks are of a journal.
    weeks_of: FxHashSet<NoteId>,
}

/// What says when something was touched.
#[derive(Clone, Copy)]
pub(super) enum By {
    Itself,
    File,
    /// The entry in which it last came up, with the line.
    Entry(Thing, u32),
}

/// When things were touched.
pub(super) struct Times {
    /// By the numbers of sections.
    of: Vec<Option<(Day, By)>>,
    pub(super) now: Day,
    /// What the day taken for now is called.
    pub(super) label: String,
}

const EPOCH: Date = Date::constant(1970, 1, 1);
/// Headings that count days.
const DAY: &str = "day";
const WEEK: &str = "week";
/// One numbered heading counts nothing.
const FEWEST: usize = 2;

impl Things {
    /// All entries, and all notes without any or with a day of their own.
    pub(super) fn of(engine: &Engine, counting: &Counting) -> Things {
        let graph = &engine.graph;
        let is_entry = |&section: &SectionId| {
            engine.is_dated_apart(section) || counting.number(engine, section).is_some()
        };
        let mut entries = graph.headed_by_day_or_number().filter(is_entry).peekable();
        let mut things = Things { all: Vec::new(), of_section: Vec::new() };
        for note in graph.notes() {
            let before = things.all.len();
            let sections = graph.sections_of(note);
            let first = graph.section_of(note, 0);
            let end = first.0 + sections.len() as u32;
            if entries.peek().is_none_or(|entry| entry.0 >= end) {
                things.of_section.extend(sections.map(|_| first));
                things.all.push(first);
                continue;
            }
            for section in sections {
                let around =
                    graph.parent(section).map_or(first, |parent| things.of_section(parent));
                let is_entry = entries.next_if_eq(&section).is_some();
                let thing = if is_entry { section } else { around };
                things.of_section.push(thing);
                if thing == section && section != first {
                    things.all.push(section);
                }
            }
            if things.all.len() == before || graph.date(note).is_some() {
                things.all.insert(before, first);
            }
        }
        things
    }

    /// The entry or note that a section belongs to.
    pub(super) fn of_section(&self, section: SectionId) -> Thing {
        self.of_section[section.0 as usize]
    }

    /// Whether something is looked at by itself: a note of which only its entries are, is not.
    pub(super) fn has(&self, thing: Thing) -> bool {
        self.all.binary_search(&thing).is_ok()
    }
}

impl Counting {
    /// A journal counts its days. Weeks count only where nothing does, and no entry has a date: beside a
    /// journal they are the outline of a course or a plan, of which nobody says when it was written.
    pub(super) fn of(engine: &Engine) -> Counting {
        let graph = &engine.graph;
        let mut days = 0;
        let mut days_of: FxHashSet<NoteId> = FxHashSet::default();
        let mut weeks: BTreeMap<NoteId, usize> = BTreeMap::new();
        let mut has_dates = false;
        for section in graph.headed_by_day_or_number() {
            let note = graph.note_of(section);
            has_dates |= engine.is_dated_apart(section);
            match engine.number(section) {
                Some((_, DAY)) => {
                    days += 1;
                    days_of.insert(note);
                }
                Some(_) => *weeks.entry(note).or_default() += 1,
                None => {}
            }
        }
        if days >= FEWEST {
            return Counting { word: Some(DAY), weeks_of: days_of };
        }
        has_dates |= graph.notes().any(|note| days::find(graph.stem(note)).is_some());
        if has_dates {
            return Counting::default();
        }
        weeks.retain(|&note, _| engine.is_divided_into_weeks(note));
        let has_weeks = weeks.values().sum::<usize>() >= FEWEST;
        let word = has_weeks.then_some(WEEK);
        Counting { word, weeks_of: weeks.into_keys().collect() }
    }

    /// The place of an entry in its journal, in days, and what it counts.
    fn number(&self, engine: &Engine, section: SectionId) -> Option<(Day, &'static str)> {
        let clock = self.word?;
        let (number, word) = engine.number(section)?;
        let counts_on = || self.weeks_of.contains(&engine.graph.note_of(section));
        let is_of_journal = (word == DAY && clock == DAY) || counts_on();
        is_of_journal.then_some((number, word))
    }
}

impl Times {
    /// When something was touched, and what says so.
    pub(super) fn of(&self, thing: Thing) -> Option<(Day, By)> {
        self.of[thing.0 as usize]
    }

    /// How many days before now something was touched.
    pub(super) fn age(&self, thing: Thing) -> Option<Day> {
        self.of(thing).map(|(day, _)| self.now.saturating_sub(day))
    }

    /// The same, for what was.
    pub(super) fn days(&self, thing: Thing) -> u32 {
        self.age(thing).and_then(|age| u32::try_from(age).ok()).unwrap_or_default()
    }
}

impl Engine {
    /// When each thing was touched, and the day taken for now; nothing if nothing says so.
    pub(super) fn times(
        &self,
        things: &Things,
        counting: &Counting,
        as_of: Option<AsOf>,
    ) -> Option<Times> {
        let graph = &self.graph;
        let today = day_of(lore_vault::today());
        let mut of: Vec<Option<(Day, By)>> = vec![None; graph.section_count()];
        // The last day that is not to come.
        let (mut written, mut filed) = (None, None);
        let mut numbered: Vec<(Thing, Day, &str)> = Vec::new();
        // The days of numbers that entries say as well.
        let mut known: BTreeMap<Day, Day> = BTreeMap::new();
        let mut undated: Vec<(Thing, NoteId)> = Vec::new();
        for &thing in &things.all {
            let note = graph.note_of(thing);
            let own = match graph.place_of(thing) {
                0 => graph.modified(note).max(graph.date(note)),
                _ => graph.section_date(thing),
            };
            match (own.map(day_of), counting.number(self, thing)) {
                (Some(day), number) => {
                    of[thing.0 as usize] = Some((day, By::Itself));
                    written = written.max(Some(day).filter(|&day| day <= today));
                    known.extend(number.map(|(number, _)| (number, day)));
                }
                (None, Some((number, word))) => numbered.push((thing, number, word)),
                (None, None) => undated.push((thing, note)),
            }
        }
        // Beside entries of their journal that say their days, others are of the days that their numbers say.
        let mut calendar = Calendar::new(self);
        numbered.retain(|&(thing, ..)| {
            let day = calendar.counted(thing).map(day_of);
            of[thing.0 as usize] = day.map(|day| (day, By::Itself));
            written = written.max(day.filter(|&day| day <= today));
            day.is_none()
        });
        for (thing, day) in self.file_days(&undated) {
            of[thing.0 as usize] = Some((day, By::File));
            filed = filed.max(Some(day).filter(|&day| day <= today));
        }
        filed = filed.max(written);
        let of_clock = numbered.iter().filter(|(_, _, word)| counting.word == Some(*word));
        let last_number = of_clock.map(|&(_, number, word)| (number, word)).max();
        // Where entries only count their days, their last number stands for the last day.
        let (last, counts) = match (written, filed, last_number) {
            (Some(_), Some(day), _) => (day, false),
            (None, _, Some((number, _))) => (filed.unwrap_or(number), true),
            (_, Some(day), None) => (day, false),
            (_, _, _) => return None,
        };
        let (last_number, counted) = last_number.unwrap_or_default();
        for (thing, number, _) in numbered {
            let day = last.saturating_sub(last_number - number);
            of[thing.0 as usize] = Some((day, By::Itself));
        }
        let now = match as_of {
            None => last,
            Some(AsOf::Date(date)) => day_of(date),
            Some(AsOf::Number(number)) => {
                let number = i32::try_from(number).unwrap_or(i32::MAX);
                let of_last = last.saturating_sub(last_number.saturating_sub(number));
                let nearest =
                    || known.range(..=number).next_back().or_else(|| known.first_key_value());
                match nearest().filter(|_| counted.is_empty()) {
                    Some((&at, &day)) => day.saturating_add(number.saturating_sub(at)),
                    None => of_last,
                }
            }
        };
        let label = match as_of {
            Some(AsOf::Date(date)) => date.to_string(),
            Some(AsOf::Number(number)) => format!("Day {number}"),
            None if counts => {
                let name = if counted == WEEK { "Week" } else { "Day" };
                format!("{name} {}", last_number / days_of(counted).max(1) as Day)
            }
            None => date_of(now)?.to_string(),
        };
        for known in &mut of {
            *known = known.filter(|(day, _)| *day <= now);
        }
        Some(Times { of, now, label })
    }

    /// When something last came up in an entry that is not current.
    pub(super) fn came_up(
        &self,
        thing: Thing,
        things: &Things,
        times: &Times,
        is_current: impl Fn(Thing) -> bool,
    ) -> Option<(Day, By)> {
        let graph = &self.graph;
        let note = graph.note_of(thing);
        // An entry knows its day; what has none is a note.
        if graph.place_of(thing) > 0 {
            return None;
        }
        let links = graph.backlinks(note).map(|link| (link.section, link.line));
        let concept = graph.concept_of(note);
        let stated = graph
            .concept_statements(concept)
            .filter(|statement| matches!(statement.how, How::Topic | How::Field | How::Tag));
        let stated = stated.map(|statement| (statement.section, statement.line));
        let places = links.chain(stated).filter(|(section, _)| graph.note_of(*section) != note);
        let before = places.filter_map(|(section, line)| {
            let entry = things.of_section(section);
            let (day, _) = times.of(entry).filter(|_| !is_current(entry))?;
            Some((day, Reverse(entry), line))
        });
        let (day, Reverse(entry), line) = before.max()?;
        Some((day, By::Entry(entry, line)))
    }

    /// Whether entries count days or weeks, so that `Day 30` says which day it is.
    pub fn counts_days(&self) -> bool {
        Counting::of(self).word.is_some()
    }

    /// Whether a note is made of weeks, as a journal is: they are at least half of its parts on their
    /// level or above. In a document they stand in a part of their own.
    fn is_divided_into_weeks(&self, note: NoteId) -> bool {
        let graph = &self.graph;
        let is_week = |section: &SectionId| matches!(self.number(*section), Some((_, WEEK)));
        let weeks: Vec<SectionId> = graph.sections_of(note).filter(is_week).collect();
        let Some(level) = weeks.iter().map(|&week| graph.level(week)).min() else { return false };
        let parts =
            graph.sections_of(note).filter(|&part| (1..=level).contains(&graph.level(part)));
        2 * weeks.len() >= parts.count()
    }

    /// The place that a heading tells, in days, and what it counts.
    fn number(&self, section: SectionId) -> Option<(Day, &'static str)> {
        let order = i32::try_from(self.graph.order(section)?).ok()?;
        let (word, _) = lore_parser::entry_number(self.graph.heading(section))?;
        let days = days_of(word) as Day;
        (days > 0).then_some((order.checked_mul(days)?, word))
    }

    /// When the files of notes were changed that do not say so themselves; nothing of a day that most
    /// of them share, on which they were copied rather than written.
    fn file_days(&self, undated: &[(Thing, NoteId)]) -> Vec<(Thing, Day)> {
        let changed: Vec<Option<Date>> =
            undated.iter().map(|&(_, note)| self.changed_day(note)).collect();
        let changed = without_most_common(changed);
        let days = undated.iter().zip(changed);
        days.filter_map(|(&(thing, _), day)| Some((thing, day_of(day?)))).collect()
    }
}

fn day_of(date: Date) -> Day {
    (date.duration_since(EPOCH).as_hours() / 24) as Day
}

fn date_of(day: Day) -> Option<Date> {
    const SECONDS: u64 = 24 * 60 * 60;
    let distance = std::time::Duration::from_secs(u64::from(day.unsigned_abs()) * SECONDS);
    let date = if day < 0 { EPOCH.checked_sub(distance) } else { EPOCH.checked_add(distance) };
    date.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_both_ways() {
        for (year, month, day) in [(1970, 1, 1), (2024, 2, 29), (2100, 3, 1), (1899, 12, 31)] {
            let date = Date::constant(year, month, day);
            assert_eq!(date_of(day_of(date)), Some(date));
        }
    }
}
