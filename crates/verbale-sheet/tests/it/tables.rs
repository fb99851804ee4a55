//! Statistical tables as people fill them in.

use crate::support::{check, outcome, workbook, workbook_of, workbook_with};
use rust_xlsxwriter::{Format, Worksheet};

const TITLE: &str = "Survey on the prevention of marmot theft";
const STATE: &str = "state B2 \"Togo\"";

/// Checks what is read of rows under the title and the State, which come first.
#[track_caller]
pub(crate) fn table(rows: &[&str], lines: &[&str], findings: &[&str]) {
    with(rows, |_| {}, lines, findings);
}

/// [`table`] with a finishing touch to the sheet.
#[track_caller]
pub(crate) fn with(rows: &[&str], finish: impl Fn(&mut Worksheet), lines: &[&str], findings: &[&str]) {
    let rows = [TITLE, "Country|Togo"].iter().chain(rows).copied().collect::<Vec<_>>();
    let book = workbook_with(&[("Sheet1", &rows)], |_, sheet| finish(sheet));
    let outcome = outcome(&book).unwrap();
    let mut read = outcome.lines.clone();
    let state = read.iter().position(|line| line == STATE).expect("the State");
    read.remove(state);
    assert_eq!(read, lines, "{:#?}", outcome.findings);
    assert_eq!(outcome.findings, findings);
}

pub(crate) fn merge(sheet: &mut Worksheet, (top, left): (u32, u16), (bottom, right): (u32, u16), text: &str) {
    sheet.merge_range(top, left, bottom, right, text, &Format::new()).unwrap();
}

#[test]
fn a_table_is_read_by_its_labels() {
    let book = workbook(&[TITLE, "Country|Togo", "5. Thieves", "|2014|2015", "Total|12|13", "Women|<5|", "Girls|2014|0"]);
    let outcome = check(
        &book,
        &[
            "thieves sex=_T age=_T 2014 B5 \"12\"",
            "thieves sex=_T age=_T 2015 C5 \"13\"",
            "thieves sex=F age=adult 2014 B6 \"<5\"",
            "thieves sex=F age=adult 2015 C6 blank",
            "thieves sex=F age=child 2014 B7 \"2014\"",
            "thieves sex=F age=child 2015 C7 \"0\"",
            "state B2 \"Togo\"",
        ],
        &[],
    );
    let sums = outcome.accounting;
    assert_eq!((sums.cells, sums.mapped, sums.template, sums.unmapped), (14, 6, 8, 0));
}

#[test]
fn a_delimited_text_holds_the_same_table() {
    let text =
        "Survey on the prevention of marmot theft\nCountry;Togo\n5. Thieves\n;2014;2015\nTotal;12;13\nWomen;<5;\nGirls;2014;0\n";
    let book = workbook(&[TITLE, "Country|Togo", "5. Thieves", "|2014|2015", "Total|12|13", "Women|<5|", "Girls|2014|0"]);
    assert_eq!(outcome(text.as_bytes()).unwrap().lines, outcome(&book).unwrap().lines);
}

#[test]
fn a_moved_table_with_rows_and_columns_inserted_is_found() {
    let rows =
        ["", "", "||5. Thieves", "", "|||2014||2015", "", "||Total|1||2", "", "", "||1. Women*|3||4", "||Articles on theft|art. 5"];
    table(
        &rows,
        &[
            "thieves sex=_T age=_T 2014 D9 \"1\"",
            "thieves sex=_T age=_T 2015 F9 \"2\"",
            "thieves sex=F age=adult 2014 D12 \"3\"",
            "thieves sex=F age=adult 2015 F12 \"4\"",
            "thefts_articles D13 \"art. 5\"",
        ],
        &[],
    );
}

