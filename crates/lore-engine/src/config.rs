//! `lore.toml` in the vault's root: data about the vault, never anything to run. Leaves out what
//! belongs to the person rather than the vault.

use std::collections::BTreeMap;

use lore_core::{Code, Language, Profile};
use lore_vault::{Patterns, Vault};
use serde::Deserialize;
use toml::Spanned;
use xxhash_rust::xxh3::xxh3_64;

use crate::lookup::nearest;

/// Settings of one vault.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Which files are notes.
    pub files: FilesConfig,
    /// How links are written.
    pub links: LinksConfig,
    /// How words are found.
    pub search: SearchConfig,
    /// What makes a topic.
    pub topics: TopicsConfig,
    /// Which notes cannot be orphans, and which are there to lead on.
    pub orphans: OrphansConfig,
    /// What is no mention.
    pub mentions: MentionsConfig,
    /// What `check` does not report.
    pub check: CheckConfig,
    /// Queries by name, for `lore search @name`.
    #[serde(deserialize_with = "texts")]
    pub searches: BTreeMap<String, String>,
}

/// Those that are text; the others are reported by [`Config::parse`].
fn texts<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let values = BTreeMap::<String, toml::Value>::deserialize(deserializer)?;
    let texts = values.into_iter().filter_map(|(name, value)| match value {
        toml::Value::String(text) => Some((name, text)),
        _ => None,
    });
    Ok(texts.collect())
}

/// `[files]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct FilesConfig {
    /// Patterns as in `.gitignore`, relative to the vault.
    pub ignore: Vec<String>,
}

/// `[links]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct LinksConfig {
    /// Whose conventions the notes follow; nothing means what files in the root show.
    pub profile: Option<Profile>,
}

/// `[search]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SearchConfig {
    /// The language of notes that do not say theirs; nothing means that of each note's text.
    #[serde(deserialize_with = "known_language")]
    pub language: Option<Language>,
}

/// `[topics]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct TopicsConfig {
    /// Names of the fields whose values are topics; empty means the built-in names.
    pub fields: Vec<String>,
}

/// `[orphans]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct OrphansConfig {
    /// Patterns as in `.gitignore` of notes that are not listed.
    pub ignore: Vec<String>,
    /// Patterns of index notes; none means those that names of files show.
    pub index: Vec<String>,
    /// Patterns of daily notes; none means those whose file is named after a day.
    pub daily: Vec<String>,
    /// Patterns of notes that list others, such as those that tools write; none means those with many
    /// links and little else.
    pub hubs: Vec<String>,
}

/// `[mentions]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct MentionsConfig {
    /// Phrases that are no mentions of a note or topic, by its name or path.
    #[serde(deserialize_with = "one_or_several")]
    pub reject: BTreeMap<String, Vec<String>>,
}

/// Lists of texts by name; one text alone need not be in brackets.
fn one_or_several<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a text or a list of texts")]
    enum Texts {
        One(String),
        Several(Vec<String>),
    }
    let values = BTreeMap::<String, Texts>::deserialize(deserializer)?;
    let lists = values.into_iter().map(|(name, texts)| match texts {
        Texts::One(text) => (name, vec![text]),
        Texts::Several(texts) => (name, texts),
    });
    Ok(lists.collect())
}

/// `[check]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct CheckConfig {
    /// Patterns as in `.gitignore` of notes that are not checked.
    pub ignore: Vec<String>,
    /// Patterns as in `.gitignore` of targets, as links write them, that are never dead.
    pub ignore_targets: Vec<String>,
    /// What is not looked for.
    #[serde(deserialize_with = "known_codes")]
    pub off: Vec<Code>,
}

/// Those that are codes; the others are reported by [`Config::parse`].
fn known_codes<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Code>, D::Error> {
    let written = Vec::<String>::deserialize(deserializer)?;
    Ok(written.iter().filter_map(|code| code.parse().ok()).collect())
}

/// Nothing for a name that is no language's, which [`Config::parse`] reports.
fn known_language<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Language>, D::Error> {
    Ok(String::deserialize(deserializer)?.parse().ok())
}

