//! The concepts that a change of notes touches, as they were and as they are: those that the notes name or
//! named, and what several names begin with. No other of all concepts is looked at. Leaves out what is
//! broader than what, and the columns they are stored in.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::name;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Change;
use super::columns::{AllMoves, Columns};
use super::known::Known;
use super::said::{Counted, Counts, Said};
use super::values::ValuesOfOthers;
use crate::columns::partition_point;
use crate::concepts::{Concept, phrase_of_key, spelling};
use crate::graph::{ConceptId, Graph, Kinds, NoteId, hash};
use crate::statements::Statement;

/// A concept before and now; nothing where it is none.
pub(super) struct State {
    pub(super) before: Option<Concept>,
    pub(super) now: Option<Concept>,
    /// The notes whose title it is, before and now, rising.
    pub(super) notes: [Vec<u32>; 2],
}

/// The concepts that differ, by their numbers: those of the graph, then the new ones.
pub(super) struct Touched<'a, 'b> {
    pub(super) graph: &'a Graph,
    pub(super) known: &'b mut Known<'a>,
    pub(super) states: BTreeMap<u32, State>,
    /// The numbers of the new ones, by their keys.
    pub(super) new: BTreeMap<String, u32>,
    /// Keys that lead elsewhere now, with where they led before and lead now.
    pub(super) keys: BTreeMap<String, [Option<u32>; 2]>,
    /// How often one concept is declared narrower than another, where that differs.
    pub(super) declared: BTreeMap<(u32, u32), i64>,
    /// The broader concepts of those for which they may differ.
    pub(super) broader: BTreeMap<u32, BTreeSet<u32>>,
}

