//! Damaged text: UTF-8 that was read as windows-1252 or Latin-1, and characters lost for good.

/// The mark of a lost character, U+FFFD.
pub(crate) const LOST: char = '\u{fffd}';

/// Characters of windows-1252 in 80–9F; the five bytes without one stand for themselves, as in Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”',
    '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text before it was encoded once too often; `None` if it was not.
///
/// ```
/// use verbale_normalize::mojibake::repair;
///
/// assert_eq!(repair("TÃ¼rkiye").as_deref(), Some("Türkiye"));
/// assert_eq!(repair("Türkiye"), None);
/// ```
pub fn repair(text: &str) -> Option<String> {
    let mut repaired = once(text)?;
    // Each round leaves fewer characters, so this ends.
    while let Some(again) = once(&repaired) {
        repaired = again;
    }
    Some(repaired)
}

fn once(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(byte).collect::<Option<_>>()?;
    String::from_utf8(bytes).ok()
}

/// The byte that windows-1252 or Latin-1 shows as this character.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let offset = WINDOWS_1252.iter().position(|known| *known == c)?;
    u8::try_from(0x80 + offset).ok()
}

/// A folded text in which characters were lost.
pub(crate) struct Damaged {
    chars: Vec<char>,
}

/// How many characters of a text must be left, for one that was lost: of less, anything can be made.
const LEFT_PER_LOST: usize = 3;

/// A longer text is prose.
const MAX_LENGTH: usize = 120;

impl Damaged {
    /// `None` if nothing was lost, or too much.
    pub(crate) fn of(folded: &str) -> Option<Self> {
        let chars: Vec<char> = folded.chars().collect();
        let lost = chars.iter().filter(|c| **c == LOST).count();
        let left = chars.iter().filter(|c| c.is_alphanumeric()).count();
        (lost > 0 && left >= lost * LEFT_PER_LOST && chars.len() <= MAX_LENGTH).then_some(Self { chars })
    }

    /// True if this may be the folded `text` before characters were lost: each mark stands for one character, or for an
    /// apostrophe, which folding drops.
    pub(crate) fn may_be(&self, text: &str) -> bool {
        self.matches(0, text)
    }

    fn matches(&self, at: usize, text: &str) -> bool {
        let mut rest = text.chars();
        let next = rest.next();
        match self.chars.get(at) {
            None => next.is_none(),
            Some(&LOST) => {
                next.is_some() && self.matches(at + 1, rest.as_str()) || self.was_apostrophe(at) && self.matches(at + 1, text)
            }
            Some(c) => next == Some(*c) && self.matches(at + 1, rest.as_str()),
        }
    }

    /// Apostrophes stand after an article that lost its vowel (`d’Ivoire`, `l’Iran`) and before an English genitive (`People’s`).
    fn was_apostrophe(&self, at: usize) -> bool {
        let starts_word = |index: usize| index == 0 || self.chars[index - 1] == ' ';
        let after_article = at > 0 && matches!(self.chars[at - 1], 'd' | 'l') && starts_word(at - 1);
        let before_genitive = self.chars.get(at + 1) == Some(&'s') && matches!(self.chars.get(at + 2), None | Some(' '));
        after_article || before_genitive
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use verbale_model::fold::fold;

    #[test]
    fn doubly_encoded_text_is_repaired() {
        for text in ["Türkiye", "Côte d’Ivoire", "España", "РФ", "日本", "République tchèque", "à"] {
            let once: String = text.bytes().map(latin).collect();
            assert_eq!(repair(&once).as_deref(), Some(text), "{once}");
            let twice: String = once.bytes().map(latin).collect();
            assert_eq!(repair(&twice).as_deref(), Some(text), "{twice}");
        }
        assert_eq!(repair("CÃ´te d'Ivoire").as_deref(), Some("Côte d'Ivoire"));
    }

    fn latin(byte: u8) -> char {
        match byte {
            0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
            _ => char::from(byte),
        }
    }

    #[test]
    fn sound_text_is_left_alone() {
        for text in ["", "Turkey", "Türkiye", "Côte d’Ivoire", "Per\u{fffd}", "日本", "Ã", "naïve Ã"] {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    #[test]
    fn a_lost_character_is_one_character_or_an_apostrophe() {
        for (damaged, text, expected) in [
            ("Per�", "Perú", true),
            ("Per�", "Pe", false),
            ("Per�", "Perxx", false),
            ("C�te d�Ivoire", "Côte d’Ivoire", true),
            ("Lao People�s Democratic Republic", "Lao People's Democratic Republic", true),
            ("Ira�n", "Iran", false),
            ("Guinea�Bissau", "Guinea-Bissau", true),
            ("T�rkiye", "Türkiye", true),
            ("��", "is", false),
            ("P��", "Per", false),
            ("Peru", "Peru", false),
        ] {
            let matches = Damaged::of(&fold(damaged)).is_some_and(|damaged| damaged.may_be(&fold(text)));
            assert_eq!(matches, expected, "{damaged} / {text}");
        }
    }
}
