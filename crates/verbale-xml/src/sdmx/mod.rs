//! SDMX-ML data messages to observations: 2.1 and 3.x, structure-specific and generic, series and flat.
//!
//! [`Message`] reads one message as it stands, without knowing what its components mean: each observation has the components
//! of its data set, its groups, its series and itself. It streams: of the message, memory holds the header, the groups and
//! attributes of the data set, the key of one series and one observation.
//!
//! ```text
//! Reader → Message ← state        which element may stand where
//!            |     ← body         what is kept, and what each event changes in it
//!            |     ← beside       what is said beside the data
//!            |     ← envelope     what the message says of itself
//!            |     ← header       structures, action
//!            |     ← frame, group components of one level; groups by their keys
//!            v  parts: data set, observation, end of a series …
//!          rows → Intake           one observation a row of a records layout
//! recognize: which edition's layout, by the structure that the message names
//! ```
//!
//! Which messages are refused, and why, is [`Refusal`].

mod beside;
mod body;
mod envelope;
mod frame;
mod group;
mod header;
mod message;
mod part;
mod recognize;
mod refusal;
mod rows;
mod state;
mod vocabulary;

pub use beside::Beside;
pub use envelope::Said;
pub use frame::{Component, Given, Level};
pub use header::{Header, Structure};
pub use message::Message;
pub use part::{Block, DataSet, Observation, Part};
pub use recognize::{Recognized, recognize};
pub use refusal::{Refusal, Why};
pub(crate) use vocabulary::is_of_sdmx;
pub use vocabulary::{Action, Form, Version};
