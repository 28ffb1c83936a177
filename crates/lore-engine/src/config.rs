//! `lore.toml` in the vault's root: data about the vault, never anything to run. Leaves out what
//! belongs to the person rather than the vault.

use std::collections::BTreeMap;

use lore_core::{Code, Language, Profile, UnknownProfile};
use lore_graph::Conventions;
use lore_vault::{Patterns, Vault};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use xxhash_rust::xxh3::xxh3_64;

use crate::likeness::nearest;

/// Settings of one vault.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Config {
    /// Which files are notes.
    pub(crate) files: FilesConfig,
    /// How links are written.
    pub(crate) links: LinksConfig,
    /// How words are found.
    pub(crate) search: SearchConfig,
    /// What makes a topic.
    pub(crate) topics: TopicsConfig,
    /// Which notes cannot be orphans, and which are there to lead on.
    pub(crate) orphans: OrphansConfig,
    /// What is no mention.
    pub(crate) mentions: MentionsConfig,
    /// What `check` does not report.
    pub(crate) check: CheckConfig,
    /// Queries by name, for `lore search @name`.
    pub(crate) searches: BTreeMap<String, String>,
}

/// `[files]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FilesConfig {
    /// Patterns as in `.gitignore`, relative to the vault.
    pub(crate) ignore: Vec<String>,
}

/// `[links]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LinksConfig {
    /// Whose conventions the notes follow; nothing means what files in the root show.
    pub(crate) profile: Option<Profile>,
    /// The folder on its host that a Jekyll site is served in, as its own settings say.
    pub(crate) site_folder: Option<String>,
}

/// `[search]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SearchConfig {
    /// The language of notes that do not say theirs; nothing means that of each note's text.
    pub(crate) language: Option<Language>,
}

/// `[topics]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TopicsConfig {
    /// Names of the fields whose values are topics; empty means the built-in names.
    pub(crate) fields: Vec<String>,
}

/// `[orphans]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OrphansConfig {
    /// Patterns as in `.gitignore` of notes that are not listed.
    pub(crate) ignore: Vec<String>,
    /// Patterns of index notes; none means those that names of files show.
    pub(crate) index: Vec<String>,
    /// Patterns of daily notes; none means those whose file is named after a day.
    pub(crate) daily: Vec<String>,
    /// Patterns of notes that list others, such as those that tools write; none means those with many
    /// links and little else.
    pub(crate) hubs: Vec<String>,
}

/// `[mentions]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MentionsConfig {
    /// Phrases that are no mentions of a note or topic, by its name or path.
    pub(crate) reject: BTreeMap<String, Vec<String>>,
}

/// `[check]`
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CheckConfig {
    /// Patterns as in `.gitignore` of notes that are not checked.
    pub(crate) ignore: Vec<String>,
    /// Patterns as in `.gitignore` of targets, as links write them, that are never dead.
    pub(crate) ignore_targets: Vec<String>,
    /// What is not looked for.
    pub(crate) off: Vec<Code>,
}

/// Something in `lore.toml` that has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Line, counting from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// What a setting must be, and where it goes.
#[derive(Clone, Copy)]
enum Setting {
    Texts(fn(&mut Config) -> &mut Vec<String>),
    Patterns(fn(&mut Config) -> &mut Vec<String>),
    Codes(fn(&mut Config) -> &mut Vec<Code>),
    Profile(fn(&mut Config) -> &mut Option<Profile>),
    Language(fn(&mut Config) -> &mut Option<Language>),
    TextsByName(fn(&mut Config) -> &mut BTreeMap<String, Vec<String>>),
}

/// The settings by table and key. `[searches]` has keys of the user's own.
const SETTINGS: [(&str, &str, Setting); 12] = [
    (FILES, "ignore", Setting::Patterns(|config| &mut config.files.ignore)),
    ("links", "profile", Setting::Profile(|config| &mut config.links.profile)),
    ("search", "language", Setting::Language(|config| &mut config.search.language)),
    ("topics", "fields", Setting::Texts(|config| &mut config.topics.fields)),
    ("orphans", "ignore", Setting::Patterns(|config| &mut config.orphans.ignore)),
    ("orphans", "index", Setting::Patterns(|config| &mut config.orphans.index)),
    ("orphans", "daily", Setting::Patterns(|config| &mut config.orphans.daily)),
    ("orphans", "hubs", Setting::Patterns(|config| &mut config.orphans.hubs)),
    ("mentions", "reject", Setting::TextsByName(|config| &mut config.mentions.reject)),
    ("check", "ignore", Setting::Patterns(|config| &mut config.check.ignore)),
    ("check", "ignore-targets", Setting::Patterns(|config| &mut config.check.ignore_targets)),
    ("check", "off", Setting::Codes(|config| &mut config.check.off)),
];

