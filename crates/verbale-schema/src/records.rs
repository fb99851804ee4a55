//! `records.csv`, or another table that a layout names: which texts in the selecting columns mean which item.
//!
//! One column a selecting column, then `item` and `category`: `@DIMENSION` if the category column names a code of a
//! dimension, else the word that stands there when it says nothing. A layout for SDMX has no category; its further columns are
//! dimensions of the edition, with the codes that the texts give besides.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use verbale_model::fold::fold;
use verbale_model::layout::{Category, ItemRule, RecordsLayout, Role};
use verbale_model::{Edition, Schemas};

pub(crate) fn load(
    files: &SchemaFiles,
    file: &str,
    frame: &Frame,
    edition: &Edition,
    layout: &RecordsLayout,
    schemas: &Schemas,
    faults: &mut Faults,
) -> Vec<ItemRule> {
    let Some(text) = files.get(file) else {
        faults.add(file, None, "is missing; a column with role `select` needs it");
        return Vec::new();
    };
    let selects: Vec<&str> =
        layout.columns.iter().filter(|column| matches!(column.role, Role::Select(_))).map(|column| column.name.as_str()).collect();
    let given: Vec<&str> = match layout.sdmx {
        None => Vec::new(),
        Some(_) => frame.dimensions.iter().map(|dimension| dimension.code.as_str()).filter(|name| heads(text, name)).collect(),
    };
    let category = layout.sdmx.is_none().then_some("category");
    let columns: Vec<&str> = selects.iter().copied().chain(["item"]).chain(category).chain(given.iter().copied()).collect();
    let table = Table::read(file, text, &columns, faults);
    let mut rules: Vec<ItemRule> = Vec::new();
    for row in table.rows() {
        let Some(code) = row.required("item", faults) else { continue };
        let Some(&item) = edition.item_index.get(code) else {
            faults.unknown(file, Some(row.line), "item", code, edition.items.iter().map(|item| item.code.as_str()));
            continue;
        };
        let select: Vec<String> = selects.iter().map(|name| fold(row.get(name))).collect();
        if rules.iter().any(|rule| rule.select == select) {
            faults.add(file, Some(row.line), "the same texts select two items");
        }
        let word = row.get("category");
        let category = match word.strip_prefix('@') {
            None => Category::Fixed,
            Some(name) => match frame.dimension(name) {
                Some(dimension) => Category::Dimension(dimension),
                None => {
                    faults.unknown(
                        file,
                        Some(row.line),
                        "dimension",
                        name,
                        frame.dimensions.iter().map(|dimension| dimension.code.as_str()),
                    );
                    continue;
                }
            },
        };
        if let Category::Dimension(dimension) = category {
            let list = &schemas.list(frame.dimensions[usize::from(dimension.0)].list).name;
            if !edition.item(item).dimensions.contains(&dimension) {
                faults.add(file, Some(row.line), format!("item `{code}` does not have the dimension of codelist `{list}`"));
            }
        }
        let mut codes = Vec::new();
        for name in &given {
            let (Some(dimension), Some(text)) = (frame.dimension(name), row.optional(name)) else { continue };
            let list = schemas.list(frame.dimensions[usize::from(dimension.0)].list);
            match schemas.codes.get(text).filter(|code| list.contains(*code)) {
                Some(given) if edition.item(item).dimensions.contains(&dimension) => codes.push((dimension, given)),
                Some(_) => faults.add(file, Some(row.line), format!("item `{code}` does not have the dimension `{name}`")),
                None => {
                    let known = list.codes.iter().map(|entry| schemas.codes.text(entry.code));
                    faults.unknown(file, Some(row.line), "code", text, known);
                }
            }
        }
        rules.push(ItemRule { select, item, category, fixed: fold(word), codes });
    }
    rules
}

/// True if the header of a table has the column.
fn heads(text: &str, name: &str) -> bool {
    text.lines().next().unwrap_or_default().split(',').any(|heading| heading.trim() == name)
}
