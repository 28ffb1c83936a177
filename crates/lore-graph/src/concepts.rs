//! Concepts: everything with a name that notes can be about. Titles, aliases, declared topics,
//! tags, missing link targets and repeated field values meet here by [`name::concept_key`], and
//! hang together by the words their names begin with, by nested tags and by `up::` fields.

use std::collections::BTreeMap;

use lore_core::{Date, Note, name, words};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::build::{names_a_note, title_line};
use crate::columns::Writer;
use crate::graph::{How, Kinds, NONE, column, hash};
use crate::names::without_note_extension;
use crate::resolve::{Resolution, Target, has_scheme};

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

/// Concepts while they are collected; ids are provisional.
pub(crate) struct Concepts {
    by_key: FxHashMap<String, usize>,
    /// Keys of aliases and file names, each of one note.
    by_other_name: FxHashMap<String, usize>,
    concepts: Vec<Concept>,
    statements: Vec<Statement>,
    of_note: Vec<usize>,
    other_names: Vec<(String, usize)>,
    field_names: Vec<String>,
    field_ids: FxHashMap<String, u32>,
    /// Explicitly declared: narrower, broader.
    declared: Vec<(usize, usize)>,
}

/// A note with its path and what it is called among the others.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) note: &'a Note,
}

struct Concept {
    key: String,
    /// A note's title, which beats every other spelling.
    title: Option<String>,
    spellings: BTreeMap<String, u32>,
    kinds: u32,
    notes: Vec<u32>,
}

/// Where and how a field states something.
struct Stated {
    section: u32,
    line: u32,
    field: u32,
    note: usize,
    direction: Direction,
    at_top: bool,
}

/// What a field says of the note and the concept it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// The concept is broader than the note's.
    Broader,
    Narrower,
    Neither,
}

/// One statement; field ids as in `field_names`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Statement {
    pub(crate) section: u32,
    pub(crate) line: u32,
    pub(crate) how: How,
    pub(crate) concept: u32,
    pub(crate) field: u32,
}

/// Concepts with their final ids, in key order.
pub(crate) struct Finished {
    /// Final id of each provisional one.
    pub(crate) id_of: Vec<u32>,
    /// Concept of each note.
    pub(crate) of_note: Vec<u32>,
    /// Everything concepts are called, with the concept.
    pub(crate) names: Vec<(String, u32)>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) broader: Vec<Vec<u32>>,
    concepts: Vec<Concept>,
    other_keys: Vec<(u64, u32)>,
    field_names: Vec<String>,
}

