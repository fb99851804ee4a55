//! Texts with runs of formats in binary workbooks, of which the workbook readers give the letters alone: a raised `1` behind `84` is
//! a footnote mark and no digit, and what is struck out does not hold.

use crate::cell::Content;
use crate::xlsx::rich_text::{Shift, shift};
use std::borrow::Cow;
use std::rc::Rc;

/// What a font makes of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Font {
    shifted: Option<Shift>,
    struck: bool,
}

impl Font {
    /// By the flags and the script of its record.
    pub(super) const fn of(flags: u16, script: u16) -> Self {
        const STRUCK: u16 = 0x08;
        let shifted = match script {
            1 => Some(Shift::Raised),
            2 => Some(Shift::Lowered),
            _ => None,
        };
        Self { shifted, struck: flags & STRUCK != 0 }
    }

    /// True if a text in it is not simply its letters.
    pub(super) fn marks(self) -> bool {
        self != Self::default()
    }
}

/// Where the runs of a text begin, and their fonts.
pub(super) type Runs = Rc<[(usize, Font)]>;

/// A text, in UTF-16, of which a run is raised, lowered or struck out; `None` for any other. Each run begins at a place and lasts to
/// the next one; what stands before the first is as the cell is.
pub(super) fn marked(units: &[u16], runs: &[(usize, Font)]) -> Option<Content<'static>> {
    if !runs.iter().any(|(_, font)| font.marks()) {
        return None;
    }
    let (mut text, mut struck, mut from, mut font) = (String::new(), false, 0, Font::default());
    let ends = runs.iter().map(|(start, font)| (*start, *font)).chain([(units.len(), Font::default())]);
    for (end, next) in ends {
        let piece = units.get(from..end.min(units.len())).unwrap_or_default();
        let start = text.len();
        text.extend(char::decode_utf16(piece.iter().copied()).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        struck |= font.struck && !text[start..].trim().is_empty();
        if let Some(to) = font.shifted {
            shift(&mut text, start, to);
        }
        (from, font) = (from.max(end), next);
    }
    let content = Content::text(Cow::Owned(text))?;
    Some(if struck { content.struck() } else { content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlsx::value_scan::Doubt;

    #[test]
    fn a_raised_digit_is_a_mark_and_a_struck_piece_a_doubt() {
        const RAISED: Font = Font::of(0, 1);
        const LOWERED: Font = Font::of(0, 2);
        const STRUCK: Font = Font::of(0x08, 0);
        const PLAIN: Font = Font::of(0x02, 0);
        let read = |text: &str, runs: &[(usize, Font)]| marked(&text.encode_utf16().collect::<Vec<_>>(), runs);
        let text = |text: &str| Some(Content::Text(Cow::Owned(text.to_owned())));
        assert_eq!(read("841", &[(2, RAISED)]), text("84¹"));
        assert_eq!(read("841 x", &[(0, PLAIN), (2, RAISED), (3, PLAIN)]), text("84¹ x"));
        assert_eq!(read("842", &[(2, LOWERED)]), text("84₂"));
        assert_eq!(read("12 15", &[(0, STRUCK), (3, PLAIN)]), Some(Content::Doubtful("12 15".to_owned(), Doubt::Struck)));
        assert_eq!(read("12 15", &[(2, STRUCK), (3, PLAIN)]), text("12 15"));
        assert_eq!(read("841", &[(2, PLAIN)]), None);
        // Runs that lie beyond the text, or out of order.
        assert_eq!(read("841", &[(9, RAISED)]), text("841"));
        assert_eq!(read("841", &[(2, RAISED), (1, PLAIN)]), text("841"));
    }
}
