//! The public views: their columns, their documentation, and what must never stand in them.

use crate::support::reading::Builder;
use crate::support::schemas::MEASURES;
use crate::support::{Db, POSTGRES, file};
use std::collections::BTreeMap;
use std::path::Path;
use verbale_model::catalogue::MOJIBAKE;
use verbale_model::{Finding, Locus, PlaceId};

/// The public interface. A change here is a change for everybody who reads the database.
const VIEWS: [(&str, &str); 28] = [
    ("addressee", "area, instrument, edition, note, note_date, deadline, replied, in_time"),
    ("answer_attribute", "answer, name, raw"),
    ("answer_dimension", "answer, dimension, code"),
    ("area", "code, kind, m49, name_en, name_fr, name_es, name_ru, name_ar, name_zh, region, subregion, part_of, footnote"),
    (
        "current_answer",
        "answer, area, instrument, edition, edition_kind, revision, item, section, pillar, year, sex, age, exploitation, \
         citizenship, counterpart, number, low, high, text, code, status, disputed, raw, file, sheet, cell, source, decision",
    ),
    (
        "files",
        "file, sha256, size, format, instrument, edition, layout, language, outcome, reason, cells, mapped, template, unmapped, \
         rows, rows_answered, rows_unplaced, first_seen, source",
    ),
    ("cell_note", "file, sheet, cell, kind, text"),
    (
        "decisions",
        "decision, decided_on, recorded_at, author, authority, reason, action, class, file, sha256, instrument, edition, area, \
         series, year, sheet, cell, value, status",
    ),
    ("finding_count", "file, rule, severity, count"),
    ("findings", "file, area, sheet, cell, rule, severity, message"),
    ("label_readings", "file, column, raw, code, how, rows"),
    (
        "measure_tally",
        "instrument, edition, item, section, pillar, yes, no, partly, planned, no_information, blank, other, replies",
    ),
    (
        "observation",
        "area, instrument, edition, item, year, sex, age, exploitation, citizenship, counterpart, number, low, high, status, \
         disputed, source, decision",
    ),
    ("pillar_coverage", "instrument, edition, area, pillar, items, answered"),
    ("replies", "area, instrument, edition, revision, role, in_force, proposed, received_on, file, sha256, source"),
    ("respondent", "area, instrument, edition, revision, received_on, late, first_received_on, in_time, coded"),
    ("clearance", "answer, area, instrument, edition, state"),
    (
        "clearance_history",
        "instrument, edition, area, item, series, year, content, state, decided_on, recorded_at, author, authority, reason",
    ),
    (
        "public_answer",
        "area, instrument, edition, edition_kind, revision, item, section, pillar, year, sex, age, exploitation, citizenship, \
         counterpart, number, low, high, code, status, source",
    ),
    (
        "public_observation",
        "area, instrument, edition, item, year, sex, age, exploitation, citizenship, counterpart, number, low, high, status, source",
    ),
    ("protocol_status", "area, treaty, edition, action, date, binding, file, sheet, cell"),
    ("crosswalk", "instrument, edition, item, earlier_instrument, earlier_edition, earlier_item, relation, note"),
    (
        "series_over_editions",
        "instrument, edition, item, area, year, sex, age, exploitation, citizenship, counterpart, number, low, high, status, \
         disputed, source, from_instrument, from_edition, from_item, broken",
    ),
    (
        "register",
        "instrument, edition, entry, version, area, note, note_date, channel, received_on, late, language, acknowledged_on, source",
    ),
    ("register_attachment", "instrument, edition, entry, attachment, file"),
    ("register_on_behalf_of", "instrument, edition, entry, area"),
    (
        "runs",
        "run, started_at, finished_at, tool, schemas, operator, host, found, loaded, unchanged, rejected, ignored, registered, link, hash",
    ),
    ("unplaced", "file, sheet, cell, raw, rule, reason"),
];

/// The public views, with their columns in order.
fn columns(db: &Db) -> BTreeMap<String, Vec<String>> {
    let (views, columns) = if POSTGRES {
        (
            "SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname NOT LIKE '\\_%'",
            "SELECT column_name FROM information_schema.columns WHERE table_name = '{}' ORDER BY ordinal_position",
        )
    } else {
        (
            "SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT LIKE '\\_%' ESCAPE '\\'",
            "SELECT name FROM pragma_table_info('{}') ORDER BY cid",
        )
    };
    db.rows(views).into_iter().map(|view| (view.clone(), db.rows(&columns.replace("{}", &view)))).collect()
}

