//! The command line of Lore: reads arguments, asks the engine, renders what comes back.
//!
//! `cli` says what can be asked, `arguments` reads what is, `mistakes` tells what is wrong with it, `commands`
//! has one file per verb, `shell` writes commands that are proposed, `screen` is the only way to the terminal,
//! `json` the only way to JSON. Nothing here decides what an answer is.

mod arguments;
mod cli;
mod commands;
mod json;
mod memory;
mod mistakes;
mod progress_bar;
mod screen;
mod shell;
mod signals;

use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;

use lore_core::name::{concept_key, thousands};
use lore_engine::{Engine, Error, Options, Unknown, Warning};

use cli::{Cli, Command, Question};
use commands::{Context, Outcome};
use progress_bar::Bar;
use screen::{Screen, Style};
use shell::Shell;

fn main() -> ExitCode {
    signals::report_files_that_grow_too_large();
    let cli = match Cli::from_arguments() {
        Ok(cli) => cli,
        Err(told) => return ExitCode::from(told.print()),
    };
    if matches!(cli.command, Command::Question(Question::Index(_)) | Command::Watch) {
        memory::return_large_blocks();
    }
    match run(&cli) {
        Ok(Outcome::Answer) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(failure) if is_closed_pipe(&failure.error) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&cli, &failure);
            ExitCode::from(2)
        }
    }
}

/// Why a run has no answer.
struct Failure {
    error: anyhow::Error,
    /// Which folder was asked, in words, if one was.
    vault: Option<String>,
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure { error: error.into(), vault: None }
    }
}

fn run(cli: &Cli) -> Result<Outcome, Failure> {
    let bar = Bar::default();
    Ok(match &cli.command {
        Command::Completions { shell } => commands::completions(*shell)?,
        Command::Watch => commands::watch(cli, &options(cli, &bar)?, &bar)?,
        Command::Question(question) => ask(cli, question, &bar)?,
    })
}

fn options(cli: &Cli, bar: &Bar) -> anyhow::Result<Options> {
    Ok(Options {
        vault: cli.vault.clone(),
        freshness: cli.freshness(),
        must_store: cli.must_store(),
        without_decisions: cli.is_without_mentions(),
        progress: Some(bar.shows()),
        ..Options::from_environment()?
    })
}

fn ask(cli: &Cli, question: &Question, bar: &Bar) -> Result<Outcome, Failure> {
    let options = options(cli, bar)?;
    let opened = Engine::open(&options);
    bar.clear();
    if let Err(Error::NothingStored) = opened {
        return Ok(commands::nothing_stored(cli)?);
    }
    // The process ends with the answer, and the system takes everything back at once.
    let engine = ManuallyDrop::new(opened?);
    warn(cli, &engine.refreshed().warnings);
    if matches!(question, Question::Index(_)) {
        // Where they were read just now, that was said.
        let mut others = engine.not_wholly_read();
        others.retain(|warning| !engine.refreshed().warnings.contains(warning));
        warn(cli, &others);
    }
    if engine.refreshed().notes == 0 {
        let folder = engine.root().display();
        warn_that(
            cli,
            &format!(
                "no notes in {folder} (looked for .md, .markdown and .mdx); name another folder with --vault DIR"
            ),
        );
    }
    let mut screen = Screen::stdout(cli.color, engine.root());
    let (json, freshness) = (cli.json, cli.freshness());
    let shell = Shell { vault: cli.vault.as_deref() };
    let is_bare = is_bare(&options, engine.root());
    let bare_folder = is_bare.then(|| engine.root());
    let mut context =
        Context { engine: &engine, screen: &mut screen, json, freshness, shell, bare_folder };
    let answered = commands::answer(&mut context, question);
    if let Err(damaged) = engine.intact() {
        screen.throw_away();
        return Err(damaged.into());
    }
    let outcome = answered.map_err(|error| {
        let mut vault = commands::vault_in_words(engine.root(), is_bare);
        if is_bare {
            vault.push_str("; use --vault DIR for another");
        }
        let vault = Some(vault);
        Failure { error, vault }
    })?;
    screen.finish()?;
    Ok(outcome)
}

