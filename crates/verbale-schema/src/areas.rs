//! `areas.csv`, `area_names.csv`, `regions.csv`.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{NAME_COLUMNS, Row, Table};
use verbale_model::area::{Area, NameKind, NamedArea};
use verbale_model::fold::fold;
use verbale_model::schemas::Region;
use verbale_model::{AreaKind, Schemas};

const AREAS: &str = "areas.csv";
const NAMES: &str = "area_names.csv";
const REGIONS: &str = "regions.csv";

pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    regions(files, schemas, faults);
    let fixed = ["code", "kind", "m49", "iso2", "region", "subregion", "part_of", "since", "until", "footnote", "source"];
    let columns: Vec<&str> = fixed.into_iter().chain(NAME_COLUMNS).collect();
    let mut parts = Vec::new();
    for text in files.all(AREAS) {
        let table = Table::read(AREAS, text, &columns, faults);
        for row in table.rows() {
            if let Some(area) = area(&row, schemas, faults) {
                if let Some(whole) = row.optional("part_of") {
                    parts.push((row.line, area.code, whole.to_owned()));
                }
                schemas.areas.index.insert(area.code, schemas.areas.list.len());
                schemas.areas.list.push(area);
            }
        }
    }
    for (line, part, whole) in parts {
        match schemas.codes.get(&whole).filter(|code| schemas.areas.get(*code).is_some()) {
            Some(code) => schemas.areas.list[schemas.areas.index[&part]].part_of = Some(code),
            None => faults.unknown(
                AREAS,
                Some(line),
                "area",
                &whole,
                schemas.areas.list.iter().map(|area| schemas.codes.text(area.code)),
            ),
        }
    }
    official_names(schemas, faults);
    for text in files.all(NAMES) {
        let table = Table::read(NAMES, text, &["area", "lang", "name", "kind", "since", "until", "note"], faults);
        for row in table.rows() {
            other_name(&row, schemas, faults);
        }
    }
    schemas.areas.sorted_names = schemas.areas.names.iter().map(|(name, named)| (name.clone(), *named)).collect();
    schemas.areas.sorted_names.sort_by(|left, right| left.0.cmp(&right.0));
}

fn regions(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    let columns: Vec<&str> = ["code", "parent"].into_iter().chain(NAME_COLUMNS).collect();
    for text in files.all(REGIONS) {
        let table = Table::read(REGIONS, text, &columns, faults);
        for row in table.rows() {
            let code = row.get("code").to_owned();
            schemas.regions.push(Region { code, parent: row.optional("parent").map(str::to_owned), names: row.six("name") });
        }
    }
    let known: Vec<String> = schemas.regions.iter().map(|region| region.code.clone()).collect();
    for region in &schemas.regions {
        if let Some(parent) = region.parent.as_ref().filter(|parent| !known.contains(parent)) {
            faults.unknown(REGIONS, None, "region", parent, known.iter().map(String::as_str));
        }
    }
}

fn area(row: &Row<'_>, schemas: &mut Schemas, faults: &mut Faults) -> Option<Area> {
    let text = row.required("code", faults)?;
    let kind: AreaKind = row.word("kind", faults)?;
    let code = schemas.codes.intern(text);
    if schemas.areas.get(code).is_some() {
        faults.add(AREAS, Some(row.line), format!("area `{text}` stands twice"));
        return None;
    }
    let names = row.six("name");
    if names[0].is_empty() || kind.is_state() && names.iter().any(String::is_empty) {
        faults.add(
            AREAS,
            Some(row.line),
            format!("`{text}` lacks a name; a State needs one in each of the six languages, any other area in English"),
        );
    }
    for column in ["region", "subregion"] {
        if let Some(code) = row.optional(column).filter(|code| !schemas.regions.iter().any(|region| region.code == **code)) {
            faults.unknown(AREAS, Some(row.line), column, code, schemas.regions.iter().map(|region| region.code.as_str()));
        }
    }
    let optional = |column| row.optional(column).map(str::to_owned);
    let iso2 = optional("iso2");
    let (m49, region, subregion, footnote) = (optional("m49"), optional("region"), optional("subregion"), optional("footnote"));
    let (since, until) = (row.date("since", faults), row.date("until", faults));
    Some(Area { code, kind, m49, iso2, names, region, subregion, part_of: None, since, until, footnote })
}

/// Codes and official names. Two areas with one name would make every reply from either ambiguous.
fn official_names(schemas: &mut Schemas, faults: &mut Faults) {
    for index in 0..schemas.areas.list.len() {
        let area = schemas.areas.list[index].clone();
        let code = schemas.codes.text(area.code).to_owned();
        for name in area.names.iter().filter(|name| !name.is_empty()).chain([&code]) {
            let named = NamedArea { area: area.code, kind: NameKind::Official, until: None };
            if let Some(other) = schemas.areas.names.insert(fold(name), named).filter(|other| other.area != area.code) {
                faults.add(AREAS, None, format!("`{name}` names both {code} and {}", schemas.codes.text(other.area)));
            }
        }
    }
}

fn other_name(row: &Row<'_>, schemas: &mut Schemas, faults: &mut Faults) {
    let (Some(area), Some(name)) = (row.required("area", faults), row.required("name", faults)) else { return };
    let Some(kind) = row.word::<NameKind>("kind", faults) else { return };
    let until = row.date("until", faults);
    let Some(code) = schemas.codes.get(area).filter(|code| schemas.areas.get(*code).is_some()) else {
        faults.unknown(NAMES, Some(row.line), "area", area, schemas.areas.list.iter().map(|area| schemas.codes.text(area.code)));
        return;
    };
    match schemas.areas.names.get(&fold(name)) {
        Some(other) if other.area != code => {
            let other = schemas.codes.text(other.area);
            faults.add(NAMES, Some(row.line), format!("`{name}` names both {area} and {other}"));
        }
        // The official name in another language says more than the kind given here.
        Some(_) => {}
        None => {
            schemas.areas.names.insert(fold(name), NamedArea { area: code, kind, until });
        }
    }
}
