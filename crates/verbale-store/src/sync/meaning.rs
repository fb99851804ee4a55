//! Whether changed schemas would give stored answers another meaning.
//!
//! Labels, sections and pillars may change, items and codes may be added, and what no answer uses may go. What an answer was
//! read as may not change under it.

use crate::error::Result;
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::params;
use verbale_model::codelist::ListId;
use verbale_model::{CodeId, Edition, Item, ItemKind, Schemas};

/// The changes to an edition that must not be, in words.
pub(super) fn changes(session: &Session, schemas: &Schemas, edition: &Edition, id: i64) -> Result<Vec<String>> {
    const CONTEXT: &str = "compare the schemas with stored answers";
    if !session.one("SELECT EXISTS (SELECT 1 FROM reply WHERE edition = ?)", params![id], |row| row.get::<bool>(0), CONTEXT)? {
        return Ok(Vec::new());
    }
    let path = edition.path();
    let mut changes = Vec::new();
    let kind: String = session.one("SELECT kind FROM edition WHERE id = ?", params![id], |row| row.get(0), CONTEXT)?;
    if kind != edition.kind.code() {
        changes.push(format!("{path} was a {kind} and would be a {}", edition.kind.code()));
    }
    items(session, edition, id, &mut changes)?;
    answer_codes(session, schemas, edition, id, &mut changes)?;
    dimension_codes(session, schemas, edition, id, &mut changes)?;
    Ok(changes)
}

fn items(session: &Session, edition: &Edition, id: i64, changes: &mut Vec<String>) -> Result<()> {
    let sql = "SELECT code, kind, unit FROM item WHERE edition = ? AND EXISTS (SELECT 1 FROM series WHERE series.item = item.id) \
               ORDER BY position";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let stored: Vec<(String, String, Option<String>)> =
        session.all(sql, params![id], row, "compare the items with stored answers")?;
    let path = edition.path();
    for (code, kind, unit) in stored {
        let Some(item) = item_of(edition, &code) else {
            changes.push(format!("{path} item {code} would be gone"));
            continue;
        };
        if item.stored_kind() != kind {
            changes.push(format!("{path} item {code} was {kind} and would be {}", item.stored_kind()));
        }
        if item.unit != unit {
            let (was, would) = (unit.as_deref().unwrap_or("none"), item.unit.as_deref().unwrap_or("none"));
            changes.push(format!("{path} item {code} was counted in {was} and would be in {would}"));
        }
    }
    Ok(())
}

fn answer_codes(session: &Session, schemas: &Schemas, edition: &Edition, id: i64, changes: &mut Vec<String>) -> Result<()> {
    let sql = "SELECT DISTINCT item.code, code.code FROM series JOIN item ON item.id = series.item \
               JOIN answer ON answer.series = series.id JOIN code ON code.id = answer.code WHERE series.edition = ? ORDER BY 1, 2";
    for (item, code) in session.all(sql, params![id], two_texts, "compare the answer codes with stored answers")? {
        let known = |kind, code| match kind {
            ItemKind::Choice(list) => has(schemas, list, code),
            ItemKind::Multi(multi) => multi.selected == code || has(schemas, multi.answers, code),
            _ => false,
        };
        // That the item itself is gone or of another kind is said by `items`.
        let Some(kind) = item_of(edition, &item).map(|item| item.kind) else { continue };
        if !matches!(kind, ItemKind::Choice(_) | ItemKind::Multi(_)) {
            continue;
        }
        if !schemas.codes.get(&code).is_some_and(|code| known(kind, code)) {
            changes.push(format!("{} item {item} would lose the answer {code}", edition.path()));
        }
    }
    Ok(())
}

fn dimension_codes(session: &Session, schemas: &Schemas, edition: &Edition, id: i64, changes: &mut Vec<String>) -> Result<()> {
    let sql = "SELECT DISTINCT dimension.code, code.code FROM series \
               JOIN series_dimension ON series_dimension.series = series.id \
               JOIN dimension ON dimension.id = series_dimension.dimension JOIN code ON code.id = series_dimension.code \
               WHERE series.edition = ? ORDER BY 1, 2";
    for (dimension, code) in session.all(sql, params![id], two_texts, "compare the dimensions with stored answers")? {
        let known = |code| {
            let found = edition.dimension(&dimension).and_then(|id| edition.dimensions.get(usize::from(id.0)));
            found.is_some_and(|found| has(schemas, found.list, code) || (found.areas && schemas.areas.get(code).is_some()))
        };
        if !schemas.codes.get(&code).is_some_and(known) {
            changes.push(format!("{} dimension {dimension} would lose the code {code}", edition.path()));
        }
    }
    Ok(())
}

fn two_texts(row: &Row<'_>) -> Result<(String, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn item_of<'a>(edition: &'a Edition, code: &str) -> Option<&'a Item> {
    edition.items.iter().find(|item| item.code == code)
}

fn has(schemas: &Schemas, list: ListId, code: CodeId) -> bool {
    schemas.list(list).contains(code)
}
