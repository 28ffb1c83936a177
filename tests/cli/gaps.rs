//! `lore gaps`: which names are gaps, in which order, and what each place says.

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
    assert_eq!(run.stdout, "every topic and every linked name has a note\n");
}

#[test]
fn names_that_headings_and_titles_share_are_gaps_unless_a_note_or_a_form_has_them() {
    let mut files = String::new();
    let places = ["one", "two", "three", "four", "five", "six", "seven"];
    for (nth, place) in places.into_iter().enumerate() {
        // A form: both headings in every note. A subject beside them in three.
        let subject = match nth {
            0..4 => "",
            _ => "## Bloom filter\n\nBits.\n\n",
        };
        files.push_str(&format!(
            "-- {place}.md --\n# {place}\n\n## Field report\n\nSeen.\n\n{subject}\
             ## Open ends\n\nA Bloom filter is wrong at times. The hash ring is round.\n\n"
        ));
    }
    files.push_str(
        "-- x.md --\n# Growing a hash ring\n\nThe hash ring is round.\n\n\
         -- y.md --\n# Why the hash ring wobbles\n\n-- z.md --\n# z\n\n## What a hash ring costs\n",
    );
    let env = TestEnvironment::new(&files);
    let names = |kind: &str| {
        let answer = env.json(&["gaps", "--kind", kind]);
        column(list(&answer, "gaps"), "name").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("heading"), ["Bloom filter"]);
    assert_eq!(names("phrase"), ["hash ring"]);
    assert_session!(env.session(&[&["gaps"], &["gaps", "--kind", "topic"]]));
    env.vault().write("Bloom Filters.md", "# Bloom Filters\n");
    assert_eq!(names("heading"), [""; 0]);
}

#[test]
fn a_heading_of_one_word_is_a_name_if_texts_write_it_with_a_capital() {
    let mut files = String::new();
    for place in ["one", "two", "three"] {
        files.push_str(&format!(
            "-- {place}.md --\n# {place}\n\n## Docker\n\n## {place}ly\n\n\
             With Docker, mind the weather.\n\n"
        ));
    }
    files.push_str("-- a.md --\n## Weather\n\n-- b.md --\n## Weather\n\n-- c.md --\n## Weather\n");
    let answer = TestEnvironment::new(&files).json(&["gaps", "--kind", "heading"]);
    assert_eq!(column(list(&answer, "gaps"), "name"), ["Docker"]);
}
