//! Settles what only the vault knows of a query: which searches are saved, which properties there
//! are, what stands below a topic, what links lead where. Leaves out reading the query, and words, which
//! the text index looks up.

use std::collections::BTreeMap;
use std::sync::Arc;

use lore_core::{Date, name};
use lore_graph::{ConceptId, How, LinkView, NoteId, SectionId, Target};
use lore_index::{Among, Clause, Day, Days, Field, GraphFact, Posting, Query, Remark, Value};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::regexes::Expressions;
use crate::likeness::nearest;
use crate::lookup::Unknown;
use crate::orphans::{OrphanKind, Standing};
use crate::unread::Unread;
use crate::{Engine, NotePart};

impl Engine {
    /// The query in terms of the text index and of sections. What has no meaning here is searched for
    /// as text, with a remark. Regular expressions stay, and come along compiled.
    pub(super) fn settle(&self, query: Query, today: Date) -> (Query, Expressions) {
        let mut saved = Saved::new(self, today);
        let (mut remarks, query) =
            (query.remarks.clone(), query.map(|clause| saved.expand(clause)));
        remarks.append(&mut saved.remarks);
        let query = Query { clauses: query.clauses, remarks: Vec::new() };
        let query = query.without_lonely_exclusions();
        remarks.extend(query.remarks);
        // What stands beside words is wanted like them, wherever it comes from.
        let clauses = query.clauses.into_iter().flat_map(|clause| match clause {
            Clause::All(inner) => inner,
            other => vec![other],
        });
        // What is asked for twice is looked up once; words said twice count twice.
        let mut seen = FxHashSet::default();
        let is_new =
            |clause: &Clause| matches!(clause, Clause::Word(_)) || seen.insert(clause.to_string());
        let clauses = clauses.filter(is_new).collect();
        let query = Query { clauses, remarks: Vec::new() };
        let mut expressions = Expressions::default();
        let clauses = query.clauses.into_iter();
        let settled =
            clauses.map(|clause| self.settle_all(clause, false, &mut expressions, &mut remarks));
        let mut query = Query { clauses: settled.collect(), remarks: Vec::new() };
        for remark in remarks {
            if !query.remarks.contains(&remark) {
                query.remarks.push(remark);
            }
        }
        (query, expressions)
    }

    /// A clause with those in it, innermost first. What is excluded is only what says so itself.
    fn settle_all(
        &self,
        clause: Clause,
        is_excluded: bool,
        expressions: &mut Expressions,
        remarks: &mut Vec<Remark>,
    ) -> Clause {
        let mut each = |clauses: Vec<Clause>| {
            let clauses = clauses.into_iter();
            clauses
                .map(|clause| self.settle_all(clause, is_excluded, expressions, remarks))
                .collect()
        };
        match clause {
            Clause::All(inner) => Clause::All(each(inner)),
            Clause::Any(inner) => Clause::Any(each(inner)),
            Clause::Ranked(inner) => Clause::Ranked(each(inner)),
            Clause::Not(inner) => {
                Clause::Not(Box::new(self.settle_all(*inner, true, expressions, remarks)))
            }
            Clause::Field(Field::Topic, value) if !value.prefix => {
                self.with_narrower(value, is_excluded)
            }
            leaf => self.settle_clause(leaf, expressions, remarks),
        }
    }

    fn settle_clause(
        &self,
        clause: Clause,
        expressions: &mut Expressions,
        remarks: &mut Vec<Remark>,
    ) -> Clause {
        match clause {
            Clause::Property(property) if !self.state.text.has_property(&property.name) => {
                // A field of days is known; what is said of its value is enough.
                if !remarks.contains(&Remark::UnknownDays(property.typed.clone())) {
                    remarks.push(Remark::UnknownField(property.name));
                }
                Clause::Word(property.typed)
            }
            Clause::Field(Field::Tag, value) if !value.prefix => self.by_any_name(value),
            Clause::Graph(fact) => self.sections_by(&fact),
            Clause::On(Day::Modified, days) => self.modified_on(days),
            Clause::Regex(pattern) => expressions.settle(pattern, remarks),
            other => other,
        }
    }

    /// A tag by any name of what it stands for: `tag:ml` and `tag:"machine learning"` are one where a
    /// note of this title has that alias.
    fn by_any_name(&self, value: Value) -> Clause {
        let concepts = self.graph.concept_named(&value.text).into_iter().collect();
        self.called(Field::Tag, value, concepts)
    }

