//! Pictures of sheets: the marked cells in place, with their neighbours, the label before them and the heading above them.
//!
//! A [`Camera`] is shown the cells of a file one by one, in the order of their rows, and keeps what its pictures need. A cell is
//! shown with its text if that is a label of the questionnaire; anything else only where values are shown, and nothing of the block
//! of contact details.

use crate::withheld::Withheld;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use verbale_model::codelist::list_form;
use verbale_model::fold::fold;
use verbale_model::locus::a1;
use verbale_model::wording::visible;
use verbale_model::{Edition, Locus, PlaceId, Reading, Schemas, Severity, Values};

/// Marked cells in one picture.
const MOST_MARKS: usize = 40;
/// Cells kept for one picture.
const MOST_CELLS: usize = 20_000;
/// Columns in one picture.
const MOST_COLUMNS: usize = 14;
/// How much of a text is shown in a picture, in characters.
const LONGEST: usize = 80;

/// A picture of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Name of the sheet; empty for a CSV file.
    pub sheet: String,
    /// Letters of the columns; between two that are no neighbours stands a gap, which is `None`.
    pub columns: Vec<Option<String>>,
    /// Rows; between two that are no neighbours stands a gap, which is `None`.
    pub rows: Vec<Option<PictureRow>>,
    /// Marked cells that are not in the picture.
    pub left_out: u64,
}

/// A row of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRow {
    /// Its number, from 1.
    pub number: u64,
    /// Its cells, by the columns of the picture; a gap has an empty one.
    pub cells: Vec<PictureCell>,
}

/// A cell of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureCell {
    /// What is shown of it.
    pub shows: Shows,
    /// The gravest finding on it, and the rules of all findings.
    pub mark: Option<(Severity, Vec<&'static str>)>,
    /// Its reference.
    pub reference: String,
}

/// What is shown of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Shows {
    /// It is empty, or beside the point.
    #[default]
    Nothing,
    /// Text of the questionnaire.
    Label(String),
    /// What it holds.
    Value(String),
    /// It is filled, and not shown.
    Hidden,
}

/// Marked cells by row and column: the gravest finding, and the rules of all.
type Marks = BTreeMap<(u32, u16), (Severity, Vec<&'static str>)>;

/// What is kept of one sheet.
struct Sheet {
    place: PlaceId,
    marks: Marks,
    left_out: u64,
    /// Rows of which all cells are kept.
    rows: FxHashSet<u32>,
    /// Columns with marked cells: labels in them are kept.
    columns: FxHashSet<u16>,
    /// Cells that hold an answer or something without a place.
    values: FxHashSet<(u32, u16)>,
    cells: BTreeMap<(u32, u16), Shows>,
}

/// Takes pictures of the sheets of one file.
pub struct Camera<'c> {
    schemas: &'c Schemas,
    edition: &'c Edition,
    withheld: &'c Withheld,
    values: Values,
    sheets: BTreeMap<String, Sheet>,
}

impl<'c> Camera<'c> {
    /// A camera for the sheets of a file that have findings on cells.
    pub fn new(schemas: &'c Schemas, reading: &Reading, withheld: &'c Withheld, values: Values) -> Self {
        let mut all: BTreeMap<PlaceId, Marks> = BTreeMap::new();
        for finding in reading.findings.kept() {
            let Locus::Cell { sheet, row, col } = finding.at else { continue };
            let mark = all.entry(sheet).or_default().entry((row, col)).or_insert((finding.kind.severity, Vec::new()));
            mark.0 = mark.0.min(finding.kind.severity);
            if !mark.1.contains(&finding.kind.code) {
                mark.1.push(finding.kind.code);
            }
        }
        let mut sheets = BTreeMap::new();
        for (place, marks) in all {
            if let Some(name) = reading.places.get(usize::from(place.0)) {
                sheets.insert(name.clone(), Sheet::new(place, marks, reading));
            }
        }
        Self { schemas, edition: schemas.edition(reading.edition), withheld, values, sheets }
    }

    /// True if there is nothing to take a picture of.
    pub fn is_idle(&self) -> bool {
        self.sheets.is_empty()
    }

    /// Shows it a filled cell; `row` and `col` count from 0.
    pub fn see(&mut self, sheet: &str, row: u32, col: u16, text: &str) {
        let Some(known) = self.sheets.get(sheet) else { return };
        let (whole, column) = (known.rows.contains(&row), known.columns.contains(&col));
        if !(whole || column) || known.cells.len() >= MOST_CELLS {
            return;
        }
        let shows = self.shows(known, row, col, text);
        // Of the rows between, only headings matter.
        if !whole && !matches!(shows, Shows::Label(_)) {
            return;
        }
        if let Some(known) = self.sheets.get_mut(sheet) {
            known.cells.insert((row, col), shows);
        }
    }

    fn shows(&self, sheet: &Sheet, row: u32, col: u16, text: &str) -> Shows {
        let at = Locus::Cell { sheet: sheet.place, row, col };
        let holds_value = sheet.values.contains(&(row, col));
        if !holds_value && self.is_label(text) {
            return Shows::Label(cut(text));
        }
        if self.values == Values::Hidden || self.withheld.covers(at) { Shows::Hidden } else { Shows::Value(cut(text)) }
    }

