//! What the text index is told of each section of a note: its words and what it can be picked by.
//! Leaves out how text becomes terms.

pub(crate) mod values;

use lore_core::{
    Date, Field, FieldOrigin, Note, ParsedNote, Section, TaskState, VaultPath, days, name, words,
};
use lore_graph::{Entry, NoteId, STAMP, note_key};
use lore_index::{AddressText, Mark, NoteText, PropertyText, SectionText};

use crate::Engine;

/// Names by which notes say when they were made, without what divides their words.
const CREATED: [&str; 7] =
    ["created", "createdat", "createdon", "datecreated", "creationdate", "createdtime", "ctime"];
/// A longer value is text; its beginning is enough to pick a section by.
const LONGEST_VALUE: usize = 600;
/// A day in a longer value is not what the value is.
const LONGEST_DAY: usize = 40;

impl Engine {
    /// A note as its file is now, made ready for the text index; nothing if it cannot be read. For
    /// whoever measures the index by itself.
    pub fn text_of_note(&self, note: NoteId) -> Option<NoteText> {
        let path = VaultPath::new(self.graph.path(note)).ok()?;
        let text = self.read(note)?;
        let parsed = lore_parser::parse(&path, &text, &self.settings().parser_options());
        let entry = Entry::new(&path, [0; STAMP], &parsed.note);
        Some(note_text(&path, &text, &parsed, &entry))
    }
}

/// What the text index needs of a note.
pub(crate) fn note_text(
    path: &VaultPath,
    text: &str,
    parsed: &ParsedNote,
    entry: &Entry,
) -> NoteText {
    let note = &parsed.note;
    let mut sections = section_texts(text, parsed);
    // What stands before the first heading is said of the whole note.
    let top = sections.first_mut();
    let take =
        |top: &mut SectionText| (std::mem::take(&mut top.about), std::mem::take(&mut top.tags));
    let (about, tags) = top.map(take).unwrap_or_default();
    if sections.len() > 1 && sections[0].body.is_empty() {
        remove_top(&mut sections);
    }
    NoteText {
        key: note_key(path.as_str()),
        record: entry.record().to_vec(),
        path: path.as_str().to_owned(),
        title: note.title.clone(),
        aliases: note.aliases.clone(),
        kind: note.kind.as_deref().unwrap_or("").trim().to_lowercase(),
        language: note.language,
        created: stated_day(note, &CREATED),
        modified: note.modified,
        properties: properties(note, 0).collect(),
        values: values::values_told(note),
        about,
        tags,
        sections,
    }
}

fn section_texts(text: &str, parsed: &ParsedNote) -> Vec<SectionText> {
    let note = &parsed.note;
    let mut sections: Vec<SectionText> = Vec::with_capacity(note.sections.len());
    let mut tagged: Vec<bool> = Vec::with_capacity(note.sections.len());
    let say_nothing = lore_parser::headings_of_drawings(note);
    for (at, section) in note.sections.iter().enumerate() {
        let says_something =
            !say_nothing.iter().any(|known| known.eq_ignore_ascii_case(&section.heading));
        let parent = section.parent.map(|parent| parent as usize).filter(|&parent| parent < at);
        let day_around = parent.map_or(note.date, |parent| sections[parent].date);
        let mut told = SectionText {
            place: u32::try_from(at).unwrap_or(u32::MAX),
            parent,
            heading: if at > 0 && says_something { section.heading.clone() } else { String::new() },
            called: called(at, section),
            date: section.date.or(day_around),
            ..SectionText::default()
        };
        add_topics(note, at, &mut told);
        // Those of the whole note are said once.
        if at > 0 {
            told.properties.extend(properties(note, at));
        }
        // A section is also about what the sections around it are about.
        tagged.push(!told.tags.is_empty() || parent.is_some_and(|parent| tagged[parent]));
        add_marks(note, at, tagged[at], &mut told);
        add_addresses(note, at, &mut told);
        sections.push(told);
    }
    let mut end = 0;
    for run in &parsed.runs {
        // What only an escape parts is one word: `C\#`.
        let is_escape = text.get(end..run.span.start as usize) == Some("\\");
        end = run.span.end as usize;
        if !parsed.is_in_heading(run)
            && let Some(section) = sections.get_mut(run.section as usize)
            && let Some(words) = run.span.slice(text)
        {
            if is_escape && section.body.ends_with(' ') {
                section.body.pop();
            }
            section.body.push_str(words);
            section.body.push(' ');
        }
    }
    sections
}

