//! The row of a file, its replies and all that is in them.

use super::difference::{Differences, Spot};
use super::files::StoredFile;
use super::rows::{Field, Table, all};
use super::{Comparison, Verifier, noticed, series};
use crate::error::{Result, int};
use crate::record::FileOutcome;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::FxHashMap;
use verbale_model::reading::{Accounting, Claim, series_name};
use verbale_model::{Answer, Language, Locus, Reading, Rejection, Reply, Schemas, Value};

const FILE: Table<13> = Table {
    name: "files",
    columns: [
        "instrument",
        "edition",
        "layout",
        "language",
        "outcome",
        "reason",
        "cells",
        "mapped",
        "template",
        "unmapped",
        "rows",
        "rows_answered",
        "rows_unplaced",
    ],
    sql: "SELECT edition.instrument, edition.name, file_record.layout, file_record.language, file_record.outcome, file_record.reason, \
          file_record.cells, file_record.mapped, file_record.template, file_record.unmapped, file_record.\"rows\", \
          file_record.rows_answered, file_record.rows_unplaced \
          FROM file_record LEFT JOIN edition ON edition.id = file_record.edition WHERE file_record.id = ?",
};

const ANSWERS: Table<16> = Table {
    name: "answer",
    columns: [
        "answer",
        "series",
        "year",
        "status",
        "number",
        "scale",
        "low",
        "high",
        "code",
        "text",
        "raw",
        "sheet",
        "kind of place",
        "row",
        "col",
        "disputed",
    ],
    sql: "SELECT answer.id, series.name, answer.year, answer.status, answer.number, answer.scale, answer.low, answer.high, code.code, \
          value_text.text, \
          CASE WHEN answer.raw IS NULL AND answer.scale IS NULL THEN CAST(answer.number AS TEXT) ELSE raw_text.text END, \
          place.name, place.xml, answer.\"row\", answer.col, answer.disputed \
          FROM answer LEFT JOIN series ON series.id = answer.series LEFT JOIN code ON code.id = answer.code \
          LEFT JOIN raw_text AS value_text ON value_text.id = answer.text LEFT JOIN raw_text ON raw_text.id = answer.raw \
          LEFT JOIN place ON place.id = answer.place WHERE answer.reply = ? ORDER BY answer.id",
};

const ATTRIBUTES: Table<4> = Table {
    name: "answer_attribute",
    columns: ["answer", "ordinal", "name", "raw"],
    sql: "SELECT attribute.answer, attribute.ordinal, name.text, raw.text FROM attribute \
          LEFT JOIN raw_text AS name ON name.id = attribute.name LEFT JOIN raw_text AS raw ON raw.id = attribute.raw \
          WHERE attribute.answer BETWEEN ? AND ? ORDER BY attribute.answer, attribute.ordinal",
};

const UNPLACED: Table<6> = Table {
    name: "unplaced",
    columns: ["rule", "raw", "sheet", "kind of place", "row", "col"],
    sql: "SELECT unplaced_record.kind, raw_text.text, place.name, place.xml, unplaced_record.\"row\", unplaced_record.col \
          FROM unplaced_record LEFT JOIN raw_text ON raw_text.id = unplaced_record.raw \
          LEFT JOIN place ON place.id = unplaced_record.place WHERE unplaced_record.reply = ? ORDER BY unplaced_record.id",
};

