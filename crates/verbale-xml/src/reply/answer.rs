//! An answer: the element of an item with its value, its options and its comment.

use super::document::{Leaf, Outcome, ReplyReader};
use super::element::{Element, Next, Piece};
use super::{STATUS, STATUSES, YEAR};
use crate::fault::Place;
use crate::rejection::excerpt;
use verbale_model::suggest::nearest;
use verbale_model::{Finding, Intake, ItemId, Locus, Status, catalogue};

impl<I: Intake> ReplyReader<'_, '_, I> {
    /// The item that an element is named for. What it holds is kept aside where there is none.
    pub(super) fn item(&mut self, element: &Element) -> Option<ItemId> {
        let found = self.edition.item_index.get(&element.name).copied().filter(|_| element.ours);
        if found.is_none() && element.ours {
            let nearest = nearest(&element.name, self.edition.items.iter().map(|item| (item.code.as_str(), item.code.as_str())));
            let at = self.at(element.place);
            let finding = Finding::new(catalogue::ITEM_UNKNOWN, at).arg(excerpt(&element.name));
            self.ledger.find(finding.arg(nearest.unwrap_or_default()));
        }
        found
    }

    /// An element below `answers` or `contact`.
    pub(super) fn answer(&mut self, mut element: Element) -> Outcome {
        let Some(item) = self.item(&element) else {
            return if element.ours { self.aside(&element, catalogue::ITEM_UNKNOWN) } else { self.unknown(&element) };
        };
        let at = self.at(element.place);
        let language = self.language_of(&mut element);
        self.leave_open(&mut element);
        // Text that stands in the element itself is its value, as in the contact details.
        let mut texts: Vec<Piece> = Vec::new();
        let (mut said, mut children) = (false, false);
        loop {
            match self.next()? {
                Next::Start(child) => {
                    children = true;
                    said |= child.name != COMMENT;
                    self.within(child, &mut |reader: &mut Self, child| reader.part(item, child))?;
                }
                Next::Text(piece) => texts.push(piece),
                Next::End => break,
            }
        }
        let value = if children { None } else { texts.pop() };
        match value {
            Some(piece) if self.is_tabulated(item) => self.value_without_year(&piece),
            Some(piece) => {
                self.ledger.answer(item, &piece.text, at);
                self.note_language(language, at);
                return Ok(());
            }
            None => {
                for piece in &texts {
                    self.stray(piece);
                }
                if !said && texts.is_empty() && !self.is_tabulated(item) {
                    self.ledger.blank(item, at);
                }
            }
        }
        self.drop_language(language);
        Ok(())
    }

    /// An element within that of an item.
    fn part(&mut self, item: ItemId, element: Element) -> Outcome {
        match element.name.as_str() {
            VALUE | OPTION if element.ours && self.is_tabulated(item) => self.figure(item, element),
            VALUE | OPTION if element.ours => self.value(item, element),
            COMMENT if element.ours => self.comment(item, element),
            _ => self.unknown(&element),
        }
    }

    /// A value: a text, a status that says why there is none, or a blank. Where both are said, both are entries.
    fn value(&mut self, item: ItemId, mut element: Element) -> Outcome {
        let at = self.at(element.place);
        let status = element.take(STATUS).map(|status| (status.value.clone(), status.place));
        let language = self.language_of(&mut element);
        self.leave_open(&mut element);
        let status = self.known_status(status);
        let leaf = self.leaf()?;
        if let Some((status, place)) = &status {
            let at = self.at_attribute(STATUS, *place);
            self.ledger.answer(item, status, at);
        }
        match leaf {
            Leaf::Text(text) => {
                self.contradicted(item, status.as_ref().map(|(status, _)| status.as_str()), &text, at);
                self.ledger.answer(item, &text, at);
                self.note_language(language, at);
            }
            Leaf::Blank => {
                if status.is_none() {
                    self.ledger.blank(item, at);
                }
                self.drop_language(language);
            }
            Leaf::Mixed => self.drop_language(language),
        }
        Ok(())
    }

    /// A status in the words of the form. Any other is no status, and never a value: it is kept aside, and told with the words.
    pub(super) fn known_status(&mut self, status: Option<(String, Place)>) -> Option<(String, Place)> {
        let (said, place) = status?;
        // That nothing is stated is no word of the schema, and can be nothing else.
        if STATUSES.iter().chain(&[Status::NotStated]).any(|known| known.code() == said.trim()) {
            return Some((said, place));
        }
        let at = self.at_attribute(STATUS, place);
        let expected = STATUSES.map(Status::code).join(", ");
        self.ledger.find(Finding::new(catalogue::ANSWER_UNKNOWN, at).arg(excerpt(&said)).arg(expected));
        self.ledger.unplaced(&said, 1, at, catalogue::ANSWER_UNKNOWN);
        None
    }

    /// A status that says that there is no value contradicts the value beside it.
    pub(super) fn contradicted(&mut self, item: ItemId, status: Option<&str>, text: &str, at: Locus) {
        if let Some(status) = status.filter(|status| status.trim() != text.trim()) {
            let item = self.edition.item(item).code.as_str();
            let finding = Finding::new(catalogue::ANSWERED_TWICE, at).arg(item);
            self.ledger.find(finding.arg(format!("{}, {}", excerpt(status), excerpt(text))));
        }
    }

    /// A comment on an item. An empty one says nothing.
    pub(super) fn comment(&mut self, item: ItemId, mut element: Element) -> Outcome {
        let Some(comment) = self.edition.item(item).comment else { return self.unknown(&element) };
        let at = self.at(element.place);
        let language = self.language_of(&mut element);
        self.leave_open(&mut element);
        match self.leaf()? {
            Leaf::Text(text) => {
                self.ledger.answer(comment, &text, at);
                self.note_language(language, at);
            }
            Leaf::Blank | Leaf::Mixed => self.drop_language(language),
        }
        Ok(())
    }

    fn note_language(&mut self, language: Option<(String, Place)>, at: Locus) {
        if let Some((language, _)) = language {
            self.ledger.mapped(1);
            self.ledger.language(&language, at);
        }
    }

    /// The language of a text that is not there.
    fn drop_language(&mut self, language: Option<(String, Place)>) {
        if let Some((language, place)) = language {
            self.leave_attribute("lang", &language, place);
        }
    }

    /// The value of an item whose values stand in a table by year.
    fn value_without_year(&mut self, piece: &Piece) {
        let at = self.at(piece.place);
        self.ledger.find(Finding::new(catalogue::CODE_BLANK, at).arg(YEAR));
        self.ledger.unplaced(&piece.text, 1, at, catalogue::CODE_BLANK);
    }
}

const VALUE: &str = "value";
const OPTION: &str = "option";
const COMMENT: &str = "comment";
