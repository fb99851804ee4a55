//! Faults that leave it open what a figure stands for: its table, its line of the unit, its cell, its column, what of it holds.

use super::{Fault, Given};
use crate::seeded::clean::{Dice, Measures, Statistics};
use crate::seeded::given::rows;
use rust_xlsxwriter::Format;

/// The rows of a statistical reply, where each row of totals stands, and the place of its language.
struct Sheet {
    rows: Vec<Vec<String>>,
    totals: Vec<usize>,
    language: usize,
}

impl Sheet {
    fn clean(dice: &mut Dice) -> Self {
        let language = dice.language();
        let rows = rows(&Statistics::clean(dice, language).csv());
        // The title of a table stands alone two rows above its totals.
        let totals = (2..rows.len()).filter(|&at| rows[at].len() == 5 && rows[at - 2].len() == 1).collect();
        Self { rows, totals, language: language.index() }
    }

    fn text(&self) -> String {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let empty = [String::new()];
        for row in &self.rows {
            writer.write_record(if row.is_empty() { &empty } else { row.as_slice() }).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    /// In any format.
    fn given(&self, dice: &mut Dice) -> Vec<Given> {
        vec![Given::table(dice, &self.text())]
    }

    /// A cell of a row of totals.
    fn figure(&self, dice: &mut Dice) -> (usize, usize) {
        (*dice.pick(&self.totals), 1 + dice.place(4))
    }
}

/// A table of the State's own below one of the questionnaire's.
fn own_table(dice: &mut Dice) -> Vec<Given> {
    const TITLES: [&str; 6] = [
        "Of these, in the northern district",
        "Dont dans le district du nord",
        "De ellos, en el distrito del norte",
        "Из них в северном округе",
        "منهم في المنطقة الشمالية",
        "其中：北部地区",
    ];
    let mut sheet = Sheet::clean(dice);
    let at = *dice.pick(&sheet.totals);
    let mut own = vec![Vec::new(), vec![TITLES[sheet.language].to_owned()], sheet.rows[at - 1].clone(), sheet.rows[at].clone()];
    for figure in &mut own[3][1..] {
        *figure = dice.number(1, 9).to_string();
    }
    sheet.rows.splice(at + 1..=at, own);
    sheet.given(dice)
}

/// A line between a title and its headings.
fn unit_line(dice: &mut Dice) -> Vec<Given> {
    const LINES: [&str; 6] =
        ["Number of cases", "Nombre d’affaires", "Número de causas", "Количество дел", "عدد القضايا المسجلة", "案件数量"];
    let mut sheet = Sheet::clean(dice);
    let at = *dice.pick(&sheet.totals);
    let line = LINES[sheet.language].to_owned();
    sheet.rows.insert(at - 1, vec![line]);
    sheet.given(dice)
}

/// One figure in merged cells over two years or more.
fn over_several(dice: &mut Dice) -> Vec<Given> {
    let sheet = Sheet::clean(dice);
    let (at, first) = (*dice.pick(&sheet.totals), 1 + dice.place(3));
    let last = first + 1 + dice.place(4 - first);
    super::workbooks::workbook(dice, &sheet.rows, |written, _| {
        let place = |index: usize| u16::try_from(index).unwrap();
        let row = u32::try_from(at).unwrap();
        written.merge_range(row, place(first), row, place(last), "", &Format::new()).unwrap();
        written.write_number(row, place(first), sheet.rows[at][first].parse::<u32>().unwrap()).unwrap();
    })
}

/// A separator in a number or a description that no quotation marks keep together.
fn wide_row(dice: &mut Dice) -> Vec<Given> {
    let language = dice.language();
    let text = Measures::clean(dice, language).form();
    let lines: Vec<&str> = text.lines().collect();
    let changed = 6 + dice.place(lines.len() - 6);
    let more = *dice.pick(&[",084", ", art. 3", ",", ",x,y"]);
    let line = |(at, line): (usize, &&str)| if at == changed { format!("{line}{more}x\n") } else { format!("{line}\n") };
    vec![Given::csv(&lines.iter().enumerate().map(line).collect::<String>())]
}

/// A figure with another one behind it, one of them struck out.
fn struck(dice: &mut Dice) -> Vec<Given> {
    let sheet = Sheet::clean(dice);
    let (row, column) = sheet.figure(dice);
    super::workbooks::workbook(dice, &sheet.rows, |written, dice| {
        let (plain, struck) = (Format::new(), Format::new().set_font_strikethrough());
        let (old, new) = (dice.number(10, 99).to_string(), format!(" {}", sheet.rows[row][column]));
        let (first, second) = if dice.number(0, 1) == 0 { (&struck, &plain) } else { (&plain, &struck) };
        let parts = [(first, old.as_str()), (second, new.as_str())];
        written.write_rich_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), &parts).unwrap();
    })
}

pub(crate) const FAULTS: &[Fault] =
    &[("S30", own_table), ("S31", over_several), ("S32", unit_line), ("S33", wide_row), ("S34", struck)];
