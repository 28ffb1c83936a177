//! `progress`: how far books, courses, certificates and projects have come: by a status in a note's
//! front matter, by fields such as `**Status:** done`, and by tables with a column of statuses. Leaves
//! out single tasks, which `search is:todo` finds.
//!
//! What several places tell of one thing is one item: a row whose name is that of a note that states
//! its own status belongs to the note, and sections and rows of one kind that name the same to each other, unless
//! they name different people. What was said on the later day is believed, by the day of the entry or note; where
//! one of two has no day, or both the same, the note itself before a table, and what comes first. A status
//! that means nothing here gives way to one that does. What has no status of its own is as far as its parts are
//! ([`wholes`]).

mod kinds;
mod people;
mod states;
mod tables;
mod wholes;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use lore_core::{
    Date, Field, FieldOrigin, Note, StatusName, StatusTable, TaskState, TitleSource, name, path,
    status_name,
};
use lore_graph::{NoteId, SectionId};

pub(crate) use self::kinds::kind_key;
use self::tables::{name_column, names_something, tells_progress};
use self::wholes::Wholes;
use crate::Engine;
use crate::labels::NoteLabels;
use crate::likeness::nearest;
use crate::lookup::{NotePart, Sought, Unknown};

pub use states::State;

/// Which items are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProgressOptions<'a> {
    /// A kind, or the name of an item or part of it.
    pub name: Option<&'a str>,
    /// Items of this kind alone.
    pub kind: Option<&'a str>,
    /// Items of this state alone.
    pub state: Option<State>,
}

/// The items of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressGroup {
    /// What they are, in lower case: `book`.
    pub kind: String,
    /// The items in the order of [`State::ALL`], then of paths and lines; of one state alone if that
    /// was asked for.
    pub items: Vec<ProgressItem>,
    /// How many items of the kind there are in each state, in the order of [`State::ALL`].
    pub counts: [usize; State::ALL.len()],
}

impl ProgressGroup {
    /// How many items are so far.
    pub fn count(&self, state: State) -> usize {
        let at = State::ALL.iter().position(|&each| each == state);
        at.map_or(0, |at| self.counts[at])
    }

    /// How many items of the kind there are.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// How many of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portion {
    /// How many of them are done.
    pub done: usize,
    /// How many there are, which are not none.
    pub total: usize,
}

/// Something with a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressItem {
    /// What it is called.
    pub name: String,
    /// What it is, in lower case: what a note says it is, else the heading, the column or the folder
    /// it stands under.
    pub kind: String,
    /// What its status says.
    pub state: State,
    /// The status as written; empty if its cell is.
    pub status: String,
    /// How much the status tells, of 100 for percent.
    pub measure: Option<Portion>,
    /// How many of its parts are done, where it has no status of its own.
    pub parts: Option<Portion>,
    /// How many of the tasks in its note or section are done, if there are any.
    pub tasks: Option<Portion>,
    /// The note that says so.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
    /// What else its row says, by the names of the columns.
    pub details: Vec<(String, String)>,
    /// Where else a status of it stands.
    pub also: Vec<OtherStatus>,
}

/// Another place that states how far an item has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherStatus {
    /// What it says.
    pub state: State,
    /// As written.
    pub status: String,
    /// The note.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
}

/// Rows of one name are compared with so many of other people.
const MOST_OF_A_NAME: usize = 100;

/// What holds the items while they are collected.
#[derive(Default)]
struct Items {
    items: Vec<Told>,
    of_note: HashMap<NoteId, usize>,
    of_section: HashMap<SectionId, usize>,
    /// Of rows and sections by kind and name, and by the note where that only counts, as `Chapter 3` is of one book,
    /// and of another as well; several where rows of one name are of different people.
    of_name: HashMap<(String, String, Option<NoteId>), Vec<usize>>,
}

/// An item as one place tells of it.
struct Told {
    item: ProgressItem,
    /// The day on which what counts was said.
    day: Option<Date>,
    /// Whose it is, as far as rows say so.
    people: Vec<String>,
    /// Whether an entry of a journal tells of it.
    in_entry: bool,
}

