//! `lore timeline`: which entries there are, and in which order.

use serde_json::json;

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};
use crate::fixtures::JOURNAL;

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["timeline", "Airflow"],
        &["timeline", "--date", "2024-06.."],
        &["timeline", "write amplification"],
        &["timeline", "Bloom Filter", "--json"],
        &["timeline", "--date", "whenever"],
        &["timeline", "Airflo"],
    ]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[&["timeline"], &["timeline", "docker"]]));
}

#[test]
fn a_vault_without_days_says_so() {
    let env = TestEnvironment::new("-- tea.md --\n# Tea\n\nLeaves.\n");
    let run = env.lore(&["timeline"]).expect(1);
    assert!(run.stdout.contains("no heading or note here names a day"), "{}", run.stdout);
}

#[test]
fn days_without_an_entry_are_answered_with_those_that_have_one() {
    let env = TestEnvironment::new(
        "-- 2024-03-02.md --\nTea.\n-- 2024-05-01.md --\nMilk.\n-- log.md --\n## Day 7\n\nWater.\n\
         -- list.md --\nNo such words.\n",
    );
    for (arguments, expected) in [
        (
            &["--date", "1999"][..],
            "no entry is dated 1999-01-01..1999-12-31; the dates run from 2024-03-02 to 2024-05-01\n",
        ),
        (
            &["tea", "--date", "1999-05-01"],
            "no entry about “tea” is dated 1999-05-01; the only date is 2024-03-02\n",
        ),
        (
            &["water", "--date", "1999-05-01"],
            "no entry about “water” names a day; they have numbers, as in “Day 7”\n",
        ),
        (&["list", "--date", "1999"], "no entry of a day or number has to do with “list”\n"),
    ] {
        let run = env.lore(&[&["timeline"], arguments].concat()).expect(1);
        assert_eq!(run.stdout, expected);
    }
}

#[test]
fn entries_are_told_once_in_order_with_what_stands_in_their_line() {
    let env = TestEnvironment::new(
        "-- daily/2024-03-02.md --\n# 2 March 2024\n\nSome [[Tea]].\n\n## Evening\n\nMore tea.\n\
         -- daily/2024-03-01.md --\nNothing.\n\
         -- Journal.md --\n# Journal\n\n## 2024-02-01\n\nBlack\ntea again.\n\n## Day 7\n\n**Topic:** Tea\n\n\
         ## Day 3\n\ntea\n\
         -- Tea.md --\n# Tea\n",
    );
    let answer = env.json(&["timeline", "tea"]);
    assert_shape(
        &answer,
        &json!({"topic": "", "left_out": 0, "entries": [{
            "label": "", "path": "", "line": 0, "topics": [""], "how": "", "name": "",
        }]}),
    );
    let entries = list(&answer, "entries");
    let labels: Vec<&str> = entries.iter().map(|entry| text(entry, "label")).collect();
    assert_eq!(labels, ["2024-02-01", "2 March 2024", "Day 3", "Day 7 · Tea"]);
    let hows: Vec<&str> = entries.iter().map(|entry| text(entry, "how")).collect();
    assert_eq!(hows, ["mention", "link", "mention", "topic"]);
    for entry in entries {
        let line = line_of(env.vault(), text(entry, "path"), &entry["line"]);
        assert!(line.to_lowercase().contains("tea"), "{entry}: {line}");
    }
    assert_eq!(list(&env.json(&["timeline"]), "entries").len(), 5);
}

/// What was learnt in a week could not be asked for.
#[test]
fn the_entries_below_a_heading() {
    let env = TestEnvironment::new(
        "-- log.md --\n# Log\n\n## Week 1\n\n### Day 1\n\nTrees.\n\n### Day 2\n\nGraphs.\n\n\
         ## Week 2\n\n### Day 3\n\n#### Notes\n\nPaths of week 1.\n",
    );
    for (heading, labels) in [
        ("Week 1", &["Day 1", "Day 2"][..]),
        ("log#Week 2", &["Day 3"]),
        ("Notes", &["Day 3"]),
        ("Day 2", &["Day 2"]),
    ] {
        let answer = env.json(&["timeline", heading]);
        assert_eq!(column(list(&answer, "entries"), "label"), labels, "{heading}: {answer:#}");
    } // Of several the one that is meant can be asked for.
    env.vault().write("two.md", "# Two\n\n## Day 8\n\na\n\n## Day 8\n\nb\n");
    for name in ["Day 8", "two#Day 8", "two › Day 8"] {
        let run = env.lore(&["timeline", name]).expect(2);
        assert!(run.stderr.contains("two.md:3") && run.stderr.contains("two.md:7"), "{run:#?}");
    }
    assert_eq!(env.json(&["timeline", "two.md:7"])["entries"][0]["line"], 7);
}
