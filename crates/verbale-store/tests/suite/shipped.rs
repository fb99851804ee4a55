//! The schemas that are shipped fit the database.

use crate::support::reading::Builder;
use crate::support::{Db, file};
use verbale_model::Schemas;

fn shipped() -> Schemas {
    verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("the shipped schemas have no fault")
}

#[test]
fn all_of_them_go_in() {
    let db = Db::with(shipped());
    let areas: Vec<String> = db.schemas.areas.list.iter().map(|area| db.schemas.codes.text(area.code).to_owned()).collect();
    let mut sorted = areas.clone();
    sorted.sort();
    assert_eq!(db.rows("SELECT code FROM area ORDER BY code"), sorted);
    assert_eq!(db.rows("SELECT count(*) FROM area WHERE kind = 'member_state'"), ["193"]);
    let items: usize = db.schemas.editions.iter().map(|edition| edition.items.len()).sum();
    assert_eq!(db.rows("SELECT count(*) FROM item"), [items.to_string()]);
    assert_eq!(db.rows("SELECT count(*) FROM area WHERE region NOT IN (SELECT code FROM region)"), ["0"]);
    let mut other = db;
    other.store.sync_schemas(&shipped()).unwrap();
}

#[test]
fn one_reply_is_tallied_on_every_measure_that_was_asked() {
    let mut db = Db::with(shipped());
    let edition = db.schemas.edition_at("tip-measures/2019").unwrap();
    let asked = edition.items.iter().filter(|item| item.is_asked() && matches!(item.stored_kind(), "choice" | "multi"));
    let asked: Vec<String> = asked.map(|item| item.code.clone()).collect();
    assert_eq!(asked.len(), 103);
    let reading = Builder::new(&db.schemas, edition.id).area("ALB").choice(&asked[0], "yes").done();
    db.load(&file("albania.xlsx", "albania"), &reading);
    let tally = db.store.tally("tip-measures/2019").unwrap();
    assert_eq!(tally.iter().map(|tally| tally.item.clone()).collect::<Vec<_>>(), asked);
    assert_eq!((tally[0].yes, tally[0].other, tally[0].replies), (1, 0, 1));
    assert!(tally[1..].iter().all(|tally| (tally.yes, tally.other, tally.replies) == (0, 1, 1)));
    let pillars: Vec<String> = db.rows("SELECT pillar FROM pillar_coverage ORDER BY pillar");
    assert_eq!(pillars, ["partnerships", "prevention", "prosecution", "protection"]);
}
