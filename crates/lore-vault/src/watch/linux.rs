//! Watching with inotify. Asked directly rather than through a library of all systems, for two
//! reasons: the queue can be read to its end, so that one knows that nothing is left in it, and nobody
//! is told of files that were only opened, which every look at the vault does by the thousand. Leaves out
//! looking at the vault, and when it is time to, which whoever waits decides.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, PipeReader, PipeWriter, Stdout};
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lore_core::Profile;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;

use super::{Hints, NoEvents, Woken};
use crate::again::is_known;
use crate::ignore_files::IGNORE_FILES;
use crate::list::{is_hidden, is_never_entered, is_note, readable, walk_and_tell};
use crate::patterns::Patterns;
use crate::vault::{CONFIG_FILE, Vault};

/// What may change the vault. A file is written in many steps: what counts is the last, which for a
/// file that was mapped into memory is the only one.
const EVENTS: WatchFlags = WatchFlags::MODIFY
    .union(WatchFlags::CLOSE_WRITE)
    .union(WatchFlags::ATTRIB)
    .union(WatchFlags::CREATE)
    .union(WatchFlags::DELETE)
    .union(WatchFlags::MOVE)
    .union(WatchFlags::DELETE_SELF)
    .union(WatchFlags::MOVE_SELF)
    .union(WatchFlags::ONLYDIR)
    .union(WatchFlags::DONT_FOLLOW)
    .union(WatchFlags::EXCL_UNLINK);

/// Something appeared, went or was renamed.
const ENTRY: ReadFlags = ReadFlags::CREATE
    .union(ReadFlags::DELETE)
    .union(ReadFlags::MOVED_FROM)
    .union(ReadFlags::MOVED_TO);

/// The watched folder itself is no longer what it was.
const ITSELF: ReadFlags =
    ReadFlags::DELETE_SELF.union(ReadFlags::MOVE_SELF).union(ReadFlags::UNMOUNT);

/// A watch over the folders of a vault.
pub struct Watch {
    queue: Arc<OwnedFd>,
    vault: Vault,
    /// Which folder was the root when it was watched.
    identity: Option<u64>,
    patterns: Patterns,
    /// The folder of each watch.
    folders: HashMap<i32, PathBuf>,
    /// The watch on the folder of the symbolic link by which the vault was found, and the link's name.
    link: Option<(i32, OsString)>,
    /// Whether something may change the vault that nobody tells.
    untold: bool,
}

/// The watches placed by one walk.
#[derive(Default)]
struct Placed {
    folders: HashMap<i32, PathBuf>,
    refused: Option<NoEvents>,
}

