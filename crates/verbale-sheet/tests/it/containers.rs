//! Containers built to harm the reader, and parts built to fool it.

use crate::support::{refusal, tell};
use std::io::{Cursor, Write};
use verbale_model::Stored;
use verbale_sheet::{Book, DumpedCell, Limits, cells};
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A zip of parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of a workbook with one sheet of this data, and what else is given.
fn parts(data: &str) -> Vec<(String, String)> {
    let relation = |id: &str, kind: &str, target: &str| {
        let schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!(r#"<Relationship Id="{id}" Type="{schema}/{kind}" Target="{target}"/>"#)
    };
    let relations = |list: &[String]| {
        let schema = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!(r#"<?xml version="1.0"?><Relationships xmlns="{schema}">{}</Relationships>"#, list.concat())
    };
    let names = [
        ("_rels/.rels", relations(&[relation("r1", "officeDocument", "xl/workbook.xml")])),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                relation("r1", "worksheet", "worksheets/sheet1.xml"),
                relation("r2", "sharedStrings", "sharedStrings.xml"),
            ]),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{MAIN}"><sheets><sheet name="S" sheetId="1" id="r1"/></sheets></workbook>"#),
        ),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{MAIN}" uniqueCount="2"><si><t>ZERO</t></si><si><t>ONE</t></si></sst>"#)),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>"#)),
    ];
    names.map(|(name, text)| (name.to_owned(), text)).to_vec()
}

