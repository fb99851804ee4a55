//! The records of an xls workbook, walked through beside the workbook reader. It passes over records of cells that it does not
//! know and over texts that the workbook does not have, and of two cells at one place it takes the last.

use super::runs::{Font, Runs};
use super::xls_texts::Texts;
use crate::fault::{Fault, damaged};
use crate::xlsx::formats::is_percentage;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the walk found in a sheet.
#[derive(Debug, Default)]
pub(super) struct ScannedSheet {
    /// Cells with a value or formula.
    pub(super) cells: u64,
    /// Places of numbers that are shown as percentages.
    pub(super) percentages: FxHashSet<(u32, u32)>,
    /// The runs of the texts whose formats change what they say.
    pub(super) runs: FxHashMap<(u32, u32), Runs>,
}

/// The sheets in the order of the workbook, charts among them.
pub(super) fn scan(bytes: &[u8]) -> Result<Vec<ScannedSheet>, Fault> {
    let stream = workbook(bytes).ok_or_else(|| damaged("its container is broken"))?;
    let mut sheets = Vec::new();
    let mut styles = Styles::default();
    let (mut texts, mut goes_on) = (Vec::new(), false);
    for (kind, body) in Records(&stream) {
        goes_on = kind == record::TEXTS || goes_on && kind == record::CONTINUE;
        match kind {
            record::TEXTS | record::CONTINUE if goes_on => texts.push(body),
            record::FONT => styles.font(body),
            record::BEGIN => styles.wide = half(body, 0) == Some(0x0600),
            record::FORMAT => styles.format(body),
            record::STYLE => styles.style(body),
            record::SHEET => {
                let at = body.first_chunk().map(|at| u32::from_le_bytes(*at)).ok_or_else(malformed)?;
                sheets.push(usize::try_from(at).map_err(|_| malformed())?);
            }
            record::END => break,
            _ => {}
        }
    }
    if !texts.is_empty() && styles.fonts.iter().any(|font| font.marks()) {
        styles.runs = Texts::new(texts).runs(|font| styles.font_of(font)).ok_or_else(malformed)?;
    }
    sheets.into_iter().map(|at| stream.get(at..).ok_or_else(malformed).and_then(|sheet| cells(sheet, &styles))).collect()
}

/// Which styles of cells show a percentage, and which texts have formats that change what they say.
#[derive(Debug, Default)]
struct Styles {
    /// Texts are of UTF-16, as from Excel 97 on.
    wide: bool,
    /// Numbers of formats with a percent sign.
    formats: FxHashSet<u16>,
    percentages: Vec<bool>,
    fonts: Vec<Font>,
    /// By number of the shared text.
    runs: FxHashMap<u32, Runs>,
}

impl Styles {
    /// Takes a number format: its number and its code.
    fn format(&mut self, body: &[u8]) {
        let Some(number) = half(body, 0) else { return };
        let code = match self.wide {
            true if body.get(4).is_some_and(|flags| flags & 1 == 1) => {
                let units = body.get(5..).unwrap_or_default().as_chunks::<2>().0;
                char::decode_utf16(units.iter().map(|unit| u16::from_le_bytes(*unit))).map(|c| c.unwrap_or(' ')).collect()
            }
            true => body.get(5..).unwrap_or_default().iter().map(|byte| char::from(*byte)).collect(),
            false => body.get(3..).unwrap_or_default().iter().map(|byte| char::from(*byte)).collect::<String>(),
        };
        if is_percentage(&code) {
            self.formats.insert(number);
        }
    }

    /// Takes a font.
    fn font(&mut self, body: &[u8]) {
        self.fonts.push(Font::of(half(body, 2).unwrap_or_default(), half(body, 8).unwrap_or_default()));
    }

    /// The font of a number; no font has the number 4.
    fn font_of(&self, number: u16) -> Font {
        let place = usize::from(number);
        self.fonts.get(place - usize::from(place > 4)).copied().unwrap_or_default()
    }

