//! Events as lines, and the corpus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use verbale_xml::{Fault, FaultKind, Kind, Limits, Reader};

/// All events, one line each.
pub(crate) fn events(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    events_within(bytes, Limits::default())
}

pub(crate) fn events_within(bytes: &[u8], limits: Limits) -> Result<Vec<String>, Fault> {
    let mut reader = Reader::new(bytes, limits)?;
    let mut lines = Vec::new();
    loop {
        let event = match reader.next_event() {
            Ok(Some(event)) => event,
            Ok(None) => break,
            Err(fault) => {
                assert_eq!(reader.next_event().err(), Some(fault.clone()), "a fault stays");
                return Err(fault);
            }
        };
        let place = format!("{}:{}", event.place.line, event.place.column);
        lines.push(match event.kind {
            Kind::Start { name, attributes } => {
                let mut line = format!("{place} <{}|{}", name.uri, name.local);
                for attribute in attributes.iter() {
                    let found = attribute.name;
                    assert!(attributes.get(found.namespace, found.local).is_some());
                    let _ = write!(line, " {}|{}={:?}@{}", found.uri, found.local, attribute.value, attribute.place.column);
                }
                line
            }
            Kind::End { name } => format!("{place} >{}|{}", name.uri, name.local),
            Kind::Text(text) => format!("{place} {text:?}"),
        });
    }
    assert!(reader.next_event().is_ok_and(|event| event.is_none()), "the end stays");
    Ok(lines)
}

/// All text of a document.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Fault> {
    let mut reader = Reader::new(bytes, Limits::default())?;
    let mut all = String::new();
    while let Some(event) = reader.next_event()? {
        if let Kind::Text(text) = event.kind {
            all.push_str(text);
        }
    }
    Ok(all)
}

pub(crate) fn fault(bytes: &[u8]) -> Fault {
    match events(bytes) {
        Ok(lines) => panic!("accepted: {lines:?}"),
        Err(fault) => fault,
    }
}

pub(crate) fn kind(bytes: &[u8]) -> Option<FaultKind> {
    events(bytes).err().map(|fault| fault.kind)
}

/// Whether a file of the corpus is an XML document by its name.
pub(crate) fn is_document(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "xml")
}

/// A file of the corpus, or nothing if there is no corpus.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn shared(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(file);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::disallowed_methods, reason = "a test may ask how it is run")]
    let required = std::env::var("VERBALE_REQUIRE_CORPUS").is_ok();
    assert!(!required, "{} is missing, and VERBALE_REQUIRE_CORPUS is set", path.display());
    println!("SKIPPED: {} is missing", path.display());
    None
}

/// The files of an archive of the corpus, by path.
pub(crate) fn archive(file: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let packed = std::fs::read(shared(file)?).expect("a readable archive");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
    let mut files = BTreeMap::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        if entry.header().entry_type().is_file() {
            let path = entry.path().expect("a path").to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("a whole file");
            files.insert(path, bytes);
        }
    }
    Some(files)
}
