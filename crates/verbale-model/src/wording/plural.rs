//! Plural forms of the six languages, by the rules of CLDR.

use crate::Language;
use icu_locale_core::{Locale, locale};
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};

/// A plural form. Which of them a language has, and for which numbers, is in CLDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PluralForm {
    /// `zero`.
    Zero,
    /// `one`.
    One,
    /// `two`.
    Two,
    /// `few`.
    Few,
    /// `many`.
    Many,
    /// `other`.
    Other,
}

impl PluralForm {
    const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The word of CLDR for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }

    /// The form of a word of CLDR.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// The form that a whole number takes in a language.
    pub fn of(number: u64, language: Language) -> Self {
        with_rules(language, |rules| Self::from(rules.category_for(number))).unwrap_or(Self::Other)
    }

    /// All forms of a language.
    pub fn all(language: Language) -> Vec<Self> {
        let forms = with_rules(language, |rules| rules.categories().map(Self::from).collect());
        let mut forms: Vec<Self> = forms.unwrap_or_else(|| vec![Self::Other]);
        forms.sort_unstable();
        forms
    }
}

impl From<PluralCategory> for PluralForm {
    fn from(category: PluralCategory) -> Self {
        match category {
            PluralCategory::Zero => Self::Zero,
            PluralCategory::One => Self::One,
            PluralCategory::Two => Self::Two,
            PluralCategory::Few => Self::Few,
            PluralCategory::Many => Self::Many,
            PluralCategory::Other => Self::Other,
        }
    }
}

/// Asks the rules of a language; each thread has its own, for they are not shared between threads.
fn with_rules<T>(language: Language, ask: impl FnOnce(&PluralRules) -> T) -> Option<T> {
    const LOCALES: [Locale; 6] = [locale!("en"), locale!("fr"), locale!("es"), locale!("ru"), locale!("ar"), locale!("zh")];
    thread_local! {
        static RULES: [Option<PluralRules>; 6] =
            LOCALES.map(|locale| PluralRules::try_new((&locale).into(), PluralRuleType::Cardinal.into()).ok());
    }
    RULES.with(|rules| rules[language.index()].as_ref().map(ask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_are_those_of_each_language() {
        for (language, number, expected) in [
            (Language::En, 1, PluralForm::One),
            (Language::En, 0, PluralForm::Other),
            (Language::Fr, 0, PluralForm::One),
            (Language::Fr, 1_000_000, PluralForm::Many),
            (Language::Es, 2, PluralForm::Other),
            (Language::Ru, 21, PluralForm::One),
            (Language::Ru, 3, PluralForm::Few),
            (Language::Ru, 12, PluralForm::Many),
            (Language::Ar, 0, PluralForm::Zero),
            (Language::Ar, 2, PluralForm::Two),
            (Language::Ar, 105, PluralForm::Few),
            (Language::Ar, 11, PluralForm::Many),
            (Language::Ar, 100, PluralForm::Other),
            (Language::Zh, 1, PluralForm::Other),
        ] {
            assert_eq!(PluralForm::of(number, language), expected, "{language} {number}");
        }
        assert_eq!(PluralForm::all(Language::Ar), PluralForm::ALL);
        assert_eq!(PluralForm::all(Language::Zh), [PluralForm::Other]);
    }
}
