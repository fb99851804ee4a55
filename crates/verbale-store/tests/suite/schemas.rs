//! Bringing the schemas in line: what may change, and what must not under stored answers.

use crate::support::reading::{Builder, simple};
use crate::support::schemas::{MEASURES, schemas};
use crate::support::{Db, POSTGRES, file};
use verbale_model::{EditionKind, ItemId, ItemKind, Schemas};
use verbale_store::ErrorKind;

/// A database with answers, and schemas changed in one way.
fn changed(change: impl FnOnce(&mut Schemas)) -> (Db, Result<(), verbale_store::StoreError>) {
    let mut db = Db::new();
    let reading = Builder::new(&db.schemas, MEASURES)
        .area("AAA")
        .choice("campaign", "partly")
        .option("training", "police", "yes")
        .count(&[("sex", "F"), ("age", "Y0T17")], 5, "5")
        .done();
    db.load(&file("a", "a"), &reading);
    let mut other = schemas();
    "two".clone_into(&mut other.digest);
    change(&mut other);
    let result = db.store.sync_schemas(&other);
    (db, result)
}

fn item<'a>(schemas: &'a mut Schemas, code: &str) -> &'a mut verbale_model::Item {
    schemas.editions[0].items.iter_mut().find(|item| item.code == code).expect("an item")
}

fn refused(change: impl FnOnce(&mut Schemas), expected: &str) {
    let (db, result) = changed(change);
    let error = result.expect_err("a change of meaning");
    assert!(matches!(error.kind(), ErrorKind::Reinterprets(_)), "{error}");
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!(db.rows("SELECT substr(digest, 1, 4) FROM schemas_state"), ["one "], "nothing was written");
}

#[test]
fn what_gives_stored_answers_another_meaning_is_refused() {
    refused(|s| item(s, "campaign").kind = ItemKind::Text, "item campaign was choice and would be text");
    refused(|s| item(s, "campaign").kind = ItemKind::Contact, "item campaign was choice and would be contact");
    refused(|s| item(s, "victims").unit = Some("cases".to_owned()), "item victims was counted in persons and would be in cases");
    refused(|s| s.editions[0].kind = EditionKind::Dataset, "measures/2019 was a reply and would be a dataset");
    refused(
        |s| {
            s.editions[0].items.retain(|item| item.code != "campaign");
            let index = s.editions[0].items.iter().enumerate();
            s.editions[0].item_index = index.map(|(at, item)| (item.code.clone(), ItemId(u16::try_from(at).unwrap()))).collect();
        },
        "item campaign would be gone",
    );
    let partly = |s: &Schemas| s.codes.get("partly").unwrap();
    refused(
        |s| {
            let code = partly(s);
            s.lists[0].codes.retain(|entry| entry.code != code);
        },
        "item campaign would lose the answer partly",
    );
    let child = |s: &Schemas| s.codes.get("Y0T17").unwrap();
    refused(
        |s| {
            let code = child(s);
            s.lists[4].codes.retain(|entry| entry.code != code);
        },
        "dimension age would lose the code Y0T17",
    );
    refused(|s| s.editions[0].dimensions[1].code = "age_group".to_owned(), "dimension age would lose the code Y0T17");
}

#[test]
fn all_such_changes_are_said_at_once() {
    let (_db, result) = changed(|s| {
        item(s, "campaign").kind = ItemKind::Text;
        item(s, "victims").unit = None;
    });
    let error = result.unwrap_err().to_string();
    assert!(error.contains("campaign") && error.contains("victims") && error.contains("edition of its own"), "{error}");
}

#[test]
fn labels_sections_additions_and_unused_removals_are_fine() {
    let (mut db, result) = changed(|s| {
        item(s, "campaign").section = "awareness".to_owned();
        item(s, "campaign").pillar = None;
        s.areas.list[0].names[0] = "Aland Islands".to_owned();
        // No answer uses these.
        let planned = s.codes.get("planned").unwrap();
        s.lists[0].codes.retain(|entry| entry.code != planned);
        s.editions[0].items.retain(|item| item.code != "law_date");
        let mut new = s.editions[0].items[0].clone();
        new.code = "hotline".to_owned();
        s.editions[0].items.push(new);
        let index = s.editions[0].items.iter().enumerate();
        s.editions[0].item_index = index.map(|(at, item)| (item.code.clone(), ItemId(u16::try_from(at).unwrap()))).collect();
    });
    result.unwrap();
    assert_eq!(db.rows("SELECT section, pillar FROM current_answer WHERE item = 'campaign'"), ["awareness | -"]);
    assert_eq!(db.rows("SELECT name_en FROM area WHERE code = 'AAA'"), ["Aland Islands"]);
    assert_eq!(db.rows("SELECT item, other FROM measure_tally WHERE item IN ('hotline', 'law_date')"), ["hotline | 1"]);
    // The schemas of before are no longer those of the store.
    let old = simple(&db.schemas, "BBB", 1);
    assert!(db.store.load(db.run, &file("b", "b"), &db.schemas, &old).unwrap_err().is_fault());
}

#[test]
fn nothing_is_written_where_nothing_has_changed() {
    let mut db = Db::new();
    let written = |db: &Db| {
        if POSTGRES {
            // The transactions that wrote the rows.
            let rows = db.rows("SELECT xmin, * FROM item ORDER BY id");
            (rows, db.rows("SELECT xmin, * FROM code ORDER BY id"), 0)
        } else {
            let length = std::fs::metadata(db.path().with_extension("db-wal")).map(|meta| meta.len()).unwrap();
            (db.rows("SELECT * FROM item"), db.rows("PRAGMA data_version"), length)
        }
    };
    let before = written(&db);
    db.store.sync_schemas(&db.schemas).unwrap();
    assert_eq!(written(&db), before);
}

#[test]
fn only_lists_that_know_yes_and_no_are_tallied() {
    let db = Db::new();
    assert_eq!(
        db.rows("SELECT code FROM item WHERE tallied = 1 AND external = 0 ORDER BY position"),
        ["campaign", "shelters", "training"]
    );
}

#[test]
fn a_database_without_one_of_the_statuses_is_refused() {
    let mut db = Db::new();
    db.execute(if POSTGRES {
        "DELETE FROM status WHERE id = 0"
    } else {
        "PRAGMA foreign_keys = OFF; DELETE FROM status WHERE id = 0"
    });
    assert_eq!(db.store.sync_schemas(&db.schemas).unwrap_err().kind().to_string(), verbale_store::ErrorKind::Damaged.to_string());
}
