//! Text of others made harmless for a reader: nothing in it moves a cursor, turns the direction of writing or goes on for ever.

use std::borrow::Cow;

/// How much of a text is shown, in characters.
pub const LONGEST: usize = 240;

/// What stands at the end of a text that was cut.
pub const CUT: char = '…';

/// The text with its control characters written out: a new line as `↵`, white space as a blank, others as `⟨U+202E⟩`; what is
/// longer than [`LONGEST`] is cut, with [`CUT`] at its end.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().nth(LONGEST).is_none() && !text.chars().any(|c| is_space(c) || is_control(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (position, c) in text.chars().enumerate() {
        if position == LONGEST {
            shown.push(CUT);
            break;
        }
        match c {
            '\n' => shown.push('↵'),
            '\r' if text.contains("\r\n") => {}
            c if is_space(c) => shown.push(' '),
            c if is_control(c) => {
                use std::fmt::Write;
                // Writing into a string cannot fail.
                let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

const fn is_space(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

/// Control characters, those that set the direction of writing, those that have no width, and those that no text can hold.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || (c as u32) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_or_a_reader_would_obey_is_written_out() {
        assert_eq!(visible("Côte d’Ivoire 中国 نعم"), "Côte d’Ivoire 中国 نعم");
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\u{0}"), "a⟨U+001B⟩[31mb⟨U+202E⟩c⟨U+0000⟩");
        assert_eq!(visible("a\r\nb\tc"), "a↵b c");
        assert_eq!(visible("\u{200f}\u{feff}\u{2066}"), "⟨U+200F⟩⟨U+FEFF⟩⟨U+2066⟩");
    }

    #[test]
    fn a_long_text_is_cut_with_a_mark() {
        let exact = "é".repeat(LONGEST);
        assert_eq!(visible(&exact), exact);
        assert_eq!(visible(&format!("{exact}x")), format!("{exact}…"));
    }
}
