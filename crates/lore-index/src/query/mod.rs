//! What a person asked for, as data. Reading it from text is in `read`, days in words in `days`;
//! leaves out ranking.

mod days;
mod read;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

pub use days::Days;

/// A query as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// All are wanted; those that say `not` exclude.
    pub clauses: Vec<Clause>,
    /// What looks like syntax and was read as text.
    pub remarks: Vec<Remark>,
}

/// One part of a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// A word, or text that is cut into several.
    Word(String),
    /// Words that begin with this; of several the last, one after another.
    Prefix(String),
    /// Words one after another.
    Phrase(String),
    /// Words with at most so many moves between them and a phrase.
    Near(String, u32),
    /// A regular expression over the section's source. The text index holds words only: whoever asks
    /// replaces this by [`Clause::Among`], else it finds nothing.
    Regex(String),
    /// A field with the text it must have.
    Field(Field, Value),
    /// A property of the front matter or an inline field, by its name.
    Property(Property),
    /// On which days.
    On(Day, Days),
    /// What the section is or has.
    Mark(Mark),
    /// What only the graph of links knows; whoever asks replaces this by [`Clause::Among`], else it
    /// finds nothing.
    Graph(GraphFact),
    /// One of these sections.
    Among(Among),
    /// Must not match.
    Not(Box<Clause>),
    /// All of them must match.
    All(Vec<Clause>),
    /// One of them must match.
    Any(Vec<Clause>),
}

/// The fields that a query can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Title and aliases of the note.
    Title,
    /// Aliases of the note.
    Alias,
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

/// The text a field must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As typed, without quotes and `*`.
    pub text: String,
    /// Whether its last word only begins so.
    pub prefix: bool,
}

/// A wish about a property.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name as typed.
    pub name: String,
    /// What it must be.
    pub test: Test,
    /// The whole wish as typed, for when there is no such property.
    pub typed: String,
}

/// What a property must be.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is there.
    Present,
    /// It has this text; if the text names days, a day among them is as good.
    Text(Value, Option<Days>),
    /// A number or a day; `2024` may be meant as either.
    Within(Option<Numbers>, Option<Days>),
}

/// Numbers between two bounds, each with whether it is itself among them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// The lower bound; open if missing.
    pub low: Option<(f64, bool)>,
    /// The upper bound; open if missing.
    pub high: Option<(f64, bool)>,
}

impl Numbers {
    /// Whether a value is a number between the bounds, be it with a unit.
    pub fn hold(&self, value: &str) -> bool {
        let Some((number, _)) = crate::properties::number(value) else { return false };
        let reaches =
            |(low, itself): (f64, bool)| if itself { number >= low } else { number > low };
        let keeps_below =
            |(high, itself): (f64, bool)| if itself { number <= high } else { number < high };
        self.low.is_none_or(reaches) && self.high.is_none_or(keeps_below)
    }
}

/// The days a note can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The day a section or its note is of.
    Date,
    /// When the note was made, as it says itself; else the day a section or its note is of.
    Created,
    /// When the note was changed, as it says itself.
    Modified,
}

/// What a section's own text is or has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A task.
    Task,
    /// A task that is not done.
    Todo,
    /// A task that is done.
    Done,
    /// Something shown in place: `![[x]]`.
    Embed,
    /// A link.
    Link,
    /// A tag, also of the note or a section around.
    Tag,
    /// A day, also of the note or a section around.
    Date,
}

/// What only the graph of links knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphFact {
    /// No other note links to the note.
    Orphan,
    /// The section has a link that leads nowhere.
    Dead,
    /// The section links to what bears this name.
    LinksTo(String),
}

/// Sections that somebody else has found.
#[derive(Clone, PartialEq)]
pub struct Among {
    /// What was asked for, as shown.
    pub shown: String,
    /// Key of the note and place of the section in it.
    pub sections: Arc<HashSet<(u64, u32)>>,
    /// Whether these are all sections of some notes.
    pub whole_notes: bool,
}