    /// The runs of a text that stands in its own cell, as Excel 5 and 95 wrote it, behind its letters.
    fn own_runs(&self, body: &[u8]) -> Option<Runs> {
        let runs = body.get(8 + usize::from(half(body, 6)?)..)?;
        let (count, runs) = runs.split_first()?;
        let runs = runs.as_chunks::<2>().0.iter().take(usize::from(*count));
        let runs = runs.map(|[start, font]| (usize::from(*start), self.font_of(u16::from(*font)))).collect::<Runs>();
        runs.iter().any(|(_, font)| font.marks()).then_some(runs)
    }

    /// Takes a style of cells.
    fn style(&mut self, body: &[u8]) {
        let format = half(body, 2);
        self.percentages.push(format.is_some_and(|format| matches!(format, 9 | 10) || self.formats.contains(&format)));
    }

    /// True for the number of a style that shows a percentage.
    fn is_percentage(&self, style: Option<u16>) -> bool {
        style.and_then(|style| self.percentages.get(usize::from(style))).is_some_and(|percentage| *percentage)
    }
}

/// Kinds of records.
mod record {
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000a;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const STYLE: u16 = 0x00e0;
    pub(super) const FONT: u16 = 0x0031;
    pub(super) const TEXTS: u16 = 0x00fc;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const SHARED_TEXT: u16 = 0x00fd;
    pub(super) const OWN_TEXT: u16 = 0x00d6;
    /// Formula, number, text, truth value or error, a short number, a shared text, a text with formats.
    pub(super) const CELLS: [u16; 7] = [0x0006, 0x0203, 0x0204, 0x0205, 0x027e, 0x00fd, 0x00d6];
    /// Short numbers side by side.
    pub(super) const NUMBERS: u16 = 0x00bd;
    /// Cells as older versions of the program wrote them.
    pub(super) const UNKNOWN: [u16; 6] = [0x0002, 0x0003, 0x0004, 0x0005, 0x0206, 0x0406];
}

fn cells(stream: &[u8], styles: &Styles) -> Result<ScannedSheet, Fault> {
    let (mut depth, mut sheet) = (0, ScannedSheet::default());
    for (kind, body) in Records(stream) {
        match kind {
            record::BEGIN => depth += 1,
            record::END if depth <= 1 => return Ok(sheet),
            record::END => depth -= 1,
            // A chart in the sheet has records of its own.
            _ if depth > 1 => {}
            record::NUMBERS => {
                sheet.cells += (body.len() as u64).saturating_sub(6) / 6;
                let cells = body.get(4..body.len().saturating_sub(2)).unwrap_or_default().as_chunks::<6>().0;
                if let (Some(row), Some(col)) = (half(body, 0), half(body, 2)) {
                    let shown = (u32::from(col)..).zip(cells).filter(|(_, cell)| styles.is_percentage(half(*cell, 0)));
                    sheet.percentages.extend(shown.map(|(col, _)| (u32::from(row), col)));
                }
            }
            _ if record::CELLS.contains(&kind) => {
                sheet.cells += 1;
                let (Some(row), Some(col)) = (half(body, 0), half(body, 2)) else { continue };
                let at = (u32::from(row), u32::from(col));
                if styles.is_percentage(half(body, 4)) {
                    sheet.percentages.insert(at);
                }
                let runs = match kind {
                    record::SHARED_TEXT => word(body, 6).and_then(|text| styles.runs.get(&text).cloned()),
                    record::OWN_TEXT if !styles.wide => styles.own_runs(body),
                    _ => None,
                };
                if let Some(runs) = runs {
                    sheet.runs.insert(at, runs);
                }
            }
            _ if record::UNKNOWN.contains(&kind) => return Err(damaged("a cell is of a kind that is not known")),
            _ => {}
        }
    }
    Err(damaged("a sheet ends in the middle"))
}

