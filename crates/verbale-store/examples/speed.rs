//! Measures loading: a dataset of a million answers into an empty database, then replies one by one into the same.
//!
//! `cargo run --release -p verbale-store --example speed`

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it prints what it measured, and stops where it cannot")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};
use support::{reading, schemas};
use verbale_model::{Area, AreaKind, Schemas};
use verbale_store::{Digests, Store};

const AREAS: usize = 200;
const ROWS: usize = 5_000;
const REPLIES: usize = 193;
const ANSWERS: usize = 3_000;

fn main() {
    let mut schemas = schemas::schemas();
    let areas: Vec<_> = (0..AREAS).map(|index| add_area(&mut schemas, index)).collect();
    let big = reading::dataset(&schemas, &areas, ROWS);
    let replies: Vec<_> = areas[..REPLIES].iter().map(|area| one_area(&schemas, &areas, *area)).collect();

    let folder = tempfile::tempdir().unwrap();
    let path = support::path_in(folder.path());
    let mut store = Store::open(&support::url(&path)).unwrap();
    let lock = store.lock_import().unwrap();
    time("synchronize the schemas", 0, || store.sync_schemas(&schemas).unwrap());
    let run = store.begin_run(&lock, &support::run_meta()).unwrap();

    let digests = time("take the digests of its replies", AREAS * ROWS, || Digests::of(&schemas, &big));
    time("load one dataset into an empty database", AREAS * ROWS, || {
        store.load_digested(run, &support::file("data.xlsx", "big"), &schemas, &big, &digests).unwrap();
    });
    time("load 193 replies after it", REPLIES * ANSWERS, || {
        for (index, reply) in replies.iter().enumerate() {
            let name = format!("reply-{index}.xlsx");
            store.load(run, &support::file(&name, &name), &schemas, reply).unwrap();
        }
    });
    let schemas_of = |area: &verbale_model::CodeId| schemas.codes.text(*area).to_owned();
    time("load 193 replies of three answers", REPLIES * 3, || {
        for area in areas[..REPLIES].iter().map(schemas_of) {
            let reading = reading::simple(&schemas, &area, 7);
            store.load(run, &support::file(&area, &area), &schemas, &reading).unwrap();
        }
    });
    time("the same dataset in other bytes", AREAS * ROWS, || {
        store.load(run, &support::file("again.xlsx", "again"), &schemas, &big).unwrap();
    });
    time("end the run", 0, || store.finish_run(run, 2 * REPLIES as u64 + 2, support::at(10)).unwrap());
    if std::env::args().nth(1).is_some() {
        return;
    }
    for sql in [
        "SELECT count(*) FROM current_answer",
        "SELECT sum(number), count(raw), count(cell) FROM current_answer",
        "SELECT count(sex || age || exploitation || citizenship || counterpart || file || sheet) FROM current_answer",
        "SELECT count(*) FROM observation WHERE item = 'victims' AND sex = 'F' AND year = 2015",
        "SELECT * FROM current_answer WHERE area = 'Q07' LIMIT 1",
        "SELECT * FROM current_answer WHERE answer = 700000",
        "SELECT count(file || dimension || answer_dimension.code) FROM answer_dimension JOIN current_answer USING (answer)",
        "SELECT sum(low) FROM observation JOIN area ON area.code = observation.area WHERE sex = '_T' AND area.kind <> 'aggregate'",
        "SELECT sum(yes) FROM measure_tally",
        "SELECT sum(answered) FROM pillar_coverage",
        "SELECT count(*) FROM respondent",
    ] {
        time(sql, 0, || println!("{:?}", support::rows(&path, sql)));
    }
    time("dump", 0, || store.dump(&mut std::io::sink()).unwrap());
    println!("{} MB", std::fs::metadata(&path).unwrap().len() / 1_000_000);
}

/// A reply as long as a statistical questionnaire, with the series of the dataset.
fn one_area(schemas: &Schemas, areas: &[verbale_model::CodeId], area: verbale_model::CodeId) -> verbale_model::Reading {
    let mut reading = reading::dataset(schemas, areas, ANSWERS / 100);
    let answers = reading.replies.iter_mut().take(100).flat_map(|reply| std::mem::take(&mut reply.answers)).collect();
    reading.replies.truncate(1);
    reading.replies[0].area = Some(area);
    reading.replies[0].answers = answers;
    reading
}

fn add_area(schemas: &mut Schemas, index: usize) -> verbale_model::CodeId {
    let code = schemas.codes.intern(&format!("Q{index:02}"));
    schemas.areas.index.insert(code, schemas.areas.list.len());
    let mut names: [String; 6] = Default::default();
    names[0] = format!("State {index}");
    let (m49, region, subregion, part_of, footnote) = (None, None, None, None, None);
    schemas.areas.list.push(Area { code, kind: AreaKind::FictitiousState, m49, names, region, subregion, part_of, footnote });
    code
}

fn time<T>(what: &str, rows: usize, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    let took: Duration = started.elapsed();
    match u32::try_from(rows) {
        Ok(rows) if rows > 0 => println!("{what}: {took:.2?}, {:.0} answers/s", f64::from(rows) / took.as_secs_f64()),
        _ => println!("{what}: {took:.2?}"),
    }
    result
}
