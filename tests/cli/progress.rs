//! `lore progress`: what is told of things with a status, and what is one thing. Leaves out the words and
//! signs of each state, which are tested where their table is.

use serde_json::json;

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};

/// A reader's vault: statuses in front matter, fields, tables, several of them of one book.
const SHELF: &str = "\
-- books/Dune.md --\n---\ntype: book\nstatus: on the night table\n---\n# Dune\n\n\
- [x] part one\n- [ ] part two\n\
-- books/Emma.md --\n# Emma\n\n**Status:** finished in March\n\n## Notes\n\n\
**Status:** The marriage market sets the price of everything that anybody says.\n\
-- Outline.md --\n# Outline\n\n## Books\n\n\
| # | Books | Author | Status of Completion |\n|---|---|---|---|\n\
| 1 | [[Dune]] | Herbert | :construction: |\n\
| 2 | [Ulysses](https://example.org) | Joyce | |\n\
| 3 | [[Emma]] | Austen | ❌ |\n\n\
## Projects\n\n| Books | Status |\n|---|---|\n| Shelf | 3/12 |\n| Loft | abandoned |\n\n\
### Garden\n\nstatus:: on hold\n\n\
## Replies\n\n| Status | Meaning |\n|---|---|\n| 200 | fine |\n| 404 | not found |\n\n\
| Call | Status |\n|---|---|\n| get | 200 |\n\
-- Journal.md --\n# Journal\n\n## Day 1\n\n**Topic:** Tea\n\nstatus:: draft\n\n## Day 2\n\nNothing.\n";

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["progress"],
        &["progress", "certificates", "--state", "in-progress"],
        &["progress", "Real Estate Dashboard", "--json"],
        &["progress", "--kind", "film"],
        &["progress", "Dun"],
    ]));
}

#[test]
fn shelf() {
    let env = TestEnvironment::new(SHELF);
    assert_session!(env.session(&[&["progress"], &["progress", "-n", "1"]]));
}

#[test]
fn what_several_places_tell_of_one_thing_is_told_once() {
    let env = TestEnvironment::new(SHELF);
    let answer = env.json(&["progress"]);
    assert_shape(
        &answer,
        &json!({"total": 0, "done": 0, "kinds": [{
            "kind": "", "total": 0, "done": 0, "in_progress": 0, "planned": 0, "stopped": 0, "other": 0,
            "items": [{
                "name": "", "kind": "", "state": "", "status": "", "path": "", "line": 0,
                "measure?": {"done": 0, "total": 0}, "parts?": {"done": 0, "total": 0}, "tasks?": {"done": 0, "total": 0},
                "details": [{"name": "", "value": ""}],
                "also": [{"state": "", "status": "", "path": "", "line": 0}],
            }],
        }]}),
    );
    let books = &list(&answer, "kinds")[0];
    assert_eq!(
        (&books["kind"], &books["done"], &books["total"]),
        (&json!("book"), &json!(1), &json!(3))
    );
    let items = list(books, "items");
    assert_eq!(column(items, "name"), ["Dune", "Ulysses", "Emma"]);
    // A word of one's own gives way to a sign that says something.
    assert_eq!(column(items, "state"), ["in progress", "planned", "done"]);
    assert_eq!(items[0]["status"], "on the night table");
    assert_eq!(items[0]["tasks"], json!({"done": 1, "total": 2}));
    // A crossed out book that was finished: both are told.
    assert_eq!(list(&items[2], "also")[0]["state"], "planned");
    for kind in list(&answer, "kinds") {
        for item in list(kind, "items") {
            let line = line_of(env.vault(), text(item, "path"), &item["line"]);
            assert!(line.contains(text(item, "status")), "{item}: {line}");
        }
    }
}

#[test]
fn a_status_is_believed_before_a_day_or_a_mark() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\ncompleted: false\nstatus: reading\n---\n# A\n\
         -- b.md --\n---\nfinished: 2024-07-05\n---\n# B\n\
         -- c.md --\n---\nstage: third\n---\n# C\n",
    );
    let answer = env.json(&["progress"]);
    let items = list(&list(&answer, "kinds")[0], "items");
    assert_eq!(column(items, "name"), ["A", "B"]);
    assert_eq!(column(items, "state"), ["in progress", "done"]);
    assert_eq!(column(items, "status"), ["reading", "2024-07-05"]);
}

#[test]
fn names_narrow_to_a_kind_an_item_or_its_words() {
    let env = TestEnvironment::new(SHELF);
    for (args, names) in [
        (vec!["progress", "books"], vec!["Dune", "Ulysses", "Emma"]),
        (vec!["progress", "PROJECT"], vec!["Shelf", "Garden", "Loft"]),
        (vec!["progress", "dune"], vec!["Dune"]),
        (vec!["progress", "--kind", "Projects", "--state", "stopped"], vec!["Garden", "Loft"]),
        (vec!["progress", "day 1"], vec!["Day 1 · Tea"]),
    ] {
        let answer = env.json(&args);
        let kinds = list(&answer, "kinds");
        let mut found: Vec<&str> =
            kinds.iter().flat_map(|kind| column(list(kind, "items"), "name")).collect();
        let mut names = names;
        found.sort_unstable();
        names.sort_unstable();
        assert_eq!(found, names, "{args:?}");
    }
    let run = env.lore(&["progress", "Dunes of Arrakis"]).expect(2);
    assert!(run.stderr.contains("the item “Dunes of Arrakis” is not in this vault"), "{run:?}");
}

