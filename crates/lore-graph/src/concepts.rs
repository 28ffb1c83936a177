//! Concepts: everything with a name that notes can be about. Titles, aliases, declared topics,
//! tags, missing link targets and repeated field values meet here by [`name::concept_key`], and
//! hang together by the words their names begin with, by nested tags and by `up::` fields.

mod finished;

use std::collections::BTreeMap;

use lore_core::{name, words};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::build::{PHRASE_WORDS, phrase_key};
use crate::graph::{Kinds, NONE, NoteId, SectionId, hash};
use crate::names::bare_file_name;
use crate::statements::{Namer, Statement, Value, state_value};

pub(crate) use finished::Finished;

/// Words that number the parts of anything, or days, and so name nothing by themselves.
#[rustfmt::skip]
const PART_WORDS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "chapter", "class", "day", "entry", "lecture", "lesson", "module", "note", "part",
    "section", "session", "step", "unit", "version", "volume", "week",
];

/// The spelling of a name as it is counted. It holds no 0, behind which the next one is stored.
pub(crate) fn spelling(name: &str) -> &str {
    name.trim().split('\0').next().unwrap_or("")
}

/// Concepts while they are collected; ids are provisional.
pub(crate) struct Concepts<'a> {
    note_sections: &'a [u32],
    /// By the hash of the key.
    by_key: FxHashMap<u64, u32>,
    /// Keys of aliases and file names, each of one note.
    by_other_name: FxHashMap<String, u32>,
    concepts: Vec<Concept>,
    statements: Vec<Statement>,
    of_note: Vec<u32>,
    field_names: Vec<String>,
    field_ids: FxHashMap<String, u32>,
    /// Which of the fields statements name that are not here.
    fields_in_use: Vec<bool>,
    /// How often notes declare one concept narrower than another.
    declared: FxHashMap<(u32, u32), u32>,
    /// What is narrower than what by the notes' names.
    by_name: Vec<(u32, u32)>,
    values: Vec<Value>,
    divided_values: Vec<u64>,
}

/// A note by what it is called among the others.
#[derive(Clone)]
pub(crate) struct Named<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) aliases: Vec<&'a str>,
}

struct Concept {
    key: String,
    /// A note's title, which beats every other spelling.
    title: Option<String>,
    /// How often it was named in each spelling, in byte order.
    spellings: Vec<(String, u32)>,
    /// How often it was named, by the places of [`Kinds`].
    named: [u32; Kinds::ALL.len()],
    notes: Vec<u32>,
}

/// How often something is called a name, besides being a note of that title: by the places of [`Kinds`],
/// and in each spelling.
pub(crate) struct Uses<'a> {
    pub(crate) named: [u32; Kinds::ALL.len()],
    pub(crate) spellings: Vec<(&'a str, u32)>,
}

