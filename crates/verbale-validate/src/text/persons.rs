//! Persons who can be told: a name beside a word for victims, or a person's age with enough else to find out who it is.

use crate::text::tokens::{HAN, Text, Token, TokenKind};
use rustc_hash::FxHashMap;
use verbale_model::Areas;
use verbale_model::fold::fold;
use verbale_model::text_words::TextClass;
use verbale_model::thresholds::Threshold;

/// True if a text probably names a victim: a title and a name, or the word that announces a name, beside a word for victims.
pub(crate) fn names_a_victim(text: &Text<'_, '_>) -> bool {
    let near = text.thresholds.count(Threshold::NameReach);
    let spaced = text.has(TextClass::Victim) && text.sentences().any(|sentence| sentence_names(sentence, near));
    spaced || text.has_unspaced(TextClass::Victim) && text.has_unspaced(TextClass::Naming)
}

fn sentence_names(sentence: &[Token], near: usize) -> bool {
    // Signs between words do not tell names apart from others.
    let words: Vec<&Token> = sentence.iter().filter(|token| token.kind == TokenKind::Word).collect();
    let name = |index: usize| words.get(index).is_some_and(|word| may_be_name(word));
    let victims = words.iter().enumerate().filter(|(_, word)| word.is(TextClass::Victim));
    victims.map(|(index, _)| index).any(|victim| {
        let (from, to) = (victim.saturating_sub(near), (victim + near + 1).min(words.len()));
        let titled = (from..to).any(|index| words[index].is(TextClass::Honorific) && name(index + 1));
        let called = (victim + 1..to).any(|index| words[index].is(TextClass::Naming) && named(&words, index + 1));
        let directly = !words[victim].capital && capital(&words, victim + 1) && capital(&words, victim + 2);
        titled || called || directly
    })
}

/// A name begins with a capital, in scripts that have capitals.
fn may_be_name(word: &Token) -> bool {
    (word.capital || !has_case(word)) && !word.is(TextClass::Frequent) && !word.is(TextClass::Victim)
}

fn named(words: &[&Token], index: usize) -> bool {
    words.get(index).is_some_and(|word| may_be_name(word))
}

fn capital(words: &[&Token], index: usize) -> bool {
    words.get(index).is_some_and(|word| word.capital && word.letters > 1)
}

const fn has_case(word: &Token) -> bool {
    use crate::text::tokens::{CYRILLIC, GREEK, LATIN};
    word.scripts & (LATIN | CYRILLIC | GREEK) != 0
}

/// True if a sentence gives a person's age and at least two of country, place and day: with these a person is found.
pub(crate) fn tells_who(text: &Text<'_, '_>, areas: &Areas, months: &FxHashMap<String, u32>) -> bool {
    text.sentences().any(|sentence| {
        if !gives_age(text, sentence) {
            return false;
        }
        let facts = [names_country(text, sentence, areas), names_place(text, sentence, areas), gives_day(text, sentence, months)];
        facts.into_iter().filter(|fact| *fact).count() >= text.thresholds.count(Threshold::FactsLeast)
    })
}

fn number(text: &Text<'_, '_>, token: &Token) -> Option<u32> {
    if token.kind != TokenKind::Number {
        return None;
    }
    text.raw[token.start..token.end].chars().try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))
}

fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| {
        let base = match c {
            '٠'..='٩' => '٠',
            '۰'..='۹' => '۰',
            '０'..='９' => '０',
            _ => return None,
        };
        Some(u32::from(c) - u32::from(base))
    })
}

