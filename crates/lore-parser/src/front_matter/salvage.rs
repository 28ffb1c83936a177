//! Reads what can be read of front matter that its format's parser refuses: `key: value` line by
//! line, so that a slip in one line does not cost the note its title and tags. Leaves out nesting.

use super::Property;
use crate::wiki;

/// The properties of a block, with places counted from its start, and the number of lines that
/// are neither a property nor part of one.
pub(super) fn read(text: &str) -> (Vec<Property>, usize) {
    let mut properties: Vec<Property> = Vec::new();
    let mut strange = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed == "{" || trimmed == "}" {
            continue;
        }
        let item = trimmed.strip_prefix("- ").or(if trimmed == "-" { Some("") } else { None });
        if let (Some(item), Some(list)) = (item, properties.last_mut()) {
            let end = start + indent + trimmed.len();
            if list.span.is_empty() {
                list.span.start = start + indent;
            }
            list.span.end = end;
            list.is_list = true;
            list.values.extend(values(item));
            continue;
        }
        let Some((key, rest)) = key(trimmed) else {
            // The lines of a text over several lines are indented.
            strange += usize::from(indent == 0);
            continue;
        };
        if indent > 0 && !properties.is_empty() {
            // A property of a property: its parent is all that is asked for.
            continue;
        }
        let value = rest.trim().trim_end_matches(',');
        let value_start = start + indent + (trimmed.len() - rest.trim_start().len());
        properties.push(Property {
            key: key.to_owned(),
            values: if matches!(value, "|" | ">" | "|-" | ">-") {
                Vec::new()
            } else {
                values(value)
            },
            is_list: value.starts_with('['),
            at: start + indent,
            span: value_start..value_start + value.len(),
        });
    }
    (properties, strange)
}

/// The key that a line begins with and what follows its `:` or `=`.
pub(super) fn key(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = match line.as_bytes().first()? {
        &quote @ (b'"' | b'\'') => {
            let close = 1 + line[1..].find(char::from(quote))?;
            (&line[1..close], line[close + 1..].trim_start())
        }
        _ => {
            let end = line.find([':', '='])?;
            (line[..end].trim_end(), &line[end..])
        }
    };
    let mark = rest.chars().next().filter(|&mark| mark == ':' || mark == '=')?;
    let after = &rest[1..];
    let spaced = match mark {
        ':' => after.is_empty() || after.starts_with([' ', '\t', '"', '[', '{']),
        // TOML: a word and a value; a mark in prose has more before it.
        _ => key.split_whitespace().count() == 1,
    };
    let plain = !key.is_empty()
        && key.chars().count() <= 40
        && key.split_whitespace().count() <= 4
        && !key.starts_with(['#', '-', '>', '*', '[', '|', '`', '!', '&', '<'])
        && !key.contains(". ");
    (spaced && plain).then_some((key, after))
}

/// The values in `[a, b]`, in several wiki-links, or the one value.
fn values(written: &str) -> Vec<String> {
    let written = uncommented(written);
    let mut links = Vec::new();
    let mut between = String::new();
    let mut end = 0;
    for link in wiki::find(written) {
        between.push_str(&written[end..link.start]);
        end = link.end;
        links.push(written[link].to_owned());
    }
    between.push_str(&written[end..]);
    // Nothing but links: `[[A]], [[B]]`. Else they are part of a text.
    if !links.is_empty() && between.trim_matches([',', ' ', '"', '\'', ';', '[', ']']).is_empty() {
        return links;
    }
    let items: Vec<&str> = match written.strip_prefix('[') {
        Some(list) if !written.starts_with("[[") => {
            list.trim_end().trim_end_matches(']').split(',').collect()
        }
        _ => vec![written],
    };
    items.into_iter().map(unquoted).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn uncommented(value: &str) -> &str {
    let quoted = value.starts_with(['"', '\'']);
    match value.find(" #") {
        Some(at) if !quoted => value[..at].trim(),
        _ => value.trim(),
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.strip_suffix(quote).unwrap_or(inner).trim();
        }
    }
    value
}
