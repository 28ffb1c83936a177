//! tantivy's folder without its fsyncs, with records read rather than mapped, and without the list of files
//! that tantivy keeps. The index is a cache: a crash of the machine may cost a rebuild, which the store
//! notices, so waiting for the disk at every commit buys nothing. Leaves out when files count, which the
//! store says.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};

use crate::batch::Refusal;

/// A memory-mapped folder that leaves the time of writing to the operating system.
#[derive(Clone, Debug)]
pub(crate) struct CacheDirectory {
    root: PathBuf,
    mapped: MmapDirectory,
    refusal: Refusal,
}

impl CacheDirectory {
    pub(crate) fn open(root: &Path) -> tantivy::Result<CacheDirectory> {
        CacheDirectory::open_and_note(root, Refusal::default())
    }

    /// Opens a folder to be written, with who is told of what the system refuses.
    pub(crate) fn open_and_note(root: &Path, refusal: Refusal) -> tantivy::Result<CacheDirectory> {
        Ok(CacheDirectory { root: root.to_owned(), mapped: MmapDirectory::open(root)?, refusal })
    }
}

/// The list of the files that tantivy wrote, of which it removes those that no commit names. The folder
/// holds no others, and so is that list: a file that an interrupted batch left is in it, too, and it need not be
/// written anew before each file of a segment.
const MANAGED: &str = ".managed.json";

/// The extension of tantivy's files of stored fields.
#[cfg(unix)]
const RECORDS: &str = "store";

/// Files that are read a block at a time. A first index reads every record when it makes the graph: mapped,
/// all of them would count as its memory until it ends.
#[cfg(unix)]
mod read {
    use std::fs::File;
    use std::io;
    use std::ops::Range;
    use std::os::unix::fs::FileExt;
    use std::path::Path;
    use std::sync::Arc;

    use tantivy::HasLen;
    use tantivy::directory::{FileHandle, OwnedBytes};

    #[derive(Debug)]
    pub(super) struct Blocks {
        file: File,
        length: usize,
    }

    impl Blocks {
        pub(super) fn open(path: &Path) -> io::Result<Arc<dyn FileHandle>> {
            let file = File::open(path)?;
            let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
            Ok(Arc::new(Blocks { file, length }))
        }
    }

    impl HasLen for Blocks {
        fn len(&self) -> usize {
            self.length
        }
    }

    impl FileHandle for Blocks {
        fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
            let mut bytes = vec![0; range.len()];
            self.file.read_exact_at(&mut bytes, range.start as u64)?;
            Ok(OwnedBytes::new(bytes))
        }
    }
}

struct Unsynced(std::fs::File, Refusal);

impl Write for Unsynced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.note(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Unsynced {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.flush()
    }
}

impl tantivy::Directory for CacheDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| extension == RECORDS) {
            let opened = read::Blocks::open(&self.root.join(path));
            return opened.map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_owned()),
                _ => OpenReadError::wrap_io_error(error, path.to_owned()),
            });
        }
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self.root.join(path);
        let create = || private_file().create_new(true).open(&file);
        // What a commit names is never written again: this was left by one that was interrupted.
        let opened = create().or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => std::fs::remove_file(&file).and_then(|()| create()),
            _ => Err(error),
        });
        match self.refusal.note(opened) {
            Ok(file) => Ok(BufWriter::new(Box::new(Unsynced(file, self.refusal.clone())))),
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(MANAGED) {
            let names = managed(&self.root).and_then(|names| Ok(serde_json::to_vec(&names)?));
            return names.map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()));
        }
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        self.refusal.note(replace_file(&self.root.join(path), bytes))
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        // Made here so that it is private; what cannot be made is reported below.
        let _ = self.refusal.note(private_file().open(self.root.join(&lock.filepath)));
        match self.mapped.acquire_lock(lock) {
            // Readers of a read-only cache: nobody can write there, so there is nothing to lock.
            Err(LockError::IoError(error))
                if lock.filepath == META_LOCK.filepath
                    && matches!(
                        error.kind(),
                        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                    ) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            locked => locked,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

/// The names of the files in tantivy's folder, but for locks.
fn managed(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string());
    }
    names.retain(|name| !name.starts_with('.'));
    Ok(names)
}

/// How files of the state are opened for writing: made if need be, for their owner alone.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The extension of files that are not whole yet.
pub(crate) const NEW: &str = "new";

/// Replaces a file as a whole: readers see the old bytes or the new ones. Several may do so at once, of whom the
/// last one counts.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NTH: AtomicUsize = AtomicUsize::new(0);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    let nth = NTH.fetch_add(1, Ordering::Relaxed);
    name.push(format!(".{}-{nth}.{NEW}", std::process::id()));
    let temporary = path.with_file_name(name);
    let write = || {
        private_file().truncate(true).open(&temporary)?.write_all(bytes)?;
        std::fs::rename(&temporary, path)
    };
    write().inspect_err(|_| {
        // On a full disk what was begun would only take the rest.
        let _ = std::fs::remove_file(&temporary);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each had the same file to write in, and renamed what another one had begun.
    #[test]
    fn a_file_that_many_replace_at_once_is_always_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("checked");
        let replace = &|byte: u8| {
            let bytes = vec![byte; 50_000 + usize::from(byte)];
            for _ in 0..50 {
                replace_file(&file, &bytes).expect("written");
                let read = std::fs::read(&file).expect("read");
                assert!(read.len() == 50_000 + usize::from(read[0]), "{}", read.len());
                assert!(read.iter().all(|byte| *byte == read[0]));
            }
        };
        std::thread::scope(|scope| {
            (0..4).for_each(|byte| drop(scope.spawn(move || replace(byte))))
        });
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 1, "nothing is left beside it");
    }
}
