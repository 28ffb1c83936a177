//! Bugs in how the text of a note is read.

use crate::common::{TestEnvironment, column, list};

/// A section in the middle of a note gave the whole note its title.
#[test]
fn a_heading_below_text_was_the_title() {
    let env = TestEnvironment::new("-- Tomato.md --\nNeeds sun.\n\n## Sowing\n\nIn March.\n");
    assert_eq!(env.json(&["links", "Tomato"])["note"]["title"], "Tomato");
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
    assert_eq!(column(list(&answer, "topics"), "name"), ["daily"]);
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

/// Forms for notes were what tags are about, answers, steps of a way and things in progress.
#[test]
fn templates_were_subjects() {
    let env = TestEnvironment::new(
        "-- Templates/Daily.md --\n---\ntags: [daily]\n---\n# {{date}}\n\nup:: [[{{moc}}]]\nstatus:: seedling\n\n## Log\n\
         -- a.md --\n#daily\n\nKafka in the log, daily. type:: moc\n-- b.md --\n#daily\n\nSpark in the log.\n\
         -- c.md --\nThe daily log.\n",
    );
    let answer = env.json(&["topics"]);
    assert_eq!(column(list(&answer, "topics"), "name"), ["daily"], "{answer:#}");
    assert!(list(&list(&answer, "topics")[0], "about").is_empty(), "{answer:#}");
    for arguments in
        [&["related", "a"][..], &["path", "a", "b"], &["mentions"], &["progress"], &["gaps"]]
    {
        let run = env.lore(arguments);
        assert!(!run.stdout.contains("Templates/"), "{arguments:?}: {run:#?}");
    }
    // They are found and can be asked about.
    let answer = env.json(&["search", "status:seedling"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["Templates/Daily.md"], "{answer:#}");
    env.lore(&["related", "Templates/Daily.md"]).expect(0);
    // Whoever has nothing else keeps notes about these.
    let env = TestEnvironment::new(
        "-- templates/Daily.md --\n#day\n\nThe daily log.\n-- templates/Week.md --\n#day\n\nSee [[Daily]].\n",
    );
    let answer = env.json(&["related", "Week"]);
    assert_eq!(column(list(&answer, "related"), "name")[0], "Daily", "{answer:#}");
}

/// What Excalidraw writes into each of its notes was text, title and field.
#[test]
fn what_a_drawing_program_writes_was_text() {
    let env = TestEnvironment::new(
        "-- Cluster.excalidraw.md --\n---\nexcalidraw-plugin: parsed\ntags: [excalidraw]\n---\n\
         ==⚠  Switch to EXCALIDRAW VIEW in the MORE OPTIONS menu of this document. ⚠== You can decompress it.\n\n\n\
         # Excalidraw Data\n\n## Text Elements\nKafka broker ^aB3dE5fG\n\n## Element Links\naB3dE5fG: [[Kafka]]\n\n\
         %%\n## Drawing\n```compressed-json\nN4KA\n```\n%%\n-- Kafka.md --\nA log.\n",
    );
    for query in ["decompress", "aB3dE5fG", "\"options menu\""] {
        let answer = env.json(&["search", query]);
        assert!(list(&answer, "hits").is_empty(), "{query}: {answer:#}");
    }
    let answer = env.json(&["search", "broker"]);
    assert_eq!(list(&answer, "hits")[0]["snippet"], "Kafka **broker**", "{answer:#}");
    let answer = env.json(&["related", "Kafka"]);
    let item = &list(&answer, "related")[0];
    assert_eq!(item["name"], "Cluster", "{answer:#}");
    assert!(!answer.to_string().contains("aB3dE5fG"), "{answer:#}");
}

/// Ids below a heading of drawings stopped every command, and what all drawings have in common related them.
#[test]
fn the_headings_of_drawings_were_read_as_if_written() {
    let drawing = |name: &str, says: &str| {
        format!(
            "-- {name}.excalidraw.md --\n---\nexcalidraw-plugin: parsed\n---\n# Text Elements\n{says} ^aB3dE5fG\n\n\
             # Embedded files\n0f1e2d3c: [[{name}.svg|{name}]]\n\n%%\n# Drawing\n```compressed-json\nN4KA\n```\n%%\n"
        )
    };
    let env = TestEnvironment::new(
        &(drawing("One", "Brokers keep logs") + &drawing("Two", "Gardens need rain")),
    );
    let answer = env.json(&["related", "One"]);
    assert!(list(&answer, "related").is_empty(), "{answer:#}");
    env.json(&["links", "One#Text Elements"]);
    for query in ["embedded", "\"text elements\""] {
        let answer = env.json(&["search", query]);
        assert!(list(&answer, "hits").is_empty(), "{query}: {answer:#}");
    }
    let ids = "## Element Links\nabcdefgh: [[Kafka]]\nbcdefghi: [[Spark]]\n";
    env.vault().write("a.md", ids);
    env.vault().write("Three.md", format!("---\nexcalidraw-plugin: parsed\n---\n{ids}"));
    assert_eq!(env.json(&["search", "\"element links\""])["total"], 1);
    // A section is read again without the front matter above it.
    let answer = env.json(&["search", "spark path:Three.md"]);
    let snippet = list(&answer, "hits")[0]["snippet"].as_str().unwrap_or_default();
    assert!(!snippet.contains("bcdefghi"), "{answer:#}");
}

/// `related "Day 4"` looked for the words where the heading says more than the number.
#[test]
fn entries_could_not_be_asked_for_by_their_day_or_number_alone() {
    let entries: String = (1..=6)
        .map(|day| format!("\n## Day {day}: Topic{day} (2024-01-0{day})\n\nOn consumer groups.\n"))
        .collect();
    let env = TestEnvironment::new(&format!(
        "-- log.md --\n# Log\n{entries}\n### Noon of 2024-01-06\n\nx\n\
         -- two.md --\n# Two\n\n## 📅 Day 8: a\n\nx\n\n## Day 8 | b\n\ny\n\n## Week 3\n\n## 2日目（2023年1月2日）\n\nz\n"
    ));
    for name in ["Day 4", "day #4", "log#Day 4", "log › Day 4", "2024-01-04", "log#January 4, 2024"]
    {
        let answer = env.json(&["related", name]);
        assert_eq!(answer["of"]["name"], "Day 4: Topic4 (2024-01-04)", "{name}: {answer:#}");
    }
    for (name, line) in [("2日目", 13), ("Day 2", 7), ("2024-01-06", 23)] {
        let answer = env.json(&["related", name]);
        assert_eq!(answer["of"]["line"], line, "{name}: {answer:#}");
    }
    env.lore(&["path", "Day 1", "Day 4"]).expect(0);
    env.vault().write(
        "w.md",
        "# W\n\n## Week 1: Logs\n\n### 第5天：a\n\nx\n\n## Week 2: Disks\n\n### 第6天：b\n\ny\n",
    );
    for name in ["w › Week 2 › 第6天", "w#Week 2#Day 6", "Week 2 › 第6天"] {
        let answer = env.json(&["related", name]);
        assert_eq!(answer["of"]["line"], 11, "{name}: {answer:#}");
    }
    for name in ["Day 8", "two#Day 8"] {
        let run = env.lore(&["related", name]).expect(2);
        assert!(run.stderr.contains("two#Day 8 | b"), "{run:#?}");
    }
    let run = env.lore(&["related", "Day 7"]).expect(2);
    assert!(run.stderr.contains("did you mean “Day 6: Topic6"), "{run:#?}");
}

/// Days in fields and properties, and those of weeks and months, were none.
#[test]
fn days_that_people_write_did_not_date_their_notes() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\nfecha: 13-01-2024\n---\n-- 2024-W02.md --\nx\n-- 2024-03.md --\nx\n\
         -- log.md --\n# Log\n\n## Day 1\n\n**Date:** 14/01/2024\n\nx\n\n## 15/01/2024\n\nx\n",
    );
    let answer = env.json(&["timeline"]);
    let dates = column(list(&answer, "entries"), "date");
    let wanted = ["2024-01-08", "2024-01-13", "2024-01-14", "2024-01-15", "2024-03-01"];
    assert_eq!(dates, wanted, "{answer:#}");
    let answer = env.json(&["search", "date:2024-01-14"]);
    assert_eq!(column(list(&answer, "hits"), "path"), ["log.md"], "{answer:#}");
}

