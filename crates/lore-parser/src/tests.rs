//! Whole notes: tables of what comes out of small texts, and what holds for every text.

use lore_core::{Code, Field, FieldOrigin, LinkKind, Note, ParsedNote, RunKind, Span, TitleSource};
use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> ParsedNote {
    let path = VaultPath::new("folder/2024-01-31-note.md").unwrap();
    let parsed = parse(&path, text, &Options::default());
    check(text, &parsed);
    parsed
}

fn note(text: &str) -> Note {
    parsed(text).note
}

/// What holds for every note.
fn check(text: &str, parsed: &ParsedNote) {
    let ParsedNote { note, runs } = parsed;
    let slices = |span: Span| span.slice(text).is_some();
    let root = &note.sections[0];
    assert_eq!((root.level, root.parent, root.span.range()), (0, None, 0..text.len()));
    for (nth, section) in note.sections.iter().enumerate() {
        assert!(slices(section.span) && slices(section.heading_span), "{section:?}");
        assert!(section.span.start <= section.own_end && section.own_end <= section.span.end);
        if let Some(parent) = section.parent {
            let parent = &note.sections[parent as usize];
            assert!((parent.level < section.level) && parent.span.contains(section.span));
            assert!(section.span.contains(section.heading_span));
        }
        if let Some(next) = note.sections.get(nth + 1) {
            assert!(section.own_end == next.span.start && section.span.start <= next.span.start);
        }
    }
    let own = |section: u32| {
        let section = &note.sections[section as usize];
        Span { start: section.span.start, end: section.own_end }
    };
    let mut end = 0;
    for run in runs {
        assert!(run.span.start >= end && !run.span.is_empty() && slices(run.span), "{run:?}");
        assert!(own(run.section).contains(run.span), "{run:?}");
        end = run.span.end;
    }
    let mut last = 0;
    for link in &note.links {
        assert!(slices(link.span) && slices(link.target_span), "{link:?}");
        assert!(link.span.contains(link.target_span), "{link:?}");
        assert!(own(link.section).start <= link.span.start && link.line > 0 && link.column > 0);
        assert!(link.span.start >= last || link.section == 0, "{link:?}");
        last = link.span.start;
        let lines = LineIndex::new(text);
        assert_eq!(link.line, lines.line(link.span.start));
        assert_eq!(link.column, lines.column(text, link.span.start), "{link:?}");
    }
    for tag in &note.tags {
        assert!(slices(tag.span) && !tag.name.is_empty(), "{tag:?}");
    }
    for field in &note.fields {
        assert!(slices(field.span), "{field:?}");
        if field.origin != FieldOrigin::FrontMatter {
            assert_eq!(field.values, [field.span.slice(text).unwrap()]);
        }
    }
    for task in &note.tasks {
        assert!(slices(task.span));
    }
    assert!(!note.title.is_empty());
}

