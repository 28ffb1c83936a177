//! `gaps`: what the notes talk about without a note of its own: targets of links that nobody has
//! written yet, topics that are stated, but only in passing, and names that headings and titles have
//! in common (`headings`, `phrases`). Leaves out tags, which sort notes rather than name what one would
//! write about.

mod headings;
mod phrases;
mod texts;

use lore_core::periods::is_period;
use lore_core::{name, stands_for_another};
use lore_graph::{ConceptId, How, Kinds, NoteId, SectionId};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Engine;
use crate::mentions::{Mention, TheseNames, name_words};
use crate::reading::Reading;
use crate::topics::Place;
use crate::unread::Unread;
use headings::{Common, repeated_headings};
use phrases::repeated_phrases;
use texts::Texts;

/// What shows that a note is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapKind {
    /// Links to it that lead nowhere.
    Missing,
    /// Sections that state it as their topic.
    Topic,
    /// Several notes with a heading of this name.
    Heading,
    /// Different headings and titles of several notes that hold these words.
    Phrase,
}

impl GapKind {
    /// All of them.
    pub const ALL: [GapKind; 4] =
        [GapKind::Missing, GapKind::Topic, GapKind::Heading, GapKind::Phrase];

    /// The word for it: `missing`, `topic`, `heading` or `phrase`.
    pub fn as_str(self) -> &'static str {
        match self {
            GapKind::Missing => "missing",
            GapKind::Topic => "topic",
            GapKind::Heading => "heading",
            GapKind::Phrase => "phrase",
        }
    }
}

/// The answer: names that no note bears.
#[derive(Clone, Debug)]
pub struct Gaps {
    /// Those that most want a note, most wanted first.
    pub gaps: Vec<Gap>,
    /// How many there are in all.
    pub total: usize,
}

/// A name that no note bears.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What it is called most often.
    pub name: String,
    /// What shows that it is wanted.
    pub kind: GapKind,
    /// Number of notes with a link to it.
    pub linked_from: usize,
    /// Number of sections that state it as their topic or in a field.
    pub stated_in: usize,
    /// Number of headings that are called so; of a phrase, of headings and titles that hold it.
    pub headings: usize,
    /// Number of further sections that hold its words one after another, in links and code, too: more than
    /// name it as a mention does.
    pub mentioned_in: usize,
    /// The places that link to it, state it or are headed so, in the order of paths and lines.
    pub places: Vec<Place>,
}

/// A gap as it is compared with others, before it is known which are shown.
struct Candidate<'a> {
    name: &'a str,
    kind: GapKind,
    linked_from: usize,
    stated_in: usize,
    headings: usize,
    mentioned_in: usize,
    named: Named,
}

/// What bears the name of a gap.
enum Named {
    Concept(ConceptId),
    /// The headings of these sections, or the titles of their notes.
    Sections(Vec<SectionId>),
}

impl Candidate<'_> {
    /// How much it is wanted: a link asks for a note, a topic nearly does, headings and mentions hint
    /// at one. A common word is in many texts, so all its mentions tell as much as one more topic.
    fn weight(&self) -> usize {
        let headings = self.headings.min(MOST_HINTS);
        match self.kind {
            GapKind::Missing | GapKind::Topic => {
                let mentions = self.mentioned_in.min(MOST_HINTS / 2);
                10 * self.linked_from + 5 * self.stated_in + 2 * headings + mentions
            }
            GapKind::Heading | GapKind::Phrase => headings + self.mentioned_in.min(MOST_HINTS),
        }
    }
}

/// How many gaps are compared by headings and mentions, for each one wanted; each costs a look at all
/// headings and at the text index.
const COMPARED: usize = 4;
/// So many headings or mentions tell as much as more of them: a name in all of them is part of a form.
const MOST_HINTS: usize = 10;
/// Sections that must name what is only in headings: what nothing is said about needs no note.
const MENTIONED: usize = 2;
/// What more sections than this share of notes name, and than so many, is said by a form.
const EVERYWHERE: (f64, usize) = (0.25, 50);
/// How many of these are read to see how a name is written.
const READ: usize = 8;
/// What stands between a name and the rest of a title: `Chapter 5 - Replication`, `Chapter 5: Replication`.
const BEFORE_TITLES: [&str; 5] = [" - ", " – ", " — ", ": ", "："];

