//! Which heading or block of a note a dead anchor was probably meant to lead to. Leaves out which note.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, PoisonError};

use lore_core::{Note, name};
use lore_graph::NoteId;
use rustc_hash::FxHashMap;
use strsim::generic_damerau_levenshtein as edits;

use crate::Engine;
use crate::likeness::LetterCounts;

/// How alike a heading or block id must be, of the few that a note has.
const ALIKE: f64 = 0.7;
/// How many pairs of letters are compared for the dead anchors of one note; a look at a name that is not
/// compared counts as some. After that only parts that are called just so are suggested: a thousand
/// dead anchors of a thousand headings are another tool's, not a thousand slips.
const MOST_EFFORT: usize = 40_000_000;
/// More pairs of letters or words are not compared: two headings that long are paragraphs.
const MOST_PAIRS: usize = 500_000;
/// What a look at a name counts, in pairs of letters.
const LOOK: usize = 20;
/// What a comparison counts besides its letters.
const COMPARISON: usize = 400;

/// The parts of notes that dead anchors lead to, each note's read once.
#[derive(Default)]
pub(super) struct Parts(Mutex<FxHashMap<NoteId, Arc<PartsOfNote>>>);

impl Parts {
    pub(super) fn of(&self, engine: &Engine, note: NoteId) -> Arc<PartsOfNote> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parts) = known().get(&note) {
            return parts.clone();
        }
        let parts = Arc::new(PartsOfNote::of(&engine.record(note)));
        known().insert(note, parts.clone());
        parts
    }
}

/// What the headings and blocks of a note are called.
pub(super) struct PartsOfNote {
    headings: Vec<Heading>,
    blocks: Vec<Block>,
    /// The first heading with these letters, by its place among `headings`.
    by_letters: FxHashMap<Vec<char>, usize>,
}

/// A heading that says something.
pub(super) struct Heading {
    /// As it stands in the note, and its anchor.
    pub(super) text: String,
    pub(super) anchor: String,
    name: Name,
}

struct Block {
    id: String,
    letters: Letters,
}

impl PartsOfNote {
    fn of(note: &Note) -> PartsOfNote {
        let headings = note.sections.iter().map(|section| (&*section.heading, &*section.slug));
        // Other ways of writing a heading are places, too, and nothing to be suggested for a block.
        let ids = note.blocks.iter().map(|block| &*block.id);
        PartsOfNote::new(headings, ids.filter(|id| !id.contains(char::is_whitespace)))
    }

    /// From headings with their anchors, and the ids of blocks.
    fn new<'n>(
        headings: impl Iterator<Item = (&'n str, &'n str)>,
        blocks: impl Iterator<Item = &'n str>,
    ) -> PartsOfNote {
        let headings: Vec<Heading> = headings
            .filter(|(text, _)| !text.is_empty())
            .map(|(text, anchor)| Heading {
                text: text.to_owned(),
                anchor: anchor.to_owned(),
                name: Name::new(text),
            })
            .collect();
        let mut by_letters = FxHashMap::default();
        for (nth, heading) in headings.iter().enumerate() {
            by_letters.entry(heading.name.letters.all.clone()).or_insert(nth);
        }
        // Of equally near ones the first in the order of their names is suggested.
        let mut ids: Vec<&str> = blocks.collect();
        ids.sort_unstable();
        let block =
            |id: &str| Block { id: id.to_owned(), letters: Letters::of(&id.to_lowercase()) };
        let blocks = ids.into_iter().map(block).collect();
        PartsOfNote { headings, blocks, by_letters }
    }
}

/// What the dead anchors of one note are compared with, as far as that is worth it.
pub(super) struct Guesses {
    effort: Cell<usize>,
    /// By target, and whether it is a block; of several links to one part the first is compared.
    known: RefCell<FxHashMap<(NoteId, bool, String), Option<usize>>>,
}

impl Guesses {
    pub(super) fn new() -> Guesses {
        Guesses { effort: Cell::new(MOST_EFFORT), known: RefCell::default() }
    }

