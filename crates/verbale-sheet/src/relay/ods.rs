//! `OpenDocument` spreadsheets.
//!
//! They are read here and not by `calamine`, which without an error cuts what is repeated too often, loses a text whose cell
//! states no type, mixes the text of drawings into cells, keeps one of two sheets of a name, and does not end on a part that
//! is cut off. Nothing but one row is held in memory.

use super::encode::Frames;
use super::ods_cell::{OdsCell, RunStyle, count};
use crate::book::Visibility;
use crate::cell::Content;
use crate::container::{Container, xml};
use crate::elements::unescape;
use crate::fault::{Fault, damaged, encrypted, limit};
use crate::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::xlsx::rich_text::Shift;
use crate::xml::{Attributes, Token, XmlFault};
use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Write;

const CONTENT: &str = "content.xml";

pub(super) fn read<W: Write>(bytes: &[u8], limits: Limits, frames: &mut Frames<'_, W>) -> Result<(), Fault> {
    let mut container = Container::open(bytes, limits)?;
    if is_encrypted(&mut container, limits)? {
        return Err(encrypted());
    }
    let mut walk = Walk {
        frames,
        limits,
        hidden: FxHashSet::default(),
        runs: FxHashMap::default(),
        style: String::new(),
        names: FxHashSet::default(),
        epoch_1904: false,
        skip: None,
        sheet: None,
        row: None,
        cell: None,
    };
    let sheets = container.scan(CONTENT, limits.total_bytes, |elements| {
        while let Some((token, depth)) = elements.next().map_err(|fault| xml(CONTENT, fault))? {
            walk.see(token, depth)?;
        }
        Ok(walk.names.len())
    })?;
    match sheets {
        None => Err(damaged("its container has no content")),
        Some(0) => Err(damaged("it has no sheet")),
        Some(_) => Ok(()),
    }
}

/// True if the list of parts says how to decipher one.
fn is_encrypted(container: &mut Container<'_>, limits: Limits) -> Result<bool, Fault> {
    let found = container.stream("META-INF/manifest.xml", limits.part_bytes, |part| {
        let mut list = Vec::new();
        part.read_to_end(&mut list).map_err(|_| damaged("its compressed data are damaged"))?;
        Ok(memmem::find(&list, b":encryption-data").is_some())
    })?;
    Ok(found.unwrap_or(false))
}

/// A walk through the content.
struct Walk<'f, 'w, W> {
    frames: &'f mut Frames<'w, W>,
    limits: Limits,
    /// Styles of hidden sheets.
    hidden: FxHashSet<String>,
    /// Styles of texts that are raised, lowered or struck out.
    runs: FxHashMap<String, RunStyle>,
    /// The style whose properties are being read.
    style: String,
    names: FxHashSet<String>,
    epoch_1904: bool,
    /// Nothing counts until the element at this depth ends.
    skip: Option<usize>,
    sheet: Option<Sheet>,
    row: Option<Row>,
    cell: Option<(usize, OdsCell)>,
}

struct Sheet {
    /// The next row.
    row: u64,
    merges: Vec<Area>,
}

struct Row {
    depth: usize,
    repeat: u64,
    /// The next column.
    col: u64,
    /// Filled cells: column, how often, and what.
    runs: Vec<(u64, u64, Content<'static>)>,
}

impl<W: Write> Walk<'_, '_, W> {
    fn see(&mut self, token: Token<'_>, depth: usize) -> Result<(), Fault> {
        if let Some(skipped) = self.skip {
            if matches!(token, Token::End(_)) && depth == skipped {
                self.skip = None;
            }
            return Ok(());
        }
        match token {
            Token::Start { name, attributes, empty } => {
                let counts = self.start(name, attributes, depth)?;
                match (counts, empty) {
                    (false, false) => self.skip = Some(depth),
                    (true, true) => self.end(name, depth)?,
                    _ => {}
                }
            }
            Token::End(name) => self.end(name, depth)?,
            Token::Text(text) => {
                if let Some((_, cell)) = &mut self.cell {
                    let text = unescape(text).ok_or_else(|| xml(CONTENT, XmlFault::Malformed("a reference is none")))?;
                    cell.push(&text, self.limits.token_bytes)?;
                }
            }
            Token::CData(text) => {
                if let Some((_, cell)) = &mut self.cell {
                    cell.push(&String::from_utf8_lossy(text), self.limits.token_bytes)?;
                }
            }
            Token::Comment | Token::Instruction => {}
        }
        Ok(())
    }

