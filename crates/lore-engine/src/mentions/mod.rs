//! Unlinked mentions: running text that names a note or topic without linking it. One room for all
//! who ask: what concepts are called in text (`names`), what counts as a mention (`scan`), how likely
//! a person would make it a link (`weigh`), which are worth it (`worth`), and which the user does not
//! want (`rejected`).

mod names;
mod rejected;
mod scan;
mod weigh;
mod worth;

use lore_core::{Span, character_start};
use lore_graph::{ConceptId, NoteId, SectionId};

pub use rejected::Rejection;
pub use worth::{MentionOptions, MentionTarget, Mentions, RankedMention};

pub(crate) use names::{AllNames, GraphNames, name_words};
pub(crate) use rejected::Rejected;
pub(crate) use scan::{Where, mentions_in};
pub(crate) use worth::Judge;

use crate::Engine;
use crate::reading::{Reading, SectionSource};
use names::TheseNames;

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
/// How many sections are read to find mentions of one topic.
const MOST_SECTIONS: usize = 200;

impl Engine {
    /// Where sections name a concept that they neither state nor link, in the order of paths and
    /// lines.
    pub(crate) fn mentions_of_concept(
        &self,
        reading: &Reading<'_>,
        concept: ConceptId,
        limit: usize,
    ) -> Vec<Mention> {
        let graph = &self.graph;
        let names = self.names_in_text(concept);
        let keys: Vec<Vec<String>> = names.iter().map(|name| name_words(name)).collect();
        let notes: Vec<NoteId> = graph.concept_notes(concept).collect();
        let wanted = |&section: &SectionId| {
            !notes.contains(&graph.note_of(section))
                && !graph.statements(section).any(|statement| statement.concept == concept)
        };
        self.sections_naming(&names)
            .into_iter()
            .filter(wanted)
            .take(MOST_SECTIONS)
            .filter_map(|section| self.mention_in(section, &*reading.section(section)?, &keys))
            .take(limit)
            .collect()
    }

    /// The first mention of one of these names in a section, with the number of all.
    pub(crate) fn mention_in(
        &self,
        section: SectionId,
        source: &SectionSource,
        names: &[Vec<String>],
    ) -> Option<Mention> {
        let found = mentions_in(&source.parsed, &source.source, &TheseNames(names), Where::TEXT);
        let (first, ()) = *found.first()?;
        self.mention(section, source, first, found.len())
    }

    /// A place in a section's text as a mention.
    fn mention(
        &self,
        section: SectionId,
        source: &SectionSource,
        at: Span,
        count: usize,
    ) -> Option<Mention> {
        let (context, column) = context(&source.source, at.start as usize);
        Some(Mention {
            path: self.graph.path(self.graph.note_of(section)).to_owned(),
            label: self.graph.label(section),
            line: source.line(source.start + at.start),
            column,
            text: at.slice(&source.source)?.to_owned(),
            context,
            count,
        })
    }
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
