//! Words that a cell may hold instead of a value, in six languages: `schemas/words.csv`.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    /// The sender has no data.
    NotAvailable,
    /// The item does not apply.
    NotApplicable,
    /// The sender declines to say.
    Refused,
    /// The value stands in an annex.
    SeeAnnex,
    /// Ambiguous: a dash, dots, a bare `n/a`.
    NotStated,
    /// An error of a spreadsheet's formula, written out as text.
    FormulaError,
    /// Text of the template left in.
    Placeholder,
    /// A column heading read as data.
    Header,
    /// A total row read as data.
    Total,
    /// Prefix: fewer than.
    FewerThan,
    /// Prefix: at most.
    AtMost,
    /// Prefix: more than.
    MoreThan,
    /// Prefix: at least.
    AtLeast,
    /// Prefix: about.
    About,
    /// A quantity without a number: several, many.
    Vague,
    /// A mark in a ticked box.
    Tick,
    /// A mark of an empty box.
    Untick,
    /// A month; the value is 1 to 12.
    Month,
    /// What may stand beside a year in a heading without narrowing it: year, calendar year. With the value `fiscal`, what says that
    /// the year is no calendar year: fiscal, financial.
    Year,
    /// What says of a year in a heading that a part of it is meant: half, quarter. With the value `link`, what only stands beside
    /// such a word: of, to.
    PartOfYear,
    /// What says of a year in a heading how sure its figures are: estimated, revised.
    YearStatus,
    /// What says that figures are not counted one by one: thousands, per cent.
    Scale,
    /// What opens a note under a table.
    Note,
    /// A word that joins the parts of a date: of, de.
    DateJoining,
    /// What stands behind the number of a day: st, er.
    Ordinal,
    /// What may stand behind a whole date: the word for year.
    DateEnd,
    /// A word that joins two names: and, or.
    NameJoining,
    /// A prefix that joins two names.
    NameJoiningPrefix,
    /// A character that joins two names where words have no space between them.
    NameJoiningUnspaced,
    /// The first year that is taken as one of our time; years of other calendars lie outside.
    FirstYear,
    /// The last one.
    LastYear,
}

/// All words, by their form for comparison (see [`word_form`]).
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Whole-cell words.
    pub index: FxHashMap<String, WordClass>,
    /// Prefixes of a bounded or approximate quantity, longest first.
    pub prefixes: Vec<(String, WordClass)>,
    /// Words that bound a quantity and stand after it (`or more`), longest first.
    pub suffixes: Vec<(String, WordClass)>,
    /// Months by folded name.
    pub months: FxHashMap<String, u32>,
    /// Folded words that stand beside a year, one by one.
    pub years: FxHashSet<String>,
    /// Folded words that say that a year is no calendar year, one by one.
    pub fiscal_years: FxHashSet<String>,
    /// Folded words that say that a part of a year is meant, one by one.
    pub parts_of_years: FxHashSet<String>,
    /// Folded words that stand beside those, one by one.
    pub part_links: FxHashSet<String>,
    /// Folded words for how sure the figures of a year are, one by one.
    pub year_statuses: FxHashSet<String>,
    /// Folded words for figures in thousands or per cent, one by one.
    pub scales: FxHashSet<String>,
    /// Folded words that open a note.
    pub notes: Vec<String>,
    /// Marks of a ticked box, as written.
    pub ticks: Vec<String>,
    /// Marks of an empty box, as written.
    pub unticks: Vec<String>,
    /// How dates and names are put together.
    pub joining: Joining,
    /// The first and last year that are taken as of our time; `None` where that is not said.
    pub our_time: Option<(i16, i16)>,
}

/// What joins the parts of dates and names.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// Folded words between the parts of a date.
    pub dates: FxHashSet<String>,
    /// Folded endings of the number of a day.
    pub ordinals: Vec<String>,
    /// Words behind a whole date, as written, longest first.
    pub date_ends: Vec<String>,
    /// Words between names, in lower case.
    pub names: FxHashSet<String>,
    /// Prefixes of the second of two names.
    pub prefixes: Vec<String>,
    /// Characters between names.
    pub unspaced: Vec<char>,
}

