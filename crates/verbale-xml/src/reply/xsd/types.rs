//! The types of an edition's schema: each is written once, whatever uses it.

use super::super::STATUSES;
use super::{AMOUNT, STATUS, Writer, YEAR};
use std::collections::BTreeSet;
use verbale_model::area::AreaKind;
use verbale_model::codelist::{Codelist, ListId};
use verbale_model::edition::Dimension;
use verbale_model::{DimId, Edition, Item, ItemKind, Language, Schemas};

/// Types that are used, in the order in which they are written.
#[derive(Default)]
pub(super) struct Types {
    lists: BTreeSet<ListId>,
    answers: BTreeSet<Answer>,
    figures: BTreeSet<Figures>,
}

/// The type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    value: Value,
    commented: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Text,
    Date,
    Count,
    Amount,
    Choice(ListId),
    Multi { options: ListId, answers: ListId },
}

/// The type of a table: which figures it has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Figures {
    amount: bool,
    commented: bool,
    dimensions: Vec<DimId>,
    /// Whether a figure has a year; `None` if it may have one.
    year: Option<bool>,
}

impl Types {
    /// The name of the type of an item's element.
    pub(super) fn of_item(&mut self, schemas: &Schemas, item: &Item) -> String {
        let value = match item.kind {
            ItemKind::Contact => return "detail".to_owned(),
            ItemKind::Date if item.about_sender => return "date".to_owned(),
            ItemKind::Text => Value::Text,
            ItemKind::Date => Value::Date,
            ItemKind::Count => Value::Count,
            ItemKind::Amount => Value::Amount,
            ItemKind::Choice(list) => Value::Choice(list),
            ItemKind::Multi(multi) => Value::Multi { options: multi.options, answers: multi.answers },
        };
        match value {
            Value::Choice(list) => {
                self.lists.insert(list);
            }
            Value::Multi { options, answers } => self.lists.extend([options, answers]),
            _ => {}
        }
        let answer = Answer { value, commented: item.comment.is_some() };
        self.answers.insert(answer);
        answer.name(schemas)
    }

    /// The name of the type of a table's element; `years` says of each table of the item whether it has years.
    pub(super) fn of_table(&mut self, edition: &Edition, item: &Item, years: impl Iterator<Item = bool>) -> String {
        let years: BTreeSet<bool> = years.collect();
        let figures = Figures {
            amount: item.kind == ItemKind::Amount,
            commented: item.comment.is_some(),
            dimensions: item.dimensions.clone(),
            year: if years.len() == 1 { years.first().copied() } else { None },
        };
        let name = figures.name(edition);
        self.figures.insert(figures);
        name
    }

    pub(super) fn write(&self, schemas: &Schemas, edition: &Edition, writer: &mut Writer) {
        plain_types(edition, writer);
        for answer in &self.answers {
            answer.write(schemas, writer);
        }
        for figures in &self.figures {
            figures.write(edition, writer);
        }
        for list in &self.lists {
            let list = schemas.list(*list);
            let name = list_name(list);
            enumeration(writer, &name, |writer| codes(schemas, list, writer));
            union(writer, &or_blank(list), &format!("{name} blank"));
        }
        let used: BTreeSet<DimId> = self.figures.iter().flat_map(|figures| figures.dimensions.iter().copied()).collect();
        let mut areas = false;
        for dimension in used.iter().filter_map(|id| edition.dimensions.get(usize::from(id.0))) {
            areas |= dimension.areas;
            dimension_type(schemas, dimension, writer);
        }
        if areas {
            enumeration(writer, "area", |writer| area_codes(schemas, writer));
        }
        if !self.figures.is_empty() {
            year_type(edition, writer);
        }
    }
}

impl Answer {
    fn name(self, schemas: &Schemas) -> String {
        let value = self.value_name(schemas);
        if self.commented { format!("{value}.commented") } else { value }
    }

    fn value_name(self, schemas: &Schemas) -> String {
        match self.value {
            Value::Text => "text-answer".to_owned(),
            Value::Date => "date-answer".to_owned(),
            Value::Count => "count-answer".to_owned(),
            Value::Amount => "amount-answer".to_owned(),
            Value::Choice(list) => format!("choice.{}", name(&schemas.list(list).name)),
            Value::Multi { options, answers } => {
                format!("options.{}.{}", name(&schemas.list(options).name), name(&schemas.list(answers).name))
            }
        }
    }