/// A text that a match of a query shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// Each of its words.
    Words(&'a str),
    /// Its words, of which the last only begins so.
    Beginning(&'a str),
    /// Its words one after another.
    Phrase(&'a str),
}

impl<'a> Shown<'a> {
    /// The text.
    pub fn text(self) -> &'a str {
        let (Shown::Words(text) | Shown::Beginning(text) | Shown::Phrase(text)) = self;
        text
    }
}

/// What looks like syntax and was read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A quote that nothing closes.
    OpenQuote,
    /// A parenthesis without its other half.
    OpenParenthesis,
    /// Too many parentheses in each other.
    Deep,
    /// The query was cut.
    Long,
    /// No note has such a field.
    UnknownField(String),
    /// What stands behind `is:` or `has:` is none of the words known there.
    UnknownWord(String),
    /// What stands behind `date:`, `created:` or `modified:` names no days.
    UnknownDays(String),
    /// A word with `*` or `?` within.
    Wildcard(String),
    /// One letter with `*` behind it.
    ShortBeginning(String),
    /// `AND` between words.
    And,
    /// `NOT` in front of words; with the next one, if it is plain.
    Not(Option<String>),
    /// What stands between slashes is no regular expression; with the reason.
    BadRegex(String, String),
    /// More regular expressions than this are asked for.
    ManyRegexes(usize),
    /// No search is saved under this name; with those that are called alike.
    UnknownSearch(String, Vec<String>),
    /// Saved searches that lead back to themselves.
    Circle(String),
    /// Words with a `-` and nothing that is wanted beside them.
    OnlyExcluded,
    /// What the saved search stands for, with those in it and beside it, is longer than a query may be.
    LongSearch(String),
}

const FIELDS: [(&str, Field); 7] = [
    ("title", Field::Title),
    ("alias", Field::Alias),
    ("heading", Field::Heading),
    ("tag", Field::Tag),
    ("topic", Field::Topic),
    ("path", Field::Path),
    ("type", Field::Type),
];

const DAYS: [(&str, Day); 3] =
    [("date", Day::Date), ("created", Day::Created), ("modified", Day::Modified)];

/// By the word, and whether it follows `is:` or `has:`.
const MARKS: [(&str, &str, Mark); 7] = [
    ("is", "task", Mark::Task),
    ("is", "todo", Mark::Todo),
    ("is", "done", Mark::Done),
    ("is", "embed", Mark::Embed),
    ("has", "link", Mark::Link),
    ("has", "tag", Mark::Tag),
    ("has", "date", Mark::Date),
];

