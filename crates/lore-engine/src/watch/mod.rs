//! Keeps the state up to date while the vault changes, and says what changed. Every look is the one
//! that every command makes: a watcher is somebody who asks again at the right moment.
//!
//! As long as the system has told of every change and all of them are committed, the watcher vouches
//! for the state, and other commands answer from it without a look. It stops vouching with the first
//! hint, before it waits for the burst to end. Leaves out how anything is shown.

mod burst;
mod changes;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lore_index::Voucher;
use lore_vault::{Hints, NoEvents, Until, Vault, VaultError, Watch, Woken};

use crate::refresh::{Refresh, Warning, claim};
use crate::{Engine, Error, Freshness, Options, with_causes};
use burst::Burst;

pub use changes::VaultChanges;

/// How long to wait for the next look where the system tells of changes: what is written to a mapped
/// file that stays open, or by another name of the file outside the vault, it does not tell.
const SELDOM: Duration = Duration::from_secs(60);

/// How long to wait for the next look where nobody tells of changes, and after one that failed.
const SOON: Duration = Duration::from_secs(2);

/// How often one look begins anew because the vault is in another place, or its settings leave out other files.
const MOST_FOLLOWED: usize = 4;

/// Looking takes at most one part in so many of the time.
const SHARE: u32 = 50;

/// What there is to say about a vault that is watched.
#[derive(Debug)]
pub enum WatchEvent {
    /// The state was brought up to date with these changes.
    Changes(VaultChanges),
    /// From now on the vault is looked at every few seconds, for this reason.
    Polling(String),
    /// From now on the system tells of changes again.
    Told,
    /// The state could not be brought up to date; that is tried again soon, and not said again.
    Trouble(Error),
    /// That until which was to be watched has come.
    Over,
}

/// Somebody who keeps the state of one vault up to date.
///
/// A watcher has one thread, which waits in [`Watcher::next_event`]. Others ask the engine that it had
/// after the last look, meanwhile and as long as they like:
///
/// ```
/// use lore_engine::{Options, Stop, WatchEvent, Watcher};
/// use lore_testkit::VaultFixture;
///
/// let vault = VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n");
/// let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
/// let stop = Stop::new()?;
/// let mut watcher = Watcher::start(&options, stop.until())?;
///
/// let engine = watcher.engine();
/// let asks = std::thread::spawn(move || engine.links("Tea").map(|links| links.outgoing.len()));
/// vault.write("Milk.md", "White.");
/// loop {
///     match watcher.next_event()? {
///         WatchEvent::Changes(changes) => {
///             if changes.added == ["Milk.md"] {
///                 assert_eq!(changes.links, ["Milk.md", "Tea.md"]);
///                 break;
///             }
///         }
///         WatchEvent::Polling(why) => println!("looks every few seconds: {why}"),
///         WatchEvent::Told => println!("is told of changes again"),
///         WatchEvent::Trouble(error) => println!("tries again: {error}"),
///         WatchEvent::Over => break,
///     }
/// }
/// assert!(watcher.engine().links("Tea")?.outgoing[0].destination.resolved);
/// assert_eq!(asks.join().ok(), Some(Ok(1)));
///
/// drop(stop);
/// assert!(matches!(watcher.next_event()?, WatchEvent::Over));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Watcher {
    options: Options,
    until: Until,
    engine: Arc<Engine>,
    eyes: Eyes,
    /// The vault's folder when folders were followed last.
    root: PathBuf,
    /// The patterns of the settings then.
    ignore: Vec<String>,
    /// What was told and not looked at yet.
    hints: Hints,
    /// Whether the last look saw everything and the system tells of all that comes.
    sees_all: bool,
    /// There while somebody waits, who alone can answer.
    voucher: Option<Voucher>,
    next_look: Instant,
    /// Those of the last look.
    warnings: Vec<Warning>,
    /// How one learns of changes now, if that was not said yet.
    unsaid: Option<WatchEvent>,
    /// When to try again whether the system tells of changes, where it did not.
    next_try: Instant,
    /// Why the last look failed; empty if it did not.
    trouble: String,
}

/// How one learns of changes.
enum Eyes {
    Watch(Box<Watch>),
    /// By looking now and then, for this reason.
    Polling(String),
}

