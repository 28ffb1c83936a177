//! What other languages write where Markdown expects something of its own: in a destination
//! Liquid's `{{ site.baseurl }}/x`, Hugo's `{{< ref "x" >}}` and Logseq's `[[page]]`, around code
//! `{% highlight %}`, in the text of a link `![[embed]]`, above what is indented `!!! note`, between `$$` TeX over several lines, the signs of prices;
//! and the inserts of [`crate::inserts`]. The Markdown parser sees stand-ins of the
//! same length, as their tools expand them before they read the Markdown. Leaves out tags in running
//! text (see [`crate::shortcodes`]), and where a destination leads, which is in [`destinations`].

mod destinations;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use crate::inserts::{self, Insert};
use crate::shortcodes::LONGEST;
use crate::{links, math, window};
pub(crate) use destinations::{Destination, read};

/// A note as the Markdown parser is to see it.
#[derive(Debug)]
pub(crate) struct Markup<'a> {
    /// As long as the note and different from it only where something stands in.
    pub(crate) text: Cow<'a, str>,
    /// Where something stands in, in the order of the file.
    replaced: Vec<Range<usize>>,
    /// What other tools read, in the order of the file.
    pub(crate) inserts: Vec<Insert>,
}

impl<'a> Markup<'a> {
    /// The text with stand-ins from `from` on.
    pub(crate) fn new(text: &'a str, from: usize) -> Markup<'a> {
        let mut found: Vec<(Range<usize>, StandIn)> = Vec::new();
        let body = text.get(from..).unwrap_or("");
        if ["{{", "{%", "([[", "![["].iter().any(|mark| body.contains(mark)) {
            destinations(text, from, &mut found);
        }
        if body.contains("highlight") {
            code_blocks(text, from, &mut found);
        }
        if body.contains("$$") {
            formulas(text, from, &mut found);
        }
        if body.contains('$') {
            let signs = math::prices(text, from).into_iter();
            found.extend(signs.map(|at| (at..at + 1, StandIn::Sign)));
        }
        if ["!!!", "???", "==="].iter().any(|mark| body.contains(mark)) {
            admonitions(text, from, &mut found);
        }
        let mut inserts = inserts::find(text, from);
        found.extend(inserts.iter().map(|insert| (insert.span.clone(), StandIn::Word)));
        if found.is_empty() {
            return Markup { text: Cow::Borrowed(text), replaced: Vec::new(), inserts };
        }
        // Of two that begin together the longer one holds the other.
        found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
        let mut replaced: Vec<Range<usize>> = Vec::with_capacity(found.len());
        let mut seen = String::with_capacity(text.len());
        for (range, stand_in) in found {
            if range.start < seen.len() {
                continue;
            }
            seen.push_str(&text[seen.len()..range.start]);
            stand_in.write(range.len(), &mut seen);
            replaced.push(range);
        }
        seen.push_str(&text[seen.len()..]);
        let place = |range: &Range<usize>| (range.start, range.end);
        let is_seen =
            |insert: &Insert| replaced.binary_search_by_key(&place(&insert.span), place).is_ok();
        inserts.retain(is_seen);
        inserts.sort_by_key(|insert| insert.span.start);
        Markup { text: Cow::Owned(seen), replaced, inserts }
    }

    /// Whether something stands in for a part of the range.
    pub(crate) fn differs(&self, range: &Range<usize>) -> bool {
        let nth = self.replaced.partition_point(|replaced| replaced.end <= range.start);
        self.replaced.get(nth).is_some_and(|replaced| replaced.start < range.end)
    }
}

/// What stands in for a piece of the note.
enum StandIn {
    /// A word, for a destination or a formula.
    Word,
    /// A sign that means nothing, for one that would open a formula.
    Sign,
    /// An image without text, for an embed.
    Image,
    /// The fence that opens code.
    Opening(&'static str),
    /// Marks of the fence that closes it.
    Closing(char),
    /// The mark of an item, which what is indented by four belongs to.
    Item,
}

impl StandIn {
    /// Adds it in as many bytes as it stands in for.
    fn write(&self, length: usize, seen: &mut String) {
        let (first, filler, last) = match self {
            StandIn::Word => ("", 'x', ""),
            // Beside the marks of emphasis, punctuation as the one it stands for.
            StandIn::Sign => ("", ',', ""),
            StandIn::Image => ("![](", 'x', ")"),
            StandIn::Opening(fence) => (*fence, 'x', ""),
            StandIn::Closing(fence) => ("", *fence, ""),
            StandIn::Item => ("+   ", ',', ""),
        };
        seen.push_str(first);
        seen.extend(std::iter::repeat_n(filler, length.saturating_sub(first.len() + last.len())));
        seen.push_str(last);
    }
}

/// How far Python-Markdown indents what belongs to a block.
const INDENT: usize = 4;

/// Finds the lines that open blocks of Python-Markdown: `!!! note`, `??? note "Title"`, `=== "Tab"`. What is
/// indented below them is Markdown, as what is in the item of a list is.
fn admonitions(text: &str, from: usize, found: &mut Vec<(Range<usize>, StandIn)>) {
    let body = text.get(from..).unwrap_or("");
    let mut start = from;
    // The mark that waits for something below it, and how far its line is indented.
    let mut open: Option<(Range<usize>, usize)> = None;
    for line in body.split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if !content.trim().is_empty() {
            if let Some((mark, above)) = open.take()
                && (indent >= above + INDENT || content.starts_with('\t'))
            {
                found.push((mark, StandIn::Item));
            }
            let at = start + indent;
            open = admonition_mark(content).map(|length| (at..at + length, indent));
        }
        start += line.len();
    }
}

/// The length of the mark that a line begins with which opens such a block, as long as an item's or longer.
fn admonition_mark(line: &str) -> Option<usize> {
    let marks = ["!!!", "???+", "???", "===!", "===+", "==="];
    let (mark, rest) = marks.iter().find_map(|mark| Some((*mark, line.strip_prefix(mark)?)))?;
    let name = rest.strip_prefix(' ')?;
    let opens = match mark.starts_with('=') {
        true => name.starts_with('"') && name.trim_end().ends_with('"'),
        false => name.starts_with(|c: char| c.is_alphabetic() || c == '"'),
    };
    opens.then_some(mark.len() + 1)
}

/// What ends a destination.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    Space,
    Bracket,
    Angle,
    Quote(u8),
}

