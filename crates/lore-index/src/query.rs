//! What a person typed, read. Any text is a query: what has no meaning as syntax is searched for
//! as text. Leaves out ranking.
//!
//! Words, `"phrases"`, `-not`, `prefix*`, `#tag`, `a OR b`, and `title:` `heading:` `tag:` `topic:`
//! `path:` `type:` with a word or a phrase behind.

use std::fmt;

/// Longest query that is read, in bytes; the rest is dropped.
const LONGEST_QUERY: usize = 4096;

/// A query as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All are wanted; those that say `not` exclude.
    pub clauses: Vec<Clause>,
}

/// One part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// A word, or text that is cut into several.
    Word(String),
    /// Words that begin with this.
    Prefix(String),
    /// Words one after another.
    Phrase(String),
    /// A field with the text it must have.
    Field(Field, String),
    /// Must not match.
    Not(Box<Clause>),
    /// One of them must match.
    Or(Vec<Clause>),
}

impl Clause {
    /// The text, if it is a plain word.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Clause::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The fields that a query can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Title and aliases of the note.
    Title,
    /// The headings down to the section.
    Heading,
    /// A tag or one below it.
    Tag,
    /// A topic or one below it.
    Topic,
    /// A part of the note's path.
    Path,
    /// What the note says it is.
    Type,
}

impl Field {
    const ALL: [(&'static str, Field); 6] = [
        ("title", Field::Title),
        ("heading", Field::Heading),
        ("tag", Field::Tag),
        ("topic", Field::Topic),
        ("path", Field::Path),
        ("type", Field::Type),
    ];

    fn name(self) -> &'static str {
        Field::ALL.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }
}

impl Query {
    /// Reads `text`; never fails.
    pub fn parse(text: &str) -> Query {
        let mut end = text.len().min(LONGEST_QUERY);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut rest = &text[..end];
        let mut clauses: Vec<Clause> = Vec::new();
        let mut joins = false;
        while let Some((token, after)) = next_token(rest) {
            rest = after;
            if token == "OR" && !clauses.is_empty() && !rest.trim().is_empty() {
                joins = true;
                continue;
            }
            let Some(clause) = clause(token) else { continue };
            match (joins, clauses.pop()) {
                (true, Some(Clause::Or(mut either))) => {
                    either.push(clause);
                    clauses.push(Clause::Or(either));
                }
                (true, Some(before)) => clauses.push(Clause::Or(vec![before, clause])),
                (_, before) => {
                    clauses.extend(before);
                    clauses.push(clause);
                }
            }
            joins = false;
        }
        // Exclusions alone would mean "everything else": the person wants the words.
        if clauses.iter().all(|clause| matches!(clause, Clause::Not(_))) {
            for clause in &mut clauses {
                if let Clause::Not(inner) = clause {
                    *clause = (**inner).clone();
                }
            }
        }
        Query { clauses }
    }

    /// The texts that a match shows, for marking: words, phrases and fields, not what is excluded.
    pub fn wanted_texts(&self) -> Vec<&str> {
        fn collect<'a>(clause: &'a Clause, texts: &mut Vec<&'a str>) {
            match clause {
                Clause::Word(text) | Clause::Phrase(text) | Clause::Prefix(text) => {
                    texts.push(text)
                }
                Clause::Field(Field::Path | Field::Type, _) | Clause::Not(_) => {}
                Clause::Field(_, text) => texts.push(text),
                Clause::Or(either) => either.iter().for_each(|clause| collect(clause, texts)),
            }
        }
        let mut texts = Vec::new();
        self.clauses.iter().for_each(|clause| collect(clause, &mut texts));
        texts
    }
}

/// The next token and what follows it. Quotes hold spaces together, also behind `field:`.
fn next_token(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if text.is_empty() {
        return None;
    }
    let opening = text.find('"').filter(|&quote| {
        let before = &text[..quote];
        before.is_empty() || before == "-" || (before.ends_with(':') && !before.contains(' '))
    });
    if let Some(quote) = opening
        && let Some(length) = text[quote + 1..].find('"')
    {
        return Some(text.split_at(quote + length + 2));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    Some(text.split_at(end))
}

fn clause(token: &str) -> Option<Clause> {
    if let Some(rest) = token.strip_prefix('-')
        && rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '#'))
    {
        return Some(Clause::Not(Box::new(clause(rest)?)));
    }
    if let Some(phrase) = quoted(token) {
        return has_word(phrase).then(|| Clause::Phrase(phrase.to_owned()));
    }
    if let Some((name, value)) = token.split_once(':')
        && let Some((_, field)) =
            Field::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        let value = quoted(value).unwrap_or(value).trim_start_matches('#');
        if has_word(value) {
            return Some(Clause::Field(*field, value.to_owned()));
        }
    }
    if let Some(tag) = token.strip_prefix('#')
        && tag.starts_with(char::is_alphabetic)
    {
        return Some(Clause::Field(Field::Tag, tag.to_owned()));
    }
    if let Some(prefix) = token.strip_suffix('*')
        && prefix.chars().count() >= 2
        && prefix.chars().all(|c| c.is_alphanumeric() || c == '_')
    {
        return Some(Clause::Prefix(prefix.to_owned()));
    }
    has_word(token).then(|| Clause::Word(token.to_owned()))
}

fn quoted(token: &str) -> Option<&str> {
    token.strip_prefix('"')?.strip_suffix('"')
}

fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, clause) in self.clauses.iter().enumerate() {
            if nth > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{clause}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clause::Word(word) => f.write_str(word),
            Clause::Prefix(prefix) => write!(f, "{prefix}*"),
            Clause::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Clause::Field(field, value) if value.contains(char::is_whitespace) => {
                write!(f, "{}:\"{value}\"", field.name())
            }
            Clause::Field(field, value) => write!(f, "{}:{value}", field.name()),
            Clause::Not(clause) => write!(f, "-{clause}"),
            Clause::Or(either) => {
                for (nth, clause) in either.iter().enumerate() {
                    let separator = if nth > 0 { " OR " } else { "" };
                    write!(f, "{separator}{clause}")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_read_back_as_written() {
        for (text, read) in [
            ("hash index", "hash index"),
            ("\"hash index\" -btree", "\"hash index\" -btree"),
            ("title:\"data lake\" lake", "title:\"data lake\" lake"),
            ("#storage/engines lsm", "tag:storage/engines lsm"),
            ("compac* OR merge OR sort x", "compac* OR merge OR sort x"),
            ("TAG:#a", "tag:a"),
            ("-only", "only"),
        ] {
            assert_eq!(Query::parse(text).to_string(), read, "{text}");
        }
    }

    #[test]
    fn what_people_paste_is_text() {
        for (text, read) in [
            ("C++ (foo", "C++ (foo"),
            ("[[wiki link]]", "[[wiki link]]"),
            ("an \"unbalanced quote", "an \"unbalanced quote"),
            ("https://example.org/a?b=c", "https://example.org/a?b=c"),
            ("title:", "title:"),
            ("OR", "OR"),
            ("a OR", "a OR"),
            ("- -- * \"\"", ""),
        ] {
            assert_eq!(Query::parse(text).to_string(), read, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,60}") {
            let _ = Query::parse(&text).to_string();
        }
    }
}