/// Compares the row of a rejected file.
pub(super) fn compare_rejected(
    direct: &Session,
    schemas: &Schemas,
    file: &StoredFile,
    rejection: &Rejection,
    found: &mut Differences,
) -> Result<()> {
    let (reason, _) = schemas.message(&rejection.reason, Language::En);
    let mut row: [Field<'_>; 13] = std::array::from_fn(|_| Field::Null);
    row[4] = FileOutcome::Rejected.code().into();
    row[5] = reason.into();
    FILE.compare(direct, params![file.id], [(of_file(), row)], all, found)?;
    Ok(())
}

/// Compares a file that was loaded, or had nothing new.
pub(super) fn compare(
    verifier: &mut Verifier,
    schemas: &Schemas,
    file: &StoredFile,
    reading: &Reading,
    found: &mut Comparison,
) -> Result<()> {
    let direct = &verifier.direct;
    FILE.compare(direct, params![file.id], [(of_file(), file_row(schemas, file, reading)?)], all, &mut found.facts)?;
    let names: Vec<String> = reading.series.iter().map(|series| series_name(schemas, reading.edition, series)).collect();
    let digests = reading.digests(schemas);
    let mut own: FxHashMap<(Option<String>, String), StoredReply> = StoredReply::of(direct, file.id)?;
    let (brought, mut copies) = (own.len(), 0);
    for (reply, digest) in reading.replies.iter().zip(digests) {
        let area = reply.area.map(|area| schemas.codes.text(area).to_owned());
        match own.remove(&(area.clone(), digest.clone())) {
            Some(stored) => {
                series::compare(&verifier.direct, &mut verifier.series, schemas, reading, stored.id, &mut found.facts)?;
                compare_reply(&verifier.direct, schemas, reading, &names, reply, &stored, found)?;
            }
            // Its content came in an earlier file, beside whose original it is compared.
            None if known_elsewhere(&verifier.direct, file.id, reading, schemas, (area.as_deref(), &digest))? => copies += 1,
            None => found.facts.of_file("a reply of the original is not in the database, or its digest was changed"),
        }
    }
    let sql = "SELECT count(*) FROM reply_copy WHERE file = ?";
    if verifier.direct.one(sql, params![file.id], |row| row.get::<i64>(0), "count the copies")? != copies {
        found.facts.of_file("other replies came in this file once more than the original gives");
    }
    for _ in 0..own.len() {
        found.facts.of_file("a reply of the database is not in the original");
    }
    if (file.outcome == FileOutcome::Loaded) != (brought > 0) && !reading.replies.is_empty() {
        found.facts.of_file("its outcome does not fit what it brought");
    }
    noticed::compare_vocabulary(&verifier.direct, schemas, file, reading, &mut found.facts)
}

const fn of_file<'a>() -> Spot<'a> {
    Spot { places: &[], at: Locus::File }
}

fn file_row<'a>(schemas: &'a Schemas, file: &StoredFile, reading: &'a Reading) -> Result<[Field<'a>; 13]> {
    let edition = schemas.edition(reading.edition);
    let Accounting { cells, mapped, template, unmapped, rows, rows_answered, rows_unplaced } = reading.accounting;
    let number = |count: u64| int(count).map(Field::Integer);
    Ok([
        edition.instrument.as_str().into(),
        edition.name.as_str().into(),
        reading.layout.as_str().into(),
        reading.language.code().into(),
        file.outcome.code().into(),
        Field::Null,
        number(cells)?,
        number(mapped)?,
        number(template)?,
        number(unmapped)?,
        number(rows)?,
        number(rows_answered)?,
        number(rows_unplaced)?,
    ])
}

/// The row of a reply.
struct StoredReply {
    id: i64,
    first: i64,
    last: i64,
    answers: i64,
    unplaced: i64,
    claim: Option<String>,
}

impl StoredReply {
    /// The replies that a file brought, by area and content.
    fn of(direct: &Session, file: i64) -> Result<FxHashMap<(Option<String>, String), Self>> {
        let sql = "SELECT code.code, reply.digest, reply.id, reply.first_answer, reply.last_answer, reply.answers, reply.unplaced, \
                   reply.claim FROM reply LEFT JOIN code ON code.id = reply.area WHERE reply.file = ? ORDER BY reply.id";
        let row = |row: &Row<'_>| {
            let (answers, unplaced, claim) = (row.get(5)?, row.get(6)?, row.get(7)?);
            let reply = Self { id: row.get(2)?, first: row.get(3)?, last: row.get(4)?, answers, unplaced, claim };
            Ok(((row.get(0)?, row.get(1)?), reply))
        };
        Ok(direct.all(sql, params![file], row, "list the replies of the file")?.into_iter().collect())
    }
}

/// True if the content of a reply came in an earlier file, and the database says that it came in this one as well.
fn known_elsewhere(
    direct: &Session,
    file: i64,
    reading: &Reading,
    schemas: &Schemas,
    (area, digest): (Option<&str>, &str),
) -> Result<bool> {
    let edition = schemas.edition(reading.edition);
    let sql = "SELECT 1 FROM reply JOIN reply_copy ON reply_copy.reply = reply.id AND reply_copy.file = ? \
               JOIN edition ON edition.id = reply.edition LEFT JOIN code ON code.id = reply.area WHERE edition.instrument = ? AND edition.name = ? AND coalesce(code.code, '') = ? AND reply.digest = ?";
    let area = area.unwrap_or_default();
    let params = params![file, edition.instrument, edition.name, area, digest];
    Ok(direct.first(sql, params, |_| Ok(()), "look for a reply")?.is_some())
}

