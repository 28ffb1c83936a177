//! How an engine is opened: which vault, which folders, how fresh, and whom to tell how far it has come.
//! Leaves out what the environment says of these, which is in `environment`.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::Progress;

/// How to open an engine. [`Options::from_environment`] has the folders that the system means for Lore;
/// the default has none, so all state is in memory.
///
/// ```no_run
/// # use lore_engine::{Engine, Options};
/// let options = Options { vault: Some("notes".into()), ..Options::from_environment()? };
/// let engine = Engine::open(&options)?;
/// # Ok::<(), lore_engine::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The vault, if it was named.
    pub vault: Option<PathBuf>,
    /// The vault the environment names, used if none was named.
    pub environment_vault: Option<PathBuf>,
    /// Where to look upwards from for a vault, and where relative paths begin.
    pub current_folder: PathBuf,
    /// The folder for cached state; nothing if there is none to use.
    pub cache_folder: Option<PathBuf>,
    /// The folder for what the user decides and cannot be computed again; nothing if there is none
    /// to use.
    pub data_folder: Option<PathBuf>,
    /// How fresh the answers are.
    pub freshness: Freshness,
    /// Whether it is opened to bring what is stored up to date: where another process keeps it from that, this
    /// is an error. Otherwise what was found is held in memory.
    pub must_store: bool,
    /// Whether what the user decided has no part in what will be asked. Then nobody reads it, or looks whether it
    /// was kept when the vault's folder had another path.
    pub without_decisions: bool,
    /// Whom to tell how far reading notes has come.
    pub progress: Option<OnProgress>,
}

/// How what is stored and the files are brought together before anything is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Freshness {
    /// Answers are of the files as they are now. Nobody looks at them if a [`Watcher`](crate::Watcher)
    /// vouches for what is stored.
    #[default]
    Current,
    /// The same by a look of one's own, whoever vouches.
    LookedAt,
    /// Answers are of what is stored, without a look at the files. Where nothing is, they are read.
    AsStored,
    /// The same, but where nothing is stored, nothing is read or written, which is an error.
    OnlyStored,
    /// What is stored is forgotten, and every file read anew.
    Rebuilt,
}

/// Whom to tell how far reading notes has come: a function and whatever it holds.
#[derive(Clone)]
pub struct OnProgress(Arc<dyn Fn(Progress) + Send + Sync>);

impl OnProgress {
    /// Calls a function now and then while notes are read. It is called from the thread that opens
    /// the engine, which waits for it.
    ///
    /// ```
    /// # use lore_engine::{Engine, OnProgress, Options, Progress};
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\n-- Milk.md --\n");
    /// let (tell, told) = std::sync::mpsc::channel();
    /// let progress = OnProgress::call(move |progress| tell.send(progress).unwrap_or_default());
    /// let options = Options {
    ///     vault: Some(vault.root().to_owned()),
    ///     progress: Some(progress),
    ///     ..Options::default()
    /// };
    /// Engine::open(&options)?;
    /// let reading = |done| Progress::Reading { done, total: 2 };
    /// assert_eq!(told.try_iter().collect::<Vec<_>>(), [reading(0), reading(2)]);
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    pub fn call(function: impl Fn(Progress) + Send + Sync + 'static) -> OnProgress {
        OnProgress(Arc::new(function))
    }

    pub(crate) fn tell(&self, progress: Progress) {
        (self.0)(progress);
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OnProgress")
    }
}
