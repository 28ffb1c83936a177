//! What is wrong with one link: where it should lead, why it does not, and what to write instead.
//! Leaves out how to find what was meant.

use lore_core::path::{self, without_note_extension};
use lore_core::{Code, Link, LinkKind, Profile, Severity, name, stands_for_another};
use lore_graph::{LinkView, NoteId, Place, Rule, Target, Wanted};

use super::meant::Kind;
use super::parts::Guesses;
use super::write::{
    fragment_of, kept_fragment, link_for_all, link_to, names_root, places_named, written,
};
use super::{Checker, Finding, LeftOut};
use crate::links::written_target;

/// Of the files that an ambiguous link fits, so many are offered: the nearest, by the rules of links. To find
/// how each is written alone takes a search, and nobody reads a thousand.
const MOST_OFFERED: usize = 10;

/// What is wrong with a link.
struct Fault {
    code: Code,
    message: String,
    suggestions: Vec<String>,
}

impl Checker<'_> {
    /// What is wrong with a link, if anything is; or why it is not reported though it leads nowhere.
    pub(super) fn check_link(
        &self,
        note: NoteId,
        view: LinkView,
        link: &Link,
        guesses: &Guesses,
    ) -> Option<Result<Finding, LeftOut>> {
        let fault = match view.target {
            Target::External => return None,
            Target::Missing(concept) => match self.missing(note, link, concept.is_some()) {
                Ok(fault) => fault,
                Err(left_out) => return Some(Err(left_out)),
            },
            Target::DeadAnchor(to) => match self.dead_anchor(note, to, link, guesses) {
                Ok(fault) => fault,
                Err(left_out) => return Some(Err(left_out)),
            },
            Target::DeadBlock(to) => self.dead_block(note, to, link, guesses),
            Target::Note(_) | Target::Section(_) | Target::File(_) if view.is_ambiguous() => {
                self.ambiguous(note, link)?
            }
            Target::Note(_) | Target::Section(_) | Target::File(_) => self
                .dialect_difference(note, view, link)
                .or_else(|| self.case_mismatch(view, link))?,
        };
        let hidden = link.in_comment;
        if hidden && !self.hints && fault.code.severity() != Severity::Hint {
            return Some(Err(LeftOut::Comment));
        }
        let severity = if hidden { Severity::Hint } else { fault.code.severity() };
        Some(Ok(Finding {
            code: fault.code,
            severity,
            path: self.graph.path(note).to_owned(),
            line: view.line,
            column: link.column,
            message: fault.message,
            suggestions: fault.suggestions,
        }))
    }

    /// Whether the settings say that this target is never dead.
    pub(super) fn is_ignored_target(&self, link: &Link) -> bool {
        self.ignored_targets.matches(&link.target)
            || link.fragment.is_some() && self.ignored_targets.matches(&written_target(link))
    }

    /// Whether a note of this name is there and could not be read: what cannot be looked at is not missing.
    fn may_be_unreadable(&self, target: &str) -> bool {
        let key = |path: &str| name::link_key(without_note_extension(path::file_name(path)));
        let notes = &self.engine.refresh.unreadable;
        !notes.is_empty() && notes.iter().any(|note| key(note.path.as_str()) == key(target))
    }

    /// Whether a link may lead to what could not be looked at: by its path, or by a name that anything
    /// there may have.
    fn may_be_unseen(&self, note: NoteId, link: &Link) -> bool {
        let unseen = &self.engine.refresh.unseen;
        if unseen.is_empty() {
            return false;
        }
        let names = self.graph.names();
        names.rules_tried(note, link).any(|rule| rule.looks().by_name)
            || self
                .unread
                .places_meant(note, link)
                .iter()
                .any(|place| unseen.iter().any(|unseen| is_at_or_below(place.as_str(), unseen)))
    }

    /// What of a link's target names a place in this vault.
    fn wanted<'l>(&self, link: &'l Link) -> Wanted<'l> {
        self.conventions.wanted(link)
    }

    fn missing(&self, note: NoteId, link: &Link, names_a_note: bool) -> Result<Fault, LeftOut> {
        let written = link.target.as_str();
        let Wanted { vault, name: target } = self.wanted(link);
        if stands_for_another(target) {
            return Err(LeftOut::Placeholder);
        }
        if self.may_be_unreadable(target) || self.may_be_unseen(note, link) {
            return Err(LeftOut::Unreadable);
        }
        if self.unread.is_there(note, link) {
            return Err(LeftOut::NotRead);
        }
        let fault = |code, message| Fault { code, message, suggestions: Vec::new() };
        if link.kind == LinkKind::BlockReference {
            return Ok(fault(Code::DeadBlock, format!("no note has a block “{written}”")));
        }
        if let Some(url) = url_meant(link) {
            let message = format!("“{written}” is read as a path, not as a URL");
            return Ok(Fault { suggestions: vec![url], ..fault(Code::DeadLink, message) });
        }
        if vault.is_none() && is_path(link) {
            let from = self.graph.path(note);
            let mut places = places_named(from, target);
            places.extend(self.unread.place_from_page(from, link));
            if places.is_empty() && names_root(from, target) {
                let is_page = self.is_page_of_site(link);
                return Err(if is_page { LeftOut::SitePage } else { LeftOut::OutsideVault });
            }
            if places.is_empty() {
                let message = format!("“{written}” leads out of the vault");
                let unknown =
                    self.stays_in_repository(from, target) || self.is_page_of_host(from, link);
                return match unknown {
                    true => Err(LeftOut::OutsideVault),
                    false => Ok(fault(Code::DeadLink, message)),
                };
            }
            if self.is_page_of_site(link) {
                return Err(LeftOut::SitePage);
            }
        }
        let last = target.rsplit('/').next().unwrap_or(target);
        let names_a_file = !names_a_note && (link.embed || last.contains('.'));
        Ok(if names_a_file {
            let suggestions = self.links_to(note, link, &self.meant.files(target));
            let message = format!("no file is at “{written}”");
            Fault { suggestions, ..fault(Code::DeadAttachment, message) }
        } else {
            let suggestions = self.links_to(note, link, &self.meant.notes(note, target));
            Fault { suggestions, ..fault(Code::DeadLink, self.no_note(link)) }
        })
    }

    fn no_note(&self, link: &Link) -> String {
        if link.kind != LinkKind::Wiki {
            return format!("nothing is at “{}”", link.target);
        }
        let Wanted { vault, name: target } = self.wanted(link);
        if let Some(vault) = vault {
            return format!("no note of the vault “{vault}” is called “{target}”");
        }
        let named = self.graph.names().notes_titled(target).len();
        if named > 1 {
            format!("{named} notes go by “{target}”, so it leads to none")
        } else {
            format!("no note is called “{target}”")
        }
    }

    /// How to write a link so that it leads to each of some places, with its part if they have it.
    fn links_to(&self, note: NoteId, link: &Link, places: &[Place]) -> Vec<String> {
        let ways = places.iter().map(|&place| {
            let fragment = kept_fragment(self.graph, link, place);
            link_to(self.graph, note, link, place, fragment)
        });
        ways.flatten().collect()
    }

    fn dead_anchor(
        &self,
        note: NoteId,
        to: NoteId,
        link: &Link,
        guesses: &Guesses,
    ) -> Result<Fault, LeftOut> {
        let fragment = link.fragment.as_deref().unwrap_or_default();
        if stands_for_another(fragment) {
            return Err(LeftOut::Placeholder);
        }
        if link.kind.is_destination() && is_place_of_viewers(fragment) {
            return Err(LeftOut::PlaceOfViewers);
        }
        let message = format!("{} has no heading “{fragment}”", self.this_or(note, to));
        let wanted = fragment.rsplit('#').find(|part| !part.trim().is_empty()).unwrap_or(fragment);
        let parts = self.parts.of(self.engine, to);
        let suggestion = guesses.heading(to, &parts, wanted).map(|heading| {
            let part = fragment_of(link, &heading.text, &heading.anchor);
            written(link, &link.target, Some(&part))
        });
        let suggestions = suggestion.into_iter().collect();
        Ok(Fault { code: Code::DeadAnchor, message, suggestions })
    }

    fn dead_block(&self, note: NoteId, to: NoteId, link: &Link, guesses: &Guesses) -> Fault {
        let fragment = link.fragment.as_deref().unwrap_or_default();
        let message = format!("{} has no block {fragment}", self.this_or(note, to));
        let parts = self.parts.of(self.engine, to);
        let id = guesses.block(to, &parts, fragment.trim_start_matches('^'));
        let suggestion = id.map(|id| written(link, &link.target, Some(&format!("^{id}"))));
        let suggestions = suggestion.into_iter().collect();
        Fault { code: Code::DeadBlock, message, suggestions }
    }

    fn ambiguous(&self, note: NoteId, link: &Link) -> Option<Fault> {
        let names = self.graph.names();
        let number = names.resolve(note, link).candidates as usize;
        let places = names.places_for(note, link).into_iter().take(number.min(MOST_OFFERED));
        let places: Vec<Place> = places.map(|(_, place)| place).collect();
        let suggestions = self.links_to(note, link, &places);
        let chosen = if suggestions.len() == places.len() {
            "the first"
        } else {
            self.graph.place_path(*places.first()?)
        };
        let message = format!("“{}” fits {number} files; it leads to {chosen}", link.target);
        Some(Fault { code: Code::AmbiguousLink, message, suggestions })
    }

    /// Whether tools may lead a link to different files: several rules find something. Only tools
    /// that this vault is used with count, and plain Markdown's for links that it knows.
    pub(super) fn may_differ(&self, view: LinkView) -> bool {
        match view.kind {
            LinkKind::Wiki => view.others > 0 && self.tools.len() > 1,
            LinkKind::Markdown | LinkKind::Reference => view.others > 0,
            // The tags of one tool.
            LinkKind::BlockReference
            | LinkKind::PostUrl
            | LinkKind::JekyllLink
            | LinkKind::HugoRef
            | LinkKind::HugoRelref => false,
        }
    }

    /// A link that another tool of this vault, or any reader of Markdown, leads to another file.
    fn dialect_difference(&self, note: NoteId, view: LinkView, link: &Link) -> Option<Fault> {
        if !self.may_differ(view) {
            return None;
        }
        let names = self.graph.names();
        let chosen = names.resolve(note, link).place?;
        let markdown = (link.kind != LinkKind::Wiki).then_some(Profile::Commonmark);
        let mut elsewhere: Vec<(Profile, Place)> = Vec::new();
        for profile in self.tools.iter().copied().chain(markdown) {
            let there = names.as_read_by(profile).resolve(note, link).place;
            if let Some(place) = there.filter(|&place| place != chosen) {
                elsewhere.push((profile, place));
            }
        }
        let (_, other) = *elsewhere.first()?;
        let tools: Vec<&str> = elsewhere
            .iter()
            .filter(|(_, place)| *place == other)
            .map(|(profile, _)| profile.as_str())
            .collect();
        let message = format!(
            "“{}” leads to {}, but in {} to {}",
            link.target,
            self.graph.place_path(chosen),
            tools.join(" and "),
            self.graph.place_path(other),
        );
        let tools: Vec<Profile> = self.tools.iter().copied().chain(markdown).collect();
        let agreed = link_for_all(self.graph, note, link, chosen, &tools);
        let suggestions = agreed.into_iter().collect();
        Some(Fault { code: Code::DialectDifference, message, suggestions })
    }

    /// A link whose target is the end of a path, but for upper and lower case.
    fn case_mismatch(&self, view: LinkView, link: &Link) -> Option<Fault> {
        let by_path = matches!(
            view.rule,
            Rule::Relative | Rule::VaultPath | Rule::OwnFolder | Rule::ShortestPath
        );
        let wanted = link.target.trim_start_matches(['.', '/']);
        let end = match view.target {
            Target::File(file) => self.graph.file_path(file),
            target => {
                let path = self.graph.path(self.graph.target_note(target)?);
                let has_extension = without_note_extension(wanted).len() < wanted.len();
                if has_extension { path } else { without_note_extension(path) }
            }
        };
        let start = end.len().checked_sub(wanted.len())?;
        let there = end.get(start..).filter(|_| by_path && !wanted.is_empty())?;
        if there == wanted || there.to_lowercase() != wanted.to_lowercase() {
            return None;
        }
        let dots = &link.target[..link.target.len() - wanted.len()];
        let target = format!("{dots}{there}");
        Some(Fault {
            code: Code::CaseMismatch,
            message: format!("“{}” is written “{there}” in the file's name", link.target),
            suggestions: vec![written(link, &target, link.fragment.as_deref())],
        })
    }

    /// What a message calls a note.
    fn this_or(&self, note: NoteId, to: NoteId) -> &str {
        if note == to { "this note" } else { self.graph.path(to) }
    }

    /// Whether a path that leaves the vault stays in the repository that the vault is a folder of,
    /// where Lore does not look.
    fn stays_in_repository(&self, from: &str, target: &str) -> bool {
        let from = format!("{}/{from}", self.folder);
        !self.folder.is_empty() && !places_named(&from, target).is_empty()
    }

    /// Whether the vault is, or lies in, what a host of repositories may show.
    fn has_host(&self) -> bool {
        let vault = &self.engine.vault;
        vault.repository().is_some() || vault.has(".github/")
    }

    /// Whether a path that leaves the repository is one of the pages that its host keeps of it, as people
    /// write them in a README: `../../issues` beside `blob/main/README.md`.
    fn is_page_of_host(&self, from: &str, link: &Link) -> bool {
        const PAGES: [&str; 24] = [
            "actions", "blob", "branches", "commit", "commits", "compare", "contributors",
            "deployments", "discussions", "edit", "graphs", "issues", "labels", "milestones",
            "network", "projects", "pull", "pulls", "raw", "releases", "security", "tags", "tree",
            "wiki",
        ];
        const FILE_PAGES: [&str; 6] = ["actions", "blob", "commits", "edit", "raw", "tree"];
        let from = format!("{}/{from}", self.folder);
        let names = |path: &str| path.split('/').filter(|name| !name.is_empty()).count();
        let depth = names(path::folder(&from));
        let up = link.target.split('/').take_while(|name| *name == "..").count();
        let mut below = link.target.split('/').skip(up).filter(|name| !name.is_empty());
        let (page, behind) = (below.next().unwrap_or_default(), below.count());
        // A page ends in a file's name only where it shows that file, behind the name of a branch or workflow.
        let shows_a_file = FILE_PAGES.contains(&page) && behind > 1;
        // Above the files there are the branch's name and the kind of page.
        link.kind.is_destination()
            && up == depth + 2
            && PAGES.contains(&page)
            && (shows_a_file || !is_note_or_picture(&link.target))
            && self.has_host()
    }

    /// Whether a link names a page of the site that a generator makes of the notes, under an address
    /// that its settings decide. Jekyll's tags name files, and so do Hugo's where they say an extension.
    fn is_page_of_site(&self, link: &Link) -> bool {
        let target = self.wanted(link).name;
        let last = target.rsplit('/').next().unwrap_or_default();
        match link.kind {
            LinkKind::PostUrl | LinkKind::JekyllLink => return false,
            LinkKind::HugoRef | LinkKind::HugoRelref if last.contains('.') => return false,
            _ => {}
        }
        self.engine.profile.profile.may_make_page(target)
    }
}

