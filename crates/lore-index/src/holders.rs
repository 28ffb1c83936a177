//! The sections that hold any of some stems, one after another, each with those it holds: what
//! likeness is measured by. Leaves out what that says of a section.

use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use crate::terms::{Addresses, Posting, TextIndex};

/// The sections that hold any of some stems.
pub struct Holders {
    segments: Vec<HoldersOfSegment>,
    /// How many hold each stem.
    counts: Vec<u64>,
}

struct HoldersOfSegment {
    addresses: Addresses,
    /// By document, in one document by stem.
    held: Vec<Held>,
}

/// A stem in a section.
struct Held {
    document: u32,
    /// Its place among those asked for.
    stem: u32,
    count: u32,
}

impl TextIndex {
    /// The sections in which any of the stems stand.
    pub fn holders(&self, stems: &[&str]) -> Holders {
        self.holders_in(self.fields.stem, stems)
    }

    /// The notes in whose names any of the stems stand, each by the section that answers for it.
    pub fn name_holders(&self, stems: &[&str]) -> Holders {
        self.holders_in(self.fields.name_words, stems)
    }

    fn holders_in(&self, field: Field, stems: &[&str]) -> Holders {
        let terms: Vec<Term> =
            stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
        let mut counts = vec![0; terms.len()];
        let segments = self.searcher.segment_readers().iter();
        let segments = segments.filter_map(|segment| {
            self.unless_damaged(of_segment(segment, field, &terms, &mut counts))
        });
        Holders { segments: segments.collect(), counts }
    }
}

impl Holders {
    /// How many sections hold a stem, by its place among those asked for.
    pub fn count(&self, stem: usize) -> u64 {
        self.counts[stem]
    }

    /// Each section with the stems that it holds, by their places among those asked for, and how often
    /// it does. Those of a note follow each other.
    pub fn sections(&self) -> impl Iterator<Item = (Posting, impl Iterator<Item = (u32, u32)>)> {
        self.segments.iter().flat_map(|HoldersOfSegment { addresses, held }| {
            held.chunk_by(|left, right| left.document == right.document).map(|of_section| {
                let stems = of_section.iter().map(|held| (held.stem, held.count));
                (addresses.get(of_section[0].document), stems)
            })
        })
    }
}

/// The holders in one segment; adds how many there are of each term.
fn of_segment(
    segment: &SegmentReader,
    field: Field,
    terms: &[Term],
    counts: &mut [u64],
) -> tantivy::Result<HoldersOfSegment> {
    let addresses = Addresses::new(segment)?;
    let inverted = segment.inverted_index(field)?;
    let alive = segment.alive_bitset();
    let mut held: Vec<Held> = Vec::new();
    for ((stem, term), of_term) in (0..).zip(terms).zip(counts) {
        let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::WithFreqs)? else {
            continue;
        };
        let before = held.len();
        held.reserve(postings.doc_freq() as usize);
        let mut document = postings.doc();
        while document != TERMINATED {
            if alive.is_none_or(|alive| alive.is_alive(document)) {
                held.push(Held { document, stem, count: postings.term_freq() });
            }
            document = postings.advance();
        }
        *of_term += (held.len() - before) as u64;
    }
    // Stable: the stems of a document stay in their order.
    held.sort_by_key(|held| held.document);
    Ok(HoldersOfSegment { addresses, held })
}

#[cfg(test)]
mod tests {
    use crate::{Base, NoteText, SectionText, Store, TextIndex, Writer};

    fn write(writer: &mut Writer, key: u64, name: &str, bodies: &[&str]) {
        let section = |(place, body): (usize, &&str)| SectionText {
            place: place as u32,
            body: (*body).to_owned(),
            ..SectionText::default()
        };
        let sections: Vec<SectionText> = bodies.iter().enumerate().map(section).collect();
        let path = format!("{name}.md");
        let note = NoteText { key, path, sections, ..NoteText::default() };
        writer.replace(note).expect("memory");
    }

