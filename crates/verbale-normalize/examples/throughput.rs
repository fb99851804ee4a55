//! Rows per second on one core, over the rows of the published dataset held in memory.
//!
//! `cargo run --release -p verbale-normalize --example throughput -- data_glotip.xlsx [ROWS]`

use calamine::{Data, Reader, Xlsx, open_workbook};
use std::path::Path;
use std::time::Instant;
use verbale_model::intake::{Intake, RawRow};
use verbale_model::{Accounting, Language, Locus, PlaceId, RawCell, Stored};
use verbale_normalize::Normalizer;
use verbale_schema::Layer;

type Row<'a> = Vec<Option<RawCell<'a>>>;

#[expect(clippy::print_stdout, reason = "an example shows its result")]
fn main() {
    let mut args = std::env::args().skip(1);
    let file = args.next().expect("the dataset as a workbook");
    let wanted: usize = args.next().map_or(2_000_000, |rows| rows.parse().expect("a number of rows"));
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let schemas = verbale_schema::load(&[Layer::folder(schemas)]).expect("sound schemas");
    let edition = schemas.edition_at("glotip-public/2023").expect("the edition").id;

    let mut workbook: Xlsx<_> = open_workbook(file).expect("a workbook");
    let range = workbook.worksheet_range_at(0).expect("a sheet").expect("a range");
    let texts: Vec<Vec<(String, Stored)>> = range.rows().skip(3).map(|row| row.iter().map(stored).collect()).collect();
    let rows: Vec<Row<'_>> = texts.iter().zip(3..).map(|(row, index)| cells(row, index)).collect();

    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let mut normalizer = Normalizer::new(&schemas, edition, 0, Language::En);
        let mut done: u32 = 0;
        let start = Instant::now();
        for (row, index) in rows.iter().cycle().take(wanted).zip(0..) {
            normalizer.row(&RawRow { sheet: PlaceId(0), row: index, cells: row, extra: &[] });
            done += 1;
        }
        let seconds = start.elapsed().as_secs_f64() / f64::from(done);
        best = best.min(seconds);
        let reading = normalizer.finish(Accounting::default()).expect("records are never rejected");
        assert!(reading.replies.len() > 100);
    }
    println!("{wanted} rows: {:.0} ns a row, {:.2} million rows a second", best * 1e9, 1e-6 / best);
}

fn stored(data: &Data) -> (String, Stored) {
    match data {
        Data::Float(number) => (number.to_string(), Stored::Number(*number)),
        other => (other.to_string(), Stored::Text),
    }
}

fn cells(row: &[(String, Stored)], index: u32) -> Row<'_> {
    let cell = |((text, stored), col): (&'_ (String, Stored), u16)| {
        let at = Locus::Cell { sheet: PlaceId(0), row: index, col };
        (!text.is_empty()).then(|| (text.clone(), *stored, at))
    };
    let cells = row.iter().zip(0..).map(cell);
    cells.map(|cell| cell.map(|(text, stored, at)| RawCell { text: text.into(), stored, at })).collect()
}
