//! `check`: what is wrong with links, names and front matter, each with its place and, where there
//! is one, what to write instead. Notes are looked at one by one and on all cores; a note's record
//! is decoded only if it has something to report. Leaves out what is wrong with one link, which is in
//! `links`, and what that was meant to lead to, which is in `meant` and `parts`.
//!
//! Links inside comments are hints, whatever is wrong with them: no reader can follow them. Left out,
//! but counted ([`LeftOut`]), are links that lead to no note or file and are none the worse for it.

mod links;
mod meant;
mod mentions;
mod parts;
mod scope;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use lore_core::{Code, Ignore, Note, Profile, Severity, name, path};
use lore_graph::{Conventions, Graph, LinkView, NoteId, Target};
use lore_vault::Patterns;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::likeness::nearest;
use crate::unread::Unread;
use crate::{Engine, Unknown};
use meant::Meant;
use mentions::NotesInText;
use parts::{Guesses, Parts};
pub(crate) use write::{Said, mention_as_link, written};

/// What to look for, and where.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Hints, too: duplicate names, unused references, unlinked mentions.
    pub hints: bool,
    /// The notes and folders to check; none means all.
    pub paths: Vec<PathBuf>,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// What is wrong, in the order of paths and lines.
    pub findings: Vec<Finding>,
    /// Number of notes looked at.
    pub notes: usize,
    /// Number of errors and warnings that settings or comments say not to report.
    pub ignored: usize,
    /// Number of links that lead nowhere or fit several files and are not reported, by the reason. With
    /// these and `ignored`, as many links are dead here as [`crate::Stats`] counts.
    pub left_out: BTreeMap<LeftOut, usize>,
}

/// Why a link that leads nowhere is not reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It stands in a comment, where no reader can follow it: a hint.
    Comment,
    /// It names a page that the site's generator makes under an address of its own.
    SitePage,
    /// It names what is outside the vault, where nobody looks.
    OutsideVault,
    /// It names what is in the vault's folder and is not read: a symbolic link, or what is hidden or ignored.
    NotRead,
    /// It stands for what a template fills in.
    Placeholder,
    /// It names a place that browsers and code viewers make in any page.
    PlaceOfViewers,
    /// A note of this name is there and cannot be read, or it may be where nobody could look.
    Unreadable,
}

impl LeftOut {
    /// The word for it, in kebab-case.
    pub fn as_str(self) -> &'static str {
        match self {
            LeftOut::Comment => "comment",
            LeftOut::SitePage => "site-page",
            LeftOut::OutsideVault => "outside-vault",
            LeftOut::NotRead => "not-read",
            LeftOut::Placeholder => "placeholder",
            LeftOut::PlaceOfViewers => "place-of-viewers",
            LeftOut::Unreadable => "unreadable",
        }
    }
}

/// Something that is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of problem.
    pub code: Code,
    /// How much it matters: as the code says, but for links in comments, which are hints.
    pub severity: Severity,
    /// The note.
    pub path: String,
    /// Line, counting from 1.
    pub line: u32,
    /// Column in characters, counting from 1.
    pub column: u32,
    /// One sentence.
    pub message: String,
    /// What to write instead, best first, in the syntax of what stands there.
    pub suggestions: Vec<String>,
}

impl Finding {
    /// A number that stays the same while only other lines of the note change.
    pub fn fingerprint(&self) -> u64 {
        let identity = format!("{}\n{}\n{}", self.code, self.path, self.message);
        xxhash_rust::xxh3::xxh3_64(identity.as_bytes())
    }
}

impl Engine {
    /// All problems of the notes that `options` name, in the order of paths and lines.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\nSee [[Milk]].\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let check = engine.check(&CheckOptions::default())?;
    /// assert_eq!((check.findings[0].code, check.findings[0].line), (Code::DeadLink, 1));
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a path in the options names nothing in the vault.
    pub fn check(&self, options: &CheckOptions) -> Result<Check, Unknown> {
        let notes = self.notes_to_check(options)?;
        let checker = Checker::new(self, options.hints);
        let checked: Vec<Checked> =
            notes.par_iter().map(|&note| checker.check_note(note)).collect();
        let mut check = Check { notes: notes.len(), ..Check::default() };
        for mut note in checked {
            check.findings.append(&mut note.findings);
            check.ignored += note.ignored;
            for (reason, links) in note.left_out {
                *check.left_out.entry(reason).or_default() += links;
            }
        }
        if !self.config.check.off.contains(&Code::Unreadable) {
            check.findings.extend(self.unreadable_among(options).map(unreadable));
            check.findings.sort_by(|left, right| left.path.cmp(&right.path));
        }
        Ok(check)
    }
}

