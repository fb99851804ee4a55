//! Footnote marks behind a number.

/// Letters of a footnote in parentheses. Later ones are left out: `12 (f)` and `12 (m)` tell of females and males.
const LETTERS: std::ops::RangeInclusive<char> = 'a'..='e';

/// Signs that are footnote marks and nothing else behind a number.
const SIGNS: [char; 5] = ['*', '†', '‡', '§', '¶'];

/// Splits the footnote marks off the end of a text; `None` if there are none, or nothing else.
pub(crate) fn split(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(shorter) = one(rest) {
        rest = shorter.trim_end();
    }
    if rest.len() == text.len() || rest.is_empty() {
        return None;
    }
    // `10³` may be a thousand.
    (rest != "10" || !text[rest.len()..].contains(is_superscript_digit)).then_some(rest)
}

fn one(text: &str) -> Option<&str> {
    let last = text.chars().next_back()?;
    let before = &text[..text.len() - last.len_utf8()];
    match last {
        ')' => {
            let (rest, inner) = before.rsplit_once('(')?;
            let mut chars = inner.chars();
            (chars.next().is_some_and(|c| LETTERS.contains(&c)) && chars.next().is_none()).then_some(rest)
        }
        ']' => {
            let (rest, inner) = before.rsplit_once('[')?;
            let number = (1..=2).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_digit());
            let letter = inner.len() == 1 && inner.starts_with(|c| LETTERS.contains(&c));
            (number || letter).then_some(rest)
        }
        c if SIGNS.contains(&c) || is_superscript_digit(c) || is_superscript_letter(c) => Some(before),
        _ => None,
    }
}

const fn is_superscript_digit(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

const fn is_superscript_letter(c: char) -> bool {
    matches!(c, 'ᵃ' | 'ᵇ' | 'ᶜ' | 'ᵈ' | 'ᵉ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_split_off() {
        for (text, expected) in [
            ("12*", Some("12")),
            ("12 **", Some("12")),
            ("12†", Some("12")),
            ("12¹", Some("12")),
            ("12¹²", Some("12")),
            ("12 (a)", Some("12")),
            ("12[1]", Some("12")),
            ("12 [23]", Some("12")),
            ("12*[1]", Some("12")),
            ("12ᵃ", Some("12")),
            ("<5*", Some("<5")),
            ("10*", Some("10")),
            ("12", None),
            ("12 (f)", None),
            ("12 (A)", None),
            ("12 (1)", None),
            ("12 (5 women)", None),
            ("12[123]", None),
            ("12 1/", None),
            ("10³", None),
            ("*", None),
            ("(a)", None),
            ("", None),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
