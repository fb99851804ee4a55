//! The language of a text, by its script and by the words that are frequent in each language.

use crate::text::tokens::{ARABIC, CYRILLIC, HAN, KANA, LATIN, Text, TokenKind};
use verbale_model::Language;

/// A text shorter than this says nothing about its language, in letters.
const FEWEST_LETTERS: u32 = 25;
/// The same for scripts in which a sign is a word.
const FEWEST_SIGNS: u32 = 8;
/// Frequent words of another language must weigh so much in a text.
const LEAST_WEIGHT: u32 = 4;
/// What a word weighs that is frequent in one language alone, and in several.
const WEIGHTS: [u32; 2] = [2, 1];

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoken<'w> {
    /// Too short to tell.
    Unclear,
    /// Nothing speaks against the language that was declared.
    Declared,
    /// Another language, by its code; `und` where its script is none of a language that is known.
    Other(&'w str),
}

/// The language of a text, given the one that was declared.
pub(crate) fn spoken<'w>(text: &Text<'_, 'w>, declared: Language) -> Spoken<'w> {
    let mut letters = [0u32; 8];
    for token in text.tokens.iter().filter(|token| token.kind == TokenKind::Word) {
        // Japanese writes Han and kana in one run.
        let script = if token.scripts == HAN | KANA { KANA } else { token.scripts };
        if script.is_power_of_two() {
            letters[script.trailing_zeros() as usize] += u32::from(token.letters);
        }
    }
    let all: u32 = letters.iter().sum();
    let of = |script: u8| letters[script.trailing_zeros() as usize];
    let signs = of(HAN) + of(KANA);
    if all < FEWEST_LETTERS && signs < FEWEST_SIGNS {
        return Spoken::Unclear;
    }
    let most = |script: u8| of(script) * 3 > all * 2;
    let at_home = match declared {
        Language::Ru => CYRILLIC,
        Language::Ar => ARABIC,
        Language::Zh => HAN,
        Language::En | Language::Fr | Language::Es => LATIN,
    };
    let votes = votes(text);
    let best = best(text, &votes);
    if most(HAN) || signs * 3 > all * 2 {
        return match () {
            () if of(KANA) * 5 > signs => Spoken::Other("ja"),
            () if declared == Language::Zh => Spoken::Declared,
            () => Spoken::Other(Language::Zh.code()),
        };
    }
    let Some(script) = [LATIN, CYRILLIC, ARABIC].into_iter().find(|script| most(*script)) else {
        // Two scripts in about equal parts, or one that none of the six languages has.
        return if of(at_home) * 3 >= all { Spoken::Declared } else { Spoken::Other("und") };
    };
    let (language, count) = best.unwrap_or(("und", 0));
    if script != at_home {
        let usual = match script {
            CYRILLIC => Language::Ru.code(),
            ARABIC => Language::Ar.code(),
            _ => "und",
        };
        return Spoken::Other(if count >= LEAST_WEIGHT { language } else { usual });
    }
    let own = text.words.languages().iter().position(|known| known == declared.code()).map_or(0, |index| votes[index]);
    match () {
        () if language != declared.code() && count >= LEAST_WEIGHT && count * 2 > own * 3 => Spoken::Other(language),
        () if own == 0 => Spoken::Unclear,
        () => Spoken::Declared,
    }
}

/// Weight of the frequent words by language.
fn votes(text: &Text<'_, '_>) -> [u32; 32] {
    let mut votes = [0u32; 32];
    for token in text.tokens {
        let mut languages = token.marks.languages;
        let weight = WEIGHTS[usize::from(languages.count_ones() > 1)];
        while languages != 0 {
            votes[languages.trailing_zeros() as usize] += weight;
            languages &= languages - 1;
        }
    }
    votes
}

/// The language whose frequent words weigh most, if they weigh more than those of each other one.
fn best<'w>(text: &Text<'_, 'w>, votes: &[u32; 32]) -> Option<(&'w str, u32)> {
    let mut ranked: Vec<(u32, &str)> = votes.iter().copied().zip(text.words.languages().iter().map(String::as_str)).collect();
    ranked.sort_by(|left, right| right.cmp(left));
    match ranked[..] {
        [(most, language), (second, _), ..] if most > second => Some((language, most)),
        [(most, language)] => Some((language, most)),
        _ => None,
    }
}
