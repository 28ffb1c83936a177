//! `bench`: the program's jobs on one vault, each beside the least that any program would take for it, in
//! one table.
//!
//! `parts` are the limits, `usage` measures a process, `edits` changes a note, `targets` says what is
//! wanted, `machine` where it was measured, `table` prints. Here is which jobs there are and what each is
//! held against. Leaves out the engine's parts within one process, which `cargo bench` measures.

mod edits;
mod machine;
mod parts;
mod table;
mod targets;
mod usage;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use lore_engine::today;
use lore_testkit::VaultFixture;
use serde::Deserialize;
use tempfile::TempDir;

use edits::{EditedNote, size_of};
use machine::Machine;
use parts::{Facts, Part};
use table::{Line, Target, bytes, count};
use targets::{
    TIMES_OPEN_AND_SEARCH, TIMES_STATES, TIMES_TEXT, TIMES_TEXT_INDEX, Targets, targets_for,
};
use usage::{Usage, measured};

pub(crate) use parts::{PartRequest, run_part, syntax};

/// Of jobs that read the whole vault there are no more runs than this.
const LARGE_RUNS: usize = 3;
/// The largest vault that is copied to change a note in it, in bytes.
const LARGEST_COPY: u64 = 512_000_000;
/// Notes that had just changed when they were indexed are compared by their bytes, which is not what is
/// to be measured, until a question that comes this much later finds them the same.
const SETTLED: Duration = Duration::from_millis(2_100);

/// What to measure.
#[derive(Debug, Args)]
pub(crate) struct Request {
    /// The folder of notes
    #[arg(value_name = "VAULT")]
    vault: PathBuf,

    /// The program to measure [default: the one beside this program, as `cargo build --release` leaves
    /// it]
    #[arg(long, value_name = "FILE")]
    lore: Option<PathBuf>,

    /// How often each job runs; jobs that read the whole vault run at most three times
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,

    /// Change a note of the vault itself and put it back in the end, its time included; if that is
    /// interrupted, a sentence stays behind. Without this a vault of more than 512 MB is not measured
    /// with a changed note
    #[arg(long)]
    in_place: bool,
}

/// Measures all jobs and prints the table.
///
/// # Errors
///
/// When the program is not there or fails, or the vault has no notes.
pub(crate) fn run(request: &Request, out: &mut dyn Write) -> anyhow::Result<()> {
    let machine = Machine::now();
    let stage = Stage::set(request)?;
    if let Some(warning) = machine.warning() {
        say(&format!("warning: {warning}"))?;
    }
    if cfg!(debug_assertions) {
        say("warning: the limits are of a debug build and take too long; use `cargo xtask`")?;
    }
    say("measuring the full index and its limits")?;
    let index = stage.full_index(request.runs.min(LARGE_RUNS))?;
    let vault = stage.look_at_vault()?;
    let mut lines = full_index_lines(&stage, &vault, index, request.runs.min(LARGE_RUNS))?;
    say("measuring questions")?;
    lines.extend(question_lines(&stage, &vault, request.runs)?);
    say("measuring a question after a note changed")?;
    let changed = stage.after_a_change(&vault, request)?;
    lines.extend(changed.map(|usage| {
        let wanted = vault.targets.map(|targets| Target::time(targets.changed, usage.wall));
        Line::job("note changed, then search", usage).with_targets(wanted)
    }));

    writeln!(out, "{}  {machine}", today())?;
    vault.print(&stage.vault, out)?;
    let large = request.runs.min(LARGE_RUNS);
    writeln!(out, "medians of {} runs, of {large} that read the whole vault\n", request.runs)?;
    table::print(&lines, out)?;
    if changed.is_none() {
        writeln!(
            out,
            "\nnote changed, then search: left out, since the vault has more than {}; `--in-place` \
             changes one of its notes and puts it back",
            bytes(LARGEST_COPY)
        )?;
    }
    Ok(())
}

