//! `lore search`: what is shown of an answer, and that words are found in the language of each note. Leaves
//! out the operators, the order and other shapes, which are in `query`.

use serde_json::json;

use crate::common::{
    TestEnvironment, assert_best_first, assert_shape, column, line_of, list, text,
};
use crate::fixtures::{BLOG, GARDEN, HANDBOOK, JOURNAL, LETTERS};

#[test]
fn sample() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["search", "hash", "index", "--limit", "4"],
        &["search", "\"write-ahead log\" path:books"],
        &["search", "#storage/engines compact*", "-n", "3"],
        &["search", "(lsm OR sstable) -bloom title:tree"],
        &["search", "topic:Airflow", "-n", "3"],
        &["search", "compacton", "-n", "1"],
        &["search", "zzyzx"],
    ]));
}

#[test]
fn sample_json() {
    let env = TestEnvironment::sample();
    assert_session!(env.session(&[
        &["search", "--json", "hash", "index", "-n", "2"],
        &["search", "--json", "zzyzx"],
    ]));
}

#[test]
fn journal() {
    let env = TestEnvironment::new(JOURNAL);
    assert_session!(env.session(&[&["search", "tokens"], &["search", "topic:\"CI Chapter 3\""]]));
}

#[test]
fn blog() {
    let env = TestEnvironment::new(BLOG);
    assert_session!(env.session(&[&["search", "oolong"], &["search", "#china"]]));
}

#[test]
fn handbook() {
    assert_session!(TestEnvironment::new(HANDBOOK).session(&[&["search", "bilge"]]));
}

#[test]
fn garden() {
    let env = TestEnvironment::new(GARDEN);
    assert_session!(env.session(&[
        &["search", "love", "apple"],
        &["search", "西红柿"],
        &["search", "温室"],
        &["search", "#garden"],
    ]));
}

#[test]
fn letters() {
    let env = TestEnvironment::new(LETTERS);
    assert_session!(env.session(&[
        &["search", "Haus"],
        &["search", "Warum sind die Treppen in den Häusern der Altstadt schmal?"],
        &["search", "¿De qué hablan las canciones de la abuela?"],
        &["search", "заметка"],
        &["stats"],
    ]));
}

#[test]
fn color() {
    let env = TestEnvironment::new(HANDBOOK);
    let run = env.lore(&["search", "--color", "always", "bilge"]).expect(0);
    assert_session!(run.stdout.replace('\u{1b}', "␛"));
}

#[test]
fn json_keeps_the_contract_and_tells_the_truth() {
    let env = TestEnvironment::sample();
    // A word that stems to itself, so that every hit must hold it.
    let mut seen = 0;
    for word in ["replication", "index", "dag", "eigenvector", "kafka"] {
        let answer = env.json(&["search", "--limit", "1000", word]);
        assert_shape(
            &answer,
            &json!({"query": "", "total": 0, "hits": [{
                "path": "", "title": "", "heading": [""], "line": 0, "score": 0.0,
                "snippet": "", "topics": [""], "tags": [""],
            }]}),
        );
        assert_eq!(answer["query"], word);
        let hits = list(&answer, "hits");
        assert_eq!(hits.len() as u64, answer["total"], "{word}: nothing was left out");
        assert_best_first(&hits[..hits.len().min(3)]);
        for hit in hits {
            let snippet = text(hit, "snippet");
            assert!(snippet.len() <= 400, "{} bytes: {snippet}", snippet.len());
            assert!(!snippet.contains('\n'), "{snippet}");
            assert!(!snippet.contains("[["), "markup: {snippet}");
            let line = line_of(env.vault(), text(hit, "path"), &hit["line"]);
            if let Some(heading) = list(hit, "heading").last().and_then(|each| each.as_str()) {
                // Markup in a heading is not shown; its first word has none here.
                let first = heading.split_whitespace().next().unwrap();
                assert!(line.contains(first), "{heading} is not at {line}");
            }
            if snippet.to_lowercase().contains(word) {
                assert!(snippet.to_lowercase().contains(&format!("**{word}")), "{snippet}");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen} snippets show the word");
}

#[test]
fn the_line_of_a_hit_is_where_its_marked_word_stands() {
    let env = TestEnvironment::sample();
    let run = env.lore(&["search", "-n", "50", "linearizability"]).expect(0);
    let answer = env.json(&["search", "-n", "50", "linearizability"]);
    let mut seen = 0;
    for hit in list(&answer, "hits") {
        let Some((_, marked)) = text(hit, "snippet").split_once("**") else { continue };
        let word = marked.split("**").next().unwrap();
        let path = text(hit, "path");
        let line = line_of(env.vault(), path, &hit["snippet_line"]);
        assert!(line.contains(word), "{path}:{} does not say {word}", hit["snippet_line"]);
        assert!(run.stdout.contains(&format!("{path}:{}", hit["snippet_line"])));
        seen += 1;
    }
    assert!(seen > 3, "{seen} marked snippets");
}

#[test]
fn words_are_found_with_the_endings_of_the_note_s_language() {
    let env = TestEnvironment::new(LETTERS);
    for (query, found) in [
        ("Haus", &["Häuser.md"][..]),
        ("house", &["Houses.md"]),
        ("canción", &["Canciones.md"]),
        ("bóveda", &["Canciones.md"]),
        ("boveda", &["Canciones.md"]),
        ("cheval", &["Chevaux.md"]),
        ("заметка", &["Заметки.md"]),
        ("bil", &["Vinter.md"]),
        ("kitap", &["Istanbul.md"]),
        ("istanbul", &["Istanbul.md"]),
        ("ISTANBUL", &["Istanbul.md"]),
        ("ısparta", &["Istanbul.md"]),
        // As its front matter says: the text is too short to tell.
        ("Kalendern", &["Zeit.md"]),
    ] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), found, "{query}");
        assert_eq!(answer["corrections"], json!([]), "{query}");
    }
}

