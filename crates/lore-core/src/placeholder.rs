//! What template languages are to fill in: `{{title}}` of Obsidian and Hugo, `{% … %}` of Jekyll,
//! `<% … %>` of Templater, `${…}` of editors. Leaves out what stands between the marks.

/// How each begins and ends.
pub const PLACEHOLDERS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}")];

/// Whether a text holds something that is to be filled in.
pub fn holds_placeholder(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|(open, close)| {
        text.split_once(open).is_some_and(|(_, behind)| behind.contains(close))
    })
}

/// Whether a text is to be filled in, and says nothing besides: of `[[{{topic}}]]` nothing is left.
pub fn is_placeholder(text: &str) -> bool {
    let mut rest = text;
    let mut found = false;
    while let Some((at, close)) = PLACEHOLDERS
        .iter()
        .filter_map(|(open, close)| Some((rest.find(open)?, *close)))
        .min_by_key(|(at, _)| *at)
    {
        let Some(end) = rest[at..].find(close).map(|end| at + end + close.len()) else { break };
        if rest[..at].contains(char::is_alphanumeric) {
            return false;
        }
        found = true;
        rest = &rest[end..];
    }
    found && !rest.contains(char::is_alphanumeric)
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
