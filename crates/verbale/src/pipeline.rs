//! One file, from its bytes to checked answers: read, normalize, validate.

use crate::child_reader;
use std::cell::Cell;
use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use verbale_model::catalogue::{FILE_DAMAGED, FILE_FAULT};
use verbale_model::{EditionId, Finding, Intake, Kind, Locus, Reading, Rejection, Schemas};
use verbale_normalize::Normalizer;
use verbale_sheet::{Book, Format, Limits, Sniffed};

/// What a caller may say about a file beforehand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'p> {
    /// The edition; else it is recognized.
    pub edition: Option<EditionId>,
    /// The program `verbale`, which reads xls, xlsb and ods in a process of its own; without it these are not read.
    pub program: Option<&'p Path>,
    /// Kinds of findings of which every one is traced: see [`verbale_model::Findings::tracing`].
    pub traced: &'p [&'static Kind],
}

/// What a thread has learned from the files that it read: each file reads the same with it and without.
pub struct Memory<'s> {
    schemas: &'s Schemas,
    sheets: verbale_sheet::Memory<'s>,
    labels: verbale_normalize::Memory,
}

impl<'s> Memory<'s> {
    /// A memory of nothing.
    pub fn new(schemas: &'s Schemas) -> Self {
        Self { schemas, sheets: verbale_sheet::Memory::new(schemas), labels: verbale_normalize::Memory::default() }
    }

    /// The schemas by which it reads.
    pub const fn schemas(&self) -> &'s Schemas {
        self.schemas
    }
}

/// A file that was read, and in which format it was.
#[derive(Debug)]
pub struct Outcome {
    /// What was read, or why the file is rejected.
    pub result: Result<Reading, Rejection>,
    /// Its format, by content.
    pub format: &'static str,
}

/// Reads, normalizes and validates one file. `name` is used for its ending alone.
///
/// A panic on the way rejects this file and no other: the finding says where in the program it was, never what the file held.
/// Bytes that are given away are let go before the checks, which need memory of their own.
pub fn read(schemas: &Schemas, name: &str, bytes: impl AsRef<[u8]>, wanted: Wanted<'_>) -> Outcome {
    read_with(&mut Memory::new(schemas), name, bytes, wanted)
}

/// The same, faster for what was learned from the files before.
pub fn read_with(memory: &mut Memory<'_>, name: &str, bytes: impl AsRef<[u8]>, wanted: Wanted<'_>) -> Outcome {
    let sniffed = verbale_sheet::sniff(bytes.as_ref());
    let schemas = memory.schemas;
    let result: Result<Reading, Rejection> = guarded(move || {
        // What a panic stops in the middle of learning is forgotten.
        let mut learned = std::mem::replace(memory, Memory::new(schemas));
        let read = normalized(&mut learned, name, bytes.as_ref(), sniffed, wanted);
        *memory = learned;
        drop(bytes);
        let mut reading = read?;
        verbale_validate::validate(schemas, &mut reading);
        Ok(reading)
    });
    Outcome { result, format: format_code(sniffed.format) }
}

/// The same for an XML document that comes piece by piece. `beginning` is how it begins, at least [`BEGINNING`] bytes or all.
pub fn read_document(schemas: &Schemas, name: &str, beginning: &[u8], source: impl BufRead, wanted: Wanted<'_>) -> Outcome {
    let sniffed = verbale_sheet::sniff(beginning);
    let result = guarded(move || {
        let mut reading = document(schemas, name, source, sniffed, wanted)?;
        verbale_validate::validate(schemas, &mut reading);
        Ok(reading)
    });
    Outcome { result, format: format_code(sniffed.format) }
}

/// Shows each filled cell of a file that was read before, with the name of its sheet. A file that can no longer be read is
/// shown as far as it can be.
pub fn each_cell(bytes: &[u8], wanted: Wanted<'_>, mut see: impl FnMut(&str, u32, u16, &str)) {
    let _ = guarded(|| {
        let sniffed = verbale_sheet::sniff(bytes);
        let mut book = opened(bytes, sniffed, wanted)?;
        let names: Vec<String> = book.sheets().map(|sheet| sheet.name.to_owned()).collect();
        verbale_sheet::each_cell(&mut book, |cell| {
            let name = names.get(cell.sheet).map_or("", String::as_str);
            see(name, cell.row, cell.col, &cell.text);
        })
    });
}

/// Turns a panic into the rejection of the file that it happened on.
fn guarded<T>(read: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(panicked()))
}

