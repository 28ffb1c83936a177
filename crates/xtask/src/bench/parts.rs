//! The limits: the least that a job has to do, done by the system or a library alone. Each runs in a
//! process of its own, so that it is measured as the program is. Leaves out measuring.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use lore_core::path::{file_name, folder};
use lore_engine::{Engine, Freshness, Options, today};
use lore_index::{Base, Query, Store};
use pulldown_cmark::{Options as Syntax, Parser};
use serde::{Deserialize, Serialize};

/// Which limit, and of what.
#[derive(Debug, Args)]
pub(crate) struct PartRequest {
    part: Part,
    /// The folder of notes.
    vault: PathBuf,
    /// The folder for cached state, which holds that of this vault alone.
    cache: PathBuf,
    /// The paths of the notes, as [`Part::List`] wrote them.
    list: PathBuf,
    /// What to search for.
    #[arg(long, default_value = "")]
    query: String,
}

/// A limit, or what others are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// Writes the list of notes from what is stored, and prints [`Facts`]. Not measured.
    List,
    /// Nothing but the start of a process and reading the list: what other parts do as well.
    Start,
    /// Reads all folders and asks for the state of every entry, on one thread.
    Walk,
    /// Asks for the state of each note, on all cores.
    States,
    /// Reads the notes, one after the other.
    Read,
    /// Does that and runs the Markdown parser alone over them.
    Markdown,
    /// Makes the notes ready for the text index, one after the other.
    Texts,
    /// Does that and writes them into a text index.
    TextIndex,
    /// Opens the text index that is stored and searches it.
    Search,
}

impl Part {
    /// The part whose work this one does as well, and which is no part of the limit.
    pub(super) fn besides(self) -> Option<Part> {
        match self {
            Part::Walk | Part::States | Part::Read => Some(Part::Start),
            Part::Markdown => Some(Part::Read),
            Part::TextIndex => Some(Part::Texts),
            // A question starts a process, too.
            Part::Search | Part::List | Part::Start | Part::Texts => None,
        }
    }
}

/// What no path has in it.
const END_OF_PATH: char = '\0';

/// What has to be known of a vault before it can be measured.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Facts {
    /// Bytes of the notes.
    pub(super) bytes: u64,
    /// The path of a note to ask about: the one in the middle.
    pub(super) path: String,
    /// Its title.
    pub(super) title: String,
    /// The path of the first note, which is to be connected with it.
    pub(super) first: String,
}

/// Does the work of one part. What it prints is for the process that measures.
pub(crate) fn run_part(request: &PartRequest, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let PartRequest { part, vault, cache, list, query } = request;
    match part {
        Part::List => {
            writeln!(out, "{}", serde_json::to_string(&write_list(vault, cache, list)?)?)?;
            Ok(())
        }
        Part::Texts => {
            let engine = open(vault, cache)?;
            for note in engine.graph().notes() {
                black_box(engine.text_of_note(note));
            }
            Ok(())
        }
        Part::TextIndex => write_text_index(&open(vault, cache)?),
        Part::Search => search(cache, query),
        Part::Start | Part::Walk | Part::States | Part::Read | Part::Markdown => {
            let paths = crate::read(list)?;
            let paths: Vec<&str> = paths.split_terminator(END_OF_PATH).collect();
            run_on_list(*part, vault, &black_box(paths))
        }
    }
}

fn run_on_list(part: Part, vault: &Path, paths: &[&str]) -> anyhow::Result<()> {
    let files = || paths.iter().map(|path| vault.join(path));
    match part {
        Part::Walk => walk(vault)?,
        Part::States => ask_for_states(vault, paths)?,
        Part::Read => {
            for file in files() {
                black_box(read(&file)?);
            }
        }
        Part::Markdown => {
            for file in files() {
                let text = read(&file)?;
                let text = String::from_utf8_lossy(&text);
                black_box(Parser::new_ext(&text, syntax()).count());
            }
        }
        Part::Start | Part::List | Part::Texts | Part::TextIndex | Part::Search => {}
    }
    Ok(())
}

/// What the parser of the program reads of Markdown, wiki-links included.
pub(crate) fn syntax() -> Syntax {
    Syntax::ENABLE_TABLES
        | Syntax::ENABLE_FOOTNOTES
        | Syntax::ENABLE_STRIKETHROUGH
        | Syntax::ENABLE_TASKLISTS
        | Syntax::ENABLE_MATH
        | Syntax::ENABLE_WIKILINKS
}

fn open(vault: &Path, cache: &Path) -> anyhow::Result<Engine> {
    let options = Options {
        vault: Some(vault.to_owned()),
        cache_folder: Some(cache.to_owned()),
        freshness: Freshness::AsStored,
        ..Options::default()
    };
    Ok(Engine::open(&options)?)
}

