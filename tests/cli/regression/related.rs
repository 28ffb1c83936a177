//! Bugs in what has to do with what, and why.

use crate::common::{TestEnvironment, column, list, text};

/// A name within a longer one was shown as the mention that connects two notes.
#[test]
fn a_path_led_through_a_part_of_another_name() {
    let env = TestEnvironment::new(
        "-- a.md --\nThe Raft Log is long.\n\nRaft has one.\n-- Raft.md --\n-- Raft Log.md --\n",
    );
    let answer = env.json(&["path", "a", "Raft"]);
    let hops = list(&answer, "path");
    assert_eq!(hops.last().expect("a hop")["via"]["line"], 3, "{answer:#}");
}

/// Settings of the tools that make documents of notes connected all of them.
#[test]
fn settings_of_tools_were_reasons() {
    let mut files = String::from("-- refs.bib --\n-- apa.csl --\n");
    for at in 1..=40 {
        files.push_str(&format!(
            "-- n{at}.md --\n---\ntitle: Note n{at}\nbibliography: refs.bib\ncsl: apa.csl\n\
             output: html_document\nformat:\n  html:\n    theme: cosmo\n---\n\ntext {at}\n",
        ));
    }
    let env = TestEnvironment::new(&files);
    env.lore(&["path", "Note n1", "Note n2"]).expect(1);
    let answer = env.json(&["topics", "--all"]);
    let names = column(list(&answer, "topics"), "name");
    assert!(!names.is_empty() && names.iter().all(|name| name.starts_with("Note")), "{names:?}");
}

/// What one has in a field was said to be in the same field of the other, which has it as its topic.
#[test]
fn a_reason_to_review_named_a_field_that_is_not_there() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## Day 1\n\n**Topic:** Docker\n\n**Content:** Zoomcamp\n\n\
         ## Day 2\n\n**Topic:** Zoomcamp\n\n",
    );
    let answer = env.json(&["review", "--days", "1"]);
    let reason = text(&list(&answer, "review")[0]["reasons"][0], "detail").to_owned();
    assert!(
        reason.starts_with("has “Zoomcamp” under “Content”, which is the topic of “Day 2"),
        "{reason}"
    );
}

/// What answers call an entry was a phrase for one command and unknown to the others.
#[test]
fn the_name_of_an_entry_could_not_be_asked_about() {
    let env = TestEnvironment::new(
        "-- J.md --\n# Log\n\n## Day 1\n\n**Topic:** Docker\n\nImages, see [[Zoomcamp]].\n\n\
         ## Day 2 · late\n\n**Topic:** C#\n\nTypes.\n-- Zoomcamp.md --\nA course.\n",
    );
    for name in ["Day 1 · Docker", "day 1 · docker", "J#Day 1 · Docker", "J#Log#Day 1 · Docker"]
    {
        let answer = env.json(&["related", name]);
        assert_eq!(answer["of"]["kind"], "section", "{name}: {answer:#}");
        assert_eq!(answer["of"]["name"], "Day 1 · Docker", "{name}: {answer:#}");
        let answer = env.json(&["path", name, "Zoomcamp"]);
        assert_eq!(column(list(&answer, "path"), "name"), ["Day 1 · Docker", "Zoomcamp"]);
    }
    let answer = env.json(&["links", "J#Day 1 · Docker"]);
    assert_eq!(column(list(&answer, "outgoing"), "target"), ["Zoomcamp"], "{answer:#}");
    for name in ["Day 2 · late · C#", "J#Day 2 · late · C#", "J.md#Log#Day 2 · late · C#"] {
        let answer = env.json(&["related", name]);
        assert_eq!(answer["of"]["name"], "Day 2 · late · C#", "{name}: {answer:#}");
    }
    // Another topic is another entry.
    env.lore(&["links", "J#Day 1 · Airflow"]).expect(2);
    assert_eq!(env.json(&["related", "Day 1 · Airflow"])["of"]["kind"], "phrase");
}

/// Two words of a note were a phrase, and one was no name.
#[test]
fn one_word_of_the_notes_was_refused() {
    let env = TestEnvironment::new(
        "-- a.md --\nPCA reduces dimensions of data.\n-- b.md --\nFactors, like PCA, of data.\n\
         -- c.md --\n数据 分析\n",
    );
    let answer = env.json(&["related", "PCA"]);
    assert_eq!(answer["of"], serde_json::json!({"name": "PCA", "kind": "phrase"}));
    assert_eq!(list(&answer, "related").len(), 2, "{answer:#}");
    assert_eq!(env.json(&["related", "数据"])["of"]["kind"], "phrase");
    for nowhere in ["PCAX", "…", "\""] {
        let run = env.lore(&["related", nowhere]).expect(2);
        assert!(run.stderr.contains("is not in this vault"), "{run:#?}");
    }
    // Words are no end of a way.
    env.lore(&["path", "PCA", "c"]).expect(2);
}
