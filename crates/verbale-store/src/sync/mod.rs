//! Bringing the tables of schemas in line with `schemas/`.

mod meaning;
mod tables;

use crate::error::{ErrorKind, Result, StoreError};
use crate::ids::{EditionIds, Ids};
use crate::sqlite::bulk::Bulk;
use crate::sqlite::direct::Direct;
use rusqlite::Row;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use verbale_model::edition::Multi;
use verbale_model::layout::Layout;
use verbale_model::{CodeId, Edition, ItemKind, Schemas, Status, catalogue};

/// Goes up when this module writes something else for the same schemas.
const VERSION: u32 = 1;

/// Brings the tables in line and learns the ids.
pub(crate) fn sync(direct: &Direct, schemas: &Schemas) -> Result<Ids> {
    const CONTEXT: &str = "bring the schemas in line";
    let digest = state_of(schemas);
    let known: Option<String> = direct.first("SELECT digest FROM schemas_state", [], |row| row.get(0), CONTEXT)?;
    if known.as_ref() != Some(&digest) {
        check(direct, schemas)?;
        tables::write(direct, schemas)?;
        let sql = "INSERT INTO schemas_state (id, digest) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest";
        direct.execute(sql, [&digest], CONTEXT)?;
    }
    learn(direct, schemas)
}

/// What the tables depend on: the schemas, and the catalogue and ways of this program.
fn state_of(schemas: &Schemas) -> String {
    let kinds: Vec<String> = catalogue::KINDS.iter().map(|kind| format!("{} {} {}", kind.code, kind.name, kind.severity)).collect();
    let catalogue = verbale_model::digest::hex(&verbale_model::digest::sha256(kinds.join("\n").as_bytes()));
    format!("{} {catalogue} {VERSION}", schemas.digest)
}

/// Refuses schemas that would give stored answers another meaning.
fn check(direct: &Direct, schemas: &Schemas) -> Result<()> {
    let mut changes = Vec::new();
    for edition in &schemas.editions {
        let Some(id) = edition_id(direct, edition)? else { continue };
        changes.extend(meaning::changes(direct, schemas, edition, id)?);
    }
    if changes.is_empty() { Ok(()) } else { Err(StoreError::new(ErrorKind::Reinterprets(changes), "bring the schemas in line")) }
}

fn edition_id(direct: &Direct, edition: &Edition) -> Result<Option<i64>> {
    let sql = "SELECT id FROM edition WHERE instrument = ? AND name = ?";
    direct.first(sql, [&edition.instrument, &edition.name], |row| row.get(0), "look up an edition")
}

/// Learns the ids of what the schemas hold.
fn learn(direct: &Direct, schemas: &Schemas) -> Result<Ids> {
    const CONTEXT: &str = "learn the ids of the schemas";
    check_statuses(direct)?;
    let mut editions = Vec::with_capacity(schemas.editions.len());
    for edition in &schemas.editions {
        let id = edition_id(direct, edition)?;
        let id = id.ok_or_else(|| StoreError::fault(CONTEXT, "an edition of the schemas is missing"))?;
        let rows = direct.all("SELECT code, id FROM item WHERE edition = ?", [id], named, CONTEXT)?;
        let by_code: FxHashMap<String, i64> = rows.into_iter().collect();
        let items = edition.items.iter().map(|item| by_code.get(&item.code).copied());
        let items = items.collect::<Option<Vec<_>>>();
        let items = items.ok_or_else(|| StoreError::fault(CONTEXT, "an item of the schemas is missing"))?;
        let dimension = |code: &String| direct.one("SELECT id FROM dimension WHERE code = ?", [code], |row| row.get(0), CONTEXT);
        let dimensions = edition.dimensions.iter().map(|found| dimension(&found.code)).collect::<Result<_>>()?;
        editions.push(EditionIds { id, items, dimensions });
    }
    let by_text: FxHashMap<String, i64> = direct.all("SELECT code, id FROM code", [], named, CONTEXT)?.into_iter().collect();
    let mut codes = FxHashMap::default();
    for code in all_codes(schemas) {
        if let Some(&id) = by_text.get(schemas.codes.text(code)) {
            codes.insert(code, id);
        }
    }
    Ok(Ids::new(schemas, editions, codes))
}

/// A code and its id.
fn named(row: &Row<'_>) -> rusqlite::Result<(String, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// The views join answers with their status: an answer whose status is missing would be lost there.
fn check_statuses(direct: &Direct) -> Result<()> {
    const CONTEXT: &str = "check the list of statuses";
    let known = direct.all("SELECT code, id FROM status ORDER BY id", [], named, CONTEXT)?;
    let expected = Status::ALL.map(|status| (status.code(), i64::from(status.id())));
    if known.iter().map(|(code, id)| (code.as_str(), *id)).eq(expected) {
        Ok(())
    } else {
        Err(StoreError::new(ErrorKind::Damaged, CONTEXT))
    }
}

/// All codes that answers of these schemas can have, in the order of the schemas; some more than once.
fn all_codes(schemas: &Schemas) -> impl Iterator<Item = CodeId> {
    let areas = schemas.areas.list.iter().flat_map(|area| std::iter::once(area.code).chain(area.part_of));
    let lists = schemas.lists.iter().flat_map(|list| &list.codes).map(|entry| entry.code);
    let selected = schemas.editions.iter().flat_map(|edition| &edition.items).filter_map(|item| selected(item.kind));
    let defaults = schemas.editions.iter().flat_map(|edition| &edition.layouts).flat_map(|layout| match layout {
        Layout::Records(records) => records.defaults.as_slice(),
        Layout::Form(_) => &[],
    });
    areas.chain(lists).chain(selected).chain(defaults.map(|(_, code)| *code))
}

/// The answer code of an option selected, for a multi item.
const fn selected(kind: ItemKind) -> Option<CodeId> {
    match kind {
        ItemKind::Multi(Multi { selected, .. }) => Some(selected),
        _ => None,
    }
}

/// Writes all codes that are new; gives the ids of all.
fn write_codes(direct: &Direct, schemas: &Schemas) -> Result<FxHashMap<CodeId, i64>> {
    let rows = direct.all("SELECT code, id FROM code", [], named, "write the codes")?;
    let mut next = rows.iter().map(|(_, id)| *id).max().unwrap_or(0) + 1;
    let known: FxHashMap<String, i64> = rows.into_iter().collect();
    let mut ids = FxHashMap::default();
    let mut fresh = Vec::new();
    for code in all_codes(schemas) {
        if let Entry::Vacant(vacant) = ids.entry(code) {
            let text = schemas.codes.text(code);
            vacant.insert(known.get(text).copied().unwrap_or_else(|| {
                fresh.push((next, text));
                next += 1;
                next - 1
            }));
        }
    }
    Bulk::new("code", &["id", "code"]).insert_all(direct, fresh, |values, (id, code)| {
        values.add(id)?.add(code)?;
        Ok(())
    })?;
    Ok(ids)
}
