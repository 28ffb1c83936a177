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
        let set = |name| std::env::var(name).ok().filter(|value: &String| !value.trim().is_empty());
        let Some(command) = set("VISUAL").or_else(|| set("EDITOR")) else {
            bail!("--open needs an editor: set $VISUAL or $EDITOR, as in EDITOR=nano");
        };
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next().unwrap_or_default();
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
