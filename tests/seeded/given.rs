//! A file as it comes in, and the formats in which a reply can come.

use super::clean::{Dice, Measures, Message, Statistics};
use rust_xlsxwriter::{Workbook, Worksheet};
use verbale_fixtures::XmlFormat;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Given {
    pub(crate) fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.to_owned(), bytes: bytes.into() }
    }

    pub(crate) fn csv(text: &str) -> Self {
        Self::new("reply.csv", text)
    }

    /// A table as delimited text, or as a workbook in which its numbers are text or numbers.
    pub(crate) fn table(dice: &mut Dice, text: &str) -> Self {
        match dice.number(0, 2) {
            0 => Self::csv(text),
            1 => Self::new("reply.csv", [b"\xef\xbb\xbf", delimited(text, b'\t').as_slice()].concat()),
            _ => Self::workbook(text, dice.number(0, 1) == 0),
        }
    }

    /// A workbook of one sheet.
    pub(crate) fn workbook(text: &str, numbers: bool) -> Self {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        fill(sheet, &rows(text), numbers);
        Self::new("reply.xlsx", workbook.save_to_buffer().unwrap())
    }

    /// A form in any format that a State sends.
    pub(crate) fn form(dice: &mut Dice, measures: &Measures) -> Self {
        if dice.number(0, 3) == 0 { Self::document(dice, measures) } else { Self::table(dice, &measures.form()) }
    }

    /// A form as a document.
    pub(crate) fn document(dice: &mut Dice, measures: &Measures) -> Self {
        let encoding = (*dice.pick(&["utf-8", "utf-8-bom", "utf-16le", "utf-16be"])).to_owned();
        let prefix = (*dice.pick(&["", "v"])).to_owned();
        let format = XmlFormat { encoding, prefix, one_line: dice.number(0, 1) == 0, cdata: dice.number(0, 1) == 0 };
        Self::new("reply.xml", measures.xml(&format))
    }

    pub(crate) fn statistics(dice: &mut Dice, statistics: &Statistics) -> Self {
        Self::table(dice, &statistics.csv())
    }

    pub(crate) fn message(message: &Message) -> Self {
        Self::new(&format!("message.{}", message.ending()), message.text())
    }
}

/// The rows of a text parted by commas, empty ones included. No field goes over several lines.
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        reader.records().next().map_or_else(Vec::new, |record| record.unwrap().iter().map(str::to_owned).collect())
    };
    text.lines().map(row).collect()
}

fn delimited(text: &str, delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    for row in rows(text) {
        writer.write_record(if row.is_empty() { vec![String::new()] } else { row }).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Writes rows into a sheet.
pub(crate) fn fill(sheet: &mut Worksheet, rows: &[Vec<String>], numbers: bool) {
    for (at, row) in (0..).zip(rows) {
        for (column, text) in (0..).zip(row) {
            match text.parse::<i32>() {
                Ok(number) if numbers => sheet.write_number(at, column, number),
                _ if text.is_empty() => continue,
                _ => sheet.write_string(at, column, text),
            }
            .unwrap();
        }
    }
}
