//! Regular expressions over the source of sections. The text index holds words only, so files are
//! read: of the sections that the rest of the query leaves, else all. Leaves out what of a query is one,
//! which its grammar says, and marking what matches, which the excerpt does.

use lore_graph::{Graph, SectionId};
use lore_index::{Answer, Clause, Hit, Posting, Query, Remark};
use rayon::prelude::*;
use regex::{Regex, RegexBuilder};

use crate::{Engine, Error};

/// Memory of one compiled expression, in bytes; a larger one is refused, since compiling it takes longer
/// than looking for it.
const LARGEST: usize = 600_000;
/// Memory of what an expression learns while it runs, in bytes.
const LARGEST_CACHE: usize = 2_000_000;
/// So many expressions of a query are looked for: each goes over the text of all sections at worst.
const MOST: usize = 4;

/// The expressions of a query, compiled.
#[derive(Default)]
pub(super) struct Expressions(Vec<(String, Regex)>);

/// An expression with whether it must match.
pub(super) struct Wish {
    regex: Regex,
    matches: bool,
}

impl Expressions {
    /// The clause for an expression as typed: text, with a remark, if it is none or one too many.
    pub(super) fn settle(&mut self, pattern: String, remarks: &mut Vec<Remark>) -> Clause {
        if self.get(&pattern).is_some() {
            return Clause::Regex(pattern);
        }
        let remark = if self.0.len() == MOST {
            Remark::ManyRegexes(MOST)
        } else {
            match compile(&pattern) {
                Ok(regex) => {
                    self.0.push((pattern.clone(), regex));
                    return Clause::Regex(pattern);
                }
                Err(error) => {
                    let reason = reason(&pattern, &error);
                    Remark::BadRegex(pattern.clone(), reason)
                }
            }
        };
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
        Clause::Word(pattern)
    }

    fn get(&self, pattern: &str) -> Option<&Regex> {
        self.0.iter().find(|(known, _)| known == pattern).map(|(_, regex)| regex)
    }

    /// Each expression, so far sought nowhere.
    fn seeking(&self, graph: &Graph) -> Seeking<'_> {
        let nowhere = vec![false; graph.section_count()];
        let sought = self.0.iter().map(|(pattern, regex)| (pattern, regex, nowhere.clone()));
        let sought = sought.map(|(pattern, regex, among)| Sought { pattern, regex, among });
        Seeking { sought: sought.collect(), searches: 0 }
    }

    /// Takes the expressions out of the outermost clauses.
    pub(super) fn take(&self, query: Query) -> (Query, Vec<Wish>) {
        let mut wishes = Vec::new();
        let mut clauses = Vec::new();
        for clause in query.clauses {
            let (pattern, matches) = match &clause {
                Clause::Regex(pattern) => (Some(pattern), true),
                Clause::Not(inner) => match &**inner {
                    Clause::Regex(pattern) => (Some(pattern), false),
                    _ => (None, false),
                },
                _ => (None, false),
            };
            match pattern.and_then(|pattern| self.get(pattern)) {
                Some(regex) => wishes.push(Wish { regex: regex.clone(), matches }),
                None => clauses.push(clause),
            }
        }
        if clauses.is_empty() && !wishes.is_empty() {
            clauses.push(Clause::everything());
        }
        (Query { clauses, remarks: query.remarks }, wishes)
    }
}

/// Compiles an expression: lines have ends of their own, and without capitals it finds them, too.
/// Matching takes time in proportion to the text, whatever the expression.
fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    let has_capitals = pattern.chars().any(char::is_uppercase);
    RegexBuilder::new(pattern)
        .multi_line(true)
        .case_insensitive(!has_capitals)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST_CACHE)
        .build()
}

/// Why a text is no expression, in a few words.
fn reason(pattern: &str, error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) if pattern.contains("\\w") => {
            "too large; \\w is many more letters than [a-z]".to_owned()
        }
        regex::Error::CompiledTooBig(_) if pattern.contains('{') => {
            "too large; what is repeated counts as often as it is repeated".to_owned()
        }
        regex::Error::CompiledTooBig(_) => "too large".to_owned(),
        error => {
            let text = error.to_string();
            // The last line says what is wrong; those before draw where.
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    }
}

