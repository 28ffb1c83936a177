//! Reasons that are in the words: what both texts say, and what one calls the other. Leaves out what links
//! and fields say, which is in `written`.

use std::collections::BTreeMap;

use lore_core::{RunKind, name, words};
use lore_graph::{How, SectionId};
use lore_index::TextIndex;
use rustc_hash::FxHashSet;

use super::written::subjects;
use crate::mentions::{Forms, TheseNames, name_words};
use crate::reading::Reading;
use crate::related::pieces::{Piece, Pieces};
use crate::related::signals::{Evidence, Signal};
use crate::related::source::{Named, Source};
use crate::related::{Reason, ReasonKind};

/// How many shared words a reason names.
const WORDS: usize = 4;
/// How many sections of a unit are read for them, the likest first, until one has some.
const SECTIONS_READ: usize = 3;
/// A title of which less adds to the score shares words by chance.
const CLOSE_TITLE: f64 = 0.4;

/// Telling words that a text shares with the source.
pub(super) struct SharedWords {
    /// That it shares them: a clause.
    pub(super) said: String,
    /// Where the first of them stands.
    line: u32,
}

impl<'a> Evidence<'a> {
    /// Telling words that stand in both.
    pub(super) fn words_reason(
        &self,
        pieces: &Pieces<'a>,
        reading: &Reading<'_>,
        source: &Source,
        unit: Piece,
    ) -> Option<Reason> {
        // The likest section shows most of them, and reading a whole handbook for a line is slow.
        let mut sections: Vec<(SectionId, f64)> = pieces
            .sections(unit)
            .filter_map(|section| Some((section, self.section_likeness(section)?)))
            .collect();
        sections.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let sections = sections.into_iter().map(|(section, _)| section);
        let shared = self.shared_words(pieces, reading, source, sections)?;
        Some(Reason {
            kind: ReasonKind::Words,
            detail: shared.said,
            path: Some(pieces.engine.graph.path(pieces.note(unit)).to_owned()),
            line: Some(shared.line),
        })
    }

    /// The source's telling words that stand in the first of some sections of a unit that has any.
    pub(super) fn shared_words(
        &self,
        pieces: &Pieces<'a>,
        reading: &Reading<'_>,
        source: &Source,
        sections: impl Iterator<Item = SectionId>,
    ) -> Option<SharedWords> {
        // Where each of the source's telling words stands first, and how; its own before those of the
        // answers to it.
        let mut first: BTreeMap<(bool, usize), (u32, String)> = BTreeMap::new();
        for section in sections.take(SECTIONS_READ) {
            if !first.is_empty() {
                break;
            }
            let (note, unit) = (pieces.engine.graph.note_of(section), pieces.of(section));
            let repeated = self.repeated.of(pieces.engine, note);
            for text in reading.beginning(section) {
                let labels = repeated.labels(&text);
                let is_label = |at: u32| labels.iter().any(|label| label.contains(&at));
                for run in &text.parsed.runs {
                    let Some(words) = run.span.slice(&text.source) else { continue };
                    let is_heading = run.kind == RunKind::Heading;
                    TextIndex::stems(words, text.language, |stem, range| {
                        let own = self.stems.get(stem);
                        // With itself everything shares its words.
                        if own.is_none() && source.answering.contains(&unit) {
                            return;
                        }
                        let Some(&rank) = self.term_ranks.get(stem) else { return };
                        let (word, at) =
                            (&words[range.clone()], run.span.start + range.start as u32);
                        // What the source only links to is not a word of its own.
                        let is_said = own.is_none_or(|own| {
                            own.written
                                && own.is_telling
                                && source.says(pieces.engine, own, word, text.language)
                        });
                        let is_common =
                            is_heading && repeated.is_in_headings(section, word) || is_label(at);
                        if is_said && !is_common {
                            first.entry((own.is_none(), rank)).or_insert_with(|| {
                                (text.line(text.start + at), word.to_lowercase())
                            });
                        }
                    });
                }
            }
        }
        let ((are_learned, _), (line, _)) = first.first_key_value()?;
        let alike = first.iter().filter(|((learned, _), _)| learned == are_learned);
        let words: Vec<&str> = alike.take(WORDS).map(|(_, (_, word))| word.as_str()).collect();
        let said = match words[..] {
            [word] => format!("shares the word {word}"),
            _ => format!("shares the words {}", words.join(", ")),
        };
        let said = match are_learned {
            true => format!("{said} with the best matches for “{}”", source.asked),
            false => said,
        };
        Some(SharedWords { said, line: *line })
    }

