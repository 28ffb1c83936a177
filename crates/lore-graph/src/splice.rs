//! The graph with some notes in another state. What a note is called, and what is a concept, stays
//! the same in nearly every edit, and then only the rows of the edited notes differ, and what follows
//! from them. Leaves out every other change, which is a [`build`](crate::build()), and gives the same
//! bytes as that.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use lore_core::{Note, name};
use rustc_hash::FxHashMap;

use crate::build::{Entry, phrase_key, state_missing};
use crate::columns::{GraphBytes, Ints, Strings, Writer, partition_point};
use crate::concepts::{self, Namer, Statement, Value, key_hash, spelling_hash};
use crate::derived::Base;
use crate::graph::{
    ConceptId, FORMAT, Graph, How, Kinds, LinkView, NONE, NoteId, SectionId, column, hash,
};
use crate::names::{NameTable, Names};
use crate::profiles::Reading;
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Cell, Rows, Table, title_line};

/// Links from so many other notes are looked at again when the headings of a note change.
const MOST_SOURCES: usize = 256;
/// What makes a concept whether or not a field names it.
const KNOWN: u32 = Kinds::TITLE | Kinds::TOPIC | Kinds::TAG | Kinds::MISSING;
/// A field that no statement names yet.
const NEW_FIELD: u32 = NONE - 1;

/// What [`build`](crate::build()) would make of the notes of `graph` with the `changed` ones in place
/// of those at their paths; `record` tells what the graph's notes were. Nothing comes back where that
/// takes a build.
pub fn splice<'a>(
    graph: &'a Graph,
    changed: &[&Entry],
    record: impl Fn(NoteId) -> Option<Note>,
) -> Option<GraphBytes<'a>> {
    let mut changes: Vec<Change<'_>> = Vec::with_capacity(changed.len());
    for &entry in changed {
        let id = graph.note_at(&entry.path)?;
        let (old, new) = (record(id)?, entry.note());
        changes.push(Change { id, entry, old, new, first_section: 0, rows: Rows::new() });
    }
    changes.sort_unstable_by_key(|change| change.id);
    if !changes.iter().all(Change::is_called_the_same) {
        return None;
    }
    let mut columns = Columns::of(graph);
    let sections = columns.set_sections(&mut changes);
    let before = said_before(graph, &changes)?;
    let after = columns.set_links(&mut changes, &sections, &record)?;
    columns.set_counts(&before, &after)?;
    columns.set_lone_values(&before, &after)?;
    if !declares_the_same(graph, &columns, &before, &after) {
        return None;
    }
    columns.set_statements(&mut changes, &sections, &after.statements)?;
    columns.set_phrases(&before.phrases, &after.phrases);
    Some(columns.finish())
}

/// A note in its old and its new state.
struct Change<'a> {
    id: NoteId,
    entry: &'a Entry,
    old: Note,
    new: Note,
    /// The number of its first section now.
    first_section: u32,
    /// Its rows now.
    rows: Rows,
}

impl Change<'_> {
    /// Whether nothing by which other notes name it differs.
    fn is_called_the_same(&self) -> bool {
        let (old, new, path) = (&self.old, &self.new, &self.entry.path);
        (&old.title, old.title_source, &old.aliases) == (&new.title, new.title_source, &new.aliases)
            && NameTable::of_note(path, old) == NameTable::of_note(path, new)
    }

    /// Whether links to parts of the note lead to the parts they led to, by their places.
    fn has_same_anchors(&self) -> bool {
        let anchors = |note: &Note| -> Vec<_> {
            let sections = note.sections.iter();
            sections
                .map(|section| {
                    (name::heading_key(&section.heading), section.slug.clone(), section.parent)
                })
                .collect()
        };
        let blocks = |note: &Note| -> Vec<(String, u32)> {
            note.blocks.iter().map(|block| (block.id.to_lowercase(), block.section)).collect()
        };
        anchors(&self.old) == anchors(&self.new) && blocks(&self.old) == blocks(&self.new)
    }
}

/// Where the rows of a table go when those of some notes are replaced.
struct Moves {
    /// The old rows and the place and number of the new ones, in order.
    replaced: Vec<(Range<u32>, u32, u32)>,
}

impl Moves {
    fn new(replaced: impl Iterator<Item = (Range<u32>, u32)>) -> Moves {
        let mut moved = 0u32;
        let replaced = replaced
            .map(|(old, count)| {
                let first = old.start.wrapping_add(moved);
                moved = moved.wrapping_add(count).wrapping_sub(old.end - old.start);
                (old, first, count)
            })
            .collect();
        Moves { replaced }
    }

    /// Whether every row stays at its place.
    fn is_none(&self) -> bool {
        self.replaced.iter().all(|(old, _, count)| old.end - old.start == *count)
    }

