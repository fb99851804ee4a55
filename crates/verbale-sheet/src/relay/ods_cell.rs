//! One cell of an `OpenDocument` table.

use super::iso;
use super::xls::number;
use crate::cell::Content;
use crate::fault::{Fault, damaged, limit};
use crate::xlsx::rich_text::{Shift, shift};
use crate::xlsx::value_scan::Doubt;
use std::borrow::Cow;

/// A cell while its element is open.
#[derive(Debug, Default)]
pub(super) struct OdsCell {
    /// How often it stands side by side.
    pub(super) repeat: u64,
    /// Rows and columns that it spans.
    pub(super) span: (u32, u32),
    kind: String,
    error: bool,
    value: Option<String>,
    formula: Option<String>,
    text: String,
    paragraphs: u32,
    inside: bool,
    /// White space at the end of the text is not to be doubled, and to be dropped at the end of a paragraph.
    soft: bool,
    /// The runs that are open: the bytes of text before each, and how it is written.
    runs: Vec<(usize, RunStyle)>,
    marks: Marks,
}

/// What runs of a text are.
#[derive(Debug, Default)]
struct Marks {
    /// One is raised or lowered.
    shifted: bool,
    /// One is struck out.
    struck: bool,
}

/// How a run of a text is written, as its style says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RunStyle {
    pub(super) shift: Option<Shift>,
    pub(super) struck: bool,
}

impl OdsCell {
    /// Reads the attributes of the element.
    pub(super) fn new(attributes: impl Iterator<Item = Result<(Vec<u8>, String), Fault>>) -> Result<Self, Fault> {
        let mut cell = Self { repeat: 1, span: (1, 1), ..Self::default() };
        let mut twice = false;
        for attribute in attributes {
            let (name, value) = attribute?;
            match name.as_slice() {
                b"table:number-columns-repeated" => cell.repeat = count(&value)?,
                b"table:number-rows-spanned" => cell.span.0 = u32::try_from(count(&value)?).unwrap_or(u32::MAX),
                b"table:number-columns-spanned" => cell.span.1 = u32::try_from(count(&value)?).unwrap_or(u32::MAX),
                b"office:value-type" => cell.kind = value,
                b"calcext:value-type" => cell.error = value == "error",
                b"office:value"
                | b"office:string-value"
                | b"office:date-value"
                | b"office:time-value"
                | b"office:boolean-value" => {
                    twice |= cell.value.replace(value).is_some();
                }
                b"table:formula" => cell.formula = Some(value),
                _ => {}
            }
        }
        if twice { Err(damaged("a cell has two values")) } else { Ok(cell) }
    }

