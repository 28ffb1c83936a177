//! `lore related`: what belongs together, and that every reason is true. Leaves out how good the order is,
//! which `cargo xtask eval related` measures.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{
    TestEnvironment, assert_best_first, assert_shape, column, line_of, list, text,
};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK, JOURNAL};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["related", "Airflow", "--limit", "5"],
        &["related", "DDIA Chapter 3", "--kind", "project"],
        &["related", "Replication#Lag you can see", "-n", "3"],
        &["related", "event driven pipelines", "-n", "3"],
        &["related", "Docker", "--kind", "person"],
        &["related", "Arflow"],
    ]));
}

#[test]
fn sample_json() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[&["related", "--json", "Hash Index", "-n", "3"]]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[
        &["related", "Docker"],
        &["related", "CI Chapter 3"],
        &["related", "CI Chapter 3 #1 - Scanning"],
    ]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["related", "Oolong"]]));
}

#[test]
fn handbook() {
    assert_session!(TestEnvironment::new(HANDBOOK).session(&[&["related", "HANDBOOK#Lines"]]));
}

#[test]
fn garden() {
    let env = TestEnvironment::new(GARDEN);
    assert_session!(env.session(&[
        &["related", "Love apple"],
        &["related", "土豆"],
        &["related", "garden/vegetable"],
    ]));
}

#[test]
fn parts_of_a_chapter_belong_together() {
    let env = TestEnvironment::new(JOURNAL);
    let answer = env.json(&["related", "CI Chapter 3 #1 - Scanning"]);
    let names = column(list(&answer, "related"), "name");
    let place = |wanted: &str| names.iter().position(|name| name.contains(wanted));
    let sibling = place("CI Chapter 3 #2").expect("the other half of the chapter");
    assert!(place("Sourdough").is_none_or(|other| sibling < other), "{names:?}");
    let answer = env.json(&["related", "Docker"]);
    assert_eq!(column(list(&answer, "related"), "name")[0], "Docker Compose");
}

#[test]
fn json_keeps_the_contract() {
    let env = TestEnvironment::sample();
    let shape = json!({
        "of": {"name": "", "kind": "", "path?": "", "heading?": [""], "line?": 0},
        "related": [{
            "name": "", "kind": "", "path?": "", "heading?": [""], "line?": 0, "score": 0.0,
            "reasons": [{"kind": "", "detail": "", "path": "", "line": 0}],
        }],
    });
    for name in
        ["Airflow", "DDIA Chapter 3", "storage/engines", "books/DDIA Chapter 7 - Transactions.md"]
    {
        let answer = env.json(&["related", name]);
        assert_shape(&answer, &shape);
        let related = list(&answer, "related");
        assert!(!related.is_empty() && related.len() <= 10, "{name}");
        assert_best_first(related);
        assert!(related.iter().all(|item| !list(item, "reasons").is_empty()), "{answer:#}");
        let itself = |item: &&Value| {
            item["path"] == answer["of"]["path"] && item["name"] == answer["of"]["name"]
        };
        assert_eq!(related.iter().find(itself), None, "{name} is related to itself");
    }
}

#[test]
fn kind_leaves_only_that_kind() {
    let env = TestEnvironment::sample();
    for (kind, folder) in [("tool", "tools/"), ("concept", "concepts/"), ("project", "projects/")] {
        let answer = env.json(&["related", "Kafka", "--kind", kind]);
        assert!(!list(&answer, "related").is_empty(), "{kind}");
        for item in list(&answer, "related") {
            assert!(text(item, "path").starts_with(folder), "{kind}: {item:#}");
        }
    }
}

