//! What can go wrong while fixtures are written or checked.

use std::path::{Path, PathBuf};

/// Why fixtures could not be written, or are not what they should be.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of the fixtures' own data does not say what it should.
    #[error("{}: {message}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The schemas have faults of their own.
    #[error("the schemas cannot be loaded:\n{0}")]
    Schemas(#[from] verbale_schema::SchemaFaults),
    /// A recipe asks for what the edition or the texts do not have.
    #[error("recipe for {file}: {message}")]
    Recipe {
        /// The file the recipe is for.
        file: String,
        /// What it asks for.
        message: String,
    },
    /// A workbook could not be written.
    #[error("a workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// An archive could not be read or written.
    #[error("an archive cannot be written: {0}")]
    Archive(#[from] zip::result::ZipError),
}

impl Fault {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn data(path: &Path, message: impl Into<String>) -> Self {
        Self::Data { path: path.to_owned(), message: message.into() }
    }

    pub(crate) fn recipe(file: &str, message: impl Into<String>) -> Self {
        Self::Recipe { file: file.to_owned(), message: message.into() }
    }
}

/// Reads a file as text.
pub(crate) fn read_text(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(Fault::io(path))
}

/// Reads a TOML file into a type; the message names line and column.
pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Fault> {
    toml::from_str(&read_text(path)?).map_err(|error| Fault::data(path, error.to_string()))
}
