//! Delimited text as replies come in it.

use crate::support::{check, outcome, refusal};

const LINES: [&str; 2] = ["row 2: TGO | plan | 2017 | Yes, partly | ·", "row 3: FRA | plan | 2018 | No | 4"];

#[test]
fn the_delimiter_is_the_one_with_which_the_header_fits() {
    for text in [
        "State,Item,Year,Value,Page\nTGO,plan,2017,\"Yes, partly\",\nFRA,plan,2018,No,4\n",
        "State;Item;Year;Value;Page\r\nTGO;plan;2017;Yes, partly;\r\nFRA;plan;2018;No;4\r\n",
        "State\tItem\tYear\tValue\tPage\rTGO\tplan\t2017\tYes, partly\t\rFRA\tplan\t2018\tNo\t4\r",
        "State|Item|Year|Value|Page\nTGO|plan|2017|Yes, partly|\nFRA|plan|2018|No|4",
        "sep=^\nState^Item^Year^Value^Page\nTGO^plan^2017^Yes, partly^\nFRA^plan^2018^No^4\n",
    ] {
        check(text.as_bytes(), &LINES, &[]);
    }
}

#[test]
fn a_text_that_commas_cut_as_evenly_is_still_cut_by_its_header() {
    check(
        b"State;Item;Year;Value;Page\nTGO;plan;2017;1,5;1\nFRA;plan;2017;2,5;1\nBEL;plan;2017;3,5;1\n",
        &["row 2: TGO | plan | 2017 | 1,5 | 1", "row 3: FRA | plan | 2017 | 2,5 | 1", "row 4: BEL | plan | 2017 | 3,5 | 1"],
        &[],
    );
}

#[test]
fn encodings_are_read_and_a_guess_is_told() {
    let text = "Enquête sur la prévention du vol de marmottes\nPays;Côte d’Ivoire\nMesure;Réponse\nLigne d’urgence;très limitée\n";
    let lines = ["state B2 \"Côte d’Ivoire\"", "hotline B4 \"très limitée\""];
    check(text.as_bytes(), &lines, &[]);
    let utf16 = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    check(&utf16, &lines, &[]);
    let latin = encoding(text);
    check(&latin, &lines, &["F07 windows-1252"]);
}

/// The text in windows-1252.
fn encoding(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '’' => 0x92,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect()
}

#[test]
fn rows_are_those_a_spreadsheet_shows() {
    check(
        b"State,Item,Year,Value\n\nTGO,plan,2017,\"two\nlines\"\nFRA,plan,2018,No\n",
        &["row 3: TGO | plan | 2017 | two\nlines | ·", "row 4: FRA | plan | 2018 | No | ·"],
        &[],
    );
}

#[test]
fn fields_beyond_the_header_are_kept() {
    check(
        b"State,Item,Year,Value\nTGO,plan,2017,Yes,,loose\nFRA,plan\n",
        &["row 2: TGO | plan | 2017 | Yes | · F=loose", "row 3: FRA | plan | · | · | ·"],
        &["S03 F2 column F (1 cell)"],
    );
}

#[test]
fn what_is_cut_short_is_refused() {
    assert_eq!(
        refusal(b"State,Item,Year,Value\nTGO,plan,2017,\"Yes"),
        "F04 D2 a quotation mark opened in line 2 is not closed".replace("D2", "C2")
    );
    assert_eq!(refusal(b"State,Item,Year,Value\nTGO,plan,2017,Yes\nFRA,pl"), "F04 B3 its last row is cut short");
}

#[test]
fn quotes_inside_a_field_are_refused() {
    assert_eq!(
        refusal(b"State,Item,Year,Value\nTGO,plan,2017,\"z\"w\n"),
        "F04 C2 a quotation mark in line 2 stands beside other text of its field"
    );
}

#[test]
fn texts_that_hold_nothing_are_empty() {
    for bytes in [b"".as_slice(), b"\r\n", b"\xef\xbb\xbf \n"] {
        assert!(refusal(bytes).starts_with("F01"), "{bytes:?}");
    }
    assert_eq!(refusal(b",,\n\" \",\n"), "F01 none of its cells is filled");
    assert_eq!(refusal(b"State,Item\0,Year\n"), "F04 a text with NUL bytes");
}

#[test]
fn the_sheet_of_a_text_has_an_empty_name() {
    let outcome = outcome(b"State,Item,Year,Value\nTGO,plan,2017,Yes\n").unwrap();
    assert_eq!(outcome.recognized.tables[0].sheet, 0);
}
