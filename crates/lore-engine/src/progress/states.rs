//! What a status says. Leaves out which fields and columns are statuses, and the words and signs themselves
//! (`vocabulary`).
//!
//! A draft is in progress and what was published is done; what was archived or dropped will not go on.
//! A garden's seedlings grow, its evergreens have grown. Whatever is in no table has no state here.

mod vocabulary;

use lore_core::{days, name, words};

use super::Portion;
use vocabulary::{BEGINNINGS, DENSE, NOT, SIGNS, WHOLE};

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Begun and not done.
    InProgress,
    /// Not begun.
    Planned,
    /// Come to its end.
    Done,
    /// Given up or put aside.
    Stopped,
    /// Something that no table here knows.
    Other,
}

impl State {
    /// All states, in the order in which items are listed.
    pub const ALL: [State; 5] =
        [State::InProgress, State::Planned, State::Done, State::Stopped, State::Other];

    /// The state in a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Done => "done",
            State::InProgress => "in progress",
            State::Planned => "planned",
            State::Stopped => "stopped",
            State::Other => "other",
        }
    }
}

/// Of these a cross says that it is not so yet, and a day since when it is.
const ASKED: [&str; 4] = ["done", "completed", "finished", "completion"];
/// Words in the longest beginning.
const LONGEST_BEGINNING: usize = 3;
/// What has more words up to the first comma is a sentence, even if it begins like a status
const MOST_WORDS: usize = 6;
/// (of writing without spaces, more signs) …
const MOST_SIGNS: usize = 12;
/// … and what does not, is one from fewer words on, in all or up to the first comma, or if it ends like one.
const MOST_UNKNOWN_WORDS: (usize, usize) = (8, 3);

/// What one status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) state: State,
    /// Of 100 for percent.
    pub(super) measure: Option<Portion>,
}

/// Reads a status that stands under a name; nothing if no table knows it.
pub(super) fn read(value: &str, under: &str) -> Option<Reading> {
    let value = value.trim().to_lowercase();
    let asked = name::concept_key(under).split(' ').any(|word| ASKED.contains(&word));
    let measure = measure(&value);
    let of_measure = measure.map(|Portion { done, total }| match done {
        0 => State::Planned,
        done if done == total => State::Done,
        _ => State::InProgress,
    });
    let since = || (asked && days::find(&value).is_some()).then_some(State::Done);
    let not_yet = |state| if asked && state == State::Stopped { State::Planned } else { state };
    // Words decide: a sign beside them adorns.
    let words = without_signs(&value);
    let said = said(&words).map(|state| as_far_as(state, &words));
    let state = said.or_else(|| sign(&value).map(not_yet)).or(of_measure).or_else(since)?;
    Some(Reading { state, measure })
}

/// Whether a value that no table knows is a sentence rather than somebody's own word for a status.
pub(super) fn is_sentence(value: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    words(value) > MOST_UNKNOWN_WORDS.0
        || words(clause(value)) > MOST_UNKNOWN_WORDS.1
        || value.ends_with(['。', '！', '？'])
        // Each sign of writing without spaces is one here.
        || words::plain_ranges(clause(value)).count() > MOST_SIGNS
}

/// The first sign in a value.
fn sign(value: &str) -> Option<State> {
    let places = SIGNS.iter().flat_map(|(state, signs)| {
        signs.iter().filter_map(|sign| Some((value.find(sign)?, *state)))
    });
    places.min_by_key(|(at, _)| *at).map(|(_, state)| state)
}

/// A value with spaces in the place of signs.
fn without_signs(value: &str) -> String {
    let mut words = value.to_owned();
    for sign in SIGNS.iter().flat_map(|(_, signs)| *signs) {
        if words.contains(sign) {
            words = words.replace(sign, " ");
        }
    }
    words.trim().to_owned()
}

/// What a value says whose first words say a state: what is done is under way if only some of it is
/// (`done: 4/9 chapters`), or if a remark behind says so.
fn as_far_as(state: State, value: &str) -> State {
    let (before, remarks) = value.split_once([',', ';']).unwrap_or((value, ""));
    let some = measure(before).is_some_and(|some| some.done < some.total);
    let goes_on =
        || remarks.split([',', ';', ':', '(']).any(|part| said(part) == Some(State::InProgress));
    if state == State::Done && (some || goes_on()) { State::InProgress } else { state }
}

/// Whether a status without spaces is over here: an ending of its last word, a date or a remark. Others may say
/// the opposite, as in `完了していない`.
fn is_ending(rest: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "", "しました", "した", "済み", "済", "です", "了", "됨", "되었음", "되었습니다", "했음",
        "했습니다", "함", "중",
    ];
    let is_remark =
        |c: char| c.is_ascii_digit() || c.is_ascii_punctuation() || "（、。：".contains(c);
    ENDINGS.contains(&rest) || rest.starts_with(is_remark)
}

