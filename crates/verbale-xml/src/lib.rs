//! XML documents: the strict reader under all of them, and what they say.
//!
//! [`reply`] takes replies in XML to an intake, and writes the schema of an edition's form. A document that is refused is the
//! rejection of its file, [`Fault::rejection`], with line, column and path.
//!
//! # The reader
//!
//! [`Reader`] takes what XML 1.0 (fifth edition) and Namespaces in XML 1.0 call well-formed, without a DOCTYPE, and nothing
//! else. Whatever it refuses is a [`Fault`]: kind, line, column and the path of the open elements, without any content.
//! It streams: besides the bytes of the document, memory holds one token, the open elements and the namespaces, each bounded
//! by [`Limits`].
//!
//! ```
//! use verbale_xml::{Kind, Limits, Reader};
//!
//! let mut reader = Reader::new(b"<Obs unit='persons'>1<!-- one --> 250 &amp; more</Obs>", Limits::default()).expect("a known encoding");
//! let mut seen = Vec::new();
//! while let Some(event) = reader.next_event().expect("well-formed") {
//!     match event.kind {
//!         Kind::Start { name, attributes } => {
//!             let values: Vec<_> = attributes.iter().map(|attribute| attribute.value).collect();
//!             seen.push(format!("{} {values:?}", name.local));
//!         }
//!         Kind::Text(text) => seen.push(text.to_owned()),
//!         Kind::End { name } => seen.push(format!("/{}", name.local)),
//!     }
//! }
//! assert_eq!(seen, ["Obs [\"persons\"]", "1 250 & more", "/Obs"]);
//! ```
//!
//! The tokenizer is `quick-xml`. It finds where markup begins and ends; what it lets pass is checked here: characters,
//! names, attributes, namespaces, references, the one root, the end of the document.

mod chars;
mod declaration;
mod decode;
mod encoding;
mod event;
mod fault;
mod limits;
mod quick;
mod reader;
mod recognize;
mod reference;
mod rejection;
pub mod reply;
mod scopes;
pub mod sdmx;
mod stack;
mod tag;

pub use event::{Attribute, Attributes, Event, Kind, Name};
pub use fault::{Fault, FaultKind, Place};
pub use limits::Limits;
pub use reader::Reader;
pub use recognize::{Document, recognize};
pub use scopes::NamespaceId;
