//! `lore topics`: the list, the page of one topic, and the tree of `--map`. Leaves out which names are one
//! concept, which the tests of `lore-core` say.

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};
use crate::fixtures::{BLOG, GARDEN, JOURNAL};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["topics"],
        &["topics", "DDIA Chapter 3"],
        &["topics", "storage"],
        &["topics", "Airflw"],
    ]));
}

#[test]
fn sample_json() {
    assert_session!(TestEnvironment::sample().session(&[&["topics", "Airflow", "--json"]]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[
        &["topics"],
        &["topics", "CI Chapter 3"],
        &["topics", "--all", "--json"],
    ]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["topics"], &["topics", "china"]]));
}

#[test]
fn garden() {
    assert_session!(TestEnvironment::new(GARDEN).session(&[&["topics"], &["topics", "--all"]]));
}

#[test]
fn none() {
    let env = TestEnvironment::new("-- a.md --\nJust words.\n");
    assert_session!(env.session(&[&["topics"], &["topics", "--json"]]));
}

#[test]
fn map() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["topics", "--map", "-n", "5"],
        &["topics", "DDIA Chapter 3", "--map", "--depth", "1"],
        &["topics", "SSTable", "--map", "-n", "1", "--json"],
        &["topics", "--map", "--all", "-n", "3", "--depth", "0"],
        &["topics", "--depth", "0", "-n", "3"],
        &["topics", "DDIA", "--depth", "1"],
    ]));
}

#[test]
fn the_plain_tree_is_cut_like_the_map() {
    let env = TestEnvironment::new("-- a.md --\n---\ntags: [a, a/b, a/b/c, a/d, e, e/f, g]\n---\n");
    let names = |arguments: &[&str]| {
        let answer = env.json(arguments);
        let names: Vec<String> =
            column(list(&answer, "topics"), "name").iter().map(ToString::to_string).collect();
        (names.join(" "), answer["more"].as_u64())
    };
    assert_eq!(names(&["topics"]), ("a a/b a/b/c a/d e e/f g".to_owned(), None));
    assert_eq!(names(&["topics", "--depth", "0"]), ("a e g".to_owned(), Some(4)));
    assert_eq!(names(&["topics", "--depth", "1"]), ("a a/b a/d e e/f g".to_owned(), Some(1)));
    assert_eq!(names(&["topics", "-n", "1"]), ("a a/b a/b/c".to_owned(), Some(4)));
    assert_eq!(names(&["topics", "-n", "2", "--depth", "1"]).0, "a a/b a/d e e/f");
    assert_eq!(names(&["topics", "-n", "9", "--depth", "9"]).1, None);
}

#[test]
fn map_of_a_journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[&["topics", "--map"], &["topics", "Docker", "--map"]]));
}

#[test]
fn the_map_counts_what_stands_together() {
    let env = TestEnvironment::new(
        "-- Log.md --\n# Log\n\n\
         ## Day 1\n\n**Topic:** Tea, Milk\n\n\
         ## Day 2\n\n**Topic:** Tea\n\nNo milk today.\n\n\
         ## Day 3\n\n**Topic:** Tea Ceremony\n\nHot water.\n\n\
         ## Day 4\n\n**Topic:** Milk\n\nSee [[Cups]].\n\n\
         -- Cups.md --\n---\ntopic: Cups\n---\n# Cups\n\
         -- a.md --\n---\nup: \"[[b]]\"\ntopic: a\n---\n# a\n\
         -- b.md --\n---\nup: \"[[a]]\"\ntopic: b\n---\n# b\n",
    );
    let answer = env.json(&["topics", "--map"]);
    assert_shape(
        &answer,
        &json!({
            "topics": [{
                "name": "", "kind": "", "notes": 0, "sections": 0, "broader": [""], "narrower": [""],
                "depth": 0, "sections_in_all": 0, "more": 0,
                "related": [{"name": "", "kind": "", "together": 0, "named": 0, "path": "", "line": 0}],
                "where": [{"path": "", "line": 0, "heading": [""]}],
            }],
            "more": 0,
            "relations": [{"kind": "", "from": "", "to": ""}],
            "around": [{"name": ""}],
        }),
    );
    let tea = topic(&answer, "Tea");
    assert_eq!((&tea["sections"], &tea["sections_in_all"]), (&json!(2), &json!(3)));
    let milk = &list(tea, "related")[0];
    assert_eq!(
        (&milk["name"], &milk["together"], &milk["named"]),
        (&json!("Milk"), &json!(1), &json!(1))
    );
    let beside = column(list(topic(&answer, "Milk"), "related"), "name");
    assert_eq!(beside, ["Tea", "Cups"]);
    assert_eq!(topic(&answer, "Tea Ceremony")["depth"], 1);
    // A circle has no top, and is there all the same.
    let depths: Vec<u64> =
        ["a", "b"].iter().map(|name| topic(&answer, name)["depth"].as_u64().unwrap()).collect();
    assert_eq!(depths, [0, 1]);
    let cut = env.json(&["topics", "--map", "-n", "1", "--depth", "0"]);
    assert_eq!(list(&cut, "topics").len(), 1);
    assert_eq!((&cut["more"], &list(&cut, "topics")[0]["more"]), (&json!(3), &json!(1)));
}

