//! Unlinked mentions: running text that names a note or topic without linking it. One room for all
//! who ask: what concepts are called in text (`names`), what counts as a mention (`scan`), what it leads to
//! (`target`), how likely a person would make it a link (`weigh`), which are worth it (`worth`), and which the
//! user does not want (`rejected`). Leaves out how a link would be written there, which `check` knows.

mod names;
mod rejected;
mod scan;
mod target;
mod weigh;
mod worth;

use std::ops::Range;

use lore_core::{Span, character_start};
use lore_graph::{ConceptId, How, SectionId, UnitId};
use rustc_hash::FxHashSet;

pub use rejected::{Rejection, RejectionChange};
pub use target::{MentionTarget, MentionTargetKind};
pub use worth::{MentionOptions, Mentions, RankedMention};

pub(crate) use names::{AllNames, Forms, GraphNames, TheseNames, is_form_of, name_words};
pub(crate) use rejected::Rejected;
pub(crate) use scan::{NamedInFields, Where, mentions_in};
pub(crate) use worth::Judge;

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
    /// Where they stand in the context, in bytes.
    pub place: Range<usize>,
    /// How many times the section names it.
    pub count: usize,
    /// Whether they stand in a table, where a link to put in their place is written otherwise.
    pub in_table: bool,
}

/// Some mentions of a concept.
#[derive(Clone, Debug, Default)]
pub(crate) struct SomeMentions {
    pub(crate) mentions: Vec<Mention>,
    /// Whether there are more of them.
    pub(crate) has_more: bool,
    /// How many sections that hold a name were left unread before as many were found as were wanted.
    pub(crate) unread: usize,
}

/// Longest context, in bytes.
const CONTEXT: usize = 180;
/// How many sections are read for one question that hold a name and turn out not to mention it: it is a
/// part of a longer name there, or stands in code. About half a second for short notes.
pub(crate) const MOST_IN_VAIN: usize = 2_000;

impl Engine {
    /// Where a concept is named without a link: of a note or topic what [`Engine::mentions`] lists, most
    /// likely links first; of another, which no link can lead to, where sections name it that do not state
    /// it, in the order of paths and lines, and no unit that links it or bears its tag.
    pub(crate) fn mentions_of_concept(
        &self,
        reading: &Reading<'_>,
        concept: ConceptId,
        limit: usize,
    ) -> SomeMentions {
        if let Some(target) = self.target_of(concept) {
            return self.mentions_of_target(reading, target, limit);
        }
        let graph = &self.graph;
        let these = TheseNames::of_concept(self, concept);
        let statements: Vec<_> = graph.concept_statements(concept).collect();
        let stating: FxHashSet<SectionId> = statements.iter().map(|each| each.section).collect();
        let linking = statements.iter().filter(|each| each.how != How::Field);
        let settled: FxHashSet<UnitId> = linking.map(|each| graph.unit_of(each.section)).collect();
        let wanted = |section: &SectionId| {
            !stating.contains(section) && !settled.contains(&graph.unit_of(*section))
        };
        let mut sections = self.sections_naming(these.names()).into_iter().filter(wanted);
        let mut found = SomeMentions::default();
        let mut in_vain = 0;
        while in_vain < MOST_IN_VAIN
            && let Some(section) = sections.next()
        {
            let source = reading.section(section);
            match source.and_then(|source| self.mention_in(section, &source, &these)) {
                None => in_vain += 1,
                Some(_) if found.mentions.len() == limit => {
                    found.has_more = true;
                    return found;
                }
                Some(mention) => found.mentions.push(mention),
            }
        }
        found.unread = sections.count();
        found
    }

    /// By which name [`Engine::mentions`] can be asked for what [`Engine::mentions_of_concept`] finds: the
    /// one that was `asked` for, if it is one. Nothing if no link can lead to the concept, or it has no name
    /// of its own.
    pub(crate) fn name_for_mentions(&self, concept: ConceptId, asked: &str) -> Option<String> {
        let target = self.target_of(concept)?;
        let key = self.target_key(target);
        let leads_there = |name: &&str| self.target_named(name).is_ok_and(|named| named == target);
        [asked, self.graph.concept_name(concept), &key]
            .into_iter()
            .find(leads_there)
            .map(str::to_owned)
    }

