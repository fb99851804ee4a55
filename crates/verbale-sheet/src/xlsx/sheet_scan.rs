//! The scan of a worksheet: its bytes to its cells.
//!
//! Readers of workbooks are lenient: of a value written in an unusual way they can give a part, another value or nothing at all,
//! without an error. This scan walks the sheet with a strict grammar. A sheet whose structure readers understand differently is
//! rejected; a single cell that has no certain value is handed on with its text as written. All other cells are what every
//! reader makes of them; the tests hold them against the workbook reader `calamine`.

use crate::container::{self, PartBytes};
use crate::elements::Elements;
use crate::fault::{Fault, Spot, at, damaged, limit};
use crate::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::xlsx::annotations::Annotations;
use crate::xlsx::cell_scan::{CellScan, Value};
use crate::xlsx::common_cell::{CommonCell, common_cell};
use crate::xlsx::formats::Shown;
use crate::xlsx::tags::{CellTag, Reference, RowTag, area};
use crate::xlsx::value_scan::{Judgement, Stock, judge};
use crate::xml::{Attributes, Token, XmlFault, local};

/// A filled cell.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) value: Value,
}

/// What the scan found in a sheet beside its cells.
#[derive(Debug, Default)]
pub(crate) struct SheetFacts {
    /// Cell elements, empty ones included.
    pub(crate) cells: u64,
    pub(crate) merges: Vec<Area>,
    pub(crate) annotations: Annotations,
}

/// What the scan knows of the workbook.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'p> {
    pub(crate) stock: Stock,
    /// By cell format: what its numbers are.
    pub(crate) formats: &'p [Shown],
    /// True if day 0 of its dates lies in 1904.
    pub(crate) epoch_1904: bool,
    pub(crate) limits: Limits,
    /// Cells that the file may still have.
    pub(crate) left: u64,
}

/// The two namespaces of spreadsheets: transitional and strict.
const NAMESPACES: [&[u8]; 2] =
    [b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"];

/// True if the root element `name` declares that it is of a spreadsheet.
pub(crate) fn is_spreadsheet_namespace(name: &[u8], attributes: &[u8]) -> bool {
    let prefix = &name[..name.len() - local(name).len()];
    let declaration = match prefix.strip_suffix(b":") {
        Some(prefix) => [b"xmlns:", prefix].concat(),
        None => b"xmlns".to_vec(),
    };
    Attributes::new(attributes).flatten().any(|(attribute, value)| attribute == declaration && NAMESPACES.contains(&value))
}

/// The names of the elements of sheet data with the prefix of the root. Another prefix is another namespace, which
/// other readers do not notice.
#[derive(Default)]
pub(crate) struct Names {
    row: Vec<u8>,
    pub(crate) cell: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) formula: Vec<u8>,
    pub(crate) inline: Vec<u8>,
}

impl Names {
    fn of(root: &[u8]) -> Self {
        let prefix = &root[..root.len() - local(root).len()];
        let name = |name: &[u8]| [prefix, name].concat();
        Self { row: name(b"row"), cell: name(b"c"), value: name(b"v"), formula: name(b"f"), inline: name(b"is") }
    }
}

/// The scan of one sheet, cell by cell.
pub(crate) struct Scan<'p> {
    part: &'p str,
    pub(crate) facts: SheetFacts,
    names: Names,
    stage: Stage,
    /// True if the data have begun.
    data: bool,
    /// The next row and column where they are not said.
    row: u32,
    col: u32,
    /// The last cell before a fault.
    spot: Option<(u32, u32)>,
    cell: CellScan<'p>,
}

/// Where in a sheet the scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before or after the data.
    Around,
    /// Between two rows.
    Rows,
    /// Between two cells of a row.
    Cells,
    Done,
}

/// The elements of a sheet.
pub(crate) type Sheet<'r> = Elements<PartBytes<'r>>;

impl<'p> Scan<'p> {
    pub(crate) fn new(part: &'p str, context: Context<'p>) -> Self {
        Self {
            part,
            facts: SheetFacts::default(),
            names: Names::default(),
            stage: Stage::Around,
            data: false,
            row: 0,
            col: 0,
            spot: None,
            cell: CellScan::new(part, context),
        }
    }

    /// The next filled cell, in the order of rows.
    pub(crate) fn next(&mut self, sheet: &mut Sheet<'_>) -> Result<Option<Scanned>, Fault> {
        loop {
            match self.stage {
                Stage::Around => self.around(sheet)?,
                Stage::Rows => self.between_rows(sheet)?,
                Stage::Cells => {
                    if let Some(value) = self.between_cells(sheet)? {
                        let (row, col) = self.spot.unwrap_or_default();
                        let col = u16::try_from(col).map_err(|_| damaged("a cell lies beyond XFD1048576"))?;
                        return Ok(Some(Scanned { row, col, value }));
                    }
                }
                Stage::Done => return Ok(None),
            }
        }
    }

    /// The rejection of a sheet; `sheet` counts from 0. Before the first cell it is put there.
    pub(crate) fn reject(&self, fault: Fault, sheet: usize, name: &str) -> Fault {
        let (row, col) = self.spot.unwrap_or_default();
        // Only this sheet's name is told: ids of places count sheets from 0.
        let mut places = vec![String::new(); sheet];
        places.push(name.to_owned());
        at(fault, Spot { sheet, row, col }, places.into_iter())
    }

    fn xml(&self, fault: XmlFault) -> Fault {
        container::xml(self.part, fault)
    }

