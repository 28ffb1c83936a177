//! Why a name in a question cannot be used: nothing bears it, or several things do, and what may have been meant.
//! Leaves out what bears a name.

use lore_core::name;
use lore_core::path::without_note_extension;
use lore_graph::{Kinds, NoteId, SectionId};
use lore_parser::{EntryName, entry_name, entry_number};

use super::NotePart;
use crate::Engine;
use crate::likeness::{SUGGESTIONS, nearest};
use crate::unread::Unread;

/// Why a name cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// Nothing bears it.
    #[error("{what} “{name}” is not in this vault")]
    NotFound {
        /// What was looked for, with its article: `the note`.
        what: &'static str,
        /// As given.
        name: String,
        /// The nearest names, best first.
        suggestions: Vec<String>,
    },
    /// No note bears it, but something else does.
    #[error("no {what} is called “{name}”: {is}")]
    NoNote {
        /// What was looked for: `note`.
        what: &'static str,
        /// As given.
        name: String,
        /// What is called so, in words: `it is a tag`.
        is: String,
        /// The nearest names, best first.
        suggestions: Vec<String>,
    },
    /// Several notes or sections bear it.
    #[error("“{name}” is ambiguous: {what}")]
    Ambiguous {
        /// What makes it so, in words: `several notes have this name`.
        what: &'static str,
        /// As given.
        name: String,
        /// The notes or sections that do; of very many the first.
        candidates: Vec<Bearer>,
        /// How many more there are.
        more: usize,
    },
    /// The note has no such line.
    #[error("{path} has no line {line}: it has {lines}")]
    NoSuchLine {
        /// The note.
        path: String,
        /// As given, counting from 1.
        line: u32,
        /// How many it has.
        lines: u32,
    },
    /// The note has no such heading or block.
    #[error("{path} has no heading or block “{fragment}”")]
    NoSuchPart {
        /// The note.
        path: String,
        /// As given.
        fragment: String,
        /// The nearest headings, best first.
        suggestions: Vec<String>,
    },
}

/// One of several that bear a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The name by which it alone can be asked for: the path of a note, `Trees#Trie#Pitfalls`, or `Trees.md:7`
    /// where others have the same headings.
    pub name: String,
    /// The line of a section, where its name does not tell it.
    pub line: Option<u32>,
}

/// What a name is to be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sought {
    Note,
    NoteOrTopic,
    Topic,
    Anything,
    Item,
}

impl Sought {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Sought::Note => "note",
            Sought::NoteOrTopic => "note or topic",
            Sought::Topic => "topic",
            Sought::Anything => "name",
            Sought::Item => "item with a status",
        }
    }

    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Sought::Note => "the note",
            Sought::NoteOrTopic => "the note or topic",
            Sought::Topic => "the topic",
            Sought::Anything => "the name",
            Sought::Item => "the item",
        }
    }
}

/// How many sections of one heading are listed.
const MOST_CANDIDATES: usize = 20;

/// Sections with a heading of a name that is that of something else, so many of which are suggested.
const MOST_HEADED: usize = 2;

impl Engine {
    pub(super) fn several_sections(&self, name: &str, mut sections: Vec<SectionId>) -> Unknown {
        sections.sort_unstable();
        let more = sections.len().saturating_sub(MOST_CANDIDATES);
        sections.truncate(MOST_CANDIDATES);
        Unknown::Ambiguous {
            what: "several sections have this heading",
            name: name.to_owned(),
            candidates: sections.into_iter().map(|section| self.bearer(section)).collect(),
            more,
        }
    }

    /// A section as it can be asked for.
    fn bearer(&self, section: SectionId) -> Bearer {
        let graph = &self.graph;
        let note = graph.note_of(section);
        let (path, line) = (graph.path(note), graph.line(section));
        let headings = graph.heading_path(section);
        let is_title =
            |heading: &&str| name::heading_key(heading) == name::heading_key(graph.title(note));
        // The title says no more than the note.
        let from = usize::from(headings.len() > 1 && headings.first().is_some_and(is_title));
        let name = format!("{}#{}", without_note_extension(path), headings[from..].join("#"));
        let is_it = |part: NotePart| part.section == Some(section);
        match self.part_named(&name) {
            Ok(Some(part)) if is_it(part) && self.sections_like(part, &name).len() == 1 => {
                Bearer { name, line: Some(line) }
            }
            _ => Bearer { name: format!("{path}:{line}"), line: None },
        }
    }

    pub(super) fn no_such_part(&self, note: NoteId, fragment: &str) -> Unknown {
        let headings = self.graph.sections_of(note).map(|section| self.graph.heading(section));
        Unknown::NoSuchPart {
            path: self.graph.path(note).to_owned(),
            fragment: fragment.to_owned(),
            suggestions: nearest(fragment, headings.filter(|heading| !heading.is_empty())),
        }
    }

    pub(super) fn ambiguous(&self, name: &str, notes: &[NoteId]) -> Unknown {
        Unknown::Ambiguous {
            what: "several notes have this name",
            name: name.to_owned(),
            candidates: notes
                .iter()
                .map(|&note| Bearer { name: self.graph.path(note).to_owned(), line: None })
                .collect(),
            more: 0,
        }
    }

