//! Formulas that fill several cells: arrays and tables of data.

use crate::containers::sheet;
use crate::support::{check, outcome};
use std::fmt::Write;

/// A form with a table of thefts in three years, whose row of figures is given.
fn form(figures: &str) -> Vec<u8> {
    let text = |cell: &str, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let mut data = String::new();
    let rows = [
        text("A1", "Survey on the prevention of marmot theft"),
        text("A2", "Country") + &text("B2", "Togo"),
        text("A3", "4. Marmot thefts"),
        [("B4", "2014"), ("C4", "2015"), ("D4", "2016")].map(|(cell, year)| text(cell, year)).concat(),
        text("A5", "Total") + figures,
    ];
    for (row, cells) in (1..).zip(rows) {
        write!(data, r#"<row r="{row}">{cells}</row>"#).unwrap();
    }
    sheet(&data)
}

#[test]
fn calculated_arrays_and_tables_of_data_are_their_values() {
    for kind in ["array", "dataTable"] {
        let tag = format!(r#"<f t="{kind}" ref="B5:D5">{}</f>"#, if kind == "array" { "G5:I5*2" } else { "" });
        let book = form(&format!(r#"<c r="B5">{tag}<v>1</v></c><c r="C5"><v>2</v></c><c r="D5"><v>3</v></c>"#));
        let lines = outcome(&book).unwrap().lines;
        let read = lines.iter().filter(|line| line.starts_with("thefts")).collect::<Vec<_>>();
        assert_eq!(read, ["thefts 2014 B5 \"1\"", "thefts 2015 C5 \"2\"", "thefts 2016 D5 \"3\""]);
    }
}

#[test]
fn cells_that_a_formula_fills_are_not_blank_before_it_is_calculated() {
    for (formula, raw) in [
        (r#"<f t="array" ref="B5:D5">G5:I5*2</f>"#, "=G5:I5*2"),
        (r#"<f t="dataTable" ref="B5:D5" dt2D="0" dtr="1" r1="G1"/>"#, "="),
    ] {
        for others in [r#"<c r="C5"/><c r="D5"/>"#, ""] {
            check(
                &form(&format!(r#"<c r="B5">{formula}</c>{others}"#)),
                &["state B2 \"Togo\"", &format!("S31 B5 {raw:?}")],
                &["S31 B5 B5:D5"],
            );
        }
    }
    // Of one cell, it is that cell alone that was not calculated; and one that is calculated leaves the others as they are.
    check(
        &form(r#"<c r="B5"><f t="array" ref="B5">SUM(G5:I5*2)</f></c><c r="D5"><f t="array" ref="D5">SUM(G6:I6)</f><v>4</v></c>"#),
        &[
            "formula D5 \"=SUM(G6:I6)\"",
            "thefts 2014 B5 \"=SUM(G5:I5*2)\"",
            "thefts 2015 C5 blank",
            "thefts 2016 D5 \"4\"",
            "state B2 \"Togo\"",
        ],
        &[],
    );
}
