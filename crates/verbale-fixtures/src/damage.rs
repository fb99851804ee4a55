//! Files that are no reply, or no longer one.

use crate::archive;
use crate::fault::Fault;
use crate::grid::{Book, Look, Sheet, plain};
use crate::{document, xlsx};
use chrono::NaiveDate;
use serde::Deserialize;
use verbale_model::Language;

/// A file made from another one, or from nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Damaged {
    pub(crate) path: String,
    pub(crate) why: String,
    /// What was done.
    pub(crate) made: Made,
    /// The composed file it is made from.
    pub(crate) from: Option<String>,
    /// The finding for which it is rejected.
    pub(crate) reject: String,
}

/// What was done to make a bad file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Made {
    /// These bytes.
    Bytes(Vec<u8>),
    /// This text.
    Text(String),
    /// The first part of a file, in per cent.
    Truncated(u8),
    /// The tables of a workbook as a web page.
    WebPage,
    /// A letter as a PDF document.
    Pdf(Vec<String>),
    /// A letter as a word-processor document.
    Letter(Vec<String>),
    /// A quotation mark opened this many per cent into a delimited text, and never closed.
    OpenQuote(u8),
    /// A second entry of the archive under the name of the first sheet.
    DuplicateEntry,
    /// A number of shared strings that is not theirs.
    SharedStringCount(u64),
    /// A workbook on something else: sheet and rows.
    OtherWorkbook { sheet: String, rows: Vec<Vec<String>> },
    /// Committed as it is, since it cannot be made the same twice: how it was made.
    Kept(String),
}

/// What a bad file is made from.
pub(crate) struct Base<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) book: &'b Book,
}

/// Makes a bad file; `None` for one that is committed as it is.
pub(crate) fn make(made: &Made, base: Option<&Base<'_>>, file: &str) -> Result<Option<Vec<u8>>, Fault> {
    let needs = || Fault::recipe(file, "needs `from`, the file it is made from");
    let bytes = match made {
        Made::Bytes(bytes) => bytes.clone(),
        Made::Text(text) => text.clone().into_bytes(),
        Made::Truncated(share) => part(base.ok_or_else(needs)?.bytes, *share).to_vec(),
        Made::WebPage => web_page(base.ok_or_else(needs)?.book).into_bytes(),
        Made::Pdf(lines) => document::pdf(lines),
        Made::Letter(lines) => document::letter(lines)?,
        Made::OpenQuote(share) => open_quote(base.ok_or_else(needs)?.bytes, *share),
        Made::DuplicateEntry => duplicate_entry(base.ok_or_else(needs)?.bytes, file)?,
        Made::SharedStringCount(count) => shared_string_count(base.ok_or_else(needs)?.bytes, *count, file)?,
        Made::OtherWorkbook { sheet, rows } => xlsx::write(&other_workbook(sheet, rows))?,
        Made::Kept(_) => return Ok(None),
    };
    Ok(Some(bytes))
}

/// What was done, in words.
pub(crate) fn told(made: &Made) -> String {
    match made {
        Made::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Made::Text(text) => format!("a text of {} lines", text.lines().count()),
        Made::Truncated(share) => format!("the first {share} per cent"),
        Made::WebPage => "its tables as a web page".to_owned(),
        Made::Pdf(_) => "a letter as PDF".to_owned(),
        Made::Letter(_) => "a letter as a word-processor document".to_owned(),
        Made::OpenQuote(share) => format!("a quotation mark opened at {share} per cent and never closed"),
        Made::DuplicateEntry => "a second entry named as its first sheet".to_owned(),
        Made::SharedStringCount(count) => format!("said to hold {count} shared strings"),
        Made::OtherWorkbook { .. } => "a workbook on something else".to_owned(),
        Made::Kept(how) => format!("committed as it is: {how}"),
    }
}

fn part(bytes: &[u8], share: u8) -> &[u8] {
    &bytes[..bytes.len() * usize::from(share.min(100)) / 100]
}

