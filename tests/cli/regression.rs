//! Bugs that were found, each as a test named after what went wrong. New ones first become a test
//! here.

use std::fs::OpenOptions;
use std::process::Stdio;

use crate::common::{TestEnvironment, column, list, run, run_with_own_streams, text};

/// Everything behind the first word of a query was taken for words.
#[test]
fn options_after_a_query_were_searched_for() {
    let env = TestEnvironment::new("-- a.md --\nword\n-- b.md --\nword one\n");
    let run = env.lore(&["search", "word", "--json", "-n", "1", "--color", "always"]).expect(0);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&answer["query"], list(&answer, "hits").len()), (&"word".into(), 1), "{answer:#}");
    let answer = env.json(&["search", "word", "-one", "--limit", "5", "--no-refresh"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"]);
    env.lore(&["search", "word", "--limit", "0"]).expect(2);
    // Behind `--` everything is a word.
    env.lore(&["search", "--", "--json"]).expect(1);
}

/// clap_complete panics where its output cannot be written.
#[test]
fn completions_panicked_on_a_closed_pipe() {
    let env = TestEnvironment::new("");
    let run = env.shell("\"$LORE\" completions bash | true");
    assert!(run.stderr.is_empty(), "{run:#?}");
}

#[test]
#[cfg(target_os = "linux")]
fn completions_panicked_on_a_full_disk() {
    let env = TestEnvironment::new("");
    let mut command = env.lore_command(&["completions", "bash"]);
    command.stdout(OpenOptions::new().write(true).open("/dev/full").unwrap());
    command.stderr(Stdio::piped());
    run_with_own_streams(command).expect_no_panic().expect(2);
}

/// A warning that could not be shown took the answer with it.
#[test]
#[cfg(target_os = "linux")]
fn a_full_stderr_lost_the_answer() {
    let env = TestEnvironment::new("-- a.md --\nword\n-- lore.toml --\nunknown = 1\n");
    let mut command = env.lore_command(&["search", "word"]);
    command.stdout(Stdio::piped());
    command.stderr(OpenOptions::new().write(true).open("/dev/full").unwrap());
    let run = run_with_own_streams(command).expect(0);
    assert!(run.stdout.contains("a.md"), "{run:#?}");
}

/// What was written before the disk was full stayed there, read by nobody, and the reason was that of a
/// library.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_kept_what_nobody_reads() {
    let files: String =
        (0..300).map(|nth| format!("-- {nth}.md --\nword{nth} tea and milk\n")).collect();
    let env = TestEnvironment::new(&files);
    let stored = || {
        let folder = env.cache().read_dir().unwrap().next().unwrap().unwrap().path();
        let entries = [folder.clone(), folder.join("text")].into_iter();
        let entries = entries.flat_map(|folder| folder.read_dir().into_iter().flatten());
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.retain(|name| !name.to_string_lossy().ends_with("lock"));
        names.sort();
        names
    };
    // No file may be larger than a few kilobytes, and what is larger is refused, not killed.
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$LORE\" search --files word7";
    let run = env.shell(limited).expect(0);
    assert_eq!(run.stdout, "7.md\n");
    let cache = env.cache().display().to_string();
    assert!(run.stderr.contains(&format!("cannot use the cache folder {cache}/")), "{run:#?}");
    assert!(run.stderr.contains("File too large (os error 27); nothing is kept"), "{run:#?}");
    assert!(!run.stderr.contains(['{', '\'']), "{run:#?}");
    assert_eq!(stored(), <[&str; 0]>::default());

    env.lore(&["index"]).expect(0);
    let before = stored();
    for nth in 300..600 {
        env.vault().write(&format!("{nth}.md"), format!("word{nth} tea and milk\n"));
    }
    let run = env.shell(&limited.replace("word7", "word599")).expect(0);
    assert_eq!((&*run.stdout, run.stderr.contains("nothing is kept")), ("599.md\n", true));
    assert_eq!(stored(), before);
    assert_eq!(env.json(&["index"])["added"], 300);
}

/// A link to where nobody could look was called dead.
#[test]
fn links_into_a_folder_without_permission_were_dead() {
    let env = TestEnvironment::new(
        "-- a.md --\n[[there]] [path](shut/there.md) [other](open/there.md) ![[shut/pic.png]]\n\
         -- shut/there.md --\n-- open/b.md --\n-- lore.toml --\n[links]\nprofile = \"foam\"\n",
    );
    // Too large to be a file of patterns, so what it hides is unknown.
    env.vault().write("shut/.gitignore", "x".repeat(1 << 21));
    let answer = env.json_despite_warnings(&["check"]);
    let messages = column(list(&answer, "problems"), "message");
    // That nobody could look is a problem of its own.
    let unseen = "could not be looked at; what is in it is not in the answer";
    assert_eq!(messages, ["nothing is at “open/there.md”", unseen], "{answer:#}");
    assert_eq!(answer["left_out"]["unreadable"], 3, "{answer:#}");
}

/// Only the command that happened to read a note that is no text said so.
#[test]
fn index_did_not_say_again_what_is_not_wholly_read() {
    let env = TestEnvironment::new("-- a.md --\nword [[a]]\n");
    env.vault().write("bad.md", b"tea \xff and \xff milk");
    env.vault().write("binary.md", b"\0");
    let first = env.lore(&["index"]).expect(0);
    assert!(first.stderr.contains("bad.md: here and in 1 more place is something"), "{first:#?}");
    assert_eq!(first.stderr.matches("warning: ").count(), 2, "{first:#?}");
    assert_eq!(env.lore(&["index"]).expect(0).stderr, first.stderr);
}

/// The level was that of the kind of problem, not of the finding.
#[test]
fn hints_were_errors_in_sarif() {
    let env = TestEnvironment::new("-- a.md --\n%% [[gone]] %%\n");
    let run = env.lore(&["check", "--format", "sarif", "--hints"]);
    let log: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let results = list(&log["runs"][0], "results");
    assert_eq!(column(results, "level"), ["note"], "{log:#}");
}

/// The rule that decided was not marked where an earlier one found files that were passed over.
#[test]
fn resolve_marked_no_rule_where_files_were_passed_over() {
    let env = TestEnvironment::new("-- a.md --\n[[x.pdf]]\n-- x.pdf.md --\n-- sub/x.pdf --\n");
    let run = env.lore(&["resolve", "a", "--explain"]).expect(0);
    let decided: Vec<&str> = run.stdout.lines().filter(|line| line.contains("decided")).collect();
    assert!(decided.len() == 1 && decided[0].contains("sub/x.pdf"), "{run:#?}");
}

/// `-n=2` is how clap has it, too.
#[test]
fn a_limit_behind_an_equals_sign_was_searched_for() {
    let env = TestEnvironment::new("-- a.md --\ntea\n-- b.md --\ntea\n-- c.md --\ntea\n");
    let run = env.lore(&["search", "tea", "--files", "-n=2"]).expect(0);
    assert_eq!(run.stdout.lines().count(), 2, "{run:#?}");
}

/// Sentences about one thing, or about what was only filtered out, said what is not so.
#[test]
fn summaries_were_untrue_or_ungrammatical() {
    let env = TestEnvironment::new(
        "-- A.md --\nSee [[B]].\n-- B.md --\nEnd.\n-- C.md --\nArt of tea, with an Art.\n-- Art.md --\nBack to [[C]] and [[B]].\n\
         -- library/x.md --\ntopic: tea\n-- library/y.md --\ntopic: tea\n",
    );
    let shown = |arguments: &[&str]| env.lore(arguments).stdout;
    assert!(
        shown(&["related", "A", "--unlinked", "--kind", "tag"])
            .starts_with("nothing of kind tag is related to A and is not linked with it yet")
    );
    assert!(
        shown(&["related", "A", "--linked", "--kind", "tag", "--depth", "1"])
            .contains("and is linked with it and is at most 1 link away")
    );
    assert!(shown(&["review", "--as-of", "2999-12-31"]).contains("nothing"));
    let env = TestEnvironment::new("-- A.md --\nSee [[B]].\n-- B.md --\nEnd.\n");
    let dead_ends = env.lore(&["orphans", "--kind", "dead-end"]).expect(0).stdout;
    assert!(dead_ends.contains("1 note that leads to no other note"), "{dead_ends}");
}