/// Finds what is not Markdown in the destinations of links, of definitions and of HTML.
fn destinations(text: &str, from: usize, found: &mut Vec<(Range<usize>, StandIn)>) {
    let bytes = text.as_bytes();
    for at in from..bytes.len() {
        let next = bytes.get(at + 1);
        match bytes[at] {
            b']' if next == Some(&b'(') => markdown_destination(text, at + 2, Ends::Bracket, found),
            b']' if next == Some(&b':') => markdown_destination(text, at + 2, Ends::Space, found),
            b'!' if bytes[at..].starts_with(b"![[") => found.extend(embed_in_link(text, at)),
            b'=' if is_address(bytes[from..at].trim_ascii_end()) => {
                let value = bytes.len() - bytes[at + 1..].trim_ascii_start().len();
                if let Some(&quote @ (b'"' | b'\'')) = bytes.get(value) {
                    tags(text, value + 1, Ends::Quote(quote), found);
                }
            }
            _ => {}
        }
    }
}

/// The embed at `at`, if the text of a link ends behind it: there the Markdown parser loses it.
fn embed_in_link(text: &str, at: usize) -> Option<(Range<usize>, StandIn)> {
    let end = wiki_end(text, at + 1)?;
    let line = window(text, end, LONGEST).split('\n').next()?;
    let after = &line[line.find(['[', ']'])?..];
    let ends = after.starts_with("](") || after.starts_with("][");
    (ends && !text[..at].ends_with('\\')).then_some((at..end, StandIn::Image))
}

/// Whether an attribute whose value is an address ends here.
fn is_address(before: &[u8]) -> bool {
    let lower = before[before.len().saturating_sub(5)..].to_ascii_lowercase();
    [&b"href"[..], b"src"].into_iter().any(|name| {
        lower.strip_suffix(name).and_then(|rest| rest.last()).is_some_and(u8::is_ascii_whitespace)
    })
}

fn markdown_destination(
    text: &str,
    at: usize,
    ends: Ends,
    found: &mut Vec<(Range<usize>, StandIn)>,
) {
    let at = at + links::unbroken(&text[at..]);
    if let Some(end) = page_end(text, at) {
        found.push((at..end, StandIn::Word));
    } else if text[at..].starts_with('<') {
        tags(text, at + 1, Ends::Angle, found);
    } else {
        tags(text, at, ends, found);
    }
}

/// Where the `[[page]]` at `at` ends, if it is all of a destination.
fn page_end(text: &str, at: usize) -> Option<usize> {
    let end = wiki_end(text, at)?;
    text[end..].starts_with([')', ' ']).then_some(end)
}

/// Where the wiki-link at `at` ends, if there is one without further brackets.
fn wiki_end(text: &str, at: usize) -> Option<usize> {
    let line = window(text, at, LONGEST).split('\n').next()?;
    let inner = line.strip_prefix("[[")?;
    let inner = &inner[..inner.find("]]")?];
    let is_plain = !inner.is_empty() && !inner.contains(['[', ']', '`']) && !inner.ends_with('\\');
    is_plain.then_some(at + inner.len() + 4)
}