/// The values that can be wrong one by one, with where each stands.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Values {
    search: SearchValues,
    orphans: OrphanLists,
    check: CheckLists,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SearchValues {
    language: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OrphanLists {
    ignore: Vec<Spanned<String>>,
    index: Vec<Spanned<String>>,
    daily: Vec<Spanned<String>>,
    hubs: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct CheckLists {
    ignore: Vec<Spanned<String>>,
    ignore_targets: Vec<Spanned<String>>,
    off: Vec<Spanned<String>>,
}

impl Values {
    /// What is wrong with single values, with its offset in the file.
    fn problems(&self) -> Vec<(usize, String)> {
        let OrphanLists { ignore, index, daily, hubs } = &self.orphans;
        let patterns = ignore.iter().chain(index).chain(daily).chain(hubs);
        let patterns = patterns.chain(&self.check.ignore).chain(&self.check.ignore_targets);
        let mut problems = Vec::new();
        for pattern in patterns {
            let (_, errors) = Patterns::new(std::slice::from_ref(pattern.get_ref()));
            problems
                .extend(errors.into_iter().map(|error| (pattern.span().start, error.to_string())));
        }
        for code in &self.check.off {
            if let Err(error) = code.get_ref().parse::<Code>() {
                let near = nearest(code.get_ref(), Code::ALL.iter().map(|code| code.as_str()));
                let hint = near.first().map_or("`lore help check` lists them".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
                problems.push((code.span().start, format!("{error}: {hint}")));
            }
        }
        if let Some(language) = &self.search.language
            && let Err(error) = language.get_ref().parse::<Language>()
        {
            let names = Language::ALL.map(Language::as_str);
            let near = nearest(language.get_ref(), names.into_iter());
            let hint = near.first().map_or_else(
                || format!("there are {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            problems.push((language.span().start, format!("{error}: {hint}")));
        }
        problems
    }
}

/// Something in `lore.toml` that has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Line, counting from 1; 0 if unknown.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

const KNOWN: [(&str, &[&str]); 7] = [
    ("files", &["ignore"]),
    ("links", &["profile"]),
    ("search", &["language"]),
    ("topics", &["fields"]),
    ("orphans", &["ignore", "index", "daily", "hubs"]),
    ("mentions", &["reject"]),
    ("check", &["ignore", "ignore-targets", "off"]),
];

impl Config {
    /// Reads the file's text. What is wrong is reported and otherwise ignored: a mistake in the
    /// settings must not hide the notes.
    pub fn parse(text: &str) -> (Config, Vec<ConfigProblem>) {
        let line_of = |offset: usize| text[..offset.min(text.len())].matches('\n').count() + 1;
        let problem = |error: &toml::de::Error| ConfigProblem {
            line: error.span().map_or(0, |span| line_of(span.start)),
            message: error.message().to_owned(),
        };
        let table: toml::Table = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => return (Config::default(), vec![problem(&error)]),
        };
        let mut problems = Vec::new();
        for (section, value) in &table {
            let line = text.lines().position(|line| line.contains(section.as_str()));
            let mut unknown = |name: String| {
                problems.push(ConfigProblem {
                    line: line.map_or(0, |line| line + 1),
                    message: format!("unknown setting `{name}`"),
                });
            };
            match KNOWN.iter().find(|(known, _)| known == section) {
                None if section == "searches" => {
                    for (name, value) in value.as_table().into_iter().flatten() {
                        if !value.is_str() {
                            let message = format!("the search `{name}` is no text in quotes");
                            let line = text.lines().position(|line| line.contains(name.as_str()));
                            let line = line.map_or(0, |line| line + 1);
                            problems.push(ConfigProblem { line, message });
                        }
                    }
                }
                None => unknown(section.clone()),
                Some((_, keys)) => {
                    for key in value.as_table().into_iter().flat_map(toml::Table::keys) {
                        if !keys.contains(&key.as_str()) {
                            unknown(format!("{section}.{key}"));
                        }
                    }
                }
            }
        }
        match toml::from_str(text) {
            Ok(config) => {
                let values: Values = toml::from_str(text).unwrap_or_default();
                problems.extend(
                    values
                        .problems()
                        .into_iter()
                        .map(|(offset, message)| ConfigProblem { line: line_of(offset), message }),
                );
                (config, problems)
            }
            Err(error) => {
                problems.push(problem(&error));
                (Config::default(), problems)
            }
        }
    }
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

/// What reading and storing a vault depends on besides its notes.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    pub(crate) config: &'a Config,
    pub(crate) profile: Profile,
}

impl Settings<'_> {
    /// A text that changes with everything that what is stored depends on besides the notes.
    pub(crate) fn fingerprint(self) -> String {
        let Config { files, topics, search, .. } = self.config;
        let stored = format!("{files:?} {topics:?} {:?}", search.language);
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

    #[test]
    fn mistakes_are_named_and_the_rest_counts() {
        let (config, problems) =
            Config::parse("[files]\nignore = [\"drafts/\"]\n[serach]\nx = 1\n");
        assert_eq!(config.files.ignore, ["drafts/"]);
        assert_eq!(problems[0].line, 3);
        assert_eq!(problems[0].message, "unknown setting `serach`");

        let (config, problems) = Config::parse("[files]\nignore = 7\n");
        assert_eq!(config, Config::default());
        assert_eq!(problems[0].line, 2);

        let (_, problems) = Config::parse("a = = 1\n");
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn single_items_that_are_wrong_are_named_and_the_rest_counts() {
        let (config, problems) = Config::parse(
            "[check]\nignore = [\"drafts/\"]\nignore-targets = [\n  \"TODO*\",\n  \"[z-a]\",\n]\n\
             off = [\"dead-anchor\", \"dead-lnk\"]\n[orphans]\nignore = [\"[z-a]\"]\n\
             hubs = [\"lists/\", \"[z-a]\"]\ndaily = [\"journal/\"]\n",
        );
        assert_eq!(config.check.ignore, ["drafts/"]);
        assert_eq!(config.check.off, [Code::DeadAnchor]);
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [9, 10, 5, 7], "{problems:?}");
        assert_eq!(config.orphans.daily, ["journal/"]);
        assert_eq!(
            problems[3].message,
            "“dead-lnk” is no code of a problem: did you mean `dead-link`?"
        );
    }

    #[test]
    fn a_language_is_read_as_people_write_it() {
        for (written, language, message) in [
            ("german", Some(Language::German), None),
            ("de-AT", Some(Language::German), None),
            (
                "germna",
                None,
                Some("“germna” is no language whose endings are known: did you mean `german`?"),
            ),
            (
                "日本語",
                None,
                Some(
                    "“日本語” is no language whose endings are known: there are arabic, danish, dutch, \
                     english, finnish, french, german, greek, hungarian, italian, norwegian, \
                     portuguese, romanian, russian, spanish, swedish, tamil, turkish",
                ),
            ),
        ] {
            let text = format!("[files]\nignore = [\"a\"]\n[search]\nlanguage = \"{written}\"\n");
            let (config, problems) = Config::parse(&text);
            assert_eq!(config.search.language, language, "{written}");
            assert_eq!(config.files.ignore, ["a"]);
            let problem = problems.first().map(|problem| (problem.line, problem.message.as_str()));
            assert_eq!(problem, message.map(|message| (4, message)));
        }
    }
}
