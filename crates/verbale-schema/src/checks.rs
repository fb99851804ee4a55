//! `checks.csv`: which items a rule compares, and its thresholds. An edition without it has no such rule.

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{Row, Table};
use verbale_model::codelist::ListId;
use verbale_model::setting::{FORMS, Form, Setting};
use verbale_model::{CodeId, Edition, ItemId, ItemKind, Schemas};

const COLUMNS: &[&str] = &["rule", "items", "values", "against", "against_values", "number", "floor"];

/// What stands before the code of an item where the items that it is the parent of are meant.
const PARENT: &str = "parent:";
/// Every item that the State is asked, but for comments.
const ALL: &str = "*";

pub(crate) fn load(files: &SchemaFiles, frame: &Frame, edition: &Edition, schemas: &Schemas, faults: &mut Faults) -> Vec<Setting> {
    let file = format!("{}/checks.csv", frame.folder);
    let Some(text) = files.get(&file) else { return Vec::new() };
    let table = Table::read(&file, text, COLUMNS, faults);
    let mut reader = Reader { file: &file, edition, schemas, faults };
    table.rows().filter_map(|row| reader.setting(&row)).collect()
}

struct Reader<'r> {
    file: &'r str,
    edition: &'r Edition,
    schemas: &'r Schemas,
    faults: &'r mut Faults,
}

impl Reader<'_> {
    fn setting(&mut self, row: &Row<'_>) -> Option<Setting> {
        let code = row.required("rule", self.faults)?;
        let Some(form) = FORMS.iter().find(|form| form.rule.code == code) else {
            self.faults.unknown(self.file, Some(row.line), "rule with settings", code, FORMS.iter().map(|form| form.rule.code));
            return None;
        };
        self.only_its_columns(row, form);
        row.required("items", self.faults)?;
        let items = self.items(row, "items");
        let against = self.items(row, "against");
        Some(Setting {
            rule: form.rule,
            values: self.values(row, "values", &items),
            against_values: self.values(row, "against_values", &against),
            items,
            against,
            number: self.number(row, "number", form.number.unwrap_or("it")),
            floor: self.number(row, "floor", "the least figure"),
        })
    }

    fn only_its_columns(&mut self, row: &Row<'_>, form: &Form) {
        let columns = [
            ("values", form.values),
            ("against", form.against),
            ("against_values", form.against_values),
            ("number", form.number.is_some()),
            ("floor", form.floor),
        ];
        for (column, needed) in columns {
            match (needed, row.optional(column)) {
                (true, None) => {
                    let what = if column == "number" { form.number.map(|what| format!(": {what}")) } else { None };
                    let what = what.unwrap_or_default();
                    self.faults.add(self.file, Some(row.line), format!("{} needs `{column}`{what}", form.rule.code));
                }
                (false, Some(_)) => self.faults.add(self.file, Some(row.line), format!("{} takes no `{column}`", form.rule.code)),
                _ => {}
            }
        }
    }

    fn items(&mut self, row: &Row<'_>, column: &str) -> Vec<ItemId> {
        row.list(column).flat_map(|name| self.named(row, name)).collect()
    }

    fn named(&mut self, row: &Row<'_>, name: &str) -> Vec<ItemId> {
        let edition = self.edition;
        if name == ALL {
            return edition.items().filter(|(_, item)| item.is_asked()).map(|(id, _)| id).collect();
        }
        let code = name.strip_prefix(PARENT).unwrap_or(name);
        let Some(&id) = edition.item_index.get(code) else {
            self.faults.unknown(self.file, Some(row.line), "item", code, edition.items.iter().map(|item| item.code.as_str()));
            return Vec::new();
        };
        if name == code {
            return vec![id];
        }
        let kind = &edition.item(id).kind;
        let same = |item: &verbale_model::Item| !item.is_comment && item.kind == *kind;
        let children: Vec<ItemId> =
            edition.items().filter(|(_, item)| item.parent == Some(id) && same(item)).map(|(id, _)| id).collect();
        if children.is_empty() {
            self.faults.add(self.file, Some(row.line), format!("`{code}` is the parent of no item of its kind"));
        }
        children
    }

    /// Codes that must be answers to at least one of the items.
    fn values(&mut self, row: &Row<'_>, column: &str, items: &[ItemId]) -> Vec<CodeId> {
        let lists: Vec<ListId> = items.iter().filter_map(|item| list(&self.edition.item(*item).kind)).collect();
        let mut found = Vec::new();
        for text in row.list(column) {
            let code = self.schemas.codes.get(text);
            match code.filter(|code| lists.iter().any(|list| self.schemas.list(*list).contains(*code))) {
                Some(code) => found.push(code),
                None => {
                    let known: Vec<&str> = lists
                        .iter()
                        .flat_map(|list| &self.schemas.list(*list).codes)
                        .map(|entry| self.schemas.codes.text(entry.code))
                        .collect();
                    self.faults.unknown(self.file, Some(row.line), "answer to these items", text, known);
                }
            }
        }
        found
    }

    fn number(&mut self, row: &Row<'_>, column: &str, what: &str) -> Option<i64> {
        let text = row.optional(column)?;
        let number = text.parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            self.faults.add(self.file, Some(row.line), format!("`{column}` is `{text}`; {what} is a whole number above 0"));
        }
        number
    }
}

const fn list(kind: &ItemKind) -> Option<ListId> {
    match kind {
        ItemKind::Choice(list) => Some(*list),
        ItemKind::Multi(multi) => Some(multi.answers),
        _ => None,
    }
}
