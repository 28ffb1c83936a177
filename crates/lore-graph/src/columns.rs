//! The stored form of the graph: files that hold numbered columns, read in place. A graph that follows
//! from another leaves the columns that are the same in the files where they are. Knows nothing of
//! notes; leaves out names of files and mapping, which are the stored state's.
//!
//! Layout of a file, all integers little-endian: an 8-byte magic, the format version (u32), the number of
//! columns (u32), the xxh3 of the table that follows (u64), then per column the number of the file it
//! is in (0 is this one), its offset and length in bytes there, and its xxh3 (u64 each), then the
//! columns of this file, each beginning at a multiple of eight. A column is bytes, 64-bit integers, or
//! [integers](mod@ints) in as few bytes as they need.

mod ints;

use std::borrow::Cow;
use std::io::{self, Write};

pub use lore_core::Image;
use xxhash_rust::xxh3::xxh3_64;

pub(crate) use ints::{Ints, ints, narrowed, push, put};

const MAGIC: &[u8; 8] = b"loregrph";
const HEADER: usize = 24;
/// Bytes of the table for each column.
const ENTRY: usize = 32;
/// The number by which a file names itself.
const THIS_FILE: u64 = 0;
/// A graph is written anew rather than left in more files.
const MOST_FILES: usize = 12;

/// Where a stored column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The place of its file among those of the graph.
    pub(crate) file: usize,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    hash: u64,
}

impl Place {
    /// Whether these are the bytes that were written here. Reads them all.
    pub(crate) fn holds(self, bytes: &[u8]) -> bool {
        xxh3_64(bytes) == self.hash
    }
}

/// A column on its way to where it is kept.
enum Column<'a> {
    New(Cow<'a, [u8]>),
    /// It stays in the file with this number.
    Stays(u64, Place, &'a [u8]),
}

impl Column<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Column::New(bytes) => bytes,
            Column::Stays(_, _, bytes) => bytes,
        }
    }
}

/// Collects the columns of a graph.
#[derive(Default)]
pub(crate) struct Writer<'a> {
    columns: Vec<Column<'a>>,
}

impl<'a> Writer<'a> {
    pub(crate) fn put(&mut self, column: usize, bytes: impl Into<Cow<'a, [u8]>>) {
        self.put_column(column, Column::New(bytes.into()));
    }

    /// Leaves a column in the file with this number.
    pub(crate) fn leave(&mut self, column: usize, file: u64, place: Place, bytes: &'a [u8]) {
        self.put_column(column, Column::Stays(file, place, bytes));
    }

    fn put_column(&mut self, number: usize, column: Column<'a>) {
        if self.columns.len() <= number {
            self.columns.resize_with(number + 1, || Column::New(Cow::default()));
        }
        self.columns[number] = column;
    }

    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        self.columns[column].bytes()
    }

    pub(crate) fn put_ints(&mut self, column: usize, values: impl IntoIterator<Item = u32>) {
        self.put(column, ints(values));
    }

    pub(crate) fn put_longs(&mut self, column: usize, values: impl IntoIterator<Item = u64>) {
        self.put(column, longs(values));
    }

    pub(crate) fn finish(self, version: u32) -> GraphBytes<'a> {
        GraphBytes { version, columns: self.columns }
    }
}

/// A graph on its way to where it is kept: the columns of a new file, and those that stay in others.
pub struct GraphBytes<'a> {
    version: u32,
    columns: Vec<Column<'a>>,
}