/// The age of a person, not a range of ages: `16-year-old`, `aged 16`, not `15–17 years`.
fn gives_age(text: &Text<'_, '_>, sentence: &[Token]) -> bool {
    (0..sentence.len()).any(|index| {
        if !number(text, &sentence[index]).is_some_and(|age| (1..=text.thresholds.of(Threshold::AgeMost)).contains(&age)) {
            return false;
        }
        let before = |back: usize| index.checked_sub(back).map(|at| &sentence[at]);
        let dash = |token: Option<&Token>| token.is_some_and(|token| matches!(token.sign, '-' | '–' | '—'));
        let ranges = dash(before(1)) && before(2).is_some_and(|token| token.kind == TokenKind::Number)
            || dash(sentence.get(index + 1)) && sentence.get(index + 2).is_some_and(|token| token.kind == TokenKind::Number);
        !ranges && (age_follows(text, sentence, index) || age_announced(text, sentence, index))
    })
}

fn age_follows(text: &Text<'_, '_>, sentence: &[Token], index: usize) -> bool {
    let mut after = sentence[index + 1..].iter().filter(|token| token.kind != TokenKind::Sign);
    let (Some(one), two) = (after.next(), after.next()) else { return false };
    if one.scripts & HAN != 0 {
        let unspaced = text.words.unspaced().filter(|(_, class)| *class == TextClass::AgeAfter);
        return unspaced.into_iter().any(|(word, _)| text.raw[one.start..].starts_with(word));
    }
    one.is(TextClass::AgeAfter) || two.is_some_and(|two| text.phrase(&[*one, *two]).is(TextClass::AgeAfter))
}

fn age_announced(text: &Text<'_, '_>, sentence: &[Token], index: usize) -> bool {
    let mut before = sentence[..index].iter().rev().filter(|token| token.kind != TokenKind::Sign);
    let (Some(one), two) = (before.next(), before.next()) else { return false };
    one.is(TextClass::AgeBefore) || two.is_some_and(|two| text.phrase(&[*two, *one]).is(TextClass::AgeBefore))
}

fn names_country(text: &Text<'_, '_>, sentence: &[Token], areas: &Areas) -> bool {
    let words: Vec<&Token> = sentence.iter().filter(|token| token.kind == TokenKind::Word).collect();
    words.iter().enumerate().any(|(index, word)| {
        let known = |end: usize| areas.named(&fold(&text.raw[word.start..end])).is_some();
        word.letters > 2
            && (word.capital || !has_case(word) || word.letters > 4)
            && (known(word.end) || words.get(index + 1).is_some_and(|next| known(next.end)))
    })
}

/// A preposition and a name that is no country.
fn names_place(text: &Text<'_, '_>, sentence: &[Token], areas: &Areas) -> bool {
    let words: Vec<&Token> = sentence.iter().filter(|token| token.kind == TokenKind::Word).collect();
    words.windows(2).any(|pair| {
        let place = pair[1].capital && pair[1].letters > 2 && pair[0].is(TextClass::Place);
        place && areas.named(&fold(&text.raw[pair[1].start..pair[1].end])).is_none()
    })
}

/// A day: `3 March`, `3 de marzo`, `03/03/2016`.
fn gives_day(text: &Text<'_, '_>, sentence: &[Token], months: &FxHashMap<String, u32>) -> bool {
    let day = |token: &Token| number(text, token).is_some_and(|day| (1..=31).contains(&day));
    let month = |token: &Token| token.kind == TokenKind::Word && months.contains_key(&fold(&text.raw[token.start..token.end]));
    let written = sentence.windows(2).any(|pair| day(&pair[0]) && month(&pair[1]) || month(&pair[0]) && day(&pair[1]));
    let little = |token: &Token| token.kind == TokenKind::Word && token.letters <= 2;
    let written = written || sentence.windows(3).any(|three| day(&three[0]) && little(&three[1]) && month(&three[2]));
    let separated = |token: &Token| token.kind != TokenKind::Word && matches!(token.sign, '/' | '-' | '.');
    let numeric = sentence
        .windows(5)
        .any(|five| day(&five[0]) && separated(&five[1]) && day(&five[2]) && separated(&five[3]) && five[4].digits == 4);
    written || numeric
}