/// As systems write that export "to Excel" and do not.
fn web_page(book: &Book) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut page = format!("<html>\r\n<head><meta charset=\"utf-8\"><title>{}</title></head>\r\n<body>\r\n", escape(&book.title));
    for sheet in &book.sheets {
        page.push_str("<table border=1>\r\n");
        let (rows, columns) = sheet.size();
        for row in 0..rows {
            page.push_str("<tr>");
            for column in 0..columns {
                let text = sheet.cells.get(&(row, column)).map(|(content, _)| plain(content)).unwrap_or_default();
                page.push_str("<td>");
                page.push_str(&escape(&text));
                page.push_str("</td>");
            }
            page.push_str("</tr>\r\n");
        }
        page.push_str("</table>\r\n");
    }
    page.push_str("</body>\r\n</html>\r\n");
    page
}

/// All that follows the mark becomes one field; no later mark may close it.
fn open_quote(bytes: &[u8], share: u8) -> Vec<u8> {
    let (before, after) = bytes.split_at(part(bytes, share).len());
    let line = after.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut broken = before.to_vec();
    broken.extend_from_slice(&after[..line]);
    broken.push(b'"');
    broken.extend(after[line..].iter().filter(|byte| **byte != b'"'));
    broken
}

/// Two readers of such an archive may read two different sheets.
fn duplicate_entry(bytes: &[u8], file: &str) -> Result<Vec<u8>, Fault> {
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    const OTHER: &str = "xl/worksheets/sheetX.xml";
    let mut entries = archive::read(bytes)?;
    let first = entries.iter().find(|(name, _)| name == SHEET);
    let (_, content) = first.ok_or_else(|| Fault::recipe(file, "its base has no first sheet"))?.clone();
    entries.push((OTHER.to_owned(), content));
    // The writer takes no name twice; a name of the same length is put in its place afterwards.
    let mut archive = archive::write(&entries)?;
    while let Some(at) = archive.windows(OTHER.len()).position(|window| window == OTHER.as_bytes()) {
        archive[at..at + SHEET.len()].copy_from_slice(SHEET.as_bytes());
    }
    Ok(archive)
}

/// A reader that believes the number reserves the memory for it.
fn shared_string_count(bytes: &[u8], count: u64, file: &str) -> Result<Vec<u8>, Fault> {
    let mut entries = archive::read(bytes)?;
    let strings = entries.iter_mut().find(|(name, _)| name == "xl/sharedStrings.xml");
    let (_, content) = strings.ok_or_else(|| Fault::recipe(file, "its base has no shared strings"))?;
    let text = String::from_utf8_lossy(content).into_owned();
    let attribute = "uniqueCount=\"";
    let from = text.find(attribute).map(|at| at + attribute.len());
    let range = from.and_then(|from| Some(from..from + text[from..].find('"')?));
    let range = range.ok_or_else(|| Fault::recipe(file, "its base does not count its shared strings"))?;
    let mut lying = text;
    lying.replace_range(range, &count.to_string());
    *content = lying.into_bytes();
    archive::write(&entries)
}

fn other_workbook(name: &str, rows: &[Vec<String>]) -> Book {
    let mut sheet = Sheet::new(name);
    for (row, cells) in (0..).zip(rows) {
        for (at, text) in (0..).zip(cells) {
            sheet.text(row, at, text, if row == 0 { Look::Header } else { Look::Plain });
            sheet.widths.insert(at, 24.0);
        }
    }
    let title = rows.iter().flatten().next().cloned().unwrap_or_default();
    let date = NaiveDate::default();
    Book { title, author: String::new(), language: Language::En, date, sheets: vec![sheet] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_mark_is_opened_and_not_closed() {
        let broken = open_quote(b"a,b\n1,\"2\"\n3,\"4\"\n", 30);
        assert_eq!(broken, b"a,b\n1,\"2\"\n\"3,4\n");
    }

    #[test]
    fn an_entry_stands_twice_in_the_archive() {
        let entries = vec![("xl/worksheets/sheet1.xml".to_owned(), b"<a/>".to_vec())];
        let twice = duplicate_entry(&archive::write(&entries).unwrap(), "x").unwrap();
        let names = twice.windows(24).filter(|window| *window == b"xl/worksheets/sheet1.xml").count();
        // Once before each content, once in the directory for each.
        assert_eq!(names, 4);
    }
}
