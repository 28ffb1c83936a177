//! What the program says about itself, so that a change of wording shows in a review.

use crate::common::{TestEnvironment, list, text};

#[test]
fn short() {
    assert_session!(TestEnvironment::new("").session(&[&["-h"], &["--version"]]));
}

#[test]
fn long() {
    let env = TestEnvironment::new("");
    assert_session!(env.session(&[
        &["--help"],
        &["search", "--help"],
        &["related", "--help"],
        &["topics", "--help"],
        &["orphans", "--help"],
        &["links", "--help"],
        &["check", "--help"],
        &["path", "--help"],
        &["map", "--help"],
        &["progress", "--help"],
        &["review", "--help"],
        &["stats", "--help"],
        &["index", "--help"],
        &["index", "status", "--help"],
        &["watch", "--help"],
        &["completions", "--help"],
    ]));
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
    for verb in [
        "search", "related", "topics", "orphans", "links", "check", "path", "map", "progress",
        "review", "stats", "index", "watch",
    ] {
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
    for verb in [
        "search", "related", "topics", "orphans", "links", "check", "path", "map", "progress",
        "review", "stats", "index",
    ] {
        let help = env.lore(&[verb, "--help"]).expect(0).stdout;
        let (_, after) =
            help.split_once("Examples:").unwrap_or_else(|| panic!("{verb} has no examples"));
        for line in after.lines().map(str::trim).filter(|line| line.starts_with("lore ")) {
            let run = env.shell(&line.replacen("lore", "\"$LORE\"", 1)).expect_no_panic();
            assert!(run.code() == 0 || verb == "check", "{line}: {run:#?}");
            examples += 1;
        }
    }
    assert!(examples > 15, "{examples}");
}

#[test]
fn completions_know_every_command() {
    let env = TestEnvironment::new("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = env.lore(&["completions", shell]).expect(0).stdout;
        for verb in [
            "search", "related", "topics", "orphans", "links", "check", "path", "map", "progress",
            "review", "stats", "index", "watch",
        ] {
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
