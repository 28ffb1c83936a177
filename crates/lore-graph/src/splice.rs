//! The graph with some notes in another state, or gone, or new: only the rows of these notes differ,
//! and what follows from them. What they name and named is counted off and on, so that of all concepts
//! only those are looked at that this touches. Leaves out what takes a [`build`](crate::build()), and
//! gives the same bytes as that.

mod columns;
mod concepts;
mod hierarchy;
mod known;
mod names;
mod said;
#[cfg(test)]
mod tests;
mod touched;
mod values;

use std::ops::Range;

use lore_core::{Note, Profile, VaultPath, name};
use rustc_hash::FxHashSet;

use crate::build::{Entry, has_subjects};
use crate::columns::GraphBytes;
use crate::graph::{Graph, NONE, NoteId, STAMP, column};
use crate::names::Called;
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Rows};
use crate::statements::Statement;
use crate::units;
use columns::{AllMoves, Columns, Files, Moves};
use names::SameHeadings;
use said::Said;
use touched::Touched;

/// So many notes are read again in any case, where it is the links from them that may have moved.
const MOST_SOURCES: usize = 256;

/// What [`build`](crate::build()) would make of the notes of `graph` with the `changed` ones at their
/// paths and without the `removed` ones, beside these other `files`; `record` tells what the graph's
/// notes were. `touched` notes are as they were, and have other stamps. Nothing comes back where that
/// takes a build.
pub fn splice<'a>(
    graph: &'a Graph,
    changed: &[&Entry],
    removed: &[&str],
    touched: &[(NoteId, [u64; STAMP])],
    files: &[VaultPath],
    record: impl Fn(NoteId) -> Option<Note>,
) -> Option<GraphBytes<'a>> {
    let count = changed.len() + removed.len();
    if count > MOST_SOURCES && count > graph.note_count() / 4 {
        return None;
    }
    let mut changes: Vec<Change<'_>> = Vec::with_capacity(count);
    for entry in changed {
        let (note, stamp) = entry.read()?;
        changes.push(Change::of(graph, entry.path.as_str(), stamp, Some(note), &record)?);
    }
    for path in removed.iter().filter(|path| graph.note_at(path).is_some()) {
        changes.push(Change::of(graph, path, [0; STAMP], None, &record)?);
    }
    let files = Files::new(graph, files);
    if changes.is_empty() && files.is_none() {
        let mut columns = Columns::of(graph);
        columns.set_stamps(touched, &Moves::default());
        return Some(columns.finish());
    }
    let headings = SameHeadings::new(graph, &changes);
    let mut renamed = headings.of_one_other(graph, &changes);
    for change in changes.iter_mut().filter(|change| change.was_there) {
        change.is_renamed |= renamed.remove(&NoteId(change.place));
    }
    for note in renamed {
        changes.push(Change { is_renamed: true, ..Change::unchanged(graph, note, &record)? });
    }
    for note in names::sources(graph, &changes, files.as_ref())? {
        changes.push(Change::unchanged(graph, note, &record)?);
    }
    number(&mut changes);
    let keeps_names =
        files.is_none() && changes.iter().all(|change| change.is_called_the_same(graph.profile()));

    let mut columns = Columns::of(graph);
    let mut moves = columns.set_sections(&mut changes, files)?;
    columns.set_stamps(touched, &moves.notes);
    if !keeps_names {
        columns.set_names(&changes, &moves);
        columns.set_namings(&changes, &headings);
    }
    let mut resolutions = columns.resolve(&changes);
    let before = Said::before(graph, &changes)?;
    let mut after = Said::after(&columns, &changes, &before, &moves.notes, &mut resolutions);
    let statements = std::mem::take(&mut after.gathered.statements);
    columns.set_values(&before, &after);
    moves.fields = columns.set_fields(&changes, &after.known.new_fields, &statements);
    let phrases = std::mem::take(&mut after.phrases);
    let touched = Touched::new(&columns, &changes, &moves, &before, &mut after, &statements)?;
    moves.concepts =
        columns.set_concepts(&touched, &changes, &moves, [&before.phrases, &phrases])?;
    columns.set_links(&mut changes, &moves, resolutions);
    columns.set_statements(&mut changes, &moves, statements);
    Some(columns.finish())
}

