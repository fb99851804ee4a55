//! The stream: what is written is read again, and nothing else is.

use super::encode::Frames;
use super::*;
use crate::book::{Book, Visibility};
use crate::cell::Content;
use crate::dump::{DumpedCell, cells};
use crate::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::xlsx::value_scan::Doubt;
use proptest::prelude::*;
use std::borrow::Cow;
use verbale_model::Stored;
use verbale_model::intake::SpreadsheetDate;

type Cells = Vec<(u32, u32, Content<'static>)>;

fn written(sheets: &[(&str, Cells)], limits: Limits) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut frames = Frames::new(&mut stream, limits);
    let read = sheets.iter().try_for_each(|(name, cells)| {
        frames.sheet(name, Visibility::Hidden)?;
        cells.iter().try_for_each(|(row, col, content)| frames.cell(*row, *col, content))?;
        frames.merges(&[Area { top: 1, left: 2, bottom: 3, right: 4 }]);
        Ok(())
    });
    frames.finish(read).unwrap();
    stream
}

fn open(stream: &[u8]) -> Result<Book<'static>, Rejection> {
    Book::from_relay(Format::Xls, stream.to_vec(), Limits::default())
}

fn told(rejection: &Rejection) -> String {
    let args = rejection.reason.args.iter().map(ToString::to_string).collect::<Vec<_>>();
    format!("{} {}", rejection.reason.kind.code, args.join(" ")).trim_end().to_owned()
}

fn sample() -> Vec<(&'static str, Cells)> {
    let date = SpreadsheetDate { serial: 43_525.5, epoch_1904: true, duration: true };
    let cells = vec![
        (0, 0, Content::Text(Cow::Borrowed("État"))),
        (0, 300, Content::Number(-0.1)),
        (0, 301, Content::Percent(1.0)),
        (0, 302, Content::Doubtful("8479".to_owned(), Doubt::Struck)),
        (7, 2, Content::Date(date)),
        (7, 3, Content::Bool(true)),
        (1_048_575, 16_382, Content::Error(Cow::Borrowed("#REF!"))),
        (1_048_575, 16_383, Content::Formula("=1+1".to_owned())),
    ];
    vec![("First", cells), ("", Vec::new()), ("Third", vec![(3, 3, Content::Doubtful("NaN".to_owned(), Doubt::NotFinite))])]
}

#[test]
fn all_kinds_of_cells_come_through() {
    let mut book = open(&written(&sample(), Limits::default())).unwrap();
    let names = book.sheets().map(|sheet| (sheet.name.to_owned(), sheet.visibility)).collect::<Vec<_>>();
    assert_eq!(names[2], ("Third".to_owned(), Visibility::Hidden));
    assert_eq!(book.merges(0), [Area { top: 1, left: 2, bottom: 3, right: 4 }]);
    let shown = |cell: &DumpedCell| format!("{}:{}:{} {} {:?}", cell.sheet, cell.row, cell.col, cell.text, cell.stored);
    let cells = cells(&mut book).unwrap();
    assert_eq!(cells[0].text, "État");
    assert_eq!(shown(&cells[1]), "0:0:300 -0.1 Number(-0.1)");
    assert_eq!(shown(&cells[2]), "0:0:301 1 Percent(1.0)");
    assert_eq!(cells[3].flaw, Some("a text of which a part is struck out"));
    let cells = [&cells[..2], &cells[4..]].concat();
    let date = SpreadsheetDate { serial: 43_525.5, epoch_1904: true, duration: true };
    assert_eq!((cells[2].text.as_str(), cells[2].stored), ("43525.5", Stored::Date(date)));
    assert_eq!(shown(&cells[3]), "0:7:3 TRUE Bool(true)");
    assert_eq!(shown(&cells[4]), "0:1048575:16382 #REF! Error");
    assert_eq!(shown(&cells[5]), "0:1048575:16383 =1+1 NotCalculated");
    assert_eq!(cells[6].flaw, Some("a number that is not finite"));
}

#[test]
fn a_stream_that_is_cut_or_continued_anywhere_is_not_accepted() {
    let stream = written(&sample(), Limits::default());
    for length in 0..stream.len() {
        let rejection = open(&stream[..length]).err().unwrap_or_else(|| panic!("accepted {length} of {} bytes", stream.len()));
        assert_eq!(told(&rejection), "F04 the reader of xls files gave up on it");
    }
    let longer = [stream.as_slice(), b"E"].concat();
    assert!(open(&longer).is_err());
    let mut fault = Vec::new();
    let frames = Frames::new(&mut fault, Limits::default());
    frames.finish(Err(limit("cells in the file", 7))).unwrap();
    for length in 0..fault.len() {
        assert_eq!(told(&open(&fault[..length]).err().unwrap()), "F04 the reader of xls files gave up on it");
    }
    assert_eq!(told(&open(&fault).err().unwrap()), "F05 cells in the file 7");
}

