//! The socket. Whoever connects is sent the claim; that it has to be asked for after whatever the
//! asker did before is what makes the answer one about now. Leaves out when one may vouch, which the
//! watcher knows.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};

use super::Claim;

const SOCKET: &str = "watcher";

/// How long an answer is worth waiting for. It takes some hundredths of a millisecond; on a machine so
/// busy that it takes this long, one better looks at the files.
const PATIENCE: Duration = Duration::from_millis(20);

/// Vouches for the stored state as long as it lives, and answers who asks.
#[derive(Debug)]
pub struct Voucher {
    listener: UnixListener,
    path: PathBuf,
}

impl Voucher {
    pub(super) fn in_folder(folder: &Path) -> Option<Voucher> {
        let path = folder.join(SOCKET);
        let listener = match bind(folder) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                // Only what a process left that was killed refuses: a queue that is full is somebody's.
                if reach(folder).err()?.kind() != io::ErrorKind::ConnectionRefused {
                    return None;
                }
                fs::remove_file(&path).ok()?;
                bind(folder)
            }
            bound => bound,
        };
        let listener = listener.ok()?;
        let voucher = Voucher { listener, path };
        voucher.listener.set_nonblocking(true).ok()?;
        Some(voucher)
    }

    pub(super) fn ask(folder: &Path) -> Option<Claim> {
        let mut socket = reach(folder).ok()?;
        socket.set_read_timeout(Some(PATIENCE)).ok()?;
        let mut bytes = [0; 16];
        socket.read_exact(&mut bytes).ok()?;
        let (key, generation) = bytes.split_first_chunk()?;
        let generation = u64::from_le_bytes(generation.try_into().ok()?);
        Some(Claim { key: u64::from_le_bytes(*key), generation })
    }

    /// Answers all who have asked. `claim` is called after each question and says what is true then;
    /// where nothing is, who asked has to look at the files.
    pub fn answer(&self, mut claim: impl FnMut() -> Option<Claim>) {
        while let Ok((mut socket, _)) = self.listener.accept() {
            if let Some(claim) = claim() {
                let mut bytes = claim.key.to_le_bytes().to_vec();
                bytes.extend(claim.generation.to_le_bytes());
                // Who does not wait for the answer does not need it.
                let _ = socket.write_all(&bytes);
            }
        }
    }
}

impl AsFd for Voucher {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }
}

impl Drop for Voucher {
    fn drop(&mut self) {
        // Left behind, it is a socket that refuses.
        let _ = fs::remove_file(&self.path);
    }
}

fn bind(folder: &Path) -> io::Result<UnixListener> {
    by_short_name(folder, |name| UnixListener::bind(name))
}

/// Connects, unless the queue is full: a watcher that is stopped takes nobody out of it, and one would
/// wait for as long as it is.
fn reach(folder: &Path) -> io::Result<UnixStream> {
    by_short_name(folder, |name| {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        let socket = socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
        connect(&socket, &SocketAddrUnix::new(name)?)?;
        let socket = UnixStream::from(socket);
        socket.set_nonblocking(false)?;
        Ok(socket)
    })
}

/// The name of a socket has at most 108 bytes, of which cache folders can take more.
fn by_short_name<T>(folder: &Path, open: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    let folder = File::open(folder)?;
    open(&PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", folder.as_raw_fd())))
}
