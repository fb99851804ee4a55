//! `totals.csv`: which answers must add up to which. An edition without totals has none.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{Row, Table};
use verbale_model::total::{Total, TotalKind};
use verbale_model::{CodeId, DimId, Edition, Schemas};

const COLUMNS: &[&str] = &["kind", "item", "over", "parts", "residual", "residual_at", "total_item", "total_code"];

pub(crate) fn load(files: &SchemaFiles, frame: &Frame, edition: &Edition, schemas: &Schemas, faults: &mut Faults) -> Vec<Total> {
    let file = format!("{}/totals.csv", frame.folder);
    let Some(text) = files.get(&file) else { return Vec::new() };
    let table = Table::read(&file, text, COLUMNS, faults);
    table.rows().filter_map(|row| total(&row, &file, frame, edition, schemas, faults)).collect()
}

fn total(row: &Row<'_>, file: &str, frame: &Frame, edition: &Edition, schemas: &Schemas, faults: &mut Faults) -> Option<Total> {
    let kind = match row.required("kind", faults)? {
        "sex" => TotalKind::Sex,
        "age" => TotalKind::Age,
        "margin" => TotalKind::Margin,
        "form" => TotalKind::Form,
        "overlap" => TotalKind::Overlap,
        "citizenship" => TotalKind::Citizenship,
        other => {
            faults.unknown(
                file,
                Some(row.line),
                "kind of total",
                other,
                ["sex", "age", "margin", "form", "overlap", "citizenship"],
            );
            return None;
        }
    };
    let mut item = |column: &str| {
        let code = row.required(column, faults)?;
        let found = edition.item_index.get(code).copied();
        if found.is_none() {
            faults.unknown(file, Some(row.line), "item", code, edition.items.iter().map(|item| item.code.as_str()));
        }
        found
    };
    let (part_item, total_item) = (item("item")?, item("total_item")?);
    let name = row.required("over", faults)?;
    let Some(over) = frame.dimension(name) else {
        faults.unknown(file, Some(row.line), "dimension", name, frame.dimensions.iter().map(|dimension| dimension.code.as_str()));
        return None;
    };
    let residual_at: Vec<_> =
        row.list("residual_at").filter_map(|text| elsewhere(text, row, file, frame, schemas, faults)).collect();
    let mut codes = |texts: Vec<&str>| {
        texts.into_iter().filter_map(|text| code(text, over, row, file, frame, schemas, faults)).collect::<Vec<_>>()
    };
    let (parts, residual) = (codes(row.list("parts").collect()), codes(row.list("residual").collect()));
    let total_code = codes(row.optional("total_code").into_iter().collect()).pop();
    Some(Total { kind, item: part_item, over, parts, residual, residual_at, total_item, total_code })
}

/// `DIMENSION=CODE`.
fn elsewhere(
    text: &str,
    row: &Row<'_>,
    file: &str,
    frame: &Frame,
    schemas: &Schemas,
    faults: &mut Faults,
) -> Option<(DimId, CodeId)> {
    let Some((name, code_text)) = text.split_once('=') else {
        faults.add(file, Some(row.line), format!("`{text}` is not DIMENSION=CODE"));
        return None;
    };
    let Some(dimension) = frame.dimension(name) else {
        faults.unknown(file, Some(row.line), "dimension", name, frame.dimensions.iter().map(|dimension| dimension.code.as_str()));
        return None;
    };
    Some((dimension, code(code_text, dimension, row, file, frame, schemas, faults)?))
}

fn code(
    text: &str,
    over: DimId,
    row: &Row<'_>,
    file: &str,
    frame: &Frame,
    schemas: &Schemas,
    faults: &mut Faults,
) -> Option<CodeId> {
    let list = schemas.list(frame.dimensions[usize::from(over.0)].list);
    let found = schemas.codes.get(text).filter(|code| list.contains(*code));
    if found.is_none() {
        faults.unknown(file, Some(row.line), "code", text, list.codes.iter().map(|entry| schemas.codes.text(entry.code)));
    }
    found
}
