//! Which edition, layout and language a file is in.

use crate::book::Book;
use crate::fault::{Fault, reject, with_findings};
use crate::fit::{Fit, Miss, fit_form, fit_records};
use crate::memory::Memory;
use crate::peek::{Peek, peek};
use crate::wordings::Wordings;
use verbale_model::layout::Layout;
use verbale_model::{Edition, EditionId, Finding, Language, Locus, Rejection, Schemas, catalogue};

/// What a file was recognized as, and what reading it needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognized {
    /// The edition.
    pub edition: EditionId,
    /// The layout: an index into [`Edition::layouts`].
    pub layout: usize,
    /// The language of most of its labels.
    pub language: Language,
    /// For records: the tables, in the order of their sheets.
    pub tables: Vec<Table>,
}

/// A table of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The sheet, in the order of [`Book::sheets`].
    pub sheet: usize,
    /// The row of its headings, from 0.
    pub header_row: u32,
    /// Where each column of the layout stands.
    pub columns: Vec<Option<u16>>,
}

/// Recognizes a file by the labels in its first rows.
///
/// With `wanted`, only the layouts of that edition are tried, and if none fits, a form whose title is missing will do. A text without a declared delimiter is tried with each: the one
/// with which an edition fits is the right one.
pub fn recognize(book: &mut Book<'_>, schemas: &Schemas, wanted: Option<EditionId>) -> Result<Recognized, Rejection> {
    recognize_with(book, &mut Memory::new(schemas), wanted)
}

/// Recognizes a file as [`recognize`] does, faster for what was learned from the files before.
///
/// # Errors
/// As [`recognize`].
pub fn recognize_with(book: &mut Book<'_>, memory: &mut Memory<'_>, wanted: Option<EditionId>) -> Result<Recognized, Rejection> {
    search(book, memory, wanted).map_err(|fault| *with_findings(fault, book.findings()))
}

fn search(book: &mut Book<'_>, memory: &mut Memory<'_>, wanted: Option<EditionId>) -> Result<Recognized, Fault> {
    let delimiters = book.delimiters();
    if delimiters.is_empty() {
        return attempt(book, memory, wanted).settle();
    }
    let mut best: Option<(u8, Attempt)> = None;
    for delimiter in delimiters {
        book.set_delimiter(delimiter);
        let attempt = attempt(book, memory, wanted);
        // Delimiters come in the order of how evenly they cut, so that an equal one does not displace.
        if best.as_ref().is_none_or(|(_, best)| attempt.rank() > best.rank()) {
            best = Some((delimiter, attempt));
        }
    }
    let (delimiter, attempt) = best.ok_or_else(|| reject(catalogue::EDITION_UNKNOWN, "nothing was found"))?;
    book.set_delimiter(delimiter);
    attempt.settle()
}

/// One attempt at a file.
struct Attempt {
    fits: Vec<(String, Recognized, usize)>,
    result: Result<(), Fault>,
    found: usize,
    /// The file could be cut into cells as far as was looked.
    clean: bool,
}

impl Attempt {
    /// The greater, the better: something fits, then labels found, then no fault.
    fn rank(&self) -> (bool, usize, bool) {
        let found = self.fits.iter().map(|(.., found)| *found).max().unwrap_or(self.found);
        (!self.fits.is_empty(), found, self.clean)
    }

    fn settle(self) -> Result<Recognized, Fault> {
        let mut fits = self.fits;
        match fits.len() {
            1 => Ok(fits.swap_remove(0).1),
            0 => Err(self.result.err().unwrap_or_else(|| reject(catalogue::EDITION_UNKNOWN, "nothing was found"))),
            _ => {
                let names = fits.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>().join(" and ");
                Err(reject(catalogue::EDITION_UNKNOWN, format!("it fits {names}")))
            }
        }
    }
}

fn attempt(book: &mut Book<'_>, memory: &mut Memory<'_>, wanted: Option<EditionId>) -> Attempt {
    let Memory { schemas, wordings } = memory;
    let peek = peek(book, wordings);
    let strict = try_layouts((&peek, wordings), schemas, wanted, false);
    let tried = match wanted {
        Some(_) if strict.fits.is_empty() && strict.fault.is_none() => try_layouts((&peek, wordings), schemas, wanted, true),
        _ => strict,
    };
    let found = tried.misses.iter().map(|(.., miss)| miss.found).max().unwrap_or(0);
    let clean = peek.fault.is_none();
    let Tried { fits, misses, fault } = tried;
    let result = match fault {
        Some(fault) => Err(fault),
        None if fits.is_empty() => Err(unknown(&peek, &misses, wanted.is_some())),
        None => Ok(()),
    };
    Attempt { fits, result, found, clean }
}

