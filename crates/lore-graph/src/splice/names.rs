//! A splice where notes are new, gone or called otherwise, or name what nobody named: names and
//! concepts are put together anew, from what the stored graph knows of the notes that stay and from what
//! the changed ones say. Links of others that may lead elsewhere now are resolved again. Leaves out the
//! few cases in which what notes stay said would have to be read another way.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use lore_core::{Note, Profile, TitleSource, VaultPath, name};
use rustc_hash::{FxHashMap, FxHashSet};

use super::columns::{AllMoves, Columns, Files};
use super::others::Others;
use super::said::{Said, note_of, said_before};
use super::{Change, MOST_SOURCES, number};
use crate::build::{namings, phrase_columns, phrase_key, state_missing};
use crate::columns::{GraphBytes, ints, strings};
use crate::concepts::{self, Concepts, Finished};
use crate::graph::{Graph, NONE, Naming, NoteId, SectionId, column, hash};
use crate::names::{Called, NameTable, SEVERAL_WORDS, name_order};
use crate::resolve::{Resolution, Target};
use crate::rows::{Rows, title_line};
use crate::statements;

/// What a build would make of the notes of `graph` with `changes`; nothing where that takes a build.
pub(super) fn with_other_names<'a: 'c, 'c>(
    graph: &'a Graph,
    mut changes: Vec<Change<'c>>,
    files: Option<Files>,
    record: &impl Fn(NoteId) -> Option<Note>,
) -> Option<GraphBytes<'a>> {
    let before_sources = changes.len();
    for source in sources(graph, &changes, files.as_ref())? {
        let note = record(source)?;
        changes.push(unchanged(graph, source, note));
    }
    if changes.len() > before_sources {
        number(&mut changes);
    }
    let mut columns = Columns::of(graph);
    let moves = columns.set_sections(&mut changes, files)?;
    columns.set_names(&changes, &moves);
    let namings = columns.namings(&changes)?;
    let names = columns.names();
    let resolve = |change: &Change<'_>| -> Vec<Resolution> {
        change.new.links.iter().map(|link| names.resolve(change.id, link)).collect()
    };
    let mut resolutions: Vec<Vec<Resolution>> = changes.iter().map(resolve).collect();
    let before = said_before(graph, &changes)?;
    let (finished, concept_of) = columns.concepts(&changes, &namings, &before, &mut resolutions)?;
    for target in resolutions.iter_mut().flatten().map(|resolution| &mut resolution.target) {
        if let Target::Missing(concept) = target
            && *concept != NONE
        {
            *concept = finished.id_of[*concept as usize];
        }
    }
    columns.put_phrases(&changes, &resolutions, &before, &finished, &concept_of)?;
    columns.renumber_concepts(&changes, &finished, &concept_of)?;
    for (change, resolutions) in changes.iter_mut().zip(&resolutions) {
        for (link, resolution) in change.new.links.iter().zip(resolutions) {
            change.rows.link(link, change.first_section, resolution);
        }
    }
    columns.replace_links(&changes, &moves);
    columns.set_statements(&mut changes, &moves, &finished.statements);
    for (number, bytes) in finished.columns() {
        columns.bytes[number] = Cow::Owned(bytes);
    }
    let namings = namings.into_iter().map(Naming::pack);
    columns.bytes[column::NOTE_NAMING] = Cow::Owned(ints(namings));
    Some(columns.finish())
}

