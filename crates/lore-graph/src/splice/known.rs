//! Which concept a name is, before notes change and after: what they are called comes and goes with them,
//! and what nobody named so far gets a number behind those of the graph. Leaves out whether somebody
//! still names a concept.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::{name, words};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Change;
use super::columns::Columns;
use crate::abbreviations::both_names;
use crate::columns::partition_point;
use crate::concepts::Named;
use crate::graph::{ConceptId, Graph, NoteId, column, hash};
use crate::names::bare_file_name;

/// The concepts and fields that there are, by their names. Those that are new are numbered on.
pub(super) struct Known<'a> {
    pub(super) graph: &'a Graph,
    /// Where keys lead that lead elsewhere than in the graph.
    other: FxHashMap<u64, Option<u32>>,
    /// The keys of new concepts.
    pub(super) new_keys: Vec<String>,
    pub(super) new_fields: Vec<String>,
    /// The places of these names among them.
    field_places: FxHashMap<String, u32>,
    /// The concepts of changed notes, by the notes' numbers now.
    of_note: FxHashMap<NoteId, u32>,
    /// What notes began or ceased to be called, by key.
    pub(super) renamed: BTreeSet<String>,
}

/// A name of a note beside its title.
pub(super) struct OtherName {
    pub(super) key: String,
    pub(super) note: NoteId,
    /// Whether its title holds it, or what it is short for.
    is_short: bool,
}

/// What a note is called as a concept.
#[derive(PartialEq, Eq)]
struct Keys {
    title: String,
    others: BTreeSet<String>,
    /// What its title holds and is short for.
    short: BTreeSet<String>,
}

impl Keys {
    fn of(named: &Named<'_>) -> Keys {
        let title = name::concept_key(named.title);
        let others = named.other_keys().filter(|key| *key != title).collect();
        let short = named.short_keys().filter(|key| *key != title).collect();
        Keys { title, others, short }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.others.iter().chain(&self.short).chain([&self.title])
    }
}

impl<'a> Known<'a> {
    /// Those of the graph.
    pub(super) fn before(graph: &'a Graph) -> Known<'a> {
        Known {
            graph,
            other: FxHashMap::default(),
            new_keys: Vec::new(),
            new_fields: Vec::new(),
            field_places: FxHashMap::default(),
            of_note: FxHashMap::default(),
            renamed: BTreeSet::new(),
        }
    }

    /// Those of the graph whose notes have changed.
    pub(super) fn after(columns: &Columns<'a>, changes: &[Change<'_>]) -> Known<'a> {
        let mut known = Known::before(columns.graph);
        let mut renamed: Vec<(&Change<'_>, [Option<Keys>; 2])> = Vec::new();
        for change in changes {
            let keys = [
                change.was_there.then(|| Keys::of(&columns.named_before(NoteId(change.place)))),
                change.is_there.then(|| Keys::of(&columns.named(change.id))),
            ];
            if keys[0] == keys[1] {
                let concept = known.graph.concept_of(NoteId(change.place));
                known.of_note.insert(change.id, concept.0);
            } else {
                renamed.push((change, keys));
            }
        }
        let keys = renamed.iter().flat_map(|(_, keys)| keys.iter().flatten());
        known.renamed = keys.flat_map(Keys::all).cloned().collect();
        if known.renamed.is_empty() {
            return known;
        }
        let gone: FxHashSet<u32> = renamed.iter().flat_map(|(change, _)| change.place()).collect();
        let now = || renamed.iter().filter_map(|(change, keys)| Some((change, keys[1].as_ref()?)));
        let titles: BTreeSet<&String> = now().map(|(_, keys)| &keys.title).collect();
        let mut claimed: Vec<(&String, Option<u32>)> = Vec::new();
        let keys: Vec<String> = known.renamed.iter().cloned().collect();
        for key in &keys {
            let own = known.own_concept(key);
            let of_others = own.is_some_and(|concept| {
                let mut notes = known.graph.concept_notes(ConceptId(concept));
                notes.any(|note| !gone.contains(&note.0))
            });
            if of_others || titles.contains(key) {
                let concept = own.unwrap_or_else(|| known.make(key.clone()));
                known.other.insert(hash(key), Some(concept));
            } else {
                claimed.push((key, own));
            }
        }
        for (change, keys) in now() {
            if let Some(concept) = known.find(hash(&keys.title)) {
                known.of_note.insert(change.id, concept);
            }
        }
        // Aliases and file names lead to their note's concept, unless two notes claim one or it is
        // another note's title; what is short for a title comes after them.
        let firsts = claimed.iter().map(|(key, _)| first_word(key)).collect();
        let [mut claims, mut of_short] = [(); 2].map(|()| BTreeMap::<_, BTreeSet<u32>>::new());
        for OtherName { key, note, is_short } in columns.other_names_beginning(&firsts) {
            if !gone.contains(&note.0) {
                let concept = known.graph.concept_of(note).0;
                let claims = if is_short { &mut of_short } else { &mut claims };
                claims.entry(key).or_default().insert(concept);
            }
        }
        for (change, keys) in now() {
            let concept = known.of_note[&change.id];
            for (keys, claims) in [(&keys.others, &mut claims), (&keys.short, &mut of_short)] {
                for key in keys {
                    claims.entry(key.clone()).or_default().insert(concept);
                }
            }
        }
        for (key, own) in claimed {
            let claims = claims.get(key).or_else(|| of_short.get(key));
            let claims = claims.filter(|concepts| concepts.len() == 1);
            let claim = claims.and_then(|concepts| concepts.first().copied());
            known.other.insert(hash(key), claim.or(own));
        }
        known
    }

