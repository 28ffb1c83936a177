//! Names that headings and titles have in common and no note bears: headings that many notes repeat,
//! and phrases of two or three words in different ones. What a heading is worth as a name is told by
//! the company it keeps: headings of a template stand in the same notes, those of subjects in different
//! ones. Leaves out running text, of which only the words are stored.

use std::collections::BTreeSet;

use lore_core::name;
use lore_core::words::{self, Word};
use lore_graph::{Kinds, NoteId, SectionId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
use crate::mentions::name_words;

/// Notes that a name must stand in.
const REPEATED: usize = 3;
/// A heading in more notes than this share, and than so many, is one of the vault's forms.
const FORM: (f64, usize) = (0.05, 12);
/// How many names are compared by mentions, those in most notes first.
const MOST: usize = 500;
/// Words of a phrase.
const PHRASE: std::ops::RangeInclusive<usize> = 2..=3;
/// What joins words to a path or address.
const PATH_SIGNS: [char; 4] = ['/', '_', '=', '@'];
/// Folders of notes to be copied.
const TEMPLATES: [&str; 4] = ["archetypes", "templates", "template", "_templates"];
/// English words, in the singular, that name a part of a note rather than a subject; sorted.
const PARTS: &[&str] = &[
    "abstract",
    "acknowledgement",
    "advantage",
    "agenda",
    "also",
    "alternative",
    "analogy",
    "answer",
    "appendix",
    "application",
    "approach",
    "article",
    "aside",
    "author",
    "background",
    "basic",
    "benefit",
    "best",
    "bibliography",
    "book",
    "case",
    "caveat",
    "chapter",
    "characteristic",
    "check",
    "code",
    "comment",
    "comparison",
    "component",
    "con",
    "concept",
    "conclusion",
    "configuration",
    "content",
    "context",
    "core",
    "criteria",
    "default",
    "definition",
    "description",
    "detail",
    "disadvantage",
    "discussion",
    "documentation",
    "downstream",
    "example",
    "exercise",
    "explanation",
    "extra",
    "faq",
    "feature",
    "final",
    "format",
    "formulation",
    "further",
    "general",
    "getting",
    "goal",
    "guide",
    "high",
    "history",
    "idea",
    "implementation",
    "important",
    "input",
    "installation",
    "instruction",
    "intro",
    "introduction",
    "intuition",
    "key",
    "kind",
    "learning",
    "lecture",
    "lesson",
    "level",
    "limitation",
    "link",
    "list",
    "log",
    "low",
    "main",
    "method",
    "misc",
    "more",
    "motivation",
    "next",
    "notation",
    "note",
    "option",
    "other",
    "outline",
    "output",
    "overview",
    "parameter",
    "part",
    "point",
    "practice",
    "prerequisite",
    "pro",
    "problem",
    "process",
    "property",
    "purpose",
    "question",
    "quote",
    "rationale",
    "reading",
    "real",
    "recap",
    "reference",
    "related",
    "remark",
    "requirement",
    "resource",
    "result",
    "review",
    "scenario",
    "section",
    "see",
    "setup",
    "solution",
    "source",
    "started",
    "status",
    "step",
    "structure",
    "summary",
    "support",
    "syntax",
    "table",
    "takeaway",
    "task",
    "template",
    "term",
    "test",
    "theory",
    "thing",
    "thought",
    "tip",
    "tldr",
    "todo",
    "tool",
    "topic",
    "tradeoff",
    "type",
    "upstream",
    "usage",
    "use",
    "useful",
    "using",
    "video",
    "work",
    "works",
    "world",
];

/// A name that headings or titles have in common.
pub(super) struct Common {
    /// As the first of them has it.
    pub(super) name: String,
    /// Where, in the order of notes and of their text; the first section of a note for its title.
    pub(super) sections: Vec<SectionId>,
    /// Number of notes.
    pub(super) notes: usize,
}

/// Different headings and titles, each with where it stands.
type Texts<'a> = FxHashMap<u64, (&'a str, Vec<SectionId>)>;