    /// Where a row is now; one of those replaced as if they were the same.
    fn moved(&self, at: u32) -> u32 {
        let next = self.replaced.partition_point(|(old, ..)| old.start <= at);
        let Some((old, first, count)) = next.checked_sub(1).map(|last| &self.replaced[last]) else {
            return at;
        };
        if at < old.end { first + (at - old.start) } else { first + count + (at - old.end) }
    }
}

/// What the changed notes state of concepts, and what their links say.
struct Said<'a> {
    graph: &'a Graph,
    note_sections: Ints<'a>,
    /// How often a concept is named, by the place of one of [`Kinds`] or, above these, by spelling.
    counts: BTreeMap<(u32, u64), i64>,
    statements: Vec<Statement>,
    declared: BTreeSet<(u32, u32)>,
    values: Vec<Value>,
    /// Values that are no concepts, with their sections.
    lone: BTreeSet<(u64, u32)>,
    phrases: BTreeMap<(u64, u32), i64>,
    /// Whether something is named that is no concept yet.
    is_new: bool,
}

/// Marks what is counted by spelling.
const SPELLING: u64 = 1 << 32;

impl<'a> Said<'a> {
    fn new(graph: &'a Graph, note_sections: Ints<'a>) -> Said<'a> {
        Said {
            graph,
            note_sections,
            counts: BTreeMap::new(),
            statements: Vec::new(),
            declared: BTreeSet::new(),
            values: Vec::new(),
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
        for what in [Kinds::place(kind) as u64, SPELLING | u64::from(spelling_hash(name))] {
            *self.counts.entry((concept, what)).or_default() += 1;
        }
    }

    /// Decides which of the values are concepts.
    fn settle_values(&mut self) {
        for value in std::mem::take(&mut self.values) {
            let key = key_hash(&value.name);
            if let Some(concept) = self.known(key, KNOWN | Kinds::VALUE) {
                self.count(concept.0, &value.name, Kinds::VALUE);
                concepts::state_value(&value, concept.0, self);
            } else {
                self.lone.insert((key, value.statement.section));
            }
        }
        self.statements.sort_unstable();
        self.statements.dedup();
    }

