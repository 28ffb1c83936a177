//! A vault that is being asked: the only place that knows the engine. Leaves out what is made of
//! its answers.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};
use lore_engine::{
    Engine, MentionOptions, NotePart, Options, RelatedOptions, SearchHit, SearchOptions, Unknown,
    Warning,
};
use tempfile::TempDir;

/// A vault with an index in a temporary folder, which goes when the value goes.
pub(crate) struct AskedVault {
    // Before the folder, since fields are dropped in this order and the engine has files open in it.
    engine: Engine,
    _cache: TempDir,
}

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
            writeln!(io::stderr(), "warning: {}: {}", folder.display(), said(warning))?;
        }
        Ok(AskedVault { engine, _cache: cache })
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

fn said(warning: &Warning) -> String {
    match warning {
        Warning::Config(problem) => format!("lore.toml:{}: {}", problem.line, problem.message),
        Warning::NoCache(why) | Warning::Decisions(why) => why.clone(),
        // As a literal, so that nothing in a file's name reaches the terminal as a command.
        Warning::File { path, message } => format!("{path:?}: {message}"),
    }
}
