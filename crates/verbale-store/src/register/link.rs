//! What follows from the register for files and replies: which file is which attachment, and when each reply was received.

use super::receipt::{Entered, Sent, settle};
use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::{params, row_of};
use verbale_model::collection::{base_name, names_file};
use verbale_model::{Reading, Reply, SourceType};

const CONTEXT: &str = "settle when replies were received";

/// The letters that a reply says it was coded from: what stands in the column that the collection says.
pub(crate) fn letters<'r>(reading: &'r Reading, reply: &'r Reply, column: &str) -> Vec<&'r str> {
    let named = |text| reading.texts.get(text).trim();
    let mut letters: Vec<&str> =
        reply.attributes.iter().filter(|attribute| named(attribute.name) == column).map(|attribute| named(attribute.raw)).collect();
    letters.retain(|letter| !letter.is_empty());
    letters.sort_unstable();
    letters.dedup();
    letters
}

/// After a file was written: which attachments it is, and the receipts of the areas that it speaks for. Of a dataset nobody keeps a
/// register.
pub(crate) fn loaded(session: &Session, file: i64, edition: Option<(i64, bool)>, areas: &[Option<i64>]) -> Result<()> {
    link_file(session, file)?;
    match edition {
        Some((edition, true)) => areas.iter().try_for_each(|area| settle_area(session, edition, *area, true)),
        Some((_, false)) => {
            let sql = "INSERT INTO reply_receipt (reply, record, received_on, source, ambiguous) \
                       SELECT reply.id, CAST(NULL AS BIGINT), reply.received_on, file_record.source, 0 \
                       FROM reply JOIN file_record ON file_record.id = reply.file WHERE reply.file = ?";
            session.execute(sql, params![file], CONTEXT)?;
            Ok(())
        }
        None => Ok(()),
    }
}

/// The entries in force that name a file, as `edition entry`.
pub(crate) fn named(session: &Session, name: &str, sha256: &str) -> Result<Vec<String>> {
    let mut entries: Vec<String> = candidates(session, name, sha256)?.into_iter().map(|found| found.told).collect();
    entries.dedup();
    Ok(entries)
}

/// Settles everything anew; gives the editions that somebody replied to.
pub(crate) fn settle_all(session: &Session) -> Result<Vec<i64>> {
    let files: Vec<i64> = session.all("SELECT id FROM file_record ORDER BY id", &[], |row| row.get(0), CONTEXT)?;
    for file in files {
        link_file(session, file)?;
    }
    let sql = "SELECT DISTINCT reply.edition, reply.area FROM reply JOIN edition ON edition.id = reply.edition \
               WHERE edition.kind = 'reply' ORDER BY 1, 2";
    let areas: Vec<(i64, Option<i64>)> = session.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    let mut editions: Vec<i64> = areas.iter().map(|(edition, _)| *edition).collect();
    editions.dedup();
    areas.into_iter().try_for_each(|(edition, area)| settle_area(session, edition, area, true))?;
    Ok(editions)
}

/// Settles the receipts of all datasets, which no register has.
pub(crate) fn settle_datasets(session: &Session) -> Result<()> {
    let sql = "INSERT INTO reply_receipt (reply, record, received_on, source, ambiguous) \
               SELECT reply.id, CAST(NULL AS BIGINT), reply.received_on, file_record.source, 0 \
               FROM reply JOIN file_record ON file_record.id = reply.file JOIN edition ON edition.id = reply.edition \
               WHERE edition.kind <> 'reply'";
    session.execute(sql, &[], CONTEXT)?;
    Ok(())
}

/// An attachment that a file may be.
struct Candidate {
    record: i64,
    ordinal: i64,
    name: String,
    edition: i64,
    told: String,
}

/// The attachments in force that name a file.
fn candidates(session: &Session, name: &str, sha256: &str) -> Result<Vec<Candidate>> {
    let sql = "SELECT named.record, named.ordinal, named.name, entry.edition, \
               edition.instrument || '/' || edition.name || ' ' || entry.entry \
               FROM register_file AS named JOIN _register AS entry ON entry.id = named.record \
               JOIN edition ON edition.id = entry.edition \
               WHERE named.base IN (?, ?) ORDER BY named.record, named.ordinal";
    let row = |row: &Row<'_>| {
        Ok(Candidate { record: row.get(0)?, ordinal: row.get(1)?, name: row.get(2)?, edition: row.get(3)?, told: row.get(4)? })
    };
    let mut found = session.all(sql, params![base_name(name), sha256], row, CONTEXT)?;
    found.retain(|candidate| names_file(&candidate.name, name, sha256));
    Ok(found)
}

