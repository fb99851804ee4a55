//! Forms as people fill them in.

use crate::support::{check, workbook, workbook_of, workbook_with};
use rust_xlsxwriter::Format;
use verbale_model::Language;

const TITLE: &str = "Survey on the prevention of marmot theft";

#[test]
fn answers_and_comments_stand_under_their_headings() {
    let book = workbook(&[
        TITLE,
        "Please answer every question.",
        "Respondent",
        "|Country|France",
        "|Ministry|Ministry of Marmots",
        "No.|Question|Answer|Remarks",
        "|Part I. Law",
        "1|National action plan|Yes|Adopted in 2017",
        "|Part II. Assistance",
        "2|24/7 hotline|No|",
        "3|Training of staff|Police; Judges|",
        "4|Number of persons assisted|1757|in 2017",
    ]);
    let outcome = check(
        &book,
        &[
            "state C4 \"France\"",
            "ministry C5 \"Ministry of Marmots\"",
            "plan C8 \"Yes\"",
            "plan_comment D8 \"Adopted in 2017\"",
            "hotline C10 \"No\"",
            "training C11 \"Police; Judges\"",
            "persons C12 \"1757\"",
            "persons_comment D12 \"in 2017\"",
        ],
        &[],
    );
    let sums = outcome.accounting;
    assert_eq!((sums.cells, sums.mapped, sums.template, sums.unmapped), (27, 8, 19, 0));
    assert_eq!(outcome.recognized.language, Language::En);
}

#[test]
fn an_empty_answer_is_blank_and_a_missing_row_is_nothing() {
    let book = workbook(&[TITLE, "Country|Togo", "Question|Answer|Remarks", "National action plan||", "24/7 hotline|Yes|"]);
    check(&book, &["state B2 \"Togo\"", "plan B4 blank", "hotline B5 \"Yes\""], &[]);
}

#[test]
fn inserted_rows_and_moved_columns_change_nothing() {
    let book = workbook(&[
        "||Marmot Office|",
        "||Survey on the prevention of marmot theft, second round|",
        "",
        "||Country||Togo",
        "",
        "||Question|Remarks|Answer",
        "",
        "||National action plan|draft|Partly",
        "",
        "||24/7 hotline||No",
    ]);
    check(&book, &["state E4 \"Togo\"", "plan E8 \"Partly\"", "plan_comment D8 \"draft\"", "hotline E10 \"No\""], &[]);
}

#[test]
fn numbering_and_signs_beside_labels_are_template() {
    let book = workbook(&[
        TITLE,
        "Country:|Togo",
        "|Question|Answer",
        "8.1|(a) National action plan *|Yes",
        "8.2|24/7 hotline?|No",
        "8.3|3. Training of staff|No",
        "•|Number of persons assisted|5",
        "plan|National action plan|Yes",
    ]);
    let outcome = check(
        &book,
        &["state B2 \"Togo\"", "plan C4 \"Yes\"", "hotline C5 \"No\"", "training C6 \"No\"", "persons C7 \"5\"", "plan C8 \"Yes\""],
        &[],
    );
    assert_eq!(outcome.accounting.unmapped, 0);
}

#[test]
fn a_number_that_does_not_run_on_is_kept() {
    let book = workbook(&[TITLE, "Country|Togo", "|Question|Answer", "12|National action plan|Yes", "5|24/7 hotline|No"]);
    check(
        &book,
        &["state B2 \"Togo\"", "plan C4 \"Yes\"", "hotline C5 \"No\"", "S03 A4 \"12\"", "S03 A5 \"5\""],
        &["S03 A4 column A (2 cells)"],
    );
}

#[test]
fn without_headings_the_answer_is_the_first_cell_to_the_right() {
    let book = workbook(&[TITLE, "Country||France|Ministry|", "National action plan||Yes|really", "24/7 hotline"]);
    check(
        &book,
        &["state C2 \"France\"", "ministry E2 blank", "plan C3 \"Yes\"", "hotline B4 blank", "S03 D3 \"really\""],
        &["S03 D3 column D (1 cell)"],
    );
}

