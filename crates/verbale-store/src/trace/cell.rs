//! From a cell to what became of it, and on to the figures that it feeds.

use super::figure::{Filter, figures};
use super::ruling::{Rulings, Settled, passed_over};
use super::source::{self, Original, Source, sources};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use serde::Serialize;

const CONTEXT: &str = "trace the cell";

/// What stands at a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellTrace {
    /// The file.
    pub original: Original,
    /// What became of the file.
    pub outcome: String,
    /// The sheet or path, as asked; none if any will do.
    pub sheet: Option<String>,
    /// The cell, as asked.
    pub cell: String,
    /// Answers that were read there.
    pub answers: Vec<Standing>,
    /// What could not be placed, what was found, what the workbook notes of the cell.
    pub noticed: Vec<Noticed>,
}

/// An answer that was read at a cell, and what it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// Its number.
    pub answer: i64,
    /// The canonical name of its series.
    pub series: String,
    /// The answer, if it is in force. What the sender wrote on itself is never shown.
    pub in_force: Option<Source>,
    /// Why it feeds nothing, in words: the sender's own details, a reply that is not in force, a decision; nothing if it counts.
    pub silent: Option<String>,
    /// How its reply stands, for each area that it speaks for.
    pub stands: Vec<Stand>,
    /// What it feeds.
    pub feeds: Feeds,
}

/// How a reply stands for an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// Code of the area, where one could be told.
    pub area: Option<String>,
    /// Its place in the order in which the replies of the area were received.
    pub revision: i64,
    /// `main`, `pending`, `superseded` …
    pub role: String,
    /// The day on which it was received, where known.
    pub received_on: Option<String>,
    /// The decision on it, if one holds.
    pub decisions: Vec<Settled>,
}

/// The figures that an answer feeds.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Feeds {
    /// The cell of the tally of measures in which its reply counts.
    pub tally: Option<TallyCell>,
    /// The observation: its series, year and area.
    pub observation: bool,
    /// The total over areas of that series and year, if it counts in it.
    pub total: Option<f64>,
    /// How many areas count in that total.
    pub areas: u64,
    /// Why it does not count in the total.
    pub left_out: Option<&'static str>,
    /// The pillar whose coverage it counts in.
    pub pillar: Option<String>,
}

/// A cell of the tally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TallyCell {
    /// The edition.
    pub edition: String,
    /// The item.
    pub item: String,
    /// What the reply says on it: a column of `measure_tally`. Left out where values are hidden, as is the figure.
    pub says: Option<String>,
    /// The figure there.
    pub value: Option<i64>,
}

/// Something else at a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noticed {
    /// `unplaced`, `finding` or `note`.
    pub kind: String,
    /// The rule, or the kind of note.
    pub rule: String,
    /// What stood there or what is said of it; left out where values are hidden.
    pub text: Option<String>,
}

/// Sheet and cell of `'Sheet'!B7`, `Sheet!B7`, `B7`, `path 12:3`, `12:3`.
fn parts(cell: &str) -> (Option<String>, String) {
    let split = cell.rsplit_once('!').or_else(|| cell.rsplit_once(' '));
    let (place, cell) = split.map_or((None, cell), |(place, cell)| (Some(place.trim()), cell));
    let unquoted = |place: &str| match place.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => place.to_owned(),
    };
    (place.map(unquoted).filter(|place| !place.is_empty()), cell.trim().replace('$', "").to_ascii_uppercase())
}

pub(super) fn trace(direct: &Session, file: &str, cell: &str) -> Result<Option<CellTrace>> {
    let sql = "SELECT file_record.id, file_record.label, file_record.sha256, file_record.received_on, run_record.id, \
        run_record.started_at, file_record.outcome FROM file_record JOIN run_record ON run_record.id = file_record.first_run \
        WHERE file_record.label = CAST(?1 AS TEXT) OR (length(CAST(?1 AS TEXT)) >= 8 \
        AND substr(file_record.sha256, 1, length(CAST(?1 AS TEXT))) = lower(CAST(?1 AS TEXT))) \
        ORDER BY CASE WHEN file_record.label = CAST(?1 AS TEXT) THEN 0 ELSE 1 END, file_record.id";
    let row = |row: &Row<'_>| {
        let original = Original {
            file: row.get(1)?,
            sha256: row.get(2)?,
            received_on: row.get(3)?,
            run: row.get(4)?,
            imported_at: row.get(5)?,
        };
        Ok((row.get::<i64>(0)?, original, row.get::<String>(6)?))
    };
    let Some((id, original, outcome)) = direct.first(sql, params![file], row, CONTEXT)? else { return Ok(None) };
    let (sheet, cell) = parts(cell);
    let answers = standing(direct, id, sheet.as_deref(), &cell)?;
    let noticed = noticed(direct, &original.file, sheet.as_deref(), &cell)?;
    Ok(Some(CellTrace { original, outcome, sheet, cell, answers, noticed }))
}

