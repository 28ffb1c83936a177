//! The query language of `lore search`, example by example, on a vault made for it; and the ways to
//! show what was found. Leaves out how text is read as a query, which the tests of `lore-index` show.

use serde_json::Value;

use crate::common::{self, TestEnvironment, column, list, text};

/// Each section is named by its label; each has something that one operator finds.
const VAULT: &str = "\
-- lore.toml --
[searches]
open = \"is:todo -path:archive\"
late = \"@open due:<2024-03\"
circle = \"kettle @circle\"
-- brewing/Green Tea.md --
---
aliases: [Sencha, matcha cousin]
tags: [tea/green, drink]
type: recipe
rating: 4.5
status: in progress
created: 2023-05-02
modified: 2023-06-01
due: 2024-02-01
---
# Green Tea

Pour water of seventy degrees over the leaves. See [[Kettle]].

## Steps

- [ ] buy leaves
- [x] find the pot

## Notes

Version v1.12 of this recipe. The GCSToBigQueryOperator has nothing to do with it.
-- brewing/Black Tea.md --
---
tags: drink
type: recipe
rating: 3
pages: 350 pages
date: 2022-11-05
---
Leaves first, water of ninety-five degrees after. Never over the pot again.

**Topic:** Assam
-- Kettle.md --
# Kettle

Boils water. ![[kettle.png]]

rating:: 2

Nobody has written [[Descaling]] yet.
-- kettle.png --
-- archive/Old list.md --
# Old list

- [ ] throw away the old pot

Café Zürich, naïve snake_case_name, TODO(anna).
-- Journal.md --
# Journal

## 2024-03-01

**Topic:** Oolong

Half-oxidised.

## 2024-03-20

**Topic:** Assam

Strong leaves. 数据库系统 and ภาษาไทย.
";

fn found(env: &TestEnvironment, query: &str) -> Vec<String> {
    let run = env.lore(&["search", "--json", "-n", "50", "--", query]).expect_no_panic();
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut labels: Vec<String> = list(&answer, "hits")
        .iter()
        .map(|hit| match list(hit, "heading").last() {
            Some(heading) => heading.as_str().unwrap().to_owned(),
            None => text(hit, "title").to_owned(),
        })
        .collect();
    labels.sort();
    labels
}