    /// The heading of a note that is most like `wanted`, the first of equals.
    pub(super) fn heading<'p>(
        &self,
        note: NoteId,
        parts: &'p PartsOfNote,
        wanted: &str,
    ) -> Option<&'p Heading> {
        let nth = self.once((note, false, wanted.to_owned()), || {
            let wanted = Name::new(wanted);
            let same = parts.by_letters.get(&wanted.letters.all).copied();
            same.or_else(|| {
                self.most_alike(&parts.headings, |heading| self.alike(&wanted, heading))
            })
        });
        nth.map(|nth| &parts.headings[nth])
    }

    /// The block id of a note that is most like `wanted`.
    pub(super) fn block<'p>(
        &self,
        note: NoteId,
        parts: &'p PartsOfNote,
        wanted: &str,
    ) -> Option<&'p str> {
        let nth = self.once((note, true, wanted.to_owned()), || {
            let wanted = Letters::of(&wanted.to_lowercase());
            self.most_alike(&parts.blocks, |block| self.letters_alike(&wanted, &block.letters))
        });
        nth.map(|nth| &*parts.blocks[nth].id)
    }

    fn once(
        &self,
        key: (NoteId, bool, String),
        find: impl FnOnce() -> Option<usize>,
    ) -> Option<usize> {
        if let Some(&known) = self.known.borrow().get(&key) {
            return known;
        }
        let found = find();
        self.known.borrow_mut().insert(key, found);
        found
    }

    /// The place of the item that is most like what is wanted, the first of equals; nothing if the
    /// effort does not last for all of them.
    fn most_alike<T>(&self, items: &[T], likeness: impl Fn(&T) -> f64) -> Option<usize> {
        let mut best = None;
        let mut most = ALIKE;
        for (nth, item) in items.iter().enumerate() {
            let likeness = likeness(item);
            if self.effort.get() == 0 {
                return None;
            }
            if likeness > most || best.is_none() && likeness >= most {
                (best, most) = (Some(nth), likeness);
            }
        }
        best
    }

    fn spend(&self, effort: usize) -> bool {
        self.effort.set(self.effort.get().saturating_sub(effort));
        self.effort.get() > 0
    }

    /// How alike a name and a heading are: by their letters, or by the words they share in order.
    fn alike(&self, wanted: &Name, heading: &Heading) -> f64 {
        let heading = &heading.name;
        let letters = self.letters_alike(&wanted.letters, &heading.letters);
        let (left, right) = (&wanted.words, &heading.words);
        let shorter = left.len().min(right.len());
        let share = |common: usize| 2.0 * common as f64 / (left.len() + right.len()) as f64;
        let pairs = left.len() * right.len();
        if share(shorter) < 0.5 || pairs > MOST_PAIRS || !self.spend(pairs + COMPARISON) {
            return letters;
        }
        let words = share(in_common(left, right));
        // One that is the beginning of the other was cut or went on since.
        let begins = shorter > 1 && left.iter().zip(right).all(|(l, r)| l == r);
        let beginning = if begins && words >= 0.5 { ALIKE } else { 0.0 };
        letters.max(words).max(beginning)
    }

    /// How alike two names are by their letters; 0 if they are less than alike.
    fn letters_alike(&self, wanted: &Letters, name: &Letters) -> f64 {
        let longer = wanted.all.len().max(name.all.len());
        let likeness = |edits: usize| match longer {
            0 => 1.0,
            longer => 1.0 - edits as f64 / longer as f64,
        };
        // What is much longer is told sooner than what has other letters.
        let by_length = wanted.all.len().abs_diff(name.all.len());
        if !self.spend(LOOK)
            || likeness(by_length) < ALIKE
            || likeness(wanted.counts.fewest_edits(&name.counts)) < ALIKE
        {
            return 0.0;
        }
        let pairs = wanted.all.len() * name.all.len();
        if pairs > MOST_PAIRS || !self.spend(pairs + COMPARISON) {
            return 0.0;
        }
        likeness(edits(&wanted.all, &name.all))
    }
}

/// A heading as it is compared: the letters and words of its key. In scripts without spaces each
/// character is a word.
struct Name {
    letters: Letters,
    words: Vec<String>,
}

