//! What front-matter properties mean for a note: title, aliases, tags, days, kind, language, fields and
//! links.
//! Leaves out reading the block (see [`crate::front_matter`]).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use lore_core::{
    Code, Date, Field, FieldOrigin, Language, LineIndex, Link, LinkKind, Problem, Profile, Span,
    Tag, days, words,
};

use crate::front_matter::{FrontMatter, Property};
use crate::{head, wiki, window};

/// The first text of the first property that has one of these names.
fn text<'a>(properties: &'a [Property], names: &[&str]) -> Option<&'a str> {
    named(properties, names)
        .flat_map(|property| &property.values)
        .map(|value| value.trim())
        .find(|value| !value.is_empty())
}

fn named<'a>(properties: &'a [Property], names: &[&str]) -> impl Iterator<Item = &'a Property> {
    names.iter().flat_map(move |name| {
        properties.iter().filter(move |property| property.key.eq_ignore_ascii_case(name))
    })
}

/// `title`
pub(crate) fn title(properties: &[Property]) -> Option<&str> {
    text(properties, &["title"])
}

/// `type` or `kind`
pub(crate) fn kind(properties: &[Property]) -> Option<&str> {
    text(properties, &["type", "kind"])
}

/// `lang` or `language`, if it names a language that search knows
pub(crate) fn language(properties: &[Property]) -> Option<Language> {
    let mut named = named(properties, &["lang", "language"]).flat_map(|property| &property.values);
    named.find_map(|name| name.parse().ok())
}

/// The day that a note is of: a property that says so, else the one in its file's name, else that which its text
/// says below the title, else that on which it was `created`. A daily note is often made the day before, or with
/// all others when they moved.
pub(crate) fn date(properties: &[Property], stem: &str, said: Option<Date>) -> Option<Date> {
    let created = || day_under(properties, "created");
    stated_date(properties, stem).or(said).or_else(created)
}

/// The day that a property or the file's name says.
pub(crate) fn stated_date(properties: &[Property], stem: &str) -> Option<Date> {
    let says = |name: &str| day_under(properties, name);
    let says_in_words = || {
        let named = properties.iter().filter(|property| names_day(&property.key));
        named.flat_map(|property| &property.values).find_map(|value| days::only(value))
    };
    says("date").or_else(|| says("day")).or_else(says_in_words).or_else(|| days::find(stem))
}

/// Days of which nobody can tell the month.
pub(crate) fn problems(
    text: &str,
    properties: &[Property],
    lines: &LineIndex,
) -> impl Iterator<Item = Problem> {
    let dated = properties.iter().filter(|property| names_day(&property.key));
    dated.filter_map(|property| {
        let (value, [one, other]) =
            property.values.iter().find_map(|value| Some((value, days::either(value)?)))?;
        let at = Span::new(property.at..property.at).start;
        let message = format!("{value} is two days: write {one} or {other}");
        let (line, column) = (lines.line(at), lines.column(text, at));
        Some(Problem { code: Code::BadFrontmatter, line, column, message })
    })
}

/// Whether what has this key is of the day that its value is: English, German and Dutch, Spanish, Portuguese and
/// Italian, French, Russian, Turkish, Chinese, Japanese, Korean.
pub(crate) fn names_day(key: &str) -> bool {
    const NAMES: [&str; 13] = [
        "date", "day", "datum", "tag", "fecha", "data", "jour", "дата", "tarih", "日期", "日付",
        "날짜", "日時",
    ];
    /// Of the longest name, in bytes.
    const LONGEST: usize = 10;
    key.len() <= LONGEST && NAMES.contains(&&*key.to_lowercase())
}

/// What the lines of fields that a note begins with say as front matter would: tags, what kind of note it is, and when
/// it was made and changed. It is no front matter and may be prose, so each counts only where its value looks like
/// one, and a name of the note, to which links would lead, is none of them. Of a list only days are.
pub(crate) fn in_head(text: &str, fields: &[Field], head: &Range<usize>) -> Vec<Property> {
    let own = fields.iter().filter(|field| head.contains(&field.span.range().start));
    let property = |field: &Field| {
        let is = |name: &str| field.key.eq_ignore_ascii_case(name);
        let written = field.values.first()?;
        let describes = is("tags") || is("type") || is("kind");
        if describes && head::is_item(text, field) {
            return None;
        }
        let values = if is("tags") {
            short_names(written)?
        } else if is("type") || is("kind") {
            Some(vec![written.clone()]).filter(|_| is_kind(written))?
        } else {
            let is_day =
                (is("created") || says_change(&field.key)) && days::only(written).is_some();
            Some(vec![written.clone()]).filter(|_| is_day)?
        };
        let span = field.span.range();
        Some(Property { key: field.key.clone(), values, is_list: true, at: span.start, span })
    };
    own.filter_map(property).collect()
}

