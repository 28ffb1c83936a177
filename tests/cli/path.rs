//! `lore path`: which way is taken, and that every step is in the files. Leaves out that no way is cheaper,
//! which the tests of `lore-graph` try.

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};
use crate::fixtures::{BLOG, GARDEN, JOURNAL};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["path", "Docker", "Bloom Filter"],
        &["path", "DDIA Chapter 3", "Airflow"],
        &["path", "Bayes' theorem", "Terraform"],
        &["path", "Docker", "Docker"],
        &["path", "Docker", "Blom Filter"],
        &["path", "Docker", "Bloom Filter", "--json"],
    ]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[
        &["path", "CI Chapter 3 #1 - Scanning", "CI Chapter 3 #2 - Tokens"],
        &["path", "Docker", "Sourdough"],
    ]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["path", "White tea", "taiwan"]]));
}

#[test]
fn garden() {
    let env = TestEnvironment::new(GARDEN);
    assert_session!(env.session(&[
        &["path", "温室", "Potato"],
        &["path", "Shed", "Tomato"],
        &["path", "Shed", "Tomato", "--json"],
    ]));
}

/// The names of the stops from one thing to another, in one line.
#[track_caller]
fn way(env: &TestEnvironment, from: &str, to: &str) -> String {
    column(list(&env.json(&["path", from, to]), "path"), "name").join(" > ")
}

#[test]
fn a_note_about_the_subject_beats_one_that_leads_everywhere() {
    for (guide, name) in [
        ("2024-01-31.md", "2024-01-31"),
        ("notes/31.01.2024.md", "31.01.2024"),
        ("index.md", "index"),
        ("README.md", "README"),
        ("00 - Home.md", "00 - Home"),
        ("Computing MOC.md", "Computing MOC"),
    ] {
        let env = TestEnvironment::new(&format!(
            "-- {guide} --\n[[Docker]] [[Kernel]] [[Soup]]\n\
             -- Docker.md --\n[[Container]]\n-- Container.md --\nText.\n\
             -- Namespace.md --\n[[Container]] [[Kernel]]\n-- Kernel.md --\nText.\n\
             -- Soup.md --\nText.\n"
        ));
        assert_eq!(way(&env, "Docker", "Kernel"), "Docker > Container > Namespace > Kernel");
        // Where there is no other way, it is one.
        assert_eq!(way(&env, "Docker", "Soup"), format!("Docker > {name} > Soup"));
        assert_eq!(way(&env, "Docker", name), format!("Docker > {name}"));
    }
    // A note with another name is not costly, however short.
    let env = TestEnvironment::new(
        "-- Hash Index.md --\n[[a]] [[b]]\n-- a.md --\n[[x]]\n-- x.md --\n[[y]]\n-- y.md --\n[[b]]\n\
         -- b.md --\n",
    );
    assert_eq!(way(&env, "a", "b"), "a > Hash Index > b");
}

#[test]
fn two_notes_between_beat_a_hub() {
    let others: String = (0..150).map(|nth| format!("-- n{nth}.md --\n[[Everyone]]\n")).collect();
    let env = TestEnvironment::new(&format!(
        "-- Ada.md --\n[[Everyone]] [[Engine]]\n-- Engine.md --\n[[Loom]]\n-- Loom.md --\nText.\n\
         -- Jacquard.md --\n[[Everyone]] [[Loom]]\n-- Everyone.md --\nText.\n{others}"
    ));
    assert_eq!(way(&env, "Ada", "Jacquard"), "Ada > Engine > Loom > Jacquard");
    assert_eq!(way(&env, "Ada", "n7"), "Ada > Everyone > n7");
}

const MENTIONS: &str = "\
-- Raft.md --
---
aliases: [Raft consensus]
---
Made to be understood.

Simpler than **Paxos**, it says.
-- Paxos.md --
By [[Leslie Lamport]].
-- Leslie Lamport.md --
Text.
-- Etcd.md --
# Etcd

## Inside

