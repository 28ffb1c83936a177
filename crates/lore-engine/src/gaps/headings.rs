//! Headings that many notes repeat and that name a subject which no note bears. What a heading is worth
//! as a name is told by the company it keeps: headings of a template stand in the same notes, those of
//! subjects in different ones. Leaves out running text, of which only the words are stored.

use lore_core::{name, stands_for_another, words};
use lore_graph::{Graph, Kinds, SectionId};

use super::texts::{Grouped, Texts, notes_of};

/// Notes that a name must stand in.
pub(super) const REPEATED: usize = 3;
/// A heading in more notes than this share, and than so many, is one of the vault's forms.
const FORM: (f64, usize) = (0.05, 12);
/// How many names are compared by mentions, those in most notes first.
const MOST: usize = 500;
/// English words, in the singular, that name a part of a note rather than a subject; sorted.
const PARTS: &[&str] = &[
    "abstract", "acknowledgement", "advantage", "agenda", "also", "alternative", "analogy",
    "answer", "appendix", "application", "approach", "article", "aside", "author", "background",
    "basic", "benefit", "best", "bibliography", "book", "case", "caveat", "chapter",
    "characteristic", "check", "code", "comment", "comparison", "component", "con", "concept",
    "conclusion", "configuration", "content", "context", "core", "criteria", "default",
    "definition", "description", "detail", "disadvantage", "discussion", "documentation",
    "downstream", "example", "exercise", "explanation", "extra", "faq", "feature", "final",
    "format", "formulation", "further", "general", "getting", "goal", "guide", "high", "history",
    "idea", "implementation", "important", "input", "installation", "instruction", "intro",
    "introduction", "intuition", "key", "kind", "learning", "lecture", "lesson", "level",
    "limitation", "link", "list", "log", "low", "main", "method", "misc", "more", "motivation",
    "next", "notation", "note", "option", "other", "outline", "output", "overview", "parameter",
    "part", "point", "practice", "prerequisite", "pro", "problem", "process", "property",
    "purpose", "question", "quote", "rationale", "reading", "real", "recap", "reference",
    "related", "remark", "requirement", "resource", "result", "review", "scenario", "section",
    "see", "setup", "solution", "source", "started", "status", "step", "structure", "summary",
    "support", "syntax", "table", "takeaway", "task", "template", "term", "test", "theory",
    "thing", "thought", "tip", "tldr", "todo", "tool", "topic", "tradeoff", "type", "upstream",
    "usage", "use", "useful", "using", "video", "work", "works", "world",
];

/// A name that headings or titles have in common.
pub(super) struct Common<'a> {
    /// As the first of them has it.
    pub(super) name: &'a str,
    /// Where, in the order of notes and of their text; the first section of a note for its title.
    pub(super) sections: Vec<SectionId>,
    /// Number of notes.
    pub(super) notes: usize,
}

impl<'a> Common<'a> {
    /// A name that stands in several notes; nothing if there are too few of them.
    pub(super) fn of(
        graph: &Graph,
        name: &'a str,
        mut sections: Vec<SectionId>,
    ) -> Option<Common<'a>> {
        sections.sort_unstable();
        let notes = notes_of(graph, &sections).count();
        (notes >= REPEATED).then_some(Common { name, sections, notes })
    }
}

/// Headings that several notes repeat, and that name a subject without a note or topic.
pub(super) fn repeated_headings<'a>(graph: &'a Graph, headings: &Texts<'a>) -> Vec<Common<'a>> {
    let sections = headings.sections();
    let repeated = headings.texts.iter().enumerate().filter_map(|(at, heading)| {
        let sections = sections.of(at);
        let may_be = sections.len() >= REPEATED;
        may_be.then(|| Common::of(graph, heading.trim_end_matches(':'), sections.to_vec()))?
    });
    let repeated: Vec<Common<'_>> = repeated.collect();
    let forms = forms(graph, &repeated);
    let subjects = repeated.into_iter().zip(forms);
    let subjects = subjects.filter(|(common, is_form)| !is_form && names_a_subject(common.name));
    let subjects = subjects.map(|(common, _)| common).collect();
    most_common(subjects, |common| {
        let mut notes = notes_of(graph, &common.sections);
        !has_note_or_topic(graph, common.name) && !notes.any(|note| graph.is_template(note))
    })
}

/// Which headings belong to a form that notes are written by: they stand in very many notes, or
/// they and another that is repeated as well stand in the same note at least every second time.
fn forms(graph: &Graph, repeated: &[Common<'_>]) -> Vec<bool> {
    let stand = repeated.iter().enumerate().flat_map(|(at, common)| {
        notes_of(graph, &common.sections).map(move |note| (note.0, at as u32))
    });
    let in_note = Grouped::new(graph.note_count(), &stand.collect::<Vec<(u32, u32)>>());
    let most = most_notes(graph);
    // How many notes each has in common with the one that is looked at, and which have any.
    let mut together = vec![0; repeated.len()];
    let mut beside: Vec<usize> = Vec::new();
    let is_form = |(at, common): (usize, &Common<'_>)| {
        if common.notes > most {
            return true;
        }
        for note in notes_of(graph, &common.sections) {
            for other in in_note.of(note.at()).iter().map(|&other| other as usize) {
                if together[other] == 0 {
                    beside.push(other);
                }
                together[other] += 1;
            }
        }
        let mut is_form = false;
        for other in beside.drain(..) {
            let notes = common.notes.max(repeated[other].notes);
            is_form |= other != at && 2 * together[other] >= notes;
            together[other] = 0;
        }
        is_form
    };
    repeated.iter().enumerate().map(is_form).collect()
}

/// What stands in more notes is part of how the vault is written.
pub(super) fn most_notes(graph: &Graph) -> usize {
    ((graph.note_count() as f64 * FORM.0) as usize).max(FORM.1)
}

/// Whether a note bears a name, or it is listed as a topic or missing note anyway.
pub(super) fn has_note_or_topic(graph: &Graph, name: &str) -> bool {
    graph.concept_named(name).is_some_and(|concept| {
        let kinds = graph.concept_kinds(concept);
        graph.concept_notes(concept).len() > 0
            || kinds.any(Kinds::TOPIC | Kinds::MISSING | Kinds::DERIVED)
    })
}

/// Of those that are wanted the ones in most notes, the first of equals, and of those in the same
/// sections the longest.
pub(super) fn most_common<'a>(
    mut common: Vec<Common<'a>>,
    is_wanted: impl Fn(&Common<'a>) -> bool,
) -> Vec<Common<'a>> {
    common.sort_by(|left, right| {
        let notes = right.notes.cmp(&left.notes);
        let sections = || left.sections.cmp(&right.sections);
        notes.then_with(sections).then_with(|| right.name.len().cmp(&left.name.len()))
    });
    common.into_iter().filter(is_wanted).take(MOST).collect()
}

/// Whether a heading could be the name of a note: one of its words says something by itself, and it
/// neither stands for something to be filled in nor says `this: that`.
fn names_a_subject(heading: &str) -> bool {
    !heading.contains(['<', ':'])
        && !stands_for_another(heading)
        && words::plain(heading).any(|word| is_telling(&word.term))
}

/// Whether a word is neither a number, a stop word nor the name of a part of a note.
pub(super) fn is_telling(term: &str) -> bool {
    let is_part = || PARTS.binary_search(&&*name::singular(term)).is_ok();
    term.chars().nth(1).is_some()
        && !term.chars().any(|c| c.is_ascii_digit())
        && !words::is_stop_word(term)
        && !is_part()
}
