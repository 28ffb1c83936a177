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

/// A journal of days that all have the same in some fields.
fn days_alike() -> String {
    let topic = |day| match day {
        4 => "Kafka consumer groups".to_owned(),
        25 => "Consumer groups rebalance".to_owned(),
        _ => format!("Topic{day}"),
    };
    let entry = |day| {
        format!(
            "## Day {day}\n\n**Topic:** {}\n\n**Time:** 2 hours\n\n**Mood:** good\n\nStudied.\n\n",
            topic(day)
        )
    };
    format!("-- log.md --\n# Log\n\n{}", (1..=30).map(entry).collect::<String>())
}

/// What stood under a field in every entry connected all of them, in each answer.
#[test]
fn a_field_with_one_value_everywhere_was_a_connection() {
    let env = TestEnvironment::new(&days_alike());
    let answer = env.json(&["related", "Day 4"]);
    for item in list(&answer, "related") {
        for reason in list(item, "reasons") {
            assert!(!text(reason, "detail").contains("both have"), "{item:#}");
        }
    }
    // It is the last way that is taken.
    let path = env.lore(&["path", "Day 4", "Day 25"]).expect(0);
    assert!(path.stdout.contains("Mood"), "{path:#?}");
    let map = env.lore(&["map"]);
    assert!(!map.stdout.contains("good (") && !map.stdout.contains("2 hours"), "{map:#?}");
    let review = env.lore(&["review"]);
    assert!(!review.stdout.contains("good"), "{review:#?}");
    // It can be asked about all the same, and an amount is the name of nothing.
    env.lore(&["related", "good"]).expect(0);
    let topics = env.json(&["topics", "--all"]);
    let names = column(list(&topics, "topics"), "name");
    assert!(!names.iter().any(|name| name.contains("hours")), "{names:?}");
}

/// What few share still connects them.
#[test]
fn a_field_that_few_share_connects_them() {
    let env = TestEnvironment::new(
        &days_alike()
            .replace(
                "**Topic:** Topic7\n\n**Time:** 2 hours\n\n**Mood:** good",
                "**Topic:** Topic7\n\n**Mood:** dizzy",
            )
            .replace(
                "**Topic:** Topic19\n\n**Time:** 2 hours\n\n**Mood:** good",
                "**Topic:** Topic19\n\n**Mood:** dizzy",
            ),
    );
    let run = env.lore(&["path", "Day 7", "Day 19"]).expect(0);
    assert!(run.stdout.contains("dizzy"), "{run:#?}");
}

/// A table of contents won every answer about what it lists, and the way back to it was a topic.
#[test]
fn a_table_of_contents_had_to_do_with_all() {
    let names = ["Joins", "Indexes", "Locks", "Caches", "Queues", "Logs", "Trees", "Hashes"];
    let list_of: String =
        names.map(|name| format!("- [{name}](#{})\n", name.to_lowercase())).concat();
    let part = |name: &str| {
        format!(
            "## {name}\n\nText of {name} and much more.\n\n**[⬆ back to top](#table-of-contents)**\n\n"
        )
    };
    let parts: String = names.map(part).concat();
    let env = TestEnvironment::new(&format!(
        "-- Handbook.md --\n# Handbook\n\nIntro.\n\n## Table of Contents\n\n{list_of}\n{parts}"
    ));
    let answer = env.json(&["related", "Handbook#Locks"]);
    let names = column(list(&answer, "related"), "name");
    let place = names.iter().position(|name| *name == "Table of Contents");
    assert!(place.is_none_or(|place| place + 1 == names.len()), "{names:?}");
    for item in list(&answer, "related") {
        for reason in list(item, "reasons") {
            assert!(!text(reason, "detail").contains("Table of Contents"), "{item:#}");
        }
    }
    let map = env.json(&["map"]);
    let hubs = column(list(&map, "hubs"), "name");
    assert!(!hubs.iter().any(|hub| hub.contains("Contents")), "{hubs:?}");
    let topics = env.lore(&["topics", "--all"]);
    assert!(!topics.stdout.contains("ontents"), "{topics:#?}");
}