fn write_list(vault: &Path, cache: &Path, list: &Path) -> anyhow::Result<Facts> {
    let engine = open(vault, cache)?;
    let graph = engine.graph();
    let Some(middle) = graph.notes().nth(graph.note_count() / 2) else {
        bail!("{} has no notes; name a folder with some", vault.display());
    };
    let first = graph.notes().next().unwrap_or(middle);
    let mut facts = Facts {
        bytes: 0,
        path: graph.path(middle).to_owned(),
        title: graph.title(middle).to_owned(),
        first: graph.path(first).to_owned(),
    };
    let mut list_text = String::new();
    for note in graph.notes() {
        let path = graph.path(note);
        let file = vault.join(path);
        let state =
            file.metadata().with_context(|| format!("cannot look at {}", file.display()))?;
        facts.bytes += state.len();
        list_text.push_str(path);
        list_text.push(END_OF_PATH);
    }
    save(list, &list_text).with_context(|| format!("cannot write {}", list.display()))?;
    Ok(facts)
}

fn save(file: &Path, text: &str) -> std::io::Result<()> {
    fs::write(file, text)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn walk(folder: &Path) -> anyhow::Result<()> {
    let within = || format!("cannot look into {}", folder.display());
    for entry in fs::read_dir(folder).with_context(within)? {
        let entry = entry.with_context(within)?;
        let state = entry.metadata().with_context(within)?;
        // The program leaves out hidden folders, which may be larger than the vault.
        if state.is_dir() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            walk(&entry.path())?;
        }
    }
    Ok(())
}

/// How many notes one thread asks about before it takes the next ones.
const RUN: usize = 256;

fn ask_for_states(vault: &Path, paths: &[&str]) -> anyhow::Result<()> {
    let by_folder = paths.chunk_by(|left, right| folder(left) == folder(right));
    let runs: Vec<&[&str]> = by_folder.flat_map(|notes| notes.chunks(RUN)).collect();
    let next = AtomicUsize::new(0);
    let work = || -> anyhow::Result<()> {
        while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            states_in_folder(&vault.join(folder(run[0])), run)?;
        }
        Ok(())
    };
    let threads = thread::available_parallelism().map_or(1, |count| count.get().min(8));
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mine = work();
        for other in others {
            match other.join() {
                Ok(result) => result?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        mine
    })
}

#[cfg(unix)]
fn states_in_folder(folder: &Path, notes: &[&str]) -> anyhow::Result<()> {
    use rustix::fs::{AtFlags, Mode, OFlags, open, statat};

    let within = || format!("cannot look into {}", folder.display());
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let opened = open(folder, flags, Mode::empty()).with_context(within)?;
    for note in notes {
        let state = statat(&opened, file_name(note), AtFlags::SYMLINK_NOFOLLOW);
        black_box(state.with_context(within)?);
    }
    Ok(())
}

#[cfg(not(unix))]
fn states_in_folder(folder: &Path, notes: &[&str]) -> anyhow::Result<()> {
    for note in notes {
        let file = folder.join(file_name(note));
        let state = fs::symlink_metadata(&file);
        black_box(state.with_context(|| format!("cannot look at {}", file.display()))?);
    }
    Ok(())
}

/// The documents of the vault in a text index of their own, without the graph.
fn write_text_index(engine: &Engine) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("lore-bench-").tempdir()?;
    let store = Store::in_folder(folder.path(), "bench")?;
    let mut writer = store.writer(Base::Nothing, engine.graph().note_count())?;
    for note in engine.graph().notes() {
        if let Some(note) = engine.text_of_note(note) {
            writer.replace(note)?;
        }
    }
    black_box(writer.commit(|_| Ok(Vec::new()))?);
    Ok(())
}

fn search(cache: &Path, query: &str) -> anyhow::Result<()> {
    let store = only_entry(cache)?;
    let fingerprint = fingerprint(&store)?;
    let Some(state) = Store::in_folder(&store, &fingerprint)?.load() else {
        bail!("{} holds nothing whole", store.display());
    };
    black_box(state.text.search(&Query::parse(query, today()), &[])?);
    Ok(())
}

fn only_entry(folder: &Path) -> anyhow::Result<PathBuf> {
    let within = || format!("cannot look into {}", folder.display());
    let first = fs::read_dir(folder).with_context(within)?.next();
    Ok(first
        .with_context(|| format!("{} is empty", folder.display()))?
        .with_context(within)?
        .path())
}

/// What the state was stored under, as the commit's own file says.
fn fingerprint(store: &Path) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Commit {
        payload: String,
    }
    #[derive(Deserialize)]
    struct Payload {
        fingerprint: String,
    }
    let file = store.join("text/meta.json");
    let odd = || format!("{} is not as the program writes it", file.display());
    let commit: Commit = serde_json::from_slice(&read(&file)?).with_context(odd)?;
    let payload: Payload = serde_json::from_str(&commit.payload).with_context(odd)?;
    Ok(payload.fingerprint)
}
