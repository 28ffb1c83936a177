//! What profiles change, and the syntax of single tools that holds in all of them. Leaves out where links
//! lead in each, which is the table of `lore-graph`.

use super::*;

#[test]
fn dendron_links_have_their_label_first() {
    for (text, wanted, written_target) in [
        ("[[label|a.b#h]]", "Wiki a.b#h (label)", "a.b#h"),
        ("[[a.b]]", "Wiki a.b (a.b)", "a.b"),
        ("![[l|a.b#^x:#^y]]", "!Wiki a.b#^x (l)", "a.b#^x:#^y"),
        ("|x|\n|-|\n|[[l\\|a.b]]|", "Wiki a.b (l)", "a.b"),
        ("---\nup: \"[[l|a.b#h]]\"\n---\n", "Wiki a.b#h (l)", "a.b#h"),
        ("# [[l|a.b]]", "Wiki a.b (l)", "a.b"),
        (
            "[[l|dendron://vault/a.b.c#h]]",
            "Wiki dendron://vault/a.b.c#h (l)",
            "dendron://vault/a.b.c#h",
        ),
        ("[[l|#h]]", "Wiki #h (l)", "#h"),
    ] {
        let note = note_as(Profile::Dendron, text);
        assert_eq!(written(&note), [wanted], "{text}");
        assert_eq!(note.links[0].target_span.slice(text), Some(written_target), "{text}");
    }
    let note = note_as(Profile::Dendron, "**Topic:** [[the label|a.b]]\n\n# A [[label|a.b]]\n");
    assert_eq!(note.topics[0].name, "a.b");
    assert_eq!(note.sections[1].heading, "A label");
    let text = "x [[the *label*|a.b]] y";
    let runs: Vec<_> = parsed_as(Profile::Dendron, "a.md", text)
        .runs
        .iter()
        .map(|run| (run.kind, run.span.slice(text).unwrap()))
        .collect();
    let wanted = [(RunKind::Prose, "x"), (RunKind::Link, "the *label*"), (RunKind::Prose, "y")];
    assert_eq!(runs, wanted);
    // Other tools name no vault, but what it means is plain.
    assert_eq!(written(&note_as(Profile::Foam, "[[dendron://v/a.b|c]]")), ["Wiki a.b (c)"]);
}

#[test]
fn commonmark_has_no_wiki_links() {
    for (text, wanted) in [
        ("[[a]] ![[b|c]]", vec![]),
        ("---\nup: \"[[a]]\"\n---\n", vec![]),
        ("[[a]]\n\n[a]: b.md", vec!["Reference b.md (a)"]),
        ("[[a]](b.md)", vec!["Markdown b.md ([a])"]),
        ("[[a]][b] [[c][d]]", vec![]),
        ("[t](a.md)", vec!["Markdown a.md (t)"]),
    ] {
        let note = note_as(Profile::Commonmark, text);
        assert_eq!(written(&note), wanted, "{text}");
    }
    assert_eq!(note_as(Profile::Commonmark, "[[a]] [[b|c]] ![[d]]").problems, []);
    let parsed = parsed_as(Profile::Commonmark, "a.md", "see [[a]]");
    assert_eq!(parsed.runs.len(), 1);
    assert_eq!(parsed.runs[0].span.range(), 0..9);
}

const UUID: &str = "64f1c3a2-1111-4222-8333-abcdefabcdef";

#[test]
fn logseq_links_hold_in_every_profile() {
    for (text, wanted, target) in [
        ("[label]([[page]])", "Wiki page (label)".to_owned(), "page"),
        ("[a `b`]([[a page#h]] \"t\")", "Wiki a page#h (a b)".to_owned(), "a page#h"),
        ("{{embed [[page]]}}", "!Wiki page (page)".to_owned(), "page"),
        (&format!("(({UUID}))"), format!("BlockReference {UUID} ()"), UUID),
        (&format!("[t]((({UUID})))"), format!("BlockReference {UUID} (t)"), UUID),
        (&format!("{{{{embed (({UUID}))}}}}"), format!("!BlockReference {UUID} ()"), UUID),
    ] {
        for profile in Profile::ALL {
            if profile == Profile::Commonmark && text.starts_with("{{embed [[") {
                continue;
            }
            let note = note_as(profile, text);
            assert_eq!(written(&note), [wanted.as_str()], "{text}");
            assert_eq!(note.links[0].target_span.slice(text), Some(target), "{text}");
        }
    }
    assert_eq!(written(&note("`[a]([[b c]])` [a](\\[[b]])")), ["Markdown [[b]] (a)"]);
}

