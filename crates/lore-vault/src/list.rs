//! Lists the vault by walking its folders on several threads. Leaves out content, everything
//! hidden, and what the ignore files say.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use lore_core::VaultPath;

use crate::patterns::Patterns;
use crate::skip::{SkipReason, Skipped};
use crate::stat::StatKey;
use crate::vault::CONFIG_FILE;

/// A note that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: VaultPath,
    /// The state it is in.
    pub stat: StatKey,
}

/// What is in the vault. All three lists are in the byte order of their paths.
#[derive(Debug, Default)]
pub struct Listing {
    /// The notes: regular files named `*.md`, `*.markdown` or `*.mdx`, in any case.
    pub notes: Vec<Entry>,
    /// Every other regular file.
    pub files: Vec<VaultPath>,
    /// What had to be left out.
    pub skipped: Vec<Skipped>,
}

impl Listing {
    /// The paths at and below which notes may exist that the listing could not see.
    pub(crate) fn blind_spots(&self) -> BTreeSet<&str> {
        let blind = self.skipped.iter().filter(|skipped| skipped.why.may_hide_notes());
        blind.map(|skipped| skipped.path.as_str()).collect()
    }
}

/// The endings of notes.
const NOTE_ENDINGS: [&str; 3] = ["md", "markdown", "mdx"];

/// The files whose patterns hide other files, the strongest last.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", OWN_IGNORE_FILE];

const OWN_IGNORE_FILE: &str = ".loreignore";

/// An ignore file is a page of patterns, so whatever is larger is something else.
const LARGEST_IGNORE_FILE: u64 = 1 << 20;

pub(crate) fn list(root: &Path, ignore: &[String]) -> Listing {
    let found = Arc::new(Mutex::new(Listing::default()));
    walk(root, ignore, &found);
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    let mut listing = mem::take(&mut *found);
    listing.notes.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    listing.files.sort_unstable();
    listing.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    listing
}

fn walk(root: &Path, ignore: &[String], found: &Arc<Mutex<Listing>>) {
    let gate = Gate::new(root, ignore, found);
    if !gate.ignore_files_are_readable(root) {
        return;
    }
    let threads = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8));
    let walker = WalkBuilder::new(root)
        .threads(threads)
        .follow_links(false)
        .hidden(true)
        .ignore(true)
        .git_ignore(true)
        .add_custom_ignore_filename(OWN_IGNORE_FILE)
        // A vault means the same on every machine and wherever it is put: nothing outside it
        // and nothing in `.git` has a say.
        .require_git(false)
        .parents(false)
        .git_global(false)
        .git_exclude(false)
        .filter_entry(move |entry| gate.lets_in(entry))
        .build_parallel();
    walker.run(|| {
        let mut share = Share { root, found, listing: Listing::default() };
        Box::new(move |entry| {
            share.take(entry);
            WalkState::Continue
        })
    });
}

/// Decides what the walk does not even enter.
struct Gate {
    root: PathBuf,
    patterns: Patterns,
    found: Arc<Mutex<Listing>>,
}

impl Gate {
    fn new(root: &Path, ignore: &[String], found: &Arc<Mutex<Listing>>) -> Gate {
        let (patterns, errors) = Patterns::below(root, ignore);
        let gate = Gate { root: root.to_owned(), patterns, found: found.clone() };
        for error in errors {
            gate.skip(CONFIG_FILE.to_owned(), SkipReason::Pattern(error.message));
        }
        gate
    }

    fn lets_in(&self, entry: &DirEntry) -> bool {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let name = entry.file_name();
        // The walk itself lets hidden files in where an ignore file has `!.name`.
        if entry.depth() > 0 && name.as_encoded_bytes().starts_with(b".") {
            return false;
        }
        if is_folder && name == "node_modules" {
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
        !is_folder || self.ignore_files_are_readable(entry.path())
    }

    /// Looks at the ignore files of a folder before the walk opens them, because the walk would
    /// wait on a named pipe and would pass over one it may not read.
    fn ignore_files_are_readable(&self, folder: &Path) -> bool {
        for file in IGNORE_FILES {
            let why = match check_ignore_file(&folder.join(file)) {
                Ok(()) => continue,
                // Whatever lies in a folder that may not be searched is refused.
                Err(error) if fs::symlink_metadata(folder.join(file)).is_err() => {
                    SkipReason::Unreadable(error)
                }
                // The walk stops reading at the first line that is not UTF-8, and says nothing.
                Err(error) if error.kind() == ErrorKind::InvalidData => {
                    let path = readable(&self.root, &folder.join(file));
                    self.skip(path, SkipReason::Pattern(error.to_string()));
                    continue;
                }
                Err(error) => SkipReason::IgnoreFile { file, error },
            };
            self.skip(readable(&self.root, folder), why);
            return false;
        }
        true
    }

    fn skip(&self, path: String, why: SkipReason) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.skipped.push(Skipped { path, why });
    }
}

fn check_ignore_file(file: &Path) -> io::Result<()> {
    let metadata = match file.metadata() {
        Ok(metadata) => metadata,
        Err(error) if is_gone(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    if metadata.is_dir() {
        return Ok(());
    }
    if !metadata.is_file() || metadata.len() > LARGEST_IGNORE_FILE {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a file of patterns"));
    }
    match String::from_utf8(fs::read(file)?) {
        Ok(_) => Ok(()),
        Err(_) => Err(io::Error::new(
            ErrorKind::InvalidData,
            "it is not UTF-8, and what follows the first such line is not used",
        )),
    }
}

/// What one thread of the walk found; handed over when the thread is done.
struct Share<'a> {
    root: &'a Path,
    found: &'a Mutex<Listing>,
    listing: Listing,
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
            if let Some(error) = entry.error() {
                self.skip(path, SkipReason::Pattern(error.to_string()));
            }
            return;
        }
        let named_like_a_note = is_note(path);
        if kind.is_symlink() {
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
                self.listing.notes.push(Entry { path: relative, stat: StatKey::of(&metadata) });
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
        found.notes.append(&mut self.listing.notes);
        found.files.append(&mut self.listing.files);
        found.skipped.append(&mut self.listing.skipped);
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn is_note(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| NOTE_ENDINGS.iter().any(|note| note.eq_ignore_ascii_case(ending)))
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

fn vault_path(root: &Path, path: &Path) -> Result<VaultPath, SkipReason> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let relative = relative.to_str().ok_or(SkipReason::NameNotUtf8)?;
    VaultPath::new(with_slashes(relative.to_owned())).map_err(SkipReason::Name)
}

fn readable(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    with_slashes(relative.to_string_lossy().into_owned())
}

/// Vault paths have `/` on every system; elsewhere than on Windows `\` is part of a name.
fn with_slashes(path: String) -> String {
    if std::path::MAIN_SEPARATOR == '/' { path } else { path.replace('\\', "/") }
}

#[cfg(test)]
mod tests;
