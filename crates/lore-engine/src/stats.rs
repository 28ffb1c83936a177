//! `stats` and `index status`: the vault in numbers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use lore_core::Language;
use lore_graph::{Kinds, NoteId, Target};

use crate::Engine;

/// The vault in numbers.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Notes.
    pub notes: usize,
    /// Files that are no notes.
    pub files: usize,
    /// Headings.
    pub sections: usize,
    /// Words.
    pub words: u64,
    /// Links inside the vault.
    pub links: usize,
    /// Of these, links that lead to all they name.
    pub resolved_links: usize,
    /// Links to notes or files that do not exist.
    pub dead_links: usize,
    /// Links to headings or blocks that do not exist.
    pub dead_anchors: usize,
    /// Links that fit several notes.
    pub ambiguous_links: usize,
    /// Links out of the vault.
    pub external_links: usize,
    /// Topics that fields declare or several names share.
    pub topics: usize,
    /// Different tags.
    pub tags: usize,
    /// Notes that no other note links to.
    pub orphans: usize,
    /// Of these, notes that link to none either.
    pub isolated: usize,
    /// Tasks that are open, and all.
    pub tasks: (usize, usize),
    /// The notes that most other notes link to, with their number.
    pub most_linked: Vec<(String, String, usize)>,
    /// The topics and tags that most sections state, with their number.
    pub largest_topics: Vec<(String, usize)>,
    /// What notes say they are, with their number, most first.
    pub kinds: Vec<(String, usize)>,
    /// The languages of the notes, with their number, most first.
    pub languages: Vec<(Language, usize)>,
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
    /// Headings.
    pub sections: usize,
}

const TOP: usize = 5;

impl Engine {
    /// Counts the vault.
    pub fn stats(&self) -> Stats {
        let graph = &self.graph;
        let mut stats =
            Stats { notes: graph.note_count(), files: graph.file_count(), ..Stats::default() };
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let mut languages: BTreeMap<Language, usize> = BTreeMap::new();
        for note in graph.notes() {
            for section in graph.sections_of(note) {
                stats.sections += usize::from(graph.level(section) > 0);
                stats.words += u64::from(graph.words(section));
            }
            let incoming = self.incoming(note).len();
            if incoming == 0 {
                stats.orphans += 1;
                stats.isolated += usize::from(self.outgoing(note).is_empty());
            } else {
                self.keep_most_linked(&mut stats.most_linked, note, incoming);
            }
            let kind = graph.kind(note);
            if !kind.is_empty() {
                *kinds.entry(kind.to_owned()).or_default() += 1;
            }
            *languages.entry(graph.language(note)).or_default() += 1;
            let (open, all) = graph.tasks(note);
            stats.tasks = (stats.tasks.0 + open, stats.tasks.1 + all);
        }
        for link in graph.links() {
            match link.target {
                Target::External => {
                    stats.external_links += 1;
                    continue;
                }
                Target::Missing(_) => stats.dead_links += 1,
                Target::DeadAnchor(_) | Target::DeadBlock(_) => stats.dead_anchors += 1,
                Target::Note(_) | Target::Section(_) | Target::File(_) => stats.resolved_links += 1,
            }
            stats.links += 1;
            stats.ambiguous_links += usize::from(link.is_ambiguous());
        }
        let mut sizes: Vec<(String, usize)> = Vec::new();
        for concept in graph.concepts() {
            let kinds = graph.concept_kinds(concept);
            stats.topics += usize::from(kinds.any(Kinds::TOPIC | Kinds::DERIVED));
            stats.tags += usize::from(kinds.any(Kinds::TAG));
            if kinds.any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED) {
                let sections: BTreeSet<_> =
                    graph.concept_statements(concept).map(|each| each.section).collect();
                sizes.push((graph.concept_name(concept).to_owned(), sections.len()));
            }
        }
        sizes.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        sizes.truncate(TOP);
        stats.largest_topics = sizes;
        stats.kinds = kinds.into_iter().collect();
        stats.kinds.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        stats.languages = languages.into_iter().collect();
        stats.languages.sort_by_key(|&(language, notes)| (Reverse(notes), language));
        stats
    }

    fn keep_most_linked(
        &self,
        most: &mut Vec<(String, String, usize)>,
        note: NoteId,
        incoming: usize,
    ) {
        let at = most.partition_point(|other| other.2 >= incoming);
        if at < TOP {
            let path = self.graph.path(note).to_owned();
            most.insert(at, (self.graph.title(note).to_owned(), path, incoming));
            most.truncate(TOP);
        }
    }

    /// What is stored of the vault.
    pub fn index_status(&self) -> IndexStatus {
        IndexStatus {
            folder: self.store.path(),
            generation: self.state.generation,
            bytes: self.store.bytes(),
            notes: self.graph.note_count(),
            sections: self
                .graph
                .notes()
                .flat_map(|note| self.graph.sections_of(note))
                .filter(|&section| self.graph.level(section) > 0)
                .count(),
        }
    }
}