/// What the words of a value say.
fn said(value: &str) -> Option<State> {
    let in_words = |text: &str| -> Vec<String> {
        words::plain(text).map(|word| word.term.into_owned()).collect()
    };
    let find = |table: &[(State, &[&str])], phrase: &str| {
        table.iter().find(|(_, known)| known.contains(&phrase)).map(|(state, _)| *state)
    };
    if let Some(state) = find(WHOLE, &in_words(value).join(" ")) {
        return Some(state);
    }
    let dense = clause(value).trim();
    if dense.chars().count() <= MOST_SIGNS {
        let fitting = DENSE.iter().flat_map(|(state, known)| {
            let begins = known.iter().filter(|known| {
                dense.strip_prefix(**known).is_some_and(|rest| is_ending(rest.trim_start()))
            });
            begins.map(move |known| (known.len(), *state))
        });
        if let Some((_, state)) = fitting.max_by_key(|(length, _)| *length) {
            return Some(state);
        }
    }
    let begins = in_words(clause(value));
    let beginning = |words: &[String]| {
        let mut lengths = (1..=LONGEST_BEGINNING.min(words.len())).rev();
        lengths.find_map(|length| find(BEGINNINGS, &words[..length].join(" ")))
    };
    // Only what is done or under way is planned where it is not so.
    let denied = |words: &[String]| match (find(WHOLE, &words.join(" ")), beginning(words)) {
        (Some(state), _) | (None, Some(state)) => match state {
            State::Done | State::InProgress => Some(State::Planned),
            State::Planned | State::Stopped | State::Other => None,
        },
        (None, None) => None,
    };
    let not = || {
        let mut lengths = (1..=LONGEST_BEGINNING.min(begins.len())).rev();
        let length = lengths.find(|&length| NOT.contains(&&*begins[..length].join(" ")))?;
        denied(&begins[length..])
    };
    let state = beginning(&begins).or_else(not);
    state.filter(|_| clause(value).split_whitespace().count() <= MOST_WORDS)
}

/// A value up to what divides it from a remark.
fn clause(value: &str) -> &str {
    let end = value.find([',', ';', '.', ':', '(', '—', '–', '|', '，', '、', '。', '：', '（']);
    &value[..end.unwrap_or(value.len())]
}

