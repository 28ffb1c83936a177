//! The columns of a stored graph while some rows are replaced: everything is borrowed until it
//! differs. Leaves out what the rows say.

use std::borrow::Cow;
use std::ops::Range;

use lore_core::VaultPath;
use rustc_hash::FxHashSet;

use super::Change;
use super::concepts::ConceptMoves;
use crate::columns::{GraphBytes, Ints, Lists, Strings, Writer, ints};
use crate::concepts::Named;
use crate::derived::Base;
use crate::graph::{FORMAT, Graph, NONE, Naming, NoteId, STAMP, column};
use crate::names::Names;
use crate::profiles::Reading;
use crate::resolve::Target;
use crate::rows::{Cell, Rows, Table};

/// Where the rows of a table go when some are replaced.
#[derive(Default)]
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

    /// The row whose place a row has that is none of the new ones.
    fn before(&self, now: u32) -> u32 {
        let next = self.replaced.partition_point(|(_, first, _)| *first <= now);
        let Some((old, first, count)) = next.checked_sub(1).map(|last| &self.replaced[last]) else {
            return now;
        };
        if now < first + count {
            old.start + (now - first)
        } else {
            old.end + (now - first - count)
        }
    }

    /// The number before of a note that did not change.
    pub(super) fn note_before(&self, now: NoteId) -> NoteId {
        NoteId(self.before(now.0))
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

/// Where notes, sections, files, concepts and fields go.
#[derive(Default)]
pub(super) struct AllMoves {
    pub(super) notes: Moves,
    pub(super) sections: Moves,
    /// Nothing where the files are the same.
    pub(super) files: Option<Files>,
    pub(super) concepts: ConceptMoves,
    /// For each field before its number now; [`NONE`] if it is gone.
    pub(super) fields: Vec<u32>,
}

/// The files that are no notes, where others are there now.
pub(super) struct Files {
    /// Their paths, in order.
    pub(super) paths: Vec<VaultPath>,
    /// For each one before its number now; [`NONE`] if it is gone.
    pub(super) moved: Vec<u32>,
}

impl Files {
    /// Nothing comes back if these are those of the graph.
    pub(super) fn new(graph: &Graph, files: &[VaultPath]) -> Option<Files> {
        let mut paths = files.to_vec();
        paths.sort_unstable();
        if graph.files().eq(paths.iter().map(VaultPath::as_str)) {
            return None;
        }
        let number = |file: &str| paths.binary_search_by(|path| path.as_str().cmp(file));
        let moved = graph.files().map(|file| number(file).map_or(NONE, |at| at as u32)).collect();
        Some(Files { paths, moved })
    }

    /// The files that are new.
    pub(super) fn added(&self) -> impl Iterator<Item = (u32, &VaultPath)> {
        let known: FxHashSet<u32> = self.moved.iter().copied().collect();
        (0..).zip(&self.paths).filter(move |(at, _)| !known.contains(at))
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
        Ints::new(&self.bytes[number])
    }

    pub(super) fn names(&self) -> Names<'_> {
        let reading = Reading { profile: self.graph.profile(), tool_only: false };
        Names::in_columns(reading, |number| &self.bytes[number])
    }

    pub(super) fn strings(&self, number: usize) -> Strings<'_> {
        Strings { offsets: self.ints(number), bytes: &self.bytes[number + 1] }
    }

    pub(super) fn lists(&self, number: usize) -> Lists<'_> {
        Lists { offsets: self.ints(number), values: self.ints(number + 1) }
    }

    /// What a note is called now.
    pub(super) fn named(&self, note: NoteId) -> Named<'_> {
        let text = |number| self.strings(number).get(note.at());
        let naming = Naming::unpack(self.ints(column::NOTE_NAMING).get(note.at()));
        let path = text(column::NOTE_PATH);
        Named {
            path,
            title: naming.name(text(column::NOTE_TITLE), path),
            is_template: naming == Naming::Path,
            aliases: text(column::NOTE_ALIAS).split_terminator('\0').collect(),
        }
    }

    /// What a note was called.
    pub(super) fn named_before(&self, note: NoteId) -> Named<'a> {
        let graph = self.graph;
        let aliases = graph.strings(column::NOTE_ALIAS).get(note.at());
        let aliases = aliases.split_terminator('\0').collect();
        let is_template = graph.is_template(note);
        Named { path: graph.path(note), title: graph.name_of(note), aliases, is_template }
    }

    fn is_changed(&self, number: usize) -> bool {
        matches!(self.bytes[number], Cow::Owned(_))
    }

    /// Where the rows of each note begin, when those of the changed ones move others.
    pub(super) fn set_offsets(&mut self, number: usize, changes: &[Change<'_>], moves: &Moves) {
        if moves.is_none() && changes.iter().all(|change| change.was_there && change.is_there) {
            return;
        }
        let offsets = self.graph.ints(number);
        let mut new = Vec::with_capacity(offsets.len() + changes.len());
        let mut put = |offset: u32| new.push(offset);
        let (mut at, mut moved) = (0, 0u32);
        for (change, (old, first, count)) in changes.iter().zip(&moves.replaced) {
            let place = change.place();
            (at..place.start).for_each(|note| put(offsets.get(note as usize).wrapping_add(moved)));
            if change.is_there {
                put(*first);
            }
            at = place.end;
            moved = moved.wrapping_add(*count).wrapping_sub(old.end - old.start);
        }
        let others = at as usize..offsets.len();
        others.for_each(|note| put(offsets.get(note).wrapping_add(moved)));
        self.bytes[number] = Cow::Owned(ints(new));
    }

    /// Gives notes of the graph other stamps.
    pub(super) fn set_stamps(&mut self, touched: &[(NoteId, [u64; STAMP])], notes: &Moves) {
        if touched.is_empty() {
            return;
        }
        let stamps = self.bytes[column::NOTE_STAMP].to_mut();
        for (note, stamp) in touched {
            let at = notes.moved(note.0) as usize * STAMP * 8;
            for (bytes, word) in stamps[at..at + STAMP * 8].chunks_exact_mut(8).zip(stamp) {
                bytes.copy_from_slice(&word.to_le_bytes());
            }
        }
    }

    /// Puts the rows of the changed notes in place of the `old` ones.
    pub(super) fn replace_rows_of(
        &mut self,
        changes: &[Change<'_>],
        table: Table,
        old: &[Range<u32>],
        moves: &AllMoves,
    ) {
        let rows = changes.iter().map(|change| &change.rows);
        self.replace(table, old.iter().cloned().zip(rows), moves);
    }

    /// Puts rows in place of others, which are in order.
    pub(super) fn replace<'r>(
        &mut self,
        table: Table,
        rows: impl Iterator<Item = (Range<u32>, &'r Rows)> + Clone,
        moves: &AllMoves,
    ) {
        for &(number, cell) in table {
            let rows = rows.clone();
            match cell {
                Cell::Int => self.replace_ints(number, rows),
                Cell::Longs(count) => self.replace_longs(number, count, rows),
                Cell::Text => self.replace_text(number, rows),
                Cell::Section | Cell::Concept | Cell::Field | Cell::Target => {
                    self.renumber(number, cell, moves);
                    self.replace_ints(number, rows);
                }
            }
        }
    }

    /// Puts a list, or none, in place of each of some others, which are in order, and gives the values of
    /// those that stay their new numbers.
    pub(super) fn replace_lists(
        &mut self,
        number: usize,
        new: impl Iterator<Item = (Range<u32>, Option<Vec<u32>>)>,
        moved: impl Fn(u32) -> u32,
    ) {
        let old = self.graph.lists(number);
        let count = old.offsets.len().saturating_sub(1) as u32;
        let (mut offsets, mut values) = (vec![0], Vec::with_capacity(old.values.len() + 64));
        let mut next = 0;
        let stay = |lists: Range<u32>, values: &mut Vec<u32>, offsets: &mut Vec<u32>| {
            for list in lists {
                values.extend(old.get(list as usize).map(&moved));
                offsets.push(values.len() as u32);
            }
        };
        for (range, list) in new {
            stay(next..range.start, &mut values, &mut offsets);
            if let Some(list) = list {
                values.extend(list);
                offsets.push(values.len() as u32);
            }
            next = range.end;
        }
        stay(next..count, &mut values, &mut offsets);
        for (number, values) in [(number, offsets), (number + 1, values)] {
            let bytes = ints(values);
            if *self.bytes[number] != *bytes {
                self.bytes[number] = Cow::Owned(bytes);
            }
        }
    }

    /// Gives every row of a column the new numbers of sections and notes; those that are about to be
    /// replaced, too.
    fn renumber(&mut self, number: usize, cell: Cell, moves: &AllMoves) {
        let AllMoves { notes, sections, files, concepts, fields } = moves;
        let fields_stay = fields.iter().copied().eq(0..fields.len() as u32);
        let stays = match cell {
            Cell::Section => sections.is_none(),
            Cell::Concept => concepts.stay(),
            Cell::Field => fields_stay,
            Cell::Target => {
                sections.is_none() && notes.is_none() && files.is_none() && concepts.stay()
            }
            Cell::Int | Cell::Longs(_) | Cell::Text => true,
        };
        if stays {
            return;
        }
        let kinds = self.graph.ints(column::LINK_KIND);
        let values = self.ints(number);
        let target = |at: usize, value: u32| match Target::unpack(kinds.get(at), value) {
            Target::Section(section) => sections.moved(section.0),
            Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => {
                notes.moved(note.0)
            }
            Target::File(file) => files.as_ref().map_or(value, |files| files.moved[file.at()]),
            Target::Missing(Some(concept)) => concepts.number(concept.0),
            Target::External | Target::Missing(None) => value,
        };
        let moved = |at: usize| {
            let value = values.get(at);
            match cell {
                Cell::Section => sections.moved(value),
                Cell::Concept => concepts.number(value),
                Cell::Field => fields.get(value as usize).copied().unwrap_or(NONE),
                Cell::Target => target(at, value),
                Cell::Int | Cell::Longs(_) | Cell::Text => value,
            }
        };
        self.bytes[number] = Cow::Owned(ints((0..values.len()).map(moved)));
    }

    fn replace_ints<'r>(
        &mut self,
        number: usize,
        rows: impl Iterator<Item = (Range<u32>, &'r Rows)> + Clone,
    ) {
        let old = self.ints(number);
        let rows =
            rows.map(|(range, rows)| (range.start as usize..range.end as usize, rows.ints(number)));
        let is_same = |(range, new): (Range<usize>, Ints<'_>)| {
            range.len() == new.len() && range.map(|at| old.get(at)).eq(new.iter())
        };
        if !rows.clone().all(is_same) {
            self.bytes[number] = Cow::Owned(old.with_rows(rows));
        }
    }

    /// Puts rows of so many 64-bit integers.
    fn replace_longs<'r>(
        &mut self,
        number: usize,
        count: usize,
        rows: impl Iterator<Item = (Range<u32>, &'r Rows)> + Clone,
    ) {
        let old = &*self.bytes[number];
        let width = 8 * count;
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
        let mut offsets = vec![0];
        let mut bytes: Vec<u8> = Vec::with_capacity(old.bytes.len() + 1024);
        let mut copy = |from: Strings<'_>, range: Range<usize>| {
            if range.is_empty() {
                return;
            }
            let start = from.offsets.get(range.start);
            let moved = (bytes.len() as u32).wrapping_sub(start);
            offsets.extend(range.clone().map(|at| from.offsets.get(at + 1).wrapping_add(moved)));
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
        self.bytes[number] = Cow::Owned(ints(offsets));
        self.bytes[number + 1] = Cow::Owned(bytes);
    }

    /// Computes what follows from the rows, as far as it may differ.
    pub(super) fn finish(mut self) -> GraphBytes<'a> {
        let relations = [
            column::NOTE_SECTION,
            column::NOTE_DATE,
            column::NOTE_NAMING,
            column::NOTE_PERIOD,
            column::SECTION_PARENT,
            column::SECTION_LEVEL,
            column::SECTION_CONTENTS,
            column::UNIT_SECTION,
            column::LINK_SECTION,
            column::LINK_KIND,
            column::LINK_TARGET,
            column::LINK_BESIDE,
            column::STATEMENT_SECTION,
            column::STATEMENT_CONCEPT,
            column::CONCEPT_BROADER,
            column::CONCEPT_BROADER + 1,
        ];
        let base = Base::new(|number| self.ints(number));
        let mut derived = vec![base.word_count()];
        if relations.into_iter().any(|number| self.is_changed(number)) {
            derived.extend(base.relations());
        }
        let mut writer = Writer::default();
        for (number, bytes) in derived {
            self.bytes[number] = Cow::Owned(bytes);
        }
        let graph = self.graph;
        for (number, bytes) in self.bytes.into_iter().enumerate() {
            let stored = graph.bytes(number);
            match bytes {
                Cow::Owned(bytes) if bytes != *stored => writer.put(number, bytes),
                // What nobody touched is not read.
                Cow::Owned(_) | Cow::Borrowed(_) => {
                    let (file, place) = graph.place_of_column(number);
                    writer.leave(number, file, place, stored);
                }
            }
        }
        writer.finish(FORMAT).without_waste(|file| graph.file_size(file))
    }
}