/// Days that lead to the day before and after were wanted, evidence and steps of a way.
#[test]
fn links_that_turn_pages_were_evidence() {
    let day = |day: u32| {
        format!(
            "-- 2024-01-0{day}.md --\n# 2024-01-0{day}\n\n<< [[2024-01-0{}]] | [[2024-01-0{}]] | [[2024-W01]] | \
             [[2024-02]] >>\n\nNothing {day}.\n",
            day - 1,
            day + 1
        )
    };
    let days: String = (1..=6).map(day).collect();
    let env = TestEnvironment::new(&format!("{days}-- 2024-W02.md --\n# Week\n"));
    let review = env.lore(&["review"]);
    assert!(!review.stdout.contains("linked from"), "{review:#?}");
    let gaps = env.json(&["gaps"]);
    assert!(list(&gaps, "gaps").is_empty(), "{gaps:#}");
    let related = env.lore(&["related", "2024-01-03"]);
    assert!(!related.stdout.contains("links to it"), "{related:#?}");
    // They are links all the same: one that is dead is, and means no other day or week.
    let check = env.lore(&["check"]).expect(1);
    assert!(check.stdout.contains("no note is called “2024-02”"), "{check:#?}");
    assert!(!check.stdout.contains("2024-W02"), "{check:#?}");
    env.lore(&["path", "2024-01-01", "2024-01-03"]).expect(0);
}

/// What somebody wrote in a sentence was taken for turning pages, and what many link to for a common word.
#[test]
fn links_in_sentences_turned_pages() {
    let fields = ["Ring", "Field", "Module", "Monoid", "Lattice"];
    let part = |name: &str| format!("## {name}\n\nA kind of [[#Group]].\n\n");
    let linkers = ["Ownership", "Borrowing", "Lifetimes", "Traits", "Generics", "Macros", "Async"];
    let linker = |name: &str| format!("-- {name}.md --\n# {name}\n\nOne thing of [[Raft]].\n");
    let env = TestEnvironment::new(&format!(
        "-- a.md --\n# Algebra\n\n## Group\n\nA set with one operation.\n\n{}{}\
         -- 1999.md --\nAn album. Compare [[2012]].\n-- 2012.md --\nA film.\n\
         -- 2024-04-01.md --\nAs decided on [[2024-03-05]], the boat goes.\n-- 2024-03-05.md --\nThe boat.\n\
         -- Psychology/Archetypes/Hero.md --\n# The Hero\n\nGoes out.\n-- Self.md --\nMeets [[Hero]].\n",
        fields.map(part).concat(),
        linkers.map(linker).concat()
    ));
    for (of, other) in [
        ("a#Ring", "Group"),
        ("Ownership", "Async"),
        ("2012", "1999"),
        ("2024-04-01", "2024-03-05"),
        ("Self", "The Hero"),
    ] {
        let answer = env.json(&["related", of]);
        let names = column(list(&answer, "related"), "name");
        assert!(names.contains(&other), "{of}: {names:?}");
    }
    env.lore(&["path", "Ownership", "Async"]).expect(0);
}

/// Notes with a tag were what the tag means, so that nothing was left to be related to it.
#[test]
fn notes_with_a_tag_were_not_related_to_it() {
    let note = |name: &str, top: &str| format!("-- {name}.md --\n{top}# {name}\n\nAbout {name}.\n");
    let tagged = "---\ntags: [devops/tools]\n---\n";
    let env = TestEnvironment::new(&format!(
        "{}{}{}{}",
        note("Ansible", "---\ntags: [devops]\n---\n"),
        note("Puppet", tagged),
        note("Tea", ""),
        note("Milk", "")
    ));
    for tag in ["#devops", "devops"] {
        let answer = env.json(&["related", tag]);
        let items = list(&answer, "related");
        assert_eq!(column(items, "name"), ["Ansible", "Puppet"], "{answer:#}");
        assert_eq!(items[1]["reasons"][0]["detail"], "is tagged #devops/tools", "{answer:#}");
    }
}

