//! Years in the headings of tables.

use smallvec::SmallVec;
use verbale_model::fold::{fold, fold_into};
use verbale_model::intake::SpreadsheetDate;
use verbale_model::words::Words;

/// What a heading says of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YearText {
    /// None, or more than a heading.
    None,
    /// One year and nothing that narrows it.
    Whole(i16),
    /// Part of one year.
    Partial(i16),
    /// It cannot be read as one year.
    Doubtful(YearDoubt),
}

/// Why a heading with a year stands for no year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YearDoubt {
    /// One year and words that nobody knows: what is counted is not certain.
    Words,
    /// A fiscal year, or two years and more: which calendar year is meant is not certain.
    NoCalendarYear,
}

/// Longer texts are no headings.
const LONGEST: usize = 120;
pub(crate) const PERCENT: [char; 4] = ['%', '‰', '٪', '％'];
/// What a heading can mean as a year.
const PLAUSIBLE: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Reads a heading. `words` say what may stand beside a year; `folded` is room to work in.
pub(crate) fn read_year(text: &str, words: &Words, folded: &mut String) -> YearText {
    if text.len() > LONGEST || !text.chars().any(char::is_numeric) {
        return YearText::None;
    }
    fold_into(&without_marks(text), folded);
    let runs = runs(folded);
    let mut years = runs.iter().filter_map(Run::year).collect::<SmallVec<[i16; 4]>>();
    years.dedup();
    let &[year] = years.as_slice() else {
        return if years.is_empty() { YearText::None } else { NO_CALENDAR_YEAR };
    };
    let (mut partial, mut linked) = (false, false);
    let mut months = SmallVec::<[u32; 2]>::new();
    for (index, run) in runs.iter().enumerate() {
        let second = index > 0 && runs[index - 1].year().is_some();
        match run {
            run if run.year().is_some() => {}
            // `2014/15`: the second year without its century.
            Run::Digits(digits) if second && follows(year, digits) => return NO_CALENDAR_YEAR,
            // `2017.0`, as some exports write a number.
            Run::Digits("0") if second => {}
            // The day or month of a date, or the number of a quarter.
            Run::Digits(digits) if digits.len() <= 2 => partial = true,
            Run::Digits(_) => return UNKNOWN_WORDS,
            Run::Word(word) if words.fiscal_years.contains(*word) => return NO_CALENDAR_YEAR,
            Run::Word(word) if words.years.contains(*word) || words.year_statuses.contains(*word) => {}
            Run::Word(word) if words.parts_of_years.contains(*word) => partial = true,
            Run::Word(word) if let Some(month) = words.months.get(*word) => months.push(*month),
            Run::Word(word) if words.part_links.contains(*word) => linked = true,
            // A letter alone behind the year is a footnote mark.
            Run::Word(word) if second && word.len() == 1 => {}
            Run::Word(_) => return UNKNOWN_WORDS,
        }
    }
    match (months.as_slice(), partial, linked) {
        // `2017 %` counts something else.
        _ if text.contains(PERCENT) => UNKNOWN_WORDS,
        // `2016 (April to March)` ends in another year than it begins in.
        (&[from, .., to], ..) if from > to => NO_CALENDAR_YEAR,
        (&[JANUARY, DECEMBER], false, _) => YearText::Whole(year),
        ([_, ..], ..) | (_, true, _) => YearText::Partial(year),
        ([], false, true) => UNKNOWN_WORDS,
        ([], false, false) => YearText::Whole(year),
    }
}

const JANUARY: u32 = 1;
const DECEMBER: u32 = 12;
const UNKNOWN_WORDS: YearText = YearText::Doubtful(YearDoubt::Words);
const NO_CALENDAR_YEAR: YearText = YearText::Doubtful(YearDoubt::NoCalendarYear);

