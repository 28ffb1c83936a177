//! A link says the same wherever it stands: each notation in each place. Leaves out what is no link, which
//! is in `links`.

use super::*;
use crate::prose::section_of;

/// What stands before and after the link.
const PLACES: &[(&str, &str)] = &[
    ("", ""),
    ("- ", ""),
    ("- a\n  - b ", " c"),
    ("\ta\n\n- a\n\t- ", "\n\t\tb"),
    ("1. ", ""),
    ("- [ ] ", ""),
    ("> ", ""),
    ("> - ", ""),
    ("> [!note] ", ""),
    ("> [!note]- Title\n> ", ""),
    ("a[^1]\n\n[^1]: ", ""),
    ("# ", ""),
    ("## a ", " ##"),
    ("a ", "\n---"),
    ("|a|b|\n|-|-|\n|", "|c|"),
    ("|a|\n|-|\n| b ", " c |"),
    ("a|b\n-|-\nc|", ""),
    ("*", "*"),
    ("**", "**"),
    ("_", "_"),
    ("~~", "~~"),
    ("==", "=="),
    ("<b>", "</b>"),
    ("<div>\n\n", "\n\n</div>"),
    ("%%", "%%"),
    ("%%\n\n", "\n\n%%"),
    ("é日🚀 ", " 日"),
    ("(", ")"),
    ("“", "”"),
    ("a, ", "."),
    ("a\r\n", "\r\nb"),
    ("a\\\n", ""),
    ("a  \n", "  \nb"),
    ("key:: ", ""),
    ("**Key:** ", ", a"),
    ("[k:: ", "]"),
    ("\u{feff}", ""),
    ("---\na: b\n---\n", ""),
    ("+++\r\na = 1\r\n+++\r\n", ""),
    ("a ", " ^id"),
    ("`[[no]]` ", " `[no](no)`"),
    ("$5 ", " $6"),
    ("<!-- [[no]] -->\n\n", ""),
    ("~~~\n[[no]]\n~~~\n", ""),
];

const DEFINITIONS: &str = "\n\n[id]: b.md#x 'Title'\n[i d]:\n  <c d.md>\n";

/// Holds for the links and their definitions; `\\|` stands for `|` in tables.
fn everywhere(profile: Profile, link: &str, wanted: &[&str]) {
    for (before, after) in PLACES {
        let is_table = before.contains("|\n") || before.contains("-|-");
        let escaped = if is_table { link.replace('|', "\\|") } else { link.to_owned() };
        let text = format!("{before}{escaped}{after}{DEFINITIONS}");
        let note = note_as(profile, &text);
        assert_eq!(written(&note), wanted, "{text:?}");
        let last = note.links.last().unwrap();
        assert!(escaped.ends_with(last.span.slice(&text).unwrap()) || wanted.len() > 1, "{text:?}");
    }
}