/// The other notes with links that may lead elsewhere; nothing if they are too many.
fn sources(
    graph: &Graph,
    changes: &[Change<'_>],
    files: Option<&Files>,
) -> Option<BTreeSet<NoteId>> {
    let mut words: FxHashSet<u32> = FxHashSet::default();
    if let Some(files) = files {
        let gone = graph.files().zip(&files.moved).filter(|(_, now)| **now == NONE);
        let others = gone.map(|(file, _)| file).chain(files.added().map(|file| file.1.as_str()));
        others.for_each(|file| words.extend(Called::of_file(file).last_words()));
    }
    for change in changes {
        let [old, new] = change.called();
        if old != new {
            words.extend(old.last_words().chain(new.last_words()));
        }
    }
    let mut sources = BTreeSet::new();
    let asked_for = graph.ints(column::LINK_LAST_WORD);
    let sections = graph.ints(column::LINK_SECTION);
    let source = |link: usize| graph.note_of(SectionId(sections.get(link)));
    if !words.is_empty() {
        words.insert(SEVERAL_WORDS);
        let may_move = (0..asked_for.len()).filter(|&link| words.contains(&asked_for.get(link)));
        sources.extend(may_move.map(source));
    }
    // Links to what has another name count for another concept, though they lead where they led.
    for change in changes.iter().filter(|each| !each.has_same_title() || !each.has_same_anchors()) {
        let note = change.place().next().map(NoteId);
        let backlinks = note.into_iter().flat_map(|note| graph.backlinks(note));
        sources.extend(backlinks.map(|link| graph.note_of(link.section)));
    }
    for note in changes.iter().flat_map(Change::place) {
        sources.remove(&NoteId(note));
    }
    let most = MOST_SOURCES.max(graph.note_count() / 16);
    (sources.len() <= most).then_some(sources)
}

/// A note that is as it was.
fn unchanged(graph: &Graph, id: NoteId, note: Note) -> Change<'_> {
    Change {
        path: graph.path(id),
        stamp: graph.stamp(id),
        place: id.0,
        id,
        was_there: true,
        is_there: true,
        old: note.clone(),
        new: note,
        first_section: 0,
        rows: Rows::new(),
    }
}

