//! `timeline`: the entries of a vault in the order of their days or numbers, all of them or those that
//! have to do with a topic. Leaves out what is in them, which `topics` and `related` tell, and what an entry is,
//! which `journal` says.

use std::collections::BTreeMap;

use lore_core::{Date, words};
use lore_graph::{ConceptId, SectionId};
pub use lore_index::Days;
use lore_parser::counts_parts;
use rayon::prelude::*;

use crate::Engine;
use crate::journal::{Calendar, When};
use crate::lookup::{NotePart, Unknown};
use crate::reading::Reading;
use crate::stated::Stated;

/// An entry of a journal, or a note of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The day it is of.
    pub date: Option<Date>,
    /// The day it is listed under: its own, else the one that the entries around it leave for it.
    pub near: Option<Date>,
    /// `7` in `Day 7`.
    pub order: Option<u32>,
    /// What people would call it.
    pub label: String,
    /// The note.
    pub path: String,
    /// The line of its heading, or in which it has to do with the topic.
    pub line: u32,
    /// Its topics.
    pub topics: Vec<String>,
    /// What it has to do with the topic; nothing if none was asked for.
    pub why: Option<Why>,
}

/// What an entry has to do with a topic, the strongest that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// `topic`, `tag`, `title`, `link`, `mention`, the name of a field, or `in` for what stands below a heading.
    pub how: String,
    /// The topic, what is narrower and was found instead, or the heading.
    pub name: String,
}

/// So many entries at least are made by one core: fewer are not worth the handing over.
const AT_ONCE: usize = 500;

/// Something that has to do with a topic.
struct Found {
    strength: u8,
    line: u32,
    why: Why,
}

