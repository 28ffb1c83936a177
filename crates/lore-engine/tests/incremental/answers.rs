//! What engines answer, to compare two of them, and a small vault to ask about. Leaves out whether an
//! answer is good: it is only to be the same.

use std::path::Path;

use lore_engine::{
    CheckOptions, Engine, Facet, MentionOptions, Options, OrphanKind, OrphanOptions,
    ProgressOptions, Refresh, RelatedOptions, ReviewOptions, SearchOptions, TopicMapOptions,
};
use lore_testkit::VaultFixture;
use tempfile::TempDir;

use crate::histories::QUERIES;

pub(crate) const VAULT: &str = "\
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

pub(crate) fn options(vault: &Path, cache: Option<&Path>) -> Options {
    Options {
        vault: Some(vault.to_owned()),
        cache_folder: cache.map(Path::to_owned),
        ..Options::default()
    }
}

/// An engine, and what bringing its state up to date took.
pub(crate) fn open(vault: &VaultFixture, cache: &Path) -> (Engine, Refresh) {
    let engine = Engine::open(&options(vault.root(), Some(cache))).expect("the engine opens");
    let refresh = engine.refreshed().clone();
    (engine, refresh)
}

/// An engine that knows nothing of earlier ones.
pub(crate) fn fresh(vault: &VaultFixture) -> Engine {
    Engine::open(&options(vault.root(), None)).expect("a fresh engine opens")
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

pub(crate) fn generation(engine: &Engine) -> u64 {
    engine.index_status().generation
}

/// What a query finds, best first. Vaults as small as these forget replaced sections at every
/// commit, so that scores, too, depend on nothing but the notes.
pub(crate) fn found(engine: &Engine, query: &str) -> (usize, String) {
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
pub(crate) fn answers(engine: &Engine) -> Vec<String> {
    let mut answers: Vec<String> =
        QUERIES.iter().map(|query| format!("{query}: {:?}", found(engine, query))).collect();
    answers.push(format!(
        "{:?}",
        engine.check(&CheckOptions { hints: true, ..CheckOptions::default() })
    ));
    answers.push(format!("{:?}", engine.stats(true)));
    let topics = engine.topics(true);
    let stated = topics.iter().map(|topic| engine.places_stating(topic).collect());
    let stated: Vec<Vec<_>> = stated.collect();
    answers.push(format!("{topics:?} {stated:?}"));
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
        answers.push(format!("{:?}", engine.resolve(path, None, 1000, true)));
        let related = engine.related(path, &RelatedOptions::first(10));
        let items = related.expect(path).items.into_iter();
        let items = items.map(|item| (item.name, format!("{:.6}", item.score), item.reasons));
        answers.push(format!("{:?}", items.collect::<Vec<_>>()));
    }
    answers
}

#[track_caller]
pub(crate) fn assert_same(left: &Engine, right: &Engine, what: impl Fn() -> String) {
    for (left, right) in answers(left).iter().zip(&answers(right)) {
        assert!(left == right, "{}\n stored: {left}\n  fresh: {right}", what());
    }
    assert_eq!(answers(left).len(), answers(right).len(), "{}", what());
    assert!(left.graph() == right.graph(), "{}: another graph", what());
}