fn say(what: &str) -> io::Result<()> {
    writeln!(io::stderr(), "{what}")
}

/// Where it is measured: the programs, the vault, and a temporary folder for all that is written.
struct Stage {
    lore: PathBuf,
    this: PathBuf,
    vault: PathBuf,
    folder: TempDir,
}

/// A vault that was indexed, and what is wanted of its size.
struct MeasuredVault {
    facts: Facts,
    status: Status,
    targets: Option<&'static Targets>,
}

/// What `lore index status --json` says.
#[derive(Deserialize)]
struct Status {
    notes: u64,
    sections: u64,
    index_bytes: u64,
}

impl Stage {
    fn set(request: &Request) -> anyhow::Result<Stage> {
        if request.runs == 0 {
            bail!("nothing is measured in 0 runs; `--runs` takes 1 or more");
        }
        let this = env::current_exe().context("cannot find the file of this program")?;
        let lore = match &request.lore {
            Some(lore) => lore.clone(),
            None => this.with_file_name(format!("lore{}", env::consts::EXE_SUFFIX)),
        };
        if !lore.is_file() {
            bail!(
                "there is no {}; build it with `cargo build --release`, or name it with `--lore`",
                lore.display()
            );
        }
        let vault = &request.vault;
        let vault =
            vault.canonicalize().with_context(|| format!("cannot find {}", vault.display()))?;
        let folder = tempfile::Builder::new()
            .prefix("lore-bench-")
            .tempdir()
            .context("cannot make a folder for the index; set TMPDIR to one that can be written")?;
        // A bare name would be looked for among the installed programs.
        Ok(Stage { lore: lore.canonicalize()?, this, vault, folder })
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn list(&self) -> PathBuf {
        self.folder.path().join("notes")
    }

    fn measured(&self, command: &mut Command) -> anyhow::Result<Usage> {
        measured(command, &self.folder.path().join("log"))
    }

    /// The program, asked about the vault.
    fn lore(&self, arguments: &[&str]) -> Command {
        self.lore_on(&self.vault, &self.cache(), arguments)
    }

    fn lore_on(&self, vault: &Path, cache: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.lore);
        command.env("LORE_CACHE_DIR", cache).env("LORE_DATA_DIR", self.folder.path().join("data"));
        command.arg("--vault").arg(vault).args(arguments);
        command
    }

    fn part(&self, part: Part, query: &str) -> Command {
        let name = clap::ValueEnum::to_possible_value(&part);
        let name = name.map(|name| name.get_name().to_owned()).unwrap_or_default();
        let mut command = Command::new(&self.this);
        command.arg("bench-part").arg(name).arg(&self.vault).arg(self.cache()).arg(self.list());
        command.arg(format!("--query={query}"));
        command
    }

    /// Reads everything with nothing stored.
    fn full_index(&self, runs: usize) -> anyhow::Result<Usage> {
        let mut command = self.lore(&["index"]);
        let mut usages = Vec::with_capacity(runs);
        for run in 0..=runs {
            if self.cache().exists() {
                fs::remove_dir_all(self.cache())?;
            }
            let usage = self.measured(&mut command)?;
            // The first run brings the files into the system's cache.
            if run > 0 {
                usages.push(usage);
            }
        }
        Ok(Usage::median_of(&usages))
    }

    /// The medians of commands that run in turn, so that whatever else the machine does meets all of
    /// them. A first round is not counted.
    fn in_turn(&self, runs: usize, commands: &mut [Command]) -> anyhow::Result<Vec<Usage>> {
        let mut usages = vec![Vec::with_capacity(runs); commands.len()];
        for run in 0..=runs {
            for (command, usages) in commands.iter_mut().zip(&mut usages) {
                let usage = self.measured(command)?;
                if run > 0 {
                    usages.push(usage);
                }
            }
        }
        Ok(usages.iter().map(|usages| Usage::median_of(usages)).collect())
    }

