//! Reading the arguments of a run, with what the definition of the command line cannot say: which words
//! with a hyphen are no options, and which options of every command a verb cannot have. Leaves out what
//! can be asked.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use lore_engine::Freshness;

use crate::cli::{CheckFormat, Cli, Command, IndexArgs, Question};
use crate::mistakes::{self, Told};

impl Cli {
    /// Reads the arguments of the program.
    ///
    /// # Errors
    ///
    /// What is wrong with them, or the help or version that they ask for.
    pub(crate) fn from_arguments() -> Result<Cli, Told> {
        let arguments = with_exclusions(std::env::args_os());
        let cli =
            Cli::try_parse_from(&arguments).map_err(|error| mistakes::told(error, &arguments))?;
        if let Some((verb, option, other)) = cli.conflict() {
            let mut command = Cli::command();
            command.build();
            let mut command = command.find_subcommand(verb).cloned().unwrap_or(command);
            let message = format!("the argument '{option}' cannot be used with '{other}'");
            let error = command.error(ErrorKind::ArgumentConflict, message);
            return Err(mistakes::told(error, &arguments));
        }
        Ok(cli)
    }

    /// Whether the answer has nothing to do with mentions, of which the person may have rejected some.
    pub(crate) fn is_without_mentions(&self) -> bool {
        match &self.command {
            Command::Watch | Command::Completions { .. } => true,
            Command::Question(question) => match question {
                Question::Search(_)
                | Question::Related(_)
                | Question::Gaps(_)
                | Question::Resolve(_)
                | Question::Path(_)
                | Question::Map(_)
                | Question::Timeline(_)
                | Question::Progress(_)
                | Question::Review(_)
                | Question::Index(_) => true,
                Question::Topics(_)
                | Question::Orphans(_)
                | Question::Mentions(_)
                | Question::Links(_)
                | Question::Check(_)
                | Question::Stats(_) => false,
            },
        }
    }

    /// How fresh the answer is to be.
    pub(crate) fn freshness(&self) -> Freshness {
        let index = self.index();
        match self.no_refresh {
            _ if index.is_some_and(|index| index.rebuild) => Freshness::Rebuilt,
            true if index.is_some_and(|index| index.action.is_some()) => Freshness::OnlyStored,
            true => Freshness::AsStored,
            false => Freshness::Current,
        }
    }

    /// Whether the command is there to store what it finds.
    pub(crate) fn must_store(&self) -> bool {
        self.index().is_some_and(|index| index.rebuild || index.action.is_none())
    }

    fn index(&self) -> Option<&IndexArgs> {
        match &self.command {
            Command::Question(Question::Index(index)) => Some(index),
            Command::Question(_) | Command::Watch | Command::Completions { .. } => None,
        }
    }

