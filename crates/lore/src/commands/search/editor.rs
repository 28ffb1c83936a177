//! Opens a note where a hit is, in the editor the person has chosen. Leaves out which hit and line, which
//! whoever calls says.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

/// A command from `$VISUAL` or `$EDITOR`.
pub(super) struct Editor {
    program: String,
    arguments: Vec<String>,
}

/// How an editor is told the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `+7 file`
    Plus,
    /// `file:7`
    Colon,
    /// `--goto file:7`
    Goto,
    /// `--line 7 file`
    Line,
}

const STYLES: [(Style, &[&str]); 3] = [
    (Style::Goto, &["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"]),
    (Style::Colon, &["hx", "helix", "subl", "sublime_text", "zed", "zeditor", "mate"]),
    (Style::Line, &["idea", "pycharm", "webstorm", "clion", "goland", "rustrover", "kate"]),
];

impl Editor {
    pub(super) fn from_environment() -> anyhow::Result<Editor> {
        let set = |name| {
            std::env::var_os(name).filter(|value| !value.to_string_lossy().trim().is_empty())
        };
        let named = ["VISUAL", "EDITOR"].into_iter();
        let Some((name, command)) = named.filter_map(|name| Some((name, set(name)?))).next() else {
            bail!("--open needs an editor: set $VISUAL or $EDITOR, as in EDITOR=nano");
        };
        let Ok(command) = command.into_string() else {
            bail!(
                "${name} is not text in UTF-8; set it to the name of an editor, as in {name}=nano"
            );
        };
        let Some(words) = words(&command, cfg!(windows)) else {
            bail!("a quote in “{command}” is not closed; check $VISUAL and $EDITOR");
        };
        let mut words = words.into_iter();
        let Some(program) = words.next().filter(|program| !program.is_empty()) else {
            bail!("“{command}” names no editor; check $VISUAL and $EDITOR");
        };
        Ok(Editor { program, arguments: words.collect() })
    }

    /// Waits until the editor is done.
    pub(super) fn open(&self, file: &Path, line: u32) -> anyhow::Result<()> {
        let status = Command::new(&self.program)
            .args(&self.arguments)
            .args(arguments(style(&self.program), file, line))
            .status()
            .with_context(|| format!("cannot run “{}”; check $VISUAL and $EDITOR", self.program))?;
        if !status.success() {
            bail!("“{}” ended with {status}", self.program);
        }
        Ok(())
    }
}

/// The words of a command as a shell would divide it, by spaces outside of quotes, without anything else that a
/// shell does. On Windows a backslash is part of a path. Nothing comes back if a quote is not closed.
fn words(command: &str, is_windows: bool) -> Option<Vec<String>> {
    let mut words = Vec::new();
    // A word in quotes may be empty, and goes on behind them.
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && !is_windows;
        match quote {
            None if c.is_whitespace() => words.extend(word.take()),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if escapes => word.get_or_insert_default().extend(chars.next()),
            Some(end) if c == end => quote = None,
            Some('"') if escapes => {
                let escaped = chars.next_if(|next| matches!(next, '"' | '\\' | '$' | '`'));
                word.get_or_insert_default().push(escaped.unwrap_or(c));
            }
            None | Some(_) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

fn style(program: &str) -> Style {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    let known = STYLES.iter().find(|(_, names)| names.contains(&&*name));
    known.map_or(Style::Plus, |(style, _)| *style)
}

fn arguments(style: Style, file: &Path, line: u32) -> Vec<OsString> {
    let at_line = || {
        let mut place = file.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match style {
        Style::Plus => vec![format!("+{line}").into(), file.into()],
        Style::Colon => vec![at_line()],
        Style::Goto => vec!["--goto".into(), at_line()],
        Style::Line => vec!["--line".into(), line.to_string().into(), file.into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_divided_as_a_shell_does_it() {
        for (command, expected) in [
            (" code  -w ", Some(vec!["code", "-w"])),
            ("'/my ed/code' -w", Some(vec!["/my ed/code", "-w"])),
            (r#""/my ed/co"'de' "a \" \b""#, Some(vec!["/my ed/code", "a \" \\b"])),
            (r"/my\ ed/code\'s ''", Some(vec!["/my ed/code's", ""])),
            ("'it''s' \"'\"", Some(vec!["its", "'"])),
            ("'/my ed/code -w", None),
            ("", Some(vec![])),
        ] {
            let words = words(command, false);
            let words = words.as_ref().map(|words| words.iter().map(String::as_str).collect());
            assert_eq!(words, expected, "{command}");
        }
        let on_windows = words(r#""C:\my ed\code.exe" C:\a"#, true).unwrap();
        assert_eq!(on_windows, [r"C:\my ed\code.exe", r"C:\a"]);
    }

    #[test]
    fn editors_are_told_the_line_in_their_way() {
        for (program, expected) in [
            ("vim", "+7 /n/a.md"),
            ("/usr/bin/nano", "+7 /n/a.md"),
            ("code", "--goto /n/a.md:7"),
            ("hx", "/n/a.md:7"),
            ("idea", "--line 7 /n/a.md"),
        ] {
            let arguments = arguments(style(program), Path::new("/n/a.md"), 7);
            let line: Vec<String> =
                arguments.into_iter().map(|arg| arg.into_string().unwrap()).collect();
            assert_eq!(line.join(" "), expected);
        }
    }
}
