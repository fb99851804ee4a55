//! What only a server can do.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::MEASURES;
use crate::support::server::Server;
use crate::support::{Db, dump, execute, file, import, rows_of};
use verbale_model::catalogue::UNKNOWN_PART;
use verbale_model::{Finding, Locus, Number, Reading, Schemas, Status, Value};
use verbale_store::{ErrorKind, FileMeta, Store};

/// Files with all kinds of content, revisions and repetitions among them.
fn files(schemas: &Schemas) -> Vec<(FileMeta, Reading)> {
    let areas: Vec<_> = ["AAA", "BBB", "SAM"].iter().map(|code| schemas.codes.get(code).expect("a code of the schemas")).collect();
    let odd = Builder::new(schemas, MEASURES)
        .area("CCC")
        .answer("budget", &[], Status::Reported, Value::Number(Number { mantissa: -1_234_567, scale: 2 }), "-12.345,67")
        .answer("budget", &[], Status::Reported, Value::Number(Number { mantissa: i64::MAX, scale: 3 }), "9223372036854775.807")
        .count(&[("sex", "F")], 9_007_199_254_740_993, "9007199254740993")
        .text("campaign_comment", "a\0b\u{1}c\td\\e\r\nÉ é e Z a _ \u{1f600}")
        .attribute("page", "\0")
        .attribute("Page", "3")
        .unplaced("\u{1}\u{1}", UNKNOWN_PART)
        .none("victims", Status::Unreadable, "")
        .finding(Finding::new(UNKNOWN_PART, Locus::File).arg("sheet").arg("Hoja2"))
        .label("citizenship", "97 albanian\0", None, "C05")
        .formula("=A1");
    vec![
        (file("a.xlsx", "1"), simple(schemas, "AAA", 3)),
        (file("a.xlsx", "2"), simple(schemas, "AAA", 4)),
        (file("again.xlsx", "3"), simple(schemas, "AAA", 3)),
        (file("Ä.xlsx", "4"), simple(schemas, "BBB", 0)),
        (file("b.xlsx", "5"), simple(schemas, "BBB", 1)),
        (file("data.csv", "6"), crate::support::reading::dataset(schemas, &areas, 700)),
        (file("odd.xlsx", "7"), odd.done()),
    ]
}

#[test]
fn a_file_and_a_server_dump_the_same_bytes() {
    let dumps = [false, true].map(|postgres| {
        let mut db = Db::on(crate::support::schemas::schemas(), postgres);
        for (meta, reading) in files(&db.schemas) {
            db.load(&meta, &reading);
        }
        db.dump()
    });
    let [sqlite, postgres] = &dumps;
    assert!(sqlite.lines().count() > 4_000);
    assert!(sqlite.contains("a\0b\u{1}c\\td"));
    for (left, right) in sqlite.lines().zip(postgres.lines()) {
        assert_eq!(left, right);
    }
    assert!(sqlite == postgres);
}

#[test]
fn importers_at_once_lose_nothing_and_double_nothing() {
    let schemas = crate::support::schemas::schemas();
    // No reply of one area is in two files with other content: the numbers of revisions follow the order in which they come.
    let areas = ["AAA", "BBB", "CCC", "SAM"];
    let files: Vec<_> = (0..24)
        .map(|index| {
            let area = areas[index % 4];
            (file(&format!("{}.xlsx", index % 5), &index.to_string()), simple(&schemas, area, i64::try_from(index % 4).unwrap()))
        })
        .collect();
    let url = Server::get().make();
    std::thread::scope(|scope| {
        for importer in 0..8 {
            let (url, schemas, files) = (&url, &schemas, &files);
            scope.spawn(move || {
                let mut mine = files.clone();
                mine.rotate_left(importer * 3);
                let mut store = Store::open(url).unwrap();
                import(&mut store, schemas, &mine);
            });
        }
    });
    assert_eq!(rows_of(&url, "SELECT count(*), sum(found), sum(loaded), sum(unchanged) FROM runs"), ["8 | 192 | 4 | 188"]);
    assert_eq!(rows_of(&url, "SELECT count(*) FROM file_record"), ["24"]);
    assert_eq!(rows_of(&url, "SELECT count(*), count(DISTINCT area), max(revision) FROM reply"), ["4 | 4 | 1"]);
    assert_eq!(rows_of(&url, "SELECT count(*), count(DISTINCT id) FROM answer"), ["12 | 12"]);
    let blocks = "SELECT count(*) FROM answer JOIN reply ON reply.id = answer.reply \
                  WHERE answer.id NOT BETWEEN reply.first_answer AND reply.last_answer";
    assert_eq!(rows_of(&url, blocks), ["0"]);
    assert_eq!(rows_of(&url, "SELECT count(*), count(DISTINCT label) FROM file_record"), ["24 | 24"]);
}

