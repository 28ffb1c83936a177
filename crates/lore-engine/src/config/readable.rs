//! What can be read of a `lore.toml` that is no TOML, as after a merge: lines in which an error stands are taken
//! out until the rest can be read. Nothing may be shown that the file says to leave out, so of an error that may
//! concern that, nothing is read at all. Leaves out what the settings mean.

use std::ops::Range;

use toml::de::DeTable;

/// More lines than these are no slips of somebody who writes settings.
const MOST_ERRORS: usize = 100;

/// What begins so many lines before an error is not looked for.
const MOST_LINES: usize = 200;

/// The table that says what is left out of the vault.
const FILES: &str = "files";

/// An error of syntax, with its offset in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) at: usize,
    pub(super) message: String,
    /// Whether a whole table cannot be used, and not only a line.
    pub(super) is_table: bool,
}

/// What can be read of a text.
pub(super) enum Readable {
    /// The text, with spaces in the place of what cannot be read, so that places stay what they are.
    Text(String, Vec<SyntaxError>),
    /// There is this error, and what the file leaves out cannot be told from the rest.
    Unsure(SyntaxError),
    /// There is this error, and nothing can be read; the file leaves nothing out.
    Nothing(SyntaxError),
}

/// Takes lines with errors out of a text until the rest can be read.
pub(super) fn readable(text: &str) -> Readable {
    let mut readable = text.to_owned();
    let mut errors: Vec<SyntaxError> = Vec::new();
    while let Err(error) = DeTable::parse(&readable) {
        let at = error.span().map_or(text.len(), |span| span.start).min(text.trim_end().len());
        let message = error.message().trim().replace('\n', ", ");
        let line = faulty_line(&readable, at);
        let at = at.max(line.start).min(line.end);
        let is_table = is_header(&text[line.clone()]);
        let error = SyntaxError { at, message, is_table };
        let is_taken_out = readable[line.clone()].trim().is_empty();
        if is_taken_out || errors.len() == MOST_ERRORS {
            let first = if errors.is_empty() { error } else { errors.remove(0) };
            return if text.contains(FILES) { Unsure(first) } else { Nothing(first) };
        }
        // Without its name, a table would be part of the one before.
        let end = if is_table { end_of_table(text, line.end) } else { line.end };
        if !is_table && is_of_files(text, line.start) || says_files(&text[line.start..end]) {
            return Unsure(error);
        }
        let taken_out = text[line.start..end].chars();
        let blank: String = taken_out.flat_map(|c| blank(c).take(c.len_utf8())).collect();
        readable.replace_range(line.start..end, &blank);
        errors.push(error);
    }
    let is_found = DeTable::parse(&readable).is_ok_and(|read| read.get_ref().contains_key(FILES));
    if !errors.is_empty() && !is_found && says_files(text) {
        return Unsure(errors.remove(0));
    }
    Text(readable, errors)
}

/// The line to take out for an error at a place: the one around it, unless what begins before goes on through the
/// header of another table, as a list or text that does not end.
fn faulty_line(text: &str, at: usize) -> Range<usize> {
    let line = line_around(text, at);
    let before = text[..line.start].lines().rev().take(MOST_LINES);
    let mut starts = before.map(|line| line.as_ptr() as usize - text.as_ptr() as usize);
    let is_whole = |end: usize| DeTable::parse(&text[..end]).is_ok();
    if is_whole(line.start) {
        return line;
    }
    let Some(start) = starts.find(|&start| is_whole(start)) else { return line };
    let goes_on = text[start..line.end].lines().skip(1);
    let is_alone = text[line.clone()].trim().is_empty() || goes_on.into_iter().any(is_header);
    if is_alone { line_around(text, start) } else { line }
}

use Readable::{Nothing, Text, Unsure};

/// What stands in the place of a character, as often as it has bytes.
fn blank(c: char) -> impl Iterator<Item = char> {
    std::iter::repeat(if matches!(c, '\n' | '\r') { c } else { ' ' })
}

