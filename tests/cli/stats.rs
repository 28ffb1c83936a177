//! `lore stats`: that the numbers are those of the files and of the other verbs.

use serde_json::json;

use crate::common::{TestEnvironment, assert_shape};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK, JOURNAL};

#[test]
fn sample() {
    assert_session!(TestEnvironment::sample().session(&[&["stats"], &["stats", "--json"]]));
}

#[test]
fn fixtures() {
    let session = |files| TestEnvironment::new(files).session(&[&["stats"]]);
    assert_session!([JOURNAL, BLOG, HANDBOOK, GARDEN].map(session).join("\n"));
}

#[test]
fn an_empty_vault_has_numbers_too() {
    assert_session!(TestEnvironment::new("").session(&[&["stats"], &["stats", "--json"]]));
}

#[test]
fn json_keeps_the_contract_and_counts_right() {
    let env = TestEnvironment::new(
        "\
-- a.md --
# Title
One two three [[b]] [[b]] [[gone]] [out](https://example.org) #tag
## Part
- [ ] open
- [x] done
-- b.md --
-- c.png --
",
    );
    let stats = env.json(&["stats"]);
    let shape = json!({
        "notes": 0, "sections": 0, "words": 0, "links": 0, "resolved_links": 0, "dead_links": 0,
        "topics": 0, "tags": 0, "orphans": 0,
    });
    assert_shape(&stats, &shape);
    for (name, number) in [
        ("notes", 2),
        ("files", 1),
        ("links", 3),
        ("resolved_links", 2),
        ("dead_links", 1),
        ("external_links", 1),
        ("tags", 1),
        ("orphans", 1),
        ("isolated", 0),
        ("tasks", 2),
        ("open_tasks", 1),
    ] {
        assert_eq!(stats[name], number, "{name} in {stats:#}");
    }
    assert_shape(&TestEnvironment::sample().json(&["stats"]), &shape);
}

#[test]
fn growth_goes_by_the_days_of_notes_and_tags_used_once_are_counted() {
    let env = TestEnvironment::new(
        "\
-- 2024-01-05.md --
#a #b
-- 2024-01-20.md --
#a
-- spring.md --
---
date: 2024-04-01
updated: 2024-05-09
---
#c
-- to come.md --
---
date: 2999-01-01
---
-- undated.md --
",
    );
    let stats = env.json(&["stats"]);
    assert_eq!(
        stats["growth"],
        json!([{"month": "2024-01", "notes": 2}, {"month": "2024-04", "notes": 1}])
    );
    assert_eq!(stats["growth_by"], json!({"own": 4, "file": 0, "unknown": 1}));
    assert_eq!(stats["tags_used_once"], 2);
    assert_eq!(stats["most_recent"][0]["path"], "spring.md");
    assert_eq!(stats["most_recent"][0]["date"], "2024-05-09");
    assert_session!(env.session(&[&["stats"]]));
}

#[test]
fn orphans_are_those_that_orphans_counts() {
    for files in [JOURNAL, BLOG, HANDBOOK, GARDEN] {
        let env = TestEnvironment::new(files);
        assert_eq!(env.json(&["stats"])["orphans_by_kind"], env.json(&["orphans"])["counts"]);
    }
}

#[test]
fn notes_without_a_day_grow_by_that_of_their_file_unless_most_share_it() {
    let env = TestEnvironment::new("-- a.md --\n-- b.md --\n-- c.md --\n-- d.md --\n");
    let copied = env.json(&["stats"]);
    assert_eq!(copied["growth_by"], json!({"own": 0, "file": 0, "unknown": 4}));
    env.shell("touch -d 2024-02-03T12:00:00Z a.md b.md; touch -d 2024-03-03T12:00:00Z c.md")
        .expect(0);
    let written = env.json(&["stats"]);
    assert_eq!(written["growth_by"], json!({"own": 0, "file": 4, "unknown": 0}));
    assert_eq!(written["growth"][0], json!({"month": "2024-02", "notes": 2}));
    assert_eq!(written["growth"][1], json!({"month": "2024-03", "notes": 1}));
}
