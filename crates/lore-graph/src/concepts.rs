//! Concepts: everything with a name that notes can be about. Titles, aliases, declared topics,
//! tags, missing link targets and repeated field values meet here by [`name::concept_key`], and
//! hang together by the words their names begin with, by nested tags and by `up::` fields. Leaves out what
//! a note states, which is in `statements`, and how concepts follow an edit, which is in `splice`.

mod concept;
mod finished;
mod hierarchy;

use std::collections::BTreeMap;

use lore_core::name;
use rustc_hash::FxHashMap;

use crate::abbreviations::both_names;
use crate::graph::{Kinds, NONE, NoteId, SectionId, hash};
use crate::names::bare_file_name;
use crate::statements::{Gathered, Namer, Statement, state_value};

pub(crate) use concept::{Concept, key_hash, phrase_of_key, place_of_use, spelling};
pub(crate) use finished::Finished;
pub use hierarchy::begins_as_written;
pub(crate) use hierarchy::{
    IsName, beginnings, by_levels, counted_whole, level_of, name_with_beginnings,
    nearest_beginning, says_something, shared_beginnings, words_before,
};

/// Concepts while they are collected; ids are provisional.
pub(crate) struct Concepts<'a> {
    note_sections: &'a [u32],
    /// By the hash of the key.
    by_key: FxHashMap<u64, u32>,
    /// By the hash of the key of an alias or file name, which is of one note.
    by_other_name: FxHashMap<u64, u32>,
    /// The [`phrase_of_key`] of such keys, where it is not the hash.
    other_phrases: FxHashMap<u64, Option<u64>>,
    /// The aliases of the notes of each concept that has some.
    aliases: BTreeMap<u32, Vec<String>>,
    /// The names of their files where they are other than their titles.
    file_names: FxHashMap<u32, Vec<String>>,
    concepts: Vec<Concept>,
    of_note: Vec<u32>,
    field_names: Vec<String>,
    field_ids: FxHashMap<String, u32>,
    /// How often notes declare one concept narrower than another.
    declared: FxHashMap<(u32, u32), u32>,
    /// What is narrower than what by the notes' names.
    by_name: Vec<(u32, u32)>,
    /// Whether the levels of the notes' names are those of paths.
    has_paths_as_names: bool,
    gathered: Gathered,
}

/// A note by what it is called among the others.
pub(crate) struct Named<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) aliases: Vec<&'a str>,
    /// A form for notes is called by its path alone.
    pub(crate) is_template: bool,
}

impl Named<'_> {
    /// The name of its file, unless it is called so anyway.
    pub(crate) fn file_name(&self) -> Option<&str> {
        let file_name = bare_file_name(self.path);
        (!self.is_template && file_name != self.title).then_some(file_name)
    }

    /// The keys of what it is called beside its title.
    pub(crate) fn other_keys(&self) -> impl Iterator<Item = String> {
        let names = self.aliases.iter().copied().chain([bare_file_name(self.path)]);
        let names = names.filter(|_| !self.is_template);
        names.map(name::concept_key).filter(|key| !key.is_empty())
    }

    /// What its title holds and is short for, and which is no other note's name: see [`both_names`].
    pub(crate) fn short_names(&self) -> impl Iterator<Item = &str> {
        let title = (!self.is_template).then_some(self.title);
        title.and_then(both_names).into_iter().flatten()
    }

    /// Its aliases, and what is as good as one.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().copied().chain(self.short_names())
    }

    /// The keys of [`Named::short_names`].
    pub(crate) fn short_keys(&self) -> impl Iterator<Item = String> {
        self.short_names().map(name::concept_key).filter(|key| !key.is_empty())
    }
}