/// With the only mention rejected, every note was said to be linked.
#[test]
fn a_rejected_mention_was_said_to_be_a_link() {
    let env = TestEnvironment::new("-- Oat Milk.md --\nWhite.\n-- Tea.md --\nWith oat milk.\n");
    env.lore(&["mentions", "--reject", "Oat Milk", "oat milk"]).expect(0);
    let rejected = "no unlinked mentions (1 rejected; `lore mentions --rejected` lists them)\n";
    assert_eq!(env.lore(&["mentions"]).expect(1).stdout, rejected);
    assert_eq!(env.lore(&["mentions", "Oat Milk"]).expect(1).stdout, rejected);
    let other = env.lore(&["mentions", "Tea"]).expect(1).stdout;
    assert_eq!(other, "nothing names it without linking to it\n");
}

/// The first place in the line that reads like the mention was highlighted.
#[test]
fn a_part_of_another_word_was_highlighted() {
    let env = TestEnvironment::new(
        "-- Art.md --\nPaint.\n-- a.md --\nA party for art and more.\n-- b.md --\n**Topic:** Tea\n\
         -- c.md --\nThe teapot, then Tea.\n",
    );
    let marked = "A party for \u{1b}[1m\u{1b}[33mart\u{1b}[0m";
    let run = env.lore(&["mentions", "Art", "--color", "always"]).expect(0);
    assert!(run.stdout.contains(marked), "{run:#?}");
    let run = env.lore(&["topics", "Tea", "--color", "always"]).expect(0);
    assert!(run.stdout.contains("The teapot, then \u{1b}[1m\u{1b}[33mTea"), "{run:#?}");
}

/// Deleted sections counted in the rarity of words until their segment was merged.
#[test]
fn the_order_of_hits_depended_on_history() {
    let env = TestEnvironment::new(
        "-- a.md --\nred apple, one among many words here\n-- b.md --\ngreen apple green\n\
         -- c.md --\nnothing\n",
    );
    for round in 0..30 {
        let filler = ["green pear\n", "red red red plum tree\n"][round % 2];
        env.vault().write("c.md", format!("{filler}{round}\n"));
        env.lore(&["index"]).expect(0);
    }
    let scores = |env: &TestEnvironment| {
        let answer = env.json(&["search", "red", "green", "apple"]);
        let hits = list(&answer, "hits").iter();
        hits.map(|hit| (hit["path"].clone(), hit["score"].clone())).collect::<Vec<_>>()
    };
    let updated = scores(&env);
    env.lore(&["index", "--rebuild"]).expect(0);
    assert_eq!(updated, scores(&env));
}

/// A name of several words was taken for a phrase, and a phrase is never near anything.
#[test]
fn path_had_no_suggestion_for_several_words() {
    let env = TestEnvironment::new("-- Bloom Filter.md --\n-- Docker.md --\n");
    let run = env.lore(&["path", "Docker", "Blom Filter"]).expect(2);
    assert!(run.stderr.contains("did you mean “Bloom Filter”"), "{run:#?}");
}

/// The file name of a note whose title is another was not among the near names.
#[test]
fn file_names_were_no_suggestions() {
    let env = TestEnvironment::new("-- Plants/Tomato.md --\n---\ntitle: Love apple\n---\n");
    env.lore(&["links", "Tomato"]).expect(1);
    let run = env.lore(&["links", "Tomatto"]).expect(2);
    assert!(run.stderr.contains("did you mean") && run.stderr.contains("Tomato"), "{run:#?}");
}

/// A section in the middle of a note gave the whole note its title.
#[test]
fn a_heading_below_text_was_the_title() {
    let env = TestEnvironment::new("-- Tomato.md --\nNeeds sun.\n\n## Sowing\n\nIn March.\n");
    assert_eq!(env.json(&["links", "Tomato"])["note"]["title"], "Tomato");
}

/// The cause was printed by the error and once more behind it.
#[test]
fn causes_were_printed_twice() {
    let env = TestEnvironment::new("-- a.md --\n");
    env.lore(&["stats"]).expect(0);
    env.vault().write("b.md", "");
    let folder = std::fs::read_dir(env.cache()).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(folder.join("lock")).unwrap();
    std::fs::create_dir(folder.join("lock")).unwrap();
    let run = env.lore(&["stats"]).expect_no_panic();
    assert_eq!(run.stderr.matches("os error").count(), 1, "{run:#?}");
}

#[test]
fn an_expression_lost_sections_within_sections_that_match() {
    let env = TestEnvironment::new("-- a.md --\n# A\n\nTODO(x)\n\n## B\n\nTODO(y)\n\n## C\n\nno\n");
    for (query, total) in [("/TODO\\(/", 2), ("-/TODO/", 1), ("path:a /TODO/", 2), ("path:a", 1)] {
        assert_eq!(env.json(&["search", "--", query])["total"], total, "{query}");
    }
}

#[test]
fn files_were_fewer_than_there_are() {
    let mut files = String::new();
    for note in 0..60 {
        files.push_str(&format!("-- {note}.md --\n# Tea {note}\n\n"));
        for part in 0..note * 2 {
            files.push_str(&format!("## Part {part}\n\ntea tea tea\n\n"));
        }
    }
    let run =
        TestEnvironment::new(&files).lore(&["search", "tea", "--files", "-n", "60"]).expect(0);
    assert_eq!(run.stdout.lines().count(), 60);
}

/// Each of its words stands nearly everywhere, so that none told how much those of the answers weigh.
#[test]
fn a_phrase_of_common_words_had_no_scores() {
    let mut files = String::new();
    for note in 0..60 {
        let leaves = note % 20;
        files.push_str(&format!(
            "-- {note}.md --\n# Brew {note}\n\nhow to steep leaves{leaves}\n\n"
        ));
    }
    let related = TestEnvironment::new(&files).json(&["related", "steep brew"]);
    let items = related["related"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["score"].is_number()), "{related}");
}

/// Only `check` took the paths that shells complete.
#[test]
fn paths_from_the_current_folder_named_nothing() {
    let env = TestEnvironment::new(
        "-- Note.md --\n# Root\n-- a/Note.md --\n# Inner\n-- b/Note.md --\n# Other\n",
    );
    for (folder, name, title) in [
        ("a", "Note.md", "Inner"),
        ("a", "./Note.md", "Inner"),
        ("a", "../Note.md", "Root"),
        ("a", "../b/Note.md", "Other"),
        ("a", "b/Note.md", "Other"),
        ("a", "../a/../b/Note.md", "Other"),
    ] {
        let folder = env.vault().path(folder);
        let absolute = folder.join(name).to_string_lossy().into_owned();
        let is_from_root = name == "b/Note.md";
        for name in [name, &absolute].into_iter().take(if is_from_root { 1 } else { 2 }) {
            let root = env.vault().root().to_string_lossy().into_owned();
            let mut command = env.lore_command(&["links", name, "--json", "--vault", &root]);
            command.current_dir(&folder);
            let run = run(command).expect_no_panic();
            let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect(name);
            assert_eq!(answer["note"]["title"], title, "{name} in {}", folder.display());
        }
    }
}

/// Words that were only excluded were searched for, and nobody said so.
#[test]
fn lone_exclusions_were_searched_for_in_silence() {
    let env = TestEnvironment::new("-- a.md --\nkafka\n-- b.md --\nraft\n");
    for (query, says) in
        [("-kafka", true), ("-\"kafka\"", true), ("raft -kafka", false), ("", false)]
    {
        let answer = env.json(&["search", "--", query]);
        assert_eq!(!answer["remarks"].as_array().unwrap().is_empty(), says, "{query}: {answer}");
    }
}

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

/// A word with a capital inside took as many places as it has parts: phrases in small letters, and names with
/// such a word before their last, were not found.
#[test]
fn phrases_in_small_letters_missed_words_with_capitals_inside() {
    let env = TestEnvironment::new(
        "-- a.md --\n# GitHub Actions\n\nWe use JavaScript closures here.\n\
         -- b.md --\nBuilt with GitHub Actions, and Github actions.\n",
    );
    for (query, paths) in [
        ("\"github actions\"", &["a.md", "b.md"][..]),
        ("\"GitHub Actions\"", &["a.md", "b.md"]),
        ("title:\"github actions\"", &["a.md"]),
        ("\"use javascript closures here\"", &["a.md"]),
        ("hub", &["a.md", "b.md"]),
    ] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), paths, "{query}");
    }
    let answer = env.json(&["mentions", "GitHub Actions"]);
    let mention = &list(&answer, "mentions")[0];
    assert_eq!((&mention["column"], &mention["count"]), (&12.into(), &2.into()), "{answer:#}");
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
    for query in [
        "tag:ml",
        "#ml",
        "tag:\"machine learning\"",
        "tag:Machine-Learning",
        "topic:ml",
        "topic:\"machine learning\"",
        "topic:\"deep learning\"",
        "topic:dl",
    ] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"], "{query}");
    }
}

