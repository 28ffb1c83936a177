//! The text of notes as questions need it: excerpts, contexts and evidence are read from the files
//! again, each file once per question. What must be known of every note is in the graph instead. Leaves out
//! opening them, which is the vault's.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use lore_core::{Language, LineIndex, ParsedNote, VaultPath};
use lore_graph::{ConceptId, Graph, LinkView, NoteId, SectionId};
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::excerpt::pieces;
use crate::mentions::line_around;

impl Engine {
    /// A note's text as its file is now; nothing if it cannot be read any more.
    pub(crate) fn read(&self, note: NoteId) -> Option<String> {
        let path = VaultPath::new(self.graph.path(note)).ok()?;
        Some(self.vault.read(&path).ok()?.text)
    }
}

/// The files one question has read.
pub(crate) struct Reading<'a> {
    engine: &'a Engine,
    texts: RefCell<FxHashMap<NoteId, Rc<str>>>,
    sections: RefCell<FxHashMap<SectionId, Option<Rc<SectionSource>>>>,
    /// Where the links of a note begin in its text, in their order.
    link_starts: RefCell<FxHashMap<NoteId, Rc<[u32]>>>,
    /// What concepts are called in running text.
    names: RefCell<FxHashMap<ConceptId, Rc<[String]>>>,
    /// About how many bytes the texts and sections take.
    kept: Cell<usize>,
}

/// What is read for one question is kept up to so many bytes.
const MOST_KEPT: usize = 128 << 20;
/// A section that is parsed takes about so many bytes, and so many for each of its text.
const PARSED: (usize, usize) = (2_000, 4);

