//! CSV tables of the schemas: a header that is checked, rows with their line.

use crate::fault::Faults;
use std::collections::BTreeMap;

/// A table whose header was checked.
pub(crate) struct Table {
    pub(crate) file: String,
    columns: BTreeMap<String, usize>,
    records: Vec<(u64, csv::StringRecord)>,
}

/// One row.
pub(crate) struct Row<'t> {
    pub(crate) line: u64,
    table: &'t Table,
    record: &'t csv::StringRecord,
}

impl Table {
    /// Reads a table that must have exactly these columns, in any order; an unknown column is a fault.
    pub(crate) fn read(file: &str, text: &str, columns: &[&str], faults: &mut Faults) -> Self {
        let mut table = Self { file: file.to_owned(), columns: BTreeMap::new(), records: Vec::new() };
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::Headers).from_reader(text.as_bytes());
        match reader.headers() {
            Ok(headers) => {
                for (index, name) in headers.iter().enumerate() {
                    if !columns.contains(&name) {
                        faults.unknown(file, Some(1), "column", name, columns.iter().copied());
                    } else if table.columns.insert(name.to_owned(), index).is_some() {
                        faults.add(file, Some(1), format!("column `{name}` stands twice"));
                    }
                }
            }
            Err(error) => faults.add(file, Some(1), error.to_string()),
        }
        for name in columns {
            if !table.columns.contains_key(*name) {
                faults.add(file, Some(1), format!("column `{name}` is missing"));
            }
        }
        let width = reader.headers().map_or(0, csv::StringRecord::len);
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    if record.len() != width {
                        faults.add(file, Some(line), format!("has {} fields, the header has {width}", record.len()));
                    }
                    table.records.push((line, record));
                }
                Err(error) => faults.add(file, error.position().map(csv::Position::line), error.to_string()),
            }
        }
        table
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row { line: *line, table: self, record })
    }
}

impl<'t> Row<'t> {
    pub(crate) fn get(&self, column: &str) -> &'t str {
        self.table.columns.get(column).and_then(|&index| self.record.get(index)).unwrap_or("").trim()
    }

    /// The cell, or nothing if it is empty.
    pub(crate) fn optional(&self, column: &str) -> Option<&'t str> {
        Some(self.get(column)).filter(|text| !text.is_empty())
    }

    pub(crate) fn required(&self, column: &str, faults: &mut Faults) -> Option<&'t str> {
        let text = self.optional(column);
        if text.is_none() {
            faults.add(&self.table.file, Some(self.line), format!("`{column}` is empty"));
        }
        text
    }

    /// `yes`, or `no` or empty.
    pub(crate) fn flag(&self, column: &str, faults: &mut Faults) -> bool {
        match self.get(column) {
            "yes" => true,
            "" | "no" => false,
            other => {
                faults.unknown(&self.table.file, Some(self.line), column, other, ["yes", "no"]);
                false
            }
        }
    }

    /// Names separated by ` | `.
    pub(crate) fn list(&self, column: &str) -> impl Iterator<Item = &'t str> {
        self.get(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }

    pub(crate) fn date(&self, column: &str, faults: &mut Faults) -> Option<chrono::NaiveDate> {
        let text = self.optional(column)?;
        let date = text.parse().ok();
        if date.is_none() {
            faults.add(&self.table.file, Some(self.line), format!("`{column}` is `{text}`, not a date YYYY-MM-DD"));
        }
        date
    }

    /// A word that serde knows, such as the variants of an enum.
    pub(crate) fn word<T: serde::de::DeserializeOwned>(&self, column: &str, faults: &mut Faults) -> Option<T> {
        let text = self.required(column, faults)?;
        let parsed = T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(text));
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                faults.add(&self.table.file, Some(self.line), format!("`{column}`: {error}"));
                None
            }
        }
    }

    /// The six columns `<prefix>_en` … `<prefix>_zh`.
    pub(crate) fn six(&self, prefix: &str) -> [String; 6] {
        verbale_model::Language::ALL.map(|language| self.get(&format!("{prefix}_{language}")).to_owned())
    }
}

/// Names of the six columns of a prefix.
pub(crate) const NAME_COLUMNS: [&str; 6] = ["name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh"];
/// Names of the six label columns.
pub(crate) const LABEL_COLUMNS: [&str; 6] = ["label_en", "label_fr", "label_es", "label_ru", "label_ar", "label_zh"];