#[test]
fn the_views_have_exactly_these_columns() {
    let db = Db::new();
    let expected: BTreeMap<String, Vec<String>> = VIEWS
        .iter()
        .filter(|(view, _)| !view.is_empty())
        .map(|(view, columns)| ((*view).to_owned(), columns.split(", ").map(str::to_owned).collect()))
        .collect();
    assert_eq!(columns(&db), expected);
}

fn documentation() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/database.md");
    std::fs::read_to_string(path).expect("the documentation")
}

#[test]
fn the_examples_of_the_documentation_run() {
    let db = Db::new();
    let text = documentation();
    let examples: Vec<&str> = text.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 3);
    for example in examples {
        db.rows(example);
    }
}

#[test]
fn every_table_is_in_the_picture() {
    let db = Db::new();
    let text = documentation();
    let picture = text.split("```mermaid").nth(1).unwrap();
    let inner = ["schemas_state", "_sqlx_migrations"];
    let tables = db.rows(if POSTGRES {
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    });
    for table in tables.iter().filter(|table| !inner.contains(&table.as_str())) {
        assert!(picture.contains(&format!(" {table} ")), "{table}");
    }
}

#[test]
fn every_column_is_documented_and_nothing_else_is() {
    let text = documentation();
    let mut documented: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut view = None;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            // A view has a heading of its name alone, in backticks.
            let heading = heading.trim_start_matches('#').trim();
            view = heading.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).map(str::to_owned);
            if let Some(view) = &view {
                documented.insert(view.clone(), Vec::new());
            }
        }
        // A column is a row of the view's table, its name in backticks in the first cell.
        if let Some(view) = &view
            && let Some(column) = line.strip_prefix("| `").and_then(|rest| rest.split_once('`')).map(|(column, _)| column)
        {
            documented.get_mut(view).unwrap().push(column.to_owned());
        }
    }
    assert_eq!(documented, columns(&Db::new()), "left: schemas/database.md, right: the database");
}

#[test]
fn a_contact_stands_in_no_view() {
    let canary = "CANARY-jane.doe@example.org";
    let mut db = Db::new();
    let at = Locus::Cell { sheet: PlaceId(0), row: 77, col: 7 };
    let reading = Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .choice("campaign", "yes")
        .text("signed_on", canary)
        .text("focal_point", canary)
        .last(|answer| answer.at = at)
        .attribute("page", canary)
        // What is wrong with it is said, what it says is not.
        .finding(Finding::new(MOJIBAKE, at).arg(canary).arg(canary))
        .done();
    db.load(&file("a.xlsx", "a"), &reading);
    // It is stored …
    assert_eq!(db.rows(&format!("SELECT count(*) FROM raw_text WHERE text = '{canary}'")), ["1"]);
    assert_eq!(db.rows("SELECT count(*) FROM answer"), ["3"]);
    // … and seen by nobody.
    for view in columns(&db).keys() {
        let rows = db.rows(&format!("SELECT * FROM {view}"));
        assert!(!rows.iter().any(|row| row.contains(canary)), "{view}: {rows:?}");
        let named = |row: &String| row.contains("focal_point") || row.contains("signed_on");
        assert!(!rows.iter().any(named), "{view}: {rows:?}");
    }
    assert_eq!(db.rows("SELECT cell, rule FROM findings"), ["H78 | S08"]);
    assert_eq!(db.rows("SELECT count(*) FROM finding_record WHERE args LIKE '%CANARY%' OR message LIKE '%CANARY%'"), ["0"]);
    assert!(!db.dump().contains(canary));
    assert_eq!(db.rows("SELECT count(*) FROM current_answer"), ["1"]);
    assert_eq!(db.rows("SELECT count(*) FROM answer_attribute"), ["0"]);
}

#[test]
fn statuses_and_kinds_are_those_of_the_model() {
    let db = Db::new();
    let statuses: Vec<String> =
        verbale_model::Status::ALL.iter().map(|status| format!("{} | {}", status.id(), status.code())).collect();
    assert_eq!(db.rows("SELECT id, code FROM status ORDER BY id"), statuses);
    let kinds: Vec<String> =
        verbale_model::catalogue::KINDS.iter().map(|kind| format!("{} | {} | {}", kind.code, kind.name, kind.severity)).collect();
    assert_eq!(db.rows("SELECT code, name, severity FROM kind ORDER BY code"), kinds);
}