impl Engine {
    /// Everything with a status, kind by kind; the kind with most items first.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Dune.md --\n---\ntype: book\nstatus: reading\n---\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let groups = engine.progress(&ProgressOptions::default())?;
    /// assert_eq!((groups[0].kind.as_str(), groups[0].count(State::InProgress)), ("book", 1));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unknown::NotFound`] when the name in the options is neither a kind nor an item, unless nothing has
    /// a status.
    pub fn progress(&self, options: &ProgressOptions<'_>) -> Result<Vec<ProgressGroup>, Unknown> {
        let mut items = self.all_items();
        if let Some(name) = options.name.filter(|_| !items.is_empty()) {
            items = self.items_called(items, name)?;
        }
        let kind = options.kind.map(kind_key);
        items.retain(|item| kind.as_ref().is_none_or(|kind| kind_key(&item.kind) == *kind));
        let mut groups: BTreeMap<String, ProgressGroup> = BTreeMap::new();
        for item in items {
            let group = groups.entry(kind_key(&item.kind)).or_insert_with(|| ProgressGroup {
                kind: item.kind.clone(),
                items: Vec::new(),
                counts: Default::default(),
            });
            // Of two spellings the shorter one says what one is: `book` beside `books`.
            if item.kind.len() < group.kind.len() {
                group.kind.clone_from(&item.kind);
            }
            group.items.push(item);
        }
        let mut groups: Vec<ProgressGroup> = groups.into_values().collect();
        for group in &mut groups {
            let so_far = |state| group.items.iter().filter(|item| item.state == state).count();
            group.counts = State::ALL.map(so_far);
            group.items.retain(|item| options.state.is_none_or(|state| item.state == state));
        }
        groups.retain(|group| !group.items.is_empty());
        for group in &mut groups {
            group.items.sort_by(|left, right| {
                let states = left.state.cmp(&right.state);
                states.then_with(|| (&left.path, left.line).cmp(&(&right.path, right.line)))
            });
        }
        groups.sort_by(|left, right| {
            right.total().cmp(&left.total()).then_with(|| left.kind.cmp(&right.kind))
        });
        Ok(groups)
    }

    fn all_items(&self) -> Vec<ProgressItem> {
        let noted: Vec<(NoteId, Note)> = self
            .graph
            .notes()
            .filter(|&note| self.graph.has_statuses(note) && !self.graph.is_template(note))
            .map(|note| (note, self.record(note)))
            .collect();
        let mut found = Items::default();
        for (note, record) in &noted {
            let labels = OnceCell::new();
            // `completed: false` says less than the status beside it.
            for certainty in [StatusName::Sure, StatusName::Doubtful] {
                let named = |field: &&Field| {
                    status_name(&field.key) == Some(certainty) && !is_of_task(record, field)
                };
                for field in record.fields.iter().filter(named) {
                    self.add_field(*note, record, field, certainty, &labels, &mut found);
                }
            }
        }
        for (note, record) in &noted {
            for table in &record.status_tables {
                self.add_table(*note, table, &mut found);
            }
        }
        self.add_wholes(&mut found);
        found.items.into_iter().map(|told| told.item).collect()
    }

    /// The day on which something was said: that of the entry around it, else the one that the note is of
    /// or says it was changed.
    fn day_of(&self, section: SectionId) -> Option<Date> {
        let graph = &self.graph;
        let note = graph.note_of(section);
        self.day_around(section).or_else(|| graph.date(note).max(graph.modified(note)))
    }

