//! Reads TOML with every scalar as text in the spelling of the file. Leaves out what to do with
//! TOML that is wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Error, Property};

/// The properties of a block, with places counted from its start.
pub(super) fn read(text: &str) -> Result<Vec<Property>, Error> {
    let table = DeTable::parse(text).map_err(|error| Error {
        message: error.message().lines().next().unwrap_or_default().to_owned(),
        at: boundary(text, error.span().map_or(0, |span| span.start)),
    })?;
    let mut properties = Vec::new();
    flatten(text, table.get_ref(), "", 0, &mut properties);
    properties.sort_by_key(|property| property.at);
    Ok(properties)
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Deeper tables than anybody writes are left out.
const DEEPEST: usize = 32;

fn flatten(
    text: &str,
    table: &DeTable<'_>,
    prefix: &str,
    depth: usize,
    properties: &mut Vec<Property>,
) {
    if depth > DEEPEST {
        return;
    }
    for (key, value) in table {
        let name = key.get_ref();
        let path = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
        let mut values = Vec::new();
        let before = properties.len();
        collect(text, value, &path, depth, &mut values, properties);
        if values.is_empty() && properties.len() > before {
            continue;
        }
        let span = place(text, value.span());
        let at = boundary(text, key.span().start);
        properties.push(Property {
            key: path,
            values,
            is_list: matches!(value.get_ref(), DeValue::Array(_)),
            at,
            span,
        });
    }
}

fn collect(
    text: &str,
    value: &Spanned<DeValue<'_>>,
    path: &str,
    depth: usize,
    values: &mut Vec<String>,
    properties: &mut Vec<Property>,
) {
    match value.get_ref() {
        DeValue::String(string) => values.push(string.trim().to_owned()),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            values.push(text[place(text, value.span())].to_owned());
        }
        DeValue::Array(items) if depth <= DEEPEST => {
            for item in items {
                collect(text, item, path, depth + 1, values, properties);
            }
        }
        DeValue::Array(_) => {}
        DeValue::Table(table) => flatten(text, table, path, depth + 1, properties),
    }
}

fn place(text: &str, span: Range<usize>) -> Range<usize> {
    if text.get(span.clone()).is_some() { span } else { 0..0 }
}
