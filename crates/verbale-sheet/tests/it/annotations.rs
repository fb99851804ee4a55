//! What a workbook says beside its values: it is read and told, and takes no value away.

use crate::support::{check, outcome, workbook_with};
use rust_xlsxwriter::{DataValidation, Format, Formula, Note};

const TITLE: &str = "Survey on the prevention of marmot theft";
const ROWS: &[&str] =
    &[TITLE, "Country|Togo", "Question|Answer", "National action plan|Yes", "24/7 hotline|No", "Number of persons assisted|"];

#[test]
fn comments_formulas_and_rules_are_notes_on_their_cells() {
    let book = workbook_with(&[("Sheet1", ROWS)], |_, sheet| {
        sheet.insert_note(3, 1, &Note::new("Adopted in May & revised").set_author("A. Officer").add_author_prefix(false)).unwrap();
        sheet.insert_note(0, 0, &Note::new("Version 2").add_author_prefix(false)).unwrap();
        sheet.write_formula(5, 1, Formula::new("=SUM(B8:B9)").set_result("7")).unwrap();
        sheet.add_data_validation(3, 1, 4, 1, &DataValidation::new().allow_list_strings(&["Yes", "No"]).unwrap()).unwrap();
    });
    check(
        &book,
        &[
            "comment A1 \"Version 2\"",
            "comment B4 \"Adopted in May & revised\"",
            "validation B4 \"list B4:B5 \\\"Yes,No\\\"\"",
            "formula B6 \"=SUM(B8:B9)\"",
            "state B2 \"Togo\"",
            "plan B4 \"Yes\"",
            "hotline B5 \"No\"",
            "persons B6 \"7\"",
        ],
        &[],
    );
}

#[test]
fn values_in_hidden_rows_and_columns_are_read_and_told() {
    let hidden = |answers: bool| {
        workbook_with(&[("Sheet1", ROWS)], move |_, sheet| {
            sheet.set_row_hidden(3).unwrap();
            sheet.set_row_hidden(4).unwrap();
            // A hidden row without any value, and one of the template alone.
            sheet.set_row_hidden(2).unwrap();
            sheet.set_row_hidden(90).unwrap();
            if answers {
                sheet.set_column_hidden(1).unwrap();
            }
        })
    };
    let lines = ["state B2 \"Togo\"", "plan B4 \"Yes\"", "hotline B5 \"No\"", "persons B6 blank"];
    check(&hidden(false), &lines, &["S12 A4 rows 4–5"]);
    check(&hidden(true), &lines, &["S12 A4 rows 4–5", "S12 B1 column B"]);
}

#[test]
fn a_number_shown_as_a_percentage_is_told_from_the_number() {
    let percent = |format: &str, value: f64| {
        let format = Format::new().set_num_format(format);
        let book = workbook_with(&[("Sheet1", ROWS)], |_, sheet| {
            sheet.write_number_with_format(5, 1, value, &format).unwrap();
        });
        outcome(&book).unwrap().lines.pop().unwrap()
    };
    for format in ["0%", "0.00%", "#,##0.0 %", "0%;[Red]-0%"] {
        assert_eq!(percent(format, 0.05), "persons B6 \"0.05\" percent", "{format}");
    }
    for format in ["0", "0.00", "0\"%\"", "0\\%"] {
        assert_eq!(percent(format, 5.0), "persons B6 \"5\"", "{format}");
    }
}
