//! Where a link points: the one resolver, used at indexing, for questions and for explanations.
//! Total and deterministic: every link gets exactly one target and the rule that decided.
//! Leaves out parsing: a link arrives with its target as written.
//!
//! The default order is Obsidian's (exact vault path, own folder, shortest path that ends in the
//! target), extended by what other tools' users write: relative Markdown links, folder notes,
//! aliases and titles. Names compare by [`name::link_key`].

use lore_core::{Link, LinkKind, VaultPath, name};

use crate::columns::{Ints, Longs, Strings};
use crate::graph::{FileId, NONE, NoteId, SectionId, hash};

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
    /// Nothing bears this name. The number is the concept of the name once the graph is built, and
    /// `u32::MAX` when it names a file or is otherwise no concept.
    Missing(u32),
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
            Target::Missing(concept) => (4, concept),
            Target::DeadAnchor(note) => (5, note.0),
            Target::DeadBlock(note) => (6, note.0),
        }
    }

    pub(crate) fn unpack(kind: u32, value: u32) -> Target {
        match kind {
            0 => Target::Note(NoteId(value)),
            1 => Target::Section(SectionId(value)),
            2 => Target::File(FileId(value)),
            3 => Target::External,
            5 => Target::DeadAnchor(NoteId(value)),
            6 => Target::DeadBlock(NoteId(value)),
            _ => Target::Missing(value),
        }
    }
}

/// The rule that decided where a link leads, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A URL.
    External,
    /// No target, only a heading or block: the same note.
    SameNote,
    /// Relative to the linking note's folder.
    Relative,
    /// The path from the vault's root.
    VaultPath,
    /// A note in the linking note's own folder.
    OwnFolder,
    /// The shortest path that ends in the target.
    ShortestPath,
    /// A unique alias.
    Alias,
    /// A unique title.
    Title,
    /// No rule found anything.
    Nothing,
}

impl Rule {
    const ALL: [Rule; 9] = [
        Rule::External,
        Rule::SameNote,
        Rule::Relative,
        Rule::VaultPath,
        Rule::OwnFolder,
        Rule::ShortestPath,
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
            Rule::Relative => "relative to the linking note",
            Rule::VaultPath => "path from the vault's root",
            Rule::OwnFolder => "in the linking note's folder",
            Rule::ShortestPath => "shortest path that ends in the target",
            Rule::Alias => "the only note with this alias",
            Rule::Title => "the only note with this title",
            Rule::Nothing => "nothing bears this name",
        }
    }
}

/// Where a link leads and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Where it leads.
    pub target: Target,
    /// The rule that decided.
    pub rule: Rule,
    /// Everything that fitted that rule, the chosen one first.
    pub candidates: Vec<Place>,
}

/// A note or another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A note.
    Note(NoteId),
    /// A file that is no note.
    File(FileId),
}

impl Place {
    fn note(self) -> Option<NoteId> {
        match self {
            Place::Note(note) => Some(note),
            Place::File(_) => None,
        }
    }
}

/// What resolution needs to know of a vault; borrowed from a stored graph or one being built.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub(crate) notes: Strings<'a>,
    pub(crate) files: Strings<'a>,
    /// Sorted hashes of the last path component: of notes without their extension, of files with it.
    pub(crate) name_hashes: Longs<'a>,
    /// Note ids, then file ids counted on from the number of notes.
    pub(crate) name_ids: Ints<'a>,
    /// Sorted hashes of titles and aliases.
    pub(crate) title_hashes: Longs<'a>,
    /// Note ids; the highest bit says that it is the title.
    pub(crate) title_ids: Ints<'a>,
    pub(crate) note_sections: Ints<'a>,
    pub(crate) section_parents: Ints<'a>,
    pub(crate) section_keys: Longs<'a>,
    pub(crate) section_slugs: Longs<'a>,
    pub(crate) note_blocks: Ints<'a>,
    pub(crate) block_keys: Longs<'a>,
    pub(crate) block_sections: Ints<'a>,
}

/// Marks a title among titles and aliases.
pub(crate) const IS_TITLE: u32 = 1 << 31;

/// File names that stand for their folder when a link names the folder.
const FOLDER_NOTES: [&str; 3] = ["index", "readme", "_index"];

