//! A query as it could be typed, so that it is read as the same again, and what is said of one that is read
//! otherwise than it looks. Leaves out reading, which is in `read`, and how days are written, which is in `days`.

use std::fmt;

use super::{
    Clause, DAYS, FIELDS, GraphFact, MARKS, Numbers, Property, Query, Remark, Test, Value, name_of,
};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_joined(f, &self.clauses, " ", self.clauses.len() > 1)
    }
}

/// Writes clauses with a word between; alternatives in parentheses if they stand beside others.
fn write_joined(
    f: &mut fmt::Formatter<'_>,
    clauses: &[Clause],
    between: &str,
    beside_others: bool,
) -> fmt::Result {
    for (nth, clause) in clauses.iter().enumerate() {
        if nth > 0 {
            f.write_str(between)?;
        }
        match clause {
            Clause::Any(_) if beside_others => write!(f, "({clause})")?,
            _ => write!(f, "{clause}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clause::Word(word) => f.write_str(word),
            Clause::Prefix(prefix) if is_bare_beginning(prefix) => write!(f, "{prefix}*"),
            Clause::Prefix(prefix) => write!(f, "\"{prefix}\"*"),
            Clause::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Clause::Near(phrase, moves) => write!(f, "\"{phrase}\"~{moves}"),
            Clause::Regex(pattern) => write!(f, "/{pattern}/"),
            Clause::Field(field, value) => write!(f, "{}:{value}", field.name()),
            Clause::Property(property) => write!(f, "{property}"),
            Clause::On(day, days) => write!(f, "{}:{days}", name_of(&DAYS, *day)),
            Clause::Mark(mark) => {
                let before = MARKS.iter().find(|(_, _, known)| known == mark);
                write!(f, "{}:{}", before.map_or("is", |(before, ..)| before), mark.name())
            }
            Clause::Graph(fact) => write!(f, "{fact}"),
            Clause::Among(among) => f.write_str(&among.shown),
            Clause::Not(clause) => {
                let shown = clause.to_string();
                let several = matches!(**clause, Clause::All(_) | Clause::Any(_));
                match several || !shown.starts_with(can_be_excluded) {
                    true => write!(f, "-({shown})"),
                    false => write!(f, "-{shown}"),
                }
            }
            Clause::All(clauses) => write_joined(f, clauses, " ", true),
            Clause::Any(clauses) => write_joined(f, clauses, " OR ", true),
            // The others say the same of what the first one is not said of.
            Clause::Ranked(clauses) => write_joined(f, &clauses[..clauses.len().min(1)], "", false),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.prefix { "*" } else { "" };
        // A value ends at a space or a parenthesis, and a `*` at its end says something else.
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
        let is_bare = !(self.text.contains(ends)
            || self.text.starts_with([':', '/'])
            || self.text.ends_with('*'));
        match is_bare {
            true => write!(f, "{}{star}", self.text),
            false => write!(f, "\"{}\"{star}", self.text),
        }
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        // A name that brackets would cut stands in front of them in quotes.
        let fits = !name.contains(['[', ']', '(', ')', ':']);
        match &self.test {
            Test::Present if fits => write!(f, "[{name}]"),
            Test::Present => write!(f, "has:\"{name}\""),
            // Here `[title: a]` would ask for the title, and `[a: 1..2]` for numbers.
            Test::Text(value, _) if !fits || is_operator(name) || has_brackets_or_bounds(value) => {
                match name.chars().all(char::is_alphabetic) {
                    true => write!(f, "{name}={value}"),
                    false => write!(f, "\"{name}\"={value}"),
                }
            }
            // Bare, `a=b` would be read as a property of its own, and `-a` as not `a`.
            Test::Text(value, _) if has_signs(&value.text) => {
                let star = if value.prefix { "*" } else { "" };
                write!(f, "[{name}: \"{}\"{star}]", value.text)
            }
            Test::Text(value, _) => write!(f, "[{name}: {value}]"),
            Test::Within(numbers, days) => {
                let (before, behind) = if fits { ("[", "]") } else { ("\"", "") };
                let between = if fits { ": " } else { "\":" };
                write!(f, "{before}{name}{between}")?;
                match numbers {
                    Some(numbers) => write!(f, "{numbers}")?,
                    None => write!(f, "{}", days.unwrap_or_default())?,
                }
                f.write_str(behind)
            }
        }
    }
}

/// Whether `name:` asks for something else than a property.
fn is_operator(name: &str) -> bool {
    let name = name.to_lowercase();
    matches!(&*name, "is" | "has" | "link") || FIELDS.iter().any(|(known, _)| *known == name)
}

/// Whether a value within brackets would end them or be read as bounds.
fn has_brackets_or_bounds(value: &Value) -> bool {
    let text = &value.text;
    text.contains(['[', ']']) || text.contains("..") || text.starts_with(['<', '>'])
}

/// Whether what begins so can be left out by a `-` in front.
pub(super) fn can_be_excluded(first: char) -> bool {
    first.is_alphanumeric() || matches!(first, '"' | '#' | '(' | '[' | '/' | '@')
}

/// Whether a text with `*` behind it is a beginning without quotes around it.
pub(crate) fn is_bare_beginning(text: &str) -> bool {
    text.chars().count() >= 2 && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a text holds what means something in a query.
fn has_signs(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' ');
    !text.chars().all(is_plain) || text.starts_with('-') || text == "OR"
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low, self.high) {
            (Some((low, _)), Some((high, _))) => write!(f, "{low}..{high}"),
            (Some((low, within)), None) => write!(f, ">{}{low}", if within { "=" } else { "" }),
            (None, Some((high, within))) => write!(f, "<{}{high}", if within { "=" } else { "" }),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for GraphFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphFact::Orphan => f.write_str("is:orphan"),
            GraphFact::Dead => f.write_str("is:dead"),
            GraphFact::LinksTo(name) => write!(f, "link:{}", Value::words(name.as_str())),
        }
    }
}

