//! What differs between two states of a vault: which notes, and where links lead. Told from the states
//! alone, so it is right whoever made the second one. Leaves out what changed within the notes.

use std::cmp::Ordering;
use std::time::Duration;

use lore_graph::{Graph, LinkView, NoteId, STAMP, Target};
use xxhash_rust::xxh3::xxh3_64;

use crate::Engine;
use crate::refresh::Warning;

/// What changed in a vault between two looks. Lists of paths are in byte order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultChanges {
    /// The state's generation now. It counts commits.
    pub generation: u64,
    /// Paths of notes that are new.
    pub added: Vec<String>,
    /// Paths of notes whose text changed.
    pub changed: Vec<String>,
    /// Paths of notes that are gone.
    pub removed: Vec<String>,
    /// Paths of notes whose links lead elsewhere than before, or to which other notes link than
    /// before, whether or not their own text changed.
    pub links: Vec<String>,
    /// Whether the vault's settings changed, so that any answer may be another one.
    pub settings: bool,
    /// Whether what was stored was damaged, and everything was read anew. What changed is not known then:
    /// the lists are empty, and any answer may be another one.
    pub rebuilt: bool,
    /// What the person should know and was not told by the look before.
    pub warnings: Vec<Warning>,
    /// How long it took to find out and to commit.
    pub elapsed: Duration,
}

impl VaultChanges {
    /// Whether the vault is the same, and there is no warning.
    pub fn is_nothing(&self) -> bool {
        self.is_same_vault() && self.warnings.is_empty()
    }

    /// Whether the vault is the same.
    pub fn is_same_vault(&self) -> bool {
        let lists = [&self.added, &self.changed, &self.removed, &self.links];
        !self.settings && !self.rebuilt && lists.iter().all(|list| list.is_empty())
    }

    /// What differs; without warnings, and in no time.
    pub(super) fn between(old: &Engine, new: &Engine) -> VaultChanges {
        let mut changes = VaultChanges {
            generation: new.state.generation,
            settings: old.config != new.config || old.profile != new.profile,
            ..VaultChanges::default()
        };
        if !old.state.is_as_loaded() {
            return VaultChanges { rebuilt: true, ..changes };
        }
        let (old, new) = (&old.graph, &new.graph);
        if old == new {
            return changes;
        }
        let pairs = pairs(old, new);
        for &(before, now) in &pairs {
            let hash = |graph: &Graph, note| graph.stamp(note)[STAMP - 1];
            match (before, now) {
                (None, Some(now)) => changes.added.push(new.path(now).to_owned()),
                (Some(before), None) => changes.removed.push(old.path(before).to_owned()),
                (Some(before), Some(now)) if hash(old, before) != hash(new, now) => {
                    changes.changed.push(new.path(now).to_owned());
                }
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        changes.links = relinked(old, new, &pairs);
        changes
    }
}

/// A note before and now.
type Pair = (Option<NoteId>, Option<NoteId>);

/// All notes of both states, in the order of their paths.
fn pairs(old: &Graph, new: &Graph) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(new.note_count());
    let (mut before, mut now) = (old.notes().peekable(), new.notes().peekable());
    loop {
        let order = match (before.peek(), now.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(&before), Some(&now)) => old.path(before).cmp(new.path(now)),
        };
        let before = if order.is_le() { before.next() } else { None };
        let now = if order.is_ge() { now.next() } else { None };
        pairs.push((before, now));
    }
}

/// The notes that are there now and have other links, or links from other notes.
fn relinked(old: &Graph, new: &Graph, pairs: &[Pair]) -> Vec<String> {
    let mut number_before = vec![0; old.note_count()];
    let mut number_now = vec![0; new.note_count()];
    for (&(before, now), number) in pairs.iter().zip(0..) {
        if let Some(before) = before {
            number_before[before.0 as usize] = number;
        }
        if let Some(now) = now {
            number_now[now.0 as usize] = number;
        }
    }
    let old = Links { graph: old, number: number_before };
    let new = Links { graph: new, number: number_now };
    let (mut links_before, mut links_now) = (Vec::new(), Vec::new());
    let mut relinked = Vec::new();
    for &(before, now) in pairs {
        let Some(now) = now else { continue };
        old.collect(before, &mut links_before);
        new.collect(Some(now), &mut links_now);
        if links_before != links_now {
            relinked.push(new.graph.path(now).to_owned());
        }
    }
    relinked
}

/// One side of a link, so that it can be compared between two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Leads to the note with this number.
    To(u32),
    /// Leads to the part of the note under headings of this hash.
    ToPart(u32, u64),
    /// Leads to the note, which lacks the part that is named.
    ToLacking(u32),
    /// Leads to the file whose path has this hash.
    ToFile(u64),
    /// Leads nowhere.
    Nowhere,
    /// Comes from the note with this number.
    From(u32),
}

/// The links of a state, with the numbers that its notes have in both.
struct Links<'a> {
    graph: &'a Graph,
    number: Vec<u32>,
}

impl Links<'_> {
    /// The ends of all links from and to a note, each once and in order.
    fn collect(&self, note: Option<NoteId>, ends: &mut Vec<End>) {
        ends.clear();
        if let Some(note) = note {
            ends.extend(self.graph.links_of(note).filter_map(|link| self.to(link)));
            let sources = self.graph.backlinks(note);
            ends.extend(
                sources.map(|link| End::From(self.number_of(self.graph.note_of(link.section)))),
            );
        }
        ends.sort_unstable();
        ends.dedup();
    }

    /// Where a link leads, unless that is outside the vault.
    fn to(&self, link: LinkView) -> Option<End> {
        let graph = self.graph;
        match link.target {
            Target::Note(note) => Some(End::To(self.number_of(note))),
            Target::Section(section) => {
                let headings = graph.heading_path(section).join("\n");
                let note = self.number_of(graph.note_of(section));
                Some(End::ToPart(note, xxh3_64(headings.as_bytes())))
            }
            Target::DeadAnchor(note) | Target::DeadBlock(note) => {
                Some(End::ToLacking(self.number_of(note)))
            }
            Target::File(file) => Some(End::ToFile(xxh3_64(graph.file_path(file).as_bytes()))),
            Target::Missing(_) => Some(End::Nowhere),
            Target::External => None,
        }
    }

    fn number_of(&self, note: NoteId) -> u32 {
        self.number[note.0 as usize]
    }
}
