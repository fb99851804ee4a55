//! Originals: every file that the database knows is in the archive, whatever happens in between.

use crate::support::{Workdir, root};
use std::path::{Path, PathBuf};
use std::time::Instant;
use verbale_model::digest::{hex, sha256};

const ARCHIVE: &str = "verbale.db.archive";

fn fixtures(folder: &str) -> String {
    root().join("fixtures").join(folder).to_string_lossy().into_owned()
}

fn original(archive: &Path, name: &str) -> PathBuf {
    archive.join(&name[..2]).join(&name[2..])
}

/// Asserts that each file of the database has its original; gives how many.
#[track_caller]
fn all_kept(dir: &Workdir, archive: &str) -> usize {
    let files = dir.query("SELECT sha256, file FROM files");
    for row in &files {
        let path = original(&dir.path().join(archive), &row[0]);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{} has no original: {error}", row[1]));
        assert_eq!(hex(&sha256(&bytes)), row[0], "{}", row[1]);
    }
    files.len()
}

/// How many files lie in the archive, the temporary ones apart.
fn archived(dir: &Workdir, archive: &str) -> usize {
    let folders = std::fs::read_dir(dir.path().join(archive)).unwrap().map(|entry| entry.unwrap());
    folders.filter(|entry| entry.file_name() != "tmp").map(|entry| std::fs::read_dir(entry.path()).unwrap().count()).sum()
}

#[test]
fn an_import_keeps_loaded_and_rejected_files_once_and_ignored_ones_not() {
    let dir = Workdir::new();
    dir.write("in/~$open.xlsx", "a spreadsheet's own lock file");
    dir.write("in/letter.pdf", "%PDF-1.7 a letter");
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/a.csv");
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/the same again.csv");
    dir.run(&["import", "in"]).exits(3);
    assert_eq!(all_kept(&dir, ARCHIVE), 2);
    assert_eq!(archived(&dir, ARCHIVE), 2);
    assert_eq!(dir.value("SELECT count(*) FROM files WHERE outcome = 'rejected'"), "1");
}

#[test]
fn every_fixture_is_kept_where_it_is_told() {
    let dir = Workdir::new();
    dir.run(&["import", &fixtures("good"), &fixtures("bad"), "--archive", "originals"]).exits(3);
    assert!(all_kept(&dir, "originals") > 60);
    assert!(!dir.path().join(ARCHIVE).exists());
}

#[test]
fn a_lost_original_comes_back_with_its_file() {
    let dir = Workdir::new();
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/a.csv");
    dir.run(&["import", "in"]).exits(0);
    let name = dir.value("SELECT sha256 FROM files");
    std::fs::remove_file(original(&dir.path().join(ARCHIVE), &name)).unwrap();
    dir.run(&["import", "in"]).exits(0);
    assert_eq!(all_kept(&dir, ARCHIVE), 1);
    assert_eq!(dir.query("SELECT loaded, unchanged FROM runs"), [["1", "0"], ["0", "1"]]);
}

#[test]
#[cfg(unix)]
fn database_lock_archive_and_originals_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = Workdir::new();
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/a.csv");
    // Whoever is lax about new files elsewhere is not about these.
    let mut command = std::process::Command::new("sh");
    let program = env!("CARGO_BIN_EXE_verbale");
    let run = format!("umask 0; exec '{program}' import in --overlay '{}'", root().join("fixtures/overlay").display());
    assert!(command.current_dir(dir.path()).env_remove("VERBALE_DATABASE").args(["-c", &run]).output().unwrap().status.success());
    // The log and its index are there while a program reads.
    dir.value("SELECT count(*) FROM files");
    let mut seen = 0;
    let mut folders = vec![dir.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            if entry.file_name() == "in" {
                continue;
            }
            let meta = entry.metadata().unwrap();
            let wanted = if meta.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(meta.permissions().mode() & 0o777, wanted, "{}", entry.path().display());
            seen += 1;
            if meta.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    assert!(seen >= 5, "{seen}");
}

#[test]
fn without_its_original_no_file_is_loaded() {
    let dir = Workdir::new();
    let bytes = std::fs::read(root().join("fixtures/good/csv-en-utf8.csv")).unwrap();
    dir.write("in/a.csv", &bytes);
    // A file lies where the folder of the original should be: it is staged and cannot get its name.
    dir.write(&format!("{ARCHIVE}/{}", &hex(&sha256(&bytes))[..2]), "in the way");
    let run = dir.run(&["import", "in"]).exits(4);
    assert!(run.stderr.contains(ARCHIVE), "{}", run.stderr);
    assert_eq!(dir.query("SELECT file FROM files"), Vec::<Vec<String>>::new());
    assert_eq!(dir.value("SELECT count(*) FROM current_answer"), "0");
    // A path that is no folder at all ends the run before it begins.
    dir.write("file", "no folder");
    dir.run(&["import", "in", "--archive", "file"]).exits(4);
}

#[test]
fn a_kill_at_any_instant_leaves_no_file_without_its_original() {
    let dir = Workdir::new();
    let started = Instant::now();
    dir.run(&["import", &fixtures("good")]).exits(0);
    let (mut seen, mut whole) = (0, started.elapsed());
    for round in 0..8_u32 {
        for name in ["verbale.db", "verbale.db-wal", "verbale.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(name));
        }
        let _ = std::fs::remove_dir_all(dir.path().join(ARCHIVE));
        let mut child = dir.command(&["import", &fixtures("good")]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * (round + 3) / 12);
        // It may have ended by itself already.
        let _ = child.kill();
        let ended = child.wait().unwrap().success();
        if dir.path().join("verbale.db").metadata().is_ok_and(|file| file.len() > 0)
            && dir.value("SELECT count(*) FROM sqlite_schema WHERE name = 'files'") == "1"
        {
            let kept = all_kept(&dir, ARCHIVE);
            seen += if ended { 0 } else { kept };
            // A machine that is busy now and idle then takes another time for the same work: the window follows it.
            whole = if ended { whole * 2 / 3 } else { whole };
        } else {
            whole = whole * 5 / 4;
        }
        dir.run(&["import", &fixtures("good")]).exits(0);
        assert_eq!(all_kept(&dir, ARCHIVE), archived(&dir, ARCHIVE), "round {round}");
        assert_eq!(std::fs::read_dir(dir.path().join(ARCHIVE).join("tmp")).unwrap().count(), 0, "round {round}");
    }
    assert!(seen > 0, "no kill came while files were loaded");
}
