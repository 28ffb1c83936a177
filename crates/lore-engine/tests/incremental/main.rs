//! The law that stored state rests on: after any history, what was brought up to date step by step
//! is what reading the whole vault anew gives. And what goes with it: no work where nothing
//! changed, one moment per engine, and no damage that goes unnoticed. Leaves out the graph by itself, for
//! which `lore-graph` has laws of its own.
//!
//! `LORE_HISTORIES=500 cargo test -p lore-engine --test incremental` tries more histories.
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

mod answers;
mod damage;
mod histories;
mod watched;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lore_engine::{CheckOptions, Engine, Freshness, OnProgress, Options, Progress};
use lore_testkit::VaultFixture;

use answers::{VAULT, answers, assert_same, folder, found, fresh, generation, open, options};
use damage::files_below;
use histories::{History, set_modified};

#[test]
fn incremental_is_rebuild_after_any_history() {
    let histories = std::env::var("LORE_HISTORIES").ok().and_then(|count| count.parse().ok());
    for seed in 0..histories.unwrap_or(12) {
        let mut history = History::new(seed);
        let cache = folder();
        for _ in 0..10 {
            for _ in 0..1 + history.random.below(4) {
                history.step();
            }
            let (stored, _) = open(&history.vault, cache.path());
            let log = &history.log;
            assert_same(&stored, &fresh(&history.vault), || log.join("\n"));
            let (again, refresh) = open(&history.vault, cache.path());
            assert_eq!(generation(&again), generation(&stored), "a commit of nothing: {log:?}");
            let counted = (refresh.added, refresh.changed, refresh.removed);
            assert_eq!(counted, (0, 0, 0), "{log:?}");
            history.log.push("open".to_owned());
        }
    }
}

/// The files of the cache with their times, to see whether one was written.
fn written(cache: &Path) -> Vec<(PathBuf, std::time::SystemTime)> {
    let files = files_below(cache).into_iter();
    files.map(|file| (file.clone(), fs::metadata(&file).unwrap().modified().unwrap())).collect()
}

#[test]
fn a_cache_in_the_vault_is_no_part_of_it() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = vault.root().join("cache");
    let (first, _) = open(&vault, &cache);
    assert_eq!(first.graph().file_count(), 1, "the picture");
    vault.write("other.png", "");
    let (changed, _) = open(&vault, &cache);
    let (again, _) = open(&vault, &cache);
    assert_eq!((generation(&changed), generation(&again)), (2, 2));
    assert_eq!(again.graph().file_count(), 2);
}

/// Its times may be those it had when its first half was read; that half may end within a character, or be
/// room that is not filled yet.
#[test]
fn a_note_that_is_written_on_while_it_is_read_is_answered_as_it_is_then() {
    let whole = "Entr\u{e9}e: the second half says Zookeeper.\n";
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    open(&vault, cache.path());
    let path = vault.path("half.md");
    let write_on = move |progress: Progress| {
        // All are read, and nothing is committed.
        let is_half = || !fs::read_to_string(&path).is_ok_and(|text| text.ends_with(whole));
        if matches!(progress, Progress::Reading { done, total } if done == total) && is_half() {
            fs::write(&path, whole).unwrap();
        }
    };
    let options = Options {
        progress: Some(OnProgress::call(write_on)),
        ..options(vault.root(), Some(cache.path()))
    };
    for half in [b"A beginning. ".as_slice(), &whole.as_bytes()[..5], b"\0\0\0\0", b""] {
        // On a machine that is busy it may be no longer young when it is read, and is answered as it was.
        let answered = (0..20).find_map(|_| {
            fs::write(vault.path("half.md"), half).unwrap();
            let engine = Engine::open(&options).unwrap();
            (found(&engine, "zookeeper").0 == 1).then_some(engine)
        });
        let engine = answered.expect("the whole note");
        let refresh = engine.refreshed();
        assert_eq!((refresh.added + refresh.changed, refresh.removed), (1, 0), "{half:?}");
        assert_eq!(refresh.warnings, [], "{half:?}");
    }
    assert_same(&open(&vault, cache.path()).0, &fresh(&vault), || "at rest".to_owned());
}

