//! What a note is called: by its front matter, its first heading or its file. Leaves out the other names that it has.

use std::collections::HashSet;

use lore_core::{Section, TitleSource, VaultPath, holds_placeholder, name, words};

use crate::front_matter::Property;
use crate::{Source, drawings, links, logseq, properties};

/// What the note is called, and what says so.
pub(crate) fn title(
    source: &Source,
    properties: &[Property],
    sections: &[Section],
) -> (String, TitleSource) {
    // What a template is to be called when it is filled in is no name of its own.
    let stated = properties::title(properties).filter(|title| !holds_placeholder(title));
    match stated {
        Some(title) => (title.to_owned(), TitleSource::FrontMatter),
        // A page is an outline, in which a heading is an item like others.
        None if source.is_logseq() => {
            (logseq::page_name(source.path.stem()), TitleSource::FileStem)
        }
        None => match drawings::name(properties, source.path.stem()) {
            Some(name) => (name.to_owned(), TitleSource::FileStem),
            None => {
                let (title, from) = title_of_heading_or_file(source.path, source.text, sections);
                let profile = source.options.profile;
                match from == TitleSource::FileStem && profile.has_hyphens_for_spaces() {
                    // Azure writes a hyphen that is one in a percent code.
                    true => (links::percent_decode(&title.replace('-', " ")), from),
                    false => (title, from),
                }
            }
        },
    }
}

fn title_of_heading_or_file(
    path: &VaultPath,
    text: &str,
    sections: &[Section],
) -> (String, TitleSource) {
    // In code, every other piece between ticks, a placeholder is what the heading is about.
    let is_to_be_filled_in = |section: &&Section| {
        let written = section.heading_span.slice(text).unwrap_or_default();
        written.split('`').step_by(2).any(holds_placeholder)
    };
    // A lesser heading names a part, wherever it stands.
    let first = sections.iter().find(|section| !section.heading.is_empty());
    let names_the_note =
        |section: &&Section| section.level == 1 && !is_one_of_many(path, section, sections);
    match first.filter(names_the_note).filter(|section| !is_to_be_filled_in(section)) {
        Some(section) => (section.heading.clone(), TitleSource::Heading),
        None => (path.stem().to_owned(), TitleSource::FileStem),
    }
}

/// Whether the first heading of level 1 is one of several that name parts: it has nothing in common with
/// the file's name, and it is not the only one with headings below it.
fn is_one_of_many(path: &VaultPath, first: &Section, sections: &[Section]) -> bool {
    // Each with whether a lesser heading follows it.
    let next = sections.iter().skip(1).map(|section| section.level).chain([0]);
    let is_top = |section: &Section| section.level == 1 && !section.heading.is_empty();
    let top = sections.iter().zip(next).filter(|(section, _)| is_top(section));
    let mut has_parts = top.map(|(_, next)| next > 1);
    let heads = has_parts.next().unwrap_or(false);
    let others: Vec<bool> = has_parts.collect();
    let heads_the_rest = heads && !others.contains(&true);
    !others.is_empty() && !heads_the_rest && !share_a_word(&first.heading, path.stem())
}

/// Whether two names have a word in common that says something, or differ in spaces alone.
fn share_a_word(left: &str, right: &str) -> bool {
    let [left, right] = [left, right].map(name::concept_key);
    let terms = |key: &str| -> HashSet<String> {
        let terms = words::plain(key).map(|word| word.term.into_owned());
        terms.filter(|term| !words::is_stop_word(term)).collect()
    };
    let joined = |key: &str| key.replace(' ', "");
    !terms(&left).is_disjoint(&terms(&right)) || joined(&left) == joined(&right)
}