/// The tags of a line of text: words with the sign of one, or short names with commas between them. A tag may be of
/// several words: Notion divides them with commas alone.
fn short_names(written: &str) -> Option<Vec<String>> {
    const MOST_WORDS: usize = 3;
    if written.split([',', ' ']).all(|word| word.is_empty() || word.starts_with('#')) {
        // They are found wherever they stand.
        return None;
    }
    let names: Vec<&str> = written.split([',', '，', '、']).map(str::trim).collect();
    let is_short = |name: &&str| {
        let words = name.split_whitespace().count();
        (1..=MOST_WORDS).contains(&words) && !name.ends_with(['.', '。', '!', '?'])
    };
    names.iter().all(is_short).then(|| names.into_iter().map(str::to_owned).collect())
}

/// Whether a text says of what kind a note is: `Literature note`, but not `a note`.
fn is_kind(written: &str) -> bool {
    const MOST_WORDS: usize = 2;
    written.split_whitespace().count() <= MOST_WORDS
        && !words::plain(written).any(|word| words::is_stop_word(&word.term))
}

fn day_under(properties: &[Property], name: &str) -> Option<Date> {
    text(properties, &[name]).and_then(days::find)
}

/// Names by which notes say when they were changed, without what divides their words.
const MODIFIED: [&str; 11] = [
    "modified", "modifiedat", "datemodified", "lastmodified", "lastmodifiedat", "lastmod",
    "updated", "updatedat", "dateupdated", "lastupdated", "mtime",
];

/// `modified`, `last-updated` and the like
pub(crate) fn modified(properties: &[Property]) -> Option<Date> {
    properties
        .iter()
        .filter(|property| says_change(&property.key))
        .flat_map(|property| &property.values)
        .find_map(|v| days::find(v))
}

fn says_change(key: &str) -> bool {
    let words = words::plain(key).map(|word| word.term.into_owned());
    MODIFIED.contains(&words.collect::<String>().as_str())
}

/// `aliases` and `alias`: a list, or one text that commas divide.
pub(crate) fn aliases(properties: &[Property]) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    for property in named(properties, &["aliases", "alias"]) {
        let divided: Vec<&str> = match property.values.as_slice() {
            [one] if !property.is_list => one.split(',').collect(),
            values => values.iter().map(String::as_str).collect(),
        };
        for alias in divided.into_iter().map(str::trim).filter(|alias| !alias.is_empty()) {
            if known.insert(alias) {
                aliases.push(alias.to_owned());
            }
        }
    }
    aliases
}

/// So many bytes at most stand between a tag in front matter and the one before it; farther away, it is not
/// looked for.
const FARTHEST: usize = 1000;

/// `tags`, `tag` and Zola's `taxonomies.tags`: a list, whose items may have spaces in them, or one text that commas and spaces
/// divide. The name of a link is one as well.
pub(crate) fn tags(
    text: &str,
    properties: &[Property],
    lines: &LineIndex,
    profile: Profile,
) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for property in named(properties, &["tags", "tag", "taxonomies.tags"]) {
        let mut at = property.span.start;
        let divided: Vec<&str> = match property.values.as_slice() {
            [one] if !property.is_list => divided(one),
            values => values.iter().map(String::as_str).collect(),
        };
        for written in divided {
            let written = wiki::only_name(written, profile).unwrap_or(written);
            let name = written.trim().trim_start_matches('#').trim_end_matches('/').trim();
            if name.is_empty() {
                continue;
            }
            // Its place, unless escapes spell it differently.
            let rest = text.get(at..property.span.end).unwrap_or("");
            let found = window(rest, 0, FARTHEST + name.len()).find(name);
            let span = match found {
                Some(offset) => at + offset..at + offset + name.len(),
                None => property.span.clone(),
            };
            if found.is_some() {
                at = span.end;
            }
            let span = Span::new(span);
            let line = lines.line(span.start);
            tags.push(Tag { name: name.to_owned(), span, section: 0, line });
        }
    }
    tags
}

