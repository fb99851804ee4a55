//! Where a value was read.

/// A sheet of a workbook, or a path in an XML document: an index into [`crate::Reading::places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(pub u16);

/// Where something was read, within one file. Ordered as a person reads: the file as such, then sheet, row, column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locus {
    /// The file as a whole.
    File,
    /// A cell; `row` and `col` count from 0. The sheet of a CSV file is the place with an empty name.
    Cell {
        /// The sheet.
        sheet: PlaceId,
        /// Row, from 0.
        row: u32,
        /// Column, from 0.
        col: u16,
    },
    /// An element or attribute of an XML document; `line` and `col` count from 1.
    Xml {
        /// The path.
        path: PlaceId,
        /// Line, from 1.
        line: u32,
        /// Column, from 1. Documents written by programs are often one long line.
        col: u32,
    },
}

impl Locus {
    /// Cell reference (`D9`) or `line:column`; empty for the file as such.
    pub fn cell(self) -> String {
        match self {
            Self::File => String::new(),
            Self::Cell { row, col, .. } => a1(row, col),
            Self::Xml { line, col, .. } => format!("{line}:{col}"),
        }
    }

    /// The sheet or path, if the locus is inside the file.
    pub const fn place(self) -> Option<PlaceId> {
        match self {
            Self::File => None,
            Self::Cell { sheet, .. } => Some(sheet),
            Self::Xml { path, .. } => Some(path),
        }
    }
}

/// The A1 reference of a cell whose row and column count from 0.
pub fn a1(row: u32, col: u16) -> String {
    // A CSV file can be wider than a workbook; 65,536 columns need four letters.
    let mut letters = [0u8; 4];
    let mut start = letters.len();
    let mut rest = u32::from(col) + 1;
    while rest > 0 && start > 0 {
        start -= 1;
        letters[start] = b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0);
        rest = (rest - 1) / 26;
    }
    let mut text = String::with_capacity(10);
    text.extend(letters[start..].iter().map(|&byte| char::from(byte)));
    text.push_str(&(u64::from(row) + 1).to_string());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_those_of_a_spreadsheet() {
        for (row, col, expected) in [
            (0, 0, "A1"),
            (8, 3, "D9"),
            (0, 25, "Z1"),
            (0, 26, "AA1"),
            (1_048_575, 16_383, "XFD1048576"),
            (0, 701, "ZZ1"),
            (0, 702, "AAA1"),
            (0, 18_278, "AAAA1"),
            (0, 65_535, "CRXP1"),
        ] {
            assert_eq!(a1(row, col), expected);
        }
    }
}
