//! Damaged text: characters that were lost, or UTF-8 that was read as another encoding.

use verbale_model::thresholds::{Threshold, Thresholds};

/// Characters that windows-1252 shows for the bytes 0x80 to 0x9F.
const WINDOWS_1252: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/// True if characters were lost (U+FFFD), or if the text holds letters of which each is a byte of UTF-8.
pub(crate) fn is_damaged(text: &str, thresholds: &Thresholds) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut chars = text.chars().peekable();
    let mut doubtful = 0;
    while let Some(c) = chars.next() {
        if c == '\u{fffd}' {
            return true;
        }
        if !is_lead(c) || !chars.peek().is_some_and(|next| is_continuation(*next)) {
            continue;
        }
        // Ã and Â before a sign occur in no word of the six languages; the others do in some, so one alone is left alone.
        if matches!(c, 'Ã' | 'Â' | 'â' | 'ã') {
            return true;
        }
        doubtful += 1;
        if doubtful >= thresholds.of(Threshold::DamagedPairsLeast) {
            return true;
        }
    }
    false
}

/// The letters that the first bytes of most letters of the six languages look like.
const fn is_lead(c: char) -> bool {
    matches!(c, 'Ã' | 'Â' | 'Ä' | 'Å' | 'Ð' | 'Ñ' | 'Ø' | 'Ù' | 'â' | 'ã' | 'å' | 'æ' | 'ç' | 'è' | 'é')
}

/// The signs that the other bytes look like.
fn is_continuation(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{bf}') && c != '\u{ab}' && c != '\u{bb}' && c != '\u{a0}'
        || c != '’' && WINDOWS_1252.contains(c) && !matches!(c, '–' | '—' | '“' | '”' | '…' | '‘' | '„' | '•')
}