impl Name {
    fn new(heading: &str) -> Name {
        let key = name::concept_key(heading);
        Name {
            letters: Letters::of(&key.replace([' ', '/'], "")),
            words: key.split([' ', '/']).map(str::to_owned).collect(),
        }
    }
}

/// The letters of a name, and how often it has each.
struct Letters {
    all: Vec<char>,
    counts: LetterCounts,
}

impl Letters {
    fn of(text: &str) -> Letters {
        Letters { all: text.chars().collect(), counts: LetterCounts::of(text.chars()) }
    }
}

/// The length of the longest sequence of words that both have.
fn in_common(left: &[String], right: &[String]) -> usize {
    let mut before = vec![0; right.len() + 1];
    for word in left {
        let mut now = vec![0; right.len() + 1];
        for (at, other) in right.iter().enumerate() {
            now[at + 1] = if word == other { before[at] + 1 } else { before[at + 1].max(now[at]) };
        }
        before = now;
    }
    before.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(headings: &[&str], blocks: &[&str]) -> PartsOfNote {
        PartsOfNote::new(headings.iter().map(|text| (*text, "")), blocks.iter().copied())
    }

    fn nearest(headings: &[&str], wanted: &str) -> Option<String> {
        let parts = parts(headings, &[]);
        let heading = Guesses::new().heading(NoteId(0), &parts, wanted)?.text.clone();
        Some(heading)
    }

    #[test]
    fn headings_are_alike_by_letters_or_words() {
        for (wanted, heading) in [
            ("hash-tables", "Hash Tables (Dictionaries)"),
            ("whats-new", "What's new?"),
            ("VPC", "VPCs"),
            ("Level/Contour Curves", "Level Curves"),
            ("Instalation", "Installation"),
            ("Configurar atajos de teclado", "Configurar un atajo de teclado"),
        ] {
            assert_eq!(nearest(&[heading], wanted).as_deref(), Some(heading), "{wanted}");
        }
        for (wanted, heading) in [
            ("Properties view", "Page preview"),
            ("Sudo", "Setup"),
            ("HTTP Request vocab", "HTTP Request Methods"),
            ("A", "B"),
        ] {
            assert_eq!(nearest(&[heading], wanted), None, "{wanted} {heading}");
        }
    }

    #[test]
    fn the_likest_part_is_meant_and_of_equals_the_first() {
        let headings = ["", "Set-up", "Setup", "Set up of it"];
        for (wanted, heading) in
            [("setup", "Set-up"), ("Setup of it", "Set up of it"), ("setups", "Set-up")]
        {
            assert_eq!(nearest(&headings, wanted).as_deref(), Some(heading), "{wanted}");
        }
        let parts = parts(&[], &["quote-b", "quote-a", "other"]);
        let guesses = Guesses::new();
        let block = |wanted| guesses.block(NoteId(0), &parts, wanted);
        assert_eq!(block("Quote-A"), Some("quote-a"));
        assert_eq!(block("quote-c"), Some("quote-a"));
        assert_eq!(block("something"), None);
    }

    /// The anchors of a long table of contents that another tool made: those it spells as here are found,
    /// however many others there are.
    #[test]
    fn many_dead_anchors_are_not_all_compared() {
        let headings: Vec<String> =
            (0..1_000).map(|nth| format!("Part {nth} of the book")).collect();
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let parts = parts(&headings, &[]);
        let guesses = Guesses::new();
        let heading =
            |wanted: &str| Some(guesses.heading(NoteId(0), &parts, wanted)?.text.as_str());
        assert_eq!(heading("Part 7 of teh book"), Some("Part 7 of the book"));
        let found = (0..1_000).filter(|nth| heading(&format!("the-part-{nth}-of-book")).is_some());
        assert!(found.count() < 1_000);
        assert_eq!(heading("part-999-of-the-book"), Some("Part 999 of the book"));
        assert_eq!(heading("Part 7 of teh book"), Some("Part 7 of the book"), "known already");
        assert_eq!(heading("Part 8 of teh book"), None, "no effort is left");
    }
}