/// Row and column of a reference as the tables have them: from 0 in a sheet, from 1 in XML.
fn position(cell: &str) -> Option<(bool, i64, i64)> {
    if let Some((line, column)) = cell.split_once(':') {
        return Some((true, line.parse().ok()?, column.parse().ok()?));
    }
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = cell.split_at(letters);
    if column.is_empty() || column.len() > 4 {
        return None;
    }
    let column = column.bytes().fold(0, |column, letter| column * 26 + i64::from(letter - b'A') + 1);
    let row: i64 = row.parse().ok()?;
    (row >= 1).then_some((false, row - 1, column - 1))
}

fn standing(direct: &Session, file: i64, sheet: Option<&str>, cell: &str) -> Result<Vec<Standing>> {
    let Some((xml, at_row, at_col)) = position(cell) else { return Ok(Vec::new()) };
    let sql = "SELECT answer.id, series.name, item.kind, item.code, item.pillar, edition.instrument || '/' || edition.name, code.code, \
        reply.id FROM place JOIN reply ON reply.file = place.file \
        JOIN answer ON answer.reply = reply.id AND answer.id BETWEEN reply.first_answer AND reply.last_answer AND answer.place = place.id \
        JOIN series ON series.id = answer.series JOIN item ON item.id = series.item JOIN edition ON edition.id = reply.edition \
        LEFT JOIN code ON code.id = reply.area \
        WHERE place.file = ?1 AND (CAST(?2 AS TEXT) IS NULL OR place.name = CAST(?2 AS TEXT)) AND place.xml = ?3 AND answer.\"row\" = ?4 AND answer.col = ?5 \
        ORDER BY answer.id";
    let row = |row: &Row<'_>| {
        Ok(Found {
            answer: row.get(0)?,
            series: row.get(1)?,
            kind: row.get(2)?,
            item: row.get(3)?,
            pillar: row.get(4)?,
            edition: row.get(5)?,
            area: row.get(6)?,
            reply: row.get(7)?,
        })
    };
    let found: Vec<Found> = direct.all(sql, params![file, sheet, i64::from(xml), at_row, at_col], row, CONTEXT)?;
    found.into_iter().map(|found| found.standing(direct)).collect()
}

/// An answer at the cell, in force or not.
struct Found {
    answer: i64,
    series: String,
    kind: String,
    item: String,
    pillar: Option<String>,
    edition: String,
    area: Option<String>,
    reply: i64,
}

impl Found {
    fn standing(self, direct: &Session) -> Result<Standing> {
        let rulings = Rulings::read(direct, &self.edition)?;
        let stands = stands(direct, &rulings, self.reply)?;
        let (answer, series) = (self.answer, self.series.clone());
        let mut standing = Standing { answer, series, in_force: None, silent: None, stands, feeds: Feeds::default() };
        if self.kind == "contact" {
            standing.silent = Some("it is a detail of the sender, and enters no figure".to_owned());
            return Ok(standing);
        }
        let in_force = sources!("_answer_in_force", "said.answer = ? ORDER BY said.area");
        let Some(source) = source::all(direct, &rulings, in_force, params![self.answer])?.into_iter().next() else {
            let passed = sources!("_passed_over", "said.answer = ? ORDER BY said.area");
            let passed = source::all(direct, &rulings, passed, params![self.answer])?;
            standing.silent = Some(match (passed.first(), standing.stands.first()) {
                (Some(source), _) => passed_over(&source.decisions).to_owned(),
                (None, Some(stand)) => format!("it is of revision {}, which is {}", stand.revision, stand.role),
                (None, None) => "its reply stands for nobody".to_owned(),
            });
            return Ok(standing);
        };
        standing.feeds = self.feeds(direct, &source)?;
        standing.in_force = Some(source);
        Ok(standing)
    }

