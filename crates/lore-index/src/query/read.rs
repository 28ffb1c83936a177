//! Reads a query. Any text is one: what has no meaning as syntax is searched for as text, with a
//! remark where a person might have meant it. Leaves out days (`days`), and what only the vault knows, such
//! as saved searches and which properties there are, which the engine settles.
//!
//! ```text
//! any     = all { "OR" all }
//! all     = one { one }
//! one     = [ "-" ] atom
//! atom    = "(" any ")" | phrase | regex | "#" tag | "[" name [ ":" any ] "]"
//!         | name ":" ( "(" any ")" | value ) | name ( ">" | ">=" | "<" | "<=" | "=" ) value
//!         | word "*" | word
//! phrase  = '"' … '"' [ "~" digits | "*" ]
//! regex   = "/" … "/"
//! ```
//!
//! Words bind closer than `OR`, as in Obsidian. The grammar is recursive descent over one pass that
//! pairs parentheses, so its time grows with the length of the query alone.

use lore_core::Date;

use super::written::{can_be_excluded, is_bare_beginning};
use super::{
    Clause, DAYS, Days, FIELDS, Field, GraphFact, MARKS, Numbers, Property, Query, Remark, Test,
    Value,
};

/// Parentheses in each other that are read as such.
const DEEPEST: usize = 16;
/// Most moves of a [`Clause::Near`]; tantivy counts them in a byte.
const MOST_MOVES: u32 = 100;

impl Query {
    /// Longest query that is read, in bytes; the rest is dropped.
    pub const LONGEST: usize = 2048;

    /// Reads `text`, with words such as `yesterday` seen from `today`; never fails.
    pub fn parse(text: &str, today: Date) -> Query {
        let mut end = text.len().min(Query::LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut reader = Reader::new(&text[..end], today);
        if end < text.len() {
            reader.remarks.push(Remark::Long);
        }
        let clauses = match reader.any(0) {
            Some(Clause::All(clauses)) => clauses,
            Some(clause) => vec![clause],
            None => Vec::new(),
        };
        let mut query = Query { clauses, remarks: reader.remarks };
        query.remarks.dedup();
        let names_search = |clause: &Clause| {
            matches!(clause, Clause::Not(inner)
                if matches!(&**inner, Clause::Word(word) if word.starts_with('@')))
        };
        // What a saved search means is not known yet.
        match query.clauses.iter().any(names_search) {
            true => query,
            false => query.without_lonely_exclusions(),
        }
    }

    /// Excluded words alone would mean "everything else": the person wants the words. Excluded
    /// fields and saved searches alone mean what they say. To be asked again of a query that excludes
    /// names of saved searches, when these are known.
    pub fn without_lonely_exclusions(mut self) -> Query {
        let is_text = |clause: &Clause| {
            let Clause::Not(inner) = clause else { return false };
            matches!(**inner, Clause::Word(_) | Clause::Prefix(_) | Clause::Phrase(_))
        };
        if !self.clauses.is_empty() && self.clauses.iter().all(is_text) {
            self.remarks.push(Remark::OnlyExcluded);
            for clause in &mut self.clauses {
                if let Clause::Not(inner) = clause {
                    *clause = (**inner).clone();
                }
            }
        }
        self
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    today: Date,
    /// For each opening parenthesis the place of its other half, rising.
    pairs: Vec<(usize, usize)>,
    /// Where the group that is being read closes.
    closing: Option<usize>,
    remarks: Vec<Remark>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, today: Date) -> Reader<'a> {
        let (pairs, remarks) = (Vec::new(), Vec::new());
        let mut reader = Reader { text, at: 0, today, pairs, closing: None, remarks };
        reader.pair_parentheses();
        reader
    }

