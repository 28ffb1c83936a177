//! `lore index` and `lore index status`. Leaves out damage that a load finds and engines that run at once,
//! which the tests of `lore-engine` try.

use std::io::Write;

use lore_index::{Base, NoteText, SectionText, Store};
use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape};
use crate::fixtures::GARDEN;

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["index"],
        &["index"],
        &["index", "--rebuild"],
        &["index", "status"],
        &["index", "status", "--json"],
    ]));
}

#[test]
fn changes_are_counted() {
    let env = TestEnvironment::new(GARDEN);
    let mut sessions = vec![env.session(&[&["index"]])];
    env.vault().write("New.md", "[[Tomato]]\n");
    env.vault().write("Shed.md", "Two spades.\n");
    env.vault().rename("Plants/Basil.md", "Herbs/Basil.md");
    env.vault().remove("Plants/Potato.md");
    sessions.push(env.session(&[&["index"], &["index"]]));
    assert_session!(sessions.join("\n"));
}

#[test]
fn sections_are_those_that_search_finds() {
    for (vault, sections) in [
        ("-- a.md --\nword\n", 1),
        ("-- word.md --\n", 1),
        ("-- a.md --\n# word\n", 1),
        ("-- a.md --\nword\n\n# word\n\n## word\n", 3),
    ] {
        let env = TestEnvironment::new(vault);
        for question in [&["index"][..], &["index", "status"], &["stats"]] {
            assert_eq!(env.json(question)["sections"], sections, "{question:?} {vault}");
        }
        assert_eq!(env.json(&["search", "word"])["total"], sections, "{vault}");
    }
}

#[test]
fn what_is_stored_is_told_without_a_look() {
    let env = TestEnvironment::new(GARDEN);
    env.lore(&["index"]).expect(0);
    env.vault().remove("Shed.md");
    env.vault().write("broken.md", b"\xff");
    assert_session!(env.session(&[
        &["index", "status", "--no-refresh"],
        &["index", "status"],
        &["index"],
    ]));
}

#[test]
fn json_keeps_the_contract() {
    let env = TestEnvironment::new(GARDEN);
    let shape = json!({
        "notes": 0, "added": 0, "changed": 0, "removed": 0, "skipped": 0, "elapsed_ms": 0,
        "index_bytes": 0,
    });
    let first = env.json(&["index"]);
    assert_shape(&first, &shape);
    assert_eq!(first["added"], first["notes"]);
    assert!(first["index_bytes"].as_u64() > Some(0));
    let again = env.json(&["index"]);
    assert_shape(&again, &shape);
    assert_eq!((&again["added"], &again["generation"]), (&json!(0), &first["generation"]));
    let rebuilt = env.json(&["index", "--rebuild"]);
    assert_eq!(rebuilt["added"], first["notes"]);
    assert_shape(&env.json(&["index", "status"]), &shape);
}

#[test]
fn any_history_ends_where_a_rebuild_does() {
    let env = TestEnvironment::new(GARDEN);
    let questions: [&[&str]; 6] = [
        &["stats"],
        &["search", "-n", "100", "tomato"],
        &["topics", "--all"],
        &["orphans"],
        &["check", "--hints"],
        &["links", "Tomato"],
    ];
    let answers = |env: &TestEnvironment| questions.map(|question| env.json(question));
    type Step = fn(&TestEnvironment);
    let steps: [Step; 7] = [
        |_| {},
        |env| env.vault().write("Greenhouse.md", "Warm. See [[Tomato]] and [[Nowhere yet]].\n"),
        |env| env.vault().write("Nowhere yet.md", "Now it is.\n"),
        |env| env.vault().rename("Plants", "Beds"),
        |env| env.vault().write("Beds/Tomato.md", "# Tomato\n\nNo links any more.\n"),
        |env| env.vault().remove("笔记"),
        |env| env.vault().write("Shed.md", "Tomato\n"),
    ];
    for (nth, step) in steps.iter().enumerate() {
        step(&env);
        let updated = answers(&env);
        env.lore(&["index", "--rebuild"]).expect(0);
        let rebuilt = answers(&env);
        for (question, (updated, rebuilt)) in questions.iter().zip(updated.iter().zip(&rebuilt)) {
            assert_eq!(
                without_scores(updated),
                without_scores(rebuilt),
                "step {nth}, {question:?}"
            );
        }
    }
}

/// Scores may differ in their last digits, and hits of like scores in their order: see
/// `regression::the_order_of_hits_depended_on_history`.
fn without_scores(value: &Value) -> Value {
    match value {
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(without_scores).collect();
            if values.iter().any(|value| value.get("snippet").is_some()) {
                values.sort_by_key(Value::to_string);
            }
            Value::Array(values)
        }
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| *name != "score")
            .map(|(name, value)| (name.clone(), without_scores(value)))
            .collect(),
        value => value.clone(),
    }
}

/// The stored state of a vault of one note, whose record is replaced by another one.
fn replace_record(env: &TestEnvironment, path: &str, record: &[u8]) {
    let folder = env.cache().read_dir().unwrap().next().unwrap().unwrap().path();
    let meta = std::fs::read_to_string(folder.join("text/meta.json")).unwrap();
    let payload: Value = serde_json::from_str(&meta).unwrap();
    let payload: Value = serde_json::from_str(payload["payload"].as_str().unwrap()).unwrap();
    let store = Store::in_folder(&folder, payload["fingerprint"].as_str().unwrap()).unwrap();
    let state = store.load().unwrap();
    let (_, graph) = state.graph.last().unwrap();
    let mut graph: &[u8] = (**graph).as_ref();
    let mut writer = store.writer(Base::State(&state), 1).unwrap();
    let (key, record) = (lore_graph::note_key(path), record.to_vec());
    let sections = vec![SectionText::default()];
    writer.replace(NoteText { key, record, sections, ..NoteText::default() }).unwrap();
    let copied = |out: &mut dyn Write| Ok(std::io::copy(&mut graph, out).map(|_| Vec::new())?);
    writer.commit(copied).unwrap();
}

/// A note whose record was none was answered as an empty one.
#[test]
fn a_record_that_cannot_be_read_is_an_error_that_says_what_helps() {
    let env = TestEnvironment::new("-- a.md --\nSee [[b]].\n");
    env.lore(&["check"]).expect(1);
    replace_record(&env, "a.md", b"\xff\xff");
    let run = env.lore(&["check"]).expect(2);
    assert!(run.stderr.contains("is incomplete; run `lore index --rebuild`"), "{run:#?}");
    assert_eq!(run.stdout, "", "an answer that does not hold");
    env.lore(&["index", "--rebuild"]).expect(0);
    env.lore(&["check"]).expect(1);
}
