//! The law that stored state rests on: after any history, what was brought up to date step by step
//! is what reading the whole vault anew gives. And what goes with it: no work where nothing
//! changed, one moment per engine, and no damage that goes unnoticed.
//!
//! `LORE_HISTORIES=500 cargo test -p lore-engine --test incremental` tries more histories.
#![allow(clippy::disallowed_methods, reason = "the tests damage stored files on purpose")]
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use lore_engine::{
    CheckOptions, Engine, Facet, MentionOptions, Options, OrphanKind, OrphanOptions,
    ProgressOptions, Refresh, RelatedOptions, ReviewOptions, SearchOptions, TopicMapOptions,
    VaultChanges, WatchEvent, Watcher,
};
use lore_testkit::VaultFixture;
use tempfile::TempDir;

// ---- histories

const FOLDERS: [&str; 6] = ["", "a/", "b/", "a/deep/", "old/", "Ünïcode/"];
const NAMES: [&str; 14] = [
    "Raft.md",
    "raft.md",
    "Docker.md",
    "Home.md",
    "index.md",
    "Event log.md",
    "Streams.md",
    "stream.mdx",
    "2024-01-31.md",
    "Cafe\u{301}.md",
    "Café.md",
    "notes.txt",
    "pic.png",
    "Day 1.markdown",
];
const PIECES: [&str; 47] = [
    "uses:: [[Docker]], [[Nowhere]]",
    "down:: [[Raft]]",
    "((64a1b2c3-0000-4000-8000-0123456789ab))",
    "- block\n  id:: 64a1b2c3-0000-4000-8000-0123456789ab",
    "[[Jan 31st, 2024]] {% post_url 2024-01-31 %}",
    "<!-- lore-ignore dead-link -->",
    "[[Raft]]",
    "[[raft#Log]]",
    "[log](Raft.md#log)",
    "[[Docker|the tool]]",
    "[up](../Home.md)",
    "![[pic.png]]",
    "[[Nowhere]]",
    "[[Event log#^claim]]",
    "[[Nick]]",
    "[[a/]]",
    "[h](./)",
    "# Log",
    "## Setup",
    "### Deeper",
    "# Day 1",
    "## Day 2",
    "## 2024-02-03",
    "a claim ^claim",
    "#data/streams",
    "#data",
    "**Topic:** Docker, [[Raft]]",
    "status:: reading",
    "| Book | Status |\n|---|---|\n| [[Raft]] | ✅ |\n| Dune | |",
    "up:: [[Streams]]",
    "author:: Ada Lovelace",
    "- [ ] write it down",
    "Kafka keeps an event log.",
    "The raft protocol elects a leader.",
    "Docker builds images.",
    "An image is layers.",
    "Streams of events, one after the other.",
    "```\nlet code = 1;\n```",
    "word word words",
    "日本語のメモ",
    "naïve café",
    "> [!note] Mind this",
    "Die Häuser sind alt und schön.",
    "Las notas no están en la bóveda.",
    "Les chevaux sont dans le pré.",
    "Заметки лежат на диске, и не там.",
    "lang:: de",
];
const HEADERS: [&str; 9] = [
    "",
    "---\naliases: [Nick]\n---\n",
    "---\ntitle: The Log\ntags: [data, data/kafka]\n---\n",
    "---\ntype: book\ncategories: [Streams]\n---\n",
    "---\nbroken: [\n---\n",
    "+++\ntitle = \"Toml\"\n+++\n",
    "---\nlang: de\n---\n",
    "---\nlanguage: Spanish\n---\n",
    "---\nlang: tlh\n---\n",
];
const CONFIGS: [&str; 12] = [
    "",
    "[links]\nprofile = \"commonmark\"\n",
    "[links]\nprofile = \"foam\"\n",
    "[links]\nprofile = \"dendron\"\n",
    "[links]\nprofile = \"zk\"\n",
    "[links]\nprofile = \"logseq\"\n",
    "[links]\nprofile = \"jekyll\"\n[check]\nignore-targets = [\"Now*\"]\n",
    "[files]\nignore = [\"old/\"]\n",
    "[topics]\nfields = [\"author\"]\n",
    "[files]\nignore = [\"*.mdx\"]\n[orphans]\nignore = [\"a/\"]\n",
    "[search]\nlanguage = \"spanish\"\n",
    "[search]\nlanguage = \"klingon\"\n",
];
const QUERIES: [&str; 35] = [
    "raft",
    "docker image",
    "event log",
    "\"event log\"",
    "tag:data",
    "topic:streams",
    "type:book",
    "path:a",
    "title:raft",
    "heading:setup",
    "strea*",
    "words -docker",
    "kafka OR leader",
    "日本",
    "cafe",
    "\"leader log\"~4",
    "(raft OR docker) -kafka",
    "/[Rr]aft\\b/",
    "-/raft/ log",
    "(/raft/ OR kafka)",
    "alias:raft",
    "link:raft",
    "is:orphan",
    "is:dead",
    "is:todo",
    "has:link -has:tag",
    "date:2024..",
    "created:<2030",
    "type:book -[topic]",
    "[date: 2024..]",
    "Haus",
    "bovedas",
    "man die war",
    "wo sind die alten Häuser in der Stadt und warum",
    "chevaux заметка",
];

