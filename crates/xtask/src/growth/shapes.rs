//! Shapes of notes that nobody writes and anybody may have: pages saved from the web, output of programs,
//! what a careless paste left. Each repeats what makes a reader look far ahead or back. Leaves out
//! reading them.

use Part::{Often, Once};

/// One shape: what is repeated, each part as often, and what stands around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// What is hostile about it.
    pub(crate) name: &'static str,
    parts: [Part; 6],
}

#[derive(Clone, Copy, Debug)]
enum Part {
    Once(&'static str),
    /// In it, `@` stands for the number of the repetition.
    Often(&'static str),
}

impl Shape {
    /// `before`, then `unit` over and over, then `after`.
    const fn row(
        name: &'static str,
        before: &'static str,
        unit: &'static str,
        after: &'static str,
    ) -> Shape {
        let none = Once("");
        Shape { name, parts: [Once(before), Often(unit), Once(after), none, none, none] }
    }

    /// `first` over and over, then `middle`, then `second` as often.
    const fn pair(
        name: &'static str,
        first: &'static str,
        middle: &'static str,
        second: &'static str,
    ) -> Shape {
        let none = Once("");
        Shape { name, parts: [none, Often(first), Once(middle), Often(second), none, none] }
    }

    /// The same between what begins and what ends it.
    const fn within(mut self, before: &'static str, after: &'static str) -> Shape {
        self.parts[0] = Once(before);
        self.parts[5] = Once(after);
        self
    }

    /// A note of at least so many bytes, and of about so many.
    pub(crate) fn text(&self, bytes: usize) -> String {
        let (mut count, mut length) = (0, 0);
        while length < bytes {
            let one_more = |part: &Part| match part {
                Once(_) => 0,
                Often(unit) => numbered(unit, count).len(),
            };
            length += self.parts.iter().map(one_more).sum::<usize>();
            count += 1;
        }
        let mut text = String::with_capacity(length);
        for part in self.parts {
            match part {
                Once(once) => text.push_str(once),
                Often(unit) => text.extend((0..count).map(|number| numbered(unit, number))),
            }
        }
        text
    }
}

fn numbered(unit: &str, number: usize) -> String {
    unit.replace('@', &number.to_string())
}

/// All shapes; the first is what the others are held against.
pub(crate) static SHAPES: [Shape; 175] = [
    Shape::row("prose", "", "Words of a plain sentence that says nothing. ", ""),
    Shape::row("labels in one line", "", "**A@:** v ", ""),
    Shape::row("highlights in one line", "", "==a b== c ", ""),
    Shape::row("highlights unclosed", "", "==a ", ""),
    // Anchors, HTML.
    Shape::row("anchors before a heading", "<div>\n", "<a id=\"x@\"></a>\n", "</div>\n\n# H\n"),
    Shape::row("anchors, no heading", "<div>\n", "<a id=\"x@\"></a>\n", "</div>\n\nend\n\n# H\n"),
    Shape::row("headings with anchors", "", "<a id=\"x@\"></a>\n\n# H\n\n", ""),
    Shape::row("inline anchors", "x ", "<a id=x@></a>", "\n\n# H\n"),
    Shape::row("`<a href>` unclosed in a block", "<div>\n", "<a href=x@>\n", ""),
    Shape::row("`<a href>` unclosed inline", "x ", "<a href=x@>y", ""),
    Shape::pair("`<a href>` nested", "<a href=x>", "y", "</a>"),
    Shape::row("attribute unclosed", "<div>\n", "<a href=\"x>", ""),
    Shape::row("attributes", "<div ", "a=b ", ">"),
    Shape::row("tags, unclosed", "<div>\n", "<a ", ""),
    Shape::row("`<` in HTML", "<div>\n", "<", ""),
    Shape::row("`<` in text", "", "<", ""),
    Shape::row("`<!--` unclosed", "", "<!--", ""),
    Shape::row("`<!--` unclosed in text", "x ", "<!-- a ", ""),
    Shape::row("`<?` unclosed in text", "x ", "<?", ""),
    Shape::row("`<![CDATA[` unclosed in text", "x ", "<![CDATA[", ""),
    Shape::row("comments", "", "<!-- a -->\n", ""),
    Shape::row("`<script>` unclosed", "<div>\n", "<script>", ""),
    Shape::row("`<style>` with `</`", "<div>\n<style>", "</", ""),
    Shape::row("images of HTML", "", "<img src=a@ alt=b>\n", ""),
    Shape::row("entities", "", "&amp;", ""),
    Shape::row("`&`", "", "&a", ""),
    // Links.
    Shape::row("`http:`", "", "http:", ""),
    Shape::row("`http://.`", "", "http://.", ""),
    Shape::row("`http://a `", "", "http://a@ ", ""),
    Shape::row("`http://a(`", "", "http://a( ", ""),
    Shape::row("a long URL's end", "http://a", ".", ""),
    Shape::row("`[[` unclosed", "", "[[", ""),
    Shape::row("`[[a` unclosed", "", "[[a ", ""),
    Shape::row("`[[a|` unclosed", "", "[[a|", ""),
    Shape::row("`![[` unclosed", "", "![[", ""),
    Shape::row("`]]`", "", "]]", ""),
    Shape::pair("wiki-links nested", "[[a", "", "]]"),
    Shape::row("wiki-links", "", "[[a@|b]] ", ""),
    Shape::row("wiki-links with bars", "[[a", "|b", "]]"),
    Shape::row("wiki-links over lines", "", "[[a\nb]] ", ""),
    Shape::row("wiki-links of spaces", "", "[[ ]]", ""),
    Shape::row("`[`", "", "[", ""),
    Shape::row("`[a](`", "", "[a](", ""),
    Shape::row("`[a](<b`", "", "[a](<b", ""),
    Shape::row("`[a](b \"c`", "", "[a](b \"c", ""),
    Shape::row("`](`", "", "](", ""),
    Shape::row("`][`", "", "][", ""),
    Shape::row("`![`", "", "![", ""),
    Shape::pair("images nested", "![", "a", "](b)"),
    Shape::pair("links nested", "[", "a", "](b)"),
    Shape::pair("brackets nested", "[", "a", "]"),
    Shape::pair("`[a` and `](`", "[a", "", "]("),
    Shape::row("links in a heading", "# ", "[a](b@) ", "\n"),
    Shape::row("links over lines", "", "[a\nb](c@)\n", ""),
    Shape::row("destinations of brackets", "[a](", "(", ")"),
    Shape::row("Markdown links", "", "[a](b@.md#c) ", ""),
    Shape::row("percent codes", "[a](", "%41", ")"),
    Shape::row("bad percent codes", "[a](", "%ff", ")"),
    Shape::row("references, undefined", "", "[a][b@] ", ""),
    Shape::pair("references nested, undefined", "[a ", "x", "][b]"),
    Shape::pair("references nested, defined", "[a ", "x", "][b]").within("", "\n\n[b]: c\n"),
    Shape::row("`[a][b]` in a row", "", "[a]", ""),
    Shape::row("definitions", "", "[a@]: b\n", ""),
    Shape::row("definitions of one label", "", "[a]: b\n", ""),
    Shape::pair("definitions and uses", "[a@]: b\n", "\n", "[a@]\n"),
    Shape::row("definitions, title unclosed", "", "[a@]: b \"c\n", ""),
    Shape::row("definition of a long label", "[", "a ", "]: b\n"),
    Shape::row("footnotes", "", "[^a@] ", ""),
    Shape::row("definitions of footnotes", "", "[^a@]: b\n", ""),
    Shape::pair("footnotes and uses", "[^a@]: b\n\n", "\n", "[^a@]\n"),
    Shape::row("footnotes nested", "", "[^a@]: ", ""),
    Shape::row("autolinks", "", "<http://a@> ", ""),
    Shape::row("block references", "", "((64f1c3a2-1111-4222-8333-abcdefabcdef)) ", ""),
    Shape::row("`((`", "", "((", ""),
    // Other languages.
    Shape::row("`{{`", "", "{{", ""),
    Shape::row("`{%`", "", "{%", ""),
    Shape::row("`]({{`", "", "]({{", ""),
    Shape::row("`]({{ a }}`", "", "]({{ a }}", ""),
    Shape::row("`](` before `{{`", "{{", "](", ""),
    Shape::row("`[a]({{ a }}b)`", "", "[a]({{ site.baseurl }}b@) ", ""),
    Shape::row("`href=\"{{`", "", " href=\"{{", ""),
    Shape::row("`{{< ref`", "", "{{< ref \"a@\" ", ""),
    Shape::row("`{% link`", "", "{% link a@ %} ", ""),
    Shape::row("`{:`", "", "{: #a@}\n", ""),
    Shape::row("`{#a}` in a heading", "# ", "{#a@}", "\n"),
    Shape::row("`{` in a heading", "# ", "{#", "\n"),
    Shape::row("`{% highlight %}`", "", "{% highlight %}\n", ""),
    Shape::row("`![[` in the text of links", "", "[![[a]]](b) ", ""),
    Shape::row("`$$`", "", "$$", ""),
    Shape::row("`$`", "", "$a ", ""),
    Shape::row("`$` and `{`", "", "$a{ ", ""),
    Shape::row("`$$` in lines", "", "$$\n", ""),
    Shape::row("`$$ a` in lines", "", "$$ a\n\n", ""),
    // Text.
    Shape::row("`*`", "", "*", ""),
    Shape::row("`*a `", "", "*a ", ""),
    Shape::row("`*a_`", "", "*a_ ", ""),
    Shape::pair("emphasis nested", "*a ", "b", " c*"),
    Shape::pair("strong nested", "**a", "b", "**"),
    Shape::pair("strong nested over lines", "**a\n", "b", "**"),
    Shape::row("`~`", "", "~a~~b ", ""),
    Shape::row("backticks", "", "`", ""),
    Shape::row("backticks of many lengths", "", "`a``b```c````d", ""),
    Shape::row("backticks unclosed", "", "`a ``b ", ""),
    Shape::row("code fences", "", "```\n", ""),
    Shape::row("`\\`", "", "\\", ""),
    Shape::row("`==`", "", "==a", ""),
    Shape::row("`%%`", "", "%%", ""),
    Shape::row("`a %%`", "", "a %%\n\n", ""),
    Shape::row("comments of Obsidian", "", "%% lore-ignore %%\n", ""),
    Shape::row("ignored lines", "", "<!-- lore-ignore -->\n\n", ""),
    Shape::row("ignored from here on", "", "<!-- lore-ignore-start -->\n\n", ""),
    Shape::row("`#`", "", "#", ""),
    Shape::row("`#a`", "", "#a@ ", ""),
    Shape::row("a nested tag", "#a", "/a", "\n"),
    Shape::row("a long tag", "#a", "a", "\n"),
    Shape::row("block ids", "", "a ^b@\n\n", ""),
    Shape::row("block ids in one block", "", "a\n^b@\n", ""),
    Shape::row("`^`", "", "^", ""),
    Shape::row(
        "properties of blocks",
        "",
        "- a\n  id:: 64f1c3a2-1111-4222-8333-abcdefabcdef\n",
        "",
    ),
    Shape::row("page properties", "", "a@:: b, [[c]]\n", ""),
    Shape::row("tags of a page", "tags:: ", "a@, ", "\n\n#b #c\n"),
    Shape::pair("tags of a page and in it", "a@, ", "\n\n", "#b@ ").within("tags:: ", ""),
    Shape::row("fields in lines", "", "a@:: b\n", ""),
    Shape::row("fields in bold lines", "", "**a@:**\nb\n", ""),
    Shape::row("fields in bold lines, one value", "**a:**\n", "b\n", ""),
    Shape::row("fields in brackets", "", "[a@:: b] ", ""),
    Shape::row("fields in brackets, unclosed", "", "[a:: ", ""),
    Shape::row("`::`", "", "::", ""),
    Shape::row("a topic of brackets", "Topic: ", "[", "\n"),
    Shape::row("a topic of wiki-links, unclosed", "Topic: ", "[[a, ", "\n"),
    Shape::row("a topic of links, unclosed", "Topic: ", "[a](", "\n"),
    Shape::row("topics", "Topic: ", "a@, ", "\n"),
    Shape::row("lines that end with CR", "", "a: b\r", ""),
    Shape::row("fields in lines that end with CR", "", "**a@:** b\r", ""),
    Shape::row("words of one letter and marks", "a", "\u{301}", ""),
    Shape::row("Chinese", "", "数据库", ""),
    Shape::row("humps", "", "aaBb", ""),
    Shape::row("`a_b`", "", "a_", ""),
    // Blocks.
    Shape::row("headings", "", "# a\n", ""),
    Shape::row("headings with anchors that meet", "", "# a\n# a-@\n", ""),
    Shape::row("headings with a rule", "", "a\n===\n", ""),
    Shape::row("a heading of many lines", "", "a\n", "===\n"),
    Shape::row("days in a heading", "# ", "may of ", "\n"),
    Shape::row("tasks", "", "- [ ] a\n", ""),
    Shape::row("callouts", "", "> [!a\n\n", ""),
    Shape::row("quotes nested", "", ">", ""),
    Shape::row("quotes nested in lines", "", "> > > > > > > > a\n", ""),
    Shape::row("lists nested in a line", "", "- ", ""),
    Shape::row("`|`", "", "|", "\n|-|\n"),
    Shape::row("rows of a table", "|status|b|\n|-|-|\n", "|a|b|\n", ""),
    Shape {
        name: "columns and rows of a table",
        parts: [
            Once("|status"),
            Often("|a"),
            Once("|\n|-"),
            Often("|-"),
            Once("|\n"),
            Often("|b\n"),
        ],
    },
    Shape::row("spaces", "a", " ", "b"),
    Shape::row("blank lines", "a", "\n", "b"),
    // Front matter.
    Shape::row("properties", "---\n", "a@: b\n", "---\n"),
    Shape::row("properties of one name", "---\n", "a: b\n", "---\n"),
    Shape::row("front matter unclosed", "---\n", "a: b\n", ""),
    Shape::row("front matter of comments", "---\na: b\n", "# c\n", "---\n"),
    Shape::row("lines of front matter without a key", "---\na: @\n", "b\n", "---\n"),
    Shape::row("aliases", "---\naliases:\n", "- a@\n", "---\n"),
    Shape::row("aliases in one line", "---\naliases: [", "a@, ", "]\n---\n"),
    Shape::row("tags of a note", "---\ntags:\n", "- a@\n", "---\n"),
    Shape::row("tags of a note in one line", "---\ntags: ", "a@ ", "\n---\n"),
    Shape::row("tags spelled with escapes", "---\ntags: \"", "\\x61@ ", "\"\n---\n"),
    Shape::row("a nested tag of a note", "---\ntags: a", "/a", "\n---\n"),
    Shape::row("links in a property", "---\nup: \"", "[[a@]] ", "\"\n---\n"),
    Shape::row("links in a broken property", "---\nx: @\nup: ", "[[a@]], ", "\n---\n"),
    Shape::pair("links behind `#`", "[[a@]] ", "\n", "a@: b\n").within("---\nx: a # ", "---\n"),
    Shape::row("lists nested in front matter", "---\na: ", "[", "\n---\n"),
    Shape::row("lists of lists", "---\na: [", "[ [a] ],\n  ", "]\n---\n"),
    Shape::row("lists of lists in one line", "---\na: [", "[[a], b],", "]\n---\n"),
    Shape::row("TOML", "+++\n", "a@ = 1\n", "+++\n"),
    Shape::row("TOML tables", "+++\n", "[a@]\nb = 1\n", "+++\n"),
    Shape::row("a long key of TOML", "+++\na", ".a", " = 1\n+++\n"),
    Shape::row("JSON", "{\"a\": 1", ",\n\"a@\": 1", "}\n"),
    Shape::row("JSON nested", "{\"a\": ", "[", "\n"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn shapes_are_as_large_as_asked() {
        for shape in &SHAPES {
            let text = shape.text(10_000);
            assert!((10_000..11_000).contains(&text.len()), "{}: {}", shape.name, text.len());
        }
        let names: BTreeSet<&str> = SHAPES.iter().map(|shape| shape.name).collect();
        assert_eq!(names.len(), SHAPES.len());
    }

    #[test]
    fn parts_are_repeated_as_often() {
        let shape = Shape::pair("", "[a@", "|", "]").within("(", ")");
        assert_eq!(shape.text(7), "([a0[a1|]])");
        assert_eq!(Shape::row("", "a", "b", "c").text(2), "abbc");
    }
}
