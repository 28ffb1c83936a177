//! Which notes to check: those below the paths that were asked for, without those that the settings
//! leave out. The index is of the whole vault in any case, since links need it.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use lore_core::VaultPath;
use lore_graph::NoteId;
use lore_vault::Patterns;

use super::CheckOptions;
use crate::lookup::nearest;
use crate::{Engine, Unknown};

impl Engine {
    /// The notes to check, in path order.
    pub(super) fn notes_to_check(&self, options: &CheckOptions) -> Result<Vec<NoteId>, Unknown> {
        let (ignore, _) = Patterns::new(&self.config.check.ignore);
        let mut notes: Vec<NoteId> = if options.paths.is_empty() {
            self.graph.notes().collect()
        } else {
            let mut notes = BTreeSet::new();
            for path in &options.paths {
                notes.extend(self.notes_below(path, &options.current_folder)?);
            }
            notes.into_iter().collect()
        };
        notes.retain(|&note| !ignore.matches(self.graph.path(note)));
        Ok(notes)
    }

    /// The notes that a path names: itself or those below it. It counts from the current folder, as
    /// shells complete it, else from the vault's root.
    fn notes_below(&self, path: &Path, current_folder: &Path) -> Result<Vec<NoteId>, Unknown> {
        let places = [
            self.path_in_vault(&current_folder.join(path)),
            self.path_in_vault(&self.root().join(path)),
        ];
        for place in places.iter().flatten() {
            if place.is_empty() {
                return Ok(self.graph.notes().collect());
            }
            if let Some(note) = self.graph.note_at(place) {
                return Ok(vec![note]);
            }
            // What is there without being a note has no problems.
            if VaultPath::new(place.as_str()).is_ok_and(|place| self.vault.holds(&place)) {
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

    /// A path of the file system as a path of the vault; `""` is the root.
    fn path_in_vault(&self, path: &Path) -> Option<String> {
        let plain = without_dots(path);
        let inside = match plain.strip_prefix(self.root()) {
            Ok(inside) => inside.to_owned(),
            // The way there may lead over a symbolic link.
            Err(_) => path.canonicalize().ok()?.strip_prefix(self.root()).ok()?.to_owned(),
        };
        let names: Option<Vec<&str>> =
            inside.components().map(|name| name.as_os_str().to_str()).collect();
        Some(names?.join("/"))
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

/// A path without `.` and `..`, taken as it is written.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                plain.push(component);
            }
        }
    }
    plain
}