/// A small generator: histories must be the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as usize % end
    }

    fn of<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }

    fn text(&mut self) -> String {
        let mut text = self.of(&HEADERS).to_owned();
        for _ in 0..self.below(9) {
            text.push_str(self.of(&PIECES));
            text.push_str(self.of(&["\n\n", "\n", " "]));
        }
        text
    }

    fn path(&mut self) -> String {
        format!("{}{}", self.of(&FOLDERS), self.of(&NAMES))
    }
}

/// A vault with what is in it, so that a history can choose.
struct History {
    vault: VaultFixture,
    files: BTreeMap<String, Vec<u8>>,
    random: Random,
    log: Vec<String>,
}

impl History {
    fn new(seed: u64) -> History {
        let random = Random(seed);
        let vault = VaultFixture::new();
        History { vault, files: BTreeMap::new(), random, log: vec![format!("seed {seed}")] }
    }

    fn write(&mut self, path: String, bytes: Vec<u8>) {
        self.vault.write(&path, &bytes);
        self.files.insert(path, bytes);
    }

    fn existing(&mut self) -> Option<String> {
        let at = self.random.below(self.files.len().max(1));
        self.files.keys().nth(at).cloned()
    }

    /// Makes one change that people or programs make.
    fn step(&mut self) {
        let kind = self.random.below(16);
        let existing = self.existing();
        let change = match (kind, existing) {
            (0..=3, _) | (_, None) => {
                let (path, text) = (self.random.path(), self.random.text());
                self.write(path.clone(), text.into_bytes());
                format!("write {path}")
            }
            (4 | 5, Some(path)) => {
                let mut bytes = self.files[&path].clone();
                bytes.extend(format!("\n\n{}\n", self.random.of(&PIECES)).bytes());
                self.write(path.clone(), bytes);
                format!("append to {path}")
            }
            (6 | 7, Some(path)) => {
                self.edit_in_place(&path);
                format!("edit {path} to the same size and time")
            }
            (8, Some(path)) => {
                self.write(path.clone(), self.files[&path].clone());
                format!("touch {path}")
            }
            (9 | 10, Some(path)) => {
                self.vault.remove(&path);
                self.files.remove(&path);
                format!("remove {path}")
            }
            (11 | 12, Some(path)) => {
                let to = self.random.path();
                self.vault.rename(&path, &to);
                let bytes = self.files.remove(&path).unwrap();
                self.files.insert(to.clone(), bytes);
                format!("rename {path} to {to}")
            }
            (13, Some(path)) => match path.rsplit_once('/') {
                Some((folder, _)) => self.move_folder(folder),
                None => "nothing".to_owned(),
            },
            (14, Some(_)) => {
                let config = self.random.of(&CONFIGS);
                self.write("lore.toml".to_owned(), config.as_bytes().to_vec());
                format!("set {config:?}")
            }
            // Settings that are no text stop everything, which is a test of its own elsewhere.
            (_, Some(path)) if path == "lore.toml" => "nothing".to_owned(),
            (_, Some(path)) => {
                let mut bytes = self.files[&path].clone();
                bytes.extend(b"bad \xff byte\n");
                self.write(path.clone(), bytes);
                format!("spoil {path}")
            }
        };
        self.log.push(change);
    }

    /// Changes one letter and sets the file's time back to what it was.
    fn edit_in_place(&mut self, path: &str) {
        let mut bytes = self.files[path].clone();
        let letters: Vec<usize> =
            (0..bytes.len()).filter(|&at| bytes[at].is_ascii_lowercase()).collect();
        if letters.is_empty() || path == "lore.toml" {
            return;
        }
        let at = letters[self.random.below(letters.len())];
        bytes[at] = if bytes[at] == b'z' { b'a' } else { bytes[at] + 1 };
        let file = self.vault.path(path);
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        self.write(path.to_owned(), bytes);
        set_modified(&file, modified);
    }

