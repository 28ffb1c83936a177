//! Stems: what is left of a word without its endings, by the rules of its language, and the stop
//! words of each language. Leaves out telling which language a note is in, which its parser does.
//!
//! A note's words are stemmed in the note's language, a query's in every language that a note is in:
//! nobody says which language they search in. Endings are known with their accents (Snowball's rules
//! of French or Spanish tell `e` from `é`), so words keep theirs up to the stem, which then drops
//! them: what was typed without accents finds the same.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use lore_core::{Language, words};
use rustc_hash::FxHashMap;
use tantivy::tokenizer::{
    Language as TantivyLanguage, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer, Token,
    TokenFilter, TokenStream, Tokenizer,
};

use crate::schema::WordStream;

/// What a language that most sections are in has ahead of the others, in words, when a query's
/// language is told: a few words of a query are common in some other language by chance.
const HEAD_START: usize = 2;

/// Words whose stems are remembered: most words of a text stand in all others.
const REMEMBERED: usize = 50_000;

static ENDINGS: [OnceLock<TextAnalyzer>; Language::ALL.len()] =
    [const { OnceLock::new() }; Language::ALL.len()];

thread_local! {
    /// What one text taught about the words of the next: a question stems hundreds of short ones.
    static REMEMBERED_ENDINGS: [Cell<Option<Endings>>; Language::ALL.len()] =
        const { [const { Cell::new(None) }; Language::ALL.len()] };
}

/// The stems of a text, in its order, as the `stem` field holds them, each with its bytes; stop words
/// left out.
pub(crate) fn stems_of(text: &str, language: Language, mut visit: impl FnMut(&str, Range<usize>)) {
    let at = language as usize;
    let remembered = REMEMBERED_ENDINGS.with(|endings| endings[at].take());
    let mut endings = remembered.unwrap_or_else(|| Endings::new(language));
    cut(text, language, |word, range, _| {
        if let Some(stem) = endings.stem(word) {
            visit(stem, range);
        }
    });
    REMEMBERED_ENDINGS.with(|remembered| remembered[at].set(Some(endings)));
}

/// The different stems of one word as typed, one for each language or fewer.
pub(crate) fn stems_of_word(word: &str, languages: &[Language]) -> BTreeSet<String> {
    let mut stems = BTreeSet::new();
    for &language in languages {
        stems_of(word, language, |stem, range| {
            // Of a compound, the whole.
            if range == (0..word.len()) {
                stems.insert(stem.to_owned());
            }
        });
    }
    stems
}

/// Whether a word, as typed, is so common in a language that it says nothing about a topic.
pub(crate) fn is_stop_word(word: &str, language: Language) -> bool {
    if language == Language::English {
        return words::is_stop_word(&words::fold(word));
    }
    let mut is_empty = true;
    stems_of(word, language, |_, _| is_empty = false);
    is_empty
}

/// The language a query is in: the one of which most of its words are stop words. `languages` are
/// those that notes are in, that of most sections first.
pub(crate) fn query_language(words: &[&str], languages: &[Language]) -> Language {
    let evidence = |nth: usize, language: Language| {
        let stop_words = words.iter().filter(|word| is_stop_word(word, language)).count();
        stop_words + if nth == 0 { HEAD_START } else { 0 }
    };
    let mut best = (0, Language::default());
    for (nth, &language) in languages.iter().enumerate() {
        let evidence = evidence(nth, language);
        if evidence > best.0 {
            best = (evidence, language);
        }
    }
    best.1
}

/// A text for the `stem` field: behind a letter for its language.
pub(crate) fn marked(text: &str, language: Language) -> String {
    let mut marked = String::with_capacity(text.len() + 1);
    marked.push(char::from(b'A' + language as u8));
    marked.push_str(text);
    marked
}

/// The tokenizer of the `stem` field, for texts that are [`marked`].
#[derive(Clone, Default)]
pub(crate) struct Stems {
    endings: BTreeMap<Language, Endings>,
    tokens: Vec<Token>,
}

impl Tokenizer for Stems {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        let mark = text.bytes().next().unwrap_or_default();
        let language = Language::ALL.get(usize::from(mark.wrapping_sub(b'A')));
        let language = language.copied().unwrap_or_default();
        let endings = self.endings.entry(language).or_insert_with(|| Endings::new(language));
        self.tokens.clear();
        cut(text.get(1..).unwrap_or_default(), language, |word, range, position| {
            if let Some(stem) = endings.stem(word) {
                self.tokens.push(Token {
                    offset_from: range.start,
                    offset_to: range.end,
                    position: position as usize,
                    text: stem.to_owned(),
                    ..Token::default()
                });
            }
        });
        WordStream::new(&mut self.tokens)
    }
}

