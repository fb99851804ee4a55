//! `items.csv` of an edition.

use crate::codelists;
use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{Row, Table};
use verbale_model::edition::Multi;
use verbale_model::{DimId, Item, ItemId, ItemKind, Schemas};

/// What is added to an item's code to name the text item that holds the comment on it.
const COMMENT_SUFFIX: &str = "_comment";

const COLUMNS: &[&str] = &[
    "code",
    "section",
    "pillar",
    "kind",
    "unit",
    "codelist",
    "dimensions",
    "required",
    "parent",
    "source",
    "comment",
    "paragraph",
];

const EXTERNAL: &str = "external";
const SENDER: &str = "sender";
const SOURCES: &[&str] = &["reply", SENDER, EXTERNAL];

const PILLARS: &[&str] = &["prevention", "protection", "prosecution", "partnerships"];

pub(crate) fn load(files: &SchemaFiles, frame: &Frame, schemas: &mut Schemas, faults: &mut Faults) -> Vec<Item> {
    let file = format!("{}/items.csv", frame.folder);
    let Some(text) = files.get(&file) else {
        faults.add(&file, None, "is missing");
        return Vec::new();
    };
    let table = Table::read(&file, text, COLUMNS, faults);
    let mut items: Vec<Item> = Vec::new();
    let mut parents = Vec::new();
    for row in table.rows() {
        let Some(item) = item(&row, &file, files, frame, schemas, faults) else { continue };
        if items.iter().any(|other| other.code == item.code) {
            faults.add(&file, Some(row.line), format!("item `{}` stands twice", item.code));
            continue;
        }
        let index = items.len();
        if let Some(parent) = row.optional("parent") {
            parents.push((row.line, index, parent.to_owned()));
        }
        let comment = row.flag("comment", faults).then(|| comment_on(&item, index));
        items.push(item);
        if let Some(comment) = comment {
            items[index].comment = id(items.len());
            items.push(comment);
        }
    }
    for (line, index, parent) in parents {
        match items.iter().position(|item| item.code == parent) {
            Some(at) => items[index].parent = id(at),
            None => faults.unknown(&file, Some(line), "item", &parent, items.iter().map(|item| item.code.as_str())),
        }
    }
    items
}

pub(crate) fn id(index: usize) -> Option<ItemId> {
    u16::try_from(index).ok().map(ItemId)
}

/// What a code must be that names an element or attribute of the XML form.
pub(crate) const NAME_RULE: &str = "letters, digits, `_`, `-` and `.`, of the Latin alphabet, beginning with a letter or `_`";

/// True for a code that can name an element or attribute of the XML form.
pub(crate) fn is_name(code: &str) -> bool {
    let mut chars = code.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

fn comment_on(item: &Item, index: usize) -> Item {
    Item {
        code: format!("{}{COMMENT_SUFFIX}", item.code),
        kind: ItemKind::Text,
        unit: None,
        dimensions: Vec::new(),
        required: false,
        parent: id(index),
        comment: None,
        is_comment: true,
        ..item.clone()
    }
}

fn item(row: &Row<'_>, file: &str, files: &SchemaFiles, frame: &Frame, schemas: &mut Schemas, faults: &mut Faults) -> Option<Item> {
    let code = row.required("code", faults)?.to_owned();
    if !is_name(&code) {
        faults.add(file, Some(row.line), format!("`{code}` is no item code: {NAME_RULE}"));
    }
    let section = row.required("section", faults)?.to_owned();
    let pillar = row.optional("pillar").map(str::to_owned);
    if let Some(pillar) = pillar.as_ref().filter(|pillar| !PILLARS.contains(&pillar.as_str())) {
        faults.unknown(file, Some(row.line), "pillar", pillar, PILLARS.iter().copied());
    }
    let dimensions: Vec<DimId> = row
        .list("dimensions")
        .filter_map(|name| {
            let known = frame.dimension(name);
            if known.is_none() {
                faults.unknown(
                    file,
                    Some(row.line),
                    "dimension",
                    name,
                    frame.dimensions.iter().map(|dimension| dimension.code.as_str()),
                );
            }
            known
        })
        .collect();
    let source = row.get("source");
    if !SOURCES.contains(&source) {
        faults.unknown(file, Some(row.line), "source", source, SOURCES.iter().copied());
    }
    let kind = kind(row, file, files, frame, &dimensions, schemas, faults)?;
    if kind == ItemKind::Contact && source != SENDER {
        faults.add(file, Some(row.line), format!("`{code}` is a contact, so its source is `{SENDER}`"));
    }
    Some(Item {
        code,
        section,
        pillar,
        kind,
        unit: row.optional("unit").map(str::to_owned),
        dimensions,
        required: row.flag("required", faults),
        parent: None,
        external: source == EXTERNAL,
        about_sender: source == SENDER,
        comment: None,
        is_comment: false,
    })
}

fn kind(
    row: &Row<'_>,
    file: &str,
    files: &SchemaFiles,
    frame: &Frame,
    dimensions: &[DimId],
    schemas: &mut Schemas,
    faults: &mut Faults,
) -> Option<ItemKind> {
    let mut list = |faults: &mut Faults| {
        let name = row.required("codelist", faults)?;
        let found = codelists::find(files, &frame.folder, name, schemas, faults);
        if found.is_none() {
            faults.unknown(file, Some(row.line), "codelist", name, schemas.lists.iter().map(|list| list.name.as_str()));
        }
        found
    };
    Some(match row.required("kind", faults)? {
        "count" => ItemKind::Count,
        "amount" => ItemKind::Amount,
        "text" => ItemKind::Text,
        "date" => ItemKind::Date,
        "contact" => ItemKind::Contact,
        "choice" => ItemKind::Choice(list(faults)?),
        "multi" => {
            let options = list(faults)?;
            let (&[dimension], Some((answers, selected))) = (dimensions, frame.multi) else {
                faults.add(file, Some(row.line), "a multi item needs one dimension, and [multi] in edition.toml");
                return None;
            };
            ItemKind::Multi(Multi { options, dimension, answers, selected })
        }
        other => {
            faults.unknown(file, Some(row.line), "kind", other, ["count", "amount", "text", "date", "contact", "choice", "multi"]);
            return None;
        }
    })
}