#[test]
fn links_say_the_same_wherever_they_stand() {
    for (link, wanted) in [
        ("[[a]]", "Wiki a (a)"),
        ("[[a b|*c* `d`]]", "Wiki a b (c d)"),
        ("[[ä/ö#ü#v|日本]]", "Wiki ä/ö#ü#v (日本)"),
        ("[[#a_b*c]]", "Wiki #a_b*c (#a_b*c)"),
        ("[[a (b) & <c>~d]]", "Wiki a (b) & <c>~d (a (b) & <c>~d)"),
        ("![[a.png|100]]", "!Wiki a.png (a.png)"),
        ("[t](a.md)", "Markdown a.md (t)"),
        ("[*a* [b] `c]` \\]](a%20b.md?x#h%20i \"t (x\")", "Markdown a b.md#h i (a [b] c] ])"),
        ("[t](<a b(.md#c> 'x')", "Markdown a b(.md#c (t)"),
        ("[t](a\\(b_c*d.md)", "Markdown a(b_c*d.md (t)"),
        ("![*t*](a(b).png)", "!Markdown a(b).png (t)"),
        ("<https://x.y/a_b>", "Markdown https://x.y/a_b (https://x.y/a_b)"),
        ("[t][id]", "Reference b.md#x (t)"),
        ("![t][I\tD]", "!Reference c d.md (t)"),
        ("[id][]", "Reference b.md#x (id)"),
        ("<a href=\"a.md#h\">t</a>", "Markdown a.md#h (t)"),
        ("<img alt='t' src='a.png'>", "!Markdown a.png (t)"),
        ("{% post_url 2024-01-02-a %}", "PostUrl 2024-01-02-a ()"),
        ("{{< ref \"a.md#h\" >}}", "HugoRef a.md#h ()"),
        ("[*t*]({% link a.md %}#h)", "JekyllLink a.md#h (t)"),
        ("[t]({{ site.baseurl }}/a/ 'x')", "Markdown /a/ (t)"),
        ("[t]({{< relref \"a#h\" >}})", "HugoRelref a#h (t)"),
        ("[*t*]([[a b#c]])", "Wiki a b#c (t)"),
        (
            "((64f1c3a2-1111-4222-8333-abcdefabcdef))",
            "BlockReference 64f1c3a2-1111-4222-8333-abcdefabcdef ()",
        ),
        (
            "[t](((64f1c3a2-1111-4222-8333-abcdefabcdef)))",
            "BlockReference 64f1c3a2-1111-4222-8333-abcdefabcdef (t)",
        ),
    ] {
        everywhere(Profile::Obsidian, link, &[wanted]);
    }
    everywhere(Profile::Obsidian, "[![[a]]](b)", &["Markdown b (a)", "!Wiki a (a)"]);
    everywhere(Profile::Obsidian, "[![a](b)][id]", &["Reference b.md#x (a)", "!Markdown b (a)"]);
    everywhere(Profile::Dendron, "[[a *b*|c.d#e]]", &["Wiki c.d#e (a *b*)"]);
    everywhere(Profile::Dendron, "![[c.d#^e:#*]]", &["!Wiki c.d#^e (c.d#^e:#*)"]);
}

#[test]
fn bare_addresses_end_where_their_place_does() {
    for (before, after) in PLACES {
        let text = format!("{before}https://x.y/a{after}");
        let found = written(&note(&text));
        assert_eq!(found, ["Markdown https://x.y/a (https://x.y/a)"], "{text:?}");
    }
}

#[test]
fn a_place_before_all_sections_is_the_first_ones() {
    let note = note("---\ntype: tea\n---\n\nText\n\n# One\n\n## Two\n");
    let starts: Vec<u32> = note.sections.iter().map(|section| section.span.start).collect();
    let sections = [starts[0], starts[1], starts[2], starts[2] + 3];
    let found = sections.map(|at| section_of(&note.sections, at));
    assert_eq!((found, section_of(&note.sections, 0)), ([0, 1, 2, 2], 0));
    assert_eq!(section_of(&[], 7), 0);
}

#[test]
fn labels_name_what_follows_and_are_no_text() {
    let text = "(top)=\n# A\n\nDate: 2024-01-05\n\n(part)=\n(again)=\n\n## B\n\n(text)=\nText.\n\n\
                ```\n(code)=\n```\n\n(under)=\nC\n---\nx\n";
    let parsed = parsed_as(Profile::Obsidian, "a.md", text);
    let places: Vec<(&str, u32, u32)> = parsed
        .note
        .blocks
        .iter()
        .map(|block| (block.id.as_str(), block.section, block.line))
        .collect();
    let wanted =
        [("top", 1, 2), ("part", 2, 9), ("again", 2, 9), ("text", 2, 12), ("under", 3, 19)];
    assert_eq!(places[..5], wanted);
    let shown: Vec<&str> = parsed.runs.iter().filter_map(|run| run.span.slice(text)).collect();
    assert_eq!(shown, ["A", "Date: 2024-01-05", "B", "Text.", "(code)=\n", "C", "x"]);
    assert_eq!((parsed.note.title.as_str(), &*parsed.note.sections[3].heading), ("A", "C"));
    assert_eq!(parsed.note.date.map(|day| day.to_string()).as_deref(), Some("2024-01-05"));
}
