//! Concepts: everything with a name that notes can be about. Titles, aliases, declared topics,
//! tags, missing link targets and repeated field values meet here by [`name::concept_key`], and
//! hang together by the words their names begin with, by nested tags and by `up::` fields.

use std::collections::BTreeMap;

use lore_core::{Date, Note, name, words};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::build::names_a_note;
use crate::columns::Writer;
use crate::graph::{How, Kinds, NONE, NoteId, SectionId, column, hash};
use crate::names::without_note_extension;
use crate::resolve::{Target, has_scheme};
use crate::rows::Rows;

/// Fields that describe the note itself and relate it to nothing.
#[rustfmt::skip]
const META_FIELDS: &[&str] = &[
    "alias", "aliases", "banner", "cover", "created", "created_at", "cssclass", "cssclasses",
    "date", "date created", "date modified", "description", "draft", "excerpt", "id", "image",
    "lang", "language", "last modified at", "lastmod", "layout", "level", "link", "links",
    "modified", "note", "order", "permalink", "priority", "progress", "publish", "published",
    "rating", "slug", "source", "status", "summary", "tag", "tags", "template", "title", "type",
    "uid", "updated", "updated at", "url", "uuid", "version", "warning", "weight",
];

/// Fields that name a broader concept.
const BROADER_FIELDS: [&str; 6] = ["belongs to", "broader", "parent", "parents", "part of", "up"];

/// Fields that name narrower concepts.
const NARROWER_FIELDS: [&str; 5] = ["child", "children", "down", "narrower", "parts"];

/// Words that number the parts of anything, or days, and so name nothing by themselves.
#[rustfmt::skip]
const PART_WORDS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "chapter", "class", "day", "entry", "lecture", "lesson", "module", "note", "part",
    "section", "session", "step", "unit", "version", "volume", "week",
];

/// A value is a name up to this many words.
const NAME_WORDS: usize = 8;

/// Takes what notes state of concepts: a build makes those that are new, a splice knows them all.
pub(crate) trait Namer {
    /// The concept of a note's name.
    fn concept_of(&self, note: NoteId) -> u32;
    /// The note a section is part of.
    fn note_of(&self, section: SectionId) -> NoteId;
    /// Whether a key is that of a note's name, a topic, a tag or a missing note.
    fn is_known(&self, key: &str) -> bool;
    /// The concept of a name that is of this one of [`Kinds`].
    fn named(&mut self, name: &str, kind: u32) -> u32;
    /// The number of a field's name.
    fn field(&mut self, name: &str) -> u32;
    /// A section states a concept.
    fn state(&mut self, statement: Statement);
    /// One concept is part of another.
    fn declare(&mut self, narrow: u32, broad: u32);
    /// A field's value, which is a concept if it is known or stands in several sections.
    fn value(&mut self, value: Value);
}

/// A name among the values of a field.
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) statement: Statement,
    note: NoteId,
    direction: Direction,
}

/// What a field says of the note and the concept it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// The concept is broader than the note's.
    Broader,
    Narrower,
    Neither,
}

/// One statement; the concept is filled in by whoever knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Statement {
    pub(crate) section: u32,
    pub(crate) line: u32,
    pub(crate) how: How,
    pub(crate) concept: u32,
    pub(crate) field: u32,
}

impl Statement {
    fn of(section: u32, line: u32, how: How, concept: u32) -> Statement {
        Statement { section, line, how, concept, field: NONE }
    }
}

/// States what a note is called.
pub(crate) fn state_title(at: NoteId, line: u32, first_section: u32, namer: &mut impl Namer) {
    let concept = namer.concept_of(at);
    namer.state(Statement::of(first_section, line, How::Title, concept));
}

/// States the topics and tags of a note.
pub(crate) fn state_topics_and_tags(note: &Note, first_section: u32, namer: &mut impl Namer) {
    for topic in &note.topics {
        let concept = namer.named(&topic.name, Kinds::TOPIC);
        let section = first_section + topic.section;
        namer.state(Statement::of(section, topic.line, How::Topic, concept));
    }
    for tag in &note.tags {
        let concept = state_tag(&tag.name, namer);
        namer.state(Statement::of(first_section + tag.section, tag.line, How::Tag, concept));
    }
}

/// The concept of a tag; `a/b` makes `a`, too.
fn state_tag(tag: &str, namer: &mut impl Namer) -> u32 {
    let concept = namer.named(tag, Kinds::TAG);
    let mut end = tag.len();
    let mut child = concept;
    while let Some(slash) = tag[..end].rfind('/') {
        let parent = namer.named(&tag[..slash], Kinds::TAG);
        if parent != child {
            namer.declare(child, parent);
        }
        (child, end) = (parent, slash);
    }
    concept
}

