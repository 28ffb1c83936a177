//! The targets of Markdown links: where the destination stands in the source, what it says once
//! decoded, and its sub-path. Leaves out wiki-links (see [`crate::wiki`]) and resolving.

use std::ops::Range;

/// What has a scheme names something outside the vault.
pub(crate) use lore_core::{has_scheme as is_external, is_uuid};

/// Cuts a Markdown destination into target and sub-path.
///
/// External ones stay whole; of others the query goes and percent codes are decoded.
pub(crate) fn target(destination: &str) -> (String, Option<String>) {
    let destination = destination.trim();
    if is_external(destination) {
        return (destination.to_owned(), None);
    }
    let (path, fragment) = split_fragment(destination);
    let path = path.split('?').next().unwrap_or(path);
    (percent_decode(path).trim().to_owned(), fragment.map(percent_decode))
}

/// The target of a destination as it is written, if decoding makes another one of it.
pub(crate) fn encoded(destination: &str) -> Option<String> {
    if !destination.contains('%') || is_external(destination.trim()) {
        return None;
    }
    let (path, _) = split_fragment(destination.trim());
    let path = path.split('?').next().unwrap_or(path).trim();
    (percent_decode(path) != path).then(|| path.to_owned())
}

/// Cuts at the first `#`; an empty sub-path is none, and neither is what names a piece of a picture.
pub(crate) fn split_fragment(target: &str) -> (&str, Option<&str>) {
    match target.split_once('#') {
        Some((path, fragment)) => {
            let fragment = fragment.trim();
            let is_part = !fragment.is_empty() && !is_cutout(fragment);
            (path.trim(), is_part.then_some(fragment))
        }
        None => (target.trim(), None),
    }
}

/// Whether a sub-path says which elements of a drawing to show, as Excalidraw writes it: they stand in the
/// data of the drawing, so all of it is what the link leads to.
fn is_cutout(fragment: &str) -> bool {
    const WAYS: [&str; 4] = ["frame", "clippedframe", "group", "area"];
    let way = fragment.strip_prefix('^').and_then(|id| id.split_once('='));
    way.is_some_and(|(way, id)| WAYS.contains(&way) && !id.is_empty())
}

/// `%20` to a space. Sequences that are no UTF-8 stay as written.
pub(crate) fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = String::with_capacity(text.len());
    let mut at = 0;
    let mut plain = 0;
    while at < bytes.len() {
        if bytes[at] != b'%' {
            at += 1;
            continue;
        }
        // One character may be spelled by several codes: decode them together.
        let start = at;
        let mut codes = Vec::new();
        while let Some(byte) = percent_code(bytes, at) {
            codes.push(byte);
            at += 3;
        }
        if codes.is_empty() {
            at += 1;
            continue;
        }
        if let Ok(characters) = std::str::from_utf8(&codes)
            && !characters.contains('\0')
        {
            decoded.push_str(&text[plain..start]);
            decoded.push_str(characters);
            plain = at;
        }
    }
    decoded.push_str(&text[plain..]);
    decoded
}

