//! The runs of formats of the shared texts of an xls workbook: a list that goes on over several records.

use super::runs::{Font, Runs};
use rustc_hash::FxHashMap;

/// The bytes of the list: that of its first record and of each that continues it.
pub(super) struct Texts<'s> {
    parts: Vec<&'s [u8]>,
    /// What is left of the current one.
    rest: &'s [u8],
    next: usize,
}

/// Flags of a text.
const WIDE: u8 = 1;
const EXTENDED: u8 = 4;
const RICH: u8 = 8;

impl<'s> Texts<'s> {
    pub(super) fn new(parts: Vec<&'s [u8]>) -> Self {
        let rest = parts.first().copied().unwrap_or_default();
        Self { parts, rest, next: 1 }
    }

    /// By their number, the runs of those texts that have any which `font` marks; `None` if the list ends in the middle of one.
    pub(super) fn runs(mut self, font: impl Fn(u16) -> Font) -> Option<FxHashMap<u32, Runs>> {
        let mut found = FxHashMap::default();
        self.word()?;
        for number in 0..self.word()? {
            let length = self.half()?;
            let flags = self.byte()?;
            let runs = if flags & RICH == 0 { 0 } else { self.half()? };
            let extension = if flags & EXTENDED == 0 { 0 } else { self.word()? };
            self.skip_letters(usize::from(length), flags & WIDE != 0)?;
            let mut marked = Vec::new();
            for _ in 0..runs {
                marked.push((usize::from(self.half()?), font(self.half()?)));
            }
            for _ in 0..extension {
                self.byte()?;
            }
            if marked.iter().any(|(_, font)| font.marks()) {
                found.insert(number, marked.into());
            }
        }
        Some(found)
    }

    /// Passes over letters. Where they go on in the next record, a byte says anew how wide they are.
    fn skip_letters(&mut self, mut letters: usize, mut wide: bool) -> Option<()> {
        while letters > 0 {
            if self.rest.is_empty() {
                self.go_on()?;
                wide = self.byte()? & WIDE != 0;
            }
            let step = if wide { 2 } else { 1 };
            let here = letters.min(self.rest.len() / step);
            if here == 0 && !self.rest.is_empty() {
                return None;
            }
            self.rest = self.rest.get(here * step..)?;
            letters -= here;
        }
        Some(())
    }

    fn go_on(&mut self) -> Option<()> {
        self.rest = self.parts.get(self.next)?;
        self.next += 1;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        while self.rest.is_empty() {
            self.go_on()?;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn half(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab`, `841` with a raised end, and `xyz` with an extension: the second goes on in another record, in wide letters.
    fn parts(letters: &'static [u8]) -> Vec<&'static [u8]> {
        const FIRST: &[u8] = &[9, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, b'a', b'b', 3, 0, RICH, 2, 0, b'8'];
        vec![FIRST, letters, &[0, 0, 5, 0, 2, 0, 6, 0, 3, 0, EXTENDED, 1, 0, 0, 0, b'x', b'y', b'z', 7]]
    }

    #[test]
    fn runs_are_found_behind_letters_that_go_on_in_another_record() {
        let raised = |index: u16| Font::of(0, u16::from(index == 6));
        let expected: Runs = vec![(0, raised(5)), (2, raised(6))].into();
        for letters in [&[WIDE, b'4', 0, b'1', 0][..], &[0, b'4', b'1'][..]] {
            let found = Texts::new(parts(letters)).runs(raised).unwrap();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), [(1, expected.clone())]);
        }
        assert_eq!(Texts::new(parts(&[0, b'4', b'1'])).runs(|_| Font::default()), Some(FxHashMap::default()));
    }

    #[test]
    fn a_list_that_ends_in_the_middle_is_none() {
        let whole = parts(&[0, b'4', b'1']).concat();
        for length in 0..whole.len() - 2 {
            let mut cut = parts(&[0, b'4', b'1']);
            while cut.concat().len() > length {
                let last = cut.pop().unwrap();
                let keep = length.saturating_sub(cut.concat().len()).min(last.len());
                if keep > 0 {
                    cut.push(&last[..keep]);
                }
            }
            assert_eq!(Texts::new(cut).runs(|_| Font::default()), None, "{length}");
        }
    }
}
