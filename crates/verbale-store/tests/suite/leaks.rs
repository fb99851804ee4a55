//! What was written in a cell stands in no error, whatever goes wrong.

use crate::support::reading::Builder;
use crate::support::schemas::MEASURES;
use crate::support::{Db, POSTGRES, file};
use std::fmt::Write as _;
use verbale_model::catalogue::UNKNOWN_PART;
use verbale_model::{Finding, Locus, Number, PlaceId, Reading, Status, Value};

const CANARY: &str = "CANARY-4711";

/// A reading full of canaries, and each way in which it can be wrong.
fn wrong(db: &Db, case: usize) -> Reading {
    let builder = Builder::new(&db.schemas, MEASURES).area("AAA").text("campaign_comment", CANARY);
    let builder = builder.unplaced(CANARY, UNKNOWN_PART).attribute(CANARY, CANARY);
    let builder = builder.finding(Finding::new(UNKNOWN_PART, Locus::File).arg(CANARY).arg(CANARY));
    let builder = builder.label(CANARY, CANARY, None, "official");
    match case {
        0 => builder.none("victims", Status::Reported, CANARY).done(),
        1 => builder.answer("victims", &[], Status::Zero, Value::Number(Number::whole(4711)), CANARY).done(),
        2 => builder.answer("victims", &[], Status::Censored, Value::Range { low: 4712, high: Some(4711) }, CANARY).done(),
        3 => {
            let mut reading = builder.done();
            reading.accounting.cells += 4711;
            reading
        }
        4 => {
            let at = Locus::Cell { sheet: PlaceId(9), row: 1, col: 1 };
            builder.none("victims", Status::Blank, CANARY).last(|answer| answer.at = at).done()
        }
        5 => {
            let mut reading = builder.done();
            reading.replies[0].disputed.push(4711);
            reading
        }
        6 => {
            let mut reading = builder.done();
            reading.replies.push(reading.replies[0].clone());
            reading
        }
        7 => {
            let mut reading = builder.done();
            reading.accounting.cells = u64::MAX;
            reading
        }
        _ => {
            // A database that refuses the row, in words of its own.
            db.execute(if POSTGRES {
                "CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '4711'; END $$; \
                 CREATE TRIGGER refuse BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION refuse()"
            } else {
                "CREATE TRIGGER refuse BEFORE INSERT ON answer BEGIN SELECT raise(ABORT, '4711'); END"
            });
            builder.done()
        }
    }
}

#[test]
fn no_error_says_what_a_cell_says() {
    for case in 0..9 {
        let mut db = Db::new();
        let reading = wrong(&db, case);
        let error = db.store.load(db.run, &file("a.xlsx", "a"), &db.schemas, &reading).unwrap_err();
        let mut said = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            writeln!(said, "{inner} {inner:?}").unwrap();
            source = inner.source();
        }
        assert!(!said.contains(CANARY) && !said.contains("4711"), "case {case}: {said}");
        assert!(error.is_fault(), "case {case}: {error}");
        assert!(error.to_string().starts_with("load the file a.xlsx"), "case {case}: {error}");
        assert_eq!(db.rows("SELECT (SELECT count(*) FROM file_record), (SELECT count(*) FROM raw_text)"), ["0 | 0"]);
    }
}
