//! `lore orphans`: what makes an orphan of each kind, why, and where it could be linked from. Leaves out
//! the numbers that `lore stats` tells, which are compared there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{
    TestEnvironment, assert_best_first, assert_shape, column, line_of, list, text,
};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK, JOURNAL};

const KINDS: [&str; 6] =
    ["unreferenced", "dead-end", "isolated", "unreachable", "only-from-hubs", "sections"];

/// Notes of every kind: what leads to each is what its text says.
const KINDS_VAULT: &str = "\
-- index.md --
[[from index]], [[Subject]]
-- README.md --
-- from index.md --
Only the index has me.
-- Subject.md --
[[from subject]], [[2024-05-01]], ![[gone.png]]
-- from subject.md --
[[Subject]]
-- 2024-05-01.md --
[[from day]]
-- 2024-05-02.md --
-- from day.md --
-- island/a.md --
[[b]]
-- island/b.md --
[[a]], [[from index]]
-- alone.md --
[[alone]], [[#top]] and [[nowhere]]
-- to a file.md --
![[picture.png]]
-- picture.png --
";

fn vaults() -> [TestEnvironment; 6] {
    [
        TestEnvironment::sample(),
        TestEnvironment::new(GARDEN),
        TestEnvironment::new(BLOG),
        TestEnvironment::new(HANDBOOK),
        TestEnvironment::new(JOURNAL),
        TestEnvironment::new(KINDS_VAULT),
    ]
}

/// The paths listed of a kind.
fn of_kind(env: &TestEnvironment, kind: &str) -> Vec<String> {
    let answer = env.json(&["orphans", "--kind", kind]);
    column(list(&answer, "orphans"), "path").into_iter().map(str::to_owned).collect()
}

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["orphans"],
        &["orphans", "--isolated"],
        &["orphans", "--suggest"],
    ]));
}

#[test]
fn sample_json() {
    assert_session!(TestEnvironment::sample().session(&[&["orphans", "--suggest", "--json"]]));
}

#[test]
fn blog() {
    assert_session!(TestEnvironment::new(BLOG).session(&[&["orphans", "--suggest"]]));
}

#[test]
fn handbook() {
    assert_session!(TestEnvironment::new(HANDBOOK).session(&[&["orphans"]]));
}

#[test]
fn garden() {
    let env = TestEnvironment::new(GARDEN);
    assert_session!(env.session(&[&["orphans"], &["orphans", "--isolated", "--suggest"]]));
}

#[test]
fn none() {
    let env = TestEnvironment::new("-- a.md --\n[[b]]\n-- b.md --\n[[a]]\n");
    assert_session!(env.session(&[&["orphans"], &["orphans", "--json"]]));
}

