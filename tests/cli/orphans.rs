//! `lore orphans`.

use serde_json::{Value, json};

use crate::common::{
    TestEnvironment, assert_best_first, assert_shape, column, line_of, list, text,
};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK};

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
    for env in [TestEnvironment::sample(), TestEnvironment::new(GARDEN), TestEnvironment::new(BLOG)]
    {
        let answer = env.json(&["orphans", "--suggest"]);
        assert_shape(
            &answer,
            &json!({"orphans": [{
                "path": "", "title": "", "incoming": 0, "outgoing": 0,
                "suggestions": [{"path": "", "line?": 0, "score": 0.0, "reason": ""}],
            }]}),
        );
        let orphans = list(&answer, "orphans");
        assert_eq!(orphans.len() as u64, env.json(&["stats"])["orphans"]);
        let paths = column(orphans, "path");
        assert!(paths.is_sorted(), "{paths:?}");
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
