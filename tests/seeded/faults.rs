//! One way or more to plant a fault of each rule.

use super::clean::{CONTACT, CONVICTED, Dice, Figures, Measures, OFFENCES, PROSECUTED, Statistics, VICTIMS, YEARS};

/// Plants a fault; gives the files that come in, the last of which has it.
type Plant = fn(&mut Dice) -> Vec<String>;

/// Rules whose fault is not one of a reply's content.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    ("F01", "the container: fixtures/bad"),
    ("F02", "the container: fixtures/bad"),
    ("F03", "the container: fixtures/bad"),
    ("F04", "the container: fixtures/bad"),
    ("F05", "the container: fixtures/bad"),
    ("F06", "the name of the file: fixtures/bad"),
    ("F07", "the encoding of the file: fixtures/good"),
    ("F08", "a fault of the program: a test of the pipeline"),
    ("F09", "a fault of the program: a test of the run"),
    ("C16", "needs a statistical message: its own page"),
    ("C17", "needs a statistical message: its own page"),
    ("C18", "needs a statistical message: its own page"),
    ("N08", "needs a statistical message: its own page"),
    ("S17", "needs a statistical message: its own page"),
    ("S18", "needs a statistical message: its own page"),
    ("S19", "needs a statistical message: its own page"),
    ("S20", "needs a statistical message: its own page"),
    ("S21", "needs a statistical message: its own page"),
    ("S05", "needs an XML document: its own page"),
    ("S12", "needs a workbook: fixtures/good"),
    ("S13", "needs a workbook: fixtures/good"),
    ("S14", "needs a workbook: fixtures/edited"),
];

const ALL_SEX: [(&str, &str); 3] = [("Female", "Total"), ("Male", "Total"), ("Unknown", "Unknown")];
const ALL_AGES: [(&str, &str); 3] = [("Total", "18 years or over"), ("Total", "0 to 17 years"), ("Unknown", "Unknown")];

/// Changes figures of one year.
fn figures(dice: &mut Dice, change: impl FnOnce(&mut Figures, i64, &mut Dice)) -> Vec<String> {
    let mut figures = Figures::clean(dice);
    let year = *dice.pick(&YEARS);
    change(&mut figures, year, dice);
    vec![figures.csv()]
}

