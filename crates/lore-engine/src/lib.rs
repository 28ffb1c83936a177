//! The engine: brings what is stored up to date with the vault, and answers questions from it.
//!
//! * [`Engine`] composes vault, parser, graph and text index; opening it refreshes the state;
//! * [`Watcher`] keeps it up to date while the vault changes;
//! * every question is one file below and one method of [`Engine`], and gives plain results that
//!   know nothing of terminals or JSON.
//!
//! | question | method | answer |
//! | --- | --- | --- |
//! | which sections match | [`Engine::search`] | [`SearchAnswer`] |
//! | what belongs with it, and why | [`Engine::related`] | [`Related`] |
//! | how two things hang together | [`Engine::path`] | [`Connection`] |
//! | what links here, and where this leads | [`Engine::links`], [`Engine::resolve`] | [`Links`], [`ResolvedLinks`] |
//! | what nothing links to | [`Engine::orphans`] | [`Orphans`] |
//! | where a note is named without a link | [`Engine::mentions`] | [`Mentions`] |
//! | what is written about and has no note | [`Engine::gaps`] | [`Gaps`] |
//! | what is wrong | [`Engine::check`] | [`Check`] |
//! | what the notes are about | [`Engine::topics`], [`Engine::topic_named`], [`Engine::topic_map`] | [`Topic`]s, [`TopicPage`], [`TopicMap`] |
//! | what the vault looks like | [`Engine::map`], [`Engine::drawing`], [`Engine::stats`] | [`VaultMap`], [`Drawing`], [`Stats`] |
//! | what was when, what is due, how far it has come | [`Engine::timeline`], [`Engine::review`], [`Engine::progress`] | [`TimelineEntry`]s, [`Review`], [`ProgressGroup`]s |
//!
//! Facts, errors and reasons are worded here. Leaves out layout, exit codes, and hints at other commands, which
//! are those of the program around it.
//!
//! A program opens an engine with what the environment says ([`Options::from_environment`]) and the
//! person said, and asks as often as it likes. An engine can be asked by several threads at once. An answer
//! holds if [`Engine::intact`] says so after it.
//!
//! ```
//! use lore_engine::{Engine, Options, OrphanKind, OrphanOptions, SearchOptions};
//! use lore_testkit::VaultFixture;
//!
//! let vault = VaultFixture::from_str("-- Docker.md --\nImages and containers.\n");
//! let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
//! let engine = Engine::open(&options)?;
//! assert_eq!(engine.refreshed().added, 1);
//!
//! let answer = engine.search("containers", &SearchOptions::default())?;
//! assert_eq!(answer.hits[0].path, "Docker.md");
//!
//! let orphans = engine.orphans(&OrphanOptions::of(OrphanKind::Unreferenced)).orphans;
//! assert_eq!(orphans[0].title, "Docker");
//! # Ok::<(), lore_engine::Error>(())
//! ```

mod check;
mod config;
mod days;
mod environment;
mod excerpt;
mod feedback;
mod forest;
mod gaps;
mod journal;
mod labels;
#[cfg(test)]
mod large_notes;
mod likeness;
mod links;
mod lookup;
mod map;
mod mentions;
mod note_links;
mod options;
mod orphans;
mod path;
mod plain_text;
mod progress;
mod rarity;
mod reading;
mod refresh;
mod related;
mod resolve;
mod review;
mod search;
mod section_finder;
mod stated;
mod stats;
mod texts;
mod threads;
mod timeline;
mod topic_map;
mod topics;
mod unread;
mod watch;

use std::path::{Path, PathBuf};

use lore_core::Note;
use lore_index::{Kept, Store};
use lore_vault::Vault;

use config::{Config, Settings};
use refresh::record_of;

