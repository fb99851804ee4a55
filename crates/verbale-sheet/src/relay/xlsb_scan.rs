//! The records of a binary workbook, walked through beside the workbook reader: it passes over formulas whose result is an
//! error, over kinds of cells that it does not know, and over a list of formats that is not where it looks.

use super::xlsb_styles::Styles;
use crate::cell::Content;
use crate::container::Container;
use crate::fault::{Fault, damaged, limit};
use crate::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::xlsx::package::{Relations, relations, resolve};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Read;

/// What the walk found in a sheet.
#[derive(Debug, Default)]
pub(super) struct ScannedSheet {
    /// Cells that the workbook reader gives.
    pub(super) plain: u64,
    /// Formulas whose result is an error.
    pub(super) errors: Vec<Erroneous>,
    pub(super) merges: Vec<Area>,
    /// Places of numbers that are shown as percentages.
    pub(super) percentages: FxHashSet<(u32, u32)>,
    /// The number of the shared text at a place, where its formats change what it says.
    pub(super) texts: FxHashMap<(u32, u32), u32>,
}

/// What the walk found in a workbook.
#[derive(Debug)]
pub(super) struct Scanned {
    pub(super) sheets: Vec<ScannedSheet>,
    /// Shared texts whose formats change what they say.
    pub(super) texts: FxHashMap<u32, Content<'static>>,
}

/// A formula whose result is an error.
#[derive(Debug)]
pub(super) struct Erroneous {
    pub(super) row: u32,
    pub(super) col: u32,
    code: u8,
}

impl Erroneous {
    pub(super) const fn at(&self) -> (u32, u32) {
        (self.row, self.col)
    }

    pub(super) const fn text(&self) -> &'static str {
        match self.code {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0f => "#VALUE!",
            0x17 => "#REF!",
            0x1d => "#NAME?",
            0x24 => "#NUM!",
            0x2a => "#N/A",
            0x2b => "#GETTING_DATA",
            _ => "#ERROR!",
        }
    }
}

/// Kinds of records.
mod record {
    pub(super) const ROW: u16 = 0;
    pub(super) const BLANK: u16 = 1;
    pub(super) const SHARED_TEXT: u16 = 7;
    /// A short number, a number, the number that is the result of a formula.
    pub(super) const NUMBERS: [u16; 3] = [2, 5, 9];
    pub(super) const FORMULA_ERROR: u16 = 11;
    /// Short cells, and text with runs of formats.
    pub(super) const UNKNOWN: [u16; 8] = [12, 13, 14, 15, 16, 17, 18, 62];
    pub(super) const SHEET: u16 = 0x9c;
    pub(super) const SHEETS_END: u16 = 0x90;
    pub(super) const DATA_END: u16 = 0x92;
    pub(super) const MERGED: u16 = 0xb0;
}

/// Walks through the sheets that the workbook lists, charts among them.
pub(super) fn scan(container: &mut Container<'_>, limits: Limits) -> Result<Scanned, Fault> {
    let relations = relations(container, "xl/", "workbook.bin")?;
    for part in ["styles", "sharedStrings"] {
        let suffix = format!("/relationships/{part}");
        let path = format!("xl/{part}.bin");
        let named = relations.values().filter(|(_, kind)| kind.ends_with(&suffix)).collect::<Vec<_>>();
        let elsewhere = named.len() > 1 || named.iter().any(|(target, _)| !resolve("xl/", target).eq_ignore_ascii_case(&path));
        if elsewhere || (!named.is_empty() && !container.has(&path)) {
            return Err(damaged(format!("its part {part} is not where it is looked for")));
        }
    }
    let parts = container
        .stream("xl/workbook.bin", limits.part_bytes, |part| sheets(part, &relations, limits))?
        .ok_or_else(|| damaged("its container has no workbook"))?;
    let styles = Styles::read(container, limits)?;
    let texts = styles.texts(container, limits)?;
    let mut left = limits.cells;
    let mut scanned = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let sheet = match part {
            Some(path) => container
                .stream(path, limits.total_bytes, |part| sheet(part, (&styles, &texts), left, limits))?
                .ok_or_else(|| damaged(format!("sheet {} has no part", index + 1)))?,
            None => ScannedSheet::default(),
        };
        left -= (sheet.plain + sheet.errors.len() as u64).min(left);
        scanned.push(sheet);
    }
    Ok(Scanned { sheets: scanned, texts })
}

