//! `review`: what to look at again: notes and entries of journals that were not touched for a while and
//! that what is current leads back to. Leaves out any memory of what was reviewed: touching a note is
//! what puts it off.
//!
//! Forgetting is fast at first and slower after each repetition (Ebbinghaus, *Über das Gedächtnis*, 1885),
//! so repetitions pay at growing distances: Leitner's boxes (*So lernt man lernen*, 1972) and SuperMemo's
//! SM-2 (Woźniak 1987) double the distance or so each time. Nothing is stored here, so the age of a thing
//! stands for its box:
//!
//! 1. The day taken for now is the last on which anything was written, not the day it is: a journal that
//!    ended years ago still has its last week. Days to come do not count.
//! 2. A thing is an entry (a section of a day, or `Day 7`, or `Week 3` where no entry is of a day) or a note
//!    without entries. It was
//!    touched on the day it is of or says it was changed, else when its file was changed, unless most
//!    files are of that one day, as after a copy. Failing these, it last came up in the newest entry that
//!    leads to it, current ones aside. `Day 7` is as many days back as the vault's last number says.
//! 3. It is due from the day on which its age reaches 1, 3, 7, 14, 30, 60, 120 … days, up to half of the
//!    way to the next of these.
//! 4. It is wanted if something current, touched in the last days and after it, links to it or shares a
//!    topic, tag or field with it, or if topics of both belong together. A link counts three times as
//!    much as topics that belong together, a shared one twice. What leads to or is stated by many counts
//!    less, by the logarithm of their number, and what a quarter of the vault states nothing. What is
//!    wanted most comes first.

mod times;
mod wants;

use std::cmp::Reverse;

use lore_core::{Date, name};
use lore_graph::{How, Statement};

use self::times::{By, Counting, Thing, Things, Times};
use self::wants::{Evidence, Want, Wants};
use crate::Engine;

/// How to look back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewOptions {
    /// The day to take for now; nothing means the last on which anything was written.
    pub as_of: Option<AsOf>,
    /// What was touched within so many days is current.
    pub current_days: u32,
    /// How many items to give at most.
    pub limit: usize,
}

/// A day to take for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// A day of the calendar.
    Date(Date),
    /// `Day 30` of a journal that counts its days.
    Number(u32),
}

/// What is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The day taken for now: a date, or `Day 38` or `Week 4` where entries only count their days; nothing if
    /// nothing says when it was written.
    pub as_of: Option<String>,
    /// What is current, newest first.
    pub current: Vec<Touched>,
    /// How many things are due and wanted.
    pub total: usize,
    /// What to look at again, most wanted first.
    pub items: Vec<ReviewItem>,
}

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// It, and when it was touched.
    pub touched: Touched,
    /// The distance in days that its age has reached.
    pub interval: u32,
    /// How much it is wanted, in thousandths; comparable within one answer only.
    pub score: u64,
    /// What wants it, strongest first.
    pub reasons: Vec<ReviewReason>,
}

/// A note or entry with its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// What people would call it.
    pub name: String,
    /// `entry`, or what the note says it is, else `note`.
    pub kind: String,
    /// Whether it is an entry, whatever notes say of themselves.
    pub is_entry: bool,
    /// The note.
    pub path: String,
    /// Line of its heading, counting from 1.
    pub line: u32,
    /// How many days before now it was touched.
    pub days: u32,
    /// What says so.
    pub by: TouchedBy,
}

/// What says when something was touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TouchedBy {
    /// The day or number it bears, or the day on which it says it was changed.
    Itself,
    /// The time of its file.
    File,
    /// The entry in which it last came up.
    Entry {
        /// What the entry is called.
        name: String,
        /// The note.
        path: String,
        /// Line, counting from 1.
        line: u32,
    },
}

impl TouchedBy {
    /// The word for it: `itself`, `file` or `entry`.
    pub fn as_str(&self) -> &'static str {
        match self {
            TouchedBy::Itself => "itself",
            TouchedBy::File => "file",
            TouchedBy::Entry { .. } => "entry",
        }
    }
}

/// Why something is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewReason {
    /// What it rests on.
    pub kind: ReviewReasonKind,
    /// In words, without when: what is said of the newest of what wants it in this way.
    pub detail: String,
    /// How many more current things want it in this way.
    pub more: usize,
    /// How many days before now what wants it was written.
    pub days: u32,
    /// The note that shows it.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
}

/// What a reason to look at something again rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewReasonKind {
    /// A link to it.
    Link,
    /// A topic, or a name that is one.
    Topic,
    /// A tag.
    Tag,
    /// What stands in a field.
    Field,
    /// Topics that are part of one another, or of the same one.
    Broader,
}

