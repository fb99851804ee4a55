//! What a worksheet says beside the values of its cells: what is hidden, formulas behind results, rules for what may be
//! entered, comments. It changes no value, and what is wrong with it takes none away.

use crate::elements::unescape;
use crate::hidden::Hidden;
use crate::reference;
use crate::xlsx::tags::FormulaTag;
use crate::xml::{Attributes, Token, local};
use calamine::expand_shared_formula;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use verbale_model::intake::NoteKind;
use verbale_model::locus::a1;

/// Formulas and rules kept of a sheet. They tell how a figure came about, and a sheet of a million formulas tells it a thousand
/// times over; comments are all kept.
const KEPT: usize = 10_000;

/// A note on a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetNote {
    pub(crate) kind: NoteKind,
    pub(crate) row: u32,
    pub(crate) col: u16,
    pub(crate) text: String,
}

/// What a worksheet says beside its values.
#[derive(Debug, Default)]
pub(crate) struct Annotations {
    pub(crate) hidden: Hidden,
    pub(crate) notes: Vec<SheetNote>,
    /// Formula and place of the cell whose formula others share, by its number.
    shared: FxHashMap<u32, (String, (u32, u32))>,
    rule: Option<Rule>,
}

/// A rule for what may be entered, as far as it was read.
#[derive(Debug, Default)]
struct Rule {
    kind: String,
    range: String,
    formulas: Vec<String>,
    inside: Inside,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Formula,
    Range,
}

impl Annotations {
    fn push(&mut self, kind: NoteKind, row: u32, col: u32, text: String) {
        if self.notes.len() < KEPT
            && let Ok(col) = u16::try_from(col)
        {
            self.notes.push(SheetNote { kind, row, col, text });
        }
    }

    /// A formula whose result is stored.
    pub(crate) fn formula(&mut self, tag: FormulaTag, text: &str, (row, col): (u32, u32)) {
        let text = match tag.shared {
            Some(number) if text.is_empty() => match self.shared.get(&number) {
                Some((formula, from)) => Cow::Owned(expand_shared_formula(formula, *from, (row, col)).unwrap_or_default()),
                None => Cow::Borrowed(text),
            },
            Some(number) if self.shared.len() < KEPT => {
                self.shared.insert(number, (text.to_owned(), (row, col)));
                Cow::Borrowed(text)
            }
            _ => Cow::Borrowed(text),
        };
        if self.notes.len() < KEPT {
            self.push(NoteKind::Formula, row, col, format!("={text}"));
        }
    }

    /// Looks at a token outside the data of the sheet: hidden columns, rules.
    pub(crate) fn see(&mut self, token: Token<'_>) {
        match token {
            Token::Start { name, attributes, empty } => match local(name) {
                b"col" => self.hidden.column(attributes),
                b"dataValidation" => {
                    self.rule = Some(Rule::of(attributes));
                    if empty {
                        self.close_rule();
                    }
                }
                b"formula1" | b"formula2" if !empty => {
                    if let Some(rule) = &mut self.rule {
                        rule.inside = Inside::Formula;
                        rule.formulas.push(String::new());
                    }
                }
                b"sqref" if !empty => {
                    if let Some(rule) = &mut self.rule {
                        rule.inside = Inside::Range;
                    }
                }
                _ => {}
            },
            Token::Text(text) => {
                if let (Some(rule), Some(text)) = (&mut self.rule, unescape(text)) {
                    rule.text(&text);
                }
            }
            Token::End(name) => match local(name) {
                b"dataValidation" => self.close_rule(),
                b"formula1" | b"formula2" | b"sqref" => {
                    if let Some(rule) = &mut self.rule {
                        rule.inside = Inside::Nothing;
                    }
                }
                _ => {}
            },
            Token::CData(_) | Token::Comment | Token::Instruction => {}
        }
    }

    fn close_rule(&mut self) {
        let Some(rule) = self.rule.take() else { return };
        let first = rule.range.split([' ', ':']).next().and_then(|first| reference::cell(first.as_bytes()));
        let Some((row, col)) = first else { return };
        let mut words = vec![rule.kind.as_str(), rule.range.trim()];
        words.extend(rule.formulas.iter().map(|formula| formula.trim()));
        let text = words.join(" ");
        self.push(NoteKind::Validation, row, col, text);
    }

    /// Adds a comment. All are kept: they are words of the sender.
    pub(crate) fn comment(&mut self, row: u32, col: u16, text: String) {
        self.notes.push(SheetNote { kind: NoteKind::Comment, row, col, text });
    }

    /// Puts the notes in the order of rows.
    pub(crate) fn sort(&mut self) {
        self.notes.sort_by_key(|note| (note.row, note.col, note.kind));
    }
}

impl Rule {
    fn of(attributes: &[u8]) -> Self {
        let mut rule = Self { kind: "any".to_owned(), ..Self::default() };
        for (name, value) in Attributes::new(attributes).flatten() {
            let value = unescape(value).unwrap_or_default();
            match name {
                b"type" => rule.kind = value,
                b"sqref" => rule.range = value,
                _ => {}
            }
        }
        rule
    }

    fn text(&mut self, text: &str) {
        match (&self.inside, self.formulas.last_mut()) {
            (Inside::Formula, Some(formula)) => formula.push_str(text),
            (Inside::Range, _) => self.range.push_str(text),
            _ => {}
        }
    }
}

/// The comments of a part, with the cell of each; a comment on no cell is none.
#[derive(Default)]
pub(crate) struct Comments {
    pub(crate) found: Vec<(u32, u16, String)>,
    open: Option<(u32, u16)>,
    text: String,
    inside: bool,
}

impl Comments {
    /// Takes the next token of the part.
    pub(crate) fn see(&mut self, token: Token<'_>) {
        match token {
            Token::Start { name, attributes, empty } => match local(name) {
                b"comment" => {
                    let cell = Attributes::new(attributes).flatten().find(|(name, _)| *name == b"ref");
                    let cell = cell.and_then(|(_, value)| reference::cell(value));
                    self.open = cell.and_then(|(row, col)| Some((row, u16::try_from(col).ok()?)));
                    self.text.clear();
                }
                b"t" => self.inside = !empty,
                _ => {}
            },
            Token::Text(text) if self.inside => self.text.push_str(&unescape(text).unwrap_or_default()),
            Token::CData(text) if self.inside => self.text.push_str(&String::from_utf8_lossy(text)),
            Token::End(name) => match local(name) {
                b"t" => self.inside = false,
                b"comment" => {
                    let text = self.text.trim();
                    if let Some((row, col)) = self.open.take().filter(|_| !text.is_empty()) {
                        self.found.push((row, col, text.to_owned()));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// A range of rows or columns in words: `5–9` or `C–E`.
pub(crate) fn span(from: &str, to: &str) -> String {
    if from == to { from.to_owned() } else { format!("{from}–{to}") }
}

/// The letters of a column that counts from 0.
pub(crate) fn column_letters(col: u32) -> String {
    let mut text = a1(0, u16::try_from(col).unwrap_or(u16::MAX));
    text.pop();
    text
}
