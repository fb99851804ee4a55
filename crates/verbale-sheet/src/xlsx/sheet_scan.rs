//! The scan of a worksheet before the workbook reader sees it.
//!
//! The workbook reader is lenient: of a value written in an unusual way it can give a part, another value or nothing at all,
//! without an error. This scan walks the same bytes with a strict grammar. A sheet whose structure readers understand
//! differently is rejected; a single cell that has no certain value is noted with its text as written, and the reader's word
//! on it is not taken. What passes is what the workbook reader reads right; both count the cells, and the counts must agree.

use crate::container;
use crate::elements::{Elements, unescape};
use crate::fault::{Fault, Spot, at, damaged, limit};
use crate::limits::{Limits, MAX_COLUMNS, MAX_ROWS};
use crate::reference::Area;
use crate::xlsx::annotations::Annotations;
use crate::xlsx::common_cell::{CommonCell, common_cell};
use crate::xlsx::tags::{CellTag, Reference, area, check_formula, row_number};
use crate::xlsx::value_scan::{CellType, Doubt, Judgement, Stock, judge};
use crate::xml::{Attributes, Token, XmlFault, local};
use std::io::Read;

/// A cell whose value is not certain: what is written in it, and why it is none.
#[derive(Debug)]
pub(crate) struct OddCell {
    /// Position among the cells of the sheet, from 0.
    pub(crate) ordinal: u64,
    pub(crate) row: u32,
    pub(crate) col: u32,
    pub(crate) text: String,
    pub(crate) doubt: Doubt,
}

/// What the scan found in a sheet.
#[derive(Debug, Default)]
pub(crate) struct SheetFacts {
    /// Cell elements, empty ones included.
    pub(crate) cells: u64,
    /// Cells with a number, shared string, truth value, error or date in them.
    pub(crate) plain: u64,
    /// Cells without a certain value, in their order.
    pub(crate) odd: Vec<OddCell>,
    /// True if some cell does not say where it stands.
    pub(crate) implicit: bool,
    pub(crate) merges: Vec<Area>,
    pub(crate) annotations: Annotations,
}

/// What the scan knows of the workbook.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'p> {
    pub(crate) stock: Stock,
    /// By cell format: true if it shows a percentage.
    pub(crate) percents: &'p [bool],
    pub(crate) limits: Limits,
    /// Cells that the file may still have.
    pub(crate) left: u64,
}

/// Why a sheet is rejected, and the last cell before the fault.
pub(crate) struct ScanFault {
    fault: Fault,
    spot: Option<(u32, u32)>,
}

impl ScanFault {
    /// The rejection; `sheet` counts from 0. Before the first cell it is put there.
    pub(crate) fn reject(self, sheet: usize, name: &str) -> Fault {
        let (row, col) = self.spot.unwrap_or_default();
        // Only this sheet's name is told: ids of places count sheets from 0.
        let mut places = vec![String::new(); sheet];
        places.push(name.to_owned());
        at(self.fault, Spot { sheet, row, col }, places.into_iter())
    }
}