    fn move_folder(&mut self, folder: &str) -> String {
        let to = format!("{folder} moved");
        if self.vault.path(&to).exists() {
            self.vault.remove(folder);
            self.files.retain(|path, _| !path.starts_with(&format!("{folder}/")));
            return format!("remove the folder {folder}");
        }
        self.vault.rename(folder, &to);
        let moved = std::mem::take(&mut self.files).into_iter().map(|(path, bytes)| {
            match path.strip_prefix(&format!("{folder}/")) {
                Some(rest) => (format!("{to}/{rest}"), bytes),
                None => (path, bytes),
            }
        });
        self.files = moved.collect();
        format!("move the folder {folder} to {to}")
    }
}

fn set_modified(file: &Path, time: SystemTime) {
    fs::File::options().write(true).open(file).unwrap().set_modified(time).unwrap();
}

// ---- answers

fn options(vault: &Path, cache: Option<&Path>) -> Options {
    Options {
        vault: Some(vault.to_owned()),
        cache_folder: cache.map(Path::to_owned),
        ..Options::default()
    }
}

fn open(vault: &VaultFixture, cache: &Path) -> (Engine, Refresh) {
    Engine::open(&options(vault.root(), Some(cache))).expect("the engine opens")
}

/// An engine that knows nothing of earlier ones.
fn fresh(vault: &VaultFixture) -> Engine {
    Engine::open(&options(vault.root(), None)).expect("a fresh engine opens").0
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn generation(engine: &Engine) -> u64 {
    engine.index_status().generation
}

/// What a query finds, best first. Vaults as small as these forget replaced sections at every
/// commit, so that scores, too, depend on nothing but the notes.
fn found(engine: &Engine, query: &str) -> (usize, String) {
    let facets = vec![Facet::Tag, Facet::Topic, Facet::Type, Facet::Folder, Facet::Year];
    let options = SearchOptions { limit: 1000, facets, ..SearchOptions::default() };
    let answer = engine.search(query, &options).expect(query);
    let hits: Vec<_> = answer
        .hits
        .iter()
        .map(|hit| (&hit.path, hit.line, &hit.heading, &hit.topics, format!("{:.4}", hit.score)))
        .collect();
    let counts = (answer.complete, answer.notes, &answer.facets);
    (answer.total, format!("{counts:?} {:?} {:?} {hits:?}", answer.corrections, answer.remarks))
}

/// Everything that must not depend on how the state came about.
fn answers(engine: &Engine) -> Vec<String> {
    let mut answers: Vec<String> =
        QUERIES.iter().map(|query| format!("{query}: {:?}", found(engine, query))).collect();
    answers.push(format!(
        "{:?}",
        engine.check(&CheckOptions { hints: true, ..CheckOptions::default() })
    ));
    answers.push(format!("{:?}", engine.stats(true)));
    answers.push(format!("{:?}", engine.topics(true)));
    let landscape = TopicMapOptions { depth: 3, limit: 5, all: true };
    answers.push(format!("{:?}", engine.topic_map(&landscape)));
    answers.push(format!("{:?}", engine.map(5)));
    answers.push(format!("{:?}", engine.gaps(10, None)));
    let all = MentionOptions { limit: 1_000, of_each: 1_000, min_score: 0.0, headings: true };
    answers.push(format!("{:?}", engine.mentions(None, &all)));
    answers.push(format!("{:?}", engine.timeline(None, None)));
    let review = ReviewOptions { as_of: None, current_days: 400, limit: 20 };
    answers.push(format!("{:?}", engine.review(&review)));
    answers.push(format!("{:?}", engine.progress(&ProgressOptions::default())));
    for concept in ["Raft", "Nowhere", "data"] {
        answers.push(format!("{:?}", engine.topic_named(concept)));
        answers.push(format!("{:?}", engine.timeline(Some(concept), None)));
        answers.push(format!("{:?}", engine.path(concept, "Docker")));
    }
    for kind in OrphanKind::ALL {
        answers.push(format!("{:?}", engine.orphans(&OrphanOptions::of(kind))));
    }
    for note in engine.graph().notes().take(4) {
        let path = engine.graph().path(note);
        answers.push(format!("{:?}", engine.links(path)));
        answers.push(format!("{:?}", engine.link_suggestions(path, 10)));
        answers.push(format!("{:?}", engine.resolve(path, None, true)));
        let related = engine.related(path, &RelatedOptions::first(10));
        let items = related.expect(path).1.into_iter();
        let items = items.map(|item| (item.name, format!("{:.6}", item.score), item.reasons));
        answers.push(format!("{:?}", items.collect::<Vec<_>>()));
    }
    answers
}

#[track_caller]
fn assert_same(left: &Engine, right: &Engine, what: impl Fn() -> String) {
    for (left, right) in answers(left).iter().zip(&answers(right)) {
        assert!(left == right, "{}\n stored: {left}\n  fresh: {right}", what());
    }
    assert_eq!(answers(left).len(), answers(right).len(), "{}", what());
    assert!(left.graph() == right.graph(), "{}: another graph", what());
}

// ---- the law

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

const VAULT: &str = "\
-- Home.md --
Begin with [[Raft]], [[Docker]] and [[Nowhere]]. ![[pic.png]]
-- a/Raft.md --
# Raft

The raft protocol keeps an event log. #data/logs

## Day 1

**Topic:** Consensus
-- b/Docker.md --
---
aliases: [Containers]
type: tool
---
# Docker

Docker builds images; see [raft](../a/Raft.md#day-1).
-- pic.png --
-- b/Streams.md --
Streams of events. tag:: x
";

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
    let stored = Options { no_refresh: true, ..options(vault.root(), Some(cache.path())) };
    let (engine, refresh) = Engine::open(&stored).unwrap();
    assert_eq!((engine.graph().note_count(), refresh.notes), (notes, notes));
    assert_eq!((refresh.added, refresh.changed, refresh.removed), (0, 0, 0));
    assert_eq!(generation(&engine), generation(&before));
    assert!(engine.graph() == before.graph());
    assert_eq!((streams.0, found(&engine, "streams").0), (1, 1));

    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &fresh(&vault), || "after the refresh".to_owned());
    // Where nothing is stored there is nothing to answer from: the vault is read after all.
    let empty = folder();
    let stored = Options { no_refresh: true, ..options(vault.root(), Some(empty.path())) };
    assert_same(&Engine::open(&stored).unwrap().0, &engine, || "nothing stored".to_owned());
}

