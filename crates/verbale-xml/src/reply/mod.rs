//! Replies in XML: the form of an edition as a document, read into an [`Intake`](verbale_model::Intake).
//!
//! ```xml
//! <reply xmlns="urn:verbale:reply:1" version="1.0" instrument="glotip" edition="2018" language="en">
//!   <state>XAA</state>
//!   <contact><contact_name>Head of unit</contact_name></contact>
//!   <answers>
//!     <coverage><value>national</value><comment xml:lang="fr">…</comment></coverage>
//!     <break_series><value status="not_available"/></break_series>
//!   </answers>
//!   <tables>
//!     <victims><figure sex="F" age="Y0T17" year="2017">12</figure></victims>
//!   </tables>
//! </reply>
//! ```
//!
//! An element below `contact`, `answers` and `tables` has the code of its item as its name. An empty element is a blank, as an
//! empty cell is; an element that is not there says nothing. Texts go to the intake as they stand, so that an XML reply is read
//! by the same normalizer as a workbook. `schemas/README.md` describes the form for those who write it.
//!
//! What has a place in the form is read even where the schema of the edition, [`xsd`], would not allow it: answer words for
//! codes, names for ISO codes, `<5` for a count. Everything else is kept as unplaced with a finding: no element, attribute or
//! text is passed over.
//!
//! ```text
//! recognize ← a root element: which edition, which language
//! read → document: elements in their order → answer, table → ledger → Intake
//! xsd  ← an edition, its labels and codelists
//! ```

mod answer;
mod document;
mod element;
mod ledger;
mod recognize;
mod table;
mod xsd;

use crate::limits::Limits;
use verbale_model::Status;

pub use document::read;
pub use recognize::{Recognized, recognize};
pub use xsd::xsd;

/// The namespace of replies. The number is that of the form: another one would mean other things by the same names.
pub const NAMESPACE: &str = "urn:verbale:reply:1";

/// The version of the form within its namespace.
pub const VERSION: &str = "1.0";

/// The attribute of a value that says why there is none.
const STATUS: &str = "status";

/// What it can say: the statuses that a State gives.
const STATUSES: [Status; 4] = [Status::NotAvailable, Status::NotApplicable, Status::Refused, Status::SeeAnnex];

/// The attribute of a figure that says its year.
const YEAR: &str = "year";

/// What a reply may ask for: it is one State's answers, and they are held in memory.
pub const LIMITS: Limits =
    Limits { total_bytes: 64 << 20, depth: 64, attributes: 256, token_bytes: 4 << 20, name_bytes: 4 << 10, namespaces: 256 };
