//! `lore stats`.

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