#[test]
fn the_answer_to_the_next_label_is_not_taken() {
    let book = workbook(&[TITLE, "Country||Ministry|Interior", "National action plan|Yes", "24/7 hotline|No"]);
    check(&book, &["state B2 blank", "ministry D2 \"Interior\"", "plan B3 \"Yes\"", "hotline B4 \"No\""], &[]);
}

#[test]
fn options_may_stand_side_by_side() {
    let book = workbook(&[
        TITLE,
        "Country|Togo",
        "Question|Answer||||Remarks",
        "|Yes|No|Partly||",
        "National action plan|x||||",
        "24/7 hotline||x|X||both",
        "Part II. Assistance",
        "No.|Yes|No|Partly||Remarks",
        "National action plan||x|||",
        "|Police|Judges|||",
        "Training of staff|x||||one day",
    ]);
    check(
        &book,
        &[
            "state B2 \"Togo\"",
            "plan B5 [Yes] B5 \"x\"",
            "hotline B6 [No] C6 \"x\" [Partly] D6 \"X\"",
            "hotline_comment F6 \"both\"",
            "plan B9 [No] C9 \"x\"",
            "training B11 [Police] B11 \"x\"",
            "training_comment F11 \"one day\"",
        ],
        &[
            // The plan belongs to the part on law.
            "C12 A9 National action plan Part I. Law",
        ],
    );
}

#[test]
fn answers_of_other_rows_are_no_headings_of_options() {
    let book = workbook(&[
        TITLE,
        "Country|Togo",
        "Question|Answer|Remarks",
        "National action plan|Yes|",
        "A measure of our own|Yes|No",
        "|Partly|No",
        "24/7 hotline|No|",
    ]);
    check(
        &book,
        &[
            "state B2 \"Togo\"",
            "plan B4 \"Yes\"",
            "hotline B7 \"No\"",
            "S03 A5 \"A measure of our own\"",
            "S03 B5 \"Yes\"",
            "S03 C5 \"No\"",
            "S03 B6 \"Partly\"",
            "S03 C6 \"No\"",
        ],
        &["S03 A5 column A (1 cell)", "S03 B5 column B (2 cells)", "S03 C5 column C (2 cells)"],
    );
}

#[test]
fn labels_may_be_merged_over_rows_and_columns() {
    let book = workbook_with(
        &[("Sheet1", &[TITLE, "Country||Togo", "Question||Answer|Remarks", "", "||Yes|", "|||see law", "24/7 hotline||No|"])],
        |_, sheet| {
            let format = Format::new();
            sheet.merge_range(3, 0, 5, 1, "National action plan", &format).unwrap();
            sheet.merge_range(6, 0, 6, 1, "24/7 hotline", &format).unwrap();
        },
    );
    check(&book, &["state C2 \"Togo\"", "plan C5 \"Yes\"", "plan_comment D6 \"see law\"", "hotline C7 \"No\""], &[]);
}

#[test]
fn a_heading_merged_over_columns_covers_them() {
    let book = workbook_with(
        &[("Sheet1", &[TITLE, "Country|Togo", "Question|||Remarks", "National action plan||Yes|", "24/7 hotline|Yes|No|"])],
        |_, sheet| {
            sheet.merge_range(2, 1, 2, 2, "Answer", &Format::new()).unwrap();
        },
    );
    // Two answers are two entries: which one counts is not for the reader to say.
    check(&book, &["state B2 \"Togo\"", "plan C4 \"Yes\"", "hotline B5 \"Yes\"", "hotline C5 \"No\""], &[]);
}