#[test]
fn links_in_every_notation() {
    use LinkKind::*;
    for (text, kind, target, fragment, shown, written) in [
        ("[[a]]", Wiki, "a", None, "a", "a"),
        ("[[a|*b* c]]", Wiki, "a", None, "b c", "a"),
        ("[[a#H1#H2|b]]", Wiki, "a", Some("H1#H2"), "b", "a#H1#H2"),
        ("[[#H]]", Wiki, "", Some("H"), "#H", "#H"),
        ("[[a#^id]]", Wiki, "a", Some("^id"), "a#^id", "a#^id"),
        ("|x|\n|-|\n|[[a\\|b]]|", Wiki, "a", None, "b", "a"),
        ("%%[[a]]%%", Wiki, "a", None, "a", "a"),
        ("[t](Note%20A.md#h \"title\")", Markdown, "Note A.md", Some("h"), "t", "Note%20A.md#h"),
        ("[t `c`](<a b.md>)", Markdown, "a b.md", None, "t c", "a b.md"),
        ("[t](a(b)\\).md)", Markdown, "a(b)).md", None, "t", "a(b)\\).md"),
        ("<https://x.y>", Markdown, "https://x.y", None, "https://x.y", "https://x.y"),
        (
            "see https://x.y/a_b_c, ok",
            Markdown,
            "https://x.y/a_b_c",
            None,
            "https://x.y/a_b_c",
            "https://x.y/a_b_c",
        ),
        ("<a@b.c>", Markdown, "mailto:a@b.c", None, "a@b.c", "a@b.c"),
        ("[t][Id]\n\n[id]: b.md#x", Reference, "b.md", Some("x"), "t", "Id"),
        ("[id][]\n\n[id]: b.md", Reference, "b.md", None, "id", "id"),
        ("[id]\n\n[id]: b.md", Reference, "b.md", None, "id", "id"),
        (
            "((64f1c3a2-1111-4222-8333-abcdefabcdef))",
            BlockReference,
            "64f1c3a2-1111-4222-8333-abcdefabcdef",
            None,
            "",
            "64f1c3a2-1111-4222-8333-abcdefabcdef",
        ),
        ("{% post_url 2024-01-02-x %}", PostUrl, "2024-01-02-x", None, "", "2024-01-02-x"),
        ("[t]({% post_url x %}#h)", PostUrl, "x", Some("h"), "t", "x"),
        ("{% link a.md %}", JekyllLink, "a.md", None, "", "a.md"),
        ("[t]({{< ref \"x.md#h\" >}})", HugoRef, "x.md", Some("h"), "t", "x.md#h"),
        ("{{% relref \"x\" %}}", HugoRelref, "x", None, "", "x"),
        ("a <a class=b href=\"x.md#y\">t</a> b", Markdown, "x.md", Some("y"), "t", "x.md#y"),
        ("<p>\n<a href='x.md'>t</a>\n</p>", Markdown, "x.md", None, "t", "x.md"),
        ("---\nup: [[A#b|c]]\n---\n", Wiki, "A", Some("b"), "c", "A#b"),
        ("---\nup:\n  - \"[[A]]\"\n---\n", Wiki, "A", None, "A", "A"),
        ("# About [[a]]", Wiki, "a", None, "a", "a"),
    ] {
        let note = note(text);
        assert_eq!(note.links.len(), 1, "{text}: {:?}", note.links);
        let link = &note.links[0];
        assert_eq!((link.kind, link.target.as_str()), (kind, target), "{text}");
        assert_eq!((link.fragment.as_deref(), link.text.as_str()), (fragment, shown), "{text}");
        assert_eq!(link.target_span.slice(text), Some(written), "{text}");
        assert!(!link.embed);
    }
}

#[test]
fn embeds() {
    for (text, target) in [
        ("![[x.png|100]]", "x.png"),
        ("![alt](x.png)", "x.png"),
        ("![alt][id]\n\n[id]: x.png", "x.png"),
        ("<img src=\"x.png\" alt=\"y\">", "x.png"),
        ("a <img src=x.png> b", "x.png"),
    ] {
        let note = note(text);
        let found: Vec<_> =
            note.links.iter().map(|link| (link.embed, link.target.as_str())).collect();
        assert_eq!(found, [(true, target)], "{text}");
    }
    let note = note("[![alt](i.png)](page.md)");
    let found: Vec<_> = note.links.iter().map(|link| (link.embed, link.target.as_str())).collect();
    assert_eq!(found, [(false, "page.md"), (true, "i.png")]);
    assert_eq!(note.links[0].text, "alt");
}

#[test]
fn what_is_no_link() {
    for text in [
        "`[[a]]` $[[b]]$ <!-- [[c]] -->",
        "```\n[[a]] https://x.y {% link a.md %}\n```",
        "[[a\nb]] [[ ]] [[]] [[|x]]",
        "\\[[a]] [t]()",
        "[x] [^1] - [ ] ((not))",
        "<!--\n[[a]]\n-->",
        "---\n# [[a]]\nx: [[\"a\"]]\n---\n",
        "+++\n[[params.list]]\na = 1\n+++\n",
    ] {
        assert_eq!(note(text).links, [], "{text}");
    }
}

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
    assert_eq!(note.blocks[0].id, "id");
    assert_eq!(note.sections[5].words, 2);
}

