//! The directives of MyST that hold Markdown, written as fenced code: ```` ```{note} ````. Leaves out those that hold
//! something else, as `{code-block}` and `{math}` do, which stay code, and roles such as `{doc}`.

use std::ops::Range;

/// Those that hold text: admonitions, and what folds text, lays it out or numbers it.
const OF_TEXT: [&str; 34] = [
    "admonition",
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "warning",
    "todo",
    "versionadded",
    "versionchanged",
    "deprecated",
    "dropdown",
    "card",
    "grid",
    "grid-item",
    "grid-item-card",
    "tab-set",
    "tab-item",
    "div",
    "margin",
    "sidebar",
    "aside",
    "topic",
    "epigraph",
    "pull-quote",
    "exercise",
    "solution",
    "proof",
    "theorem",
    "definition",
];

/// What a directive holds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Directive {
    /// What stands behind its name.
    pub(super) title: Range<usize>,
    /// The label that one of its options gives it.
    pub(super) label: Option<Range<usize>>,
    /// The Markdown in it, behind its options.
    pub(super) body: Range<usize>,
}

/// Whether fenced code of this info string is a directive that holds Markdown.
pub(super) fn holds_markdown(info: &str) -> bool {
    let name = info.strip_prefix('{').and_then(|info| info.split_once('}')).map(|(name, _)| name);
    // `{prf:theorem}` of an extension.
    let name = name.map(|name| name.strip_prefix("prf:").unwrap_or(name));
    name.is_some_and(|name| OF_TEXT.contains(&name))
}

/// Takes the directive apart whose fence opens at `at` and whose lines stand at `lines`.
pub(super) fn read(text: &str, at: usize, lines: Range<usize>) -> Directive {
    let first = text[at..].lines().next().unwrap_or("");
    let behind = first.find('}').map_or(first.len(), |close| close + 1);
    let mut directive = Directive { title: at + behind..at + first.len(), ..Directive::default() };
    let mut begin = lines.start;
    for line in text[lines.clone()].split_inclusive('\n') {
        let option = line.strip_prefix(':').and_then(|line| line.split_once(':'));
        let Some((name, value)) = option.filter(|(name, _)| !name.contains(' ')) else { break };
        let label = value.trim();
        if matches!(name, "name" | "label") && !label.is_empty() {
            let start = begin + line.len() - value.trim_start().len();
            directive.label = Some(start..start + label.len());
        }
        begin += line.len();
    }
    directive.body = begin..lines.end;
    directive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_taken_apart() {
        for (text, title, label, body) in [
            ("```{note}\nText.\n", "", None, "Text.\n"),
            (
                "```{tip} Title\n:class: x\n:name: my-tip\n\nText.\n",
                " Title",
                Some("my-tip"),
                "\nText.\n",
            ),
            ("````{tip}\n:name:\n: x\n", "", None, ": x\n"),
            ("```{note}\n", "", None, ""),
        ] {
            let lines = text.find('\n').unwrap() + 1..text.len();
            let found = read(text, 0, lines);
            let label_found = found.label.map(|label| &text[label]);
            assert_eq!((&text[found.title], label_found, &text[found.body]), (title, label, body));
        }
    }

    #[test]
    fn directives_of_text_hold_markdown() {
        for (info, wanted) in [
            ("{note}", true),
            ("{admonition} Title {x}", true),
            ("{prf:theorem}", true),
            ("{code-block} python", false),
            ("{r}", false),
            ("note", false),
            ("{note", false),
            ("", false),
        ] {
            assert_eq!(holds_markdown(info), wanted, "{info}");
        }
    }
}
