//! Bugs in what names a note without a link.

use crate::common::{TestEnvironment, column, list};

/// With the only mention rejected, every note was said to be linked.
#[test]
fn a_rejected_mention_was_said_to_be_a_link() {
    let env = TestEnvironment::new("-- Oat Milk.md --\nWhite.\n-- Tea.md --\nWith oat milk.\n");
    env.lore(&["mentions", "--reject", "Oat Milk", "oat milk"]).expect(0);
    let rejected = "no unlinked mentions (1 rejected; `lore mentions --rejected` lists them)\n";
    assert_eq!(env.lore(&["mentions"]).expect(1).stdout, rejected);
    assert_eq!(env.lore(&["mentions", "Oat Milk"]).expect(1).stdout, rejected);
    let other = env.lore(&["mentions", "Tea"]).expect(1).stdout;
    assert_eq!(other, "nothing names it alone without linking to it\n");
}

/// The parts of `JavaScript` counted as words of the text.
#[test]
fn java_was_said_to_stand_where_javascript_does() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\n[[Java]] and [[Java]]\n-- n.md --\n# N\n\nWe wrote JavaScript.\n",
    );
    let answer = env.json(&["gaps"]);
    let gap = &list(&answer, "gaps")[0];
    assert_eq!((&gap["name"], &gap["mentioned_in"]), (&"Java".into(), &0.into()), "{answer:#}");
    let answer = env.json(&["search", "\"java\""]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"], "{answer:#}");
}

/// `news` was folded to `new`, and `libraries` to no word at all.
#[test]
fn new_was_a_mention_of_news() {
    let env = TestEnvironment::new(
        "-- News.md --\nx\n-- Libraries.md --\ny\n-- Query.md --\nz\n\
         -- n.md --\nSomething new in my library of queries.\n",
    );
    env.lore(&["mentions", "News"]).expect(1);
    let answer = env.json(&["mentions", "Libraries"]);
    assert_eq!(column(list(&answer, "mentions"), "text"), ["library"], "{answer:#}");
    let answer = env.json(&["mentions", "Query"]);
    assert_eq!(column(list(&answer, "mentions"), "text"), ["queries"], "{answer:#}");
}

/// A name that ends in a bracket was linked without it.
#[test]
fn a_mention_lost_its_last_bracket() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Resource Name (ARN)\n-- b.md --\nThe Resource Name (ARN) is. (Resource name)\n",
    );
    let answer = env.json(&["check", "--hints"]);
    let suggestions = column(list(&answer, "problems"), "suggestion");
    assert_eq!(suggestions, ["[[a|Resource Name (ARN)]]"], "{answer:#}");
}

/// Wrapped lines counted as the first of them.
#[test]
fn a_mention_in_a_wrapped_line_was_said_to_be_above() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Seeking\n\nWe seek $x_{1}$ in what everybody else would call a paragraph\n\
         that goes on for a while, although there are hardly any\npowers here.\n\
         -- Power.md --\n# Power\n\nStrong.\n",
    );
    let line = |of: &str, kind: &str| {
        let related = env.json(&["related", of]);
        let reasons = list(&related["related"][0], "reasons").iter();
        let lines =
            reasons.filter(|reason| reason["kind"] == kind).map(|each| each["line"].clone());
        lines.collect::<Vec<_>>()
    };
    assert_eq!(line("a.md", "mentioned"), [5]);
    assert_eq!(line("Power", "mention"), [5]);
    assert_eq!(list(&env.json(&["mentions", "Power"]), "mentions")[0]["line"], 5);
}

