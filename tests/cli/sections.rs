//! The section is the unit everywhere: what is asked about a heading of a long page is answered for that
//! heading. Leaves out what each command says of whole notes, which is in the file of the command.

use crate::common::{TestEnvironment, column, list};

fn headings(answer: &serde_json::Value) -> Vec<String> {
    let hits = list(answer, "hits").iter();
    hits.map(|hit| format!("{}:{}", hit["path"].as_str().unwrap_or(""), hit["line"])).collect()
}

/// A subheading that five concepts share was taken for a template's line, whatever stood above it.
#[test]
fn a_repeated_subheading_came_behind_what_has_fewer_of_the_words() {
    let concepts = ["Mutex", "Semaphore", "Spinlock", "Fork", "Signal", "Pipe"];
    let page: String = concepts
        .map(|name| {
            format!("\n## {name}\n\nAsked.\n\n### Definition\n\nText.\n\n### Pitfalls\n\nOf it.\n")
        })
        .concat();
    let env = TestEnvironment::new(&format!(
        "-- OS.md --\n# OS notes\n{page}-- Other.md --\n# Other\n\nread up on the mutex\n"
    ));
    let answer = env.json(&["search", "mutex pitfalls"]);
    assert_eq!(headings(&answer)[0], "OS.md:11", "{answer:#}");
}

/// `**Topic:** Docker` in six entries is no line of a template, but what they are about.
#[test]
fn entries_about_a_topic_came_behind_what_mentions_it() {
    let entries: String = (1..=6)
        .map(|day| format!("\n### Day {day}\n\n**Topic:** Docker\n\n**Content:** layer {day}\n"))
        .collect();
    let other = "\n### Day 7\n\n**Topic:** Kubernetes\n\n**Content:** what Docker would run\n";
    let env = TestEnvironment::new(&format!("-- log.md --\n# Log\n{entries}{other}"));
    let answer = env.json(&["search", "docker"]);
    let hits = headings(&answer);
    assert_eq!(hits.last().map(String::as_str), Some("log.md:39"), "{hits:?}");
    assert_eq!(hits.len(), 7);
}

/// Two dated headings made one unit of a handbook of any length.
#[test]
fn a_history_of_changes_joined_the_parts_of_a_handbook() {
    let words = "word ".repeat(1_200);
    let parts = ["Structures", "Systems", "Sorting"]
        .map(|name| format!("\n## {name}\n\n### About {name}\n\nasked {name} {words}\n"))
        .concat();
    let filler: String = (0..4).map(|nth| format!("-- n{nth}.md --\nnote {nth}\n")).collect();
    let changes = "\n## Changelog\n\n### 2024-01-05\n\nfirst\n\n### 2024-02-11\n\nsecond\n";
    let env = TestEnvironment::new(&format!("-- H.md --\n# H\n{parts}{changes}{filler}"));
    let answer = env.json(&["related", "H#Structures", "-n", "20"]);
    let names = column(list(&answer, "related"), "name");
    assert!(names.iter().any(|name| name.contains("Systems")), "{answer:#}");
}

/// Clauses of what an entry tells became topics that connect entries.
#[test]
fn clauses_of_running_text_became_concepts() {
    let entry = |day: u32, topic: &str, said: &str| {
        format!("\n### Day {day}\n\n**Topic:** {topic}\n\n**Content:** {said}\n")
    };
    let env = TestEnvironment::new(&format!(
        "-- log.md --\n# Log\n{}{}",
        entry(1, "Docker", "Layers are cached, which I did not know, and then I fixed the build."),
        entry(2, "Airflow", "A run has a logical date, which I did not know, and it is not today."),
    ));
    let run = env.lore(&["path", "Day 1", "Day 2"]);
    assert!(!run.stdout.contains("which I did not know"), "{run:#?}");
    let answer = env.json(&["related", "Day 1"]);
    assert!(!answer.to_string().contains("which I did not know"), "{answer:#}");
}

/// Chapters of a book with a status of their own were counted as books.
#[test]
fn chapters_counted_as_books() {
    let env = TestEnvironment::new(
        "-- DDIA.md --\n---\ntype: book\nstatus: reading\n---\n# DDIA\n\n## Replication\n**Status:** done\n\n\
         ## Partitioning\n**Status:** todo\n\n## Chapter 7: Transactions\n**Status:** todo\n\n\
         ### Summary\n**Status:** done\n",
    );
    let answer = env.json(&["progress"]);
    let kinds: Vec<(String, usize)> = list(&answer, "kinds")
        .iter()
        .map(|group| (group["kind"].as_str().unwrap_or("").to_owned(), list(group, "items").len()))
        .collect();
    let wanted = [("section", 3), ("book", 1), ("chapter", 1)];
    assert_eq!(kinds, wanted.map(|(kind, count)| (kind.to_owned(), count)), "{answer:#}");
    let env = TestEnvironment::new(
        "-- DDIA.md --\n# DDIA\n\n## Model\n\n### Summary\n**Status:** done\n\n## Storage\n\n\
         ### Summary\n**Status:** todo\n",
    );
    let answer = env.json(&["progress"]);
    let names = column(list(&list(&answer, "kinds")[0], "items"), "name");
    assert_eq!(names, ["Storage › Summary", "Model › Summary"], "{answer:#}");
}