pub use check::{Check, CheckOptions, Finding, LeftOut};
pub use config::{ConfigProblem, ProfileChoice};
pub use excerpt::Excerpt;
pub use gaps::{Gap, GapKind, Gaps};
pub use links::{Backlink, Destination, LinkedSection, Links, OutgoingLink};
pub use lookup::{Bearer, NotePart, Subject, Unknown};
pub use lore_core::{Code, Date, Language, LinkKind, Profile, Severity};
pub use lore_graph::{ConceptId, ConceptKind, Graph, NoteId, Rule, SectionId};
pub use lore_index::{Correction, KeptError, NoteText, Share, StoreError};
pub use lore_vault::{Stop, Until, VaultError, time_of_day, today};
pub use map::{Bridge, Cluster, Drawing, MapNode, VaultMap};
pub use mentions::{
    Mention, MentionOptions, MentionTarget, MentionTargetKind, Mentions, RankedMention, Rejection,
    RejectionChange,
};
pub use options::{Freshness, OnProgress, Options};
pub use orphans::{Orphan, OrphanKind, OrphanOptions, OrphanSort, Orphans, Suggestion};
pub use path::{Connection, Hop, Via};
pub use progress::{OtherStatus, Portion, ProgressGroup, ProgressItem, ProgressOptions, State};
pub use refresh::{Progress, Refresh, UnreadableNote, Warning};
pub use related::{
    Reason, ReasonKind, Related, RelatedItem, RelatedOptions, RelatedTo, Signal, UnknownKind,
};
pub use resolve::{Candidate, Dialect, Explanation, ResolvedLink, ResolvedLinks, Step};
pub use review::{
    AsOf, Review, ReviewItem, ReviewOptions, ReviewReason, ReviewReasonKind, Touched, TouchedBy,
};
pub use search::{Facet, FacetCounts, SearchAnswer, SearchHit, SearchOptions, Sort};
pub use stats::{Growth, IndexStatus, LargeTopic, LinkedNote, Month, RecentNote, Stats};
pub use timeline::{Days, TimelineEntry, Why};
pub use topic_map::{RelatedTopic, TopicMap, TopicMapOptions, TopicNode};
pub use topics::{Place, Relation, Topic, TopicPage};
pub use watch::{VaultChanges, WatchEvent, Watcher};

