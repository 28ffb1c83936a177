//! The columns of concepts, phrases and fields, brought from what they were to what the touched concepts
//! are now. All others move at most. Leaves out which concepts these are, and statements.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Change;
use super::columns::{AllMoves, Columns, Moves};
use super::said::Said;
use super::touched::{Touched, difference, place_of_key};
use crate::columns::{Longs, ints, longs, strings};
use crate::concepts::Concept;
use crate::derived::lists;
use crate::graph::{NONE, NoteId, column, hash};
use crate::rows::{self, Rows};
use crate::statements::Statement;

/// Where concepts go. New ones have numbers behind those of the graph until then.
#[derive(Default)]
pub(super) struct ConceptMoves {
    stored: Moves,
    new: FxHashMap<u32, u32>,
}

impl ConceptMoves {
    /// Whether each one keeps its number.
    pub(super) fn stay(&self) -> bool {
        self.stored.is_none()
    }

    /// The number of a concept that there is now.
    pub(super) fn number(&self, concept: u32) -> u32 {
        self.new.get(&concept).copied().unwrap_or_else(|| self.stored.moved(concept))
    }
}

/// A touched concept at its place among those of the graph.
struct Row<'a> {
    place: Range<u32>,
    key: &'a str,
    number: u32,
    now: Option<&'a Concept>,
    /// The notes whose title it is now.
    notes: &'a [u32],
}

