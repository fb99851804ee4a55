//! The digests of replies, taken from the rows.

use super::difference::Differences;
use super::files::StoredFile;
use crate::error::{Result, StoreError};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::FxHashMap;
use verbale_model::content::ContentDigest;
use verbale_model::reading::{NameHash, name_hash};

const CONTEXT: &str = "take the digest of a reply";

/// Takes the digest of each reply of a file again.
pub(super) fn compare(direct: &Session, file: &StoredFile) -> Result<Differences> {
    let mut found = Differences::default();
    let sql = "SELECT id, digest FROM reply WHERE file = ? ORDER BY id";
    let replies: Vec<(i64, String)> = direct.all(sql, params![file.id], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    for (reply, digest) in replies {
        if of_rows(direct, reply)? != digest {
            found.of_file("the rows of a reply do not give the digest that it had when it was loaded");
        }
    }
    Ok(found)
}

fn of_rows(direct: &Session, reply: i64) -> Result<String> {
    let mut digest = ContentDigest::default();
    let mut series: FxHashMap<i64, NameHash> = FxHashMap::default();
    let sql =
        "SELECT series.id, series.name FROM series WHERE series.id IN (SELECT answer.series FROM answer WHERE answer.reply = ?)";
    let name = |row: &Row<'_>| {
        series.insert(row.get(0)?, name_hash(&row.get::<String>(1)?));
        Ok(())
    };
    direct.each(sql, params![reply], name, CONTEXT)?;
    // A series that is not there is told by the digest, which comes out otherwise.
    let of = |row: &Row<'_>| Ok::<_, StoreError>(series.get(&row.get::<i64>(0)?).copied().unwrap_or_default());
    let sql = "SELECT answer.series, answer.year, answer.status, \
               CASE WHEN answer.raw IS NULL THEN CAST(answer.number AS TEXT) ELSE raw_text.text END \
               FROM answer LEFT JOIN raw_text ON raw_text.id = answer.raw WHERE answer.reply = ?";
    let add = |row: &Row<'_>| {
        digest.answer(&of(row)?, row.get(1)?, row.get(2)?, &row.get::<Option<String>>(3)?.unwrap_or_default());
        Ok(())
    };
    direct.each(sql, params![reply], add, CONTEXT)?;
    let sql = "SELECT answer.series, name.text, raw.text FROM answer JOIN attribute ON attribute.answer = answer.id \
               LEFT JOIN raw_text AS name ON name.id = attribute.name LEFT JOIN raw_text AS raw ON raw.id = attribute.raw \
               WHERE answer.reply = ?";
    let add = |row: &Row<'_>| {
        let text = |index| row.get::<Option<String>>(index).map(Option::unwrap_or_default);
        digest.attribute(&of(row)?, &text(1)?, &text(2)?);
        Ok(())
    };
    direct.each(sql, params![reply], add, CONTEXT)?;
    let sql = "SELECT raw_text.text FROM unplaced_record LEFT JOIN raw_text ON raw_text.id = unplaced_record.raw \
               WHERE unplaced_record.reply = ?";
    let add = |row: &Row<'_>| {
        digest.unplaced(&row.get::<Option<String>>(0)?.unwrap_or_default());
        Ok(())
    };
    direct.each(sql, params![reply], add, CONTEXT)?;
    Ok(digest.to_hex())
}