/// The word that a journal counts by was a reason where one heading is written otherwise, or weeks stand above days.
#[test]
fn the_word_for_a_day_connected_entries() {
    let mut journal = String::from("-- J.md --\n# J\n\n## Week 1\n\n");
    for (heading, topic) in [
        ("Day 1", "Docker"),
        ("Day 2", "Kafka"),
        ("Day7 - Stores", "Painting"),
        ("Day 8", "SQL"),
        ("Day 9", "Git"),
    ] {
        journal.push_str(&format!("### {heading}\n\n**Topic:** {topic}\n\nOf {topic} alone.\n\n"));
    }
    let others = ["Tea", "Milk", "Bread", "Salt"].map(|name| format!("-- {name}.md --\n{name}.\n"));
    let env = TestEnvironment::new(&format!("{journal}{}", others.concat()));
    for topic in ["Git", "Painting"] {
        let related = env.lore(&["related", topic]);
        assert!(!related.stdout.to_lowercase().contains("word day"), "{related:#?}");
    }
}

/// What search found by a field of its front matter was not in the vault for `related`.
#[test]
fn words_of_front_matter_were_not_asked_for() {
    let book =
        "-- Book.md --\n---\nauthor: Martin Kleppmann\nlayout: kleppmanns\n---\n# Book\nOn data.\n";
    let env = TestEnvironment::new(&format!("{book}-- Other.md --\n# Other\nOn data.\n"));
    let answer = env.json(&["related", "kleppmann"]);
    assert_eq!(answer["of"]["kind"], "phrase", "{answer:#}");
    let first = &list(&answer, "related")[0];
    assert_eq!(first["name"], "Book", "{answer:#}");
    let reason = &list(first, "reasons")[0];
    assert_eq!(reason["detail"], "its field “author” says “Kleppmann”", "{answer:#}");
    assert_eq!((&reason["kind"], &reason["line"]), (&"field".into(), &2.into()), "{answer:#}");
    // What a tool is told is nothing that anyone says.
    env.lore(&["related", "kleppmanns"]).expect(2);
    let env = TestEnvironment::new(&format!("{book}-- Talk.md --\nBy Kleppmann on logs.\n"));
    let answer = env.json(&["related", "Martin Kleppmann"]);
    assert_eq!(column(list(&answer, "related"), "name"), ["Book", "Talk"], "{answer:#}");
}

/// One word in common made a text similar, and what it links to related.
#[test]
fn one_word_in_common_made_a_text_similar() {
    let env = TestEnvironment::new(
        "-- Quantifiers.md --\n# Quantifiers\nFrom the Mathematical Thinking course.\n\
         -- Week 2.md --\n# Week 2\nThe mathematics is in [[Gradient descent]].\n\
         -- Gradient descent.md --\n# Gradient descent\nSteps downhill.\n",
    );
    let answer = env.json(&["related", "Quantifiers"]);
    assert_eq!(column(list(&answer, "related"), "name"), ["Week 2"], "{answer:#}");
    let answer = env.json(&["orphans", "--suggest"]);
    let orphans = list(&answer, "orphans");
    assert_eq!(orphans[0]["path"], "Quantifiers.md", "{answer:#}");
    assert!(orphans[0]["suggestions"].as_array().is_none_or(Vec::is_empty), "{answer:#}");
}

/// That a text is similar could not be checked: it was not said by which words.
#[test]
fn a_similar_text_did_not_say_what_it_shares() {
    let env = TestEnvironment::new(
        "-- Storage.md --\n# Storage\nMemtables are flushed to segments.\n\
         -- Week 2.md --\n# Week 2\nA memtable and its segment, as in [[Compaction]].\n\
         -- Compaction.md --\n# Compaction\nMerging.\n",
    );
    let answer = env.json(&["related", "Storage"]);
    let compaction = &list(&answer, "related")[1];
    assert_eq!(compaction["name"], "Compaction", "{answer:#}");
    let detail = text(&list(compaction, "reasons")[0], "detail");
    assert!(
        detail.starts_with("“Week 2” links to it from a text that shares the words ")
            && detail.contains("memtable")
            && detail.contains("segment"),
        "{detail}"
    );
}

