//! `lore resolve`, and the profiles by which links are read. Leaves out each rule by itself, which is in
//! the table of `lore-graph`.

use serde_json::{Value, json};

use crate::common::{TestEnvironment, assert_shape, list, text};
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
        assert_eq!(list(link, "dialects").len(), 8, "{link:#}");
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