    /// The start of an element. False if nothing within it counts.
    fn start(&mut self, name: &[u8], attributes: &[u8], depth: usize) -> Result<bool, Fault> {
        if let Some((_, cell)) = &mut self.cell {
            if name == b"table:table" {
                return Err(damaged("a table stands inside a cell"));
            }
            if name == b"text:span" {
                let style = attribute(attributes, b"text:style-name")?;
                let style = style.and_then(|style| self.runs.get(&style)).copied().unwrap_or_default();
                cell.open_run(style);
                return Ok(true);
            }
            let repeat = attribute(attributes, b"text:c")?;
            return cell.start(name, repeat.as_deref(), self.limits.token_bytes);
        }
        match name {
            b"style:style" => self.style = attribute(attributes, b"style:name")?.unwrap_or_default(),
            b"style:table-properties" if attribute(attributes, b"table:display")?.as_deref() == Some("false") => {
                self.hidden.insert(self.style.clone());
            }
            b"style:text-properties" => {
                let style = run_style(attributes)?;
                if style.shift.is_some() || style.struck {
                    self.runs.insert(self.style.clone(), style);
                }
            }
            b"table:null-date" => {
                let day = attribute(attributes, b"table:date-value")?;
                self.epoch_1904 = day.is_some_and(|day| day.starts_with("1904-01-01"));
            }
            b"table:table" => match &self.sheet {
                Some(_) => return Err(damaged("a table stands inside a table")),
                None if depth != 3 => return Err(damaged("a table stands outside the sheets")),
                None => self.open(attributes)?,
            },
            // Copies of what stands elsewhere, or once stood here.
            b"table:shapes" | b"table:tracked-changes" | b"table:dde-links" | b"office:forms" => return Ok(false),
            b"table:table-row" if self.sheet.is_some() => {
                if self.row.is_some() {
                    return Err(damaged("a row stands inside a row"));
                }
                let repeat = attribute(attributes, b"table:number-rows-repeated")?.map_or(Ok(1), |text| count(&text))?;
                self.row = Some(Row { depth, repeat, col: 0, runs: Vec::new() });
            }
            b"table:table-cell" | b"table:covered-table-cell" => match &self.row {
                Some(row) if row.depth + 1 == depth => self.cell = Some((depth, OdsCell::new(attributes_of(attributes))?)),
                _ => return Err(damaged("a cell stands outside a row")),
            },
            _ => {}
        }
        Ok(true)
    }