impl Watcher {
    /// Brings the state up to date, as [`Engine::open`] does, and watches the vault from then on. Every
    /// look is one at the files: of the freshness in `options` only [`Freshness::Rebuilt`] counts, once.
    ///
    /// # Errors
    ///
    /// As [`Engine::open`].
    pub fn start(options: &Options, until: Until) -> Result<Watcher, Error> {
        let freshness = match options.freshness {
            Freshness::Rebuilt => Freshness::Rebuilt,
            Freshness::Current
            | Freshness::LookedAt
            | Freshness::AsStored
            | Freshness::OnlyStored => Freshness::LookedAt,
        };
        let options = Options { freshness, must_store: true, ..options.clone() };
        let engine = Engine::open(&options)?;
        let warnings = engine.refresh.warnings.clone();
        let (vault, freshness) = (Some(engine.vault.named().to_owned()), Freshness::LookedAt);
        // What comes later is over before a bar is worth drawing.
        let options = Options { vault, freshness, progress: None, ..options };
        let (root, ignore) = (engine.root().to_owned(), engine.config.files.ignore.clone());
        let eyes = match Watch::new(&engine.vault, &ignore) {
            Ok(watch) => Eyes::Watch(Box::new(watch)),
            Err(why) => Eyes::Polling(why.to_string()),
        };
        let mut watcher = Watcher {
            options,
            until,
            engine: Arc::new(engine),
            eyes,
            root,
            ignore,
            hints: Hints::default(),
            sees_all: false,
            voucher: None,
            next_look: Instant::now(),
            warnings: Vec::new(),
            unsaid: None,
            next_try: Instant::now() + SELDOM,
            trouble: String::new(),
        };
        // What changed before the folders were watched, nobody told.
        watcher.look()?;
        // What is said of files when they are read, the second look does not say again.
        for warning in warnings {
            if !watcher.warnings.contains(&warning) {
                watcher.warnings.push(warning);
            }
        }
        Ok(watcher)
    }

    /// The state as of the last look. It stays what it is: after [`WatchEvent::Changes`] there is
    /// another one.
    pub fn engine(&self) -> Arc<Engine> {
        self.engine.clone()
    }

    /// What the last look, and that before the watching began, found that the person should know.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Why the vault is looked at every few seconds; nothing if the system tells of changes.
    pub fn polling(&self) -> Option<&str> {
        match &self.eyes {
            Eyes::Watch(_) => None,
            Eyes::Polling(why) => Some(why),
        }
    }

    /// Waits for the next thing to say.
    ///
    /// # Errors
    ///
    /// [`Error::Gone`] when the vault is gone; there is nothing to wait for any more. All else that goes
    /// wrong is a [`WatchEvent`].
    pub fn next_event(&mut self) -> Result<WatchEvent, Error> {
        loop {
            if let Some(event) = self.unsaid.take() {
                return Ok(event);
            }
            if !self.wait() {
                return Ok(WatchEvent::Over);
            }
            let began = Instant::now();
            match self.look() {
                Ok(changes) => {
                    self.trouble.clear();
                    if !changes.is_nothing() {
                        return Ok(WatchEvent::Changes(changes));
                    }
                }
                Err(gone @ Error::Gone(_)) => return Err(gone),
                Err(trouble) => {
                    self.next_look = Instant::now() + began.elapsed() + SOON;
                    let before = std::mem::replace(&mut self.trouble, with_causes(&trouble));
                    if before != self.trouble {
                        return Ok(WatchEvent::Trouble(trouble));
                    }
                }
            }
        }
    }

    /// Waits until it is time to look, and answers who asks meanwhile. False if watching is over.
    fn wait(&mut self) -> bool {
        let mut burst = self.hints.changed.then(|| Burst::new(Instant::now()));
        self.voucher = self.sees_all.then(|| self.engine.store.voucher()).flatten();
        loop {
            let now = Instant::now();
            let left = match &burst {
                Some(burst) => burst.left(now),
                None => self.next_look.saturating_duration_since(now),
            };
            if left.is_zero() {
                return true;
            }
            match lore_vault::wait(&self.until, self.watch(), self.voucher.as_ref(), left) {
                Woken::Time => {}
                Woken::Over => return false,
                Woken::Told => {
                    self.answer();
                    let told = self.listen();
                    // Whoever asked may have been the first to hear of a change.
                    if self.hints.changed {
                        self.voucher = None;
                        let now = Instant::now();
                        let burst = burst.get_or_insert(Burst::new(now));
                        if told {
                            burst.goes_on(now);
                        }
                    }
                }
            }
        }
    }

    fn watch(&self) -> Option<&Watch> {
        match &self.eyes {
            Eyes::Watch(watch) => Some(watch),
            Eyes::Polling(_) => None,
        }
    }

    /// Takes what the system told; whether that may be a change.
    fn listen(&mut self) -> bool {
        let Eyes::Watch(watch) = &mut self.eyes else { return false };
        let told = watch.take();
        self.hints.add(told);
        told.changed
    }

