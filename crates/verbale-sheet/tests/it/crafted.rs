//! The workbooks of `hazards/crafted`, made to fool readers: what is read of each, judged by hand.
//!
//! The workbook reader alone gives a wrong value, or none, without an error for those marked `silent`.

use crate::support::{shared, tell};
use verbale_sheet::{Book, Limits, cells};

/// Name, what is read, and whether the workbook reader alone alters or loses a value in silence.
const CASES: &[(&str, &str, bool)] = &[
    ("01_v_then_f", "A1 Number 5", true),
    ("02_is_then_v", "F04 A1 a cell has two values", true),
    ("04_s_float", "A1 FLAW 1.0", true),
    ("05_s_abc", "A1 FLAW abc", true),
    ("07_s_99", "A1 FLAW 99", false),
    ("08_v_cdata", "F04 A1 a value is written in pieces", true),
    ("10_v_charref", "F04 A1 a value is written in pieces", true),
    ("11_nan", "A1 FLAW NaN; B1 FLAW inf; C1 FLAW 1e999", true),
    ("13_vcomma", "A1 Text 1,5; B1 Text  5 ; C1 FLAW 1,5", false),
    ("14_err_spill", "A1 Number 1; B1 Error #SPILL!; C1 Number 3", false),
    ("16_t_unknown", "A1 Number 1; B1 FLAW 2; C1 Number 3", false),
    (
        "17_dates",
        "A1 Date 59; B1 Date 60; C1 Date 61; D1 Date -1; E1 Date 2958466; F1 Date 10000000000; G1 Date 0; H1 Date 0.5; \
         I1 Date 44197.99999999999",
        true,
    ),
    ("19_dup", "F04 A1 a cell stands out of order or twice", true),
    ("20_ovf_col", "F04 A1 a cell reference is none, or lies beyond XFD1048576", true),
    ("22_r_zero", "F04 A1 a cell reference is none, or lies beyond XFD1048576", false),
    ("23_r_missing", "A1 Number 1; B1 Number 2; E1 Number 3; F1 Number 4", false),
    ("25_f_nocache", "A1 NotCalculated =1+1; B1 NotCalculated =1+1", true),
    ("26_row_mismatch", "F04 A1 a cell stands outside its row", true),
    ("28_style_oob", "A1 FLAW 5; B1 FLAW 5", true),
    ("29_ext", "A1 FLAW 5", false),
    ("31_two_v", "F04 A1 a cell has two values", true),
    // A lone surrogate comes as U+FFFD, which the normalizer reports as damaged text.
    ("32_nulls", "A1 FLAW a\0b; B1 Text 😀 \u{fffd}", true),
    ("34_corner", "F04 A1 a cell stands outside its row", false),
    ("35_mismatch_tags", "F04 A1 its part xl/worksheets/sheet1.xml: start and end tags do not match", false),
    ("40_trunc", "F04 A2 its part xl/worksheets/sheet1.xml: it ends in the middle", false),
    ("41_dtd", "F04 A1 its part xl/worksheets/sheet1.xml: it has a document type", false),
    ("43_sst_count", "F04 it claims more shared strings than it has", false),
    ("44_utf16", "F04 its part xl/worksheets/sheet1.xml: it is not in UTF-8", false),
    ("46_badutf8", "F04 its part xl/worksheets/sheet1.xml: it is not in UTF-8", false),
    ("47_1904", "A1 Date 0; B1 Date 1462", false),
    ("49_wrongns", "F04 A1 a sheet is of another kind of document", true),
];

fn told(bytes: &[u8]) -> String {
    let read = Book::open(bytes, Limits::default()).and_then(|mut book| cells(&mut book));
    match read {
        Err(rejection) => tell(&rejection.reason),
        Ok(cells) => {
            let told = cells.iter().map(|cell| {
                let stored = format!("{:?}", cell.stored);
                let stored = stored.split('(').next().unwrap();
                let kind = if cell.flaw.is_some() { "FLAW" } else { stored };
                format!("{} {kind} {}", verbale_model::locus::a1(cell.row, cell.col), cell.text)
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn what_is_read_of_the_crafted_workbooks() {
    let Some(folder) = shared("hazards/crafted") else { return };
    for (name, expected, _) in CASES {
        let bytes = std::fs::read(folder.join(format!("{name}.xlsx"))).unwrap();
        assert_eq!(told(&bytes), *expected, "{name}");
    }
}

#[test]
fn every_crafted_workbook_is_judged() {
    let Some(folder) = shared("hazards/crafted") else { return };
    let mut files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>();
    files.sort();
    assert_eq!(files, CASES.iter().map(|(name, ..)| format!("{name}.xlsx")).collect::<Vec<_>>());
}

/// What makes the scan worth its time: the reader alone would give these values, without an error.
#[test]
fn the_workbook_reader_alone_is_wrong_in_silence() {
    use calamine::{DataRef, Reader, Xlsx};
    let Some(folder) = shared("hazards/crafted") else { return };
    for (name, expected) in [
        ("05_s_abc", DataRef::SharedString("ZERO")),
        ("08_v_cdata", DataRef::Empty),
        ("10_v_charref", DataRef::Empty),
        ("31_two_v", DataRef::Float(6.0)),
    ] {
        let bytes = std::fs::read(folder.join(format!("{name}.xlsx"))).unwrap();
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let mut reader = book.worksheet_cells_reader("S").unwrap();
        assert_eq!(reader.next_cell().unwrap().unwrap().get_value(), &expected, "{name}");
    }
}