#[test]
fn every_operator_finds_what_it_says() {
    let env = TestEnvironment::new(VAULT);
    let mut wrong = Vec::new();
    for (query, expected) in [
        // Words, all of them first; what they mean is not counted here.
        ("\"water of seventy\"", "Green Tea"),
        ("\"seventy water\"", ""),
        ("\"seventy water\"~3", "Green Tea"),
        ("\"pour leaves\"~8", "Green Tea"),
        ("\"pour leaves\"~2", ""),
        ("leaves -water", "2024-03-20 Steps"),
        ("-\"over the\" leaves", "2024-03-20 Steps"),
        ("seven*", "Green Tea"),
        ("oolong OR boils", "2024-03-01 Kettle"),
        ("(boils OR pot) water", "Black Tea Kettle"),
        ("strong leaves OR boils water", "2024-03-20 Kettle"),
        // Regular expressions see the source.
        ("/v\\d+\\.\\d+/", "Notes"),
        ("/todo\\(\\w+\\)/", "Old list"),
        ("/ToDo\\(/", ""),
        ("/^\\*\\*topic/", "2024-03-01 2024-03-20 Black Tea"),
        ("leaves -/\\[x\\]/", "2024-03-20 Black Tea Green Tea"),
        ("(/boils/ OR oolong)", "2024-03-01 Kettle"),
        ("(leaves /\\[x\\]/) OR boils", "Kettle Steps"),
        ("(leaves -/\\[x\\]/) OR boils", "2024-03-20 Black Tea Green Tea Kettle"),
        ("((/boils/ OR /pour/) water)", "Green Tea Kettle"),
        ("tag:drink -(leaves /\\[x\\]/)", "Black Tea Green Tea Notes"),
        ("type:recipe (the /v1/ OR /degrees/)", "Black Tea Green Tea Notes"),
        ("(oolong /half/) OR (water /half/) OR (boils /ater/)", "2024-03-01 Kettle"),
        // The front matter is the first section's.
        ("(water /rating: 4/) OR boils", "Green Tea Kettle"),
        // Fields.
        ("title:green", "Green Tea"),
        ("title:\"tea green\"", ""),
        ("alias:cousin", "Green Tea"),
        ("alias:green", ""),
        ("heading:steps", "Steps"),
        ("tag:tea", "Green Tea"),
        ("#tea/green", "Green Tea"),
        ("tag:te*", "Green Tea"),
        ("tag:drink -tag:tea", "Black Tea"),
        ("tag:(tea OR nothing)", "Green Tea"),
        ("topic:assam", "2024-03-20 Black Tea"),
        ("path:brewing", "Black Tea Green Tea"),
        ("path:brew*", "Black Tea Green Tea"),
        ("type:recipe", "Black Tea Green Tea"),
        // Links.
        ("link:Kettle", "Green Tea"),
        ("link:descaling", "Kettle"),
        ("link:kettle.png", "Kettle"),
        ("is:dead", "Kettle"),
        ("is:orphan", "Black Tea Green Tea Journal Old list"),
        ("is:embed", "Kettle"),
        ("has:link", "Green Tea Kettle"),
        // Tasks.
        ("is:task", "Old list Steps"),
        ("is:todo", "Old list Steps"),
        ("is:done", "Steps"),
        ("is:todo -is:done", "Old list"),
        // Days.
        ("has:date", "2024-03-01 2024-03-20 Black Tea Green Tea"),
        ("date:2024-03", "2024-03-01 2024-03-20"),
        ("date:>2024-03-01", "2024-03-20"),
        ("date:2024-03-02..", "2024-03-20"),
        ("created:<2023", "Black Tea"),
        ("created:may-2023", "Green Tea"),
        ("modified:2023-06", "Green Tea"),
        ("modified:today", "Black Tea Journal Kettle Old list"),
        ("2022-11-05", "Black Tea"),
        // Properties and inline fields.
        ("[rating]", "Black Tea Green Tea Kettle"),
        ("has:pages", "Black Tea"),
        ("rating:3", "Black Tea"),
        ("rating>=3", "Black Tea Green Tea"),
        ("rating>3", "Green Tea"),
        ("rating:2..3", "Black Tea Kettle"),
        ("pages>300", "Black Tea"),
        ("pages:<300", ""),
        ("due:<2024-03", "Green Tea"),
        ("due:2024-02-01", "Green Tea"),
        ("status:progress", "Green Tea"),
        ("status:\"in progress\"", "Green Tea"),
        ("[status: done OR \"in progress\"]", "Green Tea"),
        ("status:prog*", "Green Tea"),
        ("-[rating] type:recipe", ""),
        // Saved searches.
        ("@open", "Steps"),
        ("@late", "Steps"),
        ("@open OR oolong", "2024-03-01 Steps"),
        // Other spellings and scripts.
        ("cafe zurich", "Old list"),
        ("snake", "Old list"),
        ("snake_case_name", "Old list"),
        ("bigquery operator", "Notes"),
        ("gcstobigqueryoperator", "Notes"),
        ("数", "2024-03-20"),
        ("据库", "2024-03-20"),
        ("ไทย", "2024-03-20"),
        ("ninety-five", "Black Tea"),
    ] {
        let labels = found(&env, query).join(" ");
        if labels != expected {
            wrong.push(format!("{query} finds {labels}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Notes whose names, tags, topics and properties begin alike.
const BEGINNINGS: &str = "\
-- first.md --
---
aliases: [Big hash index, Größe]
status: in progress report
tags: [machine-learning, docs-site]
---
# Hash index

Read the `get_object_or_404` of the big hash indexing.

**Topic:** Docs site
-- second.md --
---
aliases: [Index of a big hash]
status: [progress in the report, report of progress]
tags: [Libraries/python, dock, 机器学习]
---
# The index of a big hash

## Hash of indexes

数据库系统 get object v2数据

**Topic:** Docker
-- deep folder/Third.md --
---
status: [in, progress]
tags: [machine, projects/lore]
---
Nothing. #docs
";

/// The names of the notes that a query finds, and what is shown of it.
fn files_found(env: &TestEnvironment, query: &str) -> (String, String) {
    let run = env.lore(&["search", "--json", "-n", "50", "--", query]).expect_no_panic();
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    let paths = column(list(&answer, "hits"), "path");
    let names = paths.iter().filter_map(|path| path.rsplit('/').next()?.strip_suffix(".md"));
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    (names.join(" "), text(&answer, "read_as").to_owned())
}

/// A beginning's words stand one after another and the last may go on, in every field.
#[test]
fn a_beginning_finds_what_begins_so_in_every_field() {
    let env = TestEnvironment::new(BEGINNINGS);
    let mut wrong: Vec<String> = Vec::new();
    for (query, expected) in [
        // Anywhere.
        ("\"hash ind\"*", "first"),
        ("\"the big hash ind\"*", "first"),
        ("\"ind hash\"*", ""),
        ("get_obj*", "first"),
        ("\"get obj\"*", "first second"),
        ("数据*", "second"),
        ("v2数据*", "second"),
        ("数据库系*", "second"),
        ("库数*", ""),
        ("\"hash\"*", "first second"),
        ("hash -\"big hash ind\"*", "second"),
        // Names.
        ("title:\"hash ind\"*", "first"),
        ("title:hash-ind*", "first"),
        ("title:\"big ha\"*", "first second"),
        ("title:\"hash*\"", "first second"),
        ("title:(\"a big ha\"* OR third*)", "Third second"),
        ("heading:\"hash of ind\"*", "second"),
        ("heading:\"of hash\"*", ""),
        ("alias:\"big hash ind\"*", "first"),
        ("alias:\"hash big\"*", ""),
        ("alias:gross*", ""),
        ("alias:gro*", "first"),
        ("path:\"deep fol\"*", "Third"),
        ("path:deep-folder/thi*", "Third"),
        ("path:\"folder dee\"*", ""),
        // Tags.
        ("tag:machine-lea*", "first"),
        ("#machine-lea*", "first"),
        ("tag:\"machine lea\"*", "first"),
        ("tag:machine*", "Third first"),
        ("tag:machine-*", "first"),
        ("tag:docs*", "Third first"),
        ("#docs-s*", "first"),
        ("tag:doc*", "Third first second"),
        ("tag:librarie*", "second"),
        ("tag:libraries/py*", "second"),
        ("tag:project/lo*", "Third"),
        ("tag:projects/*", "Third"),
        ("tag:机器*", "second"),
        // Topics.
        ("topic:docs*", "Third first"),
        ("topic:\"docs si\"*", "first"),
        ("topic:doc*", "Third first second"),
        ("topic:docke*", "second"),
        // Properties.
        ("status:\"in pro\"*", "first"),
        ("status:in-pro*", "first"),
        ("[status: \"in pro\"*]", "first"),
        ("status:\"progress in\"*", "second"),
        ("status:\"in progress\"", "first"),
        ("status:\"progress in\"", "second"),
        ("status:\"in progress rep\"*", "first"),
        ("status:(progress in)", "Third first second"),
        ("status:rep*", "first second"),
    ] {
        let (files, read_as) = files_found(&env, query);
        if files != expected {
            wrong.push(format!("{query} finds {files}, not {expected}"));
        }
        // What is shown of a query finds the same.
        let (again, _) = files_found(&env, &read_as);
        if files != again {
            wrong.push(format!("{query} is shown as {read_as}, which finds {again}, not {files}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_order_by_when_notes_were_made_is_that_of_created() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\ncreated: 2020-01-05\ndate: 2024-05-05\n---\ntea\n\
         -- b.md --\n---\ncreated: 2022-01-05\n---\ntea\n\
         -- c.md --\n---\ndate: 2021-01-05\n---\ntea\n\
         -- journal.md --\n# Journal\n\n## 2019-03-04\n\ntea\n\n## 2023-03-04\n\ntea\n",
    );
    let labels = |query: &str| -> Vec<String> {
        let run = env.lore(&["search", query, "--sort", "created", "--json"]).expect_no_panic();
        let answer: Value = serde_json::from_str(&run.stdout).unwrap();
        list(&answer, "hits").iter().map(|hit| text(hit, "label").to_owned()).collect()
    };
    assert_eq!(labels("tea"), ["2023-03-04", "b", "c", "a", "2019-03-04"]);
    for (days, found) in [
        ("2019", &["2019-03-04"][..]),
        ("2020", &["a"]),
        ("2021", &["c"]),
        ("2022", &["b"]),
        ("2023", &["2023-03-04"]),
        ("2024", &[]),
        ("2020..2022", &["b", "c", "a"]),
    ] {
        assert_eq!(labels(&format!("tea created:{days}")), found, "{days}");
    }
}

#[test]
fn what_was_read_as_text_is_said() {
    let env = TestEnvironment::new(VAULT);
    assert_session!(env.session(&[
        &["search", "colour:green (water"],
        &["search", "is:tea"],
        &["search", "/wat(er/"],
        &["search", "/b1/ OR /b2/ OR /b3/ OR /oolong/ OR /boils/ OR /b4/"],
        &["search", "@opne leaves", "-n", "1"],
        &["search", "@circle", "-n", "1"],
        &["search", "an \"open quote", "-n", "1"],
        &["search", "water tag:nothing"],
        &["search", "boil assam strong tag:drink"],
        &["search", "wa*r l?aves", "-n", "1"],
        &["search", "water AND leaves NOT assam", "-n", "1"],
        &["search", "modified:\"last 9999999 days\" date:soon"],
        &["search", "/a{1000}{1000}/ OR /(\\w{200}){20}/"],
    ]));
}

#[test]
fn saved_searches_that_double_with_each_do_not_explode() {
    let doubling = |between: &str| -> String {
        let lines = (1..=40).map(|n| {
            let before = n - 1;
            format!("s{n} = \"@s{before}{between}@s{before}\"\n")
        });
        lines.collect()
    };
    for (first, between) in [("tea", " "), ("", " "), ("tea", " OR "), ("@s40", " OR ")] {
        let env = TestEnvironment::new("-- a.md --\n# Tea\n");
        let searches = format!("[searches]\ns0 = \"{first}\"\n{}", doubling(between));
        env.vault().write("lore.toml", searches);
        let answer = env.json(&["search", "@s40", "tea"]);
        assert_eq!(column(list(&answer, "hits"), "path"), ["a.md"], "{first} {between}");
        let remarks: Vec<&str> =
            list(&answer, "remarks").iter().filter_map(|r| r.as_str()).collect();
        assert!(remarks.contains(
            &"the searches asked for in lore.toml are longer in all than the 2048 bytes of a query: \
              not all of “s40” counts"
        ), "{remarks:?}");
    }
}

#[test]
fn searches_in_each_other_are_found_whole_up_to_the_length_of_a_query() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[searches]\na = \"tea\"\nb = \"@a OR coffee\"\nc = \"@b @b -(@a)\"\n\
         -- a.md --\n# Tea\n-- b.md --\n# Coffee\n-- c.md --\n# Milk\n",
    );
    let answer = env.json(&["search", "@c"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["b.md"]);
    assert_eq!(list(&answer, "remarks").len(), 0, "{answer:#}");
}

#[test]
fn a_saved_search_is_excluded_with_and_without_parentheses() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[searches]\nskip = \"tea\"\nopen = \"is:todo\"\nrest = \"@open -@skip\"\n\
         but = \"-@skip\"\n\
         -- a.md --\n# A\n\n- [ ] pour tea\n-- b.md --\n# B\n\n- [ ] pour coffee\n-- c.md --\n# C\n\npour\n",
    );
    for (query, expected) in [
        ("pour -@skip", "B C"),
        ("pour -(@skip)", "B C"),
        ("pour (coffee OR -@open)", "B C"),
        ("@rest", "B"),
        ("-@open", "C"),
        ("-@skip", "B C"),
        ("@but", "B C"),
        ("pour -@skip -@open", "C"),
    ] {
        assert_eq!(found(&env, query).join(" "), expected, "{query}");
        assert_eq!(list(&env.json(&["search", query]), "remarks").len(), 0, "{query}");
    }
    // What no search is called is text.
    let answer = env.json(&["search", "-@sky"]);
    let remarks = list(&answer, "remarks").iter().filter_map(Value::as_str).collect::<Vec<_>>();
    assert_eq!(remarks.len(), 2, "{remarks:?}");
}

#[test]
fn a_link_is_found_by_whatever_it_leads_to() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Alpha\n\n## Part\n\nSelf [[a#part]].\n\
         -- b.md --\n# Beta\n\nTo [[a]].\n\n## Inner\n\n[[a#part]] ![[x/pic.png]]\n\
         -- x/pic.png --\n-- one/twin.md --\n# Twin\n-- two/twin.md --\n# Twin\n\
         -- c.md --\n# Gamma\n\n[[one/twin]] [[gone]]\n\n## Second\n\n[[two/twin]] [[Gone]]\n",
    );
    for (query, expected) in [
        ("link:a", "Beta Inner Part"),
        ("link:alpha", "Beta Inner Part"),
        ("link:a#part", "Inner"),
        ("link:a#nothing", ""),
        ("link:pic.png", "Inner"),
        ("link:x/Pic.png", "Inner"),
        ("link:twin", "Gamma Second"),
        ("link:one/twin.md", "Gamma"),
        ("link:gone", "Gamma Second"),
        ("link:nothing", ""),
    ] {
        assert_eq!(found(&env, query).join(" "), expected, "{query}");
    }
}

#[test]
fn far_down_in_a_very_long_section_a_match_is_shown() {
    let lines: String = (0..4000).map(|nth| format!("Filler number {nth}.\n\n")).collect();
    let vault = format!("-- a.md --\n# Long\n\n{lines}A [[kettle|Kettle]] boils.\n\n{lines}");
    let env = TestEnvironment::new(&vault);
    assert_session!(env.session(&[&["search", "kettle boils"], &["search", "/k.ttle\\|/"]]));
}

#[test]
fn a_saved_search_that_is_no_text_is_named_and_the_others_work() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[searches]\nbroken = 7\nleaves = \"tea\"\n-- a.md --\n# Tea\n",
    );
    let run = env.lore(&["search", "@leaves"]).expect(0);
    assert!(run.stderr.contains("lore.toml:2: the search `broken` is no text"), "{}", run.stderr);
}

#[test]
fn answers_in_other_shapes() {
    let env = TestEnvironment::new(VAULT);
    assert_session!(env.session(&[
        &["search", "water", "--files"],
        &["search", "water", "--format", "{path}:{line}: {title}\\t{tags}"],
        &["search", "water", "--format", "{pth}"],
        &["search", "drink", "--facet", "tag", "--facet", "folder", "--facet", "year", "-n", "1"],
        &["search", "tea", "--offset", "2", "-n", "1"],
        &["search", "tea", "--offset", "90"],
        &["search", "water", "--sort", "title", "--files"],
        &["search", "leaves", "--sort", "created", "--format", "{label}"],
        &["search", "water leaves", "-n", "2", "--explain"],
        &["search", "kettle", "--jsonl", "-n", "1"],
        &["search", "water", "-0"],
    ]));
    let run = env.lore(&["search", "water", "--files", "-0"]).expect(0);
    let paths: Vec<&str> = run.stdout.split_terminator('\0').collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    assert!(paths.iter().all(|path| env.vault().root().join(path).is_file()));
}

#[test]
fn a_score_is_the_sum_of_its_parts() {
    let env = TestEnvironment::sample();
    for query in [
        "hash index",
        "\"log structured\" storage",
        "replication OR raft",
        "title:kafka retention compac*",
        "event-driven architecture",
        "how does a database keep its promises when the power goes out in the middle of a write",
        "tag:storage",
    ] {
        let answer = env.json(&["search", "-n", "20", "--explain", query]);
        assert!(!list(&answer, "hits").is_empty(), "{query}");
        for hit in list(&answer, "hits") {
            let score = hit["score"].as_f64().unwrap();
            let parts = hit.get("explanation").map_or_else(Vec::new, |parts| {
                parts
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|part| part["score"].as_f64().unwrap())
                    .collect()
            });
            let sum: f64 = parts.iter().sum();
            assert!(
                (score - sum).abs() <= score.abs() * 1e-4,
                "{query}: {score} is not {sum}: {hit}"
            );
        }
    }
}

