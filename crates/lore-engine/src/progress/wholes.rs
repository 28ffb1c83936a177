//! What has no status of its own, and parts that have one: a course by its modules, a book by its chapters.
//! Says what is a part of what. Leaves out what has a status itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lore_core::days;
use lore_graph::{ConceptId, NoteId, Statement};
use rustc_hash::{FxHashMap, FxHashSet};

use super::kinds::{is_plural, kind_key, part_called};
use super::{Items, MOST_OF_A_NAME, Portion, ProgressItem, State, Told};
use crate::Engine;

/// Items that are notes, ready to be asked of many others whether these are their parts.
pub(super) struct Wholes<'a> {
    engine: &'a Engine,
    notes: FxHashSet<NoteId>,
    /// Their concepts, each with the keys of its kinds.
    kinds: FxHashMap<ConceptId, Vec<String>>,
    /// Whether notes say that they are parts: many items stand in one.
    say_so: RefCell<FxHashMap<NoteId, bool>>,
}

impl<'a> Wholes<'a> {
    pub(super) fn new(engine: &'a Engine, items: &[ProgressItem]) -> Wholes<'a> {
        let graph = &engine.graph;
        let mut notes = FxHashSet::default();
        let mut kinds: FxHashMap<ConceptId, Vec<String>> = FxHashMap::default();
        for item in items {
            let note = graph.note_at(&item.path).filter(|&note| graph.title(note) == item.name);
            let Some(note) = note else { continue };
            notes.insert(note);
            let (kinds, kind) =
                (kinds.entry(graph.concept_of(note)).or_default(), kind_key(&item.kind));
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        Wholes { engine, notes, kinds, say_so: RefCell::default() }
    }

    /// Whether an item is a part of one of them: it stands in that note, or says in a field called as the other's
    /// kind that it is of it, as a chapter of `book: Dune` does. What `chapters:` lists are the note's own parts.
    pub(super) fn have_part(&self, item: &ProgressItem) -> bool {
        let graph = &self.engine.graph;
        if self.notes.is_empty() {
            return false;
        }
        let stands_in_one =
            |path: &str| graph.note_at(path).is_some_and(|note| self.notes.contains(&note));
        stands_in(item).any(stands_in_one)
            || graph.note_at(&item.path).is_some_and(|note| self.says_so(note))
    }

    fn says_so(&self, note: NoteId) -> bool {
        *self.say_so.borrow_mut().entry(note).or_insert_with(|| {
            self.engine.statements_of(note).any(|each| {
                let kinds = self.kinds.get(&each.concept).filter(|_| !is_plural(each.field));
                kinds.is_some_and(|kinds| kinds.contains(&kind_key(each.field)))
            })
        })
    }
}

impl Engine {
    /// What a note says of itself.
    fn statements_of(&self, note: NoteId) -> impl Iterator<Item = Statement<'_>> {
        let graph = &self.graph;
        let beginning = graph.unit_sections(graph.unit_of(graph.section_of(note, 0)));
        beginning.flat_map(|section| graph.statements(section))
    }

    /// Adds the notes that have no status, but parts with one. A note in which such parts stand says itself what it
    /// is, and the parts are counted as those of books and courses are: rows of tasks are no parts of a meeting.
    pub(super) fn add_wholes(&self, found: &mut Items) {
        let graph = &self.graph;
        let mut parts: BTreeMap<NoteId, Vec<usize>> = BTreeMap::new();
        let has_none =
            |note: &NoteId| !found.of_note.contains_key(note) && !graph.is_template(*note);
        let is_counted = |name: &str| part_called(name).is_some();
        // A column may count the rows that another one names.
        let is_part = |Told { item, .. }: &Told| {
            is_counted(&item.kind) || item.details.iter().any(|(column, _)| is_counted(column))
        };
        let of_wholes = found.items.iter().enumerate();
        for (at, told) in of_wholes.filter(|(_, told)| !told.in_entry && is_part(told)) {
            let mut notes: Vec<NoteId> =
                stands_in(&told.item).filter_map(|path| graph.note_at(path)).collect();
            notes.sort_unstable();
            notes.dedup();
            notes.retain(|&note| {
                let is_thing =
                    !graph.kind(note).is_empty() && days::find(graph.stem(note)).is_none();
                is_thing && has_none(&note)
            });
            for note in notes {
                parts.entry(note).or_default().push(at);
            }
        }
        for (&note, &at) in &found.of_note {
            let may_say_so =
                |each: &Statement<'_>| !each.field.is_empty() && !is_plural(each.field);
            for each in self.statements_of(note).filter(may_say_so) {
                let of = graph.concept_notes(each.concept).take(MOST_OF_A_NAME);
                let is_whole = |of: &NoteId| {
                    *of != note
                        && has_none(of)
                        && kind_key(&self.kind_of_note(*of)) == kind_key(each.field)
                };
                for whole in of.filter(is_whole) {
                    parts.entry(whole).or_default().push(at);
                }
            }
        }
        for (note, mut parts) in parts {
            parts.sort_unstable();
            parts.dedup();
            let states: Vec<State> = parts.iter().map(|&at| found.items[at].item.state).collect();
            let item = ProgressItem {
                name: graph.title(note).to_owned(),
                kind: self.kind_of_note(note),
                state: state_of_all(&states),
                status: String::new(),
                measure: None,
                parts: Some(portion(&states)),
                tasks: None,
                path: graph.path(note).to_owned(),
                line: graph.line(graph.section_of(note, 0)),
                details: Vec::new(),
                also: Vec::new(),
            };
            found.items.push(Told { item, day: None, people: Vec::new(), in_entry: false });
        }
    }
}

/// The notes in which a status of an item stands.
fn stands_in(item: &ProgressItem) -> impl Iterator<Item = &str> {
    let also = item.also.iter().map(|other| other.path.as_str());
    std::iter::once(item.path.as_str()).chain(also)
}

/// How many are done.
fn portion(states: &[State]) -> Portion {
    let done = states.iter().filter(|&&state| state == State::Done).count();
    Portion { done, total: states.len() }
}

/// How far the whole is: as far as all its parts are, but for those that were given up, else on the way.
fn state_of_all(states: &[State]) -> State {
    let mut going = states.iter().copied().filter(|&state| state != State::Stopped);
    let Some(first) = going.next() else { return State::Stopped };
    if going.all(|state| state == first) { first } else { State::InProgress }
}