/// An expression, with the sections that it can make a difference for, by number.
struct Sought<'a> {
    pattern: &'a str,
    regex: &'a Regex,
    among: Vec<bool>,
}

/// The expressions of a query while it is seen where each is sought.
struct Seeking<'a> {
    sought: Vec<Sought<'a>>,
    /// Number of searches for what the clauses around leave.
    searches: usize,
}

/// Replaces expressions inside other clauses by the sections that match. However many there are, the
/// files are read once, and only those whose sections the other clauses around leave.
pub(super) fn settle_inner(
    engine: &Engine,
    query: Query,
    expressions: &Expressions,
) -> Result<Query, Error> {
    let is_inner = |clause: &&Clause| !is_outermost(clause) && has_regex(clause);
    if !query.clauses.iter().any(|clause| is_inner(&clause)) {
        return Ok(query);
    }
    // Words here are any of them, and these expressions come later: both leave more.
    let is_required =
        |clause: &&Clause| !is_outermost(clause) && !matches!(clause, Clause::Word(_));
    let required: Vec<&Clause> = query.clauses.iter().filter(is_required).collect();
    let mut seeking = expressions.seeking(&engine.graph);
    engine.seek_in_all(&required, &vec![true; engine.graph.section_count()], &mut seeking)?;
    let sought = seeking.sought;
    let found = engine.sections_of_each(&sought);
    let clauses = query.clauses.into_iter().map(|clause| {
        if is_outermost(&clause) {
            return clause;
        }
        clause.map(&mut |part| match part {
            Clause::Regex(pattern) => {
                let shown = Clause::Regex(pattern.clone()).to_string();
                let nth = sought.iter().position(|known| known.pattern == pattern);
                let sections = nth.and_then(|nth| found.get(nth)).into_iter().flatten();
                engine.among(shown, false, sections.copied())
            }
            other => other,
        })
    });
    Ok(Query { clauses: clauses.collect(), remarks: query.remarks })
}

fn is_outermost(clause: &Clause) -> bool {
    match clause {
        Clause::Regex(_) => true,
        Clause::Not(inner) => matches!(**inner, Clause::Regex(_)),
        _ => false,
    }
}

fn has_regex(clause: &Clause) -> bool {
    match clause {
        Clause::Regex(_) => true,
        Clause::Not(inner) => has_regex(inner),
        Clause::All(inner) | Clause::Any(inner) => inner.iter().any(has_regex),
        _ => false,
    }
}

impl Engine {
    /// Has the expressions in a clause sought in the sections that the clause counts for.
    fn seek(
        &self,
        clause: &Clause,
        around: &[bool],
        seeking: &mut Seeking<'_>,
    ) -> Result<(), Error> {
        match clause {
            Clause::Regex(pattern) => {
                let same = |known: &&mut Sought<'_>| known.pattern == *pattern;
                for known in seeking.sought.iter_mut().filter(same) {
                    let both = known.among.iter_mut().zip(around);
                    both.for_each(|(known, around)| *known |= around);
                }
                Ok(())
            }
            Clause::Not(inner) => self.seek(inner, around, seeking),
            Clause::Any(inner) => {
                inner.iter().try_for_each(|each| self.seek(each, around, seeking))
            }
            Clause::All(inner) => {
                let inner: Vec<&Clause> = inner.iter().collect();
                self.seek_in_all(&inner, around, seeking)
            }
            _ => Ok(()),
        }
    }

    /// [`Engine::seek`] in clauses that must all match: those with an expression count for the sections
    /// that the others leave. Of many such groups only the first are looked at so closely.
    fn seek_in_all(
        &self,
        clauses: &[&Clause],
        around: &[bool],
        seeking: &mut Seeking<'_>,
    ) -> Result<(), Error> {
        let (with, without): (Vec<&Clause>, Vec<&Clause>) =
            clauses.iter().partition(|clause| has_regex(clause));
        if with.is_empty() {
            return Ok(());
        }
        let mut left: Vec<bool> = Vec::new();
        if !without.is_empty() && seeking.searches < MOST {
            seeking.searches += 1;
            left = self.left_by(without.into_iter().cloned().collect())?;
            left.iter_mut().zip(around).for_each(|(left, around)| *left &= around);
        }
        let around = if left.is_empty() { around } else { &left };
        with.into_iter().try_for_each(|each| self.seek(each, around, seeking))
    }

