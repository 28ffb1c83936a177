//! Columns of integers: each integer in as many bytes as the highest of them needs. Leaves out what they
//! count, and the strings and lists that are made of them.
//!
//! Layout: the number of bytes of each value (u32, 1 to 4), then the values, little-endian and one higher
//! than they are, so that [`NONE`](crate::graph::NONE), the highest of all, is 0 in any width. A column
//! without values has no bytes. The same values are the same bytes, however they came there; only a
//! column that is still growing may be wider than it needs.

use std::ops::Range;

/// Bytes before the values. Those of the first value are read together with them.
const HEADER: usize = WIDEST;
/// The most bytes of a value.
const WIDEST: usize = size_of::<u32>();

/// A column of 32-bit integers.
#[derive(Clone, Copy)]
pub(crate) struct Ints<'a> {
    bytes: &'a [u8],
    width: u32,
    /// How many bits are read before a value.
    before: u32,
}

impl<'a> Ints<'a> {
    #[inline]
    pub(crate) fn new(bytes: &'a [u8]) -> Ints<'a> {
        let width = bytes.first().map_or(1, |&width| u32::from(width));
        Ints { bytes, width, before: u32::BITS - 8 * width }
    }

    pub(crate) fn len(self) -> usize {
        self.bytes.len().saturating_sub(HEADER) / self.width()
    }

    fn width(self) -> usize {
        self.width as usize
    }

    #[inline]
    pub(crate) fn get(self, at: usize) -> u32 {
        // Four bytes that end where the value does, whatever its width: nothing branches.
        let start = (at + 1) * self.width();
        let bytes = &self.bytes[start..start + WIDEST];
        let read = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        (read >> self.before).wrapping_sub(1)
    }

    /// All values in order.
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = u32> + Clone + use<'a> {
        (0..self.len()).map(move |at| self.get(at))
    }

