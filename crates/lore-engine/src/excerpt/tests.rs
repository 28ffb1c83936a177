//! What excerpts show, by example and by law. Leaves out very long sections, which are in `large_notes`.

use lore_core::{Date, Language, LineIndex, VaultPath, character_start};
use lore_index::{Base, Clause, NoteText, Query, SectionText, Store, TextIndex};
use proptest::prelude::*;
use regex::{Regex, RegexBuilder};

use super::stretch::{LONGEST, width};
use super::*;

fn source(text: &str) -> SectionSource {
    let path = VaultPath::new("note.md").unwrap();
    let parsed = lore_parser::parse(&path, text, &lore_parser::Options::default());
    let language = Language::English;
    let lines = LineIndex::new(text);
    SectionSource { source: text.to_owned(), start: 0, first_line: 1, lines, language, parsed }
}

/// An index that knows of notes in English.
fn index() -> TextIndex {
    let store = Store::in_memory("excerpts");
    let mut writer = store.writer(Base::Nothing, 1).unwrap();
    let sections = vec![SectionText::default()];
    writer.replace(NoteText { key: 1, sections, ..NoteText::default() }).unwrap();
    writer.commit(|_| Ok(Vec::new())).unwrap().text
}

thread_local! {
    static INDEX: TextIndex = index();
}

fn wanted(query: &str) -> (Wanted, Vec<Regex>) {
    let query = Query::parse(query, Date::constant(2024, 3, 13));
    let regexes = query.clauses.iter().filter_map(|clause| match clause {
        Clause::Regex(pattern) => RegexBuilder::new(pattern).multi_line(true).build().ok(),
        _ => None,
    });
    let regexes: Vec<Regex> = regexes.collect();
    (INDEX.with(|index| Wanted::of_query(&query, &regexes, index)), regexes)
}

fn excerpt(text: &str, query: &str) -> Excerpt {
    source(text).excerpt(&wanted(query).0, true)
}

fn marked(text: &str, query: &str) -> String {
    excerpt(text, query).marked("<", ">")
}

/// So many words that match nothing.
fn filler(words: usize) -> String {
    vec!["filler"; words].join(" ")
}

#[test]
fn blocks_are_told_apart() {
    for (text, query, shown) in [
        (
            "**Topic:** Hash Index\n\nWrote it myself.",
            "hash",
            "Topic: <Hash> Index · Wrote it myself.",
        ),
        ("**Topic:** Hash | **Hours:** 3\n\nWrote it ==all==.", "wrote", "<Wrote> it all."),
        ("- one\n- two.\n- three\n\nfour five", "five", "one · two. three · four <five>"),
        ("- one x\n- two.\n- three\n\nfour", "x", "one <x> · two. three · four"),
        ("Thus:\n\n- a, \n- b\n", "b", "Thus: a, <b>"),
        ("| a | b. |\n|---|---|\n| c |  |\n| d \\| e | `f` |", "c", "a | b. · <c> · d | e | f"),
        ("```\nlet a = [\n  b,\n  c];\nd\n```", "a", "let <a> = [ b, c]; d"),
        ("> [!tip] A title\n> and its text", "text", "A title · and its <text>"),
        ("one x\\\ntwo  \nthree", "x", "one <x> · two · three"),
        ("a<br>b x", "x", "a · b <x>"),
        (
            "Roses are red,\nviolets are blue\nand so on",
            "red",
            "Roses are <red>, violets are blue · and so on",
        ),
        ("x\n\n***\n\n· y", "x", "<x> · · y"),
        ("See:\n\n```\ncode\n```\n\nNow x", "see x", "<See>: … Now <x>"),
        ("#a #b\n\n# H\n\nx", "x", "<x>"),
    ] {
        assert_eq!(marked(text, query), shown, "{text}");
    }
}

#[test]
fn wrapped_lines_are_one() {
    let text = "A paragraph that somebody has wrapped at some sixty columns or so,\nwhich x \
        nobody should notice when it is read.";
    assert_eq!(marked(text, "x"), text.replace('\n', " ").replace(" x ", " <x> "));
}