    /// Counts the text of a link to what it leads to.
    fn link(&mut self, text: &str, target: Target, by: i64) {
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
    fn note(&mut self, id: NoteId, note: &Note, first_section: u32, targets: &[Target]) {
        concepts::state_title(id, title_line(note), first_section, self);
        for (link, &target) in note.links.iter().zip(targets) {
            self.link(&link.text, target, 1);
        }
        concepts::state_fields(id, note, first_section, targets, self);
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
        let Some(concept) = self.graph.concept_by_hash(key_hash(name)) else {
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
        self.declared.insert((narrow, broad));
    }

    fn value(&mut self, value: Value) {
        self.values.push(value);
    }
}

/// The note a section is part of, when notes begin with these sections.
fn note_of(note_sections: Ints<'_>, section: SectionId) -> NoteId {
    let begins = |at| note_sections.get(at) <= section.0;
    NoteId(partition_point(note_sections.len(), begins) as u32 - 1)
}

/// What the changed notes said before.
fn said_before<'a>(graph: &'a Graph, changes: &[Change<'_>]) -> Option<Said<'a>> {
    let mut said = Said::new(graph, graph.ints(column::NOTE_SECTION));
    for change in changes {
        let first_section = graph.section_of(change.id, 0).0;
        let targets: Vec<Target> = graph.links_of(change.id).map(|link| link.target).collect();
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
        concepts::state_topics_and_tags(&change.old, first_section, &mut said);
        concepts::state_missing_targets(&change.old, first_section, &mut missing, &mut said);
        said.note(change.id, &change.old, first_section, &targets);
    }
    said.settle_values();
    (!said.is_new).then_some(said)
}

/// Whether the notes declare no concept to be part of another that was not before, and none
/// that only they declared is gone.
fn declares_the_same(
    graph: &Graph,
    columns: &Columns<'_>,
    before: &Said<'_>,
    after: &Said<'_>,
) -> bool {
    let is_there = |&(narrow, broad): &(u32, u32)| {
        graph.broader(ConceptId(narrow)).any(|other| other.0 == broad)
    };
    let is_still_tagged = |&(narrow, broad): &(u32, u32)| {
        let parent = graph.concept_name(ConceptId(narrow)).rsplit_once('/');
        let parent = parent.and_then(|(parent, _)| graph.concept_named(parent));
        parent == Some(ConceptId(broad)) && columns.count(narrow, Kinds::TAG) > 0
    };
    after.declared.difference(&before.declared).all(is_there)
        && before.declared.difference(&after.declared).all(is_still_tagged)
}

/// The columns of a graph, copied where they change.
struct Columns<'a> {
    graph: &'a Graph,
    bytes: Vec<Cow<'a, [u8]>>,
}

impl<'a> Columns<'a> {
    fn of(graph: &'a Graph) -> Columns<'a> {
        let bytes = (0..=column::LAST).map(|number| Cow::Borrowed(graph.bytes(number))).collect();
        Columns { graph, bytes }
    }

    fn ints(&self, number: usize) -> Ints<'_> {
        Ints(&self.bytes[number])
    }

    fn names(&self) -> Names<'_> {
        let reading = Reading { profile: self.graph.profile(), tool_only: false };
        Names::in_columns(reading, |number| &self.bytes[number])
    }

    fn is_changed(&self, number: usize) -> bool {
        matches!(self.bytes[number], Cow::Owned(_))
    }

    fn set_int(&mut self, number: usize, at: usize, value: u32) {
        if self.ints(number).get(at) != value {
            self.bytes[number].to_mut()[at * 4..at * 4 + 4].copy_from_slice(&value.to_le_bytes());
        }
    }

    /// Numbers the sections anew and puts the rows of notes, sections, units and blocks.
    fn set_sections(&mut self, changes: &mut [Change<'_>]) -> Moves {
        let graph = self.graph;
        let rows_of = |offsets: usize, note: NoteId| {
            let offsets = graph.ints(offsets);
            offsets.get(note.at())..offsets.get(note.at() + 1)
        };
        let sections = Moves::new(changes.iter().map(|change| {
            (rows_of(column::NOTE_SECTION, change.id), change.new.sections.len() as u32)
        }));
        for (change, &(_, first, _)) in changes.iter_mut().zip(&sections.replaced) {
            change.first_section = first;
            change.rows.note(&change.entry.path, &change.entry.stamp, &change.new);
            change.rows.sections(&change.new, first, graph.note_count());
        }
        let notes: Vec<Range<u32>> =
            changes.iter().map(|change| change.id.0..change.id.0 + 1).collect();
        self.replace(rows::NOTES, &notes, changes, &sections);
        let old: Vec<Range<u32>> = sections.replaced.iter().map(|(old, ..)| old.clone()).collect();
        self.replace(rows::SECTIONS, &old, changes, &sections);
        let units: Vec<Range<u32>> = old
            .iter()
            .map(|sections| {
                let unit = |section: u32| match section as usize {
                    section if section < graph.section_count() => {
                        graph.ints(column::SECTION_UNIT).get(section)
                    }
                    _ => graph.unit_count() as u32,
                };
                unit(sections.start)..unit(sections.end)
            })
            .collect();
        self.replace(rows::UNITS, &units, changes, &sections);
        let blocks: Vec<Range<u32>> =
            changes.iter().map(|change| rows_of(column::BLOCK_NOTE, change.id)).collect();
        self.replace(rows::BLOCKS, &blocks, changes, &sections);
        self.set_offsets(column::NOTE_SECTION, changes, &sections);
        let blocks = Moves::new(
            blocks
                .into_iter()
                .zip(&*changes)
                .map(|(old, change)| (old, change.rows.count(column::BLOCK_LINE))),
        );
        self.set_offsets(column::BLOCK_NOTE, changes, &blocks);
        sections
    }

    /// Where the rows of each note begin, when those of the changed ones move others.
    fn set_offsets(&mut self, number: usize, changes: &[Change<'_>], moves: &Moves) {
        if moves.is_none() {
            return;
        }
        let offsets = self.graph.ints(number);
        let mut bytes = Vec::with_capacity(offsets.len() * 4);
        let mut changes = changes.iter().zip(&moves.replaced).peekable();
        let mut moved = 0u32;
        for at in 0..offsets.len() {
            bytes.extend_from_slice(&offsets.get(at).wrapping_add(moved).to_le_bytes());
            if let Some((_, (old, _, count))) = changes.next_if(|(change, _)| change.id.at() == at)
            {
                moved = moved.wrapping_add(*count).wrapping_sub(old.end - old.start);
            }
        }
        self.bytes[number] = Cow::Owned(bytes);
    }

    /// Puts the rows of the changed notes in place of the `old` ones.
    fn replace(
        &mut self,
        table: Table,
        old: &[Range<u32>],
        changes: &[Change<'_>],
        sections: &Moves,
    ) {
        for &(number, cell) in table {
            let rows = old.iter().cloned().zip(changes.iter().map(|change| &change.rows));
            match cell {
                Cell::Int => self.replace_words(number, 4, rows),
                Cell::Longs(count) => self.replace_words(number, 8 * count, rows),
                Cell::Text => self.replace_text(number, rows),
                Cell::Section | Cell::Target => {
                    if !sections.is_none() {
                        self.move_sections(number, cell, sections);
                    }
                    self.replace_words(number, 4, rows);
                }
            }
        }
    }

    /// Gives every row of a column the new numbers of sections; those that are about to be replaced,
    /// too.
    fn move_sections(&mut self, number: usize, cell: Cell, sections: &Moves) {
        let kinds = self.graph.ints(column::LINK_TARGET_KIND);
        let (section_kind, _) = Target::Section(SectionId(0)).pack();
        let values = self.graph.ints(number);
        let mut bytes = Vec::with_capacity(values.len() * 4);
        for at in 0..values.len() {
            let value = values.get(at);
            let is_section =
                value != NONE && (cell == Cell::Section || kinds.get(at) == section_kind);
            let value = if is_section { sections.moved(value) } else { value };
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        self.bytes[number] = Cow::Owned(bytes);
    }

    fn replace_words<'r>(
        &mut self,
        number: usize,
        width: usize,
        rows: impl Iterator<Item = (Range<u32>, &'r Rows)> + Clone,
    ) {
        let old = &*self.bytes[number];
        let bytes = |range: &Range<u32>| range.start as usize * width..range.end as usize * width;
        if rows.clone().all(|(range, rows)| old[bytes(&range)] == *rows.bytes(number)) {
            return;
        }
        let mut new = Vec::with_capacity(old.len() + 1024);
        let mut next = 0;
        for (range, rows) in rows {
            let range = bytes(&range);
            new.extend_from_slice(&old[next..range.start]);
            new.extend_from_slice(rows.bytes(number));
            next = range.end;
        }
        new.extend_from_slice(&old[next..]);
        self.bytes[number] = Cow::Owned(new);
    }

    fn replace_text<'r>(
        &mut self,
        number: usize,
        rows: impl Iterator<Item = (Range<u32>, &'r Rows)> + Clone,
    ) {
        let old = self.graph.strings(number);
        let is_same = |(range, rows): (Range<u32>, &Rows)| {
            let new = rows.strings(number);
            new.len() == range.len()
                && range.zip(0..).all(|(at, nth)| old.get(at as usize) == new.get(nth))
        };
        if rows.clone().all(is_same) {
            return;
        }
        let mut offsets: Vec<u8> = 0u32.to_le_bytes().to_vec();
        let mut bytes: Vec<u8> = Vec::with_capacity(old.bytes.len() + 1024);
        let mut copy = |from: Strings<'_>, range: Range<usize>| {
            if range.is_empty() {
                return;
            }
            let start = from.offsets.get(range.start);
            let moved = (bytes.len() as u32).wrapping_sub(start);
            let ends = range.clone().map(|at| from.offsets.get(at + 1).wrapping_add(moved));
            offsets.extend(ends.flat_map(u32::to_le_bytes));
            bytes.extend_from_slice(
                &from.bytes[start as usize..from.offsets.get(range.end) as usize],
            );
        };
        let mut next = 0;
        for (range, rows) in rows {
            copy(old, next..range.start as usize);
            let new = rows.strings(number);
            copy(new, 0..new.len());
            next = range.end as usize;
        }
        copy(old, next..old.len());
        self.bytes[number] = Cow::Owned(offsets);
        self.bytes[number + 1] = Cow::Owned(bytes);
    }

    /// Resolves the links of the changed notes, and those of others to parts of them, and collects
    /// what the notes say now.
    fn set_links(
        &mut self,
        changes: &mut [Change<'_>],
        sections: &Moves,
        record: &impl Fn(NoteId) -> Option<Note>,
    ) -> Option<Said<'a>> {
        let graph = self.graph;
        let mut said = Said::new(graph, graph.ints(column::NOTE_SECTION));
        let mut targets_of_others: Vec<(LinkView, Target)> = Vec::new();
        let is_changed = |note: NoteId, changes: &[Change<'_>]| {
            changes.binary_search_by_key(&note, |change| change.id).is_ok()
        };
        let mut sources: FxHashMap<NoteId, Note> = FxHashMap::default();
        let names = self.names();
        for change in changes.iter().filter(|change| !change.has_same_anchors()) {
            for link in graph.backlinks(change.id) {
                let source = graph.note_of(link.section);
                if matches!(link.target, Target::Note(_)) || is_changed(source, changes) {
                    continue;
                }
                if !sources.contains_key(&source) {
                    if sources.len() == MOST_SOURCES {
                        return None;
                    }
                    sources.insert(source, record(source)?);
                }
                let written = sources[&source].links.get(graph.link_place(link))?;
                let target = names.resolve(source, written).target;
                // Only links to what is there count as what it is called.
                let counts = |target| matches!(target, Target::Section(_));
                let by = i64::from(counts(target)) - i64::from(counts(link.target));
                said.link(&written.text, Target::Note(change.id), by);
                targets_of_others.push((link, target));
            }
        }
        let mut new_links: Vec<Vec<Resolution>> = Vec::with_capacity(changes.len());
        for change in &*changes {
            concepts::state_topics_and_tags(&change.new, change.first_section, &mut said);
            let mut resolutions: Vec<Resolution> =
                change.new.links.iter().map(|link| names.resolve(change.id, link)).collect();
            state_missing(&change.new, change.first_section, &mut resolutions, &mut said);
            new_links.push(resolutions);
        }
        for (change, resolutions) in changes.iter_mut().zip(&new_links) {
            // Sections have other numbers now; which note they are in is all that is asked of them.
            let targets: Vec<Target> = resolutions
                .iter()
                .map(|resolution| match resolution.target {
                    Target::Section(section) => {
                        Target::Note(note_of(self.ints(column::NOTE_SECTION), section))
                    }
                    target => target,
                })
                .collect();
            said.note(change.id, &change.new, change.first_section, &targets);
            for (link, resolution) in change.new.links.iter().zip(resolutions) {
                change.rows.link(link, change.first_section, resolution);
            }
        }
        said.settle_values();
        if said.is_new {
            return None;
        }
        let starts = graph.ints(column::NOTE_LINK);
        let old: Vec<Range<u32>> = changes
            .iter()
            .map(|change| starts.get(change.id.at())..starts.get(change.id.at() + 1))
            .collect();
        self.replace(rows::LINKS, &old, changes, sections);
        let links = Moves::new(
            old.into_iter()
                .zip(&*changes)
                .map(|(old, change)| (old, change.new.links.len() as u32)),
        );
        self.set_offsets(column::NOTE_LINK, changes, &links);
        for (link, target) in targets_of_others {
            let (kind, target) = target.pack();
            let at = links.moved(link.id.0) as usize;
            self.set_int(column::LINK_TARGET_KIND, at, kind);
            self.set_int(column::LINK_TARGET, at, target);
        }
        Some(said)
    }

    /// How often a concept is named in one way, as counted now.
    fn count(&self, concept: u32, kind: u32) -> u32 {
        let place = self.place_of_count(concept, Kinds::place(kind) as u64);
        place.map_or(0, |at| self.ints(column::CONCEPT_COUNT + 1).get(at))
    }

    /// Where it is counted how often a concept is named in one way.
    fn place_of_count(&self, concept: u32, what: u64) -> Option<usize> {
        let offsets = self.ints(column::CONCEPT_COUNT);
        let list =
            offsets.get(concept as usize) as usize..offsets.get(concept as usize + 1) as usize;
        let flags = self.graph.concept_kinds(ConceptId(concept)).0;
        let kinds = flags.count_ones() as usize;
        if what & SPELLING == 0 {
            let below = flags & ((1 << what) - 1);
            let is_there = flags & (1 << what) != 0;
            return is_there.then(|| list.start + below.count_ones() as usize);
        }
        let values = self.ints(column::CONCEPT_COUNT + 1);
        let mut spellings = (list.start + kinds..list.end).step_by(2);
        spellings.find(|&at| values.get(at) == what as u32).map(|at| at + 1)
    }

    /// Counts anew how often concepts are named; nothing comes back if one is made, is gone, or is
    /// called something else.
    fn set_counts(&mut self, before: &Said<'_>, after: &Said<'_>) -> Option<()> {
        let mut changes = after.counts.clone();
        for (&what, count) in &before.counts {
            *changes.entry(what).or_default() -= count;
        }
        changes.retain(|_, change| *change != 0);
        for (&(concept, what), &change) in &changes {
            let place = self.place_of_count(concept, what)?;
            let count = i64::from(self.ints(column::CONCEPT_COUNT + 1).get(place)) + change;
            if count <= 0 {
                return None;
            }
            self.set_int(column::CONCEPT_COUNT + 1, place, count as u32);
        }
        let concepts: BTreeSet<u32> = changes.keys().map(|&(concept, _)| concept).collect();
        let stays = |&concept: &u32| {
            self.keeps_its_name(concept) && self.keeps_its_sections(concept, before, after)
        };
        concepts.iter().all(stays).then_some(())
    }

    /// Whether the name of a concept is still its most used one.
    fn keeps_its_name(&self, concept: u32) -> bool {
        let kinds = self.graph.concept_kinds(ConceptId(concept));
        if kinds.any(Kinds::TITLE) {
            return true;
        }
        let name = spelling_hash(self.graph.concept_name(ConceptId(concept)));
        let offsets = self.ints(column::CONCEPT_COUNT);
        let values = self.ints(column::CONCEPT_COUNT + 1);
        let first = offsets.get(concept as usize) + kinds.0.count_ones();
        let spellings = (first..offsets.get(concept as usize + 1)).step_by(2);
        let count = |spelled: &dyn Fn(u32) -> bool| {
            let spellings = spellings.clone().map(|at| at as usize);
            let spellings = spellings.filter(|&at| spelled(values.get(at)));
            spellings.map(|at| values.get(at + 1)).max().unwrap_or(0)
        };
        count(&|spelling| spelling == name) > count(&|spelling| spelling != name)
    }

    /// Whether a concept that is nothing but a value still stands in two sections.
    fn keeps_its_sections(&self, concept: u32, before: &Said<'_>, after: &Said<'_>) -> bool {
        let graph = self.graph;
        if graph.concept_kinds(ConceptId(concept)).any(KNOWN) {
            return true;
        }
        let of_concept = |said: &Said<'_>| -> BTreeSet<u32> {
            let statements = said.statements.iter();
            let stated =
                statements.filter(|each| each.concept == concept && each.how == How::Field);
            stated.map(|each| each.section).collect()
        };
        let gone = of_concept(before);
        let others: BTreeSet<u32> = graph
            .concept_statements(ConceptId(concept))
            .map(|statement| statement.section.0)
            .filter(|section| !gone.contains(section))
            .collect();
        others.len() + of_concept(after).len() >= 2
    }

    /// Keeps which values stand in one section alone; nothing comes back if one now stands in two.
    fn set_lone_values(&mut self, before: &Said<'_>, after: &Said<'_>) -> Option<()> {
        let keys =
            |said: &Said<'_>| -> BTreeSet<u64> { said.lone.iter().map(|&(key, _)| key).collect() };
        let (old, new) = (keys(before), keys(after));
        let stored = self.graph.longs(column::LONE_VALUE);
        let is_alone = |&key: &u64| old.contains(&key) || !stored.contains(key);
        if new.len() < after.lone.len() || !new.iter().all(is_alone) {
            return None;
        }
        if old != new {
            let mut values: Vec<u64> = (0..stored.len())
                .map(|at| stored.get(at))
                .filter(|key| !old.contains(key))
                .collect();
            values.extend(new);
            values.sort_unstable();
            let bytes = values.into_iter().flat_map(u64::to_le_bytes).collect();
            self.bytes[column::LONE_VALUE] = Cow::Owned(bytes);
        }
        Some(())
    }

    /// Puts the statements; nothing comes back if a field is no longer named.
    fn set_statements(
        &mut self,
        changes: &mut [Change<'_>],
        sections: &Moves,
        statements: &[Statement],
    ) -> Option<()> {
        let starts = self.graph.ints(column::SECTION_STATEMENT);
        let mut old = Vec::with_capacity(changes.len());
        for (change, (replaced, first, count)) in changes.iter_mut().zip(&sections.replaced) {
            let from = statements.partition_point(|each| each.section < *first);
            let end = statements.partition_point(|each| each.section < first + count);
            statements[from..end].iter().for_each(|statement| change.rows.statement(statement));
            old.push(starts.get(replaced.start as usize)..starts.get(replaced.end as usize));
        }
        self.replace(rows::STATEMENTS, &old, changes, sections);
        let mut used = vec![false; self.graph.strings(column::FIELD_NAME).len()];
        let fields = self.ints(column::STATEMENT_FIELD);
        for field in (0..fields.len()).map(|at| fields.get(at)).filter(|&field| field != NONE) {
            used[field as usize] = true;
        }
        used.into_iter().all(|used| used).then_some(())
    }

    /// Counts anew what is called how by links.
    fn set_phrases(
        &mut self,
        before: &BTreeMap<(u64, u32), i64>,
        after: &BTreeMap<(u64, u32), i64>,
    ) {
        let mut changes = after.clone();
        for (&phrase, count) in before {
            *changes.entry(phrase).or_default() -= count;
        }
        changes.retain(|_, change| *change != 0);
        if changes.is_empty() {
            return;
        }
        let hashes = self.graph.longs(column::PHRASE_HASH);
        let concepts = self.graph.ints(column::PHRASE_CONCEPT);
        let links = self.graph.ints(column::PHRASE_LINKS);
        let mut new = Rows::new();
        let mut put = |(hash, concept): (u64, u32), links: u32| {
            // A name stays one, whether or not links use it.
            if links > 0 {
                new.long(column::PHRASE_HASH, hash);
                new.int(column::PHRASE_CONCEPT, concept);
                new.int(column::PHRASE_LINKS, links);
            }
        };
        let mut changes = changes.into_iter().peekable();
        for at in 0..hashes.len() {
            let phrase = (hashes.get(at), concepts.get(at));
            while let Some((phrase, change)) = changes.next_if(|(other, _)| *other < phrase) {
                put(phrase, (change as u32) << 1);
            }
            let change = changes.next_if(|(other, _)| *other == phrase).map_or(0, |(_, by)| by);
            put(phrase, (i64::from(links.get(at)) + change * 2) as u32);
        }
        changes.for_each(|(phrase, change)| put(phrase, (change as u32) << 1));
        for number in [column::PHRASE_HASH, column::PHRASE_CONCEPT, column::PHRASE_LINKS] {
            self.bytes[number] = Cow::Owned(new.take(number));
        }
    }

    /// Computes what follows from the rows, as far as it may differ.
    fn finish(mut self) -> GraphBytes<'a> {
        let relations = [
            column::NOTE_SECTION,
            column::SECTION_PARENT,
            column::UNIT_SECTION,
            column::LINK_SECTION,
            column::LINK_TARGET_KIND,
            column::LINK_TARGET,
            column::STATEMENT_SECTION,
            column::STATEMENT_CONCEPT,
        ];
        let base = Base::new(|number| self.ints(number));
        let mut derived = base.sums_of_units();
        if relations.into_iter().any(|number| self.is_changed(number)) {
            derived.extend(base.relations());
        }
        let mut writer = Writer::default();
        for (number, bytes) in derived {
            self.bytes[number] = Cow::Owned(bytes);
        }
        for (number, bytes) in self.bytes.into_iter().enumerate() {
            writer.put(number, bytes);
        }
        writer.finish(FORMAT)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use lore_core::{Profile, VaultPath};
    use proptest::prelude::*;

    use super::*;
    use crate::{STAMP, build};

    fn entry(path: &str, text: &str, stamp: u64) -> Entry {
        let path = VaultPath::new(path).unwrap();
        let parsed = lore_parser::parse(&path, text, &lore_parser::Options::default());
        Entry::new(&path, [stamp; STAMP], &parsed.note)
    }

    /// The notes of a vault in which `text` is one note, alone or with `more` around it.
    fn notes(text: &str, stamp: u64, more: bool) -> Vec<Entry> {
        let mut notes = vec![entry("b.md", text, stamp)];
        if more {
            notes.push(entry("a.md", "See [[b]], [[b#Log]], [[b#^claim|log]] and #data.\n", 1));
            notes.push(entry(
                "c.md",
                "---\naliases: [See]\n---\nup:: [[a]]\nby:: Eve\n\nword\n",
                1,
            ));
            notes.push(entry("d.md", "author:: Ada\n\n[[Nowhere]] [b](b.md) #data #data/new\n", 1));
            notes.push(entry("e.md", "author:: Ada\n\n[[Nowhere]] [[c]] [[b#Log]]\n\n## End\n", 1));
        }
        notes
    }

    fn built(notes: Vec<Entry>) -> Vec<u8> {
        let files = vec![VaultPath::new("pic.png").unwrap()];
        build(notes, files, Profile::default()).to_vec()
    }

    /// The graph of some notes with `changed` ones in the place of others, as a splice makes it.
    fn spliced(notes: Vec<Entry>, changed: &[&Entry]) -> Option<Vec<u8>> {
        let records: FxHashMap<String, Note> =
            notes.iter().map(|entry| (entry.path.clone(), entry.note())).collect();
        let graph = Graph::open(Arc::new(built(notes))).unwrap();
        let record = |note: NoteId| records.get(graph.path(note)).cloned();
        splice(&graph, changed, record).map(|bytes| bytes.to_vec())
    }

    /// Checks a splice against a build, and says whether there was one.
    fn is_spliced(old: &str, new: &str, more: bool) -> bool {
        let image = spliced(notes(old, 1, more), &[&entry("b.md", new, 2)]);
        if let Some(image) = &image {
            let wanted = built(notes(new, 2, more));
            assert!(*image == wanted, "{old:?} to {new:?} is not what a build makes");
        }
        image.is_some()
    }

    #[test]
    fn edits_that_name_nothing_new_are_spliced_and_others_are_not() {
        let note = "# T\n\nOne [[a]] two.\n\n## Log\n\nauthor:: Ada\n\nA claim ^claim\n\n[[Nowhere]] #data\n";
        for (what, new) in [
            ("nothing", note.to_owned()),
            ("words at the end", format!("{note}\nmore\n")),
            ("words at the top", note.replace("One", "One more line.\n\nNow one")),
            ("words in between", note.replace("A claim", "A longer\nclaim")),
            ("fewer words", note.replace("One ", "")),
            ("a task and a bad character", format!("{note}\n- [ ] x\n")),
            ("a link", format!("{note}\n[[c]]\n")),
            ("another target", note.replace("[[a]]", "[[c]]")),
            ("another text", note.replace("[[a]]", "[[a|x]]")),
            ("a heading", format!("{note}\n## End\n")),
            ("another heading", note.replace("Log", "Leg")),
            ("another block", note.replace("^claim", "^other")),
            ("lines in another order", note.replace("[[Nowhere]] #data", "#data\n[[Nowhere]]")),
            ("a link that others have", note.replace("[[Nowhere]] ", "")),
            ("a tag that others have", note.replace("#data", "")),
            ("a value that no other has", format!("{note}\nby:: Grace Hopper\n")),
            ("a journal", format!("{note}\n## Day 1\n\n## Day 2\n\n#data\n")),
        ] {
            assert!(is_spliced(note, &new, true), "{what}");
            assert!(is_spliced(&new, note, true), "{what}, undone");
        }
        for (what, new) in [
            ("another title", note.replace("# T", "# U")),
            ("a tag", format!("{note}\n#more\n")),
            ("a missing note", format!("{note}\n[[Elsewhere]]\n")),
            ("a value that another has", format!("{note}\nby:: Eve\n")),
            ("what is above another", format!("{note}\nup:: [[c]]\n").replace("## Log", "")),
        ] {
            assert!(!is_spliced(note, &new, true), "{what}");
            assert!(!is_spliced(&new, note, true), "{what}, undone");
        }
    }

    #[test]
    fn a_note_that_grows_long_is_divided_anew() {
        let parts = |words: usize| format!("## Animals\n\n{}\n\n", "word ".repeat(words)).repeat(9);
        assert!(is_spliced(&parts(10), &parts(20), true));
        assert!(is_spliced(&parts(10), &parts(400), true));
        assert!(is_spliced(&parts(400), &parts(10), true));
    }

    #[test]
    fn several_notes_are_spliced_together() {
        let text = |nth: usize, more: &str| {
            format!("# N{nth}\n\nSome [[n{}]] text. [[n{}#More]]{more}\n", nth + 1, nth / 2)
        };
        let entries = |changed: &[usize]| -> Vec<Entry> {
            (0..9)
                .map(|nth| {
                    let (more, stamp) = match changed.iter().position(|&other| other == nth) {
                        None => ("", 1),
                        Some(0) => ("More.", 2),
                        Some(_) => (" [[n0]]\n\n## More\n\n[[n2]]", 3),
                    };
                    entry(&format!("n{nth}.md"), &text(nth, more), stamp)
                })
                .collect()
        };
        for changed in [&[][..], &[0], &[8], &[3, 4], &[8, 0, 5], &[0, 1, 2, 3, 4]] {
            let all = entries(changed);
            let some: Vec<&Entry> = changed.iter().map(|&nth| &all[nth]).collect();
            let spliced = spliced(entries(&[]), &some).unwrap();
            assert!(spliced == built(entries(changed)), "{changed:?}");
        }
        assert!(spliced(entries(&[]), &[&entry("new.md", "", 1)]).is_none());
    }

    const PIECES: [&str; 24] = [
        "word",
        "more words",
        "[[a]]",
        "[[a|See]]",
        "[[c#End]]",
        "[[#Log]]",
        "[[Nowhere]]",
        "[[nowhere]]",
        "#data",
        "#data/new",
        "# T",
        "## Log",
        "## Day 1",
        "## Day 2",
        "author:: Ada",
        "author:: [[a]]",
        "by:: Eve",
        "by:: Grace Hopper",
        "**Topic:** Docker, [[c]]",
        "up:: [[d]]",
        "claim ^c",
        "- [ ] x",
        "```\n[[a]]\n```",
        "| Status |\n|---|\n| x |",
    ];

    fn text() -> impl Strategy<Value = Vec<&'static str>> {
        prop::collection::vec(prop::sample::select(&PIECES[..]), 0..10)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 512,
            // What fails becomes a named test, not a file of seeds.
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn a_splice_is_what_a_build_makes(
            old in text(),
            at in any::<prop::sample::Index>(),
            put in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..3),
            removed in 0..2_usize,
            separator in prop::sample::select(&["\n\n", "\n", " "][..]),
            more in any::<bool>(),
        ) {
            let mut new = old.clone();
            let at = at.index(old.len() + 1);
            new.splice(at..(at + removed).min(old.len()), put);
            is_spliced(&old.join(separator), &new.join(separator), more);
        }

        #[test]
        fn a_splice_of_several_notes_is_what_a_build_makes(
            texts in prop::collection::vec((text(), text(), any::<bool>()), 1..6),
        ) {
            let entries = |new: bool| -> Vec<Entry> {
                let text = |(old, newer, changes): &(Vec<&str>, Vec<&str>, bool)| {
                    if new && *changes { newer.join("\n\n") } else { old.join("\n\n") }
                };
                let names = ["a.md", "b.md", "c.md", "d.md", "e.md"];
                let texts = names.iter().zip(&texts);
                texts.map(|(path, texts)| entry(path, &text(texts), u64::from(new))).collect()
            };
            let all = entries(true);
            let changed: Vec<&Entry> = all.iter().collect();
            if let Some(image) = spliced(entries(false), &changed) {
                prop_assert!(image == built(entries(true)));
            }
        }
    }
}