#[test]
fn a_word_that_is_common_in_another_language_is_searched_for() {
    let env = TestEnvironment::new(LETTERS);
    // Both are stop words of German, which two notes are in.
    let answer = env.json(&["search", "die man zzyzx"]);
    let found = column(list(&answer, "hits"), "path");
    assert_eq!(found[0], "Dice.md", "{found:?}");
    assert!(found.contains(&"Casting.md"), "{found:?}");
}

#[test]
fn the_vault_s_settings_say_which_language_notes_are_in() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[search]\nlanguage = \"de\"\n-- a.md --\nUhren, Kalender\n\
         -- b.md --\n---\nlang: en\n---\nUhren\n",
    );
    let found = |query: &str| {
        let answer = env.json(&["search", query]);
        column(list(&answer, "hits"), "path").join(" ")
    };
    assert_eq!(found("Uhr"), "a.md");
    assert_eq!(found("Uhren -zzyzx"), "b.md a.md");
    // Another setting is another language for what is stored.
    env.vault().write("lore.toml", "[search]\nlanguage = \"english\"\n");
    assert_eq!(found("Uhr"), "");
    let stats = env.json(&["stats"]);
    assert_eq!(stats["languages"], json!([{"name": "english", "count": 2}]));

    env.vault().write("lore.toml", "[search]\nlanguage = \"germna\"\n");
    let run = env.lore(&["search", "Kalender"]).expect(0);
    assert!(run.stderr.contains("lore.toml:2"), "{run:#?}");
    assert!(run.stderr.contains("did you mean `german`?"), "{run:#?}");
}

#[test]
fn limit_cuts_and_total_does_not() {
    let env = TestEnvironment::sample();
    let all = env.json(&["search", "-n", "1000", "data"]);
    let three = env.json(&["search", "-n", "3", "data"]);
    assert_eq!(list(&three, "hits").len(), 3);
    assert_eq!(three["total"], all["total"]);
    assert_eq!(list(&env.json(&["search", "data"]), "hits").len(), 10);
}

#[test]
fn whatever_is_pasted_is_searched_for() {
    let env = TestEnvironment::new(HANDBOOK);
    let queries = [
        "\"",
        "\"unclosed",
        "(",
        "a OR",
        "OR",
        "-",
        "--",
        "*",
        "title:",
        "nofield:x",
        ":",
        "#",
        "[[bilge]]",
        "bilge~2",
        "bilge^",
        "{bilge}",
        "\\",
        "AND NOT",
        "b*l",
        "  ",
        "é",
        "https://example.org/?q=1&r=2",
        "fn main() { println!(\"bilge\"); }",
    ];
    for query in queries {
        let run = env.lore(&["search", "--", query]).expect_no_panic();
        assert!(run.code() < 2, "{query}: {run:#?}");
    }
    env.lore(&["search", "[[bilge]]"]).expect(0);
    env.lore(&["search", "bilge", "-harbour"]).expect(0);
    env.lore(&["search", ""]).expect(1);
}

#[test]
fn files_alone_are_those_of_the_hits() {
    let env = TestEnvironment::sample();
    for order in ["modified", "created", "title", "path"] {
        let query = ["search", "--sort", order, "-n", "1000", "data"];
        let files = env.lore(&[&query[..], &["--files"]].concat()).expect(0).stdout;
        let answer = env.json(&query);
        let mut paths: Vec<&str> = Vec::new();
        for hit in list(&answer, "hits") {
            if !paths.contains(&text(hit, "path")) {
                paths.push(text(hit, "path"));
            }
        }
        assert_eq!(files.lines().collect::<Vec<_>>(), paths, "{order}");
    }
}
