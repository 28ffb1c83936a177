//! `lore review`: what is due, what is wanted, and when a thing was touched.

use std::fs::File;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::common::{
    TestEnvironment, assert_best_first, assert_shape, column, line_of, list, text,
};
use crate::fixtures::JOURNAL;

/// Notes about bread that ended in 2023, in which everything says its day.
const BREAD: &str = "\
-- Bread.md --\n---\ndate: 2023-02-01\n---\n# Bread\n\nFlour and water.\n\
-- Yeast.md --\n---\nupdated: 2023-05-01\n---\n# Yeast\n\nIt rises.\n\
-- Rye.md --\n---\ndate: 2023-05-29\n---\n# Rye\n\nSour.\n\
-- Salt.md --\n# Salt\n\nA pinch.\n\
-- Oven.md --\n# Oven\n\nHot.\n\
-- log.md --\n# Log\n\n\
## 2023-04-01\n\n**Topic:** Starter\n\nSaw [[Salt]].\n\n\
## 2023-05-30\n\n**Topic:** Starter\n\nFed it.\n\n\
## 2023-06-01\n\n**Topic:** Starter, Bread\n\nWith [[Yeast]], [[Salt]] and [[Oven]].\n";

fn names(answer: &Value) -> Vec<&str> {
    column(list(answer, "review"), "name")
}

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["review", "-n", "4"],
        &["review", "--as-of", "2024-04-15", "-n", "1", "--json"],
        &["review", "--as-of", "2019"],
        &["review", "--as-of", "whenever"],
    ]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[&["review"], &["review", "--as-of", "Day 3"]]));
}

#[test]
fn what_is_due_and_wanted_is_told_with_its_reasons() {
    let env = TestEnvironment::new(BREAD);
    let answer = env.json(&["review"]);
    assert_shape(
        &answer,
        &json!({"as_of": "", "days": 0, "total": 0,
            "current": [{"name": "", "kind": "", "path": "", "line": 0, "age": 0}],
            "review": [{
                "name": "", "kind": "", "path": "", "line": 0, "age": 0, "interval": 0, "score": 0.5,
                "touched": {"by": "", "name?": "", "path?": "", "line?": 0},
                "reasons": [{"kind": "", "detail": "", "path": "", "line": 0, "age": 0, "more": 0}],
            }],
        }),
    );
    assert_eq!(answer["as_of"], "2023-06-01");
    let items = list(&answer, "review");
    assert_best_first(items);
    // Bread is 120 days old, Yeast 31, Salt came up 61 days before. The entry of April is as old as
    // that; the other is 2 days old, Rye is wanted by nothing, and Oven never came up before.
    let mut found: Vec<(&str, u64)> =
        items.iter().map(|item| (text(item, "name"), item["age"].as_u64().unwrap())).collect();
    found.sort_unstable();
    let expected = [("2023-04-01 · Starter", 61), ("Bread", 120), ("Salt", 61), ("Yeast", 31)];
    assert_eq!(found, expected);
    for item in items {
        for reason in list(item, "reasons") {
            let line = line_of(env.vault(), text(reason, "path"), &reason["line"]);
            assert!(
                line.contains(text(item, "name")) || line.contains("Starter"),
                "{line}: {item}"
            );
        }
    }
    let salt = items.iter().find(|item| item["name"] == "Salt").unwrap();
    assert_eq!(salt["touched"]["name"], "2023-04-01 · Starter");
    // Seen from two days later, what was two days old is due, and Yeast still is.
    assert_eq!(names(&env.json(&["review", "--as-of", "2023-06-02"])).len(), 5);
}

#[test]
fn days_that_are_only_numbered_count_as_days() {
    let mut vault = "-- Journal.md --\n# Journal\n".to_owned();
    for day in 1..=20 {
        vault.push_str(&format!("\n## Day {day}\n\n**Topic:** Tea\n\nLeaves.\n"));
    }
    let env = TestEnvironment::new(&vault);
    let answer = env.json(&["review", "-n", "100"]);
    assert_eq!(answer["as_of"], "Day 20");
    let mut ages: Vec<u64> =
        list(&answer, "review").iter().map(|item| item["age"].as_u64().unwrap()).collect();
    ages.sort_unstable();
    assert_eq!(ages, [1, 3, 4, 7, 8, 9, 10, 14, 15, 16, 17, 18, 19]);
    let answer = env.json(&["review", "--as-of", "Day 4"]);
    assert_eq!(answer["as_of"], "Day 4");
    assert_eq!(names(&answer), ["Day 1 · Tea", "Day 3 · Tea"]);
}

#[test]
fn times_of_files_count_unless_most_are_of_one_day() {
    let mut vault = "-- new.md --\n# New\n\nSee [[old]].\n-- old.md --\n# Old\n".to_owned();
    for nth in 0..3 {
        vault.push_str(&format!("-- {nth}.md --\n# {nth}\n"));
    }
    let set = |env: &TestEnvironment, name: &str, days: u64| {
        let file = File::options().write(true).open(env.vault().path(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60)).unwrap();
    };
    let copied = TestEnvironment::new(&vault);
    for name in ["0.md", "1.md", "2.md"] {
        set(&copied, name, 900);
    }
    set(&copied, "new.md", 400);
    set(&copied, "old.md", 435);
    let answer = copied.json(&["review"]);
    assert_eq!(names(&answer), ["Old"]);
    assert_eq!(list(&answer, "review")[0]["touched"]["by"], "file");
    set(&copied, "old.md", 900);
    let run = copied.lore(&["review"]).expect(1);
    assert!(run.stdout.contains("nothing to review as of "), "{}", run.stdout);
}

#[test]
fn a_vault_without_days_says_what_a_day_is() {
    let env = TestEnvironment::new("-- a.md --\n# A\n\n[[b]]\n-- b.md --\n# B\n");
    let run = env.lore(&["review"]).expect(1);
    assert!(run.stdout.starts_with("nothing here says when it was written"), "{}", run.stdout);
    let json = env.lore(&["review", "--json"]).expect(1).stdout;
    assert_eq!(json, "{\"days\":7,\"total\":0,\"current\":[],\"review\":[]}\n");
}

/// A note that called itself an entry was told of as one.
#[test]
fn a_note_of_the_type_entry_is_a_note() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\ntype: entry\nmodified: 2024-01-01\n---\n# A\n\nText.\n\
         -- b.md --\n---\nmodified: 2024-03-01\n---\n# B\n\n[[a]]\n",
    );
    let run = env.lore(&["review"]).expect(0);
    assert!(run.stdout.contains("last touched"), "{run:#?}");
}
