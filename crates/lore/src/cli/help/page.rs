//! How a page of help is laid out: what explains a command stands before the options of every command, and in a
//! narrow terminal each description below what it describes. It costs time, and is done only for who asks for
//! help. Leaves out the words.

use std::borrow::Cow;

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
    let explained =
        command.get_after_help().map(|text| kept_whole(&fitted(&text.to_string(), width)));
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
            return row_below(2, term, &[help.into()], width);
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

/// Stands for a space at which clap must not break a line. Whoever prints the page makes it one again.
pub(crate) const UNBROKEN: char = '\u{a0}';

/// A text in which no indented line is broken once more: each is as long as it is to be.
fn kept_whole(text: &str) -> String {
    let whole = |line: &str| match line.starts_with(' ') {
        true => line.replace(' ', UNBROKEN.encode_utf8(&mut [0; 2])),
        false => line.to_owned(),
    };
    text.lines().map(whole).collect::<Vec<_>>().join("\n")
}

/// The row of a table that is read.
struct Row<'a> {
    indent: usize,
    /// With a short column behind it, if there is one.
    term: String,
    /// Where what stands behind the term begins, and where the last of it does.
    columns: (usize, usize),
    help: Vec<Cow<'a, str>>,
}

/// What explains a command, for a terminal that has no room for its tables as they stand. What is typed, an
/// example or a setting, is never broken: the terminal does that so that it can be copied.
fn fitted(text: &str, width: usize) -> String {
    if width >= WIDE {
        return text.to_owned();
    }
    let mut lines: Vec<String> = Vec::new();
    let mut open: Option<Row<'_>> = None;
    let close = |lines: &mut Vec<String>, open: &mut Option<Row<'_>>| {
        if let Some(row) = open.take() {
            lines.push(row_below(row.indent, &row.term, &row.help, width));
        }
    };
    let mut all = text.lines().peekable();
    while let Some(line) = all.next() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        if let Some(row) = &mut open
            && !words.is_empty()
            && indent >= row.columns.0
        {
            match row.help.last_mut().filter(|_| indent == row.columns.1) {
                Some(last) => last.to_mut().push_str(&format!(" {words}")),
                None => row.help.push(words.into()),
            }
            continue;
        }
        close(&mut lines, &mut open);
        let mut cells = cells(words);
        // A term that fills its column has its description in the next line.
        let next = all.peek().map_or(0, |next| next.len() - next.trim_start().len());
        if indent == 0 {
            lines.push(wrapped(words, 0, width));
        } else if cells.len() == 1 && next <= indent + BELOW {
            lines.push(line.to_owned());
        } else {
            let column = |cell: &(usize, &str)| indent + words[..cell.0].chars().count();
            let columns = match &cells[1..] {
                [] => (next, next),
                [first, .., last] | [first @ last] => (column(first), column(last)),
            };
            let mut term = cells.remove(0).1.to_owned();
            if cells.len() > 1 && !cells[0].1.contains(' ') {
                term.push_str(&format!("  {}", cells.remove(0).1));
            }
            let help = cells.into_iter().map(|(_, cell)| cell.into()).collect();
            open = Some(Row { indent, term, columns, help });
        }
    }
    close(&mut lines, &mut open);
    lines.join("\n")
}

/// The columns of a row, which two spaces or more part, with their places.
fn cells(row: &str) -> Vec<(usize, &str)> {
    let mut cells = Vec::new();
    let mut from = 0;
    while let Some(length) = row[from..].find("  ") {
        cells.push((from, &row[from..from + length]));
        let behind = &row[from + length..];
        from = row.len() - behind.trim_start().len();
    }
    cells.push((from, &row[from..]));
    cells
}

/// A term with its description below it.
fn row_below(indent: usize, term: &str, help: &[Cow<'_, str>], width: usize) -> String {
    let mut lines = vec![hanging(term, indent, width)];
    lines.extend(help.iter().map(|help| match is_typed(help) {
        true => format!("{:column$}{help}", "", column = indent + BELOW),
        false => wrapped(help, indent + BELOW, width),
    }));
    lines.join("\n")
}

/// Whether a text is a command or a setting.
fn is_typed(text: &str) -> bool {
    text.starts_with("lore ") || text.contains(" = ")
}

/// A text of which all lines but the first are indented further.
fn hanging(text: &str, indent: usize, width: usize) -> String {
    if indent + text.width() <= width || is_typed(text) {
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
  is:task is:todo is:done is:embed
           has a task
  dead  error    leads nowhere

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
  is:task is:todo is:done
      is:embed
      has a task
  dead  error
      leads nowhere

Examples:
  lore gaps
  lore gaps --kind missing --limit 100"
        );
        assert_eq!(fitted(text, 80), text);
    }
}
