//! What changed notes state of concepts and how their links are worded, before and after: the same
//! rules as in a build. Leaves out what follows from it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use lore_core::{Note, name};

use super::Change;
use super::columns::{Columns, Moves};
use super::known::Known;
use crate::build::{phrase_key, state_missing};
use crate::columns::{Ints, partition_point};
use crate::concepts::{place_of_use, spelling};
use crate::graph::{ConceptId, Graph, Kinds, NoteId, SectionId, column, hash};
use crate::resolve::{Resolution, Target};
use crate::rows::title_line;
use crate::statements::{self, Gathered, Namer};

/// What makes a concept whether or not a field that names no topics does.
pub(super) const SETTLED: u32 = Kinds::KNOWN | Kinds::JOINED;

/// Counted often concepts are named, and how.
pub(super) type Counts = BTreeMap<(u32, Counted), i64>;

/// What is counted of how a concept is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    /// As one of [`Kinds`], by its place.
    As(usize),
    /// In this spelling, in one [use](place_of_use).
    Spelled(usize, String),
}

/// What the changed notes state of concepts, and what their links say.
pub(super) struct Said<'a> {
    pub(super) known: Known<'a>,
    /// What they said before is no longer said, and which of their values could be nothing else than one name.
    gone: Option<(&'a Counts, &'a [u64])>,
    /// Where the sections of each note begin.
    note_sections: Cow<'a, [u8]>,
    /// Where notes were; nothing where that is where they are.
    notes: Option<&'a Moves>,
    pub(super) counts: Counts,
    /// How often one concept is declared narrower than another.
    pub(super) declared: BTreeMap<(u32, u32), i64>,
    /// The keys rise once the values are settled.
    pub(super) gathered: Gathered,
    /// Keys of values that are no concepts.
    pub(super) lone: BTreeSet<u64>,
    pub(super) phrases: BTreeMap<(u64, u32), i64>,
}

