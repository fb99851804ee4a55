//! `tables.csv`: the statistical tables of an edition's form. An edition without it has none.
//!
//! `rows` and `columns` say what labels along that side can be, in parts separated by ` | `: `year`, a member's name, a dimension
//! (the words of its codelist are the labels), `DIMENSION+` (the State lists its codes row by row), or `A > B` (B under each A).

use crate::edition::Frame;
use crate::fault::Faults;
use crate::files::SchemaFiles;
use crate::labels::MemberWord;
use crate::members;
use crate::table::{Row, Table};
use verbale_model::layout::{Axis, TableLayout};
use verbale_model::{DimId, Edition, Item, ItemId, ItemKind};

/// The part of an axis that stands for years.
pub(crate) const YEAR: &str = "year";

const SIDES: [&str; 2] = ["rows", "columns"];

/// `tables.csv` as it stands: the labels need its names before it can be checked.
pub(crate) fn read(files: &SchemaFiles, frame: &Frame, faults: &mut Faults) -> Option<Table> {
    let file = format!("{}/tables.csv", frame.folder);
    let text = files.get(&file)?;
    Some(Table::read(&file, text, &["name", "item", SIDES[0], SIDES[1]], faults))
}

/// The names of all tables.
pub(crate) fn names(table: Option<&Table>) -> Vec<String> {
    table.into_iter().flat_map(Table::rows).filter_map(|row| row.optional("name")).map(str::to_owned).collect()
}

pub(crate) fn load(table: &Table, frame: &Frame, edition: &Edition, words: &[MemberWord], faults: &mut Faults) -> Vec<TableLayout> {
    let author = Author { file: &table.file, frame, edition };
    let mut layouts: Vec<TableLayout> = Vec::new();
    for row in table.rows() {
        let Some(layout) = author.layout(&row, faults) else { continue };
        if layouts.iter().any(|other| other.name == layout.name) {
            faults.add(&table.file, Some(row.line), format!("table `{}` stands twice", layout.name));
            continue;
        }
        layouts.push(layout);
    }
    one_word_one_member(&layouts, frame, edition, words, faults);
    layouts
}

/// Two members with one label on one axis could not be told apart.
fn one_word_one_member(tables: &[TableLayout], frame: &Frame, edition: &Edition, words: &[MemberWord], faults: &mut Faults) {
    for (index, word) in words.iter().enumerate() {
        let same = words[..index].iter().filter(|other| other.folded == word.folded && other.language == word.language);
        for other in same.filter(|other| other.member != word.member) {
            let both = |axis: &Axis| axis.members.contains(&word.member) && axis.members.contains(&other.member);
            if let Some(table) = tables.iter().find(|table| both(&table.rows) || both(&table.columns)) {
                let (one, two) = (&edition.member(other.member).name, &edition.member(word.member).name);
                faults.add(
                    &format!("{}/labels/{}.csv", frame.folder, word.language),
                    Some(word.line),
                    format!(
                        "`{}` is the label of `{one}` and `{two}`, which stand on one side of table `{}`",
                        word.word, table.name
                    ),
                );
            }
        }
    }
}

/// What a table is checked against.
struct Author<'a> {
    file: &'a str,
    frame: &'a Frame,
    edition: &'a Edition,
}