    /// The verb, an option of every command, and what that cannot be used with here. clap itself compares
    /// such an option with those of the verb only if it stands behind the verb.
    fn conflict(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let json = self.json.then_some("--json");
        let no_refresh = self.no_refresh.then_some("--no-refresh");
        let (verb, option, others): (_, _, &[(&'static str, bool)]) = match &self.command {
            Command::Watch => ("watch", no_refresh?, &[("watch", true)]),
            Command::Completions { .. } => ("completions", json?, &[("completions", true)]),
            Command::Question(question) => match question {
                Question::Search(args) => (
                    "search",
                    json?,
                    &[
                        ("--files", args.files),
                        ("--format <TEMPLATE>", args.format.is_some()),
                        ("--jsonl", args.jsonl),
                        ("--open", args.open),
                    ],
                ),
                Question::Check(args) => {
                    let is_other = args.format.is_some_and(|format| format != CheckFormat::Json);
                    ("check", json?, &[("--format <FORMAT>", is_other)])
                }
                Question::Map(args) => {
                    ("map", json?, &[("--format <FORMAT>", args.format.is_some())])
                }
                Question::Index(args) => ("index", no_refresh?, &[("--rebuild", args.rebuild)]),
                Question::Related(_)
                | Question::Topics(_)
                | Question::Orphans(_)
                | Question::Gaps(_)
                | Question::Mentions(_)
                | Question::Links(_)
                | Question::Resolve(_)
                | Question::Path(_)
                | Question::Timeline(_)
                | Question::Progress(_)
                | Question::Review(_)
                | Question::Stats(_) => return None,
            },
        };
        let (other, _) = others.iter().find(|(_, is_given)| *is_given)?;
        Some((verb, option, other))
    }
}

/// Stands before a word that is not wanted, so that its hyphen is not taken for that of an option. A
/// noncharacter, which nobody types; should a word begin with it nevertheless, it gets a second one.
const MARK: char = '\u{fdd0}';

/// A word of a search as it was typed.
pub(crate) fn as_typed(word: &str) -> &str {
    word.strip_prefix(MARK).unwrap_or(word)
}

/// The arguments, with `-word` of a search marked as a word, and as the value of the option before it
/// joined to that.
fn with_exclusions(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let args: Vec<OsString> = args.collect();
    // To know the options of all verbs takes as long as all else at the start of most commands.
    let may_be_marked = |text: &str| is_word_behind_a_hyphen(text) || text.starts_with(MARK);
    if !args.iter().filter_map(|arg| arg.to_str()).any(may_be_marked) {
        return args;
    }
    let mut args = args.into_iter();
    let mut read: Vec<OsString> = args.next().into_iter().collect();
    let mut command = Cli::command();
    command.build();
    let mut verb = None;
    let mut options = &command;
    let (mut is_value, mut literal) = (false, false);
    for arg in args {
        // What is not UTF-8 may be a value, but neither verb nor option.
        let text = arg.to_str().unwrap_or_default();
        let is_search = verb == Some("search");
        let is_exclusion = is_search && !literal && is_word_behind_a_hyphen(text);
        if std::mem::take(&mut is_value) {
            match read.last_mut().filter(|_| is_exclusion) {
                Some(option) => {
                    option.push("=");
                    option.push(arg);
                }
                None => read.push(arg),
            }
            continue;
        }
        if is_exclusion || is_search && text.starts_with(MARK) {
            read.push(format!("{MARK}{text}").into());
            continue;
        }
        if !literal && text.starts_with('-') {
            literal = text == "--";
            is_value = takes_a_value(options, text);
        } else if !literal && verb.is_none() {
            let found = command.find_subcommand(text);
            options = found.unwrap_or(options);
            verb = Some(found.map_or("", clap::Command::get_name));
        }
        read.push(arg);
    }
    read
}

/// Whether it is no option: none is longer than a letter behind one hyphen, but for the number in `-n5`
/// and `-n=5`.
fn is_word_behind_a_hyphen(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|word| {
        let number = word.strip_prefix('n').is_some_and(|number| {
            let digits = number.strip_prefix('=').unwrap_or(number);
            digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        !word.starts_with('-') && word.chars().count() > 1 && !number
    })
}

/// Whether the argument behind this option is its value.
pub(crate) fn takes_a_value(command: &clap::Command, option: &str) -> bool {
    let is_meant = |arg: &&clap::Arg| match option.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short().is_some_and(|short| option[1..].chars().eq([short])),
    };
    command.get_opts().find(is_meant).is_some_and(|arg| arg.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        let args = with_exclusions(line.split(' ').map(OsString::from));
        let args: Vec<String> = args.into_iter().map(|arg| arg.into_string().unwrap()).collect();
        args.join(" ").replace(MARK, "¦")
    }

    #[test]
    fn words_behind_a_hyphen_are_no_options() {
        assert_eq!(read("lore search a -btree -n 5"), "lore search a ¦-btree -n 5");
        assert_eq!(read("lore search a -n5 --json -h"), "lore search a -n5 --json -h");
        assert_eq!(read("lore search a -n=5 -n= -n=x"), "lore search a -n=5 -n= ¦-n=x");
        assert_eq!(read("lore search -- -btree"), "lore search -- -btree");
        assert_eq!(read("lore links -btree"), "lore links -btree");
        assert_eq!(read("lore search a \u{fdd0}-b -\u{fdd0}b"), "lore search a ¦¦-b ¦-¦b");
        assert_eq!(as_typed("\u{fdd0}\u{fdd0}-b"), "\u{fdd0}-b");
        assert_eq!(as_typed("\u{2212}40"), "\u{2212}40");
    }

    #[test]
    fn the_verb_is_found_behind_values_of_options() {
        for same in
            ["lore --vault search stats -hx", "lore --color search -hx", "lore links search -hx"]
        {
            assert_eq!(read(same), same);
        }
        let (before, behind) = ("lore --vault=v --json search", "lore --vault search search");
        for verb in [before, behind] {
            assert_eq!(read(&format!("{verb} -hx")), format!("{verb} ¦-hx"));
        }
    }

    #[test]
    fn a_value_behind_a_hyphen_stays_with_its_option() {
        let line = read("lore search a --format -{path} -bc --vault -vw -n -10 --files -cd");
        assert_eq!(line, "lore search a --format=-{path} ¦-bc --vault=-vw -n=-10 --files ¦-cd");
        assert_eq!(read("lore search --sort --json -ab"), "lore search --sort --json ¦-ab");
    }
}
