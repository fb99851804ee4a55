//! E-mail addresses, telephone numbers, numbers of documents.

use crate::text::tokens::{Text, Token, TokenKind, is_digit};
use verbale_model::text_words::TextClass;

/// The fewest and most digits of a telephone number with its area code.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// How far behind its word a number can stand, in tokens.
const REACH: usize = 5;
/// The fewest digits of a document's number: a year has four.
const DOCUMENT_DIGITS: u16 = 5;

/// True if the text holds an e-mail address.
pub(crate) fn has_email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let local = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+'));
        let domain = &text[at + 1..];
        let end = domain.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(domain.len());
        let domain = domain[..end].trim_end_matches(['.', '-']);
        let ending = domain.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map(|(_, ending)| ending);
        local && ending.is_some_and(|ending| ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic))
    })
}

/// True if the text holds a telephone number. Of a line that the public is meant to call, the number is no personal data.
pub(crate) fn has_phone(text: &Text<'_, '_>) -> bool {
    let international = || text.raw.match_indices('+').any(|(at, _)| is_phone(&text.raw[at + 1..], true));
    let named = || {
        let announced = text.tokens.iter().enumerate().filter(|(_, token)| token.is(TextClass::Phone));
        announced.map(|(index, _)| &text.tokens[index + 1..]).any(|after| {
            let number = after.iter().take(REACH).find(|token| token.digits > 0);
            number.is_some_and(|token| is_phone(&text.raw[token.start..], false))
        }) || unspaced(text)
    };
    (international() || named()) && !text.has(TextClass::Hotline)
}

/// In languages without spaces the number follows its word directly, or after a colon.
fn unspaced(text: &Text<'_, '_>) -> bool {
    let phones = text.words.unspaced().filter(|(_, class)| *class == TextClass::Phone);
    text.has_unspaced(TextClass::Phone)
        && phones.flat_map(|(word, _)| text.raw.match_indices(word)).any(|(at, word)| {
            let after = &text.raw[at + word.len()..];
            let start = after.char_indices().take(REACH).find(|(_, c)| is_digit(*c)).map(|(start, _)| start);
            start.is_some_and(|start| is_phone(&after[start..], false))
        })
}

/// Digits, with the signs that people put between them.
fn is_phone(text: &str, directly: bool) -> bool {
    if directly && !text.starts_with(|c: char| is_digit(c) || c == '(') {
        return false;
    }
    let number =
        text.chars().take_while(|c| is_digit(*c) || matches!(c, ' ' | '\u{a0}' | '(' | ')' | '-' | '.' | '/' | '\u{2011}' | '–'));
    PHONE_DIGITS.contains(&number.filter(|c| is_digit(*c)).count())
}

/// True if the text holds the number of a passport or identity card.
pub(crate) fn has_document_number(text: &Text<'_, '_>) -> bool {
    let number = |token: &Token| matches!(token.kind, TokenKind::Number | TokenKind::Mixed) && token.digits >= DOCUMENT_DIGITS;
    let announced = text.tokens.iter().enumerate().filter(|(_, token)| token.is(TextClass::Document));
    let spaced = announced.map(|(index, _)| &text.tokens[index + 1..]).any(|after| after.iter().take(REACH).any(number));
    spaced || text.has_unspaced(TextClass::Document) && text.tokens.iter().any(|token| token.digits >= DOCUMENT_DIGITS)
}
