//! Where a link points: the one resolver, used at indexing, for questions and for explanations.
//! Total and deterministic: every link gets exactly one target and the rule that decided.
//! Leaves out parsing (a link arrives with its target as written), the tables of names, and the
//! order of the rules, which each profile gives as data.
//!
//! Names compare by [`name::link_key`].

mod asked;
mod pages;
mod rule;
mod sites;

use std::borrow::Cow;

use lore_core::{Link, LinkKind, Profile, VaultPath, has_scheme, name, path};
use rustc_hash::FxHashSet;

use crate::graph::NoteId;
use crate::names::{AskedFor, Key, Names, Place, Places, without_note_extension};
use crate::profiles::{Conventions, Reading};
use crate::translations::{self, folder_of_language, language_of};

pub(crate) use self::asked::names_a_note;
use self::asked::{Asked, ID, Start};
pub use self::rule::{Looks, Rule, Target};
pub(crate) use self::sites::{below_content, content_folder};
pub use self::sites::{is_relative_address, page_of};

/// Where a link leads and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Where it leads.
    pub target: Target,
    /// The note or file of that.
    pub place: Option<Place>,
    /// The rule that decided.
    pub rule: Rule,
    /// How many notes or files fitted that rule.
    pub candidates: u32,
    /// How many more the rules after it would have found.
    pub others: u32,
    /// What the link asks for, as [`AskedFor::word`] says it.
    pub(crate) last_word: u32,
}

impl<'a> Names<'a> {
    /// How links are read.
    pub fn conventions(&self) -> Conventions<'a> {
        Conventions { profile: self.reading.profile, site_folder: self.site_folder }
    }

    /// The same names as another profile's tool reads them.
    pub fn as_read_by(&self, profile: Profile) -> Names<'a> {
        Names { reading: Reading { profile, tool_only: true }, ..self.clone() }
    }
}

