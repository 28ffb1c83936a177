//! Which note or file a dead link was probably meant to lead to. Each step is less sure than the one
//! before, and the first that finds something ends the search: a wrong suggestion costs more than none.
//! Leaves out headings and blocks, which are in `parts`, and how the link is then written, which `write`
//! knows.
//!
//! What a step needs of all notes is gathered when a dead link first asks for it, and a target that
//! many links share is answered once.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lore_core::name;
use lore_core::path::{self, without_note_extension};
use lore_core::periods::is_period;
use lore_graph::{FileId, Graph, NoteId, Place, both_names};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use strsim::generic_damerau_levenshtein as edits;

use crate::likeness::LetterCounts;

/// How alike, between 0 and 1, two names must be for one to be a slip of the other.
const SLIP: f64 = 0.85;
/// Names of fewer letters have no slips that could be told from other names.
const SHORTEST: usize = 4;
/// Names of more letters are paragraphs; to compare two takes their lengths multiplied.
const LONGEST: usize = 700;
/// Two names differ by a slip in this many letters at most.
const MOST_EDITS: usize = 3;
/// How many places are offered for one target.
const MOST: usize = 3;

type Places = Arc<[Place]>;

/// Finds what targets were meant to be.
pub(super) struct Meant<'a> {
    graph: &'a Graph,
    /// By target, and whether it is a file's.
    answers: Mutex<FxHashMap<(bool, String), Places>>,
    note_names: OnceLock<Names>,
    note_variants: OnceLock<FxHashMap<String, Vec<NoteId>>>,
    file_names: OnceLock<Names>,
    files: OnceLock<FxHashMap<String, Vec<FileId>>>,
}

impl<'a> Meant<'a> {
    pub(super) fn new(graph: &'a Graph) -> Meant<'a> {
        Meant {
            graph,
            answers: Mutex::default(),
            note_names: OnceLock::new(),
            note_variants: OnceLock::new(),
            file_names: OnceLock::new(),
            files: OnceLock::new(),
        }
    }

    /// The notes, or failing them the files, that a dead link in the note `from` may mean.
    pub(super) fn notes(&self, from: NoteId, target: &str) -> Vec<Place> {
        let places = self.answer(false, target, || self.find_note(target));
        places.iter().copied().filter(|&place| place != Place::Note(from)).collect()
    }

    /// The files, or failing them the notes, that a dead link to a file may mean.
    pub(super) fn files(&self, target: &str) -> Vec<Place> {
        self.answer(true, target, || self.find_file(target)).to_vec()
    }

    fn answer(&self, file: bool, target: &str, find: impl FnOnce() -> Vec<Place>) -> Places {
        let key = (file, target.to_owned());
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers().get(&key) {
            return known.clone();
        }
        let mut found = find();
        found.truncate(MOST);
        let found: Places = found.into();
        answers().insert(key, found.clone());
        found
    }

    fn find_note(&self, target: &str) -> Vec<Place> {
        let target = target.trim_end_matches('/');
        let last = target.rsplit('/').next().unwrap_or(target);
        let name = without_note_extension(last);
        let steps: [&dyn Fn() -> Vec<Place>; 5] = [
            &|| self.notes_by_key(name),
            &|| variants(name).iter().flat_map(|part| self.notes_by_key(part)).collect(),
            &|| self.notes_by_variant(name),
            &|| self.files_by_stem(name),
            &|| self.note_names().slips(name),
        ];
        // No other day is meant by a day that nobody wrote.
        let steps = if is_period(name) { &steps[..1] } else { &steps[..] };
        first_that_finds(steps)
    }

    fn find_file(&self, target: &str) -> Vec<Place> {
        let last = target.rsplit('/').next().unwrap_or(target);
        let (stem, extension) = last.rsplit_once('.').unwrap_or((last, ""));
        let is_page = matches!(Kind::of(extension), Kind::Page);
        let steps: [&dyn Fn() -> Vec<Place>; 4] = [
            &|| self.files_by_key(&name::link_key(last)),
            &|| self.files_like(stem, extension),
            &|| if is_page { self.notes_by_key(stem) } else { Vec::new() },
            &|| self.file_names().slips(last),
        ];
        first_that_finds(&steps)
    }

    /// The notes with this name, title or alias, whatever its case, punctuation or plural.
    fn notes_by_key(&self, name: &str) -> Vec<Place> {
        let concept = self.graph.concept_named(name);
        let named = concept.into_iter().flat_map(|concept| self.graph.concept_notes(concept));
        let mut notes: Vec<NoteId> = named.chain(self.graph.names().notes_titled(name)).collect();
        notes.sort_unstable();
        notes.dedup();
        notes.into_iter().map(Place::Note).collect()
    }

    /// The notes that bear this name behind a date or number, or with an addition in brackets.
    fn notes_by_variant(&self, name: &str) -> Vec<Place> {
        let by_variant = self.note_variants.get_or_init(|| {
            let mut by_variant: FxHashMap<String, Vec<NoteId>> = FxHashMap::default();
            for note in self.graph.notes() {
                let names = [self.graph.stem(note), self.graph.title(note)];
                for variant in names.into_iter().flat_map(variants) {
                    let notes = by_variant.entry(name::concept_key(variant)).or_default();
                    if notes.last() != Some(&note) {
                        notes.push(note);
                    }
                }
            }
            by_variant
        });
        let notes = by_variant.get(&name::concept_key(name)).into_iter().flatten();
        notes.map(|&note| Place::Note(note)).collect()
    }

    fn note_names(&self) -> &Names {
        self.note_names.get_or_init(|| {
            let notes: Vec<NoteId> = self.graph.notes().collect();
            Names::new(notes.into_par_iter().flat_map_iter(|note| {
                let (stem, title) = (self.graph.stem(note), self.graph.title(note));
                let names = [Some(stem), (title != stem).then_some(title)];
                names.into_iter().flatten().map(move |name| (name, Place::Note(note)))
            }))
        })
    }

    fn file_names(&self) -> &Names {
        self.file_names.get_or_init(|| {
            let files: Vec<FileId> = (0..self.graph.file_count() as u32).map(FileId).collect();
            let name = |file| path::file_name(self.graph.file_path(file));
            Names::new(files.into_par_iter().map(|file| (name(file), Place::File(file))))
        })
    }

    fn files_by_key(&self, key: &str) -> Vec<Place> {
        let by_key = self.files.get_or_init(|| {
            let mut by_key: FxHashMap<String, Vec<FileId>> = FxHashMap::default();
            for file in (0..self.graph.file_count() as u32).map(FileId) {
                let path = self.graph.file_path(file);
                let name = name::link_key(path::file_name(path));
                if let Some((stem, _)) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())
                {
                    // No name of a file ends in a dot that a link could mean.
                    by_key.entry(format!("{stem}.")).or_default().push(file);
                }
                by_key.entry(name).or_default().push(file);
            }
            by_key
        });
        by_key.get(key).into_iter().flatten().map(|&file| Place::File(file)).collect()
    }

