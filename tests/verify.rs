//! `verbale verify`: a database that is as it was loaded is found so, and each kind of damage is found where it is.

use crate::support::{Workdir, root};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};
use std::path::{Path, PathBuf};
use verbale_archive::Archive;
use verbale_model::digest::{sha256, unhex};

const ARCHIVE: &str = "verbale.db.archive";

fn fixture(path: &str) -> String {
    root().join("fixtures").join(path).to_string_lossy().into_owned()
}

/// A form, statistics, a coding sheet, CSV, SDMX, the same content in other bytes, a second revision, and two rejected files.
fn loaded() -> Workdir {
    let dir = Workdir::new();
    let folder = |names: &[&str]| names.iter().map(|name| fixture(name)).collect::<Vec<_>>();
    let first = folder(&[
        "good/form-en-plain.xlsx",
        "good/coding-en-two-states.xlsx",
        "good/stat-en-captions.xlsx",
        "good/csv-fr-windows-1252.csv",
        "xml/form-en-plain.xml",
        "sdmx",
        "dataset",
        "bad/truncated.xlsx",
        "bad/letter.pdf",
    ]);
    let again = folder(&["revision", "bad/truncated.xlsx"]);
    for files in [first, again] {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        dir.run(&[&["import"], files.as_slice()].concat()).exits(3);
    }
    dir
}

/// Changes the database by hand, as if no constraint were there.
fn change(path: &Path, sql: &str) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(path).foreign_keys(false).pragma("ignore_check_constraints", "ON");
        let mut connection: SqliteConnection = options.connect().await.unwrap();
        connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected()
    })
}

fn verified(dir: &Workdir, code: i32) -> Value {
    dir.run(&["verify", "--format", "json"]).exits(code).json()
}

