//! Bugs in topics, tags, and names without a note.

use crate::common::{TestEnvironment, column, list};

/// `++` and `#` were no part of a word, so that three languages were one topic.
#[test]
fn c_and_cpp_and_csharp_were_one_topic() {
    let env = TestEnvironment::new(
        "-- j.md --\n# J\n\n### Day 1\n\n**Topic:** C\n\n### Day 2\n\n**Topic:** C++\n\n### Day 3\n\n**Topic:** C#\n\n\
         -- C.md --\nAn old language.\n-- C++.md --\nA large one.\n-- use.md --\nI use C++ daily.\n",
    );
    let answer = env.json(&["timeline", "C#"]);
    assert_eq!(column(list(&answer, "entries"), "label"), ["Day 3 · C#"], "{answer:#}");
    let answer = env.json(&["mentions", "C++"]);
    assert_eq!(column(list(&answer, "mentions"), "path"), ["use.md"], "{answer:#}");
    env.lore(&["mentions", "C"]).expect(1);
    // Who looks for the letter finds the others behind it.
    let answer = env.json(&["search", "C", "--limit", "9"]);
    let paths = column(list(&answer, "hits"), "path");
    assert_eq!((paths[0], paths.len()), ("C.md", 6), "{answer:#}");
}

/// A tag was shown by the title of the note that has it for an alias, and that name found nothing.
#[test]
fn tags_were_shown_by_names_that_found_nothing() {
    let env = TestEnvironment::new(
        "-- Machine Learning.md --\n---\naliases: [ml]\n---\ntext\n\
         -- a.md --\n---\ntags: [ml]\ntopic: dl\n---\nword\n\
         -- Deep Learning.md --\n---\naliases: [dl]\nup: \"[[Machine Learning]]\"\n---\ntext\n",
    );
    let answer = env.json(&["search", "word", "--facet", "tag"]);
    assert_eq!(answer["hits"][0]["tags"], serde_json::json!(["ml"]), "{answer:#}");
    assert_eq!(answer["facets"]["tag"][0]["value"], "ml", "{answer:#}");
    for query in ["tag:ml", "#ml", "tag:\"machine learning\"", "tag:Machine-Learning"] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"], "{query}");
    }
    // The notes of a topic are about it, and come behind what says so.
    for query in ["topic:ml", "topic:\"machine learning\"", "topic:\"deep learning\"", "topic:dl"] {
        let answer = env.json(&["search", query]);
        let paths = column(list(&answer, "hits"), "path");
        assert_eq!((paths[0], paths.contains(&"Deep Learning.md")), ("a.md", true), "{query}");
    }
}

/// That one note is part of another was said of the line of a title, wherever the field stood.
#[test]
fn a_declared_hierarchy_showed_another_line() {
    for (note, line) in [
        ("---\ntype: note\nup: \"[[Rust]]\"\n---\n\n# Ownership\n\nMoves.\n", 3),
        ("---\ntype: note\n---\n\n# Ownership\n\nMoves.\nparent:: [[Rust]]\n", 8),
        ("---\ntype: note\n---\n\n# Ownership\n\nMoves.\npart-of:: Rust\n", 8),
    ] {
        let files = format!("-- Ownership.md --\n{note}-- Rust.md --\n# Rust\n\nA language.\n");
        let env = TestEnvironment::new(&files);
        for name in ["Ownership", "Rust"] {
            let related = env.json(&["related", name]);
            let reason = &related["related"][0]["reasons"][0];
            assert_eq!(reason["detail"], "Ownership is part of Rust", "{related:#}");
            assert_eq!(reason["path"], "Ownership.md", "{name}: {note}");
            assert_eq!(reason["line"], line, "{name}: {note}");
        }
    }
    // The field of the whole.
    let env = TestEnvironment::new(
        "-- Ownership.md --\nMoves.\n-- Rust.md --\n# Rust\n\nA language.\nchildren:: [[Ownership]]\n",
    );
    let related = env.json(&["related", "Ownership"]);
    let reason = &related["related"][0]["reasons"][0];
    assert_eq!((&reason["path"], &reason["line"]), (&"Rust.md".into(), &4.into()), "{related:#}");
}

