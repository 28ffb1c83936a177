//! Which note is of which kind: what links to it, what it is there for, and whether an index note
//! leads to it. One pass over all links, and one over all notes. Leaves out sections and entries, which are
//! in `parts`, and why, which `remarks` says.

use lore_core::{Profile, VaultPath, days, path};
use lore_graph::{Graph, NoteId, is_index};
use lore_vault::Patterns;

use super::OrphanKind;
use crate::Engine;
use crate::days::Days;
use crate::note_links::NoteLinks;

/// A list of links, as tools write them, links to so many notes …
const LIST_NOTES: usize = 20;
/// … and has, names of links included, so few words for each.
const LIST_WORDS: u32 = 6;

/// Where every note stands among the others.
pub(crate) struct Standing<'a> {
    graph: &'a Graph,
    pub(crate) links: NoteLinks,
    pub(crate) days: Days,
    roles: Vec<Role>,
    ignored: Vec<bool>,
    /// Whether a generator or editor looks for each note where it is, so that nothing need link to it: the contents
    /// of a book, and what new notes are made from.
    sought: Vec<bool>,
    starts: Vec<NoteId>,
    /// Whether links lead from an index note to each note.
    reached: Vec<bool>,
}

/// What a note is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It is about something.
    Subject,
    /// It leads on.
    Index,
    /// It is of a day.
    Daily,
    /// It lists links.
    List,
}

