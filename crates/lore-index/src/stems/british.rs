//! English words as the British write them, so that `normalization` and `normalisation` have one stem, as have
//! `color` and `colour`, `center` and `centre`. Leaves out words that differ in other ways (`gray`), and
//! stemming itself: what comes out is only ever stemmed, never shown.
//!
//! This way round since Snowball's rules cut `-ize` off and leave `-ise`: an `expertise` with a z would be an
//! expert, and `authorise` an author. Whatever ends in `-ize` may have an s, but not the other way round.

use std::borrow::Cow;

/// What follows the z of `organize` and `analyze`.
const BEHIND_Z: [&str; 24] = [
    "e", "es", "ed", "edly", "er", "ers", "ing", "ings", "ingly", "ation", "ations", "ational",
    "ationally", "able", "ably", "ability", "abilities", "ableness", "ance", "ances", "ant",
    "ement", "ements", "ee",
];
/// What stands before the `or` of words that are written with `our`, alone or in others: `discolor`.
const IN_OUR: [&str; 32] = [
    "arb", "ard", "arm", "behavi", "cand", "clam", "col", "demean", "enam", "endeav", "fav",
    "ferv", "flav", "glam", "harb", "hon", "hum", "lab", "neighb", "od", "parl", "ranc", "rig",
    "rum", "sav", "savi", "splend", "succ", "tum", "val", "vap", "vig",
];
/// What may follow the `our`; behind others (`laboratory`, `humorous`, `honorary`) there is none.
const BEHIND_OUR: [&str; 32] = [
    "", "s", "ed", "edly", "ing", "ings", "ingly", "er", "ers", "ful", "fully", "fulness", "less",
    "lessly", "lessness", "able", "ably", "ability", "ite", "ites", "itism", "y", "ies", "hood",
    "hoods", "ly", "liness", "ist", "ists", "ism", "some", "way",
];
/// What only this one may have: `humoral` is no humour.
const BEHIND_BEHAVIOUR: [&str; 4] = ["al", "ally", "istic", "isms"];
/// What stands before the `er` of words that are written with `re`.
const IN_RE: [&str; 14] = [
    "calib", "cent", "fib", "lit", "lust", "meag", "met", "och", "sab", "sepulch", "somb", "spect",
    "theat", "tit",
];
/// What may stand before those: a cluster and a parameter have no British spelling.
const BEFORE_RE: [&str; 16] = [
    "", "amphi", "centi", "deca", "deci", "epi", "femto", "hecto", "kilo", "lack", "mega", "micro",
    "milli", "nano", "pico", "re",
];
/// American endings of them, and the British.
const ENDS_IN_RE: [(&str, &str); 6] = [
    ("er", "re"),
    ("ers", "res"),
    ("ered", "red"),
    ("ering", "ring"),
    ("erly", "rely"),
    ("erness", "reness"),
];
/// Words that have a silent `ue`, without it.
const IN_OGUE: [&str; 8] =
    ["analog", "catalog", "dialog", "epilog", "homolog", "monolog", "prolog", "travelog"];
/// American endings of them, and the British.
const ENDS_IN_OGUE: [(&str, &str); 6] =
    [("", "ue"), ("s", "ues"), ("ed", "ued"), ("ing", "uing"), ("er", "uer"), ("ers", "uers")];

/// A word, folded, as the British write it.
pub(super) fn british(word: &str) -> Cow<'_, str> {
    if !word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let with_s = with_s(word);
    let changed = with_our(with_s.as_deref().unwrap_or(word))
        .or(with_s)
        .or_else(|| with_re(word))
        .or_else(|| with_ogue(word));
    changed.map_or(Cow::Borrowed(word), Cow::Owned)
}

