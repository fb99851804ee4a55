//! The attributes of one tag.

use crate::chars::{is_space, split_name};
use crate::fault::{FaultKind, Place};
use crate::limits::Limits;
use crate::reference::resolve;
use crate::scopes::{NamespaceId, Scopes};
use std::ops::Range;

/// The attributes of the tag read last. Names and values stand one after the other in `text`.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    pub(crate) text: String,
    pub(crate) entries: Vec<Entry>,
    /// Equal for tags with the same names of attributes, none of them in a namespace or a declaration; `None` if that is not known.
    pub(crate) shape: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) prefix: Range<usize>,
    pub(crate) local: Range<usize>,
    pub(crate) value: Range<usize>,
    pub(crate) namespace: NamespaceId,
    /// Whether it declares a namespace.
    pub(crate) declares: bool,
    pub(crate) place: Place,
}

/// What is left of a tag, and the place of it.
struct Cursor<'t> {
    rest: &'t str,
    place: Place,
}

impl<'t> Cursor<'t> {
    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.place.advance(taken);
        self.rest = rest;
        taken
    }

    fn take_until(&mut self, stop: impl FnMut(char) -> bool) -> &'t str {
        self.take(self.rest.find(stop).unwrap_or(self.rest.len()))
    }

    fn skip_space(&mut self) -> bool {
        !self.take_until(|c| !is_space(c)).is_empty()
    }

    fn bad(&self, kind: FaultKind) -> (FaultKind, Place) {
        (kind, self.place)
    }
}

impl Tag {
    /// Reads all after the name of the element.
    pub(crate) fn read(&mut self, raw: &str, place: Place, limits: &Limits) -> Result<(), (FaultKind, Place)> {
        self.text.clear();
        self.entries.clear();
        self.shape = None;
        let mut cursor = Cursor { rest: raw, place };
        while !cursor.rest.is_empty() {
            let spaced = cursor.skip_space();
            if cursor.rest.is_empty() {
                break;
            }
            if !spaced {
                return Err(cursor.bad(FaultKind::BadAttribute));
            }
            if self.entries.len() == limits.attributes {
                return Err(cursor.bad(FaultKind::TooManyAttributes));
            }
            self.attribute(&mut cursor, limits)?;
        }
        Ok(())
    }

    fn attribute(&mut self, cursor: &mut Cursor<'_>, limits: &Limits) -> Result<(), (FaultKind, Place)> {
        let place = cursor.place;
        let name = cursor.take_until(|c| is_space(c) || c == '=');
        if name.len() > limits.name_bytes {
            return Err((FaultKind::NameTooLong, place));
        }
        let (prefix, local) = split_name(name).ok_or((FaultKind::BadName, place))?;
        cursor.skip_space();
        if !cursor.rest.starts_with('=') {
            return Err(cursor.bad(FaultKind::BadAttribute));
        }
        cursor.take(1);
        cursor.skip_space();
        let quote = cursor.rest.chars().next().filter(|&c| c == '"' || c == '\'').ok_or(cursor.bad(FaultKind::BadAttribute))?;
        cursor.take(1);
        let start = self.text.len();
        self.text.push_str(prefix);
        let before_local = self.text.len();
        self.text.push_str(local);
        let before_value = self.text.len();
        self.value(cursor, quote)?;
        let declares = prefix == "xmlns" || name == "xmlns";
        let value = before_value..self.text.len();
        if declares && value.len() > limits.name_bytes {
            return Err((FaultKind::NameTooLong, place));
        }
        self.entries.push(Entry {
            prefix: start..before_local,
            local: before_local..before_value,
            value,
            namespace: NamespaceId::NONE,
            declares,
            place,
        });
        Ok(())
    }

    /// Reads a value and the quote after it.
    fn value(&mut self, cursor: &mut Cursor<'_>, quote: char) -> Result<(), (FaultKind, Place)> {
        loop {
            let plain = cursor.take_until(|c| c == quote || matches!(c, '&' | '<' | '\n' | '\t' | '\r'));
            self.text.push_str(plain);
            match cursor.rest.chars().next() {
                Some('<') => return Err(cursor.bad(FaultKind::MarkupInAttribute)),
                Some('&') => {
                    let bad = cursor.bad(FaultKind::BadReference);
                    let (body, _) = cursor.rest[1..].split_once(';').ok_or(bad)?;
                    self.text.push(resolve(body).map_err(|kind| cursor.bad(kind))?);
                    cursor.take(body.len() + 2);
                }
                Some('\n' | '\t' | '\r') => {
                    self.text.push(' ');
                    cursor.take(1);
                }
                Some(_) => {
                    cursor.take(1);
                    return Ok(());
                }
                None => return Err(cursor.bad(FaultKind::BadAttribute)),
            }
        }
    }

    /// Binds what the tag declares, and finds the namespaces of its attributes.
    pub(crate) fn bind(&mut self, scopes: &mut Scopes) -> Result<(), (FaultKind, Place)> {
        for entry in self.entries.iter().filter(|entry| entry.declares) {
            let prefix = if entry.prefix.is_empty() { "" } else { &self.text[entry.local.clone()] };
            scopes.bind(prefix, &self.text[entry.value.clone()]).map_err(|kind| (kind, entry.place))?;
        }
        for index in 0..self.entries.len() {
            let entry = &self.entries[index];
            let namespace = if entry.declares {
                Scopes::of_declarations()
            } else if entry.prefix.is_empty() {
                NamespaceId::NONE
            } else {
                scopes.resolve(&self.text[entry.prefix.clone()]).map_err(|kind| (kind, entry.place))?
            };
            let local = &self.text[entry.local.clone()];
            if self.entries[..index].iter().any(|e| e.namespace == namespace && self.text[e.local.clone()] == *local) {
                return Err((FaultKind::DuplicateAttribute, entry.place));
            }
            self.entries[index].namespace = namespace;
        }
        Ok(())
    }
}