#[test]
fn tables_stand_side_by_side() {
    let rows = [
        "4. Marmot thefts||||5. Thieves",
        "|2014|2015|||2014|2015",
        "Total|1|2||Total|3|4",
        "||||Women|5|6",
        "Articles on theft|art. 5",
    ];
    let lines = [
        "thefts 2014 B5 \"1\"",
        "thefts 2015 C5 \"2\"",
        "thieves sex=_T age=_T 2014 F5 \"3\"",
        "thieves sex=_T age=_T 2015 G5 \"4\"",
        "thieves sex=F age=adult 2014 F6 \"5\"",
        "thieves sex=F age=adult 2015 G6 \"6\"",
        "thefts_articles B7 \"art. 5\"",
    ];
    table(&rows, &lines, &[]);
    // The second one starts further down.
    let rows = ["4. Marmot thefts", "|2014|2015", "Total|1|2", "||||5. Thieves", "|||||2014|2015", "||||Women|5|6"];
    let lines = [lines[0], lines[1], "thieves sex=F age=adult 2014 F8 \"5\"", "thieves sex=F age=adult 2015 G8 \"6\""];
    table(&rows, &lines, &[]);
}

#[test]
fn the_next_title_ends_a_table() {
    table(
        &["4. Marmot thefts|2014|2015", "Total|1|2", "5. Thieves", "|2016", "Women|3"],
        &["thefts 2014 B4 \"1\"", "thefts 2015 C4 \"2\"", "thieves sex=F age=adult 2016 B7 \"3\""],
        &[],
    );
}

#[test]
fn two_rows_of_headings_are_levels() {
    let rows = ["8. Losses by kind", "|2014|||2015||", "|Total|Women|Men|Total|Women|Men", "Total|1|2|3|4||6"];
    let lines = [
        "losses sex=_T age=_T 2014 B6 \"1\"",
        "losses sex=F age=adult 2014 C6 \"2\"",
        "losses sex=M age=adult 2014 D6 \"3\"",
        "losses sex=_T age=_T 2015 E6 \"4\"",
        "losses sex=F age=adult 2015 F6 blank",
        "losses sex=M age=adult 2015 G6 \"6\"",
    ];
    table(&rows, &lines, &[]);
    let merged = |sheet: &mut Worksheet| {
        merge(sheet, (3, 1), (3, 3), "2014");
        merge(sheet, (3, 4), (3, 6), "2015");
    };
    with(&rows, merged, &lines, &[]);
    // A unit between the levels.
    let unit = [rows[0], rows[1], "|(number)", rows[2], rows[3]];
    let lines = lines.map(|line| line.replace('6', "7").replace("\"7\"", "\"6\""));
    let mut lines = lines.iter().map(String::as_str).collect::<Vec<_>>();
    lines.push("S03 B5 \"(number)\"");
    table(&unit, &lines, &["S03 B5 column B (1 cell)"]);
}

#[test]
fn a_heading_merged_over_rows_or_columns_holds_for_its_range() {
    let rows = ["8. Losses by kind", "|2014||2015|", "|Women|Men||", "Total|1|2|3|"];
    let finish = |sheet: &mut Worksheet| {
        merge(sheet, (3, 1), (3, 2), "2014");
        merge(sheet, (3, 3), (4, 4), "2015");
    };
    // Values that stand in either column of the merged heading are its own.
    with(
        &rows,
        finish,
        &["losses sex=F age=adult 2014 B6 \"1\"", "losses sex=M age=adult 2014 C6 \"2\"", "losses sex=_T age=_T 2015 D6 \"3\""],
        &[],
    );
    // A heading merged over others does not head its first column alone.
    with(
        &["8. Losses by kind", "|2014||", "||Women|Men", "Total||1|2"],
        |sheet| merge(sheet, (3, 1), (3, 3), "2014"),
        &["losses sex=F age=adult 2014 C6 \"1\"", "losses sex=M age=adult 2014 D6 \"2\""],
        &[],
    );
    // What a heading is merged over ends where its range ends.
    let rows = ["8. Losses by kind", "|2014|||", "|Women|Men||Women", "Total|1|2||3"];
    with(
        &rows,
        |sheet| merge(sheet, (3, 1), (3, 2), "2014"),
        &["losses sex=F age=adult 2014 B6 \"1\"", "losses sex=M age=adult 2014 C6 \"2\"", "C10 E6 \"3\""],
        &["C10 E5 year Women "],
    );
}