    /// Pairs the parentheses that stand outside quotes and regular expressions. Only those that open
    /// a clause group; the others, as in `f(x)`, are text.
    fn pair_parentheses(&mut self) {
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            let begins = self.begins_atom(at);
            match c {
                '"' if let Some(end) = self.quote_end(at) => {
                    at = end;
                    continue;
                }
                '/' if begins && let Some(end) = self.regex_end(at) => {
                    at = end;
                    continue;
                }
                '(' => open.push((at, begins || self.text[..at].ends_with(':'))),
                ')' => {
                    if let Some((start, true)) = open.pop() {
                        self.pairs.push((start, at));
                    }
                }
                _ => {}
            }
            at += c.len_utf8();
        }
        self.pairs.sort_unstable();
        if open.iter().any(|&(_, groups)| groups) {
            self.remarks.push(Remark::OpenParenthesis);
        }
    }

    /// Whether a clause can begin here: at the start, behind a space, `(` or a `-` that excludes.
    fn begins_atom(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let before = before.strip_suffix('-').unwrap_or(before);
        before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '(')
    }

    /// The end of what is quoted, behind the second quote and `~5` or the `*` of a beginning.
    fn quote_end(&self, at: usize) -> Option<usize> {
        let inner = self.text.get(at + 1..)?;
        let close = at + 1 + inner.find('"')?;
        let after = &self.text[close + 1..];
        let ends = |rest: &str| !rest.starts_with(|c: char| !(c.is_whitespace() || c == ')'));
        if after.strip_prefix('*').is_some_and(ends) {
            return Some(close + 2);
        }
        let moves = after.strip_prefix('~').map_or(0, |digits| {
            digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len()
        });
        Some(close + 1 + if moves > 0 { moves + 1 } else { 0 })
    }

    /// The end of a regular expression, behind its second slash; a path such as `/usr/bin/` is none.
    fn regex_end(&self, at: usize) -> Option<usize> {
        let inner = self.text.get(at + 1..)?;
        if inner.starts_with(|c: char| c.is_whitespace() || c == '/') {
            return None;
        }
        let mut escaped = false;
        let close = inner.find(|c: char| {
            let found = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            found
        })?;
        // `/in prose/` slashes are a kind of quotes.
        let is_prose = |c: char| c.is_alphanumeric() || c == ' ';
        if inner[..close].contains(' ') && inner[..close].chars().all(is_prose) {
            return None;
        }
        let end = at + 1 + close + 1;
        let after = self.text[end..].chars().next();
        after.is_none_or(|c| c.is_whitespace() || c == ')').then_some(end)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn closes_here(&self) -> bool {
        self.closing == Some(self.at)
    }

    fn any(&mut self, depth: usize) -> Option<Clause> {
        let mut branches = Vec::new();
        loop {
            branches.extend(self.all(depth));
            if !self.takes_or() {
                break;
            }
        }
        if branches.len() > 1 { Some(Clause::Any(branches)) } else { branches.pop() }
    }

    /// Whether an `OR` stands here; it does only between two clauses.
    fn takes_or(&mut self) -> bool {
        let Some(after) = self.rest().strip_prefix("OR") else { return false };
        let start = self.at;
        let spaced = after.starts_with(|c: char| c.is_whitespace() || c == '(');
        self.at += 2;
        self.skip_spaces();
        let goes_on = spaced && !self.rest().is_empty() && !self.closes_here();
        if !goes_on {
            self.at = start;
        }
        goes_on
    }

    fn all(&mut self, depth: usize) -> Option<Clause> {
        let mut clauses = Vec::new();
        loop {
            self.skip_spaces();
            if self.rest().is_empty() || self.closes_here() {
                break;
            }
            if !clauses.is_empty() && self.rest().starts_with("OR") {
                let here = self.at;
                if self.takes_or() {
                    self.at = here;
                    break;
                }
            }
            match self.one(depth) {
                // Parentheses around words change nothing: prose has them, too.
                Some(Clause::All(inner)) => clauses.extend(inner),
                clause => clauses.extend(clause),
            }
        }
        if clauses.len() > 1 { Some(Clause::All(clauses)) } else { clauses.pop() }
    }

    fn one(&mut self, depth: usize) -> Option<Clause> {
        if let Some(rest) = self.rest().strip_prefix('-')
            && rest.starts_with(can_be_excluded)
        {
            self.at += 1;
            return Some(Clause::Not(Box::new(self.atom(depth)?)));
        }
        self.atom(depth)
    }

    fn atom(&mut self, depth: usize) -> Option<Clause> {
        let rest = self.rest();
        match rest.chars().next()? {
            '(' => {
                if let Some(inner) = self.group(depth) {
                    return inner;
                }
            }
            '"' => {
                if let Some(end) = self.quote_end(self.at) {
                    let start = std::mem::replace(&mut self.at, end);
                    let typed = &self.text[start..end];
                    // A quoted name: `"date created":2023`
                    if let Some(name) = quoted(typed)
                        && has_word(name)
                        && self.rest().starts_with([':', '<', '>', '='])
                        && let Some(field) = self.field(name, start, end, depth)
                    {
                        return Some(field);
                    }
                    return self.phrase(typed);
                }
                self.remarks.push(Remark::OpenQuote);
            }
            '/' => {
                if let Some(end) = self.regex_end(self.at) {
                    let pattern = &self.text[self.at + 1..end - 1];
                    self.at = end;
                    return Some(Clause::Regex(pattern.to_owned()));
                }
            }
            '[' => {
                if let Some(property) = self.bracketed(depth) {
                    return Some(property);
                }
            }
            _ => {}
        }
        let name_end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
        if let Some(end) = name_end
            && rest.starts_with(char::is_alphabetic)
            && rest[end..].starts_with([':', '<', '>', '='])
            && let Some(field) = self.field(&rest[..end], self.at, self.at + end, depth)
        {
            return Some(field);
        }
        self.word()
    }

    /// `"…"`, `"…"~5` and `"…"*`.
    fn phrase(&mut self, typed: &str) -> Option<Clause> {
        if let Some(text) = quoted(typed) {
            return has_word(text).then(|| Clause::Phrase(text.to_owned()));
        }
        if let Some(text) = typed.strip_suffix('*').and_then(quoted) {
            // As with `a*`; of a field it is the beginning.
            if text.chars().filter(|c| c.is_alphanumeric()).count() == 1 {
                self.remarks.push(Remark::ShortBeginning(typed.to_owned()));
                return Some(Clause::Word(typed.to_owned()));
            }
            return has_word(text).then(|| Clause::Prefix(text.to_owned()));
        }
        let (text, moves) = typed.rsplit_once('~')?;
        let text = quoted(text)?;
        let moves = moves.parse().unwrap_or(MOST_MOVES).min(MOST_MOVES);
        has_word(text).then(|| Clause::Near(text.to_owned(), moves))
    }

    /// What stands in the parentheses that open here; the outer nothing if they are text.
    fn group(&mut self, depth: usize) -> Option<Option<Clause>> {
        let start = self.at;
        let close = self.pairs.binary_search_by_key(&start, |&(open, _)| open);
        let (_, close) = self.pairs[close.ok()?];
        if depth >= DEEPEST {
            self.remarks.push(Remark::Deep);
            self.at = close + 1;
            let inner = &self.text[start + 1..close];
            return Some(has_word(inner).then(|| Clause::Word(inner.to_owned())));
        }
        self.at += 1;
        let around = self.closing.replace(close);
        let inner = self.any(depth + 1);
        self.closing = around;
        self.at = close + 1;
        Some(inner)
    }

    /// `[name]` and `[name: value OR "another value"]`.
    fn bracketed(&mut self, depth: usize) -> Option<Clause> {
        let inner = self.rest().strip_prefix('[')?;
        let close = inner.find([']', '[']).filter(|&at| inner[at..].starts_with(']'))?;
        let after = inner[close + 1..].chars().next();
        if !after.is_none_or(|c| c.is_whitespace() || c == ')') {
            return None;
        }
        let inner = &inner[..close];
        let end = self.at + close + 2;
        let typed = &self.text[self.at..end];
        let (name, value) = match inner.split_once(':') {
            Some((name, value)) => (name, Some(value.trim())),
            None => (inner, None),
        };
        let name = name.trim();
        let name = quoted(name).unwrap_or(name).trim();
        if !has_word(name) || depth >= DEEPEST {
            return None;
        }
        self.at = end;
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            let name = name.to_owned();
            return Some(Clause::Property(Property {
                name,
                test: Test::Present,
                typed: typed.to_owned(),
            }));
        };
        if let Some(test) = self.comparison(value) {
            return Some(property(name, test, typed));
        }
        let mut reader = Reader::new(value, self.today);
        let inner = reader.any(depth + 1)?;
        self.remarks.append(&mut reader.remarks);
        Some(self.within(name, inner, typed))
    }

    /// `name:value` and `name>=value` from `start`, with the sign at `sign`; nothing if no value
    /// follows.
    fn field(&mut self, name: &str, start: usize, sign: usize, depth: usize) -> Option<Clause> {
        let compares = !self.text[sign..].starts_with(':');
        let begin = if compares { sign } else { sign + 1 };
        if !compares && self.text[begin..].starts_with('(') {
            let here = std::mem::replace(&mut self.at, begin);
            let Some(inner) = self.group(depth) else {
                self.at = here;
                return None;
            };
            let typed = &self.text[start..self.at];
            return inner.map(|inner| self.within(name, inner, typed));
        }
        let end = self.value_end(begin);
        let value = &self.text[begin..end];
        // `std::vector`, `https://…`, `12:` and `x =>` are text.
        if value.starts_with([':', '/']) || !has_word(value) && !has_symbol(value) {
            return None;
        }
        let typed = &self.text[start..end];
        let found = self.named(name, value, typed, compares)?;
        self.at = end;
        Some(found)
    }

    /// Where a value ends: at a space or the parenthesis that closes around; quotes hold together.
    fn value_end(&self, begin: usize) -> usize {
        let mut at = begin;
        while let Some(c) = self.text[at..].chars().next() {
            if c.is_whitespace() || self.closing == Some(at) {
                break;
            }
            at = match c {
                '"' => self.quote_end(at).unwrap_or(at + 1),
                c => at + c.len_utf8(),
            };
        }
        at
    }

    /// The clause for a name and its value; nothing if they do not fit.
    fn named(&mut self, name: &str, value: &str, typed: &str, compares: bool) -> Option<Clause> {
        let lower = name.to_lowercase();
        if let Some((_, day)) = DAYS.iter().find(|(known, _)| *known == lower) {
            let days = value.replace('"', "");
            if let Some(days) = Days::read(&days, self.today) {
                return Some(Clause::On(*day, days));
            }
            self.remarks.push(Remark::UnknownDays(typed.to_owned()));
        }
        if let Some(test) = self.comparison(value) {
            return Some(property(name, test, typed));
        }
        if compares {
            let value = value.strip_prefix('=')?;
            return Some(property(name, self.text_test(value), typed));
        }
        Some(self.text_field(&lower, name, value, typed))
    }

    /// A field that is known by its name, else a property.
    fn text_field(&mut self, lower: &str, name: &str, value: &str, typed: &str) -> Clause {
        let text = read_value(value);
        let known = FIELDS.iter().find(|(known, _)| *known == lower);
        if let Some((_, field)) = known {
            let text = Value { text: text.text.trim_start_matches('#').to_owned(), ..text };
            return Clause::Field(*field, text);
        }
        let word = text.text.to_lowercase();
        if matches!(lower, "is" | "has") {
            let mark = MARKS.iter().find(|(_, known, _)| {
                *known == word || word.strip_suffix('s').is_some_and(|word| word == *known)
            });
            return match (mark, word.as_str()) {
                (Some((_, _, mark)), _) => Clause::Mark(*mark),
                (None, "orphan" | "orphans") => Clause::Graph(GraphFact::Orphan),
                (None, "dead") => Clause::Graph(GraphFact::Dead),
                // `has:rating` asks for the property.
                (None, _) if lower == "has" => property(&text.text, Test::Present, typed),
                (None, _) => {
                    self.remarks.push(Remark::UnknownWord(typed.to_owned()));
                    Clause::Word(typed.to_owned())
                }
            };
        }
        if lower == "link" {
            return Clause::Graph(GraphFact::LinksTo(text.text));
        }
        property(name, self.text_test(value), typed)
    }

    fn text_test(&self, value: &str) -> Test {
        let value = read_value(value);
        let days = Days::read(&value.text, self.today);
        Test::Text(value, days)
    }

    /// `>=4`, `4..5`, `<2024-05`: numbers, days, or what may be meant as either.
    fn comparison(&self, value: &str) -> Option<Test> {
        let value = value.replace('"', "");
        if !value.starts_with(['<', '>']) && !value.contains("..") {
            return None;
        }
        let (numbers, days) = (Numbers::read(&value), Days::read(&value, self.today));
        (numbers.is_some() || days.is_some()).then_some(Test::Within(numbers, days))
    }

    /// `title:(a OR b)`: each text inside is a value of the field.
    fn within(&mut self, name: &str, inner: Clause, typed: &str) -> Clause {
        let value = match inner {
            Clause::Not(inner) => {
                return Clause::Not(Box::new(self.within(name, *inner, typed)));
            }
            Clause::All(inner) => {
                let inner = inner.into_iter();
                return Clause::All(inner.map(|each| self.within(name, each, typed)).collect());
            }
            Clause::Any(inner) => {
                let inner = inner.into_iter();
                return Clause::Any(inner.map(|each| self.within(name, each, typed)).collect());
            }
            Clause::Word(text) => text,
            text @ (Clause::Phrase(_) | Clause::Prefix(_)) => text.to_string(),
            other => return other,
        };
        self.named(name, &value, typed, false).unwrap_or(Clause::Word(value))
    }

    /// Everything up to the next space, or the parenthesis that closes around.
    fn word(&mut self) -> Option<Clause> {
        let start = self.at;
        let mut end = start;
        for (at, c) in self.rest().char_indices() {
            let at = start + at;
            if c.is_whitespace() || self.closing == Some(at) {
                break;
            }
            end = at + c.len_utf8();
        }
        self.at = end;
        let token = &self.text[start..end];
        if let Some(tag) = token.strip_prefix('#')
            && tag.starts_with(|c: char| c.is_alphabetic() || is_symbol(c))
        {
            return Some(Clause::Field(Field::Tag, read_value(tag)));
        }
        if let Some(prefix) = token.strip_suffix('*')
            && is_bare_beginning(prefix)
        {
            return Some(Clause::Prefix(prefix.to_owned()));
        }
        self.remarks.extend(self.meant_by(token, start));
        has_word(token).then(|| Clause::Word(token.to_owned()))
    }

    /// What the word at `start` means in other tools.
    fn meant_by(&self, word: &str, start: usize) -> Option<Remark> {
        let end = self.closing.unwrap_or(self.text.len());
        let after = self.text.get(start + word.len()..end).unwrap_or_default();
        match word {
            "AND" if has_word(&self.text[..start]) && has_word(after) => Some(Remark::And),
            "NOT" if has_word(after) => {
                let next = after.split_whitespace().next().unwrap_or_default();
                let is_plain = !next.is_empty() && next.chars().all(char::is_alphanumeric);
                Some(Remark::Not(is_plain.then(|| next.to_owned())))
            }
            word if word.strip_suffix('*').is_some_and(is_one_letter) => {
                Some(Remark::ShortBeginning(word.to_owned()))
            }
            word => has_wildcard(word).then(|| Remark::Wildcard(word.to_owned())),
        }
    }
}