    /// True for text that the questionnaire prints: its labels, with or without a number before them, the words of its codelists
    /// and its years.
    fn is_label(&self, text: &str) -> bool {
        let known = |text: &str| !self.edition.labels.find(&fold(text)).is_empty();
        let unnumbered = || text.split_once(' ').is_some_and(|(number, label)| number.len() <= 8 && known(label));
        let code = || self.schemas.lists.iter().any(|list| list.find(&list_form(text)).is_some());
        let year = || {
            let window = self.edition.years;
            text.parse::<i16>().is_ok_and(|year| window.is_some_and(|(first, last)| (first..=last).contains(&year)))
        };
        known(text) || unnumbered() || code() || year()
    }

    /// The pictures, in the order of the sheets' names.
    pub fn pictures(self) -> Vec<Picture> {
        self.sheets.into_iter().map(|(name, sheet)| sheet.picture(&name)).collect()
    }
}

fn cut(text: &str) -> String {
    let shown = visible(text.trim());
    match shown.char_indices().nth(LONGEST) {
        None => shown.into_owned(),
        Some((end, _)) => format!("{}…", &shown[..end]),
    }
}

impl Sheet {
    fn new(place: PlaceId, all: Marks, reading: &Reading) -> Self {
        // The gravest first, then as they are read.
        let mut order: Vec<_> = all.into_iter().collect();
        order.sort_by_key(|(at, (severity, _))| (*severity, *at));
        let left_out = order.len().saturating_sub(MOST_MARKS) as u64;
        order.truncate(MOST_MARKS);
        let marks: Marks = order.into_iter().collect();
        let rows: FxHashSet<u32> = marks.keys().flat_map(|(row, _)| [row.saturating_sub(1), *row, row.saturating_add(1)]).collect();
        let columns: FxHashSet<u16> = marks.keys().map(|(_, col)| *col).collect();
        let answers = reading.replies.iter().flat_map(|reply| &reply.answers).map(|answer| answer.at);
        let unplaced = reading.replies.iter().flat_map(|reply| &reply.unplaced).map(|unplaced| unplaced.at);
        let values = answers.chain(unplaced).filter_map(|at| match at {
            Locus::Cell { sheet, row, col } if sheet == place && (rows.contains(&row) || columns.contains(&col)) => {
                Some((row, col))
            }
            _ => None,
        });
        let values = values.collect();
        Self { place, marks, left_out, rows, columns, values, cells: BTreeMap::new() }
    }

    fn picture(self, name: &str) -> Picture {
        let mut rows: BTreeSet<u32> = BTreeSet::new();
        let mut columns: BTreeSet<u16> = BTreeSet::new();
        for &(row, col) in self.marks.keys() {
            rows.extend([row.saturating_sub(1), row, row.saturating_add(1)]);
            columns.extend([col.saturating_sub(1), col, col.saturating_add(1)]);
            let is_label = |at: &(u32, u16)| matches!(self.cells.get(at), Some(Shows::Label(_)));
            columns.extend(self.cells.range((row, 0)..(row, col)).rev().map(|(at, _)| at).find(|at| is_label(at)).map(|at| at.1));
            rows.extend((0..row).rev().take(500).find(|&above| is_label(&(above, col))));
        }
        let mut columns: Vec<u16> = columns.into_iter().collect();
        if columns.len() > MOST_COLUMNS {
            // Marked columns come first.
            columns.sort_by_key(|col| (!self.columns.contains(col), *col));
            columns.truncate(MOST_COLUMNS);
            columns.sort_unstable();
        }
        let columns = with_gaps(&columns, |left, right| u32::from(*right) > u32::from(*left) + 1);
        let rows: Vec<u32> = rows.into_iter().collect();
        let rows = with_gaps(&rows, |left, right| *right > left.saturating_add(1));
        Picture {
            sheet: visible(name).into_owned(),
            rows: rows.iter().map(|row| row.map(|row| self.row(row, &columns))).collect(),
            columns: columns.iter().map(|col| col.map(letters)).collect(),
            left_out: self.left_out,
        }
    }

    fn row(&self, row: u32, columns: &[Option<u16>]) -> PictureRow {
        let cell = |col: &Option<u16>| {
            let Some(col) = *col else { return PictureCell::default() };
            PictureCell {
                shows: self.cells.get(&(row, col)).cloned().unwrap_or_default(),
                mark: self.marks.get(&(row, col)).cloned(),
                reference: a1(row, col),
            }
        };
        PictureRow { number: u64::from(row) + 1, cells: columns.iter().map(cell).collect() }
    }
}

/// The values with a gap wherever two of them are apart.
fn with_gaps<T: Copy>(values: &[T], apart: impl Fn(&T, &T) -> bool) -> Vec<Option<T>> {
    let mut gapped = Vec::with_capacity(values.len() * 2);
    for (index, value) in values.iter().enumerate() {
        if index > 0 && apart(&values[index - 1], value) {
            gapped.push(None);
        }
        gapped.push(Some(*value));
    }
    gapped
}

fn letters(col: u16) -> String {
    let reference = a1(0, col);
    reference.trim_end_matches('1').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_between_what_is_apart() {
        assert_eq!(with_gaps(&[1u32, 2, 5], |left, right| *right > left + 1), [Some(1), Some(2), None, Some(5)]);
        assert_eq!((letters(0), letters(26)), ("A".to_owned(), "AA".to_owned()));
    }
}
