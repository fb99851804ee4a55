//! A statistical table: figures of an item, each with its codes and its year.

use super::document::{Leaf, Outcome, ReplyReader};
use super::element::{Attribute, Element, Of};
use super::{STATUS, YEAR};
use crate::rejection::excerpt;
use std::collections::HashMap;
use verbale_model::fold::fold;
use verbale_model::intake::{Crossing, Entry};
use verbale_model::layout::TableLayout;
use verbale_model::{CodeId, DimId, Finding, Intake, ItemId, Kind, Locus, Series, catalogue};

/// Codes of the words in a table's attributes; each word is looked up, and told of, once a table.
pub(super) type Known = HashMap<(DimId, String), Result<CodeId, &'static Kind>>;

impl<I: Intake> ReplyReader<'_, '_, I> {
    /// An element below `tables`.
    pub(super) fn table(&mut self, mut element: Element) -> Outcome {
        let Some(item) = self.item(&element) else {
            return if element.ours { self.aside(&element, catalogue::ITEM_UNKNOWN) } else { self.unknown(&element) };
        };
        if !self.is_tabulated(item) {
            return self.unknown(&element);
        }
        self.leave_open(&mut element);
        let mut known = Known::new();
        self.children(|reader, child| match child.name.as_str() {
            "figure" if child.ours => reader.figure_of(item, child, &mut known),
            "comment" if child.ours => reader.comment(item, child),
            _ => reader.unknown(&child),
        })
    }

    /// True for an item whose values stand in tables.
    pub(super) fn is_tabulated(&self, item: ItemId) -> bool {
        self.form.tables.iter().any(|table| table.item == item)
    }

    /// True if a table of the item has years, and true if one has none.
    fn years(&self, item: ItemId) -> (bool, bool) {
        let mut tables = self.form.tables.iter().filter(|table| table.item == item);
        let with = tables.clone().any(TableLayout::has_years);
        (with, tables.any(|table| !table.has_years()))
    }

    /// A figure that stands outside its table.
    pub(super) fn figure(&mut self, item: ItemId, element: Element) -> Outcome {
        self.figure_of(item, element, &mut Known::new())
    }

    /// A figure. What it counts must be told whole: a figure with a code that is not understood would be a total. One that is
    /// empty throughout says nothing.
    fn figure_of(&mut self, item: ItemId, mut element: Element, known: &mut Known) -> Outcome {
        let at = self.at(element.place);
        let status = element.take(STATUS).map(|status| (status.value.clone(), status.place));
        let leaf = self.leaf()?;
        if matches!(leaf, Leaf::Blank) && element.filled() == 0 {
            return Ok(());
        }
        let place = self.series(item, &mut element, known);
        let (text, place) = match &leaf {
            Leaf::Text(text) => (Some(text.as_str()), place),
            Leaf::Blank => (None, place),
            Leaf::Mixed => (None, Err(catalogue::UNKNOWN_PART)),
        };
        let (series, year) = match place {
            Ok(place) => place,
            Err(why) => {
                match (element.filled(), text) {
                    (0, None) => {}
                    (0, Some(text)) => self.ledger.unplaced(text, 1, at, why),
                    (filled, text) => self.ledger.unplaced(&element.written(text), filled + usize::from(text.is_some()), at, why),
                }
                return Ok(());
            }
        };
        self.settle(&mut element);
        let status = self.known_status(status);
        if let Some((status, place)) = &status {
            let at = self.at_attribute(STATUS, *place);
            self.ledger.mapped(1);
            self.ledger.crossing(Crossing { series, year, entry: Entry::Cell(super::ledger::raw(status, at)) });
        }
        match leaf {
            Leaf::Text(text) => {
                self.contradicted(item, status.as_ref().map(|(status, _)| status.as_str()), &text, at);
                self.ledger.mapped(1);
                self.ledger.crossing(Crossing { series, year, entry: Entry::Cell(super::ledger::raw(&text, at)) });
            }
            _ if status.is_none() => self.ledger.crossing(Crossing { series, year, entry: Entry::Blank(at) }),
            _ => {}
        }
        Ok(())
    }

    /// The attributes of a figure that has its place.
    fn settle(&mut self, element: &mut Element) {
        let codes = |attribute: &&Attribute| attribute.settled && attribute.name != STATUS;
        let own = element.attributes.iter().filter(codes).count();
        self.ledger.mapped(own);
        self.leave_open(element);
    }

