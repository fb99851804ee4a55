//! Answers to the questionnaire on measures: as a form, as a document and as an officer codes a letter.

use super::{Dice, MINISTRY, OFFICER, cell, in_language, item, label, word};
use crate::support::schemas;
use std::fmt::Write;
use verbale_fixtures::{XmlAnswer, XmlFormat, XmlReply, XmlSaid, XmlText};
use verbale_model::labels::LabelKey;
use verbale_model::{Edition, ItemKind, Language};

const DESCRIBED: [&str; 6] = [
    "The law of {} and the order of the ministry are in force.",
    "La loi de {} et l’arrêté du ministère sont en vigueur.",
    "La ley de {} y la orden del ministerio están en vigor.",
    "Закон {} года и приказ министерства действуют в полном объеме.",
    "صدر القانون في عام {} وهو ساري المفعول في جميع المناطق.",
    "{}年颁布的法律和部令已经在全国实施。",
];

/// Answers: item, answer, description. An answer that is a word of the list stands in English and is printed in the language.
pub(crate) struct Measures {
    pub(crate) state: String,
    pub(crate) language: Language,
    pub(crate) contact: bool,
    /// Rows of the contact block beside those on the ministry and the officer: item and text.
    pub(crate) further: Vec<(&'static str, String)>,
    pub(crate) rows: Vec<(String, String, String)>,
    /// Labels that are not those of the questionnaire: by item.
    pub(crate) relabelled: Vec<(String, String)>,
}

fn edition() -> &'static Edition {
    schemas().edition_at("tip-measures/2019").unwrap()
}

impl Measures {
    /// Every measure, answered with yes and described, in a language.
    pub(crate) fn clean(dice: &mut Dice, language: Language) -> Self {
        let mut rows = Vec::new();
        for (_, item) in edition().items().filter(|(_, item)| item.is_asked()) {
            let answer = if matches!(item.kind, ItemKind::Multi(_)) { "Border guards" } else { "Yes" };
            let description = in_language(&DESCRIBED, language).replace("{}", &dice.number(2000, 2018).to_string());
            rows.push((item.code.clone(), answer.to_owned(), description));
        }
        let state = dice.state().name(language).to_owned();
        Self { state, language, contact: true, further: Vec::new(), rows, relabelled: Vec::new() }
    }

    pub(crate) fn row(&mut self, item: &str) -> &mut (String, String, String) {
        self.rows.iter_mut().find(|row| row.0 == item).unwrap()
    }

    /// As the questionnaire of this language prints it.
    pub(crate) fn label(&self, item: &str) -> String {
        let changed = self.relabelled.iter().find(|(of, _)| of == item).map(|(_, label)| label.clone());
        let printed = edition().item_index.get(item).and_then(|id| edition().labels.text(LabelKey::Item(*id), self.language));
        changed.unwrap_or_else(|| printed.unwrap_or(item).to_owned())
    }

    fn said(&self, answer: &str) -> String {
        ["answer", "audience"].into_iter().fold(answer.to_owned(), |text, list| word(list, &text, self.language))
    }

    /// As a form.
    pub(crate) fn form(&self) -> String {
        let (edition, language) = (edition(), self.language);
        let column = |name: &str| cell(label(edition, edition.labels.column(name), language));
        let mut text = format!("{},,\n", cell(label(edition, Some(LabelKey::Title), language)));
        let _ = writeln!(text, "{},{},{}", column("measure"), column("answer"), column("comment"));
        let _ = writeln!(text, "{},{},", cell(item(edition, "contact_state", language)), cell(&self.state));
        if self.contact {
            for (code, said) in [("contact_ministry", &MINISTRY), ("contact_name", &OFFICER)] {
                let _ = writeln!(text, "{},{},", cell(item(edition, code, language)), in_language(said, language));
            }
        }
        for (code, said) in &self.further {
            let _ = writeln!(text, "{},{},", cell(item(edition, code, language)), cell(said));
        }
        for (code, answer, description) in &self.rows {
            let _ = writeln!(text, "{},{},{}", cell(&self.label(code)), cell(&self.said(answer)), cell(description));
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

    /// As a document.
    pub(crate) fn xml(&self, format: &XmlFormat) -> Vec<u8> {
        let mut contact = Vec::new();
        if self.contact {
            contact.push(("contact_ministry".to_owned(), in_language(&MINISTRY, self.language).to_owned()));
            contact.push(("contact_name".to_owned(), in_language(&OFFICER, self.language).to_owned()));
        }
        contact.extend(self.further.iter().map(|(code, said)| ((*code).to_owned(), said.clone())));
        let answers = self.rows.iter().map(|(item, answer, description)| XmlAnswer {
            item: item.clone(),
            said: match self.said(answer) {
                none if none.is_empty() => XmlSaid::Blank,
                _ if answer == "Border guards" => XmlSaid::Options(vec![self.said(answer)]),
                answer => XmlSaid::Value(XmlText::new(answer)),
            },
            comment: Some(description.clone()).filter(|text| !text.is_empty()).map(XmlText::new),
        });
        let reply = XmlReply {
            instrument: edition().instrument.clone(),
            edition: edition().name.clone(),
            language: self.language.code().to_owned(),
            states: vec![self.state.clone()],
            contact,
            answers: answers.collect(),
            tables: Vec::new(),
        };
        reply.write(format).unwrap_or_else(|fault| panic!("{fault}")).bytes
    }
}
