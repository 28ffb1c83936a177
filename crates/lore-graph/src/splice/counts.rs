//! What is counted over all notes, brought from what the changed ones said before to what they say now:
//! how often concepts are named, values that stand alone, phrases of links. Here it shows whether a
//! concept is made, is gone or is called something else, which a splice leaves to a build.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::said::{KNOWN, SPELLING, Said};
use crate::concepts::spelling_hash;
use crate::graph::{ConceptId, Graph, How, Kinds, column};
use crate::rows::Rows;

impl Columns<'_> {
    /// Counts anew how often concepts are named; nothing comes back if one is made, is gone, or is
    /// called something else.
    pub(super) fn set_counts(&mut self, before: &Said<'_>, after: &Said<'_>) -> Option<()> {
        let mut changes = after.counts.clone();
        for (&what, count) in &before.counts {
            *changes.entry(what).or_default() -= count;
        }
        changes.retain(|_, change| *change != 0);
        for (&(concept, what), &change) in &changes {
            let place = self.place_of_count(concept, what)?;
            let count = i64::from(self.ints(column::CONCEPT_COUNT + 1).get(place)) + change;
            if count <= 0 {
                return None;
            }
            self.set_int(column::CONCEPT_COUNT + 1, place, count as u32);
        }
        let concepts: BTreeSet<u32> = changes.keys().map(|&(concept, _)| concept).collect();
        let stays = |&concept: &u32| {
            self.keeps_its_name(concept) && self.keeps_its_sections(concept, before, after)
        };
        concepts.iter().all(stays).then_some(())
    }

    /// Keeps which values stand in one section alone; nothing comes back if one now stands in two.
    pub(super) fn set_lone_values(&mut self, before: &Said<'_>, after: &Said<'_>) -> Option<()> {
        let keys =
            |said: &Said<'_>| -> BTreeSet<u64> { said.lone.iter().map(|&(key, _)| key).collect() };
        let (old, new) = (keys(before), keys(after));
        let stored = self.graph.longs(column::LONE_VALUE);
        let is_alone = |&key: &u64| old.contains(&key) || !stored.contains(key);
        if new.len() < after.lone.len() || !new.iter().all(is_alone) {
            return None;
        }
        if old != new {
            let mut values: Vec<u64> = (0..stored.len())
                .map(|at| stored.get(at))
                .filter(|key| !old.contains(key))
                .collect();
            values.extend(new);
            values.sort_unstable();
            let bytes = values.into_iter().flat_map(u64::to_le_bytes).collect();
            self.bytes[column::LONE_VALUE] = Cow::Owned(bytes);
        }
        Some(())
    }

    /// Counts anew what is called how by links.
    pub(super) fn set_phrases(
        &mut self,
        before: &BTreeMap<(u64, u32), i64>,
        after: &BTreeMap<(u64, u32), i64>,
    ) {
        let mut changes = after.clone();
        for (&phrase, count) in before {
            *changes.entry(phrase).or_default() -= count;
        }
        changes.retain(|_, change| *change != 0);
        if changes.is_empty() {
            return;
        }
        let hashes = self.graph.longs(column::PHRASE_HASH);
        let concepts = self.graph.ints(column::PHRASE_CONCEPT);
        let links = self.graph.ints(column::PHRASE_LINKS);
        let mut new = Rows::new();
        let mut put = |(hash, concept): (u64, u32), links: u32| {
            // A name stays one, whether or not links use it.
            if links > 0 {
                new.long(column::PHRASE_HASH, hash);
                new.int(column::PHRASE_CONCEPT, concept);
                new.int(column::PHRASE_LINKS, links);
            }
        };
        let mut changes = changes.into_iter().peekable();
        for at in 0..hashes.len() {
            let phrase = (hashes.get(at), concepts.get(at));
            while let Some((phrase, change)) = changes.next_if(|(other, _)| *other < phrase) {
                put(phrase, (change as u32) << 1);
            }
            let change = changes.next_if(|(other, _)| *other == phrase).map_or(0, |(_, by)| by);
            put(phrase, (i64::from(links.get(at)) + change * 2) as u32);
        }
        changes.for_each(|(phrase, change)| put(phrase, (change as u32) << 1));
        for number in [column::PHRASE_HASH, column::PHRASE_CONCEPT, column::PHRASE_LINKS] {
            self.bytes[number] = Cow::Owned(new.take(number));
        }
    }

    /// How often a concept is named in one way, as counted now.
    fn count(&self, concept: u32, kind: u32) -> u32 {
        let place = self.place_of_count(concept, Kinds::place(kind) as u64);
        place.map_or(0, |at| self.ints(column::CONCEPT_COUNT + 1).get(at))
    }

    /// Where it is counted how often a concept is named in one way.
    fn place_of_count(&self, concept: u32, what: u64) -> Option<usize> {
        let offsets = self.ints(column::CONCEPT_COUNT);
        let list =
            offsets.get(concept as usize) as usize..offsets.get(concept as usize + 1) as usize;
        let flags = self.graph.concept_kinds(ConceptId(concept)).0;
        let kinds = flags.count_ones() as usize;
        if what & SPELLING == 0 {
            let below = flags & ((1 << what) - 1);
            let is_there = flags & (1 << what) != 0;
            return is_there.then(|| list.start + below.count_ones() as usize);
        }
        let values = self.ints(column::CONCEPT_COUNT + 1);
        let mut spellings = (list.start + kinds..list.end).step_by(2);
        spellings.find(|&at| values.get(at) == what as u32).map(|at| at + 1)
    }

    /// Whether the name of a concept is still its most used one.
    fn keeps_its_name(&self, concept: u32) -> bool {
        let kinds = self.graph.concept_kinds(ConceptId(concept));
        if kinds.any(Kinds::TITLE) {
            return true;
        }
        let name = spelling_hash(self.graph.concept_name(ConceptId(concept)));
        let offsets = self.ints(column::CONCEPT_COUNT);
        let values = self.ints(column::CONCEPT_COUNT + 1);
        let first = offsets.get(concept as usize) + kinds.0.count_ones();
        let spellings = (first..offsets.get(concept as usize + 1)).step_by(2);
        let count = |spelled: &dyn Fn(u32) -> bool| {
            let spellings = spellings.clone().map(|at| at as usize);
            let spellings = spellings.filter(|&at| spelled(values.get(at)));
            spellings.map(|at| values.get(at + 1)).max().unwrap_or(0)
        };
        count(&|spelling| spelling == name) > count(&|spelling| spelling != name)
    }

    /// Whether a concept that is nothing but a value still stands in two sections.
    fn keeps_its_sections(&self, concept: u32, before: &Said<'_>, after: &Said<'_>) -> bool {
        let graph = self.graph;
        if graph.concept_kinds(ConceptId(concept)).any(KNOWN) {
            return true;
        }
        let of_concept = |said: &Said<'_>| -> BTreeSet<u32> {
            let statements = said.statements.iter();
            let stated =
                statements.filter(|each| each.concept == concept && each.how == How::Field);
            stated.map(|each| each.section).collect()
        };
        let gone = of_concept(before);
        let others: BTreeSet<u32> = graph
            .concept_statements(ConceptId(concept))
            .map(|statement| statement.section.0)
            .filter(|section| !gone.contains(section))
            .collect();
        others.len() + of_concept(after).len() >= 2
    }
}

/// Whether the notes declare no concept to be part of another that was not before, and none
/// that only they declared is gone.
pub(super) fn declares_the_same(
    graph: &Graph,
    columns: &Columns<'_>,
    before: &Said<'_>,
    after: &Said<'_>,
) -> bool {
    let is_there = |&(narrow, broad): &(u32, u32)| {
        graph.broader(ConceptId(narrow)).any(|other| other.0 == broad)
    };
    let is_still_tagged = |&(narrow, broad): &(u32, u32)| {
        let parent = graph.concept_name(ConceptId(narrow)).rsplit_once('/');
        let parent = parent.and_then(|(parent, _)| graph.concept_named(parent));
        parent == Some(ConceptId(broad)) && columns.count(narrow, Kinds::TAG) > 0
    };
    after.declared.difference(&before.declared).all(is_there)
        && before.declared.difference(&after.declared).all(is_still_tagged)
}
