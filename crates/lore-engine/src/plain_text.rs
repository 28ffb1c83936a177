//! A section's own text as it reads without markup, on one line, with the way back to the file.
//! Leaves out which of its runs are worth reading.

use std::ops::Range;

use lore_core::{Field, FieldOrigin, Joint, Run, RunKind};
use rustc_hash::FxHashMap;

use crate::reading::SectionSource;

/// Between blocks of which the first ends without a mark of its own.
pub(crate) const BETWEEN_BLOCKS: &str = " · ";
/// In bytes. Nobody wraps running text so narrowly: a line that had room for the next word within
/// this much was ended on purpose.
const NARROW: usize = 50;

/// Text without markup: each white space is one space, and nothing steers a terminal.
#[derive(Debug, Default)]
pub(crate) struct PlainText {
    pub(crate) text: String,
    /// Rising.
    pieces: Vec<Piece>,
    /// Where blocks begin in the text, and lines that stand for themselves; rising.
    blocks: Vec<usize>,
}

/// A stretch that stands in the file byte by byte as in the text.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// What kind of text.
    pub(crate) kind: RunKind,
    /// Its bytes in the text.
    pub(crate) range: Range<usize>,
    /// Where it begins in the file.
    pub(crate) offset: u32,
}

impl PlainText {
    /// Joins runs as they read: markup between letters leaves nothing, blocks are told apart.
    pub(crate) fn new<'r>(
        source: &SectionSource,
        runs: impl IntoIterator<Item = &'r Run>,
    ) -> PlainText {
        let mut builder = Builder::new(source);
        let mut end = 0;
        for run in runs {
            let start = run.span.start as usize;
            builder.join(end.min(start)..start, run.joint);
            builder.add(run.kind, run.span.range());
            end = run.span.end as usize;
        }
        builder.plain
    }

    /// The source itself, between two places.
    pub(crate) fn raw(source: &SectionSource, range: Range<usize>) -> PlainText {
        let mut builder = Builder::new(source);
        builder.add(RunKind::Code, range);
        builder.plain
    }

    /// The stretches that stand in the file as in the text.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether a block begins at a place in the text, or a line that stands for itself.
    pub(crate) fn begins_block(&self, at: usize) -> bool {
        at == 0 || self.blocks.binary_search(&at).is_ok()
    }

    /// The offset in the file of a place in the text.
    pub(crate) fn offset(&self, at: usize) -> u32 {
        let next = self.pieces.partition_point(|piece| piece.range.start <= at);
        match self.pieces.get(next.wrapping_sub(1)) {
            Some(piece) => piece.offset + (at.min(piece.range.end) - piece.range.start) as u32,
            None => self.pieces.first().map_or(0, |piece| piece.offset),
        }
    }

    /// Where some bytes of the file stand in the text, if they do so one after another.
    pub(crate) fn place_of(&self, file: Range<u32>) -> Option<Range<usize>> {
        let next = self.pieces.partition_point(|piece| piece.offset <= file.start);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        let start = piece.range.start + (file.start - piece.offset) as usize;
        let end = start + file.len();
        (end <= piece.range.end).then_some(start..end)
    }

    /// What the text has of some bytes of the file.
    pub(crate) fn place_within(&self, file: Range<u32>) -> Option<Range<usize>> {
        let length = |piece: &Piece| piece.range.len() as u32;
        let first = self.pieces.partition_point(|piece| piece.offset + length(piece) <= file.start);
        let after = self.pieces.partition_point(|piece| piece.offset < file.end);
        let (first, last) = (self.pieces.get(first)?, self.pieces.get(after.checked_sub(1)?)?);
        let start = first.range.start + file.start.saturating_sub(first.offset) as usize;
        let end = last.range.start + (file.end - last.offset).min(length(last)) as usize;
        (start < end).then_some(start..end)
    }
}

/// What stands between two characters of the text; the greater one parts more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Between {
    #[default]
    Nothing,
    Space,
    Cells,
    /// The end of a block that says so itself.
    ClosedBlock,
    Blocks,
    /// A block of code that is left out.
    LeftOut,
}

impl Between {
    fn shown(self) -> &'static str {
        match self {
            Between::Nothing => "",
            Between::Space | Between::ClosedBlock => " ",
            Between::Cells => " | ",
            Between::Blocks => BETWEEN_BLOCKS,
            Between::LeftOut => " … ",
        }
    }
}

struct Builder<'a> {
    source: &'a SectionSource,
    lines: Lines<'a>,
    plain: PlainText,
    /// Between the text so far and what comes next, if anything does.
    between: Between,
}

