//! Reading the arguments of a run, with what the definition of the command line cannot say: which words
//! with a hyphen are no options, and which options of every command a verb cannot have. Leaves out what
//! can be asked.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use lore_engine::Freshness;

use crate::cli::{CheckFormat, Cli, Command};

impl Cli {
    /// Reads the arguments of the program; where they are wrong, says so and ends it.
    pub(crate) fn from_arguments() -> Cli {
        let cli = Cli::parse_from(with_exclusions(std::env::args_os()));
        if let Some((verb, option, other)) = cli.conflict() {
            let mut command = Cli::command();
            command.build();
            let mut command = command.find_subcommand(verb).cloned().unwrap_or(command);
            let message = format!("the argument '{option}' cannot be used with '{other}'");
            command.error(ErrorKind::ArgumentConflict, message).exit();
        }
        cli
    }

    /// How fresh the answer is to be.
    pub(crate) fn freshness(&self) -> Freshness {
        let rebuild = matches!(&self.command, Command::Index(index) if index.rebuild);
        match (rebuild, self.no_refresh) {
            (true, _) => Freshness::Rebuilt,
            (false, true) => Freshness::AsStored,
            (false, false) => Freshness::Current,
        }
    }

    /// The verb, an option of every command, and what that cannot be used with here. clap itself compares
    /// such an option with those of the verb only if it stands behind the verb.
    fn conflict(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let json = self.json.then_some("--json");
        let no_refresh = self.no_refresh.then_some("--no-refresh");
        let (verb, option, others): (_, _, &[(&'static str, bool)]) = match &self.command {
            Command::Search(args) => (
                "search",
                json?,
                &[
                    ("--files", args.files),
                    ("--format <TEMPLATE>", args.format.is_some()),
                    ("--jsonl", args.jsonl),
                    ("--open", args.open),
                ],
            ),
            Command::Check(args) => {
                let is_other = args.format.is_some_and(|format| format != CheckFormat::Json);
                ("check", json?, &[("--format <FORMAT>", is_other)])
            }
            Command::Map(args) => ("map", json?, &[("--format <FORMAT>", args.format.is_some())]),
            Command::Index(args) => ("index", no_refresh?, &[("--rebuild", args.rebuild)]),
            Command::Watch => ("watch", no_refresh?, &[("watch", true)]),
            Command::Completions { .. } => ("completions", json?, &[("completions", true)]),
            Command::Related(_)
            | Command::Topics(_)
            | Command::Orphans(_)
            | Command::Gaps(_)
            | Command::Mentions(_)
            | Command::Links(_)
            | Command::Resolve(_)
            | Command::Path(_)
            | Command::Timeline(_)
            | Command::Progress(_)
            | Command::Review(_)
            | Command::Stats(_) => return None,
        };
        let (other, _) = others.iter().find(|(_, is_given)| *is_given)?;
        Some((verb, option, other))
    }
}

/// Stands for the hyphen of a word that is not wanted, so that it is not taken for an option.
pub(crate) const EXCLUSION: char = '\u{2212}';

/// The arguments, with `-word` of a search marked as a word: no option is longer than a letter
/// behind one hyphen, but for the number in `-n5` and `-n=5`.
fn with_exclusions(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut is_search = false;
    let mut literal = false;
    args.map(|arg| {
        let Some(text) = arg.to_str() else { return arg };
        is_search |= text == "search";
        literal |= text == "--";
        let word = text.strip_prefix('-').filter(|word| {
            let number = word.strip_prefix('n').is_some_and(|number| {
                let digits = number.strip_prefix('=').unwrap_or(number);
                digits.bytes().all(|byte| byte.is_ascii_digit())
            });
            !word.starts_with('-') && word.chars().count() > 1 && !number
        });
        match word {
            Some(word) if is_search && !literal => format!("{EXCLUSION}{word}").into(),
            _ => arg,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_behind_a_hyphen_are_no_options() {
        let args = |line: &str| {
            let args = with_exclusions(line.split(' ').map(OsString::from));
            args.into_iter().map(|arg| arg.into_string().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(args("lore search a -btree -n 5"), "lore search a \u{2212}btree -n 5");
        assert_eq!(args("lore search a -n5 --json -h"), "lore search a -n5 --json -h");
        assert_eq!(args("lore search a -n=5 -n= -n=x"), "lore search a -n=5 -n= \u{2212}n=x");
        assert_eq!(args("lore search -- -btree"), "lore search -- -btree");
        assert_eq!(args("lore links -btree"), "lore links -btree");
    }
}