fn malformed() -> Fault {
    damaged("a record is not well formed")
}

/// The records of a stream. They end where one is cut off.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        let (body, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes([head[2], head[3]])))?;
        self.0 = rest;
        Some((u16::from_le_bytes([head[0], head[1]]), body))
    }
}

/// The workbook's stream out of its container.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let container = Compound::new(bytes)?;
    let directory = container.chain(word(bytes, 48)?, usize::MAX)?;
    let entries = directory.as_chunks::<128>().0;
    let named = |name: &str| {
        entries.iter().find(|entry| {
            let length = usize::from(u16::from_le_bytes([entry[64], entry[65]])).saturating_sub(2);
            let found = entry.get(..length).unwrap_or_default().as_chunks::<2>().0;
            length == 2 * name.len()
                && found.iter().zip(name.bytes()).all(|(unit, byte)| unit[1] == 0 && unit[0].eq_ignore_ascii_case(&byte))
        })
    };
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let (start, size) = (word(entry, 116)?, usize::try_from(word(entry, 120)?).ok()?);
    if size >= 4096 {
        return container.chain(start, size);
    }
    let root = entries.first()?;
    let small = container.chain(word(root, 116)?, usize::MAX)?;
    let table = container.chain(word(bytes, 60)?, usize::MAX)?;
    let table = table.as_chunks::<4>().0.iter().map(|next| u32::from_le_bytes(*next)).collect::<Vec<_>>();
    follow(&table, start, size, 64, |sector| small.get(sector * 64..)?.get(..64))
}

/// A compound file and which of its sectors follows on which.
struct Compound<'b> {
    bytes: &'b [u8],
    size: usize,
    next: Vec<u32>,
}

impl<'b> Compound<'b> {
    fn new(bytes: &'b [u8]) -> Option<Self> {
        let shift = *bytes.get(30)?;
        let mut container = Self { bytes, size: 1 << Some(shift).filter(|shift| (7..=12).contains(shift))?, next: Vec::new() };
        let mut sectors = (0..109).filter_map(|index| word(bytes, 76 + 4 * index)).collect::<Vec<_>>();
        let mut list = word(bytes, 68)?;
        // A list that comes back to itself is longer than the file.
        while list < LAST && sectors.len() * 4 <= bytes.len() {
            let part = container.sector(usize::try_from(list).ok()?)?;
            let (numbers, link) = part.split_at(container.size - 4);
            sectors.extend(numbers.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)));
            list = word(link, 0)?;
        }
        for sector in sectors.into_iter().filter(|sector| *sector < LAST) {
            let Some(part) = container.sector(usize::try_from(sector).ok()?) else { continue };
            container.next.extend(part.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)));
        }
        Some(container)
    }

    /// A sector; the last one of a file may be short.
    fn sector(&self, sector: usize) -> Option<&'b [u8]> {
        let rest = self.bytes.get(sector.checked_add(1)?.checked_mul(self.size)?..)?;
        Some(&rest[..rest.len().min(self.size)]).filter(|sector| !sector.is_empty())
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        follow(&self.next, start, size, self.size, |sector| self.sector(sector))
    }
}

/// Numbers from here on name no sector.
const LAST: u32 = 0xffff_fffa;

/// The sectors of a chain, as many bytes of them as asked for. A chain that comes back to itself ends with the file.
fn follow<'s>(next: &[u32], start: u32, size: usize, step: usize, sector: impl Fn(usize) -> Option<&'s [u8]>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut at = start;
    while at < LAST && bytes.len() < size {
        if bytes.len() > next.len().saturating_mul(step) {
            return None;
        }
        let index = usize::try_from(at).ok()?;
        bytes.extend_from_slice(sector(index)?);
        at = *next.get(index)?;
    }
    bytes.truncate(size);
    Some(bytes)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|half| u16::from_le_bytes(*half))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|word| u32::from_le_bytes(*word))
}