/// A time that lies ahead stays young for years.
#[test]
fn a_note_from_the_future_is_not_read_for_ever() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let ahead = std::time::SystemTime::now() + Duration::from_secs(1_000_000_000);
    set_modified(&vault.path("a/Raft.md"), ahead);
    std::thread::sleep(Duration::from_millis(2_300));
    open(&vault, cache.path());
    let before = written(cache.path());
    open(&vault, cache.path());
    assert_eq!(written(cache.path()), before);
    vault.write("a/Raft.md", "the same path, other words");
    set_modified(&vault.path("a/Raft.md"), ahead);
    let (engine, _) = open(&vault, cache.path());
    assert_eq!(found(&engine, "\"other words\"").0, 1);
}

/// The rules of a folder that cannot be read say as little of its pictures as of its notes.
#[test]
fn a_picture_in_a_folder_whose_rules_cannot_be_read_is_not_gone() {
    let vault = VaultFixture::from_str(
        "-- a.md --\n![[b/p.png]] ![[q.png]]\n-- b/b.md --\n-- b/p.png --\n-- q.png --\n",
    );
    let cache = folder();
    let (first, _) = open(&vault, cache.path());
    let problems = |engine: &Engine| engine.check(&CheckOptions::default()).unwrap().findings.len();
    assert_eq!(problems(&first), 0);
    // Too large to be a file of patterns.
    vault.write("b/.gitignore", vec![b'\n'; (1 << 20) + 1]);
    let (blind, _) = open(&vault, cache.path());
    assert_eq!((blind.graph().note_count(), blind.graph().file_count()), (2, 2));
    // The folder is one, and no picture.
    assert_eq!(problems(&blind), 1);
    vault.remove("q.png");
    let (engine, _) = open(&vault, cache.path());
    // The other picture may be where nobody could look.
    assert_eq!((engine.graph().file_count(), problems(&engine)), (1, 1));
    vault.remove("b/.gitignore");
    let (engine, _) = open(&vault, cache.path());
    assert_eq!(problems(&engine), 1);
    assert_same(&engine, &fresh(&vault), || "readable again".to_owned());
}

#[test]
fn a_vault_that_loses_everything_is_empty() {
    let vault = VaultFixture::from_str("-- a/x.md --\n[[y]] raft\n-- y.md --\n# Y\n-- p.png --\n");
    let cache = folder();
    open(&vault, cache.path());
    for path in ["a", "y.md", "p.png"] {
        vault.remove(path);
    }
    let (engine, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.removed, engine.graph().note_count()), (2, 0));
    assert_same(&engine, &fresh(&vault), || "an empty vault".to_owned());
}

#[test]
fn what_did_not_change_is_not_written() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let (first, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.notes, refresh.added), (4, 4));
    for _ in 0..3 {
        let (again, refresh) = open(&vault, cache.path());
        assert_eq!(generation(&again), generation(&first));
        assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 0, 0));
    }
    vault.write("b/Streams.md", "Now of something else.\n");
    let (changed, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 1, 0));
    assert_eq!(generation(&changed), generation(&first) + 1);
    // A new attachment changes where links lead, though no note changed.
    vault.write("extra.pdf", "");
    let (attached, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 0, 0));
    assert_eq!(generation(&attached), generation(&first) + 2);
    assert_same(&attached, &fresh(&vault), || "an attachment".to_owned());
}

/// A copy, a change of permissions or a tool that writes the same again cost a first index.
#[test]
fn what_was_only_touched_was_indexed_anew() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    open(&vault, cache.path());
    let notes = ["a/Raft.md", "b/Streams.md"];
    let old = std::time::SystemTime::now() - Duration::from_secs(1_000);
    let touch = || notes.iter().for_each(|note| set_modified(&vault.path(note), old));
    let segments = || {
        let files = files_below(cache.path()).into_iter();
        files.filter(|file| file.extension().is_some_and(|kind| kind == "idx")).collect::<Vec<_>>()
    };
    let before = segments();
    touch();
    let (touched, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 0, 0));
    assert_eq!(segments(), before);
    assert_same(&touched, &fresh(&vault), || "touched".to_owned());
    // Beside what did change, and where the graph is built anew of what is stored.
    for (name, text) in [("new.md", "[[Raft]]\n"), ("lore.toml", "[files]\nignore = [\"b\"]\n")] {
        notes.iter().for_each(|note| set_modified(&vault.path(note), std::time::SystemTime::now()));
        vault.write(name, text);
        let (engine, refresh) = open(&vault, cache.path());
        assert_eq!(refresh.changed, 0, "{name}");
        assert_same(&engine, &fresh(&vault), || name.to_owned());
    }
}

