//! Years in the headings of tables.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use verbale_model::fold::fold_into;

/// What a heading says of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YearText {
    /// None, or more than a heading.
    None,
    /// One year and nothing that narrows it.
    Whole(i16),
    /// One year and more words.
    Partial(i16),
    /// Two years or more.
    Several,
}

/// Longer texts are no headings.
const LONGEST: usize = 120;
/// What a heading can mean as a year.
const PLAUSIBLE: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a heading. `words` may stand beside a year without narrowing it; `folded` is room to work in.
pub(crate) fn read_year(text: &str, words: &FxHashSet<String>, folded: &mut String) -> YearText {
    if text.len() > LONGEST || !text.chars().any(char::is_numeric) {
        return YearText::None;
    }
    fold_into(&without_marks(text), folded);
    let runs = runs(folded);
    let mut years = runs.iter().filter_map(Run::year).collect::<SmallVec<[i16; 4]>>();
    years.dedup();
    let &[year] = years.as_slice() else {
        return if years.is_empty() { YearText::None } else { YearText::Several };
    };
    let mut partial = false;
    for (index, run) in runs.iter().enumerate() {
        let second = index > 0 && runs[index - 1].year().is_some();
        match run {
            run if run.year().is_some() => {}
            // `2014/15`: the second year without its century.
            Run::Digits(digits) if second && follows(year, digits) => return YearText::Several,
            // `2017.0`, as some exports write a number.
            Run::Digits("0") if second => {}
            Run::Digits(_) => partial = true,
            // A letter alone behind the year is a footnote mark.
            Run::Word(word) => partial |= !words.contains(*word) && (word.len() > 1 || !second),
        }
    }
    if partial { YearText::Partial(year) } else { YearText::Whole(year) }
}

/// True for a text of one plausible year and nothing else: a count can look like that, too.
pub(crate) fn is_bare_year(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4 && Run::Digits(text).year().is_some() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for the last two digits of a year after this one, or too many for a month.
fn follows(year: i16, digits: &str) -> bool {
    let own = year % 100;
    digits.len() == 2 && digits.parse::<i16>().is_ok_and(|next| next == (own + 1) % 100 || next > own)
}

/// Digits, or letters between digits and spaces.
enum Run<'t> {
    Digits(&'t str),
    Word(&'t str),
}

impl Run<'_> {
    fn year(&self) -> Option<i16> {
        match self {
            Self::Digits(digits) if digits.len() == 4 => digits.parse().ok().filter(|year| PLAUSIBLE.contains(year)),
            _ => None,
        }
    }
}

fn runs(folded: &str) -> SmallVec<[Run<'_>; 8]> {
    let mut runs = SmallVec::new();
    for token in folded.split(' ') {
        let mut rest = token;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            runs.push(if digits { Run::Digits(run) } else { Run::Word(run) });
            rest = after;
        }
    }
    runs
}

/// The text without footnote marks: raised digits, and one sign in brackets.
pub(crate) fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = first.len_utf8();
        match first {
            '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='₉' => {}
            '(' | '[' => {
                let mut inside = rest[end..].chars();
                if let (Some(mark), Some(')' | ']')) = (inside.next(), inside.next())
                    && (mark.is_ascii_alphanumeric() || mark == '*')
                {
                    rest = &rest[end + mark.len_utf8() + 1..];
                    continue;
                }
                kept.push(first);
            }
            _ => kept.push(first),
        }
        rest = &rest[end..];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use YearText::{None as No, Partial, Several, Whole};
    use verbale_model::fold::fold;

    #[test]
    fn a_year_is_told_from_part_of_one_and_from_two() {
        let words = ["year", "année", "г", "年", "سنة", "FY", "fiscal"].map(fold).into_iter().collect();
        for (text, expected) in [
            ("2017", Whole(2017)),
            ("Year 2017*", Whole(2017)),
            ("2017¹", Whole(2017)),
            ("2017 (1)", Whole(2017)),
            ("2017 г.", Whole(2017)),
            ("2017年", Whole(2017)),
            ("٢٠١٧ سنة", Whole(2017)),
            ("２０１７", Whole(2017)),
            ("FY2017", Whole(2017)),
            ("FY 2017 (fiscal year)", Whole(2017)),
            ("2017.0", Whole(2017)),
            ("2017 (January–June)", Partial(2017)),
            ("30/06/2017", Partial(2017)),
            ("Q1 2017", Partial(2017)),
            ("2017-06", Partial(2017)),
            ("2017a", Whole(2017)),
            ("a2017", Partial(2017)),
            ("2014/15", Several),
            ("1999/00", Several),
            ("2014–2016", Several),
            ("2014-18", Several),
            ("1757", No),
            ("20145", No),
            ("Women", No),
            ("12", No),
            ("", No),
        ] {
            assert_eq!(read_year(text, &words, &mut String::new()), expected, "{text}");
        }
    }

    #[test]
    fn a_bare_year_is_digits_alone() {
        assert!(is_bare_year(" 2014 "));
        for text in ["2014*", "1757", "2 014", "14", "two"] {
            assert!(!is_bare_year(text), "{text}");
        }
    }
}
