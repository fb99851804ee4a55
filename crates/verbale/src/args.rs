//! The command line.

use crate::exit;

mod deciding;
mod settling;
mod tracing;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub use deciding::{At, ClassWord, DecideAction, Deciding, Subject, Warrant};
pub use settling::{ClearanceAction, Mark, RegisterAction};
use std::path::PathBuf;
pub use tracing::{Trace, Tracing};
use verbale_model::{ClearanceState, SourceType};

/// Replies to a note verbale, to a reporting database.
#[derive(Debug, Parser)]
#[command(name = "verbale", version, after_help = exit::HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command. They are no global options: one given before the command and again after it would be dropped in
/// silence.
#[derive(Debug, Args)]
pub struct Common {
    /// Read the schemas from this folder instead of those built in
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
    /// Add the areas and editions of this folder (may be given more than once)
    #[arg(long, value_name = "DIR")]
    pub overlay: Vec<PathBuf>,
    /// How results are written to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How the log is written to standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// How much is logged: error, warn, info, debug, trace
    #[arg(long, value_name = "LEVEL", default_value = "warn", env = "VERBALE_LOG")]
    pub log: String,
    /// Threads for reading and checking; 0 takes one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

/// The database.
#[derive(Debug, Args)]
pub struct Database {
    /// The reporting database: `sqlite:PATH`, or `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL", default_value = "sqlite:verbale.db", env = "VERBALE_DATABASE", hide_env_values = true)]
    pub database: String,
}

/// The originals.
#[derive(Debug, Args)]
pub struct Archive {
    /// Folder of the archived originals; by default beside the database: verbale.db.archive
    #[arg(long, value_name = "DIR", env = "VERBALE_ARCHIVE")]
    pub archive: Option<PathBuf>,
}

/// What is read.
#[derive(Debug, Args)]
pub struct Input {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Take the files for this edition (INSTRUMENT/EDITION) instead of recognizing it
    #[arg(long, value_name = "EDITION")]
    pub edition: Option<String>,
    /// Exit with 1 if there are findings of this severity or above
    #[arg(long, value_enum, default_value_t = FailOn::Never)]
    pub fail_on: FailOn,
}

/// What `validate` tells, and how.
#[derive(Debug, Args)]
pub struct Telling {
    /// Language of the findings: one of the six, or that of each file
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// Write the results to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show what cells hold; the default on a terminal
    #[arg(long, conflicts_with = "no_values")]
    pub values: bool,
    /// Show nothing of what cells hold; the default elsewhere
    #[arg(long)]
    pub no_values: bool,
    /// List at most this many findings of each rule and file: 20 as text and 100 as html, all otherwise
    #[arg(long, value_name = "N")]
    pub max: Option<usize>,
    /// Findings that someone has settled, as TOML: they stay in the results and do not count for --fail-on
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Tell what changed against an earlier report (json) or an earlier reply (a file or folder)
    #[arg(long, value_name = "OLD")]
    pub against: Option<PathBuf>,
}

/// A language of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// That of each file.
    Auto,
    /// English.
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Russian.
    Ru,
    /// Arabic.
    Ar,
    /// Chinese.
    Zh,
}

impl Command {
    /// The options of every command.
    pub const fn common(&self) -> &Common {
        match self {
            Self::Import { common, .. }
            | Self::Validate { common, .. }
            | Self::Migrate { common, .. }
            | Self::Status { common, .. }
            | Self::Diff { common, .. }
            | Self::Verify { common, .. }
            | Self::Originals { common, .. }
            | Self::Rebuild { common, .. }
            | Self::Trace {
                what:
                    Trace::Tally { tracing: Tracing { common, .. }, .. }
                    | Trace::Figure { tracing: Tracing { common, .. }, .. }
                    | Trace::Cell { tracing: Tracing { common, .. }, .. },
            }
            | Self::Rules { common }
            | Self::Explain { common, .. }
            | Self::Register { action: RegisterAction::Import { common, .. } | RegisterAction::Export { common, .. } }
            | Self::Clearance {
                action:
                    ClearanceAction::Mark { common, .. }
                    | ClearanceAction::Import { common, .. }
                    | ClearanceAction::Export { common, .. },
            }
            | Self::Decide {
                action:
                    DecideAction::List { common, .. } | DecideAction::Import { common, .. } | DecideAction::Export { common, .. },
            }
            | Self::Schema { action: SchemaAction::Check { common, .. } | SchemaAction::Xsd { common, .. } } => common,
            Self::Decide {
                action:
                    DecideAction::Accept { deciding, .. }
                    | DecideAction::Correct { deciding, .. }
                    | DecideAction::Sum { deciding }
                    | DecideAction::Exclude { deciding }
                    | DecideAction::Supersede { deciding }
                    | DecideAction::Revoke { deciding },
            } => &deciding.common,
        }
    }
}

/// Commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read, normalize, validate and load replies: the main job
    Import {
        /// What is read.
        #[command(flatten)]
        input: Input,
        /// Where it goes.
        #[command(flatten)]
        database: Database,
        /// Where the originals are kept.
        #[command(flatten)]
        archive: Archive,
        /// When the replies were received (YYYY-MM-DD); never taken from a file's time stamp
        #[arg(long, value_name = "DATE")]
        received: Option<chrono::NaiveDate>,
        /// From what kind of source the files are; only a State's reply makes a respondent. The register wins
        #[arg(long, value_enum, value_name = "TYPE")]
        source: Option<Source>,
        /// The register of the collection (may be given more than once); a `register.csv` among the files is read as well
        #[arg(long, value_name = "FILE")]
        register: Vec<PathBuf>,
        /// Decide at once that each further reply takes the place of the earlier one, or adds to it where it says so itself
        #[arg(long, requires = "authority")]
        accept_revisions: bool,
        /// On what authority they are accepted: it is recorded with each decision
        #[arg(long, value_name = "TEXT", requires = "accept_revisions")]
        authority: Option<String>,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Read, normalize and validate replies without loading them
    Validate {
        /// What is read.
        #[command(flatten)]
        input: Input,
        /// What is told of them, and how.
        #[command(flatten)]
        telling: Telling,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Make the tables of a database, or bring them and what the schemas say up to date; `import` does so by itself
    Migrate {
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Who replied and who did not, which revision, what was found
    Status {
        /// The database.
        #[command(flatten)]
        database: Database,
        /// The day from which days are counted (YYYY-MM-DD); the default is today
        #[arg(long, value_name = "DATE")]
        on: Option<chrono::NaiveDate>,
        /// The moment.
        #[command(flatten)]
        moment: At,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// What the further replies of a State change: question, year, old, new, cells
    Diff {
        /// Code of the State
        state: String,
        /// Only this edition (INSTRUMENT/EDITION)
        #[arg(long, value_name = "EDITION")]
        edition: Option<String>,
        /// Show nothing of what cells hold
        #[arg(long)]
        no_values: bool,
        /// The database.
        #[command(flatten)]
        database: Database,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Settle a further file, a dispute, a correction: with who, on what authority and why
    Decide {
        /// What is decided.
        #[command(subcommand)]
        action: DecideAction,
    },
    /// The register: who was asked, what was received when and from whom
    Register {
        /// What to do with it.
        #[command(subcommand)]
        action: RegisterAction,
    },
    /// How far figures have come on their way to publication
    Clearance {
        /// What to do.
        #[command(subcommand)]
        action: ClearanceAction,
    },
    /// Prove that the database holds exactly what the archived originals say
    Verify {
        /// The database.
        #[command(flatten)]
        database: Database,
        /// The originals.
        #[command(flatten)]
        archive: Archive,
        /// A link of the chains of runs and acts that was noted before: it must still be there
        #[arg(long, value_name = "HASH")]
        link: Option<String>,
        /// Look at the chains and the bytes of the originals alone: these are not read again, and no rows compared with them
        #[arg(long)]
        quick: bool,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Write the list of the originals: what each was called, when it was received, in which order they came (CSV)
    Originals {
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
    /// Make a database again from archived originals; decisions and clearance are imported after it
    Rebuild {
        /// The list that `verbale originals` wrote
        list: PathBuf,
        /// The register that `verbale register export` wrote (may be given more than once)
        #[arg(long, value_name = "FILE")]
        register: Vec<PathBuf>,
        /// The new database.
        #[command(flatten)]
        database: Database,
        /// The originals.
        #[command(flatten)]
        archive: Archive,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// From a figure back to the answers, files and cells behind it, and from a cell to the figures it feeds
    Trace {
        /// What is traced.
        #[command(subcommand)]
        what: Trace,
    },
    /// All rules
    Rules {
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// One rule: what it finds, why, and what to do
    Explain {
        /// Its code
        code: String,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Editions and codelists
    Schema {
        /// What to do with them.
        #[command(subcommand)]
        action: SchemaAction,
    },
}

/// What to do with schemas.
#[derive(Debug, Subcommand)]
pub enum SchemaAction {
    /// Report every fault of a folder of schemas, with file, line and the nearest known name
    Check {
        /// The folder; without it the schemas in force are checked
        dir: Option<PathBuf>,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
    /// Write the XML Schema of an edition's form, against which a reply in XML is checked before it is sent
    Xsd {
        /// The edition (INSTRUMENT/EDITION)
        edition: String,
        /// Options of every command.
        #[command(flatten)]
        common: Common,
    },
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people.
    Text,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0; `validate` alone.
    Sarif,
    /// One row a finding; `validate` alone.
    Csv,
    /// One web page that needs nothing else; `validate` alone.
    Html,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// From which severity on findings make the command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Findings never make it fail.
    Never,
}

/// From what kind of source a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// The State replies.
    StateReply,
    /// A State published it, and did not send it as a reply.
    OfficialPublication,
    /// An organization of States sent or published it.
    Intergovernmental,
    /// A non-governmental organization sent or published it.
    NonGovernmental,
}

impl From<Source> for SourceType {
    fn from(source: Source) -> Self {
        match source {
            Source::StateReply => Self::StateReply,
            Source::OfficialPublication => Self::OfficialPublication,
            Source::Intergovernmental => Self::Intergovernmental,
            Source::NonGovernmental => Self::NonGovernmental,
        }
    }
}

/// How far a figure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// It came, and nothing has been settled.
    Received,
    /// The State was asked about it.
    UnderQuery,
    /// The State confirmed it.
    Confirmed,
    /// The State was asked and said nothing by the deadline.
    SilenceAfterDeadline,
    /// It may be published.
    Cleared,
    /// It must not be published.
    Withheld,
}

impl From<State> for ClearanceState {
    fn from(state: State) -> Self {
        match state {
            State::Received => Self::Received,
            State::UnderQuery => Self::UnderQuery,
            State::Confirmed => Self::Confirmed,
            State::SilenceAfterDeadline => Self::SilenceAfterDeadline,
            State::Cleared => Self::Cleared,
            State::Withheld => Self::Withheld,
        }
    }
}
