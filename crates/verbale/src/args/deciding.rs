//! Arguments of `verbale decide`, and of commands that answer for another moment.

use super::{Common, Database};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use verbale_store::decision::Class;

/// Another moment.
#[derive(Debug, Args)]
pub struct At {
    /// What was known here on this day: files loaded and decisions recorded by then (YYYY-MM-DD, UTC)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// What had been received by this day (YYYY-MM-DD), as far as it is known now
    #[arg(long, value_name = "DATE")]
    pub as_at: Option<NaiveDate>,
}

/// What a decision is about: a file, or with --series an answer.
#[derive(Debug, Args)]
pub struct Subject {
    /// The file: its name, or the first digits of its SHA-256; of an answer, the file in force if it is not named
    pub file: Option<String>,
    /// The edition (INSTRUMENT/EDITION), where the file or State has several
    #[arg(long, value_name = "EDITION")]
    pub edition: Option<String>,
    /// Code of the State; without it, all areas of the file
    #[arg(long, value_name = "CODE")]
    pub state: Option<String>,
    /// The answer: item and dimensions, such as "victims sex=F age=_T"
    #[arg(long, value_name = "NAME", requires = "state")]
    pub series: Option<String>,
    /// Its year
    #[arg(long, value_name = "YEAR", requires = "series")]
    pub year: Option<i16>,
    /// One of several answers to the same question: where it stands, such as "Sheet!D9"
    #[arg(long, value_name = "CELL", requires = "series")]
    pub cell: Option<String>,
}

/// Who decides, on what authority and why.
#[derive(Debug, Args)]
pub struct Warrant {
    /// On what authority: a letter, a call, a rule of the desk
    #[arg(long, value_name = "TEXT")]
    pub authority: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who decides
    #[arg(long, value_name = "NAME", env = "USER")]
    pub author: String,
    /// The day of the decision (YYYY-MM-DD); today if not given
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
}

/// What every decision has.
#[derive(Debug, Args)]
pub struct Deciding {
    /// What it is about.
    #[command(flatten)]
    pub subject: Subject,
    /// Who, on what authority, why.
    #[command(flatten)]
    pub warrant: Warrant,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// Decisions.
#[derive(Debug, Subcommand)]
pub enum DecideAction {
    /// A file counts as what it is; one of several answers counts, and the others do not
    Accept {
        /// What every decision has.
        #[command(flatten)]
        deciding: Deciding,
        /// What the file is
        #[arg(long = "as", value_enum, value_name = "CLASS")]
        class: Option<ClassWord>,
        /// The cells that a corrigendum is about, such as "Sheet!D9" (several: separated by commas, or given again)
        #[arg(long, value_name = "CELL", value_delimiter = ',')]
        cells: Vec<String>,
        /// A corrigendum is about all cells whose value differs from the one in force
        #[arg(long, conflicts_with = "cells")]
        changed: bool,
        /// The further areas that a joint reply speaks for (several: separated by commas)
        #[arg(long, value_name = "CODE", value_delimiter = ',')]
        areas: Vec<String>,
    },
    /// An answer has another value
    Correct {
        /// What every decision has.
        #[command(flatten)]
        deciding: Deciding,
        /// The new value: a number with a decimal point, a code, a text, a day
        #[arg(long, value_name = "VALUE", required_unless_present = "status", conflicts_with = "status")]
        value: Option<String>,
        /// Why there is no value, such as `not_available` or `refused`
        #[arg(long, value_name = "STATUS")]
        status: Option<String>,
    },
    /// The answers to a question are parts, and count as their sum
    Sum {
        /// What every decision has.
        #[command(flatten)]
        deciding: Deciding,
    },
    /// A file or an answer does not count
    Exclude {
        /// What every decision has.
        #[command(flatten)]
        deciding: Deciding,
    },
    /// A file takes the place of all that came before it
    Supersede {
        /// What every decision has.
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Take back what was decided on a file or an answer
    Revoke {
        /// What every decision has.
        #[command(flatten)]
        deciding: Deciding,
    },
    /// List all decisions
    List {
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Take over decisions that were exported; those that are there already change nothing
    Import {
        /// The file, such as decisions.toml
        path: PathBuf,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Write all decisions as TOML, so that a database can be rebuilt from originals and decisions
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

/// What a further file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClassWord {
    /// It takes the place of what came before, as `supersede` says.
    Replacement,
    /// It corrects named cells.
    Corrigendum,
    /// What is not blank is added.
    Supplement,
    /// It speaks for further areas too.
    Joint,
    /// It takes back what came before.
    Withdrawal,
}

impl ClassWord {
    /// The class.
    pub const fn class(self) -> Class {
        match self {
            Self::Replacement => Class::Replacement,
            Self::Corrigendum => Class::Corrigendum,
            Self::Supplement => Class::Supplement,
            Self::Joint => Class::Joint,
            Self::Withdrawal => Class::Withdrawal,
        }
    }
}
