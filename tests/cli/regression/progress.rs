//! Bugs in how far things have come, and when.

use crate::common::{TestEnvironment, column, list, text};

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

/// The weeks of a course were taken for days of the journal beside it, and were its last.
#[test]
fn the_outline_of_a_course_was_the_last_day_of_a_journal() {
    // What all entries share says nothing of any of them.
    let content = |day: usize| ["Zoomcamp", "Docker", "Airflow"][day % 3];
    let entry = |day| format!("### Day {day}\n\n**Content:** {}\n\n", content(day));
    let journal: String = (1..=12).map(entry).collect();
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

/// `**状态：** 进行中` said nothing, and the column was printed as “月 份”.
#[test]
fn what_is_written_with_wide_signs_was_not_read() {
    let env = TestEnvironment::new(
        "-- lore.toml --\n[topics]\nfields = [\"主题\"]\n-- 日志.md --\n# 日志\n\n## 第1天\n\n**主题：** Docker\n\n**状态**：进行中\n\n\
         ## 第2天\n\n主题：Kafka\n-- 计划.md --\n# 计划\n\n| 月份 | 状态 |\n|---|---|\n| 一月 | 已完成 |\n",
    );
    let answer = env.json(&["progress"]);
    assert_eq!(column(list(&answer, "kinds"), "kind"), ["entry", "月份"], "{answer:#}");
    assert_eq!(answer["kinds"][0]["items"][0]["status"], "进行中", "{answer:#}");
    let answer = env.json(&["topics"]);
    assert_eq!(column(list(&answer, "topics"), "name"), ["Docker", "Kafka"], "{answer:#}");
}

/// A cross beside words that no table knew was all of the status.
#[test]
fn what_is_not_begun_was_given_up_in_other_languages() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Lista\n\n| Livro | Status |\n|---|---|\n| A | ❌ Não iniciado |\n| B | ❌ No iniciado |\n\
         | C | Aprovado |\n| D | Réussi |\n| E | Obtenido |\n",
    );
    let kind = &env.json(&["progress"])["kinds"][0];
    let states = column(list(kind, "items"), "state");
    assert_eq!(states, ["planned", "planned", "done", "done", "done"], "{kind:#}");
}

/// What a manual says of a state was the status of its section.
#[test]
fn a_sentence_about_a_state_was_a_status() {
    let env = TestEnvironment::new(
        "-- FAQ.md --\n# FAQ\n\n## 元に戻す\n\n- **非表示状態**：ボタンを押して元に戻します。\n\n\
         ## 保存\n\n**状態**：ボタンを押して元に戻します。\n\n## Hidden\n\n- **Hidden status**: press again.\n\
         -- books/a.md --\n# 三体\n\n**阅读状态**：已完成\n-- books/b.md --\n# Emma\n\n**Status:** lent to Ann\n\
         -- books/c.md --\n# Dune\n\n**Reading status:** in progress\n",
    );
    let answer = env.json(&["progress"]);
    let kinds = list(&answer, "kinds").iter();
    let items = kinds.flat_map(|kind| list(kind, "items"));
    let mut found: Vec<String> =
        items.map(|item| format!("{} {}", item["name"], item["state"])).collect();
    found.sort();
    let wanted = [r#""Dune" "in progress""#, r#""Emma" "other""#, r#""三体" "done""#];
    assert_eq!(found, wanted, "{answer:#}");
}

/// One day among the numbers of a journal took its entry out of their order, and counted the others from elsewhere.
#[test]
fn a_day_among_numbers_divided_a_journal() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## Day 2\n\n**Topic:** Kubernetes\n\n## Day 10\n\n**Topic:** Rust\n\n\
         ## Day 19 - 19 January 2023\n\n**Topic:** Kubernetes\n\n## Day 21\n\n**Topic:** Rust\n",
    );
    let answer = env.json(&["timeline"]);
    let orders: Vec<&serde_json::Value> =
        list(&answer, "entries").iter().map(|entry| &entry["order"]).collect();
    assert_eq!(orders, [2, 10, 19, 21], "{answer:#}");
    let dates = list(&answer, "entries").iter().map(|entry| entry.get("date").is_some());
    assert_eq!(dates.collect::<Vec<_>>(), [false, false, true, false], "{answer:#}");
    let review = env.lore(&["review", "--as-of", "19"]).expect(0);
    assert!(review.stdout.contains("written 17 days earlier"), "{review:#?}");
    let review = env.json(&["review"]);
    assert_eq!(review["as_of"], "2023-01-21", "{review:#}");
}