    /// The bytes of the column with other rows in the place of some, in order. Rows that stay are copied
    /// as bytes unless the column has another width then.
    pub(crate) fn with_rows<'r>(
        self,
        rows: impl Iterator<Item = (Range<usize>, Ints<'r>)> + Clone,
    ) -> Vec<u8> {
        let mut pieces: Vec<(Ints<'_>, Range<usize>)> = Vec::new();
        let mut next = 0;
        for (old, new) in rows.clone() {
            pieces.push((self, next..old.start));
            pieces.push((new, 0..new.len()));
            next = old.end;
        }
        pieces.push((self, next..self.len()));
        let stay = pieces.iter().step_by(2);
        let width_of_stay = match rows.clone().any(|(old, _)| self.widest(old) == self.width()) {
            // Others have this width.
            false => self.width(),
            true => stay.map(|(_, range)| self.widest(range.clone())).max().unwrap_or(1),
        };
        let width_of_new = rows.map(|(_, new)| new.widest(0..new.len())).max().unwrap_or(1);
        joined(&pieces, width_of_stay.max(width_of_new))
    }

    /// The bytes of the widest of some values. Looks no further than the first that fills its bytes.
    fn widest(self, range: Range<usize>) -> usize {
        let mut widest = 1;
        for at in range {
            widest = widest.max(width_of(self.get(at)));
            if widest == self.width() {
                break;
            }
        }
        widest
    }
}

/// Integers as a column's bytes.
pub(crate) fn ints(values: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let values: Vec<u32> = values.into_iter().collect();
    let highest = values.iter().map(|value| value.wrapping_add(1)).max();
    let Some(highest) = highest else { return Vec::new() };
    let width = width_of(highest.wrapping_sub(1));
    let end = HEADER + values.len() * width;
    let mut bytes = vec![0; end + WIDEST];
    bytes[..HEADER].copy_from_slice(&(width as u32).to_le_bytes());
    for (value, at) in values.iter().zip((HEADER..).step_by(width)) {
        // The next value goes over what is beyond the width.
        bytes[at..at + WIDEST].copy_from_slice(&value.wrapping_add(1).to_le_bytes());
    }
    bytes.truncate(end);
    bytes
}

/// Adds a value to a column that grows: what its values need is not known yet.
pub(crate) fn push(column: &mut Vec<u8>, value: u32) {
    if column.is_empty() {
        column.extend_from_slice(&(WIDEST as u32).to_le_bytes());
    }
    column.extend_from_slice(&value.wrapping_add(1).to_le_bytes());
}

/// Puts a value in the place of another in a column that is wide enough for it.
pub(crate) fn put(column: &mut [u8], at: usize, value: u32) {
    let width = Ints::new(column).width();
    debug_assert!(width_of(value) <= width, "{value} does not fit into {width} bytes");
    let start = HEADER + at * width;
    column[start..start + width].copy_from_slice(&value.wrapping_add(1).to_le_bytes()[..width]);
}

/// The bytes of a column that has grown.
pub(crate) fn narrowed(column: Vec<u8>) -> Vec<u8> {
    let values = Ints::new(&column);
    let fits = values.widest(0..values.len()) == values.width();
    if fits { column } else { ints(values.iter()) }
}

/// The bytes that a value needs.
fn width_of(value: u32) -> usize {
    let bits = u32::BITS - value.wrapping_add(1).leading_zeros();
    bits.div_ceil(8).max(1) as usize
}

/// Pieces of columns as one of this width.
fn joined(pieces: &[(Ints<'_>, Range<usize>)], width: usize) -> Vec<u8> {
    let count: usize = pieces.iter().map(|(_, range)| range.len()).sum();
    if count == 0 {
        return Vec::new();
    }
    let mut bytes = Vec::with_capacity(HEADER + count * width);
    bytes.extend_from_slice(&(width as u32).to_le_bytes());
    for (from, range) in pieces.iter().filter(|(_, range)| !range.is_empty()) {
        if from.width() == width {
            let start = |at: usize| HEADER + at * width;
            bytes.extend_from_slice(&from.bytes[start(range.start)..start(range.end)]);
        } else {
            let values = range.clone().map(|at| from.get(at).wrapping_add(1).to_le_bytes());
            values.for_each(|value| bytes.extend_from_slice(&value[..width]));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The bytes that each value takes, counted another way.
    fn least(values: &[u32]) -> usize {
        let fits = |width: &u32| {
            let all_ones = (1u64 << (8 * width)) - 1;
            values.iter().all(|&value| value == u32::MAX || u64::from(value) < all_ones)
        };
        (1..=4).find(fits).unwrap() as usize
    }

    fn all(column: &[u8]) -> Vec<u32> {
        Ints::new(column).iter().collect()
    }

    #[test]
    fn values_take_as_few_bytes_as_the_highest_needs() {
        for (values, width) in [
            (&[0, 254][..], 1),
            (&[u32::MAX], 1),
            (&[0, u32::MAX, 0], 1),
            (&[255], 2),
            (&[0, 256, u32::MAX], 2),
            (&[65_534, 3], 2),
            (&[65_535], 3),
            (&[1, 0xff_fffe], 3),
            (&[0xff_ffff, u32::MAX], 4),
            (&[0x100_0000], 4),
            (&[u32::MAX - 1], 4),
        ] {
            let column = ints(values.iter().copied());
            assert_eq!(column.len(), HEADER + values.len() * width, "{values:?}");
            assert_eq!(all(&column), values);
        }
        assert_eq!(ints([]), [0u8; 0]);
        assert_eq!((all(&[]), Ints::new(&[]).len()), (vec![], 0));
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn nothing_is_behind_the_last_value() {
        Ints::new(&ints([1, 2])).get(2);
    }

    fn values() -> impl Strategy<Value = Vec<u32>> {
        let value = prop_oneof![
            4 => 0..255_u32,
            2 => Just(u32::MAX),
            1 => prop::sample::select(&[255, 256, 65_534, 65_535, 65_536][..]),
            1 => prop::sample::select(&[0xff_fffe, 0xff_ffff, 0x100_0000, u32::MAX - 1][..]),
            1 => (any::<u32>(), 0..32_u32).prop_map(|(value, bits)| value >> bits),
        ];
        // Short ones are often of low values alone.
        prop::collection::vec(value, 0..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            // What fails becomes a named test, not a file of seeds.
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn any_values_come_back_from_the_fewest_bytes(values in values()) {
            let column = ints(values.iter().copied());
            prop_assert_eq!(&all(&column), &values);
            let header = if values.is_empty() { 0 } else { HEADER };
            prop_assert_eq!(column.len(), header + values.len() * least(&values));

            let mut grown = Vec::new();
            values.iter().for_each(|_| push(&mut grown, 7));
            values.iter().enumerate().for_each(|(at, &value)| put(&mut grown, at, value));
            prop_assert_eq!(&all(&grown), &values);
            prop_assert_eq!(narrowed(grown), column);
        }

        #[test]
        fn a_column_with_other_rows_is_as_if_made_anew(
            kept in prop::collection::vec(values(), 1..4),
            replaced in prop::collection::vec((values(), values()), 3),
            grows in any::<bool>(),
        ) {
            let (mut before, mut after) = (kept[0].clone(), kept[0].clone());
            let mut rows = Vec::new();
            for (kept, (old, new)) in kept[1..].iter().zip(&replaced) {
                let mut column = ints(new.iter().copied());
                if grows {
                    column.clear();
                    new.iter().for_each(|&value| push(&mut column, value));
                }
                rows.push((before.len()..before.len() + old.len(), column));
                before.extend(old.iter().chain(kept));
                after.extend(new.iter().chain(kept));
            }
            let column = ints(before);
            let rows = rows.iter().map(|(range, column)| (range.clone(), Ints::new(column)));
            prop_assert_eq!(Ints::new(&column).with_rows(rows), ints(after));
        }
    }
}
