//! What a name in a question means: a note, a section, a concept, and if nothing bears it, what
//! bears a similar one ([`unknown`]). Leaves out the table of names, which is the graph's, and where the links in
//! notes lead, which its resolver says.

mod unknown;

use std::path::{Component, Path, PathBuf};

use lore_core::path::without_note_extension;
use lore_core::{LinkKind, name};
use lore_graph::{ConceptId, How, Kinds, LinkView, NoteId, SectionId, Statement, Target};
use lore_parser::{EntryName, entry_name};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
pub(crate) use unknown::Sought;
pub use unknown::{Bearer, Unknown};

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A note.
    Note(NoteId),
    /// A section of a note.
    Section(SectionId),
    /// A concept.
    Concept(ConceptId),
    /// Words that name nothing.
    Phrase(String),
}

/// What a NOTE argument names: a note, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotePart {
    /// The note.
    pub note: NoteId,
    /// The part; nothing for the whole note.
    pub section: Option<SectionId>,
}

impl From<NotePart> for Subject {
    fn from(part: NotePart) -> Subject {
        part.section.map_or(Subject::Note(part.note), Subject::Section)
    }
}

/// The sign that answers set between a note and its headings.
const BELOW: char = '›';
/// The sign that [`lore_graph::Graph::label`] sets between a heading and its topics …
const BEFORE_TOPIC: char = '·';
/// … and how many of them a label has at most.
const MOST_SIGNS: usize = 8;

impl Engine {
    /// What a path may name, as paths of the vault: it counts from the current folder, as shells complete
    /// it, else from the vault's root, which is `""`.
    pub(crate) fn places_of(&self, path: &Path) -> Vec<String> {
        let places = [&*self.current_folder, self.root()].map(|from| from.join(path));
        places.iter().filter_map(|place| self.path_in_vault(place)).collect()
    }

    /// A path of the file system as a path of the vault; `""` is the root.
    fn path_in_vault(&self, path: &Path) -> Option<String> {
        let plain = without_dots(path);
        let inside = match plain.strip_prefix(self.root()) {
            Ok(inside) => inside.to_owned(),
            // The way there may lead over a symbolic link.
            Err(_) => path.canonicalize().ok()?.strip_prefix(self.root()).ok()?.to_owned(),
        };
        let names: Option<Vec<&str>> =
            inside.components().map(|name| name.as_os_str().to_str()).collect();
        Some(names?.join("/"))
    }

    /// The note or part of it that a NOTE argument names: a path, file name, title or alias, or any
    /// of these with `#heading`, `#heading#heading below` or `#^block`; a path with `:LINE`; a heading alone,
    /// or what answers call a section.
    ///
    /// # Errors
    ///
    /// When nothing or several notes or sections bear the name, or the note has no such part; [`Unknown`] has
    /// what may have been meant.
    pub fn find_part(&self, name: &str) -> Result<NotePart, Unknown> {
        if let Some(part) = self.part_asked(name)? {
            return Ok(part);
        }
        // What is known to be something else is not taken for a heading; what is not written is nothing.
        let concept = self.graph.concept_named(name.trim_start_matches('#'));
        let is_heading = concept.is_none_or(|concept| self.is_only_linked(concept));
        let section = if is_heading { self.section_asked(name)? } else { None };
        let part = section
            .map(|section| NotePart { note: self.graph.note_of(section), section: Some(section) });
        part.ok_or_else(|| self.not_found(Sought::Note, name))
    }

