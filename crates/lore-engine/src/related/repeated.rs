//! What the parts of a note have in common by its outline: subheadings below each of them, labels of
//! fields, the word before the number of an entry, and the headings of a drawing's file. They tell the parts from nothing. Leaves out lines that many
//! notes share, which the signals of words find in the text index.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use lore_core::words;
use lore_graph::{NoteId, SectionId};
use lore_parser::entry_number;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
use crate::reading::SectionSource;

/// What repeats in one note.
pub(crate) struct Repeated<'a> {
    engine: &'a Engine,
    note: NoteId,
    /// By [`lore_graph::Graph::heading_hash`].
    headings: FxHashSet<u64>,
    /// The words that most headings of its entries have, of those that count the same.
    of_entries: FxHashSet<String>,
    /// The keys of fields that several sections have, looked for when first asked for.
    labels: OnceCell<FxHashSet<String>>,
    /// Whether the note keeps a drawing, asked where a heading looks like it.
    is_drawing: OnceCell<bool>,
}

impl<'a> Repeated<'a> {
    pub(crate) fn in_note(engine: &'a Engine, note: NoteId) -> Repeated<'a> {
        let graph = &engine.graph;
        let mut of_level = [0_usize; 8];
        let mut headed: FxHashMap<u64, Vec<SectionId>> = FxHashMap::default();
        let mut entries: BTreeMap<&str, Vec<BTreeSet<String>>> = BTreeMap::new();
        for section in graph.sections_of(note) {
            of_level[graph.level(section).min(7) as usize] += 1;
            if graph.level(section) > 0 {
                headed.entry(graph.heading_hash(section)).or_default().push(section);
            }
            if let Some((counted, _)) = entry_number(graph.heading(section)) {
                entries.entry(counted).or_default().push(terms(graph.heading(section)).collect());
            }
        }
        // Most of the sections beside those that it stands below have it.
        let is_below_all = |sections: &[SectionId]| {
            let above = sections.first().and_then(|&section| graph.parent(section));
            let beside =
                above.map_or(usize::MAX, |above| of_level[graph.level(above).min(7) as usize]);
            let parents: BTreeSet<Option<SectionId>> =
                sections.iter().map(|&section| graph.parent(section)).collect();
            parents.len() > 1 && 2 * parents.len() >= beside
        };
        headed.retain(|_, sections| is_below_all(sections));
        Repeated {
            engine,
            note,
            headings: headed.into_keys().collect(),
            of_entries: entries.into_values().flat_map(|headings| in_most(&headings)).collect(),
            labels: OnceCell::new(),
            is_drawing: OnceCell::new(),
        }
    }

    /// Whether a word of a section's heading is one that its neighbours have there as well.
    pub(crate) fn is_in_headings(&self, section: SectionId, word: &str) -> bool {
        let graph = &self.engine.graph;
        self.headings.contains(&graph.heading_hash(section))
            || self.is_of_drawing(section)
            || graph.order(section).is_some()
                && (terms(word).all(|word| self.of_entries.contains(&word))
                    // `Day7`
                    || entry_number(word).is_some())
    }

    /// Whether a section's heading is one of those below which a tool keeps a drawing.
    pub(crate) fn is_of_drawing(&self, section: SectionId) -> bool {
        let is_drawing =
            || !lore_parser::headings_of_drawings(&self.engine.record(self.note)).is_empty();
        lore_parser::may_be_heading_of_drawing(self.engine.graph.heading(section))
            && *self.is_drawing.get_or_init(is_drawing)
    }

    /// What a section's heading says that those of its neighbours do not.
    pub(crate) fn telling_heading(&self, section: SectionId) -> String {
        let heading = self.engine.graph.heading(section);
        let is_common = |word: &str| self.is_in_headings(section, word);
        if !heading.split_whitespace().any(is_common) {
            return heading.to_owned();
        }
        let telling: Vec<&str> =
            heading.split_whitespace().filter(|word| !is_common(word)).collect();
        telling.join(" ")
    }

    /// Where in a section's text such labels of fields stand as other sections have, rising.
    pub(crate) fn labels(&self, section: &SectionSource) -> Vec<Range<u32>> {
        let fields = section.parsed.note.fields.iter();
        let repeated = fields.filter(|field| self.is_label(&field.key));
        let mut labels: Vec<Range<u32>> = repeated
            .filter_map(|field| {
                let before = section.source.get(..field.span.start as usize)?;
                let line = before.rfind('\n').map_or(0, |newline| newline + 1);
                Some(line as u32..field.span.start)
            })
            .collect();
        labels.sort_unstable_by_key(|label| label.start);
        labels
    }

    /// Whether several sections have a field of this name.
    fn is_label(&self, key: &str) -> bool {
        let labels = self.labels.get_or_init(|| {
            let fields = self.engine.record(self.note).fields;
            let mut first: FxHashMap<&str, u32> = FxHashMap::default();
            let mut labels = FxHashSet::default();
            for field in &fields {
                if *first.entry(&field.key).or_insert(field.section) != field.section {
                    labels.insert(field.key.clone());
                }
            }
            labels
        });
        labels.contains(key)
    }
}

/// What repeats in each note of which it was asked.
#[derive(Default)]
pub(crate) struct RepeatedInNotes<'a>(RefCell<FxHashMap<NoteId, Rc<Repeated<'a>>>>);

impl<'a> RepeatedInNotes<'a> {
    pub(crate) fn of(&self, engine: &'a Engine, note: NoteId) -> Rc<Repeated<'a>> {
        let mut known = self.0.borrow_mut();
        known.entry(note).or_insert_with(|| Rc::new(Repeated::in_note(engine, note))).clone()
    }
}

/// The words that at least half of several headings have: one is written otherwise by mistake.
fn in_most(headings: &[BTreeSet<String>]) -> FxHashSet<String> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for word in headings.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let is_in_most = |count: usize| count > 1 && 2 * count >= headings.len();
    let most = counts.into_iter().filter(|&(_, count)| is_in_most(count));
    most.map(|(word, _)| word.to_owned()).collect()
}

fn terms(text: &str) -> impl Iterator<Item = String> {
    words::plain(text).map(|word| word.term.into_owned())
}
