//! Unlinked mentions as hints: the first place in a note that names another one which the note does not
//! link to. Who linked it once need not link it again. Leaves out what names several notes, names that
//! are common words, and what the user rejected; what a mention is, `crate::mentions` says.

use std::sync::{Mutex, PoisonError};

use lore_core::{Code, LineIndex, VaultPath};
use lore_graph::{ConceptId, NoteId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::write::{Said, mention_as_link};
use super::{Checker, Finding};
use crate::Engine;
use crate::mentions::{AllNames, Rejected, Where, is_form_of, mentions_in, name_words};

/// A name of one word that more sections say than this is a word like others, unless the vault is
/// large.
const COMMON: usize = 200;
/// In a large vault: one section of so many.
const COMMON_SHARE: usize = 50;

/// The names of notes, and which of them no note is meant by.
pub(super) struct NotesInText {
    names: AllNames,
    rejected: Rejected,
    /// Whether a name is a common word, as far as somebody asked.
    common: Mutex<FxHashMap<u32, bool>>,
}

impl NotesInText {
    pub(super) fn of(engine: &Engine) -> NotesInText {
        let names = AllNames::of(engine);
        NotesInText { names, rejected: engine.rejected(), common: Mutex::default() }
    }

    /// The one note that a name can mean, as a text says it.
    fn meant(&self, engine: &Engine, at: u32, said: &str) -> Option<NoteId> {
        let name = self.names.name(at);
        if !is_form_of(said, &name.text) {
            return None;
        }
        let mut notes = engine.graph.concept_notes(name.concept?);
        let bearer = notes.next().filter(|_| notes.next().is_none())?;
        if self.rejected.contains(engine.graph.path(bearer), &name.text) {
            return None;
        }
        if name_words(&name.text).len() > 1 {
            return Some(bearer);
        }
        let common = || self.common.lock().unwrap_or_else(PoisonError::into_inner);
        let known = common().get(&at).copied();
        let is_common = known.unwrap_or_else(|| {
            let sections = engine.sections_naming(std::slice::from_ref(&name.text)).len();
            let is_common = sections > COMMON.max(engine.graph.section_count() / COMMON_SHARE);
            common().insert(at, is_common);
            is_common
        });
        (!is_common).then_some(bearer)
    }
}

impl Checker<'_> {
    /// The first place in a note that names another one it does not link to, for each such note.
    pub(super) fn unlinked_mentions(&self, note: NoteId, names: &NotesInText) -> Vec<Finding> {
        let path = VaultPath::new(self.graph.path(note)).ok();
        // What cannot be read any more mentions nothing.
        let read = path.and_then(|path| Some((self.engine.read(note)?, path)));
        let Some((text, path)) = read else { return Vec::new() };
        let parsed = lore_parser::parse(&path, &text, &self.engine.settings().parser_options());
        let lines = LineIndex::new(&text);
        let mut known = self.linked(note);
        let mut findings = Vec::new();
        for (span, name) in mentions_in(&parsed, &text, &names.names, Where::TEXT) {
            let said = span.slice(&text).unwrap_or_default();
            if let Some(named) = names.meant(self.engine, name, said)
                && known.insert(self.graph.concept_of(named))
            {
                let line = lines.line(span.start);
                let message = format!("“{said}” is not linked");
                let wiki = self.engine.profile.profile.has_wiki_links();
                let in_table = parsed.table_around(span).is_some();
                let said = Said { text: said, in_table };
                let suggestion = mention_as_link(self.graph, wiki, note, named, said);
                findings.push(Finding {
                    column: lines.column(&text, span.start),
                    suggestions: suggestion.into_iter().collect(),
                    ..self.finding(Code::UnlinkedMention, note, line, message)
                });
            }
        }
        findings
    }

    /// What a note is about by name, or links to.
    fn linked(&self, note: NoteId) -> FxHashSet<ConceptId> {
        let links = self.graph.links_of(note);
        let targets = links.filter_map(|link| self.graph.target_note(link.target));
        targets.chain([note]).map(|target| self.graph.concept_of(target)).collect()
    }
}