impl<'a, 'b> Touched<'a, 'b> {
    /// Finds them by what the changed notes said and say; nothing comes back if notes that did not change
    /// would have to be read another way.
    pub(super) fn new(
        columns: &Columns<'a>,
        changes: &[Change<'_>],
        moves: &AllMoves,
        before: &Said<'a>,
        after: &'b mut Said<'a>,
        statements: &[Statement],
    ) -> Option<Touched<'a, 'b>> {
        let counts = difference(&before.counts, &after.counts);
        let declared = difference(&before.declared, &after.declared);
        let states = states(columns, changes, moves, &counts, &after.known)?;
        let values = ValuesOfOthers::new(columns.graph, before);
        values.stay_what_they_are(&states, after, statements, changes).then_some(())?;
        let new = (columns.graph.concept_count() as u32..).zip(&after.known.new_keys);
        let new = new.map(|(number, key)| (key.clone(), number)).collect();
        let mut touched = Touched {
            graph: columns.graph,
            known: &mut after.known,
            states,
            new,
            keys: BTreeMap::new(),
            declared,
            broader: BTreeMap::new(),
        };
        (touched.spellings_lead_here() && values.stay_as_they_are_read(&touched)).then_some(())?;
        touched.set_keys();
        touched.derive_shared_beginnings();
        touched.set_keys();
        touched.set_broader(columns, changes, moves);
        Some(touched)
    }

    /// The concept of a key now.
    pub(super) fn find(&self, key: &str) -> Option<u32> {
        self.known.find(hash(key)).filter(|&concept| self.is_there(concept))
    }

    pub(super) fn is_there(&self, concept: u32) -> bool {
        match self.states.get(&concept) {
            Some(state) => state.now.is_some(),
            None => (concept as usize) < self.graph.concept_count(),
        }
    }

    /// What makes it a concept now.
    pub(super) fn kinds(&self, concept: u32) -> Kinds {
        match self.states.get(&concept) {
            Some(state) => Kinds(state.now.as_ref().map_or(0, Concept::kinds)),
            None => self.graph.concept_kinds(ConceptId(concept)),
        }
    }

    /// Whether every name of a concept leads to it: if not, notes that did not change name another one.
    fn spellings_lead_here(&self) -> bool {
        let now = || self.states.iter().filter_map(|(at, state)| Some((at, state.now.as_ref()?)));
        self.known.renamed.is_empty()
            || now().all(|(&at, concept)| {
                let mut names = concept.spellings.iter();
                names.all(|spelling| self.find(&name::concept_key(&spelling.name)) == Some(at))
            })
    }

    /// Finds the keys that lead elsewhere.
    fn set_keys(&mut self) {
        let own =
            self.states.values().filter_map(|state| state.before.as_ref().or(state.now.as_ref()));
        let keys = own.map(|concept| &concept.key).chain(&self.known.renamed);
        let keys: BTreeSet<String> = keys.cloned().collect();
        let leads = keys.into_iter().map(|key| {
            let before = self.graph.concept_by_hash(hash(&key)).map(|concept| concept.0);
            let now = self.find(&key);
            (key, [before, now])
        });
        self.keys = leads.filter(|(_, [before, now])| before != now).collect();
    }

    pub(super) fn set_now(&mut self, concept: u32, now: Option<Concept>) {
        let state = self.states.entry(concept).or_insert_with(|| {
            let id = ConceptId(concept);
            let is_stored = id.at() < self.graph.concept_count();
            let before = is_stored.then(|| Concept::stored(self.graph, id));
            let notes = before.iter().flat_map(|_| notes_of(self.graph, id)).collect();
            State { before, now: None, notes: [notes, Vec::new()] }
        });
        state.now = now;
        // No note is called what several only begin with.
        state.notes[1].clear();
    }

    /// The keys by which text names a concept, before and now.
    pub(super) fn phrases(&self, concept: u32, columns: &Columns<'_>) -> [BTreeSet<u64>; 2] {
        let Some(state) = self.states.get(&concept) else { return Default::default() };
        let other_names = |of: &Concept, is_now: bool| -> Vec<String> {
            let names = state.notes[usize::from(is_now)].iter().map(|&note| match is_now {
                true => columns.named(NoteId(note)),
                false => columns.named_before(NoteId(note)),
            });
            let leads_here = |key: &String| {
                let found = match is_now {
                    true => self.find(key),
                    false => self.graph.concept_by_hash(hash(key)).map(|concept| concept.0),
                };
                *key != of.key && found == Some(concept)
            };
            names
                .flat_map(|named| named.other_keys().chain(named.short_keys()).collect::<Vec<_>>())
                .filter(leads_here)
                .collect()
        };
        [(&state.before, false), (&state.now, true)].map(|(stated, is_now)| {
            let Some(stated) = stated else { return BTreeSet::new() };
            let others = other_names(stated, is_now);
            let others = others.iter().filter_map(|key| phrase_of_key(key));
            stated.phrase_keys().chain(others).collect()
        })
    }
}

/// The place of a key among those of the concepts of a graph.
pub(super) fn place_of_key(graph: &Graph, key: &str) -> usize {
    let goes_before =
        |at: usize| *name::concept_key(graph.concept_name(ConceptId(at as u32))) < *key;
    partition_point(graph.concept_count(), goes_before)
}

/// The concepts that the changed notes name or named, or that have other names, before and now. Nothing
/// comes back if the counts of the graph are not those of its notes.
fn states(
    columns: &Columns<'_>,
    changes: &[Change<'_>],
    moves: &AllMoves,
    counts: &Counts,
    known: &Known<'_>,
) -> Option<BTreeMap<u32, State>> {
    let graph = columns.graph;
    let now = |change: &Change<'_>| known.concept_of(change.id, |note| note);
    let mut concepts: BTreeSet<u32> = counts.keys().map(|(concept, _)| *concept).collect();
    for key in known.renamed.iter().map(|key| hash(key)) {
        concepts.extend(graph.concept_by_hash(key).map(|concept| concept.0));
        concepts.extend(known.find(key));
    }
    // Which spelling is the title follows from the notes, and may differ where every count is the same.
    for change in changes {
        let before = change.was_there.then(|| columns.named_before(NoteId(change.place)).title);
        let after = change.is_there.then(|| columns.named(change.id).title);
        if before != after {
            let was_there = change.was_there.then(|| graph.concept_of(NoteId(change.place)).0);
            concepts.extend(was_there);
            concepts.extend(change.is_there.then(|| now(change)));
        }
    }
    let changed: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
    let mut changed_now: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for change in changes.iter().filter(|change| change.is_there) {
        changed_now.entry(now(change)).or_default().push(change.id.0);
    }
    let mut states = BTreeMap::new();
    for concept in concepts {
        let new = (concept as usize).checked_sub(graph.concept_count());
        let before = match new {
            None => Some(Concept::stored(graph, ConceptId(concept))),
            Some(_) => None,
        };
        let mut state = match (&before, new) {
            // What only others begin with is decided once all names are known.
            (Some(before), _) if before.kinds() == Kinds::SHARED => {
                Concept::new(before.key.clone())
            }
            (Some(before), _) => before.clone(),
            (None, new) => Concept::new(known.new_keys.get(new?)?.clone()),
        };
        let of_concept = (concept, Counted::As(0))..(concept + 1, Counted::As(0));
        for ((_, what), &by) in counts.range(of_concept) {
            state.count(what, by)?;
        }
        let notes_before: Vec<u32> =
            before.iter().flat_map(|_| notes_of(graph, ConceptId(concept))).collect();
        let stay = notes_before.iter().filter(|note| !changed.contains(note));
        let mut notes: Vec<u32> = stay.map(|&note| moves.notes.moved(note)).collect();
        notes.extend(changed_now.get(&concept).into_iter().flatten());
        notes.sort_unstable();
        let first = notes.first().map(|&note| columns.named(NoteId(note)).title);
        state.set_title(first.map(spelling));
        // Any doubt ends in a build: a title is among the spellings.
        (first.is_some() == state.has_title()).then_some(())?;
        let is_there = state.kinds() != 0;
        // A name that several begin with stays one until it is seen that they do not.
        let derived = before.clone().filter(|before| before.kinds() == Kinds::SHARED);
        let now = is_there.then_some(state).or(derived);
        states.insert(concept, State { before, now, notes: [notes_before, notes] });
    }
    Some(states)
}

fn notes_of(graph: &Graph, concept: ConceptId) -> impl Iterator<Item = u32> {
    graph.concept_notes(concept).map(|note| note.0)
}

impl Concept {
    /// Counts how often more it is named in one way; nothing comes back if that is less than never.
    fn count(&mut self, what: &Counted, by: i64) -> Option<()> {
        match what {
            Counted::As(place) => {
                let count = i64::from(self.named[*place]) + by;
                self.named[*place] = u32::try_from(count).ok()?;
                Some(())
            }
            Counted::Spelled(usage, name) => self.count_spelling(name, *usage, by),
        }
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