#[test]
fn every_topic_of_the_map_stands_below_a_broader_one() {
    for env in
        [TestEnvironment::sample(), TestEnvironment::new(JOURNAL), TestEnvironment::new(GARDEN)]
    {
        let answer = env.json(&["topics", "--map", "--depth", "9", "-n", "1000"]);
        let mut above: Vec<&Value> = Vec::new();
        for topic in list(&answer, "topics") {
            let depth = topic["depth"].as_u64().unwrap() as usize;
            above.truncate(depth);
            assert_eq!(above.len(), depth, "{topic:#}");
            if let Some(parent) = above.last() {
                assert!(list(topic, "broader").contains(&parent["name"]), "{topic:#}");
            }
            above.push(topic);
            for related in list(topic, "related") {
                line_of(env.vault(), text(related, "path"), &related["line"]);
            }
        }
        let mut mapped = column(list(&answer, "topics"), "name");
        let plain = env.json(&["topics"]);
        let mut listed = column(list(&plain, "topics"), "name");
        mapped.sort_unstable();
        listed.sort_unstable();
        assert_eq!(mapped, listed);
    }
}

fn topic<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let found = list(answer, "topics").iter().find(|topic| topic["name"] == name);
    found.unwrap_or_else(|| panic!("no topic {name}"))
}

#[test]
fn what_several_names_begin_with_is_above_them() {
    let env = TestEnvironment::new(JOURNAL);
    let answer = env.json(&["topics"]);
    let parts = ["CI Chapter 3 #1 - Scanning", "CI Chapter 3 #2 - Tokens"];
    assert_eq!(topic(&answer, "CI Chapter 3")["narrower"], json!(parts));
    for part in parts {
        assert_eq!(topic(&answer, part)["broader"], json!(["CI Chapter 3"]));
    }
    assert_eq!(topic(&answer, "Docker")["narrower"], json!(["Docker Compose"]));
    assert_eq!(topic(&answer, "Sourdough")["broader"], json!([]));
    // The one part of another chapter is no part of this one.
    assert!(
        !list(topic(&answer, "CI Chapter 3"), "narrower")
            .contains(&json!("CI Chapter 4 #1 - Grammars"))
    );
}

#[test]
fn json_keeps_the_contract_and_tells_the_truth() {
    for env in
        [TestEnvironment::sample(), TestEnvironment::new(JOURNAL), TestEnvironment::new(GARDEN)]
    {
        let answer = env.json(&["topics"]);
        assert_shape(
            &answer,
            &json!({"topics": [{
                "name": "", "notes": 0, "sections": 0, "broader": [""], "narrower": [""],
                "where": [{"path": "", "line": 0, "heading": [""]}],
            }]}),
        );
        let topics = list(&answer, "topics");
        assert!(!topics.is_empty());
        let names = column(topics, "name");
        for topic in topics {
            for place in list(topic, "where") {
                line_of(env.vault(), text(place, "path"), &place["line"]);
            }
            // Both ends of a relation tell of it.
            for narrower in list(topic, "narrower").iter().filter_map(Value::as_str) {
                if let Some(at) = names.iter().position(|name| *name == narrower) {
                    assert!(list(&topics[at], "broader").contains(&topic["name"]), "{topic:#}");
                }
            }
        }
    }
}

#[test]
fn every_listed_topic_can_be_asked_for() {
    for env in
        [TestEnvironment::new(JOURNAL), TestEnvironment::new(GARDEN), TestEnvironment::new(BLOG)]
    {
        let answer = env.json(&["topics", "--all"]);
        for name in column(list(&answer, "topics"), "name") {
            let one = env.json(&["topics", "--", name]);
            assert_eq!(list(&one, "topics")[0]["name"], name);
        }
    }
}

