//! The three roles of a server, as `schemas/roles.sql` makes them: what each may do, and what not.

#![expect(clippy::unwrap_used, reason = "a test")]

use crate::support::reading::{Builder, simple};
use crate::support::schemas::{MEASURES, schemas};
use crate::support::server::Server;
use crate::support::{at, clearance, decision, execute, file, import, rows_of, run_meta};
use verbale_model::catalogue::UNKNOWN_PART;
use verbale_model::{ClearanceEvent, ClearanceState, RegisterEntry};
use verbale_store::decision::{Action, Class};
use verbale_store::{ErrorKind, Store};

const SCRIPT: &str = include_str!("../../../../schemas/roles.sql");
const CANARY: &str = "CANARY-jane.doe@example.org";

/// The URL of a database for each of the roles: the owner has made the tables, and the loader has imported.
struct Roles {
    owner: String,
    loader: String,
    analyst: String,
}

impl Roles {
    fn new() -> Self {
        let server = Server::get();
        let admin = server.make();
        let database = admin.split('?').next().unwrap().rsplit('/').next().unwrap();
        let [owner, loader, analyst] =
            ["verbale_owner", "verbale_loader", "verbale_analyst"].map(|role| server.url(role, database));
        execute(&admin, SCRIPT);
        // Nobody but the owner makes tables.
        let early = Store::open(&loader).unwrap_err();
        assert!(matches!(early.kind(), ErrorKind::NoRight), "{early}");
        Store::open(&owner).unwrap().sync_schemas(&schemas()).unwrap();
        execute(&admin, SCRIPT);
        Self { owner, loader, analyst }
    }
}

/// Everything that an officer does with a database.
fn work(url: &str) {
    let schemas = schemas();
    let mut store = Store::open(url).unwrap();
    let with_contact = Builder::new(&schemas, MEASURES)
        .area("AAA")
        .choice("campaign", "yes")
        .text("focal_point", CANARY)
        .count(&[("sex", "F")], 5, "5")
        .unplaced(CANARY, UNKNOWN_PART)
        .done();
    let files = [
        (file("a.xlsx", "a"), with_contact),
        (file("b.xlsx", "b"), simple(&schemas, "BBB", 3)),
        (file("c.xlsx", "c"), simple(&schemas, "BBB", 4)),
    ];
    import(&mut store, &schemas, &files);
    // Again, and with other schemas.
    import(&mut store, &schemas, &files);
    let mut other = schemas.clone();
    "other".clone_into(&mut other.digest);
    store.sync_schemas(&other).unwrap();
    store.sync_schemas(&schemas).unwrap();
    store.decide(&decision("c", Action::Supersede, Some(Class::Replacement))).unwrap();
    let lock = store.lock_import().unwrap();
    let entry = RegisterEntry {
        edition: "measures/2019".to_owned(),
        entry: "1".to_owned(),
        addressee: "BBB".to_owned(),
        received_on: "2019-04-01".parse().ok(),
        attachments: vec!["b.xlsx".to_owned(), "letter.pdf".to_owned()],
        ..RegisterEntry::default()
    };
    store.import_register(&lock, &[entry], Some("officer"), at(9)).unwrap();
    let cleared = ClearanceEvent {
        content: Some(store.contents_in_force("measures/2019", "BBB").unwrap()[0].clone()),
        ..clearance("BBB", ClearanceState::Cleared)
    };
    store.add_clearance(&lock, &[cleared]).unwrap();
    let run = store.begin_run(&lock, &run_meta()).unwrap();
    store.letter(run, &file("letter.pdf", "letter")).unwrap();
    store.finish_run(run, 1, at(10)).unwrap();
    assert_eq!(rows_of(url, "SELECT count(*) FROM current_answer WHERE area = 'BBB' AND revision = 2"), ["3"]);
}

fn refused(url: &str, sql: &str) {
    let error = crate::support::query_server(url, async |connection| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(connection).await.map(drop)
    });
    let code = error.as_ref().err().and_then(|error| error.as_database_error()).and_then(sqlx::error::DatabaseError::code);
    assert_eq!(code.as_deref(), Some("42501"), "{sql}: {error:?}");
}

#[test]
fn each_role_can_do_its_work_and_nothing_else() {
    let Roles { owner, loader, analyst } = Roles::new();
    work(&loader);

    let tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname";
    let tables = rows_of(&owner, tables);
    assert!(tables.len() > 35, "{tables:?}");
    // What was said and done is added to, and otherwise stays.
    for fact in [
        "answer",
        "reply",
        "raw_text",
        "place",
        "series",
        "attribute",
        "unplaced_record",
        "label_record",
        "note_record",
        "decision",
        "decision_cell",
        "decision_area",
        "reply_copy",
        "reply_letter",
        "register_record",
        "register_area",
        "register_file",
        "clearance_event",
        "run_file",
        "series_dimension",
    ] {
        assert!(tables.iter().any(|table| table == fact), "{fact}");
        refused(&loader, &format!("DELETE FROM {fact}"));
        let column =
            rows_of(&owner, &format!("SELECT attname FROM pg_attribute WHERE attrelid = '{fact}'::regclass AND attnum = 1"));
        refused(&loader, &format!("UPDATE {fact} SET {0} = {0}", column[0]));
        refused(&loader, &format!("TRUNCATE {fact}"));
    }
    refused(&loader, "UPDATE file_record SET sha256 = ''");
    refused(&loader, "DELETE FROM file_record");
    refused(&loader, "UPDATE run_record SET operator = 'somebody else'");
    refused(&loader, "CREATE TABLE public.own (id INTEGER)");
    refused(&loader, "DROP VIEW current_answer");
    refused(&loader, "INSERT INTO _sqlx_migrations VALUES (9, '', now(), true, '', 0)");

    let views = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' ORDER BY relname";
    let (mut read, mut kept) = (0, Vec::new());
    for view in rows_of(&owner, views) {
        if view.starts_with('_') || ["unplaced", "cell_note"].contains(&view.as_str()) {
            refused(&analyst, &format!("SELECT * FROM {view}"));
            kept.push(view);
        } else {
            let rows = rows_of(&analyst, &format!("SELECT * FROM {view}"));
            assert!(!rows.iter().any(|row| row.contains(CANARY)), "{view}");
            read += 1;
        }
    }
    assert!(read > 20 && kept.len() > 5, "{read} {kept:?}");
    for table in &tables {
        refused(&analyst, &format!("SELECT * FROM {table}"));
        refused(&analyst, &format!("INSERT INTO {table} DEFAULT VALUES"));
    }
    assert_eq!(rows_of(&analyst, "SELECT count(*) FROM current_answer"), ["5"]);
    assert_eq!(rows_of(&loader, &format!("SELECT count(*) FROM raw_text WHERE text = '{CANARY}'")), ["1"]);
}
