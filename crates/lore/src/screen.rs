//! The only way to the terminal. Every text passes [`safe`], so that control characters and
//! direction overrides in a title or path stay inert; colour is added afterwards. Only a program that
//! asked for records gets every byte as it is. Leaves out the progress bar, which shows
//! nothing of the vault, and which words are said.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::ops::Range;
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
    /// What to write instead.
    Advice,
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
    /// Colours that can be read on black and on white: no yellow.
    fn ansi(self) -> Ansi {
        let color = |color: AnsiColor| Ansi::new().fg_color(Some(color.into()));
        match self {
            Style::Title => Ansi::new().bold(),
            Style::Path => color(AnsiColor::Cyan),
            Style::Match | Style::Error => color(AnsiColor::Red).bold(),
            Style::Advice => color(AnsiColor::Green),
            Style::Faint => Ansi::new().dimmed(),
            Style::Group => Ansi::new().bold().underline(),
            Style::Warning => color(AnsiColor::Magenta).bold(),
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
    /// The line that was begun, where it may have to be broken.
    line: Vec<Piece>,
    /// The column in which it goes on when it is broken, if that was said.
    hang: Option<usize>,
    /// The folder that paths are relative to, if the terminal is to make links of them.
    links: Option<PathBuf>,
}

/// A piece of a line.
struct Piece {
    /// Safe already.
    text: String,
    style: Option<Style>,
    /// Where it leads.
    url: Option<String>,
    /// Whether it stays in one line, so that it can be copied.
    whole: bool,
}

/// A line that is broken goes on so many columns behind its own beginning, if nothing else was said.
const HANG: usize = 4;
/// A terminal is taken to have at least so many columns behind what a line is indented by.
const NARROWEST: usize = 20;

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

    /// A page of which the lines are broken already.
    pub(crate) fn page(is_error: bool) -> Screen {
        let mut screen = match is_error {
            true => Screen::stderr(ColorChoice::Auto),
            false => {
                let terminal = io::stdout().is_terminal();
                Screen::new(Box::new(io::stdout()), terminal, ColorChoice::Auto)
            }
        };
        screen.width = None;
        screen
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
        Screen { out, color, width, column: 0, line: Vec::new(), hang: None, links: None }
    }

    /// Writes text. Where the terminal ends the line is broken at words, and goes on indented.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.piece(text, None, None, false)
    }

    /// Writes text in a style.
    pub(crate) fn styled(&mut self, style: Style, text: &str) -> io::Result<()> {
        self.piece(text, Some(style), None, false)
    }

    /// Writes where something is in the vault: the path of a note, with a line if one is meant.
    pub(crate) fn place(&mut self, path: &str, line: impl Into<Option<u32>>) -> io::Result<()> {
        match line.into() {
            Some(line) => self.link(&format!("{path}:{line}"), path),
            None => self.link(path, path),
        }
    }

    /// Writes text as a link to a file of the vault, which a terminal opens at a click (OSC 8). It is never
    /// broken.
    pub(crate) fn link(&mut self, shown: &str, path: &str) -> io::Result<()> {
        let url = self.links.as_ref().map(|root| file_url(&root.join(path)));
        self.piece(shown, Some(Style::Path), url, true)
    }

    fn piece(
        &mut self,
        text: &str,
        style: Option<Style>,
        url: Option<String>,
        whole: bool,
    ) -> io::Result<()> {
        // Most text is printable ASCII: it is as wide as it is long, and nothing in it steers.
        let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let text = if plain { Cow::Borrowed(text) } else { safe(text) };
        self.column += if plain { text.len() } else { text.width() };
        if self.width.is_some() {
            self.line.push(Piece { text: text.into_owned(), style, url, whole });
            return Ok(());
        }
        self.write(&text, style, url.as_deref())
    }

    /// Writes safe text at once.
    fn write(&mut self, text: &str, style: Option<Style>, url: Option<&str>) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(url) = url {
            write!(self.out, "\u{1b}]8;;{url}\u{1b}\\")?;
        }
        match style.filter(|_| self.color).map(Style::ansi) {
            Some(ansi) => write!(self.out, "{ansi}{text}{ansi:#}")?,
            None => self.out.write_all(text.as_bytes())?,
        }
        if url.is_some() {
            write!(self.out, "\u{1b}]8;;\u{1b}\\")?;
        }
        Ok(())
    }

    /// Writes the line that was begun, broken where it is too long.
    fn write_line(&mut self) -> io::Result<()> {
        let pieces = std::mem::take(&mut self.line);
        let hang = self.hang.take();
        let Some(terminal) = self.width else { return Ok(()) };
        let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let own_indent = text.len() - text.trim_start_matches(' ').len();
        let hang = hang.unwrap_or(own_indent + HANG);
        let width = terminal.max(hang + NARROWEST);
        let mut ends = Vec::with_capacity(pieces.len());
        let mut end = 0;
        for piece in &pieces {
            end += piece.text.len();
            ends.push(end);
        }
        let is_inside_of_a_whole = |at: usize| {
            let nth = ends.partition_point(|&end| end <= at);
            pieces.get(nth).is_some_and(|piece| piece.whole && at > ends[nth] - piece.text.len())
        };
        let mut column = 0;
        // From where on nothing is written yet, and whether the line has words.
        let (mut from, mut has_words) = (0, false);
        let mut starts: Vec<usize> = words(&text).into_iter().map(|(start, _)| start).collect();
        starts.retain(|&start| !is_inside_of_a_whole(start));
        starts.push(text.len());
        for word in starts.windows(2) {
            let (start, end) = (word[0], word[1]);
            let body = text[start..end].trim_end_matches(' ');
            let columns = text[start..end].width();
            if body.is_empty() {
                column += columns;
                continue;
            }
            if has_words && column + body.width() > width {
                let written = text[from..start].trim_end_matches(' ').len();
                self.write_pieces(&pieces, from..from + written)?;
                self.out.write_all(b"\n")?;
                // What would have to be broken is indented less, if it fits then.
                let room = terminal.checked_sub(body.width());
                let indent = room.map_or(hang, |room| room.min(hang));
                write!(self.out, "{:indent$}", "")?;
                (from, column) = (start, indent);
            }
            has_words = true;
            column += columns;
        }
        self.write_pieces(&pieces, from..text.trim_end_matches(' ').len().max(from))
    }

    /// Writes a stretch of the text of some pieces.
    fn write_pieces(&mut self, pieces: &[Piece], stretch: Range<usize>) -> io::Result<()> {
        let mut start = 0;
        for Piece { text, style, url, .. } in pieces {
            let (first, last) = (stretch.start.max(start), stretch.end.min(start + text.len()));
            if first < last {
                self.write(&text[first - start..last - start], *style, url.as_deref())?;
            }
            start += text.len();
        }
        Ok(())
    }

    /// If the line has to be broken, it goes on in the column reached so far; but not far on the right.
    pub(crate) fn hang_here(&mut self) {
        if self.width.is_some_and(|width| (1..=width / 2).contains(&self.column)) {
            self.hang = Some(self.column);
        }
    }

    /// Writes text of which line ends and tabs are to stay, and ends the line. Nothing else breaks it.
    pub(crate) fn lines(&mut self, text: &str) -> io::Result<()> {
        for piece in text.split_inclusive(['\t', '\n']) {
            let end = piece.len() - usize::from(piece.ends_with(['\t', '\n']));
            self.write(&safe(&piece[..end]), None, None)?;
            self.out.write_all(&piece.as_bytes()[end..])?;
        }
        self.end_line()
    }

    /// Writes text with a byte behind it that no path has, for `xargs -0`: as it is for a program, inert
    /// where a terminal would read it.
    pub(crate) fn record(&mut self, text: &str) -> io::Result<()> {
        match self.width {
            Some(_) => self.write(&safe(text), None, None)?,
            None => self.out.write_all(text.as_bytes())?,
        }
        self.out.write_all(b"\0")
    }

    /// Ends the line.
    pub(crate) fn end_line(&mut self) -> io::Result<()> {
        self.write_line()?;
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
        marks: &[Range<usize>],
        style: Option<Style>,
    ) -> io::Result<()> {
        self.indent_to(indent)?;
        let marked = |at: usize| marks.iter().any(|mark| mark.contains(&at));
        let mut start = 0;
        for (at, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]) {
            if at == text.len() || marked(at) != marked(start) {
                let style = if marked(start) { Some(Style::Match) } else { style };
                self.piece(&text[start..at], style, None, false)?;
                start = at;
            }
        }
        self.end_line()
    }

    /// Indents a line, or one that was begun as far as it still has to be, and all that it is broken into.
    pub(crate) fn indent_to(&mut self, indent: usize) -> io::Result<()> {
        let missing = indent.saturating_sub(self.column);
        self.text(&" ".repeat(missing))?;
        self.hang = Some(indent);
        Ok(())
    }

    /// Writes what is said beside an answer as a paragraph. A command in it, `lore …`, stays in one line.
    pub(crate) fn remark(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.hint(indent, text, Some(Style::Faint))
    }

    /// The same in another style.
    pub(crate) fn hint(
        &mut self,
        indent: usize,
        text: &str,
        style: Option<Style>,
    ) -> io::Result<()> {
        self.indent_to(indent)?;
        self.with_commands(text, style)?;
        self.end_line()
    }

    /// Writes text in which no command, `lore …`, is broken.
    pub(crate) fn with_commands(&mut self, text: &str, style: Option<Style>) -> io::Result<()> {
        let mut rest = text;
        while let Some(start) = rest.find("`lore ") {
            let Some(length) = rest[start + 1..].find('`') else { break };
            let end = start + 1 + length + 1;
            self.piece(&rest[..start], style, None, false)?;
            self.piece(&rest[start..end], style, None, true)?;
            rest = &rest[end..];
        }
        self.piece(rest, style, None, rest.starts_with("lore "))
    }

    /// Writes what is said beside an answer, with the place that shows it in brackets, as a paragraph. The
    /// place stays in one line.
    pub(crate) fn remark_with_place(
        &mut self,
        indent: usize,
        text: &str,
        place: &str,
        style: Option<Style>,
    ) -> io::Result<()> {
        self.indent_to(indent)?;
        self.with_commands(text, style)?;
        if !place.is_empty() {
            self.piece(" ", style, None, false)?;
            self.piece(&format!("({place})"), style, None, true)?;
        }
        self.end_line()
    }

    /// Writes JSON, one line.
    pub(crate) fn json(&mut self, json: &str) -> io::Result<()> {
        self.out.write_all(json.as_bytes())?;
        self.out.write_all(b"\n")
    }

    /// Whether somebody still reads, as far as writing told.
    pub(crate) fn is_read(&self) -> bool {
        !self.out.get_ref().is_gone
    }

    /// Writes what is still held back.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.write_line()?;
        self.out.flush()
    }

    /// Never writes what is still held back.
    pub(crate) fn throw_away(self) {
        drop(self.out.into_parts());
    }
}

