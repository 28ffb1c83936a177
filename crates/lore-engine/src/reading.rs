//! The text of notes as questions need it: excerpts, contexts and evidence are read from the files
//! again, each file once per question. What must be known of every note is in the graph instead.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lore_core::{Language, ParsedNote, RunKind, Span, VaultPath};
use lore_graph::{Graph, LinkView, NoteId, SectionId};
use rustc_hash::FxHashMap;

use crate::Engine;
use crate::excerpt::pieces;
use crate::mentions::context;

/// The files one question has read.
pub(crate) struct Reading<'a> {
    engine: &'a Engine,
    texts: RefCell<FxHashMap<NoteId, Rc<str>>>,
    sections: RefCell<FxHashMap<SectionId, Option<Rc<SectionSource>>>>,
}

/// A section's own text as it stands in the file, and what the parser finds in it.
pub(crate) struct SectionSource {
    pub(crate) source: String,
    /// Offset of the text in the file.
    pub(crate) start: u32,
    pub(crate) first_line: u32,
    /// The language of its note.
    pub(crate) language: Language,
    pub(crate) parsed: ParsedNote,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Reading<'a> {
        Reading { engine, texts: RefCell::default(), sections: RefCell::default() }
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
            let path = VaultPath::new(self.engine.graph.path(note)).ok();
            let read = path.and_then(|path| self.engine.vault.read(&path).ok());
            let text: Rc<str> = read.map_or_else(|| "".into(), |read| read.text.into());
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
        self.sections.borrow_mut().insert(section, source.clone());
        source
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
        let wanted =
            cut.into_iter().filter(move |within| wanted(&text[own.clone()][within.clone()]));
        wanted.filter_map(move |within| match is_long {
            true => self.piece(section, within).map(Rc::new),
            false => self.section(section),
        })
    }

    /// A piece of a section's own text, as if it stood alone; `within` is its place in that text.
    pub(crate) fn piece(&self, section: SectionId, within: Range<usize>) -> Option<SectionSource> {
        let graph = &self.engine.graph;
        let note = graph.note_of(section);
        let (start, own_end, _) = graph.extent(section);
        let text = self.text(note);
        let own = text.get(start as usize..own_end as usize)?;
        let line = graph.line(section) + newlines(&own.as_bytes()[..within.start]);
        self.source(note, own.get(within.clone())?, start + within.start as u32, line)
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
            language: graph.language(note),
            parsed: lore_parser::parse(&path, source, &options),
        })
    }

    /// A section's own text; empty if the file no longer has it.
    pub(crate) fn own_text(&self, section: SectionId) -> String {
        let graph = &self.engine.graph;
        let (start, own_end, _) = graph.extent(section);
        let text = self.text(graph.note_of(section));
        text.get(start as usize..own_end as usize).unwrap_or_default().to_owned()
    }

    /// Whether a link stands in a comment, which readers do not see; `span` is the link's in the file.
    pub(crate) fn is_in_comment(&self, link: LinkView, span: Span) -> bool {
        let graph = &self.engine.graph;
        let (start, own_end, _) = graph.extent(link.section);
        let text = self.text(graph.note_of(link.section));
        let own = text.get(start as usize..own_end as usize);
        if !own.is_some_and(|own| own.contains("%%")) {
            return false;
        }
        let Some(section) = self.section(link.section) else { return false };
        let mut runs = section.parsed.runs.iter().filter(|run| run.kind == RunKind::Comment);
        runs.any(|run| (span.start..span.end).contains(&(section.start + run.span.start)))
    }

    /// The line a link stands in, shortened around it.
    pub(crate) fn link_context(&self, link: LinkView) -> String {
        let graph = &self.engine.graph;
        let note = graph.note_of(link.section);
        let text = self.text(note);
        let record = self.engine.record(note);
        let at =
            record.links.get(graph.link_place(link)).map_or(0, |link| link.span.start as usize);
        if text.is_char_boundary(at) { context(&text, at).0 } else { String::new() }
    }
}

impl SectionSource {
    /// The line in the file of an offset in the file.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        let within = (offset.saturating_sub(self.start) as usize).min(self.source.len());
        self.first_line + newlines(&self.source.as_bytes()[..within])
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u32
}
