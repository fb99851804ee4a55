//! Faults of the statistical questionnaire.

use super::{Fault, Given};
use crate::seeded::clean::{Dice, Statistics, YEARS};
use verbale_model::Language;

/// Changes a reply in any language.
pub(super) fn statistics(dice: &mut Dice, change: impl FnOnce(&mut Statistics, &mut Dice)) -> Vec<Given> {
    let language = dice.language();
    let mut statistics = Statistics::clean(dice, language);
    change(&mut statistics, dice);
    vec![Given::statistics(dice, &statistics)]
}

/// Changes a table of citizenships: three years of twelve countries.
fn listed(dice: &mut Dice, change: impl FnOnce(&mut [Vec<i64>; 3], &mut Dice)) -> Vec<Given> {
    const COUNTRIES: [&str; 12] = [
        "Romania", "Ukraine", "Nigeria", "Albania", "Morocco", "Brazil", "Viet Nam", "Thailand", "Colombia", "Georgia", "Ghana",
        "Peru",
    ];
    let base: Vec<i64> = (0..12).map(|place| 20 + (place * 7 % 12) * 25 + dice.number(0, 9)).collect();
    let mut columns = [0, 1, 2].map(|year| base.iter().map(|value| value + year * 3 + dice.number(0, 5)).collect::<Vec<i64>>());
    change(&mut columns, dice);
    statistics(dice, |statistics, _| {
        statistics.tables.clear();
        let sums = columns.each_ref().map(|column| column.iter().sum::<i64>().to_string());
        statistics.years = YEARS[1..].iter().map(ToString::to_string).collect();
        statistics.tables.push(("victims", sums.to_vec(), true));
        let row = |(place, country): (usize, &&str)| {
            (country.to_string(), columns.each_ref().map(|column| column[place].to_string()).to_vec())
        };
        statistics.listed = COUNTRIES.iter().enumerate().map(row).collect();
    })
}

pub(crate) const FAULTS: &[Fault] = &[
    ("N02", |dice| {
        let mut statistics = Statistics::clean(dice, Language::En);
        let table = dice.place(5);
        statistics.tables[table].1[1] = (*dice.pick(&["1.282", "2.001", "1.100"])).to_owned();
        vec![Given::statistics(dice, &statistics)]
    }),
    ("S15", |dice| {
        listed(dice, |columns, dice| {
            let column = dice.pick(&[0, 1, 2]);
            columns[*column].sort_unstable();
            if dice.number(0, 1) == 0 {
                columns[*column].reverse();
            }
        })
    }),
    ("S16", |dice| {
        listed(dice, |columns, dice| {
            let (column, from, step) = (dice.place(3), dice.place(6), dice.number(0, 1));
            let first = columns[column][from].max(9);
            (0..).zip(&mut columns[column][from..from + 6]).for_each(|(place, value)| *value = first + place * step);
        })
    }),
    ("T01", |dice| {
        statistics(dice, |statistics, dice| {
            let year = dice.place(4);
            let value: i64 = statistics.tables[4].1[year].parse().unwrap();
            statistics.tables[4].1[year] = (value * dice.number(4, 9)).to_string();
        })
    }),
    ("T02", |dice| {
        statistics(dice, |statistics, dice| {
            let year = dice.place(4);
            let value: i64 = statistics.tables[4].1[year].parse().unwrap();
            statistics.tables[4].1[year] = (value * 5 / 2).to_string();
        })
    }),
    ("T03", |dice| {
        const PARTS: [&str; 6] = [
            "2017 (January–June)",
            "2017 (premier semestre)",
            "2017 (primer semestre)",
            "2017 (первое полугодие)",
            "2017 (النصف الأول)",
            "2017年（1月至6月）",
        ];
        statistics(dice, |statistics, _| statistics.years[3] = PARTS[statistics.language.index()].to_owned())
    }),
    ("T05", |dice| {
        statistics(dice, |statistics, dice| {
            let table = usize::try_from(dice.number(0, 4)).unwrap();
            let first = statistics.tables[table].1[0].clone();
            statistics.tables[table].1.fill(first);
        })
    }),
    ("X09", |dice| {
        statistics(dice, |statistics, dice| {
            let table = usize::try_from(dice.number(0, 4)).unwrap();
            statistics.tables[table].2 = false;
        })
    }),
];