#[test]
fn a_heading_can_say_year_and_category() {
    table(
        &["8. Losses by kind", "|Women 2014|Men, 2014|2014 (Femmes)|2014 other folk|2014 femmes adultes", "Total|1|2|3|4|5"],
        &[
            "losses sex=F age=adult 2014 B5 \"1\"",
            "losses sex=M age=adult 2014 C5 \"2\"",
            "losses sex=F age=adult 2014 D5 \"3\"",
            "C10 E4 \"2014 other folk\"",
            "S03 F4 \"2014 femmes adultes\"",
            "C10 E5 \"4\"",
            "S03 F5 \"5\"",
        ],
        &["C10 E4 year 2014 other folk ", "S03 F5 column 2014 femmes adultes"],
    );
}

#[test]
fn a_column_inserted_under_a_year_is_outside() {
    table(
        &["8. Losses by kind", "|2014||", "|Women|Change|Men", "Total|1|2|3"],
        &["losses sex=F age=adult 2014 B6 \"1\"", "losses sex=M age=adult 2014 D6 \"3\"", "S03 C5 \"Change\"", "S03 C6 \"2\""],
        &["S03 C6 column Change"],
    );
}

#[test]
fn headings_over_the_years_that_nobody_knows_make_them_unsure() {
    let rows = ["4. Marmot thefts", "|Femmes adultes||Hommes adultes|", "|2014|2015|2014|2015", "Total|1|2|3|4"];
    table(
        &rows,
        &["C10 B4 \"Femmes adultes\"", "C10 D4 \"Hommes adultes\"", "C10 B6 \"1\"", "C10 C6 \"2\"", "C10 D6 \"3\"", "C10 E6 \"4\""],
        &["C10 B4 4. Marmot thefts Femmes adultes ", "C10 D4 4. Marmot thefts Hommes adultes "],
    );
}

#[test]
fn nested_labels_in_two_columns_belong_to_the_group_above() {
    let rows = [
        "7. Marmots stolen",
        "||2014",
        "Female|0 to 17 years|1",
        "|18 years or over|2",
        "|Total|3",
        "|Unknown|4",
        "Male|0 to 17 years|5",
        "|18 years or over|6",
        "Unknown|Unknown|7",
        "Total||8",
    ];
    let lines = [
        "victims sex=F age=child 2014 C5 \"1\"",
        "victims sex=F age=adult 2014 C6 \"2\"",
        "victims sex=F age=_T 2014 C7 \"3\"",
        "victims sex=F age=_U 2014 C8 \"4\"",
        "victims sex=M age=child 2014 C9 \"5\"",
        "victims sex=M age=adult 2014 C10 \"6\"",
        "victims sex=_U age=_U 2014 C11 \"7\"",
        "victims sex=_T age=_T 2014 C12 \"8\"",
    ];
    table(&rows, &lines, &[]);
    let merged = |sheet: &mut Worksheet| {
        merge(sheet, (4, 0), (7, 0), "Female");
        merge(sheet, (8, 0), (9, 0), "Male");
    };
    with(&rows, merged, &lines, &[]);
}

#[test]
fn nested_labels_in_one_column_belong_to_the_caption_above() {
    table(
        &[
            "7. Marmots stolen",
            "|2014",
            "Total|9",
            "Female|",
            "Total|3",
            "0 to 17 years|1",
            "18 years or over|2",
            "Male|",
            "0 to 17 years|5",
            "Males under 18|4",
            "Female, 18+|7",
        ],
        &[
            "victims sex=_T age=_T 2014 B5 \"9\"",
            "victims sex=F age=_T 2014 B7 \"3\"",
            "victims sex=F age=child 2014 B8 \"1\"",
            "victims sex=F age=adult 2014 B9 \"2\"",
            "victims sex=M age=_T 2014 B10 blank",
            "victims sex=M age=child 2014 B11 \"5\"",
            "victims sex=M age=child 2014 B12 \"4\"",
            "victims sex=F age=adult 2014 B13 \"7\"",
        ],
        &[],
    );
}

