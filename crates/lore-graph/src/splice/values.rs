//! The values of fields that notes hold which did not change. What they are decides how these notes read,
//! so a splice lets them be: where a value becomes a concept, or ceases to be one, that takes a build.
//! Leaves out the values that changed notes hold, which are in `said`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Change;
use super::said::{SETTLED, Said, equal_range};
use super::touched::{State, Touched};
use crate::concepts::Concept;
use crate::graph::{ConceptId, Graph, How, Kinds, SectionId, column, hash};
use crate::statements::{Gathered, Statement};

/// The values of fields that notes hold which did not change: what they are decides how these read.
pub(super) struct ValuesOfOthers<'a> {
    graph: &'a Graph,
    /// What the changed notes held.
    lone: &'a BTreeSet<u64>,
    /// Rising.
    divided: &'a [u64],
    joined: &'a [u64],
    alone: &'a [u64],
}

impl<'a> ValuesOfOthers<'a> {
    pub(super) fn new(graph: &'a Graph, before: &'a Said<'_>) -> ValuesOfOthers<'a> {
        let Said { lone, gathered: Gathered { divided, joined, alone, .. }, .. } = before;
        ValuesOfOthers { graph, lone, divided, joined, alone }
    }

    /// Whether each value that was a concept is one still, and each that was none is none.
    pub(super) fn stay_what_they_are(
        &self,
        states: &BTreeMap<u32, State>,
        after: &Said<'_>,
        statements: &[Statement],
        changes: &[Change<'_>],
    ) -> bool {
        let gone: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
        let mut sections: FxHashMap<u32, BTreeSet<u32>> = FxHashMap::default();
        for statement in statements.iter().filter(|statement| {
            // What an entry is headed is a value as well.
            matches!(statement.how, How::Field | How::Topic)
        }) {
            sections.entry(statement.concept).or_default().insert(statement.section);
        }
        self.alone_stay(after)
            && !after.lone.iter().any(|&key| self.are_alone(key))
            && states.iter().all(|(&concept, state)| {
                let kinds = |state: &Option<Concept>| state.as_ref().map_or(0, Concept::kinds);
                let is_known = kinds(&state.now) & SETTLED != 0;
                let was_known = kinds(&state.before) & SETTLED != 0;
                if is_known || kinds(&state.now) & Kinds::HELD == 0 {
                    return true;
                }
                let now = sections.get(&concept).map_or(0, BTreeSet::len);
                !(was_known && after.held_by_others(concept))
                    && self.stands_twice(concept, now, &gone)
            })
    }

    /// Whether what other notes hold reads the same by which values can be nothing else than one name.
    fn alone_stay(&self, after: &Said<'_>) -> bool {
        let mut keys = self.alone.iter().chain(&after.gathered.alone);
        keys.all(|&key| {
            let was_alone = self.graph.longs(column::ALONE_VALUE).contains(key);
            after.is_alone(key) == was_alone
                || !self.others_hold(column::JOINED_KEY, self.joined, key)
        })
    }

    /// Whether another note holds this value alone.
    fn are_alone(&self, key: u64) -> bool {
        self.graph.longs(column::LONE_VALUE).contains(key) && !self.lone.contains(&key)
    }

    /// Whether a value stands in two sections; `now` are those of the changed notes that it stands in.
    fn stands_twice(&self, concept: u32, now: usize, gone: &FxHashSet<u32>) -> bool {
        let is_stored = (concept as usize) < self.graph.concept_count();
        let before = is_stored.then(|| self.graph.concept_statements(ConceptId(concept)));
        let sections = before.into_iter().flatten().map(|statement| statement.section);
        let stay = sections.filter(|&section| !gone.contains(&self.graph.note_of(section).0));
        let mut others: Vec<SectionId> = stay.collect();
        // They are in the order of sections.
        others.dedup();
        now + others.len() >= 2
    }

    /// Whether none of them is the name of what is a concept, or known, only now, nor one by which topics that may
    /// be several are read.
    pub(super) fn stay_as_they_are_read(&self, touched: &Touched<'_, '_>) -> bool {
        let states = || touched.states.values();
        let own = states().flat_map(|state| state.before.iter().chain(&state.now));
        let mut keys = own.map(|concept| &concept.key).chain(&touched.known.renamed);
        keys.all(|key| {
            let before = self.graph.concept_by_hash(hash(key));
            let was = |kinds| before.is_some_and(|at| self.graph.concept_kinds(at).any(kinds));
            let now = touched.find(key);
            let is = |kinds| now.is_some_and(|at| touched.kinds(at).any(kinds));
            let key = hash(key);
            let is_new = |kinds| is(kinds) && !was(kinds);
            let was_alone = is_new(SETTLED | Kinds::HELD) && self.are_alone(key);
            let was_divided =
                is_new(Kinds::KNOWN) && self.others_hold(column::DIVIDED_VALUE, self.divided, key);
            let was_joined = is(Kinds::KNOWN) != was(Kinds::KNOWN)
                && self.others_hold(column::JOINED_KEY, self.joined, key);
            !was_alone && !was_divided && !was_joined
        })
    }

    /// Whether notes that did not change hold a key, of which the others `held` these.
    fn others_hold(&self, column: usize, held: &[u64], key: u64) -> bool {
        self.graph.longs(column).equal_range(key).len() > equal_range(held, key).len()
    }
}