    /// The concept that this is the key of.
    pub(super) fn own_concept(&self, key: &str) -> Option<u32> {
        let concept = self.graph.concept_by_hash(hash(key))?;
        (name::concept_key(self.graph.concept_name(concept)) == key).then_some(concept.0)
    }

    /// The concept of a key by its hash, whether or not somebody still names it.
    pub(super) fn find(&self, key: u64) -> Option<u32> {
        match self.other.get(&key) {
            Some(concept) => *concept,
            None => self.graph.concept_by_hash(key).map(|concept| concept.0),
        }
    }

    /// Gives a key a new concept, which it leads to.
    pub(super) fn make(&mut self, key: String) -> u32 {
        let concept = (self.graph.concept_count() + self.new_keys.len()) as u32;
        self.other.insert(hash(&key), Some(concept));
        self.new_keys.push(key);
        concept
    }

    /// The concept of a note by its number now.
    pub(super) fn concept_of(&self, note: NoteId, before: impl Fn(NoteId) -> NoteId) -> u32 {
        let changed = self.of_note.get(&note).copied();
        changed.unwrap_or_else(|| self.graph.concept_of(before(note)).0)
    }

    /// The number of a field's name.
    pub(super) fn field(&mut self, name: &str) -> u32 {
        let names = self.graph.strings(column::FIELD_NAME);
        let place = partition_point(names.len(), |at| names.get(at) < name);
        if place < names.len() && names.get(place) == name {
            return place as u32;
        }
        let known = self.field_places.get(name).copied();
        let place = known.unwrap_or_else(|| {
            let place = self.new_fields.len() as u32;
            self.new_fields.push(name.to_owned());
            self.field_places.insert(name.to_owned(), place);
            place
        });
        names.len() as u32 + place
    }
}

/// The word that a key begins with.
pub(super) fn first_word(key: &str) -> String {
    key.split([' ', '/']).next().unwrap_or(key).to_owned()
}

impl Columns<'_> {
    /// The names beside titles of the notes of the graph that begin with one of these words, and perhaps some others.
    pub(super) fn other_names_beginning(&self, firsts: &BTreeSet<String>) -> Vec<OtherName> {
        if firsts.is_empty() {
            return Vec::new();
        }
        let (paths, aliases) =
            (self.graph.strings(column::NOTE_PATH), self.graph.strings(column::NOTE_ALIAS));
        // Making a key of each name would take ten times as long.
        let may_begin = |name: &str| {
            let first = words::plain(name).next();
            first.is_none_or(|word| firsts.contains(&*name::singular(&word.term)))
        };
        let mut names = Vec::new();
        for at in (0..paths.len()).filter(|&at| !self.graph.is_template(NoteId(at as u32))) {
            let bare = bare_file_name(paths.get(at));
            let called = aliases.get(at).split_terminator('\0').chain([bare]);
            let note = NoteId(at as u32);
            let short = both_names(self.graph.name_of(note)).into_iter().flatten();
            let called = called.map(|name| (name, false)).chain(short.map(|name| (name, true)));
            for (name, is_short) in called.filter(|(name, _)| may_begin(name)) {
                names.push(OtherName { key: name::concept_key(name), note, is_short });
            }
        }
        names.retain(|name| !name.key.is_empty());
        names
    }
}
