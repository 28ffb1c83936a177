//! Keeps what tables say that have a column for how far things have come. Leaves out all other tables,
//! whose cells are text like any other, and what a status means.

use lore_core::{
    LineIndex, Section, Span, StatusName, StatusRow, StatusTable, is_placeholder, status_name,
};

use crate::prose::section_of;

/// A table with a column of statuses.
#[derive(Debug)]
pub(crate) struct Table {
    /// Offset of its head.
    pub(crate) at: usize,
    columns: Vec<String>,
    status: usize,
    /// The cells of each row, and its offset.
    rows: Vec<(Vec<String>, usize)>,
}

/// A table whose end has not come yet.
#[derive(Debug, Default)]
pub(crate) struct OpenTable {
    cells: Vec<String>,
    row: usize,
    head: Option<Table>,
    is_body: bool,
}

impl OpenTable {
    pub(crate) fn begin_row(&mut self, at: usize) {
        self.row = at;
        self.cells.clear();
    }

    pub(crate) fn begin_cell(&mut self) {
        self.cells.push(String::new());
    }

    /// Adds text to the cell, unless nobody wants to know.
    pub(crate) fn show(&mut self, shown: &str) {
        if (!self.is_body || self.head.is_some())
            && let Some(cell) = self.cells.last_mut()
        {
            cell.push_str(shown);
        }
    }

    pub(crate) fn end_head(&mut self) {
        self.is_body = true;
        let columns = self.take_cells();
        let named = |wanted| columns.iter().position(|name| status_name(name) == Some(wanted));
        if let Some(status) = named(StatusName::Sure).or_else(|| named(StatusName::Doubtful)) {
            self.head = Some(Table { at: self.row, columns, status, rows: Vec::new() });
        }
    }

    pub(crate) fn end_row(&mut self) {
        let mut cells = self.take_cells();
        // What a template is to fill in says nothing yet.
        let is_open = |cell: &String| cell.is_empty() || is_placeholder(cell);
        if cells.iter().any(|cell| is_placeholder(cell)) && cells.iter().all(is_open) {
            return;
        }
        cells.iter_mut().filter(|cell| is_placeholder(cell)).for_each(String::clear);
        if let Some(table) = &mut self.head {
            cells.resize(table.columns.len(), String::new());
            table.rows.push((cells, self.row));
        }
    }

    /// The table, if it has a column of statuses.
    pub(crate) fn close(self) -> Option<Table> {
        self.head.filter(|table| !table.rows.is_empty())
    }

    fn take_cells(&mut self) -> Vec<String> {
        let cells = std::mem::take(&mut self.cells);
        cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
    }
}

/// The tables with their places in the note.
pub(crate) fn finish(
    tables: Vec<Table>,
    sections: &[Section],
    lines: &LineIndex,
) -> Vec<StatusTable> {
    let offset = |at: usize| Span::new(at..at).start;
    let row = |(cells, at): (Vec<String>, usize)| StatusRow { cells, line: lines.line(offset(at)) };
    let finished = tables.into_iter().map(|table| StatusTable {
        section: section_of(sections, offset(table.at)),
        status: u32::try_from(table.status).unwrap_or_default(),
        columns: table.columns,
        rows: table.rows.into_iter().map(row).collect(),
    });
    finished.collect()
}
