//! What a person asked for, as data. Reading it from text is in `read`, writing it as text in `written`, days in
//! words in `days`; leaves out ranking.

mod days;
mod read;
#[cfg(test)]
mod tests;
mod written;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::terms::Posting;

pub use days::Days;
pub(crate) use written::is_bare_beginning;

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
    /// One of them must match, and what the first one matches comes before the others.
    Ranked(Vec<Clause>),
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
    /// What was found.
    pub sections: Arc<HashSet<Posting>>,
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

    /// Whether it asks for text alone: words, phrases, beginnings, and alternatives of such.
    pub fn is_text(&self) -> bool {
        match self {
            Clause::Word(_) | Clause::Prefix(_) | Clause::Phrase(_) | Clause::Near(..) => true,
            Clause::All(inner) | Clause::Any(inner) | Clause::Ranked(inner) => {
                !inner.is_empty() && inner.iter().all(Clause::is_text)
            }
            _ => false,
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
            Clause::All(inner) | Clause::Any(inner) | Clause::Ranked(inner) => {
                inner.iter().all(Clause::holds_below)
            }
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
            Clause::Ranked(inner) => Clause::Ranked(all(inner, replace)),
            leaf => leaf,
        };
        replace(mapped)
    }

    fn marks(&self, marks: &mut Vec<Mark>) {
        match self {
            Clause::Mark(mark) => marks.push(*mark),
            Clause::All(inner) | Clause::Any(inner) | Clause::Ranked(inner) => {
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
            Clause::All(inner) | Clause::Any(inner) | Clause::Ranked(inner) => {
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
    /// The words of a text, none of which is syntax.
    pub fn of_words(text: &str) -> Query {
        let clauses = text.split_whitespace().map(|word| Clause::Word(word.to_owned())).collect();
        Query { clauses, ..Query::default() }
    }

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