#[test]
fn an_answer_merged_over_items_is_not_spread() {
    let book = workbook_with(
        &[("Sheet1", &[TITLE, "Country|Togo", "Question|Answer", "National action plan", "24/7 hotline", "Training of staff|No"])],
        |_, sheet| {
            sheet.merge_range(3, 1, 4, 1, "Yes", &Format::new()).unwrap();
        },
    );
    check(&book, &["state B2 \"Togo\"", "training B6 \"No\"", "S31 B4 \"Yes\""], &["S31 B4 B4:B5"]);
    // That there is none can hold for each.
    let book = workbook_with(
        &[("Sheet1", &[TITLE, "Country|Togo", "Question|Answer", "National action plan", "24/7 hotline", "Training of staff|No"])],
        |_, sheet| {
            sheet.merge_range(3, 1, 4, 1, "n/a", &Format::new()).unwrap();
        },
    );
    check(&book, &["state B2 \"Togo\"", "plan B4 \"n/a\"", "hotline B4 \"n/a\"", "training B6 \"No\""], &[]);
}

#[test]
fn a_block_beside_another_without_headings_takes_no_answer_from_it() {
    check(
        &workbook(&[
            TITLE,
            "Country|Togo",
            "Question|Answer|Remarks|",
            "National action plan|Yes|fine|24/7 hotline|No",
            "A measure of our own|Yes||Training of staff|Police",
        ]),
        &[
            "state B2 \"Togo\"",
            "plan B4 \"Yes\"",
            "plan_comment C4 \"fine\"",
            "hotline E4 \"No\"",
            "training E5 \"Police\"",
            "S03 A5 \"A measure of our own\"",
            "S03 B5 \"Yes\"",
        ],
        &["S03 A5 column A (1 cell)", "S03 B5 column B (1 cell)"],
    );
}

#[test]
fn an_answer_merged_from_the_left_is_found() {
    let book = workbook_with(
        &[("Sheet1", &[TITLE, "Country||Togo", "Question||Answer", "National action plan||", "24/7 hotline||No"])],
        |_, sheet| {
            sheet.merge_range(3, 1, 3, 2, "Yes", &Format::new()).unwrap();
        },
    );
    check(&book, &["state C2 \"Togo\"", "plan B4 \"Yes\"", "hotline C5 \"No\""], &[]);
}

#[test]
fn bilingual_labels_are_found() {
    let book = workbook(&[
        "Survey on the prevention of marmot theft / Enquête sur la prévention du vol de marmottes",
        "Country / Pays|Canada",
        "Question\\nMesure|Answer / Réponse|Remarks/Observations",
        "1. National action plan\\nPlan d’action national|Oui|loi",
        "24/7 hotline|Non|",
    ]);
    let outcome = check(&book, &["state B2 \"Canada\"", "plan B4 \"Oui\"", "plan_comment C4 \"loi\"", "hotline B5 \"Non\""], &[]);
    assert_eq!(outcome.recognized.language, Language::En);
}

#[test]
fn the_language_of_most_labels_wins() {
    let book = workbook(&[
        "Enquête sur la prévention du vol de marmottes",
        "Pays|Togo",
        "Mesure|Réponse|Observations",
        "PLAN D'ACTION NATIONAL|Oui|",
        "Ligne d'urgence|Non|",
        "Training of staff|Non|",
    ]);
    let outcome = check(&book, &["state B2 \"Togo\"", "plan B4 \"Oui\"", "hotline B5 \"Non\"", "training B6 \"Non\""], &[]);
    assert_eq!(outcome.recognized.language, Language::Fr);
}