/// The words of a text as endings are known of, with their bytes and places: cut like those of all
/// fields.
fn cut(text: &str, language: Language, mut visit: impl FnMut(&str, Range<usize>, u32)) {
    words::indexed(text, |word| match language {
        // English has no accents to tell endings by.
        Language::English => visit(&word.term, word.range, word.position),
        language => {
            let written = words::lower_case(&text[word.range.clone()], language);
            visit(&written, word.range, word.position);
        }
    });
}

/// The endings and stop words of one language.
#[derive(Clone)]
struct Endings {
    language: Language,
    analyzer: TextAnalyzer,
    /// The stems of words; none of a stop word.
    known: FxHashMap<String, Option<String>>,
}

impl Endings {
    fn new(language: Language) -> Endings {
        let analyzer = ENDINGS[language as usize].get_or_init(|| new_analyzer(language)).clone();
        Endings { language, analyzer, known: FxHashMap::default() }
    }

    /// The stem of a word; none if it is a stop word.
    fn stem(&mut self, word: &str) -> Option<&str> {
        if self.language == Language::English && words::is_stop_word(word) {
            return None;
        }
        if !self.known.contains_key(word) {
            if self.known.len() == REMEMBERED {
                self.known.clear();
            }
            let mut stream = self.analyzer.token_stream(word);
            let stem = stream.next().map(|token| token.text.clone());
            drop(stream);
            self.known.insert(word.to_owned(), stem);
        }
        self.known.get(word)?.as_deref()
    }
}

/// From a word to its stem.
fn new_analyzer(language: Language) -> TextAnalyzer {
    // Those of English are left out before.
    let stop_words = match language {
        Language::English => None,
        _ => StopWordFilter::new(tantivys(language)),
    };
    TextAnalyzer::builder(RawTokenizer::default())
        .filter(stop_words.unwrap_or_else(|| StopWordFilter::remove([])))
        .filter(Stemmer::new(tantivys(language)))
        .filter(Fold)
        .build()
}

/// Drops accents.
struct Fold;

#[derive(Clone)]
struct Folded<T>(T);

struct FoldedStream<S>(S);