    /// The headings that read as a name but for the number that both end in, or that count the same, as in a
    /// journal that counts its days; those with the nearest numbers first.
    pub(super) fn counted_alike(&self, name: &str) -> Vec<String> {
        let Some((words, number)) = counted(name) else { return Vec::new() };
        let own = entry_name(name);
        let counts_alike = |heading: &str| match (own, entry_number(heading)?) {
            (Some(EntryName::Number(word, _)), (other, at)) => (word == other).then_some(at.into()),
            _ => None,
        };
        let ends_alike = |heading: &str| {
            let (others, at) = counted(heading)?;
            others.eq_ignore_ascii_case(words).then_some(at)
        };
        let sections = self.graph.notes().flat_map(|note| self.graph.sections_of(note));
        let headings = sections.map(|section| self.graph.heading(section));
        let mut alike: Vec<(u64, &str)> = headings
            .filter_map(|heading| {
                let at = ends_alike(heading).or_else(|| counts_alike(heading))?;
                Some((at.abs_diff(number), heading))
            })
            .collect();
        alike.sort_unstable();
        alike.dedup();
        alike.into_iter().take(SUGGESTIONS).map(|(_, heading)| heading.to_owned()).collect()
    }

    pub(crate) fn not_found(&self, sought: Sought, name: &str) -> Unknown {
        let graph = &self.graph;
        let concepts = graph.concepts().filter(|&concept| match sought {
            Sought::Note => false,
            Sought::NoteOrTopic => self.has_place(concept),
            Sought::Topic | Sought::Anything | Sought::Item => true,
        });
        let concepts = concepts.map(|concept| graph.concept_name(concept));
        let notes = graph.notes().flat_map(|note| {
            let titles = matches!(sought, Sought::Note).then(|| graph.title(note));
            let aliases = titles.is_some().then(|| graph.aliases(note)).into_iter().flatten();
            let path = (sought != Sought::Topic).then(|| graph.path(note));
            titles.into_iter().chain(aliases).chain([graph.stem(note)]).chain(path)
        });
        // What was refused is no help.
        let refused = name::link_key(name);
        let names = concepts.chain(notes).filter(|other| name::link_key(other) != refused);
        let mut counted = self.counted_alike(name);
        counted.retain(|other| name::link_key(other) != refused);
        let mut suggestions = match counted {
            counted if !counted.is_empty() && sought != Sought::Topic => counted,
            _ => nearest(name, names),
        };
        // What it is the heading of can be asked for, though the name alone is that of something else.
        if sought == Sought::Note {
            let headed = graph.sections_headed(name).take(MOST_HEADED);
            let places: Vec<String> = headed.map(|section| self.bearer(section).name).collect();
            suggestions.splice(0..0, places);
        }
        // There are many headings, of which some is like nearly any word.
        if suggestions.is_empty() && matches!(sought, Sought::Note | Sought::Anything) {
            let sections = graph.notes().flat_map(|note| graph.sections_of(note));
            let headings = sections.map(|section| graph.heading(section));
            suggestions = nearest(name, headings.filter(|heading| !heading.is_empty()));
        }
        let name = name.to_owned();
        match self.what_else_is_called(&name) {
            Some(is) if matches!(sought, Sought::Note | Sought::NoteOrTopic) => {
                Unknown::NoNote { what: sought.word(), name, is, suggestions }
            }
            Some(_) | None => Unknown::NotFound { what: sought.with_article(), name, suggestions },
        }
    }

    /// What is called so that is no note, in words: `it is a topic and a tag`.
    pub(crate) fn what_else_is_called(&self, name: &str) -> Option<String> {
        let concept = self.graph.concept_named(name.trim().trim_start_matches('#'))?;
        let kinds = self.graph.concept_kinds(concept);
        let is_unread = || Unread::new(self).is_all_there(concept);
        let is_missing = kinds.any(Kinds::MISSING);
        let is_unread = is_missing && is_unread();
        let all = [
            (Kinds::TITLE, "the title of several notes"),
            (Kinds::TOPIC, "a topic"),
            (Kinds::TAG, "a tag"),
            (Kinds::VALUE, "the value of a field"),
            (Kinds::DERIVED, "what several names begin with"),
        ];
        let is: Vec<&str> = all
            .iter()
            .filter(|(kind, _)| kinds.any(*kind))
            .map(|(_, is)| *is)
            .chain(is_unread.then_some("a linked file that exists, but is not read"))
            .collect();
        let is = (!is.is_empty()).then(|| format!("it is {}", is.join(" and ")));
        let missing = (is_missing && !is_unread)
            .then(|| "notes link to it, but it has not been written yet".to_owned());
        let all: Vec<String> = is.into_iter().chain(missing).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }
}

/// A name that ends in a number: the words before it, and the number.
fn counted(name: &str) -> Option<(&str, u64)> {
    let (words, number) = name.trim().rsplit_once(' ')?;
    Some((words.trim_end(), number.parse().ok()?))
}
