//! The rows of the tables of schemas. Single statements: there are a few thousand rows, and they change once a year.

use super::{collection, selected, write_codes};
use crate::error::{Result, StoreError, int};
use crate::session::Session;
use crate::session::value::params;
use verbale_model::{Area, CodeId, Edition, Item, ItemKind, Schemas, catalogue};

/// Writes all of them.
pub(super) fn write(session: &Session, schemas: &Schemas) -> Result<()> {
    kinds(session)?;
    let codes = write_codes(session, schemas)?;
    let code_id = |code: CodeId| {
        codes.get(&code).copied().ok_or_else(|| StoreError::fault("write the codes", "a code of the schemas is in no list"))
    };
    regions(session, schemas)?;
    for area in &schemas.areas.list {
        write_area(session, area, code_id)?;
    }
    collection::remove_crosswalks(session)?;
    for edition in &schemas.editions {
        let id = write_edition(session, edition)?;
        remove_items(session, edition, id)?;
        for (position, item) in edition.items.iter().enumerate() {
            write_item(session, schemas, id, (position, item), code_id)?;
        }
        collection::write(session, schemas, edition, id, code_id)?;
    }
    for edition in &schemas.editions {
        collection::write_crosswalk(session, edition)?;
    }
    Ok(())
}

fn kinds(session: &Session) -> Result<()> {
    let sql = "INSERT INTO kind (code, name, severity) VALUES (?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET name = excluded.name, severity = excluded.severity";
    for kind in catalogue::KINDS {
        session.execute(sql, params![kind.code, kind.name, kind.severity.code()], "write the catalogue")?;
    }
    Ok(())
}

fn regions(session: &Session, schemas: &Schemas) -> Result<()> {
    let sql = "INSERT INTO region (code, parent, name_en, name_fr, name_es, name_ru, name_ar, name_zh) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name_en = excluded.name_en, name_fr = excluded.name_fr, \
               name_es = excluded.name_es, name_ru = excluded.name_ru, name_ar = excluded.name_ar, name_zh = excluded.name_zh";
    for region in &schemas.regions {
        let [en, fr, es, ru, ar, zh] = &region.names;
        session.execute(sql, params![region.code, region.parent, en, fr, es, ru, ar, zh], "write the regions")?;
    }
    Ok(())
}

fn write_area(session: &Session, area: &Area, code_id: impl Fn(CodeId) -> Result<i64>) -> Result<()> {
    let sql = "INSERT INTO area_record \
               (code, kind, m49, name_en, name_fr, name_es, name_ru, name_ar, name_zh, region, subregion, part_of, footnote) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, m49 = excluded.m49, name_en = excluded.name_en, \
               name_fr = excluded.name_fr, name_es = excluded.name_es, name_ru = excluded.name_ru, name_ar = excluded.name_ar, \
               name_zh = excluded.name_zh, region = excluded.region, subregion = excluded.subregion, part_of = excluded.part_of, \
               footnote = excluded.footnote";
    let code = code_id(area.code)?;
    let part_of = area.part_of.map(code_id).transpose()?;
    let [en, fr, es, ru, ar, zh] = &area.names;
    let Area { m49, region, subregion, footnote, .. } = area;
    let kind = area.kind.code();
    let values = params![code, kind, m49, en, fr, es, ru, ar, zh, region, subregion, part_of, footnote];
    session.execute(sql, values, "write the areas")?;
    Ok(())
}

fn write_edition(session: &Session, edition: &Edition) -> Result<i64> {
    const CONTEXT: &str = "write the editions";
    for dimension in &edition.dimensions {
        let sql = "INSERT INTO dimension (code) VALUES (?) ON CONFLICT (code) DO NOTHING";
        session.execute(sql, params![&dimension.code], CONTEXT)?;
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
    let (first, last) = edition.years.unzip();
    let cutoff = edition.cutoff.map(|day| day.to_string());
    let Edition { instrument, name, title, source, digest, .. } = edition;
    let kind = edition.kind.code();
    let values = params![instrument, name, kind, title, origin, source, first, last, cutoff, digest];
    session.one(sql, values, |row| row.get(0), CONTEXT)
}

/// Removes items that the edition no longer has. That none of them has an answer was checked before; the database checks it again.
fn remove_items(session: &Session, edition: &Edition, id: i64) -> Result<()> {
    const CONTEXT: &str = "remove items";
    let sql = "SELECT id, code FROM item WHERE edition = ? ORDER BY id";
    let stored: Vec<(i64, String)> = session.all(sql, params![id], |row| Ok((row.get(0)?, row.get(1)?)), CONTEXT)?;
    for (item, code) in stored {
        if !edition.items.iter().any(|kept| kept.code == code) {
            session.execute("DELETE FROM item WHERE id = ?", params![item], CONTEXT)?;
        }
    }
    Ok(())
}

fn write_item(
    session: &Session,
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
    let Item { code, section, pillar, unit, required, external, is_comment, .. } = item;
    let (position, kind, tallied) = (int(position)?, item.stored_kind(), is_tallied(schemas, item));
    let values = params![edition, position, code, section, pillar, kind, unit, required, external, is_comment, tallied, selected];
    session.execute(sql, values, "write the items")?;
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
