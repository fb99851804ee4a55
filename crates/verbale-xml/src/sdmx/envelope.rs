//! What a message says of itself: who sends it to whom, when and under which name, which structure its data sets follow, and what
//! is to be done with them. Each attribute and each text of it is handed out by itself, with its path.

use super::vocabulary::CONTACT;
use crate::chars::blank;
use crate::event::{Attribute, Attributes, Name};
use crate::fault::Place;
use crate::scopes::NamespaceId;
use std::collections::VecDeque;

/// One thing that a message says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Names of the elements below the root, each after a slash; of an attribute, an `@` before its own.
    pub path: String,
    /// What it says.
    pub text: String,
    /// Where it starts.
    pub place: Place,
    /// True if it stands in the contact of a person.
    pub of_contact: bool,
}

impl Said {
    /// Bytes that it takes while it is kept.
    pub(super) fn bytes(&self) -> usize {
        self.path.len() + self.text.len() + size_of::<Self>()
    }
}

/// What was read of it and not handed out yet.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    /// Names of its open elements, each after a slash.
    path: String,
    /// How many of them are below the one that holds a contact, with that one.
    in_contact: usize,
    ready: VecDeque<Said>,
    /// Attributes that only tell an XML program how to go about the message, or that were heard where they stand.
    pub(super) technical: u64,
}

impl Envelope {
    /// True if there is one to be handed out.
    #[inline]
    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The next one to be handed out.
    pub(super) fn next(&mut self) -> Option<Said> {
        self.ready.pop_front()
    }

    /// An element of it starts.
    pub(super) fn open(&mut self, instance: NamespaceId, name: Name<'_>, attributes: Attributes<'_>) {
        self.path.push('/');
        self.path.push_str(name.local);
        if self.in_contact > 0 || name.local == CONTACT {
            self.in_contact += 1;
        }
        for Attribute { name, value, place } in attributes.iter() {
            if name.namespace == instance {
                self.heard(value);
            } else {
                self.attribute(name, value, place);
            }
        }
    }

    /// Text in the element that was opened last.
    pub(super) fn text(&mut self, text: &str, place: Place) {
        if !blank(text) {
            self.say(self.path.clone(), text, place);
        }
    }

    /// The element that was opened last ends.
    pub(super) fn close(&mut self) {
        self.path.truncate(self.path.rfind('/').unwrap_or(0));
        self.in_contact = self.in_contact.saturating_sub(1);
    }

    /// An attribute of the element that was opened last.
    fn attribute(&mut self, name: Name<'_>, value: &str, place: Place) {
        self.attribute_of("", name, value, place);
    }

    /// An attribute of an element below that.
    pub(super) fn attribute_of(&mut self, element: &str, name: Name<'_>, value: &str, place: Place) {
        if !blank(value) {
            let prefix = if name.namespace == NamespaceId::XML { "xml:" } else { "" };
            self.say(format!("{}{element}/@{prefix}{}", self.path, name.local), value, place);
        }
    }

    /// An attribute that has been heard, or has nothing to say to anybody.
    pub(super) fn heard(&mut self, value: &str) {
        self.technical += u64::from(!blank(value));
    }

    fn say(&mut self, path: String, text: &str, place: Place) {
        self.ready.push_back(Said { path, text: text.to_owned(), place, of_contact: self.in_contact > 0 });
    }
}
