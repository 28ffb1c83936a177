//! `cargo xtask generate` and `cargo xtask bench` on vaults of a few notes: that the table is whole and
//! the vault untouched. What the figures are is for no test to say.
#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use lore_testkit::{Recipe, VaultFixture, generate};

fn xtask(folder: &VaultFixture, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(arguments).env_clear().current_dir(folder.root()).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The files below a folder, with their bytes and the time of their change.
fn files(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            let changed = entry.metadata().unwrap().modified().unwrap();
            files.insert(path.clone(), (fs::read(&path).unwrap(), changed));
        }
    }
    files
}

#[test]
fn a_vault_is_generated_where_nothing_is() {
    let folder = VaultFixture::new();
    let ask = |seed: &str| {
        let arguments = ["generate", "vault", "--notes", "20", "--words", "40", "--seed", seed];
        let output = xtask(&folder, &arguments);
        text(output.stdout) + &text(output.stderr)
    };
    let printed = ask("3");
    assert!(printed.starts_with("20 notes of "), "{printed}");
    let made = files(&folder.path("vault"));
    assert_eq!(made.len(), 20);
    let again = ask("4");
    assert_eq!(again, "error: vault is not empty; name a folder that is new\n");
    assert_eq!(files(&folder.path("vault")), made);
}

/// Compares what a session shows with the snapshot of that name.
macro_rules! assert_session {
    ($name:expr, $session:expr) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!($name, $session);
        })
    };
}

/// Where the program is when the whole workspace is built.
fn lore() -> PathBuf {
    let name = format!("lore{}", std::env::consts::EXE_SUFFIX);
    let lore = Path::new(env!("CARGO_BIN_EXE_xtask")).with_file_name(name);
    assert!(lore.is_file(), "there is no {}; `cargo build` makes it", lore.display());
    lore
}

#[test]
fn every_job_has_its_line_and_the_vault_stays_as_it_was() {
    let folder = VaultFixture::new();
    generate(&folder.path("vault"), Recipe { notes: 20, words: 40, ..Recipe::default() });
    let before = files(folder.root());
    let lore = lore();
    let arguments = ["bench", "vault", "--runs", "1", "--lore", lore.to_str().unwrap()];
    for in_place in [&[][..], &["--in-place"]] {
        let output = xtask(&folder, &[&arguments, in_place].concat());
        let (printed, said) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{said}");
        let (heading, table) = printed.split_once("\n\n").unwrap();
        assert!(heading.contains("vault: 20 notes, "), "{heading}");
        assert!(heading.contains("targets are those for up to 10,000 notes"), "{heading}");
        assert_session!("table", shape(table));
        assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
        assert!(files(folder.root()) == before, "the vault was changed {in_place:?}");
    }
}

/// A table with the kinds of its figures instead of them. Whether a target is met is left out; so are the
/// ratios and their targets, since a limit may take too little to be divided by.
fn shape(table: &str) -> String {
    let shapes: Vec<String> = table.lines().skip(1).map(shape_of_line).collect();
    shapes.join("\n")
}

fn shape_of_line(line: &str) -> String {
    let (name, figures) = line.split_at(line.char_indices().nth(27).unwrap().0);
    let mut shape = vec![name.trim_end().to_owned()];
    for word in figures.split_whitespace() {
        match word {
            "ms" | "s" => shape.push("time".to_owned()),
            "MB" => shape.push("memory".to_owned()),
            _ if word.starts_with("met") || word.starts_with("missed") => {
                if !name.starts_with(' ') {
                    shape.push("target".to_owned());
                }
            }
            "–" | "×" => {}
            figure => assert!(figure.parse::<f64>().is_ok(), "{line}"),
        }
    }
    shape.join(" | ")
}

#[test]
fn a_large_vault_is_not_copied() {
    let folder = VaultFixture::from_str("-- vault/tea.md --\nNeeds water.\n-- vault/film --\n");
    // A file with nothing in it takes no room.
    let film = fs::File::options().write(true).open(folder.path("vault/film")).unwrap();
    film.set_len(600_000_000).unwrap();
    let lore = lore();
    let arguments = ["bench", "vault", "--runs", "1", "--lore", lore.to_str().unwrap()];
    let printed = text(xtask(&folder, &arguments).stdout);
    let last = "note changed, then search: left out, since the vault has more than 512 MB; \
                `--in-place` changes one of its notes and puts it back";
    assert_eq!(printed.lines().last(), Some(last), "{printed}");
    assert!(!printed.contains("\nnote changed, then search  "), "{printed}");
}

#[test]
fn what_cannot_be_measured_is_said() {
    let folder = VaultFixture::from_str("-- vault/tea.md --\nNeeds water.\n-- empty/a.txt --\n");
    let lore = lore();
    let lore = lore.to_str().unwrap();
    let said: Vec<String> = [
        ["bench", "vault", "--lore", "nowhere/lore", "--runs", "1"],
        ["bench", "vault", "--lore", lore, "--runs", "0"],
        ["bench", "volt", "--lore", lore, "--runs", "1"],
    ]
    .into_iter()
    .map(|arguments| text(xtask(&folder, &arguments).stderr))
    .collect();
    assert_session!("what_cannot_be_measured_is_said", said.concat());
    let empty = xtask(&folder, &["bench", "empty", "--lore", lore, "--runs", "1"]);
    let last = text(empty.stderr);
    assert!(last.contains("empty has no notes; name a folder with some"), "{last}");
}