    /// `topic:DDIA` means everything below DDIA, too. The hierarchy is the graph's to know. Notes that bear such a
    /// name are about it without saying so; they come after what does, where that is not what `is_excluded`.
    fn with_narrower(&self, value: Value, is_excluded: bool) -> Clause {
        let Some(concept) = self.graph.concept_named(&value.text) else {
            return Clause::Field(Field::Topic, value);
        };
        let mut concepts = self.below(concept);
        concepts.push(concept);
        let graph = &self.graph;
        let telling = concepts.iter().copied().filter(|&concept| !graph.is_name_of_many(concept));
        let named: FxHashSet<NoteId> =
            telling.flat_map(|concept| graph.concept_notes(concept)).collect();
        let shown = Clause::Field(Field::Topic, value.clone()).to_string();
        let declared = self.called(Field::Topic, value, concepts);
        if named.is_empty() {
            return declared;
        }
        let sections = named.into_iter().flat_map(|note| graph.sections_of(note));
        let of_notes = self.among(shown, true, sections);
        let both = vec![declared, of_notes];
        if is_excluded { Clause::Any(both) } else { Clause::Ranked(both) }
    }

    /// What has a value, or what one of the concepts is called wherever it is named.
    fn called(&self, field: Field, value: Value, concepts: Vec<ConceptId>) -> Clause {
        let mut keys = FxHashSet::from_iter([name::concept_key(&value.text)]);
        let names = concepts.into_iter().flat_map(|concept| self.graph.concept_spellings(concept));
        let names = names.filter(|name| keys.insert(name::concept_key(name)));
        let others: Vec<Value> = names.map(Value::words).collect();
        let of = |value| Clause::Field(field, value);
        if others.is_empty() {
            return of(value);
        }
        Clause::Any(std::iter::once(value).chain(others).map(of).collect())
    }

    /// The sections of which the graph says so.
    fn sections_by(&self, fact: &GraphFact) -> Clause {
        let graph = &self.graph;
        let shown = Clause::Graph(fact.clone()).to_string();
        match fact {
            GraphFact::Orphan => {
                let orphans = Standing::of(self).listed(OrphanKind::Unreferenced).into_iter();
                let sections = orphans.flat_map(|note| graph.sections_of(note));
                self.among(shown, true, sections)
            }
            GraphFact::Dead => {
                self.among(shown, false, self.sections_with_dead_links().into_iter())
            }
            GraphFact::LinksTo(name) => {
                let mut sections = self.sections_linking_to(name);
                // What notes are called comes first: `link:docker` is no host where a note is.
                if sections.is_empty() {
                    sections = self.sections_linking_to_web(name);
                }
                self.among(shown, false, sections.into_iter())
            }
        }
    }

    /// The sections with a link to nothing, or to a heading or block that is not there.
    fn sections_with_dead_links(&self) -> Vec<SectionId> {
        let unread = Unread::new(self);
        let in_note = |note: NoteId| {
            let nowhere = unread.leading_nowhere(note).into_iter();
            nowhere.filter(|(_, left_out)| left_out.is_none()).map(|(link, _)| link.section)
        };
        let notes: Vec<NoteId> = self.graph.notes().collect();
        notes.into_par_iter().flat_map_iter(in_note).collect()
    }

    /// The sections with a link to what bears a name: notes, a part of one, a file, a missing note.
    fn sections_linking_to(&self, name: &str) -> Vec<SectionId> {
        let graph = &self.graph;
        let mut sections: Vec<SectionId> = Vec::new();
        let mut add_links = |note: NoteId, part: Option<SectionId>| {
            let to_it = |link: &LinkView| part.is_none_or(|part| self.leads_into(link, part));
            let links = graph.backlinks(note).filter(to_it);
            sections.extend(links.map(|link| link.section));
        };
        match self.part_named(name) {
            Ok(Some(NotePart { note, section })) => add_links(note, section),
            Err(Unknown::Ambiguous { candidates, .. }) => {
                let notes = candidates.iter().filter_map(|bearer| graph.note_at(&bearer.name));
                notes.for_each(|note| add_links(note, None));
            }
            Ok(None)
            | Err(
                Unknown::NotFound { .. }
                | Unknown::NoNote { .. }
                | Unknown::NoSuchPart { .. }
                | Unknown::NoSuchLine { .. },
            ) => {}
        }
        if let Some(missing) = graph.concept_named(name) {
            let stated = graph.concept_statements(missing);
            let by_links = stated.filter(|statement| statement.how == How::MissingLink);
            sections.extend(by_links.map(|statement| statement.section));
        }
        let key = name::link_key(name);
        let is_called = |path: &str| {
            let path = name::link_key(path);
            path == key || path.rsplit('/').next() == Some(key.as_str())
        };
        if graph.files().any(is_called) {
            let to_it = |link: &LinkView| match link.target {
                Target::File(file) => is_called(graph.file_path(file)),
                _ => false,
            };
            sections.extend(graph.links().filter(to_it).map(|link| link.section));
        }
        sections
    }

