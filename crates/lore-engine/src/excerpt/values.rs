//! What a property says, for hits whose text says nothing of what is wanted. Leaves out which properties
//! plain words find, which `texts::values` says for the index as well.

use lore_core::{Field, LineIndex, ParsedNote};
use lore_graph::SectionId;

use super::{Excerpt, Wanted, stretch};
use crate::plain_text::PlainText;
use crate::reading::{Reading, SectionSource};
use crate::texts::values::fields_told;

impl Reading<'_> {
    /// The first property of the note that holds something wanted, with its name, if the section is the
    /// one that is found by it.
    pub(super) fn excerpt_of_properties(
        &self,
        section: SectionId,
        wanted: &Wanted,
    ) -> Option<Excerpt> {
        let graph = self.graph();
        let note = graph.note_of(section);
        // Where nothing stands before the first heading, the section of that answers for the note.
        let is_first = match graph.place_of(section) {
            0 => true,
            1 => graph.words(graph.section_of(note, 0)) == 0,
            _ => false,
        };
        if !is_first {
            return None;
        }
        let record = self.engine().record(note);
        let language = graph.language(note);
        fields_told(&record).find_map(|field| {
            let value = field.values.iter().find(|value| wanted.is_in(value, language))?;
            Some(self.excerpt_of_value(section, field, value, wanted))
        })
    }

    fn excerpt_of_value(
        &self,
        section: SectionId,
        field: &Field,
        value: &str,
        wanted: &Wanted,
    ) -> Excerpt {
        let shown =
            format!("{}: {value}", field.key).split_whitespace().collect::<Vec<_>>().join(" ");
        let graph = self.graph();
        let source = SectionSource {
            lines: LineIndex::new(&shown),
            source: shown,
            start: 0,
            first_line: field.line,
            language: graph.language(graph.note_of(section)),
            parsed: ParsedNote::default(),
        };
        let plain = PlainText::raw(&source, 0..source.source.len());
        let matches = wanted.words_in(&plain.text, source.language);
        let anchor = stretch::anchor(&plain.text, &matches);
        let cut = stretch::cut(&plain, &anchor, &matches);
        Excerpt { text: cut.text, marks: cut.marks, line: field.line }
    }
}
