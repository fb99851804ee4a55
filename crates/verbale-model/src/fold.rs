//! Folding: the form in which labels, names and words are compared. What was written is never replaced by it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
        for byte in text.bytes() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' => folded.push(char::from(byte)),
                b'A'..=b'Z' => folded.push(char::from(byte.to_ascii_lowercase())),
                b'\'' | b'`' => {}
                _ => space(folded),
            }
        }
    } else {
        for c in text.nfkd() {
            match c {
                // The replacement character is a wildcard for damaged text; see `verbale-normalize`.
                '\u{fffd}' => folded.push(c),
                '\'' | '`' | '’' | '‘' | 'ʼ' | 'ʹ' | '´' | '\u{2bf}' | '\u{2be}' => {}
                // Tatweel, zero-width and direction marks, soft hyphen.
                '\u{640}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                }
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
    }
    if folded.ends_with(' ') {
        folded.pop();
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