/// `and` before the last of several topics was a part of its name.
#[test]
fn the_last_topic_began_with_and() {
    let env = TestEnvironment::new(
        "-- log.md --\n### Day 1\n\n**Topics:** Docker, Kubernetes, and Helm\n\n### Day 2\n\n\
         **Topics:** Airflow, und dbt\n\n### Day 3\n\n**Topic:** And Then There Were None\n",
    );
    let names = env.json(&["topics"]).to_string();
    for topic in ["\"Helm\"", "\"dbt\"", "\"And Then There Were None\""] {
        assert!(names.contains(topic), "{topic} {names}");
    }
}

/// A sub-section behind one with a topic of its own was cut out of its day.
#[test]
fn a_day_lost_what_stands_behind_an_entry_within_it() {
    let day = |nth: usize| {
        let text = "reflected upon ".repeat(400);
        format!(
            "## Day {nth}\n\n**Topic:** T{nth}\n\n### Part 1\n\n**Topic:** Sub{nth}\n\nfoo\n\n\
                 ### Reflections\n\n{text}\n\n"
        )
    };
    let days: String = (1..8).map(day).collect();
    let notes: String = (0..4).map(|nth| format!("-- n{nth}.md --\nreflected n{nth}\n")).collect();
    let env = TestEnvironment::new(&format!("-- log.md --\n# Log\n\n{days}{notes}"));
    let answer = env.json(&["related", "n1", "-n", "30"]);
    let names = column(list(&answer, "related"), "name");
    assert!(!names.contains(&"Reflections"), "{names:?}");
    assert!(names.iter().any(|name| name.contains("T3")), "{names:?}");
}

/// A line behind the end was answered for the last section, `:0` for the whole note.
#[test]
fn lines_that_a_note_does_not_have_were_answered() {
    let env = TestEnvironment::new("-- a.md --\n# A\n\n## Trie\n\nx\n");
    assert_eq!(env.json(&["links", "a.md:5"])["note"]["section"], "Trie");
    for line in ["a.md:6", "a.md:0"] {
        let run = env.lore(&["links", line]).expect(2);
        assert!(run.stderr.contains("it has 5"), "{run:#?}");
    }
}

/// Words that are a heading of two notes could not be asked about at all.
#[test]
fn quoted_words_are_words_whatever_else_they_name() {
    let env = TestEnvironment::new(
        "-- a.md --\n## Next steps\nThe next steps are tea.\n-- b.md --\n## Next steps\nmilk\n",
    );
    env.lore(&["related", "next steps"]).expect(2);
    assert_eq!(env.json(&["related", "\"next steps\""])["of"]["kind"], "phrase");
}

/// What a topic is the name of as well was refused with the name that was refused.
#[test]
fn a_heading_that_is_a_topic_too_was_suggested_as_the_topic() {
    let env = TestEnvironment::new(
        "-- H.md --\n# Handbook\n\n## Docker\n\nx\n-- log.md --\n### Day 1\n\n**Topic:** Docker\n",
    );
    let run = env.lore(&["links", "Docker"]).expect(2);
    assert!(run.stderr.contains("did you mean “H#Docker”"), "{run:#?}");
}

/// `link:` found links to the section alone, `links` those to what is below it as well.
#[test]
fn links_into_a_section_meant_two_things() {
    let env = TestEnvironment::new(
        "-- H.md --\n# H\n\n## Structures\n\n### Array\n\nSee [[#Structures]].\n\n## Systems\n\
         -- P.md --\nThe [[H#Array]] came up.\n",
    );
    let answer = env.json(&["search", "link:\"H#Structures\""]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["P.md"], "{answer:#}");
    assert_eq!(column(list(&env.json(&["links", "H#Structures"]), "backlinks"), "path"), ["P.md"]);
}

/// Each heading of the page that GitHub shows has an anchor, be it in a quote, a list or written in HTML.
#[test]
fn anchors_of_headings_that_begin_no_section_were_dead() {
    let env = TestEnvironment::new(
        "-- README.md --\n<h1 align=\"center\">\n  <br>\n  Project <b>Title</b>\n</h1>\n\n\
         [a](#project-title) [b](#in-quote) [c](#in-list) [d](#install-1) [e](#install)\n\n\
         > ## In quote\n> x\n\n- ## In list\n\n> ## Install\n\n## Install\n\nhere\n\n[f](#install-2)\n",
    );
    let answer = env.json(&["check"]);
    assert_eq!(list(&answer, "problems").len(), 1, "{answer:#}");
    let links = env.json(&["links", "README"]);
    let line = |nth: usize| links["outgoing"][nth]["target_line"].as_u64();
    assert_eq!(
        (line(3), links["outgoing"][4]["resolved"].as_bool()),
        (Some(15), Some(true)),
        "{links:#}"
    );
}

/// Two headings of one name in one place looked the same.
#[test]
fn headings_of_one_name_were_told_apart_by_nothing() {
    let env = TestEnvironment::new(
        "-- a.md --\n# OS\n\n## Notes\n\n## Notes\n-- i.md --\n[n](a.md#notes-1) [m](a.md#notes)\n",
    );
    let answer = env.json(&["links", "i"]);
    let lines: Vec<u64> =
        list(&answer, "outgoing").iter().filter_map(|link| link["target_line"].as_u64()).collect();
    assert_eq!(lines, [5, 3], "{answer:#}");
    assert_eq!(env.json(&["links", "a#notes-1"])["note"]["line"], 5);
    let shown = env.lore(&["resolve", "i"]).expect(0).stdout;
    assert!(shown.contains("a.md:5 › OS › Notes") && shown.contains("a.md:3 ›"), "{shown}");
}