impl<'a> GraphBytes<'a> {
    /// The numbers of the other files that columns stay in, rising.
    pub fn other_files(&self) -> Vec<u64> {
        let files = self.columns.iter().filter_map(|column| match column {
            Column::New(_) => None,
            Column::Stays(file, ..) => Some(*file),
        });
        let mut files: Vec<u64> = files.collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Leaves columns in other files only as long as these are few and hold little else; `size` tells
    /// the size of each in bytes.
    pub(crate) fn without_waste(self, size: impl Fn(u64) -> usize) -> GraphBytes<'a> {
        let others = self.other_files();
        let bytes = |column: &Column<'_>| match column {
            Column::New(bytes) => (bytes.len(), bytes.len()),
            Column::Stays(_, _, bytes) => (0, bytes.len()),
        };
        let (new, all) = self
            .columns
            .iter()
            .map(bytes)
            .fold((0, 0), |(new, all), column| (new + column.0, all + column.1));
        let table = HEADER + self.columns.len() * ENTRY;
        let columns = |&file: &u64| size(file).saturating_sub(table);
        let stored: usize = others.iter().map(columns).sum::<usize>() + new;
        if others.len() < MOST_FILES && stored <= 2 * all { self } else { self.in_one_file() }
    }

    fn in_one_file(self) -> GraphBytes<'a> {
        let columns = self.columns.into_iter().map(|column| match column {
            Column::Stays(_, _, bytes) => Column::New(Cow::Borrowed(bytes)),
            Column::New(_) => column,
        });
        GraphBytes { columns: columns.collect(), ..self }
    }

    /// Writes the new file.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = Vec::with_capacity(self.columns.len() * ENTRY);
        let begin = HEADER + self.columns.len() * ENTRY;
        let mut end = begin;
        for column in &self.columns {
            let (file, offset, hash) = match column {
                Column::Stays(file, place, _) => (*file, place.offset, place.hash),
                Column::New(bytes) => {
                    let offset = end.next_multiple_of(8);
                    end = offset + bytes.len();
                    (THIS_FILE, offset, xxh3_64(bytes))
                }
            };
            for value in [file, offset as u64, column.bytes().len() as u64, hash] {
                table.extend_from_slice(&value.to_le_bytes());
            }
        }
        out.write_all(MAGIC)?;
        out.write_all(&self.version.to_le_bytes())?;
        out.write_all(&(self.columns.len() as u32).to_le_bytes())?;
        out.write_all(&xxh3_64(&table).to_le_bytes())?;
        out.write_all(&table)?;
        let mut end = begin;
        for column in &self.columns {
            if let Column::New(bytes) = column {
                let gap = end.next_multiple_of(8) - end;
                out.write_all(&[0; 8][..gap])?;
                out.write_all(bytes)?;
                end += gap + bytes.len();
            }
        }
        Ok(())
    }

    /// All of it as one file.
    pub fn to_vec(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Writing into memory does not fail.
        let _ = self.in_one_file().write_to(&mut bytes);
        bytes
    }
}

/// Long integers as a column's bytes.
pub(crate) fn longs(values: impl IntoIterator<Item = u64>) -> Vec<u8> {
    values.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// Lists as the bytes of two columns.
pub(crate) fn lists<L: IntoIterator<Item = u32>>(
    lists: impl Iterator<Item = L>,
) -> (Vec<u8>, Vec<u8>) {
    let (mut offsets, mut values) = (vec![0], Vec::new());
    for list in lists {
        values.extend(list);
        offsets.push(values.len() as u32);
    }
    (ints(offsets), ints(values))
}

/// Strings as the bytes of two columns.
pub(crate) fn strings<S: AsRef<[u8]>>(strings: impl IntoIterator<Item = S>) -> (Vec<u8>, Vec<u8>) {
    let mut offsets = vec![0];
    let mut bytes = Vec::new();
    for string in strings {
        offsets.push(add_string(&mut bytes, [string.as_ref()].into_iter()));
    }
    (ints(offsets), bytes)
}

/// Adds a string, in pieces, to the bytes of a column, and tells where it ends. Beyond the 4 GiB that
/// offsets reach it is left empty.
pub(crate) fn add_string<'a>(
    bytes: &mut Vec<u8>,
    pieces: impl Iterator<Item = &'a [u8]> + Clone,
) -> u32 {
    let length: usize = pieces.clone().map(<[u8]>::len).sum();
    if u32::try_from(bytes.len() + length).is_ok() {
        pieces.for_each(|piece| bytes.extend_from_slice(piece));
    }
    bytes.len() as u32
}

/// The bytes of a column.
pub(crate) fn at_place(files: &[(u64, Image)], column: Place) -> Image {
    files[column.file].1.slice(column.offset..column.offset + column.length)
}