#[test]
fn pages_follow_each_other() {
    let env = TestEnvironment::sample();
    let hits = |offset: &str, limit: &str| {
        let answer = env.json(&["search", "--offset", offset, "-n", limit, "data"]);
        list(&answer, "hits").iter().map(|hit| (hit["path"].clone(), hit["line"].clone())).collect()
    };
    let all: Vec<_> = hits("0", "30");
    let mut pages: Vec<_> = hits("0", "10");
    pages.extend(hits("10", "10"));
    pages.extend(hits("20", "10"));
    assert_eq!(pages, all);
}

#[test]
fn the_editor_opens_at_the_line() {
    let env = TestEnvironment::new(VAULT);
    let open = |name: &str, value: &str| {
        let mut command = env.lore_command(&["search", "--open", "boils"]);
        command.env(name, value);
        common::run(command)
    };
    let run = open("VISUAL", "echo opened").expect(0);
    let path = env.vault().root().join("Kettle.md");
    assert_eq!(run.stdout.trim(), format!("opened +3 {}", path.display()));
    let run = open("EDITOR", "false").expect(2);
    assert!(run.stderr.contains("“false” ended with"), "{}", run.stderr);
    let run = env.lore(&["search", "--open", "boils"]).expect(2);
    assert!(run.stderr.contains("set $VISUAL or $EDITOR"), "{}", run.stderr);
}

#[test]
fn lines_of_templates_come_after_what_is_meant() {
    let mut files = String::new();
    for day in 1..=40 {
        files.push_str(&format!(
            "-- daily/2024-01-{day:02}.md --\n# Day {day}\n\nWhat did I learn about kubernetes today?\n\n\
             Rain, again number {day}.\n\n",
        ));
    }
    files.push_str(
        "-- Cluster.md --\n# Cluster\n\nA long walk through many things, of which some are about \
         schedulers, some about networks, and only at the very end one is that to learn kubernetes \
         one needs a cluster that may break, and time, and patience, and a reason to do it at all.\n",
    );
    let env = TestEnvironment::new(&files);
    let answer = env.json(&["search", "-n", "3", "learn kubernetes"]);
    assert_eq!(text(&list(&answer, "hits")[0], "path"), "Cluster.md", "{answer}");
    assert_eq!(answer["total"], 41);
}
