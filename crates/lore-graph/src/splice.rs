//! The graph with some notes in another state. What a note is called, and what is a concept, stays
//! the same in nearly every edit, and then only the rows of the edited notes differ, and what follows
//! from them. Leaves out every other change, which is a [`build`](crate::build()), and gives the same
//! bytes as that.

mod columns;
mod counts;
mod said;
#[cfg(test)]
mod tests;

use std::ops::Range;

use lore_core::{Note, name};
use rustc_hash::FxHashMap;

use crate::build::{Entry, state_missing};
use crate::columns::GraphBytes;
use crate::graph::{Graph, LinkView, NONE, NoteId, column};
use crate::names::NameTable;
use crate::resolve::{Resolution, Target};
use crate::rows::{self, Rows};
use crate::statements::{self, Statement};
use columns::{Columns, Moves};
use counts::declares_the_same;
use said::{Said, note_of, said_before};

/// Links from so many other notes are looked at again when the headings of a note change.
const MOST_SOURCES: usize = 256;

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

impl<'a> Columns<'a> {
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
}
