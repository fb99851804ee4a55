//! `members.csv`: printed labels of tables that stand for codes. An edition without it has none.
//!
//! Two columns, `name` and `codes`: `DIMENSION=CODE`, separated by ` | `; no codes for a total.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{Row, Table};
use crate::tables::YEAR;
use verbale_model::layout::{Member, MemberId};
use verbale_model::{CodeId, DimId, Schemas};

pub(crate) fn load(files: &SchemaFiles, frame: &Frame, schemas: &Schemas, faults: &mut Faults) -> Vec<Member> {
    let file = format!("{}/members.csv", frame.folder);
    let Some(text) = files.get(&file) else { return Vec::new() };
    let table = Table::read(&file, text, &["name", "codes"], faults);
    let mut members: Vec<Member> = Vec::new();
    for row in table.rows() {
        let Some(name) = row.required("name", faults) else { continue };
        if members.iter().any(|member| member.name == name) {
            faults.add(&file, Some(row.line), format!("member `{name}` stands twice"));
            continue;
        }
        if name == YEAR || frame.dimension(name).is_some() {
            faults.add(&file, Some(row.line), format!("`{name}` cannot name a member: in tables.csv it means something else"));
        }
        members.push(Member { name: name.to_owned(), codes: codes(&row, &file, frame, schemas, faults) });
    }
    members
}

/// The id of a name.
pub(crate) fn find(members: &[Member], name: &str) -> Option<MemberId> {
    members.iter().position(|member| member.name == name).and_then(|index| u16::try_from(index).ok()).map(MemberId)
}

fn codes(row: &Row<'_>, file: &str, frame: &Frame, schemas: &Schemas, faults: &mut Faults) -> Vec<(DimId, CodeId)> {
    let mut codes: Vec<(DimId, CodeId)> = Vec::new();
    for text in row.list("codes") {
        let Some((name, code)) = text.split_once('=').map(|(name, code)| (name.trim(), code.trim())) else {
            faults.add(file, Some(row.line), format!("`{text}` is not DIMENSION=CODE"));
            continue;
        };
        let Some(dimension) = frame.dimension(name) else {
            faults.unknown(file, Some(row.line), "dimension", name, frame.dimensions.iter().map(|known| known.code.as_str()));
            continue;
        };
        if codes.iter().any(|(other, _)| *other == dimension) {
            faults.add(file, Some(row.line), format!("dimension `{name}` stands twice"));
            continue;
        }
        let known = &frame.dimensions[usize::from(dimension.0)];
        let list = schemas.list(known.list);
        let found = schemas.codes.get(code);
        match found.filter(|code| list.contains(*code) || known.areas && schemas.areas.get(*code).is_some()) {
            Some(code) => codes.push((dimension, code)),
            None => {
                let all = list.codes.iter().map(|entry| schemas.codes.text(entry.code));
                faults.unknown(file, Some(row.line), "code", code, all);
            }
        }
    }
    codes
}