impl Namer for Concepts<'_> {
    fn concept_of(&self, note: NoteId) -> u32 {
        self.of_note[note.at()]
    }

    fn note_of(&self, section: SectionId) -> NoteId {
        NoteId(self.note_sections.partition_point(|&first| first <= section.0) as u32 - 1)
    }

    fn has_paths_as_names(&self) -> bool {
        self.has_paths_as_names
    }

    fn is_known(&self, key: &str) -> bool {
        self.find(key).is_some_and(|at| self.concepts[at as usize].kinds() & Kinds::KNOWN != 0)
    }

    fn named(&mut self, name: &str, kind: u32) -> u32 {
        let name = spelling(name);
        let concept = self.find_or_make(name::concept_key(name));
        self.concepts[concept as usize].add(name, kind);
        concept
    }

    fn field(&mut self, name: &str) -> u32 {
        let name = name.trim();
        if let Some(&id) = self.field_ids.get(name) {
            return id;
        }
        let id = self.field_names.len() as u32;
        self.field_names.push(name.to_owned());
        self.field_ids.insert(name.to_owned(), id);
        id
    }

    fn declare(&mut self, narrow: u32, broad: u32) {
        *self.declared.entry((narrow, broad)).or_default() += 1;
    }

    fn gathered(&mut self) -> &mut Gathered {
        &mut self.gathered
    }
}

impl<'a> Concepts<'a> {
    /// Begins with what notes are called: titles, aliases, file names.
    pub(crate) fn of(notes: &[Named<'_>], note_sections: &'a [u32]) -> Concepts<'a> {
        let mut concepts = Concepts {
            note_sections,
            by_key: FxHashMap::default(),
            by_other_name: FxHashMap::default(),
            other_phrases: FxHashMap::default(),
            aliases: BTreeMap::new(),
            file_names: FxHashMap::default(),
            concepts: Vec::new(),
            of_note: Vec::new(),
            field_names: Vec::new(),
            field_ids: FxHashMap::default(),
            declared: FxHashMap::default(),
            by_name: Vec::new(),
            has_paths_as_names: false,
            gathered: Gathered::default(),
        };
        for named in notes {
            let concept = concepts.named(named.title, Kinds::TITLE);
            let made = &mut concepts.concepts[concept as usize];
            if !made.has_title() {
                made.set_title(Some(spelling(named.title)));
            }
            concepts.of_note.push(concept);
            let mut aliases = named.aliases().map(str::to_owned).peekable();
            if aliases.peek().is_some() {
                concepts.aliases.entry(concept).or_default().extend(aliases);
            }
            if let Some(file_name) = named.file_name() {
                concepts.file_names.entry(concept).or_default().push(file_name.to_owned());
            }
        }
        concepts.collect_other_names(notes);
        concepts
    }

