//! Where a link points: the one resolver, used at indexing, for questions and for explanations.
//! Total and deterministic: every link gets exactly one target and the rule that decided.
//! Leaves out parsing (a link arrives with its target as written), the tables of names, and the
//! order of the rules, which each profile gives as data.
//!
//! Names compare by [`name::link_key`].

use lore_core::{Date, Link, LinkKind, Profile, VaultPath, name, path};
use rustc_hash::FxHashSet;

use crate::build::names_a_note;
use crate::graph::{FileId, NONE, NoteId, SectionId};
use crate::names::{AskedFor, Key, Names, Place, Places, address_key, without_note_extension};
use crate::profiles::{Conventions, Reading, Wanted};
use crate::translations::{self, folder_of_language, language_of, without_language};

pub(crate) use lore_core::has_scheme;

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A note as a whole.
    Note(NoteId),
    /// A heading or block of a note.
    Section(SectionId),
    /// A file that is no note.
    File(FileId),
    /// Outside the vault: a URL.
    External,
    /// Nothing bears this name. The number is the concept of the name once the graph is built, and
    /// `u32::MAX` when it names a file or is otherwise no concept.
    Missing(u32),
    /// The note exists, the heading does not.
    DeadAnchor(NoteId),
    /// The note exists, the block id does not.
    DeadBlock(NoteId),
}

impl Target {
    /// Whether the link leads to all it names.
    pub fn is_resolved(self) -> bool {
        matches!(self, Target::Note(_) | Target::Section(_) | Target::File(_) | Target::External)
    }

    pub(crate) fn pack(self) -> (u32, u32) {
        match self {
            Target::Note(note) => (0, note.0),
            Target::Section(section) => (1, section.0),
            Target::File(file) => (2, file.0),
            Target::External => (3, NONE),
            Target::Missing(concept) => (4, concept),
            Target::DeadAnchor(note) => (5, note.0),
            Target::DeadBlock(note) => (6, note.0),
        }
    }

    /// The kind is in the lowest three bits; what is above them is not looked at.
    pub(crate) fn unpack(kind: u32, value: u32) -> Target {
        match kind & 7 {
            0 => Target::Note(NoteId(value)),
            1 => Target::Section(SectionId(value)),
            2 => Target::File(FileId(value)),
            3 => Target::External,
            5 => Target::DeadAnchor(NoteId(value)),
            6 => Target::DeadBlock(NoteId(value)),
            _ => Target::Missing(value),
        }
    }
}

