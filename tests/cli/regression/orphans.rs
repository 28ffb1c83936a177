//! Bugs in what is cut off, and from where to link it.

use crate::common::{TestEnvironment, column, list};

/// What a book's contents list could not be reached, and what a generator reads was an orphan.
#[test]
fn what_generators_read_was_an_orphan() {
    let env = TestEnvironment::new(
        "-- book.toml --\n-- README.md --\nAbout the book.\n-- src/SUMMARY.md --\n[a](a.md)\n-- src/a.md --\nText. [b](b.md)\n\
         -- src/b.md --\nText. [a](a.md)\n-- src/c.md --\n",
    );
    let answer = env.json(&["orphans", "--kind", "unreachable"]).to_string();
    assert!(answer.contains("src/c.md") && !answer.contains("src/a.md"), "{answer}");
    let answer = env.json(&["orphans", "--kind", "unreferenced"]);
    assert_eq!(column(list(&answer, "orphans"), "path"), ["README.md", "src/c.md"], "{answer:#}");
    let env =
        TestEnvironment::new("-- hugo.toml --\n-- archetypes/default.md --\n-- content/a.md --\n");
    let answer = env.json(&["orphans"]).to_string();
    assert!(answer.contains("content/a.md") && !answer.contains("archetypes"), "{answer}");
}

/// Any note of this name was the contents of a book: no orphan, and a start.
#[test]
fn reports_were_contents_of_books() {
    let report = "-- a/SUMMARY.md --\n# Findings\n\nIn the third quarter many things came to pass, of which [x](x.md) \
                  tells the greater part, [y](y.md) what is left, and [z](z.md) nothing at all; read all of them.\n\
                  -- a/x.md --\n-- a/y.md --\n-- a/z.md --\n";
    let list_of_links = "-- a/SUMMARY.md --\n- [x](x.md)\n- [y](y.md)\n- [z](z.md)\n-- a/x.md --\n-- a/y.md --\n\
                         -- a/z.md --\n";
    let of_book = |settings: &str| format!("-- {settings} --\n{report}");
    for (files, is_contents) in [
        (report.to_owned(), false),
        (list_of_links.to_owned(), true),
        (of_book("book.toml"), true),
        (of_book("a/book.json"), true),
        (of_book(".gitbook.yaml"), true),
        (of_book("a/b/book.toml"), false),
    ] {
        let env = TestEnvironment::new(&files);
        let answer = env.json(&["orphans", "--kind", "unreferenced"]);
        let is_orphan = column(list(&answer, "orphans"), "path").contains(&"a/SUMMARY.md");
        assert_eq!(is_orphan, !is_contents, "{files} {answer:#}");
        let starts = answer["index_notes"].to_string();
        assert_eq!(starts.contains("SUMMARY"), is_contents, "{files} {starts}");
    }
}

/// Another way of writing a heading was offered for a block that is not there.
#[test]
fn sources_of_headings_were_suggested_for_blocks() {
    let env = TestEnvironment::new(
        "-- a.md --\n# H <b>x</b> y\n\n## Z\n-- b.md --\n[[a#H <b>x</b> y]] [[a#^H <b>x</b> z]]\n",
    );
    let answer = env.json(&["check"]);
    let problems = list(&answer, "problems");
    assert_eq!(column(problems, "code"), ["dead-block"], "{answer:#}");
    assert_eq!(problems[0].get("suggestions"), None, "{answer:#}");
}

/// For a dead end, notes that link to it already were told as places to link it from.
#[test]
fn dead_ends_were_to_be_linked_from_what_links_to_them() {
    let env = TestEnvironment::new(
        "-- Airflow.md --\nA scheduler that runs Docker images for pipelines.\n\
         -- Airflow Pipeline.md --\nRuns on [[Airflow]], and [[Airflow]] is a scheduler for pipelines.\n\
         -- Docker.md --\nImages. See [[Image]].\n-- Image.md --\nOf [[Docker]].\n\
         -- Scheduler pipelines.md --\nA scheduler for pipelines. [[Docker]]\n",
    );
    let answer = env.json(&["orphans", "--kind", "dead-end", "--suggest"]);
    let orphans = list(&answer, "orphans");
    assert_eq!(column(orphans, "path"), ["Airflow.md"], "{answer:#}");
    let suggestions = list(&orphans[0], "suggestions");
    assert_eq!(suggestions[0]["path"], "Docker.md", "{answer:#}");
    assert_eq!(suggestions[0]["reason"], "line 1 mentions “Docker” without linking it");
    assert!(suggestions[0].get("line").is_none(), "{answer:#}");
    assert!(column(suggestions, "path").contains(&"Scheduler pipelines.md"), "{answer:#}");
    assert!(!column(suggestions, "path").contains(&"Airflow Pipeline.md"), "{answer:#}");
    let run = env.lore(&["orphans", "--kind", "dead-end", "--sort", "suggested"]);
    assert!(run.stdout.contains("it could link to Docker.md: line 1 mentions"), "{run:#?}");
    assert!(!run.stdout.contains("link it from"), "{run:#?}");
}