    /// Aliases and file names lead to their note's concept, unless two notes claim one or it is
    /// another note's title; then what is short for a title, or what that is short for.
    fn collect_other_names(&mut self, notes: &[Named<'_>]) {
        // Nothing where two notes have one name.
        let mut claims: FxHashMap<u64, Option<u32>> = FxHashMap::default();
        let of_note = std::mem::take(&mut self.of_note);
        for (named, &concept) in notes.iter().zip(&of_note) {
            named.other_keys().for_each(|key| self.claim(&key, concept, &mut claims));
        }
        let mut of_short: FxHashMap<u64, Option<u32>> = FxHashMap::default();
        for (named, &concept) in notes.iter().zip(&of_note) {
            let free = named.short_keys().filter(|key| !claims.contains_key(&hash(key)));
            free.for_each(|key| self.claim(&key, concept, &mut of_short));
        }
        self.of_note = of_note;
        let all = claims.into_iter().chain(of_short);
        self.by_other_name = all.filter_map(|(key, claim)| Some((key, claim?))).collect();
    }

    fn claim(&mut self, key: &str, concept: u32, claims: &mut FxHashMap<u64, Option<u32>>) {
        let hash = hash(key);
        if self.by_key.contains_key(&hash) {
            return;
        }
        claims.entry(hash).or_insert(Some(concept)).take_if(|claim| *claim != concept);
        let phrase = phrase_of_key(key);
        if phrase != Some(hash) {
            self.other_phrases.insert(hash, phrase);
        }
    }

    /// Decides which of the fields' values are concepts: those that are known, and those that stand
    /// in two sections. Returns the hashes of the others' keys.
    fn settle_values(&mut self) -> Vec<u64> {
        let mut gathered = std::mem::take(&mut self.gathered);
        gathered.alone.sort_unstable();
        let alone = std::mem::take(&mut gathered.alone);
        let is_alone = |key: u64| alone.binary_search(&key).is_ok();
        let values = gathered.take_values(|key| self.is_known(key), is_alone);
        self.gathered = Gathered { alone, ..gathered };
        let keys: Vec<u64> = values.iter().map(|value| key_hash(&value.name)).collect();
        let mut sections: FxHashMap<u64, (u32, bool)> = FxHashMap::default();
        for (value, &key) in values.iter().zip(&keys) {
            let section = value.statement.section;
            let found = sections.entry(key).or_insert((section, false));
            found.1 |= found.0 != section;
        }
        let mut lone = Vec::new();
        for (value, key) in values.iter().zip(keys) {
            if !sections[&key].1 && self.find(&name::concept_key(&value.name)).is_none() {
                lone.push(key);
                continue;
            }
            let concept = self.named(&value.name, value.kind);
            state_value(value, concept, self);
        }
        lone.sort_unstable();
        lone.dedup();
        lone
    }

    /// Relates notes whose names hold a hierarchy.
    pub(crate) fn add_name_hierarchy(&mut self, notes: &[Named<'_>], separator: &str) {
        let levels = notes.iter().map(|named| level_of(named.path, named.title, separator));
        let levels: Vec<(String, u32)> = levels.zip(self.of_note.iter().copied()).collect();
        self.by_name = by_levels(&levels, separator);
        self.has_paths_as_names = separator == "/";
    }

    /// The concept of a key, if there is one yet.
    fn find(&self, key: &str) -> Option<u32> {
        let key = hash(key);
        self.by_key.get(&key).or_else(|| self.by_other_name.get(&key)).copied()
    }

    fn find_or_make(&mut self, key: String) -> u32 {
        if let Some(concept) = self.find(&key) {
            return concept;
        }
        let concept = self.concepts.len() as u32;
        self.by_key.insert(hash(&key), concept);
        self.concepts.push(Concept::new(key));
        concept
    }

    /// Adds the concepts that several names begin with, orders all by key and relates them.
    pub(crate) fn finish(mut self) -> Finished {
        let lone_values = self.settle_values();
        self.derive_shared_beginnings();
        let broader = self.broader();

        // What is left to do finds nothing by its key.
        drop(self.by_key);
        let key = |at: u32| &self.concepts[at as usize].key;
        let mut order: Vec<u32> = (0..self.concepts.len() as u32).collect();
        order.sort_by(|&left, &right| key(left).cmp(key(right)));
        let mut id_of = vec![0u32; order.len()];
        for (id, provisional) in (0..).zip(order) {
            id_of[provisional as usize] = id;
        }
        let mut broader: Vec<(u32, u32)> = broader
            .into_iter()
            .map(|(narrow, broad)| (id_of[narrow as usize], id_of[broad as usize]))
            .collect();
        broader.sort_unstable();
        broader.dedup();
        let of_note = self.of_note.iter().map(|&at| id_of[at as usize]).collect();
        let Gathered { mut statements, mut divided, mut joined, alone, .. } = self.gathered;
        let field_names = number_fields(self.field_names, &mut statements);
        let mut declared: Vec<[u32; 3]> = self
            .declared
            .into_iter()
            .map(|((narrow, broad), count)| [id_of[narrow as usize], id_of[broad as usize], count])
            .collect();
        declared.sort_unstable();
        divided.sort_unstable();
        joined.sort_unstable();
        for statement in &mut statements {
            statement.concept = id_of[statement.concept as usize];
        }
        statements.sort_unstable();
        statements.dedup();
        let mut names: Vec<(u64, u32)> = Vec::with_capacity(self.concepts.len());
        for (provisional, concept) in self.concepts.iter().enumerate() {
            names.extend(concept.phrase_keys().map(|key| (key, id_of[provisional])));
        }
        let mut keys: Vec<(u64, u32)> =
            self.by_other_name.iter().map(|(&key, &at)| (key, id_of[at as usize])).collect();
        names.extend(keys.iter().filter_map(|&(key, id)| {
            let phrase = self.other_phrases.get(&key).copied().unwrap_or(Some(key));
            Some((phrase?, id))
        }));
        // In the same order again, as no two have one key: a million are not moved through a second list.
        let mut concepts = self.concepts;
        concepts.sort_unstable_by(|left, right| left.key.cmp(&right.key));
        keys.extend(concepts.iter().enumerate().map(|(id, c)| (hash(&c.key), id as u32)));
        keys.sort_unstable();
        Finished {
            id_of,
            of_note,
            names,
            statements,
            broader,
            concepts,
            keys,
            field_names,
            declared,
            lone_values,
            divided_values: divided,
            joined_keys: joined,
            alone_values: alone,
        }
    }

    fn derive_shared_beginnings(&mut self) {
        let names = (0..).zip(&self.concepts);
        let names = names.filter_map(|(at, concept)| Some((at, name_with_beginnings(concept)?)));
        for name in shared_beginnings(names, |key| self.find(key).is_some()).into_values() {
            self.named(&name, Kinds::SHARED);
        }
    }

    /// Concepts with the narrowest ones that are broader, in any order.
    fn broader(&self) -> Vec<(u32, u32)> {
        let mut broader: Vec<(u32, u32)> =
            self.declared.keys().chain(&self.by_name).copied().collect();
        let is_value = |at: u32| self.concepts[at as usize].kinds() == Kinds::VALUE;
        let find = |key: &str| self.find(key).filter(|&at| !is_value(at));
        let aliases = |at: u32| self.aliases.get(&at).into_iter().flatten().map(String::as_str);
        // Which of several spellings is the name is asked once for all that is below it.
        let several = (0..).zip(&self.concepts).filter(|(_, concept)| concept.spellings.len() > 1);
        let names: FxHashMap<u32, &str> =
            several.map(|(at, concept)| (at, concept.name())).collect();
        let name =
            |at: u32| names.get(&at).copied().unwrap_or_else(|| self.concepts[at as usize].name());
        let is_called = |at: u32, is: &IsName<'_>| {
            let mut files = self.file_names.get(&at).into_iter().flatten();
            is(name(at), false)
                || aliases(at).any(|alias| is(alias, false))
                || files.any(|file| is(file, true))
        };
        let leads_to = |at: u32, name: &str| self.find(&name::concept_key(name)) == Some(at);
        for at in (0..self.concepts.len() as u32).filter(|&at| !is_value(at)) {
            let aliases = aliases(at).filter(|alias| leads_to(at, alias));
            for name in aliases.chain([name(at)]) {
                let nearest = nearest_beginning(name, at, find, is_called);
                broader.extend(nearest.map(|nearest| (at, nearest)));
            }
        }
        broader
    }
}

/// Numbers the fields that statements name in the order of their names, which are returned.
fn number_fields(names: Vec<String>, statements: &mut [Statement]) -> Vec<String> {
    let mut used = vec![false; names.len()];
    for statement in statements.iter().filter(|statement| statement.field != NONE) {
        used[statement.field as usize] = true;
    }
    let mut order: Vec<usize> = (0..names.len()).filter(|&at| used[at]).collect();
    order.sort_by(|&left, &right| names[left].cmp(&names[right]));
    let mut numbers = vec![NONE; names.len()];
    for (at, &field) in (0..).zip(&order) {
        numbers[field] = at;
    }
    for statement in statements.iter_mut().filter(|statement| statement.field != NONE) {
        statement.field = numbers[statement.field as usize];
    }
    order.into_iter().map(|at| names[at].clone()).collect()
}