#[test]
fn a_total_or_unknown_that_can_be_two_things_is_kept_aside_with_what_could_belong_to_it() {
    table(
        &["7. Marmots stolen", "|2014", "Female|", "0 to 17 years|1", "Total|2", "0 to 17 years|3", "Male|4", "Unknown|5", "18+|6"],
        &[
            "victims sex=F age=_T 2014 B5 blank",
            "victims sex=F age=child 2014 B6 \"1\"",
            "victims sex=M age=_T 2014 B9 \"4\"",
            "C10 A7 \"Total\"",
            "C10 B7 \"2\"",
            "C10 A8 \"0 to 17 years\"",
            "C10 B8 \"3\"",
            "C10 A10 \"Unknown\"",
            "C10 B10 \"5\"",
            "C10 A11 \"18+\"",
            "C10 B11 \"6\"",
        ],
        &[
            "C10 A7 7. Marmots stolen Total ",
            "C10 A8 7. Marmots stolen 0 to 17 years ",
            "C10 A10 7. Marmots stolen Unknown ",
            "C10 A11 7. Marmots stolen 18+ ",
        ],
    );
    // A plain list with its total at the end has no captions.
    table(
        &["7. Marmots stolen", "|2014", "Female|9", "Male|", "Total|3"],
        &["victims sex=F age=_T 2014 B5 \"9\"", "victims sex=M age=_T 2014 B6 blank", "C10 A7 \"Total\"", "C10 B7 \"3\""],
        &["C10 A7 7. Marmots stolen Total "],
    );
}

#[test]
fn no_label_is_carried_down_where_labels_are_not_nested() {
    table(
        &["5. Thieves", "||2014", "Female|0 to 17 years|1", "|18 years or over|2", "Male|Unknown|3"],
        &[
            "thieves sex=F age=child 2014 C5 \"1\"",
            "thieves sex=M age=_U 2014 C7 \"3\"",
            "C10 B6 \"18 years or over\"",
            "C10 C6 \"2\"",
        ],
        &["C10 B6 5. Thieves 18 years or over "],
    );
    // A merged label holds for all its rows.
    with(
        &["5. Thieves", "||2014", "Female|0 to 17 years|1", "|18 years or over|2"],
        |sheet| merge(sheet, (4, 0), (5, 0), "Female"),
        &["thieves sex=F age=child 2014 C5 \"1\"", "thieves sex=F age=adult 2014 C6 \"2\""],
        &[],
    );
}

#[test]
fn an_open_list_takes_what_the_state_lists() {
    table(
        &[
            "6. Thieves by citizenship",
            "Citizenship|2014|2015",
            "France|1|",
            "Burmese|2|3",
            "Peru||",
            "(specify country)||",
            "|5|",
            "Total|7|",
        ],
        &[
            "origin citizenship=FRA 2014 B5 \"1\"",
            "origin citizenship=_T 2014 B10 \"7\"",
            "origin citizenship=_T 2015 C10 blank",
            "C01 A6 \"Burmese\"",
            "C01 B6 \"2\"",
            "C01 C6 \"3\"",
            "S03 A7 \"Peru\"",
            "S03 B9 \"5\"",
        ],
        &["S03 A7 row Peru", "S03 B9 row 9 without a label"],
    );
}

#[test]
fn numbers_and_headings_beside_an_open_list_are_template() {
    let rows = ["6. Thieves by citizenship", "No.|Country|2014", "1|France|1", "2|Togo|2", "3|Peru|3"];
    let rows = [TITLE, "Country|Togo"].iter().chain(&rows).copied().collect::<Vec<_>>();
    let outcome = check(
        &workbook(&rows),
        &[
            "origin citizenship=FRA 2014 C5 \"1\"",
            "origin citizenship=TGO 2014 C6 \"2\"",
            "origin citizenship=PER 2014 C7 \"3\"",
            STATE,
        ],
        &[],
    );
    assert_eq!(outcome.accounting.unmapped, 0);
}

