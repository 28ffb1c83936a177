//! What contributed to a relation, in words that are true of the files, with the line that shows it.
//! A reason is worked out from the graph and the files, never from the score, which only says which
//! ones are worth telling. Leaves out the words of each: what people wrote down is in `written`, what the
//! texts say in `words`.

mod words;
mod written;

use crate::reading::Reading;
use crate::related::pieces::{Piece, Pieces};
use crate::related::signals::{Evidence, Signal};
use crate::related::source::Source;
use crate::related::{Reason, ReasonKind};
use words::{mentioned, mentions};
use written::{called, direct_link, entry, fields, hierarchy, near, said_in_field, shared};

/// How many reasons a line carries.
const REASONS: usize = 3;

/// What a reason can rest on, in the order in which reasons are told: the plainest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Stated,
    Link,
    Mentions,
    Mentioned,
    Shared,
    Words,
    Title,
    LinkedAlike,
    Entry,
}

/// The grounds that are told for what they add, with the signals that each explains. What a person wrote
/// down about the two is told in any case.
const SCORED: [(Ground, &[Signal]); 7] = [
    (Ground::Mentions, &[Signal::Mentions]),
    (Ground::Mentioned, &[Signal::Mentioned, Signal::Named]),
    (Ground::Shared, &[Signal::Nearness, Signal::Shared]),
    (Ground::Words, &[Signal::Likeness, Signal::Telling, Signal::Passage]),
    (Ground::Title, &[Signal::Title]),
    (Ground::LinkedAlike, &[Signal::Neighbours, Signal::Contexts]),
    (Ground::Entry, &[Signal::Adjacent]),
];

impl<'a> Evidence<'a> {
    /// The reasons why a unit belongs with the source, what contributed most first.
    pub(crate) fn reasons(
        &self,
        pieces: &Pieces<'a>,
        reading: &Reading<'_>,
        source: &Source,
        unit: Piece,
    ) -> Vec<Reason> {
        // Signals of one ground say much the same: the strongest of them is what it adds.
        let strongest = |signals: &[Signal]| {
            let all = signals.iter().map(|&signal| self.contribution(signal, unit));
            all.fold(0.0, f64::max)
        };
        let mut scored: Vec<(Ground, f64)> =
            SCORED.iter().map(|&(ground, signals)| (ground, strongest(signals))).collect();
        scored.retain(|&(_, adds)| adds > 0.0);
        scored.sort_by(|left, right| right.1.total_cmp(&left.1));
        let scored = scored.into_iter().map(|(ground, _)| ground);
        let mut is_linked = false;
        let mut reasons: Vec<(Ground, Reason)> = Vec::new();
        for ground in [Ground::Stated, Ground::Link].into_iter().chain(scored) {
            if reasons.len() >= REASONS {
                break;
            }
            let reason = match ground {
                Ground::Stated => hierarchy(pieces, source, unit)
                    .or_else(|| fields(pieces, source, unit))
                    .or_else(|| called(pieces, source, unit))
                    .or_else(|| said_in_field(pieces, source, unit)),
                Ground::Link => direct_link(pieces, source, unit),
                // Whoever links it need not be told what else lies between, or how it is called.
                Ground::Shared | Ground::Title if is_linked => None,
                Ground::Shared => shared(pieces, source, unit),
                Ground::Mentions => mentions(pieces, reading, source, unit),
                Ground::Mentioned => mentioned(pieces, reading, source, unit),
                Ground::Words => self.words_reason(pieces, reading, source, unit),
                Ground::Title => self.title_reason(pieces, source, unit),
                Ground::LinkedAlike => self
                    .context_reason(pieces, reading, source, unit)
                    .or_else(|| self.neighbour_reason(pieces, reading, source, unit)),
                Ground::Entry => entry(pieces, source, unit),
            };
            is_linked |= ground == Ground::Link && reason.is_some();
            reasons.extend(reason.map(|reason| (ground, reason)));
        }
        reasons.sort_by_key(|&(ground, _)| ground);
        // Whoever names it, in a text or a field, has the words of its title.
        let names_it = |&(ground, ref reason): &(Ground, Reason)| {
            ground == Ground::Mentioned
                || ground == Ground::Stated && reason.kind == ReasonKind::Field
        };
        if reasons.iter().any(names_it) {
            reasons.retain(|&(ground, _)| ground != Ground::Title);
        }
        let mut reasons: Vec<Reason> = reasons.into_iter().map(|(_, reason)| reason).collect();
        if reasons.is_empty() {
            reasons.extend(near(pieces, source, unit));
        }
        reasons
    }
}
