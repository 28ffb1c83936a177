//! What one note states of concepts: its title, topics, tags, links that lead nowhere, and fields. The
//! same rules whether a build makes the concepts or a splice knows them. What the names of fields say is in
//! `fields`, what of a value is a name in `values`. Leaves out which names are one concept, and what follows from
//! all notes together.

mod fields;
mod values;

use lore_core::{Field, LinkKind, Note, has_scheme, name, stands_for_another};
use rustc_hash::FxHashSet;

pub(crate) use self::fields::{Direction, field_key};
use self::fields::{is_meta, is_of_tool};
use self::values::{Item, is_name, names_in, plain_name};
use crate::concepts::{counted_whole, key_hash};
use crate::graph::{ConceptId, How, Kinds, NONE, NoteId, SectionId, hash};
use crate::names::without_note_extension;
use crate::profiles::Conventions;
use crate::resolve::{Target, names_a_note};

/// Takes what notes state of concepts: a build makes those that are new, a splice knows them all.
pub(crate) trait Namer {
    /// The concept of a note's name.
    fn concept_of(&self, note: NoteId) -> u32;
    /// The note a section is part of.
    fn note_of(&self, section: SectionId) -> NoteId;
    /// Whether `a/b` is the whole name of a note, rather than that of `b` in a folder.
    fn has_paths_as_names(&self) -> bool;
    /// Whether a key is that of a note's name, a topic that can be nothing else, a tag or a missing note.
    fn is_known(&self, key: &str) -> bool;
    /// The concept of a name that is of this one of [`Kinds`].
    fn named(&mut self, name: &str, kind: u32) -> u32;
    /// The number of a field's name.
    fn field(&mut self, name: &str) -> u32;
    /// One concept is part of another.
    fn declare(&mut self, narrow: u32, broad: u32);
    /// Where what takes no name of its own is gathered.
    fn gathered(&mut self) -> &mut Gathered;
}

/// What notes state, gathered until it is known which names are concepts.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) statements: Vec<Statement>,
    /// Values of fields, which are concepts if they are known or stand in several sections.
    pub(crate) values: Vec<Value>,
    /// Values that were taken in parts and would be one name if that were known, by the hashes of their keys.
    pub(crate) divided: Vec<u64>,
    /// What may be one name or several is read by whether these are known: hashes of keys.
    pub(crate) joined: Vec<u64>,
    /// Values that can be nothing else than one name, by the hashes of their keys.
    pub(crate) alone: Vec<u64>,
}

impl Gathered {
    /// The values, each as the names it is taken for, by what `is_known`: `Pride and Prejudice` is one name, unless
    /// that of something else is a part of it, be it only that of a value that can be nothing else (which
    /// `is_alone` tells by the hash of its key). What ends a list is taken apart unless it is known as a whole. A
    /// counted part, as in `Book Chapter 3`, is a value of what it is part of as well.
    pub(crate) fn take_values(
        &mut self,
        is_known: impl Fn(&str) -> bool,
        is_alone: impl Fn(u64) -> bool,
    ) -> Vec<Value> {
        let mut values = Vec::with_capacity(self.values.len());
        for value in std::mem::take(&mut self.values) {
            if value.parts.is_empty() {
                values.push(value);
                continue;
            }
            let whole = name::concept_key(&value.name);
            let keys = || value.parts.iter().map(|part| name::concept_key(part));
            self.joined.extend(keys().map(|key| hash(&key)));
            let is_several = !is_known(&whole)
                && (value.ends_list || keys().any(|key| is_known(&key) || is_alone(hash(&key))));
            if is_several {
                self.divided.push(hash(&whole));
                let part = |name: &String| Value { name: name.clone(), parts: Vec::new(), ..value };
                values.extend(value.parts.iter().filter(|name| is_name(name)).map(part));
            } else if is_name(&value.name) {
                values.push(value);
            }
        }
        // What is known is part of what its name says, whoever holds it.
        let mut wholes = Vec::new();
        for value in &values {
            let Some(whole) = counted_whole(&value.name) else { continue };
            let key = name::concept_key(&value.name);
            self.joined.push(hash(&key));
            if !is_known(&key) {
                let (name, parts) = (whole.to_owned(), Vec::new());
                wholes.push(Value { name, parts, kind: Kinds::WHOLE, ..*value });
            }
        }
        values.extend(wholes);
        values
    }

    fn add_value(&mut self, value: Value) {
        if value.parts.is_empty() {
            self.alone.push(key_hash(&value.name));
        }
        self.values.push(value);
    }
}

