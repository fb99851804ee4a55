//! The scan of one cell: at most one formula, one value, one text of its own, to what it holds.

use crate::cell::Content;
use crate::container;
use crate::elements::unescape;
use crate::fault::{Fault, damaged};
use crate::reference::Area;
use crate::xlsx::annotations::Annotations;
use crate::xlsx::formats::Shown;
use crate::xlsx::rich_text::{self, RichText};
use crate::xlsx::sheet_scan::{Context, Names, Sheet};
use crate::xlsx::tags::{CellTag, FormulaTag};
use crate::xlsx::value_scan::{CellType, Doubt, Judgement, judge};
use crate::xml::{Token, XmlFault, local};
use calamine::expand_shared_formula;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use verbale_model::intake::SpreadsheetDate;

/// What a filled cell holds.
#[derive(Debug)]
pub(crate) enum Value {
    /// The shared string of this index; it can be blank.
    Shared(u32),
    Own(Content<'static>),
}

/// Reads the inside of cells.
pub(crate) struct CellScan<'p> {
    part: &'p str,
    pub(crate) context: Context<'p>,
    /// The text of the value of the current cell.
    text: Vec<u8>,
    /// The text that stands in the cell itself.
    inline: RichText,
    /// Cells without a certain value so far.
    doubtful: usize,
    /// Text and place of the formulas that others share, by their number.
    anchors: FxHashMap<u32, (String, (u32, u32))>,
    /// Ranges that one formula fills, and that were never calculated: like merged cells, they have one content, and no other cell
    /// of them is blank.
    pub(crate) filled: Vec<Area>,
}

/// What stands in one cell.
#[derive(Default)]
struct Inside {
    judged: Option<Judgement>,
    formula: Option<(FormulaTag, String)>,
    inline: bool,
    /// Something that no cell has.
    extended: bool,
}

/// The next token inside a cell, past the nesting check: the grammar here is that check.
macro_rules! token {
    ($scan:ident, $sheet:ident) => {
        $sheet.tokens.next().map_err(|fault| container::xml($scan.part, fault))?
    };
}

const CROSSED: XmlFault = XmlFault::Malformed("start and end tags do not match");
/// A text with a reference that XML does not define.
const UNREADABLE: &str = "a cell cannot be read";

impl<'p> CellScan<'p> {
    pub(crate) fn new(part: &'p str, context: Context<'p>) -> Self {
        Self {
            part,
            context,
            text: Vec::new(),
            inline: RichText::default(),
            doubtful: 0,
            anchors: FxHashMap::default(),
            filled: Vec::new(),
        }
    }

    fn xml(&self, fault: XmlFault) -> Fault {
        container::xml(self.part, fault)
    }

    /// Reads to the end of a cell whose tag was taken. `None` for one that holds nothing.
    pub(crate) fn read(
        &mut self,
        sheet: &mut Sheet<'_>,
        names: &Names,
        tag: &CellTag,
        place: (u32, u32),
        annotations: &mut Annotations,
    ) -> Result<Option<Value>, Fault> {
        let mut inside = self.children(sheet, names, tag)?;
        if inside.inline && inside.extended {
            return Err(damaged("a cell holds something unknown beside its text"));
        }
        if tag.kind == CellType::Inline && !inside.inline && inside.judged.is_some() && !self.text.is_empty() {
            inside.judged = Some(Judgement::Doubtful(Doubt::Misplaced));
        }
        let judged = inside.judged.unwrap_or(Judgement::Blank);
        if let Some((tag, text)) = &inside.formula {
            if judged != Judgement::Blank {
                annotations.formula(*tag, text, place);
            }
            if let FormulaTag { shared: Some(number), anchor: true, .. } = tag {
                self.anchors.insert(*number, (text.clone(), place));
            }
        }
        if inside.inline {
            let content = Content::text(Cow::Owned(std::mem::take(&mut self.inline.text)));
            let struck = self.inline.struck;
            return Ok(content.map(|content| Value::Own(if struck { content.struck() } else { content })));
        }
        // The result of a formula can be a text of no characters.
        let empty = inside.judged.is_some() && matches!(tag.kind, CellType::FormulaText | CellType::Date);
        match (judged, inside.formula) {
            (Judgement::Blank, Some((formula, text))) if !empty => {
                self.filled.extend(formula.fills.filter(|area| (area.top, area.left) != (area.bottom, area.right)));
                Ok(self.formula(formula, &text, place).map(Value::Own))
            }
            _ => self.value(judged, tag, inside.extended),
        }
    }