#[test]
fn logseq_ids_are_those_of_their_blocks() {
    for (text, section, line) in [
        ("- text\n  id:: UUID", 0, 1),
        ("- a\n\t- text\n\t  collapsed:: true\n\t  id:: UUID\n\t  more", 0, 2),
        ("# A\n\ntext\nmore\nid:: UUID\n\n# B", 1, 3),
        ("# A\nid:: UUID", 1, 1),
        ("- # A\r\n  id:: UUID\r\n- b", 0, 1),
        ("a\n\n- ```\n  code\n  ```\n  id:: UUID", 0, 4),
        ("> a\n> id:: UUID", 0, 1),
        ("- id:: UUID\n  text", 0, 1),
    ] {
        let text = text.replace("UUID", UUID);
        let parsed = parsed(&text);
        let blocks: Vec<_> = parsed
            .note
            .blocks
            .iter()
            .map(|block| (block.id.as_str(), block.section, block.line))
            .filter(|(id, ..)| *id != "a")
            .collect();
        assert_eq!(blocks, [(UUID, section, line)], "{text}");
        // It is neither a field nor text to be found.
        assert!(parsed.note.fields.iter().all(|field| field.key != "id"), "{text}");
        let hidden = text.find("id:: ").unwrap();
        let shown = parsed.runs.iter().find(|run| run.span.range().contains(&hidden));
        assert_eq!(shown, None, "{text}");
    }
    for text in
        ["`id:: UUID`", "```\nid:: UUID\n```", "my id:: UUID", "id:: 7", "%%\nid:: UUID\n%%"]
    {
        assert_eq!(note(&text.replace("UUID", UUID)).blocks, [], "{text}");
    }
}

#[test]
fn logseq_pages_say_what_they_are_in_their_first_lines() {
    let text = "title:: A, b\nalias:: c, [[d, e]]\ntags:: f, [[g h]], #i\ntype:: [[book]]\n\n\
                - # Heading\n  type:: no\n- tags:: no\n";
    let note = note_as(Profile::Logseq, text);
    assert_eq!((note.title.as_str(), note.title_source), ("A, b", TitleSource::FrontMatter));
    assert_eq!(note.aliases, ["c", "d, e"]);
    assert_eq!(note.kind.as_deref(), Some("book"));
    let tags: Vec<_> =
        note.tags.iter().map(|tag| (tag.name.as_str(), tag.span.slice(text).unwrap())).collect();
    assert_eq!(tags, [("f", "f"), ("g h", "g h"), ("i", "i")]);
    assert_eq!(note.fields.len(), 6);
    assert!(note.fields.iter().all(|field| field.origin == FieldOrigin::Inline));
    let links = ["Wiki d, e (d, e)", "Wiki g h (g h)", "Wiki book (book)"];
    assert_eq!(written(&note), links);
    // The same lines are fields and nothing else to the others.
    let note = note_as(Profile::Obsidian, text);
    assert_eq!((note.title.as_str(), note.aliases.len()), ("note", 0));
    let both = note_as(Profile::Logseq, "---\ntitle: X\n---\ntitle:: Y\nalias:: Z\n");
    assert_eq!((both.title.as_str(), both.aliases), ("X", vec!["Z".to_owned()]));
    assert_eq!(note_as(Profile::Logseq, "- x\n  type:: book\n").kind, None);
}