/// The words of a text, each with the spaces behind it and its place. Characters of double width
/// (Chinese, Japanese) may be parted anywhere, but for what a reader sees as one sign, and for a sign that closes
/// what stands before it.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let wide = c.width() == Some(2);
        let next = chars.peek().map(|&(_, next)| next);
        let breaks = next.is_none_or(|next| {
            let is_joint = c == JOINER || (c != ' ' && belongs_to_the_one_before(next));
            !is_joint && (next.width() == Some(2) || (next != ' ' && (c == ' ' || wide)))
        });
        if breaks {
            words.push((start, &text[start..end]));
            start = end;
        }
    }
    words
}

/// Makes one sign of those on its both sides, as a family of its members.
const JOINER: char = '\u{200d}';

/// Whether a line never begins with it: an accent, the colour of a skin, or a sign that closes something.
fn belongs_to_the_one_before(c: char) -> bool {
    c.width() == Some(0)
        || matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
        || "、。，．：；！？）］｝」』】〕〉》〙〗ー々…".contains(c)
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

    /// What a terminal of some columns shows.
    fn shown(width: usize, write: impl Fn(&mut Screen) -> io::Result<()>) -> String {
        let (mut reader, writer) = io::pipe().unwrap();
        let mut screen = Screen::new(Box::new(writer), true, ColorChoice::Never);
        screen.width = Some(width);
        write(&mut screen).unwrap();
        screen.finish().unwrap();
        drop(screen);
        io::read_to_string(&mut reader).unwrap()
    }

    #[test]
    fn every_line_is_broken_at_words_and_goes_on_indented() {
        let list = shown(24, |screen| {
            screen.text("  ")?;
            screen.styled(Style::Title, "Slowly Changing Dimension")?;
            screen.styled(Style::Faint, "  3 sections")?;
            screen.end_line()
        });
        assert_eq!(list, "  Slowly Changing\n      Dimension  3\n      sections\n");
    }

    #[test]
    fn paths_and_commands_are_never_broken() {
        let place = shown(24, |screen| {
            screen.text("A title  ")?;
            screen.place("books/a long name.md", 7)?;
            screen.end_line()
        });
        assert_eq!(place, "A title\n  books/a long name.md:7\n");
        let remark = shown(23, |screen| screen.remark(0, "so `lore mentions 'a b'` has them all"));
        assert_eq!(remark, "so\n`lore mentions 'a b'`\nhas them all\n");
        let reason = shown(24, |screen| {
            screen.remark_with_place(4, "links to “a” from a list", "a folder/name.md:7", None)
        });
        assert_eq!(reason, "    links to “a” from a\n    list\n    (a folder/name.md:7)\n");
        let large =
            shown(24, |screen| screen.remark_with_place(4, "links", "books/a name.md:100", None));
        assert_eq!(large, "    links\n   (books/a name.md:100)\n");
    }

    #[test]
    fn columns_stay_columns_unless_there_is_no_room() {
        let table = |width| {
            shown(width, |screen| {
                screen.text("  name  ")?;
                screen.hang_here();
                screen.text("one two three four five six")?;
                screen.end_line()
            })
        };
        assert_eq!(table(28), "  name  one two three four\n        five six\n");
        assert_eq!(table(15), "  name  one two three four\n      five six\n");
    }

    #[test]
    fn a_word_marked_in_part_stays_together() {
        let text = "one two three four fivesix";
        let mark = 19..23;
        let marks = std::slice::from_ref(&mark);
        let paragraph = shown(25, |screen| screen.paragraph(0, text, marks, None));
        assert_eq!(paragraph, "one two three four\nfivesix\n");
    }

    #[test]
    fn wide_characters_part_anywhere() {
        let parts: Vec<&str> = words("ab  cd 数据库").into_iter().map(|(_, word)| word).collect();
        assert_eq!(parts, ["ab  ", "cd ", "数", "据", "库"]);
        let parts = |text| words(text).into_iter().map(|(_, word)| word).collect::<Vec<&str>>();
        assert_eq!(parts("数据。库」（x"), ["数", "据。", "库」", "（", "x"]);
        assert_eq!(parts("👍🏽👨‍👩‍👧❤️x"), ["👍🏽", "👨‍👩‍👧", "❤️x"]);
    }
}
