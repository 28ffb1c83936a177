//! `lore check`.

use serde_json::json;

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[&["check"], &["check", "--hints"]]));
}

#[test]
fn sample_json() {
    assert_session!(TestEnvironment::sample().session(&[&["check", "--json"]]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["check", "--hints"]]));
}

#[test]
fn handbook() {
    assert_session!(TestEnvironment::new(HANDBOOK).session(&[&["check", "--hints"]]));
}

#[test]
fn garden() {
    assert_session!(TestEnvironment::new(GARDEN).session(&[&["check", "--hints"]]));
}

#[test]
fn clean() {
    let env = TestEnvironment::new("-- a.md --\n[[b]]\n-- b.md --\n");
    assert_session!(env.session(&[&["check"], &["check", "--json"]]));
}

/// One note for each code that a text alone can bring about.
const EVERY_CODE: &str = "\
-- dead-link.md --
x [[no such note]]
-- dead-anchor.md --
x [[target#no such heading]]
-- dead-block.md --
x [[target#^nosuch]]
-- dead-attachment.md --
x ![[nothing.png]]
-- ambiguous-link.md --
x [[twin]]
-- case-mismatch.md --
x [to](TARGET.md)
-- bad-frontmatter.md --
---
a: [1
---
-- missing-reference.md --
x [text][nobody] defines
-- unused-reference.md --
[nothing]: https://example.org
-- unlinked-mention.md --
The red panda sleeps.
-- target.md --
# Heading
-- red panda.md --
-- one/twin.md --
-- two/twin.md --
";

#[test]
fn every_code_is_found_where_it_is() {
    let env = TestEnvironment::new(EVERY_CODE);
    env.vault().write("invalid-utf8.md", b"caf\xe9\n");
    env.vault().write("binary-file.md", b"\x00\x01\x02\x00");
    let answer = env.json(&["check", "--hints"]);
    let problems = list(&answer, "problems");
    for problem in problems {
        let (code, path) = (text(problem, "code"), text(problem, "path"));
        let expected = if code == "duplicate-name" { "two/twin" } else { code };
        assert_eq!(path, format!("{expected}.md"), "{problem:#}");
        assert!(!text(problem, "message").is_empty());
    }
    let mut codes = column(problems, "code");
    codes.sort_unstable();
    let expected = [
        "ambiguous-link",
        "bad-frontmatter",
        "binary-file",
        "case-mismatch",
        "dead-anchor",
        "dead-attachment",
        "dead-block",
        "dead-link",
        "duplicate-name",
        "invalid-utf8",
        "missing-reference",
        "unlinked-mention",
        "unused-reference",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn json_keeps_the_contract_and_every_code_is_in_the_help() {
    let env = TestEnvironment::sample();
    let answer = env.json(&["check", "--hints"]);
    assert_shape(
        &answer,
        &json!({"problems": [{
            "code": "", "severity": "", "path": "", "line": 0, "column": 0, "message": "",
            "suggestion?": "",
        }]}),
    );
    let help = env.lore(&["help", "check"]).expect(0).stdout;
    for problem in list(&answer, "problems") {
        let (code, severity) = (text(problem, "code"), text(problem, "severity"));
        let documented = |line: &str| line.contains(code) && line.contains(severity);
        assert!(
            help.lines().any(documented) || (severity == "hint" && help.contains(code)),
            "{code}"
        );
        assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()));
        let line = line_of(env.vault(), text(problem, "path"), &problem["line"]);
        let column = problem["column"].as_u64().unwrap();
        assert!((1..=line.chars().count() as u64 + 1).contains(&column), "{problem:#}");
    }
}

#[test]
fn hints_alone_are_no_problems() {
    let env = TestEnvironment::new("-- red panda.md --\n-- a.md --\nA red panda.\n");
    env.lore(&["check"]).expect(0);
    let run = env.lore(&["check", "--hints"]).expect(0);
    assert!(run.stdout.contains("unlinked-mention"), "{run:#?}");
    env.vault().write("b.md", "[[nowhere]]");
    env.lore(&["check"]).expect(1);
}
