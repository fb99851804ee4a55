//! Measures the import against the bare workbook reader: `bench [--runs=N] [--dataset=FILE] [BINARY]`, in release mode.
//!
//! The workloads are made from the editions: 193 and 1,930 replies of about 3,000 filled cells, half of them answers, and one
//! table of records of 1,000,000 rows. `bare` is what the workbook reader takes to open each file and stream its cells in one
//! thread. Both are run in turn in processes of their own; medians count.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "it prints what it measured, and stops where it cannot")]
#![expect(clippy::cast_precision_loss, reason = "milliseconds and counts of cells")]

use calamine::{Reader, Xlsx};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use verbale_fixtures::{Workshop, records_workload, repository, statistical_workload};

const SEED: u64 = 2_018;

/// What is read, and the States that speak in it.
struct Load {
    name: String,
    path: PathBuf,
    overlay: Option<PathBuf>,
    /// The most that the import may take, as a multiple of `bare`.
    bound: f64,
}

/// One run of the import, from its own log.
#[derive(Clone, Copy)]
struct Import {
    wall: Duration,
    reading_ms: u64,
    writing_ms: u64,
    peak_kib: u64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(path) = arguments.first().and_then(|first| first.strip_prefix("--bare=")) {
        println!("{}", bare(Path::new(path)));
        return;
    }
    let option = |name: &str| arguments.iter().find_map(|argument| argument.strip_prefix(name).map(str::to_owned));
    let runs: usize = option("--runs=").map_or(5, |runs| runs.parse().unwrap());
    let binary = arguments.iter().find(|argument| !argument.starts_with("--")).map_or_else(beside, PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let mut loads = workloads(folder.path());
    if let Some(dataset) = option("--dataset=").filter(|path| Path::new(path).exists()) {
        loads.push(Load { name: "the published dataset".to_owned(), path: dataset.into(), overlay: None, bound: 2.5 });
    }
    println!(
        "{:<26}{:>9}{:>10}{:>11}{:>7}{:>7}{:>10}{:>13}{:>13}{:>10}",
        "", "cells", "bare", "import", "ratio", "bound", "ns/cell", "reading", "writing", "peak"
    );
    let mut per_cell = Vec::new();
    for load in &loads {
        let (bare, import, cells) = measure(&binary, load, runs, folder.path());
        let ratio = import.wall.as_secs_f64() / bare.as_secs_f64();
        let nanos = import.wall.as_nanos() as f64 / cells as f64;
        println!(
            "{:<26}{cells:>9}{:>7.0} ms{:>8.0} ms{ratio:>7.2}{:>7.1}{nanos:>10.0}{:>10} ms{:>10} ms{:>6} MiB",
            load.name,
            bare.as_secs_f64() * 1e3,
            import.wall.as_secs_f64() * 1e3,
            load.bound,
            import.reading_ms,
            import.writing_ms,
            import.peak_kib >> 10
        );
        per_cell.push(nanos);
    }
    println!("cost of a cell at 1,930 replies against 193: {:.2} (bound 1.1)", per_cell[1] / per_cell[0]);
    let threads = [1, 2].map(|threads| {
        let walls = (0..runs).map(|_| import(&binary, &loads[0], folder.path(), threads).wall).collect();
        median(walls)
    });
    println!(
        "193 replies with two threads: {:.2} times as fast as with one (bound 1.6)",
        threads[0].as_secs_f64() / threads[1].as_secs_f64()
    );
}

/// The program beside this example.
fn beside() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("verbale")
}

fn workloads(folder: &Path) -> Vec<Load> {
    let workshop = Workshop::open(&repository()).unwrap();
    let mut loads = Vec::new();
    for replies in [193, 1_930] {
        let target = folder.join(replies.to_string());
        std::fs::create_dir_all(&target).unwrap();
        let made = statistical_workload(&workshop, SEED, replies, &target).unwrap();
        let name = format!("{replies} replies");
        loads.push(Load { name, path: target.join("replies"), overlay: Some(made.overlay), bound: 2.0 });
    }
    let target = folder.join("records");
    std::fs::create_dir_all(&target).unwrap();
    let made = records_workload(&workshop, SEED, 1_000_000, &target.join("records.xlsx")).unwrap();
    loads.push(Load {
        name: "1,000,000 records".to_owned(),
        path: target.join("records.xlsx"),
        overlay: Some(made.overlay),
        bound: 2.0,
    });
    loads
}

fn measure(binary: &Path, load: &Load, runs: usize, folder: &Path) -> (Duration, Import, u64) {
    let (mut bares, mut imports, mut cells) = (Vec::new(), Vec::new(), 0);
    for _ in 0..runs {
        // In a process of its own, as the import is: what one leaves in memory must not help the other.
        let started = Instant::now();
        let output =
            Command::new(std::env::current_exe().unwrap()).arg(format!("--bare={}", load.path.display())).output().unwrap();
        bares.push(started.elapsed());
        cells = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
        imports.push(import(binary, load, folder, 0));
    }
    imports.sort_by_key(|import| import.wall);
    (median(bares), imports[runs / 2], cells)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn import(binary: &Path, load: &Load, folder: &Path, threads: usize) -> Import {
    // A new database and a new archive each time. All are removed at the very end: to make a file costs more just after others
    // were removed.
    let desk = tempfile::Builder::new().prefix("import").tempdir_in(folder).unwrap().keep();
    let database = desk.join("bench.db");
    // What was written before is not to be waited for by this import.
    let _ = Command::new("sync").status();
    let mut command = Command::new(binary);
    command.arg("import").arg(&load.path).args(["--threads", &threads.to_string(), "--log", "info", "--log-format", "json"]);
    command.args(["--fail-on", "never", "--database", &format!("sqlite:{}", database.display())]).stdout(Stdio::null());
    if let Some(overlay) = &load.overlay {
        command.arg("--overlay").arg(overlay);
    }
    let started = Instant::now();
    let output = command.stderr(Stdio::piped()).output().unwrap();
    let wall = started.elapsed();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let end = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let end = end.rev().find(|line| line["message"] == "import done").expect("the log says how it ended");
    let number = |name: &str| end[name].as_u64().unwrap_or(0);
    Import { wall, reading_ms: number("reading_ms"), writing_ms: number("writing_ms"), peak_kib: number("peak_kib") }
}

/// Opens the workbooks one by one and streams their cells; gives the number of filled ones.
fn bare(path: &Path) -> u64 {
    let files: Vec<PathBuf> = if path.is_dir() {
        std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
    } else {
        vec![path.to_owned()]
    };
    let mut filled = 0;
    for file in files {
        let mut book = Xlsx::new(Cursor::new(std::fs::read(file).unwrap())).unwrap();
        for name in book.sheet_names() {
            let mut reader = book.worksheet_cells_reader(&name).unwrap();
            while let Some(cell) = reader.next_cell().unwrap() {
                filled += u64::from(!matches!(cell.get_value(), calamine::DataRef::Empty));
            }
        }
    }
    filled
}