/// Says what is not to be shown: see [`Config::parse`].
const FILES: &str = "files";
const SEARCHES: &str = "searches";
const A_TEXT: &str = "a text in quotes";
const TEXTS: &str = "a list of texts in quotes";
const TEXTS_BY_NAME: &str = "texts by name, as in { Home = [\"at home\"] }";

impl Config {
    /// Reads the file's text. What is wrong with a setting is reported, in the order of the lines, and otherwise
    /// ignored: a mistake in one must hide neither the notes nor the other settings.
    ///
    /// # Errors
    ///
    /// Where a mistake leaves open which files are to be left out, as none of them may be shown: the text is no TOML,
    /// or what is wrong is in `[files]`.
    pub(crate) fn parse(text: &str) -> Result<(Config, Vec<ConfigProblem>), ConfigProblem> {
        let line_of = |at: usize| 1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count();
        let problem = |(at, message)| ConfigProblem { line: line_of(at), message };
        let tables = DeTable::parse(text).map_err(|error| {
            problem((error.span().unwrap_or_default().start, error.message().to_owned()))
        })?;
        let mut reader = Reader::default();
        reader.read(tables.get_ref());
        let Reader { config, mut problems, of_files } = reader;
        if let Some(of_files) = of_files {
            return Err(problem(of_files));
        }
        problems.sort_by_key(|&(at, _)| at);
        Ok((config, problems.into_iter().map(problem).collect()))
    }
}

/// Settings while they are read.
#[derive(Default)]
struct Reader {
    config: Config,
    /// What is wrong, with its offset in the file.
    problems: Vec<(usize, String)>,
    /// The first that is wrong with `[files]`, or with what may have been meant to be that.
    of_files: Option<(usize, String)>,
}

type Text = Spanned<String>;

/// Why a text is not what a setting wants, in words.
struct Wrong(String);

impl Reader {
    fn problem(&mut self, at: usize, message: String) {
        self.problems.push((at, message));
    }

    fn unlike(&mut self, name: &str, wanted: &str, value: &Spanned<DeValue<'_>>) {
        self.problem(value.span().start, format!("`{name}` must be {wanted}; it is not used"));
    }

    fn read(&mut self, tables: &DeTable<'_>) {
        for (table, keys) in tables {
            let (at, table) = (table.span().start, &**table.get_ref());
            let before = self.problems.len();
            let known = SETTINGS.map(|(known, ..)| known).into_iter().chain([SEARCHES]);
            let meant = match known.clone().any(|known| known == table) {
                true => vec![table.to_owned()],
                false => nearest(table, known),
            };
            if meant.first().is_none_or(|meant| meant != table) {
                self.unknown(at, table, &meant);
            } else if let Some(keys) = keys.get_ref().as_table() {
                self.read_table(table, keys);
            } else {
                self.unlike(table, &format!("a table, as in [{table}]"), keys);
            }
            if meant.first().is_some_and(|meant| meant == FILES) {
                self.of_files = self.problems.get(before).cloned();
            }
        }
    }

    fn read_table(&mut self, table: &str, keys: &DeTable<'_>) {
        for (key, value) in keys {
            let (at, key) = (key.span().start, &**key.get_ref());
            if table == SEARCHES {
                self.read_search(key, value);
            } else {
                self.read_setting(at, table, key, value);
            }
        }
    }

    fn unknown(&mut self, at: usize, name: &str, near: &[String]) {
        let hint = near.first().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        self.problem(at, format!("unknown setting `{name}`{hint}"));
    }

    fn read_search(&mut self, name: &str, value: &Spanned<DeValue<'_>>) {
        match value.get_ref().as_str() {
            Some(query) => {
                self.config.searches.insert(name.to_owned(), query.to_owned());
            }
            None => {
                let message = format!("the search `{name}` is no text in quotes; it is not used");
                self.problem(value.span().start, message);
            }
        }
    }

