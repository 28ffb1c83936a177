//! What two questions say of one thing is the same: filters of `search` beside the questions that are about
//! just that. Leaves out what either says, which is tested where it is made.
#![allow(clippy::unwrap_used, reason = "a test ends where something unexpected happens")]

use std::collections::BTreeSet;

use lore_engine::{
    CheckOptions, Code, ConceptKind, Engine, Options, OrphanKind, OrphanOptions, Portion,
    ProgressOptions, SearchOptions,
};
use lore_testkit::{Recipe, VaultFixture, generate};

/// Every kind of link, task, topic and tag that the laws speak of.
const CORNERS: &str = "\
-- Home.md --
---
tags: [garden]
topic: Soil
---
See [[Rose]], [[Rose#Pruning]], [[Home]], [[#Below]], [[Nowhere]], ![[rose.png]] and <https://example.org/rose>.

- [ ] weed
- [x] sow

# Below

[[Rose#Winter]] and [[Lily#^none]]; a [file](lost.pdf).
-- beds/Rose.md --
---
aliases: [Rosa]
status: growing
---
#garden/roses

- [x] dig
- [-] spray

# Pruning

Back to [home](../Home.md).
-- beds/Lily.md --
**Topic:** Soil Chapter 2 - Acid

Like [[rosa]]. <!-- [[Comment]] -->
-- beds/Aster.md --

# Aster

**Topic:** Soil Chapter 3 - Lime

[[Aster]], and [[Nowhere]]. #garden
-- other/Lily.md --
---
status: planned
---
- [ ] buy
-- Empty.md --
-- rose.png --
-- templates/Bed.md --
[[{{title}}]] #bed

- [ ] task
";

fn vaults() -> Vec<(&'static str, VaultFixture)> {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../notes");
    let generated = |seed, dead_link_percent| {
        let vault = VaultFixture::new();
        let recipe = Recipe { notes: 60, seed, words: 80, dead_link_percent, ..Recipe::default() };
        generate(vault.root(), recipe);
        vault
    };
    vec![
        ("corners", VaultFixture::from_str(CORNERS)),
        ("the sample", VaultFixture::copy_of(sample)),
        ("generated", generated(1, 2)),
        ("generated with many dead links", generated(2, 30)),
    ]
}

/// Holds a law against each vault.
fn in_each_vault(law: impl Fn(&Engine, &str)) {
    for (name, vault) in vaults() {
        let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
        law(&Engine::open(&options).unwrap(), name);
    }
}

/// The notes with a section that a query finds.
fn notes_found(engine: &Engine, query: &str) -> BTreeSet<String> {
    let options = SearchOptions { limit: usize::MAX, places_only: true, ..Default::default() };
    let answer = engine.search(query, &options).unwrap();
    assert!(answer.remarks.is_empty(), "{query}: {:?}", answer.remarks);
    answer.hits.into_iter().map(|hit| hit.path).collect()
}

#[test]
fn is_orphan_finds_the_orphans() {
    in_each_vault(|engine, vault| {
        let orphans = engine.orphans(&OrphanOptions::of(OrphanKind::Unreferenced)).orphans;
        let orphans: BTreeSet<String> = orphans.into_iter().map(|orphan| orphan.path).collect();
        assert!(!orphans.is_empty(), "{vault}");
        assert_eq!(notes_found(engine, "is:orphan"), orphans, "{vault}");
    });
}

/// Links in comments and placeholders are dead for neither.
#[test]
fn is_dead_finds_what_check_reports() {
    in_each_vault(|engine, vault| {
        let check = engine.check(&CheckOptions::default()).unwrap();
        let dead = check.findings.iter().filter(|finding| {
            matches!(
                finding.code,
                Code::DeadLink | Code::DeadAnchor | Code::DeadBlock | Code::DeadAttachment
            )
        });
        let reported: BTreeSet<String> = dead.map(|finding| finding.path.clone()).collect();
        assert!(!reported.is_empty(), "{vault}");
        assert_eq!(notes_found(engine, "is:dead"), reported, "{vault}");
    });
}

#[test]
fn tasks_of_progress_are_those_that_search_finds() {
    in_each_vault(|engine, vault| {
        let (done, open) = (notes_found(engine, "is:done"), notes_found(engine, "is:todo"));
        assert!(notes_found(engine, "is:task").is_superset(&(&done | &open)), "{vault}");
        let groups = engine.progress(&ProgressOptions::default()).unwrap();
        for item in groups.iter().flat_map(|group| &group.items) {
            let Some(Portion { done: of_it, total }) = item.tasks else { continue };
            if of_it > 0 {
                assert!(done.contains(&item.path), "{vault}: {item:?}");
            }
            if of_it < total {
                assert!(open.contains(&item.path), "{vault}: {item:?}");
            }
        }
    });
}

/// Links of a note to itself are no backlinks.
#[test]
fn link_finds_the_backlinks() {
    in_each_vault(|engine, vault| {
        let mut linked = 0;
        let graph = engine.graph();
        for path in graph.notes().map(|note| graph.path(note)) {
            let backlinks = engine.links(path).unwrap().backlinks;
            let backlinks: BTreeSet<String> = backlinks.into_iter().map(|link| link.path).collect();
            linked += backlinks.len();
            let mut found = notes_found(engine, &format!("link:\"{path}\""));
            found.remove(path);
            assert_eq!(found, backlinks, "{vault}: {path}");
        }
        assert!(linked > 3, "{vault}");
    });
}

/// A topic that is a tag, too, is found where notes are tagged so.
#[test]
fn topics_and_tags_are_found_where_they_are_stated() {
    in_each_vault(|engine, vault| {
        let mut tried = 0;
        for topic in engine.topics(false) {
            let (filter, ways): (_, &[&str]) = match topic.kind {
                ConceptKind::Tag => ("tag", &["tag"]),
                ConceptKind::Topic => ("topic", &["topic", "tag"]),
                ConceptKind::Note | ConceptKind::Missing => continue,
            };
            tried += 1;
            let below = engine.topic_named(&topic.name).unwrap().topics;
            let places = below.iter().flat_map(|topic| engine.places_stating(topic));
            let stating = places.filter(|place| ways.contains(&&*place.how));
            let stating: BTreeSet<String> = stating.map(|place| place.path).collect();
            let found = notes_found(engine, &format!("{filter}:\"{}\"", topic.name));
            assert_eq!(found, stating, "{vault}: {filter}:{}", topic.name);
        }
        assert!(tried > 2, "{vault}: {tried}");
    });
}