impl Concepts {
    /// Titles, aliases, file names, topics and tags.
    pub(crate) fn collect(notes: &[Named<'_>], first_section: &[u32]) -> Concepts {
        let mut concepts = Concepts {
            by_key: FxHashMap::default(),
            by_other_name: FxHashMap::default(),
            concepts: Vec::new(),
            statements: Vec::new(),
            of_note: Vec::new(),
            other_names: Vec::new(),
            field_names: Vec::new(),
            field_ids: FxHashMap::default(),
            declared: Vec::new(),
        };
        for (at, &Named { note, title, .. }) in notes.iter().enumerate() {
            let concept = concepts.named(title, Kinds::TITLE);
            concepts.concepts[concept].title.get_or_insert_with(|| title.to_owned());
            concepts.concepts[concept].notes.push(at as u32);
            concepts.of_note.push(concept);
            concepts.state(first_section[at], title_line(note), How::Title, concept, NONE);
        }
        concepts.collect_other_names(notes);
        for (at, &Named { note, .. }) in notes.iter().enumerate() {
            for topic in &note.topics {
                let concept = concepts.named(&topic.name, Kinds::TOPIC);
                let section = first_section[at] + topic.section;
                concepts.state(section, topic.line, How::Topic, concept, NONE);
            }
            for tag in &note.tags {
                let concept = concepts.tag(&tag.name);
                concepts.state(first_section[at] + tag.section, tag.line, How::Tag, concept, NONE);
            }
        }
        concepts
    }

    /// Aliases and file names lead to their note's concept, unless two notes claim one or it is
    /// another note's title.
    fn collect_other_names(&mut self, notes: &[Named<'_>]) {
        let mut claims: FxHashMap<String, Option<(usize, String)>> = FxHashMap::default();
        for (at, &Named { path, note, .. }) in notes.iter().enumerate() {
            let concept = self.of_note[at];
            let file_name = path.rsplit('/').next().unwrap_or(path);
            let stem = without_note_extension(file_name).to_owned();
            for other in note.aliases.iter().cloned().chain([stem]) {
                let key = name::concept_key(&other);
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
                self.other_names.push((other, concept));
            }
        }
    }

    /// The links that lead nowhere name concepts, too. Their targets get the provisional id.
    pub(crate) fn add_missing_targets(
        &mut self,
        notes: &[&Note],
        first_section: &[u32],
        resolutions: &mut [Vec<Resolution>],
    ) {
        for (at, note) in notes.iter().enumerate() {
            for (link, resolution) in note.links.iter().zip(&mut resolutions[at]) {
                if resolution.target != Target::Missing(NONE)
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
                let concept = self.named(last, Kinds::MISSING);
                resolution.target = Target::Missing(concept as u32);
                let section = first_section[at] + link.section;
                self.state(section, link.line, How::MissingLink, concept, NONE);
            }
        }
    }

    /// Links in field values, which name what they lead to, and values that name a concept or that two
    /// sections share.
    pub(crate) fn add_fields(
        &mut self,
        notes: &[&Note],
        first_section: &[u32],
        resolutions: &[Vec<Resolution>],
    ) {
        let note_of = |section: u32| first_section.partition_point(|&first| first <= section) - 1;
        let mut values: Vec<(Stated, String)> = Vec::new();
        let mut sections_with: FxHashMap<String, FxHashSet<u32>> = FxHashMap::default();
        for (at, note) in notes.iter().enumerate() {
            let topic_lines: FxHashSet<(u32, u32)> =
                note.topics.iter().map(|topic| (topic.section, topic.line)).collect();
            for field in &note.fields {
                let key = field.key.trim().to_lowercase().replace(['_', '-'], " ");
                if topic_lines.contains(&(field.section, field.line)) {
                    continue;
                }
                let direction = if BROADER_FIELDS.contains(&&*key) {
                    Direction::Broader
                } else if NARROWER_FIELDS.contains(&&*key) {
                    Direction::Narrower
                } else {
                    Direction::Neither
                };
                let section = first_section[at] + field.section;
                let stated = |field_id| Stated {
                    section,
                    line: field.line,
                    field: field_id,
                    note: at,
                    direction,
                    // Only what stands at the note's top is about the note.
                    at_top: field.section == 0 || field.section == 1 && note.sections[1].level == 1,
                };
                let inside = note.related_by(field);
                let links = note.links[inside.clone()].iter().zip(&resolutions[at][inside]);
                for (link, resolution) in links {
                    let concept = match resolution.target {
                        Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                            self.of_note[to.at()]
                        }
                        Target::Section(to) => self.of_note[note_of(to.0)],
                        Target::Missing(concept) if concept != NONE => concept as usize,
                        Target::Missing(_) | Target::File(_) | Target::External => continue,
                    };
                    let field_id = self.field(&field.key);
                    self.state_field(&Stated { line: link.line, ..stated(field_id) }, concept);
                }
                if META_FIELDS.binary_search(&&*key).is_ok() {
                    continue;
                }
                for value in self.pieces(&field.values) {
                    let field_id = self.field(&field.key);
                    sections_with.entry(name::concept_key(&value)).or_default().insert(section);
                    values.push((stated(field_id), value));
                }
            }
        }
        for (stated, value) in values {
            let key = name::concept_key(&value);
            if self.find(&key).is_none() && sections_with[&key].len() < 2 {
                continue;
            }
            let concept = self.named(&value, Kinds::VALUE);
            self.state_field(&stated, concept);
        }
    }

    fn state_field(&mut self, stated: &Stated, concept: usize) {
        self.state(stated.section, stated.line, How::Field, concept, stated.field);
        let note = self.of_note[stated.note];
        if stated.at_top && note != concept {
            match stated.direction {
                Direction::Broader => self.declared.push((note, concept)),
                Direction::Narrower => self.declared.push((concept, note)),
                Direction::Neither => {}
            }
        }
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
        let names: FxHashMap<String, usize> =
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

    /// The names in a field's values: whole if that is a known concept, else split at commas and
    /// `and`.
    fn pieces(&self, values: &[String]) -> Vec<String> {
        let mut pieces = Vec::new();
        // Links say themselves what they lead to.
        let is_link = |text: &str| text.contains("[[") || text.contains("](");
        for value in values.iter().filter(|value| value.len() <= 300) {
            let whole = plain_name(value);
            if !is_link(value) && self.find(&name::concept_key(&whole)).is_some() {
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

    fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).or_else(|| self.by_other_name.get(key)).copied()
    }

    /// The concept of a name, made if need be.
    fn named(&mut self, name: &str, kind: u32) -> usize {
        let key = name::concept_key(name);
        let concept = self.find(&key).unwrap_or_else(|| {
            self.by_key.insert(key.clone(), self.concepts.len());
            self.concepts.push(Concept {
                key,
                title: None,
                spellings: BTreeMap::new(),
                kinds: 0,
                notes: Vec::new(),
            });
            self.concepts.len() - 1
        });
        let found = &mut self.concepts[concept];
        found.kinds |= kind;
        *found.spellings.entry(name.trim().to_owned()).or_default() += 1;
        concept
    }

    /// The concept of a tag; `a/b` makes `a`, too.
    fn tag(&mut self, tag: &str) -> usize {
        let concept = self.named(tag, Kinds::TAG);
        let mut end = tag.len();
        let mut child = concept;
        while let Some(slash) = tag[..end].rfind('/') {
            let parent = self.named(&tag[..slash], Kinds::TAG);
            if parent != child {
                self.declared.push((child, parent));
            }
            (child, end) = (parent, slash);
        }
        concept
    }

    fn field(&mut self, field: &str) -> u32 {
        let key = field.trim().to_lowercase();
        *self.field_ids.entry(key).or_insert_with(|| {
            self.field_names.push(field.trim().to_owned());
            self.field_names.len() as u32 - 1
        })
    }

    fn state(&mut self, section: u32, line: u32, how: How, concept: usize, field: u32) {
        self.statements.push(Statement { section, line, how, concept: concept as u32, field });
    }

    /// Adds the concepts that several names begin with, orders all by key and relates them.
    pub(crate) fn finish(mut self, notes: &[&Note]) -> Finished {
        debug_assert_eq!(notes.len(), self.of_note.len());
        self.derive_shared_beginnings();
        let broader = self.broader();

        let mut order: Vec<usize> = (0..self.concepts.len()).collect();
        order.sort_by(|&left, &right| self.concepts[left].key.cmp(&self.concepts[right].key));
        let mut id_of = vec![0u32; order.len()];
        for (id, &provisional) in order.iter().enumerate() {
            id_of[provisional] = id as u32;
        }
        let renumber = |list: &[usize]| -> Vec<u32> {
            let mut ids: Vec<u32> = list.iter().map(|&at| id_of[at]).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let broader = order.iter().map(|&at| renumber(&broader[at])).collect();
        let of_note = self.of_note.iter().map(|&at| id_of[at]).collect();
        let mut statements = self.statements;
        for statement in &mut statements {
            statement.concept = id_of[statement.concept as usize];
        }
        statements.sort_unstable();
        statements.dedup();
        let mut names: Vec<(String, u32)> =
            self.other_names.into_iter().map(|(name, at)| (name, id_of[at])).collect();
        for (provisional, concept) in self.concepts.iter().enumerate() {
            let spelled = concept.spellings.keys().chain(&concept.title);
            names.extend(spelled.map(|name| (name.clone(), id_of[provisional])));
        }
        names.sort_unstable();
        names.dedup();
        let mut other_keys: Vec<(u64, u32)> =
            self.by_other_name.iter().map(|(key, &at)| (hash(key), id_of[at])).collect();
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
            field_names: self.field_names,
        }
    }

    /// A beginning that two or more names share up to a natural boundary (a number, a dash, a
    /// colon …) is a concept even if nobody declares it: `DDIA Chapter 3` of `DDIA Chapter 3 #1 …`.
    fn derive_shared_beginnings(&mut self) {
        let mut shared: BTreeMap<String, (FxHashSet<usize>, BTreeMap<String, u32>)> =
            BTreeMap::new();
        let named = Kinds::TITLE | Kinds::TOPIC | Kinds::MISSING;
        for (at, concept) in self.concepts.iter().enumerate() {
            if concept.kinds & named == 0 || concept.key.contains('/') {
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
        let mut groups: FxHashMap<Vec<usize>, String> = FxHashMap::default();
        for (key, (names, _)) in shared.iter().filter(|(_, (names, _))| names.len() >= 2) {
            let mut names: Vec<usize> = names.iter().copied().collect();
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
    fn broader(&self) -> Vec<Vec<usize>> {
        let mut broader: Vec<Vec<usize>> = vec![Vec::new(); self.concepts.len()];
        for &(narrow, broad) in &self.declared {
            broader[narrow].push(broad);
        }
        for (at, concept) in self.concepts.iter().enumerate() {
            broader[at].extend(self.nearest_beginning(&concept.key, at));
        }
        for (key, &at) in &self.by_other_name {
            broader[at].extend(self.nearest_beginning(key, at));
        }
        broader
    }

    /// The concept whose name is the longest beginning of a key of `concept`.
    fn nearest_beginning(&self, key: &str, concept: usize) -> Option<usize> {
        // Plain values are what sections share, not what they are about.
        let is_value = |at: usize| self.concepts[at].kinds == Kinds::VALUE;
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

impl Concept {
    fn name(&self) -> Option<&str> {
        self.title.as_deref().or_else(|| most_used(&self.spellings))
    }
}

impl Finished {
    pub(crate) fn len(&self) -> usize {
        self.concepts.len()
    }

    pub(crate) fn put(&self, writer: &mut Writer<'_>, section_count: u32) {
        let name = |concept: &Concept| concept.name().unwrap_or(&concept.key).to_owned();
        writer.put_strings(column::CONCEPT_NAME, self.concepts.iter().map(name));
        writer.put_ints(column::CONCEPT_FLAGS, self.concepts.iter().map(|concept| concept.kinds));
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
        writer.put_ints(column::NOTE_CONCEPT, self.of_note.iter().copied());
        let mut of_concept = vec![Vec::new(); self.concepts.len()];
        let mut first_of_section = vec![0u32; section_count as usize + 1];
        for (at, statement) in self.statements.iter().enumerate() {
            of_concept[statement.concept as usize].push(at as u32);
            first_of_section[statement.section as usize + 1] += 1;
        }
        for at in 1..first_of_section.len() {
            first_of_section[at] += first_of_section[at - 1];
        }
        writer.put_ints(column::SECTION_STATEMENT, first_of_section);
        writer.put_lists(column::CONCEPT_STATEMENT, &of_concept);
        let statements = || self.statements.iter();
        writer.put_ints(column::STATEMENT_SECTION, statements().map(|each| each.section));
        writer.put_ints(column::STATEMENT_CONCEPT, statements().map(|each| each.concept));
        writer.put_ints(column::STATEMENT_HOW, statements().map(|each| each.how as u32));
        writer.put_ints(column::STATEMENT_LINE, statements().map(|each| each.line));
        writer.put_ints(column::STATEMENT_FIELD, statements().map(|each| each.field));
        writer.put_strings(column::FIELD_NAME, &self.field_names);
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