    /// By number, whether a section matches all clauses.
    fn left_by(&self, mut clauses: Vec<Clause>) -> Result<Vec<bool>, Error> {
        // Beside something else, as the expression is, stop words do not count.
        clauses.push(Clause::everything());
        let mut left = vec![false; self.graph.section_count()];
        for Posting { note, place } in self.state.text.matching(Clause::All(clauses))? {
            let Some(note) = self.graph.note_by_key(note) else { continue };
            left[self.graph.section_of(note, place).0 as usize] = true;
            // The first section answers for the empty top of its note.
            if place == 1 {
                left[self.graph.section_of(note, 0).0 as usize] = true;
            }
        }
        Ok(left)
    }

    /// For each expression the sections that match, of those in which it is sought.
    fn sections_of_each(&self, sought: &[Sought<'_>]) -> Vec<Vec<SectionId>> {
        let mut found = vec![Vec::new(); sought.len()];
        let is_sought = |each: &Sought<'_>, section: SectionId| each.among[section.0 as usize];
        let wanted = self.graph.sections();
        let wanted: Vec<SectionId> =
            wanted.filter(|&section| sought.iter().any(|each| is_sought(each, section))).collect();
        let matches = |section: SectionId, own: &str| -> Vec<usize> {
            let numbered = sought.iter().enumerate();
            let fits = |each: &Sought<'_>| is_sought(each, section) && each.regex.is_match(own);
            numbered.filter(|(_, each)| fits(each)).map(|(nth, _)| nth).collect()
        };
        for (section, numbers) in self.in_sources(&wanted, matches) {
            numbers.into_iter().for_each(|nth| found[nth].push(section));
        }
        found
    }

    /// Leaves the hits that fit all expressions; returns those that must match, for marking.
    pub(super) fn narrow(
        &self,
        answer: &mut Answer,
        wishes: Vec<Wish>,
    ) -> Result<Vec<Regex>, Error> {
        if wishes.is_empty() {
            return Ok(Vec::new());
        }
        let sections: Vec<SectionId> =
            answer.hits.iter().filter_map(|hit| self.section_of_hit(hit)).collect();
        let fits = |_: SectionId, own: &str| {
            wishes.iter().all(|wish| wish.regex.is_match(own) == wish.matches)
        };
        let mut fitting = vec![false; self.graph.section_count()];
        for (section, fits) in self.in_sources(&sections, fits) {
            fitting[section.0 as usize] = fits;
        }
        let fits = |hit: &Hit| self.section_of_hit(hit).is_some_and(|at| fitting[at.0 as usize]);
        answer.hits.retain(fits);
        Ok(wishes.into_iter().filter(|wish| wish.matches).map(|wish| wish.regex).collect())
    }

    /// What `look` finds in each section's own text, heading included. Each file is read once, and
    /// those that cannot be read any more are left out.
    fn in_sources<T: Send>(
        &self,
        sections: &[SectionId],
        look: impl Fn(SectionId, &str) -> T + Sync,
    ) -> Vec<(SectionId, T)> {
        let graph = &self.graph;
        let mut sections = sections.to_vec();
        // Sections of one note are neighbours, and so are files of one folder.
        sections.sort_unstable();
        let of_note = |sections: &[SectionId]| -> Vec<(SectionId, T)> {
            let note = sections.first().map(|&section| graph.note_of(section));
            let Some(text) = note.and_then(|note| self.read(note)) else { return Vec::new() };
            let look = |&section: &SectionId| {
                let (start, end, _) = graph.extent(section);
                let own = text.get(start as usize..end as usize).unwrap_or_default();
                (section, look(section, own))
            };
            sections.iter().map(look).collect()
        };
        let same_note =
            |left: &SectionId, right: &SectionId| graph.note_of(*left) == graph.note_of(*right);
        let by_note: Vec<&[SectionId]> = sections.chunk_by(same_note).collect();
        by_note.into_par_iter().flat_map_iter(of_note).collect()
    }
}
