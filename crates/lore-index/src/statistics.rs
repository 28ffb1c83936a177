//! What BM25 knows of all sections: how many there are, how many hold a term, how long they are on
//! average. Only sections that are there now count, so that scores are those of an index made anew,
//! whatever was replaced before. Leaves out the formula, which is tantivy's.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Result, Term};

use crate::terms::TextIndex;

/// Words of a title, of a name, of topics and tags: what is usual, as it differs little from vault to
/// vault and is not worth counting again after each change.
const USUAL_NAME: u64 = 4;
/// Words of the headings that lead to a section.
const USUAL_HEADINGS: u64 = 8;

impl Bm25StatisticsProvider for TextIndex {
    fn total_num_tokens(&self, field: Field) -> Result<u64> {
        let fields = self.fields;
        let average = match field {
            _ if field == fields.body || field == fields.stem => return Ok(self.words),
            _ if field == fields.heading => USUAL_HEADINGS,
            _ => USUAL_NAME,
        };
        Ok(average * self.section_count())
    }

    fn total_num_docs(&self) -> Result<u64> {
        Ok(self.section_count())
    }

    fn doc_freq(&self, term: &Term) -> Result<u64> {
        Ok(self.living_sections(term).map(u64::from).sum())
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
            let some = (0..300).filter(|key| key % (2 + round) == 0).map(|key| note(key, round));
            state = commit(&store, Base::State(&state), some.collect());
            let last =
                |key: u64| (0..=round).rev().find(|&round| round == 0 || key % (2 + round) == 0);
            let all = (0..300).map(|key| note(key, last(key).unwrap_or(0))).collect();
            let fresh = commit(&Store::in_memory("x"), Base::Nothing, all);
            assert!(!scores(&fresh).is_empty());
            assert_eq!(scores(&state), scores(&fresh), "round {round}");
        }
    }
}