/// A name among the values of a field.
pub(crate) struct Value {
    pub(crate) name: String,
    /// The names it may be instead.
    parts: Vec<String>,
    /// Whether it is the last of several.
    ends_list: bool,
    /// What it makes of its concept: one of [`Kinds`].
    pub(crate) kind: u32,
    pub(crate) statement: Statement,
    note: NoteId,
    direction: Direction,
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
    namer.gathered().statements.push(Statement::of(first_section, line, How::Title, concept));
}

/// States the topics and tags of a note, but for topics that may be several.
pub(crate) fn state_topics_and_tags(note: &Note, first_section: u32, namer: &mut impl Namer) {
    for topic in note.topics.iter().filter(|topic| topic.parts.is_empty()) {
        let concept = namer.named(&topic.name, Kinds::DECLARED);
        let section = first_section + topic.section;
        namer.gathered().statements.push(Statement::of(section, topic.line, How::Topic, concept));
    }
    for tag in &note.tags {
        let concept = state_tag(&tag.name, namer);
        namer.gathered().statements.push(Statement::of(
            first_section + tag.section,
            tag.line,
            How::Tag,
            concept,
        ));
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

/// The links that lead nowhere name concepts, too, but for addresses of pages that are made of the notes. Their
/// targets get the concept.
pub(crate) fn state_missing_targets(
    note: &Note,
    first_section: u32,
    targets: &mut [Target],
    conventions: Conventions<'_>,
    namer: &mut impl Namer,
) {
    for (link, target) in note.links.iter().zip(targets) {
        let named = conventions.wanted(link).name;
        let is_address = matches!(link.kind, LinkKind::Markdown | LinkKind::Reference);
        if *target != Target::Missing(None)
            || is_address && conventions.profile.may_make_page(named)
            || !names_a_note(link.kind, named)
            || has_scheme(named) && named.contains("//")
        {
            continue;
        }
        let whole = named.trim_end_matches('/');
        let last = match namer.has_paths_as_names() && link.kind == LinkKind::Wiki {
            true => whole.trim_start_matches('/'),
            false => whole.rsplit('/').next().unwrap_or(whole),
        };
        let last = without_note_extension(last);
        if last.is_empty() || last.starts_with('.') || stands_for_another(last) {
            continue;
        }
        let concept = namer.named(last, Kinds::MISSING);
        *target = Target::Missing(Some(ConceptId(concept)));
        let section = first_section + link.section;
        namer.gathered().statements.push(Statement::of(
            section,
            link.line,
            How::MissingLink,
            concept,
        ));
    }
}

/// Whether a note says something that is read by what all notes are about.
pub(crate) fn has_values(note: &Note) -> bool {
    !note.fields.is_empty() || !note.headed.is_empty()
}

/// What depends on the names that all notes know: topics that may be several, what entries are headed, links
/// in field values, which name what they lead to, and values that may name a concept. `targets` are those of the
/// note's links.
pub(crate) fn state_values(
    at: NoteId,
    note: &Note,
    first_section: u32,
    targets: &[Target],
    namer: &mut impl Namer,
) {
    state_joined_topics(note, first_section, namer);
    for topic in &note.headed {
        let section = first_section + topic.section;
        let (name, parts) = (topic.name.clone(), topic.parts.clone());
        if !parts.is_empty() || is_name(&name) {
            namer.gathered().add_value(Value {
                name,
                parts,
                ends_list: topic.name.contains([',', ';', '，', '；', '、']),
                kind: Kinds::VALUE,
                statement: Statement::of(section, topic.line, How::Topic, NONE),
                note: at,
                direction: Direction::Neither,
            });
        }
    }
    state_fields(at, note, first_section, targets, namer);
}

/// States topics that may be several: `Kafka and Spark` is one where that is the name of something, and else
/// several where one of them is. `TCP/IP` is several only where each is.
fn state_joined_topics(note: &Note, first_section: u32, namer: &mut impl Namer) {
    for topic in note.topics.iter().filter(|topic| !topic.parts.is_empty()) {
        let mut is_known = |name: &String| {
            let key = name::concept_key(name);
            namer.gathered().joined.push(hash(&key));
            namer.is_known(&key)
        };
        let is_one = is_known(&topic.name);
        let known = topic.parts.iter().filter(|part| is_known(part)).count();
        let enough = if topic.parts.join("/") == topic.name { topic.parts.len() } else { 1 };
        let names = match !is_one && known >= enough {
            true => &topic.parts[..],
            false => std::slice::from_ref(&topic.name),
        };
        for name in names {
            let concept = namer.named(name, Kinds::JOINED);
            let section = first_section + topic.section;
            namer.gathered().statements.push(Statement::of(
                section,
                topic.line,
                How::Topic,
                concept,
            ));
        }
    }
}

fn state_fields(
    at: NoteId,
    note: &Note,
    first_section: u32,
    targets: &[Target],
    namer: &mut impl Namer,
) {
    let topic_lines: FxHashSet<(u32, u32)> =
        note.topics.iter().map(|topic| (topic.section, topic.line)).collect();
    for field in &note.fields {
        let key = field_key(&field.key);
        if topic_lines.contains(&(field.section, field.line)) {
            continue;
        }
        // Only what stands at the note's top is about the note.
        let at_top = field.section == 0 || field.section == 1 && note.sections[1].level == 1;
        let direction = if at_top { Direction::of(&key) } else { Direction::Neither };
        let statement = Statement {
            field: namer.field(&field.key),
            ..Statement::of(first_section + field.section, field.line, How::Field, NONE)
        };
        let inside = note.related_by(field);
        for (link, target) in note.links[inside.clone()].iter().zip(&targets[inside]) {
            // To another place of the same page: it helps to turn pages.
            if link.target.is_empty() {
                continue;
            }
            let concept = match *target {
                Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                    namer.concept_of(to)
                }
                Target::Section(to) => namer.concept_of(namer.note_of(to)),
                Target::Missing(Some(concept)) => concept.0,
                Target::Missing(None) | Target::File(_) | Target::External => continue,
            };
            let statement = Statement { line: link.line, concept, ..statement };
            state_field(at, statement, direction, namer);
        }
        if is_meta(&key) || field.values.iter().all(|value| is_of_tool(&key, value)) {
            continue;
        }
        for (name, parts, ends_list) in pieces(&field.values, namer) {
            let kind = Kinds::VALUE;
            let value = Value { name, parts, ends_list, kind, statement, note: at, direction };
            namer.gathered().add_value(value);
        }
    }
}

/// States a value whose concept is `concept`.
pub(crate) fn state_value(value: &Value, concept: u32, namer: &mut impl Namer) {
    let statement = Statement { concept, ..value.statement };
    state_field(value.note, statement, value.direction, namer);
}

fn state_field(at: NoteId, statement: Statement, direction: Direction, namer: &mut impl Namer) {
    namer.gathered().statements.push(statement);
    let (note, concept) = (namer.concept_of(at), statement.concept);
    if note != concept {
        match direction {
            Direction::Broader => namer.declare(note, concept),
            Direction::Narrower => namer.declare(concept, note),
            Direction::Neither => {}
        }
    }
}

/// The names that a field may state, as they are written there and in their order: each value, behind it what it
/// lists, and behind that what `and` joins. None if the field says nothing of what its note is about.
pub fn names_in_field(field: &Field) -> impl Iterator<Item = &str> {
    let key = field_key(&field.key);
    let says_nothing = is_meta(&key) || field.values.iter().all(|value| is_of_tool(&key, value));
    let values = field.values.iter().filter(move |_| !says_nothing);
    values.flat_map(|value| {
        let listed = names_in(value).into_iter();
        let listed = listed.flat_map(|item| std::iter::once(item.whole).chain(item.parts));
        std::iter::once(value.as_str()).chain(listed)
    })
}

/// The names in a field's values, each with those it may be instead and whether it ends a list: whole if that is a
/// known concept, else split at commas.
fn pieces(values: &[String], namer: &mut impl Namer) -> Vec<(String, Vec<String>, bool)> {
    let mut pieces = Vec::new();
    // Links say themselves what they lead to.
    let is_link = |text: &str| text.contains("[[") || text.contains("](");
    for value in values.iter().filter(|value| value.len() <= 300) {
        let whole = plain_name(value);
        let key = name::concept_key(&whole);
        let items = names_in(value);
        let is_one = matches!(&items[..], [item] if plain_name(item.whole) == whole);
        if !is_link(value) && !is_one {
            if namer.is_known(&key) {
                pieces.push((whole, Vec::new(), false));
                continue;
            }
            // A value that is one name is told apart as such when it becomes known.
            namer.gathered().divided.push(hash(&key));
        }
        for Item { whole, mut parts, ends_list } in items {
            // Of a name beside a link, the link says what it is.
            if is_link(whole) {
                let names = parts.drain(..).filter(|part| !is_link(part)).map(plain_name);
                let names = names.filter(|name| is_name(name));
                pieces.extend(names.map(|name| (name, Vec::new(), false)));
                continue;
            }
            let name = plain_name(whole);
            let parts: Vec<String> = parts.into_iter().map(plain_name).collect();
            if !parts.is_empty() || is_name(&name) {
                pieces.push((name, parts, ends_list));
            }
        }
    }
    pieces
}
