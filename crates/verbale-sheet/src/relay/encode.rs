//! Writing the stream.

use super::{MARK, content, kind};
use crate::book::Visibility;
use crate::cell::Content;
use crate::fault::{Fault, damaged, limit};
use crate::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::xlsx::value_scan::Doubt;
use std::io::{self, Write};
use verbale_model::Arg;

/// Bytes of cells in one frame, about.
const CHUNK: usize = 48 * 1024;

/// Writes frames. A failure to write is kept to the end, so that readers need not care.
pub(super) struct Frames<'w, W> {
    out: &'w mut W,
    limits: Limits,
    cells: Vec<u8>,
    sheets: u64,
    filled: u64,
    written: u64,
    /// Row of the last cell in the frame.
    row: u32,
    /// The last cell of the sheet.
    last: Option<(u32, u32)>,
    failed: Option<io::Error>,
}

impl<'w, W: Write> Frames<'w, W> {
    pub(super) fn new(out: &'w mut W, limits: Limits) -> Self {
        let failed = out.write_all(MARK).err();
        Self { out, limits, cells: Vec::with_capacity(CHUNK + 1024), sheets: 0, filled: 0, written: 0, row: 0, last: None, failed }
    }

    /// Opens the next sheet.
    pub(super) fn sheet(&mut self, name: &str, visibility: Visibility) -> Result<(), Fault> {
        self.close_cells();
        if self.sheets >= self.limits.sheets as u64 {
            return Err(limit("sheets in the workbook", self.limits.sheets as u64));
        }
        self.sheets += 1;
        self.last = None;
        let mut payload = vec![visibility.number()];
        payload.extend_from_slice(name.as_bytes());
        self.frame(kind::SHEET, &payload);
        Ok(())
    }

    /// Says which cells of the open sheet are merged.
    pub(super) fn merges(&mut self, areas: &[Area]) {
        self.close_cells();
        let mut payload = Vec::with_capacity(areas.len() * 16);
        for area in areas {
            for number in [area.top, area.left, area.bottom, area.right] {
                payload.extend_from_slice(&number.to_le_bytes());
            }
        }
        self.frame(kind::MERGES, &payload);
    }

    /// How many cells may still follow.
    pub(super) const fn left(&self) -> u64 {
        self.limits.cells - self.filled
    }

    /// The fault of more cells than may follow.
    pub(super) fn too_many(&self) -> Fault {
        limit("cells in the file", self.limits.cells)
    }

    /// A filled cell of the open sheet; cells come in the order of rows.
    pub(super) fn cell(&mut self, row: u32, col: u32, content: &Content<'_>) -> Result<(), Fault> {
        if self.left() == 0 {
            return Err(self.too_many());
        }
        if self.written > self.limits.relay_bytes {
            return Err(limit("MiB of cells", self.limits.relay_bytes >> 20));
        }
        if row >= MAX_ROWS || col >= MAX_COLUMNS {
            return Err(damaged("a cell lies beyond XFD1048576"));
        }
        if self.last.is_some_and(|last| last >= (row, col)) {
            return Err(damaged("a cell stands twice, or cells stand out of their order"));
        }
        self.filled += 1;
        self.last = Some((row, col));
        varint(&mut self.cells, u64::from(row - self.row));
        self.row = row;
        varint(&mut self.cells, u64::from(col));
        self.content(content)?;
        if self.cells.len() >= CHUNK {
            self.close_cells();
        }
        Ok(())
    }

    fn content(&mut self, content: &Content<'_>) -> Result<(), Fault> {
        match content {
            Content::Text(text) => self.text(content::TEXT, text),
            Content::Error(text) => self.text(content::ERROR, text),
            Content::Formula(text) => self.text(content::FORMULA, text),
            Content::Doubtful(text, doubt) => {
                self.cells.push(content::DOUBTFUL);
                self.text(doubt_number(*doubt), text)
            }
            Content::Bool(value) => {
                self.cells.extend_from_slice(&[content::BOOL, u8::from(*value)]);
                Ok(())
            }
            Content::Number(value) => {
                self.number(content::NUMBER, *value);
                Ok(())
            }
            Content::Percent(value) => {
                self.number(content::PERCENT, *value);
                Ok(())
            }
            Content::Date(date) => {
                self.cells.push(content::DATE);
                self.cells.push(u8::from(date.epoch_1904) | u8::from(date.duration) << 1);
                self.cells.extend_from_slice(&date.serial.to_le_bytes());
                Ok(())
            }
        }
    }

    fn number(&mut self, tag: u8, value: f64) {
        self.cells.push(tag);
        self.cells.extend_from_slice(&value.to_le_bytes());
    }

    fn text(&mut self, tag: u8, text: &str) -> Result<(), Fault> {
        if text.len() > self.limits.token_bytes {
            return Err(limit("bytes in one text of the workbook", self.limits.token_bytes as u64));
        }
        self.cells.push(tag);
        varint(&mut self.cells, text.len() as u64);
        self.cells.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn close_cells(&mut self) {
        if !self.cells.is_empty() {
            let payload = std::mem::take(&mut self.cells);
            self.frame(kind::CELLS, &payload);
            self.cells = payload;
            self.cells.clear();
        }
        self.row = 0;
    }

    /// Ends the stream.
    pub(super) fn finish(mut self, read: Result<(), Fault>) -> io::Result<()> {
        match read {
            Ok(()) => {
                self.close_cells();
                let mut payload = self.sheets.to_le_bytes().to_vec();
                payload.extend_from_slice(&self.filled.to_le_bytes());
                self.frame(kind::END, &payload);
            }
            Err(fault) => {
                let (mut words, mut number) = ("", 0);
                for argument in &fault.reason.args {
                    match argument {
                        Arg::Text(text) => words = text,
                        Arg::Number(value) => number = *value,
                    }
                }
                let mut payload = fault.reason.kind.code.as_bytes().to_vec();
                payload.extend_from_slice(&number.to_le_bytes());
                payload.extend_from_slice(words.as_bytes());
                self.frame(kind::FAULT, &payload);
            }
        }
        match self.failed {
            Some(error) => Err(error),
            None => self.out.flush(),
        }
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        let written = u32::try_from(payload.len()).map_err(io::Error::other).and_then(|length| {
            self.out.write_all(&[kind])?;
            self.out.write_all(&length.to_le_bytes())?;
            self.out.write_all(payload)
        });
        self.failed = written.err();
        self.written += payload.len() as u64;
    }
}

/// Seven bits a byte, the lowest first.
fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        // The lowest seven bits.
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// The number of a doubt in the stream.
const fn doubt_number(doubt: Doubt) -> u8 {
    match doubt {
        Doubt::NotFinite => 1,
        Doubt::Boolean => 2,
        Doubt::Number => 3,
        Doubt::Date => 4,
        Doubt::Struck => 6,
        _ => 5,
    }
}