    fn write(self, schemas: &Schemas, writer: &mut Writer) {
        writer.open("complexType", &[("name", &self.name(schemas))]);
        writer.open("sequence", &[]);
        if let Value::Multi { options, .. } = self.value {
            let list = list_name(schemas.list(options));
            writer.open("choice", &[("minOccurs", "0")]);
            writer.empty("element", &[("name", "option"), ("type", &list), ("maxOccurs", "unbounded")]);
            self.value_element(schemas, "1", writer);
            writer.close();
        } else {
            self.value_element(schemas, "0", writer);
        }
        if self.commented {
            writer.empty("element", &[("name", "comment"), ("type", "words"), ("minOccurs", "0")]);
        }
        writer.close();
        writer.close();
    }

    fn value_element(self, schemas: &Schemas, least: &str, writer: &mut Writer) {
        let base = match self.value {
            Value::Text => "xs:string".to_owned(),
            Value::Date => "date".to_owned(),
            Value::Count => "count-or-blank".to_owned(),
            Value::Amount => "amount-or-blank".to_owned(),
            Value::Choice(list) | Value::Multi { answers: list, .. } => or_blank(schemas.list(list)),
        };
        writer.open("element", &[("name", "value"), ("minOccurs", least)]);
        writer.open("complexType", &[]);
        writer.open("simpleContent", &[]);
        writer.open("extension", &[("base", &base)]);
        writer.empty("attribute", &[("name", STATUS), ("type", STATUS)]);
        if self.value == Value::Text {
            any_xml_attribute(writer);
        }
        for _ in 0..4 {
            writer.close();
        }
    }
}

impl Figures {
    fn name(&self, edition: &Edition) -> String {
        let mut name = if self.amount { "amounts" } else { "counts" }.to_owned();
        for dimension in self.dimensions.iter().filter_map(|id| edition.dimensions.get(usize::from(id.0))) {
            name.push('.');
            name.push_str(&self::name(&dimension.code));
        }
        match self.year {
            Some(true) => name.push_str(".by-year"),
            Some(false) => {}
            None => name.push_str(".of-year"),
        }
        if self.commented { format!("{name}.commented") } else { name }
    }

    fn write(&self, edition: &Edition, writer: &mut Writer) {
        writer.open("complexType", &[("name", &self.name(edition))]);
        writer.open("sequence", &[]);
        if self.commented {
            writer.empty("element", &[("name", "comment"), ("type", "words"), ("minOccurs", "0"), ("maxOccurs", "unbounded")]);
        }
        writer.open("element", &[("name", "figure"), ("minOccurs", "0"), ("maxOccurs", "unbounded")]);
        writer.open("complexType", &[]);
        writer.open("simpleContent", &[]);
        writer.open("extension", &[("base", if self.amount { "amount-or-blank" } else { "count-or-blank" })]);
        for dimension in self.dimensions.iter().filter_map(|id| edition.dimensions.get(usize::from(id.0))) {
            let needed = if dimension.total.is_some() { "optional" } else { "required" };
            let of = dimension_name(dimension);
            writer.empty("attribute", &[("name", &dimension.code), ("type", &of), ("use", needed)]);
        }
        if self.year != Some(false) {
            let needed = if self.year == Some(true) { "required" } else { "optional" };
            writer.empty("attribute", &[("name", YEAR), ("type", YEAR), ("use", needed)]);
        }
        writer.empty("attribute", &[("name", STATUS), ("type", STATUS)]);
        for _ in 0..6 {
            writer.close();
        }
    }
}