    /// The children of a cell. The order of formula and value is free.
    fn children(&mut self, sheet: &mut Sheet<'_>, names: &Names, tag: &CellTag) -> Result<Inside, Fault> {
        self.text.clear();
        let mut inside = Inside::default();
        loop {
            match token!(self, sheet) {
                Some(Token::Start { name, empty, .. }) if name == names.value => {
                    if inside.judged.is_some() || inside.inline {
                        return Err(damaged("a cell has two values"));
                    }
                    inside.judged = Some(if empty { Judgement::Blank } else { self.value_text(sheet, names, tag)? });
                }
                Some(Token::Start { name, attributes, empty }) if name == names.formula => {
                    let tag = FormulaTag::parse(attributes)?;
                    let text = if empty { String::new() } else { self.formula_text(sheet, names)? };
                    inside.formula = Some((tag, text));
                }
                Some(Token::Start { name, empty, .. }) if name == names.inline => {
                    let valued = inside.judged.is_some() && tag.kind != CellType::Inline;
                    if inside.inline || tag.kind == CellType::Unknown || valued {
                        return Err(damaged("a cell has two values"));
                    }
                    inside.inline = true;
                    self.inline.text.clear();
                    self.inline.begin();
                    if !empty {
                        let name = name.to_vec();
                        self.inline_text(sheet, name)?;
                    }
                }
                Some(Token::Start { name, empty, .. }) => {
                    inside.extended = true;
                    let name = name.to_vec();
                    if matches!(local(&name), b"c" | b"row" | b"sheetData" | b"v" | b"f" | b"is") {
                        return Err(damaged("a cell holds something of another namespace"));
                    }
                    if !empty {
                        self.skip(sheet, name, |_| true)?;
                    }
                }
                Some(Token::End(name)) if name == names.cell => return Ok(inside),
                Some(Token::Comment | Token::Instruction) => {}
                Some(Token::Text(text)) if text.trim_ascii().is_empty() => {}
                Some(Token::End(_)) => return Err(self.xml(CROSSED)),
                Some(_) => return Err(damaged("text stands in a cell outside its value")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
    }

    /// Takes the text of a value that was judged elsewhere, where it is asked for again.
    pub(crate) fn hold(&mut self, judged: Judgement, value: &[u8]) {
        if matches!(judged, Judgement::Doubtful(_) | Judgement::Literal) {
            self.text.clear();
            self.text.extend_from_slice(value);
        }
    }

    /// What a judged value is. An unknown part beside it makes other readers give up the whole cell.
    pub(crate) fn value(&mut self, judged: Judgement, tag: &CellTag, extended: bool) -> Result<Option<Value>, Fault> {
        let doubt = match judged {
            Judgement::Doubtful(doubt) => Some(doubt),
            _ => extended.then_some(Doubt::Extension),
        };
        if let Some(doubt) = doubt {
            let filled = judged != Judgement::Blank;
            return Ok(self.doubtful(doubt, filled)?.map(Value::Own));
        }
        Ok(match judged {
            Judgement::SharedString(index) => Some(Value::Shared(index)),
            Judgement::Number(value) => Some(Value::Own(self.number(value, tag.style))),
            Judgement::Bool(value) => Some(Value::Own(Content::Bool(value))),
            Judgement::Error(error) => Some(Value::Own(Content::Error(Cow::Borrowed(error)))),
            Judgement::Literal => {
                let text = String::from_utf8_lossy(&self.text).into_owned();
                Content::text(Cow::Owned(text)).map(Value::Own)
            }
            Judgement::Text => {
                let mut text = String::new();
                if !rich_text::append(&self.text, &mut text) {
                    return Err(damaged(UNREADABLE));
                }
                if let (CellType::FormulaText, Cow::Owned(resolved)) = (tag.kind, rich_text::resolve_escapes(&text)) {
                    text = resolved;
                }
                Content::text(Cow::Owned(text)).map(Value::Own)
            }
            Judgement::Blank | Judgement::Doubtful(_) => None,
        })
    }

    fn number(&self, value: f64, style: Option<u32>) -> Content<'static> {
        let style = style.and_then(|style| usize::try_from(style).ok());
        let date = |duration| Content::Date(SpreadsheetDate { serial: value, epoch_1904: self.context.epoch_1904, duration });
        match style.and_then(|style| self.context.formats.get(style)) {
            Some(Shown::Percentage) => Content::Percent(value),
            Some(Shown::Date) => date(false),
            Some(Shown::Duration) => date(true),
            Some(Shown::Number) | None => Content::Number(value),
        }
    }

    /// A cell that has no certain value, with its text as written.
    fn doubtful(&mut self, doubt: Doubt, filled: bool) -> Result<Option<Content<'static>>, Fault> {
        if self.doubtful == self.context.limits.unreadable_cells {
            return Err(damaged("too many of its cells have no certain value"));
        }
        self.doubtful += 1;
        if !filled {
            return Ok(None);
        }
        let text = unescape(&self.text).ok_or_else(|| damaged("a value is not well formed"))?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(match doubt {
            Doubt::ErrorCode => Content::Error(Cow::Owned(text)),
            Doubt::Misplaced => Content::Text(Cow::Owned(text)),
            doubt => Content::Doubtful(text, doubt),
        }))
    }