/// What stands in front matter alone was found by the property's name only.
#[test]
fn plain_words_did_not_find_what_properties_say() {
    let env = TestEnvironment::new(
        "-- DDIA.md --\n---\nauthor: Martin Kleppmann\nisbn: 9781449373320\nread: true\n---\n\
         # Designing Data-Intensive Applications\n\nOn data systems.\n\
         -- b.md --\nWhat Kleppmann says of data.\n\
         -- c.md --\n---\nauthors:\n  - Leslie Lamport\n---\nOn clocks.\n",
    );
    for (query, paths, shown) in [
        ("kleppmann", &["b.md", "DDIA.md"][..], "What Kleppmann says of data."),
        ("martin", &["DDIA.md"], "author: Martin Kleppmann"),
        ("martin data", &["DDIA.md", "b.md"], "On data systems."),
        ("lamport", &["c.md"], "authors: Leslie Lamport"),
        ("author:martin", &["DDIA.md"], "author: Martin Kleppmann"),
        ("9781449373320", &["DDIA.md"], "isbn: 9781449373320"),
        ("true", &[], ""),
    ] {
        let run = env.lore(&["search", query, "--json"]);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let hits = list(&answer, "hits");
        assert_eq!(column(hits, "path"), paths, "{query}");
        let snippet = hits.first().map_or("", |hit| hit["snippet"].as_str().unwrap_or_default());
        let snippet = snippet.replace("**", "");
        assert_eq!(snippet, shown, "{query}");
    }
}

/// `- [x] milk [completion:: 2024-02-03]` made its section done.
#[test]
fn fields_of_tasks_were_statuses_of_their_sections() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Groceries\n\n- [x] milk [completion:: 2024-02-03]\n- [ ] eggs\n  status:: open\n\
         -- b.md --\n# Loft\n\nstatus:: done with 3 of 12\n\n- [ ] walls [done:: 2024-02-03]\n",
    );
    let answer = env.json(&["progress"]);
    let kinds = list(&answer, "kinds");
    let items = list(&kinds[0], "items");
    assert_eq!((kinds.len(), column(items, "name")), (1, vec!["Loft"]), "{answer:#}");
    assert_eq!(items[0]["state"], "in progress", "{answer:#}");
}

/// Tasks of Logseq were text, and the copies that it keeps of its pages were notes.
#[test]
fn tasks_and_copies_of_logseq_were_unknown() {
    let env = TestEnvironment::new(
        "-- logseq/config.edn --\n-- pages/a.md --\n- TODO x\n-- pages/b.md --\n- DONE y\n\
         -- pages/c.md --\n- TODOs\n-- logseq/bak/pages/a/1.md --\n- TODO x\n\
         -- logseq/.recycle/d.md --\n- TODO x\n",
    );
    for (query, paths) in [
        ("is:todo", &["pages/a.md"][..]),
        ("is:done", &["pages/b.md"]),
        ("is:task", &["pages/a.md", "pages/b.md"]),
        ("TODO", &["pages/a.md", "pages/c.md"]),
    ] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), paths, "{query}");
    }
}

