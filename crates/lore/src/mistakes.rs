//! What is said where the arguments of a run cannot be read, or ask for help: the words of clap, with tips that
//! lead to what was meant. Leaves out what can be asked, and its help, which are in `cli`.

use std::ffi::OsString;
use std::io;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ColorChoice, CommandFactory, Error};

use crate::arguments::{as_typed, takes_a_value};
use crate::cli::{Cli, help};
use crate::screen::{Screen, Style};
use crate::shell;

/// Other names by which people look for a command.
const OTHER_NAMES: [(&str, &[&str]); 12] = [
    ("search", &["find", "grep", "query", "ask", "locate"]),
    ("related", &["similar", "neighbours", "neighbors", "like"]),
    ("topics", &["tags", "tag", "topic", "concepts", "categories"]),
    ("links", &["backlinks", "backlink", "outlinks", "refs", "references"]),
    ("check", &["lint", "dead", "broken", "verify", "doctor", "validate"]),
    ("map", &["graph", "clusters", "hubs"]),
    ("timeline", &["journal", "log", "history", "calendar", "entries"]),
    ("progress", &["status", "reading", "state"]),
    ("stats", &["statistics", "info", "summary", "count"]),
    ("index", &["reindex", "refresh", "update", "rebuild", "init", "sync"]),
    ("review", &["revise", "reread", "due", "repeat"]),
    ("gaps", &["missing", "wanted"]),
];

/// What is told instead of an answer.
pub(crate) enum Told {
    /// The help or version that was asked for, or the help where nothing was.
    Page(Error),
    /// What is wrong with the arguments, with the colours of clap.
    Mistake(String),
}

impl Told {
    /// Prints it, and says with which status to exit. Where it cannot be printed, that remains.
    pub(crate) fn print(&self) -> u8 {
        match self {
            Told::Page(page) => {
                let text = page.render().ansi().to_string().replace(help::UNBROKEN, " ");
                let mut screen = Screen::page(page.exit_code() != 0);
                let _ = show(&mut screen, &text).and_then(|()| screen.finish());
                u8::try_from(page.exit_code()).unwrap_or(2)
            }
            Told::Mistake(text) => {
                let mut screen = Screen::stderr(ColorChoice::Auto);
                let _ = show(&mut screen, text).and_then(|()| screen.finish());
                2
            }
        }
    }
}

/// The help that arguments ask for, or what is wrong with them.
pub(crate) fn told(error: Error, arguments: &[OsString]) -> Told {
    match error.kind() {
        ErrorKind::DisplayVersion => Told::Page(error),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // What makes the help readable would be in the way of every other start.
            match help::command().try_get_matches_from(arguments) {
                Err(help) => Told::Page(help),
                Ok(_) => Told::Page(error),
            }
        }
        _ => Told::Mistake(with_tips(error, &Line::read(arguments))),
    }
}

/// A command line as far as it can be read.
struct Line {
    /// The command, as it is called or as it was typed.
    verb: Option<String>,
    /// Whether there is such a command.
    is_known: bool,
    /// All that was typed behind the name of the program.
    words: Vec<String>,
    /// Which of the words is the command.
    place_of_verb: usize,
    /// Whether `--` says that what follows are no options.
    is_literal: bool,
}

impl Line {
    fn read(arguments: &[OsString]) -> Line {
        let mut command = Cli::command();
        command.build();
        let mut line = Line {
            verb: None,
            is_known: false,
            words: Vec::new(),
            place_of_verb: 0,
            is_literal: false,
        };
        let mut is_value = false;
        let mut options = &command;
        for argument in arguments.iter().skip(1) {
            let text = argument.to_string_lossy();
            let text = as_typed(&text);
            // The command that shows help is followed by the one that is meant.
            let has_verb = line.verb.as_deref().is_some_and(|verb| verb != HELP);
            if std::mem::take(&mut is_value) {
            } else if !line.is_literal && text.starts_with('-') && text.len() > 1 {
                line.is_literal = text == "--";
                is_value = takes_a_value(options, text);
            } else if !has_verb {
                let found = command.find_subcommand(text);
                options = found.unwrap_or(options);
                line.is_known = found.is_some();
                line.verb = Some(found.map_or(text, clap::Command::get_name).to_owned());
                line.place_of_verb = line.words.len();
            }
            line.words.push(text.to_owned());
        }
        line
    }

    /// The line with other words in the place of the command, as it is typed into a shell.
    fn with(&self, instead: &[&str]) -> String {
        let mut words = vec!["lore".to_owned()];
        for (place, word) in self.words.iter().enumerate() {
            if place == self.place_of_verb {
                words.extend(instead.iter().map(|word| shell::word(word)));
            } else {
                words.push(shell::word(word));
            }
        }
        words.join(" ")
    }

    fn asks_for_help(&self) -> bool {
        self.words[..self.place_of_verb].iter().any(|word| word == HELP)
    }
}

/// The command of clap that shows the help of another one.
const HELP: &str = "help";