/// Finds the columns of a graph by its files with their numbers, of which the last says where all are;
/// nothing if they are of another version or do not belong together.
pub(crate) fn open(files: &[(u64, Image)], version: u32) -> Option<Vec<Place>> {
    let (own, image) = files.last()?;
    let header = image.get(..HEADER)?;
    if !header.starts_with(MAGIC) || header[8..12] != version.to_le_bytes() {
        return None;
    }
    let count = u32::from_le_bytes(header[12..16].try_into().ok()?) as usize;
    let table = image.get(HEADER..HEADER + count * ENTRY)?;
    if header[16..] != xxh3_64(table).to_le_bytes() {
        return None;
    }
    let place = |entry: &[u8]| {
        let mut values =
            entry.chunks_exact(8).map(|bytes| bytes.try_into().map(u64::from_le_bytes));
        let mut value = || values.next()?.ok();
        let (file, offset, length, hash) = (value()?, value()?, value()?, value()?);
        let file = if file == THIS_FILE { *own } else { file };
        let file = files.iter().position(|(number, _)| *number == file)?;
        let (offset, length) = (usize::try_from(offset).ok()?, usize::try_from(length).ok()?);
        files[file].1.get(offset..offset.checked_add(length)?)?;
        Some(Place { file, offset, length, hash })
    };
    table.chunks_exact(ENTRY).map(place).collect()
}

/// A column of 64-bit integers.
#[derive(Clone, Copy)]
pub(crate) struct Longs<'a>(pub(crate) &'a [u8]);

impl<'a> Longs<'a> {
    pub(crate) fn len(self) -> usize {
        self.0.len() / 8
    }