/// What Excalidraw writes into every drawing was taken for what it says.
#[test]
fn the_headings_of_a_drawing_were_its_words() {
    let files = |property: &str| {
        format!(
            "-- D.md --\n---\n{property}: parsed\n---\n# Text Elements\nKafka ^abc12345\n\n\
             # Embedded files\nx\n-- Elements.md --\nText elements embedded in files.\n"
        )
    };
    let drawing = TestEnvironment::new(&files("excalidraw-plugin"));
    drawing.lore(&["related", "D"]).expect(1);
    // Of any other note they are headings.
    let note = TestEnvironment::new(&files("plugin"));
    assert_eq!(column(list(&note.json(&["related", "D"]), "related"), "name"), ["Elements"]);
}

/// Words that no note says were dropped without a word.
#[test]
fn words_that_no_note_says_were_passed_over() {
    let env = TestEnvironment::new(
        "-- Bloom filter.md --\nBits of a design.\n-- Docker.md --\nImages of a bloom filter design.\n",
    );
    let run = env.lore(&["related", "bloom filtr design"]).expect(0).stdout;
    assert!(run.starts_with("no note says “filtr”; showing “filter”\n"), "{run}");
    let answer = env.json(&["related", "bloom filtr"]);
    // What is meant may be a name.
    assert_eq!(answer["of"]["name"], "Bloom filter", "{answer:#}");
    assert_eq!(answer["corrections"][0]["from"], "filtr", "{answer:#}");
    assert_eq!(answer["corrections"][0]["to"], "filter", "{answer:#}");
    let run = env.lore(&["related", "images zzzqqq"]).expect(0).stdout;
    assert!(run.starts_with("no note says “zzzqqq”\n"), "{run}");
    let answer = env.json(&["related", "images zzzqqq"]);
    assert_eq!(answer["missing"][0], "zzzqqq", "{answer:#}");
    let answer = env.json(&["related", "images design"]);
    assert!(answer["missing"].is_null() && answer["corrections"].is_null(), "{answer:#}");
    // Quoted, words are as they are meant.
    let answer = env.json(&["related", "\"bloom filtr design\""]);
    assert!(answer["corrections"].is_null(), "{answer:#}");
}

/// A tag was said to be part of another without the line that has it.
#[test]
fn the_whole_of_a_tag_had_no_evidence() {
    let env = TestEnvironment::new("-- n.md --\n---\ntags: [x/y]\n---\n# N\ntext\n");
    let answer = env.json(&["related", "#x/y"]);
    let whole = list(&answer, "related").iter().find(|item| item["name"] == "x");
    let reason = &list(whole.expect("the whole"), "reasons")[0];
    assert_eq!(reason["kind"], "broader", "{answer:#}");
    assert_eq!((&reason["path"], &reason["line"]), (&"n.md".into(), &2.into()), "{answer:#}");
}

/// What connects an entry with something did not connect the topic of the entry with it.
#[test]
fn a_topic_was_not_connected_with_what_its_entry_mentions() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## Day 1\n\n**Topic:** DDIA Chapter 3\n\nTalks about BigQuery a bit.\n\n\
         ## Day 2\n\n**Topic:** BigQuery\n\n**Content:** Zoomcamp\n\nA.\n\n\
         ## Day 3\n\n**Topic:** Airflow\n\n**Content:** Zoomcamp\n\nB.\n\n\
         ## Day 4\n\n**Topic:** Raft\n\nC.\n",
    );
    for ends in [["DDIA Chapter 3", "Airflow"], ["Airflow", "DDIA Chapter 3"], ["Day 1", "Airflow"]]
    {
        let answer = env.json(&["path", ends[0], ends[1]]);
        let names = column(list(&answer, "path"), "name");
        assert!(names.contains(&"BigQuery") && names.contains(&"Zoomcamp"), "{answer:#}");
    }
    env.lore(&["path", "Raft", "Airflow"]).expect(1);
}