/// `- [ ] pay rent [date:: 2026-03-01]` made the note an entry of that day, and so did a quotation.
#[test]
fn the_day_of_a_part_dated_the_whole_note() {
    let env = TestEnvironment::new(
        "-- todo.md --\n# Todo\n\n- [ ] pay rent [date:: 2026-03-01]\n\
         -- quote.md --\nQuote from a paper [date:: 1999-01-01] that matters.\n\
         -- books.md --\n# Books\n\n- **Title:** X\n- **Date:** 2023-01-05\n- **Title:** Y\n- **Date:** 2023-02-05\n\
         -- meeting.md --\n# Meeting\n\n**Date:** 2024-01-05\n",
    );
    let answer = env.json(&["timeline"]);
    assert_eq!(column(list(&answer, "entries"), "date"), ["2024-01-05"], "{answer:#}");
}

/// `date: 03/04/2024` was silently no day.
#[test]
fn a_day_that_may_be_another_was_left_out_in_silence() {
    let env = TestEnvironment::new("-- a.md --\n---\ntitle: A\ndate: 03/04/2024\n---\nText.\n");
    let problem = &env.json(&["check"])["problems"][0];
    assert_eq!((&problem["code"], &problem["line"]), (&"bad-frontmatter".into(), &3.into()));
    let message = problem["message"].as_str().unwrap_or_default();
    assert_eq!(message, "03/04/2024 is two days: write 2024-04-03 or 2024-03-04");
}