fn compare_reply(
    direct: &Session,
    schemas: &Schemas,
    reading: &Reading,
    names: &[String],
    reply: &Reply,
    stored: &StoredReply,
    found: &mut Comparison,
) -> Result<()> {
    let (answers, unplaced) = (int(reply.answers.len())?, int(reply.unplaced.len())?);
    if stored.claim.as_deref() != reading.claim.map(Claim::code) {
        found.facts.of_file("what the file says of itself beside what was sent before is not what the original says");
    }
    let sql = "SELECT letter FROM reply_letter WHERE reply = ? ORDER BY letter";
    let letters: Vec<String> = direct.all(sql, params![stored.id], |row| row.get(0), "list the letters")?;
    let column = schemas.edition(reading.edition).collection.letter.as_deref();
    if letters != column.map_or_else(Vec::new, |column| crate::register::letters(reading, reply, column)) {
        found.facts.of_file("the letters that a reply was coded from are not those that the original names");
    }
    if (stored.answers, stored.unplaced, stored.last) != (answers, unplaced, stored.first + answers - 1) {
        found.facts.of_file("the counts of a reply are not those of the original");
    }
    let mut disputed = vec![0_i64; reply.answers.len()];
    for &index in &reply.disputed {
        if let Some(flag) = usize::try_from(index).ok().and_then(|index| disputed.get_mut(index)) {
            *flag = 1;
        }
    }
    let expected = reply
        .answers
        .iter()
        .zip(disputed)
        .zip(stored.first..)
        .map(|((answer, disputed), id)| (spot(reading, answer.at), answer_row(schemas, reading, names, answer, id, disputed)));
    found.answers += ANSWERS.compare(direct, params![stored.id], expected, all, &mut found.facts)?;
    let attributes = attribute_rows(reading, reply, stored.first);
    found.attributes += ATTRIBUTES.compare(direct, params![stored.first, stored.last], attributes, all, &mut found.facts)?;
    let expected = reply.unplaced.iter().map(|entry| {
        let [place, xml, row, col] = place(&reading.places, entry.at);
        (spot(reading, entry.at), [entry.why.code.into(), reading.texts.get(entry.raw).into(), place, xml, row, col])
    });
    found.unplaced += UNPLACED.compare(direct, params![stored.id], expected, all, &mut found.facts)?;
    Ok(())
}

fn answer_row<'a>(
    schemas: &'a Schemas,
    reading: &'a Reading,
    names: &'a [String],
    answer: &Answer,
    id: i64,
    disputed: i64,
) -> [Field<'a>; 16] {
    let (mut number, mut scale, mut low, mut high, mut code, mut text) = (None, None, None, None, None, None);
    match answer.value {
        Value::None => {}
        Value::Number(value) => {
            number = Some(value.mantissa);
            scale = (value.scale > 0).then(|| i64::from(value.scale));
        }
        Value::Range { low: least, high: most } => (low, high) = (Some(least), most),
        Value::Code(value) => code = Some(schemas.codes.text(value)),
        Value::Text(value) => text = Some(reading.texts.get(value)),
    }
    let [place, xml, row, col] = place(&reading.places, answer.at);
    [
        id.into(),
        names.get(answer.series.index()).map(String::as_str).into(),
        answer.year.map(i64::from).into(),
        i64::from(answer.status.id()).into(),
        number.into(),
        scale.into(),
        low.into(),
        high.into(),
        code.into(),
        text.into(),
        reading.texts.get(answer.raw).into(),
        place,
        xml,
        row,
        col,
        disputed.into(),
    ]
}

fn attribute_rows<'a>(reading: &'a Reading, reply: &'a Reply, first: i64) -> impl Iterator<Item = (Spot<'a>, [Field<'a>; 4])> {
    let mut sorted: Vec<_> = reply.attributes.iter().collect();
    // Stable: those of one answer stay in the order read, which numbers them.
    sorted.sort_by_key(|attribute| attribute.answer);
    let (mut of, mut ordinal) = (None, 0_i64);
    sorted.into_iter().map(move |attribute| {
        ordinal = if of == Some(attribute.answer) { ordinal + 1 } else { 0 };
        of = Some(attribute.answer);
        let at = usize::try_from(attribute.answer).ok().and_then(|index| reply.answers.get(index)).map_or(Locus::File, |of| of.at);
        let (name, raw) = (reading.texts.get(attribute.name), reading.texts.get(attribute.raw));
        (spot(reading, at), [(first + i64::from(attribute.answer)).into(), ordinal.into(), name.into(), raw.into()])
    })
}

pub(super) fn spot(reading: &Reading, at: Locus) -> Spot<'_> {
    Spot { places: &reading.places, at }
}

/// Name of the place, whether it is a path, row and column of a locus.
pub(super) fn place(places: &[String], at: Locus) -> [Field<'_>; 4] {
    let (xml, row, col) = match at {
        Locus::File => return std::array::from_fn(|_| Field::Null),
        Locus::Cell { row, col, .. } => (0, row, u32::from(col)),
        Locus::Xml { line, col, .. } => (1, line, col),
    };
    let name = at.place().and_then(|place| places.get(usize::from(place.0)));
    [name.map(String::as_str).into(), Field::Integer(xml), i64::from(row).into(), i64::from(col).into()]
}
