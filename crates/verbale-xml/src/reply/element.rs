//! Elements as they are taken out of a document: their start tags, and texts between.

use super::{LIMITS, NAMESPACE};
use crate::fault::Place;
use crate::{Fault, Kind, Reader};
use std::fmt::Write;
use verbale_model::Rejection;

/// The namespace of the attributes by which a document says where its schema is.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespace of `xml:lang`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// What follows in a document.
pub(super) enum Next {
    Start(Element),
    Text(Piece),
    End,
}

/// A text between two tags, with its place.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) place: Place,
}

/// The start tag of an element.
#[derive(Debug)]
pub(super) struct Element {
    /// Local part of its name.
    pub(super) name: String,
    /// True for an element of replies.
    pub(super) ours: bool,
    pub(super) place: Place,
    pub(super) attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) of: Of,
    pub(super) value: String,
    pub(super) place: Place,
    /// It was counted as what became of it.
    pub(super) settled: bool,
}

/// Whose attribute one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Of {
    /// The element's own, without a namespace.
    Element,
    /// `xml:lang` and its like.
    Xml,
    /// Where a schema is.
    Instance,
    /// That of another namespace.
    Other(String),
}

impl Element {
    /// Attributes that say something. Blank ones are not counted, as empty cells are not.
    pub(super) fn filled(&self) -> usize {
        self.attributes.iter().filter(|attribute| !attribute.is_blank()).count()
    }

    /// Attributes that say something and are not settled.
    pub(super) fn open(&mut self) -> impl Iterator<Item = &mut Attribute> {
        self.attributes.iter_mut().filter(|attribute| !attribute.settled && !attribute.is_blank())
    }

    /// The element's own attribute of a name, if it says something; it is settled by this.
    pub(super) fn take(&mut self, name: &str) -> Option<&Attribute> {
        self.take_of(&Of::Element, name)
    }

    /// `xml:lang`, if it says something; it is settled by this.
    pub(super) fn take_language(&mut self) -> Option<&Attribute> {
        self.take_of(&Of::Xml, "lang")
    }

    fn take_of(&mut self, of: &Of, name: &str) -> Option<&Attribute> {
        let found = self.open().find(|attribute| attribute.of == *of && attribute.name == name)?;
        found.settled = true;
        Some(found)
    }

    /// The element as it could have been written, but for the space in its tag.
    pub(super) fn written(&self, text: Option<&str>) -> String {
        let mut written = format!("<{}", self.name);
        // Writing into a string cannot fail.
        for attribute in &self.attributes {
            let _ = write!(written, " {}=\"{}\"", attribute.qualified(), escaped(&attribute.value).replace('"', "&quot;"));
        }
        match text {
            Some(text) => {
                let _ = write!(written, ">{}</{}>", escaped(text), self.name);
            }
            None => written.push_str("/>"),
        }
        written
    }
}

impl Attribute {
    pub(super) fn is_blank(&self) -> bool {
        is_blank(&self.value)
    }

    fn qualified(&self) -> String {
        match &self.of {
            Of::Element => self.name.clone(),
            Of::Xml => format!("xml:{}", self.name),
            Of::Instance => format!("xsi:{}", self.name),
            Of::Other(uri) => format!("{{{uri}}}{}", self.name),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// True for a text that says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A document as a sequence of elements and texts.
pub(super) struct Elements<'d> {
    reader: Reader<'d>,
}

impl<'d> Elements<'d> {
    pub(super) const fn new(reader: Reader<'d>) -> Self {
        Self { reader }
    }

    /// What follows; [`Next::End`] also at the end of the document, which is only told where that is whole.
    pub(super) fn next(&mut self) -> Result<Next, Box<Rejection>> {
        let Some(event) = self.reader.next_event().map_err(refused)? else { return Ok(Next::End) };
        Ok(match event.kind {
            Kind::Start { name, attributes } => Next::Start(Element {
                name: name.local.to_owned(),
                ours: name.uri == NAMESPACE,
                place: event.place,
                attributes: attributes
                    .iter()
                    .map(|attribute| Attribute {
                        name: attribute.name.local.to_owned(),
                        of: match attribute.name.uri {
                            "" => Of::Element,
                            XML => Of::Xml,
                            INSTANCE => Of::Instance,
                            other => Of::Other(other.to_owned()),
                        },
                        value: attribute.value.to_owned(),
                        place: attribute.place,
                        settled: false,
                    })
                    .collect(),
            }),
            Kind::Text(text) => Next::Text(Piece { text: text.to_owned(), place: event.place }),
            Kind::End { .. } => Next::End,
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for use with map_err")]
fn refused(fault: Fault) -> Box<Rejection> {
    Box::new(fault.rejection(&LIMITS))
}