/// `organize` and `analyze` with an s.
fn with_s(word: &str) -> Option<String> {
    let z = word.rfind('z')?;
    let before = word[..z].strip_suffix(['i', 'y'])?;
    // Of `size`, `prize`, `seize` and `maize` it is the root's.
    let has_root = before.trim_end_matches(is_vowel).contains(is_vowel);
    let is_verb = has_root && BEHIND_Z.contains(&&word[z + 1..]);
    is_verb.then(|| format!("{}s{}", &word[..z], &word[z + 1..]))
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// `color` with a u, and what is made of it.
fn with_our(word: &str) -> Option<String> {
    word.match_indices("or").find_map(|(at, _)| {
        let (before, behind) = (&word[..at], &word[at + 2..]);
        let root =
            IN_OUR.iter().filter(|root| before.ends_with(*root)).max_by_key(|it| it.len())?;
        let is_colourise = || behind.strip_prefix("is").is_some_and(|it| BEHIND_Z.contains(&it));
        let is_one = BEHIND_OUR.contains(&behind)
            || *root == "behavi" && BEHIND_BEHAVIOUR.contains(&behind)
            || *root == "col" && is_colourise();
        is_one.then(|| format!("{before}our{behind}"))
    })
}

/// `center` with its letters the other way round.
fn with_re(word: &str) -> Option<String> {
    ENDS_IN_RE.iter().find_map(|(american, british)| {
        let root = word.strip_suffix(american)?;
        let is_one = |of: &&str| root.strip_suffix(*of).is_some_and(|it| BEFORE_RE.contains(&it));
        IN_RE.iter().any(is_one).then(|| format!("{root}{british}"))
    })
}

/// `catalog` with its silent letters.
fn with_ogue(word: &str) -> Option<String> {
    ENDS_IN_OGUE.iter().find_map(|(american, british)| {
        let root = word.strip_suffix(american)?;
        IN_OGUE.contains(&root).then(|| format!("{root}{british}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of one family as the British and as the Americans write them.
    const FAMILIES: [(&str, &str); 14] = [
        (
            "organise organises organised organising organiser organisers organisation organisations \
             organisational organisationally",
            "organize organizes organized organizing organizer organizers organization organizations \
             organizational organizationally",
        ),
        (
            "customise customises customised customising customiser customisation customisations \
             customisable customisability customisably",
            "customize customizes customized customizing customizer customization customizations \
             customizable customizability customizably",
        ),
        (
            "recognise recognises recognised recognising recogniser recognisers recognisable \
             recognisably recognisability recognisance",
            "recognize recognizes recognized recognizing recognizer recognizers recognizable \
             recognizably recognizability recognizance",
        ),
        (
            "serialise serialises serialised serialising serialiser serialisers serialisation \
             serialisations serialisable serialisability",
            "serialize serializes serialized serializing serializer serializers serialization \
             serializations serializable serializability",
        ),
        (
            "generalise generalises generalised generalising generaliser generalisation \
             generalisations generalisable generalisability generalisably",
            "generalize generalizes generalized generalizing generalizer generalization \
             generalizations generalizable generalizability generalizably",
        ),
        (
            "standardise standardises standardised standardising standardiser standardisers \
             standardisation standardisations standardisable standardisability",
            "standardize standardizes standardized standardizing standardizer standardizers \
             standardization standardizations standardizable standardizability",
        ),
        (
            "realise realises realised realising realiser realisation realisations realisable \
             realisably realisability",
            "realize realizes realized realizing realizer realization realizations realizable \
             realizably realizability",
        ),
        (
            "analyse analyses analysed analysing analyser analysers analysable analysability \
             reanalyse paralysed",
            "analyze analyzes analyzed analyzing analyzer analyzers analyzable analyzability \
             reanalyze paralyzed",
        ),
        (
            "colour colours coloured colouring colourful colourfully colourless colourise colourised \
             colourist",
            "color colors colored coloring colorful colorfully colorless colorize colorized colorist",
        ),
        (
            "behaviour behaviours behavioural behaviourally behaviourism behaviourist behaviouristic \
             misbehaviour neighbourhood neighbours",
            "behavior behaviors behavioral behaviorally behaviorism behaviorist behavioristic \
             misbehavior neighborhood neighbors",
        ),
        (
            "favour favours favoured favouring favourite favourites favouritism favourable favourably \
             disfavour",
            "favor favors favored favoring favorite favorites favoritism favorable favorably disfavor",
        ),
        (
            "centre centres centred centring epicentre epicentres theatre theatres sombrely fibres",
            "center centers centered centering epicenter epicenters theater theaters somberly fibers",
        ),
        (
            "metre metres kilometre kilometres millimetre litre litres centilitre calibre lacklustre",
            "meter meters kilometer kilometers millimeter liter liters centiliter caliber lackluster",
        ),
        (
            "catalogue catalogues catalogued cataloguing cataloguer cataloguers dialogue dialogues \
             analogue analogues",
            "catalog catalogs cataloged cataloging cataloger catalogers dialog dialogs analog analogs",
        ),
    ];

    /// So British words keep the stems that Snowball gives them, and American ones have the same.
    #[test]
    fn families_are_one_in_both_spellings() {
        for (in_britain, in_america) in FAMILIES {
            let forms: Vec<_> = in_britain.split(' ').zip(in_america.split(' ')).collect();
            assert_eq!((forms.len(), in_america.split(' ').count()), (10, 10), "{in_britain}");
            for (as_british, as_american) in forms {
                assert_eq!(british(as_british), as_british);
                assert_eq!(british(as_american), as_british);
            }
        }
    }

    #[test]
    fn words_that_only_look_so_stay() {
        let words = "size sizes sizing prize prized seize seizing maize horizon citizen citizenship wizard \
                     bizarre pizza quiz zero dozen denizen lizard analysis expertise authorise author word \
                     hour colorado laboratory laborious collaborate elaborated humorous humoral tumoral \
                     honorary honorific vaporise deodorant commodore rigorous moral doctor factor corridor \
                     cluster filter parameter diameter thermometer perimeter multimeter enter entered renter letter \
                     sister monster percent centered-ish after fiberglass analogy analogous dialogic log \
                     blog blogs catalogic";
        for word in words.split_whitespace() {
            assert_eq!(british(word), word);
        }
    }
}
