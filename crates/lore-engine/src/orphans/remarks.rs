//! Why something is an orphan, where the links themselves say: links that bear a note's name and lead
//! elsewhere or nowhere, hubs that alone link to it, and topics that nothing else has. Leaves out where to
//! link it from, which `suggest` says.
//!
//! Links that could be meant are read as they are written, in the records of the notes they stand in;
//! of a note that very many others link to, the first of them.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use lore_core::{Link, LinkKind, Note, name};
use lore_graph::{LinkView, Names, NoteId, SectionId, Target};
use rustc_hash::FxHashMap;

use super::{Cut, OrphanKind, Standing};
use crate::check::written;
use crate::unread::Unread;
use crate::{Engine, LeftOut};

/// How many notes are named in one remark.
const NAMED: usize = 3;
/// How many links to a note of the same name are looked at.
const MOST_LINKS: usize = 100;
/// How many notes of the same name are looked at.
const MOST_TWINS: usize = 5;

/// Says why, for many orphans.
pub(super) struct Remarks<'a> {
    engine: &'a Engine,
    standing: &'a Standing<'a>,
    names: Names<'a>,
    nearly: &'a NearlyLinked,
    /// What links to a note bear a name, by note and name.
    borne: FxHashMap<(NoteId, String), Borne>,
    /// The first notes with links that bear a name, by name.
    twins: FxHashMap<String, Vec<NoteId>>,
}

/// The links to a note that bear a certain name.
#[derive(Clone, Default)]
struct Borne {
    /// The notes they stand in.
    sources: usize,
    /// The first as it is written.
    example: String,
}

/// Dead links by the note whose name they nearly bear; gathered when first asked for.
pub(super) type NearlyLinked = OnceLock<FxHashMap<NoteId, Nearly>>;

/// Dead links that nearly bear a note's name.
pub(super) struct Nearly {
    /// The first as it is written, and its place.
    first: String,
    /// Number of links after the first.
    more: usize,
}

impl<'a> Remarks<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        standing: &'a Standing<'a>,
        nearly: &'a NearlyLinked,
    ) -> Remarks<'a> {
        Remarks {
            engine,
            standing,
            names: engine.graph.names(),
            nearly,
            borne: FxHashMap::default(),
            twins: FxHashMap::default(),
        }
    }

    /// Why something is an orphan of a kind: each a sentence.
    pub(super) fn of(&mut self, cut: Cut, kind: OrphanKind) -> Vec<String> {
        let note = match cut {
            Cut::Note(note) => note,
            Cut::Part(section) => return self.lonely_topics(section),
        };
        match kind {
            OrphanKind::DeadEnd => self.dead_links_of(note),
            OrphanKind::OnlyFromHubs => {
                vec![format!("linked only from {}", self.listed(self.standing.links.to(note)))]
            }
            OrphanKind::Unreferenced
            | OrphanKind::Isolated
            | OrphanKind::Unreachable
            | OrphanKind::Sections => {
                let incoming = self.standing.links.to(note);
                if incoming.is_empty() {
                    let mut remarks = Vec::new();
                    if self.standing.is_start(note) {
                        remarks.push("reading starts here, so it needs no links".to_owned());
                    }
                    remarks.extend(self.links_to_twins(note));
                    remarks.extend(self.nearly_linked(note));
                    remarks
                } else {
                    vec![format!(
                        "linked only from {}, which cannot be reached from an index note either",
                        self.listed(incoming)
                    )]
                }
            }
        }
    }

    /// Paths of notes, and how many more there are.
    fn listed(&self, notes: &[NoteId]) -> String {
        let graph = &self.engine.graph;
        let paths: Vec<&str> = notes.iter().take(NAMED).map(|&note| graph.path(note)).collect();
        match notes.len().saturating_sub(NAMED) {
            0 => paths.join(", "),
            more => format!("{} and {more} more", paths.join(", ")),
        }
    }

    /// Topics and tags of a part that no other has; texts may well name them.
    fn lonely_topics(&self, section: SectionId) -> Vec<String> {
        let graph = &self.engine.graph;
        let topics: BTreeSet<_> = self.engine.topics_of(graph.unit_of(section)).collect();
        let remark =
            |topic| format!("no other section has “{}” as topic or tag", graph.concept_name(topic));
        topics.into_iter().take(NAMED).map(remark).collect()
    }

    /// Links of a note that lead nowhere.
    fn dead_links_of(&self, note: NoteId) -> Vec<String> {
        let nowhere = Unread::new(self.engine).leading_nowhere(note).into_iter();
        let is_dead = |(link, left_out): &(LinkView, Option<LeftOut>)| {
            left_out.is_none() && matches!(link.target, Target::Missing(_))
        };
        match nowhere.filter(is_dead).count() {
            0 => Vec::new(),
            1 => vec!["1 of its links is dead".to_owned()],
            dead => vec![format!("{dead} of its links are dead")],
        }
    }

    /// Links that bear the note's name and lead to another note that bears it as well.
    fn links_to_twins(&mut self, note: NoteId) -> Vec<String> {
        let graph = &self.engine.graph;
        let mut remarks = Vec::new();
        for own in names_of(self.engine, note) {
            for twin in self.twins(own) {
                let Borne { sources, example } = self.borne(twin, own);
                if sources > 0 {
                    let notes = notes(sources);
                    let path = graph.path(twin);
                    remarks.push(format!("{example} in {notes} leads to {path} instead"));
                }
            }
        }
        remarks.dedup();
        remarks
    }

    /// The first notes that bear a name and that others link to. An orphan is none of them, so all
    /// orphans of one name have the same.
    fn twins(&mut self, own: &str) -> Vec<NoteId> {
        if !self.names.is_shared(own) {
            return Vec::new();
        }
        if let Some(twins) = self.twins.get(own) {
            return twins.clone();
        }
        let mut twins = self.names.notes_called(own);
        twins.extend(self.names.notes_titled(own));
        twins.retain(|&twin| !self.standing.links.to(twin).is_empty());
        twins.sort_unstable();
        twins.dedup();
        twins.truncate(MOST_TWINS);
        self.twins.insert(own.to_owned(), twins.clone());
        twins
    }

    /// The links to a note that bear a name.
    fn borne(&mut self, twin: NoteId, own: &str) -> Borne {
        let graph = &self.engine.graph;
        let key = name::link_key(own);
        let links = || graph.backlinks(twin).filter(|link| graph.note_of(link.section) != twin);
        let engine = self.engine;
        self.borne
            .entry((twin, key.clone()))
            .or_insert_with(|| {
                let mut borne = Borne::default();
                let mut sources: BTreeSet<NoteId> = BTreeSet::new();
                // Links come note by note.
                let mut read: Option<(NoteId, Note)> = None;
                for view in links().take(MOST_LINKS) {
                    let source = graph.note_of(view.section);
                    let known = read.take().filter(|(note, _)| *note == source);
                    let (_, record) =
                        read.insert(known.unwrap_or_else(|| (source, engine.record(source))));
                    let Some(link) = record.links.get(graph.link_place(view)) else { continue };
                    // A path says itself which of them is meant.
                    let is_bare = link.kind == LinkKind::Wiki && !link.target.contains('/');
                    if is_bare && last_name(&link.target) == key {
                        if sources.is_empty() {
                            borne.example = shown(link);
                        }
                        sources.insert(source);
                    }
                }
                borne.sources = sources.len();
                borne
            })
            .clone()
    }

    /// Dead links that nearly bear the note's name.
    fn nearly_linked(&mut self, note: NoteId) -> Option<String> {
        let (engine, standing) = (self.engine, self.standing);
        let nearly = self.nearly.get_or_init(|| nearly_linked(engine, standing));
        let Nearly { first, more } = nearly.get(&note)?;
        let remark = format!("the dead link {first} almost matches its name");
        Some(match more {
            0 => remark,
            1 => format!("{remark}, as does 1 more"),
            more => format!("{remark}, as do {more} more"),
        })
    }
}