impl Numbers {
    /// `>=4`, `<2.5`, `4..5`, `..5`; nothing if these are no numbers.
    fn read(text: &str) -> Option<Numbers> {
        let number =
            |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        for (sign, is_low, within) in
            [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)]
        {
            if let Some(bound) = text.strip_prefix(sign) {
                let bound = Some((number(bound)?, within));
                return Some(match is_low {
                    true => Numbers { low: bound, high: None },
                    false => Numbers { low: None, high: bound },
                });
            }
        }
        let (low, high) = text.split_once("..")?;
        let bound = |text: &str| match text.trim() {
            "" => Some(None),
            text => Some(Some((number(text)?, true))),
        };
        let numbers = Numbers { low: bound(low)?, high: bound(high)? };
        (numbers.low.is_some() || numbers.high.is_some()).then_some(numbers)
    }
}

fn property(name: &str, test: Test, typed: &str) -> Clause {
    let (name, typed) = (name.trim().to_owned(), typed.to_owned());
    Clause::Property(Property { name, test, typed })
}

/// A value: a `*` at its end makes it a beginning, unless that is quoted with it; quotes hold its words
/// together and are none of it.
fn read_value(value: &str) -> Value {
    let (text, prefix) = match value.strip_suffix('*').filter(|text| has_word(text)) {
        Some(text) => (text, true),
        None => (value, false),
    };
    let text = match quoted(text) {
        Some(text) if !text.contains('"') => text.to_owned(),
        Some(_) | None => text.replace('"', " ").trim().to_owned(),
    };
    Value { text, prefix }
}

fn quoted(token: &str) -> Option<&str> {
    token.strip_prefix('"')?.strip_suffix('"')
}

fn is_one_letter(text: &str) -> bool {
    text.chars().count() == 1 && text.chars().all(char::is_alphanumeric)
}

/// Whether a `*` or `?` stands between the letters of a word; in addresses, as `page?id=1`, it is text.
fn has_wildcard(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, '*' | '?');
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-') || is_sign(c))
        && text.starts_with(char::is_alphanumeric)
        && text.trim_end_matches(is_sign).contains(is_sign)
}

/// Whether a text holds what tags may be made of without a word.
fn has_symbol(text: &str) -> bool {
    text.contains(is_symbol)
}

fn is_symbol(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace()
}

fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
