//! Statistical tables in which the place of a figure is not certain: what is certain is read, and nothing else.

use crate::support::{check, workbook};
use crate::tables::{merge, table, with};
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet};

#[test]
fn a_second_column_of_row_labels_ends_the_table_to_its_left() {
    // Under a heading of row labels, the table goes on with them.
    table(
        &["6. Thieves by citizenship", "Citizenship|2014|Citizenship|2015", "France|1|Togo|2", "Peru|3|France|4"],
        &[
            "origin citizenship=FRA 2014 B5 \"1\"",
            "origin citizenship=PER 2014 B6 \"3\"",
            "origin citizenship=TGO 2015 D5 \"2\"",
            "origin citizenship=FRA 2015 D6 \"4\"",
        ],
        &[],
    );
    // Without one, it is not known what stands there.
    table(
        &["5. Thieves", "|2014||2015", "Women|1|Men|2", "Men|3|Women|4"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=M age=adult 2014 B6 \"3\"",
            "S30 D4 \"2015\"",
            "S30 C5 \"Men\"",
            "S30 D5 \"2\"",
            "S30 C6 \"Women\"",
            "S30 D6 \"4\"",
        ],
        &["S30 D4 its title is not known 2015"],
    );
    // Under a title that nobody knows, neither.
    table(
        &["6. Thieves by citizenship|||Theft of goats", "Citizenship|2014||Citizenship|2014", "France|1||France|2"],
        &[
            "origin citizenship=FRA 2014 B5 \"1\"",
            "S30 D3 \"Theft of goats\"",
            "S30 D4 \"Citizenship\"",
            "S30 E4 \"2014\"",
            "S30 D5 \"France\"",
            "S30 E5 \"2\"",
        ],
        &["S30 D3 its title is not known Theft of goats"],
    );
}

#[test]
fn a_second_run_of_the_same_years_beside_the_first_is_another_table() {
    table(
        &["5. Thieves", "|2014|2015|Foreigners only|2014|2015", "Women|1|2||3|4"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "S30 D4 \"Foreigners only\"",
            "S30 E4 \"2014\"",
            "S30 F4 \"2015\"",
            "S30 E5 \"3\"",
            "S30 F5 \"4\"",
        ],
        &["S30 D4 its title is not known Foreigners only"],
    );
}

#[test]
fn headings_that_come_again_under_a_text_are_those_of_another_table() {
    table(
        &["5. Thieves", "|2014|2015", "Women|1|2", "", "Of these, on horseback:", "|2014|2015", "Women|3|4", "Articles on theft|a"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "thefts_articles B10 \"a\"",
            "S30 A7 \"Of these, on horseback:\"",
            "S30 B8 \"2014\"",
            "S30 C8 \"2015\"",
            "S30 A9 \"Women\"",
            "S30 B9 \"3\"",
            "S30 C9 \"4\"",
        ],
        &["S30 A7 its title is not known Of these, on horseback:"],
    );
    // Text of the questionnaire between them is none.
    table(
        &["5. Thieves", "|2014|2015", "Women|1|2", "Please answer every question.", "|2014|2015", "Men|3|4"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "thieves sex=M age=adult 2014 B8 \"3\"",
            "thieves sex=M age=adult 2015 C8 \"4\"",
        ],
        &[],
    );
}

#[test]
fn a_table_under_a_title_that_nobody_knows_is_told_once() {
    table(
        &["5. Thieves", "|2014|2015", "Women|1|2", "Articles on theft|a", "Thieves of goats", "|2014|2015", "Women|3|4", "Men|5|6"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "thefts_articles B6 \"a\"",
            "S30 A7 \"Thieves of goats\"",
            "S30 B8 \"2014\"",
            "S30 C8 \"2015\"",
            "S30 A9 \"Women\"",
            "S30 B9 \"3\"",
            "S30 C9 \"4\"",
            "S30 A10 \"Men\"",
            "S30 B10 \"5\"",
            "S30 C10 \"6\"",
        ],
        &["S30 A7 its title is not known Thieves of goats"],
    );
}

#[test]
fn a_year_among_the_row_labels_ends_the_table() {
    table(
        &["6. Thieves by citizenship", "Citizenship|2014", "France|1", "2015", "Togo|2"],
        &["origin citizenship=FRA 2014 B5 \"1\"", "S30 A6 \"2015\"", "S30 A7 \"Togo\"", "S30 B7 \"2\""],
        &["S30 A6 a year stands among its row labels 2015"],
    );
}

const NESTED: [&str; 8] = [
    "7. Marmots stolen",
    "||2014",
    "Female|Total|3",
    "|0 to 17 years|1",
    "|18 years or over|2",
    "Male|Total|7",
    "|0 to 17 years|4",
    "|18 years or over|3",
];

