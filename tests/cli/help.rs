//! What the program says about itself, so that a change of wording shows in a review. Leaves out README.md,
//! which `readme` runs.

use std::fs;

use crate::common::{TestEnvironment, list, repository, run, text};

const VERBS: [&str; 18] = [
    "search", "related", "topics", "orphans", "gaps", "mentions", "links", "resolve", "check",
    "path", "map", "timeline", "progress", "review", "stats", "index", "watch", "completions",
];

#[test]
fn short() {
    assert_session!(TestEnvironment::new("").session(&[&["-h"], &["--version"]]));
}

#[test]
fn long() {
    let env = TestEnvironment::new("");
    let pages = VERBS.map(|verb| vec![verb, "--help"]);
    let pages = [vec!["--help"], vec!["index", "status", "--help"]].into_iter().chain(pages);
    let pages: Vec<Vec<&str>> = pages.collect();
    assert_session!(env.session(&pages.iter().map(Vec::as_slice).collect::<Vec<_>>()));
}

/// Paragraphs are broken where the terminal ends, tables are not.
#[test]
fn tables_of_help_fit_80_columns() {
    let env = TestEnvironment::new("");
    for verb in VERBS {
        let mut command = env.lore_command(&[verb, "--help"]);
        command.env("COLUMNS", "100");
        let help = run(command).expect(0).stdout;
        let (_, below) = help.split_once("Print help").unwrap();
        let (explained, _) = below.split_once("Options of every command:").unwrap();
        for line in explained.lines().filter(|line| line.starts_with(' ')) {
            assert!(line.chars().count() <= 80, "{verb}: {line}");
        }
    }
}

/// An example that is broken cannot be copied.
#[test]
fn examples_are_whole_in_a_narrow_terminal() {
    let env = TestEnvironment::new("");
    for (verb, whole) in [
        ("search", "\n  lore search '\"write-ahead log\" path:books'\n"),
        ("search", "\n      name = \"is:todo modified:last-week\"\n"),
        (
            "search",
            "\n  is:task is:todo is:done is:embed\n      has:link has:tag has:date\n      has a task",
        ),
        ("check", "\n  dead-link  error\n      no note"),
    ] {
        let mut command = env.lore_command(&[verb, "--help"]);
        command.env("COLUMNS", "38");
        let help = run(command).expect(0).stdout;
        assert!(help.contains(whole), "{help}");
        assert!(!help.contains('\u{a0}'), "{help}");
    }
}

#[test]
fn mistakes() {
    let env = TestEnvironment::new("");
    assert_session!(env.session(&[
        &[],
        &["serach", "x"],
        &["search"],
        &["search", "x", "--limit", "0"],
        &["related", "x", "--knd", "tool"],
        &["stats", "--color", "sometimes"],
    ]));
}

#[test]
fn help_is_the_same_by_every_way_to_ask() {
    let env = TestEnvironment::new("");
    for verb in VERBS {
        let help = env.lore(&["help", verb]).expect(0);
        assert!(help.stderr.is_empty());
        assert_eq!(help.stdout, env.lore(&[verb, "--help"]).expect(0).stdout);
        // Every page shows how it is used.
        assert!(help.stdout.contains(&format!("lore {verb}")), "{verb}");
    }
}

#[test]
fn every_example_in_the_help_works() {
    let env = TestEnvironment::sample();
    let mut examples = 0;
    // One never ends; the other is for a shell's own folder and has a test to itself.
    for verb in VERBS.into_iter().filter(|verb| !["watch", "completions"].contains(verb)) {
        let help = env.lore(&[verb, "--help"]).expect(0).stdout;
        let (_, after) =
            help.split_once("Examples:").unwrap_or_else(|| panic!("{verb} has no examples"));
        for line in after.lines().map(str::trim).filter(|line| line.starts_with("lore ")) {
            let run = env.shell(&line.replacen("lore", "\"$LORE\"", 1)).expect_no_panic();
            let has_answer =
                run.code() == 0 || run.code() == 1 && ["check", "resolve"].contains(&verb);
            assert!(has_answer, "{line}: {run:#?}");
            examples += 1;
        }
    }
    assert!(examples > 40, "{examples}");
}

/// The folder for completions is not there on a new account.
#[test]
fn the_example_of_completions_works_in_an_empty_home() {
    let env = TestEnvironment::new("");
    let help = env.lore(&["help", "completions"]).expect(0).stdout;
    let (_, example) = help.split_once("Example, for bash:\n").unwrap();
    let (example, _) = example.split_once("\n\n").unwrap();
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    for line in example.lines() {
        assert!(readme.contains(&format!("\n{}\n", line.trim())), "README.md has no {line}");
        let run = env.shell(&line.trim().replacen("lore ", "\"$LORE\" ", 1)).expect(0);
        assert!(run.stderr.is_empty(), "{run:#?}");
    }
    let script = env.home().join(".local/share/bash-completion/completions/lore");
    assert!(fs::read_to_string(script).unwrap().contains("related"));
}

#[test]
fn completions_know_every_command() {
    let env = TestEnvironment::new("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = env.lore(&["completions", shell]).expect(0).stdout;
        for verb in VERBS {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
    }
}

#[test]
fn the_vault_of_the_examples_has_what_they_name() {
    let env = TestEnvironment::sample();
    let answer = env.json(&["links", "concepts/Replication.md"]);
    assert_eq!(text(&answer["note"], "title"), "Replication");
    assert!(!list(&answer, "backlinks").is_empty());
}
