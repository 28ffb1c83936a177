//! A note as the text index takes it, one document per section: which field holds what. Leaves out how
//! text becomes terms, and how documents are written.

use std::collections::BTreeSet;
use std::iter::Empty;
use std::sync::Arc;

use lore_core::{Date, Language, character_start, name, path, words};
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use crate::address::{AddressText, terms_of};
use crate::properties::PropertyText;
use crate::query::Mark;
use crate::queue::{Queue, QueuePlace};
use crate::schema::{Fields, KeyKind, day_number};
use crate::stems::mark;
use crate::stored::sealed;

/// What every section is told of what stands around it is told so often as there are sections: with ten
/// thousand words in a title and as many sections, or as many fields under the first heading, indexing
/// a note would take its size squared. So much is told of each, which what people write stays far below.
/// Of a heading or title its beginning, in bytes: longer ones are paragraphs that were underlined.
const TOLD_OF_HEADING: usize = 400;
/// Of a note's other names, in bytes.
const TOLD_OF_ALIASES: usize = 2_000;
/// Of the topics or tags that one section states, in bytes.
const TOLD_OF_KEYS: usize = 4_000;
/// Of the properties that one section states, in bytes of their terms: of some fields an abstract each.
const TOLD_OF_PROPERTIES: usize = 16_000;

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
    /// Values of properties that plain words find.
    pub values: Vec<String>,
    /// Keys of the topics and tags that the note states before its first heading.
    pub about: Vec<String>,
    /// Keys of those of them that are tags, and of the tags above them.
    pub tags: Vec<String>,
    /// When the note was made, as it says itself.
    pub created: Option<Date>,
    /// When the note was changed, as it says itself.
    pub modified: Option<Date>,
    /// Its sections, in their order.
    pub sections: Vec<SectionText>,
}

/// What the text index needs of one section; what stands around it is told by the others.
#[derive(Debug, Default, Clone)]
pub struct SectionText {
    /// The section's place in its note.
    pub place: u32,
    /// The section around it, by its place in [`NoteText::sections`], which is before its own.
    pub parent: Option<usize>,
    /// Its heading; empty before the first.
    pub heading: String,
    /// Topics and tags, for the words in them.
    pub topics: Vec<String>,
    /// The section's own text without markup.
    pub body: String,
    /// Keys of what the section is called: its heading, the topics it declares.
    pub called: Vec<String>,
    /// Keys of its own topics and tags.
    pub about: Vec<String>,
    /// Keys of its own tags and of the tags above them.
    pub tags: Vec<String>,
    /// Its own fields; those of the whole note are in [`NoteText::properties`].
    pub properties: Vec<PropertyText>,
    /// What its own text is or has.
    pub marks: Vec<Mark>,
    /// The addresses of the web that it links to.
    pub addresses: Vec<AddressText>,
    /// The day it is of.
    pub date: Option<Date>,
}

/// Room for the values of most sections.
const ROOM: usize = 64;

/// A section on its way into the index.
pub(crate) struct SectionDocument {
    note: Arc<Prepared>,
    at: usize,
}

/// A note whose texts are [marked](mark) with their language, and whose keys are with their kind.
struct Prepared {
    fields: Fields,
    text: NoteText,
    /// File name without its extension.
    stem: String,
    /// Keys of what the note is called.
    names: Vec<String>,
    /// Left when the last of the note's sections is indexed.
    _place: QueuePlace,
}

/// The documents of a note, as soon as the queue takes them.
pub(crate) fn documents(fields: Fields, mut text: NoteText, queue: &Queue) -> Vec<SectionDocument> {
    let place = queue.enter(text.bytes());
    let mut stem = path::stem(&text.path).to_owned();
    let called = [&text.title, &stem].into_iter().chain(&text.aliases);
    let mut names = keys_of_names(called.filter(|name| !name.is_empty()));
    names.iter_mut().for_each(|key| KeyKind::Name.mark(key));
    mark_keys(&mut text);
    text.record = sealed(text.record);
    let language = text.language;
    let of_note = [&mut stem, &mut text.path, &mut text.title].into_iter().chain(&mut text.aliases);
    of_note.chain(&mut text.values).for_each(|text| mark(text, language));
    for section in &mut text.sections {
        mark(&mut section.body, language);
        mark(&mut section.heading, language);
        section.topics.iter_mut().for_each(|text| mark(text, language));
    }
    let count = text.sections.len();
    let note = Arc::new(Prepared { fields, text, stem, names, _place: place });
    (0..count).map(|at| SectionDocument { note: note.clone(), at }).collect()
}

