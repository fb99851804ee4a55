//! Faults of figures in the layout of the published dataset.

use super::{Fault, Given};
use crate::seeded::clean::{CONTACT, CONVICTED, Dice, Figures, OFFENCES, PROSECUTED, VICTIMS, YEARS};

const ALL_SEX: [(&str, &str); 3] = [("Female", "Total"), ("Male", "Total"), ("Unknown", "Unknown")];
const ALL_AGES: [(&str, &str); 3] = [("Total", "18 years or over"), ("Total", "0 to 17 years"), ("Unknown", "Unknown")];

/// Changes figures of one year.
fn figures(dice: &mut Dice, change: impl FnOnce(&mut Figures, i64, &mut Dice)) -> Vec<Given> {
    let mut figures = Figures::clean(dice);
    let year = *dice.pick(&YEARS);
    change(&mut figures, year, dice);
    vec![Given::table(dice, &figures.table())]
}

/// Adds to a part of the victims so that the parts by one dimension no longer meet the total.
fn part(dice: &mut Dice, parts: &[(&str, &str)], without: usize, by: i64) -> Vec<Given> {
    figures(dice, |figures, year, dice| {
        figures.only(year, &parts[..parts.len() - without]);
        let (sex, age) = *dice.pick(&parts[..2]);
        let value = figures.value(VICTIMS, "Total", sex, age, year);
        let unknown = i64::from(without == 0);
        let changed = (value + by * (dice.number(3, 9) + unknown)).max(5);
        figures.set(VICTIMS, "Total", sex, age, year, changed);
    })
}

/// Writes a category, and gives it a small figure.
fn labelled(dice: &mut Dice, labels: &[&str]) -> Vec<Given> {
    figures(dice, |figures, year, dice| {
        let label = *dice.pick(labels);
        let place = *dice.pick(&["Ukraine", "Nigeria", "Romania"]);
        figures.find(VICTIMS, place, "Total", "Total", year)[3] = label.to_owned();
    })
}

/// Writes a value in place of a figure that stands in no sum.
fn written(dice: &mut Dice, values: &[&str]) -> Vec<Given> {
    figures(dice, |figures, year, dice| {
        let value = *dice.pick(values);
        figures.only(year, &[]);
        figures.set(VICTIMS, "Total", "Total", "Total", year, value);
    })
}