impl<'a> Columns<'a> {
    /// Puts the rows of concepts and what leads to them.
    pub(super) fn set_concepts(
        &mut self,
        touched: &Touched<'_, '_>,
        changes: &[Change<'_>],
        moves: &AllMoves,
        phrases: [&BTreeMap<(u64, u32), i64>; 2],
    ) -> Option<ConceptMoves> {
        let rows = self.rows_of_concepts(touched);
        let replaced = rows.iter().map(|row| (row.place.clone(), u32::from(row.now.is_some())));
        let stored = Moves::new(replaced);
        let new = rows.iter().zip(&stored.replaced).filter(|(row, _)| row.place.is_empty());
        let new = new.map(|(row, (_, first, _))| (row.number, *first)).collect();
        let concepts = ConceptMoves { stored, new };
        self.set_rows_of_concepts(&rows, moves);
        self.set_broader(touched, &rows, &concepts);
        self.set_concepts_of_notes(touched, changes, moves, &concepts);
        self.set_keys(touched, &concepts);
        self.set_declared(touched, &concepts)?;
        self.set_phrases(touched, phrases, &concepts)?;
        Some(concepts)
    }

    fn rows_of_concepts<'t>(&self, touched: &'t Touched<'_, '_>) -> Vec<Row<'t>> {
        let count = self.graph.concept_count() as u32;
        let rows = touched.states.iter().filter_map(|(&number, state)| {
            let now = state.now.as_ref();
            let key = state.before.as_ref().or(now).map(|concept| concept.key.as_str())?;
            let place = match number < count {
                true => number..number + 1,
                false => {
                    let place = place_of_key(self.graph, key) as u32;
                    place..place
                }
            };
            Some(Row { place, key, number, now, notes: &state.notes[1] })
        });
        let mut rows: Vec<Row<'t>> =
            rows.filter(|row| !row.place.is_empty() || row.now.is_some()).collect();
        rows.sort_unstable_by_key(|row| (row.place.start, row.place.end, row.key));
        rows
    }

    fn set_rows_of_concepts(&mut self, rows: &[Row<'_>], moves: &AllMoves) {
        let places = || rows.iter().map(|row| row.place.clone());
        let new: Vec<Rows> = rows
            .iter()
            .map(|row| {
                let mut rows = Rows::new();
                row.now.into_iter().for_each(|concept| rows.concept(concept));
                rows
            })
            .collect();
        self.replace(rows::CONCEPTS, places().zip(&new), moves);
        let now = || rows.iter().map(|row| row.now);
        if !rows.is_empty() {
            let counts = places().zip(now().map(|now| now.map(Concept::counts)));
            self.replace_lists(column::CONCEPT_COUNT, counts, |count| count);
        }
        if !(rows.is_empty() && moves.notes.is_none()) {
            let notes = rows.iter().map(|row| row.now.map(|_| row.notes.to_vec()));
            let notes = places().zip(notes);
            self.replace_lists(column::CONCEPT_NOTE, notes, |note| moves.notes.moved(note));
        }
    }

    fn set_broader(&mut self, touched: &Touched<'_, '_>, rows: &[Row<'_>], moves: &ConceptMoves) {
        let stored = |number: u32| (number as usize) < self.graph.concept_count();
        let mut lists_now: Vec<(Range<u32>, Option<Vec<u32>>)> = Vec::new();
        let now = |number: u32| -> Option<Vec<u32>> {
            let broader = touched.broader.get(&number)?.iter();
            let broader: BTreeSet<u32> = broader.map(|&broad| moves.number(broad)).collect();
            Some(broader.into_iter().collect())
        };
        let mut others = touched.broader.keys().copied().peekable();
        for row in rows {
            while let Some(number) = others.next_if(|&number| number < row.place.start) {
                lists_now.push((number..number + 1, now(number)));
            }
            others.next_if(|&number| number == row.number);
            lists_now.push((row.place.clone(), row.now.and_then(|_| now(row.number))));
        }
        for number in others.filter(|&number| stored(number)) {
            lists_now.push((number..number + 1, now(number)));
        }
        if lists_now.is_empty() {
            return;
        }
        self.replace_lists(column::CONCEPT_BROADER, lists_now.into_iter(), |concept| {
            moves.stored.moved(concept)
        });
        let broader = self.lists(column::CONCEPT_BROADER);
        let count = broader.offsets.len().saturating_sub(1);
        let pairs = (0..count)
            .flat_map(|narrow| broader.get(narrow).map(move |broad| (broad, narrow as u32)));
        let [offsets, values] = lists(count, pairs).map(ints);
        self.bytes[column::CONCEPT_NARROWER] = Cow::Owned(offsets);
        self.bytes[column::CONCEPT_NARROWER + 1] = Cow::Owned(values);
    }

    fn set_concepts_of_notes(
        &mut self,
        touched: &Touched<'_, '_>,
        changes: &[Change<'_>],
        moves: &AllMoves,
        concepts: &ConceptMoves,
    ) {
        if touched.states.is_empty()
            && moves.notes.is_none()
            && changes.iter().all(|each| each.was_there)
        {
            return;
        }
        let of_notes = (0..self.strings(column::NOTE_PATH).len() as u32).map(|note| {
            let before = |note| moves.notes.note_before(note);
            concepts.number(touched.known.concept_of(NoteId(note), before))
        });
        self.bytes[column::NOTE_CONCEPT] = Cow::Owned(ints(of_notes));
    }

    /// Puts the table of keys.
    fn set_keys(&mut self, touched: &Touched<'_, '_>, concepts: &ConceptMoves) {
        if touched.keys.is_empty() && concepts.stay() {
            return;
        }
        let graph = self.graph;
        let gone = touched.keys.iter().filter(|(_, [before, _])| before.is_some());
        let gone: BTreeSet<u64> = gone.map(|(key, _)| hash(key)).collect();
        let (hashes, ids) =
            (graph.longs(column::CONCEPT_KEY_HASH), graph.ints(column::CONCEPT_KEY_ID));
        let stay = (0..hashes.len()).map(|at| (hashes.get(at), ids.get(at)));
        let mut keys: Vec<(u64, u32)> = stay
            .filter(|(key, _)| !gone.contains(key))
            .map(|(key, concept)| (key, concepts.number(concept)))
            .collect();
        let new = touched.keys.iter().filter_map(|(key, [_, now])| Some((hash(key), (*now)?)));
        keys.extend(new.map(|(key, concept)| (key, concepts.number(concept))));
        // What stood there is in order: this sort makes use of it.
        keys.sort();
        let hashes = longs(keys.iter().map(|key| key.0));
        self.bytes[column::CONCEPT_KEY_HASH] = Cow::Owned(hashes);
        self.bytes[column::CONCEPT_KEY_ID] = Cow::Owned(ints(keys.iter().map(|key| key.1)));
    }

    /// Puts what is declared narrower than what.
    fn set_declared(&mut self, touched: &Touched<'_, '_>, concepts: &ConceptMoves) -> Option<()> {
        if touched.declared.is_empty() && concepts.stay() {
            return Some(());
        }
        let declared = self.graph.ints(column::DECLARED);
        let mut changes = touched.declared.clone();
        let mut now: Vec<[u32; 3]> = Vec::with_capacity(declared.len() / 3 + changes.len());
        for at in (0..declared.len()).step_by(3) {
            let pair = (declared.get(at), declared.get(at + 1));
            let by = changes.remove(&pair).unwrap_or(0);
            let count = u32::try_from(i64::from(declared.get(at + 2)) + by).ok()?;
            if count > 0 {
                now.push([concepts.number(pair.0), concepts.number(pair.1), count]);
            }
        }
        for ((narrow, broad), count) in changes {
            let count = u32::try_from(count).ok()?;
            now.push([concepts.number(narrow), concepts.number(broad), count]);
        }
        now.sort_unstable();
        self.bytes[column::DECLARED] = Cow::Owned(ints(now.into_iter().flatten()));
        Some(())
    }

    /// Puts what concepts are called in text, by names and by links.
    fn set_phrases(
        &mut self,
        touched: &Touched<'_, '_>,
        [before, after]: [&BTreeMap<(u64, u32), i64>; 2],
        concepts: &ConceptMoves,
    ) -> Option<()> {
        // By how much the links with a phrase differ, and whether it is a name now where that differs.
        let links = difference(before, after).into_iter();
        let mut changes: FxHashMap<(u64, u32), (i64, Option<bool>)> =
            links.map(|(phrase, by)| (phrase, (by, None))).collect();
        for &concept in touched.states.keys() {
            let [before, now] = touched.phrases(concept, self);
            for &key in before.symmetric_difference(&now) {
                changes.entry((key, concept)).or_default().1 = Some(now.contains(&key));
            }
        }
        if changes.is_empty() && concepts.stay() {
            return Some(());
        }
        let graph = self.graph;
        let hashes = graph.longs(column::PHRASE_HASH);
        let of_concepts = graph.ints(column::PHRASE_CONCEPT);
        let links = graph.ints(column::PHRASE_LINKS);
        let mut phrases: Vec<(u64, u32, u32)> = Vec::with_capacity(hashes.len() + changes.len());
        let mut put = |(key, concept): (u64, u32), packed: u32, change: (i64, Option<bool>)| {
            let (by, is_name) = change;
            let count = u32::try_from(i64::from(packed >> 1) + by).ok()?;
            let packed = count << 1 | is_name.map_or(packed & 1, u32::from);
            if packed > 0 {
                phrases.push((key, concepts.number(concept), packed));
            }
            Some(())
        };
        for at in 0..hashes.len() {
            let phrase = (hashes.get(at), of_concepts.get(at));
            put(phrase, links.get(at), changes.remove(&phrase).unwrap_or_default())?;
        }
        for (phrase, change) in changes {
            put(phrase, 0, change)?;
        }
        // What stood there is in order: this sort makes use of it.
        phrases.sort();
        for (number, bytes) in [
            (column::PHRASE_HASH, longs(phrases.iter().map(|phrase| phrase.0))),
            (column::PHRASE_CONCEPT, ints(phrases.iter().map(|phrase| phrase.1))),
            (column::PHRASE_LINKS, ints(phrases.iter().map(|phrase| phrase.2))),
        ] {
            self.bytes[number] = Cow::Owned(bytes);
        }
        Some(())
    }

    /// Keeps which values are no concepts, and which are taken in parts.
    pub(super) fn set_values(&mut self, before: &Said<'_>, after: &Said<'_>) {
        let lone = |said: &Said<'_>| said.lone.iter().copied().collect();
        let divided = |said: &Said<'_>| said.gathered.divided.clone();
        let joined = |said: &Said<'_>| said.gathered.joined.clone();
        let alone = |said: &Said<'_>| said.gathered.alone.clone();
        for (number, before, after) in [
            (column::LONE_VALUE, lone(before), lone(after)),
            (column::DIVIDED_VALUE, divided(before), divided(after)),
            (column::JOINED_KEY, joined(before), joined(after)),
            (column::ALONE_VALUE, alone(before), alone(after)),
        ] {
            if before != after {
                let mut values = without(self.graph.longs(number), before);
                values.extend(after);
                values.sort_unstable();
                self.bytes[number] = Cow::Owned(longs(values));
            }
        }
    }

    /// Numbers fields in the order of their names, without those that no statement names any more, and
    /// with those that `statements` do: tells the number now of each.
    pub(super) fn set_fields(
        &mut self,
        changes: &[Change<'_>],
        new_names: &[String],
        statements: &[Statement],
    ) -> Vec<u32> {
        let graph = self.graph;
        let stored = graph.strings(column::FIELD_NAME);
        let names = (0..stored.len()).map(|at| stored.get(at));
        let names: Vec<&str> = names.chain(new_names.iter().map(String::as_str)).collect();
        let mut used = vec![false; names.len()];
        let mut name = |field: u32| {
            if field != NONE {
                used[field as usize] = true;
            }
        };
        let fields = graph.ints(column::STATEMENT_FIELD);
        let mut next = 0;
        for range in changes.iter().map(|each| each.rows_before(graph, column::NOTE_STATEMENT)) {
            (next..range.start).for_each(|at| name(fields.get(at as usize)));
            next = range.end;
        }
        (next..fields.len() as u32).for_each(|at| name(fields.get(at as usize)));
        statements.iter().for_each(|statement| name(statement.field));
        let mut order: Vec<usize> = (0..names.len()).filter(|&at| used[at]).collect();
        order.sort_by_key(|&at| names[at]);
        let mut numbers = vec![NONE; names.len()];
        order.iter().zip(0..).for_each(|(&field, number)| numbers[field] = number);
        let (offsets, bytes) = strings(order.iter().map(|&at| names[at]));
        self.bytes[column::FIELD_NAME] = Cow::Owned(offsets);
        self.bytes[column::FIELD_NAME + 1] = Cow::Owned(bytes);
        numbers
    }
}

/// What a sorted column holds beside these values, each as often as it stands among them.
fn without(column: Longs<'_>, mut values: Vec<u64>) -> Vec<u64> {
    values.sort_unstable();
    let mut values = values.into_iter().peekable();
    let stays = |value: &u64| values.next_if(|gone| gone == value).is_none();
    (0..column.len()).map(|at| column.get(at)).filter(stays).collect()
}