/// Milliseconds since 1970, as every note of Dendron has them, were no days.
#[test]
fn days_of_dendron_were_numbers() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\ncreated: 1704067200000\nupdated: 1709294400000\n---\ntext\n\
         -- b.md --\n---\nisbn: 9781449373320\n---\ntext\n",
    );
    for query in ["created:2024-01-01", "modified:2024-03"] {
        let answer = env.json(&["search", "text", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"], "{query}");
    }
}

/// Each archetype of a Hugo site and each of Templater's templates was a problem.
#[test]
fn placeholders_in_front_matter_were_problems_and_names() {
    let env = TestEnvironment::new(
        "-- archetypes/default.md --\n---\ntitle: \"{{ replace .Name \"-\" \" \" | title }}\"\n---\n\
         -- archetypes/post.md --\n+++\ndate = {{ .Date }}\n+++\n\
         -- Templates/Daily.md --\n---\ncreated: <% tp.date.now() %>\n---\n# {{date:YYYY-MM-DD}}\n\n#daily\n\
         -- a.md --\n#daily note\n",
    );
    env.lore(&["check"]).expect(0);
    let answer = env.json(&["topics"]);
    assert_eq!(column(list(&answer, "topics"), "name"), ["Daily"]);
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

/// `stats` counted dead links that `check` left out without a word, and ambiguous links that are dead.
#[test]
fn stats_and_check_counted_different_links() {
    for (files, left_out) in [
        (
            "-- _config.yml --\n-- blog.md --\n[feed](/feed.xml) [tags](/tags/) [gone](/2024/gone/) \
             [g2](gone.md)\n",
            Some("3 to pages that the site's generator makes"),
        ),
        (
            "-- .obsidian/app.json --\n{}\n-- a.md --\n# A\n[[b#no]] [[no]] ![[no.png]] %%[[a#no]] [[gone]]%% \
             [[{{title}}]] [top](b.md#top) [[c#no]] [[c]]\n-- b.md --\n-- x/c.md --\n-- y/c.md --\n",
            Some(
                "2 in comments (--hints shows them), 1 placeholder of a template, 1 to places that \
                 viewers make (#top, #L10)",
            ),
        ),
        (
            "-- lore.toml --\n[check]\nignore-targets = [\"later*\"]\n-- a.md --\n[[later on]] [[no]]\n",
            None,
        ),
    ] {
        let env = TestEnvironment::new(files);
        let number = |value: &serde_json::Value| value.as_u64().unwrap();
        let stats = env.json(&["stats"]);
        let check = env.json(&["check"]);
        let with = |code: &[&str]| {
            let problems = list(&check, "problems").iter();
            problems.filter(|each| code.iter().any(|code| each["code"] == *code)).count() as u64
        };
        let reported = with(&["dead-link", "dead-attachment", "dead-anchor", "dead-block"]);
        let reasons = check["left_out"].as_object();
        let not_reported: u64 = reasons.into_iter().flatten().map(|(_, links)| number(links)).sum();
        let dead = number(&stats["dead_links"]) + number(&stats["dead_anchors"]);
        let checked = reported + not_reported + number(&check["ignored"]);
        assert_eq!(dead, checked, "{stats:#} {check:#}");
        assert_eq!(number(&stats["ambiguous_links"]), with(&["ambiguous-link"]), "{check:#}");
        let text = env.lore(&["check"]).expect(1).stdout.replace('\n', " ");
        match left_out {
            Some(left_out) => {
                assert!(text.contains(&format!("links not reported: {left_out}")), "{text}");
            }
            None => {
                assert_eq!((not_reported, &check["ignored"]), (0, &1.into()), "{check:#}");
                assert!(!text.contains("links not reported: "), "{text}");
            }
        }
    }
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

/// How wide an image is shown was taken for its text.
#[test]
fn the_size_of_an_image_was_its_text() {
    let env = TestEnvironment::new(
        "-- a.md --\n![[photo.png|300]] ![[photo.png|30x20]] ![[photo.png|a map|300]] [[b|300]]\n\
         -- b.md --\n-- photo.png --\n",
    );
    let links = env.json(&["links", "a"]);
    let texts = column(list(&links, "outgoing"), "text");
    assert_eq!(texts, ["photo.png", "photo.png", "a map", "300"]);
    env.lore(&["search", "30x20"]).expect(1);
}

/// Lists for programs left out what was not searched for as it stands.
#[test]
fn lists_of_files_left_out_the_remarks() {
    let env = TestEnvironment::new("-- a.md --\nkafka a\n-- b.md --\nraft\n");
    for arguments in [&["--files"][..], &["--jsonl"], &["--format", "{path}"], &["--files", "-0"]] {
        for (query, remark) in [("-kafka", "alone it is searched for"), ("k*", "two letters")] {
            let run = env.lore(&[&["search"], arguments, &["--", query]].concat());
            assert!(run.stderr.contains(remark), "{arguments:?}: {run:#?}");
            assert!(!run.stdout.contains(remark), "{arguments:?}: {run:#?}");
        }
    }
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

/// What stands behind `C++` decided whether it was one word, and exact names left the symbols out.
#[test]
fn a_language_was_found_by_another_with_its_letter() {
    let env = TestEnvironment::new(
        "-- C.md --\n\n-- C#.md --\n\n-- a.md --\nHe said “C++”, and C++ again.\n-- b.md --\n使用C++语言编程。\n\
         -- tags.md --\nlang: C++\n#c++ first\n",
    );
    let answer = env.json(&["search", "C++"]);
    let mut paths = column(list(&answer, "hits"), "path");
    paths.sort_unstable();
    assert_eq!(paths, ["a.md", "b.md", "tags.md"], "{answer:#}");
    let answer = env.json(&["search", "C#"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["C#.md"], "{answer:#}");
    // The word in a tag is the tag's.
    let env = TestEnvironment::new("-- C++.md --\nx\n-- tags.md --\n#c++ first\n");
    env.lore(&["mentions", "C++"]).expect(1);
}

/// Parts of words were asked for in some places alone.
#[test]
fn a_beginning_did_not_find_parts_of_words() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\nframework: JavaScript\n---\nWe wrote JavaScript.\n-- b.md --\nother\n",
    );
    let found = |query: &str| env.lore(&["search", "--files", query]).stdout;
    for query in ["script", "scri*", "JavaScrpt", "framework:javascript"] {
        assert_eq!(found(query), "a.md\n", "{query}");
    }
    assert_eq!(found("framework:java"), "");
    let answer = env.json(&["search", "--explain", "script"]);
    assert!(!answer.to_string().contains("\\u0001"), "{answer:#}");
}

/// An escape cut words in two.
#[test]
fn escaped_symbols_were_no_part_of_their_word() {
    let env = TestEnvironment::new(
        "-- a.md --\nA project in C\\# and C\\+\\+ reads snake\\_case.\n-- b.md --\nC and c.\n",
    );
    for query in ["\"C#\"", "\"C++\"", "snake_case", "\"project in C#\""] {
        assert_eq!(env.lore(&["search", "--files", query]).stdout, "a.md\n", "{query}");
    }
}

/// What was found by the parts of a word did not show them.
#[test]
fn words_apart_were_found_and_not_shown() {
    let filler = "Nothing of that here, only some words. ".repeat(20);
    let env = TestEnvironment::new(&format!("-- a.md --\n{filler}\n\nThen a big query ran.\n"));
    let answer = env.json(&["search", "BigQuery"]);
    assert_eq!(list(&answer, "hits")[0]["snippet"], "Then a **big query** ran.", "{answer:#}");
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

/// Values with digits, addresses, phrases, beginnings and typing mistakes did not find properties.
#[test]
fn half_of_what_properties_say_was_not_found() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\nisbn: 9781455586691\ncitekey: ebbinghaus1885\ninvoice: INV-2024-0042\n\
         book: 三体2黑暗森林\nsource: https://x.org/kafka-intro\n\
         description: fly a kite in strong wind\n---\nText.\n-- b.md --\nOther.\n",
    );
    for query in [
        "9781455586691",
        "ebbinghaus1885",
        "INV-2024-0042",
        "黑暗森林",
        "kafka",
        "\"strong wind\"",
        "kit*",
        "strongg",
        "\"kafka-intro\"",
    ] {
        let run = env.lore(&["search", "--files", query]).expect(0);
        assert_eq!(run.stdout, "a.md\n", "{query}");
    }
    let answer = env.json(&["search", "\"strong wind\""]);
    let snippet = &list(&answer, "hits")[0]["snippet"];
    assert_eq!(snippet, "description: fly a kite in **strong wind**", "{answer:#}");
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

/// What was refused as the name of a note was offered as one.
#[test]
fn the_name_that_was_refused_was_suggested() {
    let env = TestEnvironment::new(
        "-- 202301011200 Spaced.md --\nx\n-- a.md --\n[[202301011200]] next, see [[docker]] #docker #dockr\n",
    );
    for (name, is) in [
        ("202301011200", "it is a linked note that is not written yet"),
        ("docker", "it is a tag and a linked note that is not written yet"),
    ] {
        for command in ["links", "mentions"] {
            let run = env.lore(&[command, name]).expect(2);
            assert!(run.stderr.contains(is), "{run:#?}");
            assert!(run.stderr.contains(&format!("`lore related \"{name}\"`")), "{run:#?}");
            let offered = run.stderr.split_once("did you mean").map_or("", |(_, offered)| offered);
            assert!(!offered.contains(&format!("“{name}”")), "{run:#?}");
            assert_eq!(offered.contains("“202301011200 Spaced”"), name != "docker", "{run:#?}");
        }
    }
    // Of other names only those of notes are offered.
    let run = env.lore(&["links", "dock"]).expect(2);
    assert!(!run.stderr.contains("did you mean"), "{run:#?}");
}

/// Tasks under way counted as done.
#[test]
fn open_tasks_were_counted_otherwise_than_found() {
    let env = TestEnvironment::new(
        "-- a.md --\n- [/] half\n-- b.md --\n- [x] done\n- [-] given up\n-- c.md --\n- [>] later\n- [?] perhaps\n",
    );
    let stats = env.json(&["stats"]);
    assert_eq!((&stats["tasks"], &stats["open_tasks"]), (&5.into(), &3.into()), "{stats:#}");
    let found = env.lore(&["search", "--files", "--sort", "path", "is:todo"]).stdout;
    assert_eq!(found, "a.md\nc.md\n");
}

/// Accents did not count among names that are the same without them, nor where words were corrected.
#[test]
fn accents_were_lost_in_order_and_corrections() {
    let env = TestEnvironment::new(
        "-- Fórmulas.md --\nFormulas formulas formulas.\n-- Formulas.md --\nSome words of other things.\n\
         -- ru.md --\nГлубокие нейронные сети.\n-- fr.md --\nLe réseau est lent.\n\
         -- es.md --\n---\nlugar: montaña\n---\nx\n",
    );
    for (query, first) in [("Formulas", "Formulas.md"), ("fórmulas", "Fórmulas.md")] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path")[0], first, "{answer:#}");
    }
    for (query, corrected) in
        [("нейроные", "нейронные"), ("réssau", "réseau"), ("montanna", "montaña")]
    {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "corrections"), "to"), [corrected], "{answer:#}");
    }
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

/// Letters beyond ASCII had no case in names of notes.
#[test]
fn arguments_found_other_notes_than_links() {
    let env = TestEnvironment::new(
        "-- école.md --\nx\n-- sub/école.md --\ny\n-- a.md --\n[[École]] and [[École.md]]\n",
    );
    for name in ["École", "école", "École.md"] {
        let answer = env.json(&["links", name]);
        assert_eq!(answer["note"]["path"], "école.md", "{name}: {answer:#}");
    }
}

/// Names with a dot were cut there.
#[test]
fn another_case_went_unseen_in_names_with_a_dot() {
    let env = TestEnvironment::new(
        "-- Node.js.md --\nx\n-- v1.2/Note.md --\ny\n-- Pic.PNG --\n-- a.md --\n\
         [[node.js]] [[v1.2/note]] [n](v1.2/note.md) ![[pic.png]] [[Node.js]]\n",
    );
    let check = env.json(&["check", "--hints"]);
    let said = list(&check, "problems").iter().filter(|each| each["code"] == "case-mismatch");
    let said: Vec<String> = said.map(|each| each["message"].to_string()).collect();
    for there in ["Node.js", "v1.2/Note", "v1.2/Note.md", "Pic.PNG"] {
        let is_said = |said: &&String| said.contains(&format!("is written “{there}”"));
        assert_eq!(said.iter().filter(is_said).count(), 1, "{there}: {said:?}");
    }
}

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

/// A note took the name of whatever heading stood at its top.
#[test]
fn a_lesser_heading_named_the_note() {
    let env = TestEnvironment::new(
        "-- Board.md --\n## Backlog\n\n- [ ] a\n\n## Done\n-- x.md --\n[[Backlog]] [[Board]]\n",
    );
    let links = env.lore(&["links", "x.md"]).stdout;
    assert!(links.contains("Board.md"), "{links}");
    let answer = env.json(&["check"]);
    assert_eq!(
        column(list(&answer, "problems"), "message"),
        ["no note is called “Backlog”"],
        "{answer:#}"
    );
}

/// Code and links in a heading were text of its section, too, and headings in quotes were none.
#[test]
fn excerpts_began_with_code_of_the_heading() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\n## Use `foo()` with [[Bar]] well\n\nBody of it.\n\n> # Quoted zebra\n",
    );
    let answer = env.json(&["search", "body"]);
    let hit = &list(&answer, "hits")[0];
    assert_eq!(hit["snippet"], "**Body** of it. Quoted zebra", "{answer:#}");
    assert_eq!(hit["snippet_line"], 5, "{answer:#}");
    for query in ["foo", "bar", "zebra"] {
        assert_eq!(env.lore(&["search", "--files", query]).stdout, "a.md\n", "{query}");
    }
}

