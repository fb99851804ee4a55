//! Each xlsx of the corpus is read twice: by this crate, and by the workbook reader `calamine`. Every cell that this crate
//! calls certain must be what the other reads, too, and no cell may be missing here that the other finds.

use crate::containers::with;
use crate::support::{archive, shared};
use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxFormulaMetadata};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use verbale_model::Stored;
use verbale_sheet::{Book, Format, Limits, cells, sniff};

/// Sheet, row and column.
type Place = (usize, u32, u32);

/// What a cell holds, so that two readings can be compared: its kind, and its text or the bits of its number.
fn told(kind: &str, what: impl std::fmt::Display) -> String {
    format!("{kind} {what}")
}

fn number(kind: &str, value: f64) -> String {
    told(kind, format!("{value} {:x}", value.to_bits()))
}

/// The certain cells of this crate, and the places of those that it calls uncertain. `None` if it rejects the file.
fn ours(bytes: &[u8]) -> Option<(BTreeMap<Place, String>, Vec<Place>)> {
    let mut book = Book::open(bytes, Limits::default()).ok()?;
    let mut uncertain = Vec::new();
    let mut certain = BTreeMap::new();
    for cell in cells(&mut book).ok()? {
        let place = (cell.sheet, cell.row, u32::from(cell.col));
        let says = match cell.stored {
            _ if cell.flaw.is_some() => {
                uncertain.push(place);
                continue;
            }
            Stored::Number(value) | Stored::Percent(value) => number("number", value),
            Stored::Date(date) if date.duration => number("duration", date.serial),
            Stored::Date(date) => number("date", date.serial),
            Stored::Bool(value) => told("bool", value),
            Stored::Text => told("text", cell.text),
            Stored::Error => told("error", cell.text),
            // Formulas that others share are put together by the same function here and there.
            Stored::NotCalculated => told("formula", if cell.text == "=" { "=" } else { "" }),
        };
        certain.insert(place, says);
    }
    Some((certain, uncertain))
}

/// The filled cells of the other reader, and whether it gave some cell up: one with an error or a type that it does not know.
fn theirs(bytes: &[u8]) -> (BTreeMap<Place, String>, bool) {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a file that this crate takes");
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names = sheets.map(|sheet| sheet.name.clone()).collect::<Vec<_>>();
    let (mut found, mut gave_up) = (BTreeMap::new(), false);
    for (index, name) in names.iter().enumerate() {
        let mut reader = book.worksheet_cells_reader(name).expect("a sheet that this crate takes");
        loop {
            let record = match reader.next_cell_with_formula_metadata() {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(_) => {
                    gave_up = true;
                    continue;
                }
            };
            let says = match (&record.value, &record.formula) {
                (DataRef::SharedString(text), _) => told("text", text),
                (DataRef::String(text) | DataRef::DateTimeIso(text), _) => told("text", text),
                (DataRef::Float(value), _) => number("number", *value),
                (DataRef::DateTime(date), _) if date.is_duration() => number("duration", date.as_f64()),
                (DataRef::DateTime(date), _) => number("date", date.as_f64()),
                (DataRef::Bool(value), _) => told("bool", value),
                (DataRef::Error(error), _) => told("error", error),
                (DataRef::Empty, None) => continue,
                (DataRef::Empty, Some(XlsxFormulaMetadata::Normal { formula })) if formula.trim().is_empty() => continue,
                (DataRef::Empty, Some(_)) => told("formula", ""),
                (other, _) => panic!("{other:?}"),
            };
            if says.strip_prefix("text ").is_none_or(|text| !text.trim().is_empty()) {
                found.insert((index, record.pos.0, record.pos.1), says);
            }
        }
    }
    (found, gave_up)
}

/// A text with its raised and lowered marks as the other reader gives them: in line.
fn plain(says: &str) -> String {
    let marks = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉".chars().zip(('0'..='9').cycle());
    let letters = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ".chars().zip('a'..='p').chain("ʳˢᵗᵘᵛʷˣʸᶻ".chars().zip('r'..='z'));
    let marks = marks.chain(letters).collect::<BTreeMap<_, _>>();
    says.chars().map(|c| marks.get(&c).copied().unwrap_or(c)).collect()
}

