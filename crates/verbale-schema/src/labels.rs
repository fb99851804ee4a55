//! `labels/<lang>.csv` of an edition: `key,label,aliases,draft`.
//!
//! A key is an item's code, or one of `@title`, `@sheet.NAME`, `@section.NAME`, `@column.NAME`; any other key that starts
//! with `@` is text printed on the template and no more.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use std::collections::BTreeSet;
use verbale_model::Language;
use verbale_model::edition::EditionKind;
use verbale_model::fold::fold;
use verbale_model::labels::{Label, LabelKey, Labels};

pub(crate) struct LabelInput<'i> {
    pub(crate) folder: &'i str,
    pub(crate) kind: EditionKind,
    pub(crate) languages: &'i [Language],
    pub(crate) items: &'i [verbale_model::Item],
}

pub(crate) fn load(files: &SchemaFiles, input: &LabelInput<'_>, faults: &mut Faults) -> Labels {
    let mut labels = Labels::default();
    let mut first: Option<BTreeSet<String>> = None;
    for &language in input.languages {
        let file = format!("{}/labels/{language}.csv", input.folder);
        let Some(text) = files.get(&file) else {
            faults.add(&file, None, "is missing; edition.toml names the language");
            continue;
        };
        let keys = one(&file, text, language, input, &mut labels, faults);
        match &first {
            None => first = Some(keys),
            Some(first) => {
                for key in first.symmetric_difference(&keys) {
                    faults.add(&file, None, format!("key `{key}` is not in all languages"));
                }
            }
        }
    }
    labels
}

fn one(
    file: &str,
    text: &str,
    language: Language,
    input: &LabelInput<'_>,
    labels: &mut Labels,
    faults: &mut Faults,
) -> BTreeSet<String> {
    let table = Table::read(file, text, &["key", "label", "aliases", "draft"], faults);
    let mut keys = BTreeSet::new();
    for row in table.rows() {
        let (Some(name), Some(label)) = (row.required("key", faults), row.required("label", faults)) else { continue };
        if !keys.insert(name.to_owned()) {
            faults.add(file, Some(row.line), format!("key `{name}` stands twice"));
        }
        let Some(key) = key(name, input, labels) else {
            faults.unknown(file, Some(row.line), "item", name, input.items.iter().map(|item| item.code.as_str()));
            continue;
        };
        let draft = row.flag("draft", faults);
        for word in std::iter::once(label).chain(row.list("aliases")) {
            index(labels, word, key, language, file, row.line, faults);
        }
        labels.list.push(Label { key, language, text: label.to_owned(), draft });
    }
    // What a dataset never prints needs no label.
    if input.kind == EditionKind::Reply {
        for item in input.items.iter().filter(|item| !item.is_comment && !keys.contains(&item.code)) {
            faults.add(file, None, format!("item `{}` has no label", item.code));
        }
    }
    keys
}

fn key(name: &str, input: &LabelInput<'_>, labels: &mut Labels) -> Option<LabelKey> {
    let Some(special) = name.strip_prefix('@') else {
        return input.items.iter().position(|item| item.code == name).and_then(crate::items::id).map(LabelKey::Item);
    };
    let (names, make, name): (&mut Vec<String>, fn(u16) -> LabelKey, &str) = match special.split_once('.') {
        Some(("sheet", name)) => (&mut labels.sheets, LabelKey::Sheet, name),
        Some(("section", name)) => (&mut labels.sections, LabelKey::Section, name),
        Some(("column", name)) => (&mut labels.columns, LabelKey::Column, name),
        Some(("table", name)) => (&mut labels.tables, LabelKey::Table, name),
        _ if special == "title" => return Some(LabelKey::Title),
        _ => (&mut labels.notes, LabelKey::Note, special),
    };
    let position = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u16::try_from(position).ok().map(make)
}

fn index(labels: &mut Labels, word: &str, key: LabelKey, language: Language, file: &str, line: u64, faults: &mut Faults) {
    let entry = labels.index.entry(fold(word)).or_default();
    // Two items with one label could not be told apart on a sheet.
    if let LabelKey::Item(item) = key
        && entry.iter().any(|(other, of)| *of == language && matches!(other, LabelKey::Item(one) if *one != item))
    {
        faults.add(file, Some(line), format!("`{word}` is the label of two items"));
    }
    if !entry.contains(&(key, language)) {
        entry.push((key, language));
    }
}
