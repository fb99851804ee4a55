//! Reading the stream. It is checked to its end before anything of it is used: whoever wrote it may have been cut off, or have
//! gone wrong in any other way.

use super::{MARK, content, gave_up, kind, told};
use crate::book::Visibility;
use crate::cell::{Cell, Content};
use crate::fault::{Fault, damaged, limit};
use crate::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::sniff::Format;
use crate::xlsx::value_scan::Doubt;
use std::borrow::Cow;
use std::ops::Range;
use verbale_model::intake::SpreadsheetDate;

/// A whole stream.
#[derive(Debug)]
pub(crate) struct Relayed {
    stream: Vec<u8>,
    pub(crate) sheets: Vec<RelayedSheet>,
    /// True if a text has a NUL in it.
    pub(crate) nul: bool,
}

/// A sheet of a stream.
#[derive(Debug)]
pub(crate) struct RelayedSheet {
    pub(crate) name: String,
    pub(crate) visibility: Visibility,
    pub(crate) merges: Vec<Area>,
    /// How many cells it has.
    pub(crate) filled: u64,
    /// Where its cells lie in the stream.
    frames: Vec<Range<usize>>,
}

/// The filled cells of a sheet.
pub(crate) struct RelayedCells<'a> {
    stream: &'a [u8],
    frames: std::slice::Iter<'a, Range<usize>>,
    input: Input<'a>,
    row: u32,
}

impl Relayed {
    /// Checks a stream. If it says why the workbook cannot be read, so does the fault.
    pub(crate) fn new(format: Format, stream: Vec<u8>, limits: Limits) -> Result<Self, Fault> {
        let mut relayed = Self { stream, sheets: Vec::new(), nul: false };
        match relayed.check(limits) {
            Some(Ok(())) => Ok(relayed),
            Some(Err(fault)) => Err(fault),
            None => Err(gave_up(format)),
        }
    }

    /// Walks through all frames. `None` for a stream that is not whole, or not what a reader writes.
    fn check(&mut self, limits: Limits) -> Option<Result<(), Fault>> {
        let mut input = Input { bytes: self.stream.strip_prefix(MARK)?, nul: false };
        let mut filled = 0;
        loop {
            let kind = input.byte()?;
            let length = usize::try_from(u32::from_le_bytes(input.array()?)).ok()?;
            let start = self.stream.len() - input.bytes.len();
            let payload = input.take(length)?;
            match kind {
                kind::SHEET => {
                    let (visibility, name) = payload.split_first()?;
                    let name = std::str::from_utf8(name).ok()?.to_owned();
                    if self.sheets.len() == limits.sheets {
                        return Some(Err(limit("sheets in the workbook", limits.sheets as u64)));
                    }
                    let visibility = Visibility::from_number(*visibility)?;
                    self.sheets.push(RelayedSheet { name, visibility, merges: Vec::new(), filled: 0, frames: Vec::new() });
                }
                kind::MERGES => self.sheets.last_mut()?.merges = areas(payload)?,
                kind::CELLS => self.sheets.last_mut()?.frames.push(start..start + length),
                kind::FAULT => {
                    let (code, rest) = payload.split_at_checked(3)?;
                    let (number, words) = rest.split_first_chunk()?;
                    let number = u64::try_from(i64::from_le_bytes(*number)).ok()?;
                    let fault = told(std::str::from_utf8(code).ok()?, std::str::from_utf8(words).ok()?, number)?;
                    return input.bytes.is_empty().then_some(Err(fault));
                }
                kind::END => {
                    let (sheets, cells) = payload.split_first_chunk()?;
                    for sheet in &mut self.sheets {
                        let (count, nul) = sheet.count(&self.stream)?;
                        sheet.filled = count;
                        filled += count;
                        self.nul |= nul;
                    }
                    let whole = u64::from_le_bytes(*sheets) == self.sheets.len() as u64
                        && cells == filled.to_le_bytes()
                        && input.bytes.is_empty();
                    let within = if filled > limits.cells { Err(limit("cells in the file", limits.cells)) } else { Ok(()) };
                    return whole.then_some(within);
                }
                _ => return None,
            }
        }
    }

    /// The filled cells of a sheet.
    pub(crate) fn cells(&self, sheet: usize) -> RelayedCells<'_> {
        RelayedCells::new(&self.stream, &self.sheets[sheet].frames)
    }
}

