//! What a look at the vault left out, in the form in which it is kept beside the state: who answers without a
//! look says of it what the last look said. Leaves out why something is left out, which the listing says.

use lore_vault::Listing;

/// What is in the vault's folder and was not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NotRead {
    /// What the listing had to leave out.
    pub(super) skipped: Vec<SkippedPlace>,
    /// Symbolic links that were not followed.
    pub(super) links: Vec<String>,
}

/// One thing that the listing had to leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SkippedPlace {
    pub(super) path: String,
    /// Why, as a clause.
    pub(super) why: String,
    /// Whether there can be notes, here or below.
    pub(super) may_hide_notes: bool,
}

/// Ends each text: no path holds it.
const END: char = '\0';

impl NotRead {
    pub(super) fn of(listing: &mut Listing) -> NotRead {
        let skipped = std::mem::take(&mut listing.skipped).into_iter();
        let skipped = skipped.map(|skipped| SkippedPlace {
            path: skipped.path,
            why: skipped.why.to_string().replace(END, "␀"),
            may_hide_notes: skipped.why.may_hide_notes(),
        });
        NotRead { skipped: skipped.collect(), links: std::mem::take(&mut listing.links) }
    }

    /// The form to keep it in; empty if nothing was left out.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut text = String::new();
        let mut put = |part: &str| {
            text.push_str(part);
            text.push(END);
        };
        for SkippedPlace { path, why, may_hide_notes } in &self.skipped {
            put(if *may_hide_notes { HIDES } else { SKIPPED });
            put(path);
            put(why);
        }
        for link in &self.links {
            put(LINK);
            put(link);
        }
        text.into_bytes()
    }

    /// What [`NotRead::to_bytes`] wrote; of anything else as much as can be read.
    pub(super) fn from_bytes(bytes: &[u8]) -> NotRead {
        let text = String::from_utf8_lossy(bytes);
        let mut parts = text.split_terminator(END).map(str::to_owned);
        let mut not_read = NotRead::default();
        while let Some((kind, path)) = parts.next().zip(parts.next()) {
            match kind.as_str() {
                LINK => not_read.links.push(path),
                kind => {
                    let Some(why) = parts.next() else { break };
                    let may_hide_notes = kind == HIDES;
                    not_read.skipped.push(SkippedPlace { path, why, may_hide_notes });
                }
            }
        }
        not_read
    }
}

const SKIPPED: &str = "skipped";
const HIDES: &str = "hides";
const LINK: &str = "link";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let skipped = |path: &str, may_hide_notes| SkippedPlace {
            path: path.to_owned(),
            why: "no\nreason".to_owned(),
            may_hide_notes,
        };
        let not_read = NotRead {
            skipped: vec![skipped("", true), skipped("a\nü.md", false)],
            links: vec!["link".to_owned(), "x/Note.md".to_owned()],
        };
        let bytes = not_read.to_bytes();
        assert_eq!(NotRead::from_bytes(&bytes), not_read);
        assert!(NotRead::default().to_bytes().is_empty());
        for length in 0..bytes.len() {
            NotRead::from_bytes(&bytes[..length]);
        }
    }
}
