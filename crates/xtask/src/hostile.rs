//! `eval hostile`: queries that nobody should type, to find those that panic or take long. Whether an
//! answer is any good is not looked at.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;

use crate::measures::percentile;
use crate::vault::AskedVault;

/// Hits asked for, as people do.
const HITS: usize = 10;
/// Queries shown of the slowest.
const SLOWEST: usize = 10;
/// What a query should stay below.
const WISH: Duration = Duration::from_millis(50);
/// Longest query made, in bytes: about what is read of one.
const LONGEST: usize = 4200;

/// One query with what came of it.
struct Asked {
    class: &'static str,
    query: String,
    hits: usize,
    time: Duration,
}

/// Asks so many queries, the same for the same seed and vault, and prints how long they took.
pub(crate) fn run(
    folder: &Path,
    queries: usize,
    seed: u64,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let vault = AskedVault::open(folder)?;
    let words = Words::of(vault.texts());
    let mut maker = Maker { random: Random(seed), words };
    let mut asked = Vec::with_capacity(queries);
    for number in 0..queries {
        let (class, make) = CLASSES[number % CLASSES.len()];
        let query = shortened(make(&mut maker));
        let began = Instant::now();
        let hits = catch_unwind(AssertUnwindSafe(|| vault.search(&query, HITS)));
        let time = began.elapsed();
        match hits {
            Ok(hits) => asked.push(Asked { class, query, hits: hits?.len(), time }),
            Err(_) => bail!("a search panicked: {query:?}"),
        }
    }
    print(asked, out)
}

fn shortened(mut query: String) -> String {
    let mut end = query.len().min(LONGEST);
    while !query.is_char_boundary(end) {
        end -= 1;
    }
    query.truncate(end);
    query
}

