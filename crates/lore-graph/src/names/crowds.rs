//! What is kept of look-ups that many links repeat: the places of one name that very many bear (a
//! `README.md` in every folder), and the parts of one very large note. Without it each link would cost
//! all of them. Leaves out how they are found and in which order; nothing small is kept.

use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::ops::{Deref, Range};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::Place;
use crate::graph::NoteId;
use crate::profiles::Reading;

/// So many places, or rows, are many: fewer are looked through faster than a lock is taken.
pub(super) const MANY: usize = 64;

/// In which way places are looked up by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// The end of a path, shortest path first.
    Shortest,
    /// The end of a path, as Foam orders them.
    First,
    /// The beginning of a file name.
    Beginning,
    /// The file name of a page.
    Page,
}

/// A look-up of places by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    pub(super) way: Way,
    pub(super) reading: Reading,
    pub(super) files_first: bool,
    pub(super) target: String,
}

/// By what the parts of a note are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum PartKey {
    Heading,
    Slug,
    Block,
}

/// The keys of a note's parts with their rows, sorted.
pub(super) struct Parts(Vec<(u64, u32)>);

impl Parts {
    pub(super) fn of(rows: Range<u32>, key: impl Fn(usize) -> u64) -> Parts {
        let mut parts: Vec<(u64, u32)> = rows.map(|row| (key(row as usize), row)).collect();
        parts.sort_unstable();
        Parts(parts)
    }

    /// The rows with a key, rising.
    pub(super) fn with(&self, key: u64) -> &[(u64, u32)] {
        let first = self.0.partition_point(|part| part.0 < key);
        let count = self.0[first..].partition_point(|part| part.0 == key);
        &self.0[first..first + count]
    }
}

/// Many places of one name.
#[derive(Debug)]
pub(crate) struct Crowd {
    in_order: Vec<Place>,
    /// Those of them that are no notes, in the same order.
    files: Vec<Place>,
    sorted: Vec<Place>,
}

impl Crowd {
    fn new(in_order: Vec<Place>) -> Crowd {
        let files = in_order.iter().copied().filter(|place| place.is_file()).collect();
        let mut sorted = in_order.clone();
        sorted.sort_unstable();
        Crowd { in_order, files, sorted }
    }
}

/// What a look-up found, each place once, in the order of its rule.
#[derive(Clone, Debug)]
pub(crate) enum Places {
    Few(Vec<Place>),
    Many { crowd: Arc<Crowd>, only_files: bool },
}

impl From<Vec<Place>> for Places {
    fn from(places: Vec<Place>) -> Places {
        Places::Few(places)
    }
}

impl Deref for Places {
    type Target = [Place];

    fn deref(&self) -> &[Place] {
        match self {
            Places::Few(places) => places,
            Places::Many { crowd, only_files: true } => &crowd.files,
            Places::Many { crowd, only_files: false } => &crowd.in_order,
        }
    }
}

impl Places {
    pub(crate) fn none() -> Places {
        Places::Few(Vec::new())
    }

    pub(crate) fn has_files(&self) -> bool {
        match self {
            Places::Few(places) => places.iter().any(|place| place.is_file()),
            Places::Many { crowd, .. } => !crowd.files.is_empty(),
        }
    }

    /// Without the notes.
    pub(crate) fn only_files(self) -> Places {
        match self {
            Places::Few(mut places) => {
                places.retain(|place| place.is_file());
                Places::Few(places)
            }
            Places::Many { crowd, .. } => Places::Many { crowd, only_files: true },
        }
    }

    fn has(&self, place: Place) -> bool {
        match self {
            Places::Few(places) => places.contains(&place),
            Places::Many { crowd, only_files } => {
                (!only_files || place.is_file()) && crowd.sorted.binary_search(&place).is_ok()
            }
        }
    }

    /// How many of the places none of the others has.
    pub(crate) fn number_beside(&self, others: &[Places]) -> usize {
        let are_few = others.iter().all(|others| matches!(others, Places::Few(_)));
        if let (true, Places::Many { .. }) = (are_few, self) {
            let mut known: Vec<Place> = others.iter().flat_map(|others| others.to_vec()).collect();
            known.sort_unstable();
            known.dedup();
            return self.len() - known.into_iter().filter(|&place| self.has(place)).count();
        }
        self.iter().filter(|&&place| !others.iter().any(|others| others.has(place))).count()
    }
}

/// What was looked up and is much. Its names are those of one moment, so it stays right.
#[derive(Default)]
pub(crate) struct Crowds {
    places: RwLock<FxHashMap<Wanted, Arc<Crowd>>>,
    parts: RwLock<FxHashMap<(NoteId, PartKey), Arc<Parts>>>,
}

impl Crowds {
    /// What is kept of a look-up, else what `find` finds.
    pub(super) fn places(&self, wanted: Wanted, find: impl FnOnce() -> Vec<Place>) -> Places {
        let crowd = known(&self.places, &wanted).map_or_else(
            || {
                let found = find();
                if found.len() < MANY {
                    return Err(found);
                }
                Ok(kept(&self.places, wanted, Crowd::new(found)))
            },
            Ok,
        );
        crowd.map_or_else(Places::Few, |crowd| Places::Many { crowd, only_files: false })
    }

    /// The parts of a note by a key, read once.
    pub(super) fn parts(
        &self,
        note: NoteId,
        by: PartKey,
        read: impl FnOnce() -> Parts,
    ) -> Arc<Parts> {
        known(&self.parts, &(note, by)).unwrap_or_else(|| kept(&self.parts, (note, by), read()))
    }
}

fn known<K: Hash + Eq, V>(all: &RwLock<FxHashMap<K, Arc<V>>>, key: &K) -> Option<Arc<V>> {
    all.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

/// Keeps a value, unless another thread was faster.
fn kept<K: Hash + Eq, V>(all: &RwLock<FxHashMap<K, Arc<V>>>, key: K, value: V) -> Arc<V> {
    match all.write().unwrap_or_else(PoisonError::into_inner).entry(key) {
        Entry::Occupied(there) => there.get().clone(),
        Entry::Vacant(free) => free.insert(Arc::new(value)).clone(),
    }
}