#[test]
fn the_label_of_a_group_does_not_hold_beyond_what_it_is_merged_over() {
    let mut rows = NESTED;
    rows[5] = "|Total|7";
    with(
        &rows,
        |sheet| {
            merge(sheet, (4, 0), (6, 0), "Female");
            merge(sheet, (7, 0), (9, 0), "");
        },
        &[
            "victims sex=F age=_T 2014 C5 \"3\"",
            "victims sex=F age=child 2014 C6 \"1\"",
            "victims sex=F age=adult 2014 C7 \"2\"",
            "C10 B8 \"Total\"",
            "C10 C8 \"7\"",
            "C10 B9 \"0 to 17 years\"",
            "C10 C9 \"4\"",
            "C10 B10 \"18 years or over\"",
            "C10 C10 \"3\"",
        ],
        &[
            "C10 B8 7. Marmots stolen Total ",
            "C10 B9 7. Marmots stolen 0 to 17 years ",
            "C10 B10 7. Marmots stolen 18 years or over ",
        ],
    );
}

#[test]
fn a_part_that_comes_back_in_its_group_is_one_of_another_group() {
    let mut rows = NESTED.to_vec();
    rows.remove(5);
    table(
        &rows,
        &[
            "victims sex=F age=_T 2014 C5 \"3\"",
            "victims sex=F age=child 2014 C6 \"1\"",
            "victims sex=F age=adult 2014 C7 \"2\"",
            "C10 B8 \"0 to 17 years\"",
            "C10 C8 \"4\"",
            "C10 B9 \"18 years or over\"",
            "C10 C9 \"3\"",
        ],
        &["C10 B8 7. Marmots stolen 0 to 17 years ", "C10 B9 7. Marmots stolen 18 years or over "],
    );
    // The same in one column.
    table(
        &[
            "7. Marmots stolen",
            "|2014",
            "Female|3",
            "0 to 17 years|1",
            "18 years or over|2",
            "0 to 17 years|4",
            "18+|3",
            "Unknown|1",
        ],
        &[
            "victims sex=F age=_T 2014 B5 \"3\"",
            "victims sex=F age=child 2014 B6 \"1\"",
            "victims sex=F age=adult 2014 B7 \"2\"",
            "C10 A8 \"0 to 17 years\"",
            "C10 B8 \"4\"",
            "C10 A9 \"18+\"",
            "C10 B9 \"3\"",
            "C10 A10 \"Unknown\"",
            "C10 B10 \"1\"",
        ],
        &["C10 A8 7. Marmots stolen 0 to 17 years ", "C10 A9 7. Marmots stolen 18+ ", "C10 A10 7. Marmots stolen Unknown "],
    );
}

#[test]
fn labels_that_do_not_stand_where_their_groups_begin_hold_for_their_own_row_alone() {
    table(
        &[
            "7. Marmots stolen",
            "||2014",
            "|Total|3",
            "Female|0 to 17 years|1",
            "|18 years or over|2",
            "|Total|7",
            "Male|0 to 17 years|4",
        ],
        &[
            "victims sex=F age=child 2014 C6 \"1\"",
            "victims sex=M age=child 2014 C9 \"4\"",
            "C10 B5 \"Total\"",
            "C10 C5 \"3\"",
            "C10 B7 \"18 years or over\"",
            "C10 C7 \"2\"",
            "C10 B8 \"Total\"",
            "C10 C8 \"7\"",
        ],
        &["C10 B5 7. Marmots stolen Total ", "C10 B7 7. Marmots stolen 18 years or over ", "C10 B8 7. Marmots stolen Total "],
    );
    // Sorted by their figures.
    table(
        &[
            "7. Marmots stolen",
            "||2014",
            "Male|Total|9",
            "|18 years or over|8",
            "|0 to 17 years|7",
            "Female|Total|6",
            "|0 to 17 years|5",
            "|18 years or over|4",
            "|0 to 17 years|3",
        ],
        &[
            "victims sex=M age=_T 2014 C5 \"9\"",
            "victims sex=F age=_T 2014 C8 \"6\"",
            "C10 B6 \"18 years or over\"",
            "C10 C6 \"8\"",
            "C10 B7 \"0 to 17 years\"",
            "C10 C7 \"7\"",
            "C10 B9 \"0 to 17 years\"",
            "C10 C9 \"5\"",
            "C10 B10 \"18 years or over\"",
            "C10 C10 \"4\"",
            "C10 B11 \"0 to 17 years\"",
            "C10 C11 \"3\"",
        ],
        &[
            "C10 B6 7. Marmots stolen 18 years or over ",
            "C10 B7 7. Marmots stolen 0 to 17 years ",
            "C10 B9 7. Marmots stolen 0 to 17 years ",
            "C10 B10 7. Marmots stolen 18 years or over ",
            "C10 B11 7. Marmots stolen 0 to 17 years ",
        ],
    );
}

