//! Measures loading: a dataset of a million answers against a bare prepared insert of the same rows, and on a server against `\\copy`
//! of the same rows by `psql`; then replies one by one, and the views.
//!
//! `cargo run --release -p verbale-store --example speed`

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it prints what it measured, and stops where it cannot")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::time::{Duration, Instant};
use support::{reading, schemas};
use verbale_model::{Area, AreaKind, Schemas};
use verbale_store::{Digests, Store};

const AREAS: usize = 200;
const ROWS: usize = 5_000;
const REPLIES: usize = 193;
const ANSWERS: usize = 3_000;
const RUNS: usize = 5;

fn main() {
    let mut schemas = schemas::schemas();
    let areas: Vec<_> = (0..AREAS).map(|index| add_area(&mut schemas, index)).collect();
    let big = reading::dataset(&schemas, &areas, ROWS);
    let replies: Vec<_> = areas[..REPLIES].iter().map(|area| one_area(&schemas, &areas, *area)).collect();

    against_bare(&schemas, &big);
    against_copy(&schemas, &big);
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

/// The loading stage against what `SQLite` takes to insert the same narrow rows: one prepared statement a row, one transaction, no
/// index but the key. Both in turn, each into a new database; medians count.
fn against_bare(schemas: &Schemas, big: &verbale_model::Reading) {
    let digests = Digests::of(schemas, big);
    let (mut loads, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let folder = tempfile::tempdir().unwrap();
        let path = support::path_in(folder.path());
        let mut store = Store::open(&support::url(&path)).unwrap();
        let lock = store.lock_import().unwrap();
        store.sync_schemas(schemas).unwrap();
        let run = store.begin_run(&lock, &support::run_meta()).unwrap();
        let started = Instant::now();
        store.load_digested(run, &support::file("data.xlsx", "big"), schemas, big, &digests).unwrap();
        loads.push(started.elapsed());
        store.close().unwrap();
        bares.push(bare(&path, &folder.path().join("bare.db")));
    }
    let [load, bare] = [loads, bares].map(median);
    let ratio = load.as_secs_f64() / bare.as_secs_f64();
    println!("load {} answers: {load:.2?}, bare insert of their rows: {bare:.2?}, ratio {ratio:.2} (bound 1.7)", AREAS * ROWS);
}

/// The loading stage on a server against what `psql` takes to copy the same narrow rows from a file into a table with the same
/// columns and indexes. Both in turn, each into a new database or table; medians count.
fn against_copy(schemas: &Schemas, big: &verbale_model::Reading) {
    let digests = Digests::of(schemas, big);
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows");
    let (mut loads, mut copies) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let url = support::server::Server::get().make();
        let mut store = Store::open(&url).unwrap();
        let lock = store.lock_import().unwrap();
        store.sync_schemas(schemas).unwrap();
        let run = store.begin_run(&lock, &support::run_meta()).unwrap();
        let started = Instant::now();
        store.load_digested(run, &support::file("data.xlsx", "big"), schemas, big, &digests).unwrap();
        loads.push(started.elapsed());
        store.close().unwrap();
        psql(&url, &format!("\\copy (SELECT * FROM answer ORDER BY id) TO '{}'", rows.display()));
        psql(&url, "CREATE TABLE bare (LIKE answer INCLUDING ALL)");
        let started = Instant::now();
        psql(&url, &format!("\\copy bare FROM '{}'", rows.display()));
        copies.push(started.elapsed());
        support::server::Server::get().remove(&url);
    }
    let [load, copy] = [loads, copies].map(median);
    let ratio = load.as_secs_f64() / copy.as_secs_f64();
    println!(
        "load {} answers on a server: {load:.2?}, psql \\copy of their rows: {copy:.2?}, ratio {ratio:.2} (bound 1.5)",
        AREAS * ROWS
    );
}

fn psql(url: &str, command: &str) {
    let output = std::process::Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--dbname", url, "--command", command])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Copies the rows of the table `answer` from one database into a new one; the time that their insertion takes.
fn bare(from: &Path, to: &Path) -> Duration {
    let source = rusqlite::Connection::open(from).unwrap();
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'answer'";
    let table: String = source.query_row(sql, [], |row| row.get(0)).unwrap();
    let mut read = source.prepare("SELECT * FROM answer ORDER BY id").unwrap();
    let width = read.column_count();
    let row = |row: &rusqlite::Row<'_>| (0..width).map(|column| row.get(column)).collect();
    let rows: Vec<Vec<Option<i64>>> = read.query_map([], row).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    assert_eq!(rows.len(), AREAS * ROWS);
    let target = rusqlite::Connection::open(to).unwrap();
    // As the database of the store is set up.
    let pragmas = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; \
                   PRAGMA cache_size = -24576; PRAGMA wal_autocheckpoint = 4096;";
    target.execute_batch(pragmas).unwrap();
    target.execute_batch(&table).unwrap();
    let insert = format!("INSERT INTO answer VALUES ({})", vec!["?"; width].join(", "));
    let started = Instant::now();
    target.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut statement = target.prepare(&insert).unwrap();
    for row in &rows {
        statement.execute(rusqlite::params_from_iter(row)).unwrap();
    }
    target.execute_batch("COMMIT").unwrap();
    started.elapsed()
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
    schemas.areas.list.push(Area {
        code,
        kind: AreaKind::FictitiousState,
        m49,
        iso2: None,
        names,
        region,
        subregion,
        part_of,
        since: None,
        until: None,
        footnote,
    });
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
