//! Bringing the tables of schemas in line with `schemas/`.

mod meaning;
mod tables;

use crate::error::{Doing, ErrorKind, Result, StoreError};
use crate::ids::{EditionIds, Ids};
use rustc_hash::FxHashMap;
use sqlx::{QueryBuilder, SqliteConnection};
use std::collections::hash_map::Entry;
use verbale_model::edition::Multi;
use verbale_model::layout::Layout;
use verbale_model::{CodeId, Edition, ItemKind, Schemas, Status, catalogue};

/// Goes up when this module writes something else for the same schemas.
const VERSION: u32 = 1;

/// Brings the tables in line and learns the ids.
pub(crate) async fn sync(connection: &mut SqliteConnection, schemas: &Schemas) -> Result<Ids> {
    let digest = state_of(schemas);
    let context = || "bring the schemas in line".to_owned();
    let known: Option<String> =
        sqlx::query_scalar("SELECT digest FROM schemas_state").fetch_optional(&mut *connection).await.doing(context)?;
    if known.as_ref() != Some(&digest) {
        check(connection, schemas).await?;
        tables::write(connection, schemas).await?;
        sqlx::query("INSERT INTO schemas_state (id, digest) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest")
            .bind(&digest)
            .execute(&mut *connection)
            .await
            .doing(context)?;
    }
    learn(connection, schemas).await
}

/// What the tables depend on: the schemas, and the catalogue and ways of this program.
fn state_of(schemas: &Schemas) -> String {
    let kinds: Vec<String> = catalogue::KINDS.iter().map(|kind| format!("{} {} {}", kind.code, kind.name, kind.severity)).collect();
    let catalogue = verbale_model::digest::hex(&verbale_model::digest::sha256(kinds.join("\n").as_bytes()));
    format!("{} {catalogue} {VERSION}", schemas.digest)
}

/// Refuses schemas that would give stored answers another meaning.
async fn check(connection: &mut SqliteConnection, schemas: &Schemas) -> Result<()> {
    let mut changes = Vec::new();
    for edition in &schemas.editions {
        let Some(id) = edition_id(connection, edition).await? else { continue };
        changes.extend(meaning::changes(connection, schemas, edition, id).await?);
    }
    if changes.is_empty() { Ok(()) } else { Err(StoreError::new(ErrorKind::Reinterprets(changes), "bring the schemas in line")) }
}

async fn edition_id(connection: &mut SqliteConnection, edition: &Edition) -> Result<Option<i64>> {
    sqlx::query_scalar("SELECT id FROM edition WHERE instrument = ? AND name = ?")
        .bind(&edition.instrument)
        .bind(&edition.name)
        .fetch_optional(connection)
        .await
        .doing(|| "look up an edition".to_owned())
}

/// Learns the ids of what the schemas hold.
async fn learn(connection: &mut SqliteConnection, schemas: &Schemas) -> Result<Ids> {
    let context = || "learn the ids of the schemas".to_owned();
    check_statuses(connection).await?;
    let mut editions = Vec::with_capacity(schemas.editions.len());
    for edition in &schemas.editions {
        let id = edition_id(connection, edition)
            .await?
            .ok_or_else(|| StoreError::fault(context(), "an edition of the schemas is missing"))?;
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT code, id FROM item WHERE edition = ?")
            .bind(id)
            .fetch_all(&mut *connection)
            .await
            .doing(context)?;
        let by_code: FxHashMap<String, i64> = rows.into_iter().collect();
        let items = edition.items.iter().map(|item| by_code.get(&item.code).copied());
        let items = items.collect::<Option<Vec<_>>>();
        let items = items.ok_or_else(|| StoreError::fault(context(), "an item of the schemas is missing"))?;
        let mut dimensions = Vec::with_capacity(edition.dimensions.len());
        for dimension in &edition.dimensions {
            let id = sqlx::query_scalar("SELECT id FROM dimension WHERE code = ?").bind(&dimension.code);
            dimensions.push(id.fetch_one(&mut *connection).await.doing(context)?);
        }
        editions.push(EditionIds { id, items, dimensions });
    }
    let rows: Vec<(String, i64)> = sqlx::query_as("SELECT code, id FROM code").fetch_all(&mut *connection).await.doing(context)?;
    let by_text: FxHashMap<String, i64> = rows.into_iter().collect();
    let mut codes = FxHashMap::default();
    for code in all_codes(schemas) {
        if let Some(&id) = by_text.get(schemas.codes.text(code)) {
            codes.insert(code, id);
        }
    }
    Ok(Ids::new(schemas, editions, codes))
}

/// The views join answers with their status: an answer whose status is missing would be lost there.
async fn check_statuses(connection: &mut SqliteConnection) -> Result<()> {
    let context = || "check the list of statuses".to_owned();
    let known: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, code FROM status ORDER BY id").fetch_all(connection).await.doing(context)?;
    let expected = Status::ALL.map(|status| (i64::from(status.id()), status.code()));
    if known.iter().map(|(id, code)| (*id, code.as_str())).eq(expected) {
        Ok(())
    } else {
        Err(StoreError::new(ErrorKind::Damaged, context()))
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

/// Rows of a statement.
const ROWS: usize = 1_000;

/// Writes all codes that are new; gives the ids of all.
async fn write_codes(connection: &mut SqliteConnection, schemas: &Schemas) -> Result<FxHashMap<CodeId, i64>> {
    let context = || "write the codes".to_owned();
    let rows: Vec<(String, i64)> = sqlx::query_as("SELECT code, id FROM code").fetch_all(&mut *connection).await.doing(context)?;
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
    for rows in fresh.chunks(ROWS) {
        let mut insert = QueryBuilder::new("INSERT INTO code (id, code) ");
        insert.push_values(rows, |mut row, (id, code)| {
            row.push_bind(*id).push_bind(*code);
        });
        insert.build().persistent(false).execute(&mut *connection).await.doing(context)?;
    }
    Ok(ids)
}
