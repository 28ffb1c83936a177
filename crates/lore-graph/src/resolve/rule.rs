//! The rules of resolution by name, and where links lead. Leaves out what a rule finds, and the order in
//! which they are tried, which each profile gives as data.

use crate::graph::{ConceptId, FileId, NONE, NoteId, SectionId};

use super::Start;

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A note as a whole.
    Note(NoteId),
    /// A heading or block of a note.
    Section(SectionId),
    /// A file that is no note.
    File(FileId),
    /// Outside the vault: a URL.
    External,
    /// Nothing bears this name, which is a concept unless it names a file or is otherwise none. While the
    /// graph is built the number is not yet the final one.
    Missing(Option<ConceptId>),
    /// The note exists, the heading does not.
    DeadAnchor(NoteId),
    /// The note exists, the block id does not.
    DeadBlock(NoteId),
}

impl Target {
    /// Whether the link leads to all it names.
    pub fn is_resolved(self) -> bool {
        matches!(self, Target::Note(_) | Target::Section(_) | Target::File(_) | Target::External)
    }

    pub(crate) fn pack(self) -> (u32, u32) {
        match self {
            Target::Note(note) => (0, note.0),
            Target::Section(section) => (1, section.0),
            Target::File(file) => (2, file.0),
            Target::External => (3, NONE),
            Target::Missing(concept) => (4, concept.map_or(NONE, |concept| concept.0)),
            Target::DeadAnchor(note) => (5, note.0),
            Target::DeadBlock(note) => (6, note.0),
        }
    }

    /// The kind is in the lowest three bits; what is above them is not looked at.
    pub(crate) fn unpack(kind: u32, value: u32) -> Target {
        match kind & 7 {
            0 => Target::Note(NoteId(value)),
            1 => Target::Section(SectionId(value)),
            2 => Target::File(FileId(value)),
            3 => Target::External,
            5 => Target::DeadAnchor(NoteId(value)),
            6 => Target::DeadBlock(NoteId(value)),
            _ => Target::Missing((value != NONE).then_some(ConceptId(value))),
        }
    }
}

/// The rule that decided where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A URL.
    External,
    /// No target, only a heading or block: the same note.
    SameNote,
    /// `./x` and `../x`: relative to the linking note's folder, and nothing else.
    Dotted,
    /// `/x`: from the vault's root, `@/x` of Zola: from its content folder.
    Rooted,
    /// A Markdown path, from the linking note's folder.
    Relative,
    /// The path from the vault's root.
    VaultPath,
    /// A note in the linking note's own folder.
    OwnFolder,
    /// The shortest path that ends in the target.
    ShortestPath,
    /// The first path, bytewise, that ends in the target.
    FirstPath,
    /// A file name that begins with the target: the ids of a Zettelkasten.
    NamePrefix,
    /// The page whose file name spells the target: `a___b.md` is `a/b`.
    PageName,
    /// The journal page of a day.
    Day,
    /// A post of a Jekyll site, in the site's or a folder's `_posts`.
    Post,
    /// The note that holds a block with this id.
    BlockId,
    /// What has this id, by its file's name or its front matter: `:/id` of Joplin.
    Id,
    /// The address of a page on the site.
    SitePath,
    /// The note that stands for the folder of this name.
    FolderNote,
    /// A unique alias.
    Alias,
    /// A unique title.
    Title,
    /// No rule found anything.
    Nothing,
}

/// Where a rule looks for what it finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// At the target's path from the linking note's folder.
    pub beside: bool,
    /// At the target's path from the vault's root.
    pub below_root: bool,
    /// Wherever something has the name.
    pub by_name: bool,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 20] = [
        Rule::External,
        Rule::SameNote,
        Rule::Dotted,
        Rule::Rooted,
        Rule::Relative,
        Rule::VaultPath,
        Rule::OwnFolder,
        Rule::ShortestPath,
        Rule::FirstPath,
        Rule::NamePrefix,
        Rule::PageName,
        Rule::Day,
        Rule::Post,
        Rule::BlockId,
        Rule::Id,
        Rule::SitePath,
        Rule::FolderNote,
        Rule::Alias,
        Rule::Title,
        Rule::Nothing,
    ];

    pub(crate) fn unpack(value: u32) -> Rule {
        Rule::ALL.get(value as usize).copied().unwrap_or(Rule::Nothing)
    }

    /// The rule in a few words.
    pub fn describe(self) -> &'static str {
        match self {
            Rule::External => "outside the vault",
            Rule::SameNote => "the same note",
            Rule::Dotted => "relative to the linking note, as its dots say",
            Rule::Rooted => "path from the vault's root, as its slash says",
            Rule::Relative => "relative to the linking note",
            Rule::VaultPath => "path from the vault's root",
            Rule::OwnFolder => "in the linking note's folder",
            Rule::ShortestPath => "shortest path that ends in the target",
            Rule::FirstPath => "first path that ends in the target",
            Rule::NamePrefix => "file name that begins with the target",
            Rule::PageName => "page whose file name spells the target",
            Rule::Day => "journal page of the day",
            Rule::Post => "post of this name",
            Rule::BlockId => "the note that holds the block",
            Rule::Id => "the note or file with this id",
            Rule::SitePath => "address on the site",
            Rule::FolderNote => "the note that stands for the folder",
            Rule::Alias => "the only note with this alias",
            Rule::Title => "the only note with this title",
            Rule::Nothing => "nothing bears this name",
        }
    }

    /// Where the rule looks for what it finds.
    pub fn looks(self) -> Looks {
        let nowhere = Looks::default();
        let by_name = Looks { by_name: true, ..nowhere };
        match self {
            Rule::Dotted | Rule::Relative | Rule::OwnFolder => Looks { beside: true, ..nowhere },
            Rule::Rooted | Rule::VaultPath => Looks { below_root: true, ..nowhere },
            Rule::SitePath | Rule::Post => Looks { below_root: true, ..by_name },
            Rule::ShortestPath | Rule::FirstPath | Rule::NamePrefix | Rule::PageName => {
                Looks { beside: true, below_root: true, by_name: true }
            }
            Rule::Day | Rule::BlockId | Rule::Id | Rule::Alias | Rule::Title => by_name,
            Rule::External | Rule::SameNote | Rule::FolderNote | Rule::Nothing => nowhere,
        }
    }

    /// Whether the rule chooses between several places by their order alone.
    pub(crate) fn is_a_choice(self) -> bool {
        matches!(self, Rule::ShortestPath | Rule::FirstPath | Rule::NamePrefix | Rule::SitePath)
    }

    /// Whether the rule is tried only where those before it found nothing; what it would find
    /// beside them is no other reading.
    pub(super) fn is_last_resort(self) -> bool {
        matches!(
            self,
            Rule::FolderNote | Rule::Alias | Rule::Title | Rule::NamePrefix | Rule::SameNote
        )
    }

    /// Whether a target that begins so can be read by the rule.
    pub(super) fn applies_to(self, start: Start) -> bool {
        match self {
            Rule::Dotted => start == Start::Dots,
            Rule::Rooted | Rule::SitePath => start == Start::Root,
            Rule::Id => start == Start::Id,
            Rule::SameNote | Rule::Post | Rule::BlockId | Rule::External | Rule::Nothing => true,
            _ => start == Start::Name,
        }
    }
}
