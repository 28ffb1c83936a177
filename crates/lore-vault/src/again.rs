//! Looks at a vault again: folders that are as an earlier listing found them are not read, and only
//! the states of their notes are asked for. Whatever else there is, the walk finds.
//!
//! Left to the walk altogether where a folder's times may say nothing: on systems other than Linux
//! and on file systems of which that is not known, such as those of networks.

use lore_core::now_ns;

use crate::compare::Known;
use crate::folders::Folders;
use crate::list::{self, Listing};
use crate::stat::StatKey;
use crate::vault::Vault;

/// What a second look at a vault found.
#[derive(Debug)]
pub enum Look {
    /// Nothing was added, removed or skipped. Here are the known notes, by their place, that are in
    /// another state, with that state.
    SamePlaces(Vec<(usize, StatKey)>),
    /// What is there.
    Listing(Listing),
}

pub(crate) fn look_again(
    vault: &Vault,
    ignore: &[String],
    folders: &Folders,
    known: &[Known<'_>],
    files: &[&str],
) -> Look {
    #[cfg(target_os = "linux")]
    if let Some(look) = by_folders::look(vault, ignore, folders, known, files, now_ns()) {
        return look;
    }
    let _ = (folders, known, files);
    Look::Listing(list::list(vault, ignore, now_ns()))
}

/// Whether this is a file system that is known to be of this machine alone, and to change a folder's
/// times whenever its entries change.
#[cfg(target_os = "linux")]
pub(crate) fn is_known(file_system: &rustix::fs::StatFs) -> bool {
    by_folders::KNOWN_FILE_SYSTEMS.contains(&(file_system.f_type as u64))
}

#[cfg(target_os = "linux")]
mod by_folders {
    use std::collections::{HashMap, HashSet};
    use std::ops::Range;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::path::Path;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use lore_core::{VaultPath, path};
    use rustix::fs::{
        AtFlags, FileType, Mode, OFlags, ResolveFlags, Stat, fstat, fstatfs, open, openat2, statat,
    };

    use super::Look;
    use crate::compare::Known;
    use crate::folders::{Folder, Folders, rules_hash};
    use crate::ignore_files::IGNORE_FILES;
    use crate::list::{ListedNote, Listing, walk};
    use crate::stat::{StatKey, nanoseconds};
    use crate::vault::Vault;

    /// The file systems whose folders change their times whenever their entries change: ext, XFS,
    /// Btrfs, F2FS, Bcachefs, ZFS, tmpfs and overlays. Numbers of the kernel's `magic.h` and of ZFS.
    pub(super) const KNOWN_FILE_SYSTEMS: [u64; 8] = [
        0xef53, 0x5846_5342, 0x9123_683e, 0xf2f5_2010, 0xca45_1a4e, 0x2fc1_2fc1, 0x0102_1994,
        0x794c_7630,
    ];

    /// How many notes one thread asks about before it takes the next ones.
    const RUN: usize = 256;

    /// Below this many notes a second thread costs more than it saves.
    const FEW_NOTES: usize = 500;

    /// Some notes of one folder.
    struct Run {
        folder: usize,
        notes: Range<usize>,
    }

    /// What was found of the folders and notes that are known.
    #[derive(Default)]
    struct Found {
        /// Places of folders that have to be read.
        to_read: Vec<usize>,
        /// Whether the rules by which files are left out may be others.
        rules_changed: bool,
        /// Notes in another state.
        differing: Vec<(usize, StatKey)>,
    }

    /// Nothing comes back if only a walk of everything can tell.
    pub(super) fn look(
        vault: &Vault,
        ignore: &[String],
        folders: &Folders,
        known: &[Known<'_>],
        files: &[&str],
        now_ns: i64,
    ) -> Option<Look> {
        if folders.is_empty() || folders.rules != rules_hash(ignore) {
            return None;
        }
        let places = folders.places();
        let runs = runs(&places, known)?;
        let mut found = ask(vault.root(), folders, &runs, known)?;
        if found.rules_changed {
            return None;
        }
        if found.to_read.is_empty() {
            found.differing.sort_unstable_by_key(|differing| differing.0);
            return Some(Look::SamePlaces(found.differing));
        }

        let pass = unchanged_below(&places, folders, &found.to_read);
        let mut walked = walk(vault, ignore, pass);
        if walked.visited.unclear {
            return None;
        }
        for (path, (_, ignore_files)) in &walked.visited.folders {
            let before = places.get(path.as_str()).map(|&at| &folders.folders[at]);
            // What is unchanged below may be left out now, or no longer.
            if before.is_some_and(|before| before.ignore_files != *ignore_files) {
                return None;
            }
        }
        let kept = kept(&places, folders, &walked.passed);
        let mut listing = std::mem::take(&mut walked.listing);
        keep(&mut listing, &places, &kept, known, files, &found.differing)?;
        let old = folders.folders.iter().zip(&kept).filter(|(_, kept)| **kept);
        let old: Vec<Folder> = old.map(|(folder, _)| folder.clone()).collect();
        listing.folders = walked.visited.settle(folders.rules, now_ns, old);
        listing.sort();
        Some(Look::Listing(listing))
    }

    /// Every folder with its notes, a few at a time; a folder without notes once.
    fn runs(places: &HashMap<&str, usize>, known: &[Known<'_>]) -> Option<Vec<Run>> {
        let mut runs: Vec<Run> = Vec::new();
        let mut has_run = vec![false; places.len()];
        let mut path = None;
        for (at, note) in known.iter().enumerate() {
            let folder = path::folder(note.path);
            if path == Some(folder)
                && let Some(run) = runs.last_mut().filter(|run| run.notes.len() < RUN)
            {
                run.notes.end += 1;
                continue;
            }
            path = Some(folder);
            let place = *places.get(folder)?;
            has_run[place] = true;
            runs.push(Run { folder: place, notes: at..at + 1 });
        }
        let without = has_run.iter().enumerate().filter(|(_, has_run)| !**has_run);
        runs.extend(without.map(|(folder, _)| Run { folder, notes: 0..0 }));
        Some(runs)
    }

    /// Asks for the states of all folders and notes, on several threads.
    fn ask(root: &Path, folders: &Folders, runs: &[Run], known: &[Known<'_>]) -> Option<Found> {
        let root = open(root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
        let root = root.ok()?;
        if !super::is_known(&fstatfs(&root).ok()?) {
            return None;
        }
        let device = fstat(&root).ok()?.st_dev;
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = Found::default();
            while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let folder = &folders.folders[run.folder];
                let notes = run.notes.clone().zip(&known[run.notes.clone()]);
                if ask_folder(root.as_fd(), device, folder, notes, &mut found).is_none() {
                    found.to_read.push(run.folder);
                }
            }
            found
        };
        let threads = std::thread::available_parallelism().map_or(2, |count| count.get().min(8));
        if threads == 1 || known.len() < FEW_NOTES {
            return Some(work());
        }
        std::thread::scope(|scope| {
            // Where one does not start, the others do its work.
            let others = (1..threads)
                .map_while(|_| std::thread::Builder::new().spawn_scoped(scope, work).ok());
            let others: Vec<_> = others.collect();
            let mut found = work();
            for other in others {
                let mut other = other.join().ok()?;
                found.to_read.append(&mut other.to_read);
                found.rules_changed |= other.rules_changed;
                found.differing.append(&mut other.differing);
            }
            Some(found)
        })
    }

    /// Nothing comes back if the folder has to be read.
    fn ask_folder<'a>(
        root: BorrowedFd<'_>,
        device: u64,
        folder: &Folder,
        notes: impl Iterator<Item = (usize, &'a Known<'a>)>,
        found: &mut Found,
    ) -> Option<()> {
        // Opened for reading, since a folder that may not be read hides its entries.
        let opened = enter(root, &folder.path)?;
        let stat = fstat(&opened).ok()?;
        if stat.st_dev != device || key(&stat) != folder.stat || !folder.settled {
            return None;
        }
        for (name, before) in IGNORE_FILES.iter().zip(&folder.ignore_files) {
            if let Some(before) = before
                && ignore_file(opened.as_fd(), name) != Some(*before)
            {
                found.rules_changed = true;
            }
        }
        let look = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
        for (at, note) in notes {
            let name = path::file_name(note.path);
            let stat = statat(&opened, name, look).ok()?;
            if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
                return None;
            }
            let stat = key(&stat);
            if stat != note.stat {
                found.differing.push((at, stat));
            }
        }
        Some(())
    }

    fn enter(root: BorrowedFd<'_>, path: &str) -> Option<OwnedFd> {
        let path = if path.is_empty() { "." } else { path };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let within = ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
        openat2(root, path, flags, Mode::empty(), within).ok()
    }

    /// The state of an ignore file that can be read.
    fn ignore_file(folder: BorrowedFd<'_>, name: &str) -> Option<StatKey> {
        let flags =
            OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let within = ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
        let file = openat2(folder, name, flags, Mode::empty(), within).ok()?;
        Some(key(&fstat(&file).ok()?))
    }

    /// As [`StatKey::of`] has it.
    fn key(stat: &Stat) -> StatKey {
        StatKey {
            size: u64::try_from(stat.st_size).unwrap_or(0),
            modified_ns: nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
            changed_ns: nanoseconds(stat.st_ctime, stat.st_ctime_nsec),
            inode: stat.st_ino,
        }
    }

    /// The folders in and below which nothing has to be read.
    fn unchanged_below(
        places: &HashMap<&str, usize>,
        folders: &Folders,
        to_read: &[usize],
    ) -> HashSet<String> {
        let mut enter = vec![false; folders.folders.len()];
        for &at in to_read {
            let mut path = folders.folders[at].path.as_str();
            while let Some(&at) = places.get(path) {
                if std::mem::replace(&mut enter[at], true) || path.is_empty() {
                    break;
                }
                path = path::folder(path);
            }
        }
        let unchanged = folders.folders.iter().zip(enter).filter(|(_, enter)| !enter);
        unchanged.map(|(folder, _)| folder.path.clone()).collect()
    }

    /// For each folder whether what was known of it holds: the walk came to it, or to one around it,
    /// and passed.
    fn kept(
        places: &HashMap<&str, usize>,
        folders: &Folders,
        passed: &HashSet<String>,
    ) -> Vec<bool> {
        let mut kept = vec![false; folders.folders.len()];
        // A folder stands behind the one it is in.
        for (at, folder) in folders.folders.iter().enumerate() {
            let around = places.get(path::folder(&folder.path)).filter(|_| !folder.path.is_empty());
            kept[at] = passed.contains(&folder.path) || around.is_some_and(|&around| kept[around]);
        }
        kept
    }

    /// Adds the notes and files of the folders that are kept.
    fn keep(
        listing: &mut Listing,
        places: &HashMap<&str, usize>,
        kept: &[bool],
        known: &[Known<'_>],
        files: &[&str],
        differing: &[(usize, StatKey)],
    ) -> Option<()> {
        let differing: HashMap<usize, StatKey> = differing.iter().copied().collect();
        for (at, note) in known.iter().enumerate() {
            if kept[*places.get(path::folder(note.path))?] {
                let stat = differing.get(&at).copied().unwrap_or(note.stat);
                listing.notes.push(ListedNote { path: VaultPath::new(note.path).ok()?, stat });
            }
        }
        for file in files {
            if kept[*places.get(path::folder(file))?] {
                listing.files.push(VaultPath::new(*file).ok()?);
            }
        }
        Some(())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