impl Names<'_> {
    /// Resolves one link of the note at `from`.
    pub fn resolve(&self, from: NoteId, link: &Link) -> Resolution {
        let (rule, mut candidates) = self.find(from, link);
        let target = match candidates.first() {
            _ if rule == Rule::External => Target::External,
            Some(&Place::Note(note)) => self.part(note, link.fragment.as_deref()),
            Some(&Place::File(file)) => Target::File(file),
            None => Target::Missing(NONE),
        };
        candidates.shrink_to_fit();
        Resolution { target, rule, candidates }
    }

    /// The notes whose path ends in `name`, shortest first: those a person can mean by it.
    pub fn notes_called(&self, name: &str) -> Vec<NoteId> {
        let places = self.ending_in(name.trim_start_matches("./"));
        places.into_iter().filter_map(Place::note).collect()
    }

    /// The notes with this title or alias, case aside.
    pub fn notes_titled(&self, title: &str) -> Vec<NoteId> {
        let range = self.title_hashes.equal_range(hash(&name::link_key(title)));
        let mut notes: Vec<NoteId> =
            range.map(|at| NoteId(self.title_ids.get(at) & !IS_TITLE)).collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }

    fn find(&self, from: NoteId, link: &Link) -> (Rule, Vec<Place>) {
        let target = link.target.as_str();
        let markdown = matches!(link.kind, LinkKind::Markdown | LinkKind::Reference);
        if markdown && (has_scheme(target) || target.starts_with("//")) {
            return (Rule::External, Vec::new());
        }
        if target.is_empty() {
            return (Rule::SameNote, vec![Place::Note(from)]);
        }
        let folder = folder_of(self.notes.get(from.at()));
        if target.starts_with("./") || target.starts_with("../") || target == "." || target == ".."
        {
            return found(Rule::Relative, self.at_or_below(&join(folder, target)));
        }
        if let Some(rooted) = target.strip_prefix('/') {
            return found(Rule::VaultPath, self.at_or_below(rooted));
        }
        if markdown {
            let relative = self.at_or_below(&join(folder, target));
            if !relative.is_empty() {
                return (Rule::Relative, relative);
            }
            let rooted = self.at_or_below(target);
            if !rooted.is_empty() {
                return (Rule::VaultPath, rooted);
            }
        }
        let matches = self.ending_in(target);
        let wanted = name::link_key(without_note_extension(target));
        let exact = |path: &str| -> Vec<Place> {
            let key = name::link_key(path);
            matches.iter().copied().filter(|&place| self.key(place) == key).collect()
        };
        if !markdown {
            let rooted = exact(&wanted);
            if !rooted.is_empty() {
                return (Rule::VaultPath, self.best_case(rooted, target));
            }
            let own = exact(&join(folder, &wanted));
            if !own.is_empty() {
                return (Rule::OwnFolder, self.best_case(own, target));
            }
        }
        if !matches.is_empty() {
            return (Rule::ShortestPath, matches);
        }
        if !markdown {
            for (rule, title) in [(Rule::Alias, false), (Rule::Title, true)] {
                if let Some(note) = self.unique_title(&wanted, title) {
                    return (rule, vec![Place::Note(note)]);
                }
            }
        }
        (Rule::Nothing, Vec::new())
    }

    /// The notes and files whose path ends in `target` at a `/`: shortest path first, then bytewise.
    fn ending_in(&self, target: &str) -> Vec<Place> {
        let bare = without_note_extension(target);
        let mut matches = Vec::new();
        for name in [bare, target].into_iter().skip(usize::from(bare == target)) {
            let key = name::link_key(name);
            let last = key.rsplit('/').next().unwrap_or(&key);
            for at in self.name_hashes.equal_range(hash(last)) {
                let place = self.place(self.name_ids.get(at));
                let path = self.key(place);
                let fits = path
                    .strip_suffix(&key)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
                if fits {
                    matches.push(place);
                }
            }
        }
        let order = |place: &Place| {
            let path = self.path(*place);
            (matches!(place, Place::File(_)), path.len(), path)
        };
        matches.sort_by(|left, right| order(left).cmp(&order(right)));
        matches.dedup();
        matches
    }

    /// What a path from the root names: a note (its extension is optional), a file, or a folder's note.
    fn at_or_below(&self, path: &str) -> Vec<Place> {
        if path == OUTSIDE {
            return Vec::new();
        }
        let path = path.trim_end_matches('/');
        let mut found = if path.is_empty() { Vec::new() } else { self.at(path) };
        for name in FOLDER_NOTES {
            if found.is_empty() {
                let below =
                    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                found = self.at(&below);
            }
        }
        self.best_case(found, path)
    }

    /// The notes and files at a path from the root, case aside.
    fn at(&self, path: &str) -> Vec<Place> {
        let wanted = name::link_key(without_note_extension(path));
        let full = name::link_key(path);
        let mut places = self.ending_in(path);
        places.retain(|&place| {
            let key = self.key(place);
            key == wanted || (matches!(place, Place::File(_)) && key == full)
        });
        places
    }

    /// Of paths that differ in case alone, the one written like the link goes first.
    fn best_case(&self, mut places: Vec<Place>, written: &str) -> Vec<Place> {
        let bare = without_note_extension(written);
        places.sort_by_key(|&place| {
            let path = self.path(place);
            !(path.ends_with(written) || without_note_extension(path).ends_with(bare))
        });
        places
    }

    fn unique_title(&self, key: &str, title: bool) -> Option<NoteId> {
        let mut notes = self
            .title_hashes
            .equal_range(hash(key))
            .map(|at| self.title_ids.get(at))
            .filter(|id| (id & IS_TITLE != 0) == title)
            .map(|id| NoteId(id & !IS_TITLE));
        let note = notes.next()?;
        notes.all(|other| other == note).then_some(note)
    }

    /// The part of a note that a fragment names; no fragment is the note.
    pub fn part(&self, note: NoteId, fragment: Option<&str>) -> Target {
        let Some(fragment) = fragment.map(str::trim).filter(|fragment| !fragment.is_empty()) else {
            return Target::Note(note);
        };
        if let Some(id) = fragment.strip_prefix('^') {
            return match self.block(note, id) {
                Some(section) => Target::Section(section),
                None => Target::DeadBlock(note),
            };
        }
        match self.heading(note, fragment).or_else(|| self.block(note, fragment)) {
            Some(section) => Target::Section(section),
            None => Target::DeadAnchor(note),
        }
    }

    fn block(&self, note: NoteId, id: &str) -> Option<SectionId> {
        let key = hash(&id.to_lowercase());
        let blocks = self.note_blocks.get(note.at())..self.note_blocks.get(note.at() + 1);
        blocks
            .into_iter()
            .find(|&at| self.block_keys.get(at as usize) == key)
            .map(|at| SectionId(self.block_sections.get(at as usize)))
    }

    /// The first section whose heading fits; of `A#B`, the B below A.
    fn heading(&self, note: NoteId, fragment: &str) -> Option<SectionId> {
        let mut parts: Vec<u64> = fragment
            .split('#')
            .filter(|part| !part.trim().is_empty())
            .map(|part| hash(&name::heading_key(part)))
            .collect();
        let last = parts.pop()?;
        let mut sections =
            self.note_sections.get(note.at()) + 1..self.note_sections.get(note.at() + 1);
        let by_key = sections.clone().find(|&section| {
            self.section_keys.get(section as usize) == last && self.is_below(section, &parts)
        });
        let slug = hash(&fragment.to_lowercase());
        by_key
            .or_else(|| sections.find(|&section| self.section_slugs.get(section as usize) == slug))
            .map(SectionId)
    }

    /// Whether the section's ancestors bear the keys, outermost first.
    fn is_below(&self, section: u32, keys: &[u64]) -> bool {
        let mut keys = keys.iter().rev().peekable();
        let mut at = self.section_parents.get(section as usize);
        while at != NONE && keys.peek().is_some() {
            if keys.peek() == Some(&&self.section_keys.get(at as usize)) {
                keys.next();
            }
            at = self.section_parents.get(at as usize);
        }
        keys.peek().is_none()
    }

    fn place(&self, id: u32) -> Place {
        match (id as usize).checked_sub(self.notes.len()) {
            None => Place::Note(NoteId(id)),
            Some(file) => Place::File(FileId(file as u32)),
        }
    }

    fn path(&self, place: Place) -> &str {
        match place {
            Place::Note(note) => self.notes.get(note.at()),
            Place::File(file) => self.files.get(file.at()),
        }
    }

    /// The path as links compare it: notes without their extension.
    fn key(&self, place: Place) -> String {
        match place {
            Place::Note(note) => name::link_key(without_note_extension(self.notes.get(note.at()))),
            Place::File(file) => name::link_key(self.files.get(file.at())),
        }
    }
}

