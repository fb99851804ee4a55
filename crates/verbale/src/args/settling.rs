//! Arguments of `verbale register` and `verbale clearance`.

use super::{Common, Database, State};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do with the register.
#[derive(Debug, Subcommand)]
pub enum RegisterAction {
    /// Read a register; entries that changed become new versions, and none is ever removed
    Import {
        /// The register (CSV)
        file: PathBuf,
        /// The edition (INSTRUMENT/EDITION) of entries that name none
        #[arg(long, value_name = "EDITION")]
        edition: Option<String>,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Write the register as it is in the database
    Export {
        /// Only the entries of this edition (INSTRUMENT/EDITION)
        #[arg(long, value_name = "EDITION")]
        edition: Option<String>,
        /// Write to this file instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
}

/// What figures are said to be.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Mark {
    /// What they are from now on
    #[arg(value_enum)]
    pub state: State,
    /// The edition (INSTRUMENT/EDITION)
    #[arg(long, value_name = "EDITION")]
    pub edition: String,
    /// The area, by its code (may be given more than once)
    #[arg(long, value_name = "CODE", required_unless_present = "all_areas")]
    pub area: Vec<String>,
    /// All areas with a reply in force
    #[arg(long, conflicts_with = "area")]
    pub all_areas: bool,
    /// Only this item
    #[arg(long, value_name = "CODE")]
    pub item: Option<String>,
    /// Only this series, as `victims age=_T sex=F`
    #[arg(long, value_name = "SERIES")]
    pub series: Option<String>,
    /// Only this year
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,
    /// The day on which it was settled (YYYY-MM-DD); the default is today
    #[arg(long, value_name = "DATE")]
    pub on: Option<chrono::NaiveDate>,
    /// Who settled it
    #[arg(long, value_name = "NAME")]
    pub author: String,
    /// By what authority: a letter, a meeting, a rule
    #[arg(long, value_name = "TEXT")]
    pub authority: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// What to do about clearance.
#[derive(Debug, Subcommand)]
pub enum ClearanceAction {
    /// Say what figures are from now on; what was said before stays on record
    Mark {
        /// Which figures, and what.
        #[command(flatten)]
        mark: Mark,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Read what was settled from a file (TOML); what the database has already is left as it is
    Import {
        /// The file
        file: PathBuf,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Write all that was settled
    Export {
        /// Write to this file instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
}