    fn add_field(
        &self,
        note: NoteId,
        record: &Note,
        field: &Field,
        certainty: StatusName,
        labels: &OnceCell<NoteLabels>,
        found: &mut Items,
    ) {
        let status = without_markup(&field.values.join(", "));
        let reading = states::read(&status, &field.key);
        let may_be_prose = match field.origin {
            FieldOrigin::Bold | FieldOrigin::Plain => {
                reading.is_none() && states::is_sentence(&status)
            }
            FieldOrigin::FrontMatter | FieldOrigin::Inline => false,
        };
        let is_status = match certainty {
            StatusName::Sure => {
                !status.is_empty() && !may_be_prose && !is_of_heading(record, field)
            }
            StatusName::Doubtful => false,
        };
        if !is_status && reading.is_none() {
            return;
        }
        let section = told_of(record, field.section);
        let section = self.graph.section_of(note, section);
        let of_note = self.graph.place_of(section) == 0;
        let day = self.day_of(section);
        let mut item = ProgressItem {
            name: String::new(),
            kind: if of_note { self.kind_of_note(note) } else { self.kind_of_section(section) },
            state: reading.map_or(State::Other, |reading| reading.state),
            status,
            measure: reading.and_then(|reading| reading.measure),
            parts: None,
            tasks: None,
            path: self.graph.path(note).to_owned(),
            line: field.line,
            details: Vec::new(),
            also: Vec::new(),
        };
        let known = if of_note { found.of_note.get(&note) } else { found.of_section.get(&section) };
        let known = known.copied();
        // A box that is not ticked agrees with whatever else is not done.
        if certainty == StatusName::Doubtful
            && item.state == State::Planned
            && known.is_some_and(|at| found.items[at].item.state != State::Done)
        {
            return;
        }
        if known.is_none() {
            // What a whole section tells is gathered once for it.
            item.tasks = self.tasks_in(record, section);
            item.name = match of_note {
                true => self.graph.title(note).to_owned(),
                false => labels
                    .get_or_init(|| NoteLabels::of(&self.graph, note))
                    .label(&self.graph, section),
            };
        }
        let told = Told { item, day, people: Vec::new(), in_entry: self.is_in_journal(section) };
        match known {
            Some(at) => found.items[at].merge(told),
            None => {
                let at = found.items.len();
                if of_note {
                    found.of_note.insert(note, at);
                } else {
                    found.of_section.insert(section, at);
                    if self.graph.order(section).is_none() {
                        let name = name::concept_key(&told.item.name);
                        let key = (kind_key(&told.item.kind), name, None);
                        found.of_name.entry(key).or_default().push(at);
                    }
                }
                found.items.push(told);
            }
        }
    }

    fn add_table(&self, note: NoteId, table: &StatusTable, found: &mut Items) {
        let status = table.status as usize;
        let Some(under) = table.columns.get(status).filter(|_| tells_progress(table)) else {
            return;
        };
        let Some(named) = name_column(table) else { return };
        let section = self.graph.section_of(note, table.section);
        let kind = self.kind_of_table(note, section, &table.columns[named.at]);
        let (day, in_entry) = (self.day_of(section), self.is_in_journal(section));
        for row in &table.rows {
            let (name, written) = (named.name_of(table, &row.cells), &row.cells[status]);
            if name.is_empty() {
                continue;
            }
            let reading = states::read(written, under);
            let state = match reading {
                Some(reading) => reading.state,
                None if says_nothing(written) => State::Planned,
                None => State::Other,
            };
            let details = table.columns.iter().zip(&row.cells).enumerate();
            let details = details.filter(|(at, (_, cell))| {
                *at != named.at
                    && *at != status
                    && !cell.is_empty()
                    && names_something(&table.columns[*at])
            });
            let item = ProgressItem {
                name: name.clone().into_owned(),
                kind: kind.clone(),
                state,
                status: written.clone(),
                measure: reading.and_then(|reading| reading.measure),
                parts: None,
                tasks: None,
                path: self.graph.path(note).to_owned(),
                line: row.line,
                details: details
                    .map(|(_, (column, cell))| (column.clone(), cell.clone()))
                    .collect(),
                also: Vec::new(),
            };
            let concept = self.graph.concept_named(&name);
            let folder = path::folder(self.graph.path(note));
            // Another course has such a module, too.
            let may_be = |&of: &NoteId| {
                !named.counts || path::folder(self.graph.path(of)).starts_with(folder)
            };
            let notes = concept.into_iter().flat_map(|at| self.graph.concept_notes(at));
            let mut notes = notes.take(MOST_OF_A_NAME).filter(may_be);
            let of_note = notes.find_map(|note| found.of_note.get(&note).copied());
            let people = people::people(&item.details);
            let told = Told { day, people, item, in_entry };
            if let Some(at) = of_note {
                found.items[at].merge(told);
                continue;
            }
            let key = (kind_key(&kind), name::concept_key(&name), named.counts.then_some(note));
            let rows = found.of_name.entry(key).or_default();
            let same = |&&at: &&usize| people::may_be_same(&found.items[at].people, &told.people);
            match rows.iter().take(MOST_OF_A_NAME).find(same) {
                Some(&at) => found.items[at].merge(told),
                None => {
                    rows.push(found.items.len());
                    found.items.push(told);
                }
            }
        }
    }

