//! What is broader than what among the touched concepts and those beside them: beginnings that names
//! share, names that begin with another, levels in the names of notes, and what notes declare. Leaves out
//! which concepts are touched.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use lore_core::name;

use super::Change;
use super::columns::{AllMoves, Columns};
use super::known::{OtherName, first_word};
use super::touched::{State, Touched, place_of_key};
use crate::columns::partition_point;
use crate::concepts::{
    Concept, IsName, Named, beginnings, by_levels, level_of, name_with_beginnings,
    nearest_beginning, says_something, shared_beginnings, spelling, words_before,
};
use crate::graph::{ConceptId, Kinds, NoteId, column, hash};
use crate::names::bare_file_name;

impl<'a> Touched<'a, '_> {
    /// Finds what several names begin with, as far as names that begin so came or went.
    pub(super) fn derive_shared_beginnings(&mut self) {
        let is_derived = |concept: u32| self.kinds(concept) == Kinds(Kinds::SHARED);
        let mut keys: BTreeSet<String> = self.keys.keys().cloned().collect();
        for State { before, now, .. } in self.states.values() {
            let derived = [before, now]
                .map(|concept| concept.as_ref().filter(|concept| concept.kinds() == Kinds::SHARED));
            if derived[0].is_some() != derived[1].is_some() {
                keys.extend(derived.into_iter().flatten().map(|concept| concept.key.clone()));
            }
        }
        // A beginning may take the place of a shorter one, or leave it.
        for key in keys.clone() {
            let names = self.names_beginning(&key);
            keys.extend(names.values().flat_map(|name| beginnings(name)).map(name::concept_key));
        }
        for State { before, now, .. } in self.states.values() {
            let names =
                [before, now].map(|concept| concept.as_ref().and_then(name_with_beginnings));
            if names[0] != names[1] {
                let beginnings = names.into_iter().flatten().flat_map(beginnings);
                keys.extend(beginnings.map(name::concept_key));
            }
        }
        let derived_before = |key: &String| {
            let concept = self.find(key).filter(|&concept| is_derived(concept))?;
            Some((key.clone(), concept))
        };
        let before: BTreeMap<String, u32> = keys.iter().filter_map(derived_before).collect();
        let named: BTreeMap<u32, String> =
            keys.iter().flat_map(|key| self.names_beginning(key)).collect();
        let names = named.iter().map(|(&concept, name)| (concept, name.as_str()));
        let is_concept = |key: &str| self.find(key).is_some_and(|concept| !is_derived(concept));
        let mut shared = shared_beginnings(names, is_concept);
        shared.retain(|key, _| keys.contains(key));
        for (key, &concept) in &before {
            if !shared.contains_key(key) {
                self.set_now(concept, None);
            }
        }
        for (key, name) in shared {
            let mut concept = Concept::new(key.clone());
            concept.add(spelling(&name), Kinds::SHARED);
            let own = before.get(&key).copied().or_else(|| self.known.find(hash(&key)));
            let number = own.unwrap_or_else(|| {
                let number = self.known.make(key.clone());
                self.new.insert(key, number);
                number
            });
            self.set_now(number, Some(concept));
        }
    }

    /// The names that begin with a key and may have a beginning in common, by their concepts.
    fn names_beginning(&self, with: &str) -> BTreeMap<u32, String> {
        let named = self.concepts_beginning(with).into_iter().filter_map(|concept| {
            let now = self.concept_now(concept)?;
            Some((concept, name_with_beginnings(&now)?.to_owned()))
        });
        named.collect()
    }

    /// A concept as it is now.
    fn concept_now(&self, concept: u32) -> Option<Cow<'_, Concept>> {
        match self.states.get(&concept) {
            Some(state) => state.now.as_ref().map(Cow::Borrowed),
            None => Some(Cow::Owned(Concept::stored(self.graph, ConceptId(concept)))),
        }
    }

    /// The concepts whose keys begin with this one, which may be none now.
    fn concepts_beginning(&self, with: &str) -> Vec<u32> {
        let count = self.graph.concept_count();
        let first = place_of_key(self.graph, with);
        let key = |at: usize| name::concept_key(self.graph.concept_name(ConceptId(at as u32)));
        let stored = (first..count).take_while(|&at| key(at).starts_with(with));
        let new = self.new.range::<str, _>((Bound::Included(with), Bound::Unbounded));
        let new = new.take_while(|(key, _)| key.starts_with(with));
        let new = new.map(|(_, &at)| at).filter(|&at| self.is_there(at));
        stored.map(|at| at as u32).chain(new).collect()
    }

    /// Finds the broader concepts of those that may have others.
    pub(super) fn set_broader(
        &mut self,
        columns: &Columns<'a>,
        changes: &[Change<'_>],
        moves: &AllMoves,
    ) {
        let mut concepts: BTreeSet<u32> = self.states.keys().copied().collect();
        concepts.extend(self.declared.keys().map(|(narrow, _)| narrow));
        let renamed: Vec<&Change<'_>> = changes
            .iter()
            .filter(|change| !change.is_called_the_same(self.graph.profile()))
            .collect();
        let there = renamed.iter().filter(|change| change.is_there);
        concepts.extend(there.map(|change| self.concept_of(change.id, moves)));
        // What lies below a name that leads elsewhere, or to what sections only share, or is written
        // otherwise.
        let is_value = |concept: &Option<Concept>| {
            concept.as_ref().is_some_and(|concept| concept.kinds() == Kinds::VALUE)
        };
        let name = |concept: &'_ Option<Concept>| concept.as_ref().map(|it| it.name().to_owned());
        let differs = |State { before, now, .. }: &&State| {
            is_value(before) != is_value(now) || name(before) != name(now)
        };
        let differing = self.states.values().filter(differs);
        let differing = differing.filter_map(|state| state.now.as_ref().or(state.before.as_ref()));
        let keys = differing.map(|concept| concept.key.clone()).chain(self.keys.keys().cloned());
        // What a name is below follows from all that the note above is called, however it is found.
        let named = renamed.iter().flat_map(|change| {
            let before = change.was_there.then(|| columns.named_before(NoteId(change.place)));
            let after = change.is_there.then(|| columns.named(change.id));
            before.into_iter().chain(after)
        });
        let names = named.flat_map(|named| {
            let own = [named.title, bare_file_name(named.path)].map(name::concept_key);
            named.other_keys().chain(named.short_keys()).chain(own).collect::<Vec<_>>()
        });
        let keys = keys.chain(names);
        let keys: BTreeSet<String> =
            keys.filter(|key| says_something(key) && !key.contains('/')).collect();
        concepts.extend(keys.iter().flat_map(|key| self.concepts_beginning(&format!("{key} "))));
        let firsts = keys.iter().map(|key| first_word(key)).collect();
        for OtherName { key, note, .. } in columns.other_names_beginning(&firsts) {
            if words_before(&key).any(|above| keys.contains(above)) {
                concepts.insert(self.graph.concept_of(note).0);
            }
        }
        if concepts.is_empty() && renamed.is_empty() {
            return;
        }
        let [before, by_name] = self.levels(columns, moves).unwrap_or_default();
        concepts.extend(before.symmetric_difference(&by_name).map(|(narrow, _)| narrow));
        for concept in concepts {
            if !self.is_there(concept) {
                continue;
            }
            let levels = (concept, 0)..=(concept, u32::MAX);
            let mut broader = self.declared_above(concept);
            broader.extend(by_name.range(levels).map(|(_, broad)| broad));
            broader.extend(self.beginnings_of(concept, columns, moves));
            self.broader.insert(concept, broader);
        }
    }

    /// What is narrower than what by the names of notes, before and now; nothing where they hold no
    /// hierarchy.
    fn levels(&self, columns: &Columns<'a>, moves: &AllMoves) -> Option<[BTreeSet<(u32, u32)>; 2]> {
        let separator = self.graph.profile().hierarchy()?;
        let before = (0..self.graph.note_count() as u32).map(|at| {
            let note = NoteId(at);
            let level = level_of(self.graph.path(note), self.graph.name_of(note), separator);
            (level, self.graph.concept_of(note).0)
        });
        let now = (0..columns.strings(column::NOTE_PATH).len() as u32).map(|at| {
            let named = columns.named(NoteId(at));
            let level = level_of(named.path, named.title, separator);
            (level, self.concept_of(NoteId(at), moves))
        });
        let levels: [Vec<(String, u32)>; 2] = [before.collect(), now.collect()];
        Some(levels.map(|levels| by_levels(&levels, separator).into_iter().collect()))
    }

    /// The concept of a note by its number now.
    fn concept_of(&self, note: NoteId, moves: &AllMoves) -> u32 {
        self.known.concept_of(note, |note| moves.notes.note_before(note))
    }

    /// What notes declare broader than a concept.
    fn declared_above(&self, concept: u32) -> BTreeSet<u32> {
        let declared = self.graph.ints(column::DECLARED);
        let narrow = |nth: usize| declared.get(3 * nth);
        let count = declared.len() / 3;
        let first = partition_point(count, |nth| narrow(nth) < concept);
        let stored = (first..count).take_while(|&nth| narrow(nth) == concept);
        let mut counts: BTreeMap<u32, i64> = stored
            .map(|nth| (declared.get(3 * nth + 1), i64::from(declared.get(3 * nth + 2))))
            .collect();
        for (&(_, broad), by) in self.declared.range((concept, 0)..=(concept, u32::MAX)) {
            *counts.entry(broad).or_default() += by;
        }
        counts.into_iter().filter(|(_, count)| *count > 0).map(|(broad, _)| broad).collect()
    }

    /// The nearest concepts that the names of a concept begin with.
    fn beginnings_of(
        &self,
        concept: u32,
        columns: &Columns<'a>,
        moves: &AllMoves,
    ) -> BTreeSet<u32> {
        let is_value = |concept: u32| self.kinds(concept) == Kinds(Kinds::VALUE);
        let find = |key: &str| self.find(key).filter(|&concept| !is_value(concept));
        let now = self.concept_now(concept).filter(|_| !is_value(concept));
        let Some(now) = now.as_deref() else { return BTreeSet::new() };
        let named = self.named(concept, columns, moves);
        let aliases: Vec<&str> = named.iter().flat_map(Named::aliases).collect();
        let leads_here = |alias: &&&str| self.find(&name::concept_key(alias)) == Some(concept);
        let names = aliases.iter().filter(leads_here).copied().chain([now.name()]);
        let is_called = |other: u32, is: &IsName<'_>| {
            let is_one = |named: &Named<'_>| {
                named.aliases().any(|alias| is(alias, false))
                    || named.file_name().is_some_and(|file_name| is(file_name, true))
            };
            self.concept_now(other).is_some_and(|now| {
                is(now.name(), false) || self.named(other, columns, moves).iter().any(is_one)
            })
        };
        names.filter_map(|name| nearest_beginning(name, concept, find, is_called)).collect()
    }

    /// What the notes of a concept are called.
    fn named<'c>(
        &self,
        concept: u32,
        columns: &'c Columns<'a>,
        moves: &AllMoves,
    ) -> Vec<Named<'c>> {
        let notes: Vec<u32> = match self.states.get(&concept) {
            Some(state) => state.notes[1].clone(),
            None => {
                let notes = self.graph.concept_notes(ConceptId(concept));
                notes.map(|note| moves.notes.moved(note.0)).collect()
            }
        };
        notes.into_iter().map(|note| columns.named(NoteId(note))).collect()
    }
}
