//! `orphans`: notes, sections and entries that are cut off, by kind, why, and where each could be
//! linked from. Leaves out which notes link to which, which `note_links` gathers.
//!
//! `kinds` says which note is of which kind, `parts` which sections and entries are orphans,
//! `remarks` why, and `suggest` where to link one from, or a dead end to. A link counts if it reaches a note: dead
//! links, links to oneself and to files do not, embeds and the references of site generators do.

mod kinds;
mod parts;
mod remarks;
mod suggest;

use std::sync::OnceLock;

use lore_core::Date;
use lore_graph::{NoteId, SectionId};
use rayon::prelude::*;

use crate::Engine;
pub(crate) use kinds::Standing;
use remarks::Remarks;

/// In which way something is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrphanKind {
    /// A note that no other note links to.
    Unreferenced,
    /// A note that links to no other note.
    DeadEnd,
    /// Both.
    Isolated,
    /// A note to which no way of links leads from an index note.
    Unreachable,
    /// A note that is linked, but by index notes, daily notes and lists of links alone, and is none of
    /// these.
    OnlyFromHubs,
    /// A part of a long note or an entry of a journal that nothing outside it links to or shares a
    /// topic or tag with.
    Sections,
}

impl OrphanKind {
    /// All of them, in the order in which they are counted.
    pub const ALL: [OrphanKind; 6] = [
        OrphanKind::Unreferenced,
        OrphanKind::DeadEnd,
        OrphanKind::Isolated,
        OrphanKind::Unreachable,
        OrphanKind::OnlyFromHubs,
        OrphanKind::Sections,
    ];

    /// The name under which it is asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            OrphanKind::Unreferenced => "unreferenced",
            OrphanKind::DeadEnd => "dead-end",
            OrphanKind::Isolated => "isolated",
            OrphanKind::Unreachable => "unreachable",
            OrphanKind::OnlyFromHubs => "only-from-hubs",
            OrphanKind::Sections => "sections",
        }
    }
}

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrphanSort {
    /// In the order of paths.
    Path,
    /// The oldest, by their own day, else by that on which the file was changed; those of unknown age
    /// last.
    Oldest,
    /// Those with the most words.
    Largest,
    /// Those whose best suggestion is best.
    Suggested,
}

impl OrphanSort {
    /// All of them.
    pub const ALL: [OrphanSort; 4] =
        [OrphanSort::Path, OrphanSort::Oldest, OrphanSort::Largest, OrphanSort::Suggested];

    /// The name under which it is asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            OrphanSort::Path => "path",
            OrphanSort::Oldest => "oldest",
            OrphanSort::Largest => "largest",
            OrphanSort::Suggested => "suggested",
        }
    }
}

/// Which orphans to list.
#[derive(Clone, Copy, Debug)]
pub struct OrphanOptions {
    /// The kind.
    pub kind: OrphanKind,
    /// What comes first; daily notes come after the others in any order.
    pub sort: OrphanSort,
    /// Number of orphans; nothing means all, or as many as suggestions are worked out for.
    pub limit: Option<usize>,
    /// Work out where each could be linked from, or what a dead end could link to; daily notes, and where reading
    /// starts, aside.
    pub suggest: bool,
}

impl OrphanOptions {
    /// All orphans of a kind in path order.
    pub fn of(kind: OrphanKind) -> OrphanOptions {
        OrphanOptions { kind, sort: OrphanSort::Path, limit: None, suggest: false }
    }
}

/// The orphans of one kind, and the number of each.
#[derive(Clone, Debug)]
pub struct Orphans {
    /// The orphans.
    pub orphans: Vec<Orphan>,
    /// Number of orphans of this kind, those left out by the limit included.
    pub total: usize,
    /// Number of orphans of each kind; nothing where it cannot be told, as there is no index note.
    pub counts: Vec<(OrphanKind, Option<usize>)>,
    /// The index notes from which notes are reached.
    pub starts: Vec<String>,
    /// Number of notes that `[orphans] ignore` leaves out of all kinds.
    pub ignored: usize,
}

