//! Addresses of the web, and what they are found by: the address as it is pasted, its host, the words of the
//! host, and those of the rest where readers see them. They pick sections and have no say in their order.
//! Leaves out which links lead to the web, and where in a note they stand.

use std::ops::Range;

use lore_core::character_start;
use lore_core::words::{self, WordKind};
use xxhash_rust::xxh3::xxh3_64;

use crate::schema::KeyKind;

/// Of a longer address the beginning counts, in bytes.
const LONGEST: usize = 300;
/// The number that stands for a whole address has so many digits of so many bits: each address is a term by
/// itself, so its length is what they all take. Two of a million are hardly ever the same.
const DIGITS_OF_KEY: usize = 7;
const BITS_OF_DIGIT: u32 = 6;
/// Parts of a host or path that many addresses have and that say nothing of what is there.
const EVERYWHERE: [&str; 3] = ["www", "html", "php"];

/// An address that a section links to or names in a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressText {
    /// As a browser shows it, from where people copy it: without `&amp;`.
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
        let mut whole = text.trim().to_lowercase();
        let schemes = ["http://", "https://"];
        let scheme = schemes.iter().find(|scheme| whole.starts_with(*scheme));
        whole.drain(..scheme.map_or(0, |scheme| scheme.len()));
        if whole.starts_with("www.") {
            whole.drain(.."www.".len());
        }
        whole.truncate(whole.find('#').unwrap_or(whole.len()));
        whole.truncate(whole.trim_end_matches('/').len());
        let end = whole.find(['/', '?', ':']).unwrap_or(whole.len());
        let is_label = |label: &str| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        };
        let host = &whole[..end];
        let is_host = host.split('.').all(is_label) && (scheme.is_some() || host.contains('.'));
        whole.truncate(character_start(&whole, LONGEST.min(whole.len())));
        is_host.then(|| Address { host: end.min(whole.len()), whole })
    }

    /// The key of just this address: of a host the host, else a number, as long addresses would be a fifth
    /// of all terms.
    pub(crate) fn key(&self) -> String {
        let mut key = String::new();
        self.write_key(&mut key);
        key
    }

    fn write_key(&self, to: &mut String) {
        if self.is_host() {
            to.push_str(&self.whole);
            return;
        }
        // It is stored, so the hash must be the same in every version of its library.
        let mut number = xxh3_64(self.whole.as_bytes());
        to.push('/');
        for _ in 0..DIGITS_OF_KEY {
            let digit = number >> (u64::BITS - BITS_OF_DIGIT);
            // Behind `0` there are as many characters.
            to.push(char::from(b'0' + digit as u8));
            number <<= BITS_OF_DIGIT;
        }
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
    pub(crate) fn words_of_host(&self, visit: impl FnMut(&str)) {
        let host = &self.whole[..self.host];
        words_of(host.rsplit_once('.').map_or(host, |(before, _)| before), visit);
    }

    /// The words behind the host.
    pub(crate) fn words_of_path(&self, visit: impl FnMut(&str)) {
        words_of(&self.whole[self.host..], visit);
    }
}

/// The terms that some addresses are found by, in one text: most are there many times.
#[derive(Default)]
struct Terms {
    text: String,
    /// Where each is.
    each: Vec<Range<usize>>,
}

impl Terms {
    fn add(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        self.text.push(char::from(KeyKind::Address as u8));
        write(&mut self.text);
        self.each.push(start..self.text.len());
    }

    fn add_all_of(&mut self, url: &AddressText) {
        let Some(address) = Address::read(&url.url) else { return };
        for host in address.hosts() {
            self.add(|text| text.push_str(host));
        }
        address.words_of_host(|word| self.add(|text| text.push_str(word)));
        let before = self.each.len();
        if url.is_shown {
            address.words_of_path(|word| self.add(|text| text.push_str(word)));
        }
        // Whoever looks for the whole finds it by all its words where these are there.
        if self.each.len() == before && !address.is_host() {
            self.add(|text| address.write_key(text));
        }
    }
}

/// The terms that addresses are found by, each once.
pub(crate) fn terms_of(addresses: &[AddressText]) -> Vec<String> {
    let Terms { text, mut each } = {
        let mut terms = Terms::default();
        addresses.iter().for_each(|address| terms.add_all_of(address));
        terms
    };
    each.sort_unstable_by(|left, right| text[left.clone()].cmp(&text[right.clone()]));
    each.dedup_by(|left, right| text[left.clone()] == text[right.clone()]);
    each.into_iter().map(|range| text[range].to_owned()).collect()
}

/// The words of a text as the index cuts them.
fn words_of(text: &str, mut visit: impl FnMut(&str)) {
    words::indexed(text, |word| {
        if word.kind == WordKind::Word && !EVERYWHERE.contains(&&*word.term) {
            visit(&word.term);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_by_its_host_and_whole() {
        let terms = |url: &str, is_shown| {
            terms_of(&[AddressText { url: url.to_owned(), is_shown }]).join(" ")
        };
        let url = "https://www.Docs.example.org/build/Some-models/#top";
        let typed = Address::read("docs.example.org/build/some-models").expect("an address").key();
        let host = "udocs udocs.example.org uexample uexample.org";
        assert_eq!(typed.len(), 1 + DIGITS_OF_KEY);
        assert_eq!(terms(url, false), format!("u{typed} {host}"));
        assert_eq!(
            terms(url, true),
            "ubuild udocs udocs.example.org uexample uexample.org umodels usome"
        );
        assert_eq!(terms("https://example.org/", false), "uexample uexample.org");
        // What has no words is found whole.
        assert!(terms("https://example.org/-/", true).starts_with("u/"));
        assert!(terms("http://localhost:8080/x", false).ends_with(" ulocalhost"));
        let twice = AddressText { url: url.to_owned(), is_shown: true };
        assert_eq!(terms_of(&[twice.clone(), twice]).len(), 7);
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
