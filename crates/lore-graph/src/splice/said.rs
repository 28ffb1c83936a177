//! What changed notes state of concepts and how their links are worded, before and after: the same
//! rules as in a build, of which every concept is known. Leaves out what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use lore_core::Note;

use super::Change;
use crate::build::phrase_key;
use crate::columns::{Ints, partition_point};
use crate::concepts::{key_hash, spelling};
use crate::graph::{ConceptId, Graph, Kinds, NONE, NoteId, SectionId, column, hash};
use crate::resolve::Target;
use crate::rows::title_line;
use crate::statements::{self, Namer, Statement, Value};

/// What makes a concept whether or not a field names it.
pub(super) const KNOWN: u32 = Kinds::TITLE | Kinds::TOPIC | Kinds::TAG | Kinds::MISSING;
/// A field that no statement names yet.
const NEW_FIELD: u32 = NONE - 1;

/// What the changed notes state of concepts, and what their links say.
pub(super) struct Said<'a> {
    graph: &'a Graph,
    note_sections: Ints<'a>,
    /// How often each concept is named, and how.
    pub(super) counts: BTreeMap<(u32, Named), i64>,
    pub(super) statements: Vec<Statement>,
    /// How often one concept is declared narrower than another.
    pub(super) declared: BTreeMap<(u32, u32), i64>,
    values: Vec<Value>,
    /// Keys of values that are taken in parts; rising once the values are settled.
    pub(super) divided: Vec<u64>,
    /// Values that are no concepts, with their sections.
    pub(super) lone: BTreeSet<(u64, u32)>,
    pub(super) phrases: BTreeMap<(u64, u32), i64>,
    /// Whether something is named that is no concept yet.
    pub(super) is_new: bool,
}

/// What is counted of how a concept is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// As one of [`Kinds`], by its place.
    As(usize),
    /// In this spelling.
    Spelled(String),
}

impl<'a> Said<'a> {
    pub(super) fn new(graph: &'a Graph, note_sections: Ints<'a>) -> Said<'a> {
        Said {
            graph,
            note_sections,
            counts: BTreeMap::new(),
            statements: Vec::new(),
            declared: BTreeMap::new(),
            values: Vec::new(),
            divided: Vec::new(),
            lone: BTreeSet::new(),
            phrases: BTreeMap::new(),
            is_new: false,
        }
    }

    fn known(&self, key: u64, kinds: u32) -> Option<ConceptId> {
        let concept = self.graph.concept_by_hash(key)?;
        self.graph.concept_kinds(concept).any(kinds).then_some(concept)
    }

    fn count(&mut self, concept: u32, name: &str, kind: u32) {
        let spelled = Named::Spelled(spelling(name).to_owned());
        for what in [Named::As(Kinds::place(kind)), spelled] {
            *self.counts.entry((concept, what)).or_default() += 1;
        }
    }

    /// Decides which of the values are concepts.
    pub(super) fn settle_values(&mut self) {
        for value in std::mem::take(&mut self.values) {
            let key = key_hash(&value.name);
            if let Some(concept) = self.known(key, KNOWN | Kinds::VALUE) {
                self.count(concept.0, &value.name, Kinds::VALUE);
                statements::state_value(&value, concept.0, self);
            } else {
                self.lone.insert((key, value.statement.section));
            }
        }
        self.statements.sort_unstable();
        self.statements.dedup();
        self.divided.sort_unstable();
    }

    /// Counts the text of a link to what it leads to.
    pub(super) fn link(&mut self, text: &str, target: Target, by: i64) {
        let concept = match target {
            Target::Note(to) => self.concept_of(to),
            Target::Section(to) => self.concept_of(self.note_of(to)),
            Target::Missing(concept) if concept != NONE => concept,
            _ => return,
        };
        if let Some(key) = phrase_key(text) {
            *self.phrases.entry((key, concept)).or_default() += by;
        }
    }

    /// Takes in all that a note says; its title is stated too.
    pub(super) fn note(&mut self, id: NoteId, note: &Note, first_section: u32, targets: &[Target]) {
        statements::state_title(id, title_line(note), first_section, self);
        for (link, &target) in note.links.iter().zip(targets) {
            self.link(&link.text, target, 1);
        }
        statements::state_fields(id, note, first_section, targets, self);
    }
}

impl Namer for Said<'_> {
    fn concept_of(&self, note: NoteId) -> u32 {
        self.graph.concept_of(note).0
    }

    fn note_of(&self, section: SectionId) -> NoteId {
        note_of(self.note_sections, section)
    }

    fn is_known(&self, key: &str) -> bool {
        self.known(hash(key), KNOWN).is_some()
    }

    fn named(&mut self, name: &str, kind: u32) -> u32 {
        let Some(concept) = self.graph.concept_by_hash(key_hash(spelling(name))) else {
            self.is_new = true;
            return NONE;
        };
        self.count(concept.0, name, kind);
        concept.0
    }

    fn field(&mut self, name: &str) -> u32 {
        let names = self.graph.strings(column::FIELD_NAME);
        let place = partition_point(names.len(), |at| names.get(at) < name.trim());
        let is_there = place < names.len() && names.get(place) == name.trim();
        if is_there { place as u32 } else { NEW_FIELD }
    }

    fn state(&mut self, statement: Statement) {
        self.is_new |= statement.field == NEW_FIELD;
        self.statements.push(statement);
    }

    fn declare(&mut self, narrow: u32, broad: u32) {
        *self.declared.entry((narrow, broad)).or_default() += 1;
    }

    fn value(&mut self, value: Value) {
        self.values.push(value);
    }

    fn divided(&mut self, key: u64) {
        self.divided.push(key);
    }
}

/// The note a section is part of, when notes begin with these sections.
pub(super) fn note_of(note_sections: Ints<'_>, section: SectionId) -> NoteId {
    let begins = |at| note_sections.get(at) <= section.0;
    NoteId(partition_point(note_sections.len(), begins) as u32 - 1)
}

/// What the changed notes said before.
pub(super) fn said_before<'a>(graph: &'a Graph, changes: &[Change<'_>]) -> Option<Said<'a>> {
    let mut said = Said::new(graph, graph.ints(column::NOTE_SECTION));
    for change in changes.iter().filter(|change| change.was_there) {
        let id = NoteId(change.place);
        let first_section = graph.section_of(id, 0).0;
        let targets: Vec<Target> = graph.links_of(id).map(|link| link.target).collect();
        if targets.len() != change.old.links.len() {
            return None;
        }
        let mut missing: Vec<Target> = targets
            .iter()
            .map(|&target| match target {
                Target::Missing(_) => Target::Missing(NONE),
                target => target,
            })
            .collect();
        statements::state_topics_and_tags(&change.old, first_section, &mut said);
        statements::state_missing_targets(&change.old, first_section, &mut missing, &mut said);
        said.note(id, &change.old, first_section, &targets);
    }
    said.settle_values();
    (!said.is_new).then_some(said)
}
