//! `stats` and `index status`: the vault in numbers. Leaves out what an orphan is, or a mention that is
//! likely a link, which `orphans` and `mentions` say.
//!
//! Growth goes by the day of each note: its own, in the front matter or the name of its file, else that
//! on which the file was changed, unless most files share it and so were copied.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use lore_core::{Date, Language};
use lore_graph::{ConceptId, ConceptKind, How, Kinds, LinkView, NoteId, SectionId, Target};
use rayon::prelude::*;

use crate::days::Days;
use crate::mentions::{Judge, MentionOptions};
use crate::orphans::{OrphanKind, Standing};
use crate::unread::Unread;
use crate::{Engine, LeftOut};

/// The vault in numbers.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Notes.
    pub notes: usize,
    /// Files that are no notes.
    pub files: usize,
    /// Sections: each heading with its text, and what stands before any heading.
    pub sections: usize,
    /// Words.
    pub words: u64,
    /// Links inside the vault.
    pub links: usize,
    /// Of these, links that lead to all they name.
    pub resolved_links: usize,
    /// Links to notes or files that do not exist.
    pub dead_links: usize,
    /// Links to what is there and is not read: folders, hidden and ignored files, symbolic links.
    pub unread_links: usize,
    /// Links in comments that lead nowhere or to no such part.
    pub comment_links: usize,
    /// Links that stand for what somebody is to write instead, as in templates.
    pub placeholder_links: usize,
    /// Links to headings or blocks that do not exist.
    pub dead_anchors: usize,
    /// Of those that lead to all they name, links that fit several notes or files.
    pub ambiguous_links: usize,
    /// Links out of the vault.
    pub external_links: usize,
    /// Topics that fields declare or several names share.
    pub topics: usize,
    /// Different tags.
    pub tags: usize,
    /// How many are cut off, by kind; nothing where it cannot be told. Notes that `[orphans] ignore`
    /// names do not count.
    pub orphans: Vec<(OrphanKind, Option<usize>)>,
    /// At most how many unlinked mentions are worth 0.5 or more, which makes them more likely links than not; nothing if they were not
    /// counted.
    pub mentions: Option<usize>,
    /// Number of tags that are used once.
    pub tags_used_once: usize,
    /// A few of these.
    pub some_tags_used_once: Vec<String>,
    /// Tasks.
    pub tasks: usize,
    /// Of these, tasks that are open.
    pub open_tasks: usize,
    /// The notes that most other notes link to.
    pub most_linked: Vec<LinkedNote>,
    /// The notes that were changed or are of a day last.
    pub most_recent: Vec<RecentNote>,
    /// How the vault came to be.
    pub growth: Growth,
    /// The topics and tags that most sections state, with their number.
    pub largest_topics: Vec<LargeTopic>,
    /// What notes say they are, with their number, most first.
    pub kinds: Vec<(String, usize)>,
    /// The languages of the notes, with their number, most first.
    pub languages: Vec<(Language, usize)>,
}

/// A topic or tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LargeTopic {
    /// Its name, without the sign of a tag.
    pub name: String,
    /// What it is.
    pub kind: ConceptKind,
    /// Number of sections that state it.
    pub sections: usize,
}

/// A note that others link to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedNote {
    /// Its title.
    pub title: String,
    /// Its path.
    pub path: String,
    /// Number of other notes that link to it.
    pub incoming: usize,
}

/// A note that was changed or is of a day not long ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentNote {
    /// Its title.
    pub title: String,
    /// Its path.
    pub path: String,
    /// The day.
    pub date: Date,
}

/// How many notes are of which month, and how one knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// The months of which there are notes, with their number, in order.
    pub months: Vec<(Month, usize)>,
    /// Number of notes that count by their own day.
    pub by_own_day: usize,
    /// Number of notes that count by the day of their file.
    pub by_file: usize,
    /// Number of notes that do not count.
    pub unknown: usize,
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// From 1 to 12.
    pub month: i8,
}

/// What is stored of a vault.
#[derive(Clone, Debug)]
pub struct IndexStatus {
    /// Where; nothing if it is in memory.
    pub folder: Option<std::path::PathBuf>,
    /// Counts commits.
    pub generation: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Notes.
    pub notes: usize,
    /// Sections, as in [`Stats`].
    pub sections: usize,
}

