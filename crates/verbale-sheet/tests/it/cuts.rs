//! Files cut short at every byte: whatever is left, nothing panics, and no workbook is taken for whole.

use crate::containers::{texts, with};
use crate::support::{outcome, workbook};

#[test]
fn a_workbook_cut_anywhere_is_refused() {
    let whole = workbook(&["State|Item|Year|Value|Page", "TGO|plan|2017|Yes|", "FRA|hotline|2018|12.5|4"]);
    assert!(outcome(&whole).is_ok());
    for length in 0..whole.len() {
        let rejection = outcome(&whole[..length]).expect_err("a cut workbook");
        assert!(["F01", "F02", "F04", "S04"].contains(&rejection.reason.kind.code), "{length}: {:?}", rejection.reason);
    }
}

#[test]
fn a_text_cut_in_quotes_is_refused() {
    let whole = "State,Item,Year,Value,Page\r\nTGO,plan,2017,\"Yes, \"\"partly\"\"\",1\r\nFRA,hotline,2018,é,4\r\n";
    let open = whole.find('"').unwrap()..whole.rfind('"').unwrap();
    for length in 0..=whole.len() {
        let read = outcome(&whole.as_bytes()[..length]);
        // A doubled quotation mark, half of it cut, closes: then the row is short.
        if open.contains(&(length.wrapping_sub(1))) {
            assert_eq!(read.expect_err("a cut text").reason.kind.code, "F04", "{length}");
        }
    }
}

#[test]
fn a_form_cut_anywhere_does_not_panic() {
    let whole =
        "Survey on the prevention of marmot theft\nCountry;Togo\nQuestion;Answer\nNational action plan;\"Yes\"\n24/7 hotline;No\n";
    for length in 0..=whole.len() {
        let _ = outcome(&whole.as_bytes()[..length]);
    }
    let utf16 = [0xfeff].into_iter().chain(whole.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for length in 0..=utf16.len() {
        let _ = outcome(&utf16[..length]);
    }
}

/// Every byte of a sheet replaced by what could matter there: nothing panics, whatever the workbook reader makes of it.
#[test]
fn a_sheet_with_any_byte_replaced_is_read_or_refused() {
    const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C3"/><sheetData><row r="1" spans="1:3"><c r="A1" s="1" t="s"><v>1</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c></row><row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B1+1</f><v>2.5</v></c><c r="B2" t="inlineStr"><is><r><t xml:space="preserve"> x </t></r></is></c></row><row r="3"><c r="A3"><f t="shared" si="0"/></c><c r="B3" t="str"><f>"a"</f><v>a &amp; b</v></c><c r="C3" t="d"><v>2017-01-01</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells></worksheet>"#;
    assert_eq!(texts(&with("", "xl/worksheets/sheet1.xml", SHEET)).map(|texts| texts.len()), Ok(8));
    for at in 0..SHEET.len() {
        for byte in ["", "<", ">", "/", "\"", "&", "0", "9", "A", " ", ":", "-", "e"] {
            let text = format!("{}{byte}{}", &SHEET[..at], &SHEET[at + 1..]);
            let _ = texts(&with("", "xl/worksheets/sheet1.xml", &text));
        }
    }
}