/// Why a question has no answer at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The vault cannot be used.
    #[error(transparent)]
    Vault(#[from] lore_vault::VaultError),
    /// It cannot be told what `lore.toml` leaves out of the vault, so nothing is read.
    #[error(
        "lore.toml:{line}: {message}; correct it first, since it may say what is not to be shown",
        line = .0.line, message = .0.message
    )]
    Settings(ConfigProblem),
    /// The stored state cannot be used.
    #[error(transparent)]
    Store(#[from] lore_index::StoreError),
    /// Nothing is stored, and nothing is to be read.
    #[error("this vault has not been indexed yet; run `lore index`")]
    NothingStored,
    /// What the user decided cannot be read or kept.
    #[error(transparent)]
    Kept(lore_index::KeptError),
    /// There is no folder to keep it in.
    #[error("no folder is known to keep this in; set LORE_DATA_DIR to one that can be written")]
    NoDataFolder,
    /// The folder that the program runs in cannot be told.
    #[error("cannot determine the current folder: {0}; change to one that exists")]
    CurrentFolder(std::io::Error),
    /// The vault that was watched is there no more.
    #[error("the vault {path} is gone, so there is nothing left to watch", path = .0.display())]
    Gone(PathBuf),
    /// The name in the question names nothing, or several things.
    #[error(transparent)]
    Unknown(#[from] Unknown),
}

/// One vault, its state brought up to date, ready for questions.
///
/// All questions see one moment: the state does not change while the engine lives.
pub struct Engine {
    pub(crate) vault: Vault,
    pub(crate) store: Store,
    pub(crate) kept: Option<Kept>,
    pub(crate) config: Config,
    pub(crate) profile: ProfileChoice,
    pub(crate) graph: Graph,
    pub(crate) state: lore_index::State,
    pub(crate) current_folder: PathBuf,
    pub(crate) refresh: Refresh,
}

impl Engine {
    /// Finds the vault and brings the stored state up to date with it; [`Engine::refreshed`] says what that
    /// took, and what did not stop it: state that cannot be kept, or a file that cannot be read.
    ///
    /// # Errors
    ///
    /// [`Error::Vault`] when the folder cannot be used, or its `lore.toml` cannot be read: the message says
    /// what to correct. [`Error::Settings`] when that is no TOML, or wrong where it says what to leave out.
    /// [`Error::Store`] when the system starts no more threads, and with [`Options::must_store`] when another process that gives no sign holds what is stored.
    /// [`Error::NothingStored`] with [`Freshness::OnlyStored`].
    pub fn open(options: &Options) -> Result<Engine, Error> {
        Engine::open_after(0, options)
    }

    /// Opens an engine for somebody who knows of a generation: one that is written now has a higher one,
    /// wherever it is kept.
    pub(crate) fn open_after(generation: u64, options: &Options) -> Result<Engine, Error> {
        threads::start()?;
        let mut vault = Vault::find(
            options.vault.as_deref(),
            options.environment_vault.as_deref(),
            &options.current_folder,
        )?;
        let mut warnings = Vec::new();
        let text = vault.config_text()?.unwrap_or_default();
        let (mut config, problems) = Config::parse(&text).map_err(Error::Settings)?;
        warnings.extend(problems.into_iter().map(Warning::Config));
        let cache = options.cache_folder.as_deref();
        let profile = ProfileChoice::of(&vault, &config);
        config.links.site_folder = config::site_folder(&vault, profile.profile);
        let settings = Settings { config: &config, profile: profile.profile };
        if options.freshness == Freshness::OnlyStored
            && !cache.is_some_and(|cache| cache.join(vault_id(&vault)).exists())
        {
            // Opening a store makes its folder.
            return Err(Error::NothingStored);
        }
        let mut store =
            open_store(&vault, settings, cache, &mut warnings).counting_from(generation);
        if let Some(folder) = store.path() {
            vault.leave_out(&folder);
        }
        let mut refreshed = refresh::refresh(&vault, &store, settings, options);
        if matches!(&refreshed, Err(Error::Store(StoreError::Text { .. }))) && !store.is_whole() {
            let anew = Options { freshness: Freshness::Rebuilt, ..options.clone() };
            refreshed = refresh::refresh(&vault, &store, settings, &anew);
        }
        let in_memory_because = match &refreshed {
            Err(Error::Store(
                error @ (StoreError::Folder { .. }
                | StoreError::Lost { .. }
                | StoreError::Text { .. }),
            )) => Some(Warning::NoCache(with_causes(error))),
            Err(Error::Store(error @ StoreError::Locked { .. })) if !options.must_store => {
                Some(Warning::Held(with_causes(error)))
            }
            Err(_) | Ok(_) => None,
        };
        if let Some(warning) = in_memory_because {
            warnings.push(warning);
            store = Store::in_memory(&settings.fingerprint()).counting_from(generation);
            refreshed = refresh::refresh(&vault, &store, settings, options);
        }
        let (mut state, graph, mut refresh) = refreshed?;
        state.text.set_words(graph.word_count());
        refresh.warnings.splice(0..0, warnings);
        let kept = options.data_folder.as_deref().map(|data| {
            Kept::in_file(&data.join("vaults").join(format!("{}.json", vault_id(&vault))))
        });
        let current_folder = options.current_folder.clone();
        let mut engine =
            Engine { vault, store, kept, config, profile, graph, state, current_folder, refresh };
        if !options.without_decisions {
            let found = engine.find_rejections();
            if let Err(error) = found.and_then(|()| engine.rejections()) {
                engine.refresh.warnings.push(Warning::Decisions(with_causes(&error)));
            }
        }
        Ok(engine)
    }

    /// What bringing the state up to date took, and what the person should know of it.
    pub fn refreshed(&self) -> &Refresh {
        &self.refresh
    }

    pub(crate) fn settings(&self) -> Settings<'_> {
        Settings { config: &self.config, profile: self.profile.profile }
    }

    /// Whether what is stored could be read wherever a question asked for it. It was found whole when it was
    /// opened; where it is damaged nevertheless, no answer since then holds.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], with the folder and what helps.
    pub fn intact(&self) -> Result<(), Error> {
        Ok(self.state.text.intact()?)
    }

    /// Everything a note states. Costs in proportion to the note.
    pub(crate) fn record(&self, note: NoteId) -> Note {
        record_of(&self.state, &self.graph, note).unwrap_or_else(|| {
            // Every note has a record: the answer will be thrown away.
            self.state.text.note_incomplete();
            Note::default()
        })
    }

    /// The vault's root folder.
    pub fn root(&self) -> &Path {
        self.vault.root()
    }

    /// The vault's folder below the root of the git repository it lies in, with `/`; empty if there is
    /// no repository around it, or the vault is its root.
    pub fn folder_in_repository(&self) -> String {
        let root = self.vault.root();
        let below =
            self.vault.repository().and_then(|repository| root.strip_prefix(repository).ok());
        let names = below.into_iter().flat_map(Path::components);
        let names: Vec<_> = names.map(|name| name.as_os_str().to_string_lossy()).collect();
        names.join("/")
    }

    /// Whose conventions the vault follows, and what says so.
    pub fn profile(&self) -> ProfileChoice {
        self.profile
    }

    /// Notes, sections, concepts and their edges.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}

/// The store of a vault: a folder of its own below the cache folder, else memory.
fn open_store(
    vault: &Vault,
    settings: Settings<'_>,
    cache: Option<&Path>,
    warnings: &mut Vec<Warning>,
) -> Store {
    let fingerprint = settings.fingerprint();
    let Some(cache) = cache else {
        warnings.push(Warning::NoCache("no cache folder is known".to_owned()));
        return Store::in_memory(&fingerprint);
    };
    match Store::in_folder(&cache.join(vault_id(vault)), &fingerprint) {
        Ok(store) => store,
        Err(error) => {
            warnings.push(Warning::NoCache(with_causes(&error)));
            Store::in_memory(&fingerprint)
        }
    }
}

/// What the files about a vault are named after.
fn vault_id(vault: &Vault) -> String {
    let path = vault.root().as_os_str().as_encoded_bytes();
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(path))
}

