//! Labels and headings of a State's own among those of the questionnaire: what is theirs is kept aside, and what stands beside
//! them is right.

use crate::tables::{merge, table, with};

#[test]
fn a_heading_of_its_own_among_known_ones_takes_its_own_figures_aside() {
    for own in ["Aged 16 to 25", "16–25", "65+", "25"] {
        let headings = format!("|Women|{own}|Men|Women|Girls|Men");
        with(
            &["8. Losses by kind", "|2014|||2015||", &headings, "Total|1|2|3|4|5|6"],
            |sheet| {
                merge(sheet, (3, 1), (3, 3), "2014");
                merge(sheet, (3, 4), (3, 6), "2015");
            },
            &[
                "losses sex=F age=adult 2014 B6 \"1\"",
                "losses sex=M age=adult 2014 D6 \"3\"",
                "losses sex=F age=adult 2015 E6 \"4\"",
                "losses sex=F age=child 2015 F6 \"5\"",
                "losses sex=M age=adult 2015 G6 \"6\"",
                &format!("S03 C5 {own:?}"),
                "S03 C6 \"2\"",
            ],
            &[&format!("S03 C6 column {own}")],
        );
    }
}

#[test]
fn figures_of_one_row_under_one_heading_are_not_certain() {
    let rows = ["8. Losses by kind", "|2014|||2015", "Total|1|2||4", "Articles on theft|a"];
    let merged = |sheet: &mut _| merge(sheet, (3, 1), (3, 3), "2014");
    let (last, articles) = ("losses sex=_T age=_T 2015 E5 \"4\"", "thefts_articles B6 \"a\"");
    with(
        &rows,
        merged,
        &[last, articles, "S30 B4 \"2014\"", "S30 B5 \"1\"", "S30 C5 \"2\""],
        &["S30 B4 several figures of a row stand under one of its headings 8. Losses by kind"],
    );
    // One figure, wherever it stands under its heading.
    let rows = ["8. Losses by kind", "|2014|||2015", "Total||2||4", "Articles on theft|a"];
    with(&rows, merged, &["losses sex=_T age=_T 2014 C5 \"2\"", last, articles], &[]);
}

#[test]
fn a_part_without_a_label_of_its_own_is_not_its_group() {
    let read = |own: &str, lines: &[&str], findings: &[&str]| {
        let row = format!("|{own}|1");
        let rows = ["7. Marmots stolen", "||2014", "Female|Total|3", &row, "|18 years or over|2"];
        with(&rows, |sheet| merge(sheet, (4, 0), (6, 0), "Female"), lines, findings);
    };
    let (total, adults) = ("victims sex=F age=_T 2014 C5 \"3\"", "victims sex=F age=adult 2014 C7 \"2\"");
    read("", &[total, adults, "S03 C6 \"1\""], &["S03 C6 row 6 without a label"]);
    read("25", &[total, adults, "S03 B6 \"25\"", "S03 C6 \"1\""], &["S03 C6 row 6 without a label", "S03 B6 column B (1 cell)"]);
    for own in ["16-25", "14 – 17", "65+", "<14"] {
        let (label, finding) = (format!("C10 B6 {own:?}"), format!("C10 B6 7. Marmots stolen {own} "));
        read(own, &[total, adults, &label, "C10 C6 \"1\""], &[&finding]);
    }
    read("under 18", &[total, "victims sex=F age=child 2014 C6 \"1\"", adults], &[]);
}

#[test]
fn groups_of_ages_beside_a_list_are_no_numbering() {
    const TITLE: &str = "6. Thieves by citizenship";
    table(
        &[TITLE, "Citizenship||2014", "France|16-25|1", "Togo|26+|2"],
        &["C10 A5 \"France\"", "C10 B5 \"16-25\"", "C10 C5 \"1\"", "C10 A6 \"Togo\"", "C10 B6 \"26+\"", "C10 C6 \"2\""],
        &["C10 B5 6. Thieves by citizenship 16-25 ", "C10 B6 6. Thieves by citizenship 26+ "],
    );
    let numbered = [TITLE, "||2014", "1.|France|1", "2.|Togo|2", "3.|Peru|3"];
    table(
        &numbered,
        &["origin citizenship=FRA 2014 C5 \"1\"", "origin citizenship=TGO 2014 C6 \"2\"", "origin citizenship=PER 2014 C7 \"3\""],
        &[],
    );
}

#[test]
fn codes_beside_the_names_of_a_list_are_held_against_them() {
    const TITLE: &str = "6. Thieves by citizenship";
    table(
        &[TITLE, "|Citizenship|2014", "FRA|France|1", "TGO|Togo|2", "|Peru|3"],
        &["origin citizenship=FRA 2014 C5 \"1\"", "origin citizenship=TGO 2014 C6 \"2\"", "origin citizenship=PER 2014 C7 \"3\""],
        &[],
    );
    table(
        &[TITLE, "Citizenship||2014", "France|FRA|1", "|TGO|2", "Peru|TGO|3", "Goatland|FRA|4"],
        &[
            "origin citizenship=FRA 2014 C5 \"1\"",
            "origin citizenship=TGO 2014 C6 \"2\"",
            "C10 A7 \"Peru\"",
            "C10 B7 \"TGO\"",
            "C10 C7 \"3\"",
            "C01 A8 \"Goatland\"",
            "C01 B8 \"FRA\"",
            "C01 C8 \"4\"",
        ],
        &["C10 B7 6. Thieves by citizenship TGO "],
    );
}

#[test]
fn labels_of_a_list_may_be_numbered_and_counts_are_no_numbers() {
    const TITLE: &str = "6. Thieves by citizenship";
    table(
        &[TITLE, "Citizenship|2014", "1. France|1", "(2) Togo|2", "4) Peru|3", "3. France|4", "5 Togo|6"],
        &[
            "origin citizenship=FRA 2014 B5 \"1\"",
            "origin citizenship=TGO 2014 B6 \"2\"",
            "origin citizenship=PER 2014 B7 \"3\"",
            "C01 A8 \"3. France\"",
            "C01 B8 \"4\"",
            "C01 A9 \"5 Togo\"",
            "C01 B9 \"6\"",
        ],
        &[],
    );
    // A list begins with 1.
    table(
        &[TITLE, "Citizenship|2014", "12. France|1", "Togo|2"],
        &["origin citizenship=TGO 2014 B6 \"2\"", "C01 A5 \"12. France\"", "C01 B5 \"1\""],
        &[],
    );
}