#[test]
fn notes_under_a_table_are_comments_on_its_item() {
    table(
        &[
            "5. Thieves",
            "|2014",
            "Women|1",
            "They were all recorded by the police.",
            "* As recorded by the police.",
            "which counts cases",
            "",
            "They do not count minors.",
            "Note: 3 of them are not counted.",
            "Please answer every question.",
            "Articles on theft|art. 5",
        ],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves_comment A6 \"They were all recorded by the police.\"",
            "thieves_comment A7 \"* As recorded by the police.\"",
            "thieves_comment A8 \"which counts cases\"",
            "thieves_comment A10 \"They do not count minors.\"",
            "thieves_comment A11 \"Note: 3 of them are not counted.\"",
            "thefts_articles B13 \"art. 5\"",
        ],
        &[],
    );
}

#[test]
fn row_labels_may_stand_to_the_right() {
    table(
        &["||5. Thieves", "2015|2014", "1|2|Total", "3||Women"],
        &[
            "thieves sex=_T age=_T 2015 A5 \"1\"",
            "thieves sex=_T age=_T 2014 B5 \"2\"",
            "thieves sex=F age=adult 2015 A6 \"3\"",
            "thieves sex=F age=adult 2014 B6 blank",
        ],
        &[],
    );
}

#[test]
fn headings_may_be_repeated_and_a_second_block_may_follow() {
    table(
        &[
            "6. Thieves by citizenship",
            "Citizenship|2014|2015",
            "France|1|2",
            "",
            "Citizenship|2014|2015",
            "Togo|3|4",
            "|2016|2017",
            "France|2016|2017",
            "Peru|7|2016",
        ],
        &[
            "origin citizenship=FRA 2014 B5 \"1\"",
            "origin citizenship=FRA 2015 C5 \"2\"",
            "origin citizenship=TGO 2014 B8 \"3\"",
            "origin citizenship=TGO 2015 C8 \"4\"",
            "origin citizenship=FRA 2016 B10 \"2016\"",
            "origin citizenship=FRA 2017 C10 \"2017\"",
            "origin citizenship=PER 2016 B11 \"7\"",
            "origin citizenship=PER 2017 C11 \"2016\"",
        ],
        &[],
    );
}

#[test]
fn a_group_goes_on_over_a_page_break() {
    table(
        &["7. Marmots stolen", "|2014", "Female|", "0 to 17 years|1", "", "|2014", "18 years or over|2"],
        &["victims sex=F age=_T 2014 B5 blank", "victims sex=F age=child 2014 B6 \"1\"", "victims sex=F age=adult 2014 B9 \"2\""],
        &[],
    );
}

#[test]
fn a_part_without_its_group_under_other_headings_is_kept_aside() {
    table(
        &["7. Marmots stolen", "|2014", "Female|", "0 to 17 years|1", "|2015", "18 years or over|2", "Male|3"],
        &[
            "victims sex=F age=_T 2014 B5 blank",
            "victims sex=F age=child 2014 B6 \"1\"",
            "victims sex=M age=_T 2015 B9 \"3\"",
            "C10 A8 \"18 years or over\"",
            "C10 B8 \"2\"",
        ],
        &["C10 A8 7. Marmots stolen 18 years or over "],
    );
    table(
        &["7. Marmots stolen", "|2014|2015", "Female||", "0 to 17 years|1|2", "|2016|2017", "Total|3|4"],
        &[
            "victims sex=F age=_T 2014 B5 blank",
            "victims sex=F age=_T 2015 C5 blank",
            "victims sex=F age=child 2014 B6 \"1\"",
            "victims sex=F age=child 2015 C6 \"2\"",
            "victims sex=_T age=_T 2016 B8 \"3\"",
            "victims sex=_T age=_T 2017 C8 \"4\"",
        ],
        &[],
    );
}

