//! What kinds of things a question can ask for: what notes say they are, else their folder, and their tags, one or
//! several (`projects` is `project`). Leaves out how far things of a kind have come, which is `progress`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use lore_core::path;
use lore_graph::{How, Kinds, NoteId};

use crate::Engine;
use crate::likeness::nearest;
use crate::progress::kind_key;
use crate::related::pieces::{Piece, Pieces};

/// Plurals that no ending tells, with what one of them is.
const IRREGULAR: [(&str, &str); 8] = [
    ("children", "child"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("people", "person"),
    ("phenomena", "phenomenon"),
    ("women", "woman"),
];

/// Kinds that need no note to say so.
const ALWAYS: [&str; 4] = ["note", "section", "topic", "tag"];

/// A kind that differs from what was asked in more letters is not meant.
const MOST_EDITS: usize = 2;
/// So many kinds are named where one is unknown.
const NAMED: usize = 12;

/// A kind that is asked for.
pub(crate) struct Kind {
    key: String,
}

impl Kind {
    pub(crate) fn new(name: &str) -> Kind {
        Kind { key: key(name) }
    }

    /// Whether something of this name is of the kind.
    pub(crate) fn is(&self, name: &str) -> bool {
        key(name) == self.key
    }

    /// Whether a tag is the kind, or one of those below it: `book/novel` is a `book`.
    fn is_tag(&self, tag: &str) -> bool {
        let ends = tag.match_indices('/').map(|(at, _)| at).chain([tag.len()]);
        ends.map(|end| &tag[..end]).any(|name| self.is(name))
    }

    /// Whether a unit is of the kind.
    pub(crate) fn is_of(&self, pieces: &Pieces<'_>, unit: Piece) -> bool {
        let (engine, note) = (pieces.engine, pieces.note(unit));
        let graph = &engine.graph;
        let is_tagged = || {
            let stated = pieces.sections(unit).flat_map(|section| graph.statements(section));
            let mut tags = stated.filter(|statement| statement.how == How::Tag);
            tags.any(|statement| self.is_tag(graph.concept_name(statement.concept)))
        };
        self.is(&engine.section_kind(pieces.section(unit)))
            || engine.folder_or_kind(note).is_some_and(|kind| self.is(kind))
            || is_tagged()
    }
}

fn key(name: &str) -> String {
    let name = name.trim().trim_start_matches('#');
    let irregular = IRREGULAR.iter().find(|(several, _)| several.eq_ignore_ascii_case(name));
    kind_key(irregular.map_or(name, |(_, one)| one))
}

/// Nothing in the vault is of a kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing here is of the kind “{name}”: the kinds are {kinds}")]
pub struct UnknownKind {
    /// As given.
    pub name: String,
    /// Those there are, most notes first.
    pub kinds: String,
    /// The nearest names, best first.
    pub suggestions: Vec<String>,
}

impl Engine {
    /// What a note says it is, else the folder it is in.
    fn folder_or_kind(&self, note: NoteId) -> Option<&str> {
        let said = self.graph.kind(note);
        let folder = || path::file_name(path::folder(self.graph.path(note)));
        let kind = if said.is_empty() { folder() } else { said };
        (!kind.is_empty()).then_some(kind)
    }

    /// The kind that a question asks for.
    ///
    /// # Errors
    ///
    /// [`UnknownKind`] where nothing in the vault is of it.
    pub(crate) fn kind_asked(&self, name: &str) -> Result<Kind, UnknownKind> {
        let kind = Kind::new(name);
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for note in self.graph.notes() {
            if let Some(kind) = self.folder_or_kind(note) {
                *kinds.entry(kind).or_default() += 1;
            }
        }
        let is_tag = |concept: &_| self.graph.concept_kinds(*concept).any(Kinds::TAG);
        let tags = || {
            let tags = self.graph.concepts().filter(is_tag);
            tags.map(|concept| self.graph.concept_name(concept))
        };
        let is_known = |name: &str| kind.is(name);
        if ALWAYS.into_iter().any(is_known)
            || kinds.keys().any(|name| kind.is(name))
            || tags().any(|tag| kind.is_tag(tag))
        {
            return Ok(kind);
        }
        let all = kinds.keys().copied().chain(ALWAYS);
        let mut suggestions = nearest(name, all);
        suggestions.retain(|near| strsim::damerau_levenshtein(name, near) <= MOST_EDITS);
        let mut kinds: Vec<(Reverse<usize>, &str)> =
            kinds.into_iter().map(|(kind, notes)| (Reverse(notes), kind)).collect();
        kinds.sort_unstable();
        let kinds = kinds.into_iter().map(|(_, kind)| kind).take(NAMED).chain(ALWAYS);
        let mut named: Vec<String> = Vec::new();
        for kind in kinds {
            if !named.iter().any(|known| known == kind) {
                named.push(kind.to_owned());
            }
        }
        Err(UnknownKind { name: name.to_owned(), kinds: named.join(", "), suggestions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_several_are_of_one_kind() {
        for (asked, name, wanted) in [
            ("projects", "project", true),
            ("Project", "projects", true),
            ("person", "people", true),
            ("indices", "Index", true),
            ("#book", "book", true),
            ("book", "bookshelf", false),
        ] {
            assert_eq!(Kind::new(asked).is(name), wanted, "{asked} {name}");
        }
        assert!(Kind::new("book").is_tag("book/sci") && Kind::new("book/sci").is_tag("book/sci"));
        assert!(!Kind::new("sci").is_tag("book/sci") && !Kind::new("book/sci").is_tag("book"));
    }
}