    /// Series and year of a figure, or why they cannot be told; the finding on that is made.
    fn series(&mut self, item: ItemId, element: &mut Element, known: &mut Known) -> Result<(Series, Option<i16>), &'static Kind> {
        let mut series = Series::of(item);
        let (mut year, mut fault) = (None, None);
        let (with_years, without_years) = self.years(item);
        for attribute in element.attributes.iter_mut().filter(|attribute| !attribute.settled) {
            if attribute.of != Of::Element {
                fault = fault.or(self.foreign(attribute).err());
                continue;
            }
            if attribute.is_blank() && attribute.name == STATUS {
                continue;
            }
            attribute.settled = true;
            let said = if attribute.is_blank() {
                let at = self.at_attribute(&attribute.name, attribute.place);
                Err(self.missing(&attribute.name, at))
            } else if attribute.name == YEAR && with_years {
                self.year(attribute).map(|said| year = Some(said))
            } else {
                self.code(item, attribute, known).map(|said| {
                    if let Some((dimension, code)) = said {
                        series = series.with(dimension, code);
                    }
                })
            };
            fault = fault.or(said.err());
        }
        // What is there but not understood is not missing.
        if fault.is_none() {
            let at = self.at(element.place);
            fault = self.total(item, at, &mut series).err();
            if fault.is_none() && year.is_none() && with_years && !without_years {
                fault = Some(self.missing(YEAR, at));
            }
        }
        fault.map_or(Ok((series, year)), Err)
    }

    /// An attribute of another namespace: it may be a code that somebody wrote with a prefix, and what it says is not known.
    fn foreign(&mut self, attribute: &Attribute) -> Result<(), &'static Kind> {
        if attribute.is_blank() || self.is_technical(attribute) {
            return Ok(());
        }
        let at = self.at_attribute(&attribute.name, attribute.place);
        self.ledger.outside("attribute", &attribute.name, at);
        Err(catalogue::UNKNOWN_PART)
    }

    fn year(&mut self, attribute: &Attribute) -> Result<i16, &'static Kind> {
        let folded = fold(&attribute.value);
        if folded.len() == 4
            && let Ok(year) = folded.parse()
            && self.words.is_of_our_time(year)
        {
            return Ok(year);
        }
        let at = self.at_attribute(YEAR, attribute.place);
        let finding = Finding::new(catalogue::CODE_UNKNOWN, at).arg(YEAR).arg(excerpt(&attribute.value)).arg("");
        self.ledger.find(finding);
        Err(catalogue::CODE_UNKNOWN)
    }

    /// The dimension and code of an attribute; nothing for the total of a dimension that the item does not have.
    fn code(&mut self, item: ItemId, attribute: &Attribute, known: &mut Known) -> Result<Option<(DimId, CodeId)>, &'static Kind> {
        let at = self.at_attribute(&attribute.name, attribute.place);
        let Some(dimension) = self.edition.dimension(&attribute.name) else {
            self.ledger.outside("attribute", &attribute.name, at);
            return Err(catalogue::UNKNOWN_PART);
        };
        let key = (dimension, attribute.value.clone());
        let found = match known.get(&key) {
            Some(found) => *found,
            None => {
                let found = self.ledger.listed(item, dimension, &attribute.value, at);
                known.insert(key, found);
                found
            }
        };
        let code = found?;
        if self.edition.item(item).dimensions.contains(&dimension) {
            return Ok(Some((dimension, code)));
        }
        if self.edition.dimensions.get(usize::from(dimension.0)).is_some_and(|own| own.total == Some(code)) {
            return Ok(None);
        }
        let label = excerpt(&attribute.value);
        self.ledger.find(Finding::new(catalogue::CODE_UNKNOWN, at).arg(attribute.name.as_str()).arg(label).arg(""));
        Err(catalogue::CODE_UNKNOWN)
    }

    /// Gives every dimension that is not said its total.
    fn total(&mut self, item: ItemId, at: Locus, series: &mut Series) -> Result<(), &'static Kind> {
        let edition = self.edition;
        for &dimension in &edition.item(item).dimensions {
            let Some(own) = edition.dimensions.get(usize::from(dimension.0)) else { continue };
            if series.get(dimension).is_none() {
                match own.total {
                    Some(total) => *series = series.with(dimension, total),
                    None => return Err(self.missing(&own.code, at)),
                }
            }
        }
        Ok(())
    }

    fn missing(&mut self, name: &str, at: Locus) -> &'static Kind {
        self.ledger.find(Finding::new(catalogue::CODE_BLANK, at).arg(name));
        catalogue::CODE_BLANK
    }
}
