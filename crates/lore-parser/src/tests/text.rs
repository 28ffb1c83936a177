//! What else a note says: tags, fields, topics, sections, tasks, blocks, runs, ignored lines. Leaves out
//! the notations of links, which are in `links`.

use super::*;

#[test]
fn tags_in_text_and_front_matter() {
    for (text, tags) in [
        ("#a and (#b/c), #d.", "a b/c d"),
        ("# Heading #e\n#f at the start", "e f"),
        ("**#bold** ==#marked== \"#quoted\"", "bold marked quoted"),
        ("x#no \\#no `#no` $#no$ [#no](x) https://x.y/#no [[#no]] &#35;no", ""),
        ("#1 #2024 #fff #1a2b3c #-- #", ""),
        ("## No\n### tags", ""),
        ("%%#no%% #yes", "yes"),
        ("a\n#line", "line"),
        ("- #item\n- [ ] #task", "item task"),
        ("---\ntags: [a, '#b/']\ntag: c, d e\n---\n#f", "a b c d e f"),
        ("---\ntags:\n  - x y\n  - 2024\n---\n", "x y 2024"),
        ("# H {#no}\n\n{: .note #no}\n#yes", "yes"),
    ] {
        let note = note(text);
        let found: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(found.join(" "), tags, "{text}");
        for tag in &note.tags {
            assert_eq!(tag.span.slice(text), Some(tag.name.as_str()), "{text}");
        }
    }
}