impl Columns<'_> {
    /// Puts the tables of what notes and files are called.
    fn set_names(&mut self, changes: &[Change<'_>], moves: &AllMoves) {
        let graph = self.graph;
        let (count_before, count) =
            (graph.note_count() as u32, self.strings(column::NOTE_PATH).len() as u32);
        let changed: FxHashSet<u32> = changes.iter().flat_map(Change::place).collect();
        let stays = |id: &u32| !changed.contains(id);
        let (keys, ids) = (graph.longs(column::NAME_KEY), graph.ints(column::NAME_ID));
        let mut table = NameTable::default();
        for (key, id) in (0..keys.len()).map(|at| (keys.get(at), ids.get(at))) {
            match id.checked_sub(count_before) {
                Some(file) => {
                    let now = moves.files.as_ref().map_or(file, |files| files.moved[file as usize]);
                    if now != NONE {
                        table.add_key(count + now, key);
                    }
                }
                None if stays(&id) => table.add_key(moves.notes.moved(id), key),
                None => {}
            }
        }
        let there = || changes.iter().filter(|change| change.is_there);
        for change in there() {
            table.add(change.id.0, &Called::of_note(change.path, &change.new));
        }
        if let Some(files) = &moves.files {
            for (number, file) in files.added() {
                table.add(count + number, &Called::of_file(file.as_str()));
            }
            let (offsets, bytes) = strings(files.paths.iter().map(VaultPath::as_str));
            self.bytes[column::FILE_PATH] = Cow::Owned(offsets);
            self.bytes[column::FILE_PATH + 1] = Cow::Owned(bytes);
        }
        let (keys, ids) = table.columns();
        self.bytes[column::NAME_KEY] = Cow::Owned(keys);
        self.bytes[column::NAME_ID] = Cow::Owned(ids);

        let (keys, ids) = (graph.longs(column::NOTE_KEY), graph.ints(column::NOTE_KEY_ID));
        let mut paths: Vec<(u64, u32)> = (0..keys.len())
            .filter(|&at| stays(&ids.get(at)))
            .map(|at| (keys.get(at), moves.notes.moved(ids.get(at))))
            .collect();
        paths.extend(there().map(|change| (hash(change.path), change.id.0)));
        paths.sort_unstable();
        let keys = paths.iter().flat_map(|path| path.0.to_le_bytes()).collect();
        self.bytes[column::NOTE_KEY] = Cow::Owned(keys);
        self.bytes[column::NOTE_KEY_ID] = Cow::Owned(ints(paths.iter().map(|path| path.1)));
        if graph.profile() == Profile::Zk {
            let paths = self.strings(column::NOTE_PATH);
            let order = name_order((0..paths.len()).map(|at| paths.get(at)));
            self.bytes[column::NAME_ORDER] = Cow::Owned(ints(order));
        }
    }

    /// For each note now its number before, or [`NONE`] if it changed.
    fn numbers_before(&self, changes: &[Change<'_>]) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(self.graph.note_count() + changes.len());
        let mut next = 0;
        for change in changes {
            let place = change.place();
            numbers.extend(next..place.start);
            numbers.extend(change.is_there.then_some(NONE));
            next = place.end;
        }
        numbers.extend(next..self.graph.note_count() as u32);
        numbers
    }

    /// By what each note is called; nothing if that changed for one that did not.
    fn namings(&self, changes: &[Change<'_>]) -> Option<Vec<Naming>> {
        let before = self.graph.ints(column::NOTE_NAMING);
        let numbers = self.numbers_before(changes);
        let titles = self.strings(column::NOTE_TITLE);
        let mut there = changes.iter().filter(|change| change.is_there);
        let is_heading: Vec<bool> = numbers
            .iter()
            .map(|&number| match number {
                NONE => there
                    .next()
                    .is_some_and(|change| change.new.title_source == TitleSource::Heading),
                number => Naming::unpack(before.get(number as usize)) != Naming::Title,
            })
            .collect();
        let titles = (0..titles.len()).map(|at| titles.get(at));
        let namings = namings(is_heading.into_iter().zip(titles));
        let is_same = |(&number, naming): (&u32, &Naming)| {
            number == NONE || before.get(number as usize) == naming.pack()
        };
        numbers.iter().zip(&namings).all(is_same).then_some(namings)
    }

    /// The concepts of all notes now, and for each concept before its provisional number, or [`NONE`].
    fn concepts(
        &self,
        changes: &[Change<'_>],
        namings: &[Naming],
        before: &Said<'_>,
        resolutions: &mut [Vec<Resolution>],
    ) -> Option<(Finished, Vec<u32>)> {
        let graph = self.graph;
        let note_sections = self.ints(column::NOTE_SECTION);
        let note_sections: Vec<u32> =
            (0..note_sections.len()).map(|at| note_sections.get(at)).collect();
        let [paths, titles, aliases] = [column::NOTE_PATH, column::NOTE_TITLE, column::NOTE_ALIAS]
            .map(|number| self.strings(number));
        let named: Vec<concepts::Named<'_>> = (0..paths.len())
            .map(|at| concepts::Named {
                path: paths.get(at),
                title: namings[at].title(titles.get(at), paths.get(at)),
                aliases: aliases.get(at).split_terminator('\0').collect(),
            })
            .collect();
        let mut concepts = Concepts::of(&named, &note_sections);
        if let Some(separator) = graph.profile().hierarchy() {
            concepts.add_name_hierarchy(&named, separator);
        }
        let fields = graph.strings(column::FIELD_NAME);
        let fields: Vec<&str> = (0..fields.len()).map(|at| fields.get(at)).collect();
        concepts.know_fields(&fields, self.fields_of_others(changes));

        let mut others = Others::new(graph, before);
        others.add_titles(&self.numbers_before(changes), &concepts)?;
        for change in changes.iter().filter(|change| change.was_there && change.is_there) {
            let key = |title: &str| name::concept_key(title);
            let [old, new] = [graph.title(NoteId(change.place)), named[change.id.at()].title];
            if key(old) == key(new) {
                let concept = graph.concept_of(NoteId(change.place));
                others.set(concept.0, statements::Namer::concept_of(&concepts, change.id))?;
            } else if change.has_same_title() {
                return None;
            }
        }
        others.add_known(&mut concepts)?;
        for (change, resolutions) in changes.iter().zip(&mut *resolutions) {
            if change.is_there {
                let line = title_line(&change.new);
                statements::state_title(change.id, line, change.first_section, &mut concepts);
            }
            statements::state_topics_and_tags(&change.new, change.first_section, &mut concepts);
            state_missing(&change.new, change.first_section, resolutions, &mut concepts);
        }
        for (change, resolutions) in changes.iter().zip(&*resolutions) {
            let targets: Vec<Target> =
                resolutions.iter().map(|resolution| resolution.target).collect();
            let (note, first) = (&change.new, change.first_section);
            statements::state_fields(change.id, note, first, &targets, &mut concepts);
        }
        others.add_values(&mut concepts)?;
        others.add_declared(&mut concepts)?;
        let mut finished = concepts.finish();
        others.settle(changes, &mut finished)?;
        Some((finished, others.concept_of))
    }

    /// Which fields are named by statements of notes that did not change.
    fn fields_of_others(&self, changes: &[Change<'_>]) -> Vec<bool> {
        let graph = self.graph;
        let mut named = vec![false; graph.strings(column::FIELD_NAME).len()];
        let fields = graph.ints(column::STATEMENT_FIELD);
        for at in others(&statements_before(graph, changes), fields.len()) {
            if let Some(named) = named.get_mut(fields.get(at) as usize) {
                *named = true;
            }
        }
        named
    }

    /// Puts what concepts are called in text.
    fn put_phrases(
        &mut self,
        changes: &[Change<'_>],
        resolutions: &[Vec<Resolution>],
        before: &Said<'_>,
        finished: &Finished,
        concept_of: &[u32],
    ) -> Option<()> {
        let graph = self.graph;
        let mut links: FxHashMap<(u64, u32), u32> = FxHashMap::default();
        let hashes = graph.longs(column::PHRASE_HASH);
        let concepts = graph.ints(column::PHRASE_CONCEPT);
        let counts = graph.ints(column::PHRASE_LINKS);
        for at in 0..hashes.len() {
            let (key, concept) = (hashes.get(at), concepts.get(at));
            let gone = before.phrases.get(&(key, concept)).copied().unwrap_or(0);
            let count = u32::try_from(i64::from(counts.get(at) >> 1) - gone).ok()?;
            if count > 0 {
                let concept = *finished.id_of.get(concept_of[concept as usize] as usize)?;
                *links.entry((key, concept)).or_default() += count;
            }
        }
        let note_sections = self.ints(column::NOTE_SECTION);
        for (change, resolutions) in changes.iter().zip(resolutions) {
            for (link, resolution) in change.new.links.iter().zip(resolutions) {
                let of_section = |section| note_of(note_sections, section).at();
                let concept = finished.of_target(resolution.target, of_section);
                if let (Some(concept), Some(key)) = (concept, phrase_key(&link.text)) {
                    *links.entry((key, concept)).or_default() += 1;
                }
            }
        }
        for (number, bytes) in phrase_columns(&finished.names, links.into_iter()) {
            self.bytes[number] = Cow::Owned(bytes);
        }
        Some(())
    }

    /// Gives the links and statements of the notes that did not change the new numbers of concepts and
    /// fields; nothing comes back if one has none.
    fn renumber_concepts(
        &mut self,
        changes: &[Change<'_>],
        finished: &Finished,
        concept_of: &[u32],
    ) -> Option<()> {
        let graph = self.graph;
        let number = |concept: u32| -> u32 {
            let provisional = concept_of[concept as usize];
            finished.id_of.get(provisional as usize).copied().unwrap_or(NONE)
        };
        let field =
            |field: u32| finished.field_numbers.get(field as usize).copied().unwrap_or(NONE);
        let statements = statements_before(graph, changes);
        let concepts = graph.ints(column::STATEMENT_CONCEPT);
        let fields = graph.ints(column::STATEMENT_FIELD);
        let mut numbers: Vec<u32> =
            (0..concepts.len()).map(|at| number(concepts.get(at))).collect();
        if others(&statements, numbers.len()).any(|at| numbers[at] == NONE) {
            return None;
        }
        self.bytes[column::STATEMENT_CONCEPT] = Cow::Owned(ints(numbers.drain(..)));
        let fields = (0..fields.len()).map(|at| field(fields.get(at)));
        self.bytes[column::STATEMENT_FIELD] = Cow::Owned(ints(fields));

        let links: Vec<Range<u32>> =
            changes.iter().map(|change| change.rows_before(graph, column::NOTE_LINK)).collect();
        let kinds = graph.ints(column::LINK_KIND);
        let targets = graph.ints(column::LINK_TARGET);
        let concept = |at: usize| match Target::unpack(kinds.get(at), targets.get(at)) {
            Target::Missing(concept) if concept != NONE => Some(concept),
            _ => None,
        };
        let is_gone = |at: usize| concept(at).is_some_and(|concept| number(concept) == NONE);
        if others(&links, targets.len()).any(is_gone) {
            return None;
        }
        let targets = (0..targets.len()).map(|at| concept(at).map_or(targets.get(at), number));
        self.bytes[column::LINK_TARGET] = Cow::Owned(ints(targets));
        Some(())
    }
}

/// The rows of statements that the changed notes had.
fn statements_before(graph: &Graph, changes: &[Change<'_>]) -> Vec<Range<u32>> {
    changes.iter().map(|change| change.rows_before(graph, column::NOTE_STATEMENT)).collect()
}

/// The rows of a table of `count` that are in none of the ranges, which rise.
fn others(ranges: &[Range<u32>], count: usize) -> impl Iterator<Item = usize> {
    let mut next = 0;
    let mut gaps = Vec::with_capacity(ranges.len() + 1);
    for range in ranges {
        gaps.push(next..range.start as usize);
        next = range.end as usize;
    }
    gaps.push(next..count);
    gaps.into_iter().flatten()
}