impl ReviewReasonKind {
    /// The word for it: `link`, `topic`, `tag`, `field` or `broader`.
    pub fn as_str(self) -> &'static str {
        match self {
            ReviewReasonKind::Link => "link",
            ReviewReasonKind::Topic => "topic",
            ReviewReasonKind::Tag => "tag",
            ReviewReasonKind::Field => "field",
            ReviewReasonKind::Broader => "broader",
        }
    }
}

/// What is due, with what says so.
struct Due {
    thing: Thing,
    age: u32,
    by: By,
    interval: u32,
    score: u64,
    wants: Vec<Want>,
}

/// Distances in days; further ones double.
const INTERVALS: [u32; 5] = [1, 3, 7, 14, 30];

impl Engine {
    /// What to look at again.
    pub fn review(&self, options: &ReviewOptions) -> Review {
        let counting = Counting::of(self);
        let things = Things::of(self, &counting);
        let Some(times) = self.times(&things, &counting, options.as_of) else {
            return Review::default();
        };
        let window = i32::try_from(options.current_days).unwrap_or(i32::MAX);
        let is_current = |thing: &Thing| times.age(*thing).is_some_and(|age| age < window);
        let mut current: Vec<Thing> = things.all.iter().copied().filter(is_current).collect();
        current.sort_by_key(|&thing| (times.age(thing), thing));
        let mut due = self.due(&current, &things, &times);
        due.sort_by(|left, right| {
            let wanted = |due: &Due| Reverse((due.score, due.interval));
            // Notes are in the order of their paths, and sections in that of their lines.
            wanted(left).cmp(&wanted(right)).then(left.thing.cmp(&right.thing))
        });
        let total = due.len();
        due.truncate(options.limit);
        let items = due.into_iter().map(|due| self.review_item(due, &things, &times)).collect();
        let current = current.into_iter().filter_map(|thing| {
            let (_, by) = times.of(thing)?;
            Some(self.touched(thing, times.days(thing), by))
        });
        let current = current.collect();
        Review { as_of: Some(times.label.clone()), current, total, items }
    }

    /// What current things lead back to and is due.
    fn due(&self, current: &[Thing], things: &Things, times: &Times) -> Vec<Due> {
        let mut wants = Wants::new(self, current, things, times);
        wants.collect();
        let wanted = wants.due.into_iter().filter_map(|mut due| {
            due.wants.retain(|want| times.days(want.from) < due.age);
            wants::without_repeats(&mut due.wants);
            let score = due.wants.iter().map(|want| (want.weight * 1000.0).round() as u64).sum();
            (!due.wants.is_empty()).then_some(Due { score, ..due })
        });
        wanted.collect()
    }

    fn review_item(&self, mut due: Due, things: &Things, times: &Times) -> ReviewItem {
        due.wants.sort_by(|left, right| {
            let key = |want: &Want| (times.days(want.from), want.from, want.line);
            right.weight.total_cmp(&left.weight).then_with(|| key(left).cmp(&key(right)))
        });
        let reason = |want: &Want| self.review_reason(due.thing, want, things, times);
        ReviewItem {
            reasons: due.wants.iter().filter_map(reason).collect(),
            touched: self.touched(due.thing, due.age, due.by),
            interval: due.interval,
            score: due.score,
        }
    }