fn unreadable((path, message): (&str, &str)) -> Finding {
    Finding {
        code: Code::Unreadable,
        severity: Code::Unreadable.severity(),
        // The vault's own folder has no name in it.
        path: if path.is_empty() { "./" } else { path }.to_owned(),
        line: 1,
        column: 1,
        message: message.to_owned(),
        suggestions: Vec::new(),
    }
}

/// What was found in one note.
#[derive(Default)]
struct Checked {
    findings: Vec<Finding>,
    ignored: usize,
    left_out: BTreeMap<LeftOut, usize>,
}

/// What checking any note needs.
struct Checker<'a> {
    engine: &'a Engine,
    graph: &'a Graph,
    hints: bool,
    /// The vault's folder below the repository it lies in; empty if it is the repository's root.
    folder: String,
    /// How links are read.
    conventions: Conventions<'a>,
    /// The tools that the vault is used with, as its profile and the files in its root say.
    tools: Vec<Profile>,
    ignored_targets: Patterns,
    meant: Meant<'a>,
    unread: Unread<'a>,
    parts: Parts,
    /// For each note whose file name others have, too: the first of the others, and their number.
    twins: FxHashMap<NoteId, (NoteId, usize)>,
    names: Option<NotesInText>,
}

impl<'a> Checker<'a> {
    fn new(engine: &'a Engine, hints: bool) -> Checker<'a> {
        let wanted = |code| hints && !engine.config.check.off.contains(&code);
        let shown = Profile::detect(|file| engine.vault.has(file)).map(|(profile, _)| profile);
        let mut tools: Vec<Profile> = shown.chain([engine.profile.profile]).collect();
        tools.sort_unstable();
        tools.dedup();
        let (ignored_targets, _) = Patterns::new(&engine.config.check.ignore_targets);
        Checker {
            engine,
            graph: &engine.graph,
            hints,
            folder: engine.folder_in_repository(),
            conventions: engine.graph.names().conventions(),
            tools,
            ignored_targets,
            meant: Meant::new(&engine.graph),
            unread: Unread::new(engine),
            parts: Parts::default(),
            twins: if wanted(Code::DuplicateName) {
                twins(&engine.graph)
            } else {
                FxHashMap::default()
            },
            names: wanted(Code::UnlinkedMention).then(|| NotesInText::of(engine)),
        }
    }

    fn check_note(&self, note: NoteId) -> Checked {
        let mut checked = Checked::default();
        let looks = self.graph.links_of(note).any(|link| self.deserves_a_look(link));
        if !looks && !self.hints && !self.graph.has_remarks(note) {
            return checked;
        }
        let record = self.engine.record(note);
        let mut findings = self.own_problems(note, &record);
        findings.extend(self.link_problems(note, &record, &mut checked));
        if let Some(&(twin, others)) = self.twins.get(&note) {
            findings.push(self.duplicate_name(note, twin, others));
        }
        if let Some(names) = &self.names {
            findings.extend(self.unlinked_mentions(note, names));
        }
        findings.retain(|finding| self.hints || finding.severity != Severity::Hint);
        let ignored = Ignored::by(&record.ignores);
        findings.retain(|finding| {
            let reported = !self.is_off(finding) && !ignored.covers(finding);
            checked.ignored += usize::from(!reported && finding.severity != Severity::Hint);
            reported
        });
        findings.sort_by(|left, right| {
            let order = |finding: &Finding| (finding.line, finding.column, finding.code);
            order(left).cmp(&order(right)).then_with(|| left.message.cmp(&right.message))
        });
        checked.findings = findings;
        checked
    }

    /// What is wrong with the links; those that are left out or lead to an ignored target are only
    /// counted.
    fn link_problems(&self, note: NoteId, record: &Note, checked: &mut Checked) -> Vec<Finding> {
        let guesses = Guesses::new();
        let mut findings = Vec::new();
        for (view, link) in self.graph.links_of(note).zip(&record.links) {
            if !self.deserves_a_look(view) {
                continue;
            }
            let looked_at = self.check_link(note, view, link, &guesses);
            let Some(looked_at) = looked_at else { continue };
            if is_dead(view.target) && self.is_ignored_target(link) {
                checked.ignored += 1;
                continue;
            }
            match looked_at {
                Ok(finding) => findings.push(finding),
                Err(reason) => *checked.left_out.entry(reason).or_default() += 1,
            }
        }
        findings
    }

    /// Whether the columns of a link say that there may be something to report.
    fn deserves_a_look(&self, link: LinkView) -> bool {
        match link.target {
            Target::External => false,
            Target::Note(_) | Target::Section(_) | Target::File(_) => {
                self.hints || link.is_ambiguous() || self.may_differ(link)
            }
            Target::Missing(_) | Target::DeadAnchor(_) | Target::DeadBlock(_) => true,
        }
    }

    fn is_off(&self, finding: &Finding) -> bool {
        self.engine.config.check.off.contains(&finding.code)
    }

    /// What the parser found, and codes in comments that are none.
    fn own_problems(&self, note: NoteId, record: &Note) -> Vec<Finding> {
        let mut findings: Vec<Finding> = record
            .problems
            .iter()
            .map(|problem| Finding {
                column: problem.column,
                ..self.finding(problem.code, note, problem.line, problem.message.clone())
            })
            .collect();
        for ignore in &record.ignores {
            for code in ignore.codes.iter().filter(|code| code.parse::<Code>().is_err()) {
                let message = format!("“{code}” is no code of a problem");
                let near = nearest(code, Code::ALL.iter().map(|code| code.as_str()));
                findings.push(Finding {
                    suggestions: near.into_iter().take(1).collect(),
                    ..self.finding(Code::UnknownCode, note, ignore.first_line, message)
                });
            }
        }
        findings
    }

    fn duplicate_name(&self, note: NoteId, twin: NoteId, others: usize) -> Finding {
        let more = if others > 1 { format!(" and {} more", others - 1) } else { String::new() };
        let message = format!("has the same file name as {}{more}", self.graph.path(twin));
        self.finding(Code::DuplicateName, note, 1, message)
    }

    /// A finding at the beginning of a line, without suggestions.
    fn finding(&self, code: Code, note: NoteId, line: u32, message: String) -> Finding {
        let path = self.graph.path(note).to_owned();
        Finding {
            code,
            severity: code.severity(),
            path,
            line,
            column: 1,
            message,
            suggestions: Vec::new(),
        }
    }
}

fn is_dead(target: Target) -> bool {
    matches!(target, Target::Missing(_) | Target::DeadAnchor(_) | Target::DeadBlock(_))
}

/// The lines of which comments say not to report findings.
struct Ignored<'n> {
    /// By code, and for all of them by the empty one: first and last lines, apart and rising.
    lines: FxHashMap<&'n str, Vec<(u32, u32)>>,
}

