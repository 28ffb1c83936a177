//! Opens a file of the vault and nothing else: not through a symbolic link, not outside the
//! root, not a pipe or a device. Leaves out reading.

use std::fs::File;
use std::path::Path;

use lore_core::VaultPath;

use crate::error::ReadError;

/// Opens the regular file at `path` below `root`.
#[cfg(target_os = "linux")]
pub(crate) fn open_regular(root: &Path, path: &VaultPath) -> Result<File, ReadError> {
    // Whatever is not as it should be is looked at again step by step, which tells what it is.
    open_without_links(root, path).map_or_else(|| open_step_by_step(root, path), Ok)
}

/// Opens the regular file at `path` below `root`.
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn open_regular(root: &Path, path: &VaultPath) -> Result<File, ReadError> {
    open_step_by_step(root, path)
}

/// Opens a file in one step, in which the kernel follows no symbolic link anywhere on the way: half
/// the time of going from folder to folder. Nothing comes back where that fails, be it for what is
/// there or for a kernel before 5.6, which cannot do it.
#[cfg(target_os = "linux")]
fn open_without_links(root: &Path, path: &VaultPath) -> Option<File> {
    use rustix::fs::{AtFlags, CWD, FileType, Mode, ResolveFlags, openat2, statat};

    let full = root.join(path.as_str());
    // Looking comes first because opening alone can disturb a device. A link in a folder's place is
    // looked through, but not opened through.
    let look = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    let stat = statat(CWD, &full, look).ok()?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return None;
    }
    openat2(CWD, &full, READ, Mode::empty(), ResolveFlags::NO_SYMLINKS).ok().map(File::from)
}

/// How a file is opened. NONBLOCK: should it have become a pipe since the look before, opening it
/// must not wait.
#[cfg(unix)]
const READ: rustix::fs::OFlags = rustix::fs::OFlags::RDONLY
    .union(rustix::fs::OFlags::CLOEXEC)
    .union(rustix::fs::OFlags::NOFOLLOW)
    .union(rustix::fs::OFlags::NONBLOCK)
    .union(rustix::fs::OFlags::NOCTTY);

/// Opens the regular file at `path` below `root`, and says what else is there.
///
/// The folders on the way are opened one from within the other, so that no folder can be
/// swapped for a symbolic link between a check and its use.
#[cfg(unix)]
fn open_step_by_step(root: &Path, path: &VaultPath) -> Result<File, ReadError> {
    use rustix::fs::{AtFlags, FileType, Mode, OFlags, open, openat, statat};
    use rustix::io::{Errno, retry_on_intr};

    let refused = |errno: Errno| match errno {
        Errno::NOENT | Errno::NOTDIR => ReadError::Gone { path: path.clone() },
        // The file became a link since the look before.
        Errno::LOOP => ReadError::NotAFile { path: path.clone(), kind: "a symbolic link" },
        errno => ReadError::Unreadable { path: path.clone(), source: errno.into() },
    };
    let no_root = |errno: Errno| ReadError::Unreadable { path: path.clone(), source: errno.into() };

    // PATH: a folder to pass through need not be readable, and opening it costs less.
    #[cfg(target_os = "linux")]
    let enter = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    #[cfg(not(target_os = "linux"))]
    let enter = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // A root that went away is a vault that is not mounted, not a note that was deleted.
    let mut folder = retry_on_intr(|| open(root, enter, Mode::empty())).map_err(no_root)?;
    for part in path.folder().split('/').filter(|part| !part.is_empty()) {
        folder = retry_on_intr(|| openat(&folder, part, enter | OFlags::NOFOLLOW, Mode::empty()))
            .map_err(refused)?;
    }

    // Looking comes first because opening alone can disturb a device.
    let name = path.file_name();
    let stat =
        retry_on_intr(|| statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)).map_err(refused)?;
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => None,
        FileType::Directory => Some("a folder"),
        FileType::Symlink => Some("a symbolic link"),
        FileType::Fifo => Some("a named pipe"),
        FileType::Socket => Some("a socket"),
        _ => Some("a device"),
    };
    if let Some(kind) = kind {
        return Err(ReadError::NotAFile { path: path.clone(), kind });
    }
    let file = retry_on_intr(|| openat(&folder, name, READ, Mode::empty())).map_err(refused)?;
    Ok(File::from(file))
}

/// Opens the regular file at `path` below `root`.
#[cfg(not(unix))]
pub(crate) fn open_regular(root: &Path, path: &VaultPath) -> Result<File, ReadError> {
    use std::io::ErrorKind;

    let refused = |source: std::io::Error| match source.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadError::Gone { path: path.clone() },
        _ => ReadError::Unreadable { path: path.clone(), source },
    };
    root.metadata().map_err(|source| ReadError::Unreadable { path: path.clone(), source })?;
    let mut full = root.to_owned();
    for part in path.as_str().split('/') {
        full.push(part);
        if full.symlink_metadata().map_err(refused)?.is_symlink() {
            return Err(ReadError::NotAFile { path: path.clone(), kind: "a symbolic link" });
        }
    }
    if !full.metadata().map_err(refused)?.is_file() {
        return Err(ReadError::NotAFile { path: path.clone(), kind: "a folder" });
    }
    File::open(&full).map_err(refused)
}