    /// Goes to the data of the sheet, or to its end.
    fn around(&mut self, sheet: &mut Sheet<'_>) -> Result<(), Fault> {
        while let Some((token, depth)) = sheet.next().map_err(|fault| self.xml(fault))? {
            self.facts.annotations.see(token);
            let Token::Start { name, attributes, empty } = token else { continue };
            match (depth, local(name)) {
                (0, b"worksheet") if is_spreadsheet_namespace(name, attributes) => self.names = Names::of(name),
                (0, _) => return Err(damaged("a sheet is of another kind of document")),
                // Readers take the first data they meet, at any depth.
                (1, b"sheetData") if !self.data => {
                    self.data = true;
                    if !empty {
                        self.stage = Stage::Rows;
                        return Ok(());
                    }
                }
                (_, b"sheetData") => return Err(damaged("a sheet has its data twice")),
                (_, b"dimension") if !self.data => {
                    area(attributes)?.ok_or_else(|| damaged("the extent of a sheet is no range"))?;
                }
                (2, b"mergeCell") => {
                    let merge = area(attributes)?.ok_or_else(|| damaged("a range of merged cells is none"))?;
                    self.facts.merges.push(merge);
                    let most = self.cell.context.limits.form_cells;
                    if self.facts.merges.len() as u64 > most {
                        return Err(limit("merged cells in a sheet", most));
                    }
                }
                _ => {}
            }
        }
        self.stage = Stage::Done;
        self.facts.merges.append(&mut self.cell.filled);
        if self.data { Ok(()) } else { Err(damaged("a sheet has no data part")) }
    }

    // Within the data tokens are taken past the nesting check: the grammar below is that check.

    fn between_rows(&mut self, sheet: &mut Sheet<'_>) -> Result<(), Fault> {
        match sheet.tokens.next().map_err(|fault| self.xml(fault))? {
            Some(Token::Start { name, attributes, empty }) if name == self.names.row => {
                let tag = RowTag::parse(attributes)?;
                let row = tag.row.unwrap_or(self.row);
                if row < self.row {
                    return Err(damaged("a row stands out of order or twice"));
                }
                (self.row, self.col) = (row, 0);
                if tag.hidden {
                    self.facts.annotations.hidden.row(row);
                }
                if empty {
                    self.row += 1;
                } else {
                    self.stage = Stage::Cells;
                }
                Ok(())
            }
            Some(Token::End(name)) if local(name) == b"sheetData" => {
                self.stage = Stage::Around;
                sheet.leave(b"sheetData").map_err(|fault| self.xml(fault))
            }
            Some(Token::Comment | Token::Instruction) => Ok(()),
            Some(Token::Text(text)) if text.trim_ascii().is_empty() => Ok(()),
            Some(_) => Err(damaged("something other than rows stands among the rows of a sheet")),
            None => Err(self.xml(XmlFault::Truncated)),
        }
    }

    /// Takes the next cell of a row, and gives its value; or the end of the row.
    fn between_cells(&mut self, sheet: &mut Sheet<'_>) -> Result<Option<Value>, Fault> {
        if self.names.cell == b"c" {
            while let Some(CommonCell { row, col, style, kind, value, length }) = common_cell(sheet.tokens.held()) {
                let style = Some(style);
                let judged = value.map_or(Ok(Judgement::Blank), |value| judge(kind, style, value, self.cell.context.stock));
                if let (Some(value), Ok(judged)) = (value, judged) {
                    self.cell.hold(judged, value);
                }
                sheet.tokens.take(length);
                let tag = CellTag { at: Reference::At(row, col), style, kind };
                self.place(tag.at)?;
                let value = self.cell.value(judged.map_err(damaged)?, &tag, false)?;
                self.count()?;
                if value.is_some() {
                    return Ok(value);
                }
            }
        }
        match sheet.tokens.next().map_err(|fault| self.xml(fault))? {
            Some(Token::Start { name, attributes, empty }) if name == self.names.cell => {
                let tag = CellTag::parse(attributes).map_err(|fault| self.xml(fault))?;
                self.place(tag.at)?;
                let place = (self.row, self.col);
                let value =
                    if empty { None } else { self.cell.read(sheet, &self.names, &tag, place, &mut self.facts.annotations)? };
                self.count()?;
                Ok(value)
            }
            Some(Token::End(name)) if name == self.names.row => {
                self.stage = Stage::Rows;
                self.row += 1;
                Ok(None)
            }
            Some(Token::Comment | Token::Instruction) => Ok(None),
            Some(Token::Text(text)) if text.trim_ascii().is_empty() => Ok(None),
            Some(_) => Err(damaged("something other than cells stands in a row")),
            None => Err(self.xml(XmlFault::Truncated)),
        }
    }

    fn count(&mut self) -> Result<(), Fault> {
        self.facts.cells += 1;
        if self.facts.cells > self.cell.context.left {
            return Err(limit("cells in the file", self.cell.context.limits.cells));
        }
        self.col += 1;
        Ok(())
    }

    /// Checks where the cell stands, and goes there.
    fn place(&mut self, at: Reference) -> Result<(), Fault> {
        match at {
            Reference::None => {}
            Reference::Bad => return Err(damaged("a cell reference is none, or lies beyond XFD1048576")),
            Reference::At(row, _) if row != self.row => return Err(damaged("a cell stands outside its row")),
            Reference::At(_, col) if col < self.col => return Err(damaged("a cell stands out of order or twice")),
            Reference::At(_, col) => self.col = col,
        }
        if self.row >= MAX_ROWS || self.col >= MAX_COLUMNS {
            return Err(damaged("a cell lies beyond XFD1048576"));
        }
        self.spot = Some((self.row, self.col));
        Ok(())
    }
}
