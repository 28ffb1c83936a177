//! The only way to the terminal. Every text passes [`safe`], so that control characters and
//! direction overrides in a title or path stay inert; colour is added afterwards. Only a program that
//! asked for records gets every byte as it is. Leaves out what clap prints by itself and the progress bar,
//! which show nothing of the vault, and which words are said.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style as Ansi};
use clap::ColorChoice;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What a piece of text is, which decides its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// The name of what a line is about.
    Title,
    /// A path with its line.
    Path,
    /// A matched word.
    Match,
    /// Less important.
    Faint,
    /// A heading between groups.
    Group,
    /// `warning:`
    Warning,
    /// `error:`
    Error,
}

impl Style {
    fn ansi(self) -> Ansi {
        let color = |color: AnsiColor| Ansi::new().fg_color(Some(color.into()));
        match self {
            Style::Title => Ansi::new().bold(),
            Style::Path => color(AnsiColor::Cyan),
            Style::Match => color(AnsiColor::Yellow).bold(),
            Style::Faint => Ansi::new().dimmed(),
            Style::Group => Ansi::new().bold().underline(),
            Style::Warning => color(AnsiColor::Yellow).bold(),
            Style::Error => color(AnsiColor::Red).bold(),
        }
    }
}

/// Whoever reads what is written. One that has read enough and closed the pipe, such as `head`, is no error:
/// the rest goes nowhere, and what the answer is does not depend on who reads it.
struct Reader<W> {
    out: W,
    is_gone: bool,
}

impl<W: Write> Reader<W> {
    fn unless_gone<T>(
        &mut self,
        all: T,
        write: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.is_gone {
            return Ok(all);
        }
        match write(&mut self.out) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_gone = true;
                Ok(all)
            }
            written => written,
        }
    }
}

impl<W: Write> Write for Reader<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_gone(bytes.len(), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_gone((), Write::flush)
    }
}

/// A stream to a person or a pipe.
pub(crate) struct Screen {
    out: BufWriter<Reader<Box<dyn Write>>>,
    color: bool,
    /// Columns; nothing if lines need not be broken.
    width: Option<usize>,
    column: usize,
    /// The folder that paths are relative to, if the terminal is to make links of them.
    links: Option<PathBuf>,
}

impl Screen {
    /// Answers about the vault in `root`.
    pub(crate) fn stdout(color: ColorChoice, root: &Path) -> Screen {
        let terminal = io::stdout().is_terminal();
        let mut screen = Screen::new(Box::new(io::stdout()), terminal, color);
        screen.links = (terminal && screen.color).then(|| root.to_owned());
        screen
    }

    pub(crate) fn stderr(color: ColorChoice) -> Screen {
        let terminal = io::stderr().is_terminal();
        Screen::new(Box::new(io::stderr()), terminal, color)
    }

    fn new(out: Box<dyn Write>, terminal: bool, color: ColorChoice) -> Screen {
        let color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                terminal && !refused && !dumb
            }
        };
        let width = terminal
            .then(|| terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)));
        let out = BufWriter::new(Reader { out, is_gone: false });
        Screen { out, color, width, column: 0, links: None }
    }

    /// Writes text as it is, without breaking lines.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        // Most text is printable ASCII: it is as wide as it is long, and nothing in it steers.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            self.column += text.len();
            return self.out.write_all(text.as_bytes());
        }
        let text = safe(text);
        self.column += text.width();
        self.out.write_all(text.as_bytes())
    }

    /// Writes text in a style.
    pub(crate) fn styled(&mut self, style: Style, text: &str) -> io::Result<()> {
        if !self.color {
            return self.text(text);
        }
        let ansi = style.ansi();
        write!(self.out, "{ansi}")?;
        self.text(text)?;
        write!(self.out, "{ansi:#}")
    }

    /// Writes where something is in the vault: the path of a note, with a line if one is meant.
    pub(crate) fn place(&mut self, path: &str, line: impl Into<Option<u32>>) -> io::Result<()> {
        match line.into() {
            Some(line) => self.link(&format!("{path}:{line}"), path),
            None => self.link(path, path),
        }
    }

    /// Writes text as a link to a file of the vault, which a terminal opens at a click (OSC 8).
    pub(crate) fn link(&mut self, shown: &str, path: &str) -> io::Result<()> {
        let Some(root) = &self.links else { return self.styled(Style::Path, shown) };
        let url = file_url(&root.join(path));
        write!(self.out, "\u{1b}]8;;{url}\u{1b}\\")?;
        self.styled(Style::Path, shown)?;
        write!(self.out, "\u{1b}]8;;\u{1b}\\")
    }

    /// Writes text of which line ends and tabs are to stay, and ends the line.
    pub(crate) fn lines(&mut self, text: &str) -> io::Result<()> {
        for piece in text.split_inclusive(['\t', '\n']) {
            let end = piece.len() - usize::from(piece.ends_with(['\t', '\n']));
            self.text(&piece[..end])?;
            self.out.write_all(&piece.as_bytes()[end..])?;
        }
        self.end_line()
    }

    /// Writes text with a byte behind it that no path has, for `xargs -0`: as it is for a program, inert
    /// where a terminal would read it.
    pub(crate) fn record(&mut self, text: &str) -> io::Result<()> {
        match self.width {
            Some(_) => self.text(text)?,
            None => self.out.write_all(text.as_bytes())?,
        }
        self.out.write_all(b"\0")
    }

    /// Ends the line.
    pub(crate) fn end_line(&mut self) -> io::Result<()> {
        self.column = 0;
        self.out.write_all(b"\n")
    }

    /// Columns of the terminal; nothing where lines need not be broken.
    pub(crate) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Writes text with marked stretches as a paragraph, indented and broken at words where the
    /// terminal ends. It goes on in a line that was begun.
    pub(crate) fn paragraph(
        &mut self,
        indent: usize,
        text: &str,
        marks: &[std::ops::Range<usize>],
        style: Option<Style>,
    ) -> io::Result<()> {
        let width = self.width.unwrap_or(usize::MAX).max(indent + 20);
        self.indent(indent.saturating_sub(self.column))?;
        let marked = |at: usize| marks.iter().any(|mark| mark.contains(&at));
        for (start, word) in words(text) {
            if self.column > indent && self.column + word.trim_end().width() > width {
                self.end_line()?;
                self.indent(indent)?;
            }
            // A word may be marked in part.
            let mut piece = start;
            for (at, c) in word.char_indices() {
                let at = start + at;
                let next = at + c.len_utf8();
                if next == start + word.len() || marked(next) != marked(at) {
                    let style = if marked(piece) { Some(Style::Match) } else { style };
                    let fits = self.column + text[piece..next].width() <= width;
                    let shown =
                        if fits { &text[piece..next] } else { text[piece..next].trim_end() };
                    match style {
                        Some(style) => self.styled(style, shown)?,
                        None => self.text(shown)?,
                    }
                    piece = next;
                }
            }
        }
        self.end_line()
    }

    /// Writes what is said beside an answer as a paragraph.
    pub(crate) fn remark(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.paragraph(indent, text, &[], Some(Style::Faint))
    }

    fn indent(&mut self, columns: usize) -> io::Result<()> {
        self.text(&" ".repeat(columns))
    }

    /// Writes JSON, one line.
    pub(crate) fn json(&mut self, json: &str) -> io::Result<()> {
        self.out.write_all(json.as_bytes())?;
        self.end_line()
    }

    /// Whether somebody still reads, as far as writing told.
    pub(crate) fn is_read(&self) -> bool {
        !self.out.get_ref().is_gone
    }

    /// Writes what is still held back.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Never writes what is still held back.
    pub(crate) fn throw_away(self) {
        drop(self.out.into_parts());
    }
}

