//! Figures of a fictitious State in the layout of the published dataset.

use super::{Dice, cell};
use std::fmt::Write;
use verbale_model::Language;

/// Figures in the layout of the published dataset.
pub(crate) struct Figures {
    pub(crate) state: String,
    pub(crate) header: [&'static str; 8],
    pub(crate) rows: Vec<[String; 8]>,
}

pub(crate) const VICTIMS: &str = "Detected trafficking victims";
pub(crate) const CONVICTED: &str = "Persons convicted";
pub(crate) const PROSECUTED: &str = "Persons prosecuted";
pub(crate) const CONTACT: &str = "Persons brought into formal contact";
pub(crate) const OFFENCES: &str = "Offences of trafficking in persons";
pub(crate) const YEARS: [i64; 4] = [2014, 2015, 2016, 2017];
const ADULTS: &str = "18 years or over";
const CHILDREN: &str = "0 to 17 years";

impl Figures {
    /// Four years of figures that agree with each other.
    pub(crate) fn clean(dice: &mut Dice) -> Self {
        let header = ["Country", "Indicator", "Dimension", "Category", "Sex", "Age", "Year", "txtVALUE"];
        let mut all = Self { state: dice.state().name(Language::En).to_owned(), header, rows: Vec::new() };
        let base = dice.number(40, 400);
        for year in YEARS {
            let mut part = |share: i64| base * share / 10 + dice.number(0, base / 20);
            let (women, girls, men, boys, unknown) = (part(9), part(6), part(5), part(4), part(1));
            let known = women + girls + men + boys;
            all.total(VICTIMS, year, known + unknown);
            for (sex, age, value) in [
                ("Female", "Total", women + girls),
                ("Male", "Total", men + boys),
                ("Unknown", "Unknown", unknown),
                ("Total", ADULTS, women + men),
                ("Total", CHILDREN, girls + boys),
                ("Female", ADULTS, women),
                ("Female", CHILDREN, girls),
                ("Male", ADULTS, men),
                ("Male", CHILDREN, boys),
            ] {
                all.row(VICTIMS, "Total", "Total", sex, age, year, value);
            }
            for (form, value) in
                [("Sexual exploitation", women), ("Forced labour", girls + men), ("Other forms of exploitation", boys + unknown)]
            {
                all.row(VICTIMS, "by form of exploitation", form, "Total", "Total", year, value);
            }
            for (country, value) in [("Romania", women + boys), ("Ukraine", girls), ("Nigeria", men + unknown)] {
                all.row(VICTIMS, "by citizenship", country, "Total", "Total", year, value);
            }
            all.total(OFFENCES, year, known);
            all.total(CONTACT, year, known);
            all.total(PROSECUTED, year, known - girls);
            all.total(CONVICTED, year, women + boys);
        }
        all
    }

    fn total(&mut self, indicator: &str, year: i64, value: i64) {
        self.row(indicator, "Total", "Total", "Total", "Total", year, value);
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of the layout")]
    pub(crate) fn row(&mut self, indicator: &str, dimension: &str, category: &str, sex: &str, age: &str, year: i64, value: i64) {
        let cells = [&self.state, indicator, dimension, category, sex, age, &year.to_string(), &value.to_string()];
        self.rows.push(cells.map(str::to_owned));
    }

    /// The row of a figure.
    pub(crate) fn find(&mut self, indicator: &str, category: &str, sex: &str, age: &str, year: i64) -> &mut [String; 8] {
        let year = year.to_string();
        let wanted =
            |row: &&mut [String; 8]| [&row[1], &row[3], &row[4], &row[5], &row[6]] == [indicator, category, sex, age, &year];
        self.rows.iter_mut().find(wanted).unwrap()
    }

    pub(crate) fn value(&mut self, indicator: &str, category: &str, sex: &str, age: &str, year: i64) -> i64 {
        self.find(indicator, category, sex, age, year)[7].parse().unwrap()
    }

    pub(crate) fn set(&mut self, indicator: &str, category: &str, sex: &str, age: &str, year: i64, value: impl ToString) {
        self.find(indicator, category, sex, age, year)[7] = value.to_string();
    }

    /// Leaves only the totals of a year, and these parts of the victims.
    pub(crate) fn only(&mut self, year: i64, parts: &[(&str, &str)]) {
        let year = year.to_string();
        self.rows.retain(|row| {
            let whole = row[4] == "Total" && row[5] == "Total" && row[2] == "Total";
            row[6] != year || whole || row[2] == "Total" && parts.contains(&(row[4].as_str(), row[5].as_str()))
        });
    }

    pub(crate) fn table(&self) -> String {
        let mut text = self.header.join(",") + "\n";
        for row in &self.rows {
            let _ = writeln!(text, "{}", row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
        }
        text
    }
}
