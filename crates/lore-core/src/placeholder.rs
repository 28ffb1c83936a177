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

#[cfg(test)]
mod tests {
    use super::*;

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
