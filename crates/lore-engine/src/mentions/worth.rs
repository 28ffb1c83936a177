//! `mentions` and `links --suggest`: the mentions that are worth a link, most likely first. The same
//! mentions and the same score in both directions: towards a note, towards all notes, and from a note.
//! Leaves out what counts as a mention (`scan`), and what its number is made of (`weigh`).
//!
//! Towards notes the text index says which sections hold a name: of one note by a search for each, of
//! all notes by one pass over all texts. What is known of the name bounds the score; files are opened
//! in the order of these bounds, and only until enough mentions have been found in them that nothing
//! left can beat.
//!
//! Left out is what a person has no use for: where the note, or the entry of a journal, states or
//! links the target already, and phrases that the user rejected.

use std::collections::BinaryHeap;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lore_core::{LineIndex, Span, VaultPath, words};
use lore_graph::{ConceptId, How, NoteId, PHRASE_WORDS, SectionId, UnitId};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::names::{Forms, GraphNames, is_bare_day};
use super::rejected::Rejected;
use super::scan::{Where, mentions_in};
use super::target::{MentionTarget, Target};
use super::weigh::{NO_NOTE, REPEATED, Weigher, Weight, as_written};
use super::{MOST_IN_VAIN, Mention, SomeMentions, line_around};
use crate::Engine;
use crate::check::{Said, mention_as_link};
use crate::lookup::Unknown;
use crate::reading::{Reading, SectionSource};

/// Which mentions to list.
#[derive(Clone, Copy, Debug)]
pub struct MentionOptions {
    /// Number of mentions.
    pub limit: usize,
    /// Number of mentions of one and the same note or topic.
    pub of_each: usize,
    /// The least score.
    pub min_score: f64,
    /// Look into headings, too.
    pub headings: bool,
}

/// Mentions, best first.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// The mentions.
    pub mentions: Vec<RankedMention>,
    /// How many there are at most: places that hold a name and could reach the least score, not all of
    /// which have been read.
    pub at_most: usize,
    /// How many of these were left unread although fewer mentions were found than were asked for: so many
    /// that were read turned out to be no mention that counts.
    pub unread: usize,
}

/// An unlinked mention with what it could be linked to.
#[derive(Clone, Debug)]
pub struct RankedMention {
    /// The place.
    pub mention: Mention,
    /// What it could be linked to.
    pub target: MentionTarget,
    /// How likely a person would make it a link, from 0 to 1.
    pub score: f64,
    /// How many links of the vault bear this text and lead there.
    pub links: usize,
    /// In how many sections the phrase stands, linked or not.
    pub sections: usize,
    /// What to write there, if the target is a note that a link can name.
    pub link: Option<String>,
}

/// How many sections are read for each mention wanted once enough have been found, for better ones.
const READ_FOR_EACH: usize = 20;

/// What judging any mention needs, once per question.
pub(crate) struct Judge<'a> {
    weigher: Weigher<'a>,
    rejected: Rejected,
    /// How many sections may still be read in vain: [`MOST_IN_VAIN`] of a question, be it about many notes.
    in_vain: AtomicUsize,
    /// What mentions in notes that were asked about lead to, by concept: many notes name the same.
    known: Mutex<FxHashMap<ConceptId, Option<Arc<KnownTarget>>>>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(engine: &'a Engine) -> Judge<'a> {
        Judge {
            weigher: Weigher::new(engine),
            rejected: engine.rejected(),
            in_vain: AtomicUsize::new(MOST_IN_VAIN),
            known: Mutex::default(),
        }
    }
}

/// What may still be read for one list of mentions. That there are mentions does not depend on how many
/// are wanted: only reading for better ones does.
struct Budget {
    in_vain: usize,
    for_better: usize,
}

