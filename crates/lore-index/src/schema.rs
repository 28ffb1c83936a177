//! The fields of a section in the text index, and how their text becomes terms.

use lore_core::{Date, words};
use tantivy::Index;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::stems::Stems;

const WORDS: &str = "words";
const STEMS: &str = "stems";

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
    /// All of the above, stemmed: for recall and for likeness between sections.
    pub(crate) stem: Field,
    /// The name of the language by whose rules it is.
    pub(crate) language: Field,
    /// What the note is called, as keys: title, aliases, file name. In its first section alone.
    pub(crate) name: Field,
    /// The words of `name`, stemmed. In the note's first section alone.
    pub(crate) name_words: Field,
    /// The words of the folders that the note lies in, stemmed. In the note's first section alone.
    pub(crate) folder_words: Field,
    /// What the section is called, as keys: its heading and the topics it declares.
    pub(crate) called: Field,
    /// Keys of topics, those of the sections around it included.
    pub(crate) about: Field,
    /// Keys of tags; `a/b` stands under `a`, too.
    pub(crate) tag: Field,
    /// The note's path, for the words in it.
    pub(crate) path: Field,
    /// What the note says it is.
    pub(crate) kind: Field,
    /// The note's aliases alone.
    pub(crate) alias: Field,
    /// Properties and fields of the section and of those around it: see [`crate::properties`].
    pub(crate) property: Field,
    /// Names of [`crate::Mark`]s.
    pub(crate) mark: Field,
    /// The day it is of, when the note was made and changed: see [`day_number`].
    pub(crate) date: Field,
    pub(crate) created: Field,
    pub(crate) modified: Field,
    /// What else is to be known of the note, opaque here. In one section alone, and only stored.
    pub(crate) record: Field,
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
    let text = |tokenizer: &str, record: IndexRecordOption| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record),
        )
    };
    let positions = || text(WORDS, IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        note: schema.add_u64_field("note", INDEXED | FAST),
        place: schema.add_u64_field("place", FAST),
        title: schema.add_text_field("title", positions()),
        heading: schema.add_text_field("heading", positions()),
        topic: schema.add_text_field("topic", positions()),
        body: schema.add_text_field("body", positions()),
        stem: schema.add_text_field("stem", text(STEMS, IndexRecordOption::WithFreqs)),
        language: schema.add_text_field("language", STRING),
        name: schema.add_text_field("name", STRING),
        name_words: schema.add_text_field("name_words", text(STEMS, IndexRecordOption::WithFreqs)),
        folder_words: schema
            .add_text_field("folder_words", text(STEMS, IndexRecordOption::WithFreqs)),
        called: schema.add_text_field("called", STRING),
        about: schema.add_text_field("about", STRING),
        tag: schema.add_text_field("tag", STRING),
        path: schema.add_text_field("path", positions()),
        kind: schema.add_text_field("kind", STRING),
        alias: schema.add_text_field("alias", positions()),
        property: schema.add_text_field("property", STRING),
        mark: schema.add_text_field("mark", STRING),
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

/// [`words::indexed`] as a tokenizer.
#[derive(Clone, Default)]
struct Words {
    tokens: Vec<Token>,
}

/// Tokens one after the other.
pub(crate) struct WordStream<'a> {
    tokens: &'a mut Vec<Token>,
    next: usize,
}

impl<'a> WordStream<'a> {
    pub(crate) fn new(tokens: &'a mut Vec<Token>) -> WordStream<'a> {
        WordStream { tokens, next: 0 }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.tokens.clear();
        words::indexed(text, |word| {
            self.tokens.push(Token {
                offset_from: word.range.start,
                offset_to: word.range.end,
                position: word.position as usize,
                text: word.term.into_owned(),
                ..Token::default()
            });
        });
        WordStream::new(&mut self.tokens)
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}