#[test]
fn markup_is_no_noise() {
    for (text, shown) in [
        ("un**believ**able x ~~y~~ *z*", "unbelievable <x> y z"),
        ("[oolong]({% post_url 2023-05-14-oolong %}), x", "oolong, <x>"),
        (
            "{% include a.html %} x ![[a.png|200]] ![[b.png]] ![drawing of it](c.png)",
            "<x> drawing of it",
        ),
        ("see https://help.obsidian.md/a/b?c=d, x", "see help.obsidian.md, <x>"),
        ("- https://a.b/c\n- x", "a.b · <x>"),
        ("R&amp;D &lt;x&gt; a&nbsp;b", "R&D <<x>> a b"),
        ("a [^1] x\u{200b}\u{feff}\u{202e}\u{7}\n\n[^1]: b", "a <x> · b"),
        ("%%a%% x https://c.d %%b https://e.f%%", "<x> c.d"),
        ("press x ![[icon.svg]].", "press <x>."),
        ("x\u{3000}y\tz", "<x> y z"),
    ] {
        assert_eq!(marked(text, "x"), shown, "{text}");
    }
}

#[test]
fn what_says_little_is_shown_if_nothing_else_matches() {
    let text = "broader:: [[LSM Tree]]\n**Status:** done\n#data\n\nA tree of pages. \
        **Note:** this one is not so short.\n\n```\nlet pages = 1;\n```\n";
    for (query, shown) in [
        ("tree", "A <tree> of pages. Note: this one is not so short."),
        (
            "lsm",
            "broader:: <LSM> Tree · Status: done · #data · A tree of pages. Note: this one is not \
            so short. let pages = 1;",
        ),
        (
            "done",
            "broader:: LSM Tree · Status: <done> · #data · A tree of pages. Note: this one is not so short. let \
            pages = 1;",
        ),
        ("short", "A tree of pages. Note: this one is not so <short>."),
        ("let", "A tree of pages. Note: this one is not so short. <let> pages = 1;"),
        ("nothing", "A tree of pages. Note: this one is not so short."),
    ] {
        assert_eq!(marked(text, query), shown, "{query}");
    }
    assert_eq!(marked("up:: [[A]]\n", "nothing"), "up:: A");
    assert_eq!(marked("a [up:: [[A]]] x", "x"), "a <x>");
}

#[test]
fn the_stretch_holds_most_of_what_was_asked() {
    let gap = filler(60);
    for (text, query, shown) in [
        (format!("One c. {gap}. Two b and c. {gap}"), "c b", "Two <b> and <c>. filler"),
        (
            format!("C, b. {gap}. Far c filler filler filler filler filler filler b. {gap}"),
            "c b",
            "<C>, <b>. filler",
        ),
        (format!("Indexed. {gap}. An index. {gap}"), "index", "An <index>. filler"),
        (
            format!("A log, a write. {gap}. The write log. {gap}"),
            "\"write log\"",
            "The <write log>. filler",
        ),
        (format!("{gap}. This is a test. {gap}"), "test", "This is a <test>. filler"),
    ] {
        let found = marked(&text, query);
        assert!(found.starts_with(shown), "{query}: {found}");
    }
    // Without the phrase in the text its words are not marked.
    assert_eq!(marked("A log to write.", "\"write log\""), "A log to write.");
    assert_eq!(marked("To be or not.", "\"to be\" or"), "<To be> or not.");
    assert_eq!(marked("It is the one.", "the"), "It is <the> one.");
    assert_eq!(marked("Fetched and fetching", "fetches*"), "Fetched and fetching");
    assert_eq!(
        marked("Compacted compaction, comply", "compact*"),
        "<Compacted compaction>, comply"
    );
}

#[test]
fn sentences_stay_whole_where_they_can() {
    let long = filler(40);
    for (text, query, shown) in [
        (format!("No. A x b, e.g. this one. {long}"), "this", "A x b, e.g. <this> one. filler"),
        (format!("{long}. Ends. This is x. And"), "x", "This is <x>. And"),
        (format!("{long} x. And"), "x", "…filler"),
        (format!("{} x. And", "long".repeat(100)), "x", "…<x>. And"),
        ("前。中x。後".to_owned(), "x", "前。中<x>。後"),
    ] {
        let found = marked(&text, query);
        assert!(found.starts_with(shown), "{query}: {found}");
    }
    let sentences = "A sentence of this length here. ".repeat(20);
    let found = excerpt(&sentences, "nothing");
    assert_eq!(found.text, sentences[..8 * 32].trim_end());
    let words = filler(60);
    assert_eq!(excerpt(&words, "nothing").text, format!("{}…", filler(37)));
    let items = "- an item of a list\n".repeat(40);
    assert!(excerpt(&items, "nothing").text.ends_with("list …"));
}