impl<'a> Builder<'a> {
    fn new(source: &'a SectionSource) -> Builder<'a> {
        let (plain, between) = (PlainText::default(), Between::Nothing);
        Builder { source, lines: Lines::new(source), plain, between }
    }

    fn part(&mut self, between: Between) {
        self.between = self.between.max(between);
    }

    /// What stands between the text so far and a run; `gap` is what the file has there.
    fn join(&mut self, gap: Range<usize>, joint: Joint) {
        let written = self.source.source.get(gap.clone()).unwrap_or("");
        let newline = written.find('\n').map(|at| gap.start + at);
        match (joint, newline) {
            (Joint::Block, None) if written.contains('|') => self.part(Between::Cells),
            // What the colon announces.
            (Joint::Block, _) if written.contains("```") && self.plain.text.ends_with(':') => {
                self.part(Between::LeftOut);
            }
            // A row of a table, whose cells end anyhow.
            (Joint::Block, Some(_)) if written.trim_end().ends_with('|') => {
                self.part(Between::Blocks);
            }
            (Joint::Block, _) => self.end_block(),
            (Joint::Spaced, Some(newline)) => self.end_line(newline),
            (Joint::Spaced, None) => self.part(Between::Space),
            (Joint::Attached, _) => {}
        }
        if let Some(shown) = entity(written).filter(|_| !self.plain.text.is_empty()) {
            if written.starts_with('&') && self.between == Between::Space {
                self.between = Between::Nothing;
            }
            self.flush();
            self.plain.text.push_str(shown);
            if written.ends_with(char::is_whitespace) {
                self.part(Between::Space);
            }
        }
    }

    /// Goes on behind the end of a line within a block.
    fn end_line(&mut self, newline: usize) {
        if self.lines.ends_on_purpose(newline) {
            self.end_block()
        } else {
            self.part(Between::Space)
        }
    }

    fn end_block(&mut self) {
        self.part(match last_mark(&self.plain.text) {
            Some(Mark::Closing) => Between::ClosedBlock,
            Some(Mark::Open) => Between::Space,
            None => Between::Blocks,
        });
    }

    /// Adds some bytes of the source.
    fn add(&mut self, kind: RunKind, range: Range<usize>) {
        let Some(words) = self.source.source.get(range.clone()) else { return };
        for (at, c) in words.char_indices() {
            let at = range.start + at;
            match (c, kind) {
                ('\n', RunKind::Code) => self.end_block(),
                ('\n', RunKind::Prose | RunKind::Link) => self.end_line(at),
                (c, _) if c.is_whitespace() || c.is_control() => self.part(Between::Space),
                (c, _) if is_invisible(c) => {}
                ('\\', RunKind::Prose) if self.source.source[at + 1..].starts_with('\n') => {}
                _ => self.push(kind, at, c),
            }
        }
    }

    fn push(&mut self, kind: RunKind, at: usize, c: char) {
        let offset = self.source.start + at as u32;
        let before = self.plain.text.len();
        let is_near = self.between <= Between::Space;
        self.flush();
        let start = self.plain.text.len();
        self.plain.text.push(c);
        let end = self.plain.text.len();
        match self.plain.pieces.last_mut() {
            Some(last)
                if is_near
                    && last.kind == kind
                    && last.range.end == before
                    && last.offset as usize + (start - last.range.start) == offset as usize =>
            {
                last.range.end = end;
            }
            _ => self.plain.pieces.push(Piece { kind, range: start..end, offset }),
        }
    }

    fn flush(&mut self) {
        let between = std::mem::take(&mut self.between);
        if !self.plain.text.is_empty() {
            self.plain.text.push_str(between.shown());
        }
        if between >= Between::ClosedBlock {
            self.plain.blocks.push(self.plain.text.len());
        }
    }
}

/// What the lines of a source say about themselves.
struct Lines<'a> {
    source: &'a str,
    /// Where lines begin that open with a field, with whether its value ends with the line.
    fields: FxHashMap<usize, bool>,
}

impl<'a> Lines<'a> {
    fn new(source: &'a SectionSource) -> Lines<'a> {
        let mut lines = Lines { source: &source.source, fields: FxHashMap::default() };
        let mut starts = vec![0];
        let in_text = |field: &&Field| field.origin != FieldOrigin::FrontMatter;
        for field in source.parsed.note.fields.iter().filter(in_text) {
            if starts.len() == 1 {
                starts.extend(source.source.match_indices('\n').map(|(newline, _)| newline + 1));
            }
            if let Some(&start) = starts.get(field.line.saturating_sub(1) as usize) {
                lines.fields.insert(start, field.origin == FieldOrigin::Inline);
            }
        }
        lines
    }

    /// Whether the line that ends at `newline` was ended on purpose rather than wrapped.
    fn ends_on_purpose(&self, newline: usize) -> bool {
        let start = self.source[..newline].rfind('\n').map_or(0, |before| before + 1);
        let (line, after) = (&self.source[start..newline], &self.source[newline + 1..]);
        let after = after.trim_start_matches(['>', ' ', '\t']);
        // Scripts without spaces break anywhere.
        let word = after.find(|c: char| c.is_whitespace() || c.len_utf8() > 2);
        line.ends_with("  ")
            || line.ends_with('\\')
            || self.fields.get(&start) == Some(&true)
            || self.fields.contains_key(&(newline + 1))
            || line.len() + 1 + word.unwrap_or(after.len()) < NARROW
    }
}

/// A mark that ends a text.
enum Mark {
    /// It ends what it stands behind.
    Closing,
    /// More is to come.
    Open,
}

/// The mark a text ends with, if it is one after which the next block needs none before it.
fn last_mark(text: &str) -> Option<Mark> {
    let text = text.trim_end_matches(['"', '\'', ')', ']', '»', '”', '’', '」']);
    match text.chars().next_back()? {
        '.' | '?' | '!' | '…' | '。' | '？' | '！' | '؟' | '۔' | '।' => {
            Some(Mark::Closing)
        }
        ':' | ';' | ',' | '(' | '[' | '{' | '–' | '—' | '：' | '；' | '，' | '、' | '،' => {
            Some(Mark::Open)
        }
        _ => None,
    }
}

/// Characters that show nothing and turn or part what stands beside them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What an entity of HTML that fills a gap shows, of those that people write.
fn entity(gap: &str) -> Option<&'static str> {
    match gap.trim() {
        "&amp;" => Some("&"),
        "&lt;" => Some("<"),
        "&gt;" => Some(">"),
        "&quot;" => Some("\""),
        "&nbsp;" => Some(" "),
        "&ndash;" => Some("–"),
        "&mdash;" => Some("—"),
        _ => None,
    }
}
