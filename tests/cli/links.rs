//! `lore links`: both directions, and the names that a note goes by. Leaves out `--suggest`, which is in
//! `mentions`, and the rules, which are the table of `lore-graph`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, line_of, list, text, tree};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["links", "SSTable"],
        &["links", "Replication#Lag you can see"],
        &["links", "Home"],
        &["links", "Replciation"],
        &["links", "Replication#Nothing such"],
        &["links", "Compaction"],
    ]));
}

#[test]
fn sample_json() {
    assert_session!(TestEnvironment::sample().session(&[&["links", "Bloom Filter", "--json"]]));
}

#[test]
fn blog() {
    let env = TestEnvironment::new(BLOG);
    assert_session!(env.session(&[&["links", "Oolong"], &["links", "Cleaning a kettle"]]));
}

#[test]
fn handbook() {
    let env = TestEnvironment::new(HANDBOOK);
    assert_session!(env.session(&[&["links", "HANDBOOK"], &["links", "HANDBOOK#Lines"]]));
}

#[test]
fn garden() {
    let env = TestEnvironment::new(GARDEN);
    assert_session!(env.session(&[
        &["links", "Love apple"],
        &["links", "土豆"],
        &["links", "Potato", "--json"],
        &["links", "Shed"],
    ]));
}

#[test]
fn a_note_goes_by_path_file_name_title_and_alias() {
    let env = TestEnvironment::new(
        "-- folder/File name.md --\n---\ntitle: The title\naliases: [Nick]\n---\n# Part\n[[x]]\n-- x.md --\n",
    );
    for name in
        ["folder/File name.md", "folder/File name", "File name", "file NAME", "The title", "Nick"]
    {
        assert_eq!(env.json(&["links", name])["note"]["path"], "folder/File name.md", "{name}");
        let part = format!("{name}#Part");
        assert_eq!(env.json(&["links", &part])["note"]["section"], "Part", "{part}");
    }
}

#[test]
fn json_keeps_the_contract_and_tells_the_truth() {
    let shape = json!({
        "note": {"path": "", "title": ""},
        "outgoing": [{
            "line": 0, "text": "", "target": "", "kind": "", "resolved": true,
            "path?": "", "heading?": [""],
        }],
        "backlinks": [{"path": "", "title": "", "line": 0, "context": ""}],
        "mentions": [{"path": "", "line": 0, "text": "", "context": ""}],
    });
    let mut seen = (0, 0, 0);
    for env in [TestEnvironment::sample(), TestEnvironment::new(GARDEN), TestEnvironment::new(BLOG)]
    {
        let answer = env.json(&["stats"]);
        for path in markdown_files(&env) {
            let answer = env.json(&["links", &path]);
            assert_shape(&answer, &shape);
            assert_eq!(answer["note"]["path"], path.as_str());
            for link in list(&answer, "outgoing") {
                let line = line_of(env.vault(), &path, &link["line"]);
                assert!(
                    line.contains(['[', '<', ':', '{']),
                    "{path}:{} no link: {line}",
                    link["line"]
                );
                if let Some(to) = link["path"].as_str() {
                    assert!(env.vault().path(to).exists(), "{to}");
                }
                seen.0 += 1;
            }
            for link in list(&answer, "backlinks") {
                let from = text(link, "path");
                let line = line_of(env.vault(), from, &link["line"]);
                assert!(line.contains(['[', '{']), "{from}:{} no link: {line}", link["line"]);
                seen.1 += 1;
            }
            for mention in list(&answer, "mentions") {
                let from = text(mention, "path");
                assert_ne!(from, path, "a note cannot mention itself");
                let line = line_of(env.vault(), from, &mention["line"]);
                let words = text(mention, "text");
                assert!(line.contains(words), "{from}:{} lacks {words}: {line}", mention["line"]);
                seen.2 += 1;
            }
        }
        assert!(answer["links"].as_u64() > Some(0));
    }
    assert!(seen.0 > 300 && seen.1 > 300 && seen.2 > 20, "{seen:?}");
}

#[test]
fn a_block_without_a_name_is_no_part_of_a_note() {
    let env = TestEnvironment::new("-- Airflow.md --\n# Airflow\n\nRuns. ^run\n");
    env.lore(&["links", "Airflow#^run"]).expect(1);
    let run = env.lore(&["links", "Airflow#^"]).expect(2);
    assert!(run.stderr.contains("Airflow.md has no heading or block “^”"), "{}", run.stderr);
}

#[test]
fn forward_and_back_are_one() {
    let env = TestEnvironment::sample();
    let answers: BTreeMap<String, Value> = markdown_files(&env)
        .into_iter()
        .map(|path| (path.clone(), env.json(&["links", &path])))
        .collect();
    let resolved = |link: &&Value| link["resolved"] == true && link["external"] != true;
    for (path, answer) in &answers {
        for link in list(answer, "outgoing").iter().filter(resolved) {
            let to = text(link, "path");
            let same = |back: &Value| back["path"] == path.as_str() && back["line"] == link["line"];
            if let Some(back) = answers.get(to).filter(|_| to != path) {
                assert!(list(back, "backlinks").iter().any(same), "{path}:{} → {to}", link["line"]);
            }
        }
        for back in list(answer, "backlinks") {
            let same = |link: &Value| link["path"] == path.as_str() && link["line"] == back["line"];
            let from = text(back, "path");
            assert!(list(&answers[from], "outgoing").iter().any(same), "{from} → {path}: {back}");
        }
    }
}

fn markdown_files(env: &TestEnvironment) -> Vec<String> {
    let root = env.vault().root();
    let is_note = |path: &&Path| path.extension().is_some_and(|ending| ending == "md");
    let tree = tree(root);
    let notes = tree.keys().filter_map(|path| path.strip_prefix(root).ok()).filter(is_note);
    notes.map(|path| path.to_str().unwrap().to_owned()).collect()
}