/// The root of a site was said to lie outside the vault.
#[test]
fn the_root_led_out_of_the_vault() {
    let env = TestEnvironment::new("-- a/x.md --\n[home](/) [up](..) [up](../)\n");
    env.lore(&["check"]).expect(0);
    env.vault().write("_config.yml", "");
    env.lore(&["check"]).expect(0);
    env.vault().write("a/x.md", "[out](../..)\n");
    let answer = env.json(&["check"]);
    assert_eq!(
        column(list(&answer, "problems"), "message"),
        ["“../..” leads out of the vault"],
        "{answer:#}"
    );
}

/// What Jekyll takes out before it makes a page was reported like the rest.
#[test]
fn comments_of_jekyll_had_errors() {
    let env = TestEnvironment::new(
        "-- _config.yml --\n-- a.md --\n{% comment %}\n\n[gone](gone.md)\n\n{% endcomment %}\n",
    );
    env.lore(&["check"]).expect(0);
    let answer = env.json(&["check", "--hints"]);
    let problems = list(&answer, "problems");
    assert_eq!(column(problems, "severity"), ["hint"], "{answer:#}");
}

/// Addresses relative to a page of Hugo's were dead, and what was advised instead led nowhere on the site.
#[test]
fn relative_addresses_of_hugo_were_dead() {
    let env = TestEnvironment::new(
        "-- hugo.toml --\n-- content/posts/a.md --\n[b](../b/) [d](../d) [up](../) [b](b.md)\n\
         -- content/posts/b.md --\n-- content/posts/delta.md --\n-- content/posts/d.md --\n\
         -- content/posts/_index.md --\n",
    );
    let answer = env.json(&["check"]);
    assert!(list(&answer, "problems").is_empty(), "{answer:#}");
    env.vault().write("content/posts/a.md", "[d](../dleta)\n");
    let answer = env.json(&["check"]);
    let problem = &list(&answer, "problems")[0];
    assert_eq!(problem["suggestion"], "../delta", "{answer:#}");
}

/// The links that `check` calls dead, each with its first suggestion.
fn dead_links(env: &TestEnvironment) -> Vec<(String, String)> {
    let answer = env.json(&["check"]);
    let problems = list(&answer, "problems").iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("none").to_owned();
    problems.map(|problem| (text(&problem["message"]), text(&problem["suggestion"]))).collect()
}

fn dead(links: &[(&str, &str)]) -> Vec<(String, String)> {
    let message = |target: &str| match target.rsplit_once('.') {
        Some((_, "png" | "html" | "pdf")) => format!("no file is at “{target}”"),
        _ => format!("nothing is at “{target}”"),
    };
    links.iter().map(|(target, meant)| (message(target), (*meant).to_owned())).collect()
}

/// What a link would mean if it began at the root hid that it leads nowhere where it begins at the note.
#[test]
fn a_note_elsewhere_hid_a_dead_link() {
    for profile in ["foam", "dendron", "zk", "logseq", "commonmark"] {
        let env = TestEnvironment::new(&format!(
            "-- lore.toml --\n[links]\nprofile = \"{profile}\"\n-- docs/guide.md --\n# G\n\
             -- docs/sub/a.md --\n[g](docs/guide.md)\n\n[h](docs/guide)\n\n[f](docs/img)\n\
             -- docs/img/a.png --\n"
        ));
        let bare = if profile == "commonmark" { "../guide.md" } else { "../guide" };
        let expected =
            [("docs/guide.md", "../guide.md"), ("docs/guide", bare), ("docs/img", "none")];
        assert_eq!(dead_links(&env), dead(&expected), "{profile}");
    }
    let env = TestEnvironment::new(
        "-- a/x.md --\n[c](./chart.md) [i](./img)\n-- chart.md --\n-- a/img/x.png --\n",
    );
    assert_eq!(dead_links(&env), dead(&[("./chart.md", "../chart.md")]));
}

/// Tags that stop Jekyll from building the site were no problems.
#[test]
fn tags_that_jekyll_refuses_were_no_problems() {
    let env = TestEnvironment::new(
        "-- _config.yml --\n-- _posts/2024-01-01-p.md --\n-- docs/c.md --\n-- _includes/nav.md --\n-- a.md --\n\
         {% link c.md %}\n{% link docs/c %}\n{% link 2024-01-01-p.md %}\n{% link docs/c.html %}\n\
         {% link docs/none.html %}\n{% link docs/ %}\n{% post_url 2024-01-01-p.md %}\n\
         {% include nav.md %} {% include nev.md %}\n{% link docs/c.md %} {% post_url 2024-01-01-p %}\n",
    );
    let meant = "{% link docs/c.md %}";
    let post = "{% link _posts/2024-01-01-p.md %}";
    assert_eq!(
        dead_links(&env),
        dead(&[
            ("c.md", meant),
            ("docs/c", meant),
            ("2024-01-01-p.md", post),
            ("docs/c.html", meant),
            ("docs/none.html", "none"),
            ("docs/", "none"),
            ("2024-01-01-p.md", "{% post_url 2024-01-01-p %}"),
            ("_includes/nev.md", "none"),
        ])
    );
}

/// Addresses of a site that is served in a folder were dead, and so was what is relative to a page's address.
#[test]
fn addresses_of_a_site_in_a_folder_were_dead() {
    let env = TestEnvironment::new(
        "-- _config.yml --\ntitle: T\nbaseurl: \"/blog\" # here\n-- assets/a.png --\n-- docs/s.md --\n\
         -- about.md --\n---\npermalink: /about/\n---\n![p](/blog/assets/a.png) [s](/blog/docs/s.html)\n\
         [r](../docs/s.html) ![i](../assets/a.png) ![x](/blogs/assets/a.png)\n\
         {% raw %}{% link gone.md %}{% endraw %}\n",
    );
    assert_eq!(dead_links(&env), dead(&[("/blogs/assets/a.png", "/assets/a.png")]));
    let answer = env.json(&["links", "docs/s.md"]).to_string();
    assert!(answer.contains("about.md"), "{answer}");
    env.vault().write("_config.yml", "baseurl: ''\n");
    assert_eq!(dead_links(&env)[0].0, "no file is at “/blog/assets/a.png”");
}

/// Messages left out the folder that a site is served in, and so did what they suggested.
#[test]
fn the_folder_of_a_site_was_left_out_of_messages() {
    let env = TestEnvironment::new(
        "-- _config.yml --\nbaseurl: /blog\n-- index.md --\n# Home\n\n## x\n-- about.md --\n# About\n\n## Contacts\n\
         -- a.md --\n[k](/blog/abuot.md) [n](/blog) [m](/blog/) [p](/blog#x) [q](/blog?x=1)\n\
         ![i](/blog/img/a.png) [r](/blog/about.md#contact) [s](/abuot.md)\n",
    );
    assert_eq!(
        dead_links(&env),
        [
            ("nothing is at “/blog/abuot.md”", "/blog/about.md"),
            ("no file is at “/blog/img/a.png”", "none"),
            ("about.md has no heading “contact”", "/blog/about.md#contacts"),
            ("nothing is at “/abuot.md”", "/about.md"),
        ]
        .map(|(message, suggestion)| (message.to_owned(), suggestion.to_owned()))
    );
    let answer = env.json(&["links", "a.md"]);
    let home = list(&answer, "outgoing").iter().filter(|link| link["path"] == "index.md").count();
    assert_eq!(home, 4, "{answer:#}");
    assert_eq!(answer["outgoing"][0]["target"], "/blog/abuot.md");
    // What was stored is read by the settings as they are now, as if it were read anew.
    env.vault().write("about.md", "[a](/blog/a.md)\n");
    let updated = env.json(&["links", "a.md"]);
    env.lore(&["index", "--rebuild"]).expect(0);
    assert_eq!(updated, env.json(&["links", "a.md"]));
    assert_eq!(list(&updated, "backlinks").len(), 1, "{updated:#}");
    env.vault().write("_config.yml", "baseurl: /other\n");
    let updated = env.json(&["links", "a.md"]);
    env.lore(&["index", "--rebuild"]).expect(0);
    assert_eq!(updated, env.json(&["links", "a.md"]));
    let home = list(&updated, "outgoing").iter().filter(|link| link["path"] == "index.md").count();
    assert_eq!(home, 0, "{updated:#}");
}

