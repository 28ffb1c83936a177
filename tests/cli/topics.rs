//! `lore topics`.

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