#[test]
fn fields_in_every_notation() {
    use FieldOrigin::*;
    for (text, wanted) in [
        ("**Topic:** Docker", vec![(Bold, "Topic", "Docker")]),
        ("**Topic**: [[Docker]] and *more*", vec![(Bold, "Topic", "[[Docker]] and *more*")]),
        ("__Topic:__ x", vec![(Bold, "Topic", "x")]),
        ("- **Topic:** x\n- b", vec![(Bold, "Topic", "x")]),
        ("**A:** 1\n**B:** 2\nrest", vec![(Bold, "A", "1"), (Bold, "B", "2")]),
        ("**A:**\nlong\ntext\n**B:** 2", vec![(Bold, "A", "long\ntext"), (Bold, "B", "2")]),
        ("**A:** 1 **B:** 2", vec![(Bold, "A", "1"), (Bold, "B", "2")]),
        ("- **A:** x y | **B:** 2", vec![(Bold, "A", "x y"), (Bold, "B", "2")]),
        (
            "**A**: 1, **B**: 2; **C:** 3",
            vec![(Bold, "A", "1"), (Bold, "B", "2"), (Bold, "C", "3")],
        ),
        ("**A:** [[x]] · **B:**\ny", vec![(Bold, "A", "[[x]]"), (Bold, "B", "y")]),
        (
            "**A:** C- – **B:** 2\n**C:** 3",
            vec![(Bold, "A", "C-"), (Bold, "B", "2"), (Bold, "C", "3")],
        ),
        ("**A:** | **B:** 2", vec![(Bold, "B", "2")]),
        ("A: 1 **B:** 2", vec![(Plain, "A", "1"), (Bold, "B", "2")]),
        ("a:: 1 **B:** 2", vec![(Inline, "a", "1 **B:** 2")]),
        ("**A:** so **very**: yes", vec![(Bold, "A", "so **very**: yes")]),
        ("**A:** so *very:* yes", vec![(Bold, "A", "so *very:* yes")]),
        ("*Topic:* Docker", vec![(Bold, "Topic", "Docker")]),
        ("- _Topic_: Docker", vec![(Bold, "Topic", "Docker")]),
        ("***Topic:*** Docker", vec![(Bold, "Topic", "Docker")]),
        ("x\n*A:* 1 *B:* 2", vec![(Bold, "A", "1"), (Bold, "B", "2")]),
        ("_A:_ 1 **B:** 2", vec![(Bold, "A", "1"), (Bold, "B", "2")]),
        ("*key*:: v", vec![(Inline, "key", "v")]),
        ("a *Topic:* x", vec![]),
        ("*Italic* text: no", vec![]),
        ("~~Topic:~~ x", vec![]),
        ("*[Notes](https://x.y)*", vec![]),
        ("**[Notes](https://x.y)**", vec![(Bold, "Notes", "https://x.y")]),
        ("Topic: Docker", vec![(Plain, "Topic", "Docker")]),
        ("> Topic: Docker", vec![(Plain, "Topic", "Docker")]),
        ("Due date: tomorrow ^id", vec![(Plain, "Due date", "tomorrow")]),
        ("key:: value\nother key:: 2", vec![(Inline, "key", "value"), (Inline, "other key", "2")]),
        ("- key:: [[a]]", vec![(Inline, "key", "[[a]]")]),
        ("**key**:: v", vec![(Inline, "key", "v")]),
        ("a [up:: [[A]]] b (x:: 1)", vec![(Inline, "up", "[[A]]"), (Inline, "x", "1")]),
        ("- [ ] a [due:: 2024-01-01]", vec![(Inline, "due", "2024-01-01")]),
        ("a **Topic:** x", vec![]),
        ("https://x.y: z", vec![]),
        ("This is a long lead: x", vec![]),
        ("std::vector is fast, [std::a] (a b:: ) too", vec![]),
        ("`key:: value` `[a:: b]`", vec![]),
        ("```\nkey:: value\nTopic: x\n```", vec![]),
        ("**Bold** text: no", vec![]),
        ("Topic:", vec![]),
        ("|a: b|\n|-|\n|c: d|", vec![]),
        ("**主题：** Docker", vec![(Bold, "主题", "Docker")]),
        ("**テーマ**：Docker\n**B:** 2", vec![(Bold, "テーマ", "Docker"), (Bold, "B", "2")]),
        ("*状态：* 进行中", vec![(Bold, "状态", "进行中")]),
        ("主题： Docker", vec![(Plain, "主题", "Docker")]),
        ("主题：Docker", vec![(Plain, "主题", "Docker")]),
        ("日付：2024年1月5日", vec![(Plain, "日付", "2024年1月5日")]),
        ("タグ：a", vec![(Plain, "タグ", "a")]),
        ("状态：进行中", vec![(Plain, "状态", "进行中")]),
        ("Topic：Kafka", vec![(Plain, "Topic", "Kafka")]),
        ("今天学习了以下几个方面：镜像和容器", vec![]),
        ("他说：明天再见", vec![]),
        ("- 母：おはよう", vec![]),
        ("# T\n\n他说：明天再见", vec![]),
        ("**他说：** 明天再见", vec![(Bold, "他说", "明天再见")]),
        ("# T\n\n作者：a\n出版：b", vec![(Plain, "作者", "a"), (Plain, "出版", "b")]),
        ("## T\n\n作者：a\n出版：b", vec![]),
        ("主题：：Docker", vec![]),
        ("主题：", vec![]),
        (
            "Status: Done\nTags: a, b\n主题：x",
            vec![(Plain, "Status", "Done"), (Plain, "Tags", "a, b"), (Plain, "主题", "x")],
        ),
        ("# T\n\nA: 1\nB: 2", vec![(Plain, "A", "1"), (Plain, "B", "2")]),
        ("Note: this goes\non and on.", vec![(Plain, "Note", "this goes")]),
        ("Text.\n\nA: 1\nB: 2", vec![(Plain, "A", "1")]),
        ("# T\n\n## U\n\nA: 1\nB: 2", vec![(Plain, "A", "1")]),
        ("- A: 1\n  B: 2", vec![(Plain, "A", "1")]),
        ("%%\nkey:: value\n%%", vec![]),
    ] {
        let note = note(text);
        let found: Vec<_> = note
            .fields
            .iter()
            .map(|field: &Field| (field.origin, field.key.as_str(), field.values[0].as_str()))
            .collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn a_run_of_lines_below_the_title_says_what_front_matter_would() {
    let text = "# Alpha\n\nStatus: Done\nTags: data, machine learning\nCreated: January 5, 2024 10:30 AM\n\
                Topic: Kafka\nType: Book\nLanguage: French\nTitle: Other\n\nDate: 2024-02-01\nTags: no\n";
    let read = |text| parse(&VaultPath::new("a.md").unwrap(), text, &Options::default()).note;
    let note = read(text);
    let tags: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["data", "machine learning"]);
    for tag in &note.tags {
        assert_eq!(tag.span.slice(text), Some(tag.name.as_str()));
    }
    assert_eq!(note.date.unwrap().to_string(), "2024-01-05");
    assert_eq!(note.topics[0].name, "Kafka");
    assert_eq!((note.title.as_str(), note.kind.as_deref()), ("Alpha", Some("Book")));
    assert_eq!(note.language, lore_core::Language::default());
    let note = read("# A\n\nTags: #a, #b\nStatus: x\n");
    let tags: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(tags, ["a", "b"]);
}

#[test]
fn a_run_of_lines_below_the_title_may_be_prose() {
    for (text, tags, kind) in [
        ("# Glossary\n\nAlias: Kafka, another name\nType: a kind\n", vec![], None),
        ("# Glossary\n\nTag: a mark on a note\nType: what a note is about\n", vec![], None),
        ("# Glossary\n\nTags: marks on a note\nKind: of a sort\n", vec![], None),
        ("# Reise\n\nTag: 5. Januar 2024\nOrt: Berlin\n", vec![], None),
        ("# A\n\nTags: data, this, and that.\nB: x\n", vec![], None),
        ("# A\n\nTags: data，a b c、流\nB: x\n", vec!["data", "a b c", "流"], None),
        ("# A\n\nTags: #data #b\nB: x\n", vec!["data", "b"], None),
        ("# A\n\nTags: #data, b\nB: x\n", vec!["data", "b"], None),
        ("# A\n\nType: Literature note\nAliases: b\n", vec![], Some("Literature note")),
        // That of an entry is not the note's.
        ("## A\n\nTags: a, b\nType: Book\n\n## B\n\nx\n", vec![], None),
    ] {
        let note = note(text);
        let found: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!((found, note.kind.as_deref()), (tags, kind), "{text}");
        assert!(note.aliases.is_empty(), "{text}");
    }
}

#[test]
fn lines_below_the_title_are_the_head_however_they_are_parted() {
    let read = |text: &str| parse(&VaultPath::new("a.md").unwrap(), text, &Options::default()).note;
    for (text, day, kind) in [
        ("# 1. A\n\nDate: 2023-01-02\n\n## Status\n\nAccepted\n", Some("2023-01-02"), None),
        ("# A\n\nStatus: done\n\nDate: 2023-01-02\n", Some("2023-01-02"), None),
        ("# A\n\n* Status: done\n* Date: 2023-01-02\n\nText: x\n", Some("2023-01-02"), None),
        ("# A\n\n- Type: Book\n\n- Datum: 2. Januar 2023\n", Some("2023-01-02"), None),
        ("# A\n\n* Date: 2023-01-02 <!-- optional -->\n", Some("2023-01-02"), None),
        (
            "# A\n\nDate: 2023-01-02 %% about %%\n<!-- why -->\nType: Book\n",
            Some("2023-01-02"),
            Some("Book"),
        ),
        ("# A\n\nType: Book\n\nBy: X\nOn: Y\n\nText.\n", None, Some("Book")),
        ("Date: 2023-01-02\n\nText.\n", Some("2023-01-02"), None),
        // A letter, one of a line that says no day, things of one kind, speech, no whole list.
        ("# A\n\nDate: 2023-01-02\nDear B,\n", None, None),
        ("# A\n\nText.\n\nDate: 2023-01-02\n", None, None),
        ("# A\n\nType: Book\n\nText.\n", None, None),
        ("# A\n\n- Type: Book\n- Date: 2023-01-02\n- Type: Film\n", None, None),
        ("# A\n\nB: Hello\n\nType: Book\n\nB: Hello\n", None, Some("Book")),
        ("# A\n\n- Type: Book\n- Date: 2023-01-02\n- milk\n", None, None),
        ("# A\n\n> Date: 2023-01-02\n", None, None),
        ("## A\n\n- Date: 2023-01-02\n- B: x\n", None, None),
    ] {
        let note = read(text);
        let found = note.date.map(|day| day.to_string());
        assert_eq!((found.as_deref(), note.kind.as_deref()), (day, kind), "{text}");
    }
}

#[test]
fn a_section_of_its_own_states_the_status() {
    for (text, wanted) in [
        ("# A\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n", Some("Accepted")),
        ("# A\n\nText.\n\n## Context\n\nx\n\n## Статус\n\nПринято", Some("Принято")),
        ("# A\n\n## Estado\n\nAceptada\n", Some("Aceptada")),
        ("---\ntitle: A\n---\n## Status\n\n**Done** in May\n", Some("**Done** in May")),
        ("# A\n## Status\nDone\n\nReplaces [one of many words](b.md)\n", Some("Done")),
        ("# A\n## Status\nReplaced by [[b]]\n\nAmends [[c]]\n", Some("Replaced by [[b]]")),
        ("# A\n\n## Status\n\nWe are still thinking about that.\n", None),
        ("# A\n\n## Status\n\nOpen\n\nWe are thinking.\n", None),
        (
            "# A\n\n## Status\n\nAccepted\n\nSuperseded by [5. New](b.md)\n",
            Some("Superseded by [5. New](b.md)"),
        ),
        ("# A\n\n## Status\n\nAccepted\n\nAmends [[c]]\n\nDeprecated\n", Some("Deprecated")),
        ("# A\n\n## Status\n\nAccepted\n\nSupersedes [[c]]\n", Some("Accepted")),
        ("# A\n\n## Status\n\nAccepted <!-- or rejected -->\n", Some("Accepted")),
        ("# A\n\n## Status\n\n{proposed | superseded by [5](b.md)}\n", None),
        ("# A\n\n## Status\n\n[![CI](https://x.com/ci.svg)](https://x.com)\n", None),
        ("# A\n\n## Status\n\n![CI][ci]\n\n[ci]: https://x.com/ci.svg\n", None),
        ("# A\n\n## Status\n\n<img src=\"ci.svg\">\n", None),
        ("---\ntitle: 2024-01-05\n---\n## Status\n\nTired\n", None),
        ("# A\n\n## Status\n\nOpen\nwide\n", None),
        ("# A\n\n## Status\n\n- one\n- two\n", None),
        ("# A\n\n## Status\n\n```\nok\n```\n", None),
        ("# A\n\n## Status\n\n%% Done %%\n", None),
        ("# A\n\n## Status\n\n{{status}}\n", None),
        ("# A\n\n## Status\n", None),
        ("# A\n\n## Status code\n\n404\n", None),
        ("# A\n\n## Part\n\n### Status\n\nDone\n", None),
        ("# 2024-01-05\n\n## Status\n\nTired\n", None),
        ("# Status\n\nDone\n", None),
    ] {
        let note = note(text);
        let found = note.fields.iter().find(|field| field.origin == FieldOrigin::Plain);
        let found = found.map(|field| field.values[0].as_str());
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn a_section_of_a_daily_note_states_no_status_of_it() {
    for (path, wanted) in [("2024-01-05.md", 0), ("d/2024-01-05 Fri.md", 0), ("a.md", 1)] {
        let text = "## Status\n\ngood\n";
        let note = parse(&VaultPath::new(path).unwrap(), text, &Options::default()).note;
        assert_eq!(note.fields.len(), wanted, "{path}");
    }
}

#[test]
fn a_list_that_describes_fields_tells_nothing_of_the_note() {
    let text = "# Users\n\n- id: number\n- title: string\n- type: string\n- tags: list of strings\n\
                - aliases: list\n- created: timestamp\n- date: day\n";
    let read = note_as(Profile::Obsidian, text);
    assert_eq!((read.title.as_str(), read.kind.as_deref(), read.date), ("Users", None, None));
    assert!(read.tags.is_empty() && read.aliases.is_empty(), "{read:?}");
    let dated = note_as(Profile::Obsidian, "# A\n\n- by: B\n- created: 2023-01-02\n").date;
    assert_eq!(dated.map(|day| day.to_string()).as_deref(), Some("2023-01-02"));
}

#[test]
fn comments_are_no_part_of_a_value() {
    for (text, wanted) in [
        ("Status: accepted <!-- optional -->\n", "accepted"),
        ("* Status: accepted <!-- optional --> \n", "accepted"),
        ("**Status:** <!-- a --> in work <!-- b --> %%c%%\n", "in work"),
        ("x:: a <!-- b -->c\\\n", "a <!-- b -->c"),
        ("[x:: a %% b %%]\n", "a"),
        ("Status: x `<!-- a -->` y\n", "x `<!-- a -->` y"),
    ] {
        let note = note(text);
        assert_eq!(note.fields[0].values, [wanted], "{text}");
        let written = note.fields[0].span.slice(text).unwrap_or_default();
        assert!(wanted.starts_with(&written[..1]), "{written}");
        assert!(wanted.ends_with(&written[written.len() - 1..]), "{written}");
    }
    for text in ["Status: <!-- optional -->\n", "* Status: {a | b [c](d.md)} <!-- optional -->\n"] {
        assert_eq!(note(text).fields, [], "{text}");
    }
}

#[test]
fn the_name_of_a_link_is_the_kind_or_tag() {
    for (text, kind, tags) in [
        ("---\ntype: \"[[Tool]]\"\ntags: [\"[[a b]]\", c]\n---\n", Some("Tool"), vec!["a b", "c"]),
        (
            "---\ntype: [[kinds/Tool|x]]\ntags: \"[[a b]], c d\"\n---\n",
            Some("Tool"),
            vec!["a b", "c", "d"],
        ),
        ("---\nkind: \"[[Tool.md#x]]\"\ntags:\n  - \"[[a/b|c]]\"\n---\n", Some("Tool"), vec!["b"]),
        ("---\ntype: \"a [[Tool]]\"\n---\n", Some("a [[Tool]]"), vec![]),
        ("# A\n\ntype:: [[Tool]]\n", Some("Tool"), vec![]),
        ("# A\n\nType: [[Tool]]\nTags: [[a]], b\n", Some("Tool"), vec!["a", "b"]),
    ] {
        let note = note(text);
        let found: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!((note.kind.as_deref(), found), (kind, tags), "{text}");
        assert!(!note.links.is_empty(), "{text}");
    }
}

#[test]
fn days_stand_in_fields_of_entries_and_below_the_title() {
    let days = |text: &str| {
        let note = parse(&VaultPath::new("a.md").unwrap(), text, &Options::default()).note;
        let sections = note.sections.iter().map(|section| section.date);
        let shown =
            |day: Option<lore_core::Date>| day.map_or("-".to_owned(), |day| day.to_string());
        std::iter::once(note.date).chain(sections.skip(1)).map(shown).collect::<Vec<_>>().join(" ")
    };
    for (text, wanted) in [
        (
            "# Log\n\n## Day 1\n\n**Date:** 2024-01-13\n\n## Day 2\n\nDate: 14/01/2024\n",
            "- - 2024-01-13 2024-01-14",
        ),
        ("# Log\n\n## Day 1 (2024-01-12)\n\n**Date:** 2024-01-13\n", "- - 2024-01-12"),
        ("# 日志\n\n## 第1天\n\n**日期：** 2024年1月1日\n", "- - 2024-01-01"),
        ("# L\n\n## Kafka\n\n**Topic:** Kafka\n**Date:** [[2024-01-13]]\n", "- - 2024-01-13"),
        ("# Papers\n\n## Raft\n\n**Date:** 2014-05-20\n", "- - -"),
        ("# Log\n\n## Day 1\n\n**Date:** the 2024-01-13 release\n", "- - -"),
        ("# Meeting\n\n**Date:** 13. Januar 2024\n\nText.\n", "2024-01-13 -"),
        ("# Day 1\n\n**Date:** 2024-01-13\n", "- 2024-01-13"),
        ("Text.\n\nDate: Sat, 13 Jan 2024 10:00\n", "-"),
        ("---\ndate: 2024-01-12\n---\n# A\n\n**Date:** 2024-01-13\n", "2024-01-12 -"),
        ("# Reise\n\nTag: 5. Januar 2024\nOrt: Berlin\n", "2024-01-05 -"),
        ("# A\n\nDate: 2024-01-13\nStatus: Done\n", "2024-01-13 -"),
        ("# A\n\nCreated: 2024-01-13\nStatus: Done\n", "2024-01-13 -"),
        ("# A\n\nCreated: by hand on 2024-01-13\nStatus: Done\n", "- -"),
        ("# A\n\n**By:** x\n**Date:** 2024-01-13\\\nWe met.\n", "2024-01-13 -"),
        ("# A\n\n*Date*: 2024-01-13 ^id\n", "2024-01-13 -"),
        ("date:: 2024-01-13\r\n\r\n# A\r\n", "2024-01-13 -"),
        ("[date:: 2024-01-13]\n", "2024-01-13"),
        ("# A\n\n**Date:** 2024-01-13\n\nText.\n\n**Date:** 2024-01-13\n", "2024-01-13 -"),
        // Of a part of the note.
        ("# Todo\n\n- [ ] pay rent [date:: 2026-03-01]\n", "- -"),
        ("# Todo\n\n- [ ] **Date:** 2026-03-01\n", "- -"),
        ("# Todo\n\n- pay\n\n  **Date:** 2026-03-01\n", "- -"),
        ("# Todo\n\n- pay\n**Date:** 2026-03-01\n", "- -"),
        ("> **Date:** 2026-03-01\n", "-"),
        ("| a |\n|-|\n| [date:: 2026-03-01] |\n", "-"),
        ("Quote from a paper [date:: 1999-01-01] that matters.\n", "-"),
        ("[date:: 1999-01-01] was a Friday.\n", "-"),
        ("**Place:** here **Date:** 1999-01-01\n", "-"),
        (
            "# B\n\n- **Title:** X\n  **Date:** 2023-01-05\n- **Title:** Y\n  **Date:** 2023-02-05\n",
            "- -",
        ),
        (
            "# B\n\n**Title:** X\n**Date:** 2023-01-05\n\n**Title:** Y\n**Date:** 2023-02-05\n",
            "- -",
        ),
        ("# Log\n\n## Day 1\n\n- [ ] pay [date:: 2026-03-01]\n", "- - -"),
        ("# Log\n\n## Day 1\n\nPaid [date:: 2026-03-01] it.\n", "- - -"),
        ("# Log\n\n## Day 1\n\n- Date: 2024-01-13\n- Mood: x\n", "- - 2024-01-13"),
        (
            "# Log\n\n## Day 1\n\n- **X**\n- **Date:** 2023-01-05\n- **Y**\n- **Date:** 2023-02-05\n",
            "- - -",
        ),
        (
            "## Day 1\n\nDate: 2024-01-13\n\n## Day 2\n\nDate: 2024-01-14\n",
            "- 2024-01-13 2024-01-14",
        ),
        ("---\ndatum: 13.01.2024\n---\n", "2024-01-13"),
        ("---\ndata: sales-2024-01-13.csv\n---\n", "-"),
        ("---\nFecha: 13-01-2024\n---\n", "2024-01-13"),
    ] {
        assert_eq!(days(text), wanted, "{text}");
    }
    for (path, wanted) in [
        ("2024-W02.md", "2024-01-08"),
        ("2024-01.md", "2024-01-01"),
        ("13-01-2024.md", "2024-01-13"),
    ] {
        let note = parse(&VaultPath::new(path).unwrap(), "x\n", &Options::default()).note;
        assert_eq!(note.date.unwrap().to_string(), wanted);
    }
    let path = VaultPath::new("2024-01.md").unwrap();
    let note = parse(&path, "# January\n\n## 2024-01-01\n\nx\n", &Options::default()).note;
    assert_eq!(note.date, None);
}

#[test]
fn topics_belong_to_the_section_that_states_them() {
    let text = "---\ncategories: [x, y]\n---\n# A\n\n**Topic:** [[Docker|d]], `K8s`\n\n## B\nsubject:: c\n";
    let note = note(text);
    let found: Vec<_> =
        note.topics.iter().map(|topic| (topic.name.as_str(), topic.section)).collect();
    assert_eq!(found, [("x", 0), ("y", 0), ("Docker", 1), ("K8s", 1), ("c", 2)]);
    let mine = Options { topic_fields: vec!["content".to_owned()], ..Options::default() };
    let path = VaultPath::new("a.md").unwrap();
    assert_eq!(parse(&path, "Content: z", &mine).note.topics[0].name, "z");
}

#[test]
fn sections_nest() {
    let text = "intro\n\n# A\na\n## B ##\nb\n### C\n## B\nD\n---\n> # quoted\n\n# 2024-01-31 ^id\n";
    let note = note(text);
    let found: Vec<_> = note
        .sections
        .iter()
        .map(|section| {
            (section.heading.as_str(), section.level, section.slug.as_str(), section.parent)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("", 0, "", None),
            ("A", 1, "a", Some(0)),
            ("B", 2, "b", Some(1)),
            ("C", 3, "c", Some(2)),
            ("B", 2, "b-1", Some(1)),
            ("D", 2, "d", Some(1)),
            ("2024-01-31", 1, "2024-01-31", Some(0)),
        ]
    );
    assert_eq!(note.sections[1].span.slice(text).map(|part| part.lines().count()), Some(10));
    assert!(note.sections[6].date.is_some());
    let ids: Vec<&str> = note.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids, ["quoted", "id", "b_1", "2024-01-31 id"]);
    assert_eq!(note.sections[5].words, 2);
}

#[test]
fn titles_aliases_dates_and_kinds() {
    let title = |text| {
        let note = note(text);
        (note.title, note.title_source)
    };
    assert_eq!(title("---\ntitle: 007\n---\n# H"), ("007".to_owned(), TitleSource::FrontMatter));
    assert_eq!(title("---\ntitle:\n---\n# H *x*"), ("H x".to_owned(), TitleSource::Heading));
    assert_eq!(title("text"), ("2024-01-31-note".to_owned(), TitleSource::FileStem));
    assert_eq!(title("%%\n# no\n%%\n# yes").0, "yes");
    for (text, aliases) in [
        ("---\naliases: [a, 'b, c']\n---\n", vec!["a", "b, c"]),
        ("---\nalias: a, b\n---\n", vec!["a", "b"]),
        ("---\naliases:\n  - a, b\n---\n", vec!["a, b"]),
        ("---\naliases:\n---\n", vec![]),
    ] {
        assert_eq!(note(text).aliases, aliases, "{text}");
    }
    let date = |text| note(text).date.map(|date| date.to_string()).unwrap();
    assert_eq!(date("---\ndate: 2023-02-03T04:05\n---\n"), "2023-02-03");
    assert_eq!(date("x"), "2024-01-31");
    assert_eq!(note("---\nType: project\n---\n").kind.as_deref(), Some("project"));
    assert_eq!(note("type:: book\n").kind.as_deref(), Some("book"));
}

#[test]
fn tables_with_a_column_of_statuses() {
    for (text, wanted) in [
        (
            "# H\n\nBooks  | Status of Completion\n---|---\nLinear Algebra  |\n[[a/b\\|Dune]] | :construction:\n",
            "1: Books/Status of Completion @1; 5: Linear Algebra/; 6: Dune/:construction:",
        ),
        (
            "|Done|*Course*|State|Status|\n|-|-|-|-|\n|x|[a](b.md) &amp; `c`|y|[x]|\n|z|\n",
            "0: Done/Course/State/Status @3; 3: x/a & c/y/[x]; 4: z///",
        ),
        ("|Book|Done?|\n|-|-|\n|Dune|yes|\n", "0: Book/Done? @1; 3: Dune/yes"),
        ("> |Book|Status|\n> |-|-|\n> |Dune|✅|\n", "0: Book/Status @1; 3: Dune/✅"),
        ("|Book|Status|\n|-|-|\n", ""),
        ("|Book|Author|\n|-|-|\n|status|x|\n", ""),
        ("%%\n\n|Book|Status|\n|-|-|\n|Dune|✅|\n\n%%\n", ""),
        ("```\n|Book|Status|\n|-|-|\n|Dune|✅|\n```\n", ""),
    ] {
        let note = note(text);
        let tables = note.status_tables.iter().map(|table| {
            let rows =
                table.rows.iter().map(|row| format!("{}: {}", row.line, row.cells.join("/")));
            let head = format!("{}: {} @{}", table.section, table.columns.join("/"), table.status);
            std::iter::once(head).chain(rows).collect::<Vec<_>>().join("; ")
        });
        assert_eq!(tables.collect::<Vec<_>>().join("\n"), wanted, "{text}");
    }
}

#[test]
fn tasks_and_blocks() {
    let text = "- [ ] open #x\n- [x] done ^a\n- [-] dropped\n  more\n- [/]\n- [link](x)\n- [a]b\n- `[ ] code`\n\npara\nmore ^b-1\n\n^alone\n";
    let note = note(text);
    let tasks: Vec<_> =
        note.tasks.iter().map(|task| (task.sign, task.span.slice(text).unwrap())).collect();
    assert_eq!(tasks, [(' ', "open #x"), ('x', "done ^a"), ('-', "dropped\n  more"), ('/', "")]);
    let blocks: Vec<_> = note.blocks.iter().map(|block| (block.id.as_str(), block.line)).collect();
    assert_eq!(blocks, [("a", 2), ("b-1", 11), ("alone", 13)]);
}

#[test]
fn runs_are_the_text_and_nothing_else() {
    use RunKind::*;
    for (text, wanted) in [
        ("a *b* c", vec![(Prose, "a"), (Prose, "b"), (Prose, "c")]),
        ("one\ntwo", vec![(Prose, "one\ntwo")]),
        ("# H `c` ^id", vec![(Heading, "H"), (Code, "c")]),
        ("a [t](x) [[b|c]]", vec![(Prose, "a"), (Link, "t"), (Link, "c")]),
        ("a https://x.y b", vec![(Prose, "a"), (Prose, "b")]),
        ("$x$ and\n\n```rs\nlet a;\n```", vec![(Math, "x"), (Prose, "and"), (Code, "let a;\n")]),
        ("> [!note]- Title\n> text", vec![(Prose, "Title"), (Prose, "text")]),
        ("a ==b== c==d", vec![(Prose, "a"), (Prose, "b"), (Prose, "c==d")]),
        ("a ==b c==. D", vec![(Prose, "a"), (Prose, "b c"), (Prose, ". D")]),
        (
            "(==a==) x ==b==!",
            vec![(Prose, "("), (Prose, "a"), (Prose, ") x"), (Prose, "b"), (Prose, "!")],
        ),
        (
            "\"==a B==\", ==\"c\"==",
            vec![(Prose, "\""), (Prose, "a B"), (Prose, "\","), (Prose, "\"c\"")],
        ),
        (
            "==*a* b== ==c **d**==.",
            vec![(Prose, "a"), (Prose, "b"), (Prose, "c"), (Prose, "d"), (Prose, ".")],
        ),
        (
            "数据==管道==。==湖==很大",
            vec![(Prose, "数据"), (Prose, "管道"), (Prose, "。"), (Prose, "湖"), (Prose, "很大")],
        ),
        ("==a\nb==", vec![(Prose, "a\nb")]),
        ("a==b, c==d; x ==y == z", vec![(Prose, "a==b, c==d; x ==y == z")]),
        ("(\"==\") a == b.", vec![(Prose, "(\"==\") a == b.")]),
        ("Then %%hidden%%. X", vec![(Prose, "Then"), (Comment, "hidden"), (Prose, ". X")]),
        ("a %%b [[c]]%% d", vec![(Prose, "a"), (Comment, "b"), (Comment, "c"), (Prose, "d")]),
        ("a&amp;b *c* &lt;d", vec![(Prose, "a"), (Prose, "b"), (Prose, "c"), (Prose, "d")]),
        ("<div>\n<b>x</b><!-- y -->\n</div>", vec![(Prose, "x")]),
        ("x[^1]\n\n[^1]: note", vec![(Prose, "x"), (Prose, "note")]),
        ("---\na: b\n---\nc", vec![(Prose, "c")]),
        ("[t]({% link x %}) z", vec![(Link, "t"), (Prose, "z")]),
        ("|a|b|\n|-|-|\n|c|d|", vec![(Prose, "a"), (Prose, "b"), (Prose, "c"), (Prose, "d")]),
        ("[[a\n|b]] c", vec![(Prose, "[[a"), (Prose, "b"), (Prose, "c")]),
        ("# H {#id}\na {: .x}", vec![(Heading, "H"), (Prose, "a")]),
    ] {
        let parsed = parsed(text);
        let found: Vec<_> = parsed
            .runs
            .iter()
            .map(|run| (run.kind, run.span.slice(text).unwrap().trim_matches(' ')))
            .collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn runs_say_how_they_follow_each_other() {
    // `+` for attached, a space for spaced, `|` for the beginning of a block.
    for (text, wanted) in [
        ("a *b*c **d** **e**", "|a b+c d e"),
        ("un[see](x.md \"t u\"), *it*", "|un+see+, it"),
        ("![x](y \"t\")[z]( <a b> )", "|x+z"),
        ("- a\n- b `c`\n  - d\n\ne", "|a|b c|d|e"),
        ("| a | b |\n|-|-|\n|  | *d* e |", "|a|b|d e"),
        ("> a\n> b\n\n> c", "|a b|c"),
        ("a\n*b*", "|a b"),
        ("*a<br>b* <b>c</b>", "|a|b c"),
        ("<ul><li>a <i>b</i></li><li>c</li></ul>", "|a b|c"),
        ("# h\na\n\n```\nx\ny\n```\nb", "|h|a|x\ny\n|b"),
        ("a %%b%%c ==d==", "|a b+c d"),
    ] {
        let mut found = String::new();
        for run in parsed(text).runs {
            found.push(match run.joint {
                Joint::Attached => '+',
                Joint::Spaced => ' ',
                Joint::Block => '|',
            });
            found.push_str(run.span.slice(text).unwrap());
        }
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn html_ids_are_places_that_links_can_name() {
    let note =
        note("# A\n<a name=\"one\"></a>\n\n## B\n\n<div id='two'>\nx\n</div>\n\n`<a id=\"no\">`");
    let blocks: Vec<_> =
        note.blocks.iter().map(|block| (block.id.as_str(), block.section, block.line)).collect();
    assert_eq!(blocks, [("one", 2, 2), ("two", 2, 6)]);
}

#[test]
fn a_list_of_tags_may_hold_spaces() {
    for (text, wanted) in [
        ("---\ntags: [machine learning]\n---\n", vec!["machine learning"]),
        ("---\ntags:\n  - machine learning\n---\n", vec!["machine learning"]),
        ("+++\ntags = [\"machine learning\", \"b\"]\n+++\n", vec!["machine learning", "b"]),
        ("---\ntags: machine learning\n---\n", vec!["machine", "learning"]),
    ] {
        let note = note(text);
        let found: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn attributes_name_places() {
    let text = "# A {#one}\n\n{: #two .x}\ntext\n\n## B {: #three}\n\n`{: #no}` {#no} {:no #no}\n";
    let parsed = |profile| {
        let note = note_as(profile, text);
        let headings: Vec<String> =
            note.sections.iter().map(|section| section.heading.clone()).collect();
        let blocks: Vec<String> = note
            .blocks
            .iter()
            .map(|block| format!("{} {} {}", block.id, block.section, block.line))
            .collect();
        (headings.join("|"), blocks.join(", "))
    };
    let blocks = "one 1 1, two 1 3, three 2 6";
    assert_eq!(parsed(Profile::Hugo), ("|A|B".to_owned(), blocks.to_owned()));
    assert_eq!(parsed(Profile::Jekyll), ("|A|B".to_owned(), blocks.to_owned()));
    // Elsewhere they may be part of the anchor that GitHub makes of the heading, and of Obsidian's.
    let more = format!("{blocks}, a-one 1 1, b--three 2 6");
    assert_eq!(parsed(Profile::Foam), ("|A|B".to_owned(), more));
    let more = format!("{blocks}, A {{ one}} 1 1, a-one 1 1, B {{ three}} 2 6, b--three 2 6");
    assert_eq!(parsed(Profile::Obsidian), ("|A|B".to_owned(), more));
}

#[test]
fn comments_say_where_not_to_report() {
    for (text, wanted) in [
        ("[[a]] <!-- lore-ignore dead-link -->\n", vec![(1, 1, "dead-link")]),
        ("- <!-- lore-ignore -->\n- [[a]]\n", vec![(2, 2, "")]),
        ("> %% lore-ignore A, b %%\n>\n> [[a]]\n", vec![(3, 3, "a b")]),
        ("|a|\n|-|\n|[[x]] %% lore-ignore %%|\n", vec![(3, 3, "")]),
        ("# H <!-- lore-ignore a -->\n", vec![(1, 1, "a")]),
        ("x\n<!-- lore-ignore a -->\r\n[[x]]\n", vec![(3, 3, "a")]),
        ("<div>\n<!-- lore-ignore a -->\nx\n</div>\n", vec![(3, 3, "a")]),
        ("%%lore-ignore-start%%\n\n[[a]]\n\n<!--lore-ignore-end-->\n", vec![(1, 5, "")]),
        ("---\na: b\n---\nx\n\n<!-- lore-ignore-file a -->\n", vec![(1, u32::MAX, "a")]),
        ("```\n<!-- lore-ignore -->\n```\n`%% lore-ignore %%` $%% lore-ignore %%$", vec![]),
        ("<!-- %% lore-ignore %% --> <!-- other -->\nx", vec![]),
        ("lore-ignore \\<!-- lore-ignore -->", vec![]),
    ] {
        let found: Vec<_> = note(text)
            .ignores
            .into_iter()
            .map(|ignore| (ignore.first_line, ignore.last_line, ignore.codes.join(" ")))
            .collect();
        let wanted: Vec<_> = wanted
            .into_iter()
            .map(|(first, last, codes)| (first, last, codes.to_owned()))
            .collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn days_are_read_from_file_names() {
    for (path, day) in [
        ("journals/2024_01_02.md", "2024-01-02"),
        ("_posts/2024-01-02-hello.md", "2024-01-02"),
        ("daily/20240102.md", "2024-01-02"),
    ] {
        let date = parsed_as(Profile::Obsidian, path, "x").note.date;
        assert_eq!(date.map(|date| date.to_string()).as_deref(), Some(day), "{path}");
    }
}

#[test]
fn text_below_a_heading_or_html_in_an_item_is_text() {
    for above in ["# Heading", "<!-- x -->", "<div>x</div>\n"] {
        let text = format!("- {above}\n  key:: value #tag\n");
        let parsed = parsed(&text);
        assert_eq!(parsed.note.fields.len(), 1, "{text}");
        assert_eq!(parsed.note.tags.len(), 1, "{text}");
        assert_eq!(parsed.runs.last().unwrap().kind, RunKind::Prose, "{text}");
    }
}

#[test]
fn a_formula_of_several_lines_is_no_markdown() {
    for (formula, headings) in [
        ("$$\na\n=\nb\n$$", 0),
        ("$$\na\n\n- b [[x]]\n# c\n$$", 0),
        ("> $$\n> a\n> =\n> b\n> $$", 0),
        ("- $$ a\n  =\n  b $$", 0),
        ("$$\n$ a $ $[[x]]$\n---\n$$", 0),
        // What never closes is text, and so is what a fence holds.
        ("$$ is money\n=\n\nand", 1),
        ("```\n$$\n```\n\nx\n=", 1),
    ] {
        let text = format!("{formula}\n\nin [[text]] and $$\\alpha$$\n");
        let parsed = parsed(&text);
        assert_eq!(parsed.note.sections.len(), 1 + headings, "{text}");
        assert_eq!(written(&parsed.note), ["Wiki text (text)"], "{text}");
        let math = parsed.runs.iter().filter(|run| run.kind == RunKind::Math).count();
        assert_eq!(math, if headings == 0 { 2 } else { 1 }, "{text}");
    }
}

#[test]
fn block_ids_stand_behind_quote_marks_and_between_lines() {
    for text in
        ["> q\n> ^id-1", ">q\n>^id-1", "> [!note]\n>^id-1", "a\n^id-1\nb", "> a\n>^id-1\n>b"]
    {
        let ids: Vec<String> = note(text).blocks.into_iter().map(|block| block.id).collect();
        assert_eq!(ids, ["id-1"], "{text}");
    }
    assert!(note("a >^id-1").blocks.is_empty() && note("a\n^ x\nb").blocks.is_empty());
}

#[test]
fn an_anchor_before_a_heading_is_the_headings() {
    for (text, section) in [
        ("a\n\n<a name=\"x\"></a>\n## H\n", 1),
        ("<a id=\"x\"></a>\n\n<br>\n\n# H\n\nb", 1),
        ("<a name=\"x\"></a> b\n\n# H\n", 0),
        ("# H <a name=\"x\"></a>\n\n# I\n", 1),
    ] {
        let note = note(text);
        let block = &note.blocks[0];
        assert_eq!((block.id.as_str(), block.section), ("x", section), "{text}");
    }
}

#[test]
fn the_language_is_what_the_note_says_else_the_vault_else_its_prose() {
    let german = "Die Uhr ist alt, und sie geht nach.\n";
    let in_code = format!("Old clocks.\n\n```\n{german}```\n\n`{german}`\n");
    for (text, vault, language) in [
        (german.to_owned(), None, Language::German),
        (format!("---\nlang: fr\n---\n{german}"), None, Language::French),
        (format!("---\nlanguage: French\n---\n{german}"), None, Language::French),
        (format!("---\nlang: pt-BR\nlanguage: fr\n---\n{german}"), None, Language::Portuguese),
        // A language whose endings are not known says nothing.
        (format!("---\nlang: tlh\n---\n{german}"), None, Language::German),
        (format!("---\nlang: tlh\nlanguage: fr\n---\n{german}"), None, Language::French),
        (german.to_owned(), Some(Language::Dutch), Language::Dutch),
        (format!("---\nlang: fr\n---\n{german}"), Some(Language::Dutch), Language::French),
        (in_code, None, Language::English),
        ("Die Uhr".to_owned(), None, Language::English),
        (String::new(), None, Language::English),
        (String::new(), Some(Language::Dutch), Language::Dutch),
    ] {
        let options = Options { language: vault, ..Options::default() };
        let note = parse(&VaultPath::new("a.md").unwrap(), &text, &options).note;
        assert_eq!(note.language, language, "{vault:?}: {text}");
    }
}

#[test]
fn what_a_template_fills_in_names_no_note() {
    for (text, title) in [
        ("# {{date:YYYY-MM-DD}}\n", "2024-01-31-note"),
        ("# Week <% tp.date.now(\"w\") %>\n", "2024-01-31-note"),
        ("---\ntitle: \"{{ replace .Name \"-\" \" \" | title }}\"\n---\n", "2024-01-31-note"),
        ("---\ntitle: {{title}}\n---\n# Named\n", "Named"),
        ("# `{{title}}` and what it does\n", "{{title}} and what it does"),
        ("# A set {1, 2}\n", "A set {1, 2}"),
    ] {
        assert_eq!(note(text).title, title, "{text}");
    }
}

#[test]
fn what_a_template_leaves_open_is_no_slip() {
    for (text, problems) in [
        ("---\ntitle: \"{{ replace .Name \"-\" \" \" | title }}\"\ndate: {{ .Date }}\n---\n", 0),
        ("+++\ndate = {{ .Date }}\n+++\n", 0),
        ("---\ncreated: <% tp.date.now() %>\ntags: [a\n---\n", 0),
        ("---\ntags: [a\n---\n", 1),
    ] {
        let found = note(text).problems;
        assert_eq!(found.len(), problems, "{text}: {found:?}");
    }
}

#[test]
fn the_data_of_a_drawing_are_no_text() {
    let json = "{\n\t\"type\": \"excalidraw\",\n\t\"roundness\": true\n}";
    for around in ["", "%%\n"] {
        let text = format!(
            "---\nexcalidraw-plugin: parsed\n---\n# Text Elements\nRust ^a1\n\n{around}# Drawing\n\
             ```json\n{json}\n```\n{around}\nbehind\n"
        );
        let ParsedNote { runs, .. } = parsed(&text);
        let said: Vec<&str> = runs.iter().filter_map(|run| run.span.slice(&text)).collect();
        assert_eq!(said, ["Rust", "behind"], "{text}");
    }
}

/// Ids were taken out of the fields behind the place of those below the title.
#[test]
fn the_ids_of_a_drawing_may_head_a_note() {
    let ids = "## Element Links\nabcdefgh: [[Kafka]]\nbcdefghi: [[Spark]]\n";
    let said = |text: &str| -> (Vec<String>, usize) {
        let ParsedNote { note, runs, .. } = parsed(text);
        let said = runs.iter().filter_map(|run| run.span.slice(text)).map(str::to_owned);
        assert_eq!(
            note.sections[1].heading,
            text.split("# ").nth(1).unwrap().lines().next().unwrap()
        );
        (said.collect(), note.fields.len())
    };
    let property = "---\nexcalidraw-plugin: parsed\n---\n";
    let (runs, fields) = said(&format!("{property}{ids}"));
    assert_eq!((runs.join("|").as_str(), fields), ("Kafka|Spark", 1));
    let (runs, _) = said(&format!("{property}# Embedded files\n0f1e2d: [[a.png]]\n"));
    assert_eq!(runs, ["a.png"]);
    // Another note may have such a heading, and its text below it.
    let (runs, fields) = said(ids);
    assert_eq!(runs.join("|"), "Element Links|abcdefgh:|Kafka|bcdefghi:|Spark");
    assert_eq!(fields, 1);
    let (_, fields) = said(&ids.replace("##", "#"));
    assert_eq!(fields, 2);
}

#[test]
fn a_heading_names_the_note_if_it_is_the_first_and_highest() {
    use TitleSource::*;
    let title = |path: &str, text: &str| {
        let note = parsed_as(Profile::Obsidian, path, text).note;
        (note.title, note.title_source)
    };
    for (path, text, wanted, source) in [
        ("Board.md", "## Backlog\n- [ ] a\n\n## Done\n", "Board", FileStem),
        ("Node.js.md", "## Commands\n", "Node.js", FileStem),
        ("a.md", "###### upstream: [[B]]\n# Later\n", "a", FileStem),
        ("a.md", "Intro\n\n# Title\n## Part\n", "Title", Heading),
        ("a.md", "Title\n===\n", "Title", Heading),
        // People who write all headings with one sign.
        ("AutoGen.md", "# Main features\n# Building blocks\n# Code\n", "AutoGen", FileStem),
        ("Pipes.md", "# Examples\n### 1\n# Common programs\n### `tee`\n", "Pipes", FileStem),
        ("Generators.md", "# Generator functions\n# Expressions\n", "Generator functions", Heading),
        ("zhouhua.md", "# Zhou Hua\n# This note in GitHub\n", "Zhou Hua", Heading),
        ("jan.md", "# TadoTheMiner\n## Author of\n# This note\n", "TadoTheMiner", Heading),
        ("数据库.md", "# 数据库笔记\n# 索引\n", "数据库笔记", Heading),
    ] {
        assert_eq!(title(path, text), (wanted.to_owned(), source), "{text}");
    }
}

#[test]
fn pictures_in_headings_are_no_text() {
    for (text, heading, links) in [
        (
            "# What they are ![[Pasted image 20240812160317.png]]",
            "What they are",
            vec!["!Wiki Pasted image 20240812160317.png (Pasted image 20240812160317.png)"],
        ),
        ("# A ![2024-08-12](x.png)", "A", vec!["!Markdown x.png (2024-08-12)"]),
        (
            "# ![a ![b](y.png) c](x.png) d",
            "d",
            vec!["!Markdown x.png (a b c)", "!Markdown y.png (b)"],
        ),
        (
            "# [![Build](b.svg)](ci.md) Lore",
            "Lore",
            vec!["Markdown ci.md (Build)", "!Markdown b.svg (Build)"],
        ),
        // Nothing else says what the heading is.
        ("# ![Lore](logo.png)", "Lore", vec!["!Markdown logo.png (Lore)"]),
        ("# ![[logo.png]]", "", vec!["!Wiki logo.png (logo.png)"]),
    ] {
        let note = note(text);
        assert_eq!(note.sections[1].heading, heading, "{text}");
        assert_eq!(note.sections[1].date, None, "{text}");
        assert_eq!(written(&note), links, "{text}");
    }
    assert_eq!(note("# A ![x](y.png)").sections[1].slug, "a");
}

#[test]
fn prices_hide_no_links() {
    for (text, links) in [
        ("AWS is $0.10/GB, [[Kafka]] is €0.12/$0.13.", vec!["Wiki Kafka (Kafka)"]),
        ("From **$5** to [[Kafka]] **$9**.", vec!["Wiki Kafka (Kafka)"]),
        ("Pay $5-$10 of [[Kafka]] here, not $1-$2.", vec!["Wiki Kafka (Kafka)"]),
        ("A costs $5-$10, see [[Kafka]], and B $1-$2.", vec!["Wiki Kafka (Kafka)"]),
        ("[$5](a.md)-[$6](b.md)", vec!["Markdown a.md ($5)", "Markdown b.md ($6)"]),
        ("[a](x.md?$1&$2)", vec!["Markdown x.md (a)"]),
        ("# Between $5-$6 [[K]]", vec!["Wiki K (K)"]),
        ("$[[Kafka]]$", vec![]),
    ] {
        assert_eq!(written(&note(text)), links, "{text}");
    }
    let words = |text| {
        let parsed = parsed(text);
        let runs =
            parsed.runs.iter().map(|run| (run.kind, run.span.slice(text).unwrap().to_owned()));
        runs.collect::<Vec<_>>()
    };
    assert_eq!(words("Pay $5-$10."), [(RunKind::Prose, "Pay $5-$10.".to_owned())]);
    assert_eq!(
        words("Let $2x$ be"),
        [
            (RunKind::Prose, "Let".to_owned()),
            (RunKind::Math, "2x".to_owned()),
            (RunKind::Prose, "be".to_owned()),
        ]
    );
    assert_eq!(note("# From $5-$6").sections[1].heading, "From $5-$6");
}

#[test]
fn comments_of_jekyll_are_comments() {
    let text = "{% comment %}\n# Old\n\n[[gone]] #old [x](y.md)\n{% endcomment %}\n# New\n";
    let parsed = parsed_as(Profile::Jekyll, "a.md", text);
    assert_eq!(parsed.note.title, "New");
    assert!(parsed.note.tags.is_empty());
    let hidden = parsed.runs.iter().filter(|run| run.kind == RunKind::Comment);
    assert!(hidden.count() > 0);
    assert!(note("{% comment %}\n# Old\n{% endcomment %}\n").sections.len() == 2);
}

#[test]
fn categories_of_jekyll_are_words() {
    let topics = |profile, text| {
        let topics = note_as(profile, text).topics.into_iter();
        topics.map(|topic| topic.name).collect::<Vec<_>>()
    };
    let text = "---\ncategories: devops docker\n---\n";
    assert_eq!(topics(Profile::Jekyll, text), ["devops", "docker"]);
    assert_eq!(topics(Profile::Obsidian, text), ["devops docker"]);
    let text = "---\ncategories: [machine learning]\ncategory: data science\n---\n";
    assert_eq!(topics(Profile::Jekyll, text), ["machine learning", "data science"]);
}

#[test]
fn the_last_of_many_equal_properties_wins() {
    let many: String = (0..1200).map(|nth| format!("k{nth}: a\n")).collect();
    let text = format!("---\ntitle: One\n{many}title: Two\nk7: b\n---\n");
    let note = note(&text);
    assert_eq!(note.title, "Two");
    let fields: Vec<&Field> = note.fields.iter().filter(|field| field.key == "k7").collect();
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].values, ["b"]);
}

#[test]
fn problems_far_along_a_line_have_their_column() {
    let text = format!("{}[text][nope] and [more][nada]\n[é][e] [f][g]\n", "x ".repeat(2500));
    let note = note(&text);
    let places = note.problems.iter().map(|problem| (problem.line, problem.column));
    assert_eq!(places.collect::<Vec<_>>(), [(1, 5001), (1, 5018), (2, 1), (2, 8)]);
}

#[test]
fn html_links_may_have_spaces_around_the_sign() {
    for text in [
        "<a href = \"B.md\">x</a>",
        "a <A HREF =B.md>x</A>",
        "<div>\n<a href= 'B.md'>x</a>\n</div>",
    ] {
        assert_eq!(written(&note(text)), ["Markdown B.md (x)"], "{text}");
    }
}

#[test]
fn attributes_are_no_text_of_a_heading() {
    for (source, heading, ids) in [
        ("**Quarterly Plan** {#quarterly-plan}", "Quarterly Plan", "quarterly-plan"),
        ("Plan { #id .class }", "Plan", "id"),
        ("Plan {.class #id} ##", "Plan", "id"),
        ("Plan {: #id}", "Plan", "id"),
        ("Plan {-}", "Plan", ""),
        ("Plan {.unnumbered}", "Plan", ""),
        ("[]{#_Toc9 .anchor}Budget", "Budget", "_Toc9"),
        ("The [small]{.smallcaps} [plan](x.md){.wide} {#id}", "The small plan", "id"),
        ("Plan {/* #id */}", "Plan", "id"),
        ("Plan {/* a comment */}", "Plan", ""),
        ("C {x}", "C {x}", ""),
        ("Sets {x=1}", "Sets {x=1}", ""),
        ("Ids `{#id}`", "Ids {#id}", ""),
        ("The [brackets] of a `Vec`", "The [brackets] of a Vec", ""),
    ] {
        for text in [format!("# {source}\n"), format!("{}\n===\n", source.trim_end_matches(" ##"))]
        {
            let note = parsed_as(Profile::Hugo, "folder/note.md", &text).note;
            assert_eq!((&*note.sections[1].heading, &*note.title), (heading, heading), "{text}");
            let found: Vec<&str> = note.blocks.iter().map(|block| &*block.id).collect();
            assert_eq!(found.join(" "), ids, "{text}");
            assert_eq!(note.tags, [], "{text}");
        }
    }
}

#[test]
fn attributes_hold_no_tags() {
    let text = "[]{#ref2 .anchor}Two ![c](i.png){#fig-a} {{#include x.rs}} {{#if y}} {#z}\n\n\
                | a |\n|---|\n\n: Cap {#tbl-d}\n\n::: {#div1 .x}\nhi #yes\n:::\n\n$$\nx\n$$ {#eq-x}\n";
    let parsed = parsed(text);
    let tags: Vec<&str> = parsed.note.tags.iter().map(|tag| &*tag.name).collect();
    assert_eq!(tags, ["yes"]);
    let ids: Vec<&str> = parsed.note.blocks.iter().map(|block| &*block.id).collect();
    assert_eq!(ids, ["ref2", "fig-a", "z", "tbl-d", "div1", "eq-x"]);
    let said: Vec<&str> = parsed.runs.iter().filter_map(|run| run.span.slice(text)).collect();
    assert_eq!(said[..2], ["Two", "c"]);
}

#[test]
fn a_day_in_the_name_comes_before_the_day_of_making() {
    for (path, properties, day) in [
        ("2024-03-05.md", "created: 2024-03-04", "2024-03-05"),
        ("daily.journal.2022.01.01.md", "created: 1704067200000", "2022-01-01"),
        ("2024-03-05.md", "created: 2024-03-04\ndate: 2024-03-06", "2024-03-06"),
        ("2024-03-05.md", "day: 2024-03-06", "2024-03-06"),
        ("2024-03-05.md", "date: {{date}}", "2024-03-05"),
        ("tea.md", "created: 2024-03-04", "2024-03-04"),
    ] {
        let text = format!("---\n{properties}\n---\n");
        let date = parsed_as(Profile::Obsidian, path, &text).note.date;
        assert_eq!(date.map(|date| date.to_string()).as_deref(), Some(day), "{path} {text}");
    }
}

#[test]
fn headings_are_places_as_obsidian_writes_them() {
    for (source, ids) in [
        ("About [[x|Alias]] thing", vec!["About x Alias thing"]),
        ("See [docs](https://a.b/c) now", vec!["See [docs](https //a.b/c) now"]),
        ("H <b>x</b> y", vec!["H <b>x</b> y"]),
        ("What: *is* `this`?", vec![]),
    ] {
        let text = format!("# {source}\n");
        let found: Vec<String> = note(&text).blocks.into_iter().map(|block| block.id).collect();
        assert_eq!(found, ids, "{text}");
        assert_eq!(note_as(Profile::Logseq, &text).blocks, [], "{text}");
    }
    assert_eq!(note(&format!("# {}\n", "[a](b) ".repeat(100))).blocks, []);
}

#[test]
fn priorities_are_no_tags() {
    for (profile, text, tags) in [
        (Profile::Logseq, "- TODO [#A] buy #milk\n- [#B] x\n- [#C]\n", "milk"),
        (Profile::Obsidian, "- [ ] [#A] buy #milk\n", "milk"),
        (Profile::Obsidian, "see [#Apples] and [#D]\n", "Apples D"),
    ] {
        let found: Vec<String> =
            note_as(profile, text).tags.into_iter().map(|tag| tag.name).collect();
        assert_eq!(found.join(" "), tags, "{text}");
    }
}

#[test]
fn macros_of_roam_are_tasks_or_nothing() {
    let text = "- {{[[TODO]]}} call [[Ada]]\n- {{[[DONE]]}} done\n- {{[[query]]: {and: [[a]] {not: #b}}}}\n\
                - see {{[[TODO]]}}\n- `{{[[TODO]]}}`\n\n{{[[DONE]]}} no item\n";
    let parsed = parsed(text);
    let tasks: Vec<_> =
        parsed.note.tasks.iter().map(|task| (task.sign, task.span.slice(text).unwrap())).collect();
    assert_eq!(tasks, [(' ', "call [[Ada]]"), ('x', "done")]);
    assert_eq!(written(&parsed.note), ["Wiki Ada (Ada)"]);
    assert_eq!(parsed.note.tags, []);
    let said: Vec<&str> = parsed.runs.iter().filter_map(|run| run.span.slice(text)).collect();
    assert_eq!(said, ["call", "Ada", "done", "see", "{{[[TODO]]}}", "no item"]);
}

#[test]
fn template_code_is_code() {
    let text = "<%* const x = \"[[dead]]\"\n\n**Status:** done\n\n# No heading\n#no https://no.no [a][b] %% c\n-%>\n\
                # Note <% tp.file.title %>\n\n[u](<% tp.x %>) <a href=\"<%= u %>\">v</a> #yes %% `<% [[x]] %>`\n\n\
                ```\n<% y %>\n```\n";
    let parsed = parsed(text);
    let note = &parsed.note;
    assert_eq!((written(note), &*note.title), (Vec::<String>::new(), "2024-01-31-note"));
    assert_eq!((note.sections.len(), note.fields.len(), note.problems.len()), (2, 0, 0));
    assert_eq!(note.tags.iter().map(|tag| &*tag.name).collect::<Vec<_>>(), ["yes"]);
    let code = parsed.runs.iter().filter(|run| run.kind == RunKind::Code);
    assert_eq!(code.count(), 4);
}

#[test]
fn comments_of_mdx_are_comments() {
    let text = "a {/* [[dead]] #no */} b\n\n{/*\n\n# No\n\n[x](y.md)\n*/}\n\n[[z]] {/* lore-ignore */}\n\n`{/* #c */}`\n";
    let parsed = parsed(text);
    assert_eq!(written(&parsed.note), ["Wiki z (z)"]);
    assert_eq!((parsed.note.sections.len(), parsed.note.tags.len()), (1, 0));
    assert_eq!(parsed.note.ignores.len(), 1);
    let comments = parsed.runs.iter().filter(|run| run.kind == RunKind::Comment);
    assert_eq!(comments.count(), 3);
}

#[test]
fn marks_of_a_table_of_contents_are_no_links() {
    let text = "[[toc]]\n\n  [[_TOC_]]\n\nsee [[toc]] and\n\n[[TOC]]\n";
    assert_eq!(written(&note(text)), ["Wiki toc (toc)", "Wiki toc (toc)", "Wiki TOC (TOC)"]);
}

#[test]
fn what_is_only_to_be_filled_in_is_no_value() {
    let text = "---\nstatus: \"{{VALUE:status}}\"\ntopic: \"[[{{topic}}]]\"\ntags: [\"{{VALUE:tag}}\", a]\n\
                aliases: [\"{{alias}}\"]\n---\n**Topic:** {{topic}}\nstatus:: <% tp.x %>\n\n\
                (due:: {{date}}) [area:: b {{c}}]\n\n- [ ] {{task}}\n- [ ] real {{task}}\n\n\
                | Book | Status |\n|-|-|\n| {{b}} | {{s}} |\n| Dune | {{s}} |\n";
    let note = note(text);
    let said: Vec<String> = note.fields.iter().flat_map(|field| field.values.clone()).collect();
    assert_eq!(said, ["a", "b {{c}}"]);
    assert_eq!((note.topics.len(), note.aliases.len(), note.tags.len()), (0, 0, 1));
    assert_eq!(note.tasks.len(), 1);
    let rows = &note.status_tables[0].rows;
    assert_eq!(rows.iter().map(|row| row.cells.join("/")).collect::<Vec<_>>(), ["Dune/"]);
}

#[test]
fn what_is_indented_below_the_mark_of_a_block_is_text() {
    for (text, links, tags) in [
        ("!!! note\n\n    See [[a]] #b.\n\n    - [[c]]\n", "a c", "b"),
        ("!!! note \"T: [[t]]\"\n    [[a]]\n\n    [[b]]\n", "t a b", ""),
        ("??? tip\n\n    [[a]]\n", "a", ""),
        ("???+ tip\n\n    [[a]] #b\n", "a", "b"),
        ("text\n\n=== \"One\"\n\n    [[a]]\n\n=== \"Two\"\n\n    [[b]]\n", "a b", ""),
        ("!!! note\n\n    !!! tip\n\n        [[a]]\n\n        #b\n", "a", "b"),
        ("!!! note\n\n    [[a]]\n\n        [[code]]\n\n    ```\n    [[code]]\n    ```\n", "a", ""),
        ("!!! note\n\n[[a]]\n\n    [[code]]\n", "a", ""),
        ("    !!! note\n\n        [[code]]\n", "", ""),
        ("text\n\n    [[code]]\n", "", ""),
        ("a !!! note\n\n    [[code]]\n", "", ""),
        ("!!!\n\n    [[code]]\n", "", ""),
        ("Title\n===\n\n    [[code]]\n", "", ""),
    ] {
        let note = note(text);
        let found: Vec<&str> = note.links.iter().map(|link| link.target.as_str()).collect();
        assert_eq!(found.join(" "), links, "{text}");
        for link in &note.links {
            assert_eq!(link.target_span.slice(text), Some(link.target.as_str()), "{text}");
        }
        let found: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(found.join(" "), tags, "{text}");
    }
    // Shown as it stands, in code as well.
    let text = "```\n!!! note\n\n    body\n```\n\n???+ tip\n\n    body\n";
    let parsed = parse(&VaultPath::new("a.md").unwrap(), text, &Options::default());
    let runs: Vec<&str> = parsed.runs.iter().filter_map(|run| run.span.slice(text)).collect();
    assert!(runs.concat().contains("!!! note"), "{runs:?}");
}

#[test]
fn headings_that_stand_there_again_are_numbered_as_by_python() {
    let note = note(
        "# A\n\n## Linux\n\n## Linux\n\n## Linux\n\n## Top 5\n\n## Top\n\n## Top\n\n## Top_1\n",
    );
    let ids: Vec<(&str, u32)> =
        note.blocks.iter().map(|block| (block.id.as_str(), block.section)).collect();
    assert_eq!(ids, [("linux_1", 3), ("linux_2", 4)]);
}

#[test]
fn entries_say_in_their_headings_what_they_may_be_about() {
    for (text, wanted) in [
        ("# J\n\n## Day 1 - Kafka\n\n## Day 2: a, b\n\n## Day 3\n", "2 Kafka|3 a, b=a+b"),
        ("# J\n\n## Day 1 - Kafka\n\nTopic: x\n\n## Day 2: a and b\n", "3 a and b=a+b"),
        ("# J\n\n## 2024-01-05 CI/CD\n\n## 2024-01-06 [[b]]\n", "2 CI/CD|3 b"),
        ("# Chapter 5: Logs\n\nOne is no journal.\n", ""),
    ] {
        let note = note(text);
        let said = |topic: &Topic| {
            let parts = topic.parts.join("+");
            let parts = if parts.is_empty() { parts } else { format!("={parts}") };
            format!("{} {}{parts}", topic.section, topic.name)
        };
        let found: Vec<String> = note.headed.iter().map(said).collect();
        assert_eq!(found.join("|"), wanted, "{text}");
    }
}

#[test]
fn directives_of_myst_hold_markdown() {
    let text = "# A\n\n```{note} See [[Title]]\n:class: dropdown\n:name: my-note\n\nText [x](b.md) and #tag.\n\n\
                - [ ] task\n- item `code #no`\n```\n\n````{admonition} Outer\n```{tip}\n[[Inner]] [y][z]\n\n[z]: c.md\n\
                ```\n````\n\n```{code-block} python\n# [[no]] #no\n```\n\n- ```{note}\n  [[no]]\n  ```\n\nEnd [[w]].\n";
    let parsed = parsed_as(Profile::Obsidian, "a.md", text);
    let note = &parsed.note;
    let targets: Vec<&str> = note.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["Title", "b.md", "Inner", "c.md", "w"]);
    let tags: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!((tags, note.tasks.len(), note.blocks[0].id.as_str()), (vec!["tag"], 1, "my-note"));
    assert!(note.problems.is_empty(), "{:?}", note.problems);
    let shown: Vec<&str> = parsed.runs.iter().filter_map(|run| run.span.slice(text)).collect();
    let wanted = [
        "A", "See", "Title", "Text", "x", "and #tag.", "task", "item", "code #no", "Outer",
        "Inner", "y", "# [[no]] #no\n", "[[no]]\n", "End", "w", ".",
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn directives_of_myst_have_labels_whatever_they_hold() {
    let text = "# A\n\n```{figure} a.png\n:name: fig-a\n```\n\n```{math}\n:label: eq\n\nx\n```\n\n\
                ```{code-block} python\n---\nname: \"code\"\n---\nx\n```\n\n- ```{table} T\n  :name: tab\n  ```\n\n\
                ```{tip}\n---\nclass: big\nname: tipy\n---\nText.\n```\n\n```yaml\n:name: no\n```\n";
    let parsed = parsed_as(Profile::Obsidian, "a.md", text);
    let ids: Vec<&str> = parsed.note.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids[..5], ["fig-a", "eq", "code", "tab", "tipy"]);
    assert!(!ids.contains(&"no"), "{ids:?}");
    let shown: Vec<&str> = parsed.runs.iter().filter_map(|run| run.span.slice(text)).collect();
    assert!(shown.contains(&"Text.") && !shown.iter().any(|run| run.contains("big")), "{shown:?}");
}

#[test]
fn a_sign_further_on_changes_no_tag() {
    for (text, wanted, link) in [
        ("#squat 135# x 5", "squat", None),
        ("#todo call re invoice# 4711", "todo", None),
        ("#article https://x.com/page#:~:text=foo", "article", Some("https://x.com/page")),
        ("#work/data engineering# text", "work/data", None),
    ] {
        let note = note(text);
        let tags: Vec<&str> = note.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(tags, [wanted], "{text}");
        let found = note.links.first().map(|link| link.span.slice(text).unwrap_or_default());
        assert_eq!(found.is_some(), link.is_some(), "{text}");
        assert!(link.is_none_or(|link| found.is_some_and(|found| found.starts_with(link))));
    }
}