#[test]
fn revisions_that_come_at_once_are_numbered_one_by_one() {
    let schemas = crate::support::schemas::schemas();
    let url = Server::get().make();
    std::thread::scope(|scope| {
        for importer in 0..6_i64 {
            let (url, schemas) = (&url, &schemas);
            scope.spawn(move || {
                let of = |index: i64| (file("same.xlsx", &index.to_string()), simple(schemas, "AAA", 100 + index));
                let mine: Vec<_> = (0..4).map(|index| of(importer * 4 + index)).collect();
                let mut store = Store::open(url).unwrap();
                import(&mut store, schemas, &mine);
            });
        }
    });
    assert_eq!(rows_of(&url, "SELECT count(*), count(DISTINCT revision), max(revision) FROM reply"), ["24 | 24 | 24"]);
    assert_eq!(rows_of(&url, "SELECT count(*) FROM respondent"), ["1"]);
    let mut store = Store::open_read_only(&url).unwrap();
    assert!(dump(&mut store).contains("same.xlsx (24)"));
}

#[test]
fn a_fresh_database_is_made_by_many_at_once() {
    for _ in 0..5 {
        let url = Server::get().make();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| Store::open(&url).unwrap().summary().unwrap());
            }
        });
        assert_eq!(rows_of(&url, "SELECT count(*) FROM _sqlx_migrations"), ["2"]);
    }
}

#[test]
fn what_cannot_be_opened_is_said_in_words() {
    let server = Server::get();
    let url = server.make();
    let kind = |result: Result<Store, verbale_store::StoreError>| {
        let error = result.unwrap_err();
        assert!(!error.to_string().contains("hidden"), "{error}");
        (format!("{:?}", error.kind()), error.to_string())
    };
    let (found, said) = kind(Store::open_read_only(&url));
    assert_eq!(found, "NoTables", "{said}");
    let (found, said) = kind(Store::open(&server.url("verbale", "absent")));
    assert_eq!(found, "NoDatabase", "{said}");
    let (found, said) = kind(Store::open("postgres://verbale:hidden@localhost/absent?host=/nonexistent"));
    assert_eq!(found, "Unreachable", "{said}");
    let (found, said) = kind(Store::open("postgres://verbale:hidden@localhost:notaport/absent"));
    assert_eq!(found, "ServerUrl", "{said}");
    let (found, said) = kind(Store::open(&server.url("stranger", "postgres")));
    assert_eq!(found, "Denied", "{said}");
    execute(&url, "CREATE TABLE visits (id INTEGER)");
    for result in [Store::open(&url), Store::open_read_only(&url)] {
        assert_eq!(kind(result).0, "ForeignTables");
    }
    assert!(server.folder().exists());
}

#[test]
fn tables_of_a_newer_program_are_refused() {
    let db = Db::new();
    db.execute("INSERT INTO _sqlx_migrations VALUES (9999, 'x', '2030-01-01', TRUE, '\\x00', 0)");
    for result in [Store::open(&db.url), Store::open_read_only(&db.url)] {
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Newer { found: 9_999, .. }), "{error}");
    }
}

#[test]
fn who_only_reads_cannot_write() {
    let db = Db::new();
    let mut reader = Store::open_read_only(&db.url).unwrap();
    let lock = reader.lock_import().unwrap();
    let error = reader.begin_run(&lock, &crate::support::run_meta()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoRight), "{error}");
    assert_eq!(reader.summary().unwrap().runs, 1);
}

