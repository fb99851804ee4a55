//! Tables of records.

use crate::support::{check, outcome, outcome_of, refusal, schemas, workbook, workbook_of, workbook_with};
use crate::tables::merge;
use verbale_model::EditionId;

#[test]
fn the_header_may_stand_in_the_first_row_or_below_a_preamble() {
    let lines = ["row 2: TGO | plan | 2017 | Yes | ·", "row 3: FRA | hotline | 2018 | 12.5 | 4"];
    check(&workbook(&["State|Item|Year|Value|Page", "TGO|plan|2017|Yes|", "FRA|hotline|2018|12.5|4"]), &lines, &[]);
    let outcome = check(
        &workbook(&["Marmot Office|office@example.org", "", "State|Item|Year|Value|Page", "TGO|plan|2017|Yes|"]),
        &["S03 B1 \"office@example.org\"", "row 4: TGO | plan | 2017 | Yes | ·"],
        &["S03 B1 column B (1 cell)"],
    );
    let sums = outcome.accounting;
    assert_eq!((sums.cells, sums.mapped, sums.template, sums.unmapped), (11, 4, 6, 1));
    assert_eq!((sums.rows, sums.rows_answered, sums.rows_unplaced), (1, 1, 0));
}

#[test]
fn columns_may_be_moved_and_an_optional_one_headed_in_another_language() {
    let book = workbook(&["Value|Observations|Year|State|No.", "Yes|x|2017|TGO|1"]);
    let outcome = outcome_of(&schemas(), &book, Some(EditionId(1))).unwrap();
    assert_eq!(outcome.lines, ["row 2: TGO | 2017 | Yes | · | x | 1"]);
    assert_eq!(outcome.recognized.tables[0].columns, [Some(3), Some(2), Some(0), None, Some(1), Some(4)]);
}

#[test]
fn columns_of_their_own_go_with_the_row() {
    let outcome = check(
        &workbook(&["State|Item|Year|Value|Notes|Notes|", "TGO|plan|2017|Yes|first|second|", "FRA|plan|2017|No|||loose"]),
        &[
            "S03 E1 \"Notes\"",
            "S03 F1 \"Notes\"",
            "row 2: TGO | plan | 2017 | Yes | · Notes=first Notes [F]=second",
            "row 3: FRA | plan | 2017 | No | · G=loose",
        ],
        &["S03 E1 column Notes", "S03 F1 column Notes [F]", "S03 G3 column G (1 cell)"],
    );
    assert_eq!(outcome.accounting.unmapped, 2);
}

#[test]
fn a_repeated_header_is_no_data() {
    let outcome = check(
        &workbook(&["State|Item|Year|Value", "TGO|plan|2017|Yes", "State|Item|Year|Value", "", "FRA|plan|2017|No"]),
        &["row 2: TGO | plan | 2017 | Yes | ·", "row 5: FRA | plan | 2017 | No | ·"],
        &["S07 A3 State"],
    );
    assert_eq!(outcome.accounting.rows, 2);
}

#[test]
fn notes_of_the_template_below_the_table_are_template() {
    check(
        &workbook(&["State|Item|Year|Value", "TGO|plan|2017|Yes", "Marmot Office", "some footnote"]),
        &["row 2: TGO | plan | 2017 | Yes | ·", "row 4: some footnote | · | · | · | ·"],
        &[],
    );
}

#[test]
fn a_refused_row_is_unplaced_with_all_its_cells() {
    let outcome = outcome(&workbook(&["State|Item|Year|Value", "refused|plan|2017|Yes", "FRA|plan|2017|No"])).unwrap();
    let sums = outcome.accounting;
    assert_eq!((sums.rows, sums.rows_answered, sums.rows_unplaced, sums.mapped, sums.unmapped), (2, 1, 1, 4, 4));
}

#[test]
fn several_sheets_may_hold_records_and_others_are_kept_aside() {
    let sheets: &[(&str, &[&str])] = &[
        ("2017", &["State|Item|Year|Value", "TGO|plan|2017|Yes"]),
        ("Notes", &["Marmot Office", "our notes"]),
        ("2018", &["", "État|Élément|Année|Valeur", "TGO|plan|2018|No"]),
    ];
    check(
        &workbook_of(sheets),
        &[
            "row 2: TGO | plan | 2017 | Yes | ·",
            "S03 A1 \"Marmot Office\"",
            "S03 A2 \"our notes\"",
            "row 3: TGO | plan | 2018 | No | ·",
        ],
        &["S03 A1 sheet Notes"],
    );
}

#[test]
fn a_missing_required_column_is_named() {
    assert_eq!(refusal(&workbook(&["State|Item|Value|Page", "TGO|plan|Yes|3"])), "S02 A1 “Year”");
}

#[test]
fn a_column_twice_is_ambiguous() {
    assert_eq!(
        refusal(&workbook(&["State|Item|Year|Value|ISO code", "TGO|plan|2017|Yes|TGO"])),
        "S04 the column “State” stands twice, in A1 and E1"
    );
}

#[test]
fn numbers_are_told_by_their_shortest_decimal() {
    let book = workbook_with(&[("Sheet1", &["State|Item|Year|Value", "TGO|plan|2017|"])], |_, sheet| {
        sheet.write_number(1, 3, 0.1 + 0.2).unwrap();
    });
    check(&book, &["row 2: TGO | plan | 2017 | 0.30000000000000004 | ·"], &[]);
}