/// Finds the tags in a destination that begins at `at`.
fn tags(text: &str, mut at: usize, ends: Ends, found: &mut Vec<(Range<usize>, StandIn)>) {
    let bytes = text.as_bytes();
    let limit = (at + LONGEST).min(bytes.len());
    let mut depth = 0_u32;
    while at < limit {
        if closing_mark(&bytes[at..]).is_some() {
            // A tag that does not end makes all of it no destination.
            let Some(end) = tag_end(text, at, text.len()) else { return };
            // Where destinations lie in each other, it was found before.
            if found.last().is_none_or(|(last, _)| last.end <= at) {
                found.push((at..end, StandIn::Word));
            }
            at = end;
            continue;
        }
        let byte = bytes[at];
        let is_end = match ends {
            Ends::Space => byte.is_ascii_whitespace(),
            Ends::Bracket => byte.is_ascii_whitespace() || byte == b')' && depth == 0,
            Ends::Angle => byte == b'>',
            Ends::Quote(quote) => byte == quote,
        };
        if is_end || byte == b'\n' {
            return;
        }
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'\\' => at += 1,
            _ => {}
        }
        at += 1;
    }
}

/// What ends the tag that begins here, if one does.
fn closing_mark(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'{', b'{', b'<', ..] => Some(">}}"),
        [b'{', b'{', b'%', ..] => Some("%}}"),
        [b'{', b'{', ..] => Some("}}"),
        [b'{', b'%', ..] => Some("%}"),
        _ => None,
    }
}

/// Where the tag at `at` ends, if one begins there and ends in the same line and before `limit`.
fn tag_end(text: &str, at: usize, limit: usize) -> Option<usize> {
    let close = closing_mark(text.as_bytes().get(at..limit)?)?;
    let line = window(&text[..limit], at, LONGEST).split('\n').next().unwrap_or("");
    // Brackets of a wiki-link are no part of a tag.
    let end = line
        .find(close)
        .filter(|&end| !["[[", "]]"].iter().any(|two| line[..end].contains(two)))?;
    Some(at + end + close.len())
}

/// Finds the tags around `{% highlight %}` code: between them nothing is Markdown.
fn code_blocks(text: &str, from: usize, found: &mut Vec<(Range<usize>, StandIn)>) {
    let body = text.get(from..).unwrap_or("");
    let fenced = |fence: &str| body.lines().any(|line| unmarked(line).starts_with(fence));
    // A fence that the note writes itself could close ours, and ours could close the note's.
    let fence = match (fenced("~~~"), fenced("```")) {
        (false, _) => ("~~~", '~'),
        (true, false) => ("```", '`'),
        (true, true) => return,
    };
    let mut open: Option<Range<usize>> = None;
    let mut at = from;
    for line in body.split_inclusive('\n') {
        let tag = unmarked(line).trim_end();
        let start = at + (line.len() - unmarked(line).len());
        at += line.len();
        match (highlight(tag), open.take()) {
            (Some(true), _) => open = Some(start..start + tag.len()),
            (Some(false), Some(opening)) => {
                found.push((opening, StandIn::Opening(fence.0)));
                found.push((start..start + tag.len(), StandIn::Closing(fence.1)));
            }
            (Some(false), None) => {}
            (None, opening) => open = opening,
        }
    }
}

/// Finds what formulas of several lines hold. To Markdown their lines are lines like any other: a `=`
/// alone would make a heading of what stands before it, and the `$$` behind would open the next one.
fn formulas(text: &str, from: usize, found: &mut Vec<(Range<usize>, StandIn)>) {
    let mut fence: Option<&str> = None;
    // Where the content begins, and whether `$$` is all of that line: only such a one goes on over
    // blank lines.
    let mut open: Option<(usize, bool)> = None;
    let mut at = from;
    for line in text.get(from..).unwrap_or("").split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = unmarked(line);
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark)) {
            match fence {
                None => fence = Some(mark),
                Some(open) if open == mark => fence = None,
                Some(_) => {}
            }
            open = None;
        } else if let (None, Some((begin, alone))) = (fence, open) {
            if let Some(end) = line.find("$$") {
                found.push((begin..start + end, StandIn::Word));
                open = None;
            } else if content.trim().is_empty() && !alone {
                open = None;
            }
        } else if fence.is_none() && content.starts_with("$$") {
            let begin = at - content.len() + 2;
            if !content[2..].contains("$$") {
                open = Some((begin, content[2..].trim().is_empty()));
            }
        }
    }
}

/// The line without the marks of quotes and lists before it.
fn unmarked(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>', '-', '*', '+'])
}