#[test]
fn what_makes_an_orphan() {
    let env = TestEnvironment::new(
        "\
-- lore.toml --
[orphans]
ignore = [\"daily/\", \"*.draft.md\"]
-- hub.md --
[[linked]], ![[embedded]], [by path](folder/pathed.md), [[hub#Top]]
# Top
-- linked.md --
-- embedded.md --
-- folder/pathed.md --
-- self.md --
[[self]] and [[self#x]]
# x
-- dead.md --
[[nowhere]]
-- web.md --
<https://example.org>
-- code.md --
`[[linked]]`
-- daily/2024-01-01.md --
-- folder/idea.draft.md --
",
    );
    let answer = env.json(&["orphans"]);
    let orphans = ["code.md", "dead.md", "hub.md", "self.md", "web.md"];
    assert_eq!(column(list(&answer, "orphans"), "path"), orphans);
    let answer = env.json(&["orphans", "--isolated"]);
    let isolated = ["code.md", "dead.md", "self.md", "web.md"];
    assert_eq!(column(list(&answer, "orphans"), "path"), isolated);
}

#[test]
fn json_keeps_the_contract_and_agrees_with_links_and_stats() {
    for env in vaults() {
        let answer = env.json(&["orphans", "--suggest"]);
        assert_shape(
            &answer,
            &json!({
                "kind": "", "counts": {"unreferenced": 0, "dead_end": 0, "isolated": 0},
                "index_notes": [""], "total": 0, "left_out": 0, "ignored": 0,
                "orphans": [{
                    "path": "", "title": "", "incoming": 0, "outgoing": 0, "words": 0, "daily": true,
                    "suggestions": [{"path": "", "line?": 0, "score": 0.0, "reason": ""}],
                }],
            }),
        );
        let orphans = list(&answer, "orphans");
        assert_eq!(orphans.len() as u64, env.json(&["stats"])["orphans"]);
        let order = |orphan: &Value| (orphan["daily"] == true, text(orphan, "path").to_owned());
        assert!(orphans.iter().map(order).is_sorted(), "{orphans:#?}");
        for orphan in orphans {
            let path = text(orphan, "path");
            assert_eq!(orphan["incoming"], 0);
            let links = env.json(&["links", path]);
            let from_others = |link: &&Value| link["path"] != path;
            assert_eq!(list(&links, "backlinks").iter().find(from_others), None, "{path}");
            assert_best_first(list(orphan, "suggestions"));
            for suggestion in list(orphan, "suggestions") {
                let from = text(suggestion, "path");
                assert_ne!(from, path, "a note cannot end its own solitude");
                assert!(env.vault().path(from).is_file());
                if !suggestion["line"].is_null() {
                    line_of(env.vault(), from, &suggestion["line"]);
                }
            }
        }
    }
}

#[test]
fn each_kind_is_what_its_line_in_the_help_says() {
    let env = TestEnvironment::new(KINDS_VAULT);
    for (kind, orphans) in [
        (
            "unreferenced",
            &["README.md", "alone.md", "index.md", "to a file.md", "2024-05-02.md"][..],
        ),
        (
            "dead-end",
            &[
                "README.md", "alone.md", "from day.md", "from index.md", "to a file.md",
                "2024-05-02.md",
            ],
        ),
        ("isolated", &["README.md", "alone.md", "to a file.md", "2024-05-02.md"]),
        (
            "unreachable",
            &["alone.md", "island/a.md", "island/b.md", "to a file.md", "2024-05-02.md"],
        ),
        ("only-from-hubs", &["from day.md"]),
        ("sections", &[]),
    ] {
        assert_eq!(of_kind(&env, kind), orphans, "{kind}");
    }
    assert_session!(env.session(&[
        &["orphans", "--kind", "unreachable"],
        &["orphans", "--kind", "only-from-hubs"],
        &["orphans", "--kind", "dead-end"],
        &["orphans", "--kind", "sections"],
    ]));
}

#[test]
fn the_kinds_agree_with_each_other_and_with_their_numbers() {
    for env in vaults() {
        let counts = &env.json(&["orphans"])["counts"];
        let of = |kind: &str| of_kind(&env, kind);
        for kind in KINDS {
            let number = counts[kind.replace('-', "_")].as_u64().unwrap_or_default();
            assert_eq!(of(kind).len() as u64, number, "{kind}");
        }
        let dead_ends = of("dead-end");
        let mut both = of("unreferenced");
        both.retain(|path| dead_ends.contains(path));
        assert_eq!(of("isolated"), both);
        let unreferenced = of("unreferenced");
        assert!(!of("only-from-hubs").iter().any(|path| unreferenced.contains(path)));
        let reached = env.json(&["orphans", "--kind", "unreachable"]);
        let starts = column_of_texts(&reached["index_notes"]);
        let unreachable = of("unreachable");
        if !starts.is_empty() {
            let missed = |path: &&String| !unreachable.contains(path) && !starts.contains(path);
            assert_eq!(unreferenced.iter().find(missed), None);
        }
    }
}

fn column_of_texts(texts: &Value) -> Vec<String> {
    let texts = texts.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn settings_say_what_is_index_daily_and_hub() {
    let env = TestEnvironment::new(&format!(
        "-- lore.toml --\n[orphans]\nindex = [\"Subject.md\"]\ndaily = [\"island/\"]\n\
         hubs = [\"from subject.md\"]\nignore = [\"alone.md\"]\n{KINDS_VAULT}"
    ));
    let unreachable = ["README.md", "from index.md", "index.md", "to a file.md", "2024-05-02.md"];
    let mut listed = of_kind(&env, "unreachable");
    listed.retain(|path| !path.starts_with("island/"));
    assert_eq!(listed, ["2024-05-02.md", "README.md", "from index.md", "index.md", "to a file.md"]);
    assert_eq!(listed.len(), unreachable.len());
    // The note of a day is none here. Both islands are daily, and the note from the subject is a hub:
    // they lead on, so nothing is amiss where only such notes lead to them.
    assert_eq!(of_kind(&env, "only-from-hubs"), ["2024-05-01.md"]);
    let answer = env.json(&["orphans"]);
    assert_eq!(answer["ignored"], 1);
    assert!(!column(list(&answer, "orphans"), "path").contains(&"alone.md"));
}

#[test]
fn without_an_index_note_nothing_can_be_told_of_ways_from_one() {
    let env = TestEnvironment::new("-- a.md --\n[[b]]\n-- b.md --\n");
    assert_session!(env.session(&[&["orphans", "--kind", "unreachable"]]));
    assert!(env.json(&["orphans"])["counts"]["unreachable"].is_null());
}

#[test]
fn many_daily_notes_are_one_line_unless_all_are_asked_for() {
    let mut files = "-- index.md --\n[[a]]\n-- a.md --\n".to_owned();
    for day in 1..=5 {
        files.push_str(&format!("-- daily/2024-05-0{day}.md --\n[[a]]\n"));
    }
    let env = TestEnvironment::new(&files);
    assert_session!(env.session(&[
        &["orphans", "--suggest"],
        &["orphans", "--all"],
        &["orphans", "-n", "2"],
    ]));
    assert_eq!(list(&env.json(&["orphans"]), "orphans").len(), 6);
}

#[test]
fn what_comes_first_is_what_was_asked_for() {
    let env = TestEnvironment::new(
        "\
-- long.md --
one two three four five six seven eight nine ten
-- old.md --
---
date: 2020-01-01
---
one two
-- older.md --
---
date: 2019-01-01
---
one two three
-- zebra fish.md --
It swims in the aquarium.
-- aquarium.md --
[[old]], [[older]]
It holds a zebra fish.
",
    );
    let first = |sort: &str| {
        let answer = env.json(&["orphans", "--kind", "dead-end", "--sort", sort]);
        text(&list(&answer, "orphans")[0], "path").to_owned()
    };
    assert_eq!(first("path"), "long.md");
    assert_eq!(first("oldest"), "older.md");
    assert_eq!(first("largest"), "long.md");
    assert_eq!(first("suggested"), "zebra fish.md");
    let answer = env.json(&["orphans", "--kind", "isolated", "--sort", "suggested"]);
    assert_eq!(column(list(&answer, "orphans"), "path"), ["zebra fish.md", "long.md"]);
    let answer = env.json(&["orphans", "--kind", "dead-end", "-n", "1"]);
    assert_eq!((&answer["total"], &answer["left_out"]), (&json!(4), &json!(3)));
}

#[test]
fn links_that_bear_the_name_and_lead_elsewhere_say_why() {
    let env = TestEnvironment::new(
        "\
-- Comments.md --
-- blog/comments.md --
-- docs/Comments.md --
-- a.md --
[[blog/comments]], [[Tomatos]], [x](old/Basil.md)
-- b.md --
[[Comments]]
-- c.md --
[[Comments]], [[Tomatos]]
-- Tomato.md --
-- herbs/Basil.md --
",
    );
    assert_session!(env.session(&[&["orphans"]]));
}

#[test]
fn entries_of_a_journal_are_alone_if_nothing_has_their_topic() {
    let env = TestEnvironment::new(&format!(
        "{JOURNAL}\n### Day 7\n\n**Topic:** Knots\n\nSee [the first](#day-1).\n\n\
         ### Day 8\n\nNothing in particular.\n"
    ));
    assert_session!(env.session(&[&["orphans", "--kind", "sections", "--suggest"]]));
}

#[test]
fn an_index_is_not_suggested_where_a_text_says_index() {
    let env = TestEnvironment::new(
        "-- index.md --\n[[a]]\n-- a.md --\nThe index of an array begins at 0, an index is a number.\n",
    );
    let answer = env.json(&["orphans", "--suggest"]);
    let orphans = list(&answer, "orphans");
    assert_eq!(column(orphans, "path"), ["index.md"]);
    for suggestion in list(&orphans[0], "suggestions") {
        assert!(!text(suggestion, "reason").starts_with("mentions"), "{suggestion}");
    }
}

#[test]
fn the_kinds_are_what_the_links_of_all_notes_say() {
    for env in [
        TestEnvironment::new(KINDS_VAULT),
        TestEnvironment::new(GARDEN),
        TestEnvironment::new(BLOG),
    ] {
        let mut notes: BTreeSet<String> = BTreeSet::new();
        for kind in ["unreferenced", "dead-end"] {
            notes.extend(of_kind(&env, kind));
        }
        // From any note on, links in both directions lead to the others.
        let mut edges: BTreeSet<(String, String)> = BTreeSet::new();
        let mut next: Vec<String> = notes.iter().cloned().collect();
        while let Some(note) = next.pop() {
            let links = env.json(&["links", &note]);
            let from = list(&links, "outgoing").iter().filter_map(|link| link["path"].as_str());
            for to in from.filter(|to| is_note(to) && *to != note) {
                edges.insert((note.clone(), to.to_owned()));
                if notes.insert(to.to_owned()) {
                    next.push(to.to_owned());
                }
            }
            for from in column(list(&links, "backlinks"), "path") {
                if notes.insert(from.to_owned()) {
                    next.push(from.to_owned());
                }
            }
        }
        let has = |end: fn(&(String, String)) -> &String, note: &String| {
            edges.iter().any(|edge| end(edge) == note)
        };
        let is_linked = |note: &String| has(|edge| &edge.1, note);
        let links = |note: &String| has(|edge| &edge.0, note);
        let starts = env.json(&["orphans"])["index_notes"].clone();
        let mut reached: BTreeSet<String> = column_of_texts(&starts).into_iter().collect();
        loop {
            let step =
                edges.iter().filter(|(from, to)| reached.contains(from) && !reached.contains(to));
            let Some((_, to)) = step.clone().next() else { break };
            reached.insert(to.clone());
        }
        let of = |kind: &str| of_kind(&env, kind).into_iter().collect::<BTreeSet<String>>();
        let expected = |wanted: &dyn Fn(&String) -> bool| {
            notes.iter().filter(|note| wanted(note)).cloned().collect::<BTreeSet<String>>()
        };
        assert_eq!(of("unreferenced"), expected(&|note| !is_linked(note)));
        assert_eq!(of("dead-end"), expected(&|note| !links(note)));
        assert_eq!(of("isolated"), expected(&|note| !is_linked(note) && !links(note)));
        let has_start = !reached.is_empty();
        assert_eq!(of("unreachable"), expected(&|note| has_start && !reached.contains(note)));
    }
}

fn is_note(path: &str) -> bool {
    path.ends_with(".md") || path.ends_with(".markdown")
}