#[test]
fn the_caption_of_a_group_above_its_total_is_no_blank_total() {
    table(
        &["7. Marmots stolen", "||2014", "Female", "|Total|3", "|0 to 17 years|1", "Male", "|Total|", "|0 to 17 years|4"],
        &[
            "victims sex=F age=_T 2014 C6 \"3\"",
            "victims sex=F age=child 2014 C7 \"1\"",
            "victims sex=M age=_T 2014 C9 blank",
            "victims sex=M age=child 2014 C10 \"4\"",
        ],
        &[],
    );
}

#[test]
fn a_year_in_the_middle_of_its_columns_holds_for_its_own_column_alone() {
    let rows = ["8. Losses by kind", "||2014|||2015|", "|Total|Women|Men|Total|Women|Men", "Total|1|2|3|4|5|6"];
    table(
        &rows,
        &[
            "losses sex=F age=adult 2014 C6 \"2\"",
            "losses sex=F age=adult 2015 F6 \"5\"",
            "C10 D5 \"Men\"",
            "C10 E5 \"Total\"",
            "C10 G5 \"Men\"",
            "C10 B6 \"1\"",
            "C10 D6 \"3\"",
            "C10 E6 \"4\"",
            "C10 G6 \"6\"",
        ],
        &[
            "C10 D5 8. Losses by kind Men ",
            "C10 E5 8. Losses by kind Total ",
            "C10 G5 8. Losses by kind Men ",
            "C10 B5 year Total ",
        ],
    );
    // Merged over one column too many.
    with(
        &["8. Losses by kind", "|2014|||||2015|", "|Total|Women|Men|Total|Women|Men", "Total|1|2|3|4|5|6"],
        |sheet| {
            merge(sheet, (3, 1), (3, 4), "2014");
            merge(sheet, (3, 5), (3, 6), "2015");
        },
        &[
            "losses sex=_T age=_T 2014 B6 \"1\"",
            "losses sex=F age=adult 2014 C6 \"2\"",
            "losses sex=M age=adult 2014 D6 \"3\"",
            "losses sex=F age=adult 2015 F6 \"5\"",
            "losses sex=M age=adult 2015 G6 \"6\"",
            "C10 E5 \"Total\"",
            "C10 E6 \"4\"",
        ],
        &["C10 E5 8. Losses by kind Total "],
    );
}

#[test]
fn words_beside_a_year_that_nobody_knows_make_its_column_unsure() {
    table(
        &["5. Thieves", "|2014 (est.)|Change 2015|% of 2016|2017 (per 100 000)|first half of 2018", "Women|1|2|3|4|5"],
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "C10 C4 \"Change 2015\"",
            "C10 D4 \"% of 2016\"",
            "C10 E4 \"2017 (per 100 000)\"",
            "C10 F4 \"first half of 2018\"",
            "C10 C5 \"2\"",
            "C10 D5 \"3\"",
            "C10 E5 \"4\"",
            "C10 F5 \"5\"",
        ],
        &[
            "C10 C4 year Change 2015 ",
            "C10 D4 year % of 2016 ",
            "C10 E4 year 2017 (per 100 000) ",
            "C10 F4 year first half of 2018 ",
        ],
    );
    table(
        &["5. Thieves", "|2017|half of 2018", "Women|1|2"],
        &["thieves sex=F age=adult 2017 B5 \"1\"", "thieves sex=F age=adult 2018 C5 \"2\""],
        &["T03 C4 2018 half of 2018"],
    );
}

#[test]
fn fiscal_years_over_the_headings_make_the_table_unsure() {
    let figures = ["S30 B5 \"1\"", "S30 C5 \"2\""];
    table(
        &["4. Marmot thefts", "Fiscal year|2014|2015", "Total|1|2"],
        &["S30 A4 \"Fiscal year\"", figures[0], figures[1]],
        &["S30 A3 its years are no calendar years 4. Marmot thefts"],
    );
    table(
        &["4. Marmot thefts", "Thefts, fiscal year", "|2014|2015", "Total|1|2"],
        &["S32 A4 \"Thefts, fiscal year\"", "S30 B6 \"1\"", "S30 C6 \"2\""],
        &["S32 A4 Thefts, fiscal year 4. Marmot thefts", "S30 A3 its years are no calendar years 4. Marmot thefts"],
    );
    table(&["4. Marmot thefts", "Year|2014|2015", "Total|1|2"], &["thefts 2014 B5 \"1\"", "thefts 2015 C5 \"2\""], &[]);
}

