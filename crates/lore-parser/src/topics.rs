//! The topics that the values of fields name: where a value is several, or may be, and what each is called
//! without its markup; and what may be one in the heading of an entry. Leaves out which fields name topics, and
//! which names are those of something.

use std::collections::HashSet;
use std::ops::Range;

use lore_core::{Field, Profile, Section, Topic};

use crate::{entries, tags, wiki};

/// Words and signs that stand between two topics, in the languages of which Lore knows the words.
const BETWEEN: [&str; 17] = [
    "and", "&", "+", "/", "|", "·", "•", "or", "und", "et", "y", "e", "en", "и", "ve", "och", "og",
];

/// Those of them that begin no name.
const AND: [&str; 10] = ["and", "&", "or", "und", "et", "y", "и", "ve", "och", "og"];

/// What joins two topics to what may be the name of one. Words only in lower case: `Vitamin E` is one.
const JOINS: [&str; 15] =
    ["and", "&", "+", "/", "|", "·", "•", "und", "et", "y", "e", "и", "ve", "och", "og"];

/// A value with longer names than this, in words, is a sentence.
const LONGEST: usize = 6;

/// What is longer than this, in bytes, is no name whose markup matters.
const LONGEST_MARKED: usize = 500;

/// The topics that a field's values name.
pub(crate) fn read(field: &Field, profile: Profile) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for value in &field.values {
        let mut pieces = split(value);
        if let [_, .., last] = &mut pieces[..] {
            *last = without_and(last);
        }
        let pieces = pieces.into_iter().flat_map(apart);
        let names = pieces.map(|piece| (name(piece, profile), joined(piece, profile)));
        let names = names.collect::<Vec<_>>();
        let short = names.iter().all(|(name, _)| name.split_whitespace().count() <= LONGEST);
        let names = if short { names } else { vec![(name(value, profile), Vec::new())] };
        for (name, parts) in names.into_iter().filter(|(name, _)| !name.is_empty()) {
            topics.push(Topic { name, parts, section: field.section, line: field.line });
        }
    }
    topics
}

/// What the headings of a journal's entries say beside their number or day. `declared` topics say it better.
pub(crate) fn headed(sections: &[Section], declared: &[Topic], profile: Profile) -> Vec<Topic> {
    let has_topic: HashSet<u32> = declared.iter().map(|topic| topic.section).collect();
    let entries = (0..).zip(sections).skip(1);
    let entries: Vec<(u32, &Section)> = entries
        .filter(|(at, section)| {
            section.order.is_some() || section.date.is_some() || has_topic.contains(at)
        })
        .collect();
    // One is no journal.
    if entries.len() < 2 {
        return Vec::new();
    }
    let own = entries.into_iter().filter(|(at, _)| !has_topic.contains(at));
    own.filter_map(|(at, section)| {
        let written = entries::behind_number(section)?;
        let several = |piece| match joined(piece, profile) {
            // `CI/CD` is known as a whole, or not at all.
            parts if parts.is_empty() || !piece.contains(' ') => vec![name(piece, profile)],
            parts => parts,
        };
        let mut parts: Vec<String> = split(written).into_iter().flat_map(several).collect();
        parts.retain(|part| !part.is_empty());
        if parts.len() < 2 {
            parts.clear();
        }
        let name = name(written, profile);
        (!name.is_empty()).then_some(Topic { name, parts, section: at, line: section.line })
    })
    .collect()
}

/// The names of a topic that may be several: what `and` or a sign between spaces joins, or `/` alone.
fn joined(piece: &str, profile: Profile) -> Vec<String> {
    if piece.len() > LONGEST_MARKED {
        return Vec::new();
    }
    let all = elements(piece);
    let joins = |element: &Element| {
        element.kind == Kind::Word && JOINS.contains(&&piece[element.range.clone()])
    };
    let between = |part: &[Element]| match part {
        [] => "",
        [first, ..] => &piece[first.range.start..part[part.len() - 1].range.end],
    };
    let mut parts: Vec<&str> = all.split(joins).map(between).collect();
    let is_marked = piece.contains(['#', '[', '`']);
    if parts.len() == 1 && !is_marked {
        parts = piece.split('/').collect();
    }
    let is_closed = |part: &&str| part.matches('(').count() == part.matches(')').count();
    if parts.len() < 2 || !parts.iter().all(is_closed) {
        return Vec::new();
    }
    let names: Vec<String> = parts.into_iter().map(|part| name(part, profile)).collect();
    let says_something = |name: &String| name.contains(char::is_alphanumeric);
    if names.iter().all(says_something) { names } else { Vec::new() }
}