impl TokenFilter for Fold {
    type Tokenizer<T: Tokenizer> = Folded<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> Folded<T> {
        Folded(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for Folded<T> {
    type TokenStream<'a> = FoldedStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        FoldedStream(self.0.token_stream(text))
    }
}

impl<S: TokenStream> TokenStream for FoldedStream<S> {
    fn advance(&mut self) -> bool {
        let is_token = self.0.advance();
        if is_token && let Cow::Owned(folded) = words::fold(&self.0.token().text) {
            self.0.token_mut().text = folded;
        }
        is_token
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

/// tantivy's name of a language.
fn tantivys(language: Language) -> TantivyLanguage {
    match language {
        Language::Arabic => TantivyLanguage::Arabic,
        Language::Danish => TantivyLanguage::Danish,
        Language::Dutch => TantivyLanguage::Dutch,
        Language::English => TantivyLanguage::English,
        Language::Finnish => TantivyLanguage::Finnish,
        Language::French => TantivyLanguage::French,
        Language::German => TantivyLanguage::German,
        Language::Greek => TantivyLanguage::Greek,
        Language::Hungarian => TantivyLanguage::Hungarian,
        Language::Italian => TantivyLanguage::Italian,
        Language::Norwegian => TantivyLanguage::Norwegian,
        Language::Portuguese => TantivyLanguage::Portuguese,
        Language::Romanian => TantivyLanguage::Romanian,
        Language::Russian => TantivyLanguage::Russian,
        Language::Spanish => TantivyLanguage::Spanish,
        Language::Swedish => TantivyLanguage::Swedish,
        Language::Tamil => TantivyLanguage::Tamil,
        Language::Turkish => TantivyLanguage::Turkish,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str, language: Language) -> Vec<String> {
        let mut stems = Vec::new();
        stems_of(text, language, |stem, _| stems.push(stem.to_owned()));
        stems
    }

    /// Words of each language that are one word with different endings, and their stem.
    #[test]
    fn words_lose_the_endings_of_their_language() {
        for (language, words, stem) in [
            (Language::Arabic, "كتاب الكتاب كتابان", "كتاب"),
            (Language::Danish, "hus huset husene", "hus"),
            (Language::Dutch, "boek boeken", "boek"),
            (Language::English, "note notes Noted", "note"),
            (Language::Finnish, "kirja kirjat kirjassa", "kirj"),
            (Language::French, "élève élèves eleve Élèves", "elev"),
            (Language::French, "chevaux cheval", "cheval"),
            (Language::German, "Haus Häuser Hauses HÄUSER", "haus"),
            (Language::German, "Straße Straßen Strasse", "strass"),
            (Language::Greek, "βιβλία βιβλια ΒΙΒΛΙΑ", "βιβλ"),
            (Language::Hungarian, "ház házak házban", "haz"),
            (Language::Italian, "città citta", "citt"),
            (Language::Norwegian, "bøker bøkene", "bøk"),
            (Language::Portuguese, "nota notas", "not"),
            (Language::Romanian, "carte cărți cărţi cărților", "cart"),
            (Language::Russian, "заметка заметки Заметку", "заметк"),
            (Language::Russian, "ёлка ёлки елки", "елк"),
            (Language::Spanish, "canción canciones cancion CANCIÓN", "cancion"),
            (Language::Spanish, "bóveda bóvedas bo\u{301}vedas bovedas", "boved"),
            (Language::Swedish, "anteckning anteckningar anteckningarna", "anteckning"),
            (Language::Tamil, "வீடு வீடுகள்", "வீடு"),
            (Language::Turkish, "kitap kitaplar kitapları", "kitap"),
            (Language::Turkish, "İstanbul istanbul ISTANBUL", "istanbul"),
            (Language::Turkish, "Isparta ISPARTA ısparta", "ispar"),
        ] {
            for found in stems(words, language) {
                assert_eq!(found, stem, "{language}: {words}");
            }
            assert_eq!(stems(words, language).len(), words.split(' ').count(), "{words}");
        }
    }

    #[test]
    fn stop_words_are_those_of_the_language() {
        for (language, text, left) in [
            (Language::English, "The databases are indexing hashes", "databas index hash"),
            (Language::English, "man die war", "man die war"),
            (Language::German, "Der Mann und die Notizen", "mann notiz"),
            (Language::French, "l'index de la base et du nœud", "index bas nœud"),
            (Language::Spanish, "Las notas de la bóveda", "not boved"),
            (Language::Russian, "заметки и что в них", "заметк"),
            (Language::Turkish, "kitap ve defter", "kitap ve defter"),
        ] {
            assert_eq!(stems(text, language).join(" "), left, "{language}: {text}");
        }
    }

    /// The cut is that of all fields: parts of compounds, pairs of scripts without spaces.
    #[test]
    fn every_language_is_cut_alike() {
        let text = "OpenStreetMap snake_case 数据库";
        for language in Language::ALL {
            let mut places = Vec::new();
            stems_of(text, language, |_, range| places.push(range));
            let mut cut = Vec::new();
            words::indexed(text, |word| cut.push(word.range));
            assert_eq!(places, cut, "{language}");
        }
    }

    #[test]
    fn a_typed_word_has_the_stems_of_all_languages() {
        let two = [Language::English, Language::Spanish];
        for (word, languages, wanted) in [
            ("canciones", &two[..], &["cancion"][..]),
            ("notas", &two, &["not", "nota"]),
            ("databases", &two[..1], &["databas"]),
            // Only the whole: its parts are words of their own in a query.
            ("snake_cases", &two[..1], &["snake_cas"]),
            ("the", &two[..1], &[]),
            ("notas", &[], &[]),
        ] {
            let stems: Vec<String> = stems_of_word(word, languages).into_iter().collect();
            assert_eq!(stems, wanted, "{word} in {languages:?}");
        }
    }

    #[test]
    fn a_query_is_in_the_language_of_most_of_its_stop_words() {
        use Language::{English, German, Spanish};
        for (query, languages, language) in [
            ("wie schreibe ich eine neue Notiz", &[English, German][..], German),
            ("cómo se crea una nota en la bóveda", &[English, German, Spanish], Spanish),
            ("how do I write a note", &[German, English], English),
            // A few words that happen to be common elsewhere change nothing.
            ("man of war", &[English, German], English),
            ("die war machine", &[English, German], English),
            ("Zettelkasten", &[German, English], German),
            ("wie schreibe ich eine neue Notiz", &[English], English),
            ("wie schreibe ich eine neue Notiz", &[], English),
        ] {
            let words: Vec<&str> = query.split(' ').collect();
            assert_eq!(query_language(&words, languages), language, "{query} in {languages:?}");
        }
    }
}