/// The rule that decided where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A URL.
    External,
    /// No target, only a heading or block: the same note.
    SameNote,
    /// `./x` and `../x`: relative to the linking note's folder, and nothing else.
    Dotted,
    /// `/x`: from the vault's root, `@/x` of Zola: from its content folder.
    Rooted,
    /// A Markdown path, from the linking note's folder.
    Relative,
    /// The path from the vault's root.
    VaultPath,
    /// A note in the linking note's own folder.
    OwnFolder,
    /// The shortest path that ends in the target.
    ShortestPath,
    /// The first path, bytewise, that ends in the target.
    FirstPath,
    /// A file name that begins with the target: the ids of a Zettelkasten.
    NamePrefix,
    /// The page whose file name spells the target: `a___b.md` is `a/b`.
    PageName,
    /// The journal page of a day.
    Day,
    /// A post of a Jekyll site, in the site's or a folder's `_posts`.
    Post,
    /// The note that holds a block with this id.
    BlockId,
    /// The address of a page on the site.
    SitePath,
    /// The note that stands for the folder of this name.
    FolderNote,
    /// A unique alias.
    Alias,
    /// A unique title.
    Title,
    /// No rule found anything.
    Nothing,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 19] = [
        Rule::External,
        Rule::SameNote,
        Rule::Dotted,
        Rule::Rooted,
        Rule::Relative,
        Rule::VaultPath,
        Rule::OwnFolder,
        Rule::ShortestPath,
        Rule::FirstPath,
        Rule::NamePrefix,
        Rule::PageName,
        Rule::Day,
        Rule::Post,
        Rule::BlockId,
        Rule::SitePath,
        Rule::FolderNote,
        Rule::Alias,
        Rule::Title,
        Rule::Nothing,
    ];

    pub(crate) fn unpack(value: u32) -> Rule {
        Rule::ALL.get(value as usize).copied().unwrap_or(Rule::Nothing)
    }

    /// The rule in a few words.
    pub fn describe(self) -> &'static str {
        match self {
            Rule::External => "outside the vault",
            Rule::SameNote => "the same note",
            Rule::Dotted => "relative to the linking note, as its dots say",
            Rule::Rooted => "path from the vault's root, as its slash says",
            Rule::Relative => "relative to the linking note",
            Rule::VaultPath => "path from the vault's root",
            Rule::OwnFolder => "in the linking note's folder",
            Rule::ShortestPath => "shortest path that ends in the target",
            Rule::FirstPath => "first path that ends in the target",
            Rule::NamePrefix => "file name that begins with the target",
            Rule::PageName => "page whose file name spells the target",
            Rule::Day => "journal page of the day",
            Rule::Post => "post of this name",
            Rule::BlockId => "the note that holds the block",
            Rule::SitePath => "address on the site",
            Rule::FolderNote => "the note that stands for the folder",
            Rule::Alias => "the only note with this alias",
            Rule::Title => "the only note with this title",
            Rule::Nothing => "nothing bears this name",
        }
    }

    /// Whether the rule chooses between several places by their order alone.
    pub(crate) fn is_a_choice(self) -> bool {
        matches!(self, Rule::ShortestPath | Rule::FirstPath | Rule::NamePrefix | Rule::SitePath)
    }

    /// Whether the rule is tried only where those before it found nothing; what it would find
    /// beside them is no other reading.
    fn is_last_resort(self) -> bool {
        matches!(self, Rule::FolderNote | Rule::Alias | Rule::Title | Rule::NamePrefix)
    }
}

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

/// A target taken apart once for all rules.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// The linking note's folder.
    note: NoteId,
    path: &'a str,
    folder: &'a str,
    kind: LinkKind,
    embed: bool,
    target: &'a str,
    /// The target without slashes at its end.
    name: &'a str,
    start: Start,
    /// A Markdown path: where it names a folder, the folder's note is meant.
    is_path: bool,
    /// The linking note is a Hugo page that is a folder: its `index.md`.
    is_bundle: bool,
    /// Where relative addresses begin, if the target may be one: Hugo serves `a/b.md` as `a/b/`.
    page: Option<&'a str>,
    /// The target may be relative to where its page is served: on a site, all but what names a note's file.
    is_served: bool,
    /// The folder of pages that one of Hugo's references is looked up in: that of the linking page.
    content: Option<&'a str>,
    /// The vault that a link of Dendron's names: `dendron://vault/note`.
    vault: Option<&'a str>,
    files_first: bool,
    /// The linking note, if it may be a page that there is in several languages.
    translated: Option<&'a str>,
}

