//! What mentions lead to: which note or topic a name is that of, and why one that is a heading's is none. Leaves
//! out which mentions there are and what they are worth, which is in `worth`.

use std::cmp::Reverse;

use lore_core::name::heading_key;
use lore_graph::{ConceptId, How, MOST_BEARERS, NoteId, SectionId};

use crate::lookup::{self, Unknown};
use crate::{Engine, NotePart};

/// What a mention could be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MentionTarget {
    /// The note's title, or the topic.
    pub name: String,
    /// What it is.
    pub kind: MentionTargetKind,
    /// The note, or the one in which the topic is declared first.
    pub path: String,
    /// The headings down to where the topic is declared.
    pub heading: Vec<String>,
    /// The line of the note's or section's beginning, counting from 1.
    pub line: u32,
}

/// What kind of thing a mention could be linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MentionTargetKind {
    /// A note.
    Note,
    /// A topic that is declared in a note, and has none of its own.
    Topic,
}

impl MentionTargetKind {
    /// The word for it: `note` or `topic`.
    pub fn as_str(self) -> &'static str {
        match self {
            MentionTargetKind::Note => "note",
            MentionTargetKind::Topic => "topic",
        }
    }
}

/// A note or topic that mentions can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(super) concept: ConceptId,
    /// The note; nothing for a topic without one.
    pub(super) note: Option<NoteId>,
    /// Where a link would lead.
    pub(super) section: SectionId,
}

impl Engine {
    /// Whether text that says what a note is called may mean this one: where very many are called so, the
    /// links that lead to it say so.
    pub(crate) fn may_be_meant(&self, note: NoteId) -> bool {
        let others = self.graph.concept_notes(self.graph.concept_of(note)).len().saturating_sub(1);
        // Its part of the links that lead to all of them, as `weigh` has it, if no other had any.
        let links = 1 + self.graph.backlinks(note).len();
        links + others <= MOST_BEARERS * links
    }

    /// The note or topic that a NOTE argument of `mentions` names.
    pub(super) fn target_named(&self, name: &str) -> Result<Target, Unknown> {
        let askable = |part: NotePart| self.target_of_part(part).is_some();
        let of_these = |unknown| self.of_several_parts(unknown, askable);
        if let Some(part) = self.part_asked(name).map_err(of_these)? {
            return self.target_of_part(part).ok_or_else(|| self.is_part_only(name, part));
        }
        let concept = self.concept_asked(name);
        let target = concept.and_then(|concept| self.target_of(concept));
        if concept.is_none()
            && let Some(section) = self.section_asked(name).map_err(of_these)?
        {
            let part = NotePart { note: self.graph.note_of(section), section: Some(section) };
            return self.target_of_part(part).ok_or_else(|| self.is_part_only(name, part));
        }
        target.ok_or_else(|| self.not_found(lookup::Sought::NoteOrTopic, name))
    }

    /// What mentions of a note or a part of it lead to: of a part the one topic that it declares. A heading
    /// alone is no name that notes mention.
    pub(crate) fn target_of_part(&self, part: NotePart) -> Option<Target> {
        let graph = &self.graph;
        let Some(section) = part.section.filter(|&section| !self.is_whole(section)) else {
            return Some(self.note_target(part.note));
        };
        let statements = graph.statements(section);
        let mut topics = statements.filter(|statement| statement.how == How::Topic);
        match (topics.next(), topics.next()) {
            (Some(topic), None) => self.target_of(topic.concept),
            (Some(_) | None, _) => None,
        }
    }

    /// Whether a section is all of its note, below the title.
    pub(super) fn is_whole(&self, section: SectionId) -> bool {
        let graph = &self.graph;
        let title = graph.title(graph.note_of(section));
        graph.place_of(section) == 1
            && graph.level(section) == 1
            && heading_key(graph.heading(section)) == heading_key(title)
    }

    /// That a part of a note is nothing that mentions are of.
    pub(super) fn is_part_only(&self, name: &str, part: NotePart) -> Unknown {
        let graph = &self.graph;
        let path = graph.path(part.note).to_owned();
        let statements = part.section.into_iter().flat_map(|section| graph.statements(section));
        let topics = statements.filter(|statement| statement.how == How::Topic);
        let topics = topics.map(|topic| graph.concept_name(topic.concept).to_owned());
        Unknown::NoNote {
            what: lookup::Sought::NoteOrTopic.word(),
            name: name.to_owned(),
            is: format!("it is a part of {path}, and mentions are of whole notes and topics"),
            suggestions: std::iter::once(path.clone()).chain(topics).collect(),
        }
    }

    /// Why a name that several notes or sections bear cannot be used: of the candidates those stay that
    /// can be asked for, and where none can be, that is said.
    pub(super) fn of_several_parts(
        &self,
        unknown: Unknown,
        askable: impl Fn(NotePart) -> bool,
    ) -> Unknown {
        let Unknown::Ambiguous { what, name, candidates, more } = unknown else { return unknown };
        let all = candidates.len();
        let parts = candidates.into_iter().filter_map(|bearer| {
            let part = self.part_asked(&bearer.name).ok()??;
            Some((bearer, part))
        });
        let (can, cannot): (Vec<_>, Vec<_>) = parts.partition(|(_, part)| askable(*part));
        if can.is_empty() {
            let mut notes: Vec<NoteId> = cannot.into_iter().map(|(_, part)| part.note).collect();
            notes.dedup();
            let one = notes.first().filter(|_| notes.len() == 1);
            return Unknown::NoNote {
                what: lookup::Sought::NoteOrTopic.word(),
                name,
                is: format!("it is ambiguous ({what}), and mentions are of whole notes and topics"),
                suggestions: one
                    .map(|&note| self.graph.path(note).to_owned())
                    .into_iter()
                    .collect(),
            };
        }
        // What is beyond those that are listed was not looked at.
        let more = if can.len() == all { more } else { 0 };
        let candidates = can.into_iter().map(|(bearer, _)| bearer).collect();
        Unknown::Ambiguous { what, name, candidates, more }
    }

    pub(super) fn note_target(&self, note: NoteId) -> Target {
        let section = self.graph.section_of(note, 0);
        Target { concept: self.graph.concept_of(note), note: Some(note), section }
    }

    /// What mentions of a concept lead to: of its notes the one that most links lead to, else where it
    /// is first declared as a topic.
    pub(super) fn target_of(&self, concept: ConceptId) -> Option<Target> {
        let graph = &self.graph;
        // Of equals the first.
        let rank = |&note: &NoteId| (graph.backlinks(note).len(), Reverse(note));
        if let Some(note) = graph.concept_notes(concept).max_by_key(rank) {
            return Some(self.note_target(note));
        }
        let mut statements = graph.concept_statements(concept);
        let topic = statements.find(|statement| statement.how == How::Topic)?;
        Some(Target { concept, note: None, section: topic.section })
    }

    /// A target as rejections name it.
    pub(super) fn target_key(&self, target: Target) -> String {
        let name = || self.graph.concept_name(target.concept);
        target.note.map_or_else(name, |note| self.graph.path(note)).to_owned()
    }

    pub(super) fn mention_target(&self, target: Target) -> MentionTarget {
        let graph = &self.graph;
        let note = graph.note_of(target.section);
        MentionTarget {
            name: target
                .note
                .map_or_else(|| graph.concept_name(target.concept), |note| graph.title(note))
                .to_owned(),
            kind: match target.note {
                Some(_) => MentionTargetKind::Note,
                None => MentionTargetKind::Topic,
            },
            path: graph.path(note).to_owned(),
            heading: self.headings_to(target.section),
            line: graph.line(target.section),
        }
    }
}
