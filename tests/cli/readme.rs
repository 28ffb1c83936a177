//! The commands in README.md, run: what is printed below each must be what comes out. Leaves out
//! docs/links.md, which the tests of `lore-graph` keep true.
//!
//! A block whose first line is `$ lore …` is a session in the repository's folder. Each line that
//! begins with `$ ` is a command, and what follows up to the next one its whole standard output.
//! `…` alone on a line stands for lines that are left out.

use std::fs;

use crate::common::{TestEnvironment, repository, run};

#[test]
fn every_session_in_the_readme_is_true() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let sessions = sessions(&readme);
    assert!(!sessions.is_empty(), "README.md shows no `$ lore …`");
    let env = TestEnvironment::sample();
    let mut wrong = Vec::new();
    for (command, expected) in sessions.iter().flatten() {
        let line = command.replacen("lore", "\"$LORE\"", 1);
        let mut shell = env.command("/bin/sh");
        shell.args(["-c", &line]).current_dir(repository());
        shell.env("LORE", crate::common::lore()).env("PATH", "/usr/bin:/bin");
        let run = run(shell);
        let shown = env.redact(&run.stdout).replace(&*repository().to_string_lossy(), "…");
        if run.code() == 2 || !matches(&shown, expected) {
            wrong.push(format!(
                "$ {command}\nREADME.md says:\n{expected}\nit prints:\n{shown}{}",
                run.stderr
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The sessions of a page: commands with what is shown below them.
fn sessions(page: &str) -> Vec<Vec<(String, String)>> {
    let mut sessions = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("```") {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        if !block.first().is_some_and(|first| first.starts_with("$ lore ")) {
            continue;
        }
        let mut session: Vec<(String, String)> = Vec::new();
        for line in block {
            if let Some(command) = line.strip_prefix("$ ") {
                session.push((command.to_owned(), String::new()));
            } else if let Some((_, output)) = session.last_mut() {
                output.push_str(line);
                output.push('\n');
            }
        }
        sessions.push(session);
    }
    sessions
}

/// Whether an output is what was expected, but for lines left out and blank lines at its end.
fn matches(output: &str, expected: &str) -> bool {
    fn lines_match(output: &[&str], expected: &[&str]) -> bool {
        match expected.split_first() {
            None => output.is_empty(),
            Some((&"…", rest)) => {
                (0..=output.len()).any(|from| lines_match(&output[from..], rest))
            }
            Some((first, rest)) => output.split_first().is_some_and(|(line, output)| {
                line.trim_end() == first.trim_end() && lines_match(output, rest)
            }),
        }
    }
    let output: Vec<&str> = output.trim_end().lines().collect();
    let expected: Vec<&str> = expected.trim_end().lines().collect();
    lines_match(&output, &expected)
}

#[test]
fn sessions_are_read_as_they_are_meant() {
    let page = "text\n```console\n$ lore a\none\n\ntwo\n$ lore b\n```\n```sh\ncargo test\n```\n";
    let session = |command: &str, output: &str| (command.to_owned(), output.to_owned());
    assert_eq!(sessions(page), [[session("lore a", "one\n\ntwo\n"), session("lore b", "")]]);
    assert!(matches("a\nb\nc\n", "a\n…\nc\n") && matches("a\n", "a\n…\n"));
    assert!(!matches("a\nb\n", "a\n") && !matches("a\n", "a\n…\nb\n"));
}