/// From this score on, a mention is more likely a link than not.
const LIKELY_LINK: f64 = 0.5;
/// Mentions are counted unasked in vaults of up to so many notes; each name is looked up in the text.
const FEW_NOTES: usize = 10_000;

const TOP: usize = 5;
/// Number of notes changed last.
const RECENT: usize = 3;

impl Engine {
    /// Counts the vault; with `mentions` also the unlinked mentions of a large one.
    pub fn stats(&self, mentions: bool) -> Stats {
        let mut stats = Stats::default();
        let (_, (orphans, most_linked, (growth, most_recent))) = rayon::join(
            || {
                self.count_notes(&mut stats);
                self.count_links(&mut stats);
                self.count_concepts(&mut stats);
            },
            || {
                let standing = Standing::of(self);
                let orphans = self.orphan_counts(&standing);
                (orphans, self.most_linked(&standing), self.count_days(&standing.days))
            },
        );
        let mentions = (mentions || stats.notes <= FEW_NOTES).then(|| self.likely_links());
        Stats { orphans, most_linked, growth, most_recent, mentions, ..stats }
    }

    fn count_notes(&self, stats: &mut Stats) {
        let graph = &self.graph;
        stats.notes = graph.note_count();
        stats.files = graph.file_count();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        let mut languages: BTreeMap<Language, usize> = BTreeMap::new();
        for note in graph.notes() {
            for section in graph.sections_of(note) {
                stats.sections += usize::from(self.is_shown(section));
                stats.words += u64::from(graph.words(section));
            }
            let kind = graph.kind(note);
            if !kind.is_empty() {
                *kinds.entry(kind).or_default() += 1;
            }
            *languages.entry(graph.language(note)).or_default() += 1;
            let (open, all) = graph.tasks(note);
            stats.tasks += all;
            stats.open_tasks += open;
        }
        stats.kinds = kinds.into_iter().map(|(kind, notes)| (kind.to_owned(), notes)).collect();
        // Stable: those of one number stay in their order.
        stats.kinds.sort_by_key(|&(_, notes)| Reverse(notes));
        stats.languages = languages.into_iter().collect();
        stats.languages.sort_by_key(|&(_, notes)| Reverse(notes));
    }

    fn count_links(&self, stats: &mut Stats) {
        // Their links say in their records alone whether they are dead.
        let mut nowhere_in: Vec<NoteId> = Vec::new();
        for link in self.graph.links() {
            match link.target {
                Target::External => {
                    stats.external_links += 1;
                    continue;
                }
                Target::Missing(_) | Target::DeadAnchor(_) | Target::DeadBlock(_) => {
                    let note = self.graph.note_of(link.section);
                    if nowhere_in.last() != Some(&note) {
                        nowhere_in.push(note);
                    }
                }
                Target::Note(_) | Target::Section(_) | Target::File(_) => {
                    stats.resolved_links += 1;
                    stats.ambiguous_links += usize::from(link.is_ambiguous());
                }
            }
            stats.links += 1;
        }
        let unread = Unread::new(self);
        let nowhere: Vec<(LinkView, Option<LeftOut>)> =
            nowhere_in.into_par_iter().flat_map_iter(|note| unread.leading_nowhere(note)).collect();
        for (link, left_out) in nowhere {
            *match left_out {
                Some(LeftOut::NotRead) => &mut stats.unread_links,
                Some(LeftOut::Placeholder) => &mut stats.placeholder_links,
                Some(_) => &mut stats.comment_links,
                None if matches!(link.target, Target::Missing(_)) => &mut stats.dead_links,
                None => &mut stats.dead_anchors,
            } += 1;
        }
    }

