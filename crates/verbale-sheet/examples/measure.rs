//! Measures reading against the bare workbook reader: `measure FILE...`. Shows the best of seven runs of each.

use calamine::{Reader, Xlsx};
use std::io::Cursor;
use std::time::{Duration, Instant};
use verbale_sheet::{Book, Limits};

fn best(mut run: impl FnMut() -> u64) -> (Duration, u64) {
    let mut best = (Duration::MAX, 0);
    for _ in 0..7 {
        let start = Instant::now();
        let count = run();
        best = best.min((start.elapsed(), count));
    }
    best
}

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("a readable file");
        let bare = best(|| {
            let mut book = Xlsx::new(Cursor::new(bytes.as_slice())).expect("a workbook");
            let mut count = 0;
            for name in book.sheet_names() {
                let mut reader = book.worksheet_cells_reader(&name).expect("a sheet");
                while reader.next_cell().expect("a cell").is_some() {
                    count += 1;
                }
            }
            count
        });
        let opened = best(|| Book::open(&bytes, Limits::default()).expect("a workbook").sheets().len() as u64);
        let dumped = best(|| verbale_sheet::cells(&mut Book::open(&bytes, Limits::default()).expect("a workbook")).expect("cells").len() as u64);
        println!("{path}: bare {bare:?}, open {opened:?}, dump {dumped:?}");
    }
}
