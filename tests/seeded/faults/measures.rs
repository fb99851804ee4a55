//! Faults of answers on measures.

use super::statistics::statistics;
use super::{Fault, Given};
use crate::seeded::clean::{Dice, Measures};
use verbale_model::Language;

/// Changes answers that an officer codes.
fn coded(dice: &mut Dice, change: impl FnOnce(&mut Measures, &mut Dice)) -> Vec<Given> {
    let mut measures = Measures::clean(dice, Language::En);
    change(&mut measures, dice);
    vec![Given::table(dice, &measures.coded())]
}

/// Changes a form in any language and format.
fn form(dice: &mut Dice, change: impl FnOnce(&mut Measures, &mut Dice)) -> Vec<Given> {
    let language = dice.language();
    let mut measures = Measures::clean(dice, language);
    change(&mut measures, dice);
    vec![Given::form(dice, &measures)]
}

/// The same on a sheet.
fn sheet(dice: &mut Dice, change: impl FnOnce(&mut Measures, &mut Dice)) -> Vec<Given> {
    let language = dice.language();
    let mut measures = Measures::clean(dice, language);
    change(&mut measures, dice);
    vec![Given::table(dice, &measures.form())]
}

/// No to the whole, and to all of its parts but one.
fn part_alone(dice: &mut Dice, whole: &str, parts: &[&str]) -> Vec<Given> {
    let change = |measures: &mut Measures, dice: &mut Dice| {
        let kept = *dice.pick(parts);
        measures.row(whole).1 = "No".to_owned();
        for part in parts.iter().filter(|part| **part != kept) {
            measures.row(part).1 = "No".to_owned();
        }
    };
    if dice.number(0, 1) == 0 { form(dice, change) } else { coded(dice, change) }
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

/// A text of templates that stands where an answer is asked for.
const PLACEHOLDERS: [[&str; 2]; 6] = [
    ["Choose an item.", "(please specify)"],
    ["Choisissez un élément.", "(veuillez préciser)"],
    ["Elija un elemento.", "(especifique)"],
    ["Выберите элемент.", "(просьба указать)"],
    ["اختر عنصراً.", "(يرجى التحديد)"],
    ["选择一项。", "（请注明）"],
];
const OWN_QUESTIONS: [&str; 6] = [
    "A question of our own",
    "Une question de notre part",
    "Una pregunta propia",
    "Наш собственный вопрос",
    "سؤال خاص بنا",
    "我方自拟的问题",
];

/// Leaves the answers of some rows out, and what is said on them.
fn unanswered<'m>(rows: impl Iterator<Item = &'m mut (String, String, String)>) {
    rows.for_each(|row| (row.1, row.2) = (String::new(), String::new()));
}

/// A date that can be two, or none, in the block on who replies.
fn undated(dice: &mut Dice) -> Vec<Given> {
    form(dice, |measures, dice| {
        let date = format!("0{}/0{}/201{}", dice.number(1, 4), dice.number(5, 9), dice.number(7, 9));
        let date = *dice.pick(&[date.as_str(), "31.04.2019", "2019"]);
        measures.further.push(("contact_date", date.to_owned()));
    })
}

/// The template sent back as it came: by a State that is named, or by nobody.
fn template(dice: &mut Dice, named: bool) -> Vec<Given> {
    form(dice, |measures, _| {
        measures.contact = false;
        unanswered(measures.rows.iter_mut());
        if !named {
            measures.state = String::new();
        }
    })
}

pub(crate) const FAULTS: &[Fault] = &[
    ("C11", |dice| {
        let change = |measures: &mut Measures, dice: &mut Dice| {
            let place = dice.place(40);
            measures.rows[place].1 = (*dice.pick(&["sometimes in summer", "perhaps later", "42 per cent", "§ 14"])).to_owned();
        };
        if dice.number(0, 1) == 0 { coded(dice, change) } else { form(dice, change) }
    }),
    ("C12", |dice| {
        coded(dice, |measures, dice| {
            let place = dice.place(60);
            measures.rows[place].0 = (*dice.pick(&["vic_nrmm", "leg_napp", "par_unknown"])).to_owned();
        })
    }),
    ("K01", |dice| {
        form(dice, |measures, dice| {
            let pillar = *dice.pick(&["pre_", "pro_", "vic_", "par_"]);
            unanswered(measures.rows.iter_mut().filter(|row| row.0.starts_with(pillar)));
        })
    }),
    ("K02", |dice| {
        form(dice, |measures, dice| {
            let place = dice.place(60);
            measures.rows[place].2 = String::new();
        })
    }),
    ("K03", |dice| {
        if dice.number(0, 3) == 0 {
            return template(dice, true);
        }
        form(dice, |measures, dice| {
            let left = dice.place(45) + 5;
            unanswered(measures.rows.iter_mut().skip(left));
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
        form(dice, |measures, dice| {
            let names = ["European Union", "Greenland", "Aruba", "Bermuda", "French Polynesia"];
            measures.state = (*dice.pick(&names)).to_owned();
        })
    }),
    ("N06", undated),
    ("S03", |dice| {
        sheet(dice, |measures, dice| {
            let own = OWN_QUESTIONS[measures.language.index()];
            if dice.number(0, 1) == 0 {
                measures.rows.push((own.to_owned(), "Yes".to_owned(), String::new()));
            } else {
                // The label of a question was written anew.
                let place = dice.place(60);
                let item = measures.rows[place].0.clone();
                measures.relabelled.push((item, own.to_owned()));
            }
        })
    }),
    ("S04", |dice| {
        let mut measures = Measures::clean(dice, Language::En);
        let titles =
            ["Questionnaire on other matters", "Survey of prisons, 2019", "Annual report on drug seizures", "List of staff"];
        let title = *dice.pick(&titles);
        measures.rows.truncate(dice.place(5) + 1);
        let text = measures.form();
        let printed = text.lines().next().unwrap().to_owned();
        vec![Given::table(dice, &text.replace(&printed, title))]
    }),
    ("S06", |dice| {
        form(dice, |measures, dice| {
            let place = dice.place(40);
            measures.rows[place].1 = (*dice.pick(&PLACEHOLDERS[measures.language.index()])).to_owned();
        })
    }),
    ("S09", |dice| template(dice, false)),
    ("S10", |dice| {
        coded(dice, |measures, dice| {
            let mut again = measures.rows[dice.place(20)].clone();
            again.1 = "No".to_owned();
            measures.rows.push(again);
        })
    }),
    ("X05", |dice| {
        let wholes = [
            ("vic_residence_temporary", "vic_residence_unconditional"),
            ("leg_child_protection", "leg_child_pornography"),
            ("leg_child_protection", "leg_child_forced_begging"),
            ("leg_annual_report", "leg_report_shared"),
            ("pre_online_recruitment", "pre_online_police"),
            ("leg_nap", "leg_nap_networks"),
        ];
        let (whole, part) = *dice.pick(&wholes);
        let change = |measures: &mut Measures, _: &mut Dice| {
            measures.row(whole).1 = "No".to_owned();
            if whole == "leg_nap" {
                measures.row("leg_nap_four_pillars").1 = "No".to_owned();
            }
            measures.row(part).1 = "Yes".to_owned();
        };
        if dice.number(0, 1) == 0 { form(dice, change) } else { coded(dice, change) }
    }),
    ("X06", |dice| part_alone(dice, "pre_awareness_campaign", &CAMPAIGN)),
    ("X07", |dice| part_alone(dice, "leg_nap", &["leg_nap_four_pillars"])),
    ("X08", |dice| part_alone(dice, "vic_any_service", &SERVICES)),
];
