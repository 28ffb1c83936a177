//! What is counted over all notes, brought from what the changed ones said before to what they say now:
//! how often concepts are named, values that stand alone, phrases of links. Here it shows whether a
//! concept is made, is gone or is called something else, which a splice leaves to a build.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::said::{KNOWN, Named, Said};
use crate::columns::{Lists, Longs, ints, longs};
use crate::graph::{ConceptId, How, Kinds, column};

impl Columns<'_> {
    /// Counts anew how often concepts are named; nothing comes back if one is made, is gone, or is
    /// called something else.
    pub(super) fn set_counts(&mut self, before: &Said<'_>, after: &Said<'_>) -> Option<()> {
        let changes = difference(&before.counts, &after.counts);
        for ((concept, what), change) in &changes {
            let (concept, change) = (*concept, *change);
            let place = self.place_of_count(concept, what)?;
            let count = i64::from(self.ints(column::CONCEPT_COUNT + 1).get(place)) + change;
            if count <= 0 {
                return None;
            }
            self.set_int(column::CONCEPT_COUNT + 1, place, count as u32);
        }
        let concepts: BTreeSet<u32> = changes.keys().map(|(concept, _)| *concept).collect();
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
            let mut values: Vec<u64> = without(stored, old.into_iter().collect());
            values.extend(new);
            values.sort_unstable();
            self.bytes[column::LONE_VALUE] = Cow::Owned(longs(values));
        }
        Some(())
    }

    /// Counts anew what is called how by links.
    pub(super) fn set_phrases(
        &mut self,
        before: &BTreeMap<(u64, u32), i64>,
        after: &BTreeMap<(u64, u32), i64>,
    ) {
        let changes = difference(before, after);
        if changes.is_empty() {
            return;
        }
        let hashes = self.graph.longs(column::PHRASE_HASH);
        let concepts = self.graph.ints(column::PHRASE_CONCEPT);
        let links = self.graph.ints(column::PHRASE_LINKS);
        let mut new: Vec<((u64, u32), u32)> = Vec::with_capacity(hashes.len() + changes.len());
        let mut put = |phrase: (u64, u32), links: u32| {
            // A name stays one, whether or not links use it.
            if links > 0 {
                new.push((phrase, links));
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
        for (number, bytes) in [
            (column::PHRASE_HASH, longs(new.iter().map(|phrase| phrase.0.0))),
            (column::PHRASE_CONCEPT, ints(new.iter().map(|phrase| phrase.0.1))),
            (column::PHRASE_LINKS, ints(new.iter().map(|phrase| phrase.1))),
        ] {
            self.bytes[number] = Cow::Owned(bytes);
        }
    }

    /// Counts anew what is declared narrower than what; nothing comes back if that is something new, or
    /// no longer declared.
    pub(super) fn set_declared(&mut self, before: &Said<'_>, after: &Said<'_>) -> Option<()> {
        for ((narrow, broad), change) in difference(&before.declared, &after.declared) {
            let declared = self.ints(column::DECLARED);
            let at = (0..declared.len()).step_by(3);
            let place = at
                .filter(|&at| declared.get(at) == narrow && declared.get(at + 1) == broad)
                .map(|at| at + 2)
                .next()?;
            let count = i64::from(declared.get(place)) + change;
            if count <= 0 {
                return None;
            }
            self.set_int(column::DECLARED, place, count as u32);
        }
        Some(())
    }

    /// Keeps which values are taken in parts.
    pub(super) fn set_divided_values(&mut self, before: &Said<'_>, after: &Said<'_>) {
        if before.divided != after.divided {
            let mut values =
                without(self.graph.longs(column::DIVIDED_VALUE), before.divided.clone());
            values.extend(&after.divided);
            values.sort_unstable();
            self.bytes[column::DIVIDED_VALUE] = Cow::Owned(longs(values));
        }
    }

    /// Where it is counted how often a concept is named in one way.
    fn place_of_count(&self, concept: u32, what: &Named) -> Option<usize> {
        let first = self.ints(column::CONCEPT_COUNT).get(concept as usize) as usize;
        let kinds = self.graph.concept_kinds(ConceptId(concept)).0;
        match what {
            Named::As(place) => {
                let below = kinds & ((1 << place) - 1);
                (kinds & (1 << place) != 0).then(|| first + below.count_ones() as usize)
            }
            Named::Spelled(spelling) => {
                let spellings = self.graph.concept_spellings(ConceptId(concept));
                let nth = spellings.iter().position(|other| other == spelling)?;
                Some(first + kinds.count_ones() as usize + nth)
            }
        }
    }

    /// Whether the name of a concept is still its most used one.
    fn keeps_its_name(&self, concept: u32) -> bool {
        let id = ConceptId(concept);
        if self.graph.concept_kinds(id).any(Kinds::TITLE) {
            return true;
        }
        let counts = self.spelling_counts(concept);
        let spellings = self.graph.concept_spellings(id);
        let mut spelled: Vec<(&str, u32)> = spellings.into_iter().zip(counts).collect();
        // Of spellings used equally often the first wins.
        spelled.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        spelled.first().is_some_and(|&(spelling, _)| spelling == self.graph.concept_name(id))
    }

    /// How often each spelling of a concept is used, as counted now.
    fn spelling_counts(&self, concept: u32) -> Vec<u32> {
        let kinds = self.graph.concept_kinds(ConceptId(concept)).0.count_ones() as usize;
        let lists = Lists {
            offsets: self.ints(column::CONCEPT_COUNT),
            values: self.ints(column::CONCEPT_COUNT + 1),
        };
        lists.get(concept as usize).skip(kinds).collect()
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

/// By how much counts differ, where they do.
pub(super) fn difference<K: Ord + Clone>(
    before: &BTreeMap<K, i64>,
    after: &BTreeMap<K, i64>,
) -> BTreeMap<K, i64> {
    let mut changes = after.clone();
    for (what, count) in before {
        *changes.entry(what.clone()).or_default() -= count;
    }
    changes.retain(|_, change| *change != 0);
    changes
}

/// What a sorted column holds beside these values, each as often as it stands among them.
pub(super) fn without(column: Longs<'_>, mut values: Vec<u64>) -> Vec<u64> {
    values.sort_unstable();
    let mut values = values.into_iter().peekable();
    let stays = |value: &u64| values.next_if(|gone| gone == value).is_none();
    (0..column.len()).map(|at| column.get(at)).filter(stays).collect()
}