#[test]
fn logseq_tags_may_hold_several_words() {
    let text = "- #[[several words]] #one (#[[c]]) x#[[no]] `#[[no]]` [[no]]\n";
    let tags = |profile| -> Vec<String> {
        let note = note_as(profile, text);
        let shown = note.tags.iter().all(|tag| tag.span.slice(text) == Some(tag.name.as_str()));
        assert!(shown);
        note.tags.into_iter().map(|tag| tag.name).collect()
    };
    assert_eq!(tags(Profile::Logseq), ["several words", "one", "c"]);
    assert_eq!(tags(Profile::Obsidian), ["one"]);
    // They are links to pages still.
    assert_eq!(note_as(Profile::Logseq, text).links.len(), 4);
}

#[test]
fn logseq_tasks_begin_with_a_word() {
    let text = "- TODO [#A] buy [[milk]]\n  due:: 2024\n\t- DONE this\n- NOWHERE\n\nDONE outside\n";
    let tasks = |profile| -> Vec<(char, String, u32)> {
        let task = |task: lore_core::Task| {
            (task.sign, task.span.slice(text).unwrap().to_owned(), task.line)
        };
        note_as(profile, text).tasks.into_iter().map(task).collect()
    };
    let wanted =
        [(' ', "[#A] buy [[milk]]\n  due:: 2024".to_owned(), 1), ('x', "this".to_owned(), 3)];
    assert_eq!(tasks(Profile::Logseq), wanted);
    assert_eq!(tasks(Profile::Obsidian), []);
}

#[test]
fn logseq_pages_are_called_like_their_files() {
    for (path, title) in [
        ("pages/a___b.md", "a/b"),
        ("pages/a%2Fb%3F.md", "a/b?"),
        ("journals/2024_01_02.md", "2024_01_02"),
    ] {
        let text = "- a\n\n# Heading\n";
        let note = parsed_as(Profile::Logseq, path, text).note;
        assert_eq!((note.title.as_str(), note.title_source), (title, TitleSource::FileStem));
        assert_eq!(note.sections.len(), 2);
        assert_eq!(parsed_as(Profile::Obsidian, path, text).note.title, "Heading");
    }
}

#[test]
fn liquid_around_a_destination_is_expanded_first() {
    for (text, wanted, target) in [
        ("[x]({{ site.baseurl }}/about/)", "Markdown /about/ (x)", "/about/"),
        ("[x]({{site.url}}{{site.baseurl}}/about)", "Markdown /about (x)", "/about"),
        ("[x]({{ \"/about/\" | relative_url }})", "Markdown /about/ (x)", "/about/"),
        ("[x]({{ '/a' | absolute_url }}#h \"t\")", "Markdown /a#h (x)", "/a"),
        ("[x]({{ 'a b' | relative_url }})", "Markdown /a b (x)", "a b"),
        ("[x](<{{ site.url }}/a b>)", "Markdown /a b (x)", "/a b"),
        ("[x]({{ site.baseurl }})", "Markdown / (x)", "{{ site.baseurl }}"),
        (
            "[x]({{ site.baseurl }}{% link _posts/x.md %})",
            "JekyllLink _posts/x.md (x)",
            "_posts/x.md",
        ),
        ("[x]({% post_url 2024-01-02-a %}#h)", "PostUrl 2024-01-02-a#h (x)", "2024-01-02-a"),
        ("[x [y] *z*]({% link a.md %})", "JekyllLink a.md (x [y] z)", "a.md"),
        ("[x]({{< relref \"y#h\" >}})", "HugoRelref y#h (x)", "y#h"),
        ("[x]({{% ref \"y\" %}}#h)", "HugoRef y#h (x)", "y"),
        ("![x]({{ site.baseurl }}/a.png)", "!Markdown /a.png (x)", "/a.png"),
        ("[x][a b]\n\n[a b]: {{ site.baseurl }}/c 't'", "Reference /c (x)", "a b"),
        ("[x]\n\n[x]: {% link c.md %}", "JekyllLink c.md (x)", "x"),
        ("[x]\n\n[x]: <{{ '/c d' | relative_url }}>", "Reference /c d (x)", "x"),
        ("a <a href=\"{{ \"/b\" | relative_url }}\">x</a>", "Markdown /b (x)", "/b"),
        ("<p>\n<a href='{% post_url y %}'>x</a>\n</p>", "PostUrl y (x)", "y"),
        ("|a|\n|-|\n|[x]({{ '/a' | relative_url }})|", "Markdown /a (x)", "/a"),
        ("> [x](\n> {{ '/a' | relative_url }})", "Markdown /a (x)", "/a"),
        ("# [x]({{ site.baseurl }}/a)", "Markdown /a (x)", "/a"),
    ] {
        for profile in [Profile::Obsidian, Profile::Jekyll, Profile::Hugo] {
            let note = note_as(profile, text);
            assert_eq!(written(&note), [wanted], "{text}");
            assert_eq!(note.links[0].target_span.slice(text), Some(target), "{text}");
            assert_eq!(note.problems, [], "{text}");
        }
    }
    let nested = "[![a]({{ site.baseurl }}/b.png)]({{ '/c' | relative_url }})";
    assert_eq!(written(&note(nested)), ["Markdown /c (a)", "!Markdown /b.png (a)"]);
}