    /// The files of this name with any extension.
    fn files_by_stem(&self, stem: &str) -> Vec<Place> {
        self.files_by_key(&format!("{}.", name::link_key(stem)))
    }

    /// The files of this name with an extension of the same kind.
    fn files_like(&self, stem: &str, extension: &str) -> Vec<Place> {
        let mut files = self.files_by_stem(stem);
        files.retain(|&file| {
            let path = self.graph.place_path(file);
            Kind::of(path.rsplit('.').next().unwrap_or_default()) == Kind::of(extension)
        });
        files
    }
}

/// What a file is for: `chart.png` may have become `chart.svg`, but not `chart.pdf`.
#[derive(PartialEq)]
pub(super) enum Kind {
    Image,
    Recording,
    /// What a note may have been, or was made from one.
    Page,
    Other,
}

impl Kind {
    pub(super) fn of(extension: &str) -> Kind {
        match extension.to_lowercase().as_str() {
            "avif" | "bmp" | "gif" | "heic" | "jpeg" | "jpg" | "png" | "svg" | "tif" | "tiff"
            | "webp" => Kind::Image,
            "flac" | "m4a" | "mkv" | "mov" | "mp3" | "mp4" | "ogg" | "ogv" | "wav" | "webm" => {
                Kind::Recording
            }
            "adoc" | "htm" | "html" | "org" | "rst" | "txt" => Kind::Page,
            _ => Kind::Other,
        }
    }
}

fn first_that_finds(steps: &[&dyn Fn() -> Vec<Place>]) -> Vec<Place> {
    let mut found = steps.iter().map(|step| step()).find(|found| !found.is_empty());
    found.take().unwrap_or_default()
}

/// The other names that are part of a name: behind a date or number in front, before an addition in
/// brackets, and in the brackets if one of the two abbreviates the other.
fn variants(name: &str) -> Vec<&str> {
    let mut variants = Vec::new();
    let number_end = name.find(|c: char| !c.is_ascii_digit() && !"-_. T:".contains(c));
    if let Some(end) = number_end
        && name[..end].bytes().filter(u8::is_ascii_digit).count() >= 6
        && name[..end].ends_with(|c: char| !c.is_ascii_digit())
    {
        variants.push(&name[end..]);
    }
    if let Some((before, rest)) = name.split_once('(')
        && let Some((inside, "")) =
            rest.rsplit_once(')').map(|(inside, after)| (inside, after.trim()))
    {
        let (before, inside) = (before.trim(), inside.trim());
        if before.chars().any(char::is_alphabetic) {
            variants.push(before);
            if both_names(name).is_some() {
                variants.push(inside);
            }
        }
    }
    variants
}

