//! How values that are no numbers are integers of a column: dates, kinds of links, the section above
//! another. Leaves out how wide integers are stored.

use lore_core::{Date, Link, LinkKind};

use crate::columns::Ints;
use crate::resolve::Rule;

/// Stands for "none" in a column of ids, dates or places in a sequence.
pub(crate) const NONE: u32 = u32::MAX;

const LINK_KINDS: [LinkKind; 8] = [
    LinkKind::Wiki,
    LinkKind::Markdown,
    LinkKind::Reference,
    LinkKind::BlockReference,
    LinkKind::PostUrl,
    LinkKind::JekyllLink,
    LinkKind::HugoRef,
    LinkKind::HugoRelref,
];

/// The kind of a link's target (three bits, [`Target::pack`](crate::resolve::Target::pack)), how it is
/// written (four) and the rule that decided, as one integer.
pub(crate) fn pack_link_kind(target: u32, link: &Link, rule: Rule) -> u32 {
    let kind = LINK_KINDS.iter().position(|&kind| kind == link.kind).unwrap_or(0) as u32;
    target | u32::from(link.embed) << 3 | kind << 4 | (rule as u32) << 7
}

/// How a link is written, whether it shows its target in place, and the rule that decided.
pub(super) fn unpack_link_kind(packed: u32) -> (LinkKind, bool, Rule) {
    let kind = LINK_KINDS[(packed >> 4 & 7) as usize];
    (kind, packed >> 3 & 1 == 1, Rule::unpack(packed >> 7))
}

/// The same link with another kind of target.
pub(crate) fn with_target_kind(link_kind: u32, target: u32) -> u32 {
    link_kind & !7 | target
}

/// The section that one is part of, by the column that says how far before it that is.
pub(crate) fn parent_of(parents: Ints<'_>, section: u32) -> Option<u32> {
    match parents.get(section as usize) {
        NONE => None,
        before => Some(section - before),
    }
}

pub(crate) fn pack_date(date: Option<Date>) -> u32 {
    date.map_or(NONE, |date| {
        (date.year() as u32 & 0xffff) << 9 | (date.month() as u32) << 5 | date.day() as u32
    })
}

pub(crate) fn unpack_date(packed: u32) -> Option<Date> {
    // Most notes and sections have none, and an error costs more than a look.
    if packed == NONE {
        return None;
    }
    Date::new((packed >> 9) as i16, (packed >> 5 & 0xf) as i8, (packed & 0x1f) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back() {
        for date in ["0001-01-01", "2024-02-29", "2026-12-31", "9999-12-31", "-009999-01-01"] {
            let date: Date = date.parse().unwrap();
            assert_eq!(unpack_date(pack_date(Some(date))), Some(date));
        }
        assert_eq!(unpack_date(pack_date(None)), None);
    }
}