    /// The words of its title stand in the source.
    pub(super) fn title_reason(
        &self,
        pieces: &Pieces<'_>,
        source: &Source,
        unit: Piece,
    ) -> Option<Reason> {
        if self.contribution(Signal::Title, unit) < CLOSE_TITLE {
            return None;
        }
        let graph = &pieces.engine.graph;
        let note = pieces.note(unit);
        let title = graph.title(note);
        let of_passage = |nth: usize| pieces.of(source.passages[nth].section);
        let mut found: Vec<(&str, usize, usize)> = Vec::new();
        let mut all = 0;
        TextIndex::stems(title, graph.language(note), |stem, range| {
            all += 1;
            if let Some((nth, place)) = self.stems.get(stem).and_then(|at| at.first.clone()) {
                found.push((&title[range], nth, place.start));
            }
        });
        let &(_, nth, start) = found.first()?;
        // Those of one unit, so that it is true of that one.
        found.retain(|&(_, other, _)| of_passage(other) == of_passage(nth));
        let has_all = found.len() == all;
        let mut words: Vec<&str> = found.into_iter().map(|(word, ..)| word).collect();
        words.dedup();
        let passage = &source.passages[nth];
        let own = pieces.label(of_passage(nth));
        Some(Reason {
            kind: ReasonKind::Title,
            detail: match words[..] {
                [word] => format!("“{own}” has the word {word} of its title"),
                _ if has_all => format!("“{own}” has all the words of its title"),
                _ => format!("“{own}” has the words {} of its title", words.join(", ")),
            },
            path: Some(graph.path(graph.note_of(passage.section)).to_owned()),
            line: Some(passage.line(start)),
        })
    }
}

/// It names the source without linking it.
pub(super) fn mentions(
    pieces: &Pieces<'_>,
    reading: &Reading<'_>,
    source: &Source,
    unit: Piece,
) -> Option<Reason> {
    let keys: Vec<Vec<String>> = source.names.iter().map(|name| name_words(name)).collect();
    // Most of a long text names nothing: to look for one word of each name costs less than to parse it.
    let longest: FxHashSet<&str> = keys
        .iter()
        .filter_map(|words| words.iter().map(String::as_str).max_by_key(|word| word.len()))
        .collect();
    let may_name =
        |text: &str| words::plain(text).any(|word| longest.contains(&*name::singular(&word.term)));
    let names = match source.named {
        Some(concept) => TheseNames::among(pieces.engine, concept, source.names.clone()),
        None => TheseNames::new(source.names.clone()),
    };
    let mut first = None;
    let mut count = 0;
    for section in pieces.sections(unit) {
        for text in reading.parts(section, may_name) {
            if let Some(mention) = pieces.engine.mention_in(section, &text, &names) {
                count += mention.count;
                first.get_or_insert(mention);
            }
        }
    }
    let first = first?;
    let times = name::times(count);
    let graph = &pieces.engine.graph;
    let mut stated = pieces.sections(unit).flat_map(|section| graph.statements(section));
    // A link that leads nowhere for how it writes the name is one all the same.
    let linked = source.is_linked_from(pieces, unit)
        || stated
            .any(|each| each.how == How::MissingLink && source.concepts.contains(&each.concept));
    let rest = if linked || !source.can_be_linked() { "" } else { " without linking it" };
    Some(Reason {
        kind: ReasonKind::Mention,
        detail: format!("mentions {} {times}{rest}", first.text),
        path: Some(first.path),
        line: Some(first.line),
    })
}

/// The source's text names it: of several sections that do the one that does so most.
pub(super) fn mentioned(
    pieces: &Pieces<'_>,
    reading: &Reading<'_>,
    source: &Source,
    unit: Piece,
) -> Option<Reason> {
    let engine = pieces.engine;
    let graph = &engine.graph;
    let mut concepts = subjects(pieces, unit);
    // Whoever names the topic of a note names something else than the note.
    if graph.place_of(pieces.section(unit)) == 0 {
        concepts.retain(|&concept| concept == graph.concept_of(pieces.note(unit)));
    }
    concepts.into_iter().find_map(|concept| {
        let names = reading.names_in_text(concept);
        let forms = Forms::of(names.iter().map(String::as_str));
        let names_it =
            |named: &&Named| named.concept == concept && forms.name_said(&named.text).is_some();
        let mut most: Option<(usize, SectionId, &Named)> = None;
        // The pieces of a very long section are beside each other.
        for pieces in source.passages.chunk_by(|left, right| left.section == right.section) {
            let mut places = pieces.iter().flat_map(|piece| &piece.mentions).filter(names_it);
            let Some(first) = places.next() else { continue };
            let count = 1 + places.count();
            if most.is_none_or(|(known, ..)| count > known) {
                most = Some((count, pieces[0].section, first));
            }
        }
        let (count, section, first) = most?;
        let (own, name, times) =
            (pieces.label_in_note(section), graph.concept_name(concept), name::times(count));
        let detail = match &first.text {
            text if text.eq_ignore_ascii_case(name) => format!("“{own}” mentions {name} {times}"),
            text => format!("“{own}” mentions {name} as “{text}”"),
        };
        Some(Reason {
            kind: ReasonKind::Mentioned,
            detail,
            path: Some(graph.path(graph.note_of(section)).to_owned()),
            line: Some(first.line),
        })
    })
}
