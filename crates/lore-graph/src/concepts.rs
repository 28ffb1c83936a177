//! Concepts: everything with a name that notes can be about. Titles, aliases, declared topics,
//! tags, missing link targets and repeated field values meet here by [`name::concept_key`], and
//! hang together by the words their names begin with, by nested tags and by `up::` fields.

use std::collections::BTreeMap;

use lore_core::{name, words};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::columns::Writer;
use crate::graph::{Kinds, NONE, NoteId, SectionId, column, hash};
use crate::names::without_note_extension;
use crate::rows::Rows;
use crate::statements::{Namer, Statement, Value, state_title, state_value};

/// Words that number the parts of anything, or days, and so name nothing by themselves.
#[rustfmt::skip]
const PART_WORDS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "chapter", "class", "day", "entry", "lecture", "lesson", "module", "note", "part",
    "section", "session", "step", "unit", "version", "volume", "week",
];

/// The spelling of a name as it is counted.
pub(crate) fn spelling(name: &str) -> &str {
    name.trim()
}

/// Concepts while they are collected; ids are provisional.
pub(crate) struct Concepts<'a> {
    note_sections: &'a [u32],
    by_key: FxHashMap<String, u32>,
    /// Keys of aliases and file names, each of one note.
    by_other_name: FxHashMap<String, u32>,
    concepts: Vec<Concept>,
    statements: Vec<Statement>,
    of_note: Vec<u32>,
    other_names: Vec<(String, u32)>,
    field_names: Vec<String>,
    field_ids: FxHashMap<String, u32>,
    /// Explicitly declared: narrower, broader.
    declared: Vec<(u32, u32)>,
    values: Vec<Value>,
}

/// A note by what it is called among the others.
#[derive(Clone)]
pub(crate) struct Named<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) title_line: u32,
    pub(crate) aliases: Vec<&'a str>,
}

struct Concept {
    key: String,
    /// A note's title, which beats every other spelling.
    title: Option<String>,
    spellings: BTreeMap<String, u32>,
    /// How often it was named, by the places of [`Kinds`].
    named: [u32; Kinds::ALL.len()],
    notes: Vec<u32>,
}

