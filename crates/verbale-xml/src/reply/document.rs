//! Reading a recognized document from its root element to its end.

use super::element::{Attribute, Element, Elements, Next, Of, Piece, is_blank};
use super::ledger::Ledger;
use super::recognize::{Recognized, language};
use crate::Reader;
use crate::fault::{Place, push_name};
use verbale_model::layout::{FormLayout, Layout};
use verbale_model::words::Words;
use verbale_model::{Accounting, Edition, Finding, Intake, Kind, Language, Locus, Rejection, Schemas, catalogue};

/// What reading a part of a document gives: a rejection means that the document is not one.
pub(super) type Outcome<T = ()> = Result<T, Box<Rejection>>;

/// Reads a document from its root element on as what it was recognized, and gives the sums of its attributes and texts, which are counted as cells.
///
/// # Errors
/// The document is not well-formed to its end, or goes beyond a bound: what the intake has of it by then must be dropped.
pub fn read(
    reader: Reader<'_>,
    schemas: &Schemas,
    recognized: &Recognized,
    intake: &mut impl Intake,
) -> Result<Accounting, Rejection> {
    whole(reader, schemas, recognized, intake).map_err(|rejection| *rejection)
}

fn whole(reader: Reader<'_>, schemas: &Schemas, recognized: &Recognized, intake: &mut impl Intake) -> Outcome<Accounting> {
    let edition = schemas.edition(recognized.edition);
    let Some(Layout::Form(form)) = edition.layouts.get(recognized.layout) else {
        return Err(Box::new(Finding::new(catalogue::FILE_FAULT, Locus::File).arg("the layout is no form of the edition").into()));
    };
    let mut reader = ReplyReader {
        elements: Elements::new(reader),
        ledger: Ledger::new(intake),
        edition,
        form,
        language: recognized.language,
        words: &schemas.words,
        path: String::new(),
    };
    reader.document()?;
    reader.ledger.close()
}

/// Reads one reply.
pub(super) struct ReplyReader<'r, 'd, I> {
    elements: Elements<'d>,
    pub(super) ledger: Ledger<'r, I>,
    pub(super) edition: &'r Edition,
    pub(super) form: &'r FormLayout,
    pub(super) language: Language,
    pub(super) words: &'r Words,
    /// Names of the open elements, each after a slash.
    path: String,
}

impl<I: Intake> ReplyReader<'_, '_, I> {
    /// The root element, and what follows it until the document is known to be whole.
    fn document(&mut self) -> Outcome {
        self.children(|reader, mut root| {
            for name in ["version", "instrument", "edition", "language"] {
                reader.template(root.take(name).is_some());
            }
            reader.leave_open(&mut root);
            reader.children(|reader, element| match element.name.as_str() {
                "state" if element.ours => reader.state(element),
                "contact" | "answers" if element.ours => reader.group(element, Self::answer),
                "tables" if element.ours => reader.group(element, Self::table),
                _ => reader.unknown(&element),
            })
        })
    }

    /// An element that only holds others.
    fn group(&mut self, mut element: Element, child: fn(&mut Self, Element) -> Outcome) -> Outcome {
        self.leave_open(&mut element);
        self.children(child)
    }

    /// Hands each child of the open element on; text between them has no place.
    pub(super) fn children(&mut self, mut child: impl FnMut(&mut Self, Element) -> Outcome) -> Outcome {
        loop {
            match self.next()? {
                Next::Start(element) => self.within(element, &mut child)?,
                Next::Text(piece) => self.stray(&piece),
                Next::End => return Ok(()),
            }
        }
    }

    /// Reads an element with its path set.
    pub(super) fn within(&mut self, element: Element, read: &mut impl FnMut(&mut Self, Element) -> Outcome) -> Outcome {
        let length = self.path.len();
        push_name(&mut self.path, &element.name);
        read(self, element)?;
        self.path.truncate(length);
        Ok(())
    }

    /// What follows. Attributes and texts are entered into the ledger; blank ones are left out.
    pub(super) fn next(&mut self) -> Outcome<Next> {
        loop {
            let next = self.elements.next()?;
            match &next {
                Next::Start(element) => self.ledger.enter(element.filled()),
                Next::Text(piece) if is_blank(&piece.text) => continue,
                Next::Text(_) => self.ledger.enter(1),
                Next::End => {}
            }
            return Ok(next);
        }
    }

    /// A place in the open element.
    pub(super) fn at(&mut self, place: Place) -> Locus {
        self.ledger.at(&self.path, place)
    }

    /// The place of an attribute of the open element.
    pub(super) fn at_attribute(&mut self, name: &str, place: Place) -> Locus {
        let length = self.path.len();
        push_name(&mut self.path, "@");
        self.path.push_str(name);
        let at = self.ledger.at(&self.path, place);
        self.path.truncate(length);
        at
    }

