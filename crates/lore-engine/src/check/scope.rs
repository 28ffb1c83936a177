//! Which notes to check: those below the paths that were asked for, without those that the settings
//! leave out. The index is of the whole vault in any case, since links need it.

use std::collections::BTreeSet;
use std::path::Path;

use lore_core::VaultPath;
use lore_graph::NoteId;
use lore_vault::Patterns;

use super::CheckOptions;
use super::links::is_at_or_below;
use crate::likeness::nearest;
use crate::{Engine, Unknown};

/// What is wrong with a folder, or a file, that nobody could look at.
const UNSEEN: &str =
    "could not be looked at; of what is in it the answer has at most what was read before";

impl Engine {
    /// The notes to check, in path order.
    pub(super) fn notes_to_check(&self, options: &CheckOptions) -> Result<Vec<NoteId>, Unknown> {
        let (ignore, _) = Patterns::new(&self.config.check.ignore);
        let mut notes: Vec<NoteId> = if options.paths.is_empty() {
            self.graph.notes().collect()
        } else {
            let mut notes = BTreeSet::new();
            for path in &options.paths {
                notes.extend(self.notes_below(path)?);
            }
            notes.into_iter().collect()
        };
        notes.retain(|&note| !ignore.matches(self.graph.path(note)));
        Ok(notes)
    }

    /// The notes that could not be read and the folders that could not be looked into, of those to check,
    /// each with what is wrong.
    pub(super) fn unreadable_among(
        &self,
        options: &CheckOptions,
    ) -> impl Iterator<Item = (&str, &str)> {
        let (ignore, _) = Patterns::new(&self.config.check.ignore);
        let places: Vec<String> =
            options.paths.iter().flat_map(|path| self.places_of(path)).collect();
        let all = options.paths.is_empty();
        let is_asked_for = move |path: &str, may_hold_it: bool| {
            let is_meant = |place: &String| {
                is_at_or_below(path, place) || may_hold_it && is_at_or_below(place, path)
            };
            all || places.iter().any(is_meant)
        };
        let notes = self.refresh.unreadable.iter();
        let notes = notes.map(|note| (note.path.as_str(), note.message.as_str(), false));
        let unseen = self.refresh.unseen.iter().map(|path| (path.as_str(), UNSEEN, true));
        notes
            .chain(unseen)
            .filter(move |&(path, _, may_hold_it)| {
                is_asked_for(path, may_hold_it) && !ignore.matches(path)
            })
            .map(|(path, message, _)| (path, message))
    }

    /// The notes that a path names: itself or those below it.
    fn notes_below(&self, path: &Path) -> Result<Vec<NoteId>, Unknown> {
        for place in &self.places_of(path) {
            if place.is_empty() {
                return Ok(self.graph.notes().collect());
            }
            if let Some(note) = self.graph.note_at(place) {
                return Ok(vec![note]);
            }
            // What is there without being a note has no problems, or cannot be read.
            let may_be_there =
                self.refresh.unseen.iter().any(|unseen| is_at_or_below(place, unseen));
            if may_be_there
                || VaultPath::new(place.as_str()).is_ok_and(|place| self.vault.holds(&place))
            {
                return Ok(self.notes_in(place));
            }
        }
        Err(self.no_such_path(path))
    }

    fn notes_in(&self, folder: &str) -> Vec<NoteId> {
        let is_inside = |note: &NoteId| {
            self.graph.path(*note).strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        self.graph.notes().filter(is_inside).collect()
    }

    fn no_such_path(&self, path: &Path) -> Unknown {
        let name = path.to_string_lossy().into_owned();
        let paths: Vec<&str> = self.graph.notes().map(|note| self.graph.path(note)).collect();
        let folders: BTreeSet<&str> = paths
            .iter()
            .filter_map(|path| path.rsplit_once('/'))
            .map(|(folder, _)| folder)
            .collect();
        let names = paths.iter().copied().chain(folders);
        let suggestions = nearest(name.trim_end_matches('/'), names);
        Unknown::NotFound { what: "the note or folder", name, suggestions }
    }
}