impl Names<'_> {
    /// Whether a link leads to a URL.
    fn is_external(&self, link: &Link) -> bool {
        let target = &link.target;
        // A page of a wiki may be called `Note:Setup`.
        let is_wiki = link.kind == LinkKind::Wiki && self.reading.profile == Profile::Gollum;
        (link.kind.is_destination() && (has_scheme(target) || target.starts_with("//")))
            || (is_wiki
                && has_scheme(target)
                && (target.contains("://") || target.starts_with("mailto:")))
    }

    /// Whether a link shows all notes below one, as Dendron's `![[a.*]]`.
    fn shows_all_below(&self, link: &Link) -> bool {
        self.reading.profile == Profile::Dendron
            && link.embed
            && link.kind == LinkKind::Wiki
            && link.target.ends_with(".*")
    }

    /// Resolves one link of the note at `from`.
    pub fn resolve(&self, from: NoteId, link: &Link) -> Resolution {
        let asked_for = AskedFor::default();
        let names = Names { asked_for: Some(&asked_for), ..self.clone() };
        let resolution = names.resolution(from, link);
        Resolution { last_word: asked_for.word(), ..resolution }
    }

    fn resolution(&self, from: NoteId, link: &Link) -> Resolution {
        let mut resolution = Resolution {
            target: Target::Missing(None),
            place: None,
            rule: Rule::Nothing,
            candidates: 0,
            others: 0,
            last_word: 0,
        };
        if self.is_external(link) {
            return Resolution { target: Target::External, rule: Rule::External, ..resolution };
        }
        let mut before: Vec<Places> = Vec::new();
        for (rule, places) in self.fitting(from, link) {
            if before.is_empty() {
                resolution.rule = rule;
                resolution.place = places.first().copied();
                resolution.candidates = places.len() as u32;
            } else {
                resolution.others += places.number_beside(&before) as u32;
            }
            before.push(places);
        }
        resolution.target = match resolution.place {
            Some(Place::Note(note)) if resolution.rule == Rule::BlockId => {
                self.part(note, Some(&format!("^{}", link.target)))
            }
            Some(Place::Note(note)) => {
                let part = self.part_by(note, link.fragment.as_deref(), link.kind.is_destination());
                // The part is one of each note that is shown, and this is but the first of them.
                match self.shows_all_below(link) && !part.is_resolved() {
                    true => Target::Note(note),
                    false => part,
                }
            }
            Some(Place::File(file)) => Target::File(file),
            None => Target::Missing(None),
        };
        resolution
    }

    /// All that a link may mean, each place once with the first rule that finds it: first what
    /// fitted the rule that decided, the chosen one at the front, then what the rules after it find.
    pub fn places_for(&self, from: NoteId, link: &Link) -> Vec<(Rule, Place)> {
        let mut seen = FxHashSet::default();
        let mut all = Vec::new();
        for (rule, places) in self.fitting(from, link) {
            let new = places.iter().filter(|&&place| seen.insert(place));
            all.extend(new.map(|&place| (rule, place)));
        }
        all
    }

    /// The rules that find something for a link, with what counts of it.
    fn fitting(&self, from: NoteId, link: &Link) -> Vec<(Rule, Places)> {
        self.spellings(link)
            .map(|link| self.fitting_as_spelled(from, &link))
            .find(|steps| !steps.is_empty())
            .unwrap_or_default()
    }

    /// The ways to read a link, the likeliest first: with its percent codes decoded, and as it is written, as a file's
    /// own name may have such codes. On Azure's wikis it does: they spell a hyphen in a title so.
    fn spellings<'l>(&self, link: &'l Link) -> impl Iterator<Item = Cow<'l, Link>> {
        let is_encoded_first = self.reading.profile.has_hyphens_for_spaces();
        // Other tools know but the decoded name.
        let encoded = link.encoded.as_ref().filter(|_| is_encoded_first || !self.reading.tool_only);
        let encoded = encoded.map(|written| {
            Cow::Owned(Link { target: written.clone(), encoded: None, ..link.clone() })
        });
        let decoded = Some(Cow::Borrowed(link));
        let ways = if is_encoded_first { [encoded, decoded] } else { [decoded, encoded] };
        ways.into_iter().flatten()
    }

    fn fitting_as_spelled(&self, from: NoteId, link: &Link) -> Vec<(Rule, Places)> {
        let mut steps: Vec<(Rule, Places)> = self.found(from, link).collect();
        // What has the extension of a file is that file, wherever it is; a note about it is not.
        let only_files = !names_a_note(link.kind, self.conventions().wanted(link).name)
            && steps.iter().any(|(_, places)| places.has_files());
        if only_files {
            steps = steps.into_iter().map(|(rule, places)| (rule, places.only_files())).collect();
        }
        steps.retain(|(_, places)| !places.is_empty());
        steps
    }

    /// What each rule finds for a link, in the order in which they are tried. Rules of last resort
    /// are not asked once another found something.
    pub fn steps(&self, from: NoteId, link: &Link) -> Vec<(Rule, Vec<Place>)> {
        let found = |link: &Link| -> Vec<(Rule, Vec<Place>)> {
            self.found(from, link).map(|(rule, places)| (rule, places.to_vec())).collect()
        };
        let mut ways = self.spellings(link);
        ways.find(|link| !self.fitting_as_spelled(from, link).is_empty())
            .map_or_else(|| found(link), |link| found(&link))
    }

    fn found<'s>(
        &'s self,
        from: NoteId,
        link: &'s Link,
    ) -> impl Iterator<Item = (Rule, Places)> + 's {
        let asked = self.asked(from, link);
        let mut found = false;
        self.rules_asked(&asked, link).filter_map(move |rule| {
            // A path that exists is no name; and where all pages are called `index.md`, looking for
            // the others would cost every link all of them.
            let needless =
                rule.is_last_resort() || rule.is_a_choice() && link.kind != LinkKind::Wiki;
            if found && needless {
                return None;
            }
            let places = match rule {
                Rule::SameNote => vec![Place::Note(from)].into(),
                _ => self.places(rule, &asked),
            };
            found |= !places.is_empty();
            Some((rule, places))
        })
    }

    /// The rules that are tried for a link, in their order, as long as none finds anything.
    pub fn rules_tried(&self, from: NoteId, link: &Link) -> impl Iterator<Item = Rule> {
        self.rules_asked(&self.asked(from, link), link)
    }

    fn rules_asked(&self, asked: &Asked<'_>, link: &Link) -> impl Iterator<Item = Rule> + use<> {
        let (start, kind) = (asked.start, link.kind);
        let is_address = asked.is_served || asked.content.is_some();
        let is_external = self.is_external(link);
        let is_of_same_note = link.target.is_empty() && !is_external;
        let is_tried = !is_of_same_note && !is_external;
        let rules = is_tried.then(|| self.reading.rules(kind)).into_iter().flatten();
        let rules = rules
            .filter(move |&rule| rule == Rule::SitePath && is_address || rule.applies_to(start));
        // Where no note is called so, `[[toc]]` is the contents of the note itself.
        rules.chain((is_of_same_note || is_contents(link)).then_some(Rule::SameNote))
    }

    fn asked<'s>(&'s self, from: NoteId, link: &'s Link) -> Asked<'s> {
        Asked::new(from, self.notes.get(from.at()), link, self.conventions())
    }

    /// What a rule finds, of the pages in several languages those in that of the linking page.
    fn places(&self, rule: Rule, asked: &Asked<'_>) -> Places {
        let Some(path) = asked.translated else { return self.places_as_spelled(rule, asked) };
        let in_language = |name: &str, language: &str| {
            let bare = without_note_extension(name);
            if asked.start == Start::Root && bare.is_empty() {
                let home = folder_of_language(path).map(str::to_owned);
                let home = home.unwrap_or_else(|| format!("content/_index.{language}"));
                let places = self.at_or_below(Some(home), false);
                return (!places.is_empty()).then(|| places.into());
            }
            let pages = [String::new(), below(bare, "_index"), below(bare, "index")];
            pages.into_iter().enumerate().find_map(|(nth, page)| {
                let page = if nth == 0 { bare } else { &page };
                let page = format!("{page}.{language}");
                let places =
                    self.places_as_written(rule, &Asked { target: &page, name: &page, ..*asked });
                (!places.is_empty()).then_some(places)
            })
        };
        if asked.kind.is_destination() && asked.start == Start::Root {
            let places = self.served_at(rule, asked, in_language);
            if !places.is_empty() {
                return places;
            }
        }
        let Some(language) = asked.language.or_else(|| language_of(path)) else {
            let places = self.places_as_written(rule, asked);
            if !places.is_empty() {
                return places;
            }
            return in_language(asked.name, translations::DEFAULT).unwrap_or(places);
        };
        let places = in_language(asked.name, language);
        let places = places.unwrap_or_else(|| self.places_as_written(rule, asked));
        let is_same = |&place: &Place| {
            language_of(self.path(place)).is_some_and(|other| other.eq_ignore_ascii_case(language))
        };
        let is_of_other =
            |&place: &Place| language_of(self.path(place)).is_some() && !is_same(&place);
        match places {
            // A language that the link says is meant.
            Places::Few(few) if asked.language.is_some() => {
                let is_there = few.iter().any(is_same);
                let fits =
                    |place: &Place| if is_there { is_same(place) } else { !is_of_other(place) };
                few.into_iter().filter(fits).collect::<Vec<Place>>().into()
            }
            Places::Few(few) if few.len() > 1 && few.iter().any(is_same) => {
                few.into_iter().filter(is_same).collect::<Vec<Place>>().into()
            }
            places => places,
        }
    }

    /// What a rule finds; in a wiki a space stands for a hyphen in a file's name, and the other way round.
    fn places_as_spelled(&self, rule: Rule, asked: &Asked<'_>) -> Places {
        let places = self.places_as_written(rule, asked);
        if !places.is_empty() || !self.reading.profile.has_hyphens_for_spaces() {
            return places;
        }
        let hyphens = asked.target.replace("%20", "-").replace(' ', "-");
        let spaces = asked.target.replace('-', " ");
        let other = [hyphens, spaces].into_iter().filter(|other| other != asked.target);
        let found = other.map(|target| {
            let name = target.trim_end_matches('/');
            self.places_as_written(rule, &Asked { target: &target, name, ..*asked })
        });
        found.into_iter().find(|places| !places.is_empty()).unwrap_or(places)
    }

    fn places_as_written(&self, rule: Rule, asked: &Asked<'_>) -> Places {
        match asked.kind {
            LinkKind::JekyllLink => self.sources(rule, asked).into(),
            // The name of a post is the file's without its extension.
            LinkKind::PostUrl if without_note_extension(asked.name) != asked.name => Places::none(),
            _ => match (asked.vault, asked.content) {
                (Some(vault), _) => self.notes_of_vault(rule, asked, vault),
                (None, Some(content)) => self.references(rule, asked, content),
                (None, None) => self.by_rule(rule, asked),
            },
        }
    }

    fn by_rule(&self, rule: Rule, asked: &Asked<'_>) -> Places {
        let Asked { folder, target, name, files_first, .. } = *asked;
        match rule {
            Rule::Dotted | Rule::Relative => {
                let beside =
                    |folder| self.at_or_below(VaultPath::join(folder, target), files_first);
                // A page of Hugo's that is a folder stands beside the folder, not in it.
                let above = asked.is_bundle.then(|| path::folder(folder)).or(asked.page);
                let above = above.filter(|&above| above != folder).map(beside);
                above.filter(|places| !places.is_empty()).unwrap_or_else(|| beside(folder)).into()
            }
            Rule::Rooted => {
                let path = match name.strip_prefix("@/") {
                    Some(path) => below("content", path),
                    None => name[1.min(name.len())..].to_owned(),
                };
                // The root of Dendron's assets is the folder of the linking note's vault.
                let is_of_vault = self.reading.profile == Profile::Dendron && asked.is_path;
                let own = is_of_vault.then(|| VaultPath::join(folder, &path)).flatten();
                let places = self.at_or_below(own, files_first);
                if !places.is_empty() {
                    return places.into();
                }
                self.at_or_below(Some(path), files_first).into()
            }
            Rule::VaultPath if asked.is_path => {
                self.at_or_below(Some(name.to_owned()), files_first).into()
            }
            Rule::VaultPath => self.at(name, files_first).into(),
            Rule::OwnFolder => self.at(&below(folder, name), files_first).into(),
            Rule::ShortestPath => self.ending_in(name, files_first),
            Rule::FirstPath => self.first_ending_in(name, files_first),
            Rule::NamePrefix => self.beginning_with(name),
            Rule::PageName => match name.strip_suffix(".*").filter(|_| asked.embed) {
                // Dendron shows all notes below; the link leads to the first of them.
                Some(above) => self.beginning_with(&format!("{above}.")),
                None => self.pages_called(name),
            },
            Rule::Day => self.journal_of(name),
            Rule::Post => self.posts_called(name.trim_start_matches('/')),
            Rule::BlockId => {
                self.having(Key::Block, &name.to_lowercase()).collect::<Vec<Place>>().into()
            }
            Rule::Id => {
                let id = target.trim_start_matches(ID);
                self.having(Key::Block, &id.to_lowercase()).collect::<Vec<Place>>().into()
            }
            Rule::SitePath if asked.start == Start::Root => self.at_address(name, files_first),
            Rule::SitePath => {
                let bases = self.served_in(asked).into_iter();
                let address = |base: &str| VaultPath::join(below_content(base), target);
                let places =
                    bases.filter_map(address).map(|address| self.at_address(&address, files_first));
                places.into_iter().find(|it| !it.is_empty()).unwrap_or_else(Places::none)
            }
            Rule::FolderNote => self.folder_notes_called(folder, name),
            Rule::Alias => self.titled(Key::Alias, target).into(),
            Rule::Title => self.titled(Key::Title, target).into(),
            // These are decided before any rule looks something up.
            Rule::External | Rule::SameNote | Rule::Nothing => Places::none(),
        }
    }

    /// What a path from the root names: a note (its extension is optional), a file, or a folder's note.
    /// No path is one that leaves the vault.
    fn at_or_below(&self, path: Option<String>, files_first: bool) -> Vec<Place> {
        let Some(path) = path else { return Vec::new() };
        let path = path.trim_end_matches('/');
        let mut found = Vec::new();
        if !path.is_empty() {
            found = self.at(path, files_first);
        }
        for &note in self.reading.folder_notes() {
            if found.is_empty() {
                found = self.folder_note_at(path, note);
            }
            // The page of a site's folder may be no note.
            if found.is_empty() && note == "index" && self.reading.profile.makes_site() {
                found = self.at(&below(path, "index.html"), true);
            }
        }
        found
    }

    /// The note of a folder at a path from the root.
    fn folder_note_at(&self, folder: &str, note: &str) -> Vec<Place> {
        let path = below(folder, note);
        if !self.reading.needs_extension() {
            return self.at(&path, false);
        }
        // A link to the folder need not say what its note's file is called.
        let files = path::NOTE_EXTENSIONS.map(|extension| format!("{path}.{extension}"));
        let mut places = files.iter().map(|file| self.at(file, false));
        places.find(|places| !places.is_empty()).unwrap_or_default()
    }

    /// The notes that stand for the folders of a name: the one at this path from the root, else in
    /// the linking note's folder, else anywhere.
    fn folder_notes_called(&self, folder: &str, name: &str) -> Places {
        for note in self.reading.folder_notes() {
            let called = below(name, note);
            for path in [called.clone(), below(folder, &called)] {
                let places = self.at(&path, false);
                if !places.is_empty() {
                    return places.into();
                }
            }
            let places = self.ending_in(&called, false);
            if !places.is_empty() {
                return places;
            }
        }
        Places::none()
    }

    fn titled(&self, kind: Key, target: &str) -> Vec<Place> {
        let key = name::link_key(without_note_extension(target));
        self.only(kind, &key).into_iter().collect()
    }

    /// The part of a note that a fragment names; no fragment is the note.
    pub fn part(&self, note: NoteId, fragment: Option<&str>) -> Target {
        self.part_by(note, fragment, false)
    }

    fn part_by(&self, note: NoteId, fragment: Option<&str>, anchor_first: bool) -> Target {
        let Some(fragment) = fragment.map(str::trim).filter(|fragment| !fragment.is_empty()) else {
            return Target::Note(note);
        };
        if let Some(id) = fragment.strip_prefix('^') {
            return match self.block(note, id) {
                Some(section) => Target::Section(section),
                None => Target::DeadBlock(note),
            };
        }
        let section = self.heading(note, fragment, anchor_first);
        match section.or_else(|| self.block(note, fragment)) {
            Some(section) => Target::Section(section),
            None => Target::DeadAnchor(note),
        }
    }
}

/// Whether a link is the mark in whose place tools put a list of the note's own headings: `[[toc]]` of VitePress
/// and others, `[[_TOC_]]` of GitLab and other wikis where it does not stand in a line of its own.
fn is_contents(link: &Link) -> bool {
    link.kind == LinkKind::Wiki
        && link.fragment.is_none()
        && (link.text.is_empty() || link.text == link.target)
        && ["toc", "_toc_"].iter().any(|mark| link.target.eq_ignore_ascii_case(mark))
}

/// The path of a name in a folder. Either may be empty: the root, and the folder itself.
fn below(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", path) | (path, "") => path.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}