/// An entry whose heading has a slip was in no timeline, not even in that of its topic.
#[test]
fn an_entry_with_a_slip_in_its_heading_was_lost() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## Day 1\n\n**Topic:** Docker\n\n## Dya 2\n\n**Topic:** Airflow\n\n\
         ## Day 3\n\n**Topic:** Airflow\n\n## Sources\n\nBooks.\n",
    );
    let labels = |args: &[&str]| {
        let answer = env.json(args);
        column(list(&answer, "entries"), "label").join(", ")
    };
    assert_eq!(labels(&["timeline"]), "Day 1 · Docker, Dya 2, Day 3 · Airflow");
    assert_eq!(labels(&["timeline", "Airflow"]), "Dya 2, Day 3 · Airflow");
}

/// Chapters of books came before the days of the journal.
#[test]
fn chapters_came_before_days() {
    let env = TestEnvironment::new(
        "-- books/a.md --\n# A\n\n## Chapter 1: Stores\n\n## Chapter 2: Logs\n\
         -- journal.md --\n# J\n\n## Day 1\n\n## Day 2\n",
    );
    let answer = env.json(&["timeline"]);
    let labels = column(list(&answer, "entries"), "label");
    assert_eq!(labels, ["Day 1", "Day 2", "Chapter 1: Stores", "Chapter 2: Logs"]);
}

/// A course whose modules have statuses was “not in this vault”.
#[test]
fn a_course_without_a_status_was_no_item() {
    let env = TestEnvironment::new(
        "-- courses/ml.md --\n---\ntype: course\n---\n# ML course\n\n## Module 1: Regression\n\n\
         **Status:** done\n\n## Module 2: Trees\n\n**Status:** in progress\n\
         -- Dune.md --\n---\ntype: book\n---\n# Dune\n\
         -- one.md --\n---\nbook: \"[[Dune]]\"\nstatus: done\n---\n# The desert\n\
         -- Shed.md --\n# Shed\n\n#tools\n\
         -- Log.md --\n---\ntype: journal\n---\n# Log\n\n## Day 1\n\n**Status:** done\n\n\
         ### Tea\n\n**Status:** done\n-- 2024-03-01.md --\n---\ntype: daily\n---\n## Milk\n\n**Status:** done\n",
    );
    let answer = env.json(&["progress", "ML course"]);
    let kinds = list(&answer, "kinds");
    assert_eq!(column(kinds, "kind"), ["module", "course"], "{answer:#}");
    let course = &kinds[1]["items"][0];
    assert_eq!(
        (&course["state"], &course["parts"]),
        (&"in progress".into(), &serde_json::json!({"done": 1, "total": 2})),
        "{answer:#}"
    );
    let run = env.lore(&["progress", "course"]).expect(0);
    assert!(run.stdout.contains("ML course  courses/ml.md:1  1 of 2 parts done"), "{run:#?}");
    let answer = env.json(&["progress", "Dune"]);
    assert_eq!(column(list(&answer, "kinds"), "kind"), ["book", "note"], "{answer:#}");
    // Days are no parts of a journal, though it is asked for by its name.
    let answer = env.json(&["progress", "Log"]);
    assert_eq!(column(list(&answer, "kinds"), "kind"), ["entry", "section"], "{answer:#}");
    env.lore(&["progress", "--kind", "daily"]).expect(1);
    env.lore(&["progress", "--kind", "journal"]).expect(1);
    for (name, is) in
        [("Shed", "the note Shed.md, in which nothing has a status"), ("tools", "a tag")]
    {
        let run = env.lore(&["progress", name]).expect(2);
        assert!(run.stderr.contains(&format!("is called “{name}”: it is {is}")), "{run:#?}");
    }
}

