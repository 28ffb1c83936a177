//! What can be wrong with a note, and how bad it is. Leaves out wording for people: the doors
//! print the message; only the codes are fixed, and a line that says what each is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something does not work as the author meant it.
    Error,
    /// Something probably does not work as meant.
    Warning,
    /// Something that could be better.
    Hint,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

    /// The one word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// The kinds of problem that `lore check` knows. Stored by number, told by [`Code::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// Front matter that its format's parser refuses, or a day in it that may be another.
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
    // Stored by number, so that new ones go last.
    /// A link that leads to different files in different tools.
    DialectDifference,
    /// A code in a comment or setting that is none.
    UnknownCode,
}

impl Code {
    /// All codes, in the order of the help page.
    pub const ALL: [Code; 17] = [
        Code::DeadLink,
        Code::DeadAnchor,
        Code::DeadBlock,
        Code::DeadAttachment,
        Code::Unreadable,
        Code::BinaryFile,
        Code::TooLarge,
        Code::AmbiguousLink,
        Code::DialectDifference,
        Code::BadFrontmatter,
        Code::MissingReference,
        Code::InvalidUtf8,
        Code::CaseMismatch,
        Code::DuplicateName,
        Code::UnusedReference,
        Code::UnlinkedMention,
        Code::UnknownCode,
    ];

    /// The code as scripts read it, in kebab-case.
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
            Code::DialectDifference => "dialect-difference",
            Code::UnknownCode => "unknown-code",
        }
    }

    /// What this kind of problem is, in a few words.
    pub fn summary(self) -> &'static str {
        match self {
            Code::DeadLink => "no note has the name that the link gives",
            Code::DeadAnchor => "the note exists, but has no such heading",
            Code::DeadBlock => "the note exists, but has no such block id",
            Code::DeadAttachment => "the linked or embedded file does not exist",
            Code::AmbiguousLink => "the link fits several files",
            Code::CaseMismatch => "link and file differ in capital letters",
            Code::DuplicateName => "several notes have the same file name",
            Code::BadFrontmatter => "the front matter, or a day in it, cannot be read",
            Code::MissingReference => "[text][id] without a definition of id",
            Code::UnusedReference => "a definition [id]: that nothing uses",
            Code::UnlinkedMention => "text names a note without linking to it",
            Code::InvalidUtf8 => "the file is not UTF-8",
            Code::BinaryFile => "the file is not text",
            Code::Unreadable => "the file cannot be read",
            Code::TooLarge => "the file is larger than what is read of it",
            Code::DialectDifference => "tools would lead the link to different files",
            Code::UnknownCode => "a lore-ignore comment names an unknown code",
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
            | Code::DialectDifference
            | Code::BadFrontmatter
            | Code::InvalidUtf8
            | Code::MissingReference => Severity::Warning,
            Code::CaseMismatch
            | Code::DuplicateName
            | Code::UnusedReference
            | Code::UnlinkedMention
            | Code::UnknownCode => Severity::Hint,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no code of a problem")]
pub struct UnknownCode(pub String);

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Code, UnknownCode> {
        let found = Code::ALL.into_iter().find(|code| code.as_str() == text.trim());
        found.ok_or_else(|| UnknownCode(text.to_owned()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_there_and_back_and_worst_come_first() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
        }
        assert!(Code::ALL.is_sorted_by_key(|code| code.severity()));
        assert!("dead-lnk".parse::<Code>().is_err());
    }
}
