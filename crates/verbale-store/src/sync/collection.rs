//! Whom editions were sent to, and how they stand to earlier ones.

use crate::error::{Result, StoreError};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::{params, row_of};
use std::collections::HashMap;
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
    let addressed = schemas.areas.list.iter().filter(|area| collection.addresses(area));
    let rows = addressed.map(|area| Ok(row_of![id, code_id(area.code)?])).collect::<Result<Vec<_>>>()?;
    session.execute_each("INSERT INTO addressee_record (edition, area) VALUES (?, ?)", "ii", &rows, CONTEXT)
}

/// Removes all crosswalks, so that an item that is gone is named by none.
pub(super) fn remove_crosswalks(session: &Session) -> Result<()> {
    session.execute("DELETE FROM crosswalk_record", &[], "remove the crosswalks")?;
    Ok(())
}

/// Writes the crosswalks of all editions; these and all items are there.
pub(super) fn write_crosswalks(session: &Session, schemas: &Schemas) -> Result<()> {
    const CONTEXT: &str = "write the crosswalks";
    if schemas.editions.iter().all(|edition| edition.crosswalk.is_empty()) {
        return Ok(());
    }
    let sql = "SELECT edition.instrument || '/' || edition.name, item.code, edition.id, item.id \
               FROM item JOIN edition ON edition.id = item.edition";
    let row = |row: &Row<'_>| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)));
    let ids: HashMap<(String, String), (i64, i64)> = session.all(sql, &[], row, CONTEXT)?.into_iter().collect();
    let of = |path: &str, code: &str| {
        let found = ids.get(&(path.to_owned(), code.to_owned())).copied();
        found.ok_or_else(|| StoreError::fault(CONTEXT, "an item of a crosswalk is missing"))
    };
    let editions = session.all("SELECT instrument || '/' || name, id FROM edition", &[], super::named, CONTEXT)?;
    let mut rows = Vec::new();
    for edition in &schemas.editions {
        let path = edition.path();
        let id = editions.iter().find(|(known, _)| *known == path).map(|(_, id)| *id);
        for CrosswalkLine { item, earlier, earlier_item, relation, note } in &edition.crosswalk {
            let item = item.map(|item| of(&path, &edition.item(item).code)).transpose()?.map(|(_, item)| item);
            let (earlier, earlier_item) = of(earlier, earlier_item)?;
            rows.push(row_of![id, item, earlier, earlier_item, relation.code(), note.as_str()]);
        }
    }
    let sql = "INSERT INTO crosswalk_record (edition, item, earlier_edition, earlier_item, relation, note) \
               VALUES (?, ?, ?, ?, ?, ?)";
    session.execute_each(sql, "iiiitt", &rows, CONTEXT)
}
