//! Dates: as spreadsheets store them, and as people write them in six languages.
//!
//! A date that can be read as two days stays unread: `03/04/2019` is in April for one reader and in March for another.

use crate::digits::{digit, has_odd_digits, visible};
use chrono::{Datelike, Days, NaiveDate};
use smallvec::SmallVec;
use verbale_model::fold::fold;
use verbale_model::intake::SpreadsheetDate;
use verbale_model::words::Words;

/// Why a text or serial number is no date. The codes go into the finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// It is in no form known here.
    Form,
    /// Day, month and year are there, but there is no such day.
    NoSuchDay,
    /// The year has two digits.
    ShortYear,
    /// The year is not one of our time, or of another calendar.
    Year,
    /// A time of day without a date.
    TimeOnly,
    /// A duration.
    Duration,
    /// A serial number outside what spreadsheets can show.
    OutOfRange,
    /// It can be read as two days.
    Ambiguous(NaiveDate, NaiveDate),
}

impl DateFault {
    /// The code; for a date that can be read as two days, both of them.
    pub fn detail(self) -> String {
        match self {
            Self::Form => "form".to_owned(),
            Self::NoSuchDay => "no-such-day".to_owned(),
            Self::ShortYear => "two-digit-year".to_owned(),
            Self::Year => "year".to_owned(),
            Self::TimeOnly => "time-only".to_owned(),
            Self::Duration => "duration".to_owned(),
            Self::OutOfRange => "out-of-range".to_owned(),
            Self::Ambiguous(first, second) => format!("{first} | {second}"),
        }
    }
}

/// Serial number of 29 February 1900, a day that spreadsheets have and the calendar has not.
const LEAP_1900: u64 = 60;

/// The last serial number that spreadsheets show, 31 December 9999.
const LAST_1900: u64 = 2_958_465;

/// Days from the epoch of 1900 to that of 1904.
const EPOCHS_APART: u64 = 1_462;

/// The day of a date as a spreadsheet stores it; a time of day on top of it is dropped.
pub fn from_spreadsheet(date: SpreadsheetDate) -> Result<NaiveDate, DateFault> {
    if date.duration {
        return Err(DateFault::Duration);
    }
    if !date.serial.is_finite() || date.serial < 0.0 || date.serial >= 3_000_000.0 {
        return Err(DateFault::OutOfRange);
    }
    // Day 0 is a time of day, or an empty cell with a date format.
    if date.serial < 1.0 {
        return Err(DateFault::TimeOnly);
    }
    // Digits before the point: exact for every number in the range, where a cast would have to be argued for.
    let days: u64 = format!("{:.0}", date.serial.floor()).parse().map_err(|_| DateFault::OutOfRange)?;
    let (epoch, days) = match days {
        _ if date.epoch_1904 && days <= LAST_1900 - EPOCHS_APART => (NaiveDate::from_ymd_opt(1904, 1, 1), days),
        _ if date.epoch_1904 || days > LAST_1900 => return Err(DateFault::OutOfRange),
        LEAP_1900 => return Err(DateFault::NoSuchDay),
        1..LEAP_1900 => (NaiveDate::from_ymd_opt(1899, 12, 31), days),
        _ => (NaiveDate::from_ymd_opt(1899, 12, 30), days),
    };
    epoch.and_then(|epoch| epoch.checked_add_days(Days::new(days))).ok_or(DateFault::OutOfRange)
}

/// Reads a text as a date.
///
/// ```
/// use verbale_model::words::Words;
/// use verbale_normalize::date::parse;
///
/// let date = parse("15.04.2019", &Words::default()).expect("a day");
/// assert_eq!(date.to_string(), "2019-04-15");
/// assert!(parse("03/04/2019", &Words::default()).is_err());
/// ```
pub fn parse(text: &str, words: &Words) -> Result<NaiveDate, DateFault> {
    let seen = visible(text);
    if has_odd_digits(&seen) {
        return Err(DateFault::Form);
    }
    let ascii = european(&seen);
    let day = without_time(&ascii);
    // `15.04.2019 г.`
    let ended = words.joining.date_ends.iter().find_map(|word| day.strip_suffix(word.as_str()));
    let day = ended.filter(|rest| rest.ends_with(char::is_whitespace)).map_or(day, str::trim_end);
    let read = chinese(day).or_else(|| numeric(day)).or_else(|| in_words(day, words)).unwrap_or(Err(DateFault::Form));
    match read {
        Err(DateFault::Ambiguous(date, _)) | Ok(date) if !is_of_our_time(date, words) => Err(DateFault::Year),
        read => read,
    }
}

/// All digits written as European ones.
fn european(text: &str) -> String {
    text.chars()
        .map(|c| match digit(c) {
            Some((_, value)) => char::from(b'0' + value),
            None => c,
        })
        .collect()
}

