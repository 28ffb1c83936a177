//! The directives of MyST, written as fenced code: ```` ```{note} ````. What those hold that hold Markdown, and the label
//! of each. Leaves out what the others hold, as `{code-block}` and `{math}` do, which stay code, and roles such as
//! `{doc}`.

use std::ops::Range;

/// Those that hold text: admonitions, and what folds text, lays it out or numbers it.
const OF_TEXT: [&str; 34] = [
    "admonition", "attention", "caution", "danger", "error", "hint", "important", "note",
    "seealso", "tip", "warning", "todo", "versionadded", "versionchanged", "deprecated",
    "dropdown", "card", "grid", "grid-item", "grid-item-card", "tab-set", "tab-item", "div",
    "margin", "sidebar", "aside", "topic", "epigraph", "pull-quote", "exercise", "solution",
    "proof", "theorem", "definition",
];

/// What a directive holds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Directive {
    /// What stands behind its name.
    pub(super) title: Range<usize>,
    /// The label that one of its options gives it: lines such as `:name: a`, or `name: a` between two of `---`.
    pub(super) label: Option<Range<usize>>,
    /// The Markdown in it, behind its options.
    pub(super) body: Range<usize>,
}

/// Whether fenced code of this info string is a directive that holds Markdown.
pub(super) fn holds_markdown(info: &str) -> bool {
    // `{prf:theorem}` of an extension.
    let name = name(info).map(|name| name.strip_prefix("prf:").unwrap_or(name));
    name.is_some_and(|name| OF_TEXT.contains(&name))
}

/// What the directive is called that fenced code of this info string is.
pub(super) fn name(info: &str) -> Option<&str> {
    let (name, _) = info.strip_prefix('{')?.split_once('}')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+');
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// As [`read`], of one that is code from its fence to its end.
pub(super) fn read_code(text: &str, code: Range<usize>) -> Directive {
    let first = text[code.clone()].find('\n').map_or(code.end, |newline| code.start + newline + 1);
    read(text, code.start, first..code.end)
}

/// Takes the directive apart whose fence opens at `at` and whose lines stand at `lines`.
pub(super) fn read(text: &str, at: usize, lines: Range<usize>) -> Directive {
    let first = text[at..].lines().next().unwrap_or("");
    let behind = first.find('}').map_or(first.len(), |close| close + 1);
    let mut directive = Directive { title: at + behind..at + first.len(), ..Directive::default() };
    let mut begin = lines.start;
    let is_rule = |line: &str| line.trim_end() == "---";
    let written = &text[lines.clone()];
    // Without an end they are text.
    let in_block =
        written.lines().next().is_some_and(is_rule) && written.lines().skip(1).any(is_rule);
    for (nth, line) in written.split_inclusive('\n').enumerate() {
        if in_block && is_rule(line) {
            begin += line.len();
            if nth == 0 {
                continue;
            }
            break;
        }
        let option = match in_block {
            true => Some(line.split_once(':').unwrap_or((line, ""))),
            false => {
                let option = line.trim_start().strip_prefix(':');
                let option = option.and_then(|line| line.split_once(':'));
                option.filter(|(name, _)| !name.contains(' '))
            }
        };
        let Some((name, value)) = option else { break };
        let label = value.trim().trim_matches(['"', '\'']);
        if matches!(name, "name" | "label") && !label.is_empty() {
            let start = begin + line.len() - value.len();
            let start = start + value.find(label).unwrap_or(0);
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
            ("```{tip}\n---\nclass: big\nname: tipy\n---\nText.\n", "", Some("tipy"), "Text.\n"),
            ("```{tip}\n---\nname: tipy\n", "", None, "---\nname: tipy\n"),
            ("```{figure} a.png\n:name: \"fig-a\"\n", " a.png", Some("fig-a"), ""),
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
