//! What is in the vault's folder and is not read: symbolic links, which nobody follows, and what is hidden or
//! ignored. A link to it leads nowhere in the graph, and is none the worse for it. Leaves out what could not be
//! looked at, which may be anything, and files that an ignored folder holds and that a link names without it:
//! nobody looks for those.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lore_core::path::{self, without_note_extension};
use lore_core::{Link, LinkKind, VaultPath, name, stands_for_another};
use lore_graph::{
    ConceptId, How, LinkView, Names, NoteId, Target, Wanted, is_relative_address, page_of,
};
use rustc_hash::FxHashMap;

use crate::{Engine, LeftOut};

/// Tells whether links lead to what is there and is not read.
pub(crate) struct Unread<'a> {
    engine: &'a Engine,
    /// How links are read.
    names: Names<'a>,
    /// The paths of the symbolic links, by the names under which links may name them.
    links: FxHashMap<String, Vec<&'a str>>,
    /// The dead links of notes whose records were read: a note may ask for thousands of others.
    dead: Mutex<FxHashMap<NoteId, Arc<OnceLock<DeadLinks>>>>,
    /// What was found at places: the system is asked once for each.
    found: Mutex<FxHashMap<String, Found>>,
}

/// The links of a note that lead nowhere, by the concept they name.
type DeadLinks = FxHashMap<ConceptId, Vec<Link>>;

/// What is at a place, listed or not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// A symbolic link, or a place below one: whatever lies behind it counts as there.
    Link,
    Something,
}

impl<'a> Unread<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Unread<'a> {
        let mut links: FxHashMap<String, Vec<&str>> = FxHashMap::default();
        for path in &engine.refresh.links {
            for key in keys_of(path) {
                links.entry(key).or_default().push(path);
            }
        }
        let names = engine.graph.names();
        Unread { engine, names, links, dead: Mutex::default(), found: Mutex::default() }
    }

    /// Whether a link that leads nowhere means something that is there: at the place it names, or, where names
    /// alone find files, a symbolic link of this name.
    pub(crate) fn is_there(&self, note: NoteId, link: &Link) -> bool {
        if self.wanted(link).vault.is_some() {
            return false;
        }
        self.is_linked_by_name(note, link)
            || self.places_meant(note, link).iter().any(|place| self.is_at(place, link))
    }

    /// The links of a note that lead nowhere or to no such part, each with why it is not dead for all that.
    pub(crate) fn leading_nowhere(&self, note: NoteId) -> Vec<(LinkView, Option<LeftOut>)> {
        let views = || self.engine.graph.links_of(note);
        if !views().any(|link| leads_nowhere(link.target)) {
            return Vec::new();
        }
        let links = views().zip(self.engine.record(note).links);
        let nowhere = links.filter(|(view, _)| leads_nowhere(view.target));
        nowhere.map(|(view, link)| (view, self.left_out(view.target, note, &link))).collect()
    }

    /// Why a link that leads nowhere is not dead: it stands for another one, what it means is not read, or it
    /// stands in a comment.
    pub(crate) fn left_out(&self, target: Target, note: NoteId, link: &Link) -> Option<LeftOut> {
        let named = match target {
            Target::DeadAnchor(_) => link.fragment.as_deref().unwrap_or_default(),
            _ => self.wanted(link).name,
        };
        if !leads_nowhere(target) {
            None
        } else if stands_for_another(named) {
            Some(LeftOut::Placeholder)
        } else if self.is_meant(target, note, link) {
            Some(LeftOut::NotRead)
        } else {
            link.in_comment.then_some(LeftOut::Comment)
        }
    }

    /// Whether a link has this target because what it means is not read.
    pub(crate) fn is_meant(&self, target: Target, note: NoteId, link: &Link) -> bool {
        matches!(target, Target::Missing(_)) && self.is_there(note, link)
    }

    /// Whether what a link may mean is at a place without being part of the vault: a file, or a folder, which only
    /// `[text](folder)` may mean. What is part of it was found, or is not meant.
    fn is_at(&self, place: &VaultPath, link: &Link) -> bool {
        let holds = |place: &VaultPath| {
            let path = place.as_str();
            self.found_at(path) != Found::Nothing && !self.engine.graph.is_listed(path)
        };
        let has_extension = place.file_name().contains('.');
        let as_note = VaultPath::new(format!("{place}.md"));
        let takes_any = link.kind != LinkKind::JekyllLink;
        ((link.kind.is_destination() || has_extension) && holds(place))
            || takes_any && as_note.is_ok_and(|place| holds(&place))
    }

    /// What is at a place now. Below what is not there nothing is looked for.
    fn found_at(&self, path: &str) -> Found {
        let known = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&found) = known().get(path) {
            return found;
        }
        let folder = path::folder(path);
        let around = if folder.is_empty() { Found::Something } else { self.found_at(folder) };
        let found = match around {
            Found::Something => match self.engine.root().join(path).symlink_metadata() {
                Ok(metadata) if metadata.is_symlink() => Found::Link,
                Ok(_) => Found::Something,
                Err(_) => Found::Nothing,
            },
            Found::Link | Found::Nothing => around,
        };
        known().insert(path.to_owned(), found);
        found
    }

    fn is_linked_by_name(&self, note: NoteId, link: &Link) -> bool {
        if self.links.is_empty() {
            return false;
        }
        let key = name::link_key(self.wanted(link).name.trim_start_matches('/'));
        let Some(paths) = self.links.get(path::file_name(&key)) else { return false };
        let ends_in_target = |path: &&str| {
            let path = name::link_key(path);
            let is_end = |path: &str| {
                let before = path.strip_suffix(&*key);
                before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
            };
            is_end(&path) || is_end(without_note_extension(&path))
        };
        self.names.rules_tried(note, link).any(|rule| rule.looks().by_name)
            && paths.iter().any(ends_in_target)
    }

    /// Whether links name a concept, and all of them mean what is there.
    pub(crate) fn is_all_there(&self, concept: ConceptId) -> bool {
        self.are_all(concept, |note, link| self.is_there(note, link))
    }

    /// Whether links name a concept, and all of them mean what is there or stand in comments.
    pub(crate) fn is_never_dead(&self, concept: ConceptId) -> bool {
        self.are_all(concept, |note, link| link.in_comment || self.is_there(note, link))
    }

    /// Whether links name a concept, and it is so with all of them.
    fn are_all(&self, concept: ConceptId, is_so: impl Fn(NoteId, &Link) -> bool) -> bool {
        let graph = &self.engine.graph;
        let statements = graph.concept_statements(concept);
        let linking = statements.filter(|statement| matches!(statement.how, How::MissingLink));
        let mut notes: Vec<NoteId> =
            linking.map(|statement| graph.note_of(statement.section)).collect();
        notes.dedup();
        let is_so_in = |&note: &NoteId| {
            let dead = self.dead_links(note);
            let links = dead.get_or_init(|| self.read_dead_links(note)).get(&concept);
            links.into_iter().flatten().all(|link| is_so(note, link))
        };
        !notes.is_empty() && notes.iter().all(is_so_in)
    }

    fn dead_links(&self, note: NoteId) -> Arc<OnceLock<DeadLinks>> {
        let mut known = self.dead.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(note).or_default().clone()
    }

    fn read_dead_links(&self, note: NoteId) -> DeadLinks {
        let mut dead = DeadLinks::default();
        let views = self.engine.graph.links_of(note);
        for (view, link) in views.zip(self.engine.record(note).links) {
            if let Target::Missing(Some(concept)) = view.target {
                dead.entry(concept).or_default().push(link);
            }
        }
        dead
    }

    /// Whether a symbolic link has a name.
    pub(crate) fn has_link_named(&self, name: &str) -> bool {
        !self.links.is_empty() && self.links.contains_key(&name::link_key(name))
    }

    /// What of a link's target names a place in this vault.
    fn wanted<'l>(&self, link: &'l Link) -> Wanted<'l> {
        self.names.conventions().wanted(link)
    }

    /// The places that the path of a link may name by the rules of the vault's profile.
    pub(crate) fn places_meant(&self, note: NoteId, link: &Link) -> Vec<VaultPath> {
        let from = self.engine.graph.path(note);
        let (mut beside, mut below_root) = (false, false);
        for rule in self.names.rules_tried(note, link) {
            let looks = rule.looks();
            beside |= looks.beside;
            below_root |= looks.below_root;
        }
        let folders = [beside.then_some(path::folder(from)), below_root.then_some("")];
        let folders = folders.into_iter().flatten();
        let places = folders.filter_map(|folder| VaultPath::join(folder, self.wanted(link).name));
        let mut places: Vec<VaultPath> =
            places.filter_map(|place| VaultPath::new(place).ok()).collect();
        places.extend(self.place_from_page(from, link));
        // A note in the root has both at once.
        places.dedup();
        places
    }

    /// What a relative address names on a site where the page is a folder.
    pub(crate) fn place_from_page(&self, from: &str, link: &Link) -> Option<VaultPath> {
        let serves_folders = self.engine.graph.profile().serves_folders();
        let is_address = serves_folders && is_relative_address(link);
        let place = is_address.then(|| VaultPath::join(page_of(from), &link.target)).flatten()?;
        VaultPath::new(place).ok()
    }
}