/// The links that lead nowhere name concepts, too. Their targets get the concept.
pub(crate) fn state_missing_targets(
    note: &Note,
    first_section: u32,
    targets: &mut [Target],
    namer: &mut impl Namer,
) {
    for (link, target) in note.links.iter().zip(targets) {
        if *target != Target::Missing(NONE)
            || !names_a_note(link.kind, &link.target)
            || has_scheme(&link.target) && link.target.contains("//")
        {
            continue;
        }
        let last = link.target.trim_end_matches('/');
        let last = without_note_extension(last.rsplit('/').next().unwrap_or(last));
        if last.is_empty() || last.starts_with('.') {
            continue;
        }
        let concept = namer.named(last, Kinds::MISSING);
        *target = Target::Missing(concept);
        let section = first_section + link.section;
        namer.state(Statement::of(section, link.line, How::MissingLink, concept));
    }
}

/// Links in field values, which name what they lead to, and values that may name a concept.
/// `targets` are those of the note's links.
pub(crate) fn state_fields(
    at: NoteId,
    note: &Note,
    first_section: u32,
    targets: &[Target],
    namer: &mut impl Namer,
) {
    let topic_lines: FxHashSet<(u32, u32)> =
        note.topics.iter().map(|topic| (topic.section, topic.line)).collect();
    for field in &note.fields {
        let key = field.key.trim().to_lowercase().replace(['_', '-'], " ");
        if topic_lines.contains(&(field.section, field.line)) {
            continue;
        }
        // Only what stands at the note's top is about the note.
        let at_top = field.section == 0 || field.section == 1 && note.sections[1].level == 1;
        let direction = if at_top && BROADER_FIELDS.contains(&&*key) {
            Direction::Broader
        } else if at_top && NARROWER_FIELDS.contains(&&*key) {
            Direction::Narrower
        } else {
            Direction::Neither
        };
        let statement = Statement {
            field: namer.field(&field.key),
            ..Statement::of(first_section + field.section, field.line, How::Field, NONE)
        };
        let inside = note.related_by(field);
        for (link, target) in note.links[inside.clone()].iter().zip(&targets[inside]) {
            let concept = match *target {
                Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                    namer.concept_of(to)
                }
                Target::Section(to) => namer.concept_of(namer.note_of(to)),
                Target::Missing(concept) if concept != NONE => concept,
                Target::Missing(_) | Target::File(_) | Target::External => continue,
            };
            let statement = Statement { line: link.line, concept, ..statement };
            state_field(at, statement, direction, namer);
        }
        if META_FIELDS.binary_search(&&*key).is_ok() {
            continue;
        }
        for name in pieces(&field.values, namer) {
            namer.value(Value { name, statement, note: at, direction });
        }
    }
}

/// States a value whose concept is `concept`.
pub(crate) fn state_value(value: &Value, concept: u32, namer: &mut impl Namer) {
    let statement = Statement { concept, ..value.statement };
    state_field(value.note, statement, value.direction, namer);
}

fn state_field(at: NoteId, statement: Statement, direction: Direction, namer: &mut impl Namer) {
    namer.state(statement);
    let (note, concept) = (namer.concept_of(at), statement.concept);
    if note != concept {
        match direction {
            Direction::Broader => namer.declare(note, concept),
            Direction::Narrower => namer.declare(concept, note),
            Direction::Neither => {}
        }
    }
}

/// The names in a field's values: whole if that is a known concept, else split at commas and `and`.
fn pieces(values: &[String], namer: &impl Namer) -> Vec<String> {
    let mut pieces = Vec::new();
    // Links say themselves what they lead to.
    let is_link = |text: &str| text.contains("[[") || text.contains("](");
    for value in values.iter().filter(|value| value.len() <= 300) {
        let whole = plain_name(value);
        if !is_link(value) && namer.is_known(&name::concept_key(&whole)) {
            pieces.push(whole);
            continue;
        }
        for part in split_names(value).into_iter().filter(|part| !is_link(part)) {
            let part = plain_name(part);
            if is_name(&part) {
                pieces.push(part);
            }
        }
    }
    pieces
}

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

/// A value without emphasis markup.
fn plain_name(value: &str) -> String {
    let name = value.trim().trim_matches(['*', '`', '"', '\'', '_']).trim();
    name.trim_start_matches('#').to_owned()
}

/// Splits at commas, semicolons and `and`, outside brackets.
fn split_names(value: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0i32);
    let mut skip_to = 0;
    for (at, c) in value.char_indices() {
        if at < skip_to {
            continue;
        }
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            ',' | ';' if depth <= 0 => {
                parts.push(&value[start..at]);
                start = at + 1;
            }
            ' ' if depth <= 0 && value[at..].starts_with(" and ") => {
                parts.push(&value[start..at]);
                start = at + 5;
                skip_to = start;
            }
            _ => {}
        }
    }
    parts.push(&value[start..]);
    parts
}

/// Whether a value is a name rather than a sentence, a number, a date, a URL or yes and no.
fn is_name(value: &str) -> bool {
    let count = words::plain(value).take(NAME_WORDS + 1).count();
    (1..=NAME_WORDS).contains(&count)
        && value.chars().any(char::is_alphabetic)
        && !has_scheme(value)
        && !value.ends_with(['.', '!', '?'])
        && value.get(..10).is_none_or(|start| start.parse::<Date>().is_err())
        && !matches!(
            value.to_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "none" | "null"
        )
}