/// What the two readings of a file differ in, and how many cells were compared; `None` if this crate rejects the file.
fn differences(bytes: &[u8]) -> Option<(Vec<String>, usize)> {
    let (ours, uncertain) = ours(bytes)?;
    let (theirs, gave_up) = theirs(bytes);
    let mut differences = Vec::new();
    for (place, says) in &ours {
        let same = match theirs.get(place) {
            Some(other) => other == says || says == "formula =" || *other == plain(says),
            None => gave_up && (says.starts_with("error") || says.starts_with("formula")),
        };
        if !same {
            differences.push(format!("{place:?}: {says}, and {:?}", theirs.get(place)));
        }
    }
    let lost = theirs.iter().filter(|(place, _)| !ours.contains_key(place) && !uncertain.contains(place));
    differences.extend(lost.map(|(place, says)| format!("{place:?}: nothing, and {says}")));
    Some((differences, ours.len()))
}

/// Compares many files: how many were read, how many cells they had; and files with differences.
fn compare(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> (usize, usize, BTreeMap<String, Vec<String>>) {
    let (mut read, mut compared, mut differing) = (0, 0, BTreeMap::new());
    for (name, bytes) in files {
        if sniff(&bytes).format != Format::Xlsx {
            continue;
        }
        let Some((differences, cells)) = differences(&bytes) else { continue };
        read += 1;
        compared += cells;
        if !differences.is_empty() {
            differing.insert(name, differences);
        }
    }
    (read, compared, differing)
}

fn folder(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(folder(&path));
        } else {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    files
}

/// The text of a formula's result stands where the tag announces a text of the cell itself: the other reader does not look
/// there.
const MISPLACED: &str = "hostile-spreadsheets/apache-poi/test-data/spreadsheet/52575_main.xlsx";

#[test]
fn both_readers_say_the_same_of_the_hostile_corpus() {
    let Some(files) = archive("corpus/hostile-spreadsheets.tar.gz") else { return };
    let (read, compared, differing) = compare(files);
    assert_eq!(differing, [(MISPLACED.to_owned(), vec![r#"(0, 1, 0): text POI rocks!, and Some("formula ")"#.to_owned()])].into());
    // The corpus may grow.
    assert!(read >= 380 && compared >= 90_000, "{read} files, {compared} cells");
}

#[test]
fn both_readers_say_the_same_of_the_crafted_workbooks_and_of_the_published_dataset() {
    let (Some(crafted), Some(dataset)) = (shared("hazards/crafted"), shared("corpus/glotip")) else { return };
    let (read, compared, differing) = compare(folder(&crafted).into_iter().chain(folder(&dataset)));
    assert_eq!(differing, BTreeMap::new());
    assert!(read >= 18 && compared >= 1_000_000, "{read} files, {compared} cells");
}

#[test]
fn both_readers_say_the_same_of_the_fixtures() {
    let (read, compared, differing) = compare(folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")));
    assert_eq!(differing, BTreeMap::new());
    assert!(read >= 50 && compared >= 10_000, "{read} files, {compared} cells");
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const STRINGS: &str = "xl/sharedStrings.xml";
const STYLES: &str = "xl/styles.xml";

/// A value as it can stand in a cell, right or wrong.
fn value() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "-?[0-9]{1,18}(\\.[0-9]{0,17})?([eE][-+]?[0-9]{1,3})?",
        "[01]|true|FALSE|#N/A|#REF!|#SPILL!|99|-1|1\\.0",
        // Not white space alone: as the number of a shared string, the other reader takes it for the first one.
        "[ab_x0-9&;][ab _x0-9&;\r\n]{0,11}",
        Just("a&amp;b_x000D__x005F_x0041_ &#13;\r\nc".to_owned()),
    ];
    value.prop_map(|value| format!("<v>{value}</v>"))
}

/// A cell as it can stand in a sheet.
fn cell() -> impl Strategy<Value = String> {
    let kind =
        prop::sample::select(vec!["", "", " t=\"n\"", " t=\"s\"", " t=\"b\"", " t=\"e\"", " t=\"str\"", " t=\"d\"", " t=\"zz\""]);
    let style = prop::sample::select(vec!["", " s=\"0\"", " s=\"1\"", " s=\"2\"", " s=\"3\"", " s=\"9\"", " s=\"\""]);
    let formula = prop::sample::select(vec![
        "",
        "",
        "<f>A1+1</f>",
        "<f/>",
        "<f t=\"shared\" ref=\"A1:C3\" si=\"0\">$A1*2</f>",
        "<f t=\"shared\" si=\"0\"/>",
    ]);
    let valued = (kind, style, formula, prop_oneof![4 => value(), 1 => Just(String::new()), 1 => Just("<v/>".to_owned())])
        .prop_map(|(kind, style, formula, value)| format!("<c{style}{kind}>{formula}{value}</c>"));
    let inline = text().prop_map(|text| format!("<c t=\"inlineStr\"><is>{text}</is></c>"));
    prop_oneof![6 => valued, 1 => inline, 1 => Just("<c/>".to_owned())]
}

/// The inside of a shared string.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ a\r\n\u{a0}]{0,3}[a-c_x0-9é]{0,8}[ a\r\n]{0,3}",
        "_x00[0-9A-Fa-f]{2}_",
        Just("_xD83D__xDE00_&lt;&#x20;".to_owned()),
        Just("<![CDATA[ &amp;]]><!-- c -->".to_owned()),
    ];
    let run = prop_oneof![
        piece.clone().prop_map(|piece| format!("<t>{piece}</t>")),
        piece.clone().prop_map(|piece| format!("<t xml:space=\"preserve\">{piece}{piece}</t>")),
        piece.clone().prop_map(|piece| format!("<r><rPr><b/></rPr><t>{piece}</t></r>")),
        piece.prop_map(|piece| format!("<rPh sb=\"0\" eb=\"1\"><t>{piece}</t></rPh>")),
        Just("<t/>".to_owned()),
    ];
    prop::collection::vec(run, 0..4).prop_map(|runs| runs.concat())
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Some((differences, _)) = differences(bytes) {
        prop_assert_eq!(differences, Vec::<String>::new());
    }
    Ok(())
}

/// A styles part with a format for each code.
fn styles(codes: &[String]) -> String {
    let escaped = |code: &str| code.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let code = |(index, code): (usize, &String)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 164 + index, escaped(code));
    let added = codes.iter().enumerate().map(code).collect::<Vec<_>>().concat();
    let numbers = (0..60).chain(164..164 + codes.len());
    let formats = numbers.map(|number| format!("<xf numFmtId=\"{number}\"/>")).collect::<Vec<_>>().concat();
    format!("<styleSheet xmlns=\"{MAIN}\"><numFmts>{added}</numFmts><cellXfs>{formats}</cellXfs></styleSheet>")
}

proptest! {
    #[test]
    fn both_readers_say_the_same_of_any_cells(cells in prop::collection::vec(cell(), 1..8)) {
        let codes = ["yyyy-mm-dd".to_owned()];
        // With their places: the other reader loses count after an error.
        let placed = cells.iter().zip('A'..).map(|(cell, col)| cell.replacen("<c", &format!("<c r=\"{col}1\""), 1));
        check(&with(&format!("<row>{}</row>", placed.collect::<Vec<_>>().concat()), STYLES, &styles(&codes)))?;
        for cell in cells {
            check(&with(&format!("<row>{cell}</row>"), STYLES, &styles(&codes)))?;
        }
    }

    #[test]
    fn both_readers_say_the_same_of_any_shared_strings(texts in prop::collection::vec(text(), 1..6)) {
        let items = texts.iter().map(|text| format!("<si>{text}</si>")).collect::<Vec<_>>().concat();
        let data = (0..texts.len()).map(|index| format!("<c t=\"s\"><v>{index}</v></c>")).collect::<Vec<_>>().concat();
        check(&with(&format!("<row>{data}</row>"), STRINGS, &format!("<sst xmlns=\"{MAIN}\">{items}</sst>")))?;
    }

    #[test]
    fn both_readers_say_the_same_of_any_number_format(
        codes in prop::collection::vec("([dmyhsaAPp0#.,;@/%$ :e-]|\\[(Red|h|mm|S|>=1|\\$-409)\\]|\"[dmh a]{0,3}\"|\\\\[dm]|_[dm]|\\*[dm]){0,8}", 1..8)
    ) {
        // Letters behind a place for a digit make a date for the other reader alone.
        let digits_last = |code: &String| format!("{}{}", code.replace(['0', '#'], ""), code.chars().filter(|c| matches!(c, '0' | '#')).collect::<String>());
        let codes = codes.iter().map(digits_last).collect::<Vec<_>>();
        let data = (0..60 + codes.len()).map(|style| format!("<c s=\"{style}\"><v>{style}.5</v></c>")).collect::<Vec<_>>().concat();
        check(&with(&format!("<row>{data}</row>"), STYLES, &styles(&codes)))?;
    }
}

#[test]
fn both_readers_say_the_same_of_the_epoch_of_1904() {
    for value in ["1", "true", "0", "false", "TRUE"] {
        let workbook = format!(
            "<workbook xmlns=\"{MAIN}\"><workbookPr date1904=\"{value}\"/><sheets><sheet name=\"S\" sheetId=\"1\" id=\"r1\"/></sheets></workbook>"
        );
        let bytes = with("<row><c><v>1</v></c></row>", "xl/workbook.xml", &workbook);
        assert_eq!(differences(&bytes), Some((Vec::new(), 1)), "{value}");
    }
}
