//! Opening: what is made, what is refused and in which words, and many processes at once.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use support::{child, path_in, rows, url};
use verbale_store::{ErrorKind, Store};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn a_new_database_belongs_to_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let store = Store::open(&url(&path)).unwrap();
    assert_eq!(store.path(), Some(path.as_path()));
    let _lock = store.lock_import().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{:?}", entry.file_name());
    }
    assert_eq!(rows(&path, "PRAGMA journal_mode"), ["wal"]);
    store.close().unwrap();
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the database and its lock file, and no log: {left:?}");
}

#[test]
fn what_is_no_database_of_ours_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let text = "Country;Victims\nAlbania;97\n".repeat(100);
    fs::write(&path, &text).unwrap();
    let foreign = folder.path().join("places.sqlite");
    support::query(&foreign, async |connection| {
        sqlx::raw_sql("CREATE TABLE visits (id INTEGER)").execute(connection).await.unwrap();
    });
    for file in [&path, &foreign] {
        let before = fs::read(file).unwrap();
        for result in [Store::open(&url(file)), Store::open_read_only(&url(file))] {
            let error = result.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::NotOurs), "{error}");
            assert!(error.to_string().contains("choose another path"), "{error}");
            assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
        }
        assert_eq!(fs::read(file).unwrap(), before);
    }
}

#[test]
fn what_is_not_there_is_made_only_for_writing() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let error = Store::open_read_only(&url(&path)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound), "{error}");
    assert!(!path.exists());
    let error = Store::open(&url(&folder.path().join("missing/verbale.db"))).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoFolder), "{error}");
    // An empty file is what a process killed at the first step leaves.
    fs::write(&path, "").unwrap();
    let error = Store::open_read_only(&url(&path)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound), "{error}");
    Store::open(&url(&path)).unwrap().close().unwrap();
    Store::open_read_only(&url(&path)).unwrap();
}

#[test]
fn a_database_of_a_newer_or_unreleased_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    Store::open(&url(&path)).unwrap().close().unwrap();
    rows(&path, "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 2");
    let error = Store::open(&url(&path)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Altered), "{error}");
    rows(&path, "INSERT INTO _sqlx_migrations VALUES (9999, 'x', '2030-01-01', 1, x'00', 0)");
    for result in [Store::open(&url(&path)), Store::open_read_only(&url(&path))] {
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Newer { found: 9_999, .. }), "{error}");
        assert!(error.to_string().contains("use the newer program"), "{error}");
    }
}

#[test]
fn an_older_database_is_brought_up_to_date_by_writing_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    Store::open(&url(&path)).unwrap().close().unwrap();
    for view in rows(&path, "SELECT name FROM sqlite_schema WHERE type = 'view'") {
        rows(&path, &format!("DROP VIEW {view}"));
    }
    rows(&path, "DELETE FROM _sqlx_migrations WHERE version > 1");
    let error = Store::open_read_only(&url(&path)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Older { found: 1, known: 2.. }), "{error}");
    Store::open(&url(&path)).unwrap().close().unwrap();
    Store::open_read_only(&url(&path)).unwrap().summary().unwrap();
}

#[test]
fn reading_changes_nothing_and_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let mut store = Store::open(&url(&path)).unwrap();
    let lock = store.lock_import().unwrap();
    store.sync_schemas(&support::schemas::schemas()).unwrap();
    // While an import runs, another process reads.
    let mut reader = Store::open_read_only(&url(&path)).unwrap();
    assert_eq!(reader.summary().unwrap().runs, 0);
    let error = reader.begin_run(&lock, &support::run_meta()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ReadOnly), "{error}");
    assert!(error.to_string().contains("rights"), "{error}");
}

#[test]
fn the_lock_is_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let first = Store::open(&url(&path)).unwrap();
    let second = Store::open(&url(&path)).unwrap();
    let lock = first.try_lock_import().unwrap().unwrap();
    assert!(second.try_lock_import().unwrap().is_none());
    // By whatever name.
    let alias = folder.path().join("alias.db");
    std::os::unix::fs::symlink(&path, &alias).unwrap();
    assert!(Store::open(&url(&alias)).unwrap().try_lock_import().unwrap().is_none());
    drop(lock);
    assert!(second.try_lock_import().unwrap().is_some());
}

#[test]
fn tables_are_not_changed_under_an_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(folder.path());
    let lock = fs::File::create(folder.path().join("verbale.db.lock")).unwrap();
    lock.lock().unwrap();
    let mut process = child::spawn("child_opens", &path);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(process.try_wait().unwrap().is_none(), "it did not wait");
    assert_eq!(rows(&path, "SELECT count(*) FROM sqlite_schema"), ["0"]);
    lock.unlock().unwrap();
    child::wait(vec![process]);
    assert_eq!(rows(&path, "SELECT count(*) FROM _sqlx_migrations"), ["2"]);
}

#[test]
fn sixteen_processes_open_a_fresh_database_at_once() {
    for _ in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        let path = path_in(folder.path());
        child::wait((0..16).map(|_| child::spawn("child_opens", &path)).collect());
        assert_eq!(rows(&path, "SELECT count(*) FROM _sqlx_migrations"), ["2"]);
        assert_eq!(rows(&path, "PRAGMA integrity_check"), ["ok"]);
    }
}

#[test]
#[ignore = "a process of another test"]
fn child_opens() {
    if let Some(path) = child::database() {
        let mut store = Store::open(&url(&path)).unwrap();
        store.summary().unwrap();
    }
}
