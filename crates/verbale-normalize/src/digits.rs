//! Digits and signs as they are written in the scripts of the six languages, and by their neighbours.

/// A script of decimal digits, by its zero.
pub(crate) type Script = u32;

const ZEROS: [Script; 5] = [0x30, 0x660, 0x6f0, 0x966, 0xff10];

/// Script and value of a digit: European, Arabic-Indic, Persian, Devanagari or full-width.
pub(crate) fn digit(c: char) -> Option<(Script, u8)> {
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    u8::try_from(code - zero).ok().map(|value| (zero, value))
}

/// True if the text has digits of more than one script, or digits of a script that is not read here: superscripts, circled
/// digits, fractions. Compatibility forms would turn `12¹` into 121.
pub(crate) fn has_odd_digits(text: &str) -> bool {
    let mut script = None;
    text.chars().filter(|c| c.is_numeric()).any(|c| match digit(c) {
        None => true,
        Some((zero, _)) => *script.get_or_insert(zero) != zero,
    })
}

/// True for marks that show nothing: direction marks, zero-width characters, the byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
}

/// What a reader sees of a cell: without invisible marks and outer white space.
pub(crate) fn visible(text: &str) -> std::borrow::Cow<'_, str> {
    if text.chars().any(is_invisible) {
        let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        return seen.trim().to_owned().into();
    }
    text.trim().into()
}

/// True if a reader sees anything of a cell.
pub(crate) fn shows(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic()) || !visible(text).is_empty()
}

/// A sign of a negative number: hyphens, dashes and the minus sign. The em dash is none.
pub(crate) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_five_scripts_are_read() {
        for (text, expected) in [("09", [0, 9]), ("٠٩", [0, 9]), ("۰۹", [0, 9]), ("०९", [0, 9]), ("０９", [0, 9])] {
            let read: Vec<u8> = text.chars().filter_map(digit).map(|(_, value)| value).collect();
            assert_eq!(read, expected, "{text}");
            assert!(!has_odd_digits(text), "{text}");
        }
    }

    #[test]
    fn other_digits_and_mixed_scripts_are_odd() {
        for text in ["1٢", "12¹", "①", "½", "Ⅳ", "১২"] {
            assert!(has_odd_digits(text), "{text}");
        }
        assert!(!has_odd_digits("no digit"));
    }
}