impl Words {
    /// What a whole cell says, if it is one of the words.
    pub fn class(&self, text: &str) -> Option<WordClass> {
        self.index.get(&word_form(text)).copied()
    }

    /// True for a year of our time: one of the common calendar, and no misprint.
    pub fn is_of_our_time(&self, year: i16) -> bool {
        self.our_time.is_none_or(|(first, last)| (first..=last).contains(&year))
    }
}

/// The form in which words are compared: compatibility forms and case unified, white space collapsed; signs and accents stay,
/// since `-`, `..` and `n/a` are words of their own.
pub fn word_form(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let text = text.trim();
    if is_plain(text.as_bytes()) {
        return text.to_ascii_lowercase();
    }
    let mut form = String::with_capacity(text.len());
    if text.chars().all(is_settled) {
        text.chars().for_each(|c| push(c, &mut form));
    } else {
        text.nfkc().for_each(|c| push(c, &mut form));
    }
    if form.ends_with(' ') {
        form.pop();
    }
    form
}

/// True for a text of ASCII in which white space is single spaces.
fn is_plain(text: &[u8]) -> bool {
    let mut before = b'x';
    text.iter().all(|&byte| {
        let plain = byte.is_ascii() && !matches!(byte, b'\t'..=b'\r') && (byte != b' ' || before != b' ');
        before = byte;
        plain
    })
}

/// True for the characters that most texts are made of and that have no other form, alone or beside each other.
const fn is_settled(c: char) -> bool {
    matches!(c,
        '\0'..='~'
        | '\u{c0}'..='\u{131}'
        | '\u{400}'..='\u{45f}'
        | '\u{621}'..='\u{63a}'
        | '\u{641}'..='\u{64a}'
        | '\u{4e00}'..='\u{9fff}')
}

/// Adds a character of a word.
fn push(c: char, form: &mut String) {
    match c {
        '!'..='@' | '['..='~' => form.push(c),
        'A'..='Z' => form.push(c.to_ascii_lowercase()),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
        c if c.is_whitespace() => {
            if !form.ends_with(' ') && !form.is_empty() {
                form.push(' ');
            }
        }
        c => form.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stay_and_white_space_collapses() {
        assert_eq!(word_form(" N/A "), "n/a");
        assert_eq!(word_form(".."), "..");
        // The one-character ellipsis is the same sign as three points.
        assert_eq!(word_form("…"), "...");
        assert_eq!(word_form("Voir\u{a0} annexe"), "voir annexe");
    }

    #[test]
    fn the_short_way_says_what_normalizing_says() {
        use unicode_normalization::UnicodeNormalization;
        use unicode_normalization::char::compose;
        let settled = || ('\0'..='\u{9fff}').filter(|c| is_settled(*c));
        for c in settled() {
            assert!(c.nfkc().eq([c]), "{:x}", u32::from(c));
        }
        // Han characters compose with nothing, in front or behind.
        let short = || settled().filter(|c| *c < '\u{4e00}').chain(['\u{4e00}', '\u{9fff}']);
        for (left, right) in short().flat_map(|left| short().map(move |right| (left, right))) {
            assert_eq!(compose(left, right), None, "{left}{right}");
        }
        for text in [
            "Not Available [1]",
            "нет данных",
            "غير متاح",
            "不详",
            "Ｎ／Ａ",
            "e\u{301}",
            "é",
            "a\u{b}b\tc",
            "A  B",
            "A B",
            "ﬁn",
            "~{|}`@_^",
        ] {
            let mut slow = String::new();
            text.trim().nfkc().for_each(|c| push(c, &mut slow));
            assert_eq!(word_form(text), slow, "{text}");
            assert_eq!(word_form(&slow), slow, "{text}");
        }
    }
}
