//! Whom editions were sent to, and how they stand to earlier ones.

use crate::error::{Result, StoreError};
use crate::session::Session;
use crate::session::value::params;
use verbale_model::crosswalk::CrosswalkLine;
use verbale_model::{CodeId, Edition, EditionKind, Schemas};

/// Writes the collection of an edition and its addressees.
pub(super) fn write(
    session: &Session,
    schemas: &Schemas,
    edition: &Edition,
    id: i64,
    code_id: impl Fn(CodeId) -> Result<i64>,
) -> Result<()> {
    const CONTEXT: &str = "write the addressees";
    session.execute("DELETE FROM addressee_record WHERE edition = ?", params![id], CONTEXT)?;
    session.execute("DELETE FROM collection_record WHERE edition = ?", params![id], CONTEXT)?;
    if edition.kind == EditionKind::Dataset {
        return Ok(());
    }
    let collection = &edition.collection;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let sql = "INSERT INTO collection_record (edition, note, sent_on, deadline) VALUES (?, ?, ?, ?)";
    session.execute(sql, params![id, collection.note, day(collection.sent_on), day(collection.deadline)], CONTEXT)?;
    for area in schemas.areas.list.iter().filter(|area| collection.addresses(area)) {
        let sql = "INSERT INTO addressee_record (edition, area) VALUES (?, ?)";
        session.execute(sql, params![id, code_id(area.code)?], CONTEXT)?;
    }
    Ok(())
}

/// Removes all crosswalks, so that an item that is gone is named by none.
pub(super) fn remove_crosswalks(session: &Session) -> Result<()> {
    session.execute("DELETE FROM crosswalk_record", &[], "remove the crosswalks")?;
    Ok(())
}

/// Writes the crosswalk of an edition; all editions and items are there.
pub(super) fn write_crosswalk(session: &Session, edition: &Edition) -> Result<()> {
    const CONTEXT: &str = "write the crosswalks";
    let path = edition.path();
    for CrosswalkLine { item, earlier, earlier_item, relation, note } in &edition.crosswalk {
        let item = item.map(|item| item_id(session, &path, &edition.item(item).code)).transpose()?;
        let earlier_id = item_id(session, earlier, earlier_item)?;
        let sql = "INSERT INTO crosswalk_record (edition, item, earlier_edition, earlier_item, relation, note) \
                   VALUES ((SELECT id FROM edition WHERE instrument || '/' || name = ?), ?, \
                   (SELECT edition FROM item WHERE id = ?), ?, ?, ?)";
        session.execute(sql, params![path, item, earlier_id, earlier_id, relation.code(), note], CONTEXT)?;
    }
    Ok(())
}

fn item_id(session: &Session, path: &str, code: &str) -> Result<i64> {
    const CONTEXT: &str = "look up an item";
    let sql = "SELECT item.id FROM item JOIN edition ON edition.id = item.edition \
               WHERE edition.instrument || '/' || edition.name = ? AND item.code = ?";
    let found = session.first(sql, params![path, code], |row| row.get(0), CONTEXT)?;
    found.ok_or_else(|| StoreError::fault(CONTEXT, "an item of a crosswalk is missing"))
}
