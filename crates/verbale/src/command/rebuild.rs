//! `verbale originals` and `verbale rebuild`: the list of the archived originals, and a database made again from them.
//!
//! The archive has the bytes, and the list what the database was told of them beside: under which name each came, in which order,
//! when it was received, from what kind of source, and as which edition it was read.

use super::import::{self, Files, Given};
use super::{RunError, archive_folder, schemas, text_of, write_out};
use crate::args::{Archive as Folder, Common, Database, FailOn, Format, Input};
use crate::discover::Found;
use crate::exit;
use crate::output::Output;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use verbale_archive::Archive;
use verbale_model::digest::unhex;
use verbale_model::{EditionId, Schemas, SourceType};
use verbale_store::{OriginalFile, Store};

/// One line of the list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sha256: String,
    name: String,
    #[serde(default)]
    received_on: Option<chrono::NaiveDate>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    edition: Option<String>,
}

/// Writes the list.
pub(super) fn list(common: &Common, database: &Database, file: Option<&Path>, output: &Output) -> Result<u8, RunError> {
    let mut store = Store::open_read_only(&database.database)?;
    let lines: Vec<Line> = store.originals()?.into_iter().map(line).collect();
    if common.format == Format::Json {
        output.json(&lines)?;
        return Ok(exit::CLEAN);
    }
    let mut written = csv::Writer::from_writer(Vec::new());
    for line in &lines {
        written.serialize(line).map_err(std::io::Error::from)?;
    }
    let bytes = written.into_inner().map_err(csv::IntoInnerError::into_error)?;
    write_out(&String::from_utf8_lossy(&bytes), file, output)?;
    Ok(exit::CLEAN)
}

fn line(file: OriginalFile) -> Line {
    let OriginalFile { sha256, name, received_on, source, edition } = file;
    Line { sha256, name, received_on: received_on.and_then(|day| day.parse().ok()), source, edition }
}

/// Makes a database again from the originals of a list, in its order.
pub(super) fn run(
    common: &Common,
    list: &Path,
    registers: &[PathBuf],
    (database, folder): (&Database, &Folder),
    output: &Output,
) -> Result<u8, RunError> {
    let schemas = schemas(common)?;
    let archive = Archive::existing(&archive_folder(folder, database)?)?;
    let lines = read(list)?;
    let mut found = Vec::with_capacity(lines.len());
    let mut editions: Vec<Option<EditionId>> = Vec::with_capacity(lines.len());
    let mut said = HashMap::new();
    for (number, line) in lines.into_iter().enumerate() {
        // The first line is the heading.
        let wrong = |what: &str| RunError::Usage(format!("{}, line {}: {what}", list.display(), number + 2));
        let sha256 = unhex(&line.sha256).ok_or_else(|| wrong("`sha256` is 64 digits and small letters a to f"))?;
        let source = line.source.as_deref().map(|code| SourceType::from_code(code).ok_or_else(|| wrong("there is no such source")));
        editions.push(
            line.edition
                .as_deref()
                .map(|path| known(&schemas, path).ok_or_else(|| wrong("there is no such edition")))
                .transpose()?,
        );
        said.insert(sha256, (line.received_on, source.transpose()?));
        found.push(Found { name: line.name, path: archive.path_of(&sha256), ignored: None });
        // Before anything is written: what is damaged would be taken for another file.
        archive.read(&sha256)?;
    }
    if Store::is_there(&database.database)? && !Store::open(&database.database)?.loaded_digests()?.is_empty() {
        return Err(RunError::Usage("the database holds files already; a database is made again in a new one".to_owned()));
    }
    let input = Input { paths: Vec::new(), edition: None, fail_on: FailOn::Never };
    let given = Given { received: None, source: None, registers, authority: None };
    import::import(common, &input, (database, folder), &given, Files { found, editions, said }, output)
}

fn known(schemas: &Schemas, path: &str) -> Option<EditionId> {
    schemas.edition_at(path).map(|edition| edition.id)
}

fn read(list: &Path) -> Result<Vec<Line>, RunError> {
    let text = text_of(list)?;
    let lines: Result<Vec<Line>, csv::Error> = csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
    let lines = lines.map_err(|error| {
        let line = error.position().map_or(1, csv::Position::line);
        RunError::Usage(format!("{}, line {line}: it is no list of originals as `verbale originals` writes it", list.display()))
    })?;
    let mut seen = std::collections::HashSet::new();
    match lines.iter().find(|line| !seen.insert(line.sha256.as_str())) {
        Some(twice) => Err(RunError::Usage(format!("{}: {} stands there twice", list.display(), twice.sha256))),
        None => Ok(lines),
    }
}

/// What a list says of a file's bytes.
pub(super) type Said = HashMap<[u8; 32], (Option<chrono::NaiveDate>, Option<SourceType>)>;
