//! `labels/<lang>.csv` of an edition: `key,label,aliases,draft`.
//!
//! A key is an item's code, or one of `@title`, `@sheet.NAME`, `@section.NAME`, `@column.NAME`, `@table.NAME`,
//! `@member.NAME`; any other key that starts with `@` is text printed on the template and no more.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::Table;
use std::collections::BTreeSet;
use verbale_model::Language;
use verbale_model::edition::EditionKind;
use verbale_model::fold::fold;
use verbale_model::labels::{Label, LabelKey, Labels};
use verbale_model::layout::{Member, MemberId};

/// Signs without which `Women 18+` and `Women <18` would be one label.
const SIGNS: [char; 6] = ['<', '>', '≤', '≥', '+', '='];

pub(crate) struct LabelInput<'i> {
    pub(crate) folder: &'i str,
    pub(crate) kind: EditionKind,
    pub(crate) languages: &'i [Language],
    pub(crate) items: &'i [verbale_model::Item],
    pub(crate) members: &'i [Member],
    /// Names of tables.
    pub(crate) tables: &'i [String],
}

/// A label or alias of a member, and where it stands.
pub(crate) struct MemberWord {
    pub(crate) member: MemberId,
    pub(crate) language: Language,
    pub(crate) line: u64,
    pub(crate) word: String,
    pub(crate) folded: String,
}

pub(crate) fn load(files: &SchemaFiles, input: &LabelInput<'_>, faults: &mut Faults) -> (Labels, Vec<MemberWord>) {
    let mut labels = Labels::default();
    let mut words = Vec::new();
    let mut first: Option<BTreeSet<String>> = None;
    for &language in input.languages {
        let file = format!("{}/labels/{language}.csv", input.folder);
        let Some(text) = files.get(&file) else {
            faults.add(&file, None, "is missing; edition.toml names the language");
            continue;
        };
        let keys = one(&file, text, language, input, &mut labels, &mut words, faults);
        match &first {
            None => first = Some(keys),
            Some(first) => {
                for key in first.symmetric_difference(&keys) {
                    faults.add(&file, None, format!("key `{key}` is not in all languages"));
                }
            }
        }
    }
    (labels, words)
}

fn one(
    file: &str,
    text: &str,
    language: Language,
    input: &LabelInput<'_>,
    labels: &mut Labels,
    words: &mut Vec<MemberWord>,
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
            unknown_key(name, file, row.line, input, faults);
            continue;
        };
        let draft = row.flag("draft", faults);
        for word in std::iter::once(label).chain(row.list("aliases")) {
            index(labels, word, key, language, file, row.line, faults);
            if let LabelKey::Member(member) = key {
                if word.contains(SIGNS) {
                    faults.add(file, Some(row.line), format!("`{word}` has a sign that gets lost when labels are compared"));
                }
                let (word, folded) = (word.to_owned(), fold(word));
                words.push(MemberWord { member, language, line: row.line, word, folded });
            }
        }
        labels.list.push(Label { key, language, text: label.to_owned(), draft });
    }
    for member in input.members.iter().filter(|member| !keys.contains(&format!("@member.{}", member.name))) {
        faults.add(file, None, format!("member `{}` has no label", member.name));
    }
    for table in input.tables.iter().filter(|table| !keys.contains(&format!("@table.{table}"))) {
        faults.add(file, None, format!("table `{table}` has no title"));
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
        Some(("table", name)) if !input.tables.iter().any(|table| table == name) => return None,
        Some(("table", name)) => (&mut labels.tables, LabelKey::Table, name),
        Some(("member", name)) => return crate::members::find(input.members, name).map(LabelKey::Member),
        _ if special == "title" => return Some(LabelKey::Title),
        _ => (&mut labels.notes, LabelKey::Note, special),
    };
    let position = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u16::try_from(position).ok().map(make)
}

/// A key that names no item, member or table.
fn unknown_key(key: &str, file: &str, line: u64, input: &LabelInput<'_>, faults: &mut Faults) {
    if let Some(name) = key.strip_prefix("@member.") {
        faults.unknown(file, Some(line), "member", name, input.members.iter().map(|member| member.name.as_str()));
    } else if let Some(name) = key.strip_prefix("@table.") {
        faults.unknown(file, Some(line), "table", name, input.tables.iter().map(String::as_str));
    } else {
        faults.unknown(file, Some(line), "item", key, input.items.iter().map(|item| item.code.as_str()));
    }
}

fn index(labels: &mut Labels, word: &str, key: LabelKey, language: Language, file: &str, line: u64, faults: &mut Faults) {
    let entry = labels.index.entry(fold(word)).or_default();
    // Two items, or two tables, with one label could not be told apart on a sheet.
    let taken = entry.iter().filter(|(other, of)| *of == language && *other != key);
    for (other, _) in taken {
        let what = match (key, other) {
            (LabelKey::Item(_), LabelKey::Item(_)) => "items",
            (LabelKey::Table(_), LabelKey::Table(_)) => "tables",
            _ => continue,
        };
        faults.add(file, Some(line), format!("`{word}` is the label of two {what}"));
    }
    if !entry.contains(&(key, language)) {
        entry.push((key, language));
    }
}