/// Past the time in which every note is compared by its bytes, what `stat` says has to be enough.
#[test]
fn an_edit_that_keeps_size_and_time_is_seen_when_the_times_are_old() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    open(&vault, cache.path());
    std::thread::sleep(Duration::from_millis(2300));
    let (settled, _) = open(&vault, cache.path());
    let (again, _) = open(&vault, cache.path());
    assert_eq!(generation(&settled), generation(&again));

    let file = vault.path("b/Streams.md");
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    let text = vault.read("b/Streams.md").replace("events", "errors");
    vault.write("b/Streams.md", text);
    set_modified(&file, modified);
    let (edited, refresh) = open(&vault, cache.path());
    assert_eq!(refresh.changed, 1);
    assert_eq!(found(&edited, "errors").0, 1);
    assert_same(&edited, &fresh(&vault), || "same size, same time".to_owned());

    // A clock that was set back, and another file under the same name and time.
    let past = modified - Duration::from_secs(3600);
    vault.write("new.md", "Streams of errors, see [[b/Streams]].");
    set_modified(&vault.path("new.md"), past);
    let (older, refresh) = open(&vault, cache.path());
    assert_eq!(refresh.added, 1);
    vault.write("other.md", "Streams of ERRORS, see [[a/Streams]].");
    set_modified(&vault.path("other.md"), past);
    vault.rename("other.md", "new.md");
    let (swapped, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.changed, refresh.added), (1, 0));
    assert!(generation(&swapped) > generation(&older));
    assert_same(&swapped, &fresh(&vault), || "a file put in place of another".to_owned());
}

/// Folders that were left alone for a while are not read again, which must not hide anything.
#[test]
fn what_changes_in_a_vault_at_rest_is_seen() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    open(&vault, cache.path());
    std::thread::sleep(Duration::from_millis(2_100));
    open(&vault, cache.path());
    let kept = || {
        let files = files_below(cache.path());
        let file = files.iter().find(|file| file.ends_with("checked-folders")).unwrap();
        fs::read(file).unwrap()
    };
    let folders = kept();
    let (before, _) = open(&vault, cache.path());
    assert!(kept() == folders, "nothing changed");
    let changes: [(&str, &dyn Fn()); 10] = [
        ("words", &|| vault.write("b/Streams.md", "Streams of other words.")),
        ("more words", &|| vault.write("b/Streams.md", "Streams of other words,\nand more.")),
        ("a link", &|| vault.write("b/Streams.md", "Streams of [[Raft]].")),
        ("a note", &|| vault.write("a/new.md", "[[Streams]]")),
        ("a picture", &|| vault.write("a/new.png", "")),
        ("a name", &|| vault.rename("a/new.md", "b/newer.md")),
        ("a folder", &|| vault.write("c/d/e.md", "streams")),
        ("a rule", &|| vault.write(".ignore", "d/\n")),
        ("no rule", &|| vault.remove(".ignore")),
        ("no folder", &|| vault.remove("c")),
    ];
    for (last, (what, change)) in (generation(&before)..).zip(changes) {
        std::thread::sleep(Duration::from_millis(12));
        change();
        let (engine, _) = open(&vault, cache.path());
        assert_eq!(generation(&engine), last + 1, "{what}");
        assert_same(&engine, &fresh(&vault), || what.to_owned());
    }
}

#[test]
fn without_refresh_the_stored_answer_is_given() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let (before, _) = open(&vault, cache.path());
    let (notes, streams) = (before.graph().note_count(), found(&before, "streams"));
    vault.remove("Home.md");
    vault.write("b/Streams.md", "nothing");
    vault.write("late.md", "streams streams");
    let stored =
        Options { freshness: Freshness::AsStored, ..options(vault.root(), Some(cache.path())) };
    let engine = Engine::open(&stored).unwrap();
    let refresh = engine.refreshed();
    assert_eq!((engine.graph().note_count(), refresh.notes), (notes, notes));
    assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 0, 0));
    assert_eq!(generation(&engine), generation(&before));
    assert!(engine.graph() == before.graph());
    assert_eq!((streams.0, found(&engine, "streams").0), (1, 1));

    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &fresh(&vault), || "after the refresh".to_owned());
    // Where nothing is stored there is nothing to answer from: the vault is read after all.
    let empty = folder();
    let stored =
        Options { freshness: Freshness::AsStored, ..options(vault.root(), Some(empty.path())) };
    assert_same(&Engine::open(&stored).unwrap(), &engine, || "nothing stored".to_owned());
}

