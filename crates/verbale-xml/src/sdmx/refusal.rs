//! Why an SDMX message is refused.

use crate::fault::{Fault, Place};
use crate::limits::Limits;
use crate::rejection::{rejected, unreadable};
use std::fmt;
use verbale_model::Rejection;
use verbale_model::catalogue::{ACTION_REFUSED, FILE_LIMIT};

/// A message that is refused. It carries no content besides names of elements and of actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The document is not well-formed, or goes beyond a bound.
    Xml(Fault),
    /// It is, but no message that is read.
    Message {
        /// What is wrong.
        why: Why,
        /// Where.
        place: Place,
        /// The open elements.
        path: String,
    },
}

impl Refusal {
    /// The rejection of the file.
    pub fn rejection(&self, limits: &Limits) -> Rejection {
        match self {
            Self::Xml(fault) => fault.rejection(limits),
            Self::Message { why, place, path } => match why {
                Why::Action(word) => {
                    let mut rejection = rejected(ACTION_REFUSED, *place, path);
                    rejection.reason = rejection.reason.arg(word.as_str());
                    rejection
                }
                Why::Limit(what, most) => {
                    let mut rejection = rejected(FILE_LIMIT, *place, path);
                    let most = u64::try_from(*most).unwrap_or(u64::MAX);
                    rejection.reason = rejection.reason.arg(format!("{what} of a message")).arg(most);
                    rejection
                }
                why => unreadable(*place, path, why.to_string()),
            },
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Xml(fault)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(fault) => fault.fmt(f),
            Self::Message { why, place, path } => {
                write!(f, "line {}, column {}", place.line, place.column)?;
                if !path.is_empty() {
                    write!(f, ", in {path}")?;
                }
                write!(f, ": {why}")
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// What is wrong with a well-formed document as a data message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The namespace is that of a version that is not read.
    Version,
    /// A message of another kind: its name.
    NotData(String),
    /// No data set.
    NoDataSet,
    /// A data set asks for an action that is not taken: its word.
    Action(String),
    /// An element where the format has none: its name.
    Element(String),
    /// An attribute where the format has none: its name.
    Attribute(String),
    /// A second header, or one behind data.
    Header,
    /// Text where the format has none.
    Text,
    /// An element lacks an attribute that it must have: the name of the attribute.
    Missing(&'static str),
    /// One level gives a component twice: its name.
    Twice(String),
    /// A group or attribute of a data set, or an attribute or the key of a series, after its first observation.
    Order,
    /// More groups, components or header than the bound: of what, and how many at most.
    Limit(&'static str, usize),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version => f.write_str("the version of SDMX-ML is none that is read (2.1, 3.0, 3.1)"),
            Self::NotData(name) => write!(f, "an SDMX message of the kind {name} holds no observations that are read"),
            Self::NoDataSet => f.write_str("the message holds no data set"),
            Self::Action(word) => write!(f, "the action {word} is not taken"),
            Self::Element(name) => write!(f, "the element {name} has no place here"),
            Self::Attribute(name) => write!(f, "the attribute {name} has no place here"),
            Self::Header => f.write_str("a header stands twice or after the data"),
            Self::Text => f.write_str("text where the format has none"),
            Self::Missing(name) => write!(f, "the attribute {name} is missing"),
            Self::Twice(name) => write!(f, "the component {name} is given twice"),
            Self::Order => f.write_str("a group, attribute or key stands after the first observation that it holds for"),
            Self::Limit(what, most) => write!(f, "{what} beyond the bound of {most}"),
        }
    }
}
