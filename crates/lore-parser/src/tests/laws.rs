//! What holds for every text, however odd or large. Leaves out what each notation says, which the tables
//! beside show.

use proptest::prelude::*;

use super::*;
use crate::templates::Markup;

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
        "{: #a}\n",
        "!!! a\n\n    b\n",
        "=== \"a\"\n    ",
        "# Day 1 2024-01-05 a and b\n",
        "# a {#b}\n",
        "id:: 64f1c3a2-1111-4222-8333-abcdefabcdef\n",
        "id:: ",
        "[a]({{ b | c }}) ",
        "](",
        "]({{",
        "![[a]]](",
        "<!-- lore-ignore --> ",
        "<!-- lore-ignore -->\n",
        "%% lore-ignore-start %%\n",
        "<a b=\"",
        "{% highlight %}\n",
        "#[[a]] ",
        "a:: b, ",
        "(a)=",
        "(a)=\n",
        "Key: v\n\n",
        "```{note}\na\n```\n",
        "````{note}\n```{tip}\n",
        "## Status\n",
        "x:: a <!-- b --> ",
        "[x:: a %%b%%] ",
        "- type: a\n",
        "```{x}\n---\nname: a\n",
    ] {
        check_quickly(&unit.repeat(n / unit.len() * 4));
    }
    for unit in
        ["abcdefgh: [[Kafka]] x\n\n", "abcdefgh: x\n", "# Element Links\n", "date:: 2024-01-31\n"]
    {
        check_quickly(&format!("{DRAWING}## Element Links\n{}", unit.repeat(20_000)));
    }
    for unit in ["日期：2024-01-31\n", "[date:: 2024-01-31] "] {
        check_quickly(&unit.repeat(20_000));
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// Without the checks of [`check`], which are not linear themselves.
fn check_quickly(text: &str) {
    let path = VaultPath::new("a.md").unwrap();
    let started = std::time::Instant::now();
    let options = Options { profile: Profile::Logseq, ..Options::default() };
    let _ = parse(&path, text, &options);
    let spent = started.elapsed();
    assert!(spent.as_secs() < 10, "{spent:?} for {:?}", text.chars().take(12).collect::<String>());
}

/// The front matter of a note that keeps a drawing.
const DRAWING: &str = "---\nexcalidraw-plugin: parsed\n---\n";

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
        "\n(label)=\n",
        "\n```{note} ",
        "\n````{tip}\n:name: a\n",
        "\n## Status\n\n",
        "\nRejected [a](b.md)\n\n",
        "<!-- c -->",
        "\n---\nname: a\n---\n",
        "\n- Date: 2024-01-31\n",
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
        "{{ site.baseurl }}",
        "{{ \"/a\" | relative_url }}",
        "{% highlight x %}\n",
        "{% endhighlight %}\n",
        "([[",
        "{{embed ",
        "dendron://v/",
        "id:: 64f1c3a2-1111-4222-8333-abcdefabcdef",
        "alias:: ",
        "lore-ignore ",
        "lore-ignore-start",
        "lore-ignore-end",
        " {#id}",
        "{: #id .x}",
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
        "\n## Element Links\n",
        "\n# Embedded files\n",
        "\n# Drawing\n```json\n{\"type\":\"excalidraw\"",
        "\n==⚠ EXCALIDRAW VIEW ⚠==",
        "abcdefgh: ",
        "\nKey: value",
        "\nDate: 2024-01-31",
        "：",
        "0",
        "\0",
    ];
    proptest::collection::vec(proptest::sample::select(TOKENS), 0..60)
        .prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn token_soup_keeps_every_promise(
        text in tokens(),
        profile in proptest::sample::select(&Profile::ALL[..]),
    ) {
        parsed_as(profile, "folder/2024_01_31___note.md", &text);
        prop_assert_eq!(Markup::new(&text, 0).text.len(), text.len());
    }

    #[test]
    fn every_profile_finds_the_same_markdown_links(
        text in tokens(),
        profile in proptest::sample::select(&Profile::ALL[..]),
    ) {
        // Without wiki-links there is nothing that profiles read differently.
        let text = text.replace("[[", "(");
        let links = |profile| written(&parsed_as(profile, "folder/note.md", &text).note);
        prop_assert_eq!(links(profile), links(Profile::Obsidian));
    }

    #[test]
    fn a_link_says_the_same_when_it_stands_alone(text in tokens()) {
        // HTML is left out: its tags need not be closed where a link ends.
        let text = text.replace('<', "(");
        // Brackets without a link may make something stand in for what is no destination.
        if Markup::new(&text, 0).differs(&(0..text.len())) {
            return Ok(());
        }
        let note = parsed(&text).note;
        for link in &note.links {
            let in_front_matter = note.front_matter.is_some_and(|block| block.contains(link.span));
            // A bare address ends where something else begins.
            let is_bare = link.span == link.target_span;
            let alone = link.span.slice(&text).unwrap();
            // Lines may have marks of a quote between them.
            let apart = link.kind == LinkKind::Reference || alone.contains('\n');
            if apart || is_bare || in_front_matter {
                continue;
            }
            let again = parsed(&format!("x {alone} y")).note.links;
            let says = |link: &Link| (link.kind, link.target.clone(), link.fragment.clone());
            prop_assert!(again.iter().any(|other| says(other) == says(link)), "{alone:?}: {link:?}");
        }
    }

    #[test]
    fn front_matter_soup_keeps_every_promise(inside in tokens(), after in tokens()) {
        for fence in ["---", "+++"] {
            parsed(&format!("{fence}\nkey: 1\n{inside}\n{fence}\n{after}"));
        }
        parsed(&format!("{{\"a\": \"{inside}\"}}\n{after}"));
    }

    #[test]
    fn drawing_soup_keeps_every_promise(text in tokens()) {
        parsed(&format!("{DRAWING}{text}"));
        parsed(&format!("{DRAWING}# Element Links\nabcdefgh: {text}"));
        parsed(&format!("# Title\nKey: value\n{text}"));
    }

    #[test]
    fn any_text_keeps_every_promise(text in any::<String>()) {
        parsed(&text);
    }
}