impl RelayedSheet {
    /// How many cells it has, and whether a NUL is among them; `None` if they are not well written or not in order.
    fn count(&self, stream: &[u8]) -> Option<(u64, bool)> {
        let mut cells = RelayedCells::new(stream, &self.frames);
        let (mut count, mut last) = (0, None);
        while cells.turn() {
            let cell = cells.cell()?;
            let at = Some((cell.row, cell.col));
            if at <= last {
                return None;
            }
            last = at;
            count += 1;
        }
        Some((count, cells.input.nul))
    }
}

impl<'a> RelayedCells<'a> {
    fn new(stream: &'a [u8], frames: &'a [Range<usize>]) -> Self {
        Self { stream, frames: frames.iter(), input: Input { bytes: &[], nul: false }, row: 0 }
    }

    /// The next filled cell.
    pub(crate) fn next(&mut self) -> Result<Option<Cell<'a>>, Fault> {
        if !self.turn() {
            return Ok(None);
        }
        // The whole stream was walked before.
        self.cell().map(Some).ok_or_else(|| damaged("a cell cannot be read"))
    }

    /// Turns to the next frame where one is at its end. False at the end of the sheet.
    fn turn(&mut self) -> bool {
        while self.input.bytes.is_empty() {
            let Some(frame) = self.frames.next() else { return false };
            self.input.bytes = &self.stream[frame.clone()];
            self.row = 0;
        }
        true
    }

    /// The cell that stands here; `None` if it is not well written.
    fn cell(&mut self) -> Option<Cell<'a>> {
        let row = u32::try_from(self.input.varint()?).ok()?.checked_add(self.row).filter(|row| *row < MAX_ROWS)?;
        self.row = row;
        let col = u16::try_from(self.input.varint()?).ok().filter(|col| u32::from(*col) < MAX_COLUMNS)?;
        let content = match self.input.byte()? {
            content::TEXT => Content::Text(Cow::Borrowed(self.input.text()?)),
            content::NUMBER => Content::Number(self.input.number()?),
            content::PERCENT => Content::Percent(self.input.number()?),
            content::DATE => {
                let flags = self.input.byte()?;
                let serial = self.input.number()?;
                Content::Date(SpreadsheetDate { serial, epoch_1904: flags & 1 != 0, duration: flags & 2 != 0 })
            }
            content::BOOL => Content::Bool(match self.input.byte()? {
                0 => false,
                1 => true,
                _ => return None,
            }),
            content::ERROR => Content::Error(Cow::Owned(self.input.text()?.to_owned())),
            content::FORMULA => Content::Formula(self.input.text()?.to_owned()),
            content::DOUBTFUL => {
                let doubt = doubt(self.input.byte()?)?;
                Content::Doubtful(self.input.text()?.to_owned(), doubt)
            }
            _ => return None,
        };
        Some(Cell { row, col, content, string: None })
    }
}

/// The doubt of a number in the stream.
const fn doubt(number: u8) -> Option<Doubt> {
    match number {
        1 => Some(Doubt::NotFinite),
        2 => Some(Doubt::Boolean),
        3 => Some(Doubt::Number),
        4 => Some(Doubt::Date),
        5 => Some(Doubt::Type),
        6 => Some(Doubt::Struck),
        _ => None,
    }
}

fn areas(payload: &[u8]) -> Option<Vec<Area>> {
    let (areas, rest) = payload.as_chunks::<16>();
    let area = |bytes: &[u8; 16]| {
        let mut input = Input { bytes, nul: false };
        let mut number = || input.array().map(u32::from_le_bytes);
        Some(Area { top: number()?, left: number()?, bottom: number()?, right: number()? })
            .filter(|area| area.top <= area.bottom && area.left <= area.right && area.bottom < MAX_ROWS && area.right < MAX_COLUMNS)
    };
    if rest.is_empty() { areas.iter().map(area).collect() } else { None }
}

/// Bytes that are taken from the front.
struct Input<'a> {
    bytes: &'a [u8],
    /// A text with a NUL in it was taken.
    nul: bool,
}

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(*first)
    }

    /// A finite number: others are relayed as doubtful.
    fn number(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes).filter(|number| number.is_finite())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.varint()?).ok()?;
        let text = self.take(length)?;
        self.nul |= memchr::memchr(0, text).is_some();
        std::str::from_utf8(text).ok()
    }
}