/// A text at its commas and spaces, but for those in links.
fn divided(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for link in wiki::find(text) {
        pieces.extend(text[at..link.start].split([',', ' ']));
        pieces.push(&text[link.clone()]);
        at = link.end;
    }
    pieces.extend(text[at..].split([',', ' ']));
    pieces
}

/// The properties as fields.
pub(crate) fn fields(properties: &[Property], lines: &LineIndex, profile: Profile) -> Vec<Field> {
    let values = |property: &Property| match property.values.as_slice() {
        // Jekyll takes a text for as many categories as it has words; one of them is `category`.
        [one]
            if profile == Profile::Jekyll && property.key == "categories" && !property.is_list =>
        {
            let names = one.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        }
        values => values.to_vec(),
    };
    let field = |property: &Property| Field {
        origin: FieldOrigin::FrontMatter,
        key: property.key.clone(),
        values: values(property),
        span: Span::new(property.span.clone()),
        section: 0,
        line: lines.line(Span::new(property.at..property.at).start),
    };
    properties.iter().map(field).collect()
}

/// The wiki-links in the block; line and column are not filled in.
pub(crate) fn links(text: &str, header: &FrontMatter, profile: Profile) -> Vec<Link> {
    let mut links = Vec::new();
    if header.span.is_none() || !profile.has_wiki_links() {
        return links;
    }
    let values = values(text, &header.properties);
    let places = Places::of(&header.properties);
    let mut at = header.content.start;
    for line in text[header.content.clone()].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let is_table = header.is_toml && trimmed.starts_with('[') && !trimmed.contains('=');
        if trimmed.starts_with('#') || is_table {
            continue;
        }
        let comment = line.find(" #").unwrap_or(line.len());
        for found in wiki::find(line) {
            let range = start + found.start..start + found.end;
            if comment < found.start && !places.hold(&range) {
                continue;
            }
            let value = values.get(&range.start).copied().unwrap_or(&text[range.clone()]);
            let place = wiki::parts(text, range.clone(), profile);
            let says = wiki::parts(value, 0..value.len(), profile);
            let (Some(place), Some(says)) = (place, says) else { continue };
            let shown = says.shown.filter(|shown| !shown.is_empty());
            links.push(Link {
                embed: value.starts_with('!'),
                span: Span::new(range),
                target_span: Span::new(place.target_span),
                fragment: says.fragment.map(str::to_owned),
                text: value[shown.unwrap_or(says.target_span)].to_owned(),
                ..Link::new(LinkKind::Wiki, says.target)
            });
        }
    }
    links
}

/// Where the values of properties stand; those of a property may lie in those of another.
struct Places {
    /// Where each value begins, in the order of the file, and the farthest end of those up to it.
    values: Vec<(usize, usize)>,
}

impl Places {
    fn of(properties: &[Property]) -> Places {
        let spans = properties.iter().map(|property| (property.span.start, property.span.end));
        let mut values: Vec<(usize, usize)> = spans.collect();
        values.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut values {
            farthest = farthest.max(*end);
            *end = farthest;
        }
        Places { values }
    }

    /// Whether one of the values holds the range.
    fn hold(&self, range: &Range<usize>) -> bool {
        let after = self.values.partition_point(|&(start, _)| start <= range.start);
        after > 0 && range.end <= self.values[after - 1].1
    }
}

/// The wiki-links in the values of properties, by where they stand in the file: there escapes may
/// spell them differently.
fn values<'a>(text: &str, properties: &'a [Property]) -> HashMap<usize, &'a str> {
    let mut values = HashMap::new();
    for property in properties {
        let written = text.get(property.span.clone()).unwrap_or("");
        if !written.contains("[[") || !written.contains(['\\', '\'']) {
            continue;
        }
        let places: Vec<usize> =
            wiki::find(written).map(|link| property.span.start + link.start).collect();
        let said: Vec<&str> = property
            .values
            .iter()
            .flat_map(|value| wiki::find(value).map(|link| &value[link]))
            .collect();
        if places.len() == said.len() {
            values.extend(places.into_iter().zip(said));
        }
    }
    values
}
