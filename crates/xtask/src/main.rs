//! Tasks for people who change Lore, run as `cargo xtask TASK`. No part of the program.
//!
//! `eval` measures how good the answers are, one file per kind of question: `search`,
//! `known_items`, `related`, `mentions`; with `hostile` whether there is one, and soon; and with `growth` whether a note and a
//! vault may be of any shape. What the figures mean
//! is in `measures`; only `vault` and `bench::parts` ask the engine. `bench` measures whole commands of the program beside
//! what no program could avoid; `generate` writes vaults for it. Leaves out how fast the engine's parts
//! are within one process, which `cargo bench` tells.

mod bench;
mod generate;
mod growth;
mod hostile;
mod known_items;
mod measures;
mod mentions;
mod related;
mod search;
mod vault;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use lore_testkit::Recipe;

/// Tasks for people who change Lore
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Measure how good the answers are, on questions whose right answers are known
    #[command(
        subcommand,
        after_help = "Vaults are read as `lore` reads them and never written: their indexes go to \
        a temporary folder that is removed in the end."
    )]
    Eval(Eval),

    /// Measure the program on a vault, each job beside its limit
    #[command(
        after_help = "Each figure is of a whole process: the median of its wall clock, its CPU on all \
        cores, and its peak memory. Below a job stand its limits, measured in the same run by the same \
        method: what the system, or a library alone, takes for the least that the job has to do; and how \
        many times as much the job takes.\n\n\
        The vault is only read: indexes go to a temporary folder that is removed in the end, and the \
        note that changes is one of a temporary copy. Measure on a quiet machine. benches/README.md \
        explains the table."
    )]
    Bench(bench::Request),

    /// One of the limits that `bench` measures, as a process of its own
    #[command(hide = true)]
    BenchPart(bench::PartRequest),

    /// Write a vault that looks like real notes, the same for the same numbers
    Generate {
        /// A folder that is empty or does not exist
        #[arg(value_name = "DIR")]
        folder: PathBuf,

        /// How many notes
        #[arg(long, value_name = "N")]
        notes: usize,

        /// Which of the vaults of this size
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,

        /// The median of the words of a note
        #[arg(long, value_name = "W", default_value_t = Recipe::default().words)]
        words: usize,
    },
}

#[derive(Debug, Subcommand)]
enum Eval {
    /// Search with questions in sentences, over a judged collection
    #[command(after_help = "DIR holds:\n  \
        vault/        the notes\n  \
        queries.tsv   lines of question number and question, with a tab between\n  \
        qrels.tsv     lines of question number, path of a judged note, and 1, or 0 if it is not \
        relevant\n\n\
        Prints nDCG@10, P@10, R@50 and MAP@50 over the questions that have a relevant note, and \
        the time per question.")]
    Search {
        /// The judged collection
        #[arg(value_name = "DIR")]
        collection: PathBuf,
    },