/// Whether a path is that of a folder, or of what is in it; `""` is the root.
pub(super) fn is_at_or_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether what a link says can be taken for a path rather than a name.
fn is_path(link: &Link) -> bool {
    link.kind.is_destination() || link.target.contains(['/', '.'])
}

/// Whether a path ends in the extension of a note or a picture.
fn is_note_or_picture(path: &str) -> bool {
    let name = path::file_name(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    without_note_extension(name) != name || Kind::of(extension) == Kind::Image
}

/// Whether a fragment is a place that browsers and code viewers make in any page: its top, lines,
/// footnotes, a text to look for.
fn is_place_of_viewers(fragment: &str) -> bool {
    let fragment = fragment.to_ascii_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_line = |text: &str| text.strip_prefix('l').is_some_and(is_number);
    let footnote = fragment.trim_start_matches("user-content-");
    let footnote = footnote.strip_prefix("fnref").or_else(|| footnote.strip_prefix("fn"));
    fragment == "top"
        || fragment.starts_with(":~:")
        || fragment.split('-').all(is_line)
        || footnote.is_some_and(|number| is_number(number.trim_start_matches([':', '-'])))
}

/// The URL that a target was meant to be: without its scheme, an address of mail, a link in a link.
fn url_meant(link: &Link) -> Option<String> {
    let target = link.target.as_str();
    let whole = written_target(link);
    if let Some(at) = whole.find("http://").or_else(|| whole.find("https://")) {
        let url = whole[at..].split([']', ')', '>', ' ', '"']).next().unwrap_or_default();
        return Some(if link.kind == LinkKind::Wiki { format!("<{url}>") } else { url.to_owned() });
    }
    if !link.kind.is_destination() || link.embed || target.starts_with(['.', '/']) {
        return None;
    }
    if let Some((name, host)) = target.split_once('@') {
        let is_mail = !name.is_empty() && host.contains('.') && !target.contains(['/', ' ']);
        return is_mail.then(|| format!("mailto:{target}"));
    }
    let host = target.split('/').next().unwrap_or(target);
    let domain = host.rsplit_once('.').map_or("", |(_, domain)| domain);
    let is_host = host.starts_with("www.")
        || matches!(domain, "com" | "org" | "net" | "edu" | "gov" | "io" | "dev");
    (is_host && !host.contains(' ')).then(|| format!("https://{whole}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewers_have_places_of_their_own() {
        for text in
            ["top", "Top", "L10", "L10-L20", ":~:text=x", "fn1", "fnref:2", "user-content-fn-1"]
        {
            assert!(is_place_of_viewers(text), "{text}");
        }
        for text in ["", "topics", "l", "level", "fn", "fnord", "l10-x"] {
            assert!(!is_place_of_viewers(text), "{text}");
        }
    }

    #[test]
    fn urls_that_lack_something_are_recognised() {
        let link = |kind, target: &str| Link::new(kind, target);
        for (target, url) in [
            ("www.example.org", Some("https://www.example.org")),
            ("example.org/a", Some("https://example.org/a")),
            ("ada@example.org", Some("mailto:ada@example.org")),
            ("[https://x.y/z](https://x.y/z)", Some("https://x.y/z")),
            ("notes.md", None),
            ("a/www.example.org", None),
            ("../example.org", None),
            ("@ada", None),
        ] {
            assert_eq!(url_meant(&link(LinkKind::Markdown, target)).as_deref(), url, "{target}");
        }
        let wiki = |target| url_meant(&link(LinkKind::Wiki, target));
        assert_eq!(wiki("https://x.y").as_deref(), Some("<https://x.y>"));
        assert_eq!(wiki("example.org"), None);
    }
}
