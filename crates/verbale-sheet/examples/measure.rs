//! Measures reading against the bare workbook reader: `measure [--runs=N] FILE...`, shipped editions only.
//!
//! `bare` is what the workbook reader takes to open the file and stream its cells; the others are from opening to the end with
//! an intake that does nothing. The best of the runs counts, taken in turn so that all see the same machine.

#![expect(clippy::print_stdout, reason = "a tool for those who work on this crate")]

use calamine::{Reader, Xlsx};
use std::io::Cursor;
use std::time::{Duration, Instant};
use verbale_model::catalogue::UNKNOWN_PART;
use verbale_model::intake::{Crossing, Entry, Fate, Note, RawRow};
use verbale_model::{CodeId, DimId, Finding, Intake, ItemId, Kind, PlaceId, RawCell, Schemas};
use verbale_sheet::{Book, Limits, read, recognize};

struct Nothing;

impl Intake for Nothing {
    fn place(&mut self, _: &str) -> PlaceId {
        PlaceId(0)
    }

    fn entry(&mut self, _: ItemId, entry: Entry<'_>) {
        std::hint::black_box(entry);
    }

    fn listed(&mut self, _: ItemId, _: DimId, label: &RawCell<'_>) -> Result<CodeId, &'static Kind> {
        std::hint::black_box(label);
        Err(UNKNOWN_PART)
    }

    fn crossing(&mut self, crossing: Crossing<'_>) {
        std::hint::black_box(crossing);
    }

    fn note(&mut self, note: Note<'_>) {
        std::hint::black_box(note);
    }

    fn row(&mut self, row: &RawRow<'_, '_>) -> Fate {
        std::hint::black_box(row);
        Fate::Mapped
    }

    fn unplaced(&mut self, cell: &RawCell<'_>, _: &'static Kind) {
        std::hint::black_box(cell);
    }

    fn finding(&mut self, finding: Finding) {
        std::hint::black_box(finding);
    }
}

fn bare(bytes: &[u8]) -> u64 {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut count = 0;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).expect("a sheet");
        while reader.next_cell().expect("a cell").is_some() {
            count += 1;
        }
    }
    count
}

fn open(bytes: &[u8]) -> u64 {
    Book::open(bytes, Limits::default()).expect("a workbook").sheets().len() as u64
}

fn recognized(bytes: &[u8], schemas: &Schemas) -> u64 {
    let mut book = Book::open(bytes, Limits::default()).expect("a workbook");
    recognize(&mut book, schemas, None).expect("a known edition").tables.len() as u64
}

fn whole(bytes: &[u8], schemas: &Schemas) -> u64 {
    let mut book = Book::open(bytes, Limits::default()).expect("a workbook");
    let recognized = recognize(&mut book, schemas, None).expect("a known edition");
    read(&mut book, schemas, &recognized, &mut Nothing).expect("a whole file").cells
}

fn main() {
    let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("schemas");
    let (options, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let runs = options.iter().find_map(|option| option.strip_prefix("--runs=")?.parse().ok()).unwrap_or(9);
    for path in files {
        let bytes = std::fs::read(&path).expect("a readable file");
        let steps: [(&str, &dyn Fn() -> u64); 4] = [
            ("bare", &|| bare(&bytes)),
            ("open", &|| open(&bytes)),
            ("recognize", &|| recognized(&bytes, &schemas)),
            ("read", &|| whole(&bytes, &schemas)),
        ];
        let mut best = [Duration::MAX; 4];
        for _ in 0..runs {
            for (best, (_, step)) in best.iter_mut().zip(&steps) {
                let start = Instant::now();
                std::hint::black_box(step());
                *best = start.elapsed().min(*best);
            }
        }
        println!("{path}");
        for (best_one, (name, _)) in best.iter().zip(&steps) {
            println!(
                "  {name:<10} {:>9.1} ms  {:.2}",
                best_one.as_secs_f64() * 1e3,
                best_one.as_secs_f64() / best[0].as_secs_f64()
            );
        }
    }
}
