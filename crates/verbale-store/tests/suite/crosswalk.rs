//! Crosswalks: a series over editions carries its breaks.

use crate::support::reading::Builder;
use crate::support::schemas::{MEASURES, schemas};
use crate::support::{Db, file};
use verbale_model::crosswalk::{CrosswalkLine, Relation};
use verbale_model::{EditionId, Schemas};

/// The edition of measures, and a later one of the same items that stands to it as these lines say.
fn two(lines: &[(&str, &str, Relation)]) -> (Schemas, EditionId) {
    let mut schemas = schemas();
    let later = EditionId(2);
    let mut edition = schemas.edition(MEASURES).clone();
    (edition.id, edition.name) = (later, "2021".to_owned());
    edition.crosswalk = lines
        .iter()
        .map(|(item, earlier_item, relation)| CrosswalkLine {
            item: edition.item_index.get(*item).copied(),
            earlier: "measures/2019".to_owned(),
            earlier_item: (*earlier_item).to_owned(),
            relation: *relation,
            note: "said in words".to_owned(),
        })
        .collect();
    schemas.editions.push(edition);
    (schemas, later)
}

fn loaded(lines: &[(&str, &str, Relation)]) -> Db {
    let (schemas, later) = two(lines);
    let mut db = Db::with(schemas);
    for (edition, year, count) in [(MEASURES, 2018, 5), (later, 2020, 6)] {
        let reading = Builder::new(&db.schemas, edition)
            .area("AAA")
            .count(&[("sex", "F"), ("age", "_T")], count, &count.to_string())
            .last(|answer| answer.year = Some(year))
            .done();
        db.load(&file(&format!("{year}.xlsx"), &year.to_string()), &reading);
    }
    db
}

const SERIES: &str = "SELECT edition, item, year, number, from_edition, from_item, broken FROM series_over_editions ORDER BY 3, 1";

#[test]
fn a_series_goes_on_where_the_items_are_the_same() {
    let db = loaded(&[("victims", "victims", Relation::Same)]);
    let expected = ["2021 | victims | 2018 | 5 | 2019 | victims | 0", "2021 | victims | 2020 | 6 | 2021 | victims | 0"];
    assert_eq!(db.rows(SERIES), expected);
    assert_eq!(db.rows("SELECT item, earlier_item, relation FROM crosswalk"), ["victims | victims | same"]);
}

#[test]
fn a_series_shows_where_it_breaks() {
    let db = loaded(&[("victims", "victims", Relation::Widened)]);
    let expected = ["2021 | victims | 2018 | 5 | 2019 | victims | 1", "2021 | victims | 2020 | 6 | 2021 | victims | 0"];
    assert_eq!(db.rows(SERIES), expected);
}

#[test]
fn what_was_lost_ends_and_what_nobody_maps_stands_alone() {
    let apart = ["2019 | victims | 2018 | 5 | 2019 | victims | 0", "2021 | victims | 2020 | 6 | 2021 | victims | 0"];
    assert_eq!(loaded(&[]).rows(SERIES), apart);
    let db = loaded(&[("", "victims", Relation::Lost)]);
    assert_eq!(db.rows(SERIES), apart);
    assert_eq!(db.rows("SELECT item, earlier_item, relation, note FROM crosswalk"), ["- | victims | lost | said in words"]);
}

#[test]
fn an_item_that_is_gone_is_named_by_no_crosswalk_left_over() {
    let mut db = loaded(&[("budget", "budget", Relation::Same)]);
    let (mut other, _) = two(&[("victims", "victims", Relation::Same)]);
    "two".clone_into(&mut other.digest);
    other.editions[0].items.retain(|item| item.code != "signed_on");
    db.store.sync_schemas(&other).unwrap();
    assert_eq!(db.rows("SELECT item FROM crosswalk"), ["victims"]);
}
