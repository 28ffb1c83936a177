//! `orphans`: the notes that no other note links to, and where each could be linked from.

use std::collections::BTreeSet;

use lore_graph::{NoteId, Target};
use lore_vault::Patterns;

use crate::Engine;
use crate::mentions::Judge;
use crate::reading::Reading;
use crate::related::RelatedOptions;

/// A note that no other note links to.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The note.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Number of other notes that link to it; always 0 in this list.
    pub incoming: usize,
    /// Number of other notes that it links to.
    pub outgoing: usize,
    /// Why no link arrives, where the links themselves say: each a sentence.
    pub remarks: Vec<String>,
    /// Where it could be linked from, best first; only if they were asked for.
    pub suggestions: Vec<Suggestion>,
}

/// A place from which a note could be linked.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The note to link from.
    pub path: String,
    /// The line, if a certain one is meant.
    pub line: Option<u32>,
    /// Higher is better; comparable within one vault.
    pub score: f64,
    /// Why, in words.
    pub reason: String,
}

const SUGGESTIONS: usize = 3;

impl Engine {
    /// The notes that no other note links to, in path order; with `isolated` those that link to none
    /// either.
    ///
    /// Links to oneself do not count, embeds do. Notes that `[orphans] ignore` names are left out.
    pub fn orphans(&self, isolated: bool, suggest: bool) -> Vec<Orphan> {
        let graph = &self.graph;
        let judge = suggest.then(|| Judge::new(self));
        self.orphan_notes()
            .map(|note| (note, self.outgoing(note).len()))
            .filter(|&(_, outgoing)| !isolated || outgoing == 0)
            .map(|(note, outgoing)| Orphan {
                path: graph.path(note).to_owned(),
                title: graph.title(note).to_owned(),
                incoming: 0,
                outgoing,
                remarks: self.orphan_remarks(note),
                suggestions: judge
                    .as_ref()
                    .map_or_else(Vec::new, |judge| self.suggestions(note, judge)),
            })
            .collect()
    }

    /// The notes that no other note links to, without those that `[orphans] ignore` names.
    pub(crate) fn orphan_notes(&self) -> impl Iterator<Item = NoteId> {
        let (ignore, _) = Patterns::new(&self.config.orphans.ignore);
        let notes = self.graph.notes();
        notes.filter(move |&note| {
            !ignore.matches(self.graph.path(note)) && self.incoming(note).is_empty()
        })
    }

    /// The other notes that link to a note or a part of it.
    pub(crate) fn incoming(&self, note: NoteId) -> BTreeSet<NoteId> {
        let sources = self.graph.backlinks(note).map(|link| self.graph.note_of(link.section));
        sources.filter(|&source| source != note).collect()
    }

    /// The other notes that a note links to.
    pub(crate) fn outgoing(&self, note: NoteId) -> BTreeSet<NoteId> {
        let targets =
            self.graph.links_of(note).filter_map(|link| self.graph.target_note(link.target));
        targets.filter(|&target| target != note).collect()
    }

    /// Links that bear the note's name and lead elsewhere or nowhere.
    fn orphan_remarks(&self, note: NoteId) -> Vec<String> {
        let graph = &self.graph;
        let mut remarks = Vec::new();
        for twin in graph.names().notes_called(graph.stem(note)) {
            if twin == note || graph.stem(twin) != graph.stem(note) {
                continue;
            }
            let count = self.incoming(twin).len();
            if count > 0 {
                let notes = if count == 1 { "note links" } else { "notes link" };
                remarks.push(format!(
                    "{count} {notes} to {} of the same name instead",
                    graph.path(twin)
                ));
            }
        }
        if let Some(name) = graph.concept_named(graph.title(note)) {
            let dead = graph
                .concept_statements(name)
                .filter(|statement| statement.how == lore_graph::How::MissingLink)
                .map(|statement| graph.note_of(statement.section))
                .filter(|&source| {
                    graph
                        .links_of(source)
                        .any(|link| matches!(link.target, Target::Missing(c) if c == name.0))
                })
                .collect::<BTreeSet<_>>()
                .len();
            if dead > 0 {
                let notes = if dead == 1 { "1 note" } else { "several notes" };
                remarks.push(format!("a dead link in {notes} nearly names it"));
            }
        }
        remarks
    }

    /// Text that names the note comes first, then what is most related.
    fn suggestions(&self, note: NoteId, judge: &Judge<'_>) -> Vec<Suggestion> {
        let mut suggestions: Vec<Suggestion> = self
            .mentions_of_note(&Reading::new(self), judge, note, SUGGESTIONS)
            .into_iter()
            .map(|mention| Suggestion {
                path: mention.path,
                line: Some(mention.line),
                score: 1.0,
                reason: format!("mentions “{}” without linking it", mention.text),
            })
            .collect();
        if suggestions.len() < SUGGESTIONS {
            let options = RelatedOptions::first(SUGGESTIONS * 2);
            let related = self.related_to_note(note, &options);
            for item in related {
                let Some(path) = item.path else { continue };
                if suggestions.len() == SUGGESTIONS
                    || suggestions.iter().any(|other| other.path == path)
                {
                    continue;
                }
                let reason = if item.linked {
                    Some(format!("“{}” links there already", self.graph.title(note)))
                } else {
                    item.reasons.into_iter().next().map(|reason| reason.detail)
                };
                let Some(reason) = reason else { continue };
                suggestions.push(Suggestion {
                    path,
                    line: item.line,
                    score: item.score / 10.0,
                    reason,
                });
            }
        }
        suggestions
    }
}
