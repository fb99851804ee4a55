//! Formats that another process reads; here it is the same one.

use std::io::{Cursor, Write as _};
use verbale_model::{Rejection, Stored};
use verbale_sheet::{Book, DumpedCell, Format, Limits, Visibility, cells, relay, sniff};
use zip::write::SimpleFileOptions;

fn relayed(bytes: &[u8]) -> Result<Book<'static>, Rejection> {
    relayed_within(bytes, Limits::default())
}

fn relayed_within(bytes: &[u8], limits: Limits) -> Result<Book<'static>, Rejection> {
    let sniffed = sniff(bytes);
    if let Some(rejection) = sniffed.rejection() {
        return Err(rejection);
    }
    let mut stream = Vec::new();
    relay::write_cells(sniffed.format, bytes, limits, &mut stream).unwrap();
    Book::from_relay(sniffed.format, stream, limits)
}

fn told(rejection: &Rejection) -> String {
    let args = rejection.reason.args.iter().map(ToString::to_string).collect::<Vec<_>>();
    format!("{} {}", rejection.reason.kind.code, args.join(" ")).trim_end().to_owned()
}

fn refusal(bytes: &[u8]) -> String {
    relayed(bytes).map_or_else(|rejection| told(&rejection), |_| "read".to_owned())
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const KIND: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");

fn document(content: &str) -> Vec<u8> {
    archive(&[KIND, ("content.xml", content.as_bytes())])
}

/// A spreadsheet with these elements in its body.
fn body(inner: &str) -> String {
    format!(
        "<?xml version='1.0'?><office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><office:automatic-styles>\
         <style:style style:name='h'><style:table-properties table:display='false'/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body></office:document-content>"
    )
}

fn sheet(rows: &str) -> Vec<u8> {
    document(&body(&format!("<table:table table:name='A'>{rows}</table:table>")))
}

fn row(cells: &str) -> Vec<u8> {
    sheet(&format!("<table:table-row>{cells}</table:table-row>"))
}

/// The only cell of a spreadsheet, as text, storage and flaw.
fn only(cell: &str) -> String {
    let cells = cells(&mut relayed(&row(cell)).unwrap()).unwrap();
    match cells.as_slice() {
        [] => "nothing".to_owned(),
        [cell] => shown(cell),
        more => panic!("{more:?}"),
    }
}

fn shown(cell: &DumpedCell) -> String {
    let stored = match cell.stored {
        Stored::Date(date) if date.duration => "duration".to_owned(),
        Stored::Date(_) => "date".to_owned(),
        Stored::Number(_) => "number".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    match cell.flaw {
        Some(flaw) => format!("{} {stored}: {flaw}", cell.text),
        None => format!("{} {stored}", cell.text),
    }
}

#[test]
fn cells_of_a_document_have_the_texts_that_other_formats_give_them() {
    for (attributes, text, expected) in [
        ("office:value-type='float' office:value='1757'", "1 757", "1757 number"),
        ("office:value-type='float' office:value='0.30000000000000004'", "0.3", "0.30000000000000004 number"),
        ("office:value-type='percentage' office:value='0.05'", "5 %", "0.05 percent(0.05)"),
        ("office:value-type='currency' office:currency='EUR' office:value='1234.5'", "1 234,50 €", "1234.5 number"),
        ("office:value-type='float' office:value='NaN'", "", "NaN text: a number that is not finite"),
        ("office:value-type='float' office:value='1e999'", "", "inf text: a number that is not finite"),
        ("office:value-type='float' office:value='1,5'", "1,5", "1,5 text: a number that is none"),
        ("office:value-type='float'", "7", "7 text: a value of unknown type"),
        ("office:value-type='boolean' office:boolean-value='true'", "WAHR", "TRUE bool(true)"),
        ("office:value-type='boolean' office:boolean-value='maybe'", "", "maybe text: a truth value that is none"),
        ("office:value-type='date' office:date-value='2019-03-01'", "1.3.19", "43525 date"),
        ("office:value-type='date' office:date-value='2019-03-01T12:00:00'", "", "43525.5 date"),
        ("office:value-type='date' office:date-value='2019-02-30'", "", "2019-02-30 text: a date or time that is none"),
        ("office:value-type='time' office:time-value='PT12H00M00S'", "12:00", "0.5 date"),
        ("office:value-type='time' office:time-value='PT36H00M00S'", "36:00", "1.5 duration"),
        ("office:value-type='string'", "yes &amp; no", "yes & no text"),
        ("office:value-type='string' office:string-value='stored'", "shown", "stored text"),
        ("office:value-type='string'", "  ", "nothing"),
        // Some programs state no type.
        ("", "untyped", "untyped text"),
        ("", "", "nothing"),
        (
            "table:formula='of:=1/0' office:value-type='string' office:string-value='' calcext:value-type='error'",
            "#DIV/0!",
            "#DIV/0! error",
        ),
        ("table:formula='of:=IF([.B1]=1;1;\"\")'", "", "nothing"),
        ("table:formula='of:=1+1' office:value-type='float' office:value='2'", "2", "2 number"),
        ("table:formula='of:=\"\"' office:value-type='string' office:string-value=''", "", "nothing"),
    ] {
        let attributes = attributes.replace("\"\"", "&quot;&quot;");
        assert_eq!(
            only(&format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")),
            expected,
            "{attributes}"
        );
    }
}

#[test]
fn a_formula_that_was_never_calculated_is_no_blank_cell() {
    assert_eq!(only("<table:table-cell table:formula='of:=[.B1]+1'/>"), "=[.B1]+1 notcalculated");
    assert_eq!(only("<table:table-cell table:formula='[.B1]+1'/>"), "=[.B1]+1 notcalculated");
}

#[test]
fn the_text_of_a_cell_is_its_paragraphs_and_nothing_that_hangs_on_it() {
    for (inner, expected) in [
        ("<text:p>a</text:p><text:p>b</text:p>", "a\nb"),
        ("<text:p>\n  a\n  b  \n</text:p>", "a b"),
        ("<text:p><text:s text:c='2'/>a<text:s/>b<text:tab/>c<text:line-break/>d</text:p>", "  a b\tc\nd"),
        ("<text:p>a <text:span>b</text:span><text:a> c</text:a></text:p>", "a b c"),
        ("<text:p>a<![CDATA[<b>]]></text:p>", "a<b>"),
        ("<office:annotation><text:p>a remark</text:p></office:annotation><text:p>a</text:p>", "a"),
        ("<draw:frame><draw:text-box><text:p>a box</text:p></draw:text-box></draw:frame><text:p>a</text:p>", "a"),
        ("<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby></text:p>", "漢"),
    ] {
        let cell = only(&format!("<table:table-cell office:value-type='string'>{inner}</table:table-cell>"));
        assert_eq!(cell, format!("{expected} text"), "{inner}");
    }
}

#[test]
fn repeated_cells_and_rows_are_so_many_cells() {
    let bytes = sheet(
        "<table:table-header-rows><table:table-row table:number-rows-repeated='3'>\
         <table:table-cell table:number-columns-repeated='2'/>\
         <table:table-cell office:value-type='float' office:value='7' table:number-columns-repeated='2'/>\
         </table:table-row></table:table-header-rows>\
         <table:table-row table:number-rows-repeated='1000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
         <table:table-row-group><table:table-row><table:covered-table-cell office:value-type='string'><text:p>x</text:p>\
         </table:covered-table-cell></table:table-row></table:table-row-group>",
    );
    let found = cells(&mut relayed(&bytes).unwrap()).unwrap();
    let places = found.iter().map(|cell| (cell.row, cell.col)).collect::<Vec<_>>();
    assert_eq!(places, [(0, 2), (0, 3), (1, 2), (1, 3), (2, 2), (2, 3), (1003, 0)]);
}

#[test]
fn repetition_without_end_is_a_limit_and_no_cut() {
    let cell = "<table:table-cell office:value-type='float' office:value='1'";
    let rows = |rows: &str| sheet(&format!("<table:table-row table:number-rows-repeated='{rows}'>{cell}/></table:table-row>"));
    assert_eq!(refusal(&rows("1048577")), "F05 rows in a sheet 1048576");
    assert_eq!(refusal(&rows("1000000000")), "F05 rows in a sheet 1048576");
    assert_eq!(refusal(&rows("99999999999999999999999")), "F05 rows in a sheet 1048576");
    assert_eq!(refusal(&rows("-1")), "F04 a number of repetitions is none");
    assert_eq!(refusal(&row(&format!("{cell} table:number-columns-repeated='16385'/>"))), "F05 columns in a sheet 16384");
    let wide = format!(
        "<table:table-row table:number-rows-repeated='10000'>{cell} table:number-columns-repeated='10000'/></table:table-row>"
    );
    assert_eq!(refusal(&sheet(&wide)), "F05 cells in the file 20000000");
    let mut stream = Vec::new();
    relay::write_cells(Format::Ods, &sheet(&wide), Limits::default(), &mut stream).unwrap();
    assert!(stream.len() < 200, "it is known before it is done, not after {} bytes", stream.len());
    // Nothing repeated is nothing, as often as it may be.
    let empty = "<table:table-row table:number-rows-repeated='99999999999'><table:table-cell table:number-columns-repeated='99999999999'/></table:table-row>";
    assert_eq!(refusal(&sheet(empty)), "read");
    // But what stands behind it lies outside the sheet.
    assert_eq!(refusal(&sheet(&format!("{empty}<table:table-row>{cell}/></table:table-row>"))), "F05 rows in a sheet 1048576");
}

#[test]
fn sheets_of_a_document_have_their_names_order_visibility_and_merges() {
    let tables = "<table:calculation-settings><table:null-date table:date-value='1904-01-01'/></table:calculation-settings>\
        <table:tracked-changes><table:table-cell-content-change><table:table table:name='gone'/></table:table-cell-content-change>\
        </table:tracked-changes><table:table table:name='Zwei' table:style-name='h'><table:shapes><table:table/></table:shapes>\
        <table:table-row/><table:table-row><table:table-cell table:number-columns-spanned='3' table:number-rows-spanned='2' \
        office:value-type='date' office:date-value='1904-01-02'/></table:table-row></table:table><table:table table:name='Eins'/>";
    let mut book = relayed(&document(&body(tables))).unwrap();
    let sheets = book.sheets().map(|sheet| (sheet.name.to_owned(), sheet.visibility)).collect::<Vec<_>>();
    assert_eq!(sheets, [("Zwei".to_owned(), Visibility::Hidden), ("Eins".to_owned(), Visibility::Visible)]);
    let found = cells(&mut book).unwrap();
    assert_eq!(found.len(), 1);
    assert!(matches!(found[0].stored, Stored::Date(date) if date.epoch_1904), "{found:?}");
    assert_eq!(found[0].text, "1");
}

#[test]
fn documents_that_two_readers_may_read_in_two_ways_are_refused() {
    let table = "<table:table table:name='A'/>";
    assert_eq!(refusal(&document(&body(&format!("{table}<table:table table:name='a'/>")))), "F04 two sheets have the same name");
    assert_eq!(refusal(&document(&body("<table:table/>"))), "F04 a sheet has no name");
    assert_eq!(refusal(&document(&body(""))), "F04 it has no sheet");
    assert_eq!(refusal(&archive(&[KIND])), "F04 its container has no content");
    assert_eq!(
        refusal(&row("<table:table-cell><table:table table:name='B'/></table:table-cell>")),
        "F04 a table stands inside a cell"
    );
    assert_eq!(refusal(&sheet("<table:table-cell/>")), "F04 a cell stands outside a row");
    let twice = "<table:table-cell office:value-type='float' office:value='1' office:string-value='2'/>";
    assert_eq!(refusal(&row(twice)), "F04 a cell has two values");
    let bytes = archive(&[KIND, ("content.xml", body(table).as_bytes()), ("Content.XML", b"<a/>")]);
    assert_eq!(refusal(&bytes), "F04 its container holds two parts of one name");
    let elsewhere = "<table:content-validations><table:table table:name='B'/></table:content-validations>";
    assert_eq!(refusal(&document(&body(elsewhere))), "F04 a table stands outside the sheets");
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let bytes = archive(&[KIND, ("content.xml", b"\x8f\x01"), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(refusal(&bytes), "F03");
}

#[test]
fn a_document_cut_anywhere_is_refused() {
    let content = body(
        "<table:table table:name='A'><table:table-row><table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell></table:table-row></table:table>",
    );
    for length in 0..content.len() {
        let cut = document(&content[..length]);
        assert_ne!(refusal(&cut), "read", "{length}");
    }
    let whole = document(&content);
    for length in 0..whole.len() {
        assert_ne!(refusal(&whole[..length]), "read", "{length}");
    }
}

#[test]
fn bounds_of_a_container_hold_for_documents() {
    let bytes = row("<table:table-cell/>");
    let few = Limits { entries: 1, ..Limits::default() };
    assert_eq!(told(&relayed_within(&bytes, few).err().unwrap()), "F05 entries in the container 1");
    let short = Limits { total_bytes: 100, ..Limits::default() };
    assert_eq!(told(&relayed_within(&bytes, short).err().unwrap()), "F05 bytes in one part of the workbook 100");
    let token = Limits { token_bytes: 1000, ..Limits::default() };
    let long = row(&format!(
        "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>",
        "long ".repeat(100_000)
    ));
    assert!(told(&relayed_within(&long, token).err().unwrap()).starts_with("F05 bytes in one tag or text"));
    let spaces =
        row("<table:table-cell office:value-type='string'><text:p><text:s text:c='99999999999'/></text:p></table:table-cell>");
    assert!(refusal(&spaces).starts_with("F05 bytes in one text of the workbook"));
}

/// A record of a binary workbook.
fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let [low, high] = [kind & 0x7f, kind >> 7].map(|seven| u8::try_from(seven).unwrap());
    bytes.extend(if high == 0 { vec![low] } else { vec![low | 0x80, high] });
    bytes.extend([u8::try_from(body.len() & 0x7f).unwrap() | 0x80, u8::try_from(body.len() >> 7).unwrap()]);
    bytes.extend_from_slice(body);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().collect::<Vec<_>>();
    let mut bytes = u32::try_from(units.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// A binary workbook with these records among the cells of its only sheet.
fn binary(records: &[Vec<u8>], end: &[u8]) -> Vec<u8> {
    binary_with(records, end, &[])
}

/// The same with more parts.
fn binary_with(records: &[Vec<u8>], end: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let relations =
        b"<Relationships><Relationship Id='r1' Type='x/relationships/worksheet' Target='worksheets/sheet1.bin'/></Relationships>";
    let bundle = [vec![0; 4], vec![1, 0, 0, 0], wide("r1"), wide("A")].concat();
    let workbook = [record(0x83, &[]), record(0x8f, &[]), record(0x9c, &bundle), record(0x90, &[]), record(0x9d, &[])].concat();
    let head = [record(0x81, &[]), record(0x94, &[0; 16]), record(0x91, &[]), record(0, &[0; 25])];
    let sheet = [head.concat(), records.concat(), end.to_vec()].concat();
    let parts: [(&str, &[u8]); 3] =
        [("xl/_rels/workbook.bin.rels", relations), ("xl/workbook.bin", &workbook), ("xl/worksheets/sheet1.bin", &sheet)];
    archive(&[&parts[..], more].concat())
}

fn cell(kind: u16, col: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&col.to_le_bytes(), [0; 4].as_slice(), value].concat())
}

fn merged() -> Vec<u8> {
    [record(0x92, &[]), record(0xb0, &[[0; 8], [0, 0, 0, 0, 3, 0, 0, 0]].concat()), record(0x82, &[])].concat()
}

#[test]
fn cells_of_a_binary_workbook_are_read_and_none_is_passed_over() {
    let number = |value: f64| [value.to_le_bytes().as_slice(), &[0; 6]].concat();
    let records = [
        cell(1, 0, &[]),
        cell(2, 1, &(42_u32 << 2 | 2).to_le_bytes()),
        cell(2, 2, &(150_u32 << 2 | 3).to_le_bytes()),
        cell(3, 3, &[0x2a]),
        cell(4, 4, &[1]),
        cell(5, 5, &0.1_f64.to_le_bytes()),
        cell(6, 6, &wide("État")),
        cell(9, 7, &number(2.5)),
        cell(11, 8, &[0x07, 0, 0, 0, 0, 0, 0]),
        cell(5, 9, &f64::NAN.to_le_bytes()),
        cell(11, 16_383, &[0x17, 0, 0, 0, 0, 0, 0]),
    ];
    let bytes = binary(&records, &merged());
    assert_eq!(sniff(&bytes).format, Format::Xlsb);
    let found = cells(&mut relayed(&bytes).unwrap()).unwrap();
    let found = found.iter().map(|cell| format!("{}: {}", cell.col, shown(cell))).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            "1: 42 number",
            "2: 1.5 number",
            "3: #N/A error",
            "4: TRUE bool(true)",
            "5: 0.1 number",
            "6: État text",
            "7: 2.5 number",
            "8: #DIV/0! error",
            "9: NaN text: a number that is not finite",
            "16383: #REF! error",
        ]
    );
    let short = [cell(13, 1, &[0; 4])];
    assert_eq!(refusal(&binary(&short, &merged())), "F04 a cell is of a kind that is not known");
    assert_eq!(refusal(&binary(&[], &[])), "F04 a sheet ends in the middle");
    let far = [record(0, &[&0x0010_0001_u32.to_le_bytes()[..], &[0; 21]].concat()), cell(4, 0, &[1])];
    assert_eq!(refusal(&binary(&far, &merged())), "F04 a cell lies beyond XFD1048576");
    let twice = [cell(4, 5, &[1]), cell(4, 5, &[0])];
    assert_eq!(refusal(&binary(&twice, &merged())), "F04 a cell stands twice, or cells stand out of their order");
}

/// Styles of a binary workbook: fonts by flags and script, number formats, and the format of each style of cells.
fn styles(fonts: &[(u16, u16)], formats: &[(u16, &str)], cells: &[u16]) -> Vec<u8> {
    let count = |list: usize| u32::try_from(list).unwrap().to_le_bytes();
    let font = |(flags, script): &(u16, u16)| {
        let body = [[220, 0], flags.to_le_bytes(), [0x90, 1], script.to_le_bytes()].concat();
        record(43, &[body, vec![0; 12], wide("Calibri")].concat())
    };
    let style = |format: &u16| record(47, &[[0, 0], format.to_le_bytes()].concat().into_iter().chain([0; 12]).collect::<Vec<_>>());
    let format = |(number, code): &(u16, &str)| record(44, &[number.to_le_bytes().to_vec(), wide(code)].concat());
    [
        record(0x267, &count(formats.len())),
        formats.iter().flat_map(format).collect(),
        record(0x268, &[]),
        record(0x263, &count(fonts.len())),
        fonts.iter().flat_map(font).collect(),
        record(0x264, &[]),
        // Styles of styles, which are none of cells.
        record(0x272, &count(1)),
        style(&9),
        record(0x273, &[]),
        record(0x269, &count(cells.len())),
        cells.iter().flat_map(style).collect(),
        record(0x26a, &[]),
    ]
    .concat()
}

/// Shared texts of a binary workbook, with the places and fonts of their runs.
fn shared_texts(texts: &[(&str, &[(u16, u16)])]) -> Vec<u8> {
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let text = |(text, runs): &(&str, &[(u16, u16)])| {
        let mut body = [vec![u8::from(!runs.is_empty())], wide(text)].concat();
        if !runs.is_empty() {
            body.extend(u32::try_from(runs.len()).unwrap().to_le_bytes());
            body.extend(runs.iter().flat_map(|(start, font)| [start.to_le_bytes(), font.to_le_bytes()].concat()));
        }
        record(19, &body)
    };
    [record(0x9f, &[count, count].concat()), texts.iter().flat_map(text).collect(), record(0xa0, &[])].concat()
}

fn styled(kind: u16, col: u32, style: u8, value: &[u8]) -> Vec<u8> {
    record(kind, &[&col.to_le_bytes(), [style, 0, 0, 0].as_slice(), value].concat())
}

#[test]
fn percentages_of_a_binary_workbook_are_told_from_numbers() {
    let real = |value: f64| value.to_le_bytes();
    let formula = |value: f64| [value.to_le_bytes().as_slice(), &[0; 6]].concat();
    let records = [
        styled(5, 0, 0, &real(0.05)),
        styled(5, 1, 1, &real(0.05)),
        styled(2, 2, 2, &(5_u32 << 2 | 3).to_le_bytes()),
        styled(9, 3, 3, &formula(0.125)),
        styled(9, 4, 4, &formula(0.125)),
        styled(5, 5, 9, &real(0.5)),
        styled(6, 6, 1, &wide("5 %")),
    ];
    let styles = styles(&[(0, 0)], &[(164, "0.0\"%\""), (165, "0.0%")], &[0, 9, 10, 165, 164]);
    let bytes = binary_with(&records, &merged(), &[("xl/styles.bin", &styles)]);
    let found = cells(&mut relayed(&bytes).unwrap()).unwrap();
    let found = found.iter().map(shown).collect::<Vec<_>>();
    assert_eq!(
        found,
        [
            "0.05 number",
            "0.05 percent(0.05)",
            "0.05 percent(0.05)",
            "0.125 percent(0.125)",
            "0.125 number",
            "0.5 number",
            "5 % text"
        ]
    );
    assert_eq!(refusal(&binary_with(&[], &merged(), &[("xl/styles.bin", &styles[..40])])), "F04 a record is not well formed");
}

#[test]
fn raised_and_struck_letters_of_a_binary_workbook_are_no_digits() {
    let fonts = [(0, 0), (0, 1), (0x08, 0), (0x02, 2)];
    let texts: [(&str, &[(u16, u16)]); 6] = [
        ("841", &[]),
        ("841", &[(2, 1)]),
        ("12 15", &[(0, 2), (3, 0)]),
        ("842 x", &[(2, 3), (3, 0)]),
        ("7", &[(0, 0)]),
        ("1er", &[(1, 1)]),
    ];
    let records = (0..6_u32).map(|text| styled(7, text, 0, &text.to_le_bytes())).collect::<Vec<_>>();
    let read = |fonts: &[(u16, u16)]| {
        let (styles, texts) = (styles(fonts, &[], &[0]), shared_texts(&texts));
        let parts: [(&str, &[u8]); 2] = [("xl/styles.bin", &styles), ("xl/sharedStrings.bin", &texts)];
        let found = cells(&mut relayed(&binary_with(&records, &merged(), &parts)).unwrap()).unwrap();
        found.iter().map(shown).collect::<Vec<_>>()
    };
    let struck = "12 15 text: a text of which a part is struck out";
    assert_eq!(read(&fonts), ["841 text", "84¹ text", struck, "84₂ x text", "7 text", "1er text"]);
    let plain = ["841 text", "841 text", "12 15 text", "842 x text", "7 text", "1er text"];
    assert_eq!(read(&[(0, 0), (0, 0), (0x02, 0), (0, 0)]), plain);
}

#[test]
fn the_formats_of_cells_say_the_same_in_every_format_of_files() {
    let Some(files) = crate::support::archive("corpus/hostile-spreadsheets.tar.gz") else { return };
    let read = |name: &str| {
        let bytes = &files[&format!("hostile-spreadsheets/sheetjs/{name}")];
        let mut book = match sniff(bytes).format {
            Format::Xlsx => Book::open(bytes, Limits::default()),
            _ => relayed(bytes),
        };
        let found = cells(book.as_mut().unwrap_or_else(|rejection| panic!("{name}: {}", told(rejection)))).unwrap();
        found.iter().map(|cell| format!("{} {} {}: {}", cell.sheet, cell.row, cell.col, shown(cell))).collect::<Vec<_>>()
    };
    let rich = read("rich_text_stress.xlsx");
    assert_eq!(rich.iter().filter(|cell| cell.ends_with("a text of which a part is struck out")).count(), 1);
    for name in ["rich_text_stress.xlsb", "rich_text_stress.xls", "rich_text_stress.ods"] {
        assert_eq!(read(name), rich, "{name}");
    }
    for name in ["number_format", "number_format_russian"] {
        let binary = read(&format!("{name}.xlsb"));
        assert!(binary.iter().filter(|cell| cell.contains("percent")).count() > 10, "{name}");
        assert_eq!(read(&format!("{name}.xls")), binary, "{name}");
    }
}

#[test]
fn the_same_reply_saved_in_three_formats_has_the_same_cells() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/edited");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    for name in ["libreoffice-ods.ods", "libreoffice-xls.xls"] {
        let found = cells(&mut relayed(&read(name)).unwrap()).unwrap();
        assert!(found.len() > 400 && found.iter().all(|cell| cell.flaw.is_none()), "{name}: {}", found.len());
    }
}