#[test]
fn an_answer_in_the_words_of_a_label_is_an_answer() {
    table(
        &["8. Losses by kind", "|2014|2015", "Total|Unknown|Unknown"],
        &["losses sex=_T age=_T 2014 B5 \"Unknown\"", "losses sex=_T age=_T 2015 C5 \"Unknown\""],
        &[],
    );
}

#[test]
fn rows_and_columns_that_nobody_knows_are_kept_aside() {
    table(
        &["5. Thieves", "|2014|Remarks|Source|Total", "Transgender|1|why|police|3", "Unknown|1|||", "Women|1|fine|court||x"],
        &[
            "thieves_comment C5 \"why\"",
            "thieves sex=F age=adult 2014 B7 \"1\"",
            "thieves_comment C7 \"fine\"",
            "S03 D4 \"Source\"",
            "S03 E4 \"Total\"",
            "C10 A5 \"Transgender\"",
            "C10 B5 \"1\"",
            "S03 D5 \"police\"",
            "S03 E5 \"3\"",
            "C10 A6 \"Unknown\"",
            "C10 B6 \"1\"",
            "S03 D7 \"court\"",
            "S03 F7 \"x\"",
        ],
        &[
            "C10 A5 5. Thieves Transgender ",
            "C10 A6 5. Thieves Unknown ",
            "S03 D5 column Source",
            "S03 E5 column Total",
            "S03 F7 column F (1 cell)",
        ],
    );
}

#[test]
fn a_year_in_part_is_told_and_two_years_are_none() {
    table(
        &["5. Thieves", "|2014/15|2016 (January–June)|FY 2017*", "Women|1|2|"],
        &["thieves sex=F age=adult 2016 C5 \"2\"", "N10 B4 \"2014/15\"", "N10 D4 \"FY 2017*\"", "N10 B5 \"1\""],
        &[
            "N10 B4 2014/15 it is no calendar year, or more than one",
            "T03 C4 2016 2016 (January–June)",
            "N10 D4 FY 2017* it is no calendar year, or more than one",
        ],
    );
}

#[test]
fn values_are_never_read_without_their_year() {
    table(
        &["8. Losses by kind", "|Women|Men", "Total|1|2", "Articles on theft|a"],
        &["thefts_articles B6 \"a\"", "S30 B5 \"1\"", "S30 C5 \"2\""],
        &["S30 A3 it has no years 8. Losses by kind"],
    );
    table(
        &["8. Losses by kind", "|2014|Women", "Total|1|2"],
        &["losses sex=_T age=_T 2014 B5 \"1\"", "C10 C5 \"2\""],
        &["C10 C4 year Women "],
    );
}

#[test]
fn a_table_without_headings_is_kept_aside_as_a_whole() {
    table(
        &["5. Thieves", "Women|2014|2015", "Men|3", "Articles on theft|2014"],
        &[
            "thefts_articles B6 \"2014\"",
            "S30 A4 \"Women\"",
            "S30 B4 \"2014\"",
            "S30 C4 \"2015\"",
            "S30 A5 \"Men\"",
            "S30 B5 \"3\"",
        ],
        &["S30 A3 it has no headings 5. Thieves"],
    );
    // A title alone, in a table of contents, is no fault.
    table(&["4. Marmot thefts", "5. Thieves", "Articles on theft|a"], &["thefts_articles B5 \"a\""], &[]);
}

#[test]
fn headings_of_a_table_are_not_those_of_the_questions_below() {
    table(
        &["6. Thieves by citizenship", "Question|2014|Remarks", "France|1|fine", "National action plan||really|Yes"],
        &["origin citizenship=FRA 2014 B5 \"1\"", "origin_comment C5 \"fine\"", "plan C6 \"really\"", "S03 D6 \"Yes\""],
        &["S03 D6 column D (1 cell)"],
    );
}