    /// The sections with a link to an address of the web that is called so, or in part.
    fn sections_linking_to_web(&self, name: &str) -> Vec<SectionId> {
        let found = self.state.text.linking_to_address(name).into_iter();
        found.filter_map(|found| self.graph.section_by_key(found.note, found.place)).collect()
    }

    /// Notes that say themselves when they were changed; of the others the files' times.
    fn modified_on(&self, days: Days) -> Clause {
        let graph = &self.graph;
        let is_within = |day: Date| days.contains(day);
        let changed = graph.notes().filter(|&note| self.changed_day(note).is_some_and(is_within));
        let shown = Clause::On(Day::Modified, days).to_string();
        let files = self.among(shown, true, changed.flat_map(|note| graph.sections_of(note)));
        let says_itself = Clause::Not(Box::new(Clause::On(Day::Modified, Days::EVER)));
        Clause::Any(vec![Clause::On(Day::Modified, days), Clause::All(vec![files, says_itself])])
    }

    pub(super) fn among(
        &self,
        shown: String,
        whole_notes: bool,
        sections: impl Iterator<Item = SectionId>,
    ) -> Clause {
        let graph = &self.graph;
        let mut found = std::collections::HashSet::new();
        for section in sections {
            let note = graph.note_of(section);
            let key = lore_graph::note_key(graph.path(note));
            let place = graph.place_of(section);
            found.insert(Posting { note: key, place });
            // The text index has no section for an empty top: the next one answers for it.
            if place == 0 && graph.words(section) == 0 {
                found.insert(Posting { note: key, place: 1 });
            }
        }
        Clause::Among(Among { shown, sections: Arc::new(found), whole_notes })
    }
}

/// Puts saved searches in the place of their names.
struct Saved<'a> {
    searches: &'a BTreeMap<String, String>,
    today: Date,
    /// The searches that the one being read stands in, outermost first.
    around: Vec<String>,
    /// Bytes of searches that may still be read. What names others twice, which do the same, would double
    /// with each.
    left: usize,
    remarks: Vec<Remark>,
}

impl Saved<'_> {
    fn new(engine: &Engine, today: Date) -> Saved<'_> {
        let searches = &engine.config.searches;
        let (around, remarks) = (Vec::new(), Vec::new());
        Saved { searches, today, around, left: Query::LONGEST, remarks }
    }

    /// The search that a clause names, else the clause.
    fn expand(&mut self, clause: Clause) -> Clause {
        let Clause::Word(typed) = &clause else { return clause };
        let Some(name) = typed.strip_prefix('@').filter(|name| !name.is_empty()) else {
            return clause;
        };
        let Some(saved) = self.searches.get(name) else {
            let near = nearest(name, self.searches.keys().map(String::as_str));
            self.remark(Remark::UnknownSearch(name.to_owned(), near));
            return clause;
        };
        if self.around.iter().any(|other| other == name) {
            self.remark(Remark::Circle(name.to_owned()));
            return Clause::everything();
        }
        // Reading one that says nothing costs time, too.
        let Some(left) = self.left.checked_sub(saved.len().clamp(1, Query::LONGEST)) else {
            let outermost = self.around.first().map_or(name, String::as_str);
            self.remark(Remark::LongSearch(outermost.to_owned()));
            return Clause::everything();
        };
        self.left = left;
        self.around.push(name.to_owned());
        let saved = Query::parse(saved, self.today);
        saved.remarks.iter().for_each(|remark| self.remark(remark.clone()));
        let saved = saved.map(|clause| self.expand(clause));
        self.around.pop();
        Clause::All(saved.clauses)
    }

    fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}
