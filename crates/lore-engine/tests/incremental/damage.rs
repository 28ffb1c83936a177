//! Stored files that are damaged, lost or cannot be used: that is noticed, and costs time only. Leaves out
//! notes that are damaged, which the tests of the program try (`hostile`).

use std::fs;
use std::path::{Path, PathBuf};

use lore_testkit::VaultFixture;
use tempfile::TempDir;

use crate::answers::{VAULT, answers, assert_same, folder, fresh, generation, open};

/// The files below a folder, in order.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 7] = [
    ("flip a bit in the middle", |file| {
        let mut bytes = fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        if let Some(byte) = bytes.get_mut(middle) {
            *byte ^= 4;
        }
        fs::write(file, bytes).unwrap();
    }),
    ("flip the last byte", |file| {
        let mut bytes = fs::read(file).unwrap();
        if let Some(byte) = bytes.last_mut() {
            *byte ^= 0xff;
        }
        fs::write(file, bytes).unwrap();
    }),
    ("truncate", |file| {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("cut to six bytes", |file| {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len().min(6)]).unwrap();
    }),
    ("empty", |file| fs::write(file, b"").unwrap()),
    ("zero", |file| {
        let length = fs::metadata(file).unwrap().len() as usize;
        fs::write(file, vec![0; length]).unwrap();
    }),
    ("delete", |file| fs::remove_file(file).unwrap()),
];

/// A cache of several generations, so that there are deleted documents, several segments and several files
/// of the graph.
fn worn_cache(vault: &VaultFixture) -> TempDir {
    let cache = folder();
    open(vault, cache.path());
    vault.write("b/Streams.md", "Streams of events and of [[Raft]].");
    open(vault, cache.path());
    vault.write("late.md", "late [[Docker]]");
    open(vault, cache.path());
    let is_graph = |file: &PathBuf| file.to_string_lossy().contains("graph-");
    let graphs = files_below(cache.path()).into_iter().filter(is_graph).count();
    assert!(graphs > 1, "the graph is in one file");
    cache
}

/// Each stored file is damaged in turn, every `nth` way beginning at `first`.
fn damage_each(first: usize, step: usize) {
    let vault = VaultFixture::from_str(VAULT);
    let cache = worn_cache(&vault);
    let right = fresh(&vault);
    let right_answers = answers(&right);
    let files = files_below(cache.path());
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let name = file.strip_prefix(cache.path()).unwrap();
        for (how, damage) in DAMAGES.iter().skip(first).step_by(step) {
            let damaged = VaultFixture::copy_of(cache.path());
            // What is found whole once is not read again: the damage has to come after that.
            open(&vault, damaged.root());
            damage(&damaged.root().join(name));
            let what = || format!("{how} {}", name.display());
            let (engine, _) = open(&vault, damaged.root());
            assert!(engine.graph() == right.graph(), "{}", what());
            assert_eq!(answers(&engine), right_answers, "{}", what());
            let (healed, refresh) = open(&vault, damaged.root());
            assert_eq!(generation(&healed), generation(&engine), "{} is not healed", what());
            assert_eq!((refresh.added, refresh.changed), (0, 0), "{} is not healed", what());
        }
    }
}

#[test]
fn flipped_bits_are_noticed() {
    damage_each(0, 3);
}

#[test]
fn overwritten_files_are_noticed() {
    damage_each(1, 3);
}

#[test]
fn shortened_and_lost_files_are_noticed() {
    damage_each(2, 3);
}

/// The files of a cache whose names end so.
fn files_ending(cache: &Path, end: &str) -> Vec<PathBuf> {
    let files = files_below(cache).into_iter();
    files.filter(|file| file.to_string_lossy().ends_with(end)).collect()
}

#[test]
fn lost_files_of_each_kind_are_noticed() {
    let vault = VaultFixture::from_str(VAULT);
    for end in [".pos", ".idx", ".store", ".del", ".fast", ".term", ".fieldnorm"] {
        let cache = worn_cache(&vault);
        open(&vault, cache.path());
        for file in files_ending(cache.path(), end) {
            fs::remove_file(file).unwrap();
        }
        assert_same(&open(&vault, cache.path()).0, &fresh(&vault), || format!("without {end}"));
    }
}

