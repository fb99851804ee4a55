//! The statistical tables of the shipped editions, printed with every label of each language.

use crate::support::{Outcome, outcome_of, tell, workbook};
use std::collections::BTreeSet;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{Axis, FormLayout, Layout, TableLayout};
use verbale_model::{DimId, Edition, Language, Schemas};

/// An axis printed: one list of labels a line, the outermost first.
type Printed = Vec<Vec<String>>;

struct Printer<'s> {
    schemas: &'s Schemas,
    edition: &'s Edition,
    language: Language,
}

impl Printer<'_> {
    fn words(&self, dimension: DimId) -> Vec<String> {
        let list = self.schemas.list(self.edition.dimensions[usize::from(dimension.0)].list);
        list.codes.iter().map(|code| code.labels[self.language.index()].clone()).collect()
    }

    /// `None` where the language lacks a label.
    fn axis(&self, axis: &Axis, years: &[&str]) -> Option<Printed> {
        let mut labels = Vec::new();
        for member in &axis.members {
            labels.push(vec![self.edition.labels.text(LabelKey::Member(*member), self.language)?.to_owned()]);
        }
        match axis.dimensions.as_slice() {
            [outer, inner] if axis.nested => {
                for outer in self.words(*outer) {
                    labels.extend(self.words(*inner).into_iter().map(|inner| vec![outer.clone(), inner]));
                }
            }
            dimensions => labels.extend(dimensions.iter().flat_map(|dimension| self.words(*dimension)).map(|word| vec![word])),
        }
        labels.extend(axis.open.map(|_| vec!["France".to_owned()]));
        if axis.years && labels.is_empty() {
            return Some(years.iter().map(|year| vec![(*year).to_owned()]).collect());
        }
        if axis.years {
            let under =
                |year: &&str| labels.iter().map(|label| [vec![(*year).to_owned()], label.clone()].concat()).collect::<Vec<_>>();
            return Some(years.iter().flat_map(under).collect());
        }
        Some(labels)
    }

    /// A table with numbers from `first` in its cells, and how many there are.
    fn table(&self, table: &TableLayout, first: usize) -> Option<(Vec<String>, usize)> {
        let years = ["2014", "2015", "2016"];
        let (rows, columns) = (self.axis(&table.rows, &years)?, self.axis(&table.columns, &years)?);
        let mut lines = vec![self.edition.labels.text(table.title, self.language)?.to_owned()];
        let stub = rows.iter().map(Vec::len).max()?;
        for level in 0..columns.iter().map(Vec::len).max()? {
            let headings = columns.iter().map(|column| column.get(level).map_or("", String::as_str));
            lines.push(format!("{}{}", "|".repeat(stub), headings.collect::<Vec<_>>().join("|")));
        }
        let mut number = first;
        for row in &rows {
            let values = columns.iter().map(|_| {
                number += 1;
                number.to_string()
            });
            let values = values.collect::<Vec<_>>().join("|");
            lines.push(format!("{}{}{values}", row.join("|"), "|".repeat(stub + 1 - row.len())));
        }
        Some((lines, number))
    }

    fn read(&self, form: &FormLayout) -> Option<(Outcome, usize)> {
        let text = |key| self.edition.labels.text(key, self.language);
        let mut lines = vec![text(LabelKey::Title)?.to_owned(), format!("{}|France", text(LabelKey::Item(form.state))?)];
        let mut number = 1_000;
        for table in &form.tables {
            let (table, last) = self.table(table, number)?;
            lines.push(String::new());
            lines.extend(table);
            number = last;
        }
        let rows = lines.iter().map(String::as_str).collect::<Vec<_>>();
        let outcome = outcome_of(self.schemas, &workbook(&rows), None);
        Some((outcome.unwrap_or_else(|rejection| panic!("{}", tell(&rejection.reason))), number - 1_000))
    }
}

#[test]
fn every_table_is_read_whole_in_every_language() {
    let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("the shipped schemas have no fault");
    let mut tables = 0;
    for edition in &schemas.editions {
        for layout in &edition.layouts {
            let Layout::Form(form) = layout else { continue };
            for &language in edition.languages.iter().filter(|_| !form.tables.is_empty()) {
                let printer = Printer { schemas: &schemas, edition, language };
                let Some((outcome, values)) = printer.read(form) else { panic!("{} lacks labels in {language}", edition.path()) };
                assert_eq!(outcome.recognized.language, language);
                let lines = outcome.lines.iter().filter(|line| line.contains(" 201"));
                // Each crossing is one of its own: item, codes and year without the cell.
                let series = lines.map(|line| line.rsplitn(3, ' ').last()).collect::<BTreeSet<_>>();
                let crossings = series.len();
                assert_eq!((outcome.findings.as_slice(), crossings), ([].as_slice(), values), "{language} {:#?}", outcome.lines);
                tables += form.tables.len();
            }
        }
    }
    assert!(tables > 0, "no edition has tables");
}