/// The list of contents of a long note taught that the names of its parts are names of the note.
#[test]
fn a_section_mentioned_its_own_note() {
    let filler = "and so on about rings of servers in words ".repeat(450);
    let env = TestEnvironment::new(&format!(
        "-- handbook.md --\n# Interview handbook\n\n- [Consistent hashing](#consistent-hashing)\n\
         - [Caches](#caches)\n\n## Consistent hashing\n\nConsistent hashing moves few keys. {filler}\n\n\
         ## Caches\n\nCaches and consistent hashing. {filler}\n-- other.md --\nRings.\n"
    ));
    let related = env.json(&["related", "consistent hashing"]);
    let items = list(&related, "related");
    let reasons = items.iter().flat_map(|item| list(item, "reasons"));
    let details: Vec<_> = reasons.map(|reason| reason["detail"].as_str().unwrap()).collect();
    assert!(!items.is_empty(), "{related:#}");
    let own = |detail: &&&str| detail.contains("mentions Interview handbook");
    assert_eq!(details.iter().find(own), None, "{details:#?}");
}

/// The day a task is due asked for a link to the daily note.
#[test]
fn a_bare_day_was_an_unlinked_mention() {
    let env = TestEnvironment::new(
        "-- 2024-03-01.md --\nSlept.\n-- Sleep.md --\n-- a.md --\n- [ ] wash car 📅 2024-03-01\n\n\
         [due:: 2024-03-01] Sleep\n",
    );
    let check = env.json(&["check", "--hints"]);
    let messages = column(list(&check, "problems"), "message");
    assert_eq!(messages, ["“Sleep” is not linked"]);
    assert_eq!(column(list(&env.json(&["mentions"]), "mentions"), "text"), ["Sleep"]);
    assert_eq!(
        column(list(&env.json(&["links", "a", "--suggest"]), "suggestions"), "text"),
        ["Sleep"]
    );
    // Who asks for the day gets it.
    assert_eq!(column(list(&env.json(&["mentions", "2024-03-01"]), "mentions"), "path"), ["a.md"]);
}

/// `C++` was taken for the word `C`, and plurals inside a name for others than `mentions` finds.
#[test]
fn check_found_mentions_that_no_other_command_had() {
    let env = TestEnvironment::new(
        "-- C++.md --\n-- Shapes & dimensions.md --\n-- Query plans.md --\n\
         -- a.md --\nVitamin C. Its shape (dimensions), and shapes, dimensions.\n\nA query plan.\n",
    );
    let check = env.json(&["check", "--hints"]);
    let said = column(list(&check, "problems"), "message");
    assert_eq!(said, ["“shapes, dimensions” is not linked", "“query plan” is not linked"]);
    for (note, said) in [
        ("C++.md", None),
        ("Shapes & dimensions", Some("shapes, dimensions")),
        ("Query plans", Some("query plan")),
    ] {
        let links = env.json(&["links", note]);
        assert_eq!(column(list(&links, "mentions"), "text"), Vec::from_iter(said), "{note}");
    }
}

/// A hundred mentions looked like all of them.
#[test]
fn mentions_beyond_the_first_hundred_went_unsaid() {
    for (sections, has_more) in [(100, false), (101, true)] {
        let text: String =
            (0..sections).map(|nth| format!("## {nth}\n\nAbout raft.\n\n")).collect();
        let env = TestEnvironment::new(&format!("-- Raft.md --\n-- a.md --\n{text}"));
        let links = env.json(&["links", "Raft"]);
        assert_eq!(list(&links, "mentions").len(), 100);
        assert_eq!(links["has_more_mentions"] == true, has_more);
        let run = env.lore(&["links", "Raft"]).expect(0);
        assert_eq!(run.stdout.contains("lists more"), has_more, "{sections}");
    }
}

/// The reasons of the answers to a question, all in one text.
fn reasons(env: &TestEnvironment, of: &str) -> String {
    let answer = env.json(&["related", of, "-n", "20"]);
    answer["related"].to_string()
}

/// The mentions of a whole topic were put on its first entry.
#[test]
fn mentions_of_all_entries_were_counted_on_one() {
    let env = TestEnvironment::new(
        "-- Zookeeper.md --\n# Zookeeper\n\nIt keeps.\n-- other.md --\nNothing here.\n\
         -- Journal.md --\n# Journal\n\n## Day 1\n\n**Topic:** Kafka\n\nWith Zookeeper.\n\n\
         ## Day 2\n\n**Topic:** Kafka\n\nZookeeper, Zookeeper and\nZookeeper.\n",
    );
    let said = reasons(&env, "Kafka");
    assert!(said.contains("“Day 2 · Kafka” mentions Zookeeper 3 times"), "{said}");
    assert!(said.contains("\"line\":13"), "{said}");
}

