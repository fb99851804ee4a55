//! Archives with bytes that do not depend on the day they are made.

use crate::fault::Fault;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Entries by name, in their order.
pub(crate) type Entries = Vec<(String, Vec<u8>)>;

pub(crate) fn read(bytes: &[u8]) -> Result<Entries, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut entries = Entries::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(zip::result::ZipError::Io)?;
        entries.push((name, content));
    }
    Ok(entries)
}

pub(crate) fn write(entries: &Entries) -> Result<Vec<u8>, Fault> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(content).map_err(zip::result::ZipError::Io)?;
    }
    Ok(writer.finish()?.into_inner())
}
