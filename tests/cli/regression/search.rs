//! Bugs in what is found and what is shown of it.

use crate::common::{TestEnvironment, column, list};

/// The first place in the line that reads like the mention was highlighted.
#[test]
fn a_part_of_another_word_was_highlighted() {
    let env = TestEnvironment::new(
        "-- Art.md --\nPaint.\n-- a.md --\nA party for art and more.\n-- b.md --\n**Topic:** Tea\n\
         -- c.md --\nThe teapot, then Tea.\n",
    );
    let marked = "A party for \u{1b}[1m\u{1b}[31mart\u{1b}[0m";
    let run = env.lore(&["mentions", "Art", "--color", "always"]).expect(0);
    assert!(run.stdout.contains(marked), "{run:#?}");
    let run = env.lore(&["topics", "Tea", "--color", "always"]).expect(0);
    assert!(run.stdout.contains("The teapot, then \u{1b}[1m\u{1b}[31mTea"), "{run:#?}");
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

/// Values with digits, addresses, phrases, beginnings and typing mistakes did not find properties.
#[test]
fn half_of_what_properties_say_was_not_found() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\nisbn: 9781455586691\ncitekey: ebbinghaus1885\ninvoice: INV-2024-0042\n\
         book: 三体2黑暗森林\nsource: https://x.org/kafka-intro\n\
         description: fly a kite in strong wind\n---\nText.\n-- b.md --\nOther.\n",
    );
    for query in [
        "9781455586691", "ebbinghaus1885", "INV-2024-0042", "黑暗森林", "kafka", "\"strong wind\"",
        "kit*", "strongg", "\"kafka-intro\"",
    ] {
        let run = env.lore(&["search", "--files", query]).expect(0);
        assert_eq!(run.stdout, "a.md\n", "{query}");
    }
    let answer = env.json(&["search", "\"strong wind\""]);
    let snippet = &list(&answer, "hits")[0]["snippet"];
    assert_eq!(snippet, "description: fly a kite in **strong wind**", "{answer:#}");
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

/// `is:done` found tasks that were given up.
#[test]
fn what_was_given_up_counted_as_done() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\n- [-] milk\n-- b.md --\n# B\n\n- [x] tea\n- [/] oats\n",
    );
    for (query, wanted) in
        [("is:done", &["b.md"][..]), ("is:todo", &["b.md"]), ("is:task", &["a.md", "b.md"])]
    {
        let answer = env.json(&["search", query, "--sort", "path"]);
        assert_eq!(column(list(&answer, "hits"), "path"), wanted, "{query}: {answer:#}");
    }
}

/// What was shown of a note found by a property below its title was another line with the same word, or its text.
#[test]
fn a_property_that_was_asked_for_was_not_what_was_shown() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Mail\n\nFrom: Mayor Smith\nTo: Club\n\nDear Ann, the town cannot pay.\n\nSmith\n\
         -- p.md --\n# FAQ\n\nQ: What is a monad?\nA: A burrito.\n\nText.\n\
         -- r.md --\n# Films\n\nSeen at home.\n\n- Alien, [rating:: 3], twice\n- Heat, [rating:: 5], once\n\nRating films is hard.\n",
    );
    for (query, line, excerpt) in [
        ("from:smith", 3, "From: Mayor Smith"),
        ("path:a from:\"Mayor Smith\"", 3, "From: Mayor Smith"),
        ("from:*", 3, "From: Mayor Smith"),
        ("[Q]", 3, "Q: What is a monad?"),
        ("[Q:monad]", 3, "Q: What is a monad?"),
        ("rating:3", 5, "Alien, [rating:: 3], twice"),
        ("rating>4", 6, "Heat, [rating:: 5], once"),
        ("from:smith pay", 6, "Dear Ann, the town cannot pay."),
    ] {
        let answer = env.json(&["search", query]);
        let hit = &list(&answer, "hits")[0];
        assert_eq!(hit["snippet_line"], line, "{query} {answer:#}");
        let shown = hit["snippet"].as_str().unwrap_or_default().replace("**", "");
        assert!(shown.contains(excerpt), "{query} {answer:#}");
    }
}

