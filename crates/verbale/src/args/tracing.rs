//! Arguments of `verbale trace`.

use super::{Common, Database};
use clap::{Args, Subcommand};

/// What is traced.
#[derive(Debug, Subcommand)]
pub enum Trace {
    /// The replies behind a figure of the tally of measures: `tip-measures/2019 ITEM yes`
    Tally {
        /// The edition (INSTRUMENT/EDITION)
        edition: String,
        /// Code of the item
        item: String,
        /// What they say: a column of the view `measure_tally`
        #[arg(value_parser = ["yes", "no", "partly", "planned", "no_information", "blank", "other", "replies"])]
        says: String,
        /// From which database, and how.
        #[command(flatten)]
        tracing: Tracing,
    },
    /// The answers behind an observation, or behind a total over areas
    Figure {
        /// The edition (INSTRUMENT/EDITION)
        edition: String,
        /// Code of the item
        item: String,
        /// Of this area alone
        #[arg(long, value_name = "CODE")]
        area: Option<String>,
        /// Of this year alone
        #[arg(long)]
        year: Option<i64>,
        /// Of this code of a dimension alone, such as `sex=F` (may be given more than once)
        #[arg(long = "where", value_name = "DIMENSION=CODE", value_parser = dimension)]
        dimensions: Vec<(String, String)>,
        /// From which database, and how.
        #[command(flatten)]
        tracing: Tracing,
    },
    /// What became of a cell, and the figures that it feeds
    Cell {
        /// The file, by the name that the views have for it or the first digits of its SHA-256
        file: String,
        /// The cell: `'Sheet'!B7`, `B7`, or `line:column` of an XML document
        cell: String,
        /// From which database, and how.
        #[command(flatten)]
        tracing: Tracing,
    },
}

/// From which database it is traced, and how it is told.
#[derive(Debug, Args)]
pub struct Tracing {
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// Show nothing of what cells hold: neither what stood there nor what it was read as
    #[arg(long)]
    pub no_values: bool,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

fn dimension(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(dimension, code)| !dimension.is_empty() && !code.is_empty());
    parts.map(|(dimension, code)| (dimension.to_owned(), code.to_owned())).ok_or_else(|| "write DIMENSION=CODE".to_owned())
}