    /// Two generations, so that there are segments and sections that were replaced.
    fn index() -> TextIndex {
        let store = Store::in_memory("holders");
        let mut writer = store.writer(Base::Nothing, 3).expect("memory");
        write(&mut writer, 1, "rind", &["cheese", "rind rind"]);
        write(&mut writer, 2, "mould", &["cheese rind cheese", "mould", "old cheese rind"]);
        write(&mut writer, 3, "cheese rind", &["old cheese rind cheese"]);
        let state = writer.commit(|_| Ok(Vec::new())).expect("memory");
        let mut writer = store.writer(Base::State(&state), 1).expect("memory");
        write(&mut writer, 1, "salt", &["cheese cheese cheese", "salt"]);
        writer.commit(|_| Ok(Vec::new())).expect("memory").text
    }

    #[test]
    fn each_section_comes_once_with_the_stems_it_holds() {
        let text = index();
        let holders = text.holders(&["rind", "nowhere", "chees"]);
        let mut found: Vec<_> = holders
            .sections()
            .map(|(posting, held)| (posting.note, posting.place, held.collect::<Vec<_>>()))
            .collect();
        found.sort();
        let wanted = [
            (1, 0, vec![(2, 3)]),
            (2, 0, vec![(0, 1), (2, 2)]),
            (2, 2, vec![(0, 1), (2, 1)]),
            (3, 0, vec![(0, 1), (2, 2)]),
        ];
        assert_eq!(found, wanted);
        assert_eq!([0, 1, 2].map(|stem| holders.count(stem)), [3, 0, 4]);
    }

    #[test]
    fn notes_are_found_by_the_words_of_their_names() {
        let text = index();
        let holders = text.name_holders(&["rind", "salt"]);
        let mut found: Vec<(u64, Vec<(u32, u32)>)> =
            holders.sections().map(|(posting, held)| (posting.note, held.collect())).collect();
        found.sort();
        assert_eq!(found, [(1, vec![(1, 1)]), (3, vec![(0, 1)])]);
    }

    #[test]
    fn sections_that_were_replaced_do_not_count() {
        let store = Store::in_memory("replaced");
        let mut writer = store.writer(Base::Nothing, 2_500).expect("memory");
        // So many that they are not merged at once.
        for note in 0..2_500 {
            write(&mut writer, note, "x", &[if note < 3 { "old cheese" } else { "cheese" }]);
        }
        let state = writer.commit(|_| Ok(Vec::new())).expect("memory");
        let mut writer = store.writer(Base::State(&state), 3).expect("memory");
        write(&mut writer, 0, "x", &["rind"]);
        write(&mut writer, 1, "x", &["cheese"]);
        write(&mut writer, 2_400, "x", &["rind"]);
        let text = writer.commit(|_| Ok(Vec::new())).expect("memory").text;
        let replaced: u32 =
            text.searcher.segment_readers().iter().map(|segment| segment.num_deleted_docs()).sum();
        assert_eq!(replaced, 3, "they are there still");
        for (stem, sections) in [("chees", 2_498), ("old", 1), ("rind", 2), ("nowher", 0)] {
            assert_eq!(text.stem_frequency(stem), sections, "{stem}");
        }
        assert_eq!(text.phrase_frequency("cheese", u64::MAX), 2_498);
        assert_eq!(text.section_count(), 2_500);
    }

    #[test]
    fn phrases_are_counted_as_far_as_asked() {
        let text = index();
        for (phrase, most, count) in [
            ("cheese rind", u64::MAX, 3),
            ("old cheese rind", u64::MAX, 2),
            ("cheese rind", 2, 2),
            ("rind cheese", 5, 2),
            ("mould rind", 5, 0),
            ("", 5, 0),
        ] {
            assert_eq!(text.phrase_frequency(phrase, most), count, "{phrase} up to {most}");
        }
    }
}
