//! English words as Americans write them, so that `normalisation` and `normalization` have one stem, as have
//! `colour` and `color`, `centre` and `center`. Leaves out words that differ in other ways (`grey`), and
//! stemming itself: what comes out is only ever stemmed, never shown.

use std::borrow::Cow;

/// Endings that are written with a z behind the `i`.
const OF_VERBS: [&str; 11] = [
    "isational",
    "isations",
    "isation",
    "isable",
    "isings",
    "ising",
    "isers",
    "iser",
    "ised",
    "ises",
    "ise",
];
/// What stands before such an ending in words that no one writes with a z.
const ALWAYS_WITH_S: [&str; 5] = ["advert", "compr", "enterpr", "merchand", "parad"];
/// Words of one vowel before the ending that are written with a z.
const SHORT: [&str; 3] = ["bapt", "ion", "real"];
/// Words in `-our`, alone or in others: `behavioural`, `discolour`.
const IN_OUR: [&str; 24] = [
    "arbour",
    "ardour",
    "armour",
    "behaviour",
    "candour",
    "clamour",
    "colour",
    "demeanour",
    "endeavour",
    "favour",
    "fervour",
    "flavour",
    "honour",
    "humour",
    "labour",
    "neighbour",
    "odour",
    "rancour",
    "rigour",
    "rumour",
    "savour",
    "splendour",
    "tumour",
    "vapour",
];
/// Words in `-re`, alone or behind others: `kilometre`.
const IN_RE: [&str; 11] = [
    "calibre", "centre", "fibre", "litre", "lustre", "meagre", "metre", "sabre", "sombre",
    "spectre", "theatre",
];
/// Words in `-ogue`.
const IN_OGUE: [&str; 3] = ["analogue", "catalogue", "dialogue"];

/// A word, folded, as Americans write it.
pub(super) fn american(word: &str) -> Cow<'_, str> {
    if !word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let changed = with_z(word).or_else(|| with_or(word)).or_else(|| with_er_or_og(word));
    changed.map_or(Cow::Borrowed(word), Cow::Owned)
}

/// `organise` and `analyse` with a z.
fn with_z(word: &str) -> Option<String> {
    let replaced = |s: usize| format!("{}z{}", &word[..s], &word[s + 1..]);
    let analyses = ["alyse", "alysed", "alyser", "alysers", "alyses", "alysing"];
    if analyses.iter().any(|ending| word.ends_with(ending)) {
        return word.rfind("lys").map(|at| replaced(at + 2));
    }
    let ending = OF_VERBS.iter().find(|ending| word.ends_with(*ending))?;
    let before = &word[..word.len() - ending.len()];
    is_written_with_z(before).then(|| replaced(before.len() + 1))
}

/// Whether `-ise` behind this is the ending of a verb that is written with `-ize`, and not a part of its
/// root as in `exercise`, `otherwise`, `supervise`, `disguise` or `promise`.
fn is_written_with_z(before: &str) -> bool {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let syllables = before.split(|c| !is_vowel(c)).filter(|vowels| !vowels.is_empty()).count();
    let is_of_root = match before.chars().next_back() {
        None | Some('w') => true,
        Some('c') => !before.ends_with("ic"),
        Some('v') => !before.ends_with("iv"),
        Some(last) => is_vowel(last),
    };
    let is_short = || SHORT.contains(&before);
    !is_of_root
        && (syllables > 1 || is_short())
        && !ALWAYS_WITH_S.iter().any(|root| before.ends_with(root))
}

fn with_or(word: &str) -> Option<String> {
    // Few words have it at all.
    word.contains("our").then_some(())?;
    let (at, root) = IN_OUR.iter().find_map(|root| Some((word.find(root)?, root)))?;
    let u = at + root.len() - 2;
    Some(format!("{}{}", &word[..u], &word[u + 1..]))
}

fn with_er_or_og(word: &str) -> Option<String> {
    let (singular, end) = ["s", "d"]
        .iter()
        .find_map(|end| Some((word.strip_suffix(end)?, *end)).filter(|(it, _)| it.ends_with('e')))
        .unwrap_or((word, ""));
    if let Some(root) = IN_RE.iter().find(|root| singular.ends_with(*root)) {
        let start = &singular[..singular.len() - root.len()];
        let end = if end == "d" { "ed" } else { end };
        return Some(format!("{start}{}er{end}", &root[..root.len() - 2]));
    }
    let is_catalogue = IN_OGUE.contains(&singular) && end != "d";
    is_catalogue.then(|| format!("{}{end}", &singular[..singular.len() - 2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_americans_do() {
        for (british, american_spelling) in [
            ("normalisation", "normalization"),
            ("organisational", "organizational"),
            ("optimiser", "optimizer"),
            ("tokenised", "tokenized"),
            ("customisable", "customizable"),
            ("realise", "realize"),
            ("criticise", "criticize"),
            ("relativising", "relativizing"),
            ("analysing", "analyzing"),
            ("paralysed", "paralyzed"),
            ("colours", "colors"),
            ("behavioural", "behavioral"),
            ("favourites", "favorites"),
            ("centre", "center"),
            ("centred", "centered"),
            ("kilometres", "kilometers"),
            ("theatre", "theater"),
            ("catalogues", "catalogs"),
        ] {
            assert_eq!(american(british), american_spelling);
            assert_eq!(american(american_spelling), american_spelling);
        }
    }

    #[test]
    fn words_that_only_look_so_stay() {
        let words = "exercise exercises promise precise precision supervise supervising television advise \
                     otherwise clockwise disguise raise rising surprise enterprise advertise advertising \
                     paradise noise wise analysis hour contour four course our tour here entire more sure store \
                     vogue rogue improvise improvisation merchandise genre acre massacre";
        for word in words.split_whitespace() {
            assert_eq!(american(word), word);
        }
    }
}