/// Makes the keys of a note what the field of keys holds. What only a section itself is or has joins what it
/// is called.
fn mark_keys(text: &mut NoteText) {
    let all = |keys: &mut [String], kind: KeyKind| keys.iter_mut().for_each(|key| kind.mark(key));
    all(&mut text.about, KeyKind::NoteAbout);
    all(&mut text.tags, KeyKind::NoteTag);
    text.properties.iter_mut().for_each(|property| property.mark(KeyKind::NoteProperty));
    if !text.kind.is_empty() {
        KeyKind::Type.mark(&mut text.kind);
    }
    let language = KeyKind::Language.term(text.language.as_str());
    for section in &mut text.sections {
        all(&mut section.called, KeyKind::Called);
        all(&mut section.about, KeyKind::About);
        all(&mut section.tags, KeyKind::Tag);
        section.properties.iter_mut().for_each(|property| property.mark(KeyKind::Property));
        let marks = section.marks.iter().map(|mark| KeyKind::Mark.term(mark.name()));
        let addresses = terms_of(&std::mem::take(&mut section.addresses));
        section.called.extend(marks.chain([language.clone()]).chain(addresses));
    }
}

impl NoteText {
    /// About how much memory it takes, in bytes.
    fn bytes(&self) -> usize {
        let texts = [&self.aliases, &self.values, &self.about, &self.tags];
        let texts: usize = texts.into_iter().map(|texts| bytes_of(texts)).sum();
        let sections: usize = self.sections.iter().map(SectionText::bytes).sum();
        self.record.len() + self.title.len() + texts + bytes_of_terms(&self.properties) + sections
    }

    /// The sections around a section, outermost first.
    fn around(&self, section: &SectionText) -> Vec<&SectionText> {
        let parent = |section: &SectionText| self.sections.get(section.parent?);
        let mut around: Vec<&SectionText> =
            std::iter::successors(parent(section), |section| parent(section)).collect();
        around.reverse();
        around
    }
}

impl SectionText {
    /// About how much memory it takes, in bytes.
    fn bytes(&self) -> usize {
        /// What a section takes beside its text.
        const SECTION: usize = 1000;
        let texts = [&self.topics, &self.called, &self.about, &self.tags];
        let texts: usize = texts.into_iter().map(|texts| bytes_of(texts)).sum();
        let properties = bytes_of_terms(&self.properties);
        let addresses: usize = self.addresses.iter().map(|each| each.url.len() + TEXT).sum();
        SECTION + self.body.len() + self.heading.len() + texts + properties + addresses
    }
}

/// What a text in a list takes beside its bytes.
const TEXT: usize = 40;

fn bytes_of(texts: &[String]) -> usize {
    texts.iter().map(|text| text.len() + TEXT).sum()
}

fn bytes_of_terms(properties: &[PropertyText]) -> usize {
    properties.iter().map(|property| property.bytes() + TEXT * property.terms().count()).sum()
}

/// As many of the first items as fit into so many bytes.
fn first_within<T>(
    items: &[T],
    most: usize,
    bytes: impl Fn(&T) -> usize,
) -> impl Iterator<Item = &T> {
    let mut left = most;
    items.iter().take_while(move |item| {
        let fits = left.checked_sub(bytes(item));
        left = fits.unwrap_or(0);
        fits.is_some()
    })
}

/// What the sections below are told of a heading or title: its first words.
fn told(heading: &str) -> &str {
    if heading.len() <= TOLD_OF_HEADING {
        return heading;
    }
    let beginning = &heading[..character_start(heading, TOLD_OF_HEADING)];
    // Scripts without spaces have none.
    beginning.rfind(char::is_whitespace).map_or(beginning, |space| &beginning[..space])
}

