//! What the user does not want as links: phrases that do not mean a certain note, kept per vault in
//! the user's data folder. Nothing of it is in the cache, and in the vault only what people write into
//! its settings themselves. A note that is moved is found again by its title; one that gets another path
//! and another title at once is not. A vault whose folder is moved is known again by its birthmark, and the folder
//! that takes its place has none of it. Leaves out how the file is kept and locked, which the index crate does.

use std::path::{Path, PathBuf};

use lore_core::name;
use lore_index::KeptError;
use lore_vault::Vault;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::lookup::Unknown;
use crate::{Engine, Error, NotePart, Warning};

/// A phrase that is no mention of a certain note or topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rejection {
    /// The note's path, or the topic's name.
    pub target: String,
    /// The phrase as it was rejected; case, accents and plurals do not count.
    pub phrase: String,
    /// The note's title; nothing for a topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What became of a request to reject a mention, or to reject it no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectionChange {
    /// What was to be kept or forgotten.
    pub rejection: Rejection,
    /// Whether it was not so before.
    pub changed: bool,
}

/// What is in the file.
#[derive(Default, Serialize, Deserialize)]
struct Stored {
    /// The folder of the vault when something was kept last.
    vault: String,
    /// Which folder that was, whatever it is called; nothing where the system does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    rejected_mentions: Vec<Rejection>,
}

/// Rejections, ready to be asked about many mentions.
pub(crate) struct Rejected {
    keys: FxHashSet<(String, String)>,
}

impl Rejected {
    /// Whether a phrase was rejected as a mention of a target.
    pub(crate) fn contains(&self, target: &str, phrase: &str) -> bool {
        !self.keys.is_empty() && self.keys.contains(&(target.to_owned(), name::concept_key(phrase)))
    }
}

impl Engine {
    /// The mentions that the user rejected, in the order of their targets.
    ///
    /// # Errors
    ///
    /// [`Error::Kept`] when they cannot be read; the person can correct the file, which nothing replaces.
    pub fn rejections(&self) -> Result<Vec<Rejection>, Error> {
        let Some(kept) = &self.kept else { return Ok(Vec::new()) };
        let stored: Stored = kept.load()?;
        // What could not be set aside is another folder's all the same.
        if self.whose(&stored).is_some() {
            return Ok(Vec::new());
        }
        let mut rejections = stored.rejected_mentions;
        self.bring_up_to_date(&mut rejections);
        Ok(rejections)
    }

    /// The mentions that the vault's settings reject, in the order of the names there. What is no longer
    /// in the vault has the name it has there.
    pub fn rejections_of_settings(&self) -> Vec<Rejection> {
        let of_name = |(name, phrases): (&String, &Vec<String>)| -> Vec<Rejection> {
            let target = self.rejection_target(name).unwrap_or_else(|_| name.clone());
            phrases.iter().map(|phrase| self.rejection(target.clone(), phrase)).collect()
        };
        self.config.mentions.reject.iter().flat_map(of_name).collect()
    }

    /// How many mentions of the note or topic that `name` names are rejected, by the user or the settings;
    /// without a name, of all.
    ///
    /// # Errors
    ///
    /// As [`Engine::rejections`], and when the name names nothing, or several notes.
    pub fn rejection_count(&self, name: Option<&str>) -> Result<usize, Error> {
        let target = name.map(|name| self.target_named(name)).transpose()?;
        let target = target.map(|target| self.target_key(target));
        let all = self.rejections()?.into_iter().chain(self.rejections_of_settings());
        let is_asked_for =
            |each: &Rejection| target.as_ref().is_none_or(|name| *name == each.target);
        Ok(all.filter(is_asked_for).count())
    }

    /// Keeps in mind that a phrase is no mention of the note or topic that `name` names.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when the name names nothing, or several notes; [`Error::NoDataFolder`] and
    /// [`Error::Kept`] when nothing can be kept, in a folder that the person can name or mend.
    pub fn reject_mention(&self, name: &str, phrase: &str) -> Result<RejectionChange, Error> {
        let rejection = self.rejection(self.rejection_target(name)?, phrase);
        let changed = self.change_rejections(|rejections| {
            let known = rejections.iter().any(|known| known.is_like(&rejection));
            if !known {
                rejections.push(rejection.clone());
                rejections.sort();
            }
            !known
        })?;
        Ok(RejectionChange { rejection, changed })
    }

    /// Forgets a rejection. A note that is gone is named by the path it had.
    ///
    /// # Errors
    ///
    /// As [`Engine::reject_mention`].
    pub fn unreject_mention(&self, name: &str, phrase: &str) -> Result<RejectionChange, Error> {
        let gone = self.rejections()?.iter().any(|known| known.target == name);
        let target = if gone { name.to_owned() } else { self.rejection_target(name)? };
        let rejection = self.rejection(target, phrase);
        let changed = self.change_rejections(|rejections| {
            let before = rejections.len();
            rejections.retain(|known| !known.is_like(&rejection));
            rejections.len() < before
        })?;
        Ok(RejectionChange { rejection, changed })
    }

