//! Where a link points: the one resolver, used at indexing, for questions and for explanations.
//! Total and deterministic: every link gets exactly one target and the rule that decided.
//! Leaves out parsing: a link arrives with its target as written.
//!
//! The default order is Obsidian's (exact vault path, own folder, shortest path that ends in the
//! target), extended by what other tools' users write: relative Markdown links, folder notes,
//! aliases and titles. Names compare by [`name::link_key`].

use lore_core::{Link, LinkKind, VaultPath, name};

use crate::build::names_a_note;
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
    /// Everything that fitted that rule, the chosen one first. Behind what a Markdown path names
    /// from the linking note's folder stands what it names from the vault's root: tools differ.
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
            Some(&Place::Note(note)) => {
                self.part_by(note, link.fragment.as_deref(), is_markdown(link.kind))
            }
            Some(&Place::File(file)) => Target::File(file),
            None => Target::Missing(NONE),
        };
        candidates.shrink_to_fit();
        Resolution { target, rule, candidates }
    }

    /// The notes whose path ends in `name`, shortest first: those a person can mean by it.
    pub fn notes_called(&self, name: &str) -> Vec<NoteId> {
        let places = self.ending_in(name.trim_start_matches("./"), false);
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
        let markdown = is_markdown(link.kind);
        if markdown && (has_scheme(target) || target.starts_with("//")) {
            return (Rule::External, Vec::new());
        }
        if target.is_empty() {
            return (Rule::SameNote, vec![Place::Note(from)]);
        }
        let files_first = !names_a_note(link.kind, target);
        let mut folder = folder_of(self.notes.get(from.at()));
        if matches!(target, "." | "..") || target.starts_with("./") || target.starts_with("../") {
            return found(
                Rule::Relative,
                self.at_or_below(VaultPath::join(folder, target), files_first),
            );
        }
        let hugo = matches!(link.kind, LinkKind::HugoRef | LinkKind::HugoRelref);
        let mut name = target.trim_end_matches('/');
        if let Some(rooted) = target.strip_prefix('/') {
            let places = self.at_or_below(Some(rooted.to_owned()), files_first);
            if !places.is_empty() || !hugo {
                return found(Rule::VaultPath, places);
            }
            // Hugo's root is its content folder, wherever that is in the vault.
            (name, folder) = (name.trim_start_matches('/'), "");
        } else if markdown || hugo {
            let relative = self.at_or_below(VaultPath::join(folder, target), files_first);
            let rule = if relative.is_empty() { Rule::VaultPath } else { Rule::Relative };
            let mut places = self.at_or_below(Some(target.to_owned()), files_first);
            places.retain(|place| !relative.contains(place));
            places.splice(0..0, relative);
            if !places.is_empty() {
                return (rule, places);
            }
        }
        if name.is_empty() {
            return (Rule::Nothing, Vec::new());
        }
        if let Some(found) = self.by_name(folder, name, files_first) {
            return found;
        }
        // A folder is found by its name like a note: it is the note that stands for it.
        let mut below = FOLDER_NOTES.iter().map(|note| format!("{name}/{note}"));
        if let Some(found) = below.find_map(|name| self.by_name(folder, &name, false)) {
            return found;
        }
        if link.kind == LinkKind::Wiki {
            let key = name::link_key(without_note_extension(target));
            for (rule, title) in [(Rule::Alias, false), (Rule::Title, true)] {
                if let Some(note) = self.unique_title(&key, title) {
                    return (rule, vec![Place::Note(note)]);
                }
            }
        }
        (Rule::Nothing, Vec::new())
    }

    /// What a name or the end of a path means to a note in `folder`.
    fn by_name(&self, folder: &str, name: &str, files_first: bool) -> Option<(Rule, Vec<Place>)> {
        let matches = self.ending_in(name, files_first);
        let below = |folder: &str| -> Vec<Place> {
            let key = path_key(without_note_extension(name));
            let key = if folder.is_empty() { key } else { format!("{}/{key}", path_key(folder)) };
            let places = matches.iter().copied().filter(|&place| self.key(place) == key).collect();
            self.best_case(places, name)
        };
        for (rule, folder) in [(Rule::VaultPath, ""), (Rule::OwnFolder, folder)] {
            let places = below(folder);
            if !places.is_empty() {
                return Some((rule, places));
            }
        }
        (!matches.is_empty()).then_some((Rule::ShortestPath, matches))
    }

    /// The notes and files whose path ends in `target` at a `/`: shortest path first, then
    /// bytewise. Of the two kinds, the one that the target probably means goes first.
    fn ending_in(&self, target: &str, files_first: bool) -> Vec<Place> {
        let bare = without_note_extension(target);
        let mut matches = Vec::new();
        for name in [bare, target].into_iter().skip(usize::from(bare == target)) {
            let key = path_key(name);
            let last = key.rsplit('/').next().unwrap_or(&key);
            for at in self.name_hashes.equal_range(hash(last)) {
                let place = self.place(self.name_ids.get(at));
                // A file needs its whole name: `[[notes.md]]` is not the file `notes`.
                let whole = name == target || matches!(place, Place::Note(_));
                if whole && self.ends_in(place, &key) {
                    matches.push(place);
                }
            }
        }
        // An extension is not needed, but if it is written it means something.
        let written = target.get(bare.len()..).unwrap_or("");
        let has_extension = |place: &Place| {
            let path = self.path(*place);
            let extension = &path[without_note_extension(path).len()..];
            extension.eq_ignore_ascii_case(written)
        };
        if !written.is_empty() && matches.iter().any(has_extension) {
            matches.retain(has_extension);
        }
        let order = |place: &Place| {
            let path = self.path(*place);
            (matches!(place, Place::File(_)) != files_first, path.chars().count(), path)
        };
        matches.sort_by(|left, right| order(left).cmp(&order(right)));
        matches.dedup();
        matches
    }

    /// Whether a place's path ends in a key at a `/`.
    fn ends_in(&self, place: Place, key: &str) -> bool {
        let ends = |path: &str| {
            path.len().checked_sub(key.len()).is_some_and(|at| {
                path.as_bytes()[at..].eq_ignore_ascii_case(key.as_bytes())
                    && (at == 0 || path.as_bytes()[at - 1] == b'/')
            })
        };
        // On a site where all pages are called `index.md` this runs for each of them.
        let path = self.bare_path(place);
        let is_plain = path.is_ascii() && !path.contains(' ');
        ends(path) || !is_plain && ends(&path_key(path))
    }

    /// What a path from the root names: a note (its extension is optional), a file, or a folder's note.
    /// No path is one that leaves the vault.
    fn at_or_below(&self, path: Option<String>, files_first: bool) -> Vec<Place> {
        let Some(path) = path else { return Vec::new() };
        let path = path.trim_end_matches('/');
        let mut found = Vec::new();
        if !path.is_empty() {
            found = self.at(path, files_first);
        }
        for name in FOLDER_NOTES {
            if found.is_empty() {
                let slash = if path.is_empty() { "" } else { "/" };
                found = self.at(&format!("{path}{slash}{name}"), false);
            }
        }
        found
    }

    /// The notes and files at a path from the root, case aside.
    fn at(&self, path: &str, files_first: bool) -> Vec<Place> {
        let (bare, full) = (path_key(without_note_extension(path)), path_key(path));
        let mut places = self.ending_in(path, files_first);
        places.retain(|&place| {
            let key = self.key(place);
            key == bare || key == full
        });
        self.best_case(places, path)
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
        self.part_by(note, fragment, false)
    }

    fn part_by(&self, note: NoteId, fragment: Option<&str>, anchor_first: bool) -> Target {
        let Some(fragment) = fragment.map(str::trim).filter(|fragment| !fragment.is_empty()) else {
            return Target::Note(note);
        };
        if let Some(id) = fragment.strip_prefix('^') {
            return match self.block(note, id) {
                Some(section) => Target::Section(section),
                None => Target::DeadBlock(note),
            };
        }
        let section = self.heading(note, fragment, anchor_first);
        match section.or_else(|| self.block(note, fragment)) {
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

    /// The first section whose heading fits; of `A#B`, the B below A. An anchor such as `setup-1`
    /// may be the second heading `Setup` or the heading `Setup 1`.
    fn heading(&self, note: NoteId, fragment: &str, anchor_first: bool) -> Option<SectionId> {
        let mut parts: Vec<u64> = fragment
            .split('#')
            .filter(|part| !part.trim().is_empty())
            .map(|part| hash(&name::heading_key(part)))
            .collect();
        let last = parts.pop()?;
        let first = self.note_sections.get(note.at()) + 1;
        let mut sections = first..self.note_sections.get(note.at() + 1);
        let by_key = sections.clone().find(|&section| {
            self.section_keys.get(section as usize) == last && self.is_below(section, &parts)
        });
        let slug = hash(&fragment.to_lowercase());
        let mut by_anchor =
            || sections.find(|&section| self.section_slugs.get(section as usize) == slug);
        let section = if anchor_first { by_anchor().or(by_key) } else { by_key.or_else(by_anchor) };
        section.map(SectionId)
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

    /// The path as links name it: notes without their extension.
    fn bare_path(&self, place: Place) -> &str {
        match place {
            Place::Note(note) => without_note_extension(self.notes.get(note.at())),
            Place::File(file) => self.files.get(file.at()),
        }
    }

    /// The path as links compare it.
    fn key(&self, place: Place) -> String {
        path_key(self.bare_path(place))
    }
}

fn is_markdown(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Markdown | LinkKind::Reference)
}

/// The key by which paths compare: each name on its own, so that spaces at the ends of any do not
/// count.
fn path_key(path: &str) -> String {
    if !path.contains("/ ") && !path.contains(" /") {
        return name::link_key(path);
    }
    let names: Vec<String> = path.split('/').map(name::link_key).collect();
    names.join("/")
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

/// Whether a target begins with `scheme:` as RFC 3986 writes it. One letter is a Windows drive, and
/// a space after the colon makes it a name: `Note: A.md`.
pub(crate) fn has_scheme(target: &str) -> bool {
    let Some((scheme, rest)) = target.split_once(':') else { return false };
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && rest.starts_with(|c: char| !c.is_whitespace())
}
