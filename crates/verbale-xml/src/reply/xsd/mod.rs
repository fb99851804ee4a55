//! The schema of an edition's XML form: what a State's system checks a reply against before it sends it.
//!
//! It allows what needs no interpretation: codes of the codelists, ISO codes, whole numbers, dates as `YYYY-MM-DD`, the statuses
//! by their codes, each item once. [`super::read`] reads more than that.

mod types;
mod writer;

use super::{NAMESPACE, STATUS, VERSION, YEAR};
use types::Types;
use verbale_model::labels::LabelKey;
use verbale_model::layout::{FormLayout, Layout, TableLayout};
use verbale_model::{Edition, Item, ItemId, Language, Schemas};
use writer::Writer;

/// What the schema says of itself.
const ABOUT: &str = "The XML form of a reply. Elements below contact, answers and tables are named by the code of their item. \
    An empty element is a question left blank; an element that is not there says nothing. Where there is no value, the \
    attribute status says why. This schema asks for codes, whole numbers and dates as YYYY-MM-DD; a reply that gives words in \
    one of the six languages, names of countries or quantities such as <5 in their place is read as well, with findings where \
    something is not certain. Elements may come in any order within contact, answers and tables.";

/// What an amount may look like. Three decimals could be thousands to a reader of another language.
const AMOUNT: &str = r"-?[0-9]+(\.[0-9]{1,2}|\.[0-9]{4,})?";

/// The schema of an edition, as XML Schema 1.0; `None` if the edition has no form.
pub fn xsd(schemas: &Schemas, edition: &Edition) -> Option<String> {
    let form = edition.layouts.iter().find_map(|layout| match layout {
        Layout::Form(form) => Some(form),
        Layout::Records(_) => None,
    })?;
    let mut schema = Schema { schemas, edition, form, types: Types::default(), writer: Writer::new() };
    schema.write();
    Some(schema.writer.finish())
}

struct Schema<'s> {
    schemas: &'s Schemas,
    edition: &'s Edition,
    form: &'s FormLayout,
    types: Types,
    writer: Writer,
}

impl Schema<'_> {
    fn write(&mut self) {
        let path = self.edition.path();
        self.writer.open(
            "schema",
            &[
                ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
                ("xmlns", NAMESPACE),
                ("targetNamespace", NAMESPACE),
                ("elementFormDefault", "qualified"),
                ("version", &path),
            ],
        );
        self.writer.documentation([("en", ABOUT)]);
        self.root();
        self.group("contact", &self.items(|schema, id, item| item.about_sender && id != schema.form.state), Self::item);
        self.group("answers", &self.items(|schema, id, item| item.is_asked() && !schema.is_tabulated(id)), Self::item);
        self.group("tables", &self.items(|schema, id, item| item.is_asked() && schema.is_tabulated(id)), Self::table);
        let types = std::mem::take(&mut self.types);
        types.write(self.schemas, self.edition, &mut self.writer);
    }

    fn items(&self, wanted: impl Fn(&Self, ItemId, &Item) -> bool) -> Vec<ItemId> {
        self.edition.items().filter(|(id, item)| wanted(self, *id, item)).map(|(id, _)| id).collect()
    }

    fn is_tabulated(&self, item: ItemId) -> bool {
        self.form.tables.iter().any(|table| table.item == item)
    }

    /// The labels of something in the languages that have one.
    fn documented(&mut self, key: LabelKey) {
        let edition = self.edition;
        let texts = Language::ALL.into_iter().filter_map(|language| Some((language.code(), edition.labels.text(key, language)?)));
        self.writer.documentation(texts);
    }

    fn root(&mut self) {
        self.writer.open("element", &[("name", super::recognize::ROOT)]);
        self.documented(LabelKey::Title);
        self.writer.open("complexType", &[]);
        self.writer.open("sequence", &[]);
        self.writer.open("element", &[("name", "state"), ("type", "state")]);
        self.documented(LabelKey::Item(self.form.state));
        self.writer.close();
        for (name, there) in [("contact", true), ("answers", true), ("tables", !self.form.tables.is_empty())] {
            if there {
                self.writer.empty("element", &[("name", name), ("type", name), ("minOccurs", "0")]);
            }
        }
        self.writer.close();
        let (instrument, edition) = (self.edition.instrument.as_str(), self.edition.name.as_str());
        for (name, value) in [("version", VERSION), ("instrument", instrument), ("edition", edition)] {
            self.writer.empty("attribute", &[("name", name), ("use", "required"), ("type", "xs:token"), ("fixed", value)]);
        }
        self.writer.empty("attribute", &[("name", "language"), ("use", "required"), ("type", "language")]);
        self.writer.close();
        self.writer.close();
    }

    /// The type of an element that holds items, each at most once and in any order.
    fn group(&mut self, name: &str, items: &[ItemId], write: fn(&mut Self, ItemId)) {
        if items.is_empty() && name == "tables" {
            return;
        }
        self.writer.open("complexType", &[("name", name)]);
        self.writer.open("all", &[]);
        for item in items {
            write(self, *item);
        }
        self.writer.close();
        self.writer.close();
    }

    fn element(&mut self, id: ItemId, of: &str) {
        let item = self.edition.item(id);
        let least = if item.required { "1" } else { "0" };
        self.writer.open("element", &[("name", &item.code), ("type", of), ("minOccurs", least)]);
        self.documented(LabelKey::Item(id));
        self.writer.close();
    }

    fn item(&mut self, id: ItemId) {
        let of = self.types.of_item(self.schemas, self.edition.item(id));
        self.element(id, &of);
    }

    fn table(&mut self, id: ItemId) {
        let years = self.form.tables.iter().filter(|table| table.item == id).map(TableLayout::has_years);
        let of = self.types.of_table(self.edition, self.edition.item(id), years);
        self.element(id, &of);
    }
}
