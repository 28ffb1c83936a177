//! Whose a row of a table is: what two different people are to do is two things, even under one name.
//! Leaves out the rest of what makes rows one thing.

use lore_core::name;

/// Names of columns that say who does what stands in the row, as [`name::concept_key`] gives them.
const COLUMNS: &[&str] = &[
    "assigned", "assigned to", "assignee", "owner", "person", "responsible", "responsible person",
    "who", // German, French, Spanish, Italian, Portuguese, Dutch, Russian.
    "verantwortlich", "verantwortliche", "wer", "zustandig", "assigne a", "qui", "responsable",
    "quien", "responsabile", "responsavel", "quem", "eigenaar", "verantwoordelijke", "исполнитель",
    "кто", "ответственныи", "ответственный", // Chinese, Japanese, Korean.
    "负责人", "責任者", "担当", "担当者", "담당", "담당자",
];

/// The people whom the other cells of a row name, each as a key.
pub(super) fn people(details: &[(String, String)]) -> Vec<String> {
    let is_person = |column: &str| {
        let key = name::concept_key(column);
        COLUMNS.contains(&key.as_str()) || COLUMNS.contains(&key.replace(' ', "").as_str())
    };
    let cells = details.iter().filter(|(column, _)| is_person(column)).map(|(_, cell)| cell);
    let divided = cells.flat_map(|cell| cell.split([',', ';', '/', '&', '+', '、', '，']));
    let divided = divided.flat_map(|part| part.split(" and "));
    divided.map(name::concept_key).filter(|key| !key.is_empty()).collect()
}

/// Whether two rows may be of the same people: one of them names none, or both name one. `Ana` may be
/// `Ana Lopez`.
pub(super) fn may_be_same(left: &[String], right: &[String]) -> bool {
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let same = |a: &String| right.iter().any(|b| begins(a, b) || begins(b, a));
    left.is_empty() || right.is_empty() || left.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_apart() {
        let row = |column: &str, cell: &str| people(&[(column.to_owned(), cell.to_owned())]);
        for (left, right, same) in [
            (("Owner", "Ana"), ("Owner", "Bob"), false),
            (("Owner", "Ana"), ("Assignee", "ana"), true),
            (("Who", "@Ana, Bob"), ("Owner", "Bob"), true),
            (("Owner", "Ana Lopez"), ("Owner", "Ana"), true),
            (("Owner", "Ana"), ("Owner", "Anabel"), false),
            (("Owner", "Ana"), ("Owner", ""), true),
            (("Owner", "Ana"), ("Due", "Bob"), true),
            (("担当者", "田中"), ("担当者", "鈴木"), false),
            (("Zuständig", "Ana"), ("Zuständig", "Bob"), false),
            (("Ответственный", "Анна"), ("Ответственный", "Иван"), false),
        ] {
            let (one, other) = (row(left.0, left.1), row(right.0, right.1));
            assert_eq!(may_be_same(&one, &other), same, "{left:?} {right:?}");
        }
    }
}
