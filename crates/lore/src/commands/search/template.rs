//! `--format '{path}:{line}: {title}'`: one line for each hit, as scripts and editors want it. Leaves out
//! what ends a line or record, and the remarks beside, which the verb prints.

use lore_engine::SearchHit;

/// A template, read.
pub(super) struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Field(Field),
}

#[derive(Clone, Copy)]
enum Field {
    Path,
    Line,
    Title,
    Heading,
    Label,
    Snippet,
    Score,
    Topics,
    Tags,
}

const FIELDS: [(&str, Field); 9] = [
    ("path", Field::Path),
    ("line", Field::Line),
    ("title", Field::Title),
    ("heading", Field::Heading),
    ("label", Field::Label),
    ("snippet", Field::Snippet),
    ("score", Field::Score),
    ("topics", Field::Topics),
    ("tags", Field::Tags),
];

impl Template {
    /// Reads `{field}`, `{{` and `}}` for braces, `\t`, `\n` and `\\`; an unknown field is an error
    /// that names those there are.
    pub(super) fn parse(text: &str) -> anyhow::Result<Template> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let pair = ["{{", "}}", "\\t", "\\n", "\\\\"].iter().position(|p| rest.starts_with(p));
            if let Some(place) = pair {
                plain.push(['{', '}', '\t', '\n', '\\'][place]);
                rest = &rest[2..];
                continue;
            }
            if let Some(inner) = rest.strip_prefix('{')
                && let Some(end) = inner.find('}')
            {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(Piece::Field(field(&inner[..end])?));
                rest = &inner[end + 1..];
                continue;
            }
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
        pieces.push(Piece::Text(plain));
        Ok(Template { pieces })
    }

    /// The line for a hit, with its path as it is to be shown.
    pub(super) fn fill(&self, hit: &SearchHit, path: &str) -> String {
        let value = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Field(field) => match field {
                Field::Path => path.to_owned(),
                Field::Line => super::text::line(hit).to_string(),
                Field::Title => hit.title.clone(),
                Field::Heading => hit.heading.join(" › "),
                Field::Label => hit.label.clone(),
                Field::Snippet => hit.excerpt.text.clone(),
                Field::Score => hit.score.to_string(),
                Field::Topics => hit.topics.join(", "),
                Field::Tags => hit.tags.join(", "),
            },
        };
        self.pieces.iter().map(value).collect()
    }
}

fn field(name: &str) -> anyhow::Result<Field> {
    let known = FIELDS.iter().find(|(known, _)| *known == name);
    known.map(|(_, field)| *field).ok_or_else(|| {
        let names: Vec<String> = FIELDS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
        anyhow::anyhow!("--format knows no {{{name}}}; there are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_fill_in_what_they_name() {
        let hit = SearchHit {
            path: "a/b.md".to_owned(),
            title: "B".to_owned(),
            label: "Day 7".to_owned(),
            heading: vec!["Week 1".to_owned(), "Day 7".to_owned()],
            line: 3,
            score: 1.5,
            shares: Vec::new(),
            excerpt: lore_engine::Excerpt::default(),
            topics: vec!["x".to_owned(), "y".to_owned()],
            tags: Vec::new(),
        };
        for (template, line) in [
            ("{path}:{line}: {title}", "a/b.md:3: B"),
            ("{heading}\\t{topics}", "Week 1 › Day 7\tx, y"),
            ("{{{label}}} {tags}{ü", "{Day 7} {ü"),
            ("", ""),
        ] {
            let filled = Template::parse(template).map(|template| template.fill(&hit, &hit.path));
            assert_eq!(filled.expect(template), line);
        }
        let error = Template::parse("{pth}").err().expect("an unknown field").to_string();
        assert!(error.contains("{path}"), "{error}");
    }
}
