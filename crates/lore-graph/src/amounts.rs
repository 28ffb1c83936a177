//! Amounts, which fields measure notes by: `2 hours`, `1h 30m`, `45 min`, `10 km`, `30分`. Leaves out names that hold
//! a number: `Chapter 5`, `7 Habits`, `5G`.

/// What is counted and measured, as it is written behind a number, in the singular and the plural.
const UNITS: &[&str] = &[
    "cal", "calories", "chapter", "chapters", "cm", "day", "days", "dia", "dias", "eur", "euro",
    "euros", "ft", "gb", "gib", "giorni", "giorno", "gr", "h", "heure", "heures", "hora", "horas",
    "hour", "hours", "hr", "hrs", "in", "jour", "jours", "kb", "kcal", "kg", "kib", "kilo",
    "kilos", "km", "lb", "lbs", "m", "mb", "mes", "meses", "mi", "mib", "mile", "miles", "min",
    "mins", "minuta", "minutas", "minute", "minuten", "minutes", "minuti", "minuto", "minutos",
    "ml", "mm", "mois", "monate", "month", "months", "ms", "ora", "ore", "oz", "page", "pages",
    "pagina", "paginas", "percent", "points", "pomodoro", "pomodoros", "pts", "s", "sec", "second",
    "seconds", "secs", "semana", "semanas", "semaine", "semaines", "settimane", "tag", "tage",
    "tb", "tib", "times", "usd", "week", "weeks", "woche", "wochen", "word", "words", "x", "year",
    "years", "分", "分钟", "分間", "分鐘", "周", "天", "小时", "小時", "年", "日", "時間", "月",
    "歳", "页", "頁", "분", "시간",
];
/// What may stand before, between and behind numbers and units.
const FILLERS: &[&str] =
    &["a", "about", "and", "approx", "ca", "circa", "de", "e", "et", "of", "per", "to", "und", "y"];

/// Whether a text says how much or how many, and nothing besides.
pub(crate) fn is_amount(text: &str) -> bool {
    let (mut has_number, mut has_unit) = (false, false);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // `45min`, `1h30m`, `30分`: a number and its unit may be one word.
        let mut rest = word;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_numeric()).unwrap_or(rest.len());
            has_number |= digits > 0;
            rest = &rest[digits..];
            let letters = rest.find(char::is_numeric).unwrap_or(rest.len());
            let unit = &rest[..letters];
            rest = &rest[letters..];
            if unit.is_empty() {
                continue;
            }
            if !has_number && !FILLERS.contains(&unit.to_lowercase().as_str()) {
                return false;
            }
            let is_unit = has_number && (UNITS.contains(&unit) || CAPITAL_UNITS.contains(&unit));
            if !is_unit && !FILLERS.contains(&unit.to_lowercase().as_str()) {
                return false;
            }
            has_unit |= is_unit;
        }
    }
    has_number && has_unit
}

/// With capitals: German units, and those of large numbers. Others are written in small letters: `28 Days` is a film.
const CAPITAL_UNITS: [&str; 23] = [
    "GB", "GiB", "Jahr", "Jahre", "KB", "KiB", "MB", "MiB", "Minute", "Minuten", "Monat", "Monate",
    "Seite", "Seiten", "Std", "Stunde", "Stunden", "TB", "Tag", "Tage", "TiB", "Woche", "Wochen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_from_names_with_numbers() {
        for (text, wanted) in [
            ("2 hours", true),
            ("2 Hours", false),
            ("28 Days", false),
            ("10 Years", false),
            ("1.5h", true),
            ("1h 30m", true),
            ("1h30m", true),
            ("45 min", true),
            ("~ 45 min.", true),
            ("about 2 hours", true),
            ("2-3 hours", true),
            ("1 hour and 20 minutes", true),
            ("3 of 5 chapters", true),
            ("30分", true),
            ("2 小时", true),
            ("2 Stunden", true),
            ("12 pages", true),
            ("5 GB", true),
            ("Chapter 5", false),
            ("Day 4", false),
            ("7 Habits", false),
            ("5G", false),
            ("3M", false),
            ("S3", false),
            ("m3", false),
            ("2PC", false),
            ("Hours", false),
            ("100 Days of Code", false),
            ("5 minute journal", false),
            ("Kafka 3", false),
            ("3/5", false),
            ("", false),
        ] {
            assert_eq!(is_amount(text), wanted, "{text}");
        }
    }
}
