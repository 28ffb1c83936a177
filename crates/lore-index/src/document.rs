//! A note as the text index takes it, one document per section: which field holds what. Leaves out how
//! text becomes terms, and how documents are written.

use std::collections::BTreeSet;
use std::iter::Empty;
use std::sync::Arc;

use lore_core::{Date, Language, name};
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use crate::properties::PropertyText;
use crate::query::Mark;
use crate::queue::{Place, Queue};
use crate::schema::{Fields, day_number};
use crate::stems::mark;

/// What the text index needs of a note.
#[derive(Debug, Default, Clone)]
pub struct NoteText {
    /// The number that stands for the note.
    pub key: u64,
    /// What is kept for [`TextIndex::record`](crate::TextIndex::record).
    pub record: Vec<u8>,
    /// The note's path, its folders divided by `/`.
    pub path: String,
    /// What the note is called.
    pub title: String,
    /// Other names of the note.
    pub aliases: Vec<String>,
    /// What the note says it is, in lower case; empty if it does not say.
    pub kind: String,
    /// The language of its texts, for their stems.
    pub language: Language,
    /// Properties of the note, and fields before its first heading.
    pub properties: Vec<PropertyText>,
    /// When the note was made, as it says itself.
    pub created: Option<Date>,
    /// When the note was changed, as it says itself.
    pub modified: Option<Date>,
    /// Its sections, in their order.
    pub sections: Vec<SectionText>,
}

/// What the text index needs of one section.
#[derive(Debug, Default, Clone)]
pub struct SectionText {
    /// The section's place in its note.
    pub place: u32,
    /// The headings from the note's top to the section, outermost first.
    pub headings: Vec<String>,
    /// Topics and tags, for the words in them.
    pub topics: Vec<String>,
    /// The section's own text without markup.
    pub body: String,
    /// Keys of what the section is called: its heading, the topics it declares.
    pub called: Vec<String>,
    /// Keys of its topics and of those of the sections around it.
    pub about: Vec<String>,
    /// Keys of its tags and of the tags above them.
    pub tags: Vec<String>,
    /// Fields of the section and of those around it, those of the whole note left out.
    pub properties: Vec<PropertyText>,
    /// What its own text is or has.
    pub marks: Vec<Mark>,
    /// The day it is of.
    pub date: Option<Date>,
}

/// A section on its way into the index.
pub(crate) struct SectionDocument {
    note: Arc<Prepared>,
    at: usize,
}

/// A note whose texts are [marked](mark) with their language.
struct Prepared {
    fields: Fields,
    text: NoteText,
    /// File name without its extension.
    stem: String,
    /// Keys of what the note is called.
    names: BTreeSet<String>,
    /// Left when the last of the note's sections is indexed.
    _place: Place,
}

/// The documents of a note, as soon as the queue takes them.
pub(crate) fn documents(fields: Fields, mut text: NoteText, queue: &Queue) -> Vec<SectionDocument> {
    let place = queue.enter(text.bytes());
    let file = text.path.rsplit('/').next().unwrap_or_default();
    let mut stem = match file.rfind('.') {
        Some(dot) if dot > 0 => file[..dot].to_owned(),
        _ => file.to_owned(),
    };
    let called = [&text.title, &stem].into_iter().chain(&text.aliases);
    let names = keys_of_names(called.filter(|name| !name.is_empty()));
    let language = text.language;
    let of_note = [&mut stem, &mut text.path, &mut text.title].into_iter().chain(&mut text.aliases);
    of_note.for_each(|text| mark(text, language));
    for section in &mut text.sections {
        mark(&mut section.body, language);
        section.headings.iter_mut().for_each(|text| mark(text, language));
        section.topics.iter_mut().for_each(|text| mark(text, language));
    }
    let count = text.sections.len();
    let note = Arc::new(Prepared { fields, text, stem, names, _place: place });
    (0..count).map(|at| SectionDocument { note: note.clone(), at }).collect()
}

impl NoteText {
    /// About how much memory it takes, in bytes.
    fn bytes(&self) -> usize {
        /// What a section takes beside its text.
        const SECTION: usize = 1000;
        let sections = self.sections.iter().map(|section| section.body.len() + SECTION);
        self.record.len() + sections.sum::<usize>()
    }
}