    /// The usages of parts, each without what it does besides.
    fn parts(&self, runs: usize, query: &str, parts: &[Part]) -> anyhow::Result<Vec<Usage>> {
        let mut all: Vec<Part> = Vec::new();
        for part in parts.iter().copied().chain(parts.iter().filter_map(|part| part.besides())) {
            if !all.contains(&part) {
                all.push(part);
            }
        }
        let mut commands: Vec<Command> = all.iter().map(|part| self.part(*part, query)).collect();
        let usages = self.in_turn(runs, &mut commands)?;
        let usage_of = |wanted: Part| {
            all.iter().zip(&usages).find(|(part, _)| **part == wanted).map(|(_, usage)| *usage)
        };
        let without = |part: &Part| {
            let besides = part.besides().and_then(usage_of).unwrap_or_default();
            usage_of(*part).unwrap_or_default() - besides
        };
        Ok(parts.iter().map(without).collect())
    }

    fn look_at_vault(&self) -> anyhow::Result<MeasuredVault> {
        let facts: Facts = printed(&mut self.part(Part::List, ""))?;
        let status: Status = printed(&mut self.lore(&["index", "status", "--json"]))?;
        thread::sleep(SETTLED);
        Ok(MeasuredVault { targets: targets_for(status.notes), facts, status })
    }

    /// A question after a note changed; nothing if the vault is too large to be copied.
    fn after_a_change(
        &self,
        vault: &MeasuredVault,
        request: &Request,
    ) -> anyhow::Result<Option<Usage>> {
        if request.in_place {
            let cache = self.cache();
            return Ok(Some(self.after_changes(&self.vault, &cache, vault, request.runs)?));
        }
        if size_of(&self.vault)? > LARGEST_COPY {
            return Ok(None);
        }
        let copy = VaultFixture::copy_of(&self.vault);
        let cache = self.folder.path().join("cache-of-copy");
        Ok(Some(self.after_changes(copy.root(), &cache, vault, request.runs)?))
    }

    fn after_changes(
        &self,
        folder: &Path,
        cache: &Path,
        vault: &MeasuredVault,
        runs: usize,
    ) -> anyhow::Result<Usage> {
        let mut search = self.lore_on(folder, cache, &["search", "--", &vault.facts.title]);
        // Before the first change the state is there and settled.
        self.measured(&mut search)?;
        thread::sleep(SETTLED);
        self.measured(&mut search)?;
        let mut note = EditedNote::open(folder.join(&vault.facts.path))?;
        let usages = (0..=runs)
            .map(|_| {
                note.edit()?;
                self.measured(&mut search)
            })
            .collect::<anyhow::Result<Vec<Usage>>>();
        note.restore()?;
        Ok(Usage::median_of(&usages?[1..]))
    }
}

/// What a command prints, which is an object of JSON.
fn printed<T: for<'de> Deserialize<'de>>(command: &mut Command) -> anyhow::Result<T> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{command:?} ended with {}: {}", output.status, said.trim());
    }
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{command:?} printed something else than expected"))
}

impl MeasuredVault {
    fn print(&self, folder: &Path, out: &mut dyn Write) -> io::Result<()> {
        let share = self.status.index_bytes as f64 / self.facts.bytes.max(1) as f64;
        writeln!(
            out,
            "{}: {} notes, {} sections, {} of text",
            folder.display(),
            count(self.status.notes),
            count(self.status.sections),
            bytes(self.facts.bytes)
        )?;
        let wanted = Target::times(TIMES_TEXT, share);
        writeln!(
            out,
            "index {}, {share:.2} × the text; target {wanted}",
            bytes(self.status.index_bytes)
        )?;
        match self.targets {
            Some(targets) => {
                writeln!(out, "targets are those for up to {} notes", count(targets.notes))
            }
            None => writeln!(out, "no targets for so many notes"),
        }
    }
}