    /// The note, or the one part of it, that a name with that of the note is of.
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`].
    pub(crate) fn part_asked(&self, name: &str) -> Result<Option<NotePart>, Unknown> {
        if let Some(part) = self.part_named(name)? {
            let sections = self.sections_like(part, name);
            return if sections.len() > 1 {
                Err(self.several_sections(name, sections))
            } else {
                Ok(Some(part))
            };
        }
        let at_line = name.rsplit_once(':').and_then(|(path, line)| {
            let (note, line) = (self.note_at_path(path)?, line.trim().parse().ok()?);
            Some((note, line))
        });
        let at_line = match at_line {
            Some((note, line)) => Some(self.part_at(note, line)?),
            None => None,
        };
        // The sign may be a part of the heading.
        if at_line.is_some()
            || !name.contains(BELOW)
            || self.graph.sections_headed(name).next().is_some()
        {
            return Ok(at_line);
        }
        let found = self.part_asked(&name.replace(BELOW, "#"));
        found.map_err(|unknown| match unknown {
            // What is told is told of what was asked.
            Unknown::Ambiguous { what, candidates, more, .. } => {
                Unknown::Ambiguous { what, name: name.to_owned(), candidates, more }
            }
            unknown => unknown,
        })
    }

    /// The section of a note that a line stands in; its first stands for the note.
    fn part_at(&self, note: NoteId, line: u32) -> Result<NotePart, Unknown> {
        let begins_before = |&section: &SectionId| self.graph.line(section) <= line;
        let last = self.graph.sections_of(note).take_while(begins_before).last();
        let section = last.filter(|&section| self.graph.place_of(section) > 0);
        let lines = self.read(note).map_or(u32::MAX, |text| text.lines().count() as u32);
        if (1..=lines.max(1)).contains(&line) {
            return Ok(NotePart { note, section });
        }
        Err(Unknown::NoSuchLine { path: self.graph.path(note).to_owned(), line, lines })
    }

    /// All sections of a note that a name is of as well as of one of them.
    fn sections_like(&self, part: NotePart, name: &str) -> Vec<SectionId> {
        let graph = &self.graph;
        let (Some(section), Some((_, fragment))) = (part.section, name.split_once('#')) else {
            return Vec::new();
        };
        let mut headings = fragment.split('#').filter(|heading| !heading.trim().is_empty());
        let key = name::heading_key;
        let written = headings.next_back().unwrap_or_default();
        let last = key(written);
        // What a block or a numbered anchor names is one alone.
        let is_headed = key(graph.heading(section)) == last;
        let entries =
            if is_headed { Vec::new() } else { self.entries_named(written, Some(part.note)) };
        if fragment.trim_start().starts_with('^') || !is_headed && !entries.contains(&section) {
            return Vec::new();
        }
        let above: Vec<String> = headings.map(key).collect();
        let is_below = |section: &SectionId| {
            let path = graph.heading_path(*section);
            let mut outer = path.iter().rev().skip(1);
            above.iter().rev().all(|wanted| outer.any(|heading| key(heading) == *wanted))
        };
        match is_headed {
            true => graph.sections_of_headed(part.note, &last).filter(is_below).collect(),
            false => entries.into_iter().filter(is_below).collect(),
        }
    }

    /// The one section with this heading, or that answers call so.
    ///
    /// # Errors
    ///
    /// [`Unknown::Ambiguous`] when there are several.
    pub(crate) fn section_asked(&self, name: &str) -> Result<Option<SectionId>, Unknown> {
        if name::heading_key(name).is_empty() {
            return Ok(None);
        }
        let mut sections = self.sections_called_so(name);
        if sections.is_empty() {
            sections = self.sections_called_below(name);
        }
        match sections[..] {
            [] => Ok(None),
            [section] => Ok(Some(section)),
            _ => Err(self.several_sections(name, sections)),
        }
    }

    /// The sections with this heading, else those that answers call so, else the entries of that day or number.
    fn sections_called_so(&self, name: &str) -> Vec<SectionId> {
        let mut sections: Vec<SectionId> = self.graph.sections_headed(name).collect();
        if sections.is_empty() {
            sections = self.sections_labelled(name);
        }
        if sections.is_empty() {
            sections = self.entries_named(name, None);
        }
        sections
    }

    /// The sections that are called so after what they stand below, as in `Week 2 › Day 10 · Docker`.
    fn sections_called_below(&self, name: &str) -> Vec<SectionId> {
        let Some((above, last)) = name.rsplit_once(BELOW) else { return Vec::new() };
        let mut sections = self.sections_called_so(last);
        sections.retain(|&section| self.is_called_below(section, above, BELOW));
        sections
    }

    /// The note or part of it that a name in a query is of: [`Engine::find_part`], but of several sections
    /// with one heading the first, as links mean it, and no heading alone. Nothing if nothing bears the name,
    /// which is told much sooner than what was meant.
    pub(crate) fn part_named(&self, name: &str) -> Result<Option<NotePart>, Unknown> {
        let parts = name.split_once('#');
        // Signs do not count in names, so this would be one of the note.
        let names_no_block = parts.is_some_and(|(_, fragment)| fragment.trim() == "^");
        if let Some(note) = self.note_named(name)?.filter(|_| !names_no_block) {
            return Ok(Some(NotePart { note, section: None }));
        }
        let Some((before, fragment)) = parts else { return Ok(None) };
        let Some(note) = self.note_named(before)? else { return Ok(None) };
        match self.graph.names().part(note, Some(fragment)) {
            Target::Note(note) if !names_no_block => Ok(Some(NotePart { note, section: None })),
            Target::Section(section) => Ok(Some(NotePart { note, section: Some(section) })),
            Target::Note(_)
            | Target::File(_)
            | Target::Missing(_)
            | Target::DeadAnchor(_)
            | Target::DeadBlock(_)
            | Target::External => match self.section_labelled(note, fragment) {
                Some(section) => Ok(Some(NotePart { note, section: Some(section) })),
                None => Err(self.no_such_part(note, fragment)),
            },
        }
    }

    /// The first section of a note that answers call so, as in `Day 7 · Docker`, be it after the headings
    /// above it.
    fn section_labelled(&self, note: NoteId, label: &str) -> Option<SectionId> {
        // A topic may end in the sign that stands between headings.
        let signs = label.match_indices('#').map(|(at, _)| at).take(MOST_SIGNS);
        let below = signs.map(|at| (&label[..at], &label[at + 1..]));
        let ways: Vec<(&str, &str)> = std::iter::once(("", label)).chain(below).collect();
        let first_of = |called: &dyn Fn(&str) -> Vec<SectionId>| {
            ways.iter().find_map(|(above, label)| {
                called(label).into_iter().find(|&section| {
                    self.graph.note_of(section) == note && self.is_called_below(section, above, '#')
                })
            })
        };
        first_of(&|label| self.sections_labelled(label))
            .or_else(|| first_of(&|label| self.entries_named(label, Some(note))))
    }

    /// Whether what a section stands below is called so, from the outside inwards.
    fn is_called_below(&self, section: SectionId, above: &str, sign: char) -> bool {
        let graph = &self.graph;
        let mut around = std::iter::successors(graph.parent(section), |&at| graph.parent(at));
        let is_called = |at: SectionId, wanted: &str, entry: Option<EntryName>| {
            let heading = graph.heading(at);
            let names = [heading.to_owned(), graph.label(at)];
            names.iter().any(|name| name::heading_key(name) == wanted)
                || entry.is_some_and(|entry| entry.fits(heading, graph.section_date(at)))
        };
        let named = |above: &str| (name::heading_key(above), entry_name(above));
        let above: Vec<(String, Option<EntryName>)> = above.split(sign).map(named).collect();
        let mut named = above.iter().rev().filter(|(wanted, _)| !wanted.is_empty());
        named.all(|(wanted, entry)| around.any(|at| is_called(at, wanted, *entry)))
    }

    /// The sections that answers call so, with a topic behind the heading.
    fn sections_labelled(&self, label: &str) -> Vec<SectionId> {
        let wanted = name::heading_key(label);
        if wanted.is_empty() {
            return Vec::new();
        }
        // Heading and topics may hold the sign as well.
        let signs = label.match_indices(BEFORE_TOPIC).take(MOST_SIGNS);
        let headed = signs.flat_map(|(at, _)| self.graph.sections_headed(&label[..at]));
        let is_called =
            |section: &SectionId| name::heading_key(&self.graph.label(*section)) == wanted;
        let mut sections: Vec<SectionId> = headed.filter(is_called).collect();
        sections.sort_unstable();
        sections.dedup();
        sections
    }

    /// The note with this path, which counts from the current folder, else from the vault's root.
    fn note_at_path(&self, path: &str) -> Option<NoteId> {
        let path = path.trim();
        // Without either it is no note's, and asking the file system takes longer.
        if !path.contains(['/', '.']) {
            return None;
        }
        let places = self.places_of(Path::new(path));
        places.iter().find_map(|place| self.graph.note_at(place))
    }

    fn note_named(&self, name: &str) -> Result<Option<NoteId>, Unknown> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(None);
        }
        if let Some(note) = self.note_at_path(name) {
            return Ok(Some(note));
        }
        let names = self.graph.names();
        let called = self.spelled_so(name, names.notes_called(name));
        // As links compare names, and with or without the extension, as they find them.
        let wanted = bare_key(name);
        let at_root = called.iter().copied().filter(|&note| self.bare_key_of(note) == wanted);
        let at_root: Vec<NoteId> = at_root.collect();
        let bare = |note: NoteId| without_note_extension(self.graph.path(note));
        match at_root[..] {
            [note, ref others @ ..] if others.iter().all(|&other| bare(other) == bare(note)) => {
                return Ok(Some(note));
            }
            [] => {}
            _ => return Err(self.ambiguous(name, &at_root)),
        }
        for found in [called, names.notes_titled(name)] {
            match found[..] {
                [] => {}
                [note] => return Ok(Some(note)),
                _ => return Err(self.ambiguous(name, &found)),
            }
        }
        let concept = self.graph.concept_named(name);
        let notes: Vec<NoteId> =
            concept.into_iter().flat_map(|concept| self.graph.concept_notes(concept)).collect();
        match notes[..] {
            [] => Ok(None),
            [note] => Ok(Some(note)),
            _ => Err(self.ambiguous(name, &notes)),
        }
    }

    /// Of notes whose paths are the same but for case, or for how an accent is stored, those spelled as `name`
    /// is; where none is, all of them.
    fn spelled_so(&self, name: &str, mut notes: Vec<NoteId>) -> Vec<NoteId> {
        if notes.len() < 2 {
            return notes;
        }
        let name = name.trim_start_matches("./");
        let ends_so = |path: &str| {
            path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let is_spelled_so = |&note: &NoteId| {
            let path = self.graph.path(note);
            ends_so(path) || ends_so(without_note_extension(path))
        };
        let spelled: FxHashSet<String> = notes
            .iter()
            .filter(|note| is_spelled_so(note))
            .map(|&note| self.bare_key_of(note))
            .collect();
        notes.retain(|note| is_spelled_so(note) || !spelled.contains(&self.bare_key_of(*note)));
        notes
    }

    /// Whether a name is of several notes, and no topic or tag that they could be about together.
    fn is_of_notes_alone(&self, name: &str) -> bool {
        let concept = self.graph.concept_named(name.trim());
        concept.is_some_and(|concept| {
            self.graph.concept_notes(concept).nth(1).is_some()
                && !self
                    .graph
                    .concept_kinds(concept)
                    .any(Kinds::TOPIC | Kinds::TAG | Kinds::DERIVED)
        })
    }

    /// Whether a name is of notes whose paths differ in case alone, or in how an accent is stored.
    fn is_of_twins(&self, name: &str) -> bool {
        let called = self.graph.names().notes_called(name.trim());
        let mut bare: FxHashMap<String, &str> = FxHashMap::default();
        called.len() > 1
            && called.into_iter().any(|note| {
                let path = without_note_extension(self.graph.path(note));
                *bare.entry(self.bare_key_of(note)).or_insert(path) != path
            })
    }

    fn bare_key_of(&self, note: NoteId) -> String {
        bare_key(self.graph.path(note))
    }

    /// The concept that a TOPIC argument names.
    ///
    /// # Errors
    ///
    /// [`Unknown::NotFound`] when nothing bears the name, [`Unknown::Ambiguous`] when several notes do and no
    /// concept.
    pub(crate) fn find_concept(&self, name: &str) -> Result<ConceptId, Unknown> {
        if let Some(concept) = self.graph.concept_named(name.trim_start_matches('#')) {
            return Ok(concept);
        }
        let note = self.note_named(name)?;
        note.map(|note| self.graph.concept_of(note))
            .ok_or_else(|| self.not_found(Sought::Topic, name))
    }

    /// The concept that a name is of, unless it gives way to an entry.
    pub(crate) fn concept_asked(&self, name: &str) -> Option<ConceptId> {
        let concept = self.graph.concept_named(name.trim_start_matches('#'))?;
        (!self.gives_way_to_entry(concept, name)).then_some(concept)
    }

    /// Whether a concept is there only because links that lead nowhere name a day or number, and there are entries
    /// of it: what exists comes first. Of other headings the links tell more, such as who writes of it.
    pub(crate) fn gives_way_to_entry(&self, concept: ConceptId, name: &str) -> bool {
        self.is_only_linked(concept)
            && entry_name(name).is_some()
            && !self.sections_called_so(name).is_empty()
    }

    /// The link that leads nowhere which a statement is, as it is written, if notes bear what it names: they write the
    /// name in another way, or are several.
    pub(crate) fn dead_link(&self, statement: Statement<'_>) -> Option<String> {
        let graph = &self.graph;
        if statement.how != How::MissingLink || !self.is_borne(statement.concept) {
            return None;
        }
        let is_it = |link: &LinkView| {
            link.line == statement.line && link.target == Target::Missing(Some(statement.concept))
        };
        let link = graph.links_of_section(statement.section).find(is_it)?;
        let note = self.record(graph.note_of(statement.section));
        let written = note.links.get(graph.link_place(link))?;
        Some(match written.kind {
            LinkKind::Wiki => format!("[[{}]]", written.target),
            _ => format!("({})", written.target),
        })
    }

    /// Whether notes are called what a concept is, whether or not a link by its name leads to one of them.
    pub(crate) fn is_borne(&self, concept: ConceptId) -> bool {
        self.graph.concept_notes(concept).next().is_some()
            || !self.graph.names().notes_titled(self.graph.concept_name(concept)).is_empty()
    }

    /// Whether links that lead nowhere are all that name a concept.
    fn is_only_linked(&self, concept: ConceptId) -> bool {
        self.graph.concept_kinds(concept) == Kinds(Kinds::MISSING)
    }

    /// What a NAME argument means: a note by its path, a concept, a note or section by another of
    /// its names, the one section with this heading or label, else words that stand in the notes. A name that only
    /// notes bear means what a NOTE argument does: one of them, and of several none.
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`], but what names nothing is a [`Subject::Phrase`] if it is several
    /// words, or one that stands in the text of a note or in a field of its front matter.
    pub(crate) fn find_subject(&self, name: &str) -> Result<Subject, Unknown> {
        if let Some(note) = self.note_at_path(name) {
            return Ok(Subject::Note(note));
        }
        // Quoted, words are words, be they a heading of several sections as well.
        let quoted = name.trim().strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        if let Some(words) = quoted.filter(|words| !words.trim().is_empty()) {
            return Ok(Subject::Phrase(words.to_owned()));
        }
        // All of them bear the concept, which does not tell which one is meant.
        if (self.is_of_twins(name) || self.is_of_notes_alone(name))
            && let Some(note) = self.note_named(name)?
        {
            return Ok(Subject::Note(note));
        }
        if let Some(concept) = self.concept_asked(name) {
            return Ok(Subject::Concept(concept));
        }
        if let Some(part) = self.part_asked(name)? {
            return Ok(part.into());
        }
        if let Some(section) = self.section_asked(name)? {
            return Ok(Subject::Section(section));
        }
        let is_written =
            || !self.sections_naming(&[name.to_owned()]).is_empty() || self.is_said_in_fields(name);
        let is_phrase = || self.counted_alike(name).is_empty();
        if name.split_whitespace().count() > 1 && is_phrase() || is_written() {
            return Ok(Subject::Phrase(name.to_owned()));
        }
        Err(self.not_found(Sought::Anything, name))
    }
}

/// The key by which paths are the same, with or without a note's extension.
fn bare_key(path: &str) -> String {
    name::link_key(without_note_extension(path))
}

/// A path without `.` and `..`, taken as it is written.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                plain.push(component);
            }
        }
    }
    plain
}
