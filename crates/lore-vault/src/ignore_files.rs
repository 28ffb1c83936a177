//! The files in a vault whose patterns hide other files: reads them, and says what they hide. The walk's
//! own reading of them would follow symbolic links out of the vault and wait on a named pipe. Leaves out
//! the patterns of the settings, and what is hidden whatever the files say.

use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::error::ReadError;
use crate::list::vault_path;
use crate::open::open_regular;
use crate::stat::StatKey;

/// The files whose patterns hide other files, the strongest last.
pub(crate) const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".loreignore"];

/// An ignore file is a page of patterns, so whatever is larger is something else.
const LARGEST_IGNORE_FILE: u64 = 1 << 20;

/// What stands under the name of an ignore file.
pub(crate) enum IgnoreFile {
    None,
    /// A file of patterns.
    Read {
        patterns: Vec<u8>,
        stat: StatKey,
        has_other_names: bool,
        /// It is a link within the vault, so that what it says can change without a trace in the folder.
        is_link: bool,
    },
    /// A symbolic link out of the vault.
    LeadsOut,
    /// A folder, or a link to one or to nothing, which can become a file without a trace in the folder.
    Unclear,
}

/// Reads what stands under the name of an ignore file in the vault at `root`, a path without links.
pub(crate) fn read(root: &Path, file: &Path) -> io::Result<IgnoreFile> {
    let metadata = match file.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if is_gone(&error) => return Ok(IgnoreFile::None),
        Err(error) => return Err(error),
    };
    let is_link = metadata.is_symlink();
    let file = match is_link.then(|| file.canonicalize()).transpose() {
        Ok(target) => target.unwrap_or_else(|| file.to_owned()),
        Err(error) if is_gone(&error) => return Ok(IgnoreFile::Unclear),
        Err(error) => return Err(error),
    };
    if !file.starts_with(root) {
        return Ok(IgnoreFile::LeadsOut);
    }
    let metadata = if is_link { file.symlink_metadata()? } else { metadata };
    if metadata.is_dir() {
        return Ok(IgnoreFile::Unclear);
    }
    let is_other = || io::Error::new(ErrorKind::InvalidInput, "not a file of patterns");
    if !metadata.is_file() || metadata.len() > LARGEST_IGNORE_FILE {
        return Err(is_other());
    }
    // Whatever it may have become meanwhile, no link is followed and nothing waited for.
    let path = vault_path(root, &file).map_err(|why| io::Error::other(why.to_string()))?;
    let opened = open_regular(root, &path).map_err(|error| match error {
        ReadError::Unreadable { source, .. } => source,
        _ => is_other(),
    })?;
    let metadata = opened.metadata()?;
    let mut patterns = Vec::new();
    opened.take(LARGEST_IGNORE_FILE).read_to_end(&mut patterns)?;
    let (stat, has_other_names) = (StatKey::of(&metadata), has_other_names(&metadata));
    Ok(IgnoreFile::Read { patterns, stat, has_other_names, is_link })
}

pub(crate) fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(unix)]
pub(crate) fn has_other_names(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

/// Nobody asks there.
#[cfg(not(unix))]
pub(crate) fn has_other_names(_: &fs::Metadata) -> bool {
    false
}

/// What the ignore files of one folder hide, each in its place of [`IGNORE_FILES`].
pub(crate) type OfFolder = [Gitignore; 3];

/// Reads the patterns of an ignore file in `folder`, and says what is wrong with some.
pub(crate) fn patterns(folder: &Path, bytes: &[u8]) -> (Gitignore, Vec<String>) {
    let mut wrong = Vec::new();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let message = "it is not UTF-8, and what follows the first such line is not used";
            wrong.push(message.to_owned());
            let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            valid.rfind('\n').map_or("", |end| &valid[..end])
        }
    };
    let mut builder = GitignoreBuilder::new(folder);
    for (at, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        if let Err(error) = builder.add_line(None, line) {
            wrong.push(format!("line {}: {error}", at + 1));
        }
    }
    let read = builder.build().unwrap_or_else(|error| {
        wrong.push(error.to_string());
        Gitignore::empty()
    });
    (read, wrong)
}

/// What the ignore files hide that a walk came by, for all of its threads.
#[derive(Default)]
pub(crate) struct Rules(RwLock<HashMap<PathBuf, Arc<Around>>>);

/// The rules that hold in a folder: its own and those of the nearest folder around it that has any.
struct Around {
    own: OfFolder,
    next: Option<Arc<Around>>,
}

impl Rules {
    /// Takes note of a folder's own rules. Those of the folders around it must be known.
    pub(crate) fn add(&self, folder: &Path, own: OfFolder) {
        let next = folder.parent().and_then(|around| {
            self.0.read().unwrap_or_else(PoisonError::into_inner).get(around).cloned()
        });
        let around = if own.iter().all(Gitignore::is_empty) {
            next
        } else {
            Some(Arc::new(Around { own, next }))
        };
        if let Some(around) = around {
            let mut rules = self.0.write().unwrap_or_else(PoisonError::into_inner);
            rules.insert(folder.to_owned(), around);
        }
    }

    /// Whether they hide this very file or folder. Of each kind of file the nearest with a word on it
    /// counts, and of those the strongest.
    pub(crate) fn hide(&self, path: &Path, is_folder: bool) -> bool {
        let Some(folder) = path.parent() else { return false };
        let rules = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(around) = rules.get(folder) else { return false };
        for kind in (0..IGNORE_FILES.len()).rev() {
            let all = std::iter::successors(Some(around), |around| around.next.as_ref());
            let mut said = all.map(|around| around.own[kind].matched(path, is_folder));
            if let Some(said) = said.find(|said| !said.is_none()) {
                return said.is_ignore();
            }
        }
        false
    }
}
