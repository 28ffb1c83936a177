//! What the notes that did not change say of concepts, as far as the stored graph knows it without their
//! records. Leaves out what the changed ones say, which is taken from it first.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::name;
use rustc_hash::FxHashSet;

use super::Change;
use super::counts::without;
use super::said::{KNOWN, Named, Said};
use crate::concepts::{Concepts, Finished, Uses, spelling};
use crate::graph::{ConceptId, Graph, How, Kinds, NONE, NoteId, column};
use crate::statements;

/// What the notes that did not change say of concepts, as the stored graph knows it.
pub(super) struct Others<'a> {
    graph: &'a Graph,
    /// What the changed notes said, which is not theirs.
    before: &'a Said<'a>,
    /// For each concept its provisional number now, or [`NONE`].
    pub(super) concept_of: Vec<u32>,
    /// Concepts that notes name as values alone, with their keys and whether they were more.
    values: Vec<(u32, String, Uses<'a>, bool)>,
}

impl<'a> Others<'a> {
    pub(super) fn new(graph: &'a Graph, before: &'a Said<'a>) -> Others<'a> {
        let concept_of = vec![NONE; graph.concept_count()];
        Others { graph, before, concept_of, values: Vec::new() }
    }

    /// What notes are called is what they were called.
    pub(super) fn add_titles(
        &mut self,
        numbers_before: &[u32],
        concepts: &Concepts<'_>,
    ) -> Option<()> {
        let of_note = self.graph.ints(column::NOTE_CONCEPT);
        for (now, &before) in (0..).zip(numbers_before).filter(|(_, before)| **before != NONE) {
            let concept = statements::Namer::concept_of(concepts, NoteId(now));
            self.set(of_note.get(before as usize), concept)?;
        }
        Some(())
    }

    /// Says which concept one is now; nothing comes back if it is two.
    pub(super) fn set(&mut self, before: u32, now: u32) -> Option<()> {
        let known = &mut self.concept_of[before as usize];
        if *known == NONE {
            *known = now;
        }
        (*known == now).then_some(())
    }

    /// Takes in topics, tags and missing notes, and puts values aside: no value makes another known.
    pub(super) fn add_known(&mut self, concepts: &mut Concepts<'_>) -> Option<()> {
        let named = Kinds::TOPIC | Kinds::TAG | Kinds::MISSING | Kinds::VALUE;
        for concept in self.graph.concepts() {
            let kinds = self.graph.concept_kinds(concept);
            if !kinds.any(named) {
                continue;
            }
            let uses = self.uses(concept)?;
            if uses.named.iter().all(|&count| count == 0) {
                continue;
            }
            let key = name::concept_key(self.graph.concept_name(concept));
            let is_known = |kind: &u32| uses.named[Kinds::place(*kind)] > 0;
            if [Kinds::TOPIC, Kinds::TAG, Kinds::MISSING].iter().any(is_known) {
                let now = concepts.add_uses(&key, &uses)?;
                self.set(concept.0, now)?;
            } else {
                self.values.push((concept.0, key, uses, kinds.any(KNOWN)));
            }
        }
        Some(())
    }

    /// How others name a concept, besides being called so.
    fn uses(&self, concept: ConceptId) -> Option<Uses<'a>> {
        let graph = self.graph;
        let kinds = graph.concept_kinds(concept);
        let mut counts = graph.lists(column::CONCEPT_COUNT).get(concept.at()).map(i64::from);
        let mut named = [0i64; Kinds::ALL.len()];
        for kind in Kinds::ALL.into_iter().filter(|&kind| kinds.any(kind)) {
            named[Kinds::place(kind)] = counts.next()?;
        }
        named[Kinds::place(Kinds::TITLE)] = 0;
        let mut spelled: BTreeMap<&str, i64> = BTreeMap::new();
        for name in graph.concept_spellings(concept) {
            spelled.insert(name, counts.next()?);
        }
        for note in graph.concept_notes(concept) {
            *spelled.get_mut(spelling(graph.title(note)))? -= 1;
        }
        let of_concept = (concept.0, Named::As(0))..(concept.0 + 1, Named::As(0));
        for ((_, what), count) in self.before.counts.range(of_concept) {
            match what {
                Named::As(place) => named[*place] -= count,
                Named::Spelled(name) => *spelled.get_mut(name.as_str())? -= count,
            }
        }
        let spellings = spelled.into_iter().filter(|&(_, count)| count != 0);
        let spellings = spellings.map(|(name, count)| Some((name, u32::try_from(count).ok()?)));
        let mut uses =
            Uses { named: [0; Kinds::ALL.len()], spellings: spellings.collect::<Option<_>>()? };
        for (count, named) in uses.named.iter_mut().zip(named) {
            *count = u32::try_from(named).ok()?;
        }
        Some(uses)
    }

