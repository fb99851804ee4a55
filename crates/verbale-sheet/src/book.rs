//! An open file: a workbook with its sheets, or one sheet of delimited text.

use crate::cell::{Cell, Content};
use crate::container::Container;
use crate::csv::{self, DELIMITERS, Fields};
use crate::fault::{Fault, Spot, at, damaged, limit, ours, with_findings};
use crate::hidden::Hidden;
use crate::limits::Limits;
use crate::reference::Area;
use crate::relay::{Relayed, RelayedCells};
use crate::sniff::{Format, Sniffed, sniff};
use crate::text::decode;
use crate::xlsx::XlsxCells;
use crate::xlsx::annotations::SheetNote;
use crate::xlsx::package::{self, Package};
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use verbale_model::{Finding, Locus, Rejection, catalogue};

/// Whether a sheet shows. Hidden sheets are read like others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// It shows.
    Visible,
    /// It is hidden.
    Hidden,
    /// It is hidden, and the program does not offer to show it.
    VeryHidden,
}

impl Visibility {
    /// Its number in the stream of a relayed workbook.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Visible => 0,
            Self::Hidden => 1,
            Self::VeryHidden => 2,
        }
    }

    pub(crate) const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Visible),
            1 => Some(Self::Hidden),
            2 => Some(Self::VeryHidden),
            _ => None,
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "visible" => Some(Self::Visible),
            "hidden" => Some(Self::Hidden),
            "veryHidden" => Some(Self::VeryHidden),
            _ => None,
        }
    }
}

/// A sheet of a [`Book`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet<'s> {
    /// Its name; empty for a text file.
    pub name: &'s str,
    /// Whether it shows.
    pub visibility: Visibility,
}

/// An open file. It borrows the file's bytes and holds its shared strings; sheets are streamed.
pub struct Book<'b> {
    /// Tells it from every other book of this process.
    number: u64,
    source: Source<'b>,
    limits: Limits,
    /// What was noticed while opening; handed on with the reading.
    findings: Vec<Finding>,
}

enum Source<'b> {
    Workbook { container: Container<'b>, package: Box<Package> },
    Relayed(Relayed),
    Text { text: Cow<'b, str>, delimiter: Delimiter },
}

/// The delimiter of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delimiter {
    /// The file's first line declares it; the bytes of that line.
    Declared(u8, usize),
    /// Found by how evenly it cuts, or by what was recognized.
    Found(u8),
}

impl<'b> Book<'b> {
    /// Opens a file by its content.
    ///
    /// The container of a workbook and every part that matters are scanned here, its sheets among them.
    pub fn open(bytes: &'b [u8], limits: Limits) -> Result<Self, Rejection> {
        Self::open_sniffed(bytes, sniff(bytes), limits)
    }

    /// The same for bytes of which is known what they are.
    pub fn open_sniffed(bytes: &'b [u8], sniffed: Sniffed, limits: Limits) -> Result<Self, Rejection> {
        Self::checked(bytes, sniffed, limits).map_err(|fault| *fault)
    }

    /// Opens a workbook that another process has read: the whole of what [`write_cells`](crate::relay::write_cells) wrote.
    ///
    /// The rejection is the one that stands in the stream, or says that the reader of this format gave up.
    pub fn from_relay(format: Format, stream: Vec<u8>, limits: Limits) -> Result<Self, Rejection> {
        let relayed = Relayed::new(format, stream, limits).map_err(|fault| *fault)?;
        Ok(Self { number: next_number(), source: Source::Relayed(relayed), limits, findings: Vec::new() })
    }

    fn checked(bytes: &'b [u8], sniffed: Sniffed, limits: Limits) -> Result<Self, Fault> {
        if let Some(fault) = sniffed.fault() {
            return Err(fault);
        }
        if sniffed.is_relayed() {
            return Err(ours("this format is read by another process"));
        }
        let mut findings = Vec::new();
        let source = if sniffed.format == Format::Xlsx {
            let mut container = Container::open(bytes, limits)?;
            let package = package::scan(&mut container, limits)?;
            for name in &package.unreadable {
                let detail = format!("the comments on sheet {name} cannot be read");
                findings.push(Finding::new(catalogue::FILE_DAMAGED, Locus::File).arg(detail));
            }
            Source::Workbook { container, package: Box::new(package) }
        } else {
            let decoded = decode(bytes, limits)?;
            if let Some(encoding) = decoded.guessed {
                findings.push(Finding::new(catalogue::FILE_ENCODING, Locus::File).arg(encoding));
            }
            let delimiter = match csv::declared(&decoded.text) {
                Some((delimiter, rest)) => Delimiter::Declared(delimiter, decoded.text.len() - rest.len()),
                None => Delimiter::Found(likely_delimiter(&decoded.text)),
            };
            Source::Text { text: decoded.text, delimiter }
        };
        Ok(Self { number: next_number(), source, limits, findings })
    }