    fn count_concepts(&self, stats: &mut Stats) {
        let graph = &self.graph;
        let mut sizes: Vec<(Reverse<usize>, &str, ConceptId)> = Vec::new();
        for concept in graph.concepts() {
            let kinds = graph.concept_kinds(concept);
            stats.topics += usize::from(kinds.any(Kinds::TOPIC | Kinds::DERIVED));
            if kinds.any(Kinds::TAG) {
                stats.tags += 1;
                let mut statements = graph.concept_statements(concept);
                if let (Some(only), None) = (statements.next(), statements.next())
                    && only.how == How::Tag
                {
                    stats.tags_used_once += 1;
                    if stats.some_tags_used_once.len() < TOP {
                        stats.some_tags_used_once.push(graph.concept_name(concept).to_owned());
                    }
                }
            }
            if kinds.any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED) {
                let sections = self.sections_stating(concept).count();
                sizes.push((Reverse(sections), graph.concept_name(concept), concept));
            }
        }
        let largest = least(sizes, TOP).into_iter();
        let largest = largest.map(|(Reverse(sections), name, concept)| LargeTopic {
            name: name.to_owned(),
            kind: graph.concept_kinds(concept).first(),
            sections,
        });
        stats.largest_topics = largest.collect();
    }

    /// At most how many unlinked mentions are likely links, by the text index alone.
    fn likely_links(&self) -> usize {
        let options =
            MentionOptions { limit: 0, of_each: 0, min_score: LIKELY_LINK, headings: false };
        self.all_mentions(&Judge::new(self), &options).at_most
    }

    /// Growth, and what was changed last. Days to come do not count.
    fn count_days(&self, days: &Days) -> (Growth, Vec<RecentNote>) {
        let graph = &self.graph;
        let today = lore_vault::today();
        let mut months: BTreeMap<Month, usize> = BTreeMap::new();
        let mut growth = Growth::default();
        let mut recent: Vec<(Reverse<Date>, NoteId)> = Vec::new();
        for note in graph.notes() {
            let (own, changed) = (graph.date(note), days.changed(note));
            let by = match (own, changed) {
                (Some(_), _) => &mut growth.by_own_day,
                (None, Some(_)) => &mut growth.by_file,
                (None, None) => &mut growth.unknown,
            };
            *by += 1;
            if let Some(day) = own.or(changed).filter(|&day| day <= today) {
                let month = Month { year: day.year(), month: day.month() };
                *months.entry(month).or_default() += 1;
            }
            let touched = [own, graph.modified(note), changed].into_iter().flatten();
            if let Some(last) = touched.filter(|&day| day <= today).max() {
                recent.push((Reverse(last), note));
            }
        }
        growth.months = months.into_iter().collect();
        let named = |(Reverse(date), note): (Reverse<Date>, NoteId)| RecentNote {
            title: graph.title(note).to_owned(),
            path: graph.path(note).to_owned(),
            date,
        };
        (growth, least(recent, RECENT).into_iter().map(named).collect())
    }

    /// The notes that most other notes link to, those of one number in path order.
    fn most_linked(&self, standing: &Standing<'_>) -> Vec<LinkedNote> {
        let graph = &self.graph;
        let linked = |note: NoteId| (Reverse(standing.links.to(note).len()), note);
        let counts = graph.notes().map(linked).filter(|(incoming, _)| incoming.0 > 0).collect();
        let named = |(Reverse(incoming), note): (Reverse<usize>, NoteId)| LinkedNote {
            title: graph.title(note).to_owned(),
            path: graph.path(note).to_owned(),
            incoming,
        };
        least(counts, TOP).into_iter().map(named).collect()
    }

    /// What is stored of the vault.
    pub fn index_status(&self) -> IndexStatus {
        IndexStatus {
            folder: self.store.path(),
            generation: self.state.generation,
            bytes: self.store.bytes(),
            notes: self.graph.note_count(),
            sections: self.graph.sections().filter(|&section| self.is_shown(section)).count(),
        }
    }

    /// The sections that state a concept. Front matter above a note's first heading is none of its own:
    /// what it states, the section below states.
    pub(crate) fn sections_stating(&self, concept: ConceptId) -> impl Iterator<Item = SectionId> {
        let shown = |section: SectionId| {
            let mut of_note = self.graph.sections_of(self.graph.note_of(section));
            if self.is_shown(section) { section } else { of_note.nth(1).unwrap_or(section) }
        };
        // Statements are in the order of sections, so what is the same is beside each other.
        let mut last = None;
        let sections = self.graph.concept_statements(concept);
        let sections = sections.map(move |statement| shown(statement.section));
        sections.filter(move |&section| last.replace(section) != Some(section))
    }

    /// Whether search could show a section: not the empty place before the first heading of a note.
    fn is_shown(&self, section: SectionId) -> bool {
        let graph = &self.graph;
        let has_others = || graph.sections_of(graph.note_of(section)).nth(1).is_some();
        graph.level(section) > 0 || graph.words(section) > 0 || !has_others()
    }
}

/// So many of some values, the least first.
fn least<T: Ord>(mut values: Vec<T>, count: usize) -> Vec<T> {
    if count < values.len() {
        values.select_nth_unstable(count);
        values.truncate(count);
    }
    values.sort_unstable();
    values
}