/// Of what Notion writes below a title only the first line counted.
#[test]
fn properties_below_the_title_were_text() {
    let page = |title: &str, status: &str| {
        format!(
            "-- {title}.md --\n# {title}\n\nCreated: January 5, 2024 10:30 AM\nStatus: {status}\nTags: data, streaming\n\
             Topic: Kafka\n\nBody.\n"
        )
    };
    let env = TestEnvironment::new(&(page("Alpha", "Done") + &page("Beta", "In progress")));
    assert_eq!(env.json(&["search", "tag:streaming"])["total"], 2);
    assert_eq!(env.json(&["search", "topic:kafka"])["total"], 2);
    let answer = env.json(&["progress"]);
    assert_eq!(answer["kinds"][0]["done"], 1, "{answer:#}");
    let answer = env.json(&["timeline"]);
    assert_eq!(column(list(&answer, "entries"), "date"), ["2024-01-05"; 2], "{answer:#}");
}

/// A first paragraph of definitions gave a note aliases, tags and a kind, and one of speech gave it fields.
#[test]
fn prose_below_the_title_was_read_as_properties() {
    let env = TestEnvironment::new(
        "-- glossary.md --\n# Glossary\n\nAlias: Kafka, another name\nType: a kind\n\
         -- marks.md --\n# Marks\n\nTag: a mark on a note\nTags: marks that stand on a note\n\
         -- reise.md --\n# Reise\n\nTag: 5. Januar 2024\nOrt: Berlin\n\
         -- talk.md --\n# Talk\n\n他说：明天再见\n\n她说：好\n-- x.md --\nSee [[Kafka]].\n",
    );
    let problem = &env.json(&["check"])["problems"][0];
    assert_eq!((&problem["code"], &problem["path"]), (&"dead-link".into(), &"x.md".into()));
    assert_eq!(env.json(&["stats"])["tags"], 0);
    let answer = env.json(&["timeline"]);
    assert_eq!(column(list(&answer, "entries"), "date"), ["2024-01-05"], "{answer:#}");
    let run = env.lore(&["search", "[他说]"]);
    assert!(run.stdout.contains("no note has a field “他说”"), "{run:#?}");
}

