//! What a message says beside its data: kept as it stands, until it is handed out.

use super::envelope::{Envelope, Said};
use super::header::HEADER_BYTES;
use super::refusal::Why;
use super::state::{Spaces, State};
use super::vocabulary::{ABOUT_SET, OF_SET};
use crate::event::{Attribute, Attributes, Name};
use crate::fault::Place;
use crate::scopes::NamespaceId;
use std::collections::VecDeque;

/// Bytes of text in one element that is no data.
const ELEMENT_BYTES: usize = 1 << 20;

/// Something that a message says beside its data: an element of the header or footer, annotations, an attribute of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// What it is: an element, an attribute.
    pub what: &'static str,
    /// Name.
    pub name: String,
    /// Its text; attributes and texts of the elements inside it joined.
    pub text: String,
    /// How many of them say something.
    pub(super) cells: u64,
    /// Where it starts.
    pub place: Place,
    /// In what it stands.
    pub(super) within: Within,
}

/// What stands around something that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Message,
    Header,
    Footer,
    DataSet,
    Group,
    Series,
    /// An observation, in a series or in none.
    Observation(bool),
}

impl Within {
    /// What stands around a child of a state.
    const fn of(parent: State, in_series: bool) -> Self {
        match parent {
            State::Header => Self::Header,
            State::Message => Self::Footer,
            State::Group => Self::Group,
            State::Series => Self::Series,
            State::Observation => Self::Observation(in_series),
            _ => Self::DataSet,
        }
    }
}

/// What was read of it and not handed out yet.
#[derive(Debug, Default)]
pub(super) struct Aside {
    open: Option<Beside>,
    ready: VecDeque<Beside>,
}

impl Aside {
    /// True if there is one to be handed out.
    pub(super) fn is_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The next one to be handed out.
    pub(super) fn next(&mut self) -> Option<Beside> {
        self.ready.pop_front()
    }

    /// An element starts that is no data, or one inside it.
    pub(super) fn start(
        &mut self,
        parent: State,
        in_series: bool,
        spaces: &Spaces,
        name: Name<'_>,
        attributes: Attributes<'_>,
        place: Place,
    ) -> Result<(), Why> {
        if !matches!(parent, State::Other | State::Footer) {
            let within = Within::of(parent, in_series);
            self.open = Some(Beside { what: "element", name: name.local.to_owned(), text: String::new(), cells: 0, place, within });
        }
        for attribute in attributes.iter().filter(|attribute| attribute.name.namespace != spaces.instance) {
            self.add(&format!("{}={}", attribute.name.local, attribute.value))?;
        }
        Ok(())
    }

    /// Text in it.
    pub(super) fn add(&mut self, text: &str) -> Result<(), Why> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let more = text.trim_matches(crate::chars::is_space);
        if !more.is_empty() {
            if !open.text.is_empty() {
                open.text.push(' ');
            }
            open.text.push_str(more);
            open.cells += 1;
        }
        if open.text.len() > ELEMENT_BYTES {
            return Err(Why::Limit("bytes of annotations", ELEMENT_BYTES));
        }
        Ok(())
    }

    /// The element ends.
    pub(super) fn end(&mut self) {
        self.ready.extend(self.open.take());
    }

    /// An attribute of the root that the format does not have.
    pub(super) fn of_root(&mut self, name: Name<'_>, value: &str, place: Place) {
        let (name, text) = (name.local.to_owned(), value.to_owned());
        let cells = u64::from(!crate::chars::blank(value));
        self.ready.push_back(Beside { what: "attribute", name, text, cells, place, within: Within::Message });
    }

    /// Attributes of a data set that are none of its components. One that the format does not have is a fault: it may be a
    /// component in a namespace of its own, and what is given for the data set holds for all of it.
    pub(super) fn of_set(
        &mut self,
        spaces: &Spaces,
        attributes: Attributes<'_>,
        plain: bool,
        envelope: &mut Envelope,
    ) -> Result<(), Why> {
        for attribute in attributes.iter() {
            let Attribute { name, value, place } = attribute;
            let of_format = name.namespace == spaces.specific || plain && name.namespace == NamespaceId::NONE;
            let of_set = (of_format || name.namespace == NamespaceId::NONE) && OF_SET.contains(&name.local);
            match name.namespace {
                namespace if namespace == spaces.instance => envelope.heard(value),
                _ if of_set => envelope.attribute_of("/DataSet", name, value, place),
                _ => {}
            }
            if name.namespace == spaces.instance || of_set || name.namespace == NamespaceId::NONE && !plain {
                continue;
            }
            if !(of_format && ABOUT_SET.contains(&name.local) || name.namespace == NamespaceId::XML) {
                return Err(Why::Attribute(name.local.to_owned()));
            }
            let (name, text) = (name.local.to_owned(), value.to_owned());
            let cells = u64::from(!crate::chars::blank(value));
            self.ready.push_back(Beside { what: "attribute", name, text, cells, place, within: Within::DataSet });
        }
        Ok(())
    }
}

/// Parts beside the data that come before it; they are held until it is known what reads them.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) list: Vec<Beside>,
    pub(super) said: Vec<Said>,
    bytes: usize,
}

impl Held {
    pub(super) fn push(&mut self, beside: &Beside) -> Result<(), Why> {
        self.keep(beside.name.len() + beside.text.len() + size_of::<Beside>())?;
        self.list.push(beside.clone());
        Ok(())
    }

    pub(super) fn push_said(&mut self, said: &Said) -> Result<(), Why> {
        self.keep(said.bytes())?;
        self.said.push(said.clone());
        Ok(())
    }

    const fn keep(&mut self, bytes: usize) -> Result<(), Why> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > HEADER_BYTES { Err(Why::Limit("bytes of the header", HEADER_BYTES)) } else { Ok(()) }
    }
}