    /// Rejections for whoever lists mentions; those that cannot be read count as none there, since
    /// [`Engine::rejections`] says why.
    pub(crate) fn rejected(&self) -> Rejected {
        let kept = self.rejections().unwrap_or_default();
        let keys = kept.into_iter().chain(self.rejections_of_settings());
        Rejected { keys: keys.map(|each| (each.target, name::concept_key(&each.phrase))).collect() }
    }

    /// What a mention leads to, as rejections name it. Of a part of a note nothing is rejected: that would
    /// be for the whole note, or all of a topic.
    fn rejection_target(&self, name: &str) -> Result<String, Unknown> {
        let is_whole = |part: NotePart| part.section.is_none_or(|section| self.is_whole(section));
        let part = self.part_asked(name);
        let part = part.map_err(|unknown| self.of_several_parts(unknown, is_whole))?;
        if let Some(part) = part.filter(|part| !is_whole(*part)) {
            return Err(self.is_part_only(name, part));
        }
        Ok(self.target_key(self.target_named(name)?))
    }

    fn rejection(&self, target: String, phrase: &str) -> Rejection {
        let note = self.graph.note_at(&target);
        let title = note.map(|note| self.graph.title(note).to_owned());
        Rejection { target, phrase: phrase.trim().to_owned(), title }
    }

    /// A rejection as the vault is now: of the note that is there, else of the only one of its title.
    fn brought_up_to_date(&self, rejection: Rejection) -> Rejection {
        let graph = &self.graph;
        let only_of_title = || {
            let mut notes = graph.concept_notes(graph.concept_named(rejection.title.as_deref()?)?);
            notes.next().filter(|_| notes.len() == 0)
        };
        match graph.note_at(&rejection.target).or_else(only_of_title) {
            Some(note) => self.rejection(graph.path(note).to_owned(), &rejection.phrase),
            None => rejection,
        }
    }

    /// Keeps what `change` makes of the rejections, if that says so; nobody else changes them in between.
    fn change_rejections(
        &self,
        change: impl FnOnce(&mut Vec<Rejection>) -> bool,
    ) -> Result<bool, Error> {
        let kept = self.kept.as_ref().ok_or(Error::NoDataFolder)?;
        kept.set_aside(|stored: &Stored| self.whose(stored))?;
        let changed = kept.update(|stored: &mut Stored| {
            stored.vault = self.root().display().to_string();
            stored.folder = self.vault.birthmark().or(stored.folder.take());
            self.bring_up_to_date(&mut stored.rejected_mentions);
            change(&mut stored.rejected_mentions)
        })?;
        Ok(changed)
    }

    fn bring_up_to_date(&self, rejections: &mut Vec<Rejection>) {
        let stored = std::mem::take(rejections).into_iter();
        rejections.extend(stored.map(|each| self.brought_up_to_date(each)));
        rejections.sort();
        rejections.dedup();
    }

    /// The birthmark of the folder that rejections are of, if that is not the vault's. Those that were kept without
    /// one belong to their path.
    fn whose(&self, stored: &Stored) -> Option<String> {
        stored.folder.clone().filter(|folder| self.vault.is_of_another_folder(folder))
    }

    /// Has rejections that were kept when the vault's folder had another path count again, and those of a folder
    /// that had this path before count no longer. They are taken from no vault that is there still.
    pub(crate) fn find_rejections(&mut self) -> Result<(), Error> {
        let (Some(kept), Some(folder)) = (self.kept.clone(), self.vault.birthmark()) else {
            return Ok(());
        };
        if let Some(aside) = kept.set_aside(|stored: &Stored| self.whose(stored))? {
            let (aside, path) = (aside.display().to_string(), kept.path().display().to_string());
            self.refresh.warnings.push(Warning::OfAnotherFolder { aside, path });
        }
        let root = self.root().display().to_string();
        let was_moved = |stored: &Stored| {
            let is_elsewhere = || {
                // What was set aside here is there again with its folder.
                stored.vault == root || is_gone(Path::new(&stored.vault), &folder)
            };
            stored.folder.as_ref() == Some(&folder) && is_elsewhere()
        };
        let Some(Stored { vault, .. }) = kept.take_over(was_moved)? else { return Ok(()) };
        if vault != root {
            kept.update(|stored: &mut Stored| {
                stored.vault = root;
                true
            })?;
            self.refresh.warnings.push(Warning::Moved(vault));
        }
        Ok(())
    }

    /// The file that rejections are kept in.
    pub fn rejections_file(&self) -> Option<PathBuf> {
        self.kept.as_ref().map(|kept| kept.path().to_owned())
    }
}

/// Whether a folder with this birthmark is surely no longer at a path.
fn is_gone(path: &Path, birthmark: &str) -> bool {
    matches!(path.try_exists(), Ok(false))
        || Vault::open(path).is_ok_and(|vault| vault.is_of_another_folder(birthmark))
}

impl Rejection {
    fn is_like(&self, other: &Rejection) -> bool {
        self.target == other.target
            && name::concept_key(&self.phrase) == name::concept_key(&other.phrase)
    }
}

impl From<KeptError> for Error {
    fn from(error: KeptError) -> Error {
        Error::Kept(error)
    }
}