    /// The sheets, in the order of the workbook; charts are none.
    pub fn sheets(&self) -> impl ExactSizeIterator<Item = Sheet<'_>> {
        let count = match &self.source {
            Source::Workbook { package, .. } => package.sheets.len(),
            Source::Relayed(relayed) => relayed.sheets.len(),
            Source::Text { .. } => 1,
        };
        (0..count).map(|index| match &self.source {
            Source::Workbook { package, .. } => {
                Sheet { name: &package.sheets[index].name, visibility: package.sheets[index].visibility }
            }
            Source::Relayed(relayed) => Sheet { name: &relayed.sheets[index].name, visibility: relayed.sheets[index].visibility },
            Source::Text { .. } => Sheet { name: "", visibility: Visibility::Visible },
        })
    }

    /// Its number, by which what was learned of its strings is not taken for another's.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// What was noticed while opening; [`crate::read()`] hands it on.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// The delimiters to try; none for a workbook.
    pub(crate) fn delimiters(&self) -> Vec<u8> {
        match &self.source {
            Source::Workbook { .. } | Source::Relayed(_) => Vec::new(),
            Source::Text { delimiter: Delimiter::Declared(delimiter, _), .. } => vec![*delimiter],
            Source::Text { delimiter: Delimiter::Found(found), .. } => {
                let mut all = vec![*found];
                all.extend(DELIMITERS.into_iter().filter(|delimiter| delimiter != found));
                all
            }
        }
    }

    /// Sets the delimiter of a text that does not declare one.
    pub(crate) fn set_delimiter(&mut self, found: u8) {
        if let Source::Text { delimiter: Delimiter::Found(delimiter), .. } = &mut self.source {
            *delimiter = found;
        }
    }

    /// True if a borrowed text may have a NUL in it.
    pub(crate) fn may_hold_nul(&self) -> bool {
        match &self.source {
            Source::Workbook { package, .. } => package.nul,
            Source::Relayed(relayed) => relayed.nul,
            Source::Text { .. } => false,
        }
    }

    /// Merged cells of a sheet.
    pub(crate) fn merges(&self, sheet: usize) -> &[Area] {
        match &self.source {
            Source::Workbook { package, .. } => &package.sheets[sheet].facts.merges,
            Source::Relayed(relayed) => &relayed.sheets[sheet].merges,
            Source::Text { .. } => &[],
        }
    }

    /// What of a sheet is hidden.
    pub(crate) fn hidden(&self, sheet: usize) -> Hidden {
        match &self.source {
            Source::Workbook { package, .. } => package.sheets[sheet].facts.annotations.hidden.clone(),
            Source::Relayed(relayed) => Hidden::sheet(relayed.sheets[sheet].visibility != Visibility::Visible),
            Source::Text { .. } => Hidden::default(),
        }
    }

    /// What a workbook says of a sheet's cells beside their values.
    pub(crate) fn notes(&self, sheet: usize) -> &[SheetNote] {
        match &self.source {
            Source::Workbook { package, .. } => &package.sheets[sheet].facts.annotations.notes,
            Source::Relayed(_) | Source::Text { .. } => &[],
        }
    }

    /// How many cells of a sheet are yet to be taken from its bytes, where that is known.
    pub(crate) fn cells_to_come(&self, sheet: usize) -> u64 {
        match &self.source {
            Source::Workbook { package, .. } if package.is_kept(sheet) => 0,
            Source::Workbook { package, .. } => package.sheets[sheet].facts.cells,
            Source::Relayed(relayed) => relayed.sheets[sheet].filled,
            Source::Text { .. } => 0,
        }
    }

    /// Makes the scan of a sheet say one cell too many.
    #[cfg(test)]
    pub(crate) fn miscount(&mut self, sheet: usize) {
        if let Source::Workbook { package, .. } = &mut self.source {
            package.sheets[sheet].facts.cells += 1;
        }
    }

    /// The filled cells of a sheet.
    pub(crate) fn cells(&mut self, sheet: usize) -> Result<Cells<'_>, Fault> {
        match &mut self.source {
            Source::Workbook { container, package } => Ok(Cells::Workbook(package.cells(container, sheet)?)),
            Source::Relayed(relayed) => Ok(Cells::Relayed(relayed.cells(sheet))),
            Source::Text { text, delimiter } => {
                let (delimiter, skip) = match *delimiter {
                    Delimiter::Declared(delimiter, skip) => (delimiter, skip),
                    Delimiter::Found(delimiter) => (delimiter, 0),
                };
                let usual = csv::usual_width(&text[skip..], delimiter);
                let fields = Fields::new(&text[skip..], delimiter);
                let (left, limit) = (self.limits.cells, self.limits.cells);
                Ok(Cells::Text(TextCells { fields, left, limit, last: LastRow::default(), usual, wide: None }))
            }
        }
    }

    /// Puts a fault of reading at the cell after which it happened, with all that was noticed before.
    pub(crate) fn fault_after(&self, fault: Fault, sheet: usize, last: Option<(u32, u16)>) -> Fault {
        let fault = with_findings(fault, &self.findings);
        match last {
            Some((row, col)) if fault.reason.at == Locus::File => {
                at(fault, Spot { sheet, row, col: u32::from(col) }, self.sheets().map(|sheet| sheet.name.to_owned()))
            }
            _ => fault,
        }
    }
}