/// The last of several names without the word before it: `Helm` of `, and Helm`.
fn without_and(last: &str) -> &str {
    let last = last.trim_start();
    let is_and = |word: &str| AND.contains(&&*word.to_lowercase());
    match last.split_once(char::is_whitespace) {
        Some((word, name)) if is_and(word) => name,
        Some(_) | None => last,
    }
}

/// Cuts at `,` and `;` outside of brackets.
fn split(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (at, c) in value.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = (depth - 1).max(0),
            ',' | ';' | '，' | '；' | '、' if depth == 0 => {
                pieces.push(&value[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&value[start..]);
    pieces
}

/// The topics of a piece: each tag, link or emphasised name if it is nothing else, and each tag behind its
/// text; else all of it is one. A word such as `and` alone divides nothing.
fn apart(piece: &str) -> Vec<&str> {
    if piece.len() > LONGEST_MARKED {
        return vec![piece];
    }
    let all = elements(piece);
    if let Some(marked) = marked(piece, &all) {
        return marked;
    }
    let is_tag = |element: &&Element| element.kind == Kind::Tag;
    let behind = all.iter().rev().take_while(is_tag).count();
    let (mut text, labels) = all.split_at(all.len() - behind);
    while let [rest @ .., last] = text
        && !labels.is_empty()
        && !rest.is_empty()
        && BETWEEN.contains(&&*piece[last.range.clone()].to_lowercase())
    {
        text = rest;
    }
    let labels = labels.iter().map(|label| &piece[label.range.clone()]);
    match text.last() {
        Some(last) => std::iter::once(&piece[..last.range.end]).chain(labels).collect(),
        None => vec![piece],
    }
}

/// The elements that are marked, if nothing but words between topics is not.
fn marked<'a>(piece: &'a str, all: &[Element]) -> Option<Vec<&'a str>> {
    let mut marked = Vec::new();
    // Emphasis may be laid on parts of one name; tags and links stand for themselves.
    let mut before: Option<Kind> = None;
    for element in all {
        let text = &piece[element.range.clone()];
        if element.kind == Kind::Word {
            let divides = before.take().is_some_and(|kind| kind != Kind::Word);
            if !divides || !BETWEEN.contains(&&*text.to_lowercase()) {
                return None;
            }
            continue;
        }
        let is_own = |kind| matches!(kind, Kind::Tag | Kind::Link);
        if before.is_some_and(|before| !is_own(before) || !is_own(element.kind)) {
            return None;
        }
        marked.push(text);
        before = Some(element.kind);
    }
    before.map(|_| marked)
}

/// What stands between spaces, links and emphasis as a whole.
struct Element {
    kind: Kind,
    range: Range<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Tag,
    Link,
    Emphasis,
    Word,
}

fn elements(piece: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut ends = Ends::default();
    let mut at = 0;
    loop {
        at += piece[at..].len() - piece[at..].trim_start().len();
        let rest = &piece[at..];
        if rest.is_empty() {
            return elements;
        }
        let marked = tag(rest).map(|end| (Kind::Tag, end));
        let marked = marked.or_else(|| ends.link(rest).map(|end| (Kind::Link, end)));
        let marked = marked.or_else(|| ends.emphasis(rest).map(|(_, end)| (Kind::Emphasis, end)));
        // What is written on to a mark belongs to it.
        let is_whole = |end: usize| rest[end..].chars().next().is_none_or(char::is_whitespace);
        let (kind, end) = marked
            .filter(|&(_, end)| is_whole(end))
            .unwrap_or_else(|| (Kind::Word, rest.find(char::is_whitespace).unwrap_or(rest.len())));
        elements.push(Element { kind, range: at..at + end });
        at += end;
    }
}

/// The length of the tag that a text begins with.
fn tag(text: &str) -> Option<usize> {
    let name = text.strip_prefix('#')?;
    Some(1 + tags::length(name)?)
}

/// Which marks no longer end in what is left of a text: what is not there once is not looked for behind
/// each mark.
#[derive(Default)]
struct Ends {
    no_wiki_link: bool,
    no_link: bool,
    no_emphasis: Vec<String>,
}

impl Ends {
    /// The length of the link that a text begins with.
    fn link(&mut self, text: &str) -> Option<usize> {
        if text.starts_with("[[") {
            let end = (!self.no_wiki_link).then(|| text.find("]]")).flatten();
            self.no_wiki_link |= end.is_none();
            return Some(end? + 2);
        }
        if !text.starts_with('[') || self.no_link {
            return None;
        }
        let parts = link_parts(text);
        self.no_link = parts.is_none();
        parts.map(|(_, end)| end)
    }