/// Every reason that names a place is looked up there.
#[test]
fn reasons_are_true() {
    let mut env = vec![TestEnvironment::sample()];
    env.extend([JOURNAL, BLOG, HANDBOOK, GARDEN].map(TestEnvironment::new));
    let mut lies = Vec::new();
    let mut checked = 0;
    for env in &env {
        let answer = env.json(&["topics", "--all"]);
        let mut names = column(list(&answer, "topics"), "name");
        names.sort_unstable();
        names.dedup();
        // Every third is enough to meet every kind of reason many times.
        let step = names.len().div_ceil(45).max(1);
        for name in names.into_iter().step_by(step) {
            let answer = env.json(&["related", "--", name]);
            for item in list(&answer, "related") {
                for reason in list(item, "reasons") {
                    checked += 1;
                    if let Err(lie) = look_up(env, reason) {
                        lies.push(format!("related {name:?}: {}: {lie}\n  {reason}", item["name"]));
                    }
                }
            }
        }
    }
    assert!(checked > 500, "{checked} reasons");
    assert!(lies.is_empty(), "{} of {checked} are wrong:\n{}", lies.len(), lies.join("\n"));
}

/// Words without how often they are said.
fn without_count(words: &str) -> &str {
    let words = words.trim_end_matches(" times").trim_end_matches(|c: char| c.is_ascii_digit());
    words.trim_end_matches(" once").trim_end_matches(" twice").trim_end()
}

fn look_up(env: &TestEnvironment, reason: &Value) -> Result<(), String> {
    let (kind, detail) = (text(reason, "kind"), text(reason, "detail"));
    let Some(path) = reason["path"].as_str() else { return Ok(()) };
    if reason["line"].is_null() {
        return Ok(());
    }
    let line = line_of(env.vault(), path, &reason["line"]);
    let says = |words: &str| {
        let plain = |text: &str| text.to_lowercase().replace(['*', '_', '`'], "");
        plain(&line).contains(&plain(words))
    };
    let (right, wanted) = match kind {
        "link" | "shared-link" | "context" | "neighbours" => {
            (line.contains('[') || line.contains("{%"), "a link".to_owned())
        }
        "mention" => {
            let words = detail.trim_start_matches("mentions ");
            let words = words.split(" without linking").next().unwrap_or(words);
            let words = without_count(words);
            (says(words), words.to_owned())
        }
        "mentioned" => {
            let words = match detail.rsplit_once(" as “") {
                Some((_, words)) => words.trim_end_matches('”'),
                None => {
                    let (_, words) = detail.split_once("” mentions ").unwrap_or(("", detail));
                    without_count(words)
                }
            };
            (says(words), words.to_owned())
        }
        "tag" => match detail.rsplit_once('#') {
            Some((_, tag)) => (says(tag), tag.to_owned()),
            None => (true, String::new()),
        },
        "entry" => (line.starts_with('#'), "a heading".to_owned()),
        "title" => {
            let (_, words) =
                detail.split_once(" of its title").map_or((detail, ""), |(words, _)| {
                    words.rsplit_once(" the word").unwrap_or(("", words))
                });
            let mut words = words.trim_start_matches('s').trim_start().split(", ");
            let first = words.next().unwrap_or_default();
            let stem: String = first.chars().take(first.chars().count().clamp(4, 5) - 1).collect();
            (says(&stem), first.to_owned())
        }
        "words" => {
            let words = detail.split(" with the best matches").next().unwrap_or(detail);
            let words = words.trim_start_matches("shares the word").trim_start_matches('s');
            let words = words.trim_start().split(", ");
            let stem = |word: &str| {
                word.chars().take(word.chars().count().clamp(4, 5) - 1).collect::<String>()
            };
            let any = words.clone().any(|word| says(&stem(word)));
            (any, words.collect::<Vec<_>>().join(" or "))
        }
        _ => (true, String::new()),
    };
    if right { Ok(()) } else { Err(format!("{path}:{} lacks {wanted}: {line}", reason["line"])) }
}

