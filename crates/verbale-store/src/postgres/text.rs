//! Texts as a server holds them.
//!
//! A text of `PostgreSQL` cannot hold the character NUL, and no character of a cell is dropped: NUL is written as U+0001 U+0001, and
//! U+0001 itself as U+0001 U+0002. That can be read back exactly, and texts compare as they did before.

use std::borrow::Cow;
use verbale_model::digest;

const ESCAPE: char = '\u{1}';

/// The text as the server is to hold it.
pub(crate) fn stored(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte <= 1) {
        return Cow::Borrowed(text);
    }
    let mut stored = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => stored.extend([ESCAPE, ESCAPE]),
            ESCAPE => stored.extend([ESCAPE, '\u{2}']),
            c => stored.push(c),
        }
    }
    Cow::Owned(stored)
}

/// The text that the server holds. What was not written by [`stored`] stays as it is.
pub(crate) fn read(stored: &str) -> Cow<'_, str> {
    if !stored.contains(ESCAPE) {
        return Cow::Borrowed(stored);
    }
    let mut text = String::with_capacity(stored.len());
    let mut rest = stored.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            (ESCAPE, Some(&ESCAPE)) => {
                rest.next();
                text.push('\0');
            }
            (ESCAPE, Some('\u{2}')) => {
                rest.next();
                text.push(ESCAPE);
            }
            _ => text.push(c),
        }
    }
    Cow::Owned(text)
}

/// A number for a lock from any bytes.
pub(crate) fn number_of(bytes: &[u8]) -> i64 {
    let mut which = [0; 8];
    which.copy_from_slice(&digest::sha256(bytes)[..8]);
    i64::from_le_bytes(which)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_comes_back_in_its_place(left in "[\0\u{1}\u{2}ab]{0,6}", right in "[\0\u{1}\u{2}ab]{0,6}", any: String) {
            for text in [&left, &any] {
                let held = stored(text);
                prop_assert!(!held.contains('\0'));
                prop_assert_eq!(read(&held), text.as_str());
            }
            prop_assert_eq!(stored(&left).as_bytes().cmp(stored(&right).as_bytes()), left.as_bytes().cmp(right.as_bytes()));
        }
    }
}