/// Something that is cut off.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The note.
    pub path: String,
    /// What it is called: the note's title, or the heading of a section with the topic of an entry.
    pub title: String,
    /// The headings down to the section; empty for a note.
    pub heading: Vec<String>,
    /// Where the section begins, counting from 1; nothing for a note.
    pub line: Option<u32>,
    /// Number of other notes that link to it; of a section always 0.
    pub incoming: usize,
    /// Number of other notes that it links to.
    pub outgoing: usize,
    /// Number of words.
    pub words: u32,
    /// Its own day, else that on which the file was changed, unless most files share it.
    pub date: Option<Date>,
    /// Whether it is a daily note.
    pub is_daily: bool,
    /// What the links say about how it came to be one: each a sentence.
    pub remarks: Vec<String>,
    /// Where it could be linked from, or what it could link to if dead ends were asked for; best first;
    /// only if they were asked for.
    pub suggestions: Vec<Suggestion>,
}

/// A place from which something could be linked, or to which a dead end could link.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The note to link from; of a dead end the note to link to.
    pub path: String,
    /// The line in that note, if a certain one is meant.
    pub line: Option<u32>,
    /// Higher is better; comparable within one vault. Above 1 for text that names the orphan, or
    /// the orphan's text that names the note.
    pub score: f64,
    /// Why, in words.
    pub reason: String,
}

/// A note, or a part of one by its first section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Note(NoteId),
    Part(SectionId),
}

impl Engine {
    /// The orphans of one kind, and how many there are of each. Notes that `[orphans] ignore` names
    /// are left out of all kinds, while their links count.
    pub fn orphans(&self, options: &OrphanOptions) -> Orphans {
        let standing = Standing::of(self);
        let kind = options.kind;
        let (parts, notes) = rayon::join(
            || self.orphan_parts(&standing),
            || {
                let notes = standing.listed(kind).into_iter().map(Cut::Note).collect();
                (kind != OrphanKind::Sections).then(|| self.described(notes, options, &standing))
            },
        );
        let counts = counts(&standing, parts.len());
        let (total, orphans) = notes.unwrap_or_else(|| {
            self.described(parts.into_iter().map(Cut::Part).collect(), options, &standing)
        });
        let starts = standing.starts();
        let starts = starts.iter().map(|&note| self.graph.path(note).to_owned()).collect();
        let ignored = standing.ignored();
        Orphans { orphans, total, counts, starts, ignored }
    }

    /// The number of things that are cut off, and what is to be said of those that are shown.
    fn described(
        &self,
        mut cut: Vec<Cut>,
        options: &OrphanOptions,
        standing: &Standing<'_>,
    ) -> (usize, Vec<Orphan>) {
        let total = cut.len();
        self.sort_orphans(&mut cut, options, standing);
        let suggest = options.suggest || options.sort == OrphanSort::Suggested;
        let most = if suggest { self.most_suggested() } else { usize::MAX };
        // Of those worth a suggestion, the best are only known once all have theirs.
        let first = match options.sort {
            OrphanSort::Suggested => most.max(options.limit.unwrap_or_default()),
            OrphanSort::Path | OrphanSort::Oldest | OrphanSort::Largest => {
                options.limit.unwrap_or(most)
            }
        };
        cut.truncate(first);
        let mut suggestions = match (suggest, options.kind) {
            (false, _) => Vec::new(),
            (true, OrphanKind::DeadEnd) => self.links_to_add(&cut, standing),
            (true, _) => self.places_to_link_from(&cut, standing),
        };
        suggestions.resize_with(cut.len(), Vec::new);
        let mut found: Vec<(Cut, Vec<Suggestion>)> = cut.into_iter().zip(suggestions).collect();
        if options.sort == OrphanSort::Suggested {
            // Stable: those with equal suggestions stay in their order.
            found.sort_by(|left, right| best_of(&right.1).total_cmp(&best_of(&left.1)));
            found.truncate(options.limit.unwrap_or(most));
        }
        // What one orphan asks of its name the others of the name need not, so each thread has many.
        let share = found.len().div_ceil(rayon::current_num_threads()).max(1);
        let nearly = OnceLock::new();
        let orphans = found.into_par_iter().chunks(share).flat_map_iter(|share| {
            let mut remarks = Remarks::new(self, standing, &nearly);
            share.into_iter().map(move |(cut, suggestions)| {
                let remarks = remarks.of(cut, options.kind);
                Orphan { remarks, suggestions, ..self.orphan(cut, standing) }
            })
        });
        (total, orphans.collect())
    }

