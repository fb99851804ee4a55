//! The published dataset, as it is: every row accounted for, every figure as printed.

use crate::support::{Workdir, corpus};
use std::path::Path;
use std::sync::LazyLock;

pub(crate) const DATASET: &str = "corpus/glotip/data_glotip.xlsx";

/// A folder whose database holds the published dataset. It is imported once; tests that change it take a [`copy`].
pub(crate) fn imported() -> Option<&'static Workdir> {
    static IMPORTED: LazyLock<Option<Workdir>> = LazyLock::new(|| {
        let file = corpus(DATASET)?;
        let dir = Workdir::new();
        dir.run(&["import", &file.to_string_lossy()]).exits(0);
        Some(dir)
    });
    IMPORTED.as_ref()
}

fn copy() -> Option<Workdir> {
    let dir = Workdir::new();
    dir.copy(&imported()?.path().join("verbale.db"), "verbale.db");
    Some(dir)
}

#[test]
fn every_row_is_answered_or_unplaced_and_every_cell_accounted_for() {
    let Some(dir) = imported() else { return };
    let rows = dir.query("SELECT rows, rows_answered, rows_unplaced, cells, mapped + template + unmapped, outcome FROM files");
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row[0], "46556");
    let number = |index: usize| row[index].parse::<u64>().unwrap();
    assert_eq!(number(1) + number(2), 46_556);
    assert_eq!(number(3), number(4));
    assert_eq!(row[5], "loaded");
    assert_eq!(dir.value("SELECT count(*) FROM current_answer"), row[1]);
    assert_eq!(dir.value("SELECT count(*) FROM unplaced"), row[2]);
}

#[test]
fn censored_values_are_bounds_and_thousands_are_numbers() {
    let Some(dir) = imported() else { return };
    let censored = "status = 'censored' AND low = 0 AND high = 4 AND number IS NULL AND raw = '<5'";
    let unplaced = dir.value("SELECT count(*) FROM unplaced WHERE raw LIKE '%\"value\":\"<5\"%'").parse::<u64>().unwrap();
    let answered = dir.value(&format!("SELECT count(*) FROM current_answer WHERE {censored}")).parse::<u64>().unwrap();
    assert_eq!(answered + unplaced, 23_076);
    assert_eq!(dir.value("SELECT count(*) FROM current_answer WHERE raw = '<5' AND status <> 'censored'"), "0");
    let comma =
        dir.value("SELECT count(*) FROM current_answer WHERE raw LIKE '%,%' AND number = CAST(replace(raw, ',', '') AS INTEGER)");
    let comma_unplaced = dir.value("SELECT count(*) FROM unplaced WHERE raw GLOB '*\"value\":\"*,[0-9][0-9][0-9]\"*'");
    assert_eq!(comma.parse::<u64>().unwrap() + comma_unplaced.parse::<u64>().unwrap(), 462);
    assert_eq!(dir.value("SELECT DISTINCT number FROM current_answer WHERE raw = '1,757'"), "1757");
}

#[test]
fn aggregates_load_as_aggregates_and_enter_no_sum_over_states() {
    let Some(dir) = imported() else { return };
    let of = "FROM current_answer AS answer JOIN area ON area.code = answer.area WHERE area.kind = 'aggregate'";
    let unplaced = "FROM unplaced WHERE raw GLOB '*\"iso3\":\"[CEMS][ACEN][AENSUFRM]\",\"indicator\"*'";
    let aggregates = dir.value(&format!("SELECT count(*) {of}")).parse::<u64>().unwrap();
    let aside = dir.value(&format!("SELECT count(*) {unplaced}")).parse::<u64>().unwrap();
    assert_eq!(aggregates + aside, 956);
    assert_eq!(dir.value(&format!("SELECT count(DISTINCT area) {of}")), "7");
    assert_eq!(dir.value("SELECT count FROM finding_count WHERE rule = 'C08'"), "956");
    let sark =
        dir.query("SELECT DISTINCT area.code, area.m49 FROM current_answer JOIN area ON area.code = area WHERE area.m49 = '680'");
    assert_eq!(sark, [["SARK", "680"]]);
    assert_eq!(dir.value("SELECT count(*) FROM unplaced WHERE raw LIKE '%Aruba/Curacao%' AND rule = 'S09'"), "1");
}

