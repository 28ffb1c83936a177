//! How months and the days of the week are called. Leaves out what days are written with them, which `days` reads.

use crate::words;

/// The English names of the months in lower case, January first.
const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
];

/// The month of an English name in lower case, or of its usual short form: `mar`, `sept`.
pub fn month(name: &str) -> Option<i8> {
    let is_called = |month: &str| {
        month == name || month[..3] == *name || (month == "september" && name == "sept")
    };
    let place = MONTHS.iter().position(|month| is_called(month))?;
    i8::try_from(place + 1).ok()
}

/// The months of other languages as texts name them with a day, without accents, January first:
/// German, French, Spanish, Portuguese, Italian, Dutch, Russian, Turkish.
#[rustfmt::skip]
const OTHER_MONTHS: [&[&str]; 12] = [
    &["januar", "janner", "janvier", "enero", "janeiro", "gennaio", "januari", "января", "ocak"],
    &["februar", "fevrier", "febrero", "fevereiro", "febbraio", "februari", "февраля", "subat"],
    &["marz", "mars", "marzo", "marco", "maart", "марта", "mart"],
    &["avril", "abril", "aprile", "апреля", "nisan"],
    &["mai", "mayo", "maio", "maggio", "mei", "мая", "mayis"],
    &["juni", "juin", "junio", "junho", "giugno", "июня", "haziran"],
    &["juli", "juillet", "julio", "julho", "luglio", "июля", "temmuz"],
    &["aout", "agosto", "augustus", "августа", "agustos"],
    &["septembre", "septiembre", "setembro", "settembre", "сентября", "eylul"],
    &["oktober", "octobre", "octubre", "outubro", "ottobre", "октября", "ekim"],
    &["novembre", "noviembre", "novembro", "ноября", "kasim"],
    &["dezember", "decembre", "diciembre", "dezembro", "dicembre", "декабря", "aralik"],
];

/// The days of the week as texts name them with a day, without accents, Monday first: English, German, French,
/// Spanish, Portuguese, Italian, Dutch, Russian, Turkish.
#[rustfmt::skip]
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "montag", "mo", "lundi", "lunes", "segunda", "lunedi", "maandag", "понедельник", "pazartesi"],
    &["tuesday", "tue", "dienstag", "di", "mardi", "martes", "terca", "martedi", "dinsdag", "вторник", "sali"],
    &["wednesday", "wed", "mittwoch", "mi", "mercredi", "miercoles", "quarta", "mercoledi", "woensdag", "среда", "carsamba"],
    &["thursday", "thu", "donnerstag", "do", "jeudi", "jueves", "quinta", "giovedi", "donderdag", "четверг", "persembe"],
    &["friday", "fri", "freitag", "fr", "vendredi", "viernes", "sexta", "venerdi", "vrijdag", "пятница", "cuma"],
    &["saturday", "sat", "samstag", "sa", "samedi", "sabado", "sabato", "zaterdag", "суббота", "cumartesi"],
    &["sunday", "sun", "sonntag", "so", "dimanche", "domingo", "domenica", "zondag", "воскресенье", "pazar"],
];

/// The same in Chinese and Japanese, behind or before a sign that says so.
const WEEKDAY_SIGNS: &str = "一二三四五六日天月火水木金土";

/// Whether a word is the name of a day of the week.
pub fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',']);
    let signs = ["星期", "周", "週"].iter().find_map(|week| word.strip_prefix(week));
    if let Some(sign) = signs.or_else(|| word.strip_suffix("曜日")) {
        let mut signs = sign.chars();
        return signs.next().is_some_and(|sign| WEEKDAY_SIGNS.contains(sign))
            && signs.next().is_none();
    }
    let word = words::fold(word);
    WEEKDAYS.iter().any(|names| names.contains(&&*word))
}

/// The month that a word of a text names, in English or another language; `3` is none.
pub(crate) fn month_named(word: &str) -> Option<u32> {
    if word.len() < 3 || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let word = words::fold(word);
    if let Some(month) = month(&word) {
        return u32::try_from(month).ok();
    }
    let index = OTHER_MONTHS.iter().position(|names| names.contains(&&*word))?;
    u32::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_a_long_and_a_short_name() {
        for (name, wanted) in [
            ("january", Some(1)),
            ("may", Some(5)),
            ("sep", Some(9)),
            ("sept", Some(9)),
            ("september", Some(9)),
            ("dec", Some(12)),
            ("janu", None),
            ("ja", None),
            ("", None),
        ] {
            assert_eq!(month(name), wanted, "{name}");
        }
    }

    #[test]
    fn months_are_in_the_table_as_they_are_compared_and_once() {
        let mut names: Vec<&str> = OTHER_MONTHS.concat();
        assert!(names.iter().all(|name| words::fold(name) == *name), "{names:?}");
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
