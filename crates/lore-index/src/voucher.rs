//! How a process that watches the vault spares the others their look at it: it vouches for the stored
//! state through a socket in the store's folder. There is none while the state may be behind the files,
//! so nothing that is left over or out of date can be believed. Leaves out how one knows.
//!
//! Only on Linux, where alone a watcher can know that it has been told of everything.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::Voucher;
#[cfg(target_os = "linux")]
pub use linux::Voucher;

use crate::store::Store;

/// Which state is vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Stands for the vault and for everything that the state depends on besides its files.
    pub key: u64,
    /// The state's generation.
    pub generation: u64,
}

impl Store {
    /// Whether somebody knows that the state of this claim is as the files are now.
    pub fn is_vouched_for(&self, claim: Claim) -> bool {
        self.path().and_then(|folder| Voucher::ask(&folder)) == Some(claim)
    }

    /// Begins to vouch; nothing comes back if that is not possible, or somebody else does already.
    pub fn voucher(&self) -> Option<Voucher> {
        Voucher::in_folder(&self.path()?)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const CLAIM: Claim = Claim { key: 0x1234_5678_9abc_def0, generation: 7 };

    fn store(folder: &std::path::Path) -> Store {
        Store::in_folder(folder, "test").expect("a store")
    }

    #[test]
    fn what_is_claimed_is_believed_as_long_as_somebody_is_there_to_say_so() {
        let folder = tempfile::tempdir().unwrap();
        // Longer than the name of a socket may be.
        let long = folder.path().join("long/".repeat(40));
        for folder in [folder.path(), &long] {
            let store = store(folder);
            assert!(!store.is_vouched_for(CLAIM), "nobody is there");
            let voucher = store.voucher().unwrap();
            let place = store.path().unwrap();
            let asked = |says: Option<Claim>| {
                std::thread::scope(|scope| {
                    let asked = scope.spawn(|| (Voucher::ask(&place), store.is_vouched_for(CLAIM)));
                    while !asked.is_finished() {
                        voucher.answer(|| says);
                    }
                    asked.join().unwrap()
                })
            };
            let others = [Claim { key: 1, ..CLAIM }, Claim { generation: 8, ..CLAIM }];
            for says in [CLAIM, others[0], others[1]] {
                // On a busy machine an answer may come too late.
                let came = (0..1000).any(|_| {
                    let (told, believed) = asked(Some(says));
                    assert!(told.is_none_or(|told| told == says), "{told:?}");
                    assert!(says == CLAIM || !believed, "{says:?}");
                    told.is_some() && believed == (says == CLAIM)
                });
                assert!(came, "{says:?}");
            }
            assert_eq!(asked(None), (None, false));
            assert!(!store.is_vouched_for(CLAIM), "an answer that does not come is none");
            drop(voucher);
            assert!(!store.is_vouched_for(CLAIM), "nobody is there any more");
            assert!(!folder.join("watcher").exists());
        }
    }

    #[test]
    fn one_vouches_at_a_time_and_what_a_killed_one_left_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let first = store.voucher().unwrap();
        assert!(store.voucher().is_none());
        drop(first);
        // A socket that nobody listens to.
        drop(std::os::unix::net::UnixListener::bind(folder.path().join("watcher")).unwrap());
        assert!(!store.is_vouched_for(CLAIM));
        assert!(store.voucher().is_some());
    }

    /// One that is stopped (Ctrl-Z) takes nobody out of the queue, and whoever does not get into it would
    /// wait for ever.
    #[test]
    fn a_watcher_that_answers_nobody_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let voucher = store.voucher().unwrap();
        rustix::net::listen(&voucher, 1).unwrap();
        for _ in 0..5 {
            assert!(!store.is_vouched_for(CLAIM));
        }
        assert!(store.voucher().is_none(), "it is there still");
        assert!(folder.path().join("watcher").exists());
        let mut waited = 0;
        voucher.answer(|| {
            waited += 1;
            None
        });
        assert!((1..5).contains(&waited), "{waited}");
    }

    #[test]
    fn a_store_in_memory_has_no_voucher() {
        let store = Store::in_memory("test");
        assert!(store.voucher().is_none() && !store.is_vouched_for(CLAIM));
    }
}