/// Concepts with their final ids, in key order.
pub(crate) struct Finished {
    /// Final id of each provisional one.
    pub(crate) id_of: Vec<u32>,
    /// Concept of each note.
    pub(crate) of_note: Vec<u32>,
    /// Everything concepts are called, with the concept.
    pub(crate) names: Vec<(String, u32)>,
    /// In the order of sections and lines.
    pub(crate) statements: Vec<Statement>,
    pub(crate) broader: Vec<Vec<u32>>,
    concepts: Vec<Concept>,
    other_keys: Vec<(u64, u32)>,
    field_names: Vec<String>,
    /// Hashes of the keys of values that stand in one section alone and are no concepts; sorted.
    lone_values: Vec<u64>,
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
        let key = name::concept_key(name);
        let concept = self.find(&key).unwrap_or_else(|| {
            let concept = self.concepts.len() as u32;
            self.by_key.insert(key.clone(), concept);
            self.concepts.push(Concept {
                key,
                title: None,
                spellings: BTreeMap::new(),
                named: [0; Kinds::ALL.len()],
                notes: Vec::new(),
            });
            concept
        });
        let found = &mut self.concepts[concept as usize];
        found.named[Kinds::place(kind)] += 1;
        let name = spelling(name);
        if let Some(count) = found.spellings.get_mut(name) {
            *count += 1;
        } else {
            found.spellings.insert(name.to_owned(), 1);
        }
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
        self.declared.push((narrow, broad));
    }

    fn value(&mut self, value: Value) {
        self.values.push(value);
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
            other_names: Vec::new(),
            field_names: Vec::new(),
            field_ids: FxHashMap::default(),
            declared: Vec::new(),
            values: Vec::new(),
        };
        for (at, named) in (0..).zip(notes) {
            let concept = concepts.named(named.title, Kinds::TITLE);
            let made = &mut concepts.concepts[concept as usize];
            made.title.get_or_insert_with(|| named.title.to_owned());
            made.notes.push(at);
            concepts.of_note.push(concept);
            let first_section = note_sections[at as usize];
            state_title(NoteId(at), named.title_line, first_section, &mut concepts);
        }
        concepts.collect_other_names(notes);
        concepts
    }

    /// Aliases and file names lead to their note's concept, unless two notes claim one or it is
    /// another note's title.
    fn collect_other_names(&mut self, notes: &[Named<'_>]) {
        let mut claims: FxHashMap<String, Option<(u32, &str)>> = FxHashMap::default();
        for (named, &concept) in notes.iter().zip(&self.of_note) {
            let file_name = named.path.rsplit('/').next().unwrap_or(named.path);
            let stem = without_note_extension(file_name);
            for &other in named.aliases.iter().chain([&stem]) {
                let key = name::concept_key(other);
                if key.is_empty() || self.by_key.contains_key(&key) {
                    continue;
                }
                claims
                    .entry(key)
                    .and_modify(|claim| {
                        if claim.as_ref().is_some_and(|claim| claim.0 != concept) {
                            *claim = None;
                        }
                    })
                    .or_insert(Some((concept, other)));
            }
        }
        for (key, claim) in claims {
            if let Some((concept, other)) = claim {
                self.by_other_name.insert(key, concept);
                self.other_names.push((other.to_owned(), concept));
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
            let file_name = named.path.rsplit('/').next().unwrap_or(named.path);
            let name =
                if separator == "/" { named.title } else { without_note_extension(file_name) };
            name::link_key(name)
        };
        let names: FxHashMap<String, u32> =
            notes.iter().zip(&self.of_note).map(|(note, &at)| (level(note), at)).collect();
        for (named, &concept) in notes.iter().zip(&self.of_note) {
            let name = level(named);
            let above = name.rmatch_indices(separator).map(|(end, _)| &name[..end]);
            let parent = above.filter_map(|above| names.get(above)).find(|&&at| at != concept);
            if let Some(&parent) = parent {
                self.declared.push((concept, parent));
            }
        }
    }

    fn find(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).or_else(|| self.by_other_name.get(key)).copied()
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
        let field_names = number_fields(self.field_names, &mut statements);
        for statement in &mut statements {
            statement.concept = id_of[statement.concept as usize];
        }
        statements.sort_unstable();
        statements.dedup();
        let mut names: Vec<(String, u32)> =
            self.other_names.into_iter().map(|(name, at)| (name, id_of[at as usize])).collect();
        for (provisional, concept) in self.concepts.iter().enumerate() {
            let spelled = concept.spellings.keys().chain(&concept.title);
            names.extend(spelled.map(|name| (name.clone(), id_of[provisional])));
        }
        names.sort_unstable();
        names.dedup();
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
            lone_values,
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
            if let Some(name) = most_used(&shared[&key].1) {
                self.named(name, Kinds::DERIVED);
            }
        }
    }

    /// For each concept the narrowest ones that are broader.
    fn broader(&self) -> Vec<Vec<u32>> {
        let mut broader: Vec<Vec<u32>> = vec![Vec::new(); self.concepts.len()];
        for &(narrow, broad) in &self.declared {
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

/// Numbers the fields that statements name in the order of their names.
fn number_fields(names: Vec<String>, statements: &mut [Statement]) -> Vec<String> {
    let mut used = vec![false; names.len()];
    for statement in statements.iter().filter(|statement| statement.field != NONE) {
        used[statement.field as usize] = true;
    }
    let mut order: Vec<usize> = (0..names.len()).filter(|&at| used[at]).collect();
    order.sort_by(|&left, &right| names[left].cmp(&names[right]));
    let mut number = vec![NONE; names.len()];
    for (at, &field) in (0..).zip(&order) {
        number[field] = at;
    }
    for statement in statements.iter_mut().filter(|statement| statement.field != NONE) {
        statement.field = number[statement.field as usize];
    }
    order.into_iter().map(|at| names[at].clone()).collect()
}

/// The hash of a name's key.
pub(crate) fn key_hash(name: &str) -> u64 {
    hash(&name::concept_key(name))
}

/// The short hash by which a spelling is counted.
pub(crate) fn spelling_hash(name: &str) -> u32 {
    hash(spelling(name)) as u32
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

    /// How often it was named in each way that it was, then each spelling's hash and number, by hash.
    fn counts(&self) -> Vec<u32> {
        let mut counts: Vec<u32> = self.named.iter().copied().filter(|&named| named > 0).collect();
        let mut spellings: Vec<(u32, u32)> = self
            .spellings
            .iter()
            .map(|(spelling, &count)| (spelling_hash(spelling), count))
            .collect();
        spellings.sort_unstable();
        counts.extend(spellings.into_iter().flat_map(|(hash, count)| [hash, count]));
        counts
    }

    fn name(&self) -> Option<&str> {
        self.title.as_deref().or_else(|| most_used(&self.spellings))
    }
}

impl Finished {
    /// Puts the columns of concepts, and the statements into `rows`.
    pub(crate) fn put(&self, writer: &mut Writer<'_>, rows: &mut Rows) {
        let name = |concept: &Concept| concept.name().unwrap_or(&concept.key).to_owned();
        writer.put_strings(column::CONCEPT_NAME, self.concepts.iter().map(name));
        writer.put_ints(column::CONCEPT_FLAGS, self.concepts.iter().map(Concept::kinds));
        writer.put_lists(column::CONCEPT_BROADER, &self.broader);
        let mut narrower = vec![Vec::new(); self.concepts.len()];
        for (concept, broader) in self.broader.iter().enumerate() {
            for &broader in broader {
                narrower[broader as usize].push(concept as u32);
            }
        }
        writer.put_lists(column::CONCEPT_NARROWER, &narrower);
        let notes: Vec<Vec<u32>> =
            self.concepts.iter().map(|concept| concept.notes.clone()).collect();
        writer.put_lists(column::CONCEPT_NOTE, &notes);
        let counts: Vec<Vec<u32>> = self.concepts.iter().map(Concept::counts).collect();
        writer.put_lists(column::CONCEPT_COUNT, &counts);
        writer.put_ints(column::NOTE_CONCEPT, self.of_note.iter().copied());
        for statement in &self.statements {
            rows.statement(statement);
        }
        writer.put_strings(column::FIELD_NAME, &self.field_names);
        writer.put_longs(column::LONE_VALUE, self.lone_values.iter().copied());
        writer.put_longs(column::CONCEPT_KEY_HASH, self.other_keys.iter().map(|key| key.0));
        writer.put_ints(column::CONCEPT_KEY_ID, self.other_keys.iter().map(|key| key.1));
    }
}

fn most_used(spellings: &BTreeMap<String, u32>) -> Option<&str> {
    // The map is in byte order: of spellings used equally often the first wins.
    let most = spellings.values().max()?;
    spellings.iter().find(|(_, count)| *count == most).map(|(name, _)| name.as_str())
}

/// The beginnings of a name that end at a natural boundary.
fn beginnings(name: &str) -> Vec<&str> {
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