/// Of the records of decisions that adr-tools and MADR make, no day and not every status was known.
#[test]
fn records_of_decisions_had_neither_status_nor_day() {
    let env = TestEnvironment::new(
        "-- a1.md --\n# 1. Use ADRs\n\nDate: 2023-01-02\n\n## Status\n\nAccepted\n\n\
         Replaces [2. X](a2.md)\n\n## Context\n\nText.\n\
         -- a2.md --\n# 2. X\n\nStatus: Accepted\n\nDate: 2023-04-02\n\n## Context\n\nText.\n\
         -- a3.md --\n# Y\n\n* Status: accepted\n* Date: 2023-03-02\n\n## Context\n\nText.\n\
         -- letter.md --\n# Letter\n\nDate: 2023-05-02\nDear B,\n",
    );
    let answer = env.json(&["timeline"]);
    let paths = column(list(&answer, "entries"), "path");
    assert_eq!(paths, ["a1.md", "a3.md", "a2.md"], "{answer:#}");
    assert_eq!(env.json(&["search", "date:2023-01"])["total"], 1);
    assert_eq!(env.json(&["search", "status:accepted"])["total"], 3);
    let answer = env.json(&["progress"]);
    let items = list(&answer["kinds"][0], "items");
    assert_eq!(column(items, "name"), ["1. Use ADRs", "2. X", "Y"], "{answer:#}");
    assert_eq!(column(items, "state"), ["done"; 3], "{answer:#}");
}

/// `type: "[[Tool]]"` was of the kind “[[tool]]”, and no `search type:tool` found it.
#[test]
fn kinds_and_tags_that_are_links_kept_their_brackets() {
    let env = TestEnvironment::new(
        "-- a.md --\n---\ntype: \"[[Tool]]\"\ntags: [\"[[devops]]\"]\n---\nText.\n\
         -- b.md --\n---\ntype: tool\ntags: devops\n---\nText.\n\
         -- c.md --\n---\ntype: [[kinds/Tool|a tool]]\n---\nText.\n-- kinds/Tool.md --\nText.\n",
    );
    assert_eq!(env.json(&["search", "type:tool"])["total"], 3);
    assert_eq!(env.json(&["search", "tag:devops"])["total"], 2);
    let answer = env.json(&["links", "kinds/Tool"]);
    assert_eq!(column(list(&answer, "backlinks"), "path"), ["a.md", "c.md"], "{answer:#}");
}

/// A sign further on took the tag of its line, and the link with it.
#[test]
fn tags_ended_at_a_sign_further_on() {
    let env = TestEnvironment::new(
        "-- a.md --\n# A\n#squat 135# x 5\n-- b.md --\n# B\n#article https://x.com/page#:~:text=foo\n",
    );
    for (query, paths) in [("tag:squat", ["a.md"]), ("tag:article", ["b.md"])] {
        let answer = env.json(&["search", query]);
        assert_eq!(column(list(&answer, "hits"), "path"), paths, "{query}");
    }
}

