//! How queries are read, by example and by law. Leaves out what they find, which the tests of `lore search`
//! show.

use lore_core::Date;

use super::*;

/// A Wednesday.
const TODAY: Date = Date::constant(2024, 3, 13);

fn read(text: &str) -> Query {
    Query::parse(text, TODAY)
}

/// What a query asks for, however it was typed.
fn meaning(query: &Query) -> Vec<Clause> {
    let untyped = |clause| match clause {
        Clause::Property(property) => {
            Clause::Property(Property { typed: String::new(), ..property })
        }
        other => other,
    };
    query.clone().map(untyped).clauses
}

#[test]
fn queries_read_back_as_written() {
    for (text, shown) in [
        ("hash index", "hash index"),
        ("\"hash index\" -btree", "\"hash index\" -btree"),
        ("\"hash index\"~5", "\"hash index\"~5"),
        ("\"hash index\"~999", "\"hash index\"~100"),
        ("title:\"data lake\" lake", "title:\"data lake\" lake"),
        ("title:data* lake", "title:data* lake"),
        ("#storage/engines lsm", "tag:storage/engines lsm"),
        ("TAG:#a", "tag:a"),
        ("-only", "only"),
        ("-tag:x", "-tag:x"),
        ("/TODO\\(\\w+\\)/ x", "/TODO\\(\\w+\\)/ x"),
        ("is:orphan has:links is:TODO", "is:orphan has:link is:todo"),
        ("link:\"Hash Index\" alias:x", "link:\"Hash Index\" alias:x"),
        ("date:2023-03..", "date:2023-03-01.."),
        ("created:<2024", "created:..2023-12-31"),
        ("date:\"last week\"", "date:2024-03-04..2024-03-10"),
        ("modified:last-week", "modified:2024-03-04..2024-03-10"),
        ("rating>=4 pages:100..200", "[rating: >=4] [pages: 100..200]"),
        ("status:done \"date created\":2023", "[status: done] [date created: 2023]"),
        ("[status] [due: <2024-05]", "[status] [due: ..2024-04-30]"),
        (
            "[\"my status\": Draft OR \"in review\"]",
            "[my status: Draft] OR [my status: \"in review\"]",
        ),
        ("has:rating", "[rating]"),
        ("compac*", "compac*"),
        ("\"hash ind\"*", "\"hash ind\"*"),
        ("\"hash\"*", "hash*"),
        ("title:\"hash ind\"*", "title:\"hash ind\"*"),
        ("title:\"hash*\"", "title:\"hash*\""),
        ("title:hash-ind*", "title:hash-ind*"),
        ("tag:(\"machine lea\"* OR x*)", "tag:\"machine lea\"* OR tag:x*"),
        ("status:\"in pro\"*", "[status: \"in pro\"*]"),
        ("[status: \"in pro\"*]", "[status: \"in pro\"*]"),
        ("[status: in-pro*]", "[status: in-pro*]"),
        ("status=a=b*", "[status: \"a=b\"*]"),
        ("title:\"f(x)\" title:f(x)", "title:\"f(x)\" title:\"f(x)\""),
        ("title:a\"b c\"d", "title:\"a b c d\""),
        ("title=a", "title=a"),
        ("\"2024\"=a..b", "\"2024\"=a..b"),
        ("\"a:b\":c has:\"a:b\"", "\"a:b\"=c has:\"a:b\""),
        ("\"a:b\">=3 status=>5", "\"a:b\":>=3 status=>5"),
        ("-(*x) a", "-(*x) a"),
    ] {
        assert_eq!(read(text).to_string(), shown, "{text}");
        assert_eq!(meaning(&read(shown)), meaning(&read(text)), "{text}");
    }
}

