//! Workbook and CSV bytes to cells with loci, to raw answers; every cell accounted for.
//!
//! Bytes of one file come in; the edition is recognized by its labels; every filled cell is pushed into an
//! [`Intake`](verbale_model::Intake) and counted. This crate knows no questionnaire: sheet names, headings and labels all come
//! from the [`Edition`](verbale_model::Edition).
//!
//! 1. [`sniff()`] tells what the bytes are, whatever the name says.
//! 2. [`Book::open`] checks the container and scans the parts of a workbook, or decodes a text.
//!    What [`relay`] read in another process is opened with [`Book::from_relay`]: xls, xlsb and ods.
//! 3. [`recognize()`] finds edition, layout and language from the first rows.
//! 4. [`read()`] pushes the cells.
//!
//! ```
//! use verbale_sheet::{Book, Limits, recognize};
//!
//! let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).expect("the shipped schemas have no fault");
//! let mut book = Book::open(b"State;Measure code;Code\nTGO;leg_nap;yes\n", Limits::default()).expect("a text");
//! let found = recognize(&mut book, &schemas, None).expect("a known edition");
//! assert_eq!(schemas.edition(found.edition).path(), "tip-measures/2019");
//! assert_eq!(found.tables[0].columns[..3], [Some(0), Some(1), Some(2)]);
//! ```
//!
//! xlsx is read by this crate alone: the workbook reader `calamine` alters or loses values without an error, as
//! `xlsx::sheet_scan` says. It reads xls, xlsb and ods, and in tests it is the second opinion on xlsx.
//!
//! ```text
//! sniff → book ← csv, text                          a text file
//!              ← xlsx ← container, elements, xml    a workbook: package, formats, rich_text; sheet_scan → cell_scan, value_scan
//!              ← relay                              xls, xlsb, ods: cells as a stream of another process
//! memory ← wordings ← matcher                       the texts met so far, and what each is the label of
//! peek → fit → recognize                            which edition, layout, language
//! read → records ← read_ahead, component            a long table; statistics in SDMX-CSV
//!      → form ← grid; headings, numbering           questions and answers
//!             ← tables                              statistical tables among them
//!      → ledger → Intake                            every cell counted
//! ```

mod book;
mod cell;
mod component;
mod container;
mod csv;
mod dump;
mod elements;
mod fault;
mod fit;
mod form;
mod grid;
mod headings;
mod held;
mod hidden;
mod ledger;
mod limits;
mod matcher;
mod memory;
mod numbering;
mod peek;
mod read;
mod read_ahead;
mod recognize;
mod records;
mod reference;
pub mod relay;
mod sniff;
mod tables;
mod text;
mod wordings;
mod xlsx;
mod xml;

pub use book::{Book, Sheet, Visibility};
pub use dump::{DumpedCell, cells, each_cell};
pub use limits::Limits;
pub use memory::Memory;
pub use read::{read, read_with};
pub use recognize::{Recognized, Table, recognize, recognize_with};
pub use sniff::{Format, Sniffed, sniff};
