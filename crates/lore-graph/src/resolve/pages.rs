//! Notes as tools with names of their own call them: the vaults and pages of Dendron, the pages and days
//! of Logseq. Leaves out in which order rules are tried.

use lore_core::{Date, Profile, name, path};

use crate::names::{Names, Place, Places};

use super::{Asked, Rule};

impl Names<'_> {
    /// The notes of a name in a vault of Dendron's. A vault is called as its folder; where no folder is, its
    /// name stands in the settings, and another vault than the linking note's is meant.
    pub(super) fn notes_of_vault(&self, rule: Rule, asked: &Asked<'_>, vault: &str) -> Places {
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

    /// Pages of tools that keep a hierarchy in file names: Dendron's `a.b.md`, and Logseq's
    /// `a___b.md` with what file systems refuse in percent codes, as its versions wrote it.
    pub(super) fn pages_called(&self, name: &str) -> Places {
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

    /// Logseq's journal page of the day that a name spells out. Where it may be two days, the pages that there
    /// are decide.
    pub(super) fn journal_of(&self, name: &str) -> Places {
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
}

/// How Logseq spells days, each with or without its day of the week.
const DAYS: [&str; 15] = [
    "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%m-%Y", "%d.%m.%Y", "%m-%d-%Y",
    "%m/%d/%Y", "%m_%d_%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y_%m_%d", "%Y%m%d",
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
