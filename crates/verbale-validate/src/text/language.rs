//! The language of a text, by its script and by the words that are frequent in each language.

use crate::text::tokens::{ARABIC, CYRILLIC, HAN, KANA, LATIN, Text, TokenKind};
use verbale_model::Language;
use verbale_model::thresholds::Threshold;

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
    let bound = |threshold| text.thresholds.of(threshold);
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
    if all < bound(Threshold::LanguageLettersLeast) && signs < bound(Threshold::LanguageSignsLeast) {
        return Spoken::Unclear;
    }
    let most = |count: u32| over(count, bound(Threshold::ScriptShare), all);
    let at_home = match declared {
        Language::Ru => CYRILLIC,
        Language::Ar => ARABIC,
        Language::Zh => HAN,
        Language::En | Language::Fr | Language::Es => LATIN,
    };
    let votes = votes(text);
    let best = best(text, &votes);
    if most(signs) {
        return match () {
            () if over(of(KANA), bound(Threshold::KanaShare), signs) => Spoken::Other("ja"),
            () if declared == Language::Zh => Spoken::Declared,
            () => Spoken::Other(Language::Zh.code()),
        };
    }
    let Some(script) = [LATIN, CYRILLIC, ARABIC].into_iter().find(|script| most(of(*script))) else {
        // Two scripts in about equal parts, or one that none of the six languages has.
        return if over(of(at_home), bound(Threshold::HomeShare), all) { Spoken::Declared } else { Spoken::Other("und") };
    };
    let least = bound(Threshold::LanguageWeightLeast);
    let (language, count) = best.unwrap_or(("und", 0));
    if script != at_home {
        let usual = match script {
            CYRILLIC => Language::Ru.code(),
            ARABIC => Language::Ar.code(),
            _ => "und",
        };
        return Spoken::Other(if count >= least { language } else { usual });
    }
    let own = text.words.languages().iter().position(|known| known == declared.code()).map_or(0, |index| votes[index]);
    match () {
        () if language != declared.code() && count >= least && over(count, bound(Threshold::LanguageLead), own) => {
            Spoken::Other(language)
        }
        () if own == 0 => Spoken::Unclear,
        () => Spoken::Declared,
    }
}

/// True if a count is more than so many per cent of all.
fn over(count: u32, share: u32, all: u32) -> bool {
    u64::from(count) * 100 > u64::from(all) * u64::from(share)
}

/// Weight of the frequent words by language.
fn votes(text: &Text<'_, '_>) -> [u32; 32] {
    let weights = [Threshold::LanguageWeightOne, Threshold::LanguageWeightSeveral].map(|weight| text.thresholds.of(weight));
    let mut votes = [0u32; 32];
    for token in text.tokens {
        let mut languages = token.marks.languages;
        let weight = weights[usize::from(languages.count_ones() > 1)];
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