#[test]
fn an_import_by_schemas_that_another_has_replaced_is_refused() {
    let mut db = Db::new();
    let mut other = crate::support::schemas::schemas();
    other.digest = "two".to_owned();
    Store::open(&db.url).unwrap().sync_schemas(&other).unwrap();
    let reading = simple(&db.schemas, "AAA", 1);
    let error = db.store.load(db.run, &file("a.xlsx", "a"), &db.schemas, &reading).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OtherSchemas), "{error}");
    assert_eq!(db.rows("SELECT count(*) FROM file_record"), ["0"]);
}

#[test]
fn what_a_cell_says_is_not_in_the_log_of_the_server() {
    let canary = "CANARY-0815";
    let mut db = Db::new();
    let reading = |schemas: &Schemas, text: &str| {
        let text = format!("{canary} {text}");
        let builder = Builder::new(schemas, MEASURES).area("AAA").text("campaign_comment", &text).unplaced(canary, UNKNOWN_PART);
        let builder = builder.attribute(canary, canary).label(canary, canary, None, "official").formula(canary);
        builder.finding(Finding::new(UNKNOWN_PART, Locus::File).arg(canary).arg(canary)).done()
    };
    let first = reading(&db.schemas, "");
    db.load(&file("a.xlsx", "a"), &first);
    // And where the server refuses a row.
    for table in ["answer", "raw_text", "finding_record", "label_record", "note_record", "attribute", "unplaced_record"] {
        db.execute(&format!(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; \
             CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
        ));
        let other = reading(&db.schemas, table);
        let error = db.store.load(db.run, &file("b.xlsx", table), &db.schemas, &other).unwrap_err();
        assert!(error.is_fault() && !format!("{error:?}").contains(canary), "{error}");
        db.execute(&format!("DROP TRIGGER refuse ON {table}"));
    }
    let log = Server::get().log();
    assert!(log.contains("COPY \"raw_text\""), "the statements are logged");
    assert!(!log.contains(canary), "{}", log.lines().filter(|line| line.contains(canary)).collect::<Vec<_>>().join("\n"));
}

/// The statements of the connection in one of which a text stands.
fn asked(log: &str, marker: &str) -> Vec<String> {
    let process = log.lines().find(|line| line.contains(marker) && line.contains("DETAIL")).expect("a marked statement");
    let process = process.split(['[', ']']).nth(1).expect("the number of a process");
    let own = log.lines().filter(|line| line.contains(&format!("[{process}]")) && line.contains(" LOG: "));
    own.filter(|line| line.contains("statement: ") || line.contains("execute ")).map(str::to_owned).collect()
}

#[test]
fn a_reply_takes_few_questions_and_no_flush_and_the_end_of_the_run_flushes() {
    let mut db = Db::new();
    let marker = "few-questions-4711.xlsx";
    for (area, name) in [("AAA", "first.xlsx"), ("BBB", marker)] {
        let reading = simple(&db.schemas, area, 3);
        db.load(&file(name, name), &reading);
    }
    db.store.finish_run(db.run, 2, crate::support::at(10)).unwrap();
    let asked = asked(&Server::get().log(), marker);
    let last = |upto: usize, text: &str| asked[..upto].iter().rposition(|line| line.contains(text)).expect(text);
    let end = last(asked.len(), "UPDATE run_record");
    let begins = last(end, "statement: BEGIN");
    assert!(!asked[begins].contains("synchronous_commit"), "{}", asked[begins]);
    let commit = last(begins, "statement: COMMIT");
    let begins = last(commit, "statement: BEGIN");
    assert!(asked[begins].contains("SET LOCAL synchronous_commit TO off; SELECT pg_advisory_xact_lock_shared"), "{asked:#?}");
    // Locks, what is known, ids, what was read in one statement and at most five copies, the commit.
    let load = &asked[begins..=commit];
    assert!(load.len() <= 10, "{}: {load:#?}", load.len());
    assert!(load.iter().any(|line| line.contains("INSERT INTO \"file_record\"")), "{load:#?}");
}
