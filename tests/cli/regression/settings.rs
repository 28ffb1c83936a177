//! Bugs in what is read of settings and kept beside the vault.

use crate::common::{TestEnvironment, tree};

const PRIVATE: &str = "-- a.md --\nword\n-- private/b.md --\nword\n";

/// No setting was used, and so what is left out was read and shown.
#[test]
fn an_error_in_the_settings_showed_what_they_leave_out() {
    let env = TestEnvironment::new(PRIVATE);
    for (text, line) in [
        ("[files]\nignore = [\"private/\"]\n[searches]\na = \"x\n", 4),
        ("[files]\nignore = [\"private/\"]\n<<<<<<< HEAD\n", 3),
        ("[files]\nignore = [\"private/]\n", 2),
        ("[files\nignore = [\"private/\"]\n", 1),
        ("[files]\nignore = [\"a\"]\nignore = [\"private/\"]\n", 3),
        ("[files]\nignores = [\"private/\"]\n", 2),
        ("files = \"private/\"\n", 1),
    ] {
        env.vault().write("lore.toml", text);
        for question in [&["search", "word"][..], &["search", "word", "--no-refresh"], &["index"]] {
            let run = env.lore(question).expect(2);
            let told = run.stderr.contains(&format!("lore.toml:{line}: "));
            assert!(told && run.stderr.contains("correct it first"), "{run:#?}");
            assert!(!run.stdout.contains("private"), "{run:#?}");
        }
    }
}

/// What one command leaves as it was, the next one finds so.
#[test]
fn a_command_that_finds_no_change_writes_nothing() {
    let env = TestEnvironment::new(PRIVATE);
    std::os::unix::fs::symlink("a.md", env.vault().path("link.md")).unwrap();
    env.lore(&["search", "word"]).expect(0);
    // What was written this moment is compared once more.
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    env.lore(&["search", "word"]).expect(0);
    let before = tree(&env.cache());
    env.lore(&["search", "word"]).expect(0);
    assert_eq!(tree(&env.cache()), before);
}

/// All that was ever decided of other vaults was read for every question.
#[test]
fn what_other_vaults_decided_is_left_alone_where_nobody_asks() {
    let env = TestEnvironment::new("-- v/Home.md --\nx\n-- v/a.md --\nAt home.\n");
    env.lore(&["mentions", "--reject", "Home", "home", "--vault", "v"]).expect(0);
    env.vault().rename("v", "w");
    for question in [&["search", "home"][..], &["related", "Home"], &["timeline"]] {
        let run = env.lore(&[question, &["--vault", "w"]].concat()).expect_no_panic();
        assert_eq!(run.stderr, "", "{question:?}");
    }
    let run = env.lore(&["mentions", "--rejected", "--vault", "w"]).expect(0);
    assert!(run.stderr.contains("the vault was in") && run.stdout.contains("home"), "{run:#?}");
}

/// It was passed over without a word.
#[test]
fn an_editor_whose_name_is_no_text_is_told_of() {
    use std::os::unix::ffi::OsStrExt;
    let env = TestEnvironment::new(PRIVATE);
    let mut command = env.lore_command(&["search", "word", "--open"]);
    command.env("VISUAL", std::ffi::OsStr::from_bytes(b"vi\xff")).env("EDITOR", "true");
    let run = crate::common::run(command).expect(2);
    assert!(run.stderr.contains("$VISUAL is not text in UTF-8"), "{run:#?}");
}
