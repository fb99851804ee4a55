//! E-mail addresses, telephone numbers, numbers of documents.

use crate::text::tokens::{Text, Token, TokenKind, is_digit};
use verbale_model::text_words::TextClass;
use verbale_model::thresholds::{Threshold, Thresholds};

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
    let international = || text.raw.match_indices('+').any(|(at, _)| is_phone(&text.raw[at + 1..], true, text.thresholds));
    let reach = text.thresholds.count(Threshold::NumberReach);
    let named = || {
        let announced = text.tokens.iter().enumerate().filter(|(_, token)| token.is(TextClass::Phone));
        announced.map(|(index, _)| &text.tokens[index + 1..]).any(|after| {
            let number = after.iter().take(reach).find(|token| token.digits > 0);
            number.is_some_and(|token| is_phone(&text.raw[token.start..], false, text.thresholds))
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
            let start = after
                .char_indices()
                .take(text.thresholds.count(Threshold::NumberReach))
                .find(|(_, c)| is_digit(*c))
                .map(|(start, _)| start);
            start.is_some_and(|start| is_phone(&after[start..], false, text.thresholds))
        })
}

/// Digits, with the signs that people put between them.
fn is_phone(text: &str, directly: bool, thresholds: &Thresholds) -> bool {
    if directly && !text.starts_with(|c: char| is_digit(c) || c == '(') {
        return false;
    }
    let number =
        text.chars().take_while(|c| is_digit(*c) || matches!(c, ' ' | '\u{a0}' | '(' | ')' | '-' | '.' | '/' | '\u{2011}' | '–'));
    let digits = number.filter(|c| is_digit(*c)).count();
    (thresholds.count(Threshold::PhoneDigitsLeast)..=thresholds.count(Threshold::PhoneDigitsMost)).contains(&digits)
}

/// True if the text holds the number of a passport or identity card.
pub(crate) fn has_document_number(text: &Text<'_, '_>) -> bool {
    let (least, reach) = (text.thresholds.of(Threshold::DocumentDigitsLeast), text.thresholds.count(Threshold::NumberReach));
    let long = |token: &Token| u32::from(token.digits) >= least;
    let number = |token: &Token| matches!(token.kind, TokenKind::Number | TokenKind::Mixed) && long(token);
    let announced = text.tokens.iter().enumerate().filter(|(_, token)| token.is(TextClass::Document));
    let spaced = announced.map(|(index, _)| &text.tokens[index + 1..]).any(|after| after.iter().take(reach).any(number));
    spaced || text.has_unspaced(TextClass::Document) && text.tokens.iter().any(long)
}
