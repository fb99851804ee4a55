//! Dates and times as `OpenDocument` writes them, as the serial numbers that the same cell has in the other formats.

use verbale_model::intake::SpreadsheetDate;

/// Days from the epoch of 1900 to that of 1904.
const EPOCHS_APART: i64 = 1_462;

/// Days from 1970-01-01 back to the day 0 of spreadsheets, 1899-12-30.
const DAY_0: i64 = 25_569;

/// The serial number of `2019-03-01` or `2019-03-01T12:30:00`; `None` for what is no date.
pub(super) fn date(text: &str, epoch_1904: bool) -> Option<SpreadsheetDate> {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let mut parts = day.splitn(3, '-');
    let year = digits(parts.next()?, 4, 4)?;
    let month = digits(parts.next()?, 2, 2)?;
    let day = digits(parts.next()?, 2, 2)?;
    if !(1..=12).contains(&month) || day < 1 || day > length(year, month) {
        return None;
    }
    let days = days_from_1970(year, month, day) + DAY_0;
    let days = match days {
        _ if epoch_1904 => days - EPOCHS_APART,
        // The other formats count a 29 February 1900 that there never was.
        ..61 => days - 1,
        _ => days,
    };
    let seconds = time.map_or(Some(0.0), clock)?;
    let serial = f64::from(i32::try_from(days).ok()?) + seconds / 86_400.0;
    Some(SpreadsheetDate { serial, epoch_1904, duration: false })
}

/// The serial number of `PT12H30M00S`; `None` for what is no time. From a day on it is a duration.
pub(super) fn time(text: &str, epoch_1904: bool) -> Option<SpreadsheetDate> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (days, clock) = text.strip_prefix('P')?.split_once('T')?;
    let mut seconds = match days {
        "" => 0.0,
        days => f64::from(digits(days.strip_suffix('D')?, 1, 6)?) * 86_400.0,
    };
    let mut rest = clock;
    for (unit, size) in [('H', 3_600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += decimal(number)? * size;
            rest = after;
        }
    }
    if clock.is_empty() || !rest.is_empty() {
        return None;
    }
    let serial = if negative { -seconds } else { seconds } / 86_400.0;
    Some(SpreadsheetDate { serial, epoch_1904, duration: !(0.0..1.0).contains(&serial) })
}

/// Seconds of `12:30:00` or `12:30:00.5`, by the clock of the place.
fn clock(text: &str) -> Option<f64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let mut parts = text.splitn(3, ':');
    let hours = digits(parts.next()?, 2, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(parts.next()?, 2, 2).filter(|minutes| *minutes < 60)?;
    let seconds = parts.next().map_or(Some(0.0), decimal).filter(|seconds| *seconds < 60.0)?;
    Some(f64::from(hours * 3_600 + minutes * 60) + seconds)
}

/// A number with a fraction after a point or comma.
fn decimal(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    digits(whole, 1, 9)?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}.{fraction}").parse().ok()
}

fn digits(text: &str, least: usize, most: usize) -> Option<i32> {
    let fits = (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

const fn length(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01, in years that begin in March, so that the leap day is the last.
fn days_from_1970(year: i32, month: i32, day: i32) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    i64::from(era) * 146_097 + i64::from(of_era * 365 + of_era / 4 - of_era / 100 + day_of_year) - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_serial_numbers_of_the_other_formats() {
        for (text, serial) in [
            ("2019-03-01", 43_525.0),
            ("1900-01-01", 1.0),
            ("1900-02-28", 59.0),
            ("1900-03-01", 61.0),
            ("1970-01-01", 25_569.0),
            ("9999-12-31", 2_958_465.0),
            ("2019-03-01T12:00:00", 43_525.5),
            ("2019-03-01T06:00:00.000000000", 43_525.25),
            ("1899-12-31", 0.0),
        ] {
            assert_eq!(date(text, false).map(|date| date.serial), Some(serial), "{text}");
        }
        assert_eq!(date("1904-01-02", true).map(|date| date.serial), Some(1.0));
        for text in ["2019-02-29", "2019-13-01", "19-01-01", "2019-1-1", "2019-03-01T25:00:00", "", "2019-03-01T12", "-001-01-01"] {
            assert_eq!(date(text, false), None, "{text}");
        }
    }

    #[test]
    fn times_are_parts_of_a_day_and_durations_from_a_day_on() {
        for (text, serial, duration) in [
            ("PT12H00M00S", 0.5, false),
            ("PT06H", 0.25, false),
            ("PT36H00M00S", 1.5, true),
            ("PT00H00M43.2S", 0.0005, false),
            ("PT00H00M43,2S", 0.0005, false),
            ("-PT12H00M00S", -0.5, true),
            ("P2DT12H", 2.5, true),
        ] {
            let found = time(text, false).map(|time| (time.serial, time.duration));
            assert_eq!(found, Some((serial, duration)), "{text}");
        }
        for text in ["", "PT", "P1Y", "12:00", "PT1X", "PT1H2", "PT1M1H", "PTH"] {
            assert_eq!(time(text, false), None, "{text}");
        }
    }
}