/// `50%`, `3/12`, `3 of 12`: how many of how many.
fn measure(value: &str) -> Option<Portion> {
    let digits = |text: &str| text.parse::<u32>().ok().map(|number| number as usize);
    let whole = |text: &str| text.split('.').next().and_then(digits);
    let pieces: Vec<&str> = value
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';'))
        .filter(|piece| !piece.is_empty())
        .collect();
    let of = pieces.windows(3).filter(|three| three[1] == "of");
    let in_words =
        of.filter_map(|three| Some(Portion { done: digits(three[0])?, total: digits(three[2])? }));
    let signs = pieces.iter().enumerate().filter_map(|(at, piece)| {
        if let Some(percent) = piece.strip_suffix('%') {
            let before = at.checked_sub(1).and_then(|at| pieces.get(at));
            let percent = if percent.is_empty() { *before? } else { percent };
            return Some(Portion { done: whole(percent)?, total: 100 });
        }
        let (done, total) = piece.split_once('/')?;
        Some(Portion { done: digits(done)?, total: digits(total)? })
    });
    in_words.chain(signs).find(|some| some.done <= some.total && some.total > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_by_their_sense() {
        use State::{Done, InProgress, Planned, Stopped};
        for (value, wanted) in [
            ("done", Some(Done)),
            ("Finished in March", Some(Done)),
            ("**DONE**", Some(Done)),
            (":white_check_mark:", Some(Done)),
            ("✅ 2024-01-03", Some(Done)),
            ("[x]", Some(Done)),
            ("published", Some(Done)),
            ("Terminé", Some(Done)),
            ("read", Some(Done)),
            ("Agreed, and written up where all can find it", Some(Done)),
            ("In-Progress", Some(InProgress)),
            ("in_progress", Some(InProgress)),
            ("reading (chapter 3)", Some(InProgress)),
            (":construction:", Some(InProgress)),
            ("🏗️", Some(InProgress)),
            ("draft", Some(InProgress)),
            ("almost done", Some(InProgress)),
            ("not finished", Some(InProgress)),
            ("seedling", Some(InProgress)),
            ("TODO", Some(Planned)),
            ("to-read", Some(Planned)),
            ("not done", Some(Planned)),
            ("read next", Some(Planned)),
            ("[ ]", Some(Planned)),
            ("no", Some(Planned)),
            ("on hold since June", Some(Stopped)),
            ("archived", Some(Stopped)),
            ("❌", Some(Stopped)),
            ("50%", Some(InProgress)),
            ("50.5 %", Some(InProgress)),
            ("0%", Some(Planned)),
            ("12/12", Some(Done)),
            ("3 of 12 weeks", Some(InProgress)),
            ("done (3/12)", Some(InProgress)),
            ("done: 4/9 chapters", Some(InProgress)),
            ("done with 3 of 12", Some(InProgress)),
            ("done: 9/9 chapters", Some(Done)),
            ("finished, 4/5 stars", Some(Done)),
            ("passed chapter 2, in progress", Some(InProgress)),
            ("Passed in May, draft of a review follows", Some(InProgress)),
            ("passed on 2024-05-01", Some(Done)),
            ("not started (0/9)", Some(Planned)),
            ("🟢 not started", Some(Planned)),
            ("🟡 on hold", Some(Stopped)),
            ("📖 finished", Some(Done)),
            ("⏳ done", Some(Done)),
            ("⚪ finished", Some(Done)),
            ("in progress ✅", Some(InProgress)),
            ("✅ not done", Some(Planned)),
            (":white_check_mark: not done", Some(Planned)),
            (":book: finished", Some(Done)),
            ("[x] todo", Some(Planned)),
            ("✅ Berlin", Some(Done)),
            ("todo: finish", Some(Planned)),
            ("nicht begonnen", Some(Planned)),
            ("noch nicht gelesen", Some(Planned)),
            ("not published yet", Some(Planned)),
            ("not in progress", Some(Planned)),
            ("Not doing", Some(Stopped)),
            ("won't do", Some(Stopped)),
            ("won’t fix", Some(Stopped)),
            ("Cancelled", Some(Stopped)),
            ("not doing yet", Some(Planned)),
            ("完了", Some(Done)),
            ("完了しました", Some(Done)),
            ("已完成", Some(Done)),
            ("выполнено", Some(Done)),
            ("concluído", Some(Done)),
            ("Klaar", Some(Done)),
            ("letto", Some(Done)),
            ("färdig", Some(Done)),
            ("완료", Some(Done)),
            ("完了しました", Some(Done)),
            ("未着手", Some(Planned)),
            ("完了していない", None),
            ("完了予定", None),
            ("完成度50%", None),
            ("着手前", None),
            ("進行中止", None),
            ("완료되지 않음", None),
            ("will not start yet", None),
            ("Hotovo (2024)", Some(Done)),
            ("in Bearbeitung", Some(InProgress)),
            ("En cours", Some(InProgress)),
            ("en progreso", Some(InProgress)),
            ("em andamento", Some(InProgress)),
            ("進行中", Some(InProgress)),
            ("进行中", Some(InProgress)),
            ("진행 중", Some(InProgress)),
            ("в работе", Some(InProgress)),
            ("à faire", Some(Planned)),
            ("未着手", Some(Planned)),
            ("未完成", Some(Planned)),
            ("не начато", Some(Planned)),
            ("не выполнено", Some(Planned)),
            ("❌ Não iniciado", Some(Planned)),
            ("❌ No iniciado", Some(Planned)),
            ("🔴 Não iniciada", Some(Planned)),
            ("ainda não começado", Some(Planned)),
            ("sin empezar", Some(Planned)),
            ("❌ non ancora iniziato", Some(Planned)),
            ("❌ Pas commencée", Some(Planned)),
            ("❌ noch nicht gestartet", Some(Planned)),
            ("iniciado", Some(InProgress)),
            ("Aprovado", Some(Done)),
            ("Aprobada en mayo", Some(Done)),
            ("Réussi", Some(Done)),
            ("Obtenido", Some(Done)),
            ("Superato", Some(Done)),
            ("Reprovado", Some(Stopped)),
            ("отменён", None),
            ("отменено", Some(Stopped)),
            ("not abandoned", None),
            ("not at home", None),
            ("1/2/2024", None),
            ("read chapter 3", None),
            ("done that for years now and still do", None),
            ("tinkering", None),
            ("404", None),
            ("", None),
        ] {
            assert_eq!(read(value, "status").map(|reading| reading.state), wanted, "{value}");
        }
        assert_eq!(
            read("3 of 12", "status").and_then(|reading| reading.measure),
            Some(Portion { done: 3, total: 12 })
        );
        for (value, wanted) in [("❌", Planned), ("2024-03-01", Done), ("✓", Done)] {
            assert_eq!(read(value, "Done?").map(|reading| reading.state), Some(wanted), "{value}");
        }
        assert_eq!(read("2024-03-01", "status"), None);
    }

    #[test]
    fn what_is_long_or_ends_as_one_is_a_sentence() {
        for (value, is) in [
            ("tinkering", false),
            ("waiting for Ann", false),
            ("検討会待ち", false),
            ("press the button there", true),
            ("on ice, as long as nobody asks for it again", true),
            ("ボタンを押す。", true),
            ("ボタンを押して元に戻してから保存する", true),
            ("UI のボタンを押して元に戻してから", true),
            ("", false),
        ] {
            assert_eq!(is_sentence(value), is, "{value}");
        }
    }

    #[test]
    fn each_word_and_sign_says_one_thing() {
        for table in [BEGINNINGS, DENSE, WHOLE, SIGNS] {
            let mut all: Vec<&str> =
                table.iter().flat_map(|(_, known)| known.iter().copied()).collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count);
        }
        for (state, known) in BEGINNINGS {
            for phrase in *known {
                assert_eq!(said(phrase), Some(*state), "{phrase}");
                assert!(phrase.split(' ').count() <= LONGEST_BEGINNING, "{phrase}");
            }
        }
    }
}
