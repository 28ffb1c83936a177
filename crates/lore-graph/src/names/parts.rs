//! Headings and blocks of one note, as fragments name them. Leaves out which note is meant.

use std::ops::Range;

use lore_core::name;

use crate::graph::{NoteId, SectionId, hash, parent_of};

use super::Names;
use super::crowds::{MANY, PartKey, Parts};

impl Names<'_> {
    pub(crate) fn block(&self, note: NoteId, id: &str) -> Option<SectionId> {
        let key = hash(&id.to_lowercase());
        let mut blocks = self.note_blocks.get(note.at())..self.note_blocks.get(note.at() + 1);
        let row = if blocks.len() < MANY {
            blocks.find(|&at| self.block_keys.get(at as usize) == key)
        } else {
            let read = || Parts::of(blocks, |at| self.block_keys.get(at));
            let parts = self.crowds.parts(note, PartKey::Block, read);
            parts.with(key).first().map(|part| part.1)
        };
        row.map(|at| SectionId(self.block_sections.get(at as usize)))
    }

    /// The first section whose heading fits; of `A#B`, the B below A. An anchor such as `setup-1`
    /// may be the second heading `Setup` or the heading `Setup 1`; no anchor has a space.
    pub(crate) fn heading(
        &self,
        note: NoteId,
        fragment: &str,
        anchor_first: bool,
    ) -> Option<SectionId> {
        let mut parts: Vec<u64> = fragment
            .split('#')
            .filter(|part| !part.trim().is_empty())
            .map(|part| hash(&name::heading_key(part)))
            .collect();
        let last = parts.pop()?;
        let by_key = || self.section_below(note, last, &parts);
        // As written, or as the anchor of a heading that is written so.
        let slugs = [hash(&fragment.to_lowercase()), hash(&name::slug(fragment))];
        let by_anchor = || self.section_with_slug(note, slugs);
        let is_anchor = anchor_first && !fragment.contains(char::is_whitespace);
        let section =
            if is_anchor { by_anchor().or_else(by_key) } else { by_key().or_else(by_anchor) };
        section.map(SectionId)
    }

    /// The sections of a note behind its first, which has no heading.
    fn headed(&self, note: NoteId) -> Range<u32> {
        self.note_sections.get(note.at()) + 1..self.note_sections.get(note.at() + 1)
    }

    /// The first section of a note that has a key, below others that have `above`, outermost first.
    fn section_below(&self, note: NoteId, key: u64, above: &[u64]) -> Option<u32> {
        let mut sections = self.headed(note);
        if sections.len() < MANY {
            return sections.find(|&section| {
                self.section_keys.get(section as usize) == key && self.is_below(section, above)
            });
        }
        let all = sections.start - 1..sections.end;
        let read = || Parts::of(all, |section| self.section_keys.get(section));
        let parts = self.crowds.parts(note, PartKey::Heading, read);
        let own = parts.with(key);
        let first_from =
            |section: u32| own.get(own.partition_point(|part| part.1 < section)).map(|part| part.1);
        let is_below = |section: &u32| self.is_below(*section, above);
        let outer = above.last().map(|&key| parts.with(key));
        match outer.filter(|outer| outer.len() < own.len()) {
            // Where each day has a `Notes`, of `[[#Day#Notes]]` the days are fewer. What stands below
            // a section follows it at once: if the first one behind does not, none does.
            Some(outer) => outer.iter().filter_map(|part| first_from(part.1 + 1)).find(is_below),
            None => own
                .iter()
                .map(|part| part.1)
                .filter(|&section| section >= sections.start)
                .find(is_below),
        }
    }

    /// The first section of a note that has one of two anchors.
    fn section_with_slug(&self, note: NoteId, slugs: [u64; 2]) -> Option<u32> {
        let mut sections = self.headed(note);
        if sections.len() < MANY {
            return sections.find(|&at| slugs.contains(&self.section_slugs.get(at as usize)));
        }
        let read = || Parts::of(sections, |section| self.section_slugs.get(section));
        let parts = self.crowds.parts(note, PartKey::Slug, read);
        slugs.iter().filter_map(|&slug| parts.with(slug).first()).map(|part| part.1).min()
    }

    /// Whether the section's ancestors bear the keys, outermost first.
    fn is_below(&self, section: u32, keys: &[u64]) -> bool {
        let mut keys = keys.iter().rev().peekable();
        let mut parent = parent_of(self.section_parents, section);
        while let Some(at) = parent
            && keys.peek().is_some()
        {
            if keys.peek() == Some(&&self.section_keys.get(at as usize)) {
                keys.next();
            }
            parent = parent_of(self.section_parents, at);
        }
        keys.peek().is_none()
    }
}
