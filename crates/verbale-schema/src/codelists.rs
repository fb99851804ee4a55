//! `codelists/*.csv`, shared, and `<edition>/codelists/*.csv`, an edition's own.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{LABEL_COLUMNS, Table};
use rustc_hash::FxHashMap;
use verbale_model::codelist::{Codelist, ListCode, ListId, list_form};
use verbale_model::{CodeId, Schemas};

pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    let names: Vec<String> = files.below("codelists/").map(|(name, _)| name.to_owned()).collect();
    for file in names {
        if let (Some(text), Some(name)) = (files.get(&file), stem(&file)) {
            let list = read(&file, name, text, schemas, faults);
            schemas.lists.push(list);
        }
    }
}

/// The list of a name: the edition's own if it has one, else the shared one.
pub(crate) fn find(files: &SchemaFiles, folder: &str, name: &str, schemas: &mut Schemas, faults: &mut Faults) -> Option<ListId> {
    let own = format!("{folder}/codelists/{name}.csv");
    if let Some(text) = files.get(&own) {
        let full = format!("{folder}/{name}");
        if !schemas.lists.iter().any(|list| list.name == full) {
            let list = read(&own, &full, text, schemas, faults);
            schemas.lists.push(list);
        }
        return position(schemas, &full);
    }
    position(schemas, name)
}

fn position(schemas: &Schemas, name: &str) -> Option<ListId> {
    schemas.lists.iter().position(|list| list.name == name).and_then(|index| u16::try_from(index).ok()).map(ListId)
}

fn stem(file: &str) -> Option<&str> {
    file.rsplit('/').next()?.strip_suffix(".csv")
}

fn read(file: &str, name: &str, text: &str, schemas: &mut Schemas, faults: &mut Faults) -> Codelist {
    // A bucket list says what kind each bucket is; the column is optional for all others.
    let kind = text.lines().next().is_some_and(|header| header.split(',').any(|column| column == "kind"));
    let fixed = ["code", "aliases", "draft", "note"];
    let columns: Vec<&str> = fixed.into_iter().chain(LABEL_COLUMNS).chain(kind.then_some("kind")).collect();
    let table = Table::read(file, text, &columns, faults);
    let mut list = Codelist { name: name.to_owned(), ..Codelist::default() };
    for row in table.rows() {
        let Some(code_text) = row.required("code", faults) else { continue };
        let code = schemas.codes.intern(code_text);
        if list.contains(code) {
            faults.add(file, Some(row.line), format!("code `{code_text}` stands twice"));
            continue;
        }
        let labels = row.six("label");
        if labels.iter().any(String::is_empty) {
            faults.add(file, Some(row.line), format!("code `{code_text}` lacks a label in one of the six languages"));
        }
        let aliases: Vec<String> = row.list("aliases").map(str::to_owned).collect();
        for word in labels.iter().chain(&aliases).map(String::as_str).chain([code_text]).filter(|word| !word.is_empty()) {
            index(&mut list.index, word, code, file, row.line, faults);
        }
        let note = if kind { row.get("kind") } else { row.get("note") };
        list.codes.push(ListCode { code, labels, aliases, note: note.to_owned() });
    }
    list
}

fn index(index: &mut FxHashMap<String, CodeId>, word: &str, code: CodeId, file: &str, line: u64, faults: &mut Faults) {
    if index.insert(list_form(word), code).is_some_and(|other| other != code) {
        faults.add(file, Some(line), format!("`{word}` stands for two codes"));
    }
}