    /// Vouches to all who have asked, unless something was told up to then.
    fn answer(&mut self) {
        let Some(voucher) = self.voucher.take() else { return };
        let watched = self.watch().and_then(Watch::identity);
        let Engine { state, refresh, .. } = &*self.engine;
        let claim =
            watched.map(|vault| claim(vault, self.engine.settings(), state, refresh.not_read));
        voucher.answer(|| {
            self.listen();
            claim.filter(|_| !self.hints.changed)
        });
        self.voucher = Some(voucher);
    }

    /// Looks at the vault, and brings the state up to date.
    fn look(&mut self) -> Result<VaultChanges, Error> {
        (self.voucher, self.sees_all) = (None, false);
        let began = Instant::now();
        if self.hints.folders {
            let before = self.engine.clone();
            self.follow(&before.vault, self.ignore.clone());
        }
        if self.polling().is_some() && began >= self.next_try {
            self.try_to_be_told();
        }
        // Should the look fail, it is not made again at once.
        self.hints.changed = false;
        let mut engine = self.open()?;
        // The vault may be a symbolic link, which leads elsewhere now. What never rests is for the next look.
        let mut followed = 0;
        while engine.config.files.ignore != self.ignore || engine.root() != self.root {
            self.follow(&engine.vault, engine.config.files.ignore.clone());
            followed += 1;
            if followed == MOST_FOLLOWED {
                break;
            }
            engine = self.open()?;
        }
        self.hints = Hints::default();
        // What was opened last was looked at before these folders were followed.
        self.hints.changed = followed == MOST_FOLLOWED;
        self.listen();

        let warnings = engine.refresh.warnings.clone();
        let new = warnings.iter().filter(|warning| !self.warnings.contains(warning));
        let new_warnings = new.cloned().collect();
        self.warnings = warnings;
        let before = std::mem::replace(&mut self.engine, Arc::new(engine));
        let mut changes = VaultChanges::between(&before, &self.engine);
        drop(before);
        changes.warnings = new_warnings;
        changes.elapsed = began.elapsed();
        self.next_look = Instant::now() + self.pause(changes.elapsed);
        // What could not be seen or read may be for the next look; what is left out for what it is, such as a
        // symbolic link, the system tells of like of all else.
        let told_of_all = self.watch().is_some_and(Watch::is_told_of_all);
        let Refresh { unseen, unreadable, .. } = &self.engine.refresh;
        let saw_all = unseen.is_empty() && unreadable.is_empty();
        self.sees_all = told_of_all && !self.hints.changed && saw_all;
        Ok(changes)
    }

    fn open(&self) -> Result<Engine, Error> {
        Engine::open_after(self.engine.state.generation, &self.options).map_err(|error| match error
        {
            Error::Vault(
                VaultError::Missing { path, .. } | VaultError::NotAFolder { path, .. },
            ) => Error::Gone(path),
            error => error,
        })
    }

    /// Watches the folders that are part of a vault now.
    fn follow(&mut self, vault: &Vault, ignore: Vec<String>) {
        if let Eyes::Watch(watch) = &mut self.eyes
            && let Err(why) = watch.follow(vault, &ignore)
        {
            self.poll(&why);
        }
        (self.root, self.ignore) = (vault.root().to_owned(), ignore);
    }

    fn poll(&mut self, why: &NoEvents) {
        self.eyes = Eyes::Polling(why.to_string());
        self.unsaid = Some(WatchEvent::Polling(why.to_string()));
        self.next_try = Instant::now() + SELDOM;
    }

    /// Somebody else may have had all that the system allows for a while.
    fn try_to_be_told(&mut self) {
        self.next_try = Instant::now() + SELDOM;
        if let Ok(watch) = Watch::new(&self.engine.vault, &self.ignore) {
            self.eyes = Eyes::Watch(Box::new(watch));
            self.unsaid = Some(WatchEvent::Told);
        }
    }

    /// How long to wait after a look that took so long.
    fn pause(&self, look: Duration) -> Duration {
        let least = if self.polling().is_some() { SOON } else { SELDOM };
        least.max(look * SHARE)
    }
}

#[cfg(test)]
mod tests {
    use lore_testkit::VaultFixture;
    use lore_vault::Stop;
    use tempfile::TempDir;

    use super::*;

    fn vault_to_watch(files: &str) -> (VaultFixture, TempDir, Stop) {
        let cache = tempfile::tempdir().unwrap();
        (VaultFixture::from_str(files), cache, Stop::new().unwrap())
    }

    fn watch(vault: &VaultFixture, cache: &TempDir, stop: &Stop) -> Watcher {
        let options = Options {
            vault: Some(vault.root().to_owned()),
            cache_folder: Some(cache.path().to_owned()),
            ..Options::default()
        };
        Watcher::start(&options, stop.until()).unwrap()
    }

