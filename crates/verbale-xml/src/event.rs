//! What a reader hands out.

use crate::fault::Place;
use crate::scopes::{NamespaceId, Scopes};
use crate::tag::Tag;

/// One event, with the place where its markup or text starts.
#[derive(Debug, Clone, Copy)]
pub struct Event<'r> {
    /// Where it starts.
    pub place: Place,
    /// What it is.
    pub kind: Kind<'r>,
}

/// What an event is.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'r> {
    /// A start tag, or the start of an empty element.
    Start {
        /// The name of the element.
        name: Name<'r>,
        /// Its attributes, in the order of the document.
        attributes: Attributes<'r>,
    },
    /// An end tag, or the end of an empty element.
    End {
        /// The name of the element.
        name: Name<'r>,
    },
    /// All text between two tags: references resolved, CDATA joined, comments and instructions left out. Never empty.
    Text(&'r str),
}

/// A name and its namespace. Compare `namespace` and `local`; the prefix means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'r> {
    /// The namespace; [`NamespaceId::NONE`] for none.
    pub namespace: NamespaceId,
    /// The name of the namespace; empty for none.
    pub uri: &'r str,
    /// The local part.
    pub local: &'r str,
}

/// One attribute.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'r> {
    /// Its name. Without a prefix it has no namespace.
    pub name: Name<'r>,
    /// Its value: references resolved, line ends and tabs as spaces.
    pub value: &'r str,
    /// Where its name starts.
    pub place: Place,
}

/// The attributes of an element, without declarations of namespaces.
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'r> {
    pub(crate) tag: &'r Tag,
    pub(crate) scopes: &'r Scopes,
}

impl<'r> Attributes<'r> {
    /// The attributes in the order of the document.
    pub fn iter(self) -> impl Iterator<Item = Attribute<'r>> {
        self.tag.entries.iter().filter(|entry| !entry.declares).map(move |entry| Attribute {
            name: Name {
                namespace: entry.namespace,
                uri: self.scopes.uri(entry.namespace),
                local: self.tag.text.get(entry.local.clone()).unwrap_or_default(),
            },
            value: self.tag.text.get(entry.value.clone()).unwrap_or_default(),
            place: entry.place,
        })
    }

    /// Equal for tags with the same names of attributes, none of them in a namespace or a declaration; `None` if that is not known.
    pub(crate) const fn shape(self) -> Option<u64> {
        self.tag.shape
    }

    /// Values and places, in the order of the document.
    pub(crate) fn values(self) -> impl Iterator<Item = (&'r str, Place)> {
        let value = |entry: &crate::tag::Entry| self.tag.text.get(entry.value.clone()).unwrap_or_default();
        self.tag.entries.iter().filter(|entry| !entry.declares).map(move |entry| (value(entry), entry.place))
    }

    /// The value of one attribute.
    pub fn get(self, namespace: NamespaceId, local: &str) -> Option<&'r str> {
        self.iter().find(|found| found.name.namespace == namespace && found.name.local == local).map(|found| found.value)
    }
}
