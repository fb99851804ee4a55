//! The round trip: the published dataset, turned back into the questionnaires from which such figures come, gives the same figures
//! when those are read. The replies are made in a temporary folder and kept nowhere.

use crate::support::{Workdir, corpus, root};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use verbale_fixtures::{PublishedReplies, ValuesAs, Workshop, published_replies};

const DATASET: &str = "corpus/glotip/data_glotip.xlsx";
const QUESTIONNAIRE: &str = "glotip/2018";

/// What an answer says, and of what. Dimensions that an item does not have are null on both sides.
const ANSWER: &str = "area, item, year, sex, age, exploitation, citizenship, counterpart, status, number, low, high";

/// Published answers of the questionnaire's years, but for those of aggregates, which never reply.
const PUBLISHED: &str = "FROM current_answer JOIN area ON area.code = current_answer.area \
    WHERE edition_kind = 'dataset' AND year BETWEEN 2014 AND 2017 AND area.kind <> 'aggregate'";

/// What replies say of them. A cell left empty is no statement.
const REPLIED: &str = "FROM current_answer WHERE edition_kind = 'reply' AND year IS NOT NULL AND status <> 'blank'";

/// A database with the dataset and the replies made of it.
struct RoundTrip {
    dir: Workdir,
    made: PublishedReplies,
}

fn round_trip(values: ValuesAs) -> Option<RoundTrip> {
    let dataset = corpus(DATASET)?;
    let workshop = Workshop::open(root()).unwrap_or_else(|fault| panic!("{fault}"));
    let dir = Workdir::new();
    let made = published_replies(&workshop, &dataset, QUESTIONNAIRE, values, &dir.path().join("replies"))
        .unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(made.unwritable, Vec::<String>::new(), "no table of the questionnaire can hold these");
    dir.run(&["import", &dataset.to_string_lossy(), "replies"]).exits(0);
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), made.replies.len().to_string());
    Some(RoundTrip { dir, made })
}

/// Values as they are printed.
fn printed() -> Option<&'static RoundTrip> {
    static MADE: LazyLock<Option<RoundTrip>> = LazyLock::new(|| round_trip(ValuesAs::Printed));
    MADE.as_ref()
}

/// Answers of one side that the other one does not have as often.
fn differences(dir: &Workdir, columns: &str) -> Vec<Vec<String>> {
    let side = |of: &str| format!("SELECT {columns}, count(*) AS times {of} GROUP BY {columns}");
    let left_over = |one: &str, two: &str, side_of: &str| {
        dir.query(&format!(
            "SELECT '{side_of}', * FROM (SELECT * FROM ({}) EXCEPT SELECT * FROM ({})) LIMIT 50",
            side(one),
            side(two)
        ))
    };
    let mut all = left_over(PUBLISHED, REPLIED, "published only");
    all.extend(left_over(REPLIED, PUBLISHED, "replied only"));
    all
}

#[test]
fn replies_give_the_published_figures_as_they_are_printed() {
    let Some(RoundTrip { dir, .. }) = printed() else { return };
    assert_eq!(differences(dir, &format!("{ANSWER}, raw")), Vec::<Vec<String>>::new());
}

#[test]
fn numbers_stored_as_numbers_give_the_same_figures() {
    let Some(RoundTrip { dir, .. }) = round_trip(ValuesAs::Numbers) else { return };
    assert_eq!(differences(&dir, ANSWER), Vec::<Vec<String>>::new());
}

#[test]
fn answers_and_what_is_unplaced_are_the_rows_of_the_sheet() {
    let Some(RoundTrip { dir, made }) = printed() else { return };
    let count = |sql: &str| dir.value(sql).parse::<u64>().unwrap();
    let published = count(&format!("SELECT count(*) {PUBLISHED}"));
    let replied = count(&format!("SELECT count(*) {REPLIED}"));
    let aside: u64 = made.aside.values().sum();
    println!(
        "{} rows in {} replies, {published} answers; {aside} rows of no replier: {:?}",
        made.rows,
        made.replies.len(),
        made.aside
    );
    assert_eq!(published, replied);
    let unplaced: u64 = unplaced_in_replies(dir).values().sum();
    assert_eq!(replied + unplaced, made.rows);
    assert_eq!(made.rows + aside, 13_985, "rows of 2014 to 2017, counted by another program");
}

#[test]
fn labels_that_name_nothing_are_unplaced_by_the_same_rule() {
    let Some(RoundTrip { dir, .. }) = printed() else { return };
    let rows = dir.query(
        "SELECT json_extract(raw, '$.iso3'), json_extract(raw, '$.category'), rule FROM unplaced \
         WHERE json_valid(raw) AND json_extract(raw, '$.year') BETWEEN '2014' AND '2017'",
    );
    let aggregates: Vec<String> =
        dir.query("SELECT code FROM area WHERE kind = 'aggregate'").into_iter().map(|mut row| row.swap_remove(0)).collect();
    let mut published: BTreeMap<[String; 3], u64> = BTreeMap::new();
    for row in rows {
        let [area, label, rule] = row.try_into().unwrap();
        // Two areas in one cell reply as neither.
        if !aggregates.contains(&area) && rule != "S09" {
            *published.entry([area, label, rule]).or_default() += 1;
        }
    }
    let mut replied = unplaced_in_replies(dir);
    // A row without a label has a place in no table; the dataset's row has one, and lacks the category.
    let unlabelled = |all: &mut BTreeMap<[String; 3], u64>| {
        let sum = all.iter().filter(|(key, _)| key[1].is_empty()).map(|(_, count)| count).sum::<u64>();
        all.retain(|key, _| !key[1].is_empty());
        sum
    };
    assert_eq!(unlabelled(&mut published), unlabelled(&mut replied));
    assert_eq!(published, replied);
}

/// Unplaced values by area, the label beside them, and the rule.
fn unplaced_in_replies(dir: &Workdir) -> BTreeMap<[String; 3], u64> {
    let cells = dir.query("SELECT file, sheet, cell, raw, rule FROM unplaced WHERE NOT json_valid(raw) OR raw NOT LIKE '{%'");
    let mut labels = BTreeMap::new();
    let mut values = Vec::new();
    for cell in cells {
        let [file, sheet, cell, raw, rule] = cell.try_into().unwrap();
        let area = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".xlsx").to_owned();
        let (column, row) = cell.split_at(cell.find(|c: char| c.is_ascii_digit()).unwrap());
        if column == "A" {
            labels.insert((area, sheet, row.to_owned()), raw);
        } else {
            values.push((area, sheet, row.to_owned(), rule));
        }
    }
    let mut all = BTreeMap::new();
    for (area, sheet, row, rule) in values {
        let label = labels.get(&(area.clone(), sheet, row)).cloned().unwrap_or_default();
        *all.entry([area, label, rule]).or_default() += 1;
    }
    all
}