    /// Who prints an event answers nobody, and the other side may not read for long.
    #[test]
    #[cfg(target_os = "linux")]
    fn one_vouches_while_one_waits() {
        let (vault, cache, stop) = vault_to_watch("-- a.md --\n");
        let mut watcher = watch(&vault, &cache, &stop);
        assert!(watcher.sees_all && watcher.voucher.is_none());
        let socket = watcher.engine.store.path().unwrap().join("watcher");
        vault.write("a.md", "new");
        assert!(matches!(watcher.next_event(), Ok(WatchEvent::Changes(_))));
        assert!(watcher.voucher.is_none() && !socket.exists());
    }

    /// Where nothing could be kept, each state was the first one.
    #[test]
    fn no_two_states_have_one_generation() {
        let (vault, cache, stop) = vault_to_watch("-- a.md --\n");
        let changed = |watcher: &mut Watcher, text: &str| {
            vault.write("a.md", text);
            watcher.look().unwrap().generation
        };
        std::fs::write(cache.path().join("file"), "").unwrap();
        let options = Options {
            vault: Some(vault.root().to_owned()),
            cache_folder: Some(cache.path().join("file")),
            ..Options::default()
        };
        let mut in_memory = Watcher::start(&options, stop.until()).unwrap();
        let first = in_memory.engine.state.generation;
        let second = changed(&mut in_memory, "one");
        assert!(first < second && second < changed(&mut in_memory, "two"));

        let cache = tempfile::tempdir().unwrap();
        let mut watcher = watch(&vault, &cache, &stop);
        let first = changed(&mut watcher, "three");
        std::fs::remove_dir_all(cache.path()).unwrap();
        let second = changed(&mut watcher, "four");
        assert!(first < second && second < changed(&mut watcher, "five"));
    }

    #[test]
    fn where_nobody_tells_of_changes_one_looks_now_and_then() {
        let (vault, cache, stop) = vault_to_watch("-- a.md --\n[[b]]\n");
        let mut watcher = watch(&vault, &cache, &stop);
        watcher.poll(&NoEvents::TooManyFolders);
        watcher.look().unwrap();
        assert!(!watcher.sees_all, "who is told nothing cannot vouch");
        assert_eq!(watcher.pause(Duration::from_millis(1)), SOON);
        assert_eq!(watcher.pause(Duration::from_secs(1)), Duration::from_secs(50));
        let said = watcher.next_event().unwrap();
        assert!(matches!(&said, WatchEvent::Polling(why) if why.contains("max_user_watches")));
        vault.write("b.md", "new");
        let WatchEvent::Changes(changes) = watcher.next_event().unwrap() else {
            panic!("no changes");
        };
        assert_eq!(
            (changes.added, changes.links),
            (vec!["b.md".to_owned()], vec!["a.md".to_owned(), "b.md".to_owned()])
        );
        // What was used up may be free again.
        watcher.next_try = Instant::now();
        watcher.look().unwrap();
        assert_eq!(watcher.polling(), None);
        assert!(watcher.sees_all);
        assert!(matches!(watcher.next_event().unwrap(), WatchEvent::Told));
    }

    /// A link that is not followed made every question beside the watcher look itself.
    #[test]
    #[cfg(target_os = "linux")]
    fn one_vouches_beside_what_is_left_out_for_what_it_is() {
        let (vault, cache, stop) = vault_to_watch("-- a.md --\n-- b/c.md --\n");
        std::os::unix::fs::symlink("b", vault.path("link")).unwrap();
        let watcher = watch(&vault, &cache, &stop);
        assert_eq!(watcher.engine.refresh.skipped, 1);
        assert!(watcher.sees_all);
    }

    /// Only a link to another note, or to nothing, counted as another link.
    #[test]
    fn a_link_to_another_section_is_another_link() {
        let (vault, cache, stop) =
            vault_to_watch("-- h.md --\n# One\n\n## B\n\n# Two\n\n## B\n-- l.md --\n[[h#B]]\n");
        let mut watcher = watch(&vault, &cache, &stop);
        vault.write("h.md", "# One\n\n# Two\n\n## B\n");
        let changes = watcher.look().unwrap();
        assert_eq!(
            (changes.changed, changes.links),
            (vec!["h.md".to_owned()], vec!["l.md".to_owned()])
        );
        // One that is at another line is the same.
        vault.write("h.md", "# One\n\n# New\n\n# Two\n\n## B\n");
        assert_eq!(watcher.look().unwrap().links, [""; 0]);
    }
}
