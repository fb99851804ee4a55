//! Folding: the form in which labels, names and words are compared. What was written is never replaced by it.

use std::sync::LazyLock;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folds a label for comparison: compatibility forms unified, accents and case removed, apostrophes dropped, other
/// punctuation taken as space, white space collapsed, Arabic letter variants and digits unified, invisible marks dropped.
///
/// `"Côte d’Ivoire"`, `"COTE D'IVOIRE"` and `"Cote dIvoire"` fold alike. Text of only punctuation folds to nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// [`fold`] into a buffer that is reused; the buffer is cleared first.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    if text.is_ascii() {
        let mut bytes = std::mem::take(folded).into_bytes();
        bytes.reserve(text.len());
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => bytes.push(byte),
                b'A'..=b'Z' => bytes.push(byte.to_ascii_lowercase()),
                b'\'' | b'`' => {}
                _ if bytes.last().is_some_and(|last| *last != b' ') => bytes.push(b' '),
                _ => {}
            }
        }
        // Of ASCII, so that it is text.
        *folded = String::from_utf8(bytes).unwrap_or_default();
    } else {
        // Marks are dropped, so that their order does not matter and each character is taken apart by itself.
        for c in text.chars() {
            match c {
                'a'..='z' | '0'..='9' => folded.push(c),
                'A'..='Z' => folded.push(c.to_ascii_lowercase()),
                '\'' | '`' => {}
                c if c.is_ascii() => space(folded),
                // Han characters stand for themselves.
                '\u{4e00}'..='\u{9fff}' => folded.push(c),
                c => match FOLDED.get(c as usize) {
                    Some(Folded::Space) => space(folded),
                    Some(Folded::One(c)) => folded.push(*c),
                    Some(Folded::Other(text)) => folded.push_str(text),
                    None => decompose_compatible(c, |part| fold_part(part, folded)),
                },
            }
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
}

/// What a character folds to.
enum Folded {
    Space,
    One(char),
    /// Nothing, or several characters.
    Other(Box<str>),
}

/// The characters of the Latin, Greek, Cyrillic and Arabic scripts that most texts are made of, folded.
static FOLDED: LazyLock<Vec<Folded>> = LazyLock::new(|| {
    let folded = |code: u32| {
        // A letter in front: a space at the beginning would be dropped.
        let mut text = String::from("x");
        if let Some(c) = char::from_u32(code) {
            decompose_compatible(c, |part| fold_part(part, &mut text));
        }
        let mut chars = text[1..].chars();
        match (chars.next(), chars.next()) {
            (Some(' '), None) => Folded::Space,
            (Some(c), None) => Folded::One(c),
            _ => Folded::Other(text[1..].into()),
        }
    };
    (0..0x700).map(folded).collect()
});

/// Folds a character that is not put together from others.
fn fold_part(c: char, folded: &mut String) {
    match c {
        // The replacement character is a wildcard for damaged text; see `verbale-normalize`.
        '\u{fffd}' => folded.push(c),
        '\'' | '`' | '’' | '‘' | 'ʼ' | 'ʹ' | '´' | '\u{2bf}' | '\u{2be}' => {}
        // Tatweel, zero-width and direction marks, soft hyphen.
        '\u{640}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
        c if is_combining_mark(c) => {}
        'ß' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' => folded.push('d'),
        'ı' => folded.push('i'),
        'ة' => folded.push('ه'),
        'ى' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        c => match digit(c) {
            Some(digit) => folded.push(digit),
            None if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            None => space(folded),
        },
    }
}

fn space(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// The ASCII digit of an Arabic-Indic, Persian, Devanagari or full-width digit.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_characters_say_the_same() {
        let slowly = |text: &str| {
            let mut folded = String::new();
            unicode_normalization::UnicodeNormalization::nfkd(text).for_each(|part| fold_part(part, &mut folded));
            folded.trim_end().to_owned()
        };
        for c in (0..0xffff).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            assert_eq!(fold(&text), slowly(&text), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn labels_that_people_take_for_the_same_fold_alike() {
        for (left, right) in [
            ("Côte d’Ivoire", "COTE D'IVOIRE"),
            ("  Viet\u{a0}Nam ", "viet nam"),
            ("Türkiye", "Turkiye"),
            ("الإمارات العربية المتحدة", "الامارات العربيه المتحده"),
            ("Ёлка", "елка"),
            ("１２ %", "12"),
            ("جزئياً", "جزئيا"),
            ("Yes.", "yes"),
        ] {
            assert_eq!(fold(left), fold(right), "{left} / {right}");
        }
    }

    #[test]
    fn labels_that_differ_stay_apart() {
        for (left, right) in [("nigérien", "nigérian"), ("Guinea", "Guinea-Bissau"), ("是", "否"), ("нет", "нет информации")]
        {
            assert_ne!(fold(left), fold(right));
        }
    }

    #[test]
    fn signs_alone_fold_to_nothing() {
        assert_eq!(fold("-"), "");
        assert_eq!(fold(" .. "), "");
    }

    #[test]
    fn the_short_way_for_ascii_gives_what_the_long_way_gives() {
        let text = "Lao People's Dem. Republic (the)  -- 12";
        let mut long = fold(&format!("{text}é"));
        assert_eq!(long.pop(), Some('e'));
        assert_eq!(fold(text), long);
    }
}
