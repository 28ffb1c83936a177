//! How much it tells that two things have in common what few others have. Leaves out what is counted, and
//! what else weighs beside it.
//!
//! What is weighed by how many hold it *of all there are* goes by this one formula. Others differ on purpose: how
//! little a thing says of each of its many neighbours depends on their number, however large the vault is
//! (`shared_concepts` of `related`, the units of the map of topics, `rarity` of `review`), and what guesses at a
//! probability stays between 0 and 1 (`weight` of `mentions`).

/// How rare is what so many of `all` hold: the inverse document frequency (Spärck Jones: "A statistical
/// interpretation of term specificity", 1972), with 1 added to the share, so that what all hold still counts a
/// little.
pub(crate) fn rarity(all: u64, holding: u64) -> f64 {
    (1.0 + all as f64 / holding.max(1) as f64).ln()
}

/// The same of what none need hold: whoever asks counts as one more that does.
pub(crate) fn rarity_with_one_more(all: u64, holding: u64) -> f64 {
    rarity(all, holding + 1)
}