#[test]
fn every_script_is_cut_between_characters() {
    for (unit, query) in [
        ("数据库索引", "据库"),
        ("ฐานข้อมูล", "ข้อ"),
        ("データベース", "タベ"),
        ("e\u{301}e\u{323}\u{301}", "\"\""),
        ("👩\u{200d}👩\u{200d}👧", "\"\""),
        ("🇩🇪", "\"\""),
        ("\u{1112}\u{1161}\u{11ab}", "\"\""),
        ("कि", "\"\""),
    ] {
        let found = excerpt(&unit.repeat(300), query);
        let shown = found.text.strip_suffix('…').unwrap();
        let shown = shown.strip_prefix('…').unwrap_or(shown);
        let long = unit.repeat(600);
        let at = long.find(shown).expect(unit);
        assert_eq!(character_start(&long, at), at, "{unit}");
        assert_eq!(character_start(&long, at + shown.len()), at + shown.len(), "{unit}");
        assert!(shown.chars().count() > 100, "{unit}");
    }
    for (text, query, shown) in [
        ("车库里有数据库", "库", "车<库>里有数据<库>"),
        ("车库里有数据库", "数据库", "车库里有<数据库>"),
        ("Le cafe\u{301} noir", "café", "Le <cafe\u{301}> noir"),
        ("זה מסד נתונים גדול", "נתונים", "זה מסד <נתונים> גדול"),
        ("$\\int_0^1 x\\,dx$ and y", "int", "\\<int>_0^1 x\\,dx and y"),
        ("AWSLambdaRole, snake_case", "lambda case", "AWS<Lambda>Role, snake_<case>"),
    ] {
        assert_eq!(marked(text, query), shown, "{query}");
    }
    let word = "QUJD".repeat(500);
    let found = excerpt(&format!("Key: {word} end"), &word[..60]);
    assert_eq!(found.marks.len(), 1);
    assert_eq!(found.marks[0], 5..found.text.len() - '…'.len_utf8());
}

#[test]
fn an_expression_shows_the_line_it_matches() {
    for (text, query, shown, line) in [
        ("a\n\n- TODO(me): b\n", "/TODO\\(\\w+\\)/", "a · <TODO(me)>: b", 3),
        ("a\n\n- ![b](c.png) d\n", "/!\\[.*?\\]/", "- <![b]>(c.png) d", 3),
        ("## A b\n\nc d", "/b/", "c d", 3),
        ("## A b\n\nc d", "/^## A/", "<## A> b", 1),
        ("a\n\n[[b]]\n[[c]] d", "/\\]\\]\\s+\\[\\[c/", "[[b<]]>", 3),
        ("a **b** c", "/b\\*/ a", "a **<b*>* c", 1),
        ("a b\n\n\n\nc", "/\\n\\n\\n/", "a b · c", 1),
        ("---\nx: 1\n---\na", "/^x:/", "<x:> 1", 2),
        ("a  b\tc", "/b\\tc/", "a <b c>", 1),
    ] {
        let found = excerpt(text, query);
        assert_eq!((found.marked("<", ">").as_str(), found.line), (shown, line), "{query}");
    }
    let line = format!("{} [[x]] {}", filler(60), filler(60));
    let found = marked(&line, "/\\[\\[x/");
    assert!(
        found.starts_with("…filler ") && found.contains("<[[x>]]") && found.ends_with("filler…")
    );
}

#[test]
fn a_section_without_text_has_no_excerpt() {
    for text in ["", "## H", "\n\n", "![[a]]x".split_at(0).0, "%%a%%"] {
        assert_eq!(excerpt(text, "h"), Excerpt::default(), "{text}");
    }
}

/// Text as notes have it, as nobody has it, and without any space.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "hash ", "index ", "Indexes. ", "log-structured ", "the ", "a_b ", "BigQuery ", "数据库",
            "ข้อมูล", "nai\u{308}ve ", "נתונים ", "👩\u{200d}👧", "🇩🇪", "हिन्दी ", "한\u{1112}\u{1161}", "。",
        ]).prop_map(String::from),
        4 => prop::sample::select(vec![
            "\n", "\n\n", "- ", "\n- [ ] ", "\n| a | b |\n|--|--|\n| ", " | ", "\n```\n", "`", "$", "$$",
            "**", "*", "[[", "]]", "![[x.png|9]]", "[a](b.md \"c\")", "\n> ", "\n> [!tip] ", "\nup:: ",
            "\n**Topic:** ", "#tag ", "\n#tag\n", "https://a.b/c ", "%%", "<br>", "<li>", "&amp;", "\\",
            "  \n", "\\\n", "{% x %}", "\t", ". ", ": ", "…", " · ", "\r\n", "\u{0}", "\u{85}", "\u{2028}",
            "\u{200b}", "\u{202e}", "\u{301}", "\u{fe0f}", "\u{200d}",
        ]).prop_map(String::from),
        1 => "\\PC{0,12}",
        1 => any::<char>().prop_map(String::from),
        1 => ("[a-zé数]{1,3}", 1_usize..200).prop_map(|(unit, times)| unit.repeat(times)),
        1 => (1_usize..60).prop_map(filler),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "hash", "indexing", "the", "\"hash index\"", "\"the log\"", "ind*", "数", "数据", "据*", "ข้อ",
            "naïve", "a_b", "query", "filler", "/o+/", "/[a-z]{3}/", "/\\[\\[/", "/\\s+/", "/.{70}/",
            "/\\n/", "title:hash", "#tag", "-index", "\"a b\"~3", "(a OR b)", "aaa*",
        ]).prop_map(String::from),
        1 => "\\PC{0,8}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.join(" "))
}

