//! The languages whose words are cut down to stems, and what people call them. Leaves out stemming,
//! which is the text index's, and telling a text's language, which is the parser's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that search knows the endings of words of. Stored by number, told by [`Language::as_str`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum Language {
    /// `ar`
    Arabic,
    /// `da`
    Danish,
    /// `nl`
    Dutch,
    /// `en`; also what is none of the others, or not known
    #[default]
    English,
    /// `fi`
    Finnish,
    /// `fr`
    French,
    /// `de`
    German,
    /// `el`
    Greek,
    /// `hu`
    Hungarian,
    /// `it`
    Italian,
    /// `no`, be it `nb` or `nn`
    Norwegian,
    /// `pt`
    Portuguese,
    /// `ro`
    Romanian,
    /// `ru`
    Russian,
    /// `es`
    Spanish,
    /// `sv`
    Swedish,
    /// `ta`
    Tamil,
    /// `tr`
    Turkish,
}

impl Language {
    /// All languages, by name.
    pub const ALL: [Language; 18] = [
        Language::Arabic,
        Language::Danish,
        Language::Dutch,
        Language::English,
        Language::Finnish,
        Language::French,
        Language::German,
        Language::Greek,
        Language::Hungarian,
        Language::Italian,
        Language::Norwegian,
        Language::Portuguese,
        Language::Romanian,
        Language::Russian,
        Language::Spanish,
        Language::Swedish,
        Language::Tamil,
        Language::Turkish,
    ];

    /// The name in settings and answers.
    pub fn as_str(self) -> &'static str {
        self.names()[0]
    }

    /// The English name in lower case, then the codes of ISO 639.
    fn names(self) -> &'static [&'static str] {
        match self {
            Language::Arabic => &["arabic", "ar", "ara"],
            Language::Danish => &["danish", "da", "dan"],
            Language::Dutch => &["dutch", "nl", "nld", "dut"],
            Language::English => &["english", "en", "eng"],
            Language::Finnish => &["finnish", "fi", "fin"],
            Language::French => &["french", "fr", "fra", "fre"],
            Language::German => &["german", "de", "deu", "ger"],
            Language::Greek => &["greek", "el", "ell", "gre"],
            Language::Hungarian => &["hungarian", "hu", "hun"],
            Language::Italian => &["italian", "it", "ita"],
            Language::Norwegian => &["norwegian", "no", "nor", "nb", "nob", "nn", "nno"],
            Language::Portuguese => &["portuguese", "pt", "por"],
            Language::Romanian => &["romanian", "ro", "ron", "rum"],
            Language::Russian => &["russian", "ru", "rus"],
            Language::Spanish => &["spanish", "es", "spa"],
            Language::Swedish => &["swedish", "sv", "swe"],
            Language::Tamil => &["tamil", "ta", "tam"],
            Language::Turkish => &["turkish", "tr", "tur"],
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no language's, or that of one whose endings are not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no language whose endings are known")]
pub struct UnknownLanguage(pub String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads an English name (`German`) or a code with or without a region (`de`, `de-AT`, `deu`).
    fn from_str(name: &str) -> Result<Language, UnknownLanguage> {
        let wanted = name.trim().to_lowercase();
        let without_region = wanted.split(['-', '_']).next().unwrap_or(&wanted);
        let mut all = Language::ALL.into_iter();
        let found = all.find(|language| language.names().contains(&without_region));
        found.ok_or_else(|| UnknownLanguage(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_go_there_and_back() {
        let mut names = BTreeSet::new();
        for language in Language::ALL {
            for name in language.names() {
                assert_eq!(name.parse(), Ok(language));
                assert!(names.insert(name), "{name} is two languages");
            }
        }
        assert!(Language::ALL.is_sorted());
    }

    #[test]
    fn languages_are_read_as_people_write_them() {
        for (written, language) in [
            ("German", Some(Language::German)),
            (" de ", Some(Language::German)),
            ("de-AT", Some(Language::German)),
            ("pt_BR", Some(Language::Portuguese)),
            ("DEU", Some(Language::German)),
            ("nb", Some(Language::Norwegian)),
            ("en-US", Some(Language::English)),
            ("zh", None),
            ("", None),
        ] {
            assert_eq!(written.parse().ok(), language, "{written}");
        }
        let error = "klingon".parse::<Language>().map_err(|error| error.to_string());
        assert_eq!(error, Err("“klingon” is no language whose endings are known".to_owned()));
    }
}
