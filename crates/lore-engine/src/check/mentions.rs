//! Unlinked mentions in one pass: all names of the vault as one tree of words, along which the text
//! of each note is read once. Finds the first place in a note that names another one which the note
//! does not link to: who linked it once need not link it again. Leaves out what names several notes
//! and names that are common words.

use std::sync::{Mutex, PoisonError};

use lore_core::{Code, LineIndex, ParsedNote, RunKind, Span, VaultPath, name, words};
use lore_graph::{ConceptId, NoteId};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use super::write::mention_as_link;
use super::{Checker, Finding};
use crate::Engine;
use crate::mentions::name_words;

/// A name of one word that more sections say than this is a word like others, unless the vault is
/// large.
const COMMON: usize = 200;
/// In a large vault: one section of so many.
const COMMON_SHARE: usize = 50;

/// What notes are called, by the words of their names.
pub(super) struct NamesInText {
    /// From a node and the hash of a word to the next node. The root is 0.
    steps: FxHashMap<(u32, u64), u32>,
    /// What ends at a node.
    names: FxHashMap<u32, Name>,
    /// Whether a name is a common word, by its node, as far as somebody asked.
    common: Mutex<FxHashMap<u32, bool>>,
}

/// A name of notes.
struct Name {
    /// As it is written.
    text: String,
    words: usize,
    /// The note, unless several bear the name: of those no one is meant.
    bearer: Option<NoteId>,
}

impl NamesInText {
    pub(super) fn of(engine: &Engine) -> NamesInText {
        let concepts: Vec<ConceptId> = engine.graph.concepts().collect();
        let names: Vec<(Option<NoteId>, Vec<String>)> = concepts
            .into_par_iter()
            .filter_map(|concept| {
                let mut notes = engine.graph.concept_notes(concept);
                let first = notes.next()?;
                let bearer = notes.next().is_none().then_some(first);
                Some((bearer, engine.names_in_text(concept)))
            })
            .collect();
        let mut tree = NamesInText {
            steps: FxHashMap::default(),
            names: FxHashMap::default(),
            common: Mutex::default(),
        };
        for (bearer, names) in names {
            for name in names {
                tree.add(bearer, name);
            }
        }
        tree
    }

    fn add(&mut self, bearer: Option<NoteId>, text: String) {
        let mut node = 0;
        let words = name_words(&text);
        for word in &words {
            let next = self.steps.len() as u32 + 1;
            node = *self.steps.entry((node, xxh3_64(word.as_bytes()))).or_insert(next);
        }
        let known = self.names.entry(node).or_insert(Name { text, words: words.len(), bearer });
        known.bearer = known.bearer.filter(|&known| bearer == Some(known));
    }

    /// The longest name that the words begin with: its number of words, and its node.
    fn longest(&self, words: &[u64]) -> Option<(usize, u32)> {
        let mut node = 0;
        let mut longest = None;
        for (nth, &word) in words.iter().enumerate() {
            let Some(&next) = self.steps.get(&(node, word)) else { break };
            node = next;
            if self.names.contains_key(&node) {
                longest = Some((nth + 1, node));
            }
        }
        longest
    }

    /// The one note that the name at a node can mean.
    fn meant(&self, engine: &Engine, node: u32) -> Option<NoteId> {
        let name = self.names.get(&node)?;
        let bearer = name.bearer?;
        if name.words > 1 {
            return Some(bearer);
        }
        let common = || self.common.lock().unwrap_or_else(PoisonError::into_inner);
        let known = common().get(&node).copied();
        let is_common = known.unwrap_or_else(|| {
            let sections = engine.sections_naming(std::slice::from_ref(&name.text)).len();
            let is_common = sections > COMMON.max(engine.graph.section_count() / COMMON_SHARE);
            common().insert(node, is_common);
            is_common
        });
        (!is_common).then_some(bearer)
    }
}

impl Checker<'_> {
    /// The first place in a note that names another one it does not link to, for each such note.
    pub(super) fn unlinked_mentions(&self, note: NoteId, names: &NamesInText) -> Vec<Finding> {
        let path = VaultPath::new(self.graph.path(note)).ok();
        // What cannot be read any more mentions nothing.
        let read = path.and_then(|path| Some((self.engine.vault.read(&path).ok()?.text, path)));
        let Some((text, path)) = read else { return Vec::new() };
        let parsed = lore_parser::parse(&path, &text, &self.engine.settings().parser_options());
        let lines = LineIndex::new(&text);
        let mut known = self.linked(note);
        let mut findings = Vec::new();
        for (span, node) in names_in(&parsed, &text, names) {
            if let Some(named) = names.meant(self.engine, node)
                && known.insert(self.graph.concept_of(named))
            {
                let said = span.slice(&text).unwrap_or_default();
                let line = lines.line(span.start);
                let message = format!("“{said}” is not linked");
                let wiki = self.engine.profile.profile.has_wiki_links();
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

/// Where running text says a name, the longest one at each place, with its node.
fn names_in(parsed: &ParsedNote, text: &str, names: &NamesInText) -> Vec<(Span, u32)> {
    // What a topic field names is declared, not mentioned.
    let fields = parsed.note.fields.iter();
    let declared: Vec<Span> = fields
        .filter(|field| parsed.note.topics.iter().any(|topic| topic.line == field.line))
        .map(|field| field.span)
        .collect();
    let mut found = Vec::new();
    for run in parsed.runs.iter().filter(|run| run.kind == RunKind::Prose) {
        let Some(source) = run.span.slice(text) else { continue };
        let terms: Vec<_> = words::plain(source).collect();
        let hashes: Vec<u64> =
            terms.iter().map(|word| xxh3_64(name::singular(&word.term).as_bytes())).collect();
        let mut at = 0;
        while at < terms.len() {
            let Some((length, node)) = names.longest(&hashes[at..]) else {
                at += 1;
                continue;
            };
            let offset = run.span.start as usize;
            let (first, last) = (&terms[at].range, &terms[at + length - 1].range);
            let span = Span::new(offset + first.start..offset + last.end);
            if !declared.iter().any(|field| field.contains(span)) {
                found.push((span, node));
            }
            at += length;
        }
    }
    found
}