impl<'a> Said<'a> {
    /// What the notes said; nothing comes back if the graph does not hold it.
    pub(super) fn before(graph: &'a Graph, changes: &[Change<'_>]) -> Option<Said<'a>> {
        let sections = Cow::Borrowed(graph.bytes(column::NOTE_SECTION));
        let mut said = Said::of(Known::before(graph), sections, None, None);
        let there = || changes.iter().filter(|change| change.was_there);
        for change in there() {
            let id = NoteId(change.place);
            said.count(graph.concept_of(id).0, graph.name_of(id), Kinds::TITLE);
            let first_section = graph.section_of(id, 0).0;
            let targets: Vec<Target> = graph.links_of(id).map(|link| link.target).collect();
            if targets.len() != change.old.links.len() {
                return None;
            }
            let mut missing: Vec<Target> = targets
                .iter()
                .map(|&target| match target {
                    Target::Missing(_) => Target::Missing(None),
                    target => target,
                })
                .collect();
            statements::state_topics_and_tags(&change.old, first_section, &mut said);
            statements::state_missing_targets(
                &change.old,
                first_section,
                &mut missing,
                graph.names().conventions(),
                &mut said,
            );
            said.note(id, &change.old, first_section, &targets);
        }
        said.settle_values();
        said.known.new_keys.is_empty().then_some(said)
    }

    /// What the notes say now, beside what the others say. Gives links that lead nowhere the concepts
    /// that they name.
    pub(super) fn after(
        columns: &Columns<'a>,
        changes: &[Change<'_>],
        before: &'a Said<'_>,
        notes: &'a Moves,
        resolutions: &mut [Vec<Resolution>],
    ) -> Said<'a> {
        let sections = columns.bytes[column::NOTE_SECTION].clone();
        let known = Known::after(columns, changes);
        let mut said =
            Said::of(known, sections, Some((&before.counts, &before.gathered.alone)), Some(notes));
        let there = || changes.iter().filter(|change| change.is_there);
        for change in there() {
            let concept = said.concept_of(change.id);
            said.count(concept, columns.named(change.id).title, Kinds::TITLE);
        }
        for (change, resolutions) in changes.iter().zip(&mut *resolutions) {
            statements::state_topics_and_tags(&change.new, change.first_section, &mut said);
            state_missing(
                &change.new,
                change.first_section,
                resolutions,
                columns.names().conventions(),
                &mut said,
            );
        }
        for (change, resolutions) in changes.iter().zip(resolutions) {
            let targets: Vec<Target> =
                resolutions.iter().map(|resolution| resolution.target).collect();
            if change.is_there {
                said.note(change.id, &change.new, change.first_section, &targets);
            }
        }
        said.settle_values();
        said
    }

    fn of(
        known: Known<'a>,
        note_sections: Cow<'a, [u8]>,
        gone: Option<(&'a Counts, &'a [u64])>,
        notes: Option<&'a Moves>,
    ) -> Said<'a> {
        Said {
            known,
            gone,
            note_sections,
            notes,
            counts: BTreeMap::new(),
            declared: BTreeMap::new(),
            gathered: Gathered::default(),
            lone: BTreeSet::new(),
            phrases: BTreeMap::new(),
        }
    }

    fn count(&mut self, concept: u32, name: &str, kind: u32) {
        let spelled = Counted::Spelled(place_of_use(kind), spelling(name).to_owned());
        for what in [Counted::As(Kinds::place(kind)), spelled] {
            *self.counts.entry((concept, what)).or_default() += 1;
        }
    }

    /// Counted often others name a concept in a way.
    pub(super) fn by_others(&self, concept: u32, kind: u32) -> i64 {
        let graph = self.known.graph;
        if concept as usize >= graph.concept_count() {
            return 0;
        }
        let kinds = graph.concept_kinds(ConceptId(concept));
        if !kinds.any(kind) {
            return 0;
        }
        let place = (kinds.0 & (kind - 1)).count_ones() as usize;
        let all = graph.lists(column::CONCEPT_COUNT).get(concept as usize).nth(place);
        let what = (concept, Counted::As(Kinds::place(kind)));
        let gone = self.gone.and_then(|(gone, _)| gone.get(&what));
        i64::from(all.unwrap_or(0)) - gone.copied().unwrap_or(0)
    }

    /// Whether the fields of others hold the name of a concept.
    pub(super) fn held_by_others(&self, concept: u32) -> bool {
        [Kinds::VALUE, Kinds::WHOLE].into_iter().any(|kind| self.by_others(concept, kind) > 0)
    }

    /// Whether a value of this key that can be nothing else than one name is there, by what all notes hold: once
    /// the values are settled.
    pub(super) fn is_alone(&self, key: u64) -> bool {
        let all = self.known.graph.longs(column::ALONE_VALUE);
        let Some((_, gone)) = self.gone else { return all.contains(key) };
        let before = all.equal_range(key).len();
        equal_range(&self.gathered.alone, key).len() + before > equal_range(gone, key).len()
    }

    /// Whether a concept is named in one of some ways.
    fn is_named(&self, concept: u32, kinds: u32) -> bool {
        Kinds::ALL.into_iter().filter(|kind| kinds & kind != 0).any(|kind| {
            let what = (concept, Counted::As(Kinds::place(kind)));
            self.by_others(concept, kind) > 0 || self.counts.contains_key(&what)
        })
    }

    /// Takes in all that a note says beside topics, tags and what is missing.
    fn note(&mut self, id: NoteId, note: &Note, first_section: u32, targets: &[Target]) {
        statements::state_title(id, title_line(note), first_section, self);
        for (link, &target) in note.links.iter().zip(targets) {
            let concept = match target {
                // Within a note, links call its parts, not the note.
                Target::Note(to) if to == id => continue,
                Target::Section(to) if self.note_of(to) == id => continue,
                Target::Note(to) => self.concept_of(to),
                Target::Section(to) => self.concept_of(self.note_of(to)),
                Target::Missing(Some(concept)) => concept.0,
                _ => continue,
            };
            if let Some(key) = phrase_key(&link.text) {
                *self.phrases.entry((key, concept)).or_default() += 1;
            }
        }
        statements::state_values(id, note, first_section, targets, self);
    }

    /// Decides which of the values are concepts: those that something else is called, and those that
    /// stand in two sections.
    fn settle_values(&mut self) {
        self.gathered.alone.sort_unstable();
        let mut gathered = std::mem::take(&mut self.gathered);
        let values = {
            let alone = std::mem::take(&mut gathered.alone);
            self.gathered.alone = alone;
            gathered.take_values(|key| self.is_known(key), |key| self.is_alone(key))
        };
        gathered.alone = std::mem::take(&mut self.gathered.alone);
        self.gathered = gathered;
        let mut sections: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for value in &values {
            let key = name::concept_key(&value.name);
            sections.entry(key).or_default().insert(value.statement.section);
        }
        for value in values {
            let key = name::concept_key(&value.name);
            let found = self.known.find(hash(&key));
            let is_concept =
                |concept| self.is_named(concept, SETTLED) || self.held_by_others(concept);
            if found.is_none_or(|concept| !is_concept(concept)) && sections[&key].len() < 2 {
                self.lone.insert(hash(&key));
                continue;
            }
            let concept = found.unwrap_or_else(|| self.known.make(key));
            self.count(concept, &value.name, value.kind);
            statements::state_value(&value, concept, self);
        }
        self.gathered.divided.sort_unstable();
        self.gathered.joined.sort_unstable();
    }
}

/// Those of sorted keys that are this one.
pub(super) fn equal_range(keys: &[u64], key: u64) -> Range<usize> {
    keys.partition_point(|&other| other < key)..keys.partition_point(|&other| other <= key)
}

impl Namer for Said<'_> {
    fn concept_of(&self, note: NoteId) -> u32 {
        let before = |note| self.notes.map_or(note, |notes| notes.note_before(note));
        self.known.concept_of(note, before)
    }

    fn note_of(&self, section: SectionId) -> NoteId {
        let sections = Ints::new(&self.note_sections);
        let begins = |at| sections.get(at) <= section.0;
        NoteId(partition_point(sections.len(), begins) as u32 - 1)
    }

    fn has_paths_as_names(&self) -> bool {
        self.known.graph.profile().hierarchy() == Some("/")
    }

    fn is_known(&self, key: &str) -> bool {
        self.known.find(hash(key)).is_some_and(|concept| self.is_named(concept, Kinds::KNOWN))
    }

    fn named(&mut self, name: &str, kind: u32) -> u32 {
        let name = spelling(name);
        let key = name::concept_key(name);
        let concept = self.known.find(hash(&key)).unwrap_or_else(|| self.known.make(key));
        self.count(concept, name, kind);
        concept
    }

    fn field(&mut self, name: &str) -> u32 {
        self.known.field(name.trim())
    }

    fn declare(&mut self, narrow: u32, broad: u32) {
        *self.declared.entry((narrow, broad)).or_default() += 1;
    }

    fn gathered(&mut self) -> &mut Gathered {
        &mut self.gathered
    }
}