    /// Number of orphans of each kind; nothing where it cannot be told.
    pub(crate) fn orphan_counts(
        &self,
        standing: &Standing<'_>,
    ) -> Vec<(OrphanKind, Option<usize>)> {
        counts(standing, self.orphan_parts(standing).len())
    }

    fn orphan(&self, cut: Cut, standing: &Standing<'_>) -> Orphan {
        let graph = &self.graph;
        let (note, section) = match cut {
            Cut::Note(note) => (note, None),
            Cut::Part(section) => (graph.note_of(section), Some(section)),
        };
        Orphan {
            path: graph.path(note).to_owned(),
            title: section
                .map_or_else(|| graph.title(note).to_owned(), |section| graph.label(section)),
            heading: section.map_or_else(Vec::new, |section| self.headings_to(section)),
            line: section.map(|section| graph.line(section)),
            incoming: if section.is_some() { 0 } else { standing.links.to(note).len() },
            outgoing: match section {
                None => standing.links.from(note).len(),
                Some(section) => self.notes_linked_by_part(section),
            },
            words: self.orphan_words(cut),
            date: self.orphan_date(cut, standing),
            is_daily: section.is_none() && standing.is_daily(note),
            remarks: Vec::new(),
            suggestions: Vec::new(),
        }
    }

    fn sort_orphans(&self, cut: &mut [Cut], options: &OrphanOptions, standing: &Standing<'_>) {
        match options.sort {
            OrphanSort::Path => {}
            OrphanSort::Oldest => {
                cut.sort_by_cached_key(|&cut| {
                    let date = self.orphan_date(cut, standing);
                    (date.is_none(), date)
                });
            }
            OrphanSort::Largest => {
                cut.sort_by_cached_key(|&cut| std::cmp::Reverse(self.orphan_words(cut)));
            }
            // Long text names most.
            OrphanSort::Suggested if options.kind == OrphanKind::DeadEnd => {
                cut.sort_by_cached_key(|&cut| std::cmp::Reverse(self.orphan_words(cut)));
            }
            OrphanSort::Suggested => self.sort_by_promise(cut),
        }
        cut.sort_by_key(|&cut| match cut {
            Cut::Note(note) => standing.is_daily(note),
            Cut::Part(_) => false,
        });
    }

    fn orphan_words(&self, cut: Cut) -> u32 {
        let graph = &self.graph;
        match cut {
            Cut::Note(note) => graph.sections_of(note).map(|section| graph.words(section)).sum(),
            Cut::Part(section) => graph.unit_words(graph.unit_of(section)),
        }
    }

    fn orphan_date(&self, cut: Cut, standing: &Standing<'_>) -> Option<Date> {
        let (note, own) = match cut {
            Cut::Note(note) => (note, None),
            Cut::Part(section) => (self.graph.note_of(section), self.graph.section_date(section)),
        };
        own.or_else(|| standing.days.day(&self.graph, note))
    }
}

fn counts(standing: &Standing<'_>, parts: usize) -> Vec<(OrphanKind, Option<usize>)> {
    let number = |kind: OrphanKind| match kind {
        OrphanKind::Sections => Some(parts),
        OrphanKind::Unreferenced
        | OrphanKind::DeadEnd
        | OrphanKind::Isolated
        | OrphanKind::Unreachable
        | OrphanKind::OnlyFromHubs => standing.count(kind),
    };
    OrphanKind::ALL.into_iter().map(|kind| (kind, number(kind))).collect()
}

/// The score of the best suggestion.
fn best_of(suggestions: &[Suggestion]) -> f64 {
    suggestions.first().map_or(0.0, |suggestion| suggestion.score)
}