    fn read_setting(&mut self, at: usize, table: &str, key: &str, value: &Spanned<DeValue<'_>>) {
        let of_table = SETTINGS.iter().filter(|(known, ..)| *known == table);
        let name = format!("{table}.{key}");
        let Some((_, _, setting)) = of_table.clone().find(|(_, known, _)| *known == key) else {
            let near = nearest(key, of_table.map(|(_, known, _)| *known));
            let near: Vec<String> = near.iter().map(|near| format!("{table}.{near}")).collect();
            return self.unknown(at, &name, &near);
        };
        match setting {
            Setting::Texts(place) => {
                let texts = self.texts(&name, value);
                *place(&mut self.config) = texts.into_iter().map(Spanned::into_inner).collect();
            }
            Setting::Patterns(place) => {
                let patterns = self.texts(&name, value);
                *place(&mut self.config) = self.each(&name, patterns, read_pattern);
            }
            Setting::Codes(place) => {
                let codes = self.texts(&name, value);
                *place(&mut self.config) = self.each(&name, codes, read_code);
            }
            Setting::Profile(place) => {
                let profile = self.text(&name, value);
                *place(&mut self.config) = self.each(&name, profile, read_profile).pop();
            }
            Setting::Language(place) => {
                let language = self.text(&name, value);
                *place(&mut self.config) = self.each(&name, language, read_language).pop();
            }
            Setting::TextsByName(place) => {
                let Some(lists) = value.get_ref().as_table() else {
                    return self.unlike(&name, TEXTS_BY_NAME, value);
                };
                for (key, value) in lists {
                    let texts = self.texts(&format!("{name}.{}", key.get_ref()), value);
                    if !texts.is_empty() {
                        let texts = texts.into_iter().map(Spanned::into_inner).collect();
                        place(&mut self.config).insert(key.get_ref().to_string(), texts);
                    }
                }
            }
        }
    }

    /// The text that a setting must be; nothing, and a problem, if it is none.
    fn text(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.unlike(name, A_TEXT, value);
        }
        text.map(|text| Spanned::new(value.span(), text.to_owned()))
    }

    /// The texts that a setting must be; one alone need not be in brackets.
    fn texts(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<Text> {
        if value.get_ref().is_str() {
            return self.text(name, value).into_iter().collect();
        }
        let Some(items) = value.get_ref().as_array() else {
            self.unlike(name, TEXTS, value);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Spanned::new(item.span(), text.to_owned())),
                None => {
                    let message = format!("`{name}` must be {TEXTS}; this one is not used");
                    self.problem(item.span().start, message);
                }
            }
        }
        texts
    }

    /// What `read` makes of each text; those that it refuses are reported.
    fn each<T>(
        &mut self,
        name: &str,
        texts: impl IntoIterator<Item = Text>,
        read: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for text in texts {
            match read(text.get_ref()) {
                Ok(value) => values.push(value),
                Err(Wrong(why)) => self.problem(text.span().start, format!("`{name}`: {why}")),
            }
        }
        values
    }
}

fn read_pattern(text: &str) -> Result<String, Wrong> {
    let (_, errors) = Patterns::new(&[text.to_owned()]);
    match errors.first() {
        Some(error) => Err(Wrong(error.to_string())),
        None => Ok(text.to_owned()),
    }
}

fn read_code(text: &str) -> Result<Code, Wrong> {
    let known = Code::ALL.iter().map(|code| code.as_str());
    text.parse().map_err(|error| with_hint(&error, text, known, "`lore help check` lists them"))
}

fn read_profile(text: &str) -> Result<Profile, Wrong> {
    text.parse().map_err(|error: UnknownProfile| Wrong(error.to_string()))
}

fn read_language(text: &str) -> Result<Language, Wrong> {
    let known = Language::ALL.map(Language::as_str);
    let all = format!("there are {}", known.join(", "));
    text.parse().map_err(|error| with_hint(&error, text, known.into_iter(), &all))
}

/// Why a text is none of those known, with the nearest one, else with `all`.
fn with_hint<'a>(
    error: &impl std::fmt::Display,
    text: &str,
    known: impl Iterator<Item = &'a str>,
    all: &str,
) -> Wrong {
    Wrong(match nearest(text, known).first() {
        Some(near) => format!("{error}: did you mean `{near}`?"),
        None => format!("{error}: {all}"),
    })
}

/// Whose conventions a vault follows, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileChoice {
    /// The profile.
    pub profile: Profile,
    /// The file that shows it; nothing if nothing does, and the profile is the default.
    pub shown_by: Option<&'static str>,
}

impl ProfileChoice {
    /// What `lore.toml` says, else what files in the vault's root show, else the default.
    pub(crate) fn of(vault: &Vault, config: &Config) -> ProfileChoice {
        if let Some(profile) = config.links.profile {
            return ProfileChoice { profile, shown_by: Some("lore.toml") };
        }
        match Profile::detect(|marker| vault.has(marker)).next() {
            Some((profile, file)) => ProfileChoice { profile, shown_by: Some(file) },
            None => ProfileChoice { profile: Profile::default(), shown_by: None },
        }
    }
}

