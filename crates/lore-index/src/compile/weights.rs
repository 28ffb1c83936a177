//! What a word counts in each field, and the steps above all scores. The figures were chosen on the questions
//! of benches/README.md. Leaves out how scores are made of them.

/// Weights of a word's score by field.
#[derive(Clone, Copy)]
pub(super) struct Weights {
    pub(super) title: f32,
    pub(super) heading: f32,
    pub(super) topic: f32,
    pub(super) body: f32,
    pub(super) stem: f32,
    /// Of a stem in the note's names and folders, for its first section.
    pub(super) name: f32,
    /// Of a stem in the note's properties, for its first section.
    pub(super) value: f32,
    /// Of neighbouring words that stand as neighbours.
    pub(super) neighbours: f32,
    /// Of a word of several parts that stands so: `get_object_or_404`, `event-driven`. A step.
    pub(super) as_typed: f32,
}

/// What a word counts as a part of another, `query` in `BigQuery`, beside a word by itself.
pub(super) const OF_PART: f32 = 0.5;
/// For a few words, which mostly name what is wanted.
pub(super) const FEW_WORDS: Weights = Weights {
    title: 2.0,
    heading: 1.6,
    topic: 1.6,
    body: 0.8,
    stem: 1.0,
    name: 0.3,
    value: 0.3,
    neighbours: 1.0,
    as_typed: LEAST_STEP,
};
/// For a question in a sentence, which mostly does not use the note's own words: stems decide.
pub(super) const SENTENCE: Weights = Weights {
    title: 0.3,
    heading: 0.2,
    topic: 0.4,
    body: 0.3,
    stem: 1.0,
    name: 0.0,
    value: 0.1,
    neighbours: 0.2,
    as_typed: 0.0,
};
/// For a question in a script without spaces, whose pairs of characters are words and halves of two:
/// where they stand together tells more than how often.
pub(super) const DENSE: Weights = Weights {
    title: 1.0,
    heading: 0.4,
    topic: 0.8,
    body: 0.3,
    stem: 1.0,
    name: 0.3,
    value: 0.3,
    neighbours: 1.0,
    as_typed: 0.0,
};
/// Steps above all scores: the note is called what was asked, to the letter too; the section has all
/// the words; the note's name does; the section is called so.
pub(crate) const LEAST_STEP: f32 = 100.0;
pub(super) const EXACT_NAME: f32 = 4000.0;
pub(super) const SAME_SPELLING: f32 = 200.0;
pub(super) const ALL_WORDS: f32 = 1000.0;
pub(super) const ALL_IN_NAME: f32 = 600.0;
pub(super) const EXACT_HEADING: f32 = 500.0;
