//! The columns that follow from the rows of all notes: what reaches a note, what states a concept,
//! what hangs together. They are computed in one way, whether all rows are new or a few. Leaves out the
//! rows, which are in `rows`.

use crate::columns::{self, Ints};
use crate::graph::{ConceptId, Node, UnitId, column, parent_of};
use crate::resolve::Target;

/// The columns from which the others follow.
#[derive(Clone, Copy)]
pub(crate) struct Base<'a> {
    pub(crate) note_sections: Ints<'a>,
    pub(crate) note_periods: Ints<'a>,
    pub(crate) note_namings: Ints<'a>,
    pub(crate) note_dates: Ints<'a>,
    pub(crate) section_parents: Ints<'a>,
    pub(crate) section_levels: Ints<'a>,
    pub(crate) section_contents: Ints<'a>,
    pub(crate) unit_sections: Ints<'a>,
    pub(crate) unit_words: Ints<'a>,
    pub(crate) link_sections: Ints<'a>,
    pub(crate) link_kinds: Ints<'a>,
    pub(crate) link_targets: Ints<'a>,
    pub(crate) link_beside: Ints<'a>,
    pub(crate) statement_sections: Ints<'a>,
    pub(crate) statement_concepts: Ints<'a>,
    pub(crate) broader: (Ints<'a>, Ints<'a>),
}

impl<'a> Base<'a> {
    /// Finds the columns by their numbers.
    pub(crate) fn new(ints: impl Fn(usize) -> Ints<'a>) -> Base<'a> {
        Base {
            note_sections: ints(column::NOTE_SECTION),
            note_periods: ints(column::NOTE_PERIOD),
            note_namings: ints(column::NOTE_NAMING),
            note_dates: ints(column::NOTE_DATE),
            section_parents: ints(column::SECTION_PARENT),
            section_levels: ints(column::SECTION_LEVEL),
            section_contents: ints(column::SECTION_CONTENTS),
            unit_sections: ints(column::UNIT_SECTION),
            unit_words: ints(column::UNIT_WORDS),
            link_sections: ints(column::LINK_SECTION),
            link_kinds: ints(column::LINK_KIND),
            link_targets: ints(column::LINK_TARGET),
            link_beside: ints(column::LINK_BESIDE),
            statement_sections: ints(column::STATEMENT_SECTION),
            statement_concepts: ints(column::STATEMENT_CONCEPT),
            broader: (ints(column::CONCEPT_BROADER), ints(column::CONCEPT_BROADER + 1)),
        }
    }

    fn note_count(self) -> usize {
        self.note_sections.len().saturating_sub(1)
    }

    fn section_count(self) -> usize {
        self.section_parents.len()
    }

    fn concept_count(self) -> usize {
        self.broader.0.len().saturating_sub(1)
    }

    pub(crate) fn target(self, link: usize) -> Target {
        Target::unpack(self.link_kinds.get(link), self.link_targets.get(link))
    }

    /// The note of each section.
    fn section_notes(self) -> Vec<u32> {
        let mut notes = Vec::with_capacity(self.section_count());
        for note in 1..self.note_sections.len() {
            notes.resize(self.note_sections.get(note) as usize, note as u32 - 1);
        }
        notes
    }

    /// The unit of each section: a section that begins none belongs to that of its parent.
    fn section_units(self) -> Vec<u32> {
        let mut units: Vec<u32> = Vec::with_capacity(self.section_count());
        let mut next = 0;
        for section in 0..self.section_count() {
            let begins =
                next < self.unit_sections.len() && self.unit_sections.get(next) as usize == section;
            next += usize::from(begins);
            units.push(match parent_of(self.section_parents, section as u32) {
                Some(parent) if !begins => units[parent as usize],
                Some(_) | None => next as u32 - 1,
            });
        }
        units
    }

    /// For each note the links that reach it or a part of it.
    fn backlinks(self, section_notes: &[u32]) -> [Vec<u32>; 2] {
        let links = (0..self.link_targets.len()).filter_map(|link| {
            let note = match self.target(link) {
                Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => note.0,
                Target::Section(section) => section_notes[section.at()],
                Target::File(_) | Target::External | Target::Missing(_) => return None,
            };
            Some((note, link as u32))
        });
        lists(self.note_count(), links)
    }

    /// The undirected graph of units and concepts: links that are no `navigation`, statements and the hierarchy.
    fn edges(self, section_units: &[u32], navigation: &[bool]) -> [Vec<u32>; 2] {
        let unit_count = self.unit_sections.len();
        let unit = |unit: u32| Node::Unit(UnitId(unit)).id(|| unit_count);
        let concept = |concept: u32| Node::Concept(ConceptId(concept)).id(|| unit_count);
        let first_unit =
            |note: u32| unit(section_units[self.note_sections.get(note as usize) as usize]);
        let links =
            (0..self.link_targets.len()).filter(|&link| !navigation[link]).filter_map(|link| {
                let to = match self.target(link) {
                    Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                        first_unit(to.0)
                    }
                    Target::Section(to) => unit(section_units[to.at()]),
                    Target::Missing(Some(missing)) => concept(missing.0),
                    Target::Missing(None) | Target::File(_) | Target::External => return None,
                };
                Some((unit(section_units[self.link_sections.get(link) as usize]), to))
            });
        let statements = (0..self.statement_sections.len()).map(|at| {
            let from = section_units[self.statement_sections.get(at) as usize];
            (unit(from), concept(self.statement_concepts.get(at)))
        });
        let broader = (0..self.concept_count()).flat_map(|narrower| {
            let (offsets, values) = self.broader;
            (offsets.get(narrower)..offsets.get(narrower + 1))
                .map(move |at| (concept(narrower as u32), concept(values.get(at as usize))))
        });
        let edges = links.chain(statements).chain(broader);
        let edges = edges.filter(|(left, right)| left != right);
        let both = edges.flat_map(|(left, right)| [(left.0, right.0), (right.0, left.0)]);
        without_repeats(lists(unit_count + self.concept_count(), both))
    }

