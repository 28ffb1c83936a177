//! Queries of tantivy's that know all their documents before the first is asked for: sections that
//! somebody else has found, all sections of notes, and what a query excludes. Leaves out scores: to these
//! queries all they find is equally good.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use crate::terms::{Addresses, Posting};

/// Matches the sections by note and place.
#[derive(Clone, Debug)]
pub(crate) struct SectionsAmong(pub(crate) Arc<HashSet<Posting>>);

impl Query for SectionsAmong {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SectionsAmong {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let addresses = Addresses::new(segment)?;
        let found: Vec<DocId> = (0..segment.max_doc())
            .filter(|&document| self.0.contains(&addresses.get(document)))
            .collect();
        Ok(Box::new(ConstScorer::new(Documents::new(found), boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        match self.0.contains(&Addresses::new(segment)?.get(document)) {
            true => Ok(Explanation::new("among the sections", 1.0)),
            false => Err(TantivyError::InvalidArgument(format!("no match: {document}"))),
        }
    }
}

/// A query with its documents found at once.
#[derive(Debug)]
pub(crate) struct Gathered {
    query: Box<dyn Query>,
    reach: Reach,
}

/// Which documents are found.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// Those that match.
    Matches,
    /// All sections of the notes of which one section matches.
    WholeNotes,
}

struct GatheredWeight {
    weight: Box<dyn Weight>,
    reach: Reach,
}

impl Gathered {
    /// What a query finds. For what is excluded: tantivy 0.27 asks that about documents before its first
    /// one, which phrases do not allow.
    pub(crate) fn matches(query: Box<dyn Query>) -> Gathered {
        Gathered { query, reach: Reach::Matches }
    }

    /// All sections of the notes of which a query finds a section.
    pub(crate) fn whole_notes(query: Box<dyn Query>) -> Gathered {
        Gathered { query, reach: Reach::WholeNotes }
    }
}

impl Clone for Gathered {
    fn clone(&self) -> Gathered {
        Gathered { query: self.query.box_clone(), reach: self.reach }
    }
}

impl Query for Gathered {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let schema = scoring.schema().clone();
        let without = EnableScoring::Disabled { schema: &schema, searcher_opt: scoring.searcher() };
        let weight = self.query.weight(without)?;
        Ok(Box::new(GatheredWeight { weight, reach: self.reach }))
    }
}

impl GatheredWeight {
    fn documents(&self, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let mut matches: Vec<DocId> = Vec::new();
        let mut take = |documents: &[DocId]| matches.extend_from_slice(documents);
        self.weight.for_each_no_score(segment, &mut take)?;
        matches.sort_unstable();
        match self.reach {
            Reach::Matches => Ok(matches),
            Reach::WholeNotes => whole_notes(segment, matches),
        }
    }
}

impl Weight for GatheredWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.documents(segment)?;
        Ok(Box::new(ConstScorer::new(Documents::new(found), boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        match self.documents(segment)?.binary_search(&document) {
            Ok(_) => Ok(Explanation::new("among those found", 1.0)),
            Err(_) => Err(TantivyError::InvalidArgument(format!("no match: {document}"))),
        }
    }
}

/// All sections of the notes with one of these sections. The sections of a note are written together and
/// stay so: one behind the other in one segment.
fn whole_notes(segment: &SegmentReader, matches: Vec<DocId>) -> tantivy::Result<Vec<DocId>> {
    let addresses = Addresses::new(segment)?;
    let lives =
        |document: DocId| segment.alive_bitset().is_none_or(|alive| alive.is_alive(document));
    let mut found: Vec<DocId> = Vec::new();
    for document in matches.into_iter().filter(|&document| lives(document)) {
        let after = found.last().map_or(0, |last| last + 1);
        if document < after {
            continue;
        }
        let note = addresses.get(document).note;
        let is_of_note = |other: &DocId| lives(*other) && addresses.get(*other).note == note;
        let first = (after..document).rev().take_while(is_of_note).last().unwrap_or(document);
        found.extend(first..=document);
        found.extend((document + 1..segment.max_doc()).take_while(is_of_note));
    }
    Ok(found)
}

/// Documents of one segment, rising.
pub(crate) struct Documents {
    found: Vec<DocId>,
    at: usize,
}

impl Documents {
    pub(crate) fn new(found: Vec<DocId>) -> Documents {
        Documents { found, at: 0 }
    }
}

impl DocSet for Documents {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.found.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|&document| document < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.found.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Base, NoteText, Query, SectionText, Store, TextIndex, Writer};

    fn write(writer: &mut Writer, key: u64, path: &str, kind: &str, sections: u32) {
        let section = |place| SectionText { place, ..SectionText::default() };
        let aliases = vec![format!("other name of {key}")];
        let (path, kind) = (path.to_owned(), kind.to_owned());
        let sections = (0..sections).map(section).collect();
        let note = NoteText { key, path, kind, aliases, sections, ..NoteText::default() };
        writer.replace(note).expect("memory");
    }

    fn found(text: &TextIndex, query: &str) -> Vec<(u64, u32)> {
        let query = Query::parse(query, lore_core::Date::constant(2024, 3, 1));
        let answer = text.search(&query, &[]).expect("a search in memory");
        let mut found: Vec<(u64, u32)> =
            answer.hits.iter().map(|hit| (hit.note, hit.place)).collect();
        found.sort_unstable();
        found
    }

    /// What is said of a note is stored with its first section and holds for all.
    #[test]
    fn all_sections_of_a_note_are_picked_by_what_is_said_of_it() {
        let store = Store::in_memory("whole notes");
        let mut writer = store.writer(Base::Nothing, 3).expect("memory");
        write(&mut writer, 1, "books/ddia.md", "book", 3);
        write(&mut writer, 2, "books/old.md", "article", 2);
        write(&mut writer, 3, "journal.md", "", 1);
        let state = writer.commit(|_| Ok(Vec::new())).expect("memory");
        let mut writer = store.writer(Base::State(&state), 1).expect("memory");
        // Both in one batch, as if a note had changed while it was read.
        write(&mut writer, 2, "books/old.md", "article", 2);
        write(&mut writer, 2, "books/old.md", "book", 3);
        let text = writer.commit(|_| Ok(Vec::new())).expect("memory").text;

        let all = |note: u64, sections: u32| (0..sections).map(move |place| (note, place));
        let books: Vec<(u64, u32)> = all(1, 3).chain(all(2, 3)).collect();
        for (query, sections) in [
            ("path:books", books.clone()),
            ("type:book", books.clone()),
            ("type:bo*", books.clone()),
            ("type:article", Vec::new()),
            ("path:journal", vec![(3, 0)]),
            ("alias:\"name of 1\"", all(1, 3).collect()),
            ("alias:name -path:ddia", all(2, 3).chain([(3, 0)]).collect()),
            ("-path:books", vec![(3, 0)]),
        ] {
            assert_eq!(found(&text, query), sections, "{query}");
        }
    }
}
