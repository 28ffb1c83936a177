//! Lists the vault by walking its folders on several threads. Leaves out content, everything
//! hidden, and reading the ignore files, which `ignore_files` does.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder, WalkState};
use lore_core::{VaultPath, path};

use crate::compare::with_folders;
use crate::folders::{self, Folders, IgnoreFiles, Visited};
use crate::ignore_files::{self, IGNORE_FILES, IgnoreFile, Rules, has_other_names, is_gone};
use crate::patterns::Patterns;
use crate::skip::{SkipReason, Skipped};
use crate::stat::StatKey;
use crate::vault::{CONFIG_FILE, Vault};

/// A note that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedNote {
    /// Where it is.
    pub path: VaultPath,
    /// The state it is in.
    pub stat: StatKey,
}

/// What is in the vault. All lists are in the byte order of their paths.
#[derive(Debug, Default)]
pub struct Listing {
    /// The notes: regular files named `*.md`, `*.markdown` or `*.mdx`, in any case.
    pub notes: Vec<ListedNote>,
    /// Every other regular file.
    pub files: Vec<VaultPath>,
    /// What had to be left out.
    pub skipped: Vec<Skipped>,
    /// All symbolic links, of which none is followed: as readable as their bytes allow.
    pub links: Vec<String>,
    /// The folders in which all this is.
    pub folders: Folders,
}

impl Listing {
    /// Adds those of the `known` other files that the listing could not look for, because they lie in a
    /// folder that cannot be read: as with notes, that does not mean that they are gone.
    pub fn keep_unseen<'a>(&mut self, known: impl IntoIterator<Item = &'a str>) {
        let blind_spots = self.blind_spots();
        if blind_spots.is_empty() {
            return;
        }
        let is_hidden = |path: &&str| with_folders(path).any(|place| blind_spots.contains(place));
        let unseen = known.into_iter().filter(is_hidden);
        let unseen: Vec<VaultPath> = unseen.filter_map(|path| VaultPath::new(path).ok()).collect();
        self.files.extend(unseen);
        self.files.sort();
        self.files.dedup();
    }

    /// Brings the lists into the byte order of their paths.
    pub(crate) fn sort(&mut self) {
        self.notes.sort_by(|a, b| a.path.cmp(&b.path));
        self.files.sort();
        self.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        self.links.sort();
    }

    /// The paths at and below which notes may exist that the listing could not see.
    pub(crate) fn blind_spots(&self) -> BTreeSet<&str> {
        let blind = self.skipped.iter().filter(|skipped| skipped.why.may_hide_notes());
        blind.map(|skipped| skipped.path.as_str()).collect()
    }
}

/// Folders that the walk passes over, by their names and those of the folders around: programs, of which
/// some come with notes of theirs, and the copies of notes that Logseq keeps.
const NEVER_ENTERED: [&str; 3] = ["node_modules", "logseq/bak", "logseq/version-files"];

/// Lists the vault; it is `now_ns`, in nanoseconds since 1970.
pub(crate) fn list(vault: &Vault, ignore: &[String], now_ns: i64) -> Listing {
    let walked = walk(vault, ignore, HashSet::new());
    let mut listing = walked.listing;
    listing.folders = walked.visited.settle(folders::rules_hash(ignore), now_ns, Vec::new());
    listing.sort();
    listing
}

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// In any order, and without its folders.
    pub(crate) listing: Listing,
    pub(crate) visited: Visited,
    /// The folders that the walk came to and did not enter, as it was told.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    pub(crate) passed: HashSet<String>,
    /// Whether a note or an ignore file has another name, in the vault or outside.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code))]
    pub(crate) other_names: bool,
}

/// Is told of every folder before the walk looks into it, by any of the walk's threads.
pub(crate) type OnFolder = Box<dyn Fn(&Path) + Send + Sync>;

/// Walks all folders but those whose paths are in `pass` and what is below them.
pub(crate) fn walk(vault: &Vault, ignore: &[String], pass: HashSet<String>) -> Walked {
    walk_and_tell(vault, ignore, pass, Box::new(|_| {}))
}

/// [`walk`], with somebody who is told of the folders on the way.
pub(crate) fn walk_and_tell(
    vault: &Vault,
    ignore: &[String],
    pass: HashSet<String>,
    on_folder: OnFolder,
) -> Walked {
    let found = Arc::new(Mutex::new(Walked::default()));
    let gate = Gate::new(vault, ignore, pass, &found, on_folder);
    run_walk(vault.root(), gate, &found);
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    let mut walked = mem::take(&mut *found);
    for skipped in &walked.listing.skipped {
        let odd = [skipped.path.as_str(), path::folder(&skipped.path)];
        walked.visited.odd.extend(odd.map(str::to_owned));
    }
    walked
}

fn run_walk(root: &Path, gate: Gate, found: &Arc<Mutex<Walked>>) {
    if !gate.visits(root) {
        return;
    }
    let threads = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8));
    let threads = if can_start(2 * threads) { threads } else { 0 };
    walk_with(threads, root, gate, found);
}

