//! Faults that only a workbook has: what is hidden, what is noted, what was typed over a formula.

use super::{Fault, Given};
use crate::seeded::clean::{Dice, Measures, Statistics};
use crate::seeded::given::{fill, rows};
use rust_xlsxwriter::{Formula, Note, Workbook, Worksheet};

/// A reply on one sheet.
fn sheet(dice: &mut Dice) -> Vec<Vec<String>> {
    let language = dice.language();
    let text =
        if dice.number(0, 1) == 0 { Measures::clean(dice, language).form() } else { Statistics::clean(dice, language).csv() };
    rows(&text)
}

/// A workbook of one sheet with something done to it.
pub(super) fn workbook(dice: &mut Dice, rows: &[Vec<String>], change: impl FnOnce(&mut Worksheet, &mut Dice)) -> Vec<Given> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, rows, dice.number(0, 1) == 0);
    change(sheet, dice);
    vec![Given::new("reply.xlsx", workbook.save_to_buffer().unwrap())]
}

/// A row that holds more than its label, and the columns of both. The heading of a table holds no value.
fn filled(dice: &mut Dice, rows: &[Vec<String>]) -> (u32, Vec<u16>) {
    loop {
        let at = dice.place(rows.len());
        let columns: Vec<u16> = (0..).zip(&rows[at]).filter(|(_, text)| !text.is_empty()).map(|(column, _)| column).collect();
        if at > 2 && columns.len() > 1 && columns[0] == 0 {
            return (u32::try_from(at).unwrap(), columns);
        }
    }
}

/// The last table on a sheet of its own that is hidden.
fn hidden_sheet(dice: &mut Dice) -> Vec<Given> {
    let language = dice.language();
    let whole = rows(&Statistics::clean(dice, language).csv());
    // The last table begins after the last but one of the empty rows around it.
    let parted = whole.iter().enumerate().filter(|(_, row)| row.is_empty()).map(|(at, _)| at).nth_back(1).unwrap();
    let mut workbook = Workbook::new();
    let numbers = dice.number(0, 1) == 0;
    fill(workbook.add_worksheet(), &whole[..parted], numbers);
    let last = workbook.add_worksheet();
    fill(last, &[&whole[..1], &whole[parted..]].concat(), numbers);
    last.set_hidden(true);
    vec![Given::new("reply.xlsx", workbook.save_to_buffer().unwrap())]
}

/// Totals by formula, one of them typed.
fn typed_over(dice: &mut Dice) -> Vec<Given> {
    let language = dice.language();
    let all = rows(&Statistics::clean(dice, language).csv());
    let number = |text: &String| text.parse::<i64>().ok();
    // Years are numbers, too; they stand beside no label.
    let totals: Vec<usize> = (0..all.len())
        .filter(|&at| all[at].len() == 5 && !all[at][0].is_empty() && all[at].iter().filter_map(number).count() == 4)
        .collect();
    let kept = (*dice.pick(&totals), dice.place(4) + 1);
    workbook(dice, &all, |sheet, dice| {
        for &at in &totals {
            for (column, text) in all[at].iter().enumerate().skip(1).filter(|(column, _)| (at, *column) != kept) {
                let value = number(text).unwrap();
                let part = dice.number(0, value);
                let formula = Formula::new(format!("={part}+{}", value - part)).set_result(value.to_string());
                sheet.write_formula(u32::try_from(at).unwrap(), u16::try_from(column).unwrap(), formula).unwrap();
            }
        }
    })
}

pub(crate) const FAULTS: &[Fault] = &[
    ("S12", |dice| {
        if dice.number(0, 2) == 0 {
            return hidden_sheet(dice);
        }
        let rows = sheet(dice);
        let (row, columns) = filled(dice, &rows);
        workbook(dice, &rows, |sheet, dice| {
            if dice.number(0, 1) == 0 {
                sheet.set_row_hidden(row).unwrap();
            } else {
                sheet.set_column_hidden(columns[columns.len() - 1]).unwrap();
            }
        })
    }),
    ("S13", |dice| {
        let rows = sheet(dice);
        let (row, columns) = filled(dice, &rows);
        workbook(dice, &rows, |sheet, dice| {
            let text = *dice.pick(&["Break in the series.", "Voir l’annexe.", "Уточняется.", "初步数字"]);
            sheet.insert_note(row, *dice.pick(&columns), &Note::new(text)).unwrap();
        })
    }),
    ("S14", typed_over),
];