/// A section that says its topic twice counted as two.
#[test]
fn a_topic_said_twice_was_that_of_two_sections() {
    let env = TestEnvironment::new("-- a.md --\n# Log\n\nTopic: Sourdough\n\nTopic: Sourdough\n");
    let gaps = env.json(&["gaps"]);
    let topics = env.json(&["topics", "Sourdough"]);
    assert_eq!(list(&gaps, "gaps")[0]["stated_in"], 1, "{gaps:#}");
    assert_eq!(list(&topics, "topics")[0]["sections"], 1, "{topics:#}");
}

/// A topic was said to lack a note that is called so and says more behind it.
#[test]
fn gaps_named_what_a_note_with_a_longer_title_is_about() {
    let env = TestEnvironment::new(
        "-- DDIA Chapter 4 - Encoding.md --\n---\ntopic: DDIA Chapter 4\n---\nText.\n\
         -- five.md --\n# DDIA Chapter 5: Replication\n\nText.\n\
         -- Kafka - Basics.md --\nText.\n-- Kafka - Streams.md --\nText.\n\
         -- J.md --\n# J\n\n## Day 1\n\n**Topic:** DDIA Chapter 5\n\n## Day 2\n\n**Topic:** Kafka\n\n\
         [[DDIA Chapter 6]]\n",
    );
    let answer = env.json(&["gaps"]);
    let names = column(list(&answer, "gaps"), "name");
    assert_eq!(names, ["DDIA Chapter 6", "Kafka"], "{answer:#}");
}

/// What stands in links and code was counted as mentions.
#[test]
fn gaps_called_words_in_links_and_code_mentions() {
    let env = TestEnvironment::new(
        "-- a.md --\n[[Data Lake House]]\n-- b.md --\n`Data Lake`\n\
         -- J.md --\n# J\n\n## Day 1\n\n**Topic:** Data Lake\n",
    );
    let run = env.lore(&["gaps", "--kind", "topic"]).expect(0);
    assert!(!run.stdout.contains("mentioned"), "{run:#?}");
    assert!(run.stdout.contains("its words stand in 2 more sections"), "{run:#?}");
}

/// What the heading of a day named behind its number was not its topic.
#[test]
fn a_day_was_not_about_what_its_heading_named() {
    let env = TestEnvironment::new(
        "-- journal.md --
# Journal

### Day 1

**Topic:** Kafka

Consumer groups share partitions.

### Day 2 - Kafka

Offsets are committed by the consumer.

### Day 3 - What I could not find out about it

### Day 4

**Topic:** Spark

Shuffles.
",
    );
    let answer = env.json(&["timeline", "Kafka"]);
    assert_eq!(list(&answer, "entries").len(), 2, "{answer:#}");
    let answer = env.json(&["topics"]);
    assert_eq!(column(list(&answer, "topics"), "name"), ["Kafka", "Spark"], "{answer:#}");
    let found = env.json(&["search", "topic:Kafka"]);
    assert_eq!(list(&found, "hits").len(), 2, "{found:#}");
    env.lore(&["path", "Day 2 - Kafka", "Kafka"]).expect(0);
    // Nobody says it twice.
    let found = env.lore(&["search", "topic:Kafka"]).expect(0).stdout;
    assert!(!found.contains("Day 2 - Kafka · Kafka"), "{found}");
    // The topic is gone with what told of it.
    env.vault().write("journal.md", "# Journal\n\n### Day 2 - Kafka\n\n### Day 3\n");
    let answer = env.json(&["topics", "--all"]);
    assert_eq!(column(list(&answer, "topics"), "name"), ["Journal"], "{answer:#}");
}