/// Whether so many threads can be started now. The walk itself would panic or wait for ever where one of
/// its threads does not start; those that are tried here may not be gone when it starts its own.
fn can_start(threads: usize) -> bool {
    let hold = Mutex::new(());
    let held = hold.lock();
    thread::scope(|scope| {
        let wait = || drop(hold.lock());
        let started = (0..threads)
            .take_while(|_| thread::Builder::new().spawn_scoped(scope, wait).is_ok())
            .count();
        drop(held);
        started == threads
    })
}

/// Walks on so many threads, or on none but this one.
fn walk_with(threads: usize, root: &Path, gate: Gate, found: &Arc<Mutex<Walked>>) {
    let mut walker = WalkBuilder::new(root);
    walker
        .threads(threads)
        .follow_links(false)
        // A vault means the same on every machine and wherever it is put: nothing outside it and
        // nothing in `.git` has a say, and the gate reads the ignore files in it.
        .standard_filters(false)
        .hidden(true)
        .filter_entry(move |entry| gate.lets_in(entry));
    let share = || {
        let (listing, odd) = (Listing::default(), Vec::new());
        Share { root, found, listing, odd, other_names: false }
    };
    if threads == 0 {
        let mut share = share();
        walker.build().for_each(|entry| share.take(entry));
        return;
    }
    walker.build_parallel().run(|| {
        let mut share = share();
        Box::new(move |entry| {
            share.take(entry);
            WalkState::Continue
        })
    });
}

/// Decides what the walk does not even enter.
struct Gate {
    root: PathBuf,
    /// A folder that is not part of the vault.
    apart: Option<PathBuf>,
    patterns: Patterns,
    rules: Rules,
    /// Paths of folders that are not entered.
    pass: HashSet<String>,
    found: Arc<Mutex<Walked>>,
    on_folder: OnFolder,
}

impl Gate {
    fn new(
        vault: &Vault,
        ignore: &[String],
        pass: HashSet<String>,
        found: &Arc<Mutex<Walked>>,
        on_folder: OnFolder,
    ) -> Gate {
        let (root, apart) = (vault.root().to_owned(), vault.apart().map(Path::to_owned));
        let (patterns, errors) = Patterns::below(&root, ignore);
        let (found, rules) = (found.clone(), Rules::default());
        let gate = Gate { root, apart, patterns, rules, pass, found, on_folder };
        for error in errors {
            gate.skip(CONFIG_FILE.to_owned(), SkipReason::Pattern(error.message));
        }
        gate
    }

    fn lets_in(&self, entry: &DirEntry) -> bool {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let name = entry.file_name();
        let is_below = entry.depth() > 0;
        if is_below && (is_hidden(name) || self.rules.hide(entry.path(), is_folder)) {
            return false;
        }
        let is_apart = || self.apart.as_deref() == Some(entry.path());
        if is_folder && (is_never_entered(&self.root, entry.path()) || is_apart()) {
            return false;
        }
        if self.patterns.matches_itself(entry.path(), is_folder) {
            return false;
        }
        if is_folder && name.to_str().is_none() {
            // Every name below it would be reported as well.
            self.skip(readable(&self.root, entry.path()), SkipReason::NameNotUtf8);
            return false;
        }
        if is_folder && !self.pass.is_empty() {
            let path = readable(&self.root, entry.path());
            if self.pass.contains(&path) {
                self.found().passed.insert(path);
                return false;
            }
        }
        !is_folder || self.visits(entry.path())
    }

    /// Notes the state of a folder before the walk reads it, and says whether it can be read.
    fn visits(&self, folder: &Path) -> bool {
        (self.on_folder)(folder);
        let stat = fs::symlink_metadata(folder).map(|metadata| StatKey::of(&metadata));
        let Some(ignore_files) = self.read_ignore_files(folder) else { return false };
        let mut found = self.found();
        match stat {
            Ok(stat) => {
                let visited = (stat, ignore_files);
                found.visited.folders.insert(readable(&self.root, folder), visited);
            }
            Err(_) => found.visited.unclear = true,
        }
        true
    }