#[test]
fn damage_is_noticed_in_a_file_that_has_the_time_it_had() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = worn_cache(&vault);
    open(&vault, cache.path());
    for file in files_ending(cache.path(), ".bin") {
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..].iter_mut().for_each(|byte| *byte ^= 0xff);
        fs::write(&file, bytes).unwrap();
        let opened = fs::OpenOptions::new().write(true).open(&file).unwrap();
        opened.set_modified(modified).unwrap();
    }
    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &fresh(&vault), || "the same time".to_owned());
}

#[test]
fn what_a_commit_left_that_was_cut_off_is_in_nobodys_way() {
    let vault = VaultFixture::from_str(VAULT);
    // Where much is deleted, all is merged, and nothing stays deleted.
    vault.write("long.md", "## Part\n\n".repeat(100));
    let cache = worn_cache(&vault);
    let before = files_ending(cache.path(), ".del");
    // The same commit, made elsewhere, tells the names that it would write.
    let ahead = VaultFixture::copy_of(cache.path());
    vault.write("Home.md", "Begin with [[Raft]].");
    open(&vault, ahead.root());
    let written = files_ending(ahead.root(), ".del").into_iter();
    let written = written.map(|file| file.strip_prefix(ahead.root()).unwrap().to_owned());
    let new: Vec<PathBuf> =
        written.filter(|file| !before.contains(&cache.path().join(file))).collect();
    assert!(!new.is_empty(), "the commit deletes nothing");
    for file in &new {
        fs::write(cache.path().join(file), b"half").unwrap();
    }
    let (engine, refresh) = open(&vault, cache.path());
    assert!(refresh.warnings.is_empty(), "{:?}", refresh.warnings);
    assert_same(&engine, &fresh(&vault), || "after it".to_owned());
}

#[test]
fn what_an_interrupted_batch_left_goes_with_the_next_commit() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = worn_cache(&vault);
    let text = files_ending(cache.path(), "meta.json")[0].parent().unwrap().to_owned();
    let left =
        ["0123456789abcdef0123456789abcdef.term", "meta.json.new"].map(|file| text.join(file));
    left.iter().for_each(|file| fs::write(file, b"half").unwrap());
    let (_, refresh) = open(&vault, cache.path());
    assert!(refresh.warnings.is_empty(), "{:?}", refresh.warnings);
    vault.write("Home.md", "Begin with [[Raft]].");
    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &fresh(&vault), || "after it".to_owned());
    assert!(left.iter().all(|file| !file.exists()), "{:?}", files_below(&text));
}

#[test]
fn a_cache_folder_that_is_rubbish_is_replaced() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = worn_cache(&vault);
    let right = fresh(&vault);
    for file in files_below(cache.path()) {
        fs::write(file, b"rubbish").unwrap();
    }
    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &right, || "rubbish".to_owned());
    fs::remove_dir_all(cache.path()).unwrap();
    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &right, || "no folder".to_owned());
}

#[test]
fn state_that_is_deleted_under_an_engine_does_not_break_it() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let (engine, _) = open(&vault, cache.path());
    let before = answers(&engine);
    fs::remove_dir_all(cache.path()).unwrap();
    assert_eq!(answers(&engine), before);
    assert_same(&open(&vault, cache.path()).0, &engine, || "healed".to_owned());
}

#[test]
fn a_cache_that_cannot_be_used_costs_time_only() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let blocked = cache.path().join("a file");
    fs::write(&blocked, b"in the way").unwrap();
    let (engine, refresh) = open(&vault, &blocked);
    let no_cache = |warning: &_| matches!(warning, lore_engine::Warning::NoCache(_));
    assert!(refresh.warnings.iter().any(no_cache), "{:?}", refresh.warnings);
    assert_same(&engine, &fresh(&vault), || "no cache".to_owned());
    assert_eq!(fs::read(&blocked).unwrap(), b"in the way");
}