/// `Kafka and Spark` was a topic beside Kafka and Spark.
#[test]
fn two_topics_were_one_that_nobody_knows() {
    let topics = ["Kafka and Spark", "Spark", "Spark & dbt", "dbt/SQL", "dbt", "SQL", "I/O", "R&D"];
    let days = topics.iter().enumerate();
    let days: String =
        days.map(|(at, topic)| format!("## Day {at}\n\nTopic: {topic}\n\ntext\n\n")).collect();
    let env = TestEnvironment::new(&format!("-- J.md --\n# J\n\n{days}"));
    let answer = env.json(&["topics"]);
    let mut names = column(list(&answer, "topics"), "name");
    names.sort_unstable();
    assert_eq!(names, ["I/O", "Kafka", "R&D", "SQL", "Spark", "dbt"], "{answer:#}");
    for (topic, count) in [("Spark", 3), ("dbt", 3), ("SQL", 2), ("Kafka", 1)] {
        let found = env.json(&["search", &format!("topic:{topic}")]);
        assert_eq!(list(&found, "hits").len(), count, "{topic}: {found:#}");
        let page = env.json(&["topics", topic]);
        assert_eq!(page["topics"][0]["sections"], count, "{topic}: {page:#}");
    }
    let gaps = env.lore(&["gaps"]).expect(0).stdout;
    assert!(!gaps.contains("dbt/SQL") && !gaps.contains(" and "), "{gaps}");
    // A note of the whole name is what is meant.
    env.vault().write("Kafka and Spark.md", "How they go together.\n");
    let page = env.json(&["topics", "Spark"]);
    assert_eq!(page["topics"][0]["sections"], 2, "{page:#}");
}

/// Addresses of pages that a site's generator makes were notes to write.
#[test]
fn pages_of_a_site_were_gaps() {
    let env = TestEnvironment::new(
        "-- _config.yml --\ntitle: x\n-- _posts/2024-01-02-a.md --\n\
         [t](/tags/go/) [p](/posts/page/2/) [c](/categories/) [m](missing.md)\n",
    );
    let answer = env.json(&["gaps"]);
    assert_eq!(column(list(&answer, "gaps"), "name"), ["missing"], "{answer:#}");
}

/// `topic:DDIA` found nothing beside `DDIA Chapter 3` and `DDIA Chapter 5`.
#[test]
fn what_stands_before_counted_parts_was_no_topic() {
    let topics = "-- a.md --\n# A\n\n## Day 1\n\n**Topic:** DDIA Chapter 3\n\nLogs.\n\n## Day 2\n\n\
                  **Topic:** DDIA Chapter 5\n\nCopies.\n";
    let notes = "-- DDIA Chapter 3.md --\nLogs.\n-- DDIA Chapter 5.md --\nCopies.\n";
    for files in [topics, notes] {
        let page = TestEnvironment::new(files).json(&["topics", "DDIA"]);
        let page = &list(&page, "topics")[0];
        assert_eq!(page["narrower"].as_array().map(Vec::len), Some(2), "{page:#}");
    }
    let found = TestEnvironment::new(topics).json(&["search", "topic:DDIA"]);
    assert_eq!(found["total"], 2, "{found:#}");
    let env = TestEnvironment::new(
        "-- a.md --\n## Day 3\n\n**Topic:** Chapter 3\n\n## Day 4\n\n**Topic:** Chapter 4\n\n\
         ## Day 5\n\n**Topic:** Summary of Chapter 3\n\n## Day 6\n\n**Topic:** Summary of Chapter 4\n\n\
         ## Day 7\n\n**Topic:** Rust Week 1\n\n## Day 8\n\n**Topic:** Going Part 2\n",
    );
    let answer = env.json(&["topics"]);
    let names = column(list(&answer, "topics"), "name");
    assert!(
        names.iter().all(|name| name.ends_with(|c: char| c.is_ascii_digit())),
        "nothing stands before, or once: {names:?}"
    );
}

/// `Pride and Prejudice` was cut in two wherever it stood in a field, and bore no name any more.
#[test]
fn the_name_of_a_book_was_cut_at_its_and() {
    let book = "---\nbook: Pride and Prejudice\n---\nx\n";
    let env = TestEnvironment::new(&format!(
        "-- a.md --\n{book}-- b.md --\n{book}-- o.md --\ny\n\
         -- j.md --\n## Day 1\n\n**Content:** Sense & Sensibility\n\n## Day 2\n\n**Content:** Sense & Sensibility\n\n\
         ## Day 3\n\n**Tools:** pandas and numpy\n\n## Day 4\n\n**Tools:** numpy\n",
    ));
    for (name, count) in [("Pride and Prejudice", 2), ("Sense & Sensibility", 2), ("numpy", 2)] {
        let answer = env.json(&["topics", name]);
        assert_eq!(list(&answer, "relations").len(), count, "{answer:#}");
    }
    for part in ["Prejudice", "Sensibility"] {
        env.lore(&["topics", part]).expect(2);
    }
    let answer = env.json(&["related", "a"]).to_string();
    assert!(answer.contains("both have book: Pride and Prejudice"), "{answer}");
}

