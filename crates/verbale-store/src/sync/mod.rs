//! Bringing the tables of schemas in line with `schemas/`.

mod collection;
mod meaning;
mod tables;

use crate::error::{ErrorKind, Result, StoreError};
use crate::ids::{Blocks, EditionIds, Ids, Numbered};
use crate::session::Session;
use crate::session::bulk::Bulk;
use crate::session::row::Row;
use crate::session::value::params;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use verbale_model::edition::{Dimension, Multi};
use verbale_model::layout::Layout;
use verbale_model::{CodeId, Edition, Item, ItemKind, Schemas, Status, catalogue};

/// Goes up when this module writes something else for the same schemas.
const VERSION: u32 = 2;

const CONTEXT: &str = "bring the schemas in line";

/// Brings the tables in line.
pub(crate) fn sync(session: &Session, schemas: &Schemas) -> Result<()> {
    let digest = state_of(&schemas.digest);
    if known(session)?.as_ref() != Some(&digest) {
        session.lock_schemas()?;
    }
    // Another process may have been faster between the look and the lock.
    if known(session)?.as_ref() != Some(&digest) {
        check(session, schemas)?;
        tables::write(session, schemas)?;
        let sql = "INSERT INTO schemas_state (id, digest) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest";
        session.execute(sql, params![digest], CONTEXT)?;
    }
    Ok(())
}

/// True if they are in line already with the schemas of a digest. A database that lacks a status is refused.
pub(crate) fn in_line(session: &Session, digest: &str) -> Result<bool> {
    check_statuses(session)?;
    Ok(known(session)? == Some(state_of(digest)))
}

/// Refuses to load by schemas that another process has replaced in a shared database since. `SQLite` has one importer.
pub(crate) fn still_in_line(session: &Session, schemas: &Schemas) -> Result<()> {
    if matches!(session, Session::Sqlite(_)) { Ok(()) } else { same(known(session)?.as_deref(), schemas) }
}

/// Refuses schemas other than those that the database says it was filled from.
pub(crate) fn same(known: Option<&str>, schemas: &Schemas) -> Result<()> {
    if known == Some(&*state_of(&schemas.digest)) { Ok(()) } else { Err(StoreError::new(ErrorKind::OtherSchemas, CONTEXT)) }
}

/// What the tables were filled from, if they were.
fn known(session: &Session) -> Result<Option<String>> {
    session.first("SELECT digest FROM schemas_state", &[], |row| row.get(0), CONTEXT)
}

/// What the tables depend on: the schemas, and the catalogue and ways of this program.
fn state_of(digest: &str) -> String {
    let kinds: Vec<String> = catalogue::KINDS.iter().map(|kind| format!("{} {} {}", kind.code, kind.name, kind.severity)).collect();
    let catalogue = verbale_model::digest::hex(&verbale_model::digest::sha256(kinds.join("\n").as_bytes()));
    format!("{digest} {catalogue} {VERSION}")
}

/// Refuses schemas that would give stored answers another meaning.
fn check(session: &Session, schemas: &Schemas) -> Result<()> {
    let mut changes = Vec::new();
    for edition in &schemas.editions {
        let Some(id) = edition_id(session, edition)? else { continue };
        changes.extend(meaning::changes(session, schemas, edition, id)?);
    }
    if changes.is_empty() { Ok(()) } else { Err(StoreError::new(ErrorKind::Reinterprets(changes), CONTEXT)) }
}

fn edition_id(session: &Session, edition: &Edition) -> Result<Option<i64>> {
    let sql = "SELECT id FROM edition WHERE instrument = ? AND name = ?";
    session.first(sql, params![&edition.instrument, &edition.name], |row| row.get(0), "look up an edition")
}

/// Learns the ids of what the schemas hold, once.
pub(crate) fn learn(session: &Session, ids: &mut Ids, schemas: &Schemas) -> Result<()> {
    const CONTEXT: &str = "learn the ids of the schemas";
    if ids.check(schemas)? {
        return Ok(());
    }
    let named_by_path = session.all("SELECT instrument || '/' || name, id FROM edition", &[], named, CONTEXT)?;
    let by_path: FxHashMap<String, i64> = named_by_path.into_iter().collect();
    let of_edition = |row: &Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
    let items = session.all("SELECT edition, code, id FROM item", &[], of_edition, CONTEXT)?;
    let items: FxHashMap<(i64, String), i64> = items.into_iter().collect();
    let dimensions: FxHashMap<String, i64> =
        session.all("SELECT code, id FROM dimension", &[], named, CONTEXT)?.into_iter().collect();
    let missing = |what: &str| StoreError::fault(CONTEXT, format!("{what} of the schemas is missing"));
    let mut editions = Vec::with_capacity(schemas.editions.len());
    for edition in &schemas.editions {
        let id = *by_path.get(&edition.path()).ok_or_else(|| missing("an edition"))?;
        let item = |item: &Item| items.get(&(id, item.code.clone())).copied().ok_or_else(|| missing("an item"));
        let items = edition.items.iter().map(item).collect::<Result<_>>()?;
        let dimension = |found: &Dimension| dimensions.get(&found.code).copied().ok_or_else(|| missing("a dimension"));
        let dimensions = edition.dimensions.iter().map(dimension).collect::<Result<_>>()?;
        editions.push(EditionIds { id, items, dimensions });
    }
    let by_text: FxHashMap<String, i64> = session.all("SELECT code, id FROM code", &[], named, CONTEXT)?.into_iter().collect();
    let mut codes = FxHashMap::default();
    for code in all_codes(schemas) {
        if let Some(&id) = by_text.get(schemas.codes.text(code)) {
            codes.insert(code, id);
        }
    }
    ids.learn(editions, codes);
    Ok(())
}

/// A code and its id.
fn named(row: &Row<'_>) -> Result<(String, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// The views join answers with their status: an answer whose status is missing would be lost there.
fn check_statuses(session: &Session) -> Result<()> {
    const CONTEXT: &str = "check the list of statuses";
    let known = session.all("SELECT code, id FROM status ORDER BY id", &[], named, CONTEXT)?;
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
fn write_codes(session: &Session, schemas: &Schemas) -> Result<FxHashMap<CodeId, i64>> {
    let rows = session.all("SELECT code, id FROM code", &[], named, "write the codes")?;
    let known: FxHashMap<String, i64> = rows.into_iter().collect();
    let mut ids = FxHashMap::default();
    let mut fresh = Vec::new();
    for code in all_codes(schemas) {
        if let Entry::Vacant(vacant) = ids.entry(code) {
            match known.get(schemas.codes.text(code)) {
                Some(id) => drop(vacant.insert(*id)),
                None => {
                    vacant.insert(0);
                    fresh.push(code);
                }
            }
        }
    }
    let first = Blocks::default().take(session, Numbered::Code, fresh.len())?;
    let fresh: Vec<(i64, &str)> = (first..)
        .zip(fresh)
        .map(|(id, code)| {
            ids.insert(code, id);
            (id, schemas.codes.text(code))
        })
        .collect();
    Bulk::new("code", "it", &["id", "code"]).insert_all(session, fresh, |values, (id, code)| {
        values.add(id)?.add(code)?;
        Ok(())
    })?;
    Ok(ids)
}