    pub(crate) fn get(self, at: usize) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[at * 8..at * 8 + 8]);
        u64::from_le_bytes(bytes)
    }

    /// All values in order.
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = u64> + use<'a> {
        self.0.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes))
    }

    /// The range of places that hold `value` in a sorted column.
    pub(crate) fn equal_range(self, value: u64) -> std::ops::Range<usize> {
        let first = self.first_from(value);
        // Nearly always few are equal, but it may be very many.
        let (mut end, mut step) = (first, 1);
        while end + step <= self.len() && self.get(end + step - 1) == value {
            end += step;
            step *= 2;
        }
        let rest = step.min(self.len() - end);
        first..end + partition_point(rest, |at| self.get(end + at) == value)
    }

    /// The first place of a sorted column that holds `value` or more. Hashes lie evenly: a search that
    /// begins where the value would lie then reads a few places beside each other instead of a dozen
    /// far apart.
    fn first_from(self, value: u64) -> usize {
        let count = self.len();
        let guess = ((u128::from(value) * count as u128) >> 64) as usize;
        let is_before = |at: usize| at < count && self.get(at) < value;
        let (mut low, mut high, mut step) = (guess, guess, 32);
        while low > 0 && !is_before(low - 1) {
            high = low;
            low = low.saturating_sub(step);
            step *= 2;
        }
        while high < count && is_before(high) {
            low = high;
            high = count.min(high + step);
            step *= 2;
        }
        low + partition_point(high - low, |at| self.get(low + at) < value)
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
    pub(crate) fn get(self, at: usize) -> impl ExactSizeIterator<Item = u32> + Clone + 'a {
        let range = self.offsets.get(at) as usize..self.offsets.get(at + 1) as usize;
        range.map(move |at| self.values.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_whole(files: &[(u64, Image)], table: &[Place]) -> bool {
        table.iter().all(|&place| place.holds(&at_place(files, place)))
    }

    #[test]
    fn columns_come_back_and_damage_is_noticed() {
        let mut writer = Writer::default();
        writer.put_ints(0, [1, 2, 3]);
        let (offsets, bytes) = strings(["a", "", "čšž"]);
        writer.put(1, offsets);
        writer.put(2, bytes);
        let (offsets, values) = lists([vec![7], vec![], vec![8, 9]].into_iter());
        writer.put(3, offsets);
        writer.put(4, values);
        writer.put_longs(5, [1, 4, 4, 9]);
        let image: Image = writer.finish(1).to_vec().into();
        let files = [(7, image.clone())];
        let table = open(&files, 1).unwrap();
        let columns: Vec<Image> = table.iter().map(|&place| at_place(&files, place)).collect();
        let column = |at: usize| &*columns[at];
        assert_eq!((Ints::new(column(0)).len(), Ints::new(column(0)).get(2)), (3, 3));
        let texts = Strings { offsets: Ints::new(column(1)), bytes: column(2) };
        assert_eq!((texts.get(0), texts.get(1), texts.get(2)), ("a", "", "čšž"));
        let numbers = Lists { offsets: Ints::new(column(3)), values: Ints::new(column(4)) };
        assert_eq!(numbers.get(2).collect::<Vec<_>>(), [8, 9]);
        assert_eq!(Longs(column(5)).equal_range(4), 1..3);
        assert_eq!(Longs(column(5)).equal_range(5), 3..3);

        assert!(open(&files, 2).is_none(), "another version");
        let is_noticed = |bytes: Vec<u8>| {
            let files = [(7, Image::from(bytes))];
            open(&files, 1).is_none_or(|table| !is_whole(&files, &table))
        };
        for at in 0..image.len() {
            let mut damaged = image.to_vec();
            damaged[at] ^= 1;
            let is_gap =
                !table.iter().any(|each| (each.offset..each.offset + each.length).contains(&at))
                    && at >= HEADER + table.len() * ENTRY;
            assert!(is_gap || is_noticed(damaged), "byte {at}");
        }
        assert!(is_noticed(image[..image.len() - 1].to_vec()));
    }

    #[test]
    fn values_are_found_wherever_they_lie() {
        let even: Vec<u64> = (0..1000).map(|at| at * (u64::MAX / 1000)).collect();
        let low: Vec<u64> = (0..1000).map(|at| at / 3).collect();
        let high: Vec<u64> = (0..1000).map(|at| u64::MAX - 1000 + at).collect();
        for values in [Vec::new(), vec![5], even, low, high] {
            let bytes = longs(values.iter().copied());
            let around = |&value: &u64| [value.saturating_sub(1), value, value.saturating_add(1)];
            for value in values.iter().flat_map(around).chain([0, 7, u64::MAX]) {
                let first = values.partition_point(|&other| other < value);
                let end = values.partition_point(|&other| other <= value);
                assert_eq!(Longs(&bytes).equal_range(value), first..end, "{value}");
            }
        }
    }

    #[test]
    fn columns_stay_in_other_files_while_these_are_few_and_full() {
        let size = Image::len;
        let mut writer = Writer::default();
        // The first one never changes, and would keep its file for ever.
        (0..3).for_each(|column| writer.put_ints(column, 0..[10, 1000, 1000][column]));
        let mut files: Vec<(u64, Image)> = vec![(1, writer.finish(1).to_vec().into())];
        let mut new = Vec::new();
        for number in 2..40 {
            let table = open(&files, 1).unwrap();
            let changed = 1 + number as usize % 2;
            let mut writer = Writer::default();
            let columns: Vec<Image> = table.iter().map(|&place| at_place(&files, place)).collect();
            for ((column, &place), bytes) in table.iter().enumerate().zip(&columns) {
                writer.leave(column, files[place.file].0, place, bytes);
            }
            writer.put_ints(changed, 0..900 + number as u32);
            let file = |number: u64| files.iter().find(|(other, _)| *other == number);
            let graph = writer
                .finish(1)
                .without_waste(|number| file(number).map_or(0, |file| size(&file.1)));
            let others = graph.other_files();
            let mut bytes = Vec::new();
            graph.write_to(&mut bytes).unwrap();
            files.retain(|(file, _)| others.contains(file));
            files.push((number, bytes.into()));

            let table = open(&files, 1).unwrap();
            assert!(is_whole(&files, &table));
            let length = Ints::new(&at_place(&files, table[changed])).len();
            assert_eq!(length, 900 + number as usize);
            let stored: usize = files.iter().map(|file| size(&file.1)).sum();
            assert!(stored <= 2 * table.iter().map(|place| place.length).sum::<usize>() + 500);
            assert!(files.len() == 1 || open(&files[1..], 1).is_none(), "a file is missing");
            new.push(table.iter().filter(|place| place.file + 1 == files.len()).count());
        }
        assert!(new.contains(&1) && new.contains(&3), "{new:?}");
    }
}