#[test]
fn titles_aliases_dates_and_kinds() {
    let title = |text| {
        let note = note(text);
        (note.title, note.title_source)
    };
    assert_eq!(title("---\ntitle: 007\n---\n# H"), ("007".to_owned(), TitleSource::FrontMatter));
    assert_eq!(title("---\ntitle:\n---\n## H *x*"), ("H x".to_owned(), TitleSource::Heading));
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
    assert_eq!(date("---\ncreated: 2023-02-03T04:05\n---\n"), "2023-02-03");
    assert_eq!(date("x"), "2024-01-31");
    assert_eq!(note("---\nType: project\n---\n").kind.as_deref(), Some("project"));
    assert_eq!(note("type:: book\n").kind.as_deref(), Some("book"));
}

#[test]
fn tasks_and_blocks() {
    let text = "- [ ] open #x\n- [x] done ^a\n- [-] dropped\n  more\n- [/]\n- [link](x)\n- [a]b\n\npara\nmore ^b-1\n\n^alone\n";
    let note = note(text);
    let tasks: Vec<_> =
        note.tasks.iter().map(|task| (task.state, task.span.slice(text).unwrap())).collect();
    assert_eq!(tasks, [(' ', "open #x"), ('x', "done ^a"), ('-', "dropped"), ('/', "")]);
    let blocks: Vec<_> = note.blocks.iter().map(|block| (block.id.as_str(), block.line)).collect();
    assert_eq!(blocks, [("a", 2), ("b-1", 10), ("alone", 12)]);
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
        ("a %%b [[c]]%% d", vec![(Prose, "a"), (Comment, "b"), (Comment, "c"), (Prose, "d")]),
        ("a&amp;b *c* &lt;d", vec![(Prose, "a"), (Prose, "b"), (Prose, "c"), (Prose, "d")]),
        ("<div>\n<b>x</b><!-- y -->\n</div>", vec![(Prose, "x")]),
        ("x[^1]\n\n[^1]: note", vec![(Prose, "x"), (Prose, "note")]),
        ("---\na: b\n---\nc", vec![(Prose, "c")]),
        ("[t]({% link x %}) z", vec![(Link, "t"), (Prose, "z")]),
        ("|a|b|\n|-|-|\n|c|d|", vec![(Prose, "a"), (Prose, "b"), (Prose, "c"), (Prose, "d")]),
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
fn references_that_lead_nowhere() {
    for (text, wanted) in [
        ("a [t][gone]", vec![Code::MissingReference]),
        ("[x] [^1] x[0][1] [ ][x] [a:: b][c:: d]", vec![]),
        ("`[t][gone]` [t][here]\n\n[here]: x", vec![]),
        ("[id]: x.md", vec![Code::UnusedReference]),
        ("[//]: # (comment)", vec![]),
        ("[[todo]] [[a|b]]\n\n[todo]: todo.md \"T\"\n[a|b]: a.md", vec![]),
    ] {
        let codes: Vec<Code> = note(text).problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, wanted, "{text}");
    }
}

#[test]
fn a_note_that_is_not_walked_keeps_its_text() {
    let walk = Walk::plain("a # b", 2);
    assert_eq!(walk.pieces[0].span.slice("a # b"), Some("# b"));
}

