//! `lore resolve`, and the profiles by which links are read. Leaves out each rule by itself, which is in
//! the table of `lore-graph`.

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, list, run, text};
use crate::fixtures::{BLOG, GARDEN};

/// Notes of one name in several folders.
const TWINS: &str = "\
-- a/src.md --
# Source

[[Note]] and [[Other]], [y](b/Note.md), [z](Note.md).

The [[Raft]] to come, [[Note#Gone]], [its definition][d].

[d]: ../zz/Other.md
-- a/Note.md --
-- b/Note.md --
-- Note.md --
-- zz/Other.md --
-- a/sub/Other.md --
";

#[test]
fn twins() {
    let env = TestEnvironment::new(TWINS);
    assert_session!(env.session(&[
        &["resolve", "a/src.md"],
        &["resolve", "a/src.md", "[[Note]]", "--explain"],
        &["resolve", "a/src.md", "[its definition][d]", "--explain"],
        &["resolve", "a/src.md", "Other"],
        &["resolve", "b/Note.md", "../a/src.md#source"],
        &["resolve", "b/Note.md", "[[Raft]]"],
        &["resolve", "b/Note.md"],
        &["resolve", "Gone", "[[Raft]]"],
        &["resolve", "a/src.md", "[[Note]]", "--explain", "--json"],
    ]));
}

#[test]
fn garden() {
    assert_session!(TestEnvironment::new(GARDEN).session(&[&["resolve", "Tomato"]]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[
        &["resolve", "Oolong"],
        &["resolve", "Oolong", "/2023/white-tea/", "--explain"],
    ]));
}

#[test]
fn shape() {
    let env = TestEnvironment::new(TWINS);
    let answer = env.json(&["resolve", "a/src.md", "--explain"]);
    assert_shape(
        &answer,
        &json!({ "profile": "", "links": [{
            "note": "", "line": 0, "column": 0, "written": "", "target": "", "kind": "",
            "resolved": true, "external": true, "rule": "",
            "dialects": [{ "profile": "", "link": true }],
        }]}),
    );
    assert!(!list(&answer, "links").is_empty());
    for link in list(&answer, "links") {
        assert_eq!(list(link, "dialects").len(), 12, "{link:#}");
    }
}

/// Where a link leads.
fn leads(env: &TestEnvironment, note: &str, link: &str) -> String {
    let answer = env.json(&["resolve", note, link]);
    let links: &Vec<Value> = list(&answer, "links");
    links.first().and_then(|link| link["path"].as_str()).unwrap_or("nowhere").to_owned()
}

#[test]
fn a_file_in_the_root_or_the_settings_choose_the_profile() {
    let env = TestEnvironment::new(TWINS);
    assert_eq!(leads(&env, "b/Note.md", "[[Other]]"), "zz/Other.md");
    assert_eq!(text(&env.json(&["stats"]), "profile"), "obsidian");

    env.vault().write("dendron.yml", "version: 5\n");
    let stats = env.json(&["stats"]);
    assert_eq!(
        (text(&stats, "profile"), text(&stats, "profile_shown_by")),
        ("dendron", "dendron.yml")
    );
    // The same files, read anew at once.
    assert_eq!(leads(&env, "a/src.md", "[[label|Note]]"), "a/Note.md");

    env.vault().write("lore.toml", "[links]\nprofile = \"foam\"\n");
    let stats = env.json(&["stats"]);
    assert_eq!((text(&stats, "profile"), text(&stats, "profile_shown_by")), ("foam", "lore.toml"));
    assert_eq!(leads(&env, "b/Note.md", "[[Other]]"), "a/sub/Other.md");

    env.vault().write("lore.toml", "[links]\nprofile = \"commonmark\"\n");
    assert_eq!(leads(&env, "a/src.md", "[z](Note.md)"), "a/Note.md");
    assert_eq!(leads(&env, "a/src.md", "[y](b/Note.md)"), "nowhere");

    env.vault().write("lore.toml", "[links]\nprofile = \"roam\"\n");
    let run = env.lore(&["stats"]).expect(0);
    assert!(run.stderr.contains("lore.toml:2: "), "{}", run.stderr);
    assert!(run.stderr.contains("commonmark"), "the names to choose from: {}", run.stderr);
}

#[test]
fn every_link_of_the_sample_leads_where_links_says() {
    let env = TestEnvironment::sample();
    let mut compared = 0;
    for note in ["Airflow", "index", "DDIA Chapter 3 - Storage and Retrieval", "Learning Journal"] {
        let (links, resolved) = (env.json(&["links", note]), env.json(&["resolve", note]));
        let (links, resolved) = (list(&links, "outgoing"), list(&resolved, "links"));
        assert_eq!(links.len(), resolved.len(), "{note}");
        for (link, resolved) in links.iter().zip(resolved) {
            for field in ["line", "target", "kind", "resolved", "path", "heading", "rule"] {
                assert_eq!(link[field], resolved[field], "{field} of {resolved:#}");
            }
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

/// A table of thousands of links filled the screen, each explained anew.
#[test]
fn many_links_are_shown_up_to_a_limit_and_each_target_is_explained_once() {
    let rows: String = (0..150).map(|nth| format!("| [x](b.md) | [[Gone {nth}]] |\n")).collect();
    let table = format!("-- a.md --\n| one | two |\n|---|---|\n{rows}-- b.md --\n");
    let env = TestEnvironment::new(&table);
    let shown = env.lore(&["resolve", "a"]).expect(0).stdout;
    assert_eq!(shown.matches("a.md:").count(), 100, "{shown}");
    assert!(shown.ends_with("\n\n200 more with --limit\n"), "{shown}");
    assert!(!env.lore(&["resolve", "a", "-n", "300"]).stdout.contains("--limit"));

    let explained = env.lore(&["resolve", "a", "--explain", "-n", "8"]).stdout;
    assert_eq!(explained.matches("in other tools").count(), 5, "{explained}");
    assert_eq!(explained.matches("  as in line 3\n").count(), 3, "{explained}");

    let answer = env.json(&["resolve", "a", "--explain", "-n", "8"]);
    assert_eq!((&answer["total"], &answer["left_out"]), (&json!(300), &json!(292)));
    let links = list(&answer, "links");
    assert_eq!(links.len(), 8);
    assert!(links.iter().all(|link| link["dialects"].is_array()), "{answer:#}");
}

/// The commands that take a NOTE, asked for one.
fn asked_for(name: &str) -> [Vec<&str>; 5] {
    [
        vec!["links", name],
        vec!["links", name, "--suggest"],
        vec!["resolve", name],
        vec!["related", name],
        vec!["path", name, "Other"],
    ]
}

const HEADINGS: &str = "-- Handbook.md --\n---\ntitle: My Handbook\n---\n## Trie\n\n### Pitfalls\n\nSlow.\n\n\
    ## Heap\n\n### Pitfalls\n\nFast.\n\n## Heap\n\n### Pitfalls\n\nFaster.\n\
    -- Other.md --\n# Other\n\n## Kafka\n\nOne.\n-- Third.md --\n# Third\n\n## Kafka\n\nTwo.\n";

#[test]
fn a_heading_of_several_sections_is_answered_with_all_of_them() {
    let env = TestEnvironment::new(HEADINGS);
    let pitfalls = ["Handbook#Trie#Pitfalls (line 6)", "Handbook.md:12", "Handbook.md:18"];
    for (name, candidates) in [
        ("Pitfalls", &pitfalls[..]),
        ("pitfalls", &pitfalls),
        ("Handbook#Pitfalls", &pitfalls),
        ("Handbook#Heap#Pitfalls", &pitfalls[1..]),
        ("My Handbook › Pitfalls", &pitfalls),
        ("Kafka", &["Other#Kafka (line 3)", "Third#Kafka (line 3)"]),
    ] {
        for question in asked_for(name) {
            let run = env.lore(&question).expect(2);
            let named = format!("“{name}” is ambiguous: several sections have this heading");
            assert!(run.stderr.contains(&named), "{run:#?}");
            let shown: Vec<&str> = run.stderr.lines().skip(2).map(str::trim).collect();
            assert_eq!(shown, candidates, "{question:?}");
        }
    }
    // Each of them can be asked for.
    for candidate in pitfalls {
        let name = candidate.split(" (").next().unwrap();
        for question in asked_for(name) {
            assert!(env.lore(&question).code() < 2, "{question:?}");
        }
    }
    let section = |name| env.json(&["related", name])["of"]["kind"].clone();
    assert_eq!(section("Handbook.md:13"), "section");
    assert_eq!(section("Handbook.md:1"), "note");
}

#[test]
fn what_notes_write_about_goes_before_headings() {
    let topic = format!("{HEADINGS}-- Fourth.md --\nTopic: Kafka\n-- Pitfalls.md --\nText.\n");
    let env = TestEnvironment::new(&topic);
    assert_eq!(env.json(&["related", "Kafka"])["of"]["kind"], "topic");
    assert_eq!(env.json(&["links", "Pitfalls"])["note"]["path"], "Pitfalls.md");
    let run = env.lore(&["links", "Kafka"]).expect(2);
    assert!(run.stderr.contains("it is a topic"), "{run:#?}");
}

#[test]
fn of_very_many_candidates_the_first_are_told() {
    let text: String = (0..100).map(|nth| format!("## {nth}\n\n### Pitfalls\n\n")).collect();
    let env = TestEnvironment::new(&format!("-- a.md --\n{text}"));
    let run = env.lore(&["related", "Pitfalls"]).expect(2);
    assert!(run.stderr.contains("a#19#Pitfalls") && !run.stderr.contains("a#20#Pitfalls"));
    assert!(run.stderr.contains("and 80 more"), "{run:#?}");
}

#[test]
fn what_answers_call_a_section_can_be_asked_for() {
    let env = TestEnvironment::new(
        "-- book.md --\n# A Book\n\n## Chapter 5: Replication\n\nText.\n\
         -- journal.md --\n# Journal\n\n## Day 1\n\n**Topic:** Raft\n\nA.\n\n## Day 2\n\n**Topic:** Paxos\n\nB.\n\
         -- Other.md --\nText.\n",
    );
    for (name, section) in [
        ("A Book › Chapter 5: Replication", "Chapter 5: Replication"),
        ("book.md › Chapter 5: Replication", "Chapter 5: Replication"),
        ("book.md › A Book › Chapter 5: Replication", "Chapter 5: Replication"),
        ("chapter 5 replication", "Chapter 5: Replication"),
        ("Day 2 · Paxos", "Day 2 · Paxos"),
        ("Journal › Day 2 · Paxos", "Day 2 · Paxos"),
        ("Day 2", "Day 2 · Paxos"),
        ("journal.md:9", "Day 2 · Paxos"),
    ] {
        for question in asked_for(name) {
            assert!(env.lore(&question).code() < 2, "{question:?}");
        }
        assert_eq!(env.json(&["links", name])["note"]["section"], section, "{name}");
        assert_eq!(env.json(&["related", name])["of"]["name"], section, "{name}");
    }
    let run = env.lore(&["links", "A Book › Chapter 5: Replicaton"]).expect(2);
    assert!(run.stderr.contains("did you mean “Chapter 5: Replication”"), "{run:#?}");
    let run = env.lore(&["links", "Chapter 5: Replicaton"]).expect(2);
    assert!(run.stderr.contains("did you mean “Chapter 5: Replication”"), "{run:#?}");
}

#[test]
fn a_path_counts_from_the_current_folder_in_every_command() {
    let env = TestEnvironment::new(
        "-- .obsidian/app.json --\n{}\n-- Docker.md --\n[[a]]\n-- sub/Docker.md --\n[[b]]\n-- a.md --\n-- b.md --\nText.\n",
    );
    for name in ["Docker.md", "./Docker.md", "../sub/Docker.md"] {
        for (verb, more, place) in [
            ("links", None, "/note/path"),
            ("related", None, "/of/path"),
            ("path", Some("b"), "/path/0/path"),
        ] {
            let arguments: Vec<&str> = ["--json", verb, name].into_iter().chain(more).collect();
            let mut command = env.lore_command(&arguments);
            command.current_dir(env.vault().path("sub"));
            let answer = run(command).expect_no_panic();
            let answer: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
            assert_eq!(answer.pointer(place).unwrap(), "sub/Docker.md", "{verb} {name}");
        }
        let mut command = env.lore_command(&["mentions", "--reject", name, "docker"]);
        command.current_dir(env.vault().path("sub"));
        let answer = run(command).expect(0);
        assert!(answer.stdout.contains("a mention of sub/Docker.md"), "{answer:#?}");
    }
}
