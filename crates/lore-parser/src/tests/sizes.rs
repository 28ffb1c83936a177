//! Notes with very many of one thing: what is said of the last is as right as what is said of the first.
//! How long they take, `cargo xtask eval growth` tells.

use super::*;

const MANY: usize = 2_000;

/// The unit as often as that, with its number for `@`.
fn many(unit: &str) -> String {
    (0..MANY).map(|number| unit.replace('@', &number.to_string())).collect()
}

#[test]
fn each_of_many_anchors_before_a_heading_is_the_headings() {
    let anchors = many("<a id=\"x@\"></a>\n");
    let text = format!("# A\n<div>\n{anchors}text\n{anchors}</div>\n\n# B\n\n{anchors}");
    let blocks = note(&text).blocks;
    let sections: Vec<u32> = blocks.iter().map(|block| block.section).collect();
    let wanted = [[1; MANY], [2; MANY], [2; MANY]].concat();
    assert_eq!(sections, wanted);
}

#[test]
fn what_is_no_url_hides_none_behind_it() {
    for begin in ["http:", "http://.", "https://-", "HTTP://("] {
        let text = format!("{} http://a.b", begin.repeat(MANY));
        let targets: Vec<String> = note(&text).links.into_iter().map(|link| link.target).collect();
        assert_eq!(targets, ["http://a.b"], "{begin}");
    }
}

#[test]
fn many_aliases_are_each_told_once() {
    let text = format!("---\naliases:\n{}{}---\n", many("- a@\n"), many("- a@\n"));
    let wanted: Vec<String> = (0..MANY).map(|number| format!("a{number}")).collect();
    assert_eq!(note(&text).aliases, wanted);
}

#[test]
fn a_return_alone_ends_a_line() {
    for (text, lines) in [
        ("---\ntitle: T\nup: \"[[x]]\"\n---\n# H\n\na: b\nc:: d\n**e:** f\n", 9),
        ("# H\n\n- [ ] t\n  - b ^id\n\n> [!note] x\n> y\n\n%% lore-ignore %%\nz [[w]]", 10),
        ("a\n\n\nb #tag\n```\ncode\n```\n| Status |\n|---|\n| x |\n\n[t][gone]\n", 12),
        (&"a: b\nc:: d [[e]]\n".repeat(50), 100),
    ] {
        let returns = text.replace('\n', "\r");
        let (wanted, found) = (parsed(text), parsed(&returns));
        assert_eq!(found, wanted, "{text}");
        let last = u32::try_from(text.trim_end().len()).unwrap();
        assert_eq!(LineIndex::new(&returns).line(last) as usize, lines, "{text}");
        // Where both stand, both are one end.
        let both = parsed(&text.replace('\n', "\r\n")).note;
        let places =
            |note: &Note| -> Vec<u32> { note.links.iter().map(|link| link.line).collect() };
        assert_eq!(places(&both), places(&wanted.note), "{text}");
    }
}

#[test]
fn tags_that_are_too_deep_are_none() {
    let (deepest, deeper) = (["a"; 32].join("/"), ["a"; 33].join("/"));
    let far = vec!["a"; MANY].join("/");
    let text =
        format!("---\ntags: [{deepest}, {deeper}, {far}]\n---\n#{deepest} #{deeper} #{far} #b\n");
    for profile in [Profile::Obsidian, Profile::Logseq] {
        let tags = note_as(profile, &text).tags;
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, [&deepest, &deepest, "b"]);
    }
    let text = format!("tags:: {deepest}, {far}\n\n#[[{deepest}]] #[[{far}]]\n");
    let tags = note_as(Profile::Logseq, &text).tags;
    assert!(tags.len() == 2 && tags.iter().all(|tag| tag.name == deepest), "{tags:?}");
}

#[test]
fn tags_of_a_page_and_in_it_are_told_apart() {
    let text = format!("tags:: {}\n\n{}", many("x@, "), many("#x@ "));
    let tags = note_as(Profile::Logseq, &text).tags;
    assert_eq!(tags.len(), 2 * MANY);
    assert!(tags.iter().all(|tag| tag.span.slice(&text) == Some(tag.name.as_str())));
}

#[test]
fn tags_spelled_with_escapes_stand_where_their_property_does() {
    let text = format!("---\ntags: \"{}last\"\n---\n", many("\\x61@ "));
    let note = note(&text);
    assert_eq!(note.tags.len(), MANY + 1);
    assert!(note.tags[..MANY].iter().all(|tag| tag.span.len() > MANY && tag.line == 2));
    assert_eq!(note.tags[MANY - 1].name, format!("a{}", MANY - 1));
}

#[test]
fn undefined_references_are_told_of_each_other() {
    let text = format!("{}x{}", "[a ".repeat(MANY), "][b]".repeat(MANY));
    let problems = note(&text).problems;
    assert_eq!(problems.len(), MANY);
    assert!(problems.iter().all(|problem| problem.code == Code::MissingReference));
    // A field's key is short, what follows it may not be.
    let value = "long ".repeat(MANY);
    assert_eq!(note(&format!("[key:: {value}][b] [a][key:: {value}]")).problems, []);
}

#[test]
fn many_links_in_broken_front_matter_are_values() {
    let text = format!("---\nx: @y\nup: {}[[a0]]\n---\n", many("[[a@]], "));
    let note = note(&text);
    let up = note.fields.iter().find(|field| field.key == "up").unwrap();
    assert_eq!((up.values.len(), up.values.last()), (MANY + 1, Some(&"[[a0]]".to_owned())));
    assert_eq!(note.links.len(), MANY + 1);
}

#[test]
fn links_behind_a_comment_of_front_matter_count_only_in_a_value() {
    let links = many("[[a@]] ");
    let others = many("b@: c\n");
    let linked = |line: String| note(&format!("---\n{others}{line}\n{others}---\n")).links.len();
    assert_eq!(linked(format!("x: y # {links}")), 0);
    assert_eq!(linked(format!("x: \"y # {links}\"")), MANY);
}

#[test]
fn only_the_last_of_many_attributes_ends_a_heading() {
    let text = format!("# H {}\n\ntext\n", many("{#a@}"));
    let blocks = note_as(Profile::Hugo, &text).blocks;
    let ids: Vec<&str> = blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids, [format!("a{}", MANY - 1)]);
}

#[test]
fn brackets_of_a_topic_that_nothing_closes_are_its_name() {
    for unit in ["[", "[[", "[a](", "[[a"] {
        let name = unit.repeat(MANY);
        let topics = note(&format!("Topic: {name}\n")).topics;
        assert_eq!(topics.len(), 1, "{unit}");
        assert_eq!(topics[0].name, name, "{unit}");
    }
}

#[test]
fn bold_keys_over_many_lines_end_where_they_do() {
    let text = format!("{}b{}\n**key:** value\n", "**a\n".repeat(MANY), "**".repeat(MANY));
    let fields = note(&text).fields;
    let found: Vec<(&str, &str)> =
        fields.iter().map(|field| (field.key.as_str(), field.values[0].as_str())).collect();
    assert_eq!(found, [("key", "value")]);
}