#[test]
fn words_bind_closer_than_or() {
    for (text, shown) in [
        ("a OR b", "a OR b"),
        ("compac* OR merge OR sort x", "compac* OR merge OR sort x"),
        ("meeting work OR meetup personal", "meeting work OR meetup personal"),
        ("meeting (work OR meetup) personal", "meeting (work OR meetup) personal"),
        ("-(a OR b) c", "-(a OR b) c"),
        ("-(a b) c", "-(a b) c"),
        ("((a))", "a"),
        ("(a b) c", "a b c"),
        ("tag:(x OR y) z", "(tag:x OR tag:y) z"),
        ("title:(a -b)", "title:a -title:b"),
        ("() a", "a"),
    ] {
        assert_eq!(read(text).to_string(), shown, "{text}");
    }
    let Clause::Any(branches) = &read("meeting work OR meetup personal").clauses[0] else {
        panic!("no alternatives")
    };
    assert_eq!(branches.len(), 2);
}

#[test]
fn what_people_paste_is_text() {
    for (text, shown) in [
        ("C++ (foo", "C++ (foo"),
        ("foo) bar", "foo) bar"),
        ("f(x) and g(a b)", "f(x) and g(a b)"),
        ("sad :( but ok :)", "sad but ok"),
        ("[[wiki link]]", "[[wiki link]]"),
        ("[text](path.md)", "[text](path.md)"),
        ("- [ ] task", "task"),
        ("an \"unbalanced quote", "an \"unbalanced quote"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("std::vector<int>", "std::vector<int>"),
        ("/usr/bin/ /etc/hosts", "/usr/bin/ /etc/hosts"),
        ("either / or / both", "either or both"),
        ("a <= b", "a b"),
        ("title:", "title:"),
        ("OR", "OR"),
        ("a OR", "a OR"),
        ("OR a", "OR a"),
        ("(a OR ) b", "a OR b"),
        ("ORACLE a ORDER", "ORACLE a ORDER"),
        ("- -- * \"\"", ""),
        ("-- foo", "foo"),
    ] {
        assert_eq!(read(text).to_string(), shown, "{text}");
    }
}

#[test]
fn what_looks_like_syntax_is_remarked() {
    for (text, remark) in [
        ("C++ (foo", Remark::OpenParenthesis),
        ("an \"unbalanced quote", Remark::OpenQuote),
        ("is:nothing", Remark::UnknownWord("is:nothing".to_owned())),
        ("a*", Remark::ShortBeginning("a*".to_owned())),
        ("\"a\"*", Remark::ShortBeginning("\"a\"*".to_owned())),
        ("k*a", Remark::Wildcard("k*a".to_owned())),
        ("(fil?er*)", Remark::Wildcard("fil?er*".to_owned())),
        ("kafka AND airflow AND (spark)", Remark::And),
        ("kafka NOT airflow", Remark::Not(Some("airflow".to_owned()))),
        ("(kafka NOT airflow)", Remark::Not(Some("airflow".to_owned()))),
        ("kafka NOT (airflow OR spark)", Remark::Not(None)),
        ("date:soon", Remark::UnknownDays("date:soon".to_owned())),
        (
            "modified:\"last 9999999 days\"",
            Remark::UnknownDays("modified:\"last 9999999 days\"".to_owned()),
        ),
    ] {
        assert_eq!(read(text).remarks, [remark], "{text}");
    }
    for text in [
        "foo) bar",
        "f(x)",
        "https://example.org/a",
        "page?id=1",
        "std::vector",
        "hash index",
        "a OR b",
        "why? *really* compact* [a*b](c)",
        "this and not that",
        "AND NOT",
        "\"a AND b\" \"k*a\" /k*a/",
        "ANDROID KNOT",
    ] {
        assert_eq!(read(text).remarks, [], "{text}");
    }
    assert_eq!(read(&format!("{}a{}", "(".repeat(40), ")".repeat(40))).remarks, [Remark::Deep]);
    assert_eq!(read(&"word ".repeat(2000)).remarks, [Remark::Long]);
}

#[test]
fn what_sections_inherit_is_told_from_their_own_text() {
    for (text, holds) in [
        ("tag:a", true),
        ("tag:a -[status: done] date:2023", true),
        ("title:b", true),
        ("tag:a word", false),
        ("(tag:a OR is:todo)", false),
        ("/x/", false),
    ] {
        assert_eq!(read(text).holds_below(), holds, "{text}");
    }
}

#[test]
fn hostile_queries_are_read_at_once() {
    for text in [
        "(".repeat(4096),
        ")".repeat(4096),
        "()".repeat(2048),
        "-(".repeat(2048),
        format!("{}a{}", "(".repeat(2000), ")".repeat(2000)),
        "\"".repeat(4095),
        "/a".repeat(2048),
        "[a:".repeat(1365),
        format!("{}b{}", "[a:(".repeat(500), ")]".repeat(500)),
        "a:".repeat(2048),
        "a OR ".repeat(819),
        "x:(".repeat(1365),
    ] {
        let _ = read(&text).to_string();
    }
}

#[test]
fn regression_a_value_with_signs_is_shown_as_a_value() {
    for (text, shown) in [
        ("status=a=bc", "[status: \"a=bc\"]"),
        ("status=-a", "[status: \"-a\"]"),
        ("status=a", "[status: a]"),
        ("-(-(a bc))", "-(-(a bc))"),
    ] {
        assert_eq!(read(text).to_string(), shown);
        assert_eq!(read(shown).to_string(), shown);
    }
}

/// What queries are made of, each a clause that the grammar knows or a word that looks like one.
const CLAUSES: [&str; 46] = [
    "a", "bc", "é", "語", "C++", "a-b", "12:30", "std::vec", "https://a.bc", "or", "a=",
    "\"a bc\"", "\"-é OR\"", "\"a bc\"~3", "bc*", "/a.c/", "#tag", "#tag/a", "tag:tag",
    "title:\"a bc\"", "is:orphan", "has:code", "date:2024", "date>=2024-05", "status=a=bc",
    "rating>3", "rating:2..4", "[status]", "[status: -a]", "link:\"a bc\"", "\"a bc\"*", "\"a\"*",
    "\"bc*\"", "title:\"a bc\"*", "title:\"bc*\"", "title:a-bc*", "title:f(x)", "title:語*",
    "topic:a/\"bc é\"*", "status:\"in bc\"*", "status=a-bc*", "[a bc: \"é a\"*]",
    "\"a:b\":\"c d\"*", "title=bc", "status=>5", "status=\"a]b\"",
];

/// Queries as people write them, and more involved ones.
fn queries() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let clause = proptest::sample::select(&CLAUSES[..]).prop_map(str::to_owned);
    clause.prop_recursive(3, 24, 4, |inner| {
        let joined = |by: &'static str| {
            proptest::collection::vec(inner.clone(), 1..4).prop_map(move |all| all.join(by))
        };
        prop_oneof![
            joined(" "),
            joined(" OR "),
            joined(" OR ").prop_map(|any| format!("({any})")),
            joined(" ").prop_map(|all| format!("-({all})")),
            joined(" OR ").prop_map(|any| format!("tag:({any})")),
            joined(" ").prop_map(|all| format!("[a b: {}]", all.replace(['[', ']'], ""))),
            // `--(a b)` is text with a parenthesis in it.
            inner.prop_map(|clause| match clause.starts_with('-') {
                true => clause,
                false => format!("-{clause}"),
            }),
        ]
    })
}

/// Text rich in what the grammar knows.
fn pieces() -> impl proptest::strategy::Strategy<Value = String> {
    let piece = proptest::string::string_regex(
        "(\\(|\\)|\"| |OR|-|#|/|\\[|\\]|:|<|>|=|\\*|~3|\\.\\.|tag|date|is|a|bc|2024|é|語|\\PC){0,24}",
    );
    piece.expect("a pattern")
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,60}", rich in pieces()) {
        for text in [text, rich] {
            let shown = read(&text).to_string();
            let _ = read(&shown).to_string();
        }
    }

    /// What is shown is a query that means the same.
    #[test]
    fn what_is_shown_reads_the_same(text in queries()) {
        let query = read(&text);
        let shown = query.to_string();
        let again = read(&shown);
        proptest::prop_assert_eq!(meaning(&query), meaning(&again), "{} was shown as {}", text, shown);
    }
}
