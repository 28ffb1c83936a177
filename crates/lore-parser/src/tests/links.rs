//! Links: every notation, and what is none. Leaves out each notation in each place, which is in `places`,
//! and where links lead, which is the table of `lore-graph`.

use super::*;

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
            "<https://x.y/$1-$2>", Markdown, "https://x.y/$1-$2", None, "https://x.y/$1-$2",
            "https://x.y/$1-$2",
        ),
        (
            "see https://x.y/a_b_c, ok", Markdown, "https://x.y/a_b_c", None, "https://x.y/a_b_c",
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
fn references_that_lead_nowhere() {
    for (text, wanted) in [
        ("a [t][gone]", vec![Code::MissingReference]),
        ("[x] [^1] x[0][1] [ ][x] [a:: b][c:: d]", vec![]),
        ("[x][nodef]", vec![Code::MissingReference]),
        ("[y][]", vec![Code::MissingReference]),
        ("- [x][nodef]\n- [y] [z]\n1. [-][nodef]\n- [ ][]", vec![]),
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
fn references_are_whole_constructs() {
    for (text, span, label) in [
        ("x [id][] y\n\n[id]: b.md", "[id][]", "id"),
        ("![id][]\n\n[id]: b.png", "![id][]", "id"),
        ("[t][id]\n\n[id]:\n  b.md\n  'title'", "[t][id]", "id"),
        ("[t][ I  D ]\n\n[i d]: b.md", "[t][ I  D ]", " I  D "),
        ("> [t][i\n> d]\n\n[i d]: b.md", "[t][i\n> d]", "i\n> d"),
        ("[É]\n\n[é]: b.md", "[É]", "É"),
        ("[a\\]b]\n\n[a\\]b]: b.md", "[a\\]b]", "a\\]b"),
    ] {
        let note = note(text);
        assert_eq!(note.links.len(), 1, "{text}");
        assert_eq!(note.links[0].span.slice(text), Some(span), "{text}");
        assert_eq!(note.links[0].target_span.slice(text), Some(label), "{text}");
        assert_eq!(note.problems, [], "{text}");
    }
}

#[test]
fn destinations_may_begin_in_the_next_line() {
    for (text, written) in [
        ("[t](\n  a.md\n)", "a.md"),
        ("> [t](\n> a.md)", "a.md"),
        ("> - [t](\n>   <a b.md>\n>   'title')", "a b.md"),
        ("- [t](\r\n  a.md)", "a.md"),
    ] {
        let note = note(text);
        assert_eq!(note.links.len(), 1, "{text:?}");
        assert_eq!(note.links[0].target, written, "{text:?}");
        assert_eq!(note.links[0].target_span.slice(text), Some(written), "{text:?}");
    }
}

#[test]
fn an_embed_in_the_text_of_a_link_is_kept() {
    for (text, wanted) in [
        ("[![[a.png]]](b.md)", ["Markdown b.md (a.png)", "!Wiki a.png (a.png)"]),
        ("[x ![[a.png|100]] y](b.md)", ["Markdown b.md (x a.png y)", "!Wiki a.png (a.png)"]),
        ("|a|\n|-|\n|[![[a.png\\|100]]](b.md)|", ["Markdown b.md (a.png)", "!Wiki a.png (a.png)"]),
        ("![[a]] [![[b#c]]](d)", ["!Wiki a (a)", "Markdown d (b#c)"]),
        ("[![[a]]][id]\n\n[id]: b.md", ["Reference b.md (a)", "!Wiki a (a)"]),
    ] {
        assert_eq!(written(&note(text))[..2], wanted, "{text}");
    }
}

#[test]
fn links_in_front_matter_are_read_without_their_escapes() {
    for (text, wanted) in [
        ("---\nup: '[[A''s|x]]'\n---\n", vec!["Wiki A's (x)"]),
        ("---\nup: \"[[A\\\"B#\\u00e9]]\"\n---\n", vec!["Wiki A\"B#é (A\"B#é)"]),
        ("{\"up\": [\"[[\\u0041]]\", \"[[b]]\"]}\n", vec!["Wiki A (A)", "Wiki b (b)"]),
        ("---\nup: {a: [\"[[b]]\"], c: '[[d]]'}\n---\n", vec!["Wiki b (b)", "Wiki d (d)"]),
        ("---\nup: >\n  long [[a]]\n  text [[b]]\n---\n", vec!["Wiki a (a)", "Wiki b (b)"]),
        ("---\r\nup: [[a]]\r\n---\r\n", vec!["Wiki a (a)"]),
        ("---\na: b # [[c]]\nd: '# [[e]]'\n---\n", vec!["Wiki e (e)"]),
    ] {
        assert_eq!(written(&note(text)), wanted, "{text}");
    }
}

#[test]
fn links_in_html() {
    for (text, wanted) in [
        ("<img alt=\"a > b\" src=\"x.png\">", vec!["!Markdown x.png (a > b)"]),
        ("<p title='>'><a href='x.md'>t</a></p>", vec!["Markdown x.md (t)"]),
        ("a <a href=\"x&amp;y.md#z\">t</a>", vec!["Markdown x&y.md#z (t)"]),
        ("<a\nhref=x.md>*t*</a> b", vec!["Markdown x.md (t)"]),
        ("a <a data-href=\"x.md\" title=\"href=y\">t</a>", vec![]),
        (
            "<a href=\"x.md\"><img src=\"y.png\"></a>",
            vec!["Markdown x.md ()", "!Markdown y.png ()"],
        ),
    ] {
        assert_eq!(written(&note(text)), wanted, "{text}");
    }
}

#[test]
fn odd_targets_are_kept_as_they_are() {
    for (text, wanted) in [
        ("[t](a%ZZ%.md%2)", vec!["Markdown a%ZZ%.md%2 (t)"]),
        ("[t](%E6%97%A5.md#%C3%A4)", vec!["Markdown 日.md#ä (t)"]),
        ("[t](%E6%97.md)", vec!["Markdown %E6%97.md (t)"]),
        ("[t](a%23b%3Fc.md)", vec!["Markdown a#b?c.md (t)"]),
        ("[t](<a b.md#c d> \"x](y)\")", vec!["Markdown a b.md#c d (t)"]),
        ("[t](a.md (title (x)))", vec![]),
        ("[t](a b.md)", vec![]),
        ("[`c](d`](a.md)", vec!["Markdown a.md (c](d)"]),
        ("[t](<>) [a]\n\n[a]: <>", vec![]),
        ("[[a]b]] [[c|d]e]]", vec!["Wiki a]b (a]b)", "Wiki c (d]e)"]),
        ("[[[[a]]]] [[b[c]]", vec!["Wiki a (a)", "Wiki b[c (b[c)"]),
        ("[[a]](b)", vec!["Wiki a (a)"]),
        ("[[a ![b|c](d)]]", vec!["Wiki a ![b (b|c)"]),
        ("[[a##b]] [[#]]", vec!["Wiki a##b (a##b)", "Wiki  (#)"]),
        ("[[a  b\u{a0}c]]", vec!["Wiki a  b\u{a0}c (a  b\u{a0}c)"]),
        ("\\![[a]] !![[b]]", vec!["Wiki a (a)", "!Wiki b (b)"]),
        (
            "https://x.y/a%%b%% %%https://x.y/c%%",
            vec![
                "Markdown https://x.y/a (https://x.y/a)",
                "Markdown https://x.y/c (https://x.y/c)",
            ],
        ),
    ] {
        assert_eq!(written(&note(text)), wanted, "{text}");
    }
}