/// What was found by a comment or behind the text of a link was shown by another line, without a mark.
#[test]
fn what_readers_do_not_see_was_found_and_not_shown() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\nFirst words.\n\n%% a hidden plan for #tags %%\n\nLast words.\n\
         -- b.md --\n# B\n\nFirst words.\n\nSee [there](https://behind.org/some) now.\n\n![](https://picture.org/x.png)\n\n\
         ## On [T](https://heading.org/x)\n\nWords.\n-- c.md --\n---\nsource:\n- https://property.org/a\n---\nWords.\n",
    );
    for (query, snippet, line) in [
        ("plan", "First words. a hidden **plan** for #tags · Last words.", 5),
        ("tags", "First words. a hidden plan for #**tags** · Last words.", 5),
        ("last", "First words. **Last** words.", 7),
        ("behind", "First words. See **there** now.", 5),
        ("behind.org", "First words. See **there** now.", 5),
        ("picture", "![](https://**picture**.org/x.png)", 7),
        ("heading", "## On [T](https://**heading**.org/x)", 9),
        ("property", "source: https://**property**.org/a", 2),
    ] {
        let answer = env.json(&["search", query]);
        let hit = &list(&answer, "hits")[0];
        assert_eq!(
            (&hit["snippet"], &hit["snippet_line"]),
            (&snippet.into(), &line.into()),
            "{query}: {answer:#}"
        );
    }
}

/// A word that nothing says emptied the answer beside a phrase or beginning, and beside words it was not told.
#[test]
fn what_no_note_says_emptied_the_answer() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\nDocker compose up.\n-- b.md --\n# B\n\nA docker of raft.\n-- c.md --\n# C\n\nTea.\n",
    );
    for (query, paths, missing) in [
        ("zzzq docker", &["a.md", "b.md"][..], &["zzzq"][..]),
        ("zzzq dock*", &["a.md", "b.md"], &["zzzq"]),
        ("zzzq \"docker compose\"", &["a.md"], &["zzzq"]),
        ("docker zzzq*", &["a.md", "b.md"], &["zzzq*"]),
        ("docker \"zzzq tea\"", &["a.md", "b.md"], &["\"zzzq tea\""]),
        ("zzzq (docker OR nothing)", &["a.md", "b.md"], &["zzzq"]),
        ("raft dock*", &["b.md", "a.md"], &[]),
        ("tea \"docker compose\"", &["a.md"], &[]),
        ("docker raft", &["b.md", "a.md"], &[]),
        ("zzzq path:c", &[], &["zzzq"]),
        ("@nosuch tea", &["c.md"], &[]),
    ] {
        let run = env.lore(&["search", query, "--sort", "relevance", "--json"]);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let mut found = column(list(&answer, "hits"), "path");
        if !query.contains("raft") {
            found.sort_unstable();
        }
        assert_eq!(found, paths, "{query}: {answer:#}");
        assert_eq!(answer["missing"], serde_json::json!(missing), "{query}: {answer:#}");
    }
    let run = env.lore(&["search", "zzzq docker"]).expect(0);
    assert!(run.stdout.contains("no note says “zzzq”\n"), "{run:#?}");
    for query in ["@nosuch tea", "-@nosuch tea"] {
        let run = env.lore(&["search", "--", query]).expect(0);
        assert!(run.stdout.contains("no search “nosuch” stands in lore.toml"), "{run:#?}");
    }
}

/// Beside a field without such a value, names like the words that are there were offered.
#[test]
fn a_wrong_value_was_told_by_names_like_the_right_word() {
    let env = TestEnvironment::new(
        "-- books/a.md --\n# Kraft\n\nOf raft.\n-- c.md --\n---\ndate: soon\ntype: recipe\n---\n# Craft\n",
    );
    for (query, missing, similar) in [
        ("path:boks raft", "path:boks", "path:books"),
        ("type:recipy raft", "type:recipy", "type:recipe"),
    ] {
        let run = env.lore(&["search", "--json", query]).expect(1);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(answer["missing"], serde_json::json!([missing]), "{answer:#}");
        assert_eq!(answer["suggestions"], serde_json::json!([similar]), "{answer:#}");
    }
    let run = env.lore(&["search", "date:2024-13 craft"]).expect(1);
    assert!(!run.stdout.contains("[date"), "{run:#?}");
}

/// A slip that has the stem of the right word was shown without saying so.
#[test]
fn a_slip_in_an_ending_was_not_told() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Kubernetes\n\nIts storage and organisation, cached in colour.\n-- b.md --\n# B\n\nThe query plans.\n",
    );
    for (query, to) in [
        ("kubernets", Some("kubernetes")),
        ("storag", Some("storage")),
        ("caching", None),
        ("organise", None),
        ("organization", None),
        ("colors", None),
        ("queries", None),
        ("planning", None),
    ] {
        let answer = env.json(&["search", query]);
        let corrected = column(list(&answer, "corrections"), "to");
        assert_eq!(corrected, to.into_iter().collect::<Vec<_>>(), "{query}: {answer:#}");
    }
}