    /// An element inside the cell. False for one whose content is no text of the cell: a note, a drawing, a reading aid.
    pub(super) fn start(&mut self, name: &[u8], repeat: Option<&str>, most: usize) -> Result<bool, Fault> {
        match name {
            b"text:p" | b"text:h" => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                (self.inside, self.soft) = (true, true);
            }
            b"text:s" => {
                let spaces = repeat.map_or(Ok(1), count)?;
                let spaces = usize::try_from(spaces).ok().filter(|spaces| *spaces <= most).ok_or_else(|| too_long(most))?;
                self.text.extend(std::iter::repeat_n(' ', spaces));
                self.soft = false;
            }
            b"text:tab" => self.hard('\t'),
            b"text:line-break" => self.hard('\n'),
            b"office:annotation" | b"text:ruby-text" | b"table:detective" => return Ok(false),
            _ if name.starts_with(b"draw:") => return Ok(false),
            _ => {}
        }
        Ok(true)
    }

    fn hard(&mut self, character: char) {
        self.text.push(character);
        self.soft = false;
    }

    /// The start of a run of text.
    pub(super) fn open_run(&mut self, style: RunStyle) {
        self.runs.push((self.text.len(), style));
    }

    /// The end of an element inside the cell.
    pub(super) fn end(&mut self, name: &[u8]) {
        if name == b"text:span"
            && let Some((start, style)) = self.runs.pop()
            && self.text.get(start..).is_some_and(|run| !run.trim().is_empty())
        {
            self.marks.struck |= style.struck;
            if let Some(to) = style.shift {
                self.marks.shifted = true;
                shift(&mut self.text, start, to);
            }
        }
        if matches!(name, b"text:p" | b"text:h") {
            if self.soft && self.text.ends_with(' ') {
                self.text.pop();
            }
            self.inside = false;
        }
    }

    /// Text inside the cell: white space counts once, as in every document of this format.
    pub(super) fn push(&mut self, text: &str, most: usize) -> Result<(), Fault> {
        if !self.inside && text.trim().is_empty() {
            return Ok(());
        }
        for character in text.chars() {
            match character {
                ' ' | '\t' | '\r' | '\n' if self.soft => {}
                ' ' | '\t' | '\r' | '\n' => {
                    self.text.push(' ');
                    self.soft = true;
                }
                _ => {
                    self.text.push(character);
                    self.soft = false;
                }
            }
        }
        if self.text.len() > most { Err(too_long(most)) } else { Ok(()) }
    }

    /// What the cell holds; `None` if it is empty.
    pub(super) fn content(self, epoch_1904: bool) -> Option<Content<'static>> {
        if self.error {
            return Some(Content::Error(Cow::Owned(self.text)));
        }
        let struck = self.marks.struck;
        let text = |text: String| {
            let content = Content::text(Cow::Owned(text))?;
            Some(if struck { content.struck() } else { content })
        };
        let date = |read: fn(&str, bool) -> Option<_>, text: String| match read(&text, epoch_1904) {
            Some(date) => Content::Date(date),
            None => Content::Doubtful(text, Doubt::Date),
        };
        match (self.kind.as_str(), self.value) {
            ("" | "void", None) => match self.formula {
                Some(formula) if self.paragraphs == 0 => Some(Content::Formula(bare(&formula))),
                // A formula whose result is no text states no type, and has a paragraph with nothing in it.
                _ => text(self.text),
            },
            (kind @ ("float" | "percentage" | "currency"), Some(value)) => Some(match value.parse() {
                Ok(value) => match number(value) {
                    Content::Number(value) if kind == "percentage" => Content::Percent(value),
                    number => number,
                },
                Err(_) => Content::Doubtful(value, Doubt::Number),
            }),
            ("date", Some(value)) => Some(date(iso::date, value)),
            ("time", Some(value)) => Some(date(iso::time, value)),
            ("boolean", Some(value)) => Some(match value.as_str() {
                "true" | "TRUE" => Content::Bool(true),
                "false" | "FALSE" => Content::Bool(false),
                _ => Content::Doubtful(value, Doubt::Boolean),
            }),
            // How its runs are written is said of the text alone.
            ("string", Some(value)) if !self.marks.shifted && !self.marks.struck => Content::text(Cow::Owned(value)),
            ("string", _) => text(self.text),
            (_, value) => Some(Content::Doubtful(value.unwrap_or(self.text), Doubt::Type)),
        }
    }
}

fn too_long(most: usize) -> Fault {
    limit("bytes in one text of the workbook", most as u64)
}

/// How often something stands there. More than a number of ten digits is more than any bound.
pub(super) fn count(text: &str) -> Result<u64, Fault> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u64>() {
        _ if !digits => Err(damaged("a number of repetitions is none")),
        Ok(0) => Err(damaged("a number of repetitions is none")),
        Ok(number) => Ok(number),
        Err(_) => Ok(u64::MAX),
    }
}

/// A formula as it is shown, without the name of its language.
fn bare(formula: &str) -> String {
    match formula.find('=') {
        Some(at) => formula[at..].to_owned(),
        None => format!("={formula}"),
    }
}
