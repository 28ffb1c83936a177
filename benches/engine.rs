//! How long the engine takes, on generated vaults that are the same on every machine. Each group
//! also measures what no engine could avoid (reading the files, walking the folders), so that a
//! ratio can be told instead of a time. Leaves out whole commands, with the start of a process, which
//! `cargo xtask bench` measures.
#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a measurement ends where something unexpected happens")]

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lore_core::{Note, VaultPath};
use lore_engine::{
    CheckOptions, Engine, Freshness, Options, OrphanKind, OrphanOptions, RelatedOptions,
    SearchOptions,
};
use lore_graph::{Conventions, Entry, Graph, NoteId, STAMP, build, splice};
use lore_testkit::{Recipe, VaultFixture, generate};
use lore_vault::Vault;
use tempfile::TempDir;

/// A generated vault and a cache folder for it.
struct Subject {
    vault: VaultFixture,
    cache: TempDir,
    notes: Vec<VaultPath>,
    bytes: u64,
}

impl Subject {
    fn new(notes: usize) -> Subject {
        let vault = VaultFixture::new();
        let generated = generate(vault.root(), Recipe { notes, seed: 7, ..Recipe::default() });
        let listing = Vault::open(vault.root()).unwrap().list(&[]);
        assert_eq!(listing.notes.len(), notes);
        let notes = listing.notes.into_iter().map(|entry| entry.path).collect();
        // Notes this young are compared by their bytes, which is not what is to be measured.
        thread::sleep(Duration::from_secs(3));
        Subject { vault, cache: TempDir::new().unwrap(), notes, bytes: generated.bytes }
    }

    fn options(&self) -> Options {
        Options {
            vault: Some(self.vault.root().to_owned()),
            cache_folder: Some(self.cache.path().to_owned()),
            ..Options::default()
        }
    }

    fn engine(&self) -> Engine {
        Engine::open(&self.options()).unwrap()
    }

    fn files(&self) -> Vec<PathBuf> {
        self.notes.iter().map(|path| self.vault.path(path.as_str())).collect()
    }
}

fn parse(criterion: &mut Criterion) {
    let subject = Subject::new(1_000);
    let files = subject.files();
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let options = lore_parser::Options::default();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(subject.bytes));
    group.bench_function("1000 notes", |bencher| {
        bencher.iter(|| {
            for (path, text) in subject.notes.iter().zip(&texts) {
                black_box(lore_parser::parse(path, text, &options));
            }
        });
    });
    group.bench_function("limit: look at every byte", |bencher| {
        let lines = |text: &String| text.bytes().filter(|&byte| byte == b'\n').count();
        bencher.iter(|| black_box(texts.iter().map(lines).sum::<usize>()));
    });
    group.finish();
}

fn graph(criterion: &mut Criterion) {
    let subject = Subject::new(1_000);
    let options = lore_parser::Options::default();
    let parsed = |path: &VaultPath, more: &str| -> Note {
        let text = fs::read_to_string(subject.vault.path(path.as_str())).unwrap();
        lore_parser::parse(path, &(text + more), &options).note
    };
    // In the order of their paths, which is that of the graph.
    let notes: Vec<Note> = subject.notes.iter().map(|path| parsed(path, "")).collect();
    let entry = |(path, note): (&VaultPath, &Note)| Entry::new(path, [0; STAMP], note);
    let entries = || -> Vec<Entry> { subject.notes.iter().zip(&notes).map(entry).collect() };
    let mut bytes = Vec::new();
    let build = |entries| build(entries, Vec::new(), Conventions::default(), |_| None).unwrap();
    build(entries()).write_to(&mut bytes).unwrap();
    let graph = Graph::open(bytes.into()).unwrap();

    let mut group = criterion.benchmark_group("graph");
    group.bench_function("build/1000 notes", |bencher| {
        bencher.iter_batched(
            entries,
            |entries| build(entries).write_to(&mut Vec::new()),
            BatchSize::PerIteration,
        );
    });
    let path = &subject.notes[500];
    for (edit, more) in [
        ("words", "\nRead once more.\n".to_owned()),
        ("a link", format!("\nSee [[{}]].\n", notes[700].title)),
    ] {
        let changed = Entry::new(path, [0; STAMP], &parsed(path, &more));
        let record = |note: NoteId| Some(notes[note.0 as usize].clone());
        group.bench_function(format!("splice/{edit} added to a note"), |bencher| {
            bencher.iter(|| {
                let bytes = splice(&graph, &[&changed], &[], &[], &[], record).expect("no build");
                bytes.write_to(&mut Vec::new()).unwrap();
            });
        });
    }
    let path = VaultPath::new("A new note.md").unwrap();
    let text = format!("See [[{}]]. #something-new\n", notes[700].title);
    let new = Entry::new(&path, [0; STAMP], &lore_parser::parse(&path, &text, &options).note);
    group.bench_function("splice/a note with a new tag", |bencher| {
        bencher.iter(|| {
            let record = |note: NoteId| Some(notes[note.0 as usize].clone());
            let bytes = splice(&graph, &[&new], &[], &[], &[], record).expect("no build");
            bytes.write_to(&mut Vec::new()).unwrap();
        });
    });
    let names = graph.names();
    group.bench_function("resolve/every link of 1000 notes", |bencher| {
        bencher.iter(|| {
            let links = graph.notes().zip(&notes).flat_map(|(id, note)| {
                let links = note.links.iter();
                links.map(move |link| (id, link))
            });
            links.filter(|(id, link)| names.resolve(*id, link).target.is_resolved()).count()
        });
    });
    group.finish();
}