/// `topic:` left out the notes that are the topic.
#[test]
fn the_notes_of_a_topic_were_not_about_it() {
    let env = TestEnvironment::new(
        "-- Kafka.md --\n# Kafka\n\nA log.\n\n## Partitions\n\nOrder.\n\n## Part\n\n**Topic:** Kafka\n\nDeclared.\n\
         -- j.md --\n# J\n\n## Day 1\n\n**Topic:** Kafka\n\nOffsets.\n\n## Day 2\n\n**Topic:** DDIA\n\nPages.\n\
         -- DDIA Chapter 5 - Replication.md --\n# DDIA Chapter 5 - Replication\n\nLeaders.\n-- k.md --\n[[Kafka]] [[j]]\n",
    );
    let labels = |query: &str| {
        let answer = env.json(&["search", "--sort", "relevance", query]);
        column(list(&answer, "hits"), "label").join(", ")
    };
    assert_eq!(labels("topic:Kafka"), "Part, Day 1 · Kafka, Kafka");
    assert_eq!(labels("topic:Kafka order"), "Partitions");
    assert_eq!(labels("topic:DDIA leaders"), "DDIA Chapter 5 - Replication");
    assert_eq!(labels("log OR leaders"), "Kafka, DDIA Chapter 5 - Replication");
    assert_eq!(labels("(log OR leaders) -topic:Kafka"), "DDIA Chapter 5 - Replication");
}

/// Spellings with a hyphen, in one word and in two did not meet.
#[test]
fn closed_and_open_spellings_did_not_meet() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n\nWe backfill a multiprocessor with 4 kB of version 2.7.3 in utf 8.\n\
         -- b.md --\n# B\n\nThe chain rule of calculus.\n-- c.md --\n# C\n\nA well-known day, back to fill.\n\
         -- d.md --\n# D\n\nAll of 8MB.\n",
    );
    for (query, path, told) in [
        ("back-fill", "a.md", Some("backfill")),
        ("multi-processor", "a.md", Some("multiprocessor")),
        ("chainrule", "b.md", Some("chain rule")),
        ("4kB", "a.md", None),
        ("utf8", "a.md", None),
        ("v2.7.3", "a.md", Some("2.7.3")),
        ("multi processor", "a.md", Some("multiprocessor")),
        ("8 MB", "d.md", Some("8mb")),
        ("well-known", "c.md", None),
    ] {
        let answer = env.json(&["search", query]);
        let hits = list(&answer, "hits");
        assert_eq!(column(hits, "path"), [path], "{query}: {answer:#}");
        assert!(hits[0]["snippet"].as_str().unwrap().contains("**"), "{query}: {answer:#}");
        let corrected = column(list(&answer, "corrections"), "to");
        assert_eq!(corrected, told.into_iter().collect::<Vec<_>>(), "{query}: {answer:#}");
    }
}

/// An acronym found no note that is called what it stands for.
#[test]
fn acronyms_found_no_names() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Change data capture\n\nRows as events.\n-- b.md --\n# Write-ahead log\n\nFirst the log.\n\n\
         ## Sync\n\nTo disk.\n-- c.md --\n# C\n\nThe WAL is first.\n-- d.md --\n# Internet of Things\n\nLamps.\n",
    );
    for (query, labels, told) in [
        ("CDC", &["Change data capture"][..], Some("Change data capture")),
        ("cdc", &["Change data capture"], Some("Change data capture")),
        ("IoT", &["Internet of Things"], Some("Internet of Things")),
        ("WAL", &["C", "Write-ahead log", "Sync"], None),
        ("wal", &["C"], None),
        ("WAL disk", &["C", "Sync"], None),
        ("CDC rows", &["Change data capture"], Some("Change data capture")),
        ("-CDC rows", &["Change data capture"], None),
    ] {
        let answer = env.json(&["search", "--sort", "relevance", "--", query]);
        let hits = list(&answer, "hits");
        assert_eq!(column(hits, "label"), labels, "{query}: {answer:#}");
        let corrected = column(list(&answer, "corrections"), "to");
        assert_eq!(corrected, told.into_iter().collect::<Vec<_>>(), "{query}: {answer:#}");
    }
    let run = env.lore(&["search", "WAL"]).expect(0);
    assert!(run.stdout.contains("“WAL” may stand for “Write-ahead log”"), "{run:#?}");
}