#[test]
fn a_rebuild_gives_what_is_stored() {
    let vault = VaultFixture::from_str(VAULT);
    let cache = folder();
    open(&vault, cache.path());
    vault.remove("a/Raft.md");
    vault.write("c.md", "[[Nowhere]] raft");
    let (updated, _) = open(&vault, cache.path());
    let rebuild = Options { rebuild: true, ..options(vault.root(), Some(cache.path())) };
    let (rebuilt, refresh) = Engine::open(&rebuild).unwrap();
    assert_eq!(refresh.added, 4);
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

// ---- damage

/// The files below a folder, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
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

const DAMAGES: [Damage; 6] = [
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

// ---- what cannot be read

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

    set_mode(&note, 0o600);
    let folder = vault.path("b");
    set_mode(&folder, 0);
    let (engine, refresh) = open(&vault, cache.path());
    set_mode(&folder, 0o700);
    assert_eq!((refresh.removed, engine.graph().note_count()), (0, notes));
    let (engine, _) = open(&vault, cache.path());
    assert_same(&engine, &fresh(&vault), || "readable again".to_owned());
}

// ---- with a watcher

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
            WatchEvent::Trouble(error) => panic!("{error}"),
            WatchEvent::Closed => panic!("the output of the tests is closed"),
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
fn apply(notes: &mut std::collections::BTreeSet<String>, changes: &VaultChanges) {
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

fn paths(engine: &Engine) -> std::collections::BTreeSet<String> {
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
        let mut watcher = Watcher::start(&options).expect("a watcher");
        assert_eq!(watcher.polling(), None, "temporary folders are watched");
        let mut notes = paths(watcher.engine());
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
            let watched = watcher.engine();
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
    let mut watcher = Watcher::start(&options(vault.root(), Some(cache.path()))).unwrap();
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
            Options { look: true, ..options.clone() },
            Options { rebuild: true, ..options.clone() },
            Options { no_refresh: true, ..options },
        ] {
            assert!(!Engine::open(&options).unwrap().1.vouched);
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
    let mut watcher = Watcher::start(&options(vault.root(), Some(cache.path()))).unwrap();
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
fn a_watcher_says_whose_links_changed() {
    let vault = VaultFixture::from_str(
        "-- a.md --\n[[b]] [[later]]\n-- b.md --\n[[a#Part]]\n-- c.md --\n![[p.png]]\n-- d.md --\n",
    );
    let cache = folder();
    let mut watcher = Watcher::start(&options(vault.root(), Some(cache.path()))).unwrap();
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