impl Budget {
    fn new(judge: &Judge<'_>, limit: usize) -> Budget {
        let for_better = limit.saturating_mul(READ_FOR_EACH);
        let in_vain = judge.in_vain.load(Ordering::Relaxed);
        // The last ones of many notes have this at least, and who asks for very many has them all read.
        Budget { in_vain: in_vain.max(for_better), for_better }
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
enum Targets<'a> {
    /// The one that was asked for.
    Asked(Target),
    /// All there are.
    All(&'a [Target]),
}

/// A target with what its names are worth.
struct SoughtTarget {
    target: Target,
    names: Vec<SoughtName>,
    /// The same as text may say them.
    forms: Forms,
}

/// A target that is looked for in notes, not in all texts.
struct KnownTarget {
    sought: SoughtTarget,
    /// The units that need no link to it.
    settled: FxHashSet<UnitId>,
}

struct SoughtName {
    text: String,
    weight: Weight,
    /// The sections that hold it where mentions count.
    sections: Vec<SectionId>,
}

/// A place that could be a link, before it is known whether it is shown.
struct Suggested {
    score: f64,
    span: Span,
    section: SectionId,
    concept: ConceptId,
    /// How often the unit names the concept.
    count: usize,
}

/// A name, and the sections whose text holds it.
type FoundName = (String, Vec<SectionId>);

/// The sections of a unit that hold a name, or a mention in one of them, by what it is worth at most,
/// or is.
struct Candidate {
    score: f64,
    sought: usize,
    /// Never empty; of a mention the one it stands in.
    sections: Vec<SectionId>,
    /// Boxed, since there are very many candidates and few are read.
    found: Option<Box<Mention>>,
}

impl Engine {
    /// The unlinked mentions of a note or topic, or of all, most likely links first.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Oat Milk.md --\n-- Tea.md --\nWith oat milk.\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let options = MentionOptions { limit: 10, of_each: 3, min_score: 0.0, headings: false };
    /// let found = engine.mentions(Some("Oat Milk"), &options)?;
    /// assert_eq!((found.mentions[0].mention.path.as_str(), found.mentions[0].mention.line), ("Tea.md", 1));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When `name` names nothing that could be linked to, or several notes; [`Unknown`] has the names that
    /// may have been meant.
    pub fn mentions(
        &self,
        name: Option<&str>,
        options: &MentionOptions,
    ) -> Result<Mentions, Unknown> {
        let judge = Judge::new(self);
        let Some(name) = name else { return Ok(self.all_mentions(&judge, options)) };
        let target = self.target_named(name)?;
        Ok(self.mentions_of(&Reading::new(self), &judge, Targets::Asked(target), options))
    }

    /// The unlinked mentions of all notes and topics, most likely links first, but for bare days. With a
    /// limit of 0 no file is read, and there is only the number of how many they are at most.
    pub(crate) fn all_mentions(&self, judge: &Judge<'_>, options: &MentionOptions) -> Mentions {
        let concepts = self.graph.concepts();
        let targets: Vec<Target> = concepts.filter_map(|concept| self.target_of(concept)).collect();
        self.mentions_of(&Reading::new(self), judge, Targets::All(&targets), options)
    }

    /// Where other notes name a target without linking it, most likely links first.
    pub(crate) fn mentions_of_target(
        &self,
        reading: &Reading<'_>,
        target: Target,
        limit: usize,
    ) -> SomeMentions {
        let most = limit + 1;
        let options =
            MentionOptions { limit: most, of_each: most, min_score: 0.0, headings: false };
        let found = self.mentions_of(reading, &Judge::new(self), Targets::Asked(target), &options);
        let has_more = found.mentions.len() > limit;
        let mentions = found.mentions.into_iter().take(limit).map(|ranked| ranked.mention);
        SomeMentions { mentions: mentions.collect(), has_more, unread: found.unread }
    }

    /// Where other notes name this one without linking it, most likely links first, of those worth at least
    /// `min_score`; none where text cannot mean it.
    pub(crate) fn ranked_mentions_of_note(
        &self,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        note: NoteId,
        limit: usize,
        min_score: f64,
    ) -> Vec<RankedMention> {
        if !self.may_be_meant(note) {
            return Vec::new();
        }
        let options = MentionOptions { limit, of_each: limit, min_score, headings: false };
        self.mentions_of(reading, judge, Targets::Asked(self.note_target(note)), &options).mentions
    }

    /// What the best mention of a note is worth at most, by the text index alone; nothing where text cannot
    /// mean it.
    pub(crate) fn mention_bound(&self, judge: &Judge<'_>, note: NoteId) -> f64 {
        if !self.may_be_meant(note) {
            return 0.0;
        }
        let options = MentionOptions { limit: 0, of_each: 0, min_score: 0.0, headings: false };
        let mut sought = self.sought(judge, self.note_target(note));
        let bounds = self.sections_to_read(&mut sought, &options);
        bounds.into_iter().map(|(bound, _)| bound).fold(0.0, f64::max)
    }

    /// The links worth adding in a note or section, most likely first: the first mention of each
    /// target. An entry of a journal that links a target already is passed over.
    pub(crate) fn suggested_links(
        &self,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        note: NoteId,
        within: Option<SectionId>,
        limit: usize,
    ) -> Vec<RankedMention> {
        let graph = &self.graph;
        let text = reading.text(note);
        let Ok(path) = VaultPath::new(graph.path(note)) else { return Vec::new() };
        let parsed = lore_parser::parse(&path, &text, &self.settings().parser_options());
        let lines = LineIndex::new(&text);
        let mut known: FxHashMap<ConceptId, Option<Arc<KnownTarget>>> = FxHashMap::default();
        // Of each place only what decides its rank: a long note names thousands.
        let mut found: Vec<Suggested> = Vec::new();
        let mut first: FxHashMap<ConceptId, (UnitId, usize)> = FxHashMap::default();
        for (span, concept) in mentions_in(&parsed, &text, &GraphNames(self), Where::TEXT) {
            let at = |start: u32| start <= span.start;
            let place = parsed.note.sections.partition_point(|section| at(section.span.start));
            let place = place.saturating_sub(1) as u32;
            // The file may have grown since the graph was made.
            if place as usize >= graph.sections_of(note).len() {
                continue;
            }
            let section = graph.section_of(note, place);
            if within.is_some_and(|within| !self.is_within(section, within)) {
                continue;
            }
            let said = span.slice(&text).unwrap_or_default();
            // Whatever says its own name is settled.
            if is_bare_day(said) || concept == graph.concept_of(note) {
                continue;
            }
            let unit = graph.unit_of(section);
            if let Some(&(of, before)) = first.get(&concept) {
                found[before].count += usize::from(of == unit);
                continue;
            }
            let target = known.entry(concept).or_insert_with(|| self.known_target(judge, concept));
            let Some(KnownTarget { sought, settled }) = target.as_deref() else { continue };
            if settled.contains(&unit) {
                continue;
            }
            // Another name may follow one that the user rejected.
            let Some(name) = sought.name_said(said) else { continue };
            first.insert(concept, (unit, found.len()));
            let score = name.weight.probability * as_written(&name.text, said);
            found.push(Suggested { score, span, section, concept, count: 1 });
        }
        found.sort_by(|left, right| {
            let place = |each: &Suggested| each.span.start;
            right.score.total_cmp(&left.score).then_with(|| place(left).cmp(&place(right)))
        });
        found.truncate(limit);
        let shown =
            found.into_iter().filter_map(|Suggested { score, span, section, concept, count }| {
                let KnownTarget { sought, .. } = known.get(&concept)?.as_deref()?;
                let said = span.slice(&text)?;
                let context = line_around(&text, span.start as usize);
                let mention = Mention {
                    path: graph.path(note).to_owned(),
                    label: graph.label(section),
                    line: lines.line(span.start),
                    column: lines.column(&text, span.start),
                    text: said.to_owned(),
                    place: context.place_of(said),
                    context: context.shown,
                    count,
                    in_table: parsed.table_around(span).is_some(),
                };
                Some(self.ranked(sought, mention, note, score))
            });
        shown.collect()
    }

    /// What mentions of a concept lead to, worked out once for a question.
    fn known_target(&self, judge: &Judge<'_>, concept: ConceptId) -> Option<Arc<KnownTarget>> {
        let mut known = judge.known.lock().unwrap_or_else(PoisonError::into_inner);
        let target = known.entry(concept).or_insert_with(|| {
            let target = self.target_of(concept)?;
            let mut sought = self.sought(judge, target);
            // The place is known: where else the names stand need not be kept.
            sought.names.iter_mut().for_each(|name| name.sections = Vec::new());
            Some(Arc::new(KnownTarget { sought, settled: self.settled(target) }))
        });
        target.clone()
    }

    fn mentions_of(
        &self,
        reading: &Reading<'_>,
        judge: &Judge<'_>,
        targets: Targets<'_>,
        options: &MentionOptions,
    ) -> Mentions {
        let mut sought = match targets {
            Targets::Asked(target) => vec![self.sought(judge, target)],
            Targets::All(targets) => self.all_sought(judge, targets),
        };
        if options.headings {
            self.look_into_headings(&mut sought);
        }
        let sections: Vec<_> =
            sought.par_iter_mut().map(|sought| self.sections_to_read(sought, options)).collect();
        let mut candidates: BinaryHeap<Candidate> = BinaryHeap::new();
        let mut at_most = 0;
        for (at, of_target) in sections.into_iter().enumerate() {
            at_most += of_target.iter().map(|(_, sections)| sections.len()).sum::<usize>();
            candidates.extend(of_target.into_iter().map(|(score, sections)| Candidate {
                score,
                sought: at,
                sections,
                found: None,
            }));
        }
        let place = Where { headings: options.headings };
        let mut scanned = Scanned { reading, place, sections: FxHashMap::default() };
        let mut budget = Budget::new(judge, options.limit);
        let given = budget.in_vain;
        let mut unread = 0;
        // Of all, and of each target, those that could be listed.
        let mut found_in_all = 0;
        let mut found_of: FxHashMap<usize, usize> = FxHashMap::default();
        let mut mentions = Vec::new();
        let mut of_each: FxHashMap<usize, usize> = FxHashMap::default();
        while mentions.len() < options.limit
            && let Some(Candidate { score, sought: at, sections, found }) = candidates.pop()
        {
            let listed = of_each.entry(at).or_default();
            if *listed >= options.of_each {
                continue;
            }
            let sought = &sought[at];
            if let Some(mention) = found {
                *listed += 1;
                mentions.push(self.ranked(
                    sought,
                    *mention,
                    self.graph.note_of(sections[0]),
                    score,
                ));
                continue;
            }
            let found_of_target = found_of.entry(at).or_default();
            let mut found: Vec<(SectionId, Mention, f64)> = Vec::new();
            for section in sections {
                let is_enough =
                    found_in_all >= options.limit || *found_of_target >= options.of_each;
                let left = if is_enough { &mut budget.for_better } else { &mut budget.in_vain };
                if *left == 0 {
                    unread += usize::from(!is_enough);
                    continue;
                }
                // What was read for another target costs nothing.
                let cost = usize::from(!scanned.sections.contains_key(&section));
                let best = self.best_mention(&mut scanned, sought, section);
                let share = if found.is_empty() { 1.0 } else { REPEATED };
                let best = best.filter(|(_, score)| *score * share >= options.min_score);
                if is_enough || best.is_none() {
                    *left -= cost;
                } else {
                    found_in_all += 1;
                    *found_of_target += 1;
                }
                found.extend(best.map(|(mention, score)| (section, mention, score)));
            }
            // The best of a unit is the one to link, of equals the first.
            found.sort_by(|left, right| right.2.total_cmp(&left.2));
            for (nth, (section, mention, score)) in found.into_iter().enumerate() {
                let score = if nth == 0 { score } else { score * REPEATED };
                if score >= options.min_score {
                    let (found, sections) = (Some(Box::new(mention)), vec![section]);
                    candidates.push(Candidate { score, sought: at, sections, found });
                }
            }
        }
        let spent = given - budget.in_vain;
        let left = judge.in_vain.load(Ordering::Relaxed).saturating_sub(spent);
        judge.in_vain.store(left, Ordering::Relaxed);
        if mentions.len() >= options.limit {
            unread = 0;
        }
        Mentions { mentions, at_most, unread }
    }

    /// The sections that may mention a target and need no link to it yet, unit by unit, with what a
    /// mention there is worth at most.
    fn sections_to_read(
        &self,
        sought: &mut SoughtTarget,
        options: &MentionOptions,
    ) -> Vec<(f64, Vec<SectionId>)> {
        let mut bounds: FxHashMap<SectionId, f64> = FxHashMap::default();
        for name in &mut sought.names {
            let bound = name.weight.probability;
            // Not needed any more, and there may be very many.
            let sections = std::mem::take(&mut name.sections);
            if bound < options.min_score {
                continue;
            }
            for section in sections {
                let known = bounds.entry(section).or_default();
                *known = known.max(bound);
            }
        }
        if bounds.is_empty() {
            return Vec::new();
        }
        let settled = self.settled(sought.target);
        let mut sections: Vec<(SectionId, f64)> = bounds.into_iter().collect();
        sections.retain(|(section, _)| !settled.contains(&self.graph.unit_of(*section)));
        sections.sort_unstable_by_key(|(section, _)| *section);
        let of_units = sections
            .chunk_by(|left, right| self.graph.unit_of(left.0) == self.graph.unit_of(right.0));
        of_units
            .map(|unit| {
                let bound = unit.iter().map(|(_, bound)| *bound).fold(0.0, f64::max);
                (bound, unit.iter().map(|(section, _)| *section).collect())
            })
            .collect()
    }

    /// The likeliest mention of a target in a section, of equals the first, with its score and the number of all.
    fn best_mention(
        &self,
        scanned: &mut Scanned<'_>,
        sought: &SoughtTarget,
        section: SectionId,
    ) -> Option<(Mention, f64)> {
        let (source, found) = scanned.section(section)?;
        let of_target = found.iter().filter(|(_, concept)| *concept == sought.target.concept);
        let (mut best, mut count): (Option<(Span, f64)>, usize) = (None, 0);
        for &(span, _) in of_target {
            let Some(said) = span.slice(&source.source) else { continue };
            let Some(name) = sought.name_said(said) else { continue };
            count += 1;
            let score = name.weight.probability * as_written(&name.text, said);
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((span, score));
            }
        }
        let (span, score) = best?;
        Some((self.mention(section, &source, span, count)?, score))
    }

    /// A target with its names and the sections that hold them, by a search for each.
    fn sought(&self, judge: &Judge<'_>, target: Target) -> SoughtTarget {
        let names = self.names_of(judge, target).into_iter();
        let names = names.map(|name| {
            let sections = self.sections_naming(std::slice::from_ref(&name));
            (name, sections)
        });
        self.weighed(judge, target, names.collect())
    }

    /// The same for very many targets, in their order, and without bare days, by which nobody asked for
    /// one of them.
    fn all_sought(&self, judge: &Judge<'_>, targets: &[Target]) -> Vec<SoughtTarget> {
        let names = |&target: &Target| {
            let mut names = self.names_of(judge, target);
            names.retain(|name| !is_bare_day(name));
            names
        };
        let names: Vec<Vec<String>> = targets.par_iter().map(names).collect();
        let each: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
        let mut sections = self.sections_naming_each(&each).into_iter();
        let names = names.into_iter();
        let names: Vec<Vec<FoundName>> =
            names.map(|names| names.into_iter().zip(&mut sections).collect()).collect();
        let targets = targets.par_iter().zip(names);
        targets.map(|(&target, names)| self.weighed(judge, target, names)).collect()
    }

    /// Adds the sections below headings that hold a name to those whose text does.
    fn look_into_headings(&self, sought: &mut [SoughtTarget]) {
        let one = sought.len() == 1;
        let mut names: Vec<&mut SoughtName> =
            sought.iter_mut().flat_map(|sought| &mut sought.names).collect();
        let texts: Vec<&str> = names.iter().map(|name| &*name.text).collect();
        let found = match one {
            true => texts.iter().map(|name| self.sections_below_headings_naming(name)).collect(),
            false => self.sections_below_headings_naming_each(&texts),
        };
        for (name, sections) in names.iter_mut().zip(found) {
            name.sections.extend(sections);
        }
    }

    /// What a target is called in running text, but for what the user rejected, for names that are
    /// longer than what [`GraphNames`] finds, and for those that mean another there, to which more links lead.
    fn names_of(&self, judge: &Judge<'_>, target: Target) -> Vec<String> {
        let mut names = self.names_in_text(target.concept);
        let key = self.target_key(target);
        names.retain(|name| {
            words::plain(name).nth(PHRASE_WORDS).is_none()
                && !judge.rejected.contains(&key, name)
                && GraphNames(self).meant(name) == Some(target.concept)
        });
        names
    }

    /// A target with its names, of which it is known where they stand, and with what each is worth.
    fn weighed(&self, judge: &Judge<'_>, target: Target, names: Vec<FoundName>) -> SoughtTarget {
        let weigher = &judge.weigher;
        let commonness = target.note.map_or(NO_NOTE, |note| weigher.commonness(note));
        let names = names.into_iter().map(|(text, sections)| {
            let mut weight = weigher.weight(&text, target.concept, sections.len());
            weight.probability *= commonness;
            SoughtName { text, weight, sections }
        });
        let names: Vec<SoughtName> = names.collect();
        let forms = Forms::of(names.iter().map(|name| &*name.text));
        SoughtTarget { target, names, forms }
    }

    fn ranked(
        &self,
        sought: &SoughtTarget,
        mention: Mention,
        from: NoteId,
        score: f64,
    ) -> RankedMention {
        let weight = sought.name_said(&mention.text).map(|name| name.weight).unwrap_or_default();
        let wiki = self.profile.profile.has_wiki_links();
        let said = Said { text: &mention.text, in_table: mention.in_table };
        let link = sought
            .target
            .note
            .and_then(|note| mention_as_link(&self.graph, wiki, from, note, said));
        RankedMention {
            target: self.mention_target(sought.target),
            score,
            links: weight.links,
            sections: weight.sections,
            link,
            mention,
        }
    }

    /// The units that need no link to a target: they are it, are about it or link it.
    fn settled(&self, target: Target) -> FxHashSet<UnitId> {
        let graph = &self.graph;
        let mut units = FxHashSet::default();
        for note in graph.concept_notes(target.concept) {
            units.extend(graph.sections_of(note).map(|section| graph.unit_of(section)));
            units.extend(graph.backlinks(note).map(|link| graph.unit_of(link.section)));
        }
        // The text beside a field that names it could be a link, and so could that beside a tag, if there is a
        // note to link to.
        let statements = graph.concept_statements(target.concept).filter(|each| match each.how {
            How::Title | How::Topic => true,
            How::Tag => target.note.is_none(),
            How::MissingLink | How::Field => false,
        });
        units.extend(statements.map(|statement| graph.unit_of(statement.section)));
        units
    }
}

impl SoughtTarget {
    /// The name that certain words say.
    fn name_said(&self, said: &str) -> Option<&SoughtName> {
        self.forms.name_said(said).map(|at| &self.names[at])
    }
}

/// The mentions in a text, with what each names.
type FoundInText = Rc<[(Span, ConceptId)]>;

/// What the sections read so far mention: one section may mention many targets.
struct Scanned<'a> {
    reading: &'a Reading<'a>,
    place: Where,
    sections: FxHashMap<SectionId, FoundInText>,
}

impl Scanned<'_> {
    /// A section's text, with what it mentions.
    fn section(&mut self, section: SectionId) -> Option<(Rc<SectionSource>, FoundInText)> {
        let source = self.reading.section(section)?;
        let found = self.sections.entry(section).or_insert_with(|| {
            let names = GraphNames(self.reading.engine());
            mentions_in(&source.parsed, &source.source, &names, self.place).into()
        });
        let found = found.clone();
        Some((source, found))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Candidate) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The best is the greatest; of equals what was found, then the first in the vault.
impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> std::cmp::Ordering {
        let place = |candidate: &Candidate| (candidate.sections[0], candidate.sought);
        self.score
            .total_cmp(&other.score)
            .then_with(|| self.found.is_some().cmp(&other.found.is_some()))
            .then_with(|| place(other).cmp(&place(self)))
    }
}