/// Whether nothing but being the current folder says that a folder is a vault.
fn is_bare(options: &Options, root: &Path) -> bool {
    let is_named = options.vault.is_some() || options.environment_vault.is_some();
    !is_named && !["lore.toml", ".obsidian"].iter().any(|sign| root.join(sign).exists())
}

fn warn(cli: &Cli, warnings: &[Warning]) {
    for warning in warnings {
        warn_that(cli, &warning.to_string());
    }
}

/// Prints a warning. An answer is worth more than one that cannot be shown.
fn warn_that(cli: &Cli, message: &str) {
    let mut screen = Screen::stderr(cli.color);
    let mut print = || -> std::io::Result<()> {
        screen.styled(Style::Warning, "warning: ")?;
        screen.text(message)?;
        screen.end_line()?;
        screen.finish()
    };
    let _ = print();
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// Prints an error with what to do next. If even that fails, the exit status remains.
fn report(cli: &Cli, failure: &Failure) {
    let error = &failure.error;
    let shell = Shell { vault: cli.vault.as_deref() };
    let mut screen = Screen::stderr(cli.color);
    let mut print = || -> std::io::Result<()> {
        screen.styled(Style::Error, "error: ")?;
        screen.text(&format!("{error:#}"))?;
        screen.end_line()?;
        for hint in hints(error, failure.vault.as_deref(), shell) {
            screen.hint(2, &hint, None)?;
        }
        if let Command::Question(Question::Check(args)) = &cli.command
            && args.paths.len() > 1
            && (error.is::<Error>() || error.is::<Unknown>())
        {
            let path = "a path of several words needs quotes, as in `lore check 'A NOTE.md'`";
            screen.hint(2, path, None)?;
        }
        screen.finish()
    };
    let _ = print();
}

fn hints(error: &anyhow::Error, vault: Option<&str>, shell: Shell<'_>) -> Vec<String> {
    let unknown = match error.downcast_ref::<Error>() {
        Some(Error::Unknown(unknown)) => Some(unknown),
        _ => error.downcast_ref::<Unknown>(),
    };
    match unknown {
        Some(Unknown::NotFound { name, suggestions, .. }) => {
            let mut hints = if suggestions.is_empty() {
                let search = shell.line("search", &["WORDS"]);
                vec![format!("`{search}` finds notes by what they say")]
            } else {
                did_you_mean(name, suggestions)
            };
            hints.extend(vault.map(str::to_owned));
            hints
        }
        Some(Unknown::NoSuchPart { fragment, suggestions, .. }) => {
            did_you_mean(fragment, suggestions)
        }
        Some(Unknown::NoNote { name, suggestions, .. }) => {
            let related = shell.command("related", &[], name);
            let mut hints = vec![format!("`{related}` tells what it belongs with")];
            hints.extend(did_you_mean(name, suggestions));
            hints
        }
        Some(Unknown::Ambiguous { candidates, more, .. }) => {
            let mut hints = vec!["ask for the one you mean:".to_owned()];
            hints.extend(candidates.iter().map(|bearer| match bearer.line {
                Some(line) => format!("  {} (line {line})", bearer.name),
                None => format!("  {}", bearer.name),
            }));
            hints.extend((*more > 0).then(|| format!("  and {} more", thousands(*more as u64))));
            hints
        }
        Some(Unknown::NoSuchLine { .. }) | None => Vec::new(),
    }
}

/// The names that may have been meant by another, each in one spelling.
pub(crate) fn did_you_mean(asked: &str, names: &[String]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let mut shown: Vec<(String, String)> = Vec::new();
    for name in names {
        let path = [".md", ".markdown", ".mdx"].iter().find_map(|end| name.strip_suffix(end));
        let file = path.map(|path| path.rsplit_once('/').map_or(path, |(_, file)| file));
        let key = concept_key(file.unwrap_or(name));
        if shown.iter().all(|(_, other)| *other != key) {
            shown.push((name.clone(), key));
        }
    }
    let sign = if asked.starts_with('#') { "#" } else { "" };
    let quoted: Vec<String> = shown
        .iter()
        .map(|(name, _)| format!("“{sign}{}”", name.strip_prefix(sign).unwrap_or(name)))
        .collect();
    vec![format!("did you mean {}?", quoted.join(" or "))]
}