    /// The first mention of one of these names in a section, with the number of all.
    pub(crate) fn mention_in(
        &self,
        section: SectionId,
        source: &SectionSource,
        names: &TheseNames<'_>,
    ) -> Option<Mention> {
        let found = names.in_text(&source.parsed, &source.source);
        self.mention(section, source, *found.first()?, found.len())
    }

    /// A place in a section's text as a mention.
    pub(crate) fn mention(
        &self,
        section: SectionId,
        source: &SectionSource,
        at: Span,
        count: usize,
    ) -> Option<Mention> {
        let text = source.source.as_str();
        let said = at.slice(text)?;
        let context = line_around(text, at.start as usize);
        Some(Mention {
            path: self.graph.path(self.graph.note_of(section)).to_owned(),
            label: self.graph.label(section),
            line: source.line(source.start + at.start),
            column: source.column(source.start + at.start),
            text: said.to_owned(),
            place: context.place_of(said),
            context: context.shown,
            count,
            in_table: source.parsed.table_around(at).is_some(),
        })
    }
}

/// A line, shortened around a byte of it.
pub(crate) struct LineAround {
    pub(crate) shown: String,
    /// Where the byte is in what is shown.
    at: usize,
}

impl LineAround {
    /// Where those of the words `said` at the byte stand that are shown: they may go on in the next line.
    pub(super) fn place_of(&self, said: &str) -> Range<usize> {
        let rest = self.shown.get(self.at..).unwrap_or_default();
        let same = rest.bytes().zip(said.bytes()).take_while(|(left, right)| left == right).count();
        self.at..self.at + character_start(rest, same)
    }
}

/// The line around a byte of a text, shortened around it; no more of the text is looked at than is
/// shown.
pub(crate) fn line_around(text: &str, at: usize) -> LineAround {
    let reach = character_start(text, at.saturating_sub(CONTEXT / 2));
    let begins = reach == 0 || text[..reach].ends_with('\n');
    let newline = text[reach..at].rfind('\n').map(|newline| reach + newline + 1);
    let (from, is_cut) = match newline {
        Some(start) => (start, false),
        None if begins => (reach, false),
        None => (text[reach..at].find(' ').map_or(reach, |space| reach + space + 1), true),
    };
    let limit = character_start(text, text.len().min(from + CONTEXT)).max(at);
    let newline = text[at..limit].find('\n').map(|newline| at + newline);
    let ends = newline.is_some() || limit == text.len() || text[limit..].starts_with('\n');
    let to = newline.unwrap_or(limit);
    let to = if ends { to } else { text[at..to].rfind(' ').map_or(to, |space| at + space) };
    let cut_before = if is_cut { "…" } else { "" };
    let cut_after = if ends { "" } else { "…" };
    let before = text[from..to].len() - text[from..to].trim_start().len();
    LineAround {
        shown: format!("{cut_before}{}{cut_after}", text[from..to].trim()),
        at: cut_before.len() + at.saturating_sub(from + before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_shortened_around_its_place() {
        let words = "word ".repeat(60);
        let cut_before = format!("…{}here", "word ".repeat(17));
        let cut_after = format!("here{}…", " word".repeat(35));
        for (text, line) in [
            ("here".to_owned(), "here"),
            ("above\n  here it is \nbelow".to_owned(), "here it is"),
            (format!("above\n{words}here\nbelow"), &cut_before),
            (format!("{words}\nhere {words}\nbelow"), &cut_after),
            (format!("{words}\n\nhere\n{words}"), "here"),
            // As far from the beginning as is shown, and one further.
            (format!("\n{}here", "a".repeat(90)), &format!("{}here", "a".repeat(90))),
            (format!("\n{}here", "a".repeat(91)), &format!("…{}here", "a".repeat(90))),
        ] {
            let at = text.find("here").expect("it is there");
            let around = line_around(&text, at);
            assert_eq!(around.shown, line, "{text}");
            assert_eq!(&around.shown[around.place_of("here")], "here", "{text}");
        }
        assert_eq!(line_around("", 0).shown, "");
    }

    #[test]
    fn words_are_found_at_their_place_and_as_far_as_the_line_goes() {
        for (text, at, said, place) in [
            ("A party for Art.", 12, "Art", 12..15),
            ("  of oat\nmilk", 5, "oat\nmilk", 3..6),
            ("of oät", 3, "oät", 3..7),
            ("", 0, "a", 0..0),
        ] {
            assert_eq!(line_around(text, at).place_of(said), place, "{text}");
        }
    }
}