#[test]
fn a_vault_without_a_status_says_what_one_is() {
    let env =
        TestEnvironment::new("-- a.md --\n# A\n\n| Word | State |\n|---|---|\n| gas | hot |\n");
    for args in [&["progress"][..], &["progress", "books"], &["progress", "--state", "done"]] {
        let run = env.lore(args).expect(1);
        assert!(run.stdout.starts_with("nothing here has a status: "), "{}", run.stdout);
    }
    assert_eq!(
        env.lore(&["progress", "--json"]).expect(1).stdout,
        "{\"total\":0,\"done\":0,\"kinds\":[]}\n"
    );
}

/// The status of a thing was that of the first note, whenever that was.
#[test]
fn the_latest_day_decides() {
    let env = TestEnvironment::new(
        "-- 2024-04-01 Sync.md --\n| Action | Status |\n|---|---|\n| Send minutes | Open |\n\
         | Book room | Done |\n| Buy tea | Done |\n\
         -- 2024-04-08 Sync.md --\n| Action | Status |\n|---|---|\n| Send minutes | Done |\n\
         | Book room | |\n\
         -- Journal.md --\n# Journal\n\n## 2024-04-09\n\n\
         | Action | Status |\n|---|---|\n| Buy tea | Cancelled |\n\n## 2024-04-02\n\n\
         | Action | Status |\n|---|---|\n| Send minutes | Not doing |\n\
         -- Undated.md --\n| Action | Status |\n|---|---|\n| Send minutes | Todo |\n",
    );
    let answer = env.json(&["progress"]);
    let items = list(&list(&answer, "kinds")[0], "items");
    let told: Vec<(&str, &str, &str)> = items
        .iter()
        .map(|item| (text(item, "name"), text(item, "state"), text(item, "path")))
        .collect();
    let wanted = [
        ("Book room", "done", "2024-04-01 Sync.md"),
        ("Send minutes", "done", "2024-04-08 Sync.md"),
        ("Buy tea", "stopped", "Journal.md"),
    ];
    assert_eq!(told, wanted, "{answer:#}");
    assert_eq!(column(list(&items[1], "also"), "state"), ["in progress", "stopped", "planned"]);
}

/// What two people were to do was one thing if it had one name.
#[test]
fn things_of_different_people_are_two() {
    let env = TestEnvironment::new(
        "-- a.md --\n| Action | Owner | Status |\n|---|---|---|\n| Send minutes | Ana | Open |\n\
         -- b.md --\n| Action | Owner | Status |\n|---|---|---|\n| Send minutes | Bob | Done |\n\
         -- c.md --\n| Action | Owner | Status |\n|---|---|---|\n| Send minutes | @ana | Open |\n",
    );
    let answer = env.json(&["progress"]);
    let items = list(&list(&answer, "kinds")[0], "items");
    assert_eq!(column(items, "path"), ["a.md", "b.md"], "{answer:#}");
    assert_eq!(list(&items[0], "also").len(), 1, "{answer:#}");
}

/// The chapters that say which book they are of, and the modules in the very note, were hidden where the
/// whole was asked for.
#[test]
fn what_is_asked_for_comes_with_its_parts() {
    let env = TestEnvironment::new(
        "-- Book.md --\n---\ntype: book\nstatus: reading\naliases: [DDIA]\n---\n# Data-Intensive Applications\n\
         -- c1.md --\n---\ntype: chapter\nbook: \"[[Book]]\"\nstatus: done\n---\n# Reliability\n\
         -- c2.md --\n---\ntype: chapter\nbook: Dune\nstatus: done\n---\n# Spice\n\
         -- c3.md --\n---\nstatus: todo\n---\n# DDIA Chapter 3\n\
         -- Zoomcamp.md --\n---\ntype: course\nstatus: in progress\n---\n# Zoomcamp\n\n\
         | Module | Status |\n|---|---|\n| Docker | done |\n| Kafka | todo |\n",
    );
    for (name, parts) in [
        ("DDIA", &["DDIA Chapter 3", "Data-Intensive Applications", "Reliability"][..]),
        ("Zoomcamp", &["Docker", "Kafka", "Zoomcamp"]),
        ("Kafka", &["Kafka"]),
    ] {
        let answer = env.json(&["progress", name]);
        let items = list(&answer, "kinds").iter().flat_map(|kind| list(kind, "items"));
        let mut names: Vec<&str> = items.map(|item| text(item, "name")).collect();
        names.sort_unstable();
        assert_eq!(names, parts, "{name}");
    }
}

/// A certificate with a section of its own was another one in the table of a plan.
#[test]
fn a_row_that_names_a_section_is_no_second_thing() {
    let env = TestEnvironment::new(
        "-- Certificates.md --\n# Certificates\n\n## Cloud Engineer\n\n**Status:** passed\n\
         -- plan.md --\n# Plan\n\n| Certificate | Status |\n|---|---|\n| Cloud Engineer | todo |\n",
    );
    let answer = env.json(&["progress"]);
    assert_eq!((&answer["total"], &answer["done"]), (&json!(1), &json!(1)), "{answer:#}");
    assert_eq!(answer["kinds"][0]["items"][0]["also"][0]["path"], "plan.md");
}

/// A box that is not ticked was said to contradict `in progress`.
#[test]
fn what_is_not_completed_may_be_in_progress() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\nstatus: in progress\ncompleted: false\n---\n\
         -- b.md --\n---\nstatus: done\ncompleted: false\n---\n",
    );
    let answer = env.json(&["progress"]);
    let also = |at: usize| list(&answer["kinds"][0]["items"][at], "also").len();
    assert_eq!((also(0), also(1)), (0, 1), "{answer:#}");
}
