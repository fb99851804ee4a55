//! The rows of the tables of schemas. Single statements: there are a few thousand rows, and they change once a year.

use super::{selected, write_codes};
use crate::error::{Doing, Result, StoreError, int};
use sqlx::SqliteConnection;
use verbale_model::{Area, CodeId, Edition, Item, ItemKind, Schemas, catalogue};

/// Writes all of them.
pub(super) async fn write(connection: &mut SqliteConnection, schemas: &Schemas) -> Result<()> {
    kinds(connection).await?;
    let codes = write_codes(connection, schemas).await?;
    let code_id = |code: CodeId| {
        codes.get(&code).copied().ok_or_else(|| StoreError::fault("write the codes", "a code of the schemas is in no list"))
    };
    regions(connection, schemas).await?;
    for area in &schemas.areas.list {
        write_area(connection, area, code_id).await?;
    }
    for edition in &schemas.editions {
        let id = write_edition(connection, edition).await?;
        remove_items(connection, edition, id).await?;
        for (position, item) in edition.items.iter().enumerate() {
            write_item(connection, schemas, id, (position, item), code_id).await?;
        }
    }
    Ok(())
}

async fn kinds(connection: &mut SqliteConnection) -> Result<()> {
    let sql = "INSERT INTO kind (code, name, severity) VALUES (?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET name = excluded.name, severity = excluded.severity";
    for kind in catalogue::KINDS {
        let row = sqlx::query(sql).bind(kind.code).bind(kind.name).bind(kind.severity.code());
        row.execute(&mut *connection).await.doing(|| "write the catalogue".to_owned())?;
    }
    Ok(())
}

async fn regions(connection: &mut SqliteConnection, schemas: &Schemas) -> Result<()> {
    let sql = "INSERT INTO region (code, parent, name_en, name_fr, name_es, name_ru, name_ar, name_zh) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name_en = excluded.name_en, name_fr = excluded.name_fr, \
               name_es = excluded.name_es, name_ru = excluded.name_ru, name_ar = excluded.name_ar, name_zh = excluded.name_zh";
    for region in &schemas.regions {
        let mut row = sqlx::query(sql).bind(&region.code).bind(&region.parent);
        for name in &region.names {
            row = row.bind(name);
        }
        row.execute(&mut *connection).await.doing(|| "write the regions".to_owned())?;
    }
    Ok(())
}

async fn write_area(connection: &mut SqliteConnection, area: &Area, code_id: impl Fn(CodeId) -> Result<i64>) -> Result<()> {
    let sql = "INSERT INTO area_record \
               (code, kind, m49, name_en, name_fr, name_es, name_ru, name_ar, name_zh, region, subregion, part_of, footnote) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, m49 = excluded.m49, name_en = excluded.name_en, \
               name_fr = excluded.name_fr, name_es = excluded.name_es, name_ru = excluded.name_ru, name_ar = excluded.name_ar, \
               name_zh = excluded.name_zh, region = excluded.region, subregion = excluded.subregion, part_of = excluded.part_of, \
               footnote = excluded.footnote";
    let code = code_id(area.code)?;
    let part_of = area.part_of.map(code_id).transpose()?;
    let mut row = sqlx::query(sql).bind(code).bind(area.kind.code()).bind(&area.m49);
    for name in &area.names {
        row = row.bind(name);
    }
    let row = row.bind(&area.region).bind(&area.subregion).bind(part_of).bind(&area.footnote);
    row.execute(connection).await.doing(|| "write the areas".to_owned())?;
    Ok(())
}

async fn write_edition(connection: &mut SqliteConnection, edition: &Edition) -> Result<i64> {
    let context = || "write the editions".to_owned();
    for dimension in &edition.dimensions {
        let row = sqlx::query("INSERT INTO dimension (code) VALUES (?) ON CONFLICT (code) DO NOTHING").bind(&dimension.code);
        row.execute(&mut *connection).await.doing(context)?;
    }
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
    sqlx::query_scalar(sql)
        .bind(&edition.instrument)
        .bind(&edition.name)
        .bind(edition.kind.code())
        .bind(&edition.title)
        .bind(origin)
        .bind(&edition.source)
        .bind(edition.years.map(|(first, _)| first))
        .bind(edition.years.map(|(_, last)| last))
        .bind(edition.cutoff.map(|day| day.to_string()))
        .bind(&edition.digest)
        .fetch_one(connection)
        .await
        .doing(context)
}

/// Removes items that the edition no longer has. That none of them has an answer was checked before; the database checks it again.
async fn remove_items(connection: &mut SqliteConnection, edition: &Edition, id: i64) -> Result<()> {
    let context = || "remove items".to_owned();
    let stored: Vec<(i64, String)> = sqlx::query_as("SELECT id, code FROM item WHERE edition = ? ORDER BY id")
        .bind(id)
        .fetch_all(&mut *connection)
        .await
        .doing(context)?;
    for (item, code) in stored {
        if !edition.items.iter().any(|kept| kept.code == code) {
            sqlx::query("DELETE FROM item WHERE id = ?").bind(item).execute(&mut *connection).await.doing(context)?;
        }
    }
    Ok(())
}

async fn write_item(
    connection: &mut SqliteConnection,
    schemas: &Schemas,
    edition: i64,
    (position, item): (usize, &Item),
    code_id: impl Fn(CodeId) -> Result<i64>,
) -> Result<()> {
    let sql = "INSERT INTO item \
               (edition, position, code, section, pillar, kind, unit, required, external, is_comment, tallied, selected) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (edition, code) DO UPDATE SET position = excluded.position, section = excluded.section, \
               pillar = excluded.pillar, kind = excluded.kind, unit = excluded.unit, required = excluded.required, \
               external = excluded.external, is_comment = excluded.is_comment, tallied = excluded.tallied, \
               selected = excluded.selected";
    let selected = selected(item.kind).map(code_id).transpose()?;
    sqlx::query(sql)
        .bind(edition)
        .bind(int(position)?)
        .bind(&item.code)
        .bind(&item.section)
        .bind(&item.pillar)
        .bind(item.stored_kind())
        .bind(&item.unit)
        .bind(item.required)
        .bind(item.external)
        .bind(item.is_comment)
        .bind(is_tallied(schemas, item))
        .bind(selected)
        .execute(connection)
        .await
        .doing(|| "write the items".to_owned())?;
    Ok(())
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