/// A section's own text as it stands in the file, and what the parser finds in it.
pub(crate) struct SectionSource {
    pub(crate) source: String,
    /// Offset of the text in the file.
    pub(crate) start: u32,
    pub(crate) first_line: u32,
    pub(crate) lines: LineIndex,
    /// The language of its note.
    pub(crate) language: Language,
    pub(crate) parsed: ParsedNote,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Reading<'a> {
        Reading {
            engine,
            texts: RefCell::default(),
            sections: RefCell::default(),
            link_starts: RefCell::default(),
            names: RefCell::default(),
            kept: Cell::default(),
        }
    }

    /// What is asked.
    pub(crate) fn engine(&self) -> &'a Engine {
        self.engine
    }

    /// The graph of the vault.
    pub(crate) fn graph(&self) -> &'a Graph {
        &self.engine.graph
    }

    /// A note's text; empty if it cannot be read any more.
    pub(crate) fn text(&self, note: NoteId) -> Rc<str> {
        let known = self.texts.borrow().get(&note).cloned();
        known.unwrap_or_else(|| {
            let text = self.engine.read(note).unwrap_or_default();
            let text: Rc<str> = text.into();
            self.kept.set(self.kept.get() + text.len());
            self.texts.borrow_mut().insert(note, text.clone());
            text
        })
    }

    /// A section's own text; nothing if the file no longer has it.
    pub(crate) fn section(&self, section: SectionId) -> Option<Rc<SectionSource>> {
        if let Some(known) = self.sections.borrow().get(&section) {
            return known.clone();
        }
        let graph = &self.engine.graph;
        let note = graph.note_of(section);
        let (start, own_end, _) = graph.extent(section);
        let text = self.text(note);
        let source = text.get(start as usize..own_end as usize);
        let source = source
            .and_then(|source| self.source(note, source, start, graph.line(section)).map(Rc::new));
        let (each, of_text) = PARSED;
        let size = source.as_ref().map_or(0, |source| each + of_text * source.source.len());
        self.kept.set(self.kept.get() + size);
        self.sections.borrow_mut().insert(section, source.clone());
        source
    }

    /// How many notes were read.
    #[cfg(test)]
    pub(crate) fn notes_read(&self) -> usize {
        self.texts.borrow().len()
    }

    /// Forgets what was read where it takes too much memory, for questions about very many notes.
    pub(crate) fn forget_too_much(&self) {
        if self.kept.get() > MOST_KEPT {
            self.kept.set(0);
            self.texts.borrow_mut().clear();
            self.sections.borrow_mut().clear();
        }
    }

    /// What a concept is called in running text, as [`Engine::names_in_text`] says.
    pub(crate) fn names_in_text(&self, concept: ConceptId) -> Rc<[String]> {
        let mut names = self.names.borrow_mut();
        let names =
            names.entry(concept).or_insert_with(|| self.engine.names_in_text(concept).into());
        names.clone()
    }

    /// A section's own text; of a very long one its first pieces.
    pub(crate) fn beginning(&self, section: SectionId) -> impl Iterator<Item = Rc<SectionSource>> {
        /// A few pages say what a text is about.
        const PIECES: usize = 2;
        self.parts(section, |_| true).take(PIECES)
    }

    /// A section's own text, of a very long one the pieces, as far as the text of them is `wanted`; what
    /// is not taken is not parsed.
    pub(crate) fn parts(
        &self,
        section: SectionId,
        wanted: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = Rc<SectionSource>> {
        let graph = &self.engine.graph;
        let text = self.text(graph.note_of(section));
        let (start, own_end, _) = graph.extent(section);
        let own = start as usize..own_end as usize;
        let is_long = own.len() > pieces::LONG;
        let cut = match text.get(own.clone()) {
            Some(own) if is_long => pieces::cut(own),
            Some(own) => std::iter::once(0..own.len()).collect(),
            None => Vec::new(),
        };
        // Within it no piece shows what it is part of.
        let data = text.get(own.clone()).filter(|_| is_long).and_then(lore_parser::drawing_data);
        let mut line = graph.line(section);
        let mut counted = 0;
        let own_text = text.clone();
        let wanted = cut.into_iter().filter_map(move |within| {
            let own = &own_text[own.clone()];
            line += newlines(&own.as_bytes()[counted..within.start]);
            counted = within.start;
            let is_data = data.as_ref().is_some_and(|data| data.contains(&within.start));
            (!is_data && wanted(&own[within.clone()])).then_some((within, line))
        });
        wanted.filter_map(move |(within, line)| match is_long {
            true => self.piece_at(section, &text, within, line).map(Rc::new),
            false => self.section(section),
        })
    }

    /// A piece of a section's own text, as if it stood alone; `within` is its place in that text.
    pub(crate) fn piece(&self, section: SectionId, within: Range<usize>) -> Option<SectionSource> {
        let graph = &self.engine.graph;
        let (start, own_end, _) = graph.extent(section);
        let text = self.text(graph.note_of(section));
        let own = text.get(start as usize..own_end as usize)?;
        let line = graph.line(section) + newlines(own.as_bytes().get(..within.start)?);
        self.piece_at(section, &text, within, line)
    }

    /// The same where the line that the piece begins with is known.
    fn piece_at(
        &self,
        section: SectionId,
        text: &str,
        within: Range<usize>,
        line: u32,
    ) -> Option<SectionSource> {
        let graph = &self.engine.graph;
        let (start, own_end, _) = graph.extent(section);
        let own = text.get(start as usize..own_end as usize)?;
        let start = start + within.start as u32;
        self.source(graph.note_of(section), own.get(within)?, start, line)
    }

    fn source(
        &self,
        note: NoteId,
        source: &str,
        start: u32,
        first_line: u32,
    ) -> Option<SectionSource> {
        let graph = &self.engine.graph;
        let options = self.engine.settings().parser_options();
        let path = VaultPath::new(graph.path(note)).ok()?;
        Some(SectionSource {
            source: source.to_owned(),
            start,
            first_line,
            lines: LineIndex::new(source),
            language: graph.language(note),
            parsed: lore_parser::parse_part(&path, source, &self.text(note), &options),
        })
    }

    /// A section's own text; empty if the file no longer has it.
    pub(crate) fn own_text(&self, section: SectionId) -> String {
        let graph = &self.engine.graph;
        let (start, own_end, _) = graph.extent(section);
        let text = self.text(graph.note_of(section));
        text.get(start as usize..own_end as usize).unwrap_or_default().to_owned()
    }

    /// The line a link stands in, shortened around it.
    pub(crate) fn link_context(&self, link: LinkView) -> String {
        let graph = &self.engine.graph;
        let note = graph.note_of(link.section);
        let known = self.link_starts.borrow().get(&note).cloned();
        let starts = known.unwrap_or_else(|| {
            let record = self.engine.record(note);
            let starts: Rc<[u32]> = record.links.iter().map(|link| link.span.start).collect();
            self.link_starts.borrow_mut().insert(note, starts.clone());
            starts
        });
        let at = starts.get(graph.link_place(link)).map_or(0, |&start| start as usize);
        let text = self.text(note);
        if text.is_char_boundary(at) { line_around(&text, at).shown } else { String::new() }
    }
}

impl SectionSource {
    /// The line in the file of an offset in the file.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        self.first_line - 1 + self.lines.line(offset.saturating_sub(self.start))
    }

    /// The column of an offset in the file, if the text begins with a line.
    pub(crate) fn column(&self, offset: u32) -> u32 {
        self.lines.column(&self.source, offset.saturating_sub(self.start))
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    let next = bytes.iter().skip(1).chain([&b' ']);
    let ends = bytes.iter().zip(next);
    ends.filter(|(byte, next)| **byte == b'\n' || **byte == b'\r' && **next != b'\n').count() as u32
}