    /// Reads the ignore files of a folder; nothing comes back if what they hide cannot be known.
    fn read_ignore_files(&self, folder: &Path) -> Option<IgnoreFiles> {
        let mut states = IgnoreFiles::default();
        let mut rules = IGNORE_FILES.map(|_| Gitignore::empty());
        for (at, file) in IGNORE_FILES.into_iter().enumerate() {
            let path = folder.join(file);
            let skip = |why| self.skip(readable(&self.root, &path), why);
            match ignore_files::read(&self.root, &path) {
                Ok(IgnoreFile::None) => {}
                Ok(IgnoreFile::Read { patterns, stat, has_other_names, is_link }) => {
                    let (patterns, wrong) = ignore_files::patterns(folder, &patterns);
                    wrong.into_iter().for_each(|wrong| skip(SkipReason::Pattern(wrong)));
                    rules[at] = patterns;
                    states[at] = (!is_link).then_some(stat);
                    let mut found = self.found();
                    found.other_names |= has_other_names;
                    found.visited.unclear |= is_link;
                }
                Ok(IgnoreFile::LeadsOut) => {
                    skip(SkipReason::IgnoreLink);
                    self.found().visited.unclear = true;
                }
                Ok(IgnoreFile::Unclear) => self.found().visited.unclear = true,
                Err(error) => {
                    // Whatever lies in a folder that may not be searched is refused.
                    let why = match fs::symlink_metadata(&path) {
                        Err(_) => SkipReason::Unreadable(error),
                        Ok(_) => SkipReason::IgnoreFile { file, error },
                    };
                    self.skip(readable(&self.root, folder), why);
                    return None;
                }
            }
        }
        self.rules.add(folder, rules);
        Some(states)
    }

    fn skip(&self, path: String, why: SkipReason) {
        self.found().listing.skipped.push(Skipped { path, why });
    }

    fn found(&self) -> MutexGuard<'_, Walked> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one thread of the walk found; handed over when the thread is done.
struct Share<'a> {
    root: &'a Path,
    found: &'a Mutex<Walked>,
    listing: Listing,
    odd: Vec<String>,
    other_names: bool,
}

impl Share<'_> {
    fn take(&mut self, entry: Result<DirEntry, ignore::Error>) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.take_error(error),
        };
        let Some(kind) = entry.file_type() else { return };
        let path = entry.path();
        if kind.is_dir() {
            return;
        }
        let named_like_a_note = is_note(path);
        if kind.is_symlink() {
            // Where it leads can change with no trace in its folder.
            let link = readable(self.root, path);
            self.odd.push(path::folder(&link).to_owned());
            self.listing.links.push(link);
            // A link that is neither is an attachment, and nobody misses its text.
            if named_like_a_note || path.is_dir() {
                self.skip(path, SkipReason::Link);
            }
            return;
        }
        if !kind.is_file() {
            if named_like_a_note {
                self.skip(path, SkipReason::SpecialFile);
            }
            return;
        }
        let relative = match vault_path(self.root, path) {
            Ok(relative) => relative,
            Err(why) => return self.skip(path, why),
        };
        if !named_like_a_note {
            self.listing.files.push(relative);
            return;
        }
        match entry.metadata() {
            Ok(metadata) if metadata.is_file() => {
                self.other_names |= has_other_names(&metadata);
                self.listing
                    .notes
                    .push(ListedNote { path: relative, stat: StatKey::of(&metadata) });
            }
            // It became something else since its folder was read.
            Ok(_) => {}
            Err(error) => self.take_io_error(path, error),
        }
    }

    fn take_error(&mut self, error: ignore::Error) {
        let path = path_of(&error).unwrap_or(self.root).to_owned();
        self.take_io_error(&path, error);
    }

    fn take_io_error(&mut self, path: &Path, error: ignore::Error) {
        let text = error.to_string();
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other(text));
        // What went away during the walk is gone. A root that went away is not: an unplugged
        // disk must not look like a vault whose notes were all deleted.
        if path == self.root || !is_gone(&error) {
            self.skip(path, SkipReason::Unreadable(error));
        }
    }

    fn skip(&mut self, path: &Path, why: SkipReason) {
        self.listing.skipped.push(Skipped { path: readable(self.root, path), why });
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.listing.notes.append(&mut self.listing.notes);
        found.listing.files.append(&mut self.listing.files);
        found.listing.skipped.append(&mut self.listing.skipped);
        found.listing.links.append(&mut self.listing.links);
        found.visited.odd.append(&mut self.odd);
        found.other_names |= self.other_names;
    }
}

/// Whether a folder below the root is passed over, whatever the ignore files say.
pub(crate) fn is_never_entered(root: &Path, folder: &Path) -> bool {
    let below = folder.strip_prefix(root).unwrap_or(folder);
    NEVER_ENTERED.iter().any(|name| below.ends_with(name))
}

pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

pub(crate) fn is_note(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        path::NOTE_EXTENSIONS.iter().any(|note| note.eq_ignore_ascii_case(ending))
    })
}

/// The innermost path that the error carries.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, err } => Some(path_of(err).unwrap_or(path)),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

pub(crate) fn vault_path(root: &Path, path: &Path) -> Result<VaultPath, SkipReason> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let relative = relative.to_str().ok_or(SkipReason::NameNotUtf8)?;
    VaultPath::new(with_slashes(relative.to_owned())).map_err(SkipReason::Name)
}

pub(crate) fn readable(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    with_slashes(relative.to_string_lossy().into_owned())
}

/// Vault paths have `/` on every system; elsewhere than on Windows `\` is part of a name.
fn with_slashes(path: String) -> String {
    if std::path::MAIN_SEPARATOR == '/' { path } else { path.replace('\\', "/") }
}

#[cfg(test)]
mod tests;
