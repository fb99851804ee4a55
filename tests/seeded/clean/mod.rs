//! Replies in which nothing is wrong, of fictitious States, as they are written to a file.

mod figures;
mod measures;
pub(crate) mod messages;
mod statistics;

pub(crate) use figures::{CONTACT, CONVICTED, Figures, OFFENCES, PROSECUTED, VICTIMS, YEARS};
pub(crate) use measures::Measures;
pub(crate) use messages::Message;
pub(crate) use statistics::Statistics;

use crate::support::schemas;
use verbale_model::labels::LabelKey;
use verbale_model::{Area, AreaKind, Edition, Language};

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

    /// A place among so many.
    pub(crate) fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.place(all.len())]
    }

    pub(crate) fn language(&mut self) -> Language {
        *self.pick(&Language::ALL)
    }

    /// A State that does not exist.
    pub(crate) fn state(&mut self) -> &'static Area {
        let states: Vec<_> = schemas().areas.list.iter().filter(|area| area.kind == AreaKind::FictitiousState).collect();
        states[self.place(states.len())]
    }
}

/// A cell of a CSV file.
pub(crate) fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A label as the questionnaire prints it.
fn label(edition: &Edition, key: Option<LabelKey>, language: Language) -> &str {
    key.and_then(|key| edition.labels.text(key, language)).unwrap_or_else(|| panic!("a label of {}", edition.path()))
}

fn item(edition: &'static Edition, code: &str, language: Language) -> &'static str {
    label(edition, edition.item_index.get(code).copied().map(LabelKey::Item), language)
}

/// A word of a codelist in a language; any other text stays as it is.
fn word(list: &str, text: &str, language: Language) -> String {
    let list = schemas().lists.iter().find(|known| known.name == list).unwrap();
    let code = list.find(&verbale_model::codelist::list_form(text));
    code.and_then(|code| list.entry(code)).map_or_else(|| text.to_owned(), |entry| entry.labels[language.index()].clone())
}

/// One of six texts.
fn in_language<'t>(texts: &[&'t str; 6], language: Language) -> &'t str {
    texts[language.index()]
}

/// A ministry, and who sends the reply.
const MINISTRY: [&str; 6] =
    ["Ministry of Justice", "Ministère de la justice", "Ministerio de Justicia", "Министерство юстиции", "وزارة العدل", "司法部"];
const OFFICER: [&str; 6] =
    ["Desk officer", "Chargé de dossier", "Oficial encargado", "Сотрудник отдела", "الموظف المكلف", "主管干事"];
