//! Which characters XML 1.0 (fifth edition) allows, and where.

/// Whether the character may stand in a document, as itself or by its number.
pub(crate) const fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// White space between the parts of markup.
pub(crate) const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether all is white space.
pub(crate) fn blank(text: &str) -> bool {
    text.chars().all(is_space)
}

const fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

const fn continues_name(c: char) -> bool {
    starts_name(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether the text is a name without a colon.
pub(crate) fn plain_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(starts_name) && chars.all(continues_name)
}

/// Prefix (empty without one) and local part of a name, or nothing if it is not a name with at most one colon.
pub(crate) fn split_name(text: &str) -> Option<(&str, &str)> {
    match text.split_once(':') {
        Some((prefix, local)) => (plain_name(prefix) && plain_name(local)).then_some((prefix, local)),
        None => plain_name(text).then_some(("", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_at_most_one_colon_inside() {
        assert_eq!(split_name("a:b"), Some(("a", "b")));
        assert_eq!(split_name("État-1.x"), Some(("", "État-1.x")));
        for bad in ["", ":", ":a", "a:", "a:b:c", "1a", "-a", "a b", "a:1", "a\u{d7}", ".a", "a;"] {
            assert_eq!(split_name(bad), None, "{bad}");
        }
    }

    #[test]
    fn controls_and_the_last_two_of_the_plane_are_not_allowed() {
        for bad in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            assert!(!allowed(bad));
        }
        for good in ['\t', ' ', '\u{7f}', '\u{85}', '\u{d7ff}', '\u{e000}', '\u{fffd}', '\u{1ffff}', '\u{10ffff}'] {
            assert!(allowed(good));
        }
    }
}