/// Whether a word is another with one letter more, less or changed, or two beside each other in the wrong order.
fn is_slip(typed: &str, meant: &str) -> bool {
    let (typed, meant) = (typed.as_bytes(), meant.as_bytes());
    let same = typed.iter().zip(meant).take_while(|(left, right)| left == right).count();
    let (typed, meant) = (&typed[same..], &meant[same..]);
    match (typed, meant) {
        ([], rest) | (rest, []) => rest.len() <= 1,
        ([a, after @ ..], [b, wanted @ ..]) => {
            after == wanted
                || after == meant
                || typed == wanted
                || matches!((after, wanted), ([c, rest @ ..], [d, others @ ..])
                    if a == d && b == c && rest == others)
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::OpenQuote => f.write_str("a quote is not closed: its words are searched for"),
            Remark::OpenParenthesis => {
                f.write_str("unmatched parenthesis ignored")
            }
            Remark::Deep => f.write_str("parentheses nested this deeply are treated as text"),
            Remark::Long => f.write_str("the query is very long: its end is left out"),
            Remark::UnknownField(name) => {
                write!(f, "no note has a field “{name}”: searched for as text")
            }
            Remark::UnknownWord(typed) => {
                write!(
                    f,
                    "“{typed}” is not known: searched for as text; there are is:orphan, is:dead"
                )?;
                MARKS.iter().try_for_each(|(before, word, _)| write!(f, ", {before}:{word}"))?;
                let known = ["is:orphan".to_owned(), "is:dead".to_owned()];
                let marks = MARKS.iter().map(|(before, word, _)| format!("{before}:{word}"));
                match known.into_iter().chain(marks).find(|known| is_slip(typed, known)) {
                    Some(meant) => write!(f, "; did you mean {meant}?"),
                    None => Ok(()),
                }
            }
            Remark::UnknownDays(typed) => {
                write!(
                    f,
                    "“{typed}” names no days, as 2024-03, <2024 and \"last 30 days\" do: searched for as text"
                )
            }
            Remark::Wildcard(typed) => {
                let regex = typed.replace('*', "\\w*").replace('?', "\\w");
                write!(
                    f,
                    "“{typed}” is searched for as text: the only wildcard is * at the end of a word; /\\b{regex}\\b/ finds what it means"
                )
            }
            Remark::ShortBeginning(typed) => {
                write!(f, "“{typed}” is searched for as text: a beginning has two letters or more")
            }
            Remark::And => {
                f.write_str("AND is searched for as a word: all words are wanted anyway")
            }
            Remark::Not(next) => {
                let next = next.as_deref().unwrap_or("word");
                write!(f, "NOT is searched for as a word: what is not wanted is written -{next}")
            }
            Remark::BadRegex(pattern, reason) => {
                write!(f, "/{pattern}/ is no regular expression ({reason}): searched for as text")
            }
            Remark::ManyRegexes(most) => {
                write!(
                    f,
                    "only {most} regular expressions are looked for: the others are searched for as text"
                )
            }
            Remark::UnknownSearch(name, near) => {
                write!(f, "no search “{name}” stands in lore.toml: searched for as text")?;
                if let Some(first) = near.first() {
                    write!(f, "; did you mean @{first}?")?;
                }
                Ok(())
            }
            Remark::OnlyExcluded => f.write_str(
                "-word only excludes from other results; on its own it was searched for as a plain word",
            ),
            Remark::Circle(name) => {
                write!(f, "the search “{name}” in lore.toml leads back to itself: left out")
            }
            Remark::LongSearch(name) => {
                write!(
                    f,
                    "the searches asked for in lore.toml are longer in all than the {} bytes of a query: not all of “{name}” counts",
                    Query::LONGEST
                )
            }
        }
    }
}
