//! Reads YAML (and JSON, which is YAML) with every scalar as text in the spelling of the file.
//! Leaves out what to do with YAML that is wrong.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Location, Spanned};

use super::{Error, Property};

/// The properties of a block, with places counted from its start.
pub(super) fn read(text: &str) -> Result<Vec<Property>, Error> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 32,
            max_nodes: 10_000,
            max_aliases: 64,
            max_anchors: 64,
        },
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        ignore_binary_tag_for_string: true,
        with_snippet: false,
    };
    let root: Spanned<Node> = serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| refused(text, &error))?;
    let mut properties = Vec::new();
    match root.value {
        Node::Null => {}
        Node::Map(entries) => flatten(text, entries, "", text.len(), &mut properties),
        _ => return Err(Error { message: "not a list of properties".to_owned(), at: 0 }),
    }
    // The last one of several equal keys wins.
    let mut later: HashSet<&str> = HashSet::with_capacity(properties.len());
    let mut wins: Vec<bool> =
        properties.iter().rev().map(|property| later.insert(&property.key)).collect();
    properties.retain(|_| wins.pop().unwrap_or(true));
    Ok(properties)
}

fn refused(text: &str, error: &serde_saphyr::Error) -> Error {
    let at = error.location().map_or(0, |place| {
        let offset = place.span().byte_offset().filter(|_| !place.span().is_empty());
        offset.map_or_else(|| offset_of(text, place.line(), place.column()), to_usize)
    });
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    // The reader is shown the place beside the message; ours counts from the top of the file.
    let message = error.without_snippet().to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = message.lines().next().unwrap_or_default().trim();
    Error { message: message.to_owned(), at }
}

/// The offset of a line and a column in characters.
fn offset_of(text: &str, line: u64, column: u64) -> usize {
    let before = to_usize(line.saturating_sub(1));
    let start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let line = text.get(start..).unwrap_or("").split('\n').next().unwrap_or("");
    start + line.chars().take(to_usize(column.saturating_sub(1))).map(char::len_utf8).sum::<usize>()
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A value as YAML sees it.
enum Node {
    Null,
    /// A number or a truth value: its spelling is in the source.
    Plain,
    Text(String),
    List(Vec<Spanned<Node>>),
    Map(Vec<(Spanned<Node>, Spanned<Node>)>),
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Node::Map(map))
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

/// The bytes of a scalar; of a collection only where it begins.
fn place(text: &str, location: Location) -> Range<usize> {
    let span = location.span();
    let start = span.byte_offset().map_or(0, to_usize).min(text.len());
    let end = start.saturating_add(span.byte_len().map_or(0, to_usize)).min(text.len());
    if text.get(start..end).is_some() { start..end } else { 0..0 }
}

/// Adds the properties of one map; the last of them ends before `limit`.
fn flatten(
    text: &str,
    entries: Vec<(Spanned<Node>, Spanned<Node>)>,
    prefix: &str,
    limit: usize,
    properties: &mut Vec<Property>,
) {
    let starts: Vec<usize> =
        entries.iter().map(|(key, _)| place(text, key.referenced).start).collect();
    for (nth, (key, value)) in entries.into_iter().enumerate() {
        let Some(name) = scalar(text, &key) else { continue };
        let key_place = place(text, key.referenced);
        let limit =
            starts.get(nth + 1).copied().filter(|&next| next >= key_place.end).unwrap_or(limit);
        let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        let span = value_place(text, &value, &key_place, limit);
        let is_list = matches!(value.value, Node::List(_)) && wiki_link(text, &value).is_none();
        let mut values = Vec::new();
        let parent = properties.len();
        collect(text, value, &path, limit, &mut values, properties);
        let only_children = values.is_empty() && properties.len() > parent;
        if !only_children {
            properties.push(Property { key: path, values, is_list, at: key_place.start, span });
        }
    }
}

/// Adds the texts of a value to `values` and the maps in it to `properties`.
fn collect(
    text: &str,
    value: Spanned<Node>,
    path: &str,
    limit: usize,
    values: &mut Vec<String>,
    properties: &mut Vec<Property>,
) {
    if let Some(link) = wiki_link(text, &value) {
        values.push(link);
        return;
    }
    if let Some(scalar) = scalar(text, &value) {
        values.push(scalar);
        return;
    }
    match value.value {
        Node::List(items) => {
            for item in items {
                collect(text, item, path, limit, values, properties);
            }
        }
        Node::Map(entries) => flatten(text, entries, path, limit, properties),
        _ => {}
    }
}

/// The text of a scalar: numbers and truth values as they are spelled.
fn scalar(text: &str, node: &Spanned<Node>) -> Option<String> {
    match &node.value {
        Node::Plain => Some(text[place(text, node.defined)].to_owned()),
        Node::Text(value) => Some(value.trim().to_owned()),
        Node::Null | Node::List(_) | Node::Map(_) => None,
    }
}

/// `[[A]]` without quotes, which YAML reads as a list in a list.
fn wiki_link(text: &str, node: &Spanned<Node>) -> Option<String> {
    let Node::List(items) = &node.value else { return None };
    let [inner] = items.as_slice() else { return None };
    if !matches!(inner.value, Node::List(_)) {
        return None;
    }
    let rest = text[place(text, node.defined).start..].strip_prefix("[[")?;
    let plain = &rest[..rest.find(['[', '\n']).unwrap_or(rest.len())];
    let content = &plain[..plain.find("]]")?];
    let is_link = !content.trim_start().starts_with(['"', '\'', '{']) && !content.trim().is_empty();
    is_link.then(|| format!("[[{content}]]"))
}

/// The bytes of a value: a scalar's own; else everything up to the next key.
fn value_place(
    text: &str,
    value: &Spanned<Node>,
    key: &Range<usize>,
    limit: usize,
) -> Range<usize> {
    let own = place(text, value.referenced);
    let inside = own.start >= key.end && own.end <= limit;
    let scalar = matches!(value.value, Node::Plain | Node::Text(_));
    if scalar && inside && !own.is_empty() {
        let written = &text[own.clone()];
        return own.start..own.start + written.trim_end().len();
    }
    let from = if inside && !own.is_empty() { own.start } else { key.end };
    let written = text.get(from..limit.max(from)).unwrap_or("");
    let end = from + written.trim_end_matches([' ', '\t', '\r', '\n', ',']).len();
    let skipped = if from == key.end {
        written.len() - written.trim_start_matches([':', ' ', '\t', '\r', '\n']).len()
    } else {
        0
    };
    let start = (from + skipped).min(end.max(from));
    start..end.max(start)
}