impl Author<'_> {
    fn layout(&self, row: &Row<'_>, faults: &mut Faults) -> Option<TableLayout> {
        let name = row.required("name", faults);
        let item = self.item(row, faults);
        let [rows, columns] = SIDES.map(|side| self.axis(row, side, faults));
        let (name, item) = (name?, item?);
        let (rows, columns) = (rows?, columns?);
        self.check(row, item, [&rows, &columns], faults);
        // Without a title the fault was made with the labels.
        let title = self.edition.labels.table(name)?;
        Some(TableLayout { name: name.to_owned(), title, item, rows, columns })
    }

    fn item(&self, row: &Row<'_>, faults: &mut Faults) -> Option<ItemId> {
        let code = row.required("item", faults)?;
        let found = self.edition.item_index.get(code).copied();
        match found.map(|id| self.edition.item(id)) {
            None => {
                let known = self.edition.items.iter().map(|item| item.code.as_str());
                faults.unknown(self.file, Some(row.line), "item", code, known);
            }
            Some(item) if !matches!(item.kind, ItemKind::Count | ItemKind::Amount) => {
                let kind = item.kind.code();
                faults.add(self.file, Some(row.line), format!("item `{code}` is a {kind}; a table holds a count or an amount"));
            }
            Some(_) => {}
        }
        found
    }

    fn axis(&self, row: &Row<'_>, side: &str, faults: &mut Faults) -> Option<Axis> {
        if row.list(side).next().is_none() {
            faults.add(self.file, Some(row.line), format!("`{side}` is empty"));
            return None;
        }
        let mut axis = Axis::default();
        let mut seen: Vec<&str> = Vec::new();
        for part in row.list(side) {
            if seen.contains(&part) {
                faults.add(self.file, Some(row.line), format!("`{part}` stands twice in `{side}`"));
                continue;
            }
            seen.push(part);
            self.part(part, &mut axis, row, side, faults);
        }
        if axis.nested && seen.iter().any(|part| self.frame.dimension(part).is_some()) {
            faults.add(self.file, Some(row.line), format!("`{side}` has nested dimensions, so no other can stand beside them"));
        }
        Some(axis)
    }

    fn part(&self, part: &str, axis: &mut Axis, row: &Row<'_>, side: &str, faults: &mut Faults) {
        if part == YEAR {
            axis.years = true;
            if self.edition.years.is_none() {
                faults.add(self.file, Some(row.line), "has years, and edition.toml names no `years`");
            }
        } else if let Some(member) = members::find(&self.edition.members, part) {
            axis.members.push(member);
        } else if part.contains('>') {
            if axis.nested {
                faults.add(self.file, Some(row.line), format!("`{side}` nests dimensions twice"));
            }
            axis.nested = true;
            axis.dimensions.extend(part.split('>').filter_map(|name| self.dimension(name.trim(), row, faults)));
        } else if let Some(name) = part.strip_suffix('+') {
            let Some(dimension) = self.dimension(name.trim(), row, faults) else { return };
            if side != SIDES[0] {
                faults.add(self.file, Some(row.line), format!("`{part}`: only rows can be listed by the State"));
            } else if axis.open.is_some() {
                faults.add(self.file, Some(row.line), format!("`{part}`: one open dimension stands there already"));
            } else {
                axis.open = Some(dimension);
            }
        } else if let Some(dimension) = self.frame.dimension(part) {
            axis.dimensions.push(dimension);
        } else {
            faults.unknown(self.file, Some(row.line), &format!("part of `{side}`"), part, self.known());
        }
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        let members = self.edition.members.iter().map(|member| member.name.as_str());
        members.chain(self.frame.dimensions.iter().map(|dimension| dimension.code.as_str())).chain([YEAR])
    }

    fn dimension(&self, name: &str, row: &Row<'_>, faults: &mut Faults) -> Option<DimId> {
        let found = self.frame.dimension(name);
        if found.is_none() {
            let known = self.frame.dimensions.iter().map(|dimension| dimension.code.as_str());
            faults.unknown(self.file, Some(row.line), "dimension", name, known);
        }
        found
    }

    /// Both sides together must give each crossing one code for each dimension of the item.
    fn check(&self, row: &Row<'_>, item: ItemId, [rows, columns]: [&Axis; 2], faults: &mut Faults) {
        let item = self.edition.item(item);
        let mut fault = |message: String| faults.add(self.file, Some(row.line), message);
        if rows.years && columns.years {
            fault("`year` stands in both `rows` and `columns`".to_owned());
        }
        for (dimension, name) in self.dimensions() {
            let [in_rows, in_columns] =
                [rows, columns].map(|axis| self.labels(axis).iter().any(|given| given.contains(&dimension)));
            if in_rows && in_columns {
                fault(format!("dimension `{name}` stands in both `rows` and `columns`"));
            }
            if (in_rows || in_columns) && !item.dimensions.contains(&dimension) {
                fault(format!("dimension `{name}` is not one of item `{}`", item.code));
            }
            if self.is_left_open(dimension, item, [rows, columns]) {
                fault(format!("dimension `{name}` of item `{}` is not given by every label, and it has no total", item.code));
            }
        }
    }

    /// True if a crossing may have no code of the dimension.
    fn is_left_open(&self, dimension: DimId, item: &Item, axes: [&Axis; 2]) -> bool {
        let always = |axis: &Axis| {
            let labels = self.labels(axis);
            !labels.is_empty() && labels.iter().all(|given| given.contains(&dimension))
        };
        let total = self.frame.dimensions[usize::from(dimension.0)].total;
        item.dimensions.contains(&dimension) && total.is_none() && !axes.into_iter().any(always)
    }

    /// By kind of label on an axis, the dimensions of which it gives a code.
    fn labels(&self, axis: &Axis) -> Vec<Vec<DimId>> {
        let members =
            axis.members.iter().map(|&id| self.edition.member(id).codes.iter().map(|(dimension, _)| *dimension).collect());
        // An outer label may stand alone; an inner one belongs to what stands above.
        let dimensions = (0..axis.dimensions.len()).map(|index| {
            let first = if axis.nested { 0 } else { index };
            axis.dimensions[first..=index].to_vec()
        });
        members.chain(dimensions).chain(axis.open.map(|dimension| vec![dimension])).collect()
    }

    fn dimensions(&self) -> impl Iterator<Item = (DimId, &str)> {
        let codes = self.frame.dimensions.iter().map(|dimension| dimension.code.as_str());
        codes.enumerate().filter_map(|(index, code)| Some((DimId(u8::try_from(index).ok()?), code)))
    }
}