fn percent_code(bytes: &[u8], at: usize) -> Option<u8> {
    let &[b'%', high, low] = bytes.get(at..at + 3)? else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Where the destination of `[text](destination "title")` stands: the construct ends at `end`, and
/// its text ends at or after `from`.
pub(crate) fn destination(text: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes().get(..end)?;
    let mut at = from;
    while bytes.get(at..at + 2)? != b"](" {
        at += 1;
    }
    at += 2;
    at += unbroken(text.get(at..end)?);
    if *bytes.get(at)? == b'<' {
        let start = at + 1;
        at = start;
        while *bytes.get(at)? != b'>' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        return Some(start..at);
    }
    let start = at;
    let mut depth = 0_u32;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    Some(start..at)
}

/// The length of the white space at the start, and of the marks that quotes have in each line.
pub(crate) fn unbroken(text: &str) -> usize {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let inside_quote = rest.len() < text.len() && text[..text.len() - rest.len()].contains('\n');
    let rest = if inside_quote { rest.trim_start_matches(['>', ' ', '\t']) } else { rest };
    text.len() - rest.len()
}

/// Where the destination of the definition `[label]: destination` stands.
pub(crate) fn defined(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let source = text.get(range.clone())?;
    let rest = &source[source.find("]:")? + 2..];
    let rest = &rest[unbroken(rest)..];
    let start = range.end - rest.len();
    let length = match rest.strip_prefix('<') {
        Some(inner) => return Some(start + 1..start + 1 + inner.find('>')?),
        None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
    };
    Some(start..start + length)
}

/// Where the label of a reference link stands: `[text][label]`, `[label][]`, `[label]`.
pub(crate) fn label(text: &str, range: Range<usize>, inner: usize) -> Option<Range<usize>> {
    let source = text.get(range.clone())?;
    let shown_from = range.start + if source.starts_with('!') { 2 } else { 1 };
    if let Some(short) = source.strip_suffix("[]") {
        return Some(shown_from..range.start + short.len().checked_sub(1)?);
    }
    // A label holds no bare bracket, so that the last `][` opens it; text before `inner` is shown.
    let rest = text.get(inner.min(range.end)..range.end).unwrap_or("");
    match rest.find("][") {
        Some(at) => Some(inner + at + 2..range.end.checked_sub(1)?),
        None => Some(shown_from..range.end.checked_sub(1)?),
    }
}

/// The key by which reference labels meet their definitions.
pub(crate) fn label_key(label: &str) -> String {
    let mut key = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    key
}

/// The uuid of a Logseq block in `((uuid))`, if `text` starts with one.
pub(crate) fn block_reference(text: &str) -> Option<&str> {
    let uuid = text.strip_prefix("((")?.get(..36)?;
    (is_uuid(uuid) && text[38..].starts_with("))")).then_some(uuid)
}

/// Whether what stands at `at` is shown in place: `{{embed [[page]]}}` of Logseq.
pub(crate) fn is_embedded(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with("{{embed")
}

/// Where a bare URL in running text ends: GitHub's rule, and full-width punctuation ends it, too.
pub(crate) fn bare_url_end(text: &str) -> Option<usize> {
    let begins = |scheme: &&str| {
        text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    };
    let host = ["https://", "http://"].into_iter().find(begins)?.len();
    // Asked first, so that what is no URL is not read to its end.
    if !text[host..].starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return None;
    }
    let is_end = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '\u{2018}'..='\u{201f}')
            || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
    };
    let mut url = &text[..text[host..].find(is_end).map_or(text.len(), |at| host + at)];
    // Brackets that belong to the sentence: `(see https://x.y)`, `[https://x.y]`.
    let mut open = [0_i32; 2];
    for byte in url.bytes() {
        match byte {
            b'(' => open[0] += 1,
            b')' => open[0] -= 1,
            b'[' => open[1] += 1,
            b']' => open[1] -= 1,
            _ => {}
        }
    }
    loop {
        match url.as_bytes().last()? {
            b')' if open[0] < 0 => open[0] += 1,
            b']' if open[1] < 0 => open[1] += 1,
            b'?' | b'!' | b'.' | b',' | b':' | b';' | b'*' | b'_' | b'~' | b'\'' | b'=' | b'$' => {}
            _ => break,
        }
        url = &url[..url.len() - 1];
    }
    (url.len() > host).then_some(url.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_decoded_unless_external() {
        for (written, wanted, fragment) in [
            ("Note%20A.md#h", "Note A.md", Some("h")),
            ("a.md?raw=1#x%20y", "a.md", Some("x y")),
            ("#only", "", Some("only")),
            ("a.md#", "a.md", None),
            ("caf%C3%A9.md", "café.md", None),
            ("100%.md", "100%.md", None),
            ("%FF%20x", "%FF%20x", None),
            ("https://x.y/a%20b#c?d", "https://x.y/a%20b#c?d", None),
            ("mailto:a@b.c", "mailto:a@b.c", None),
            (
                "ms-secondary-screen-controller:a?b=1#c",
                "ms-secondary-screen-controller:a?b=1#c",
                None,
            ),
            ("Note: A.md", "Note: A.md", None),
            ("Note:\u{a0}b.md#Part", "Note:\u{a0}b.md", Some("Part")),
            ("C:/x.md", "C:/x.md", None),
        ] {
            let (target, sub) = target(written);
            assert_eq!((target.as_str(), sub.as_deref()), (wanted, fragment), "{written}");
        }
    }

    #[test]
    fn destinations_are_found_in_the_source() {
        for (source, from, wanted) in [
            ("[t](a.md)", 2, "a.md"),
            ("[t](a(b).md \"x\")", 2, "a(b).md"),
            ("[t](<a b.md> 'x')", 2, "a b.md"),
            ("[t](  a\\)b )", 2, "a\\)b"),
            ("[t]()", 2, ""),
            ("> [t](\n> a.md)", 4, "a.md"),
            ("[t](>a)", 2, ">a"),
        ] {
            let range = destination(source, from, source.len()).unwrap();
            assert_eq!(&source[range], wanted, "{source}");
        }
        assert_eq!(destination("[t]", 1, 3), None);
    }

    #[test]
    fn labels_are_found_in_the_source() {
        for (source, inner, wanted) in [
            ("[t][id]", 2, "id"),
            ("[id][]", 3, "id"),
            ("[id]", 3, "id"),
            ("![t][id]", 3, "id"),
            ("[a `][` b][id]", 9, "id"),
        ] {
            let range = label(source, 0..source.len(), inner).unwrap();
            assert_eq!(&source[range], wanted, "{source}");
        }
        assert_eq!(label_key("  Foo\n BAR "), "foo bar");
    }

    #[test]
    fn bare_urls_end_before_the_sentence_does() {
        for (text, url) in [
            ("https://x.y/a_b. Next", Some("https://x.y/a_b")),
            ("https://x.y/(a)) z", Some("https://x.y/(a)")),
            ("http://x.y，", Some("http://x.y")),
            ("https://", None),
            ("https:/x", None),
            ("ftp://x.y", None),
            ("HTTPS://[::1]/a", Some("HTTPS://[::1]/a")),
            ("http://.x.y", None),
            ("http:x://y", None),
        ] {
            assert_eq!(bare_url_end(text).map(|end| &text[..end]), url, "{text}");
        }
    }

    #[test]
    fn block_references_are_uuids() {
        let text = "((64f1c3a2-1111-4222-8333-abcdefabcdef)) x";
        assert_eq!(block_reference(text), Some("64f1c3a2-1111-4222-8333-abcdefabcdef"));
        assert_eq!(block_reference("((not a uuid))"), None);
    }
}