fn with_tips(mut error: Error, line: &Line) -> String {
    let mut tips = Vec::new();
    let told = |error: &Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(" ")),
        _ => None,
    };
    let verb = line.verb.as_deref().unwrap_or_default();
    let wrong = told(&error, ContextKind::InvalidArg).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand if !line.is_known => {
            let alike = match error.remove(ContextKind::SuggestedSubcommand) {
                Some(ContextValue::Strings(names)) => names,
                Some(ContextValue::String(name)) => vec![name],
                _ => Vec::new(),
            };
            if verb.eq_ignore_ascii_case("version") {
                tips.push("`lore --version` prints the version".to_owned());
            } else {
                tips.extend(meant(verb, alike).iter().map(|verb| what_it_does(verb, line)));
            }
            if tips.is_empty() && !line.asks_for_help() {
                let search = line.with(&["search", verb]);
                tips.push(format!("to search for words, use `{search}`"));
            }
        }
        ErrorKind::UnknownArgument => {
            if wrong.starts_with('-') {
                // It is no value of anything: `-n` is an option where there is one.
                let is_letter = wrong.chars().count() == 2;
                if is_letter && wrong.chars().all(|c| !c.is_ascii_digit()) {
                    error.remove(ContextKind::Suggested);
                }
            } else if ["path", "resolve"].contains(&verb) {
                let literal = if line.is_literal { " --" } else { "" };
                tips.push(format!(
                    "a name of several words needs quotes, as in `lore {verb}{literal} 'FIRST NAME' 'SECOND NAME'`"
                ));
            }
        }
        ErrorKind::ArgumentConflict if wrong.contains("<PHRASE>") => {
            let option = wrong.split(' ').next().unwrap_or_default();
            tips.push(format!(
                "a name or phrase of several words needs quotes, as in `lore {verb} {option} 'THE NOTE' 'THE PHRASE'`"
            ));
            let usage = format!("{}lore {verb} {wrong}", heading("Usage: "));
            error.insert(ContextKind::Usage, ContextValue::StyledStr(usage.into()));
        }
        ErrorKind::MissingRequiredArgument if wrong.contains("--files|--format") => {
            tips.push("--absolute and --null are for lists: add --files or --format".to_owned());
        }
        _ => {}
    }
    if !tips.is_empty() {
        let tips = tips.into_iter().map(Into::into).collect();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
    let text = error.render().ansi().to_string();
    let (message, end) = text.split_at(text.rfind("For more information").unwrap_or(text.len()));
    let page = match line.is_known && verb != HELP {
        true => format!("lore {verb} --help"),
        false => "lore --help".to_owned(),
    };
    format!("{message}{}", end.replacen("--help", &page, 1))
}

fn heading(text: &str) -> String {
    let style = clap::builder::Styles::styled();
    let style = style.get_usage();
    format!("{style}{text}{style:#}")
}

/// Prints a text of clap in the looks of other errors, and broken like these.
fn show(screen: &mut Screen, text: &str) -> io::Result<()> {
    for line in text.trim_end_matches('\n').split('\n') {
        let mut style = None;
        let mut rest = line;
        while let Some((piece, behind)) = rest.split_once("\u{1b}[") {
            screen.with_commands(piece, style)?;
            let Some((look, behind)) = behind.split_once('m') else { break };
            style = style_of(look, style);
            rest = behind;
        }
        screen.with_commands(rest, style)?;
        screen.end_line()?;
    }
    Ok(())
}

/// The style that a look of clap's adds to another.
fn style_of(look: &str, before: Option<Style>) -> Option<Style> {
    match look {
        "0" => None,
        "31" => Some(Style::Error),
        "32" => Some(Style::Advice),
        "33" => Some(Style::Match),
        "4" => Some(Style::Group),
        "1" => before.or(Some(Style::Title)),
        _ => before,
    }
}

/// The commands that may have been meant by another name.
fn meant(wrong: &str, alike: Vec<String>) -> Vec<String> {
    let lower = wrong.to_lowercase();
    if Cli::command().find_subcommand(&lower).is_some() {
        return vec![lower];
    }
    let known = OTHER_NAMES.iter().find(|(_, others)| others.contains(&&*lower));
    if let Some((name, _)) = known {
        return vec![(*name).to_owned()];
    }
    // A slip of the fingers spares the first letter, or parts letters from their places.
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let is_near = |name: &String| {
        let same_start = name.chars().zip(lower.chars()).take_while(|(own, other)| own == other);
        same_start.count() > 1 || sorted(name) == sorted(&lower)
    };
    alike.into_iter().filter(is_near).collect()
}

/// `` `lore links Docker`: show a note's links, backlinks and unlinked mentions ``
fn what_it_does(verb: &str, line: &Line) -> String {
    let command = Cli::command();
    let about = command.find_subcommand(verb).and_then(|verb| verb.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let mut letters = about.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    format!("`{}`: {first}{}", line.with(&[verb]), letters.as_str())
}
