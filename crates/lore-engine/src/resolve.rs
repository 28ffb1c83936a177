//! `resolve`: where a link leads and why, what else it could have been, and where other tools would
//! lead it. Leaves out the rules, which are the graph's.

use lore_core::{Link, LinkKind, Profile, VaultPath};
use lore_graph::{NoteId, Place, Resolution, Rule};

use crate::links::{Destination, written_target};
use crate::reading::Reading;
use crate::unread::Unread;
use crate::{Engine, NotePart, Unknown};

/// Links with where they lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedLinks {
    /// The links, in the order of the text.
    pub links: Vec<ResolvedLink>,
    /// Number of all, those left out by the limit included.
    pub total: usize,
}

/// One link with where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedLink {
    /// The linking note.
    pub path: String,
    /// Line, counting from 1; nothing for a link that the note does not hold.
    pub line: Option<u32>,
    /// Column in characters, counting from 1; nothing for a link that the note does not hold.
    pub column: Option<u32>,
    /// The link as written.
    pub written: String,
    /// Its target with its sub-path.
    pub target: String,
    /// How it is written.
    pub kind: LinkKind,
    /// Where it leads.
    pub destination: Destination,
    /// What else it could have been, in the order of the rules.
    pub candidates: Vec<Candidate>,
    /// How it was decided, if that was asked for.
    pub explanation: Option<Explanation>,
}

/// A place that a link does not lead to and could have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The note or file.
    pub path: String,
    /// The rule that would find it.
    pub rule: Rule,
}

/// How a link was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What each rule found, in the order in which they were tried.
    pub steps: Vec<Step>,
    /// What the tools of all profiles make of the link.
    pub dialects: Vec<Dialect>,
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule.
    pub rule: Rule,
    /// The notes and files, the preferred one first.
    pub paths: Vec<String>,
}

/// What one tool makes of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The tool's profile.
    pub profile: Profile,
    /// Where it leads; nothing if what is written is no link there.
    pub destination: Option<Destination>,
}

impl Engine {
    /// Where `link` leads from the note or section that `name` names: a link as written, or what
    /// stands between its brackets, whether or not the note holds it. Without `link`, the first `limit`
    /// links of the note or section.
    ///
    /// ```
    /// # use lore_engine::*;
    /// let vault = lore_testkit::VaultFixture::from_str("-- Tea.md --\n-- drinks/Milk.md --\n");
    /// # let options = Options { vault: Some(vault.root().to_owned()), ..Options::default() };
    /// let engine = Engine::open(&options)?;
    /// let links = engine.resolve("Tea", Some("Milk"), 10, false)?.links;
    /// assert_eq!(links[0].destination.path.as_deref(), Some("drinks/Milk.md"));
    /// assert_eq!(links[0].destination.rule, Rule::ShortestPath);
    /// # Ok::<(), lore_engine::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Engine::find_part`], of the note; a link that leads nowhere is an answer.
    pub fn resolve(
        &self,
        name: &str,
        link: Option<&str>,
        limit: usize,
        explain: bool,
    ) -> Result<ResolvedLinks, Unknown> {
        let NotePart { note, section } = self.find_part(name)?;
        let reading = Reading::new(self);
        let text = reading.text(note);
        let record = self.record(note);
        let own = self.graph.links_of(note).zip(&record.links);
        let mut own = own
            .filter(|(view, _)| section.is_none_or(|within| self.is_within(view.section, within)))
            .map(|(_, link)| (link, link.span.slice(&text).unwrap_or_default()));
        let resolve = |(link, written): (&Link, &str)| {
            let resolution = self.graph.names().resolve(note, link);
            let explanation = explain.then(|| self.explain(note, link, written));
            ResolvedLink { explanation, ..self.resolved(note, link, written, resolution) }
        };
        let Some(written) = link else {
            let links: Vec<ResolvedLink> = own.by_ref().take(limit).map(resolve).collect();
            let total = links.len() + own.count();
            return Ok(ResolvedLinks { links, total });
        };
        // What the note says is read in its place: a reference has its definition there.
        let said = own.find(|(link, source)| *source == written || written_target(link) == written);
        if let Some(said) = said {
            return Ok(ResolvedLinks { links: vec![resolve(said)], total: 1 });
        }
        let profile = self.profile.profile;
        let wiki = format!("[[{written}]]");
        let path = format!("[{written}](<{written}>)");
        // What is written without brackets is meant in the way that leads somewhere.
        let mut read = Vec::new();
        for text in [written, &wiki, &path] {
            let Some(link) = self.link_in(note, text, profile) else { continue };
            let resolution = self.graph.names().resolve(note, &link);
            read.push((resolution.target.is_resolved(), text, link, resolution));
            if text == written {
                break;
            }
        }
        let leads = read.iter().position(|(leads, ..)| *leads).unwrap_or(0);
        if leads >= read.len() {
            return Ok(ResolvedLinks { links: Vec::new(), total: 0 });
        }
        let (_, text, link, resolution) = read.swap_remove(leads);
        let resolved = self.resolved(note, &link, text, resolution);
        let explanation = explain.then(|| self.explain(note, &link, text));
        let said = ResolvedLink { line: None, column: None, explanation, ..resolved };
        Ok(ResolvedLinks { links: vec![said], total: 1 })
    }