/// The folder on its host that a site of Jekyll's is served in, as `/blog`.
pub(crate) fn site_folder(vault: &Vault, profile: Profile) -> Option<String> {
    const FILES: [&str; 3] = ["_config.yml", "_config.yaml", "_config.toml"];
    let is_jekyll = profile == Profile::Jekyll;
    let set = |file: &&str| vault.setting(file, "baseurl").filter(|_| is_jekyll);
    let folder = FILES.iter().find_map(set)?;
    let folder = folder.trim_matches('/');
    (!folder.is_empty()).then(|| format!("/{folder}"))
}

/// What reading and storing a vault depends on besides its notes.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    pub(crate) config: &'a Config,
    pub(crate) profile: Profile,
}

impl Settings<'_> {
    /// A text that changes with everything that what is stored depends on besides the notes.
    pub(crate) fn fingerprint(self) -> String {
        let Config { files, topics, search, links, .. } = self.config;
        let (language, folder) = (search.language, &links.site_folder);
        let stored = format!("{files:?} {topics:?} {language:?} {folder:?}");
        format!(
            "lore {} graph {} index {} parser {} profile {} config {:016x}",
            env!("CARGO_PKG_VERSION"),
            lore_graph::FORMAT,
            lore_index::FORMAT,
            lore_parser::VERSION,
            self.profile,
            xxh3_64(stored.as_bytes()),
        )
    }

    /// How links are to be read.
    pub(crate) fn conventions(&self) -> Conventions<'_> {
        let site_folder = self.config.links.site_folder.as_deref().unwrap_or_default();
        Conventions { profile: self.profile, site_folder }
    }

    pub(crate) fn parser_options(self) -> lore_parser::Options {
        let mut options = lore_parser::Options {
            profile: self.profile,
            language: self.config.search.language,
            ..lore_parser::Options::default()
        };
        if !self.config.topics.fields.is_empty() {
            options.topic_fields =
                self.config.topics.fields.iter().map(|field| field.to_lowercase()).collect();
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The problems as they are told: `line: message`.
    fn told(problems: &[ConfigProblem]) -> Vec<String> {
        problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message)).collect()
    }

    #[test]
    fn mistakes_are_named_and_the_rest_counts() {
        for (text, expected) in [
            (
                "# serach is a typo\n\n[serach]\nx = 1\n",
                "3: unknown setting `serach`; did you mean `search`?",
            ),
            ("quite = 1\n", "1: unknown setting `quite`"),
            (
                "[check]\nignores = 1\n",
                "2: unknown setting `check.ignores`; did you mean `check.ignore`?",
            ),
            ("links = 7\n", "1: `links` must be a table, as in [links]; it is not used"),
            (
                "[links]\nprofile = true\n",
                "2: `links.profile` must be a text in quotes; it is not used",
            ),
            (
                "[links]\nprofile = \"foma\"\n",
                "2: `links.profile`: “foma” is no profile: there are obsidian, commonmark, foam, dendron, zk, logseq, jekyll, hugo, docusaurus, vitepress, eleventy, gollum",
            ),
            (
                "[search]\nlanguage = []\n",
                "2: `search.language` must be a text in quotes; it is not used",
            ),
            (
                "[mentions]\nreject = []\n",
                "2: `mentions.reject` must be texts by name, as in { Home = [\"at home\"] }; it is not used",
            ),
            (
                "[mentions.reject]\nHome = 7\n",
                "2: `mentions.reject.Home` must be a list of texts in quotes; it is not used",
            ),
            (
                "[check]\noff = \"dead-lnk\"\n",
                "2: `check.off`: “dead-lnk” is no code of a problem: did you mean `dead-link`?",
            ),
            ("[searches]\na = 7\n", "2: the search `a` is no text in quotes; it is not used"),
        ] {
            let rest = "[orphans]\nignore = [\"done/\"]\n";
            let (config, problems) = Config::parse(&format!("{text}{rest}")).unwrap();
            assert_eq!(told(&problems), [expected]);
            let orphans = OrphansConfig { ignore: vec!["done/".to_owned()], ..Default::default() };
            assert_eq!(config, Config { orphans, ..Config::default() }, "{text}");
        }
    }

    #[test]
    fn where_it_is_not_sure_what_is_left_out_nothing_is_read() {
        for (text, expected) in [
            (
                "[files]\nignore = 7\n",
                "2: `files.ignore` must be a list of texts in quotes; it is not used",
            ),
            (
                "[files]\nignore = [\n7]\n",
                "3: `files.ignore` must be a list of texts in quotes; this one is not used",
            ),
            (
                "files.ignore = [\"[z-a]\"]\n",
                "1: `files.ignore`: error parsing glob '[z-a]': invalid range; 'z' > 'a'",
            ),
            ("files = \"a/\"\n", "1: `files` must be a table, as in [files]; it is not used"),
            (
                "[[files]]\nignore = []\n",
                "1: `files` must be a table, as in [files]; it is not used",
            ),
            (
                "[files]\nignores = []\n",
                "2: unknown setting `files.ignores`; did you mean `files.ignore`?",
            ),
            ("[file]\nignore = []\n", "1: unknown setting `file`; did you mean `files`?"),
        ] {
            let unsure = Config::parse(&format!("{text}[check]\noff = 7\n")).unwrap_err();
            assert_eq!(told(&[unsure]), [expected]);
        }
        for (text, line) in [
            ("[files]\nignore = [\"a\"]\na = = 1\n", 3),
            ("[check]\noff = [\n", 2),
            ("[check]\n<<<<<<< HEAD\noff = \"dead-link\"\n", 2),
        ] {
            assert_eq!(Config::parse(text).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn every_setting_can_be_set() {
        for (table, key, setting) in SETTINGS {
            let value = match setting {
                Setting::Texts(_) | Setting::Patterns(_) => "\"a\"",
                Setting::Codes(_) => "[\"dead-link\"]",
                Setting::Profile(_) => "\"foam\"",
                Setting::Language(_) => "\"german\"",
                Setting::TextsByName(_) => "{ a = \"b\", c = [\"d\"] }",
            };
            let (config, problems) =
                Config::parse(&format!("[{table}]\n{key} = {value}\n")).unwrap();
            assert_eq!(told(&problems), [""; 0]);
            assert_ne!(config, Config::default(), "{table}.{key}");
        }
    }

    #[test]
    fn one_text_alone_is_a_list_of_one() {
        let one =
            Config::parse("[topics]\nfields = \"topic\"\n[check]\noff = \"dead-link\"\n").unwrap();
        let list =
            Config::parse("[topics]\nfields = [\"topic\"]\n[check]\noff = [\"dead-link\"]\n")
                .unwrap();
        assert_eq!(one, list);
        assert_eq!(
            (one.0.topics.fields, one.0.check.off),
            (vec!["topic".to_owned()], vec![Code::DeadLink])
        );
    }

    #[test]
    fn single_items_that_are_wrong_are_named_and_the_rest_counts() {
        let (config, problems) = Config::parse(
            "[check]\nignore = [\"drafts/\"]\nignore-targets = [\n  \"TODO*\",\n  \"[z-a]\",\n]\n\
             off = [\"dead-anchor\", \"dead-lnk\"]\n[orphans]\nignore = [\"[z-a]\"]\n\
             hubs = [\"lists/\", \"[z-a]\"]\ndaily = [\"journal/\"]\n",
        )
        .unwrap();
        assert_eq!(config.check.ignore, ["drafts/"]);
        assert_eq!(config.check.ignore_targets, ["TODO*"]);
        assert_eq!(config.check.off, [Code::DeadAnchor]);
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [5, 7, 9, 10], "{problems:?}");
        assert_eq!(config.orphans.daily, ["journal/"]);
        assert_eq!(config.orphans.hubs, ["lists/"]);
    }

    #[test]
    fn a_language_is_read_as_people_write_it() {
        for (written, language, message) in [
            ("german", Some(Language::German), None),
            ("de-AT", Some(Language::German), None),
            (
                "germna",
                None,
                Some(
                    "`search.language`: “germna” is no language whose endings are known: did you mean `german`?",
                ),
            ),
            (
                "日本語",
                None,
                Some(
                    "`search.language`: “日本語” is no language whose endings are known: there are arabic, danish, dutch, \
                     english, finnish, french, german, greek, hungarian, italian, norwegian, \
                     portuguese, romanian, russian, spanish, swedish, tamil, turkish",
                ),
            ),
        ] {
            let text = format!("[files]\nignore = [\"a\"]\n[search]\nlanguage = \"{written}\"\n");
            let (config, problems) = Config::parse(&text).unwrap();
            assert_eq!(config.search.language, language, "{written}");
            assert_eq!(config.files.ignore, ["a"]);
            let problem = problems.first().map(|problem| (problem.line, problem.message.as_str()));
            assert_eq!(problem, message.map(|message| (4, message)));
        }
    }
}
