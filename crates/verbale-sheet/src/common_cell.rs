//! The short way through a sheet: cells in the form in which nearly all are written,
//! `<c r="B7" s="3" t="s"><v>12</v></c>` and `<c r="B7" s="3"/>`, taken in one go.
//!
//! Everything else is left to the grammar of `sheet_scan`, which gives the same for these.

use crate::reference;
use crate::value_scan::CellType;

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
    let rest = bytes.strip_prefix(b"<c r=\"")?;
    let (reference, rest) = quoted(rest, 10)?;
    let (row, col) = reference::cell(reference)?;
    let (mut style, mut kind) = (0, CellType::Number { stated: false });
    let mut rest = rest;
    if let Some(after) = rest.strip_prefix(b" s=\"") {
        let (text, after) = quoted(after, 9)?;
        style = reference::digits(text, 9)?;
        rest = after;
    }
    if let Some(after) = rest.strip_prefix(b" t=\"") {
        let (text, after) = quoted(after, 9)?;
        kind = CellType::of(text);
        rest = after;
    }
    let cell = |value, rest: &[u8]| CommonCell { row, col, style, kind, value, length: bytes.len() - rest.len() };
    if let Some(rest) = rest.strip_prefix(b"/>") {
        return Some(cell(None, rest));
    }
    let rest = rest.strip_prefix(b"><v>")?;
    let length = rest.iter().take(32).position(|byte| matches!(byte, b'<' | b'&'))?;
    let (value, rest) = rest.split_at(length);
    let rest = rest.strip_prefix(b"</v></c>")?;
    // Anything but what is taken literally is rare, and has rules of its own.
    (kind.is_literal() && !value.is_empty()).then(|| cell(Some(value), rest))
}

/// The text up to the closing quotation mark, and what follows it.
fn quoted(bytes: &[u8], most: usize) -> Option<(&[u8], &[u8])> {
    let length = bytes.iter().take(most + 1).position(|byte| *byte == b'"')?;
    Some((&bytes[..length], &bytes[length + 1..]))
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