/// A note whose title goes on after the name of its file hid the parts of what the file is called.
#[test]
fn a_chapter_with_a_longer_title_had_no_parts() {
    let env = TestEnvironment::new(
        "-- DDIA Chapter 3.md --\n# DDIA Chapter 3 - Storage and retrieval\n\
         -- j.md --\n## Day 1\n\n**Topic:** DDIA Chapter 3 #1 - Hash indexes\n\n\
         ## Day 2\n\n**Topic:** DDIA Chapter 3 #2 - B-trees\n-- o.md --\nx\n",
    );
    let answer = env.json(&["topics", "DDIA Chapter 3"]);
    let parts = ["DDIA Chapter 3 #1 - Hash indexes", "DDIA Chapter 3 #2 - B-trees"];
    assert_eq!(answer["topics"][0]["narrower"], serde_json::json!(parts), "{answer:#}");
}

/// What a title holds and is short for bore no name, and no hint led to it.
#[test]
fn abbreviations_in_titles_named_nothing() {
    let env = TestEnvironment::new(
        "-- S3 (Simple Storage Service).md --\nStorage.\n-- Virtual Private Cloud (VPC).md --\nNetworks.\n\
         -- x.md --\nWe use S3 and a VPC, see [[VPC]].\n-- Compaction (Kafka).md --\ny\n-- o.md --\nz\n",
    );
    for name in ["S3", "Simple storage service", "VPC", "Virtual Private Cloud"] {
        env.json(&["links", name]);
        env.json(&["topics", name]);
    }
    let answer = env.json(&["mentions", "S3"]);
    assert_eq!(column(list(&answer, "mentions"), "path"), ["x.md"], "{answer:#}");
    let refused = env.lore(&["links", "Compaction"]).expect(2).stderr;
    assert!(refused.contains("Compaction (Kafka)"), "{refused}");
    let answer = env.json(&["check"]).to_string();
    assert!(answer.contains("VPC"), "the link is dead as before: {answer}");
}

/// Tags were shown in the spelling of topics, and topics under the title of a note.
#[test]
fn tags_and_topics_came_out_under_another_name() {
    let env = TestEnvironment::new(
        "-- docker.md --\n---\naliases: [Containers]\n---\nD\n-- post.md --\n---\ntags: [docker]\n---\nword\n\
         -- d1.md --\n**Topic:** Containers\n\nword\n-- d2.md --\n**Topic:** Containers\n\nword\n",
    );
    let answer = env.json(&["search", "word", "--facet", "tag", "--facet", "topic"]);
    for (facet, value) in [("tag", "docker"), ("topic", "Containers")] {
        assert_eq!(answer["facets"][facet][0]["value"], value, "{answer:#}");
    }
    for hit in list(&answer, "hits") {
        let (key, value) =
            if hit["path"] == "post.md" { ("tags", "docker") } else { ("topics", "Containers") };
        assert_eq!(hit[key], serde_json::json!([value]), "{hit:#}");
    }
}

/// `Chapter 2` and `Chapter 3` of a book had nothing to do with each other in a field that names no topics.
#[test]
fn chapters_in_fields_were_unrelated() {
    let env = TestEnvironment::new(
        "-- j.md --\n## Day 1\n\n**Content:** A Book of Data Chapter 2\n\n## Day 2\n\nx\n\n\
         ## Day 3\n\n**Content:** A Book of Data Chapter 3\n\n## Day 4\n\n**Content:** Python 3\n\n\
         ## Day 5\n\n**Content:** Python 2\n-- o.md --\nx\n",
    );
    let answer = env.json(&["topics", "A Book of Data"]);
    let lines: Vec<u64> =
        list(&answer, "relations").iter().filter_map(|place| place["line"].as_u64()).collect();
    assert_eq!(lines, [3, 11], "{answer:#}");
    let answer = env.json(&["related", "Day 1"]).to_string();
    assert!(answer.contains("both have Content: A Book of Data"), "{answer}");
    env.lore(&["topics", "Python"]).expect(2);
}
