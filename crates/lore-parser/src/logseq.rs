//! What Logseq writes as lines of their own: the properties of a page and the ids of blocks; the words
//! that make tasks; and the names of its pages. Leaves out what it shares with others: links, fields, tags.

use std::ops::Range;

use lore_core::{LineIndex, Link, LinkKind, Span, Tag};

use crate::front_matter::Property;
use crate::links::is_uuid;
use crate::{lies_in, links, tags};

/// The name of the page in a file: `a___b` and `a%2Fb` are `a/b`.
pub(crate) fn page_name(stem: &str) -> String {
    links::percent_decode(&stem.replace("___", "/"))
}

/// The properties of the page: the lines `key:: value` at the top, `from` being where the Markdown
/// begins. A list's first item counts as the top if it holds nothing else.
pub(crate) fn page_properties(text: &str, from: usize) -> Vec<Property> {
    let mut properties = Vec::new();
    let mut at = from;
    let mut is_item = false;
    for line in text.get(from..).unwrap_or("").split_inclusive('\n') {
        let start = at;
        at += line.len();
        let mut content = line.trim();
        if content.is_empty() {
            match properties.is_empty() {
                true => continue,
                false => break,
            }
        }
        if let Some(item) = content.strip_prefix("- ") {
            if !properties.is_empty() {
                break;
            }
            is_item = true;
            content = item.trim_start();
        }
        let begins = start + (line.find(content).unwrap_or(0));
        match property(content, begins) {
            Some(property) => properties.push(property),
            // They are the properties of this item, and it is not the page's.
            None if is_item => return Vec::new(),
            None => break,
        }
    }
    properties
}

/// Where lines say `id:: uuid`, the key included; not inside `opaque` spans.
pub(crate) fn ids(text: &str, from: usize, opaque: &[Span]) -> Vec<Span> {
    let mut found = Vec::new();
    let body = text.get(from..).unwrap_or("");
    if !body.contains("id:: ") {
        return found;
    }
    let mut end = from;
    for line in body.split_inclusive('\n') {
        end += line.len();
        let written = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let start = end - written.len();
        let is_id =
            |written: &str| written.strip_prefix("id::").is_some_and(|id| is_uuid(id.trim()));
        if is_id(written) && !lies_in(opaque, start) {
            found.push(Span::new(start..start + written.trim_end().len()));
        }
    }
    found
}

/// Words that make an item a task, with what stands between the brackets of others.
const TASKS: [(&str, char); 11] = [
    ("TODO", ' '),
    ("LATER", ' '),
    ("NOW", ' '),
    ("DOING", ' '),
    ("WAITING", ' '),
    ("WAIT", ' '),
    ("IN-PROGRESS", ' '),
    ("STARTED", ' '),
    ("DONE", 'x'),
    ("CANCELED", '-'),
    ("CANCELLED", '-'),
];

/// The state of the task that an item's text says it is, and the length of the word that does.
pub(crate) fn task(text: &str) -> Option<(char, usize)> {
    let word = text.split(char::is_whitespace).next()?;
    let (word, state) = TASKS.iter().find(|(known, _)| *known == word)?;
    Some((*state, word.len()))
}

/// The tags `#[[several words]]` among links.
pub(crate) fn tags(text: &str, links: &[Link], lines: &LineIndex) -> Vec<Tag> {
    let is_tag = |link: &&Link| {
        let before = text[..link.span.range().start].strip_suffix('#');
        link.kind == LinkKind::Wiki
            && !link.target.is_empty()
            && before.is_some_and(|before| before.chars().next_back().is_none_or(tags::may_follow))
    };
    let tag = |link: &Link| Tag {
        name: link.target.clone(),
        span: link.target_span,
        section: link.section,
        line: lines.line(link.target_span.start),
    };
    links.iter().filter(is_tag).map(tag).collect()
}

