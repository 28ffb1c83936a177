//! What is broader than what among the touched concepts and those beside them: beginnings that names
//! share, names that begin with another, levels in the names of notes, and what notes declare. Leaves out
//! which concepts are touched.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use lore_core::name;

use super::columns::{AllMoves, Columns};
use super::known::first_word;
use super::touched::{State, Touched, place_of_key};
use crate::columns::partition_point;
use crate::concepts::{
    Concept, beginnings, by_levels, level_of, name_with_beginnings, nearest_beginning,
    says_something, shared_beginnings, spelling, words_before,
};
use crate::graph::{ConceptId, Kinds, NoteId, column, hash};

impl<'a> Touched<'a, '_> {
    /// Finds what several names begin with, as far as names that begin so came or went.
    pub(super) fn derive_shared_beginnings(&mut self) {
        let is_derived = |concept: u32| self.kinds(concept) == Kinds(Kinds::DERIVED);
        let mut keys: BTreeSet<String> = self.keys.keys().cloned().collect();
        for State { before, now } in self.states.values() {
            let derived = [before, now].map(|concept| {
                concept.as_ref().filter(|concept| concept.kinds() == Kinds::DERIVED)
            });
            if derived[0].is_some() != derived[1].is_some() {
                keys.extend(derived.into_iter().flatten().map(|concept| concept.key.clone()));
            }
        }
        // A beginning may take the place of a shorter one, or leave it.
        for key in keys.clone() {
            let names = self.names_beginning(&key);
            keys.extend(names.values().flat_map(|name| beginnings(name)).map(name::concept_key));
        }
        for State { before, now } in self.states.values() {
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
            concept.add(spelling(&name), Kinds::DERIVED);
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
            let stored;
            let now = match self.states.get(&concept) {
                Some(state) => state.now.as_ref()?,
                None => {
                    stored = Concept::stored(self.graph, ConceptId(concept));
                    &stored
                }
            };
            Some((concept, name_with_beginnings(now)?.to_owned()))
        });
        named.collect()
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
        moves: &AllMoves,
        are_renamed: bool,
    ) {
        let mut concepts: BTreeSet<u32> = self.states.keys().copied().collect();
        concepts.extend(self.declared.keys().map(|(narrow, _)| narrow));
        // What lies below a name that leads elsewhere, or to what sections only share.
        let is_value = |concept: &Option<Concept>| {
            concept.as_ref().is_some_and(|concept| concept.kinds() == Kinds::VALUE)
        };
        let flipped =
            self.states.values().filter(|state| is_value(&state.before) != is_value(&state.now));
        let flipped = flipped.filter_map(|state| state.now.as_ref().or(state.before.as_ref()));
        let keys = flipped.map(|concept| concept.key.clone()).chain(self.keys.keys().cloned());
        let keys: BTreeSet<String> =
            keys.filter(|key| says_something(key) && !key.contains('/')).collect();
        concepts.extend(keys.iter().flat_map(|key| self.concepts_beginning(&format!("{key} "))));
        let firsts = keys.iter().map(|key| first_word(key)).collect();
        for (name, note) in columns.other_names_beginning(&firsts) {
            if words_before(&name).any(|above| keys.contains(above)) {
                concepts.insert(self.graph.concept_of(note).0);
            }
        }
        if concepts.is_empty() && !are_renamed {
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
            let level = level_of(self.graph.path(note), self.graph.title(note), separator);
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
        let stored;
        let now = match self.states.get(&concept) {
            Some(state) => state.now.as_ref(),
            None => {
                stored = Concept::stored(self.graph, ConceptId(concept));
                Some(&stored)
            }
        };
        let Some(now) = now.filter(|_| !is_value(concept)) else { return BTreeSet::new() };
        let is_touched = self.states.contains_key(&concept);
        let notes = now.notes.iter().map(|&note| match is_touched {
            true => NoteId(note),
            false => NoteId(moves.notes.moved(note)),
        });
        let names = notes.flat_map(|note| columns.named(note).other_keys().collect::<Vec<_>>());
        let leads_here = |key: &String| *key != now.key && self.find(key) == Some(concept);
        let keys = names.filter(leads_here).chain([now.key.clone()]);
        keys.filter_map(|key| nearest_beginning(&key, concept, find)).collect()
    }
}
