//! What stands in a note beside Markdown and hides text, found at once: comments, shortcodes, attributes, inserts and
//! ids. Leaves out how each is found, which is in a file of its own.

use std::ops::Range;

use lore_core::{LinkKind, Profile, Span};

use crate::attributes::{Around, Attributes};
use crate::comments::Comment;
use crate::inserts::{Insert, InsertKind};
use crate::markdown::Walk;
use crate::prose::{Mask, MaskKind};
use crate::shortcodes::Shortcode;
use crate::{attributes, comments, labels, lies_in, logseq, shortcodes};

/// What stands in a note beside Markdown and hides text.
pub(crate) struct Beside {
    /// Comments of Obsidian and of Jekyll.
    pub(crate) comments: Vec<Span>,
    /// Those and HTML's.
    pub(crate) all_comments: Vec<Span>,
    /// Shortcodes that are not part of a link.
    pub(crate) shortcodes: Vec<Shortcode>,
    /// The ids that attributes give to places, with their offset.
    pub(crate) anchors: Vec<(String, usize)>,
    /// What stands in headings and is none of their text, in the order of the file.
    pub(crate) no_heading: Vec<Range<usize>>,
    /// All of it as stretches, none over another.
    pub(crate) masks: Vec<Mask>,
}

impl Beside {
    pub(crate) fn find(text: &str, body: usize, walk: &mut Walk, profile: Profile) -> Beside {
        let opaque = &walk.opaque;
        let found = comments::find(text, body, opaque, profile);
        let mut shortcodes = shortcodes::find(text, body, opaque);
        shortcodes.retain(|shortcode| !lies_in(&walk.templates, shortcode.span.start));
        let shown = shortcodes::shown(text, body, opaque);
        let is_shown =
            |kind: LinkKind, at: usize| shortcodes::is_liquid(kind) && lies_in(&shown, at);
        shortcodes.retain(|shortcode| !is_shown(shortcode.kind, shortcode.span.start));
        walk.links.retain(|link| !is_shown(link.kind, link.target_span.range().start));
        // Other tools have a tag of this name, and other rules for it.
        shortcodes.retain(|shortcode| !shortcode.embed || profile == Profile::Jekyll);
        let own = walk.headings.iter().filter(|heading| !heading.is_nested);
        let headings: Vec<Span> = own.map(|heading| heading.span).collect();
        let mut link_ends: Vec<u32> = walk.links.iter().map(|link| link.span.end).collect();
        link_ends.sort_unstable();
        let around = Around { headings: &headings, opaque, link_ends: &link_ends };
        let attributes = attributes::find(text, body, &around);
        let labels = labels::find(text, body, opaque);

        let described = || attributes.iter().flat_map(Attributes::hidden);
        let named = || labels.iter().map(|label| label.span.clone());
        let inserted = walk.inserts.iter().filter(|insert| insert.kind != InsertKind::Code);
        let mut no_heading: Vec<Range<usize>> =
            inserted.map(|insert| insert.span.clone()).chain(described()).chain(named()).collect();
        no_heading.retain(|range| lies_in(&headings, range.start));
        no_heading.sort_by_key(|range| range.start);
        let no_text = shortcodes.iter().map(|shortcode| shortcode.span.clone());
        let no_text = no_text.chain(described()).chain(named());
        let mask = |kind| move |span| Mask { span, kind };
        let comment =
            |comment: &Comment| Mask { span: comment.span, kind: MaskKind::Comment(comment.inner) };
        let mut masks: Vec<Mask> = found.iter().map(comment).collect();
        let comments: Vec<Span> = found.iter().map(|comment| comment.span).collect();
        masks.extend(no_text.map(Span::new).map(mask(MaskKind::Nothing)));
        masks.extend(walk.inserts.iter().map(Insert::mask));
        masks.extend(logseq::ids(text, body, opaque).into_iter().map(mask(MaskKind::BlockId)));

        let anchors = attributes.into_iter().filter_map(|attributes| {
            Some((text.get(attributes.id?)?.to_owned(), attributes.span.start))
        });
        let of_headings =
            walk.inserts.iter().filter(|insert| lies_in(&headings, insert.span.start));
        let of_comments =
            of_headings.filter_map(|insert| Some((insert.id(text)?.to_owned(), insert.span.start)));
        let of_labels = labels.iter().map(|label| (text[label.id.clone()].to_owned(), label.names));
        let anchors = anchors.chain(of_comments).chain(of_labels);
        let mut all_comments = std::mem::take(&mut walk.comments);
        all_comments.extend(&comments);
        let inserted = walk.inserts.iter().filter(|insert| insert.kind == InsertKind::Comment);
        all_comments.extend(inserted.map(|insert| Span::new(insert.span.clone())));
        all_comments.sort_by_key(|comment| comment.start);
        let (anchors, masks) = (anchors.collect(), apart(masks));
        Beside { comments, all_comments, shortcodes, anchors, no_heading, masks }
    }
}

/// The masks in the order of the file, without those that begin in another.
fn apart(mut all: Vec<Mask>) -> Vec<Mask> {
    all.sort_by_key(|mask| mask.span.start);
    let mut end = 0;
    all.retain(|mask| {
        let keep = mask.span.start >= end && !mask.span.is_empty();
        if keep {
            end = mask.span.end;
        }
        keep
    });
    all
}