    fn resolved(
        &self,
        note: NoteId,
        link: &Link,
        written: &str,
        resolution: Resolution,
    ) -> ResolvedLink {
        let candidates = self.graph.names().places_for(note, link).into_iter().skip(1);
        ResolvedLink {
            path: self.graph.path(note).to_owned(),
            line: Some(link.line),
            column: Some(link.column),
            written: written.to_owned(),
            target: written_target(link),
            kind: link.kind,
            destination: Destination {
                unread: Unread::new(self).is_meant(resolution.target, note, link),
                ..self.destination(resolution.target, resolution.rule)
            },
            candidates: candidates.map(|(rule, place)| self.candidate(rule, place)).collect(),
            explanation: None,
        }
    }

    fn candidate(&self, rule: Rule, place: Place) -> Candidate {
        Candidate { path: self.graph.place_path(place).to_owned(), rule }
    }

    fn explain(&self, note: NoteId, link: &Link, written: &str) -> Explanation {
        let names = self.graph.names();
        let steps = names.steps(note, link).into_iter().map(|(rule, places)| Step {
            rule,
            paths: places.iter().map(|&place| self.graph.place_path(place).to_owned()).collect(),
        });
        let steps = steps.collect();
        let dialects = Profile::ALL
            .into_iter()
            .map(|profile| Dialect {
                profile,
                destination: self
                    .read_by(note, link, written, profile)
                    .map(|resolution| self.destination(resolution.target, resolution.rule)),
            })
            .collect();
        Explanation { steps, dialects }
    }

    /// Where another profile's tool leads a link; nothing if what is written is no link there.
    fn read_by(
        &self,
        note: NoteId,
        link: &Link,
        written: &str,
        profile: Profile,
    ) -> Option<Resolution> {
        let names = self.graph.names().as_read_by(profile);
        // A reference's target stands elsewhere in the note, and means the same in every tool.
        if link.kind == LinkKind::Reference {
            return Some(names.resolve(note, link));
        }
        Some(names.resolve(note, &self.link_in(note, written, profile)?))
    }

    /// The link in a text, were it to stand in a note.
    fn link_in(&self, note: NoteId, text: &str, profile: Profile) -> Option<Link> {
        let path = VaultPath::new(self.graph.path(note)).ok()?;
        let options = crate::config::Settings { config: &self.config, profile }.parser_options();
        lore_parser::parse(&path, text, &options).note.links.into_iter().next()
    }
}
