//! The graph with some notes in another state, or gone, or new: only the rows of these notes differ,
//! and what follows from them. Where they name what they named before, as in nearly every edit, the
//! concepts stay; else these are put together anew from what is known of all notes (`names`). Leaves
//! out what takes a [`build`](crate::build()), and gives the same bytes as that.

mod columns;
mod counts;
mod names;
mod others;
mod said;
#[cfg(test)]
mod tests;

use std::ops::Range;

use lore_core::{Note, VaultPath, name};
use rustc_hash::FxHashMap;

use crate::build::{Entry, state_missing};
use crate::columns::GraphBytes;
use crate::graph::{Graph, LinkView, NONE, NoteId, STAMP, column, with_target_kind};
use crate::names::Called;
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Rows};
use crate::statements::{self, Statement};
use crate::units;
use columns::{AllMoves, Columns, Files, Moves};
use said::{Said, note_of, said_before};

/// So many notes are read again in any case, where it is the links from them that may have moved.
const MOST_SOURCES: usize = 256;

/// What [`build`](crate::build()) would make of the notes of `graph` with the `changed` ones at their
/// paths and without the `removed` ones, beside these other `files`; `record` tells what the graph's
/// notes were. Nothing comes back where that takes a build.
pub fn splice<'a>(
    graph: &'a Graph,
    changed: &[&Entry],
    removed: &[&str],
    files: &[VaultPath],
    record: impl Fn(NoteId) -> Option<Note>,
) -> Option<GraphBytes<'a>> {
    let count = changed.len() + removed.len();
    if count > MOST_SOURCES && count > graph.note_count() / 4 {
        return None;
    }
    let mut changes: Vec<Change<'_>> = Vec::with_capacity(count);
    for entry in changed {
        changes.push(Change::of(graph, &entry.path, entry.stamp, Some(entry.note()), &record)?);
    }
    for path in removed.iter().filter(|path| graph.note_at(path).is_some()) {
        changes.push(Change::of(graph, path, [0; STAMP], None, &record)?);
    }
    number(&mut changes);
    let files = Files::new(graph, files);
    if files.is_none() && changes.iter().all(Change::is_called_the_same) {
        let spliced = with_the_same_names(graph, &mut changes, &record);
        if spliced.is_some() {
            return spliced;
        }
        changes.iter_mut().for_each(|change| change.rows = Rows::new());
    }
    names::with_other_names(graph, changes, files, &record)
}

fn with_the_same_names<'a>(
    graph: &'a Graph,
    changes: &mut [Change<'_>],
    record: &impl Fn(NoteId) -> Option<Note>,
) -> Option<GraphBytes<'a>> {
    let mut columns = Columns::of(graph);
    let moves = columns.set_sections(changes, None)?;
    let before = said_before(graph, changes)?;
    let after = columns.set_links(changes, &moves, record)?;
    columns.set_counts(&before, &after)?;
    columns.set_lone_values(&before, &after)?;
    columns.set_declared(&before, &after)?;
    columns.set_divided_values(&before, &after);
    columns.set_statements(changes, &moves, &after.statements);
    columns.names_the_same_fields().then_some(())?;
    columns.set_phrases(&before.phrases, &after.phrases);
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
        Some(Change {
            path,
            stamp,
            place,
            id: NoteId(place),
            was_there: old.is_some(),
            is_there: new.is_some(),
            old: old.unwrap_or_default(),
            new: new.unwrap_or_default(),
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
    fn called(&self) -> [Called; 2] {
        let called = |is: bool, note| match is {
            true => Called::of_note(self.path, note),
            false => Called::default(),
        };
        [called(self.was_there, &self.old), called(self.is_there, &self.new)]
    }

    fn has_same_title(&self) -> bool {
        let title = |note: &Note| (note.title.clone(), note.title_source);
        self.was_there == self.is_there && title(&self.old) == title(&self.new)
    }

    /// Whether nothing by which other notes name it differs.
    fn is_called_the_same(&self) -> bool {
        let [old, new] = self.called();
        self.has_same_title() && self.old.aliases == self.new.aliases && old == new
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
        let moves = AllMoves { notes, sections, files };
        let places: Vec<Range<u32>> = changes.iter().map(Change::place).collect();
        self.replace(rows::NOTES, &places, changes, &moves);
        let old: Vec<Range<u32>> =
            moves.sections.replaced.iter().map(|(old, ..)| old.clone()).collect();
        self.replace(rows::SECTIONS, &old, changes, &moves);
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
        self.replace(rows::UNITS, &units, changes, &moves);
        let blocks: Vec<Range<u32>> =
            changes.iter().map(|change| change.rows_before(graph, column::BLOCK_NOTE)).collect();
        self.replace(rows::BLOCKS, &blocks, changes, &moves);
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

    /// Resolves the links of the changed notes, and those of others to parts of them, and collects
    /// what the notes say now.
    fn set_links(
        &mut self,
        changes: &mut [Change<'_>],
        moves: &AllMoves,
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
            statements::state_topics_and_tags(&change.new, change.first_section, &mut said);
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
        let links = self.replace_links(changes, moves);
        for (link, target) in targets_of_others {
            let (kind, target) = target.pack();
            let at = links.moved(link.id.0) as usize;
            let kind = with_target_kind(self.ints(column::LINK_KIND).get(at), kind);
            self.set_int(column::LINK_KIND, at, kind);
            self.set_int(column::LINK_TARGET, at, target);
        }
        Some(said)
    }

    /// Puts the rows of links, and tells where they go.
    fn replace_links(&mut self, changes: &[Change<'_>], moves: &AllMoves) -> Moves {
        let graph = self.graph;
        let old: Vec<Range<u32>> =
            changes.iter().map(|change| change.rows_before(graph, column::NOTE_LINK)).collect();
        self.replace(rows::LINKS, &old, changes, moves);
        let counts = changes.iter().map(|change| change.new.links.len() as u32);
        let links = Moves::new(old.into_iter().zip(counts));
        self.set_offsets(column::NOTE_LINK, changes, &links);
        links
    }

    /// Puts the statements.
    fn set_statements(
        &mut self,
        changes: &mut [Change<'_>],
        moves: &AllMoves,
        statements: &[Statement],
    ) {
        let graph = self.graph;
        let mut old = Vec::with_capacity(changes.len());
        for (change, (_, first, count)) in changes.iter_mut().zip(&moves.sections.replaced) {
            let from = statements.partition_point(|each| each.section < *first);
            let end = statements.partition_point(|each| each.section < first + count);
            statements[from..end].iter().for_each(|statement| change.rows.statement(statement));
            old.push(change.rows_before(graph, column::NOTE_STATEMENT));
        }
        self.replace(rows::STATEMENTS, &old, changes, moves);
    }

    /// Whether statements still name every field that has a number.
    fn names_the_same_fields(&self) -> bool {
        let mut named = vec![false; self.graph.strings(column::FIELD_NAME).len()];
        let fields = self.ints(column::STATEMENT_FIELD);
        for field in (0..fields.len()).map(|at| fields.get(at)).filter(|&field| field != NONE) {
            named[field as usize] = true;
        }
        named.into_iter().all(|is_named| is_named)
    }
}