/// True for a text that says, by itself or between its signs, that years are no calendar years: `Fiscal year (July to June)`.
pub(crate) fn says_fiscal(text: &str, words: &Words) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '\'' | '’')).any(|part| {
        let folded = fold(part);
        let mut runs = folded.split(' ').filter(|word| !word.is_empty());
        let known = |word: &str| words.years.contains(word) || words.part_links.contains(word) || words.months.contains_key(word);
        let mut fiscal = false;
        runs.all(|word| {
            let says = words.fiscal_years.contains(word);
            fiscal |= says;
            says || known(word)
        }) && fiscal
    })
}

/// The year of a date, and whether it is all of the year: its first day, as which a year is often typed, or the year's number in
/// the format of a date. `None` for a day that is no heading.
pub(crate) fn date_year(date: SpreadsheetDate) -> Option<(i16, bool)> {
    let is = |year: &i16| (f64::from(*year) - date.serial).abs() < f64::EPSILON;
    if let Some(year) = PLAUSIBLE.clone().find(is) {
        return Some((year, true));
    }
    let year = PLAUSIBLE.clone().find(|year| {
        (f64::from(first_day(*year, date.epoch_1904))..f64::from(first_day(*year + 1, date.epoch_1904))).contains(&date.serial)
    })?;
    Some((year, date.serial < f64::from(first_day(year, date.epoch_1904) + 1)))
}

/// The number of the first day of a year. Spreadsheets count a 29 February in 1900.
fn first_day(year: i16, epoch_1904: bool) -> i32 {
    const EPOCHS_APART: i32 = 1_462;
    let before = i32::from(year) - 1901;
    let day = if before < 0 { 1 } else { 367 + before * 365 + before / 4 };
    if epoch_1904 { day - EPOCHS_APART } else { day }
}

