//! The rows of the tables of schemas: a few thousand, which change once a year.

use super::{collection, selected, write_codes};
use crate::error::{Result, StoreError, int};
use crate::session::Session;
use crate::session::row::Row;
use crate::session::value::{Value, params, row_of};
use verbale_model::{Area, CodeId, Edition, Item, ItemKind, Schemas, catalogue};

/// Writes all of them.
pub(super) fn write(session: &Session, schemas: &Schemas) -> Result<()> {
    kinds(session)?;
    let codes = write_codes(session, schemas)?;
    let code_id = |code: CodeId| {
        codes.get(&code).copied().ok_or_else(|| StoreError::fault("write the codes", "a code of the schemas is in no list"))
    };
    regions(session, schemas)?;
    areas(session, &schemas.areas.list, code_id)?;
    collection::remove_crosswalks(session)?;
    dimensions(session, schemas)?;
    let mut items = Vec::new();
    for edition in &schemas.editions {
        let id = write_edition(session, edition)?;
        remove_items(session, edition, id)?;
        for (position, item) in edition.items.iter().enumerate() {
            items.push(item_row(schemas, id, (position, item), code_id)?);
        }
        collection::write(session, schemas, edition, id, code_id)?;
    }
    write_items(session, &items)?;
    collection::write_crosswalks(session, schemas)
}

fn kinds(session: &Session) -> Result<()> {
    let sql = "INSERT INTO kind (code, name, severity) VALUES (?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET name = excluded.name, severity = excluded.severity";
    let rows: Vec<_> = catalogue::KINDS.iter().map(|kind| row_of![kind.code, kind.name, kind.severity.code()]).collect();
    session.execute_each(sql, "ttt", &rows, "write the catalogue")
}

fn regions(session: &Session, schemas: &Schemas) -> Result<()> {
    let sql = "INSERT INTO region (code, parent, name_en, name_fr, name_es, name_ru, name_ar, name_zh) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name_en = excluded.name_en, name_fr = excluded.name_fr, \
               name_es = excluded.name_es, name_ru = excluded.name_ru, name_ar = excluded.name_ar, name_zh = excluded.name_zh";
    let rows = schemas.regions.iter().map(|region| {
        let mut row = row_of![region.code.as_str(), region.parent.as_deref()];
        row.extend(region.names.iter().map(|name| Value::from(name.as_str())));
        row
    });
    let rows: Vec<_> = rows.collect();
    session.execute_each(sql, "tttttttt", &rows, "write the regions")
}

fn areas(session: &Session, areas: &[Area], code_id: impl Fn(CodeId) -> Result<i64>) -> Result<()> {
    let sql = "INSERT INTO area_record \
               (code, kind, m49, name_en, name_fr, name_es, name_ru, name_ar, name_zh, region, subregion, part_of, footnote) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, m49 = excluded.m49, name_en = excluded.name_en, \
               name_fr = excluded.name_fr, name_es = excluded.name_es, name_ru = excluded.name_ru, name_ar = excluded.name_ar, \
               name_zh = excluded.name_zh, region = excluded.region, subregion = excluded.subregion, part_of = excluded.part_of, \
               footnote = excluded.footnote";
    let mut rows = Vec::with_capacity(areas.len());
    for area in areas {
        let mut row = row_of![code_id(area.code)?, area.kind.code(), area.m49.as_deref()];
        row.extend(area.names.iter().map(|name| Value::from(name.as_str())));
        row.extend(row_of![area.region.as_deref(), area.subregion.as_deref()]);
        row.extend(row_of![area.part_of.map(&code_id).transpose()?, area.footnote.as_deref()]);
        rows.push(row);
    }
    session.execute_each(sql, "ittttttttttit", &rows, "write the areas")
}

fn dimensions(session: &Session, schemas: &Schemas) -> Result<()> {
    let sql = "INSERT INTO dimension (code) VALUES (?) ON CONFLICT (code) DO NOTHING";
    let dimensions = schemas.editions.iter().flat_map(|edition| &edition.dimensions);
    let rows: Vec<_> = dimensions.map(|dimension| row_of![dimension.code.as_str()]).collect();
    session.execute_each(sql, "t", &rows, "write the dimensions")
}

fn write_edition(session: &Session, edition: &Edition) -> Result<i64> {
    let sql = "INSERT INTO edition (instrument, name, kind, title, origin, source, first_year, last_year, cutoff, digest) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (instrument, name) DO UPDATE SET kind = excluded.kind, title = excluded.title, \
               origin = excluded.origin, source = excluded.source, first_year = excluded.first_year, \
               last_year = excluded.last_year, cutoff = excluded.cutoff, digest = excluded.digest \
               RETURNING id";
    let origin = match edition.origin {
        verbale_model::edition::Origin::Official => "official",
        verbale_model::edition::Origin::Reconstructed => "reconstructed",
    };
    let (first, last) = edition.years.unzip();
    let cutoff = edition.cutoff.map(|day| day.to_string());
    let Edition { instrument, name, title, source, digest, .. } = edition;
    let kind = edition.kind.code();
    let values = params![instrument, name, kind, title, origin, source, first, last, cutoff, digest];
    session.one(sql, values, |row| row.get(0), "write the editions")
}

/// Removes items that the edition no longer has. That none of them has an answer was checked before; the database checks it again.
fn remove_items(session: &Session, edition: &Edition, id: i64) -> Result<()> {
    const CONTEXT: &str = "remove items";
    let sql = "SELECT id, code FROM item WHERE edition = ? ORDER BY id";
    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let stored: Vec<(i64, String)> = session.all(sql, params![id], row, CONTEXT)?;
    for (item, code) in stored {
        if !edition.items.iter().any(|kept| kept.code == code) {
            session.execute("DELETE FROM item WHERE id = ?", params![item], CONTEXT)?;
        }
    }
    Ok(())
}

fn item_row<'s>(
    schemas: &Schemas,
    edition: i64,
    (position, item): (usize, &'s Item),
    code_id: impl Fn(CodeId) -> Result<i64>,
) -> Result<Vec<Value<'s>>> {
    let mut row = row_of![edition, int(position)?, item.code.as_str(), item.section.as_str(), item.pillar.as_deref()];
    row.extend(row_of![item.stored_kind(), item.unit.as_deref(), item.required, item.external, item.is_comment]);
    row.extend(row_of![is_tallied(schemas, item), selected(item.kind).map(code_id).transpose()?]);
    Ok(row)
}

fn write_items(session: &Session, rows: &[Vec<Value<'_>>]) -> Result<()> {
    let sql = "INSERT INTO item \
               (edition, position, code, section, pillar, kind, unit, required, external, is_comment, tallied, selected) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (edition, code) DO UPDATE SET position = excluded.position, section = excluded.section, \
               pillar = excluded.pillar, kind = excluded.kind, unit = excluded.unit, required = excluded.required, \
               external = excluded.external, is_comment = excluded.is_comment, tallied = excluded.tallied, \
               selected = excluded.selected";
    session.execute_each(sql, "iitttttiiiii", rows, "write the items")
}

/// True if the item is one for `measure_tally`: its answers are those of a list that knows yes and no. Full, partial and none
/// (criminalization) have other columns in a report, and no place in this one.
fn is_tallied(schemas: &Schemas, item: &Item) -> bool {
    let list = match item.kind {
        _ if item.about_sender => return false,
        ItemKind::Choice(list) => list,
        ItemKind::Multi(multi) => multi.answers,
        _ => return false,
    };
    let list = schemas.list(list);
    ["yes", "no"].into_iter().all(|word| schemas.codes.get(word).is_some_and(|code| list.contains(code)))
}