fn print(mut asked: Vec<Asked>, out: &mut dyn Write) -> anyhow::Result<()> {
    asked.sort_by_key(|each| each.time);
    let answered = asked.iter().filter(|each| each.hits > 0).count();
    let slow = asked.iter().filter(|each| each.time > WISH).count();
    writeln!(
        out,
        "queries {}  with hits {answered}  over {} {slow}{}",
        asked.len(),
        shown(WISH),
        if cfg!(debug_assertions) { "  (debug build)" } else { "" },
    )?;
    let mut classes: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for each in &asked {
        classes.entry(each.class).or_default().push(each.time);
    }
    let all = ("all", asked.iter().map(|each| each.time).collect());
    writeln!(
        out,
        "{:<20} {:>8} {:>11} {:>11} {:>11} {:>11}",
        "", "queries", "p50", "p95", "p99", "max"
    )?;
    for (class, times) in classes.into_iter().chain([all]) {
        write!(out, "{class:<20} {:>8}", times.len())?;
        for percent in [50, 95, 99, 100] {
            write!(out, " {:>11}", shown(percentile(&times, percent)))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "slowest")?;
    for each in asked.iter().rev().take(SLOWEST) {
        // As a literal, since it may hold anything.
        let beginning: String = each.query.chars().take(60).collect();
        let cut = if beginning.len() < each.query.len() { "…" } else { "" };
        writeln!(out, "{:>11}  {}: {beginning:?}{cut}", shown(each.time), each.class)?;
    }
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// The words of a vault.
struct Words {
    /// Each word once, those in most notes first.
    all: Vec<String>,
    /// Stretches of text as they stand in notes.
    stretches: Vec<String>,
}

impl Words {
    fn of(texts: impl Iterator<Item = String>) -> Words {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut stretches = Vec::new();
        for text in texts {
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1) {
                *counts.entry(word.to_lowercase()).or_default() += 1;
            }
            let middle: String = text.chars().skip(text.len() / 4).take(LONGEST).collect();
            if !middle.trim().is_empty() {
                stretches.push(middle);
            }
        }
        let mut all: Vec<(String, usize)> = counts.into_iter().collect();
        all.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        let mut words = Words { all: all.into_iter().map(|(word, _)| word).collect(), stretches };
        // An empty vault has its queries, too.
        if words.all.is_empty() {
            words.all.push("word".to_owned());
        }
        if words.stretches.is_empty() {
            words.stretches.push("word".to_owned());
        }
        words
    }
}

/// SplitMix64, so that a seed gives the same queries everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`, which is above 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    fn of<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

struct Maker {
    random: Random,
    words: Words,
}

type Make = fn(&mut Maker) -> String;

/// The kinds of queries, taken in turn.
const CLASSES: [(&str, Make); 30] = [
    ("bytes", Maker::bytes),
    ("characters", Maker::characters),
    ("grammar", Maker::grammar),
    ("grammar", Maker::grammar),
    ("parentheses", Maker::parentheses),
    ("long word", Maker::long_word),
    ("or", Maker::or),
    ("prefixes", Maker::prefixes),
    ("short prefixes", Maker::short_prefixes),
    ("one letter, Chinese", Maker::one_letter),
    ("quotes", Maker::quotes),
    ("long phrase", Maker::long_phrase),
    ("phrase of common", Maker::common_phrase),
    ("near", Maker::near),
    ("regex", Maker::regex),
    ("regex", Maker::regex),
    ("regexes in groups", Maker::regexes),
    ("ranges", Maker::ranges),
    ("fields", Maker::fields),
    ("graph", Maker::graph),
    ("saved", Maker::saved),
    ("right to left", Maker::right_to_left),
    ("control characters", Maker::controls),
    ("words of notes", Maker::words_of_notes),
    ("text of a note", Maker::text_of_note),
    ("common words", Maker::common_words),
    ("common words, all", Maker::every_common_word),
    ("typos", Maker::typos),
    ("many typos", Maker::many_typos),
    ("exclusions", Maker::exclusions),
];

impl Maker {
    fn repeat(
        &mut self,
        low: usize,
        high: usize,
        between: &str,
        mut one: impl FnMut(&mut Self) -> String,
    ) -> String {
        let count = self.random.between(low, high);
        let all: Vec<String> = (0..count).map(|_| one(self)).collect();
        all.join(between)
    }

    /// A word of the vault, rare or common.
    fn word(&mut self) -> String {
        let place = self.random.below(self.words.all.len());
        self.words.all[place].clone()
    }

    /// One of the hundred words that stand in most notes.
    fn common(&mut self) -> String {
        let place = self.random.below(self.words.all.len().min(100));
        self.words.all[place].clone()
    }

    fn character(&mut self) -> char {
        let ranges: [(u32, u32); 10] = [
            (0x20, 0x7e),
            (0x20, 0x7e),
            (0x0, 0x1f),
            (0x80, 0x24f),
            (0x300, 0x36f),
            (0x590, 0x6ff),
            (0xe00, 0xe7f),
            (0x2000, 0x206f),
            (0x4e00, 0x9fff),
            (0x1f300, 0x1faff),
        ];
        let (low, high) = ranges[self.random.below(ranges.len())];
        char::from_u32(low + self.random.below((high - low + 1) as usize) as u32).unwrap_or('?')
    }

    fn bytes(&mut self) -> String {
        let count = self.random.between(0, 300);
        let bytes: Vec<u8> = (0..count).map(|_| self.random.next() as u8).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn characters(&mut self) -> String {
        self.repeat(1, 200, "", |maker| maker.character().to_string())
    }

    fn grammar(&mut self) -> String {
        const PIECES: [&str; 40] = [
            "(", ")", "\"", "\"~5", "~", "-", "--", "-(", "OR", " OR ", "AND", "NOT", "*", "a*",
            "#", "#tag", "[", "]", "[[", "]]", "[a]", "[a: b]", "[a: *]", ":", "title:", "tag:",
            "topic:(", "path:", "type:", "date:", "is:", "has:", "link:", ">=", "<", "..", "/",
            "/a/", "\\", "@",
        ];
        self.repeat(1, 60, "", |maker| match maker.random.below(4) {
            0 => maker.word(),
            1 => " ".to_owned(),
            _ => maker.random.of(&PIECES).to_owned(),
        })
    }

    fn parentheses(&mut self) -> String {
        let depth = self.random.between(1, 2000);
        let inner = self.word();
        match self.random.below(4) {
            0 => format!("{}{inner}{}", "(".repeat(depth), ")".repeat(depth)),
            1 => format!("{}{inner}", "(".repeat(depth)),
            2 => "(a OR ".repeat(depth.min(300)) + &inner + &")".repeat(depth.min(300)),
            _ => "-(".repeat(depth.min(600)) + &inner + &")".repeat(depth.min(600)),
        }
    }

    fn long_word(&mut self) -> String {
        let unit = match self.random.below(5) {
            0 => "a".to_owned(),
            1 => "数据".to_owned(),
            2 => "a_".to_owned(),
            3 => "aB".to_owned(),
            _ => self.word(),
        };
        unit.repeat(self.random.between(1, LONGEST / unit.len() + 1))
    }

    fn or(&mut self) -> String {
        self.repeat(2, 700, " OR ", Maker::word)
    }

    fn prefixes(&mut self) -> String {
        self.repeat(1, 600, " ", |maker| {
            let word = maker.word();
            let length = maker.random.between(2, 5);
            word.chars().take(length).chain(['*']).collect()
        })
    }

    fn short_prefixes(&mut self) -> String {
        let between = self.random.of(&[" ", " OR "]);
        self.repeat(1, 60, between, |maker| {
            let word = maker.common();
            word.chars().take(2).chain(['*']).collect()
        })
    }

    fn one_letter(&mut self) -> String {
        let letters = ["的", "数", "の", "ア", "한", "ก", "é", "я"];
        self.repeat(1, 200, " ", |maker| maker.random.of(&letters).to_owned())
    }

    fn quotes(&mut self) -> String {
        self.repeat(1, 300, "\"", |maker| match maker.random.below(3) {
            0 => String::new(),
            1 => " ".to_owned(),
            _ => maker.word(),
        })
    }

    fn long_phrase(&mut self) -> String {
        format!("\"{}\"", self.repeat(50, 400, " ", Maker::word))
    }

    fn common_phrase(&mut self) -> String {
        self.repeat(1, 8, " ", |maker| format!("\"{}\"", maker.repeat(2, 20, " ", Maker::common)))
    }

    fn near(&mut self) -> String {
        let moves = self.random.of(&["1", "5", "50", "100", "99999", ""]);
        format!("\"{}\"~{moves}", self.repeat(2, 12, " ", Maker::common))
    }

    fn regex(&mut self) -> String {
        const NASTY: [&str; 16] = [
            "(a*)*b", "(x+x+)+y", ".{1000}", r"\w*\w*\w*", "(a|a)*c", "(.*)(.*)(.*)(.*)z",
            "^(\\s*\\S+)*$", "[^z]{200}", "\\p{L}{50}", "(?s).*", "a{0,500}b{0,500}",
            "((a{10}){10}){10}", "$", "(", "\\d+", "(foo|bar|baz|qux)+\\b",
        ];
        let pattern = match self.random.below(6) {
            0 => self.word(),
            1 => self.repeat(1, 80, "", |maker| {
                maker.random.of(&["a", "|", "*", "(", ")", ".", "{9}", "+", "[x]", "?"]).to_owned()
            }),
            2 => self.repeat(2, 300, "|", Maker::word),
            _ => self.random.of(&NASTY).to_owned(),
        };
        let before = self.random.of(&["", "", "-", "the "]);
        format!("{before}/{pattern}/")
    }

    fn regexes(&mut self) -> String {
        self.repeat(1, 30, " OR ", |maker| format!("({} {})", maker.regex(), maker.common()))
    }

    fn ranges(&mut self) -> String {
        const RANGES: [&str; 16] = [
            "date:0001..9999", "date:..", "date:2023..", "created:<9999", "modified:>0001",
            "modified:today", "date:\"last 99999 days\"", "date:2024-13-99", "a:..1e308",
            "rating>=-1e308", "rating:nan..inf", "[a: 1..2 OR 3..4]",
            "date:(2020 OR 2021 OR march)", "modified:0001..9999", "-date:2023", "a:>0 a:<0",
        ];
        self.repeat(1, 40, " ", |maker| maker.random.of(&RANGES).to_owned())
    }

    fn fields(&mut self) -> String {
        const NAMES: [&str; 12] = [
            "title:", "alias:", "heading:", "tag:", "topic:", "path:", "type:", "status:",
            "[tags: ", "#", "-tag:", "\"date created\":",
        ];
        self.repeat(1, 80, " ", |maker| {
            let (name, word) = (maker.random.of(&NAMES), maker.word());
            let star = maker.random.of(&["", "*", "**"]);
            let close = if name.starts_with('[') { "]" } else { "" };
            format!("{name}{word}{star}{close}")
        })
    }

    fn graph(&mut self) -> String {
        const FACTS: [&str; 10] = [
            "is:orphan", "is:dead", "-is:orphan", "is:task", "has:link", "is:embed", "has:tag",
            "-has:date", "is:done", "is:nothing",
        ];
        self.repeat(1, 40, " ", |maker| match maker.random.below(3) {
            0 => format!("link:{}", maker.word()),
            _ => maker.random.of(&FACTS).to_owned(),
        })
    }

    fn saved(&mut self) -> String {
        self.repeat(1, 300, " ", |maker| match maker.random.below(3) {
            0 => "@".to_owned(),
            1 => "@@(@a)".to_owned(),
            _ => format!("@{}", maker.word()),
        })
    }

    fn right_to_left(&mut self) -> String {
        const PIECES: [&str; 9] =
            ["שלום", "مرحبا", "\u{202e}", "\u{2067}", "\u{200f}", " ", "(", "\"", "OR"];
        self.repeat(1, 120, "", |maker| maker.random.of(&PIECES).to_owned())
    }

    fn controls(&mut self) -> String {
        const PIECES: [&str; 9] = [
            "\0", "\u{1b}[31m", "\r\n", "\u{7f}", "\u{85}", "\u{feff}", "\u{fffe}", "\t",
            "\u{2028}",
        ];
        self.repeat(1, 200, "", |maker| match maker.random.below(3) {
            0 => maker.word(),
            _ => maker.random.of(&PIECES).to_owned(),
        })
    }

    fn words_of_notes(&mut self) -> String {
        self.repeat(2, 800, " ", Maker::word)
    }

    fn text_of_note(&mut self) -> String {
        let place = self.random.below(self.words.stretches.len());
        let length = self.random.between(20, LONGEST);
        self.words.stretches[place].chars().take(length).collect()
    }

    fn common_words(&mut self) -> String {
        self.repeat(1, 6, " ", Maker::common)
    }

    fn every_common_word(&mut self) -> String {
        self.repeat(7, 400, " ", Maker::common)
    }

    fn typo(&mut self) -> String {
        let mut letters: Vec<char> = self.word().chars().collect();
        for _ in 0..self.random.between(1, 2) {
            let place = self.random.below(letters.len());
            match self.random.below(3) {
                0 => letters.insert(place, 'q'),
                1 if letters.len() > 1 => drop(letters.remove(place)),
                _ => letters[place] = 'x',
            }
        }
        letters.into_iter().collect()
    }

    fn typos(&mut self) -> String {
        self.repeat(1, 4, " ", Maker::typo)
    }

    fn many_typos(&mut self) -> String {
        self.repeat(20, 500, " ", Maker::typo)
    }

    fn exclusions(&mut self) -> String {
        let wanted = self.common();
        format!("{wanted} {}", self.repeat(1, 400, " ", |maker| format!("-{}", maker.word())))
    }
}