/// The parts of the sheets; `None` for one that has no cells.
fn sheets(part: &mut dyn Read, relations: &Relations, limits: Limits) -> Result<Vec<Option<String>>, Fault> {
    let mut records = Records::new(part, limits);
    let mut parts = Vec::new();
    while let Some(kind) = records.next()? {
        match kind {
            record::SHEETS_END => break,
            record::SHEET => {
                if records.number(8)? == u32::MAX {
                    continue;
                }
                let id = char::decode_utf16(records.text(8)?).collect::<Result<String, _>>();
                let relation = id.ok().and_then(|id| relations.get(&id));
                let (target, kind) = relation.ok_or_else(|| damaged(format!("sheet {} has no part", parts.len() + 1)))?;
                parts.push(kind.ends_with("/worksheet").then(|| resolve("xl/", target)));
                if parts.len() > limits.sheets {
                    return Err(limit("sheets in the workbook", limits.sheets as u64));
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

fn sheet(
    part: &mut dyn Read,
    (styles, texts): (&Styles, &FxHashMap<u32, Content<'static>>),
    most: u64,
    limits: Limits,
) -> Result<ScannedSheet, Fault> {
    const STYLE: u32 = 0x00ff_ffff;
    let mut records = Records::new(part, limits);
    let mut sheet = ScannedSheet::default();
    let (mut row, mut ended) = (0, false);
    while let Some(kind) = records.next()? {
        match kind {
            record::MERGED if ended => sheet.merges.extend(records.area()?),
            record::DATA_END => ended = true,
            _ if ended => {}
            record::ROW => {
                row = records.number(0)?;
                if row >= MAX_ROWS {
                    return Err(damaged("a cell lies beyond XFD1048576"));
                }
            }
            record::BLANK => {}
            record::FORMULA_ERROR => {
                let code = *records.body.get(8).ok_or_else(malformed)?;
                sheet.errors.push(Erroneous { row, col: records.number(0)?, code });
            }
            2..record::FORMULA_ERROR => {
                sheet.plain += 1;
                let at = (row, records.number(0)?);
                if record::NUMBERS.contains(&kind) && styles.is_percentage(records.number(4)? & STYLE) {
                    sheet.percentages.insert(at);
                }
                if kind == record::SHARED_TEXT && !texts.is_empty() {
                    let text = records.number(8)?;
                    if texts.contains_key(&text) {
                        sheet.texts.insert(at, text);
                    }
                }
            }
            _ if record::UNKNOWN.contains(&kind) => return Err(damaged("a cell is of a kind that is not known")),
            _ => {}
        }
        if sheet.plain + sheet.errors.len() as u64 > most {
            return Err(limit("cells in the file", limits.cells));
        }
    }
    if ended { Ok(sheet) } else { Err(damaged("a sheet ends in the middle")) }
}

pub(super) fn malformed() -> Fault {
    damaged("a record is not well formed")
}

/// The records of a part.
pub(super) struct Records<'r> {
    part: &'r mut dyn Read,
    body: Vec<u8>,
    longest: usize,
}

impl<'r> Records<'r> {
    pub(super) fn new(part: &'r mut dyn Read, limits: Limits) -> Self {
        Self { part, body: Vec::new(), longest: limits.token_bytes }
    }

    /// The kind of the next record; its body is held.
    pub(super) fn next(&mut self) -> Result<Option<u16>, Fault> {
        let Some(first) = self.byte()? else { return Ok(None) };
        let mut kind = u16::from(first & 0x7f);
        if first & 0x80 != 0 {
            kind |= u16::from(self.byte()?.ok_or_else(malformed)? & 0x7f) << 7;
        }
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte()?.ok_or_else(malformed)?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        if length > self.longest {
            return Err(limit("bytes in one tag or text of the workbook", self.longest as u64));
        }
        self.body.resize(length, 0);
        self.part.read_exact(&mut self.body).map_err(|_| malformed())?;
        Ok(Some(kind))
    }

    fn byte(&mut self) -> Result<Option<u8>, Fault> {
        let mut byte = [0];
        match self.part.read(&mut byte) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(byte[0])),
            Err(_) => Err(damaged("its compressed data are damaged")),
        }
    }

    /// The text at an offset of the body, in UTF-16.
    pub(super) fn text(&self, at: usize) -> Result<impl Iterator<Item = u16> + '_, Fault> {
        let length = usize::try_from(self.number(at)?).map_err(|_| malformed())?;
        let units = self.body.get(at + 4..).unwrap_or_default().as_chunks::<2>().0;
        Ok(units.get(..length).ok_or_else(malformed)?.iter().map(|unit| u16::from_le_bytes(*unit)))
    }

    pub(super) fn byte_at(&self, at: usize) -> Result<u8, Fault> {
        self.body.get(at).copied().ok_or_else(malformed)
    }

    pub(super) fn half(&self, at: usize) -> Result<u16, Fault> {
        let bytes = self.body.get(at..).and_then(|rest| rest.first_chunk()).ok_or_else(malformed)?;
        Ok(u16::from_le_bytes(*bytes))
    }

    /// The number at an offset of the body.
    pub(super) fn number(&self, at: usize) -> Result<u32, Fault> {
        let bytes = self.body.get(at..).and_then(|rest| rest.first_chunk()).ok_or_else(malformed)?;
        Ok(u32::from_le_bytes(*bytes))
    }

    /// Merged cells; `None` for what is no rectangle of a sheet.
    fn area(&self) -> Result<Option<Area>, Fault> {
        let area = Area { top: self.number(0)?, bottom: self.number(4)?, left: self.number(8)?, right: self.number(12)? };
        let within = area.top <= area.bottom && area.left <= area.right && area.bottom < MAX_ROWS && area.right < MAX_COLUMNS;
        Ok(within.then_some(area))
    }
}