fn opened<'b>(bytes: &'b [u8], sniffed: Sniffed, wanted: Wanted<'_>) -> Result<Book<'b>, Rejection> {
    let limits = Limits::default();
    if sniffed.is_relayed() {
        child_reader::read(wanted.program, sniffed.format, bytes, limits)
    } else {
        Book::open_sniffed(bytes, sniffed, limits)
    }
}

fn normalized(
    memory: &mut Memory<'_>,
    name: &str,
    bytes: &[u8],
    sniffed: Sniffed,
    wanted: Wanted<'_>,
) -> Result<Reading, Rejection> {
    if sniffed.format == Format::Xml {
        return document(memory.schemas, name, bytes, sniffed, wanted);
    }
    let schemas = memory.schemas;
    let mut book = opened(bytes, sniffed, wanted)?;
    let recognized = verbale_sheet::recognize_with(&mut book, &mut memory.sheets, wanted.edition)?;
    let mut normalizer =
        Normalizer::new(schemas, recognized.edition, recognized.layout, recognized.language).tracing(wanted.traced);
    if let Some(finding) = sniffed.extension_finding(name) {
        normalizer.finding(finding);
    }
    normalizer.recall(&mut memory.labels);
    let accounting = verbale_sheet::read_with(&mut book, &mut memory.sheets, &recognized, &mut normalizer)?;
    normalizer.teach(&mut memory.labels);
    normalizer.finish(accounting)
}

/// An XML document: a reply, or statistics in SDMX.
fn document(
    schemas: &Schemas,
    name: &str,
    source: impl BufRead,
    sniffed: Sniffed,
    wanted: Wanted<'_>,
) -> Result<Reading, Rejection> {
    let document = verbale_xml::recognize(source, schemas, wanted.edition)?;
    let mut normalizer =
        Normalizer::new(schemas, document.edition(), document.layout(), document.language()).tracing(wanted.traced);
    if let Some(finding) = sniffed.extension_finding(name) {
        normalizer.finding(finding);
    }
    let accounting = document.read(schemas, &mut normalizer)?;
    normalizer.finish(accounting)
}

/// The code of a format, as the database writes it.
pub const fn format_code(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "xlsx",
        Format::Csv => "csv",
        Format::Xml => "xml",
        Format::Xls | Format::OldXls => "xls",
        Format::Xlsb => "xlsb",
        Format::Ods => "ods",
        Format::Html => "html",
        Format::Pdf => "pdf",
        Format::Document => "document",
        Format::Encrypted => "encrypted",
        Format::Zip => "zip",
        Format::Image => "image",
        Format::Empty => "empty",
        Format::Other => "other",
    }
}

thread_local! {
    /// Source file and line of the last panic on this thread.
    static PANICKED_AT: Cell<Option<(&'static str, u32)>> = const { Cell::new(None) };
}

/// Makes panics quiet and remembers where they were: a panic message can hold what stood in a cell.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        let location = info.location();
        tracing::error!(file = location.map(std::panic::Location::file), line = location.map(std::panic::Location::line), "panic");
        PANICKED_AT.with(|at| {
            // The location lives as long as the program, its borrow from the hook's argument does not.
            at.set(location.map(|location| (source_name(location.file()), location.line())));
        });
    }));
}

/// The part of a source path that says which library it is in.
fn source_name(path: &str) -> &'static str {
    const READERS: &[&str] = &["calamine", "quick-xml", "zip", "csv"];
    READERS.iter().copied().find(|name| path.contains(&format!("/{name}-"))).unwrap_or("verbale")
}

fn panicked() -> Rejection {
    match PANICKED_AT.with(Cell::take) {
        Some((reader, _)) if reader != "verbale" => {
            Finding::new(FILE_DAMAGED, Locus::File).arg(format!("its structure is such that the reader ({reader}) gave up")).into()
        }
        Some((_, line)) => Finding::new(FILE_FAULT, Locus::File).arg(format!("line {line}")).into(),
        None => Finding::new(FILE_FAULT, Locus::File).arg("unknown place").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_rejects_the_file_and_says_where_it_was_but_not_what_the_file_held() {
        install_panic_hook();
        let rejection = guarded::<()>(|| panic!("CANARY")).expect_err("a panic is a rejection");
        assert_eq!(rejection.reason.kind.code, "F08");
        let arguments = format!("{:?}", rejection.reason.args);
        assert!(arguments.contains("line") && !arguments.contains("CANARY"), "{arguments}");
    }
}
