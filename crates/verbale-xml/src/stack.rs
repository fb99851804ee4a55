//! The open elements and their names.

use crate::event::Name;
use crate::fault::push_name;
use crate::scopes::{NamespaceId, Scopes};

/// The open elements. Their names, as written, stand one after the other in one text.
#[derive(Default)]
pub(crate) struct Stack {
    names: String,
    open: Vec<Open>,
}

struct Open {
    start: usize,
    local: usize,
    namespace: NamespaceId,
    /// Bindings in force before the tag.
    bindings: usize,
}

impl Stack {
    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    /// Opens an element, given its name as written, the bytes of the local part, and the bindings in force.
    pub(crate) fn push(&mut self, name: &str, local: usize, bindings: usize) {
        let start = self.names.len();
        self.names.push_str(name);
        self.open.push(Open { start, local: self.names.len() - local, namespace: NamespaceId::NONE, bindings });
    }

    /// Sets the namespace of the innermost element.
    pub(crate) fn resolved(&mut self, namespace: NamespaceId) {
        if let Some(open) = self.open.last_mut() {
            open.namespace = namespace;
        }
    }

    /// Closes the innermost element. The bindings in force before it.
    pub(crate) fn pop(&mut self) -> Option<usize> {
        let open = self.open.pop()?;
        self.names.truncate(open.start);
        Some(open.bindings)
    }

    /// The name of the innermost element as written.
    pub(crate) fn written(&self) -> Option<&str> {
        self.names.get(self.open.last()?.start..)
    }

    /// The name of the innermost element.
    pub(crate) fn name<'r>(&'r self, scopes: &'r Scopes) -> Name<'r> {
        let (namespace, local) =
            self.open.last().map_or((NamespaceId::NONE, self.names.len()), |open| (open.namespace, open.local));
        Name { namespace, uri: scopes.uri(namespace), local: self.names.get(local..).unwrap_or_default() }
    }

    /// All names from the root, each cut.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        let ends = self.open.iter().skip(1).map(|open| open.start).chain([self.names.len()]);
        for (open, end) in self.open.iter().zip(ends) {
            push_name(&mut path, self.names.get(open.start..end).unwrap_or_default());
        }
        path
    }
}
