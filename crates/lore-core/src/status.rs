//! Which names of fields and columns say how far something has come: `status`, `Status of Completion`.
//! What their values mean is the engine's to say, but for what ends a decision.

use crate::words;

/// How surely a name says that what bears it is a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusName {
    /// Every value is one, whatever it says.
    Sure,
    /// The name means other things as well: only a value that reads as a status is one.
    Doubtful,
}

/// Words that name a status, alone or before “of”; behind others (`Reading status`, `非表示状態`) if the values do.
const SURE: &[&str] = &[
    "status", "progress", "completion",
    // French, Italian, Spanish and Portuguese, German, Dutch, Russian, Chinese, Japanese, Korean.
    "statut", "avancement", "progresso", "progreso", "fortschritt", "voortgang", "статус", "进度",
    "状态", "進捗", "状態", "상태",
];
/// Words that name a status if the values do, and alone.
const DOUBTFUL: &[&str] =
    &["state", "stage", "done", "completed", "finished", "état", "stato", "estado", "stand"];
/// A longer name is a sentence.
const LONGEST: usize = 60;
/// Words with which a line begins that says of a decision that it holds no longer.
const ENDED: &[&str] = &[
    "superseded", "superceded", "replaced by", "obsoleted", "obsolete", "deprecated", "rejected",
    "withdrawn", "retired",
    // German, French, Spanish, Portuguese, Italian, Dutch, Russian, Chinese, Japanese, Korean.
    "ersetzt durch", "abgelöst durch", "überholt", "veraltet", "abgelehnt", "verworfen",
    "remplacé par", "remplacée par", "obsolète", "rejeté", "rejetée", "reemplazado por",
    "reemplazada por", "sustituido por", "sustituida por", "obsoleto", "obsoleta", "rechazado",
    "rechazada", "substituído por", "substituída por", "rejeitado", "rejeitada", "sostituito da",
    "sostituita da", "rifiutato", "rifiutata", "vervangen door", "verouderd", "afgewezen",
    "заменено", "устарело", "отклонено", "被取代", "已取代", "已废弃", "已弃用", "已拒绝", "廃止",
    "却下", "폐기", "거부",
];
/// A longer line is no status.
const LONGEST_LINE: usize = 300;

/// Whether values of this name are statuses. `Status bar` and `Status code` name something else.
pub fn status_name(name: &str) -> Option<StatusName> {
    if name.len() > LONGEST {
        return None;
    }
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_sure = |word: &str| SURE.iter().any(|known| is(word, known));
    let (first, last) = (words().next()?, words().next_back()?);
    let is_alone = words().nth(1).is_none();
    let of_something = words().nth(1).is_some_and(|word| is(word, "of"));
    if is_sure(first) && (is_alone || of_something) {
        return Some(StatusName::Sure);
    }
    let is_doubtful = |word: &str| DOUBTFUL.iter().any(|known| is(word, known));
    let ends_so = || SURE.iter().any(|known| ends_with(last, known));
    (is_alone && is_doubtful(first) || ends_so()).then_some(StatusName::Doubtful)
}

/// Whether a line in the record of a decision says that it holds no longer: `Superseded by 5`, `Rejected`, but not
/// `Supersedes 3`.
pub fn ends_validity(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = |known: &&str| {
        let mut written = line.chars().flat_map(char::to_lowercase);
        let is_same = known.chars().all(|c| written.next() == Some(c));
        is_same && (words::is_dense(known) || written.next().is_none_or(|c| !c.is_alphanumeric()))
    };
    line.len() <= LONGEST_LINE && ENDED.iter().any(begins)
}

/// Whether a word is one known in lower case.
fn is(word: &str, known: &str) -> bool {
    match word.is_ascii() || known.is_ascii() {
        true => word.eq_ignore_ascii_case(known),
        false => word.to_lowercase() == known,
    }
}

/// Whether a word is one known in lower case, or ends with it where no spaces divide words.
fn ends_with(word: &str, known: &str) -> bool {
    is(word, known) || words::is_dense(known) && word.ends_with(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_decision_is_no_relation() {
        for (line, wanted) in [
            ("Superseded by [5. New](b.md)", true),
            ("**Deprecated**", true),
            ("~~rejected~~ on Monday", true),
            ("Ersetzt durch [[b]]", true),
            ("Überholt", true),
            ("已废弃。", true),
            ("Supersedes [3. Old](c.md)", false),
            ("Ersetzt [[c]]", false),
            ("Replaced", false),
            ("Obsoletes 3", false),
            ("Accepted", false),
            ("", false),
        ] {
            assert_eq!(ends_validity(line), wanted, "{line}");
        }
    }

    #[test]
    fn names_of_statuses() {
        use StatusName::{Doubtful, Sure};
        for (name, wanted) in [
            ("status", Some(Sure)),
            ("Status of Completion", Some(Sure)),
            ("reading-status", Some(Doubtful)),
            ("Reading progress", Some(Doubtful)),
            ("Progress", Some(Sure)),
            ("状态", Some(Sure)),
            ("阅读状态", Some(Doubtful)),
            ("非表示状態", Some(Doubtful)),
            ("읽기상태", Some(Doubtful)),
            ("Статус", Some(Sure)),
            ("Done?", Some(Doubtful)),
            ("État", Some(Doubtful)),
            ("State of completion", Some(Doubtful)),
            ("Status code", None),
            ("status bar", None),
            ("State of the art", None),
            ("Book", None),
            ("", None),
        ] {
            assert_eq!(status_name(name), wanted, "{name}");
        }
    }
}