/// The file name, title and aliases of a note, each once.
fn names_of(engine: &Engine, note: NoteId) -> Vec<&str> {
    let graph = &engine.graph;
    let (stem, title) = (graph.stem(note), graph.title(note));
    let mut names = vec![stem];
    names.extend([title].into_iter().filter(|title| *title != stem));
    names.extend(graph.aliases(note));
    if names.len() > 1 {
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name::link_key(name)));
    }
    names
}

/// Dead links that end in the name of a note without links, case, punctuation and plural aside, by
/// note: the rules of resolution do not lead them there. One thread does it while others may wait for it, so
/// it gives them nothing to do.
fn nearly_linked(engine: &Engine, standing: &Standing<'_>) -> FxHashMap<NoteId, Nearly> {
    let graph = &engine.graph;
    let mut by_note: FxHashMap<NoteId, Nearly> = FxHashMap::default();
    // The concept of what a dead link names is a note's, too.
    let named = |target: Target| match target {
        Target::Missing(concept) => concept.filter(|&id| graph.concept_notes(id).next().is_some()),
        _ => None,
    };
    let linking = graph.targets().filter(|(_, target)| named(*target).is_some());
    let mut sources: Vec<NoteId> = linking.map(|(section, _)| graph.note_of(section)).collect();
    // Links come note by note.
    sources.dedup();
    for source in sources {
        let record = engine.record(source);
        for (view, link) in graph.links_of(source).zip(&record.links) {
            let Some(concept) = named(view.target) else { continue };
            for note in graph.concept_notes(concept) {
                if note != source && standing.links.to(note).is_empty() {
                    let place =
                        || format!("{} in {}:{}", shown(link), graph.path(source), view.line);
                    let count = |nearly: &mut Nearly| nearly.more += 1;
                    let first = || Nearly { first: place(), more: 0 };
                    by_note.entry(note).and_modify(count).or_insert_with(first);
                }
            }
        }
    }
    by_note
}

/// A link as it is written, without what only its looks depend on.
fn shown(link: &Link) -> String {
    let target = written(link, &link.target, link.fragment.as_deref());
    match link.kind {
        LinkKind::Markdown | LinkKind::Reference => format!("[{}]({target})", link.text),
        LinkKind::Wiki
        | LinkKind::BlockReference
        | LinkKind::PostUrl
        | LinkKind::JekyllLink
        | LinkKind::HugoRef
        | LinkKind::HugoRelref => target,
    }
}

/// The name at the end of a link's target, as names are compared.
fn last_name(target: &str) -> String {
    let last = target.rsplit('/').next().unwrap_or(target);
    name::link_key(last.strip_suffix(".md").unwrap_or(last))
}

fn notes(number: usize) -> String {
    if number == 1 { "1 note".to_owned() } else { format!("{number} notes") }
}