impl Engine {
    /// Headings that several notes repeat, and that name a subject without a note or topic.
    pub(super) fn repeated_headings(&self) -> Vec<Common> {
        let graph = &self.graph;
        let repeated: Vec<Common> = self
            .headings()
            .into_values()
            .map(|(name, sections)| self.common(name.trim_end_matches(':').to_owned(), sections))
            .filter(|common| common.notes >= REPEATED)
            .collect();
        let forms = self.forms(&repeated);
        let mut subjects: Vec<Common> = repeated
            .into_iter()
            .zip(forms)
            .filter(|(common, is_form)| !is_form && names_a_subject(&common.name))
            .map(|(common, _)| common)
            .filter(|common| !self.has_note_or_topic(&common.name))
            .filter(|common| {
                let mut notes = self.notes_of(common).into_iter();
                !notes.any(|note| is_template(graph.path(note)))
            })
            .collect();
        most_common_first(&mut subjects);
        subjects
    }

    /// Phrases that different headings and titles of several notes hold, without a note or topic of
    /// their name. Of phrases in each other that stand in as many notes the longest.
    pub(super) fn repeated_phrases(&self) -> Vec<Common> {
        let graph = &self.graph;
        let mut texts = self.headings();
        for note in graph.notes() {
            let section = graph.section_of(note, 0);
            let title = graph.title(note);
            let key = xxhash_rust::xxh3::xxh3_64(name::heading_key(title).as_bytes());
            // A title that is a heading is there already.
            if !graph.sections_of(note).any(|section| graph.heading_hash(section) == key) {
                texts.entry(key).or_insert((title, Vec::new())).1.push(section);
            }
        }
        let mut texts: Vec<(&str, Vec<SectionId>)> = texts.into_values().collect();
        texts.sort_unstable_by(|left, right| left.1.cmp(&right.1));
        let nearly = self.names_but_for_a_word();
        let mut phrases: FxHashMap<String, (&str, Vec<usize>)> = FxHashMap::default();
        for (at, (text, _)) in texts.iter().enumerate() {
            for (key, phrase) in phrases_in(text) {
                let (_, stands_in) = phrases.entry(key).or_insert((phrase, Vec::new()));
                if stands_in.last() != Some(&at) {
                    stands_in.push(at);
                }
            }
        }
        let common = phrases
            .into_iter()
            .filter(|(key, (_, stands_in))| stands_in.len() >= REPEATED && !nearly.contains(key))
            .map(|(_, (phrase, stands_in))| {
                let sections = stands_in.iter().flat_map(|&at| texts[at].1.iter().copied());
                self.common(phrase.to_owned(), sections.collect())
            });
        let is_wanted = |common: &Common| {
            common.notes >= REPEATED
                && common.notes <= self.most_notes()
                && !self.has_note_or_topic(&common.name)
        };
        let mut common: Vec<Common> = common.filter(is_wanted).collect();
        most_common_first(&mut common);
        without_parts(common)
    }

    /// What notes are called, without what stands in brackets, as it is, and without the first or the
    /// last word: `AWS Elastic Beanstalk` is where Elastic Beanstalk has its place.
    fn names_but_for_a_word(&self) -> FxHashSet<String> {
        let graph = &self.graph;
        let mut nearly = FxHashSet::default();
        for name in graph.notes().flat_map(|note| [graph.title(note), graph.stem(note)]) {
            let words = name_words(name.split('(').next().unwrap_or(name));
            for part in [words.get(..), words.get(1..), words.split_last().map(|(_, rest)| rest)] {
                nearly.extend(part.map(|part| part.join(" ")));
            }
        }
        nearly
    }

