//! Thresholds of rules that are the same for all editions: `schemas/thresholds.csv`.

use serde::Deserialize;
use std::fmt;

macro_rules! thresholds {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// A number that decides whether a rule says something.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Threshold { $($(#[doc = $doc])+ $name,)+ }

        impl Threshold {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its name in the table.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}

thresholds! {
    /// The fewest digits of a telephone number with its area code.
    PhoneDigitsLeast = "phone_digits_least",
    /// The most digits of a telephone number.
    PhoneDigitsMost = "phone_digits_most",
    /// The fewest digits of a document's number.
    DocumentDigitsLeast = "document_digits_least",
    /// How far behind its word a number can stand, in words and signs.
    NumberReach = "number_reach",
    /// How many words from a word for victims a title or a name can stand.
    NameReach = "name_reach",
    /// The oldest age of a person.
    AgeMost = "age_most",
    /// How many of place, country and day must stand beside an age.
    FactsLeast = "facts_least",
    /// A text with fewer letters says nothing about its language.
    LanguageLettersLeast = "language_letters_least",
    /// The same for scripts in which a sign is a word.
    LanguageSignsLeast = "language_signs_least",
    /// What a word weighs that is frequent in one language alone.
    LanguageWeightOne = "language_weight_one",
    /// What a word weighs that is frequent in several languages.
    LanguageWeightSeveral = "language_weight_several",
    /// The least weight of frequent words of another language.
    LanguageWeightLeast = "language_weight_least",
    /// How much they must weigh beside those of the declared one, in per cent.
    LanguageLead = "language_lead",
    /// A text is of a script that has more than this share of its letters, in per cent.
    ScriptShare = "script_share",
    /// A text in two scripts is in its own language if that has this share of its letters, in per cent.
    HomeShare = "home_share",
    /// Han signs are Japanese where kana are more than this share of them, in per cent.
    KanaShare = "kana_share",
    /// A shorter word in letters of two scripts is a sign or an abbreviation.
    MixedLettersLeast = "mixed_letters_least",
    /// How many pairs of letters that UTF-8 is taken for make a text damaged.
    DamagedPairsLeast = "damaged_pairs_least",
    /// Columns that go up and down together more than this belong together: share of pairs of rows, in per cent.
    ColumnsTogether = "columns_together",
    /// A column that goes with others less than this was sorted without them, in per cent.
    ColumnsApart = "columns_apart",
    /// Replies with fewer values may agree by chance.
    ValuesAlikeLeast = "values_alike_least",
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The value of each threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds([u32; Threshold::ALL.len()]);

impl Thresholds {
    /// The values, in the order of [`Threshold::ALL`].
    pub const fn new(values: [u32; Threshold::ALL.len()]) -> Self {
        Self(values)
    }

    /// The value of a threshold.
    pub const fn of(&self, threshold: Threshold) -> u32 {
        self.0[threshold as usize]
    }

    /// The same where things are counted.
    pub const fn count(&self, threshold: Threshold) -> usize {
        self.0[threshold as usize] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_has_its_value_and_is_known_by_its_code() {
        let values = std::array::from_fn(|index| u32::try_from(index).unwrap() * 7);
        let thresholds = Thresholds::new(values);
        for (index, threshold) in Threshold::ALL.iter().enumerate() {
            assert_eq!(thresholds.count(*threshold), index * 7);
            let code = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(threshold.code());
            assert_eq!(Threshold::deserialize(code), Ok(*threshold));
        }
    }
}
