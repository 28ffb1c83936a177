//! What is said where the arguments of a run cannot be read, or ask for help: the words of clap, with tips that
//! lead to what was meant. Leaves out what can be asked, and its help, which are in `cli`.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error};

use crate::arguments::takes_a_value;
use crate::cli::{Cli, help};
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

/// The help that arguments ask for, or what is wrong with them, as it is printed.
pub(crate) fn told(error: Error, arguments: &[OsString]) -> Error {
    match error.kind() {
        ErrorKind::DisplayVersion => error,
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // What makes the help readable would be in the way of every other start.
            match help::command().try_get_matches_from(arguments) {
                Err(help) => help,
                Ok(_) => error,
            }
        }
        _ => with_tips(error, &Line::read(arguments)),
    }
}

/// A command line as far as it can be read.
struct Line {
    /// The command, as it is called or as it was typed.
    verb: Option<String>,
    /// Whether there is such a command.
    is_known: bool,
    /// What stands before the names: the program, options and the command.
    options: Vec<String>,
    /// The words that are neither options nor values of these.
    names: Vec<String>,
}

impl Line {
    fn read(arguments: &[OsString]) -> Line {
        let mut command = Cli::command();
        command.build();
        let mut line = Line { verb: None, is_known: false, options: Vec::new(), names: Vec::new() };
        let (mut is_value, mut literal) = (false, false);
        let mut options = &command;
        for argument in arguments.iter().skip(1) {
            let text = argument.to_string_lossy();
            if std::mem::take(&mut is_value) {
                line.options.push(shell::word(&text));
            } else if !literal && text.starts_with('-') && text.len() > 1 {
                literal = text == "--";
                is_value = takes_a_value(options, &text);
                line.options.extend((!literal).then(|| shell::word(&text)));
            } else if line.verb.is_none() {
                let found = command.find_subcommand(&*text);
                options = found.unwrap_or(options);
                line.is_known = found.is_some();
                line.verb = Some(found.map_or(&*text, clap::Command::get_name).to_owned());
                line.options.push(shell::word(&text));
            } else {
                line.names.push(text.into_owned());
            }
        }
        line
    }
}

fn with_tips(mut error: Error, line: &Line) -> Error {
    let mut tips = Vec::new();
    let told = |error: &Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let verb = line.verb.as_deref().unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand if !line.is_known => {
            let wrong = told(&error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let alike = match error.remove(ContextKind::SuggestedSubcommand) {
                Some(ContextValue::Strings(names)) => names,
                Some(ContextValue::String(name)) => vec![name],
                _ => Vec::new(),
            };
            let names: Vec<String> = line.names.iter().map(|name| shell::word(name)).collect();
            tips.extend(meant(&wrong, alike).iter().map(|verb| what_it_does(verb, &names)));
            if tips.is_empty() {
                let words = [&[shell::word(&wrong)], &*names].concat().join(" ");
                tips.push(format!("to search for words, use `lore search {words}`"));
            }
        }
        ErrorKind::UnknownArgument => {
            let unknown = told(&error, ContextKind::InvalidArg).unwrap_or_default();
            if unknown.starts_with('-') {
                // It is no value of anything: `-n` is an option where there is one.
                let is_letter = unknown.chars().count() == 2;
                if is_letter && unknown.chars().all(|c| !c.is_ascii_digit()) {
                    error.remove(ContextKind::Suggested);
                }
            } else if ["path", "resolve"].contains(&verb) {
                let (from, to) = line.names.split_at(end_of_first(verb, &line.names));
                let quoted = [from, to].map(|words| shell::word(&words.join(" ")));
                tips.push(format!(
                    "a name of several words needs quotes, as in `lore {} {}`",
                    line.options.join(" "),
                    quoted.join(" ")
                ));
            }
        }
        _ => {}
    }
    if !tips.is_empty() {
        let tips = tips.into_iter().map(Into::into).collect();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
    let kind = error.kind();
    let text = error.render().ansi().to_string();
    let (message, end) = text.split_at(text.rfind("For more information").unwrap_or(text.len()));
    let page = if line.is_known { format!("lore {verb} --help") } else { "lore --help".to_owned() };
    let message = format!("{message}{}", end.replacen("--help", &page, 1));
    // It is written behind “error: ” again.
    let message = message.split_once("error:").map_or(&*message, |(_, rest)| rest);
    let message = message.split_once(' ').map_or(message, |(_, rest)| rest);
    Error::raw(kind, message)
}

/// How many of some words are probably the first name: those up to a number, as in `DDIA Chapter 3 Airflow`,
/// else half of them; of a note and its link all but the last.
fn end_of_first(verb: &str, words: &[String]) -> usize {
    let last = words.len().saturating_sub(1);
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    match words[..last].iter().position(is_number) {
        _ if verb == "resolve" => last,
        Some(number) => number + 1,
        None => words.len() / 2,
    }
}

/// The commands that may have been meant by another name.
fn meant(wrong: &str, alike: Vec<String>) -> Vec<String> {
    let lower = wrong.to_lowercase();
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
fn what_it_does(verb: &str, names: &[String]) -> String {
    let command = Cli::command();
    let about = command.find_subcommand(verb).and_then(|verb| verb.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let mut letters = about.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    let line = [&[verb.to_owned()], names].concat().join(" ");
    format!("`lore {line}`: {first}{}", letters.as_str())
}