#[test]
fn a_sheet_may_be_named_for_its_table_and_another_continue_it() {
    let book = workbook_of(&[
        ("A", &[TITLE, "Country|Togo", "National action plan|Yes", "Articles on theft|a"]),
        ("5. Thieves", &["Please answer every question.", "|2014", "Men|1"]),
        ("B", &["5. Thieves", "|2014", "Women|2"]),
    ]);
    let lines = [
        STATE,
        "plan B3 \"Yes\"",
        "thefts_articles B4 \"a\"",
        "thieves sex=M age=adult 2014 B3 \"1\"",
        "thieves sex=F age=adult 2014 B3 \"2\"",
    ];
    check(&book, &lines, &[]);
}

#[test]
fn a_value_merged_over_crossings_is_told_and_an_empty_one_is_blank() {
    with(
        &["5. Thieves", "|2014|2015", "Women|n/a|", "Men||"],
        |sheet| merge(sheet, (4, 1), (5, 2), "n/a"),
        &[
            "thieves sex=F age=adult 2014 B5 \"n/a\"",
            "thieves sex=F age=adult 2015 B5 \"n/a\"",
            "thieves sex=M age=adult 2014 B5 \"n/a\"",
            "thieves sex=M age=adult 2015 B5 \"n/a\"",
        ],
        &[],
    );
    with(
        &["5. Thieves", "|2014|2015", "Women|7|", "Men|1|2"],
        |sheet| merge(sheet, (4, 1), (4, 2), "7"),
        &["thieves sex=M age=adult 2014 B6 \"1\"", "thieves sex=M age=adult 2015 C6 \"2\"", "S31 B5 \"7\""],
        &["S31 B5 B5:C5"],
    );
    let finish = |sheet: &mut Worksheet| {
        merge(sheet, (4, 1), (4, 2), "");
        merge(sheet, (5, 0), (5, 2), "Men");
    };
    with(
        &["5. Thieves", "|2014|2015", "Women||", "Men||"],
        finish,
        &["thieves sex=F age=adult 2014 B5 blank", "thieves sex=F age=adult 2015 C5 blank"],
        &[],
    );
}

#[test]
fn labels_of_tables_are_answers_elsewhere() {
    let book =
        workbook(&[TITLE, "Country|Togo", "Question|Answer|Remarks", "National action plan|Total|Girls", "24/7 hotline|Women"]);
    check(&book, &[STATE, "plan B4 \"Total\"", "plan_comment C4 \"Girls\"", "hotline B5 \"Women\""], &[]);
}

#[test]
fn a_table_of_the_states_own_below_is_not_read_under_our_headings() {
    table(
        &["5. Thieves", "|2014|2015", "Women|1|2", "", "By region|North|South", "Total|5|6"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "S03 A7 \"By region\"",
            "S03 B7 \"North\"",
            "S03 C7 \"South\"",
            "S03 A8 \"Total\"",
            "S03 B8 \"5\"",
            "S03 C8 \"6\"",
        ],
        &["S03 A7 column A (2 cells)", "S03 B7 column B (2 cells)", "S03 C7 column C (2 cells)"],
    );
}

#[test]
fn labels_may_be_bilingual() {
    table(
        &["5. Thieves / 5. Voleurs", "|Année 2014 / Year 2014|2015", "Femmes / Women|1|2", "Garçons|3|4"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "thieves sex=M age=child 2014 B6 \"3\"",
            "thieves sex=M age=child 2015 C6 \"4\"",
        ],
        &[],
    );
}

#[test]
fn titles_of_tables_are_labels_by_which_a_form_is_recognized() {
    let book = workbook(&[TITLE, "4. Marmot thefts|2014", "Total|1", "5. Thieves|2014", "Women|2"]);
    check(&book, &["thefts 2014 B3 \"1\"", "thieves sex=F age=adult 2014 B5 \"2\""], &[]);
}