#[test]
fn a_path_of_several_notes_is_answered_with_them() {
    let env = TestEnvironment::new("-- a/x/Note.md --\n# One\n-- b/x/Note.md --\n# Two\n");
    for question in [vec!["topics", "x/Note"], vec!["topics", "x/Note", "--map"]] {
        let run = env.lore(&question).expect(2);
        assert!(
            run.stderr.contains("“x/Note” is ambiguous: several notes have this name"),
            "{run:#?}"
        );
        assert!(run.stderr.contains("a/x/Note.md") && run.stderr.contains("b/x/Note.md"));
    }
}

/// As many notes as one more than a topic lists mentions of, each with this text.
fn notes_saying(text: &str) -> String {
    (0..21).map(|number| format!("-- n{number}.md --\n# N{number}\n\n{text}\n\n")).collect()
}

#[test]
fn a_topic_is_mentioned_where_no_link_leads_to_it() {
    let linking = notes_saying("Docker is used here.\n\n## See\n\n[[Docker]]");
    let tagged = notes_saying("Docker is used here.\n\n## See\n\n#docker");
    for vault in [format!("{linking}-- Docker.md --\n# Docker\n\nx\n"), linking, tagged] {
        let env = TestEnvironment::new(&vault);
        let page = env.json(&["topics", "Docker"]);
        assert!(list(&page, "mentions").is_empty(), "{page:#}");
        assert!(page["has_more_mentions"].is_null());
        let run = env.lore(&["topics", "Docker"]).expect(0);
        assert!(!run.stdout.contains("mentioned without a link"), "{run:#?}");
    }
}

#[test]
fn mentions_of_a_topic_are_those_that_mentions_lists() {
    let env = TestEnvironment::sample();
    for name in ["PostgreSQL", "version control", "Airflow", "SQL", "Home"] {
        let page = env.json(&["topics", name]);
        let asked = env.json(&["mentions", name]);
        let of = |answer: &Value| -> Vec<(String, Value, Value)> {
            let mentions = list(answer, "mentions").iter();
            let place = |each: &Value| {
                (text(each, "path").to_owned(), each["line"].clone(), each["column"].clone())
            };
            mentions.map(place).collect()
        };
        assert_eq!(of(&page), of(&asked), "{name}");
    }
}

#[test]
fn the_command_that_lists_more_mentions_of_a_topic_can_be_pasted() {
    let rejecting = "-- lore.toml --\n[mentions]\nreject = { \"Oat Milk\" = [\"oats\"] }\n";
    for (name, said, files, command) in [
        ("Raft", "Raft", "-- Raft.md --\nx\n", "lore mentions Raft -n 1000"),
        (
            "oat milk",
            "oat milk",
            &*format!("{rejecting}-- Oat Milk.md --\nx\n"),
            "lore mentions 'oat milk' -n 1000",
        ),
        (
            "Bob's $5",
            "Bob's $5",
            "-- b.md --\n# Bob's $5\n",
            r"lore mentions 'Bob'\''s $5' -n 1000",
        ),
        // Several notes bear it: that to which a link would lead.
        (
            "Raft",
            "raft",
            "-- a/Raft.md --\nx\n-- b/Raft.md --\nx\n",
            "lore mentions a/Raft.md -n 1000",
        ),
        (
            "Raft Log",
            "Raft Log",
            "-- j.md --\n# J\n\n**Topic:** Raft Log\n",
            "lore mentions 'Raft Log' -n 1000",
        ),
        // What no link can lead to.
        (
            "canvas",
            "canvas",
            "-- a.md --\nuses:: canvas\n-- b.md --\nuses:: canvas\n",
            "lore search canvas -n 1000",
        ),
        (
            "Raft Log",
            "Raft Log",
            "-- a.md --\n[[Raft Log]]\n",
            "lore search '\"Raft Log\"' -n 1000",
        ),
        ("#canvas", "canvas", "-- a.md --\n#canvas\n", "lore search canvas -n 1000"),
    ] {
        let env =
            TestEnvironment::new(&format!("{}{files}", notes_saying(&format!("On {said} here."))));
        let run = env.lore(&["topics", name]).expect(0);
        assert!(run.stdout.contains(&format!("; `{command}` lists more\n")), "{command} {run:#?}");
        let asked = env.shell(&command.replacen("lore", "$LORE", 1)).expect(0);
        for number in 0..21 {
            assert!(asked.stdout.contains(&format!("n{number}.md")), "{command} {asked:#?}");
        }
    }
}