    /// The headings of all notes that are no entries of journals.
    fn headings(&self) -> Texts<'_> {
        let graph = &self.graph;
        let mut texts: Texts<'_> = FxHashMap::default();
        for section in graph.sections() {
            let is_entry = graph.order(section).is_some() || graph.section_date(section).is_some();
            if graph.level(section) > 0 && !is_entry {
                let heading = graph.heading(section);
                let known = texts.entry(graph.heading_hash(section));
                known.or_insert((heading, Vec::new())).1.push(section);
            }
        }
        texts
    }

    fn common(&self, name: String, mut sections: Vec<SectionId>) -> Common {
        sections.sort_unstable();
        let notes: BTreeSet<NoteId> =
            sections.iter().map(|&section| self.graph.note_of(section)).collect();
        Common { name, sections, notes: notes.len() }
    }

    /// Which headings belong to a form that notes are written by: they stand in very many notes, or
    /// they and another that is repeated as well stand in the same note at least every second time.
    fn forms(&self, repeated: &[Common]) -> Vec<bool> {
        let mut in_note: FxHashMap<NoteId, Vec<usize>> = FxHashMap::default();
        for (at, common) in repeated.iter().enumerate() {
            for note in self.notes_of(common) {
                in_note.entry(note).or_default().push(at);
            }
        }
        let is_form = |(at, common): (usize, &Common)| {
            let mut beside: FxHashMap<usize, usize> = FxHashMap::default();
            for note in self.notes_of(common) {
                for &other in in_note.get(&note).into_iter().flatten().filter(|&&other| other != at)
                {
                    *beside.entry(other).or_default() += 1;
                }
            }
            common.notes > self.most_notes()
                || beside.into_iter().any(|(other, together)| {
                    2 * together >= common.notes.max(repeated[other].notes)
                })
        };
        repeated.iter().enumerate().map(is_form).collect()
    }

    fn notes_of(&self, common: &Common) -> BTreeSet<NoteId> {
        common.sections.iter().map(|&section| self.graph.note_of(section)).collect()
    }

    /// What stands in more notes is part of how the vault is written.
    fn most_notes(&self) -> usize {
        ((self.graph.note_count() as f64 * FORM.0) as usize).max(FORM.1)
    }

    /// Whether a note bears a name, or it is listed as a topic or missing note anyway.
    fn has_note_or_topic(&self, name: &str) -> bool {
        let graph = &self.graph;
        graph.concept_named(name).is_some_and(|concept| {
            let kinds = graph.concept_kinds(concept);
            graph.concept_notes(concept).len() > 0
                || kinds.any(Kinds::TOPIC | Kinds::MISSING | Kinds::DERIVED)
        })
    }
}

/// Keeps those in most notes, the first of equals.
fn most_common_first(common: &mut Vec<Common>) {
    common.sort_by(|left, right| {
        right.notes.cmp(&left.notes).then_with(|| left.sections.cmp(&right.sections))
    });
    common.truncate(MOST);
}

/// Without phrases that a longer one of as many notes holds.
fn without_parts(common: Vec<Common>) -> Vec<Common> {
    let key = |name: &str| format!(" {} ", name::heading_key(name));
    let keys: Vec<(String, usize)> =
        common.iter().map(|common| (key(&common.name), common.notes)).collect();
    let is_part = |common: &Common| {
        let own = key(&common.name);
        keys.iter().any(|(other, notes)| {
            *notes >= common.notes && other.len() > own.len() && other.contains(&own)
        })
    };
    common.into_iter().filter(|common| !is_part(common)).collect()
}

/// The phrases in a heading, each as what it is compared by and as it is written: words beside each
/// other without stop words, of which the first and the last say something.
fn phrases_in(text: &str) -> Vec<(String, &str)> {
    let terms: Vec<Word<'_>> = words::plain(text).collect();
    let mut phrases = Vec::new();
    for length in PHRASE {
        for window in terms.windows(length) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            let (start, end) = (first.range.start, last.range.end);
            if is_telling(&first.term)
                && is_telling(&last.term)
                && !window.iter().any(|word| words::is_stop_word(&word.term))
                && window.windows(2).all(|pair| are_beside(text, pair))
                && !text[..start].ends_with(PATH_SIGNS)
                && !text[end..].starts_with(PATH_SIGNS)
            {
                let key: Vec<_> = window.iter().map(|word| name::singular(&word.term)).collect();
                phrases.push((key.join(" "), &text[start..end]));
            }
        }
    }
    phrases
}

fn are_beside(text: &str, pair: &[Word<'_>]) -> bool {
    matches!(text.get(pair[0].range.end..pair[1].range.start), Some(" " | "-"))
}

/// Whether a heading could be the name of a note: one of its words says something by itself, and it
/// neither stands for something to be filled in nor says `this: that`.
fn names_a_subject(heading: &str) -> bool {
    !heading.contains(['<', '{', ':']) && words::plain(heading).any(|word| is_telling(&word.term))
}

/// Whether a word is neither a number, a stop word nor the name of a part of a note.
fn is_telling(term: &str) -> bool {
    let is_part = PARTS.binary_search(&&*name::singular(term)).is_ok();
    term.chars().count() > 1
        && !term.chars().any(|c| c.is_ascii_digit())
        && !words::is_stop_word(term)
        && !is_part
}

/// Whether a note lies in a folder of notes to be copied.
pub(crate) fn is_template(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|folder| TEMPLATES.iter().any(|name| folder.eq_ignore_ascii_case(name)))
}
