//! The vocabulary of verbale: what an edition, an answer, a status, a locus and a finding are.
//!
//! This crate opens no file, reads no clock and knows no questionnaire. Every other crate depends on it, it depends on none
//! of them. The words are those of the field (official statistics, SDMX, UN practice); `crates/README.md` has the map.

pub mod answer;
pub mod area;
pub mod catalogue;
pub mod clearance;
pub mod code;
pub mod codelist;
pub mod collection;
pub mod content;
pub mod crosswalk;
pub mod digest;
pub mod edition;
pub mod finding;
pub mod fold;
pub mod intake;
pub mod labels;
pub mod language;
pub mod layout;
pub mod locus;
pub mod outcome;
pub mod reading;
pub mod schemas;
pub mod series;
pub mod setting;
pub mod suggest;
pub mod text;
pub mod text_words;
pub mod thresholds;
pub mod total;
pub mod wording;
pub mod words;

pub use answer::{Answer, Number, Status, Unplaced, Value};
pub use area::{Area, AreaKind, Areas};
pub use clearance::{ClearanceEvent, ClearanceState};
pub use code::{CodeId, Codes};
pub use collection::{Collection, RegisterEntry, SourceType};
pub use edition::{Edition, EditionId, EditionKind, Item, ItemId, ItemKind};
pub use finding::{Arg, Finding, Findings, Kind, Severity, Traced};
pub use intake::{Intake, RawCell, Stored};
pub use language::Language;
pub use locus::{Locus, PlaceId};
pub use outcome::{Outcome, Reason, RuleOutcome};
pub use reading::{Accounting, Reading, Rejection, Reply};
pub use schemas::Schemas;
pub use series::{DimId, Series, SeriesId, SeriesTable};
pub use text::{TextId, TextPool};
pub use wording::{Values, Wording};
