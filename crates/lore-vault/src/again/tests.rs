//! The law of a second look: it finds what a walk finds, after any history. Leaves out what a walk finds,
//! which is tested with `list`.
//!
//! `LORE_HISTORIES=500 cargo test -p lore-vault` tries more histories.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, SystemTime};

use lore_core::now_ns;
use lore_testkit::VaultFixture;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Look, by_folders};
use crate::Known;
use crate::folders::Folders;
use crate::list::{self, Listing};
use crate::stat::StatKey;
use crate::vault::Vault;

const FOLDERS: [&str; 5] = ["", "a", "a/b", "a/b c", "d"];
const NAMES: [&str; 8] =
    ["x.md", "y.MDX", "pic.png", "b", "drafts", "b.md", ".hidden.md", "node_modules"];
const IGNORES: [&str; 5] = ["", "drafts\n", "*.md\n!x.md\n", "b/\n", "/a/b\nb\\ c\n"];
const IGNORE_NAMES: [&str; 3] = [".gitignore", ".ignore", ".loreignore"];

/// One change, of a kind and with choices that stand for whatever the kind needs.
type Change = (u8, Choice, Choice, Choice);

type Choice = prop::sample::Index;

fn change() -> impl Strategy<Value = Change> {
    (0..16_u8, any::<Choice>(), any::<Choice>(), any::<Choice>())
}

/// Makes a change as far as the vault lets it.
fn apply(vault: &VaultFixture, (kind, first, second, third): &Change) {
    let place = |of: &Choice, name: &str| Path::new(vault.root()).join(of.get(&FOLDERS)).join(name);
    let name = second.get(&NAMES);
    let ignore_file = *second.get(&IGNORE_NAMES);
    let path = place(first, name);
    let folder = place(first, "");
    let is_root = folder == vault.root().join("");
    // What cannot be done to the vault as it is, is left undone.
    let _ = match kind {
        0..=2 => fs::write(&path, third.get(&IGNORES)),
        3 => fs::create_dir_all(&path),
        4 | 5 => fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)),
        6 => fs::rename(&path, place(third, name)),
        7 if !is_root => fs::rename(&folder, place(third, "moved")),
        8 => symlink(place(third, ""), &path),
        9 => fs::write(place(first, ignore_file), third.get(&IGNORES)),
        10 => fs::remove_file(place(first, ignore_file)),
        11 if !is_root => {
            let mode = [0o000, 0o444, 0o111, 0o755][third.index(4)];
            fs::set_permissions(&folder, fs::Permissions::from_mode(mode))
        }
        12 => set_back(&folder).and_then(|()| set_back(&path)),
        13 => fs::write(&path, "edited").and_then(|()| set_back(&path)),
        14 => symlink(place(third, "x.md"), place(first, ignore_file)),
        15 => symlink(env!("CARGO_MANIFEST_DIR"), place(first, ignore_file)),
        _ => Ok(()),
    };
}

/// Sets the times of a file or folder to a day long ago.
fn set_back(path: &Path) -> std::io::Result<()> {
    fs::File::open(path)?.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000))
}

fn readable_again(folder: &Path) {
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o755));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            readable_again(&entry.path());
        }
    }
}

/// Everything that a listing says.
type Said = (Vec<(String, StatKey)>, Vec<String>, Vec<String>);

fn said(listing: &Listing) -> Said {
    let notes = listing.notes.iter().map(|note| (note.path.as_str().to_owned(), note.stat));
    let files = listing.files.iter().map(|file| file.as_str().to_owned());
    let skipped =
        listing.skipped.iter().map(|skipped| format!("{}: {}", skipped.path, skipped.why));
    let mut skipped: Vec<String> = skipped.collect();
    skipped.sort();
    (notes.collect(), files.collect(), skipped)
}

fn opened(root: &Path) -> Vault {
    Vault::open(root).unwrap()
}

fn list(root: &Path, ignore: &[String], now_ns: i64) -> Listing {
    list::list(&opened(root), ignore, now_ns)
}

