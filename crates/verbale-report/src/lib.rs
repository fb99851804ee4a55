//! What people and programs read of a validation.
//!
//! ```text
//! Reading → gather → Report → waiver, comparison → json, sarif, csv, html
//!           withheld, picture
//! ```
//!
//! Everything here is a pure function of its arguments: the same report gives the same bytes. Text of a cell enters a [`Report`] only
//! through [`verbale_model::Wording`], which makes it harmless and leaves it out where values are hidden; what stands in the block
//! of contact details enters none.

pub mod comparison;
pub mod csv;
pub mod gather;
pub mod html;
pub mod json;
pub mod picture;
pub mod report;
pub mod sarif;
pub mod waiver;
pub mod withheld;

pub use report::{FileReport, FindingLine, Report};
