//! Replies in which nothing is wrong, of fictitious States, as they are written to a file.

use crate::support::schemas;
use std::fmt::Write;
use verbale_model::labels::LabelKey;
use verbale_model::{AreaKind, ItemKind, Language};

/// Numbers that look random and are the same each time (`SplitMix64`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    pub(crate) fn number(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.next() % u64::try_from(high - low + 1).unwrap()).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.next() % all.len() as u64).unwrap()]
    }

    /// English name of a State that does not exist.
    pub(crate) fn state(&mut self) -> String {
        let states: Vec<_> = schemas().areas.list.iter().filter(|area| area.kind == AreaKind::FictitiousState).collect();
        self.pick(&states).name(Language::En).to_owned()
    }
}

/// A cell of a CSV file.
pub(crate) fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

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
        let mut all = Self { state: dice.state(), header, rows: Vec::new() };
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

    pub(crate) fn csv(&self) -> String {
        let mut text = self.header.join(",") + "\n";
        for row in &self.rows {
            let _ = writeln!(text, "{}", row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
        }
        text
    }
}

/// Answers of the questionnaire on measures: item, answer, description.
pub(crate) struct Measures {
    pub(crate) state: String,
    pub(crate) contact: bool,
    pub(crate) rows: Vec<(String, String, String)>,
}

impl Measures {
    /// Every measure, answered with yes and described.
    pub(crate) fn clean(dice: &mut Dice) -> Self {
        let edition = schemas().edition_at("tip-measures/2019").unwrap();
        let mut rows = Vec::new();
        for (_, item) in edition.items().filter(|(_, item)| item.is_asked()) {
            let answer = if matches!(item.kind, ItemKind::Multi(_)) { "Border guards" } else { "Yes" };
            let description = format!("The law of {} and the order of the ministry are in force.", dice.number(2000, 2018));
            rows.push((item.code.clone(), answer.to_owned(), description));
        }
        Self { state: dice.state(), contact: true, rows }
    }

    pub(crate) fn row(&mut self, item: &str) -> &mut (String, String, String) {
        self.rows.iter_mut().find(|row| row.0 == item).unwrap()
    }

    /// As a form.
    pub(crate) fn form(&self) -> String {
        let mut text =
            String::from("\"Questionnaire on national measures to prevent, address and combat trafficking in persons\",,\n");
        let _ = writeln!(text, "Measure,Answer,Description\nReporting State,{},", cell(&self.state));
        if self.contact {
            let _ = writeln!(
                text,
                "Ministry or institution responsible for the reply,Ministry of Justice,\nName of contact person,Desk officer,"
            );
        }
        let edition = schemas().edition_at("tip-measures/2019").unwrap();
        for (item, answer, description) in &self.rows {
            let label = edition.item_index.get(item).and_then(|id| edition.labels.text(LabelKey::Item(*id), Language::En));
            let _ = writeln!(text, "{},{},{}", cell(label.unwrap_or(item)), cell(answer), cell(description));
        }
        text
    }

    /// As an officer codes a letter.
    pub(crate) fn coded(&self) -> String {
        let mut text = String::from("State,Measure code,Code,Excerpt\n");
        for (item, answer, description) in &self.rows {
            let _ = writeln!(text, "{},{item},{},{}", cell(&self.state), cell(answer), cell(description));
        }
        text
    }
}

/// The statistical questionnaire: by table its title, its totals, and whether its articles and sources are given.
pub(crate) struct Statistics {
    pub(crate) state: String,
    pub(crate) years: Vec<String>,
    pub(crate) tables: Vec<(&'static str, Vec<String>, bool)>,
    pub(crate) contact: bool,
    /// Victims by citizenship.
    pub(crate) listed: Vec<(String, Vec<String>)>,
}

impl Statistics {
    pub(crate) fn clean(dice: &mut Dice) -> Self {
        let base = dice.number(50, 500);
        let mut tables = Vec::new();
        for (item, share) in [("offences", 9), ("formal_contact", 12), ("prosecuted", 8), ("convicted", 5), ("victims", 11)] {
            let values = YEARS.map(|_| (base * share / 5 + dice.number(0, base / 10)).to_string());
            tables.push((item, values.to_vec(), true));
        }
        Self { state: dice.state(), years: YEARS.map(|year| year.to_string()).to_vec(), tables, contact: true, listed: Vec::new() }
    }

    pub(crate) fn csv(&self) -> String {
        let edition = schemas().edition_at("glotip/2018").unwrap();
        let label = |item: &str| edition.labels.text(LabelKey::Item(edition.item_index[item]), Language::En).unwrap();
        let mut text = String::from("Questionnaire for the Global Report on Trafficking in Persons\n");
        let _ = writeln!(text, "Question,Answer,Comments\nReporting State,{}", cell(&self.state));
        if self.contact {
            let _ = writeln!(text, "{},Ministry of Justice\n{},Desk officer", label("contact_ministry"), label("contact_name"));
        }
        if !self.listed.is_empty() {
            let title = edition.labels.text(edition.labels.table("victims_citizenship").unwrap(), Language::En).unwrap();
            let _ = writeln!(text, "\n{}\nCountry of citizenship,{}", cell(title), self.years.join(","));
            for (country, values) in &self.listed {
                let _ = writeln!(text, "{},{}", cell(country), values.join(","));
            }
        }
        for (item, values, sourced) in &self.tables {
            let title = edition.labels.text(edition.labels.table(item).unwrap(), Language::En).unwrap();
            let _ = writeln!(text, "\n{}\n,{}\nTotal,{}\n", cell(title), self.years.join(","), values.join(","));
            if *sourced {
                for kind in ["articles", "sources"] {
                    let _ = writeln!(text, "{},Criminal Code; register of the ministry", cell(label(&format!("{item}_{kind}"))));
                }
            }
        }
        text
    }
}