fn index(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("index");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for notes in [1_000, 5_000] {
        let subject = Subject::new(notes);
        let files = subject.files();
        group.throughput(Throughput::Bytes(subject.bytes));
        let options = Options { freshness: Freshness::Rebuilt, ..subject.options() };
        group.bench_function(BenchmarkId::new("cold", notes), |bencher| {
            bencher.iter(|| black_box(Engine::open(&options).unwrap().refreshed().added));
        });
        group.bench_function(BenchmarkId::new("limit: read the files", notes), |bencher| {
            bencher.iter(|| files.iter().map(|file| fs::read(file).unwrap().len()).sum::<usize>());
        });
    }
    group.finish();
}

fn refresh(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("refresh");
    for notes in [1_000, 5_000] {
        let subject = Subject::new(notes);
        let options = subject.options();
        subject.engine();
        thread::sleep(Duration::from_secs(3));
        group.bench_function(BenchmarkId::new("nothing changed", notes), |bencher| {
            bencher.iter(|| black_box(Engine::open(&options).unwrap().refreshed().notes));
        });
        let vault = Vault::open(subject.vault.root()).unwrap();
        group.bench_function(BenchmarkId::new("limit: list the notes", notes), |bencher| {
            bencher.iter(|| black_box(vault.list(&[]).notes.len()));
        });
        let note = &subject.files()[notes / 2];
        let text = fs::read_to_string(note).unwrap();
        let mut round = 0;
        group.bench_function(BenchmarkId::new("one note changed", notes), |bencher| {
            bencher.iter_batched(
                || {
                    round += 1;
                    fs::write(note, format!("{text}\nround {round}\n")).unwrap();
                },
                |()| assert_eq!(Engine::open(&options).unwrap().refreshed().changed, 1),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn questions(criterion: &mut Criterion) {
    let subject = Subject::new(1_000);
    let engine = subject.engine();
    let graph = engine.graph();
    // The title of a note in the middle, and a word that many notes say.
    let note = graph.notes().nth(500).unwrap();
    let path = graph.path(note).to_owned();
    let title = graph.title(note).to_owned();
    let mut group = criterion.benchmark_group("questions");
    group.bench_function("search: a title", |bencher| {
        bencher.iter(|| engine.search(&title, &SearchOptions::default()).unwrap().total);
    });
    group.bench_function("search: a phrase", |bencher| {
        let phrase = format!("\"{title}\"");
        bencher.iter(|| engine.search(&phrase, &SearchOptions::default()).unwrap().total);
    });
    group.bench_function("related: a note", |bencher| {
        let options = RelatedOptions::first(10);
        bencher.iter(|| engine.related(&path, &options).unwrap().items.len());
    });
    group.bench_function("orphans", |bencher| {
        let options = OrphanOptions::of(OrphanKind::Unreferenced);
        bencher.iter(|| engine.orphans(&options).orphans.len());
    });
    group.bench_function("links: a note", |bencher| {
        bencher.iter(|| engine.links(&path).unwrap().backlinks.len());
    });
    group.bench_function("check", |bencher| {
        bencher.iter(|| engine.check(&CheckOptions::default()).unwrap().findings.len());
    });
    group.bench_function("limit: read one note", |bencher| {
        let file = subject.vault.path(&path);
        bencher.iter(|| fs::read(&file).unwrap().len());
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    targets = parse, graph, index, refresh, questions
}
criterion_main!(benches);
