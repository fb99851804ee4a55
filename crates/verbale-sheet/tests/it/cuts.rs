//! Files cut short at every byte: whatever is left, nothing panics, and no workbook is taken for whole.

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
