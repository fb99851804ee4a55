//! Words by which free text is judged, in many languages: `schemas/text_words.csv`.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What a word of free text says about what stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextClass {
    /// A telephone number follows.
    Phone,
    /// A number that the public is meant to call.
    Hotline,
    /// The number of a person's document follows.
    Document,
    /// A name follows: Ms.
    Honorific,
    /// A name follows: named, called.
    Naming,
    /// A person on whom the report may not name.
    Victim,
    /// After a number: it is a person's age.
    AgeAfter,
    /// Before a number: it is a person's age.
    AgeBefore,
    /// A place follows: in, near.
    Place,
    /// Frequent in its language.
    Frequent,
}

impl TextClass {
    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordMarks {
    classes: u16,
    /// By bit, the languages of [`TextWords::languages`] in which it is frequent.
    pub languages: u32,
}

impl WordMarks {
    /// Nothing is known.
    pub const NONE: Self = Self { classes: 0, languages: 0 };

    /// True if the word is of the class.
    pub const fn is(self, class: TextClass) -> bool {
        self.classes & class.bit() != 0
    }
}

/// All words.
#[derive(Debug, Clone, Default)]
pub struct TextWords {
    /// By folded word, or folded words with a space between them.
    index: FxHashMap<String, WordMarks>,
    /// Words of languages written without spaces.
    unspaced: Vec<(String, TextClass)>,
    /// Codes of the languages that have frequent words.
    languages: Vec<String>,
}

/// How many languages can have frequent words.
pub const MAX_LANGUAGES: usize = 32;

impl TextWords {
    /// What is known of a folded word.
    pub fn get(&self, folded: &str) -> WordMarks {
        self.index.get(folded).copied().unwrap_or_default()
    }

    /// Words of languages written without spaces, with their classes.
    pub fn unspaced(&self) -> impl Iterator<Item = (&str, TextClass)> {
        self.unspaced.iter().map(|(word, class)| (word.as_str(), *class))
    }

    /// Codes of the languages that have frequent words, by bit of [`WordMarks::languages`].
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Adds a word. `false` if there are too many languages.
    pub fn add(&mut self, class: TextClass, language: &str, folded: String, spaced: bool) -> bool {
        if !spaced && class != TextClass::Frequent {
            self.unspaced.push((folded, class));
            return true;
        }
        let marks = self.index.entry(folded).or_default();
        marks.classes |= class.bit();
        if class != TextClass::Frequent {
            return true;
        }
        let place = self.languages.iter().position(|known| known == language).unwrap_or_else(|| {
            self.languages.push(language.to_owned());
            self.languages.len() - 1
        });
        marks.languages |= u32::try_from(place).ok().and_then(|place| 1u32.checked_shl(place)).unwrap_or(0);
        place < MAX_LANGUAGES
    }
}
