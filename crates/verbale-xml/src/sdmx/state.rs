//! Which element may stand where in a message.

use super::refusal::Why;
use super::vocabulary::{ENVELOPE, Form, STRUCTURE_URN, Version};
use crate::event::Name;
use crate::reader::Reader;
use crate::scopes::NamespaceId;

/// What an open element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The root.
    Message,
    Header,
    /// `Structure` of the header.
    Structure,
    /// What it refers to: text that may be a URN, or a `Ref`.
    Usage,
    /// The word of an action.
    ActionWord,
    /// Whether the message is a test.
    TestWord,
    /// A part of the header that is about the message as such.
    Aside,
    Footer,
    DataSet,
    Group,
    Series,
    Observation,
    /// Generic: holds `Value` elements that are a key, or attributes.
    Keys,
    Attributes,
    /// Generic: an element without content.
    Leaf(Leaf),
    /// Structure-specific, 3.0: a component with several values, its values, and their texts in a language.
    Comp,
    CompValue,
    CompText,
    /// An element that is no data: annotations, a provider, what else a header says.
    Other,
}

/// Generic: what an element without content gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Key,
    Attribute,
    /// The dimension on the observation.
    Dimension,
    Value,
}

/// The namespaces of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spaces {
    pub(super) message: NamespaceId,
    footer: NamespaceId,
    common: NamespaceId,
    generic: NamespaceId,
    pub(super) specific: NamespaceId,
    pub(super) instance: NamespaceId,
}

impl Spaces {
    pub(super) fn new(reader: &mut Reader<'_>, version: Version) -> Self {
        let mut space = |part| reader.namespace(&version.namespace(part));
        Self {
            message: space("message"),
            footer: space("message/footer"),
            common: space("common"),
            generic: space("data/generic"),
            specific: space("data/structurespecific"),
            instance: reader.namespace(super::vocabulary::INSTANCE),
        }
    }

    /// What an element is, given where it stands.
    pub(super) fn child(&self, form: Form, parent: State, name: Name<'_>) -> Result<State, Why> {
        let at = |namespace| name.namespace == namespace;
        let state = match parent {
            State::Message => self.in_message(form, name),
            State::Header if at(self.message) => Some(match name.local {
                "Structure" => State::Structure,
                "DataSetAction" => State::ActionWord,
                "Test" => State::TestWord,
                envelope if ENVELOPE.contains(&envelope) => State::Aside,
                _ => State::Other,
            }),
            State::Header => Some(State::Other),
            State::Structure if at(self.common) => {
                let names = ["Structure", "StructureUsage", "ProvisionAgreement", "ProvisionAgrement"];
                Some(if names.contains(&name.local) { State::Usage } else { State::Aside })
            }
            State::Usage if name.local == "Ref" || name.local == "URN" => Some(State::Usage),
            State::Structure | State::Usage | State::Aside => Some(State::Aside),
            State::Footer => Some(State::Footer),
            State::DataSet | State::Group | State::Series | State::Observation | State::Keys | State::Attributes => match form {
                Form::Generic => self.in_generic(parent, name),
                Form::StructureSpecific => self.in_specific(parent, name),
            },
            State::Comp if at(NamespaceId::NONE) && name.local == "Value" => Some(State::CompValue),
            State::CompValue if at(self.common) && (name.local == "Text" || name.local == "StructuredText") => {
                Some(State::CompText)
            }
            State::Other => Some(State::Other),
            State::ActionWord | State::TestWord | State::Leaf(_) | State::Comp | State::CompValue | State::CompText => None,
        };
        state.ok_or_else(|| Why::Element(name.local.to_owned()))
    }

    fn in_message(&self, form: Form, name: Name<'_>) -> Option<State> {
        match name.local {
            "Header" if name.namespace == self.message => Some(State::Header),
            "Footer" if name.namespace == self.footer => Some(State::Footer),
            "DataSet" if name.namespace == self.message => Some(State::DataSet),
            // A data set may be an element of its own structure.
            "DataSet" if form == Form::StructureSpecific && name.uri.starts_with(STRUCTURE_URN) => Some(State::DataSet),
            _ => None,
        }
    }

    fn in_generic(&self, parent: State, name: Name<'_>) -> Option<State> {
        if name.namespace != self.generic {
            return self.other(parent, name);
        }
        Some(match (parent, name.local) {
            (State::DataSet, "Group") => State::Group,
            (State::DataSet, "Series") => State::Series,
            (State::DataSet | State::Series, "Obs") => State::Observation,
            (State::Group, "GroupKey") | (State::Series, "SeriesKey") | (State::Observation, "ObsKey") => State::Keys,
            (State::DataSet | State::Group | State::Series | State::Observation, "Attributes") => State::Attributes,
            (State::Observation, "ObsDimension") => State::Leaf(Leaf::Dimension),
            (State::Observation, "ObsValue") => State::Leaf(Leaf::Value),
            (State::Keys, "Value") => State::Leaf(Leaf::Key),
            (State::Attributes, "Value") => State::Leaf(Leaf::Attribute),
            _ => return None,
        })
    }

    fn in_specific(&self, parent: State, name: Name<'_>) -> Option<State> {
        if name.namespace != NamespaceId::NONE {
            return self.other(parent, name);
        }
        Some(match (parent, name.local) {
            (State::DataSet, "Group" | "Atts") => State::Group,
            (State::DataSet, "Series") => State::Series,
            (State::DataSet | State::Series, "Obs") => State::Observation,
            (State::DataSet | State::Group | State::Series | State::Observation, "Comp") => State::Comp,
            (State::DataSet, "DataProvider") => State::Other,
            _ => return None,
        })
    }

    /// What may stand beside the data.
    fn other(&self, parent: State, name: Name<'_>) -> Option<State> {
        let beside = matches!(parent, State::DataSet | State::Group | State::Series | State::Observation);
        let known = name.namespace == self.common && name.local == "Annotations"
            || (name.namespace == self.generic || name.namespace == self.specific || name.namespace == self.common)
                && name.local == "DataProvider";
        (beside && known).then_some(State::Other)
    }
}

impl State {
    /// Attributes without a namespace that the format has on the element, where these are all that it has. Others would be lost.
    pub(super) const fn attributes(self, form: Form) -> Option<&'static [&'static str]> {
        Some(match (self, form) {
            (Self::Group, Form::Generic) => &["type"],
            (Self::Series | Self::Observation | Self::Keys | Self::Attributes, Form::Generic)
            | (Self::CompValue | Self::CompText, _) => &[],
            (Self::Leaf(_), _) => &["id", "value"],
            (Self::Comp, _) => &["id"],
            _ => return None,
        })
    }

    /// True for the elements by which a message says something of itself.
    pub(super) const fn is_of_envelope(self) -> bool {
        matches!(self, Self::Header | Self::Structure | Self::Usage | Self::ActionWord | Self::TestWord | Self::Aside)
    }

    /// True if text may stand in the element.
    pub(super) const fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Usage
                | Self::ActionWord
                | Self::TestWord
                | Self::Aside
                | Self::Footer
                | Self::CompValue
                | Self::CompText
                | Self::Other
        )
    }
}
