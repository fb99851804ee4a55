//! Rows per second on one core, over the rows of the published dataset.
//!
//! The rows are laid out anew from a table of texts each time, as a reader does it: what is measured is not how fast 50 MB of
//! cells come from memory. That part is measured by itself and told apart. Where the system tells the time on the processor, that
//! counts, so that a busy machine does not change the result.
//!
//! `cargo run --release -p verbale-normalize --example throughput -- data_glotip.xlsx [ROWS]`

use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use verbale_model::intake::{Intake, RawRow};
use verbale_model::{Accounting, Language, Locus, PlaceId, RawCell, Schemas, Stored};
use verbale_normalize::Normalizer;
use verbale_schema::Layer;

/// The texts of a file, and by row and column which of them stands there and how it is stored.
struct Table {
    texts: Vec<String>,
    rows: Vec<Vec<(u32, Stored)>>,
}

#[expect(clippy::print_stdout, reason = "an example shows its result")]
fn main() {
    let mut args = std::env::args().skip(1);
    let table = read(&args.next().expect("the dataset as a workbook"));
    let wanted: u32 = args.next().map_or(2_000_000, |rows| rows.parse().expect("a number of rows"));
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let schemas = verbale_schema::load(&[Layer::folder(schemas)]).expect("sound schemas");

    let layout = best_of(|| {
        run(&table, wanted, |row| {
            black_box(row.cells.len());
        })
    });
    let all = best_of(|| normalize(&table, wanted, &schemas));
    let own = all - layout;
    println!(
        "{wanted} rows: {all:.0} ns a row, {layout:.0} of them laying out; normalizing alone {:.2} million rows a second",
        1e3 / own
    );
}

fn normalize(table: &Table, wanted: u32, schemas: &Schemas) -> f64 {
    let edition = schemas.edition_at("glotip-public/2023").expect("the edition").id;
    let mut normalizer = Normalizer::new(schemas, edition, 0, Language::En);
    let time = run(table, wanted, |row| {
        black_box(normalizer.row(row));
    });
    let reading = normalizer.finish(Accounting::default()).expect("records are never rejected");
    assert!(reading.replies.len() > 100);
    time
}

/// Nanoseconds a row for handing rows to `take`.
fn run(table: &Table, wanted: u32, mut take: impl FnMut(&RawRow<'_, '_>)) -> f64 {
    let mut cells: Vec<Option<RawCell<'_>>> = Vec::new();
    let start = now();
    for (row, index) in table.rows.iter().cycle().zip(0..wanted) {
        cells.clear();
        cells.extend(row.iter().zip(0..).map(|(&(text, stored), col)| {
            let text = table.texts[text as usize].as_str();
            let at = Locus::Cell { sheet: PlaceId(0), row: index, col };
            (!text.is_empty()).then(|| RawCell { text: text.into(), stored, at })
        }));
        take(&RawRow {
            sheet: PlaceId(0),
            row: index,
            cells: &cells,
            columns: &[],
            extra: &[],
            start: Locus::File,
            why: None,
            fresh: None,
        });
    }
    (now() - start) * 1e9 / f64::from(wanted)
}

fn best_of(mut measure: impl FnMut() -> f64) -> f64 {
    (0..5).map(|_| measure()).fold(f64::INFINITY, f64::min)
}

/// Seconds on the processor; on the clock where the system does not tell them.
fn now() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let on_processor = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = on_processor.and_then(|stat| stat.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |time| time * 1e-9)
}

fn read(file: &str) -> Table {
    let mut workbook: Xlsx<_> = open_workbook(file).expect("a workbook");
    let range = workbook.worksheet_range_at(0).expect("a sheet").expect("a range");
    let mut index: BTreeMap<String, u32> = BTreeMap::new();
    let mut texts = Vec::new();
    let mut id = |text: String| {
        *index.entry(text).or_insert_with_key(|text| {
            texts.push(text.clone());
            u32::try_from(texts.len() - 1).expect("few texts")
        })
    };
    let mut cell = |data: &Data| match data {
        Data::Float(number) => (id(number.to_string()), Stored::Number(*number)),
        other => (id(other.to_string()), Stored::Text),
    };
    let rows = range.rows().skip(3).map(|row| row.iter().map(&mut cell).collect()).collect();
    Table { texts, rows }
}
