//! What was found as workflow commands, which GitHub shows beside the lines of a change. Leaves out the
//! summary, which is of no line.

use lore_engine::{Check, Finding, Severity};

use super::path_in_repository;
use super::text::advice;
use crate::commands::Context;

pub(super) fn show(context: &mut Context<'_>, check: &Check) -> anyhow::Result<()> {
    let folder = context.engine.folder_in_repository();
    for finding in &check.findings {
        context.screen.lines(&command(finding, &path_in_repository(&folder, &finding.path)))?;
    }
    Ok(())
}

/// The place stands in the message, too, because GitHub's log shows nothing else.
fn command(finding: &Finding, path: &str) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let Finding { code, line, column, message, .. } = finding;
    let message = format!("{path}:{line}:{column}: {message}{}", advice(finding));
    format!(
        "::{level} file={},line={line},col={column},title={code}::{}",
        escaped(path).replace(':', "%3A").replace(',', "%2C"),
        escaped(&message)
    )
}

/// A text in which nothing ends the command.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use lore_engine::Code;

    use super::*;

    #[test]
    fn nothing_in_a_note_ends_the_command() {
        let finding = Finding {
            code: Code::CaseMismatch,
            severity: Code::CaseMismatch.severity(),
            path: "50%, a:b\n.md".to_owned(),
            line: 3,
            column: 5,
            message: "“x::y\r\n::error::z” is 100% wrong".to_owned(),
            suggestions: vec!["[[x]]".to_owned()],
        };
        assert_eq!(
            command(&finding, &finding.path),
            "::notice file=50%25%2C a%3Ab%0A.md,line=3,col=5,title=case-mismatch::\
             50%25, a:b%0A.md:3:5: “x::y%0D%0A::error::z” is 100%25 wrong  → [[x]]"
        );
    }
}