/// Names of places, arranged to find those that differ from a name in few letters.
///
/// Each name is cut into more pieces than a slip can touch: a name that was meant has one of them
/// in common with the slip, a few letters away at most (after Li, Deng, Wang and Feng, *Pass-Join*,
/// 2011). Names with other numbers are never meant, so that a piece is looked for among those with the same.
struct Names {
    names: Vec<Name>,
    /// The names that have a piece, by its hash.
    with_piece: Vec<u32>,
    /// Where the names with a piece stand in `with_piece`, by the hash of the piece with its number, the length
    /// of the name and its digits.
    pieces: FxHashMap<u64, Range<usize>>,
}

struct Name {
    letters: Vec<char>,
    place: Place,
}

impl Name {
    fn new(name: &str, place: Place) -> Name {
        let key = name::concept_key(name);
        Name { letters: key.chars().filter(|&c| c != ' ').collect(), place }
    }
}

/// How many letters may differ from a name of so many.
fn most_edits(length: usize) -> usize {
    match length {
        0..=12 => 1,
        13..=19 => 2,
        _ => MOST_EDITS,
    }
}

/// The pieces that a name of so many letters is cut into. Each edit touches one of them, or two if letters
/// changed places from one to the next: one more than the edits and that one are enough for one to be left.
fn pieces(length: usize) -> impl Iterator<Item = Range<usize>> {
    let number = most_edits(length) + 2;
    (0..number).map(move |nth| nth * length / number..(nth + 1) * length / number)
}

fn digits(letters: &[char]) -> impl Iterator<Item = char> + '_ {
    letters.iter().copied().filter(char::is_ascii_digit)
}

/// Hashes pieces of names of one length that have the same digits.
struct PieceHasher(FxHasher);

impl PieceHasher {
    /// For names of so many letters with the digits of `name`.
    fn new(length: usize, name: &[char]) -> PieceHasher {
        let mut hasher = FxHasher::default();
        length.hash(&mut hasher);
        digits(name).for_each(|digit| digit.hash(&mut hasher));
        PieceHasher(hasher)
    }

    fn hash(&self, nth: usize, piece: &[char]) -> u64 {
        let mut hasher = self.0.clone();
        (nth, piece).hash(&mut hasher);
        hasher.finish()
    }
}