impl SectionDocument {
    fn values(&self) -> Vec<(Field, Leaf<'_>)> {
        let Prepared { fields, text: note, .. } = &*self.note;
        let section = &note.sections[self.at];
        let mut values = Vec::new();
        let mut add = |field, value| values.push((field, Leaf(value)));
        add(fields.note, ReferenceValueLeaf::U64(note.key));
        add(fields.place, ReferenceValueLeaf::U64(u64::from(section.place)));
        for (field, texts) in [
            (fields.title, std::slice::from_ref(&note.title)),
            (fields.title, &note.aliases),
            (fields.heading, &section.headings),
            (fields.topic, &section.topics),
            (fields.body, std::slice::from_ref(&section.body)),
        ] {
            for text in texts {
                add(field, ReferenceValueLeaf::Str(text));
                add(fields.stem, ReferenceValueLeaf::Str(text));
            }
        }
        add(fields.language, ReferenceValueLeaf::Str(note.language.as_str()));
        let keys = [
            (fields.called, &section.called),
            (fields.about, &section.about),
            (fields.tag, &section.tags),
        ];
        let keys =
            keys.into_iter().flat_map(|(field, keys)| keys.iter().map(move |key| (field, &**key)));
        let properties = section.properties.iter().flat_map(PropertyText::terms);
        let properties = properties.map(|term| (fields.property, term));
        let marks = section.marks.iter().map(|mark| (fields.mark, mark.name()));
        for (field, key) in keys.chain(properties).chain(marks) {
            add(field, ReferenceValueLeaf::Str(key));
        }
        for (field, day) in [
            (fields.date, section.date),
            (fields.created, note.created),
            (fields.modified, note.modified),
        ] {
            if let Some(day) = day {
                add(field, ReferenceValueLeaf::I64(day_number(day)));
            }
        }
        if self.at == 0 {
            values.extend(self.values_of_note());
        }
        values
    }

    /// What only the note's first section holds.
    fn values_of_note(&self) -> impl Iterator<Item = (Field, Leaf<'_>)> {
        let Prepared { fields, text: note, stem, names, .. } = &*self.note;
        let mut texts: Vec<(Field, &str)> = Vec::new();
        texts.extend(names.iter().map(|key| (fields.name, &**key)));
        let called = [&note.title, stem].into_iter().chain(&note.aliases);
        texts.extend(called.map(|name| (fields.name_words, &**name)));
        texts.extend(note.path.rfind('/').map(|slash| (fields.folder_words, &note.path[..slash])));
        texts.push((fields.path, &note.path));
        texts.extend(note.aliases.iter().map(|alias| (fields.alias, &**alias)));
        texts.extend((!note.kind.is_empty()).then_some((fields.kind, &*note.kind)));
        let properties = note.properties.iter().flat_map(PropertyText::terms);
        texts.extend(properties.map(|term| (fields.note_property, term)));
        let record = (fields.record, Leaf(ReferenceValueLeaf::Bytes(&note.record)));
        let texts =
            texts.into_iter().map(|(field, text)| (field, Leaf(ReferenceValueLeaf::Str(text))));
        texts.chain([record])
    }
}

impl Document for SectionDocument {
    type Value<'a> = Leaf<'a>;
    type FieldsValuesIter<'a> = std::vec::IntoIter<(Field, Leaf<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.values().into_iter()
    }
}

/// One value of a field; there are no lists of them.
#[derive(Clone, Debug)]
pub(crate) struct Leaf<'a>(ReferenceValueLeaf<'a>);

impl<'a> Value<'a> for Leaf<'a> {
    type ArrayIter = Empty<Leaf<'a>>;
    type ObjectIter = Empty<(&'a str, Leaf<'a>)>;

    fn as_value(&self) -> ReferenceValue<'a, Leaf<'a>> {
        ReferenceValue::Leaf(self.0.clone())
    }
}

/// The keys by which a query finds a note of exactly this name, in any spelling and in this one.
fn keys_of_names<'a>(names: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    names.flat_map(|name| [name::concept_key(name), spelling_key(name)]).collect()
}

/// The key of a name in just this spelling, plural and all.
pub(crate) fn spelling_key(name: &str) -> String {
    format!("={}", name::heading_key(name))
}
