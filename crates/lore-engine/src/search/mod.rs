//! `search`: the sections that answer a query, with what a person needs to recognise each. Leaves out the
//! grammar of queries and scores, which are the text index's, and excerpts, which are in `excerpt`.
//!
//! A query goes one way: read as text, settled with what only the vault knows (`settle`), answered
//! by the text index, narrowed by regular expressions (`regexes`), put in order (`order`, `templates`),
//! counted (`facets`), and a page of it shown.

mod acronyms;
mod facets;
mod order;
mod regexes;
mod settle;
mod templates;

use lore_core::words::{self, WordKind};
use lore_core::{Date, path};
use lore_graph::SectionId;
use lore_index::{Answer, Clause, Correction, Field, Hit, Query, Share, Value};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::excerpt::{Excerpt, Wanted};
use crate::likeness::nearest;
use crate::reading::Reading;
use crate::stated::Stated;
use crate::{Engine, Error};

use self::acronyms::Acronym;
use self::regexes::Wish;

pub use facets::{Facet, FacetCounts};
pub use order::Sort;

/// How to search.
#[derive(Clone, Debug)]
pub struct SearchOptions {
    /// Number of sections wanted.
    pub limit: usize,
    /// Number of sections to leave out before them.
    pub offset: usize,
    /// In which order.
    pub sort: Sort,
    /// Only the first section of each note.
    pub one_per_note: bool,
    /// Whether paths and places are all that is wanted: then hits have neither excerpts nor topics and
    /// tags, and no note is read for them.
    pub places_only: bool,
    /// What to count the sections by.
    pub facets: Vec<Facet>,
    /// Whether to say what scores are made of.
    pub explain: bool,
    /// The day on which words such as `yesterday` are said; nothing means the day it is.
    pub today: Option<Date>,
}

