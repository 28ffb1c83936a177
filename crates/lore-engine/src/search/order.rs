//! The order of hits, and which of them make a page. Leaves out the scores, which are the text index's, and
//! which lines are a template's (`templates`).

use std::cmp::Reverse;

use lore_core::Date;
use lore_graph::{NoteId, SectionId};
use lore_index::{Hit, Query};
use rustc_hash::{FxHashMap, FxHashSet};

use super::SearchOptions;
use super::templates::REORDERED;
use crate::Engine;
use crate::excerpt::Wanted;
use crate::reading::Reading;

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Last changed first: as the note says itself, else as its file's time says.
    Modified,
    /// Last made first: as the note says itself, else the day the section or its note is of.
    Created,
    /// By the note's title.
    Title,
    /// By the note's path.
    Path,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 5] =
        [Sort::Relevance, Sort::Modified, Sort::Created, Sort::Title, Sort::Path];

    /// The name under which it is asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Modified => "modified",
            Sort::Created => "created",
            Sort::Title => "title",
            Sort::Path => "path",
        }
    }
}

/// Where too many of the best hits wait for others, so many times as many are put in order.
const MORE: usize = 8;
/// More sections of one note than this wait until other notes have been shown.
const SECTIONS_PER_NOTE: usize = 3;

impl Engine {
    /// The page of hits that was asked for.
    pub(super) fn in_order(
        &self,
        hits: Vec<Hit>,
        query: &Query,
        options: &SearchOptions,
        wanted: &Wanted,
        reading: &Reading<'_>,
    ) -> Vec<Hit> {
        let end = options.offset.saturating_add(options.limit);
        let mut hits = match options.sort {
            Sort::Relevance => {
                let hits = if options.one_per_note { best_of_notes(hits) } else { hits };
                let mut compared = end.saturating_add(REORDERED);
                loop {
                    let best = self.best(&hits, compared);
                    let are_all = best.len() == hits.len();
                    // What only picks sections finds no line better than another.
                    let ranks =
                        best.first().is_some_and(|best| best.score > 0.0) && !query.holds_below();
                    let best = match ranks && !query.is_sentence() {
                        true => self.templates_last(best, wanted, reading),
                        false => best,
                    };
                    let (first, later) = spread(best, end);
                    if first.len() == end || are_all {
                        break [first, later].concat();
                    }
                    // Of those that wait for other notes, none comes before all of these.
                    compared = compared.saturating_mul(MORE);
                }
            }
            sort => self.sorted(hits, sort, options.one_per_note),
        };
        hits.truncate(end);
        hits.drain(..options.offset.min(hits.len()));
        hits
    }

    /// The best hits, best first. What is equally good comes by how many links lead to the note, then
    /// in the order of paths and lines, so that the answer does not depend on how the index lies.
    pub(crate) fn best(&self, hits: &[Hit], count: usize) -> Vec<Hit> {
        let better = |left: &Hit, right: &Hit| right.score.total_cmp(&left.score);
        let mut hits: Vec<Hit> = if count < hits.len() {
            // What is worse than the last one wanted needs no closer look.
            let mut scores: Vec<f32> = hits.iter().map(|hit| hit.score).collect();
            let (_, &mut last, _) =
                scores.select_nth_unstable_by(count, |left, right| right.total_cmp(left));
            hits.iter().filter(|hit| hit.score >= last).copied().collect()
        } else {
            hits.to_vec()
        };
        hits.sort_unstable_by(better);
        for equal in hits.chunk_by_mut(|left, right| better(left, right).is_eq()) {
            if equal.len() > 1 {
                equal.sort_by_cached_key(|hit| {
                    let note = self.graph.note_by_key(hit.note);
                    let links = note.map(|note| Reverse(self.graph.backlinks(note).len()));
                    (links, note, hit.place)
                });
            }
        }
        hits.truncate(count);
        hits
    }

    /// Drops sections of which a section around them is as good a hit.
    pub(super) fn outermost(&self, hits: Vec<Hit>) -> Vec<Hit> {
        let found: FxHashMap<SectionId, u32> =
            hits.iter().filter_map(|hit| Some((self.section_of_hit(hit)?, hit.step()))).collect();
        let is_inside = |hit: &Hit| {
            let is_as_good = |section| found.get(&section).is_some_and(|&step| step >= hit.step());
            let mut around = self.section_of_hit(hit).and_then(|at| self.graph.parent(at));
            while let Some(section) = around {
                if is_as_good(section) {
                    return true;
                }
                around = self.graph.parent(section);
            }
            // The first section answers for the empty top of its note.
            hit.place > 1
                && self.graph.note_by_key(hit.note).is_some_and(|note| {
                    let top = self.graph.section_of(note, 0);
                    let first = self.graph.section_of(note, 1);
                    self.graph.words(top) == 0 && is_as_good(first)
                })
        };
        hits.into_iter().filter(|hit| !is_inside(hit)).collect()
    }

    fn sorted(&self, mut hits: Vec<Hit>, sort: Sort, one_per_note: bool) -> Vec<Hit> {
        let graph = &self.graph;
        let note = |hit: &Hit| graph.note_by_key(hit.note);
        match sort {
            Sort::Relevance => {}
            Sort::Path => hits.sort_by_key(|hit| (note(hit), hit.place)),
            Sort::Title => hits.sort_by_cached_key(|hit| {
                let title = note(hit).map(|note| graph.title(note).to_lowercase());
                (title, note(hit), hit.place)
            }),
            Sort::Modified => hits.sort_by_cached_key(|hit| {
                let stated = self.state.text.modified(hit);
                let changed = note(hit).and_then(|note| self.changed_day(note));
                // Among files of one day the time of the day decides.
                let time = note(hit).map(|note| self.changed_ns(note)).filter(|_| stated.is_none());
                (Reverse((stated.or(changed), time)), note(hit), hit.place)
            }),
            Sort::Created => hits.sort_by_cached_key(|hit| {
                (Reverse(self.state.text.created(hit)), note(hit), hit.place)
            }),
        }
        if one_per_note {
            let mut seen = FxHashSet::default();
            hits.retain(|hit| seen.insert(hit.note));
        }
        hits
    }

    fn changed_ns(&self, note: NoteId) -> i64 {
        crate::refresh::stat_of(self.graph.stamp(note)).modified_ns
    }

    /// The day on which a note's file was last changed, in the time zone of this machine.
    pub(crate) fn changed_day(&self, note: NoteId) -> Option<Date> {
        lore_vault::day_of(self.changed_ns(note))
    }
}

/// The best section of each note, the first of equals.
fn best_of_notes(hits: Vec<Hit>) -> Vec<Hit> {
    let mut best: FxHashMap<u64, Hit> = FxHashMap::default();
    for hit in hits {
        let known = best.entry(hit.note).or_insert(hit);
        let order = hit.score.total_cmp(&known.score).then(known.place.cmp(&hit.place));
        if order.is_gt() {
            *known = hit;
        }
    }
    best.into_values().collect()
}

/// The first `end` hits, and those that wait, so that no note floods the list: its fourth section and on come
/// after everything else. If only few notes match, they are shown after all.
fn spread(hits: Vec<Hit>, end: usize) -> (Vec<Hit>, Vec<Hit>) {
    let mut shown = FxHashMap::<u64, usize>::default();
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for hit in hits {
        if first.len() == end {
            break;
        }
        let count = shown.entry(hit.note).or_default();
        *count += 1;
        if *count <= SECTIONS_PER_NOTE { first.push(hit) } else { later.push(hit) }
    }
    (first, later)
}