    fn feeds(&self, direct: &Session, source: &Source) -> Result<Feeds> {
        let mut feeds = Feeds { tally: self.tally(direct)?, ..Feeds::default() };
        if matches!(self.kind.as_str(), "count" | "amount") {
            feeds.observation = true;
            let filter = Filter { year: source.year, ..Filter::default() };
            let figures = figures(direct, &self.edition, &self.item, &filter)?;
            if let Some(figure) = figures.into_iter().find(|figure| figure.series == self.series && figure.year == source.year) {
                let own = figure.sources.iter().find(|other| other.source.answer == self.answer);
                feeds.left_out = own.and_then(|own| own.left_out);
                (feeds.total, feeds.areas) = (figure.total.filter(|_| feeds.left_out.is_none()), figure.areas);
            }
        }
        let says = matches!(source.status.as_str(), "reported" | "zero" | "censored");
        feeds.pillar = if says && self.covers(direct)? { self.pillar.clone() } else { None };
        Ok(feeds)
    }

    /// The cell of the tally in which the reply counts.
    fn tally(&self, direct: &Session) -> Result<Option<TallyCell>> {
        let sql = "SELECT said.says, (SELECT count(*) FROM _item_of_reply AS other WHERE other.item = said.item AND other.says = said.says) \
            FROM _item_of_reply AS said JOIN item ON item.id = said.item JOIN edition ON edition.id = item.edition \
            JOIN code ON code.id = said.area \
            WHERE edition.instrument || '/' || edition.name = ? AND item.code = ? AND code.code = ?";
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let said: Option<(Option<String>, Option<i64>)> =
            direct.first(sql, params![self.edition, self.item, self.area], row, CONTEXT)?;
        Ok(said.map(|(says, value)| TallyCell { edition: self.edition.clone(), item: self.item.clone(), says, value }))
    }

    /// True if the item counts in `pillar_coverage`, and the reply speaks for a State.
    fn covers(&self, direct: &Session) -> Result<bool> {
        let sql = "SELECT 1 FROM item JOIN edition ON edition.id = item.edition WHERE edition.instrument || '/' || edition.name = ? \
            AND item.code = ? AND edition.kind = 'reply' AND item.external = 0 AND item.is_comment = 0";
        Ok(direct.first(sql, params![self.edition, self.item], |_| Ok(()), CONTEXT)?.is_some())
    }
}

/// How a reply stands.
fn stands(direct: &Session, rulings: &Rulings, reply: i64) -> Result<Vec<Stand>> {
    let sql = "SELECT code.code, standing.revision, standing.role, standing.received_on FROM standing \
        LEFT JOIN code ON code.id = standing.area WHERE standing.reply = ? ORDER BY standing.ordinal = 0, standing.area";
    let row = |row: &Row<'_>| {
        let decisions = rulings.on(reply, None);
        Ok(Stand { area: row.get(0)?, revision: row.get(1)?, role: row.get(2)?, received_on: row.get(3)?, decisions })
    };
    direct.all(sql, params![reply], row, CONTEXT)
}

fn noticed(direct: &Session, file: &str, sheet: Option<&str>, cell: &str) -> Result<Vec<Noticed>> {
    let sql = "SELECT 'unplaced', rule, raw FROM unplaced WHERE file = ?1 AND cell = ?3 AND (CAST(?2 AS TEXT) IS NULL OR sheet = CAST(?2 AS TEXT)) \
        UNION ALL SELECT 'finding', rule, message FROM findings WHERE file = ?1 AND cell = ?3 AND (CAST(?2 AS TEXT) IS NULL OR sheet = CAST(?2 AS TEXT)) \
        UNION ALL SELECT 'note', kind, text FROM cell_note WHERE file = ?1 AND cell = ?3 AND (CAST(?2 AS TEXT) IS NULL OR sheet = CAST(?2 AS TEXT))";
    let row = |row: &Row<'_>| Ok(Noticed { kind: row.get(0)?, rule: row.get(1)?, text: row.get(2)? });
    direct.all(sql, params![file, sheet, cell], row, CONTEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_taken_apart() {
        for (text, sheet, cell) in [
            ("'II Offenders'!B7", Some("II Offenders"), "B7"),
            ("Annex!$c$12", Some("Annex"), "C12"),
            ("'it''s'!A1", Some("it's"), "A1"),
            ("b7", None, "B7"),
            ("''!B7", None, "B7"),
            ("/reply/answers 12:3", Some("/reply/answers"), "12:3"),
            ("12:3", None, "12:3"),
        ] {
            assert_eq!(parts(text), (sheet.map(str::to_owned), cell.to_owned()), "{text}");
        }
        for (cell, expected) in [
            ("A1", Some((false, 0, 0))),
            ("AA10", Some((false, 9, 26))),
            ("XFD1048576", Some((false, 1_048_575, 16_383))),
            ("12:3", Some((true, 12, 3))),
            ("B0", None),
            ("7", None),
            ("", None),
        ] {
            assert_eq!(position(cell), expected, "{cell}");
        }
    }
}