impl Default for SearchOptions {
    fn default() -> SearchOptions {
        SearchOptions {
            limit: 10,
            offset: 0,
            sort: Sort::Relevance,
            one_per_note: false,
            places_only: false,
            facets: Vec::new(),
            explain: false,
            today: None,
        }
    }
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct SearchAnswer {
    /// The query as it was read.
    pub read_as: String,
    /// What looks like syntax and was read as text: each a sentence.
    pub remarks: Vec<String>,
    /// In the order asked for.
    pub hits: Vec<SearchHit>,
    /// Number of sections that can be shown: all that match, but those within others that match as
    /// they do, by a tag or a property.
    pub total: usize,
    /// Number of notes these are in.
    pub notes: usize,
    /// Number of sections that have everything that was asked for.
    pub complete: usize,
    /// Words that no section holds, with what was searched instead.
    pub corrections: Vec<Correction>,
    /// Counts of all sections that match.
    pub facets: Vec<FacetCounts>,
    /// The words, phrases and beginnings that no section has, beside others that some have; if nothing
    /// matches, all parts of the query that no section has.
    pub missing: Vec<String>,
    /// If nothing matches: names and words like what was asked.
    pub suggestions: Vec<String>,
}

/// A section that matches.
#[derive(Clone, Debug)]
pub struct SearchHit {
    /// The note.
    pub path: String,
    /// The note's title.
    pub title: String,
    /// What the section is called.
    pub label: String,
    /// The headings from the note's top to the section.
    pub heading: Vec<String>,
    /// The line of the section's heading.
    pub line: u32,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// What the score is made of, greatest first; only if asked for.
    pub shares: Vec<Share>,
    /// Why it matches.
    pub excerpt: Excerpt,
    /// Topics that the section, or one around it, declares.
    pub topics: Vec<String>,
    /// Tags of the section and of those around it.
    pub tags: Vec<String>,
}

/// The answer of the text index and what it was asked.
struct Found {
    answer: Answer,
    query: Query,
    likely: Vec<(String, f32)>,
    regexes: Vec<regex::Regex>,
    /// What was asked for as text and stands nowhere.
    unsaid: Vec<Clause>,
    /// Words of the query that names were found for as well.
    acronyms: Vec<Acronym>,
}

/// Of a longer query nobody would read which parts no section has.
const MOST_PARTS: usize = 12;

impl Engine {
    /// The sections that match a query in the language of `lore search`. Every text is one: what cannot be
    /// read as syntax is read as words, and the answer remarks on it.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\n# Tea\n## Green\nLet it draw at 70 degrees.\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let answer = engine.search("drawing tea", &SearchOptions::default())?;
    /// assert_eq!((answer.hits[0].label.as_str(), answer.hits[0].line), ("Green", 2));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when what is stored can no longer be read. Another engine opened with
    /// [`Freshness::Rebuilt`](crate::Freshness::Rebuilt) can.
    pub fn search(&self, text: &str, options: &SearchOptions) -> Result<SearchAnswer, Error> {
        let today = options.today.unwrap_or_else(lore_vault::today);
        let read = Query::parse(text, today);
        let read_as = read.to_string();
        let (settled, expressions) = self.settle(read, today);
        let mut spelt_out = Vec::new();
        let settled = self.spell_out(settled, true, &mut spelt_out);
        let (settled, mut corrections) = self.state.text.correct(settled);
        let settled = self.spell_out(settled, false, &mut spelt_out);
        let settled = regexes::settle_inner(self, settled, &expressions)?;
        let holds_below = settled.holds_below();
        let reading = Reading::new(self);
        for Correction { to, .. } in &mut corrections {
            *to = self.as_written(&reading, to);
        }
        corrections.append(&mut spelt_out);
        let (settled, wishes) = expressions.take(settled);
        let Found { answer, query, likely, regexes, unsaid, acronyms } =
            self.find(settled, wishes, &reading)?;
        let Answer { mut hits, complete } = answer;
        if holds_below {
            hits = self.outermost(hits);
        }
        let notes = hits.chunk_by(|left, right| left.note == right.note).count();
        let total = hits.len();
        let facets = options.facets.iter().map(|&facet| self.count(facet, &hits)).collect();
        let mut shown_texts = query.clone();
        let names = acronyms.iter().map(|acronym| Clause::Phrase(acronym.name.clone()));
        shown_texts.clauses.extend(names);
        let wanted = Wanted::of_query(&shown_texts, &regexes, &self.state.text);
        let page = self.in_order(hits, &query, options, &wanted, &reading);
        let mut shown = Vec::with_capacity(page.len());
        for hit in page {
            let shares = match options.explain {
                true => self.state.text.shares(&query, &likely, &hit)?,
                false => Vec::new(),
            };
            let Some(section) = self.section_of_hit(&hit) else { continue };
            let mut shown_hit = self.search_hit(section, hit.score, shares);
            if !options.places_only {
                let mut stated = Stated::new(&self.graph);
                shown_hit.excerpt = reading.excerpt(section, &wanted);
                shown_hit.topics = stated.topics(section);
                shown_hit.tags = stated.tags(section);
            }
            shown.push(shown_hit);
        }
        let mut remarks: Vec<String> = query.remarks.iter().map(ToString::to_string).collect();
        remarks.extend(acronyms.iter().map(|Acronym { word, name }| {
            format!("“{word}” may stand for “{name}”: what is called so comes last")
        }));
        let mut missing = unsaid;
        let mut suggestions = Vec::new();
        if total == 0 {
            missing.extend(self.missing_parts(&query));
            suggestions = self.search_suggestions(&query, &missing, &reading);
        }
        // What was taken for something else is told already.
        let as_typed = |clause: &Clause| match clause {
            Clause::Property(property) => property.typed.clone(),
            other => other.to_string(),
        };
        let missing = missing.iter().map(as_typed);
        let is_told = |part: &String| {
            let part = part.trim_start_matches('@');
            let field = part.split([':', '=', '<', '>']).next().unwrap_or(part);
            let named = [part, field].map(|text| format!("“{text}”"));
            remarks.iter().any(|remark| named.iter().any(|named| remark.contains(named)))
        };
        let missing = missing.filter(|part| !is_told(part)).collect();
        Ok(SearchAnswer {
            read_as,
            remarks,
            hits: shown,
            total,
            notes,
            complete: complete.min(total),
            corrections,
            facets,
            missing,
            suggestions,
        })
    }

