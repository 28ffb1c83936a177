//! From the beginning of a name to the keys of names that begin so. Leaves out whole names, of which
//! [`name::concept_key`] says the key.

use lore_core::{name, words};

use super::Boxed;
use super::queries::{either, key_query, terms_from};
use crate::schema::Keys;

/// What the keys are that names beginning so may have.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Begun {
    /// They begin with these letters.
    Letters(String),
    /// They are this, or it is their first words or the level above them.
    Words(String),
}

/// The sections with the key of a name that begins so.
pub(super) fn beginning(keys: Keys, text: &str) -> Option<Boxed> {
    let from = |beginning: &str| terms_from(|key| keys.term(key), beginning);
    either(begun(text).iter().flat_map(|begun| match begun {
        Begun::Letters(letters) => vec![from(letters)],
        Begun::Words(key) => {
            vec![key_query(keys, key), from(&format!("{key} ")), from(&format!("{key}/"))]
        }
    }))
}

/// A key is made of words without their plural's ending. All words but the last are whole. The last one
/// may go on, and of the ending some, all or nothing may be there already: `librarie`, `libraries`,
/// `librar`.
fn begun(text: &str) -> Vec<Begun> {
    let (above, part) = text.rsplit_once('/').unwrap_or(("", text));
    let mut key = String::new();
    if words::plain(above).next().is_some() {
        key = name::concept_key(above) + "/";
    }
    let mut whole: Vec<words::Word<'_>> = words::plain(part).collect();
    let Some(last) = whole.pop() else {
        let letters = if key.is_empty() { name::link_key(text) } else { key };
        return vec![Begun::Letters(letters)];
    };
    for word in whole {
        key.push_str(&name::singular(&word.term));
        key.push(' ');
    }
    // `machine-` is a whole word as well; `c+` may become `c++`, whose signs belong to it.
    let behind = &part[last.range.end..];
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#');
    if !behind.is_empty() && !behind.contains(is_of_word) {
        return vec![Begun::Letters(format!("{key}{} ", name::singular(&last.term)))];
    }
    let signs = if behind.starts_with(['+', '#']) { behind } else { "" };
    let mut begun = vec![Begun::Letters(format!("{key}{}{signs}", last.term))];
    for ending in ["", "s", "es"] {
        let word = format!("{}{ending}", last.term);
        let singular = name::singular(&word);
        if behind.is_empty() && !singular.starts_with(&*last.term) {
            begun.push(Begun::Words(format!("{key}{singular}")));
        }
    }
    begun.dedup();
    begun
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(beginning: &str, name: &str) -> bool {
        let key = name::concept_key(name);
        begun(beginning).iter().any(|begun| match begun {
            Begun::Letters(letters) => key.starts_with(letters),
            Begun::Words(words) => {
                let behind = key.strip_prefix(words.as_str());
                behind.is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', '/']))
            }
        })
    }

    #[test]
    fn a_beginning_finds_the_names_that_begin_so_and_no_others() {
        for (beginning, found, not_found) in [
            ("machine-lea", "machine-learning", "machine"),
            ("Machine Lea", "machine-learning", "machines"),
            ("docs", "docs-site", "Docker"),
            ("docs", "docs/site", "dock"),
            ("docs-s", "Docs site", "docs-page"),
            ("doc", "Docker", "do"),
            ("librarie", "libraries", "librarian"),
            ("libraries", "Libraries/python", "librarian"),
            ("statu", "status", "station"),
            ("machine-", "machine learning", "machinery"),
            ("Projects/", "project/lore", "projects"),
            ("Projects/lo", "project/lore", "project/x"),
            ("c+", "C++", "C#"),
            ("c", "C++", "D"),
            ("机器", "机器学习", "学习"),
            ("café-br", "Cafe Brasil", "cafe"),
            ("today's m", "Today's menu", "today"),
        ] {
            assert!(finds(beginning, found), "{beginning}* finds {found}");
            assert!(!finds(beginning, not_found), "{beginning}* does not find {not_found}");
        }
    }

    #[test]
    fn each_beginning_of_a_name_finds_it() {
        for name in [
            "machine-learning", "Docs site", "python libraries", "a/big storage-engines/b",
            "Movies", "C++ classes", "C#", "机器学习", "Größen und Maße", "news", "time series",
            "Data_Lakes",
        ] {
            for (end, _) in name.char_indices().skip(1).chain([(name.len(), ' ')]) {
                assert!(finds(&name[..end], name), "{}* finds {name}", &name[..end]);
            }
        }
    }
}
