//! Killed at any instant, a database is as before or after a file, and running again finishes the work. Two imports wait for each
//! other.

mod support;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use support::{child, dump, file, import, path_in, rows, url};
use verbale_model::{Reading, Schemas};
use verbale_store::{FileMeta, Store};

const KILLS: usize = 50;

/// Six files of two areas each; the later ones revise the earlier.
fn files(schemas: &Schemas) -> Vec<(FileMeta, Reading)> {
    let code = |code: &str| schemas.codes.get(code).expect("a code of the schemas");
    let files = [
        ("AAA", "BBB", 600),
        ("BBB", "CCC", 500),
        ("AAA", "SAM", 600),
        ("AAA", "CCC", 550),
        ("BBB", "CCC", 490),
        ("SAM", "AAA", 2),
    ];
    let files = files.into_iter().enumerate().map(|(index, (first, second, rows))| {
        let name = format!("{index}.csv");
        (file(&name, &name), support::reading::dataset(schemas, &[code(first), code(second)], rows))
    });
    files.collect()
}

/// The dumps of all the states in which a database may be left: without schemas, and after each number of files.
fn states(schemas: &Schemas, files: &[(FileMeta, Reading)]) -> BTreeMap<String, usize> {
    let folder = tempfile::tempdir().expect("a database");
    let mut store = Store::open(&url(&path_in(folder.path()))).expect("a database");
    let mut states = BTreeMap::from([(dump(&mut store), 0)]);
    for done in 0..=files.len() {
        import(&mut store, schemas, &files[..done]);
        states.insert(dump(&mut store), done + 1);
    }
    states
}

#[test]
fn a_kill_leaves_the_database_as_before_or_after() {
    let schemas = support::schemas::schemas();
    let files = files(&schemas);
    let states = states(&schemas, &files);
    assert_eq!(states.len(), files.len() + 2, "every file changes the database");
    let finished = states.len() - 1;
    let mut whole = run_to_the_end();
    let mut seen = vec![0; states.len()];
    // A fixed seed: what happens depends on the machine in any case, but not on anything that cannot be repeated.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for kill in 0..KILLS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let folder = tempfile::tempdir().unwrap();
        let path = path_in(folder.path());
        if kill % 5 > 0 {
            // Mostly with the tables in place, so that most kills come while files are loaded.
            let mut store = Store::open(&url(&path)).unwrap();
            store.sync_schemas(&schemas).unwrap();
        }
        let mut process = child::spawn("child_imports", &path);
        std::thread::sleep(whole.mul_f64(f64::from(u32::try_from(random >> 40).unwrap()) / f64::from(1 << 24)));
        process.kill().unwrap();
        process.wait().unwrap();
        let mut store = Store::open(&url(&path)).unwrap();
        assert_eq!(rows(&path, "PRAGMA integrity_check"), ["ok"], "kill {kill}");
        assert_eq!(rows(&path, "PRAGMA foreign_key_check"), Vec::<String>::new(), "kill {kill}");
        let state = states.get(&dump(&mut store)).unwrap_or_else(|| panic!("kill {kill}: half a file"));
        seen[*state] += 1;
        // A machine that is busy now and idle then takes another time for the same work: the window follows it.
        whole = whole.mul_f64(if *state == finished { 0.9 } else { 1.03 });
        import(&mut store, &schemas, &files);
        assert_eq!(states.get(&dump(&mut store)), Some(&finished), "kill {kill}: not the same after running again");
        assert_eq!(rows(&path, "SELECT count(*) FROM reply"), ["12"], "kill {kill}");
    }
    assert!(seen[..finished].iter().sum::<i32>() > 10, "the kills came too late to say anything: {seen:?}");
}

/// How long the process takes when it is left alone.
fn run_to_the_end() -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let started = Instant::now();
    child::wait(vec![child::spawn("child_imports", &path_in(folder.path()))]);
    started.elapsed()
}

#[test]
fn a_second_import_waits_for_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let store = Store::open(&url(&path)).unwrap();
    let lock = store.lock_import().unwrap();
    let mut process = child::spawn("child_imports", &path);
    std::thread::sleep(Duration::from_millis(500));
    assert!(process.try_wait().unwrap().is_none(), "it did not wait");
    assert_eq!(rows(&path, "SELECT count(*) FROM run_record"), ["0"]);
    drop(lock);
    child::wait(vec![process]);
    assert_eq!(rows(&path, "SELECT found, loaded FROM runs"), ["6 | 6"]);
}

#[test]
fn eight_imports_of_the_same_files_load_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    child::wait((0..8).map(|_| child::spawn("child_imports", &path)).collect());
    assert_eq!(rows(&path, "SELECT count(*), sum(loaded), sum(unchanged) FROM runs"), ["8 | 6 | 42"]);
    let schemas = support::schemas::schemas();
    let states = states(&schemas, &files(&schemas));
    let mut store = Store::open_read_only(&url(&path)).unwrap();
    assert_eq!(states.get(&dump(&mut store)), Some(&(states.len() - 1)));
}

#[test]
#[ignore = "a process of another test"]
fn child_imports() {
    if let Some(path) = child::database() {
        let schemas = support::schemas::schemas();
        let files = files(&schemas);
        let mut store = Store::open(&url(&path)).unwrap();
        import(&mut store, &schemas, &files);
    }
}
