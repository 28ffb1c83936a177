//! How a page of help is laid out: what explains a command stands before the options of every command, and in a
//! narrow terminal each description below what it describes. It costs time, and is done only for who asks for
//! help. Leaves out the words.

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};
use unicode_width::UnicodeWidthStr;

use super::super::{Cli, OF_EVERY_COMMAND};

/// Tables are made for this many columns.
const WIDE: usize = 80;
/// Where descriptions stand below what they describe.
const NARROW: usize = 60;
/// No text is wider.
const WIDEST: usize = 100;
/// How far a description is indented behind what it describes, below it.
const BELOW: usize = 4;

/// The definition of the command line with all pages of help as they are to be shown.
pub(crate) fn command() -> Command {
    let width = width();
    let command = Cli::command().next_line_help(width < NARROW);
    let of_every: Vec<Arg> = of_every_command(&command);
    laid_out(command, "lore", &of_every, width)
}

fn of_every_command(command: &Command) -> Vec<Arg> {
    let arguments = command.get_arguments();
    arguments.filter(|arg| arg.get_help_heading() == Some(OF_EVERY_COMMAND)).cloned().collect()
}

/// The page of a command, and those of the commands below it.
fn laid_out(mut command: Command, called: &str, of_every: &[Arg], width: usize) -> Command {
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().into()).collect();
    for verb in verbs {
        let called = format!("{called} {verb}");
        command = command.mut_subcommand(verb, |verb| laid_out(verb, &called, of_every, width));
    }
    let own: Vec<Arg> = command.get_arguments().cloned().collect();
    let of_this = |arg: &Arg| own.iter().find(|own| own.get_id() == arg.get_id()).cloned();
    let shown: Vec<Arg> =
        of_every.iter().map(|arg| of_this(arg).unwrap_or_else(|| arg.clone())).collect();
    let hidden = own.iter().filter(|own| shown.iter().any(|arg| arg.get_id() == own.get_id()));
    for arg in hidden {
        command = command.mut_arg(arg.get_id(), |arg| arg.hide(true));
    }
    if own
        .iter()
        .all(|own| own.is_positional() || shown.iter().any(|arg| arg.get_id() == own.get_id()))
    {
        // clap would not say that there are options.
        let names = command.get_positionals().map(|arg| arg.get_id().as_str().to_uppercase());
        let mut usage = format!("{called} [OPTIONS]");
        names.for_each(|name| usage.push_str(&format!(" <{name}>")));
        if command.has_subcommands() {
            usage.push_str(" <COMMAND>");
        }
        command = command.override_usage(usage);
    }
    let explained = command.get_after_help().map(|text| fitted(&text.to_string(), width));
    let mut lines = explained.into_iter().collect::<Vec<_>>();
    let rows = shown.iter().filter(|arg| !arg.is_hide_set()).map(row);
    lines.push(format!(
        "{}\n{}",
        heading(OF_EVERY_COMMAND),
        table(&rows.collect::<Vec<_>>(), width)
    ));
    command.after_help(StyledStr::from(lines.join("\n\n")))
}

/// As clap shows its own.
fn heading(text: &str) -> String {
    let style = clap::builder::Styles::styled();
    let style = style.get_header();
    format!("{style}{text}:{style:#}")
}

/// `--vault <DIR>`, and what it is.
fn row(arg: &Arg) -> (String, String) {
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let values: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if arg.get_action().takes_values() && !values.is_empty() {
        let default: Vec<_> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        help.push_str(&format!(
            " [default: {}] [possible values: {}]",
            default.join(", "),
            values.join(", ")
        ));
    }
    let long = arg.get_long().unwrap_or_default();
    let term = match arg.get_value_names() {
        Some(names) if arg.get_action().takes_values() => {
            format!("--{long} <{}>", names.join("> <"))
        }
        _ => format!("--{long}"),
    };
    (term, help)
}

fn table(rows: &[(String, String)], width: usize) -> String {
    let widest = rows.iter().map(|(term, _)| term.width()).max().unwrap_or(0);
    let lines = rows.iter().map(|(term, help)| {
        if width < NARROW {
            return row_below(2, term, std::slice::from_ref(help), width);
        }
        let column = 2 + widest + 2;
        let help = wrapped(help, column, width);
        format!("  {term:<widest$}  {}", help.trim_start())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Columns of the terminal, as clap takes them.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    terminal.or(columns).unwrap_or(WIDEST).min(WIDEST)
}

/// What explains a command, for a terminal that has no room for its tables as they stand.
fn fitted(text: &str, width: usize) -> String {
    if width >= WIDE {
        return text.to_owned();
    }
    let mut lines: Vec<String> = Vec::new();
    // The row of a table that is read: its indent, its term, the column of its description, and that.
    let mut open: Option<(usize, &str, usize, Vec<String>)> = None;
    let close = |lines: &mut Vec<String>, open: &mut Option<(usize, &str, usize, Vec<String>)>| {
        if let Some((indent, term, _, help)) = open.take() {
            lines.push(row_below(indent, term, &help, width));
        }
    };
    for line in text.lines() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        if let Some((.., column, help)) = &mut open
            && !words.is_empty()
            && indent >= *column
        {
            match help.last_mut().filter(|_| indent == *column) {
                Some(last) => last.push_str(&format!(" {words}")),
                None => help.push(words.to_owned()),
            }
            continue;
        }
        close(&mut lines, &mut open);
        match words.find("  ").filter(|_| indent > 0) {
            Some(end) => {
                let help = words[end..].trim_start();
                let column = line.chars().count() - help.chars().count();
                open = Some((indent, &words[..end], column, vec![help.to_owned()]));
            }
            None if indent > 0 => lines.push(hanging(words, indent, width)),
            None => lines.push(wrapped(words, 0, width)),
        }
    }
    close(&mut lines, &mut open);
    lines.join("\n")
}

/// A term with its description below it.
fn row_below(indent: usize, term: &str, help: &[String], width: usize) -> String {
    let mut lines = vec![hanging(term, indent, width)];
    lines.extend(help.iter().map(|help| wrapped(help, indent + BELOW, width)));
    lines.join("\n")
}

/// A text of which all lines but the first are indented further.
fn hanging(text: &str, indent: usize, width: usize) -> String {
    if indent + text.width() <= width {
        return format!("{:indent$}{text}", "");
    }
    let broken = wrapped(text, indent + BELOW, width);
    format!("{:indent$}{}", "", broken.trim_start())
}

/// A text in lines that fit, all indented alike.
fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{:indent$}{word}", "")),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_stand_below_what_they_describe_where_it_is_narrow() {
        let text = "\
Kinds:
  missing  the target of links for which there is no note
  phrase   two or three words that headings and titles of three notes or more
           share

Examples:
  lore gaps
  lore gaps --kind missing --limit 100";
        assert_eq!(
            fitted(text, 30),
            "\
Kinds:
  missing
      the target of links for
      which there is no note
  phrase
      two or three words that
      headings and titles of
      three notes or more
      share

Examples:
  lore gaps
  lore gaps --kind missing
      --limit 100"
        );
        assert_eq!(fitted(text, 80), text);
    }
}