/// The workbook with one part replaced or added.
pub(crate) fn with(data: &str, name: &str, text: &str) -> Vec<u8> {
    let mut parts = parts(data);
    parts.retain(|(known, _)| known != name);
    parts.push((name.to_owned(), text.to_owned()));
    package(&parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

pub(crate) fn sheet(data: &str) -> Vec<u8> {
    let parts = parts(data);
    package(&parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

fn dump(bytes: &[u8], limits: Limits) -> Result<Vec<DumpedCell>, String> {
    Book::open(bytes, limits).and_then(|mut book| cells(&mut book)).map_err(|rejection| tell(&rejection.reason))
}

pub(crate) fn texts(bytes: &[u8]) -> Result<Vec<String>, String> {
    dump(bytes, Limits::default()).map(|cells| cells.into_iter().map(|cell| cell.text).collect())
}

const PLAIN: &str = r#"<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>5</v></c></row>"#;

/// Replaces bytes wherever they stand.
fn patch(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let found = memchr::memmem::find_iter(bytes, from).collect::<Vec<_>>();
    assert!(!found.is_empty());
    for at in found {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
}

/// Changes the directory entry of a part: a function of its bytes, which start with the signature.
fn patch_entry(bytes: &mut [u8], name: &str, change: impl Fn(&mut [u8])) {
    let entries = memchr::memmem::find_iter(bytes, b"PK\x01\x02").collect::<Vec<_>>();
    let entry = entries.into_iter().find(|at| bytes[at + 46..].starts_with(name.as_bytes())).unwrap();
    change(&mut bytes[entry..entry + 46]);
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn a_plain_package_is_read() {
    assert_eq!(texts(&sheet(PLAIN)), Ok(vec!["ONE".to_owned(), "5".to_owned()]));
}

#[test]
fn a_part_twice_is_refused() {
    const TWICE: &str = "F04 its container holds two parts of one name";
    let mut same = with(PLAIN, "xl/worksheets/sheet2.xml", "<x/>");
    patch(&mut same, b"xl/worksheets/sheet2.xml", SHEET.as_bytes());
    assert_eq!(refusal(&same), TWICE);
    for other in ["xl/worksheets/SHEET1.xml", "xl\\worksheets\\sheet1.xml"] {
        assert_eq!(refusal(&with(PLAIN, other, "<x/>")), TWICE, "{other}");
    }
}

#[test]
fn parts_that_overlap_are_refused() {
    let mut bytes = sheet(PLAIN);
    patch_entry(&mut bytes, "xl/sharedStrings.xml", |entry| entry[42..46].copy_from_slice(&[0; 4]));
    assert!(refusal(&bytes).starts_with("F04"), "{}", refusal(&bytes));
}

#[test]
fn an_encrypted_part_is_told() {
    let mut bytes = sheet(PLAIN);
    patch_entry(&mut bytes, SHEET, |entry| entry[8] |= 1);
    assert_eq!(refusal(&bytes), "F03");
}

#[test]
fn declared_sizes_are_bounded_and_must_be_true() {
    for (size, expected) in [(0xf000_0000_u32, "F05 bytes in one part of the workbook 2147483648"), (10, "F04"), (5_000, "F04")] {
        let mut bytes = sheet(PLAIN);
        patch_entry(&mut bytes, SHEET, |entry| entry[24..28].copy_from_slice(&size.to_le_bytes()));
        assert!(refusal(&bytes).starts_with(expected), "{}", refusal(&bytes));
    }
}

#[test]
fn a_claim_of_more_shared_strings_than_there_are_is_refused() {
    let claim = |count: u64| {
        with(
            PLAIN,
            "xl/sharedStrings.xml",
            &format!(r#"<sst xmlns="{MAIN}" uniqueCount="{count}"><si><t>a</t></si><si><t>b</t></si></sst>"#),
        )
    };
    assert_eq!(refusal(&claim(4_294_967_295)), "F04 it claims more shared strings than it has");
    assert_eq!(texts(&claim(700)), Ok(vec!["b".to_owned(), "5".to_owned()]));
}

#[test]
fn bombs_end_at_their_bound() {
    let limits = Limits { cells: 1_000, strings_bytes: 4_000, token_bytes: 300_000, ..Limits::default() };
    let cells = format!("<row r=\"1\">{}</row>", "<c/>".repeat(1_001));
    assert_eq!(dump(&sheet(&cells), limits), Err("F05 ALM1 cells in the file 1000".to_owned()));
    let strings = format!(r#"<sst xmlns="{MAIN}">{}</sst>"#, "<si/>".repeat(1_000));
    assert_eq!(
        dump(&with(PLAIN, "xl/sharedStrings.xml", &strings), limits),
        Err("F05 bytes in one part of the workbook 4000".to_owned())
    );
    let comment = format!("<row r=\"1\"/><!--{}-->", "x".repeat(700_000));
    assert_eq!(dump(&sheet(&comment), limits), Err("F05 A1 bytes in one tag or text of the workbook 300000".to_owned()));
    let entries = Limits { entries: 3, ..Limits::default() };
    assert_eq!(dump(&sheet(PLAIN), entries), Err("F05 entries in the container 3".to_owned()));
    let total = Limits { total_bytes: 700, ..Limits::default() };
    assert_eq!(dump(&sheet(PLAIN), total), Err("F05 bytes in the workbook 700".to_owned()));
}

#[test]
fn sheets_of_one_name_are_refused() {
    let list =
        format!(r#"<workbook xmlns="{MAIN}"><sheets><sheet name="Data" id="r1"/><sheet name="DATA" id="r1"/></sheets></workbook>"#);
    assert_eq!(refusal(&with(PLAIN, "xl/workbook.xml", &list)), "F04 two sheets have the same name");
}

#[test]
fn strings_and_styles_are_found_by_their_relationship() {
    let moved = |kind: &str| {
        let parts = parts(PLAIN);
        let relations = parts[1].1.replace("sharedStrings\" Target=\"sharedStrings.xml", &format!("{kind}\" Target=\"other.xml"));
        with(PLAIN, "xl/_rels/workbook.xml.rels", &relations)
    };
    // The part of the usual name stands there, too: readers differ.
    assert_eq!(refusal(&moved("sharedStrings")), "F04 it has two parts sharedStrings");
    assert_eq!(refusal(&moved("styles")), "F04 its styles are missing");
    let relations = parts(PLAIN)[1].1.replace("Target=\"sharedStrings.xml", "Target=\"sharedStringz.xml");
    let mut bytes = with(PLAIN, "xl/_rels/workbook.xml.rels", &relations);
    patch(&mut bytes, b"xl/sharedStrings.xml", b"xl/sharedStringz.xml");
    assert_eq!(dump(&bytes, Limits::default()), dump(&sheet(PLAIN), Limits::default()));
    let mut bytes = sheet(PLAIN);
    patch(&mut bytes, b"xl/sharedStrings.xml", b"xl/sharedStringz.xml");
    assert_eq!(refusal(&bytes), "F04 its shared strings are missing");
}

#[test]
fn sheets_that_readers_take_differently_are_refused() {
    for (data, expected) in [
        (r#"<row r="1"><c r="A1"><v>4<!-- c -->2</v></c></row>"#, "F04 A1 a value is written in pieces"),
        (r#"<row r="1"><c r="A1"><v>+5</v></c></row>"#, "F04 A1 a number is written in an unusual way"),
        (r#"<row r="2"/><row r="1"/>"#, "F04 A1 a row stands out of order or twice"),
        (r#"<row r="1"><c r="B1"/><c r="A1"/></row>"#, "F04 B1 a cell stands out of order or twice"),
        (r#"<row r="1"><c r="A4294967297"><v>1</v></c></row>"#, "F04 A1 a cell reference is none, or lies beyond XFD1048576"),
        (
            r#"<row r="1"><c r="A1" r="B1"><v>1</v></c></row>"#,
            "F04 A1 its part xl/worksheets/sheet1.xml: an attribute stands twice",
        ),
        (r#"<row r="1"><c r="A1"><x:v xmlns:x="urn:x">1</x:v></c></row>"#, "F04 A1 a cell holds something of another namespace"),
        (r#"<row r="1"><c r="A1">5</c></row>"#, "F04 A1 text stands in a cell outside its value"),
        (r#"<row r="1"><c r="A1"><f t="shared" si="x">1</f></c></row>"#, "F04 A1 a shared formula has no number"),
        (r#"<row r="1"><c r="A1"><f ref="B2:A1">1</f></c></row>"#, "F04 A1 the range of a formula is none"),
        ("</sheetData><sheetData>", "F04 A1 a sheet has its data twice"),
        ("</sheetData><BROKEN", "F04 A1 its part xl/worksheets/sheet1.xml: a tag is not closed"),
        (r#"</sheetData><mergeCells><mergeCell ref="C3:A1"/></mergeCells><sheetData2>"#, "F04 A1 a range of merged cells is none"),
    ] {
        assert_eq!(refusal(&sheet(data)), expected, "{data}");
    }
}

#[test]
fn unusual_but_certain_values_are_read() {
    for (data, expected) in [
        (r#"<row><c><v>1</v></c></row><row r="7"><c r="C7"><v>2</v></c><c><v>3</v></c></row>"#, ["1", "2", "3"].as_slice()),
        (r#"<row r="1"><c r="A1" t="str"><v>a<!-- c -->b &amp; c</v></c></row>"#, &["ab & c"]),
        (r#"<row r="1"><c r="A1" t="inlineStr"><f>1</f><v>old writers</v></c></row>"#, &["old writers"]),
        (r#"<row r="1"><c r="A1" t="inlineStr"><v>x</v><is><t>x</t></is></c></row>"#, &["x"]),
        (r#"<row r="1"><c r="A1" t="d"><v>2017-02-30</v></c></row>"#, &["2017-02-30"]),
        (
            r#"<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A2">B1*2</f></c></row><row r="2"><c r="A2"><f t="shared" si="0"/></c></row>"#,
            &["=B1*2", "=B2*2"],
        ),
        (r#"<row r="1"><c r='A1' s=""><v>5</v></c></row>"#, &["5"]),
        (r#"<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="b"><v>1</v></c></row>"#, &["#N/A", "TRUE"]),
    ] {
        let expected = expected.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(texts(&sheet(data)), Ok(expected), "{data}");
    }
    let prefixed = format!(
        r#"<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"#
    );
    assert_eq!(texts(&with("", SHEET, &prefixed)), Ok(vec!["5".to_owned()]));
}

#[test]
fn cells_of_an_uncertain_value_are_kept_and_reading_goes_on() {
    let data = r#"<row r="1"><c r="A1" t="zz"><v>2</v></c><c r="B1" t="e"><v>#SPILL!</v></c><c r="C1" t="b"><v>2</v></c><c r="D1"><v>12345678901234567890</v></c><c r="E1"><v>7</v></c></row>"#;
    let cells = dump(&sheet(data), Limits::default()).unwrap();
    let told = cells.iter().map(|cell| (cell.text.as_str(), cell.flaw.is_some())).collect::<Vec<_>>();
    assert_eq!(told, [("2", true), ("#SPILL!", false), ("2", true), ("12345678901234567890", true), ("7", false)]);
    // Where cells do not say where they stand, one without a certain value counts like the others.
    let cells = dump(&sheet(r#"<row><c t="zz"><v>2</v></c><c><v>3</v></c></row>"#), Limits::default()).unwrap();
    let told = cells.iter().map(|cell| (cell.row, cell.col, cell.text.as_str(), cell.flaw.is_some())).collect::<Vec<_>>();
    assert_eq!(told, [(0, 0, "2", true), (0, 1, "3", false)]);
}

#[test]
fn damage_of_any_byte_is_noticed_or_harmless() {
    let whole = sheet(PLAIN);
    let expected = dump(&whole, Limits::default()).unwrap();
    for at in 0..whole.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            if let Ok(cells) = dump(&bytes, Limits::default()) {
                assert_eq!(cells, expected, "byte {at}, bit {bit}");
            }
        }
    }
}

/// The short way through common cells and the grammar must say the same. With a prefix only the grammar is taken.
#[test]
fn the_short_way_says_what_the_grammar_says() {
    let cells = [
        r#"<c r="A1"><v>5</v></c>"#,
        r#"<c r="A1" s="0" t="s"><v>1</v></c>"#,
        r#"<c r="A1" s="7"/>"#,
        r#"<c r="A1" t="s"><v>2</v></c>"#,
        r#"<c r="A1" t="n"><v>1e999</v></c>"#,
        r#"<c r="A1" t="b"><v>1</v></c>"#,
        r#"<c r="A1" t="b"><v>2</v></c>"#,
        r#"<c r="A1" t="e"><v>#CALC!</v></c>"#,
        r#"<c r="A1"><v>+5</v></c>"#,
        r#"<c r="A1"><v>n/a</v></c>"#,
        r#"<c r="A1"><v>12345678901234567890123456789012345</v></c>"#,
        r#"<c r="A2"><v>5</v></c>"#,
        r#"<c r="XFE1"><v>5</v></c>"#,
        r#"<c r="A1"><v>5</v></c><c r="A1"><v>5</v></c>"#,
        r#"<c r="A1"><v>5</v></c><c r="C1" t="s"><v>0</v></c>"#,
    ];
    for cell in cells {
        let plain = format!("<row r=\"1\">{cell}</row>");
        let prefixed = plain.replace("</", "\u{0}").replace('<', "<x:").replace('\u{0}', "</x:");
        let prefixed = format!(r#"<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>"#);
        assert_eq!(dump(&sheet(&plain), Limits::default()), dump(&with("", SHEET, &prefixed), Limits::default()), "{cell}");
    }
}

#[test]
fn a_doubtful_percentage_hides_no_later_one() {
    let styles =
        format!(r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>"#);
    let data = r#"<row r="1"><c r="A1" s="1"><v>0.5</v><extLst/></c></row><row r="2"><c r="A2" s="1"><v>0.05</v></c></row>"#;
    let book = with(data, "xl/styles.xml", &styles);
    let read = cells(&mut Book::open(&book, Limits::default()).unwrap()).unwrap();
    let stored = read.iter().map(|cell| (cell.flaw.is_some(), cell.stored)).collect::<Vec<_>>();
    assert_eq!(stored, [(true, Stored::Text), (false, Stored::Percent(0.05))]);
}