fn check_against_schema(report: &Value) {
    let text = std::fs::read_to_string(root().join("schemas/verify.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let errors: Vec<String> = validator.iter_errors(report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!validator.is_valid(&serde_json::json!({ "format": 1 })));
}

#[test]
fn every_fixture_is_verified_cell_by_cell() {
    let dir = Workdir::new();
    let folders: Vec<String> =
        ["good", "bad", "edited", "revision", "dataset", "sdmx", "xml"].iter().map(|name| fixture(name)).collect();
    let import: Vec<&str> = std::iter::once("import").chain(folders.iter().map(String::as_str)).collect();
    dir.run(&import).exits(3);
    let report = verified(&dir, 0);
    check_against_schema(&report);
    assert_eq!((&report["damaged"], &report["verified"]), (&false.into(), &true.into()));
    let totals = &report["totals"];
    assert_eq!(totals["same"], totals["files"]);
    let counted = |sql| dir.value(sql).parse::<u64>().unwrap();
    assert_eq!(totals["answers"], counted("SELECT count(*) FROM answer"));
    assert_eq!(totals["unplaced"], counted("SELECT count(*) FROM unplaced_record"));
    assert_eq!(totals["attributes"], counted("SELECT count(*) FROM attribute"));
    // These depend on what had come before.
    let of_history = "('K06', 'K09', 'K10', 'T07', 'K11')";
    assert_eq!(totals["findings"], counted(&format!("SELECT count(*) FROM finding_record WHERE kind NOT IN {of_history}")));
    // In any number of threads the same.
    let text = |threads: &str| dir.run(&["verify", "--threads", threads]).exits(0).stdout;
    assert_eq!(text("1"), text("8"));
    assert!(text("2").ends_with("verified: the database holds exactly what the originals, the register and the decisions say\n"));
}

#[test]
fn each_kind_of_changed_row_is_found() {
    let dir = loaded();
    assert_eq!(verified(&dir, 0)["verified"], true);
    let database = dir.path().join("verbale.db");
    let whole = std::fs::read(&database).unwrap();
    let in_file = |name: &str| {
        format!("reply IN (SELECT reply.id FROM reply JOIN file_record ON file_record.id = reply.file WHERE label LIKE '%{name}')")
    };
    let form = in_file("form-en-plain.xlsx");
    let one = |table: &str, rows: &str| format!("id = (SELECT min(id) FROM {table} WHERE {rows})");
    let answer = |set: &str, rows: &str| format!("UPDATE answer SET {set} WHERE {}", one("answer", rows));
    let cases: Vec<(String, &str)> = vec![
        (answer("number = number + 1", "number > 10 AND raw IS NULL"), "`number` of `answer`"),
        (answer("scale = 1", "number > 10 AND raw IS NULL"), "`scale` of `answer`"),
        (answer("high = high + 1", "high IS NOT NULL"), "`high` of `answer`"),
        (answer("low = 1", "low = 0"), "`low` of `answer`"),
        (answer("year = year + 1", "year IS NOT NULL"), "`year` of `answer`"),
        (answer("status = 4", "status = 3"), "`status` of `answer`"),
        (answer("code = (SELECT id FROM code WHERE code = 'no')", "code = (SELECT id FROM code WHERE code = 'yes')"), "`code` of `answer`"),
        (answer("text = text + 1", "text IS NOT NULL"), "`text` of `answer`"),
        (answer("raw = raw + 1", &format!("{form} AND raw IS NOT NULL")), "`raw` of `answer`"),
        (answer("raw = NULL", &format!("{form} AND raw IS NOT NULL")), "`raw` of `answer`"),
        (answer("\"row\" = \"row\" + 1", &form), "`row` of `answer`"),
        (answer("col = col + 1", &form), "`col` of `answer`"),
        (answer("place = place + 1", &form), "of `answer`"),
        (answer("disputed = 1 - disputed", &form), "`disputed` of `answer`"),
        (answer("series = series + 1", &form), "`series` of `answer`"),
        (format!("DELETE FROM answer WHERE {}", one("answer", &form)), "`answer`"),
        ("INSERT INTO answer SELECT NULL, reply, series, year, status, number, scale, low, high, code, text, raw, place, \"row\", col, disputed FROM answer WHERE id = 3".into(), "a row of `answer`"),
        ("UPDATE raw_text SET text = text || ' ' WHERE id = (SELECT min(raw) FROM answer)".into(), "`raw` of `answer`"),
        ("UPDATE attribute SET raw = raw + 1 WHERE answer = (SELECT min(answer) FROM attribute)".into(), "`raw` of `answer_attribute`"),
        ("DELETE FROM attribute WHERE answer = (SELECT min(answer) FROM attribute)".into(), "`answer_attribute`"),
        ("UPDATE unplaced_record SET raw = raw + 1 WHERE id = 1".into(), "`raw` of `unplaced`"),
        ("UPDATE unplaced_record SET col = col + 1 WHERE id = 1".into(), "`col` of `unplaced`"),
        ("DELETE FROM unplaced_record WHERE id = 1".into(), "`unplaced`"),
        ("UPDATE finding_record SET message = message || '.' WHERE id = 1".into(), "`message` of `findings`"),
        ("DELETE FROM finding_record WHERE id = 1".into(), "`findings`"),
        ("UPDATE finding_total SET count = count + 1 WHERE file = (SELECT min(file) FROM finding_total)".into(), "`count` of `finding_count`"),
        ("UPDATE label_record SET code = code + 1 WHERE id = (SELECT min(id) FROM label_record WHERE code IS NOT NULL)".into(), "`code` of `label_readings`"),
        ("UPDATE note_record SET text = text || ' ' WHERE id = 1".into(), "`text` of `cell_note`"),
        ("UPDATE file_record SET cells = cells + 1, mapped = mapped + 1 WHERE id = 1".into(), "`mapped` of `files`"),
        ("UPDATE file_record SET reason = reason || '.' WHERE outcome = 'rejected'".into(), "`reason` of `files`"),
        ("UPDATE place SET name = name || ' ' WHERE id = (SELECT min(place) FROM answer)".into(), "`sheet` of `answer`"),
        ("UPDATE series SET sex = 'F' WHERE id = (SELECT min(id) FROM series WHERE sex = 'M')".into(), "a series stands for"),
        ("DELETE FROM series_dimension WHERE series = (SELECT min(series) FROM series_dimension)".into(), "a series stands for"),
        ("UPDATE series SET name = name || 'x' WHERE id = (SELECT min(series) FROM answer)".into(), "`series` of `answer`"),
        ("UPDATE reply SET area = (SELECT max(code) FROM area_record) WHERE id = 1".into(), "a reply of the"),
        ("UPDATE reply SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE id = 1".into(), "a reply of the"),
        ("UPDATE code SET code = 'nein' WHERE code = 'no'".into(), "`code` of `answer`"),
        ("DELETE FROM status WHERE id = 12".into(), "the statuses"),
        ("UPDATE answer SET code = 99999 WHERE id = (SELECT min(id) FROM answer WHERE code IS NOT NULL)".into(), "refer to rows that are not there"),
        ("UPDATE run_file SET outcome = 'unchanged' WHERE id = 1".into(), "link 1 does not fit run 1"),
        ("UPDATE file_record SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x') WHERE id = 1".into(), "missing"),
    ];
    for (sql, expected) in cases {
        assert!(change(&database, &sql) > 0, "{sql} changes nothing");
        let run = dir.run(&["verify"]);
        assert_eq!(run.code, 5, "{sql}:\n{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(expected), "{sql}: {expected}\n{}", run.stdout);
        std::fs::write(&database, &whole).unwrap();
        for log in ["verbale.db-wal", "verbale.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(log));
        }
    }
    assert_eq!(verified(&dir, 0)["verified"], true, "put back, it is whole");
}

fn originals(dir: &Workdir) -> Vec<(String, PathBuf)> {
    let archive = dir.path().join(ARCHIVE);
    let (names, foreign) = Archive::existing(&archive).unwrap().contents().unwrap();
    assert_eq!(foreign, Vec::<PathBuf>::new());
    names.into_iter().map(|name| (name.clone(), archive.join(&name[..2]).join(&name[2..]))).collect()
}

#[test]
fn what_is_wrong_with_the_archive_is_found() {
    let dir = loaded();
    let all = originals(&dir);
    std::fs::remove_file(&all[0].1).unwrap();
    let mut bytes = std::fs::read(&all[1].1).unwrap();
    bytes.push(0);
    std::fs::write(&all[1].1, bytes).unwrap();
    dir.write(&format!("{ARCHIVE}/notes.txt"), "foreign");
    let archive = Archive::open(&dir.path().join(ARCHIVE)).unwrap();
    archive.stage(&sha256(b"of another import"), b"of another import").unwrap();
    archive.settle().unwrap();
    let report = verified(&dir, 5);
    check_against_schema(&report);
    assert_eq!(
        (&report["totals"]["missing"], &report["totals"]["damaged"], &report["totals"]["unknown"]),
        (&1.into(), &1.into(), &2.into())
    );
    assert_eq!(report["archive"]["foreign"], serde_json::json!(["notes.txt"]));
    assert_eq!(report["archive"]["unrecorded"].as_array().unwrap().len(), 1);
    let unknown = report["files"].as_array().unwrap().iter().filter(|file| file["content"] == "unknown");
    for file in unknown {
        assert!(file["note"].as_str().unwrap().contains("its rows still give") || file["outcome"] != "loaded", "{file}");
    }
    // A folder that is no archive at all is said once, not of every file.
    dir.run(&["verify", "--archive", "nowhere"]).exits(4);
}

#[test]
fn a_noted_link_shows_that_the_newest_runs_were_cut_off() {
    let dir = loaded();
    let noted = verified(&dir, 0)["chain"]["newest"].as_str().unwrap().to_owned();
    dir.run(&["verify", "--link", &noted]).exits(0);
    for sql in [
        "DELETE FROM run_link WHERE run = (SELECT max(id) FROM run_record)",
        "DELETE FROM run_file WHERE run = (SELECT max(id) FROM run_record)",
        "DELETE FROM finding_record WHERE file IN (SELECT id FROM file_record WHERE first_run = 2)",
    ] {
        change(&dir.path().join("verbale.db"), sql);
    }
    let run = dir.run(&["verify", "--link", &noted]).exits(5);
    assert!(run.stdout.contains("is not in the chains"), "{}", run.stdout);
}

#[test]
fn with_other_schemas_nothing_is_guessed_and_damage_is_still_told() {
    let dir = loaded();
    dir.write("more/codelists/unused.csv", std::fs::read(root().join("schemas/codelists/sex.csv")).unwrap_or_default());
    let database = dir.path().join("verbale.db");
    // As if read with other schemas: what is the same all the same is proven, what is not cannot be told.
    change(&database, "UPDATE run_record SET schemas = 'other'");
    let report = dir.run(&["verify", "--format", "json"]).json();
    assert!(report["files"].as_array().unwrap().iter().all(|file| file["content"] == "same"), "{report}");
    change(
        &database,
        "UPDATE answer SET number = number + 1 WHERE id = (SELECT min(id) FROM answer WHERE number > 10 AND raw IS NOT NULL)",
    );
    change(&database, "UPDATE answer SET disputed = 1 - disputed WHERE id = 1");
    let report = dir.run(&["verify", "--format", "json"]).json();
    check_against_schema(&report);
    let content = |word: &str| report["files"].as_array().unwrap().iter().filter(|file| file["content"] == word).count();
    assert!(content("undecided") >= 1 && content("different") == 0, "{report}");
    assert_eq!(report["verified"], false);
    change(&database, "UPDATE raw_text SET text = text || 'x' WHERE id = (SELECT raw FROM answer WHERE id = 1)");
    let report = dir.run(&["verify", "--format", "json"]).json();
    assert!(report["files"].as_array().unwrap().iter().any(|file| file["content"] == "different"), "{report}");
}

#[test]
fn an_edition_that_was_told_is_told_again_and_originals_in_the_folder_are_no_replies() {
    let dir = Workdir::new();
    dir.copy(&root().join("fixtures/good/csv-en-utf8.csv"), "in/a.csv");
    dir.run(&["import", ".", "--edition", "tip-measures/2019"]).exits(0);
    let again = dir.run(&["import", ".", "--format", "json"]).exits(0).json();
    assert_eq!((&again["totals"]["unchanged"], &again["totals"]["rejected"]), (&1.into(), &0.into()), "{again}");
    verified(&dir, 0);
    // Given by its own name, the archive is a folder of files like any other: a database is made again from it.
    dir.run(&["import", ARCHIVE, "--database", "sqlite:again.db"]).exits(0);
    assert_eq!(dir.value("SELECT count(*) FROM files"), "1");
}

#[test]
fn every_flipped_bit_of_an_original_is_found() {
    let dir = loaded();
    let archive = Archive::existing(&dir.path().join(ARCHIVE)).unwrap();
    let all = originals(&dir);
    let flips: u64 = match option_env!("VERBALE_FLIPS") {
        Some(flips) => flips.parse().unwrap(),
        None => 300,
    };
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % u64::try_from(below).unwrap()).unwrap()
    };
    for flip in 0..flips {
        let (name, path) = &all[next(all.len())];
        let whole = std::fs::read(path).unwrap();
        let (at, bit) = (next(whole.len()), next(8));
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        std::fs::write(path, &bytes).unwrap();
        assert!(archive.read(&unhex(name).unwrap()).is_err(), "flip {flip}: byte {at}, bit {bit} of {name}");
        // The whole way of a user now and then: it takes longer.
        if flip % 100 == 0 {
            assert_eq!(verified(&dir, 5)["totals"]["damaged"], 1, "flip {flip}");
        }
        std::fs::write(path, whole).unwrap();
    }
    verified(&dir, 0);
}

#[test]
fn a_quick_look_reads_no_original_again_and_sees_chains_and_bytes() {
    let dir = loaded();
    let report = dir.run(&["verify", "--quick", "--format", "json"]).exits(0).json();
    check_against_schema(&report);
    assert_eq!((&report["damaged"], &report["verified"]), (&false.into(), &false.into()));
    assert_eq!(report["totals"]["skipped"], report["totals"]["files"]);
    let database = dir.path().join("verbale.db");
    let flip = "UPDATE run_link SET hash = replace(hash, substr(hash, 7, 1), 'x') WHERE id = 1";
    let back = dir.value("SELECT hash FROM run_link WHERE id = 1");
    change(&database, flip);
    dir.run(&["verify", "--quick"]).exits(5);
    change(&database, &format!("UPDATE run_link SET hash = '{back}' WHERE id = 1"));
    dir.run(&["verify", "--quick"]).exits(0);
    let (_, path) = &originals(&dir)[0];
    let whole = std::fs::read(path).unwrap();
    for at in [0, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        std::fs::write(path, bytes).unwrap();
        let run = dir.run(&["verify", "--quick"]).exits(5);
        assert!(run.stdout.contains("damaged"), "{}", run.stdout);
    }
    std::fs::write(path, whole).unwrap();
    dir.run(&["verify", "--quick"]).exits(0);
}

#[test]
fn a_letter_of_the_register_is_kept_and_what_was_decided_is_proven() {
    let dir = Workdir::new();
    dir.write("in/letter.pdf", "%PDF-1.7 a letter");
    let head = "State,Measure code,Code\n";
    dir.write("in/a.csv", format!("{head}Lorvania,leg_nap,yes\n"));
    dir.write("b.csv", format!("{head}Lorvania,leg_nap,no\n"));
    dir.write(
        "register.csv",
        "edition,entry,addressee,received_on,attachments\ntip-measures/2019,1,Lorvania,2019-04-12,letter.pdf\n",
    );
    dir.run(&["import", "in", "--register", "register.csv", "--received", "2019-03-01"]).exits(0);
    assert_eq!(dir.value("SELECT outcome FROM files WHERE file LIKE '%letter.pdf'"), "registered");
    assert_eq!(originals(&dir).len(), 2);
    dir.run(&["import", "b.csv", "--received", "2019-04-16"]).exits(0);
    let decide =
        ["decide", "supersede", "b.csv", "--author", "Officer", "--authority", "letter of 2 May", "--reason", "it says so"];
    dir.run(&decide).exits(0);
    let report = verified(&dir, 0);
    check_against_schema(&report);
    assert_eq!((&report["verified"], &report["chain"]["acts"]), (&true.into(), &2.into()));
    let noted = report["chain"]["newest_act"].as_str().unwrap().to_owned();
    dir.run(&["verify", "--quick", "--link", &noted]).exits(0);
    let database = dir.path().join("verbale.db");
    let whole = std::fs::read(&database).unwrap();
    for (sql, expected) in [
        ("UPDATE decision SET reason = 'another'", "decision 1 was changed"),
        ("DELETE FROM decision", "decision 1 was changed or removed"),
        ("UPDATE register_record SET received_on = '2019-04-13'", "row 1 of the register was changed"),
        ("UPDATE standing SET role = 'main', ordinal = 1", "`standing` are not what"),
        ("UPDATE decision SET class = 'joint'", "is not what it is known by"),
    ] {
        assert!(change(&database, sql) > 0, "{sql}");
        let run = dir.run(&["verify"]).exits(5);
        assert!(run.stdout.contains(expected), "{sql}: {}", run.stdout);
        std::fs::write(&database, &whole).unwrap();
        for log in ["verbale.db-wal", "verbale.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(log));
        }
    }
    std::fs::write(&originals(&dir)[0].1, "another letter").unwrap();
    dir.run(&["verify", "--quick"]).exits(5);
}

#[test]
fn a_database_on_a_server_is_verified_and_traced_as_a_file_is() {
    let dir = Workdir::new();
    let files: Vec<String> = ["good", "bad", "revision", "dataset", "xml"].iter().map(|name| fixture(name)).collect();
    let urls = [format!("sqlite:{}", dir.path().join("verbale.db").display()), crate::support::server::Server::get().make()];
    let said = urls.each_ref().map(|url| {
        let to = ["--database", url, "--archive", "originals"];
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        dir.run(&[&["import", "--received", "2019-03-01"], &files[..], &to].concat()).exits(3);
        let mut report = dir.run(&[&["verify", "--format", "json"][..], &to].concat()).exits(0).json();
        check_against_schema(&report);
        assert_eq!(report["verified"], true);
        // Links have the times of the runs.
        report["chain"] = Value::Null;
        let figure = dir.run(&["trace", "figure", "glotip/2018", "victims", "--database", url]).stdout;
        let tally = dir.run(&["trace", "tally", "tip-measures/2019", "leg_nap", "replies", "--database", url]).exits(0).stdout;
        assert!(tally.lines().count() > 5, "{tally}");
        let cell =
            dir.query("SELECT file, sheet, cell FROM current_answer WHERE sheet IS NOT NULL ORDER BY answer LIMIT 1").remove(0);
        let at = format!("'{}'!{}", cell[1].replace('\'', "''"), cell[2]);
        let cell = dir.run(&["trace", "cell", &cell[0], &at, "--database", url]).exits(0).stdout;
        let cell: Vec<String> = cell.lines().filter(|line| !line.contains("imported")).map(without_numbers).collect();
        (report, without_numbers(&figure), without_numbers(&tally), cell)
    });
    assert_eq!(said[0], said[1]);
    // A row that is changed on the server is told there.
    change_on_server(&urls[1], "UPDATE answer SET disputed = 1 - disputed WHERE id = (SELECT min(id) FROM answer)");
    let run = dir.run(&["verify", "--database", &urls[1], "--archive", "originals"]).exits(5);
    assert!(run.stdout.contains("`disputed` of `answer`"), "{}", run.stdout);
}

/// Numbers of answers depend on the database.
fn without_numbers(line: &str) -> String {
    let mut words = line.split(' ');
    let mut text = String::new();
    while let Some(word) = words.next() {
        text.push_str(word);
        text.push(' ');
        if word == "answer" {
            words.next();
        }
    }
    text
}

fn change_on_server(url: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap();
        connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    });
}
