//! The readable sentence or two that show why a section matches: markup stripped, cut at words,
//! the matched words marked, never longer than a few lines.
//!
//! What counts as a match is in `wanted`, what of a section is worth reading in `parts`, which stretch
//! is shown and how it is cut in `stretch`. Very long sections are looked at in `pieces`.

mod parts;
pub(crate) mod pieces;
mod stretch;
#[cfg(test)]
mod tests;
mod values;
mod wanted;

use std::ops::Range;

use lore_core::{FieldOrigin, Joint, Link, Run, RunKind, Span};
use lore_graph::SectionId;

use self::parts::{Worth, parts};
use self::stretch::Anchor;
pub(crate) use self::wanted::Wanted;
use self::wanted::{Match, in_order};
use crate::plain_text::PlainText;
use crate::reading::{Reading, SectionSource};

/// A piece of a section's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The text on one line, with `…` where it was cut within a sentence.
    pub text: String,
    /// The matched words, as bytes of `text`; rising, not touching.
    pub marks: Vec<Range<usize>>,
    /// The line of the file in which the first matched word stands, else in which the text begins;
    /// 0 if the section has no text.
    pub line: u32,
}

impl Excerpt {
    /// The text with each marked stretch between `open` and `close`.
    pub fn marked(&self, open: &str, close: &str) -> String {
        let mut marked = String::with_capacity(self.text.len() + 16);
        let mut at = 0;
        for mark in &self.marks {
            marked.push_str(&self.text[at..mark.start]);
            marked.push_str(open);
            marked.push_str(&self.text[mark.clone()]);
            marked.push_str(close);
            at = mark.end;
        }
        marked.push_str(&self.text[at..]);
        marked
    }
}

impl Reading<'_> {
    /// The stretch of a section that shows best why it matches; a property of the note if nothing in
    /// the section's text does.
    pub(crate) fn excerpt(&self, section: SectionId, wanted: &Wanted) -> Excerpt {
        let excerpt = self.excerpt_of_text(section, wanted);
        if !excerpt.marks.is_empty() {
            return excerpt;
        }
        self.excerpt_of_properties(section, wanted).unwrap_or(excerpt)
    }

    fn excerpt_of_text(&self, section: SectionId, wanted: &Wanted) -> Excerpt {
        let (start, own_end, _) = self.graph().extent(section);
        if (own_end - start) as usize > pieces::LONG {
            return self.excerpt_of_pieces(section, wanted);
        }
        let by_address = !self.is_named(section, wanted);
        let source = self.section(section);
        source.map_or_else(Excerpt::default, |source| source.excerpt(wanted, by_address))
    }

    /// Whether the names above a section hold anything wanted, which then is why it was found.
    fn is_named(&self, section: SectionId, wanted: &Wanted) -> bool {
        let graph = self.graph();
        let note = graph.note_of(section);
        let language = graph.language(note);
        wanted.is_in(graph.title(note), language) || wanted.is_in(&graph.label(section), language)
    }

    /// [`Reading::excerpt`] of a very long section, from the piece that holds most of what is wanted.
    fn excerpt_of_pieces(&self, section: SectionId, wanted: &Wanted) -> Excerpt {
        /// What is wanted may stand where no reader sees it, as in an address.
        const TRIED: usize = 3;
        let own = self.own_text(section);
        let language = self.graph().language(self.graph().note_of(section));
        let mut ranked: Vec<(usize, Range<usize>)> = Vec::new();
        let note = self.engine().record(self.graph().note_of(section));
        let start = self.graph().extent(section).0;
        let tasks: Vec<Span> = wanted.tasks(&note.tasks).collect();
        let has_task = |range: &Range<usize>| {
            let begins = |task: &Span| task.start.checked_sub(start).map(|at| at as usize);
            tasks.iter().filter_map(begins).any(|at| range.contains(&at))
        };
        // Where all stands as it was typed there is nothing better, and one need not read on.
        let (first, others): (Vec<_>, Vec<_>) = pieces::cut(&own).into_iter().partition(|range| {
            (tasks.is_empty() || has_task(range)) && wanted.are_in_as_typed(&own[range.clone()])
        });
        for range in first.into_iter().chain(others) {
            let held = wanted.held_by(&own[range.clone()], language);
            ranked.push((held, range));
            if held == wanted.most_held() {
                break;
            }
        }
        ranked.sort_by_key(|(held, _)| std::cmp::Reverse(*held));
        let tried = ranked.into_iter().take(TRIED);
        let tried = tried.filter_map(|(_, range)| self.piece(section, range));
        let mut first = None;
        let by_address = !self.is_named(section, wanted);
        for excerpt in tried.map(|piece| piece.excerpt(wanted, by_address)) {
            if !excerpt.marks.is_empty() {
                return excerpt;
            }
            first.get_or_insert(excerpt);
        }
        first.unwrap_or_default()
    }
}