pub(crate) const FAULTS: &[Fault] = &[
    ("A01", |dice| part(dice, &ALL_SEX, 0, 1)),
    ("A02", |dice| part(dice, &ALL_SEX, 1, 0)),
    ("A03a", |dice| part(dice, &ALL_AGES, 0, 1)),
    ("A03b", |dice| part(dice, &ALL_AGES, 1, 0)),
    ("A04a", |dice| {
        figures(dice, |figures, year, dice| {
            let (sex, age) = (*dice.pick(&["Female", "Male"]), *dice.pick(&["18 years or over", "0 to 17 years"]));
            let value = figures.value(VICTIMS, "Total", sex, age, year);
            figures.set(VICTIMS, "Total", sex, age, year, value + dice.number(1, 50));
        })
    }),
    ("A04b", |dice| {
        figures(dice, |figures, year, dice| {
            let (sex, age) = (*dice.pick(&["Female", "Male"]), *dice.pick(&["18 years or over", "0 to 17 years"]));
            let value = figures.value(VICTIMS, "Total", sex, age, year);
            figures.set(VICTIMS, "Total", sex, age, year, value - dice.number(1, 9));
        })
    }),
    ("A05", |dice| {
        figures(dice, |figures, year, dice| {
            let form = *dice.pick(&["Sexual exploitation", "Forced labour"]);
            let value = figures.value(VICTIMS, form, "Total", "Total", year);
            figures.set(VICTIMS, form, "Total", "Total", year, value + dice.pick(&[-7, 9]));
        })
    }),
    ("A06", |dice| {
        figures(dice, |figures, year, _| {
            let value = figures.value(CONVICTED, "Total", "Total", "Total", year);
            for form in ["Sexual exploitation", "Forced labour"] {
                figures.row(CONVICTED, "by form of exploitation", form, "Total", "Total", year, value - 3);
            }
        })
    }),
    ("A07a", |dice| {
        figures(dice, |figures, year, dice| {
            let value = figures.value(VICTIMS, "Total", "Total", "Total", year);
            let country = *dice.pick(&["Romania", "Ukraine", "Nigeria"]);
            figures.set(VICTIMS, country, "Total", "Total", year, value + dice.number(1, 30));
        })
    }),
    ("A07b", |dice| {
        figures(dice, |figures, year, dice| {
            let country = *dice.pick(&["Romania", "Ukraine", "Nigeria"]);
            let value = figures.value(VICTIMS, country, "Total", "Total", year);
            figures.set(VICTIMS, country, "Total", "Total", year, value + dice.pick(&[-5, 4]));
        })
    }),
    ("C01", |dice| labelled(dice, &["Xyzland", "Qwertia", "Nowherestan"])),
    ("C02", |dice| labelled(dice, &["Bolivia", "VIETNAM", "Moldova", "Tanzania"])),
    ("C03a", |dice| labelled(dice, &["Swaziland", "The former Yugoslav Republic of Macedonia"])),
    ("C03b", |dice| labelled(dice, &["Burma", "Upper Volta", "Zaire", "Ceylon"])),
    ("C04", |dice| labelled(dice, &["Burmese", "Albanian", "Moroccan", "marocaine"])),
    ("C05", |dice| labelled(dice, &["97 albanian", "3 nigériens et 1 tunisien", "12 Romanians"])),
    ("C06", |dice| labelled(dice, &["Mumbai, India", "England", "Northern Ireland", "Scotland", "Iraqi Kurdistan"])),
    ("C07", |dice| labelled(dice, &["Africa others", "EU-28 others", "Asia"])),
    ("C08", |dice| {
        figures(dice, |figures, _, dice| {
            let code = *dice.pick(&["CAR", "EEU", "SAM"]);
            figures.header[0] = "Iso3_code";
            figures.rows.iter_mut().for_each(|row| row[0] = code.to_owned());
        })
    }),
    ("C10", |dice| {
        figures(dice, |figures, year, dice| {
            figures.only(year, &ALL_AGES);
            figures.find(VICTIMS, "Total", "Total", "18 years or over", year)[5] =
                (*dice.pick(&["16–25", "30 to 40", "young"])).to_owned();
        })
    }),
    ("C14", |dice| labelled(dice, &["Kosovo under UNSCR 1244"])),
    ("C15", |dice| labelled(dice, &[""])),
    ("K07a", |dice| {
        figures(dice, |figures, year, dice| {
            let value = figures.value(OFFENCES, "Total", "Total", "Total", year);
            figures.row(OFFENCES, "Total", "Total", "Total", "Total", year, value + dice.number(1, 9));
        })
    }),
    ("K07b", |dice| {
        figures(dice, |figures, year, _| {
            let value = figures.value(VICTIMS, "Other forms of exploitation", "Total", "Total", year);
            figures.set(VICTIMS, "Other forms of exploitation", "Total", "Total", year, value - 6);
            figures.row(VICTIMS, "by form of exploitation", "Other forms of exploitation", "Total", "Total", year, 6);
        })
    }),
    ("K08", |dice| {
        figures(dice, |figures, year, _| {
            let value = figures.value(OFFENCES, "Total", "Total", "Total", year);
            figures.row(OFFENCES, "Total", "Total", "Total", "Total", year, value);
        })
    }),
    ("N01", |dice| written(dice, &["-3", "12.5", "-120"])),
    ("N03", |dice| written(dice, &["<5", "several", "about 40", "10-20"])),
    ("N04", |dice| written(dice, &["not available", "N/A", "-", "confidential"])),
    ("N05", |dice| written(dice, &["see the ministry of justice", "twelve or so of them", "increase"])),
    ("N07", |dice| written(dice, &["120*", "131 (a)", "311²"])),
    ("S01", |dice| {
        let figures = Figures::clean(dice);
        let line = |row: &[String; 8]| {
            let [state, indicator, dimension, category, sex, age, year, value] = row;
            format!("XAL,{state},Americas,Caribbean,{indicator},{dimension},{category},{sex},{age},{year},Counts,{value},GLOTIP\n")
        };
        let rows = figures.rows.iter().filter(|row| row[1] == VICTIMS && row[2] == "Total" && row[4] != "Total");
        vec![Given::table(dice, &rows.map(line).collect::<String>())]
    }),
    ("S02", |dice| figures(dice, |figures, _, dice| figures.header[usize::try_from(dice.number(4, 5)).unwrap()] = "Remark")),
    ("S07", |dice| labelled(dice, &["TOTAL POR AÑO", "Nationality"])),
    ("S08", |dice| labelled(dice, &["TÃ¼rkiye", "CÃ´te d'Ivoire"])),
    ("S09", |dice| {
        figures(dice, |figures, _, _| {
            for row in &mut figures.rows {
                row[0] = "Aruba/Curacao".to_owned();
            }
        })
    }),
    ("S11", |dice| written(dice, &["#REF!", "#N/A", "#VALUE!"])),
    ("T04", |dice| {
        figures(dice, |figures, year, dice| {
            figures.rows.retain(|row| row[6] == year.to_string());
            let other = *dice.pick(&["1999", "2030", "2002"]);
            figures.rows.iter_mut().for_each(|row| row[6] = other.to_owned());
        })
    }),
    ("X01", |dice| {
        figures(dice, |figures, year, dice| {
            let value = figures.value(PROSECUTED, "Total", "Total", "Total", year);
            figures.set(CONVICTED, "Total", "Total", "Total", year, value + dice.number(1, 20));
        })
    }),
    ("X02", |dice| {
        figures(dice, |figures, year, dice| {
            let value = figures.value(CONTACT, "Total", "Total", "Total", year);
            figures.set(PROSECUTED, "Total", "Total", "Total", year, value + dice.number(1, 20));
        })
    }),
    ("X03", |dice| figures(dice, |figures, year, _| figures.set(OFFENCES, "Total", "Total", "Total", year, 0))),
];
