//! Addresses of the web, and what they are found by: the address as it is pasted, its host, the words of the
//! host, and those of the rest where readers see them. They pick sections and have no say in their order.
//! Leaves out which links lead to the web, and where in a note they stand.

use std::hash::Hasher;

use lore_core::character_start;
use lore_core::words::{self, WordKind};
use rustc_hash::FxHasher;

/// Of a longer address the beginning counts, in bytes.
const LONGEST: usize = 300;
/// Parts of a host or path that many addresses have and that say nothing of what is there.
const EVERYWHERE: [&str; 3] = ["www", "html", "php"];

/// An address that a section links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressText {
    /// As written.
    pub url: String,
    /// Whether it stands in the text, and not behind the text of a link.
    pub is_shown: bool,
}

/// An address in the parts that it is found by.
#[derive(Clone, Debug)]
pub struct Address {
    /// Without scheme, `www.`, place in the page and last slash, in lower case.
    whole: String,
    /// Where the host ends in `whole`.
    host: usize,
}

impl Address {
    /// Reads what was written or typed; nothing if it is no address.
    pub fn read(text: &str) -> Option<Address> {
        let lower = text.trim().to_lowercase();
        let has_scheme = ["http://", "https://"].iter().find_map(|it| lower.strip_prefix(it));
        let rest = has_scheme.unwrap_or(&lower);
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        let rest = rest.split('#').next().unwrap_or_default().trim_end_matches('/');
        let end = rest.find(['/', '?', ':']).unwrap_or(rest.len());
        let is_label = |label: &str| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        };
        let host = &rest[..end];
        let is_host = host.split('.').all(is_label) && (has_scheme.is_some() || host.contains('.'));
        let whole = rest[..character_start(rest, LONGEST.min(rest.len()))].to_owned();
        is_host.then(|| Address { host: end.min(whole.len()), whole })
    }

    /// The key of just this address: of a host the host, else a number, as long addresses would be a fifth
    /// of all terms.
    pub(crate) fn key(&self) -> String {
        if self.is_host() {
            return self.whole.clone();
        }
        let mut hasher = FxHasher::default();
        hasher.write(self.whole.as_bytes());
        format!("/{:x}", hasher.finish())
    }

    /// Whether it is a host alone.
    pub(crate) fn is_host(&self) -> bool {
        self.host == self.whole.len()
    }

    /// Whether this is another address as it is written, or the host of it.
    pub fn is_of(&self, url: &str) -> bool {
        let Some(other) = Address::read(url) else { return false };
        self.whole == other.whole || self.is_host() && other.hosts().any(|host| host == self.whole)
    }

    /// The host and what it is part of: `docs.example.org`, `example.org`.
    fn hosts(&self) -> impl Iterator<Item = &str> {
        let host = &self.whole[..self.host];
        let ends = host.match_indices('.').map(|(dot, _)| &host[dot + 1..]);
        std::iter::once(host).chain(ends.filter(|end| end.contains('.')))
    }

    /// The words of the host, but not of its last part, which says nothing.
    pub(crate) fn words_of_host(&self) -> Vec<String> {
        let host = &self.whole[..self.host];
        words_of(host.rsplit_once('.').map_or(host, |(before, _)| before))
    }

    /// The words behind the host.
    pub(crate) fn words_of_path(&self) -> Vec<String> {
        words_of(&self.whole[self.host..])
    }
}

impl AddressText {
    /// The keys that it is found by.
    pub(crate) fn keys(&self) -> Vec<String> {
        let Some(address) = Address::read(&self.url) else { return Vec::new() };
        let mut keys: Vec<String> = address.hosts().map(str::to_owned).collect();
        keys.extend(address.words_of_host());
        if self.is_shown {
            keys.extend(address.words_of_path());
        }
        keys.extend((!address.is_host()).then(|| address.key()));
        keys
    }
}

/// The words of a text as the index cuts them.
fn words_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words::indexed(text, |word| {
        if word.kind == WordKind::Word && !EVERYWHERE.contains(&&*word.term) {
            found.push(word.term.into_owned());
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_by_its_host_and_whole() {
        let keys = |url: &str, is_shown| AddressText { url: url.to_owned(), is_shown }.keys();
        let hidden = keys("https://www.Docs.example.org/build/Some-models/#top", false);
        let host = ["docs.example.org", "example.org", "docs", "example"];
        assert_eq!(hidden[..4], host);
        let typed = Address::read("docs.example.org/build/some-models").expect("an address");
        assert_eq!(hidden[4..], [typed.key()]);
        let shown = keys("https://docs.example.org/build/some-models", true);
        assert_eq!(shown[4..7], ["build", "some", "models"]);
        assert_eq!(keys("http://localhost:8080/x", false)[..1], ["localhost"]);
        assert_eq!(keys("https://example.org/", false), ["example.org", "example"]);
    }

    #[test]
    fn a_typed_address_is_that_of_a_link() {
        let url = "https://docs.example.org/build/x?y=1#top";
        for (typed, is_of) in [
            ("docs.example.org", true),
            ("example.org", true),
            ("https://www.docs.example.org/build/x?y=1", true),
            ("docs.example.org/build", false),
            ("ample.org", false),
            ("example.com", false),
        ] {
            let address = Address::read(typed).expect("an address");
            assert_eq!(address.is_of(url), is_of, "{typed}");
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in ["", "word", "and/or", "...", ".gitignore", "a b.c", "https://", "e.g."] {
            assert!(Address::read(text).is_none(), "{text}");
        }
    }
}
