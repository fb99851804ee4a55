//! What was written is what is read.

use crate::support::{outcome_of, schemas, tell};
use proptest::prelude::*;
use verbale_sheet::{Book, Limits, cells};

/// Text as people write it: any character but controls that no spreadsheet keeps.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,8}",
        "[a-z,;|\t\"\n\r' ]{0,10}",
        "[^\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u{feff}\\u{fffe}\\u{ffff}]{0,6}",
        Just(String::new()),
    ]
}

fn delimited(rows: &[Vec<String>], delimiter: u8, always: bool) -> String {
    let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).from_writer(Vec::new());
    writer.write_record(["State", "Item", "Year", "Value", "Page"]).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn encoded(text: &str, encoding: u8) -> Vec<u8> {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(bytes).collect();
    match encoding {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => utf16(u16::to_le_bytes),
        _ => utf16(u16::to_be_bytes),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_grid_of_texts_comes_back_from_delimited_text(
        rows in prop::collection::vec(prop::collection::vec(text(), 5), 0..6),
        delimiter in prop::sample::select(b",;\t|".to_vec()),
        encoding in 0_u8..4,
        always in any::<bool>(),
    ) {
        let bytes = encoded(&delimited(&rows, delimiter, always), encoding);
        let schemas = schemas();
        let read = outcome_of(&schemas, &bytes, None).map_err(|rejection| TestCaseError::fail(tell(&rejection.reason)))?;
        let expected = (2..).zip(&rows).filter(|(_, row)| row.iter().any(|text| !text.trim().is_empty())).map(|(number, row)| {
            let cells = row.iter().map(|text| if text.trim().is_empty() { "·" } else { text });
            format!("row {number}: {}", cells.collect::<Vec<_>>().join(" | "))
        });
        prop_assert_eq!(read.lines, expected.collect::<Vec<_>>());
    }

    #[test]
    fn any_grid_comes_back_from_a_workbook(
        texts in prop::collection::vec(prop::collection::vec(text(), 1..5), 1..5),
        numbers in prop::collection::vec(any::<f64>().prop_filter("finite", |number| number.is_finite()), 0..5),
    ) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let mut expected = Vec::new();
        for (row, texts) in (0..).zip(&texts) {
            for (col, text) in (0..).zip(texts) {
                sheet.write_string(row, col, text).unwrap();
                if !text.trim().is_empty() {
                    expected.push((row, col, text.clone()));
                }
            }
        }
        for (row, number) in (u32::try_from(texts.len()).unwrap()..).zip(&numbers) {
            sheet.write_number(row, 0, *number).unwrap();
            expected.push((row, 0, number.to_string().replace("-0", if *number == 0.0 { "0" } else { "-0" })));
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let mut book = Book::open(&bytes, Limits::default()).map_err(|rejection| TestCaseError::fail(tell(&rejection.reason)))?;
        let read = cells(&mut book).map_err(|rejection| TestCaseError::fail(tell(&rejection.reason)))?;
        prop_assert!(read.iter().all(|cell| cell.flaw.is_none()));
        let read = read.into_iter().map(|cell| (cell.row, cell.col, cell.text)).collect::<Vec<_>>();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = outcome_of(&schemas(), &bytes, None);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-zA-Z,;\"\n|\t<>&= éа]{0,200}") {
        let _ = outcome_of(&schemas(), text.as_bytes(), None);
    }
}
