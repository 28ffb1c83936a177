//! Regular expressions over the source of sections. The text index holds words only, so files are
//! read: of the sections that the rest of the query leaves, else all.

use lore_core::VaultPath;
use lore_graph::SectionId;
use lore_index::{Answer, Clause, Hit, Query};
use rayon::prelude::*;
use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use crate::{Engine, Error};

/// Memory of one compiled expression; a larger one is refused rather than run.
const LARGEST: usize = 2_000_000;

/// Compiles an expression: lines have ends of their own, and without capitals it finds them, too.
/// Matching takes time in proportion to the text, whatever the expression.
pub(super) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    let has_capitals = pattern.chars().any(char::is_uppercase);
    RegexBuilder::new(pattern)
        .multi_line(true)
        .case_insensitive(!has_capitals)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .build()
}

/// Why a text is no expression, in a few words.
pub(super) fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "too large".to_owned(),
        error => {
            let text = error.to_string();
            // The last line says what is wrong; those before draw where.
            text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    }
}

/// An expression with whether it must match.
pub(super) struct Wish {
    regex: Regex,
    matches: bool,
}

/// Takes the expressions out of the outermost clauses.
pub(super) fn take(query: Query) -> (Query, Vec<Wish>) {
    let mut wishes = Vec::new();
    let mut clauses = Vec::new();
    for clause in query.clauses {
        let (pattern, matches) = match &clause {
            Clause::Regex(pattern) => (pattern, true),
            Clause::Not(inner) => match &**inner {
                Clause::Regex(pattern) => (pattern, false),
                _ => {
                    clauses.push(clause);
                    continue;
                }
            },
            _ => {
                clauses.push(clause);
                continue;
            }
        };
        match compile(pattern) {
            Ok(regex) => wishes.push(Wish { regex, matches }),
            Err(_) => clauses.push(clause),
        }
    }
    if clauses.is_empty() && !wishes.is_empty() {
        clauses.push(Clause::everything());
    }
    (Query { clauses, remarks: query.remarks }, wishes)
}

/// Replaces expressions inside other clauses by the sections that match. However many there are, the
/// files are read once.
pub(super) fn settle_inner(engine: &Engine, query: Query) -> Query {
    let is_outermost = |clause: &Clause| match clause {
        Clause::Regex(_) => true,
        Clause::Not(inner) => matches!(**inner, Clause::Regex(_)),
        _ => false,
    };
    let mut patterns: Vec<(String, Wish)> = Vec::new();
    for clause in query.clauses.iter().filter(|clause| !is_outermost(clause)) {
        clause.clone().map(&mut |part| {
            if let Clause::Regex(pattern) = &part
                && patterns.iter().all(|(known, _)| known != pattern)
                && let Ok(regex) = compile(pattern)
            {
                patterns.push((pattern.clone(), Wish { regex, matches: true }));
            }
            part
        });
    }
    if patterns.is_empty() {
        return query;
    }
    let all: Vec<SectionId> = engine.graph.sections().collect();
    let (patterns, wishes): (Vec<String>, Vec<Wish>) = patterns.into_iter().unzip();
    let found = engine.fitting(&all, &wishes);
    let clauses = query.clauses.into_iter().map(|clause| {
        if is_outermost(&clause) {
            return clause;
        }
        clause.map(&mut |part| match part {
            Clause::Regex(pattern) => match patterns.iter().position(|known| *known == pattern) {
                Some(nth) => {
                    let of_it = found.iter().filter(|(_, fits)| fits[nth]);
                    let shown = Clause::Regex(pattern).to_string();
                    engine.among(shown, false, of_it.map(|(section, _)| *section))
                }
                None => Clause::Word(pattern),
            },
            other => other,
        })
    });
    Query { clauses: clauses.collect(), remarks: query.remarks }
}

impl Engine {
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
        let fitting: rustc_hash::FxHashSet<SectionId> =
            self.matching(&sections, &wishes).into_iter().collect();
        let fits = |hit: &Hit| self.section_of_hit(hit).is_some_and(|at| fitting.contains(&at));
        answer.hits.retain(fits);
        Ok(wishes.into_iter().filter(|wish| wish.matches).map(|wish| wish.regex).collect())
    }

    /// The sections whose own text, heading included, fits all expressions.
    fn matching(&self, sections: &[SectionId], wishes: &[Wish]) -> Vec<SectionId> {
        let found = self.fitting(sections, wishes).into_iter();
        found
            .filter(|(_, fits)| fits.iter().all(|fits| *fits))
            .map(|(section, _)| section)
            .collect()
    }

    /// Which of the expressions each section's own text, heading included, fits. Each file is read
    /// once.
    fn fitting(&self, sections: &[SectionId], wishes: &[Wish]) -> Vec<(SectionId, Vec<bool>)> {
        let graph = &self.graph;
        let mut by_note: FxHashMap<_, Vec<SectionId>> = FxHashMap::default();
        for &section in sections {
            by_note.entry(graph.note_of(section)).or_default().push(section);
        }
        let mut by_note: Vec<_> = by_note.into_iter().collect();
        // Files of one folder after another are opened sooner.
        by_note.sort_unstable_by_key(|(note, _)| *note);
        let of_note = |(note, sections): (_, Vec<SectionId>)| -> Vec<(SectionId, Vec<bool>)> {
            let path = VaultPath::new(graph.path(note)).ok();
            let Some(read) = path.and_then(|path| self.vault.read(&path).ok()) else {
                return Vec::new();
            };
            let fits = |section: SectionId| {
                let (start, end, _) = graph.extent(section);
                let own = read.text.get(start as usize..end as usize).unwrap_or_default();
                let fits = |wish: &Wish| wish.regex.is_match(own) == wish.matches;
                (section, wishes.iter().map(fits).collect())
            };
            sections.into_iter().map(fits).collect()
        };
        by_note.into_par_iter().flat_map_iter(of_note).collect()
    }
}
