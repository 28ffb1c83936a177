//! `check`: what is wrong with links, names and front matter, each with its place and, where there
//! is one, what was probably meant.

use std::collections::BTreeMap;

use lore_core::{Code, Link, Severity, name};
use lore_graph::{LinkView, NoteId, Rule, Target};

use crate::Engine;
use crate::links::written_target;
use crate::lookup::nearest;
use crate::reading::Reading;

/// What to look for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions {
    /// Hints, too: duplicate names, unused references, unlinked mentions.
    pub hints: bool,
}

/// How alike, between 0 and 1, a dead target and a title must be.
const CLOSE: f64 = 0.85;

/// Something that is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of problem.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The note.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
    /// Column in characters, counting from 1.
    pub column: u32,
    /// One sentence.
    pub message: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl Engine {
    /// All problems, in the order of paths and lines.
    pub fn check(&self, options: CheckOptions) -> Vec<Finding> {
        let mut findings = Vec::new();
        let reading = Reading::new(self);
        let titles: Vec<(NoteId, String)> = self
            .graph
            .notes()
            .map(|note| (note, name::concept_key(self.graph.title(note))))
            .collect();
        for note in self.graph.notes() {
            let record = self.graph.record(note);
            findings.extend(record.problems.iter().map(|problem| Finding {
                code: problem.code,
                severity: problem.code.severity(),
                path: self.graph.path(note).to_owned(),
                line: problem.line,
                column: problem.column,
                message: problem.message.clone(),
                suggestion: None,
            }));
            for (view, link) in self.graph.links_of(note).zip(&record.links) {
                findings.extend(self.check_link(note, view, link, &titles));
            }
            if options.hints {
                findings.extend(self.mentions_of(&reading, note, usize::MAX).into_iter().map(
                    |mention| Finding {
                        code: Code::UnlinkedMention,
                        severity: Code::UnlinkedMention.severity(),
                        path: mention.path,
                        line: mention.line,
                        column: mention.column,
                        message: format!("“{}” is not linked", mention.text),
                        suggestion: Some(format!("link it to {}", self.graph.path(note))),
                    },
                ));
            }
        }
        findings.extend(self.duplicate_names());
        findings.retain(|finding| options.hints || finding.severity != Severity::Hint);
        findings.sort_by(|left, right| {
            (&left.path, left.line, left.column, left.code).cmp(&(
                &right.path,
                right.line,
                right.column,
                right.code,
            ))
        });
        findings
    }

    fn check_link(
        &self,
        note: NoteId,
        view: LinkView,
        link: &Link,
        titles: &[(NoteId, String)],
    ) -> Option<Finding> {
        let target = written_target(link);
        let (code, message, suggestion) = match view.target {
            Target::Missing(_) if link.target.contains("{{") || link.target.contains("{%") => {
                return None;
            }
            Target::Missing(concept) => {
                let is_note = concept != u32::MAX;
                let code = if is_note { Code::DeadLink } else { dead_file_code(link) };
                (code, format!("nothing is at “{target}”"), self.nearest_target(link, titles))
            }
            Target::DeadAnchor(to) => {
                let fragment = link.fragment.as_deref().unwrap_or_default();
                let headings =
                    self.graph.sections_of(to).map(|section| self.graph.heading(section));
                let path = self.graph.path(to);
                let message = format!("{path} has no heading “{fragment}”");
                let wanted = name::heading_key(fragment);
                let close = nearest(&wanted, headings.filter(|heading| !heading.is_empty()));
                (Code::DeadAnchor, message, close.into_iter().next().map(|near| format!("#{near}")))
            }
            Target::DeadBlock(to) => {
                let id = link.fragment.as_deref().unwrap_or_default();
                (Code::DeadBlock, format!("{} has no block {id}", self.graph.path(to)), None)
            }
            _ if view.is_ambiguous() => {
                let places = self.graph.names().resolve(note, link).candidates;
                let paths: Vec<&str> =
                    places.iter().map(|&place| self.graph.place_path(place)).collect();
                (
                    Code::AmbiguousLink,
                    format!("“{target}” fits {} files; it leads to {}", paths.len(), paths[0]),
                    Some(format!("one of {}", paths.join(", "))),
                )
            }
            _ => {
                let written = self.case_mismatch(view, link)?;
                let message = format!("“{target}” is written {written} in the file's name");
                (Code::CaseMismatch, message, Some(written))
            }
        };
        Some(Finding {
            code,
            severity: code.severity(),
            path: self.graph.path(note).to_owned(),
            line: view.line,
            column: link.column,
            message,
            suggestion,
        })
    }

    /// The end of the path that a link names, if it is written in other upper and lower case.
    fn case_mismatch(&self, view: LinkView, link: &Link) -> Option<String> {
        let by_path = matches!(
            view.rule,
            Rule::Relative | Rule::VaultPath | Rule::OwnFolder | Rule::ShortestPath
        );
        let path = match view.target {
            Target::File(file) => self.graph.file_path(file),
            target => self.graph.path(self.graph.target_note(target)?),
        };
        let written = link.target.trim_start_matches(['.', '/']);
        let bare = |text: &'_ str| text.rsplit_once('.').map_or(text.len(), |(stem, _)| stem.len());
        let end = if written.len() > bare(written) { path } else { &path[..bare(path)] };
        let start = end.len().checked_sub(written.len())?;
        let there = end.get(start..).filter(|_| by_path && !written.is_empty())?;
        let differs = there != written && there.to_lowercase() == written.to_lowercase();
        differs.then(|| there.to_owned())
    }

    /// The path or title most like a dead target.
    fn nearest_target(&self, link: &Link, titles: &[(NoteId, String)]) -> Option<String> {
        let wanted = link.target.rsplit('/').next().unwrap_or(&link.target);
        let wanted = wanted.strip_suffix(".md").unwrap_or(wanted);
        let key = name::concept_key(wanted);
        if let Some(concept) = self.graph.concept_named(wanted)
            && let Some(note) = self.graph.concept_notes(concept).next()
        {
            return Some(self.graph.path(note).to_owned());
        }
        // Alike in all but a few letters: a wrong suggestion costs more than none.
        let close = |(_, title): &&(NoteId, String)| {
            title.len().abs_diff(key.len()) <= 3
                && strsim::normalized_damerau_levenshtein(title, &key) >= CLOSE
        };
        titles.iter().find(close).map(|&(note, _)| self.graph.path(note).to_owned())
    }

    /// Names that several notes answer to.
    fn duplicate_names(&self) -> Vec<Finding> {
        let mut by_name: BTreeMap<String, Vec<NoteId>> = BTreeMap::new();
        for note in self.graph.notes() {
            let stem = name::link_key(self.graph.stem(note));
            // Every folder may have these: they stand for it.
            if !matches!(stem.as_str(), "index" | "readme" | "_index") {
                by_name.entry(stem).or_default().push(note);
            }
        }
        let several = by_name.into_values().filter(|notes| notes.len() > 1);
        let findings = several.flat_map(|notes| {
            let first = self.graph.path(notes[0]).to_owned();
            notes.into_iter().skip(1).map(move |note| Finding {
                code: Code::DuplicateName,
                severity: Code::DuplicateName.severity(),
                path: self.graph.path(note).to_owned(),
                line: 1,
                column: 1,
                message: format!("has the same file name as {first}"),
                suggestion: None,
            })
        });
        findings.collect()
    }
}

fn dead_file_code(link: &Link) -> Code {
    let last = link.target.rsplit('/').next().unwrap_or_default();
    if link.embed || last.contains('.') { Code::DeadAttachment } else { Code::DeadLink }
}
