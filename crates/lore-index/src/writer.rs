//! How notes enter the text index: one document per section, replaced note by note.

use std::collections::BTreeSet;
use std::io::Write;

use lore_core::{Date, Language, name};
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::properties::PropertyText;
use crate::query::Mark;
use crate::schema::{Fields, day_number};
use crate::stems::marked;
use crate::store::{GraphError, State, Store, StoreError};

/// What the text index needs of one section.
#[derive(Debug, Default, Clone)]
pub struct SectionText {
    /// The section's place in its note.
    pub place: u32,
    /// The note's title and aliases.
    pub titles: Vec<String>,
    /// The headings from the note's top to the section, outermost first.
    pub headings: Vec<String>,
    /// Topics and tags, for the words in them.
    pub topics: Vec<String>,
    /// The section's own text without markup.
    pub body: String,
    /// What the note is called: title, aliases, file name; in the first section alone.
    pub names: Vec<String>,
    /// Keys of what the section is called: its heading, the topics it declares.
    pub called: Vec<String>,
    /// Keys of its topics and of those of the sections around it.
    pub about: Vec<String>,
    /// Keys of its tags and of the tags above them.
    pub tags: Vec<String>,
    /// The language of the text, for its stems.
    pub language: Language,
    /// The note's path.
    pub path: String,
    /// What the note says it is, in lower case; empty if it does not say.
    pub kind: String,
    /// Other names of the note.
    pub aliases: Vec<String>,
    /// Properties of the note and fields of the section and of those around it.
    pub properties: Vec<PropertyText>,
    /// What its own text is or has.
    pub marks: Vec<Mark>,
    /// The day it is of.
    pub date: Option<Date>,
    /// When the note was made, as it says itself.
    pub created: Option<Date>,
    /// When the note was changed, as it says itself.
    pub modified: Option<Date>,
}

/// Memory for the terms of a few notes, and for those of a vault. tantivy wants 15 MB or more, and
/// touching fresh pages is most of what a small commit costs.
const SMALL_BATCH_BYTES: usize = 15_000_000;
const LARGE_BATCH_BYTES: usize = 100_000_000;
/// A batch of more notes than this is large.
const LARGE_BATCH_NOTES: usize = 500;
/// More small segments than this slow every question: they are merged. A segment is small that is no
/// larger than a small index, or beside one with so many times as many sections; a first index of a large
/// vault makes many, and none is small.
const MANY_SMALL_SEGMENTS: usize = 16;
const SMALL_SHARE: u32 = 10;
/// Replaced sections still count in the weights of words. A small index is merged whenever it has
/// some; a larger one when their share is this large.
const SMALL_INDEX: u32 = 2_000;
const MANY_DELETED: f64 = 0.2;

/// The one writer of a store; holds its lock.
pub struct Writer {
    store: Store,
    fields: Fields,
    writer: IndexWriter,
    generation: u64,
    /// The graph files of that generation, which somebody may be about to open.
    graph_files: Vec<u64>,
}