impl Watch {
    /// Begins to watch every folder that a listing with the patterns `ignore` visits. All that happens in
    /// them after this is told.
    ///
    /// # Errors
    ///
    /// Where one cannot rely on being told of all changes.
    pub fn new(vault: &Vault, ignore: &[String]) -> Result<Watch, NoEvents> {
        let queue = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).map_err(refused)?;
        let mut watch = Watch {
            queue: Arc::new(queue),
            vault: vault.clone(),
            identity: None,
            patterns: Patterns::default(),
            folders: HashMap::new(),
            link: None,
            untold: false,
        };
        watch.follow(vault, ignore)?;
        Ok(watch)
    }

    /// Watches the folders of a vault that a listing with the patterns `ignore` visits now, and no others.
    ///
    /// # Errors
    ///
    /// Where one can no longer rely on being told of all changes.
    pub fn follow(&mut self, vault: &Vault, ignore: &[String]) -> Result<(), NoEvents> {
        self.vault = vault.clone();
        let link_before = mem::replace(&mut self.link, watch_link(&self.queue, vault.named()));
        // Before it is watched: should another folder take its place meanwhile, that is told.
        self.identity = self.vault.identity();
        self.patterns = Patterns::below(self.vault.root(), ignore).0;
        let placed = Arc::new(Mutex::new(Placed::default()));
        let on_folder = {
            let (queue, placed) = (self.queue.clone(), placed.clone());
            let root = self.vault.root().to_owned();
            move |folder: &Path| {
                // Before the walk reads the folder, so that nothing appears in it in between.
                let watch = place(&queue, &root, folder);
                let mut placed = placed.lock().unwrap_or_else(PoisonError::into_inner);
                match watch {
                    Ok(Some(watch)) => {
                        placed.folders.insert(watch, folder.to_owned());
                    }
                    Ok(None) => {}
                    Err(refused) => placed.refused = Some(refused),
                }
            }
        };
        // The walk passes over most of them.
        for (folder, _) in Profile::folders_of_markers() {
            on_folder(&self.vault.root().join(folder));
        }
        let walked = walk_and_tell(&self.vault, ignore, Default::default(), Box::new(on_folder));
        self.untold = walked.other_names || walked.visited.unclear;
        let placed = mem::take(&mut *placed.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(refused) = placed.refused {
            return Err(refused);
        }
        let before = mem::replace(&mut self.folders, placed.folders);
        let link = self.link.as_ref().map(|(watch, _)| *watch);
        let before = before.into_keys().chain(link_before.map(|(watch, _)| watch));
        for watch in
            before.filter(|watch| !self.folders.contains_key(watch) && link != Some(*watch))
        {
            // The system has forgotten those of folders that are gone.
            let _ = inotify::remove_watch(&self.queue, watch);
        }
        Ok(())
    }

    /// Which folder is watched as the root, as [`Vault::identity`] has it.
    pub fn identity(&self) -> Option<u64> {
        self.identity
    }

    /// Whether all changes are told of, as far as that can be known. Not where a note or an ignore file
    /// has a second name (a hard link), or an ignore file is a symbolic link: they may be written to
    /// outside the vault.
    pub fn is_told_of_all(&self) -> bool {
        !self.untold
    }

    /// Everything that the system told up to now. Of whatever happened before this, nothing is left
    /// to be told later.
    pub fn take(&mut self) -> Hints {
        let mut hints = self.told();
        // Where a folder around the root is moved, something is mounted there, or a link on the way leads
        // elsewhere, nobody tells it.
        let is_elsewhere = self.vault.identity_of_named() != self.identity;
        hints.add(Hints { changed: is_elsewhere, folders: is_elsewhere });
        hints
    }

    fn told(&mut self) -> Hints {
        let mut hints = Hints::default();
        let mut buffer = [MaybeUninit::uninit(); 16 * 1024];
        let queue = self.queue.clone();
        let mut events = Reader::new(&queue, &mut buffer);
        loop {
            match events.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
                    hints.add(self.hints(event.wd(), event.events(), name));
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return hints,
                // What cannot be read may have been anything.
                Err(_) => return Hints { changed: true, folders: true },
            }
        }
    }

    /// What one event means.
    fn hints(&mut self, watch: i32, event: ReadFlags, name: Option<&OsStr>) -> Hints {
        let nothing = Hints::default();
        let everything = Hints { changed: true, folders: true };
        if event.contains(ReadFlags::QUEUE_OVERFLOW) {
            return everything;
        }
        if event.contains(ReadFlags::IGNORED) {
            let known = self.folders.remove(&watch).is_some();
            return if known { everything } else { nothing };
        }
        if self.link.as_ref().is_some_and(|(at, link)| *at == watch && name == Some(link)) {
            return everything;
        }
        let Some(folder) = self.folders.get(&watch) else { return nothing };
        let Some(name) = name.filter(|_| !event.intersects(ITSELF)) else { return everything };
        let is_root = folder == self.vault.root();
        let is_folder = event.contains(ReadFlags::ISDIR);
        if event.intersects(ENTRY)
            && let Some(folders) = self.shows_profile(folder, name)
        {
            return Hints { changed: true, folders };
        }
        if IGNORE_FILES.iter().any(|file| name == *file) || (is_root && name == CONFIG_FILE) {
            return everything;
        }
        if is_hidden(name) {
            // In the root they show whose conventions the vault follows.
            return Hints { changed: is_root && event.intersects(ENTRY), folders: false };
        }
        let path = folder.join(name);
        let below = folder.strip_prefix(self.vault.root()).unwrap_or(folder);
        if below.components().any(|part| is_hidden(part.as_os_str())) {
            return nothing;
        }
        let is_passed = is_folder && is_never_entered(self.vault.root(), &path);
        if is_passed || self.patterns.matches_itself(&path, is_folder) {
            return nothing;
        }
        if is_folder {
            return everything;
        }
        Hints { changed: is_note(&path) || event.intersects(ENTRY), folders: false }
    }
}