#[test]
fn victims_in_2020_are_those_printed() {
    let Some(dir) = imported() else { return };
    let states = "FROM observation JOIN area ON area.code = observation.area \
        WHERE area.kind <> 'aggregate' AND item = 'victims' AND year = 2020 AND sex = '_T' AND age = '_T'";
    let rows = dir.query(&format!("SELECT sum(number), count(number), sum(status = 'censored'), sum(low), sum(high) {states}"));
    assert_eq!(rows, [["47448", "104", "21", "47448", "47532"]]);
}

#[test]
fn duplicated_keys_are_reported_once_each_and_disputed() {
    let Some(dir) = imported() else { return };
    let count = |rule: &str| {
        let rows = dir.query(&format!("SELECT count FROM finding_count WHERE rule = '{rule}'"));
        rows.first().map_or(0, |row| row[0].parse::<u64>().unwrap())
    };
    let (conflict, parts, same) = (count("K07a"), count("K07b"), count("K08"));
    println!("336 duplicated keys: {parts} components not summed, {conflict} contradictions, {same} with the same value");
    assert_eq!(conflict + parts + same, 336);
    assert_eq!(dir.value("SELECT count(*) FROM current_answer WHERE disputed = 1"), (336 + 524).to_string());
    let bolivia =
        dir.query("SELECT message FROM findings WHERE area = 'BOL' AND rule = 'K07b' AND message LIKE '%sex=F age=_T year=2017%'");
    assert_eq!(bolivia.len(), 1, "{bolivia:?}");
    assert!(bolivia[0][0].contains("62 and 43") && bolivia[0][0].contains("105"), "{bolivia:?}");
}

#[test]
fn blank_categories_and_damaged_labels_are_found() {
    let Some(dir) = imported() else { return };
    assert_eq!(dir.value("SELECT count FROM finding_count WHERE rule = 'C15'"), "75");
    assert_eq!(dir.value("SELECT count FROM finding_count WHERE rule = 'S08'"), "172");
    let damaged = "SELECT count(DISTINCT raw) FROM label_readings WHERE raw LIKE '%\u{fffd}%' OR raw LIKE '%Ã%'";
    assert_eq!(dir.value(damaged), "25");
}

#[test]
fn a_dataset_makes_nobody_a_respondent() {
    let Some(dir) = imported() else { return };
    assert_eq!(dir.value("SELECT count(*) FROM respondent"), "0");
    assert_eq!(dir.value("SELECT count(*) FROM measure_tally WHERE replies > 0"), "0");
}

#[test]
fn the_same_content_in_other_bytes_changes_nothing() {
    let (Some(dir), Some(copy)) = (copy(), corpus("corpus/glotip/header-in-row-1.xlsx")) else { return };
    let before = dir.value("SELECT count(*) FROM current_answer");
    let run = dir.run(&["import", &copy.to_string_lossy(), "--format", "json"]).exits(0);
    assert_eq!(run.json()["totals"]["unchanged"], 1);
    let again = corpus(DATASET).unwrap();
    let run = dir.run(&["import", &again.to_string_lossy(), "--format", "json"]).exits(0);
    assert_eq!(run.json()["totals"]["unchanged"], 1);
    assert_eq!(dir.value("SELECT count(*) FROM current_answer"), before);
    assert_eq!(dir.value("SELECT max(revision) FROM current_answer"), "1");
}

#[test]
fn a_header_in_row_1_gives_the_same_answers() {
    let (Some(dir), Some(copy)) = (imported(), corpus("corpus/glotip/header-in-row-1.xlsx")) else { return };
    let alone = Workdir::new();
    alone.run(&["import", &copy.to_string_lossy()]).exits(0);
    let answers = "SELECT area, item, year, sex, age, exploitation, citizenship, counterpart, number, low, high, status, disputed, raw \
        FROM current_answer ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 14";
    assert!(dir.query(answers) == alone.query(answers));
}