    /// All sections that a settled query finds; a question in a sentence learns from its first
    /// answers.
    fn find(&self, query: Query, wishes: Vec<Wish>, reading: &Reading<'_>) -> Result<Found, Error> {
        /// A longer text says enough itself.
        const MOST_CLAUSES: usize = 64;
        let text = &self.state.text;
        let mut query = query;
        let mut answer = text.search(&query, &[])?;
        let unsaid = match answer.complete {
            0 => self.unsaid(&query),
            _ => Vec::new(),
        };
        // As a word that stands nowhere does not keep others from being found, no phrase or beginning does.
        let is_left = |clause: &Clause| clause.is_text() && !unsaid.contains(clause);
        if answer.hits.is_empty() && !unsaid.is_empty() && query.clauses.iter().any(is_left) {
            query.clauses.retain(|clause| !unsaid.contains(clause));
            answer = Answer { complete: 0, ..text.search(&query, &[])? };
        }
        let mut likely = Vec::new();
        let is_question = query.is_sentence() && query.clauses.len() <= MOST_CLAUSES;
        if is_question && !answer.hits.is_empty() {
            let best = self.best(&answer.hits, crate::feedback::ANSWERS);
            likely = self.likely_words(reading, &best);
            let learned = text.search(&query, &likely)?;
            // With those that only say the same in other words, which come late.
            answer.hits = learned.hits;
        }
        let acronyms = match query.is_sentence() {
            true => Vec::new(),
            false => self.add_spelt_out(&query, &mut answer)?,
        };
        let regexes = self.narrow(&mut answer, wishes)?;
        Ok(Found { answer, query, likely, regexes, unsaid, acronyms })
    }

    /// The section that a hit is.
    pub(crate) fn section_of_hit(&self, hit: &Hit) -> Option<SectionId> {
        self.graph.section_by_key(hit.note, hit.place)
    }