impl<'n> Ignored<'n> {
    fn by(ignores: &'n [Ignore]) -> Ignored<'n> {
        let mut lines: FxHashMap<&str, Vec<(u32, u32)>> = FxHashMap::default();
        for ignore in ignores {
            let every = ignore.codes.is_empty().then_some("");
            for code in every.into_iter().chain(ignore.codes.iter().map(String::as_str)) {
                lines.entry(code).or_default().push((ignore.first_line, ignore.last_line));
            }
        }
        for ranges in lines.values_mut() {
            ranges.sort_unstable();
            ranges.dedup_by(|next, before| {
                let meets = next.0 <= before.1;
                before.1 = if meets { before.1.max(next.1) } else { before.1 };
                meets
            });
        }
        Ignored { lines }
    }

    fn covers(&self, finding: &Finding) -> bool {
        [finding.code.as_str(), ""].iter().filter_map(|code| self.lines.get(code)).any(|ranges| {
            let next = ranges.partition_point(|&(first, _)| first <= finding.line);
            next > 0 && finding.line <= ranges[next - 1].1
        })
    }
}

/// For each note whose file name others have, too: the first of the others, and their number.
fn twins(graph: &Graph) -> FxHashMap<NoteId, (NoteId, usize)> {
    let mut by_name: FxHashMap<String, Vec<NoteId>> = FxHashMap::default();
    for note in graph.notes() {
        let stem = name::link_key(graph.stem(note));
        // Every folder may have these: they stand for it.
        if !path::is_folder_note(&stem) {
            by_name.entry(stem).or_default().push(note);
        }
    }
    let several = by_name.into_values().filter(|notes| notes.len() > 1);
    several
        .flat_map(|notes| {
            let (first, second, others) = (notes[0], notes[1], notes.len() - 1);
            notes
                .into_iter()
                .map(move |note| (note, (if note == first { second } else { first }, others)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UnreadableNote;

    #[test]
    fn comments_cover_lines_and_codes() {
        let finding = Finding {
            code: Code::DeadLink,
            severity: Severity::Error,
            path: "a.md".to_owned(),
            line: 5,
            column: 1,
            message: String::new(),
            suggestions: Vec::new(),
        };
        for (codes, first_line, last_line, covered) in [
            (&[][..], 5, 5, true),
            (&["dead-link"], 1, u32::MAX, true),
            (&["dead-anchor", "dead-link"], 5, 6, true),
            (&["dead-anchor"], 5, 5, false),
            (&["no-such-code"], 5, 5, false),
            (&[], 6, u32::MAX, false),
            (&[], 1, 4, false),
        ] {
            let codes = codes.iter().map(|&code: &&str| code.to_owned()).collect();
            let ignore = Ignore { codes, first_line, last_line };
            let others = [(1, 2), (2, 3), (4, 4), (6, 9), (8, 8)]
                .map(|(first_line, last_line)| Ignore { codes: Vec::new(), first_line, last_line });
            let ignores = [&others[..], std::slice::from_ref(&ignore)].concat();
            assert_eq!(Ignored::by(&ignores).covers(&finding), covered, "{ignore:?}");
        }
    }
    #[test]
    fn what_cannot_be_read_is_said_and_is_not_missing() {
        let vault = lore_testkit::VaultFixture::from_str(
            "-- a.md --\n[[b]] [b](x/b.md) [[c]]\n-- x/y.md --\n",
        );
        let options = crate::Options {
            vault: Some(vault.root().to_owned()),
            current_folder: vault.root().to_owned(),
            ..crate::Options::default()
        };
        let mut engine = Engine::open(&options).expect("an engine");
        let path = lore_core::VaultPath::new("x/b.md").expect("a path");
        engine.refresh.unreadable =
            vec![UnreadableNote { path, message: "no permission".to_owned() }];
        let found = |paths: &[&str]| -> Vec<(Code, String)> {
            let paths = paths.iter().map(PathBuf::from).collect();
            let check = engine.check(&CheckOptions { paths, ..CheckOptions::default() });
            let findings = check.expect("paths in the vault").findings.into_iter();
            findings.map(|finding| (finding.code, finding.path)).collect()
        };
        let dead = (Code::DeadLink, "a.md".to_owned());
        let unreadable = (Code::Unreadable, "x/b.md".to_owned());
        assert_eq!(found(&[]), [dead.clone(), unreadable.clone()]);
        assert_eq!(found(&["a.md"]), [dead]);
        assert_eq!(found(&["x/y.md", "x"]), [unreadable]);
        // Any name may be in a folder that nobody could look into, but that is not passed over.
        engine.refresh.unseen = vec!["x/z".to_owned()];
        let found = engine.check(&CheckOptions::default()).expect("no paths");
        let codes = found.findings.iter().map(|finding| (finding.code, finding.path.as_str()));
        let wanted = [(Code::Unreadable, "x/b.md"), (Code::Unreadable, "x/z")];
        assert_eq!(codes.collect::<Vec<_>>(), wanted);
        assert_eq!(found.left_out.get(&LeftOut::Unreadable), Some(&3));
        // What is asked for may be in there, whether or not it was read before.
        engine.refresh.unseen = vec!["x".to_owned()];
        let found = |path: &str| {
            let options = CheckOptions { paths: vec![path.into()], ..CheckOptions::default() };
            let check = engine.check(&options).expect("a path that may be in the vault");
            let unreadable =
                check.findings.into_iter().filter(|each| each.code == Code::Unreadable);
            unreadable.map(|finding| finding.path).collect::<Vec<_>>()
        };
        assert_eq!((found("x/y.md"), found("x/new.md")), (vec!["x".into()], vec!["x".into()]));
        assert_eq!(found("a.md"), [""; 0]);
    }
}