/// What stands in code, in a longer name or only in the text of a link elsewhere is no mention.
#[test]
fn reasons_knew_mentions_that_no_other_command_had() {
    for (vault, of, named) in [
        (
            "-- sets.md --\n# Sets\n\nA set has members.\n-- r.md --\n# T\n\n```python\nchar_set = set()\n```\n\n\
             ```json\n{\"set\": 1}\n```\nMembers of the code.\n",
            "r.md",
            "Sets",
        ),
        (
            "-- Kafka.md --\nA log.\n-- Kafka Streams.md --\nJoins of a log.\n-- r.md --\nJoins with Kafka Streams, a log.\n",
            "r.md",
            "Kafka once",
        ),
        (
            "-- Kafka.md --\nA log.\n-- Kafka Streams.md --\nJoins of a log.\n-- r.md --\nJoins with Kafka Streams, a log.\n",
            "Kafka",
            "Kafka once",
        ),
        (
            "-- main.md --\n# Main components\n\n## Backend Explained\n\nIt serves requests.\n\
             -- a.md --\n[[main#Backend Explained|server]] it is.\n-- r.md --\n# Module\n\nThe servers serve requests.\n",
            "r.md",
            "Main components",
        ),
    ] {
        let env = TestEnvironment::new(vault);
        let said = reasons(&env, of);
        assert!(!said.contains(&format!("mentions {named}")), "{said}");
    }
    let env = TestEnvironment::new(
        "-- bloom.md --\n# Bloom Filter\n\nBits.\n-- r.md --\nA Bloom Filter helps with bits.\n",
    );
    let said = reasons(&env, "r.md");
    assert!(said.contains("mentions Bloom Filter once"), "{said}");
}

/// Plurals, signs and names of files made one thing a part of another.
#[test]
fn names_were_part_of_what_they_do_not_begin_with() {
    let env = TestEnvironment::new(
        "-- links.md --\n# foam links\n-- Link Reference Definitions.md --\n-- Security +.md --\n\
         -- Security groups.md --\n-- Commands.md --\n-- Command Line.md --\n-- Airflow.md --\n\
         -- Airflow DAGs.md --\n-- airflow-project.md --\n-- Functions.md --\n---\naliases: [AWS Lambda]\n---\n\
         -- Cloud.md --\n---\naliases: [AWS]\n---\n",
    );
    for (of, part_of) in [
        ("Link Reference Definitions", None),
        ("Security groups", None),
        ("Command Line", None),
        ("Airflow DAGs", Some("Airflow DAGs is part of Airflow")),
        ("airflow-project", Some("airflow-project is part of Airflow")),
        ("Functions", Some("Functions (AWS Lambda) is part of Cloud (AWS)")),
    ] {
        let said = reasons(&env, of);
        let found = said.find("is part of");
        assert_eq!(found.is_some(), part_of.is_some(), "{of}: {said}");
        assert!(part_of.is_none_or(|part_of| said.contains(part_of)), "{of}: {said}");
    }
}

/// A title hid that the name was a day.
#[test]
fn days_of_notes_with_a_title_were_likely_links() {
    let env = TestEnvironment::new(
        "-- 2024-03-14.md --\n# Log\n\nA day.\n-- a.md --\n- [ ] call 📅 2024-03-14\n",
    );
    let answer = env.json(&["mentions", "--min-score", "0"]);
    assert_eq!(list(&answer, "mentions").len(), 0, "{answer:#}");
    let answer = env.json(&["links", "--suggest", "a.md"]);
    assert!(!answer.to_string().contains("Log"), "{answer:#}");
    let answer = env.json(&["mentions", "2024-03-14", "--min-score", "0"]);
    assert_eq!(column(list(&answer, "mentions"), "text"), ["2024-03-14"], "{answer:#}");
}

