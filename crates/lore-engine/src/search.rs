//! `search`: the sections that answer a query, with what a person needs to recognise each.

use lore_core::name;
use lore_graph::{Graph, How, SectionId};
use lore_index::{Clause, Correction, Field, Hit, Query};
use rustc_hash::FxHashMap;

use crate::excerpt::{Excerpt, Wanted};
use crate::reading::Reading;
use crate::{Engine, Error};

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct SearchOptions {
    /// Number of sections wanted.
    pub limit: usize,
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct SearchAnswer {
    /// The query as it was read.
    pub read_as: String,
    /// Best first.
    pub hits: Vec<SearchHit>,
    /// Number of sections that match at all.
    pub total: usize,
    /// Number of sections that have everything that was asked for.
    pub complete: usize,
    /// Words that no section holds, with what was searched instead.
    pub corrections: Vec<(String, String)>,
    /// If there is no hit: names like what was asked.
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
    /// Why it matches.
    pub excerpt: Excerpt,
    /// Topics that the section, or one around it, declares.
    pub topics: Vec<String>,
    /// Tags of the section and of those around it.
    pub tags: Vec<String>,
}

/// More sections of one note than this wait until other notes have been shown.
const SECTIONS_PER_NOTE: usize = 3;

impl Engine {
    /// Searches the sections.
    pub fn search(&self, text: &str, options: SearchOptions) -> Result<SearchAnswer, Error> {
        let query = self.with_narrower_topics(Query::parse(text));
        let reading = Reading::new(self);
        let wide = options.limit * 4 + 40;
        let mut answer = self.state.text.search(&query, wide, &[])?;
        if query.is_sentence() && !answer.hits.is_empty() {
            let likely = self.likely_words(&reading, &answer.hits);
            // What matches is what was asked for; only the order learns.
            let learned = self.state.text.search(&query, wide, &likely)?;
            answer.hits = learned.hits;
        }
        let hits = spread(answer.hits, options.limit);
        let wanted = wanted(&query, &answer.corrections);
        let hits: Vec<SearchHit> = hits
            .into_iter()
            .filter_map(|hit| {
                let note = self.graph.note_by_key(hit.note)?;
                let section = self.graph.section_of(note, hit.place);
                Some(self.search_hit(section, hit.score, reading.excerpt(section, &wanted)))
            })
            .collect();
        let suggestions = if hits.is_empty() {
            let names = self.graph.concepts().map(|concept| self.graph.concept_name(concept));
            crate::lookup::nearest(text, names)
        } else {
            Vec::new()
        };
        Ok(SearchAnswer {
            read_as: Query::parse(text).to_string(),
            hits,
            total: answer.total,
            complete: answer.complete,
            corrections: answer
                .corrections
                .into_iter()
                .map(|Correction { from, to }| (from, to))
                .collect(),
            suggestions,
        })
    }

    fn search_hit(&self, section: SectionId, score: f32, excerpt: Excerpt) -> SearchHit {
        let note = self.graph.note_of(section);
        let (topics, tags) = topics_and_tags(&self.graph, section);
        SearchHit {
            path: self.graph.path(note).to_owned(),
            title: self.graph.title(note).to_owned(),
            label: self.graph.label(section),
            heading: self.graph.heading_path(section).into_iter().map(str::to_owned).collect(),
            line: self.graph.line(section),
            score,
            excerpt,
            topics,
            tags,
        }
    }

    /// `topic:DDIA` means everything below DDIA, too. The hierarchy is the graph's to know.
    fn with_narrower_topics(&self, mut query: Query) -> Query {
        fn widen(engine: &Engine, clause: &mut Clause) {
            match clause {
                Clause::Field(Field::Topic, value) => {
                    let narrower = engine.narrower_names(value);
                    if !narrower.is_empty() {
                        let names = std::iter::once(std::mem::take(value)).chain(narrower);
                        *clause = Clause::Or(
                            names.map(|name| Clause::Field(Field::Topic, name)).collect(),
                        );
                    }
                }
                Clause::Not(inner) => widen(engine, inner),
                Clause::Or(clauses) => clauses.iter_mut().for_each(|clause| widen(engine, clause)),
                _ => {}
            }
        }
        query.clauses.iter_mut().for_each(|clause| widen(self, clause));
        query
    }

    fn narrower_names(&self, name: &str) -> Vec<String> {
        let Some(concept) = self.graph.concept_named(name) else { return Vec::new() };
        let below = self.below(concept);
        let mut names: Vec<String> =
            below.iter().map(|&concept| self.graph.concept_name(concept).to_owned()).collect();
        // An alias of the concept is one more name it is declared by.
        if name::concept_key(self.graph.concept_name(concept)) != name::concept_key(name) {
            names.push(self.graph.concept_name(concept).to_owned());
        }
        names
    }
}

fn wanted(query: &Query, corrections: &[Correction]) -> Wanted {
    let corrected = corrections.iter().map(|correction| correction.to.as_str());
    let mut wanted = Wanted::new(query.wanted_texts().into_iter().chain(corrected));
    for clause in &query.clauses {
        if let Clause::Prefix(prefix) = clause {
            wanted.add_prefix(prefix);
        }
    }
    wanted
}

/// Lets no note flood the list: its fourth section and on come after everything else. If only few
/// notes match, they are shown after all.
fn spread(hits: Vec<Hit>, limit: usize) -> Vec<Hit> {
    let mut shown = FxHashMap::<u64, usize>::default();
    let (mut first, later): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| {
        let count = shown.entry(hit.note).or_default();
        *count += 1;
        *count <= SECTIONS_PER_NOTE
    });
    first.extend(later);
    first.truncate(limit);
    first
}

/// The topics and tags of a section and of the sections around it.
pub(crate) fn topics_and_tags(graph: &Graph, section: SectionId) -> (Vec<String>, Vec<String>) {
    let (mut topics, mut tags) = (Vec::new(), Vec::new());
    let mut at = Some(section);
    while let Some(section) = at {
        for statement in graph.statements(section) {
            let name = graph.concept_name(statement.concept).to_owned();
            let list = match statement.how {
                How::Topic => &mut topics,
                How::Tag => &mut tags,
                _ => continue,
            };
            if !list.contains(&name) {
                list.push(name);
            }
        }
        at = graph.parent(section);
    }
    (topics, tags)
}
