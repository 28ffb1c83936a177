//! Takes raw HTML apart into tags, comments and the text between. Leaves out the tree that the tags
//! build: a note is text, and of HTML only words and links count.

use std::ops::Range;

/// A piece of raw HTML.
#[derive(Debug, PartialEq)]
pub(crate) enum Part {
    Tag(Range<usize>),
    Comment(Range<usize>),
    Text(Range<usize>),
}

/// The parts of `text[range]` in order; scripts and styles count as comments.
pub(crate) fn parts(text: &str, range: Range<usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    let Some(source) = text.get(range.clone()) else { return parts };
    let base = range.start;
    let mut plain = 0;
    let mut at = 0;
    while let Some(open) = source[at..].find('<').map(|found| at + found) {
        let rest = &source[open..];
        let comment = rest.starts_with("<!--");
        let tag = rest[1..]
            .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !tag {
            at = open + 1;
            continue;
        }
        let length = match comment {
            true => rest.find("-->").map_or(rest.len(), |end| end + 3),
            false => match tag_end(rest) {
                Some(end) => end,
                None => break,
            },
        };
        if plain < open {
            parts.push(Part::Text(base + plain..base + open));
        }
        let mut end = open + length;
        if comment {
            parts.push(Part::Comment(base + open..base + end));
        } else {
            parts.push(Part::Tag(base + open..base + end));
            let closing = ["script", "style"].into_iter().find(|name| is_tag(rest, name));
            if let Some(name) = closing {
                let hidden = hidden_end(&source[end..], name);
                parts.push(Part::Comment(base + end..base + end + hidden));
                end += hidden;
            }
        }
        at = end;
        plain = end;
    }
    if plain < source.len() {
        parts.push(Part::Text(base + plain..base + source.len()));
    }
    parts
}

/// The length of the tag that begins here. A `>` in a quoted value does not end it, unless that
/// value does not end soon.
fn tag_end(text: &str) -> Option<usize> {
    const LONGEST: usize = 2000;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if text[..at].trim_ascii_end().ends_with('=') => {
                quote = Some(byte)
            }
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    text.find('>').map(|end| end + 1)
}

/// Where the closing tag of a script or style begins.
fn hidden_end(text: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(close) = text[at..].find("</").map(|found| at + found) {
        let rest = text.as_bytes().get(close + 2..close + 2 + name.len());
        if rest.is_some_and(|rest| rest.eq_ignore_ascii_case(name.as_bytes())) {
            return close;
        }
        at = close + 2;
    }
    text.len()
}

/// Whether `tag` opens an element of this name.
pub(crate) fn is_tag(tag: &str, name: &str) -> bool {
    let bytes = tag.as_bytes();
    bytes.get(1..=name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        && bytes
            .get(name.len() + 1)
            .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
}

/// 2 for `<h2 align="center">`; nothing for a tag that begins no heading.
pub(crate) fn heading_level(tag: &str) -> Option<u8> {
    (1..=6)
        .zip(["h1", "h2", "h3", "h4", "h5", "h6"])
        .find(|(_, name)| is_tag(tag, name))
        .map(|(level, _)| level)
}

/// Whether a tag stands in `source` that begins or ends a block, or a line of one.
pub(crate) fn parts_blocks(source: &str) -> bool {
    const INLINE: [&str; 24] = [
        "a", "abbr", "b", "big", "bdi", "cite", "code", "del", "em", "font", "i", "img", "ins",
        "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u",
    ];
    source.split('<').skip(1).any(|tag| {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag[..length].to_ascii_lowercase();
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && !INLINE.contains(&name.as_str())
    })
}

/// Where the value of an attribute stands in a tag.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        // One attribute after the other, so that a value is never taken for a name.
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        at += spaces(&bytes[at..]);
        let start = at;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() && bytes[at] != b'=' {
            at += 1;
        }
        let found = tag.get(start..at)?;
        // Spaces may stand on both sides of the sign.
        let sign = at + spaces(&bytes[at..]);
        if bytes.get(sign) != Some(&b'=') {
            continue;
        }
        at = sign + 1;
        at += spaces(&bytes[at..]);
        let value = match *bytes.get(at)? {
            quote @ (b'"' | b'\'') => {
                let value = at + 1;
                let end = value + tag.get(value..)?.find(char::from(quote))?;
                at = end + 1;
                value..end
            }
            _ => {
                let value = at;
                while at < bytes.len() && !bytes[at].is_ascii_whitespace() && bytes[at] != b'>' {
                    at += 1;
                }
                value..at
            }
        };
        if found.eq_ignore_ascii_case(name) {
            return tag.get(value.clone()).map(|_| value);
        }
    }
    None
}

/// How many bytes of white space a text begins with.
fn spaces(text: &[u8]) -> usize {
    text.len() - text.trim_ascii_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_comes_apart() {
        let text = "<p>a <b t='>'>b</b> < c<!-- <i> --><script>x</script>d <unclosed";
        let words: Vec<&str> = parts(text, 0..text.len())
            .into_iter()
            .filter_map(|part| match part {
                Part::Text(range) => Some(&text[range]),
                _ => None,
            })
            .collect();
        assert_eq!(words, ["a ", "b", " < c", "d <unclosed"]);
        let spaced = "<a title = 'x > y'>b</a>";
        assert_eq!(parts(spaced, 0..spaced.len())[0], Part::Tag(0..19));
        let broken = "<a href=\"x>b</a>";
        assert_eq!(parts(broken, 0..broken.len())[0], Part::Tag(0..11));
    }

    #[test]
    fn attributes_are_found() {
        for (tag, name, value) in [
            ("<a href=\"x.md\">", "href", Some("x.md")),
            ("<a class='href=no' HREF='x y'>", "href", Some("x y")),
            ("<img src=a.png>", "src", Some("a.png")),
            ("<a href = \"B.md\">", "href", Some("B.md")),
            ("<A HREF\n=\n'B.md'>", "href", Some("B.md")),
            ("<a title = href href= /x/>", "href", Some("/x/")),
            ("<a disabled href =B.md>", "href", Some("B.md")),
            ("<a href = >", "href", Some("")),
            ("<a href =", "href", None),
            ("<a name=x>", "href", None),
            ("<a href=\"x", "href", None),
            ("<a", "href", None),
        ] {
            assert_eq!(attribute(tag, name).map(|range| &tag[range]), value, "{tag}");
        }
        for (source, parts) in [
            ("<b>x</b> < c", false),
            ("<br />", true),
            ("</LI> <li class='x'>", true),
            ("<!-- x -->", false),
        ] {
            assert_eq!(parts_blocks(source), parts, "{source}");
        }
        assert!(is_tag("<a href>", "a") && is_tag("<A>", "a") && !is_tag("<abbr>", "a"));
    }
}