    fn template(&mut self, there: bool) {
        self.ledger.template(usize::from(there));
    }

    /// The State that speaks.
    fn state(&mut self, mut element: Element) -> Outcome {
        let at = self.at(element.place);
        self.leave_open(&mut element);
        let item = self.form.state;
        match self.leaf()? {
            Leaf::Text(text) => self.ledger.answer(item, &text, at),
            Leaf::Blank => self.ledger.blank(item, at),
            Leaf::Mixed => {}
        }
        Ok(())
    }

    /// The text of the open element, to its end.
    ///
    /// Of a text with elements in it nothing is read: without them it may say something else.
    pub(super) fn leaf(&mut self) -> Outcome<Leaf> {
        let mut pieces = Vec::new();
        let mut children = false;
        loop {
            match self.next()? {
                Next::Start(element) => {
                    children = true;
                    self.within(element, &mut |reader: &mut Self, child| reader.unknown(&child))?;
                }
                Next::Text(piece) => pieces.push(piece),
                Next::End => break,
            }
        }
        if children {
            for piece in &pieces {
                self.stray(piece);
            }
            return Ok(Leaf::Mixed);
        }
        // Without elements in it, a text comes whole.
        Ok(pieces.pop().map_or(Leaf::Blank, |piece| Leaf::Text(piece.text)))
    }

    /// The language of a text and where it is said, where it is not that of the reply.
    pub(super) fn language_of(&self, element: &mut Element) -> Option<(String, Place)> {
        let tag = element.attributes.iter().find(|attribute| attribute.of == Of::Xml && attribute.name == "lang")?;
        if language(&tag.value) == Some(self.language) {
            return None;
        }
        element.take_language().map(|tag| (tag.value.clone(), tag.place))
    }

    /// Attributes that the form does not have. What only tells an XML program how to go about the document is no content.
    pub(super) fn leave_open(&mut self, element: &mut Element) {
        for attribute in element.open() {
            attribute.settled = true;
            if self.is_technical(attribute) {
                self.ledger.template(1);
            } else {
                self.leave_attribute(&attribute.name, &attribute.value, attribute.place);
            }
        }
    }

    /// An attribute that has no place.
    pub(super) fn leave_attribute(&mut self, name: &str, value: &str, place: Place) {
        let at = self.at_attribute(name, place);
        self.ledger.outside("attribute", name, at);
        self.ledger.unplaced(value, 1, at, catalogue::UNKNOWN_PART);
    }

    pub(super) fn is_technical(&self, attribute: &Attribute) -> bool {
        match (&attribute.of, attribute.name.as_str()) {
            (Of::Xml, "space") | (Of::Instance, "schemaLocation" | "noNamespaceSchemaLocation") => true,
            (Of::Xml, "lang") => language(&attribute.value) == Some(self.language),
            _ => false,
        }
    }

    /// Text in an element that has none.
    pub(super) fn stray(&mut self, piece: &Piece) {
        let at = self.at(piece.place);
        let element = self.path.rsplit('/').next().unwrap_or_default().to_owned();
        self.ledger.outside("text in element", &element, at);
        self.ledger.unplaced(&piece.text, 1, at, catalogue::UNKNOWN_PART);
    }

    /// An element that the form does not have, with all that it holds.
    pub(super) fn unknown(&mut self, element: &Element) -> Outcome {
        let at = self.at(element.place);
        self.ledger.outside("element", &element.name, at);
        self.aside(element, catalogue::UNKNOWN_PART)
    }

    /// Keeps an element with all that it holds, for a reason that was told.
    pub(super) fn aside(&mut self, element: &Element, why: &'static Kind) -> Outcome {
        let mut pieces: Vec<Piece> = Vec::new();
        loop {
            match self.next()? {
                Next::Start(child) => self.within(child, &mut |reader: &mut Self, child| reader.aside(&child, why))?,
                Next::Text(piece) => pieces.push(piece),
                Next::End => break,
            }
        }
        let attributes = element.filled();
        if attributes > 0 {
            let at = self.at(element.place);
            let text = if pieces.len() == 1 { pieces.pop() } else { None };
            let written = element.written(text.as_ref().map(|piece| piece.text.as_str()));
            self.ledger.unplaced(&written, attributes + usize::from(text.is_some()), at, why);
        }
        for piece in pieces {
            let at = self.at(piece.place);
            self.ledger.unplaced(&piece.text, 1, at, why);
        }
        Ok(())
    }
}

/// What an element holds that may hold text alone.
#[derive(Debug)]
pub(super) enum Leaf {
    Blank,
    Text(String),
    /// Text and elements, or elements alone: kept as unplaced.
    Mixed,
}
