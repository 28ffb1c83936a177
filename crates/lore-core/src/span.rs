//! Byte spans and the translation to lines and columns. Leaves out what a span means.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in one file.
///
/// Offsets count from the first byte of the file as it is on disk, byte order mark included.
/// Lore reads the first 64 MiB of a file, so 32 bits suffice.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte; never below `start`.
    pub end: u32,
}

impl Span {
    /// The span of `range`, which must lie below 4 GiB.
    pub fn new(range: std::ops::Range<usize>) -> Span {
        let start = u32::try_from(range.start).unwrap_or(u32::MAX);
        let end = u32::try_from(range.end).unwrap_or(u32::MAX);
        Span { start, end: end.max(start) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text of the span, or nothing if the file no longer has these bytes.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }
}

/// Where the lines of a text begin, to turn byte offsets into lines and columns.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of `text`; as in Markdown, a line ends with `\n`, `\r\n` or `\r`.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        let behind = |(at, _)| u32::try_from(at + 1_usize).unwrap_or(u32::MAX);
        // Most files have none, and one character is found faster than one of two.
        if text.contains('\r') {
            let is_end = |&(at, _): &(usize, &str)| !text[at..].starts_with("\r\n");
            starts.extend(text.match_indices(['\n', '\r']).filter(is_end).map(behind));
        } else {
            starts.extend(text.match_indices('\n').map(behind));
        }
        LineIndex { starts }
    }

    /// The line of a byte offset, counting from 1.
    pub fn line(&self, offset: u32) -> u32 {
        let line = self.starts.partition_point(|&start| start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The column of a byte offset in `text`, counting characters from 1.
    pub fn column(&self, text: &str, offset: u32) -> u32 {
        let start = self.starts[self.line(offset) as usize - 1] as usize;
        let before = text.get(start..offset as usize).map_or(0, |part| part.chars().count());
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_columns_count_characters() {
        let text = "é1\r\nzwei\n";
        let lines = LineIndex::new(text);
        assert_eq!((lines.line(0), lines.column(text, 0)), (1, 1));
        assert_eq!((lines.line(2), lines.column(text, 2)), (1, 2));
        assert_eq!((lines.line(5), lines.column(text, 5)), (2, 1));
        let text = "a\rb\r\r\nc\n\rd";
        let lines = LineIndex::new(text);
        let starts: Vec<u32> = (0..9).filter(|&at| lines.column(text, at) == 1).collect();
        assert_eq!(starts, [0, 2, 4, 6, 8]);
        assert_eq!(lines.line(9), 6);
    }
}
