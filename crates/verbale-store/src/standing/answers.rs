//! The answers of a reply, as they are laid over each other and compared.

use crate::decision::Cell;
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use std::collections::BTreeMap;
use verbale_model::Status;

/// What two answers have in common if one can take the place of the other: series and year.
pub(crate) type Key = (i64, Option<i16>);

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) id: i64,
    pub(crate) series: i64,
    pub(crate) year: Option<i16>,
    pub(crate) value: Value,
    pub(crate) at: Option<Cell>,
}

/// What an answer or a decision says, as far as two can be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value {
    pub(crate) status: i64,
    pub(crate) number: Option<i64>,
    pub(crate) scale: Option<i64>,
    pub(crate) low: Option<i64>,
    pub(crate) high: Option<i64>,
    pub(crate) code: Option<i64>,
    pub(crate) text: Option<String>,
}

impl Said {
    pub(crate) fn key(&self) -> Key {
        (self.series, self.year)
    }

    /// True if it says nothing: a question left empty, or one that a letter does not mention.
    pub(crate) fn is_silent(&self) -> bool {
        [Status::Blank, Status::NotMentioned].iter().any(|status| i64::from(status.id()) == self.value.status)
    }
}

/// What is said on each series and year, but for silence.
pub(crate) fn by_key<'a>(answers: impl IntoIterator<Item = &'a Said>) -> BTreeMap<Key, Vec<&'a Said>> {
    let mut by_key: BTreeMap<Key, Vec<&Said>> = BTreeMap::new();
    for said in answers.into_iter().filter(|said| !said.is_silent()) {
        by_key.entry(said.key()).or_default().push(said);
    }
    by_key
}

/// Reads the answers of a reply: its id and the ids of the first and last.
pub(crate) fn read(session: &Session, block: [i64; 3]) -> Result<Vec<Said>> {
    let sql = "SELECT answer.id, series, year, status, number, scale, low, high, code, raw_text.text, place.name, place.xml, \
               answer.\"row\", answer.col \
               FROM answer LEFT JOIN raw_text ON raw_text.id = answer.text LEFT JOIN place ON place.id = answer.place \
               WHERE answer.reply = ? AND answer.id BETWEEN ? AND ? ORDER BY answer.id";
    session.all(sql, params![block[0], block[1], block[2]], row, "read the answers of a reply")
}

fn row(row: &Row<'_>) -> Result<Said> {
    let (sheet, xml): (Option<String>, Option<bool>) = (row.get(10)?, row.get(11)?);
    let (line, column): (Option<u32>, Option<u32>) = (row.get(12)?, row.get(13)?);
    let at = match (sheet, xml, line, column) {
        (Some(sheet), Some(xml), Some(line), Some(column)) => Some(Cell { sheet, cell: named(xml, line, column) }),
        _ => None,
    };
    Ok(Said {
        id: row.get(0)?,
        series: row.get(1)?,
        year: row.get(2)?,
        value: Value {
            status: row.get(3)?,
            number: row.get(4)?,
            scale: row.get(5)?,
            low: row.get(6)?,
            high: row.get(7)?,
            code: row.get(8)?,
            text: row.get(9)?,
        },
        at,
    })
}

/// A cell as the views call it: `D9`, or `12:5` in an XML document.
fn named(xml: bool, row: u32, column: u32) -> String {
    if xml {
        return format!("{row}:{column}");
    }
    let mut letters = Vec::new();
    let mut rest = Some(column);
    while let Some(column) = rest {
        letters.push(char::from_digit(column % 26 + 10, 36).map_or('A', |letter| letter.to_ascii_uppercase()));
        rest = (column / 26).checked_sub(1);
    }
    letters.iter().rev().collect::<String>() + &(u64::from(row) + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn cells_are_called_as_spreadsheets_call_them() {
        for (column, expected) in [(0, "A9"), (25, "Z9"), (26, "AA9"), (701, "ZZ9"), (702, "AAA9"), (16_383, "XFD9")] {
            assert_eq!(named(false, 8, column), expected);
        }
        assert_eq!(named(true, 12, 5), "12:5");
    }
}