    /// Search with a few words for a note or section that one knows
    #[command(
        after_help = "FILE has lines of vault, kind, query and wanted, with a tab between; lines \
        that are empty or begin with # are comments. What is wanted is a path in the vault, or \
        path#Heading for a section; alternatives stand with ` | ` between.\n\n\
        Notes are ranked among the notes, sections among the sections of the first 20 hits. \
        Prints how often what is wanted comes first and among the first three, per kind, and what \
        came first where it did not. A vault that is not in VAULTS is said and left out."
    )]
    KnownItems {
        /// The questions
        #[arg(value_name = "FILE")]
        questions: PathBuf,

        /// The folder that holds the vaults
        vaults: PathBuf,
    },

    /// Related notes, where a link that a person wrote was hidden
    #[command(after_help = "DIR holds:\n  \
        queries.jsonl      one object per hidden link: vault, setting, source, target, and exclude, \
        the notes that the source still links to\n  \
        VAULT/SETTING/     the vault, with links hidden in one of these ways:\n    \
        A    the text of the link stays (a forgotten link)\n    \
        B    link and text are gone\n    \
        B2   the target's link back is gone, too\n\n\
        Asks for 60 related items of each source. The source and what it still links to do not \
        count. Prints nDCG@10 and R@10 of the target, per vault and averaged over the vaults.")]
    Related {
        /// The vaults with hidden links
        #[arg(value_name = "DIR")]
        bench: PathBuf,

        /// Only these vaults
        #[arg(value_name = "VAULT")]
        vaults: Vec<String>,
    },

    /// Unlinked mentions, where a link that a person wrote was hidden and its text remained
    #[command(after_help = "DIR is that of `eval related`; of its settings only A counts.\n\n\
        Lists all mentions of each vault and prints, per vault:\n  \
        listed     the share of hidden links that are listed, of those whose text names the target\n  \
        first      how often the hidden link comes first among the mentions of its own note\n  \
        P@50 …     the share of hidden links among the first 50, 100 and 200 mentions in the notes that \
        hide a link; each of them hides but one, and what else its author saw and left counts against\n  \
        AUC        how often a hidden link stands above another mention in these notes\n  \
        AUC all    the same against the mentions of the whole vault\n\n\
        A mention that nobody ever considered counts as wrong here, so all figures are floors.")]
    Mentions {
        /// The vaults with hidden links
        #[arg(value_name = "DIR")]
        bench: PathBuf,

        /// Only these vaults
        #[arg(value_name = "VAULT")]
        vaults: Vec<String>,
    },

    /// Search with random and hostile queries
    #[command(
        after_help = "Prints how long the queries took, by their kind, and the slowest. Fails at \
        the first one that panics. The same seed gives the same queries for the same vault."
    )]
    Hostile {
        /// The folder of notes
        #[arg(value_name = "VAULT")]
        vault: PathBuf,

        /// How many queries
        #[arg(long, value_name = "N", default_value_t = 10_000)]
        queries: usize,

        /// What makes them random
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
    },

    /// Parse notes of hostile shapes, or ask vaults, and twice as large
    #[command(
        after_help = "Prints the shapes of which a note of twice the size takes more than three times the \
        time, and the slowest: the time of parsing each of the two, in the profile that takes longest, how \
        many times the first the second is, and the same of the Markdown parser alone, whose own growth is \
        its authors' to mend. With --notes the same of whole vaults: reading them, reading them again after a \
        new note, and each question. Times are the least of three runs. Reads no vault of yours."
    )]
    Growth {
        /// Size of the smaller note of each shape
        #[arg(long, value_name = "N", default_value_t = 500_000)]
        bytes: usize,

        /// Ask vaults of so many notes instead, and of twice as many
        #[arg(long, value_name = "N", conflicts_with = "bytes")]
        notes: Option<usize>,

        /// Only the shapes with this in their names, and all of them are printed
        #[arg(value_name = "NAME")]
        named: Option<String>,
    },
}

fn main() -> ExitCode {
    match run(&Cli::parse().task, &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If even that fails, the exit status remains.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(task: &Task, out: &mut dyn Write) -> anyhow::Result<()> {
    match task {
        Task::Eval(Eval::Search { collection }) => search::run(collection, out),
        Task::Eval(Eval::KnownItems { questions, vaults }) => {
            known_items::run(questions, vaults, out)
        }
        Task::Eval(Eval::Related { bench, vaults }) => related::run(bench, vaults, out),
        Task::Eval(Eval::Mentions { bench, vaults }) => mentions::run(bench, vaults, out),
        Task::Eval(Eval::Hostile { vault, queries, seed }) => {
            hostile::run(vault, *queries, *seed, out)
        }
        Task::Eval(Eval::Growth { bytes, notes, named }) => match notes {
            Some(notes) => growth::run_vaults(*notes, named.as_deref(), out),
            None => growth::run(*bytes, named.as_deref(), out),
        },
        Task::Bench(request) => bench::run(request, out),
        Task::BenchPart(request) => bench::run_part(request, out),
        Task::Generate { folder, notes, seed, words } => {
            let recipe = Recipe { notes: *notes, seed: *seed, words: *words, ..Recipe::default() };
            generate::run(folder, recipe, out)
        }
    }
}

/// The text of a file that describes questions or answers.
fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| {
        format!("cannot read {}; `--help` says what must be there", file.display())
    })
}

/// A line of such a file, counting from 1, as people and editors write it.
fn at(file: &Path, line: usize) -> String {
    format!("{}:{line}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
