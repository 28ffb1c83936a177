//! The fields of a section in the text index, and how their text becomes terms. Leaves out which text of a
//! note goes into which field (`document`), and stemming (`stems`).

use lore_core::Date;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, Term};

use crate::stems::{Stems, Words};

const WORDS: &str = "words";
const STEMS: &str = "stems";
/// tantivy's tokenizer that leaves a text whole.
const WHOLE: &str = "raw";

/// The fields, by their place in the schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Key of the note.
    pub(crate) note: Field,
    /// Place of the section in its note.
    pub(crate) place: Field,
    /// The note's title and aliases, in every section, so that words spread over title and
    /// section still meet.
    pub(crate) title: Field,
    /// The headings from the note's top to the section.
    pub(crate) heading: Field,
    /// Topics and tags of the section, for the words in them.
    pub(crate) topic: Field,
    /// The section's own text.
    pub(crate) body: Field,
    /// Keys of all [kinds](KeyKind).
    pub(crate) key: Field,
    /// Titles, headings, topics and text, stemmed: for recall and for likeness between sections.
    pub(crate) stem: Field,
    /// The words of what the note is called, stemmed. In the note's first section alone.
    pub(crate) name_words: Field,
    /// The words of the folders that the note lies in, stemmed. In the note's first section alone.
    pub(crate) folder_words: Field,
    /// Values of properties. In the note's first section alone.
    pub(crate) value: Field,
    /// The words of values of properties, stemmed. In the note's first section alone.
    pub(crate) value_words: Field,
    /// The note's path, for the words in it. In the note's first section alone.
    pub(crate) path: Field,
    /// The note's aliases alone. In the note's first section alone.
    pub(crate) alias: Field,
    /// The day it is of, when the note was made and changed: see [`day_number`].
    pub(crate) date: Field,
    pub(crate) created: Field,
    pub(crate) modified: Field,
    /// What else is to be known of the note, opaque here. In one section alone, and only stored.
    pub(crate) record: Field,
}

/// What a key says of a section. Keys of all kinds are terms of one field, each behind the letter of its
/// kind: tantivy begins the list of terms of every field with a megabyte, in every commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum KeyKind {
    /// The name of the language by whose rules it is stemmed.
    Language = b'l',
    /// What the note is called: title, aliases, file name. In its first section alone.
    Name = b'n',
    /// What the section is called: its heading and the topics it declares.
    Called = b'c',
    /// Topics and tags, those of the sections around it included.
    About = b'a',
    /// Tags; `a/b` stands under `a`, too.
    Tag = b't',
    /// Topics and tags of the whole note. In the note's first section alone.
    NoteAbout = b'A',
    /// Those of them that are tags. In the note's first section alone.
    NoteTag = b'T',
    /// What the note says it is. In the note's first section alone.
    Type = b'y',
    /// Fields of the section and of those around it: see [`crate::properties`].
    Property = b'p',
    /// Properties and fields of the whole note. In the note's first section alone.
    NoteProperty = b'P',
    /// Names of [`crate::Mark`]s.
    Mark = b'm',
    /// What an address of the web is found by: see [`crate::address`].
    Address = b'u',
}

impl KeyKind {
    /// A key as the field holds it.
    pub(crate) fn term(self, key: &str) -> String {
        let mut term = key.to_owned();
        self.mark(&mut term);
        term
    }

    /// Makes a key what the field holds.
    pub(crate) fn mark(self, key: &mut String) {
        key.insert(0, char::from(self as u8));
    }
}

/// The keys of one kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys {
    field: Field,
    kind: KeyKind,
}

impl Keys {
    pub(crate) fn term(self, key: &str) -> Term {
        Term::from_field_text(self.field, &self.kind.term(key))
    }
}

impl Fields {
    pub(crate) fn keys(&self, kind: KeyKind) -> Keys {
        Keys { field: self.key, kind }
    }
}

/// A day as a number that rises with it: 20240131.
pub(crate) fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of such a number.
pub(crate) fn day_of_number(number: i64) -> Option<Date> {
    let part = |divisor: i64, modulus: i64| i8::try_from(number / divisor % modulus).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(100, 100)?, part(1, 100)?).ok()
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |tokenizer: &str, record: IndexRecordOption, lengths: bool| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer);
        TextOptions::default()
            .set_indexing_options(indexing.set_index_option(record).set_fieldnorms(lengths))
    };
    let positions = || text(WORDS, IndexRecordOption::WithFreqsAndPositions, true);
    let stems = || text(STEMS, IndexRecordOption::WithFreqs, true);
    let only_stems = || text(STEMS, IndexRecordOption::Basic, false);
    // What only picks sections and has no say in their order needs no lengths.
    let only_picks = || text(WORDS, IndexRecordOption::WithFreqsAndPositions, false);
    let fields = Fields {
        note: schema.add_u64_field("note", NumericOptions::default().set_indexed().set_fast()),
        place: schema.add_u64_field("place", FAST),
        title: schema.add_text_field("title", positions()),
        heading: schema.add_text_field("heading", positions()),
        topic: schema.add_text_field("topic", positions()),
        body: schema.add_text_field("body", positions()),
        key: schema.add_text_field("key", text(WHOLE, IndexRecordOption::Basic, false)),
        stem: schema.add_text_field("stem", stems()),
        name_words: schema.add_text_field("name_words", stems()),
        folder_words: schema.add_text_field("folder_words", stems()),
        value: schema.add_text_field("value", only_picks()),
        value_words: schema.add_text_field("value_words", only_stems()),
        path: schema.add_text_field("path", only_picks()),
        alias: schema.add_text_field("alias", only_picks()),
        date: schema.add_i64_field("date", FAST),
        created: schema.add_i64_field("created", FAST),
        modified: schema.add_i64_field("modified", FAST),
        record: schema.add_bytes_field("record", STORED),
    };
    (schema.build(), fields)
}

pub(crate) fn register_tokenizers(index: &Index) {
    index.tokenizers().register(WORDS, Words::default());
    index.tokenizers().register(STEMS, Stems::default());
}