#[test]
fn a_line_where_the_unit_is_printed_is_told_and_another_scale_makes_the_table_unsure() {
    table(
        &["5. Thieves", "Number of arrests", "|2014", "Women|1"],
        &["thieves sex=F age=adult 2014 B6 \"1\"", "S32 A4 \"Number of arrests\""],
        &["S32 A4 Number of arrests 5. Thieves"],
    );
    for unit in ["Persons, in thousands", "Per cent of persons", "% of persons"] {
        table(
            &["5. Thieves", unit, "|2014", "Women|1", "Articles on theft|a"],
            &["thefts_articles B7 \"a\"", &format!("S32 A4 {unit:?}"), "S30 B6 \"1\""],
            &[&format!("S32 A4 {unit} 5. Thieves"), "S30 A3 its unit is another 5. Thieves"],
        );
    }
    table(
        &["5. Thieves", "Sex (thousands)|2014", "Women|1"],
        &["S30 A4 \"Sex (thousands)\"", "S30 B5 \"1\""],
        &["S30 A3 its unit is another 5. Thieves"],
    );
    table(&["5. Thieves", "Please answer every question.", "|2014", "Women|1"], &["thieves sex=F age=adult 2014 B6 \"1\""], &[]);
}

#[test]
fn years_that_are_dates_are_years() {
    let dates = |sheet: &mut Worksheet| {
        for (col, year, month) in [(1, 2014, 1), (2, 2015, 6)] {
            let date = ExcelDateTime::from_ymd(year, month, 1).unwrap();
            sheet.write_with_format(3, col, &date, &Format::new().set_num_format("yyyy")).unwrap();
        }
        sheet.write_with_format(3, 3, 2016, &Format::new().set_num_format("yyyy")).unwrap();
    };
    with(
        &["5. Thieves", "", "Women|1|2|3"],
        dates,
        &[
            "thieves sex=F age=adult 2014 B5 \"1\"",
            "thieves sex=F age=adult 2015 C5 \"2\"",
            "thieves sex=F age=adult 2016 D5 \"3\"",
        ],
        &["T03 C4 2015 42156"],
    );
}

#[test]
fn a_text_of_which_a_part_is_struck_out_is_kept_aside_and_a_raised_mark_is_no_digit() {
    let rich = |sheet: &mut Worksheet| {
        let (plain, raised) = (Format::new(), Format::new().set_font_script(rust_xlsxwriter::FormatScript::Superscript));
        let struck = Format::new().set_font_strikethrough();
        sheet.write_rich_string(4, 1, &[(&plain, "84"), (&raised, "1")]).unwrap();
        sheet.write_rich_string(4, 2, &[(&struck, "97"), (&plain, " 79")]).unwrap();
    };
    with(
        &["5. Thieves", "|2014|2015", "Women||"],
        rich,
        &["S34 C5 \"97 79\"", "thieves sex=F age=adult 2014 B5 \"84¹\""],
        &["S34 C5 97 79"],
    );
}

#[test]
fn a_row_of_a_text_with_a_field_too_many_is_kept_aside() {
    let row = |cells: &str| format!("{cells}\n");
    let mut text =
        ["Survey on the prevention of marmot theft,,", "Country,Togo,", "5. Thieves,,", ",2014,2015", "Total,1,084,1,097"]
            .map(row)
            .concat();
    text += &["Women,1,2", "Men,3,4", "Girls,5,6", "Boys,7,8", "Articles on theft,a,"].map(row).concat();
    check(
        text.as_bytes(),
        &[
            "S33 A5 \"Total\"",
            "S33 B5 \"1\"",
            "S33 C5 \"084\"",
            "S33 D5 \"1\"",
            "S33 E5 \"097\"",
            "thieves sex=F age=adult 2014 B6 \"1\"",
            "thieves sex=F age=adult 2015 C6 \"2\"",
            "thieves sex=M age=adult 2014 B7 \"3\"",
            "thieves sex=M age=adult 2015 C7 \"4\"",
            "thieves sex=F age=child 2014 B8 \"5\"",
            "thieves sex=F age=child 2015 C8 \"6\"",
            "thieves sex=M age=child 2014 B9 \"7\"",
            "thieves sex=M age=child 2015 C9 \"8\"",
            "state B2 \"Togo\"",
            "thefts_articles B10 \"a\"",
        ],
        &["S33 A5 5 3"],
    );
    // Where rows end at their last filled field, a longer one says nothing.
    let text = "Survey on the prevention of marmot theft\nCountry,Togo\n5. Thieves\n,2014,2015\nTotal,1,2\nWomen,3,4\n";
    let book = workbook(&[
        "Survey on the prevention of marmot theft",
        "Country|Togo",
        "5. Thieves",
        "|2014|2015",
        "Total|1|2",
        "Women|3|4",
    ]);
    assert_eq!(crate::support::outcome(text.as_bytes()).unwrap().lines, crate::support::outcome(&book).unwrap().lines);
}
