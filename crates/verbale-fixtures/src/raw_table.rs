//! A published dataset as it is printed, read without the readers that are tested with it.

use crate::fault::Fault;
use crate::published::{Selecting, selecting};
use crate::workshop::Workshop;
use calamine::{Data, Reader, open_workbook_auto};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use verbale_model::codelist::list_form;
use verbale_model::layout::{Layout, RecordsLayout, Role};
use verbale_model::{CodeId, Edition, EditionKind, Language, Schemas};

/// A row as it is printed, and what its closed labels stand for.
#[derive(Debug, Clone)]
pub(crate) struct Printed {
    /// Code and name of the area.
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) item: String,
    /// Codes of the dimensions that columns of their own give, or a category of a closed list.
    pub(crate) codes: BTreeMap<String, CodeId>,
    /// The dimension of areas that the category names, and its label.
    pub(crate) listed: Option<(String, String)>,
    pub(crate) year: i16,
    pub(crate) value: String,
}

impl fmt::Display for Printed {
    /// Without the value, which is nobody's business in a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {:?} {:?}", self.code, self.item, self.year, self.codes, self.listed)
    }
}

/// The rows of a dataset.
pub(crate) struct RawTable {
    pub(crate) rows: Vec<Printed>,
}

impl RawTable {
    /// Reads the first sheet of a workbook in the layout of the shipped dataset edition.
    pub(crate) fn read(workshop: &Workshop, path: &Path) -> Result<Self, Fault> {
        let fault = |message: String| Fault::data(path, message);
        let edition = workshop.schemas.editions.iter().find(|edition| edition.kind == EditionKind::Dataset);
        let edition = edition.ok_or_else(|| fault("there is no edition of datasets".to_owned()))?;
        let layout = edition.layouts.iter().find_map(|layout| match layout {
            Layout::Records(records) => Some(records),
            Layout::Form(_) => None,
        });
        let layout = layout.ok_or_else(|| fault("the edition has no table".to_owned()))?;
        let texts = selecting(&workshop.root.join("schemas").join(edition.path()).join("records.csv"))?;
        let mut workbook = open_workbook_auto(path).map_err(|error| fault(error.to_string()))?;
        let sheet = workbook.worksheet_range_at(0).ok_or_else(|| fault("it has no sheet".to_owned()))?;
        let sheet = sheet.map_err(|error| fault(error.to_string()))?;
        let mut lines = sheet.rows();
        let columns = lines.find_map(|cells| places(cells, edition, layout)).ok_or_else(|| fault("no header".to_owned()))?;
        let reader = LineReader { schemas: &workshop.schemas, edition, layout, texts: &texts, columns: &columns };
        let lines = lines.filter(|cells| cells.iter().any(|cell| *cell != Data::Empty));
        let rows = lines.map(|cells| reader.row(cells).map_err(fault)).collect::<Result<Vec<_>, Fault>>()?;
        Ok(Self { rows })
    }
}

/// The place of each column of the layout, if these cells are its header.
fn places(cells: &[Data], edition: &Edition, layout: &RecordsLayout) -> Option<Vec<usize>> {
    let place = |column: &verbale_model::layout::Column| {
        let heading = edition.labels.text(column.key, Language::En)?;
        cells.iter().position(|cell| text(cell) == heading)
    };
    layout.columns.iter().map(place).collect()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        cell => cell.to_string(),
    }
}

struct LineReader<'l> {
    schemas: &'l Schemas,
    edition: &'l Edition,
    layout: &'l RecordsLayout,
    texts: &'l Selecting,
    columns: &'l [usize],
}

impl LineReader<'_> {
    fn row(&self, cells: &[Data]) -> Result<Printed, String> {
        let mut row = Printed {
            code: String::new(),
            name: String::new(),
            item: String::new(),
            codes: BTreeMap::new(),
            listed: None,
            year: 0,
            value: String::new(),
        };
        let (mut select, mut category, mut areas) = (Vec::new(), String::new(), Vec::new());
        for (column, &at) in self.layout.columns.iter().zip(self.columns) {
            let text = cells.get(at).map(text).unwrap_or_default();
            match column.role {
                Role::Area => areas.push(text),
                Role::Select(_) => select.push(text),
                Role::Category => category = text,
                Role::Dimension(dimension) => {
                    let known = &self.edition.dimensions[usize::from(dimension.0)];
                    row.codes.insert(known.code.clone(), self.code(&known.code, &text)?);
                }
                Role::Year => row.year = text.parse().map_err(|_| format!("`{text}` is no year"))?,
                Role::Value => row.value = text,
                _ => {}
            }
        }
        let mut areas = areas.into_iter();
        (row.code, row.name) = (areas.next().unwrap_or_default(), areas.next().unwrap_or_default());
        let found = self.texts.iter().find(|(_, (texts, _))| *texts == select);
        let (item, (_, fixed)) = found.ok_or_else(|| format!("no item has the texts {select:?}"))?;
        row.item.clone_from(item);
        if let Some(dimension) = fixed.strip_prefix('@') {
            let known = self.edition.dimensions.iter().find(|known| known.code == dimension);
            if known.is_some_and(|known| known.areas) {
                row.listed = Some((dimension.to_owned(), category));
            } else {
                row.codes.insert(dimension.to_owned(), self.code(dimension, &category)?);
            }
        } else if category != *fixed {
            return Err(format!("the category is not `{fixed}`"));
        }
        Ok(row)
    }

    /// The code of a word of a closed list.
    fn code(&self, dimension: &str, text: &str) -> Result<CodeId, String> {
        let known = self.edition.dimensions.iter().find(|known| known.code == dimension);
        let list = known.map(|known| self.schemas.list(known.list)).ok_or_else(|| format!("no dimension `{dimension}`"))?;
        list.find(&list_form(text)).ok_or_else(|| format!("`{text}` is no word of `{}`", list.name))
    }
}