Uses raft consensus for its log. See [[Key-value stores]].
-- Key-value stores.md --
Text.
-- Soup.md --
Text.
";

#[test]
fn a_mention_connects_where_nothing_else_does() {
    let env = TestEnvironment::new(MENTIONS);
    assert_session!(env.session(&[
        &["path", "Raft", "Paxos"],
        &["path", "Leslie Lamport", "Raft"],
        &["path", "Raft", "Key-value stores"],
        &["path", "Raft", "Paxos", "--json"],
        &["path", "Raft", "Soup"],
    ]));
}

#[test]
fn a_mention_is_the_last_resort() {
    let env = TestEnvironment::new(
        "\
-- a.md --
Almost like zinc. See [[b]].
-- b.md --
[[c]]
-- c.md --
[[zinc]]
-- zinc.md --
",
    );
    assert_eq!(way(&env, "a", "zinc"), "a > b > c > zinc");
    // Still better than to go by an index.
    let env = TestEnvironment::new(
        "\
-- a.md --
Almost like zinc. See [[index]].
-- index.md --
[[x]] [[zinc]]
-- zinc.md --
-- x.md --
",
    );
    assert_eq!(way(&env, "a", "zinc"), "a > zinc");
    assert_eq!(way(&env, "x", "zinc"), "x > index > zinc");
}

#[test]
fn a_topic_without_a_note_is_mentioned_too() {
    let env = TestEnvironment::new(
        "\
-- Log.md --
# Log

## Day 1

**Topic:** Sourdough

## Day 2

**Topic:** Yeast
-- Shed.md --
The sourdough is in the shed.
",
    );
    assert_eq!(way(&env, "Shed", "Sourdough"), "Shed > Sourdough");
    assert_eq!(way(&env, "Sourdough", "Shed"), "Sourdough > Shed");
    assert_eq!(way(&env, "Shed", "Log#Day 1"), "Shed > Sourdough > Day 1 · Sourdough");
}

#[test]
fn parts_and_twins() {
    let env = TestEnvironment::new(
        "\
-- Lecture.md --
# Lecture

Text.

## Part 1

[[Heat]]

## Part 2

Text.
-- Heat.md --
-- Course.md --
[[Lecture]]
-- one/Twin.md --
[[Heat]]
-- two/Twin.md --
Text.
",
    );
    assert_session!(env.session(&[
        &["path", "Course", "Heat"],
        &["path", "Heat", "Course"],
        &["path", "Heat", "two/Twin.md"],
    ]));
}

#[test]
fn json_keeps_the_contract_and_every_step_is_in_the_files() {
    assert_paths_are_true(
        &TestEnvironment::sample(),
        &[
            "Docker", "Bloom Filter", "Kafka", "Gradient Descent", "Real Estate Dashboard",
            "modelling", "2024-11-22", "Git",
        ],
    );
    let mentions = TestEnvironment::new(MENTIONS);
    assert_paths_are_true(&mentions, &["Raft", "Paxos", "Leslie Lamport"]);
    assert_paths_are_true(&mentions, &["Raft", "Key-value stores"]);
}

/// Any two of some things are connected, both ways over as many stops, and each step is true.
#[track_caller]
fn assert_paths_are_true(env: &TestEnvironment, ends: &[&str]) {
    let shape = json!({"path": [{
        "name": "", "kind": "", "path?": "", "heading?": [""], "line?": 0, "via?": {"kind": "", "path": "", "line": 0},
    }]});
    for (nth, from) in ends.iter().enumerate() {
        for to in &ends[nth + 1..] {
            let there = env.json(&["path", from, to]);
            let back = env.json(&["path", to, from]);
            assert_shape(&there, &shape);
            let (there, back) = (list(&there, "path"), list(&back, "path"));
            assert_eq!(there.len(), back.len(), "{from} ⇄ {to}: both ways are shortest");
            let first = there.first().unwrap_or_else(|| panic!("nothing connects {from} and {to}"));
            assert_eq!(first.get("via").filter(|via| !via.is_null()), None::<&Value>);
            for stops in [there, back] {
                for pair in stops.windows(2) {
                    assert_is_true(env, &pair[0], &pair[1]);
                }
            }
        }
    }
}

