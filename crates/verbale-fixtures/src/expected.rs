//! What must be read from a file: `fixtures/expected/<name>.csv`.

use crate::decide::{Entry, Truth};
use crate::fault::Fault;
use crate::figures::Filled;
use crate::job::Job;
use crate::numerals::Measured;
use std::path::Path;
use verbale_model::{Item, Status};

/// One answer that must come out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Code of the State.
    pub area: String,
    /// Code of the item.
    pub item: String,
    /// Code of each dimension of the edition, in its order; empty where the answer has none.
    pub dimensions: Vec<String>,
    /// Year; empty where the item has none.
    pub year: String,
    /// Code of the status.
    pub status: String,
    /// The number, if it is one.
    pub number: String,
    /// The least it can be, if it was not given exactly.
    pub low: String,
    /// The most it can be, if it was not given exactly.
    pub high: String,
    /// The code, if it is one.
    pub code: String,
    /// The text, if it is one; a date as `YYYY-MM-DD`.
    pub text: String,
    /// The text as it stands in the file.
    pub raw: String,
}

/// The truth of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpectedFile {
    /// Codes of the dimensions.
    pub dimensions: Vec<String>,
    /// Answers.
    pub rows: Vec<Expected>,
}

const BEFORE: [&str; 2] = ["area", "item"];
const AFTER: [&str; 8] = ["year", "status", "number", "low", "high", "code", "text", "raw"];

impl ExpectedFile {
    pub(crate) fn new(job: &Job<'_>) -> Self {
        Self { dimensions: job.edition.dimensions.iter().map(|dimension| dimension.code.clone()).collect(), rows: Vec::new() }
    }

    /// What an item's entry must give: its answers, then the description.
    pub(crate) fn push(&mut self, job: &Job<'_>, area: &str, entry: &Entry) {
        let item = job.edition.item(entry.item);
        for truth in &entry.truth {
            let row = self.row(area, item, truth, truth.raw.as_ref().unwrap_or(&entry.raw));
            self.rows.push(row);
        }
        if let (Some(comment), Some(text)) = (item.comment, &entry.comment) {
            let row = self.row(area, job.edition.item(comment), &Truth::text(text), text);
            self.rows.push(row);
        }
    }

    /// What a table must give: its values, its blanks, and what the State remarks on it.
    pub(crate) fn push_table(&mut self, job: &Job<'_>, area: &str, filled: &Filled<'_>) {
        let item = job.edition.item(filled.table.item);
        let blank = Measured::status(Status::Blank);
        for crossing in filled.crossings(job) {
            let read = crossing.figure.map_or(&blank, |figure| &figure.read);
            let code = |index| crossing.series.dims.get(index).copied().flatten();
            let dimensions =
                (0..self.dimensions.len()).map(|index| code(index).map_or("", |code| job.schemas.codes.text(code)).to_owned());
            self.rows.push(Expected {
                area: area.to_owned(),
                item: item.code.clone(),
                dimensions: dimensions.collect(),
                year: crossing.year.map_or_else(String::new, |year| year.to_string()),
                status: read.status.code().to_owned(),
                number: read.number.clone(),
                low: read.low.clone(),
                high: read.high.clone(),
                raw: crossing.figure.map_or_else(String::new, |figure| figure.raw.clone()),
                ..Expected::default()
            });
        }
        let Some(comment) = item.comment else { return };
        for text in [&filled.comment, &filled.note].into_iter().flatten() {
            let row = self.row(area, job.edition.item(comment), &Truth::text(text), text);
            self.rows.push(row);
        }
    }

    fn row(&self, area: &str, item: &Item, truth: &Truth, raw: &str) -> Expected {
        let mut dimensions = vec![String::new(); self.dimensions.len()];
        if let Some((dimension, code)) = &truth.dimension
            && let Some(place) = dimensions.get_mut(usize::from(dimension.0))
        {
            place.clone_from(code);
        }
        Expected {
            area: area.to_owned(),
            item: item.code.clone(),
            dimensions,
            status: truth.status.code().to_owned(),
            code: truth.code.clone().unwrap_or_default(),
            text: truth.text.clone().unwrap_or_default(),
            raw: raw.to_owned(),
            ..Expected::default()
        }
    }

    /// As CSV. Columns that are empty throughout (a form has no years) are left out.
    pub(crate) fn to_csv(&self) -> Vec<u8> {
        let names: Vec<&str> = BEFORE.into_iter().chain(self.dimensions.iter().map(String::as_str)).chain(AFTER).collect();
        let rows: Vec<Vec<&str>> = self.rows.iter().map(Expected::fields).collect();
        let always = |name: &str| !matches!(name, "year" | "number" | "low" | "high");
        let used: Vec<usize> =
            (0..names.len()).filter(|&column| always(names[column]) || rows.iter().any(|row| !row[column].is_empty())).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing into memory cannot fail.
        let _ = writer.write_record(used.iter().map(|&column| names[column]));
        for row in &rows {
            let _ = writer.write_record(used.iter().map(|&column| row[column]));
        }
        writer.into_inner().unwrap_or_default()
    }

    /// Reads `fixtures/expected/<name>.csv`.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let mut reader = csv::Reader::from_path(path).map_err(|error| Fault::data(path, error.to_string()))?;
        let header = reader.headers().map_err(|error| Fault::data(path, error.to_string()))?.clone();
        let fixed = |name: &&str| BEFORE.contains(name) || AFTER.contains(name);
        let dimensions: Vec<String> = header.iter().filter(|name| !fixed(name)).map(str::to_owned).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| Fault::data(path, error.to_string()))?;
            let get = |name: &str| {
                header.iter().position(|known| known == name).and_then(|at| record.get(at)).unwrap_or_default().to_owned()
            };
            let row = Expected {
                area: get("area"),
                item: get("item"),
                dimensions: dimensions.iter().map(|name| get(name)).collect(),
                year: get("year"),
                status: get("status"),
                number: get("number"),
                low: get("low"),
                high: get("high"),
                code: get("code"),
                text: get("text"),
                raw: get("raw"),
            };
            if Status::from_code(&row.status).is_none() {
                return Err(Fault::data(path, format!("`{}` is no status", row.status)));
            }
            rows.push(row);
        }
        Ok(Self { dimensions, rows })
    }
}

impl Expected {
    fn fields(&self) -> Vec<&str> {
        let before = [self.area.as_str(), &self.item];
        let after = [&self.year, &self.status, &self.number, &self.low, &self.high, &self.code, &self.text, &self.raw];
        before.into_iter().chain(self.dimensions.iter().map(String::as_str)).chain(after.into_iter().map(String::as_str)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let row = Expected {
            area: "XAA".to_owned(),
            item: "leg_nap".to_owned(),
            dimensions: vec![String::new()],
            status: "reported".to_owned(),
            code: "yes".to_owned(),
            raw: "☒ Yes\n☐ No, \"never\"".to_owned(),
            ..Expected::default()
        };
        let file = ExpectedFile { dimensions: vec!["audience".to_owned()], rows: vec![row] };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, file.to_csv()).unwrap();
        assert_eq!(ExpectedFile::read(&path).unwrap(), file);
    }
}