fn name_of<T: PartialEq + Copy>(table: &[(&'static str, T)], item: T) -> &'static str {
    table.iter().find(|(_, known)| *known == item).map_or("", |(name, _)| name)
}

impl Field {
    fn name(self) -> &'static str {
        name_of(&FIELDS, self)
    }
}

impl Mark {
    /// The mark's name in the index.
    pub(crate) fn name(self) -> &'static str {
        MARKS.iter().find(|(_, _, mark)| *mark == self).map_or("", |(_, name, _)| name)
    }
}

impl Value {
    /// Whole words.
    pub fn words(text: impl Into<String>) -> Value {
        Value { text: text.into(), prefix: false }
    }
}

impl Clause {
    /// The text, if it is a plain word.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Clause::Word(word) => Some(word),
            _ => None,
        }
    }

    /// What every section matches.
    pub fn everything() -> Clause {
        Clause::All(Vec::new())
    }

    /// Whether what holds for a section holds for the sections within it, too.
    fn holds_below(&self) -> bool {
        match self {
            Clause::Field(..) | Clause::Property(_) | Clause::On(..) => true,
            Clause::Mark(mark) => matches!(mark, Mark::Tag | Mark::Date),
            Clause::Graph(fact) => matches!(fact, GraphFact::Orphan),
            Clause::Among(among) => among.whole_notes,
            Clause::Not(inner) => inner.holds_below(),
            Clause::All(inner) | Clause::Any(inner) => inner.iter().all(Clause::holds_below),
            Clause::Word(_)
            | Clause::Prefix(_)
            | Clause::Phrase(_)
            | Clause::Near(..)
            | Clause::Regex(_) => false,
        }
    }

    /// This clause with each of its parts replaced by what `replace` makes of it, inner ones first.
    pub fn map(self, replace: &mut dyn FnMut(Clause) -> Clause) -> Clause {
        let all = |clauses: Vec<Clause>, replace: &mut dyn FnMut(Clause) -> Clause| {
            clauses.into_iter().map(|clause| clause.map(replace)).collect()
        };
        let mapped = match self {
            Clause::Not(inner) => Clause::Not(Box::new(inner.map(replace))),
            Clause::All(inner) => Clause::All(all(inner, replace)),
            Clause::Any(inner) => Clause::Any(all(inner, replace)),
            leaf => leaf,
        };
        replace(mapped)
    }

    fn marks(&self, marks: &mut Vec<Mark>) {
        match self {
            Clause::Mark(mark) => marks.push(*mark),
            Clause::All(inner) | Clause::Any(inner) => {
                inner.iter().for_each(|clause| clause.marks(marks));
            }
            _ => {}
        }
    }

    /// Visits every text that a match shows; not what is excluded.
    fn shown_texts<'a>(&'a self, visit: &mut dyn FnMut(Shown<'a>)) {
        let shown = |value: &'a Value| match value.prefix {
            true => Shown::Beginning(&value.text),
            false => Shown::Words(&value.text),
        };
        match self {
            Clause::Word(text) | Clause::Near(text, _) => visit(Shown::Words(text)),
            Clause::Phrase(text) => visit(Shown::Phrase(text)),
            Clause::Prefix(text) => visit(Shown::Beginning(text)),
            Clause::Field(Field::Path | Field::Type, _) | Clause::Not(_) => {}
            Clause::Field(_, value) => visit(shown(value)),
            Clause::Property(property) => {
                if let Test::Text(value, _) = &property.test {
                    visit(shown(value));
                }
            }
            Clause::All(inner) | Clause::Any(inner) => {
                inner.iter().for_each(|clause| clause.shown_texts(visit));
            }
            Clause::Regex(_)
            | Clause::On(..)
            | Clause::Mark(_)
            | Clause::Graph(_)
            | Clause::Among(_) => {}
        }
    }
}

impl Query {
    /// The texts that a match shows, for marking; not what is excluded.
    pub fn shown_texts<'a>(&'a self, mut visit: impl FnMut(Shown<'a>)) {
        self.clauses.iter().for_each(|clause| clause.shown_texts(&mut visit));
    }

    /// What sections are to be or have; not what is excluded.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        self.clauses.iter().for_each(|clause| clause.marks(&mut marks));
        marks
    }

    /// Whether what is asked for holds for the sections within a section, too: tags, properties,
    /// days, but not words.
    pub fn holds_below(&self) -> bool {
        self.clauses.iter().all(Clause::holds_below)
    }

    /// The query with each part replaced by what `replace` makes of it, inner ones first.
    pub fn map(self, mut replace: impl FnMut(Clause) -> Clause) -> Query {
        let clauses = self.clauses.into_iter().map(|clause| clause.map(&mut replace)).collect();
        Query { clauses, remarks: self.remarks }
    }
}

impl fmt::Debug for Among {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Among({}, {} sections)", self.shown, self.sections.len())
    }
}

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
fn can_be_excluded(first: char) -> bool {
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

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::OpenQuote => f.write_str("a quote is not closed: its words are searched for"),
            Remark::OpenParenthesis => {
                f.write_str("a parenthesis has no other half: it is left out")
            }
            Remark::Deep => f.write_str("so many parentheses in each other are read as text"),
            Remark::Long => f.write_str("the query is very long: its end is left out"),
            Remark::UnknownField(name) => {
                write!(f, "no note has a field “{name}”: searched for as text")
            }
            Remark::UnknownWord(typed) => {
                write!(
                    f,
                    "“{typed}” is not known: searched for as text; there are is:orphan, is:dead"
                )?;
                MARKS.iter().try_for_each(|(before, word, _)| write!(f, ", {before}:{word}"))
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
                "-word leaves out what something else finds; alone it is searched for as a word",
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