impl SectionDocument {
    fn values(&self) -> Vec<(Field, Leaf<'_>)> {
        let Prepared { fields, text: note, .. } = &*self.note;
        let section = &note.sections[self.at];
        let around = note.around(section);
        // tantivy asks four times for the values of each document: a list that grows would be most of the work.
        let mut values = Vec::with_capacity(ROOM);
        let mut add = |field, value| values.push((field, Leaf(value)));
        add(fields.note, ReferenceValueLeaf::U64(note.key));
        add(fields.place, ReferenceValueLeaf::U64(u64::from(section.place)));
        let (title, told_of_aliases) = match self.at {
            0 => (&*note.title, usize::MAX),
            _ => (told(&note.title), TOLD_OF_ALIASES),
        };
        let aliases = first_within(&note.aliases, told_of_aliases, String::len);
        let headings = around.iter().map(|section| told(&section.heading));
        // Each is marked: the empty one of what stands before the first heading has that alone.
        let headings = headings.chain([&*section.heading]).filter(|heading| heading.len() > 1);
        let texts = std::iter::once((fields.title, title))
            .chain(aliases.map(|alias| (fields.title, &**alias)))
            .chain(headings.map(|heading| (fields.heading, heading)))
            .chain(section.topics.iter().map(|topic| (fields.topic, &**topic)))
            .chain([(fields.body, &*section.body)]);
        for (field, text) in texts {
            add(field, ReferenceValueLeaf::Str(text));
            add(fields.stem, ReferenceValueLeaf::Str(text));
        }
        let own = [&section.called, &section.about, &section.tags].into_iter().flatten();
        let given = around.iter().flat_map(|section| [&section.about, &section.tags]);
        let given = given.flat_map(|keys| first_within(keys, TOLD_OF_KEYS, String::len));
        let keys = own.chain(given).map(String::as_str);
        let given = around.iter().flat_map(|section| {
            first_within(&section.properties, TOLD_OF_PROPERTIES, PropertyText::bytes)
        });
        let properties = section.properties.iter().chain(given).flat_map(PropertyText::terms);
        for key in keys.chain(properties) {
            add(fields.key, ReferenceValueLeaf::Str(key));
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
        texts.extend(names.iter().map(|key| (fields.key, &**key)));
        let called = [&note.title, stem].into_iter().chain(&note.aliases);
        texts.extend(called.map(|name| (fields.name_words, &**name)));
        let folder = path::folder(&note.path);
        texts.extend((!folder.is_empty()).then_some((fields.folder_words, folder)));
        texts.push((fields.path, &note.path));
        texts.extend(note.aliases.iter().map(|alias| (fields.alias, &**alias)));
        texts.extend((!note.kind.is_empty()).then_some((fields.key, &*note.kind)));
        let values = note.values.iter();
        texts.extend(
            values.flat_map(|value| {
                [fields.value, fields.value_words].map(|field| (field, &**value))
            }),
        );
        let properties = note.properties.iter().flat_map(PropertyText::terms);
        texts.extend(properties.map(|term| (fields.key, term)));
        texts.extend(note.about.iter().chain(&note.tags).map(|key| (fields.key, &**key)));
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
fn keys_of_names<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let keys: BTreeSet<String> =
        names.flat_map(|name| [name::concept_key(name), spelling_key(name)]).collect();
    keys.into_iter().collect()
}

/// The key of a name in just this spelling, plural, accents and all.
pub(crate) fn spelling_key(name: &str) -> String {
    let words: Vec<_> = words::plain(name).map(|word| name::link_key(&name[word.range])).collect();
    format!("={}", if words.is_empty() { name::link_key(name) } else { words.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_waits_is_counted() {
        let texts = |text: &str| vec![text.repeat(1_000)];
        let section = SectionText { body: "b".repeat(1_000), ..SectionText::default() };
        let mut note = NoteText { sections: vec![section; 2], ..NoteText::default() };
        let mut last = note.bytes();
        let grow: [fn(&mut NoteText, Vec<String>); 9] = [
            |note, texts| note.record = texts.concat().into_bytes(),
            |note, texts| note.title = texts.concat(),
            |note, texts| note.aliases = texts,
            |note, texts| note.values = texts,
            |note, texts| note.about = texts,
            |note, texts| note.tags = texts,
            |note, texts| note.sections[0].heading = texts.concat(),
            |note, texts| note.sections[1].about = texts,
            |note, texts| note.sections[1].called = texts,
        ];
        for (nth, grow) in grow.into_iter().enumerate() {
            grow(&mut note, texts("x"));
            assert!(note.bytes() >= last + 1_000, "{nth}");
            last = note.bytes();
        }
        let property = PropertyText::new("name", ["a value of some words"], []);
        let bytes = property.bytes();
        note.sections[1].properties.push(property.clone());
        note.properties.push(property);
        assert!(bytes > 50 && note.bytes() >= last + 2 * bytes);
    }

    #[test]
    fn a_spelling_is_to_the_letter() {
        for (name, same, other) in [
            ("Formulas", "formulas", "Fórmulas"),
            ("Cafe\u{301} noir", "café  NOIR", "cafe noir"),
            ("LSM-trees", "lsm trees", "lsm tree"),
        ] {
            assert_eq!(spelling_key(name), spelling_key(same), "{name}");
            assert_ne!(spelling_key(name), spelling_key(other), "{name}");
        }
    }

    #[test]
    fn of_a_long_heading_its_first_words_are_told() {
        let words = "word ".repeat(200);
        let dense = "数".repeat(300);
        for (heading, length) in [("Short", 5), (&*words, 399), (&*dense, 399)] {
            assert_eq!(told(heading).len(), length, "{heading}");
        }
    }
}