/// An error with what caused it.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use lore_graph::note_key;
    use lore_index::{Base, NoteText, SectionText};
    use lore_testkit::VaultFixture;

    use super::*;

    /// Such a note was taken for an empty one, so that nothing was wrong with it.
    #[test]
    fn a_record_that_cannot_be_read_ends_in_an_error() {
        let vault = VaultFixture::from_str("-- a.md --\nSee [[b]].\n");
        let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
        let mut engine = Engine::open(&options).unwrap();
        let dead = |engine: &Engine| engine.check(&CheckOptions::default()).unwrap().findings.len();
        assert_eq!(dead(&engine), 1);
        engine.intact().unwrap();

        let damaged = |records: &[&[u8]]| {
            let store = Store::in_memory("damaged");
            let mut writer = store.writer(Base::Nothing, 1).unwrap();
            for record in records {
                let (key, record) = (note_key("a.md"), record.to_vec());
                let sections = vec![SectionText::default()];
                writer.replace(NoteText { key, record, sections, ..NoteText::default() }).unwrap();
            }
            writer.commit(|_| Ok(Vec::new())).unwrap()
        };
        for records in [&[] as &[&[u8]], &[b""], &[b"\xff\xff\xff\xff"]] {
            engine.state = damaged(records);
            engine.intact().unwrap();
            assert_eq!(dead(&engine), 0);
            let error = engine.intact().unwrap_err().to_string();
            assert_eq!(
                error,
                "what is stored of the vault is incomplete; run `lore index --rebuild`"
            );
        }
    }
}