impl<'a> Standing<'a> {
    pub(crate) fn of(engine: &'a Engine) -> Standing<'a> {
        let graph = &engine.graph;
        let settings = &engine.config.orphans;
        let by = |patterns: &[String]| (!patterns.is_empty()).then(|| Patterns::new(patterns).0);
        let (index, daily, hubs) = (by(&settings.index), by(&settings.daily), by(&settings.hubs));
        let ignore = by(&settings.ignore);
        let by_name = |path: &str| {
            let stem = path::stem(path);
            let named = |patterns: &Option<Patterns>, otherwise: fn(&str) -> bool| match patterns {
                Some(patterns) => patterns.matches(path),
                None => otherwise(stem),
            };
            let role = if named(&index, is_index) {
                Role::Index
            } else if named(&daily, days::is_day) {
                Role::Daily
            } else if named(&hubs, |_| false) {
                Role::List
            } else {
                Role::Subject
            };
            let sought = stem == CONTENTS;
            (role, (named(&ignore, |_| false), sought))
        };
        let of_names =
            || -> (Vec<Role>, (Vec<bool>, Vec<bool>)) { graph.paths().map(by_name).unzip() };
        let (links, ((mut roles, (ignored, mut sought)), days)) =
            rayon::join(|| NoteLinks::of(graph), || (of_names(), Days::of(engine)));
        let is_hugo = graph.profile() == Profile::Hugo;
        for note in graph.notes() {
            let at = note.at();
            sought[at] |=
                graph.is_template(note) || is_hugo && graph.path(note).starts_with("archetypes/");
            if sought[at] && graph.stem(note) == CONTENTS {
                sought[at] = is_contents(engine, &links, note);
                if sought[at] && index.is_none() {
                    roles[at] = Role::Index;
                }
            }
        }
        if hubs.is_none() {
            for (note, role) in graph.notes().zip(&mut roles) {
                if *role == Role::Subject && is_linking(graph, &links, note, LIST_NOTES) {
                    *role = Role::List;
                }
            }
        }
        let starts = starts(graph, &roles, &sought, index.is_some());
        let reached = reached(&links, &starts, roles.len());
        Standing { graph, links, days, roles, ignored, sought, starts, reached }
    }

    /// The notes of a kind in path order.
    pub(crate) fn listed(&self, kind: OrphanKind) -> Vec<NoteId> {
        self.graph.notes().filter(|&note| self.is(note, kind)).collect()
    }

    /// Number of notes of a kind; nothing if there is no way to tell.
    pub(crate) fn count(&self, kind: OrphanKind) -> Option<usize> {
        let is_known = kind != OrphanKind::Unreachable || !self.starts.is_empty();
        is_known.then(|| self.graph.notes().filter(|&note| self.is(note, kind)).count())
    }

    /// Whether a note is of a kind, and not left out by the settings. Nothing is unreachable where
    /// there is no index note, and a note is never a section.
    fn is(&self, note: NoteId, kind: OrphanKind) -> bool {
        let incoming = self.links.to(note);
        let is_dead_end = self.links.from(note).is_empty();
        !self.is_ignored(note)
            && !self.sought[note.at()]
            && match kind {
                OrphanKind::Unreferenced => incoming.is_empty(),
                OrphanKind::DeadEnd => is_dead_end,
                OrphanKind::Isolated => incoming.is_empty() && is_dead_end,
                OrphanKind::Unreachable => !self.starts.is_empty() && !self.is_reached(note),
                OrphanKind::OnlyFromHubs => {
                    !incoming.is_empty()
                        && !self.is_hub(note)
                        && incoming.iter().all(|&source| self.is_hub(source))
                }
                OrphanKind::Sections => false,
            }
    }

    /// The index notes from which notes are reached, in path order.
    pub(super) fn starts(&self) -> &[NoteId] {
        &self.starts
    }

    /// Whether a note is one of those.
    pub(super) fn is_start(&self, note: NoteId) -> bool {
        self.starts.binary_search(&note).is_ok()
    }

    /// Number of notes that the settings leave out.
    pub(super) fn ignored(&self) -> usize {
        self.ignored.iter().filter(|&&ignored| ignored).count()
    }

    pub(super) fn is_ignored(&self, note: NoteId) -> bool {
        self.ignored[note.at()]
    }

    pub(super) fn is_daily(&self, note: NoteId) -> bool {
        self.role(note) == Role::Daily
    }

    pub(super) fn is_index(&self, note: NoteId) -> bool {
        self.role(note) == Role::Index
    }

    fn is_reached(&self, note: NoteId) -> bool {
        self.reached[note.at()]
    }

    fn is_hub(&self, note: NoteId) -> bool {
        self.role(note) != Role::Subject
    }

    fn role(&self, note: NoteId) -> Role {
        self.roles[note.at()]
    }
}

/// Whether a note holds at least so many links and little else.
fn is_linking(graph: &Graph, links: &NoteLinks, note: NoteId, least: usize) -> bool {
    let listed = links.from(note).len();
    let words = || graph.sections_of(note).map(|section| graph.words(section)).sum::<u32>();
    listed >= least && words() <= LIST_WORDS * listed as u32
}

/// What the contents of a book of mdBook's or GitBook's are called; many a report is, too.
const CONTENTS: &str = "SUMMARY";
/// The settings of such a book, in its folder.
const BOOKS: [&str; 3] = ["book.toml", ".gitbook.yaml", "book.json"];
/// Where nothing but its name and its text tells, contents have at least so many links.
const CONTENTS_LINKS: usize = 3;

/// Whether a note of this name is the contents of a book: a folder above it is that of a book, or it holds
/// links and little else.
fn is_contents(engine: &Engine, links: &NoteLinks, note: NoteId) -> bool {
    let graph = &engine.graph;
    let is_of_book = |folder: &str| {
        let mut paths = BOOKS.iter().map(|file| VaultPath::new(format!("{folder}{file}")));
        paths.any(|path| path.is_ok_and(|path| engine.vault.holds(&path)))
    };
    let path = graph.path(note);
    let mut folders = path.match_indices('/').map(|(slash, _)| &path[..=slash]);
    is_linking(graph, links, note, CONTENTS_LINKS) || is_of_book("") || folders.any(is_of_book)
}

/// Where reading begins: the index notes that the settings name, else those that are nearest the
/// vault's root, and the `_index` of every folder and the contents of every book, which generators lead to.
fn starts(graph: &Graph, roles: &[Role], sought: &[bool], are_named: bool) -> Vec<NoteId> {
    let index: Vec<NoteId> = graph.notes().filter(|note| roles[note.at()] == Role::Index).collect();
    let depth = |note: NoteId| graph.path(note).matches('/').count();
    let nearest = index.iter().map(|&note| depth(note)).min();
    let is_read = |note: NoteId| sought[note.at()] || graph.stem(note) == "_index";
    let leads = |&note: &NoteId| are_named || Some(depth(note)) == nearest || is_read(note);
    index.into_iter().filter(leads).collect()
}

fn reached(links: &NoteLinks, starts: &[NoteId], notes: usize) -> Vec<bool> {
    let mut reached = vec![false; notes];
    let mut next: Vec<NoteId> = starts.to_vec();
    while let Some(note) = next.pop() {
        if !std::mem::replace(&mut reached[note.at()], true) {
            next.extend(links.from(note));
        }
    }
    reached
}
