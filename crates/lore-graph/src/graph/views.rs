//! What the graph answers with: links, statements and phrases as they are stored, and what kinds of
//! them there are. Leaves out finding them in the columns.

use lore_core::LinkKind;

use super::{ConceptId, LinkId, SectionId};
use crate::names::{bare_file_name, without_note_extension};
use crate::resolve::{Rule, Target};
use crate::statements::{Direction, field_key};

/// By what a note is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// Its front matter or its file's name.
    Title,
    /// Its first heading.
    Heading,
    /// Its file's name, as other notes have the same first heading.
    FileName,
    /// Its path, as it is a form for notes: what the form is called is no subject.
    Path,
}

impl Naming {
    pub(crate) fn pack(self) -> u32 {
        match self {
            Naming::Title => 0,
            Naming::Heading => 1,
            Naming::FileName => 2,
            Naming::Path => 3,
        }
    }

    /// What a note with this title and path is called as a subject among others.
    pub(crate) fn name<'a>(self, title: &'a str, path: &'a str) -> &'a str {
        match self {
            Naming::Path => without_note_extension(path),
            Naming::Title | Naming::Heading | Naming::FileName => self.title(title, path),
        }
    }

    /// What a note with this title and path is called to people.
    pub(crate) fn title<'a>(self, title: &'a str, path: &'a str) -> &'a str {
        match self {
            Naming::Title | Naming::Heading | Naming::Path => title,
            Naming::FileName => bare_file_name(path),
        }
    }

    pub(crate) fn unpack(value: u32) -> Naming {
        match value {
            1 => Naming::Heading,
            2 => Naming::FileName,
            3 => Naming::Path,
            _ => Naming::Title,
        }
    }
}

/// How a section states a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The concept is what the note is called.
    Title,
    /// A topic field says so.
    Topic,
    /// A tag.
    Tag,
    /// A link to a note that does not exist.
    MissingLink,
    /// A field whose value is the concept's name.
    Field,
}

impl How {
    pub(crate) const ALL: [How; 5] =
        [How::Title, How::Topic, How::Tag, How::MissingLink, How::Field];

    pub(crate) fn unpack(value: u32) -> How {
        How::ALL.get(value as usize).copied().unwrap_or(How::Title)
    }
}

/// What kinds of statement made a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(pub u32);

impl Kinds {
    /// The name of a note.
    pub const TITLE: u32 = 1;
    /// The value of a topic field.
    pub const TOPIC: u32 = Kinds::DECLARED | Kinds::JOINED;
    /// One that can be nothing else.
    pub(crate) const DECLARED: u32 = 2;
    /// A tag.
    pub const TAG: u32 = 4;
    /// The target of a link that leads nowhere.
    pub const MISSING: u32 = 8;
    /// A name that several others begin with, or that those of counted parts do.
    pub const DERIVED: u32 = Kinds::SHARED | Kinds::WHOLE;
    /// A beginning that names of concepts share.
    pub(crate) const SHARED: u32 = 16;
    /// The value of another field.
    pub const VALUE: u32 = 32;
    /// The value of a topic field that may be several, or one of these.
    pub(crate) const JOINED: u32 = 64;
    /// What the values of other fields are counted parts of: `Book` of `Book Chapter 3`.
    pub(crate) const WHOLE: u32 = 128;

    /// All of them, each at its place.
    #[rustfmt::skip]
    pub(crate) const ALL: [u32; 8] = [
        Kinds::TITLE, Kinds::DECLARED, Kinds::TAG, Kinds::MISSING, Kinds::SHARED, Kinds::VALUE,
        Kinds::JOINED, Kinds::WHOLE,
    ];
    /// What a name is if several sections have it in their fields.
    pub(crate) const HELD: u32 = Kinds::VALUE | Kinds::WHOLE;
    /// What makes a concept whether or not a value that may be several names it: what these are read as
    /// depends on it.
    pub(crate) const KNOWN: u32 = Kinds::TITLE | Kinds::DECLARED | Kinds::TAG | Kinds::MISSING;

    /// The place of one kind among all.
    pub(crate) fn place(kind: u32) -> usize {
        kind.trailing_zeros() as usize
    }

    /// Whether one of the kinds in `mask` is among them.
    pub fn any(self, mask: u32) -> bool {
        self.0 & mask != 0
    }

    /// What the concept is first of all.
    pub fn first(self) -> ConceptKind {
        if self.any(Kinds::TITLE) {
            ConceptKind::Note
        } else if self.any(Kinds::TOPIC | Kinds::DERIVED) {
            ConceptKind::Topic
        } else if self.any(Kinds::TAG) {
            ConceptKind::Tag
        } else if self.any(Kinds::MISSING) {
            ConceptKind::Missing
        } else {
            ConceptKind::Topic
        }
    }

    /// The word for that.
    pub fn word(self) -> &'static str {
        self.first().as_str()
    }
}

/// What a concept is first of all, whatever else it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConceptKind {
    /// A note bears its name.
    Note,
    /// It is declared, the value of a field, or what several names begin with.
    Topic,
    /// Nothing but a tag.
    Tag,
    /// Nothing but the target of links that lead nowhere.
    Missing,
}

impl ConceptKind {
    /// The word for it: `note`, `topic`, `tag` or `missing`.
    pub fn as_str(self) -> &'static str {
        match self {
            ConceptKind::Note => "note",
            ConceptKind::Topic => "topic",
            ConceptKind::Tag => "tag",
            ConceptKind::Missing => "missing",
        }
    }
}

/// One section's statement of one concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Who states it.
    pub section: SectionId,
    /// What.
    pub concept: ConceptId,
    /// In which way.
    pub how: How,
    /// Line, counting from 1.
    pub line: u32,
    /// The field's name as first written in the vault; empty unless `how` is a topic or field.
    pub field: &'a str,
}

/// What a phrase refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The concept.
    pub concept: ConceptId,
    /// How many links with this text lead there.
    pub links: u32,
    /// Whether the phrase is one of its names.
    pub is_name: bool,
}

/// A link with where it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// The link.
    pub id: LinkId,
    /// The section it stands in.
    pub section: SectionId,
    /// How it is written.
    pub kind: LinkKind,
    /// Whether it shows its target in place.
    pub embed: bool,
    /// Where it leads.
    pub target: Target,
    /// Which rule of resolution decided.
    pub rule: Rule,
    /// How many notes or files fitted the rule.
    pub candidates: u32,
    /// How many more the rules after it would have found.
    pub others: u32,
    /// Line, counting from 1.
    pub line: u32,
}

impl LinkView {
    /// Whether several places fitted and only the order of the rule chose between them.
    pub fn is_ambiguous(self) -> bool {
        self.candidates > 1 && self.rule.is_a_choice()
    }
}

impl<'a> Statement<'a> {
    /// The way in one word: `title`, `topic`, `tag`, `link` or the field's name.
    pub fn word(self) -> &'a str {
        match self.how {
            How::Title => "title",
            How::Topic => "topic",
            How::Tag => "tag",
            How::MissingLink => "link",
            How::Field => self.field,
        }
    }

    /// Whether its field says, at a note's top, that what is stated is broader than the note.
    pub fn is_broader(self) -> bool {
        self.how == How::Field && Direction::of(&field_key(self.field)) == Direction::Broader
    }

    /// Whether its field says, at a note's top, that what is stated is narrower than the note.
    pub fn is_narrower(self) -> bool {
        self.how == How::Field && Direction::of(&field_key(self.field)) == Direction::Narrower
    }
}
