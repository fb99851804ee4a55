//! What the Secretariat writes down about a collection, as files that people keep: the register of what came (`register.csv`) and
//! what was settled about figures before they are published (`clearance.toml`).
//!
//! Both are read strictly: each fault is said with its line, and of a file with an error nothing is taken. Both are written in one
//! way only, so that a file that was written here and read again is written the same.
//!
//! ```
//! let schemas = verbale_schema::load(&[verbale_schema::Layer::embedded()]).unwrap();
//! let text = "edition,entry,addressee,received_on\ntip-measures/2019,1,Fiji,2019-04-10\n";
//! let found = verbale_register::read(text, &schemas, None, "2019-04-15".parse().unwrap());
//! assert!(found.faults.is_empty());
//! assert_eq!(found.entries[0].addressee, "FJI");
//! ```

pub mod clearance;
mod columns;
mod fault;
mod read;
mod write;

pub use fault::{Fault, Gravity};
pub use read::{Found, looks_like_register, read};
pub use write::write;