    /// The column that follows from the numbers of words in units.
    pub(crate) fn word_count(self) -> (usize, Vec<u8>) {
        let words: u64 = self.unit_words.iter().map(u64::from).sum();
        (column::WORD_COUNT, columns::longs([words]))
    }

    /// The columns that follow from what belongs to, leads to and states what.
    pub(crate) fn relations(self) -> Vec<(usize, Vec<u8>)> {
        let (notes, units) = (self.section_notes(), self.section_units());
        let [backlink_offsets, backlinks] = self.backlinks(&notes);
        let navigation = self.navigation(&notes);
        let [edge_offsets, edges] = self.edges(&units, &navigation);
        let statements = (0..self.statement_sections.len()).zip(0..);
        let note = |at: usize| notes[self.statement_sections.get(at) as usize];
        let of_notes = statements.clone().map(|(at, id)| (note(at), id));
        let [note_statements, _] = lists(self.note_count(), of_notes);
        let of_concepts = statements.map(|(at, id)| (self.statement_concepts.get(at), id));
        let [statement_offsets, statements] = lists(self.concept_count(), of_concepts);
        let relations = [
            (column::SECTION_NOTE, notes),
            (column::SECTION_UNIT, units),
            (column::BACKLINK, backlink_offsets),
            (column::BACKLINK + 1, backlinks),
            (column::UNIT_EDGE, edge_offsets),
            (column::UNIT_EDGE + 1, edges),
            (column::LINK_NAVIGATION, navigation.into_iter().map(u32::from).collect()),
            (column::NOTE_STATEMENT, note_statements),
            (column::CONCEPT_STATEMENT, statement_offsets),
            (column::CONCEPT_STATEMENT + 1, statements),
        ];
        relations.map(|(number, values)| (number, columns::ints(values))).into()
    }
}

/// The offsets and values of lists: each item goes to the list it names, in their order.
pub(crate) fn lists(
    count: usize,
    items: impl Iterator<Item = (u32, u32)> + Clone,
) -> [Vec<u32>; 2] {
    let mut ends = vec![0u32; count + 1];
    for (list, _) in items.clone() {
        ends[list as usize + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    let offsets = ends.clone();
    let mut values = vec![0; ends.last().copied().unwrap_or(0) as usize];
    // What was the end of the list before is where the next item of a list goes.
    for (list, item) in items {
        values[ends[list as usize] as usize] = item;
        ends[list as usize] += 1;
    }
    [offsets, values]
}

/// The lists with each item once, rising.
fn without_repeats([mut offsets, mut values]: [Vec<u32>; 2]) -> [Vec<u32>; 2] {
    let (mut start, mut kept) = (0, 0);
    for end in offsets.iter_mut().skip(1) {
        let list = start..*end as usize;
        start = list.end;
        values[list.clone()].sort_unstable();
        let first = kept;
        for at in list {
            if kept == first || values[kept - 1] != values[at] {
                values[kept] = values[at];
                kept += 1;
            }
        }
        *end = kept as u32;
    }
    values.truncate(kept);
    [offsets, values]
}
