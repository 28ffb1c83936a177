//! The stored form of the graph: one block of bytes that holds numbered columns, read in place.
//! Knows nothing of notes; leaves out files and mapping, which are the stored state's.
//!
//! Layout, all integers little-endian: an 8-byte magic, the format version (u32), the number of
//! columns (u32), the xxh3 of all that follows (u64), then per column its offset and length in
//! bytes (u64 each), then the columns, each beginning at a multiple of eight.

use std::borrow::Cow;
use std::io::{self, Write};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const MAGIC: &[u8; 8] = b"loregrph";
const HEADER: usize = 24;

/// Collects columns and writes them as one block.
#[derive(Default)]
pub(crate) struct Writer<'a> {
    columns: Vec<Cow<'a, [u8]>>,
}

impl<'a> Writer<'a> {
    pub(crate) fn put(&mut self, column: usize, bytes: impl Into<Cow<'a, [u8]>>) {
        if self.columns.len() <= column {
            self.columns.resize_with(column + 1, Cow::default);
        }
        self.columns[column] = bytes.into();
    }

    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        &self.columns[column]
    }

    pub(crate) fn put_ints(&mut self, column: usize, values: impl IntoIterator<Item = u32>) {
        self.put(column, ints(values));
    }

    pub(crate) fn put_longs(&mut self, column: usize, values: impl IntoIterator<Item = u64>) {
        self.put(column, longs(values));
    }

    pub(crate) fn finish(self, version: u32) -> GraphBytes<'a> {
        let mut header = Vec::with_capacity(HEADER + self.columns.len() * 16);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(&version.to_le_bytes());
        header.extend_from_slice(&(self.columns.len() as u32).to_le_bytes());
        header.extend_from_slice(&[0; 8]);
        let mut offset = HEADER + self.columns.len() * 16;
        for bytes in &self.columns {
            offset = offset.next_multiple_of(8);
            header.extend_from_slice(&(offset as u64).to_le_bytes());
            header.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            offset += bytes.len();
        }
        let mut bytes = GraphBytes { header, columns: self.columns };
        let mut hash = Xxh3::new();
        bytes.pieces().for_each(|piece| hash.update(piece));
        bytes.header[16..24].copy_from_slice(&hash.digest().to_le_bytes());
        bytes
    }
}

/// A graph on its way to where it is kept: its bytes in pieces, of which many may belong to the graph
/// before it.
pub struct GraphBytes<'a> {
    header: Vec<u8>,
    columns: Vec<Cow<'a, [u8]>>,
}

impl GraphBytes<'_> {
    /// All but the first part of the header, which holds the hash of them.
    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let mut end = self.header.len();
        let columns = self.columns.iter().flat_map(move |bytes| {
            let gap = end.next_multiple_of(8) - end;
            end += gap + bytes.len();
            [&[0; 8][..gap], &**bytes]
        });
        std::iter::once(&self.header[HEADER..]).chain(columns)
    }

    /// Writes all of it.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.header[..HEADER])?;
        self.pieces().try_for_each(|piece| out.write_all(piece))
    }

    /// All of it as one block.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = self.header[..HEADER].to_vec();
        self.pieces().for_each(|piece| bytes.extend_from_slice(piece));
        bytes
    }
}

/// Integers as a column's bytes.
pub(crate) fn ints(values: impl IntoIterator<Item = u32>) -> Vec<u8> {
    values.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// Long integers as a column's bytes.
pub(crate) fn longs(values: impl IntoIterator<Item = u64>) -> Vec<u8> {
    values.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// Lists as the bytes of two columns.
pub(crate) fn lists(lists: &[Vec<u32>]) -> (Vec<u8>, Vec<u8>) {
    let mut end = 0u32;
    let ends = lists.iter().map(|list| {
        end += list.len() as u32;
        end
    });
    (ints(std::iter::once(0).chain(ends)), ints(lists.iter().flatten().copied()))
}

/// Strings as the bytes of two columns.
pub(crate) fn strings<S: AsRef<[u8]>>(strings: impl IntoIterator<Item = S>) -> (Vec<u8>, Vec<u8>) {
    let mut offsets = 0u32.to_le_bytes().to_vec();
    let mut bytes = Vec::new();
    for string in strings {
        bytes.extend_from_slice(string.as_ref());
        offsets.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    }
    (offsets, bytes)
}

/// Whether the bytes of a block are those that were written. Reads them all.
pub(crate) fn is_whole(image: &[u8]) -> bool {
    let hash = image.get(16..HEADER);
    hash.is_some_and(|hash| hash == xxh3_64(&image[HEADER..]).to_le_bytes())
}

/// Finds the columns of a block, or says that it is none of this version.
pub(crate) fn open(image: &[u8], version: u32) -> Option<Vec<(usize, usize)>> {
    let header = image.get(..HEADER)?;
    if !header.starts_with(MAGIC) || header[8..12] != version.to_le_bytes() {
        return None;
    }
    let count = u32::from_le_bytes(header[12..16].try_into().ok()?) as usize;
    let table = image.get(HEADER..HEADER + count * 16)?;
    let long = |bytes: &[u8]| usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok();
    table
        .chunks_exact(16)
        .map(|entry| {
            let (offset, length) = (long(&entry[..8])?, long(&entry[8..])?);
            image.get(offset..offset.checked_add(length)?)?;
            Some((offset, length))
        })
        .collect()
}

/// A column of 32-bit integers.
#[derive(Clone, Copy)]
pub(crate) struct Ints<'a>(pub(crate) &'a [u8]);

impl Ints<'_> {
    pub(crate) fn len(self) -> usize {
        self.0.len() / 4
    }

    pub(crate) fn get(self, at: usize) -> u32 {
        let bytes = &self.0[at * 4..at * 4 + 4];
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
    }
}