/// Types that every edition has.
fn plain_types(edition: &Edition, writer: &mut Writer) {
    writer.open("simpleType", &[("name", "state")]);
    writer.documentation([("en", "ISO 3166-1 alpha-3 code, M49 code or official short name in one of the six languages.")]);
    restriction(writer, "xs:string", r"[\s\S]*\S[\s\S]*");
    writer.close();
    enumeration(writer, "language", |writer| {
        for language in &edition.languages {
            writer.empty("enumeration", &[("value", language.code())]);
        }
    });
    enumeration(writer, STATUS, |writer| {
        for status in STATUSES {
            writer.empty("enumeration", &[("value", status.code())]);
        }
    });
    writer.open("simpleType", &[("name", "blank")]);
    writer.open("restriction", &[("base", "xs:string")]);
    writer.empty("length", &[("value", "0")]);
    writer.close();
    writer.close();
    for (name, base, pattern) in [
        ("day", "xs:date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        ("count", "xs:nonNegativeInteger", "[0-9]+"),
        ("amount", "xs:decimal", AMOUNT),
    ] {
        writer.open("simpleType", &[("name", name)]);
        restriction(writer, base, pattern);
        writer.close();
    }
    for (name, members) in [("date", "day blank"), ("count-or-blank", "count blank"), ("amount-or-blank", "amount blank")] {
        union(writer, name, members);
    }
    for name in ["words", "detail"] {
        writer.open("complexType", &[("name", name)]);
        writer.open("simpleContent", &[]);
        writer.open("extension", &[("base", "xs:string")]);
        any_xml_attribute(writer);
        for _ in 0..3 {
            writer.close();
        }
    }
}

/// `xml:lang` and its like: without an import they are allowed by their namespace.
fn any_xml_attribute(writer: &mut Writer) {
    writer.empty("anyAttribute", &[("namespace", "http://www.w3.org/XML/1998/namespace"), ("processContents", "lax")]);
}

fn restriction(writer: &mut Writer, base: &str, pattern: &str) {
    writer.open("restriction", &[("base", base)]);
    writer.empty("pattern", &[("value", pattern)]);
    writer.close();
}

fn union(writer: &mut Writer, name: &str, members: &str) {
    writer.open("simpleType", &[("name", name)]);
    writer.empty("union", &[("memberTypes", members)]);
    writer.close();
}

fn enumeration(writer: &mut Writer, name: &str, values: impl FnOnce(&mut Writer)) {
    writer.open("simpleType", &[("name", name)]);
    writer.open("restriction", &[("base", "xs:string")]);
    values(writer);
    writer.close();
    writer.close();
}

fn codes(schemas: &Schemas, list: &Codelist, writer: &mut Writer) {
    for entry in &list.codes {
        writer.open("enumeration", &[("value", schemas.codes.text(entry.code))]);
        writer.documentation(Language::ALL.into_iter().map(|language| (language.code(), entry.labels[language.index()].as_str())));
        writer.close();
    }
}

/// Codes of areas of which persons can be citizens, with their names in English.
fn area_codes(schemas: &Schemas, writer: &mut Writer) {
    let citizens = |kind| !matches!(kind, AreaKind::Aggregate | AreaKind::Organization | AreaKind::Part);
    for area in schemas.areas.list.iter().filter(|area| citizens(area.kind)) {
        writer.open("enumeration", &[("value", schemas.codes.text(area.code))]);
        writer.documentation([("en", area.name(Language::En))]);
        writer.close();
    }
}

fn dimension_type(schemas: &Schemas, dimension: &Dimension, writer: &mut Writer) {
    let name = dimension_name(dimension);
    let list = schemas.list(dimension.list);
    if dimension.areas {
        let own = format!("{name}.group");
        enumeration(writer, &own, |writer| codes(schemas, list, writer));
        union(writer, &name, &format!("{own} area"));
    } else {
        enumeration(writer, &name, |writer| codes(schemas, list, writer));
    }
}

fn year_type(edition: &Edition, writer: &mut Writer) {
    writer.open("simpleType", &[("name", YEAR)]);
    match edition.years {
        Some((first, last)) => {
            writer.open("restriction", &[("base", "xs:string")]);
            for year in first..=last {
                writer.empty("enumeration", &[("value", &year.to_string())]);
            }
            writer.close();
        }
        None => restriction(writer, "xs:string", "[0-9]{4}"),
    }
    writer.close();
}

fn list_name(list: &Codelist) -> String {
    format!("code.{}", name(&list.name))
}

fn or_blank(list: &Codelist) -> String {
    format!("{}.or-blank", list_name(list))
}

fn dimension_name(dimension: &Dimension) -> String {
    format!("dimension.{}", name(&dimension.code))
}

/// A name of a list or dimension as part of a type's name.
fn name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '-' }).collect()
}