/// What connects two stops stands where it is said to stand.
#[track_caller]
fn assert_is_true(env: &TestEnvironment, from: &Value, to: &Value) {
    let via = &to["via"];
    let (kind, path) = (text(via, "kind"), text(via, "path"));
    let plain = |text: &str| {
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let name = |stop: &Value| plain(text(stop, "name"));
    if path.is_empty() {
        assert!(matches!(kind, "broader" | "narrower"), "{to:#}");
        assert!(name(from).starts_with(&name(to)) || name(to).starts_with(&name(from)), "{to:#}");
        return;
    }
    let line = line_of(env.vault(), path, &via["line"]);
    // One of the two stops says it, of the other.
    let others = [(from, to), (to, from)].into_iter().filter(|(own, _)| own["path"] == path);
    let others: Vec<&Value> = others.map(|(_, other)| other).collect();
    assert!(!others.is_empty(), "{to:#}");
    let links = env.json(&["links", path]);
    let at = |item: &&Value| item["line"] == via["line"];
    let is_true = |other: &Value| match kind {
        "link" => list(&links, "outgoing")
            .iter()
            .filter(at)
            .any(|link| link.get("path") == other.get("path")),
        "mention" => match other.get("path").and_then(Value::as_str) {
            Some(other) => list(&env.json(&["links", other]), "mentions")
                .iter()
                .any(|mention| mention["path"] == path && mention["line"] == via["line"]),
            None => plain(&line).contains(&name(other)),
        },
        // A field links its value, or writes out one of the names that the links know as well.
        _ => {
            plain(&line).contains(&name(other))
                || list(&links, "outgoing")
                    .iter()
                    .filter(at)
                    .any(|link| link.get("path") == other.get("path"))
        }
    };
    assert!(others.into_iter().any(is_true), "{from:#} {to:#}: {line}");
}

/// What a part says is a step away from the headings in it.
#[test]
fn headings_inside_of_a_part_are_ends_of_their_own() {
    let env = TestEnvironment::new(
        "\
-- H.md --
# H

## Structures

### Array
See [Deadlock](#deadlock).

### Bloom Filter
A set that forgets, kept under [Trie](#trie).

### Trie
Compare [Quicksort](#quicksort) and the [[Missing]].

#### Patricia
Of bits.

## Systems

### Deadlock
Each waits for the other.

### Mutex
Only one at a time. #locks

## Sorting

### Quicksort
Divide and sort.
-- P.md --
The [[H#Array]] came up.
",
    );
    assert_session!(env.session(&[
        &["path", "H#Bloom Filter", "H#Trie"],
        &["path", "H#Trie", "H#Bloom Filter"],
        &["path", "H#Mutex", "H#Array"],
        &["path", "H#Bloom Filter", "P"],
        &["path", "P", "H#Array"],
        &["path", "H", "H#Mutex"],
        &["path", "H#Mutex", "H#Deadlock"],
        &["path", "H#Patricia", "H#Trie"],
        &["path", "H#Trie", "H#Patricia"],
        &["path", "H#Mutex", "H#Mutex"],
        &["path", "H#Mutex", "locks"],
        &["path", "Missing", "H#Trie"],
        &["path", "H#Bloom Filter", "H#Trie", "--json"],
    ]));
}

#[test]
fn a_heading_that_is_the_name_of_a_topic_leads_to_it() {
    let env = TestEnvironment::new(
        "\
-- log.md --
# Log

## Day 1
**Topic:** Docker

## Day 2
**Topic:** Airflow
-- Handbook.md --
# Handbook

## Docker
Namespaces and control groups isolate what runs.
",
    );
    assert_session!(env.session(&[
        &["path", "Docker", "Handbook"],
        &["path", "Handbook", "Docker"],
        &["path", "Docker", "Handbook#Docker"],
    ]));
}

/// A chapter that others link to as well costs no way up to its note.
#[test]
fn what_a_heading_is_part_of_comes_before_links_over_as_many_stops() {
    let env = TestEnvironment::new(
        "\
-- H.md --
# H

The first chapter is [Structures](#structures).

## Structures

### Array
See [Deadlock](#deadlock).

### Bloom Filter
Better explained under [Trie](#trie), and in [[P]].

### Trie
Compare [Quicksort](#quicksort). See [H](H.md).

## Systems

### Deadlock
Each waits for the other.

## Sorting

### Quicksort
Divide and sort.
-- P.md --
The [[H#Array]] came up, in [[H#Structures]].
",
    );
    assert_eq!(way(&env, "H#Array", "H"), "Array > Structures > H");
    assert_eq!(way(&env, "H", "H#Array"), "H > Structures > Array");
    // What links to it at once is nearer.
    assert_eq!(way(&env, "H#Trie", "H"), "Trie > H");
    let kinds = |from: &str, to: &str| {
        let answer = env.json(&["path", from, to]);
        let stops = list(&answer, "path")[1..].iter();
        stops.map(|stop| text(&stop["via"], "kind").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds("H#Array", "H"), ["broader", "broader"]);
    assert_eq!(kinds("H", "H#Array"), ["narrower", "narrower"]);
    assert_eq!(kinds("H#Trie", "H"), ["link"]);
}

#[test]
fn a_heading_that_is_the_name_of_a_note_is_no_step_to_it() {
    let env = TestEnvironment::new(
        "\
-- Scenes.md --
# Scenes

What is loaded.
-- Coroutines.md --
# Coroutines

Waiting over frames.

## Example code
The usual loop.
-- compute/Example code.md --
# Example code

One of [[Machines]].
-- Machines.md --
# Machines
-- More.md --
# More
",
    );
    env.lore(&["path", "Example code", "Coroutines"]).expect(1);
    env.lore(&["path", "Coroutines", "Machines"]).expect(1);
}

#[test]
fn where_names_alone_connect_the_narrower_one_has_a_place() {
    let env = TestEnvironment::new(
        "\
-- Kafka.md --
# Kafka

A log.
-- streams.md --
---
created: 2024-01-01
---

# Kafka Streams

Joins.
-- Tagged.md --
# Tagged

One line. #tools/cli
",
    );
    let via = |from: &str, to: &str| {
        let answer = env.json(&["path", from, to]);
        let stops = list(&answer, "path");
        let of = |stop: &Value| {
            let via = &stop["via"];
            format!("{} {}:{}", text(via, "kind"), text(via, "path"), via["line"])
        };
        stops[1..].iter().map(of).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(via("Kafka Streams", "Kafka"), "broader streams.md:5");
    assert_eq!(via("Kafka", "Kafka Streams"), "narrower streams.md:5");
    assert_eq!(via("Tagged", "tools"), "tag Tagged.md:3, broader Tagged.md:3");
    assert!(
        env.lore(&["path", "Kafka", "Kafka Streams"]).stdout.contains("has the part  streams.md:5")
    );
}

/// Of more notes that name an end than are read, the one that names the other end as well was never reached.
#[test]
fn a_note_that_names_both_ends_is_found_among_many_that_name_one() {
    let chain: String = (1..14).map(|nth| format!("-- s{nth}.md --\n[[s{}]]\n", nth + 1)).collect();
    let naming: String = (0..150).map(|nth| format!("-- m{nth}.md --\nAlpha, {nth}.\n")).collect();
    let env = TestEnvironment::new(&format!(
        "-- Alpha.md --\n[[s1]]\n{chain}-- s14.md --\n[[Omega]]\n-- Omega.md --\n{naming}\
         -- zboth.md --\nAlpha meets Omega.\n"
    ));
    for (from, to) in [("Alpha", "Omega"), ("Omega", "Alpha")] {
        let found = env.lore(&["path", from, to]).expect(0).stdout;
        assert!(found.contains("zboth.md") && !found.contains("s7"), "{found}");
    }
}