    /// The mark of the emphasis or code that a text begins with, and the length of all of it.
    fn emphasis<'a>(&mut self, text: &'a str) -> Option<(&'a str, usize)> {
        let first =
            text.chars().next().filter(|first| matches!(first, '*' | '_' | '`' | '~' | '='))?;
        let inner = text.trim_start_matches(first);
        let mark = &text[..text.len() - inner.len()];
        let fits = match first {
            '*' | '_' => mark.len() <= 3,
            '`' => true,
            _ => mark.len() == 2,
        };
        let is_open = !inner.is_empty() && !inner.starts_with(char::is_whitespace);
        if !fits || !is_open || self.no_emphasis.iter().any(|known| known == mark) {
            return None;
        }
        let ends = |at: usize| {
            let after = inner[at + mark.len()..].chars().next();
            // Not a part of a longer mark, and for `_` none of a word.
            !inner[..at].ends_with(|c: char| c.is_whitespace() || c == first)
                && after != Some(first)
                && !(first == '_' && after.is_some_and(char::is_alphanumeric))
        };
        let end = inner.match_indices(mark).map(|(at, _)| at).find(|&at| ends(at));
        if end.is_none() {
            self.no_emphasis.push(mark.to_owned());
        }
        Some((mark, mark.len() + end? + mark.len()))
    }
}

/// The name without markup: `[[a|b]]` is `a`, `[t](x)` is `t`, `#tag` is `tag`, `*a* b` is `a b`.
fn name(piece: &str, profile: Profile) -> String {
    let linked = without_links(piece, profile);
    let trimmed = linked.trim_matches(is_around);
    let plain = without_emphasis(trimmed);
    let plain = plain.trim_matches(is_around);
    let untagged = match plain.strip_prefix('#') {
        Some(tag) if !tag.starts_with([' ', '#']) => tag,
        _ => plain,
    };
    untagged.trim_end_matches(['_', '.']).trim_start_matches('_').trim().to_owned()
}

/// Whether a character around a name is none of it.
fn is_around(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’')
}

fn without_links(piece: &str, profile: Profile) -> String {
    let mut name = String::with_capacity(piece.len());
    let mut rest = piece;
    // What is not there once is not looked for behind each bracket.
    let (mut has_wiki_links, mut has_links) = (true, true);
    while let Some(open) = rest.find('[') {
        name.push_str(rest[..open].trim_end_matches('!'));
        let link = &rest[open..];
        let wiki_link = link.starts_with("[[") && has_wiki_links;
        let wiki_end = if wiki_link { link.find("]]") } else { None };
        has_wiki_links &= !wiki_link || wiki_end.is_some();
        if let Some(close) = wiki_end {
            match wiki::parts(link, 0..close + 2, profile) {
                Some(parts) if !parts.target.is_empty() => name.push_str(parts.target),
                Some(parts) => name.push_str(parts.fragment.unwrap_or("")),
                None => {}
            }
            rest = &link[close + 2..];
            continue;
        }
        let parts = if has_links { link_parts(link) } else { None };
        has_links = parts.is_some();
        if let Some((middle, end)) = parts {
            name.push_str(&link[1..middle]);
            rest = &link[end..];
        } else {
            name.push('[');
            rest = &link[1..];
        }
    }
    name.push_str(rest);
    name
}

/// Takes the marks of emphasis and code off, and those at the ends that have no other.
fn without_emphasis(name: &str) -> String {
    if name.len() > LONGEST_MARKED {
        return name.to_owned();
    }
    let mut plain = String::with_capacity(name.len());
    let mut ends = Ends::default();
    let mut rest = name;
    while let Some(at) = rest.find(['*', '_', '`', '~', '=']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let mark = rest.len() - rest.trim_start_matches(|c| rest.starts_with(c)).len();
        let in_word = rest.starts_with('_') && plain.ends_with(char::is_alphanumeric);
        match ends.emphasis(rest).filter(|_| !in_word) {
            Some((mark, end)) => {
                let inner = &rest[mark.len()..end - mark.len()];
                match mark.starts_with('`') {
                    true => plain.push_str(inner),
                    false => plain.push_str(&without_emphasis(inner)),
                }
                rest = &rest[end..];
            }
            None => {
                plain.push_str(&rest[..mark]);
                rest = &rest[mark..];
            }
        }
    }
    plain.push_str(rest);
    plain.trim_matches(['*', '`']).to_owned()
}

/// Where the text of the next `[text](destination)` ends, and where all of it does.
fn link_parts(link: &str) -> Option<(usize, usize)> {
    let middle = link.find("](")?;
    Some((middle, middle + link[middle..].find(')')? + 1))
}

#[cfg(test)]
mod tests {
    use lore_core::{FieldOrigin, Span};

    use super::*;

    fn names(value: &str) -> Vec<String> {
        let field = Field {
            origin: FieldOrigin::Plain,
            key: String::new(),
            values: vec![value.to_owned()],
            span: Span::default(),
            section: 0,
            line: 1,
        };
        read(&field, Profile::Obsidian).into_iter().map(|topic| topic.name).collect()
    }