#[test]
fn what_is_linked_and_what_is_not_make_the_whole() {
    let env = TestEnvironment::sample();
    let ask = |extra: &[&str]| {
        let answer = env.json(&[&["related", "Replication", "-n", "200"], extra].concat());
        list(&answer, "related").clone()
    };
    let (all, linked, unlinked) = (ask(&[]), ask(&["--linked"]), ask(&["--unlinked"]));
    assert!(!linked.is_empty() && linked.iter().all(|item| item["linked"] == true));
    assert!(!unlinked.is_empty() && unlinked.iter().all(|item| item["linked"] == false));
    let names = |items: &[Value]| -> BTreeSet<String> {
        items.iter().map(|item| format!("{} {}", item["name"], item["path"])).collect()
    };
    let both: BTreeSet<String> = &names(&linked) | &names(&unlinked);
    assert!(both.is_superset(&names(&all)), "{all:#?}");
    env.lore(&["related", "Replication", "--linked", "--unlinked"]).expect(2);
}

/// Notes of a template, two of which have something in common beside it.
fn diary() -> TestEnvironment {
    let day = |number: u32, text: &str| {
        format!(
            "-- evening {number}.md --\nHow well did I sleep and plan the next morning?\n\n{text}\n"
        )
    };
    let vault = [
        day(1, "Sanded the old rudder and oiled its tiller."),
        day(2, "Rain. Read about Byzantine mosaics."),
        day(3, "The tiller is dry, the rudder hangs straight."),
        day(4, "Soup with barley, then chess."),
        day(5, "Called grandmother about the orchard."),
        day(6, "Replaced a fuse in the cellar."),
    ];
    TestEnvironment::new(&vault.concat())
}

#[test]
fn lines_of_a_template_relate_nothing() {
    let answer = diary().json(&["related", "evening 1.md"]);
    let related = list(&answer, "related");
    assert_eq!(related[0]["path"], "evening 3.md", "{related:#?}");
    for item in related {
        for reason in list(item, "reasons") {
            let detail = text(reason, "detail");
            assert!(!detail.contains("sleep") && !detail.contains("morning"), "{detail}");
        }
    }
}

#[test]
fn since_and_depth_leave_out_what_is_older_and_farther() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Alder\n[[b]] and wood\n-- b.md --\n# Birch\n[[c]] and wood\n\
         -- c.md --\n# Cedar\n[[d]] and wood\n-- d.md --\n# Dogwood\nwood\n\
         -- 2023-03-04.md --\nAlder wood today, [[a]]\n\
         -- 2024-05-06.md --\nAlder wood again, [[a]]\n",
    );
    let paths = |extra: &[&str]| -> Vec<String> {
        let answer = env.json(&[&["related", "Alder", "-n", "50"], extra].concat());
        let mut paths: Vec<String> =
            column(list(&answer, "related"), "path").into_iter().map(str::to_owned).collect();
        paths.sort_unstable();
        paths
    };
    let days = ["2023-03-04.md", "2024-05-06.md"];
    assert_eq!(paths(&["--depth", "1"]), [days[0], days[1], "b.md"]);
    assert_eq!(paths(&["--depth", "2"]), [days[0], days[1], "b.md", "c.md"]);
    assert_eq!(paths(&["--depth", "3"]), [days[0], days[1], "b.md", "c.md", "d.md"]);
    let since = paths(&["--since", "2024"]);
    assert!(
        since.contains(&days[1].to_owned()) && !since.contains(&days[0].to_owned()),
        "{since:?}"
    );
    env.lore(&["related", "Alder", "--since", "whenever"]).expect(2);
}

#[test]
fn an_explained_score_is_the_sum_of_its_parts() {
    let env = TestEnvironment::sample();
    for name in ["Airflow", "books/DDIA Chapter 7 - Transactions.md", "event driven pipelines"] {
        let answer = env.json(&["related", name, "--explain"]);
        assert!(!list(&answer, "related").is_empty(), "{name}");
        for item in list(&answer, "related") {
            let parts: Vec<f64> = item["signals"]
                .as_object()
                .expect("signals")
                .values()
                .filter_map(Value::as_f64)
                .collect();
            let score = item["score"].as_f64().expect("a score");
            // A topic without a note has no parts: its score is how near it is.
            let is_sum = (parts.iter().sum::<f64>() - score).abs() < 0.01;
            assert!(is_sum || (parts.is_empty() && item["path"].is_null()), "{name}: {item:#}");
        }
    }
}

