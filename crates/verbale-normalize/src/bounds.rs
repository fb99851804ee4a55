//! Quantities that are no exact number: bounded (`<5`, `1–4`, `at least 3`), approximate (`about 20`).

use crate::digits::is_minus;
use crate::lexeme::{self, Lexeme};
use crate::number::NumberKind;
use verbale_model::Number;
use verbale_model::edition::Separators;
use verbale_model::words::{WordClass, Words, word_form};

/// What is known of a quantity that was not given exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// At least `low`, at most `high`, both inclusive, in whole units.
    Known { low: i64, high: Option<i64> },
    /// The number in it can be read in two ways.
    Ambiguous { grouped: Number, decimal: Number },
}

/// Nothing is known but that there is some quantity: `about 20` bounds nothing.
pub(crate) const UNKNOWN: Bounds = Bounds::Known { low: 0, high: None };

/// Reads a text as a bounded quantity. It must hold no odd digits (see [`crate::digits::has_odd_digits`]).
pub(crate) fn read(text: &str, words: &Words, separators: Option<Separators>, kind: NumberKind) -> Option<Bounds> {
    between(text, separators, kind).or_else(|| one_sided(text, words, separators, kind))
}

/// `1-4`, `1 – 4`.
fn between(text: &str, separators: Option<Separators>, kind: NumberKind) -> Option<Bounds> {
    let (at, dash) = text.char_indices().skip(1).find(|(_, c)| is_minus(*c))?;
    let left = lexeme::read(text[..at].trim(), separators);
    let right = lexeme::read(text[at + dash.len_utf8()..].trim(), separators);
    let (low, high) = match (left, right) {
        (Lexeme::Number(low), Lexeme::Number(high)) => (low, high),
        (Lexeme::Ambiguous { grouped, decimal }, Lexeme::Number(_) | Lexeme::Ambiguous { .. })
        | (Lexeme::Number(_), Lexeme::Ambiguous { grouped, decimal }) => return Some(Bounds::Ambiguous { grouped, decimal }),
        _ => return None,
    };
    let (low, high) = (floor(low, kind)?, ceiling(high, kind)?);
    (0 <= low && low <= high).then_some(Bounds::Known { low, high: Some(high) })
}

/// A number with a word before it (`fewer than 5`) or behind it (`5 or more`).
fn one_sided(text: &str, words: &Words, separators: Option<Separators>, kind: NumberKind) -> Option<Bounds> {
    let form = word_form(text);
    let before = words.prefixes.iter().filter_map(|(word, class)| {
        let rest = form.strip_prefix(word.as_str())?;
        let runs_on = word.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic);
        (!runs_on).then_some((rest, *class))
    });
    let behind = words.suffixes.iter().filter_map(|(word, class)| Some((form.strip_suffix(word.as_str())?, *class)));
    before.chain(behind).find_map(|(number, class)| match lexeme::read(number.trim(), separators) {
        Lexeme::Number(number) => bound(class, number, kind),
        Lexeme::Ambiguous { grouped, decimal } => Some(Bounds::Ambiguous { grouped, decimal }),
        Lexeme::None => None,
    })
}

fn bound(class: WordClass, number: Number, kind: NumberKind) -> Option<Bounds> {
    let (low, high) = (floor(number, kind)?, ceiling(number, kind)?);
    if low < 0 {
        return None;
    }
    // Persons come in whole ones: fewer than 5 are 4 at most. An amount under 5 may be 4.99.
    let step = i64::from(kind == NumberKind::Count);
    Some(match class {
        // Fewer than none cannot be.
        WordClass::FewerThan if high < 1 => return None,
        WordClass::FewerThan => Bounds::Known { low: 0, high: Some(high - step) },
        WordClass::AtMost => Bounds::Known { low: 0, high: Some(high) },
        WordClass::MoreThan => Bounds::Known { low: low.checked_add(step)?, high: None },
        WordClass::AtLeast => Bounds::Known { low, high: None },
        WordClass::About => UNKNOWN,
        _ => return None,
    })
}

/// The whole number at or below; a bound of a count must be whole itself.
fn floor(number: Number, kind: NumberKind) -> Option<i64> {
    match (kind, number.as_whole()) {
        (_, Some(whole)) => Some(whole),
        (NumberKind::Count, None) => None,
        (NumberKind::Amount, None) => Some(number.mantissa.div_euclid(unit(number)?)),
    }
}

fn ceiling(number: Number, kind: NumberKind) -> Option<i64> {
    match (kind, number.as_whole()) {
        (_, Some(whole)) => Some(whole),
        (NumberKind::Count, None) => None,
        (NumberKind::Amount, None) => number.mantissa.div_euclid(unit(number)?).checked_add(1),
    }
}

fn unit(number: Number) -> Option<i64> {
    10_i64.checked_pow(u32::from(number.scale))
}
