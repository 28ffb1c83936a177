//! What a name in a question means: a note, a section, a concept, and if nothing bears it, what
//! bears a similar one. Leaves out the table of names, which is the graph's, and where the links in notes
//! lead, which its resolver says.

use std::path::{Component, Path, PathBuf};

use lore_core::name;
use lore_core::path::without_note_extension;
use lore_graph::{ConceptId, Kinds, NoteId, SectionId, Target};
use lore_parser::{EntryName, entry_name, entry_number};

use crate::Engine;
use crate::likeness::{SUGGESTIONS, nearest};
use crate::unread::Unread;

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
    #[error("no {what} is called “{name}”: it is {is}")]
    NoNote {
        /// What was looked for: `note`.
        what: &'static str,
        /// As given.
        name: String,
        /// What is called so, with its article: `a tag`.
        is: String,
        /// The nearest names, best first.
        suggestions: Vec<String>,
    },
    /// Several notes or sections bear it.
    #[error("“{name}” is the {what}")]
    Ambiguous {
        /// What it is of several, in words: `name of several notes`.
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
}

impl Sought {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Sought::Note => "note",
            Sought::NoteOrTopic => "note or topic",
            Sought::Topic => "topic",
            Sought::Anything => "name",
        }
    }

    fn with_article(self) -> &'static str {
        match self {
            Sought::Note => "the note",
            Sought::NoteOrTopic => "the note or topic",
            Sought::Topic => "the topic",
            Sought::Anything => "the name",
        }
    }
}

/// How many sections of one heading are listed.
const MOST_CANDIDATES: usize = 20;
/// Sections with a heading of a name that is that of something else, so many of which are suggested.
const MOST_HEADED: usize = 2;
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

    fn several_sections(&self, name: &str, mut sections: Vec<SectionId>) -> Unknown {
        sections.sort_unstable();
        let more = sections.len().saturating_sub(MOST_CANDIDATES);
        sections.truncate(MOST_CANDIDATES);
        Unknown::Ambiguous {
            what: "heading of several sections",
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

    fn no_such_part(&self, note: NoteId, fragment: &str) -> Unknown {
        let headings = self.graph.sections_of(note).map(|section| self.graph.heading(section));
        Unknown::NoSuchPart {
            path: self.graph.path(note).to_owned(),
            fragment: fragment.to_owned(),
            suggestions: nearest(fragment, headings.filter(|heading| !heading.is_empty())),
        }
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
        let called = names.notes_called(name);
        // As links compare names, and with or without the extension, as they find them.
        let bare = |path: &str| name::link_key(without_note_extension(path));
        let wanted = bare(name);
        let at_root = called.iter().copied().find(|&note| bare(self.graph.path(note)) == wanted);
        if let (Some(note), true) = (at_root, called.len() > 1) {
            return Ok(Some(note));
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

    fn ambiguous(&self, name: &str, notes: &[NoteId]) -> Unknown {
        Unknown::Ambiguous {
            what: "name of several notes",
            name: name.to_owned(),
            candidates: notes
                .iter()
                .map(|&note| Bearer { name: self.graph.path(note).to_owned(), line: None })
                .collect(),
            more: 0,
        }
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

    /// Whether links that lead nowhere are all that name a concept.
    fn is_only_linked(&self, concept: ConceptId) -> bool {
        self.graph.concept_kinds(concept) == Kinds(Kinds::MISSING)
    }

    /// What a NAME argument means: a note by its path, a concept, a note or section by another of
    /// its names, the one section with this heading or label, else words that stand in the notes.
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`], but what names nothing is a [`Subject::Phrase`] if it is several
    /// words, or one that stands in the text of a note.
    pub(crate) fn find_subject(&self, name: &str) -> Result<Subject, Unknown> {
        if let Some(note) = self.note_at_path(name) {
            return Ok(Subject::Note(note));
        }
        // Quoted, words are words, be they a heading of several sections as well.
        let quoted = name.trim().strip_prefix('"').and_then(|name| name.strip_suffix('"'));
        if let Some(words) = quoted.filter(|words| !words.trim().is_empty()) {
            return Ok(Subject::Phrase(words.to_owned()));
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
        let is_written = || !self.sections_naming(&[name.to_owned()]).is_empty();
        let is_phrase = || self.counted_alike(name).is_empty();
        if name.split_whitespace().count() > 1 && is_phrase() || is_written() {
            return Ok(Subject::Phrase(name.to_owned()));
        }
        Err(self.not_found(Sought::Anything, name))
    }

    /// The headings that read as a name but for the number that both end in, or that count the same, as in a
    /// journal that counts its days; those with the nearest numbers first.
    fn counted_alike(&self, name: &str) -> Vec<String> {
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
            Sought::Topic | Sought::Anything => true,
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

    /// What is called so that is no note, with its article: `a topic and a tag`.
    fn what_else_is_called(&self, name: &str) -> Option<String> {
        let concept = self.graph.concept_named(name.trim().trim_start_matches('#'))?;
        let kinds = self.graph.concept_kinds(concept);
        let is_unread = || Unread::new(self).is_all_there(concept);
        let missing = match kinds.any(Kinds::MISSING) && is_unread() {
            true => "a linked file that exists, but is not read",
            false => "a linked note that is not written yet",
        };
        let all = [
            (Kinds::TITLE, "the title of several notes"),
            (Kinds::TOPIC, "a topic"),
            (Kinds::TAG, "a tag"),
            (Kinds::MISSING, missing),
            (Kinds::VALUE, "the value of a field"),
            (Kinds::DERIVED, "what several names begin with"),
        ];
        let is: Vec<&str> =
            all.iter().filter(|(kind, _)| kinds.any(*kind)).map(|(_, is)| *is).collect();
        (!is.is_empty()).then(|| is.join(" and "))
    }
}

/// A name that ends in a number: the words before it, and the number.
fn counted(name: &str) -> Option<(&str, u64)> {
    let (words, number) = name.trim().rsplit_once(' ')?;
    Some((words.trim_end(), number.parse().ok()?))
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
