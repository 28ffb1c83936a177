//! The command line of Lore: reads arguments, asks the engine, renders what comes back.
//!
//! `cli` says what can be asked, `arguments` reads what is, `commands` has one file per verb, `screen` is
//! the only way to the terminal, `json` the only way to JSON. Nothing here decides what an answer is.

mod arguments;
mod cli;
mod commands;
mod json;
mod memory;
mod progress_bar;
mod screen;
mod signals;

use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use lore_engine::{Engine, Error, Options, Unknown, Warning};

use cli::{Cli, Command, Question};
use commands::{Context, Outcome};
use progress_bar::Bar;
use screen::{Screen, Style};

fn main() -> ExitCode {
    signals::report_files_that_grow_too_large();
    let cli = match Cli::from_arguments() {
        Ok(cli) => cli,
        Err(told) => {
            // Where it cannot be printed, the exit status remains.
            let _ = told.print();
            return ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2));
        }
    };
    if matches!(cli.command, Command::Question(Question::Index(_)) | Command::Watch) {
        memory::return_large_blocks();
    }
    match run(&cli) {
        Ok(Outcome::Answer) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report(&cli, &error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    let bar = Bar::default();
    match &cli.command {
        Command::Completions { shell } => commands::completions(*shell),
        Command::Watch => commands::watch(cli, &options(cli, &bar)?, &bar),
        Command::Question(question) => ask(cli, question, &bar),
    }
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

fn ask(cli: &Cli, question: &Question, bar: &Bar) -> anyhow::Result<Outcome> {
    let opened = Engine::open(&options(cli, bar)?);
    bar.clear();
    if let Err(Error::NothingStored) = opened {
        return commands::nothing_stored(cli);
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
        warn_that(cli, &format!("there is no note below {}", engine.root().display()));
    }
    let mut screen = Screen::stdout(cli.color, engine.root());
    let (json, freshness) = (cli.json, cli.freshness());
    let mut context = Context { engine: &engine, screen: &mut screen, json, freshness };
    let answered = commands::answer(&mut context, question);
    if let Err(damaged) = engine.intact() {
        screen.throw_away();
        return Err(damaged.into());
    }
    let outcome = answered?;
    screen.finish()?;
    Ok(outcome)
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
fn report(cli: &Cli, error: &anyhow::Error) {
    let mut screen = Screen::stderr(cli.color);
    let mut print = || -> std::io::Result<()> {
        screen.styled(Style::Error, "error: ")?;
        screen.text(&format!("{error:#}"))?;
        screen.end_line()?;
        for hint in hints(error) {
            screen.text("  ")?;
            screen.text(&hint)?;
            screen.end_line()?;
        }
        screen.finish()
    };
    let _ = print();
}

fn hints(error: &anyhow::Error) -> Vec<String> {
    let unknown = match error.downcast_ref::<Error>() {
        Some(Error::Unknown(unknown)) => Some(unknown),
        _ => error.downcast_ref::<Unknown>(),
    };
    match unknown {
        Some(Unknown::NotFound { suggestions, .. }) if suggestions.is_empty() => {
            vec!["`lore search WORDS` finds notes by what they say".to_owned()]
        }
        Some(
            Unknown::NotFound { suggestions, .. }
            | Unknown::NoSuchPart { suggestions, .. }
            | Unknown::NoKind { suggestions, .. },
        ) => did_you_mean(suggestions),
        Some(Unknown::NoNote { name, suggestions, .. }) => {
            let mut hints = vec![format!("`lore related \"{name}\"` tells what it belongs with")];
            hints.extend(did_you_mean(suggestions));
            hints
        }
        Some(Unknown::Ambiguous { candidates, more, .. }) => {
            let mut hints = vec!["ask for the one you mean:".to_owned()];
            hints.extend(candidates.iter().map(|bearer| match bearer.line {
                Some(line) => format!("  {} (line {line})", bearer.name),
                None => format!("  {}", bearer.name),
            }));
            hints.extend((*more > 0).then(|| format!("  and {more} more")));
            hints
        }
        Some(Unknown::NoSuchLine { .. }) | None => Vec::new(),
    }
}

fn did_you_mean(names: &[String]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    vec![format!("did you mean {}?", quoted.join(" or "))]
}