fn laws(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(laws(128))]

    #[test]
    fn excerpts_stay_within_their_bounds(text in any_text(), query in any_query()) {
        let (wanted, regexes) = wanted(&query);
        let found = source(&text).excerpt(&wanted, true);
        prop_assert!(found.text.chars().map(width).sum::<usize>() <= LONGEST + 5);
        prop_assert!(!found.text.contains(|c: char| c.is_control() || (c != ' ' && c.is_whitespace())));
        prop_assert!(!found.text.contains("  ") && !found.text.contains("· ·") || text.contains('·'));
        prop_assert_eq!(found.text.trim(), &found.text);
        prop_assert!(found.line <= lore_core::LineIndex::new(&text).line(u32::MAX));
        prop_assert_eq!(found.line == 0, found.text.is_empty());
        let mut end = None;
        for mark in &found.marks {
            prop_assert!(end.is_none_or(|end| end < mark.start), "touching: {:?}", found);
            end = Some(mark.end);
            let shown = found.text.get(mark.clone());
            let shown = shown.ok_or_else(|| TestCaseError::fail("within a character"))?;
            let matches = !wanted.words_in(shown, Language::English).is_empty()
                || regexes.iter().any(|regex| regex.is_match(shown))
                || shown.len() >= lore_core::words::LONGEST_WORD;
            prop_assert!(matches, "{shown:?} is not wanted: {found:?}");
        }
    }

    #[test]
    fn cuts_are_whole_pieces_of_the_text(text in any_text(), at in 0.0..1.0, length in 0_usize..400) {
        let source = source(&text);
        let plain = PlainText::new(&source, &source.parsed.runs);
        let place = |at: usize| character_start(&plain.text, at.min(plain.text.len()));
        let start = place((at * plain.text.len() as f64) as usize);
        let anchor = Anchor { range: start..place(start + length), different: 1 };
        let cut = stretch::cut(&plain, &anchor, &[]);
        let shown = cut.text.strip_prefix('…').filter(|_| !plain.text[cut.at..].starts_with('…'));
        let shown = shown.unwrap_or(&cut.text);
        let rest = &plain.text[cut.at..];
        let shown = match shown.strip_suffix('…') {
            Some(shorter) if !rest.starts_with(shown) => shorter.trim_end(),
            _ => shown,
        };
        prop_assert!(rest.starts_with(shown), "{shown:?} of {rest:?}");
        prop_assert_eq!(place(cut.at), cut.at);
        let end = cut.at + shown.len();
        prop_assert!(shown.is_empty() || place(end) == end || length > 100);
        if !rest[shown.len()..].trim().is_empty() && !shown.is_empty() {
            let ends = cut.text.trim_end_matches(['"', '\'', ')', ']', '»', '”', '’', '」', '』', '）']);
            prop_assert!(ends.ends_with(['…', '.', '?', '!', '。', '？', '！', '؟', '۔', '।']), "{cut:?}");
        }
    }

    #[test]
    fn plain_text_leads_back_to_the_file(text in any_text()) {
        let source = source(&text);
        let plain = PlainText::new(&source, &source.parsed.runs);
        for piece in plain.pieces() {
            let length = piece.range.len();
            let written = &text[piece.offset as usize..piece.offset as usize + length];
            let same = |(shown, written): (char, char)| {
                shown == written || (shown == ' ' && (written.is_whitespace() || written.is_control()))
            };
            prop_assert!(plain.text[piece.range.clone()].chars().zip(written.chars()).all(same));
            let file = piece.offset..piece.offset + length as u32;
            prop_assert_eq!(plain.place_of(file.clone()), Some(piece.range.clone()));
            prop_assert_eq!(plain.place_within(file), Some(piece.range.clone()));
            prop_assert_eq!(plain.offset(piece.range.start), piece.offset);
        }
    }
}
