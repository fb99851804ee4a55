//! Which edition a file is of.

use crate::support::{outcome_of, refusal, schemas, tell, workbook, workbook_of};
use verbale_model::EditionId;

const TITLE: &str = "Survey on the prevention of marmot theft";

fn wanted(rows: &[&str], edition: u16) -> Result<(u16, usize), String> {
    let outcome = outcome_of(&schemas(), &workbook(rows), Some(EditionId(edition)));
    outcome.map(|outcome| (outcome.recognized.edition.0, outcome.recognized.layout)).map_err(|rejection| tell(&rejection.reason))
}

#[test]
fn what_was_found_of_an_unknown_file_is_told() {
    assert_eq!(
        refusal(&workbook(&["Something", "Country|Togo", "National action plan|Yes"])),
        "S04 2 of 12 labels of survey/1 found, without “Survey on the prevention of marmot theft”"
    );
    assert_eq!(refusal(&workbook(&["Dear Sir", "please find our reply"])), "S04 none of its text is a label of a known edition");
}

#[test]
fn a_title_without_items_does_not_fit() {
    assert_eq!(refusal(&workbook(&[TITLE])), "S04 0 of 12 labels of survey/1 found");
}

#[test]
fn a_workbook_without_a_filled_cell_is_empty() {
    assert_eq!(refusal(&workbook(&[""])), "F01 none of its cells is filled");
    assert_eq!(refusal(&workbook(&[" |\u{a0}"])), "F01 none of its cells is filled");
}

#[test]
fn a_file_that_fits_twice_is_ambiguous() {
    let sheets: &[(&str, &[&str])] = &[
        ("Form", &[TITLE, "Country|Togo", "National action plan|Yes"]),
        ("Records", &["State|Item|Year|Value", "TGO|plan|2017|Yes"]),
    ];
    assert_eq!(refusal(&workbook_of(sheets)), "S04 it fits survey/1 (form) and survey/1 (sheet)");
}

#[test]
fn a_wanted_edition_is_the_only_one_tried() {
    let both = ["State|Item|Year|Value|No.", "TGO|plan|2017|Yes|1"];
    assert_eq!(refusal(&workbook(&both)), "S04 it fits survey/1 (sheet) and figures/1 (published)");
    assert_eq!(wanted(&both, 0), Ok((0, 1)));
    assert_eq!(wanted(&both, 1), Ok((1, 0)));
}

#[test]
fn a_table_without_headings_is_told() {
    let rows = ["TGO|plan|2017|Yes|4|1", "FRA|plan|2017|No|4|2"];
    assert_eq!(wanted(&rows, 1), Err("S01 none of the 6 headings of figures/1 stands in the first 5 rows".to_owned()));
    assert_eq!(refusal(&workbook(&rows)), "S01 none of the 6 headings of figures/1 stands in the first 5 rows");
    let prose = ["Dear Sir|||", "we have nothing to report"];
    assert_eq!(refusal(&workbook(&prose)), "S04 none of its text is a label of a known edition");
}

#[test]
fn a_header_below_the_first_rows_is_not_one() {
    let rows = ["", "", "", "", "", "State|Item|Year|Value", "TGO|plan|2017|Yes"];
    assert!(refusal(&workbook(&rows)).starts_with("S04"));
}

#[test]
fn a_form_without_its_title_is_read_as_the_edition_that_a_person_names() {
    let rows = ["Our reply", "Country|Togo", "Question|Answer", "National action plan|Yes"];
    assert!(refusal(&workbook(&rows)).starts_with("S04"));
    assert_eq!(wanted(&rows, 0), Ok((0, 0)));
    assert_eq!(wanted(&["Dear Sir"], 0), Err("S04 none of its text is a label of a known edition".to_owned()));
    // Records whose cells are labels of items are still records.
    assert_eq!(wanted(&["State|Item|Year|Value", "TGO|National action plan|2017|Yes", "TGO|Country|2017|Yes"], 0), Ok((0, 1)));
}