/// Of a package whose change log has the same heading the README was called “README”, as were two with one heading.
#[test]
fn notes_of_folders_lost_their_headings() {
    let env = TestEnvironment::new(
        "-- packages/auth/README.md --\n# @acme/auth\n\nSigns people in.\n\
         -- packages/auth/CHANGELOG.md --\n# @acme/auth\n\n## 1.0.0\n\nFirst.\n\
         -- b/README.md --\n# Setup guide\n\nOne.\n-- c/README.md --\n# Setup guide\n\nTwo.\n\
         -- d/index.md --\n# Overview\n-- e/index.md --\n# Overview\n-- f/parts.md --\n# Overview\n\
         -- g/setup.md --\n# Prepare\n-- h/setup.md --\n# Prepare\n-- i/tools.md --\n# Prepare\n\
         -- j/one.md --\n# Notes\n-- j/two.md --\n# Notes\n\
         -- use.md --\n# Use\n\nWe took @acme/auth for it.\n",
    );
    let title = |path: &str| {
        let answer = env.json(&["links", path]);
        answer["note"]["title"].as_str().unwrap_or_else(|| panic!("{answer:#}")).to_owned()
    };
    for (path, wanted) in [
        ("packages/auth/README.md", "@acme/auth"),
        ("packages/auth/CHANGELOG.md", "CHANGELOG"),
        ("b/README.md", "Setup guide"),
        ("c/README.md", "Setup guide"),
        ("d/index.md", "Overview"),
        ("e/index.md", "Overview"),
        ("f/parts.md", "parts"),
        ("g/setup.md", "Prepare"),
        ("h/setup.md", "Prepare"),
        ("i/tools.md", "tools"),
        ("j/one.md", "one"),
        ("j/two.md", "two"),
    ] {
        assert_eq!(title(path), wanted, "{path}");
    }
    let answer = env.json(&["mentions", "packages/auth/README.md"]);
    assert_eq!(column(list(&answer, "mentions"), "path"), ["use.md"], "{answer:#}");
    // What comes and goes later counts at once.
    env.vault().write("k/tools.md", "# Prepare\n");
    assert_eq!(title("i/tools.md"), "Prepare");
    env.vault().remove("k/tools.md");
    assert_eq!(title("i/tools.md"), "tools");
}

/// Badges, moods and pointers were the status of their notes, and a decision that another one had superseded was done.
#[test]
fn whatever_stood_below_a_heading_of_that_name_was_a_status() {
    let env = TestEnvironment::new(
        "-- README.md --\n# A\n\n## Status\n\n[![CI](https://x.com/ci.svg)](https://x.com)\n\
         -- 2024-01-05.md --\n## Status\n\ngood\n\
         -- 2024-01-06.md --\n# Saturday\n\n## Status\n\ndone\n\
         -- b.md --\n# B\n\n## Status\n\nSee [the board](README.md)\n\
         -- 4.md --\n# 4. Old\n\n## Status\n\nAccepted\n\nSuperseded by [5. New](5.md)\n\
         -- 5.md --\n# 5. New\n\n## Status\n\nAccepted\n\nSupersedes [4. Old](4.md)\n\
         -- 6.md --\n# 6. M\n\n* Status: accepted <!-- optional -->\n* Date: 2023-03-02 <!-- optional -->\n\
         -- 7.md --\n# 7. T\n\n* Status: {proposed | superseded by [5](5.md)}\n",
    );
    let answer = env.json(&["progress"]);
    let groups = list(&answer, "kinds");
    assert_eq!(groups.len(), 1, "{answer:#}");
    let items = list(&groups[0], "items");
    assert_eq!(column(items, "path"), ["5.md", "6.md", "4.md"], "{answer:#}");
    assert_eq!(column(items, "status"), ["Accepted", "accepted", "Superseded by 5. New"]);
    assert_eq!(column(items, "state"), ["done", "done", "stopped"]);
    assert_eq!(env.json(&["search", "date:2023-03"])["total"], 1);
}

/// The fields of a table of a database, in a list, were those of the note.
#[test]
fn a_list_that_describes_fields_was_a_head() {
    let env = TestEnvironment::new(
        "-- a.md --\n# Users\n\n- id: number\n- title: string\n- type: string\n- tags: list of strings\n\
         - created: timestamp\n",
    );
    assert_eq!(env.json(&["search", "type:string"])["total"], 0);
    assert_eq!(env.json(&["search", "tag:\"list of strings\""])["total"], 0);
}
