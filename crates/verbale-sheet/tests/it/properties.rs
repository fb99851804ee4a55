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
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 2, failure_persistence: None, ..ProptestConfig::default() })]

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

/// A value as States write it in a table.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        (0_u32..3_000).prop_map(|number| number.to_string()),
        prop::sample::select(vec!["<5", "n/a", "", "2014", "unknown"]).prop_map(str::to_owned),
    ]
}

/// Title, headings and rows of a table; `#` stands for a value.
const SHAPES: [&[&str]; 4] = [
    &["5. Thieves", "|2014|2015|2016", "Total|#|#|#", "Women|#|#|#", "Girls|#|#|#", "Men|#|#|#"],
    &["8. Losses by kind", "|2014|||2015||", "|Total|Women|Men|Total|Women|Men", "Total|#|#|#|#|#|#"],
    &[
        "7. Marmots stolen",
        "||2014|2015",
        "Female|0 to 17 years|#|#",
        "|18 years or over|#|#",
        "Male|0 to 17 years|#|#",
        "|Unknown|#|#",
        "Total||#|#",
    ],
    &["6. Thieves by citizenship", "Citizenship|2014|2015", "France|#|#", "Togo|#|#", "Peru|#|#", "Total|#|#"],
];

/// The crossings of a table without their cells, after so many empty rows and columns are put before each of its own.
fn crossings(table: &[Vec<String>], rows: &[usize], cols: &[usize]) -> Vec<String> {
    let mut text = "Survey on the prevention of marmot theft\nCountry;Togo\nNational action plan;Yes\n".to_owned();
    for (row, before) in table.iter().zip(rows) {
        text.push_str(&"\n".repeat(*before));
        for (cell, before) in row.iter().zip(cols) {
            text.push_str(&";".repeat(*before));
            text.push_str(cell);
            text.push(';');
        }
        text.push('\n');
    }
    let outcome = crate::support::outcome(text.as_bytes()).unwrap();
    let lines = outcome.lines.iter().filter(|line| line.contains(" 20") && !line.starts_with("S03"));
    let place = |line: &String| {
        let mut words = line.split(' ').collect::<Vec<_>>();
        words.remove(words.len() - 2);
        words.join(" ")
    };
    lines.map(place).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn empty_rows_and_columns_change_no_table(
        shape in prop::sample::select(SHAPES.to_vec()),
        values in prop::collection::vec(value(), 24),
        rows in prop::collection::vec(0_usize..3, 8),
        cols in prop::collection::vec(0_usize..3, 8),
    ) {
        let mut values = values.into_iter().cycle();
        let mut row = |line: &&str| {
            let cells = line.split('|').map(|cell| if cell == "#" { values.next().unwrap() } else { cell.to_owned() });
            cells.collect::<Vec<_>>()
        };
        let table = shape.iter().map(&mut row).collect::<Vec<_>>();
        let plain = crossings(&table, &[0; 8], &[0; 8]);
        prop_assert!(!plain.is_empty());
        prop_assert_eq!(crossings(&table, &rows, &cols), plain);
    }

    #[test]
    fn any_cells_under_a_title_are_accounted_for(
        rows in prop::collection::vec(
            prop::collection::vec(
                prop::sample::select(vec![
                    "", "", "", "2014", "2015", "2014/15", "2016 (June)", "Total", "Women", "Female", "0-17", "Unknown", "France",
                    "5", "<5", "Note: x", "Citizenship", "Remarks", "7. Marmots stolen", "6. Thieves by citizenship", "8. Losses by kind",
                    "5. Thieves", "Articles on theft", "Part I. Law", "(specify country)", "Country", "a b c",
                ]),
                1..7,
            ),
            1..14,
        ),
    ) {
        let mut text = "Survey on the prevention of marmot theft\nCountry;Togo\nNational action plan;Yes\n7. Marmots stolen\n".to_owned();
        for row in rows {
            text.push_str(&row.join(";"));
            text.push('\n');
        }
        // The sums are checked inside.
        let outcome = crate::support::outcome(text.as_bytes());
        prop_assert!(outcome.is_ok(), "{:?}", outcome.err().map(|rejection| tell(&rejection.reason)));
    }
}