#[test]
fn large_hostile_notes_take_linear_time() {
    let n = 20_000;
    let started = std::time::Instant::now();
    for unit in [
        "[[a]] ",
        "![",
        "[",
        "# a\n",
        "%%",
        "{% link ",
        "[a:: ",
        "a:: b\n",
        "<a href=x>",
        "((",
        "`",
        "> ",
        "#t ",
        "https://x.y ",
        "**a:** ",
        "**a:**\n",
        "[t][u] ",
        "==",
        "<!--",
        "- [ ] ",
        "&amp;",
        "[a](b) ",
        "[^1]",
        "$",
        "{{<",
        "- a\n  ",
        "| ",
        "\u{feff}",
        "---\n",
        "<",
        "(a:: b) ",
        "[[a|",
    ] {
        check_quickly(&unit.repeat(n / unit.len() * 4));
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// Without the checks of [`check`], which are not linear themselves.
fn check_quickly(text: &str) {
    let path = VaultPath::new("a.md").unwrap();
    let started = std::time::Instant::now();
    let _ = parse(&path, text, &Options::default());
    let spent = started.elapsed();
    assert!(spent.as_secs() < 10, "{spent:?} for {:?}", text.chars().take(12).collect::<String>());
}

/// Texts made of the tokens that mean something, which random letters never are.
fn tokens() -> impl Strategy<Value = String> {
    const TOKENS: &[&str] = &[
        "a",
        "word ",
        "é",
        "日",
        "🚀",
        "\u{feff}",
        "\u{301}",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "# ",
        "## ",
        "###### ",
        "===",
        "---",
        "---\n",
        "+++\n",
        "...\n",
        "{",
        "}",
        "{\"",
        "> ",
        "- ",
        "* ",
        "1. ",
        "- [ ] ",
        "[x] ",
        "[-] ",
        "[!note]- ",
        "[[",
        "]]",
        "![[",
        "|",
        "\\|",
        "[",
        "]",
        "](",
        ")",
        "(",
        "![",
        "][",
        "]: ",
        "<",
        ">",
        "`",
        "```",
        "$",
        "$$",
        "%%",
        "==",
        "**",
        "__",
        "*",
        "_",
        "~~",
        ":",
        "::",
        ": ",
        ":: ",
        "#",
        "#tag",
        "#tag/a",
        "^id",
        " ^id",
        "[^1]",
        "[^1]: ",
        "https://x.y/z",
        "http",
        "((",
        "))",
        "64f1c3a2-1111-4222-8333-abcdefabcdef",
        "{% post_url x %}",
        "{% link ",
        " %}",
        "{{< ref \"x\" >}}",
        "{{% relref ",
        "%}}",
        "<a href=\"x\">",
        "</a>",
        "<img src=x>",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "&",
        "\\",
        "\"",
        "'",
        ",",
        ";",
        "title: ",
        "tags: [a, b]",
        "aliases: ",
        "key = 1\n",
        "|-|\n",
        "|a|\n",
        "%20",
        "Day 7",
        "2024-01-31",
        "**Topic:** ",
        "[k:: v]",
        "<https://x.y>",
        "0",
        "\0",
    ];
    proptest::collection::vec(proptest::sample::select(TOKENS), 0..60)
        .prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn token_soup_keeps_every_promise(text in tokens()) {
        parsed(&text);
    }

    #[test]
    fn front_matter_soup_keeps_every_promise(inside in tokens(), after in tokens()) {
        for fence in ["---", "+++"] {
            parsed(&format!("{fence}\nkey: 1\n{inside}\n{fence}\n{after}"));
        }
        parsed(&format!("{{\"a\": \"{inside}\"}}\n{after}"));
    }

    #[test]
    fn any_text_keeps_every_promise(text in any::<String>()) {
        parsed(&text);
    }
}

#[test]
fn html_ids_are_places_that_links_can_name() {
    let note =
        note("# A\n<a name=\"one\"></a>\n\n## B\n\n<div id='two'>\nx\n</div>\n\n`<a id=\"no\">`");
    let blocks: Vec<_> =
        note.blocks.iter().map(|block| (block.id.as_str(), block.section, block.line)).collect();
    assert_eq!(blocks, [("one", 1, 2), ("two", 2, 6)]);
}
