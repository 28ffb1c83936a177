//! What can be wrong with a note, and how bad it is. Leaves out wording for people: the doors
//! print the message; only the codes are fixed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something does not work as the author meant it.
    Error,
    /// Something probably does not work as meant.
    Warning,
    /// Something that could be better.
    Hint,
}

/// The kinds of problem that `lore check` knows, in kebab-case for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// A link whose note or page does not exist.
    DeadLink,
    /// A link to a note that exists, and to a heading in it that does not.
    DeadAnchor,
    /// A link to a block id that its note does not have.
    DeadBlock,
    /// A link or embed of a file that does not exist.
    DeadAttachment,
    /// A short link that fits several notes.
    AmbiguousLink,
    /// A link that differs from the file it reaches in upper and lower case.
    CaseMismatch,
    /// Two notes answer to one name.
    DuplicateName,
    /// Front matter that its format's parser refuses.
    BadFrontmatter,
    /// A reference link without a definition.
    MissingReference,
    /// A reference definition that no link uses.
    UnusedReference,
    /// Text that names another note without linking it.
    UnlinkedMention,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// A file that is not text.
    BinaryFile,
    /// A file that could not be read.
    Unreadable,
    /// A file above the size that Lore reads.
    TooLarge,
}

impl Code {
    /// All codes, in the order of the help page.
    pub const ALL: [Code; 15] = [
        Code::DeadLink,
        Code::DeadAnchor,
        Code::DeadBlock,
        Code::DeadAttachment,
        Code::AmbiguousLink,
        Code::CaseMismatch,
        Code::DuplicateName,
        Code::BadFrontmatter,
        Code::MissingReference,
        Code::UnusedReference,
        Code::UnlinkedMention,
        Code::InvalidUtf8,
        Code::BinaryFile,
        Code::Unreadable,
        Code::TooLarge,
    ];

    /// The code as scripts read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::DeadLink => "dead-link",
            Code::DeadAnchor => "dead-anchor",
            Code::DeadBlock => "dead-block",
            Code::DeadAttachment => "dead-attachment",
            Code::AmbiguousLink => "ambiguous-link",
            Code::CaseMismatch => "case-mismatch",
            Code::DuplicateName => "duplicate-name",
            Code::BadFrontmatter => "bad-frontmatter",
            Code::MissingReference => "missing-reference",
            Code::UnusedReference => "unused-reference",
            Code::UnlinkedMention => "unlinked-mention",
            Code::InvalidUtf8 => "invalid-utf8",
            Code::BinaryFile => "binary-file",
            Code::Unreadable => "unreadable",
            Code::TooLarge => "too-large",
        }
    }

    /// How much this kind of problem matters.
    pub fn severity(self) -> Severity {
        match self {
            Code::DeadLink | Code::DeadAnchor | Code::DeadBlock | Code::DeadAttachment => {
                Severity::Error
            }
            Code::Unreadable | Code::BinaryFile | Code::TooLarge => Severity::Error,
            Code::AmbiguousLink
            | Code::BadFrontmatter
            | Code::InvalidUtf8
            | Code::MissingReference => Severity::Warning,
            Code::CaseMismatch
            | Code::DuplicateName
            | Code::UnusedReference
            | Code::UnlinkedMention => Severity::Hint,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong at one place of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of problem.
    pub code: Code,
    /// Line, counting from 1.
    pub line: u32,
    /// Column in characters, counting from 1.
    pub column: u32,
    /// One sentence without the place, which the reader is shown beside it.
    pub message: String,
}