#[test]
fn a_header_repeated_in_another_language_is_no_data() {
    let outcome = check(
        &workbook(&["State|Item|Year|Value|", "TGO|plan|2017|Yes", "État|Élément|Année|Valeur|suite", "FRA|plan|2017|No"]),
        &["row 2: TGO | plan | 2017 | Yes | ·", "S03 E3 \"suite\"", "row 4: FRA | plan | 2017 | No | ·"],
        &["S07 A3 État", "S03 E3 column E (1 cell)"],
    );
    assert_eq!(outcome.accounting.rows, 2);
}

#[test]
fn headings_that_change_further_down_end_the_reading() {
    let rows = ["State|Item|Year|Value", "TGO|plan|2017|1", "State|Item|Value|Year", "FRA|plan|2|2017"];
    assert_eq!(refusal(&workbook(&rows)), "S04 D3 further down, other headings head the columns");
}

#[test]
fn a_flawed_cell_keeps_its_row_aside_and_the_header_is_still_a_header() {
    let book =
        workbook_with(&[("Sheet1", &["|a\0b", "State|Item|Year|Value|c\0d", "TGO|plan|2017|x\0y", "FRA|plan|2017|No"])], |_, _| {});
    let outcome = check(
        &book,
        &[
            "S08 B1 \"a_x0000_b\"",
            "S08 E2 \"c_x0000_d\"",
            "S08 A3 \"TGO\"",
            "S08 B3 \"plan\"",
            "S08 C3 \"2017\"",
            "S08 D3 \"x_x0000_y\"",
            "row 4: FRA | plan | 2017 | No | ·",
        ],
        &["S08 B1 a_x0000_b it holds a NUL", "S08 E2 c_x0000_d it holds a NUL", "S08 D3 x_x0000_y it holds a NUL"],
    );
    let sums = outcome.accounting;
    assert_eq!((sums.rows, sums.rows_answered, sums.rows_unplaced, sums.unmapped), (2, 1, 1, 6));
}

#[test]
fn a_merged_cell_holds_for_the_rows_that_it_covers() {
    let rows = ["State|Item|Year|Value|Page", "TGO|plan|2017|Yes|4", "|hotline||No|", "|training|2018|No|", "FRA|plan|2018|Yes|"];
    let book = workbook_with(&[("A", &rows)], |_, sheet| {
        merge(sheet, (1, 0), (3, 0), "TGO");
        merge(sheet, (1, 2), (2, 2), "2017");
        merge(sheet, (1, 4), (3, 4), "4");
    });
    let outcome = check(
        &book,
        &[
            "row 2: TGO | plan | 2017 | Yes | 4",
            "row 3: TGO | hotline | 2017 | No | 4",
            "row 4: TGO | training | 2018 | No | 4",
            "row 5: FRA | plan | 2018 | Yes | ·",
        ],
        &[],
    );
    // Cells are counted once, and a cell that is not merged holds for its own row alone.
    assert_eq!(outcome.accounting.cells, 19);
    let apart = workbook_with(&[("A", &rows)], |_, sheet| merge(sheet, (1, 0), (2, 0), "TGO"));
    let outcome = super::support::outcome(&apart).unwrap();
    assert_eq!(outcome.lines[1..3], ["row 3: TGO | hotline | · | No | ·", "row 4: · | training | 2018 | No | ·"]);
}

#[test]
fn one_value_over_several_rows_is_that_of_none() {
    let rows = ["State|Item|Year|Value", "TGO|plan|2017|Yes", "TGO|hotline|2017|", "TGO|training|2017|No"];
    let merged = |to: (u32, u16)| workbook_with(&[("A", &rows)], |_, sheet| merge(sheet, (1, 3), to, "Yes"));
    let outcome = check(
        &merged((2, 3)),
        &[
            "row 2: TGO | plan | 2017 | Yes | ·",
            "S31 row 2",
            "row 3: TGO | hotline | 2017 | · | ·",
            "S31 row 3",
            "row 4: TGO | training | 2017 | No | ·",
        ],
        &["S31 D2 D2:D3"],
    );
    assert_eq!((outcome.accounting.rows_answered, outcome.accounting.rows_unplaced), (1, 2));
    // Two rows of the sheet for one of the table.
    let rows = ["State|Item|Year|Value", "TGO|plan|2017|Yes", "", "TGO|hotline|2017|No"];
    let tall = workbook_with(&[("A", &rows)], |_, sheet| {
        for (col, text) in (0..).zip(["TGO", "plan", "2017", "Yes"]) {
            merge(sheet, (1, col), (2, col), text);
        }
    });
    check(&tall, &["row 2: TGO | plan | 2017 | Yes | ·", "row 4: TGO | hotline | 2017 | No | ·"], &[]);
}

#[test]
fn a_cell_merged_into_the_value_leaves_none_for_it() {
    let rows = ["State|Item|Year|Value", "TGO|plan|2017|", "TGO|hotline|2017|No", "A note of ours on all of it"];
    let book = workbook_with(&[("A", &rows)], |_, sheet| {
        merge(sheet, (1, 2), (1, 3), "2017");
        merge(sheet, (3, 0), (3, 3), "A note of ours on all of it");
    });
    check(
        &book,
        &[
            "row 2: TGO | plan | 2017 | · | ·",
            "S31 row 2",
            "row 3: TGO | hotline | 2017 | No | ·",
            "row 4: A note of ours on all of it | · | · | · | ·",
        ],
        &["S31 C2 C2:D2"],
    );
}