    fn review_reason(
        &self,
        thing: Thing,
        want: &Want,
        things: &Things,
        times: &Times,
    ) -> Option<ReviewReason> {
        let graph = &self.graph;
        let source = graph.label(want.from);
        let (kind, detail) = match want.evidence {
            Evidence::Link => (ReviewReasonKind::Link, format!("linked from “{source}”")),
            Evidence::Shared(concept) => {
                let own = self.stated_by(want.from, concept, things)?;
                let theirs = self.stated_by(thing, concept, things)?;
                let name = graph.concept_name(own.concept);
                let detail = match (theirs.how, own.how) {
                    (How::Title, How::Title) => format!("is called like “{source}”"),
                    (How::Title, How::Field) => {
                        format!("stands under “{}” in “{source}”", own.field)
                    }
                    (How::Title, _) => format!("is the {} of “{source}”", noun(own)),
                    (How::Field, How::Title) => format!("has “{source}” under “{}”", theirs.field),
                    (_, How::Title) => format!("has the {} “{source}”", noun(theirs)),
                    (How::Field, How::Field) if is_same(theirs.field, own.field) => {
                        format!("has “{name}” under “{}”, as does “{source}”", theirs.field)
                    }
                    (_, _) if theirs.how == own.how && theirs.how != How::Field => {
                        format!("shares the {} “{name}” with “{source}”", noun(theirs))
                    }
                    (_, _) => {
                        let theirs = match theirs.how {
                            How::Field => format!("has “{name}” under “{}”", theirs.field),
                            _ => format!("has the {} “{name}”", noun(theirs)),
                        };
                        match own.how {
                            How::Field => format!(
                                "{theirs}, which stands under “{}” in “{source}”",
                                own.field
                            ),
                            _ => format!("{theirs}, which is the {} of “{source}”", noun(own)),
                        }
                    }
                };
                (kind(theirs, own), detail)
            }
            Evidence::Belongs(own, other, above) => {
                let own = self.stated_by(want.from, own, things)?;
                let (name, other_name) =
                    (graph.concept_name(own.concept), graph.concept_name(other));
                let about = match own.how {
                    How::Title => String::new(),
                    How::Field => format!(", under “{}” in “{source}”", own.field),
                    How::Topic | How::Tag | How::MissingLink => {
                        format!(", the {} of “{source}”", noun(own))
                    }
                };
                let detail = if above == own.concept {
                    format!("“{other_name}” is part of “{name}”{about}")
                } else if above == other {
                    format!("“{name}” is part of “{other_name}”{about}")
                } else {
                    format!("is part of “{}”, as is “{source}”", graph.concept_name(above))
                };
                (ReviewReasonKind::Broader, detail)
            }
        };
        let path = graph.path(graph.note_of(want.from)).to_owned();
        let days = times.days(want.from);
        Some(ReviewReason { kind, detail, more: want.more, days, path, line: want.line })
    }

    fn touched(&self, thing: Thing, days: u32, by: By) -> Touched {
        let graph = &self.graph;
        let by = match by {
            By::Itself => TouchedBy::Itself,
            By::File => TouchedBy::File,
            By::Entry(entry, line) => {
                let path = graph.path(graph.note_of(entry)).to_owned();
                TouchedBy::Entry { name: graph.label(entry), path, line }
            }
        };
        let note = graph.note_of(thing);
        let is_entry = graph.place_of(thing) > 0;
        let kind = match graph.kind(note) {
            _ if is_entry => "entry",
            "" => "note",
            kind => kind,
        };
        Touched {
            name: graph.label(thing),
            kind: kind.to_owned(),
            is_entry,
            path: graph.path(note).to_owned(),
            line: graph.line(thing),
            days,
            by,
        }
    }
}

/// The distance that an age has just passed.
fn due(age: u32) -> Option<u32> {
    let doubled = std::iter::successors(Some(60_u32), |days| days.checked_mul(2));
    let mut distances = INTERVALS.into_iter().chain(doubled).peekable();
    while let Some(distance) = distances.next() {
        let next = distances.peek().copied().unwrap_or(u32::MAX);
        if age < next {
            let until = distance + (next - distance).div_ceil(2);
            return (distance <= age && age < until).then_some(distance);
        }
    }
    None
}

fn kind(theirs: Statement<'_>, own: Statement<'_>) -> ReviewReasonKind {
    match (theirs.how, own.how) {
        (How::Title, How::Title | How::Topic) | (How::Topic, _) | (_, How::Topic) => {
            ReviewReasonKind::Topic
        }
        (How::Tag, _) | (_, How::Tag) => ReviewReasonKind::Tag,
        (How::MissingLink, _) | (_, How::MissingLink) => ReviewReasonKind::Link,
        (How::Field, _) | (_, How::Field) => ReviewReasonKind::Field,
    }
}

/// Whether two fields are called the same.
fn is_same(field: &str, other: &str) -> bool {
    name::concept_key(field) == name::concept_key(other)
}

/// The way of a statement, as a noun.
fn noun(statement: Statement<'_>) -> &str {
    match statement.how {
        How::Title => "name",
        How::Topic => "topic",
        How::Tag => "tag",
        How::MissingLink => "link",
        How::Field => statement.field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_due_when_they_have_just_passed_a_distance() {
        let due_ages: Vec<u32> = (0..100).filter(|&age| due(age).is_some()).collect();
        let expected: Vec<u32> =
            [1..2, 3..5, 7..11, 14..22, 30..45, 60..90].into_iter().flatten().collect();
        assert_eq!(due_ages, expected);
        assert_eq!((due(0), due(8), due(130), due(4000)), (None, Some(7), Some(120), Some(3840)));
        assert_eq!(due(u32::MAX), None);
    }
}