    /// The items of a kind or name; if there is none, those of a note that is called so as well, as
    /// by an alias; else those whose name has all of its words one after another, and what stands in the note
    /// that is called so. What is called so comes with its parts.
    fn items_called(
        &self,
        items: Vec<ProgressItem>,
        wanted: &str,
    ) -> Result<Vec<ProgressItem>, Unknown> {
        let key = name::concept_key(wanted);
        let kind = kind_key(wanted);
        let spaced = |key: &str| format!(" {key} ");
        let is_kind = |item: &ProgressItem| kind_key(&item.kind) == kind;
        let concept = self.graph.concept_named(wanted);
        let mut called = vec![key.clone()];
        let names = concept.into_iter().flat_map(|concept| self.names_in_text(concept));
        called.extend(names.map(|name| name::concept_key(&name)));
        let is_called = |item: &ProgressItem| called.contains(&name::concept_key(&item.name));
        let has_words =
            |item: &ProgressItem| spaced(&name::concept_key(&item.name)).contains(&spaced(&key));
        if items.iter().any(is_kind) {
            return Ok(items.into_iter().filter(is_kind).collect());
        }
        let (mut whole, others): (Vec<ProgressItem>, _) = items.into_iter().partition(is_called);
        if !whole.is_empty() {
            let wholes = Wholes::new(self, &whole);
            let is_part = |item: &ProgressItem| {
                let begins = |name: &String| {
                    name::concept_key(&item.name)
                        .strip_prefix(&**name)
                        .is_some_and(|rest| rest.starts_with(' '))
                };
                called.iter().any(begins) || wholes.have_part(item)
            };
            let parts: Vec<ProgressItem> = others.into_iter().filter(is_part).collect();
            whole.extend(parts);
            return Ok(whole);
        }
        let note = match self.part_asked(wanted) {
            Ok(Some(NotePart { note, section: None })) => Some(self.graph.path(note)),
            Ok(Some(NotePart { section: Some(_), .. }) | None) | Err(_) => None,
        };
        let is_in_note = |item: &ProgressItem| note == Some(item.path.as_str());
        if others.iter().any(|item| has_words(item) || is_in_note(item)) {
            let is_wanted = |item: &ProgressItem| has_words(item) || is_in_note(item);
            return Ok(others.into_iter().filter(is_wanted).collect());
        }
        let names = others.iter().flat_map(|item| [item.kind.as_str(), item.name.as_str()]);
        let suggestions = nearest(wanted, names);
        let is = match note {
            Some(path) => Some(format!("it is the note {path}, in which nothing has a status")),
            None => self.what_else_is_called(wanted),
        };
        let name = wanted.to_owned();
        Err(match is {
            Some(is) => Unknown::NoNote { what: Sought::Item.word(), name, is, suggestions },
            None => Unknown::NotFound { what: Sought::Item.with_article(), name, suggestions },
        })
    }

    /// How many tasks of a section and what is within it are done, and how many there are.
    fn tasks_in(&self, record: &Note, section: SectionId) -> Option<Portion> {
        let (start, _, end) = self.graph.extent(section);
        // They are in the order of the file.
        let before = |place| record.tasks.partition_point(|task| task.span.start < place);
        let inside = &record.tasks[before(start)..before(end)];
        let (mut done, mut total) = (0, 0);
        for task in inside {
            done += usize::from(task.state() == TaskState::Done);
            total += usize::from(task.state() != TaskState::GivenUp);
        }
        (total > 0).then_some(Portion { done, total })
    }
}

/// Whether a field stands in a task, of which alone it speaks.
fn is_of_task(record: &Note, field: &Field) -> bool {
    // Both are in the order of the file.
    let after = record.tasks.partition_point(|task| task.span.start <= field.span.start);
    record.tasks[..after].last().is_some_and(|task| task.span.contains(field.span))
}

