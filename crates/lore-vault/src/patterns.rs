//! Patterns in the language of `.gitignore`, the one way in which settings name files. Leaves out
//! what a match means.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// A list of patterns, counted from one folder.
///
/// `drafts/` is every folder of that name with all below it, `/drafts/` the one at the top,
/// `*.draft.md` a name anywhere, `!keep.md` an exception from the patterns before it.
#[derive(Clone, Debug)]
pub struct Patterns(Gitignore);

/// A pattern that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// As written.
    pub pattern: String,
    /// What is wrong with it; names the pattern.
    pub message: String,
}

impl Default for Patterns {
    fn default() -> Patterns {
        Patterns(Gitignore::empty())
    }
}

impl Patterns {
    /// Reads patterns. Those that mean nothing are left out and come back as errors.
    pub fn new(patterns: &[String]) -> (Patterns, Vec<PatternError>) {
        Patterns::below(Path::new(""), patterns)
    }

    /// Patterns for paths that begin with `root`, which does not count.
    pub(crate) fn below(root: &Path, patterns: &[String]) -> (Patterns, Vec<PatternError>) {
        let mut errors = Vec::new();
        let mut builder = GitignoreBuilder::new(root);
        let mut fail = |pattern: &str, error: ignore::Error| {
            errors.push(PatternError { pattern: pattern.to_owned(), message: error.to_string() });
        };
        for pattern in patterns {
            if let Err(error) = builder.add_line(None, pattern) {
                fail(pattern, error);
            }
        }
        let read = builder.build().unwrap_or_else(|error| {
            fail(&patterns.join(", "), error);
            Gitignore::empty()
        });
        (Patterns(read), errors)
    }

    /// Whether a path, or a folder on the way to it, matches. Any text may be asked about: of a
    /// path that begins at a root, the rest counts.
    pub fn matches(&self, path: &str) -> bool {
        let path = path.trim_start_matches('/');
        self.0.matched_path_or_any_parents(path, false).is_ignore()
    }

    /// Whether this very file or folder matches, whatever is around it.
    pub(crate) fn matches_itself(&self, path: &Path, is_folder: bool) -> bool {
        self.0.matched(path, is_folder).is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_ignore_files() {
        for (pattern, matched, other) in [
            ("drafts/", "drafts/a/b.md", "drafts.md"),
            ("drafts/", "a/drafts/b.md", "a/drafts"),
            ("/drafts/", "drafts/b.md", "a/drafts/b.md"),
            ("drafts/*.md", "drafts/b.md", "drafts/c/b.md"),
            ("private/**", "private/a/b", "b/private"),
            ("TODO*", "TODO later", "a TODO"),
            ("x.md", "a/x.md", "ax.md"),
            ("a/x.md", "/a/x.md", "b/a/x.md"),
            ("../**", "../../x.md", "a/x.md"),
        ] {
            let (patterns, errors) = Patterns::new(&[pattern.to_owned()]);
            assert_eq!(errors, []);
            assert!(patterns.matches(matched), "{pattern} {matched}");
            assert!(!patterns.matches(other), "{pattern} {other}");
        }
        let (patterns, _) = Patterns::new(&["a/*".to_owned(), "!a/keep.md".to_owned()]);
        assert!(patterns.matches("a/x.md") && !patterns.matches("a/keep.md"));
        for odd in ["", "/", "//", ".", "..", "a\0b", "#", "C:\\x"] {
            assert!(!patterns.matches(odd), "{odd:?}");
        }
    }

    #[test]
    fn a_pattern_that_means_nothing_is_named_and_the_rest_counts() {
        let (patterns, errors) = Patterns::new(&["[z-a]".to_owned(), "b".to_owned()]);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].pattern, "[z-a]");
        assert!(patterns.matches("b"));
    }
}