/// Only the pieces that may hold one are parsed.
#[test]
fn a_mention_far_down_a_long_section_is_told_with_its_line() {
    let mut long = String::from("-- Long.md --\n# Long\n\n");
    for line in 0..4_000 {
        long.push_str(&format!("Nothing of note on line {line}.\n\n"));
    }
    long.push_str("We grafted an apple tree there.\n\nAnd apple trees again.\n");
    let files = format!("{long}-- Apple tree.md --\n# Apple tree\n\nBears fruit.\n");
    let related = TestEnvironment::new(&files).json(&["related", "Apple tree"]);
    let reason = &related["related"][0]["reasons"][0];
    assert_eq!(reason["detail"], "mentions apple tree twice without linking it", "{related}");
    assert_eq!(reason["line"], 8_003);
}

/// A handbook of which the parts have headings of their own, and a note that leads to one of them.
const PARTS: &str = "\
-- H.md --
# H

## Structures

### Array
See [Deadlock](#deadlock).

### Bloom Filter
A set that forgets, kept under [Trie](#trie).

### Trie
Compare [Quicksort](#quicksort).

## Systems

### Deadlock
Each waits for the other.

### Mutex
Only one at a time.

## Sorting

### Quicksort
Divide and sort.
-- P.md --
The [[H#Array]] came up. A Bloom Filter would have saved lookups.
";

/// What is related, each with whether it is linked and its reasons.
#[track_caller]
fn told(env: &TestEnvironment, arguments: &[&str]) -> Vec<String> {
    let answer = env.json(&[&["related"], arguments].concat());
    let line = |item: &Value| {
        let linked = if item["linked"] == true { " (linked)" } else { "" };
        let reasons = column(list(item, "reasons"), "detail").join("; ");
        format!("{}{linked}: {reasons}", text(item, "name"))
    };
    list(&answer, "related").iter().map(line).collect()
}

#[test]
fn the_links_of_a_part_are_not_those_of_each_heading_in_it() {
    let env = TestEnvironment::new(PARTS);
    assert_session!(env.session(&[
        &["related", "H#Bloom Filter"],
        &["related", "H#Bloom Filter", "--linked"],
        &["related", "H#Bloom Filter", "--unlinked"],
        &["related", "H#Bloom Filter", "--depth", "1"],
        &["related", "H#Trie"],
        &["related", "H#Structures"],
        &["related", "H#Bloom Filter", "--json", "-n", "1"],
    ]));
}

#[test]
fn a_heading_of_a_short_note_is_not_its_note() {
    let others: String = (0..4).map(|nth| format!("-- n{nth}.md --\nText {nth}.\n")).collect();
    let env = TestEnvironment::new(&format!(
        "-- a.md --\n---\ntags: [tools]\n---\n# A\n\n## Kafka\nBrokers. [[D]]\n\n### Inside\nSee [[E]].\n\n\
         ## Other\nElse.\n-- C.md --\n[[a#Kafka]]\n-- D.md --\n-- E.md --\n-- F.md --\n[[a]]\n\
         -- G.md --\n#tools\n{others}"
    ));
    let about = |name: &str| told(&env, &[name]);
    let kafka = about("a#Kafka");
    assert!(
        kafka.iter().any(|told| told.starts_with("C (linked): links to “Kafka”")),
        "{kafka:#?}"
    );
    assert!(
        kafka.iter().any(|told| told.starts_with("D (linked): “Kafka” links to it")),
        "{kafka:#?}"
    );
    // What stands below it, stands in it.
    assert!(
        kafka.iter().any(|told| told.starts_with("E (linked): “Kafka” links to it")),
        "{kafka:#?}"
    );
    let inside = about("a#Inside");
    assert!(
        inside.iter().any(|told| told.starts_with("E (linked): “Inside” links to it")),
        "{inside:#?}"
    );
    assert!(inside.iter().all(|told| !told.starts_with("D (linked)")), "{inside:#?}");
    let other = about("a#Other");
    // The tag is that of the whole note.
    assert_eq!(other[0], "G: both are tagged #tools");
    assert!(other.iter().all(|told| !told.contains("(linked)")), "{other:#?}");
    let title = about("a#A");
    assert!(title.iter().any(|told| told.starts_with("F (linked)")), "{title:#?}");
}

#[test]
fn words_that_are_alike_in_another_language_alone_are_not_shared() {
    let env = TestEnvironment::new(
        "\
-- en.md --
# Groups and rings

## Group

### Definition
A set with one operation that the members have.

## Ring

### Definition
A set with addition, as algebra has it.

## Field

### Definition
A ring in which division works.
-- de.md --
# Skript Algebra

Die Vorlesung handelt von der Algebra, wie sie die Studenten kennen.

### Definitionen
Eine Gruppe ist eine Menge mit einer Operation, die nicht immer kommutativ ist.
-- jewels.md --
# Jewels

A ring of gold, by definition.
",
    );
    assert_eq!(
        told(&env, &["en"]),
        ["Skript Algebra: shares the word algebra", "Jewels: shares the word ring"]
    );
}

#[test]
fn what_all_entries_bear_relates_none_of_them() {
    let mut log = String::from("-- log.md --\n# Log\n\n");
    let days = ["Docker", "Airflow", "Kafka", "Redis"];
    for (nth, topic) in (1..).zip(days) {
        log.push_str(&format!("## Day {nth}\n\n**Topic:** {topic}\n\n**Content:** word{nth}\n\n"));
    }
    let env = TestEnvironment::new(&log);
    assert_eq!(told(&env, &["log#Day 4"]), ["Day 3 · Kafka: is the entry before “Day 4 · Redis”"]);
}

#[test]
fn a_heading_that_is_the_name_of_a_topic_names_it() {
    let env = TestEnvironment::new(HEADED);
    assert_eq!(
        told(&env, &["Docker"])[0],
        "Handbook: has the heading “Docker”; shares the word docker"
    );
    // A part has it as its own.
    let long = HEADED.replace("## Docker", "## Kernel\nText.\n## Shell\nText.\n## Docker");
    let env = TestEnvironment::new(&long);
    assert_eq!(
        told(&env, &["Docker"])[0],
        "Docker: its heading is “Docker”; shares the word docker"
    );
}

const HEADED: &str = "\
-- log.md --
# Log

## Day 1
**Topic:** Docker

Containers.

## Day 2
**Topic:** Airflow

Schedules.
-- Handbook.md --
# Handbook

## Docker
Namespaces and control groups isolate what runs.
";

/// A handbook in parts, whose first links one of each chapter, beside a small note.
fn chapters() -> TestEnvironment {
    let mut vault = String::from("-- Handbook.md --\n# Handbook\n");
    for chapter in ["Alpha", "Beta", "Gamma"] {
        vault.push_str(&format!("\n## {chapter}\n"));
        for nth in 1..=6 {
            vault.push_str(&format!(
                "\n### {chapter} topic {nth}\n\nThreads wait for the lock while the queue is full in case {nth}.\n"
            ));
            if (chapter, nth) == ("Alpha", 1) {
                vault.push_str(
                    "\nSee [](#alpha-topic-2), [](#alpha-topic-3), [](#beta-topic-1), [](#gamma-topic-6).\n",
                );
            }
        }
    }
    vault.push_str("-- Note.md --\n# Note\n\nThreads and locks.\n");
    TestEnvironment::new(&vault)
}

#[test]
fn much_of_one_note_comes_after_others_and_is_not_left_out() {
    let env = chapters();
    let ask = |extra: &[&str]| {
        let answer = env.json(&[&["related", "Alpha topic 1", "--explain"], extra].concat());
        list(&answer, "related").clone()
    };
    let all = ask(&["-n", "50"]);
    assert_best_first(&all);
    let names = column(&all, "name");
    // What is linked waits for nothing, and the rest of the same note for all others.
    let at = |name: &str| names.iter().position(|known| *known == name);
    for linked in ["Alpha topic 2", "Alpha topic 3", "Beta", "Gamma"] {
        assert!(at(linked) < at("Note"), "{names:?}");
    }
    assert!(at("Note").is_some() && at("Note") < at("Alpha topic 6"), "{names:?}");
    for nth in 2..=6 {
        assert!(at(&format!("Alpha topic {nth}")).is_some(), "{names:?}");
    }
    // Fewer are the first of more, and a filter takes from the same.
    assert_eq!(column(&ask(&["-n", "5"]), "name"), names[..5]);
    let known = |items: &[Value]| -> BTreeSet<String> {
        items.iter().map(|item| format!("{}:{}", item["path"], item["line"])).collect()
    };
    let (linked, unlinked) = (ask(&["-n", "50", "--linked"]), ask(&["-n", "50", "--unlinked"]));
    assert_eq!(&known(&linked) | &known(&unlinked), known(&all));
    assert!(known(&ask(&["-n", "50", "--kind", "section"])).is_subset(&known(&all)));
    for item in &all {
        let parts = item["signals"].as_object().into_iter().flatten();
        let sum: f64 = parts.filter_map(|(_, adds)| adds.as_f64()).sum();
        let score = item["score"].as_f64().unwrap_or_default();
        assert!((sum - score).abs() < 0.01, "{item:#}");
    }
}

#[test]
fn a_heading_that_repeats_is_named_with_what_is_above_it() {
    let env = TestEnvironment::new(
        "\
-- Handbook.md --
# Handbook

## Trie

### Pitfalls
Forgetting that a prefix is no word. See [Index](#index).

## Process

### Pitfalls
Forgetting a prefix of the [word](#index) list.

### Costs
A prefix of the word [list](#index).

## Index
Nothing else.
-- Other.md --
Else.
",
    );
    let told = told(&env, &["Handbook#Trie#Pitfalls"]);
    let index = told.iter().find(|line| line.starts_with("Index (linked)"));
    assert!(index.is_some_and(|line| line.contains("“Trie › Pitfalls” links to it")), "{told:#?}");
    assert!(told.iter().all(|line| !line.contains("“Pitfalls”")), "{told:#?}");
    assert!(told.iter().all(|line| !line.contains("› Costs")), "{told:#?}");
}

/// What stated the topic was taken for the topic itself, and left out of what belongs with it.
#[test]
fn a_project_about_a_topic_belongs_with_it() {
    let env = TestEnvironment::new(
        "-- Scraper.md --\n---\ntype: project\ntopic: Docker\n---\n# Scraper\n\nRuns every night.\n\
         -- Bootcamp.md --\n---\ntype: course\n---\n# Bootcamp for beginners\n\nTopic:: Docker\n\nImages.\n\
         -- Website.md --\n---\ntype: project\n---\n# Website\n\nA container with images.\n\
         -- journal.md --\n# Log\n\n### Day 1\n\n**Topic:** Docker\n\nA container.\n\n### Day 2\n\nA walk.\n",
    );
    let names = |arguments: &[&str]| -> Vec<String> {
        let answer = env.json(&[&["related"], arguments].concat());
        column(list(&answer, "related"), "name").into_iter().map(str::to_owned).collect()
    };
    assert_eq!(names(&["Docker", "--kind", "course"]), ["Bootcamp for beginners"]);
    assert_eq!(names(&["Docker", "--kind", "project"]), ["Scraper", "Website"]);
    // An entry is there to be about its topic, and so a part of the question.
    let all = names(&["Docker"]);
    assert!(!all.iter().any(|name| name.contains("Day 1")), "{all:?}");
    // Beside a note of the name, whatever else states it is an answer.
    env.vault().write("Docker.md", "# Docker\n\nLayers.\n");
    env.vault().write("Compose.md", "---\ntopic: Docker\n---\nSeveral of them.\n");
    for name in ["Docker", "Docker.md"] {
        let all = names(&[name]);
        assert!(
            ["Compose", "Scraper"].iter().all(|name| all.iter().any(|each| each == name)),
            "{all:?}"
        );
    }
}

/// A day that was left out was looked for by the words `day` and `3`.
#[test]
fn a_day_that_is_not_there_is_not_taken_for_words() {
    let env = TestEnvironment::new(
        "-- log.md --\n# Log\n\n## Day 1\n\nOf the day.\n\n## Day 2\n\nTrees.\n\n## Day 4\n\nGraphs.\n\
         -- a.md --\nPython 3 and the day of 3 trees.\n",
    );
    let said = env.lore(&["related", "Day 3"]).expect(2).stderr;
    assert!(said.contains("“Day 3” is not in this vault"), "{said}");
    assert!(said.contains("“Day 2”"), "{said}");
    // What no heading counts is words.
    assert_eq!(env.json(&["related", "Python 3"])["of"]["kind"], "phrase");
}

/// Two entries of one day were named by what stands above them, which no command took.
#[test]
fn what_an_answer_calls_a_section_below_another_can_be_asked() {
    let env = TestEnvironment::new(
        "-- log.md --\n# Log\n\n## Week 1\n\n### Day 1\n\n**Topic:** Trees\n\nRoots.\n\n\
         ## Week 2\n\n### Day 1\n\n**Topic:** Trees\n\nLeaves.\n\n### Day 2\n\nWater.\n\n### Day 2\n\nRain.\n",
    );
    for name in ["Week 2 › Day 1 · Trees", "Log › Week 2 › Day 1 · Trees", "Week 2 › Day 1"]
    {
        let of = &env.json(&["related", name])["of"];
        assert_eq!((&of["kind"], &of["line"]), (&"section".into(), &13.into()), "{name}: {of}");
    }
    let said = env.lore(&["path", "Week 2 › Day 2", "Trees"]).expect(2).stderr;
    assert!(said.contains("log.md:19") && said.contains("log.md:23"), "{said}");
}

/// An answer shared its own words with itself, and numbers were words.
#[test]
fn the_first_answers_are_not_like_themselves() {
    let env = TestEnvironment::new(
        "-- a.md --\nBlue harbour lights 7 1.\n-- b.md --\nThe harbour of lamps 7 1.\n-- c.md --\nOn lamps 7.\n",
    );
    let answer = env.json(&["related", "blue harbour"]);
    let items = list(&answer, "related");
    let details: Vec<String> = items
        .iter()
        .flat_map(|item| list(item, "reasons"))
        .map(|reason| reason["detail"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(
        details.iter().all(|detail| !detail.contains('7') && !detail.contains('1')),
        "{details:?}"
    );
    for item in items.iter().filter(|item| item["path"] == "a.md") {
        assert!(!item.to_string().contains("best matches"), "{item:#}");
    }
}

/// Where all that states a topic is an answer, nothing was left to tell what the topic is about.
#[test]
fn a_topic_without_a_text_of_its_own_is_about_what_states_it() {
    let fillers: String =
        (0..8).map(|nth| format!("-- f{nth}.md --\n# F{nth}\n\nRoses and soil {nth}.\n")).collect();
    let env = TestEnvironment::new(&format!(
        "-- p.md --\n---\ntype: project\ntopic: Stream Processing\n---\nWe keep watermarks and checkpoints.\n\
         -- c.md --\n---\ntype: course\ntopic: Stream Processing\n---\nLessons on checkpoints.\n\
         -- n.md --\n# Flink state\n\nCheckpoints follow watermarks.\n{fillers}"
    ));
    let told = told(&env, &["Stream Processing"]);
    assert!(told.iter().any(|item| item.starts_with("Flink state: shares the words")), "{told:?}");
}

/// What the headings of entries count by was a word of the answers to a phrase.
#[test]
fn the_word_that_counts_entries_is_learnt_from_none() {
    let env = TestEnvironment::new(
        "-- log.md --\n# Log\n\n### Day 1\n\nTerraform plans.\n\n### Day 2\n\nKafka.\n\n\
         -- walk.md --\n# Walk\n\nA long day outside.\n",
    );
    let told = told(&env, &["terraform"]);
    assert!(!told.iter().any(|item| item.contains("the word day")), "{told:?}");
}
