//! `lore gaps`.

use serde_json::json;

use crate::common::{TestEnvironment, assert_shape, column, line_of, list, text};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[&["gaps", "-n", "4"], &["gaps", "-n", "1", "--json"]]));
}

#[test]
fn what_more_places_want_comes_first_and_each_place_says_so() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\nSee [[Raft]] and [[Paxos]]. #consensus\n\n\
         -- b.md --\n# B\n\nSee [[Raft]], or [[<name>]].\n\n**Topic:** Gossip\n\n\
         -- c.md --\n# C\n\nRaft is simple. [[A]]\n\n## Raft\n\nNothing.\n",
    );
    let answer = env.json(&["gaps"]);
    assert_shape(
        &answer,
        &json!({"gaps": [{
            "name": "", "kind": "", "linked_from": 0, "stated_in": 0, "headings": 0,
            "mentioned_in": 0, "where": [{"path": "", "line": 0, "heading": [""], "how": ""}],
        }]}),
    );
    let gaps = list(&answer, "gaps");
    assert_eq!(column(gaps, "name"), ["Raft", "Paxos", "Gossip"]);
    assert_eq!(gaps[0]["linked_from"], 2);
    assert_eq!(gaps[0]["headings"], 1);
    assert_eq!(gaps[0]["mentioned_in"], 1);
    for gap in gaps {
        for place in list(gap, "where") {
            let line = line_of(env.vault(), text(place, "path"), &place["line"]);
            assert!(line.contains(text(gap, "name")), "{line}");
        }
    }
}

#[test]
fn a_vault_without_gaps_says_so() {
    let env = TestEnvironment::new("-- a.md --\n# A\n\n#tag\n");
    let run = env.lore(&["gaps"]).expect(1);
    assert_eq!(run.stdout, "every topic and every link has its note\n");
}