/// A column of 64-bit integers.
#[derive(Clone, Copy)]
pub(crate) struct Longs<'a>(pub(crate) &'a [u8]);

impl Longs<'_> {
    pub(crate) fn len(self) -> usize {
        self.0.len() / 8
    }

    pub(crate) fn get(self, at: usize) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[at * 8..at * 8 + 8]);
        u64::from_le_bytes(bytes)
    }

    /// The range of places that hold `value` in a sorted column.
    pub(crate) fn equal_range(self, value: u64) -> std::ops::Range<usize> {
        let first = partition_point(self.len(), |at| self.get(at) < value);
        let mut end = first;
        while end < self.len() && self.get(end) == value {
            end += 1;
        }
        first..end
    }

    /// Whether a sorted column holds `value`.
    pub(crate) fn contains(self, value: u64) -> bool {
        !self.equal_range(value).is_empty()
    }
}

/// The first of `count` places for which `before` does not hold; it holds for those before.
pub(crate) fn partition_point(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Two columns that hold strings.
#[derive(Clone, Copy)]
pub(crate) struct Strings<'a> {
    pub(crate) offsets: Ints<'a>,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Strings<'a> {
    pub(crate) fn len(self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub(crate) fn bytes(self, at: usize) -> &'a [u8] {
        &self.bytes[self.offsets.get(at) as usize..self.offsets.get(at + 1) as usize]
    }

    pub(crate) fn get(self, at: usize) -> &'a str {
        std::str::from_utf8(self.bytes(at)).unwrap_or_default()
    }
}

/// Two columns that hold lists of integers.
#[derive(Clone, Copy)]
pub(crate) struct Lists<'a> {
    pub(crate) offsets: Ints<'a>,
    pub(crate) values: Ints<'a>,
}

impl<'a> Lists<'a> {
    pub(crate) fn get(self, at: usize) -> impl ExactSizeIterator<Item = u32> + 'a {
        let range = self.offsets.get(at) as usize..self.offsets.get(at + 1) as usize;
        range.map(move |at| self.values.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back_and_damage_is_noticed() {
        let mut writer = Writer::default();
        writer.put_ints(0, [1, 2, 3]);
        let (offsets, bytes) = strings(["a", "", "čšž"]);
        writer.put(1, offsets);
        writer.put(2, bytes);
        let (offsets, values) = lists(&[vec![7], vec![], vec![8, 9]]);
        writer.put(3, offsets);
        writer.put(4, values);
        writer.put_longs(5, [1, 4, 4, 9]);
        let image = writer.finish(1).to_vec();
        let table = open(&image, 1).unwrap();
        let column = |at: usize| &image[table[at].0..table[at].0 + table[at].1];
        assert_eq!((Ints(column(0)).len(), Ints(column(0)).get(2)), (3, 3));
        let texts = Strings { offsets: Ints(column(1)), bytes: column(2) };
        assert_eq!((texts.get(0), texts.get(1), texts.get(2)), ("a", "", "čšž"));
        let numbers = Lists { offsets: Ints(column(3)), values: Ints(column(4)) };
        assert_eq!(numbers.get(2).collect::<Vec<_>>(), [8, 9]);
        assert_eq!(Longs(column(5)).equal_range(4), 1..3);
        assert_eq!(Longs(column(5)).equal_range(5), 3..3);

        assert!(open(&image, 2).is_none(), "another version");
        for at in 0..image.len() {
            let mut damaged = image.clone();
            damaged[at] ^= 1;
            assert!(!is_whole(&damaged) || open(&damaged, 1).is_none(), "byte {at}");
        }
        assert!(!is_whole(&image[..image.len() - 1]));
    }
}
