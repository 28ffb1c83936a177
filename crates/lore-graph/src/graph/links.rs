//! Links, forwards and backwards, as they were resolved. Leaves out how that is done.

use crate::columns::{Ints, partition_point};
use crate::resolve::Target;

use super::packed::unpack_link_kind;
use super::{Graph, LinkId, LinkView, NoteId, SectionId, column};

impl Graph {
    /// Number of links, external ones included.
    pub fn link_count(&self) -> usize {
        self.ints(column::LINK_SECTION).len()
    }

    /// All links, in the order of notes and of their text.
    pub fn links(&self) -> impl Iterator<Item = LinkView> {
        let columns = self.link_columns();
        (0..self.link_count() as u32).map(move |at| columns.get(LinkId(at)))
    }

    /// Where links lead, with the sections they stand in, in the order of notes and of their text.
    pub fn targets(&self) -> impl Iterator<Item = (SectionId, Target)> {
        let LinkColumns { section, kind, target, .. } = self.link_columns();
        let target = move |at: usize| Target::unpack(kind.get(at), target.get(at));
        section.iter().enumerate().map(move |(at, section)| (SectionId(section), target(at)))
    }

    /// The notes that links lead from and to, links to oneself included, in the order of notes and of their
    /// text.
    pub fn links_between_notes(&self) -> impl Iterator<Item = (NoteId, NoteId)> {
        let note_of = self.ints(column::SECTION_NOTE);
        let note = move |section: SectionId| NoteId(note_of.get(section.at()));
        self.targets().filter_map(move |(section, target)| match target {
            Target::Note(to) | Target::DeadAnchor(to) | Target::DeadBlock(to) => {
                Some((note(section), to))
            }
            Target::Section(to) => Some((note(section), note(to))),
            Target::File(_) | Target::External | Target::Missing(_) => None,
        })
    }

    /// The links of a note in the order of its text, as in its record.
    pub fn links_of(&self, note: NoteId) -> impl ExactSizeIterator<Item = LinkView> {
        let (starts, columns) = (self.ints(column::NOTE_LINK), self.link_columns());
        let links = starts.get(note.at())..starts.get(note.at() + 1);
        links.map(move |at| columns.get(LinkId(at)))
    }

    /// The links that stand in a section's own text. A note of thousands of sections is not searched
    /// from its beginning for each.
    pub fn links_of_section(&self, section: SectionId) -> impl Iterator<Item = LinkView> {
        let starts = self.ints(column::NOTE_LINK);
        let note = self.note_of(section).at();
        let of_note = starts.get(note)..starts.get(note + 1);
        let columns = self.link_columns();
        let goes_before =
            |nth: usize| columns.section.get(of_note.start as usize + nth) < section.0;
        let first = of_note.start + partition_point(of_note.len(), goes_before) as u32;
        let is_own = move |link: &LinkView| link.section == section;
        (first..of_note.end).map(move |at| columns.get(LinkId(at))).take_while(is_own)
    }

    /// A link's place in its note's record.
    pub fn link_place(&self, link: LinkView) -> usize {
        let note = self.note_of(link.section);
        (link.id.0 - self.ints(column::NOTE_LINK).get(note.at())) as usize
    }

    /// One link.
    pub fn link(&self, id: LinkId) -> LinkView {
        self.link_columns().get(id)
    }

    fn link_columns(&self) -> LinkColumns<'_> {
        LinkColumns {
            section: self.ints(column::LINK_SECTION),
            kind: self.ints(column::LINK_KIND),
            target: self.ints(column::LINK_TARGET),
            candidates: self.ints(column::LINK_CANDIDATES),
            others: self.ints(column::LINK_OTHERS),
            line: self.ints(column::LINK_LINE),
        }
    }

    /// The links that reach a note or a part of it, links from itself included.
    pub fn backlinks(&self, note: NoteId) -> impl ExactSizeIterator<Item = LinkView> {
        let columns = self.link_columns();
        self.lists(column::BACKLINK).get(note.at()).map(move |at| columns.get(LinkId(at)))
    }

    /// The note a link reaches, whether or not the part of it that is named exists.
    pub fn target_note(&self, target: Target) -> Option<NoteId> {
        match target {
            Target::Note(note) | Target::DeadAnchor(note) | Target::DeadBlock(note) => Some(note),
            Target::Section(section) => Some(self.note_of(section)),
            Target::File(_) | Target::External | Target::Missing(_) => None,
        }
    }

    /// The section a link leads to; the first of a note that it leads to as a whole, or to a part of which
    /// there is none.
    pub fn target_section(&self, target: Target) -> Option<SectionId> {
        match target {
            Target::Section(section) => Some(section),
            target => self.target_note(target).map(|note| self.section_of(note, 0)),
        }
    }
}

/// The columns of links, found once for many of them.
struct LinkColumns<'a> {
    section: Ints<'a>,
    kind: Ints<'a>,
    target: Ints<'a>,
    candidates: Ints<'a>,
    others: Ints<'a>,
    line: Ints<'a>,
}

impl LinkColumns<'_> {
    fn get(&self, id: LinkId) -> LinkView {
        let get = |column: Ints<'_>| column.get(id.at());
        let packed = get(self.kind);
        let (kind, embed, rule) = unpack_link_kind(packed);
        LinkView {
            id,
            section: SectionId(get(self.section)),
            kind,
            embed,
            target: Target::unpack(packed, get(self.target)),
            rule,
            candidates: get(self.candidates),
            others: get(self.others),
            line: get(self.line),
        }
    }
}