impl Engine {
    /// All entries, or those that have to do with a topic or phrase or stand below a heading, oldest first; those without a day
    /// follow, note by note in the order of their numbers, the parts of books and courses last. With `days` only those of these days.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- 2024-03-02.md --\nMilk.\n-- 2024-03-01.md --\nTea.\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let paths = engine.timeline(None, None)?.into_iter().map(|entry| entry.path);
    /// assert_eq!(paths.collect::<Vec<_>>(), ["2024-03-01.md", "2024-03-02.md"]);
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unknown::NotFound`] when no entry has to do with the topic, and nothing bears its name.
    pub fn timeline(
        &self,
        topic: Option<&str>,
        days: Option<Days>,
    ) -> Result<Vec<TimelineEntry>, Unknown> {
        let graph = &self.graph;
        let mut found: BTreeMap<SectionId, Found> = BTreeMap::new();
        let mut entries: Vec<SectionId> = match topic {
            Some(topic) => {
                self.collect(topic, &mut found)?;
                found.keys().copied().collect()
            }
            None => self.entries(),
        };
        if let Some(days) = days {
            let is_wanted =
                |&entry: &SectionId| self.own_day(entry).is_some_and(|date| days.contains(date));
            entries.retain(is_wanted);
        }
        let mut calendar = Calendar::new(self);
        let mut entries: Vec<(SectionId, When)> =
            entries.into_iter().map(|entry| (entry, calendar.when(entry))).collect();
        // Notes are in the order of their paths.
        entries.sort_by_cached_key(|&(entry, When { day, order })| {
            let line = found.get(&entry).map_or_else(|| graph.line(entry), |found| found.line);
            let is_part = day.is_none() && counts_parts(graph.heading(entry));
            let order = order.filter(|_| day.is_none());
            (day.is_none(), day, is_part, graph.note_of(entry), order, line)
        });
        let entry = |stated: &mut Stated<'_>, &(entry, when): &(SectionId, When)| {
            self.entry(entry, when.day, found.get(&entry), stated)
        };
        let made = entries.par_iter().with_min_len(AT_ONCE);
        Ok(made.map_init(|| Stated::new(graph), entry).collect())
    }

    fn entry(
        &self,
        section: SectionId,
        near: Option<Date>,
        found: Option<&Found>,
        stated: &mut Stated<'_>,
    ) -> TimelineEntry {
        let graph = &self.graph;
        TimelineEntry {
            date: self.own_day(section),
            near,
            order: graph.order(section),
            label: graph.label(section),
            path: graph.path(graph.note_of(section)).to_owned(),
            line: found.map_or_else(|| graph.line(section), |found| found.line),
            topics: stated.topics(section),
            why: found.map(|found| found.why.clone()),
        }
    }

    /// Finds the entries of a topic, or below a heading; text that names neither is looked for as words.
    fn collect(&self, topic: &str, found: &mut BTreeMap<SectionId, Found>) -> Result<(), Unknown> {
        match self.find_concept(topic) {
            Ok(concept) => {
                if self.gives_way_to_entry(concept, topic)
                    && let Some(section) = self.section_asked(topic)?
                {
                    self.collect_within(section, found);
                }
                self.collect_concept(concept, found);
                for below in self.below(concept) {
                    self.collect_concept(below, found);
                }
            }
            Err(unknown) => {
                let is_ambiguous = matches!(unknown, Unknown::Ambiguous { .. });
                match self.find_part(topic) {
                    Ok(NotePart { section: Some(section), .. }) => {
                        self.collect_within(section, found);
                        return Ok(());
                    }
                    // It is no note of several: the headings are.
                    Err(several @ Unknown::Ambiguous { .. }) if !is_ambiguous => {
                        return Err(several);
                    }
                    Ok(NotePart { section: None, .. }) | Err(_) => {}
                }
                self.collect_mentions(topic, &[topic.to_owned()], found);
                if found.is_empty() {
                    return Err(unknown);
                }
            }
        }
        Ok(())
    }

    /// The entries below a heading, such as the days of `Week 3`; of one inside of an entry that one.
    fn collect_within(&self, section: SectionId, found: &mut BTreeMap<SectionId, Found>) {
        let graph = &self.graph;
        let entries = self.entries().into_iter();
        let is_below = |&entry: &SectionId| entry != section && self.is_within(entry, section);
        let mut below: Vec<SectionId> = entries.filter(is_below).collect();
        if below.is_empty() {
            below.extend(self.entry_of(section));
        }
        for entry in below {
            let why = Why { how: "in".to_owned(), name: graph.heading(section).to_owned() };
            found.insert(entry, Found { strength: 1, line: graph.line(entry), why });
        }
    }

    fn collect_concept(&self, concept: ConceptId, found: &mut BTreeMap<SectionId, Found>) {
        const STATED: u8 = 3;
        const LINKED: u8 = 2;
        let graph = &self.graph;
        let name = graph.concept_name(concept);
        let why = |how: &str| Why { how: how.to_owned(), name: name.to_owned() };
        for statement in graph.concept_statements(concept) {
            let why = why(statement.word());
            self.add(
                statement.section,
                Found { strength: STATED, line: statement.line, why },
                found,
            );
        }
        for note in graph.concept_notes(concept) {
            for link in graph.backlinks(note).filter(|link| graph.note_of(link.section) != note) {
                let why = why("link");
                self.add(link.section, Found { strength: LINKED, line: link.line, why }, found);
            }
        }
        self.collect_mentions(name, &self.names_in_text(concept), found);
    }

    fn collect_mentions(
        &self,
        name: &str,
        names: &[String],
        found: &mut BTreeMap<SectionId, Found>,
    ) {
        let reading = Reading::new(self);
        for section in self.sections_naming(names) {
            // To find the line takes reading: only for what is an entry, and not yet known for something better.
            if self.entry_of(section).is_some_and(|entry| !found.contains_key(&entry)) {
                let why = Why { how: "mention".to_owned(), name: name.to_owned() };
                let line = self.naming_line(&reading, section, names);
                self.add(section, Found { strength: 1, line, why }, found);
            }
        }
    }

    /// The first line of a section that has one of the names, else that of its heading.
    fn naming_line(&self, reading: &Reading<'_>, section: SectionId, names: &[String]) -> u32 {
        let graph = &self.graph;
        let (start, end, _) = graph.extent(section);
        let text = reading.text(graph.note_of(section));
        let own = text.get(start as usize..end as usize).unwrap_or_default();
        // Spaces around, so that only whole words are found.
        let key = |text: &str| {
            let words: Vec<_> = words::plain(text).map(|word| word.term).collect();
            format!(" {} ", words.join(" "))
        };
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        let names_it = |line: &str| {
            let line = key(line);
            keys.iter().any(|key| line.contains(key))
        };
        let nth = own.lines().position(names_it).unwrap_or_default();
        graph.line(section) + u32::try_from(nth).unwrap_or_default()
    }

    /// Keeps the strongest of what an entry has to do with the topic, the first of equals.
    fn add(&self, section: SectionId, new: Found, found: &mut BTreeMap<SectionId, Found>) {
        let Some(entry) = self.entry_of(section) else { return };
        match found.get(&entry) {
            Some(old) if old.strength >= new.strength => {}
            _ => {
                found.insert(entry, new);
            }
        }
    }
}
