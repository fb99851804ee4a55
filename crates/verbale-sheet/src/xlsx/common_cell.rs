//! The short way through a sheet: cells in the form in which nearly all are written,
//! `<c r="B7" s="3" t="s"><v>12</v></c>` and `<c r="B7" s="3"/>`, taken in one go.
//!
//! Everything else is left to the grammar of `sheet_scan`, which gives the same for these.

use crate::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::xlsx::value_scan::CellType;

/// A cell that was taken in one go.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CommonCell<'t> {
    pub(crate) row: u32,
    pub(crate) col: u32,
    pub(crate) style: u32,
    pub(crate) kind: CellType,
    /// The text of its value, if it has one.
    pub(crate) value: Option<&'t [u8]>,
    /// How many bytes it took.
    pub(crate) length: usize,
}

/// The cell that starts here, if it is a common one and wholly in `bytes`.
pub(crate) fn common_cell(bytes: &[u8]) -> Option<CommonCell<'_>> {
    let (row, col, mut rest) = reference(bytes.strip_prefix(b"<c r=\"")?)?;
    let (mut style, mut kind) = (0, CellType::Number { stated: false });
    if let Some(after) = rest.strip_prefix(b" s=\"") {
        (style, rest) = number(after, 9)?;
        rest = rest.strip_prefix(b"\"")?;
    }
    if let Some(after) = rest.strip_prefix(b" t=\"s\"") {
        (kind, rest) = (CellType::SharedString, after);
    } else if let Some(after) = rest.strip_prefix(b" t=\"") {
        let length = after.iter().take(9).position(|byte| *byte == b'"')?;
        (kind, rest) = (CellType::of(&after[..length]), &after[length + 1..]);
    }
    let cell = |value, rest: &[u8]| CommonCell { row, col, style, kind, value, length: bytes.len() - rest.len() };
    if let Some(rest) = rest.strip_prefix(b"/>") {
        return Some(cell(None, rest));
    }
    let rest = rest.strip_prefix(b"><v>")?;
    let mut length = 0;
    while *rest.get(length)? != b'<' {
        if rest[length] == b'&' || length == LONGEST {
            return None;
        }
        length += 1;
    }
    let (value, rest) = rest.split_at(length);
    let rest = rest.strip_prefix(b"</v></c>")?;
    // Anything but what is taken literally is rare, and has rules of its own.
    (kind.is_literal() && length > 0).then(|| cell(Some(value), rest))
}

/// Bytes of a value taken here.
const LONGEST: usize = 32;

/// Row and column from 0 of the reference that starts here and ends in a quotation mark, and what follows.
fn reference(bytes: &[u8]) -> Option<(u32, u32, &[u8])> {
    let mut letters = 0;
    let mut col = 0;
    while let Some(letter @ b'A'..=b'Z') = bytes.get(letters) {
        col = col * 26 + u32::from(letter - b'A') + 1;
        letters += 1;
        if letters > 3 {
            return None;
        }
    }
    let (row, rest) = number(&bytes[letters..], 7)?;
    let rest = rest.strip_prefix(b"\"")?;
    ((1..=MAX_ROWS).contains(&row) && (1..=MAX_COLUMNS).contains(&col)).then(|| (row - 1, col - 1, rest))
}

/// The digits that stand here, `most` (nine or fewer) at most, and what follows.
fn number(bytes: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut length = 0;
    let mut number = 0;
    while let Some(digit @ b'0'..=b'9') = bytes.get(length) {
        number = number * 10 + u32::from(digit - b'0');
        length += 1;
        if length > most {
            return None;
        }
    }
    (length > 0).then(|| (number, &bytes[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_cells_are_taken_whole() {
        let text = br#"<c r="B7" s="3" t="s"><v>12</v></c><c r="C7"/>"#;
        let cell = common_cell(text).unwrap();
        assert_eq!((cell.row, cell.col, cell.style, cell.kind), (6, 1, 3, CellType::SharedString));
        assert_eq!(cell.value, Some(b"12".as_slice()));
        let next = common_cell(&text[cell.length..]).unwrap();
        assert_eq!((next.row, next.col, next.value, next.length), (6, 2, None, 11));
    }

    #[test]
    fn others_are_left_to_the_grammar() {
        for text in [
            r#"<c t="s" r="B7"><v>12</v></c>"#,
            r#"<c r="B7"><f>1</f><v>12</v></c>"#,
            r#"<c r="B7" t="inlineStr"><is><t>x</t></is></c>"#,
            r#"<c r="B7" t="str"><v>x</v></c>"#,
            r#"<c r="B7"><v>1&amp;</v></c>"#,
            r#"<c r="B7"><v>1<!-- --></v></c>"#,
            r#"<c r="B7"><v></v></c>"#,
            r#"<c r="XFE1"><v>1</v></c>"#,
            r#"<c r="B7" cm="1"><v>1</v></c>"#,
            r#"<c r="B7"><v>12</v></"#,
            r#"<c r="B7"#,
        ] {
            assert_eq!(common_cell(text.as_bytes()), None, "{text}");
        }
    }
}
