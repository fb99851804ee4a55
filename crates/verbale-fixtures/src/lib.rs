//! Writes the files under `fixtures/`, and says what must be read from each.
//!
//! A file is composed from a recipe (`fixtures/recipes.toml`) and an edition: its layout, labels and codelists come from
//! `schemas/`, what people write besides from `fixtures/texts/`. What a State answers is decided first, and written twice: into
//! the file as people write it, and into `fixtures/expected/` as it must be read. Nothing here reads a reply, so the truth owes
//! nothing to the readers that are tested with it.
//!
//! ```no_run
//! let workshop = verbale_fixtures::Workshop::open(&verbale_fixtures::repository())?;
//! let folder = std::env::temp_dir().join("replies");
//! let load = verbale_fixtures::workload(&workshop, 1, 193, &folder)?;
//! assert_eq!(load.replies.len(), 193);
//! # Ok::<(), verbale_fixtures::Fault>(())
//! ```

mod archive;
mod axis;
mod blocks;
mod bulk;
mod check;
mod coding;
mod damage;
mod decide;
mod delimited;
mod document;
mod expected;
mod fault;
mod figures;
mod form;
mod formula;
mod grid;
mod job;
mod lines;
mod long;
mod manifest;
mod numerals;
mod persons;
mod published;
mod raw_table;
mod recipe;
mod rng;
mod roundtrip;
mod sdmx;
mod sdmx_message;
mod shape;
mod table;
mod texts;
mod workload;
mod workshop;
mod xlsx;
mod xml_form;
mod xml_reply;

pub use bulk::statistical_workload;
pub use check::{MEND, check, write};
pub use expected::{Expected, ExpectedFile};
pub use fault::Fault;
pub use long::records_workload;
pub use manifest::{Expect, FileEntry, Manifest};
pub use roundtrip::{PublishedReplies, ValuesAs, published_replies};
pub use workload::{Workload, workload};
pub use workshop::{Workshop, repository};
pub use xml_reply::{XmlAnswer, XmlDocument, XmlFigure, XmlFormat, XmlReply, XmlSaid, XmlTable, XmlText};