/// How a look came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    /// No folder was read.
    States,
    /// Some folders were passed.
    Folders,
    Walk,
}

/// Looks again at what `before` found, as if it were a minute later and every folder had been left
/// alone. Returns what is there by that look, and how.
fn look(root: &Path, ignore: &[String], before: &Listing) -> (Listing, By) {
    let later = now_ns() + 60_000_000_000;
    let known: Vec<Known<'_>> = before
        .notes
        .iter()
        .map(|note| Known { path: note.path.as_str(), stat: note.stat })
        .collect();
    let files: Vec<&str> = before.files.iter().map(|file| file.as_str()).collect();
    // What is kept between two commands.
    let folders = Folders::from_bytes(&before.folders.to_bytes()).unwrap();
    assert_eq!(folders.is_empty(), before.folders.is_empty());
    match by_folders::look(&opened(root), ignore, &folders, &known, &files, later) {
        Some(Look::SamePlaces(differing)) => {
            let mut listing = Listing {
                notes: before.notes.clone(),
                files: before.files.clone(),
                skipped: Vec::new(),
                links: Vec::new(),
                folders,
            };
            for (at, stat) in differing {
                assert_ne!(listing.notes[at].stat, stat);
                listing.notes[at].stat = stat;
            }
            (listing, By::States)
        }
        Some(Look::Listing(listing)) => (listing, By::Folders),
        None => (list(root, ignore, later), By::Walk),
    }
}

/// The kernel's clock must have moved on for a change to have another time: that two changes in one
/// tick look the same is what the window before a folder counts as settled is for.
fn let_the_clock_tick() {
    std::thread::sleep(Duration::from_millis(12));
}

#[test]
fn a_second_look_finds_what_a_walk_finds() {
    let histories = std::env::var("LORE_HISTORIES").ok().and_then(|count| count.parse().ok());
    let mut runner =
        TestRunner::new(Config { cases: histories.unwrap_or(24), ..Config::default() });
    let steps = prop::collection::vec(
        (prop::collection::vec(change(), 0..4), prop::bool::weighted(0.1)),
        1..10,
    );
    let ways = RefCell::new(Vec::new());
    let result = runner.run(&(prop::collection::vec(change(), 0..20), steps), |(first, steps)| {
        let vault = VaultFixture::from_str(
            "-- a/b/x.md --\n-- a/x.md --\n-- a/b c/x.md --\n-- d/pic.png --\n-- x.md --\n",
        );
        first.iter().for_each(|change| apply(&vault, change));
        let mut ignore = Vec::new();
        let mut before = list(vault.root(), &ignore, now_ns() + 60_000_000_000);
        for (changes, other_settings) in steps {
            let_the_clock_tick();
            changes.iter().for_each(|change| apply(&vault, change));
            if other_settings {
                ignore = if ignore.is_empty() { vec!["d/".to_owned()] } else { Vec::new() };
            }
            let (found, by) = look(vault.root(), &ignore, &before);
            let walked = list(vault.root(), &ignore, now_ns() + 60_000_000_000);
            prop_assert_eq!(said(&found), said(&walked), "by {:?} after {:?}", by, changes);
            prop_assert_eq!(&found.folders, &walked.folders, "by {:?} after {:?}", by, changes);
            ways.borrow_mut().push(by);
            before = found;
        }
        readable_again(vault.root());
        Ok(())
    });
    result.unwrap();
    for way in [By::States, By::Folders, By::Walk] {
        assert!(ways.borrow().contains(&way), "{way:?} was never tried");
    }
}