/// Whether the name of a field is a heading, below which anything may stand.
fn is_of_heading(record: &Note, field: &Field) -> bool {
    let section = record.sections.get(field.section as usize);
    section.is_some_and(|section| section.line == field.line && section.heading == field.key)
}

/// The section that a field tells of: what stands under the note's title, or in a section that is itself
/// called `Status`, tells of what is around.
fn told_of(record: &Note, section: u32) -> u32 {
    let Some(this) = record.sections.get(section as usize) else { return 0 };
    let is_title = section == 1 && record.title_source == TitleSource::Heading;
    if is_title {
        return 0;
    }
    match this.parent {
        Some(parent) if status_name(&this.heading).is_some() => told_of(record, parent),
        Some(_) | None => section,
    }
}

/// Whether a cell is left open: `-`, `—`, `?`.
fn says_nothing(cell: &str) -> bool {
    cell.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '?' | '.' | '…' | '/'))
}

impl Told {
    /// Adds what another place tells of the same.
    fn merge(&mut self, mut other: Told) {
        let is_later = self.day.zip(other.day).is_some_and(|(before, then)| then > before);
        let says_something = other.item.state != State::Other && !says_nothing(&other.item.status);
        if is_later && says_something {
            self.day = other.day;
            let (item, new) = (&mut self.item, &mut other.item);
            std::mem::swap(&mut item.state, &mut new.state);
            std::mem::swap(&mut item.status, &mut new.status);
            std::mem::swap(&mut item.measure, &mut new.measure);
            std::mem::swap(&mut item.path, &mut new.path);
            std::mem::swap(&mut item.line, &mut new.line);
            if !new.details.is_empty() {
                std::mem::swap(&mut item.details, &mut new.details);
            }
        } else if self.item.state == State::Other && other.item.state != State::Other {
            self.item.state = other.item.state;
            self.item.measure = self.item.measure.or(other.item.measure);
        }
        if self.item.details.is_empty() {
            self.item.details = other.item.details;
        }
        if self.people.is_empty() {
            self.people = other.people;
        }
        let ProgressItem { state, status, path, line, .. } = other.item;
        self.item.also.push(OtherStatus { state, status, path, line });
    }
}

/// A value as one reads it: links as their text.
fn without_markup(value: &str) -> String {
    let mut wiki = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(open) = rest.find("[[") {
        let Some(close) = rest[open..].find("]]") else { break };
        let link = &rest[open + 2..open + close];
        wiki.push_str(&rest[..open]);
        wiki.push_str(link.rsplit('|').next().unwrap_or(link));
        rest = &rest[open + close + 2..];
    }
    wiki.push_str(rest);
    // What is not shown of `[text](target)`: the bracket before the text, and all behind it.
    let mut hidden: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let last_close = wiki.rfind(')').unwrap_or(0);
    let mut behind = 0;
    for (at, bracket) in wiki.match_indices(['[', ']']) {
        if at < behind {
            continue;
        }
        if bracket == "[" {
            open.push(at);
        } else if let Some(begins) = open.pop()
            && at < last_close
            && wiki[at..].starts_with("](")
            && let Some(close) = wiki[at..].find(')')
        {
            behind = at + close + 1;
            hidden.extend([begins..begins + 1, at..behind]);
        }
    }
    hidden.sort_unstable_by_key(|hidden| hidden.start);
    let mut shown = String::with_capacity(wiki.len());
    let mut from = 0;
    for hidden in hidden {
        shown.push_str(&wiki[from..hidden.start]);
        from = hidden.end;
    }
    shown.push_str(&wiki[from..]);
    shown.trim().trim_matches(['*', '`', '"', '_']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_a_value_are_read_as_their_text() {
        for (value, shown) in [
            ("[[Page|done]] and [a](b)", "done and a"),
            ("x](y [done](z) [open](w)", "x](y done open"),
            ("[x] [done](z)", "[x] done"),
            ("[[a]](b) [c](d", "a(b) [c](d"),
            ("[a [b](c)](d)", "a b"),
            ("**done**", "done"),
            ("[done](", "[done]("),
        ] {
            assert_eq!(without_markup(value), shown, "{value}");
        }
    }
}