    /// A formula without a stored result.
    fn formula(&self, tag: FormulaTag, text: &str, place: (u32, u32)) -> Option<Content<'static>> {
        let text = match tag {
            FormulaTag { shared: None, fills: None, .. } if text.trim().is_empty() => return None,
            FormulaTag { shared: Some(number), anchor: false, .. } => match self.anchors.get(&number) {
                Some((formula, from)) => expand_shared_formula(formula, *from, place).map_or(Cow::Borrowed(""), Cow::Owned),
                None => Cow::Borrowed(""),
            },
            _ => Cow::Borrowed(text),
        };
        Some(Content::Formula(format!("={text}")))
    }

    /// The text of a value, judged by the type of its cell.
    fn value_text(&mut self, sheet: &mut Sheet<'_>, names: &Names, tag: &CellTag) -> Result<Judgement, Fault> {
        let mut pieces = 0;
        loop {
            match token!(self, sheet) {
                Some(Token::Text(text)) => {
                    pieces += 1;
                    self.text.extend_from_slice(text);
                }
                Some(Token::End(name)) if name == names.value => break,
                // Text around a comment is put together only where the value is text.
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
    fn formula_text(&self, sheet: &mut Sheet<'_>, names: &Names) -> Result<String, Fault> {
        let mut formula = String::new();
        loop {
            match token!(self, sheet) {
                Some(Token::End(name)) if name == names.formula => return Ok(formula),
                Some(Token::Text(text)) => {
                    if !rich_text::append(text, &mut formula) {
                        return Err(damaged(UNREADABLE));
                    }
                }
                Some(Token::Comment | Token::Instruction) => {}
                Some(_) => return Err(damaged("a formula is not well formed")),
                None => return Err(self.xml(XmlFault::Truncated)),
            }
        }
    }

    /// The text that stands in the cell itself.
    fn inline_text(&mut self, sheet: &mut Sheet<'_>, name: Vec<u8>) -> Result<(), Fault> {
        let mut inline = std::mem::take(&mut self.inline);
        let read = self.skip(sheet, name, |token| inline.see(token));
        self.inline = inline;
        read
    }

    /// Takes the rest of an element that was just opened; `see` sees what is in it and says whether it is well formed. Nothing
    /// in it may look like a cell to other readers.
    fn skip(&self, sheet: &mut Sheet<'_>, name: Vec<u8>, mut see: impl FnMut(Token<'_>) -> bool) -> Result<(), Fault> {
        let mut open = vec![name];
        while let Some(inner) = open.last() {
            let Some(token) = token!(self, sheet) else { return Err(self.xml(XmlFault::Truncated)) };
            if !see(token) {
                return Err(damaged(UNREADABLE));
            }
            match token {
                Token::Start { name, empty, .. } => {
                    if matches!(local(name), b"c" | b"row" | b"sheetData" | b"is") || open.len() > 64 {
                        return Err(damaged("a cell holds another cell"));
                    }
                    if !empty {
                        open.push(name.to_vec());
                    }
                }
                Token::End(name) if name == inner => {
                    open.pop();
                }
                Token::End(_) => return Err(self.xml(CROSSED)),
                _ => {}
            }
        }
        Ok(())
    }
}