impl Namer for Concepts<'_> {
    fn concept_of(&self, note: NoteId) -> u32 {
        self.of_note[note.at()]
    }

    fn note_of(&self, section: SectionId) -> NoteId {
        NoteId(self.note_sections.partition_point(|&first| first <= section.0) as u32 - 1)
    }

    fn is_known(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn named(&mut self, name: &str, kind: u32) -> u32 {
        let name = spelling(name);
        let concept = self.find_or_make(name::concept_key(name));
        let found = &mut self.concepts[concept as usize];
        found.named[Kinds::place(kind)] += 1;
        found.add_spelling(name, 1);
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

    fn state(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    fn declare(&mut self, narrow: u32, broad: u32) {
        *self.declared.entry((narrow, broad)).or_default() += 1;
    }

    fn value(&mut self, value: Value) {
        self.values.push(value);
    }

    fn divided(&mut self, key: u64) {
        self.divided_values.push(key);
    }
}

impl<'a> Concepts<'a> {
    /// Begins with what notes are called: titles, aliases, file names.
    pub(crate) fn of(notes: &[Named<'_>], note_sections: &'a [u32]) -> Concepts<'a> {
        let mut concepts = Concepts {
            note_sections,
            by_key: FxHashMap::default(),
            by_other_name: FxHashMap::default(),
            concepts: Vec::new(),
            statements: Vec::new(),
            of_note: Vec::new(),
            field_names: Vec::new(),
            field_ids: FxHashMap::default(),
            fields_in_use: Vec::new(),
            declared: FxHashMap::default(),
            by_name: Vec::new(),
            values: Vec::new(),
            divided_values: Vec::new(),
        };
        for (at, named) in (0..).zip(notes) {
            let concept = concepts.named(named.title, Kinds::TITLE);
            let made = &mut concepts.concepts[concept as usize];
            made.title.get_or_insert_with(|| spelling(named.title).to_owned());
            made.notes.push(at);
            concepts.of_note.push(concept);
        }
        concepts.collect_other_names(notes);
        concepts
    }

    /// Begins with the fields that have a number, and which of them statements name that are not here.
    pub(crate) fn know_fields(&mut self, names: &[&str], in_use: Vec<bool>) {
        for name in names {
            self.field(name);
        }
        self.fields_in_use = in_use;
    }

    /// Takes in how notes that are not here name the concept of this key, and says which it is; nothing
    /// comes back if that is no longer one concept with this key.
    pub(crate) fn add_uses(&mut self, key: &str, uses: &Uses<'_>) -> Option<u32> {
        let one = |spelling: &str| spelling == key || name::concept_key(spelling) == key;
        let concept = match uses.spellings.as_slice() {
            [(spelling, _)] if one(spelling) => self.find_or_make(key.to_owned()),
            spellings => {
                let keys = spellings.iter().map(|(spelling, _)| name::concept_key(spelling));
                let found: Vec<u32> = keys.map(|key| self.find_or_make(key)).collect();
                let first = *found.first()?;
                found.iter().all(|&other| other == first).then_some(first)?
            }
        };
        let found = &mut self.concepts[concept as usize];
        if found.key != key {
            return None;
        }
        uses.spellings.iter().for_each(|&(spelling, count)| found.add_spelling(spelling, count));
        for (count, by) in found.named.iter_mut().zip(uses.named) {
            *count += by;
        }
        Some(concept)
    }

    /// Takes in how often notes that are not here declare one concept narrower than another.
    pub(crate) fn add_declared(&mut self, narrow: u32, broad: u32, count: u32) {
        *self.declared.entry((narrow, broad)).or_default() += count;
    }

    /// Aliases and file names lead to their note's concept, unless two notes claim one or it is
    /// another note's title.
    fn collect_other_names(&mut self, notes: &[Named<'_>]) {
        let mut claims: FxHashMap<String, Option<u32>> = FxHashMap::default();
        for (named, &concept) in notes.iter().zip(&self.of_note) {
            let stem = bare_file_name(named.path);
            for &other in named.aliases.iter().chain([&stem]) {
                let key = name::concept_key(other);
                if key.is_empty() || self.by_key.contains_key(&hash(&key)) {
                    continue;
                }
                claims
                    .entry(key)
                    .and_modify(|claim| {
                        if *claim != Some(concept) {
                            *claim = None;
                        }
                    })
                    .or_insert(Some(concept));
            }
        }
        for (key, claim) in claims {
            if let Some(concept) = claim {
                self.by_other_name.insert(key, concept);
            }
        }
    }

    /// Decides which of the fields' values are concepts: those that are known, and those that stand
    /// in two sections. Returns the hashes of the others' keys.
    fn settle_values(&mut self) -> Vec<u64> {
        let values = std::mem::take(&mut self.values);
        let keys: Vec<u64> = values.iter().map(|value| key_hash(&value.name)).collect();
        let mut sections: FxHashMap<u64, (u32, bool)> = FxHashMap::default();
        for (value, &key) in values.iter().zip(&keys) {
            let section = value.statement.section;
            let found = sections.entry(key).or_insert((section, false));
            found.1 |= found.0 != section;
        }
        let mut lone = Vec::new();
        for (value, key) in values.iter().zip(keys) {
            if !sections[&key].1 && !self.is_known(&name::concept_key(&value.name)) {
                lone.push(key);
                continue;
            }
            let concept = self.named(&value.name, Kinds::VALUE);
            state_value(value, concept, self);
        }
        lone.sort_unstable();
        lone.dedup();
        lone
    }

    /// Relates notes whose names hold a hierarchy: `a.b.c` is below `a.b`, or below `a` if there is
    /// no note of that name.
    pub(crate) fn add_name_hierarchy(&mut self, notes: &[Named<'_>], separator: &str) {
        let level = |named: &Named<'_>| -> String {
            // Dots are in file names, slashes in titles: a file's name cannot hold one.
            name::link_key(if separator == "/" { named.title } else { bare_file_name(named.path) })
        };
        let names: FxHashMap<String, u32> =
            notes.iter().zip(&self.of_note).map(|(note, &at)| (level(note), at)).collect();
        for (named, &concept) in notes.iter().zip(&self.of_note) {
            let name = level(named);
            let above = name.rmatch_indices(separator).map(|(end, _)| &name[..end]);
            let parent = above.filter_map(|above| names.get(above)).find(|&&at| at != concept);
            if let Some(&parent) = parent {
                self.by_name.push((concept, parent));
            }
        }
    }

    /// The concept of a key, if there is one yet.
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        self.by_key.get(&hash(key)).or_else(|| self.by_other_name.get(key)).copied()
    }

    fn find_or_make(&mut self, key: String) -> u32 {
        if let Some(concept) = self.find(&key) {
            return concept;
        }
        let concept = self.concepts.len() as u32;
        self.by_key.insert(hash(&key), concept);
        self.concepts.push(Concept {
            key,
            title: None,
            spellings: Vec::new(),
            named: [0; Kinds::ALL.len()],
            notes: Vec::new(),
        });
        concept
    }

    /// Adds the concepts that several names begin with, orders all by key and relates them.
    pub(crate) fn finish(mut self) -> Finished {
        let lone_values = self.settle_values();
        self.derive_shared_beginnings();
        let broader = self.broader();

        let mut order: Vec<usize> = (0..self.concepts.len()).collect();
        order.sort_by(|&left, &right| self.concepts[left].key.cmp(&self.concepts[right].key));
        let mut id_of = vec![0u32; order.len()];
        for (id, &provisional) in order.iter().enumerate() {
            id_of[provisional] = id as u32;
        }
        let renumber = |list: &[u32]| -> Vec<u32> {
            let mut ids: Vec<u32> = list.iter().map(|&at| id_of[at as usize]).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let broader = order.iter().map(|&at| renumber(&broader[at])).collect();
        let of_note = self.of_note.iter().map(|&at| id_of[at as usize]).collect();
        let mut statements = self.statements;
        let (field_names, field_numbers) =
            number_fields(self.field_names, self.fields_in_use, &mut statements);
        let mut declared: Vec<[u32; 3]> = self
            .declared
            .into_iter()
            .map(|((narrow, broad), count)| [id_of[narrow as usize], id_of[broad as usize], count])
            .collect();
        declared.sort_unstable();
        let mut divided_values = self.divided_values;
        divided_values.sort_unstable();
        for statement in &mut statements {
            statement.concept = id_of[statement.concept as usize];
        }
        statements.sort_unstable();
        statements.dedup();
        let mut names: Vec<(u64, u32)> = Vec::with_capacity(self.concepts.len());
        for (provisional, concept) in self.concepts.iter().enumerate() {
            names.extend(concept.phrase_keys().map(|key| (key, id_of[provisional])));
        }
        for (key, &at) in &self.by_other_name {
            names.extend(phrase_of_key(key).map(|key| (key, id_of[at as usize])));
        }
        let mut other_keys: Vec<(u64, u32)> =
            self.by_other_name.iter().map(|(key, &at)| (hash(key), id_of[at as usize])).collect();
        let mut slots: Vec<Option<Concept>> = self.concepts.into_iter().map(Some).collect();
        let concepts: Vec<Concept> = order.iter().filter_map(|&at| slots[at].take()).collect();
        other_keys.extend(concepts.iter().enumerate().map(|(id, c)| (hash(&c.key), id as u32)));
        other_keys.sort_unstable();
        Finished {
            id_of,
            of_note,
            names,
            statements,
            broader,
            concepts,
            other_keys,
            field_names,
            field_numbers,
            declared,
            lone_values,
            divided_values,
        }
    }

    /// A beginning that two or more names share up to a natural boundary (a number, a dash, a
    /// colon …) is a concept even if nobody declares it: `DDIA Chapter 3` of `DDIA Chapter 3 #1 …`.
    fn derive_shared_beginnings(&mut self) {
        let mut shared: BTreeMap<String, (FxHashSet<u32>, BTreeMap<String, u32>)> = BTreeMap::new();
        let named = Kinds::TITLE | Kinds::TOPIC | Kinds::MISSING;
        for (at, concept) in (0..).zip(&self.concepts) {
            if concept.kinds() & named == 0 || concept.key.contains('/') {
                continue;
            }
            let Some(name) = concept.name() else { continue };
            for beginning in beginnings(name) {
                let key = name::concept_key(beginning);
                if self.find(&key).is_none() {
                    let entry = shared.entry(key).or_default();
                    entry.0.insert(at);
                    *entry.1.entry(beginning.to_owned()).or_default() += 1;
                }
            }
        }
        // Of two beginnings shared by the same names, the longer says more.
        let mut groups: FxHashMap<Vec<u32>, String> = FxHashMap::default();
        for (key, (names, _)) in shared.iter().filter(|(_, (names, _))| names.len() >= 2) {
            let mut names: Vec<u32> = names.iter().copied().collect();
            names.sort_unstable();
            let longest = groups.entry(names).or_default();
            if key.len() > longest.len() {
                longest.clone_from(key);
            }
        }
        let mut keys: Vec<String> = groups.into_values().collect();
        keys.sort_unstable();
        for key in keys {
            let spellings: Vec<(String, u32)> =
                shared.remove(&key).into_iter().flat_map(|(_, spellings)| spellings).collect();
            if let Some(name) = most_used(&spellings) {
                self.named(name, Kinds::DERIVED);
            }
        }
    }

    /// For each concept the narrowest ones that are broader.
    fn broader(&self) -> Vec<Vec<u32>> {
        let mut broader: Vec<Vec<u32>> = vec![Vec::new(); self.concepts.len()];
        for &(narrow, broad) in self.declared.keys().chain(&self.by_name) {
            broader[narrow as usize].push(broad);
        }
        for (at, concept) in (0..).zip(&self.concepts) {
            broader[at as usize].extend(self.nearest_beginning(&concept.key, at));
        }
        for (key, &at) in &self.by_other_name {
            broader[at as usize].extend(self.nearest_beginning(key, at));
        }
        broader
    }

    /// The concept whose name is the longest beginning of a key of `concept`.
    fn nearest_beginning(&self, key: &str, concept: u32) -> Option<u32> {
        // Plain values are what sections share, not what they are about.
        let is_value = |at: u32| self.concepts[at as usize].kinds() == Kinds::VALUE;
        if key.contains('/') || is_value(concept) {
            return None;
        }
        let beginnings = key.rmatch_indices(' ').map(|(space, _)| &key[..space]);
        beginnings
            .filter(|beginning| says_something(beginning))
            .filter_map(|beginning| self.find(beginning))
            .find(|&parent| parent != concept && !is_value(parent))
    }
}

/// Numbers the fields that statements name in the order of their names; `used` says which are named by
/// others. Returns their names, and the number of each one before.
fn number_fields(
    names: Vec<String>,
    mut used: Vec<bool>,
    statements: &mut [Statement],
) -> (Vec<String>, Vec<u32>) {
    used.resize(names.len(), false);
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
    (order.into_iter().map(|at| names[at].clone()).collect(), numbers)
}

/// The hash of a name's key.
pub(crate) fn key_hash(name: &str) -> u64 {
    hash(&name::concept_key(name))
}

impl Concept {
    fn kinds(&self) -> u32 {
        Kinds::ALL
            .iter()
            .zip(self.named)
            .filter(|(_, named)| *named > 0)
            .map(|(kind, _)| kind)
            .sum()
    }

    fn add_spelling(&mut self, spelling: &str, by: u32) {
        match self.spellings.binary_search_by(|(other, _)| other.as_str().cmp(spelling)) {
            Ok(at) => self.spellings[at].1 += by,
            Err(at) => self.spellings.insert(at, (spelling.to_owned(), by)),
        }
    }

    /// How often it was named in each way that it was, then in each spelling, in their order.
    fn counts(&self) -> Vec<u32> {
        let named = self.named.iter().copied().filter(|&named| named > 0);
        named.chain(self.spellings.iter().map(|(_, count)| *count)).collect()
    }

    /// Its spellings, each with a 0 behind it, unless the only one is its name.
    fn spellings(&self) -> String {
        match self.spellings.as_slice() {
            [(spelling, _)] if self.name() == Some(spelling) => String::new(),
            spellings => spellings.iter().flat_map(|(spelling, _)| [spelling, "\0"]).collect(),
        }
    }

    /// The [`phrase_key`] of each of its names.
    fn phrase_keys(&self) -> impl Iterator<Item = u64> {
        let (one, several) = match self.spellings.as_slice() {
            // It has the concept's key.
            [_] => (phrase_of_key(&self.key), [].as_slice()),
            spellings => (None, spellings),
        };
        one.into_iter().chain(several.iter().filter_map(|(spelling, _)| phrase_key(spelling)))
    }

    fn name(&self) -> Option<&str> {
        self.title.as_deref().or_else(|| most_used(&self.spellings))
    }
}

/// Of spellings in byte order the one that is most used; of those used equally often the first.
fn most_used(spellings: &[(String, u32)]) -> Option<&str> {
    let most = spellings.iter().map(|(_, count)| count).max()?;
    spellings.iter().find(|(_, count)| count == most).map(|(name, _)| name.as_str())
}

/// The [`phrase_key`] of names with this key: the same words, unless the name has several parts, or no
/// word at all.
fn phrase_of_key(key: &str) -> Option<u64> {
    let is_words = !key.contains('/') && key.bytes().any(|byte| byte.is_ascii_alphanumeric());
    if !is_words {
        return phrase_key(key);
    }
    let words = key.bytes().filter(|&byte| byte == b' ').count() + 1;
    (words <= PHRASE_WORDS).then(|| hash(key))
}

/// The beginnings of a name that end at a natural boundary.
fn beginnings(name: &str) -> Vec<&str> {
    // Most names have no such boundary.
    let bounds = |byte: u8| !byte.is_ascii() || byte.is_ascii_digit() || b"#:(|;-,".contains(&byte);
    if !name.bytes().any(bounds) {
        return Vec::new();
    }
    let words: Vec<_> = words::plain(name).take(12).collect();
    let mut beginnings = Vec::new();
    for pair in words.windows(2) {
        let gap = &name[pair[0].range.end..pair[1].range.start];
        let number = pair[0].position > 0 && pair[0].term.bytes().all(|byte| byte.is_ascii_digit());
        let boundary = number
            || gap.contains(['#', ':', '–', '—', '(', '|', ';'])
            || gap.contains(" - ")
            || gap.contains(", ");
        let beginning = &name[..pair[0].range.end];
        if boundary && says_something(&name::concept_key(beginning)) {
            beginnings.push(beginning);
        }
    }
    beginnings
}

/// Whether a key holds a word that is neither a number, a part word nor a stop word.
fn says_something(key: &str) -> bool {
    key.split(' ').any(|word| {
        word.chars().count() > 1
            && word.chars().any(char::is_alphabetic)
            && !words::is_stop_word(word)
            && !PART_WORDS.contains(&word)
    })
}