/// A number that no book has so far, from 1. Nothing that is read depends on which one it is.
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The delimiter that cuts a text most evenly; a comma where none does.
fn likely_delimiter(text: &str) -> u8 {
    let mut best = (0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let evenness = csv::evenness(text, delimiter);
        if evenness > best.0 {
            best = (evenness, delimiter);
        }
    }
    best.1
}

/// The filled cells of a sheet, in the order of its rows.
pub(crate) enum Cells<'a> {
    Relayed(RelayedCells<'a>),
    Workbook(XlsxCells<'a>),
    Text(TextCells<'a>),
}

impl<'a> Cells<'a> {
    pub(crate) fn next(&mut self) -> Result<Option<Cell<'a>>, Fault> {
        match self {
            Self::Workbook(cells) => cells.next(),
            Self::Relayed(cells) => cells.next(),
            Self::Text(cells) => cells.next(),
        }
    }

    /// The last row so far that has more fields than nearly all: how many, and how many those have.
    pub(crate) fn wide(&self) -> Option<WideRow> {
        match self {
            Self::Workbook(_) | Self::Relayed(_) => None,
            Self::Text(cells) => cells.wide,
        }
    }

    /// At the end of a text without a final line end: its last row and how many fields that has.
    pub(crate) fn open_end(&self) -> Option<LastRow> {
        match self {
            Self::Workbook(_) | Self::Relayed(_) => None,
            Self::Text(cells) => cells.fields.open_end.then_some(cells.last),
        }
    }
}

/// The last row of a text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LastRow {
    pub(crate) row: u32,
    pub(crate) fields: u32,
}

/// A row of a text with more fields than nearly all rows have: a separator stands in one of them, and which one is not known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WideRow {
    pub(crate) row: u32,
    pub(crate) fields: u32,
    pub(crate) usual: u32,
}

/// The filled fields of a text.
pub(crate) struct TextCells<'a> {
    fields: Fields<'a>,
    left: u64,
    limit: u64,
    last: LastRow,
    /// How many fields nearly all rows have.
    usual: Option<u32>,
    wide: Option<WideRow>,
}

impl<'a> TextCells<'a> {
    fn next(&mut self) -> Result<Option<Cell<'a>>, Fault> {
        for field in self.fields.by_ref() {
            let field = field.map_err(|fault| damaged(fault.words()))?;
            self.left = self.left.checked_sub(1).ok_or_else(|| limit("cells in the file", self.limit))?;
            self.last = LastRow { row: field.row, fields: field.col + 1 };
            if let Some(usual) = self.usual.filter(|usual| field.col >= *usual) {
                self.wide = Some(WideRow { row: field.row, fields: field.col + 1, usual });
            }
            let Some(content) = Content::text(field.text) else { continue };
            let col = u16::try_from(field.col).map_err(|_| limit("columns in the file", u64::from(u16::MAX)))?;
            return Ok(Some(Cell { row: field.row, col, content, string: None }));
        }
        Ok(None)
    }
}
