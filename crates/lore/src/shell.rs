//! Commands as they are typed into a shell, for answers and errors that propose one. Leaves out when one
//! is proposed.

use std::path::Path;

use crate::screen::is_unsafe;

/// How this run was told of its vault, which a command that it proposes has to say, too.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shell<'a> {
    /// As given by `--vault`.
    pub(crate) vault: Option<&'a Path>,
}

impl Shell<'_> {
    /// A command about a name.
    pub(crate) fn command(self, verb: &str, options: &[&str], name: &str) -> String {
        let quoted = word(name);
        let options = options.iter().copied();
        let words: Vec<&str> = if name.starts_with('-') {
            options.chain(["--", &quoted]).collect()
        } else {
            [&*quoted].into_iter().chain(options).collect()
        };
        self.line(verb, &words)
    }

    /// A command with options and names that are words of a shell already.
    pub(crate) fn line(self, verb: &str, words: &[&str]) -> String {
        let mut line = "lore".to_owned();
        if let Some(vault) = self.vault {
            line.push_str(&format!(" --vault {}", word(&vault.to_string_lossy())));
        }
        for each in [verb].iter().chain(words) {
            line.push(' ');
            line.push_str(each);
        }
        line
    }
}

/// A text as one word of a shell: in quotes if it holds anything that a shell may read otherwise, and with
/// what no terminal shows spelled out, as `printf` of every shell reads it.
pub(crate) fn word(text: &str) -> String {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | ':' | '+' | ',' | '@');
    // Behind an option's name nothing is read otherwise.
    let is_plain = |c: char| is_plain(c) || c == '=' && text.starts_with("--");
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    if !text.chars().any(is_unsafe) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut spelled = String::new();
    for c in text.chars() {
        match c {
            '\n' => spelled.push_str("\\n"),
            '\t' => spelled.push_str("\\t"),
            '%' | '\\' => spelled.extend([c, c]),
            '-' if spelled.is_empty() => spelled.push_str("\\055"),
            c if c == '\'' || is_unsafe(c) => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                bytes.for_each(|byte| spelled.push_str(&format!("\\{byte:03o}")));
            }
            c => spelled.push(c),
        }
    }
    format!("\"$(printf '{spelled}')\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_word_whatever_is_in_them() {
        for (name, expected) in [
            ("Kafka", "Kafka"),
            ("DDIA Chapter 3", "'DDIA Chapter 3'"),
            ("Bayes' theorem", r"'Bayes'\'' theorem'"),
            ("$HOME `id`", "'$HOME `id`'"),
            ("#storage", "'#storage'"),
            ("", "''"),
            ("a\nb's \u{1b}", r#""$(printf 'a\nb\047s \033')""#),
        ] {
            assert_eq!(word(name), expected);
        }
    }

    #[test]
    fn the_vault_is_kept() {
        let shell = Shell { vault: Some(Path::new("my notes")) };
        assert_eq!(
            shell.command("mentions", &["-n 5"], "-x"),
            "lore --vault 'my notes' mentions -n 5 -- -x"
        );
        assert_eq!(Shell::default().command("links", &[], "a b"), "lore links 'a b'");
    }
}