    fn end(&mut self, name: &[u8], depth: usize) -> Result<(), Fault> {
        match (&mut self.cell, name) {
            (Some((at, _)), _) if *at == depth => self.close_cell(),
            (Some((_, cell)), _) => {
                cell.end(name);
                Ok(())
            }
            (None, b"table:table-row") => self.close_row(),
            (None, b"table:table") => {
                if let Some(sheet) = self.sheet.take() {
                    self.frames.merges(&sheet.merges);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, attributes: &[u8]) -> Result<(), Fault> {
        let name = attribute(attributes, b"table:name")?.ok_or_else(|| damaged("a sheet has no name"))?;
        let style = attribute(attributes, b"table:style-name")?.unwrap_or_default();
        let visibility = if self.hidden.contains(&style) { Visibility::Hidden } else { Visibility::Visible };
        if !self.names.insert(name.to_lowercase()) {
            return Err(damaged("two sheets have the same name"));
        }
        self.sheet = Some(Sheet { row: 0, merges: Vec::new() });
        self.frames.sheet(&name, visibility)
    }

    fn close_cell(&mut self) -> Result<(), Fault> {
        let (Some((_, cell)), Some(row), Some(sheet)) = (self.cell.take(), &mut self.row, &mut self.sheet) else { return Ok(()) };
        let (col, repeat, span) = (row.col, cell.repeat, cell.span);
        row.col = row.col.saturating_add(repeat);
        if span != (1, 1)
            && let Some(area) = area(sheet.row, col, span)
        {
            sheet.merges.push(area);
        }
        let Some(content) = cell.content(self.epoch_1904) else { return Ok(()) };
        if row.col > u64::from(MAX_COLUMNS) {
            return Err(limit("columns in a sheet", u64::from(MAX_COLUMNS)));
        }
        row.runs.push((col, repeat, content));
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Fault> {
        let (Some(row), Some(sheet)) = (self.row.take(), &mut self.sheet) else { return Ok(()) };
        let first = sheet.row;
        sheet.row = first.saturating_add(row.repeat);
        if row.runs.is_empty() {
            return Ok(());
        }
        if sheet.row > u64::from(MAX_ROWS) {
            return Err(limit("rows in a sheet", u64::from(MAX_ROWS)));
        }
        // Known before it is done: a short file can ask for more cells than there is time for.
        let filled = row.runs.iter().map(|(_, repeat, _)| repeat).sum::<u64>();
        if filled.saturating_mul(row.repeat) > self.frames.left() {
            return Err(self.frames.too_many());
        }
        let number = |number: u64| u32::try_from(number).map_err(|_| damaged("a cell lies beyond XFD1048576"));
        for at in first..sheet.row {
            for (col, repeat, content) in &row.runs {
                for col in *col..col + repeat {
                    self.frames.cell(number(at)?, number(col)?, content)?;
                }
            }
        }
        Ok(())
    }
}

/// How a style writes a text: `super 58%` and `33% 58%` are raised, `sub 58%` and `-33% 58%` lowered.
fn run_style(attributes: &[u8]) -> Result<RunStyle, Fault> {
    let mut style = RunStyle::default();
    for found in attributes_of(attributes) {
        let (name, value) = found?;
        match name.as_slice() {
            b"style:text-position" => {
                style.shift = match value.split(' ').next() {
                    Some("super") => Some(Shift::Raised),
                    Some("sub") => Some(Shift::Lowered),
                    Some(height) if height.starts_with('-') => Some(Shift::Lowered),
                    Some(height) if height.trim_end_matches('%').bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => {
                        Some(Shift::Raised)
                    }
                    _ => None,
                };
            }
            b"style:text-line-through-style" | b"style:text-line-through-type" => style.struck |= value != "none",
            _ => {}
        }
    }
    Ok(style)
}

/// A merged area; `None` for one that leaves the sheet.
fn area(row: u64, col: u64, (rows, cols): (u32, u32)) -> Option<Area> {
    let (top, left) = (u32::try_from(row).ok()?, u32::try_from(col).ok()?);
    let (bottom, right) = (top.checked_add(rows - 1)?, left.checked_add(cols - 1)?);
    (bottom < MAX_ROWS && right < MAX_COLUMNS).then_some(Area { top, left, bottom, right })
}

fn attribute(attributes: &[u8], wanted: &[u8]) -> Result<Option<String>, Fault> {
    for found in attributes_of(attributes) {
        let (name, value) = found?;
        if name == wanted {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn attributes_of(attributes: &[u8]) -> impl Iterator<Item = Result<(Vec<u8>, String), Fault>> {
    Attributes::new(attributes).map(|attribute| {
        let (name, value) = attribute.map_err(|fault| xml(CONTENT, fault))?;
        let value = unescape(value).ok_or_else(|| xml(CONTENT, XmlFault::Malformed("an attribute is not well formed")))?;
        Ok((name.to_vec(), value))
    })
}