fn full_index_lines(
    stage: &Stage,
    vault: &MeasuredVault,
    index: Usage,
    runs: usize,
) -> anyhow::Result<Vec<Line>> {
    let parts = [Part::Walk, Part::Read, Part::Markdown, Part::TextIndex];
    let limits = stage.parts(runs, "", &parts)?;
    let wanted = vault.targets.map(|targets| {
        [Target::time(targets.index, index.wall), Target::bytes(targets.index_memory, index.memory)]
    });
    Ok(vec![
        Line::job("full index", index).with_targets(wanted.into_iter().flatten()),
        Line::limit("walk and states", limits[0], index),
        Line::limit("read", limits[1], index),
        Line::limit("pulldown-cmark alone", limits[2], index),
        Line::limit_by_cpu("tantivy alone", limits[3], index).wanted_times_cpu(TIMES_TEXT_INDEX),
    ])
}

/// A question, with the arguments that ask it.
struct Question<'a> {
    name: &'static str,
    arguments: Vec<&'a str>,
}

/// Every question there is: first those about one thing, then those about the whole vault.
fn questions(facts: &Facts) -> Vec<Question<'_>> {
    let Facts { path, title, first, .. } = facts;
    let questions: [(&str, &[&str]); 16] = [
        ("search", &["search", "--", title]),
        ("related", &["related", "--", path]),
        ("links", &["links", "--", path]),
        ("mentions NOTE", &["mentions", "--", path]),
        ("path", &["path", "--", path, first]),
        ("resolve", &["resolve", "--", path]),
        ("orphans", &["orphans"]),
        ("topics", &["topics"]),
        ("gaps", &["gaps"]),
        ("mentions", &["mentions"]),
        ("check", &["check"]),
        ("map", &["map"]),
        ("timeline", &["timeline"]),
        ("progress", &["progress"]),
        ("review", &["review"]),
        ("stats", &["stats"]),
    ];
    let questions = questions.into_iter();
    questions.map(|(name, arguments)| Question { name, arguments: arguments.to_vec() }).collect()
}

fn question_lines(stage: &Stage, vault: &MeasuredVault, runs: usize) -> anyhow::Result<Vec<Line>> {
    let questions = questions(&vault.facts);
    let mut commands = Vec::new();
    for Question { arguments, .. } in &questions {
        commands.push(stage.lore(arguments));
        commands.push(stage.lore(&[&["--no-refresh"][..], arguments].concat()));
    }
    commands.push(stage.lore(&["--version"]));
    let usages = stage.in_turn(runs, &mut commands)?;
    let (looked, stored): (Vec<Usage>, Vec<Usage>) =
        usages.chunks_exact(2).map(|pair| (pair[0], pair[1])).unzip();
    let start = usages.chunks_exact(2).remainder().first();
    let limits = stage.parts(runs, &vault.facts.title, &[Part::States, Part::Search])?;

    // The limits are those of the first question.
    let mut lines = Vec::new();
    for (Question { name, .. }, usage) in questions.iter().zip(&looked) {
        let wanted = vault.targets.map(|targets| Target::time(targets.question, usage.wall));
        lines.push(Line::job(name, *usage).with_targets(wanted));
    }
    let look = looked[0] - stored[0];
    lines.push(Line::part_of_job("the look at the vault", look));
    lines.push(Line::limit("states alone", limits[0], look).wanted_times_wall(TIMES_STATES));
    for (at, (Question { name, .. }, usage)) in questions.iter().zip(&stored).enumerate() {
        let wanted = vault.targets.map(|targets| Target::time(targets.stored, usage.wall));
        lines.push(Line::job(&format!("{name} --no-refresh"), *usage).with_targets(wanted));
        if at == 0 {
            let open = Line::limit("open and search alone", limits[1], *usage);
            lines.push(open.wanted_times_wall(TIMES_OPEN_AND_SEARCH));
            lines.extend(start.map(|start| Line::limit("start of the program", *start, *usage)));
        }
    }
    Ok(lines)
}
