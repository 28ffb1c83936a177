//! Unlinked mentions: running text that names a note without linking it. Never in code, math,
//! comments, existing links, headings or front matter; the first in each section.

use std::collections::BTreeMap;

use lore_core::{RunKind, Span, character_start, name, words};
use lore_graph::{ConceptId, NoteId, SectionId};
use lore_index::Posting;

use crate::Engine;
use crate::reading::{Reading, SectionSource};

/// A place that names a note without linking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The note that mentions.
    pub path: String,
    /// The section, as people would call it.
    pub label: String,
    /// Line, counting from 1.
    pub line: u32,
    /// Column in characters, counting from 1.
    pub column: u32,
    /// The words that name it, as written.
    pub text: String,
    /// The line they stand in, shortened around them.
    pub context: String,
    /// How many times the section names it.
    pub count: usize,
}

/// Longest context, in bytes.
const CONTEXT: usize = 180;
/// How many sections are read to find mentions of one note.
const MOST_SECTIONS: usize = 200;

impl Engine {
    /// Where other notes name this one without linking it, in the order of paths and lines.
    pub(crate) fn mentions_of(
        &self,
        reading: &Reading<'_>,
        note: NoteId,
        limit: usize,
    ) -> Vec<Mention> {
        let names = self.names_in_text(self.graph.concept_of(note));
        let own_note = |section: SectionId| self.graph.note_of(section) == note;
        self.find_mentions(reading, &names, limit, |section| !own_note(section))
    }

    /// Where sections name a concept that they neither state nor link, in the order of paths and
    /// lines.
    pub(crate) fn mentions_of_concept(
        &self,
        reading: &Reading<'_>,
        concept: ConceptId,
        limit: usize,
    ) -> Vec<Mention> {
        let names = self.names_in_text(concept);
        let graph = &self.graph;
        let notes: Vec<NoteId> = graph.concept_notes(concept).collect();
        self.find_mentions(reading, &names, limit, |section| {
            !notes.contains(&graph.note_of(section))
                && !graph.statements(section).any(|statement| statement.concept == concept)
        })
    }

    /// What a concept is called in running text: its names of more than one character that say
    /// something.
    pub(crate) fn names_in_text(&self, concept: ConceptId) -> Vec<String> {
        let mut names = vec![self.graph.concept_name(concept).to_owned()];
        for note in self.graph.concept_notes(concept) {
            names.extend(self.graph.record(note).aliases);
            let stem = self.graph.stem(note);
            // Such a file stands for its folder; its name is a word like any other.
            if !matches!(stem.to_lowercase().as_str(), "index" | "readme" | "_index" | "home") {
                names.push(stem.to_owned());
            }
        }
        names.retain(|name| {
            let terms: Vec<_> = words::plain(name).collect();
            name.chars().count() > 1 && terms.iter().any(|word| !words::is_stop_word(&word.term))
        });
        names.sort_by_key(|name| name::concept_key(name));
        names.dedup_by_key(|name| name::concept_key(name));
        names
    }

    /// The sections that hold one of the names in one form or another.
    pub(crate) fn sections_naming(&self, names: &[String]) -> Vec<SectionId> {
        let mut postings: Vec<Posting> = Vec::new();
        for name in names {
            for form in forms(name) {
                postings.extend(self.state.text.phrase(&form));
            }
        }
        let mut sections: Vec<SectionId> = postings
            .into_iter()
            .filter_map(|posting| {
                let note = self.graph.note_by_key(posting.note)?;
                Some(self.graph.section_of(note, posting.place))
            })
            .collect();
        sections.sort_unstable();
        sections.dedup();
        sections
    }

    fn find_mentions(
        &self,
        reading: &Reading<'_>,
        names: &[String],
        limit: usize,
        wanted: impl Fn(SectionId) -> bool,
    ) -> Vec<Mention> {
        let keys: Vec<Vec<String>> = names.iter().map(|name| name_words(name)).collect();
        let mut mentions = Vec::new();
        let sections = self.sections_naming(names);
        for section in sections.into_iter().filter(|&section| wanted(section)).take(MOST_SECTIONS) {
            if mentions.len() >= limit {
                break;
            }
            let Some(source) = reading.section(section) else { continue };
            mentions.extend(self.mention_in(section, &source, &keys));
        }
        mentions
    }

    /// The first mention in a section, with the number of all.
    pub(crate) fn mention_in(
        &self,
        section: SectionId,
        source: &SectionSource,
        names: &[Vec<String>],
    ) -> Option<Mention> {
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        // What a topic field names is declared, not mentioned.
        let note = &source.parsed.note;
        let declared: Vec<Span> = note
            .fields
            .iter()
            .filter(|field| note.topics.iter().any(|topic| topic.line == field.line))
            .map(|field| field.span)
            .collect();
        for run in source.parsed.runs.iter().filter(|run| run.kind == RunKind::Prose) {
            let Some(text) = run.span.slice(&source.source) else { continue };
            let terms: Vec<_> = words::plain(text).collect();
            for start in 0..terms.len() {
                let longest = names
                    .iter()
                    .filter(|name| {
                        terms.get(start..start + name.len()).is_some_and(|window| {
                            window
                                .iter()
                                .zip(*name)
                                .all(|(word, wanted)| name::singular(&word.term) == wanted)
                        })
                    })
                    .map(Vec::len)
                    .max();
                if let Some(length) = longest.filter(|&length| length > 0) {
                    let offset = run.span.start as usize;
                    let last = &terms[start + length - 1];
                    let range = offset + terms[start].range.start..offset + last.range.end;
                    if !declared.iter().any(|field| field.contains(Span::new(range.clone()))) {
                        found.insert(range.start, range.end);
                    }
                }
            }
        }
        let (&start, &end) = found.first_key_value()?;
        let (context, column) = context(&source.source, start);
        Some(Mention {
            path: self.graph.path(self.graph.note_of(section)).to_owned(),
            label: self.graph.label(section),
            line: source.line(source.start + start as u32),
            column,
            text: source.source.get(start..end)?.to_owned(),
            context,
            count: found.len(),
        })
    }
}

/// A name as the words that mentions are compared by.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    words::plain(name).map(|word| name::singular(&word.term).to_owned()).collect()
}

/// A name as it may stand in text: as it is, in the plural, in the singular.
fn forms(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let mut forms = vec![lower.clone()];
    let singular = name::singular(&lower);
    if singular == lower {
        forms.push(format!("{lower}s"));
    } else {
        forms.push(singular.to_owned());
    }
    forms
}

/// The line around a byte of a text, shortened around it, and the byte's column.
pub(crate) fn context(text: &str, at: usize) -> (String, u32) {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let column = text[start..at].chars().count() as u32 + 1;
    let mut from = start;
    if at - start > CONTEXT / 2 {
        from = character_start(text, at - CONTEXT / 2);
        from = text[from..at].find(' ').map_or(from, |space| from + space + 1);
    }
    let mut to = character_start(text, end.min(from + CONTEXT));
    if to < end {
        to = text[at..to].rfind(' ').map_or(to, |space| at + space);
    }
    let cut_before = if from > start { "…" } else { "" };
    let cut_after = if to < end { "…" } else { "" };
    (format!("{cut_before}{}{cut_after}", text[from..to].trim()), column)
}
