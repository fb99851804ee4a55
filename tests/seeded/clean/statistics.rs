//! The statistical questionnaire, with its tables on one sheet.

use super::{Dice, MINISTRY, OFFICER, YEARS, cell, in_language, item, label};
use crate::support::schemas;
use std::fmt::Write;
use verbale_model::labels::LabelKey;
use verbale_model::{Edition, Language};

const SOURCED: [&str; 6] = [
    "Criminal Code; register of the ministry",
    "Code pénal ; registre du ministère",
    "Código Penal; registro del ministerio",
    "Уголовный кодекс; реестр министерства",
    "قانون العقوبات وسجل الوزارة",
    "刑法；部级登记册",
];

/// By table its title, its totals, and whether its articles and sources are given.
pub(crate) struct Statistics {
    pub(crate) state: String,
    pub(crate) language: Language,
    pub(crate) years: Vec<String>,
    pub(crate) tables: Vec<(&'static str, Vec<String>, bool)>,
    pub(crate) contact: bool,
    /// Victims by citizenship: English names.
    pub(crate) listed: Vec<(String, Vec<String>)>,
}

fn edition() -> &'static Edition {
    schemas().edition_at("glotip/2018").unwrap()
}

impl Statistics {
    pub(crate) fn clean(dice: &mut Dice, language: Language) -> Self {
        let base = dice.number(50, 500);
        let mut tables = Vec::new();
        for (item, share) in [("offences", 9), ("formal_contact", 12), ("prosecuted", 8), ("convicted", 5), ("victims", 11)] {
            let values = YEARS.map(|year| (base * share / 5 + dice.number(0, base / 10) + year % 5).to_string());
            tables.push((item, values.to_vec(), true));
        }
        let years = YEARS.map(|year| year.to_string()).to_vec();
        let state = dice.state().name(language).to_owned();
        Self { state, language, years, tables, contact: true, listed: Vec::new() }
    }

    fn table(&self, name: &str) -> &'static str {
        label(edition(), edition().labels.table(name), self.language)
    }

    fn item(&self, code: &str) -> &'static str {
        item(edition(), code, self.language)
    }

    fn noted(&self, name: &str) -> &'static str {
        let note = edition().labels.notes.iter().position(|known| known == name).and_then(|index| u16::try_from(index).ok());
        label(edition(), note.map(LabelKey::Note), self.language)
    }

    fn total(&self) -> &'static str {
        let total = "total";
        let member = edition().members.iter().position(|member| member.name == total);
        let member = member.and_then(|index| u16::try_from(index).ok()).map(verbale_model::layout::MemberId);
        label(edition(), member.map(LabelKey::Member), self.language)
    }

    pub(crate) fn csv(&self) -> String {
        let column = |name: &str| cell(label(edition(), edition().labels.column(name), self.language));
        let mut text = format!("{}\n", cell(label(edition(), Some(LabelKey::Title), self.language)));
        let _ = writeln!(text, "{},{},{}", column("question"), column("answer"), column("comment"));
        let _ = writeln!(text, "{},{}", cell(self.item("contact_state")), cell(&self.state));
        if self.contact {
            for (code, said) in [("contact_ministry", &MINISTRY), ("contact_name", &OFFICER)] {
                let _ = writeln!(text, "{},{}", cell(self.item(code)), in_language(said, self.language));
            }
        }
        if !self.listed.is_empty() {
            let title = self.table("victims_citizenship");
            let _ = writeln!(text, "\n{}\n{},{}", cell(title), cell(self.noted("heading.citizenship")), self.years.join(","));
            for (country, values) in &self.listed {
                let area = schemas().areas.list.iter().find(|area| area.name(Language::En) == country);
                let name = area.map_or(country.as_str(), |area| area.name(self.language));
                let _ = writeln!(text, "{},{}", cell(name), values.join(","));
            }
        }
        for (item, values, sourced) in &self.tables {
            let (years, total) = (self.years.join(","), self.total());
            let _ = writeln!(text, "\n{}\n,{years}\n{},{}\n", cell(self.table(item)), cell(total), values.join(","));
            if *sourced {
                for kind in ["articles", "sources"] {
                    let question = cell(self.item(&format!("{item}_{kind}")));
                    let _ = writeln!(text, "{question},{}", cell(in_language(&SOURCED, self.language)));
                }
            }
        }
        text
    }
}