#[test]
fn a_rebuild_gives_what_is_stored() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    open(&vault, cache.path());
    vault.remove("a/Raft.md");
    vault.write("c.md", "[[Nowhere]] raft");
    let (updated, _) = open(&vault, cache.path());
    let rebuild =
        Options { freshness: Freshness::Rebuilt, ..options(vault.root(), Some(cache.path())) };
    let rebuilt = Engine::open(&rebuild).unwrap();
    assert_eq!(rebuilt.refreshed().added, 4);
    assert_same(&updated, &rebuilt, || "a rebuild".to_owned());
    // The new state is what the next command finds.
    let (next, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.added, generation(&next)), (0, generation(&rebuilt)));
}

#[test]
fn an_engine_stays_at_its_moment_while_others_write() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let (old, _) = open(&vault, cache.path());
    let before = answers(&old);
    let other_cache = folder();
    let (other, _) = open(&vault, other_cache.path());
    let texts: Vec<String> = (0..6).map(|at| format!("raft {at} [[Docker]] #data")).collect();
    for (at, text) in texts.iter().enumerate() {
        vault.write(&format!("new/{at}.md"), text);
        let (new, refresh) = open(&vault, cache.path());
        assert_eq!(refresh.added, 1);
        assert_eq!(found(&new, "raft").0, found(&old, "raft").0 + at + 1);
    }
    assert!(old.graph() == other.graph());
    assert_eq!(answers(&old), before);
}

#[test]
fn engines_that_open_at_once_agree_and_commit_once() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    for round in 1..=3 {
        vault.write(&format!("round-{round}.md"), format!("round {round} [[Raft]] streams"));
        vault.write("b/Docker.md", format!("docker {round}"));
        let engines: Vec<Engine> = std::thread::scope(|scope| {
            let openers: Vec<_> =
                (0..4).map(|_| scope.spawn(|| open(&vault, cache.path()).0)).collect();
            openers.into_iter().map(|opener| opener.join().expect("no panic")).collect()
        });
        let fresh = fresh(&vault);
        for engine in &engines {
            assert_eq!(generation(engine), round, "one commit per change");
            assert_same(engine, &fresh, || format!("round {round}"));
        }
    }
}

#[test]
fn vaults_do_not_share_state() {
    let cache = folder();
    let one = VaultFixture::from_str(VAULT);
    let two = VaultFixture::copy_of(one.root());
    two.write("only here.md", "raft");
    open(&one, cache.path());
    let (second, _) = open(&two, cache.path());
    let (first, refresh) = open(&one, cache.path());
    assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 0, 0));
    assert_same(&first, &fresh(&one), || "the first".to_owned());
    assert_same(&second, &fresh(&two), || "the copy".to_owned());
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// For root every file is readable, so that this says nothing there.
#[cfg(unix)]
#[test]
fn a_note_that_cannot_be_read_is_not_gone() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let (before, _) = open(&vault, cache.path());
    let notes = before.graph().note_count();
    let note = vault.path("a/Raft.md");
    set_mode(&note, 0);
    if fs::read(&note).is_ok() {
        return;
    }
    vault.write("b/Streams.md", "changed, so that there is something to commit");
    let (engine, refresh) = open(&vault, cache.path());
    assert_eq!((refresh.removed, engine.graph().note_count()), (0, notes));
    assert_eq!(found(&engine, "protocol").0, 1);
    assert!(refresh.skipped > 0 && !refresh.warnings.is_empty());
    // As long as nothing else changes there is nothing to write, and no lock to take.
    let locked = || {
        let files = written(cache.path()).into_iter();
        files.filter(|(file, _)| file.ends_with("lock")).collect::<Vec<_>>()
    };
    let before = locked();
    let (_, again) = open(&vault, cache.path());
    assert_eq!((again.skipped, &again.warnings), (refresh.skipped, &refresh.warnings));
    assert_eq!(again.unreadable, refresh.unreadable);
    assert_eq!((before.len(), locked()), (1, before));

    set_mode(&note, 0o600);
    let folder = vault.path("b");
    set_mode(&folder, 0);
    let (engine, refresh) = open(&vault, cache.path());
    set_mode(&folder, 0o700);
    assert_eq!((refresh.removed, engine.graph().note_count()), (0, notes));
    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &fresh(&vault), || "readable again".to_owned());
}