/// Modules that are numbered alone had no names, so that they were not there.
#[test]
fn rows_that_are_numbered_alone_were_left_out() {
    let env = TestEnvironment::new(
        "-- courses/zoomcamp.md --\n---\ntype: course\naliases: [zc]\n---\n# Zoomcamp\n\n\
         | Module | Status |\n|---|---|\n| 1 | ✅ |\n| 2. | 🚧 |\n| 3 | |\n\
         -- fde.md --\n---\ntype: book\naliases: [fde]\n---\n# Fundamentals\n\n\
         | Chapters | Status | Finished | Remarks |\n|---|---|---|---|\n\
         | 1 | done | 2024-01-02 | long |\n| 3 | | | |\n\
         -- ml.md --\n---\ntype: course\n---\n# ML\n\n| Module | Status |\n|---|---|\n| 1 | done |\n\
         -- list.md --\n# List\n\n| No | Book | Status |\n|---|---|---|\n| 1 | Emma | done |\n\n\
         | Code | Status |\n|---|---|\n| 200 | done |\n| 404 | missing |\n\n\
         | Problem | Status |\n|---|---|\n| 1 | done |\n| 2 | open |\n",
    );
    let names = |name: &str| -> Vec<String> {
        let answer = env.json(&["progress", name]);
        let items = list(&answer, "kinds").iter().flat_map(|kind| list(kind, "items"));
        let mut names: Vec<_> = items.map(|item| text(item, "name").to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names("zc"), ["Module 1", "Module 2", "Module 3", "Zoomcamp"]);
    assert_eq!(names("fde"), ["Chapter 1", "Chapter 3", "Fundamentals"]);
    assert_eq!(names("ML"), ["ML", "Module 1"]);
    assert_eq!(names("list"), ["Emma", "Problem 1", "Problem 2"]);
}

/// Numbers took their days from another round of counting, or from the entry of the same number in it.
#[test]
fn numbers_were_counted_from_another_round() {
    let env = TestEnvironment::new(
        "-- J.md --\n# Round 1\n\n## Day 1: Helm\n\n## Day 2: Rust\n\n# Round 2\n\n\
         ## Day 1 (2024-05-01): Go\n\n## Day 2: Perl\n\n## Day 3 (2024-05-03): Helm\n\n\
         ## Day 1 (2024-06-01): Awk\n\n## Day 2: Sed\n\n## Overview\n\n**Topic:** Go\n\n\
         -- W.md --\n# W\n\n## Week 1 (2024-02-05)\n\n### Day 1: Docker\n\n## Week 2 (2024-02-12)\n\n### Day 1: Rust\n",
    );
    let answer = env.json(&["timeline"]);
    let labels = column(list(&answer, "entries"), "label");
    let wanted = [
        "Week 1 (2024-02-05)", "Day 1: Docker", "Week 2 (2024-02-12)", "Day 1: Rust",
        "Day 1 (2024-05-01): Go", "Day 2: Perl", "Day 3 (2024-05-03): Helm",
        "Day 1 (2024-06-01): Awk", "Day 2: Sed", "Day 1: Helm", "Day 2: Rust",
    ];
    assert_eq!(labels, wanted, "{answer:#}");
    let review = env.json(&["review"]);
    assert_eq!(review["as_of"], "2024-06-02", "{review:#}");
}

/// A journal with its newest entry on top had no days between those it says, and a course whose modules have names
/// beside their numbers was no item.
#[test]
fn falling_numbers_and_named_modules_were_not_understood() {
    let env = TestEnvironment::new(
        "-- J.md --\n# J\n\n## Day 5 (2024-05-05)\n\n## Day 4\n\n## Day 1 (2024-05-01)\n\
         -- c.md --\n---\ntype: course\n---\n# Rust Course\n\n| Module | Topic | Status |\n|---|---|---|\n\
         | 1 | Ownership | done |\n| 2 | Traits | planned |\n",
    );
    let answer = env.json(&["timeline"]);
    let near = list(&answer, "entries").iter().filter_map(|entry| entry["near"].as_str());
    assert_eq!(near.collect::<Vec<_>>(), ["2024-05-04"], "{answer:#}");
    let progress = env.lore(&["progress", "Rust Course"]).expect(0);
    assert!(progress.stdout.contains("1 of 2 parts done"), "{progress:#?}");
}

/// What a note lists as its parts was taken for what it is a part of.
#[test]
fn the_parts_that_a_field_lists_were_wholes() {
    let env = TestEnvironment::new(
        "-- Course.md --\n---\ntype: course\nstatus: done\nmodules: [M1, M2]\n---\nx\n\
         -- M1.md --\n---\ntype: module\n---\na\n-- M2.md --\n---\ntype: module\n---\nb\n\
         -- Saga.md --\n---\ntype: book\n---\ns\n-- One.md --\n---\ntype: chapter\nstatus: done\nbook: Saga\n---\n1\n",
    );
    let answer = env.json(&["progress"]);
    let kinds = list(&answer, "kinds").iter();
    let named: Vec<&str> = kinds.flat_map(|kind| column(list(kind, "items"), "name")).collect();
    assert!(named.contains(&"Course") && named.contains(&"Saga"), "{answer:#}");
    assert!(!named.contains(&"M1") && !named.contains(&"M2"), "{answer:#}");
}