#[test]
fn old_and_enciphered_workbooks_are_named() {
    assert_eq!(sniff(b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00").format, Format::OldXls);
    assert_eq!(refusal(b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00"), "F02 a workbook of Excel 3");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/edited");
    let bytes = std::fs::read(folder.join("libreoffice-xls.xls")).unwrap();
    // The record after the first becomes one that says that the others are enciphered in the oldest way.
    let start = bytes.windows(8).position(|window| window == [0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]).unwrap();
    let mut enciphered = bytes.clone();
    enciphered[start + 20..start + 22].copy_from_slice(&[0x2f, 0x00]);
    enciphered[start + 24..start + 26].copy_from_slice(&[0x00, 0x00]);
    assert_eq!(refusal(&enciphered), "F03");
    assert_eq!(sniff(&bytes).format, Format::Xls);
}

#[test]
fn cells_that_the_reader_of_xls_files_passes_over_are_noticed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/edited");
    let bytes = std::fs::read(folder.join("libreoffice-xls.xls")).unwrap();
    // A shared text: kind, length, row, column, format, index.
    let text = [0xfd, 0x00, 0x0a, 0x00];
    let at = bytes.windows(18).position(|window| window.starts_with(&text) && window.ends_with(&text)).unwrap();
    let mut without_text = bytes.clone();
    without_text[at + 12] = 0x7f;
    assert_eq!(refusal(&without_text), "F04 two readings of a sheet differ");
    let mut twice = bytes.clone();
    twice[at + 18..at + 22].copy_from_slice(&bytes[at + 4..at + 8]);
    assert_eq!(refusal(&twice), "F04 two readings of a sheet differ");
    let mut old = bytes.clone();
    old[at..at + 2].copy_from_slice(&[0x04, 0x00]);
    assert_eq!(refusal(&old), "F04 a cell is of a kind that is not known");
    let read = cells(&mut relayed(&bytes).unwrap()).unwrap();
    assert!(read.len() > 400);
}
