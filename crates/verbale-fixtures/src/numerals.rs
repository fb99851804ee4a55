//! Numbers and the words in their place, as people write them into a table.

use crate::decide::status_word;
use crate::fault::Fault;
use crate::grid::{Content, plain};
use crate::job::Job;
use crate::rng::Rng;
use crate::shape::Numbers;
use verbale_model::Status;

/// What a cell of a table holds, and what must be read from it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) content: Content,
    /// The cell's text, or its number as text.
    pub(crate) raw: String,
    pub(crate) read: Measured,
    /// The comment on the cell.
    pub(crate) comment: Option<String>,
}

/// A number, or what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) status: Status,
    pub(crate) number: String,
    pub(crate) low: String,
    pub(crate) high: String,
}

impl Measured {
    pub(crate) const fn status(status: Status) -> Self {
        Self { status, number: String::new(), low: String::new(), high: String::new() }
    }

    pub(crate) fn number(number: String) -> Self {
        let status = if number == "0" { Status::Zero } else { Status::Reported };
        Self { number, ..Self::status(status) }
    }
}

impl Figure {
    pub(crate) fn new(content: Content, read: Measured) -> Self {
        Self { raw: plain(&content), content, read, comment: None }
    }

    /// The whole number that the cell holds as a number.
    pub(crate) const fn stored(&self) -> Option<u32> {
        match self.content {
            Content::Whole(number) => Some(number),
            _ => None,
        }
    }
}

/// A number of tenths: amounts have one decimal place, and counts none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tenths(pub(crate) u64);

impl Tenths {
    pub(crate) fn whole(count: u32) -> Self {
        Self(u64::from(count) * 10)
    }

    fn decimal(self) -> String {
        if self.0.is_multiple_of(10) { (self.0 / 10).to_string() } else { format!("{}.{}", self.0 / 10, self.0 % 10) }
    }
}

/// What a State writes for a number: the number, or by the profile a word for its absence. `None` for an empty cell.
pub(crate) fn figure(job: &Job<'_>, number: Tenths, rng: &mut Rng) -> Result<Option<Figure>, Fault> {
    let status = match job.weights {
        None => Status::Reported,
        Some(weights) => {
            let choices: Vec<(Status, u32)> =
                weights.iter().filter_map(|(key, weight)| Some((Status::from_code(key)?, *weight))).collect();
            *rng.weighted(&choices).ok_or_else(|| job.fault("its profile has no statuses, and a table needs them"))?
        }
    };
    match status {
        Status::Blank => Ok(None),
        Status::Reported => Ok(Some(written(job, number, rng))),
        _ => {
            let word = status_word(job, status, None, rng)?;
            Ok(Some(Figure::new(Content::Text(word), Measured::status(status))))
        }
    }
}

/// A number as the recipe has it written.
pub(crate) fn written(job: &Job<'_>, number: Tenths, rng: &mut Rng) -> Figure {
    let (shape, texts) = (&job.recipe.tables, &job.texts.figures);
    let count = number.0.is_multiple_of(10).then(|| u32::try_from(number.0 / 10).ok()).flatten();
    if count.is_some_and(|count| (1..shape.threshold).contains(&count)) {
        let bound = shape.threshold;
        let word = rng.pick(&texts.fewer).map_or_else(String::new, |word| word.replace("{n}", &bound.to_string()));
        let read = Measured { low: "0".to_owned(), high: (bound - 1).to_string(), ..Measured::status(Status::Censored) };
        return Figure::new(Content::Text(word), read);
    }
    let style = match shape.numbers {
        Numbers::Mixed if rng.percent(50) => Numbers::Stored,
        Numbers::Mixed => Numbers::Grouped,
        style => style,
    };
    let content = match (style, count) {
        (Numbers::Stored | Numbers::Mixed, Some(count)) => Content::Whole(count),
        (Numbers::Stored | Numbers::Mixed, None) => Content::Decimal(number.decimal()),
        (Numbers::Text, _) => Content::Text(in_digits(number, "", &texts.decimal, None)),
        (Numbers::Grouped, _) => Content::Text(in_digits(number, &texts.thousands, &texts.decimal, None)),
        (Numbers::Native, _) => {
            Content::Text(in_digits(number, &texts.native_thousands, &texts.native_decimal, Some(&texts.native)))
        }
    };
    Figure::new(content, Measured::number(number.decimal()))
}

/// A number in digits, with a mark between thousands.
fn in_digits(number: Tenths, thousands: &str, decimal: &str, native: Option<&Vec<char>>) -> String {
    let mut text = grouped(number.0 / 10, thousands);
    if !number.0.is_multiple_of(10) {
        text.push_str(decimal);
        text.push_str(&(number.0 % 10).to_string());
    }
    match native {
        None => text,
        Some(native) => {
            let digit = |c: char| c.to_digit(10).and_then(|digit| native.get(digit as usize)).copied().unwrap_or(c);
            text.chars().map(digit).collect()
        }
    }
}

/// A number with a mark between thousands.
pub(crate) fn grouped(count: u64, mark: &str) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(mark);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([5, 999, 1_000, 1_234_567].map(|count| grouped(count, ",")), ["5", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn digits_of_another_script() {
        let native: Vec<char> = "٠١٢٣٤٥٦٧٨٩".chars().collect();
        assert_eq!(in_digits(Tenths(12_345), "٬", "٫", Some(&native)), "١٬٢٣٤٫٥");
        assert_eq!(in_digits(Tenths(10_000), "\u{a0}", ",", None), "1\u{a0}000");
    }
}
