//! What template languages are to fill in: `{{title}}` of Obsidian and Hugo, `{% … %}` of Jekyll,
//! `<% … %>` of Templater, `${…}` of editors, `{…}` of people. Leaves out what stands between the marks.

/// How each begins and ends.
pub const PLACEHOLDERS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}")];

/// Whether a text holds something that is to be filled in.
pub fn holds_placeholder(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|(open, close)| {
        text.split_once(open).is_some_and(|(_, behind)| behind.contains(close))
    })
}

/// Whether a name stands for one that somebody is to write instead: `{{moc}}`, `a-<% tp.date %>`, `<plugin-id>`,
/// `…`.
pub fn stands_for_another(name: &str) -> bool {
    PLACEHOLDERS.iter().any(|(open, _)| name.contains(open))
        || (name.starts_with('<') && name.ends_with('>'))
        || (!name.is_empty() && name.chars().all(|c| matches!(c, '.' | '…')) && name != "..")
}

/// Whether a text is to be filled in, and says nothing besides: of `[[{{topic}}]]` nothing is left.
pub fn is_placeholder(text: &str) -> bool {
    if is_in_braces(text) {
        return true;
    }
    let mut rest = text;
    let mut found = false;
    while let Some((at, open, close)) = PLACEHOLDERS
        .iter()
        .filter_map(|(open, close)| Some((rest.find(open)?, *open, *close)))
        .min_by_key(|(at, ..)| *at)
    {
        let inner = at + open.len();
        let Some(end) = rest[inner..].find(close).map(|end| inner + end) else { break };
        if rest[..at].contains(char::is_alphanumeric) || !asks(open, rest[inner..end].trim()) {
            return false;
        }
        found = true;
        rest = &rest[end + close.len()..];
    }
    found && !rest.contains(char::is_alphanumeric)
}

/// Whether a text is nothing but what somebody is to write instead, between single braces, as in
/// `{proposed | superseded by [5](0005.md)}`: no set, no mapping and no attributes.
fn is_in_braces(text: &str) -> bool {
    let inner = text.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    inner.is_some_and(|inner| {
        inner.starts_with(char::is_alphabetic)
            && inner.contains([' ', '|'])
            && !inner.contains(['{', '}', '=', ','])
            && !inner.contains(": ")
    })
}

/// Whether what stands between marks names what is to be filled in: `{{embed ((id))}}` shows something, and
/// `${HOME}` is what a text is about.
fn asks(open: &str, inner: &str) -> bool {
    match open {
        "{{" => {
            let name = inner.split_once(':').map_or(inner, |(name, _)| name);
            !name.contains(char::is_whitespace) && !inner.contains(['(', '[', '/'])
        }
        "${" => inner.starts_with(|c: char| c.is_ascii_digit()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_besides_is_a_placeholder() {
        for (text, wanted) in [
            ("{{topic}}", true),
            ("{{VALUE:status}}", true),
            ("\"[[{{ topic }}]]\", #<% tp.x %>", true),
            ("{{date}} - {{time}}", true),
            ("${1:title}", true),
            ("{{date:YYYY-MM-DD HH:mm}}", true),
            ("{{embed ((1234))}}", false),
            ("{{embed [[toc]]}}", false),
            ("{{video https://x.y/z}}", false),
            ("${HOME}", false),
            ("{proposed | accepted | … | superseded by [ADR-0005](0005-example.md)}", true),
            ("{YYYY-MM-DD when it was last updated}", true),
            ("{a, b}", false),
            ("{a: 1}", false),
            ("{x}", false),
            ("{#id .class}", false),
            ("{a} or {b}", false),
            ("{{topic}} in practice", false),
            ("on {{day}}", false),
            ("{{topic", false),
            ("Sets {1, 2}", false),
            ("", false),
        ] {
            assert_eq!(is_placeholder(text), wanted, "{text}");
        }
    }

    #[test]
    fn placeholders_are_no_names() {
        for text in ["{{title}}", "<% tp.date %>", "${1}", "<plugin-id>", "...", "…", "a-{{ x }}"]
        {
            assert!(stands_for_another(text), "{text}");
        }
        for text in ["", "..", "a…", "a < b", "50% of x", "$x"] {
            assert!(!stands_for_another(text), "{text}");
        }
    }

    #[test]
    fn what_is_to_be_filled_in_has_two_ends() {
        for (text, wanted) in [
            ("{{date:YYYY-MM-DD}}", true),
            ("Week {{ .Week }} of the year", true),
            ("<% tp.file.title %>", true),
            ("{% title %}", true),
            ("${1:title}", true),
            ("Sets {1, 2} and {{", false),
            ("}} {{", false),
            ("5 % of ${", false),
            ("", false),
        ] {
            assert_eq!(holds_placeholder(text), wanted, "{text}");
        }
    }
}