/// References that stop Hugo from building the site were no problems, or led to what is no page.
#[test]
fn references_that_hugo_refuses_were_no_problems() {
    let env = TestEnvironment::new(
        "-- hugo.toml --\n-- README.md --\n-- themes/t/README.md --\n-- static/img/logo.png --\n\
         -- content/docs/third.md --\n-- content/posts/bundle/index.md --\n-- content/posts/bundle/pic.png --\n\
         -- content/posts/a.md --\n{{< ref \"third.html\" >}}\n{{< ref \"README.md\" >}}\n\
         {{< ref \"third\" >}} ![a](../../img/logo.png) ![b](../bundle/pic.png)\n",
    );
    assert_eq!(
        dead_links(&env),
        dead(&[("third.html", "{{< ref \"../docs/third.md\" >}}"), ("README.md", "none")])
    );
}

/// The pages that a host keeps of a repository lie beside its files, and were dead.
#[test]
fn pages_of_the_host_were_dead() {
    let env = TestEnvironment::new(
        "-- .github/f.yml --\n-- README.md --\n[i](../../issues) [w](../../wiki) [r](../../releases/latest) [x](../../plans)\n\
         -- docs/a.md --\n[i](../../../issues/1) [j](../../issues)\n",
    );
    let messages: Vec<String> = dead_links(&env).into_iter().map(|(message, _)| message).collect();
    assert_eq!(
        messages,
        ["“../../plans” leads out of the vault", "“../../issues” leads out of the vault"]
    );
}

/// Dead links were passed over as pages of a host where there is no repository, and where they name files
/// that no host keeps.
#[test]
fn dead_links_were_pages_of_a_host() {
    let files = "-- A.md --\n[a](../../projects/plan.md) [b](../../wiki/Home.md) ![d](../../raw/img.png)\n\
                 -- notes/B.md --\n[a](../../../tags/x.md)\n-- C.md --\n[a](../../wiki/Home)\n\
                 ![b](../../actions/workflows/ci.yml/badge.svg) [c](../../blob/main/docs/a.md)\n\
                 [d](../../releases/tag/v1.2)\n";
    let env = TestEnvironment::new(files);
    assert_eq!(dead_links(&env).len(), 8);
    let files_of_notes = [
        "“../../projects/plan.md” leads out of the vault",
        "“../../wiki/Home.md” leads out of the vault",
        "“../../raw/img.png” leads out of the vault",
        "“../../../tags/x.md” leads out of the vault",
    ];
    for path in [".github/f.yml", ".git/HEAD"] {
        let env = TestEnvironment::new(files);
        env.vault().write(path, "");
        let found: Vec<String> = dead_links(&env).into_iter().map(|(message, _)| message).collect();
        assert_eq!(found, files_of_notes, "{path}");
    }
}

/// A star of Dendron's was one note, whose headings were missed, and messages took the whole address for a name.
#[test]
fn addresses_of_dendron_were_names_of_notes() {
    let env = TestEnvironment::new(
        "-- dendron.yml --\n-- v/a.b.md --\n# B\n-- v/a.c.md --\n# C\n## Here\n-- v/deep.topics.md --\n# Deep\n\
         -- root.md --\n[[Other|dendron://v/deep.topic#h]] ![[a.*#Here]] ![[a.*#none]] ![[x.*]]\n",
    );
    assert_eq!(
        dead_links(&env),
        [
            ("no note of the vault “v” is called “deep.topic”", "[[deep.topics]]"),
            ("no note is called “x.*”", "none"),
        ]
        .map(|(message, suggestion)| (message.to_owned(), suggestion.to_owned()))
    );
}

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

/// What names a place behind a heading stood in the title, so nothing was called as it is.
#[test]
fn attributes_of_a_heading_stood_in_its_title() {
    let env = TestEnvironment::new(
        "-- a.md --\n# **Quarterly Plan** {#quarterly-plan}\n\nText. [here](#quarterly-plan)\n\
         -- b.md --\n# B\n\nThe quarterly plan. [[Quarterly Plan]]\n-- c.md --\n# C\n\nA quarterly plan.\n",
    );
    env.lore(&["check"]).expect(0);
    let answer = env.json(&["mentions"]);
    let mentions = answer.to_string();
    assert!(mentions.contains("Quarterly Plan") && !mentions.contains("{#"), "{answer:#}");
}

/// Ids in attributes were tags, and links to them dead.
#[test]
fn attributes_were_tags_and_their_ids_no_places() {
    let env = TestEnvironment::new(
        "-- i.png --\n-- a.md --\n# []{#_Toc9 .anchor}Budget\n\n[t](#_Toc9) [r](#ref2) [d](#div1) [h](#my-id)\n\n\
         []{#ref2 .anchor}Two ![c](i.png){#fig-a} {{#include x.rs}}\n\n: Cap {#tbl-d}\n\n\
         ::: {#div1 .x}\nhi\n:::\n\n## H { #my-id .cls }\n\n[f](#fig-a) [c](#tbl-d)\n",
    );
    env.lore(&["check"]).expect(0);
    let run = env.lore(&["topics"]).expect(1);
    assert!(run.stdout.contains("no topics"), "{run:#?}");
}