/// True for a text of one plausible year and nothing else: a count can look like that, too.
pub(crate) fn is_bare_year(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4 && Run::Digits(text).year().is_some() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for the text of a number that [`read_year`] may take for a year, and for few others: most numbers are counts.
pub(crate) fn may_be_year(text: &str) -> bool {
    (4..=6).contains(&text.len()) && text.as_bytes().windows(4).any(|four| matches!(four, [b'1' | b'2', b'9' | b'0' | b'1', _, _]))
}

/// True for the last digit or two of the year after this one, or too many for a month.
fn follows(year: i16, digits: &str) -> bool {
    let own = year % 100;
    digits.parse::<i16>().is_ok_and(|next| match digits.len() {
        // `2016/7` is no month for sure.
        1 => next == (own + 1) % 10,
        2 => next == (own + 1) % 100 || next > own,
        _ => false,
    })
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
    use YearText::{None as No, Partial, Whole};
    use rustc_hash::FxHashSet;

    const SEVERAL: YearText = NO_CALENDAR_YEAR;

    fn folded(words: &[&str]) -> FxHashSet<String> {
        words.iter().map(|word| fold(word)).collect()
    }

    #[test]
    fn a_year_is_told_from_part_of_one_and_from_two() {
        let words = Words {
            years: folded(&["year", "année", "г", "年", "سنة"]),
            fiscal_years: folded(&["FY", "fiscal", "финансовый", "财年"]),
            months: [("january", 1), ("april", 4), ("march", 3), ("june", 6), ("december", 12)]
                .map(|(name, month)| (name.to_owned(), month))
                .into_iter()
                .collect(),
            parts_of_years: folded(&["half", "q", "first"]),
            part_links: folded(&["of", "to", "until"]),
            year_statuses: folded(&["est.", "revised"]),
            ..Words::default()
        };
        for (text, expected) in [
            ("2017", Whole(2017)),
            ("Year 2017*", Whole(2017)),
            ("2017¹", Whole(2017)),
            ("2017 (1)", Whole(2017)),
            ("2017 г.", Whole(2017)),
            ("2017年", Whole(2017)),
            ("٢٠١٧ سنة", Whole(2017)),
            ("２０１７", Whole(2017)),
            ("FY2017", SEVERAL),
            ("FY 2016-17", SEVERAL),
            ("2017 (fiscal year)", SEVERAL),
            ("финансовый 2017 г.", SEVERAL),
            ("2017财年", SEVERAL),
            ("2017/8", SEVERAL),
            ("2019/0", SEVERAL),
            ("2017/9", Partial(2017)),
            ("2016 (April–March)", SEVERAL),
            ("2016 (1 April to 31 March)", SEVERAL),
            ("2016 (June–December)", Partial(2016)),
            ("2016 (January–December)", Whole(2016)),
            ("2016, January to December", Whole(2016)),
            ("2016 (January–June, December)", Partial(2016)),
            ("2017.0", Whole(2017)),
            ("2017 (January–June)", Partial(2017)),
            ("30/06/2017", Partial(2017)),
            ("Q1 2017", Partial(2017)),
            ("2017-06", Partial(2017)),
            ("2017a", Whole(2017)),
            ("a2017", UNKNOWN_WORDS),
            ("2017 (est.)", Whole(2017)),
            ("2015 revised", Whole(2015)),
            ("first half of 2017", Partial(2017)),
            ("2017, until June", Partial(2017)),
            ("until 2017", UNKNOWN_WORDS),
            ("Change 2017", UNKNOWN_WORDS),
            ("% of 2017", UNKNOWN_WORDS),
            ("2017 %", UNKNOWN_WORDS),
            ("2017 (per 100 000)", UNKNOWN_WORDS),
            ("Average of 2014", UNKNOWN_WORDS),
            ("Increase since 2016", UNKNOWN_WORDS),
            ("2014/15", SEVERAL),
            ("1999/00", SEVERAL),
            ("2014–2016", SEVERAL),
            ("2014-18", SEVERAL),
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
    fn a_number_that_is_read_as_a_year_may_be_one() {
        let years = |text: &str| read_year(text, &Words::default(), &mut String::new()) != No;
        let texts = (0..=30_000).flat_map(|number| [format!("{number}"), format!("-{number}"), format!("{number}.5")]);
        for text in texts.filter(|text| text.len() <= 6) {
            assert!(may_be_year(&text) || !years(&text), "{text}");
        }
        assert!(["2017", "1.2017", "-1999"].into_iter().all(may_be_year));
        assert!(!["12", "201", "3017", "54321", "1234567"].into_iter().any(may_be_year));
    }

    #[test]
    fn a_text_over_years_says_that_they_are_fiscal() {
        let words = Words {
            years: folded(&["year", "years", "год", "in"]),
            fiscal_years: folded(&["fiscal", "financial", "финансовый", "财政年度", "FY"]),
            months: [("july", 7), ("june", 6)].map(|(name, month)| (name.to_owned(), month)).into_iter().collect(),
            part_links: folded(&["to"]),
            ..Words::default()
        };
        for text in [
            "Fiscal year",
            "Number of persons, fiscal years (July to June)",
            "Финансовый год",
            "财政年度",
            "FY",
            "人数（财政年度）",
        ] {
            assert!(says_fiscal(text, &words), "{text}");
        }
        for text in ["Year", "Value in financial terms", "Number of persons", "July to June", "", "—"] {
            assert!(!says_fiscal(text, &words), "{text}");
        }
    }

    #[test]
    fn a_date_says_its_year_and_whether_it_can_stand_for_it() {
        for (serial, epoch_1904, expected) in [
            (41_640.0, false, Some((2014, true))),
            (41_640.5, false, Some((2014, true))),
            (41_641.0, false, Some((2014, false))),
            (42_004.0, false, Some((2014, false))),
            (42_005.0, false, Some((2015, true))),
            (40_178.0, true, Some((2014, true))),
            (2_014.0, false, Some((2014, true))),
            (0.5, false, None),
            (1e9, false, None),
        ] {
            assert_eq!(date_year(SpreadsheetDate { serial, epoch_1904, duration: false }), expected, "{serial}");
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
