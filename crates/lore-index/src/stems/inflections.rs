//! Forms of English words: whether one is a form of another as people write them. Stems cannot tell, as they
//! forgive more: `kubernets` has the stem of `kubernetes`, and no word has that plural. Leaves out words made
//! of others, such as `organisation` of `organise`, and irregular forms.

/// Whether a word, folded, is one of the words that are there, or a regular form of one.
pub(crate) fn is_form_of_any(word: &str, is_there: impl Fn(&str) -> bool) -> bool {
    bases(word).iter().any(|base| forms(base).iter().any(|form| is_there(form)))
}

/// What a word may be a form of; it is one of itself.
fn bases(word: &str) -> Vec<String> {
    let mut bases = vec![word.to_owned()];
    if let Some(root) = word.strip_suffix("ies").or(word.strip_suffix("ied")) {
        bases.push(format!("{root}y"));
    }
    if let Some(root) = word.strip_suffix("es").filter(|root| hisses(root)) {
        bases.push(root.to_owned());
    }
    if let Some(root) = word.strip_suffix('s').filter(|root| takes_s(root)) {
        bases.push(root.to_owned());
    }
    let before_e = word.strip_suffix("ed");
    // `making`, but `seeing`.
    let before_ing = word.strip_suffix("ing");
    let before_ing = before_ing.filter(|root| !root.ends_with('e') || root.ends_with("ee"));
    for root in [before_e, before_ing].into_iter().flatten() {
        bases.extend([root.to_owned(), format!("{root}e")]);
        bases.extend(without_double(root).map(str::to_owned));
    }
    bases
}

/// A base with its regular endings.
fn forms(base: &str) -> Vec<String> {
    let mut forms = vec![base.to_owned()];
    let with = |root: &str, ending: &str| format!("{root}{ending}");
    if let Some(root) = base.strip_suffix('y').filter(|_| !takes_s(base)) {
        forms.extend([with(root, "ies"), with(root, "ied")]);
    } else {
        forms.push(with(base, if hisses(base) { "es" } else { "s" }));
    }
    let root = base.strip_suffix('e').unwrap_or(base);
    forms.extend([with(root, "ed"), with(root, "ing")]);
    forms.extend([with(base, "ed"), with(base, "ing")]);
    if let Some(last) = base.chars().next_back() {
        forms.extend([format!("{base}{last}ed"), format!("{base}{last}ing")]);
    }
    forms
}

/// `planned` is of `plan`.
fn without_double(root: &str) -> Option<&str> {
    let (last, letter) = root.char_indices().next_back()?;
    let before = &root[..last];
    before.ends_with(letter).then_some(before)
}

/// Whether a word's plural has `es`.
fn hisses(word: &str) -> bool {
    word.ends_with(['s', 'x', 'z', 'o']) || word.ends_with("ch") || word.ends_with("sh")
}

/// Whether a word's plural has an `s` alone; `o` has both.
fn takes_s(word: &str) -> bool {
    let mut letters = word.chars().rev();
    match letters.next() {
        Some('y') => letters.next().is_some_and(|before| "aeiou".contains(before)),
        Some('o') => true,
        Some(_) => !hisses(word),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_form_of_any;

    #[test]
    fn forms_are_told_from_slips() {
        for (word, there, is_form) in [
            ("databases", "database", true),
            ("database", "databases", true),
            ("caching", "cache", true),
            ("cache", "cached", true),
            ("cached", "caches", true),
            ("planned", "planning", true),
            ("plan", "planned", true),
            ("modelling", "modeling", true),
            ("queries", "query", true),
            ("query", "queries", true),
            ("indexes", "index", true),
            ("seeing", "see", true),
            ("photos", "photo", true),
            ("kubernets", "kubernetes", false),
            ("storag", "storage", false),
            ("querys", "queries", false),
            ("indexs", "indexes", false),
            ("cacheing", "cache", false),
            ("organise", "organisation", false),
        ] {
            assert_eq!(is_form_of_any(word, |form| form == there), is_form, "{word} {there}");
        }
    }
}
