//! The formats of cells: which numbers are dates, times or percentages.

use rustc_hash::{FxHashMap, FxHashSet};

/// What a number is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Number,
    Percentage,
    /// A day, or a time of day.
    Date,
    /// A time that goes beyond a day.
    Duration,
}

/// Number formats by their number: those that the workbook adds or gives another meaning, else the built-in ones.
#[derive(Debug, Default)]
pub(crate) struct NumberFormats {
    own: FxHashMap<String, Shown>,
    /// Numbers of formats with a percent sign; a built-in one stays one.
    percentages: FxHashSet<String>,
}

impl NumberFormats {
    /// Adds the format of a code, such as `d mmm yyyy`.
    pub(crate) fn add(&mut self, number: String, code: &str) {
        if is_percentage(code) {
            self.percentages.insert(number.clone());
        }
        self.own.insert(number, of_code(code));
    }

    /// What the format of a number shows; ones that nobody knows are plain numbers.
    pub(crate) fn shown(&self, number: &str) -> Shown {
        let shown = self.own.get(number).copied().unwrap_or_else(|| built_in(number));
        match shown {
            Shown::Number if matches!(number, "9" | "10") || self.percentages.contains(number) => Shown::Percentage,
            shown => shown,
        }
    }
}

/// The formats that every workbook has, by number: ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are dates of East Asia.
fn built_in(number: &str) -> Shown {
    // As written: no workbook writes `014`.
    let known = number.parse::<u32>().ok().filter(|known| known.to_string() == number);
    match known {
        Some(46) => Shown::Duration,
        Some(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Shown::Date,
        _ => Shown::Number,
    }
}

/// What a format code shows of a positive number: its first section says it. Once a digit has its place, letters only stand
/// beside the number: `#,##0 Dh`.
fn of_code(code: &str) -> Shown {
    let mut chars = code.chars();
    // Within brackets, and what stands in the innermost of them so far: one letter of a unit of time, however often.
    let mut depth = 0_u32;
    let mut elapsed: Option<char> = None;
    let mut before = ' ';
    // After an `a`, which can begin `am/pm` or `a/p`.
    let mut noon = false;
    while let Some(c) = chars.next() {
        let letter = c.to_ascii_lowercase();
        match letter {
            '0' | '#' | '?' if depth == 0 => return Shown::Number,
            'g' if depth == 0 && is_general(chars.as_str()) => return Shown::Number,
            '\\' | '_' | '*' => {
                // The next character stands for itself.
                before = chars.next().unwrap_or(c);
                continue;
            }
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            ';' => return Shown::Number,
            '[' => depth += 1,
            ']' if depth == 1 && elapsed.is_some() => return Shown::Duration,
            ']' => depth = depth.saturating_sub(1),
            'p' | 'm' | '/' if noon && depth == 0 => return Shown::Date,
            'd' | 'm' | 'h' | 'y' | 's' if !noon && depth == 0 => return Shown::Date,
            'a' if !noon && depth == 0 => noon = true,
            _ if elapsed == Some(letter) && before.eq_ignore_ascii_case(&c) => {}
            _ => elapsed = (before == '[' && matches!(letter, 'h' | 'm' | 's')).then_some(letter),
        }
        before = c;
    }
    Shown::Number
}

/// True for the rest of the word that shows a number as it is.
fn is_general(rest: &str) -> bool {
    const GENERAL: &str = "eneral";
    rest.get(..GENERAL.len()).is_some_and(|word| word.eq_ignore_ascii_case(GENERAL))
}

/// True for a code with a percent sign that is one: not in quotation marks and not after a backslash.
pub(crate) fn is_percentage(code: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_days_and_times_are_dates() {
        for code in [
            "yyyy-mm-dd",
            "d/m/yy",
            "h:mm AM/PM",
            "h:mm",
            "[$-409]d mmm yyyy",
            "\"le \"d mmmm",
            "*-yyyy",
            "a/p",
            "[Red]dd",
            "D",
            "mm:ss",
            "mm:ss.0",
            "ss.000",
            "g d",
            "d%",
        ] {
            assert_eq!(of_code(code), Shown::Date, "{code}");
        }
    }

    #[test]
    fn units_of_time_in_brackets_are_durations() {
        for code in ["[h]:mm:ss", "[mm]", "[SS].000", "[Blue]\\+[h]:mm;[Red]\\-[h]:mm"] {
            assert_eq!(of_code(code), Shown::Duration, "{code}");
        }
    }

    #[test]
    fn other_codes_are_numbers() {
        for code in [
            "General",
            "0.00",
            "#,##0",
            "@",
            "\"days\" 0",
            "0\\d",
            "0_y",
            "0*m",
            "0;d",
            "[Red]0",
            "[$EUR-407]0",
            "[>=100]0",
            "",
            "[hm]0",
            "\"d",
            "General/\"x\"",
            "General \\d",
            "GENERAL m",
            "#,##0 Dh",
            "# ##0 Din.",
            "?? a/p",
            "[Red]0 h",
        ] {
            assert_eq!(of_code(code), Shown::Number, "{code}");
        }
    }

    #[test]
    fn numbers_of_formats_are_the_built_in_ones_unless_the_workbook_says_otherwise() {
        let mut formats = NumberFormats::default();
        for (number, code) in [("164", "yyyy"), ("165", "0.0%"), ("14", "0.00"), ("9", "0"), ("166", "\"%\"0"), ("167", "d%")] {
            formats.add(number.to_owned(), code);
        }
        for (number, shown) in [
            ("0", Shown::Number),
            ("22", Shown::Date),
            ("46", Shown::Duration),
            ("10", Shown::Percentage),
            ("164", Shown::Date),
            ("165", Shown::Percentage),
            ("14", Shown::Number),
            ("9", Shown::Percentage),
            ("166", Shown::Number),
            ("167", Shown::Date),
            ("999", Shown::Number),
            ("022", Shown::Number),
        ] {
            assert_eq!(formats.shown(number), shown, "{number}");
        }
    }
}
