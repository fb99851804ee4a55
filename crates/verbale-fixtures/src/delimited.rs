//! A [`Book`] as delimited text: all sheets one after the other, with an empty line between.

use crate::fault::Fault;
use crate::grid::{Book, Sheet, plain};
use crate::recipe::TextFormat;

pub(crate) fn write(book: &Book, format: &TextFormat, file: &str) -> Result<Vec<u8>, Fault> {
    let delimiter = u8::try_from(format.delimiter).map_err(|_| Fault::recipe(file, "the delimiter is no ASCII character"))?;
    let terminator = if format.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
    // As wide everywhere, as spreadsheet programs write it.
    let width = book.sheets.iter().map(|sheet| sheet.size().1).max().unwrap_or(0);
    let failed = |error: csv::Error| Fault::recipe(file, error.to_string());
    for (index, sheet) in book.sheets.iter().enumerate() {
        if index > 0 {
            writer.write_record(vec![""; usize::from(width)]).map_err(failed)?;
        }
        for record in records(sheet, width) {
            writer.write_record(&record).map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Fault::recipe(file, error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| Fault::recipe(file, error.to_string()))?;
    encode(&text, &format.encoding, file)
}

fn records(sheet: &Sheet, width: u16) -> Vec<Vec<String>> {
    let cell = |row, column| sheet.cells.get(&(row, column)).map_or_else(String::new, |(content, _)| plain(content));
    (0..sheet.size().0).map(|row| (0..width).map(|column| cell(row, column)).collect()).collect()
}

fn encode(text: &str, encoding: &str, file: &str) -> Result<Vec<u8>, Fault> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    match encoding {
        "utf-8-bom" => Ok([MARK, text.as_bytes()].concat()),
        "utf-16le" => Ok("\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()),
        label => {
            let known = encoding_rs::Encoding::for_label(label.as_bytes());
            let known = known.ok_or_else(|| Fault::recipe(file, format!("`{label}` is no encoding")))?;
            let (bytes, _, lost) = known.encode(text);
            if lost {
                return Err(Fault::recipe(file, format!("some of its text cannot be written in {label}")));
            }
            Ok(bytes.into_owned())
        }
    }
}
