//! What BM25 knows of all sections: how many there are, how many hold a term, how long they are on
//! average. Only sections that are there now count, so that scores are those of an index made anew,
//! whatever was replaced before. Leaves out the formula, which is tantivy's.

use std::sync::OnceLock;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Result, Term};

use crate::terms::TextIndex;

/// Words of topics, tags and names of files and folders: what is usual, as it hardly differs from vault to
/// vault.
const USUAL_NAME: u64 = 4;

impl Bm25StatisticsProvider for TextIndex {
    fn total_num_tokens(&self, field: Field) -> Result<u64> {
        let fields = self.fields;
        Ok(match field {
            _ if field == fields.body => self.words,
            // About half of all words are stop words, which have no stem there.
            _ if field == fields.stem => self.words * 11 / 20 + 1,
            _ if field == fields.title => self.words_of_titles.get_or_count(self, field),
            _ if field == fields.heading => self.words_of_headings.get_or_count(self, field),
            _ => USUAL_NAME * self.section_count(),
        })
    }

    fn total_num_docs(&self) -> Result<u64> {
        Ok(self.section_count())
    }

    fn doc_freq(&self, term: &Term) -> Result<u64> {
        Ok(self.living_sections(term).map(u64::from).sum())
    }
}

/// The words of a field in all sections that are there, counted once.
#[derive(Default)]
pub(crate) struct Length(OnceLock<u64>);

impl Length {
    fn get_or_count(&self, text: &TextIndex, field: Field) -> u64 {
        *self.0.get_or_init(|| {
            let segments = text.searcher.segment_readers().iter();
            let lengths = segments.filter_map(|segment| {
                let norms =
                    text.unless_damaged(segment.fieldnorms_readers().get_field(field))??;
                let length = |document: u32| u64::from(norms.fieldnorm(document));
                Some(match segment.alive_bitset() {
                    None => (0..segment.max_doc()).map(length).sum::<u64>(),
                    Some(alive) => alive.iter_alive().map(length).sum(),
                })
            });
            lengths.sum::<u64>().max(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::store::Base;
    use crate::{NoteText, Query, SectionText, State, Store};

    fn note(key: u64, round: u64) -> NoteText {
        let words = |count: u64| {
            let word =
                |at: u64| ["raft ", "log ", "leader ", "vote "][(at * at + key) as usize % 4];
            (0..count).map(word).collect::<String>()
        };
        // Long sections, as tantivy keeps lengths above 40 by and by less exactly.
        let section = |place: u64| SectionText {
            body: words(41 + (key * 7 + place * 31 + round * 13) % 200),
            ..SectionText::default()
        };
        NoteText { key, sections: (0..8).map(section).collect(), ..NoteText::default() }
    }

    fn scores(state: &State) -> BTreeMap<(u64, u32), u32> {
        let query = Query::parse("raft leader OR \"log leader\"", lore_core::Date::default());
        let hits = state.text.search(&query, &[]).expect("a search in memory").hits;
        hits.into_iter().map(|hit| ((hit.note, hit.place), hit.score.to_bits())).collect()
    }

    #[test]
    fn scores_are_those_of_an_index_made_anew() {
        let commit = |store: &Store, base: Base<'_>, notes: Vec<NoteText>| {
            let mut writer = store.writer(base, notes.len()).expect("memory");
            notes.into_iter().for_each(|note| writer.replace(note).expect("replaced"));
            writer.commit(|_| Ok(Vec::new())).expect("committed")
        };
        let store = Store::in_memory("x");
        let mut state = commit(&store, Base::Nothing, (0..300).map(|key| note(key, 0)).collect());
        for round in 1..4 {
            // Some of them so often that all is merged.
            let some = (0..300_u64)
                .filter(|key| key.is_multiple_of(2 + round))
                .map(|key| note(key, round));
            state = commit(&store, Base::State(&state), some.collect());
            let last = |key: u64| {
                (0..=round).rev().find(|&round| round == 0 || key.is_multiple_of(2 + round))
            };
            let all = (0..300).map(|key| note(key, last(key).unwrap_or(0))).collect();
            let fresh = commit(&Store::in_memory("x"), Base::Nothing, all);
            assert!(!scores(&fresh).is_empty());
            assert_eq!(scores(&state), scores(&fresh), "round {round}");
        }
    }
}
