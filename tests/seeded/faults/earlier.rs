//! Replies that stand in contradiction to earlier ones, or repeat them.

use super::{Fault, Given};
use crate::seeded::clean::{Dice, Measures, Statistics, YEARS};
use verbale_model::Language;

/// Two replies, each in a format of its own.
fn both(dice: &mut Dice, before: &str, after: &str) -> Vec<Given> {
    vec![Given::table(dice, before), Given::table(dice, after)]
}

/// Another State than this one.
fn another(dice: &mut Dice, state: &str, language: Language) -> String {
    loop {
        let other = dice.state().name(language);
        if other != state {
            return other.to_owned();
        }
    }
}

pub(crate) const FAULTS: &[Fault] = &[
    ("K06", |dice| {
        let language = dice.language();
        let mut measures = Measures::clean(dice, language);
        let before = measures.form();
        let place = dice.place(60);
        measures.rows[place].1 = "Planned".to_owned();
        both(dice, &before, &measures.form())
    }),
    ("K09", |dice| {
        let language = dice.language();
        let mut statistics = Statistics::clean(dice, language);
        statistics.years.pop();
        statistics.tables.iter_mut().for_each(|table| {
            table.1.pop();
        });
        let before = statistics.csv();
        statistics.years = YEARS[1..].iter().map(ToString::to_string).collect();
        both(dice, &before, &statistics.csv())
    }),
    ("K10", |dice| {
        let language = dice.language();
        if dice.number(0, 1) == 0 {
            let mut statistics = Statistics::clean(dice, language);
            let before = statistics.csv();
            statistics.state = another(dice, &statistics.state, language);
            return both(dice, &before, &statistics.csv());
        }
        let mut measures = Measures::clean(dice, language);
        for place in 0..measures.rows.len() {
            if measures.rows[place].1 == "Yes" {
                measures.rows[place].1 = (*dice.pick(&["Yes", "Partly"])).to_owned();
            }
        }
        let before = measures.form();
        measures.state = another(dice, &measures.state, language);
        both(dice, &before, &measures.form())
    }),
    ("T07", |dice| {
        let language = dice.language();
        let mut statistics = Statistics::clean(dice, language);
        let before = statistics.csv();
        let (table, year) = (dice.place(5), dice.place(4));
        let value: i64 = statistics.tables[table].1[year].parse().unwrap();
        statistics.tables[table].1[year] = (value + dice.pick(&[-1, 1, 5])).to_string();
        both(dice, &before, &statistics.csv())
    }),
];
