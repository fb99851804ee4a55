//! Namespaces and the prefixes bound to them.

use crate::fault::FaultKind;
use std::fmt;

/// A namespace of one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NamespaceId(u32);

impl NamespaceId {
    /// No namespace.
    pub const NONE: Self = Self(0);
    /// The namespace of `xml:lang` and `xml:space`.
    pub const XML: Self = Self(1);
    const XMLNS: Self = Self(2);
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The namespaces seen so far and the bindings in force.
pub(crate) struct Scopes {
    uris: Vec<String>,
    /// Prefix, empty for names without one, and namespace; the last one counts.
    bindings: Vec<(String, NamespaceId)>,
    limit: usize,
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scopes")
            .field("namespaces", &self.uris.len())
            .field("bindings", &self.bindings.len())
            .finish_non_exhaustive()
    }
}

impl Scopes {
    pub(crate) fn new(limit: usize) -> Self {
        Self { uris: vec![String::new(), XML.to_owned(), XMLNS.to_owned()], bindings: Vec::new(), limit }
    }

    pub(crate) fn uri(&self, id: NamespaceId) -> &str {
        usize::try_from(id.0).ok().and_then(|index| self.uris.get(index)).map_or("", String::as_str)
    }

    /// The identity of a namespace, which it keeps.
    pub(crate) fn intern(&mut self, uri: &str) -> NamespaceId {
        let index = self.uris.iter().position(|known| known == uri).unwrap_or_else(|| {
            self.uris.push(uri.to_owned());
            self.uris.len() - 1
        });
        NamespaceId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Binds a prefix (empty: names without one) until [`Self::close`].
    pub(crate) fn bind(&mut self, prefix: &str, uri: &str) -> Result<(), FaultKind> {
        let own = (prefix == "xml") != (uri == XML) || prefix == "xmlns" || uri == XMLNS;
        if own || (uri.is_empty() && !prefix.is_empty()) {
            return Err(FaultKind::BadNamespace);
        }
        let id = self.intern(uri);
        self.bindings.push((prefix.to_owned(), id));
        // The three that are always there are not counted.
        if self.bindings.len() > self.limit || self.uris.len() > self.limit.saturating_add(3) {
            return Err(FaultKind::TooManyNamespaces);
        }
        Ok(())
    }

    /// Bindings in force.
    pub(crate) fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets all bindings but the first ones.
    pub(crate) fn close(&mut self, len: usize) {
        self.bindings.truncate(len);
    }

    pub(crate) fn resolve(&self, prefix: &str) -> Result<NamespaceId, FaultKind> {
        match self.bindings.iter().rev().find(|(bound, _)| bound == prefix) {
            Some(&(_, id)) => Ok(id),
            None if prefix.is_empty() => Ok(NamespaceId::NONE),
            None if prefix == "xml" => Ok(NamespaceId::XML),
            None => Err(FaultKind::UndeclaredPrefix),
        }
    }

    pub(crate) const fn of_declarations() -> NamespaceId {
        NamespaceId::XMLNS
    }
}