impl Watch {
    /// Whether an entry may show whose conventions the vault follows: what is in a folder of markers, or
    /// such a folder itself, which is then to be followed. Nothing if it does neither.
    fn shows_profile(&self, folder: &Path, name: &OsStr) -> Option<bool> {
        let root = self.vault.root();
        let mut markers = Profile::folders_of_markers();
        markers.find_map(|(around, marker)| match folder == root {
            true => (name == around).then_some(true),
            false => (name == marker && folder == root.join(around)).then_some(false),
        })
    }
}

impl AsFd for Watch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.queue.as_fd()
    }
}

/// Watches the folder of the symbolic link that a path is, if it is one. Where it cannot be watched, it is noticed
/// with the next look that the link leads elsewhere.
fn watch_link(queue: &OwnedFd, path: &Path) -> Option<(i32, OsString)> {
    let name = path.file_name().filter(|_| path.is_symlink())?;
    let folder = path.parent()?.canonicalize().ok()?;
    Some((inotify::add_watch(queue, &folder, EVENTS).ok()?, name.to_owned()))
}

/// Watches one folder; nothing comes back if it is gone or may not be looked into.
fn place(queue: &OwnedFd, root: &Path, folder: &Path) -> Result<Option<i32>, NoEvents> {
    match inotify::add_watch(queue, folder, EVENTS) {
        Ok(watch) => match rustix::fs::statfs(folder) {
            Ok(file_system) if !is_known(&file_system) => {
                Err(NoEvents::FileSystem { folder: readable(root, folder) })
            }
            Ok(_) | Err(_) => Ok(Some(watch)),
        },
        Err(Errno::NOENT | Errno::NOTDIR | Errno::ACCESS | Errno::LOOP) => Ok(None),
        Err(error) => Err(refused(error)),
    }
}

/// Why the system does not watch.
pub(super) fn refused(error: Errno) -> NoEvents {
    match error {
        Errno::NOSPC => NoEvents::TooManyFolders,
        Errno::MFILE => NoEvents::TooManyWatchers,
        error => NoEvents::Refused(error.into()),
    }
}

/// Until when to wait, however often. Whoever waits says so, as only they know whom they wait for.
#[derive(Debug)]
pub struct Until(End);

#[derive(Debug)]
enum End {
    Unread(Stdout),
    Stopped(Arc<PipeReader>),
}

impl Until {
    /// Until nobody reads the standard output any more.
    pub fn unread(output: Stdout) -> Until {
        Until(End::Unread(output))
    }
}

impl AsFd for Until {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match &self.0 {
            End::Unread(output) => output.as_fd(),
            End::Stopped(reader) => reader.as_fd(),
        }
    }
}

/// Stops who waits when it is dropped, by whichever thread.
#[derive(Debug)]
pub struct Stop {
    reader: Arc<PipeReader>,
    /// Nothing is written: that it is closed says everything.
    _writer: PipeWriter,
}

impl Stop {
    /// Somebody who can be waited for.
    ///
    /// # Errors
    ///
    /// When the process may not open more files.
    pub fn new() -> io::Result<Stop> {
        let (reader, writer) = io::pipe()?;
        Ok(Stop { reader: Arc::new(reader), _writer: writer })
    }

    /// Until this is dropped.
    pub fn until(&self) -> Until {
        Until(End::Stopped(self.reader.clone()))
    }
}

/// Waits until the system tells something about the vault, or `other` can be read, but not longer than
/// `longest`, and not when it is over.
pub fn wait<T: AsFd>(
    until: &Until,
    watch: Option<&Watch>,
    other: Option<&T>,
    longest: Duration,
) -> Woken {
    // That the other side is closed is told without asking.
    let mut waited = vec![PollFd::new(until, PollFlags::empty())];
    waited.extend(watch.map(|watch| PollFd::new(watch, PollFlags::IN)));
    waited.extend(other.map(|other| PollFd::new(other, PollFlags::IN)));
    let timeout = Timespec {
        tv_sec: i64::try_from(longest.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: longest.subsec_nanos().into(),
    };
    match poll(&mut waited, Some(&timeout)) {
        Ok(0) => Woken::Time,
        Ok(_) if waited[0].revents().intersects(PollFlags::ERR | PollFlags::HUP) => Woken::Over,
        // A signal that was handled ends the wait as well, and nothing is there to take.
        Ok(_) | Err(_) => Woken::Told,
    }
}
