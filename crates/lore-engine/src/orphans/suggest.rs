//! Where an orphan could be linked from, or what a dead end could link to: text that names the other comes
//! first, as nothing but brackets are missing there, then the sections that are most related, each with
//! the reason that `related` gives. A note that links to the orphan already is never where to link it from.
//! Leaves out how well either fits, which `mentions` and `related` weigh.

use std::cmp::Reverse;

use lore_core::stands_for_another;
use lore_graph::NoteId;

use super::{Cut, Standing, Suggestion};
use crate::mentions::{Judge, RankedMention};
use crate::reading::Reading;
use crate::related::{ReasonKind, RelatedItem, RelatedOptions};
use crate::{Engine, Subject};

/// Suggestions for one orphan.
const SUGGESTIONS: usize = 3;
/// So many more are looked at where notes link to the orphan, as these fall out.
const MOST_LINKING: usize = 20;
/// The least that a mention must be worth: below, it is most often a common word.
const LEAST_MENTION: f64 = 0.02;
/// Of mentions worth less than this only the best is suggested: it may be a common word as well.
const SURE_MENTION: f64 = 0.1;
/// Score of a mention before its worth is added: above every related section.
const MENTION: f64 = 1.0;
/// Divides the scores of related sections, so that they stay below 1.
const RELATED: f64 = 10.0;
/// What is worked out for one question at most, as orphans times notes, parts and names of the vault: what is
/// related to one takes longer the more there are.
const WORK: usize = 4_000_000;
/// Suggestions are worked out for so many orphans in any vault …
const FEWEST: usize = 20;
/// … and for no more than so many.
const MOST: usize = 1_000;

impl Engine {
    /// For how many orphans suggestions are worked out unless a number is asked for.
    pub(super) fn most_suggested(&self) -> usize {
        (WORK / self.graph.node_count().max(1)).clamp(FEWEST, MOST)
    }

    /// Where each of some orphans could be linked from, in their order.
    pub(super) fn places_to_link_from(
        &self,
        cut: &[Cut],
        standing: &Standing<'_>,
    ) -> Vec<Vec<Suggestion>> {
        let (reading, judge) = (Reading::new(self), Judge::new(self));
        let suggest = |&cut: &Cut| match cut {
            // Nor need anything lead to where reading starts.
            Cut::Note(note) if standing.is_daily(note) || standing.is_start(note) => Vec::new(),
            Cut::Note(note) => {
                let mut suggestions = match standing.is_index(note) || self.is_placeholder(note) {
                    true => Vec::new(),
                    false => self.text_naming(&reading, &judge, note, standing),
                };
                // Those that link to it already are no suggestions, and most related.
                let linking = standing.links.to(note).len().min(MOST_LINKING);
                let options = RelatedOptions::first(SUGGESTIONS * 2 + linking);
                self.add_related(&reading, cut, &options, standing, &mut suggestions);
                suggestions
            }
            Cut::Part(_) => {
                let mut suggestions = Vec::new();
                let options = RelatedOptions::first(SUGGESTIONS * 2);
                self.add_related(&reading, cut, &options, standing, &mut suggestions);
                suggestions
            }
        };
        cut.iter().inspect(|_| reading.forget_too_much()).map(suggest).collect()
    }

    /// What each of some dead ends could link to, in their order.
    pub(super) fn links_to_add(
        &self,
        cut: &[Cut],
        standing: &Standing<'_>,
    ) -> Vec<Vec<Suggestion>> {
        let (reading, judge) = (Reading::new(self), Judge::new(self));
        let suggest = |&cut: &Cut| match cut {
            Cut::Note(note) if !standing.is_daily(note) => {
                let mut suggestions = match self.is_placeholder(note) {
                    true => Vec::new(),
                    false => self.named_in_text_of(&reading, &judge, note),
                };
                let options = RelatedOptions {
                    linked: Some(false),
                    ..RelatedOptions::first(SUGGESTIONS * 2)
                };
                self.add_related(&reading, cut, &options, standing, &mut suggestions);
                suggestions
            }
            Cut::Note(_) | Cut::Part(_) => Vec::new(),
        };
        cut.iter().inspect(|_| reading.forget_too_much()).map(suggest).collect()
    }

    fn is_placeholder(&self, note: NoteId) -> bool {
        stands_for_another(self.graph.title(note)) || self.graph.is_template(note)
    }

    /// Sorts those first that the best text seems to name, without reading it.
    pub(super) fn sort_by_promise(&self, cut: &mut [Cut]) {
        let judge = Judge::new(self);
        cut.sort_by_cached_key(|&cut| match cut {
            Cut::Note(note) => {
                // Worth lies between 0 and 1.
                Reverse((self.mention_bound(&judge, note) * 1e6) as u32)
            }
            Cut::Part(_) => Reverse(0),
        });
    }