#[test]
fn hidden_sheets_are_read_and_foreign_sheets_kept_aside() {
    let sheets: &[(&str, &[&str])] = &[
        ("Cover", &[TITLE, "Country|Togo"]),
        ("Law", &["Question|Answer", "National action plan|Yes", "24/7 hotline|No"]),
        ("Hoja2", &["12|notes of our own", "|more"]),
    ];
    let book = workbook_with(sheets, |index, sheet| {
        if index == 1 {
            sheet.set_hidden(true);
        }
    });
    let outcome = check(
        &book,
        &[
            "state B2 \"Togo\"",
            "plan B2 \"Yes\"",
            "hotline B3 \"No\"",
            "S03 A1 \"12\"",
            "S03 B1 \"notes of our own\"",
            "S03 B2 \"more\"",
        ],
        &["C12 A3 24/7 hotline Part II. Assistance", "S12 B2 sheet Law", "S03 A1 sheet Hoja2"],
    );
    assert_eq!(outcome.accounting.unmapped, 3);
}

#[test]
fn one_label_twice_gives_two_entries() {
    let book = workbook(&[
        TITLE,
        "Country|Togo",
        "Question|Answer",
        "National action plan|Yes",
        "24/7 hotline|No",
        "National action plan|No",
    ]);
    check(&book, &["state B2 \"Togo\"", "plan B4 \"Yes\"", "hotline B5 \"No\"", "plan B6 \"No\""], &[]);
}

#[test]
fn an_answer_that_reads_like_a_label_is_an_answer() {
    let book = workbook(&[
        TITLE,
        "Question|Answer|Remarks",
        "Country|Togo|",
        "National action plan|24/7 hotline|Ministry",
        "24/7 hotline|No|",
        "Something else|Training of staff|",
    ]);
    check(
        &book,
        &[
            "state B3 \"Togo\"",
            "plan B4 \"24/7 hotline\"",
            "plan_comment C4 \"Ministry\"",
            "hotline B5 \"No\"",
            "S03 A6 \"Something else\"",
            "S03 B6 \"Training of staff\"",
        ],
        &["S03 A6 column A (1 cell)", "S03 B6 column B (1 cell)"],
    );
}

#[test]
fn template_text_in_an_answer_cell_is_an_answer() {
    let book = workbook(&[
        TITLE,
        "Country|Country",
        "Question|Answer",
        "National action plan|Please answer every question.",
        "24/7 hotline|No",
    ]);
    check(&book, &["state B2 blank", "state C2 blank", "plan B4 \"Please answer every question.\"", "hotline B5 \"No\""], &[]);
}

#[test]
fn errors_dates_and_formulas_keep_what_they_are() {
    let book = workbook_with(
        &[(
            "Sheet1",
            &[TITLE, "Country|Togo", "Question|Answer", "National action plan|", "24/7 hotline|", "Number of persons assisted|"],
        )],
        |_, sheet| {
            sheet.write_boolean(3, 1, true).unwrap();
            sheet.write_number_with_format(4, 1, 43_100.5, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
            sheet.write_formula(5, 1, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
        },
    );
    let lines = ["formula B6 \"=1+1\"", "state B2 \"Togo\"", "plan B4 \"TRUE\"", "hotline B5 \"43100.5\"", "persons B6 \"2\""];
    check(&book, &lines, &[]);
}

#[test]
fn sections_are_told_by_sheet_names_too() {
    let sheets: &[(&str, &[&str])] = &[
        ("Assistance", &[TITLE, "Country|Togo", "Question|Answer", "24/7 hotline|Yes"]),
        ("Droit", &["Mesure|Réponse", "National action plan|No"]),
    ];
    check(&workbook_of(sheets), &["state B2 \"Togo\"", "hotline B4 \"Yes\"", "plan B2 \"No\""], &[]);
}

#[test]
fn an_answer_in_words_of_another_label_is_an_answer() {
    let book = workbook(&[
        TITLE,
        "Country|Reporting State",
        "Ministry|Institution / Office",
        "National action plan|Focal point||Institution",
    ]);
    check(
        &book,
        &[
            "state B2 \"Reporting State\"",
            "ministry B3 \"Institution / Office\"",
            "plan B4 \"Focal point\"",
            "S03 D4 \"Institution\"",
        ],
        &["S03 D4 column D (1 cell)"],
    );
}