impl Writer {
    /// Begins a batch of about `notes` notes on top of a generation and its graph files.
    pub(crate) fn new(
        store: Store,
        index: &tantivy::Index,
        fields: Fields,
        (generation, graph_files): (u64, Vec<u64>),
        notes: usize,
    ) -> tantivy::Result<Writer> {
        let large = notes > LARGE_BATCH_NOTES;
        let options = tantivy::indexer::IndexWriterOptions::builder()
            .num_worker_threads(if large { 2 } else { 1 })
            .memory_budget_per_thread(if large { LARGE_BATCH_BYTES } else { SMALL_BATCH_BYTES })
            .num_merge_threads(1)
            .build();
        let writer = index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Writer { store, fields, writer, generation, graph_files })
    }

    /// Replaces all sections of a note. `key` names the note; `record` is kept for
    /// [`TextIndex::record`](crate::TextIndex::record).
    pub fn replace(
        &mut self,
        key: u64,
        record: &[u8],
        sections: &[SectionText],
    ) -> Result<(), StoreError> {
        let mut documents: Vec<TantivyDocument> =
            sections.iter().map(|section| self.document(key, section)).collect();
        if let Some(first) = documents.first_mut() {
            first.add_bytes(self.fields.record, record);
        }
        let delete = UserOperation::Delete(Term::from_field_u64(self.fields.note, key));
        let mut operations = vec![delete];
        operations.extend(documents.into_iter().map(UserOperation::Add));
        // One batch per note keeps its sections together in one segment.
        self.writer.run(operations)?;
        Ok(())
    }

    /// Removes all sections of a note.
    pub fn remove(&mut self, key: u64) -> Result<(), StoreError> {
        self.replace(key, &[], &[])
    }

    fn document(&self, key: u64, section: &SectionText) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        document.add_u64(fields.note, key);
        document.add_u64(fields.place, u64::from(section.place));
        for title in &section.titles {
            document.add_text(fields.title, title);
            document.add_text(fields.stem, marked(title, section.language));
        }
        for heading in &section.headings {
            document.add_text(fields.heading, heading);
            document.add_text(fields.stem, marked(heading, section.language));
        }
        for topic in &section.topics {
            document.add_text(fields.topic, topic);
            document.add_text(fields.stem, marked(topic, section.language));
        }
        document.add_text(fields.body, &section.body);
        document.add_text(fields.stem, marked(&section.body, section.language));
        document.add_text(fields.language, section.language.as_str());
        for (field, keys) in [
            (fields.called, &section.called),
            (fields.about, &section.about),
            (fields.tag, &section.tags),
        ] {
            for key in keys {
                document.add_text(field, key);
            }
        }
        for key in keys_of_names(&section.names) {
            document.add_text(fields.name, &key);
        }
        for name in &section.names {
            document.add_text(fields.name_words, marked(name, section.language));
        }
        if !section.names.is_empty()
            && let Some((folder, _)) = section.path.rsplit_once('/')
        {
            document.add_text(fields.folder_words, marked(folder, section.language));
        }
        document.add_text(fields.path, &section.path);
        if !section.kind.is_empty() {
            document.add_text(fields.kind, &section.kind);
        }
        for alias in &section.aliases {
            document.add_text(fields.alias, alias);
        }
        let terms = section.properties.iter().flat_map(PropertyText::terms);
        for term in terms.collect::<BTreeSet<&str>>() {
            document.add_text(fields.property, term);
        }
        for mark in &section.marks {
            document.add_text(fields.mark, mark.name());
        }
        for (field, day) in [
            (fields.date, section.date),
            (fields.created, section.created),
            (fields.modified, section.modified),
        ] {
            if let Some(day) = day {
                document.add_i64(field, day_number(day));
            }
        }
        document
    }

    /// Keeps what a first batch holds so far, for [`Store::unfinished`]: nothing of it can be asked
    /// for yet.
    pub fn keep(&mut self) -> Result<(), StoreError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&self.store.unfinished_payload(self.generation));
        prepared.commit()?;
        Ok(())
    }

    /// Makes the batch and the graph's bytes visible together, and returns what is now stored.
    ///
    /// `graph` writes the bytes, and tells in which older files of the graph it leaves something; it is
    /// called when the batch no longer takes memory.
    ///
    /// # Errors
    ///
    /// When either cannot be kept, or `graph` says so; what was stored is stored still.
    pub fn commit(
        mut self,
        graph: impl FnOnce(&mut dyn Write) -> Result<Vec<u64>, GraphError>,
    ) -> Result<State, StoreError> {
        let generation = self.generation + 1;
        let mut prepared = self.writer.prepare_commit()?;
        let (payload, files) = self.store.write_graph(generation, graph)?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        let segments = self.writer.index().searchable_segment_metas()?;
        let merge = segments_to_merge(&segments);
        if !merge.is_empty() {
            self.writer.merge(&merge).wait()?;
        }
        self.writer.wait_merging_threads()?;
        self.store.finish_commit(&[files, self.graph_files].concat())
    }
}

/// The keys by which a query finds a note of exactly this name, in any spelling and in this one.
fn keys_of_names(names: &[String]) -> BTreeSet<String> {
    let any_spelling = names.iter().map(|name| name::concept_key(name));
    any_spelling.chain(names.iter().map(|name| spelling_key(name))).collect()
}

/// The key of a name in just this spelling, plural and all.
pub(crate) fn spelling_key(name: &str) -> String {
    format!("={}", name::heading_key(name))
}

/// Which segments to merge after a commit: none, the small ones, or those with many replaced
/// sections.
fn segments_to_merge(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    let total: u32 = segments.iter().map(SegmentMeta::max_doc).sum();
    let deleted: u32 = segments.iter().map(SegmentMeta::num_deleted_docs).sum();
    let ids =
        |segments: &mut dyn Iterator<Item = &SegmentMeta>| segments.map(SegmentMeta::id).collect();
    if deleted > 0 && (total <= SMALL_INDEX || f64::from(deleted) > MANY_DELETED * f64::from(total))
    {
        return ids(&mut segments.iter());
    }
    // The large ones stay as they are: merging them would cost in proportion to the vault.
    let largest = segments.iter().map(SegmentMeta::num_docs).max().unwrap_or(0);
    let small_size = (largest / SMALL_SHARE).max(SMALL_INDEX);
    let small = || segments.iter().filter(|segment| segment.num_docs() < small_size);
    if small().count() <= MANY_SMALL_SEGMENTS { Vec::new() } else { ids(&mut small()) }
}