    /// A hit without what is read or gathered for it.
    fn search_hit(&self, section: SectionId, score: f32, shares: Vec<Share>) -> SearchHit {
        let note = self.graph.note_of(section);
        SearchHit {
            path: self.graph.path(note).to_owned(),
            title: self.graph.title(note).to_owned(),
            label: self.graph.label(section),
            heading: self.headings_to(section),
            line: self.graph.line(section),
            score,
            shares,
            excerpt: Excerpt::default(),
            topics: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// What a query asks for as text and no section has, beside what some have.
    fn unsaid(&self, query: &Query) -> Vec<Clause> {
        if query.is_sentence() || !(2..=MOST_PARTS).contains(&query.clauses.len()) {
            return Vec::new();
        }
        let texts = query.clauses.iter().filter(|clause| clause.is_text());
        texts.filter(|clause| !self.state.text.is_said(clause)).cloned().collect()
    }

    /// The other parts of a query that no section has, if it has several.
    fn missing_parts(&self, query: &Query) -> Vec<Clause> {
        let is_told = (2..=MOST_PARTS).contains(&query.clauses.len());
        let clauses = query.clauses.iter().filter(|clause| is_told && !clause.is_text());
        clauses.filter(|clause| !self.state.text.is_found(clause)).cloned().collect()
    }

    /// A term of the text index as the notes write it, in lower case but with its accents.
    pub(crate) fn as_written(&self, reading: &Reading<'_>, term: &str) -> String {
        let graph = &self.graph;
        let written = |text: &str| {
            let mut written = None;
            words::indexed(text, |word| {
                if word.kind != WordKind::Part && word.term == term {
                    written.get_or_insert_with(|| text[word.range].to_lowercase());
                }
            });
            written
        };
        let find = || {
            let posting = self.state.text.section_with(term)?;
            let section = graph.section_by_key(posting.note, posting.place)?;
            let (note, own) = (graph.note_of(section), reading.own_text(section));
            let mut names = [graph.title(note)].into_iter().chain(graph.aliases(note));
            let of_fields = || {
                let fields = self.record(note).fields;
                fields.iter().flat_map(|field| &field.values).find_map(|value| written(value))
            };
            written(&own).or_else(|| names.find_map(written)).or_else(of_fields)
        };
        find().unwrap_or_else(|| term.to_owned())
    }

    /// Values like those of fields that no section has, names like all that was asked for, then names and
    /// words like its words. Where parts are known to be missing, what is like the others helps nobody.
    fn search_suggestions(
        &self,
        query: &Query,
        missing: &[Clause],
        reading: &Reading<'_>,
    ) -> Vec<String> {
        const MOST: usize = 6;
        const MOST_WORDS: usize = 4;
        let graph = &self.graph;
        let names = || {
            let concepts = graph.concepts().map(|concept| graph.concept_name(concept));
            concepts.chain(graph.notes().map(|note| graph.title(note)))
        };
        let part = Query { clauses: missing.to_vec(), remarks: Vec::new() };
        let query = if missing.is_empty() { query } else { &part };
        let mut suggestions: Vec<String> =
            query.clauses.iter().flat_map(|clause| self.values_like(clause)).collect();
        let mut texts: Vec<&str> = Vec::new();
        query.shown_texts(|text| texts.push(text.text()));
        let text = texts.join(" ");
        if text.is_empty() || !suggestions.is_empty() {
            suggestions.truncate(MOST);
            return suggestions;
        }
        let words = text.split_whitespace().filter(|word| word.len() > 2).take(MOST_WORDS);
        let words: Vec<&str> = words.collect();
        let mut wanted = words.clone();
        if wanted.first() != Some(&text.as_str()) {
            wanted.insert(0, &text);
        }
        // Each looks at all names there are.
        let mut named: Vec<Vec<String>> =
            wanted.par_iter().map(|wanted| nearest(wanted, names())).collect();
        suggestions = named.remove(0);
        named.resize_with(words.len(), Vec::new);
        for (word, names) in words.into_iter().zip(named) {
            suggestions.extend(names);
            let words = self.state.text.nearest_words(word).into_iter();
            suggestions.extend(words.map(|word| self.as_written(reading, &word)));
        }
        // What was asked for itself is no news.
        let mut seen: FxHashSet<String> = text.split_whitespace().map(str::to_lowercase).collect();
        seen.insert(text.to_lowercase());
        suggestions.retain(|name| seen.insert(name.to_lowercase()));
        suggestions.truncate(MOST);
        suggestions
    }

    /// If a clause asks for a field, the same with values that there are and that are like what was typed.
    fn values_like(&self, clause: &Clause) -> Vec<String> {
        let Clause::Field(field, value) = clause else { return Vec::new() };
        let graph = &self.graph;
        let values: Vec<&str> = match field {
            Field::Path => {
                let paths =
                    graph.notes().map(|note| path::without_note_extension(graph.path(note)));
                paths.flat_map(|path| path.split('/')).collect()
            }
            Field::Type => graph.notes().map(|note| graph.kind(note)).collect(),
            Field::Alias => graph.notes().flat_map(|note| graph.aliases(note)).collect(),
            // These are names like any other.
            Field::Title | Field::Heading | Field::Tag | Field::Topic => return Vec::new(),
        };
        let values: FxHashSet<&str> = values.into_iter().collect();
        let near = nearest(&value.text, values.into_iter()).into_iter();
        near.map(|near| Clause::Field(*field, Value::words(near)).to_string()).collect()
    }
}
