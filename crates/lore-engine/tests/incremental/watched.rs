//! The same with a watcher, and what other commands see meanwhile. Leaves out what the system tells, which
//! the tests of `lore-vault` try.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use lore_engine::{Engine, Freshness, Options, Stop, VaultChanges, WatchEvent, Watcher};
use lore_testkit::VaultFixture;

use crate::answers::{VAULT, assert_same, folder, found, fresh, open, options};
use crate::histories::{History, QUERIES};

/// A note that no history touches: when it changed, everything before it was told of.
const LAST: &str = "the last change.md";

/// Watches until [`LAST`] changes, and says what changed up to then.
fn watch_to_the_last(watcher: &mut Watcher) -> Vec<VaultChanges> {
    let mut all = Vec::new();
    loop {
        match watcher.next_event().expect("the vault is there") {
            WatchEvent::Changes(changes) => {
                let is_last = changes.added.iter().chain(&changes.changed).any(|path| path == LAST);
                all.push(changes);
                if is_last {
                    return all;
                }
            }
            WatchEvent::Polling(why) => assert!(why.is_empty(), "{why}"),
            WatchEvent::Told => {}
            WatchEvent::Trouble(error) => panic!("{error}"),
            WatchEvent::Over => panic!("nobody stopped it"),
        }
    }
}

/// Does something while somebody watches, and says what changed meanwhile.
fn watching(watcher: &mut Watcher, root: &Path, body: impl FnOnce()) -> Vec<VaultChanges> {
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| watch_to_the_last(watcher));
        // The watcher would wait for ever for a test that failed.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body));
        fs::write(root.join(LAST), format!("{:?}", std::time::Instant::now())).unwrap();
        let changes = watching.join().expect("no panic");
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        changes
    })
}

/// Brings a list of paths up to date, as somebody would who reads what a watcher says.
fn apply(notes: &mut BTreeSet<String>, changes: &VaultChanges) {
    for path in &changes.removed {
        assert!(notes.remove(path), "{path} was not there: {changes:?}");
    }
    for path in &changes.added {
        assert!(notes.insert(path.clone()), "{path} was there: {changes:?}");
    }
    for path in changes.changed.iter().chain(&changes.links) {
        assert!(notes.contains(path), "{path} is not there: {changes:?}");
    }
}

fn paths(engine: &Engine) -> BTreeSet<String> {
    let graph = engine.graph();
    graph.notes().map(|note| graph.path(note).to_owned()).collect()
}

#[test]
fn watched_is_rebuild_after_any_history_and_others_are_never_behind() {
    let histories = std::env::var("LORE_HISTORIES").ok().and_then(|count| count.parse().ok());
    for seed in 0..histories.unwrap_or(2) {
        let mut history = History::new(1_000_000 + seed);
        let cache = folder();
        history.step();
        let options = options(history.vault.root(), Some(cache.path()));
        let stop = Stop::new().unwrap();
        let mut watcher = Watcher::start(&options, stop.until()).expect("a watcher");
        assert_eq!(watcher.polling(), None, "temporary folders are watched");
        let mut notes = paths(&watcher.engine());
        for _ in 0..4 {
            let root = history.vault.root().to_owned();
            let all = watching(&mut watcher, &root, || {
                for _ in 0..4 {
                    for _ in 0..1 + history.random.below(3) {
                        history.step();
                    }
                    let rules = history.random.of(&["", "deep/\n", "*.md\n!Raft.md\n"]);
                    let folder = history.random.of(&["", "", "a/", "old/"]);
                    if !folder.is_empty() {
                        history.write(format!("{folder}.gitignore"), rules.as_bytes().to_vec());
                        history.log.push(format!("ignore {rules:?} in {folder}"));
                    }
                    // Long enough for a look in every other case.
                    std::thread::sleep(Duration::from_millis(history.random.below(250) as u64));
                    let (stored, refresh) = open(&history.vault, cache.path());
                    let (fresh, log) = (fresh(&history.vault), &history.log);
                    let what = || format!("vouched: {}\n{}", refresh.vouched, log.join("\n"));
                    assert!(stored.graph() == fresh.graph(), "{}", what());
                    // Scores may be those of the moment before the watcher forgot replaced sections.
                    for query in QUERIES.iter().filter(|query| query.split(' ').count() < 7) {
                        let count = |engine| found(engine, query).0;
                        assert_eq!(count(&stored), count(&fresh), "{query}: {}", what());
                    }
                    history.log.push("open".to_owned());
                }
            });
            let watched = &watcher.engine();
            assert_same(watched, &fresh(&history.vault), || history.log.join("\n"));
            all.iter().for_each(|changes| apply(&mut notes, changes));
            assert_eq!(notes, paths(watched), "{:?}", history.log);
        }
    }
}