/// What came of trying all layouts.
struct Tried<'s> {
    fits: Vec<(String, Recognized, usize)>,
    misses: Vec<(&'s Edition, &'s Layout, Miss)>,
    fault: Option<Fault>,
}

fn try_layouts<'s>(
    (peek, wordings): (&Peek, &Wordings<'_>),
    schemas: &'s Schemas,
    wanted: Option<EditionId>,
    named: bool,
) -> Tried<'s> {
    let mut tried = Tried { fits: Vec::new(), misses: Vec::new(), fault: None };
    for edition in schemas.editions.iter().filter(|edition| wanted.is_none_or(|wanted| edition.id == wanted)) {
        for (index, layout) in edition.layouts.iter().enumerate() {
            let fit = match layout {
                Layout::Form(form) => fit_form(edition, form, (&peek.labels, wordings), named),
                Layout::Records(records) => fit_records(edition, records, (peek, wordings)),
            };
            match fit {
                Fit::Fits { language, tables, found } => {
                    let name = format!("{} ({})", edition.path(), layout.name());
                    tried.fits.push((name, Recognized { edition: edition.id, layout: index, language, tables }, found));
                }
                Fit::Misses(miss) => tried.misses.push((edition, layout, miss)),
                Fit::Faulty(fault) => tried.fault = tried.fault.or(Some(fault)),
            }
        }
    }
    tried
}

/// Why nothing fits.
fn unknown(peek: &Peek, misses: &[(&Edition, &Layout, Miss)], wanted: bool) -> Fault {
    if let Some(fault) = &peek.fault {
        return fault.clone();
    }
    if peek.sheets.iter().all(|sheet| sheet.filled == 0) {
        return reject(catalogue::FILE_EMPTY, "none of its cells is filled");
    }
    if let Some((_, _, miss)) = misses.iter().filter(|(.., miss)| miss.is_near()).max_by_key(|(.., miss)| miss.found) {
        let finding = Finding::new(catalogue::COLUMN_MISSING, miss.at.unwrap_or(Locus::File)).arg(miss.missing.join(", "));
        let mut rejection = verbale_model::Rejection::from(finding);
        rejection.places = peek.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        return Box::new(rejection);
    }
    if let Some(fault) = headless(peek, misses, wanted) {
        return fault;
    }
    let mut misses = misses.iter().filter(|(.., miss)| miss.found > 0 || miss.anchored).collect::<Vec<_>>();
    // The order of editions and layouts settles ties.
    misses.sort_by_key(|(.., miss)| std::cmp::Reverse(miss.found));
    let told = misses.iter().take(3).map(|(edition, layout, miss)| miss.tell(&edition.path(), layout)).collect::<Vec<_>>();
    let detail = if told.is_empty() { "none of its text is a label of a known edition".to_owned() } else { told.join("; ") };
    reject(catalogue::EDITION_UNKNOWN, detail)
}

/// A table of records without its header row: the edition is named and has no other layout, or the table has as many columns
/// as exactly one records layout.
fn headless(peek: &Peek, misses: &[(&Edition, &Layout, Miss)], wanted: bool) -> Option<Fault> {
    let records = misses.iter().filter_map(|(edition, layout, miss)| match layout {
        Layout::Records(records) if miss.found == 0 => Some((*edition, records)),
        _ => None,
    });
    let table = peek.sheets.iter().find(|sheet| sheet.filled > 0)?;
    let full = table.filled >= 2 * table.width as usize;
    let mut candidates =
        records.filter(|(_, records)| (wanted && misses.len() == 1) || (full && records.columns.len() == table.width as usize));
    let (edition, records) = candidates.next().filter(|(_, records)| records.columns.len() >= 5)?;
    // One word may be a label of another questionnaire by chance.
    if candidates.next().is_some() || misses.iter().any(|(.., miss)| miss.found > 1) {
        return None;
    }
    let detail = format!(
        "none of the {} headings of {} stands in the first {} rows",
        records.columns.len(),
        edition.path(),
        records.header_within
    );
    Some(reject(catalogue::HEADER_MISSING, detail))
}