    /// Takes in what is named as a value. What others took as the name of something known must be that
    /// still: else they would be read another way.
    pub(super) fn add_values(&mut self, concepts: &mut Concepts<'_>) -> Option<()> {
        for (concept, key, uses, was_known) in std::mem::take(&mut self.values) {
            if was_known && concepts.find(&key).is_none() {
                return None;
            }
            let now = concepts.add_uses(&key, &uses)?;
            self.set(concept, now)?;
        }
        Some(())
    }

    /// Takes in what is declared narrower than what.
    pub(super) fn add_declared(&self, concepts: &mut Concepts<'_>) -> Option<()> {
        let declared = self.graph.ints(column::DECLARED);
        for at in (0..declared.len()).step_by(3) {
            let (narrow, broad) = (declared.get(at), declared.get(at + 1));
            let gone = self.before.declared.get(&(narrow, broad)).copied().unwrap_or(0);
            let count = u32::try_from(i64::from(declared.get(at + 2)) - gone).ok()?;
            if count > 0 {
                let [narrow, broad] = [narrow, broad].map(|at| self.concept_of[at as usize]);
                if narrow == NONE || broad == NONE {
                    return None;
                }
                concepts.add_declared(narrow, broad, count);
            }
        }
        Some(())
    }

    /// Adds the values that are no concepts; nothing comes back if one is a concept now, or is none any
    /// more, since the notes that hold it would state it, or not.
    pub(super) fn settle(&self, changes: &[Change<'_>], finished: &mut Finished) -> Option<()> {
        let graph = self.graph;
        let lone: BTreeSet<u64> = self.before.lone.iter().map(|&(key, _)| key).collect();
        let lone = without(graph.longs(column::LONE_VALUE), lone.into_iter().collect());
        let divided = without(graph.longs(column::DIVIDED_VALUE), self.before.divided.clone());
        let kinds = |key: &u64| finished.kinds_of_key(*key).unwrap_or(Kinds(0));
        if lone.iter().any(|key| kinds(key).any(!Kinds::DERIVED))
            || finished.lone_values.iter().any(|key| lone.binary_search(key).is_ok())
            || divided.iter().any(|key| kinds(key).any(KNOWN))
            || !self.values_stand_twice(changes, finished)
        {
            return None;
        }
        finished.lone_values.extend(lone);
        finished.lone_values.sort_unstable();
        finished.divided_values.extend(divided);
        finished.divided_values.sort_unstable();
        Some(())
    }

    /// Whether each value that the changed notes held and is nothing else stands in two sections still.
    fn values_stand_twice(&self, changes: &[Change<'_>], finished: &Finished) -> bool {
        let graph = self.graph;
        let gone: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
        let value = Named::As(Kinds::place(Kinds::VALUE));
        let held = self.before.counts.keys().filter(|(_, what)| *what == value);
        held.map(|(concept, _)| *concept).all(|concept| {
            let now = self.concept_of[concept as usize];
            let Some(&now) = finished.id_of.get(now as usize) else { return true };
            if finished.kinds(now) != Kinds(Kinds::VALUE) {
                return true;
            }
            let before = graph.concept_statements(ConceptId(concept));
            let stay =
                before.filter(|statement| !gone.contains(&graph.note_of(statement.section).0));
            let stay: BTreeSet<u32> = stay.map(|statement| statement.section.0).collect();
            let new = finished.statements.iter();
            let new = new.filter(|each| each.concept == now && each.how == How::Field);
            let new: BTreeSet<u32> = new.map(|each| each.section).collect();
            stay.len() + new.len() >= 2
        })
    }
}