/// Drops a time of day that follows an ISO date, as exports write it.
fn without_time(text: &str) -> &str {
    let Some((date, time)) = text.split_at_checked(10) else { return text };
    let Some(clock) = time.strip_prefix(['T', ' ']) else { return text };
    let clock = clock.strip_suffix('Z').unwrap_or(clock);
    let is_clock = clock.len() >= 5
        && clock.starts_with(|c: char| c.is_ascii_digit())
        && clock.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'))
        && clock.contains(':');
    if is_clock && date.bytes().filter(|byte| *byte == b'-').count() == 2 { date } else { text }
}

/// False for a day of another calendar, or with a misprint in its year.
fn is_of_our_time(date: NaiveDate, words: &Words) -> bool {
    i16::try_from(date.year()).is_ok_and(|year| words.is_of_our_time(year))
}

type Read = Result<NaiveDate, DateFault>;

/// `2019年4月15日`.
fn chinese(text: &str) -> Option<Read> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.trim_end().strip_suffix(['日', '号'])?;
    let [year, month, day] = [year, month, day].map(|part| number(part.trim()));
    Some(date(year?, month?, day?))
}

/// Three numbers with one kind of sign between them.
fn numeric(text: &str) -> Option<Read> {
    let sign = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(sign, '-' | '/' | '.') {
        return None;
    }
    let parts: SmallVec<[&str; 4]> = text.split(sign).map(str::trim).collect();
    let &[first, second, third] = parts.as_slice() else { return None };
    let [a, b, c] = [number(first)?, number(second)?, number(third)?];
    if first.len() == 4 {
        return Some(date(a, b, c));
    }
    if first.len() > 2 || second.len() > 2 {
        return None;
    }
    if third.len() != 4 {
        return Some(Err(DateFault::ShortYear));
    }
    // Dots stand only in countries where the day comes first.
    if sign == '.' || a > 12 {
        return Some(date(c, b, a));
    }
    if b > 12 {
        return Some(date(c, a, b));
    }
    Some(match (date(c, b, a), date(c, a, b)) {
        (Ok(left), Ok(right)) if left != right => Err(DateFault::Ambiguous(left, right)),
        (left, _) => left,
    })
}

/// A day, a month by name and a year of four digits, in any order, among words that only join them.
fn in_words(text: &str, words: &Words) -> Option<Read> {
    let folded = fold(text);
    let tokens: SmallVec<[&str; 8]> = folded.split(' ').filter(|token| !token.is_empty()).collect();
    let (start, length, month) = month(&tokens, words)?;
    let (mut day, mut year) = (None, None);
    for (index, token) in tokens.iter().enumerate() {
        if (start..start + length).contains(&index) {
            continue;
        }
        let slot = match day_or_year(token, words) {
            Some((value, true)) => year.replace(value),
            Some((value, false)) => day.replace(value),
            None if words.joining.dates.contains(*token) => None,
            None => return None,
        };
        if slot.is_some() {
            return None;
        }
    }
    Some(match (day, year) {
        (Some(day), Some(year)) => date(year, month, day),
        _ => Err(DateFault::Form),
    })
}

/// The one month by name among the tokens: where, how many tokens, which.
fn month(tokens: &[&str], words: &Words) -> Option<(usize, usize, u32)> {
    let mut found = None;
    let mut start = 0;
    while start < tokens.len() {
        // `كانون الثاني/يناير`, as the United Nations write January, is three.
        let here = (1..=3).rev().filter(|length| start + length <= tokens.len()).find_map(|length| {
            let month = words.months.get(&tokens[start..start + length].join(" "))?;
            Some((start, length, *month))
        });
        match here {
            Some(_) if found.is_some() => return None,
            Some((_, length, _)) => {
                found = here;
                start += length;
            }
            None => start += 1,
        }
    }
    found
}

/// A number of one or two digits, with or without the ending of an ordinal, or a year of four digits (`true`).
fn day_or_year(token: &str, words: &Words) -> Option<(u32, bool)> {
    if token.len() == 4
        && let Some(year) = number(token)
    {
        return Some((year, true));
    }
    let bare = words.joining.ordinals.iter().find_map(|ending| token.strip_suffix(ending.as_str())).unwrap_or(token);
    (bare.len() <= 2).then(|| number(bare)).flatten().map(|day| (day, false))
}

fn number(text: &str) -> Option<u32> {
    let all_digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

fn date(year: u32, month: u32, day: u32) -> Read {
    let year = i32::try_from(year).map_err(|_| DateFault::Year)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateFault::NoSuchDay).inspect(|date| debug_assert_eq!(date.year(), year))
}