    /// Text that names a note, in notes that do not link to it yet.
    fn text_naming(
        &self,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        note: NoteId,
        standing: &Standing<'_>,
    ) -> Vec<Suggestion> {
        let linking = standing.links.to(note).len().min(MOST_LINKING);
        let limit = SUGGESTIONS + linking;
        let mentions = self.ranked_mentions_of_note(reading, judge, note, limit, LEAST_MENTION);
        let suggestion = |ranked: RankedMention| Suggestion {
            path: ranked.mention.path,
            line: Some(ranked.mention.line),
            score: MENTION + ranked.score,
            reason: format!("mentions “{}” without linking it", ranked.mention.text),
        };
        let is_new =
            |ranked: &RankedMention| !self.links_already(&ranked.mention.path, note, standing);
        worthwhile(mentions.into_iter().filter(is_new)).map(suggestion).collect()
    }

    /// What a note's own text names.
    fn named_in_text_of(
        &self,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        note: NoteId,
    ) -> Vec<Suggestion> {
        let named = self.suggested_links(reading, judge, note, None, SUGGESTIONS * 2);
        let is_other = |ranked: &RankedMention| {
            ranked.score >= LEAST_MENTION && ranked.target.path != self.graph.path(note)
        };
        let suggestion = |ranked: RankedMention| Suggestion {
            // A note is meant as a whole.
            line: (!ranked.target.heading.is_empty()).then_some(ranked.target.line),
            path: ranked.target.path,
            score: MENTION + ranked.score,
            reason: format!(
                "line {} mentions “{}” without linking it",
                ranked.mention.line, ranked.mention.text
            ),
        };
        worthwhile(named.into_iter().filter(is_other)).map(suggestion).collect()
    }

    /// Whether the note at a path links to another.
    fn links_already(&self, path: &str, note: NoteId, standing: &Standing<'_>) -> bool {
        let linking = self.graph.note_at(path);
        linking.is_some_and(|linking| standing.links.to(note).contains(&linking))
    }

    /// Fills up with what is most related.
    fn add_related(
        &self,
        reading: &Reading<'_>,
        cut: Cut,
        options: &RelatedOptions,
        standing: &Standing<'_>,
        suggestions: &mut Vec<Suggestion>,
    ) {
        if suggestions.len() >= SUGGESTIONS {
            return;
        }
        let (subject, own) = match cut {
            Cut::Note(note) => (Subject::Note(note), (note, None)),
            Cut::Part(section) => {
                let line = Some(self.graph.line(section));
                (Subject::Section(section), (self.graph.note_of(section), line))
            }
        };
        // Of a part no note does.
        let links_already =
            |path: &str| matches!(cut, Cut::Note(note) if self.links_already(path, note, standing));
        let is_own = |path: &str, line: Option<u32>| {
            path == self.graph.path(own.0) && (own.1.is_none() || own.1 == line)
        };
        // Text that says “index” or “home” means no index note.
        let by_name = !matches!(cut, Cut::Note(note) if standing.is_index(note));
        for item in self.related_items(reading, subject, options) {
            // A tag alone says little where there is something better.
            let is_faint = item.reasons.iter().all(|reason| reason.kind == ReasonKind::Tag);
            if item.is_faint || is_faint && !suggestions.is_empty() {
                continue;
            }
            let Some(suggestion) = related_suggestion(item, by_name) else { continue };
            // Of a journal in one file several entries may be meant.
            let is_there = |other: &Suggestion| {
                other.path == suggestion.path && (own.1.is_none() || other.line == suggestion.line)
            };
            if suggestions.len() < SUGGESTIONS
                && !is_own(&suggestion.path, suggestion.line)
                && !links_already(&suggestion.path)
                && !suggestions.iter().any(is_there)
            {
                suggestions.push(suggestion);
            }
        }
    }
}

/// Those that are worth a suggestion, best first: surely a name, or the best that there is.
fn worthwhile(
    mentions: impl Iterator<Item = RankedMention>,
) -> impl Iterator<Item = RankedMention> {
    let is_worth_it =
        |(nth, ranked): &(usize, RankedMention)| *nth == 0 || ranked.score >= SURE_MENTION;
    mentions.enumerate().filter(is_worth_it).map(|(_, ranked)| ranked).take(SUGGESTIONS)
}

/// A related note or section as a place to link from or to, with the reason that says more than that the
/// orphan links there; that it names the orphan counts only `by_name`.
fn related_suggestion(item: RelatedItem, by_name: bool) -> Option<Suggestion> {
    let path = item.path?;
    let counts = |kind: ReasonKind| by_name || kind != ReasonKind::Mention;
    let mut reasons = item.reasons.iter().filter(|reason| counts(reason.kind));
    let first = reasons.next()?;
    let reason =
        std::iter::once(first).chain(reasons).find(|reason| reason.kind != ReasonKind::Link);
    let reason = reason.unwrap_or(first);
    let line = reason.line.filter(|_| reason.path.as_deref() == Some(path.as_str()));
    Some(Suggestion {
        line: item.line.or(line),
        score: (item.score / RELATED).min(MENTION),
        reason: reason.detail.clone(),
        path,
    })
}