/// The line around a place, without its end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |before| before + 1);
    let length = bytes[start..].iter().position(|&byte| byte == b'\n');
    start..length.map_or(bytes.len(), |length| start + length)
}

fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

/// The end of the lines behind a header that are of its table.
fn end_of_table(text: &str, header_end: usize) -> usize {
    let mut end = header_end;
    for line in text[header_end..].split_inclusive('\n').skip(1) {
        if is_header(line) {
            break;
        }
        end = line.as_ptr() as usize - text.as_ptr() as usize + line.trim_end_matches('\n').len();
    }
    end
}

/// Whether the last header before a place is that of the table with what is left out.
fn is_of_files(text: &str, at: usize) -> bool {
    text[..at].lines().rfind(|line| is_header(line)).is_some_and(says_files)
}

/// Whether a line begins with the name of that table, be it in brackets or quotes.
fn says_files(text: &str) -> bool {
    text.lines().any(|line| {
        let name = line.trim_start_matches(|c: char| c.is_whitespace() || "[\"'".contains(c));
        name.starts_with(FILES)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (&'static str, Vec<usize>) {
        let line = |error: &SyntaxError| 1 + text[..error.at].matches('\n').count();
        match readable(text) {
            Text(readable, errors) => {
                assert_eq!(readable.len(), text.len());
                let mut lines: Vec<usize> = errors.iter().map(line).collect();
                lines.sort_unstable();
                ("read", lines)
            }
            Unsure(error) => ("unsure", vec![line(&error)]),
            Nothing(error) => ("nothing", vec![line(&error)]),
        }
    }

    #[test]
    fn lines_with_errors_are_taken_out_unless_they_may_leave_files_out() {
        let files = "[files]\nignore = [\"private/\"]\n";
        for (before, behind, expected) in [
            ("", "", ("read", vec![])),
            ("", "[searches]\na = \"x\n", ("read", vec![4])),
            ("[searches]\na = \"x\n", "", ("read", vec![2])),
            ("[searches]\na = \"x\"\na = \"y\"\n", "", ("read", vec![3])),
            (
                "[searches]\n<<<<<<< HEAD\na = \"x\"\n=======\na = \"y\"\n>>>>>>> other\n",
                "",
                ("read", vec![2, 4, 5, 6]),
            ),
            ("[searches]\na = \"\"\"x\n", "", ("read", vec![2])),
            ("[topics]\nfields = [\"a\",\n", "", ("read", vec![2])),
            ("[check]\nignore = [\n\"a\",\n\"b,\n]\n", "", ("read", vec![4])),
            ("ünread\n", "", ("read", vec![1])),
            ("", "<<<<<<< HEAD\n", ("unsure", vec![3])),
            ("", "ignore = [\"x\"]\n", ("unsure", vec![3])),
            ("", "[check]\noff = []\n[check]\noff = []\n", ("read", vec![5])),
            ("", "[check\noff = []\n[searches]\na = \"b\"\n", ("read", vec![3])),
        ] {
            let text = format!("{before}{files}{behind}");
            assert_eq!(read(&text), expected, "{text}");
        }
        for (text, expected) in [
            ("[files\nignore = [\"a\"]\n", ("unsure", vec![1])),
            ("files.ignore = [\"a]\n", ("unsure", vec![1])),
            ("[\"files\"]\nignore = [\"a\"\n", ("unsure", vec![2])),
            ("files = { ignore = [\"a\"] \n[check]\noff = []\n", ("unsure", vec![1])),
            ("[files]\nignore = [\"a\",\n[check]\noff = []\n", ("unsure", vec![2])),
            ("[files]\nignore = [\"a\",\n  \"b]\n]\n", ("unsure", vec![3])),
            ("[topics]\nfields = [\"a\",\n", ("read", vec![2])),
            ("this is no TOML", ("read", vec![1])),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