    #[test]
    fn topics_are_split_and_stripped() {
        for (value, wanted) in [
            ("Docker and #infra", vec!["Docker", "infra"]),
            ("Terraform / #iac", vec!["Terraform", "iac"]),
            ("*Foo* bar and #x", vec!["Foo bar", "x"]),
            ("Docker", vec!["Docker"]),
            ("[[Docker|x]], `K8s`; *Helm*", vec!["Docker", "K8s", "Helm"]),
            ("[Docker](https://x.y/a,b)", vec!["Docker"]),
            (
                "DDIA Chapter 3 #1 - Databases and Indexing",
                vec!["DDIA Chapter 3 #1 - Databases and Indexing"],
            ),
            ("#data/pipelines, \"x\"", vec!["data/pipelines", "x"]),
            ("Storage (disks, tapes), RAM", vec!["Storage (disks, tapes)", "RAM"]),
            (
                "A sentence that goes on for long, and more",
                vec!["A sentence that goes on for long, and more"],
            ),
            ("[[a#b]]", vec!["a"]),
            ("[[a [b](c) d", vec!["[a [b d"]),
            ("[x [[y]] z [w", vec!["[x y z [w"]),
            ("[a](b [[c]]", vec!["[a](b c"]),
            (", ,", vec![]),
        ] {
            assert_eq!(names(value), wanted, "{value}");
        }
    }

    #[test]
    fn what_is_marked_is_a_topic_of_its_own() {
        for (value, wanted) in [
            ("#docker #airflow", vec!["docker", "airflow"]),
            ("#docker, #airflow and #data/eng", vec!["docker", "airflow", "data/eng"]),
            ("Docker basics #tools #infra", vec!["Docker basics", "tools", "infra"]),
            ("#docker basics", vec!["docker basics"]),
            ("Chapter 3 #1", vec!["Chapter 3 #1"]),
            ("[[Docker]] and [[Spark]]", vec!["Docker", "Spark"]),
            ("[[Docker]] [s](x.md) & #x", vec!["Docker", "s", "x"]),
            ("[[Docker]] und *Apache Spark*", vec!["Docker", "Apache Spark"]),
            ("[[Docker]] and Spark", vec!["Docker and Spark"]),
            ("[[Docker]] for [[Spark]]", vec!["Docker for Spark"]),
            ("*Delta Lake* and **Hudi**", vec!["Delta Lake", "Hudi"]),
            ("**[[Delta Lake]]** / ==Hudi==", vec!["Delta Lake", "Hudi"]),
            ("*Delta* **Lake**", vec!["Delta Lake"]),
            ("*Delta Lake* basics", vec!["Delta Lake basics"]),
            ("All of ***Delta*** ~~Lake~~", vec!["All of Delta Lake"]),
            ("**All *of* it**", vec!["All of it"]),
            ("`a_b_c` and `d*e*f`", vec!["a_b_c", "d*e*f"]),
            ("**Docker", vec!["Docker"]),
            ("snake_case_name and 2 * 3 * 4", vec!["snake_case_name and 2 * 3 * 4"]),
            ("__init__", vec!["init"]),
            ("Networking and Security", vec!["Networking and Security"]),
            ("C# and .NET", vec!["C# and .NET"]),
            ("and", vec!["and"]),
            ("#a and", vec!["a and"]),
        ] {
            assert_eq!(names(value), wanted, "{value}");
        }
    }

    #[test]
    fn what_is_joined_may_be_several() {
        for (value, wanted) in [
            ("Kafka and Spark", &["Kafka", "Spark"][..]),
            ("Spark & dbt", &["Spark", "dbt"]),
            ("dbt/SQL", &["dbt", "SQL"]),
            ("Kafka und Spark", &["Kafka", "Spark"]),
            ("[[Docker]] and Spark", &["Docker", "Spark"]),
            ("TCP/IP and *DNS*", &["TCP/IP", "DNS"]),
            ("[[dbt/SQL]]", &[]),
            ("#dbt/sql", &[]),
            ("[[Kafka and Spark]]", &[]),
            ("Storage (disks and tapes)", &[]),
            ("Vitamin E deficiency", &[]),
            ("Command And Conquer", &[]),
            ("https://example.org", &[]),
            ("and", &[]),
            ("Kafka", &[]),
        ] {
            assert_eq!(joined(value, Profile::Obsidian), wanted, "{value}");
        }
    }

    #[test]
    fn long_values_take_no_longer_than_they_are() {
        for text in ["*a ", "[[a ", "[a](", "_a", "`", "** *a ", "#a ", "=a=="] {
            names(&text.repeat(200_000));
        }
        // Ends that are there, and are none in the end.
        names(&("a_".repeat(200_000) + " x"));
        names(&("*a ".repeat(200_000) + "b*c"));
    }
}