/// A text that may be shown, with what matches in it.
struct Shown {
    plain: PlainText,
    matches: Vec<Match>,
    anchor: Anchor,
    /// Whether an expression matches in it.
    has_expression: bool,
}

impl SectionSource {
    /// The best stretch; `by_address` where what is wanted may stand in an address alone.
    fn excerpt(&self, wanted: &Wanted, by_address: bool) -> Excerpt {
        let expressions = wanted.expressions_in(&self.source);
        let parts = parts(self);
        if let Some(tasks) = self.tasks(wanted, &expressions, &parts) {
            return self.cut(&tasks);
        }
        if let Some(property) = self.property(wanted) {
            return self.cut(&property);
        }
        let mut links = self.parsed.note.links.iter();
        if let Some(link) = links.find(|link| wanted.is_address(link))
            && let Some(excerpt) = self.excerpt_at(link, wanted, &parts)
        {
            return excerpt;
        }
        let has = |worth: Worth| parts.iter().any(|(_, found)| *found == worth);
        let shown =
            |worth: Worth| self.shown(wanted, &expressions, &kept(&self.source, &parts, worth));

        let mut best = shown(Worth::Text);
        for worth in [Worth::Code, Worth::Aside, Worth::Hidden] {
            if best.matches.is_empty() && has(worth) {
                let more = shown(worth);
                let is_better = worth < Worth::Hidden && best.plain.text.is_empty();
                if !more.matches.is_empty() || is_better {
                    best = more;
                }
            }
        }
        if !best.has_expression
            && let Some(line) = self.line_of_expression(wanted, &expressions)
        {
            best = line;
        }
        if best.matches.is_empty()
            && by_address
            && let Some(excerpt) = self.excerpt_of_address(wanted, &parts)
        {
            return excerpt;
        }
        self.cut(&best)
    }

    /// The tasks of the kind that is wanted, if they hold what else is wanted.
    fn tasks(
        &self,
        wanted: &Wanted,
        expressions: &[Match],
        parts: &[(Run, Worth)],
    ) -> Option<Shown> {
        let spans: Vec<Span> = wanted.tasks(&self.parsed.note.tasks).collect();
        if spans.is_empty() {
            return None;
        }
        let mut runs = kept(&self.source, parts, Worth::Aside);
        runs.retain(|run| {
            let next = spans.partition_point(|span| span.start <= run.span.start);
            spans[..next].last().is_some_and(|span| span.contains(run.span))
        });
        let shown = self.shown(wanted, expressions, &runs);
        let is_shown = !shown.matches.is_empty() || wanted.is_of_tasks_alone();
        (is_shown && !shown.plain.text.is_empty()).then_some(shown)
    }

    /// The lines of a property in the text that is wanted by its name.
    fn property(&self, wanted: &Wanted) -> Option<Shown> {
        let fields = self.parsed.note.fields.iter();
        let in_text = fields.filter(|field| field.origin != FieldOrigin::FrontMatter);
        let field = wanted.property(in_text, self.language)?;
        let before = self.source.get(..field.span.start as usize)?;
        let key = before.rfind(&field.key)?;
        let end = field.span.end as usize;
        let first = line_of(&self.source, &(key..key));
        let last = line_of(&self.source, &(end..end));
        let lines = Span::new(first.start..last.end);
        let seen = |run: &&Run| run.kind != RunKind::Comment && !self.parsed.is_in_heading(run);
        let mut runs: Vec<Run> = self.parsed.runs.iter().filter(seen).cloned().collect();
        runs.retain_mut(|run| {
            let (start, end) = (run.span.start.max(lines.start), run.span.end.min(lines.end));
            run.span = Span { start, end: end.max(start) };
            start < end
        });
        let shown = self.shown(wanted, &[], &runs);
        (!shown.plain.text.is_empty()).then_some(shown)
    }

    /// Where a section links to an address that holds what is wanted.
    fn excerpt_of_address(&self, wanted: &Wanted, parts: &[(Run, Worth)]) -> Option<Excerpt> {
        let held = |link: &Link| wanted.held_by(&link.target, self.language);
        let to_web = self.parsed.note.links.iter().filter(|link| link.leads_to_web());
        let holding = to_web.map(|link| (held(link), link)).filter(|(held, _)| *held > 0);
        // The first of those that hold most.
        let (_, link) = holding.rev().max_by_key(|(held, _)| *held)?;
        self.excerpt_at(link, wanted, parts)
    }

