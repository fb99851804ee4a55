//! `crosswalk.csv`: how the items of an edition stand to those of earlier ones. It is read when all editions are, since it names two.

use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::table::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::crosswalk::{CrosswalkLine, Relation};
use verbale_model::{Edition, Item, Schemas};

const COLUMNS: &[&str] = &["item", "earlier_edition", "earlier_item", "relation", "note"];

/// Reads the crosswalks of all editions.
pub(crate) fn load(files: &SchemaFiles, schemas: &mut Schemas, faults: &mut Faults) {
    for index in 0..schemas.editions.len() {
        let file = format!("{}/crosswalk.csv", schemas.editions[index].path());
        let Some(text) = files.get(&file) else { continue };
        let table = Table::read(&file, text, COLUMNS, faults);
        let edition = &schemas.editions[index];
        let author = Author { file: &file, edition, schemas };
        let lines: Vec<(u64, CrosswalkLine)> =
            table.rows().filter_map(|row| Some((row.line, author.line(&row, faults)?))).collect();
        author.check_as_a_whole(&lines, faults);
        schemas.editions[index].crosswalk = lines.into_iter().map(|(_, line)| line).collect();
    }
    circles(schemas, faults);
}

struct Author<'a> {
    file: &'a str,
    edition: &'a Edition,
    schemas: &'a Schemas,
}

impl Author<'_> {
    fn line(&self, row: &Row<'_>, faults: &mut Faults) -> Option<CrosswalkLine> {
        let relation: Option<Relation> = row.word("relation", faults);
        let path = row.required("earlier_edition", faults)?;
        let earlier = self.earlier(path, row, faults)?;
        let earlier_item = item(earlier, row.required("earlier_item", faults)?, self.file, row, faults)?;
        let here = row.optional("item").map(|code| item(self.edition, code, self.file, row, faults));
        let relation = relation?;
        let here = match (here, relation) {
            (None, Relation::Lost) => None,
            (Some(_), Relation::Lost) => {
                faults.add(self.file, Some(row.line), "`lost` says that no item asks for it any more: `item` stays empty");
                return None;
            }
            (None, _) => {
                faults.add(self.file, Some(row.line), "`item` is empty; only what was `lost` has none");
                return None;
            }
            (Some(found), _) => Some(found?),
        };
        if let Some(here) = here {
            self.check_kinds(here, earlier_item, relation, row, faults);
        }
        let note = row.get("note").to_owned();
        if note.is_empty() && relation != Relation::Same {
            faults.add(self.file, Some(row.line), "`note` is empty; a break in a series has to be said in words");
        }
        let item = here.and_then(|here| self.edition.item_index.get(&here.code).copied());
        Some(CrosswalkLine { item, earlier: path.to_owned(), earlier_item: earlier_item.code.clone(), relation, note })
    }

    fn earlier(&self, path: &str, row: &Row<'_>, faults: &mut Faults) -> Option<&Edition> {
        if path == self.edition.path() {
            faults.add(self.file, Some(row.line), "`earlier_edition` is this edition itself");
            return None;
        }
        let found = self.schemas.edition_at(path);
        let Some(found) = found else {
            let known: Vec<String> = self.schemas.editions.iter().map(Edition::path).collect();
            faults.unknown(self.file, Some(row.line), "edition", path, known.iter().map(String::as_str));
            return None;
        };
        if found.kind != self.edition.kind {
            let message = format!("`{path}` is a {}, this edition a {}", found.kind.code(), self.edition.kind.code());
            faults.add(self.file, Some(row.line), format!("{message}; a series goes on from like to like"));
            return None;
        }
        Some(found)
    }

    /// A series cannot go from persons to cases, or from a number to a word.
    fn check_kinds(&self, here: &Item, earlier: &Item, relation: Relation, row: &Row<'_>, faults: &mut Faults) {
        if here.kind.code() != earlier.kind.code() || here.unit != earlier.unit {
            let told = |item: &Item| match &item.unit {
                Some(unit) => format!("`{}` is {} of {unit}", item.code, item.kind.code()),
                None => format!("`{}` is {}", item.code, item.kind.code()),
            };
            let message = format!("{}, the earlier {}; they are not `{}`", told(here), told(earlier), relation.code());
            faults.add(self.file, Some(row.line), message);
        }
    }

    fn check_as_a_whole(&self, lines: &[(u64, CrosswalkLine)], faults: &mut Faults) {
        let mut seen = BTreeSet::new();
        let mut same = BTreeSet::new();
        let mut earlier: BTreeMap<(&str, &str), (BTreeSet<Relation>, usize, u64)> = BTreeMap::new();
        for (number, line) in lines {
            if !seen.insert((line.item, &line.earlier, &line.earlier_item)) {
                faults.add(self.file, Some(*number), "the two items stand here twice");
            }
            if line.relation == Relation::Same && !same.insert((line.item, &line.earlier)) {
                faults.add(self.file, Some(*number), "the item is the `same` as two items of one edition");
            }
            let of = earlier.entry((&line.earlier, &line.earlier_item)).or_insert((BTreeSet::new(), 0, *number));
            of.0.insert(line.relation);
            of.1 += 1;
            of.2 = *number;
        }
        for ((_, item), (relations, count, number)) in earlier {
            if relations.contains(&Relation::Split) && count < 2 {
                faults.add(self.file, Some(number), format!("`{item}` was split, and only one part of it stands here"));
            }
            if relations.contains(&Relation::Lost) && count > 1 {
                faults.add(self.file, Some(number), format!("`{item}` was lost, and stands here again"));
            }
            if relations.contains(&Relation::Same) && count > 1 {
                faults.add(self.file, Some(number), format!("`{item}` goes on as the same, and stands here again"));
            }
        }
    }
}

fn item<'e>(edition: &'e Edition, code: &str, file: &str, row: &Row<'_>, faults: &mut Faults) -> Option<&'e Item> {
    let found = edition.item_index.get(code).map(|id| edition.item(*id));
    if found.is_none() {
        let what = format!("item of {}", edition.path());
        faults.unknown(file, Some(row.line), &what, code, edition.items.iter().map(|item| item.code.as_str()));
    }
    found
}

/// Refuses editions each of which is earlier than the other: a series over them would have no beginning.
fn circles(schemas: &Schemas, faults: &mut Faults) {
    let earlier = |path: &str| -> BTreeSet<&str> {
        let lines = schemas.edition_at(path).map(|edition| edition.crosswalk.as_slice()).unwrap_or_default();
        lines.iter().map(|line| line.earlier.as_str()).collect()
    };
    for edition in &schemas.editions {
        let path = edition.path();
        let (mut reached, mut next) = (BTreeSet::new(), earlier(&path));
        while let Some(step) = next.pop_first() {
            if reached.insert(step) {
                next.extend(earlier(step));
            }
        }
        if reached.contains(path.as_str()) {
            faults.add(&format!("{path}/crosswalk.csv"), None, "the crosswalks lead back to this edition");
        }
    }
}