/// Whether a line opens (`true`) or closes (`false`) highlighted code.
fn highlight(line: &str) -> Option<bool> {
    let tag = |open: &str, close: &str| line.strip_prefix(open)?.strip_suffix(close);
    let inner = tag("{%", "%}").or_else(|| tag("{{<", ">}}"))?;
    let mut words = inner.trim_matches('-').split_whitespace();
    match words.next()? {
        "highlight" => Some(true),
        "endhighlight" | "/highlight" => Some(false),
        "/" if words.next() == Some("highlight") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_destinations_that_lie_in_each_other_are_found_once() {
        let mut found = Vec::new();
        destinations(&"]({{ a }}".repeat(2_000), 0, &mut found);
        assert_eq!(found.len(), 2_000);
        assert!(found.is_sorted_by_key(|(range, _)| range.start));
    }

    #[test]
    fn only_destinations_and_code_are_replaced() {
        for (text, seen) in [
            ("[a]({{ b }}/c) {{ d }}", "[a](xxxxxxx/c) {{ d }}"),
            ("[a]( <{{ b }} c{% d %}>)", "[a]( <xxxxxxx cxxxxxxx>)"),
            ("[a](b){{ c }}", "[a](b){{ c }}"),
            ("[a](b[c]({{ d }})/{{ e }})", "[a](b[c](xxxxxxx)/xxxxxxx)"),
            ("[a]({{ b c {{ d )", "[a]({{ b c {{ d )"),
            ("[a](b c{{ d }})", "[a](b c{{ d }})"),
            ("[a ![[é|b]] c](d)", "[a ![](xxxx) c](d)"),
            ("[![[]]](d) ![[a]](b) [![[c]]", "[![[]]](d) ![[a]](b) [![[c]]"),
            ("[![[\\]]](c) [a]([[b\\]])", "[![[\\]]](c) [a]([[b\\]])"),
            ("[\\![[a]]](d) [![[a [[b]]](c)", "[\\![[a]]](d) [![[a [[b]]](c)"),
            ("[![[a]]][b]", "[![](x)][b]"),
            ("[a]: {{ b | c }}#é{{ d }} {{ e }}", "[a]: xxxxxxxxxxx#éxxxxxxx {{ e }}"),
            ("<a href=\"{{ \"b\" | c }}\">", "<a href=\"xxxxxxxxxxxxx\">"),
            ("<a href = '{{ b }}'>", "<a href = 'xxxxxxx'>"),
            (
                "x='{{ a }}' ySRC='{{ b }}' SRC='{{ c }}'",
                "x='{{ a }}' ySRC='{{ b }}' SRC='xxxxxxx'",
            ),
            ("[a]([[b c]]) [d]([[e]]f)", "[a](xxxxxxx) [d]([[e]]f)"),
            ("[a]([[b{{ c }}) [d]([[{{ e }}]])", "[a]([[bxxxxxxx) [d](xxxxxxxxxxx)"),
            ("[a](\n{{< b >}} \"t\")", "[a](\nxxxxxxxxx \"t\")"),
            ("[a]({{ b", "[a]({{ b"),
            ("[a](\\{{ b }}{{ c }})", "[a](\\{{ b }}{{ c }})"),
            ("[a]({{ [[b]] }})", "[a]({{ [[b]] }})"),
            ("[a]({{ b\n}})", "[a]({{ b\n}})"),
            (
                "{% highlight a %}\n#\n{% endhighlight %}\n",
                "~~~xxxxxxxxxxxxxx\n#\n~~~~~~~~~~~~~~~~~~\n",
            ),
            ("[a]({{ b }}) $5-$6", "[a](xxxxxxx) ,5-$6"),
            (
                "> {{< highlight a >}}\n> {{</ highlight >}}",
                "> ~~~xxxxxxxxxxxxxxxx\n> ~~~~~~~~~~~~~~~~~~",
            ),
            (
                "~~~\n{% highlight a %}\n{%- endhighlight -%}",
                "~~~\n```xxxxxxxxxxxxxx\n````````````````````",
            ),
            (
                "~~~\n```\n{% highlight a %}\n{% endhighlight %}",
                "~~~\n```\n{% highlight a %}\n{% endhighlight %}",
            ),
            ("a {% highlight a %}\n{% endhighlight %}", "a {% highlight a %}\n{% endhighlight %}"),
            ("{% highlight a %}", "{% highlight a %}"),
        ] {
            let markup = Markup::new(text, 0);
            assert_eq!(markup.text, seen);
            assert_eq!(markup.text.len(), text.len());
            assert_eq!(markup.differs(&(0..text.len())), text != seen);
        }
    }
}