    /// Where a link stands: of an address in the text the whole is shown, else the text of the link stands
    /// for it. Of a link that readers see nothing of, or in a heading, it is the line as it is written;
    /// properties are shown in a way of their own.
    fn excerpt_at(&self, link: &Link, wanted: &Wanted, parts: &[(Run, Worth)]) -> Option<Excerpt> {
        let in_property =
            self.parsed.note.front_matter.is_some_and(|properties| properties.contains(link.span));
        let as_written = || {
            let plain = PlainText::raw(self, line_of(&self.source, &link.span.range()));
            let matches = wanted.words_in(&plain.text, self.language);
            let anchor = stretch::anchor(&plain.text, &matches);
            Shown { plain, matches, anchor, has_expression: false }
        };
        let as_read = self.link_as_read(link, wanted, parts);
        let shown = as_read.or_else(|| (!in_property).then(as_written))?;
        let line = self.line(self.start + link.span.start);
        Some(Excerpt { line, ..self.cut(&shown) })
    }

    fn link_as_read(&self, link: &Link, wanted: &Wanted, parts: &[(Run, Worth)]) -> Option<Shown> {
        let mut runs = kept(&self.source, parts, Worth::Aside);
        let text = runs.iter().position(|run| link.span.contains(run.span))?;
        if link.is_bare_address() {
            runs[text].span = link.span;
        }
        let at = runs[text].span;
        let mut shown = self.shown(wanted, &[], &runs);
        let range = shown.plain.place_of(self.in_file(&at.range()))?;
        let is_within =
            |each: &Match| range.start <= each.range.start && each.range.end <= range.end;
        if !shown.matches.iter().any(is_within) {
            shown.matches.push(Match { range: range.clone(), nth: 0, exact: false });
            shown.matches = in_order(shown.matches);
        }
        shown.anchor = Anchor { range, different: 1 };
        Some(shown)
    }

    fn cut(&self, shown: &Shown) -> Excerpt {
        let cut = stretch::cut(&shown.plain, &shown.anchor, &shown.matches);
        if cut.text.is_empty() {
            return Excerpt::default();
        }
        let line = self.line(shown.plain.offset(cut.at));
        Excerpt { text: cut.text, marks: cut.marks, line }
    }

    /// The text of some runs with what matches in it.
    fn shown(&self, wanted: &Wanted, expressions: &[Match], runs: &[Run]) -> Shown {
        let plain = PlainText::new(self, runs);
        let mut matches = wanted.words_in(&plain.text, self.language);
        let words = matches.len();
        for each in expressions {
            let place = plain.place_of(self.in_file(&each.range));
            matches.extend(place.map(|range| Match { range, ..each.clone() }));
        }
        let has_expression = matches.len() > words;
        let matches = in_order(matches);
        let anchor = stretch::anchor(&plain.text, &matches);
        Shown { plain, matches, anchor, has_expression }
    }

    /// The line of the file in which an expression first matches, markup and all; in a heading it is
    /// shown already.
    fn line_of_expression(&self, wanted: &Wanted, expressions: &[Match]) -> Option<Shown> {
        let headings: Vec<Span> =
            self.parsed.note.sections.iter().map(|section| section.heading_span).collect();
        let in_heading = |each: &&Match| {
            let span = Span::new(each.range.clone());
            headings.iter().any(|heading| heading.contains(span))
        };
        let outside: Vec<&Match> = expressions.iter().filter(|each| !in_heading(each)).collect();
        let line = line_of(&self.source, &outside.first()?.range);
        let plain = PlainText::raw(self, line.clone());
        let mut matches: Vec<Match> = Vec::new();
        for each in outside {
            let range = each.range.start.max(line.start)..each.range.end.min(line.end);
            if range.start < range.end {
                let place = plain.place_within(self.in_file(&range));
                matches.extend(place.map(|range| Match { range, ..each.clone() }));
            }
        }
        let anchor = stretch::anchor(&plain.text, &matches);
        matches.extend(wanted.words_in(&plain.text, self.language));
        Some(Shown { plain, matches: in_order(matches), anchor, has_expression: true })
    }

    fn in_file(&self, range: &Range<usize>) -> Range<u32> {
        self.start + range.start as u32..self.start + range.end as u32
    }
}

/// The runs that are worth at least so much.
fn kept(source: &str, parts: &[(Run, Worth)], least: Worth) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::new();
    let mut left_out = None;
    for (run, worth) in parts {
        if *worth > least {
            left_out = left_out.max(Some(run.joint));
            continue;
        }
        let mut joint = run.joint.max(left_out.unwrap_or_default());
        let ends_sentence = |text: &str| text.starts_with(['.', ',', ';', ':', '!', '?', ')']);
        // A picture within a sentence leaves its spaces behind.
        if left_out.is_some()
            && joint < Joint::Block
            && run.span.slice(source).is_some_and(ends_sentence)
        {
            joint = Joint::Attached;
        }
        left_out = None;
        kept.push(Run { joint, ..run.clone() });
    }
    kept
}

/// The line in which a range of a text begins.
fn line_of(source: &str, range: &Range<usize>) -> Range<usize> {
    let start = source[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source[range.start..].find('\n').map_or(source.len(), |end| range.start + end);
    start..end
}