/// Two notes of one name were one, of which nothing was told.
#[test]
fn a_name_of_several_notes_was_one_end() {
    let env = TestEnvironment::new(
        "-- a/N.md --\n# Same\n-- b/N.md --\n# Same\n-- T.md --\n# T\n-- c/K.md --\n# Kafka\n\
         -- d/K.md --\n# Kafka\n-- e.md --\nTopic: Kafka\n",
    );
    for question in
        [&["links", "Same"][..], &["related", "Same"], &["related", "N"], &["path", "T", "Same"]]
    {
        let run = env.lore(question).expect(2);
        assert!(run.stderr.contains("a/N.md") && run.stderr.contains("b/N.md"), "{run:#?}");
    }
    env.lore(&["topics", "Same"]).expect(0);
    // Several may be about one topic.
    assert_ne!(env.lore(&["related", "Kafka"]).code(), 2);
}

/// Only the very word was a kind, and one that nothing is of found nothing without a word.
#[test]
fn a_kind_was_one_word_alone() {
    let env = TestEnvironment::new(
        "-- people/Ann.md --\n[[Tea]]\n-- Tea.md --\nx\n-- Plan.md --\n---\ntype: project\n---\n[[Tea]]\n\
         -- Dune.md --\n#book/sci [[Tea]]\n",
    );
    for (kind, path) in [
        ("projects", "Plan.md"),
        ("Project", "Plan.md"),
        ("person", "people/Ann.md"),
        ("people", "people/Ann.md"),
        ("book", "Dune.md"),
        ("books", "Dune.md"),
    ] {
        let answer = env.json(&["related", "Tea", "--kind", kind]);
        assert_eq!(column(list(&answer, "related"), "path"), [path], "{kind}");
    }
    let run = env.lore(&["related", "Tea", "--kind", "projct"]).expect(1);
    assert!(run.stdout.contains("did you mean “project”?"), "{run:#?}");
    assert!(run.stdout.contains("people, project"), "{run:#?}");
}

/// A link that is dead for how it writes a name was told as one to a note that is not there.
#[test]
fn a_dead_link_was_said_to_name_a_note_that_is_not_there() {
    let env = TestEnvironment::new(
        "-- proj1.md --\n# Event log store\n\nText.\n-- L.md --\nWords\n[[event-log store]] and [[Event log stores]]\n\
         -- q1.md --\n---\naliases: [Dup]\n---\nA\n-- q2.md --\n---\naliases: [Dup]\n---\nB\n-- r.md --\nsee [[Dup]]\n\
         -- s.md --\nalso [[Dup]]\n-- lsm.md --\n# LSM tree\n\nx\n-- t.md --\nAn lsm tree, see [[LSM trees]].\n",
    );
    let text = |arguments: &[&str]| env.lore(arguments).expect(0).stdout;
    let answer = text(&["related", "proj1"]);
    assert!(
        answer.contains("names Event log store in a dead link [[event-log store]]"),
        "{answer}"
    );
    let answer = text(&["related", "L"]);
    assert!(answer.contains("“L” names Event log store in a dead link"), "{answer}");
    let answer = text(&["path", "L", "proj1"]);
    assert!(answer.contains("↓ names in a dead link"), "{answer}");
    let answer = text(&["related", "r"]);
    assert!(answer.contains("both name Dup in dead links"), "{answer}");
    let answer = text(&["related", "lsm"]);
    assert!(answer.contains("in a dead link [[LSM trees]]"), "{answer}");
    assert!(!answer.contains("without linking it"), "{answer}");
    let gaps = env.lore(&["gaps"]).stdout;
    assert!(!gaps.contains("Dup"), "{gaps}");
}

/// A field lost its name where the note it links to is not written yet.
#[test]
fn a_field_with_a_link_to_a_missing_note_was_a_mere_link() {
    let env = TestEnvironment::new(
        "-- p.md --\nauthor:: [[Ann]]\nuses:: [[Tool]]\n\nwords\n-- Ann.md --\nann\n\
         -- q.md --\nuses:: [[Tool]]\n\nothers\n-- o.md --\nx\n",
    );
    let text = |arguments: &[&str]| env.lore(arguments).expect(0).stdout;
    assert!(text(&["path", "p", "Tool"]).contains("↓ names in its field “uses”"));
    let answer = text(&["related", "p"]);
    assert!(answer.contains("both have uses: Tool"), "{answer}");
    assert!(answer.contains("the field “uses” of “p” names"), "{answer}");
    assert!(text(&["related", "Tool"]).contains("its field “uses” names"));
}