/// Leaves the section before the first heading out, as nothing stands in it: the next one then answers
/// for the note.
fn remove_top(sections: &mut Vec<SectionText>) {
    let top = sections.remove(0);
    for section in &mut *sections {
        section.parent = section.parent.and_then(|parent| parent.checked_sub(1));
    }
    sections[0].topics.extend(top.topics);
    sections[0].called.extend(top.called);
    sections[0].marks.extend(top.marks);
    sections[0].addresses.extend(top.addresses);
}

fn called(at: usize, section: &Section) -> Vec<String> {
    if at == 0 { Vec::new() } else { vec![name::concept_key(&section.heading)] }
}

fn add_topics(note: &Note, at: usize, section: &mut SectionText) {
    // Topics and tags come in the order of their sections.
    for topic in of_section(&note.topics, at, |topic| topic.section) {
        let key = name::concept_key(&topic.name);
        section.topics.push(topic.name.clone());
        section.called.push(key.clone());
        section.about.push(key);
        // Which of them it is the graph decides: whoever asks for one finds all that may be about it.
        section.about.extend(topic.parts.iter().map(|part| name::concept_key(part)));
    }
    for topic in of_section(&note.headed, at, |topic| topic.section) {
        section.about.extend(
            [&topic.name].into_iter().chain(&topic.parts).map(|name| name::concept_key(name)),
        );
    }
    for tag in of_section(&note.tags, at, |tag| tag.section) {
        section.topics.push(tag.name.clone());
        let key = name::concept_key(&tag.name);
        let above = key.match_indices('/').map(|(slash, _)| key[..slash].to_owned());
        section.tags.extend(above.chain([key.clone()]));
        section.about.push(key);
    }
    for keys in [&mut section.about, &mut section.tags, &mut section.called] {
        keys.sort();
        keys.dedup();
    }
}

/// The day that the front matter states under one of these names.
fn stated_day(note: &Note, names: &[&str]) -> Option<Date> {
    let stated = |field: &&Field| {
        let name: String = words::plain(&field.key).map(|word| word.term.into_owned()).collect();
        field.origin == FieldOrigin::FrontMatter && names.contains(&name.as_str())
    };
    note.fields.iter().filter(stated).flat_map(|field| &field.values).find_map(|v| days::find(v))
}

/// The properties and fields that a section states itself.
fn properties(note: &Note, at: usize) -> impl Iterator<Item = PropertyText> {
    of_section(&note.fields, at, |field| field.section).iter().map(|field| {
        let values = field.values.iter().map(|value| beginning(value));
        let days = field.values.iter().filter(|value| value.len() <= LONGEST_DAY);
        let days = days.filter_map(|value| days::find(value));
        PropertyText::new(&field.key, values, days)
    })
}

fn beginning(value: &str) -> &str {
    let mut end = value.len().min(LONGEST_VALUE);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    &value[..end]
}

fn add_marks(note: &Note, at: usize, tagged: bool, section: &mut SectionText) {
    let tasks = of_section(&note.tasks, at, |task| task.section);
    let links = of_section(&note.links, at, |link| link.section);
    let has_task = |state| tasks.iter().any(|task| task.state() == state);
    for (mark, there) in [
        (Mark::Task, !tasks.is_empty()),
        (Mark::Todo, has_task(TaskState::Open)),
        (Mark::Done, has_task(TaskState::Done)),
        (Mark::Link, !links.is_empty()),
        (Mark::Embed, links.iter().any(|link| link.embed)),
        (Mark::Tag, tagged),
        (Mark::Date, section.date.is_some()),
    ] {
        if there {
            section.marks.push(mark);
        }
    }
}

fn add_addresses(note: &Note, at: usize, section: &mut SectionText) {
    for link in of_section(&note.links, at, |link| link.section) {
        if link.leads_to_web() {
            let (url, is_shown) = (link.target.clone(), link.is_bare_address());
            section.addresses.push(AddressText { url, is_shown });
        }
    }
    if at == 0 {
        let urls = values::addresses_told(note).map(str::to_owned);
        section.addresses.extend(urls.map(|url| AddressText { url, is_shown: true }));
    }
}

fn of_section<T>(items: &[T], at: usize, section: impl Fn(&T) -> u32) -> &[T] {
    let start = items.partition_point(|item| (section(item) as usize) < at);
    let end = items.partition_point(|item| section(item) as usize <= at);
    &items[start..end]
}
