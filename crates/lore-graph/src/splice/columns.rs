//! The columns of a stored graph while rows of some notes are replaced: everything is borrowed until it
//! differs. Leaves out what the rows say.

use std::borrow::Cow;
use std::ops::Range;

use super::Change;
use crate::columns::{GraphBytes, Ints, Strings, Writer};
use crate::derived::Base;
use crate::graph::{FORMAT, Graph, NONE, SectionId, column};
use crate::names::Names;
use crate::profiles::Reading;
use crate::resolve::Target;
use crate::rows::{Cell, Rows, Table};

/// Where the rows of a table go when those of some notes are replaced.
pub(super) struct Moves {
    /// The old rows and the place and number of the new ones, in order.
    pub(super) replaced: Vec<(Range<u32>, u32, u32)>,
}

impl Moves {
    pub(super) fn new(replaced: impl Iterator<Item = (Range<u32>, u32)>) -> Moves {
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
    pub(super) fn is_none(&self) -> bool {
        self.replaced.iter().all(|(old, _, count)| old.end - old.start == *count)
    }

    /// Where a row is now; one of those replaced as if they were the same.
    pub(super) fn moved(&self, at: u32) -> u32 {
        let next = self.replaced.partition_point(|(old, ..)| old.start <= at);
        let Some((old, first, count)) = next.checked_sub(1).map(|last| &self.replaced[last]) else {
            return at;
        };
        if at < old.end { first + (at - old.start) } else { first + count + (at - old.end) }
    }
}

/// The columns of a graph, copied where they change.
pub(super) struct Columns<'a> {
    pub(super) graph: &'a Graph,
    pub(super) bytes: Vec<Cow<'a, [u8]>>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(graph: &'a Graph) -> Columns<'a> {
        let bytes = (0..=column::LAST).map(|number| Cow::Borrowed(graph.bytes(number))).collect();
        Columns { graph, bytes }
    }

    pub(super) fn ints(&self, number: usize) -> Ints<'_> {
        Ints(&self.bytes[number])
    }

    pub(super) fn names(&self) -> Names<'_> {
        let reading = Reading { profile: self.graph.profile(), tool_only: false };
        Names::in_columns(reading, |number| &self.bytes[number])
    }

    fn is_changed(&self, number: usize) -> bool {
        matches!(self.bytes[number], Cow::Owned(_))
    }

    pub(super) fn set_int(&mut self, number: usize, at: usize, value: u32) {
        if self.ints(number).get(at) != value {
            self.bytes[number].to_mut()[at * 4..at * 4 + 4].copy_from_slice(&value.to_le_bytes());
        }
    }

    /// Where the rows of each note begin, when those of the changed ones move others.
    pub(super) fn set_offsets(&mut self, number: usize, changes: &[Change<'_>], moves: &Moves) {
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
    pub(super) fn replace(
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

    /// Computes what follows from the rows, as far as it may differ.
    pub(super) fn finish(mut self) -> GraphBytes<'a> {
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