/// How a target begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Start {
    /// `./` or `../`
    Dots,
    /// `/`, and `@/` of Zola in Markdown links
    Root,
    Name,
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
            target: Target::Missing(NONE),
            place: None,
            rule: Rule::Nothing,
            candidates: 0,
            others: 0,
            last_word: 0,
        };
        if is_external(link) {
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
                let part = self.part_by(note, link.fragment.as_deref(), is_markdown(link.kind));
                // The part is one of each note that is shown, and this is but the first of them.
                match self.shows_all_below(link) && !part.is_resolved() {
                    true => Target::Note(note),
                    false => part,
                }
            }
            Some(Place::File(file)) => Target::File(file),
            None => Target::Missing(NONE),
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
    pub fn steps<'s>(
        &'s self,
        from: NoteId,
        link: &'s Link,
    ) -> impl Iterator<Item = (Rule, Vec<Place>)> + 's {
        self.found(from, link).map(|(rule, places)| (rule, places.to_vec()))
    }

    fn found<'s>(
        &'s self,
        from: NoteId,
        link: &'s Link,
    ) -> impl Iterator<Item = (Rule, Places)> + 's {
        let path = self.notes.get(from.at());
        let asked = Asked::new(from, path, link, self.conventions());
        let same_note = link.target.is_empty() && !is_external(link);
        let same = same_note.then(|| (Rule::SameNote, vec![Place::Note(from)].into()));
        let tries = !same_note && !is_external(link);
        let rules = tries.then(|| self.reading.rules(link.kind)).into_iter().flatten();
        let mut found = false;
        same.into_iter().chain(rules.filter_map(move |rule| {
            // A path that exists is no name; and where all pages are called `index.md`, looking for
            // the others would cost every link all of them.
            let needless =
                rule.is_last_resort() || rule.is_a_choice() && link.kind != LinkKind::Wiki;
            let is_address = rule == Rule::SitePath && (asked.is_served || asked.content.is_some());
            if !(is_address || rule.applies_to(asked.start)) || found && needless {
                return None;
            }
            let places = self.places(rule, &asked);
            found |= !places.is_empty();
            Some((rule, places))
        }))
    }

    /// What a rule finds, of the pages in several languages those in that of the linking page.
    fn places(&self, rule: Rule, asked: &Asked<'_>) -> Places {
        let Some(path) = asked.translated else { return self.places_as_written(rule, asked) };
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
        if is_markdown(asked.kind) && asked.start == Start::Root {
            let places = self.served_at(rule, asked, in_language);
            if !places.is_empty() {
                return places;
            }
        }
        let Some(language) = language_of(path) else {
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
        match places {
            Places::Few(few) if few.len() > 1 && few.iter().any(is_same) => {
                few.into_iter().filter(is_same).collect::<Vec<Place>>().into()
            }
            places => places,
        }
    }

    /// The page that an address names in whatever language it is asked for: behind `/de` the German one,
    /// with nothing in front the one whose name tells none, which is in the language of the site.
    fn served_at(
        &self,
        rule: Rule,
        asked: &Asked<'_>,
        in_language: impl Fn(&str, &str) -> Option<Places>,
    ) -> Places {
        let address = asked.name.trim_start_matches('/');
        if let Some((language, rest)) = address.split_once('/')
            && translations::is_language(language)
            && let Some(places) = in_language(&format!("/{rest}"), language)
        {
            return places;
        }
        let key = address_key(address);
        let is_served_here = |place: &Place| {
            let path = self.path(*place);
            language_of(path).is_none() && address_key(below_content(page_of(path))) == key
        };
        match self.places_as_written(rule, asked) {
            Places::Few(mut few) => {
                few.retain(is_served_here);
                few.into()
            }
            Places::Many { .. } => Places::none(),
        }
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

    /// Jekyll's `link`: the file whose path from the site's root is written, to the last letter of its
    /// extension. Where the vault is no site of Jekyll's the root may be any folder of it, and where it is
    /// one that of a collection (`collections_dir`).
    fn sources(&self, rule: Rule, asked: &Asked<'_>) -> Vec<Place> {
        let path = asked.target.trim_start_matches('/');
        let is_anywhere = self.reading.profile != Profile::Jekyll || path.starts_with('_');
        let mut places = match rule {
            Rule::Rooted | Rule::VaultPath => self.at(path, asked.files_first),
            Rule::ShortestPath if is_anywhere => self.ending_in(path, asked.files_first).to_vec(),
            _ => Vec::new(),
        };
        let file = name::link_key(path::file_name(path));
        places.retain(|&place| name::link_key(path::file_name(self.path(place))) == file);
        places
    }

    /// Hugo's references: pages alone, from the linking page's folder, else from that of all pages, and
    /// wherever they are only if no folder is named.
    fn references(&self, rule: Rule, asked: &Asked<'_>, content: &str) -> Places {
        let name = asked.name.trim_start_matches('/');
        let is_bare = !name.contains('/');
        let pages = |places: Places| match places {
            Places::Few(mut few) => {
                few.retain(|&place| self.path(place).starts_with(content));
                few.into()
            }
            // Of so many of one name none is meant.
            many @ Places::Many { .. } => many,
        };
        match rule {
            Rule::SitePath => {
                let roots = [folder_of_language(asked.path), Some(content.trim_end_matches('/'))];
                let at = |root: &str| self.at_or_below(Some(below_name(root, name)), false);
                let found = roots.into_iter().flatten().map(at).find(|found| !found.is_empty());
                match found {
                    Some(found) => found.into(),
                    None if is_bare && asked.start == Start::Root => {
                        pages(self.ending_in(name, false))
                    }
                    None => Places::none(),
                }
            }
            Rule::ShortestPath | Rule::FolderNote if !is_bare => Places::none(),
            Rule::Rooted | Rule::VaultPath => Places::none(),
            _ => pages(self.by_rule(rule, asked)),
        }
    }

    /// The notes of a name in a vault of Dendron's. A vault is called as its folder; where no folder is, its
    /// name stands in the settings, and another vault than the linking note's is meant.
    fn notes_of_vault(&self, rule: Rule, asked: &Asked<'_>, vault: &str) -> Places {
        if rule != Rule::PageName {
            return Places::none();
        }
        let called = self.ending_in(asked.name, false).to_vec();
        let vault = name::link_key(vault);
        let folders = |place: Place| path::folder(self.path(place));
        let is_in_vault =
            |place: Place| folders(place).split('/').any(|part| name::link_key(part) == vault);
        let is_elsewhere = |place: Place| folders(place) != asked.folder;
        let tests: [&dyn Fn(Place) -> bool; 3] = [&is_in_vault, &is_elsewhere, &|_| true];
        let found = tests.iter().map(|fits| {
            called.iter().copied().filter(|&place| fits(place)).collect::<Vec<Place>>()
        });
        found.into_iter().find(|found| !found.is_empty()).unwrap_or_default().into()
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
            Rule::SameNote | Rule::External | Rule::Nothing => Places::none(),
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
            if found.is_empty() && note == "index" && self.reading.is_site() {
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

    /// Pages of tools that keep a hierarchy in file names: Dendron's `a.b.md`, and Logseq's
    /// `a___b.md` with what file systems refuse in percent codes, as its versions wrote it.
    fn pages_called(&self, name: &str) -> Places {
        let spellings: Vec<String> = if self.reading.profile == Profile::Dendron {
            vec![name.replace('/', ".").replace(' ', "-"), name.to_owned()]
        } else {
            let refused = |c: char| ":\\*?\"<>|#%".contains(c);
            let mut encoded = String::with_capacity(name.len());
            for c in name.trim_matches('/').chars() {
                if refused(c) {
                    encoded.push_str(&format!("%{:02X}", u32::from(c)));
                } else {
                    encoded.push(c);
                }
            }
            ["___", "%2F", "."].map(|slash| encoded.replace('/', slash)).to_vec()
        };
        self.notes_spelled(name, &spellings)
    }

    /// Jekyll's posts: `a/2024-01-02-b` is in `_posts/a` or in `a/_posts`.
    fn posts_called(&self, name: &str) -> Places {
        let (folder, post) = name.rsplit_once('/').unwrap_or(("", name));
        [below("_posts", name), below(&below(folder, "_posts"), post)]
            .iter()
            .map(|path| self.ending_in(path, false))
            .find(|places| !places.is_empty())
            .unwrap_or_else(Places::none)
    }

    /// Logseq's journal page of the day that a name spells out. Where it may be two days, the pages that there
    /// are decide.
    fn journal_of(&self, name: &str) -> Places {
        let page_of = |day: Date| {
            let files = ["%Y_%m_%d", "%Y-%m-%d"].map(|format| day.strftime(format).to_string());
            let found = |file: &String| self.ending_in(file, false);
            files.iter().map(found).find(|places| !places.is_empty())
        };
        let mut pages: Vec<Places> = days(name).into_iter().filter_map(page_of).collect();
        match pages.len() {
            0 | 1 => pages.pop().unwrap_or_else(Places::none),
            _ => pages.iter().flat_map(|page| page.to_vec()).collect::<Vec<Place>>().into(),
        }
    }

    /// Where what is relative to the linking page may begin on the site: in the folder that the page is
    /// served as, and what names another page's file in the folder of its own.
    fn served_in<'s>(&self, asked: &Asked<'s>) -> Vec<&'s str> {
        let page = page_of(asked.path);
        let is_folder = match self.reading.profile {
            Profile::Hugo => true,
            // Where its front matter says so.
            _ => self
                .having(Key::Address, &address_key(page))
                .any(|it| it == Place::Note(asked.note)),
        };
        let is_file = has_html_extension(asked.target);
        [is_file.then_some(asked.folder), is_folder.then_some(page)].into_iter().flatten().collect()
    }

    /// The page at an address on the site: what front matter and file name make it, a path from
    /// the site's root wherever that is in the vault, or the only post of this name.
    fn at_address(&self, address: &str, files_first: bool) -> Places {
        let key = address_key(address);
        if key.is_empty() {
            return self.folder_notes_called("", "content");
        }
        let mut places: Vec<Place> = self.having(Key::Address, &key).collect();
        if places.is_empty() {
            places = self.at_or_below(Some(key.clone()), files_first);
        }
        if !places.is_empty() {
            return places.into();
        }
        let address = address.trim_matches('/');
        let mut places = self.ending_in(address, files_first);
        if places.is_empty() && has_html_extension(address) {
            places = self.ending_in(&key, false);
        }
        if places.is_empty() {
            places = self.folder_notes_called("", &key);
        }
        if places.is_empty() {
            let post = key.rsplit('/').next().unwrap_or(&key);
            places = self.only(Key::Post, post).into_iter().collect::<Vec<Place>>().into();
        }
        places
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

impl Rule {
    /// Whether a target that begins so can be read by the rule.
    fn applies_to(self, start: Start) -> bool {
        match self {
            Rule::Dotted => start == Start::Dots,
            Rule::Rooted | Rule::SitePath => start == Start::Root,
            Rule::SameNote | Rule::Post | Rule::BlockId | Rule::External | Rule::Nothing => true,
            _ => start == Start::Name,
        }
    }
}

impl<'a> Asked<'a> {
    fn new(note: NoteId, path: &'a str, link: &'a Link, conventions: Conventions<'_>) -> Asked<'a> {
        let hugo = matches!(link.kind, LinkKind::HugoRef | LinkKind::HugoRelref);
        let Wanted { vault, name: target } = conventions.wanted(link);
        let profile = conventions.profile;
        let start = match target {
            "." | ".." => Start::Dots,
            _ if target.starts_with("./") || target.starts_with("../") => Start::Dots,
            _ if target.starts_with('/') => Start::Root,
            _ if target.starts_with("@/") && is_markdown(link.kind) => Start::Root,
            _ => Start::Name,
        };
        let is_site = matches!(profile, Profile::Hugo | Profile::Jekyll);
        let names_a_file = without_note_extension(target) != target;
        Asked {
            note,
            path,
            folder: path::folder(path),
            kind: link.kind,
            embed: link.embed,
            target,
            name: target.trim_end_matches('/'),
            start,
            is_path: !matches!(
                link.kind,
                LinkKind::Wiki | LinkKind::PostUrl | LinkKind::JekyllLink
            ),
            is_bundle: hugo && without_language(path).ends_with("/index"),
            page: (profile == Profile::Hugo && is_relative_address(link)).then(|| page_of(path)),
            is_served: is_site && is_markdown(link.kind) && start != Start::Root && !names_a_file,
            content: content_folder(path).filter(|_| hugo),
            vault,
            files_first: !names_a_note(link.kind, target),
            translated: (profile == Profile::Hugo
                && link.kind != LinkKind::Wiki
                && names_a_note(link.kind, target))
            .then_some(path),
        }
    }
}

/// Whether a link may be the address of a page relative to its own: it names no file.
pub fn is_relative_address(link: &Link) -> bool {
    let last = link.target.rsplit('/').next().unwrap_or_default();
    is_markdown(link.kind)
        && !link.target.is_empty()
        && !link.target.starts_with('/')
        && (matches!(last, "." | "..") || !last.contains('.'))
}

/// The page that Hugo makes of the note at `path`, as a folder: what is relative to it begins there.
pub fn page_of(path: &str) -> &str {
    let bare = without_language(path);
    match bare.rsplit_once('/') {
        Some((folder, "index" | "_index")) => folder,
        None if matches!(bare, "index" | "_index") => "",
        _ => bare,
    }
}

/// The folder that holds the pages of a site, if a page lies in one, with the slash at its end.
pub(crate) fn content_folder(page: &str) -> Option<&str> {
    const CONTENT: &str = "content/";
    if page.starts_with(CONTENT) {
        return Some(CONTENT);
    }
    page.find("/content/").map(|at| &page[..=at + CONTENT.len()])
}

/// A path from the folder that holds the pages of a site on, if it lies in one.
pub(crate) fn below_content(page: &str) -> &str {
    content_folder(page).map_or(page, |folder| &page[folder.len()..])
}

fn has_html_extension(target: &str) -> bool {
    target.ends_with(".html") || target.ends_with(".htm")
}

fn is_markdown(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Markdown | LinkKind::Reference)
}

fn is_external(link: &Link) -> bool {
    is_markdown(link.kind) && (has_scheme(&link.target) || link.target.starts_with("//"))
}

/// The same, where a name may be empty: the folder itself.
fn below_name(folder: &str, name: &str) -> String {
    if name.is_empty() { folder.to_owned() } else { below(folder, name) }
}

fn below(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// How Logseq spells days, each with or without its day of the week.
const DAYS: [&str; 15] = [
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%m-%d-%Y",
    "%m/%d/%Y",
    "%m_%d_%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y_%m_%d",
    "%Y%m%d",
    "%Y年%m月%d日",
];

/// The days that a name may spell out, as `Jan 2nd, 2024` does one and `01-02-2024` two.
fn days(name: &str) -> Vec<Date> {
    // Most names are none.
    if name.len() > LONGEST_DAY || name.bytes().filter(u8::is_ascii_digit).count() < 5 {
        return Vec::new();
    }
    let plain: Vec<String> = name.split_whitespace().map(without_ordinal).collect();
    let plain = plain.join(" ");
    let read = |format: &str| Date::strptime(format, &plain).ok();
    let of_format = |format: &&str| {
        let with_weekday = [
            format!("%A, {format}"),
            format!("%a, {format}"),
            format!("{format} %A"),
            format!("{format} %a"),
        ];
        read(format).or_else(|| with_weekday.iter().find_map(|format| read(format)))
    };
    let mut days: Vec<Date> = DAYS.iter().filter_map(of_format).collect();
    days.dedup();
    days
}

/// Longest name of a day, in bytes.
const LONGEST_DAY: usize = 40;

/// `2,` of `2nd,`.
fn without_ordinal(word: &str) -> String {
    let (word, comma) = word.strip_suffix(',').map_or((word, ""), |word| (word, ","));
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_ordinal =
        !number.is_empty() && matches!(&word[number.len()..], "st" | "nd" | "rd" | "th");
    format!("{}{comma}", if is_ordinal { number } else { word })
}