#[test]
fn what_only_the_site_knows_is_no_link() {
    for text in [
        "[x]({{ post.url }})",
        "[x]({{ site.github.repository_url }}/issues)",
        "[x](/tags/{{ tag }}/)",
        "[x]({% include a.md %})",
        "[x]({{< param \"a\" >}})",
        "[x]\n\n[x]: {{ post.url }}",
        "`[x]({{ site.baseurl }}/a)`",
        "```\n[x]({% link a.md %})\n```",
        "<!-- [x]({{ site.baseurl }}/a) -->",
        "{% highlight md %}\n[x](a.md) [[b]] {% link c.md %}\n{% endhighlight %}",
    ] {
        let note = note_as(Profile::Jekyll, text);
        assert_eq!(written(&note), [""; 0], "{text}");
        assert_eq!(note.problems, [], "{text}");
    }
    // What is shown is text of a link all the same, so that nobody links it again.
    let runs = parsed("[x]({{ post.url }})").runs;
    assert_eq!((runs.len(), runs[0].kind), (1, RunKind::Link));
}

#[test]
fn stand_ins_are_never_seen() {
    assert_eq!(
        written(&note_as(Profile::Dendron, "x]: ![{% a %}|](b)")),
        ["!Markdown b ({% a %}|)"]
    );
    let text = "# Use `[x]({{ a }})` now\n\n[see `](<{{ b }}>)`](c.md) $](<{{ d }}>)$\n";
    let note = note(text);
    assert_eq!(note.title, "Use [x]({{ a }}) now");
    assert_eq!(written(&note), ["Markdown c.md (see ](<{{ b }}>))"]);
}

#[test]
fn highlighted_code_is_code() {
    let text =
        "a\n\n{% highlight sh linenos %}\n# no heading\n#no-tag\n{% endhighlight %}\n\n# B\n";
    let parsed = parsed(text);
    assert_eq!(parsed.note.sections.len(), 2);
    assert_eq!(parsed.note.tags, []);
    let code = parsed.runs.iter().find(|run| run.kind == RunKind::Code).unwrap();
    assert_eq!(code.span.slice(text), Some("# no heading\n#no-tag\n"));
}

#[test]
fn files_of_wikis_spell_the_names_of_pages() {
    for (path, title) in [
        ("Deep-Page.md", "Deep Page"),
        ("guides/Auth%2DFlow-Guide.md", "Auth-Flow Guide"),
        ("Home.md", "Home"),
    ] {
        assert_eq!(parsed_as(Profile::Gollum, path, "text").note.title, title, "{path}");
        let note = parsed_as(Profile::Gollum, path, "# The-Heading\n").note;
        assert_eq!(note.title, "The-Heading", "{path}");
    }
    assert_eq!(parsed_as(Profile::Obsidian, "a-b.md", "text").note.title, "a-b");
    assert_eq!(
        written(&note_as(Profile::Gollum, "[[go there|Deep Page]]")),
        ["Wiki Deep Page (go there)"]
    );
    assert_eq!(
        written(&note_as(Profile::Gollum, "[[a.png|width=9px]]")),
        ["Wiki a.png (width=9px)"]
    );
}
