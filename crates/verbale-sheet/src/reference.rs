//! References as a workbook writes them: `A1`, `A1:C3`, row numbers. Strict, since other
//! readers compute with whatever stands there.

use crate::limits::{MAX_COLUMNS, MAX_ROWS};
use memchr::memchr;

/// A rectangle of cells, both corners included, rows and columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Area {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

/// The number in plain digits, at most `most` (nine or fewer) of them.
pub(crate) fn digits(text: &[u8], most: usize) -> Option<u32> {
    if text.is_empty() || text.len() > most {
        return None;
    }
    text.iter().try_fold(0, |number: u32, byte| match byte {
        b'0'..=b'9' => Some(number * 10 + u32::from(byte - b'0')),
        _ => None,
    })
}

/// Row and column from 0 of a reference within the bounds of a worksheet.
pub(crate) fn cell(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let col = text[..letters].iter().fold(0, |col: u32, letter| col * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = row(&text[letters..])?;
    (col <= MAX_COLUMNS).then(|| (row, col - 1))
}

/// The row, from 0, of a row number within the bounds of a worksheet.
pub(crate) fn row(text: &[u8]) -> Option<u32> {
    digits(text, 7).filter(|row| (1..=MAX_ROWS).contains(row)).map(|row| row - 1)
}

/// A range such as `A1` or `A1:C3`, its corners in order.
pub(crate) fn area(text: &[u8]) -> Option<Area> {
    let (from, to) = match memchr(b':', text) {
        Some(colon) => (cell(&text[..colon])?, cell(&text[colon + 1..])?),
        None => (cell(text)?, cell(text)?),
    };
    (from.0 <= to.0 && from.1 <= to.1).then_some(Area { top: from.0, left: from.1, bottom: to.0, right: to.1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_within_a_worksheet_are_read() {
        for (text, expected) in
            [("A1", Some((0, 0))), ("xfd1048576", Some((1_048_575, 16_383))), ("AA10", Some((9, 26))), ("C0017", Some((16, 2)))]
        {
            assert_eq!(cell(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn references_beyond_it_are_none() {
        for text in ["XFE1", "A1048577", "A0", "AAAAAAAAA1", "A4294967297", "1A", "A", "", "A1 ", "$A$1", "A-1", "A01048576"] {
            assert_eq!(cell(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn ranges_have_their_corners_in_order() {
        assert_eq!(area(b"B2:C5"), Some(Area { top: 1, left: 1, bottom: 4, right: 2 }));
        for text in ["C5:B2", "A1:A", "A1:B2:C3", ":"] {
            assert_eq!(area(text.as_bytes()), None, "{text}");
        }
    }
}