/// A note in its old and its new state.
struct Change<'a> {
    path: &'a str,
    stamp: [u64; STAMP],
    /// Its number before; of a new note that of the one that was where it comes to be.
    place: u32,
    /// Its number now; of one that is gone that of the one that is now where it was.
    id: NoteId,
    was_there: bool,
    is_there: bool,
    /// Whether it is called something else, or was not there, or is not.
    is_renamed: bool,
    /// What it was; an empty note if it was not there.
    old: Note,
    new: Note,
    /// The number of its first section now.
    first_section: u32,
    /// Its rows now.
    rows: Rows,
}

/// Brings changes into the order of their paths, and numbers the notes.
fn number(changes: &mut [Change<'_>]) {
    changes.sort_unstable_by_key(|change| change.path);
    let mut moved = 0u32;
    for change in changes {
        change.id = NoteId(change.place.wrapping_add(moved));
        moved = moved.wrapping_add(change.is_there.into()).wrapping_sub(change.was_there.into());
    }
}

impl<'a> Change<'a> {
    fn of(
        graph: &Graph,
        path: &'a str,
        stamp: [u64; STAMP],
        new: Option<Note>,
        record: &impl Fn(NoteId) -> Option<Note>,
    ) -> Option<Change<'a>> {
        let place = graph.place_of_path(path);
        let old = match graph.note_at(path) {
            Some(id) => Some(record(id)?),
            None => None,
        };
        let title = |note: &Note| (note.title.clone(), note.title_source);
        let is_same = match (&old, &new) {
            (Some(old), Some(new)) => title(old) == title(new),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        Some(Change {
            path,
            stamp,
            place,
            id: NoteId(place),
            was_there: old.is_some(),
            is_there: new.is_some(),
            is_renamed: !is_same,
            old: old.unwrap_or_default(),
            new: new.unwrap_or_default(),
            first_section: 0,
            rows: Rows::new(),
        })
    }

    /// A note that is as it was.
    fn unchanged(
        graph: &'a Graph,
        id: NoteId,
        record: &impl Fn(NoteId) -> Option<Note>,
    ) -> Option<Change<'a>> {
        let note = record(id)?;
        Some(Change {
            path: graph.path(id),
            stamp: graph.stamp(id),
            place: id.0,
            id,
            was_there: true,
            is_there: true,
            is_renamed: false,
            old: note.clone(),
            new: note,
            first_section: 0,
            rows: Rows::new(),
        })
    }

    /// Its row before.
    fn place(&self) -> Range<u32> {
        self.place..self.place + u32::from(self.was_there)
    }

    /// Its rows before in a table of which a column says where those of each note begin.
    fn rows_before(&self, graph: &Graph, offsets: usize) -> Range<u32> {
        let (offsets, place) = (graph.ints(offsets), self.place());
        offsets.get(place.start as usize)..offsets.get(place.end as usize)
    }

    /// What links call it, before and now.
    fn called(&self, profile: Profile) -> [Called; 2] {
        let called = |is: bool, note| match is {
            true => Called::of_note(self.path, note, profile),
            false => Called::default(),
        };
        [called(self.was_there, &self.old), called(self.is_there, &self.new)]
    }

    /// Whether nothing by which other notes name it differs.
    fn is_called_the_same(&self, profile: Profile) -> bool {
        let [old, new] = self.called(profile);
        !self.is_renamed && self.old.aliases == self.new.aliases && old == new
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

impl<'a> Columns<'a> {
    /// Numbers notes and sections anew and puts the rows of notes, sections, units and blocks. Nothing
    /// comes back if the other notes divide into other units now.
    fn set_sections(
        &mut self,
        changes: &mut [Change<'_>],
        files: Option<Files>,
    ) -> Option<AllMoves> {
        let graph = self.graph;
        let notes = changes.iter().map(|change| (change.place(), u32::from(change.is_there)));
        let notes = Moves::new(notes);
        let note_count = notes.moved(graph.note_count() as u32) as usize;
        if units::are_few(note_count) != units::are_few(graph.note_count()) {
            return None;
        }
        // With the first note beside templates, or the last, all of these are called otherwise.
        let gone: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
        let stay = graph.notes().filter(|note| !gone.contains(&note.0));
        let there = changes.iter().filter(|change| change.is_there).map(|change| change.path);
        let now = has_subjects(there.chain(stay.map(|note| graph.path(note))));
        if now != has_subjects(graph.paths()) {
            return None;
        }
        let sections = Moves::new(changes.iter().map(|change| {
            let count = change.new.sections.len() as u32;
            (change.rows_before(graph, column::NOTE_SECTION), count)
        }));
        for (change, &(_, first, _)) in changes.iter_mut().zip(&sections.replaced) {
            change.first_section = first;
            if change.is_there {
                change.rows.note(change.path, &change.stamp, &change.new);
                change.rows.sections(&change.new, first, note_count);
            }
        }
        let moves = AllMoves { notes, sections, files, ..AllMoves::default() };
        let places: Vec<Range<u32>> = changes.iter().map(Change::place).collect();
        self.replace_rows_of(changes, rows::NOTES, &places, &moves);
        let old: Vec<Range<u32>> =
            moves.sections.replaced.iter().map(|(old, ..)| old.clone()).collect();
        self.replace_rows_of(changes, rows::SECTIONS, &old, &moves);
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
        self.replace_rows_of(changes, rows::UNITS, &units, &moves);
        let blocks: Vec<Range<u32>> =
            changes.iter().map(|change| change.rows_before(graph, column::BLOCK_NOTE)).collect();
        self.replace_rows_of(changes, rows::BLOCKS, &blocks, &moves);
        self.set_offsets(column::NOTE_SECTION, changes, &moves.sections);
        let blocks = Moves::new(
            blocks
                .into_iter()
                .zip(&*changes)
                .map(|(old, change)| (old, change.rows.count(column::BLOCK_LINE))),
        );
        self.set_offsets(column::BLOCK_NOTE, changes, &blocks);
        Some(moves)
    }

    /// Where the links of the changed notes lead.
    fn resolve(&self, changes: &[Change<'_>]) -> Vec<Vec<Resolution>> {
        let names = self.names();
        let resolve = |change: &Change<'_>| -> Vec<Resolution> {
            change.new.links.iter().map(|link| names.resolve(change.id, link)).collect()
        };
        changes.iter().map(resolve).collect()
    }

    /// Puts the rows of links.
    fn set_links(
        &mut self,
        changes: &mut [Change<'_>],
        moves: &AllMoves,
        resolutions: Vec<Vec<Resolution>>,
    ) {
        for (change, mut resolutions) in changes.iter_mut().zip(resolutions) {
            for resolution in &mut resolutions {
                if let Target::Missing(Some(concept)) = &mut resolution.target {
                    concept.0 = moves.concepts.number(concept.0);
                }
            }
            change.rows.links(&change.new, change.first_section, resolutions.iter());
        }
        let old: Vec<Range<u32>> = changes
            .iter()
            .map(|change| change.rows_before(self.graph, column::NOTE_LINK))
            .collect();
        self.replace_rows_of(changes, rows::LINKS, &old, moves);
        let counts = changes.iter().map(|change| change.new.links.len() as u32);
        let links = Moves::new(old.into_iter().zip(counts));
        self.set_offsets(column::NOTE_LINK, changes, &links);
    }

    /// Puts the statements.
    fn set_statements(
        &mut self,
        changes: &mut [Change<'_>],
        moves: &AllMoves,
        mut statements: Vec<Statement>,
    ) {
        for statement in &mut statements {
            statement.concept = moves.concepts.number(statement.concept);
            if statement.field != NONE {
                statement.field = moves.fields[statement.field as usize];
            }
        }
        statements.sort_unstable();
        statements.dedup();
        let graph = self.graph;
        let mut old = Vec::with_capacity(changes.len());
        for (change, (_, first, count)) in changes.iter_mut().zip(&moves.sections.replaced) {
            let from = statements.partition_point(|each| each.section < *first);
            let end = statements.partition_point(|each| each.section < first + count);
            statements[from..end].iter().for_each(|statement| change.rows.statement(statement));
            old.push(change.rows_before(graph, column::NOTE_STATEMENT));
        }
        self.replace_rows_of(changes, rows::STATEMENTS, &old, moves);
    }
}