/// A number hid the words behind it.
#[test]
fn names_that_begin_with_a_number_were_only_numbers() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\nmovie: 12 Monkeys\n---\nx\n-- b.md --\n---\nmovie: 12\n---\nx\n\
         -- c.md --\n---\nlength: 350 pages\n---\nx\n-- d.md --\n---\nlength: 350\n---\nx\n\
         -- e.md --\n---\nlength: 350 km\n---\nx\n",
    );
    for (query, wanted) in [
        ("[movie: monkeys]", "a.md\n"),
        ("movie:monkeys", "a.md\n"),
        ("movie:\"12 monkeys\"", "a.md\n"),
        ("movie:\"12 apes\"", ""),
        ("movie:12", "a.md\nb.md\n"),
        ("[movie: >11]", "a.md\nb.md\n"),
        ("length:\"350 pages\"", "c.md\nd.md\n"),
        ("length:350", "c.md\nd.md\ne.md\n"),
    ] {
        let found = env.lore(&["search", "--files", "--sort", "path", query]).stdout;
        assert_eq!(found, wanted, "{query}");
    }
}

/// A link to put in a table ended its cell, and the names of columns were to be linked.
#[test]
fn a_link_offered_in_a_table_broke_the_table() {
    let env = TestEnvironment::new(
        "-- DL/README.md --\n# Deep Learning\n\nGood book.\n-- Status.md --\n# Reading Status\n\
         -- .obsidian/app.json --\n{}\n\
         -- plan.md --\n# Plan\n\n| Book | Reading Status |\n|---|---|\n| Deep Learning | 5/20 |\n",
    );
    let check = env.json(&["check", "--hints"]);
    let hints: Vec<_> = list(&check, "problems")
        .iter()
        .filter(|each| each["code"] == "unlinked-mention")
        .map(|each| (each["line"].clone(), each["suggestion"].clone()))
        .collect();
    let link = "[[README\\|Deep Learning]]";
    assert_eq!(hints, [(5.into(), link.into())], "{check:#}");
    for question in [&["mentions", "Deep Learning"][..], &["links", "plan", "--suggest"]] {
        let answer = env.json(question);
        assert!(answer.to_string().contains(r"[[README\\|Deep Learning]]"), "{answer:#}");
        assert!(!answer.to_string().contains("Reading Status]"), "{answer:#}");
    }
}

#[test]
fn a_month_was_mentioned_in_each_of_its_days() {
    let env = TestEnvironment::new(
        "-- 2024-01.md --\n# January\n-- 2023.md --\n# 2023\n-- K.md --\nSee [[2024-01]] and [[2023]].\n\
         -- Flink.md --\nReleased 2024-01-20, first in 12/2023 at 20:23.\n-- Spark.md --\nPlanned for 2024-01.\n",
    );
    let answer = env.json(&["mentions"]);
    assert_eq!(column(list(&answer, "mentions"), "path"), ["Spark.md"], "{answer:#}");
    env.lore(&["mentions", "2023"]).expect(1);
}

/// The month of each letter's date was offered as a link to the note of the novel, in place of its mention.
#[test]
fn half_of_a_date_was_a_mention() {
    let env = TestEnvironment::new(
        "-- March.md --\n# March\n\nA novel.\n-- 1984.md --\n# 1984\n\nA novel.\n\
         -- a.md --\nIn March 2024 I read March by Brooks.\n-- b.md --\n9 March 2024\n\nDear Ann, hello.\n\
         -- c.md --\nBorn 5 May 1984. Read 1984 in May 1984.\n-- d.md --\nAm 9. März 1984, im März 1984.\n\
         -- e.md --\nSee [[March]] and [[1984]].\n",
    );
    for (name, path, column) in [("March", "a.md", 22), ("1984", "c.md", 23)] {
        let answer = env.json(&["mentions", name]);
        let found: Vec<_> = list(&answer, "mentions")
            .iter()
            .map(|each| (each["path"].clone(), each["column"].clone()))
            .collect();
        assert_eq!(found, [(path.into(), column.into())], "{answer:#}");
    }
}