/// The words of a text, each with the spaces behind it and its place. Characters of double width
/// (Chinese, Japanese) may be parted anywhere.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let wide = c.width() == Some(2);
        let next = chars.peek().map(|&(_, next)| next);
        let breaks =
            next.is_none_or(|next| next.width() == Some(2) || (next != ' ' && (c == ' ' || wide)));
        if breaks {
            words.push((start, &text[start..end]));
            start = end;
        }
    }
    words
}

/// A text that cannot steer a terminal: control characters become their pictures, direction
/// overrides and isolates their code points.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0'..='\u{1f}' => safe.push(char::from_u32(0x2400 + c as u32).unwrap_or(' ')),
            '\u{7f}' => safe.push('␡'),
            c if is_unsafe(c) => safe.push_str(&format!("<U+{:04X}>", c as u32)),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// A path as it stands in a URL; every byte that could end or steer it is encoded.
pub(crate) fn url_path(path: &str) -> String {
    let mut url = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                url.push(char::from(byte));
            }
            byte => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

fn file_url(path: &Path) -> String {
    format!("file://{}", url_path(&path.to_string_lossy()))
}

/// Whether a character could steer a terminal or turn around the text beside it.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(safe("a\u{1b}[31mb\r\u{7f}"), "a␛[31mb␍␡");
        assert_eq!(safe("\u{9b}31m \u{202e}txt"), "<U+009B>31m <U+202E>txt");
        assert!(matches!(safe("plain ünï 日本"), Cow::Borrowed(_)));
    }

    #[test]
    fn records_are_as_they_are_unless_a_terminal_reads_them() {
        for (terminal, written) in [(false, "a\u{1b}[31m\n\0"), (true, "a␛[31m␊\0")] {
            let (mut reader, writer) = io::pipe().unwrap();
            let mut screen = Screen::new(Box::new(writer), terminal, ColorChoice::Always);
            screen.record("a\u{1b}[31m\n").unwrap();
            screen.finish().unwrap();
            drop(screen);
            assert_eq!(io::read_to_string(&mut reader).unwrap(), written);
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        let (reader, writer) = io::pipe().unwrap();
        let mut screen = Screen::new(Box::new(writer), false, ColorChoice::Never);
        screen.text("a").unwrap();
        screen.finish().unwrap();
        assert!(screen.is_read());
        drop(reader);
        for _ in 0..2 {
            screen.text(&"b".repeat(100_000)).unwrap();
            screen.finish().unwrap();
            assert!(!screen.is_read());
        }
    }

    #[test]
    fn links_are_encoded() {
        let url = file_url(Path::new("/notes/a b\u{1b}\\ü.md"));
        assert_eq!(url, "file:///notes/a%20b%1B%5C%C3%BC.md");
        assert_eq!(url_path("a b/é: 100%.md"), "a%20b/%C3%A9%3A%20100%25.md");
    }

    #[test]
    fn wide_characters_part_anywhere() {
        let parts: Vec<&str> = words("ab  cd 数据库").into_iter().map(|(_, word)| word).collect();
        assert_eq!(parts, ["ab  ", "cd ", "数", "据", "库"]);
    }
}