/// Whether a link leads nowhere, or to no such part of a note.
fn leads_nowhere(target: Target) -> bool {
    matches!(target, Target::Missing(_) | Target::DeadAnchor(_) | Target::DeadBlock(_))
}

/// The names of a file under which links may name it, as keys: a note's also without its extension.
fn keys_of(path: &str) -> impl Iterator<Item = String> {
    let key = name::link_key(path::file_name(path));
    let stem = without_note_extension(&key);
    let stem = (stem.len() < key.len()).then(|| stem.to_owned());
    stem.into_iter().chain([key])
}

#[cfg(test)]
mod tests {
    use lore_graph::Kinds;
    use lore_testkit::VaultFixture;

    use super::*;
    use crate::Options;

    /// For each name all links of the note were read and looked for, of a journal with thousands of both.
    #[test]
    fn a_note_is_read_and_a_place_looked_at_once() {
        let mut journal = "-- Journal.md --\n".to_owned();
        for nth in 0..40 {
            journal.push_str(&format!("# Day {nth}\n\nSee [[Name {}]] and [[.x/y]].\n\n", nth % 5));
        }
        let vault = VaultFixture::from_str(&format!("{journal}-- .x/y.md --\n"));
        let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
        let engine = Engine::open(&options).expect("a vault");
        let graph = &engine.graph;
        let missing = |concept: &ConceptId| graph.concept_kinds(*concept).any(Kinds::MISSING);
        let missing: Vec<ConceptId> = graph.concepts().filter(missing).collect();
        let unread = Unread::new(&engine);
        for _ in 0..2 {
            let there: Vec<&str> = missing
                .iter()
                .filter(|concept| unread.is_all_there(**concept))
                .map(|concept| graph.concept_name(*concept))
                .collect();
            assert_eq!((there, missing.len()), (vec!["y"], 6));
            assert_eq!(unread.dead.lock().expect("no panic").len(), 1);
            // Five names, the hidden folder, and the note in it.
            assert_eq!(unread.found.lock().expect("no panic").len(), 7);
        }
    }
}