/// Every link of the vault bore the number, too, so that the name alone seemed never to be one.
#[test]
fn a_name_behind_a_number_was_the_least_likely_link() {
    let mut notes =
        "-- 12.03 Kafka.md --\n# Kafka\n\nA log.\n-- Redis.md --\n# Redis\n\nA cache.\n\
                     -- Spark.md --\nIt reads from Kafka.\n-- M.md --\nIt is like Redis.\n"
            .to_owned();
    for nth in 0..4 {
        notes.push_str(&format!("-- a{nth}.md --\nSee [[12.03 Kafka]] now.\n"));
        notes.push_str(&format!("-- b{nth}.md --\nSee [[Redis]] now.\n"));
    }
    let env = TestEnvironment::new(&notes);
    let answer = env.json(&["mentions"]);
    let mentions = list(&answer, "mentions");
    assert_eq!(mentions.len(), 2, "{answer:#}");
    assert_eq!(mentions[0]["score"], mentions[1]["score"], "{answer:#}");
}

#[test]
fn citations_named_nothing() {
    let env = TestEnvironment::new(
        "-- @bishop2006.md --\n# PRML\n-- Satz.md --\nSiehe [@bishop2006, S. 3].\n\
         -- PCA.md --\nvgl. @bishop2006.\n-- mail.md --\nme@bishop2006 wrote.\n\
         -- airflow.md --\n# Airflow\n-- people.md --\nThanks to @airflow.\n",
    );
    let answer = env.json(&["mentions"]);
    let mentions = list(&answer, "mentions");
    assert_eq!(column(mentions, "path"), ["PCA.md", "Satz.md"], "{answer:#}");
    assert_eq!(mentions[0]["text"], "@bishop2006");
}

/// What a field names was a reason of its own to be related as well: that the text mentions it.
#[test]
fn the_value_of_a_field_was_a_mention() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## Day 1\n\n**Topic:** Airflow\n**Content:** Zoomcamp\n\nText.\n\n\
         ## Day 2\n\n**Topic:** Docker\n**Content:** Zoomcamp, Kafka (streams)\n\nOther.\n\n\
         ## Day 3\n\n**Topic:** dbt\n**Content:** talks about Zoomcamp a bit\n\n\
         ## Day 4\n\n**Topic:** Spark\n\nAs in the Zoomcamp.\n\n\
         - [content:: Zoomcamp] and Zoomcamp\n-- Zoomcamp.md --\nA course.\n\
         -- Kafka (streams).md --\nA log.\n",
    );
    let answer = env.json(&["related", "Airflow", "--explain"]);
    let zoomcamp = &list(&answer, "related")[0];
    assert_eq!(zoomcamp["name"], "Zoomcamp", "{answer:#}");
    assert_eq!(column(list(zoomcamp, "reasons"), "kind"), ["field"], "{answer:#}");
    for signal in ["mentioned", "named"] {
        assert!(zoomcamp["signals"][signal].is_null(), "{answer:#}");
    }
}

/// Where very many notes had one alias, each was looked for wherever the alias stands, and then it was said that
/// every note that names another links to it.
#[test]
fn an_alias_of_very_many_was_looked_for_once_for_each() {
    let person = |nth: usize| {
        format!("-- p{nth}.md --\n---\naliases: [Anna]\n---\n# Person {nth}\n\nI met Anna.\n")
    };
    let many: String = (0..60).map(person).collect();
    let env = TestEnvironment::new(&many);
    let run = env.lore(&["mentions"]).expect(1);
    assert_eq!(run.stdout, "nothing names a note alone without linking to it\n");
    let run = env.lore(&["mentions", "p5"]).expect(1);
    assert_eq!(run.stdout, "nothing names it alone without linking to it\n");
    let answer = env.json(&["mentions"]);
    assert_eq!(answer["at_most"], 0, "{answer:#}");
}