#[test]
fn only_folders_that_changed_are_read() {
    let vault =
        VaultFixture::from_str("-- a/x.md --\n-- a/deep/x.md --\n-- b/x.md --\n-- .ignore --\n");
    let before = list(vault.root(), &[], now_ns() + 60_000_000_000);
    let_the_clock_tick();
    let (_, by) = look(vault.root(), &[], &before);
    assert_eq!(by, By::States);
    vault.write("a/x.md", "edited");
    let (edited, by) = look(vault.root(), &[], &before);
    assert_eq!(by, By::States);
    assert_ne!(said(&edited), said(&before));
    vault.write("b/new.md", "");
    let (added, by) = look(vault.root(), &[], &edited);
    assert_eq!((by, added.notes.len()), (By::Folders, 4));
    let_the_clock_tick();
    vault.write(".ignore", "deep\n");
    let (hidden, by) = look(vault.root(), &[], &added);
    assert_eq!((by, hidden.notes.len()), (By::Walk, 3));
}

#[test]
fn a_folder_that_was_just_changed_is_read_again() {
    let vault = VaultFixture::from_str("-- a/x.md --\n");
    let listing = list(vault.root(), &[], now_ns());
    let settled = listing.folders.folders.iter().map(|folder| folder.settled);
    assert_eq!(settled.collect::<Vec<_>>(), [false, false]);
    assert_eq!(look(vault.root(), &[], &listing).1, By::Folders);
}

#[test]
fn a_new_rule_counts_in_folders_that_did_not_change() {
    let vault = VaultFixture::from_str("-- a/deep/x.md --\n-- a/y.md --\n");
    let before = list(vault.root(), &[], now_ns() + 60_000_000_000);
    let_the_clock_tick();
    vault.write(".gitignore", "x.md\n");
    let (hidden, by) = look(vault.root(), &[], &before);
    assert_eq!((by, hidden.notes.len()), (By::Walk, 1));
    let_the_clock_tick();
    vault.remove(".gitignore");
    let (shown, by) = look(vault.root(), &[], &hidden);
    assert_eq!((by, shown.notes.len()), (By::Walk, 2));
    let (hidden, by) = look(vault.root(), &["a/".to_owned()], &shown);
    assert_eq!((by, hidden.notes.len()), (By::Walk, 0));
}

#[test]
fn a_rule_behind_a_link_is_read_each_time() {
    let vault = VaultFixture::from_str("-- a/x.md --\n-- .rules --\nx.md\n");
    let before = list(vault.root(), &[], now_ns() + 60_000_000_000);
    let_the_clock_tick();
    symlink(".rules", vault.path(".ignore")).unwrap();
    let (hidden, by) = look(vault.root(), &[], &before);
    assert_eq!((by, hidden.notes.len()), (By::Walk, 0));
    let_the_clock_tick();
    vault.write(".rules", "y.md\n");
    let (shown, by) = look(vault.root(), &[], &hidden);
    assert_eq!((by, shown.notes.len()), (By::Walk, 1));
}

#[test]
fn a_link_out_of_the_vault_hides_nothing_by_any_look() {
    let elsewhere = VaultFixture::from_str("-- rules --\nx.md\n");
    let vault = VaultFixture::from_str("-- a/x.md --\n-- x.md --\n");
    let before = list(vault.root(), &[], now_ns() + 60_000_000_000);
    let_the_clock_tick();
    symlink(elsewhere.path("rules"), vault.path("a/.gitignore")).unwrap();
    let (found, by) = look(vault.root(), &[], &before);
    assert_eq!((by, found.notes.len(), found.skipped.len()), (By::Walk, 2, 1));
    vault.write("y.md", "");
    let (found, by) = look(vault.root(), &[], &found);
    assert_eq!((by, found.notes.len(), found.skipped.len()), (By::Walk, 3, 1));
}

/// Only its state tells that such a file hides something else now.
#[test]
fn an_ignore_file_that_is_not_utf8_is_read_again() {
    let vault = VaultFixture::from_str("-- a/x.md --\n-- a/y.md --\n");
    vault.write(".gitignore", b"x.md\n\xe9\n");
    let before = list(vault.root(), &[], now_ns() + 60_000_000_000);
    let_the_clock_tick();
    vault.write(".gitignore", b"q.md\n\xe9\n");
    let (found, _) = look(vault.root(), &[], &before);
    assert_eq!((before.notes.len(), found.notes.len()), (1, 2));
}