/// A daily note was of the day on which its file was made.
#[test]
fn a_daily_note_was_of_the_day_it_was_created() {
    let env = TestEnvironment::new(
        "-- 2024-03-05.md --\n---\ncreated: 2024-03-04\n---\ntea\n\
         -- daily.journal.2022.01.01.md --\n---\ncreated: 1704067200000\n---\ntea\n\
         -- 2024-03-07.md --\n---\ndate: 2024-03-08\n---\ntea\n",
    );
    let answer = env.json(&["timeline"]);
    let days = column(list(&answer, "entries"), "date");
    assert_eq!(days, ["2022-01-01", "2024-03-05", "2024-03-08"], "{answer:#}");
    let answer = env.json(&["search", "tea", "date:2024-03-05"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["2024-03-05.md"]);
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

/// Links, statuses and tasks were read out of the code of templates.
#[test]
fn templates_stated_what_they_are_to_be_filled_with() {
    let env = TestEnvironment::new(
        "-- t.md --\n---\nstatus: \"{{VALUE:status}}\"\n---\n<%* const x = \"[[dead]]\"\n**Status:** done\n-%>\n\
         # Note <% tp.file.title %>\n\n**Topic:** {{topic}}\n\n- [ ] {{task}}\n\n{/* [[gone]] */}\n\n[[_TOC_]]\n\n\
         - {{[[query]]: {and: [[TODO]] [[nowhere]]}}}\n",
    );
    env.lore(&["check"]).expect(0);
    let run = env.lore(&["progress"]).expect(1);
    assert!(run.stdout.contains("nothing here has a status"), "{run:#?}");
    env.lore(&["topics"]).expect(1);
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

/// Front matter counted as a section beside the only one that has a heading.
#[test]
fn front_matter_was_a_section_of_its_own() {
    let env = TestEnvironment::new("-- a.md --\n---\ntags: [memory]\n---\n\n# T\n\nBody #memory\n");
    let answer = env.json(&["topics"]);
    assert_eq!(list(&answer, "topics")[0]["sections"], 1, "{answer:#}");
    let answer = env.json(&["stats"]);
    assert_eq!(answer["sections"], 1, "{answer:#}");
    assert_eq!(answer["largest_topics"][0]["count"], 1, "{answer:#}");
    let answer = env.json(&["search", "tag:memory"]);
    assert_eq!(answer["total"], 1, "{answer:#}");
}

/// A site of Zola's was read as one of Hugo's, so its links were dead and its tags unknown.
#[test]
fn sites_of_zola_were_read_as_hugo() {
    let env = TestEnvironment::new(
        "-- config.toml --\nbase_url = \"https://example.org\"\n\
         -- content/a.md --\n+++\ntitle = \"A\"\n[taxonomies]\ntags = [\"tea\"]\n+++\n\n\
         [q](@/blog/q.md#part-two)\n\
         -- content/blog/q.md --\n# Q\n\n## Part two\n\nText.\n",
    );
    env.lore(&["check"]).expect(0);
    let answer = env.json(&["stats"]);
    assert_eq!((&answer["links"], &answer["tags"]), (&1.into(), &1.into()), "{answer:#}");
    assert_eq!(answer["profile"], "obsidian", "{answer:#}");
    env.vault().write("config.toml", "baseURL = \"https://example.org\"\n");
    assert_eq!(env.json(&["stats"])["profile"], "hugo");
}

/// Two missing pages of Logseq that end alike were one.
#[test]
fn missing_pages_of_logseq_were_one() {
    let env = TestEnvironment::new(
        "-- logseq/config.edn --\n-- pages/a.md --\n- [[2023/Review]]\n\
         -- pages/b.md --\n- [[Books/Review]]\n-- pages/c.md --\n- [[2023/Review]]\n",
    );
    env.lore(&["path", "a", "b"]).expect(1);
    env.lore(&["path", "a", "c"]).expect(0);
    // What is read anew is what was there.
    env.vault().write("pages/b.md", "- [[2023/Review]]\n");
    env.lore(&["path", "a", "b"]).expect(0);
    env.vault().write("pages/b.md", "- [[Books/Review]]\n");
    env.lore(&["path", "a", "b"]).expect(1);
}

/// A minus sign that was typed stood for the hyphen of an exclusion, and a value of an option for the verb.
#[test]
fn minus_signs_were_exclusions() {
    let env = TestEnvironment::new(
        "-- c.md --\nThe temperature is \u{2212}40 degrees.\n-- w.md --\nThe temperature is mild.\n",
    );
    let answer = env.json(&["search", "temperature \u{2212}40", "-degree"]);
    assert_eq!(answer["query"], "temperature \u{2212}40 -degree", "{answer:#}");
    let answer = env.json(&["search", "temperature \u{2212}40"]);
    assert_eq!(list(&answer, "hits")[0]["path"], "c.md", "{answer:#}");
    let run = env.lore(&["search", "mild", "--format", "{path} \u{2212} {title}"]).expect(0);
    assert_eq!(run.stdout, "w.md \u{2212} w\n");
    let run = env.lore(&["search", "mild", "--format", "-{path}"]).expect(0);
    assert_eq!(run.stdout, "-w.md\n");
    let run = env.lore(&["--vault", "search", "stats", "-xy"]).expect(2);
    assert!(run.stderr.contains("'-x'"), "{run:#?}");
}

/// What a link out of the vault leads to was read and repeated in a warning.
#[test]
fn an_ignore_file_showed_what_lies_outside() {
    let elsewhere = lore_testkit::VaultFixture::from_str("-- rules --\ntoken-abc{secret\na.md\n");
    let env = TestEnvironment::new("-- a.md --\nword\n");
    std::os::unix::fs::symlink(elsewhere.path("rules"), env.vault().path(".gitignore")).unwrap();
    for options in [&["index"][..], &["index", "--rebuild"]] {
        let run = env.lore(options).expect(0);
        assert!(!run.stderr.contains("token"), "{run:#?}");
        assert!(run.stderr.contains(".gitignore: is a symbolic link out of the vault"), "{run:#?}");
        assert_eq!(env.lore(&["search", "--files", "word"]).stdout, "a.md\n");
    }
}

/// What one part read as an address outside, another read as a name, which lost its end.
#[test]
fn addresses_with_a_long_scheme_lost_their_query() {
    let env = TestEnvironment::new(
        "-- x.md --\n[s](ms-secondary-screen-controller:open?id=1#part)\n\n[x](<Note:\u{a0}b.md#Part>)\n\
         -- Note:\u{a0}b.md --\n# Part\n",
    );
    let answer = env.json(&["links", "x.md"]);
    let links = list(&answer, "outgoing");
    assert_eq!(links[0]["external"], true, "{answer:#}");
    assert!(links[0].to_string().contains("open?id=1#part"), "{answer:#}");
    assert_eq!(links[1]["external"], false, "{answer:#}");
    assert_eq!(links[1]["resolved"], true, "{answer:#}");
    env.lore(&["check"]).expect(0);
}

/// Notes took a short name of a month for one that queries did not know.
#[test]
fn queries_did_not_know_a_short_name_of_a_month() {
    let env = TestEnvironment::new("-- a.md --\n## 5 Sept 2024\n\ntea\n\n## 6 Oct 2024\n\ntea\n");
    for query in ["tea date:\"sept 2024\"", "tea date:\"Sept. 2024\"", "tea date:2024-sept"] {
        let answer = env.json(&["search", query]);
        let hits = list(&answer, "hits");
        assert_eq!(column(hits, "label"), ["5 Sept 2024"], "{query}: {answer:#}");
    }
}

/// The weeks of a course were taken for days of the journal beside it, and were its last.
#[test]
fn the_outline_of_a_course_was_the_last_day_of_a_journal() {
    let journal: String =
        (1..=12).map(|day| format!("### Day {day}\n\n**Content:** Zoomcamp\n\n")).collect();
    let weeks: String =
        (1..=8).map(|week| format!("## Week {week}: Module\n\nText.\n\n")).collect();
    let env = TestEnvironment::new(&format!(
        "-- jr/Log.md --\n# Log\n\n{journal}-- jr/Course.md --\n# Course\n\n{weeks}"
    ));
    let answer = env.json(&["review"]);
    assert_eq!(answer["as_of"], "Day 12", "{answer:#}");
    assert!(!list(&answer, "review").is_empty(), "{answer:#}");
    // Without a journal beside them weeks may be one, but not those within a larger document.
    let env = TestEnvironment::new(&format!("-- Log.md --\n# Log\n\n{weeks}"));
    let run = env.lore(&["review"]);
    assert!(run.stdout.contains("as of Week 8") || run.stdout.contains("up to Week 8"), "{run:#?}");
    let parts: String = (1..=9).map(|part| format!("## Part of it {part}\n\nText.\n\n")).collect();
    let weeks = weeks.replace("## ", "### ");
    let env = TestEnvironment::new(&format!("-- Plan.md --\n# Plan\n\n{parts}{weeks}"));
    let run = env.lore(&["review"]);
    assert!(!run.stdout.contains("Week 8"), "{run:#?}");
}

/// A number was taken for a day before the last date, though nothing counted days.
#[test]
fn a_day_by_number_was_one_of_the_calendar() {
    let env =
        TestEnvironment::new("-- log.md --\n## 2024-03-29\n\nTea.\n\n## 2024-04-01\n\nTea.\n");
    let run = env.lore(&["review", "--as-of", "Day 3"]).expect(2);
    assert!(run.stderr.contains("no journal counts its days"), "{run:#?}");
    assert!(run.stderr.contains("2024-06-30"), "{run:#?}");
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
    assert!(run.stdout.contains("its words in 2 further sections"), "{run:#?}");
}

/// A note with a status was known by its title alone.
#[test]
fn progress_did_not_know_an_alias() {
    let env = TestEnvironment::new(
        "-- d.md --\n---\ntype: book\naliases: [DDIA]\nstatus: reading\n---\n# Designing Applications\n",
    );
    let answer = env.json(&["progress", "DDIA"]);
    assert_eq!(answer["kinds"][0]["items"][0]["name"], "Designing Applications", "{answer:#}");
}

/// The header of a column lost the `s` that belongs to it.
#[test]
fn progress_cut_the_end_of_a_word_of_another_language() {
    let env = TestEnvironment::new(
        "-- Lernen.md --\n# Lernen\n\n| Kurs | Status |\n|---|---|\n| Rust | fertig |\n",
    );
    let answer = env.json(&["progress"]);
    assert_eq!(answer["kinds"][0]["kind"], "kurs", "{answer:#}");
    for kind in ["Kurs", "kurs"] {
        env.lore(&["progress", "--kind", kind]).expect(0);
    }
}

/// A day or a number in the title of a note of another day was a second entry.
#[test]
fn a_day_in_a_title_was_an_entry_of_its_own() {
    let env = TestEnvironment::new(
        "-- 2024-02-10.md --\n# Meeting about the 2024-01-05 outage\n\nText.\n\
         -- t.md --\n---\ndate: 2024-03-02\n---\n# Ticket 20240112345678\n\nText.\n\
         -- 2024-04-01 log.md --\n# 2024-04-02\n\nText.\n\n# 2024-04-03\n\nText.\n",
    );
    let answer = env.json(&["timeline"]);
    let dates = column(list(&answer, "entries"), "date");
    assert_eq!(
        dates,
        ["2024-02-10", "2024-03-02", "2024-04-01", "2024-04-02", "2024-04-03"],
        "{answer:#}"
    );
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

/// Numbers of one stood before plurals.
#[test]
fn one_word_was_one_words() {
    let env = TestEnvironment::new("-- Sea.md --\nSalt\n");
    let stats = env.lore(&["stats"]).expect(0).stdout;
    assert!(stats.contains("1 note, 1 section, 1 word, 0 other files"), "{stats}");
    env.vault().write("Sea.md", "[[{{title}}]]\n");
    let check = env.lore(&["check"]).expect(0).stdout;
    assert!(check.contains("links not reported: 1 placeholder of a template"), "{check}");
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

/// What was typed in American English met no British note, and of words equally near the most frequent one
/// was shown, whatever stood beside it.
#[test]
fn spellings_of_two_countries_did_not_meet() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Normalisation\n\nEach fact once, in colour, at the centre.\n-- b.md --\n# B\n\nA normal day.\n\
         -- c.md --\n# C\n\nThe Bloom filter saves a read.\n-- d.md --\n# D\n\nA book.\n-- e.md --\n# E\n\nThat book.\n",
    );
    for typed in ["normalization", "normalizing facts", "color", "center", "colors centered"] {
        let answer = env.json(&["search", typed]);
        assert!(column(list(&answer, "hits"), "path").contains(&"a.md"), "{typed}: {answer:#}");
        assert!(list(&answer, "corrections").is_empty(), "{answer:#}");
    }
    let answer = env.json(&["search", "boom filter"]);
    assert_eq!(answer["corrections"][0]["to"], "bloom", "{answer:#}");
    assert_eq!(column(list(&answer, "hits"), "path"), ["c.md"]);
}

/// Addresses were found neither by their words nor as they were pasted.
#[test]
fn addresses_were_not_found() {
    let env = TestEnvironment::new(
        "-- r.md --\n# R\n\n- [The Illustrated Transformer](https://jalammar.github.io/illustrated-transformer/)\n\
         - <https://www.3blue1brown.com/topics/linear-algebra>\n\
         - https://docs.getdbt.com/docs/build/incremental-models\n\
         - [Docker][d]\n\n[d]: https://docs.docker.com/compose/\n\
         -- dbt.md --\n# dbt\n\nIncremental models are built once.\n-- Docker.md --\n# Docker\n\nBoxes.\n\
         -- s.md --\n# S\n\n[[Docker]]\n",
    );
    for (typed, line) in [
        ("jalammar", 3),
        ("jalammar.github.io", 3),
        ("link:jalammar", 3),
        ("jalam*", 3),
        ("https://jalammar.github.io/illustrated-transformer/", 3),
        ("link:https://jalammar.github.io/illustrated-transformer", 3),
        ("3blue1brown", 4),
        ("https://www.3blue1brown.com/topics/linear-algebra", 4),
        ("docs.getdbt.com", 5),
        ("getdbt.com", 5),
        ("getdbt", 5),
        ("\"docs.getdbt.com\"", 5),
        ("https://docs.getdbt.com/docs/build/incremental-models", 5),
        ("docs.docker.com", 6),
    ] {
        let answer = env.json(&["search", typed]);
        let hits = list(&answer, "hits");
        assert_eq!(column(hits, "path"), ["r.md"], "{typed}: {answer:#}");
        assert_eq!(hits[0]["snippet_line"], line, "{typed}: {answer:#}");
    }
    // The name of a file is no host whose last part counts for nothing.
    env.lore(&["search", "docs.js"]).expect(1);
    // What the text says comes first, and a note's name is no host.
    let answer = env.json(&["search", "incremental models"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["dbt.md", "r.md"], "{answer:#}");
    let answer = env.json(&["search", "link:docker"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["s.md"], "{answer:#}");
}

/// What was left out was left out by addresses behind the text of a link, too.
#[test]
fn exclusions_matched_addresses_nobody_sees() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\npython, see [a post](https://medium.com/some-post)\n\
         -- b.md --\n# B\n\npython of medium size\n-- c.md --\n# C\n\npython alone\n",
    );
    for (query, paths) in [
        ("python -medium", vec!["a.md", "c.md"]),
        ("python -(medium OR nowhere)", vec!["a.md", "c.md"]),
        ("python -medi*", vec!["a.md", "c.md"]),
        ("python (-medium OR nowhere)", vec!["a.md", "c.md"]),
        ("python -\"medium.com\"", vec!["a.md", "b.md", "c.md"]),
        ("python -link:medium.com", vec!["b.md", "c.md"]),
        ("python -(link:medium.com OR size)", vec!["c.md"]),
        ("medium", vec!["a.md", "b.md"]),
    ] {
        let answer = env.json(&["search", query]);
        let mut found = column(list(&answer, "hits"), "path");
        found.sort();
        assert_eq!(found, paths, "{query}: {answer:#}");
    }
}

/// A pasted address was not found where Markdown writes `&amp;`, nor in properties.
#[test]
fn addresses_were_not_found_as_they_are_pasted() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\nSee [this](https://shop.example.org/list?a=1&amp;b=2) and more.\n\
         -- r.md --\n# R\n\nSee [that][t].\n\n[t]: https://ref.example.org/list?a=1&amp;b=2\n\
         -- f.md --\n---\nsource: \"https://clip.example.com/post/slug\"\nsince: x\n---\n\n# F\n\nText.\n\
         -- g.md --\n---\nseen: [https://many.example.net/1?x=ab, https://many.example.net/2]\n---\n\n\
         Text before any heading.\n",
    );
    for (typed, path, line) in [
        ("https://shop.example.org/list?a=1&b=2", "a.md", 3),
        ("link:https://shop.example.org/list?a=1&b=2", "a.md", 3),
        ("https://ref.example.org/list?a=1&b=2", "r.md", 3),
        ("https://clip.example.com/post/slug", "f.md", 2),
        ("link:clip.example.com", "f.md", 8),
        ("link:https://clip.example.com/post/slug", "f.md", 8),
        ("clip.example.com", "f.md", 2),
        ("https://many.example.net/1?x=ab", "g.md", 2),
        ("link:many.example.net", "g.md", 5),
    ] {
        let answer = env.json(&["search", typed]);
        let hits = list(&answer, "hits");
        assert_eq!(column(hits, "path"), [path], "{typed}: {answer:#}");
        assert_eq!(hits[0]["snippet_line"], line, "{typed}: {answer:#}");
    }
}

/// Words with other endings were lost, and strangers found, where a word ends in `-ise`.
#[test]
fn words_in_ise_had_other_relatives_than_those_in_ize() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\nThe author is general.\n-- b.md --\n# B\n\nIt is authorised and generalisable.\n\
         -- c.md --\n# C\n\nColorMap has CenterNode.\n-- d.md --\n# D\n\nCataloging by colour.\n",
    );
    for (query, paths) in [
        ("authorize", vec!["b.md"]),
        ("generalizability", vec!["b.md"]),
        ("author", vec!["a.md"]),
        ("catalogue", vec!["d.md"]),
        ("color", vec!["c.md", "d.md"]),
        ("color*", vec!["c.md"]),
        ("center*", vec!["c.md"]),
    ] {
        let answer = env.json(&["search", query]);
        let mut found = column(list(&answer, "hits"), "path");
        found.sort();
        assert_eq!(found, paths, "{query}: {answer:#}");
    }
}

/// A search for open tasks showed the paragraph above them, and done tasks.
#[test]
fn a_search_for_tasks_showed_other_lines() {
    let env = TestEnvironment::new(
        "-- t.md --\n# T\n\nWe talk of the plan to read normal form exercises in long words first.\n\n\
         - [x] redo 3NF\n- [ ] read about Boyce-Codd\n",
    );
    for (query, text, line) in [
        ("is:todo", "read about Boyce-Codd", 6),
        ("is:done", "redo 3NF", 5),
        ("is:task", "redo 3NF · read about Boyce-Codd", 5),
        ("is:todo read", "**read** about Boyce-Codd", 6),
        ("read -is:dead (is:todo OR is:embed)", "**read** about Boyce-Codd", 6),
    ] {
        let answer = env.json(&["search", query]);
        let hit = &list(&answer, "hits")[0];
        assert_eq!(
            (&hit["snippet"], &hit["snippet_line"]),
            (&text.into(), &line.into()),
            "{query}"
        );
    }
    let plan = env.json(&["search", "is:todo plan"]);
    let excerpt = list(&plan, "hits")[0]["snippet"].as_str().unwrap_or_default().to_owned();
    assert!(excerpt.starts_with("We talk"), "{plan:#}");
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

/// Tags without a word were listed and never found, and lost as a part of another.
#[test]
fn tags_of_symbols_were_not_found() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n#🌱 text\n-- b.md --\n# B\n#🌱 more\n-- c.md --\n# C\n#project/🚀 x\n",
    );
    for (query, count) in
        [("tag:🌱", 2), ("#🌱", 2), ("topic:🌱", 2), ("tag:project/🚀", 1), ("tag:project", 1)]
    {
        let found = env.json(&["search", query]);
        assert_eq!(list(&found, "hits").len(), count, "{query}: {found:#}");
    }
    let answer = env.json(&["topics"]);
    let mut names = column(list(&answer, "topics"), "name");
    names.sort_unstable();
    assert_eq!(names, ["project", "project/🚀", "🌱"], "{answer:#}");
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