impl Names {
    fn new<'n>(names: impl ParallelIterator<Item = (&'n str, Place)>) -> Names {
        let names: Vec<Name> = names.map(|(name, place)| Name::new(name, place)).collect();
        let mut found: Vec<(u64, u32)> = names
            .par_iter()
            .enumerate()
            .filter(|(_, name)| name.letters.len() >= SHORTEST)
            .flat_map_iter(|(at, name)| {
                let length = name.letters.len();
                let hasher = PieceHasher::new(length, &name.letters);
                pieces(length)
                    .enumerate()
                    .map(move |(nth, piece)| (hasher.hash(nth, &name.letters[piece]), at as u32))
            })
            .collect();
        found.par_sort_unstable();
        let mut pieces = FxHashMap::default();
        let mut at = 0;
        for same in found.chunk_by(|left, right| left.0 == right.0) {
            pieces.insert(same[0].0, at..at + same.len());
            at += same.len();
        }
        Names { names, with_piece: found.into_iter().map(|(_, name)| name).collect(), pieces }
    }

    /// The places whose names are nearest to `wanted`, if they are near enough for a slip.
    fn slips(&self, wanted: &str) -> Vec<Place> {
        // The place does not count.
        let wanted = Name::new(wanted, Place::Note(NoteId(0))).letters;
        if wanted.len() > LONGEST {
            return Vec::new();
        }
        let mut best = 0.0;
        let mut places = Vec::new();
        for at in self.with_pieces_of(&wanted) {
            let name = &self.names[at as usize];
            let Some(likeness) = slip(&wanted, &name.letters).filter(|likeness| *likeness >= best)
            else {
                continue;
            };
            if likeness > best {
                places.clear();
                best = likeness;
            }
            places.push(name.place);
        }
        places.sort_unstable();
        places.dedup();
        // Among many that are equally near, none is probable.
        if places.len() > MOST { Vec::new() } else { places }
    }

    /// The names that have a piece in common with `wanted`, as far from where it stands there as edits may move it.
    fn with_pieces_of(&self, wanted: &[char]) -> Vec<u32> {
        let mut found = Vec::new();
        let shortest = SHORTEST.max(wanted.len().saturating_sub(MOST_EDITS));
        for length in shortest..=wanted.len() + MOST_EDITS {
            let edits = most_edits(length);
            let longer = wanted.len() as isize - length as isize;
            // Letters too many or too few before the piece, and those behind it.
            let fits =
                |shift: isize| shift.unsigned_abs() + (longer - shift).unsigned_abs() <= edits;
            let shifts = (-(edits as isize)..=edits as isize).filter(|&shift| fits(shift));
            let hasher = PieceHasher::new(length, wanted);
            for shift in shifts {
                for (nth, piece) in pieces(length).enumerate() {
                    let from = piece.start.checked_add_signed(shift);
                    let letters = from.and_then(|from| wanted.get(from..from + piece.len()));
                    let hash = letters.map(|letters| hasher.hash(nth, letters));
                    let places = hash.and_then(|hash| self.pieces.get(&hash));
                    let names = places.into_iter().flat_map(|at| &self.with_piece[at.clone()]);
                    found.extend(names);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// How alike two names are, if one can be a slip of the other. Numbers are never slips: of `Week 5`
/// and `Week 6` each means itself.
fn slip(wanted: &[char], name: &[char]) -> Option<f64> {
    // To compare lengths takes no time, to count letters their number, and to count edits one length times the other.
    let most = ((1.0 - SLIP) * wanted.len().max(name.len()) as f64).max(1.0);
    if wanted.len().abs_diff(name.len()) as f64 > most + 1e-9 {
        return None;
    }
    if !digits(wanted).eq(digits(name)) {
        return None;
    }
    let counts = |letters: &[char]| LetterCounts::of(letters.iter().copied());
    if counts(wanted).fewest_edits(&counts(name)) as f64 > most + 1e-9 {
        return None;
    }
    let likeness = match edits(wanted, name) {
        // Two neighbours that changed places are a slip in a short name, too.
        1 if has_same_letters(wanted, name) => SLIP.max(1.0 - 1.0 / wanted.len() as f64),
        edits => 1.0 - edits as f64 / wanted.len().max(name.len()) as f64,
    };
    (likeness >= SLIP).then_some(likeness)
}

fn has_same_letters(left: &[char], right: &[char]) -> bool {
    let sorted = |letters: &[char]| {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters
    };
    sorted(left) == sorted(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(names: &[&str], wanted: &str) -> Vec<u32> {
        let names: Vec<(&str, Place)> = names
            .iter()
            .enumerate()
            .map(|(nth, name)| (*name, Place::Note(NoteId(nth as u32))))
            .collect();
        let places = Names::new(names.into_par_iter()).slips(wanted);
        let note = |place| match place {
            Place::Note(NoteId(nth)) => nth,
            Place::File(FileId(nth)) => nth + 1000,
        };
        places.into_iter().map(note).collect()
    }

    #[test]
    fn slips_are_few_letters_and_never_numbers() {
        let names = ["Neural Networks", "Kafka", "Week 5 Problems", "Log-structured merge tree"];
        for (wanted, found) in [
            ("Neural Networke", &[0][..]),
            ("NeuralNetworks", &[0]),
            ("Kakfa", &[1]),
            ("Kafko", &[]),
            ("Week 6 Problems", &[]),
            ("Week 5 Problem", &[2]),
            // Letters that changed places from one piece to the next, beside another slip.
            ("Log structuerd merge rtee", &[3]),
            ("Log structured merge trea", &[3]),
            ("Something else", &[]),
            ("", &[]),
        ] {
            assert_eq!(slips(&names, wanted), found, "{wanted}");
        }
        // Of many that differ in their number alone, the one with the same number is meant.
        let numbered: Vec<String> = (0..50).map(|nth| format!("Note number {nth}")).collect();
        let numbered: Vec<&str> = numbered.iter().map(String::as_str).collect();
        assert_eq!(slips(&numbered, "Note nubmer 42"), [42]);
        // Of many that are as near none is meant.
        assert!(slips(&["planet a", "planet b", "planet c", "planet d"], "planet e").is_empty());
    }

    #[test]
    fn variants_of_names() {
        for (name, wanted) in [
            ("2023-06-01-matcha", &["matcha"][..]),
            ("202306011530 Matcha tea", &["Matcha tea"]),
            ("20230601matcha", &[]),
            ("3 rules", &[]),
            ("SQL (Structured Query Language)", &["SQL", "Structured Query Language"]),
            ("Internet Service Provider (ISP)", &["Internet Service Provider", "ISP"]),
            ("Mercury (planet)", &["Mercury"]),
            ("f(x) of y", &[]),
            ("2023-06-01", &[]),
        ] {
            assert_eq!(variants(name), wanted, "{name}");
        }
    }
}