/// `key:: value` at `at`.
fn property(line: &str, at: usize) -> Option<Property> {
    let (key, rest) = line.split_once("::")?;
    let fits = !key.is_empty()
        && key.chars().all(|c| c.is_alphanumeric() || !c.is_ascii() || "-_./?".contains(c));
    if !fits || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let value = rest.trim();
    let start = at + line.len() - rest.trim_start().len();
    // A title may hold commas; other values are lists.
    let is_list = !key.eq_ignore_ascii_case("title");
    let values = if is_list { names(value) } else { vec![value.to_owned()] };
    let span = start..start + value.len();
    Some(Property { key: key.to_owned(), values, is_list, at, span })
}

/// The names in `a, [[b, c]], #d`.
fn names(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |range: Range<usize>| {
        let name = value[range].trim();
        let name = name.strip_prefix('#').unwrap_or(name);
        let linked = name.strip_prefix("[[").and_then(|name| name.strip_suffix("]]"));
        let name = linked.unwrap_or(name).trim();
        if !name.is_empty() {
            names.push(name.to_owned());
        }
    };
    let mut start = 0;
    let mut depth = 0_u32;
    for (at, c) in value.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' | '，' if depth == 0 => {
                add(start..at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    add(start..value.len());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_page_names() {
        for (stem, name) in [
            ("a___b___c", "a/b/c"),
            ("a%2Fb", "a/b"),
            ("what%3F", "what?"),
            ("50%", "50%"),
            ("2024_01_02", "2024_01_02"),
        ] {
            assert_eq!(page_name(stem), name);
        }
    }

    #[test]
    fn items_that_begin_with_a_state_are_tasks() {
        for (text, wanted) in [
            ("TODO x", Some(' ')),
            ("NOW", Some(' ')),
            ("WAITING\nfor it", Some(' ')),
            ("DONE y", Some('x')),
            ("CANCELED z", Some('-')),
            ("TODOs", None),
            ("todo x", None),
            ("x TODO", None),
            ("", None),
        ] {
            assert_eq!(task(text).map(|(state, _)| state), wanted, "{text}");
        }
    }

    #[test]
    fn page_properties_stand_at_the_top() {
        for (text, wanted) in [
            ("title:: A, b\nalias:: c, d\n\nx:: no\n", "title=A, b alias=c|d"),
            ("\ntags:: a, [[b, c]], #d, #[[e f]]\n- x\n", "tags=a|b, c|d|e f"),
            ("type:: [[book]]\r\nicon::\r\n- y:: no\r\n", "type=book icon="),
            ("- type:: book\n  alias:: é\n- x\n", "type=book alias=é"),
            ("- type:: book\n  text\n", ""),
            ("text\ntype:: book\n", ""),
            ("type::book\n", ""),
            ("two words:: x\n", ""),
            ("", ""),
        ] {
            let found: Vec<String> = page_properties(text, 0)
                .iter()
                .map(|property| format!("{}={}", property.key, property.values.join("|")))
                .collect();
            assert_eq!(found.join(" "), wanted, "{text:?}");
        }
        let text = "  tags:: a \n";
        let property = &page_properties(text, 0)[0];
        assert_eq!((property.at, &text[property.span.clone()]), (2, "a"));
    }

    #[test]
    fn ids_are_lines_of_their_own() {
        let uuid = "64f1c3a2-1111-4222-8333-abcdefabcdef";
        for (text, count) in [
            (format!("id:: {uuid}"), 1),
            (format!("- a\n\tid:: {uuid} \r\n- id:: {uuid}\n> id:: {uuid}"), 3),
            (format!("my id:: {uuid} id:: {uuid} x\nuid:: {uuid}"), 0),
            ("id:: 7\nid::".to_owned(), 0),
        ] {
            let found = ids(&text, 0, &[]);
            assert_eq!(found.len(), count, "{text}");
            assert!(found.iter().all(|span| span.slice(&text).unwrap().ends_with(uuid)));
        }
        let text = format!("id:: {uuid}");
        assert_eq!(ids(&text, 0, &[Span::new(0..text.len())]), []);
    }
}