/// Writes which attachments a file is. A file that speaks for an area is none that came from another one.
fn link_file(session: &Session, file: i64) -> Result<()> {
    session.execute("DELETE FROM file_entry WHERE file = ?", params![file], CONTEXT)?;
    let sql = "SELECT name, sha256 FROM file_record WHERE id = ?";
    let (name, sha256): (String, String) = session.one(sql, params![file], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    let found = candidates(session, &name, &sha256)?;
    if found.is_empty() {
        return Ok(());
    }
    let sql = "SELECT edition, area FROM reply WHERE file = ? AND area IS NOT NULL";
    let replies: Vec<(i64, i64)> = session.all(sql, params![file], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    for candidate in found {
        let sql = "SELECT area FROM register_area WHERE record = ?";
        let areas: Vec<i64> = session.all(sql, params![candidate.record], |row| row.get(0), CONTEXT)?;
        let fits = |(edition, area): &(i64, i64)| *edition == candidate.edition && areas.contains(area);
        if replies.is_empty() || replies.iter().any(fits) || candidate.name == sha256 {
            let sql = "INSERT INTO file_entry (file, record, ordinal) VALUES (?, ?, ?)";
            session.execute(sql, params![file, candidate.record, candidate.ordinal], CONTEXT)?;
        }
    }
    Ok(())
}

/// Writes the receipts of all replies of an area for an edition.
fn settle_area(session: &Session, edition: i64, area: Option<i64>, of_reply: bool) -> Result<()> {
    let default = of_reply.then_some(SourceType::StateReply.code());
    let sent = sent(session, edition, area)?;
    let entries = match area {
        Some(area) => entered(session, edition, area)?,
        None => Vec::new(),
    };
    let receipts = settle(&sent, &entries, default);
    let sql = "INSERT INTO reply_receipt (reply, record, received_on, source, ambiguous) VALUES (?, ?, ?, ?, ?) \
               ON CONFLICT (reply) DO UPDATE SET record = excluded.record, received_on = excluded.received_on, \
               source = excluded.source, ambiguous = excluded.ambiguous";
    let rows = receipts.iter().map(|receipt| {
        row_of![receipt.reply, receipt.record, receipt.received_on.as_deref(), receipt.source.as_deref(), receipt.ambiguous]
    });
    let rows: Vec<_> = rows.collect();
    session.execute_each(sql, "iitti", &rows, CONTEXT)
}

fn sent(session: &Session, edition: i64, area: Option<i64>) -> Result<Vec<Sent>> {
    let sql = "SELECT reply.id, file_record.name, file_record.sha256, reply.received_on, file_record.source \
               FROM reply JOIN file_record ON file_record.id = reply.file \
               WHERE reply.edition = ? AND coalesce(reply.area, 0) = ? ORDER BY reply.id";
    let row = |row: &Row<'_>| {
        let letters = Vec::new();
        Ok(Sent {
            reply: row.get(0)?,
            name: row.get(1)?,
            sha256: row.get(2)?,
            letters,
            received_on: row.get(3)?,
            source: row.get(4)?,
        })
    };
    let mut sent = session.all(sql, params![edition, area.unwrap_or(0)], row, CONTEXT)?;
    for reply in &mut sent {
        let sql = "SELECT letter FROM reply_letter WHERE reply = ? ORDER BY letter";
        reply.letters = session.all(sql, params![reply.reply], |row| row.get(0), CONTEXT)?;
    }
    Ok(sent)
}

fn entered(session: &Session, edition: i64, area: i64) -> Result<Vec<Entered>> {
    let sql = "SELECT entry.id, entry.entry, entry.received_on, entry.source \
               FROM register_area AS spoken JOIN _register AS entry ON entry.id = spoken.record \
               WHERE spoken.area = ? AND entry.edition = ? ORDER BY entry.entry";
    let row = |row: &Row<'_>| {
        let attachments = Vec::new();
        Ok(Entered { record: row.get(0)?, entry: row.get(1)?, received_on: row.get(2)?, source: row.get(3)?, attachments })
    };
    let mut entries = session.all(sql, params![area, edition], row, CONTEXT)?;
    for entry in &mut entries {
        let sql = "SELECT name FROM register_file WHERE record = ? ORDER BY ordinal";
        entry.attachments = session.all(sql, params![entry.record], |row| row.get(0), CONTEXT)?;
    }
    Ok(entries)
}
