//! Tallies: every reply stands in exactly one column of each measure, and nobody is counted who did not reply.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::{MEASURES, PUBLISHED};
use crate::support::{Db, day, file};
use verbale_model::{Number, Status, Value};

/// Loads one reply.
fn load(db: &mut Db, area: &str, name: &str, build: impl FnOnce(Builder<'_>) -> Builder<'_>) {
    let reading = build(Builder::new(&db.schemas, MEASURES).area(area)).done();
    db.load(&file(name, name), &reading);
}

/// What a State answers.
type Answers = dyn Fn(Builder<'_>) -> Builder<'_>;

const COLUMNS: &str = "item, yes, no, partly, planned, no_information, blank, other, replies";

#[test]
fn the_parts_sum_to_the_replies() {
    let mut db = Db::new();
    load(&mut db, "AAA", "a", |b| b.choice("campaign", "yes").choice("shelters", "planned").option("training", "police", "yes"));
    // Two contradicting answers: neither counts.
    load(&mut db, "BBB", "b", |b| {
        let b = b.choice("campaign", "yes").disputed().choice("campaign", "no").disputed();
        b.none("shelters", Status::Blank, "").choice("training", "no")
    });
    // The reply lacks the items.
    load(&mut db, "CCC", "c", |b| b.count(&[], 5, "5"));
    assert_eq!(
        db.rows(&format!("SELECT {COLUMNS} FROM measure_tally ORDER BY item")),
        [
            "campaign | 1 | 0 | 0 | 0 | 0 | 0 | 2 | 3",
            "shelters | 0 | 0 | 0 | 1 | 0 | 1 | 1 | 3",
            "training | 1 | 1 | 0 | 0 | 0 | 0 | 1 | 3",
        ]
    );
    let sums = "SELECT count(*) FROM measure_tally WHERE yes + no + partly + planned + no_information + blank + other <> replies";
    assert_eq!(db.rows(sums), ["0"]);
    let tally = db.store.tally("measures/2019").unwrap();
    let items: Vec<&str> = tally.iter().map(|tally| tally.item.as_str()).collect();
    assert_eq!(items, ["campaign", "shelters", "training"]);
    assert_eq!((tally[0].yes, tally[0].other, tally[0].replies), (1, 2, 3));
    assert_eq!(db.store.tally("measures/1999").unwrap(), []);
}

#[test]
fn each_answer_stands_in_its_column() {
    let cases: [(&str, &Answers); 15] = [
        ("yes", &|b| b.choice("campaign", "yes")),
        ("no", &|b| b.choice("campaign", "no")),
        ("partly", &|b| b.choice("campaign", "partly")),
        ("planned", &|b| b.choice("campaign", "planned")),
        ("no_information", &|b| b.choice("campaign", "no_information")),
        ("blank", &|b| b.none("campaign", Status::Blank, "")),
        // A State that does not mention a measure has not said no.
        ("other", &|b| b.none("campaign", Status::NotMentioned, "")),
        ("other", &|b| b.none("campaign", Status::Refused, "confidential")),
        ("other", &|b| b.none("campaign", Status::Unreadable, "perhaps")),
        ("other", &|b| b.count(&[], 1, "1")),
        ("other", &|b| b.choice("campaign", "yes").disputed()),
        // Without a finding of a dispute: still two answers.
        ("other", &|b| b.choice("campaign", "yes").choice("campaign", "no")),
        ("other", &|b| b.choice("campaign", "yes").none("campaign", Status::Refused, "x")),
        ("yes", &|b| b.choice("campaign", "yes").choice("campaign", "yes")),
        ("yes", &|b| b.choice("campaign", "yes").none("campaign", Status::Blank, "")),
    ];
    for (index, (column, build)) in cases.into_iter().enumerate() {
        let mut db = Db::new();
        load(&mut db, "AAA", "a", build);
        let rows = db.rows(&format!("SELECT {column}, replies FROM measure_tally WHERE item = 'campaign'"));
        assert_eq!(rows, ["1 | 1"], "case {index}: {column}");
    }
}

#[test]
fn a_multi_item_counts_once_a_reply() {
    let cases: [(&str, &Answers); 8] = [
        ("yes", &|b| b.option("training", "police", "yes").option("training", "judges", "yes")),
        ("yes", &|b| b.choice("training", "yes")),
        ("yes", &|b| b.option("training", "police", "yes").option("training", "judges", "no")),
        ("no", &|b| b.choice("training", "no")),
        ("no", &|b| b.choice("training", "no").answer("training", &[("audience", "police")], Status::Blank, Value::None, "")),
        ("planned", &|b| b.option("training", "police", "planned")),
        ("blank", &|b| b.answer("training", &[("audience", "police")], Status::Blank, Value::None, "")),
        ("other", &|b| b.option("training", "police", "yes").disputed()),
    ];
    for (index, (column, build)) in cases.into_iter().enumerate() {
        let mut db = Db::new();
        load(&mut db, "AAA", "a", build);
        let rows = db.rows(&format!("SELECT {column}, replies FROM measure_tally WHERE item = 'training'"));
        assert_eq!(rows, ["1 | 1"], "case {index}: {column}");
    }
}

#[test]
fn only_the_revision_in_force_counts() {
    let mut db = Db::new();
    load(&mut db, "AAA", "1", |b| b.choice("campaign", "yes"));
    load(&mut db, "AAA", "2", |b| b.choice("campaign", "no"));
    let pending = db.rows(&format!("SELECT {COLUMNS} FROM measure_tally WHERE item = 'campaign'"));
    assert_eq!(pending, ["campaign | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 1"]);
    db.supersede("2", None);
    assert_eq!(
        db.rows(&format!("SELECT {COLUMNS} FROM measure_tally WHERE item = 'campaign'")),
        ["campaign | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 1"]
    );
    assert_eq!(db.rows("SELECT area, revision FROM respondent"), ["AAA | 2"]);
}

#[test]
fn facts_of_the_secretariat_and_datasets_enter_no_tally() {
    let mut db = Db::new();
    load(&mut db, "AAA", "a", |b| b.choice("party", "yes").choice("criminal", "full"));
    let reading = Builder::new(&db.schemas, PUBLISHED).area("BBB").count(&[("sex", "F")], 3, "3").done();
    db.load(&file("data.csv", "data"), &reading);
    load(&mut db, "", "nobody", |b| b.choice("campaign", "yes"));
    assert_eq!(
        db.rows("SELECT DISTINCT item, replies FROM measure_tally ORDER BY item"),
        ["campaign | 1", "shelters | 1", "training | 1"]
    );
    assert_eq!(db.rows("SELECT area, instrument, edition FROM respondent"), ["AAA | measures | 2019"]);
    assert_eq!(
        db.rows("SELECT area, instrument, edition_kind, item FROM current_answer ORDER BY answer"),
        [
            "AAA | measures | reply | party",
            "AAA | measures | reply | criminal",
            "BBB | published | dataset | victims",
            "- | measures | reply | campaign",
        ]
    );
}

#[test]
fn coverage_counts_items_that_were_asked() {
    let mut db = Db::new();
    load(&mut db, "AAA", "a", |b| {
        let b = b.choice("campaign", "yes").text("campaign_comment", "x").none("shelters", Status::Refused, "secret");
        let b = b.answer("victims", &[("sex", "F")], Status::Censored, Value::Range { low: 0, high: Some(4) }, "<5");
        b.answer("victims", &[("sex", "M")], Status::Zero, Value::Number(Number::whole(0)), "0").text("focal_point", "x")
    });
    assert_eq!(
        db.rows("SELECT area, pillar, items, answered FROM pillar_coverage ORDER BY pillar"),
        ["AAA | partnerships | 1 | 0", "AAA | prevention | 1 | 1", "AAA | prosecution | 1 | 0", "AAA | protection | 2 | 1",]
    );
}

#[test]
fn late_is_after_the_cut_off() {
    let mut db = Db::new();
    for (area, received) in [("AAA", Some("2019-04-15")), ("BBB", Some("2019-04-16")), ("CCC", None)] {
        let mut meta = file(area, area);
        meta.received_on = received.map(day);
        let reading = simple(&db.schemas, area, 1);
        db.load(&meta, &reading);
    }
    assert_eq!(
        db.rows("SELECT area, received_on, late FROM respondent ORDER BY area"),
        ["AAA | 2019-04-15 | 0", "BBB | 2019-04-16 | 1", "CCC | - | -"]
    );
    let status = db.store.status(None).unwrap();
    let late: Vec<_> = status.iter().map(|one| (one.area.as_str(), one.name.as_str(), one.late, one.answers)).collect();
    assert_eq!(late, [("AAA", "Aland", Some(false), 3), ("BBB", "Beland", Some(true), 3), ("CCC", "Celand", None, 3)]);
}

#[test]
fn the_summary_counts_everything_once() {
    let mut db = Db::new();
    load(&mut db, "AAA", "1", |b| b.choice("campaign", "yes"));
    load(&mut db, "AAA", "2", |b| b.choice("campaign", "no").unplaced("x", verbale_model::catalogue::UNKNOWN_PART));
    load(&mut db, "BBB", "3", |b| b.choice("campaign", "no"));
    db.supersede("2", None);
    let summary = db.store.summary().unwrap();
    assert_eq!((summary.files_loaded, summary.files_unchanged, summary.files_rejected, summary.runs), (3, 0, 0, 1));
    assert_eq!(summary.editions.len(), 1);
    let edition = &summary.editions[0];
    assert_eq!((edition.areas, edition.revisions, edition.answers, edition.unplaced), (2, 3, 2, 1));
}

#[test]
fn findings_of_a_file_of_many_replies_go_to_their_areas() {
    use verbale_model::{Finding, Locus, catalogue::AREA_UNKNOWN, catalogue::MARGIN_CONTRADICTED};
    let mut db = Db::new();
    let builder = Builder::new(&db.schemas, MEASURES).area("AAA").choice("campaign", "yes").area("BBB").choice("campaign", "no");
    let area = Some(builder.code("BBB"));
    let finding = Finding::new(MARGIN_CONTRADICTED, Locus::File).area(area).arg("s").arg(1_i64).arg(2_i64);
    let other = Finding::new(AREA_UNKNOWN, Locus::File).arg("x").arg("y");
    let reading = builder.finding(finding).finding(other).done();
    db.load(&file("a", "a"), &reading);
    let errors: Vec<_> = db.store.status(None).unwrap().into_iter().map(|one| (one.area, one.errors)).collect();
    assert_eq!(errors, [("AAA".to_owned(), 0), ("BBB".to_owned(), 1)]);
}
