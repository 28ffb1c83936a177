//! Tables with a column of statuses: whether one tells how far things have come, and what its rows are called.
//! Leaves out what the statuses mean.

use std::borrow::Cow;

use lore_core::{StatusName, StatusTable, days, name, status_name};

use super::kinds::part_called;
use super::states;

/// The column that says what the rows are.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameColumn {
    pub(super) at: usize,
    /// Whether it has numbers alone, so that its own name is a part of theirs: `Module 1`.
    pub(super) counts: bool,
}

impl NameColumn {
    /// What a row is called; empty if it has no name.
    pub(super) fn name_of<'a>(&self, table: &StatusTable, cells: &'a [String]) -> Cow<'a, str> {
        let cell = &cells[self.at];
        match self.counts && !cell.is_empty() {
            true => Cow::Owned(format!("{} {}", counted(&table.columns[self.at]), number(cell))),
            false => Cow::Borrowed(cell),
        }
    }
}

/// Whether a table tells how far things have come: a column of numbers, or a first column of which no
/// value is known, explains what statuses mean.
pub(super) fn tells_progress(table: &StatusTable) -> bool {
    let status = table.status as usize;
    let Some(under) = table.columns.get(status) else { return false };
    let mut cells = table.rows.iter().map(|row| row.cells[status].as_str());
    let is_known = cells.clone().any(|cell| states::read(cell, under).is_some());
    let is_first = status == 0;
    match status_name(under) {
        Some(StatusName::Sure) => {
            is_known || (!is_first && !cells.all(|cell| cell.parse::<f64>().is_ok()))
        }
        Some(StatusName::Doubtful) | None => is_known && !is_first,
    }
}

/// The first column whose cells are names rather than numbers, days or signs; else one that counts. Names behind
/// the status, such as remarks, give way to chapters and the like before it.
pub(super) fn name_column(table: &StatusTable) -> Option<NameColumn> {
    let is_name = |cell: &String| {
        cell.chars().any(char::is_alphabetic) && (cell.len() > 12 || days::find(cell).is_none())
    };
    let status = table.status as usize;
    let others = || (0..table.columns.len()).filter(|&at| at != status);
    let named = others().find(|&at| table.rows.iter().any(|row| is_name(&row.cells[at])));
    let counting = others().find(|&at| counts_rows(table, at));
    let is_before = |at: usize| at < status && status < named.unwrap_or(usize::MAX);
    let is_of_parts = |at: usize| part_called(&table.columns[at]).is_some();
    match (named, counting) {
        (Some(_), Some(at)) if is_before(at) && is_of_parts(at) => {
            Some(NameColumn { at, counts: true })
        }
        (Some(at), _) => Some(NameColumn { at, counts: false }),
        (None, at) => at.map(|at| NameColumn { at, counts: true }),
    }
}

/// Whether a column has the numbers of parts, or of whatever is counted from the first one on. Other numbers, such
/// as codes, are no names.
fn counts_rows(table: &StatusTable, at: usize) -> bool {
    let cells =
        || table.rows.iter().map(|row| number(&row.cells[at])).filter(|cell| !cell.is_empty());
    let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let column = &table.columns[at];
    if !names_something(column) || cells().next().is_none() || !cells().all(is_number) {
        return false;
    }
    let numbers: Option<Vec<u32>> = cells().map(|cell| cell.parse().ok()).collect();
    let goes_on = |numbers: Vec<u32>| {
        numbers.first().is_some_and(|&first| first <= 1)
            && numbers.windows(2).all(|pair| pair[1] == pair[0].saturating_add(1))
    };
    part_called(column).is_some() || numbers.is_some_and(goes_on)
}

/// A number without the point behind it.
fn number(cell: &str) -> &str {
    cell.trim().trim_end_matches('.')
}

/// What a column counts: `Module` of `Modules`. Of words that are not known the `s` may be their own.
fn counted(column: &str) -> Cow<'_, str> {
    match part_called(column) {
        Some(_) => name::singular(column.trim()),
        None => Cow::Borrowed(column.trim()),
    }
}

/// Whether a column has a name: `#` is none.
pub(super) fn names_something(column: &str) -> bool {
    column.chars().any(char::is_alphanumeric)
}