#[test]
fn another_version_is_not_read() {
    let mut stream = written(&sample(), Limits::default());
    stream[7] += 1;
    assert!(open(&stream).is_err());
}

#[test]
fn a_nul_in_a_text_is_noticed() {
    let stream = written(&[("A", vec![(0, 0, Content::Text(Cow::Borrowed("a\0b")))])], Limits::default());
    assert_eq!(cells(&mut open(&stream).unwrap()).unwrap()[0].flaw, Some("a NUL in the text"));
}

#[test]
fn bounds_hold_on_both_sides() {
    let cells = |count: u32| (0..count).map(|row| (row, 0, Content::Number(1.0))).collect::<Cells>();
    let few = Limits { cells: 10, ..Limits::default() };
    assert_eq!(told(&open(&written(&[("A", cells(11))], few)).err().unwrap()), "F05 cells in the file 10");
    let stream = written(&[("A", cells(11))], Limits::default());
    let rejection = Book::from_relay(Format::Xls, stream, few).err().unwrap();
    assert_eq!(told(&rejection), "F05 cells in the file 10");
    let one = Limits { sheets: 1, ..Limits::default() };
    assert_eq!(told(&open(&written(&sample(), one)).err().unwrap()), "F05 sheets in the workbook 1");
    let short = Limits { relay_bytes: 100_000, ..Limits::default() };
    assert_eq!(told(&open(&written(&[("A", cells(200_000))], short)).err().unwrap()), "F05 MiB of cells 0");
    let token = Limits { token_bytes: 3, ..Limits::default() };
    assert_eq!(told(&open(&written(&sample(), token)).err().unwrap()), "F05 bytes in one text of the workbook 3");
}

#[test]
fn cells_out_of_order_twice_or_beyond_the_sheet_are_faults() {
    for (first, second) in [((5, 5), (5, 5)), ((5, 5), (5, 4)), ((5, 5), (4, 9)), ((5, 5), (1_048_576, 0)), ((5, 5), (6, 16_384))] {
        let cells = [first, second].map(|(row, col)| (row, col, Content::Bool(false))).to_vec();
        assert_eq!(open(&written(&[("A", cells)], Limits::default())).err().unwrap().reason.kind.code, "F04", "{second:?}");
    }
}

#[test]
fn a_stream_of_cells_that_no_reader_writes_is_not_accepted() {
    let replaced = |cells: Cells, from: &[u8], to: &[u8]| {
        let mut stream = written(&[("A", cells)], Limits::default());
        assert!(open(&stream).is_ok());
        let at = stream.windows(from.len()).position(|window| window == from).unwrap();
        stream[at..at + from.len()].copy_from_slice(to);
        open(&stream).is_ok()
    };
    let cells = vec![(4, 4, Content::Bool(true)), (4, 5, Content::Bool(false))];
    assert!(!replaced(cells.clone(), &[4, 4, content::BOOL, 1, 0, 5], &[4, 4, content::BOOL, 1, 0, 4]));
    assert!(!replaced(cells.clone(), &[content::BOOL, 1], &[content::BOOL, 2]));
    assert!(!replaced(cells, &[content::BOOL, 1], &[99, 1]));
    let number = vec![(0, 0, Content::Number(1.5))];
    assert!(!replaced(number, &1.5_f64.to_le_bytes(), &f64::NAN.to_le_bytes()));
    let text = vec![(0, 0, Content::Text(Cow::Borrowed("ab")))];
    assert!(!replaced(text, b"ab", b"\xff\xfe"));
}

fn content() -> impl Strategy<Value = Content<'static>> {
    prop_oneof![
        any::<String>().prop_map(|text| Content::Text(Cow::Owned(text))),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Content::Number),
        any::<bool>().prop_map(Content::Bool),
        any::<String>().prop_map(Content::Formula),
        (0.0..3e6, any::<bool>(), any::<bool>()).prop_map(|(serial, epoch_1904, duration)| Content::Date(SpreadsheetDate {
            serial,
            epoch_1904,
            duration
        })),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(
        cells in proptest::collection::btree_map((0..MAX_ROWS, 0..MAX_COLUMNS), content(), 0..200),
    ) {
        let cells = cells.into_iter().map(|((row, col), content)| (row, col, content)).collect::<Cells>();
        let mut relayed = Relayed::new(Format::Ods, written(&[("A", cells.clone())], Limits::default()), Limits::default()).unwrap();
        relayed.sheets[0].merges.clear();
        let mut read = relayed.cells(0);
        for (row, col, content) in cells {
            let cell = read.next().unwrap().unwrap();
            prop_assert_eq!((cell.row, u32::from(cell.col), &cell.content), (row, col, &content));
        }
        prop_assert!(read.next().unwrap().is_none());
    }

    #[test]
    fn a_changed_stream_never_panics(at in 0usize..200, to in any::<u8>()) {
        let mut stream = written(&sample(), Limits::default());
        let at = at % stream.len();
        stream[at] = to;
        if let Ok(mut book) = open(&stream) {
            let _ = cells(&mut book);
        }
    }
}