/// The path that names nothing in any vault: the result of leaving it.
const OUTSIDE: &str = "//";

fn join(folder: &str, relative: &str) -> String {
    if matches!(relative, "." | "./") {
        return folder.to_owned();
    }
    match VaultPath::join(folder, relative) {
        Some(path) => path.into(),
        // `..` from a first-level folder is the root itself, which is no file.
        None if relative.trim_end_matches('/') == ".." && !folder.is_empty() => String::new(),
        None => OUTSIDE.to_owned(),
    }
}

fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

fn found(rule: Rule, places: Vec<Place>) -> (Rule, Vec<Place>) {
    if places.is_empty() { (Rule::Nothing, places) } else { (rule, places) }
}

/// A path without `.md`, `.markdown` or `.mdx`.
pub(crate) fn without_note_extension(path: &str) -> &str {
    for extension in [".md", ".markdown", ".mdx"] {
        let Some(at) = path.len().checked_sub(extension.len()) else { continue };
        if path.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(extension))
            && at > 0
            && !path[..at].ends_with('/')
        {
            return &path[..at];
        }
    }
    path
}

/// Whether a target begins with `scheme:` as RFC 3986 writes it; one letter is a Windows drive.
pub(crate) fn has_scheme(target: &str) -> bool {
    let Some(colon) = target.find(':') else { return false };
    let scheme = &target[..colon];
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}