#[test]
fn without_codes_the_areas_are_found_by_name() {
    let (Some(dir), Some(copy)) = (imported(), corpus("corpus/glotip/eleven-columns.xlsx")) else { return };
    let alone = Workdir::new();
    alone.run(&["import", &copy.to_string_lossy()]).exits(0);
    // Aggregates have a code and no name: without the code nobody can tell them.
    let areas = "SELECT DISTINCT area FROM current_answer JOIN area ON area.code = area WHERE area.kind <> 'aggregate' ORDER BY 1";
    assert_eq!(dir.query(areas), alone.query(areas));
    assert_eq!(alone.value("SELECT count(*) FROM findings WHERE rule = 'S09' AND severity = 'error'"), "957");
}

#[test]
fn two_bytes_are_one_rejected_file_and_the_batch_goes_on() {
    let Some(file) = corpus("corpus/glotip/two-bytes.xlsx") else { return };
    let dir = Workdir::new();
    let rows = "Iso3_code,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\nALB,Detected trafficking victims,Total,Total,Total,Total,2019,96\n";
    dir.write("in/b.csv", rows);
    dir.copy(&file, "in/a.xlsx");
    let run = dir.run(&["import", "in", "--format", "json"]).exits(3);
    assert_eq!((&run.json()["totals"]["rejected"], &run.json()["totals"]["loaded"]), (&1.into(), &1.into()));
    assert_eq!(
        dir.query("SELECT outcome, rule FROM files LEFT JOIN findings USING (file) ORDER BY 1"),
        [["loaded", ""], ["rejected", "F01"]]
    );
}

#[test]
fn one_changed_figure_makes_revision_2_of_that_one_area() {
    let (Some(dir), Some(file)) = (copy(), corpus(DATASET)) else { return };
    let rows = table(&file);
    let saved = dir.path().join("saved.xlsx");
    save(&rows, &saved);
    let run = dir.run(&["import", "saved.xlsx", "--format", "json"]).exits(0);
    assert_eq!(run.json()["totals"]["unchanged"], 1, "a copy saved by another program makes no revision");
    let mut changed = rows;
    let row = changed.iter_mut().find(|row| row[0] == "ALB" && row[6] == "Total" && row[11].parse::<u32>().is_ok()).unwrap();
    row[11] = (row[11].parse::<u32>().unwrap() + 1).to_string();
    let mut writer = csv::Writer::from_path(dir.path().join("changed.csv")).unwrap();
    for row in &changed {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    dir.run(&["import", "changed.csv"]).exits(0);
    assert_eq!(dir.query("SELECT area FROM replies WHERE role = 'pending'"), [["ALB"]]);
    assert_eq!(dir.value("SELECT max(revision) FROM current_answer"), "1");
    let warrant = ["--authority", "the release", "--reason", "a new release", "--author", "officer"];
    dir.run(&[&["decide", "supersede", "changed.csv"], &warrant[..]].concat()).exits(0);
    assert_eq!(dir.query("SELECT DISTINCT area FROM current_answer WHERE revision = 2"), [["ALB"]]);
    assert_eq!(dir.value("SELECT max(revision) FROM current_answer"), "2");
    assert_eq!(
        dir.value("SELECT count(*) FROM current_answer"),
        dir.value("SELECT rows_answered FROM files WHERE file LIKE '%changed.csv'")
    );
}

/// Header and rows of the dataset as text, read by another library than the product's path.
fn table(file: &Path) -> Vec<Vec<String>> {
    use calamine::{DataType, Reader, open_workbook};
    let mut workbook: calamine::Xlsx<_> = open_workbook(file).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let range = workbook.worksheet_range(&name).unwrap();
    range.rows().skip(2).map(|row| row.iter().map(|cell| cell.as_string().unwrap_or_default()).collect()).collect()
}

fn save(rows: &[Vec<String>], path: &Path) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (index, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (row, column) = (u32::try_from(index).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<f64>() {
                Ok(year) if column == 9 => sheet.write_number(row, column, year).unwrap(),
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save(path).unwrap();
}