/// Adds to a part of the victims so that the parts by one dimension no longer meet the total.
fn part(dice: &mut Dice, parts: &[(&str, &str)], without: usize, by: i64) -> Vec<String> {
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
fn labelled(dice: &mut Dice, labels: &[&str]) -> Vec<String> {
    figures(dice, |figures, year, dice| {
        let label = *dice.pick(labels);
        figures.find(VICTIMS, "Ukraine", "Total", "Total", year)[3] = label.to_owned();
    })
}

/// Writes a value in place of a figure that stands in no sum.
fn written(dice: &mut Dice, values: &[&str]) -> Vec<String> {
    figures(dice, |figures, year, dice| {
        let value = *dice.pick(values);
        figures.only(year, &[]);
        figures.set(VICTIMS, "Total", "Total", "Total", year, value);
    })
}

fn coded(dice: &mut Dice, change: impl FnOnce(&mut Measures, &mut Dice)) -> Vec<String> {
    let mut measures = Measures::clean(dice);
    change(&mut measures, dice);
    vec![measures.coded()]
}

fn form(dice: &mut Dice, change: impl FnOnce(&mut Measures, &mut Dice)) -> Vec<String> {
    let mut measures = Measures::clean(dice);
    change(&mut measures, dice);
    vec![measures.form()]
}

/// No to the whole, and to all of its parts but one.
fn part_alone(dice: &mut Dice, whole: &str, parts: &[&str]) -> Vec<String> {
    coded(dice, |measures, dice| {
        let kept = *dice.pick(parts);
        measures.row(whole).1 = "No".to_owned();
        for part in parts.iter().filter(|part| **part != kept) {
            measures.row(part).1 = "No".to_owned();
        }
    })
}

/// Writes a description, in a form or a coding sheet.
fn described(dice: &mut Dice, texts: &[&str]) -> Vec<String> {
    let text = (*dice.pick(texts)).to_owned();
    let plant = |measures: &mut Measures, dice: &mut Dice| {
        let index = usize::try_from(dice.number(0, 60)).unwrap();
        measures.rows[index].2 = text;
    };
    if dice.number(0, 1) == 0 { form(dice, plant) } else { coded(dice, plant) }
}

fn statistics(dice: &mut Dice, change: impl FnOnce(&mut Statistics, &mut Dice)) -> Vec<String> {
    let mut statistics = Statistics::clean(dice);
    change(&mut statistics, dice);
    vec![statistics.csv()]
}

/// Changes a table of citizenships: three years of twelve countries.
fn listed(dice: &mut Dice, change: impl FnOnce(&mut [Vec<i64>; 3], &mut Dice)) -> Vec<String> {
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

const CAMPAIGN: [&str; 13] = [
    "pre_campaign_elearning",
    "pre_campaign_seminar",
    "pre_campaign_social",
    "pre_campaign_poster",
    "pre_campaign_documentary",
    "pre_campaign_exhibition",
    "pre_campaign_tv",
    "pre_campaign_by_type",
    "pre_campaign_children",
    "pre_campaign_sector_labour",
    "pre_campaign_forced_marriage",
    "pre_campaign_domestic_workers",
    "pre_campaign_migrants",
];
const SERVICES: [&str; 12] = [
    "vic_psychological",
    "vic_reflection_period",
    "vic_reintegration",
    "vic_travel_expenses",
    "vic_legal_counselling",
    "vic_housing",
    "vic_health",
    "vic_education",
    "vic_vocational_training",
    "vic_labour_market",
    "vic_children_services",
    "vic_women_services",
];

/// Rules with a way to plant their fault.
pub(crate) const FAULTS: &[(&str, Plant)] = &[
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
    ("C06", |dice| labelled(dice, &["Mumbai, India"])),
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
    ("C11", |dice| {
        coded(dice, |measures, dice| measures.row("leg_nap").1 = (*dice.pick(&["sometimes in summer", "perhaps later"])).to_owned())
    }),
    ("C12", |dice| {
        coded(dice, |measures, dice| measures.row("leg_nap").0 = (*dice.pick(&["vic_nrmm", "leg_napp", "par_unknown"])).to_owned())
    }),
    ("C14", |dice| labelled(dice, &["Kosovo under UNSCR 1244"])),
    ("C15", |dice| labelled(dice, &[""])),
    ("K01", |dice| {
        form(dice, |measures, dice| {
            let pillar = *dice.pick(&["pre_", "pro_", "vic_", "par_"]);
            measures
                .rows
                .iter_mut()
                .filter(|row| row.0.starts_with(pillar))
                .for_each(|row| (row.1, row.2) = (String::new(), String::new()));
        })
    }),
    ("K02", |dice| {
        form(dice, |measures, dice| {
            let index = usize::try_from(dice.number(0, 60)).unwrap();
            measures.rows[index].2 = String::new();
        })
    }),
    ("K03", |dice| {
        form(dice, |measures, dice| {
            let left = usize::try_from(dice.number(5, 50)).unwrap();
            measures.rows.iter_mut().skip(left).for_each(|row| (row.1, row.2) = (String::new(), String::new()));
        })
    }),
    ("K04", |dice| {
        if dice.number(0, 1) == 0 {
            form(dice, |measures, _| measures.contact = false)
        } else {
            statistics(dice, |statistics, _| statistics.contact = false)
        }
    }),
    ("K05", |dice| {
        form(dice, |measures, dice| measures.state = (*dice.pick(&["European Union", "Greenland", "Aruba"])).to_owned())
    }),
    ("K06", |dice| {
        let mut measures = Measures::clean(dice);
        let before = measures.coded();
        let index = usize::try_from(dice.number(0, 20)).unwrap();
        measures.rows[index].1 = "Planned".to_owned();
        vec![before, measures.coded()]
    }),
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
    ("K09", |dice| {
        let mut statistics = Statistics::clean(dice);
        statistics.years.pop();
        statistics.tables.iter_mut().for_each(|table| {
            table.1.pop();
        });
        let before = statistics.csv();
        statistics.years = YEARS[1..].iter().map(ToString::to_string).collect();
        vec![before, statistics.csv()]
    }),
    ("K10", |dice| {
        let mut statistics = Statistics::clean(dice);
        let before = statistics.csv();
        let first = statistics.state.clone();
        while statistics.state == first {
            statistics.state = dice.state();
        }
        vec![before, statistics.csv()]
    }),
    ("L01", |dice| {
        let text = *dice.pick(&[
            "O plano nacional foi aprovado pelo governo e os relatórios são publicados.",
            "Национальный план действий утверждён правительством и опубликован.",
            "Le plan national est adopté par le gouvernement et les rapports sont publiés.",
            "El plan nacional fue aprobado por el gobierno y los informes se publican.",
            "国家行动计划已获政府批准，报告每年公布。",
        ]);
        described(dice, &[text])
    }),
    ("L03", |dice| described(dice, &["Ministry of Justiсe and its offices", "the Аct of the parliament is in force"])),
    ("L04", |dice| described(dice, &["adoptÃ© by the parliament", "the minist\u{fffd}re is in charge of it"])),
    ("N01", |dice| written(dice, &["-3", "12.5", "-120"])),
    ("N02", |dice| {
        let mut statistics = Statistics::clean(dice);
        statistics.tables[0].1[1] = (*dice.pick(&["1.282", "2.001", "1.100"])).to_owned();
        vec![statistics.csv()]
    }),
    ("N03", |dice| written(dice, &["<5", "several", "about 40", "10-20"])),
    ("N04", |dice| written(dice, &["not available", "N/A", "-", "confidential"])),
    ("N05", |dice| written(dice, &["see the ministry of justice", "twelve or so of them", "increase"])),
    ("N06", |dice| {
        let measures = Measures::clean(dice);
        let date = *dice.pick(&["03/04/2019", "05/06/2018", "sometime in spring"]);
        vec![measures.form().replace(
            "Name of contact person,Desk officer,",
            &format!("Name of contact person,Desk officer,\nDate of the reply,{date},"),
        )]
    }),
    ("N07", |dice| written(dice, &["120*", "131 (a)", "311²"])),
    ("P01", |dice| {
        described(
            dice,
            &[
                "Ms. Ilsa Morwen, a victim of forced labour, was given housing.",
                "The victim, named Odile, was given housing by the ministry.",
                "The shelter took in the victim Marta Ruelas in the spring.",
            ],
        )
    }),
    ("P02a", |dice| described(dice, &["Write to focal.point@interior.example for the text.", "desk@mfa.example"])),
    ("P02b", |dice| {
        described(dice, &["The desk is at +999 22 555 0178 in the week.", "Telephone: 022 555 01 78", "tel. (022) 555-0178"])
    }),
    ("P02c", |dice| described(dice, &["Returned with passport No. X1234567.", "The holder of ID 99887766 was returned."])),
    ("P03", |dice| {
        described(
            dice,
            &[
                "A 16-year-old from Romania was found in Vastholm and given housing.",
                "A girl aged 15 was found near Vastholm on 3 March 2016.",
            ],
        )
    }),
    ("S01", |dice| {
        let figures = Figures::clean(dice);
        let line = |row: &[String; 8]| {
            let [state, indicator, dimension, category, sex, age, year, value] = row;
            format!("XAL,{state},Americas,Caribbean,{indicator},{dimension},{category},{sex},{age},{year},Counts,{value},GLOTIP\n")
        };
        vec![figures.rows.iter().filter(|row| row[1] == VICTIMS && row[2] == "Total" && row[4] != "Total").map(line).collect()]
    }),
    ("S02", |dice| figures(dice, |figures, _, dice| figures.header[usize::try_from(dice.number(4, 5)).unwrap()] = "Remark")),
    ("S03", |dice| {
        form(dice, |measures, _| measures.rows.push(("A question of our own".to_owned(), "Yes".to_owned(), String::new())))
    }),
    ("S04", |dice| {
        let measures = Measures::clean(dice);
        vec![measures.form().replace("Questionnaire on national measures", "Questionnaire on other matters")]
    }),
    ("S06", |dice| {
        form(dice, |measures, dice| measures.row("leg_nap").1 = (*dice.pick(&["Choose an item.", "(please specify)"])).to_owned())
    }),
    ("S07", |dice| labelled(dice, &["TOTAL POR AÑO", "Nationality"])),
    ("S08", |dice| labelled(dice, &["TÃ¼rkiye", "CÃ´te d'Ivoire"])),
    ("S09", |dice| {
        figures(dice, |figures, _, _| {
            for row in &mut figures.rows {
                row[0] = "Aruba/Curacao".to_owned();
            }
        })
    }),
    ("S10", |dice| {
        coded(dice, |measures, dice| {
            let index = usize::try_from(dice.number(0, 20)).unwrap();
            let mut again = measures.rows[index].clone();
            again.1 = "No".to_owned();
            measures.rows.push(again);
        })
    }),
    ("S11", |dice| written(dice, &["#REF!", "#N/A", "#VALUE!"])),
    ("S15", |dice| listed(dice, |columns, _| columns[2].sort_unstable())),
    ("S16", |dice| {
        listed(dice, |columns, dice| {
            let (from, step) = (usize::try_from(dice.number(0, 5)).unwrap(), dice.number(0, 1));
            let first = columns[1][from].max(9);
            (1..).zip(&mut columns[1][from + 1..from + 6]).for_each(|(place, value)| *value = first + place * step);
            columns[1][from] = first;
        })
    }),
    ("T01", |dice| {
        statistics(dice, |statistics, dice| {
            let value: i64 = statistics.tables[4].1[2].parse().unwrap();
            statistics.tables[4].1[2] = (value * dice.number(4, 9)).to_string();
        })
    }),
    ("T02", |dice| {
        statistics(dice, |statistics, _| {
            let value: i64 = statistics.tables[4].1[2].parse().unwrap();
            statistics.tables[4].1[2] = (value * 5 / 2).to_string();
        })
    }),
    ("T03", |dice| statistics(dice, |statistics, _| statistics.years[3] = "2017 (January–June)".to_owned())),
    ("T04", |dice| {
        figures(dice, |figures, year, dice| {
            figures.rows.retain(|row| row[6] == year.to_string());
            let other = *dice.pick(&["1999", "2030", "2002"]);
            figures.rows.iter_mut().for_each(|row| row[6] = other.to_owned());
        })
    }),
    ("T05", |dice| {
        statistics(dice, |statistics, dice| {
            let table = usize::try_from(dice.number(0, 4)).unwrap();
            let first = statistics.tables[table].1[0].clone();
            statistics.tables[table].1.fill(first);
        })
    }),
    ("T07", |dice| {
        let mut statistics = Statistics::clean(dice);
        let before = statistics.csv();
        let (table, year) = (usize::try_from(dice.number(0, 4)).unwrap(), usize::try_from(dice.number(0, 3)).unwrap());
        let value: i64 = statistics.tables[table].1[year].parse().unwrap();
        statistics.tables[table].1[year] = (value + dice.pick(&[-1, 1, 5])).to_string();
        vec![before, statistics.csv()]
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
    ("X05", |dice| part_alone(dice, "vic_residence_temporary", &["vic_residence_unconditional"])),
    ("X06", |dice| part_alone(dice, "pre_awareness_campaign", &CAMPAIGN)),
    ("X07", |dice| part_alone(dice, "leg_nap", &["leg_nap_four_pillars"])),
    ("X08", |dice| part_alone(dice, "vic_any_service", &SERVICES)),
    ("X09", |dice| {
        statistics(dice, |statistics, dice| {
            let table = usize::try_from(dice.number(0, 4)).unwrap();
            statistics.tables[table].2 = false;
        })
    }),
];