#[test]
fn a_watcher_that_has_seen_everything_spares_the_others_their_look() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let stop = Stop::new().unwrap();
    let mut watcher =
        Watcher::start(&options(vault.root(), Some(cache.path())), stop.until()).unwrap();
    let is_vouched = || open(&vault, cache.path()).1.vouched;
    watching(&mut watcher, vault.root(), || {
        for at in 0..8 {
            // It takes a while until a burst is over.
            assert!((0..1000).any(|_| {
                std::thread::sleep(Duration::from_millis(2));
                is_vouched()
            }));
            vault.write("changing.md", format!("changing {at} times"));
            let (engine, _) = open(&vault, cache.path());
            assert_eq!(found(&engine, &format!("\"changing {at} times\"")).0, 1, "{at}");
        }
        let options = options(vault.root(), Some(cache.path()));
        for options in [
            Options { freshness: Freshness::LookedAt, ..options.clone() },
            Options { freshness: Freshness::Rebuilt, ..options.clone() },
            Options { freshness: Freshness::AsStored, ..options },
        ] {
            assert!(!Engine::open(&options).unwrap().refreshed().vouched);
        }
    });
    drop(watcher);
    assert!(!is_vouched(), "nobody is there any more");
}

#[test]
fn a_watcher_does_not_vouch_for_what_it_cannot_see() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    let outside = folder();
    fs::hard_link(vault.path("a/Raft.md"), outside.path().join("other name.md")).unwrap();
    let stop = Stop::new().unwrap();
    let mut watcher =
        Watcher::start(&options(vault.root(), Some(cache.path())), stop.until()).unwrap();
    watching(&mut watcher, vault.root(), || {
        for at in 0..5 {
            fs::write(outside.path().join("other name.md"), format!("changed outside {at}"))
                .unwrap();
            let (engine, refresh) = open(&vault, cache.path());
            assert!(!refresh.vouched);
            assert_eq!(found(&engine, &format!("\"outside {at}\"")).0, 1);
        }
    });
}

#[test]
fn a_watcher_does_not_vouch_for_another_folder_of_the_same_path() {
    let around = folder();
    let path = around.path().join("p/v");
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("old.md"), "old").unwrap();
    let cache = folder();
    let options = options(&path, Some(cache.path()));
    let stop = Stop::new().unwrap();
    let mut watcher = Watcher::start(&options, stop.until()).unwrap();
    watching(&mut watcher, &path, || {
        // So that it is its place that is in doubt.
        assert!((0..1000).any(|_| {
            std::thread::sleep(Duration::from_millis(2));
            Engine::open(&options).unwrap().refreshed().vouched
        }));
        // Of a folder around the vault nobody tells.
        fs::rename(around.path().join("p"), around.path().join("q")).unwrap();
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("new.md"), "new").unwrap();
        let engine = Engine::open(&options).unwrap();
        assert_eq!(paths(&engine), BTreeSet::from(["new.md".to_owned()]));
    });
    assert!(paths(&watcher.engine()).contains("new.md"), "it watches the new one");
}

#[test]
fn a_watcher_says_whose_links_changed() {
    let vault = VaultFixture::from_str(
        "-- a.md --\n[[b]] [[later]]\n-- b.md --\n[[a#Part]]\n-- c.md --\n![[p.png]]\n-- d.md --\n",
    );
    let cache = folder();
    let stop = Stop::new().unwrap();
    let mut watcher =
        Watcher::start(&options(vault.root(), Some(cache.path())), stop.until()).unwrap();
    let mut after = |change: &dyn Fn()| {
        let all = watching(&mut watcher, vault.root(), change);
        let mut links: Vec<String> = all.into_iter().flat_map(|changes| changes.links).collect();
        links.sort();
        links.dedup();
        links
    };
    assert_eq!(after(&|| vault.write("a.md", "[[b]] [[later]] and words")), [""; 0]);
    assert_eq!(after(&|| vault.write("later.md", "")), ["a.md", "later.md"]);
    assert_eq!(after(&|| vault.write("a.md", "[[later]]\n# Part\n")), ["a.md", "b.md"]);
    assert_eq!(after(&|| vault.write("p.png", "")), ["c.md"]);
    assert_eq!(after(&|| vault.rename("later.md", "sub/later.md")), ["a.md", "sub/later.md"]);
    assert_eq!(after(&|| vault.remove("sub")), ["a.md"]);
    assert_eq!(after(&|| vault.write("d.md", "[[a]]")), ["a.md", "d.md"]);
    assert_eq!(after(&|| vault.write("d.md", "> [[a]] [[a]]")), [""; 0]);
}
