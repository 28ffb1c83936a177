//! A vault that is being asked: the only place that knows the engine. Leaves out what is made of
//! its answers.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use lore_engine::{
    CheckOptions, Engine, MentionOptions, NotePart, Options, OrphanKind, OrphanOptions,
    ProgressOptions, RelatedOptions, ReviewOptions, SearchHit, SearchOptions, TopicMapOptions,
    Unknown,
};
use tempfile::TempDir;

/// A vault with an index in a temporary folder, which goes when the value goes.
pub(crate) struct AskedVault {
    // Before the folder, since fields are dropped in this order and the engine has files open in it.
    engine: Engine,
    options: Options,
    _cache: TempDir,
}

/// A question about a vault, or about the note at a path in it.
type Question = fn(&AskedVault, &str) -> anyhow::Result<()>;

/// Questions about whole vaults, and those about one note that look at much of one, with what they are
/// called; the answers are not looked at.
pub(crate) const QUESTIONS: [(&str, Question); 17] = [
    ("search", |vault, _| vault.search("text OR word*", 20).map(drop)),
    ("check", |vault, _| {
        let options = CheckOptions { hints: true, paths: Vec::new() };
        Ok(vault.engine.check(&options).map(drop)?)
    }),
    ("orphans", |vault, _| {
        for kind in OrphanKind::ALL {
            vault.engine.orphans(&OrphanOptions::of(kind));
        }
        Ok(())
    }),
    ("gaps", |vault, _| {
        vault.engine.gaps(usize::MAX, None);
        Ok(())
    }),
    ("topics", |vault, _| {
        vault.engine.topics(true);
        Ok(())
    }),
    ("topics --map", |vault, _| {
        vault.engine.topic_map(&TopicMapOptions { depth: 3, limit: 10, all: true });
        Ok(())
    }),
    ("map", |vault, _| {
        vault.engine.map(10);
        Ok(())
    }),
    ("stats", |vault, _| {
        vault.engine.stats(false);
        Ok(())
    }),
    ("timeline", |vault, _| Ok(vault.engine.timeline(None, None).map(drop)?)),
    ("progress", |vault, _| Ok(vault.engine.progress(&ProgressOptions::default()).map(drop)?)),
    ("review", |vault, _| {
        vault.engine.review(&ReviewOptions {
            current_days: 14,
            limit: 20,
            ..ReviewOptions::default()
        });
        Ok(())
    }),
    ("mentions", |vault, _| Ok(vault.mentions().map(drop)?)),
    ("links", |vault, note| Ok(vault.engine.links(note).map(drop)?)),
    ("resolve", |vault, note| Ok(vault.engine.resolve(note, None, 100, false).map(drop)?)),
    ("related", |vault, note| Ok(vault.related(note, 10).map(drop)?)),
    ("topics of one", |vault, note| {
        // Not every note is a topic.
        vault.engine.topic_named(note).ok();
        Ok(())
    }),
    ("path", |vault, note| Ok(vault.engine.path(note, "New 1.md").map(drop)?)),
];

/// A note or section of a vault.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A note, by its path.
    Note { path: String },
    /// A section, by the line of its heading.
    Section { path: String, line: u32 },
}

impl AskedVault {
    /// Reads the vault in `folder`. What the engine warns of goes to standard error, since it may
    /// spoil the figures.
    pub(crate) fn open(folder: &Path) -> anyhow::Result<AskedVault> {
        let cache = tempfile::Builder::new()
            .prefix("lore-xtask-")
            .tempdir()
            .context("cannot make a folder for the index; set TMPDIR to one that can be written")?;
        let options = Options {
            vault: Some(folder.to_owned()),
            cache_folder: Some(cache.path().to_owned()),
            ..Options::default()
        };
        let engine = Engine::open(&options)?;
        for warning in &engine.refreshed().warnings {
            // Nothing in a file's name reaches the terminal as a command.
            let said = warning.to_string();
            writeln!(io::stderr(), "warning: {}: {}", folder.display(), said.escape_debug())?;
        }
        Ok(AskedVault { engine, options, _cache: cache })
    }

    /// Reads what changed since, as the next command does.
    pub(crate) fn refresh(&mut self) -> anyhow::Result<()> {
        self.engine = Engine::open(&self.options)?;
        Ok(())
    }

    /// The first `limit` hits, best first.
    pub(crate) fn search(&self, query: &str, limit: usize) -> anyhow::Result<Vec<SearchHit>> {
        let options = SearchOptions { limit, ..SearchOptions::default() };
        Ok(self.engine.search(query, &options)?.hits)
    }

    /// The texts of the notes, in the order of their paths; those that cannot be read are left out.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> {
        let graph = self.engine.graph();
        let files = graph.notes().map(|note| self.engine.root().join(graph.path(note)));
        files.filter_map(|file| std::fs::read_to_string(file).ok())
    }

    /// The paths of the notes among the first `limit` items that belong with `name`, best first; a
    /// note that stands there with several sections is repeated.
    pub(crate) fn related(&self, name: &str, limit: usize) -> Result<Vec<String>, Unknown> {
        let items = self.engine.related(name, &RelatedOptions::first(limit))?.items;
        Ok(items.into_iter().filter_map(|item| item.path).collect())
    }

    /// All unlinked mentions, best first: the note that mentions, the note it could be linked to, and
    /// the score.
    pub(crate) fn mentions(&self) -> Result<Vec<(String, String, f64)>, Unknown> {
        let options = MentionOptions {
            limit: usize::MAX,
            of_each: usize::MAX,
            min_score: 0.0,
            headings: false,
        };
        let mentions = self.engine.mentions(None, &options)?.mentions.into_iter();
        Ok(mentions.map(|each| (each.mention.path, each.target.path, each.score)).collect())
    }

    /// What `path` or `path#Heading` stands for. Other names of notes are refused: whoever writes
    /// down a right answer should not depend on how names are looked up.
    pub(crate) fn place(&self, name: &str) -> anyhow::Result<Place> {
        let graph = self.engine.graph();
        let NotePart { note, section } = self.engine.find_part(name)?;
        let path = graph.path(note);
        match (section, name.strip_prefix(path)) {
            (None, Some("")) => Ok(Place::Note { path: name.to_owned() }),
            (None, _) => bail!("“{name}” is a name of {path}; write its path"),
            (Some(section), Some(heading)) if heading.starts_with('#') => {
                Ok(Place::Section { path: path.to_owned(), line: graph.line(section) })
            }
            (Some(_), _) => bail!("“{name}” is a section of {path}; write its path"),
        }
    }
}