/// An index note that links to a note was told as a place to link it from.
#[test]
fn what_only_hubs_link_was_to_be_linked_from_them() {
    let env = TestEnvironment::new(
        "-- index.md --\n- [[Kafka]]\n- [[Kafka]] is a log of messages\n\n## More\n\nKafka, a log of messages.\n\
         -- Kafka.md --\nA log of messages in partitions.\n\
         -- Streams.md --\nMessages in partitions, as in Kafka.\n",
    );
    let answer = env.json(&["orphans", "--kind", "only-from-hubs", "--suggest"]);
    let orphans = list(&answer, "orphans");
    assert_eq!(column(orphans, "path"), ["Kafka.md"], "{answer:#}");
    assert_eq!(column(list(&orphans[0], "suggestions"), "path"), ["Streams.md"], "{answer:#}");
}

/// All links worth adding in a journal led to one note.
#[test]
fn one_note_took_all_links_worth_adding_in_a_journal() {
    let days: String = (1..=12)
        .map(|day| {
            format!("## Day {day}\n\n**Topic:** T{day}\n\nRead Kleppmann Book. Kleppmann Book!\n\n")
        })
        .collect();
    let env = TestEnvironment::new(&format!(
        "-- J.md --\n{days}Also the Raft Paper.\n-- Kleppmann Book.md --\nx\n-- Raft Paper.md --\ny\n"
    ));
    let answer = env.json(&["links", "J", "--suggest"]);
    let suggestions = list(&answer, "suggestions");
    let mut texts = column(suggestions, "text");
    texts.sort_unstable();
    assert_eq!(texts, ["Kleppmann Book", "Raft Paper"], "{answer:#}");
    let book = suggestions.iter().find(|each| each["text"] == "Kleppmann Book").unwrap();
    assert_eq!((&book["line"], &book["count"]), (&5.into(), &2.into()), "{answer:#}");
}

/// `2024-01-05 Friday` was of a day for `timeline` and none of the daily notes.
#[test]
fn daily_notes_with_the_day_of_the_week_were_no_daily_notes() {
    let env = TestEnvironment::new(
        "-- 2024-01-05 Friday.md --\nx\n-- 5 January 2024.md --\nx\n-- 2024年1月5日.md --\nx\n-- 2024-01-05 Tea.md --\nx\n",
    );
    let answer = env.json(&["orphans"]);
    let daily = list(&answer, "orphans").iter().filter(|orphan| orphan["daily"] == true).count();
    assert_eq!(daily, 3, "{answer:#}");
}

/// What generators look for by itself was an orphan for the one and none for the other.
#[test]
fn a_query_for_orphans_found_others_than_orphans() {
    let env = TestEnvironment::new(
        "-- hugo.toml --\n-- content/a.md --\n# A\n\nSee [[b]].\n-- content/b.md --\n# B\n\nSee [[a]].\n\
         -- archetypes/default.md --\n# Form\n\nText.\n-- SUMMARY.md --\n- [A](content/a.md)\n- [B](content/b.md)\n\
         - [Form](archetypes/default.md)\n-- content/c.md --\n# C\n\nAlone.\n",
    );
    let orphans = env.json(&["orphans"]);
    let found = env.json(&["search", "is:orphan"]);
    assert_eq!(column(list(&orphans, "orphans"), "path"), ["content/c.md"], "{orphans:#}");
    assert_eq!(column(list(&found, "hits"), "path"), ["content/c.md"], "{found:#}");
}

/// Where reading starts was to be linked from wherever a word of it stands.
#[test]
fn the_home_note_was_to_be_linked_from_other_notes() {
    let env = TestEnvironment::new(
        "-- index.md --\n# Home\nTwo gardens and their beds: [[One]].\n-- One.md --\n# One\nSee [[Two]].\n\
         -- Two.md --\n# Two\nGardens have beds.\n",
    );
    let answer = env.json(&["orphans", "--suggest"]);
    let home = &list(&answer, "orphans")[0];
    assert_eq!(home["path"], "index.md", "{answer:#}");
    assert!(home["suggestions"].as_array().is_none_or(Vec::is_empty), "{answer:#}");
    assert_eq!(home["remarks"][0], "reading starts here, so it needs no links", "{answer:#}");
}