impl Engine {
    /// The `limit` names that most want a note; only of one kind if one is given.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let gaps = engine.gaps(10, Some(GapKind::Missing));
    /// assert_eq!((gaps.gaps[0].name.as_str(), gaps.total), ("Milk", 1));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    pub fn gaps(&self, limit: usize, kind: Option<GapKind>) -> Gaps {
        let is_wanted = |of: GapKind| kind.is_none_or(|kind| kind == of);
        let answered = self.answered();
        // A link to such a name leads nowhere all the same.
        let is_open = |gap: &Candidate<'_>| {
            let is_answered = || {
                let is_numbered = gap.name.contains(char::is_numeric);
                is_numbered && answered.contains(&name::concept_key(gap.name))
            };
            gap.kind == GapKind::Missing || !is_answered()
        };
        let named = || self.named(limit, |gap| is_wanted(gap.kind) && is_open(gap));
        let hinted = || match is_wanted(GapKind::Heading) || is_wanted(GapKind::Phrase) {
            true => self.hinted(kind),
            false => Vec::new(),
        };
        let ((mut gaps, named), mut hinted) = rayon::join(named, hinted);
        hinted.retain(is_open);
        let total = named + hinted.len();
        gaps.extend(hinted);
        keep_first(&mut gaps, limit);
        Gaps { gaps: gaps.into_iter().map(|gap| self.shown(gap)).collect(), total }
    }

    /// The gaps among concepts that are most wanted before headings and mentions are looked at, with these,
    /// and how many there are in all.
    fn named(
        &self,
        limit: usize,
        is_wanted: impl Fn(&Candidate<'_>) -> bool + Sync,
    ) -> (Vec<Candidate<'_>>, usize) {
        let unread = Unread::new(self);
        let is_there = |gap: &Candidate<'_>| match gap.named {
            Named::Concept(concept) => gap.linked_from > 0 && unread.is_all_there(concept),
            Named::Sections(_) => false,
        };
        // What only comments link to is at most a topic.
        let is_wanted_without_comments = |gap: &mut Candidate<'_>| {
            if let Named::Concept(concept) = gap.named
                && gap.linked_from > 0
                && unread.is_never_dead(concept)
            {
                (gap.kind, gap.linked_from) = (GapKind::Topic, 0);
            }
            gap.linked_from + gap.stated_in > 0 && is_wanted(gap)
        };
        let concepts = self.graph.concepts().filter_map(|concept| self.gap_of(concept));
        let is_symbolic_link =
            |gap: &Candidate<'_>| unread.has_link_named(gap.name) && is_there(gap);
        let mut gaps: Vec<Candidate<'_>> =
            concepts.filter(&is_wanted).filter(|gap| !is_symbolic_link(gap)).collect();
        let mut total = gaps.len();
        keep_first(&mut gaps, limit.saturating_mul(COMPARED));
        // What is hidden or ignored has no list: each is looked for where its links say.
        let compared = gaps.len();
        let gaps_left = gaps.into_par_iter().filter(|gap| !is_there(gap));
        gaps = gaps_left
            .filter_map(|mut gap| is_wanted_without_comments(&mut gap).then_some(gap))
            .collect();
        total -= compared - gaps.len();
        let headings = self.graph.count_headed(gaps.iter().map(|gap| gap.name));
        gaps.par_iter_mut().zip(headings).for_each(|(gap, headings)| {
            gap.headings = headings;
            if let Named::Concept(concept) = gap.named {
                gap.mentioned_in = self.sections_mentioning(concept);
            }
        });
        (gaps, total)
    }

    /// The keys of numbered names with which the title of just one note begins, as `Chapter 5` does with
    /// `Chapter 5 - Replication`: that note is it. What several begin with has none of its own, and
    /// `Docker - cheat sheet` is not all there is to say of Docker.
    fn answered(&self) -> FxHashSet<String> {
        let graph = &self.graph;
        let mut begins: FxHashMap<String, (NoteId, bool)> = FxHashMap::default();
        for note in graph.notes() {
            let names =
                [graph.title(note), graph.stem(note)].into_iter().chain(graph.aliases(note));
            for key in names.filter_map(before_title).map(name::concept_key) {
                let known = begins.entry(key).or_insert((note, true));
                known.1 &= known.0 == note;
            }
        }
        begins.into_iter().filter(|(_, (_, is_one))| *is_one).map(|(key, _)| key).collect()
    }

    /// Names that only headings and titles have in common.
    fn hinted(&self, kind: Option<GapKind>) -> Vec<Candidate<'_>> {
        let texts = Texts::of_headings(&self.graph);
        let headings = repeated_headings(&self.graph, &texts);
        let mut phrases = match kind {
            Some(GapKind::Heading) => Vec::new(),
            _ => repeated_phrases(&self.graph, texts),
        };
        let keys = headings.iter().map(|heading| heading.name.to_ascii_lowercase());
        let keys: FxHashSet<String> = keys.collect();
        phrases.retain(|phrase| !keys.contains(&phrase.name.to_ascii_lowercase()));
        let headings = headings.into_iter().map(|common| (GapKind::Heading, common));
        let phrases = phrases.into_iter().map(|common| (GapKind::Phrase, common));
        let common = headings.chain(phrases).filter(|(of, _)| kind.is_none_or(|kind| kind == *of));
        let common: Vec<(GapKind, Common<'_>)> = common.collect();
        common.into_par_iter().filter_map(|(of, common)| self.hinted_gap(of, common)).collect()
    }

    fn hinted_gap<'a>(&self, kind: GapKind, common: Common<'a>) -> Option<Candidate<'a>> {
        let Common { name, sections, .. } = common;
        let naming = self.sections_naming(&[name.to_owned()]);
        let mentioned_in =
            naming.iter().filter(|section| sections.binary_search(section).is_err()).count();
        let most = ((self.graph.note_count() as f64 * EVERYWHERE.0) as usize).max(EVERYWHERE.1);
        let is_wanted =
            (MENTIONED..=most).contains(&mentioned_in) && self.is_written_as_name(name, &naming);
        is_wanted.then_some(Candidate {
            name,
            kind,
            linked_from: 0,
            stated_in: 0,
            headings: sections.len(),
            mentioned_in,
            named: Named::Sections(sections),
        })
    }

    /// Whether a text writes a name of one word as names are: with a capital, also inside a sentence.
    /// Several words are a name anyway. Reads the first sections that hold it.
    fn is_written_as_name(&self, name: &str, naming: &[SectionId]) -> bool {
        if name_words(name).len() > 1 {
            return true;
        }
        let these = TheseNames::new(vec![name.to_owned()]);
        let reading = Reading::new(self);
        let mentions: Vec<Mention> = naming
            .iter()
            .take(READ)
            .filter_map(|&section| self.mention_in(section, &*reading.section(section)?, &these))
            .collect();
        let has_capital = |mention: &&Mention| mention.text.starts_with(char::is_uppercase);
        let with_capital = mentions.iter().filter(has_capital).count();
        with_capital >= MENTIONED && 4 * with_capital >= 3 * mentions.len()
    }

    fn gap_of(&self, concept: ConceptId) -> Option<Candidate<'_>> {
        let graph = &self.graph;
        let kinds = graph.concept_kinds(concept);
        let is_named = kinds.any(Kinds::MISSING | Kinds::TOPIC);
        if !is_named || self.is_borne(concept) {
            return None;
        }
        let name = graph.concept_name(concept);
        // `[[<title>]]` and `{{name}}` stand for something to be filled in, and what only the days beside it link to
        // is written when it comes.
        let turns_pages = || {
            let mut stated = graph.concept_statements(concept);
            stated.all(|statement| graph.is_of_period(graph.note_of(statement.section)))
        };
        if stands_for_another(name) || is_period(name) && turns_pages() {
            return None;
        }
        let (mut linked_from, mut stated_in) = (0, 0);
        let (mut last_linking, mut last_stating) = (None, None);
        // In the order of notes and their text: what says it twice does so one after the other.
        for statement in graph.concept_statements(concept) {
            let section = statement.section;
            match statement.how {
                How::MissingLink => {
                    let note = Some(graph.note_of(section));
                    linked_from += usize::from(std::mem::replace(&mut last_linking, note) != note);
                }
                How::Topic | How::Field => {
                    let is_new = last_stating.replace(section) != Some(section);
                    stated_in += usize::from(is_new);
                }
                How::Title | How::Tag => {}
            }
        }
        Some(Candidate {
            name,
            kind: if linked_from == 0 { GapKind::Topic } else { GapKind::Missing },
            linked_from,
            stated_in,
            headings: 0,
            mentioned_in: 0,
            named: Named::Concept(concept),
        })
    }

    /// A gap with its places.
    fn shown(&self, gap: Candidate<'_>) -> Gap {
        let graph = &self.graph;
        let places = match gap.named {
            Named::Concept(concept) => graph
                .concept_statements(concept)
                .filter(|statement| !matches!(statement.how, How::Title | How::Tag))
                .map(|statement| {
                    self.place(statement.section, statement.line, statement.word().to_owned())
                })
                .collect(),
            Named::Sections(sections) => sections
                .into_iter()
                .map(|section| {
                    let how = if graph.level(section) > 0 { "heading" } else { "title" };
                    self.place(section, graph.line(section), how.to_owned())
                })
                .collect(),
        };
        let Candidate { kind, linked_from, stated_in, headings, mentioned_in, .. } = gap;
        let name = gap.name.to_owned();
        Gap { name, kind, linked_from, stated_in, headings, mentioned_in, places }
    }

    /// The sections that name a concept in their text and do not state it.
    fn sections_mentioning(&self, concept: ConceptId) -> usize {
        let graph = &self.graph;
        let naming = self.sections_naming(&self.names_in_text(concept)).into_iter();
        naming
            .filter(|&section| {
                !graph.statements(section).any(|statement| statement.concept == concept)
            })
            .count()
    }
}

/// The numbered name that stands in a title before the first sign that divides it.
fn before_title(title: &str) -> Option<&str> {
    let ends = BEFORE_TITLES.iter().filter_map(|sign| title.find(sign));
    let name = ends.min().map(|end| title[..end].trim())?;
    name.ends_with(char::is_numeric).then_some(name)
}

/// Keeps so many that are most wanted, in order.
fn keep_first(gaps: &mut Vec<Candidate<'_>>, number: usize) {
    let order = |left: &Candidate<'_>, right: &Candidate<'_>| {
        let weights = right.weight().cmp(&left.weight());
        weights.then_with(|| left.name.cmp(right.name))
    };
    if number < gaps.len() {
        gaps.select_nth_unstable_by(number, order);
        gaps.truncate(number);
    }
    gaps.sort_by(order);
}