/// Scans a worksheet.
pub(crate) fn scan(elements: &mut Elements<&mut dyn Read>, part: &str, context: Context<'_>) -> Result<SheetFacts, ScanFault> {
    let facts = SheetFacts::default();
    let mut scan = Scan { elements, part, context, names: Names::default(), facts, row: 0, col: 0, spot: None, text: Vec::new() };
    match scan.sheet() {
        Ok(()) => Ok(scan.facts),
        Err(fault) => Err(ScanFault { fault, spot: scan.spot }),
    }
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

/// The names of the elements of sheet data with the prefix of the root. Another prefix is another namespace, which the
/// workbook reader does not notice.
#[derive(Default)]
struct Names {
    row: Vec<u8>,
    cell: Vec<u8>,
    value: Vec<u8>,
    formula: Vec<u8>,
    inline: Vec<u8>,
}

impl Names {
    fn of(root: &[u8]) -> Self {
        let prefix = &root[..root.len() - local(root).len()];
        let name = |name: &[u8]| [prefix, name].concat();
        Self { row: name(b"row"), cell: name(b"c"), value: name(b"v"), formula: name(b"f"), inline: name(b"is") }
    }
}

struct Scan<'s, 'r> {
    elements: &'s mut Elements<&'r mut dyn Read>,
    part: &'s str,
    context: Context<'s>,
    names: Names,
    facts: SheetFacts,
    /// The next row and column where they are not said.
    row: u32,
    col: u32,
    spot: Option<(u32, u32)>,
    /// The text of the value of the current cell.
    text: Vec<u8>,
}

/// The next token inside the sheet data, past the nesting check: the grammar below is that check.
macro_rules! token {
    ($scan:ident) => {
        $scan.elements.tokens.next().map_err(|fault| container::xml($scan.part, fault))?
    };
}

const CROSSED: XmlFault = XmlFault::Malformed("start and end tags do not match");

impl Scan<'_, '_> {
    fn xml(&self, fault: XmlFault) -> Fault {
        container::xml(self.part, fault)
    }

    fn sheet(&mut self) -> Result<(), Fault> {
        let mut data = false;
        while let Some((token, depth)) = self.elements.next().map_err(|fault| container::xml(self.part, fault))? {
            self.facts.annotations.see(token);
            let Token::Start { name, attributes, empty } = token else { continue };
            match (depth, local(name)) {
                (0, b"worksheet") if is_spreadsheet_namespace(name, attributes) => self.names = Names::of(name),
                (0, _) => return Err(damaged("a sheet is of another kind of document")),
                // The workbook reader takes the first data it meets, at any depth.
                (1, b"sheetData") if !data => {
                    data = true;
                    if !empty {
                        self.rows()?;
                    }
                }
                (_, b"sheetData") => return Err(damaged("a sheet has its data twice")),
                (_, b"dimension") if !data => {
                    area(attributes)?.ok_or_else(|| damaged("the extent of a sheet is no range"))?;
                }
                (2, b"mergeCell") => {
                    let merge = area(attributes)?.ok_or_else(|| damaged("a range of merged cells is none"))?;
                    self.facts.merges.push(merge);
                    if self.facts.merges.len() as u64 > self.context.limits.form_cells {
                        return Err(limit("merged cells in a sheet", self.context.limits.form_cells));
                    }
                }
                _ => {}
            }
        }
        if data { Ok(()) } else { Err(damaged("a sheet has no data part")) }
    }

    fn rows(&mut self) -> Result<(), Fault> {
        loop {
            match token!(self) {
                Some(Token::Start { name, attributes, empty }) if name == self.names.row => {
                    let row = row_number(attributes)?.unwrap_or(self.row);
                    if row < self.row {
                        return Err(damaged("a row stands out of order or twice"));
                    }
                    self.row = row;
                    self.col = 0;
                    self.facts.annotations.hidden.row(row, attributes);
                    if !empty {
                        self.cells()?;
                    }
                    self.row += 1;
                }
                Some(Token::End(name)) if local(name) == b"sheetData" => {
                    return self.elements.leave(b"sheetData").map_err(|fault| container::xml(self.part, fault));
                }
                Some(Token::Comment | Token::Instruction) => {}
                Some(Token::Text(text)) if text.trim_ascii().is_empty() => {}
                Some(_) => return Err(damaged("something other than rows stands among the rows of a sheet")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
    }

    fn cells(&mut self) -> Result<(), Fault> {
        loop {
            if self.names.cell == b"c" {
                self.common_cells()?;
            }
            match token!(self) {
                Some(Token::Start { name, attributes, empty }) if name == self.names.cell => {
                    let tag = CellTag::parse(attributes).map_err(|fault| container::xml(self.part, fault))?;
                    self.place(&tag)?;
                    if !empty {
                        self.cell(&tag)?;
                    }
                    self.count()?;
                }
                Some(Token::End(name)) if name == self.names.row => return Ok(()),
                Some(Token::Comment | Token::Instruction) => {}
                Some(Token::Text(text)) if text.trim_ascii().is_empty() => {}
                Some(_) => return Err(damaged("something other than cells stands in a row")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
    }

    /// Takes the cells in front that are written in the common form.
    fn common_cells(&mut self) -> Result<(), Fault> {
        while let Some(cell) = common_cell(self.elements.tokens.held()) {
            let CommonCell { row, col, style, kind, value, length } = cell;
            let judged = value.map_or(Ok(Judgement::Blank), |value| judge(kind, Some(style), value, self.context.stock));
            if let (Some(value), Ok(Judgement::Doubtful(_))) = (value, judged) {
                self.text.clear();
                self.text.extend_from_slice(value);
            }
            self.elements.tokens.take(length);
            self.place(&CellTag { at: Reference::At(row, col), style: Some(style), kind })?;
            let judged = judged.map_err(damaged)?;
            self.percent(judged, kind, Some(style));
            self.note(judged, false)?;
            self.count()?;
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Fault> {
        self.facts.cells += 1;
        if self.facts.cells > self.context.left {
            return Err(limit("cells in the file", self.context.limits.cells));
        }
        self.col += 1;
        Ok(())
    }

    /// Checks where the cell stands, and goes there.
    fn place(&mut self, tag: &CellTag) -> Result<(), Fault> {
        match tag.at {
            Reference::None => self.facts.implicit = true,
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

    /// The children of a cell: at most one formula, one value, one inline text. The order of formula and value is free.
    fn cell(&mut self, tag: &CellTag) -> Result<(), Fault> {
        self.text.clear();
        let mut judged = None;
        let mut formula: Option<(Vec<u8>, Vec<u8>)> = None;
        let (mut inline, mut extended) = (false, false);
        loop {
            match token!(self) {
                Some(Token::Start { name, empty, .. }) if name == self.names.value => {
                    if judged.is_some() || inline {
                        return Err(damaged("a cell has two values"));
                    }
                    judged = Some(if empty { Judgement::Blank } else { self.value(tag)? });
                }
                Some(Token::Start { name, attributes, empty }) if name == self.names.formula => {
                    check_formula(attributes)?;
                    let attributes = attributes.to_vec();
                    let text = if empty { Vec::new() } else { self.formula()? };
                    formula = Some((attributes, text));
                }
                Some(Token::Start { name, empty, .. }) if name == self.names.inline => {
                    if inline || tag.kind == CellType::Unknown || (judged.is_some() && tag.kind != CellType::Inline) {
                        return Err(damaged("a cell has two values"));
                    }
                    inline = true;
                    if !empty {
                        let name = name.to_vec();
                        self.skip(name)?;
                    }
                }
                Some(Token::Start { name, empty, .. }) => {
                    extended = true;
                    let name = name.to_vec();
                    if matches!(local(&name), b"c" | b"row" | b"sheetData" | b"v" | b"f" | b"is") {
                        return Err(damaged("a cell holds something of another namespace"));
                    }
                    if !empty {
                        self.skip(name)?;
                    }
                }
                Some(Token::End(name)) if name == self.names.cell => break,
                Some(Token::Comment | Token::Instruction) => {}
                Some(Token::Text(text)) if text.trim_ascii().is_empty() => {}
                Some(Token::End(_)) => return Err(self.xml(CROSSED)),
                Some(_) => return Err(damaged("text stands in a cell outside its value")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
        if inline && extended {
            return Err(damaged("a cell holds something unknown beside its text"));
        }
        if tag.kind == CellType::Inline && !inline && judged.is_some() && !self.text.is_empty() {
            judged = Some(Judgement::Doubtful(Doubt::Misplaced));
        }
        let judged = judged.unwrap_or(Judgement::Blank);
        if let (Some((attributes, text)), true) = (formula, judged != Judgement::Blank) {
            self.facts.annotations.formula(&attributes, &text, (self.row, self.col));
        }
        self.percent(judged, tag.kind, tag.style);
        self.note(judged, extended)
    }

    /// Notes a number that the sheet shows as a percentage.
    fn percent(&mut self, judged: Judgement, kind: CellType, style: Option<u32>) {
        let shown = || style.and_then(|style| self.context.percents.get(usize::try_from(style).ok()?)).copied();
        if judged == Judgement::Plain && matches!(kind, CellType::Number { .. }) && shown() == Some(true) {
            self.facts.annotations.percents.push((self.row, self.col));
        }
    }

    /// Keeps a cell that has no certain value. An unknown part makes the workbook reader give up the whole cell.
    fn note(&mut self, judged: Judgement, extended: bool) -> Result<(), Fault> {
        let doubt = match judged {
            Judgement::Doubtful(doubt) => doubt,
            _ if extended => Doubt::Extension,
            Judgement::Plain => {
                self.facts.plain += 1;
                return Ok(());
            }
            Judgement::Text | Judgement::Blank => return Ok(()),
        };
        if self.facts.odd.len() == self.context.limits.unreadable_cells {
            return Err(damaged("too many of its cells have no certain value"));
        }
        let text = match judged {
            Judgement::Blank => String::new(),
            _ => unescape(&self.text).ok_or_else(|| damaged("a value is not well formed"))?,
        };
        self.facts.odd.push(OddCell { ordinal: self.facts.cells, row: self.row, col: self.col, text, doubt });
        Ok(())
    }

    /// The text of a value, judged by the type of its cell.
    fn value(&mut self, tag: &CellTag) -> Result<Judgement, Fault> {
        let mut pieces = 0;
        loop {
            match token!(self) {
                Some(Token::Text(text)) => {
                    pieces += 1;
                    self.text.extend_from_slice(text);
                }
                Some(Token::End(name)) if name == self.names.value => break,
                // The reader puts text around a comment together only where it reads text.
                Some(Token::Comment | Token::Instruction) if !tag.kind.is_literal() => {}
                Some(Token::End(_)) => return Err(self.xml(CROSSED)),
                Some(_) => return Err(damaged("a value is written in pieces")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
        if tag.kind.is_literal() && (pieces > 1 || self.text.contains(&b'&')) {
            return Err(damaged("a value is written in pieces"));
        }
        judge(tag.kind, tag.style, &self.text, self.context.stock).map_err(damaged)
    }

    /// The text of a formula.
    fn formula(&mut self) -> Result<Vec<u8>, Fault> {
        let mut formula = Vec::new();
        loop {
            match token!(self) {
                Some(Token::End(name)) if name == self.names.formula => return Ok(formula),
                Some(Token::Text(text)) => formula.extend_from_slice(text),
                Some(Token::Comment | Token::Instruction) => {}
                Some(_) => return Err(damaged("a formula is not well formed")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
    }

    /// Takes the rest of an element that was just opened. Nothing in it may look like a cell to the workbook reader.
    fn skip(&mut self, name: Vec<u8>) -> Result<(), Fault> {
        let mut open = vec![name];
        while let Some(inner) = open.last() {
            match token!(self) {
                Some(Token::Start { name, empty, .. }) => {
                    if matches!(local(name), b"c" | b"row" | b"sheetData" | b"is") || open.len() > 64 {
                        return Err(damaged("a cell holds another cell"));
                    }
                    if !empty {
                        open.push(name.to_vec());
                    }
                }
                Some(Token::End(name)) if name == inner => {
                    open.pop();
                }
                Some(Token::End(_)) => return Err(self.xml(CROSSED)),
                Some(_) => {}
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
        Ok(())
    }
}
